//! The files of an index, for whoever else may read the folder and for whoever may only read it.
//!
//! Takes the folder; gives its files, and says yes to whoever wants to lock it. Reading an index
//! locks it for a moment, with a file, so that a writer does not remove what is being opened. Whoever
//! may not write that file cannot lock, and would not be let in; but in a folder that cannot be
//! written nothing is removed either, but by somebody who may: then opening fails and says so. And what is
//! written at one stroke, the list of files among it, is not the writer's alone, as temporary files are:
//! whoever may read the folder may read it.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::Directory;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    DirectoryLock, FileHandle, Lock, MmapDirectory, WatchCallback, WatchHandle, WritePtr,
};

#[derive(Clone, Debug)]
pub(super) struct Unlocked(MmapDirectory, PathBuf);

impl Unlocked {
    pub(super) fn open(dir: &Path) -> tantivy::Result<Self> {
        Ok(Self(MmapDirectory::open(dir)?, dir.to_owned()))
    }

    #[cfg(unix)]
    fn share(&self, path: &Path) -> io::Result<()> {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&self.1)?.permissions().mode() & 0o666;
        std::fs::set_permissions(self.1.join(path), std::fs::Permissions::from_mode(mode))
    }

    #[cfg(not(unix))]
    fn share(&self, _path: &Path) -> io::Result<()> {
        Ok(())
    }
}

impl Directory for Unlocked {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.0.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.0.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.0.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.0.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.0.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.0.atomic_write(path, data)?;
        self.share(path)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.0.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        match self.0.acquire_lock(lock) {
            Err(LockError::IoError(error)) if cannot_be_written(&error) => {
                Ok(DirectoryLock::from(Box::new(())))
            }
            taken => taken,
        }
    }

    fn watch(&self, watch_callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.0.watch(watch_callback)
    }
}

fn cannot_be_written(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}
