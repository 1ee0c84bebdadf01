//! Statements, and totals of periods beside what the record holds in their window.

use askama::Template;
use griot::fusion::tolls::Compared;
use griot::json::{Aggregate, Statement};
use griot::model::Dates;
use griot_record::{Found, Kind as Of, Page as Paged, Row, recorded_json, row_json};
use serde_json::{Value, json};

use super::kind;
use super::overview::{Form, form};
use crate::answer::{Answer, Failed, Kind, Page, csv, html, json_page, with_next};
use crate::asked::segment;
use crate::chrome::{Chrome, Link};
use crate::view::{Printed, figure, of_name};

/// Rows of a page.
const SHOWN: usize = 50;

fn asked_for(
    page: &Page<'_>,
    of: Of,
    is_all: bool,
) -> Result<(Found<Row>, Option<String>), Failed> {
    let filter = page.asked.filter()?.filter;
    let most = page.asked.limit(SHOWN, 1_000)?;
    let paged = Paged { after: page.asked.one("after"), most: Some(most.saturating_add(1)) };
    let paged = if is_all { Paged::default() } else { paged };
    let mut found = page.record.claims(of, &filter, &paged)?;
    let mut next = None;
    if !is_all && found.rows.len() > most {
        found.rows.truncate(most);
        next = found.rows.last().map(|row| row.key.clone());
    }
    Ok((found, next))
}

fn next_link(page: &Page<'_>, path: &str, next: Option<&str>) -> Option<String> {
    Some(page.asked.next(path, &[("after", next?)]))
}

#[derive(Template)]
#[template(path = "statements.html")]
struct Statements<'a> {
    c: &'a Chrome,
    form: Form,
    chips: Vec<Link>,
    n: usize,
    rows: Vec<Said>,
    next: Option<String>,
}

/// A statement in words.
pub(super) struct Said {
    pub(super) speakers: Vec<Link>,
    pub(super) quoted: bool,
    pub(super) words: String,
    pub(super) lang: String,
    pub(super) printed: Printed,
    pub(super) href: String,
}

impl Said {
    pub(super) fn of(row: &Row, page: &Page<'_>) -> Option<Self> {
        let said: Statement = serde_json::from_value(row.claim.clone()).ok()?;
        let printed = Printed::of(&row.article, &page.words);
        let ids = said.speaker_ids.iter().cloned().chain(std::iter::repeat(None));
        let speakers =
            said.speaker.iter().zip(ids).map(|(name, id)| {
                Link::new(name, of_name("/sources", id.as_deref().unwrap_or(name)))
            });
        let at = said.spans.speaker.first().map_or(said.spans.evidence[0], |span| span[0]);
        Some(Self {
            speakers: speakers.collect(),
            quoted: said.quoted,
            lang: printed.lang.clone(),
            href: format!("/articles/{}#s{at}", segment(&row.article.key)),
            words: said.evidence,
            printed,
        })
    }
}

pub(crate) fn statements_json(page: &Page<'_>, path: &str) -> Answer {
    let (found, next) = asked_for(page, Of::Statements, false)?;
    let next = next_link(page, path, next.as_deref());
    let rows: Vec<Value> = found.rows.iter().map(row_json).collect();
    let data = json!({ "total": found.total, "statements": rows, "next": next });
    Ok(with_next(json_page(&data)?, next.as_deref()))
}

pub(crate) fn statements(page: &Page<'_>) -> Answer {
    match kind(page) {
        Kind::Json => statements_json(page, "/statements.json"),
        Kind::Csv => {
            let (found, _) = asked_for(page, Of::Statements, true)?;
            let cells = |row: &Row| {
                let said: Statement = serde_json::from_value(row.claim.clone()).ok()?;
                let article = &row.article;
                let text = |one: &Option<String>| one.clone().unwrap_or_default();
                Some(vec![
                    row.key.clone(),
                    said.speaker.join("; "),
                    said.quoted.to_string(),
                    said.evidence,
                    text(&article.publisher),
                    text(&article.published),
                    text(&article.url),
                    article.key.clone(),
                ])
            };
            let rows: Vec<_> = found.rows.iter().filter_map(cells).collect();
            let heads =
                ["key", "speaker", "quoted", "words", "outlet", "published", "url", "article"];
            csv("statements.csv", &heads, &rows)
        }
        _ => {
            let (found, next) = asked_for(page, Of::Statements, false)?;
            let data = [
                ("JSON", page.asked.link("/statements.json", &[])),
                ("CSV", page.asked.link("/statements.csv", &[])),
            ];
            let chrome =
                Chrome::of(page, "statements", page.t("statements_title")).with_data(&data);
            html(&Statements {
                form: form(page, &page.digest()?),
                chips: chips(page, "/statements"),
                n: usize::try_from(found.total).unwrap_or(usize::MAX),
                rows: found.rows.iter().filter_map(|row| Said::of(row, page)).collect(),
                next: next_link(page, "/statements", next.as_deref()),
                c: &chrome,
            })
        }
    }
}

/// The filters in force, each with this page without it.
pub(super) fn chips(page: &Page<'_>, path: &str) -> Vec<Link> {
    super::overview::chips(page)
        .into_iter()
        .map(|chip| {
            let query = chip.href.split_once('?').map(|(_, query)| query).unwrap_or_default();
            Link { href: crate::asked::joined(path, query), ..chip }
        })
        .collect()
}

#[derive(Template)]
#[template(path = "totals.html")]
struct Totals<'a> {
    c: &'a Chrome,
    form: Form,
    chips: Vec<Link>,
    n: usize,
    rows: Vec<Total>,
    next: Option<String>,
}

