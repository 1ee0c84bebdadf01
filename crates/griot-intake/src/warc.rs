//! Web archives: files of WARC records (ISO 28500), and WET, which is WARC with plain text in it.
//!
//! [`read`](WarcReader) takes a stream and gives records, whatever is wrong with it;
//! [`http`] takes what a server sent apart; [`Record::page`] says which records are pages. What is
//! no page is named by a [`Passed`], so that whoever reads can count it.

mod read;
pub(crate) use read::lines;
pub use read::{Fault, Headers, Record, WarcReader};

pub mod http;

pub mod write;

use griot::note::Note;

use crate::page::Page;

/// Why something that is whole was not read: it is no page.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Passed(pub String);

impl Passed {
    /// Passed over because it is this.
    pub fn new(what: impl Into<String>) -> Self {
        Self(what.into())
    }
}

/// The note on a page that was not retrieved, or not kept, to its end.
pub(crate) const INCOMPLETE: &str = "page-incomplete";

impl Record {
    /// The page of a record, under this name.
    ///
    /// # Errors
    ///
    /// When the record is none: another type of record, a status other than 2xx, a medium that is
    /// no text.
    pub fn page(self, name: String) -> Result<Page, Passed> {
        let kind = self.headers.get("warc-type").unwrap_or_default().trim().to_ascii_lowercase();
        let url = self.headers.get("warc-target-uri").map(|uri| {
            // Some writers put the address between angle brackets.
            uri.trim().trim_start_matches('<').trim_end_matches('>').to_owned()
        });
        if url.as_deref().is_some_and(is_robots) {
            return Err(Passed::new("robots.txt"));
        }
        let declared = self.headers.get("content-type").map(str::to_owned);
        let retrieved = self.headers.get("warc-date").and_then(|date| date.trim().parse().ok());
        let mut whole = self.whole && self.headers.get("warc-truncated").is_none();
        let (media_type, bytes) = match kind.as_str() {
            "response" if is_http(declared.as_deref(), url.as_deref()) => {
                let response = http::response(&self.block, &self.beyond)
                    .ok_or_else(|| Passed::new("response without a head"))?;
                if !(200..300).contains(&response.status) {
                    return Err(Passed::new(format!("status {}", response.status)));
                }
                let media_type = response.header("content-type").map(str::to_owned);
                check_medium(media_type.as_deref())?;
                let body = response.body();
                whole = body.whole && (whole || body.measured);
                (media_type, body.bytes)
            }
            "response" | "resource" | "conversion" => {
                check_medium(declared.as_deref())?;
                let mut bytes = self.block;
                bytes.extend_from_slice(http::rest_of_block(&self.beyond));
                (declared, bytes)
            }
            "" => return Err(Passed::new("record without a type")),
            other => return Err(Passed::new(format!("{} record", short(other)))),
        };
        if bytes.trim_ascii().is_empty() {
            return Err(Passed::new("empty"));
        }
        let mut notes = Vec::new();
        if !whole {
            let text = "the page was not retrieved, or not kept, to its end";
            notes.push(Note::new(INCOMPLETE, text));
        }
        Ok(Page { name, url, media_type, retrieved, bytes, notes })
    }

    /// Whether the record can hold a page, as far as its own headers tell.
    pub fn may_be_page(&self) -> bool {
        let kind = self.headers.get("warc-type").unwrap_or_default().trim();
        ["response", "resource", "conversion"].iter().any(|page| kind.eq_ignore_ascii_case(page))
    }
}

/// Whether the block of a response is what an HTTP server sent.
fn is_http(declared: Option<&str>, url: Option<&str>) -> bool {
    match declared {
        Some(declared) => declared.trim().to_ascii_lowercase().starts_with("application/http"),
        None => url.is_none_or(|url| url.starts_with("http")),
    }
}

fn is_robots(url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    path.ends_with("/robots.txt")
}

/// Says whether a medium can be a page. One that is not stated is told from the bytes.
fn check_medium(media_type: Option<&str>) -> Result<(), Passed> {
    let medium = media_type.unwrap_or_default().split(';').next().unwrap_or_default();
    let medium = medium.trim().to_ascii_lowercase();
    let is_page = matches!(
        medium.as_str(),
        "" | "text/html"
            | "text/plain"
            | "application/xhtml+xml"
            // Feeds can carry articles.
            | "application/rss+xml"
            | "application/atom+xml"
            | "application/rdf+xml"
            | "application/feed+json"
            | "application/octet-stream"
            | "application/x-unknown"
            | "unknown/unknown"
            | "*/*"
    ) || !medium.contains('/');
    // A feed or a sitemap may be sent as any XML; so may a page.
    if is_page || medium == "text/xml" || medium == "application/xml" {
        return Ok(());
    }
    Err(Passed::new(short(&medium)))
}

/// A name that an archive gives, short enough for a table.
fn short(name: &str) -> String {
    name.chars().take(40).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests;
