//! What people decided, and what of it is in force.
//!
//! Takes the rows of `decisions`; gives which of them hold, what they say of pairs of reports and of
//! reprints, and their history. A decision names accounts (an article and the words that tell
//! something), which stay as they are when pages are coded again. It is never changed: a decision
//! that takes another one back is one of its own. One whose subject is not there any more is kept,
//! and told.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use griot::fusion::Decision as Verdict;
use rusqlite::{Connection, OptionalExtension as _};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::Result;
use crate::layer::parsed;
use crate::record::Record;

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    /// The event is as it is told.
    Confirm,
    /// A slot of the event has another value.
    Correct,
    /// Two events are one.
    Merge,
    /// Some reports tell another event than the rest.
    Split,
    /// Two events are two, however alike they are.
    Apart,
    /// There is no such event: it is coded wrongly, or did not happen.
    Reject,
    /// An article prints the text of another.
    Reprint,
    /// An article prints nobody's text.
    NotReprint,
    /// Somebody is to look at the event, or nobody any more.
    Assign,
    /// Something about the event is to be corrected.
    Question,
    /// Somebody else than whoever confirmed it has checked it as well.
    PeerReview,
    /// The work on it is done.
    Finalise,
    /// Words beside an event or an article, which change nothing.
    Note,
    /// The event is shown to some roles alone.
    Withhold,
    /// An earlier decision does not hold any more.
    Undo,
}

impl Verb {
    /// All verbs.
    pub const ALL: [Self; 15] = [
        Self::Confirm,
        Self::Correct,
        Self::Merge,
        Self::Split,
        Self::Apart,
        Self::Reject,
        Self::Reprint,
        Self::NotReprint,
        Self::Assign,
        Self::Question,
        Self::PeerReview,
        Self::Finalise,
        Self::Note,
        Self::Withhold,
        Self::Undo,
    ];

    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Correct => "correct",
            Self::Merge => "merge",
            Self::Split => "split",
            Self::Apart => "apart",
            Self::Reject => "reject",
            Self::Reprint => "reprint",
            Self::NotReprint => "not_reprint",
            Self::Assign => "assign",
            Self::Question => "question",
            Self::PeerReview => "peer_review",
            Self::Finalise => "finalise",
            Self::Note => "note",
            Self::Withhold => "withhold",
            Self::Undo => "undo",
        }
    }

    /// Whether the review of an event comes of it.
    pub(crate) fn is_of_review(self) -> bool {
        match self {
            Self::Confirm
            | Self::Reject
            | Self::Correct
            | Self::Assign
            | Self::Question
            | Self::PeerReview
            | Self::Finalise
            | Self::Note => true,
            Self::Merge
            | Self::Split
            | Self::Apart
            | Self::Reprint
            | Self::NotReprint
            | Self::Withhold
            | Self::Undo => false,
        }
    }

    /// Whether other events may come of it.
    pub(crate) fn moves_reports(self) -> bool {
        matches!(self, Self::Merge | Self::Split | Self::Apart | Self::Reprint | Self::NotReprint)
    }
}

/// What a decision is about. Fields that its verb has no use for are empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subject {
    /// The event's id when it was decided, for people: it may lead elsewhere now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// The accounts of the event, the earliest first; of a split, those that stay.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accounts: Vec<String>,
    /// The id of the other event, of `merge` and `apart`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_event: Option<String>,
    /// The accounts of the other event; of a split, those that are taken out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<String>,
    /// The key of an article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
    /// The key of the article whose text it prints.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_article: Option<String>,
    /// The slot that is corrected: `type`, `date`, `killed`, `killed:civilians`, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<String>,
    /// The key of the decision that is taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<String>,
}

/// A decision, as it was taken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// `de-` and sixteen hexadecimal digits.
    pub key: String,
    /// When, as the caller's clock said: RFC 3339, UTC.
    pub at: String,
    /// Who.
    pub by: String,
    /// What.
    pub verb: Verb,
    /// Why, in the words of whoever decided.
    pub why: String,
    /// About what.
    pub subject: Subject,
    /// What stood there before.
    pub before: Value,
    /// What stands there instead.
    pub after: Value,
}

impl Decision {
    /// A row of `key, at, by, verb, why, subject, before, after`.
    pub(crate) fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        let verb: String = row.get(3)?;
        Ok(Self {
            key: row.get(0)?,
            at: row.get(1)?,
            by: row.get(2)?,
            verb: Verb::ALL
                .into_iter()
                .find(|one| one.as_str() == verb)
                .ok_or(rusqlite::Error::InvalidQuery)?,
            why: row.get(4)?,
            subject: parsed(row, 5)?,
            before: parsed(row, 6)?,
            after: parsed(row, 7)?,
        })
    }
}

