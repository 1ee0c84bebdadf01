//! A page as it was kept.

use griot::note::Note;
use griot::read::Hint;

/// A page: bytes as they were retrieved, and what is known of where they come from.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// What the page is called in messages and, until the page says otherwise, as a document: a path
    /// with slashes, a place in an archive (`news.warc.gz:12`), an address.
    pub name: String,
    /// Where it was retrieved.
    pub url: Option<String>,
    /// Its media type, as a server stated it; may carry a charset.
    pub media_type: Option<String>,
    /// When it was retrieved.
    pub retrieved: Option<jiff::Timestamp>,
    /// The bytes, with every coding of the transport taken off.
    pub bytes: Vec<u8>,
    /// What bringing it in could not do.
    pub notes: Vec<Note>,
}

impl Page {
    /// What reading is told of the page.
    pub fn hint(&self) -> Hint<'_> {
        Hint {
            name: Some(&self.name),
            url: self.url.as_deref(),
            media_type: self.media_type.as_deref(),
            retrieved: self.retrieved,
            now: None,
            sites: None,
        }
    }
}
