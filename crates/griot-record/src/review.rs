//! What people decided about the events that are there: the human layer.
//!
//! Takes decisions in force and the events of the derived layer; gives for each event its state and
//! its corrections, as rows that can be asked for and beside what its reports say. Both layers stay
//! apart: no value of a report changes, and everything here is made again of decisions and events.

use std::collections::{BTreeMap, BTreeSet};

use griot::fusion::{Merged, TollClaim};
use griot::gazetteer::fold;
use rusqlite::{Connection, OptionalExtension as _, params};
use serde_json::Value;

use crate::correction::{Correction, over};
use crate::decisions::{Decision, Log, Verb, holder};
use crate::layer::parsed;

/// Where the review of an event stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReviewState {
    /// Nobody has said anything of it.
    #[default]
    Unreviewed,
    /// Somebody is to look at it, and nobody has said anything of it.
    Assigned,
    /// Somebody corrected it and nobody confirmed it.
    Corrected,
    /// Somebody asked for a correction, and nothing was corrected or confirmed since.
    Questioned,
    /// Somebody confirmed it.
    Confirmed,
    /// Somebody confirmed it, somebody else checked it, and nothing was corrected since.
    PeerReviewed,
    /// It was confirmed, and the work on it is done.
    Finalised,
    /// Somebody rejected it.
    Rejected,
}

impl ReviewState {
    /// All states.
    pub const ALL: [Self; 8] = [
        Self::Unreviewed,
        Self::Assigned,
        Self::Corrected,
        Self::Questioned,
        Self::Confirmed,
        Self::PeerReviewed,
        Self::Finalised,
        Self::Rejected,
    ];

    /// Whether somebody has said that it is as it is told, and nobody has asked for more since.
    pub fn is_confirmed(self) -> bool {
        matches!(self, Self::Confirmed | Self::PeerReviewed | Self::Finalised)
    }

    /// Whether somebody has said what is right about it: one that is to be looked at is not reviewed.
    pub fn is_reviewed(self) -> bool {
        self.is_confirmed() || matches!(self, Self::Corrected | Self::Rejected)
    }

    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unreviewed => "unreviewed",
            Self::Assigned => "assigned",
            Self::Corrected => "corrected",
            Self::Questioned => "questioned",
            Self::Confirmed => "confirmed",
            Self::PeerReviewed => "peer_reviewed",
            Self::Finalised => "finalised",
            Self::Rejected => "rejected",
        }
    }
}

/// What people decided about an event.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Review {
    /// Where it stands.
    pub state: ReviewState,
    /// The decision that confirmed or rejected it.
    pub verdict: Option<Decision>,
    /// Its corrections, the latest of each slot, by slot.
    pub corrections: Vec<Corrected>,
    /// Who is to look at it, with the decision that says so. A verdict, a peer review and the end of
    /// the work end it.
    pub assigned: Option<(String, Decision)>,
    /// The decision that asks for a correction. A correction and a verdict answer it.
    pub question: Option<Decision>,
    /// The decision of whoever checked it after it was confirmed.
    pub peer_review: Option<Decision>,
    /// The decision that ended the work on it. A correction, a question and a verdict open it again.
    pub finalised: Option<Decision>,
    /// Notes, the oldest first.
    pub notes: Vec<Decision>,
    /// How many of its reports were not there when it was confirmed, or last corrected.
    pub n_newer_reports: usize,
}

/// A corrected slot.
#[derive(Clone, Debug, PartialEq)]
pub struct Corrected {
    /// The value.
    pub correction: Correction,
    /// What the reports say, in the same form.
    pub machine: Value,
    /// The decision, with who, when and why.
    pub decision: Decision,
}

