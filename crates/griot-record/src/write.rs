//! Adding pages.
//!
//! The order is what makes it safe to be killed: the pages of a batch go to the archive and to the
//! disk, then their rows are written in one transaction, then their words go to the index. Killed
//! in between, the archive has pages without rows, which the next writer is given back as
//! [`Orphan`]s, or the index or the derived layer is behind, which the next writer makes good. Nothing is ever removed
//! from the archive but half a page at its end.

use std::collections::{BTreeSet, HashSet};
use std::path::Path;

use griot::json::{Coder, Document, ReadDocument};
use rusqlite::{Connection, params};

use crate::archive::{self, About, Appender, Archived, Place, content_hash};
use crate::audit;
use crate::columns;
use crate::error::{Error, Result};
use crate::extend::Near;
use crate::index::{Prints, Words, WordsWriter};
use crate::layer::{self, Fused, OpensPrints};
use crate::lock::Lock;
use crate::record::{Layout, key_of, last_article, place_of};
use crate::schema;

/// The index is committed when so many articles wait: each commit is a file of its own.
const ARTICLES_A_COMMIT: u64 = 5_000;

/// A page that was read and coded, to be added.
#[derive(Debug)]
pub struct NewPage {
    /// What was known of it.
    pub about: About,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What was read and coded of it.
    pub documents: Vec<Document>,
    /// Where it lies already, when it is an [`Orphan`].
    pub place: Option<Place>,
}

/// A page of the archive that no row knows: it was written just before the writer died.
#[derive(Debug)]
pub struct Orphan {
    /// The page.
    pub page: Archived,
    /// Where it lies.
    pub place: Place,
}

/// What became of a batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Added {
    /// Pages that were added.
    pub new: u64,
    /// Pages that were there already.
    pub known: u64,
}

/// The one process that writes.
#[derive(Debug)]
pub struct Writer {
    pub(crate) layout: Layout,
    pub(crate) db: Connection,
    archive: Appender,
    orphans: Vec<Place>,
    words: Option<WordsWriter>,
    /// The index as it was last looked at for reprints.
    prints: Option<Prints>,
    waiting: u64,
    /// What putting reports together has done to events since it was opened, less `created`.
    fused: Fused,
    /// Events that came up since it was opened.
    created: BTreeSet<String>,
    near: Near,
    /// The command in the list of runs; nothing for whoever only decides.
    run: Option<i64>,
    pub(crate) now: jiff::Timestamp,
    _lock: Lock,
}

impl Writer {
    /// Opens a record for writing, brings its database up to date and its index into step. `now`
    /// and `command` are written into the list of runs.
    ///
    /// # Errors
    ///
    /// When another process writes, the record is of a newer version, or cannot be written.
    pub fn open(dir: &Path, command: &str, coder: &Coder, now: jiff::Timestamp) -> Result<Self> {
        Self::open_signed(dir, command, coder, now, "")
    }

    /// The same; `by` is whoever gave the command, and stands in the log.
    ///
    /// # Errors
    ///
    /// As [`Writer::open`].
    pub fn open_signed(
        dir: &Path,
        command: &str,
        coder: &Coder,
        now: jiff::Timestamp,
        by: &str,
    ) -> Result<Self> {
        let mut writer = Self::open_to_decide(dir, now)?;
        let run = begin_run(&mut writer.db, command, coder, now, by.trim());
        writer.run = Some(run.map_err(|error| writer.fault(error))?);
        Ok(writer)
    }

    /// Opens a record to decide something. That is no run: what is decided has its own entry in the log,
    /// signed by whoever decides, and one that names nobody beside it would tell nothing.
    ///
    /// # Errors
    ///
    /// As [`Writer::open`].
    pub fn open_to_decide(dir: &Path, now: jiff::Timestamp) -> Result<Self> {
        let layout = Layout::new(dir);
        layout.must_exist()?;
        let lock = Lock::take(dir)?;
        let db = schema::open_for_writing(&layout.database())?;
        let path = layout.database();
        let fault = |error| Error::database(&path, error);
        let known = known_end(&db).map_err(fault)?;
        let (archive, orphans) = Appender::open(dir, known)?;
        let is_stale = layer::state(&db, "index").map_err(fault)?.is_some();
        let words = match catch_up(&db, &layout, Words::open(&layout.index())) {
            Ok(words) if !is_stale => words,
            Ok(words) => {
                // Texts were read again, and the writer that did it died before their words were.
                drop(words);
                catch_up(&db, &layout, Words::create(&layout.index()))?
            }
            Err(Error::Index(_)) => catch_up(&db, &layout, Words::create(&layout.index()))?,
            Err(error) => return Err(error),
        };
        layer::set_state(&db, "index", None).map_err(fault)?;
        Ok(Self {
            layout,
            db,
            archive,
            orphans,
            words: Some(words),
            prints: None,
            waiting: 0,
            fused: Fused::default(),
            created: BTreeSet::new(),
            near: Near::default(),
            run: None,
            now,
            _lock: lock,
        })
    }

