//! Web archives and packed files, made by hand, so that anything can be wrong with them.

use std::io::Write as _;

/// A page whose article is one sentence.
pub(crate) fn page(title: &str, text: &str) -> Vec<u8> {
    format!(
        "<html><head><meta charset=\"utf-8\"><title>{title}</title></head><body>\
         <h1>{title}</h1><p>{text}</p></body></html>"
    )
    .into_bytes()
}

/// A record whose length is told as `length`.
pub(crate) fn record_of_length(
    kind: &str,
    url: &str,
    content_type: &str,
    block: &[u8],
    length: usize,
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

pub(crate) fn record(kind: &str, url: &str, content_type: &str, block: &[u8]) -> Vec<u8> {
    record_of_length(kind, url, content_type, block, block.len())
}

/// What a server sends: a head with these lines, and a body.
pub(crate) fn http(status: &str, head: &str, body: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 {status}\r\n{head}\r\n").as_bytes(), body].concat()
}

/// A response with a page.
pub(crate) fn response(url: &str, head: &str, body: &[u8]) -> Vec<u8> {
    let block = http("200 OK", head, body);
    record("response", url, "application/http; msgtype=response", &block)
}

/// A page of a site, as a record.
pub(crate) fn site_page(n: usize, text: &str) -> Vec<u8> {
    let url = format!("https://www.exemple.ml/{n}");
    response(&url, "Content-Type: text/html\r\n", &page(&format!("Dépêche {n}"), text))
}

pub(crate) fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

pub(crate) fn zst(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

pub(crate) fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

/// A body in chunks of seven bytes.
pub(crate) fn chunked(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for chunk in bytes.chunks(7) {
        out.extend_from_slice(format!("{:x};name=value\r\n", chunk.len()).as_bytes());
        out.extend_from_slice(chunk);
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(b"0\r\n\r\n");
    out
}

/// An entry of a zip archive, as its list tells of it.
pub(crate) struct Entry<'a> {
    pub(crate) name: &'a str,
    /// How it is packed: 0 not at all, 8 by deflate.
    pub(crate) method: u16,
    pub(crate) packed: &'a [u8],
    pub(crate) n_unpacked: u32,
    /// Where the list says that it stands, when that is not where it does.
    pub(crate) stands_at: Option<u32>,
}

impl<'a> Entry<'a> {
    pub(crate) fn stored(name: &'a str, bytes: &'a [u8]) -> Self {
        let n_unpacked = bytes.len() as u32;
        Self { name, method: 0, packed: bytes, n_unpacked, stands_at: None }
    }
}

/// A zip archive; sums are left out, which no reader of pages needs.
pub(crate) fn zip(entries: &[Entry<'_>]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut list = Vec::new();
    for entry in entries {
        let at = entry.stands_at.unwrap_or(out.len() as u32);
        let mut facts = Vec::new();
        facts.extend_from_slice(&20_u16.to_le_bytes());
        facts.extend_from_slice(&0_u16.to_le_bytes());
        facts.extend_from_slice(&entry.method.to_le_bytes());
        facts.extend_from_slice(&[0; 8]);
        facts.extend_from_slice(&(entry.packed.len() as u32).to_le_bytes());
        facts.extend_from_slice(&entry.n_unpacked.to_le_bytes());
        facts.extend_from_slice(&(entry.name.len() as u16).to_le_bytes());
        facts.extend_from_slice(&0_u16.to_le_bytes());
        if entry.stands_at.is_none() {
            out.extend_from_slice(b"PK\x03\x04");
            out.extend_from_slice(&facts);
            out.extend_from_slice(entry.name.as_bytes());
            out.extend_from_slice(entry.packed);
        }
        list.extend_from_slice(b"PK\x01\x02\x14\x00");
        list.extend_from_slice(&facts);
        list.extend_from_slice(&[0; 10]);
        list.extend_from_slice(&at.to_le_bytes());
        list.extend_from_slice(entry.name.as_bytes());
    }
    let n = (entries.len() as u16).to_le_bytes();
    let at = (out.len() as u32).to_le_bytes();
    out.extend_from_slice(&list);
    out.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    out.extend_from_slice(&n);
    out.extend_from_slice(&n);
    out.extend_from_slice(&(list.len() as u32).to_le_bytes());
    out.extend_from_slice(&at);
    out.extend_from_slice(&[0, 0]);
    out
}
