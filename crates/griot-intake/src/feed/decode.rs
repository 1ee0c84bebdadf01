//! The characters of a feed.
//!
//! Takes bytes and what a server said of them; gives text. Bytes that are UTF-8 are taken as such,
//! whatever is declared: many feeds declare Latin-1 and are not, and hardly any other text is valid
//! UTF-8 by chance.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use griot::note::Note;

/// How far the beginning goes.
const BEGINNING: usize = 4 << 10;

/// The beginning of a file, with what cannot be read replaced.
pub(super) fn beginning(bytes: &[u8]) -> String {
    let head = bytes.get(..BEGINNING).unwrap_or(bytes);
    by_mark(head).unwrap_or(UTF_8).decode(head).0.into_owned()
}

/// The whole file, with notes on what had to be guessed.
pub(super) fn decode<'a>(bytes: &'a [u8], charset: Option<&str>) -> (Cow<'a, str>, Vec<Note>) {
    if let Some(encoding) = by_mark(bytes) {
        return (encoding.decode(bytes).0, Vec::new());
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (Cow::Borrowed(text), Vec::new());
    }
    // What the file says of itself is written by whoever wrote the file, and servers say one thing
    // of all of theirs. Neither is believed against the bytes.
    let declared = declared(bytes);
    let (text, notes) = griot::read::text_of(bytes, declared.as_deref().or(charset));
    (Cow::Owned(text), notes)
}

/// The encodings in which `<` takes two bytes.
fn by_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [0xff, 0xfe, ..] | [b'<', 0, ..] => Some(UTF_16LE),
        [0xfe, 0xff, ..] | [0, b'<', ..] => Some(UTF_16BE),
        _ => None,
    }
}

/// The encoding of `<?xml version="1.0" encoding="ISO-8859-1"?>`.
fn declared(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(bytes.get(..200).unwrap_or(bytes));
    let declaration = head.trim_start().strip_prefix("<?xml")?.split("?>").next()?;
    let value = declaration.split("encoding").nth(1)?.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|char| matches!(char, '"' | '\''))?;
    value.get(1..)?.split(quote).next().map(str::to_owned)
}
