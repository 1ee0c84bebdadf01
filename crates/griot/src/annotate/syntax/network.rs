//! The network that decides what the parser does next.
//!
//! Takes the state of a parse, gives how much speaks for each move and for each relation. It has one
//! hidden layer: every thing that is looked at (the word, the class and the tag of a token, a relation, a
//! distance) has a row of numbers, the rows of what is there are added up, what is below nothing is
//! left out, and what remains is weighed for each move and each relation (Chen and Manning 2014). Things
//! are looked at one by one, not in pairs, so that the sums of those that a move leaves as they were are kept
//! from one move to the next. The trainer and the program share what is looked at; a change here needs new
//! model files.

use super::features::Atom;
use super::state::State;
use super::tables::WordTable;
use crate::annotate::{Rel, Upos};

/// How many numbers the hidden layer has.
pub const WIDTH: usize = 128;
/// How many words have rows where words matter most; number 0 is any other word.
pub const WORDS: usize = 4096;
/// How many have rows elsewhere.
const FREQUENT: usize = 512;
/// Room for distributional classes.
const CLASSES: usize = 1024;
/// Room for tags.
const TAGS: usize = 128;
/// Room for relations.
const RELS: usize = 64;
/// Parts of speech, and one for what stands before and behind a sentence.
const POS: usize = Upos::ALL.len() + 1;
/// The relation of a token that is not there.
const NONE: usize = RELS - 1;

// Where the rows of each kind begin.
const WORD: usize = 0;
const FEW: usize = WORD + 4 * WORDS;
const CLASS: usize = FEW + 5 * FREQUENT;
const TAG: usize = CLASS + 4 * CLASSES;
const REL: usize = TAG + 11 * TAGS;
const BELOW: usize = REL + 5 * RELS;
const NEAR: usize = BELOW + 3 * RELS;
const POSES: usize = NEAR + 4 * 8;
/// How many rows there are.
pub const ROWS: usize = POSES + POS * POS * POS;

/// How many moves and relations are weighed: the three moves, then the relations of a dependent left of
/// its head, then those of one right of it.
pub const CHOICES: usize = 3 + 2 * Rel::ALL.len();

/// The number of the choice of a relation.
pub fn choice_of(left: bool, rel: usize) -> usize {
    if left { 3 + rel } else { 3 + Rel::ALL.len() + rel }
}

/// What is looked at together. Most moves leave some of it as it was, and the sum over that need not be
/// made again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The next tokens alone: the same until the next of them is shifted.
    Next,
    /// The stack without what hangs right of its top: the same whenever this top is the top, since a
    /// token on the stack is given no more dependents on its left, and one below the top none at all.
    Stack,
    /// What hangs on the top: the same until an arc to the right ends at the top.
    Top,
    /// How far the next token is, and what hangs on it: other with every move.
    Fresh,
}

/// What the network knows of a token.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cell {
    /// Number of the lemma; 0 for one that has none.
    pub word: u16,
    /// Distributional class.
    pub class: u16,
    /// Tag.
    pub tag: u8,
    /// Part of speech.
    pub pos: u8,
}

impl Cell {
    /// The cell of a tagged token whose lemma has a number.
    pub fn new(atom: &Atom, word: u16) -> Self {
        let edge = atom.class >= 2000;
        Self {
            word,
            class: if edge { 1020 + (atom.class - 2000) as u16 } else { atom.class as u16 & 1023 },
            tag: atom.tag & 127,
            pos: if edge { POS as u8 - 1 } else { atom.upos as u8 },
        }
    }
}

