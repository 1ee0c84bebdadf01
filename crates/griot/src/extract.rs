//! Extraction: a page becomes an article.
//!
//! Takes the characters of a page; gives an [`Article`] whose text is what a reader came for, with its
//! title, outlet, authors and dates. Related headlines are kept apart, and what was cut is told.
//! Deliberately codes nothing, fetches nothing, and never hands a page to the extractor before the
//! guard in `tree.rs` has bounded it.

mod blocks;

pub(crate) mod dates;

pub(crate) mod lines;

mod metadata;

pub(crate) mod passages;

mod related;

mod tree;

use std::panic::{AssertUnwindSafe, catch_unwind};

use rustc_hash::FxHashSet;
use trafilatura::{ExtractionFocus, HtmlDateMode, Options};

use crate::extract::blocks::{Block, blocks};
use crate::extract::lines::{Line, key, word_count};
use crate::extract::passages::{Known, sort_lines};
use crate::extract::tree::Tree;
use crate::lexicon::pages::Pages;
use crate::model::{Article, Cut};
use crate::note::Note;

/// The article of a page.
pub fn extract(html: &str, url: Option<&str>) -> Article {
    let pages = Pages::builtin();
    let mut tree = Tree::parse(html);
    let all_blocks = blocks(&tree, 0);
    let about = metadata::metadata(&tree, &all_blocks, url, pages);
    let address = url.map(str::to_owned).or_else(|| about.url.clone());
    let taken = related::take_related(&mut tree, address.as_deref(), pages);

    let mut notes = std::mem::take(&mut tree.notes);
    let body = match main_blocks(&tree.write()) {
        Some(body) if !body.is_empty() => body,
        _ => {
            notes.push(Note::new(
                "extraction-fallback",
                "no main text stands out, so the paragraphs of the page were taken",
            ));
            paragraphs(blocks(&tree, 0))
        }
    };

    let lines: Vec<Line<'_>> = body.iter().map(Block::line).collect();
    let known = Known { title: about.title.as_deref(), order: about.order };
    let verdicts = sort_lines(&lines, known, pages);
    let mut article = Article {
        url: address,
        publisher: about.publisher,
        authors: about.authors,
        published: about.published,
        modified: about.modified,
        title: about.title,
        related: taken.related,
        cut: taken.cut,
        notes,
        ..Article::default()
    };
    for (line, cut) in lines.iter().zip(&verdicts.cut) {
        if let Some(reason) = *cut {
            article.cut.push(Cut { reason, text: line.text.to_owned() });
        } else {
            if !article.text.is_empty() {
                article.text.push_str("\n\n");
            }
            article.text.push_str(line.text);
        }
    }
    if article.text.is_empty() {
        article.notes.push(Note::new("no-text", "the page holds no text of an article"));
    }
    crate::read::adopt(&mut article, verdicts);
    let mut seen = FxHashSet::default();
    article.related.retain(|headline| seen.insert(key(&headline.title)));
    article
}

/// A page as the extractor is shown it: the same blocks and words, within the limits of the guard, with
/// every end tag written; and a note on each limit that was hit.
pub fn guard(html: &str) -> (String, Vec<Note>) {
    let mut tree = Tree::parse(html);
    let notes = std::mem::take(&mut tree.notes);
    (tree.write(), notes)
}

/// The settings under which the extractor of main text is run; the bench measures it under the same.
pub fn extractor_options() -> Options {
    let mut options = Options::default()
        .with_fallback(true)
        .with_focus(ExtractionFocus::FavorPrecision)
        .with_exclude_comments(true)
        .with_links(true);
    options.html_date_mode = HtmlDateMode::Disabled;
    options
}

/// The blocks of the main text, by the extractor; `None` when it finds none or fails.
fn main_blocks(html: &str) -> Option<Vec<Block>> {
    let options = extractor_options();
    // The extractor is not ours: if it panics on a page, the page still has paragraphs.
    let result =
        catch_unwind(AssertUnwindSafe(|| trafilatura::extract(html, &options))).ok()?.ok()?;
    let tree = Tree::parse(&result.content_html);
    Some(blocks(&tree, 0))
}

/// What looks like paragraphs, for pages on which the extractor finds no main text.
fn paragraphs(blocks: Vec<Block>) -> Vec<Block> {
    blocks
        .into_iter()
        .filter(|block| {
            let line = block.line();
            let sentence = line.text.ends_with(['.', '!', '?', '»', '"', '”', '…']);
            !line.linked
                && ((sentence && word_count(line.text) >= 6) || word_count(line.text) >= 25)
        })
        .collect()
}

#[cfg(test)]
mod tests;
