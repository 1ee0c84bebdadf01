//! Two events beside each other: what each of them is and who tells of it, in what they differ, what speaks
//! for their being one; and the forms to join them or to keep them apart.

use std::collections::BTreeSet;

use askama::Template;
use axum::http::StatusCode;
use griot::fusion::Policy;
use griot::gazetteer::fold;
use griot_record::{EventRow, event_json};
use serde_json::json;

use super::event::{Joined, reasons};
use super::{found, kind};
use crate::answer::{Answer, Failed, Kind, Page, html, json_page};
use crate::chrome::Chrome;
use crate::view::{Fact, Line, Printed, Range, Texts, facts, ranges};

#[derive(Template)]
#[template(path = "compare.html")]
struct Compare<'a> {
    c: &'a Chrome,
    sides: Vec<Side>,
    a: String,
    b: String,
    a_version: String,
    b_version: String,
    tie: Option<Joined>,
}

/// An event beside another.
struct Side {
    line: Line,
    facts: Vec<Fact>,
    ranges: Vec<Range>,
    /// Who tells of it, in whose words.
    reports: Vec<(Printed, String)>,
}

impl Side {
    fn of(event: &EventRow, page: &Page<'_>, texts: &mut Texts<'_>) -> Result<Self, Failed> {
        let words = &page.words;
        let line = Line::of(event, Policy::Range, words);
        let (line, merged) = found(Ok(line.zip(event.merged())))?;
        let reports = event.reports.iter().map(|report| {
            (Printed::of(&report.row.article, words), report.account.evidence.clone())
        });
        Ok(Self {
            line,
            facts: facts(event, &merged, texts, words)?,
            ranges: ranges(event, Policy::Range, texts, words)?,
            reports: reports.collect(),
        })
    }
}

/// Marks the values that the other event has otherwise. What one of them does not know is no difference.
fn mark_differences(one: &mut [Fact], other: &mut [Fact]) {
    let values = |facts: &[Fact]| -> Vec<(&'static str, String)> {
        let told = facts.iter().filter(|fact| !fact.evidence.is_empty());
        told.map(|fact| (fact.slot, fold(&fact.value))).collect()
    };
    let (of_one, of_other) = (values(one), values(other));
    for (facts, against) in [(one, of_other), (other, of_one)] {
        for fact in facts.iter_mut().filter(|fact| !fact.evidence.is_empty()) {
            let mut same = against.iter().filter(|(slot, _)| *slot == fact.slot).peekable();
            let value = fold(&fact.value);
            fact.differs = same.peek().is_some() && same.all(|(_, known)| *known != value);
        }
    }
}

pub(crate) fn page(page: &Page<'_>) -> Answer {
    let event = |name: &str| {
        let id = page.asked.one(name).ok_or_else(Failed::not_found)?;
        found(page.record.event(id))
    };
    let (a, b) = (event("a")?, event("b")?);
    if a.id == b.id {
        let message = page.t("same_event").to_owned();
        return Err(Failed::new(StatusCode::UNPROCESSABLE_ENTITY, "undecidable").saying(message));
    }
    let tie = page.record.suggestion(&a.id, &b.id)?;
    let mut texts = Texts::of(page.record);
    let (mut one, mut other) = (Side::of(&a, page, &mut texts)?, Side::of(&b, page, &mut texts)?);
    mark_differences(&mut one.facts, &mut other.facts);
    if kind(page) == Kind::Json {
        let told = |event: &EventRow| {
            let mut data = event_json(event, Policy::Range, &[]);
            data["version"] = json!(event.version());
            data
        };
        let differing = one.facts.iter().chain(&other.facts).filter(|fact| fact.differs);
        let differing: BTreeSet<&str> = differing.map(|fact| fact.slot).collect();
        return json_page(
            &json!({ "a": told(&a), "b": told(&b), "differs": differing, "tie": tie }),
        );
    }
    let data = [("JSON", page.asked.link("/compare.json", &[("a", &a.id), ("b", &b.id)]))];
    let chrome = Chrome::of(page, "review", page.t("compare_title")).with_data(&data);
    let chrome = chrome.with_forms(page);
    html(&Compare {
        sides: vec![one, other],
        a_version: a.version(),
        b_version: b.version(),
        tie: tie.map(|tie| reasons(&tie, &page.words)),
        a: a.id,
        b: b.id,
        c: &chrome,
    })
}
