//! The tables of `record.sqlite`, and how older databases become newer ones.
//!
//! The version of a database is its `user_version`: the number of [`MIGRATIONS`] that were applied.
//! A migration that was published is never changed; a new one is added behind it.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::audit;
use crate::error::{Error, Result};

/// The version of the database that this griot writes.
pub const VERSION: i64 = MIGRATIONS.len() as i64;

/// `griot` in the header of the file, so that other tools can tell whose database it is.
const APPLICATION_ID: i64 = 0x6772_696f;

/// Kilometres of the earth's mean radius.
const EARTH_KM: f64 = 6371.0;

/// The log is written back into the database when it has so many pages: 64 MB of them.
const PAGES_A_CHECKPOINT: i64 = 16_384;

/// Another process may be closing its journal: that takes a moment.
const PATIENCE: Duration = Duration::from_secs(10);

const MIGRATIONS: &[&str] = &[
    r"
-- A command that wrote.
CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  command TEXT NOT NULL,
  started TEXT NOT NULL,     -- as the caller's clock said
  coder TEXT NOT NULL,       -- version of griot
  lexicon TEXT NOT NULL,     -- hash of the words in force
  n_new INTEGER NOT NULL DEFAULT 0,
  n_known INTEGER NOT NULL DEFAULT 0,
  n_failed INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE pages (
  id INTEGER PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,
  about TEXT NOT NULL,       -- JSON: name, url, media type, when retrieved, what the user said
  file INTEGER NOT NULL,     -- number of the archive's file
  offset INTEGER NOT NULL,
  length INTEGER NOT NULL,
  run INTEGER NOT NULL REFERENCES runs (id)
);
CREATE INDEX pages_by_place ON pages (file, offset);
CREATE TABLE articles (
  id INTEGER PRIMARY KEY,
  page INTEGER NOT NULL REFERENCES pages (id),
  n INTEGER NOT NULL,        -- which article of the page, from 0
  key TEXT NOT NULL UNIQUE,
  lang TEXT, publisher TEXT, published TEXT, title TEXT,
  coder TEXT NOT NULL,       -- version of griot that coded it
  lexicon TEXT NOT NULL,
  json TEXT NOT NULL,        -- the published document without its claims
  UNIQUE (page, n)
);
-- What an article claims. `json` is as published and never changes; the other columns are computed
-- from it, to be asked for.
CREATE TABLE claims (
  id INTEGER PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES articles (id),
  kind TEXT NOT NULL,        -- event, aggregate, statement
  key TEXT NOT NULL UNIQUE,
  type TEXT, country TEXT, place TEXT, lat REAL, lon REAL, certainty TEXT,
  first_day TEXT, last_day TEXT,
  json TEXT NOT NULL
);
CREATE INDEX claims_by_article ON claims (article);
CREATE INDEX claims_by_day ON claims (kind, first_day DESC, id);
CREATE INDEX claims_by_last_day ON claims (kind, last_day);
CREATE INDEX claims_by_country ON claims (kind, country, first_day DESC, id);
CREATE INDEX claims_by_type ON claims (kind, type, first_day DESC, id);
CREATE INDEX claims_by_certainty ON claims (kind, certainty, first_day DESC, id);
CREATE TABLE tolls (
  id INTEGER PRIMARY KEY,
  claim INTEGER NOT NULL REFERENCES claims (id),
  n INTEGER NOT NULL,        -- which toll of the claim, from 0
  outcome TEXT NOT NULL
);
CREATE INDEX tolls_by_claim ON tolls (claim);
CREATE INDEX tolls_by_outcome ON tolls (outcome, claim);
-- Whoever a claim names, as written (folded) and as known to the registry of actors.
CREATE TABLE names (
  claim INTEGER NOT NULL REFERENCES claims (id),
  role TEXT NOT NULL,        -- actor, source
  name TEXT NOT NULL,
  PRIMARY KEY (role, name, claim)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE positions USING rtree (id, min_lat, max_lat, min_lon, max_lon);
",
    r"
-- The derived layer: what the reports of many articles say together. It is computed from articles
-- and claims alone, and made again whenever it is not in step with them.
CREATE TABLE state (
  name TEXT PRIMARY KEY,     -- fused: what the layer was made of; index: there when it is stale
  value TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE reprints (
  article TEXT PRIMARY KEY,  -- key
  first TEXT NOT NULL,       -- key of the earliest article that prints the text
  why TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX reprints_by_first ON reprints (first);
CREATE TABLE events (
  id TEXT PRIMARY KEY,
  first_day TEXT, last_day TEXT,
  n_independent INTEGER NOT NULL,
  voices TEXT NOT NULL,      -- JSON: independent voices, and what was counted once
  joins TEXT NOT NULL        -- JSON: why its reports are one event
) WITHOUT ROWID;
CREATE INDEX events_by_day ON events (first_day DESC, id);
CREATE TABLE reports (
  account TEXT PRIMARY KEY,  -- of the article and of the words of the evidence
  claim TEXT NOT NULL,       -- key
  event TEXT NOT NULL,
  n INTEGER NOT NULL,        -- among those of the event, the earliest first
  voice INTEGER NOT NULL     -- which of its voices
) WITHOUT ROWID;
CREATE INDEX reports_by_event ON reports (event, n);
CREATE INDEX reports_by_claim ON reports (claim);
CREATE TABLE suggestions (
  a TEXT NOT NULL, b TEXT NOT NULL,
  score REAL NOT NULL,
  tie TEXT NOT NULL,         -- JSON: what speaks for and against
  PRIMARY KEY (a, b)
) WITHOUT ROWID;
-- Ids that were an event's once. This is history: it is not made again.
CREATE TABLE redirects (
  id TEXT PRIMARY KEY,
  event TEXT                 -- NULL when nothing is left of it
) WITHOUT ROWID;
",
    r"
-- What people decided. Rows are only ever put in: whoever takes a decision back decides that.
CREATE TABLE decisions (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,  -- `de-` and sixteen digits, of everything below
  at TEXT NOT NULL,          -- as the caller's clock said
  by TEXT NOT NULL,
  verb TEXT NOT NULL,
  why TEXT NOT NULL,
  subject TEXT NOT NULL,     -- JSON: accounts and keys, which coding again leaves as they are
  before TEXT NOT NULL,      -- JSON
  after TEXT NOT NULL        -- JSON
);
CREATE TRIGGER decisions_are_never_changed BEFORE UPDATE ON decisions
BEGIN SELECT RAISE(ABORT, 'a decision is never changed'); END;
CREATE TRIGGER decisions_are_never_removed BEFORE DELETE ON decisions
BEGIN SELECT RAISE(ABORT, 'a decision is never removed'); END;
-- What the decisions in force say of the events that are there. It is computed from decisions and
-- events, and made again with them. Columns are NULL where nothing is corrected.
CREATE TABLE reviews (
  event TEXT PRIMARY KEY,
  state TEXT NOT NULL,       -- unreviewed, corrected, confirmed, rejected
  is_corrected INTEGER NOT NULL,
  type TEXT, country TEXT, place TEXT, lat REAL, lon REAL, certainty TEXT,
  first_day TEXT, last_day TEXT,
  actors TEXT,               -- JSON: folded names and ids
  decisions TEXT NOT NULL    -- JSON: keys
) WITHOUT ROWID;
CREATE INDEX reviews_by_state ON reviews (state);
",
    r"
-- Which accounts stand near one another, so that a new article is compared with those alone. It is
-- of the derived layer.
CREATE TABLE near (
  shelf INTEGER NOT NULL,    -- of days; see `Comparable::shelves`
  country TEXT NOT NULL,     -- empty when unknown
  claim INTEGER NOT NULL,    -- id
  PRIMARY KEY (shelf, country, claim)
) WITHOUT ROWID;
CREATE INDEX suggestions_by_b ON suggestions (b);
-- From a claim to its event without a look at the row.
DROP INDEX reports_by_claim;
CREATE INDEX reports_by_claim ON reports (claim, event);
-- The layer is made again, and these rows with it.
DELETE FROM state WHERE name = 'fused';
",
    r"
-- What filters look at, a piece of claims a row: see `facets.rs`. It is of the derived layer.
CREATE TABLE facets (
  id INTEGER PRIMARY KEY,
  piece INTEGER NOT NULL,    -- number of a claim, divided
  name TEXT NOT NULL,        -- country, type, certainty, outcome; columns begin with #
  value TEXT NOT NULL,       -- empty for columns
  claims BLOB NOT NULL,
  UNIQUE (piece, name, value)
);
",
    r"
-- What stories ask of an event, so that they are found without reading its reports: JSON, see `Gist`.
ALTER TABLE events ADD COLUMN gist TEXT NOT NULL DEFAULT '{}';
-- Which articles were published within some days of one.
CREATE INDEX articles_by_day ON articles (published, key);
-- The likeliest pairs first, without a look at all of them.
CREATE INDEX suggestions_by_score ON suggestions (score DESC, a, b);
-- The layer is made again, and these columns with it.
DELETE FROM state WHERE name = 'fused';
",
    r"
-- Who may reach the record when it is served. Rows are never removed: decisions are signed with names.
CREATE TABLE accounts (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  folded TEXT NOT NULL UNIQUE, -- the name without capitals
  hash TEXT NOT NULL,        -- of the password: argon2id, as a PHC string
  role TEXT NOT NULL,        -- reader, reviewer, editor, admin
  totp TEXT,                 -- secret of the second factor, Base32
  totp_step INTEGER NOT NULL DEFAULT 0, -- of the last code that was taken
  disabled INTEGER NOT NULL DEFAULT 0,
  created TEXT NOT NULL,     -- as the caller's clock said
  changes INTEGER NOT NULL DEFAULT 0    -- sessions of before the last change are over
);
CREATE TRIGGER accounts_are_never_removed BEFORE DELETE ON accounts
BEGIN SELECT RAISE(ABORT, 'an account is never removed: it is disabled'); END;
-- What was done and by whom, each entry chained to the one before: see `audit.rs`.
CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  by TEXT NOT NULL,
  what TEXT NOT NULL,
  about TEXT NOT NULL,       -- JSON
  hash TEXT NOT NULL         -- of the hash before and of all this
);
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'an entry of the log is never changed'); END;
CREATE TRIGGER audit_is_never_removed BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'an entry of the log is never removed'); END;
-- What decisions withhold, and from whom: see `withheld.rs`. It is of the derived layer.
CREATE TABLE withheld (
  kind TEXT NOT NULL,        -- article, page: id; claim, event, decision, part, before: key
  id NOT NULL,
  level INTEGER NOT NULL,    -- of the least role that sees it
  PRIMARY KEY (kind, id)
) WITHOUT ROWID;
",
    r"
-- Ids are hashes. In a table that is kept in their order a batch of new events writes a page for each of them, all
-- over the table, and the larger it is the fewer of these are at hand. Rows that come one behind the
-- other fill their pages, and what lies all over is a small index.
DROP INDEX events_by_day;
ALTER TABLE events RENAME TO older_events;
CREATE TABLE events (
  id TEXT NOT NULL PRIMARY KEY,
  first_day TEXT, last_day TEXT,
  n_independent INTEGER NOT NULL,
  voices TEXT NOT NULL,      -- JSON: independent voices, and what was counted once
  joins TEXT NOT NULL,       -- JSON: why its reports are one event
  gist TEXT NOT NULL         -- JSON: what stories ask of it, see `Gist`
);
INSERT INTO events (id, first_day, last_day, n_independent, voices, joins, gist)
  SELECT id, first_day, last_day, n_independent, voices, joins, gist FROM older_events
  ORDER BY first_day, id;
DROP TABLE older_events;
CREATE INDEX events_by_day ON events (first_day DESC, id);
DROP INDEX reports_by_event;
DROP INDEX reports_by_claim;
ALTER TABLE reports RENAME TO older_reports;
CREATE TABLE reports (
  account TEXT NOT NULL PRIMARY KEY, -- of the article and of the words of the evidence
  claim TEXT NOT NULL,       -- key
  event TEXT NOT NULL,
  n INTEGER NOT NULL,        -- among those of the event, the earliest first
  voice INTEGER NOT NULL     -- which of its voices
);
INSERT INTO reports (account, claim, event, n, voice)
  SELECT r.account, r.claim, r.event, r.n, r.voice FROM older_reports r LEFT JOIN claims c ON c.key = r.claim
  ORDER BY c.id, r.account;
DROP TABLE older_reports;
CREATE INDEX reports_by_event ON reports (event, n);
-- From a claim to its event without a look at the row.
CREATE INDEX reports_by_claim ON reports (claim, event);
DROP INDEX suggestions_by_b;
DROP INDEX suggestions_by_score;
ALTER TABLE suggestions RENAME TO older_suggestions;
CREATE TABLE suggestions (
  a TEXT NOT NULL, b TEXT NOT NULL,
  score REAL NOT NULL,
  tie TEXT NOT NULL,         -- JSON: what speaks for and against
  PRIMARY KEY (a, b)
);
INSERT INTO suggestions (a, b, score, tie)
  SELECT s.a, s.b, s.score, s.tie FROM older_suggestions s LEFT JOIN events e ON e.id = s.a
  ORDER BY e.first_day, s.a, s.b;
DROP TABLE older_suggestions;
CREATE INDEX suggestions_by_b ON suggestions (b);
CREATE INDEX suggestions_by_score ON suggestions (score DESC, a, b);
",
    r"
-- From a claim to its names: laying out facets, checking and coding again go that way.
CREATE INDEX names_by_claim ON names (claim);
-- Facets are made again, and those of names with them.
DELETE FROM state WHERE name = 'facets';
-- Stories are asked of all events at once: whatever they ask is read in the order of days, without the rows.
ALTER TABLE events ADD COLUMN article TEXT; -- key of the one article that tells it; NULL when several do
UPDATE events SET article =
  (SELECT CASE WHEN min(key) = max(key) THEN min(key) END
   FROM (SELECT substr(account, 1, instr(account, '/') - 1) AS key FROM reports WHERE event = events.id));
DROP INDEX events_by_day;
CREATE INDEX events_by_day ON events (first_day DESC, id, gist, article);
",
];

