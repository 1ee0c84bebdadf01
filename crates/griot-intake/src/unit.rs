//! Pieces of work: what one worker reads alone.
//!
//! Takes what the stream of inputs gave (a file, a page, a line, a record); gives the articles that
//! it holds, or says why it holds none. This is where bytes meet [`griot::read`].

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use griot::extract::sites::Sites;
use griot::model::{Article, DateFound, Lang};
use griot::note::Note;
use griot::read::{self, Hint, MAX_PAGE_BYTES, ReadError};
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::feed::{self, Feed};
use crate::fetch::{Found, location};
use crate::mime;
use crate::page::Page;
use crate::warc::{Passed, Record};

/// No file of JSON is longer that is read in one piece.
const MAX_JSON_BYTES: u64 = 1 << 30;

/// So many of the addresses of a feed are shown.
const SHOWN_LINKS: usize = 10;

/// Where a unit stands in the inputs, so that reading can go on behind it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Position {
    /// Which file, in the order of reading, from 0.
    pub file: u64,
    /// Where the file can be opened: at or before the unit.
    pub offset: u64,
    /// How many lines or records stand before `offset`.
    pub number: u64,
    /// How many units begin between `offset` and the end of this one.
    pub units: u64,
}

/// A piece of work, and where it stands.
#[derive(Debug)]
pub struct Unit {
    /// Where it stands.
    pub position: Position,
    /// What it is.
    pub work: Work,
}

/// A piece of work.
#[derive(Debug)]
pub enum Work {
    /// A file, opened by the worker.
    File(PathBuf),
    /// A page that is there already.
    Page(Page),
    /// A line of JSON Lines.
    Line {
        /// The input.
        name: String,
        /// The line's number, from 1.
        number: u64,
        /// The line.
        bytes: Vec<u8>,
    },
    /// A record of a web archive.
    Record {
        /// The input.
        name: String,
        /// The record.
        record: Box<Record>,
    },
    /// Something that was fetched, read from the archive by the worker.
    Fetched(Found),
    /// Something that is whole and no page.
    Passed(Passed),
    /// Something that cannot be read, and why.
    Failed(String),
}

/// What the user knows of documents that do not tell it themselves.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known {
    /// The language of all of them.
    pub lang: Option<Lang>,
    /// The day on which those were published that tell none.
    pub published: Option<Date>,
    /// When the run began: no page that it reads is younger.
    pub now: Option<jiff::Timestamp>,
    /// Rules for the pages of outlets; they last as long as the process.
    pub sites: Option<&'static Sites>,
}

impl Known {
    /// Tells an article what the user knows of it.
    pub fn lay_over(self, article: &mut Article) {
        if let Some(lang) = self.lang {
            article.lang = Some(lang);
        }
        if article.published.is_none()
            && let Some(date) = self.published
        {
            let raw = date.to_string();
            article.published = Some(DateFound { date, found_in: "input", raw });
        }
        self.doubt_the_day(article);
    }

    /// Notes that a day of publication which was given, and so stays, can hardly be right.
    fn doubt_the_day(self, article: &mut Article) {
        let Some(day) = article.published.as_ref().map(|published| published.date) else { return };
        let last = article.first_seen.or(self.now).map(|at| at.to_zoned(TimeZone::UTC).date());
        // A day of grace for the zones in which it is tomorrow already.
        let is_future = last.and_then(|last| last.tomorrow().ok()).is_some_and(|last| day > last);
        if is_future {
            let text =
                format!("the day of publication is after the one on which it is read: `{day}`");
            article.notes.push(Note::new("date-in-future", text));
        } else if day.year() < 1990 {
            let text = format!("the day of publication is before 1990: `{day}`");
            article.notes.push(Note::new("date-before-1990", text));
        }
    }
}

/// Why work gave no page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Left {
    /// It is whole, and none.
    Passed(Passed),
    /// It could not be read: a sentence, with the input in backticks.
    Failed(String),
}

/// What a unit holds.
#[derive(Debug, Default)]
pub struct Articles {
    /// The articles, in order.
    pub articles: Vec<Article>,
    /// What could not be read: a sentence each, with the input in backticks.
    pub failures: Vec<String>,
    /// What was passed over.
    pub passed: Vec<Passed>,
}

impl Work {
    /// How many bytes it keeps in memory until it is worked on.
    pub fn n_bytes(&self) -> usize {
        match self {
            Self::Page(page) => page.bytes.capacity(),
            Self::Line { bytes, .. } => bytes.capacity(),
            Self::Record { record, .. } => record.block.capacity() + record.beyond.capacity(),
            Self::File(_) | Self::Fetched(_) | Self::Passed(_) | Self::Failed(_) => 0,
        }
    }

