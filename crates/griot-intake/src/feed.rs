//! Feeds, sitemaps and lists of feeds.
//!
//! Takes the bytes of one; gives the articles that it names, and of those whose text it carries
//! whole, pages. RSS 0.9 to 2.0 and RSS 1.0 (RDF), Atom, JSON Feed, sitemaps with and without news,
//! indexes of sitemaps, OPML. What is broken is read as far as it goes, and a note says so:
//! publishers write these files with programs that have never seen a parser. Deliberately fetches
//! nothing and expands no entity that a file declares.

use griot::note::Note;
use jiff::Timestamp;

pub mod alternate;
mod decode;
mod json;
mod times;
mod whole;
mod xml;

pub use whole::{Split, is_whole, split};

/// No more is read of a file; sitemaps may have 50 MB.
pub const MAX_BYTES: usize = 64 << 20;

/// No more articles are taken from one file; sitemaps may name 50,000.
pub const MAX_ITEMS: usize = 50_000;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// RSS, Atom or JSON Feed.
    Feed,
    /// A sitemap: addresses of pages.
    Sitemap,
    /// Addresses of sitemaps.
    SitemapIndex,
    /// Addresses of feeds.
    Opml,
}

impl Kind {
    /// What it is called in messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Feed => "feed",
            Self::Sitemap => "sitemap",
            Self::SitemapIndex => "index of sitemaps",
            Self::Opml => "list of feeds",
        }
    }
}

/// What a file names.
#[derive(Clone, Debug)]
pub struct Feed {
    /// What it is.
    pub kind: Kind,
    /// What it calls itself.
    pub title: Option<String>,
    /// The language that it says its articles have: `fr`, `fr-ML`.
    pub lang: Option<String>,
    /// What it names, in its order.
    pub items: Vec<Item>,
    /// What could not be read.
    pub notes: Vec<Note>,
    /// What had to be guessed of its charset: of all that it carries.
    pub of_charset: Vec<Note>,
}

/// An article, a sitemap or a feed that a file names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// Its address, as the file writes it: may be relative.
    pub url: Option<String>,
    /// Its headline, plain.
    pub title: Option<String>,
    /// Who wrote it, as the file names them.
    pub authors: Vec<String>,
    /// When it was published, in ISO 8601 with the offset that the file gives, or a day.
    pub published: Option<String>,
    /// When it was last changed.
    pub updated: Option<Timestamp>,
    /// Its beginning or a summary, HTML.
    pub summary: Option<String>,
    /// Its text, HTML, when the file carries it.
    pub content: Option<String>,
}

/// What a file is, by its beginning; none of these for pages and everything else.
pub fn sniff(bytes: &[u8]) -> Option<Kind> {
    let text = decode::beginning(bytes);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if text.starts_with('{') {
        return json::is_feed(text).then_some(Kind::Feed);
    }
    xml::root(text)
}

/// Reads a file. `charset` is what a server said, without which the file speaks for itself.
pub fn parse(bytes: &[u8], charset: Option<&str>) -> Option<Feed> {
    let kind = sniff(bytes)?;
    let (bytes, cut) = match bytes.get(..MAX_BYTES) {
        Some(head) if bytes.len() > MAX_BYTES => (head, true),
        _ => (bytes, false),
    };
    let (text, of_charset) = decode::decode(bytes, charset);
    let mut feed = if decode::beginning(bytes).trim_start().starts_with('{') {
        json::parse(&text)
    } else {
        xml::parse(kind, &text)
    };
    feed.of_charset = of_charset;
    if cut {
        let text = format!("only the first {} MiB of the feed were read", MAX_BYTES >> 20);
        feed.notes.push(Note::new("feed-capped", text));
    }
    Some(feed)
}

/// The charset of a media type, as a server states it.
pub fn charset(media_type: &str) -> Option<&str> {
    let mut values =
        media_type.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let (_, value) = values.find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))?;
    Some(value.trim().trim_matches(['"', '\'']))
}

#[cfg(test)]
mod tests;
