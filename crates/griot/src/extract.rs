//! Extraction: a page becomes an article.
//!
//! Takes the characters of a page; gives an [`Article`] whose text is what a reader came for, with its
//! title, outlet, authors and dates. Related headlines are kept apart, and what was cut is told.
//! The page is read into the small bounded tree of `tree.rs`, `judge.rs` says which of its blocks are
//! the article, and `passages.rs` cuts from those what words tell to be none of it. Deliberately codes
//! nothing and fetches nothing.

mod blocks;

pub mod judge;

mod left;

pub(crate) mod dates;

mod dating;

pub(crate) mod entries;

pub(crate) mod lines;

mod metadata;

pub(crate) mod passages;

mod related;

mod section;

mod signed;

pub mod sites;

mod tree;

use jiff::tz::TimeZone;
use rustc_hash::FxHashSet;

use crate::extract::blocks::{Block, blocks};
use crate::extract::entries::Item;
use crate::extract::judge::{Case, Model};
use crate::extract::left::{Around, left, opening};
use crate::extract::lines::{Line, key, word_count};
use crate::extract::passages::{Known, sort_lines};
use crate::extract::tree::Tree;
use crate::lexicon::pages::Pages;
use crate::model::{Article, Cut, CutReason};
use crate::note::Note;
use crate::read::Hint;
use crate::span::Span;

/// The article of a page.
pub fn extract(html: &str, url: Option<&str>) -> Article {
    extract_with(html, &Hint { url, ..Hint::default() })
}

/// The article of a page, with what is known of it besides: its address, the moment of its
/// retrieval, the rules of its outlet where a user has written some.
pub fn extract_with(html: &str, hint: &Hint<'_>) -> Article {
    extract_by(html, hint, Model::builtin())
}

/// The article of a page, chosen by a model.
pub fn extract_by(html: &str, hint: &Hint<'_>, model: &Model) -> Article {
    let Hint { url, sites, .. } = *hint;
    let retrieved = hint.retrieved.or(hint.now).map(|at| at.to_zoned(TimeZone::UTC).date());
    let pages = Pages::builtin();
    let mut tree = Tree::parse(html);
    let all_blocks = blocks(&tree, 0);
    let mut about = metadata::metadata(&tree, &all_blocks, url, retrieved, pages);
    let address = url.map(str::to_owned).or_else(|| about.url.clone());
    let site = sites.zip(address.as_deref()).and_then(|(sites, address)| sites.of_url(address));
    let ruled = site.map(|site| site.apply(&mut tree, &mut about, pages)).unwrap_or_default();
    let taken = related::take_related(&mut tree, address.as_deref(), pages);

    let mut notes = std::mem::take(&mut tree.notes);
    notes.extend(ruled.notes);
    notes.append(&mut about.dating.notes);
    let chosen: Vec<Block> = ruled.parts.iter().flat_map(|part| blocks(&tree, *part)).collect();
    let mut case = Case::new(&tree, about.title.as_deref(), pages);
    let body = case.take_body();
    let judged = case.judge(model);
    let mut kept: Vec<bool> = judged
        .iter()
        .map(|one| one.probability >= model.threshold() && !one.place.figcaption)
        .collect();
    if !kept.contains(&true) {
        kept = judged.iter().map(|one| is_paragraph(&one.block)).collect();
        if kept.contains(&true) {
            notes.push(Note::new(
                "extraction-fallback",
                "no main text stands out, so the paragraphs of the page were taken",
            ));
        }
    }
    if !chosen.is_empty() {
        let texts: FxHashSet<&str> = chosen.iter().map(|block| block.text.as_str()).collect();
        kept = judged.iter().map(|one| texts.contains(one.block.text.as_str())).collect();
    }
    let around = Around { title: about.title.as_deref(), address: address.as_deref(), pages };
    let left = left(&judged, &kept, around);

    let given: Vec<Block>;
    // The blocks among which the article stands, each with whether it is part of it.
    let mut shown: Vec<(&Block, bool)> =
        judged.iter().zip(&kept).map(|(one, kept)| (&one.block, *kept)).collect();
    if !chosen.is_empty() {
        shown = chosen.iter().map(|block| (block, true)).collect();
    } else if says_more(&body, &shown) {
        notes.push(Note::new(
            "text-from-json-ld",
            "the page shows little of its article, so the text was taken from its JSON-LD",
        ));
        given = of_text(&body);
        shown = given.iter().map(|block| (block, true)).collect();
    }
    let of_article = shown.iter().filter(|(_, kept)| *kept);
    let lines: Vec<Line<'_>> = of_article.map(|(block, _)| block.line()).collect();
    let known = Known { title: about.title.as_deref(), order: about.order };
    let mut verdicts = sort_lines(&lines, known, pages);
    // The lines above the text tell when and by whom; only that is taken from them.
    let above: Vec<Line<'_>> = opening(&judged, &kept, about.title.as_deref())
        .into_iter()
        .map(|at| judged[at].block.line())
        .collect();
    let told = sort_lines(&above, known, pages);
    verdicts.published = told.published.or(verdicts.published);
    verdicts.modified = told.modified.or(verdicts.modified);
    verdicts.authors.splice(..0, told.authors);

    let mut cut = verdicts.cut.iter().copied();
    // Of each block: whether it is kept, and why it is cut if it was.
    let mut fates: Vec<(bool, Option<CutReason>)> = Vec::with_capacity(shown.len());
    for (_, kept) in &shown {
        let reason = if *kept { cut.next().flatten() } else { None };
        fates.push((*kept && reason.is_none(), reason));
    }
    let items: Vec<Item<'_>> =
        shown.iter().zip(&fates).map(|((block, _), (kept, _))| block.item(*kept)).collect();
    let found = entries::find(&entries::Source {
        items: &items,
        tree: Some(&tree),
        linked: &about.linked,
        title: about.title.as_deref(),
        address: address.as_deref(),
        order: about.order,
        pages,
    });
    if !found.groups.is_empty() {
        about.dating.of_many_reports();
    }
    for at in &found.bare {
        fates[*at] = (false, Some(CutReason::Dateline));
    }
    let canonical = about.url.filter(|own| Some(own) != address.as_ref());
    let mut article = Article {
        url: address,
        canonical,
        publisher: about.publisher,
        section: about.section,
        authors: about.authors,
        published: about.dating.published,
        modified: about.dating.modified,
        dates: about.dating.dates,
        first_seen: hint.retrieved,
        title: about.title,
        related: taken.related,
        cut: [ruled.cut, taken.cut].concat(),
        notes,
        ..Article::default()
    };
    let mut spans: Vec<Option<Span>> = vec![None; shown.len()];
    for (((block, _), (kept, reason)), span) in shown.iter().zip(&fates).zip(&mut spans) {
        if let Some(reason) = *reason {
            article.cut.push(Cut { reason, text: block.text.clone() });
        } else if *kept {
            *span = Some(article.add_paragraph(&block.text));
        }
    }
    article.cut.extend(left.cut);
    if article.text.is_empty() {
        article.notes.push(Note::new("no-text", "the page holds no text of an article"));
    }
    crate::read::adopt(&mut article, verdicts);
    let days = (article.published_on(), article.modified.as_ref().map(|found| found.date));
    article.entries = entries::finish(found.groups, &spans, days.0, days.1);
    article.related.extend(left.related);
    let mut seen = FxHashSet::default();
    article.related.retain(|headline| seen.insert(key(&headline.title)));
    article
}

