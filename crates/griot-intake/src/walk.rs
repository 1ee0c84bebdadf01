//! From what the user names to files, in the order of names.
//!
//! Takes paths; gives the files that they lead to. A fingerprint over all of them says whether two
//! runs saw the same inputs.

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::UNIX_EPOCH;

use crate::fetch::{Fetched, Found, journal, location};
use crate::warc::write::Place;

/// Endings of files that stand beside saved pages and are none: what dresses a page, and guides.
const NOT_PAGES: &[&str] = &[
    "avif", "bmp", "css", "eot", "gif", "ico", "jpeg", "jpg", "js", "map", "md", "mjs", "otf",
    "png", "svg", "ttf", "webp", "woff", "woff2",
];

/// What a zip archive or a folder holds beside pages, as the summary calls it.
pub(crate) const DRESSES: &str = "file that only dresses pages";

/// How many files of folders were not opened, by kind; counted while the walk goes on.
#[derive(Clone, Debug, Default)]
pub struct Skipped(Arc<Mutex<BTreeMap<&'static str, u64>>>);

impl Skipped {
    /// The kinds with their numbers.
    pub fn counts(&self) -> BTreeMap<&'static str, u64> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn add(&self, what: &'static str) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(what).or_default() += 1;
    }
}

/// Files, one after the other. `-` stands for itself.
#[derive(Clone, Debug)]
pub struct Walk {
    waiting: VecDeque<PathBuf>,
    /// Files that are no input wherever they stand: what the run writes itself.
    except: Vec<PathBuf>,
    /// What was fetched for addresses and lists of feeds.
    fetched: Arc<Fetched>,
    skipped: Skipped,
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
        let (except, fetched, skipped) = Default::default();
        Self { waiting: paths.into(), except, fetched, skipped }
    }

    /// What of folders is not opened.
    pub(crate) fn skipped(&self) -> Skipped {
        self.skipped.clone()
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
        // What is passed over is counted once.
        let ahead = Self { skipped: Skipped::default(), ..self.clone() };
        for step in ahead {
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
            let opened = std::fs::metadata(&path).and_then(|found| {
                found.is_dir().then(|| entries(&path, &self.skipped)).transpose()
            });
            match opened {
                Ok(None) if self.is_excepted(&path) => {}
                Ok(None) => return Some(Ok(path)),
                Ok(Some(entries)) => {
                    for entry in entries.into_iter().rev() {
                        self.waiting.push_front(entry);
                    }
                }
                Err(_) if path.to_string_lossy().contains("://") => {
                    let shown = location::shown(&path.to_string_lossy());
                    let text = format!("`{shown}`: only http and https are fetched");
                    return Some(Err(text));
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

/// What a folder holds, in the order of names; without hidden files, links to folders and those of
/// [`NOT_PAGES`], which are counted.
fn entries(dir: &Path, skipped: &Skipped) -> io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(dir)? {
        let entry = entry?;
        // A link to a folder may lead back to where it stands.
        let leads_away = entry.file_type()?.is_symlink() && entry.path().is_dir();
        let path = entry.path();
        if is_hidden(&path) {
            skipped.add("hidden file or folder");
        } else if is_journal(&path) {
            skipped.add("journal of a run");
        } else if leads_away {
            skipped.add("link to a folder");
        } else if !is_page_name(&path) {
            skipped.add(DRESSES);
        } else {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// Whether a file of a folder or of an archive may be a page, as far as its name tells.
pub(crate) fn is_page_name(path: &Path) -> bool {
    let dresses = path
        .extension()
        .is_some_and(|ending| NOT_PAGES.iter().any(|other| ending.eq_ignore_ascii_case(other)));
    !is_hidden(path) && !dresses
}

/// Whether a file is what a run writes to know how far it has come: beside what it fetches, or beside
/// the articles that it writes.
fn is_journal(path: &Path) -> bool {
    let ends_so = path.extension().is_some_and(|ending| ending == "journal");
    ends_so && path.with_extension("").is_file()
        || path.file_name().is_some_and(|name| name == journal::NAME) && is_in_archive(path)
}

/// Whether a web archive that was fetched lies beside a file.
fn is_in_archive(path: &Path) -> bool {
    let Some(Ok(entries)) = path.parent().map(std::fs::read_dir) else { return false };
    entries.flatten().any(|entry| {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        name.starts_with("griot-") && name.ends_with(".warc.gz")
    })
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
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