    /// The next page that the archive has and no row knows: to be read, coded and added with its
    /// place.
    ///
    /// # Errors
    ///
    /// When the archive cannot be read.
    pub fn next_orphan(&mut self) -> Result<Option<Orphan>> {
        while !self.orphans.is_empty() {
            let place = self.orphans.remove(0);
            let page = archive::read(&self.layout.dir, place)?;
            if !self.knows(&content_hash(&page.bytes))? {
                return Ok(Some(Orphan { page, place }));
            }
        }
        Ok(None)
    }

    /// Whether a page with this hash is there.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn knows(&self, hash: &str) -> Result<bool> {
        self.db
            .prepare_cached("SELECT 1 FROM pages WHERE hash = ?1")
            .and_then(|mut query| query.exists([hash]))
            .map_err(|error| self.fault(error))
    }

    /// The run to which pages belong.
    fn run(&self) -> Result<i64> {
        let reason = "it was opened to decide, and takes no pages".to_owned();
        self.run.ok_or_else(|| Error::ReadOnly { path: self.layout.dir.clone(), reason })
    }

    /// Adds a batch of pages: all of them or, when it fails, none.
    ///
    /// # Errors
    ///
    /// When the archive or the database cannot be written.
    pub fn add(&mut self, pages: &[NewPage]) -> Result<Added> {
        let run = self.run()?;
        let mut added = Added::default();
        let mut seen = HashSet::new();
        let mut fresh = Vec::new();
        for page in pages {
            let hash = content_hash(&page.bytes);
            if self.knows(&hash)? || !seen.insert(hash.clone()) {
                added.known += 1;
                continue;
            }
            let place = match page.place {
                Some(place) => place,
                None => {
                    let kept = Archived { about: page.about.clone(), bytes: page.bytes.clone() };
                    self.archive.append(&kept, self.now)?
                }
            };
            fresh.push((page, hash, place));
        }
        self.archive.sync()?;
        let path = self.layout.database();
        let fault = |error| Error::database(&path, error);
        let batch = self.db.transaction().map_err(fault)?;
        for (page, hash, place) in &fresh {
            insert_page(&batch, run, page, hash, *place).map_err(fault)?;
            added.new += 1;
        }
        batch
            .execute("UPDATE runs SET n_new = n_new + ?1 WHERE id = ?2", params![added.new, run])
            .map_err(fault)?;
        batch.commit().map_err(fault)?;
        self.waiting += fresh.iter().map(|(page, _, _)| page.documents.len() as u64).sum::<u64>();
        if self.waiting >= ARTICLES_A_COMMIT {
            self.index_new()?;
            self.fuse()?;
        }
        Ok(added)
    }

    /// Writes down how many pages of this run were known, and how many could not be added.
    ///
    /// # Errors
    ///
    /// When the database cannot be written.
    pub fn count(&mut self, known: u64, failed: u64) -> Result<()> {
        let run = self.run()?;
        let sql = "UPDATE runs SET n_known = n_known + ?1, n_failed = n_failed + ?2 WHERE id = ?3";
        self.db.execute(sql, params![known, failed, run]).map_err(|error| self.fault(error))?;
        Ok(())
    }

    /// Ends the run: what was added is put together with what was there, and its words can be
    /// searched for. Gives what that did to events.
    ///
    /// # Errors
    ///
    /// When the index or the database cannot be written. What was added is kept all the same.
    pub fn finish(mut self) -> Result<Fused> {
        self.index_new()?;
        self.fuse()?;
        let mut fused = std::mem::take(&mut self.fused);
        fused.created = std::mem::take(&mut self.created).into_iter().collect();
        fused.changed.sort();
        fused.gone.sort();
        // Statistics decide which index a question goes through.
        self.db.execute_batch("PRAGMA optimize").map_err(|error| self.fault(error))?;
        self.words.take().map_or(Ok(()), WordsWriter::close)?;
        Ok(fused)
    }

    /// Has the derived layer made again by [`Writer::finish`], whether it is in step or not.
    ///
    /// # Errors
    ///
    /// When the database cannot be written.
    pub fn forget_layer(&mut self) -> Result<()> {
        layer::set_state(&self.db, "fused", None).map_err(|error| self.fault(error))
    }

    /// Makes the index again from the database.
    ///
    /// # Errors
    ///
    /// When the index cannot be written.
    pub fn rebuild_index(&mut self) -> Result<()> {
        // Its files are open, and must not be while they are thrown away.
        drop((self.words.take(), self.prints.take()));
        self.words = Some(catch_up(&self.db, &self.layout, Words::create(&self.layout.index()))?);
        layer::set_state(&self.db, "index", None).map_err(|error| self.fault(error))
    }

    pub(crate) fn index_new(&mut self) -> Result<()> {
        self.waiting = 0;
        let Some(words) = &mut self.words else { return Ok(()) };
        take_in(&self.db, &self.layout, words)
    }

    /// Puts the reports of what was added together with what was there.
    pub(crate) fn fuse(&mut self) -> Result<()> {
        let known = &mut self.prints;
        let prints = self
            .words
            .as_ref()
            .map(|words| -> OpensPrints<'_> { Box::new(move || words.prints(known)) });
        let path = self.layout.database();
        let later = layer::bring_into_step(&mut self.db, prints, &mut self.near, &self.created)
            .map_err(|error| Error::database(&path, error))?;
        self.fused.then(later, &mut self.created);
        Ok(())
    }

    /// Indexes and puts together what was added, as a long run does now and then.
    #[cfg(test)]
    pub(crate) fn fuse_now(&mut self) -> Result<()> {
        self.index_new()?;
        self.fuse()
    }

    pub(crate) fn fault(&self, error: rusqlite::Error) -> Error {
        Error::database(&self.layout.database(), error)
    }
}

