//! A tree to lines: one line a block, in reading order.
//!
//! Takes a tree; gives the text of each block with what its form tells (a heading? an item? one link
//! from end to end?). Deliberately drops nothing: what is not the article is for `passages.rs`.

use crate::extract::entries::Item;
use crate::extract::lines::Line;
use crate::extract::tree::{Id, Kind, Tree, decoded, is_block, is_heading, push_words};

/// The text of a block.
#[derive(Clone, Debug, Default)]
pub(crate) struct Block {
    pub(crate) text: String,
    pub(crate) heading: bool,
    pub(crate) item: bool,
    pub(crate) url: Option<String>,
    /// The element that it stands in.
    pub(crate) home: Id,
    /// How many of its letters and digits are links.
    pub(crate) n_linked: usize,
    /// How many pieces of it are links.
    pub(crate) n_links: usize,
}

impl Block {
    /// The block as a line.
    pub(crate) fn line(&self) -> Line<'_> {
        let n_letters = self.text.chars().filter(|c| c.is_alphanumeric()).count();
        Line {
            text: &self.text,
            bullet: self.item,
            linked: self.n_linked > 0 && self.n_linked >= n_letters,
            url: self.url.as_deref(),
            heading: self.heading,
            blank_after: true,
            blanks_used: true,
            ..Line::default()
        }
    }

    /// The block as a line of a page that may be of many reports.
    pub(crate) fn item(&self, kept: bool) -> Item<'_> {
        Item { text: &self.text, kept, heading: self.heading, home: Some(self.home) }
    }
}

/// The blocks inside a node.
pub(crate) fn blocks(tree: &Tree<'_>, top: Id) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut block = Block::default();
    let mut owner: Id = top;
    let mut n_breaks = 0;
    for id in tree.inside(top) {
        match &tree.nodes[id as usize].kind {
            Kind::Text(raw) => {
                let text = decoded(raw);
                if text.trim().is_empty() {
                    push_words(&mut block.text, &text);
                    continue;
                }
                let (home, link) = surroundings(tree, id, top);
                let starts_line =
                    n_breaks > 0 && breaks_line(&block.text, text.trim_start(), n_breaks);
                if home != owner || starts_line {
                    finish(&mut blocks, &mut block);
                    owner = home;
                }
                n_breaks = 0;
                let name = tree.name(home);
                block.home = home;
                block.heading = is_heading(name);
                block.item = name == "li";
                push_words(&mut block.text, &text);
                if let Some(link) = link {
                    block.n_linked += text.chars().filter(|c| c.is_alphanumeric()).count();
                    block.n_links += 1;
                    if block.url.is_none() {
                        block.url = tree.attribute(link, "href");
                    }
                }
            }
            Kind::Element { name, .. } if name == "br" => {
                n_breaks += 1;
                push_words(&mut block.text, " ");
            }
            Kind::Element { name, .. } if matches!(&**name, "td" | "th") => {
                push_words(&mut block.text, " ");
            }
            Kind::Element { name, .. } if is_block(name) => {
                // A block opens: the words after it are a line of their own, in whatever element.
                finish(&mut blocks, &mut block);
                owner = id;
                n_breaks = 0;
            }
            _ => {}
        }
    }
    finish(&mut blocks, &mut block);
    blocks
}

fn finish(blocks: &mut Vec<Block>, block: &mut Block) {
    let mut done = std::mem::take(block);
    done.text.truncate(done.text.trim_end().len());
    if done.text.chars().any(char::is_alphanumeric) {
        blocks.push(done);
    }
}

/// The block that a text stands in, and the link around it. The cells of a row are one line.
fn surroundings(tree: &Tree<'_>, id: Id, top: Id) -> (Id, Option<Id>) {
    let mut link = None;
    let mut at = id;
    while let Some(parent) = tree.parent(at) {
        let name = tree.name(parent);
        if name == "a" && link.is_none() {
            link = Some(parent);
        }
        if parent == top || (is_block(name) && !matches!(name, "td" | "th")) {
            return (parent, link.or_else(|| link_around(tree, parent)));
        }
        at = parent;
    }
    (top, link)
}

/// A link around a whole block, as in `<a><h3>…</h3></a>`.
fn link_around(tree: &Tree<'_>, block: Id) -> Option<Id> {
    let mut at = block;
    for _ in 0..3 {
        at = tree.parent(at)?;
        if tree.name(at) == "a" {
            return Some(at);
        }
    }
    None
}

/// Whether `<br>` between two pieces of text begins a new line, or only wraps one.
fn breaks_line(before: &str, after: &str, n_breaks: usize) -> bool {
    let ended = before.trim_end().ends_with(['.', '!', '?', ':', '»', '"', '”', '…']);
    let begins = after.chars().next().is_some_and(|c| !c.is_lowercase());
    n_breaks > 1 || ended || begins
}
