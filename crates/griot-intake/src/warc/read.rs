//! From a stream to records of WARC.
//!
//! Takes a [`Stream`], whose bytes may be cut off, damaged, or framed by wrong lengths; gives the
//! records in order, with their headers and as much of their blocks as any page can have. A length
//! is believed when a record, or the end, stands behind it, and otherwise told from where the next
//! record begins. Deliberately does not know what a block means.

use std::io::{self, BufRead};

use memchr::memmem;

use crate::unpack::Stream;

/// So much of a block is kept: a page of the greatest size, badly packed, with its head.
pub(crate) const MAX_BLOCK_BYTES: usize = 16 << 20;
/// What stands between records is kept up to here, in case it is the end of a block.
const MAX_BEYOND_BYTES: usize = 8 << 20;
/// Headers that are longer are none.
const MAX_HEADER_BYTES: usize = 64 << 10;
/// So many bytes without a record in them are passed over; what has more is no archive.
const MAX_JUNK_BYTES: u64 = 256 << 20;
/// Where a record is looked for in a block, so much of it is looked at in one piece, and the end of
/// each piece again with the next.
const PIECE_BYTES: usize = 64 << 10;
const OVERLAP_BYTES: usize = 256;
/// After so many wrong lengths, a file's lengths are not believed beyond the next record.
const MAX_GIVEN_BACK: u32 = 3;
/// How a record begins, from the line's end before it.
const START: &[u8] = b"\nWARC/";

/// The named values in front of a block.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headers(Vec<(String, String)>);

impl Headers {
    /// The first value of this name, which is written in small letters here.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// Reads lines of `name: value`; a line that begins with a blank goes on with the one before.
    pub(crate) fn parse<'a>(lines: impl Iterator<Item = &'a [u8]>) -> Self {
        let mut headers: Vec<(String, String)> = Vec::new();
        for line in lines {
            let text = String::from_utf8_lossy(line);
            if line.starts_with(b" ") || line.starts_with(b"\t") {
                if let Some((_, value)) = headers.last_mut() {
                    value.push(' ');
                    value.push_str(text.trim());
                }
            } else if let Some((name, value)) = text.split_once(':') {
                headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
            }
        }
        Self(headers)
    }
}

/// A record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Its number in the file, from 1.
    pub number: u64,
    /// What is said of it.
    pub headers: Headers,
    /// The block, up to 16 MiB of it.
    pub block: Vec<u8>,
    /// What stands between the block and the next record, where that is more than line ends: the
    /// rest of the block, when its length was told too short, or nothing that can be used.
    pub beyond: Vec<u8>,
    /// Whether the block is as long as it is said to be.
    pub whole: bool,
}

/// What could not be read; reading goes on behind it.
#[derive(Debug)]
pub enum Fault {
    /// The bytes could not be read or unpacked.
    Io(io::Error),
    /// Bytes stand where a record should: how many.
    Junk(u64),
}

/// Reads records.
#[derive(Debug)]
pub struct WarcReader {
    stream: Stream,
    number: u64,
    /// Where what was looked at for a record begins in the file, when it can be opened there, and
    /// the number before it.
    here: Option<(u64, u64)>,
    /// The same for the record that was given last; nothing when a fault was.
    mark: Option<(u64, u64)>,
    n_given_back: u32,
    /// What was met while a record was read, to be told after it.
    waiting: Option<Fault>,
}

impl WarcReader {
    /// Reads a stream whose first record has the number 1.
    pub fn new(stream: Stream) -> Self {
        Self::from_number(stream, 0)
    }

    /// Reads a stream in front of whose first record there are `number` others.
    pub(crate) fn from_number(stream: Stream, number: u64) -> Self {
        Self { stream, number, here: None, mark: None, n_given_back: 0, waiting: None }
    }

    /// Where the file can be opened again to read the last record that was given, and how many
    /// records are in front of it. Nothing for a fault, and nothing once lengths were wrong: how
    /// often they were decides how far they are believed.
    pub(crate) fn mark(&self) -> Option<(u64, u64)> {
        self.mark.filter(|_| self.n_given_back == 0)
    }

