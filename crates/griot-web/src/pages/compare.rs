//! Two events beside each other, or two reports: what each of them is and who tells of it, in what they
//! differ, what speaks for their being one; and the forms to join them, to keep them apart, or to split one
//! report off. Each side is named by the id of an event, the key of a report or that of an article.

use std::collections::BTreeSet;

use askama::Template;
use axum::http::StatusCode;
use griot::fusion::Policy;
use griot::gazetteer::fold;
use griot_record::{EventRow, Tie, event_json};
use serde_json::{Value, json};

use super::decide::{pasted, seen};
use super::event::{Joined, reasons};
use super::{found, kind};
use crate::answer::{Answer, Failed, Kind, Page, html, json_page};
use crate::chrome::{Chrome, Link};
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
    /// Where both are reports of one event: the second of them, to be split off.
    split: Option<String>,
    tie: Option<Joined>,
}

/// What somebody names: an event, or one of its reports.
struct Named {
    event: EventRow,
    report: Option<String>,
}

impl Named {
    /// Whatever a name may mean: an article may tell of several events.
    fn all(page: &Page<'_>, name: &str) -> Result<Vec<Self>, Failed> {
        if let Some(event) = page.record.event(name)? {
            return Ok(vec![Self { event, report: None }]);
        }
        let mut found = Vec::new();
        let mut add = |key: &str, event: Option<String>| -> Result<(), Failed> {
            let event = event.map(|id| page.record.event(&id)).transpose()?.flatten();
            found.extend(event.map(|event| Self { event, report: Some(key.to_owned()) }));
            Ok(())
        };
        let event = page.record.event_of(name)?;
        if event.is_some() {
            add(name, event)?;
            return Ok(found);
        }
        for article in page.record.article_keys(name)? {
            let whole = page.record.whole_article(&article)?;
            for claim in whole.into_iter().flat_map(|whole| whole.claims) {
                add(&claim.row.key, claim.event)?;
            }
        }
        Ok(found)
    }

    /// It as it is shown: of a report, what that alone tells.
    fn shown(&self) -> Option<EventRow> {
        match &self.report {
            Some(key) => self.event.alone(key),
            None => Some(self.event.clone()),
        }
    }

    fn name(&self) -> &str {
        self.report.as_deref().unwrap_or(&self.event.id)
    }
}

/// An event or a report beside another.
struct Side {
    line: Line,
    /// Whether it is a report of an event.
    is_report: bool,
    facts: Vec<Fact>,
    ranges: Vec<Range>,
    /// Who tells of it, in whose words.
    reports: Vec<(Printed, String)>,
    /// What else the article that was named tells of, each beside the other side.
    others: Vec<Link>,
}

impl Side {
    fn of(named: &Named, page: &Page<'_>, texts: &mut Texts<'_>) -> Result<Self, Failed> {
        let words = &page.words;
        let event = found(Ok(named.shown()))?;
        let line = Line::of(&event, Policy::Range, words);
        let (line, merged) = found(Ok(line.zip(event.merged())))?;
        let reports = event.reports.iter().map(|report| {
            (Printed::of(&report.row.article, words), report.account.evidence.clone())
        });
        Ok(Self {
            line,
            is_report: named.report.is_some(),
            facts: facts(&event, &merged, texts, words)?,
            ranges: ranges(&event, Policy::Range, texts, words)?,
            reports: reports.collect(),
            others: Vec::new(),
        })
    }
}

