//! Writing web archives.
//!
//! Takes exchanges with servers, as they went over the wire; gives files of WARC 1.1 (ISO
//! 28500:2017), one gzip member a record, so that a record can be read from its place alone. A
//! record that was written in part, because the program was killed, is cut off when the folder is
//! opened again: what was whole stays. Deliberately understands no HTTP: where a message's head
//! ends is the caller's knowledge.

use std::fmt::Write as _;
use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// A file is closed, and the next one begun, when it has this many bytes.
pub const FILE_BYTES: u64 = 1 << 30;

/// Where a record lies.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The file's name in the folder.
    pub file: String,
    /// Where the record's gzip member begins, in bytes from the start of the file.
    pub offset: u64,
    /// How many bytes the member has.
    pub length: u64,
}

impl Place {
    /// Where the member ends.
    pub fn end(&self) -> u64 {
        self.offset.saturating_add(self.length)
    }
}

/// A request and the response to it.
#[derive(Clone, Copy, Debug)]
pub struct Exchange<'a> {
    /// The address, without credentials.
    pub url: &'a str,
    /// When the request was sent.
    pub date: Timestamp,
    /// The address that was connected to.
    pub ip: Option<IpAddr>,
    /// The request as it was sent.
    pub request: &'a [u8],
    /// The response as it was received: head and body, with every coding. Of a revisit, the head.
    pub response: &'a [u8],
    /// The body without the coding of the transfer, of which the digest is made.
    pub payload: &'a [u8],
    /// Whether the response goes on beyond what is kept.
    pub truncated: bool,
    /// When the body is one that is kept already: of which response.
    pub revisit: Option<Revisit<'a>>,
}

/// Of what a response is a repetition.
#[derive(Clone, Copy, Debug)]
pub struct Revisit<'a> {
    /// Why it is known to be one.
    pub profile: Profile,
    /// The address of the response that is kept.
    pub url: &'a str,
    /// Its date, as it was written.
    pub date: &'a str,
    /// The digest of its payload.
    pub digest: &'a str,
}

/// How a repetition was recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// The server said so: 304.
    NotModified,
    /// The payload has the same digest.
    SameDigest,
}

/// Writes into one folder.
#[derive(Debug)]
pub struct Writer {
    dir: PathBuf,
    software: String,
    most_bytes: u64,
    /// The file that is written to; none before the first record.
    open: Option<Open>,
    /// How many files there have been.
    number: u32,
}

#[derive(Debug)]
struct Open {
    file: File,
    name: String,
    /// Its length, all of it whole.
    end: u64,
}

