//! What is known of a block, as numbers with names.
//!
//! Takes a [`Page`]; gives one row of values a block. Every value is a form, a position, a sum or a
//! kind of part: no word of any outlet, and no language but through the phrases of `pages.toml`. The
//! first row is of the page alone; the second adds how probable the first judgement held the blocks
//! around to be of the article, by which runs hold together.

use super::markup::{ELEMENTS, N_KINDS, PARTS};
use super::page::{MAX_LOOKED_UP, N_LEVELS, Page, Sum, repeats};
use crate::extract::lines::{bare, is_date_alone};
use crate::extract::passages::is_related_heading;
use crate::extract::tree::is_heading;
use crate::lexicon::pages::{Pages, PassageKind, fold};

/// Rows of values, one after the other.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// The values of all rows.
    pub values: Vec<f32>,
    /// How many values a row has.
    pub width: usize,
    /// The names of the values, in order; written with the first row.
    pub names: Vec<String>,
}

impl Rows {
    /// The values of one row.
    pub fn row(&self, at: usize) -> &[f32] {
        self.values.get(at * self.width..(at + 1) * self.width).unwrap_or_default()
    }

    /// Adds the values that `write` gives.
    fn add_row(&mut self, write: impl FnOnce(&mut Writer<'_>)) {
        let first = self.width == 0;
        let before = self.values.len();
        let mut writer =
            Writer { values: &mut self.values, names: first.then_some(&mut self.names) };
        write(&mut writer);
        if first {
            self.width = self.values.len() - before;
        }
    }
}

struct Writer<'r> {
    values: &'r mut Vec<f32>,
    names: Option<&'r mut Vec<String>>,
}

impl Writer<'_> {
    fn put(&mut self, name: &str, value: f32) {
        self.values.push(value);
        if let Some(names) = &mut self.names {
            names.push(name.to_owned());
        }
    }

    fn numbered(&mut self, name: &str, number: impl std::fmt::Display, value: f32) {
        self.values.push(value);
        if let Some(names) = &mut self.names {
            names.push(format!("{name}.{number}"));
        }
    }

    fn flag(&mut self, name: &str, holds: bool) {
        self.put(name, f32::from(u8::from(holds)));
    }
}

/// `a` of `b`, 0 when there is no `b`.
fn share(a: f32, b: f32) -> f32 {
    if b > 0.0 { a / b } else { 0.0 }
}

/// What the words of a block say by the phrases of `pages.toml`.
#[derive(Clone, Copy, Debug, Default)]
struct Words {
    related: bool,
    furniture: bool,
    holds_furniture: bool,
    menu: bool,
    credit: bool,
    dated: bool,
    author: bool,
}

fn words_of(page: &Page<'_, '_>, at: usize, pages: &Pages) -> Words {
    // No phrase of a page stands in a paragraph.
    if page.shapes[at].n_chars > 200 {
        return Words::default();
    }
    let text = bare(&page.blocks[at].text);
    let folded = fold(text);
    let is = |kind| pages.is(&folded, kind);
    let opens = |kind| pages.opening(&folded, kind).is_some();
    Words {
        related: is_related_heading(&folded, pages),
        furniture: is(PassageKind::Furniture) || opens(PassageKind::Furniture),
        holds_furniture: pages.holds(&folded, PassageKind::Furniture),
        menu: is(PassageKind::Menu) || is(PassageKind::Network),
        credit: opens(PassageKind::Credit),
        dated: opens(PassageKind::Published)
            || opens(PassageKind::Modified)
            || is_date_alone(text, pages),
        author: opens(PassageKind::Author),
    }
}

/// The kind of element that a block stands in.
fn element(page: &Page<'_, '_>, at: usize) -> f32 {
    let name = page.tree.name(page.blocks[at].home);
    let code: u8 = match name {
        "p" => 0,
        "blockquote" | "pre" => 1,
        "li" => 2,
        "dd" | "dt" | "dl" => 3,
        "tr" | "table" | "tbody" | "thead" | "caption" | "td" | "th" => 4,
        name if is_heading(name) => 5,
        "section" | "article" | "main" => 6,
        "div" => 7,
        "figcaption" | "figure" => 8,
        "aside" | "header" | "footer" | "nav" | "address" | "details" | "summary" => 9,
        _ => 10,
    };
    f32::from(code)
}

