//! The hashes that name words and features.
//!
//! Takes bytes or small numbers, gives well-mixed numbers. They are part of the model's format:
//! a change here needs new model files.

const WORD: u64 = 0x9e37_79b9_7f4a_7c15;
const MIX: u64 = 0xff51_afd7_ed55_8ccd;

/// A 64-bit hash of a word.
#[inline]
pub fn bytes(word: &[u8]) -> u64 {
    let mut hash = start(word.len());
    let mut chunks = word.chunks_exact(8);
    for chunk in &mut chunks {
        let mut eight = [0; 8];
        eight.copy_from_slice(chunk);
        hash = (hash ^ u64::from_le_bytes(eight)).wrapping_mul(WORD);
        hash ^= hash >> 29;
    }
    finish(hash, big_endian(chunks.remainder()))
}

/// The hash of a word of fewer than eight bytes, of which `number` is the number that they make, the
/// first byte the greatest.
#[inline]
pub fn short(number: u64, len: usize) -> u64 {
    finish(start(len), number)
}

/// The number that the last bytes of a word make, eight at most, the first of them the greatest.
#[inline]
pub fn big_endian(word: &[u8]) -> u64 {
    if let Some(&last) = word.last_chunk() {
        return u64::from_be_bytes(last);
    }
    // Two loads that overlap tell as much as one for each byte: what both have is the same.
    let high = 8 * word.len();
    if let (Some(&first), Some(&last)) = (word.first_chunk(), word.last_chunk()) {
        let (first, last) = (u32::from_be_bytes(first), u32::from_be_bytes(last));
        return u64::from(first) << (high - 32) | u64::from(last);
    }
    if let (Some(&first), Some(&last)) = (word.first_chunk(), word.last_chunk()) {
        let (first, last) = (u16::from_be_bytes(first), u16::from_be_bytes(last));
        return u64::from(first) << (high - 16) | u64::from(last);
    }
    word.first().copied().map_or(0, u64::from)
}

#[inline]
fn start(len: usize) -> u64 {
    (len as u64).wrapping_mul(MIX)
}

#[inline]
fn finish(hash: u64, tail: u64) -> u64 {
    let mut hash = (hash ^ tail).wrapping_mul(WORD);
    hash ^= hash >> 32;
    hash.wrapping_mul(MIX)
}

/// The name of a feature: its template and up to three values.
#[inline]
pub fn feature(template: u32, a: u32, b: u32, c: u32) -> u32 {
    let pair = u64::from(a) | u64::from(b) << 32;
    let mut hash = (pair ^ u64::from(template).wrapping_mul(WORD)).wrapping_mul(MIX);
    hash ^= hash >> 32;
    hash = (hash ^ u64::from(c).wrapping_mul(WORD)).wrapping_mul(MIX);
    (hash >> 32) as u32
}

/// The key of a word with a number, such as its part of speech.
#[inline]
pub fn with(word: u64, number: u32) -> u64 {
    let mut hash = (word ^ u64::from(number + 1).wrapping_mul(WORD)).wrapping_mul(MIX);
    hash ^= hash >> 32;
    hash.wrapping_mul(WORD)
}

/// Which words a table has, by some bits of their hashes: of most words of a text this tells that
/// the table need not be asked.
#[derive(Clone, Debug, Default)]
pub struct WordFilter(Vec<u64>);

impl WordFilter {
    /// How many numbers of 64 bits: half a kilobyte in all, for tables of some hundred words.
    const ROOM: usize = 64;

    /// A filter that passes these words, and one in ten or twenty others.
    pub fn new<'w>(words: impl Iterator<Item = &'w str>) -> Self {
        let mut bits = vec![0; Self::ROOM];
        for word in words {
            let (at, bit) = Self::place(bytes(word.as_bytes()));
            bits[at] |= bit;
        }
        Self(bits)
    }

    fn place(hash: u64) -> (usize, u64) {
        ((hash >> 58) as usize % Self::ROOM, 1 << (hash >> 52 & 63))
    }

    /// Whether the table may have the word of a hash.
    #[inline]
    pub fn passes(&self, hash: u64) -> bool {
        let (at, bit) = Self::place(hash);
        self.0.get(at).is_some_and(|bits| bits & bit != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_words_have_the_hash_of_any_word() {
        let word = b"gendarmes";
        for from in 0..word.len() {
            for end in from..=word.len().min(from + 7) {
                let part = &word[from..end];
                let number = part.iter().fold(0, |all, &byte| all << 8 | u64::from(byte));
                assert_eq!(big_endian(part), number);
                assert_eq!(short(number, part.len()), bytes(part));
            }
        }
        assert_eq!(big_endian(word), u64::from_be_bytes(*b"endarmes"));
    }
    #[test]
    fn a_filter_passes_the_words_of_its_table_and_few_others() {
        let words: Vec<String> = (0..200).map(|n| format!("word{n}")).collect();
        let filter = WordFilter::new(words.iter().map(String::as_str));
        assert!(words.iter().all(|word| filter.passes(bytes(word.as_bytes()))));
        let others = (0..1000).map(|n| format!("other{n}"));
        let passed = others.filter(|word| filter.passes(bytes(word.as_bytes()))).count();
        assert!(passed < 150, "{passed}");
        assert!(!WordFilter::default().passes(0));
    }
}
