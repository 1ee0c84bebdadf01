//! A page as the judge looks at it: its blocks, and what the elements around them hold.
//!
//! Takes a tree; gives blocks with their forms, and for each element sums over the blocks inside it.
//! Everything is one pass forwards or backwards over the nodes, whose numbers are in reading order:
//! a parent always comes before its children.

use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value;

use super::Place;
use super::markup::{ELEMENTS, N_KINDS, PARTS, kinds_of};
use super::shape::{Shape, shape};
use crate::extract::blocks::{Block, blocks};
use crate::extract::lines::key;
use crate::extract::tree::{Id, Kind, Tree};

/// A kind that stands further up than this is not told from one that is not there.
pub(super) const FAR: u8 = 10;

/// What the blocks inside an element add up to.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sum {
    pub(super) words: f32,
    pub(super) linked: f32,
    /// Words of blocks that look like paragraphs.
    pub(super) long: f32,
    pub(super) blocks: f32,
    pub(super) commas: f32,
    /// Words times how probably they are of the article.
    pub(super) mass: f32,
}

impl Sum {
    fn add(&mut self, other: &Self) {
        self.words += other.words;
        self.linked += other.linked;
        self.long += other.long;
        self.blocks += other.blocks;
        self.commas += other.commas;
        self.mass += other.mass;
    }
}

/// A page with its blocks.
pub(super) struct Page<'t, 'a> {
    pub(super) tree: &'t Tree<'a>,
    pub(super) blocks: Vec<Block>,
    pub(super) shapes: Vec<Shape>,
    /// Of each block, the share of its letters that are links.
    pub(super) linked: Vec<f32>,
    /// Of each block, its letters and digits; by them it is looked up in what the page says elsewhere.
    pub(super) keys: Vec<String>,
    /// Of each node, what stands inside it.
    pub(super) sums: Vec<Sum>,
    /// Of each node, how far above it each kind stands.
    pub(super) kinds: Vec<[u8; N_KINDS]>,
    pub(super) depths: Vec<u16>,
    /// Of each block, the group of blocks whose elements look like its own.
    pub(super) alike: Vec<u32>,
    pub(super) alike_sums: Vec<Sum>,
    /// The article as JSON-LD gives it; mostly empty.
    pub(super) body_text: String,
    /// Its letters and digits.
    pub(super) body: String,
    /// The letters and digits of what the page says it is about.
    pub(super) about: String,
}

/// A body in JSON-LD longer than this is not read to its end.
const MAX_BODY: usize = 120_000;

/// Blocks beyond these are not looked up in the body of JSON-LD.
pub(super) const MAX_LOOKED_UP: usize = 3000;

impl<'t, 'a> Page<'t, 'a> {
    pub(super) fn of(tree: &'t Tree<'a>) -> Self {
        let mut blocks = blocks(tree, 0);
        blocks.retain(|block| !matches!(tree.name(block.home), "title" | "head" | "option"));
        let shapes: Vec<Shape> = blocks.iter().map(|block| shape(&block.text)).collect();
        let linked = blocks
            .iter()
            .zip(&shapes)
            .map(|(block, shape)| (block.n_linked as f32 / shape.n_letters.max(1) as f32).min(1.0))
            .collect();
        let keys = blocks.iter().map(|block| key(&block.text)).collect();
        let (kinds, depths) = kinds_and_depths(tree);
        let (alike, n_groups) = alike(tree, &blocks);
        let (body_text, about) = said_elsewhere(tree);
        let body = key(&body_text);
        let mut page = Self {
            tree,
            blocks,
            shapes,
            linked,
            keys,
            sums: Vec::new(),
            kinds,
            depths,
            alike,
            alike_sums: vec![Sum::default(); n_groups],
            body_text,
            body,
            about,
        };
        page.add_up(&[]);
        page
    }

