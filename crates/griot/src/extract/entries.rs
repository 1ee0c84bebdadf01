//! The entries of a live page, and the reports in a list of briefs.
//!
//! Takes the lines of a page in reading order, with the elements that they stand in where there is a
//! tree; gives the lines of each entry with its headline, its address, and the time that it tells.
//! Decides nothing about which lines are the article, and gives nothing for an article of one piece:
//! three entries are the least, and most of the text must be theirs.
//!
//! Where an entry begins is told, in this order of trust,
//!
//! - by JSON-LD (`LiveBlogPosting`): its updates are found again by their words;
//! - by a `<time>` in the element of each entry;
//! - by a clock at the beginning of a line (`14h32 –`), in rising or falling order;
//! - by lines that hold a day alone, each above its report;
//! - by datelines (`GAO, 3 mai –`), or by headings where the page says that it is a list of briefs.

mod stamp;

mod days;

mod updates;

mod marks;

#[cfg(test)]
mod tests;

use jiff::civil::Date;
use serde_json::Value;

use crate::extract::dates::NumberOrder;
use crate::extract::entries::days::Told;
use crate::extract::lines::{Line, is_headline};
use crate::extract::tree::{Id, Tree};
use crate::lexicon::pages::{Pages, PassageKind, fold};
use crate::model::{CutReason, Entry};
use crate::span::Span;

/// A line of a page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Item<'a> {
    pub(crate) text: &'a str,
    /// Whether it is part of the article.
    pub(crate) kept: bool,
    /// Whether the page marks it as a heading.
    pub(crate) heading: bool,
    /// The element that it stands in.
    pub(crate) home: Option<Id>,
}

/// What is searched for entries.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source<'s, 't> {
    pub(crate) items: &'s [Item<'s>],
    pub(crate) tree: Option<&'s Tree<'t>>,
    /// What scripts of JSON-LD hold.
    pub(crate) linked: &'s [Value],
    pub(crate) title: Option<&'s str>,
    pub(crate) address: Option<&'s str>,
    pub(crate) order: NumberOrder,
    pub(crate) pages: &'s Pages,
}

/// The lines of an entry: from the first to the last, both included.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub(crate) first: usize,
    pub(crate) last: usize,
    pub(crate) title: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) told: Option<Told>,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    pub(crate) groups: Vec<Group>,
    /// Lines that hold a time and nothing else.
    pub(crate) bare: Vec<usize>,
}

/// Fewer are no list.
const MIN_ENTRIES: usize = 3;

/// No page has more that are worth telling.
const MAX_ENTRIES: usize = 2000;

/// An entry with fewer letters says nothing.
const MIN_LETTERS: usize = 15;

/// The entries of a page; none for an article of one piece.
pub(crate) fn find(source: &Source<'_, '_>) -> Found {
    if source.items.iter().filter(|item| item.kept).count() < MIN_ENTRIES {
        return Found::default();
    }
    let ways: [fn(&Source<'_, '_>) -> Option<Found>; 4] =
        [updates::of_json_ld, marks::of_marks, of_datelines, of_headings];
    let mut found = ways.iter().find_map(|way| way(source)).unwrap_or_default();
    found.groups.truncate(MAX_ENTRIES);
    for group in &mut found.groups {
        trim(source, &found.bare, group);
    }
    found.groups.retain(|group| group.first <= group.last);
    found
}

