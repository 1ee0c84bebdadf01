//! `griot explain`: why each value of one document was coded.
//!
//! Takes one file, or one document of a file with several; gives its values with their words
//! underlined, the rules that fired, and what lost.

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::{Result, bail};
use griot::model::Article;
use griot_intake::{Known, Units, Walk};

use crate::args::ExplainArgs;
use crate::coder::Coder;
use crate::out;
use crate::report::Report;
use crate::settings::Screen;
use crate::show::{Part, explanation};

pub(crate) fn run(args: ExplainArgs) -> Result<ExitCode> {
    let screen = Screen::new(&args.color);
    let coder = Coder::new(args.lex.lexicon.as_deref())?;
    let known = Known {
        lang: args.lang,
        published: args.published,
        now: Some(jiff::Timestamp::now()),
        sites: None,
    };
    let name = args.file.display().to_string();
    let mut report = Report::new(false);
    let mut articles = Vec::new();
    for unit in Units::new(Walk::new(vec![args.file])) {
        let read = unit.work.read(known);
        articles.extend(read.articles);
        for failure in read.failures {
            report.failure(&failure);
        }
    }
    let Some(article) = choose(articles, args.id.as_deref(), &name)? else {
        return Ok(report.exit_code());
    };
    let claims = coder.code(&article);
    let part = match args.event {
        None => Part::Everything,
        Some(number) => {
            let n_events = claims.reports.len();
            let index = number as usize - 1;
            if index >= n_events {
                bail!("`{name}` has {n_events} events, and no event {number}");
            }
            Part::Event(index)
        }
    };
    if !claims.reports.is_empty() || !claims.aggregates.is_empty() || !claims.statements.is_empty()
    {
        report.found();
    }
    let mut out = out::named(anstream::AutoStream::new(io::stdout().lock(), screen.color));
    out.write_all(explanation(&article, &claims, part, screen.width).as_bytes())?;
    out.flush()?;
    for note in article.notes.iter().chain(&claims.notes) {
        report.note(&article.id, note);
    }
    Ok(report.exit_code())
}

/// The document that is asked for; nothing when none could be read, which was told already.
fn choose(articles: Vec<Article>, id: Option<&str>, name: &str) -> Result<Option<Article>> {
    let n_documents = articles.len();
    match id {
        Some(id) => match articles.into_iter().find(|article| article.id == id) {
            Some(article) => Ok(Some(article)),
            None => bail!("`{name}` has {n_documents} documents, and none with the id `{id}`"),
        },
        None if n_documents > 1 => {
            bail!("`{name}` has {n_documents} documents: choose one with --id")
        }
        None => Ok(articles.into_iter().next()),
    }
}
