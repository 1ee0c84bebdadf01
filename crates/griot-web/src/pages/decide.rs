//! A form that decides: it is taken when it comes of a page of this server and its sender saw what is
//! decided about as it is now. Otherwise the form is given back with what was filled in, and nothing is
//! written.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use griot_record::{Act, Error, EventRow, Field, Role, Told, Verb, Writer};
use url::form_urlencoded;

use super::event::{Given, again};
use super::found;
use super::history::{Decided, decided as in_words};
use crate::answer::{Answer, Failed, Page, answer, refused_in, see};
use crate::asked::{Asked, BY, joined, segment};
use crate::guard;
use crate::people::gate::least_of;
use crate::people::own_path;
use crate::state::{App, lock};

/// Another process may be writing for a moment: so often it is asked again.
const TRIES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(150);
/// A reason is a sentence or some, not a document.
const MOST_CHARS: usize = 4_000;

/// The fields of a form.
pub(crate) struct Sent(Vec<(String, String)>);

/// What a form says of the event that its sender saw: the version, that without notes, and the last decision
/// on it, so that whoever was slower can be told what came between.
pub(super) fn seen(event: &EventRow, history: &[Told]) -> String {
    let last = history.last().map(|told| told.decision.key.as_str()).unwrap_or_default();
    format!("{}~{}~{last}", event.version(), event.version_beside_notes())
}

/// Whether an event is what somebody saw when they opened a form. A note that somebody else wrote changes
/// nothing for whoever asks, notes or assigns.
fn is_as_seen(event: &EventRow, seen: &str, verb: Verb) -> bool {
    let (version, rest) = seen.split_once('~').unwrap_or((seen, ""));
    let beside = rest.split('~').next().unwrap_or_default();
    let is_beside = matches!(verb, Verb::Question | Verb::Note | Verb::Assign);
    event.version() == version || is_beside && event.version_beside_notes() == beside
}

/// What was decided about an event since somebody saw it, the latest first.
fn meanwhile(page: &Page<'_>, event: &EventRow, seen: &str) -> Result<Vec<Decided>, Failed> {
    let last = seen.rsplit('~').next().unwrap_or_default();
    let mut all = page.record.history(Some(&event.id))?;
    let known = all.iter().position(|told| told.decision.key == last);
    all.drain(..known.map_or(0, |at| at + 1));
    Ok(in_words(all, &page.words))
}

/// The id in what somebody pasted: the address of the page of an event or of an article does as well.
pub(super) fn pasted(text: &str) -> String {
    let mut behind =
        ["/events/", "/articles/"].into_iter().filter_map(|path| text.split_once(path));
    let Some((_, rest)) = behind.next() else { return text.to_owned() };
    let id = rest.split(['?', '#', '/']).next().unwrap_or_default();
    id.strip_suffix(".json").unwrap_or(id).to_owned()
}

