//! Entries that marks of time tell of: `<time>` elements, clocks at the beginning of lines, lines that
//! hold a day alone.
//!
//! Takes the lines of a page; gives its entries when marks stand before most of its text. Where each
//! mark has an element of its own around it and its text, the element is the entry; else an entry goes
//! from its mark to the next.

use rustc_hash::FxHashMap;

use crate::extract::entries::days::{Told, is_newest_first, midnights};
use crate::extract::entries::stamp::{self, Stamp, ToldDay};
use crate::extract::entries::{
    Found, Group, Item, MIN_ENTRIES, MIN_LETTERS, Source, hold_most, split,
};
use crate::extract::related::resolve;
use crate::extract::tree::{Id, Kind, MAX_DEPTH, Tree, is_block};

/// A mark that stands further from its text than so many lines is of something else.
const MAX_APART: usize = 2;

/// No page has more marks that are worth telling.
const MAX_MARKS: usize = 4000;

struct Mark {
    /// The line that it stands in, or before.
    at: usize,
    /// The `<time>`, or the element of the line.
    node: Option<Id>,
    stamp: Stamp,
    found_in: &'static str,
    /// Whether the line holds nothing else.
    bare: bool,
}

/// The entries that marks of time tell of.
pub(super) fn of_marks(source: &Source<'_, '_>) -> Option<Found> {
    let (mut marks, headings) = marks(source);
    if marks.len() < MIN_ENTRIES {
        // A list of reports, each under its day.
        marks = headings.into_iter().filter(|mark| mark.found_in == "text").collect();
        return of_list(source, &marks, &[]);
    }
    of_list(source, &marks, &headings)
}

fn of_list(source: &Source<'_, '_>, marks: &[Mark], headings: &[Mark]) -> Option<Found> {
    if marks.len() < MIN_ENTRIES {
        return None;
    }
    let mut bare: Vec<usize> =
        marks.iter().chain(headings).filter(|mark| mark.bare).map(|m| m.at).collect();
    bare.sort_unstable();
    bare.dedup();
    let is_text = |at: usize| source.items[at].kept && bare.binary_search(&at).is_err();
    let told = |mark: &Mark| {
        Some(Told {
            stamp: mark.stamp.clone(),
            found_in: mark.found_in,
            heading: heading_of(headings, marks.first().map_or(0, |mark| mark.at), mark.at),
        })
    };
    let groups = match contained(source, marks, &is_text) {
        Some(homes) => homes
            .into_iter()
            .map(|(nth, first, last)| Group {
                first,
                last,
                title: None,
                url: url(source, marks[nth].node),
                told: told(&marks[nth]),
            })
            .collect(),
        None => in_a_row(source, marks, &is_text, &told),
    };
    let groups: Vec<Group> = groups
        .into_iter()
        .filter(|group| {
            let lines = (group.first..=group.last).filter(|at| is_text(*at));
            lines.map(|at| source.items[at].text.len()).sum::<usize>() >= MIN_LETTERS
        })
        .collect();
    let found = groups.len() >= MIN_ENTRIES && are_in_order(&groups) && hold_most(source, &groups);
    let bare = bare.into_iter().filter(|at| source.items[*at].kept).collect();
    found.then_some(Found { groups, bare })
}

