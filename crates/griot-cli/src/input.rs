//! From what the user names to units of work: files, and lines of JSON Lines.
//!
//! Takes files, folders and `-`; gives units in a fixed order, without opening the files, so that
//! they can be read by the workers. Files of JSON Lines are streamed: an archive of any size passes
//! through in bounded memory. What cannot be found or read becomes a unit that says so.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use griot::model::{Article, DateFound};
use griot::read::{self, Hint};

use crate::settings::Known;

/// No line of JSON Lines is longer.
const MAX_LINE_BYTES: u64 = 64 << 20;

/// No file is longer that is read in one piece.
const MAX_FILE_BYTES: u64 = 1 << 30;

/// Endings of files that stand beside saved pages and are none: what dresses a page, and guides.
const NOT_PAGES: &[&str] = &[
    "avif", "bmp", "css", "eot", "gif", "ico", "jpeg", "jpg", "js", "map", "md", "mjs", "otf",
    "png", "svg", "ttf", "webp", "woff", "woff2",
];

/// A piece of work.
#[derive(Debug)]
pub(crate) enum Unit {
    /// A file, read by the worker.
    File(PathBuf),
    /// Bytes that are there already.
    Bytes { name: String, bytes: Vec<u8> },
    /// A line of JSON Lines.
    Line { name: String, number: u64, bytes: Vec<u8> },
    /// Something that cannot be read, and why.
    Failed(String),
}

/// What a unit holds.
#[derive(Debug, Default)]
pub(crate) struct Articles {
    pub(crate) articles: Vec<Article>,
    pub(crate) failures: Vec<String>,
}

impl Unit {
    /// How many bytes the unit keeps in memory until it is worked on.
    pub(crate) fn n_bytes(&self) -> usize {
        match self {
            Self::Bytes { bytes, .. } | Self::Line { bytes, .. } => bytes.len(),
            Self::File(_) | Self::Failed(_) => 0,
        }
    }

    /// How many bytes the unit has once it is loaded, as far as can be told before.
    pub(crate) fn weight(&self) -> u64 {
        match self {
            Self::File(path) => std::fs::metadata(path).map_or(0, |file| file.len()),
            other => other.n_bytes() as u64,
        }
    }

    /// The bytes of a unit and what they are called, to be kept as a page.
    pub(crate) fn load(self) -> Result<(String, Vec<u8>), String> {
        match self {
            Self::File(path) => match read_file(&path) {
                Ok(bytes) => Ok((display(&path), bytes)),
                Err(error) => Err(format!("`{}`: {error}", path.display())),
            },
            Self::Bytes { name, bytes } => Ok((name, bytes)),
            // The same line is the same page, whether or not it is the last of its file.
            Self::Line { name, number, bytes } => {
                Ok((format!("{name}:{number}"), bytes.trim_ascii().to_vec()))
            }
            Self::Failed(why) => Err(why),
        }
    }

    /// Reads the articles of a unit.
    pub(crate) fn read(&self, known: Known) -> Articles {
        let mut read = match self {
            Self::File(path) => match read_file(path) {
                Ok(bytes) => read_bytes(&display(path), &bytes, known),
                Err(error) => Articles::failed(format!("`{}`: {error}", path.display())),
            },
            Self::Bytes { name, bytes } => read_bytes(name, bytes, known),
            Self::Line { name, number, bytes } => read_line(name, *number, bytes),
            Self::Failed(why) => Articles::failed(why.clone()),
        };
        for article in &mut read.articles {
            known.lay_over(article);
        }
        read
    }
}

impl Known {
    /// Tells an article what the user knows of it.
    pub(crate) fn lay_over(self, article: &mut Article) {
        if let Some(lang) = self.lang {
            article.lang = Some(lang);
        }
        if article.published.is_none()
            && let Some(date) = self.published
        {
            let raw = date.to_string();
            article.published = Some(DateFound { date, found_in: "input", raw });
        }
    }
}

impl Articles {
    fn failed(why: String) -> Self {
        Self { articles: Vec::new(), failures: vec![why] }
    }
}

fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    let mut bytes = Vec::new();
    file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        let most = MAX_FILE_BYTES >> 20;
        return Err(io::Error::other(format!(
            "longer than {most} MiB; split it, or use JSON Lines"
        )));
    }
    Ok(bytes)
}

fn read_bytes(name: &str, bytes: &[u8], known: Known) -> Articles {
    let hint = Hint { name: Some(name), sites: known.sites, ..Hint::default() };
    match read::read_bytes(bytes, &hint) {
        Ok(reading) => Articles {
            articles: reading.articles,
            failures: reading
                .errors
                .iter()
                .map(|error| format!("`{name}`, line {}: {}", error.line, error.reason))
                .collect(),
        },
        Err(error) => Articles::failed(format!("`{name}`: {error}")),
    }
}

fn read_line(name: &str, number: u64, bytes: &[u8]) -> Articles {
    match read::read_line(number, bytes) {
        None => Articles::default(),
        Some(Ok(mut article)) => {
            // A number alone would be the same for the lines of every file.
            if article.id.is_empty() || article.id == format!("line-{number}") {
                article.id = format!("{name}:{number}");
            }
            Articles { articles: vec![article], failures: Vec::new() }
        }
        Some(Err(error)) => Articles::failed(format!("`{name}`, line {number}: {}", error.reason)),
    }
}