impl Sent {
    pub(crate) fn of(body: &[u8]) -> Self {
        let fields = form_urlencoded::parse(body);
        Self(fields.map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
    }

    /// A field as it was filled in.
    pub(crate) fn exactly(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    pub(crate) fn one(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.trim()).unwrap_or_default()
    }

    fn all(&self, name: &str) -> Vec<String> {
        let of = self.0.iter().filter(|(known, _)| known == name);
        of.map(|(_, value)| value.trim().to_owned()).collect()
    }

    fn act(&self) -> Option<Act> {
        let text = |name| self.one(name).to_owned();
        Some(match self.one("verb") {
            "confirm" => Act::Confirm,
            "correct" => Act::Correct(text("slot"), self.value()),
            "merge" => Act::Merge(pasted(self.one("other"))),
            "apart" => Act::Apart(pasted(self.one("other"))),
            "split" => Act::Split(self.all("report")),
            "reject" => Act::Reject,
            "reprint" => Act::Reprint(text("other")),
            "not_reprint" => Act::NotReprint,
            "assign" => Act::Assign(Some(text("to")).filter(|to| !to.is_empty())),
            "question" => Act::Question,
            "peer_review" => Act::PeerReview,
            "finalise" => Act::Finalise,
            "note" => Act::Note,
            "withhold" => {
                let fields = self.all("field").into_iter().map(|field| field.parse());
                let fields = fields.collect::<Result<BTreeSet<Field>, _>>().ok()?;
                Act::Withhold(self.one("below").parse().unwrap_or(Role::Admin), fields)
            }
            "undo" => Act::Undo,
            _ => return None,
        })
    }

    /// The corrected value, out of the fields of its slot.
    fn value(&self) -> String {
        let slot = self.one("slot");
        let has_none = !matches!(slot, "type" | "certainty");
        if has_none && !self.one("value_none").is_empty() {
            return "none".to_owned();
        }
        let own = match slot {
            "date" => match (self.one("value_from"), self.one("value_to")) {
                (from, "") => from.to_owned(),
                (from, to) => format!("{from}/{to}"),
            },
            "place" => match (self.one("value_place"), self.one("value_at")) {
                (name, "") => name.to_owned(),
                (name, at) => format!("{name}@{at}"),
            },
            slot => self.one(&format!("value_{slot}")).to_owned(),
        };
        if own.is_empty() { self.one("value").to_owned() } else { own }
    }

    fn given(&self, problem: String, is_conflict: bool) -> Given {
        let text = |name| self.one(name).to_owned();
        Given {
            problem: Some(problem),
            is_conflict,
            meanwhile: Vec::new(),
            field: "",
            verb: text("verb"),
            slot: text("slot"),
            value: self.value(),
            other: text("other"),
            to: text("to"),
            why: text("why"),
            by: text("by"),
            reports: self.all("report"),
        }
    }
}

pub(super) async fn post(State(app): State<Arc<App>>, asked: Asked, body: Bytes) -> Response {
    let sent = Sent::of(&body);
    answer(app, asked, move |page| decided(page, &sent)).await
}

fn decided(page: &Page<'_>, sent: &Sent) -> Answer {
    if !guard::is_own_form(page.app, page.asked.session.as_deref(), Some(sent.one("csrf"))) {
        return Err(Failed::new(StatusCode::FORBIDDEN, "foreign-form"));
    }
    let bad = |code| Failed::new(StatusCode::BAD_REQUEST, code);
    // What was is not decided about.
    if page.then.is_some() {
        return Err(bad("bad-verb"));
    }
    let act = sent.act().ok_or_else(|| bad("bad-verb"))?;
    let event_id = Some(sent.one("event")).filter(|id| !id.is_empty());
    // With an account nobody signs with another name.
    let who = &page.asked.who;
    let (by, why) = (who.name.as_deref().unwrap_or_else(|| sent.one("by")), sent.one("why"));
    if who.role < least_of(act.verb()) {
        return Err(Failed::new(StatusCode::FORBIDDEN, "role"));
    }
    // The record that is written knows what is withheld from whoever decides: nothing may be decided
    // about it, and nothing told.
    let other = match &act {
        Act::Merge(other) | Act::Apart(other) | Act::Reprint(other) => Some(other.as_str()),
        _ => None,
    };
    for named in [Some(sent.one("subject")), other].into_iter().flatten() {
        if !page.record.is_seen(named)? {
            return refused(page, sent, event_id, page.t("nothing_there").to_owned());
        }
    }
    if let Act::Correct(slot, _) = &act
        && let Some(field) = Field::of_slot(slot)
        && let Some(event) = page.record.event(sent.one("subject"))?
        && event.withheld.contains(&field)
    {
        return refused(page, sent, event_id, page.t("withheld_slot").to_owned());
    }
    let is_empty = matches!(&act, Act::Correct(_, value) if value.is_empty());
    let problem = if by.is_empty() {
        Some("needs_by")
    } else if is_empty {
        Some("needs_value")
    } else if why.is_empty() && act.needs_why() {
        Some("needs_why")
    } else if [by, sent.one("to")].iter().any(|name| name.chars().count() > 200)
        || why.chars().count() > MOST_CHARS
    {
        Some("too_long")
    } else {
        None
    };
    if let Some(problem) = problem {
        return refused(page, sent, event_id, page.t(problem).to_owned());
    }
    // One writer at a time: of this server, and of the record.
    let deciding = lock(&page.app.deciding);
    let mut writer = open(page.app)?;
    // Nobody else can write now: what was seen is compared with what there is.
    let seen = [("event", "version"), ("other", "other_version")];
    for (field, version) in seen {
        let (id, version) = (sent.one(field), sent.one(version));
        if id.is_empty() || version.is_empty() {
            continue;
        }
        let event = found(page.record.event(id))?;
        if !is_as_seen(&event, version, act.verb()) || event.id != id {
            drop(writer);
            drop(deciding);
            let meanwhile = meanwhile(page, &event, version)?;
            let event = match event_id {
                Some(id) => found(page.record.event(id))?,
                None => event,
            };
            let cause = if meanwhile.is_empty() { "conflict_reports" } else { "conflict" };
            let problem = page.t(cause).to_owned();
            return again(page, &event, Given { meanwhile, ..sent.given(problem, true) });
        }
    }
    let done = writer.decide(sent.one("subject"), &act, by, why);
    let done = done.and_then(|decision| writer.finish().map(|_| decision));
    drop(deciding);
    page.app.changed();
    match done {
        Ok(decision) => {
            let back = sent.one("back");
            // Only to a page of this server.
            let back = own_path(back).unwrap_or("/history");
            let (path, query) = back.split_once('?').unwrap_or((back, ""));
            let mut query = form_urlencoded::Serializer::new(query.to_owned());
            query.append_pair("done", &decision.key);
            let mut response = see(&joined(path, &query.finish()))?;
            let by = segment(by);
            let cookie = format!("{BY}={by}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Strict");
            if who.is_owner
                && let Ok(cookie) = page.app.cookie(&cookie).parse()
            {
                response.headers_mut().insert(SET_COOKIE, cookie);
            }
            Ok(response)
        }
        Err(Error::Undecidable { reason, .. }) => {
            refused(page, sent, event_id, refused_in(&reason, &page.words))
        }
        Err(error) => Err(error.into()),
    }
}

fn refused(page: &Page<'_>, sent: &Sent, event: Option<&str>, problem: String) -> Answer {
    let event: Option<EventRow> = match event {
        Some(id) => page.record.event(id)?,
        None => None,
    };
    match event {
        Some(event) => again(page, &event, sent.given(problem, false)),
        None => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            Err(Failed::new(status, "undecidable").saying(problem))
        }
    }
}

/// The record for writing; another process that writes is waited for, but not long.
fn open(app: &App) -> Result<Writer, Failed> {
    let options = &app.options;
    for _ in 0..TRIES {
        match Writer::open_to_decide(&options.dir, (options.now)()) {
            Err(Error::Locked { .. }) => std::thread::sleep(PAUSE),
            opened => return Ok(opened?),
        }
    }
    Ok(Writer::open_to_decide(&options.dir, (options.now)())?)
}