    /// Goes to where a record begins; gives how many bytes stand in front of it, besides line ends,
    /// and whether there is one. What stands in front is kept in `kept`, line ends included.
    fn seek(&mut self, mut kept: Option<&mut Vec<u8>>) -> io::Result<(u64, bool)> {
        let mut n_passed = 0;
        let (mut at_line, mut in_ends) = (true, false);
        loop {
            let held = self.stream.fill_buf()?;
            if held.is_empty() {
                return Ok((n_passed, false));
            }
            if n_passed > MAX_JUNK_BYTES {
                self.stream = Stream::plain(io::empty());
                let most = MAX_JUNK_BYTES >> 20;
                let text = format!("no record in {most} MiB; the rest is not read");
                return Err(io::Error::new(io::ErrorKind::InvalidData, text));
            }
            if n_passed == 0 || at_line || in_ends || self.stream.is_fresh_member() {
                let is_fresh = self.stream.is_fresh_member();
                let held = self.stream.fill_buf()?;
                let n = held.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
                if n > 0 {
                    if let Some(kept) = kept.as_deref_mut() {
                        keep(kept, &held[..n], MAX_BEYOND_BYTES);
                    }
                    // Wherever the bytes were parted: a record behind junk begins behind a line feed.
                    at_line = held[..n].ends_with(b"\n");
                    in_ends = true;
                    n_passed += if n_passed > 0 { n as u64 } else { 0 };
                    self.stream.consume(n);
                    continue;
                }
                if n_passed == 0 || at_line || is_fresh {
                    self.here = self.stream.mark().map(|offset| (offset, self.number));
                    if begins_record(self.stream.at_least(6)?) {
                        return Ok((n_passed, true));
                    }
                }
                in_ends = false;
            }
            let held = self.stream.fill_buf()?;
            // What may be the first half of a start is looked at again with the second.
            let tail = held.len().saturating_sub(START.len());
            let n = match (memmem::find(held, START), memchr::memrchr(b'\n', held)) {
                (Some(at), _) => at + 1,
                (None, Some(at)) if at >= tail => at + 1,
                (None, _) => held.len(),
            };
            if let Some(kept) = kept.as_deref_mut() {
                keep(kept, &held[..n], MAX_BEYOND_BYTES);
            }
            at_line = held[..n].ends_with(b"\n");
            n_passed += n as u64;
            self.stream.consume(n);
        }
    }

    /// The headers of the record that begins here; nothing when they are none.
    fn headers(&mut self) -> io::Result<Option<Headers>> {
        let mut bytes = Vec::new();
        loop {
            let held = self.stream.fill_buf()?;
            if held.is_empty() {
                break;
            }
            let end = memchr::memchr(b'\n', held).map_or(held.len(), |at| at + 1);
            bytes.extend_from_slice(&held[..end]);
            self.stream.consume(end);
            if bytes.len() > MAX_HEADER_BYTES {
                return Ok(None);
            }
            // A line may come in several pieces.
            let before = bytes.strip_suffix(b"\n").unwrap_or(&bytes);
            let start = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
            if start > 0 && bytes.ends_with(b"\n") && bytes[start..].trim_ascii().is_empty() {
                break;
            }
        }
        let headers = Headers::parse(lines(&bytes).skip(1));
        Ok(headers.get("warc-type").is_some().then_some(headers))
    }

    /// The block, and whether it ended where it should.
    fn block(&mut self, length: Option<u64>, block: &mut Vec<u8>) -> io::Result<bool> {
        let mut left = length.unwrap_or(u64::MAX);
        block.reserve(left.min(64 << 10) as usize);
        let mut n_taken = 0_u64;
        while left > 0 {
            if self.stream.fill_buf()?.is_empty() {
                return Ok(length.is_none());
            }
            // Records have members of their own: where one begins, so does a record.
            if n_taken > 0
                && self.stream.is_fresh_member()
                && begins_record(self.stream.at_least(6)?)
            {
                return Ok(length.is_none());
            }
            // Where the length cannot be checked later, a record that begins is believed.
            let unsure = length.is_none()
                || self.n_given_back >= MAX_GIVEN_BACK
                || n_taken >= MAX_BLOCK_BYTES as u64;
            let held =
                if unsure { self.stream.at_least(PIECE_BYTES)? } else { self.stream.fill_buf()? };
            let mut n = (held.len() as u64).min(left) as usize;
            let next = if unsure { find_record(&held[..n]) } else { None };
            match next {
                Some(at) => n = at,
                None if unsure && n >= PIECE_BYTES => n -= OVERLAP_BYTES,
                None => {}
            }
            keep(block, &held[..n], MAX_BLOCK_BYTES);
            self.stream.consume(n);
            n_taken += n as u64;
            left -= n as u64;
            if next.is_some() {
                trim_end(block);
                return Ok(length.is_none());
            }
        }
        Ok(true)
    }

