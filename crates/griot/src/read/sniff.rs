//! What bytes are.
//!
//! Takes bytes and the name or media type that they came with; gives their format, or says what they
//! are when they are no text. The bytes decide; names decide only between formats that look alike.

use crate::read::{Hint, ReadError};

/// A format that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A web page.
    Html,
    /// One JSON document, or an array of them.
    Json,
    /// A JSON document a line.
    JsonLines,
    /// Text.
    Plain,
}

/// First bytes of what is no text.
const BINARIES: [(&[u8], &str); 21] = [
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an office document of the old format"),
    (b"\x1f\x8b", "a file compressed with gzip"),
    (b"\x28\xb5\x2f\xfd", "a file compressed with zstd"),
    (b"BZh", "a file compressed with bzip2"),
    (b"\xfd7zXZ\x00", "a file compressed with xz"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"RIFF", "a WebP image or a sound"),
    (b"OggS", "a sound"),
    (b"ID3", "a sound"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"SQLite format 3\x00", "a SQLite database"),
    (b"wOF2", "a font"),
    (b"PAR1", "a Parquet file"),
];

/// Says what bytes are.
pub(super) fn sniff(bytes: &[u8], hint: &Hint<'_>) -> Result<Format, ReadError> {
    let marked_utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    if !marked_utf16
        && let Some((_, what)) = BINARIES.iter().find(|(head, _)| bytes.starts_with(head))
    {
        return Err(ReadError::Binary { what });
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        return Err(ReadError::Binary { what: "a video or an image" });
    }
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    if text.is_empty() || text.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0) {
        return Err(ReadError::Empty);
    }
    if text.starts_with(b"WARC/1") {
        return Err(ReadError::NotAPage { what: "a WARC archive" });
    }
    // A page with zeros in it is a damaged page: browsers pass over them.
    let opens_page = text.get(..14).is_some_and(|head| {
        let head = head.to_ascii_lowercase();
        head.starts_with(b"<!doctype html") || head.starts_with(b"<html")
    });
    if !marked_utf16 && !opens_page && looks_binary(bytes) {
        return Err(ReadError::Binary { what: "a binary file" });
    }
    let named = |endings: &[&str]| {
        hint.name.is_some_and(|name| {
            let name = name.to_ascii_lowercase();
            endings.iter().any(|ending| name.ends_with(ending))
        })
    };
    let media = hint.media_type.unwrap_or_default().to_ascii_lowercase();
    let media = media.split(';').next().unwrap_or_default().trim();
    if text.starts_with(b"{") || text.starts_with(b"[{") || is_json_array(text) {
        let lines =
            named(&[".jsonl", ".ndjson"]) || media.ends_with("jsonl") || media.ends_with("ndjson");
        if lines || several_objects(text) {
            return Ok(Format::JsonLines);
        }
        if named(&[".json"]) || media.ends_with("json") || opens_json(text) {
            return Ok(Format::Json);
        }
    }
    // UTF-16 has a zero beside each letter: the tags are looked for without them.
    let head: Vec<u8> =
        text.iter().take(8192).filter(|byte| **byte != 0).map(u8::to_ascii_lowercase).collect();
    let holds = |tag: &[u8]| memchr::memmem::find(&head, tag).is_some();
    let is_page =
        holds(b"<html") || holds(b"<!doctype html") || holds(b"<body") || holds(b"<head>");
    if is_page {
        return Ok(Format::Html);
    }
    if holds(b"<rss") || holds(b"<feed") || holds(b"<rdf:rdf") {
        return Err(ReadError::NotAPage { what: "a feed" });
    }
    let declared =
        media == "text/html" || media.contains("xhtml") || named(&[".html", ".htm", ".xhtml"]);
    let starts = head.trim_ascii_start();
    let starts = starts.strip_prefix(b"\xff\xfe").unwrap_or(starts);
    let opens_tag = starts.starts_with(b"<")
        && starts.get(1).is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'!');
    let has_tags = [
        b"<p".as_slice(),
        b"<div",
        b"<article",
        b"<span",
        b"<h1",
        b"<a ",
        b"<br",
        b"<meta",
        b"<b>",
    ]
    .iter()
    .any(|tag| holds(tag));
    if (declared && holds(b"<")) || (opens_tag && has_tags) {
        return Ok(Format::Html);
    }
    if starts.starts_with(b"<?xml") {
        return Err(ReadError::NotAPage { what: "XML that is no web page" });
    }
    Ok(Format::Plain)
}

/// Control characters are rare in text of any charset, UTF-16 aside.
fn looks_binary(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(64 << 10)];
    let n_zeros = memchr::memchr_iter(0, head).count();
    let n_control = head.iter().filter(|byte| matches!(byte, 1..=8 | 14..=26 | 28..=31)).count();
    let zeros_at = |odd: usize| head.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    // A zero in every other byte, and in none of the bytes between, is UTF-16.
    let (even, odd) = (zeros_at(0), zeros_at(1));
    let utf16 = even.max(odd) * 10 > head.len() * 3 && even.min(odd) * 20 < head.len();
    (n_zeros > 0 && !utf16 && n_zeros * 200 > head.len()) || n_control * 100 > head.len().max(100)
}

/// Whether the first line is a whole JSON object and something follows it.
fn several_objects(text: &[u8]) -> bool {
    let end = memchr::memchr(b'\n', text).unwrap_or(text.len());
    let (first, rest) = text.split_at(end);
    !rest.trim_ascii().is_empty() && serde_json::from_slice::<serde::de::IgnoredAny>(first).is_ok()
}

/// Whether a text opens as JSON does: a brace, then a quoted name and a colon, or an end.
fn opens_json(text: &[u8]) -> bool {
    let inside = text.trim_ascii_start();
    let inside = inside.strip_prefix(b"[").unwrap_or(inside).trim_ascii_start();
    let inside = inside.strip_prefix(b"{").unwrap_or(inside).trim_ascii_start();
    inside.starts_with(b"\"") || inside.starts_with(b"}")
}

fn is_json_array(text: &[u8]) -> bool {
    text.strip_prefix(b"[").is_some_and(|rest| rest.trim_ascii_start().starts_with(b"{"))
}
