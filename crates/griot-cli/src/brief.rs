//! `griot brief`: a brief of a place and a period.
//!
//! Takes filters, a language and a form; writes what the record makes of them. A brief is written into
//! its file as one: whoever opens it never sees half of one.

use std::io::{self, Write as _};
use std::process::ExitCode;

use anyhow::{Result, bail};
use griot::model::Lang;
use griot_record::BriefAsked;

use crate::args::{BriefArgs, BriefFormat};
use crate::ask::{at, filter, open, seen_by, tell_rejected};
use crate::export::{STD, into};
use crate::out;
use crate::report::tell;

pub(crate) fn run(args: &BriefArgs) -> Result<ExitCode> {
    if let (Some(day), Some(before)) = (args.filter.as_of, args.compared_to)
        && day <= before
    {
        bail!("`--compared-to {before}`: expected a day before that of --as-of, {day}");
    }
    let record = at(seen_by(open(&args.dir)?, args.as_role)?, &args.filter)?;
    let mut wanted = filter(&args.filter)?;
    wanted.text.clone_from(&args.text);
    tell_rejected(&record, &wanted)?;
    let lang = match args.lang {
        Some(lang) => lang,
        None => {
            let languages = record.config()?.languages;
            languages.first().and_then(|lang| lang.parse().ok()).unwrap_or(Lang::Fr)
        }
    };
    let asked = BriefAsked {
        filter: wanted,
        place: args.filter.near.clone(),
        lang,
        policy: args.policy,
        as_of: args.filter.as_of,
    };
    let before = match args.compared_to {
        Some(day) => {
            let before = griot_record::Record::open(&args.dir)?.seen_by(args.as_role)?;
            Some((before.as_of(day)?, day))
        }
        None => None,
    };
    let before = before.as_ref().map(|(record, day)| (record, *day));
    let brief = record.brief(&asked, before)?;
    let is_page = args.output.extension().is_some_and(|ext| ext == "html" || ext == "htm");
    let text = match args.format {
        Some(BriefFormat::Html) => brief.to_html(),
        None if is_page => brief.to_html(),
        Some(BriefFormat::Md) | None => brief.to_markdown(),
    };
    if args.output.as_os_str() == STD {
        let mut out = out::named(io::stdout().lock());
        out.write_all(text.as_bytes())?;
        out.flush()?;
    } else {
        into(&args.output, |out| Ok(out.write_all(text.as_bytes())?))?;
        tell(&format!("`{}` is written; events in it: {}", args.output.display(), brief.n_events));
    }
    Ok(if brief.n_events == 0 { ExitCode::from(1) } else { ExitCode::SUCCESS })
}
