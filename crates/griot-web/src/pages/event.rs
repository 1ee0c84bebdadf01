//! An event: its facts and figures, every value with the sentences that say it; who reports it, and why
//! those reports are one event; what people decided about it, and the forms to decide.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use griot::fusion::Policy;
use griot::gazetteer::fold;
use griot::lexicon::registry::Registry;
use griot::model::Lang;
use griot_record::{
    Cursor, EventRow, Field, Gist, Report, Review, ReviewState, Role, Tie, event_json,
};
use serde_json::json;

use super::decide::seen;
use super::history::{Decided, decided, titled};
use super::review::{QUEUES, is_queued, open};
use super::{found, named};
use crate::answer::{Answer, Failed, Kind, Page, answer, html, json_page, kind_of, only_html, see};
use crate::asked::{Asked, segment};
use crate::chrome::{Chrome, Link};
use crate::draw::{Map, map};
use crate::kept::kept;
use crate::state::App;
use crate::view::{Fact, Line, Printed, Range, Texts, facts, figure, ranges};
use crate::words::Words;

mod values;
use values::Values;

/// Slots that have one value, as the form of corrections names them.
pub(crate) const SLOTS: [&str; 7] =
    ["type", "date", "place", "country", "initiators", "targets", "certainty"];

#[derive(Template)]
#[template(path = "event.html")]
struct EventPage<'a> {
    c: &'a Chrome,
    line: Line,
    ranges: Vec<Range>,
    facts: Vec<Fact>,
    map: Map,
    /// The least role that sees it, or some of its fields, when they are withheld from others.
    withheld: Vec<String>,
    /// What can be withheld, and its words.
    fields: Vec<(&'static str, String)>,
    voices: Vec<Voiced>,
    joins: Vec<Joined>,
    policies: Vec<Link>,
    policy: &'static str,
    /// Events that may be the same one.
    alike: Vec<Link>,
    decided: Vec<Decided>,
    newer: Option<String>,
    version: String,
    /// The day as of which it is shown, for what stays on it.
    as_of: Option<String>,
    reports: Vec<(String, Printed)>,
    slots: Vec<(String, String)>,
    values: Values,
    course: Course,
    people: Vec<String>,
    given: Given,
    done: Option<String>,
    next: Option<Link>,
    back: String,
}

/// What somebody filled in, to be filled in again.
#[derive(Clone, Debug, Default)]
pub(crate) struct Given {
    /// What is wrong with it.
    pub(crate) problem: Option<String>,
    /// Whether somebody else decided meanwhile.
    pub(crate) is_conflict: bool,
    /// What they decided, the latest first.
    pub(crate) meanwhile: Vec<Decided>,
    /// The field that is wrong, by its name.
    pub(crate) field: &'static str,
    pub(crate) verb: String,
    pub(crate) slot: String,
    pub(crate) value: String,
    pub(crate) other: String,
    pub(crate) to: String,
    pub(crate) why: String,
    pub(crate) by: String,
    pub(crate) reports: Vec<String>,
}

impl Given {
    /// The field that a form has to be filled in again from: what it lacks, or what its decision is about.
    fn wrong_field(&self, is_signed_here: bool) -> &'static str {
        let needs_why =
            !matches!(self.verb.as_str(), "confirm" | "assign" | "peer_review" | "finalise");
        match self.verb.as_str() {
            _ if is_signed_here && self.by.is_empty() => "by",
            _ if needs_why && self.why.is_empty() => "why",
            "correct" => "value",
            "merge" | "apart" => "other",
            "split" => "report",
            "assign" => "to",
            "peer_review" => "by",
            _ => "why",
        }
    }
}

/// How far the review of an event has come, and what may come next.
struct Course {
    /// The steps, each with whether the review stands there.
    steps: Vec<(String, bool)>,
    /// Who is to look at it.
    assigned: String,
    /// What is asked to be corrected: why, and by whom.
    question: Option<[String; 2]>,
    may_assign: bool,
    may_question: bool,
    may_check: bool,
    may_finalise: bool,
}

