//! Whether what was made of a record may still be shown.
//!
//! Takes what was kept of an earlier look; says, without reading an event, whether another process has
//! written since, and whether that touched the event. Whoever keeps pages asks both.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use rusqlite::OptionalExtension as _;

use crate::error::Result;
use crate::record::Record;

impl Record {
    /// A number that another one follows when somebody has written into the database. It is of this open
    /// record alone: those of two tell nothing about each other.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn generation(&self) -> Result<i64> {
        self.db
            .prepare_cached("PRAGMA data_version")
            .and_then(|mut query| query.query_row([], |row| row.get(0)))
            .map_err(|error| self.fault(error))
    }

    /// A number of everything that is told of an event, as whoever asks sees it: its reports, why they are
    /// one event, with which others it may be one, what was decided, what is withheld. Nothing when there is no such event.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn print_of(&self, event: &str) -> Result<Option<u64>> {
        let state = self.db.unchecked_transaction().map_err(|error| self.fault(error))?;
        let mut hasher = DefaultHasher::new();
        let mark = self.mark()?;
        // Decisions on other events may name this one; claims may be others after a recoding.
        (mark.decisions, mark.recoded).hash(&mut hasher);
        // What decisions are about goes by other names when events are put together anew.
        if self.one("SELECT EXISTS (SELECT 1 FROM decisions)")? == 1 {
            (mark.articles, &mark.fused).hash(&mut hasher);
        }
        self.n_withheld()?.hash(&mut hasher);
        let is_there = self.hash_event(event, &mut hasher).map_err(|error| self.fault(error))?;
        // Its page names the events with which it may be one.
        for other in self.suggested_with(event)? {
            other.hash(&mut hasher);
            self.hash_event(&other, &mut hasher).map_err(|error| self.fault(error))?;
        }
        drop(state);
        Ok(is_there.then(|| hasher.finish()))
    }

    fn hash_event(&self, event: &str, hasher: &mut DefaultHasher) -> rusqlite::Result<bool> {
        let sql = "SELECT n_independent, voices, joins FROM events WHERE id = ?1";
        let found = self.db.prepare_cached(sql)?.query_row([event], |row| {
            row.get::<_, i64>(0)?.hash(hasher);
            row.get_ref(1)?.as_str()?.hash(hasher);
            row.get_ref(2)?.as_str()?.hash(hasher);
            Ok(())
        });
        if found.optional()?.is_none() {
            return Ok(false);
        }
        // The article of a report is the beginning of its account.
        let mut query = self.db.prepare_cached(
            "SELECT r.account, r.claim, r.voice, p.first, p.why FROM reports r
             LEFT JOIN reprints p ON p.article = substr(r.account, 1, instr(r.account, '/') - 1)
             WHERE r.event = ?1 ORDER BY r.n",
        )?;
        let mut rows = query.query([event])?;
        while let Some(row) = rows.next()? {
            (row.get_ref(0)?.as_str()?, row.get_ref(1)?.as_str()?).hash(hasher);
            row.get::<_, i64>(2)?.hash(hasher);
            (row.get::<_, Option<String>>(3)?, row.get::<_, Option<String>>(4)?).hash(hasher);
        }
        let sql = "SELECT kind, level FROM main.withheld WHERE id = ?1 ORDER BY kind";
        let mut query = self.db.prepare_cached(sql)?;
        let mut rows = query.query([event])?;
        while let Some(row) = rows.next()? {
            (row.get_ref(0)?.as_str()?, row.get::<_, i64>(1)?).hash(hasher);
        }
        Ok(true)
    }
}
