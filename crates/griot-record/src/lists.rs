//! What lists and pages of a record are made of, besides events: one article whole, claims page by
//! page, outlets, runs.

use griot::json::ReadDocument;
use rusqlite::types::Value as Sql;
use rusqlite::{OptionalExtension as _, params_from_iter};

use crate::ask::{ARTICLE, ArticleRow, Filter, Found, Kind, Page, Row, article_row, claim_row};
use crate::error::{Error, Result};
use crate::layer::parsed;
use crate::merged::EventRow;
use crate::record::Record;

/// An article with everything that was made of it.
#[derive(Clone, Debug, PartialEq)]
pub struct WholeArticle {
    /// Where it stands.
    pub article: ArticleRow,
    /// What was read: text, what was cut, notes.
    pub document: ReadDocument,
    /// The hash of its page, for [`Record::page`].
    pub page: String,
    /// What it claims, in its order.
    pub claims: Vec<ClaimRow>,
    /// Other articles that print the same text, the earliest first.
    pub reprints: Vec<ArticleRow>,
    /// The earliest article that prints its text, and why it is taken for the same; nothing when it is
    /// the earliest itself, or nobody else prints it.
    pub reprint_of: Option<(String, String)>,
}

/// What an article claims.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimRow {
    /// The claim.
    pub row: Row,
    /// The event of which it is a report.
    pub event: Option<String>,
}

/// Somebody who publishes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlet {
    /// Its name, where articles tell one.
    pub name: Option<String>,
    /// How many of its articles there are.
    pub n_articles: u64,
    /// How many of them print the text of another article that was there first.
    pub n_reprints: u64,
    /// The first day of publication.
    pub first: Option<String>,
    /// The last.
    pub last: Option<String>,
}

/// A command that wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Which, from 1.
    pub id: u64,
    /// Its name.
    pub command: String,
    /// When it began, RFC 3339.
    pub started: String,
    /// The version of griot.
    pub coder: String,
    /// Pages that were added.
    pub n_new: u64,
    /// Pages that were there already.
    pub n_known: u64,
    /// Pages that could not be read.
    pub n_failed: u64,
}