/// Whether a decision holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It holds.
    InForce,
    /// It was taken back by the decision with this key.
    Undone(String),
    /// What it is about is not there (any more). It holds again when that comes back.
    Unplaced,
}

/// A decision with whether it holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// The decision.
    pub decision: Decision,
    /// Whether it holds.
    pub standing: Standing,
    /// The events that hold its accounts now.
    pub events: Vec<String>,
    /// The one of them whose review comes of it, of what a review is made of: where the first of its accounts
    /// is. An event that was split off has none of the reviews of the whole.
    pub holds_of: Option<String>,
}

/// All decisions, in the order in which they were taken.
#[derive(Debug, Default)]
pub(crate) struct Log {
    pub(crate) all: Vec<Decision>,
    /// By key: the key of the decision that took it back.
    undone: BTreeMap<String, String>,
}

impl Log {
    pub(crate) fn load(db: &Connection) -> rusqlite::Result<Self> {
        let mut query = db.prepare(
            "SELECT key, at, by, verb, why, subject, before, after FROM decisions ORDER BY id",
        )?;
        let mut rows = query.query([])?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            all.push(Decision::read(row)?);
        }
        Ok(Self::of(all))
    }

    fn of(all: Vec<Decision>) -> Self {
        let mut undone = BTreeMap::new();
        // The last first: whoever takes back an undoing brings back what it had undone.
        for decision in all.iter().rev().filter(|decision| decision.verb == Verb::Undo) {
            if let Some(target) = &decision.subject.decision
                && !undone.contains_key(&decision.key)
            {
                undone.entry(target.clone()).or_insert_with(|| decision.key.clone());
            }
        }
        Self { all, undone }
    }

    /// Those that were not taken back, in their order.
    pub(crate) fn in_force(&self) -> impl Iterator<Item = &Decision> {
        self.all.iter().filter(|decision| !self.undone.contains_key(&decision.key))
    }

    pub(crate) fn undone_by(&self, key: &str) -> Option<&String> {
        self.undone.get(key)
    }

    /// The same as it was when so many had been taken.
    pub(crate) fn first(&self, n: usize) -> Self {
        Self::of(self.all.iter().take(n).cloned().collect())
    }

    /// The decisions that other events or groups of reprints may come of, and that hold in this list
    /// and not in one that has some of them, or the other way round.
    pub(crate) fn moved_from(&self, other: &Self) -> Vec<&Decision> {
        let held: BTreeSet<&str> = other.in_force().map(|one| one.key.as_str()).collect();
        let holds: BTreeSet<&str> = self.in_force().map(|one| one.key.as_str()).collect();
        let is_moved = |one: &&Decision| {
            let key = one.key.as_str();
            one.verb.moves_reports() && held.contains(key) != holds.contains(key)
        };
        self.all.iter().filter(is_moved).collect()
    }

    /// By the key of an article: the keys of all articles that decisions in force on reprints name
    /// together with it.
    pub(crate) fn reprints_of(&self) -> BTreeMap<&str, Vec<&str>> {
        let mut found: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for decision in self.in_force() {
            let Subject { article: Some(article), other_article, .. } = &decision.subject else {
                continue;
            };
            if matches!(decision.verb, Verb::Reprint | Verb::NotReprint) {
                let other = other_article.as_deref().unwrap_or(article);
                found.entry(article).or_default().push(other);
                found.entry(other).or_default().push(article);
            }
        }
        found
    }

    /// What is decided of pairs of accounts; of two decisions on one pair the later holds.
    pub(crate) fn verdicts<'l>(&'l self) -> BTreeMap<(&'l str, &'l str), Verdict> {
        let mut found = BTreeMap::new();
        for decision in self.in_force() {
            let Subject { accounts, others, .. } = &decision.subject;
            let across = match decision.verb {
                Verb::Merge => Verdict::Same,
                Verb::Split | Verb::Apart => Verdict::Different,
                _ => continue,
            };
            let mut put = |a: &'l String, b: &'l String, verdict| {
                // The lesser first: a pair has no order.
                if a != b {
                    found.insert((a.as_str().min(b), a.as_str().max(b)), verdict);
                }
            };
            for other in others {
                for account in accounts {
                    put(account, other, across);
                }
                if decision.verb == Verb::Split {
                    for another in others {
                        put(another, other, Verdict::Same);
                    }
                }
            }
        }
        found
    }

    /// Changes groups of reprints to what is decided of them. `groups` gives for each article the
    /// first of its group and why; `ages` the days of publication.
    pub(crate) fn settle_reprints(
        &self,
        groups: &mut BTreeMap<String, (String, String)>,
        ages: &HashMap<String, Option<String>>,
    ) {
        for decision in self.in_force() {
            let Some(article) = &decision.subject.article else { continue };
            let other = match (decision.verb, &decision.subject.other_article) {
                (Verb::Reprint, Some(other)) => Some(other),
                (Verb::NotReprint, _) => None,
                _ => continue,
            };
            let is_here = |key: &String| ages.contains_key(key);
            if !is_here(article) || other.is_some_and(|other| !is_here(other) || other == article) {
                continue;
            }
            leave(groups, ages, article);
            if let Some(other) = other {
                let first = groups.get(other).map_or(other, |(first, _)| first).clone();
                groups.entry(other.clone()).or_insert_with(|| (first.clone(), String::new()));
                groups.insert(article.clone(), (first.clone(), DECIDED.to_owned()));
                rename(groups, ages, &first);
            }
        }
    }
}

