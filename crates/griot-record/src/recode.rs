//! Coding the pages of the archive again.
//!
//! Takes what the present program reads and codes of pages that are there; gives what differs from
//! what was kept, and keeps that instead. Pages never change, and a page that cannot be read any
//! more keeps what was coded of it. The derived layer and, where texts changed, the index are marked
//! as stale in the same transaction, so that a recode that is killed is finished by the next writer.

use std::collections::BTreeMap;

use griot::json::Document;
use rusqlite::{Connection, params};
use serde_json::Value;

use crate::archive::{self, Archived, Place};
use crate::columns;
use crate::error::{Error, Result};
use crate::layer;
use crate::record::place_of;
use crate::write::{Writer, insert_article, insert_claim, to_sql, without_claims};

/// A page that was read and coded again.
#[derive(Debug)]
pub struct Recoded {
    /// The number of the page, from [`Writer::pages`].
    pub page: i64,
    /// What was read and coded of it.
    pub documents: Vec<Document>,
}

/// What became other in an article.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The article's key.
    pub article: String,
    /// The headline, as it is read now.
    pub title: Option<String>,
    /// Whether the article itself is read otherwise: its text, its day, its outlet.
    pub is_read_otherwise: bool,
    /// Claims that are gone, with their kind.
    pub gone: Vec<(String, Value)>,
    /// Claims that are new, with their kind.
    pub new: Vec<(String, Value)>,
}

/// An article as it is kept.
struct Kept {
    id: i64,
    json: String,
    coder: String,
    lexicon: String,
    /// Kind and JSON, in order.
    claims: Vec<(String, String)>,
}

impl Writer {
    /// All pages: their number, and where they lie.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn pages(&self) -> Result<Vec<(i64, Place)>> {
        let sql = "SELECT file, offset, length, id FROM pages ORDER BY id";
        let read = |row: &rusqlite::Row<'_>| Ok((row.get(3)?, place_of(row)?));
        self.db
            .prepare(sql)
            .and_then(|mut query| query.query_map([], read)?.collect())
            .map_err(|error| self.fault(error))
    }

    /// A page of the archive.
    ///
    /// # Errors
    ///
    /// When the archive cannot be read, or is damaged there.
    pub fn page_at(&self, place: Place) -> Result<Archived> {
        archive::read(&self.layout.dir, place)
    }

    /// Keeps what was coded again in the place of what was there: of all pages or, when it fails, of
    /// none. Gives what became other, in the order of the pages.
    ///
    /// # Errors
    ///
    /// When the database cannot be written.
    pub fn recode(&mut self, pages: &[Recoded]) -> Result<Vec<Change>> {
        let path = self.layout.database();
        let fault = |error| Error::database(&path, error);
        let batch = self.db.transaction().map_err(fault)?;
        let mut changes = Vec::new();
        let mut is_index_stale = false;
        for page in pages {
            let of_page = recode(&batch, page).map_err(fault)?;
            is_index_stale |= of_page.iter().any(|change| change.is_read_otherwise);
            changes.extend(of_page);
        }
        if !changes.is_empty() {
            layer::set_state(&batch, "fused", None).map_err(fault)?;
        }
        if is_index_stale {
            layer::set_state(&batch, "index", Some("stale")).map_err(fault)?;
        }
        batch.commit().map_err(fault)?;
        Ok(changes)
    }

    /// Makes the index again, if texts were read otherwise since it was made.
    ///
    /// # Errors
    ///
    /// When the index cannot be written.
    pub fn refresh_index(&mut self) -> Result<()> {
        let state = layer::state(&self.db, "index").map_err(|error| self.fault(error))?;
        if state.is_some() { self.rebuild_index() } else { Ok(()) }
    }
}

