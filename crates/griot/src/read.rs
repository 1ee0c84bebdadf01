//! Reading: bytes become articles.
//!
//! Takes bytes and what is known of them; gives [`Article`]s. A page (HTML or plain text) is one
//! article whose text is what a reader came for; a JSON document keeps the text that it gives, to
//! the byte, and says which spans of it are not the article ([`Article::uncoded`]). Deliberately
//! opens no file and unpacks no archive: whoever has the bytes calls this.
//!
//! ```
//! use griot::read::{Hint, read_bytes};
//!
//! let page = b"Similaires\n- Mali : le Premier ministre en visite \xc3\xa0 Gao\n\
//!     Douze soldats ont \xc3\xa9t\xc3\xa9 tu\xc3\xa9s jeudi pr\xc3\xa8s de Tessit.";
//! let reading = read_bytes(page, &Hint::default())?;
//! let article = &reading.articles[0];
//! assert_eq!(article.text, "Douze soldats ont été tués jeudi près de Tessit.");
//! assert_eq!(article.related[0].title, "Mali : le Premier ministre en visite à Gao");
//! # Ok::<(), griot::read::ReadError>(())
//! ```

mod sniff;
pub use sniff::Format;

mod decode;

mod plain;
pub(crate) use plain::adopt;

mod document;
pub use document::{LineError, read_line, read_lines};

pub mod language;

mod foreign;

mod given;

use crate::extract::sites::Sites;
use crate::model::Article;
use crate::note::Note;

/// What is known of bytes besides themselves.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hint<'a> {
    /// The name of the file.
    pub name: Option<&'a str>,
    /// Where it was retrieved.
    pub url: Option<&'a str>,
    /// Its media type, as a server states it; may carry a charset.
    pub media_type: Option<&'a str>,
    /// When it was retrieved: nothing on the page can be younger.
    pub retrieved: Option<jiff::Timestamp>,
    /// When it is read: where it is not known when it was retrieved, nothing on the page can be younger.
    pub now: Option<jiff::Timestamp>,
    /// Rules for the pages of outlets, where a user has written some.
    pub sites: Option<&'a Sites>,
}

/// What was read.
#[derive(Clone, Debug)]
pub struct Reading {
    /// What the bytes were taken for.
    pub format: Format,
    /// The charset that they were decoded with.
    pub charset: &'static str,
    /// The articles, in order.
    pub articles: Vec<Article>,
    /// Lines of JSON Lines that could not be read.
    pub errors: Vec<LineError>,
}

/// Why nothing could be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// No byte, or white space alone.
    #[error("nothing to read: the input is empty")]
    Empty,
    /// Bytes that are no text.
    #[error("not a text: this is {what}")]
    Binary {
        /// What they are.
        what: &'static str,
    },
    /// A format of text that other commands read.
    #[error("not a page: this is {what}")]
    NotAPage {
        /// What it is.
        what: &'static str,
    },
    /// JSON that holds no document.
    #[error("no document in this JSON: {reason}")]
    Json {
        /// Why.
        reason: String,
    },
}

/// No page is longer. What stands beyond is not read, and a note says so.
pub const MAX_PAGE_BYTES: usize = 8 << 20;

/// No article is longer. What stands beyond is cut, and a note says so.
pub const MAX_TEXT_BYTES: usize = 2 << 20;

/// The text of bytes in whatever charset, with notes on what had to be guessed and what could not be
/// read. `declared` is the charset that somebody said.
pub fn text_of(bytes: &[u8], declared: Option<&str>) -> (String, Vec<Note>) {
    let decode::Decoded { text, notes, .. } = decode::decode(bytes, declared, None);
    (text, notes)
}

/// Reads the bytes of one file or one response.
///
/// # Errors
///
/// When nothing is there, or what is there is not text. A page that holds no article is no error:
/// its article has an empty text and a note.
pub fn read_bytes(bytes: &[u8], hint: &Hint<'_>) -> Result<Reading, ReadError> {
    let format = sniff::sniff(bytes, hint)?;
    if matches!(format, Format::Json | Format::JsonLines) {
        return document::read_json(bytes, format, hint);
    }
    let (bytes, capped) = match bytes.get(..MAX_PAGE_BYTES) {
        Some(head) if bytes.len() > MAX_PAGE_BYTES => (head, true),
        _ => (bytes, false),
    };
    let declared = hint.media_type.and_then(charset_of_media_type);
    let mut decoded = decode::decode(bytes, declared, hint.url);
    if memchr::memchr(0, decoded.text.as_bytes()).is_some() {
        decoded.text.retain(|c| c != '\0');
    }
    let mut article = match format {
        Format::Html => crate::extract::extract_with(&decoded.text, hint),
        _ => plain::read_plain(&decoded.text),
    };
    hint.name.or(hint.url).unwrap_or_default().clone_into(&mut article.id);
    if article.url.is_none() {
        article.url = hint.url.map(str::to_owned);
    }
    article.first_seen = hint.retrieved;
    article.notes.extend(decoded.notes);
    if capped {
        let text = format!("only the first {} MiB of the page were read", MAX_PAGE_BYTES >> 20);
        article.notes.push(Note::new("page-capped", text));
    }
    cap_text(&mut article);
    language::declare(&mut article);
    foreign::mark(&mut article);
    Ok(Reading { format, charset: decoded.charset, articles: vec![article], errors: Vec::new() })
}

/// The charset of `text/html; charset=utf-8`.
fn charset_of_media_type(media_type: &str) -> Option<&str> {
    media_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']);
        name.trim().eq_ignore_ascii_case("charset").then_some(value)
    })
}

/// Cuts a text that is longer than any article, at a paragraph or a character.
fn cap_text(article: &mut Article) {
    if article.text.len() <= MAX_TEXT_BYTES {
        return;
    }
    let mut end = MAX_TEXT_BYTES;
    while !article.text.is_char_boundary(end) {
        end -= 1;
    }
    let end = article.text[..end].rfind("\n\n").filter(|at| *at > end / 2).unwrap_or(end);
    article.text.truncate(end);
    article.uncoded.retain(|passage| passage.span.end as usize <= end);
    article.entries.retain(|entry| entry.span.end as usize <= end);
    let text = format!("only the first {} MiB of the text were kept", MAX_TEXT_BYTES >> 20);
    article.notes.push(Note::new("text-capped", text));
}

#[cfg(test)]
mod tests;