/// Why an article is a reprint, when somebody said so.
const DECIDED: &str = "decided";

/// Takes an article out of its group.
fn leave(
    groups: &mut BTreeMap<String, (String, String)>,
    ages: &HashMap<String, Option<String>>,
    article: &str,
) {
    if let Some((first, _)) = groups.remove(article) {
        rename(groups, ages, &first);
    }
}

/// Names a group by its earliest member, after one has come or gone; one article is no group.
fn rename(
    groups: &mut BTreeMap<String, (String, String)>,
    ages: &HashMap<String, Option<String>>,
    old: &str,
) {
    let members: Vec<String> = groups
        .iter()
        .filter(|(_, (first, _))| first == old)
        .map(|(article, _)| article.clone())
        .collect();
    let age = |article: &&String| {
        let day = ages.get(*article).cloned().flatten();
        (day.is_none(), day, (*article).clone())
    };
    let Some(earliest) = members.iter().min_by_key(age).cloned() else { return };
    for member in &members {
        if members.len() == 1 {
            groups.remove(member);
        } else if let Some((first, why)) = groups.get_mut(member) {
            first.clone_from(&earliest);
            if *member == earliest {
                why.clear();
            } else if why.is_empty() {
                DECIDED.clone_into(why);
            }
        }
    }
}

impl Record {
    /// Whoever has decided anything, each once, sorted.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn people(&self) -> Result<Vec<String>> {
        let names = || -> rusqlite::Result<Vec<String>> {
            let mut query =
                self.db.prepare_cached("SELECT DISTINCT by FROM decisions ORDER BY by")?;
            query.query_map([], |row| row.get(0))?.collect()
        };
        names().map_err(|error| self.fault(error))
    }

    /// Decisions in the order in which they were taken: all of them, or those on an event, a report
    /// or an article. An old id of an event does as well.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn history(&self, of: Option<&str>) -> Result<Vec<Told>> {
        let state = self.db.unchecked_transaction().map_err(|error| self.fault(error))?;
        let found = self.told(of)?;
        drop(state);
        Ok(found)
    }

    /// The same, in the transaction of the caller.
    pub(crate) fn told(&self, of: Option<&str>) -> Result<Vec<Told>> {
        let fault = |error| self.fault(error);
        let log = Log::load(&self.db).map_err(fault)?;
        if log.all.is_empty() {
            return Ok(Vec::new());
        }
        let event = of.map(|of| self.event_of(of)).transpose()?.flatten();
        let mut found: Vec<Told> = Vec::new();
        for decision in &log.all {
            let standing = match log.undone_by(&decision.key) {
                Some(key) => Standing::Undone(key.clone()),
                None if is_placed(&self.db, decision).map_err(fault)? => Standing::InForce,
                None => Standing::Unplaced,
            };
            let Subject { accounts, others, .. } = &decision.subject;
            let mut events: BTreeSet<String> = BTreeSet::new();
            for account in accounts.iter().chain(others) {
                events.extend(holder(&self.db, account).map_err(fault)?);
            }
            let mut holds_of = None;
            for account in accounts.iter().filter(|_| decision.verb.is_of_review()) {
                holds_of = holder(&self.db, account).map_err(fault)?;
                if holds_of.is_some() {
                    break;
                }
            }
            let events = events.into_iter().collect();
            found.push(Told { decision: decision.clone(), standing, events, holds_of });
        }
        if let Some(of) = of {
            // No article has the id of an event.
            let keys = if event.is_some() { Vec::new() } else { self.article_keys(of)? };
            // What takes back a decision is of whatever that was about.
            let mut wanted: BTreeSet<String> = BTreeSet::new();
            for told in &found {
                let subject = &told.decision.subject;
                let is_of = event.as_ref().is_some_and(|event| told.events.contains(event))
                    || [&subject.event, &subject.other_event].contains(&&Some(of.to_owned()))
                    || [&subject.article, &subject.other_article]
                        .into_iter()
                        .flatten()
                        .any(|key| keys.contains(key))
                    || told.decision.key == of
                    || subject.decision.as_ref().is_some_and(|key| wanted.contains(key));
                if is_of {
                    wanted.insert(told.decision.key.clone());
                }
            }
            found.retain(|told| wanted.contains(&told.decision.key));
        }
        Ok(found)
    }
}

