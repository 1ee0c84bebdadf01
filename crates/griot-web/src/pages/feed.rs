//! The latest events that meet a filter, as an Atom feed: an alert on a filter that is kept as its
//! address.

use std::fmt::Write as _;

use axum::http::StatusCode;
use griot_record::EventRow;

use super::overview::{SHOWN_IN_FEED, listed};
use crate::answer::{Answer, Page, reply};
use crate::view::Line;

/// The latest day that anybody reported or decided anything, as a time.
fn updated(event: &EventRow) -> String {
    let review = &event.review;
    let corrected = review.corrections.iter().map(|one| &one.decision);
    let decided = review.verdict.iter().chain(corrected).chain(&review.notes);
    let decided = decided.map(|decision| decision.at.clone());
    let days = event.reports.iter().filter_map(|report| report.row.article.published.clone());
    let all = days.map(|day| format!("{day}T00:00:00Z")).chain(decided);
    all.max().unwrap_or_else(|| "1970-01-01T00:00:00Z".to_owned())
}

pub(crate) fn events(page: &Page<'_>) -> Answer {
    let words = &page.words;
    let listed = listed(page, SHOWN_IN_FEED)?;
    let root = page.app.root(&page.asked.host);
    let own = format!("{root}{}", page.asked.link("/events.atom", &[]));
    let last = listed.rows.iter().map(updated).max();
    let title = format!("{} – {}", page.app.name, page.t("events_title"));
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n\
         <title>{}</title>\n<id>{}</id>\n<link rel=\"self\" href=\"{}\"/>\n<link href=\"{}\"/>\n\
         <updated>{}</updated>\n<author><name>griot</name></author>\n",
        words.lang.as_str(),
        xml(&title),
        xml(&own),
        xml(&own),
        xml(&format!("{root}{}", page.asked.link("/", &[]))),
        xml(last.as_deref().unwrap_or("1970-01-01T00:00:00Z")),
    );
    for event in &listed.rows {
        let Some(line) = Line::of(event, page.asked.policy()?, words) else { continue };
        let tolls: Vec<String> =
            line.tolls.iter().map(|(outcome, figure)| format!("{figure} {outcome}")).collect();
        let mut title = format!("{} ({})", line.title(), line.when);
        if !tolls.is_empty() {
            title = format!("{title}: {}", tolls.join(", "));
        }
        let evidence = event.reports.first().map(|one| one.account.evidence.as_str());
        let _ = write!(
            out,
            "<entry>\n<title>{}</title>\n<id>urn:griot:{}</id>\n<link href=\"{}\"/>\n\
             <updated>{}</updated>\n<summary>{}</summary>\n</entry>\n",
            xml(&title),
            xml(&event.id),
            xml(&format!("{root}{}", line.href)),
            xml(&updated(event)),
            xml(evidence.unwrap_or_default()),
        );
    }
    out.push_str("</feed>\n");
    Ok(reply(StatusCode::OK, "application/atom+xml; charset=utf-8", out.into()))
}

/// Text of XML; what may not stand in it is left out.
fn xml(text: &str) -> String {
    let may = |char: &char| !char.is_control() || matches!(char, '\n' | '\t');
    let text: String = text.chars().filter(may).collect();
    griot_record::escape(&text)
}
