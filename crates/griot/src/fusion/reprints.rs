//! Reprints: which articles print one text.
//!
//! Takes articles, one at a time; gives groups of those that are one text, whole, cut, enlarged,
//! shuffled or lightly edited, with how much of the text they share. A text is its shingles of
//! three folded words. Candidates come of an inverted index of runs of five words, of which it holds
//! a quarter, picked by their numbers: runs of three are too common (`a été tué par`), and made the
//! index six times slower at a hundred thousand articles than at twenty thousand. Every candidate is
//! then compared on all shingles, so that sampling costs recall at most, never precision. Containment in the
//! shorter text is what counts:
//! the first half of a dispatch is that dispatch, though the two are half unlike.
//!
//! A text is printed again within days, and an outlet that prints it years later tells of another
//! time: articles whose years of publication are not the same, nor one after the other, print no text of each other.
//! So what is looked at for a new article does not grow with the age of a record.
//!
//! What two texts share depends on the two alone, and groups on the set of texts alone: no order
//! of arrival shows. A group is a star, every member the same text as its centre, so that a digest
//! that quotes two dispatches at length does not make one of them.

use std::collections::BTreeSet;
use std::fmt;

use jiff::civil::Date;
use rustc_hash::FxHashMap;

use super::agencies::Credit;
use super::words::{containment, each_number, stir};

mod index;
mod marked;
mod print;

use index::Index;
use marked::{Marked, Shelf};
pub use print::{Brief, Glance, Print};

/// One of so many runs of five words stands in the index.
const SAMPLED: u64 = 4;

/// The least containment of the runs that the index holds, for a candidate. One word of ten changed
/// leaves .59 of all runs; low, since samples scatter.
const CANDIDATE: f64 = 0.2;

/// The least containment of all shingles: of three words in a row, one of ten changed leaves .73.
const SAME: f64 = 0.5;

/// Texts with fewer shingles are the same when all of their shingles are, and else unlike.
const FEWEST: usize = 12;

/// The shorter text is at least this part of the longer one. Beyond it, the longer one is a digest
/// that quotes the shorter.
const SHORTEST: f64 = 0.25;

/// The year of publication of whoever prints a text; none when it is not known.
pub type Year = Option<i16>;

/// Whether articles of these years may print one text. One whose year is not known may print any.
pub fn may_share_text(one: Year, other: Year) -> bool {
    one.zip(other).is_none_or(|(one, other)| one.abs_diff(other) <= 1)
}

/// The texts of a record, and which of them are one.
#[derive(Clone, Debug, Default)]
pub struct Reprints {
    /// Texts that differ in their shingles, or in their years.
    texts: Vec<Text>,
    articles: Vec<Printed>,
    by_id: FxHashMap<String, u32>,
    /// The last text of each number of all shingles.
    by_shingles: FxHashMap<u64, u32>,
    /// In which texts a run of words stands.
    index: Index,
    /// Of each text.
    counts: Vec<Count>,
    /// Of each text.
    shingles: Shelf,
    /// What the text that is added is worked on with.
    desk: Desk,
}

/// How many runs a text has. It stands beside the hits, so that most texts are done with after one look.
#[derive(Clone, Copy, Debug)]
struct Count {
    /// How many of its runs the text that is added has too; zero between calls.
    hits: u32,
    n_sampled: u32,
}

/// What is made for every text that is added, in rooms that are kept.
#[derive(Clone, Debug, Default)]
struct Desk {
    shingles: Vec<u32>,
    sampled: Vec<u32>,
    /// Texts that share a run.
    touched: Vec<u32>,
    /// Without a bit between calls.
    marked: Marked,
}

#[derive(Clone, Debug)]
struct Text {
    /// A text before of which the number of all shingles is the same, though they or the year are others.
    namesake: Option<u32>,
    /// In which it is printed.
    year: Year,
    /// Texts that are the same, with the containment.
    links: Vec<(u32, f32)>,
    /// Articles that print it.
    articles: Vec<u32>,
}

#[derive(Clone, Debug)]
struct Printed {
    id: String,
    published: Option<Date>,
    agencies: Vec<String>,
    text: u32,
}

/// Two articles that print one text.
#[derive(Clone, Debug, PartialEq)]
pub struct SameText {
    /// The other article.
    pub article: String,
    /// How much of the shorter text stands in the longer one, from 0 to 1.
    pub shared: f64,
    /// An agency that both are credited to.
    pub agency: Option<String>,
}

