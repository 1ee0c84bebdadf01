//! Archives byte by byte, sound or not as whoever makes them likes: zip and WARC.

use std::borrow::Cow;
use std::fmt::Display;

/// Names are told to be UTF-8.
const UTF8: u16 = 0x800;

/// An entry of a zip archive, as its list tells of it.
pub(crate) struct Entry<'a> {
    pub(crate) name: Cow<'a, str>,
    /// How it is packed: 0 not at all, 8 by deflate.
    pub(crate) method: u16,
    pub(crate) flags: u16,
    pub(crate) packed: Cow<'a, [u8]>,
    pub(crate) n_unpacked: u32,
    /// Where the list says that it stands, when that is not where it does.
    pub(crate) stands_at: Option<u32>,
}

impl<'a> Entry<'a> {
    pub(crate) fn stored(name: impl Into<Cow<'a, str>>, bytes: impl Into<Cow<'a, [u8]>>) -> Self {
        let (name, packed) = (name.into(), bytes.into());
        let n_unpacked = packed.len() as u32;
        Self { name, method: 0, flags: UTF8, packed, n_unpacked, stands_at: None }
    }

    pub(crate) fn packed(
        name: impl Into<Cow<'a, str>>,
        packed: impl Into<Cow<'a, [u8]>>,
        n_unpacked: usize,
    ) -> Self {
        Self { method: 8, n_unpacked: n_unpacked as u32, ..Self::stored(name, packed) }
    }
}

/// A zip archive; sums are left out, which no reader of pages needs.
pub(crate) fn zip(entries: &[Entry<'_>]) -> Vec<u8> {
    let (mut out, mut list): (Vec<u8>, Vec<u8>) = (Vec::new(), Vec::new());
    for entry in entries {
        let at = entry.stands_at.unwrap_or(out.len() as u32);
        let mut facts = Vec::new();
        for two in [20, entry.flags, entry.method, 0, 0, 0, 0] {
            facts.extend_from_slice(&two.to_le_bytes());
        }
        facts.extend_from_slice(&(entry.packed.len() as u32).to_le_bytes());
        facts.extend_from_slice(&entry.n_unpacked.to_le_bytes());
        facts.extend_from_slice(&(entry.name.len() as u16).to_le_bytes());
        facts.extend_from_slice(&0_u16.to_le_bytes());
        if entry.stands_at.is_none() {
            out.extend_from_slice(b"PK\x03\x04");
            out.extend_from_slice(&facts);
            out.extend_from_slice(entry.name.as_bytes());
            out.extend_from_slice(&entry.packed);
        }
        list.extend_from_slice(b"PK\x01\x02\x14\x00");
        list.extend_from_slice(&facts);
        list.extend_from_slice(&[0; 10]);
        list.extend_from_slice(&at.to_le_bytes());
        list.extend_from_slice(entry.name.as_bytes());
    }
    let (n, at) = ((entries.len() as u16).to_le_bytes(), (out.len() as u32).to_le_bytes());
    let n_list = (list.len() as u32).to_le_bytes();
    out.extend_from_slice(&list);
    out.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    for piece in [&n[..], &n, &n_list, &at, &[0, 0]] {
        out.extend_from_slice(piece);
    }
    out
}

/// A record of a web archive whose length is told as `length`.
pub(crate) fn record_of_length(
    kind: &str,
    url: &str,
    content_type: &str,
    block: &[u8],
    length: impl Display,
) -> Vec<u8> {
    let mut record = format!(
        "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\n\
         WARC-Date: 2024-05-07T06:05:04Z\r\nContent-Type: {content_type}\r\n\
         Content-Length: {length}\r\n\r\n"
    )
    .into_bytes();
    record.extend_from_slice(block);
    record.extend_from_slice(b"\r\n\r\n");
    record
}
