//! A copy of a record that is whole, taken while somebody may be writing.
//!
//! The database is copied first, in one state; then the archive, up to the last page that this
//! state knows. Since pages come into the archive before their rows, none can be missing. The index
//! is made anew.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use rusqlite::Connection;
use rusqlite::backup::Backup;

use crate::archive;
use crate::error::{Error, Result};
use crate::index::Words;
use crate::record::{Layout, Record};
use crate::write::catch_up;

impl Record {
    /// Copies the record into a folder that is empty or not there, and gives the copy.
    ///
    /// # Errors
    ///
    /// When the folder is not empty or cannot be written, or the record cannot be read.
    pub fn backup(&self, to: &Path) -> Result<Self> {
        let copy = Layout::new(to);
        let fault = |error| Error::io(to, error);
        std::fs::create_dir_all(to).map_err(fault)?;
        if std::fs::read_dir(to).map_err(fault)?.next().is_some() {
            return Err(Error::NotEmpty(to.to_owned()));
        }
        std::fs::create_dir(copy.archive()).map_err(fault)?;
        copy_bytes(&self.layout.config(), &copy.config(), u64::MAX)?;
        // Under another name until the rest is there, so that half a copy is no record.
        let path = copy.database();
        let begun = path.with_extension("sqlite.part");
        let in_copy = |error| Error::database(&path, error);
        let mut db = Connection::open(&begun).map_err(in_copy)?;
        {
            let backup = Backup::new(&self.db, &mut db).map_err(in_copy)?;
            // All pages in one step: so it is one state, whoever writes meanwhile.
            backup.step(-1).map_err(in_copy)?;
        }
        let ends = ends(&db).map_err(in_copy)?;
        for (number, end) in ends {
            let name = archive::file_name(number);
            copy_bytes(&self.layout.dir.join(&name), &to.join(&name), end)?;
        }
        catch_up(&db, &copy, Words::create(&copy.index()))?.close()?;
        db.close().map_err(|(_, error)| in_copy(error))?;
        std::fs::rename(&begun, &path).map_err(|error| Error::io(&path, error))?;
        File::open(to).and_then(|folder| folder.sync_all()).map_err(fault)?;
        Self::open(to)
    }
}

/// Of each file of the archive, where the last page ends that the database knows.
fn ends(db: &Connection) -> rusqlite::Result<Vec<(u32, u64)>> {
    let sql = "SELECT file, max(offset + length) FROM pages GROUP BY file ORDER BY file";
    db.prepare(sql)?.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

fn copy_bytes(from: &Path, to: &Path, most: u64) -> Result<()> {
    let source = File::open(from).map_err(|error| Error::io(from, error))?;
    let mut target = File::create_new(to).map_err(|error| Error::io(to, error))?;
    io::copy(&mut source.take(most), &mut target)
        .and_then(|_| target.sync_all())
        .map_err(|error| Error::io(to, error))
}
