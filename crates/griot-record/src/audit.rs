//! The log of what was done to a record and by whom, each entry chained to the one before by a hash.
//!
//! Takes what happens (a command that writes, a decision, a change of an account, a login); puts an entry
//! behind the others in the same transaction. An entry holds the hash of itself and of the entry before,
//! so that none can be changed, taken out or put in between without that being seen. Whoever can write
//! the whole file can write the whole chain again: the hash of the last entry, noted elsewhere, shows
//! that too. It is never changed: the database refuses to.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension as _, params};
use serde_json::{Value, json};

use crate::archive::content_hash;
use crate::ask::Found;
use crate::decisions::{Decision, Log};
use crate::error::Result;
use crate::record::Record;

/// The hash that stands before the first entry.
const NOTHING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// An entry of the log.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Which, from 1, without a gap.
    pub id: u64,
    /// When, as the caller's clock said: RFC 3339, UTC.
    pub at: String,
    /// Who: an account or a name; empty when nobody is known.
    pub by: String,
    /// What: `run`, `decision`, `account`, `login`, `login-failed`, `logout`, `import`, `chained`.
    pub what: String,
    /// What is told of it.
    pub about: Value,
    /// SHA-256 of the hash before and of all this, in hexadecimal.
    pub hash: String,
}

fn chained(before: &str, id: i64, at: &str, by: &str, what: &str, about: &str) -> String {
    content_hash(json!([before, id, at, by, what, about]).to_string().as_bytes())
}

