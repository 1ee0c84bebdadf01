//! The log of what was done and by whom, for those who keep the record.

use askama::Template;
use griot_record::{Entry, entry_json};
use serde_json::{Value, json};

use crate::answer::{Answer, Kind, Page, html, json_page, with_next};
use crate::chrome::Chrome;
use crate::pages::kind;
use crate::view::when;
use crate::words::Words;

/// Entries of a page.
const SHOWN: usize = 100;

/// An entry in words.
pub(crate) struct Logged {
    pub(crate) id: u64,
    pub(crate) at: String,
    pub(crate) when: String,
    pub(crate) by: String,
    pub(crate) what: String,
    pub(crate) about: String,
    /// The beginning of its hash.
    pub(crate) hash: String,
}

impl Logged {
    pub(crate) fn of(entry: Entry, words: &Words) -> Self {
        let about = match &entry.about {
            Value::Object(fields) => fields
                .iter()
                .filter(|(name, value)| !value.is_null() && *name != "hash")
                .map(|(name, value)| match value {
                    Value::String(text) => format!("{name} {text}"),
                    other => format!("{name} {other}"),
                })
                .collect::<Vec<_>>()
                .join(" · "),
            other => other.to_string(),
        };
        Self {
            id: entry.id,
            when: when(&entry.at, words),
            what: words.of_group("log", &entry.what).to_owned(),
            hash: entry.hash.chars().take(12).collect(),
            at: entry.at,
            by: entry.by,
            about,
        }
    }
}

#[derive(Template)]
#[template(path = "log.html")]
struct LogPage<'a> {
    c: &'a Chrome,
    n: usize,
    entries: Vec<Logged>,
    next: Option<String>,
}

pub(crate) fn page(page: &Page<'_>) -> Answer {
    let before = page.asked.one("before").and_then(|id| id.parse().ok());
    let most = page.asked.limit(SHOWN, 1_000)?;
    let found = page.record.audit(before, most)?;
    let next = found.rows.last().map(|entry| entry.id).filter(|id| *id > 1);
    let link = |path: &str| next.map(|id| format!("{path}?before={id}"));
    if kind(page) == Kind::Json {
        let next = link("/log.json");
        let entries: Vec<Value> = found.rows.iter().map(entry_json).collect();
        let data = json!({ "total": found.total, "entries": entries, "next": next });
        return Ok(with_next(json_page(&data)?, next.as_deref()));
    }
    let words = &page.words;
    let chrome = Chrome::of(page, "history", page.t("log_title"))
        .with_data(&[("JSON", "/log.json".to_owned())]);
    html(&LogPage {
        n: usize::try_from(found.total).unwrap_or(usize::MAX),
        entries: found.rows.into_iter().map(|entry| Logged::of(entry, words)).collect(),
        next: link("/log"),
        c: &chrome,
    })
}
