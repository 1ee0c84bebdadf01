//! A text as an index outside of a record's memory finds its reprints.
//!
//! Takes a text; gives the runs of words to look it up by, and what tells at a glance that most of the texts that share
//! some are no reprints. It finds what [`Reprints`](super::Reprints) would: what is ruled out is never a reprint.

use super::{SHORTEST, are_comparable, cut, is_candidate, least_shared, number_of, shared};

/// Bits of a sketch for each shingle of its text.
const SKETCHED: usize = 16;

/// A text as it is looked for: what an index outside of [`Reprints`](super::Reprints) must hold of it, so that a
/// record that is too large to hold finds its reprints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Print {
    shingles: Box<[u32]>,
    sampled: Vec<u32>,
}

impl Print {
    /// Of a text.
    pub fn of(text: &str) -> Self {
        let mut all = Vec::with_capacity(text.len() / 6);
        let mut sampled = Vec::with_capacity(text.len() / 24);
        cut(text, &mut all, &mut sampled);
        Self { shingles: all.into_boxed_slice(), sampled }
    }

    /// Runs of words that it shares with its reprints, sorted, each once. They are fewer than 2³².
    pub fn runs(&self) -> &[u32] {
        &self.sampled
    }

    /// A number for all of it, which texts of the same shingles share and others seldom; nothing for
    /// a text without any.
    pub fn whole(&self) -> Option<u64> {
        (!self.shingles.is_empty()).then(|| number_of(&self.shingles))
    }

    /// Whether a text that shares so many runs with this one may be a reprint. When it is false it
    /// is none, unless they share [`Print::whole`]. `n_runs` is how many runs the other one has.
    pub fn may_be(&self, n_shared: u32, n_runs: u32) -> bool {
        n_shared > 0 && is_candidate(n_shared, (self.sampled.len() as u32).min(n_runs))
    }

    /// What tells of most texts at a glance that they are no reprint, without reading them: how many
    /// shingles there are, then a bit for each of them. An index keeps it beside the runs.
    pub fn sketch(&self) -> Vec<u64> {
        let n = self.shingles.len();
        let mut all = vec![n as u64];
        all.extend(self.bits((n * SKETCHED).div_ceil(64)));
        all
    }

    /// A bit for each shingle in so many words.
    fn bits(&self, n_words: usize) -> Vec<u64> {
        let mut all = vec![0; n_words];
        self.each_bit(n_words, |word, bit| {
            if let Some(word) = all.get_mut(word) {
                *word |= bit;
            }
        });
        all
    }

    /// Made ready to be held against the sketches of many others.
    pub fn glance(&self) -> Glance<'_> {
        let own = self.shingles.len();
        let longest = (own as f64 / SHORTEST).ceil() as usize;
        let least = (0..=longest)
            .map(|n| if are_comparable(own, n) { least_shared(own, n) as u32 } else { NEVER })
            .collect();
        Glance { print: self, maps: Vec::new(), briefs: Vec::new(), least }
    }

    /// So many shared runs make a candidate of any text.
    pub fn enough(&self) -> u32 {
        let own = self.sampled.len() as u32;
        (1..=own).find(|n_shared| is_candidate(*n_shared, own)).unwrap_or(u32::MAX)
    }

    /// The most runs that a text may have of which so many shared ones, fewer than [`Print::enough`], make a candidate.
    pub fn most_runs(n_shared: u32) -> u32 {
        (1..u32::MAX)
            .take_while(|n_runs| is_candidate(n_shared, *n_runs))
            .last()
            .unwrap_or_default()
    }

    /// The bit of each shingle in a sketch of so many words: which word, and the bit in it.
    fn each_bit(&self, n_words: usize, mut each: impl FnMut(usize, u64)) {
        for shingle in &self.shingles {
            let at = (u64::from(*shingle) * (n_words as u64 * 64)) >> 32;
            each((at / 64) as usize, 1 << (at % 64));
        }
    }

    /// Whether two texts are one.
    pub fn is_same(&self, other: &Self) -> bool {
        self.shingles == other.shingles && !self.shingles.is_empty()
            || shared(&self.shingles, &other.shingles).is_some()
    }
}

/// A sketch, laid together to fill one line of the cache: most texts are no reprints by this alone, and an index
/// may keep it where looking is cheap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(align(64))]
pub struct Brief {
    n: u32,
    /// How many words the sketch has.
    n_words: u32,
    bits: [u64; BRIEF],
}

impl Brief {
    /// Of a sketch.
    pub fn of(sketch: &[u64]) -> Self {
        let (n, bits) = sketch.split_first().unwrap_or((&0, &[]));
        let to = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
        Self { n: to(*n), n_words: to(bits.len() as u64), bits: laid_together(bits) }
    }
}