/// The migration that begins the log: what was there before it is chained then.
const BEGINS_LOG: usize = 6;

/// Opens a database for writing, and brings it up to date.
pub(crate) fn open_for_writing(path: &Path) -> Result<Connection> {
    let fault = |error| Error::database(path, error);
    let mut db = Connection::open(path).map_err(fault)?;
    let found = version(&db, path)?;
    if found > VERSION {
        return Err(Error::Newer { path: path.to_owned(), found, known: VERSION });
    }
    configure(&db).map_err(fault)?;
    // Logins are written beside the one writer of a record: whoever is going to write takes its turn when
    // it begins, since one that has read cannot go on once another has written.
    db.set_transaction_behavior(TransactionBehavior::Immediate);
    // With a write-ahead log readers see what was there when they began, and never wait.
    db.pragma_update(None, "journal_mode", "wal").map_err(fault)?;
    // Keys are hashes, so that every batch touches pages all over the indexes: of a million articles these have
    // four hundred megabytes. (Kibibytes; no more than the record has is ever taken.)
    db.pragma_update(None, "cache_size", -524_288).map_err(fault)?;
    // A batch that was told as added must outlive a power cut.
    db.pragma_update(None, "synchronous", "full").map_err(fault)?;
    // Keys are hashes, so that a batch writes pages all over the indexes. What is written back seldom
    // is written back once for many batches.
    db.pragma_update(None, "wal_autocheckpoint", PAGES_A_CHECKPOINT).map_err(fault)?;
    let done = usize::try_from(found).unwrap_or(0);
    for (index, migration) in MIGRATIONS.iter().enumerate().skip(done) {
        let change = db.transaction().map_err(fault)?;
        change.execute_batch(migration).map_err(fault)?;
        if index == BEGINS_LOG {
            audit::chain_what_is_there(&change).map_err(fault)?;
        }
        change.pragma_update(None, "user_version", index as i64 + 1).map_err(fault)?;
        change.pragma_update(None, "application_id", APPLICATION_ID).map_err(fault)?;
        change.commit().map_err(fault)?;
    }
    Ok(db)
}

