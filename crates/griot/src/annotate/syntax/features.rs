//! What the tagger, the parser and the labeller look at.
//!
//! Takes tokens and the state of a parse, gives the names of features as 32-bit numbers. The
//! trainer and the program share this file; a change here needs new model files.

use super::hash::{self, bytes, feature};
use super::state::State;
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

/// How many features a move has.
pub const N_MOVE: usize = 62;

/// What a feature of a move looks at. Most moves leave some of it as it was, and what was found out
/// about that need not be looked up again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The next tokens alone: the same until the next of them is shifted.
    Next,
    /// The stack without what hangs right of its top: the same whenever this top is the top, since a
    /// token on the stack is given no more dependents on its left, and one below the top none at all.
    Stack,
    /// The stack with what hangs right of its top: the same until an arc to the right ends at the top.
    Top,
    /// The stack and the next tokens.
    Both,
}

impl Part {
    /// How many features look at it.
    pub const fn size(self) -> usize {
        match self {
            Self::Next => 4,
            Self::Stack => 17,
            Self::Top => 7,
            Self::Both => 34,
        }
    }
}

/// The features of the next move of the parser.
pub fn move_keys(state: &State, atoms: &[Atom], out: &mut [u32; N_MOVE]) {
    let mut places = out.iter_mut();
    move_features(state, atoms, |_, key| {
        if let Some(place) = places.next() {
            *place = key;
        }
    });
}

/// Those features of the next move of the parser that look at one part, which has `N`.
#[inline]
pub(super) fn keys_of<const N: usize>(part: Part, state: &State, atoms: &[Atom]) -> [u32; N] {
    let mut keys = [0; N];
    let mut n = 0;
    move_features(state, atoms, |of, key| {
        if of == part {
            keys[n] = key;
            n += 1;
        }
    });
    keys
}

/// Hands on each feature of the next move of the parser, always in the same order, with what it looks
/// at. Compiled into its callers, each of which leaves out what it does not ask for.
#[inline(always)]
fn move_features(state: &State, atoms: &[Atom], mut each: impl FnMut(Part, u32)) {
    use Part::{Both, Next, Stack, Top};
    let [s2, s1, s0] = state.top();
    let b0 = state.next();
    let [b1, b2] = state.lookahead();
    let at = |i: u32| &atoms[i as usize + 2];
    let (as2, as1, as0, ab0, ab1, ab2) = (at(s2), at(s1), at(s0), at(b0), at(b1), at(b2));
    let (ns1, ns0, nb0) = (state.node(s1), state.node(s0), state.node(b0));
    let (p2, p1, p0, q0, q1, q2) = (as2.p(), as1.p(), as0.p(), ab0.p(), ab1.p(), ab2.p());
    let (w1, w0, v0, v1) = (as1.lemma, as0.lemma, ab0.lemma, ab1.lemma);
    let (s0l, s0r, s1r, s1l, b0l) = (
        at(ns0.left).p(),
        at(ns0.right).p(),
        at(ns1.right).p(),
        at(ns1.left).p(),
        at(nb0.left).p(),
    );
    let pp = p0 | q0 << 8;
    let p10 = p1 | p0 << 8;
    let ppp = p10 | q0 << 16;
    let dist = bucket(b0.wrapping_sub(s0));
    let dist1 = bucket(s0.wrapping_sub(s1));
    let val0 = u32::from(ns0.n_left) | u32::from(ns0.n_right) << 8;
    let val1 = u32::from(ns1.n_left) | u32::from(ns1.n_right) << 8;
    let (l0, l1, lb) = (fold(ns0.labels), fold(ns1.labels), fold(nb0.labels));
    let (c2, c1, c0, d0) = (as2.class, as1.class, as0.class, ab0.class);
    each(Stack, feature(100, w0, p0, 0));
    each(Stack, feature(103, w1, p1, 0));
    each(Next, feature(105, v0, q0, 0));
    each(Next, feature(108, v1, q1, 0));
    each(Next, feature(109, q1, q2, 0));
    each(Both, feature(110, w0, v0, pp));
    each(Both, feature(111, w0, pp, 0));
    each(Both, feature(112, v0, pp, 0));
    each(Both, feature(113, w0, v0, 0));
    each(Both, feature(114, pp, 0, 0));
    each(Stack, feature(115, p10, 0, 0));
    each(Stack, feature(116, w1, w0, 0));
    each(Stack, feature(117, w1, p10, 0));
    each(Stack, feature(118, w0, p10, 0));
    each(Next, feature(119, q0, q1, 0));
    each(Both, feature(120, p1 | q0 << 8, 0, 0));
    each(Both, feature(121, w1, p1 | q0 << 8, 0));
    each(Both, feature(122, v0, p1 | q0 << 8, 0));
    each(Both, feature(123, pp, q1, 0));
    each(Both, feature(124, ppp, 0, 0));
    each(Stack, feature(125, p10, p2, 0));
    each(Both, feature(126, pp, s0l, 0));
    each(Both, feature(127, pp, s0r, 0));
    each(Stack, feature(128, p10, s1r, 0));
    each(Both, feature(129, pp, b0l, 0));
    each(Stack, feature(130, p10, s0l, 0));
    each(Both, feature(131, q0 | q1 << 8 | q2 << 16, p0, 0));
    each(Both, feature(132, ppp, v0, 0));
    each(Both, feature(133, ppp, w1, 0));
    each(Both, feature(134, ppp, w0, 0));
    each(Both, feature(135, pp, dist, 0));
    each(Stack, feature(136, p10, dist1, 0));
    each(Both, feature(137, w0, dist, q0));
    each(Stack, feature(138, w1, dist1, p0));
    each(Both, feature(139, p0, val0, q0));
    each(Top, feature(140, w0, val0, 0));
    each(Stack, feature(141, p1, val1, p0));
    each(Both, feature(143, pp, l0, 0));
    each(Top, feature(144, w0, l0, 0));
    each(Stack, feature(145, p10, l1, 0));
    each(Stack, feature(146, w1, l1, 0));
    each(Both, feature(147, pp, lb, 0));
    each(Both, feature(148, c0, d0, 0));
    each(Stack, feature(149, c1, c0, 0));
    each(Both, feature(150, c0, q0, 0));
    each(Both, feature(151, d0, p0, 0));
    each(Stack, feature(152, c1, p0, 0));
    each(Top, feature(153, w1, ns0.case, p0));
    each(Top, feature(154, p1, ns0.case, w0));
    each(Top, feature(155, p10, ns0.case, l1));
    each(Top, feature(156, w1, ns0.case, c0));
    each(Both, feature(157, ppp, q1, ns0.case));
    each(Both, feature(158, ppp, l1, 0));
    each(Both, feature(159, ppp, dist | dist1 << 8, 0));
    each(Both, feature(160, ppp, q1 | q2 << 8, 0));
    each(Both, feature(161, w1, v0, 0));
    each(Stack, feature(162, p10, s1l, s1r));
    each(Top, feature(163, c1, ns0.case, c2));
    each(Both, feature(164, p10, q0, ns1.case));
    each(Both, feature(165, ppp, p2, 0));
    each(Both, feature(166, w0, v1, q0));
    each(Both, feature(167, w1, w0, q0));
}

