//! Zip archives: their entries, as streams.
//!
//! Takes a file, or the bytes of one; gives its entries in the order of its list, each as a stream
//! that is opened when it is asked for. Names of entries are labels: nothing is ever written, so that
//! `..` and absolute paths lead nowhere. Entries that lie over each other are how an archive of
//! kilobytes unpacks to petabytes: an archive with such entries is not read.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::Arc;

use memchr::memmem;
use zip::{CompressionMethod, ZipArchive};

use crate::unpack::{Budget, FREE_BYTES, MAX_RATIO, Packing, Raw, Stream};

/// An archive with more entries is not read: its list alone would fill the memory.
const MAX_ENTRIES: u64 = 200_000;
/// The records at the end of an archive lie within so many bytes, a comment included.
const END_BYTES: u64 = 66 << 10;

/// Where the bytes of an archive are.
#[derive(Clone, Debug)]
pub(crate) enum Shelf {
    File(PathBuf),
    Memory(Arc<[u8]>),
}

/// Anything that an archive can be read from.
trait ReadSeek: Read + Seek + Send {}
impl<T: Read + Seek + Send> ReadSeek for T {}

impl Shelf {
    fn open(&self) -> io::Result<Box<dyn ReadSeek>> {
        Ok(match self {
            Self::File(path) => Box::new(BufReader::new(File::open(path)?)),
            Self::Memory(bytes) => Box::new(Cursor::new(bytes.clone())),
        })
    }
}

/// The entries of an archive.
pub(crate) struct Zip {
    shelf: Shelf,
    archive: ZipArchive<Box<dyn ReadSeek>>,
    next: usize,
    /// How much may still be unpacked of all entries together.
    pub(crate) budget: u64,
    /// What entries that are packed absurdly well may unpack together.
    pub(crate) dense: Budget,
}

/// An entry.
pub(crate) struct Entry {
    /// Its label.
    pub(crate) name: String,
    /// Its contents, or why they cannot be read.
    pub(crate) stream: io::Result<Stream>,
}

impl Zip {
    /// Opens an archive; one that lies in another shares the other's budget.
    pub(crate) fn open(shelf: Shelf, dense: Budget) -> io::Result<Self> {
        let mut reader = shelf.open()?;
        let n_bytes = reader.seek(SeekFrom::End(0))?;
        let n_entries = n_entries(&mut reader, n_bytes)?;
        if n_entries > MAX_ENTRIES {
            let text = format!(
                "it has {n_entries} entries, and is read up to {MAX_ENTRIES}: unpack it first"
            );
            return Err(io::Error::other(text));
        }
        reader.rewind()?;
        let mut archive = ZipArchive::new(reader).map_err(io::Error::other)?;
        if let Some(what) = what_else(&archive) {
            let text = format!("this is {what}, which is not read: save it as HTML or plain text");
            return Err(io::Error::other(text));
        }
        refuse_overlaps(&mut archive)?;
        let budget = FREE_BYTES.max(n_bytes.saturating_mul(MAX_RATIO));
        Ok(Self { shelf, archive, next: 0, budget, dense })
    }

    /// The next entry that is a file.
    pub(crate) fn next(&mut self) -> Option<Entry> {
        loop {
            let index = self.next;
            if index >= self.archive.len() {
                return None;
            }
            self.next += 1;
            let label = self.archive.name_for_index(index).unwrap_or_default().to_owned();
            let (name, stream) = match self.archive.by_index_raw(index) {
                Err(error) => (label, Err(io::Error::other(error))),
                Ok(entry) if entry.is_dir() => continue,
                Ok(entry) => {
                    let found = Found {
                        start: entry.data_start(),
                        n_bytes: entry.compressed_size(),
                        method: entry.compression(),
                        encrypted: entry.encrypted(),
                    };
                    (entry.name().to_owned(), Ok(found))
                }
            };
            let stream = stream.and_then(|found| self.stream(&found));
            return Some(Entry { name: clean(&name), stream });
        }
    }

