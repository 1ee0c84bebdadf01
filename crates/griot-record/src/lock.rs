//! One writer at a time.
//!
//! The lock is the system's, on the file `lock`: it goes with the process, however that ends. The
//! number in the file is only there to be told to people.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use crate::error::{Error, Result};

/// Held for as long as a process writes.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    pub(crate) fn take(dir: &Path) -> Result<Self> {
        let path = dir.join("lock");
        let fault = |error| Error::io(&path, error);
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(fault)?;
        let locked = file.try_lock();
        is_held(locked, &mut file, dir)?;
        file.set_len(0).map_err(fault)?;
        file.seek(SeekFrom::Start(0)).map_err(fault)?;
        writeln!(file, "{}", std::process::id()).map_err(fault)?;
        Ok(Self { _file: file })
    }

    /// Keeps writers away while it is held, without a look at what they did: readers share it. Nothing where
    /// nobody ever wrote.
    pub(crate) fn share(dir: &Path) -> Result<Option<Self>> {
        let path = dir.join("lock");
        let mut file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Error::io(&path, error)),
        };
        let locked = file.try_lock_shared();
        is_held(locked, &mut file, dir)?;
        Ok(Some(Self { _file: file }))
    }
}

/// Whether a lock was taken; fails with whoever has it.
fn is_held(
    locked: std::result::Result<(), TryLockError>,
    file: &mut File,
    dir: &Path,
) -> Result<()> {
    match locked {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => {
            let mut text = String::new();
            // Whoever holds it may be about to write its number: then none is told.
            let _ = file.read_to_string(&mut text);
            Err(Error::Locked { dir: dir.to_owned(), pid: text.trim().parse().ok() })
        }
        Err(TryLockError::Error(error)) => Err(Error::io(&dir.join("lock"), error)),
    }
}
