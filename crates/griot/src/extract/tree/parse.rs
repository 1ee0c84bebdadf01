//! Characters to a tree, in one pass and in linear time.

use std::borrow::Cow;

use memchr::{memchr, memmem};

use super::tags::{
    SKIPPED, closes_paragraph, is_block, is_boundary, is_heading, is_leaf_like, is_of_head, is_void,
};
use super::{Id, Kind, MAX_ATTRIBUTES, MAX_DEPTH, MAX_JSON_LD, MAX_NODES, MAX_TAGS, Node, Tree};
use crate::note::Note;

impl<'a> Tree<'a> {
    /// The tree of a page.
    pub(crate) fn parse(html: &'a str) -> Self {
        let root =
            Node { kind: Kind::Root, parent: 0, first_child: None, last_child: None, next: None };
        let tree = Tree { nodes: vec![root], json_ld: Vec::new(), notes: Vec::new() };
        let mut parser = Parser {
            html,
            at: 0,
            tree,
            stack: vec![0],
            overflow: Vec::new(),
            n_tags: 0,
            n_deep: 0,
            n_attributes_cut: 0,
            no_comment_end: false,
            no_end_tag: [false; SKIPPED.len()],
            no_quote: [false; 2],
            seen: [false; 3],
        };
        parser.run();
        parser.finish()
    }
}

struct Parser<'a> {
    html: &'a str,
    at: usize,
    tree: Tree<'a>,
    /// Open elements, from the root down.
    stack: Vec<Id>,
    /// Open elements that are too deep to be kept.
    overflow: Vec<&'a str>,
    n_tags: usize,
    n_deep: usize,
    n_attributes_cut: usize,
    // What was looked for to the end of the page and not found is not looked for again: otherwise
    // a page of a million unclosed comments is read a million times.
    no_comment_end: bool,
    no_end_tag: [bool; SKIPPED.len()],
    no_quote: [bool; 2],
    /// Whether `html`, `head` and `body` were opened.
    seen: [bool; 3],
}

/// Extra levels for paragraphs and links where the tree is as deep as it may be.
const LEAF_LEVELS: usize = 6;

impl<'a> Parser<'a> {
    fn run(&mut self) {
        while self.at < self.html.len() {
            let rest = &self.html[self.at..];
            let Some(open) = memchr(b'<', rest.as_bytes()) else {
                self.text(rest);
                break;
            };
            self.text(&rest[..open]);
            self.at += open;
            if self.n_tags >= MAX_TAGS || self.tree.nodes.len() >= MAX_NODES {
                self.tree.notes.push(Note::new(
                    "markup-capped",
                    format!(
                        "the page has more than {MAX_TAGS} tags or {MAX_NODES} nodes; the rest of it, from byte {}, was not read",
                        self.at
                    ),
                ));
                break;
            }
            self.markup();
        }
    }