/// Links to what else a name may mean, each beside the other side.
fn others(
    page: &Page<'_>,
    all: &[Named],
    taken: &Named,
    address: impl Fn(&str) -> String,
) -> Vec<Link> {
    let rest = all.iter().filter(|one| one.name() != taken.name());
    let line = |one: &Named| Line::of(&one.shown()?, Policy::Range, &page.words);
    let link = |one: &Named| {
        let line = line(one)?;
        Some(Link::new(format!("{}, {}", line.title(), line.when), address(one.name())))
    };
    rest.filter_map(link).collect()
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

/// The two that are meant: reports of one event where there are such, else what each name means first.
fn meant<'n>(a: &'n [Named], b: &'n [Named]) -> Option<(&'n Named, &'n Named)> {
    let pairs = || a.iter().flat_map(|one| b.iter().map(move |other| (one, other)));
    let is_of_one = |(one, other): &(&Named, &Named)| {
        let are_reports = one.report.is_some() && other.report.is_some();
        are_reports && one.event.id == other.event.id && one.report != other.report
    };
    pairs().find(is_of_one).or_else(|| pairs().find(|(one, other)| one.event.id != other.event.id))
}

pub(crate) fn page(page: &Page<'_>) -> Answer {
    let all = |name: &str| {
        let name = page.asked.one(name).ok_or_else(Failed::not_found)?;
        let all = Named::all(page, &pasted(name))?;
        if all.is_empty() { Err(Failed::not_found()) } else { Ok(all) }
    };
    let (of_a, of_b) = (all("a")?, all("b")?);
    let Some((a, b)) = meant(&of_a, &of_b) else {
        let message = page.t("same_event").to_owned();
        return Err(Failed::new(StatusCode::UNPROCESSABLE_ENTITY, "undecidable").saying(message));
    };
    let is_one_event = a.event.id == b.event.id;
    let tie = if is_one_event {
        tie_of(a, b)
    } else {
        page.record.suggestion(&a.event.id, &b.event.id)?
    };
    let mut texts = Texts::of(page.record);
    let (mut one, mut other) = (Side::of(a, page, &mut texts)?, Side::of(b, page, &mut texts)?);
    mark_differences(&mut one.facts, &mut other.facts);
    if kind(page) == Kind::Json {
        let told = |named: &Named| -> Result<Value, Failed> {
            let mut data = event_json(&found(Ok(named.shown()))?, Policy::Range, &[]);
            data["version"] = json!(named.event.version());
            data["report"] = json!(named.report);
            Ok(data)
        };
        let differing = one.facts.iter().chain(&other.facts).filter(|fact| fact.differs);
        let differing: BTreeSet<&str> = differing.map(|fact| fact.slot).collect();
        return json_page(
            &json!({ "a": told(a)?, "b": told(b)?, "differs": differing, "tie": tie }),
        );
    }
    let address = |a: &str, b: &str| page.asked.link("/compare", &[("a", a), ("b", b)]);
    one.others = others(page, &of_a, a, |name| address(name, b.name()));
    other.others = others(page, &of_b, b, |name| address(a.name(), name));
    let data = page.asked.link("/compare.json", &[("a", a.name()), ("b", b.name())]);
    let chrome = Chrome::of(page, "review", page.t("compare_title")).with_data(&[("JSON", data)]);
    let chrome = chrome.with_forms(page);
    let version = |named: &Named| -> Result<String, Failed> {
        Ok(seen(&named.event, &page.record.history(Some(&named.event.id))?))
    };
    html(&Compare {
        sides: vec![one, other],
        a_version: version(a)?,
        b_version: version(b)?,
        tie: tie.map(|tie| reasons(&tie, &page.words)),
        a: a.event.id.clone(),
        b: b.event.id.clone(),
        split: b.report.clone().filter(|_| is_one_event),
        c: &chrome,
    })
}

/// Why two reports of an event were joined; nothing when others stand between them.
fn tie_of(a: &Named, b: &Named) -> Option<Tie> {
    let names = |named: &Named| -> Vec<String> {
        let report =
            named.event.reports.iter().find(|one| Some(&one.row.key) == named.report.as_ref());
        report.into_iter().flat_map(|one| [one.row.key.clone(), one.account_id.clone()]).collect()
    };
    let (of_a, of_b) = (names(a), names(b));
    let is_it = |tie: &&Tie| {
        of_a.contains(&tie.a) && of_b.contains(&tie.b)
            || of_a.contains(&tie.b) && of_b.contains(&tie.a)
    };
    a.event.joins.iter().find(is_it).cloned()
}
