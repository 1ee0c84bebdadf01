//! Flat hash tables from names to weights.
//!
//! Takes sorted pairs when the model is loaded, answers lookups without allocation. A table keeps
//! only part of each key: a stranger meets a wrong entry about once in 30,000 lookups in the
//! tables of weights, where it does no harm, and practically never in the tables of words.

/// Features whose keys fall together are looked through together, without a branch for each.
const WAYS: usize = 8;

/// How many buckets a table of `entries` has: a power of two, at most six of ten places taken, so
/// that hardly any bucket overflows.
fn buckets_for(entries: usize) -> usize {
    (entries * 5 / 3 / WAYS).next_power_of_two().max(4)
}

/// The upper halves of the keys of one bucket, four to a number: compared all at once with plain
/// arithmetic, which is fast however the program is compiled.
#[derive(Clone, Copy, Debug, Default)]
struct Tags([u64; WAYS / 4]);

impl Tags {
    /// One in each of the four places.
    const ONES: u64 = 0x0001_0001_0001_0001;
    /// All but the highest bit of each place.
    const LOW: u64 = 0x7fff * Self::ONES;

    fn set(&mut self, way: usize, key: u32) {
        self.0[way / 4] |= u64::from(key >> 16) << (16 * (way % 4));
    }

    /// The first way that holds the tag of a key; [`WAYS`] when none does. Empty ways hold 0, and
    /// stand behind the full ones.
    #[inline]
    fn find(self, key: u32) -> usize {
        let tag = u64::from(key >> 16) * Self::ONES;
        let [first, second] = self.0;
        let (first, second) = (Self::zeros(first ^ tag), Self::zeros(second ^ tag));
        let in_first = first.trailing_zeros() as usize / 16;
        let in_second = second.trailing_zeros() as usize / 16;
        if first == 0 { WAYS / 2 + in_second } else { in_first }
    }

    /// The highest bit of each place that is zero.
    #[inline]
    fn zeros(places: u64) -> u64 {
        !(((places & Self::LOW) + Self::LOW) | places | Self::LOW)
    }
}

/// A bucket of a table of rows, half a line of the cache.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(32))]
struct RowBucket {
    /// 16 bits of each key.
    tags: Tags,
    /// The row of each; 0 is the row of no feature.
    rows: [u16; WAYS],
}

/// Weights that begin with a line of the cache.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Row<const W: usize>([i8; W]);

/// From a feature to one weight a class.
#[derive(Debug)]
pub struct RowTable<const W: usize> {
    buckets: Vec<RowBucket>,
    mask: usize,
    rows: Vec<Row<W>>,
}

impl<const W: usize> RowTable<W> {
    /// A table of rows; more than 65,535 are not addressable and left out.
    pub fn new(entries: impl ExactSizeIterator<Item = (u32, [i8; W])>) -> Self {
        let size = buckets_for(entries.len());
        let mut table = Self {
            buckets: vec![RowBucket::default(); size],
            mask: size - 1,
            rows: Vec::with_capacity(entries.len() + 1),
        };
        table.rows.push(Row([0; W]));
        for (key, row) in entries.take(usize::from(u16::MAX)) {
            let bucket = &mut table.buckets[key as usize & table.mask];
            // A feature too many for its bucket is forgotten.
            if let Some(way) = bucket.rows.iter().position(|&row| row == 0) {
                bucket.tags.set(way, key);
                bucket.rows[way] = table.rows.len() as u16;
                table.rows.push(Row(row));
            }
        }
        table
    }

    /// The sums of the rows of some features.
    #[inline]
    pub fn sum<const N: usize>(&self, keys: &[u32; N]) -> [i16; W] {
        // First all buckets, so that the memory they stand in is waited for but once.
        let mut buckets = [RowBucket::default(); N];
        for (bucket, &key) in buckets.iter_mut().zip(keys) {
            *bucket = self.buckets[key as usize & self.mask];
        }
        let mut found = [0_u16; N];
        let mut n_found = 0;
        for (bucket, &key) in buckets.iter().zip(keys) {
            let way = bucket.tags.find(key);
            // Without a branch, which would be guessed wrong half of the time.
            let row = bucket.rows[way % WAYS] & u16::from(way == WAYS).wrapping_sub(1);
            found[n_found] = row;
            n_found += usize::from(row != 0);
        }
        let mut sums = [0_i16; W];
        for &row in &found[..n_found] {
            let row = &self.rows[usize::from(row)];
            for (sum, &weight) in sums.iter_mut().zip(&row.0) {
                *sum += i16::from(weight);
            }
        }
        sums
    }
}

