//! Entries that JSON-LD tells of: the updates of a `LiveBlogPosting`.
//!
//! Takes the values of scripts; finds each update again among the lines of the page by its headline
//! or the beginning of its body. An update whose words the page does not show is passed over.

use rustc_hash::FxHashMap;
use serde_json::Value;

use crate::extract::entries::days::Told;
use crate::extract::entries::stamp::{self, Stamp};
use crate::extract::entries::{Found, MAX_ENTRIES, Source, hold_most, split};
use crate::extract::lines::key;
use crate::extract::metadata::clean;
use crate::extract::related::resolve;

/// How many letters of a body tell the line where it begins.
const HEAD: usize = 40;

/// Updates are never deeper in a script.
const MAX_DEPTH: usize = 6;

struct Update {
    headline: Option<String>,
    body: Option<String>,
    url: Option<String>,
    stamp: Option<Stamp>,
}

/// The entries that updates of JSON-LD tell of; `None` when the page shows fewer than two of them.
pub(super) fn of_json_ld(source: &Source<'_, '_>) -> Option<Found> {
    let mut updates: Vec<Update> = Vec::new();
    for value in source.linked {
        gather(source, value, &mut updates, 0);
    }
    if updates.len() < 2 {
        return None;
    }
    let keys: Vec<String> = source.items.iter().map(|item| key(item.text)).collect();
    let mut by_head: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (at, key) in keys.iter().enumerate().filter(|(at, _)| source.items[*at].kept) {
        by_head.entry(head(key)).or_default().push(at);
    }
    let line_of = |words: Option<&String>| {
        let wanted = key(words?);
        let lines = by_head.get(head(&wanted))?;
        lines.iter().copied().find(|at| {
            let key = keys[*at].as_str();
            key == wanted || (key.len() >= HEAD && wanted.starts_with(head(key)))
        })
    };
    let mut found: Vec<(usize, Update)> = Vec::new();
    for update in updates {
        let headline = line_of(update.headline.as_ref());
        let body = line_of(update.body.as_ref());
        // A headline that stands right above its text begins the entry.
        let first = match (headline, body) {
            (Some(headline), Some(body)) if headline < body && body - headline < 8 => headline,
            (headline, body) => match body.or(headline) {
                Some(at) => at,
                None => continue,
            },
        };
        found.push((first, update));
    }
    found.sort_by_key(|(at, _)| *at);
    found.dedup_by_key(|(at, _)| *at);
    if found.len() < 2 {
        return None;
    }
    let begins: Vec<usize> = found.iter().map(|(at, _)| *at).collect();
    let told = found.iter().map(|(_, update)| {
        let stamp = update.stamp.clone()?;
        Some(Told { stamp, found_in: "json-ld", heading: None })
    });
    let mut groups = split(source, &begins, told.collect());
    for (group, (_, update)) in groups.iter_mut().zip(found) {
        let headline = update
            .headline
            .filter(|words| key(words) == keys[group.first] && group.last > group.first);
        group.title = headline;
        group.url = update.url;
    }
    let bare = (0..source.items.len())
        .filter(|at| {
            let item = source.items[*at];
            let opening = || stamp::opening(item.text, source.order, source.pages);
            item.kept && opening().is_some_and(|stamp| stamp.alone)
        })
        .collect();
    hold_most(source, &groups).then_some(Found { groups, bare })
}

fn gather(source: &Source<'_, '_>, value: &Value, updates: &mut Vec<Update>, depth: usize) {
    if depth > MAX_DEPTH || updates.len() >= MAX_ENTRIES {
        return;
    }
    match value {
        Value::Array(values) => {
            for value in values {
                gather(source, value, updates, depth + 1);
            }
        }
        Value::Object(fields) => {
            if let Some(inner) = fields.get("liveBlogUpdate") {
                let list = std::slice::from_ref(inner);
                let list = inner.as_array().map_or(list, Vec::as_slice);
                updates.extend(list.iter().take(MAX_ENTRIES).map(|one| update(source, one)));
                return;
            }
            for name in ["@graph", "mainEntity", "mainEntityOfPage", "itemListElement"] {
                if let Some(inner) = fields.get(name) {
                    gather(source, inner, updates, depth + 1);
                }
            }
        }
        _ => {}
    }
}

fn update(source: &Source<'_, '_>, value: &Value) -> Update {
    let words = |names: &[&str]| {
        let found = names.iter().find_map(|name| value.get(*name)?.as_str());
        found.map(clean).filter(|words| !words.is_empty())
    };
    let url = words(&["url", "@id"]).map(|url| resolve(&url, source.address));
    let told = words(&["datePublished", "dateCreated", "dateModified"]);
    Update {
        headline: words(&["headline", "name"]),
        body: words(&["articleBody", "text", "description"]),
        url: url.filter(|url| url.starts_with("http")),
        stamp: told.and_then(|told| stamp::of_value(&told, source.order, source.pages)),
    }
}

fn head(key: &str) -> &str {
    let end = (0..=key.len().min(HEAD)).rev().find(|end| key.is_char_boundary(*end)).unwrap_or(0);
    &key[..end]
}
