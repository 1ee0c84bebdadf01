//! Articles that a feed carries whole.
//!
//! Takes a feed; gives pages of those articles, and names the others. Whether a text is whole cannot
//! be known: it is taken to be so when the feed gives it as the content, it is as long as a short
//! article, and it does not trail off.

use quick_xml::escape::escape;
use std::fmt::Write as _;
use url::Url;

use super::{Feed, Item, Kind};
use crate::Page;

/// A text of fewer characters, tags not counted, is a teaser.
const ENOUGH_CHARS: usize = 600;

/// What a feed's articles came to.
#[derive(Debug, Default)]
pub struct Split {
    /// Articles that the feed carries whole, as pages.
    pub pages: Vec<Page>,
    /// The others: which have to be fetched.
    pub links: Vec<Item>,
}

/// Parts what a feed carries whole from what it only names. `base` is the feed's own address.
pub fn split(feed: &Feed, name: &str, base: Option<&Url>) -> Split {
    let mut split = Split::default();
    for (n, item) in feed.items.iter().enumerate() {
        let url = item.url.as_deref().and_then(|url| match base {
            Some(base) => crate::fetch::location::join(base, url).ok(),
            None => crate::fetch::location::parse(url).ok(),
        });
        match item.content.as_deref().filter(|_| is_whole(feed.kind, item)) {
            Some(content) => {
                split.pages.push(Page {
                    name: url.as_ref().map_or_else(|| format!("{name}:{}", n + 1), Url::to_string),
                    url: url.as_ref().map(Url::to_string),
                    media_type: Some("text/html; charset=utf-8".to_owned()),
                    bytes: page(feed, item, content, url.as_ref()).into_bytes(),
                    notes: feed.of_charset.clone(),
                    ..Page::default()
                });
            }
            None => split.links.push(Item { url: url.map(String::from), ..item.clone() }),
        }
    }
    split
}

/// The article as a page: what the feed says of it, where a page would say it.
fn page(feed: &Feed, item: &Item, content: &str, url: Option<&Url>) -> String {
    let mut out = String::from("<!DOCTYPE html>\n<html");
    if let Some(lang) = &feed.lang {
        let _ = write!(out, " lang=\"{}\"", escape(lang));
    }
    out.push_str("><head><meta charset=\"utf-8\">");
    let mut meta = |property: &str, value: Option<&str>| {
        if let Some(value) = value {
            let value = escape(value);
            let _ = write!(out, "<meta property=\"{property}\" content=\"{value}\">");
        }
    };
    meta("og:type", Some("article"));
    meta("og:title", item.title.as_deref());
    meta("og:url", url.map(Url::as_str));
    meta("og:site_name", feed.title.as_deref());
    meta("article:published_time", item.published.as_deref());
    meta("article:modified_time", item.updated.map(|time| time.to_string()).as_deref());
    for author in &item.authors {
        meta("author", Some(author));
    }
    let title = escape(item.title.as_deref().unwrap_or_default());
    let _ = write!(out, "<title>{title}</title></head><body><article>");
    if !title.is_empty() {
        let _ = write!(out, "<h1>{title}</h1>");
    }
    let _ = write!(out, "\n{content}\n</article></body></html>\n");
    out
}

/// Whether a file carries the text of an item whole.
pub fn is_whole(kind: Kind, item: &Item) -> bool {
    kind == Kind::Feed && item.content.as_deref().is_some_and(is_long_and_ends)
}

fn is_long_and_ends(content: &str) -> bool {
    let (mut n_chars, mut in_tag, mut last) = (0, false, String::new());
    for char in content.chars() {
        match char {
            '<' => in_tag = true,
            '>' => in_tag = false,
            _ if in_tag => {}
            _ if char.is_whitespace() => {}
            _ => {
                n_chars += 1;
                last.push(char);
                if last.chars().count() > 8 {
                    last.remove(0);
                }
            }
        }
    }
    let trails_off = ["…", "...", "[…]", "[...]", "&hellip;", "[&#8230;]", "&#8230;"];
    n_chars >= ENOUGH_CHARS && !trails_off.iter().any(|end| last.ends_with(end))
}
