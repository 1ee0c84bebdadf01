//! What else to read of what an article tells, and why.

use askama::Template;
use griot_record::{Filter, article_json};
use serde_json::json;

use super::{found, named};
use crate::answer::{Answer, Kind, Page, html, json_page};
use crate::asked::segment;
use crate::chrome::Chrome;
use crate::view::Printed;

/// Related articles that are shown; how many there are is told.
const SHOWN: usize = 50;

#[derive(Template)]
#[template(path = "related.html")]
struct Related<'a> {
    c: &'a Chrome,
    printed: Printed,
    rows: Vec<(Printed, Vec<String>)>,
    n: usize,
}

pub(crate) fn page(page: &Page<'_>, name: &str) -> Answer {
    let (key, _) = named(page, name);
    let words = &page.words;
    let article = found(page.record.article(&key))?;
    let most = page.asked.limit(SHOWN, 1_000)?;
    let found =
        page.record.related_among(&*page.threads()?, &key, &Filter::default(), Some(most))?;
    if super::kind(page) == Kind::Json {
        let rows = found.rows.iter().map(|row| {
            let why = row.related.reasons.iter();
            let why = why.map(|(why, shown)| json!({ "reason": why.as_str(), "shown": shown }));
            let why: Vec<_> = why.collect();
            json!({ "article": article_json(&row.article), "reasons": why })
        });
        return json_page(&json!({
            "article": article_json(&article), "total": found.total,
            "related": rows.collect::<Vec<_>>(),
        }));
    }
    let rows = found.rows.iter().map(|row| {
        let why = row.related.reasons.keys();
        let why = why.map(|one| words.of_group("relation", one.as_str()).to_owned());
        (Printed::of(&row.article, words), why.collect())
    });
    let data = [("JSON", format!("/articles/{}/related.json", segment(&key)))];
    let chrome = Chrome::of(page, "", words.t("related_title")).with_data(&data);
    html(&Related {
        printed: Printed::of(&article, words),
        rows: rows.collect(),
        n: usize::try_from(found.total).unwrap_or(usize::MAX),
        c: &chrome,
    })
}
