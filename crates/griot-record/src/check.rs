//! Whether a record is whole.
//!
//! Takes a record; gives what is wrong with it, each fault with where it is. Every page is read
//! from the archive and held against its hash, every claim against the text of its article and
//! against the columns that filters look at, the index against the database. What a killed writer
//! leaves behind, and the next one makes good, is no fault, and is told apart.

use std::collections::{BTreeMap, BTreeSet};

use griot::json::{Aggregate, Coder, Event, ReadDocument, Statement};
use serde_json::Value;

use crate::archive::{self, content_hash};
use crate::audit;
use crate::columns;
use crate::decisions::{self, Log};
use crate::error::{Error, Result};
use crate::facets;
use crate::fuse;
use crate::layer;
use crate::record::{Record, last_article, place_of};
use crate::review;
use crate::withheld;
use crate::write::before_claims;

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Which part of the record: a file, a page, a claim.
    pub part: String,
    /// What is wrong with it.
    pub what: String,
}

/// What was looked at, and what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Pages that were read from the archive.
    pub pages: u64,
    /// Articles whose claims were held against their text.
    pub articles: u64,
    /// Claims that were held against their article.
    pub claims: u64,
    /// Events that were put together again; none when the layer is not in step.
    pub events: u64,
    /// What is wrong.
    pub faults: Vec<Fault>,
    /// Decisions that were read.
    pub decisions: u64,
    /// Keys of decisions whose subject is not there (any more). They are kept, and hold again when
    /// it comes back.
    pub unplaced: Vec<String>,
    /// Entries of the log that were followed.
    pub entries: u64,
    /// The hash of the last one: noted elsewhere, it shows later whether the log was written anew.
    pub head: Option<String>,
    /// What is unfinished, and is finished by the next writer.
    pub unfinished: Vec<String>,
}

impl Checked {
    fn fault(&mut self, part: impl Into<String>, what: impl Into<String>) {
        self.faults.push(Fault { part: part.into(), what: what.into() });
    }
}

impl Record {
    /// Looks at everything. `progress` is told how many pages of how many are done.
    ///
    /// # Errors
    ///
    /// When the database cannot be asked at all. Whatever else is wrong is a fault.
    pub fn check(&self, mut progress: impl FnMut(u64, u64)) -> Result<Checked> {
        // All questions are about one state, whatever a writer does meanwhile.
        let state = self.db.unchecked_transaction().map_err(|error| self.fault(error))?;
        let mut checked = Checked::default();
        if let Err(error) = self.config() {
            checked.fault("griot.toml", error.to_string());
        }
        self.check_database(&mut checked).map_err(|error| self.fault(error))?;
        self.check_pages(&mut checked, &mut progress)?;
        self.check_articles(&mut checked).map_err(|error| self.fault(error))?;
        self.check_archive_end(&mut checked)?;
        self.check_index(&mut checked)?;
        self.check_layer(&mut checked).map_err(|error| self.fault(error))?;
        self.check_decisions(&mut checked).map_err(|error| self.fault(error))?;
        let log = audit::verify(&self.db).map_err(|error| self.fault(error))?;
        (checked.entries, checked.head) = (log.n, log.head);
        for fault in log.faults {
            checked.fault("log", fault);
        }
        drop(state);
        Ok(checked)
    }

