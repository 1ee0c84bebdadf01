//! What can go wrong with a folder, told so that a person knows what to do.

use std::io;
use std::path::{Path, PathBuf};

use crate::refusal::Refusal;

/// The result of working on a record.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a record could not be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no record at this path.
    #[error("`{0}` is no record: `griot init` makes one")]
    NoRecord(PathBuf),
    /// A record is to be made where something is already.
    #[error("`{0}` is not empty: a record is made in a new or an empty folder")]
    NotEmpty(PathBuf),
    /// Another process writes.
    #[error("`{}` is being written by {}: wait until it is done", dir.display(), who(*.pid))]
    Locked {
        /// The record.
        dir: PathBuf,
        /// The process, where it could be told.
        pid: Option<u32>,
    },
    /// The database was made by a later version of griot.
    #[error(
        "`{}` was written by a newer griot (database version {found}, this one knows up to {known}): \
         use that one; nothing was changed", path.display()
    )]
    Newer {
        /// The database.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// The newest version that is understood.
        known: i64,
    },
    /// The database is older, and whoever only reads may not bring it up to date.
    #[error(
        "`{}` is of an older version ({found}): `griot check --repair` brings it up to date", path.display()
    )]
    Older {
        /// The database.
        path: PathBuf,
        /// Its version.
        found: i64,
    },
    /// `griot.toml` is wrong.
    #[error("`{}`: {reason}", path.display())]
    Config {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// No room is left.
    #[error(
        "no room is left for `{}`: what was told as added is kept, the rest is not; \
         make room and give the same command again", .0.display()
    )]
    Full(PathBuf),
    /// The folder cannot be written.
    #[error("`{}` cannot be written: {reason}", path.display())]
    ReadOnly {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// A page of the archive is not what was put there.
    #[error("the archive is damaged at `{file}`, byte {offset}: {reason}")]
    Archive {
        /// The archive's file, below the record's folder.
        file: String,
        /// Where its member begins.
        offset: u64,
        /// What is wrong.
        reason: String,
    },
    /// The index is missing, damaged or behind.
    #[error("the index of words cannot be used ({0}): `griot check --repair` makes it again")]
    Index(String),
    /// What is searched for is no query.
    #[error("`{query}` cannot be searched for: {reason}")]
    Query {
        /// The query.
        query: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A list is to be read on from a place that it does not have.
    #[error("`after {0}`: it is no place of this list; begin again without it")]
    NoCursor(String),
    /// Something cannot be decided so.
    #[error("`{subject}`: {reason}")]
    Undecidable {
        /// What was to be decided about.
        subject: String,
        /// Why not, and what can be done.
        reason: Refusal,
    },
    /// An account cannot be made or changed so.
    #[error("`{name}`: {reason}")]
    Account {
        /// Its name.
        name: String,
        /// Why not, and what can be done.
        reason: String,
    },
    /// What is to be imported is no export of a record.
    #[error("line {line} of the export: {reason}")]
    Import {
        /// Which line, from 1.
        line: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// The database says no.
    #[error("`{}`: {source}", path.display())]
    Database {
        /// The database.
        path: PathBuf,
        /// What it says.
        source: rusqlite::Error,
    },
    /// The system says no.
    #[error("`{}`: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What it says.
        source: io::Error,
    },
}

fn who(pid: Option<u32>) -> String {
    pid.map_or_else(|| "another process".to_owned(), |pid| format!("process {pid}"))
}

impl Error {
    /// Whether another writer was in the way for a moment: the same can be tried again.
    pub fn is_busy(&self) -> bool {
        use rusqlite::ErrorCode::{DatabaseBusy, DatabaseLocked};
        let code = match self {
            Self::Locked { .. } => return true,
            Self::Database { source, .. } => source.sqlite_error_code(),
            _ => None,
        };
        matches!(code, Some(DatabaseBusy | DatabaseLocked))
    }

    /// What the system said of a file.
    pub(crate) fn io(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::StorageFull
            | io::ErrorKind::QuotaExceeded
            | io::ErrorKind::FileTooLarge => Self::Full(path),
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Self::ReadOnly { path, reason: source.to_string() }
            }
            _ => Self::Io { path, source },
        }
    }

    /// What the database said.
    pub(crate) fn database(path: &Path, source: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        let path = path.to_owned();
        match source.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full(path),
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
                Self::ReadOnly { path, reason: source.to_string() }
            }
            _ => Self::Database { path, source },
        }
    }
}