    /// How many bytes it will have once it is loaded, as far as can be told before.
    pub fn weight(&self) -> usize {
        match self {
            Self::File(path) => std::fs::metadata(path)
                .map_or(0, |file| usize::try_from(file.len()).unwrap_or(usize::MAX)),
            Self::Fetched(found) => usize::try_from(found.n_bytes()).unwrap_or(usize::MAX),
            other => other.n_bytes(),
        }
    }

    /// Whether it comes from a crawl, which holds whatever was on a site: there, what is no page is
    /// no failure.
    pub fn is_crawled(&self) -> bool {
        matches!(self, Self::Record { .. } | Self::Fetched(_))
    }

    /// The page, to be kept or read.
    ///
    /// # Errors
    ///
    /// When there is none.
    pub fn load(self) -> Result<Page, Left> {
        match self {
            Self::File(path) => match read_file(&path) {
                Ok(bytes) => Ok(Page { name: display(&path), bytes, ..Page::default() }),
                Err(error) => Err(Left::Failed(format!("`{}`: {error}", path.display()))),
            },
            Self::Page(page) => Ok(page),
            // The same line is the same page, whether or not it is the last of its file.
            Self::Line { name, number, bytes } => Ok(Page {
                name: format!("{name}:{number}"),
                bytes: bytes.trim_ascii().to_vec(),
                ..Page::default()
            }),
            Self::Record { name, record } => {
                let name = format!("{name}:{}", record.number);
                record.page(name).map_err(Left::Passed)
            }
            Self::Fetched(found) => found.page().map_err(|error| {
                let file = &found.place().file;
                Left::Failed(format!("`{file}`: the archive cannot be read: {error}"))
            }),
            Self::Passed(passed) => Err(Left::Passed(passed)),
            Self::Failed(why) => Err(Left::Failed(why)),
        }
    }

    /// Reads the articles.
    pub fn read(self, known: Known) -> Articles {
        if let Self::Line { name, number, bytes } = &self {
            let mut read = read_line(name, *number, bytes);
            read.articles.iter_mut().for_each(|article| known.lay_over(article));
            return read;
        }
        let is_crawled = self.is_crawled();
        match self.load() {
            Ok(page) => page.read(known, is_crawled),
            Err(Left::Passed(passed)) => Articles::passed(passed),
            Err(Left::Failed(why)) => Articles::failed(why),
        }
    }
}

impl Page {
    /// The page that a browser has saved in this one, or that stands in this letter; nothing when
    /// these bytes are a page themselves.
    pub fn saved_page(&self) -> Option<Page> {
        mime::page(self)
    }

    /// Reads the articles. Of a page out of a crawl, what is no text is passed over. Of a feed, those
    /// are read that it carries whole.
    pub fn read(&self, known: Known, is_crawled: bool) -> Articles {
        if let Some(page) = self.saved_page() {
            return page.read_page(known, is_crawled);
        }
        let charset = self.media_type.as_deref().and_then(feed::charset);
        match feed::parse(&self.bytes, charset) {
            Some(feed) => self.read_feed(&feed, known, is_crawled),
            None => self.read_page(known, is_crawled),
        }
    }

    fn read_feed(&self, feed: &Feed, known: Known, is_crawled: bool) -> Articles {
        let name = &self.name;
        let base = self.url.as_deref().and_then(|url| location::parse(url).ok());
        let split = feed::split(feed, name, base.as_ref());
        let mut read = Articles::default();
        if !is_crawled {
            let notes = feed.notes.iter().map(|note| format!("`{name}`: {}", note.text));
            read.failures.extend(notes);
        }
        for mut page in split.pages {
            page.retrieved = self.retrieved;
            page.notes.extend(self.notes.iter().cloned());
            let mut article = page.read_page(known, true);
            read.articles.append(&mut article.articles);
            read.failures.append(&mut article.failures);
            read.passed.append(&mut article.passed);
        }
        if read.articles.is_empty() && !is_crawled {
            read.failures.push(only_links(name, feed, &split.links));
        } else if feed.kind == feed::Kind::Feed {
            let link = Passed::new("article that a feed only names");
            read.passed.extend(std::iter::repeat_n(link, split.links.len()));
        } else {
            read.passed.push(Passed::new(feed.kind.as_str()));
        }
        read
    }

