//! The folder where everything that is fetched is kept, and from which it is read.
//!
//! Takes exchanges; gives pages, read back from the web archive that they were written into. Holds
//! the folder for one process at a time. Nothing of a response is used that was not written first.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufReader, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use flate2::bufread::GzDecoder;
use griot::note::Note;
use jiff::Timestamp;

use super::client::Exchange;
use super::journal::{Entry, Journal};
use super::message::{self, Head};
use crate::Page;
use crate::warc::write::{self, Place, Profile, Revisit, Writer};

/// No head of a record is longer.
const MAX_FIELDS_BYTES: usize = 64 << 10;

/// No record is read further.
const MAX_RECORD_BYTES: u64 = 256 << 20;

/// No body is unpacked to more.
const MAX_BODY_BYTES: usize = 64 << 20;

/// A folder that is open for writing.
#[derive(Debug)]
pub(crate) struct Archive {
    dir: PathBuf,
    writer: Writer,
    pub(crate) journal: Journal,
    /// Held as long as the folder is open.
    _lock: File,
}

/// A response, as it is read back.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) url: String,
    /// When it was retrieved, as the archive writes dates.
    pub(crate) date: String,
    pub(crate) head: Head,
    /// The body with every coding off.
    pub(crate) body: Vec<u8>,
    /// Why the body is not whole.
    pub(crate) fault: Option<String>,
    payload_digest: Option<String>,
    is_response: bool,
}

/// Something that was fetched, and where it lies.
#[derive(Clone, Debug)]
pub struct Found {
    pub(crate) dir: Arc<Path>,
    pub(crate) place: Place,
}

impl Found {
    /// How many bytes it takes in the archive.
    pub fn n_bytes(&self) -> u64 {
        self.place.length
    }

    /// Where it lies.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// The response, named after its address.
    ///
    /// # Errors
    ///
    /// When the archive cannot be read.
    pub fn page(&self) -> io::Result<Page> {
        Ok(read(&self.dir, &self.place)?.into_page())
    }
}

impl Archive {
    /// Opens a folder, and makes it if need be. What an earlier run wrote in part is cut off; what
    /// it wrote whole and did not note down is noted down.
    pub(crate) fn open(dir: &Path, software: &str, most_bytes: u64) -> io::Result<Self> {
        std::fs::create_dir_all(dir)?;
        let lock =
            OpenOptions::new().write(true).create(true).truncate(false).open(dir.join(".lock"))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(io::Error::other("another run of griot writes into this folder"));
            }
            Err(TryLockError::Error(error)) => return Err(error),
        }
        let journal = Journal::open(dir)?;
        let (writer, found) =
            Writer::open(dir, software, most_bytes, |file| journal.known_end(file))?;
        let mut archive = Self { dir: dir.to_owned(), writer, journal, _lock: lock };
        for place in found {
            let Ok(kept) = read(&archive.dir, &place) else { continue };
            if kept.is_response {
                let digest = kept.payload_digest.clone();
                let entry = entry(&kept.url, &kept.date, &kept.head, &place, digest);
                archive.note_down(entry, false)?;
            }
        }
        Ok(archive)
    }

    /// Keeps an exchange, and says what is now known of the address.
    pub(crate) fn keep(&mut self, url: &str, exchange: &Exchange) -> io::Result<Entry> {
        let before = self.journal.entry(url).cloned();
        let digest = (!exchange.truncated).then(|| write::digest(&exchange.payload));
        // What it repeats: what the server says has not changed, or what has the same digest.
        let earlier = before.as_ref().and_then(|before| {
            let same = exchange.head.status == before.status
                && digest.is_some()
                && digest == before.digest
                && !exchange.payload.is_empty();
            let profile = match exchange.head.status {
                304 => Profile::NotModified,
                _ if same => Profile::SameDigest,
                _ => return None,
            };
            let digest = before.digest.as_deref()?;
            Some(Revisit { profile, url: &before.url, date: &before.date, digest })
        });
        let head = exchange.response.get(..exchange.head.n_bytes).unwrap_or_default();
        let place = self.writer.write(&write::Exchange {
            url,
            date: exchange.date,
            ip: exchange.ip,
            request: &exchange.request,
            response: if earlier.is_some() { head } else { &exchange.response },
            payload: &exchange.payload,
            truncated: exchange.truncated,
            revisit: earlier,
        })?;
        let date = write::date(exchange.date);
        let repeats = earlier.is_some();
        self.note_down(entry(url, &date, &exchange.head, &place, digest), repeats)
    }

    /// Notes down what is now known of an address. A repetition, and a failure behind a page that
    /// once was there, leave standing what was known.
    fn note_down(&mut self, mut entry: Entry, repeats: bool) -> io::Result<Entry> {
        let before = self.journal.entry(&entry.url);
        if let Some(before) =
            before.filter(|before| repeats || entry.status >= 400 && before.status < 400)
        {
            let mut before = before.clone();
            before.at = entry.at;
            before.last = entry.last;
            before.etag = entry.etag.filter(|_| repeats).or(before.etag);
            before.last_modified = entry.last_modified.filter(|_| repeats).or(before.last_modified);
            entry = before;
        }
        self.journal.keep(entry.clone())?;
        Ok(entry)
    }

    /// Reads back what lies at a place.
    pub(crate) fn read(&self, place: &Place) -> io::Result<Kept> {
        read(&self.dir, place)
    }

    /// The run did all that it could.
    pub(crate) fn finish(&mut self, at: Timestamp) -> io::Result<()> {
        self.writer.sync()?;
        self.journal.end(at)
    }
}

