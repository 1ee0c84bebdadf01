//! The pages, kept for ever.
//!
//! Takes pages; gives files of WARC 1.1 (ISO 28500:2017) that are only ever appended to, one gzip
//! member a page, so that a page can be read from its place alone. What griot has to know to read
//! the page again stands in a field of the record, `Griot-Page`, so that the archive is enough to
//! make everything else again. Ids of records are made of what they hold, and no clock is asked.

use std::fmt::Write as _;
use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, Read, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::error::{Error, Result};

/// A file is closed, and the next one begun, when it has this many bytes.
const FILE_BYTES: u64 = 1 << 30;
/// The head of a record is never longer: a longer one is none of ours.
const MAX_HEAD: usize = 1 << 20;

/// What is known of a page beside its bytes: all that reading it again takes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// What it is called in messages, and as a document until it says otherwise.
    pub name: String,
    /// Where it was retrieved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Its media type, as a server stated it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// When it was retrieved.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "as_text")]
    pub retrieved: Option<jiff::Timestamp>,
    /// The language that the user said it is in (ISO 639-1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// The day of publication that the user gave for pages that tell none (ISO day).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
}

/// A moment as text (RFC 3339).
mod as_text {
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    // Serde hands over a reference to the whole field.
    #[allow(clippy::ref_option)]
    pub(super) fn serialize<S: Serializer>(
        moment: &Option<jiff::Timestamp>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        match moment {
            Some(moment) => to.collect_str(moment),
            None => to.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<jiff::Timestamp>, D::Error> {
        let text = Option::<String>::deserialize(from)?;
        text.map(|text| text.parse().map_err(D::Error::custom)).transpose()
    }
}

/// Where a page lies in the archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The number of the file, from 1.
    pub file: u32,
    /// Where its gzip member begins, in bytes.
    pub offset: u64,
    /// How many bytes the member has.
    pub length: u64,
}

/// A page as it was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Archived {
    /// What was known of it.
    pub about: About,
    /// Its bytes, whose hash is the one that was written beside them.
    pub bytes: Vec<u8>,
}

