//! The section of the outlet in which an article stands: `Afrique`, `World`.
//!
//! Takes what the head of a page says, its JSON-LD and its tree; gives the first name that is told,
//! with the place where it stood: the article's own JSON-LD, then the `<meta>`, then the trail of
//! links that leads from the first page to the article. Deliberately guesses nothing: no section from
//! the address, none from a menu, and none from a step that leads nowhere.

use serde_json::Value;

use crate::extract::lines::key;
use crate::extract::metadata::{clean, domain};
use crate::extract::tree::{Id, Tree};
use crate::lexicon::pages::{Pages, PassageKind, fold};
use crate::model::SectionFound;

/// What is longer is no name of a section.
const MAX_NAME: usize = 80;
/// A trail with more steps is a menu.
const MAX_STEPS: usize = 8;
/// So many parts of a page that say that they are a trail are looked at.
const MAX_MARKED: usize = 5;
/// JSON-LD is as deep as its author likes; a trail stands no deeper.
const MAX_DEPTH: usize = 6;
/// Under these names a `<meta>` tells the section.
const METAS: [&str; 4] =
    ["article:section", "og:article:section", "articlesection", "parsely-section"];
/// Parts of the classes and ids under which pages show the trail. They are markup, not words.
const TRAIL_MARKS: [&str; 3] = ["breadcrumb", "fil-ariane", "filariane"];

/// Where the section of a page may stand.
pub(super) struct Source<'a> {
    pub(super) tree: &'a Tree<'a>,
    /// All of JSON-LD, and the article in it.
    pub(super) linked: &'a [Value],
    pub(super) article: Option<&'a Value>,
    /// Names and contents, the names in small letters.
    pub(super) metas: &'a [(String, String)],
    pub(super) title: Option<&'a str>,
    pub(super) publisher: Option<&'a str>,
    pub(super) address: Option<&'a str>,
    pub(super) pages: &'a Pages,
}

/// The section, when the page tells one.
pub(super) fn section(source: &Source<'_>) -> Option<SectionFound> {
    let found = |name: String, found_in| SectionFound { name, found_in };
    let linked = source.article.and_then(|article| article.get("articleSection"));
    if let Some(name) = linked.and_then(|value| first_name(value, source)) {
        return Some(found(name, "json-ld"));
    }
    let of_meta = |wanted: &&str| {
        let mut metas = source.metas.iter().filter(|(name, _)| name == wanted);
        metas.find_map(|(_, content)| name(content, source))
    };
    if let Some(name) = METAS.iter().find_map(of_meta) {
        return Some(found(name, "meta"));
    }
    let linked = source.linked.iter().find_map(|value| linked_trail(value, 0));
    let name = linked.and_then(|steps| of_trail(&steps, source));
    let name = name.or_else(|| of_trail(&shown_trail(source.tree)?, source));
    Some(found(name?, "breadcrumb"))
}

/// The first name of a value that is one, or a list of some.
fn first_name(value: &Value, source: &Source<'_>) -> Option<String> {
    match value {
        Value::String(text) => name(text, source),
        Value::Array(values) => {
            values.iter().filter_map(Value::as_str).find_map(|text| name(text, source))
        }
        _ => None,
    }
}

/// A name that can be that of a section: neither an address nor the outlet nor the headline.
fn name(text: &str, source: &Source<'_>) -> Option<String> {
    let name = clean(text);
    let is_like = |other: Option<&str>| other.is_some_and(|other| key(other) == key(&name));
    let is_name = !key(&name).is_empty()
        && name.len() <= MAX_NAME
        && !name.contains("://")
        && !is_like(source.publisher)
        && !is_like(source.title);
    is_name.then_some(name)
}

/// A step of a trail: its words, and where it leads.
struct Step {
    name: String,
    to: String,
}

