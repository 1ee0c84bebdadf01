//! From what the user names to units of work, in a fixed order.
//!
//! Takes files, folders and `-`; gives units: files that a worker opens, pages out of packed files
//! and archives, lines, records. What something is, its first bytes say; its ending decides only
//! where they leave it open. Everything is a stream: an input of any size passes through in bounded
//! memory. What cannot be found or read becomes a unit that says so.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use griot::note::Note;

use crate::fetch::Found;
use crate::lines::{Lines, MAX_LINE_BYTES};
use crate::page::Page;
use crate::unit::{Position, Unit, Work, bare_name, display, read_bounded};
use crate::unpack::{Budget, Packing, Raw, Stream};
use crate::walk::{DRESSES, Skipped, Walk, is_page_name};
use crate::warc::{Fault, INCOMPLETE, Passed, WarcReader};
use crate::zip::{Shelf, Zip};

/// Archives in archives are opened no deeper.
const MAX_DEPTH: u32 = 3;
/// An archive in an archive, or on standard input, is held in memory up to here.
const MAX_INNER_ZIP_BYTES: u64 = 64 << 20;
/// A file whose first line is no longer than this is looked at for JSON Lines.
const HEAD_BYTES: usize = 256 << 10;

/// The units of everything that the user names.
pub struct Units {
    walk: Walk,
    open: Option<Open>,
    position: Position,
    /// Where to go on, until that is reached.
    resume: Option<Position>,
    taken: Arc<AtomicU64>,
}

impl std::fmt::Debug for Units {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Units").field("position", &self.position).finish_non_exhaustive()
    }
}

impl Units {
    /// The units of these inputs, from the first on.
    pub fn new(walk: Walk) -> Self {
        Self {
            walk,
            open: None,
            position: Position::default(),
            resume: None,
            taken: Arc::default(),
        }
    }

    /// The units behind `position`, which an earlier run over the same inputs gave.
    #[must_use]
    pub fn after(mut self, position: Position) -> Self {
        self.resume = Some(position);
        self
    }

    /// How many bytes of the inputs were read so far; counts while the units are asked for.
    pub fn progress(&self) -> Arc<AtomicU64> {
        self.taken.clone()
    }

    /// What of folders is not opened; counted while the units are asked for.
    pub fn skipped(&self) -> Skipped {
        self.walk.skipped()
    }

    /// Opens the next file; `None` at the end of the inputs.
    fn open_next(&mut self) -> Option<Open> {
        let mut ordinal = self.position.file;
        loop {
            let step = self.walk.next()?;
            if let Some(resume) = self.resume
                && ordinal < resume.file
            {
                ordinal += 1;
                if let Ok(path) = &step {
                    let n_bytes = std::fs::metadata(path).map_or(0, |found| found.len());
                    self.taken.fetch_add(n_bytes, Ordering::Relaxed);
                }
                continue;
            }
            let resume = self.resume.take();
            let from = resume.unwrap_or_default();
            self.position =
                Position { file: ordinal, offset: from.offset, number: from.number, units: 0 };
            let mut open = match step {
                Ok(path) => self.open_path(&path, from),
                Err(failed) => Open::one(Work::Failed(failed)),
            };
            for _ in 0..from.units {
                if open.next().is_none() {
                    break;
                }
                self.position.units += 1;
            }
            return Some(open);
        }
    }

    fn open_path(&self, path: &Path, from: Position) -> Open {
        self.try_open(path, from)
            .unwrap_or_else(|error| Open::failed(&path.display().to_string(), &error))
    }

    fn try_open(&self, path: &Path, from: Position) -> io::Result<Open> {
        if path == Path::new("-") {
            let reader = BufReader::with_capacity(64 << 10, io::stdin());
            return Ok(open_stdin(Stream::plain(reader)));
        }
        if let Some(found) = self.walk.fetched(path) {
            return Ok(Open::Fetched(found.iter().cloned().collect(), self.taken.clone()));
        }
        let name = display(path);
        let mut stream = Stream::raw(Raw::file(File::open(path)?, 0, None)?);
        let packing = Packing::of(stream.at_least(4)?);
        if let Some(packing) = packing {
            stream = stream.unpacked(packing);
        }
        let kind = match kind(&mut stream, &name) {
            Ok(kind) => kind,
            // What is wrong with a packed file is told when it is read, with what could be read.
            Err(_) if packing.is_some() => Kind::Page,
            Err(error) => return Err(error),
        };
        let raw = Raw::file(File::open(path)?, from.offset, Some(self.taken.clone()))?;
        let stream = Stream::raw(raw);
        let stream = match packing {
            Some(packing) => stream.unpacked(packing),
            None => stream,
        };
        Ok(match kind {
            Kind::Page if packing.is_none() => {
                let n_bytes = std::fs::metadata(path).map_or(0, |found| found.len());
                self.taken.fetch_add(n_bytes, Ordering::Relaxed);
                Open::one(Work::File(path.to_owned()))
            }
            Kind::Zip if packing.is_none() => {
                let n_bytes = std::fs::metadata(path).map_or(0, |found| found.len());
                self.taken.fetch_add(n_bytes, Ordering::Relaxed);
                open_zip(name, Shelf::File(path.to_owned()), 1, Budget::default())
            }
            kind => open_stream(name, stream, kind, from.number, u32::from(packing.is_some())),
        })
    }
}