impl Review {
    /// The review of an event, from the decisions on it in their order.
    pub(crate) fn of(decisions: Vec<Decision>, accounts: &BTreeSet<String>) -> Self {
        let mut review = Self::default();
        let mut corrected: BTreeMap<String, Corrected> = BTreeMap::new();
        let mut known: Option<Vec<String>> = None;
        for decision in decisions {
            match decision.verb {
                Verb::Confirm | Verb::Reject => {
                    known = Some(decision.subject.accounts.clone());
                    review =
                        Self { verdict: Some(decision), notes: review.notes, ..Self::default() };
                }
                Verb::Assign => {
                    let to = decision.after.get("to").and_then(Value::as_str);
                    review.assigned = to.map(|to| (to.to_owned(), decision.clone()));
                }
                Verb::Question => {
                    review.finalised = None;
                    review.question = Some(decision);
                }
                Verb::PeerReview => {
                    known = Some(decision.subject.accounts.clone());
                    review.assigned = None;
                    review.peer_review = Some(decision);
                }
                Verb::Finalise => {
                    known = Some(decision.subject.accounts.clone());
                    review.assigned = None;
                    review.finalised = Some(decision);
                }
                Verb::Correct => {
                    let Some(slot) = decision.subject.slot.clone() else { continue };
                    let Some(correction) = Correction::from_json(&slot, &decision.after) else {
                        continue;
                    };
                    known = Some(decision.subject.accounts.clone());
                    // What was checked is not this any more.
                    (review.question, review.peer_review, review.finalised) = (None, None, None);
                    let machine = Value::Null;
                    corrected.insert(slot, Corrected { correction, machine, decision });
                }
                Verb::Note => review.notes.push(decision),
                _ => {}
            }
        }
        review.corrections = corrected.into_values().collect();
        review.state = match review.verdict.as_ref().map(|decision| decision.verb) {
            Some(Verb::Reject) => ReviewState::Rejected,
            _ if review.question.is_some() => ReviewState::Questioned,
            Some(_) if review.finalised.is_some() => ReviewState::Finalised,
            Some(_) if review.peer_review.is_some() => ReviewState::PeerReviewed,
            Some(_) => ReviewState::Confirmed,
            None if !review.corrections.is_empty() => ReviewState::Corrected,
            None if review.assigned.is_some() => ReviewState::Assigned,
            None => ReviewState::Unreviewed,
        };
        review.n_newer_reports = known
            .map_or(0, |known| accounts.iter().filter(|account| !known.contains(account)).count());
        review
    }

    /// Whether anybody has said anything.
    pub fn is_empty(&self) -> bool {
        self.decisions().next().is_none()
    }

    /// The decisions that it is made of.
    pub fn decisions(&self) -> impl Iterator<Item = &Decision> {
        let steps = [&self.verdict, &self.question, &self.peer_review, &self.finalised];
        let corrected = self.corrections.iter().map(|one| &one.decision);
        let assigned = self.assigned.iter().map(|(_, decision)| decision);
        steps.into_iter().flatten().chain(corrected).chain(assigned).chain(&self.notes)
    }

    /// The correction of a slot.
    pub fn of_slot(&self, slot: &str) -> Option<&Corrected> {
        self.corrections.iter().find(|one| one.correction.slot() == slot)
    }

    /// Notes beside each correction what the reports say.
    pub(crate) fn note_machine(&mut self, merged: Option<&Merged>, claims: &[TollClaim]) {
        for one in &mut self.corrections {
            one.machine = one.correction.instead_of(merged, claims);
        }
    }

    /// Lays the corrections over what the reports say.
    pub(crate) fn lay_over(&self, merged: &mut Merged) {
        // A country that is corrected by itself holds against that of a corrected place.
        let is_country = |one: &&Corrected| matches!(one.correction, Correction::Country(_));
        let (countries, others): (Vec<_>, Vec<_>) = self.corrections.iter().partition(is_country);
        for one in others.into_iter().chain(countries) {
            one.correction.lay_over(merged);
        }
    }

    /// The claims of tolls with the corrected ones in their place.
    pub(crate) fn claims(&self, claims: Vec<TollClaim>) -> Vec<TollClaim> {
        let all: Vec<(&Correction, &str)> = self
            .corrections
            .iter()
            .map(|one| (&one.correction, one.decision.key.as_str()))
            .collect();
        over(claims, &all)
    }
}

/// A row of `reviews`.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Columns {
    state: &'static str,
    is_corrected: bool,
    event_type: Option<String>,
    country: Option<String>,
    place: Option<String>,
    position: Option<(f64, f64)>,
    certainty: Option<String>,
    /// Of a day that is corrected to be unknown, bounds that no filter meets.
    days: Option<[String; 2]>,
    actors: Option<String>,
    decisions: String,
}

/// Bounds that no day lies in.
const NEVER: [&str; 2] = ["9999-99-99", ""];

