//! Lists of words that the grammar rules ask for, looked up by the numbers of tokens.

use std::ops::Deref;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::annotate::syntax::hash;
use crate::annotate::{Doc, Token};

/// A list of words that rules ask for at many tokens.
///
/// Nearly all tokens are in none of the lists, so a list tells that much from the hashes of a token
/// alone, without a look at its letters.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "Vec<String>")]
pub struct WordList {
    words: Box<[String]>,
    /// The hash of each.
    hashes: Box<[u64]>,
    /// Which hashes there are, by their first eight bits.
    bits: [u64; 4],
    /// Its number among the lists of its [`Grammar`](super::schema::Grammar).
    number: Option<u8>,
}

impl WordList {
    /// Whether it holds the form or the lemma of a token; `lists` are those of each token, as
    /// [`Membership::of`] gives them.
    #[inline]
    pub(crate) fn holds(&self, doc: &Doc<'_>, lists: &[Lists], token: usize) -> bool {
        match self.number {
            Some(number) => lists.get(token).is_some_and(|lists| lists.has(number)),
            None => self.has(doc, token),
        }
    }

    /// Whether it holds the form or the lemma of a token, by its letters.
    pub(crate) fn has(&self, doc: &Doc<'_>, token: usize) -> bool {
        let Some(&Token { form_hash, lemma_hash, .. }) = doc.tokens.get(token) else {
            return false;
        };
        let may_be = |hash: u64| self.bits[(hash >> 62) as usize] >> (hash >> 56 & 63) & 1;
        may_be(form_hash) | may_be(lemma_hash) != 0
            && (self.has_word(form_hash, doc.lower(token))
                || lemma_hash != form_hash && self.has_word(lemma_hash, doc.lemma(token)))
    }

    /// Whether it has a number, so that one bit of a token tells whether it holds it.
    #[cfg(test)]
    pub(super) fn is_numbered(&self) -> bool {
        self.number.is_some()
    }

    fn has_word(&self, hash: u64, word: &str) -> bool {
        self.hashes.iter().zip(&self.words).any(|(&other, own)| other == hash && own == word)
    }
}

impl From<Vec<String>> for WordList {
    fn from(words: Vec<String>) -> Self {
        let hashes: Box<[u64]> = words.iter().map(|word| hash::bytes(word.as_bytes())).collect();
        let mut bits = [0; 4];
        for hash in &hashes {
            bits[(hash >> 62) as usize] |= 1 << (hash >> 56 & 63);
        }
        Self { words: words.into(), hashes, bits, number: None }
    }
}

impl Deref for WordList {
    type Target = [String];

    fn deref(&self) -> &[String] {
        &self.words
    }
}

impl<'a> IntoIterator for &'a WordList {
    type Item = &'a String;
    type IntoIter = std::slice::Iter<'a, String>;

    fn into_iter(self) -> Self::IntoIter {
        self.words.iter()
    }
}

/// Lists by their numbers, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lists([u64; 3]);

impl Lists {
    /// How many lists have a number.
    const MOST: usize = 3 * u64::BITS as usize;

    fn place(number: u8) -> (usize, u64) {
        (usize::from(number >> 6), 1 << (number & 63))
    }

    /// Whether the list of a number is among them.
    #[inline]
    fn has(self, number: u8) -> bool {
        let (at, bit) = Self::place(number);
        self.0.get(at).is_some_and(|bits| bits & bit != 0)
    }

    fn insert(&mut self, number: u8) {
        let (at, bit) = Self::place(number);
        if let Some(bits) = self.0.get_mut(at) {
            *bits |= bit;
        }
    }

    /// The lists of both.
    fn or(self, other: Self) -> Self {
        let mut both = self.0;
        for (bits, more) in both.iter_mut().zip(other.0) {
            *bits |= more;
        }
        Self(both)
    }
}

/// Which words stand in which lists of a [`Grammar`](super::schema::Grammar).
///
/// Rules ask of a token some fourteen times whether a list holds it: its lists are looked up once,
/// and an answer is one bit of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Membership {
    /// By the hash of a word: the word and the lists that hold it.
    words: FxHashMap<u64, (Box<str>, Lists)>,
    n_lists: u8,
}

impl Membership {
    /// Numbers a list and notes its words.
    pub(super) fn add(&mut self, list: &mut WordList) {
        // A list too many, and a word whose hash another one has, are looked up letter by letter.
        let fits = usize::from(self.n_lists) < Lists::MOST
            && list.hashes.iter().zip(&list.words).all(|(hash, word)| {
                self.words.get(hash).is_none_or(|(known, _)| **known == **word)
            });
        if !fits {
            return;
        }
        list.number = Some(self.n_lists);
        for (hash, word) in list.hashes.iter().zip(&list.words) {
            let known =
                self.words.entry(*hash).or_insert_with(|| (word.as_str().into(), Lists::default()));
            known.1.insert(self.n_lists);
        }
        self.n_lists += 1;
    }

    /// For each token, the lists that hold its form or its lemma, as bits.
    pub(crate) fn of(&self, doc: &Doc<'_>) -> Vec<Lists> {
        let lists = |hash: u64, word: &str| match self.words.get(&hash) {
            Some((known, lists)) if **known == *word => *lists,
            _ => Lists::default(),
        };
        let of = |(at, token): (usize, &Token)| {
            let form = lists(token.form_hash, doc.lower(at));
            let differs = token.lemma_hash != token.form_hash;
            if differs { form.or(lists(token.lemma_hash, doc.lemma(at))) } else { form }
        };
        doc.tokens.iter().enumerate().map(of).collect()
    }
}