/// The entries of a plain text: `cut` says of each of its lines why it is not of the article.
pub(crate) fn of_lines(
    lines: &[Line<'_>],
    cut: &[Option<CutReason>],
    title: Option<&str>,
) -> Found {
    let items: Vec<Item<'_>> = lines
        .iter()
        .zip(cut)
        .map(|(line, cut)| Item {
            text: line.text,
            kept: cut.is_none(),
            heading: !line.bullet && is_headline(line.text, 3),
            home: None,
        })
        .collect();
    find(&Source {
        items: &items,
        tree: None,
        linked: &[],
        title,
        address: None,
        order: NumberOrder::DayFirst,
        pages: Pages::builtin(),
    })
}

/// Lets an entry begin and end with words of its own, and finds its headline.
fn trim(source: &Source<'_, '_>, bare: &[usize], group: &mut Group) {
    let is_text = |at: &usize| source.items[*at].kept && bare.binary_search(at).is_err();
    let first = (group.first..=group.last).find(is_text);
    let last = (group.first..=group.last).rev().find(is_text);
    let (Some(first), Some(last)) = (first, last) else {
        (group.first, group.last) = (1, 0);
        return;
    };
    (group.first, group.last) = (first, last);
    if group.title.is_none() && last > first && source.items[first].heading {
        group.title = Some(source.items[first].text.to_owned());
    }
}

/// The letters of the kept lines from `first` to `last`.
fn n_letters(source: &Source<'_, '_>, first: usize, last: usize) -> usize {
    let lines = source.items.get(first..=last).unwrap_or_default().iter();
    lines.filter(|item| item.kept).map(|item| item.text.len()).sum()
}

/// Whether entries hold most of the text of a page.
fn hold_most(source: &Source<'_, '_>, groups: &[Group]) -> bool {
    let all = n_letters(source, 0, source.items.len().saturating_sub(1));
    let theirs: usize = groups.iter().map(|group| n_letters(source, group.first, group.last)).sum();
    theirs * 2 >= all
}

/// Reports that begin with a dateline each, their headlines above them.
fn of_datelines(source: &Source<'_, '_>) -> Option<Found> {
    let starts: Vec<(usize, stamp::Stamp)> = source
        .items
        .iter()
        .enumerate()
        .filter(|(_, item)| item.kept && !item.heading)
        .filter_map(|(at, item)| {
            Some((at, stamp::dateline(item.text, source.order, source.pages)?))
        })
        .collect();
    if starts.len() < MIN_ENTRIES {
        return None;
    }
    let begins: Vec<usize> = starts.iter().map(|(at, _)| heading_above(source, *at)).collect();
    let told =
        starts.into_iter().map(|(_, stamp)| Some(Told { stamp, found_in: "text", heading: None }));
    let groups = split(source, &begins, told.collect());
    hold_most(source, &groups).then_some(Found { groups, bare: Vec::new() })
}

/// The line where a report begins whose text begins at `at`: the heading right above it, when there
/// is one.
fn heading_above(source: &Source<'_, '_>, at: usize) -> usize {
    let above = (0..at).rev().take(4).find(|at| source.items[*at].kept);
    above.filter(|above| source.items[*above].heading).unwrap_or(at)
}

/// The parts of a page that says that it is a list of briefs, each under its heading.
fn of_headings(source: &Source<'_, '_>) -> Option<Found> {
    let title = fold(source.title?);
    if !source.pages.holds(&title, PassageKind::Briefs)
        && source.pages.opening(&title, PassageKind::Briefs).is_none()
        && !source.pages.is(&title, PassageKind::Briefs)
    {
        return None;
    }
    let headings = |at: &usize| {
        let next = source.items.get(at + 1..).unwrap_or_default().iter().find(|item| item.kept);
        source.items[*at].kept && source.items[*at].heading && next.is_some_and(|n| !n.heading)
    };
    let begins: Vec<usize> = (0..source.items.len()).filter(headings).collect();
    if begins.len() < MIN_ENTRIES {
        return None;
    }
    let told = vec![None; begins.len()];
    let groups = split(source, &begins, told);
    hold_most(source, &groups).then_some(Found { groups, bare: Vec::new() })
}

/// Entries that each go on until the next begins; the last no longer than twice the longest other.
fn split(source: &Source<'_, '_>, begins: &[usize], told: Vec<Option<Told>>) -> Vec<Group> {
    let n_items = source.items.len();
    let n_kept = |first: usize, end: usize| {
        source.items[first..end.max(first)].iter().filter(|item| item.kept).count()
    };
    let longest = begins.windows(2).map(|pair| n_kept(pair[0], pair[1])).max().unwrap_or(1);
    let mut groups = Vec::with_capacity(begins.len());
    for (nth, (first, told)) in begins.iter().zip(told).enumerate() {
        let mut end = begins.get(nth + 1).copied().unwrap_or(n_items);
        if nth + 1 == begins.len() {
            let kept = (*first..n_items).filter(|at| source.items[*at].kept);
            end = kept.take(longest * 2).last().map_or(end, |last| last + 1);
        }
        if end > *first {
            groups.push(Group { first: *first, last: end - 1, title: None, url: None, told });
        }
    }
    groups
}

/// Entries with their places in the text: `spans` holds that of each line that is kept.
pub(crate) fn finish(
    groups: Vec<Group>,
    spans: &[Option<Span>],
    published: Option<Date>,
    modified: Option<Date>,
) -> Vec<Entry> {
    let mut told = Vec::with_capacity(groups.len());
    let mut entries: Vec<Entry> = Vec::with_capacity(groups.len());
    for group in groups {
        let of_group = spans.get(group.first..=group.last).unwrap_or_default();
        let Some(span) = of_group.iter().flatten().copied().reduce(Span::cover) else { continue };
        if entries.last().is_some_and(|before| before.span.end > span.start) {
            continue;
        }
        entries.push(Entry { span, title: group.title, url: group.url, time: None });
        told.push(group.told);
    }
    if entries.len() < 2 {
        return Vec::new();
    }
    for (entry, time) in entries.iter_mut().zip(days::resolve(&told, published, modified)) {
        entry.time = time;
    }
    entries
}