fn entry(url: &str, date: &str, head: &Head, place: &Place, digest: Option<String>) -> Entry {
    let field = |name| head.get(name).map(str::to_owned);
    Entry {
        url: url.to_owned(),
        at: date.to_owned(),
        status: head.status,
        place: place.clone(),
        last: place.clone(),
        date: date.to_owned(),
        digest,
        etag: field("etag"),
        last_modified: field("last-modified"),
        to: (300..400).contains(&head.status).then(|| field("location")).flatten(),
    }
}

/// Reads the record at a place of an archive.
pub(crate) fn read(dir: &Path, place: &Place) -> io::Result<Kept> {
    // The name comes from a file that anyone may have written into.
    if place.file.contains(['/', '\\']) {
        return Err(io::Error::other("the journal names a file outside the folder"));
    }
    let mut file = File::open(dir.join(&place.file))?;
    file.seek(SeekFrom::Start(place.offset))?;
    let mut bytes = Vec::new();
    let member = BufReader::new(file.take(place.length));
    GzDecoder::new(member).take(MAX_RECORD_BYTES).read_to_end(&mut bytes)?;
    let bad = || io::Error::other("no record of a web archive");
    let head_end = memmem(bytes.get(..MAX_FIELDS_BYTES).unwrap_or(&bytes), b"\r\n\r\n");
    let (fields, block) = bytes.split_at_checked(head_end.ok_or_else(bad)? + 4).ok_or_else(bad)?;
    let fields = String::from_utf8_lossy(fields);
    let field = |name: &str| {
        fields.lines().skip(1).find_map(|line| {
            let (other, value) = line.split_once(':')?;
            other.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        })
    };
    let length: usize =
        field("content-length").and_then(|length| length.parse().ok()).ok_or_else(bad)?;
    let block = block.get(..length).ok_or_else(bad)?;
    let is_response = field("warc-type").as_deref() == Some("response");
    let (head, body) = if is_response {
        let head = Head::parse(block).map_err(io::Error::other)?;
        let body =
            message::body(&head, block.get(head.n_bytes..).unwrap_or_default(), MAX_BODY_BYTES);
        (head, body)
    } else {
        (Head::default(), message::Body::default())
    };
    // A file that is packed itself: sitemaps often are.
    let body = if body.bytes.starts_with(&[0x1f, 0x8b]) {
        let unpacked = message::gunzip(&body.bytes, MAX_BODY_BYTES);
        message::Body { fault: body.fault.or(unpacked.fault), ..unpacked }
    } else {
        body
    };
    let truncated =
        field("warc-truncated").map(|_| "only the beginning of the page was fetched".to_owned());
    Ok(Kept {
        url: field("warc-target-uri").unwrap_or_default(),
        date: field("warc-date").unwrap_or_default(),
        head,
        body: body.bytes,
        fault: truncated.or(body.fault),
        payload_digest: field("warc-payload-digest"),
        is_response,
    })
}

fn memmem(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

impl Kept {
    /// The response as a page, named after its address.
    pub(crate) fn into_page(self) -> Page {
        let notes = self.fault.map(|fault| Note::new(crate::warc::INCOMPLETE, fault));
        Page {
            name: self.url.clone(),
            media_type: self.head.get("content-type").map(str::to_owned),
            url: Some(self.url),
            retrieved: self.date.parse().ok(),
            bytes: self.body,
            notes: notes.into_iter().collect(),
        }
    }
}