    /// Adds up what stands in each element and in each group of blocks, given how probably each
    /// block is of the article.
    pub(super) fn add_up(&mut self, probabilities: &[f32]) {
        self.sums = vec![Sum::default(); self.tree.nodes.len()];
        self.alike_sums.fill(Sum::default());
        for at in 0..self.blocks.len() {
            let sum = self.sum_of(at, probabilities.get(at).copied().unwrap_or_default());
            if let Some(of_home) = self.sums.get_mut(self.blocks[at].home as usize) {
                of_home.add(&sum);
            }
            if let Some(of_group) = self.alike_sums.get_mut(self.alike[at] as usize) {
                of_group.add(&sum);
            }
        }
        for id in (1..self.sums.len()).rev() {
            let sum = self.sums[id];
            if sum.blocks > 0.0 {
                let parent = self.tree.nodes[id].parent as usize;
                self.sums[parent].add(&sum);
            }
        }
    }

    fn sum_of(&self, at: usize, probability: f32) -> Sum {
        let words = self.shapes[at].n_words as f32;
        let long = words >= 12.0 && self.linked[at] < 0.5;
        Sum {
            words,
            linked: words * self.linked[at],
            long: if long { words } else { 0.0 },
            blocks: 1.0,
            commas: self.shapes[at].n_commas as f32,
            mass: words * probability,
        }
    }

    /// On what part of the page a block stands.
    pub(super) fn place(&self, at: usize) -> Place {
        let home = self.blocks[at].home;
        let kinds = self.kinds.get(home as usize).copied().unwrap_or([FAR; N_KINDS]);
        let up = |name: &str| {
            let mut names = PARTS.iter().chain(&ELEMENTS);
            names.position(|known| *known == name).and_then(|at| kinds.get(at)).copied()
        };
        // Of two kinds of one name, the class comes before the element.
        let near = |name: &str, most: u8| up(name).is_some_and(|distance| distance <= most);
        let element = |name: &str| {
            let at = ELEMENTS.iter().position(|known| *known == name).map(|at| PARTS.len() + at);
            at.and_then(|at| kinds.get(at)).is_some_and(|distance| *distance < FAR)
        };
        let name = self.tree.name(home);
        Place {
            menu: element("nav") || element("footer") || near("nav", 2) || near("foot", 3),
            comments: near("comments", 5),
            caption: near("caption", 1) || element("figure"),
            figcaption: name == "figcaption",
            h1: name == "h1",
            alike: self.alike[at],
        }
    }

    /// What stands on the whole page.
    pub(super) fn total(&self) -> Sum {
        self.sums.first().copied().unwrap_or_default()
    }

    /// The elements around a block that each hold more than the one before, the innermost first; the
    /// page itself fills up.
    pub(super) fn containers(&self, at: usize) -> [Id; N_LEVELS] {
        let mut found = [0; N_LEVELS];
        let mut held = 1.0;
        let mut n_found = 0;
        let mut id = self.blocks[at].home;
        loop {
            let n_blocks = self.sums[id as usize].blocks;
            if n_blocks > held {
                found[n_found] = id;
                n_found += 1;
                held = n_blocks;
            }
            if id == 0 || n_found == N_LEVELS {
                return found;
            }
            id = self.tree.nodes[id as usize].parent;
        }
    }

    /// For each node, how many elements of the heavy path lie below the last one it is inside of: the
    /// path from the page down, as long as one child holds more than a share of what `weight` weighs.
    pub(super) fn off_path(&self, weight: impl Fn(&Sum) -> f32, share: f32) -> Vec<u16> {
        let nodes = &self.tree.nodes;
        let enough = weight(&self.total()) * share;
        let mut heavy = vec![false; nodes.len()];
        let mut length = 0;
        if enough > 0.0 {
            let mut at: Id = 0;
            loop {
                heavy[at as usize] = true;
                length += 1;
                let mut child = nodes[at as usize].first_child;
                let mut next = None;
                while let Some(id) = child {
                    if weight(&self.sums[id as usize]) > enough {
                        next = Some(id);
                        break;
                    }
                    child = nodes[id as usize].next;
                }
                match next {
                    Some(id) => at = id,
                    None => break,
                }
            }
        }
        let mut off = vec![0_u16; nodes.len()];
        for id in 0..nodes.len() {
            let above = if id == 0 { length } else { off[nodes[id].parent as usize] };
            off[id] = if heavy[id] { above.saturating_sub(1) } else { above };
        }
        off
    }
}

