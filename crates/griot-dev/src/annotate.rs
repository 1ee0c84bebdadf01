//! `griot-dev annotate`: everything that annotation and coding make of a text, sentence by sentence.
//!
//! Takes a file of plain text or standard input; prints tokens, words of the lexicon, mentions,
//! quantities, times, places, and then the claims. It is for the eyes of whoever changes a rule:
//! its output is no format, and nothing is measured.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use griot::annotate::Sent;
use griot::coding::Context;
use griot::lexicon::{Hit, Subject};
use griot::model::{Article, Claims, DateFound, Lang, Name};
use griot::pipeline::{Resources, with_context};

use crate::train::lang_of;

/// Arguments of `griot-dev annotate`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A file of plain text; standard input when missing.
    file: Option<PathBuf>,
    /// Language: `fr` or `en`.
    #[arg(long, value_parser = lang_of)]
    lang: Lang,
    /// Day of publication, `2022-04-10`.
    #[arg(long)]
    published: Option<String>,
}

/// Prints what is made of a text.
pub(crate) fn run(args: &Args) -> Result<()> {
    let text = if let Some(file) = &args.file {
        std::fs::read_to_string(file)
            .with_context(|| format!("cannot read `{}`", file.display()))?
    } else {
        std::io::read_to_string(std::io::stdin()).context("cannot read standard input")?
    };
    let mut article = Article::from_text(text.trim());
    article.lang = Some(args.lang);
    if let Some(raw) = &args.published {
        let date = raw.parse().with_context(|| format!("`{raw}` is no day"))?;
        article.published = Some(DateFound { date, found_in: "input", raw: raw.clone() });
    }
    let mut out = std::io::stdout().lock();
    with_context(&article, args.lang, &Resources::builtin(), |cx| {
        for (number, sent) in cx.doc.sents.iter().enumerate() {
            let words = sent.span.of(cx.doc.text);
            writeln!(out, "--- {number} paragraph {} {words:?}", sent.paragraph)?;
            tokens(&mut out, cx, *sent)?;
            findings(&mut out, cx, *sent)?;
        }
        writeln!(out, "dateline {:?} country {:?}", cx.dateline, cx.main_country)?;
        claims(&mut out, cx.doc.text, &griot::coding::code(cx))?;
        Ok(())
    })
}

fn tokens(out: &mut impl Write, cx: &Context<'_>, sent: Sent) -> Result<()> {
    for token in sent.tokens() {
        let data = &cx.doc.tokens[token];
        writeln!(
            out,
            "{token:3} {:18} {:14} {:?} <- {} {:?} f{:b}",
            cx.doc.word(token),
            cx.doc.lemma(token),
            data.upos,
            data.head,
            data.rel,
            data.feats.0
        )?;
    }
    Ok(())
}

fn findings(out: &mut impl Write, cx: &Context<'_>, sent: Sent) -> Result<()> {
    for hit in cx.hits.iter().filter(|hit| sent.tokens().contains(&(hit.first as usize))) {
        writeln!(out, "  hit {} {}..{}", id(cx, *hit), hit.first, hit.end)?;
    }
    for (number, mention) in cx.mentions_in(sent.tokens()) {
        let words = mention.span(cx.doc).of(cx.doc.text);
        writeln!(out, "  mention {number} {words:?} {mention:?}")?;
    }
    for (_, quantity) in cx.quantities_in(sent.tokens()) {
        writeln!(out, "  quantity {:?} {quantity:?}", quantity.span.of(cx.doc.text))?;
    }
    for time in cx.times_in(sent.tokens()) {
        writeln!(out, "  time {:?} {time:?}", time.span.of(cx.doc.text))?;
    }
    for place in cx.places_in(sent.tokens()) {
        writeln!(out, "  place {place:?}")?;
    }
    Ok(())
}

/// The id of the entry that a hit is of.
fn id<'c>(cx: &'c Context<'_>, hit: Hit) -> &'c str {
    match hit.entry.subject {
        Subject::Trigger => &cx.language.triggers[hit.index()].id,
        Subject::Outcome => &cx.language.outcomes[hit.index()].id,
        Subject::People => &cx.language.people[hit.index()].id,
        Subject::Document => &cx.language.documents[hit.index()].id,
        Subject::Reporting => &cx.language.reporting[hit.index()].id,
        Subject::Hedge => &cx.language.hedges[hit.index()].id,
        Subject::Support => &cx.language.supports[hit.index()].id,
    }
}

fn claims(out: &mut impl Write, text: &str, claims: &Claims) -> Result<()> {
    for report in &claims.reports {
        writeln!(
            out,
            "EVENT {} {:?} {:?} {:?} -> {:?} by {:?} {:?}",
            report.event_type,
            report.date,
            report.place.as_ref().map(|place| &place.name),
            names(&report.initiators),
            names(&report.targets),
            names(&report.sources),
            report.because
        )?;
        for toll in &report.tolls {
            writeln!(
                out,
                "   {} {:?}..{:?} {:?} {:?}",
                toll.outcome,
                toll.low,
                toll.high,
                toll.victims.as_ref().map(|name| &name.text),
                toll.because
            )?;
        }
    }
    for aggregate in &claims.aggregates {
        writeln!(
            out,
            "AGGREGATE {} {:?}..{:?} {:?} by {:?}",
            aggregate.toll.outcome,
            aggregate.toll.low,
            aggregate.toll.high,
            aggregate.window,
            names(&aggregate.sources)
        )?;
    }
    for statement in &claims.statements {
        writeln!(out, "SAID {:?}: {}", names(&statement.speaker), statement.evidence.of(text))?;
    }
    Ok(())
}

fn names(names: &[Name]) -> Vec<&str> {
    names.iter().map(|name| name.text.as_str()).collect()
}
