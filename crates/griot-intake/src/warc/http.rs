//! What an HTTP server sent: status, headers, and the body with its codings taken off.
//!
//! Takes the block of a record; gives the response, as far as it can be read: line ends may be LF
//! alone, headers may be none, and archives keep bodies whose codings were taken off already beside
//! headers that still name them. No body comes out longer than a page can be.

use std::io::Read;

use griot::read::MAX_PAGE_BYTES;

use super::read::{Headers, lines};

/// A body is wrapped in no more codings than this.
const MAX_CODINGS: usize = 3;

/// A response.
#[derive(Clone, Debug)]
pub struct Response<'a> {
    /// The status.
    pub status: u16,
    headers: Headers,
    /// The body as it was sent.
    sent: &'a [u8],
    /// What may be the rest of it.
    beyond: &'a [u8],
}

/// A body without its codings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// The bytes, at most one more than a page can have.
    pub bytes: Vec<u8>,
    /// Whether nothing is missing, as far as can be told.
    pub whole: bool,
    /// Whether the response itself says how long the body is.
    pub measured: bool,
}

/// Reads a response, with what follows it in the archive and may belong to it; nothing when there is
/// no status line.
pub fn response<'a>(block: &'a [u8], beyond: &'a [u8]) -> Option<Response<'a>> {
    let start = block.iter().position(|byte| !byte.is_ascii_whitespace())?;
    let block = block.get(start..)?;
    let end = end_of_head(block);
    let (head, sent) = block.split_at(end);
    let mut lines = lines(head);
    let first = lines.next()?;
    let text = std::str::from_utf8(first).ok()?;
    let mut words = text.split_ascii_whitespace();
    let version = words.next()?;
    if !version.get(..5).is_some_and(|name| name.eq_ignore_ascii_case("http/")) {
        return None;
    }
    let status = words.next()?.parse().ok()?;
    Some(Response { status, headers: Headers::parse(lines), sent, beyond })
}

/// Where the head ends: behind the first empty line.
fn end_of_head(block: &[u8]) -> usize {
    for at in memchr::memchr_iter(b'\n', block) {
        let rest = &block[at + 1..];
        if rest.starts_with(b"\n") {
            return at + 2;
        }
        if rest.starts_with(b"\r\n") {
            return at + 3;
        }
    }
    block.len()
}

impl Response<'_> {
    /// The first header of this name, which is written in small letters here.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)
    }

    /// The body, with the transfer coding and the content codings taken off.
    pub fn body(&self) -> Body {
        let chunked = self
            .header("transfer-encoding")
            .is_some_and(|codings| codings.to_ascii_lowercase().contains("chunked"));
        let mut bytes = self.sent.to_vec();
        let mut whole = true;
        let mut measured = false;
        if chunked && let Some(body) = self.unchunk() {
            (bytes, whole) = body;
            measured = true;
        } else if let Some(length) =
            self.header("content-length").and_then(|n| n.parse::<usize>().ok())
            && !chunked
        {
            measured = true;
            let missing = length.saturating_sub(bytes.len());
            if missing > 0 {
                bytes.extend_from_slice(self.beyond.get(..missing).unwrap_or(self.beyond));
                whole = bytes.len() >= length;
            }
        }
        let codings = self.header("content-encoding").unwrap_or_default().to_ascii_lowercase();
        let codings = codings.split(',').map(str::trim).filter(|coding| !coding.is_empty());
        let mut codings: Vec<&str> = codings.collect();
        codings.truncate(MAX_CODINGS);
        // The archive may have taken codings off and kept the lengths that were true before.
        let mut decoded_before = false;
        for coding in codings.into_iter().rev() {
            match decode(&bytes, coding) {
                Some((decoded, complete)) => {
                    bytes = decoded;
                    whole &= complete;
                }
                None => decoded_before = true,
            }
        }
        if decoded_before {
            whole = true;
        }
        bytes.truncate(MAX_PAGE_BYTES + 1);
        Body { bytes, whole, measured }
    }

    /// Takes the chunks together; nothing when the body does not begin as chunks do. Also says
    /// whether the last one was there.
    fn unchunk(&self) -> Option<(Vec<u8>, bool)> {
        let mut body = Vec::new();
        let joined;
        let mut rest = if self.beyond.is_empty() {
            self.sent
        } else {
            joined = [self.sent, self.beyond].concat();
            &joined
        };
        let mut first = true;
        loop {
            let end = memchr::memchr(b'\n', rest.get(..rest.len().min(256))?);
            let size = end.and_then(|end| chunk_size(rest.get(..end)?));
            let (Some(end), Some(size)) = (end, size) else {
                return (!first).then_some((body, false));
            };
            first = false;
            rest = rest.get(end + 1..).unwrap_or_default();
            if size == 0 {
                return Some((body, true));
            }
            let Some(chunk) = rest.get(..size) else {
                body.extend_from_slice(rest);
                return Some((body, false));
            };
            body.extend_from_slice(chunk);
            rest = rest.get(size..).unwrap_or_default();
            rest = rest.strip_prefix(b"\r").unwrap_or(rest);
            rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        }
    }
}

/// The size that the line in front of a chunk tells; extensions are passed over.
fn chunk_size(line: &[u8]) -> Option<usize> {
    let digits = line.split(|byte| *byte == b';').next()?.trim_ascii();
    let digits = std::str::from_utf8(digits).ok()?;
    if digits.is_empty() || digits.len() > 8 {
        return None;
    }
    usize::from_str_radix(digits, 16).ok()
}

/// Takes one content coding off, and says whether its end was there; nothing when the bytes are not
/// coded so.
fn decode(bytes: &[u8], coding: &str) -> Option<(Vec<u8>, bool)> {
    match coding {
        "gzip" | "x-gzip" => bytes
            .starts_with(b"\x1f\x8b")
            .then(|| bounded(flate2::bufread::MultiGzDecoder::new(bytes))),
        // Servers send it with the wrapping of zlib, as they should, or without.
        "deflate" => {
            let zlib = bounded(flate2::bufread::ZlibDecoder::new(bytes));
            let raw = || bounded(flate2::bufread::DeflateDecoder::new(bytes));
            Some(zlib).filter(|(out, _)| !out.is_empty()).or_else(|| Some(raw())).filter(got_any)
        }
        "br" => {
            Some(bounded(brotli_decompressor::Decompressor::new(bytes, 16 << 10))).filter(got_any)
        }
        "zstd" => {
            let decoder = ruzstd::decoding::StreamingDecoder::new(bytes).ok()?;
            Some(bounded(decoder))
        }
        _ => None,
    }
}

fn got_any(decoded: &(Vec<u8>, bool)) -> bool {
    !decoded.0.is_empty()
}

/// Reads as much as a page can have, and says whether all came without an error.
fn bounded(reader: impl Read) -> (Vec<u8>, bool) {
    let mut out = Vec::new();
    let whole = reader.take(MAX_PAGE_BYTES as u64 + 1).read_to_end(&mut out).is_ok();
    (out, whole)
}