    fn record(&mut self) -> Option<Result<Record, Fault>> {
        self.mark = None;
        match self.seek(None) {
            Err(error) => return Some(Err(Fault::Io(error))),
            Ok((0, false)) => return None,
            Ok((0, true)) => {}
            Ok((n_passed, _)) => return Some(Err(Fault::Junk(n_passed))),
        }
        let headers = match self.headers() {
            Err(error) => return Some(Err(Fault::Io(error))),
            Ok(None) => return Some(Err(Fault::Junk(0))),
            Ok(Some(headers)) => headers,
        };
        let mark = self.here;
        self.number += 1;
        let length = headers.get("content-length").and_then(|length| length.trim().parse().ok());
        let mut record = Record { number: self.number, headers, ..Record::default() };
        match self.block(length, &mut record.block) {
            Ok(whole) => record.whole = whole,
            Err(error) => self.waiting = Some(Fault::Io(error)),
        }
        if length.is_none() {
            trim_end(&mut record.block);
        }
        if record.whole && length.is_some() && self.waiting.is_none() {
            // Right lengths have a record, or nothing, behind them.
            match self.seek(Some(&mut record.beyond)) {
                Ok((0, _)) => record.beyond.clear(),
                Ok(_) => record.whole = self.cut_at_record(&mut record),
                Err(error) => self.waiting = Some(Fault::Io(error)),
            }
        } else if !record.whole {
            self.cut_at_record(&mut record);
        }
        self.mark = mark;
        Some(Ok(record))
    }

    /// Cuts a block whose length is wrong where another record begins in it, and gives the rest
    /// back; says whether the block can be whole.
    fn cut_at_record(&mut self, record: &mut Record) -> bool {
        // What is longer was not kept whole, and cannot be given back.
        if record.block.len() >= MAX_BLOCK_BYTES || record.beyond.len() >= MAX_BEYOND_BYTES {
            return false;
        }
        // A length that is too great by little cuts the start of the next record in two.
        let n_block = record.block.len();
        record.block.append(&mut record.beyond);
        let Some(at) = find_record(&record.block) else {
            record.beyond = record.block.split_off(n_block);
            return !record.beyond.is_empty();
        };
        self.n_given_back += 1;
        let rest = record.block.split_off(at);
        trim_end(&mut record.block);
        self.stream.unread(rest);
        false
    }
}

impl Iterator for WarcReader {
    type Item = Result<Record, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(fault) = self.waiting.take() {
            self.mark = None;
            return Some(Err(fault));
        }
        self.record()
    }
}

/// Whether bytes begin as a record does.
fn begins_record(bytes: &[u8]) -> bool {
    bytes.starts_with(b"WARC/") && bytes.get(5).is_some_and(u8::is_ascii_digit)
}

/// Where in a block, behind its first byte, a record begins: a line with a version of WARC alone, and
/// a line of headers after it.
fn find_record(bytes: &[u8]) -> Option<usize> {
    memmem::find_iter(bytes, START).map(|at| at + 1).find(|at| {
        let rest = bytes.get(*at..).unwrap_or_default();
        let mut lines = lines(rest);
        let version = lines.next().unwrap_or_default();
        let header = lines.next().unwrap_or_default();
        begins_record(version)
            && version.len() < 16
            && header.get(..5).is_some_and(|name| name.eq_ignore_ascii_case(b"warc-"))
    })
}

/// Lines without their ends.
pub(crate) fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line))
}

/// Adds bytes, up to a length in all.
fn keep(kept: &mut Vec<u8>, bytes: &[u8], most: usize) {
    let n = bytes.len().min(most.saturating_sub(kept.len()));
    kept.extend_from_slice(&bytes[..n]);
}

fn trim_end(bytes: &mut Vec<u8>) {
    let end = bytes.iter().rposition(|byte| !matches!(byte, b'\r' | b'\n')).map_or(0, |at| at + 1);
    bytes.truncate(end);
}
