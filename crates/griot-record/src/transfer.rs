//! A whole record as lines of JSON, and a record made of them.
//!
//! Takes a record; gives one object a line: what the user wrote of it, its runs, its pages with what was
//! coded of them, its decisions, and where ids lead. What is derived is not there: it is made again. An
//! export of the record that is made of an export is the same, byte for byte. The last line counts the
//! others, so that half an export is told from a whole one.

use std::collections::BTreeSet;
use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use griot::json::{Aggregate, Coder, Event, ReadDocument, Statement};
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::archive::{self, About, Appender, Archived, content_hash};
use crate::audit;
use crate::columns;
use crate::decide;
use crate::decisions::{Decision, Log};
use crate::error::{Error, Result};
use crate::extend::Near;
use crate::index::Words;
use crate::layer;
use crate::lock::Lock;
use crate::record::{Layout, Record, place_of};
use crate::schema;
use crate::write::{before_claims, catch_up, insert_claim, insert_read};

/// The version of the lines: it rises when a field is renamed, removed or changes its meaning.
const FORMAT: u32 = 1;

/// So many pages are written at once.
const BATCH: usize = 256;

/// How much there was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transferred {
    /// Commands that wrote.
    pub runs: u64,
    /// Pages.
    pub pages: u64,
    /// Decisions.
    pub decisions: u64,
    /// Ids that were an event's once.
    pub redirects: u64,
}