    fn finish(mut self) -> Tree<'a> {
        if self.n_deep > 0 {
            let text = format!("{} elements deeper than {MAX_DEPTH} were flattened", self.n_deep);
            self.tree.notes.push(Note::new("nesting-capped", text));
        }
        if self.n_attributes_cut > 0 {
            let text = format!(
                "{} tags have more than {MAX_ATTRIBUTES} attributes; the rest of them were dropped",
                self.n_attributes_cut
            );
            self.tree.notes.push(Note::new("attributes-capped", text));
        }
        self.tree
    }

    /// Reads what a `<` opens.
    fn markup(&mut self) {
        let rest = &self.html[self.at..];
        let bytes = rest.as_bytes();
        match bytes.get(1) {
            Some(b'!') if rest.starts_with("<!--") => {
                let end = if self.no_comment_end { None } else { memmem::find(bytes, b"-->") };
                self.no_comment_end = end.is_none();
                match end {
                    Some(end) => self.at += end + 3,
                    None => self.pass_over(),
                }
            }
            Some(b'/') if bytes.get(2).is_some_and(u8::is_ascii_alphabetic) => {
                self.n_tags += 1;
                let name = &rest[2..2 + name_length(&bytes[2..])];
                self.pass_over();
                self.end_tag(name);
            }
            Some(b'!' | b'?' | b'/') => self.pass_over(),
            Some(byte) if byte.is_ascii_alphabetic() => self.start_tag(),
            _ => {
                self.text(&rest[..1]);
                self.at += 1;
            }
        }
    }

    /// Goes behind the next `>`.
    fn pass_over(&mut self) {
        let rest = &self.html.as_bytes()[self.at..];
        self.at += memchr(b'>', rest).map_or(rest.len(), |end| end + 1);
    }

    fn text(&mut self, text: &'a str) {
        if text.is_empty() || self.tree.nodes.len() >= MAX_NODES {
            return;
        }
        self.close_head_before("");
        self.append(Kind::Text(text));
    }

    fn append(&mut self, kind: Kind<'a>) -> Id {
        let id = self.tree.nodes.len() as Id;
        let parent = self.stack.last().copied().unwrap_or(0);
        self.tree.nodes.push(Node {
            kind,
            parent,
            first_child: None,
            last_child: None,
            next: None,
        });
        let last = self.tree.nodes[parent as usize].last_child.replace(id);
        match last {
            Some(last) => self.tree.nodes[last as usize].next = Some(id),
            None => self.tree.nodes[parent as usize].first_child = Some(id),
        }
        id
    }

    /// A line break, unless one stands here already: a thousand of them say no more than one.
    fn line_break(&mut self) {
        let parent = self.stack.last().copied().unwrap_or(0);
        let last = self.tree.nodes[parent as usize].last_child;
        if last.is_none_or(|last| self.tree.name(last) != "br") {
            let name = Cow::Borrowed("br");
            self.append(Kind::Element { name, attributes: Vec::new() });
        }
    }

    fn start_tag(&mut self) {
        self.n_tags += 1;
        let bytes = self.html.as_bytes();
        let name_start = self.at + 1;
        let name_end = name_start + name_length(&bytes[name_start..]);
        let written = &self.html[name_start..name_end];
        let plain = is_plain_name(written.as_bytes());
        let name = if plain { lower(written) } else { Cow::Borrowed("span") };
        self.at = name_end;
        let attributes = self.attributes();
        if name == "svg" && self.html[..self.at].ends_with("/>") {
            return;
        }

        if let Some(skipped) = SKIPPED.iter().position(|skipped| *skipped == name) {
            self.skipped(skipped, name, attributes);
            return;
        }
        if matches!(&*name, "html" | "head" | "body") && self.is_second(&name) {
            return;
        }
        self.close_head_before(&name);
        self.close_implied(&name);
        if is_void(&name) {
            self.append(Kind::Element { name, attributes });
            return;
        }
        let limit = if is_leaf_like(&name) { MAX_DEPTH + LEAF_LEVELS } else { MAX_DEPTH };
        if self.stack.len() >= limit
            || (self.stack.len() >= MAX_DEPTH && !self.overflow.is_empty() && !is_leaf_like(&name))
        {
            self.n_deep += 1;
            self.overflow.push(written);
            // A block that is not kept still breaks the line.
            if is_block(&name) {
                self.line_break();
            }
            return;
        }
        let id = self.append(Kind::Element { name, attributes });
        self.stack.push(id);
    }

    /// The attributes up to the end of the tag.
    fn attributes(&mut self) -> Vec<(Cow<'a, str>, &'a str)> {
        let bytes = self.html.as_bytes();
        let mut attributes = Vec::new();
        let mut n_seen = 0;
        loop {
            while bytes.get(self.at).is_some_and(|byte| byte.is_ascii_whitespace() || *byte == b'/')
            {
                self.at += 1;
            }
            match bytes.get(self.at) {
                None => break,
                Some(b'>') => {
                    self.at += 1;
                    break;
                }
                Some(_) => {}
            }
            let start = self.at;
            self.at += 1;
            while bytes.get(self.at).is_some_and(|byte| {
                !byte.is_ascii_whitespace() && !matches!(byte, b'=' | b'>' | b'/')
            }) {
                self.at += 1;
            }
            let end = self.at;
            let value = self.value();
            n_seen += 1;
            if n_seen <= MAX_ATTRIBUTES && is_plain_name(&bytes[start..end]) {
                attributes.push((lower(&self.html[start..end]), value));
            }
        }
        self.n_attributes_cut += usize::from(n_seen > MAX_ATTRIBUTES);
        attributes
    }

    /// The value behind the name of an attribute; empty when there is none.
    fn value(&mut self) -> &'a str {
        let bytes = self.html.as_bytes();
        let mut at = self.at;
        while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
            at += 1;
        }
        if bytes.get(at) != Some(&b'=') {
            return "";
        }
        at += 1;
        while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
            at += 1;
        }
        if let Some(quote @ (b'"' | b'\'')) = bytes.get(at) {
            let which = usize::from(*quote == b'\'');
            let end = if self.no_quote[which] { None } else { memchr(*quote, &bytes[at + 1..]) };
            if let Some(end) = end {
                self.at = at + 1 + end + 1;
                return &self.html[at + 1..at + 1 + end];
            }
            // A quote that is never closed ends with its tag, or it would swallow the page.
            self.no_quote[which] = true;
            at += 1;
        }
        let start = at;
        while bytes.get(at).is_some_and(|byte| !byte.is_ascii_whitespace() && *byte != b'>') {
            at += 1;
        }
        self.at = at;
        &self.html[start..at]
    }

    /// Passes over the content of an element that is not markup, keeping what is worth keeping.
    fn skipped(
        &mut self,
        skipped: usize,
        name: Cow<'a, str>,
        attributes: Vec<(Cow<'a, str>, &'a str)>,
    ) {
        let content = &self.html[self.at..];
        let end =
            if self.no_end_tag[skipped] { None } else { find_end_tag(content, SKIPPED[skipped]) };
        let Some(end) = end else {
            self.no_end_tag[skipped] = true;
            if matches!(&*name, "script" | "style") {
                self.at = self.html.len();
            }
            return;
        };
        let content = &content[..end];
        self.at += end;
        self.pass_over();
        match &*name {
            "title" => {
                let id = self.append(Kind::Element { name, attributes });
                self.stack.push(id);
                self.append(Kind::Text(content));
                self.stack.pop();
            }
            "script" => {
                let is_json = |(name, value): &(Cow<'_, str>, &str)| {
                    name == "type" && value.to_ascii_lowercase().contains("ld+json")
                };
                if self.tree.json_ld.len() < MAX_JSON_LD && attributes.iter().any(is_json) {
                    self.tree.json_ld.push(content);
                }
            }
            _ => {}
        }
    }

    /// Whether a page has this element of its frame already.
    fn is_second(&mut self, name: &str) -> bool {
        let which = match name {
            "html" => 0,
            "head" => 1,
            _ => 2,
        };
        let late = which == 0 && self.stack.len() > 1;
        std::mem::replace(&mut self.seen[which], true) || late
    }

    /// Content ends a head that was left open.
    fn close_head_before(&mut self, name: &str) {
        let top = self.stack.last().copied().unwrap_or(0);
        if self.tree.name(top) == "head" && !name.is_empty() && !is_of_head(name) {
            self.stack.pop();
        }
    }

    /// Ends the elements that the start of another implies to be over.
    fn close_implied(&mut self, name: &str) {
        if closes_paragraph(name) {
            self.close_in_scope(&["p"], &[]);
        }
        match name {
            "li" => self.close_in_scope(&["li"], &["ul", "ol", "menu"]),
            "dt" | "dd" => self.close_in_scope(&["dt", "dd"], &["dl"]),
            "option" | "optgroup" => self.close_in_scope(&["option"], &["select"]),
            "tr" => self.close_in_table(&["tr"]),
            "td" | "th" => self.close_in_table(&["td", "th"]),
            "tbody" | "thead" | "tfoot" => self.close_in_table(&["tbody", "thead", "tfoot"]),
            "a" => self.close_in_scope(&["a"], &["p", "li", "div", "h1", "h2", "h3"]),
            _ if is_heading(name) => {
                let top = self.stack.last().copied().unwrap_or(0);
                if is_heading(self.tree.name(top)) {
                    self.stack.pop();
                }
            }
            _ => {}
        }
    }

    /// Ends the innermost open element of these names, if no boundary stands between.
    fn close_in_scope(&mut self, names: &[&str], boundaries: &[&str]) {
        for depth in (1..self.stack.len()).rev() {
            let open = self.tree.name(self.stack[depth]);
            if names.contains(&open) {
                self.close_to(depth);
                return;
            }
            if is_boundary(open) || boundaries.contains(&open) {
                return;
            }
        }
    }

    fn close_in_table(&mut self, names: &[&str]) {
        for depth in (1..self.stack.len()).rev() {
            let open = self.tree.name(self.stack[depth]);
            if names.contains(&open) {
                self.close_to(depth);
                return;
            }
            if open == "table" {
                return;
            }
        }
    }

    fn close_to(&mut self, depth: usize) {
        self.stack.truncate(depth);
        if depth < MAX_DEPTH {
            self.overflow.clear();
        }
    }

    fn end_tag(&mut self, written: &str) {
        let name = lower(written);
        if matches!(&*name, "html" | "body") {
            return;
        }
        if name == "br" {
            self.line_break();
            return;
        }
        let leaf = self.stack.len() > MAX_DEPTH
            && self.tree.name(self.stack.last().copied().unwrap_or(0)) == name;
        if !leaf && !self.overflow.is_empty() {
            let recent = self.overflow.len().saturating_sub(32);
            let found =
                self.overflow[recent..].iter().rposition(|open| open.eq_ignore_ascii_case(&name));
            if let Some(found) = found {
                self.overflow.truncate(recent + found);
                if is_block(&name) {
                    self.line_break();
                }
                return;
            }
            if !is_leaf_like(&name) {
                return;
            }
        }
        let block = is_block(&name);
        let of_table = matches!(&*name, "table" | "tbody" | "thead" | "tfoot" | "tr" | "td" | "th");
        for depth in (1..self.stack.len()).rev() {
            let open = self.tree.name(self.stack[depth]);
            if open == name {
                self.close_to(depth);
                return;
            }
            // The end of a piece of formatting never ends the block around it, and nothing ends
            // the cell or the page around it.
            let stops = if of_table {
                open == "table" || matches!(open, "html" | "body")
            } else {
                is_boundary(open) || (!block && is_block(open))
            };
            if stops {
                return;
            }
        }
    }
}

/// How many bytes the name of a tag has.
fn name_length(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>' | b'<'))
        .unwrap_or(bytes.len())
}

/// Where the end tag of an element stands.
fn find_end_tag(content: &str, name: &str) -> Option<usize> {
    let bytes = content.as_bytes();
    memmem::find_iter(bytes, b"</").find(|at| {
        let after = &bytes[at + 2..];
        after.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
            && after.get(name.len()).is_none_or(|byte| !byte.is_ascii_alphanumeric())
    })
}

fn is_plain_name(name: &[u8]) -> bool {
    name.len() <= 64
        && name
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':' | b'.'))
}

fn lower(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}