/// Writes down that a command writes, in the list of runs and in the log.
fn begin_run(
    db: &mut Connection,
    command: &str,
    coder: &Coder,
    now: jiff::Timestamp,
    by: &str,
) -> rusqlite::Result<i64> {
    let change = db.transaction()?;
    let started = now.to_string();
    change.execute(
        "INSERT INTO runs (command, started, coder, lexicon) VALUES (?1, ?2, ?3, ?4)",
        params![command, started, coder.version, coder.lexicon],
    )?;
    let run = change.last_insert_rowid();
    audit::append(&change, &started, by, "run", &audit::of_run(run, command, &coder.version))?;
    change.commit()?;
    Ok(run)
}

/// The file of the last page that has a row, and the byte after it.
fn known_end(db: &Connection) -> rusqlite::Result<Option<(u32, u64)>> {
    use rusqlite::OptionalExtension as _;
    let sql = "SELECT file, offset, length FROM pages ORDER BY file DESC, offset DESC LIMIT 1";
    let last = db.query_row(sql, [], place_of).optional()?;
    Ok(last.map(|place| (place.file, place.offset + place.length)))
}

/// Brings an index into step; fails with [`Error::Index`] when it must be made again.
pub(crate) fn catch_up(
    db: &Connection,
    layout: &Layout,
    words: Result<Words>,
) -> Result<WordsWriter> {
    let mut words = words?.into_writer()?;
    take_in(db, layout, &mut words)?;
    Ok(words)
}

fn take_in(db: &Connection, layout: &Layout, words: &mut WordsWriter) -> Result<()> {
    let fault = |error| Error::database(&layout.database(), error);
    let mark = words.mark()?;
    if let Some(mark) = &mark
        && key_of(db, mark.article).map_err(fault)?.as_ref() != Some(&mark.key)
    {
        return Err(Error::Index("it belongs to another state of the record".to_owned()));
    }
    let Some(last) = last_article(db).map_err(fault)? else { return Ok(()) };
    let after = mark.map_or(0, |mark| mark.article);
    if after == last.article {
        return Ok(());
    }
    let mut query = db
        .prepare_cached("SELECT id, json FROM articles WHERE id > ?1 ORDER BY id")
        .map_err(fault)?;
    let mut rows = query.query([after]).map_err(fault)?;
    while let Some(row) = rows.next().map_err(fault)? {
        let (id, json): (i64, String) = (row.get(0).map_err(fault)?, row.get(1).map_err(fault)?);
        // What cannot be read is for `check` to tell; its number must not be missing.
        let article = serde_json::from_str::<ReadDocument>(&json).map(|document| document.article);
        let (lang, day, title, text) = match &article {
            Ok(article) => (
                article.lang.as_deref(),
                article.published.as_deref(),
                article.title.as_deref(),
                article.text.as_str(),
            ),
            Err(_) => (None, None, None, ""),
        };
        let day: Option<jiff::civil::Date> = day.and_then(|day| day.parse().ok());
        let year = day.map(jiff::civil::Date::year);
        words.add(id, lang, year, [title.unwrap_or_default(), text])?;
    }
    words.commit(&last)
}