/// Marks with a clock or of a `<time>`, and lines that hold a day alone, both in reading order.
fn marks(source: &Source<'_, '_>) -> (Vec<Mark>, Vec<Mark>) {
    let mut times = source.tree.map(|tree| times(source, tree)).unwrap_or_default();
    let (mut marks, mut headings): (Vec<Mark>, Vec<Mark>) = (Vec::new(), Vec::new());
    let mut n_of_elements = 0;
    for (at, item) in source.items.iter().enumerate() {
        if marks.len() >= MAX_MARKS {
            break;
        }
        let of_text = stamp::opening(item.text, source.order, source.pages);
        let alone = of_text.as_ref().is_some_and(|stamp| stamp.alone);
        if let Some((node, mut stamp)) = item.home.and_then(|home| times.remove(&home)) {
            // `<time datetime="2022-05-03">14h32</time>`: both tell.
            if let Some(text) = of_text.filter(|_| stamp.time.is_none()) {
                (stamp.time, stamp.zone, stamp.precision) = (text.time, text.zone, text.precision);
            }
            let short = item.text.len() < 60 && !item.text.ends_with(['.', '!', '?', '»', '"']);
            let bare = alone || short && is_time_alone(source, node, item.text);
            marks.push(Mark { at, node: Some(node), stamp, found_in: "time", bare });
            n_of_elements += 1;
        } else if let Some(stamp) = of_text {
            let mark = Mark { at, node: item.home, stamp, found_in: "text", bare: alone };
            if mark.stamp.time.is_some() {
                marks.push(mark);
            } else if alone {
                headings.push(mark);
            }
        }
    }
    // A `<time>` without words stands before the line that follows it.
    let mut wordless: Vec<(Id, Stamp)> = times.into_values().collect();
    wordless.sort_unstable_by_key(|(node, _)| *node);
    let mut at = 0;
    for (node, stamp) in wordless {
        let is_before = |item: &Item<'_>| item.home.is_some_and(|home| home < node);
        while source.items.get(at).is_some_and(is_before) {
            at += 1;
        }
        if at < source.items.len() {
            marks.push(Mark { at, node: Some(node), stamp, found_in: "time", bare: false });
            n_of_elements += 1;
        }
    }
    // Where elements tell the times, a clock that a sentence begins with is of what it tells.
    if n_of_elements >= MIN_ENTRIES && n_of_elements * 2 >= marks.len() {
        marks.retain(|mark| mark.found_in == "time");
    }
    marks.sort_by_key(|mark| mark.at);
    marks.dedup_by_key(|mark| mark.at);
    (marks, headings)
}

/// The `<time>` elements that tell when, by the block that they stand in.
fn times(source: &Source<'_, '_>, tree: &Tree<'_>) -> FxHashMap<Id, (Id, Stamp)> {
    let mut times: FxHashMap<Id, (Id, Stamp)> = FxHashMap::default();
    for (id, node) in (0..).zip(&tree.nodes) {
        let is_time = matches!(&node.kind, Kind::Element { name, .. } if name == "time");
        if !is_time || times.len() >= MAX_MARKS {
            continue;
        }
        let Some(home) = ancestors(tree, id).find(|id| {
            let name = tree.name(*id);
            is_block(name) && !matches!(name, "td" | "th")
        }) else {
            continue;
        };
        let told = ["datetime", "content", "title"].iter().find_map(|name| {
            stamp::of_value(&tree.attribute(id, name)?, source.order, source.pages)
        });
        let told = told.or_else(|| stamp::of_value(&tree.text(id, 80), source.order, source.pages));
        if let Some(stamp) = told {
            times.entry(home).or_insert((id, stamp));
        }
    }
    times
}

/// Whether a line is hardly more than the text of its `<time>`.
fn is_time_alone(source: &Source<'_, '_>, node: Id, text: &str) -> bool {
    source.tree.is_some_and(|tree| text.len() <= tree.text(node, 80).len() + 24)
}

fn ancestors<'t>(tree: &'t Tree<'_>, id: Id) -> impl Iterator<Item = Id> + 't {
    std::iter::successors(tree.parent(id), |id| tree.parent(*id)).take(MAX_DEPTH + 2)
}

/// The day of the heading above a mark. A day that stands above all entries is that of the page, unless
/// other days stand between them.
fn heading_of(headings: &[Mark], first_mark: usize, at: usize) -> Option<ToldDay> {
    if !headings.iter().any(|heading| heading.at > first_mark) {
        return None;
    }
    let above = headings.iter().rev().find(|heading| heading.at < at)?;
    Some(above.stamp.day)
}