impl Writer {
    /// Opens a folder for writing, and goes on with its last file.
    ///
    /// `known_end` says, of a file, how many of its bytes are known to be whole. Gives the places of
    /// whole records behind that. A broken tail behind a known end is cut off; in a file of which
    /// nothing is known nothing is ever cut, and the next record goes into a new file.
    ///
    /// # Errors
    ///
    /// When the folder or its last file cannot be read or written.
    pub fn open(
        dir: &Path,
        software: &str,
        most_bytes: u64,
        known_end: impl Fn(&str) -> Option<u64>,
    ) -> io::Result<(Self, Vec<Place>)> {
        let mut writer = Self {
            dir: dir.to_owned(),
            software: software.to_owned(),
            most_bytes,
            open: None,
            number: 0,
        };
        let mut last = None;
        for entry in std::fs::read_dir(dir)? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            if let Some(number) = number_of(&name)
                && number >= writer.number
            {
                writer.number = number;
                last = Some(name);
            }
        }
        let Some(name) = last else { return Ok((writer, Vec::new())) };
        let mut file = OpenOptions::new().read(true).write(true).open(dir.join(&name))?;
        let length = file.metadata()?.len();
        let known = known_end(&name).filter(|end| *end <= length);
        let members = whole_members(&mut file, known.unwrap_or(0))?;
        let end = members.last().map_or(known.unwrap_or(0), |(offset, length)| offset + length);
        if end < length {
            if known.is_none() {
                // Not ours to cut: nobody remembers what stood here.
                return Ok((writer, places(&name, &members)));
            }
            file.set_len(end)?;
        }
        file.seek(SeekFrom::Start(end))?;
        let found = places(&name, &members);
        if end < most_bytes {
            writer.open = Some(Open { file, name, end });
        }
        Ok((writer, found))
    }

    /// Writes an exchange: the response (or a revisit) and its request. Gives the response's place.
    ///
    /// # Errors
    ///
    /// When the file cannot be written. What was written of the exchange is cut off again.
    pub fn write(&mut self, exchange: &Exchange<'_>) -> io::Result<Place> {
        let date = date(exchange.date);
        let digest = digest(exchange.payload);
        let mut response =
            Fields::new(if exchange.revisit.is_some() { "revisit" } else { "response" });
        response.add("WARC-Date", &date);
        response.add("WARC-Target-URI", exchange.url);
        if let Some(ip) = exchange.ip {
            response.add("WARC-IP-Address", &ip.to_string());
        }
        match &exchange.revisit {
            Some(revisit) => {
                response.add("WARC-Profile", revisit.profile.uri());
                response.add("WARC-Refers-To-Target-URI", revisit.url);
                response.add("WARC-Refers-To-Date", revisit.date);
                response.add("WARC-Payload-Digest", revisit.digest);
            }
            None if exchange.truncated => response.add("WARC-Truncated", "length"),
            None => response.add("WARC-Payload-Digest", &digest),
        }
        response.add("Content-Type", "application/http;msgtype=response");
        let (id, mut bytes) = response.member(exchange.response)?;
        let length = bytes.len() as u64;
        let mut request = Fields::new("request");
        request.add("WARC-Date", &date);
        request.add("WARC-Target-URI", exchange.url);
        request.add("WARC-Concurrent-To", &id);
        request.add("Content-Type", "application/http;msgtype=request");
        bytes.extend(request.member(exchange.request)?.1);

        self.make_room(exchange.date)?;
        let Some(open) = &mut self.open else {
            return Err(io::Error::other("no file of the archive is open"));
        };
        let offset = open.end;
        if let Err(error) = open.file.write_all(&bytes) {
            open.file.set_len(offset)?;
            open.file.seek(SeekFrom::Start(offset))?;
            return Err(error);
        }
        open.end += bytes.len() as u64;
        Ok(Place { file: open.name.clone(), offset, length })
    }

    /// Makes sure that what was written is on the disk.
    ///
    /// # Errors
    ///
    /// When the system says that it is not.
    pub fn sync(&mut self) -> io::Result<()> {
        self.open.as_mut().map_or(Ok(()), |open| open.file.sync_data())
    }

    /// Begins a file where there is none, or where the last one is long enough.
    fn make_room(&mut self, now: Timestamp) -> io::Result<()> {
        if self.open.as_ref().is_some_and(|open| open.end < self.most_bytes) {
            return Ok(());
        }
        self.sync()?;
        self.number += 1;
        let day = now.strftime("%Y%m%d%H%M%S");
        let name = format!("griot-{day}-{:05}.warc.gz", self.number);
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create_new(true)
            .open(self.dir.join(&name))?;
        let mut info = Fields::new("warcinfo");
        info.add("WARC-Date", &date(now));
        info.add("WARC-Filename", &name);
        info.add("Content-Type", "application/warc-fields");
        let block = format!(
            "software: {}\r\nformat: WARC File Format 1.1\r\n\
             conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n\
             robots: obey\r\n",
            self.software
        );
        let (_, bytes) = info.member(block.as_bytes())?;
        file.write_all(&bytes)?;
        self.open = Some(Open { file, name, end: bytes.len() as u64 });
        Ok(())
    }
}

impl Profile {
    fn uri(self) -> &'static str {
        match self {
            Self::NotModified => "http://netpreserve.org/warc/1.1/revisit/server-not-modified",
            Self::SameDigest => "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest",
        }
    }
}