/// How many features a label has.
pub const N_LABEL: usize = 30;

/// The features of the label of the arc from `head` to `dep`.
#[inline]
pub fn label_keys(state: &State, atoms: &[Atom], head: u32, dep: u32, out: &mut [u32; N_LABEL]) {
    let at = |i: u32| &atoms[i as usize + 2];
    let (h, d) = (at(head), at(dep));
    let (nh, nd) = (state.node(head), state.node(dep));
    let left = u32::from(dep < head);
    let dist = bucket(head.abs_diff(dep)) << 1 | left;
    let (hp, dp) = (h.p(), d.p());
    let pp = hp | dp << 8 | left << 16;
    let before = atoms[dep as usize + 1].p();
    let after = atoms[dep as usize + 3].p();
    let (lh, ld) = (fold(nh.labels), fold(nd.labels));
    let left_child = at(nd.left);
    *out = [
        feature(200, pp, 0, 0),
        feature(201, dp, left, 0),
        feature(202, d.lemma, left, hp),
        feature(203, h.lemma, pp, 0),
        feature(204, d.lemma, pp, 0),
        feature(205, h.lemma, d.lemma, left),
        feature(206, pp, dist, 0),
        feature(207, pp, nd.case, 0),
        feature(208, h.lemma, nd.case, left),
        feature(209, pp, lh, 0),
        feature(210, pp, ld, 0),
        feature(211, h.lemma, lh, left),
        feature(212, pp, left_child.p(), 0),
        feature(213, pp, before, after),
        feature(214, h.class, d.class, left),
        feature(215, hp, d.class, left),
        feature(216, h.class, pp, 0),
        feature(217, d.class, nd.case, left),
        feature(218, d.form, left, 0),
        feature(219, h.form, dp, left),
        feature(220, pp, u32::from(nd.n_left), u32::from(nd.n_right)),
        feature(221, pp, before, 0),
        feature(222, pp, after, 0),
        feature(223, nd.case, d.lemma, left),
        feature(224, left_child.form, pp, 0),
        feature(225, h.class, nd.case, dp << 1 | left),
        feature(226, pp, lh, ld),
        feature(227, pp, h.suffixes[2], 0),
        feature(228, left, d.suffixes[2], hp),
        feature(229, atoms[head as usize + 1].p(), pp, 0),
    ];
}

/// A set of relations as a feature value.
fn fold(labels: u64) -> u32 {
    (labels ^ labels >> 31) as u32
}

/// Distances in buckets.
fn bucket(distance: u32) -> u32 {
    match distance {
        0..=4 => distance,
        5..=6 => 5,
        7..=10 => 6,
        _ => 7,
    }
}