impl Iterator for Units {
    type Item = Unit;

    fn next(&mut self) -> Option<Unit> {
        loop {
            if let Some(open) = &mut self.open {
                if let Some(work) = open.next() {
                    match open.mark() {
                        Some((offset, number)) => {
                            self.position.offset = offset;
                            self.position.number = number;
                            self.position.units = 1;
                        }
                        None => self.position.units += 1,
                    }
                    return Some(Unit { position: self.position, work });
                }
                self.open = None;
                self.position = Position { file: self.position.file + 1, ..Position::default() };
            }
            self.open = Some(self.open_next()?);
        }
    }
}

/// What a stream holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Packed(Packing),
    Zip,
    Warc,
    Lines,
    Page,
}

/// An input that is being read.
enum Open {
    One(Option<Work>),
    Lines(Lines),
    Warc { name: String, records: WarcReader },
    Zip(Box<Entries>),
    Fetched(VecDeque<Found>, Arc<AtomicU64>),
}

/// The entries of an archive, and the one that is being read.
struct Entries {
    name: String,
    zip: Zip,
    depth: u32,
    entry: Option<Open>,
}

impl Open {
    fn one(work: Work) -> Self {
        Self::One(Some(work))
    }

    fn failed(name: &str, error: &io::Error) -> Self {
        Self::one(Work::Failed(format!("`{name}`: {error}")))
    }

    fn next(&mut self) -> Option<Work> {
        match self {
            Self::One(work) => work.take(),
            Self::Lines(lines) => lines.next(),
            Self::Warc { name, records } => records.next().map(|record| match record {
                Ok(record) if record.may_be_page() => {
                    Work::Record { name: name.clone(), record: Box::new(record) }
                }
                Ok(record) => Work::Passed(match record.page(String::new()) {
                    Err(passed) => passed,
                    Ok(_) => Passed::new("no page"),
                }),
                Err(Fault::Io(error)) => Work::Failed(format!("`{name}`: {error}")),
                Err(Fault::Junk(_)) => Work::Passed(Passed::new("bytes that are no record")),
            }),
            Self::Zip(entries) => entries.next(),
            Self::Fetched(found, taken) => found.pop_front().map(|found| {
                taken.fetch_add(found.n_bytes(), Ordering::Relaxed);
                Work::Fetched(found)
            }),
        }
    }

    /// Where the last work begins in the file, if the file can be opened there.
    fn mark(&self) -> Option<(u64, u64)> {
        match self {
            Self::One(_) | Self::Zip(_) | Self::Fetched(..) => None,
            Self::Lines(lines) => lines.mark,
            Self::Warc { records, .. } => records.mark(),
        }
    }
}

impl Entries {
    fn next(&mut self) -> Option<Work> {
        loop {
            if let Some(open) = &mut self.entry {
                let Some(work) = open.next() else {
                    self.entry = None;
                    if let Some(why) = self.zip.dense.spent() {
                        self.zip.close();
                        return Some(Work::Failed(format!("`{}`: {why}", self.name)));
                    }
                    continue;
                };
                let Some(left) = self.zip.budget.checked_sub(work.n_bytes() as u64) else {
                    // Each entry is bounded; together they may still be a bomb.
                    let (name, error) = (&self.name, crate::unpack::bomb());
                    let failed = Work::Failed(format!("`{name}`: {error}"));
                    self.zip.budget = 0;
                    self.entry = None;
                    self.zip.close();
                    return Some(failed);
                };
                self.zip.budget = left;
                return Some(work);
            }
            let entry = self.zip.next()?;
            let name = format!("{}:{}", self.name, entry.name);
            if !is_page_name(Path::new(&entry.name)) {
                return Some(Work::Passed(Passed::new(DRESSES)));
            }
            self.entry = Some(match entry.stream {
                Ok(stream) => open_inner(name, stream, self.depth),
                Err(error) => Open::failed(&name, &error),
            });
        }
    }
}