    fn read_page(&self, known: Known, is_crawled: bool) -> Articles {
        // The ending tells the format once that of the packing is off; the name keeps both.
        let bare = bare_name(&self.name);
        let hint = Hint { name: Some(bare), now: known.now, sites: known.sites, ..self.hint() };
        let name = &self.name;
        let reading = match read::read_bytes(&self.bytes, &hint) {
            Ok(reading) => reading,
            Err(error) if is_crawled => return Articles::passed(Passed::new(no_page(&error))),
            Err(error) => return Articles::failed(format!("`{name}`: {error}")),
        };
        let failures = reading.errors.iter();
        let failures =
            failures.map(|error| format!("`{name}`, line {}: {}", error.line, error.reason));
        let mut read = Articles {
            failures: failures.collect(),
            articles: reading.articles,
            passed: Vec::new(),
        };
        for article in &mut read.articles {
            if let Some(rest) = article.id.strip_prefix(bare) {
                article.id = format!("{name}{rest}");
            }
            article.notes.extend(self.notes.iter().cloned());
            known.lay_over(article);
        }
        read
    }
}

/// What is said of a feed on its own that carries no article whole: where its articles are.
fn only_links(name: &str, feed: &Feed, links: &[feed::Item]) -> String {
    let kind = feed.kind.as_str();
    let urls: Vec<&str> = links.iter().filter_map(|link| link.url.as_deref()).collect();
    if urls.is_empty() {
        return format!("`{name}`: the {kind} carries no whole article, and names none");
    }
    let shown = urls.iter().take(SHOWN_LINKS).copied().collect::<Vec<_>>().join(" ");
    let more = match urls.len().saturating_sub(SHOWN_LINKS) {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    format!("`{name}`: the {kind} carries no whole article; to be fetched are {shown}{more}")
}

/// What a page out of a crawl is, when it is none.
fn no_page(error: &ReadError) -> String {
    match error {
        ReadError::Binary { what } | ReadError::NotAPage { what } => (*what).to_owned(),
        ReadError::Empty => "empty".to_owned(),
        _ => "JSON that is no document".to_owned(),
    }
}

impl Articles {
    fn failed(why: String) -> Self {
        Self { failures: vec![why], ..Self::default() }
    }

    fn passed(passed: Passed) -> Self {
        Self { passed: vec![passed], ..Self::default() }
    }
}

/// As much of a file as is read of it: JSON whole, and a page up to where it is cut.
fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    let mut bytes = Vec::new();
    read_bounded(&mut file, &mut bytes, MAX_JSON_BYTES)?;
    Ok(bytes)
}

/// Reads a page up to one byte more than is read of it, and JSON up to `most` bytes.
pub(crate) fn read_bounded(
    reader: &mut impl Read,
    bytes: &mut Vec<u8>,
    most: u64,
) -> io::Result<()> {
    let page = MAX_PAGE_BYTES as u64 + 1;
    reader.take(page.saturating_sub(bytes.len() as u64)).read_to_end(bytes)?;
    let head = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let is_json = head.starts_with(b"{") || head.starts_with(b"[");
    if is_json && bytes.len() as u64 >= page {
        reader.take((most + 1).saturating_sub(bytes.len() as u64)).read_to_end(bytes)?;
        if bytes.len() as u64 > most {
            let most = most >> 20;
            return Err(io::Error::other(format!(
                "longer than {most} MiB; split it, or use JSON Lines"
            )));
        }
    }
    Ok(())
}

/// A name without the endings of packings.
pub(crate) fn bare_name(name: &str) -> &str {
    let mut bare = name;
    for ending in [".zst", ".gz", ".zst", ".gz"] {
        if let Some(at) = bare.len().checked_sub(ending.len())
            && bare.get(at..).is_some_and(|last| last.eq_ignore_ascii_case(ending))
        {
            bare = bare.get(..at).unwrap_or(bare);
        }
    }
    bare
}

fn read_line(name: &str, number: u64, bytes: &[u8]) -> Articles {
    match read::read_line(number, bytes) {
        None => Articles::default(),
        Some(Ok(mut article)) => {
            // A number alone would be the same for the lines of every file.
            if article.id.is_empty() || article.id == format!("line-{number}") {
                article.id = format!("{name}:{number}");
            }
            Articles { articles: vec![article], ..Articles::default() }
        }
        Some(Err(error)) => Articles::failed(format!("`{name}`, line {number}: {}", error.reason)),
    }
}

/// Paths are shown with slashes, so that ids are the same on every system.
pub(crate) fn display(path: &Path) -> String {
    path.display().to_string().replace(std::path::MAIN_SEPARATOR, "/")
}
