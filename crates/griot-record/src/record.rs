//! A record that is open for reading, and where its parts lie.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::archive::{self, Archived, Place};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::index::{Mark, Words};
use crate::layer;
use crate::lock::Lock;
use crate::role::Role;
use crate::schema;

/// Where the parts of a record lie.
#[derive(Clone, Debug)]
pub struct Layout {
    /// The folder.
    pub dir: PathBuf,
}

impl Layout {
    /// The layout of a folder.
    pub fn new(dir: &Path) -> Self {
        Self { dir: dir.to_owned() }
    }

    /// `griot.toml`.
    pub fn config(&self) -> PathBuf {
        self.dir.join("griot.toml")
    }

    /// `record.sqlite`.
    pub fn database(&self) -> PathBuf {
        self.dir.join("record.sqlite")
    }

    /// The folder of the pages.
    pub fn archive(&self) -> PathBuf {
        self.dir.join("archive")
    }

    /// The folder of the index of words.
    pub fn index(&self) -> PathBuf {
        self.dir.join("index")
    }

    /// Fails when the folder is no record.
    pub(crate) fn must_exist(&self) -> Result<()> {
        if self.database().is_file() && self.archive().is_dir() {
            Ok(())
        } else {
            Err(Error::NoRecord(self.dir.clone()))
        }
    }
}

/// A record that is read. It sees what was there when each question is asked, and never waits for
/// the writer.
#[derive(Debug)]
pub struct Record {
    pub(crate) layout: Layout,
    pub(crate) db: Connection,
    /// The role whose views stand before the tables; nothing for whoever sees everything.
    pub(crate) veil: Option<Role>,
    /// The role that asks, if it is not shown everything: also where tables stand in place of its views.
    pub(crate) asks: Option<Role>,
    /// Keeps writers away where it is read without its log.
    _rest: Option<Lock>,
}

impl Record {
    /// Makes a new record in a folder that is empty or not there, and gives it.
    ///
    /// # Errors
    ///
    /// When the folder is not empty, or cannot be written.
    pub fn init(dir: &Path, name: &str) -> Result<Self> {
        let layout = Layout::new(dir);
        let fault = |error| Error::io(dir, error);
        std::fs::create_dir_all(dir).map_err(fault)?;
        if std::fs::read_dir(dir).map_err(fault)?.next().is_some() {
            return Err(Error::NotEmpty(dir.to_owned()));
        }
        std::fs::create_dir(layout.archive()).map_err(fault)?;
        std::fs::write(layout.config(), Config::template(name))
            .map_err(|error| Error::io(&layout.config(), error))?;
        Words::create(&layout.index())?;
        // The database comes last: where it is, the record is whole.
        drop(schema::open_for_writing(&layout.database())?);
        Self::open(dir)
    }

    /// Opens a record.
    ///
    /// # Errors
    ///
    /// When there is none, or its database is of another version.
    pub fn open(dir: &Path) -> Result<Self> {
        let layout = Layout::new(dir);
        layout.must_exist()?;
        let path = layout.database();
        let (db, rest) = match schema::open_for_reading(&path) {
            // Reading with a log writes beside the database. Where nothing can be written it is read without one,
            // and whoever may write there waits until it is read.
            Err(Error::ReadOnly { .. }) => {
                let rest = Lock::share(dir)?;
                (schema::open_at_rest(&path)?, rest)
            }
            db => (db?, None),
        };
        Ok(Self { layout, db, veil: None, asks: None, _rest: rest })
    }

    /// What the user wrote in `griot.toml`.
    ///
    /// # Errors
    ///
    /// When it cannot be read, or says what it may not.
    pub fn config(&self) -> Result<Config> {
        let path = self.layout.config();
        let text = std::fs::read_to_string(&path).map_err(|error| Error::io(&path, error))?;
        Config::parse(&text).map_err(|reason| Error::Config { path, reason })
    }

    /// How many pages, articles and claims there are.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn counts(&self) -> Result<[u64; 3]> {
        let count = |table| self.one(&format!("SELECT count(*) FROM {table}"));
        Ok([count("pages")?, count("articles")?, count("claims")?])
    }

    /// The page with this hash, from the archive.
    ///
    /// # Errors
    ///
    /// When the archive or the database cannot be read, or the page is not what was put there.
    pub fn page(&self, hash: &str) -> Result<Option<Archived>> {
        use rusqlite::OptionalExtension as _;
        let sql = "SELECT file, offset, length FROM pages WHERE hash = ?1";
        let place = self.db.query_row(sql, [hash], place_of).optional();
        let place = place.map_err(|error| self.fault(error))?;
        place.map(|place| archive::read(&self.layout.dir, place)).transpose()
    }

    /// The index, if it is in step with the database.
    pub(crate) fn words(&self) -> Result<Words> {
        let words = Words::open(&self.layout.index())?;
        let mark = words.mark()?;
        // The writer commits articles first and their words soon after: a reader in between sees
        // an index that is behind, which is no fault while somebody writes.
        if let Some(mark) = &mark
            && key_of(&self.db, mark.article).map_err(|error| self.fault(error))?.as_ref()
                != Some(&mark.key)
        {
            return Err(Error::Index("it belongs to another state of the record".to_owned()));
        }
        Ok(words)
    }

    /// How many articles the index has not taken in yet.
    ///
    /// # Errors
    ///
    /// When the index or the database cannot be read.
    pub fn behind(&self) -> Result<u64> {
        let after = self.words()?.mark()?.map_or(0, |mark| mark.article);
        self.one(&format!("SELECT count(*) FROM main.articles WHERE id > {after}"))
    }

    /// Whether the derived layer is in step with the articles: their reports are put together.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn is_fused(&self) -> Result<bool> {
        layer::seems_in_step(&self.db).map_err(|error| self.fault(error))
    }

    pub(crate) fn one(&self, sql: &str) -> Result<u64> {
        self.db.query_row(sql, [], |row| row.get(0)).map_err(|error| self.fault(error))
    }

    pub(crate) fn fault(&self, error: rusqlite::Error) -> Error {
        Error::database(&self.layout.database(), error)
    }
}

/// The place that a row of `file, offset, length` tells.
pub(crate) fn place_of(row: &rusqlite::Row<'_>) -> rusqlite::Result<Place> {
    Ok(Place { file: row.get(0)?, offset: row.get(1)?, length: row.get(2)? })
}

/// The key of an article.
pub(crate) fn key_of(db: &Connection, article: i64) -> rusqlite::Result<Option<String>> {
    use rusqlite::OptionalExtension as _;
    db.query_row("SELECT key FROM main.articles WHERE id = ?1", [article], |row| row.get(0))
        .optional()
}

/// The number of the article with a key. A reader from whom it is withheld, or a day on which it was not there,
/// has none.
pub(crate) fn number_of(db: &Connection, key: &str) -> rusqlite::Result<Option<i64>> {
    use rusqlite::OptionalExtension as _;
    let sql = "SELECT id FROM articles WHERE key = ?1";
    db.prepare_cached(sql)?.query_row([key], |row| row.get(0)).optional()
}

/// The last article, as a mark.
pub(crate) fn last_article(db: &Connection) -> rusqlite::Result<Option<Mark>> {
    use rusqlite::OptionalExtension as _;
    let sql = "SELECT id, key FROM articles ORDER BY id DESC LIMIT 1";
    db.query_row(sql, [], |row| Ok(Mark { article: row.get(0)?, key: row.get(1)? })).optional()
}