impl Record {
    /// Asks for claims page by page: those behind the one with the key [`Page::after`] (from the
    /// first without), the latest first, and how many there are in all.
    ///
    /// # Errors
    ///
    /// When the database or, for words, the index cannot be read.
    pub fn claims(&self, kind: Kind, filter: &Filter, page: &Page<'_>) -> Result<Found<Row>> {
        let mut all = filter.conditions(false);
        all.sql.push(
            match kind {
                Kind::Events => "c.kind = 'event'",
                Kind::Tolls => "c.kind IN ('event', 'aggregate')",
                Kind::Aggregates => "c.kind = 'aggregate'",
                Kind::Statements => "c.kind = 'statement'",
            }
            .to_owned(),
        );
        self.add_words(&mut all, filter)?;
        let state = self.db.unchecked_transaction().map_err(|error| self.fault(error))?;
        let wanted = all.sql.join(" AND ");
        let sql = format!("SELECT count(*) FROM claims c WHERE {wanted}");
        let total = self
            .db
            .query_row(&sql, params_from_iter(&all.values), |row| row.get(0))
            .map_err(|error| self.fault(error))?;
        let mut values = all.values;
        let mut behind = String::new();
        if let Some(after) = page.after {
            let sql = "SELECT coalesce(first_day, ''), id FROM claims WHERE key = ?1";
            let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, String>(0)?, row.get(1)?));
            let found = self.db.query_row(sql, [after], read).optional();
            let found = found.map_err(|error| self.fault(error))?;
            // Whoever reads on is not led back to the beginning in silence.
            let (day, id) = found.ok_or_else(|| Error::NoCursor(after.to_owned()))?;
            "AND (coalesce(c.first_day, '') < ? OR (coalesce(c.first_day, '') = ? AND c.id > ?))"
                .clone_into(&mut behind);
            values.extend([Sql::Text(day.clone()), Sql::Text(day), Sql::Integer(id)]);
        }
        let limit = page.most.map_or_else(String::new, |most| format!("LIMIT {most}"));
        let sql = format!(
            "SELECT c.key, c.kind, NULL, c.json, {ARTICLE}
             FROM claims c JOIN articles a ON a.id = c.article WHERE {wanted} {behind}
             ORDER BY c.first_day DESC, c.id {limit}"
        );
        let mut query = self.db.prepare(&sql).map_err(|error| self.fault(error))?;
        let rows = query
            .query_map(params_from_iter(&values), claim_row)
            .and_then(Iterator::collect)
            .map_err(|error| self.fault(error))?;
        drop(query);
        drop(state);
        Ok(Found { rows, total })
    }

    /// An article by its key.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn whole_article(&self, key: &str) -> Result<Option<WholeArticle>> {
        self.read_article(key).map_err(|error| self.fault(error))
    }

    fn read_article(&self, key: &str) -> rusqlite::Result<Option<WholeArticle>> {
        let sql = format!(
            "SELECT {ARTICLE}, a.json, p.hash FROM articles a JOIN pages p ON p.id = a.page
             WHERE a.key = ?1"
        );
        let read = |row: &rusqlite::Row<'_>| {
            Ok((article_row(row, 0)?, parsed::<ReadDocument>(row, 7)?, row.get::<_, String>(8)?))
        };
        let found = self.db.prepare_cached(&sql)?.query_row([key], read).optional()?;
        let Some((article, document, page)) = found else { return Ok(None) };
        let mut query = self.db.prepare_cached(&format!(
            "SELECT c.key, c.kind, NULL, c.json, {ARTICLE}, r.event
             FROM claims c JOIN articles a ON a.id = c.article
             LEFT JOIN reports r ON r.claim = c.key WHERE a.key = ?1 ORDER BY c.id"
        ))?;
        let claims = query
            .query_map([key], |row| Ok(ClaimRow { row: claim_row(row)?, event: row.get(11)? }))?
            .collect::<rusqlite::Result<_>>()?;
        let sql = "SELECT first, why FROM reprints WHERE article = ?1";
        let first: Option<(String, String)> = self
            .db
            .prepare_cached(sql)?
            .query_row([key], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let mut reprints = Vec::new();
        if let Some((first, _)) = &first {
            let mut query = self.db.prepare_cached(&format!(
                "SELECT {ARTICLE} FROM reprints p JOIN articles a ON a.key = p.article
                 WHERE p.first = ?1 AND a.key <> ?2 ORDER BY a.published IS NULL, a.published, a.key"
            ))?;
            reprints = query
                .query_map([first.as_str(), key], |row| article_row(row, 0))?
                .collect::<rusqlite::Result<_>>()?;
        }
        let reprint_of = first.filter(|(first, _)| first != key);
        Ok(Some(WholeArticle { article, document, page, claims, reprints, reprint_of }))
    }

    /// The text of an article, in which the spans of its claims lie.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn article_text(&self, key: &str) -> Result<Option<String>> {
        let sql = "SELECT json_extract(json, '$.text') FROM articles WHERE key = ?1";
        self.db
            .prepare_cached(sql)
            .and_then(|mut query| query.query_row([key], |row| row.get(0)).optional())
            .map_err(|error| self.fault(error))
    }

    /// Some events, in the order in which they are named. Those that are not there are left out.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn event_rows<'i>(&self, ids: impl IntoIterator<Item = &'i str>) -> Result<Vec<EventRow>> {
        let rows = ids.into_iter().map(|id| self.event_row(id)).collect::<Result<Vec<_>>>()?;
        Ok(rows.into_iter().flatten().collect())
    }

    /// Who publishes, those with most articles first.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn outlets(&self) -> Result<Vec<Outlet>> {
        let sql =
            "SELECT a.publisher, count(*), count(p.article), min(a.published), max(a.published)
             FROM articles a LEFT JOIN reprints p ON p.article = a.key AND p.first <> a.key
             GROUP BY a.publisher ORDER BY 2 DESC, 1";
        let mut query = self.db.prepare(sql).map_err(|error| self.fault(error))?;
        let read = |row: &rusqlite::Row<'_>| {
            Ok(Outlet {
                name: row.get(0)?,
                n_articles: row.get(1)?,
                n_reprints: row.get(2)?,
                first: row.get(3)?,
                last: row.get(4)?,
            })
        };
        query.query_map([], read).and_then(Iterator::collect).map_err(|error| self.fault(error))
    }

    /// The commands that wrote, the latest first: so many of them, and how many there are.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn last_runs(&self, most: usize) -> Result<Found<Run>> {
        let total = self.one("SELECT count(*) FROM runs")?;
        let sql = format!(
            "SELECT id, command, started, coder, n_new, n_known, n_failed FROM runs
             ORDER BY id DESC LIMIT {most}"
        );
        let mut query = self.db.prepare(&sql).map_err(|error| self.fault(error))?;
        let read = |row: &rusqlite::Row<'_>| {
            Ok(Run {
                id: row.get(0)?,
                command: row.get(1)?,
                started: row.get(2)?,
                coder: row.get(3)?,
                n_new: row.get(4)?,
                n_known: row.get(5)?,
                n_failed: row.get(6)?,
            })
        };
        let rows = query
            .query_map([], read)
            .and_then(Iterator::collect)
            .map_err(|error| self.fault(error))?;
        Ok(Found { rows, total })
    }
}