/// What pages are told apart by: SHA-256 of their bytes, in hexadecimal.
pub fn content_hash(bytes: &[u8]) -> String {
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

/// The name of an archive file, below the record's folder.
pub(crate) fn file_name(number: u32) -> String {
    format!("archive/griot-{number:05}.warc.gz")
}

/// The numbers of the archive's files, ascending.
pub(crate) fn numbers(dir: &Path) -> Result<Vec<u32>> {
    let folder = dir.join("archive");
    let fault = |error| Error::io(&folder, error);
    let mut numbers = Vec::new();
    for entry in std::fs::read_dir(&folder).map_err(fault)? {
        let name = entry.map_err(fault)?.file_name();
        let name = name.to_string_lossy();
        let digits = name.strip_prefix("griot-").and_then(|rest| rest.strip_suffix(".warc.gz"));
        numbers.extend(digits.and_then(|digits| digits.parse::<u32>().ok()));
    }
    numbers.sort_unstable();
    Ok(numbers)
}

/// Reads the page at a place.
pub(crate) fn read(dir: &Path, place: Place) -> Result<Archived> {
    let name = file_name(place.file);
    let path = dir.join(&name);
    let mut file = File::open(&path).map_err(|error| Error::io(&path, error))?;
    file.seek(SeekFrom::Start(place.offset)).map_err(|error| Error::io(&path, error))?;
    let mut member = GzDecoder::new(BufReader::new(file.take(place.length)));
    parse(&mut member).map_err(|error| Error::Archive {
        file: name,
        offset: place.offset,
        reason: error.to_string(),
    })
}

/// Writes to the end of the archive.
#[derive(Debug)]
pub(crate) struct Appender {
    dir: PathBuf,
    number: u32,
    file: File,
    /// Where the next member begins: all before it is whole.
    end: u64,
}

impl Appender {
    /// Goes on with the last file. `known` is where the last page that the database knows ends (its
    /// file and the byte after it). Members behind it that are whole are given back, to be entered;
    /// a last one that is not whole was being written when the process died, and is cut off.
    pub(crate) fn open(dir: &Path, known: Option<(u32, u64)>) -> Result<(Self, Vec<Place>)> {
        let (known_file, known_end) = known.unwrap_or((0, 0));
        let mut found = Vec::new();
        let mut number = known_file.max(1);
        for later in numbers(dir)?.into_iter().filter(|number| *number >= known_file) {
            let path = dir.join(file_name(later));
            let mut file = File::open(&path).map_err(|error| Error::io(&path, error))?;
            let from = if later == known_file { known_end } else { 0 };
            found.extend(whole_members(&mut file, later, from).map_err(|e| Error::io(&path, e))?);
            number = number.max(later);
        }
        let path = dir.join(file_name(number));
        let file = open_for_writing(&path)?;
        let length = file.metadata().map_err(|error| Error::io(&path, error))?.len();
        let start = if number == known_file { known_end } else { 0 };
        let last = found.last().filter(|place| place.file == number);
        let end = last.map_or(start, |place| place.offset + place.length);
        if length < end {
            return Err(Error::Archive {
                file: file_name(number),
                offset: length,
                reason: format!("the file ends here, and the record knows of pages up to {end}"),
            });
        }
        let mut appender = Self { dir: dir.to_owned(), number, file, end };
        appender.cut()?;
        Ok((appender, found))
    }

    /// Appends a page. `date` is when it was retrieved or, when nobody knows, when it came here.
    pub(crate) fn append(&mut self, page: &Archived, date: jiff::Timestamp) -> Result<Place> {
        if self.end >= FILE_BYTES {
            self.sync()?;
            self.number += 1;
            self.file = open_for_writing(&self.path())?;
            self.end = 0;
        }
        let path = self.path();
        let bytes = member(page, date).map_err(|error| Error::io(&path, error))?;
        if let Err(error) = self.file.write_all(&bytes) {
            // What stands there is half a page: the next one must not come behind it.
            self.cut()?;
            return Err(Error::io(&path, error));
        }
        let length = bytes.len() as u64;
        let place = Place { file: self.number, offset: self.end, length };
        self.end += length;
        Ok(place)
    }

    /// Makes sure that all of it is on the disk.
    pub(crate) fn sync(&mut self) -> Result<()> {
        self.file.sync_data().map_err(|error| Error::io(&self.path(), error))
    }

    fn cut(&mut self) -> Result<()> {
        let path = self.path();
        let end = self.end;
        self.file
            .set_len(end)
            .and_then(|()| self.file.seek(SeekFrom::Start(end)))
            .map_err(|error| Error::io(&path, error))?;
        Ok(())
    }

    fn path(&self) -> PathBuf {
        self.dir.join(file_name(self.number))
    }
}

fn open_for_writing(path: &Path) -> Result<File> {
    OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
        .map_err(|error| Error::io(path, error))
}

/// The record of a page, compressed.
fn member(page: &Archived, date: jiff::Timestamp) -> io::Result<Vec<u8>> {
    let hash = content_hash(&page.bytes);
    let about = serde_json::to_string(&page.about).map_err(io::Error::other)?;
    let date = page.about.retrieved.unwrap_or(date).strftime("%Y-%m-%dT%H:%M:%SZ");
    let urn = format!("urn:griot:page:{hash}");
    // An address with white space or control characters would break the head.
    let is_plain = |url: &&str| !url.is_empty() && url.chars().all(|c| !c.is_control() && c != ' ');
    let target = page.about.url.as_deref().filter(is_plain).unwrap_or(&urn);
    let media_type =
        page.about.media_type.as_deref().filter(|text| !text.contains(char::is_control));
    let media_type = media_type.unwrap_or("application/octet-stream");
    let head = format!(
        "WARC/1.1\r\nWARC-Type: resource\r\nWARC-Record-ID: <{urn}>\r\nWARC-Date: {date}\r\n\
         WARC-Target-URI: {target}\r\nWARC-Block-Digest: sha256:{hash}\r\nGriot-Page: {about}\r\n\
         Content-Type: {media_type}\r\nContent-Length: {}\r\n\r\n",
        page.bytes.len()
    );
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(head.as_bytes())?;
    encoder.write_all(&page.bytes)?;
    encoder.write_all(b"\r\n\r\n")?;
    encoder.finish()
}

/// Reads a record of ours, and holds its bytes against the hash beside them.
fn parse(member: &mut impl Read) -> io::Result<Archived> {
    let wrong = |text: &str| io::Error::new(io::ErrorKind::InvalidData, text.to_owned());
    let mut all = Vec::new();
    member.read_to_end(&mut all)?;
    let window = all.get(..MAX_HEAD).unwrap_or(&all);
    let head_end = window.windows(4).position(|four| four == b"\r\n\r\n");
    let head = head_end.and_then(|end| std::str::from_utf8(all.get(..end)?).ok());
    let (Some(head_end), Some(head)) = (head_end, head) else {
        return Err(wrong("no head of a record"));
    };
    if !head.starts_with("WARC/1.") {
        return Err(wrong("no record of a web archive"));
    }
    let field = |name: &str| {
        let line = head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        line.ok_or_else(|| wrong(&format!("no field {name}")))
    };
    let length: usize =
        field("Content-Length")?.parse().map_err(|_| wrong("a length that is none"))?;
    let about = serde_json::from_str(field("Griot-Page")?).map_err(io::Error::other)?;
    let digest = field("WARC-Block-Digest")?.to_owned();
    let block = head_end.checked_add(4).and_then(|from| all.get(from..from.checked_add(length)?));
    let bytes = block.ok_or_else(|| wrong("shorter than it says"))?.to_vec();
    if digest != format!("sha256:{}", content_hash(&bytes)) {
        return Err(wrong("the bytes do not have the hash that was written beside them"));
    }
    Ok(Archived { about, bytes })
}

/// The whole records of a file from a byte on, up to its end or to the first that is not whole.
fn whole_members(file: &mut File, number: u32, from: u64) -> io::Result<Vec<Place>> {
    let mut places = Vec::new();
    let mut offset = from;
    file.seek(SeekFrom::Start(from))?;
    let mut reader = BufReader::with_capacity(1 << 16, file);
    loop {
        let whole = parse(&mut GzDecoder::new(&mut reader)).is_ok();
        if !whole {
            return Ok(places);
        }
        let end = reader.stream_position()?;
        places.push(Place { file: number, offset, length: end - offset });
        offset = end;
    }
}

#[cfg(test)]
mod tests;