/// The first step behind the outlet's first page that leads to another page than this one.
fn of_trail(steps: &[Step], source: &Source<'_>) -> Option<String> {
    if steps.len() > MAX_STEPS {
        return None;
    }
    let here = source.address.map(path);
    let steps = steps.iter().filter(|step| {
        let path = path(&step.to);
        let is_first = source.pages.is(&fold(&clean(&step.name)), PassageKind::FirstPage);
        !is_first && !is_first_page(path) && Some(path) != here
    });
    steps.map(|step| step.name.as_str()).find_map(|text| name(text, source))
}

/// An address without its host, and without what follows the path.
fn path(address: &str) -> &str {
    let path = match (address.split_once("://"), domain(address)) {
        (Some((_, rest)), Some(_)) => rest.find('/').and_then(|at| rest.get(at..)).unwrap_or(""),
        _ => address,
    };
    path.split(['?', '#']).next().unwrap_or_default().trim_matches('/')
}

/// Whether a path is that of an outlet's first page: none, or that of one of its languages.
fn is_first_page(path: &str) -> bool {
    let is_language = path.len() == 2 && path.bytes().all(|byte| byte.is_ascii_lowercase());
    path.is_empty() || is_language || path.starts_with("index.")
}

/// The trail that JSON-LD gives, in the order in which it stands there.
fn linked_trail(value: &Value, depth: usize) -> Option<Vec<Step>> {
    if depth > MAX_DEPTH {
        return None;
    }
    match value {
        Value::Array(values) => values.iter().find_map(|value| linked_trail(value, depth + 1)),
        Value::Object(fields) => {
            if fields.get("@type").and_then(Value::as_str) == Some("BreadcrumbList") {
                let Some(Value::Array(items)) = fields.get("itemListElement") else { return None };
                return Some(items.iter().filter_map(linked_step).collect());
            }
            ["@graph", "breadcrumb", "mainEntity", "mainEntityOfPage"]
                .iter()
                .filter_map(|name| fields.get(*name))
                .find_map(|value| linked_trail(value, depth + 1))
        }
        _ => None,
    }
}

/// A step of such a trail, which leads to an address or to an object that has one.
fn linked_step(value: &Value) -> Option<Step> {
    let item = value.get("item")?;
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let name = text(value.get("name")).or_else(|| text(item.get("name")))?;
    let to = item.as_str().map(str::to_owned);
    let to = to.or_else(|| text(item.get("@id"))).or_else(|| text(item.get("url")))?;
    Some(Step { name, to })
}

/// The first trail that the page shows. A part of the page that only says that it has one, and holds
/// much else, is none.
fn shown_trail(tree: &Tree<'_>) -> Option<Vec<Step>> {
    let marked = tree.inside(0).filter(|id| is_trail(tree, *id)).take(MAX_MARKED);
    let steps_of = |top| -> Vec<Step> {
        let links = tree.inside(top).filter(|id| tree.name(*id) == "a").take(MAX_STEPS + 1);
        let step = |id| {
            let to = tree.attribute(id, "href")?;
            let leads_on = !to.is_empty() && !to.starts_with('#');
            leads_on.then(|| Step { name: tree.text(id, 2 * MAX_NAME), to })
        };
        links.filter_map(step).collect()
    };
    marked.map(steps_of).find(|steps| (1..=MAX_STEPS).contains(&steps.len()))
}

/// Whether an element holds a trail: its kind, its label, its class or its id say so.
fn is_trail(tree: &Tree<'_>, id: Id) -> bool {
    if !matches!(tree.name(id), "nav" | "ol" | "ul" | "div" | "p" | "section") {
        return false;
    }
    let is_marked = |name: &str| {
        tree.attribute(id, name).is_some_and(|value| {
            let value = value.to_ascii_lowercase();
            TRAIL_MARKS.iter().any(|mark| value.contains(mark))
        })
    };
    ["class", "id", "aria-label", "itemtype", "typeof"].into_iter().any(is_marked)
}

#[cfg(test)]
mod tests;