/// A line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Line {
    Record { format: u32, config: String },
    Run(RunLine),
    Page(Box<PageLine>),
    Decision(Box<Decision>),
    Redirect { id: String, event: Option<String> },
    End(Transferred),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RunLine {
    id: i64,
    command: String,
    started: String,
    coder: String,
    lexicon: String,
    n_new: u64,
    n_known: u64,
    n_failed: u64,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PageLine {
    hash: String,
    run: i64,
    about: About,
    /// The page, when it is UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// The page in Base64, when it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    base64: Option<String>,
    articles: Vec<ArticleLine>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ArticleLine {
    n: usize,
    coder: String,
    lexicon: String,
    document: Exact,
    claims: Vec<ClaimLine>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ClaimLine {
    kind: String,
    claim: Exact,
}

/// Whether a value is written as it was read.
fn is_written(value: &Value, json: &str) -> bool {
    serde_json::to_string(value).is_ok_and(|written| written == json)
}

/// JSON that must come out as it went in. A number whose digits would not survive being read is the
/// reason why it may stand there as a string.
#[derive(Debug, Serialize, Deserialize)]
#[serde(transparent)]
struct Exact(Value);

impl Exact {
    fn of(json: String) -> Self {
        match serde_json::from_str::<Value>(&json) {
            Ok(value @ Value::Object(_)) if is_written(&value, &json) => Self(value),
            _ => Self(Value::String(json)),
        }
    }

    fn into_json(self) -> String {
        match self.0 {
            Value::String(json) => json,
            value => value.to_string(),
        }
    }
}

impl Record {
    /// Writes everything, a line each.
    ///
    /// # Errors
    ///
    /// When the record or its archive cannot be read, or `out` not be written.
    pub fn export_all(&self, out: &mut impl Write) -> Result<Transferred> {
        let state = self.db.unchecked_transaction().map_err(|error| self.fault(error))?;
        let mut counts = Transferred::default();
        let mut put = |line: &Line| -> Result<()> {
            let to = Path::new("the export");
            let mut json = serde_json::to_vec(line).map_err(|error| Error::io(to, error.into()))?;
            json.push(b'\n');
            out.write_all(&json).map_err(|error| Error::io(to, error))
        };
        let path = self.layout.config();
        let config = std::fs::read_to_string(&path).map_err(|error| Error::io(&path, error))?;
        put(&Line::Record { format: FORMAT, config })?;
        for run in self.runs().map_err(|error| self.fault(error))? {
            put(&Line::Run(run))?;
            counts.runs += 1;
        }
        let mut query = self
            .db
            .prepare("SELECT file, offset, length, id, hash, about, run FROM pages ORDER BY id")
            .map_err(|error| self.fault(error))?;
        let mut rows = query.query([]).map_err(|error| self.fault(error))?;
        while let Some(row) = rows.next().map_err(|error| self.fault(error))? {
            let read = || -> rusqlite::Result<_> {
                let id: i64 = row.get(3)?;
                let about = layer::parsed::<About>(row, 5)?;
                Ok((
                    place_of(row)?,
                    row.get::<_, String>(4)?,
                    about,
                    row.get(6)?,
                    self.lines_of(id)?,
                ))
            };
            let (place, hash, about, run, articles) = read().map_err(|error| self.fault(error))?;
            let bytes = archive::read(&self.layout.dir, place)?.bytes;
            let (text, base64) = match String::from_utf8(bytes) {
                Ok(text) => (Some(text), None),
                Err(error) => (None, Some(BASE64.encode(error.as_bytes()))),
            };
            let page = PageLine { hash, run, about, text, base64, articles };
            put(&Line::Page(Box::new(page)))?;
            counts.pages += 1;
        }
        for decision in Log::load(&self.db).map_err(|error| self.fault(error))?.all {
            put(&Line::Decision(Box::new(decision)))?;
            counts.decisions += 1;
        }
        for (id, event) in self.redirects().map_err(|error| self.fault(error))? {
            put(&Line::Redirect { id, event })?;
            counts.redirects += 1;
        }
        put(&Line::End(counts))?;
        drop(rows);
        drop(query);
        drop(state);
        Ok(counts)
    }

    fn runs(&self) -> rusqlite::Result<Vec<RunLine>> {
        let mut query = self.db.prepare(
            "SELECT id, command, started, coder, lexicon, n_new, n_known, n_failed FROM runs ORDER BY id",
        )?;
        let read = |row: &rusqlite::Row<'_>| {
            Ok(RunLine {
                id: row.get(0)?,
                command: row.get(1)?,
                started: row.get(2)?,
                coder: row.get(3)?,
                lexicon: row.get(4)?,
                n_new: row.get(5)?,
                n_known: row.get(6)?,
                n_failed: row.get(7)?,
            })
        };
        query.query_map([], read)?.collect()
    }

    fn lines_of(&self, page: i64) -> rusqlite::Result<Vec<ArticleLine>> {
        let mut articles = self.db.prepare_cached(
            "SELECT id, n, coder, lexicon, json FROM articles WHERE page = ?1 ORDER BY n",
        )?;
        let mut rows = articles.query([page])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            let sql = "SELECT kind, json FROM claims WHERE article = ?1 ORDER BY id";
            let mut query = self.db.prepare_cached(sql)?;
            let claims = query.query_map([id], |row| {
                Ok(ClaimLine { kind: row.get(0)?, claim: Exact::of(row.get(1)?) })
            })?;
            found.push(ArticleLine {
                n: row.get(1)?,
                coder: row.get(2)?,
                lexicon: row.get(3)?,
                document: Exact::of(row.get(4)?),
                claims: claims.collect::<rusqlite::Result<_>>()?,
            });
        }
        Ok(found)
    }

    fn redirects(&self) -> rusqlite::Result<Vec<(String, Option<String>)>> {
        let mut query = self.db.prepare("SELECT id, event FROM redirects ORDER BY id")?;
        query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
    }

    /// Makes a record of an export, in a folder that is empty or not there. It is made beside it, under
    /// the name with `.part` behind, and has its own name when it is whole.
    ///
    /// # Errors
    ///
    /// When the folder is not empty or cannot be written, or the lines are no whole export.
    pub fn import(dir: &Path, from: &mut impl BufRead) -> Result<(Self, Transferred)> {
        let fault = |error| Error::io(dir, error);
        if dir.exists() && std::fs::read_dir(dir).map_err(fault)?.next().is_some() {
            return Err(Error::NotEmpty(dir.to_owned()));
        }
        let mut part = dir.as_os_str().to_owned();
        part.push(".part");
        let part = PathBuf::from(part);
        drop(Self::init(&part, "import")?);
        let counts = match fill(&Layout::new(&part), from) {
            Ok(counts) => counts,
            Err(error) => {
                // Half a record is of no use, and it was made here.
                let _ = std::fs::remove_dir_all(&part);
                return Err(error);
            }
        };
        if dir.exists() {
            std::fs::remove_dir(dir).map_err(fault)?;
        }
        std::fs::rename(&part, dir).map_err(fault)?;
        Ok((Self::open(dir)?, counts))
    }
}

/// Fills a new record with the lines of an export.
fn fill(layout: &Layout, from: &mut impl BufRead) -> Result<Transferred> {
    let _lock = Lock::take(&layout.dir)?;
    let path = layout.database();
    let fault = |error| Error::database(&path, error);
    let mut db = schema::open_for_writing(&path)?;
    let (mut archive, _) = Appender::open(&layout.dir, None)?;
    let mut counts = Transferred::default();
    let mut redirects = Vec::new();
    let (mut n, mut has_begun, mut end) = (0_u64, false, None);
    let mut batch = Vec::new();
    let mut text = String::new();
    loop {
        text.clear();
        let read = from.read_line(&mut text).map_err(|error| wrong(n + 1, error.to_string()))?;
        n += 1;
        if read == 0 || batch.len() == BATCH {
            put(&mut db, &mut archive, std::mem::take(&mut batch)).map_err(
                |error| match error {
                    Failed::Line(line, reason) => wrong(line, reason),
                    Failed::Database(error) => Error::database(&path, error),
                    Failed::Other(error) => error,
                },
            )?;
        }
        if read == 0 {
            break;
        }
        if end.is_some() {
            return Err(wrong(n, "there is more behind its end"));
        }
        let line: Line =
            serde_json::from_str(&text).map_err(|error| wrong(n, error.to_string()))?;
        match line {
            Line::Record { format, .. } if format > FORMAT => {
                let reason = format!(
                    "it was written by a newer griot (format {format}, this one knows up to {FORMAT})"
                );
                return Err(wrong(n, reason));
            }
            Line::Record { config, .. } => {
                let path = layout.config();
                std::fs::write(&path, config).map_err(|error| Error::io(&path, error))?;
                has_begun = true;
            }
            _ if !has_begun => return Err(wrong(n, "the export of a record begins otherwise")),
            Line::Run(run) => {
                insert_run(&db, &run).map_err(fault)?;
                counts.runs += 1;
            }
            Line::Page(page) => {
                batch.push((n, page));
                counts.pages += 1;
            }
            Line::Decision(decision) => {
                decide::insert(&db, &decision).map_err(fault)?;
                counts.decisions += 1;
            }
            Line::Redirect { id, event } => {
                redirects.push((id, event));
                counts.redirects += 1;
            }
            Line::End(told) => end = Some(told),
        }
    }
    match end {
        None => return Err(wrong(n, "its end is missing: it is not whole")),
        Some(told) if told != counts => {
            return Err(wrong(n, "there are fewer lines than its end counts: it is not whole"));
        }
        Some(_) => {}
    }
    // Everything is new: the layer is made whole.
    layer::bring_into_step(&mut db, None, &mut Near::default(), &BTreeSet::new()).map_err(fault)?;
    for (id, event) in redirects {
        let sql = "INSERT OR REPLACE INTO redirects (id, event) VALUES (?1, ?2)";
        db.execute(sql, params![id, event]).map_err(fault)?;
    }
    catch_up(&db, layout, Words::open(&layout.index()))?.close()?;
    db.close().map_err(|(_, error)| Error::database(&path, error))?;
    Ok(counts)
}

fn wrong(line: u64, reason: impl Into<String>) -> Error {
    Error::Import { line, reason: reason.into() }
}

fn insert_run(db: &Connection, run: &RunLine) -> rusqlite::Result<()> {
    let RunLine { id, command, started, coder, lexicon, n_new, n_known, n_failed } = run;
    db.execute(
        "INSERT INTO runs (id, command, started, coder, lexicon, n_new, n_known, n_failed)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![id, command, started, coder, lexicon, n_new, n_known, n_failed],
    )?;
    audit::append(db, started, "", "run", &audit::of_run(*id, command, coder))
}

/// Why a batch could not be written.
enum Failed {
    Line(u64, String),
    Database(rusqlite::Error),
    Other(Error),
}

impl From<rusqlite::Error> for Failed {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}

/// Writes pages: into the archive and onto the disk first, then their rows.
fn put(
    db: &mut Connection,
    archive: &mut Appender,
    pages: Vec<(u64, Box<PageLine>)>,
) -> std::result::Result<(), Failed> {
    let change = db.transaction()?;
    for (n, page) in pages {
        let bytes = match (page.text, page.base64) {
            (Some(text), None) => text.into_bytes(),
            (None, Some(text)) => {
                BASE64.decode(text).map_err(|error| Failed::Line(n, error.to_string()))?
            }
            _ => return Err(Failed::Line(n, "either `text` or `base64` is expected".to_owned())),
        };
        if content_hash(&bytes) != page.hash {
            return Err(Failed::Line(n, "the page is not the one of its hash".to_owned()));
        }
        let sql = "SELECT started FROM runs WHERE id = ?1";
        let started: String =
            change
                .prepare_cached(sql)?
                .query_row([page.run], |row| row.get(0))
                .map_err(|_| Failed::Line(n, format!("run {} is not there", page.run)))?;
        let now = started.parse().map_err(|_| {
            Failed::Line(n, format!("`{started}` is no time: expected 2024-05-07T08:00:00Z"))
        })?;
        let kept = Archived { about: page.about, bytes };
        let place = archive.append(&kept, now).map_err(Failed::Other)?;
        let about = serde_json::to_string(&kept.about)
            .map_err(|error| Failed::Line(n, error.to_string()))?;
        change
            .prepare_cached(
                "INSERT INTO pages (hash, about, file, offset, length, run)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![page.hash, about, place.file, place.offset, place.length, page.run])?;
        let id = change.last_insert_rowid();
        for article in page.articles {
            put_article(&change, n, id, &page.hash, article)?;
        }
    }
    archive.sync().map_err(Failed::Other)?;
    change.commit()?;
    Ok(())
}

fn put_article(
    db: &Connection,
    n: u64,
    page: i64,
    hash: &str,
    line: ArticleLine,
) -> std::result::Result<(), Failed> {
    let bad = |error: serde_json::Error| Failed::Line(n, error.to_string());
    let json = line.document.into_json();
    let read: ReadDocument = serde_json::from_str(&json).map_err(bad)?;
    let mut document = before_claims(read, Coder { version: line.coder, lexicon: line.lexicon });
    let mut exact = Vec::with_capacity(line.claims.len());
    for ClaimLine { kind, claim } in line.claims {
        let json = claim.into_json();
        match kind.as_str() {
            "event" => document.events.push(serde_json::from_str::<Event>(&json).map_err(bad)?),
            "aggregate" => {
                document.aggregates.push(serde_json::from_str::<Aggregate>(&json).map_err(bad)?);
            }
            "statement" => {
                document.statements.push(serde_json::from_str::<Statement>(&json).map_err(bad)?);
            }
            kind => return Err(Failed::Line(n, format!("`{kind}` is no kind of claim"))),
        }
        exact.push(json);
    }
    let key = columns::article_key(hash, line.n);
    let id = insert_read(db, page, line.n, &key, &document, &json)?;
    // Events, aggregates, statements: the order in which they were written down.
    for (mut claim, json) in columns::claims(&document, &key).map_err(bad)?.into_iter().zip(exact) {
        claim.json = json;
        insert_claim(db, id, &claim)?;
    }
    Ok(())
}
