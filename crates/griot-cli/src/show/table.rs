//! The table of one article: its headline, then a block for each event, aggregate and statement.
//!
//! Takes an article and its claims; gives lines that fit a width. Each block has the sentence that
//! is its evidence, so that a reader can judge without going back to the page.

use std::fmt::Write as _;

use anstyle::Style;
use griot::model::{Aggregate, Article, Claims, Report, Statement, Toll};

use crate::show::layout::{clean, hang, wrap};
use crate::show::styles::{DIM, DOUBT, FIGURE, PLACE, SOURCE, TITLE, TYPE};
use crate::show::values::{actors, headline, joined, outlet_line, place};
use crate::show::words;

/// Cells before the values of a block.
const INDENT: usize = 5;
/// Cells of a label with the space after it.
const LABEL: usize = 11;

/// The whole table of one article.
pub(crate) fn article_table(article: &Article, claims: &Claims, width: usize) -> String {
    let mut table = Table { out: String::new(), width, text: &article.text };
    table.heading(article);
    for (index, report) in claims.reports.iter().enumerate() {
        table.event(index + 1, report);
    }
    if !claims.aggregates.is_empty() {
        table.section("Totals over a period or an area, never to be added to the events");
        for aggregate in &claims.aggregates {
            table.aggregate(aggregate);
        }
    }
    if !claims.statements.is_empty() {
        table.section("Who said what");
        for statement in &claims.statements {
            let shown = claims.reports.iter().position(|each| each.evidence == statement.evidence);
            table.statement(statement, shown.map(|index| index + 1));
        }
    }
    if claims.reports.is_empty() && claims.aggregates.is_empty() && claims.statements.is_empty() {
        table.line(&format!("  {DIM}Nothing to code.{DIM:#}"));
    }
    table.out
}

struct Table<'a> {
    out: String,
    width: usize,
    text: &'a str,
}

impl Table<'_> {
    fn line(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push('\n');
    }

    fn heading(&mut self, article: &Article) {
        let title = headline(article);
        for line in wrap(&title, self.width) {
            self.line(&format!("{TITLE}{}{TITLE:#}", clean(&title[line])));
        }
        for line in hang("", &outlet_line(article), self.width) {
            self.line(&format!("{DIM}{line}{DIM:#}"));
        }
        self.line("");
    }

    fn section(&mut self, title: &str) {
        for line in hang("  ", title, self.width) {
            self.line(&format!("{DIM}{line}{DIM:#}"));
        }
        self.line("");
    }

    fn event(&mut self, number: usize, report: &Report) {
        let mut head =
            format!("{number:>3}  {TYPE}{}{TYPE:#}", words::event_type(report.event_type));
        if let Some(dates) = report.date {
            let _ = write!(head, " · {}", words::dates(dates));
        }
        let place = place(report.place.as_ref(), report.country.as_deref());
        if let Some(place) = &place {
            let _ = write!(head, " · {PLACE}{}{PLACE:#}", clean(place));
        }
        if let Some(doubt) = words::doubt(report.certainty) {
            let _ = write!(head, " · {DOUBT}{doubt}{DOUBT:#}");
        }
        self.line(&head);

        if let Some(actors) = actors(&report.initiators, &report.targets) {
            self.value("who", &actors, Style::new());
        }
        for toll in &report.tolls {
            self.toll(toll);
        }
        if !report.sources.is_empty() {
            self.value("source", &joined(&report.sources), SOURCE);
        }
        self.quote(report.evidence.of(self.text));
    }

    fn toll(&mut self, toll: &Toll) {
        let mut said = figure_and_victims(toll);
        if let Some(sources) = toll.sources.as_deref().filter(|sources| !sources.is_empty()) {
            let _ = write!(said, " · according to {}", joined(sources));
        }
        self.value(words::outcome(toll.outcome), &said, FIGURE);
    }

    fn aggregate(&mut self, aggregate: &Aggregate) {
        let outcome = words::outcome(aggregate.toll.outcome);
        let mut said = figure_and_victims(&aggregate.toll);
        if let Some(window) = aggregate.window {
            let _ = write!(said, " · {}", words::dates(window));
        }
        if let Some(place) = place(aggregate.place.as_ref(), aggregate.country.as_deref()) {
            let _ = write!(said, " · {place}");
        }
        self.value(outcome, &said, FIGURE);
        if !aggregate.sources.is_empty() {
            self.value("source", &joined(&aggregate.sources), SOURCE);
        }
        self.quote(aggregate.evidence.of(self.text));
    }

    /// A sentence that stands under an event already is not shown again.
    fn statement(&mut self, statement: &Statement, shown_under: Option<usize>) {
        let speaker = match statement.speaker.as_slice() {
            [] => "somebody who is not named".to_owned(),
            names => joined(names),
        };
        let said = if statement.quoted { "" } else { " (reported)" };
        if let Some(number) = shown_under {
            self.value("", &format!("{speaker}{said}: the words under event {number}"), SOURCE);
            self.line("");
        } else {
            self.value("", &format!("{speaker}{said}"), SOURCE);
            self.quote(statement.evidence.of(self.text));
        }
    }

    /// A label and what it says; only what it says is coloured, line by line.
    fn value(&mut self, label: &str, said: &str, style: Style) {
        let label_cells = if label.is_empty() { 0 } else { LABEL };
        let before = INDENT + label_cells;
        for (index, line) in wrap(said, self.width.saturating_sub(before)).into_iter().enumerate() {
            let label = if index == 0 { label } else { "" };
            let said = clean(&said[line]);
            self.line(&format!(
                "{:INDENT$}{DIM}{label:label_cells$}{DIM:#}{style}{said}{style:#}",
                ""
            ));
        }
    }

    /// The evidence, between quotation marks that no page can forge: a bar stands before each line.
    fn quote(&mut self, quote: &str) {
        let before = format!("{:INDENT$}│ ", "");
        for line in wrap(quote, self.width.saturating_sub(INDENT + 2)) {
            self.line(&format!("{DIM}{before}{}{DIM:#}", clean(&quote[line])));
        }
        self.line("");
    }
}

/// `≥ 11 gendarmes (state forces)`
fn figure_and_victims(toll: &Toll) -> String {
    let mut said = words::figure(toll);
    match &toll.victims {
        Some(victims) => {
            let _ = write!(said, " {}", victims.text);
            if let Some(kind) = words::kind(toll.kind)
                && !victims.text.eq_ignore_ascii_case(kind)
            {
                let _ = write!(said, " ({kind})");
            }
        }
        None => {
            let _ = write!(said, " {}", words::kind(toll.kind).unwrap_or("people"));
        }
    }
    said
}

#[cfg(test)]
mod tests;