/// The units of everything that the user names, in order.
pub(crate) fn units(paths: Vec<PathBuf>) -> Units {
    Units { waiting: paths.into(), lines: None }
}

/// An iterator over [`Unit`]s.
pub(crate) struct Units {
    waiting: VecDeque<PathBuf>,
    lines: Option<Lines>,
}

impl Iterator for Units {
    type Item = Unit;

    fn next(&mut self) -> Option<Unit> {
        loop {
            if let Some(lines) = &mut self.lines {
                match lines.next() {
                    Some(unit) => return Some(unit),
                    None => self.lines = None,
                }
            }
            let path = self.waiting.pop_front()?;
            match self.open(&path) {
                Ok(Some(unit)) => return Some(unit),
                Ok(None) => {}
                Err(error) => {
                    return Some(Unit::Failed(format!("`{}`: {error}", path.display())));
                }
            }
        }
    }
}

impl Units {
    /// Gives a file's unit; a folder or a stream of lines is opened, and gives its units later.
    fn open(&mut self, path: &Path) -> io::Result<Option<Unit>> {
        if path == Path::new("-") {
            return self.open_stdin();
        }
        if std::fs::metadata(path)?.is_dir() {
            let entries = entries(path)?;
            for entry in entries.into_iter().rev() {
                self.waiting.push_front(entry);
            }
            return Ok(None);
        }
        let ending = path.extension().unwrap_or_default();
        if ending.eq_ignore_ascii_case("jsonl") || ending.eq_ignore_ascii_case("ndjson") {
            let reader = Box::new(BufReader::with_capacity(1 << 16, File::open(path)?));
            self.lines = Some(Lines { name: display(path), reader, number: 0, n_documents: 0 });
            return Ok(None);
        }
        Ok(Some(Unit::File(path.to_owned())))
    }

    /// Standard input is JSON Lines when its first line is a whole JSON object, and else one page.
    fn open_stdin(&mut self) -> io::Result<Option<Unit>> {
        let name = "standard input".to_owned();
        let mut reader = BufReader::with_capacity(1 << 16, io::stdin());
        let mut bytes = Vec::new();
        (&mut reader).take(MAX_LINE_BYTES).read_until(b'\n', &mut bytes)?;
        let first = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes).trim_ascii();
        if first.starts_with(b"{") && serde_json::from_slice::<serde_json::Value>(first).is_ok() {
            let reader = Box::new(io::Cursor::new(bytes).chain(reader));
            self.lines = Some(Lines { name, reader, number: 0, n_documents: 0 });
            return Ok(None);
        }
        reader.take(MAX_FILE_BYTES).read_to_end(&mut bytes)?;
        Ok(Some(Unit::Bytes { name, bytes }))
    }
}

/// What a folder holds, in the order of names; without hidden files and those of [`NOT_PAGES`].
fn entries(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(dir)? {
        let entry = entry?;
        let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        // A link to a folder may lead back to where it stands.
        let leads_away = entry.file_type()?.is_symlink() && entry.path().is_dir();
        let path = entry.path();
        let is_page = path
            .extension()
            .is_none_or(|ending| !NOT_PAGES.iter().any(|other| ending.eq_ignore_ascii_case(other)));
        if !hidden && !leads_away && is_page {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// Paths are shown with slashes, so that ids are the same on every system.
fn display(path: &Path) -> String {
    path.display().to_string().replace(std::path::MAIN_SEPARATOR, "/")
}

/// The lines of a stream.
struct Lines {
    name: String,
    reader: Box<dyn BufRead>,
    number: u64,
    n_documents: u64,
}

impl Lines {
    fn next(&mut self) -> Option<Unit> {
        loop {
            let mut bytes = Vec::new();
            let limit = MAX_LINE_BYTES + 1;
            match (&mut self.reader).take(limit).read_until(b'\n', &mut bytes) {
                Ok(0) if self.n_documents == 0 => {
                    self.n_documents = 1;
                    return Some(Unit::Failed(format!("`{}`: no document in it", self.name)));
                }
                Ok(0) => return None,
                Ok(_) => {}
                Err(error) => {
                    // Reading on could fail for ever.
                    self.reader = Box::new(io::empty());
                    self.n_documents = 1;
                    return Some(Unit::Failed(format!("`{}`: {error}", self.name)));
                }
            }
            self.number += 1;
            if bytes.trim_ascii().is_empty() {
                continue;
            }
            self.n_documents += 1;
            if bytes.len() as u64 > MAX_LINE_BYTES {
                let (name, number, most) = (&self.name, self.number, MAX_LINE_BYTES >> 20);
                let why = format!("`{name}`, line {number}: longer than {most} MiB");
                if self.skip_line().is_err() {
                    self.reader = Box::new(io::empty());
                }
                return Some(Unit::Failed(why));
            }
            return Some(Unit::Line { name: self.name.clone(), number: self.number, bytes });
        }
    }

    /// Passes over the rest of a line without keeping it.
    fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let held = self.reader.fill_buf()?;
            if held.is_empty() {
                return Ok(());
            }
            let end = memchr::memchr(b'\n', held);
            let n = end.map_or(held.len(), |at| at + 1);
            self.reader.consume(n);
            if end.is_some() {
                return Ok(());
            }
        }
    }
}