/// Articles that print one text.
#[derive(Clone, Debug, PartialEq)]
pub struct ReprintGroup {
    /// The earliest member, by day of publication and id; articles without a day come last.
    pub first: String,
    /// The article that all others are compared with.
    pub centre: String,
    /// The other members, by id, each with what it shares with the centre.
    pub others: Vec<SameText>,
}

impl fmt::Display for SameText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.agency {
            Some(agency) => write!(f, "credited to {agency} and same text {:.2}", self.shared),
            None => write!(f, "same text {:.2}", self.shared),
        }
    }
}

impl ReprintGroup {
    /// The ids of all members, the earliest first and the others by id.
    pub fn members(&self) -> impl Iterator<Item = &str> {
        let ids: BTreeSet<&str> = std::iter::once(self.centre.as_str())
            .chain(self.others.iter().map(|other| other.article.as_str()))
            .filter(|id| *id != self.first)
            .collect();
        std::iter::once(self.first.as_str()).chain(ids)
    }
}

impl Reprints {
    /// An empty record.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many articles it holds.
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// Adds an article, or puts it in the place of the one with its id; gives the articles of the
    /// record that print the same text, by id. They are not all of one group: see
    /// [`group_of`](Self::group_of).
    pub fn put(
        &mut self,
        id: &str,
        published: Option<Date>,
        text: &str,
        credits: &[Credit],
    ) -> Vec<SameText> {
        self.remove(id);
        let text = self.text(text, published.map(Date::year));
        let at = self.articles.len() as u32;
        self.articles.push(Printed {
            id: id.to_owned(),
            published,
            agencies: credits.iter().map(|credit| credit.agency.clone()).collect(),
            text,
        });
        self.by_id.insert(id.to_owned(), at);
        if let Some(text) = self.texts.get_mut(text as usize) {
            text.articles.push(at);
        }
        self.same_as(id)
    }

    /// Takes an article out; gives whether it was there.
    pub fn remove(&mut self, id: &str) -> bool {
        let Some(at) = self.by_id.remove(id) else { return false };
        let text = self.articles.get(at as usize).map(|article| article.text as usize);
        if let Some(text) = text.and_then(|text| self.texts.get_mut(text)) {
            text.articles.retain(|article| *article != at);
        }
        true
    }

    /// The articles that print the text of this one, by id.
    pub fn same_as(&self, id: &str) -> Vec<SameText> {
        let Some(article) = self.by_id.get(id).and_then(|at| self.articles.get(*at as usize))
        else {
            return Vec::new();
        };
        let Some(text) = self.texts.get(article.text as usize) else { return Vec::new() };
        let own = std::iter::once((article.text, 1.0))
            .filter(|_| !self.shingles.of(article.text).is_empty());
        let mut found: Vec<SameText> = own
            .chain(text.links.iter().copied())
            .flat_map(|(other, shared)| self.printed(other).map(move |other| (other, shared)))
            .filter(|(other, _)| other.id != id)
            .map(|(other, shared)| same_text(article, other, shared))
            .collect();
        found.sort_by(|a, b| a.article.cmp(&b.article));
        found
    }

    /// The group of an article; nothing when no other prints its text.
    pub fn group_of(&self, id: &str) -> Option<ReprintGroup> {
        let article = self.articles.get(*self.by_id.get(id)? as usize)?;
        let stars = self.stars(&self.component(article.text));
        let star = stars.iter().find(|star| star.contains(&article.text))?;
        self.group(star)
    }

    /// All groups of two articles or more, in the order of their earliest members' ids.
    pub fn groups(&self) -> Vec<ReprintGroup> {
        let mut seen = vec![false; self.texts.len()];
        let mut groups = Vec::new();
        for text in 0..self.texts.len() as u32 {
            // A text that no article prints any more is of no group.
            let is_printed = self.printed(text).next().is_some();
            if !is_printed || seen.get(text as usize).copied().unwrap_or(true) {
                continue;
            }
            let component = self.component(text);
            for member in &component {
                if let Some(seen) = seen.get_mut(*member as usize) {
                    *seen = true;
                }
            }
            groups.extend(self.stars(&component).iter().filter_map(|star| self.group(star)));
        }
        groups.sort_by(|a, b| a.first.cmp(&b.first));
        groups
    }

    /// The articles that print a text.
    fn printed(&self, text: u32) -> impl Iterator<Item = &Printed> {
        let text = self.texts.get(text as usize);
        let articles = text.map(|text| text.articles.as_slice()).unwrap_or_default();
        articles.iter().filter_map(|at| self.articles.get(*at as usize))
    }