impl Course {
    fn of(review: &Review, words: &Words) -> Self {
        let state = review.state;
        let way = [
            ReviewState::Unreviewed,
            ReviewState::Confirmed,
            ReviewState::PeerReviewed,
            ReviewState::Finalised,
        ];
        // States that are no step of the way stand in the place of the first.
        let first = if way.contains(&state) { ReviewState::Unreviewed } else { state };
        let steps = [first].into_iter().chain(way.into_iter().skip(1));
        let said = |one: ReviewState| words.of_group("review", one.as_str()).to_owned();
        Self {
            steps: steps.map(|one| (said(one), one == state)).collect(),
            assigned: review.assigned.as_ref().map(|(to, _)| to.clone()).unwrap_or_default(),
            question: review.question.as_ref().map(|one| [one.why.clone(), one.by.clone()]),
            may_assign: !matches!(state, ReviewState::Rejected | ReviewState::Finalised),
            may_question: state != ReviewState::Rejected,
            may_check: state == ReviewState::Confirmed,
            may_finalise: matches!(state, ReviewState::Confirmed | ReviewState::PeerReviewed),
        }
    }
}

/// Reports that are one voice.
struct Voiced {
    /// Why they are one, and whom they cite.
    because: Vec<String>,
    origins: Vec<String>,
    counted: bool,
    reports: Vec<Told>,
}

struct Told {
    printed: Printed,
    evidence: String,
    figures: Vec<String>,
    is_reprint: bool,
    /// The article whose text it prints; nothing when that is withheld.
    first: Option<Printed>,
}

/// Why two reports are one event.
pub(crate) struct Joined {
    pub(crate) a: String,
    pub(crate) b: String,
    pub(crate) score: String,
    pub(crate) reasons: Vec<(String, String, String)>,
}

/// The page of an event, out of memory where it is there; or the event as data.
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    asked: Asked,
) -> Response {
    if kind_of(&asked.path).1 != Kind::Html {
        return answer(app, asked, move |one| page(one, &name)).await;
    }
    let id = name.clone();
    let print = move |one: &Page<'_>| one.record.print_of(&id);
    kept(app, asked, |field| field == "policy", print, move |one| page(one, &name)).await
}

pub(crate) fn page(page: &Page<'_>, name: &str) -> Answer {
    let (id, kind) = named(page, name);
    let event = found(page.record.event(&id))?;
    if event.id != id {
        let ending = if kind == Kind::Json { ".json" } else { "" };
        // What was just done, and the queue that is gone through, are told there as well.
        return see(&page.asked.moved(&format!("/events/{}{ending}", segment(&event.id))));
    }
    match kind {
        Kind::Html => shown(page, &event, Given::default()),
        Kind::Json => {
            let mut data = event_json(&event, page.asked.policy()?, &[]);
            data["version"] = json!(event.version());
            json_page(&data)
        }
        _ => only_html(),
    }
}

