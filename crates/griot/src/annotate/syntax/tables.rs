//! Flat hash tables from names to weights.
//!
//! Takes sorted pairs when the model is loaded, answers lookups without allocation. A table keeps
//! only part of each key: a stranger meets a wrong entry about once in 30,000 lookups in the
//! tables of weights, where it does no harm, and practically never in the tables of words.

/// From a feature to one weight a class.
#[derive(Debug)]
pub struct RowTable<const W: usize> {
    /// Upper half: 16 bits of the key. Lower half: row and 1; 0 is an empty slot.
    slots: Vec<u32>,
    mask: usize,
    rows: Vec<[i8; W]>,
}

impl<const W: usize> RowTable<W> {
    /// A table of rows; more than 65,534 are not addressable and left out.
    pub fn new(entries: impl ExactSizeIterator<Item = (u32, [i8; W])>) -> Self {
        let size = (entries.len() * 2).next_power_of_two().max(16);
        let mut table =
            Self { slots: vec![0; size], mask: size - 1, rows: Vec::with_capacity(entries.len()) };
        for (key, row) in entries.take(65_534) {
            table.rows.push(row);
            let mut at = key as usize & table.mask;
            while table.slots[at] != 0 {
                at = (at + 1) & table.mask;
            }
            table.slots[at] = key & 0xffff_0000 | table.rows.len() as u32;
        }
        table
    }

    /// The row of a feature.
    #[inline]
    pub fn row(&self, key: u32) -> Option<&[i8; W]> {
        let mut at = key as usize & self.mask;
        loop {
            let slot = self.slots[at];
            if slot == 0 {
                return None;
            }
            if (slot ^ key) < 0x1_0000 {
                return self.rows.get((slot & 0xffff) as usize - 1);
            }
            at = (at + 1) & self.mask;
        }
    }

    /// The sums of the rows of some features.
    #[inline]
    pub fn sum(&self, keys: &[u32]) -> [i16; W] {
        let mut sums = [0_i16; W];
        for &key in keys {
            if let Some(row) = self.row(key) {
                for (sum, &weight) in sums.iter_mut().zip(row) {
                    *sum += i16::from(weight);
                }
            }
        }
        sums
    }
}

/// From a feature to the weights of the three moves of the parser.
#[derive(Debug)]
pub struct MoveTable {
    /// 16 bits of the key, never 0 in a full slot, and three weights.
    slots: Vec<[i16; 4]>,
    mask: usize,
}

impl MoveTable {
    /// A table of weights.
    pub fn new(entries: impl ExactSizeIterator<Item = (u32, [i8; 3])>) -> Self {
        let size = (entries.len() * 2).next_power_of_two().max(16);
        let mut table = Self { slots: vec![[0; 4]; size], mask: size - 1 };
        for (key, [shift, left, right]) in entries {
            let mut at = key as usize & table.mask;
            while table.slots[at][0] != 0 {
                at = (at + 1) & table.mask;
            }
            table.slots[at] = [tag_of(key), i16::from(shift), i16::from(left), i16::from(right)];
        }
        table
    }

    /// The sums of the weights of some features.
    #[inline]
    pub fn sum(&self, keys: &[u32]) -> [i32; 3] {
        let mut sums = [0_i32; 3];
        for &key in keys {
            let tag = tag_of(key);
            let mut at = key as usize & self.mask;
            loop {
                let [found, shift, left, right] = self.slots[at];
                if found == tag {
                    sums[0] += i32::from(shift);
                    sums[1] += i32::from(left);
                    sums[2] += i32::from(right);
                    break;
                }
                if found == 0 {
                    break;
                }
                at = (at + 1) & self.mask;
            }
        }
        sums
    }
}

#[inline]
fn tag_of(key: u32) -> i16 {
    (key >> 16 | 1) as i16
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
        assert_eq!(moves.sum(&features[..10]), [10, -20, 30]);
        let rows = RowTable::<8>::new(features.iter().map(|&key| (key, [2; 8])));
        assert_eq!(rows.sum(&features[..10]), [20; 8]);
        assert!(rows.row(hash::feature(9, 9, 9, 9)).is_none());
    }
}