    /// The earliest article that prints a text.
    fn earliest(&self, text: u32) -> Option<&Printed> {
        self.printed(text).min_by(|a, b| age(a).cmp(&age(b)))
    }

    /// The number of a text; compares it with all others when it is new.
    fn text(&mut self, text: &str, year: Year) -> u32 {
        let mut desk = std::mem::take(&mut self.desk);
        cut(text, &mut desk.shingles, &mut desk.sampled);
        let at = self.text_of(&mut desk, year);
        self.desk = desk;
        at
    }

    /// The same, of the text that lies on the desk.
    fn text_of(&mut self, desk: &mut Desk, year: Year) -> u32 {
        let all = number_of(&desk.shingles);
        let last = self.by_shingles.get(&all).copied();
        let mut alike = last;
        // The same text of other years: also one that is too short to be compared.
        let mut links: Vec<(u32, f32)> = Vec::new();
        while let Some(known) = alike {
            let Some(text) = self.texts.get(known as usize) else { break };
            if self.shingles.of(known).whole().eq(desk.shingles.iter().copied()) {
                if text.year == year {
                    return known;
                }
                if !desk.shingles.is_empty() && may_share_text(year, text.year) {
                    links.push((known, 1.0));
                }
            }
            alike = text.namesake;
        }
        let at = self.texts.len() as u32;
        let compared = self.compare(at, desk, year);
        let is_new = |(other, _): &(u32, f32)| !links.iter().any(|(known, _)| known == other);
        let compared: Vec<(u32, f32)> = compared.into_iter().filter(is_new).collect();
        links.extend(compared);
        for (other, shared) in &links {
            if let Some(other) = self.texts.get_mut(*other as usize) {
                other.links.push((at, *shared));
            }
        }
        self.by_shingles.insert(all, at);
        self.counts.push(Count { hits: 0, n_sampled: desk.sampled.len() as u32 });
        self.shingles.push(&desk.shingles);
        self.texts.push(Text { namesake: last, year, links, articles: Vec::new() });
        at
    }

    /// The texts that are the same as the one on the desk, and puts that one into the index: both are one look for
    /// each of its runs.
    fn compare(&mut self, new: u32, desk: &mut Desk, year: Year) -> Vec<(u32, f32)> {
        let Desk { shingles, sampled, touched, marked } = desk;
        if shingles.len() < FEWEST {
            return Vec::new();
        }
        touched.clear();
        let counts = &mut self.counts;
        self.index.put(new, sampled, |text| {
            if let Some(count) = counts.get_mut(text as usize) {
                if count.hits == 0 {
                    touched.push(text);
                }
                count.hits += 1;
            }
        });
        let own = sampled.len() as u32;
        touched.retain(|at| {
            let Some(count) = counts.get_mut(*at as usize) else { return false };
            let hits = std::mem::take(&mut count.hits);
            let of = self.texts.get(*at as usize).and_then(|text| text.year);
            is_candidate(hits, own.min(count.n_sampled)) && may_share_text(year, of)
        });
        let mut links = Vec::new();
        if touched.is_empty() {
            return links;
        }
        marked.mark(shingles);
        for at in touched {
            let text = self.shingles.of(*at);
            if are_comparable(shingles.len(), text.len())
                && marked.may_share(text, least_shared(shingles.len(), text.len()))
                && let Some(shared) = shared(shingles, &text.whole().collect::<Vec<u32>>())
            {
                links.push((*at, shared as f32));
            }
        }
        marked.clear(shingles);
        links
    }

    /// The texts that links lead to from one, that one among them, in order.
    fn component(&self, text: u32) -> Vec<u32> {
        let mut seen = BTreeSet::from([text]);
        let mut ahead = vec![text];
        while let Some(here) = ahead.pop() {
            let links = self.texts.get(here as usize).map(|text| text.links.as_slice());
            for (next, _) in links.unwrap_or_default() {
                // A text that no article prints any more ties nothing together.
                let is_printed = self.printed(*next).next().is_some();
                if is_printed && seen.insert(*next) {
                    ahead.push(*next);
                }
            }
        }
        seen.into_iter().collect()
    }

