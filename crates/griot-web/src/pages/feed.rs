//! What came or changed last among the events that meet a filter, as an Atom feed: an alert on a filter that
//! is kept as its address.
//!
//! Entries stand in the order in which the record learnt of them, whatever their days: an old event that is
//! added today is news. The feed goes on page by page (RFC 5005) and says how many there are in all.

use std::fmt::Write as _;

use axum::http::StatusCode;
use griot_record::{Changed, Error};

use crate::answer::{Answer, Failed, Page, reply, with_next};
use crate::view::{Line, Printed};

/// Entries of a page.
const SHOWN: usize = 50;
/// Of nothing, the moment of its last change.
const NEVER: &str = "1970-01-01T00:00:00Z";

pub(crate) fn events(page: &Page<'_>) -> Answer {
    let words = &page.words;
    let most = page.asked.limit(SHOWN, 1_000)?;
    let after = page.asked.one("after").map(str::parse::<Changed>).transpose();
    let after = after.map_err(|error: Error| Failed::from(error))?;
    let filter = page.asked.filter()?.filter;
    let digest = page.digest()?;
    let found = page.record.digested(&filter, &digest)?;
    let changes = page.changes()?;
    let mut all: Vec<Changed> = found.gists().filter_map(|gist| changes.of(&gist.id)).collect();
    all.sort_unstable();
    let last = all.first().map(|one| one.at().to_string());
    let is_behind = |one: &Changed| after.as_ref().is_none_or(|after| one > after);
    let rest: Vec<&Changed> = all.iter().filter(|one| is_behind(one)).collect();
    let shown = rest.get(..most.min(rest.len())).unwrap_or_default();
    let next = shown.last().filter(|_| rest.len() > most).map(ToString::to_string);

    let root = page.app.root(&page.asked.host);
    let of_page = |after: &str| page.asked.next("/events.atom", &[("after", after)]);
    let own = format!("{root}{}", page.asked.link("/events.atom", &[]));
    let title = words.t_with("feed_of_changes", "title", page.t("events_title"));
    let title = format!("{} – {title}", page.app.name);
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" \
         xmlns:os=\"http://a9.com/-/spec/opensearch/1.1/\" xml:lang=\"{}\">\n\
         <title>{}</title>\n<id>{}</id>\n",
        words.lang.as_str(),
        xml(&title),
        xml(&own),
    );
    let mut link = |rel: &str, href: &str| {
        let _ = writeln!(out, "<link{rel} href=\"{}\"/>", xml(&format!("{root}{href}")));
    };
    link(" rel=\"self\"", &of_page(page.asked.one("after").unwrap_or_default()));
    link(" rel=\"first\"", &of_page(""));
    let next = next.as_deref().map(of_page);
    if let Some(next) = &next {
        link(" rel=\"next\"", next);
    }
    link("", &page.asked.link("/", &[]));
    let _ = write!(
        out,
        "<os:totalResults>{}</os:totalResults>\n<updated>{}</updated>\n\
         <author><name>griot</name></author>\n",
        found.len(),
        xml(last.as_deref().unwrap_or(NEVER)),
    );
    for (changed, event) in shown
        .iter()
        .zip(page.record.event_rows(shown.iter().map(|one| one.id()))?)
        .filter(|(changed, event)| changed.id() == event.id)
    {
        let Some(line) = Line::of(&event, page.asked.policy()?, words) else { continue };
        let tolls: Vec<String> =
            line.tolls.iter().map(|(outcome, figure)| format!("{figure} {outcome}")).collect();
        let mut title = format!("{} ({})", line.title(), line.when);
        if !tolls.is_empty() {
            title = words.colon(&title, &tolls.join(", "));
        }
        let first = event.reports.first();
        let evidence = first.map(|one| one.account.evidence.as_str()).unwrap_or_default();
        let source = first.map(|one| Printed::of(&one.row.article, words));
        let source = source.map(|one| format!("{}, {}", one.outlet, one.when)).unwrap_or_default();
        let summary = if event.withheld.is_empty() {
            format!("{evidence} ({source})")
        } else {
            words.t("withheld_words").to_owned()
        };
        let _ = write!(
            out,
            "<entry>\n<title>{}</title>\n<id>urn:griot:{}</id>\n<link href=\"{}\"/>\n\
             <updated>{}</updated>\n<summary>{}</summary>\n</entry>\n",
            xml(&title),
            xml(&event.id),
            xml(&format!("{root}{}", line.href)),
            changed.at(),
            xml(summary.trim()),
        );
    }
    out.push_str("</feed>\n");
    let response = reply(StatusCode::OK, "application/atom+xml; charset=utf-8", out.into());
    Ok(with_next(response, next.as_deref()))
}

/// Text of XML; what may not stand in it is left out.
fn xml(text: &str) -> String {
    let may = |char: &char| !char.is_control() || matches!(char, '\n' | '\t');
    let text: String = text.chars().filter(may).collect();
    griot_record::escape(&text)
}