/// Hands on the row of everything that is looked at, with its part. Compiled into its callers, each of
/// which leaves out what it does not ask for. `cells` has two cells before the sentence and two behind it.
#[inline(always)]
pub fn look(state: &State, cells: &[Cell], mut each: impl FnMut(Part, usize)) {
    use Part::{Fresh, Next, Stack, Top};
    let [s2, s1, s0] = state.top();
    let b0 = state.next();
    let [b1, b2] = state.lookahead();
    let at = |i: u32| &cells[i as usize + 2];
    let (cs2, cs1, cs0, cb0, cb1, cb2) = (at(s2), at(s1), at(s0), at(b0), at(b1), at(b2));
    let (ns1, ns0, nb0) = (state.node(s1), state.node(s0), state.node(b0));
    let word = |place: usize, cell: &Cell| WORD + place * WORDS + usize::from(cell.word);
    let few = |place: usize, number: u32| {
        FEW + place * FREQUENT + if number < FREQUENT as u32 { number as usize } else { 0 }
    };
    let class = |place: usize, cell: &Cell| CLASS + place * CLASSES + usize::from(cell.class);
    let tag = |place: usize, cell: &Cell| TAG + place * TAGS + usize::from(cell.tag);
    let rel = |place: usize, token: u32| {
        let rel = if token > state.n() { NONE } else { state.node(token).rel as usize };
        REL + place * RELS + rel
    };
    let mut hanging = |part: Part, place: usize, mut labels: u64| {
        while labels != 0 {
            each(part, BELOW + place * RELS + labels.trailing_zeros() as usize);
            labels &= labels - 1;
        }
    };
    hanging(Stack, 0, ns1.labels);
    hanging(Top, 1, ns0.labels);
    hanging(Fresh, 2, nb0.labels);

    each(Next, word(0, cb0));
    each(Next, word(1, cb1));
    each(Next, class(0, cb0));
    each(Next, class(1, cb1));
    each(Next, tag(0, cb0));
    each(Next, tag(1, cb1));
    each(Next, tag(2, cb2));

    each(Stack, word(2, cs0));
    each(Stack, word(3, cs1));
    each(Stack, few(0, u32::from(cs2.word)));
    each(Stack, few(1, u32::from(at(ns1.right).word)));
    each(Stack, few(2, ns1.case));
    each(Stack, class(2, cs0));
    each(Stack, class(3, cs1));
    each(Stack, tag(3, cs0));
    each(Stack, tag(4, cs1));
    each(Stack, tag(5, cs2));
    each(Stack, tag(6, at(ns0.left)));
    each(Stack, tag(7, at(ns1.left)));
    each(Stack, tag(8, at(ns1.right)));
    each(Stack, rel(0, ns0.left));
    each(Stack, rel(1, ns1.left));
    each(Stack, rel(2, ns1.right));
    each(Stack, NEAR + far(s0.wrapping_sub(s1)));
    each(Stack, NEAR + 8 + usize::from(ns1.n_right));

    each(Top, few(3, u32::from(at(ns0.right).word)));
    each(Top, few(4, ns0.case));
    each(Top, tag(9, at(ns0.right)));
    each(Top, rel(3, ns0.right));
    each(Top, NEAR + 16 + usize::from(ns0.n_right));

    each(Fresh, NEAR + 24 + far(b0.wrapping_sub(s0)));
    each(Fresh, tag(10, at(nb0.left)));
    each(Fresh, rel(4, nb0.left));
    let [p1, p0, q0] = [cs1, cs0, cb0].map(|cell| usize::from(cell.pos));
    each(Fresh, POSES + (p1 * POS + p0) * POS + q0);
}

/// Distances in eight buckets.
fn far(distance: u32) -> usize {
    match distance {
        0..=4 => distance as usize,
        5..=6 => 5,
        7..=10 => 6,
        _ => 7,
    }
}

/// So many numbers are added up at once: they fit into the registers of any processor.
const HALF: usize = WIDTH / 2;

/// A number for each place of the hidden layer, in halves; begins with a line of the cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(align(64))]
pub struct Row(pub [[i16; HALF]; 2]);

impl Row {
    /// Nothing anywhere.
    pub const ZERO: Self = Self([[0; HALF]; 2]);

    /// The places, one after the other.
    pub(super) fn places_mut(&mut self) -> impl Iterator<Item = &mut i16> {
        self.0.iter_mut().flatten()
    }
}

/// Adds numbers to others. No sum of a model overflows: four dozen rows of one byte.
#[inline(always)]
fn add(sum: &mut [i16; HALF], more: &[i16; HALF]) {
    for (sum, &more) in sum.iter_mut().zip(more) {
        *sum = sum.wrapping_add(more);
    }
}

/// The sum of the products of numbers. Left by itself, so that the compiler does not see how many there are: it
/// then adds up pairs of products in one step, and else unrolls the loop before it can.
#[inline(never)]
fn dot(some: &[i16], others: &[i16]) -> i32 {
    some.iter().zip(others).map(|(&one, &other)| i32::from(one) * i32::from(other)).sum()
}

/// More than this is never looked at together: each part has fewer than two dozen things, and as many again
/// that hang on a token.
const TOGETHER: usize = 64;

/// The relations that a dependent of one part of speech has had to a head of another, as bits.
#[derive(Clone, Debug)]
pub struct Seen(Vec<u64>);

/// Of a pair of parts of speech that nobody has seen, every relation is weighed.
const ANY: u64 = (1 << Rel::ALL.len()) - 1;

impl Default for Seen {
    fn default() -> Self {
        Self(vec![ANY; 2 * POS * POS])
    }
}

impl Seen {
    fn place(left: bool, head: Upos, dep: Upos) -> usize {
        (usize::from(left) * POS + head as usize) * POS + dep as usize
    }