    /// Cuts a component into stars: the text with the most links takes those that it links to, then
    /// the next that is left. The first text of each star is its centre.
    fn stars(&self, component: &[u32]) -> Vec<Vec<u32>> {
        let mut order: Vec<(usize, Age<'_>, u32)> = component
            .iter()
            .filter_map(|at| {
                let earliest = self.earliest(*at)?;
                let links = &self.texts.get(*at as usize)?.links;
                let n = links.iter().filter(|(to, _)| self.printed(*to).next().is_some()).count();
                Some((n, age(earliest), *at))
            })
            .collect();
        order.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        let mut left: BTreeSet<u32> = order.iter().map(|(_, _, at)| *at).collect();
        let mut stars = Vec::new();
        for (_, _, centre) in order {
            if !left.remove(&centre) {
                continue;
            }
            let links = self.texts.get(centre as usize).map(|text| text.links.as_slice());
            let taken = links.unwrap_or_default().iter().map(|(to, _)| *to);
            let mut star = vec![centre];
            star.extend(taken.filter(|to| left.remove(to)));
            stars.push(star);
        }
        stars
    }

    /// A star as a group; nothing when it holds one article only.
    fn group(&self, star: &[u32]) -> Option<ReprintGroup> {
        let (&centre_text, _) = star.split_first()?;
        let text = self.texts.get(centre_text as usize)?;
        if self.shingles.of(centre_text).is_empty() {
            return None;
        }
        let centre = self.earliest(centre_text)?;
        let mut others = Vec::new();
        let mut first = centre;
        for at in star {
            let link = text.links.iter().find(|(to, _)| to == at);
            let shared = link.map_or(1.0, |(_, shared)| *shared);
            for article in self.printed(*at).filter(|article| article.id != centre.id) {
                others.push(same_text(centre, article, shared));
                if age(article) < age(first) {
                    first = article;
                }
            }
        }
        if others.is_empty() {
            return None;
        }
        others.sort_by(|a, b| a.article.cmp(&b.article));
        Some(ReprintGroup { first: first.id.clone(), centre: centre.id.clone(), others })
    }
}

/// By day of publication, those without one last, then by id.
type Age<'a> = (bool, Option<Date>, &'a str);

fn age(article: &Printed) -> Age<'_> {
    (article.published.is_none(), article.published, article.id.as_str())
}

fn same_text(article: &Printed, other: &Printed, shared: f32) -> SameText {
    let agency = article.agencies.iter().find(|agency| other.agencies.contains(agency));
    SameText { article: other.id.clone(), shared: f64::from(shared), agency: agency.cloned() }
}

/// A number for shingles.
fn number_of(shingles: &[u32]) -> u64 {
    shingles.iter().fold(0, |all, shingle| stir(all ^ u64::from(*shingle)).wrapping_add(1))
}

/// Whether two texts that share so many runs, of so many of the one with fewer, are to be compared.
fn is_candidate(n_shared: u32, fewer: u32) -> bool {
    f64::from(n_shared) >= CANDIDATE * f64::from(fewer)
}

/// Whether texts of so many shingles may be one, if they are not the same altogether.
fn are_comparable(a: usize, b: usize) -> bool {
    let (shorter, longer) = (a.min(b), a.max(b));
    shorter >= FEWEST && (shorter as f64) >= SHORTEST * longer as f64
}

/// How many shingles texts of so many share at least, if they are one.
fn least_shared(a: usize, b: usize) -> usize {
    (SAME * a.min(b) as f64).ceil() as usize
}

/// How much of the shorter of two texts stands in the longer one; nothing when they are not one.
fn shared(a: &[u32], b: &[u32]) -> Option<f64> {
    if !are_comparable(a.len(), b.len()) {
        return None;
    }
    let (shared, _) = containment(a, b);
    (shared >= SAME).then_some(shared)
}

/// Cuts a text into its shingles, sorted and each once, and the runs of words that the index holds.
fn cut(text: &str, all: &mut Vec<u32>, sampled: &mut Vec<u32>) {
    all.clear();
    sampled.clear();
    // The last four words, the oldest first.
    let (mut a, mut b, mut c, mut d) = (None, None, None, None);
    each_number(text, |word| {
        if let (Some(c), Some(d)) = (c, d) {
            let three = stir(stir(c).rotate_left(7) ^ d).rotate_left(7) ^ word;
            let three = stir(three);
            all.push(three as u32);
            if let (Some(a), Some(b)) = (a, b) {
                let five: u64 = stir(stir(three ^ a).rotate_left(7) ^ b);
                if five.is_multiple_of(SAMPLED) {
                    sampled.push((five >> 32) as u32);
                }
            }
        }
        (a, b, c, d) = (b, c, d, Some(word));
    });
    for list in [all, sampled] {
        list.sort_unstable();
        list.dedup();
    }
}

#[cfg(test)]
mod tests;