/// The event that holds an account.
pub(crate) fn holder(db: &Connection, account: &str) -> rusqlite::Result<Option<String>> {
    let sql = "SELECT event FROM reports WHERE account = ?1";
    db.prepare_cached(sql)?.query_row([account], |row| row.get(0)).optional()
}

/// Whether everything is there that a decision is about.
pub(crate) fn is_placed(db: &Connection, decision: &Decision) -> rusqlite::Result<bool> {
    let Subject { accounts, others, article, other_article, .. } = &decision.subject;
    for list in [accounts, others] {
        let mut is_held = list.is_empty();
        for account in list {
            is_held = is_held || holder(db, account)?.is_some();
        }
        if !is_held {
            return Ok(false);
        }
    }
    for key in article.iter().chain(other_article) {
        let sql = "SELECT 1 FROM articles WHERE key = ?1";
        if !db.prepare_cached(sql)?.exists([key])? {
            return Ok(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decision(key: &str, verb: Verb, subject: Subject) -> Decision {
        Decision {
            key: key.to_owned(),
            at: "2024-05-07T08:00:00Z".to_owned(),
            by: "Awa".to_owned(),
            verb,
            why: "seen".to_owned(),
            subject,
            before: Value::Null,
            after: Value::Null,
        }
    }

    fn undo(key: &str, of: &str) -> Decision {
        decision(key, Verb::Undo, Subject { decision: Some(of.to_owned()), ..Subject::default() })
    }

    fn list(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn of_pairs(key: &str, verb: Verb, a: &[&str], b: &[&str]) -> Decision {
        decision(key, verb, Subject { accounts: list(a), others: list(b), ..Subject::default() })
    }

    #[test]
    fn an_undoing_that_is_undone_brings_back_what_it_had_undone() {
        let keys = |log: &Log| log.in_force().map(|one| one.key.clone()).collect::<Vec<_>>();
        let all = vec![decision("a", Verb::Confirm, Subject::default()), undo("b", "a")];
        assert_eq!(keys(&Log::of(all.clone())), ["b"]);
        let all = [all, vec![undo("c", "b")]].concat();
        assert_eq!(keys(&Log::of(all)), ["a", "c"]);
    }

    #[test]
    fn the_later_decision_on_a_pair_holds() {
        let merge = of_pairs("a", Verb::Merge, &["x", "y"], &["z"]);
        let log = Log::of(vec![merge.clone()]);
        assert_eq!(log.verdicts().len(), 2, "within an event nothing is decided");
        let split = of_pairs("b", Verb::Split, &["x"], &["z", "y"]);
        let log = Log::of(vec![merge, split]);
        let found = log.verdicts();
        assert_eq!(found.get(&("x", "z")), Some(&Verdict::Different));
        assert_eq!(found.get(&("x", "y")), Some(&Verdict::Different));
        assert_eq!(
            found.get(&("y", "z")),
            Some(&Verdict::Same),
            "what is taken out stays together"
        );
    }

    #[test]
    fn reprints_are_as_decided_and_named_by_the_earliest() {
        let ages: HashMap<String, Option<String>> = ["a", "b", "c"]
            .into_iter()
            .zip(["2024-05-06", "2024-05-05", "2024-05-04"])
            .map(|(key, day)| (key.to_owned(), Some(day.to_owned())))
            .collect();
        let of = |verb, article: &str, other: Option<&str>| {
            decision(
                article,
                verb,
                Subject {
                    article: Some(article.to_owned()),
                    other_article: other.map(str::to_owned),
                    ..Subject::default()
                },
            )
        };
        let mut groups = BTreeMap::new();
        Log::of(vec![of(Verb::Reprint, "a", Some("b")), of(Verb::Reprint, "c", Some("a"))])
            .settle_reprints(&mut groups, &ages);
        assert!(groups.values().all(|(first, _)| first == "c"), "{groups:?}");
        assert_eq!(groups.len(), 3);
        Log::of(vec![of(Verb::NotReprint, "c", None)]).settle_reprints(&mut groups, &ages);
        assert_eq!(groups.get("a").map(|(first, _)| first.as_str()), Some("b"));
        Log::of(vec![of(Verb::NotReprint, "a", None)]).settle_reprints(&mut groups, &ages);
        assert!(groups.is_empty(), "one article is no group: {groups:?}");
    }
}
