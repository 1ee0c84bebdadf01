//! What stands apart in a brief: what is disputed, totals of periods, what has changed.

use griot::fusion::tolls::{self, Said};
use griot::json::Aggregate;
use griot::model::{Certainty, Dates, Outcome};
use jiff::civil::Date;

use super::changes::Change;
use super::compose::{Told, Writing, outlet, text};
use super::{Part, Span};
use crate::ask::Row;
use crate::correction::Bounds;
use crate::error::Result;
use crate::merged::EventRow;
use crate::record::Record;

impl Writing<'_> {
    pub(super) fn disputes(&mut self, told: &[Told<'_>]) {
        let words = self.words;
        self.heading("disputed");
        let mut items = Vec::new();
        for event in told {
            let label = self.label(told, event);
            for (outcome, all) in disputes(event.row) {
                let mut item = text(
                    words
                        .fill("dispute", &[("event", &label), ("outcome", words.outcome(outcome))]),
                );
                for (at, said) in all.iter().enumerate() {
                    if at > 0 {
                        item.push(Span::Text(words.text("dispute_or").to_owned()));
                    }
                    let report =
                        event.row.reports.iter().find(|report| report.row.key == said.account);
                    let figure = words.figure(said.low, said.high);
                    let (key, who) = match said.who.as_slice() {
                        [] => {
                            let article = report.map(|report| &report.row.article);
                            let name = article.map_or("", |article| outlet(article, words));
                            ("says_outlet", name.to_owned())
                        }
                        who => ("says", words.list(who)),
                    };
                    item.push(Span::Text(words.fill(key, &[("figure", &figure), ("who", &who)])));
                    if let Some(report) = report {
                        item.push(self.note(&report.row.article));
                    }
                }
                item.push(Span::Text(".".to_owned()));
                items.push(item);
            }
            let key = match event.merged.certainty {
                Certainty::Reported => continue,
                Certainty::Alleged => "alleged",
                Certainty::Denied => "denied",
            };
            let mut item = text(format!("{label}. {}", words.text(key)));
            if let Some(first) = event.row.reports.first() {
                item.push(self.note(&first.row.article));
            }
            items.push(item);
        }
        if items.is_empty() {
            self.paragraph(words.text("no_dispute").to_owned());
        } else {
            self.parts.push(Part::List(items));
        }
    }

    pub(super) fn totals(&mut self, record: &Record, totals: &[Row]) -> Result<()> {
        let words = self.words;
        if totals.is_empty() {
            return Ok(());
        }
        self.heading("totals");
        self.paragraph(words.text("totals_note").to_owned());
        let all: Vec<&Row> = totals.iter().collect();
        let compared = record.compare(&all, self.asked.policy)?;
        let mut items = Vec::new();
        for (row, compared) in totals.iter().zip(compared) {
            let Ok(said) = serde_json::from_value::<Aggregate>(row.claim.clone()) else { continue };
            let Ok(outcome) = said.outcome.parse::<Outcome>() else { continue };
            let Some(low) = said.low.or(said.high.map(|_| 0)) else { continue };
            let days = said.window.as_ref().and_then(|[from, to]| {
                Some(Dates { from: from.parse().ok()?, to: to.parse().ok()? })
            });
            let place = said.place.clone();
            let place = place.or_else(|| said.country.as_ref().map(|code| words.country(code)));
            let mut parts = vec![words.fill(
                "total",
                &[
                    ("outcome", words.outcome(outcome)),
                    ("figure", &words.figure(low, said.high)),
                    (
                        "period",
                        &days.map_or_else(
                            || words.text("undated").to_lowercase(),
                            |days| words.days(days),
                        ),
                    ),
                    ("scope", place.as_deref().unwrap_or(words.text("no_place"))),
                ],
            )];
            if !said.sources.is_empty() {
                parts.push(words.fill("total_by", &[("who", &words.list(&said.sources))]));
            }
            if let Some(compared) = compared {
                let recorded = compared.recorded;
                parts.push(if recorded.n_events == 0 {
                    words.text("total_none").to_owned()
                } else {
                    let high = (!recorded.is_open).then_some(recorded.high);
                    words.fill(
                        "total_recorded",
                        &[
                            ("figure", &words.figure(recorded.low, high)),
                            ("events", &words.count("events", recorded.n_events)),
                        ],
                    )
                });
            }
            let mut item = text(parts.join(" "));
            item.push(self.note(&row.article));
            items.push(item);
        }
        self.parts.push(Part::List(items));
        Ok(())
    }

    pub(super) fn changes(&mut self, told: &[Told<'_>], changes: &[Change], day: Date) {
        let words = self.words;
        let title = words.fill("changed", &[("day", &words.day(day))]);
        self.parts.push(Part::Heading(2, title));
        if changes.is_empty() {
            self.paragraph(words.text("no_change").to_owned());
            return;
        }
        let label = |id: &str| {
            let event = told.iter().find(|event| event.row.id == id);
            event.map_or_else(|| id.to_owned(), |event| self.label(told, event))
        };
        let was = |row: &EventRow| {
            row.merged().map_or_else(|| row.id.clone(), |merged| self.name(&merged))
        };
        let items: Vec<Vec<Span>> = changes
            .iter()
            .map(|change| {
                text(match change {
                    Change::New(id) => words.fill("change_new", &[("event", &label(id))]),
                    Change::Confirmed(id) => {
                        words.fill("change_confirmed", &[("event", &label(id))])
                    }
                    Change::Revised(id, outcome, before, after) => {
                        let figure = |bounds: &Option<Bounds>| {
                            bounds.map(|(low, high)| words.figure(low, high)).unwrap_or_default()
                        };
                        let key = match (before, after) {
                            (None, _) => "change_first",
                            (_, None) => "change_none",
                            _ => "change_revised",
                        };
                        words.fill(
                            key,
                            &[
                                ("event", &label(id)),
                                ("outcome", &words.outcome(*outcome).to_lowercase()),
                                ("before", &figure(before)),
                                ("after", &figure(after)),
                            ],
                        )
                    }
                    Change::Merged(row, id) => {
                        words.fill("change_merged", &[("event", &was(row)), ("other", &label(id))])
                    }
                    Change::Gone(row) => words.fill("change_gone", &[("event", &was(row))]),
                    Change::Rejected(row) => words.fill("change_rejected", &[("event", &was(row))]),
                })
            })
            .collect();
        self.parts.push(Part::List(items));
    }
}

/// Outcomes of which reports give different figures, with the last word of each source.
pub fn disputes(event: &EventRow) -> Vec<(Outcome, Vec<Said>)> {
    let claims = event.machine_toll_claims();
    let mut found = Vec::new();
    for outcome in Outcome::ALL {
        let mut current: Vec<Said> = Vec::new();
        for said in tolls::said(&claims, *outcome, None) {
            current.retain(|before| before.origin != said.origin);
            current.push(said);
        }
        let differ = current.first().is_some_and(|first| {
            current.iter().any(|said| (said.low, said.high) != (first.low, first.high))
        });
        if differ {
            found.push((*outcome, current));
        }
    }
    found
}
