//! Stories: what happened at one place between the same actors, day after day. Figures are those of each
//! event, and are never added up.
//!
//! Every event of the record is read for it: a page of its own, and no part of others.

use askama::Template;
use griot::fusion::Policy;
use griot_record::{StoryRow, article_json};
use serde_json::json;

use super::{kind, named};
use crate::answer::{Answer, Failed, Kind, Page, html, json_page, with_next};
use crate::chrome::{Chrome, Link};
use crate::view::{Line, Printed};

/// Stories of a page; how many there are is told.
const SHOWN: usize = 30;

#[derive(Template)]
#[template(path = "stories.html")]
struct Stories<'a> {
    c: &'a Chrome,
    chips: Vec<Link>,
    n: usize,
    /// How many stand on the pages before.
    from: usize,
    next: Option<String>,
    /// Whether it is the page of one story.
    is_one: bool,
    title: String,
    stories: Vec<Story>,
}

struct Story {
    id: String,
    href: String,
    title: String,
    lines: Vec<Line>,
    articles: Vec<Printed>,
}

pub(crate) fn page(page: &Page<'_>) -> Answer {
    told(page, None)
}

/// The stories of an event, of an article, or the one of this id.
pub(crate) fn one(page: &Page<'_>, name: &str) -> Answer {
    let (id, _) = named(page, name);
    told(page, Some(&id))
}

fn told(page: &Page<'_>, of: Option<&str>) -> Answer {
    let words = &page.words;
    let filter = page.asked.filter()?.filter;
    let most = page.asked.limit(SHOWN, 1_000)?;
    let skip: usize =
        page.asked.one("skip").and_then(|value| value.parse().ok()).unwrap_or_default();
    let found = page.record.stories_among(&*page.threads()?, of, &filter, skip, Some(most))?;
    let found = found.ok_or_else(Failed::not_found)?;
    let n = usize::try_from(found.total).unwrap_or(usize::MAX);
    let upto = skip.saturating_add(found.rows.len());
    let next = |path: &str| {
        let limit = page.asked.one("limit").unwrap_or_default();
        let skip = upto.to_string();
        (upto < n && of.is_none())
            .then(|| page.asked.link(path, &[("limit", limit), ("skip", &skip)]))
    };
    if kind(page) == Kind::Json {
        let row = |row: &StoryRow| {
            json!({
                "id": row.story.id, "events": row.story.events,
                "articles": row.articles.iter().map(article_json).collect::<Vec<_>>(),
            })
        };
        let rows: Vec<_> = found.rows.iter().map(row).collect();
        let next = next("/stories.json");
        let data = json!({ "total": found.total, "stories": rows, "next": next });
        return Ok(with_next(json_page(&data)?, next.as_deref()));
    }
    let mut stories = Vec::new();
    for row in &found.rows {
        let mut events = page.record.event_rows(row.story.events.iter().map(String::as_str))?;
        let day = |event: &griot_record::EventRow| event.merged().and_then(|one| one.date);
        events.sort_by_key(|event| (day(event).is_none(), day(event).map(|days| days.from)));
        let lines: Vec<Line> =
            events.iter().filter_map(|one| Line::of(one, Policy::Range, words)).collect();
        let title = match (lines.first(), lines.last()) {
            (Some(first), Some(last)) if first.when != last.when => {
                format!("{}, {} – {}", first.place, first.when, last.when)
            }
            (Some(first), _) => format!("{}, {}", first.place, first.when),
            _ => row.story.id.clone(),
        };
        stories.push(Story {
            id: row.story.id.clone(),
            href: format!("/stories/{}", crate::asked::segment(&row.story.id)),
            title,
            lines,
            articles: row.articles.iter().map(|one| Printed::of(one, words)).collect(),
        });
    }
    let json = match of {
        Some(id) => format!("/stories/{}.json", crate::asked::segment(id)),
        None => page.asked.link("/stories.json", &[]),
    };
    let title = match stories.as_slice() {
        [story] if of.is_some() => story.title.clone(),
        _ => page.t("stories_title").to_owned(),
    };
    let chrome = Chrome::of(page, "stories", title.clone()).with_data(&[("JSON", json)]);
    html(&Stories {
        chips: super::claims::chips(page, "/stories"),
        n,
        from: skip,
        next: next("/stories"),
        is_one: of.is_some() && stories.len() == 1,
        title,
        stories,
        c: &chrome,
    })
}