/// Whether the body that a page gives in JSON-LD is much longer than what it shows.
fn says_more(body: &str, shown: &[(&Block, bool)]) -> bool {
    let kept = shown.iter().filter(|(_, kept)| *kept);
    let n_shown: usize = kept.map(|(block, _)| word_count(&block.text)).sum();
    let n_given = word_count(body);
    n_given >= 80 && n_given > 2 * n_shown
}

/// The lines of a text, as blocks.
fn of_text(text: &str) -> Vec<Block> {
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let lines = text.lines().map(words).filter(|line| !line.is_empty());
    lines.map(|text| Block { text, ..Block::default() }).collect()
}

/// What a page teaches: its blocks with what is known of them, as [`extract`] sees them.
pub fn lesson(html: &str, url: Option<&str>) -> judge::Lesson {
    with_case(html, url, |case| case.lesson())
}

/// The rows of the second judgement of a page, given the probabilities of the first.
pub fn second_lesson(html: &str, url: Option<&str>, probabilities: &[f32]) -> judge::Rows {
    with_case(html, url, |case| case.second(probabilities))
}

fn with_case<T>(html: &str, url: Option<&str>, then: impl FnOnce(&mut Case<'_, '_>) -> T) -> T {
    let pages = Pages::builtin();
    let mut tree = Tree::parse(html);
    let about = metadata::metadata(&tree, &blocks(&tree, 0), url, None, pages);
    let address = url.map(str::to_owned).or_else(|| about.url.clone());
    related::take_related(&mut tree, address.as_deref(), pages);
    then(&mut Case::new(&tree, about.title.as_deref(), pages))
}

/// Whether a block looks like a paragraph, for pages on which no main text stands out.
fn is_paragraph(block: &Block) -> bool {
    let line = block.line();
    let sentence = line.text.ends_with(['.', '!', '?', '»', '"', '”', '…']);
    !line.linked && ((sentence && word_count(line.text) >= 6) || word_count(line.text) >= 25)
}

#[cfg(test)]
mod tests;
