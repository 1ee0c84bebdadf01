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

/// The upper halves of the keys of one bucket.
///
/// They are compared all at once, without a branch, which would be guessed wrong half of the time:
/// every loop below has as many steps as a bucket has ways, so that the compiler makes one vector
/// operation of each, however the program is compiled. Empty ways hold 0 and stand for nothing.
type Tags = [u16; WAYS];

fn tag_of(key: u32) -> u16 {
    (key >> 16) as u16
}

/// For each way all bits when it holds the tag of a key, none when not.
#[inline]
fn matches(tags: &Tags, key: u32) -> Tags {
    tags.map(|tag| if tag == tag_of(key) { u16::MAX } else { 0 })
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

impl RowBucket {
    /// The row of a key; 0 when it has none.
    #[inline]
    fn row(&self, key: u32) -> u16 {
        let found = matches(&self.tags, key);
        self.rows.iter().zip(found).fold(0, |all, (&row, found)| all | row & found)
    }
}

/// Weights that begin with a line of the cache, each with [`ZERO`] added: what has no sign is made
/// longer in fewer steps.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Row<const W: usize>([u8; W]);

/// What stands for a weight of nothing in a row.
const ZERO: u8 = 128;

/// From a feature to one weight a class.
#[derive(Debug)]
pub struct RowTable<const W: usize> {
    /// A power of two.
    buckets: Vec<RowBucket>,
    rows: Vec<Row<W>>,
}

impl<const W: usize> RowTable<W> {
    /// A table of rows; more than 65,535 are not addressable and left out.
    pub fn new(entries: impl ExactSizeIterator<Item = (u32, [i8; W])>) -> Self {
        let size = buckets_for(entries.len());
        let mut table = Self {
            buckets: vec![RowBucket::default(); size],
            rows: Vec::with_capacity(entries.len() + 1),
        };
        table.rows.push(Row([ZERO; W]));
        let mut used = vec![0; size];
        for (key, row) in entries.take(usize::from(u16::MAX)) {
            let place = key as usize & (size - 1);
            let (bucket, way) = (&mut table.buckets[place], used[place]);
            // A feature too many for its bucket is forgotten.
            if way < WAYS {
                // Of two features that cannot be told apart the first counts.
                if bucket.row(key) == 0 {
                    bucket.tags[way] = tag_of(key);
                    bucket.rows[way] = table.rows.len() as u16;
                }
                table.rows.push(Row(row.map(|weight| weight.cast_unsigned() ^ ZERO)));
                used[place] += 1;
            }
        }
        table
    }

    /// The sums of the rows of some features.
    #[inline]
    pub fn sum<const N: usize>(&self, keys: &[u32; N]) -> [i16; W] {
        let mut found = [0_u16; N];
        let mut n_found = 0;
        // So the compiler sees that no place is out of bounds.
        let Some(mask) = self.buckets.len().checked_sub(1) else { return [0; W] };
        for &key in keys {
            let row = self.buckets[key as usize & mask].row(key);
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
        let zeros = n_found as i16 * i16::from(ZERO);
        sums.map(|sum| sum - zeros)
    }
}

/// From a word to a number that is not 0.
#[derive(Clone, Debug, Default)]
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
        let rows = RowTable::<8>::new(features.iter().map(|&key| (key, [2; 8])));
        // A bucket that overflows forgets: nearly all are there.
        let found = |key: &&u32| rows.sum(&[**key]) == [2; 8];
        assert!(features.iter().filter(found).count() > 950);
        assert_eq!(rows.sum(&[hash::feature(9, 9, 9, 9)]), [0; 8]);
    }
}
