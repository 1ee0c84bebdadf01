//! What a page says of itself: title, outlet, section, authors, dates, language.
//!
//! Takes the tree of a page; gives each value from the most explicit place that has it; for dates see
//! `dating.rs`, for the section `section.rs`. Deliberately guesses nothing: no date of today, no author from a link.

use jiff::civil::Date;
use serde_json::Value;

use crate::extract::blocks::Block;
use crate::extract::dates::NumberOrder;
use crate::extract::dating::{self, Dating};
use crate::extract::lines::{key, word_count};
use crate::extract::related::resolve;
use crate::extract::section;
use crate::extract::signed;
use crate::extract::tree::Tree;
use crate::lexicon::pages::{Pages, PassageKind, fold};
use crate::model::SectionFound;

/// What a page says of itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct Metadata {
    pub(crate) title: Option<String>,
    pub(crate) publisher: Option<String>,
    pub(crate) section: Option<SectionFound>,
    pub(crate) authors: Vec<String>,
    pub(crate) dating: Dating,
    pub(crate) url: Option<String>,
    pub(crate) order: NumberOrder,
    /// What scripts of JSON-LD hold.
    pub(crate) linked: Vec<Value>,
}

/// No article has more authors that its head names one by one.
const MAX_AUTHORS: usize = 12;

/// JSON-LD longer than this is not about the article.
const MAX_JSON_LD: usize = 1 << 20;

/// Reads the head of a page, and what its body says in the manner of a head.
pub(crate) fn metadata(
    tree: &Tree<'_>,
    blocks: &[Block],
    page_url: Option<&str>,
    retrieved: Option<Date>,
    pages: &Pages,
) -> Metadata {
    let head = Head::of(tree);
    let linked: Vec<Value> = tree.json_ld.iter().filter_map(|raw| json_ld(raw)).collect();
    let article = linked.iter().find_map(|value| find_article(value, 0));
    let of_article = |name: &str| article.and_then(|article| article.get(name));

    let url = head.canonical.clone().or_else(|| head.meta(&["og:url"]));
    let url = url.map(|url| resolve(&url, page_url)).filter(|url| url.starts_with("http"));
    let order = match head.lang.as_deref() {
        Some(lang) if lang.eq_ignore_ascii_case("en-us") => NumberOrder::MonthFirst,
        _ => NumberOrder::DayFirst,
    };
    let address = page_url.or(url.as_deref());

    let publisher = of_article("publisher")
        .and_then(name_of)
        .or_else(|| {
            head.meta(&[
                "og:site_name",
                "application-name",
                "dc.publisher",
                "publisher",
                "article:publisher",
            ])
        })
        .filter(|name| !name.contains("://") && !name.starts_with('@'))
        .or_else(|| address.and_then(domain).map(str::to_owned));
    let title =
        title(&head, of_article("headline").and_then(Value::as_str), publisher.as_deref(), address);
    let mut authors = authors(&head, of_article("author"), publisher.as_deref(), pages);
    if authors.is_empty() {
        authors = signed::signers(tree, blocks, title.as_deref(), publisher.as_deref(), pages);
    }
    let section = section::section(&section::Source {
        tree,
        linked: &linked,
        article,
        metas: &head.metas,
        title: title.as_deref(),
        publisher: publisher.as_deref(),
        address,
        pages,
    });

    let collected = dating::collect(&dating::Source {
        tree,
        blocks,
        metas: &head.metas,
        linked: &linked,
        title: title.as_deref(),
        address,
        order,
        pages,
    });
    let dating = dating::choose(collected, retrieved);
    Metadata { title, publisher, section, authors, dating, url, order, linked }
}

/// What stands in the head of a page, and its like in the body.
#[derive(Clone, Debug, Default)]
struct Head {
    metas: Vec<(String, String)>,
    titles: Vec<String>,
    /// The first headings with their levels.
    headings: Vec<(u8, String)>,
    canonical: Option<String>,
    lang: Option<String>,
    rel_authors: Vec<String>,
}

