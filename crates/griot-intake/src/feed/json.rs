//! JSON Feed, versions 1 and 1.1 (jsonfeed.org).

use griot::note::Note;
use serde_json::Value;

use super::{Feed, Item, Kind, MAX_ITEMS, times};

/// Whether a file that begins like this is one.
pub(super) fn is_feed(beginning: &str) -> bool {
    beginning.contains("jsonfeed.org/version/") && beginning.contains("\"version\"")
}

pub(super) fn parse(text: &str) -> Feed {
    let mut feed = Feed {
        kind: Kind::Feed,
        title: None,
        lang: None,
        items: Vec::new(),
        notes: Vec::new(),
        of_charset: Vec::new(),
    };
    let root: Value = match serde_json::from_str(text.trim_start_matches('\u{feff}')) {
        Ok(root) => root,
        Err(error) => {
            feed.notes.push(Note::new("feed-broken", format!("the feed is no JSON: {error}")));
            return feed;
        }
    };
    feed.title = string(&root, "title");
    feed.lang = string(&root, "language");
    let items = root.get("items").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    feed.items = items.iter().take(MAX_ITEMS).map(item).collect();
    feed
}

fn item(value: &Value) -> Item {
    let plain = string(value, "content_text").map(|text| {
        let paragraphs = text
            .split("\n\n")
            .map(|paragraph| format!("<p>{}</p>", quick_xml::escape::escape(paragraph)));
        paragraphs.collect::<String>()
    });
    Item {
        url: string(value, "url").or_else(|| string(value, "external_url")),
        title: string(value, "title"),
        authors: authors(value),
        published: string(value, "date_published").and_then(|text| times::iso(&text)),
        updated: string(value, "date_modified").and_then(|text| times::moment(&text)),
        summary: string(value, "summary"),
        content: string(value, "content_html").or(plain),
    }
}

/// A list of authors since version 1.1, and one before.
fn authors(value: &Value) -> Vec<String> {
    let listed = value.get("authors").and_then(Value::as_array).into_iter().flatten();
    let names: Vec<String> = listed.filter_map(|author| string(author, "name")).collect();
    if !names.is_empty() {
        return names;
    }
    value.get("author").and_then(|author| string(author, "name")).into_iter().collect()
}

fn string(value: &Value, key: &str) -> Option<String> {
    let text = value.get(key)?.as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