/// A date as records carry it: to the second, UTC.
pub fn date(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The digest of a payload: SHA-256, in base 32 as archives write it.
pub fn digest(payload: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut text = String::from("sha256:");
    let (mut held, mut bits) = (0_u32, 0);
    for byte in Sha256::digest(payload) {
        held = (held << 8) | u32::from(byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(ALPHABET[(held >> bits) as usize & 31]));
        }
        held &= (1 << bits) - 1;
    }
    if bits > 0 {
        text.push(char::from(ALPHABET[(held << (5 - bits)) as usize & 31]));
    }
    while !(text.len() - "sha256:".len()).is_multiple_of(8) {
        text.push('=');
    }
    text
}

/// The head of a record.
struct Fields {
    kind: &'static str,
    lines: String,
}

impl Fields {
    fn new(kind: &'static str) -> Self {
        Self { kind, lines: String::new() }
    }

    /// Adds a field. What would end its line is left out: addresses come from outside.
    fn add(&mut self, name: &str, value: &str) {
        let value: String = value.chars().filter(|char| !char.is_control()).collect();
        self.lines.push_str(name);
        self.lines.push_str(": ");
        self.lines.push_str(&value);
        self.lines.push_str("\r\n");
    }

    /// The record's id and its gzip member.
    fn member(&self, block: &[u8]) -> io::Result<(String, Vec<u8>)> {
        let id = self.id(block);
        let mut head = format!("WARC/1.1\r\nWARC-Type: {}\r\nWARC-Record-ID: {id}\r\n", self.kind);
        head.push_str(&self.lines);
        let _ = write!(head, "WARC-Block-Digest: {}\r\n", digest(block));
        let _ = write!(head, "Content-Length: {}\r\n\r\n", block.len());
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(head.as_bytes())?;
        encoder.write_all(block)?;
        encoder.write_all(b"\r\n\r\n")?;
        Ok((id, encoder.finish()?))
    }

    /// An id made of what the record says, so that the same record has the same id. The time of
    /// the exchange is among it; version 8 of RFC 9562 is for such ids.
    fn id(&self, block: &[u8]) -> String {
        let mut hash = Sha256::new();
        for part in [self.kind.as_bytes(), self.lines.as_bytes(), block] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        let hash = hash.finalize();
        let mut hex = String::new();
        for (n, byte) in hash.iter().take(16).enumerate() {
            let byte = match n {
                6 => byte & 0x0f | 0x80,
                8 => byte & 0x3f | 0x80,
                _ => *byte,
            };
            if matches!(n, 4 | 6 | 8 | 10) {
                hex.push('-');
            }
            let _ = write!(hex, "{byte:02x}");
        }
        format!("<urn:uuid:{hex}>")
    }
}

/// The number of one of our files.
fn number_of(name: &str) -> Option<u32> {
    let (date, number) = name.strip_prefix("griot-")?.strip_suffix(".warc.gz")?.split_once('-')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (digits(date) && digits(number)).then(|| number.parse().ok())?
}

fn places(name: &str, members: &[(u64, u64)]) -> Vec<Place> {
    let place = |&(offset, length): &(u64, u64)| Place { file: name.to_owned(), offset, length };
    members.iter().map(place).collect()
}

/// The gzip members from a position on, up to the end or to the first one that is not whole.
fn whole_members(file: &mut File, from: u64) -> io::Result<Vec<(u64, u64)>> {
    let mut members = Vec::new();
    let mut at = from;
    file.seek(SeekFrom::Start(from))?;
    let mut reader = BufReader::with_capacity(1 << 16, file);
    loop {
        let mut member = GzDecoder::new(&mut reader);
        let mut first = [0; 5];
        let whole = member
            .read_exact(&mut first)
            .and_then(|()| io::copy(&mut member, &mut io::sink()))
            .is_ok();
        if !whole || &first != b"WARC/" {
            return Ok(members);
        }
        let end = reader.stream_position()?;
        members.push((at, end - at));
        at = end;
    }
}

#[cfg(test)]
mod tests;