/// Words of a sketch that is laid together, beside what is told of it.
const BRIEF: usize = 7;

fn laid_together(bits: &[u64]) -> [u64; BRIEF] {
    let mut all = [0; BRIEF];
    for some in bits.chunks(BRIEF) {
        all.iter_mut().zip(some).for_each(|(all, word)| *all |= word);
    }
    all
}

/// A text that is held against sketches. A bit for each of its shingles is made once for all
/// sketches of one length. It is small, so that a batch of texts can be looked for together.
#[derive(Clone, Debug)]
pub struct Glance<'p> {
    print: &'p Print,
    /// Its bits as in a sketch of so many words; empty until they are asked for.
    maps: Vec<Vec<u64>>,
    /// The same, laid together.
    briefs: Vec<Option<[u64; BRIEF]>>,
    /// How many shingles a text must share with it to be the same, by how many that one has; the thousands of texts of
    /// one look are not reckoned with each. [`NEVER`] where it is too short; none where it is too long.
    least: Vec<u32>,
}

/// More than any text has.
const NEVER: u32 = u32::MAX;

impl Glance<'_> {
    /// Whether a text with this sketch may be the same. When it is false it is not, unless they
    /// share [`Print::whole`]: what the sketch has no bit for stands in this text alone, and a bit
    /// of the sketch that this text has not is of a shingle of the other alone.
    pub fn may_be_same(&mut self, sketch: &[u64]) -> bool {
        let Some((&n, bits)) = sketch.split_first() else { return true };
        let other = usize::try_from(n).unwrap_or(usize::MAX);
        let Some(least) = self.least(other) else { return false };
        if other.saturating_sub(n_alone(bits, self.map(bits.len()))) < least {
            return false;
        }
        let mut shared = 0;
        self.print.each_bit(bits.len(), |word, bit| {
            shared += usize::from(bits.get(word).is_some_and(|word| word & bit != 0));
        });
        shared >= least
    }

    /// The same, of a sketch that is laid together: it is false more seldom.
    pub fn may_be_same_in_brief(&mut self, brief: &Brief) -> bool {
        let (own, other) = (self.print.shingles.len(), brief.n as usize);
        let Some(least) = self.least(other) else { return false };
        let map = self.brief(brief.n_words as usize);
        other.saturating_sub(n_alone_in_brief(&brief.bits, &map)) >= least
            && own.saturating_sub(n_alone_in_brief(&map, &brief.bits)) >= least
    }

    /// How many shingles a text of so many must share; nothing when none is enough.
    fn least(&self, n: usize) -> Option<usize> {
        self.least.get(n).filter(|least| **least != NEVER).map(|least| *least as usize)
    }

    /// Its own bits in a sketch of so many words.
    fn map(&mut self, n_words: usize) -> &[u64] {
        let print = self.print;
        self.maps.resize(self.maps.len().max(n_words + 1), Vec::new());
        let Some(map) = self.maps.get_mut(n_words) else { return &[] };
        if map.is_empty() {
            *map = print.bits(n_words);
        }
        map
    }

    /// The same, laid together.
    fn brief(&mut self, n_words: usize) -> [u64; BRIEF] {
        if let Some(Some(brief)) = self.briefs.get(n_words) {
            return *brief;
        }
        let brief = laid_together(&self.print.bits(n_words));
        self.briefs.resize(self.briefs.len().max(n_words + 1), None);
        if let Some(free) = self.briefs.get_mut(n_words) {
            *free = Some(brief);
        }
        brief
    }
}

/// How many bits there are that are not here.
fn n_alone(there: &[u64], here: &[u64]) -> usize {
    there.iter().zip(here).map(|(there, here)| (there & !here).count_ones() as usize).sum()
}

/// The same of sketches that are laid together. Processors that count bits by themselves are not those that griot is
/// built for: seven words are added up bit by bit, and three are counted.
fn n_alone_in_brief(there: &[u64; BRIEF], here: &[u64; BRIEF]) -> usize {
    let alone: [u64; 7] = std::array::from_fn(|at| there[at] & !here[at]);
    let add =
        |one: u64, two: u64, three: u64| (one ^ two ^ three, (one & two) | ((one ^ two) & three));
    let (first, first_carry) = add(alone[0], alone[1], alone[2]);
    let (second, second_carry) = add(alone[3], alone[4], alone[5]);
    let (ones, third_carry) = add(first, second, alone[6]);
    let (twos, fours) = add(first_carry, second_carry, third_carry);
    (ones.count_ones() + 2 * twos.count_ones() + 4 * fours.count_ones()) as usize
}
