//! The review: what is new, what may be one event, what is disputed.

use askama::Template;
use griot::fusion::Policy;
use griot::gazetteer::fold;
use griot_record::{Digest, Digested, EventRow, Filter, Gist, ReviewState, Suggested, event_json};
use serde_json::json;

use super::event::{Joined, reasons};
use super::kind;
use crate::answer::{Answer, Failed, Kind, Page, html, json_page};
use crate::chrome::{Chrome, Link};
use crate::view::Line;

/// Events, or pairs, of a page.
const SHOWN: usize = 30;

/// The queues, by the names that addresses use.
pub(crate) const QUEUES: [&str; 7] =
    ["new", "mine", "asked", "doubtful", "disputed", "unchecked", "checked"];

/// Whether an event is in a queue; none is in the queue of pairs. `by` is whoever asks, folded.
pub(crate) fn is_queued(gist: &Gist, queue: &str, by: &str) -> bool {
    use ReviewState::{Assigned, Confirmed, Corrected, PeerReviewed, Questioned, Unreviewed};
    let state = gist.review;
    match queue {
        "new" => state == Unreviewed,
        "asked" => state == Questioned,
        "unchecked" => state == Confirmed,
        "checked" => state == PeerReviewed,
        "mine" => {
            let to = gist.assigned_to.as_deref();
            !by.is_empty() && to.is_some_and(|to| fold(to.trim()) == by)
        }
        "disputed" => {
            gist.is_disputed && matches!(state, Unreviewed | Assigned | Corrected | Questioned)
        }
        _ => false,
    }
}

/// The events that nobody rejected.
pub(crate) fn open<'d>(page: &Page<'_>, digest: &'d Digest) -> Result<Digested<'d>, Failed> {
    Ok(page.record.digested(&Filter::default(), digest)?)
}

#[derive(Template)]
#[template(path = "review.html")]
struct Review<'a> {
    c: &'a Chrome,
    queues: Vec<(Link, String)>,
    queue: &'static str,
    lines: Vec<Line>,
    pairs: Vec<Pair>,
    n: usize,
    from: usize,
    next: Option<String>,
    done: Option<String>,
    /// Whose queue it is.
    by: String,
}

/// Two events that may be one.
struct Pair {
    a: Line,
    b: Line,
    href: String,
    tie: Joined,
}

pub(crate) fn page(page: &Page<'_>) -> Answer {
    let words = &page.words;
    let queue = page.asked.one("queue").unwrap_or("new");
    let queue = QUEUES.into_iter().find(|known| *known == queue).unwrap_or("new");
    let skip: usize =
        page.asked.one("skip").and_then(|value| value.parse().ok()).unwrap_or_default();
    let n_pairs = page.record.suggestions(Some(0))?.total;
    let by = fold(page.by().trim());
    let digest = page.digest()?;
    let open = open(page, &digest)?;
    // All queues are counted in one pass over the events.
    let mut counted = [0_u64; QUEUES.len()];
    for gist in open.gists() {
        for (queue, n) in QUEUES.iter().zip(&mut counted) {
            *n += u64::from(is_queued(gist, queue, &by));
        }
    }
    let (mut lines, mut pairs, mut data) = (Vec::new(), Vec::new(), Vec::new());
    let n = match queue {
        "doubtful" => {
            let found = page.record.suggestions_behind(skip, Some(SHOWN))?;
            for pair in &found.rows {
                data.push(json!({
                    "a": event_json(&pair.a, Policy::Range, &[]),
                    "b": event_json(&pair.b, Policy::Range, &[]), "tie": pair.tie,
                }));
                pairs.extend(paired(page, pair));
            }
            usize::try_from(found.total).unwrap_or(usize::MAX)
        }
        _ => {
            let all = open.only(|gist| is_queued(gist, queue, &by));
            let shown = all.first(skip, SHOWN);
            if kind(page) == Kind::Json {
                let rows = page.record.event_rows(shown.iter().map(|gist| gist.id.as_str()))?;
                data.extend(rows.iter().map(|row| event_json(row, Policy::Range, &[])));
            } else {
                lines.extend(shown.into_iter().map(|gist| {
                    let line = Line::of_gist(gist, words);
                    Line { href: format!("{}?queue={queue}", line.href), ..line }
                }));
            }
            all.gists().count()
        }
    };
    let next = skip.saturating_add(SHOWN);
    let next = (next < n).then(|| format!("queue={queue}&skip={next}"));
    if kind(page) == Kind::Json {
        let next = next.map(|query| format!("/review.json?{query}"));
        return json_page(&json!({ "queue": queue, "total": n, "rows": data, "next": next }));
    }
    let queues = QUEUES.into_iter().zip(counted).map(|(key, n)| {
        let n = if key == "doubtful" { n_pairs } else { n };
        let link = Link {
            text: words.of_group("queue", key).to_owned(),
            href: format!("/review?queue={key}"),
            is_here: key == queue,
        };
        (link, crate::words::number(n))
    });
    let chrome = Chrome::of(page, "review", page.t("review_title"))
        .with_data(&[("JSON", format!("/review.json?queue={queue}"))]);
    html(&Review {
        queues: queues.collect(),
        queue,
        lines,
        pairs,
        n,
        from: skip,
        next: next.map(|query| format!("/review?{query}")),
        done: page.asked.one("done").map(str::to_owned),
        by: page.by().to_owned(),
        c: &chrome,
    })
}

fn paired(page: &Page<'_>, pair: &Suggested) -> Option<Pair> {
    let line = |event: &EventRow| Line::of(event, Policy::Range, &page.words);
    let href = format!("/compare?a={}&b={}", pair.a.id, pair.b.id);
    Some(Pair { a: line(&pair.a)?, b: line(&pair.b)?, href, tie: reasons(&pair.tie, &page.words) })
}
