//! What an HTTP server sent: status, headers, and the body with its codings taken off.
//!
//! Takes the block of a record; gives the response, as far as it can be read: line ends may be LF
//! alone, headers may be none, and archives keep bodies whose codings were taken off already beside
//! headers that still name them (`codings.rs`). No body comes out longer than a page can be.

use griot::read::MAX_PAGE_BYTES;

use super::read::{Headers, lines};
use crate::codings::{self, Fault};

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

/// What belongs to a block of what stands between it and the next record. Blocks end with an empty line:
/// where one stands right behind a block, its length was right, and what follows is of nobody.
pub(super) fn rest_of_block(beyond: &[u8]) -> &[u8] {
    if beyond.starts_with(b"\r\n\r\n") || beyond.starts_with(b"\n\n") {
        return &[];
    }
    let is_end = |byte: &u8| matches!(byte, b'\r' | b'\n');
    let end = beyond.iter().rposition(|byte| !is_end(byte)).map_or(0, |at| at + 1);
    beyond.get(..end).unwrap_or_default()
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
        let chunked = codings::is_chunked(self.header("transfer-encoding"));
        let length = self.header("content-length").and_then(|n| n.parse::<usize>().ok());
        let mut bytes = self.sent.to_vec();
        let mut whole = true;
        let mut measured = false;
        if chunked && let Some(body) = self.unchunk() {
            (bytes, whole) = body;
            measured = true;
        } else if !chunked && let Some(length) = length {
            measured = true;
            let missing = length.saturating_sub(bytes.len());
            if missing > 0 {
                bytes.extend_from_slice(self.beyond.get(..missing).unwrap_or(self.beyond));
                whole = bytes.len() >= length;
            }
        } else if !chunked {
            bytes.extend_from_slice(rest_of_block(self.beyond));
        }
        // One byte more than a page can have: so whoever reads it sees that it is too long.
        let content = self.header("content-encoding");
        let decoded = codings::decode(bytes, content, MAX_PAGE_BYTES + 1);
        whole &= matches!(decoded.fault, None | Some(Fault::TooLong));
        // The archive may have taken codings off and kept the lengths that were true before.
        Body { bytes: decoded.bytes, whole: whole || decoded.was_plain, measured }
    }

    /// Takes the chunks together, with what may belong to the body beyond the record's end.
    fn unchunk(&self) -> Option<(Vec<u8>, bool)> {
        if self.beyond.is_empty() {
            return codings::unchunk(self.sent);
        }
        codings::unchunk(&[self.sent, self.beyond].concat())
    }
}
