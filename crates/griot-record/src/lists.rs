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

/// An article of an outlet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrintedRow {
    /// Where it stands.
    pub article: ArticleRow,
    /// Of how many events it tells.
    pub n_events: u64,
    /// Whether it prints the text of another article that was there first.
    pub is_reprint: bool,
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
            Ok((article_row(row, 0)?, parsed::<ReadDocument>(row, 8)?, row.get::<_, String>(9)?))
        };
        let found = self.db.prepare_cached(&sql)?.query_row([key], read).optional()?;
        let Some((article, document, page)) = found else { return Ok(None) };
        let mut query = self.db.prepare_cached(&format!(
            "SELECT c.key, c.kind, NULL, c.json, {ARTICLE}, r.event
             FROM claims c JOIN articles a ON a.id = c.article
             LEFT JOIN reports r ON r.claim = c.key WHERE a.key = ?1 ORDER BY c.id"
        ))?;
        let claims = query
            .query_map([key], |row| Ok(ClaimRow { row: claim_row(row)?, event: row.get(12)? }))?
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

    /// Who publishes, those with most articles first. With a filter only articles count that claim something
    /// that meets it.
    ///
    /// # Errors
    ///
    /// When the database or, for words, the index cannot be read.
    pub fn outlets(&self, filter: &Filter) -> Result<Vec<Outlet>> {
        let (wanted, values) = self.of_articles(filter)?;
        let sql = format!(
            "SELECT a.publisher, count(*), count(p.article), min(a.published), max(a.published)
             FROM articles a LEFT JOIN reprints p ON p.article = a.key AND p.first <> a.key
             WHERE {wanted} GROUP BY a.publisher ORDER BY 2 DESC, 1"
        );
        let mut query = self.db.prepare(&sql).map_err(|error| self.fault(error))?;
        let read = |row: &rusqlite::Row<'_>| {
            Ok(Outlet {
                name: row.get(0)?,
                n_articles: row.get(1)?,
                n_reprints: row.get(2)?,
                first: row.get(3)?,
                last: row.get(4)?,
            })
        };
        query
            .query_map(params_from_iter(&values), read)
            .and_then(Iterator::collect)
            .map_err(|error| self.fault(error))
    }

    /// What one outlet printed, the latest first, without the first so many: each article with how many events
    /// it tells of and whether it prints the text of one that was there first; and how many there are.
    ///
    /// # Errors
    ///
    /// When the database or, for words, the index cannot be read.
    pub fn printed_by(
        &self,
        outlet: &str,
        filter: &Filter,
        skip: usize,
        most: Option<usize>,
    ) -> Result<Found<PrintedRow>> {
        let (wanted, mut values) = self.of_articles(filter)?;
        values.push(Sql::Text(outlet.to_owned()));
        let of = format!("FROM articles a WHERE {wanted} AND a.publisher = ?");
        let state = self.db.unchecked_transaction().map_err(|error| self.fault(error))?;
        let total = self
            .db
            .query_row(&format!("SELECT count(*) {of}"), params_from_iter(&values), |row| {
                row.get(0)
            })
            .map_err(|error| self.fault(error))?;
        let most = most.map_or(-1, |most| i64::try_from(most).unwrap_or(i64::MAX));
        let sql = format!(
            "SELECT {ARTICLE},
               (SELECT count(DISTINCT r.event) FROM claims c JOIN reports r ON r.claim = c.key
                WHERE c.article = a.id),
               EXISTS (SELECT 1 FROM reprints p WHERE p.article = a.key AND p.first <> a.key)
             {of} ORDER BY a.published IS NULL, a.published DESC, a.key LIMIT {most} OFFSET {skip}"
        );
        let mut query = self.db.prepare(&sql).map_err(|error| self.fault(error))?;
        let read = |row: &rusqlite::Row<'_>| {
            let (article, n_events, is_reprint) = (article_row(row, 0)?, row.get(8)?, row.get(9)?);
            Ok(PrintedRow { article, n_events, is_reprint })
        };
        let rows = query
            .query_map(params_from_iter(&values), read)
            .and_then(Iterator::collect)
            .map_err(|error| self.fault(error))?;
        drop(query);
        drop(state);
        Ok(Found { rows, total })
    }

    /// The condition that an article `a` claims something that meets a filter; none at all without one.
    fn of_articles(&self, filter: &Filter) -> Result<(String, Vec<Sql>)> {
        if *filter == Filter::default() {
            return Ok(("1".to_owned(), Vec::new()));
        }
        let mut all = filter.conditions(false);
        self.add_words(&mut all, filter)?;
        let wanted = if all.sql.is_empty() { "1".to_owned() } else { all.sql.join(" AND ") };
        Ok((format!("a.id IN (SELECT c.article FROM claims c WHERE {wanted})"), all.values))
    }

    /// The commands that wrote, the latest first: so many of them behind the one with this number (from the
    /// latest without), and how many there are. Commands that took one decision, as older versions of
    /// griot noted them, are left out: what was decided is in [`Record::history`], with its person.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn last_runs(&self, before: Option<u64>, most: usize) -> Result<Found<Run>> {
        let of = "FROM runs WHERE command NOT IN ('serve', 'decide')";
        let total = self.one(&format!("SELECT count(*) {of}"))?;
        let before = before.and_then(|id| i64::try_from(id).ok()).unwrap_or(i64::MAX);
        let sql = format!(
            "SELECT id, command, started, coder, n_new, n_known, n_failed {of} AND id < {before} ORDER BY id DESC LIMIT {most}"
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