    fn check_database(&self, checked: &mut Checked) -> rusqlite::Result<()> {
        let mut query = self.db.prepare("PRAGMA integrity_check")?;
        for line in query.query_map([], |row| row.get::<_, String>(0))? {
            let line = line?;
            if line != "ok" {
                checked.fault("record.sqlite", line);
            }
        }
        let mut query = self.db.prepare("PRAGMA foreign_key_check")?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            let (table, id): (String, Option<i64>) = (row.get(0)?, row.get(1)?);
            let id = id.map_or_else(String::new, |id| format!(" {id}"));
            checked.fault(
                "record.sqlite",
                format!("`{table}`{id} refers to something that is not there"),
            );
        }
        Ok(())
    }

    fn check_pages(
        &self,
        checked: &mut Checked,
        progress: &mut impl FnMut(u64, u64),
    ) -> Result<()> {
        let total = self.one("SELECT count(*) FROM pages")?;
        let sql = "SELECT file, offset, length, hash, about FROM pages ORDER BY file, offset";
        let mut query = self.db.prepare(sql).map_err(|error| self.fault(error))?;
        let mut rows = query.query([]).map_err(|error| self.fault(error))?;
        while let Some(row) = rows.next().map_err(|error| self.fault(error))? {
            let read = || Ok((place_of(row)?, row.get::<_, String>(3)?, row.get::<_, String>(4)?));
            let (place, hash, about) = read().map_err(|error| self.fault(error))?;
            let part = format!("page {hash}");
            match archive::read(&self.layout.dir, place) {
                Ok(page) if content_hash(&page.bytes) != hash => {
                    checked.fault(part, "another page stands at its place in the archive");
                }
                Ok(page) => {
                    if serde_json::to_string(&page.about).ok().as_ref() != Some(&about) {
                        checked
                            .fault(part, "the archive and the database say different things of it");
                    }
                }
                Err(error) => checked.fault(part, error.to_string()),
            }
            checked.pages += 1;
            progress(checked.pages, total);
        }
        Ok(())
    }

    fn check_articles(&self, checked: &mut Checked) -> rusqlite::Result<()> {
        let mut articles = self.db.prepare(
            "SELECT a.id, a.key, a.n, a.json, p.hash, a.coder, a.lexicon
             FROM articles a LEFT JOIN pages p ON p.id = a.page ORDER BY a.id",
        )?;
        let mut rows = articles.query([])?;
        while let Some(row) = rows.next()? {
            let (id, key, n): (i64, String, usize) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let (json, hash): (String, Option<String>) = (row.get(3)?, row.get(4)?);
            let coder = Coder { version: row.get(5)?, lexicon: row.get(6)? };
            checked.articles += 1;
            let part = format!("article {key}");
            if hash.is_some_and(|hash| columns::article_key(&hash, n) != key) {
                checked.fault(&part, "its key is not that of its page");
            }
            match serde_json::from_str::<ReadDocument>(&json) {
                Ok(read) => self.check_claims(id, &key, read, coder, checked)?,
                Err(error) => checked.fault(part, format!("it cannot be read: {error}")),
            }
        }
        Ok(())
    }

    fn check_claims(
        &self,
        article: i64,
        key: &str,
        read: ReadDocument,
        coder: Coder,
        checked: &mut Checked,
    ) -> rusqlite::Result<()> {
        let mut document = before_claims(read, coder);
        let mut found = BTreeMap::new();
        let mut query = self.db.prepare_cached(
            "SELECT key, kind, json, type, country, place, certainty, first_day, last_day, lat, lon,
               (SELECT group_concat(outcome, ' ') FROM (SELECT outcome FROM tolls WHERE claim = c.id ORDER BY n)),
               (SELECT json_group_array(role || ' ' || name)
                FROM (SELECT role, name FROM names WHERE claim = c.id ORDER BY role, name))
             FROM claims c WHERE article = ?1 ORDER BY id",
        )?;
        let mut rows = query.query([article])?;
        while let Some(row) = rows.next()? {
            let (claim_key, kind, json): (String, String, String) =
                (row.get(0)?, row.get(1)?, row.get(2)?);
            checked.claims += 1;
            let part = format!("claim {claim_key}");
            let parsed = match kind.as_str() {
                "event" => {
                    serde_json::from_str::<Event>(&json).map(|event| document.events.push(event))
                }
                "aggregate" => serde_json::from_str::<Aggregate>(&json)
                    .map(|one| document.aggregates.push(one)),
                _ => serde_json::from_str::<Statement>(&json)
                    .map(|one| document.statements.push(one)),
            };
            if let Err(error) = parsed {
                checked.fault(part, format!("it cannot be read: {error}"));
                continue;
            }
            if let Ok(value) = serde_json::from_str::<Value>(&json)
                && let Some(what) = bad_span(&value, &document.article.text)
            {
                checked.fault(part, what);
            }
            let mut columns = vec![kind];
            for at in 3..9 {
                columns.push(row.get::<_, Option<String>>(at)?.unwrap_or_default());
            }
            for at in [9, 10] {
                columns.push(
                    row.get::<_, Option<f64>>(at)?.map_or_else(String::new, |n| n.to_string()),
                );
            }
            columns.push(row.get::<_, Option<String>>(11)?.unwrap_or_default());
            columns.push(row.get::<_, String>(12)?);
            found.insert(claim_key, columns);
        }
        // A document that was written can be written again.
        for claim in columns::claims(&document, key).unwrap_or_default() {
            let [first, last] = claim.days.clone().unwrap_or_default();
            let (lat, lon) = claim.position.unzip();
            let number = |n: Option<f64>| n.map_or_else(String::new, |n| n.to_string());
            let names: Vec<_> =
                claim.names.iter().map(|(role, name)| format!("{role} {name}")).collect();
            let expected = vec![
                claim.kind.to_owned(),
                claim.event_type.clone().unwrap_or_default(),
                claim.country.clone().unwrap_or_default(),
                claim.place.clone().unwrap_or_default(),
                claim.certainty.clone().unwrap_or_default(),
                first,
                last,
                number(lat),
                number(lon),
                claim.outcomes.join(" "),
                serde_json::to_string(&names).unwrap_or_default(),
            ];
            match found.remove(&claim.key) {
                Some(columns) if columns == expected => {}
                Some(_) => checked.fault(
                    format!("claim {}", claim.key),
                    "the columns that filters look at are not those of the claim",
                ),
                None => {
                    checked.fault(format!("claim {}", claim.key), "it is missing under its key");
                }
            }
        }
        for claim_key in found.keys() {
            checked.fault(format!("claim {claim_key}"), "its key is not that of its article");
        }
        Ok(())
    }

    fn check_archive_end(&self, checked: &mut Checked) -> Result<()> {
        for number in archive::numbers(&self.layout.dir)? {
            let sql = format!(
                "SELECT coalesce(max(offset + length), 0) FROM pages WHERE file = {number}"
            );
            let known = self.one(&sql)?;
            let name = archive::file_name(number);
            let path = self.layout.dir.join(&name);
            let length = std::fs::metadata(&path).map_err(|error| Error::io(&path, error))?.len();
            if length > known {
                checked.unfinished.push(format!(
                    "`{name}` has {} bytes that no page of the record knows; the next `griot add` sees to them",
                    length - known
                ));
            }
        }
        Ok(())
    }

    fn check_index(&self, checked: &mut Checked) -> Result<()> {
        let words = match self.words() {
            Ok(words) => words,
            Err(error) => {
                checked.fault("index", error.to_string());
                return Ok(());
            }
        };
        let mark = words.mark()?;
        let last = last_article(&self.db).map_err(|error| self.fault(error))?;
        match words.verify() {
            Err(error) => checked.fault("index", error.to_string()),
            Ok(indexed) if mark == last && indexed != checked.articles => checked.fault(
                "index",
                format!("{indexed} articles are in it, and {} in the database", checked.articles),
            ),
            Ok(_) if mark != last => {
                checked.unfinished.push(
                    "the index is behind; the next `griot add` brings it into step".to_owned(),
                );
            }
            Ok(_) => {}
        }
        Ok(())
    }
}