/// Opens a database that is only read.
pub(crate) fn open_for_reading(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db =
        Connection::open_with_flags(path, flags).map_err(|error| Error::database(path, error))?;
    readable(db, path)
}

/// Opens a database that nobody writes while it is open: on a disc, or in a folder where we may not. With its log it
/// could not be read there, since whoever reads with a log writes down beside it how far.
pub(crate) fn open_at_rest(path: &Path) -> Result<Connection> {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    if std::fs::metadata(Path::new(&log)).is_ok_and(|log| log.len() > 0) {
        let reason = "its log holds changes that must be written into it before it can be read";
        return Err(Error::ReadOnly { path: path.to_owned(), reason: reason.to_owned() });
    }
    // Absolute, and without what an address reads as something else than a path.
    let full = std::path::absolute(path).map_err(|error| Error::io(path, error))?;
    let mut address = "file:".to_owned();
    for byte in full.to_string_lossy().bytes() {
        match byte {
            b'/' | b'.' | b'-' | b'_' => address.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => address.push(char::from(byte)),
            byte => {
                let _ = write!(address, "%{byte:02x}");
            }
        }
    }
    address.push_str("?immutable=1");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_URI;
    let db = Connection::open_with_flags(address, flags)
        .map_err(|error| Error::database(path, error))?;
    readable(db, path)
}

