//! What people decided and what commands did: the log of the record.

use askama::Template;
use griot_record::{Correction, Decision, Role, Run, Standing, Told, Verb, decision_json};
use serde_json::{Value, json};

use super::event::slot_name;
use super::{after, kind};
use crate::answer::{Answer, Failed, Kind, Page, csv, html, json_page, with_next};
use crate::asked::segment;
use crate::chrome::{Chrome, Link};
use crate::people::log::{Logged, command};
use crate::view::{Line, Printed, said, when};
use crate::words::Words;

/// Decisions of a page.
const SHOWN: usize = 100;
/// Entries of the log.
const LOGGED: usize = 20;
/// Commands that are shown beside the decisions.
const RUNS: usize = 30;

/// A decision in words.
#[derive(Clone, Debug)]
pub(crate) struct Decided {
    pub(crate) key: String,
    pub(crate) what: String,
    pub(crate) by: String,
    pub(crate) at: String,
    pub(crate) when: String,
    pub(crate) why: String,
    pub(crate) before: String,
    pub(crate) after: String,
    /// The events it is about, as they are called now.
    pub(crate) about: Vec<Link>,
    /// The event whose review comes of it, where it is about several: reports were split off since.
    pub(crate) holds_of: Option<Link>,
    /// The decision that took it back.
    pub(crate) undone_by: Option<String>,
    pub(crate) is_unplaced: bool,
}

impl Decided {
    /// Whether it can be taken back.
    pub(crate) fn holds(&self) -> bool {
        self.undone_by.is_none()
    }
}

/// Decisions in words, the latest first. What they are about goes by its id.
pub(crate) fn decided(all: Vec<Told>, words: &Words) -> Vec<Decided> {
    all.into_iter().rev().map(|told| of(told, words)).collect()
}

/// What decisions are about, as the pages of events and articles call it.
pub(super) fn titled(page: &Page<'_>, about: &mut [Link]) -> Result<(), Failed> {
    let digest = page.digest()?;
    for link in about {
        let title = if link.href.starts_with("/events/") {
            digest.get(&link.text).map(|gist| {
                let line = Line::of_gist(gist, &page.words);
                format!("{}, {}", line.title(), line.when)
            })
        } else if link.href.starts_with("/articles/") {
            let article = page.record.article(&link.text)?;
            article.map(|article| Printed::of(&article, &page.words).title)
        } else {
            None
        };
        link.text = title.unwrap_or_else(|| std::mem::take(&mut link.text));
    }
    Ok(())
}

fn of(told: Told, words: &Words) -> Decided {
    let Decision { key, at, by, verb, why, subject, before, after } = told.decision;
    let mut what = words.of_group("verb", verb.as_str()).to_owned();
    if let Some(slot) = &subject.slot {
        what = words.fill("verb_of_slot", &[("verb", &what), ("slot", &slot_name(words, slot))]);
    }
    let value = |value: &Value| match (&subject.slot, verb) {
        (Some(slot), Verb::Correct) => {
            Correction::from_json(slot, value).map(|one| said(&one, words)).unwrap_or_default()
        }
        (None, Verb::Assign) => {
            let to = value.get("to").and_then(Value::as_str);
            to.map_or_else(|| words.t("nobody").to_owned(), str::to_owned)
        }
        (_, Verb::Withhold) => {
            let role = value.get("below").and_then(Value::as_str);
            let role = role.map(|role| words.of_group("role", role));
            let said = role.map(|role| words.fill("withheld_to", &[("role", role)]));
            let fields = value.get("fields").and_then(Value::as_array).into_iter().flatten();
            let fields: Vec<String> = fields
                .filter_map(Value::as_str)
                .map(|field| words.of_group("of_event", field).to_owned())
                .collect();
            match said {
                Some(said) if !fields.is_empty() => {
                    words.colon(&words.of_brief.list(&fields), &said)
                }
                said => said.unwrap_or_default(),
            }
        }
        _ => match value {
            Value::String(state) => words.of_group("review", state).to_owned(),
            _ => String::new(),
        },
    };
    let (before, after) = (value(&before), value(&after));
    let mut about: Vec<Link> =
        told.events.iter().map(|id| Link::new(id, format!("/events/{}", segment(id)))).collect();
    let holds_of = told.holds_of.filter(|_| about.len() > 1);
    let holds_of = holds_of.map(|id| Link::new(&id, format!("/events/{}", segment(&id))));
    let articles = [&subject.article, &subject.other_article];
    about.extend(
        articles
            .into_iter()
            .flatten()
            .map(|key| Link::new(key, format!("/articles/{}", segment(key)))),
    );
    if let Some(decision) = &subject.decision {
        about.push(Link::new(decision, format!("/history#{}", segment(decision))));
    }
    let (undone_by, is_unplaced) = match told.standing {
        Standing::InForce => (None, false),
        Standing::Undone(by) => (Some(by), false),
        Standing::Unplaced => (None, true),
    };
    Decided {
        what,
        when: when(&at, words),
        key,
        at,
        by,
        why,
        before,
        after,
        about,
        holds_of,
        undone_by,
        is_unplaced,
    }
}

#[derive(Template)]
#[template(path = "history.html")]
struct History<'a> {
    c: &'a Chrome,
    n: usize,
    decided: Vec<Decided>,
    next: Option<String>,
    /// Each with when it began, and what it does.
    runs: Vec<(Run, String, String)>,
    n_runs: usize,
    done: Option<String>,
    /// The last entries of the log, for those who may see it.
    log: Vec<Logged>,
    n_log: usize,
}

