//! What becomes of the blocks of a page that are not its article.
//!
//! Takes a judged page; gives a reason for every block that is left out, the headlines of other
//! articles among them, and the lines that stand between the headline and the text, which tell when
//! and by whom. Decides nothing about the article itself: that is done when this begins.

use rustc_hash::FxHashSet;

use crate::extract::blocks::Block;
use crate::extract::judge::{Judged, Place};
use crate::extract::lines::{is_date_alone, is_headline, key};
use crate::extract::related::resolve;
use crate::lexicon::pages::{Pages, PassageKind, fold};
use crate::model::{Cut, CutReason, RelatedHeadline};

/// Furniture beyond this is not kept: a page of a hundred thousand links says nothing by them.
const MAX_CUT_BYTES: usize = 64 << 10;

/// A page shows no more headlines that are worth keeping.
const MAX_RELATED: usize = 60;

/// A repeated line shorter than this may stand in two places by chance.
const MIN_REPEATED: usize = 30;

/// The lines between a headline and its text are never more.
const MAX_OPENING: usize = 12;

/// What is known about the page beside its blocks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Around<'a> {
    pub(crate) title: Option<&'a str>,
    pub(crate) address: Option<&'a str>,
    pub(crate) pages: &'a Pages,
}

/// What was left out.
#[derive(Clone, Debug, Default)]
pub(crate) struct Left {
    /// The blocks that are not of the article, in reading order.
    pub(crate) cut: Vec<Cut>,
    /// Headlines of other articles among them.
    pub(crate) related: Vec<RelatedHeadline>,
}

/// Says of each block that is not kept why.
pub(crate) fn left(judged: &[Judged], kept: &[bool], around: Around<'_>) -> Left {
    let title_key = around.title.map(key).unwrap_or_default();
    let is_kept = |at: &usize| kept.get(*at).copied().unwrap_or_default();
    let kept_keys: FxHashSet<String> = (0..judged.len())
        .filter(is_kept)
        .map(|at| key(&judged[at].block.text))
        .filter(|key| key.len() >= MIN_REPEATED)
        .collect();
    let headlines = headlines(judged, kept);
    let mut left = Left::default();
    let mut n_bytes = 0;
    for (at, Judged { block, place, .. }) in judged.iter().enumerate() {
        if is_kept(&at) {
            continue;
        }
        let own_key = key(&block.text);
        let reason = if !title_key.is_empty() && own_key == title_key {
            CutReason::Title
        } else if headlines[at] {
            if left.related.len() < MAX_RELATED && own_key != title_key {
                let url = block.url.as_deref().map(|href| resolve(href, around.address));
                let title = without_mark(&block.text).to_owned();
                left.related.push(RelatedHeadline { title, url });
            }
            CutReason::Related
        } else if kept_keys.contains(&own_key) {
            CutReason::Repeated
        } else {
            reason(block, *place, around.pages)
        };
        n_bytes += block.text.len();
        if n_bytes <= MAX_CUT_BYTES {
            left.cut.push(Cut { reason, text: block.text.clone() });
        }
    }
    left
}

/// Which blocks are headlines of other articles: links with the form of a headline, outside menus,
/// and at least two in elements that look alike.
fn headlines(judged: &[Judged], kept: &[bool]) -> Vec<bool> {
    let mut headlines: Vec<bool> = judged
        .iter()
        .zip(kept)
        .map(|(Judged { block, place, .. }, kept)| {
            let line = block.line();
            let is_link = line.linked && !place.menu && !place.comments;
            !kept && is_link && is_headline(line.text, 4) && !is_bar(line.text)
        })
        .collect();
    let n_groups = judged.iter().map(|one| one.place.alike as usize + 1).max().unwrap_or(0);
    let mut counts = vec![0_u32; n_groups];
    for (one, _) in judged.iter().zip(&headlines).filter(|(_, is)| **is) {
        counts[one.place.alike as usize] += 1;
    }
    for (one, is) in judged.iter().zip(&mut headlines) {
        *is &= counts[one.place.alike as usize] >= 2;
    }
    headlines
}

/// Whether a line is a row of links, such as old pages have for a menu: `Accueil | Politique | Société`.
fn is_bar(text: &str) -> bool {
    text.matches(" | ").count() >= 2
}

/// A headline without the mark of its list.
fn without_mark(text: &str) -> &str {
    let is_mark =
        |c: char| matches!(c, '-' | '–' | '—' | '•' | '·' | '*' | '›' | '»' | '▪' | '►' | '▶');
    let rest = text.trim_start_matches(is_mark);
    // Without a blank behind it, it may belong to the words.
    if rest.starts_with(char::is_whitespace) { rest.trim_start() } else { text }
}

fn reason(block: &Block, place: Place, pages: &Pages) -> CutReason {
    let text = block.text.as_str();
    if text.chars().count() <= 200 {
        let folded = fold(text);
        let opens = |kind| pages.opening(&folded, kind).is_some();
        if opens(PassageKind::Published)
            || opens(PassageKind::Modified)
            || is_date_alone(text, pages)
        {
            return CutReason::Dateline;
        }
        if opens(PassageKind::Credit) {
            return CutReason::Credit;
        }
    }
    if place.caption {
        CutReason::Credit
    } else if place.comments && block.n_linked == 0 {
        CutReason::Comments
    } else {
        CutReason::Furniture
    }
}

/// The blocks that are left out between the headline and the first block of the text.
pub(crate) fn opening(judged: &[Judged], kept: &[bool], title: Option<&str>) -> Vec<usize> {
    let title_key = title.map(key).unwrap_or_default();
    let first = kept.iter().position(|kept| *kept).unwrap_or(0);
    let from = first.saturating_sub(MAX_OPENING);
    let is_title = |at: &usize| {
        let one = &judged[*at];
        one.place.h1 || (!title_key.is_empty() && key(&one.block.text) == title_key)
    };
    let Some(title) = (from..first).rev().find(is_title) else { return Vec::new() };
    (title + 1..first).filter(|at| !judged[*at].place.menu).collect()
}