    /// Gives no entry any more.
    pub(crate) fn close(&mut self) {
        self.next = usize::MAX;
    }

    fn stream(&self, found: &Found) -> io::Result<Stream> {
        if found.encrypted {
            return Err(io::Error::other("it is encrypted"));
        }
        let start = found.start.ok_or_else(|| io::Error::other("its place is not told"))?;
        let mut reader = self.shelf.open()?;
        reader.seek(SeekFrom::Start(start))?;
        let stored = BufReader::with_capacity(64 << 10, reader.take(found.n_bytes));
        let stream = Stream::raw(Raw::new(stored)).within(self.dense.clone());
        match found.method {
            CompressionMethod::Stored => Ok(stream),
            CompressionMethod::Deflated => Ok(stream.unpacked(Packing::Deflate)),
            other => Err(io::Error::other(format!("packed in a way that is not read: {other}"))),
        }
    }
}

/// What the list of an archive says of an entry.
struct Found {
    start: Option<u64>,
    n_bytes: u64,
    method: CompressionMethod,
    encrypted: bool,
}

/// How many entries an archive says that it has, at most.
fn n_entries(reader: &mut (impl Read + Seek), n_bytes: u64) -> io::Result<u64> {
    let number = |bytes: &[u8], at: usize, n: usize| {
        let bytes = bytes.get(at..at + n)?;
        Some(bytes.iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
    };
    let mut end = Vec::new();
    reader.seek(SeekFrom::Start(n_bytes.saturating_sub(END_BYTES)))?;
    reader.by_ref().take(END_BYTES).read_to_end(&mut end)?;
    let mut most = 0;
    for at in memmem::find_iter(&end, b"PK\x05\x06") {
        most = most.max(number(&end, at + 10, 2).unwrap_or(0));
    }
    for at in memmem::find_iter(&end, b"PK\x06\x06") {
        most = most.max(number(&end, at + 32, 8).unwrap_or(0));
    }
    for at in memmem::find_iter(&end, b"PK\x06\x07") {
        // The record may stand anywhere.
        let mut record = Vec::new();
        reader.seek(SeekFrom::Start(number(&end, at + 8, 8).unwrap_or(0)))?;
        reader.by_ref().take(56).read_to_end(&mut record)?;
        if record.starts_with(b"PK\x06\x06") {
            most = most.max(number(&record, 32, 8).unwrap_or(0));
        }
    }
    Ok(most)
}

/// What an archive is that only happens to be packed as one: the files in it are no pages, and what
/// would be read of them is nothing that anybody wrote.
fn what_else(archive: &ZipArchive<Box<dyn ReadSeek>>) -> Option<&'static str> {
    let holds = |name| archive.index_for_name(name).is_some();
    if holds("[Content_Types].xml") {
        Some("a document of Word, Excel or PowerPoint")
    } else if holds("mimetype") && holds("META-INF/container.xml") {
        Some("an EPUB book")
    } else if holds("mimetype") && holds("META-INF/manifest.xml") {
        Some("a document of OpenOffice or LibreOffice")
    } else {
        None
    }
}

/// Refuses an archive in which two entries share bytes.
fn refuse_overlaps(archive: &mut ZipArchive<Box<dyn ReadSeek>>) -> io::Result<()> {
    let mut spans = Vec::with_capacity(archive.len());
    for index in 0..archive.len() {
        // An entry that is broken alone is told when it is its turn.
        if let Ok(entry) = archive.by_index_raw(index)
            && let Some(start) = entry.data_start()
        {
            spans.push((entry.header_start(), start.saturating_add(entry.compressed_size())));
        }
    }
    spans.sort_unstable();
    if spans.windows(2).any(|pair| matches!(pair, [(_, end), (start, _)] if start < end)) {
        let text = "its entries lie over each other, as those of a bomb do; it is not read";
        return Err(io::Error::other(text));
    }
    Ok(())
}

/// A label of one line.
fn clean(name: &str) -> String {
    name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