fn recode(db: &Connection, page: &Recoded) -> rusqlite::Result<Vec<Change>> {
    let sql = "SELECT hash FROM pages WHERE id = ?1";
    let hash: String = db.prepare_cached(sql)?.query_row([page.page], |row| row.get(0))?;
    let mut kept = kept(db, page.page)?;
    let mut changes = Vec::new();
    for (n, document) in page.documents.iter().enumerate() {
        let key = columns::article_key(&hash, n);
        let claims = columns::claims(document, &key).map_err(to_sql)?;
        let now: Vec<(String, String)> =
            claims.iter().map(|claim| (claim.kind.to_owned(), claim.json.clone())).collect();
        let title = document.article.title.clone();
        let Some(old) = kept.remove(&n) else {
            insert_article(db, page.page, &hash, n, document)?;
            let (gone, new) = difference(&[], &now)?;
            changes.push(Change { article: key, title, is_read_otherwise: true, gone, new });
            continue;
        };
        let json = without_claims(document)?;
        let is_read_otherwise = json != old.json;
        let coder = &document.coder;
        if is_read_otherwise || (&old.coder, &old.lexicon) != (&coder.version, &coder.lexicon) {
            let article = &document.article;
            db.prepare_cached(
                "UPDATE articles SET lang = ?2, publisher = ?3, published = ?4, title = ?5, coder = ?6,
                   lexicon = ?7, json = ?8 WHERE id = ?1",
            )?
            .execute(params![
                old.id,
                article.lang,
                article.publisher,
                article.published,
                article.title,
                coder.version,
                coder.lexicon,
                json
            ])?;
        }
        let is_coded_otherwise = now != old.claims;
        if is_coded_otherwise {
            delete_claims(db, old.id)?;
            for claim in &claims {
                insert_claim(db, old.id, claim)?;
            }
        }
        if is_read_otherwise || is_coded_otherwise {
            let (gone, new) = difference(&old.claims, &now)?;
            changes.push(Change { article: key, title, is_read_otherwise, gone, new });
        }
    }
    for (n, old) in kept {
        delete_claims(db, old.id)?;
        db.prepare_cached("DELETE FROM articles WHERE id = ?1")?.execute([old.id])?;
        let (gone, new) = difference(&old.claims, &[])?;
        let article = columns::article_key(&hash, n);
        changes.push(Change { article, title: None, is_read_otherwise: true, gone, new });
    }
    Ok(changes)
}

/// The articles of a page as they are kept, by number.
fn kept(db: &Connection, page: i64) -> rusqlite::Result<BTreeMap<usize, Kept>> {
    let mut found = BTreeMap::new();
    let mut query =
        db.prepare_cached("SELECT n, id, json, coder, lexicon FROM articles WHERE page = ?1")?;
    let mut rows = query.query([page])?;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(1)?;
        let mut claims =
            db.prepare_cached("SELECT kind, json FROM claims WHERE article = ?1 ORDER BY id")?;
        let claims = claims
            .query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        let kept = Kept { id, json: row.get(2)?, coder: row.get(3)?, lexicon: row.get(4)?, claims };
        found.insert(row.get(0)?, kept);
    }
    Ok(found)
}

fn delete_claims(db: &Connection, article: i64) -> rusqlite::Result<()> {
    for (table, column) in [("positions", "id"), ("names", "claim"), ("tolls", "claim")] {
        let sql = format!(
            "DELETE FROM {table} WHERE {column} IN (SELECT id FROM claims WHERE article = ?1)"
        );
        db.prepare_cached(&sql)?.execute([article])?;
    }
    db.prepare_cached("DELETE FROM claims WHERE article = ?1")?.execute([article])?;
    Ok(())
}

type Claims = Vec<(String, Value)>;

/// What is only in the old list, and what is only in the new one.
fn difference(
    old: &[(String, String)],
    new: &[(String, String)],
) -> rusqlite::Result<(Claims, Claims)> {
    let only = |of: &[(String, String)], other: &[(String, String)]| -> rusqlite::Result<Claims> {
        let mut left: Vec<&(String, String)> = other.iter().collect();
        let mut found = Vec::new();
        for claim in of {
            match left.iter().position(|one| *one == claim) {
                Some(at) => {
                    left.swap_remove(at);
                }
                None => {
                    found.push((claim.0.clone(), serde_json::from_str(&claim.1).map_err(to_sql)?));
                }
            }
        }
        Ok(found)
    };
    Ok((only(old, new)?, only(new, old)?))
}
