//! The record as it stood.
//!
//! Takes a day; gives the same record with the articles that were added and the decisions that were
//! taken until its end (UTC), and with the events that they give. Tables of the connection's own hide
//! those of the database from every question that follows; nothing is written into the record. What
//! articles say is what the present coding says of them: what an older griot had coded is not kept.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::error::Result;
use crate::extend::Near;
use crate::layer;
use crate::record::Record;

/// Tables that are made again of articles and decisions.
const DERIVED: [&str; 9] = [
    "state",
    "reprints",
    "events",
    "reports",
    "suggestions",
    "redirects",
    "reviews",
    "near",
    "facets",
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
        Ok(found || !layer::is_in_step(&self.db)?)
    }

    fn hide_later(&mut self, end: &str) -> rusqlite::Result<()> {
        self.db.pragma_update(None, "temp_store", "memory")?;
        self.db.execute_batch(
            "CREATE TEMP TABLE seen (article INTEGER PRIMARY KEY);
             CREATE TEMP VIEW articles AS
               SELECT * FROM main.articles WHERE id IN (SELECT article FROM temp.seen);
             CREATE TEMP VIEW claims AS
               SELECT * FROM main.claims WHERE article IN (SELECT article FROM temp.seen);
             CREATE TEMP TABLE decisions AS SELECT * FROM main.decisions WHERE 0;",
        )?;
        self.db.execute(
            "INSERT INTO temp.seen SELECT a.id FROM main.articles a JOIN main.pages p ON p.id = a.page
               JOIN main.runs r ON r.id = p.run WHERE r.started < ?1",
            [end],
        )?;
        self.db.execute(
            "INSERT INTO temp.decisions SELECT * FROM main.decisions WHERE at < ?1 ORDER BY id",
            [end],
        )?;
        for table in DERIVED {
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
        }
        layer::bring_into_step(&mut self.db, None, &mut Near::default(), &BTreeSet::new())?;
        Ok(())
    }
}