/// How many elements around a block are looked at.
pub(super) const N_LEVELS: usize = 4;

fn kinds_and_depths(tree: &Tree<'_>) -> (Vec<[u8; N_KINDS]>, Vec<u16>) {
    let mut kinds = Vec::with_capacity(tree.nodes.len());
    let mut depths: Vec<u16> = Vec::with_capacity(tree.nodes.len());
    for (id, node) in tree.nodes.iter().enumerate() {
        let parent = node.parent as usize;
        let (mut above, depth) = match (kinds.get(parent), depths.get(parent)) {
            (Some(above), Some(depth)) if id > 0 => (*above, depth + 1),
            _ => ([FAR; N_KINDS], 0),
        };
        if matches!(node.kind, Kind::Element { .. }) {
            let own = kinds_of(node);
            for (bit, distance) in above.iter_mut().enumerate() {
                *distance =
                    if own & (1 << bit) != 0 { 0 } else { distance.saturating_add(1).min(FAR) };
            }
        }
        kinds.push(above);
        depths.push(depth);
    }
    (kinds, depths)
}

/// Numbers the blocks by the names and classes of the three elements around each.
fn alike(tree: &Tree<'_>, blocks: &[Block]) -> (Vec<u32>, usize) {
    let mut numbers: FxHashMap<[(&str, &str); 3], u32> = FxHashMap::default();
    let alike = blocks
        .iter()
        .map(|block| {
            let mut id = block.home;
            let path = std::array::from_fn(|_| {
                let look = match tree.node(id).map(|node| &node.kind) {
                    Some(Kind::Element { name, attributes }) => {
                        let class = attributes.iter().find(|(name, _)| name == "class");
                        (&**name, class.map_or("", |(_, value)| *value))
                    }
                    _ => ("", ""),
                };
                id = tree.parent(id).unwrap_or_default();
                look
            });
            let next = numbers.len() as u32;
            *numbers.entry(path).or_insert(next)
        })
        .collect();
    (alike, numbers.len())
}

/// What the page says of its article beside the article: the body in JSON-LD, and its description.
fn said_elsewhere(tree: &Tree<'_>) -> (String, String) {
    let mut body = String::new();
    for raw in &tree.json_ld {
        if raw.len() <= 1 << 20
            && raw.contains("articleBody")
            && let Ok(value) = serde_json::from_str::<Value>(raw.trim())
        {
            gather_body(&value, &mut body, 0);
        }
    }
    let mut about = String::new();
    for node in &tree.nodes {
        let Kind::Element { name, attributes } = &node.kind else { continue };
        if name != "meta" {
            continue;
        }
        let value = |wanted: &[&str]| {
            attributes.iter().find(|(name, _)| wanted.contains(&&**name)).map(|(_, value)| *value)
        };
        let name = value(&["property", "name"]).unwrap_or_default().to_ascii_lowercase();
        if matches!(&*name, "og:description" | "description" | "twitter:description")
            && about.len() < 4000
            && let Some(content) = value(&["content"])
        {
            about.push_str(&key(&crate::extract::tree::decoded(content)));
            about.push('\n');
        }
    }
    (body, about)
}

fn gather_body(value: &Value, body: &mut String, depth: usize) {
    match value {
        _ if depth > 6 || body.len() > MAX_BODY => {}
        Value::Array(values) => values.iter().for_each(|value| gather_body(value, body, depth + 1)),
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(text) if name == "articleBody" => {
                        // A page may give its article twice.
                        if !body.contains(text.as_str()) {
                            body.push_str(text);
                            body.push('\n');
                        }
                    }
                    _ => gather_body(value, body, depth + 1),
                }
            }
        }
        _ => {}
    }
}

/// Of each key, whether it stood earlier on the page.
pub(super) fn repeats(keys: &[String]) -> Vec<bool> {
    let mut seen = FxHashSet::default();
    keys.iter().map(|key| !seen.insert(key.as_str())).collect()
}