/// A total in words, and what the record holds.
struct Total {
    figure: String,
    outcome: &'static str,
    period: String,
    scope: String,
    sources: String,
    evidence: String,
    printed: Printed,
    href: String,
    /// What is recorded: the figure, and in how many events.
    recorded: Option<[String; 2]>,
    /// Events that the figure cannot count.
    uncounted: Option<String>,
    /// Those events.
    events: Option<String>,
}

pub(crate) fn totals_json(page: &Page<'_>, path: &str) -> Answer {
    let (found, next) = asked_for(page, Of::Aggregates, false)?;
    let policy = page.asked.policy()?;
    let asked: Vec<&Row> = found.rows.iter().collect();
    let compared = page.record.compare(&asked, policy)?;
    let rows = found.rows.iter().zip(&compared).map(|(row, compared)| {
        let mut object = row_json(row);
        object["policy"] = json!(policy.as_str());
        object["recorded"] = compared.as_ref().map_or(Value::Null, recorded_json);
        object
    });
    let next = next_link(page, path, next.as_deref());
    let data = json!({
        "total": found.total, "totals": rows.collect::<Vec<_>>(), "next": next,
    });
    Ok(with_next(json_page(&data)?, next.as_deref()))
}

pub(crate) fn totals(page: &Page<'_>) -> Answer {
    let is_all = kind(page) == Kind::Csv;
    if kind(page) == Kind::Json {
        return totals_json(page, "/totals.json");
    }
    let (found, next) = asked_for(page, Of::Aggregates, is_all)?;
    let policy = page.asked.policy()?;
    let asked: Vec<&Row> = found.rows.iter().collect();
    let compared = page.record.compare(&asked, policy)?;
    if is_all {
        let rows: Vec<_> = found
            .rows
            .iter()
            .zip(&compared)
            .filter_map(|(row, compared)| cells(row, compared.as_ref()))
            .collect();
        let heads = [
            "key",
            "outcome",
            "low",
            "high",
            "from",
            "to",
            "place",
            "country",
            "sources",
            "recorded_low",
            "recorded_high",
            "recorded_events",
            "outlet",
            "published",
            "url",
            "words",
        ];
        return csv("totals.csv", &heads, &rows);
    }
    let rows = found.rows.iter().zip(&compared);
    let rows = rows.filter_map(|(row, compared)| total(row, compared.as_ref(), page)).collect();
    let data = [
        ("JSON", page.asked.link("/totals.json", &[])),
        ("CSV", page.asked.link("/totals.csv", &[])),
    ];
    let chrome = Chrome::of(page, "totals", page.t("totals_title")).with_data(&data);
    html(&Totals {
        form: form(page, &page.digest()?),
        chips: chips(page, "/totals"),
        n: usize::try_from(found.total).unwrap_or(usize::MAX),
        rows,
        next: next_link(page, "/totals", next.as_deref()),
        c: &chrome,
    })
}

fn cells(row: &Row, compared: Option<&Compared>) -> Option<Vec<String>> {
    let said: Aggregate = serde_json::from_value(row.claim.clone()).ok()?;
    let text = |one: &Option<String>| one.clone().unwrap_or_default();
    let number = |one: Option<u64>| one.map(|n| n.to_string()).unwrap_or_default();
    let [from, to] = said.window.clone().unwrap_or_default();
    let recorded = compared.map(|one| one.recorded);
    let high = recorded.filter(|one| !one.is_open).map(|one| one.high);
    Some(vec![
        row.key.clone(),
        said.outcome,
        number(said.low),
        number(said.high),
        from,
        to,
        text(&said.place),
        text(&said.country),
        said.sources.join("; "),
        number(recorded.map(|one| one.low)),
        number(high),
        number(recorded.map(|one| one.n_events as u64)),
        text(&row.article.publisher),
        text(&row.article.published),
        text(&row.article.url),
        said.evidence,
    ])
}

fn total(row: &Row, compared: Option<&Compared>, page: &Page<'_>) -> Option<Total> {
    let words = &page.words;
    let said: Aggregate = serde_json::from_value(row.claim.clone()).ok()?;
    let days = said
        .window
        .as_ref()
        .and_then(|[from, to]| Some(Dates { from: from.parse().ok()?, to: to.parse().ok()? }));
    let country = said.country.as_deref().map(|code| words.of_brief.country(code));
    let mut scope: Vec<String> = said.place.iter().cloned().chain(country).collect();
    scope.dedup();
    let recorded = compared.map(|one| one.recorded);
    let n_uncounted = recorded.map(|one| one.n_without_figure + one.n_uncertain).filter(|n| *n > 0);
    let events = said.window.as_ref().map(|[from, to]| {
        let country = said.country.as_deref().unwrap_or_default();
        let fields = [
            ("since", from.as_str()),
            ("until", to),
            ("country", country),
            ("outcome", &said.outcome),
            ("actor", ""),
            ("source", ""),
        ];
        page.asked.link("/", &fields)
    });
    let printed = Printed::of(&row.article, words);
    Some(Total {
        figure: figure(said.low.unwrap_or_default(), said.high),
        outcome: said.outcome.parse().map_or("", |one| words.of_brief.outcome(one)),
        period: days
            .map_or_else(|| words.t("no_period").to_owned(), |one| words.of_brief.days(one)),
        scope: scope.join(", "),
        sources: words.of_brief.list(&said.sources),
        href: format!("{}#s{}", printed.href, said.spans.number[0]),
        evidence: said.evidence,
        printed,
        recorded: recorded.map(|one| {
            let high = (!one.is_open).then_some(one.high);
            let of = words.count("in_events", one.n_events as u64);
            [if one.n_events == 0 { "0".to_owned() } else { figure(one.low, high) }, of]
        }),
        uncounted: n_uncounted.map(|n| words.count("uncounted", n as u64)),
        events,
    })
}