/// Where the blocks of the page stand to each other.
struct Places {
    repeated: Vec<bool>,
    words: Vec<Words>,
    /// Of each block, the heading above it.
    heading: Vec<Option<usize>>,
    /// Of each block, how many words stand before it.
    words_before: Vec<f32>,
    title: Option<usize>,
    off_long: [Vec<u16>; 2],
}

/// The rows of the first judgement.
pub(super) fn rows(page: &Page<'_, '_>, title: Option<&str>, pages: &Pages) -> Rows {
    let n_blocks = page.blocks.len();
    let title = title.map(crate::extract::lines::key).filter(|title| title.len() > 8);
    let is_title = |at: usize| title.as_ref().is_some_and(|title| page.keys[at] == *title);
    let mut heading = Vec::with_capacity(n_blocks);
    let mut words_before = Vec::with_capacity(n_blocks);
    let (mut last_heading, mut n_words) = (None, 0.0);
    for (at, block) in page.blocks.iter().enumerate() {
        heading.push(last_heading);
        words_before.push(n_words);
        n_words += page.shapes[at].n_words as f32;
        if block.heading {
            last_heading = Some(at);
        }
    }
    let in_h1 = |at: &usize| page.tree.name(page.blocks[*at].home) == "h1";
    let places = Places {
        repeated: repeats(&page.keys),
        words: (0..n_blocks).map(|at| words_of(page, at, pages)).collect(),
        heading,
        words_before,
        title: (0..n_blocks)
            .find(|at| is_title(*at) && page.blocks[*at].heading)
            .or_else(|| (0..n_blocks).find(in_h1))
            .or_else(|| (0..n_blocks).find(|at| is_title(*at))),
        off_long: [page.off_path(|sum| sum.long, 0.5), page.off_path(|sum| sum.long, 0.8)],
    };
    let mut rows = Rows::default();
    for at in 0..n_blocks {
        rows.add_row(|row| write_row(row, page, &places, at, is_title(at)));
    }
    rows
}

