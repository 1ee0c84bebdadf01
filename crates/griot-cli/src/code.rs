//! `griot code`: what articles report, as tables for a person or JSON Lines for a program.
//!
//! Takes files, folders or standard input; gives one table or one object a document, in the order
//! of the inputs. Notes go to standard error beside tables, and into the objects of JSON.

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::Result;
use griot::json;
use griot::model::{Article, Claims};
use griot::note::Note;
use griot_intake::{Unit, Units, pipeline};

use crate::args::CodeArgs;
use crate::coder::Coder;
use crate::out;
use crate::report::Report;
use crate::settings::{Inputs, Screen};
use crate::show::article_table;
use crate::show::styles::DIM;

/// How the result is written.
#[derive(Clone, Copy, Debug)]
enum Form {
    Table { width: usize },
    Json { considered: bool },
}

/// What became of one document.
struct Coded {
    id: String,
    written: serde_json::Result<String>,
    found: bool,
    notes: Vec<Note>,
}

pub(crate) fn run(args: CodeArgs) -> Result<ExitCode> {
    let screen = Screen::new(&args.color);
    let coder = Coder::new(args.lex.lexicon.as_deref())?;
    let form = if args.json {
        Form::Json { considered: args.considered }
    } else {
        Form::Table { width: screen.width }
    };
    let inputs = Inputs::new(args.input);
    // The notes of JSON are in its objects, where a program looks for them.
    let mut report = Report::new(inputs.quiet || args.json);
    let stdout = io::stdout().lock();
    // JSON has no colours, and no byte of it must be taken for one.
    let stdout: Box<dyn Write> = match form {
        Form::Table { .. } => Box::new(anstream::AutoStream::new(stdout, screen.color)),
        Form::Json { .. } => Box::new(stdout),
    };
    let mut out = out::named(io::BufWriter::new(stdout));

    let known = inputs.known;
    let units = Units::new(inputs.walk());
    let size = |unit: &Unit| unit.work.weight();
    let work = |units: Vec<Unit>| {
        let read = units.into_iter().map(|unit| unit.work.read(known));
        let (articles, failures): (Vec<_>, Vec<_>) =
            read.map(|read| (read.articles, read.failures)).unzip();
        let coded = coder
            .code_all(&articles, |article, claims| coded(article, claims, coder.signature(), form));
        coded.into_iter().zip(failures).collect()
    };
    let mut first = true;
    pipeline::each(units, inputs.workers, size, work, |(coded, failures)| -> io::Result<()> {
        for each in coded {
            if let Form::Table { width } = form
                && !std::mem::take(&mut first)
            {
                writeln!(out, "\n{DIM}{}{DIM:#}\n", "─".repeat(width))?;
            }
            writeln!(out, "{}", each.written?.trim_end())?;
            if each.found {
                report.found();
            }
            if !each.notes.is_empty() {
                // So that notes stand below the table they belong to when both go to a terminal.
                out.flush()?;
            }
            for note in &each.notes {
                report.note(&each.id, note);
            }
        }
        for failure in failures {
            report.failure(&failure);
        }
        Ok(())
    })?;
    out.flush()?;
    Ok(report.exit_code())
}

fn coded(article: &Article, claims: &Claims, coder: json::Coder, form: Form) -> Coded {
    let written = match form {
        Form::Table { width } => Ok(article_table(article, claims, width)),
        Form::Json { considered } => {
            let mut document = json::document(article, claims, coder);
            if considered {
                document = document.with_considered(claims);
            }
            serde_json::to_string(&document)
        }
    };
    Coded {
        id: article.id.clone(),
        written,
        found: holds_anything(claims),
        notes: notes(article, claims),
    }
}

fn notes(article: &Article, claims: &Claims) -> Vec<Note> {
    article.notes.iter().chain(&claims.notes).cloned().collect()
}

fn holds_anything(claims: &Claims) -> bool {
    !(claims.reports.is_empty() && claims.aggregates.is_empty() && claims.statements.is_empty())
}
