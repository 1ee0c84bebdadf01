//! Deciding: a row of `decisions`, and what follows from it.
//!
//! Takes what somebody decided about an event, an article or an earlier decision; gives the decision
//! as it was written, with what stood there before. The reports do not change: what is derived of
//! them and of the decisions is made again in the same transaction or, when the writer dies, by the
//! next one.

use std::collections::{BTreeMap, BTreeSet};

use griot::gazetteer::fold;
use serde_json::{Value, json};

use crate::archive::content_hash;
use crate::audit;
use crate::correction::Correction;
use crate::decisions::{Decision, Log, Subject, Verb};
use crate::error::{Error, Result};
use crate::merged::EventRow;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::review::ReviewState;
use crate::role::Role;
use crate::withheld::Field;
use crate::write::{Writer, to_sql};

/// What is decided. The subject stands beside it: the id of an event (an old one does as well) or
/// the key of one of its reports; for reprints and notes the key, id or address of an article; for
/// [`Act::Undo`] the key of a decision.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// The event is as it is told.
    Confirm,
    /// A slot has another value: the slot, and the value as a person writes it.
    Correct(String, String),
    /// It is one with another event.
    Merge(String),
    /// It and another event are two.
    Apart(String),
    /// These of its reports, by the keys of their claims, tell another event.
    Split(Vec<String>),
    /// There is no such event.
    Reject,
    /// The article prints the text of another.
    Reprint(String),
    /// The article prints nobody's text.
    NotReprint,
    /// This person is to look at it; nobody without.
    Assign(Option<String>),
    /// Something about it is to be corrected.
    Question,
    /// It was confirmed, and somebody else has checked it as well.
    PeerReview,
    /// It was confirmed, and the work on it is done.
    Finalise,
    /// Words beside it.
    Note,
    /// The event, or some fields of it, and the articles that tell of it, are shown to this role and those
    /// above it alone.
    Withhold(Role, BTreeSet<Field>),
    /// The decision does not hold any more.
    Undo,
}

impl Act {
    /// Whether nobody could follow it later without a reason.
    pub fn needs_why(&self) -> bool {
        !matches!(self, Self::Confirm | Self::Assign(_) | Self::PeerReview | Self::Finalise)
    }

    /// What it is called.
    pub fn verb(&self) -> Verb {
        match self {
            Self::Confirm => Verb::Confirm,
            Self::Correct(..) => Verb::Correct,
            Self::Merge(_) => Verb::Merge,
            Self::Apart(_) => Verb::Apart,
            Self::Split(_) => Verb::Split,
            Self::Reject => Verb::Reject,
            Self::Reprint(_) => Verb::Reprint,
            Self::NotReprint => Verb::NotReprint,
            Self::Assign(_) => Verb::Assign,
            Self::Question => Verb::Question,
            Self::PeerReview => Verb::PeerReview,
            Self::Finalise => Verb::Finalise,
            Self::Note => Verb::Note,
            Self::Withhold(..) => Verb::Withhold,
            Self::Undo => Verb::Undo,
        }
    }
}

/// What is written of a decision besides who, when and why.
struct Draft {
    verb: Verb,
    subject: Subject,
    before: Value,
    after: Value,
}

impl Writer {
    /// Decides, and makes again what follows from it.
    ///
    /// # Errors
    ///
    /// When there is nothing to decide about under this name, or it cannot be decided so: nothing is
    /// written then. When the database cannot be written.
    pub fn decide(&mut self, subject: &str, act: &Act, by: &str, why: &str) -> Result<Decision> {
        if by.trim().is_empty() {
            return Err(refused(
                subject,
                "nameless",
                &[],
                "a decision needs the name of whoever decides",
            ));
        }
        self.index_new()?;
        self.fuse()?;
        let record = Record::open(&self.layout.dir)?;
        let Draft { verb, subject, before, after } = record.draft(subject, act, by)?;
        drop(record);
        let mut decision = Decision {
            key: String::new(),
            at: self.now.to_string(),
            by: by.trim().to_owned(),
            verb,
            why: why.trim().to_owned(),
            subject,
            before,
            after,
        };
        decision.key = key_of(&decision);
        let path = self.layout.database();
        let fault = |error| Error::database(&path, error);
        let change = self.db.transaction().map_err(fault)?;
        insert(&change, &decision).map_err(fault)?;
        change.commit().map_err(fault)?;
        self.fuse()?;
        Ok(decision)
    }
}

