//! Web archives and packed files, made by hand, so that anything can be wrong with them.

use std::io::Write as _;

#[path = "../../griot-dev/src/hostile/made.rs"]
pub(crate) mod made;

pub(crate) use made::{Entry, record_of_length, zip};

/// A page whose article is one sentence.
pub(crate) fn page(title: &str, text: &str) -> Vec<u8> {
    format!(
        "<html><head><meta charset=\"utf-8\"><title>{title}</title></head><body>\
         <h1>{title}</h1><p>{text}</p></body></html>"
    )
    .into_bytes()
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
