//! Stories: what happened at one place between the same actors, day after day. Figures are those of each
//! event, and are never added up.
//!
//! Every event of the record is read for it: a page of its own, and no part of others.

use askama::Template;
use griot::fusion::Policy;
use griot::model::Outcome;
use griot_record::{Gist, StoryRow, article_json};
use serde_json::json;

use super::overview::{Form, form};
use super::{kind, named};
use crate::answer::{Answer, Failed, Kind, Page, csv, html, json_page, with_next};
use crate::chrome::{Chrome, Link};
use crate::view::{Line, Printed};

/// Stories of a page; how many there are is told.
const SHOWN: usize = 30;

#[derive(Template)]
#[template(path = "stories.html")]
struct Stories<'a> {
    c: &'a Chrome,
    form: Form,
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
    let (skip, most) =
        if kind(page) == Kind::Csv { (0, usize::MAX) } else { (page.asked.skip()?, most) };
    let found = page.record.stories_among(&*page.threads()?, of, &filter, skip, Some(most))?;
    let found = found.ok_or_else(Failed::not_found)?;
    let n = usize::try_from(found.total).unwrap_or(usize::MAX);
    let upto = skip.saturating_add(found.rows.len());
    let next = |path: &str| {
        (upto < n && of.is_none()).then(|| page.asked.next(path, &[("skip", &upto.to_string())]))
    };
    if kind(page) == Kind::Csv {
        return as_csv(page, &found.rows);
    }
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
    let data = |ending: &str| match of {
        Some(id) => format!("/stories/{}{ending}", crate::asked::segment(id)),
        None => page.asked.link(&format!("/stories{ending}"), &[]),
    };
    let title = match stories.as_slice() {
        [story] if of.is_some() => story.title.clone(),
        _ => page.t("stories_title").to_owned(),
    };
    let chrome = Chrome::of(page, "stories", title.clone())
        .with_data(&[("JSON", data(".json")), ("CSV", data(".csv"))]);
    html(&Stories {
        form: form(page, &page.digest()?),
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

/// A row for each event of each story, in the order of their days.
fn as_csv(page: &Page<'_>, stories: &[StoryRow]) -> Answer {
    let digest = page.digest()?;
    let heads = [
        "story",
        "event",
        "first_day",
        "last_day",
        "type",
        "place",
        "country",
        "killed_low",
        "killed_high",
        "events_of_story",
        "articles_of_story",
    ];
    let mut rows = Vec::new();
    for row in stories {
        let gists = row.story.events.iter().filter_map(|id| digest.get(id));
        let mut gists: Vec<_> = gists.collect();
        let day = |gist: &Gist| gist.merged.date.map(|days| days.from);
        gists.sort_by_key(|gist| (day(gist).is_none(), day(gist)));
        for gist in gists {
            let merged = &gist.merged;
            let days = merged.date.map(|days| [days.from.to_string(), days.to.to_string()]);
            let [first, last] = days.unwrap_or_default();
            let killed = gist.toll(Outcome::Killed);
            let number = |n: Option<u64>| n.map(|n| n.to_string()).unwrap_or_default();
            rows.push(vec![
                row.story.id.clone(),
                gist.id.clone(),
                first,
                last,
                merged.event_type.as_str().to_owned(),
                merged.place.as_ref().map(|place| place.name.clone()).unwrap_or_default(),
                merged.country.clone().unwrap_or_default(),
                number(killed.map(|(low, _)| low)),
                number(killed.and_then(|(_, high)| high)),
                row.story.events.len().to_string(),
                row.articles.len().to_string(),
            ]);
        }
    }
    csv("stories.csv", &heads, &rows)
}
