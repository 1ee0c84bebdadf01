//! `griot read`: pages become articles, one JSON object a line.
//!
//! Takes files, folders or standard input; gives articles in the order of their inputs. Codes
//! nothing: the output is an input of `griot code`.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use griot::extract::sites::Sites;
use griot::json;

use crate::args::ReadArgs;
use crate::batch;
use crate::input::{self, Unit};
use crate::report::Report;
use crate::settings::Inputs;

pub(crate) fn run(args: ReadArgs) -> Result<ExitCode> {
    let mut inputs = Inputs::new(args.input);
    inputs.known.sites = args.sites.as_deref().map(sites).transpose()?;
    let mut report = Report::new(inputs.quiet);
    let mut out = io::BufWriter::new(io::stdout().lock());
    let known = inputs.known;
    let work = |unit: &Unit| {
        let read = unit.read(known);
        let lines: Vec<_> = read
            .articles
            .iter()
            .map(|article| serde_json::to_string(&json::read_document(article)))
            .collect();
        (lines, read.failures)
    };
    batch::each(input::units(inputs.paths), inputs.workers, work, |(lines, failures)| {
        for line in lines {
            writeln!(out, "{}", line?)?;
            report.found();
        }
        for failure in failures {
            report.failure(&failure);
        }
        Ok(())
    })?;
    out.flush()?;
    Ok(report.exit_code())
}

/// The rules for outlets in the files of a folder, in the order of their names.
fn sites(dir: &Path) -> Result<&'static Sites> {
    let cannot = || format!("cannot read the rules in `{}`", dir.display());
    let entries = std::fs::read_dir(dir).with_context(cannot)?;
    let paths: io::Result<Vec<PathBuf>> = entries.map(|entry| Ok(entry?.path())).collect();
    let mut paths = paths.with_context(cannot)?;
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    paths.sort();
    let mut sites = Sites::default();
    for path in paths {
        let name = path.display().to_string();
        let text =
            std::fs::read_to_string(&path).with_context(|| format!("cannot read `{name}`"))?;
        sites.add(&name, &text)?;
    }
    if sites.is_empty() {
        bail!("no rules for outlets (*.toml) in `{}`", dir.display());
    }
    Ok(Box::leak(Box::new(sites)))
}
