//! `griot read`: pages become articles, one JSON object a line.
//!
//! Takes files, folders or standard input; gives articles in the order of their inputs. Codes
//! nothing: the output is an input of `griot code`.

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::Result;
use griot::json;

use crate::args::ReadArgs;
use crate::batch;
use crate::input::{self, Unit};
use crate::report::Report;
use crate::settings::Inputs;

pub(crate) fn run(args: ReadArgs) -> Result<ExitCode> {
    let inputs = Inputs::new(args.input);
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