impl Head {
    fn of(tree: &Tree<'_>) -> Self {
        let mut head = Self::default();
        for id in tree.inside(0) {
            match tree.name(id) {
                "html" => head.lang = tree.attribute(id, "lang").filter(|lang| !lang.is_empty()),
                "meta" => {
                    let names = ["property", "name", "itemprop", "http-equiv"];
                    let content =
                        tree.attribute(id, "content").filter(|content| !content.is_empty());
                    let name = names.iter().find_map(|name| tree.attribute(id, name));
                    if let (Some(name), Some(content)) = (name, content) {
                        head.metas.push((name.to_lowercase(), content));
                    }
                }
                "link" => {
                    let rel = tree.attribute(id, "rel").unwrap_or_default();
                    if rel.eq_ignore_ascii_case("canonical") && head.canonical.is_none() {
                        head.canonical = tree.attribute(id, "href").filter(|href| !href.is_empty());
                    }
                }
                "title" => head.titles.push(tree.text(id, 600)),
                name @ ("h1" | "h2" | "h3") if head.headings.len() < 20 => {
                    let level = name.as_bytes()[1] - b'0';
                    head.headings.push((level, tree.text(id, 600)));
                }
                "a" if head.rel_authors.len() < 5
                    && tree
                        .attribute(id, "rel")
                        .is_some_and(|rel| rel.split(' ').any(|rel| rel == "author")) =>
                {
                    head.rel_authors.push(tree.text(id, 100));
                }
                _ => {}
            }
        }
        head.headings.retain(|(_, text)| !text.is_empty());
        head.titles.retain(|text| !text.is_empty());
        head
    }

    /// All values of the first of these names that is given; the first alone where there are so many that
    /// they are of what the page cites.
    fn all<'a>(&'a self, names: &[&str]) -> impl Iterator<Item = String> + 'a {
        let given = |wanted: &&&str| self.metas.iter().any(|(name, _)| name == *wanted);
        let chosen = names.iter().find(given).map(|name| (*name).to_owned());
        let of_chosen = move |name: &String| Some(name) == chosen.as_ref();
        let values =
            self.metas.iter().filter(move |(name, _)| of_chosen(name)).map(|(_, value)| value);
        let n = values.clone().count();
        values.take(if n > MAX_AUTHORS { 1 } else { n }).cloned()
    }

    /// The first of these names that is given, in the order of the names.
    fn meta(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|wanted| {
            self.metas.iter().find(|(name, _)| name == wanted).map(|(_, content)| content.clone())
        })
    }
}

/// The headline: the one that the page gives for sharing, without the name of the outlet.
fn title(
    head: &Head,
    headline: Option<&str>,
    publisher: Option<&str>,
    address: Option<&str>,
) -> Option<String> {
    let shared = head.meta(&["og:title", "twitter:title", "dc.title", "citation_title"]);
    let h1 = head
        .headings
        .iter()
        .find(|(level, text)| *level == 1 && word_count(text) >= 2)
        .map(|(_, text)| text);
    let named =
        shared.or_else(|| headline.map(str::to_owned)).or_else(|| head.titles.first().cloned());
    let Some(named) = named else { return h1.cloned() };
    // A heading of the page that is one end of the shared title is the title without what was added.
    let named_key = key(&named);
    let is_end = |text: &str| {
        let key = key(text);
        word_count(text) >= 3 && (named_key.starts_with(&key) || named_key.ends_with(&key))
    };
    if let Some((_, heading)) = head.headings.iter().find(|(_, text)| is_end(text)) {
        return Some(clean(heading));
    }
    let named = without_outlet(&named, publisher, address);
    Some(clean(&named)).filter(|title| !title.is_empty())
}

/// `Attaque à Ménaka - Le Journal` without the outlet.
fn without_outlet(title: &str, publisher: Option<&str>, address: Option<&str>) -> String {
    let outlet = publisher.map(|name| key(&fold(name))).unwrap_or_default();
    let site = address
        .and_then(domain)
        .and_then(|domain| domain.split('.').next())
        .map(key)
        .unwrap_or_default();
    let is_outlet = |part: &str| {
        // Addresses have no accents, and hyphens for spaces.
        let part = key(&fold(part));
        !part.is_empty()
            && (part == outlet
                || part == site
                || (part.len() > 3 && (outlet.starts_with(&part) || site.starts_with(&part)))
                || (site.len() > 5 && part.len() < 40 && part.contains(&site)))
    };
    let mut title = title.trim().to_owned();
    for separator in [" | ", " - ", " – ", " — ", " :: ", " » ", " · ", " • ", " / "] {
        while let Some(at) = title.rfind(separator) {
            if !is_outlet(&title[at + separator.len()..]) {
                break;
            }
            title.truncate(at);
        }
        if let Some((first, rest)) = title.split_once(separator)
            && is_outlet(first)
        {
            title = rest.to_owned();
        }
    }
    title
}

