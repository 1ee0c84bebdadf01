//! The page of an outlet: what it printed, with how many events each article tells of.

use askama::Template;
use griot_record::{PrintedRow, article_json};
use serde_json::json;

use super::named;
use super::overview::{Form, form};
use crate::answer::{Answer, Failed, Kind, Page, csv, html, json_page, only_html, with_next};
use crate::asked::segment;
use crate::chrome::{Chrome, Link};
use crate::view::Printed;

/// Articles of a page.
const SHOWN: usize = 50;

#[derive(Template)]
#[template(path = "outlet.html")]
struct Outlet<'a> {
    c: &'a Chrome,
    name: String,
    form: Form,
    chips: Vec<Link>,
    n: usize,
    from: usize,
    /// Each with how many events it tells of, and whether it is a reprint.
    rows: Vec<(Printed, usize, bool)>,
    next: Option<String>,
}

pub(crate) fn page(page: &Page<'_>, name: &str) -> Answer {
    let (name, kind) = named(page, name);
    let filter = page.asked.filter()?.filter;
    let here = |ending: &str| format!("/outlets/{}{ending}", segment(&name));
    if kind == Kind::Csv {
        let found = page.record.printed_by(&name, &filter, 0, None)?;
        return as_csv(&found.rows);
    }
    let (skip, most) = (page.asked.skip()?, page.asked.limit(SHOWN, 1_000)?);
    let found = page.record.printed_by(&name, &filter, skip, Some(most))?;
    // Whether nothing meets the filter or there is no such outlet is not the same.
    if found.total == 0
        && page
            .record
            .outlets(&griot_record::Filter::default())?
            .iter()
            .all(|one| one.name.as_deref() != Some(name.as_str()))
    {
        return Err(Failed::not_found());
    }
    let n = usize::try_from(found.total).unwrap_or(usize::MAX);
    let upto = skip.saturating_add(found.rows.len());
    let next = |ending: &str| {
        (upto < n).then(|| page.asked.next(&here(ending), &[("skip", &upto.to_string())]))
    };
    match kind {
        Kind::Html => {}
        Kind::Json => {
            let rows = found.rows.iter().map(|row| {
                json!({
                    "article": article_json(&row.article), "n_events": row.n_events,
                    "is_reprint": row.is_reprint,
                })
            });
            let next = next(".json");
            let rows: Vec<_> = rows.collect();
            let data = json!({ "name": name, "total": found.total, "rows": rows, "next": next });
            return Ok(with_next(json_page(&data)?, next.as_deref()));
        }
        _ => return only_html(),
    }
    let data = [
        ("JSON", page.asked.link(&here(".json"), &[])),
        ("CSV", page.asked.link(&here(".csv"), &[])),
    ];
    let chrome = Chrome::of(page, "sources", name.clone()).with_data(&data);
    let row = |row: &PrintedRow| {
        let n = usize::try_from(row.n_events).unwrap_or(usize::MAX);
        (Printed::of(&row.article, &page.words), n, row.is_reprint)
    };
    html(&Outlet {
        form: Form { action: here(""), ..form(page, &page.digest()?) },
        chips: super::claims::chips(page, &here("")),
        n,
        from: skip,
        rows: found.rows.iter().map(row).collect(),
        next: next(""),
        name,
        c: &chrome,
    })
}

fn as_csv(rows: &[PrintedRow]) -> Answer {
    let text = |one: &Option<String>| one.clone().unwrap_or_default();
    let cells = |row: &PrintedRow| {
        vec![
            row.article.key.clone(),
            text(&row.article.published),
            text(&row.article.title),
            text(&row.article.lang),
            text(&row.article.url),
            row.n_events.to_string(),
            row.is_reprint.to_string(),
        ]
    };
    let rows: Vec<_> = rows.iter().map(cells).collect();
    csv("outlet.csv", &["article", "published", "title", "lang", "url", "events", "reprint"], &rows)
}
