//! The record as it stood.
//!
//! Takes a day; gives the same record with the articles that were added and the decisions that were
//! taken until its end (UTC), and with the events that they give. Tables of the connection's own hide
//! those of the database from every question that follows; nothing is written into the record. The
//! layer of then is that of now without what came later ([`extend::retract`]), unless that is most of
//! it. What articles say is what the present coding says of them: what an older griot had coded is not kept.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::decisions::Log;
use crate::error::Result;
use crate::extend::{self, Near};
use crate::facets;
use crate::layer::{self, Layer, Trouble};
use crate::record::Record;

/// Tables that are made again of articles and decisions.
const DERIVED: [&str; 10] = [
    "state",
    "reprints",
    "events",
    "reports",
    "suggestions",
    "redirects",
    "reviews",
    "near",
    "facets",
    "withheld",
];

impl Record {
    /// The record as it stood at the end of a day.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn as_of(mut self, day: Date) -> Result<Self> {
        // Times are written with the day first: what is before the next day is not after this one.
        let end = day.tomorrow().map_or_else(|_| "9999-99-99".to_owned(), |day| day.to_string());
        if self.has_later(&end).map_err(|error| self.fault(error))? {
            self.hide_later(&end).map_err(|error| self.fault(error))?;
        }
        Ok(self)
    }

    /// Whether anything came or was decided at this time or later. Where nothing did, the record is
    /// what it was. What cannot be told by a glance at runs and decisions counts as later.
    fn has_later(&self, end: &str) -> rusqlite::Result<bool> {
        // The last page is of the last run that brought any.
        let sql = "SELECT EXISTS (SELECT 1 FROM runs WHERE started >= ?1 AND id <=
                     (SELECT run FROM pages ORDER BY id DESC LIMIT 1))
                   OR EXISTS (SELECT 1 FROM decisions WHERE at >= ?1)";
        let found: bool = self.db.query_row(sql, [end], |row| row.get(0))?;
        Ok(found || !layer::seems_in_step(&self.db)?)
    }

    fn hide_later(&mut self, end: &str) -> rusqlite::Result<()> {
        // What is withheld now was not to be seen then either. The layer is made of it all the same.
        let [article, decision] =
            self.unveil()?.unwrap_or_else(|| ["TRUE".to_owned(), "TRUE".to_owned()]);
        let now = Log::load(&self.db)?;
        let is_in_step = layer::seems_in_step(&self.db)?;
        self.db.pragma_update(None, "temp_store", "memory")?;
        self.db.execute_batch(
            "CREATE TEMP TABLE seen (article INTEGER PRIMARY KEY);
             CREATE TEMP TABLE decisions AS SELECT * FROM main.decisions WHERE 0;",
        )?;
        self.db.execute(
            &format!(
                "INSERT INTO temp.seen SELECT a.id FROM main.articles a JOIN main.pages p ON p.id = a.page
                   JOIN main.runs r ON r.id = p.run WHERE r.started < ?1 AND {article}"
            ),
            [end],
        )?;
        self.db.execute(
            &format!(
                "INSERT INTO temp.decisions SELECT * FROM main.decisions t
                 WHERE at < ?1 AND {decision} ORDER BY id"
            ),
            [end],
        )?;
        // What came later is left out of the layer that is there, while it is the lesser part.
        let touched = if is_in_step { self.without_later(&now)? } else { None };
        self.db.execute_batch(
            "CREATE TEMP VIEW articles AS
               SELECT * FROM main.articles WHERE id IN (SELECT article FROM temp.seen);
             CREATE TEMP VIEW claims AS
               SELECT * FROM main.claims WHERE article IN (SELECT article FROM temp.seen);",
        )?;
        for table in DERIVED {
            // Who stands near whom is only asked when events are put together.
            if touched.is_some() && table == "near" {
                continue;
            }
            let mut query = self.db.prepare(
                "SELECT sql FROM main.sqlite_master WHERE tbl_name = ?1 AND sql IS NOT NULL
                 ORDER BY type DESC",
            )?;
            let statements: Vec<String> =
                query.query_map([table], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
            drop(query);
            for sql in statements {
                let sql = sql.replacen("CREATE TABLE ", "CREATE TEMP TABLE ", 1).replacen(
                    "CREATE INDEX ",
                    "CREATE INDEX temp.",
                    1,
                );
                self.db.execute_batch(&sql)?;
            }
            if touched.is_some() && table != "redirects" {
                let sql = format!("INSERT INTO temp.{table} SELECT * FROM main.{table}");
                self.db.execute_batch(&sql)?;
            }
        }
        match touched {
            Some((old, new)) => {
                let later = "NOT IN (SELECT article FROM temp.seen)";
                let pieces = facets::pieces_where(&self.db, later)?;
                layer::leave_out(&mut self.db, &old, &new, pieces)
            }
            None => {
                let (mut near, ours) = (Near::default(), BTreeSet::new());
                layer::bring_into_step(&mut self.db, None, &mut near, &ours)?;
                Ok(())
            }
        }
    }

    /// The parts of the layer that later articles and decisions touched, as they are and without;
    /// nothing where making the whole again is less, or the index of words cannot tell.
    fn without_later(&self, now: &Log) -> rusqlite::Result<Option<(Layer, Layer)>> {
        let mut query = self.db.prepare(
            "SELECT id FROM main.articles WHERE id NOT IN (SELECT article FROM temp.seen)",
        )?;
        let later: Vec<i64> =
            query.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        let n: i64 = self.db.query_row("SELECT count(*) FROM temp.seen", [], |row| row.get(0))?;
        if i64::try_from(later.len()).unwrap_or(i64::MAX) > n {
            return Ok(None);
        }
        if self.behind().unwrap_or(1) > 0 {
            return Ok(None);
        }
        let Ok(mut prints) = self.words().and_then(|words| words.prints()) else { return Ok(None) };
        // The decisions of then stand in a table of the connection's own by now.
        let then = Log::load(&self.db)?;
        match extend::retract(&self.db, &mut prints, &later, &then, now) {
            Ok(parts) => Ok(Some(parts)),
            Err(Trouble::Index) => Ok(None),
            Err(Trouble::Database(error)) => Err(error),
        }
    }
}