/// `Par Awa Diallo` without the word that no name begins with.
fn without_by<'a>(name: &'a str, pages: &Pages) -> &'a str {
    let folded = fold(name);
    let Some(phrase) = pages.opening(&folded, PassageKind::Author) else { return name };
    // Folding keeps the length of plain letters alone.
    let rest = name.get(phrase.len()..).filter(|_| phrase.is_ascii()).map(str::trim_start);
    rest.filter(|rest| rest.starts_with(char::is_uppercase)).unwrap_or(name)
}

fn authors(
    head: &Head,
    linked: Option<&Value>,
    publisher: Option<&str>,
    pages: &Pages,
) -> Vec<String> {
    let mut names: Vec<String> = match linked {
        Some(Value::Array(values)) => values.iter().filter_map(name_of).collect(),
        Some(value) => name_of(value).into_iter().collect(),
        None => Vec::new(),
    };
    if names.is_empty() {
        let given = head.all(&[
            "author",
            "article:author",
            "dc.creator",
            "dcterms.creator",
            "parsely-author",
            "sailthru.author",
            "byl",
        ]);
        names.extend(given);
    }
    if names.is_empty() {
        names.clone_from(&head.rel_authors);
    }
    let outlet = publisher.map(key);
    let mut authors: Vec<String> = Vec::new();
    for name in names.iter().flat_map(|names| names.split([';', '|'])) {
        let name = clean(name);
        let name = without_by(&name, pages).to_owned();
        let is_name = !name.is_empty()
            && name.len() < 120
            && !name.contains("://")
            // JSON that somebody wrote into JSON as a text.
            && !name.starts_with(['{', '['])
            && Some(key(&name)) != outlet;
        if is_name && !authors.contains(&name) {
            authors.push(name);
        }
    }
    authors
}

/// The JSON of a script, which may stand in a comment or hold raw line ends.
fn json_ld(raw: &str) -> Option<Value> {
    if raw.len() > MAX_JSON_LD {
        return None;
    }
    let start = raw.find(['{', '['])?;
    let end = raw.rfind(['}', ']'])?;
    let raw = raw.get(start..=end)?;
    serde_json::from_str(raw).ok().or_else(|| {
        let flat: String = raw.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        serde_json::from_str(&flat).ok()
    })
}

/// The first object of JSON-LD that is an article. Depth is bounded: the format is as deep as its author likes.
fn find_article(value: &Value, depth: usize) -> Option<&Value> {
    if depth > 6 {
        return None;
    }
    match value {
        Value::Array(values) => values.iter().find_map(|value| find_article(value, depth + 1)),
        Value::Object(fields) => {
            let is_article = |kind: &Value| {
                kind.as_str().is_some_and(|kind| {
                    kind.ends_with("Article")
                        || kind.ends_with("BlogPosting")
                        || kind == "Report"
                        || kind == "LiveBlogPosting"
                })
            };
            let kind = fields.get("@type");
            let is = kind.is_some_and(|kind| match kind {
                Value::Array(kinds) => kinds.iter().any(is_article),
                kind => is_article(kind),
            });
            if is {
                return Some(value);
            }
            ["@graph", "mainEntity", "mainEntityOfPage", "itemListElement"]
                .iter()
                .filter_map(|name| fields.get(*name))
                .find_map(|value| find_article(value, depth + 1))
        }
        _ => None,
    }
}

/// The name of a person or an outlet in JSON-LD.
fn name_of(value: &Value) -> Option<String> {
    let name = match value {
        Value::String(name) => name.as_str(),
        Value::Object(fields) => fields.get("name")?.as_str()?,
        Value::Array(values) => return values.first().and_then(name_of),
        _ => return None,
    };
    Some(clean(name)).filter(|name| !name.is_empty())
}

/// One line of a value, entities decoded.
pub(super) fn clean(text: &str) -> String {
    let text = crate::extract::tree::decoded(text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The host of a URL without `www.`.
pub(crate) fn domain(url: &str) -> Option<&str> {
    let rest = url.split_once("://")?.1;
    let host = rest.split(['/', '?', '#', ':']).next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    (!host.is_empty()).then_some(host)
}