fn write_row(row: &mut Writer<'_>, page: &Page<'_, '_>, places: &Places, at: usize, titled: bool) {
    write_own(row, page, at);
    let block = &page.blocks[at];
    let shape = &page.shapes[at];
    let total = page.total();

    let words = &places.words[at];
    row.flag("says.related", words.related);
    row.flag("says.furniture", words.furniture);
    row.flag("holds.furniture", words.holds_furniture);
    row.flag("says.menu", words.menu);
    row.flag("says.credit", words.credit);
    row.flag("says.dated", words.dated);
    row.flag("says.author", words.author);
    row.flag("repeated", places.repeated[at]);
    row.flag("title", titled);
    let key = &page.keys[at];
    let known = !page.body.is_empty() && at < MAX_LOOKED_UP && shape.n_words >= 4;
    // -1: there is nothing to look it up in.
    let in_body = if known { f32::from(u8::from(page.body.contains(key.as_str()))) } else { -1.0 };
    row.put("in-body", in_body);
    row.flag("in-description", shape.n_words >= 5 && page.about.contains(key.as_str()));

    let kinds = page.kinds.get(block.home as usize).copied().unwrap_or([0; N_KINDS]);
    for (name, distance) in PARTS.iter().chain(&ELEMENTS).zip(kinds) {
        row.numbered("up", name, f32::from(distance));
    }
    row.put("depth", f32::from(page.depths[block.home as usize]));
    row.put("off-long.5", f32::from(places.off_long[0][block.home as usize]));
    row.put("off-long.8", f32::from(places.off_long[1][block.home as usize]));

    for (level, id) in page.containers(at).into_iter().enumerate() {
        write_sum(row, level, &page.sums[id as usize], &total);
    }
    let group = &page.alike_sums[page.alike[at] as usize];
    row.put("alike.words", share(group.words, total.words));
    row.put("alike.long", share(group.long, total.long));
    row.put("alike.links", share(group.linked, group.words));
    row.put("alike.mean", share(group.words, group.blocks));
    row.put("alike.blocks", group.blocks);

    let n_blocks = page.blocks.len();
    row.put("at", share(at as f32, n_blocks as f32));
    row.put("at.words", share(places.words_before[at], total.words));
    row.put("before", (at as f32).min(200.0));
    row.put("after", ((n_blocks - at) as f32).min(200.0));
    let from_title = places.title.map_or(-100, |title| at as i64 - title as i64);
    row.put("from-title", from_title.clamp(-100, 200) as f32);
    let heading = places.heading[at];
    row.put(
        "heading.distance",
        heading.map_or(100.0, |heading| ((at - heading) as f32).min(100.0)),
    );
    row.put("heading.level", heading.map_or(0.0, |heading| level(page, heading)));
    let said = heading.map(|heading| places.words[heading]).unwrap_or_default();
    row.flag("heading.related", said.related);
    row.flag("heading.furniture", said.furniture || said.holds_furniture);
    row.put("heading.words", heading.map_or(0.0, |heading| page.shapes[heading].n_words as f32));
    let off_heading =
        heading.map_or(-1.0, |h| f32::from(places.off_long[0][page.blocks[h].home as usize]));
    row.put("heading.off-long", off_heading);

    for offset in [-3_i64, -2, -1, 1, 2, 3] {
        write_neighbour(row, page, places, at, offset);
    }
    row.put("page.blocks", n_blocks as f32);
    row.put("page.words", total.words);
    row.put("page.long", share(total.long, total.words));
    row.put("page.links", share(total.linked, total.words));
}

fn level(page: &Page<'_, '_>, at: usize) -> f32 {
    let name = page.tree.name(page.blocks[at].home).as_bytes();
    match name {
        [b'h', digit @ b'1'..=b'6'] => f32::from(digit - b'0'),
        _ => 0.0,
    }
}

fn write_own(row: &mut Writer<'_>, page: &Page<'_, '_>, at: usize) {
    let shape = &page.shapes[at];
    let n_words = shape.n_words as f32;
    row.put("words", n_words);
    row.put("links", page.linked[at]);
    row.put("links.count", page.blocks[at].n_links as f32);
    row.put("letters", share(shape.n_letters as f32, n_words));
    row.put("digits", share(shape.n_digits as f32, shape.n_letters as f32));
    row.put("commas", share(shape.n_commas as f32, n_words));
    row.put("stops", shape.n_stops as f32);
    row.put("capitals", share(shape.n_capitals as f32, n_words));
    row.put("shouted", share(shape.n_shouted as f32, n_words));
    row.put("short", share(shape.n_short as f32, n_words));
    row.put("bars", shape.n_bars as f32);
    row.flag("small-first", shape.small_first);
    row.put("end", f32::from(shape.end as u8));
    row.put("element", element(page, at));
    row.put("level", level(page, at));
}

fn write_sum(row: &mut Writer<'_>, level: usize, sum: &Sum, total: &Sum) {
    row.numbered("in.words", level, share(sum.words, total.words));
    row.numbered("in.long", level, share(sum.long, total.long));
    row.numbered("in.links", level, share(sum.linked, sum.words));
    row.numbered("in.mean", level, share(sum.words, sum.blocks));
    row.numbered("in.blocks", level, sum.blocks.min(400.0));
    row.numbered("in.commas", level, share(sum.commas, sum.words));
    row.numbered("in.paragraphs", level, share(sum.long, sum.words));
}

