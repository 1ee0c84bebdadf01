//! The hashes that name words and features.
//!
//! Takes bytes or small numbers, gives well-mixed numbers. They are part of the model's format:
//! a change here needs new model files.

const WORD: u64 = 0x9e37_79b9_7f4a_7c15;
const MIX: u64 = 0xff51_afd7_ed55_8ccd;

/// A 64-bit hash of a word.
pub fn bytes(word: &[u8]) -> u64 {
    let mut hash = (word.len() as u64).wrapping_mul(MIX);
    let mut chunks = word.chunks_exact(8);
    for chunk in &mut chunks {
        let mut eight = [0; 8];
        eight.copy_from_slice(chunk);
        hash = (hash ^ u64::from_le_bytes(eight)).wrapping_mul(WORD);
        hash ^= hash >> 29;
    }
    let mut tail = 0_u64;
    for &byte in chunks.remainder() {
        tail = tail << 8 | u64::from(byte);
    }
    hash = (hash ^ tail).wrapping_mul(WORD);
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
