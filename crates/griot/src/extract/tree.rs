//! The guard: a small tolerant tree of a page, with limits.
//!
//! Takes the characters of a page; gives a tree that is never deeper, wider or larger than the limits
//! below, and notes on each limit that was hit. Every parser of HTML that was measured hangs or aborts
//! on some page that a person can write by hand (a hundred thousand open `<div>`, one tag with two
//! hundred thousand attributes), so nothing but this tree is ever built of a page. Deliberately does
//! not follow the standard in its finer points (adoption of misnested formatting, foster parents of
//! tables): the tree is well-formed, and the blocks of a page are what matters.

mod tags;

mod parse;

#[cfg(test)]
mod write;

use std::borrow::Cow;

use crate::note::Note;

/// Real pages are at most 52 deep. What looks from a node to those around it takes time with depth.
pub(crate) const MAX_DEPTH: usize = 100;

/// Real pages have at most 28,000 nodes.
pub(crate) const MAX_TAGS: usize = 400_000;

/// Elements and texts that are kept.
pub(crate) const MAX_NODES: usize = 120_000;

/// Real pages have a handful of scripts of JSON-LD.
pub(crate) const MAX_JSON_LD: usize = 50;

/// Real tags have at most 64.
pub(crate) const MAX_ATTRIBUTES: usize = 128;

/// A page as a tree. Node 0 is the root.
#[derive(Clone, Debug)]
pub(crate) struct Tree<'a> {
    pub(crate) nodes: Vec<Node<'a>>,
    /// The contents of scripts that hold JSON-LD.
    pub(crate) json_ld: Vec<&'a str>,
    pub(crate) notes: Vec<Note>,
}

/// The number of a node.
pub(crate) type Id = u32;

#[derive(Clone, Debug)]
pub(crate) struct Node<'a> {
    pub(crate) kind: Kind<'a>,
    pub(crate) parent: Id,
    pub(crate) first_child: Option<Id>,
    pub(crate) last_child: Option<Id>,
    pub(crate) next: Option<Id>,
}

#[derive(Clone, Debug)]
pub(crate) enum Kind<'a> {
    Root,
    Element {
        /// In lower case.
        name: Cow<'a, str>,
        /// Values as written, entities included.
        attributes: Vec<(Cow<'a, str>, &'a str)>,
    },
    /// As written, entities included.
    Text(&'a str),
    /// Taken out.
    Gone,
}

impl<'a> Tree<'a> {
    pub(crate) fn node(&self, id: Id) -> Option<&Node<'a>> {
        self.nodes.get(id as usize)
    }

    /// The name of an element; empty for anything else.
    pub(crate) fn name(&self, id: Id) -> &str {
        match self.node(id).map(|node| &node.kind) {
            Some(Kind::Element { name, .. }) => name,
            _ => "",
        }
    }

    /// The value of an attribute, decoded.
    pub(crate) fn attribute(&self, id: Id, wanted: &str) -> Option<String> {
        match self.node(id).map(|node| &node.kind) {
            Some(Kind::Element { attributes, .. }) => attributes
                .iter()
                .find(|(name, _)| name == wanted)
                .map(|(_, value)| decoded(value).trim().to_owned()),
            _ => None,
        }
    }

    pub(crate) fn parent(&self, id: Id) -> Option<Id> {
        (id != 0).then(|| self.node(id).map(|node| node.parent)).flatten()
    }

    /// Whether a node stands in an element of one of these names, or in one whose class or id has one of these
    /// words, below the body of the page; the node itself is looked at as well.
    pub(crate) fn stands_in(&self, id: Id, names: &[&str], words: &[&str]) -> bool {
        let mut at = Some(id);
        while let Some(id) = at {
            if names.contains(&self.name(id)) {
                return true;
            }
            if matches!(self.name(id), "body" | "html" | "main") {
                return false;
            }
            let said = ["class", "id"].iter().filter_map(|name| self.attribute(id, name));
            let mut said = said.map(|said| said.to_lowercase());
            if said.any(|said| words.iter().any(|word| said.contains(word))) {
                return true;
            }
            at = self.parent(id);
        }
        false
    }

    /// The node after `id` in reading order that is not inside it, within `top`.
    pub(crate) fn after(&self, id: Id, top: Id) -> Option<Id> {
        let mut id = id;
        loop {
            if id == top {
                return None;
            }
            let node = self.node(id)?;
            if node.next.is_some() {
                return node.next;
            }
            id = node.parent;
        }
    }

    /// A node and all nodes inside it, in reading order; what was taken out is passed over.
    pub(crate) fn inside(&self, top: Id) -> impl Iterator<Item = Id> + '_ {
        let mut next = Some(top);
        std::iter::from_fn(move || {
            loop {
                let id = next?;
                let node = self.node(id)?;
                let gone = matches!(node.kind, Kind::Gone);
                next = match node.first_child {
                    Some(child) if !gone => Some(child),
                    _ => self.after(id, top),
                };
                if !gone {
                    return Some(id);
                }
            }
        })
    }

    /// The words inside a node, entities decoded, white space collapsed; no more than `max` bytes.
    pub(crate) fn text(&self, top: Id, max: usize) -> String {
        self.words(top, max, |name| tags::is_block(name) || name == "br")
    }

    /// The same of a list of links, which pages part by style alone: their words are parted.
    pub(crate) fn text_of_links(&self, top: Id, max: usize) -> String {
        self.words(top, max, |name| tags::is_block(name) || matches!(name, "br" | "a"))
    }

    /// The words inside a node; those of elements that stand apart are parted from what is before and
    /// behind them.
    fn words(&self, top: Id, max: usize, stands_apart: impl Fn(&str) -> bool) -> String {
        let mut text = String::new();
        // The elements that are open and stand apart, the innermost last. Nodes are numbered in reading
        // order: what stands behind an element has a parent in front of it.
        let mut open: Vec<Id> = Vec::new();
        for id in self.inside(top) {
            let node = &self.nodes[id as usize];
            while open.pop_if(|element| node.parent < *element).is_some() {
                push_words(&mut text, " ");
            }
            match &node.kind {
                Kind::Text(raw) => push_words(&mut text, &decoded(raw)),
                Kind::Element { name, .. } if stands_apart(name) => {
                    push_words(&mut text, " ");
                    open.push(id);
                }
                _ => {}
            }
            if text.len() > max {
                break;
            }
        }
        text.truncate(text.trim_end().len());
        text
    }

    /// Takes a node and all that is inside it out of the tree.
    pub(crate) fn remove(&mut self, id: Id) {
        if let Some(node) = self.nodes.get_mut(id as usize) {
            node.kind = Kind::Gone;
        }
    }
}

pub(crate) use tags::{is_block, is_heading};

/// Appends words with white space collapsed, across calls. No-break spaces count as white space:
/// editors leave them between any two words. Marks that show nothing (soft hyphens, spaces without
/// width) are left out, since they cut words in two.
pub(crate) fn push_words(text: &mut String, more: &str) {
    for c in more.chars() {
        if c.is_whitespace() {
            if !text.is_empty() && !text.ends_with([' ', '\n']) {
                text.push(' ');
            }
        } else if !matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}') {
            text.push(c);
        }
    }
}

/// Text with its entities decoded.
pub(crate) fn decoded(raw: &str) -> Cow<'_, str> {
    if raw.contains('&') { html_escape::decode_html_entities(raw) } else { Cow::Borrowed(raw) }
}
