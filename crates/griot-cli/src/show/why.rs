//! Why each value was coded: the words underlined, the rules named, what lost.
//!
//! Takes an article, its claims and the part that is asked for; gives lines that fit a width. Each
//! value has a letter, which stands under its words and before its name:
//!
//! ```text
//!   │ Douze civils ont été tués samedi à Kourtéla.
//!   │ b^^^^ c^^^^^         a^^^ d^^^^^   e^^^^^^^
//!   a  type      attack on civilians
//! ```

use std::fmt::Write as _;
use std::ops::Range;

use griot::model::{Aggregate, Article, Claims, Considered, Name, Report, Statement, Toll};
use griot::span::Span;

use crate::show::layout::{Mark, clean, underline, wrap};
use crate::show::styles::{DIM, MARK, TITLE, TYPE};
use crate::show::values::{headline, outlet_line, place};
use crate::show::words;

/// Cells of a label with the space after it.
const LABEL: usize = 12;

/// What is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Everything,
    /// An event, counted from 0.
    Event(usize),
}

/// A claim, taken apart into values.
struct Claimed {
    heading: String,
    values: Vec<Value>,
    evidence: Span,
    because: Vec<String>,
}

/// A value, with the words that gave it when words did.
struct Value {
    label: String,
    said: String,
    span: Option<Span>,
}

/// Explains a part of what was coded.
pub(crate) fn explanation(article: &Article, claims: &Claims, part: Part, width: usize) -> String {
    let mut out = String::new();
    let title = headline(article);
    for line in wrap(&title, width) {
        let _ = writeln!(out, "{TITLE}{}{TITLE:#}", clean(&title[line]));
    }
    let _ = writeln!(out, "{DIM}{}{DIM:#}\n", clean(&outlet_line(article)));

    let events = claims.reports.iter().enumerate();
    let mut claimed: Vec<Claimed> = match part {
        Part::Event(chosen) => events
            .filter(|(index, _)| *index == chosen)
            .map(|(n, each)| event(n + 1, each))
            .collect(),
        Part::Everything => events.map(|(index, each)| event(index + 1, each)).collect(),
    };
    if part == Part::Everything {
        claimed.extend(claims.aggregates.iter().map(aggregate));
        claimed.extend(claims.statements.iter().map(statement));
    }
    let mut shown = Vec::new();
    for each in &claimed {
        shown.push(each.evidence);
        one(&mut out, &article.text, each, width);
    }
    let lost: Vec<&Considered> = claims
        .considered
        .iter()
        .filter(|lost| {
            part == Part::Everything || shown.iter().any(|evidence| evidence.overlaps(lost.span))
        })
        .collect();
    considered(&mut out, &article.text, &lost, width);
    if claimed.is_empty() && lost.is_empty() {
        let _ = writeln!(out, "  {DIM}Nothing to code.{DIM:#}");
    }
    out
}

fn one(out: &mut String, text: &str, claimed: &Claimed, width: usize) {
    let _ = writeln!(out, "{}", claimed.heading);
    let mut letters = ('a'..='z').chain('A'..='Z');
    let mut marks: Vec<Mark> = Vec::new();
    let mut legend = Vec::new();
    for value in &claimed.values {
        let span = value.span.filter(|span| !span.is_empty()).map(Span::range);
        // Words that gave several values are underlined once.
        let letter = span.and_then(|span| {
            let known = marks.iter().find(|mark| mark.span == span).map(|mark| mark.letter);
            known.or_else(|| {
                let letter = letters.next()?;
                marks.push(Mark { letter, span });
                Some(letter)
            })
        });
        legend.push((letter.unwrap_or('·'), value));
    }
    passages(out, text, claimed.evidence, &marks, width);
    for (letter, value) in legend {
        let before = 5 + LABEL;
        for (index, line) in wrap(&value.said, width.saturating_sub(before)).into_iter().enumerate()
        {
            let said = clean(&value.said[line]);
            let _ = if index == 0 {
                let label = &value.label;
                writeln!(out, "  {MARK}{letter}{MARK:#}  {DIM}{label:LABEL$}{DIM:#}{said}")
            } else {
                writeln!(out, "{:before$}{said}", "")
            };
        }
    }
    let mut because: Vec<String> = Vec::new();
    for rule in &claimed.because {
        if !because.contains(rule) {
            because.push(rule.clone());
        }
    }
    rules(out, "because", &because, width);
    out.push('\n');
}

fn rules(out: &mut String, label: &str, because: &[String], width: usize) {
    let said = because.join(", ");
    let before = 5 + LABEL;
    for (index, line) in wrap(&said, width.saturating_sub(before)).into_iter().enumerate() {
        let label = if index == 0 { label } else { "" };
        let _ = writeln!(out, "     {DIM}{label:LABEL$}{}{DIM:#}", clean(&said[line]));
    }
}

