//! Whether two texts may share as many shingles as they must, told without going through both.
//!
//! Takes the shingles of the text that is added and those of one that is kept; gives no when they cannot be one,
//! and never a wrong no. It counts nothing exactly: whoever passes is compared in full.

/// Which shingles a text may have: a bit for each, in a map so small that it stays at hand. Two texts that share a
/// few lines are far from being one, and most of those that are compared are such; counting bits tells it
/// without going through both in step.
#[derive(Clone, Debug, Default)]
pub(super) struct Marked(Vec<u64>);

impl Marked {
    /// Words of the map: a text of four hundred shingles sets one bit of a hundred and sixty.
    const WORDS: usize = 1 << 10;

    fn place(low: u16) -> (usize, u32) {
        (usize::from(low / 64), u32::from(low % 64))
    }

    /// Sets the bits of shingles.
    pub(super) fn mark(&mut self, shingles: &Shingles) {
        self.0.resize(Self::WORDS, 0);
        for (word, bit) in shingles.low.iter().map(|low| Self::place(*low)) {
            if let Some(word) = self.0.get_mut(word) {
                *word |= 1 << bit;
            }
        }
    }

    /// Takes back what [`mark`](Self::mark) set.
    pub(super) fn clear(&mut self, shingles: &Shingles) {
        for (word, _) in shingles.low.iter().map(|low| Self::place(*low)) {
            if let Some(word) = self.0.get_mut(word) {
                *word = 0;
            }
        }
    }

    /// Whether the text may have so many of these shingles. When it is false it has not.
    pub(super) fn may_share(&self, shingles: &Shingles, least: usize) -> bool {
        let (mut shared, mut left) = (0, shingles.low.len());
        for some in shingles.low.chunks(64) {
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

/// The shingles of a text that is kept, sorted, the halves of each apart: of most texts that are compared no
/// more than the lower halves is looked at, and what is read of memory is what comparing takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shingles {
    high: Box<[u16]>,
    low: Box<[u16]>,
}

impl Shingles {
    pub(super) fn new(all: &[u32]) -> Self {
        Self {
            high: all.iter().map(|one| (one >> 16) as u16).collect(),
            low: all.iter().map(|one| *one as u16).collect(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.low.len()
    }

    pub(super) fn whole(&self) -> Vec<u32> {
        let halves = self.high.iter().zip(&self.low);
        halves.map(|(high, low)| (u32::from(*high) << 16) | u32::from(*low)).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_shared_is_never_denied(
            own in prop::collection::btree_set(any::<u32>(), 0..300),
            other in prop::collection::btree_set(any::<u32>(), 0..300),
            both in prop::collection::btree_set(any::<u32>(), 0..200),
        ) {
            let with = |some: &std::collections::BTreeSet<u32>| {
                let all: Vec<u32> = some.union(&both).copied().collect();
                (Shingles::new(&all), all)
            };
            let ((own, whole), (other, _)) = (with(&own), with(&other));
            prop_assert_eq!(own.whole(), whole);
            let mut marked = Marked::default();
            marked.mark(&own);
            prop_assert!(marked.may_share(&other, both.len()));
            marked.clear(&own);
            prop_assert_eq!(marked.may_share(&other, 1), false);
        }
    }

    #[test]
    fn a_few_lines_in_common_are_not_enough() {
        let numbers = |from: u32, n: u32| (from..from + n).map(|one| one.wrapping_mul(0x9e37_79b1));
        let of = |from: u32| -> Shingles {
            let mut all: Vec<u32> = numbers(from, 350).chain(numbers(0, 50)).collect();
            all.sort_unstable();
            Shingles::new(&all)
        };
        let mut marked = Marked::default();
        marked.mark(&of(10_000));
        assert!(marked.may_share(&of(20_000), 50));
        assert!(!marked.may_share(&of(20_000), 200));
    }
}
