//! Whether two texts may share as many shingles as they must, told without going through both.
//!
//! Takes the shingles of the text that is added and those of one that is kept; gives no when they cannot be one,
//! and never a wrong no. It counts nothing exactly: whoever passes is compared in full.

/// Which shingles a text may have: a bit for each, in a map so small that it stays at hand. Two texts that share a
/// few lines are far from being one, and most of those that are compared are such; counting bits tells it
/// without going through both in step.
#[derive(Clone, Debug)]
pub(super) struct Marked(Box<[u64; WORDS]>);

/// Words of the map: a text of four hundred shingles sets one bit of a hundred and sixty. Every half of a shingle
/// has a bit, so that none is looked for outside of it.
const WORDS: usize = 1 << 10;

impl Default for Marked {
    fn default() -> Self {
        Self(Box::new([0; WORDS]))
    }
}

impl Marked {
    fn place(low: u16) -> (usize, u32) {
        (usize::from(low / 64), u32::from(low % 64))
    }

    /// Sets the bits of shingles.
    pub(super) fn mark(&mut self, shingles: &[u32]) {
        for (word, bit) in shingles.iter().map(|one| Self::place(*one as u16)) {
            if let Some(word) = self.0.get_mut(word) {
                *word |= 1 << bit;
            }
        }
    }

    /// Takes back what [`mark`](Self::mark) set.
    pub(super) fn clear(&mut self, shingles: &[u32]) {
        for (word, _) in shingles.iter().map(|one| Self::place(*one as u16)) {
            if let Some(word) = self.0.get_mut(word) {
                *word = 0;
            }
        }
    }

    /// Whether the text may have so many of these shingles. When it is false it has not.
    pub(super) fn may_share(&self, text: Shingles<'_>, least: usize) -> bool {
        let (mut shared, mut left) = (0, text.len());
        for some in text.low.chunks(32) {
            if shared + left < least {
                return false;
            }
            left -= some.len();
            let bits = some.iter().map(|low| {
                let (word, bit) = Self::place(*low);
                self.0.get(word).map_or(0, |all| (all >> bit) & 1)
            });
            shared += bits.sum::<u64>() as usize;
        }
        shared >= least
    }
}

/// The shingles of all texts, sorted, one text behind the other, and the halves of each shingle apart: of most texts
/// that are compared no more than the lower halves is looked at, and what is read of memory is what comparing takes.
#[derive(Clone, Debug, Default)]
pub(super) struct Shelf {
    low: Vec<u16>,
    high: Vec<u16>,
    /// Where each text ends.
    ends: Vec<usize>,
}

/// The shingles of a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shingles<'s> {
    low: &'s [u16],
    high: &'s [u16],
}

impl Shelf {
    /// Puts the next text in.
    pub(super) fn push(&mut self, shingles: &[u32]) {
        self.low.extend(shingles.iter().map(|one| *one as u16));
        self.high.extend(shingles.iter().map(|one| (one >> 16) as u16));
        self.ends.push(self.low.len());
    }

    /// Of a text, by its number; none when it is not there.
    pub(super) fn of(&self, text: u32) -> Shingles<'_> {
        let at = text as usize;
        let from = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied();
        let place = from.unwrap_or_default()..self.ends.get(at).copied().unwrap_or_default();
        Shingles {
            low: self.low.get(place.clone()).unwrap_or_default(),
            high: self.high.get(place).unwrap_or_default(),
        }
    }
}

impl Shingles<'_> {
    pub(super) fn len(self) -> usize {
        self.low.len()
    }

    pub(super) fn is_empty(self) -> bool {
        self.low.is_empty()
    }

    pub(super) fn whole(self) -> impl Iterator<Item = u32> {
        let halves = self.low.iter().zip(self.high);
        halves.map(|(low, high)| (u32::from(*high) << 16) | u32::from(*low))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_shared_is_never_denied(
            own in prop::collection::btree_set(any::<u32>(), 0..300),
            other in prop::collection::btree_set(any::<u32>(), 0..300),
            both in prop::collection::btree_set(any::<u32>(), 0..200),
        ) {
            let with = |some: &BTreeSet<u32>| some.union(&both).copied().collect::<Vec<u32>>();
            let (own, other) = (with(&own), with(&other));
            let mut shelf = Shelf::default();
            shelf.push(&own);
            shelf.push(&other);
            for (text, all) in [(0, &own), (1, &other)] {
                prop_assert_eq!(&shelf.of(text).whole().collect::<Vec<u32>>(), all);
            }
            prop_assert!(shelf.of(2).is_empty());
            let mut marked = Marked::default();
            marked.mark(&own);
            prop_assert!(marked.may_share(shelf.of(1), both.len()));
            marked.clear(&own);
            prop_assert!(!marked.may_share(shelf.of(1), 1));
        }
    }

    #[test]
    fn a_few_lines_in_common_are_not_enough() {
        let numbers = |from: u32, n: u32| (from..from + n).map(|one| one.wrapping_mul(0x9e37_79b1));
        let of = |from: u32| -> Vec<u32> {
            let mut all: Vec<u32> = numbers(from, 350).chain(numbers(0, 50)).collect();
            all.sort_unstable();
            all
        };
        let mut marked = Marked::default();
        marked.mark(&of(10_000));
        let mut shelf = Shelf::default();
        shelf.push(&of(20_000));
        assert!(marked.may_share(shelf.of(0), 50));
        assert!(!marked.may_share(shelf.of(0), 200));
    }
}