impl Record {
    /// Computes the derived layer again, and holds the one that is written against it.
    fn check_layer(&self, checked: &mut Checked) -> rusqlite::Result<()> {
        if layer::state(&self.db, "index")?.is_some() {
            let text = "the index is that of older texts; the next writer makes it again";
            checked.unfinished.push(text.to_owned());
        }
        if !layer::is_in_step(&self.db)? {
            let text = match layer::made_of(&self.db)? {
                Some(made) if !made.starts_with(&fuse::stamp()) => {
                    "reports were put together by another version of griot; the next `griot add` or \
                     `griot recode` does it again"
                }
                _ => "the last reports are not put together; the next `griot add` does it",
            };
            checked.unfinished.push(text.to_owned());
            return Ok(());
        }
        let written = match layer::load(&self.db) {
            Ok(written) => written,
            Err(error) => {
                checked.fault("events", format!("they cannot be read: {error}"));
                return Ok(());
            }
        };
        let computed = fuse::compute(&self.db)?;
        let ids: BTreeSet<&String> = written.events.keys().chain(computed.events.keys()).collect();
        for id in ids {
            let what = match (written.events.get(id), computed.events.get(id)) {
                (Some(written), Some(computed)) if written == computed => continue,
                (Some(_), Some(_)) => "it is not what its reports give",
                (Some(_), None) => "no reports give it",
                (None, _) => "it is missing",
            };
            checked.fault(format!("event {id}"), what);
        }
        if written.reprints != computed.reprints {
            checked.fault("reprints", "they are not those of the texts");
        }
        if written.suggestions != computed.suggestions {
            checked.fault("suggestions", "they are not those of the reports");
        }
        if written.near != computed.near {
            checked.fault("near", "it is not where the reports stand");
        }
        for event in self.wrongly_told()? {
            checked.fault(format!("event {event}"), "it is not told which one article tells it");
        }
        for piece in facets::wrong(&self.db)? {
            let [from, to] = facets::numbers(piece);
            let part = format!("facets of claims {from} to {}", to - 1);
            checked.fault(part, "they are not what the claims say");
        }
        if withheld::is_wrong(&self.db)? {
            checked.fault("withheld", "it is not what was decided");
        }
        for event in review::wrong(&self.db)? {
            checked.fault(format!("event {event}"), "its review is not what was decided");
        }
        checked.events = written.events.len() as u64;
        Ok(())
    }
}