fn write_neighbour(
    row: &mut Writer<'_>,
    page: &Page<'_, '_>,
    places: &Places,
    at: usize,
    offset: i64,
) {
    let other = usize::try_from(at as i64 + offset).ok().filter(|at| *at < page.blocks.len());
    row.numbered("by.words", offset, other.map_or(-1.0, |at| page.shapes[at].n_words as f32));
    row.numbered("by.links", offset, other.map_or(-1.0, |at| page.linked[at]));
    row.numbered("by.element", offset, other.map_or(-1.0, |at| element(page, at)));
    row.numbered("by.end", offset, other.map_or(-1.0, |at| f32::from(page.shapes[at].end as u8)));
    let alike = other.is_some_and(|other| page.alike[other] == page.alike[at]);
    row.numbered("by.alike", offset, f32::from(u8::from(alike)));
    let off = other.map_or(-1.0, |at| f32::from(places.off_long[0][page.blocks[at].home as usize]));
    row.numbered("by.off-long", offset, off);
    let said = other.map(|at| places.words[at]).unwrap_or_default();
    let furniture = said.furniture || said.holds_furniture || said.related || said.menu;
    row.numbered("by.furniture", offset, f32::from(u8::from(furniture)));
}

/// The rows of the second judgement: the first ones, and how probable the first judgement held the
/// blocks around to be of the article. The sums of the page must know these probabilities.
pub(super) fn second_rows(page: &Page<'_, '_>, first: &Rows, probabilities: &[f32]) -> Rows {
    let total = page.total();
    let off = [page.off_path(|sum| sum.mass, 0.6), page.off_path(|sum| sum.mass, 0.9)];
    let mut before = Vec::with_capacity(probabilities.len());
    let mut mass = 0.0;
    for (at, probability) in probabilities.iter().enumerate() {
        before.push(mass);
        mass += probability * page.shapes[at].n_words as f32;
    }
    let mut rows = Rows { names: Vec::new(), width: 0, values: Vec::new() };
    for at in 0..page.blocks.len() {
        rows.add_row(|row| {
            for (place, value) in first.row(at).iter().enumerate() {
                row.values.push(*value);
                if let Some(names) = &mut row.names {
                    names.push(first.names[place].clone());
                }
            }
            write_second(row, page, at, probabilities, &total);
            row.put("mass.before", share(before[at], mass));
            let own = probabilities[at] * page.shapes[at].n_words as f32;
            row.put("mass.after", share(mass - before[at] - own, mass));
            row.put("off-mass.6", f32::from(off[0][page.blocks[at].home as usize]));
            row.put("off-mass.9", f32::from(off[1][page.blocks[at].home as usize]));
        });
    }
    rows
}

fn write_second(
    row: &mut Writer<'_>,
    page: &Page<'_, '_>,
    at: usize,
    probabilities: &[f32],
    total: &Sum,
) {
    row.put("p", probabilities[at]);
    for offset in [-4_i64, -3, -2, -1, 1, 2, 3, 4] {
        let other = usize::try_from(at as i64 + offset).ok();
        let p = other.and_then(|at| probabilities.get(at)).copied().unwrap_or(-1.0);
        row.numbered("p.by", offset, p);
    }
    for reach in [6, 15] {
        for (name, from, to) in
            [("p.before", at.saturating_sub(reach), at), ("p.after", at + 1, at + 1 + reach)]
        {
            let to = to.min(probabilities.len());
            let from = from.min(to);
            let (mut mass, mut words) = (0.0, 0.0);
            for (p, shape) in probabilities[from..to].iter().zip(&page.shapes[from..to]) {
                let n_words = shape.n_words as f32;
                words += n_words;
                mass += n_words * p;
            }
            row.numbered(name, reach, share(mass, words));
        }
    }
    for (level, id) in page.containers(at).into_iter().enumerate().take(N_LEVELS) {
        let sum = &page.sums[id as usize];
        row.numbered("p.in", level, share(sum.mass, sum.words));
        row.numbered("mass.in", level, share(sum.mass, total.mass));
    }
    let group = &page.alike_sums[page.alike[at] as usize];
    row.put("p.alike", share(group.mass, group.words));
    row.put("mass.alike", share(group.mass, total.mass));
    row.put("mass.page", total.mass);
}