fn readable(db: Connection, path: &Path) -> Result<Connection> {
    configure(&db).map_err(|error| Error::database(path, error))?;
    let found = version(&db, path)?;
    match found {
        VERSION => Ok(db),
        found if found > VERSION => {
            Err(Error::Newer { path: path.to_owned(), found, known: VERSION })
        }
        found => Err(Error::Older { path: path.to_owned(), found }),
    }
}

fn version(db: &Connection, path: &Path) -> Result<i64> {
    db.busy_timeout(PATIENCE).map_err(|error| Error::database(path, error))?;
    db.query_row("PRAGMA user_version", [], |row| row.get(0))
        .map_err(|error| Error::database(path, error))
}

fn configure(db: &Connection) -> rusqlite::Result<()> {
    db.busy_timeout(PATIENCE)?;
    db.pragma_update(None, "foreign_keys", true)?;
    db.set_prepared_statement_cache_capacity(128);
    // Kibibytes. With the two megabytes that SQLite takes by itself, a large record is read from the
    // system page by page, again and again.
    db.pragma_update(None, "cache_size", -65_536)?;
    // SQLite as it is compiled in has no functions for angles.
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    db.create_scalar_function("km", 4, flags, |values| {
        let point = |at: usize| -> rusqlite::Result<Option<[f64; 2]>> {
            let (lat, lon): (Option<f64>, Option<f64>) = (values.get(at)?, values.get(at + 1)?);
            Ok(lat.zip(lon).map(|(lat, lon)| [lat, lon]))
        };
        // What has no position is at no distance.
        Ok(point(0)?.zip(point(2)?).map(|(from, to)| kilometres(from, to)))
    })
}

/// The distance of two points (degrees north, degrees east) along a great circle, by the haversine
/// formula.
pub(crate) fn kilometres(a: [f64; 2], b: [f64; 2]) -> f64 {
    let ([a_lat, a_lon], [b_lat, b_lon]) = (a.map(f64::to_radians), b.map(f64::to_radians));
    let haversine = |angle: f64| (angle / 2.0).sin().powi(2);
    let h = haversine(b_lat - a_lat) + a_lat.cos() * b_lat.cos() * haversine(b_lon - a_lon);
    2.0 * EARTH_KM * h.sqrt().min(1.0).asin()
}

#[cfg(test)]
pub(crate) mod tests;
