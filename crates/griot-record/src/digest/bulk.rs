//! Many events in few words at once.
//!
//! Ids and keys are hashes, so that reading events one by one jumps all over the database. Here what reports
//! are of which event is held in memory, and claims and articles are read once from end to end. An event that
//! was decided about, or that is withheld in part, is left to whoever reads it alone.

use std::collections::{BTreeSet, HashMap, HashSet};

use griot::fusion::Account;
use griot::json::Event;

use super::Gist;
use crate::ask::{ArticleRow, Row};
use crate::merged::{EventRow, Report};
use crate::record::Record;
use crate::review::Review;

/// A report that is waited for.
struct Awaited {
    event: usize,
    n: i64,
    voice: usize,
    account_id: String,
}

/// An event of which not all reports were read yet.
struct Half {
    id: String,
    n_independent: u64,
    n_awaited: usize,
    reports: Vec<(i64, Report)>,
}

impl Half {
    fn gist(&mut self) -> Option<Gist> {
        let mut reports = std::mem::take(&mut self.reports);
        reports.sort_by_key(|(n, _)| *n);
        Gist::of(&EventRow {
            id: std::mem::take(&mut self.id),
            n_independent: self.n_independent,
            voices: Vec::new(),
            joins: Vec::new(),
            reports: reports.into_iter().map(|(_, report)| report).collect(),
            review: Review::default(),
            withheld: BTreeSet::new(),
        })
    }
}

impl Record {
    /// Some events in few words, in no order. Those that must be read alone are not among them.
    pub(super) fn gists_of(&self, wanted: &HashSet<&str>) -> rusqlite::Result<Vec<Gist>> {
        let mut alone = self.parts()?;
        let mut query = self.db.prepare("SELECT event FROM reviews")?;
        for event in query.query_map([], |row| row.get(0))? {
            alone.insert(event?);
        }
        let mut halves: Vec<Half> = Vec::new();
        let mut numbers: HashMap<String, usize> = HashMap::new();
        let mut query = self.db.prepare("SELECT id, n_independent FROM events")?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            let id = row.get_ref(0)?.as_str()?;
            if wanted.contains(id) && !alone.contains(id) {
                let (id, n_independent) = (id.to_owned(), row.get(1)?);
                numbers.insert(id.clone(), halves.len());
                halves.push(Half { id, n_independent, n_awaited: 0, reports: Vec::new() });
            }
        }
        let mut awaited: HashMap<String, Awaited> = HashMap::new();
        let mut query = self.db.prepare("SELECT claim, event, n, voice, account FROM reports")?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            let Some(event) = numbers.get(row.get_ref(1)?.as_str()?) else { continue };
            if let Some(half) = halves.get_mut(*event) {
                half.n_awaited += 1;
            }
            let (n, voice, account_id) = (row.get(2)?, row.get(3)?, row.get(4)?);
            awaited.insert(row.get(0)?, Awaited { event: *event, n, voice, account_id });
        }
        drop(numbers);
        let mut found = Vec::with_capacity(halves.len());
        // A cross join keeps the order of tables: articles stand in the order of their claims.
        let mut query = self.db.prepare(
            "SELECT c.key, c.json, a.key, a.publisher, a.published, a.title, a.lang
             FROM claims c CROSS JOIN articles a ON a.id = c.article
             WHERE c.kind = 'event' ORDER BY c.id",
        )?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            let Some(one) = awaited.remove(row.get_ref(0)?.as_str()?) else { continue };
            let Some(half) = halves.get_mut(one.event) else { continue };
            half.n_awaited -= 1;
            half.reports.extend(report(row, &one)?.map(|report| (one.n, report)));
            if half.n_awaited == 0 {
                found.extend(half.gist());
            }
        }
        Ok(found)
    }
}

fn report(row: &rusqlite::Row<'_>, one: &Awaited) -> rusqlite::Result<Option<Report>> {
    // What cannot be read is told by `check`.
    let Ok(event) = serde_json::from_str::<Event>(row.get_ref(1)?.as_str()?) else {
        return Ok(None);
    };
    let article = ArticleRow {
        key: row.get(2)?,
        id: String::new(),
        url: None,
        publisher: row.get(3)?,
        published: row.get(4)?,
        title: row.get(5)?,
        lang: row.get(6)?,
        opening: None,
    };
    let key: String = row.get(0)?;
    let account =
        Account::of_event(key.clone(), &article.key, article.published.as_deref(), &event);
    let (kind, claim) = ("event".to_owned(), serde_json::Value::Null);
    let row = Row { key, kind, toll: None, claim, article };
    Ok(account.map(|account| Report {
        row,
        account,
        account_id: one.account_id.clone(),
        voice: one.voice,
        reprint_of: None,
    }))
}
