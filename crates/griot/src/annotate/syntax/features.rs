//! What is known of a token, and what the tagger looks at.
//!
//! Takes tokens, gives the names of features as 32-bit numbers. The trainer and the program share this file; a
//! change here needs new model files. What the parser looks at is in `network.rs`.

use super::hash::{self, bytes, feature};
use super::tables::WordTable;
use crate::annotate::Upos;

/// What is known of a token, as numbers.
#[derive(Clone, Copy, Debug, Default)]
pub struct Atom {
    /// Full hash of the lower-case form, digits folded.
    pub word: u64,
    /// The same, shorter.
    pub form: u32,
    /// Last 1 to 5 characters.
    pub suffixes: [u32; 5],
    /// First 2 characters.
    pub prefix: u32,
    /// Capitals, digits, hyphens.
    pub shape: u32,
    /// Distributional class.
    pub class: u32,
    /// Which parts of speech word lists give it.
    pub ambiguity: u32,
    /// Whether it is a punctuation mark whatever stands beside it.
    pub is_mark: bool,
    /// Its only tag and 1, or 0.
    pub fixed: u8,
    /// Tag with inflection, once known.
    pub tag: u8,
    /// Part of speech, once known.
    pub upos: Upos,
    /// Hash of the lemma, once known.
    pub lemma: u32,
}

/// Fields of the number that the table of words holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WordFacts {
    /// Distributional class, below 1024.
    pub class: u32,
    /// Ambiguity class, below 8192.
    pub ambiguity: u32,
    /// Only tag and 1, below 128.
    pub fixed: u32,
}

impl WordFacts {
    /// As a number that is not 0.
    pub fn pack(self) -> u32 {
        1 << 31 | self.class << 20 | self.ambiguity << 7 | self.fixed
    }

    /// From the number.
    pub fn unpack(number: u32) -> Self {
        Self { class: number >> 20 & 0x3ff, ambiguity: number >> 7 & 0x1fff, fixed: number & 0x7f }
    }
}

/// Before a sentence.
pub const BEFORE: Atom = edge(1);
/// The root, behind a sentence.
pub const ROOT: Atom = edge(2);
/// Nothing there.
pub const ABSENT: Atom = edge(3);

const fn edge(n: u32) -> Atom {
    Atom {
        word: n as u64,
        form: n,
        suffixes: [n; 5],
        prefix: n,
        shape: n,
        class: 2000 + n,
        ambiguity: 20_000 + n,
        is_mark: false,
        fixed: 0,
        tag: 120 + n as u8,
        upos: Upos::X,
        lemma: n,
    }
}

/// The hash of a lower-case form. Digits count as zeros: `12` and `15` are one word.
pub fn word_hash(lower: &str) -> u64 {
    let first = lower.as_bytes().first().copied().unwrap_or(0);
    if !first.is_ascii_digit() {
        return bytes(lower.as_bytes());
    }
    let mut folded = [0; 16];
    let mut len = 0;
    for (place, &byte) in folded.iter_mut().zip(lower.as_bytes()) {
        *place = if byte.is_ascii_digit() { b'0' } else { byte };
        len += 1;
    }
    // Years keep their century, so that they are not amounts.
    if len == 4 && (lower.starts_with("19") || lower.starts_with("20")) {
        folded[0] = b'Y';
    }
    bytes(&folded[..len])
}

impl Atom {
    /// Whether no treebank tells the parts of speech of a word, nor a word list that it is anything but
    /// a noun, a verb or an adjective.
    pub fn is_rare(&self) -> bool {
        self.ambiguity >> 3 == 0
    }

    /// The atom of a word.
    pub fn new(word: &str, lower: &str, words: &WordTable) -> Self {
        Self::hashed(word, lower, bytes(lower.as_bytes()), words)
    }

