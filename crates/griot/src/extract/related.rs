//! Lists of other articles, taken out of a tree.
//!
//! Takes the tree of a page; gives the headlines under `Lire aussi` and its like with their links, and
//! takes them out, so that no extractor can mistake them for text. Deliberately works by headings and
//! links, not by class names: those are another on every site.

use rustc_hash::FxHashSet;

use crate::extract::lines::{bare, key, word_count};
use crate::extract::passages::{is_related_heading, related_on_the_line};
use crate::extract::tree::{Id, Kind, Tree};
use crate::lexicon::pages::{Pages, fold};
use crate::model::{Cut, CutReason, RelatedHeadline};

/// How far above its heading the list of links may begin.
const MAX_CLIMB: usize = 4;

/// The headlines and the texts that were taken out.
#[derive(Clone, Debug, Default)]
pub(crate) struct Taken {
    pub(crate) related: Vec<RelatedHeadline>,
    pub(crate) cut: Vec<Cut>,
}

/// Takes the lists of other articles out of a tree.
pub(crate) fn take_related(tree: &mut Tree<'_>, base: Option<&str>, pages: &Pages) -> Taken {
    let mut taken = Taken::default();
    let mut seen = FxHashSet::default();
    let candidates: Vec<Id> = tree.inside(0).filter(|id| is_candidate(tree, *id)).collect();
    for id in candidates {
        if is_gone(tree, id) {
            continue;
        }
        let text = tree.text(id, 400);
        if text.is_empty() || text.len() > 360 {
            continue;
        }
        let parts = if is_related_heading(&fold(bare(&text)), pages) {
            list_of(tree, id)
        } else {
            line_of(tree, id, &text, pages)
        };
        if parts.is_empty() {
            continue;
        }
        for part in &parts {
            for link in tree.inside(*part).filter(|id| tree.name(*id) == "a") {
                let title = tree.text(link, 400);
                if word_count(&title) >= 3 && title.len() <= 400 && seen.insert(key(&title)) {
                    let url = tree.attribute(link, "href").map(|href| resolve(&href, base));
                    taken.related.push(RelatedHeadline { title, url });
                }
            }
            let text = tree.text_of_links(*part, 2000);
            if !text.is_empty() {
                taken.cut.push(Cut { reason: CutReason::Related, text });
            }
        }
        for part in parts {
            tree.remove(part);
        }
    }
    taken
}

/// Elements that hold a heading or a single line.
fn is_candidate(tree: &Tree<'_>, id: Id) -> bool {
    matches!(
        tree.name(id),
        "h1" | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "p"
            | "div"
            | "span"
            | "strong"
            | "b"
            | "li"
            | "legend"
            | "header"
            | "dt"
            | "summary"
            | "em"
            | "blockquote"
            | "aside"
            | "figcaption"
            | "a"
    )
}

fn is_gone(tree: &Tree<'_>, id: Id) -> bool {
    let mut at = Some(id);
    while let Some(id) = at {
        if tree.node(id).is_none_or(|node| matches!(node.kind, Kind::Gone)) {
            return true;
        }
        at = tree.parent(id);
    }
    false
}

/// The nodes of the list under a heading, the heading among them; empty when there is none.
fn list_of(tree: &Tree<'_>, heading: Id) -> Vec<Id> {
    let mut at = heading;
    for _ in 0..MAX_CLIMB {
        let Some(parent) = tree.parent(at) else { break };
        if matches!(tree.name(parent), "body" | "html" | "main" | "article" | "") {
            return following_links(tree, at);
        }
        match weigh(tree, parent) {
            Weight::Links => return vec![parent],
            Weight::Text => return following_links(tree, at),
            Weight::Little => at = parent,
        }
    }
    Vec::new()
}

/// The siblings after a heading, as long as they are links.
fn following_links(tree: &Tree<'_>, heading: Id) -> Vec<Id> {
    let mut parts = vec![heading];
    let mut next = tree.node(heading).and_then(|node| node.next);
    while let Some(id) = next {
        let is_text = matches!(tree.node(id).map(|node| &node.kind), Some(Kind::Text(_)));
        if !tree.text(id, 40).is_empty() {
            if is_text || !matches!(weigh(tree, id), Weight::Links) {
                break;
            }
            parts.push(id);
        }
        next = tree.node(id).and_then(|node| node.next);
    }
    if parts.len() > 1 { parts } else { Vec::new() }
}

/// `Lire aussi : <a>…</a>` on one line.
fn line_of(tree: &Tree<'_>, id: Id, text: &str, pages: &Pages) -> Vec<Id> {
    let Some(link) = tree.inside(id).find(|id| tree.name(*id) == "a") else { return Vec::new() };
    if tree.name(id) == "a" {
        return Vec::new();
    }
    let linked = tree.text(link, 400);
    let headline = related_on_the_line(text, true, pages);
    let is_line = headline.is_some_and(|headline| key(&linked).ends_with(&key(headline)));
    if is_line { vec![id] } else { Vec::new() }
}