/// The paragraphs that hold the evidence or a mark, wrapped and underlined; lines that hold neither
/// are left out, and three dots tell so.
fn passages(out: &mut String, text: &str, evidence: Span, marks: &[Mark], width: usize) {
    let evidence = evidence.range();
    let wanted = |range: &Range<usize>| {
        let overlaps = |other: &Range<usize>| other.start < range.end && range.start < other.end;
        overlaps(&evidence) || marks.iter().any(|mark| overlaps(&mark.span))
    };
    let mut left_out = false;
    let mut written = false;
    for paragraph in paragraphs(text) {
        let words = &text[paragraph.clone()];
        for line in wrap(words, width.saturating_sub(4)) {
            let line = paragraph.start + line.start..paragraph.start + line.end;
            if !wanted(&line) {
                left_out = written;
                continue;
            }
            if std::mem::take(&mut left_out) {
                let _ = writeln!(out, "  {DIM}│ …{DIM:#}");
            }
            written = true;
            let _ = writeln!(out, "  {DIM}│{DIM:#} {}", clean(&text[line.clone()]));
            for row in underline(text, &line, marks) {
                let _ = writeln!(out, "  {DIM}│{DIM:#} {MARK}{row}{MARK:#}");
            }
        }
    }
}

fn paragraphs(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let range = start..start + line.trim_end().len();
        start += line.len();
        range
    })
}

fn considered(out: &mut String, text: &str, lost: &[&Considered], width: usize) {
    if lost.is_empty() {
        return;
    }
    let _ = writeln!(out, "{TITLE}Considered and not taken{TITLE:#}");
    for each in lost {
        let said = format!("“{}”: {}", each.span.of(text), each.why);
        let before = 5 + LABEL;
        for (index, line) in wrap(&said, width.saturating_sub(before)).into_iter().enumerate() {
            let slot = if index == 0 { each.slot } else { "" };
            let _ = writeln!(out, "     {DIM}{slot:LABEL$}{DIM:#}{}", clean(&said[line]));
        }
        rules(out, "", std::slice::from_ref(&each.rule), width);
    }
    out.push('\n');
}

fn event(number: usize, report: &Report) -> Claimed {
    let mut values = vec![Value::new("type", words::event_type(report.event_type), report.trigger)];
    if let Some(dates) = report.date {
        values.push(Value { span: report.date_span, ..Value::plain("date", words::dates(dates)) });
    }
    push_place(&mut values, report.place.as_ref(), report.country.as_deref());
    push_names(&mut values, "initiator", &report.initiators);
    push_names(&mut values, "target", &report.targets);
    let mut because = report.because.clone();
    for toll in &report.tolls {
        push_toll(&mut values, toll);
        because.extend(toll.because.iter().cloned());
    }
    push_names(&mut values, "source", &report.sources);
    values.push(Value::plain("certainty", report.certainty.as_str()));
    let kind = words::event_type(report.event_type);
    Claimed {
        heading: format!("{number}  {TYPE}{kind}{TYPE:#}"),
        values,
        evidence: report.evidence,
        because,
    }
}

fn aggregate(aggregate: &Aggregate) -> Claimed {
    let mut values = Vec::new();
    push_toll(&mut values, &aggregate.toll);
    if let Some(window) = aggregate.window {
        let said = words::dates(window);
        values.push(Value { span: aggregate.window_span, ..Value::plain("window", said) });
    }
    push_place(&mut values, aggregate.place.as_ref(), aggregate.country.as_deref());
    push_names(&mut values, "source", &aggregate.sources);
    let mut because = aggregate.toll.because.clone();
    because.extend(aggregate.because.iter().cloned());
    Claimed {
        heading: format!("{TYPE}Total over a period or an area{TYPE:#}"),
        values,
        evidence: aggregate.evidence,
        because,
    }
}

fn statement(statement: &Statement) -> Claimed {
    let mut values = Vec::new();
    push_names(&mut values, "speaker", &statement.speaker);
    let said = if statement.quoted { "quoted" } else { "reported" };
    values.push(Value::new("words", said, statement.evidence));
    Claimed {
        heading: format!("{TYPE}Statement{TYPE:#}"),
        values,
        evidence: statement.evidence,
        because: statement.because.clone(),
    }
}

fn push_place(values: &mut Vec<Value>, named: Option<&griot::model::Place>, country: Option<&str>) {
    if let Some(said) = place(named, country) {
        let span = named.map(|place| place.span);
        let label = if named.is_some() { "place" } else { "country" };
        values.push(Value { span, ..Value::plain(label, said) });
    }
}

fn push_names(values: &mut Vec<Value>, label: &str, names: &[Name]) {
    for name in names {
        let mut said = name.text.clone();
        if let Some(id) = &name.registry_id {
            let _ = write!(said, " [{id}]");
        }
        values.push(Value::new(label, said, name.span));
    }
}

fn push_toll(values: &mut Vec<Value>, toll: &Toll) {
    values.push(Value::new(words::outcome(toll.outcome), words::figure(toll), toll.span));
    if let Some(victims) = &toll.victims {
        let said = match words::kind(toll.kind) {
            Some(kind) => format!("{} ({kind})", victims.text),
            None => victims.text.clone(),
        };
        values.push(Value::new("  victims", said, victims.span));
    }
    push_names(values, "  source", toll.sources.as_deref().unwrap_or_default());
}

impl Value {
    fn new(label: impl Into<String>, said: impl Into<String>, span: Span) -> Self {
        Self { label: label.into(), said: said.into(), span: Some(span) }
    }

    /// A value that no words of its own gave.
    fn plain(label: impl Into<String>, said: impl Into<String>) -> Self {
        Self { label: label.into(), said: said.into(), span: None }
    }
}

#[cfg(test)]
mod tests;