    /// The relations of a dependent to a head, on its left or on its right.
    #[inline]
    pub fn of(&self, left: bool, head: Upos, dep: Upos) -> u64 {
        self.0.get(Self::place(left, head, dep)).copied().unwrap_or(ANY)
    }

    /// Notes them.
    pub fn set(&mut self, left: bool, head: Upos, dep: Upos, rels: u64) {
        if let Some(place) = self.0.get_mut(Self::place(left, head, dep))
            && rels & ANY != 0
        {
            *place = rels & ANY;
        }
    }

    /// In the order of their places: that of a model file.
    pub fn all(&self) -> &[u64] {
        &self.0
    }

    /// From the numbers of a model file, as many as there are.
    pub(super) fn from_all(all: impl IntoIterator<Item = u64>) -> Self {
        let mut seen = Self::default();
        for (place, rels) in seen.0.iter_mut().zip(all) {
            if rels & ANY != 0 {
                *place = rels & ANY;
            }
        }
        seen
    }
}

/// What was learned, in whole numbers.
#[derive(Debug)]
pub struct Network {
    /// Number of each lemma.
    pub(super) words: WordTable,
    /// Relations that have been seen.
    pub(super) seen: Seen,
    /// What is there whatever is looked at.
    pub(super) bias: Row,
    /// Of everything that may be looked at.
    pub(super) rows: Vec<Row>,
    /// How much each place of the hidden layer speaks for each choice.
    pub(super) choices: Vec<Row>,
    /// How much speaks for it before anything is looked at.
    pub(super) leanings: [i32; CHOICES],
}

impl Network {
    /// The key of a lemma in the table of words.
    pub(super) fn key_of(lemma: u32) -> u64 {
        u64::from(lemma) << 32 | u64::from(lemma)
    }

    /// The number of a lemma; 0 if it has none.
    #[inline]
    pub(super) fn word(&self, lemma: u32) -> u16 {
        self.words.get(Self::key_of(lemma)) as u16
    }

    /// The sum over one part.
    #[inline(always)]
    pub(super) fn sum(&self, part: Part, state: &State, cells: &[Cell]) -> Row {
        let mut looked_at = [0_u16; TOGETHER];
        let mut n = 0;
        look(state, cells, |of, row| {
            if of == part
                && let Some(place) = looked_at.get_mut(n)
            {
                *place = row as u16;
                n += 1;
            }
        });
        let looked_at = looked_at.get(..n).unwrap_or_default();
        let mut sum = Row::ZERO;
        for (half, place) in sum.0.iter_mut().enumerate() {
            let mut kept = [0; HALF];
            for &row in looked_at {
                if let Some(row) = self.rows.get(usize::from(row)) {
                    add(&mut kept, &row.0[half]);
                }
            }
            *place = kept;
        }
        sum
    }

    /// What the hidden layer makes of sums.
    #[inline]
    pub(super) fn hidden(&self, parts: [&Row; 4]) -> Row {
        let mut hidden = Row::ZERO;
        for (half, place) in hidden.0.iter_mut().enumerate() {
            let mut kept = self.bias.0[half];
            for part in parts {
                add(&mut kept, &part.0[half]);
            }
            *place = kept.map(|sum| sum.max(0));
        }
        hidden
    }

    /// How much speaks for a choice.
    #[inline]
    pub(super) fn weigh(&self, hidden: &Row, choice: usize) -> i32 {
        let Some(weights) = self.choices.get(choice) else { return i32::MIN };
        dot(hidden.0.as_flattened(), weights.0.as_flattened()) + self.leanings[choice]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relations_that_were_seen_are_remembered_and_others_are_not_ruled_out() {
        let mut seen = Seen::default();
        seen.set(true, Upos::Verb, Upos::Noun, 1 << Rel::Nsubj as u8);
        seen.set(true, Upos::Verb, Upos::Adj, 0);
        assert_eq!(seen.of(true, Upos::Verb, Upos::Noun), 1 << Rel::Nsubj as u8);
        assert_eq!(seen.of(false, Upos::Verb, Upos::Noun), ANY);
        assert_eq!(seen.of(true, Upos::Verb, Upos::Adj), ANY);
        let again = Seen::from_all(seen.all().iter().copied());
        assert_eq!(again.all(), seen.all());
    }

    #[test]
    fn kinds_of_rows_do_not_overlap() {
        let mut state = State::default();
        state.start(3);
        let cell = |word| Cell { word, class: 1023, tag: 127, pos: POS as u8 - 1 };
        let cells = [cell(WORDS as u16 - 1); 7];
        let mut rows = Vec::new();
        look(&state, &cells, |_, row| rows.push(row));
        let n = rows.len();
        rows.sort_unstable();
        rows.dedup();
        assert_eq!(rows.len(), n);
        assert!(rows.iter().all(|&row| row < ROWS));
    }
}