enum Weight {
    /// Links, and little beside them.
    Links,
    /// Text that is no link.
    Text,
    /// Neither: a heading alone.
    Little,
}

/// What an element holds: headlines as links, or text.
fn weigh(tree: &Tree<'_>, top: Id) -> Weight {
    let (mut n_headlines, mut outside, mut longest) = (0, 0, 0);
    let mut link_end: Option<Id> = None;
    let mut in_link = false;
    for id in tree.inside(top) {
        if in_link && link_end == Some(id) {
            in_link = false;
        }
        match &tree.nodes[id as usize].kind {
            Kind::Element { name, .. } if name == "a" => {
                n_headlines += usize::from(word_count(&tree.text(id, 300)) >= 3);
                in_link = true;
                link_end = tree.after(id, top);
                if link_end.is_none() {
                    break;
                }
            }
            Kind::Text(text) if !in_link => {
                let length = text.trim().len();
                outside += length;
                longest = longest.max(length);
            }
            _ => {}
        }
        if outside > 4000 {
            return Weight::Text;
        }
    }
    if longest > 220 || outside > 120 + 120 * n_headlines {
        Weight::Text
    } else if n_headlines > 0 {
        Weight::Links
    } else {
        Weight::Little
    }
}

/// A link against the address of its page.
pub(crate) fn resolve(href: &str, base: Option<&str>) -> String {
    let Some((scheme, rest)) = base.and_then(|base| base.split_once("://")) else {
        return href.to_owned();
    };
    let path = rest.split(['?', '#']).next().unwrap_or_default();
    let host = path.split('/').next().unwrap_or_default();
    if let Some(rest) = href.strip_prefix("//") {
        format!("{scheme}://{rest}")
    } else if has_scheme(href) {
        href.to_owned()
    } else if href.starts_with('/') {
        format!("{scheme}://{host}{}", without_dots(href))
    } else if href.starts_with('#') {
        format!("{scheme}://{}{href}", rest.split('#').next().unwrap_or_default())
    } else if href.starts_with('?') {
        format!("{scheme}://{path}{href}")
    } else {
        let folder = path.get(host.len()..).and_then(|path| path.rsplit_once('/'));
        let folder = folder.map_or("", |(folder, _)| folder);
        format!("{scheme}://{host}{}", without_dots(&format!("{folder}/{href}")))
    }
}

/// Whether a link names its own scheme: `https:`, `mailto:`, `javascript:`.
fn has_scheme(href: &str) -> bool {
    href.split_once(':').is_some_and(|(scheme, _)| {
        let mut letters = scheme.bytes();
        letters.next().is_some_and(|first| first.is_ascii_alphabetic())
            && letters
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
    })
}

/// A path from the root without its steps `.` and `..`; what follows the path is left as it is.
fn without_dots(link: &str) -> String {
    let (path, rest) = link.split_at(link.find(['?', '#']).unwrap_or(link.len()));
    if !path.contains("/.") {
        return link.to_owned();
    }
    let mut steps: Vec<&str> = Vec::new();
    for step in path.split('/').skip(1) {
        match step {
            "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    let is_folder = matches!(path.rsplit('/').next(), Some("." | ".."));
    format!("/{}{}{rest}", steps.join("/"), if is_folder && !steps.is_empty() { "/" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_resolved_as_browsers_do() {
        let base = Some("https://exemple.ml/a/b.html?x=1#y");
        for (href, expected) in [
            ("c.html", "https://exemple.ml/a/c.html"),
            ("./c.html?q=../z", "https://exemple.ml/a/c.html?q=../z"),
            ("../../2024/c.html", "https://exemple.ml/2024/c.html"),
            ("..", "https://exemple.ml/"),
            ("/c", "https://exemple.ml/c"),
            ("?page=2", "https://exemple.ml/a/b.html?page=2"),
            ("#z", "https://exemple.ml/a/b.html?x=1#z"),
            ("//autre.ml/c", "https://autre.ml/c"),
            ("https://autre.ml/../c", "https://autre.ml/../c"),
            ("mailto:a@exemple.ml", "mailto:a@exemple.ml"),
            ("c?u=http://autre.ml/", "https://exemple.ml/a/c?u=http://autre.ml/"),
        ] {
            assert_eq!(resolve(href, base), expected, "{href}");
        }
        assert_eq!(resolve("c.html", Some("https://exemple.ml")), "https://exemple.ml/c.html");
        assert_eq!(resolve("/c.html", None), "/c.html");
    }
}