/// Puts an entry behind the others. The transaction of the caller must hold the right to write: between
/// reading the last entry and writing this one nobody else may.
pub(crate) fn append(
    db: &Connection,
    at: &str,
    by: &str,
    what: &str,
    about: &Value,
) -> rusqlite::Result<()> {
    let last = db
        .prepare_cached("SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))
        .optional()?;
    let (last, before) = last.unwrap_or_else(|| (0, NOTHING.to_owned()));
    let (id, about) = (last + 1, about.to_string());
    let hash = chained(&before, id, at, by, what, &about);
    db.prepare_cached(
        "INSERT INTO audit (id, at, by, what, about, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![id, at, by, what, about, hash])?;
    Ok(())
}

/// What is told of a command that writes.
pub(crate) fn of_run(id: i64, command: &str, coder: &str) -> Value {
    json!({ "run": id, "command": command, "coder": coder })
}

/// What is told of a decision: its key, and a hash of all that it says.
pub(crate) fn of_decision(decision: &Decision) -> Value {
    // A decision can always be written.
    let text = serde_json::to_string(decision).unwrap_or_default();
    json!({
        "decision": decision.key, "verb": decision.verb.as_str(),
        "hash": content_hash(text.as_bytes()),
    })
}

/// Chains what a record already holds when the log begins.
pub(crate) fn chain_what_is_there(db: &Connection) -> rusqlite::Result<()> {
    let mut query = db.prepare("SELECT id, command, coder, started FROM runs ORDER BY id")?;
    let mut rows = query.query([])?;
    let (mut runs, mut last) = (0_u64, String::new());
    while let Some(row) = rows.next()? {
        let (command, coder): (String, String) = (row.get(1)?, row.get(2)?);
        last = row.get(3)?;
        append(db, &last, "", "run", &of_run(row.get(0)?, &command, &coder))?;
        runs += 1;
    }
    let all = Log::load(db)?.all;
    for decision in &all {
        append(db, &decision.at, &decision.by, "decision", &of_decision(decision))?;
    }
    if runs > 0 || !all.is_empty() {
        append(db, &last, "", "chained", &json!({ "runs": runs, "decisions": all.len() }))?;
    }
    Ok(())
}

/// What the log is found to be.
#[derive(Debug, Default)]
pub(crate) struct Verified {
    pub(crate) n: u64,
    /// The hash of the last entry.
    pub(crate) head: Option<String>,
    pub(crate) faults: Vec<String>,
}

/// Follows the chain, and holds decisions and runs against it.
pub(crate) fn verify(db: &Connection) -> rusqlite::Result<Verified> {
    let mut found = Verified::default();
    let mut before = NOTHING.to_owned();
    let mut decisions: BTreeMap<String, String> = BTreeMap::new();
    let mut runs: BTreeSet<(i64, String)> = BTreeSet::new();
    let mut query = db.prepare("SELECT id, at, by, what, about, hash FROM audit ORDER BY id")?;
    let mut rows = query.query([])?;
    let mut expected = 1_i64;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        let (at, by): (String, String) = (row.get(1)?, row.get(2)?);
        let (what, about, hash): (String, String, String) = (row.get(3)?, row.get(4)?, row.get(5)?);
        if id != expected {
            found.faults.push(format!("entries {expected} to {} are missing", id - 1));
        } else if hash != chained(&before, id, &at, &by, &what, &about) {
            let text = "entry {} is not what was written: its hash does not follow from it and from \
                        the one before";
            found.faults.push(text.replace("{}", &id.to_string()));
        }
        let told: Value = serde_json::from_str(&about).unwrap_or_default();
        let text = |name: &str| told.get(name).and_then(Value::as_str).unwrap_or_default();
        match what.as_str() {
            "decision" => {
                decisions.insert(text("decision").to_owned(), text("hash").to_owned());
            }
            "run" => {
                let run = told.get("run").and_then(Value::as_i64).unwrap_or_default();
                runs.insert((run, text("command").to_owned()));
            }
            _ => {}
        }
        (before, expected) = (hash, id + 1);
        found.n += 1;
    }
    found.head = (found.n > 0).then_some(before);
    for decision in Log::load(db)?.all {
        let told = of_decision(&decision);
        match decisions.remove(&decision.key) {
            Some(hash) if told["hash"] == hash => {}
            Some(_) => {
                found.faults.push(format!("decision {} is not what was decided", decision.key));
            }
            None => found.faults.push(format!("decision {} has no entry", decision.key)),
        }
    }
    for key in decisions.keys() {
        found.faults.push(format!("decision {key} has an entry and is not there"));
    }
    let mut query = db.prepare("SELECT id, command FROM runs ORDER BY id")?;
    for row in query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))? {
        let run: (i64, String) = row?;
        if !runs.remove(&run) {
            found.faults.push(format!("run {} (`{}`) has no entry", run.0, run.1));
        }
    }
    for (run, command) in runs {
        found.faults.push(format!("run {run} (`{command}`) has an entry and is not there"));
    }
    Ok(found)
}

impl Record {
    /// The log, the latest first: `most` entries behind those with this number and later ones, and how
    /// many there are in all.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn audit(&self, before: Option<u64>, most: usize) -> Result<Found<Entry>> {
        let total = self.one("SELECT count(*) FROM audit")?;
        let before = before.and_then(|id| i64::try_from(id).ok()).unwrap_or(i64::MAX);
        let mut query = self
            .db
            .prepare_cached(
                "SELECT id, at, by, what, about, hash FROM audit WHERE id < ?1
                 ORDER BY id DESC LIMIT ?2",
            )
            .map_err(|error| self.fault(error))?;
        let read = |row: &rusqlite::Row<'_>| {
            let about: String = row.get(4)?;
            Ok(Entry {
                id: row.get(0)?,
                at: row.get(1)?,
                by: row.get(2)?,
                what: row.get(3)?,
                about: serde_json::from_str(&about).unwrap_or(Value::String(about)),
                hash: row.get(5)?,
            })
        };
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let rows = query
            .query_map(params![before, most], read)
            .and_then(Iterator::collect)
            .map_err(|error| self.fault(error))?;
        Ok(Found { rows, total })
    }
}

/// An entry as an object, for programs.
pub fn entry_json(entry: &Entry) -> Value {
    let Entry { id, at, by, what, about, hash } = entry;
    json!({ "id": id, "at": at, "by": by, "what": what, "about": about, "hash": hash })
}