fn insert_page(
    db: &Connection,
    run: i64,
    page: &NewPage,
    hash: &str,
    place: Place,
) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO pages (hash, about, file, offset, length, run) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        hash,
        serde_json::to_string(&page.about).map_err(to_sql)?,
        place.file,
        place.offset,
        place.length,
        run
    ])?;
    let page_id = db.last_insert_rowid();
    for (n, document) in page.documents.iter().enumerate() {
        insert_article(db, page_id, hash, n, document)?;
    }
    Ok(())
}

/// The document without its claims, as it is kept.
pub(crate) fn without_claims(document: &Document) -> rusqlite::Result<String> {
    let read = ReadDocument {
        version: document.version,
        article: document.article.clone(),
        notes: document.notes.clone(),
    };
    serde_json::to_string(&read).map_err(to_sql)
}

/// What [`without_claims`] kept, as a document to which the claims have still to come.
pub(crate) fn before_claims(read: ReadDocument, coder: Coder) -> Document {
    Document {
        version: read.version,
        article: read.article,
        events: Vec::new(),
        aggregates: Vec::new(),
        statements: Vec::new(),
        considered: None,
        notes: read.notes,
        coder,
    }
}

// It stands where functions are mapped over errors, and those come by value.
#[allow(clippy::needless_pass_by_value)]
pub(crate) fn to_sql(error: serde_json::Error) -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(error.into())
}

pub(crate) fn insert_article(
    db: &Connection,
    page: i64,
    hash: &str,
    n: usize,
    document: &Document,
) -> rusqlite::Result<()> {
    let key = columns::article_key(hash, n);
    let article = insert_read(db, page, n, &key, document, &without_claims(document)?)?;
    for claim in columns::claims(document, &key).map_err(to_sql)? {
        insert_claim(db, article, &claim)?;
    }
    Ok(())
}

/// Writes down an article without its claims, `json` as what was read of it; gives its row.
pub(crate) fn insert_read(
    db: &Connection,
    page: i64,
    n: usize,
    key: &str,
    document: &Document,
    json: &str,
) -> rusqlite::Result<i64> {
    let article = &document.article;
    db.prepare_cached(
        "INSERT INTO articles (page, n, key, lang, publisher, published, title, coder, lexicon, json)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute(params![
        page,
        n as i64,
        key,
        article.lang,
        article.publisher,
        article.published,
        article.title,
        document.coder.version,
        document.coder.lexicon,
        json
    ])?;
    Ok(db.last_insert_rowid())
}

pub(crate) fn insert_claim(
    db: &Connection,
    article: i64,
    claim: &columns::Claim,
) -> rusqlite::Result<()> {
    let (lat, lon) = claim.position.unzip();
    let [first_day, last_day] = match &claim.days {
        Some([first, last]) => [Some(first), Some(last)],
        None => [None, None],
    };
    db.prepare_cached(
        "INSERT INTO claims (article, kind, key, type, country, place, lat, lon, certainty, first_day,
           last_day, json)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?
    .execute(params![
        article,
        claim.kind,
        claim.key,
        claim.event_type,
        claim.country,
        claim.place,
        lat,
        lon,
        claim.certainty,
        first_day,
        last_day,
        claim.json
    ])?;
    let id = db.last_insert_rowid();
    for (n, outcome) in claim.outcomes.iter().enumerate() {
        db.prepare_cached("INSERT INTO tolls (claim, n, outcome) VALUES (?1, ?2, ?3)")?
            .execute(params![id, n as i64, outcome])?;
    }
    for (role, name) in &claim.names {
        db.prepare_cached("INSERT INTO names (claim, role, name) VALUES (?1, ?2, ?3)")?
            .execute(params![id, role, name])?;
    }
    if let Some((lat, lon)) = claim.position {
        db.prepare_cached("INSERT INTO positions VALUES (?1, ?2, ?2, ?3, ?3)")?
            .execute(params![id, lat, lon])?;
    }
    Ok(())
}
