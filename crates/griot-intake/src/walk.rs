//! From what the user names to files, in the order of names.
//!
//! Takes paths; gives the files that they lead to. A fingerprint over all of them says whether two
//! runs saw the same inputs.

use std::collections::VecDeque;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use crate::fetch::{Fetched, Found, location};
use crate::warc::write::Place;

/// Endings of files that stand beside saved pages and are none: what dresses a page, and guides.
const NOT_PAGES: &[&str] = &[
    "avif", "bmp", "css", "eot", "gif", "ico", "jpeg", "jpg", "js", "map", "md", "mjs", "otf",
    "png", "svg", "ttf", "webp", "woff", "woff2",
];

/// Files, one after the other. `-` stands for itself.
#[derive(Clone, Debug)]
pub struct Walk {
    waiting: VecDeque<PathBuf>,
    /// Files that are no input wherever they stand: what the run writes itself.
    except: Vec<PathBuf>,
    /// What was fetched for addresses and lists of feeds.
    fetched: Arc<Fetched>,
}

/// What a walk leads to, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Survey {
    /// How many files.
    pub n_files: u64,
    /// How many bytes they have, as stored; 0 for standard input.
    pub n_bytes: u64,
    /// Changes when a file comes, goes, grows, shrinks or is written to.
    pub fingerprint: u64,
}

impl Walk {
    /// A walk over these paths, in this order.
    pub fn new(paths: Vec<PathBuf>) -> Self {
        Self { waiting: paths.into(), except: Vec::new(), fetched: Arc::default() }
    }

    /// The same without these files, which the run itself writes.
    #[must_use]
    pub fn except(mut self, paths: &[PathBuf]) -> Self {
        self.except.extend(paths.iter().filter_map(|path| place_of(path)));
        self
    }

    /// The same with what was fetched for some of the paths, which stands in their places.
    #[must_use]
    pub fn with(mut self, fetched: Fetched) -> Self {
        self.fetched = Arc::new(fetched);
        self
    }

    /// What was fetched for a path, if that is one to be fetched.
    pub(crate) fn fetched(&self, path: &Path) -> Option<&[Found]> {
        self.fetched.get(path)
    }

    /// Walks ahead and counts.
    pub fn survey(&self) -> Survey {
        let mut survey = Survey::default();
        let mut hash = Fnv::default();
        for step in self.clone() {
            survey.n_files += 1;
            match step {
                Ok(path) => {
                    hash.add(path.as_os_str().as_encoded_bytes());
                    if let Some(found) = self.fetched(&path) {
                        for found in found {
                            let Place { file, offset, length } = found.place();
                            survey.n_bytes += length;
                            hash.add(file.as_bytes());
                            hash.add(&offset.to_le_bytes());
                        }
                    } else if let Ok(found) = std::fs::metadata(&path) {
                        survey.n_bytes += found.len();
                        hash.add(&found.len().to_le_bytes());
                        let written = found.modified().ok().and_then(|when| {
                            when.duration_since(UNIX_EPOCH).ok().map(|since| since.as_nanos())
                        });
                        hash.add(&written.unwrap_or_default().to_le_bytes());
                    }
                }
                Err(failed) => hash.add(failed.as_bytes()),
            }
        }
        survey.fingerprint = hash.0;
        survey
    }
}

impl Iterator for Walk {
    /// A file, or what is said of a path that leads nowhere.
    type Item = Result<PathBuf, String>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let path = self.waiting.pop_front()?;
            if path == Path::new("-") || self.fetched(&path).is_some() {
                return Some(Ok(path));
            }
            if path.to_str().is_some_and(location::is_address) {
                let shown = location::shown(&path.to_string_lossy());
                return Some(Err(format!("`{shown}`: this command fetches nothing")));
            }
            let opened = std::fs::metadata(&path)
                .and_then(|found| found.is_dir().then(|| entries(&path)).transpose());
            match opened {
                Ok(None) if self.is_excepted(&path) => {}
                Ok(None) => return Some(Ok(path)),
                Ok(Some(entries)) => {
                    for entry in entries.into_iter().rev() {
                        self.waiting.push_front(entry);
                    }
                }
                Err(error) => return Some(Err(format!("`{}`: {error}", path.display()))),
            }
        }
    }
}

impl Walk {
    fn is_excepted(&self, path: &Path) -> bool {
        self.except.iter().any(|other| other.file_name() == path.file_name())
            && place_of(path).is_some_and(|place| self.except.contains(&place))
    }
}

/// Where a file is, or would be, whatever leads to it.
fn place_of(path: &Path) -> Option<PathBuf> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new(".")).canonicalize().ok()?;
    Some(folder.join(path.file_name()?))
}

/// What a folder holds, in the order of names; without hidden files and those of [`NOT_PAGES`].
fn entries(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(dir)? {
        let entry = entry?;
        // A link to a folder may lead back to where it stands.
        let leads_away = entry.file_type()?.is_symlink() && entry.path().is_dir();
        let path = entry.path();
        if !leads_away && is_page_name(&path) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// Whether a file of a folder or of an archive may be a page, as far as its name tells.
pub(crate) fn is_page_name(path: &Path) -> bool {
    let hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
    let dresses = path
        .extension()
        .is_some_and(|ending| NOT_PAGES.iter().any(|other| ending.eq_ignore_ascii_case(other)));
    !hidden && !dresses
}

/// A hash that is the same on every system and in every version (FNV-1a, 64 bits).
#[derive(Clone, Copy, Debug)]
pub struct Fnv(pub u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    /// Adds bytes, and that they end here.
    pub fn add(&mut self, bytes: &[u8]) {
        for byte in bytes.iter().chain(&[0xff]) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}
