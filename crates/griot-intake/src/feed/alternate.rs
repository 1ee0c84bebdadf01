//! Feeds that a page announces.
//!
//! Takes a page that came where a feed was expected; gives the feeds of its `<link
//! rel="alternate">`, for the message.

/// How far the head of a page goes.
const HEAD_BYTES: usize = 256 << 10;

/// No more are told.
const MOST: usize = 10;

/// The addresses of the feeds that a page announces, as the page writes them.
pub fn alternates(page: &[u8]) -> Vec<String> {
    let head = String::from_utf8_lossy(page.get(..HEAD_BYTES).unwrap_or(page)).into_owned();
    let mut found = Vec::new();
    for tag in head.split('<').skip(1) {
        let is_link = tag.get(..4).is_some_and(|name| name.eq_ignore_ascii_case("link"));
        let Some((tag, _)) = tag.split_once('>').filter(|_| is_link) else { continue };
        let value = |name: &str| attribute(tag.get(4..)?, name);
        let is_feed = value("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("alternate"))
            && value("type").is_some_and(|kind| {
                ["rss+xml", "atom+xml", "feed+json"].iter().any(|feed| kind.contains(feed))
            });
        if let Some(href) = value("href").filter(|_| is_feed)
            && !found.contains(&href)
        {
            found.push(href);
        }
        if found.len() == MOST {
            break;
        }
    }
    found
}

/// The value of an attribute in the inside of a tag.
fn attribute(mut tag: &str, wanted: &str) -> Option<String> {
    loop {
        tag = tag.trim_start_matches(|char: char| char.is_whitespace() || char == '/');
        let end = tag.find(|char: char| char.is_whitespace() || char == '=').unwrap_or(tag.len());
        let (name, rest) = tag.split_at(end);
        let rest = rest.trim_start();
        if name.is_empty() && !rest.starts_with('=') {
            return None;
        }
        let Some(rest) = rest.strip_prefix('=') else {
            tag = rest;
            continue;
        };
        let rest = rest.trim_start();
        let (value, after) = match rest.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                rest.get(1..)?.split_once(quote).unwrap_or((rest.get(1..)?, ""))
            }
            _ => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
        };
        if name.eq_ignore_ascii_case(wanted) {
            return Some(html_escape::decode_html_entities(value).trim().to_owned());
        }
        tag = after;
    }
}
