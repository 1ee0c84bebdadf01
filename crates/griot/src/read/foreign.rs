//! Passages in another language than their article.
//!
//! Takes an article whose language is known; names the passages of its text that are in another one:
//! each keeps its place and its words, is noted with its span, and is not coded, since the lexicon of
//! the article would misread it. Deliberately slow to say so: a short passage, words between quotation
//! marks and lists of names keep the language of the article, and whoever is in doubt changes nothing.

use crate::extract::lines::lines_of;
use crate::model::{Article, CutReason};
use crate::note::Note;
use crate::read::language::{self, Language, Tally};
use crate::span::Span;

/// A passage with fewer words outside its quotations keeps the language of its article.
const MIN_WORDS: usize = 20;

/// A passage with fewer letters outside its quotations keeps the language of its article.
const MIN_LETTERS: usize = 100;

/// The same for scripts that the lexicons know nothing of: one glance tells them.
const MIN_LETTERS_OF_OTHER_SCRIPT: usize = 30;

/// A passage of which one word of so many is a function word of its article's language is in it.
const OWN: usize = 6;

/// No more of a passage is looked at, in bytes.
const SAMPLE: usize = 4000;

/// Names the passages of an article that are in another language than it is.
pub(super) fn mark(article: &mut Article) {
    let Some(own) = article.lang else { return };
    // A text that is not in the language that its input declares has no passages to tell from it.
    if language::identify(&article.text) != Some(Language::Known(own)) {
        return;
    }
    let foreign: Vec<(Span, &'static str)> = lines_of(&article.text)
        .iter()
        .filter_map(|line| Some((line.span, other_language(line.text, own.as_str())?)))
        .filter(|(span, _)| !article.is_uncoded(*span))
        .collect();
    for (span, code) in foreign {
        article.leave_uncoded(span, CutReason::Language);
        let text = format!("the passage is in the language `{code}` and is not coded");
        article.notes.push(Note::at("passage-language", span, text));
    }
}

/// The language of a passage that is not in that of its article, `own`, by its ISO 639-1 code, where
/// its own words leave no doubt: the whole and both its halves must be in the same one.
fn other_language(passage: &str, own: &str) -> Option<&'static str> {
    let mut end = passage.len().min(SAMPLE);
    while !passage.is_char_boundary(end) {
        end -= 1;
    }
    let passage = &passage[..end];
    let tally = Tally::of(unquoted(passage));
    let Tally { n_words, n_letters, n_latin, .. } = tally;
    if n_latin * 4 < n_letters {
        return (n_letters >= MIN_LETTERS_OF_OTHER_SCRIPT)
            .then(|| in_both_halves(&unquoted(passage).collect::<String>(), own))
            .flatten();
    }
    if n_words < MIN_WORDS || n_letters < MIN_LETTERS || n_latin * 10 < n_letters * 9 {
        return None;
    }
    // Nearly every passage is full of the function words of its article: that is enough to know.
    if tally.plain(OWN).is_some_and(|lang| lang.as_str() == own) {
        return None;
    }
    let words: String = unquoted(passage).collect();
    // Names are of no language: the letters of `Oumarou, Issoufou` say nothing of the page.
    let n_names = words.split_whitespace().filter(|word| is_name(word)).count();
    if n_names * 2 > n_words {
        return None;
    }
    in_both_halves(&words, own)
}

/// Whether a word could be a name or a figure, rather than a word of a sentence.
fn is_name(word: &str) -> bool {
    let first = word.chars().find(|c| c.is_alphanumeric());
    first.is_none_or(|c| c.is_uppercase() || c.is_numeric())
}

fn in_both_halves(words: &str, own: &str) -> Option<&'static str> {
    let whole = whichlang::detect_language(words);
    if language::code(whole) == own {
        return None;
    }
    let mut middle = words.len() / 2;
    while !words.is_char_boundary(middle) {
        middle -= 1;
    }
    let middle = words[..middle].rfind(' ').unwrap_or(middle);
    let (head, tail) = words.split_at(middle);
    let same = |half: &str| whichlang::detect_language(half) == whole;
    (same(head) && same(tail)).then(|| language::code(whole))
}

/// A passage without the words between its quotation marks, each quotation a space; what an open mark
/// begins is left out to the end, since a quotation may run over several passages.
fn unquoted(passage: &str) -> impl Iterator<Item = &str> {
    let mut rest = passage;
    let mut closing: Option<char> = None;
    std::iter::from_fn(move || {
        if let Some(mark) = closing.take() {
            let (_, behind) = rest.split_once(mark)?;
            rest = behind;
            return Some(" ");
        }
        let Some((at, open, close)) = opening(rest) else {
            return Some(std::mem::take(&mut rest)).filter(|last| !last.is_empty());
        };
        let (before, behind) = rest.split_at(at);
        rest = behind.get(open.len_utf8()..).unwrap_or_default();
        closing = Some(close);
        Some(before)
    })
}

/// The first mark that opens a quotation: where it stands, itself, and the mark that closes it.
fn opening(text: &str) -> Option<(usize, char, char)> {
    // The first bytes of the marks, which few other characters have.
    let starts = memchr::memchr3_iter(b'"', 0xc2, 0xe2, text.as_bytes());
    starts.filter_map(|at| Some((at, text.get(at..)?.chars().next()?))).find_map(|(at, open)| {
        let close = match open {
            '«' => '»',
            '“' | '„' => '”',
            '"' => '"',
            _ => return None,
        };
        Some((at, open, close))
    })
}

#[cfg(test)]
mod tests;
