//! Acronyms that a document defines: `Coordination des groupes armés du Nord (CGAN)`.
//!
//! Takes a document; gives the tokens of each long name with those of its acronym, so that an
//! actor in no registry is still one actor under both names. Needs no list of names: the initials
//! of the words decide, or else a run of words in capitals right before the bracket.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::fold;
use crate::annotate::{Doc, Upos};

/// A long name with its acronym.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acronym {
    /// The tokens of the long name, without article.
    pub name: Range<u32>,
    /// The token of the acronym.
    pub acronym: u32,
    /// Whether the words of the name spell the acronym; otherwise it only stands beside them, as
    /// where a French name has an English acronym.
    pub spelled: bool,
}

/// The words that matter to names; they are in `lexicon/shared/forces.toml`.
#[derive(Clone, Debug, Default)]
pub(super) struct NameWords {
    /// Words of four letters and more that join the words of a name, folded.
    pub(super) joints: FxHashSet<String>,
    /// Months, folded.
    pub(super) months: FxHashSet<String>,
    /// Articles and what is contracted with them, in small letters.
    pub(super) articles: FxHashSet<String>,
    /// Prepositions before a place, in small letters.
    pub(super) locatives: FxHashSet<String>,
}

/// How many tokens before the bracket are looked at.
const REACH: usize = 18;

/// The acronyms that a document defines, in order. `begins` tells where the name of the registry
/// begins that ends before a token: such a name is whole.
pub(super) fn acronyms(
    words: &NameWords,
    doc: &Doc<'_>,
    begins: impl Fn(u32) -> Option<u32>,
) -> Vec<Acronym> {
    let mut found = Vec::new();
    for sent in &doc.sents {
        let tokens = sent.tokens();
        for at in tokens.clone() {
            if word(doc, at) != "(" {
                continue;
            }
            let first = tokens.start.max(at.saturating_sub(REACH));
            let inside = at + 1;
            let ends_there = matches!(word(doc, at + 2), ")" | "," | ";" | "/" | "-" | "–" | ":");
            if let Some(letters) = letters(word(doc, inside)).filter(|_| ends_there)
                && let Some((start, spelled)) = long_name(words, doc, first, at, &letters)
            {
                let known = if spelled { None } else { begins(at as u32) };
                let name = known.unwrap_or(start as u32)..at as u32;
                found.push(Acronym { name, acronym: inside as u32, spelled });
                continue;
            }
            // The other way round: `CGAN (Coordination des groupes armés du Nord)`.
            let before = at.checked_sub(1).filter(|before| *before >= tokens.start);
            let close = (inside..tokens.end).find(|t| word(doc, *t) == ")");
            if let (Some(before), Some(close)) = (before, close)
                && let Some(letters) = letters(word(doc, before))
                && close - inside <= REACH
                && let start = skip_articles(doc, inside, close)
                && close > start + 1
                && spells(words, doc, start, close, &letters, false)
            {
                found.push(Acronym {
                    name: start as u32..close as u32,
                    acronym: before as u32,
                    spelled: true,
                });
            }
        }
    }
    found
}

/// The letters of an acronym, folded: two to eight in capitals, or a word like `Minusma` that may
/// be one.
fn letters(text: &str) -> Option<String> {
    let mut folded = String::new();
    let mut pieces = 0;
    let mut fits = true;
    let mut count = 0;
    fold::pieces(text, &mut String::new(), |piece, case| {
        pieces += 1;
        fits &= case.capital || piece.chars().all(|c| c.is_ascii_digit());
        count += usize::from(case.len);
        folded.push_str(piece);
    });
    let digits_only = folded.chars().all(|c| c.is_ascii_digit());
    (fits && !digits_only && pieces <= 3 && (2..=10).contains(&count)).then_some(folded)
}

/// Where the long name before a bracket begins, and whether it spells the acronym.
fn long_name(
    words: &NameWords,
    doc: &Doc<'_>,
    first: usize,
    bracket: usize,
    letters: &str,
) -> Option<(usize, bool)> {
    let start_of_clause = (first..bracket)
        .rev()
        .find(|at| is_boundary(word(doc, *at)))
        .map_or(first, |boundary| boundary + 1);
    // The nearest start that spells the acronym, except that a start in capitals is preferred:
    // `Coordination des comités civils (CCC)` does not begin at `comités`. Long acronyms may
    // leave out words in small letters: `Mission multidimensionnelle… (Minusma)`.
    let starts = |loose: bool, capital: bool| {
        (start_of_clause..bracket.saturating_sub(1)).rev().find(|at| {
            is_capital(doc, *at) >= capital && spells(words, doc, *at, bracket, letters, loose)
        })
    };
    let loose = || starts(true, true).filter(|_| letters.len() > 3);
    if let Some(start) = starts(false, true).or_else(loose).or_else(|| starts(false, false)) {
        return Some((start, true));
    }
    let in_capitals = doc
        .tokens
        .get(bracket + 1)
        .is_some_and(|token| token.span.of(doc.text).chars().all(|c| !c.is_lowercase()));
    if !in_capitals {
        return None;
    }
    beside(words, doc, start_of_clause, bracket).map(|start| (start, false))
}

