//! The review: what is new, what may be one event, what is disputed.

use std::collections::HashSet;

use askama::Template;
use griot::fusion::Policy;
use griot::gazetteer::fold;
use griot_record::{Digest, Digested, EventRow, Found, Gist, ReviewState, Suggested, event_json};
use serde_json::json;

use super::event::{Joined, reasons};
use super::kind;
use super::overview::{Form, form};
use crate::answer::{Answer, Failed, Kind, Page, csv, html, json_page, with_next};
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

/// The events that meet the filter, and that nobody rejected unless it asks for those.
pub(crate) fn open<'d>(page: &Page<'_>, digest: &'d Digest) -> Result<Digested<'d>, Failed> {
    Ok(page.record.digested(&page.asked.filter()?.filter, digest)?)
}

#[derive(Template)]
#[template(path = "review.html")]
struct Review<'a> {
    c: &'a Chrome,
    queues: Vec<(Link, String)>,
    form: Form,
    chips: Vec<Link>,
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
    let queue = QUEUES
        .into_iter()
        .find(|known| *known == queue)
        .ok_or_else(|| Failed::field("queue", "queue", queue))?;
    let is_csv = kind(page) == Kind::Csv;
    // A file holds the whole queue.
    let (skip, most) = if is_csv {
        (0, usize::MAX)
    } else {
        (page.asked.skip()?, page.asked.limit(SHOWN, 1_000)?)
    };
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
            let found = pairs_of(page, &open, skip, most)?;
            if is_csv {
                return pairs_as_csv(&found.rows);
            }
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
            let all = open.clone().only(|gist| is_queued(gist, queue, &by));
            let shown = all.first(skip, most);
            if is_csv {
                return as_csv(queue, &shown);
            }
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
    let upto = skip.saturating_add(most);
    let next = |path: &str| {
        let skip = upto.to_string();
        (upto < n).then(|| page.asked.next(path, &[("queue", queue), ("skip", &skip)]))
    };
    if kind(page) == Kind::Json {
        let next = next("/review.json");
        let data = json!({ "queue": queue, "total": n, "rows": data, "next": next });
        return Ok(with_next(json_page(&data)?, next.as_deref()));
    }
    let n_pairs = pairs_of(page, &open, 0, 0)?.total;
    let queues = QUEUES.into_iter().zip(counted).map(|(key, n)| {
        let n = if key == "doubtful" { n_pairs } else { n };
        let link = Link {
            text: words.of_group("queue", key).to_owned(),
            href: page.asked.link("/review", &[("queue", key)]),
            is_here: key == queue,
        };
        (link, crate::words::number(n))
    });
    let chrome = Chrome::of(page, "review", page.t("review_title")).with_data(&[
        ("JSON", page.asked.link("/review.json", &[("queue", queue)])),
        ("CSV", page.asked.link("/review.csv", &[("queue", queue)])),
    ]);
    let chips = super::claims::chips(page, "/review").into_iter().map(|chip| {
        let joint = if chip.href.contains('?') { '&' } else { '?' };
        Link { href: format!("{}{joint}queue={queue}", chip.href), ..chip }
    });
    html(&Review {
        queues: queues.collect(),
        queue,
        lines,
        pairs,
        n,
        from: skip,
        next: next("/review"),
        form: Form { besides: vec![("queue", queue.to_owned())], ..form(page, &digest) },
        chips: chips.collect(),
        done: page.asked.one("done").map(str::to_owned),
        by: page.by().to_owned(),
        c: &chrome,
    })
}

/// The pairs of which one event at least meets the filter.
fn pairs_of(
    page: &Page<'_>,
    open: &Digested<'_>,
    skip: usize,
    most: usize,
) -> Result<Found<Suggested>, Failed> {
    if !page.asked.is_filtered() {
        return Ok(page.record.suggestions_behind(skip, (most < usize::MAX).then_some(most))?);
    }
    let wanted: HashSet<&str> = open.gists().map(|gist| gist.id.as_str()).collect();
    Ok(page.record.suggestions_among(|id| wanted.contains(id), skip, most)?)
}

/// The events of a queue.
fn as_csv(queue: &str, shown: &[&Gist]) -> Answer {
    let heads = [
        "queue",
        "event",
        "first_day",
        "type",
        "place",
        "country",
        "review",
        "assigned_to",
        "is_disputed",
        "n_reports",
        "n_independent",
    ];
    let cells = |gist: &&Gist| {
        let merged = &gist.merged;
        vec![
            queue.to_owned(),
            gist.id.clone(),
            merged.date.map(|days| days.from.to_string()).unwrap_or_default(),
            merged.event_type.as_str().to_owned(),
            merged.place.as_ref().map(|place| place.name.clone()).unwrap_or_default(),
            merged.country.clone().unwrap_or_default(),
            gist.review.as_str().to_owned(),
            gist.assigned_to.clone().unwrap_or_default(),
            gist.is_disputed.to_string(),
            gist.n_reports.to_string(),
            gist.n_independent.to_string(),
        ]
    };
    let rows: Vec<_> = shown.iter().map(cells).collect();
    csv("review.csv", &heads, &rows)
}

/// Pairs that may be one event, with what speaks for and against.
fn pairs_as_csv(pairs: &[Suggested]) -> Answer {
    let cells = |pair: &Suggested| {
        let reason = |one: &griot_record::Reason| {
            format!("{}: {} ({:+.1})", one.slot, one.agreement, one.score)
        };
        let reasons: Vec<String> = pair.tie.reasons.iter().map(reason).collect();
        let (a, b) = (pair.a.id.clone(), pair.b.id.clone());
        vec!["doubtful".to_owned(), a, b, format!("{:.1}", pair.tie.score), reasons.join("; ")]
    };
    let rows: Vec<_> = pairs.iter().map(cells).collect();
    csv("review.csv", &["queue", "a", "b", "score", "reasons"], &rows)
}

fn paired(page: &Page<'_>, pair: &Suggested) -> Option<Pair> {
    let line = |event: &EventRow| Line::of(event, Policy::Range, &page.words);
    let href = format!("/compare?a={}&b={}", pair.a.id, pair.b.id);
    Some(Pair { a: line(&pair.a)?, b: line(&pair.b)?, href, tie: reasons(&pair.tie, &page.words) })
}