impl Columns {
    fn of(review: &Review, decisions: &[String]) -> Self {
        let mut columns = Self {
            state: review.state.as_str(),
            is_corrected: !review.corrections.is_empty(),
            decisions: json(decisions),
            ..Self::default()
        };
        let mut actors: Vec<String> = Vec::new();
        let mut of_place = None;
        for one in &review.corrections {
            match &one.correction {
                Correction::Type(value) => columns.event_type = Some(value.to_string()),
                Correction::Date(None) => columns.days = Some(NEVER.map(str::to_owned)),
                Correction::Date(Some(days)) => {
                    columns.days = Some([days.from.to_string(), days.to.to_string()]);
                }
                Correction::Place(None) => columns.place = Some(String::new()),
                Correction::Place(Some((place, country))) => {
                    columns.place = Some(place.name.clone());
                    columns.position = place.lat_lon;
                    of_place.clone_from(country);
                }
                Correction::Country(value) => {
                    columns.country = Some(value.clone().unwrap_or_default());
                }
                Correction::Initiators(parties) | Correction::Targets(parties) => {
                    actors.extend(parties.iter().map(|party| fold(&party.name)));
                    actors.extend(parties.iter().filter_map(|party| party.id.clone()));
                }
                Correction::Certainty(value) => columns.certainty = Some(value.as_str().to_owned()),
                Correction::Toll(..) => {}
            }
        }
        columns.country = columns.country.or(of_place);
        columns.actors = (!actors.is_empty()).then(|| json(&actors));
        columns
    }
}

fn json(names: &[String]) -> String {
    // Strings can always be written.
    serde_json::to_string(names).unwrap_or_default()
}

/// The decisions in force on events that are there, by event. A decision is on the event that holds
/// the first of its accounts that is held at all.
fn placed(db: &Connection) -> rusqlite::Result<BTreeMap<String, Vec<Decision>>> {
    let log = Log::load(db)?;
    let mut found: BTreeMap<String, Vec<Decision>> = BTreeMap::new();
    if log.all.is_empty() {
        return Ok(found);
    }
    for decision in log.in_force() {
        if !decision.verb.is_of_review() {
            continue;
        }
        for account in &decision.subject.accounts {
            if let Some(event) = holder(db, account)? {
                found.entry(event).or_default().push(decision.clone());
                break;
            }
        }
    }
    Ok(found)
}

/// The rows that decisions and events give, by event.
fn rows(db: &Connection) -> rusqlite::Result<BTreeMap<String, Columns>> {
    let mut found = BTreeMap::new();
    for (event, decisions) in placed(db)? {
        let keys: Vec<String> = decisions.iter().map(|decision| decision.key.clone()).collect();
        let review = Review::of(decisions, &BTreeSet::new());
        found.insert(event, Columns::of(&review, &keys));
    }
    Ok(found)
}

/// Writes the rows again.
pub(crate) fn store(db: &Connection) -> rusqlite::Result<()> {
    db.execute("DELETE FROM reviews", [])?;
    for (event, columns) in rows(db)? {
        let Columns { position, days, .. } = &columns;
        let (lat, lon) = position.unzip();
        let [first, last] = days.clone().map_or([None, None], |days| days.map(Some));
        db.prepare_cached(
            "INSERT INTO reviews (event, state, is_corrected, type, country, place, lat, lon, certainty,
               first_day, last_day, actors, decisions)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        )?
        .execute(params![
            event,
            columns.state,
            columns.is_corrected,
            columns.event_type,
            columns.country,
            columns.place,
            lat,
            lon,
            columns.certainty,
            first,
            last,
            columns.actors,
            columns.decisions
        ])?;
    }
    Ok(())
}

/// Events of which the row is not what decisions and events give.
pub(crate) fn wrong(db: &Connection) -> rusqlite::Result<Vec<String>> {
    let expected: BTreeMap<String, (String, bool, String)> = rows(db)?
        .into_iter()
        .map(|(event, row)| (event, (row.state.to_owned(), row.is_corrected, row.decisions)))
        .collect();
    let mut query = db.prepare("SELECT event, state, is_corrected, decisions FROM reviews")?;
    let written: BTreeMap<String, (String, bool, String)> = query
        .query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?, row.get(3)?))))?
        .collect::<rusqlite::Result<_>>()?;
    let events: BTreeSet<&String> = expected.keys().chain(written.keys()).collect();
    let is_wrong = |event: &&String| expected.get(*event) != written.get(*event);
    Ok(events.into_iter().filter(is_wrong).cloned().collect())
}

/// The review of an event, by its accounts.
pub(crate) fn load(
    db: &Connection,
    event: &str,
    accounts: &BTreeSet<String>,
) -> rusqlite::Result<Review> {
    let sql = "SELECT decisions FROM reviews WHERE event = ?1";
    let keys = db.prepare_cached(sql)?.query_row([event], |row| parsed(row, 0)).optional()?;
    let keys: Vec<String> = keys.unwrap_or_default();
    let mut decisions = Vec::with_capacity(keys.len());
    for key in keys {
        let mut query = db.prepare_cached(
            "SELECT key, at, by, verb, why, subject, before, after FROM decisions WHERE key = ?1",
        )?;
        decisions.extend(query.query_row([key], Decision::read).optional()?);
    }
    Ok(Review::of(decisions, accounts))
}
