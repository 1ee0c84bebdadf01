//! `griot export` and `griot import`: a record for other systems, and whole.
//!
//! Takes filters and a format; writes the rows, the codebook of the format, and a report of what it
//! could not express. A file is written beside its name and gets it when it is whole.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use griot_record::{Exporter, Filter, Format, Lost, Record, Transferred, Written};

use crate::args::{ExportArgs, ExportFormat, ImportArgs};
use crate::ask::{at, filter, open, seen_by, tell_rejected};
use crate::out;
use crate::report::tell;
use crate::show::layout::clean;

/// Stands for standard input or output.
pub(crate) const STD: &str = "-";

pub(crate) fn export(args: &ExportArgs) -> Result<ExitCode> {
    let format = match args.format {
        ExportFormat::Acled => Format::Acled,
        ExportFormat::Ucdp => Format::Ucdp,
        ExportFormat::Hxl => Format::Hxl,
        ExportFormat::Geojson => Format::GeoJson,
        ExportFormat::Jsonl => return whole(args),
    };
    let is_std = args.output.as_os_str() == STD;
    let (codebook, report) =
        (args.output.with_extension("codebook.md"), args.output.with_extension("report.md"));
    if !is_std {
        for path in [&args.output, &codebook, &report] {
            must_be_free(path, args.force)?;
        }
    }
    let record = at(seen_by(open(&args.dir)?, args.as_role)?, &args.filter)?;
    let mut wanted = filter(&args.filter)?;
    wanted.text.clone_from(&args.text);
    tell_rejected(&record, &wanted)?;
    let written = if is_std {
        let mut out = out::named(BufWriter::new(io::stdout().lock()));
        let written = events_to(&record, &wanted, format, &mut out)?;
        out.flush()?;
        written
    } else {
        let written = into(&args.output, |out| events_to(&record, &wanted, format, out))?;
        into(&codebook, |out| Ok(out.write_all(format.codebook().as_bytes())?))?;
        into(&report, |out| Ok(out.write_all(as_report(format, &written).as_bytes())?))?;
        written
    };
    let mut said = format!("{} of {} events written", written.rows, written.asked);
    if !is_std {
        let name = |path: &Path| path.display().to_string();
        let _ = write!(
            said,
            " into `{}`; `{}` explains the columns, `{}` what they could not express",
            name(&args.output),
            name(&codebook),
            name(&report)
        );
    }
    let lost = counts(&written.lost);
    if !lost.is_empty() {
        let lost: Vec<String> = lost.iter().map(|(what, n)| format!("{what} {n}")).collect();
        let _ = write!(said, ": {}", lost.join(", "));
    }
    tell(&said);
    Ok(if written.rows == 0 { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// Writes the events that meet a filter, one after the other.
fn events_to(
    record: &Record,
    wanted: &Filter,
    format: Format,
    out: &mut impl Write,
) -> Result<Written> {
    let mut exporter = Exporter::new(format, out)?;
    record.each_event(wanted, |event| Ok::<(), anyhow::Error>(exporter.put(&event)?))?;
    Ok(exporter.finish()?)
}

fn whole(args: &ExportArgs) -> Result<ExitCode> {
    let wanted = filter(&args.filter)?;
    if wanted != griot_record::Filter::default()
        || args.text.is_some()
        || args.filter.as_of.is_some()
    {
        bail!(
            "`--format jsonl` is the whole record and takes no filters; `griot events --json` gives some \
             of its events with everything that is known of them"
        );
    }
    let record = Record::open(&args.dir)?;
    let counts = if args.output.as_os_str() == STD {
        let mut out = out::named(BufWriter::new(io::stdout().lock()));
        let counts = record.export_all(&mut out)?;
        out.flush()?;
        counts
    } else {
        must_be_free(&args.output, args.force)?;
        into(&args.output, |out| Ok(record.export_all(out)?))?
    };
    tell(&format!("{} written", told(counts)));
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn import(args: &ImportArgs) -> Result<ExitCode> {
    let (record, counts) = if args.file.as_os_str() == STD {
        Record::import(&args.dir, &mut io::stdin().lock())?
    } else {
        let name = args.file.display();
        let file = File::open(&args.file).with_context(|| format!("cannot read `{name}`"))?;
        Record::import(&args.dir, &mut BufReader::new(file))
            .with_context(|| format!("`{name}` cannot be imported"))?
    };
    let text = format!("{} imported; the record has {} events", told(counts), record.n_events()?);
    out::line(clean(&text))?;
    Ok(ExitCode::SUCCESS)
}

fn told(counts: Transferred) -> String {
    let Transferred { runs, pages, decisions, redirects } = counts;
    format!("{pages} pages, {runs} runs, {decisions} decisions, {redirects} old ids")
}

fn must_be_free(path: &Path, force: bool) -> Result<()> {
    if path.exists() && !force {
        bail!("`{}` is there already; --force overwrites it", path.display());
    }
    Ok(())
}

/// Writes a file under another name first, so that half of one is never taken for a whole one.
pub(crate) fn into<T>(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> Result<T>,
) -> Result<T> {
    let cannot = || out::cannot_write(path);
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let mut out = BufWriter::new(File::create(&part).with_context(cannot)?);
    let done = write(&mut out).and_then(|done| {
        out.flush()?;
        out.get_ref().sync_all()?;
        Ok(done)
    });
    if done.is_err() {
        // Nothing is left of what failed.
        let _ = std::fs::remove_file(&part);
    }
    let done = done.with_context(cannot)?;
    std::fs::rename(&part, path).with_context(cannot)?;
    Ok(done)
}

fn counts(lost: &[Lost]) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for one in lost {
        *counts.entry(one.what).or_default() += 1;
    }
    counts
}

/// What the codes of losses mean.
fn meaning(what: &str) -> &'static str {
    match what {
        "left-out" => "the format has no row for the event",
        "interval" => "more than one day",
        "type" => "a type that the format does not have",
        "type-of-violence" => "who fights whom is not known well enough",
        "range" => "figures that differ or are open, written as one number",
        "open" => "a figure without an upper bound",
        "parts" => "deaths by side are more than the best figure",
        "kinds-of-victims" => "deaths by kind of victims, for which there is no column",
        "outcome" => "a toll that is no deaths, for which there is no column",
        "no-coordinates" | "no-geometry" => "no point on the map",
        "no-kind-of-actor" => "an actor that the registry does not know",
        "alleged" => "told as somebody's word alone, for which there is no column",
        "corrected" => "what reports say of a slot that an analyst corrected",
        "reports" => "what each of several reports says",
        _ => "",
    }
}

fn as_report(format: Format, written: &Written) -> String {
    let mut text = format!(
        "# What the format `{}` could not express\n\n{} of {} events are written.\n",
        format.as_str(),
        written.rows,
        written.asked
    );
    if written.lost.is_empty() {
        text.push_str("\nNothing was lost.\n");
        return text;
    }
    text.push_str("\n| what | events | meaning |\n| --- | --- | --- |\n");
    for (what, n) in counts(&written.lost) {
        let _ = writeln!(text, "| `{what}` | {n} | {} |", meaning(what));
    }
    text.push_str("\n| event | what | |\n| --- | --- | --- |\n");
    for Lost { event, what, detail } in &written.lost {
        let detail = clean(detail).replace('|', "\\|");
        let _ = writeln!(text, "| `{event}` | `{what}` | {detail} |");
    }
    text
}