/// The page with a form that could not be taken.
pub(crate) fn again(page: &Page<'_>, event: &EventRow, given: Given) -> Answer {
    let field = given.wrong_field(page.asked.who.name.is_none());
    let given = Given { field, ..given };
    let status =
        if given.is_conflict { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    let mut response = shown(page, event, given)?;
    *response.status_mut() = status;
    Ok(response)
}

fn shown(page: &Page<'_>, event: &EventRow, given: Given) -> Answer {
    let words = &page.words;
    let policy = page.asked.policy()?;
    let line = Line::of(event, policy, words);
    let merged = event.merged();
    let (line, merged) = found(Ok(line.zip(merged)))?;
    let mut texts = Texts::of(page.record);
    let ranges = ranges(event, policy, &mut texts, words)?;
    let facts = facts(event, &merged, &mut texts, words)?;
    let gist = Gist::of(event);
    let here = line.href.clone();
    let review = &event.review;
    let chrome = Chrome::of(page, "", line.title())
        .with_data(&[("JSON", page.asked.kept(&format!("{here}.json")))])
        .with_forms(page);
    let policies = griot::fusion::Policy::ALL.iter().map(|one| Link {
        text: words.of_group("policy", one.as_str()).to_owned(),
        href: page.asked.link(&here, &[("policy", one.as_str())]),
        is_here: *one == policy,
    });
    let slots =
        ranges.iter().map(|range| range.slot).chain(["killed", "wounded"]).chain(SLOTS).fold(
            Vec::new(),
            |mut all: Vec<&str>, slot| {
                if !all.contains(&slot) {
                    all.push(slot);
                }
                all
            },
        );
    let slots = slots.into_iter().map(|slot| (slot.to_owned(), slot_name(words, slot))).collect();
    let reports = event
        .reports
        .iter()
        .map(|report| (report.row.key.clone(), Printed::of(&report.row.article, words)))
        .collect();
    let newer = match event.review.n_newer_reports {
        0 => None,
        n => Some(words.count("newer", n as u64)),
    };
    let queued = Queued::of(page, &here, &event.id)?;
    let history = page.record.history(Some(&event.id))?;
    let version = seen(event, &history);
    let mut decided = decided(history, words);
    for one in &mut decided {
        one.holds_of.take_if(|of| of.href == here);
        titled(page, one.holds_of.as_mut_slice())?;
    }
    html(&EventPage {
        ranges,
        facts,
        map: map(gist.iter(), &griot_record::Filter::default(), page.asked, words),
        withheld: withheld(page, &event.id)?,
        fields: Field::ALL
            .map(|field| (field.as_str(), words.of_group("of_event", field.as_str()).to_owned()))
            .to_vec(),
        voices: voices(page, event)?,
        joins: event.joins.iter().map(|tie| joined_by(tie, event, words)).collect(),
        policies: policies.collect(),
        policy: policy.as_str(),
        alike: alike(page, &event.id)?,
        decided,
        newer,
        version,
        as_of: page.asked.one("as_of").map(str::to_owned),
        reports,
        slots,
        values: Values::of(&merged, &given, words),
        done: page.asked.one("done").map(str::to_owned),
        next: queued.next,
        back: queued.back,
        course: Course::of(review, words),
        people: page.record.people()?,
        given,
        line,
        c: &chrome,
    })
}

pub(crate) fn slot_name(words: &Words, slot: &str) -> String {
    let known = words.of_group("slot", slot);
    if known == slot { words.of_brief.slot(slot) } else { known.to_owned() }
}

/// From whom the event is withheld, and which of its fields.
fn withheld(page: &Page<'_>, id: &str) -> Result<Vec<String>, Failed> {
    let words = &page.words;
    let role = |role: Role| words.of_group("role", role.as_str());
    let whole = page.record.withheld_below(id)?;
    let whole = whole.map(|below| format!("{} {}", words.t("withheld_below"), role(below)));
    let of_fields = page.record.withheld_fields(id)?.into_iter().map(|(field, below)| {
        let field = words.of_group("of_event", field.as_str());
        words.fill("withheld_field_to", &[("field", field), ("role", role(below))])
    });
    Ok(whole.into_iter().chain(of_fields).collect())
}

/// Where in a queue of the review somebody stands, and the event that comes next.
struct Queued {
    /// This page in its queue, at the place where it stood when it was opened: what is decided about it may
    /// take it out of the queue, and what comes next is what came next before.
    back: String,
    next: Option<Link>,
}

impl Queued {
    fn of(page: &Page<'_>, here: &str, id: &str) -> Result<Self, Failed> {
        let Some(queue) = page.asked.one("queue").filter(|queue| QUEUES.contains(queue)) else {
            return Ok(Self { back: here.to_owned(), next: None });
        };
        let digest = page.digest()?;
        let by = fold(page.by().trim());
        let open = open(page, &digest)?;
        let stood = page.asked.one("at").and_then(|at| at.parse::<Cursor>().ok());
        let place = stood.or_else(|| open.place_of(id));
        let queued = open.only(|gist| is_queued(gist, queue, &by));
        let next = queued.behind(place.as_ref()).map(|gist| &gist.id).filter(|next| *next != id);
        let text = page.t("next_in_queue").to_owned();
        let at = place.map(|place| place.to_string()).unwrap_or_default();
        Ok(Self {
            back: page.asked.link(here, &[("queue", queue), ("at", &at)]),
            next: next
                .map(|next| Link::new(text, format!("/events/{}?queue={queue}", segment(next)))),
        })
    }
}

/// The events that may be the same one, each with the page that compares the two.
fn alike(page: &Page<'_>, id: &str) -> Result<Vec<Link>, Failed> {
    let mut found = Vec::new();
    for other in page.record.suggested_with(id)? {
        let row = page.record.event(&other)?;
        let line = row.and_then(|row| Line::of(&row, Policy::Range, &page.words));
        let href = format!("/compare?a={}&b={}", segment(id), segment(&other));
        let text = |line: Line| format!("{}, {}", line.title(), line.when);
        found.extend(line.map(|line| Link::new(text(line), page.asked.kept(&href))));
    }
    Ok(found)
}

fn voices(page: &Page<'_>, event: &EventRow) -> Result<Vec<Voiced>, Failed> {
    let words = &page.words;
    let told = |report: &Report| {
        let figures = report.account.tolls.iter().map(|toll| {
            let low = toll.low.unwrap_or_default();
            let outcome = words.of_group("outcome_short", toll.outcome.as_str());
            format!("{} {outcome}", figure(low, toll.high))
        });
        let first = match &report.reprint_of {
            Some((key, _)) => page.record.article(key)?,
            None => None,
        };
        Ok::<_, Failed>(Told {
            printed: Printed::of(&report.row.article, words),
            evidence: report.account.evidence.clone(),
            figures: figures.collect(),
            is_reprint: report.reprint_of.is_some(),
            first: first.map(|article| Printed::of(&article, words)),
        })
    };
    let mut found = Vec::new();
    for (index, voice) in event.voices.iter().enumerate() {
        let reports = event.reports.iter().filter(|report| report.voice == index);
        found.push(Voiced {
            because: voice.because.iter().map(|why| one_voice(why, words)).collect(),
            origins: voice.origins.iter().map(|origin| called(origin, event, words)).collect(),
            counted: voice.counted,
            reports: reports.map(told).collect::<Result<_, Failed>>()?,
        });
    }
    Ok(found)
}

/// Why articles are one voice, in words.
fn one_voice(why: &str, words: &Words) -> String {
    match why.strip_prefix("credited to ") {
        Some(agency) => words.fill("credited_to", &[("name", &of_registry(agency, words))]),
        None => words.of_group("voice", why).to_owned(),
    }
}

/// An origin as it is written in a report, or as the registry calls it.
fn called(origin: &str, event: &EventRow, words: &Words) -> String {
    let mut all = event.reports.iter().flat_map(|report| {
        let tolls = report.account.tolls.iter().filter_map(|toll| toll.sources.as_ref());
        report.account.sources.iter().chain(tolls.flatten())
    });
    let named =
        all.find(|party| party.id.as_deref() == Some(origin) || fold(&party.name) == origin);
    named.map_or_else(|| of_registry(origin, words), |party| party.name.clone())
}

fn of_registry(id: &str, words: &Words) -> String {
    let registry = Registry::builtin();
    let actor = registry.by_id(id).and_then(|index| registry.actor(index));
    let name = actor.map(|actor| match words.lang {
        Lang::Fr => actor.name.fr.clone(),
        Lang::En => actor.name.en.clone(),
    });
    name.unwrap_or_else(|| id.to_owned())
}

/// The reasons of a join, in words; reports by the outlet that prints them.
pub(crate) fn joined_by(tie: &Tie, event: &EventRow, words: &Words) -> Joined {
    let name = |key: &str| {
        let mut all = event.reports.iter();
        let report = all.find(|report| report.row.key == key || report.account_id == key);
        report.map_or_else(
            || key.to_owned(),
            |report| {
                let printed = Printed::of(&report.row.article, words);
                format!("{}, {}", printed.outlet, printed.when)
            },
        )
    };
    Joined { a: name(&tie.a), b: name(&tie.b), ..reasons(tie, words) }
}

pub(crate) fn reasons(tie: &Tie, words: &Words) -> Joined {
    let reason = |one: &griot_record::Reason| {
        let slot = words.of_group("tie", &one.slot).to_owned();
        (slot, words.of_group("agreement", &one.agreement).to_owned(), format!("{:+.1}", one.score))
    };
    Joined {
        a: String::new(),
        b: String::new(),
        score: format!("{:.1}", tie.score),
        reasons: tie.reasons.iter().map(reason).collect(),
    }
}
