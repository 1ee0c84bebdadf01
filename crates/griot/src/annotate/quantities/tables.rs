//! The tables that come with the library, one a language, and how a form is looked for in a document.
//!
//! Takes forms and places in a document; gives where they end or begin. Knows no grammar.

use std::sync::LazyLock;

use crate::annotate::Doc;
use crate::lexicon::numbers_schema::{Numbers, Phrase, PhraseIndex};
use crate::model::Lang;

static FRENCH: LazyLock<Option<Numbers>> =
    LazyLock::new(|| Numbers::parse(include_str!("../../../lexicon/fr/numbers.toml")).ok());
static ENGLISH: LazyLock<Option<Numbers>> =
    LazyLock::new(|| Numbers::parse(include_str!("../../../lexicon/en/numbers.toml")).ok());

/// The tables of a language. They are `None` only when the file is broken, which a test forbids.
pub(crate) fn numbers(lang: Lang) -> Option<&'static Numbers> {
    match lang {
        Lang::Fr => FRENCH.as_ref(),
        Lang::En => ENGLISH.as_ref(),
    }
}

/// One past the last token of `words` when they stand at `first`, before `end`.
pub(crate) fn ends_at(doc: &Doc, words: &[Box<str>], first: usize, end: usize) -> Option<usize> {
    let last = first + words.len();
    (last <= end && words.iter().enumerate().all(|(at, word)| doc.lower(first + at) == &**word))
        .then_some(last)
}

/// The longest phrase that begins at `first`, and one past its last token.
pub(crate) fn phrase_at<'lex>(
    doc: &Doc,
    index: &'lex PhraseIndex,
    first: usize,
    end: usize,
) -> Option<(&'lex Phrase, usize)> {
    if first >= end {
        return None;
    }
    let phrases = index.get(doc.lower(first))?;
    phrases
        .iter()
        .find_map(|phrase| ends_at(doc, &phrase.words, first, end).map(|last| (phrase, last)))
}

/// The longest phrase that ends just before `end`, not reaching before `first`, and its first token.
pub(crate) fn phrase_before<'lex>(
    doc: &Doc,
    index: &'lex PhraseIndex,
    first: usize,
    end: usize,
) -> Option<(&'lex Phrase, usize)> {
    if end <= first {
        return None;
    }
    let phrases = index.get(doc.lower(end - 1))?;
    phrases.iter().find_map(|phrase| {
        let start = end.checked_sub(phrase.words.len()).filter(|&start| start >= first)?;
        ends_at(doc, &phrase.words, start, end).map(|_| (phrase, start))
    })
}