/// The marks that have an element of their own with text in it, and the first and last line of that;
/// `None` when text stands between these elements.
fn contained(
    source: &Source<'_, '_>,
    marks: &[Mark],
    is_text: &dyn Fn(usize) -> bool,
) -> Option<Vec<(usize, usize, usize)>> {
    let tree = source.tree?;
    let mut counts: FxHashMap<Id, usize> = FxHashMap::default();
    for mark in marks {
        for id in std::iter::once(mark.node?).chain(ancestors(tree, mark.node?)) {
            *counts.entry(id).or_default() += 1;
        }
    }
    let mut owners: FxHashMap<Id, usize> = FxHashMap::default();
    for (nth, mark) in marks.iter().enumerate() {
        let node = mark.node?;
        let around = std::iter::once(node).chain(ancestors(tree, node));
        if let Some(top) = around.take_while(|id| counts.get(id) == Some(&1)).last() {
            owners.insert(top, nth);
        }
    }
    let mut found: Vec<(usize, usize, usize)> = Vec::new();
    let mut outside = 0;
    for (at, item) in source.items.iter().enumerate().filter(|(at, _)| is_text(*at)) {
        let home = item.home?;
        let owner = std::iter::once(home)
            .chain(ancestors(tree, home))
            .find_map(|id| owners.get(&id).copied());
        match (owner, found.last_mut()) {
            (Some(owner), Some((nth, _, last))) if *nth == owner => *last = at,
            (Some(owner), _) => found.push((owner, at, at)),
            (None, Some(_)) => outside += 1,
            (None, None) => {}
        }
    }
    // What follows the last entry is outside of it, and is none of the text between.
    let last = found.last().map_or(0, |(_, _, last)| *last);
    let behind = (last + 1..source.items.len()).filter(|at| is_text(*at)).count();
    let between = outside - behind.min(outside);
    // Where the element of an entry is the line of its mark, what follows it is of the entry too.
    let n_wide = found.iter().filter(|(nth, _, last)| marks[*nth].at < *last).count();
    let whole = between == 0 || (n_wide * 2 >= found.len() && between * 3 <= found.len());
    (found.len() >= MIN_ENTRIES && whole).then_some(found)
}

/// Entries that go from their mark, or from the heading above it, to the next.
fn in_a_row(
    source: &Source<'_, '_>,
    marks: &[Mark],
    is_text: &dyn Fn(usize) -> bool,
    told: &dyn Fn(&Mark) -> Option<Told>,
) -> Vec<Group> {
    let near = |mark: &&Mark| {
        let end = source.items.len().min(mark.at + MAX_APART + 1);
        (mark.at..end).any(is_text)
    };
    let marks: Vec<&Mark> = marks.iter().filter(near).collect();
    // A headline may stand above the time of its entry.
    let above = |mark: &Mark| {
        let above = mark.at.checked_sub(1)?;
        (mark.bare && is_text(above) && source.items[above].heading).then_some(above)
    };
    let n_above = marks.iter().filter(|mark| above(mark).is_some()).count();
    let begins: Vec<usize> = marks
        .iter()
        .map(|mark| above(mark).filter(|_| n_above * 2 > marks.len()).unwrap_or(mark.at))
        .collect();
    let times = marks.iter().map(|mark| told(mark)).collect();
    let mut groups = split(source, &begins, times);
    for (group, mark) in groups.iter_mut().zip(&marks) {
        group.url = url(source, mark.node);
    }
    groups
}

/// Whether the clocks of entries rise or fall, but for midnights and some that were put right later.
fn are_in_order(groups: &[Group]) -> bool {
    let stamps: Vec<&Stamp> =
        groups.iter().filter_map(|group| group.told.as_ref().map(|told| &told.stamp)).collect();
    if stamps.iter().any(|stamp| stamp.day != ToldDay::No) {
        return true;
    }
    let clocks: Vec<_> = stamps.iter().filter_map(|stamp| stamp.time).collect();
    let n_breaks = midnights(&clocks, is_newest_first(&clocks));
    let same = clocks.windows(2).all(|pair| pair[0] == pair[1]);
    !same && n_breaks <= 1 + clocks.len() / 5
}

/// The own address of an entry: a link around its time or inside that, or the id of an element that
/// is its own.
fn url(source: &Source<'_, '_>, node: Option<Id>) -> Option<String> {
    let (tree, node) = (source.tree?, node?);
    let own = || std::iter::once(node).chain(ancestors(tree, node)).take(4);
    let near = own().find(|id| tree.name(*id) == "a");
    let inside = || tree.inside(node).take(20).find(|id| tree.name(*id) == "a");
    let link = near.or_else(inside).and_then(|link| tree.attribute(link, "href"));
    let address = link.map(|href| resolve(&href, source.address));
    address.filter(|url| url.starts_with("http")).or_else(|| {
        let id = own().find_map(|id| tree.attribute(id, "id").filter(|id| !id.is_empty()))?;
        let base = source.address?.split('#').next()?;
        Some(format!("{base}#{id}"))
    })
}
