//! Pages whose article is known.
//!
//! Takes unpacked folders of the two sets; gives their pages in the order of their names. A page is
//! decoded here once, as the libraries that take characters need it.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result};
use serde::Deserialize;

/// What is known of the article of a page.
#[derive(Clone, Debug)]
pub(crate) enum Truth {
    /// Its whole text.
    Text(String),
    /// Pieces that must be in it, and pieces that must not.
    Pieces { with: Vec<String>, without: Vec<String> },
}

/// A page.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    pub(crate) url: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) html: String,
    pub(crate) truth: Truth,
}

impl Page {
    /// The site that a page stands on: pages of one site are learnt from or scored on together.
    pub(crate) fn site(&self) -> String {
        let host = self.url.split("://").nth(1).unwrap_or(&self.url);
        let host = host.split(['/', '?', '#', ':']).next().unwrap_or_default();
        let labels: Vec<&str> = host.split('.').collect();
        // `co.uk` and its like are no sites.
        let n_labels = match labels.as_slice() {
            [.., second, _] if second.len() <= 3 && labels.len() > 2 => 3,
            _ => 2,
        };
        labels[labels.len().saturating_sub(n_labels)..].join(".").to_lowercase()
    }

    /// The language of its longest blocks.
    pub(crate) fn language(&self) -> &'static str {
        let lesson = griot::extract::lesson(&self.html, Some(&self.url));
        let mut texts: Vec<&str> = lesson.texts.iter().map(String::as_str).collect();
        texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
        let mut longest = texts[..texts.len().min(20)].join(" ");
        longest.truncate(longest.floor_char_boundary(6000));
        match whichlang::detect_language(&longest) {
            whichlang::Lang::Deu => "de",
            whichlang::Lang::Eng => "en",
            whichlang::Lang::Fra => "fr",
            whichlang::Lang::Spa => "es",
            whichlang::Lang::Por => "pt",
            // It does not know Polish, and takes it for a neighbour.
            _ if longest.contains(['ł', 'ż', 'ą', 'ę']) => "pl",
            _ => "others",
        }
    }
}

#[derive(Deserialize)]
struct WcxbRow {
    url: Option<String>,
    main_content: Option<String>,
}

/// The article pages of WCXB: `html/ID.html` and `ground-truth.json` in a folder.
pub(crate) fn wcxb(dir: &Path) -> Result<Vec<Page>> {
    let path = dir.join("ground-truth.json");
    let text = std::fs::read(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let rows: BTreeMap<String, WcxbRow> = serde_json::from_slice(&text)
        .with_context(|| format!("`{}` is not as expected", path.display()))?;
    let mut pages = Vec::new();
    for (id, row) in rows {
        // Two pages have no text to compare with.
        let Some(text) = row.main_content.filter(|text| !text.trim().is_empty()) else { continue };
        let path = dir.join("html").join(format!("{id}.html"));
        pages.push(page(row.url.unwrap_or(id), &path, Truth::Text(text))?);
    }
    Ok(pages)
}

#[derive(Deserialize)]
struct TrafilaturaRow {
    file: String,
    with: Vec<String>,
    without: Vec<String>,
}

/// The pages that trafilatura is evaluated on: `html/FILE` and `evaldata.json` in a folder.
pub(crate) fn trafilatura(dir: &Path) -> Result<Vec<Page>> {
    let path = dir.join("evaldata.json");
    let text = std::fs::read(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let rows: BTreeMap<String, TrafilaturaRow> = serde_json::from_slice(&text)
        .with_context(|| format!("`{}` is not as expected", path.display()))?;
    let mut pages = Vec::new();
    for (url, row) in rows {
        let path = dir.join("html").join(&row.file);
        // Some addresses are listed without their page.
        if path.is_file() {
            let truth = Truth::Pieces { with: row.with, without: row.without };
            pages.push(page(url, &path, truth)?);
        }
    }
    Ok(pages)
}

fn page(url: String, path: &Path, truth: Truth) -> Result<Page> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let html = decode(&bytes);
    Ok(Page { url, bytes, html, truth })
}

/// UTF-8, or what the page declares, or Windows-1252.
fn decode(bytes: &[u8]) -> String {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_lowercase();
    let declared = head.split("charset=").nth(1).map(|rest| {
        rest.trim_start_matches(['"', '\'']).split(['"', '\'', '>', ' ', ';', '/']).next()
    });
    let encoding = declared
        .flatten()
        .and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes()))
        .unwrap_or(encoding_rs::WINDOWS_1252);
    encoding.decode(bytes).0.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sites_are_told_by_their_address() {
        let site = |url: &str| {
            let truth = Truth::Text(String::new());
            Page { url: url.to_owned(), bytes: vec![], html: String::new(), truth }.site()
        };
        assert_eq!(site("https://www.example.org/a/b"), "example.org");
        assert_eq!(site("http://news.example.co.uk:8080"), "example.co.uk");
    }
}