impl Record {
    /// The events of which the one article that tells them is not the one that their reports give.
    fn wrongly_told(&self) -> rusqlite::Result<Vec<String>> {
        let mut query = self.db.prepare(
            "SELECT id FROM events e WHERE article IS NOT
               (SELECT CASE WHEN min(key) = max(key) THEN min(key) END
                FROM (SELECT substr(account, 1, instr(account, '/') - 1) AS key
                      FROM reports WHERE event = e.id))
             ORDER BY id",
        )?;
        query.query_map([], |row| row.get(0))?.collect()
    }

    /// Tells which decisions are about something that is not there (any more).
    fn check_decisions(&self, checked: &mut Checked) -> rusqlite::Result<()> {
        let log = Log::load(&self.db)?;
        if log.all.is_empty() {
            return Ok(());
        }
        for decision in log.in_force() {
            if !decisions::is_placed(&self.db, decision)? {
                checked.unplaced.push(decision.key.clone());
            }
        }
        checked.decisions = log.all.len() as u64;
        Ok(())
    }
}

/// What is wrong with the spans of a claim, first one only.
fn bad_span(claim: &Value, text: &str) -> Option<String> {
    let slice = |range: &Value| {
        let [from, to] = range.as_array()?.as_slice() else { return None };
        let (from, to) = (from.as_u64()?, to.as_u64()?);
        text.get(usize::try_from(from).ok()?..usize::try_from(to).ok()?)
    };
    for (name, span) in claim.get("spans")?.as_object()? {
        let is_range =
            |value: &Value| value.as_array().is_some_and(|all| all.iter().all(Value::is_u64));
        let ranges = match span {
            Value::Null => continue,
            range if is_range(range) && range.as_array().is_some_and(|all| !all.is_empty()) => {
                vec![range]
            }
            list => list.as_array()?.iter().collect(),
        };
        if ranges.iter().any(|range| slice(range).is_none()) {
            return Some(format!("the span of `{name}` is not inside the text"));
        }
        if name == "evidence"
            && let Some(said) = claim.get("evidence").and_then(Value::as_str)
            && slice(span) != Some(said)
        {
            return Some("its evidence is not what the text says".to_owned());
        }
    }
    let tolls = claim.get("tolls").and_then(Value::as_array).into_iter().flatten();
    tolls.into_iter().find_map(|toll| bad_span(toll, text))
}