/// Says what a stream holds, by its first bytes, and then by its name.
fn kind(stream: &mut Stream, name: &str) -> io::Result<Kind> {
    let bare = bare_name(name).to_ascii_lowercase();
    let named = |endings: &[&str]| endings.iter().any(|ending| bare.ends_with(ending));
    let head = stream.at_least(16)?;
    if let Some(packing) = Packing::of(head) {
        return Ok(Kind::Packed(packing));
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Ok(Kind::Zip);
    }
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    if text.starts_with(b"WARC/") || named(&[".warc", ".wet", ".wat"]) {
        return Ok(Kind::Warc);
    }
    if named(&[".jsonl", ".ndjson"]) {
        return Ok(Kind::Lines);
    }
    if text.starts_with(b"{") && is_lines(stream.at_least(HEAD_BYTES)?) {
        return Ok(Kind::Lines);
    }
    Ok(Kind::Page)
}

/// Whether the first line is a whole JSON object, and another follows.
fn is_lines(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let Some(end) = memchr::memchr(b'\n', head) else { return false };
    let (first, rest) = head.split_at(end);
    let more = rest.trim_ascii_start().starts_with(b"{");
    more && serde_json::from_slice::<serde::de::IgnoredAny>(first).is_ok()
}

/// Standard input is JSON Lines when its first line is a whole JSON object, however long.
fn open_stdin(mut stream: Stream) -> Open {
    let name = "standard input".to_owned();
    let open = || -> io::Result<Open> {
        let head = stream.at_least(16)?;
        let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
        if text.starts_with(b"{") {
            let mut first = Vec::new();
            Read::by_ref(&mut stream).take(MAX_LINE_BYTES).read_until(b'\n', &mut first)?;
            let line = first.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&first).trim_ascii();
            let whole = serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok();
            stream.unread(first);
            let kind = if whole { Kind::Lines } else { Kind::Page };
            return Ok(open_stream(name.clone(), stream, kind, 0, 0));
        }
        Ok(open_inner(name.clone(), stream, 0))
    };
    open().unwrap_or_else(|error| Open::failed("standard input", &error))
}

/// A stream inside something else: what it is has to be found out.
fn open_inner(name: String, mut stream: Stream, depth: u32) -> Open {
    match kind(&mut stream, &name) {
        Ok(kind) => open_stream(name, stream, kind, 0, depth),
        Err(error) => Open::failed(&name, &error),
    }
}

/// A stream that is known to be something.
fn open_stream(name: String, stream: Stream, kind: Kind, number: u64, depth: u32) -> Open {
    let too_deep = depth >= MAX_DEPTH && matches!(kind, Kind::Packed(_) | Kind::Zip);
    if too_deep {
        let why = format!("`{name}`: packed more than {MAX_DEPTH} times; it is not read");
        return Open::one(Work::Failed(why));
    }
    match kind {
        Kind::Packed(packing) => open_inner(name, stream.unpacked(packing), depth + 1),
        Kind::Warc => Open::Warc { name, records: WarcReader::from_number(stream, number) },
        Kind::Lines => Open::Lines(Lines::new(name, stream, number)),
        Kind::Zip => {
            let budget = stream.budget().unwrap_or_default();
            match held(stream) {
                Ok(bytes) => open_zip(name, Shelf::Memory(bytes.into()), depth + 1, budget),
                Err(error) => Open::failed(&name, &error),
            }
        }
        Kind::Page => open_page(name, stream),
    }
}

/// A page is read up to where it is cut; what is damaged behind that does not matter.
fn open_page(name: String, mut stream: Stream) -> Open {
    let mut bytes = Vec::new();
    match read_bounded(&mut stream, &mut bytes, MAX_LINE_BYTES) {
        Ok(()) => Open::one(Work::Page(Page { name, bytes, ..Page::default() })),
        // What a damaged file still holds is worth reading.
        Err(error) if !bytes.trim_ascii().is_empty() => {
            let notes =
                vec![Note::new(INCOMPLETE, format!("the end of the page is missing: {error}"))];
            Open::one(Work::Page(Page { name, bytes, notes, ..Page::default() }))
        }
        Err(error) => Open::failed(&name, &error),
    }
}

fn open_zip(name: String, shelf: Shelf, depth: u32, budget: Budget) -> Open {
    match Zip::open(shelf, budget) {
        Ok(zip) => Open::Zip(Box::new(Entries { name, zip, depth, entry: None })),
        Err(error) => Open::failed(&name, &error),
    }
}

/// An archive that must be held to be read, because its list stands at its end.
fn held(stream: Stream) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    stream.take(MAX_INNER_ZIP_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_INNER_ZIP_BYTES {
        let most = MAX_INNER_ZIP_BYTES >> 20;
        return Err(io::Error::other(format!(
            "a zip archive inside something else is read up to {most} MiB: unpack it first"
        )));
    }
    Ok(bytes)
}
