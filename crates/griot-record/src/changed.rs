//! When an event last came or changed in the record.
//!
//! Takes a record; gives for each event the moment of the last command that added a report of it or of the
//! last decision about it, whichever is later. The day of the event and the day of publication are no part
//! of it: an old event that is added today is news to whoever follows the record. What coding again
//! changes in the same articles is not told.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;

use crate::error::{Error, Result};
use crate::record::Record;

/// A place in the order of changes, the latest first. Of two that one command brought, the one whose last
/// article was added later comes first, so that what a long command adds never hides behind what it added
/// before.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Changed {
    at: Reverse<Timestamp>,
    article: Reverse<i64>,
    id: String,
}

impl Changed {
    /// When.
    pub fn at(&self) -> Timestamp {
        self.at.0
    }

    /// Of which event.
    pub fn id(&self) -> &str {
        &self.id
    }
}

/// `1715328000000000.12.ev-…`, for addresses.
impl fmt::Display for Changed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}.{}", self.at.0.as_microsecond(), self.article.0, self.id)
    }
}

impl FromStr for Changed {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let read = || {
            let mut parts = text.splitn(3, '.');
            let at = Timestamp::from_microsecond(parts.next()?.parse().ok()?).ok()?;
            let article = parts.next()?.parse().ok()?;
            let id = parts.next()?.to_owned();
            Some(Self { at: Reverse(at), article: Reverse(article), id })
        };
        read().ok_or_else(|| Error::NoCursor(text.to_owned()))
    }
}

/// When every event of a record last came or changed.
#[derive(Clone, Debug, Default)]
pub struct Changes(HashMap<String, (Timestamp, i64)>);

impl Changes {
    /// The place of an event in the order of changes; nothing of one that came later than these were read.
    pub fn of(&self, event: &str) -> Option<Changed> {
        let (at, article) = self.0.get(event)?;
        Some(Changed { at: Reverse(*at), article: Reverse(*article), id: event.to_owned() })
    }
}

impl Record {
    /// When every event last came or changed. All reports are looked at for it, and no event is read.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn changes(&self) -> Result<Changes> {
        let state = self.db.unchecked_transaction().map_err(|error| self.fault(error))?;
        let mut found = self.added().map_err(|error| self.fault(error))?;
        let mut about: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for told in self.told(None)? {
            let decision = told.decision;
            // What takes back a decision is of whatever that was about.
            let undone = decision.subject.decision.as_ref().and_then(|key| about.get(key));
            let events = undone.cloned().unwrap_or(told.events);
            let at = moment(&decision.at);
            for event in &events {
                if let Some((last, _)) = found.get_mut(event) {
                    *last = at.max(*last);
                }
            }
            about.insert(decision.key, events);
        }
        drop(state);
        Ok(Changes(found))
    }

    /// Of each event the command that added the last of its reports, and the number of that article.
    fn added(&self) -> rusqlite::Result<HashMap<String, (Timestamp, i64)>> {
        let mut began: HashMap<i64, Timestamp> = HashMap::new();
        let mut query = self.db.prepare("SELECT id, started FROM runs")?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            began.insert(row.get(0)?, moment(row.get_ref(1)?.as_str()?));
        }
        // Which reports are seen is known; when they came is told also where their articles are not.
        let all = self.whole();
        let mut query = self.db.prepare(&format!(
            "SELECT r.event, p.run, a.id FROM reports r JOIN {all}claims c ON c.key = r.claim
             JOIN {all}articles a ON a.id = c.article JOIN {all}pages p ON p.id = a.page"
        ))?;
        let mut rows = query.query([])?;
        let mut found: HashMap<String, (Timestamp, i64)> = HashMap::new();
        while let Some(row) = rows.next()? {
            let event = row.get_ref(0)?.as_str()?;
            let at = began.get(&row.get(1)?).copied().unwrap_or_default();
            let came = (at, row.get(2)?);
            match found.get_mut(event) {
                Some(last) => *last = came.max(*last),
                None => drop(found.insert(event.to_owned(), came)),
            }
        }
        Ok(found)
    }
}

/// A moment as exactly as addresses name it; the first of all where it is none.
fn moment(at: &str) -> Timestamp {
    let at: Timestamp = at.parse().unwrap_or_default();
    Timestamp::from_microsecond(at.as_microsecond()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_the_order_of_changes_are_read_as_they_are_written() {
        let of = |at: i64, article: i64| Changed {
            at: Reverse(Timestamp::from_second(at).unwrap()),
            article: Reverse(article),
            id: "ev-1.a".to_owned(),
        };
        let mut all = [of(5, 1), of(7, 1), of(7, 3)];
        all.sort();
        assert_eq!(all, [of(7, 3), of(7, 1), of(5, 1)]);
        for one in &all {
            assert_eq!(one.to_string().parse::<Changed>().unwrap(), *one);
        }
        for wrong in ["", "zzz", "1.2", "x.1.ev-1"] {
            wrong.parse::<Changed>().unwrap_err();
        }
    }
}