    /// The atom of a word whose lower-case form has a hash that is known.
    pub(super) fn hashed(word: &str, lower: &str, hash: u64, words: &WordTable) -> Self {
        let folded = lower.as_bytes().first().is_some_and(u8::is_ascii_digit);
        let hash = if folded { word_hash(lower) } else { hash };
        let facts = WordFacts::unpack(words.get(hash));
        // Endings of fewer than eight bytes, nearly all, are cut out of one number.
        let last = hash::big_endian(lower.as_bytes());
        let mut suffixes = [0; 5];
        let mut at = lower.len();
        for suffix in &mut suffixes {
            at = at.saturating_sub(1);
            while !lower.is_char_boundary(at) {
                at -= 1;
            }
            let len = lower.len() - at;
            let hash = match len {
                1..8 => hash::short(last & (u64::MAX >> (64 - 8 * len)), len),
                _ => bytes(&lower.as_bytes()[at..]),
            };
            *suffix = (hash >> 32) as u32;
        }
        let mut end = 2.min(lower.len());
        while !lower.is_char_boundary(end) {
            end += 1;
        }
        Self {
            word: hash,
            form: (hash >> 32) as u32,
            suffixes,
            prefix: (bytes(&lower.as_bytes()[..end]) >> 32) as u32,
            shape: shape(word, lower),
            class: facts.class,
            ambiguity: facts.ambiguity,
            is_mark: is_mark(word),
            fixed: facts.fixed as u8,
            tag: 0,
            upos: Upos::X,
            lemma: 0,
        }
    }

    fn p(&self) -> u32 {
        u32::from(self.tag)
    }
}

/// Marks that are nothing but punctuation; `/`, `%` and their like are not among them.
fn is_mark(word: &str) -> bool {
    match word.chars().next() {
        Some(
            '.' | ',' | ';' | ':' | '!' | '?' | '«' | '»' | '“' | '”' | '"' | '(' | ')' | '[' | ']',
        ) => word.len() < 5 && !word.contains(char::is_alphanumeric),
        Some('–' | '—' | '…' | '•' | '·') => true,
        _ => false,
    }
}

/// Capitals, digits, hyphens and length in a few bits.
fn shape(word: &str, lower: &str) -> u32 {
    let mut chars = word.chars();
    let first = chars.next().unwrap_or(' ');
    let mut bits = if first.is_uppercase() {
        let capital = chars.next().is_some_and(char::is_uppercase);
        if capital { 2 } else { 1 }
    } else if first.is_ascii_digit() {
        3
    } else if first.is_alphabetic() {
        0
    } else {
        4
    };
    let tail = lower.as_bytes();
    if tail.contains(&b'-') {
        bits |= 8;
    }
    if tail.last().is_some_and(u8::is_ascii_digit) {
        bits |= 16;
    }
    if tail.last() == Some(&b'.') && tail.len() > 1 {
        bits |= 32;
    }
    bits | (tail.len().min(4) as u32) << 6
}

/// How many features a tag has.
pub const N_TAG: usize = 32;

/// The features of the tag of token `i`, where `atoms[i + 2]` is the token and those before it
/// are tagged.
#[inline]
pub fn tag_keys(atoms: &[Atom], i: usize, out: &mut [u32; N_TAG]) {
    let Some([w2, w1, word, n1, n2]) = atoms.get(i..i + 5) else { return };
    let t1 = w1.p();
    let t12 = w1.p() | w2.p() << 8;
    let start = u32::from(i == 0);
    let [_, s2, s3, s4, s5] = word.suffixes;
    *out = [
        feature(0, word.form, 0, 0),
        feature(1, word.form, t1, 0),
        feature(2, s2, 0, 0),
        feature(3, s3, 0, 0),
        feature(4, s4, 0, 0),
        feature(5, s5, 0, 0),
        feature(6, word.prefix, word.shape, 0),
        feature(7, word.shape, start, word.ambiguity),
        feature(8, w1.form, 0, 0),
        feature(9, n1.form, 0, 0),
        feature(10, w2.form, w1.form, 0),
        feature(11, n1.form, n2.form, 0),
        feature(12, t1, 0, 0),
        feature(13, t12, 0, 0),
        feature(14, word.ambiguity, t1, 0),
        feature(15, word.ambiguity, 0, 0),
        feature(16, word.ambiguity, n1.ambiguity, 0),
        feature(17, n1.ambiguity, t1, 0),
        feature(18, n1.ambiguity, n2.ambiguity, 0),
        feature(19, word.ambiguity, s3, 0),
        feature(20, word.class, 0, 0),
        feature(21, w1.class, 0, 0),
        feature(22, n1.class, 0, 0),
        feature(23, n1.suffixes[2], 0, 0),
        feature(24, word.form, n1.form, 0),
        feature(25, w1.form, word.form, 0),
        feature(26, s2, t1, word.shape),
        feature(27, word.shape, t1, start),
        feature(28, word.class, t12, 0),
        feature(29, word.ambiguity, t12, 0),
        feature(30, word.ambiguity, t1, n1.ambiguity),
        feature(31, word.form, n1.ambiguity, 0),
    ];
}