/// A bucket of the table of moves, in one line of the cache.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(64))]
struct MoveBucket {
    /// 16 bits of each key.
    tags: Tags,
    /// Three weights for each.
    weights: [[i8; WAYS]; 3],
}

/// From a feature to the weights of the three moves of the parser.
#[derive(Debug)]
pub struct MoveTable {
    buckets: Vec<MoveBucket>,
    mask: usize,
}

impl MoveTable {
    /// A table of weights.
    pub fn new(entries: impl ExactSizeIterator<Item = (u32, [i8; 3])>) -> Self {
        let size = buckets_for(entries.len());
        let mut table = Self { buckets: vec![MoveBucket::default(); size], mask: size - 1 };
        let mut used = vec![0; size];
        for (key, row) in entries {
            let place = key as usize & table.mask;
            let way = used[place];
            if way < WAYS {
                let MoveBucket { tags, weights } = &mut table.buckets[place];
                // Two features that cannot be told apart count together.
                let known = tags.find(key);
                if known < way {
                    for (weights, weight) in weights.iter_mut().zip(row) {
                        weights[known] = weights[known].saturating_add(weight);
                    }
                }
                tags.set(way, key);
                for (weights, weight) in weights.iter_mut().zip(row) {
                    weights[way] = weight;
                }
                used[place] += 1;
            }
        }
        table
    }

    /// The sums of the weights of some features.
    #[inline]
    pub fn sum<const N: usize>(&self, keys: &[u32; N]) -> [i32; 3] {
        // First all buckets, so that the memory they stand in is waited for but once.
        let mut tags = [Tags::default(); N];
        for (tags, &key) in tags.iter_mut().zip(keys) {
            *tags = self.buckets[key as usize & self.mask].tags;
        }
        let [mut shift, mut left, mut right] = [0; 3];
        for (tags, &key) in tags.iter().zip(keys) {
            let [shifts, lefts, rights] = &self.buckets[key as usize & self.mask].weights;
            let way = tags.find(key);
            // All bits when the feature is known, none when it is not: without a branch, which
            // would be guessed wrong half of the time.
            let known = i32::from(way == WAYS) - 1;
            let way = way % WAYS;
            shift += i32::from(shifts[way]) & known;
            left += i32::from(lefts[way]) & known;
            right += i32::from(rights[way]) & known;
        }
        [shift, left, right]
    }
}

/// From a word to a number that is not 0.
#[derive(Debug, Default)]
pub struct WordTable {
    /// Upper half of the key, and the number.
    slots: Vec<u64>,
    mask: usize,
}

impl WordTable {
    /// A table of words.
    pub fn new(entries: impl ExactSizeIterator<Item = (u64, u32)>) -> Self {
        let size = (entries.len() * 2).next_power_of_two().max(16);
        let mut table = Self { slots: vec![0; size], mask: size - 1 };
        for (key, number) in entries {
            let mut at = key as usize & table.mask;
            while table.slots[at] != 0 {
                at = (at + 1) & table.mask;
            }
            table.slots[at] = key & !0xffff_ffff | u64::from(number);
        }
        table
    }

    /// The number of a word; 0 if it has none.
    #[inline]
    pub fn get(&self, key: u64) -> u32 {
        let mut at = key as usize & self.mask;
        loop {
            let Some(&slot) = self.slots.get(at) else { return 0 };
            if slot == 0 || (slot ^ key) >> 32 == 0 {
                return slot as u32;
            }
            at = (at + 1) & self.mask;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::hash;
    use super::*;

    #[test]
    fn what_goes_in_comes_out() {
        let keys: Vec<u64> = (0..1000_u32).map(|i| hash::bytes(&i.to_le_bytes())).collect();
        let words = WordTable::new(keys.iter().map(|&key| (key, (key % 1000) as u32 + 1)));
        assert!(keys.iter().all(|&key| words.get(key) == (key % 1000) as u32 + 1));
        assert_eq!(words.get(hash::bytes(b"stranger")), 0);
        assert_eq!(WordTable::default().get(7), 0);

        let features: Vec<u32> = (0..1000).map(|i| hash::feature(1, i, 2, 3)).collect();
        let moves = MoveTable::new(features.iter().map(|&key| (key, [1, -2, 3])));
        let rows = RowTable::<8>::new(features.iter().map(|&key| (key, [2; 8])));
        // A bucket that overflows forgets: nearly all are there.
        let found = |key: &&u32| rows.sum(&[**key]) == [2; 8] && moves.sum(&[**key]) == [1, -2, 3];
        assert!(features.iter().filter(found).count() > 950);
        assert_eq!(rows.sum(&[hash::feature(9, 9, 9, 9)]), [0; 8]);
    }
}