/// A key of everything that a decision says.
fn key_of(decision: &Decision) -> String {
    let Decision { key: _, at, by, verb, why, subject, before, after } = decision;
    let all = json!([at, by, verb.as_str(), why, subject, before, after]).to_string();
    let hash = content_hash(all.as_bytes());
    format!("de-{}", hash.get(..16).unwrap_or(&hash))
}

/// Writes a decision behind those that are there, and its entry into the log.
pub(crate) fn insert(db: &rusqlite::Connection, decision: &Decision) -> rusqlite::Result<()> {
    let Decision { key, at, by, verb, why, subject, before, after } = decision;
    db.prepare_cached(
        "INSERT INTO decisions (key, at, by, verb, why, subject, before, after)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(rusqlite::params![
        key,
        at,
        by,
        verb.as_str(),
        why,
        serde_json::to_string(subject).map_err(to_sql)?,
        before.to_string(),
        after.to_string()
    ])?;
    audit::append(db, at, by, "decision", &audit::of_decision(decision))
}

fn refused(
    subject: &str,
    code: &'static str,
    values: &[(&'static str, &str)],
    text: impl Into<String>,
) -> Error {
    let reason = Refusal::new(code, values, text);
    Error::Undecidable { subject: subject.to_owned(), reason }
}

impl Record {
    /// The id of the event that an id (an old one does as well) or the key of a report leads to.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn event_of(&self, asked: &str) -> Result<Option<String>> {
        use rusqlite::OptionalExtension as _;
        if let Some(event) = self.event(asked)? {
            return Ok(Some(event.id));
        }
        let sql = "SELECT event FROM reports WHERE claim = ?1";
        let found = self.db.query_row(sql, [asked], |row| row.get(0)).optional();
        found.map_err(|error| self.fault(error))
    }

    fn the_event(&self, asked: &str) -> Result<EventRow> {
        let event = self.event_of(asked)?.map(|id| self.event_row(&id)).transpose()?.flatten();
        event.ok_or_else(|| {
            refused(
                asked,
                "no-event",
                &[],
                "no event has this id and no report of one this key; `griot events` shows them",
            )
        })
    }

    fn the_article(&self, asked: &str) -> Result<String> {
        match self.article_keys(asked)?.as_slice() {
            [key] => Ok(key.clone()),
            [] => Err(refused(asked, "no-article", &[], "no article has this key, id or address")),
            keys => {
                let keys = keys.join(", ");
                Err(refused(
                    asked,
                    "several-articles",
                    &[("keys", &keys)],
                    format!("several articles have it: give one of their keys, {keys}"),
                ))
            }
        }
    }

    fn draft(&self, asked: &str, act: &Act, by: &str) -> Result<Draft> {
        let on_event = |verb, before, after| {
            let event = self.the_event(asked)?;
            let accounts = accounts(&event);
            let subject = Subject { event: Some(event.id), accounts, ..Subject::default() };
            Ok(Draft { verb, subject, before, after })
        };
        match act {
            Act::Confirm | Act::Reject => {
                let event = self.the_event(asked)?;
                let state = event.review.state.as_str();
                let (verb, after) = match act {
                    Act::Confirm => (Verb::Confirm, "confirmed"),
                    _ => (Verb::Reject, "rejected"),
                };
                on_event(verb, json!(state), json!(after))
            }
            Act::Correct(slot, value) => {
                let event = self.the_event(asked)?;
                let merged = event.merged();
                let country = merged.as_ref().and_then(|merged| merged.country.as_deref());
                let correction = Correction::parse(slot, value, country)
                    .map_err(|reason| Error::Undecidable { subject: asked.to_owned(), reason })?;
                let before = correction.instead_of(merged.as_ref(), &event.toll_claims());
                let after = correction.to_json();
                if before == after {
                    let reason =
                        format!("its `{slot}` is {after} already; `confirm` says that it is right");
                    return Err(refused(asked, "unchanged", &[("slot", slot)], reason));
                }
                let mut draft = on_event(Verb::Correct, before, after)?;
                draft.subject.slot = Some(correction.slot());
                Ok(draft)
            }
            Act::Merge(other) | Act::Apart(other) => {
                let (a, b) = (self.the_event(asked)?, self.the_event(other)?);
                if a.id == b.id {
                    let reason =
                        format!("`{other}` is the same event; `split` takes reports out of it");
                    return Err(refused(asked, "same-event", &[("other", other)], reason));
                }
                let before = json!({ "events": [keys(&a), keys(&b)] });
                let (verb, after) = match act {
                    Act::Merge(_) => {
                        let all = [keys(&a), keys(&b)].concat();
                        (Verb::Merge, json!({ "events": [all] }))
                    }
                    _ => (Verb::Apart, before.clone()),
                };
                let subject = Subject {
                    accounts: accounts(&a),
                    others: accounts(&b),
                    event: Some(a.id),
                    other_event: Some(b.id),
                    ..Subject::default()
                };
                Ok(Draft { verb, subject, before, after })
            }
            Act::Split(reports) => {
                let event = self.the_event(asked)?;
                if let Some(wrong) = reports.iter().find(|key| !keys(&event).contains(key)) {
                    let of = keys(&event).join(", ");
                    let reason = format!("`{wrong}` is no report of it: expected some of {of}");
                    return Err(refused(asked, "no-report", &[("value", wrong)], reason));
                }
                let side = |taken: bool| {
                    let reports = event
                        .reports
                        .iter()
                        .filter(move |report| reports.contains(&report.row.key) == taken);
                    let both = reports.map(|one| (one.account_id.clone(), one.row.key.clone()));
                    both.unzip::<String, String, Vec<String>, Vec<String>>()
                };
                let (rest, taken) = (side(false), side(true));
                if rest.0.is_empty() || taken.0.is_empty() {
                    let reason = "some of its reports, and not all, must be named; `griot events --id` \
                                  with `--explain` shows them";
                    return Err(refused(asked, "some-reports", &[], reason));
                }
                let before = json!({ "events": [keys(&event)] });
                let after = json!({ "events": [rest.1, taken.1] });
                let subject = Subject {
                    event: Some(event.id.clone()),
                    accounts: rest.0,
                    others: taken.0,
                    ..Subject::default()
                };
                Ok(Draft { verb: Verb::Split, subject, before, after })
            }
            Act::Reprint(_) | Act::NotReprint => {
                let article = self.the_article(asked)?;
                let first = self.first_print(&article)?;
                let (verb, other) = match act {
                    Act::Reprint(other) => (Verb::Reprint, Some(self.the_article(other)?)),
                    _ => (Verb::NotReprint, None),
                };
                if other.as_ref() == Some(&article) {
                    let text = "an article is no reprint of itself";
                    return Err(refused(asked, "reprint-of-itself", &[], text));
                }
                if other.is_none() && first.is_none() {
                    let text = "it is no reprint, nor is it reprinted";
                    return Err(refused(asked, "no-reprint", &[], text));
                }
                let after = json!({ "reprint_of": other });
                let before = json!({ "reprint_of": first.filter(|first| *first != article) });
                let subject =
                    Subject { article: Some(article), other_article: other, ..Subject::default() };
                Ok(Draft { verb, subject, before, after })
            }
            Act::Assign(to) => {
                let event = self.the_event(asked)?;
                let state = event.review.state;
                if matches!(state, ReviewState::Rejected | ReviewState::Finalised) {
                    let state = state.as_str();
                    let reason =
                        format!("it is {state}: `undo` that first, or ask for a correction");
                    return Err(refused(asked, "over", &[("state", state)], reason));
                }
                let to = to.as_deref().map(str::trim).filter(|to| !to.is_empty());
                let before = event.review.assigned.as_ref().map(|(to, _)| to.as_str());
                if to == before {
                    let to = before.unwrap_or("nobody");
                    let text = format!("it is assigned to {to} already");
                    let named = [("to", before.unwrap_or_default())];
                    return Err(refused(asked, "assigned-already", &named, text));
                }
                on_event(Verb::Assign, json!({ "to": before }), json!({ "to": to }))
            }
            Act::Question | Act::PeerReview | Act::Finalise => {
                let review = self.the_event(asked)?.review;
                let state = review.state;
                let confirmed_by = review.verdict.as_ref().map(|one| fold(one.by.trim()));
                let (verb, after, problem) = match act {
                    Act::Question => (
                        Verb::Question,
                        ReviewState::Questioned,
                        (state == ReviewState::Rejected)
                            .then(|| ("rejected", "it is rejected".to_owned())),
                    ),
                    Act::PeerReview => (
                        Verb::PeerReview,
                        ReviewState::PeerReviewed,
                        if state != ReviewState::Confirmed {
                            let text = format!(
                                "it is {}: only what is confirmed is checked",
                                state.as_str()
                            );
                            Some(("unconfirmed-check", text))
                        } else if confirmed_by == Some(fold(by.trim())) {
                            let text = format!("`{by}` confirmed it: somebody else checks it");
                            Some(("own-check", text))
                        } else {
                            None
                        },
                    ),
                    _ => (
                        Verb::Finalise,
                        ReviewState::Finalised,
                        (!state.is_confirmed() || state == ReviewState::Finalised).then(|| {
                            let text = format!(
                                "it is {}: only what is confirmed is finalised",
                                state.as_str()
                            );
                            ("unconfirmed-final", text)
                        }),
                    ),
                };
                if let Some((code, text)) = problem {
                    let values = [("state", state.as_str()), ("by", by)];
                    return Err(refused(asked, code, &values, text));
                }
                on_event(verb, json!(state.as_str()), json!(after.as_str()))
            }
            Act::Note => {
                if self.event_of(asked)?.is_some() {
                    return on_event(Verb::Note, Value::Null, Value::Null);
                }
                let article = self.the_article(asked).map_err(|_| {
                    let text = "no event and no article has this id or key";
                    refused(asked, "nothing-called-so", &[], text)
                })?;
                let subject = Subject { article: Some(article), ..Subject::default() };
                Ok(Draft { verb: Verb::Note, subject, before: Value::Null, after: Value::Null })
            }
            Act::Withhold(below, fields) => self.withholding(asked, *below, fields),
            Act::Undo => {
                let log = Log::load(&self.db).map_err(|error| self.fault(error))?;
                let Some(target) = log.all.iter().find(|decision| decision.key == asked) else {
                    let reason = "no decision has this key; `griot history` shows them";
                    return Err(refused(asked, "no-decision", &[], reason));
                };
                if let Some(by) = log.undone_by(asked) {
                    let text = format!("`{by}` has taken it back already");
                    return Err(refused(asked, "undone-already", &[("by", by)], text));
                }
                let subject = Subject { decision: Some(target.key.clone()), ..Subject::default() };
                let (before, after) = (target.after.clone(), target.before.clone());
                Ok(Draft { verb: Verb::Undo, subject, before, after })
            }
        }
    }

    fn withholding(&self, asked: &str, below: Role, fields: &BTreeSet<Field>) -> Result<Draft> {
        let event = self.the_event(asked)?;
        let level = self.withheld_below(&event.id)?;
        if below == Role::Reader {
            return Err(refused(asked, "below-reader", &[], "nobody is below `reader`"));
        }
        let known: BTreeMap<Field, Role> = self.withheld_fields(&event.id)?.into_iter().collect();
        // What is withheld whole is withheld in all of its fields.
        let of_fields = fields.iter().map(|field| known.get(field).copied().max(level));
        let now = if fields.is_empty() { level } else { of_fields.min().flatten() };
        if let Some(level) = now.filter(|level| *level >= below) {
            let reason = format!(
                "it is withheld from whoever is below `{level}` already; `undo` of that decision shows it \
                 again"
            );
            let values = [("role", level.as_str())];
            return Err(refused(asked, "withheld-already", &values, reason));
        }
        let mut before = json!({ "below": level.map(Role::as_str) });
        let mut after = json!({ "below": below.as_str() });
        if !fields.is_empty() {
            let each = known.iter().map(|(field, role)| (field.as_str(), role.as_str()));
            before["fields"] = json!(each.collect::<BTreeMap<_, _>>());
            after["fields"] = json!(fields);
        }
        let accounts = accounts(&event);
        let subject = Subject { event: Some(event.id), accounts, ..Subject::default() };
        Ok(Draft { verb: Verb::Withhold, subject, before, after })
    }

    /// The first article that prints the text of an article, when several do.
    fn first_print(&self, article: &str) -> Result<Option<String>> {
        use rusqlite::OptionalExtension as _;
        let sql = "SELECT first FROM reprints WHERE article = ?1";
        let found = self.db.query_row(sql, [article], |row| row.get(0)).optional();
        found.map_err(|error| self.fault(error))
    }
}

fn accounts(event: &EventRow) -> Vec<String> {
    event.reports.iter().map(|report| report.account_id.clone()).collect()
}

fn keys(event: &EventRow) -> Vec<String> {
    event.reports.iter().map(|report| report.row.key.clone()).collect()
}