pub(crate) fn page(page: &Page<'_>) -> Answer {
    let mut all = page.record.history(None)?;
    all.reverse();
    if kind(page) == Kind::Csv {
        return as_csv(page, all);
    }
    let most = page.asked.limit(SHOWN, 1_000)?;
    let (rows, next, _) =
        after(&all, page.asked.one("after"), most, |told| told.decision.key.as_str())?;
    let next = next.map(|told| told.decision.key.clone());
    let link = |path: &str| Some(page.asked.next(path, &[("after", next.as_deref()?)]));
    let found = page.record.last_runs(None, RUNS)?;
    if kind(page) == Kind::Json {
        let next = link("/history.json");
        let data = json!({
            "total": all.len(), "decisions": rows.iter().map(decision_json).collect::<Vec<_>>(),
            "next": next, "runs": found.rows.iter().map(run_json).collect::<Vec<_>>(),
            "n_runs": found.total, "all_runs": "/runs.json",
        });
        return Ok(with_next(json_page(&data)?, next.as_deref()));
    }
    let words = &page.words;
    let chrome = Chrome::of(page, "history", page.t("history_title"))
        .with_data(&[("JSON", "/history.json".to_owned()), ("CSV", "/history.csv".to_owned())])
        .with_forms(page);
    let mut decided: Vec<Decided> = rows.iter().cloned().map(|told| of(told, words)).collect();
    for one in &mut decided {
        titled(page, &mut one.about)?;
        titled(page, one.holds_of.as_mut_slice())?;
    }
    let sees_log = page.asked.who.role >= Role::Admin;
    let log = if sees_log { Some(page.record.audit(None, LOGGED)?) } else { None };
    html(&History {
        n_log: log.as_ref().map_or(0, |log| usize::try_from(log.total).unwrap_or(usize::MAX)),
        log: (log.into_iter().flat_map(|log| log.rows))
            .map(|entry| Logged::of(entry, words))
            .collect(),
        n: all.len(),
        decided,
        next: link("/history"),
        n_runs: usize::try_from(found.total).unwrap_or(usize::MAX),
        runs: in_words(&found.rows, words),
        done: page.asked.one("done").map(str::to_owned),
        c: &chrome,
    })
}

/// All decisions, the latest first.
fn as_csv(page: &Page<'_>, all: Vec<Told>) -> Answer {
    let heads = [
        "key",
        "at",
        "by",
        "decision",
        "slot",
        "before",
        "after",
        "why",
        "events",
        "articles",
        "undone_by",
    ];
    let cells = |told: Told| {
        let subject = &told.decision.subject;
        let articles = [&subject.article, &subject.other_article];
        let articles: Vec<String> = articles.into_iter().flatten().cloned().collect();
        let verb = told.decision.verb.as_str().to_owned();
        let (slot, events) = (subject.slot.clone().unwrap_or_default(), told.events.join(" "));
        let one = of(told, &page.words);
        let undone_by = one.undone_by.unwrap_or_default();
        vec![
            one.key,
            one.at,
            one.by,
            verb,
            slot,
            one.before,
            one.after,
            one.why,
            events,
            articles.join(" "),
            undone_by,
        ]
    };
    let rows: Vec<_> = all.into_iter().map(cells).collect();
    csv("history.csv", &heads, &rows)
}

fn run_json(run: &Run) -> Value {
    json!({
        "id": run.id, "command": run.command, "started": run.started, "coder": run.coder,
        "n_new": run.n_new, "n_known": run.n_known, "n_failed": run.n_failed,
    })
}

/// Commands, each with when it began, and what it does.
fn in_words(runs: &[Run], words: &Words) -> Vec<(Run, String, String)> {
    let one = |run: &Run| (run.clone(), when(&run.started, words), command(&run.command, words));
    runs.iter().map(one).collect()
}

#[derive(Template)]
#[template(path = "runs.html")]
struct Runs<'a> {
    c: &'a Chrome,
    n_runs: usize,
    runs: Vec<(Run, String, String)>,
    next: Option<String>,
}

/// The commands that wrote, page by page.
pub(crate) fn runs(page: &Page<'_>) -> Answer {
    let before = page.asked.number("before")?;
    let most = page.asked.limit(SHOWN, 1_000)?;
    if kind(page) == Kind::Csv {
        let found = page.record.last_runs(None, usize::MAX >> 1)?;
        let cells = |run: &Run| {
            let n = [run.n_new, run.n_known, run.n_failed].map(|n| n.to_string());
            let [new, known, failed] = n;
            let (id, command) = (run.id.to_string(), run.command.clone());
            vec![id, run.started.clone(), command, new, known, failed, run.coder.clone()]
        };
        let rows: Vec<_> = found.rows.iter().map(cells).collect();
        let heads = ["run", "started", "command", "new", "known", "failed", "griot"];
        return csv("runs.csv", &heads, &rows);
    }
    // One more than is shown tells whether there are others.
    let mut found = page.record.last_runs(before, most.saturating_add(1))?;
    let has_next = found.rows.len() > most;
    found.rows.truncate(most);
    let last = found.rows.last().filter(|_| has_next).map(|run| run.id.to_string());
    let link = |path: &str| Some(page.asked.next(path, &[("before", last.as_deref()?)]));
    if kind(page) == Kind::Json {
        let next = link("/runs.json");
        let rows: Vec<Value> = found.rows.iter().map(run_json).collect();
        let data = json!({ "total": found.total, "runs": rows, "next": next });
        return Ok(with_next(json_page(&data)?, next.as_deref()));
    }
    let chrome = Chrome::of(page, "history", page.t("runs_title"))
        .with_data(&[("JSON", "/runs.json".to_owned()), ("CSV", "/runs.csv".to_owned())]);
    html(&Runs {
        n_runs: usize::try_from(found.total).unwrap_or(usize::MAX),
        runs: in_words(&found.rows, &page.words),
        next: link("/runs"),
        c: &chrome,
    })
}