/// Where a run of words in capitals before a bracket begins; between them stand small words and
/// adjectives, and no verb.
fn beside(words: &NameWords, doc: &Doc<'_>, first: usize, bracket: usize) -> Option<usize> {
    let mut start = None;
    for at in (first..bracket).rev() {
        let upos = doc.tokens.get(at).map(|token| token.upos)?;
        if matches!(upos, Upos::Verb | Upos::Aux | Upos::Pron | Upos::Sconj) {
            break;
        }
        if is_capital(doc, at) {
            // A place before the name is not part of it: `à Beni des Forces démocratiques`.
            let before = at.checked_sub(1).map_or("", |before| word(doc, before)).to_lowercase();
            if start.is_some() && words.locatives.contains(&before) {
                break;
            }
            start = Some(at);
        } else if start.is_some() && !is_small(doc, at) {
            break;
        }
    }
    // A sentence may begin in capitals with words that are not of the name: `The African Union…`.
    let is_outer = |at: &usize| {
        words.articles.contains(&word(doc, *at).to_lowercase())
            || doc.tokens.get(*at).is_some_and(|token| {
                matches!(token.upos, Upos::Det | Upos::Adp | Upos::Cconj | Upos::Adv)
            })
    };
    let start = (start?..bracket).find(|at| !is_outer(at))?;
    // One word alone is as likely a place or a person: `Goma (RDC)`.
    (bracket - start > 1 && is_capital(doc, start)).then_some(start)
}

/// Whether the words from `start` to `end` spell the letters: in order, each word gives its first
/// letters or, if it is a small word (`loose`: any word in small letters), none.
fn spells(
    words: &NameWords,
    doc: &Doc<'_>,
    start: usize,
    end: usize,
    letters: &str,
    loose: bool,
) -> bool {
    let mut buffer = String::new();
    let letters: Vec<char> = letters.chars().collect();
    // Bit n: the words so far may have spelled the first n letters.
    let mut reached = 1_u32;
    let mut count = 0;
    let mut number_before = false;
    let mut fits = true;
    for at in start..end {
        let mut alone = true;
        fold::pieces(word(doc, at), &mut buffer, |piece, case| {
            alone = false;
            count += 1;
            let short = loose || case.len <= 3 || words.joints.contains(piece);
            let small = !case.capital && short;
            let number = piece.bytes().all(|b| b.is_ascii_digit());
            // The month of a movement that is called after a day is left out: `M23`.
            let left_out = (small && !number) || (number_before && words.months.contains(piece));
            fits &= count > 1 || (!small && piece.chars().next() == letters.first().copied());
            number_before = number;
            let mut next = if left_out { reached } else { 0 };
            let longest = if number { piece.len() } else { 3 };
            for from in 0..letters.len() {
                if reached & (1 << from) == 0 {
                    continue;
                }
                let rest = letters.iter().skip(from);
                let shared = piece.chars().zip(rest).take(longest).take_while(|(a, b)| a == *b);
                for taken in 1..=shared.count() {
                    next |= 1 << (from + taken);
                }
            }
            reached = next;
        });
        if (alone && !is_quote(word(doc, at))) || !fits || reached == 0 {
            return false;
        }
    }
    count > 1 && reached & (1 << letters.len()) != 0
}

/// The first token after articles.
fn skip_articles(doc: &Doc<'_>, from: usize, end: usize) -> usize {
    (from..end).find(|at| is_capital(doc, *at)).unwrap_or(from)
}

fn is_boundary(word: &str) -> bool {
    matches!(word, "," | ";" | ":" | "." | "!" | "?" | "(" | ")" | "–" | "—" | "…")
}

fn is_quote(word: &str) -> bool {
    word.chars().all(|c| matches!(c, '"' | '«' | '»' | '“' | '”' | '\'' | '’' | '-'))
}

/// Whether a word may stand between words in capitals of a name.
fn is_small(doc: &Doc<'_>, at: usize) -> bool {
    doc.tokens.get(at).is_some_and(|token| {
        matches!(
            token.upos,
            Upos::Adp | Upos::Det | Upos::Cconj | Upos::Adj | Upos::Noun | Upos::Propn | Upos::Num
        ) || (token.upos == Upos::X && !is_quote(token.span.of(doc.text)))
    })
}

fn is_capital(doc: &Doc<'_>, at: usize) -> bool {
    word(doc, at).chars().next().is_some_and(char::is_uppercase)
}

fn word<'a>(doc: &Doc<'a>, at: usize) -> &'a str {
    doc.tokens.get(at).map_or("", |token| token.span.of(doc.text))
}
