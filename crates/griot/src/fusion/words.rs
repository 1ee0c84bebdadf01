//! Words as fusion compares them: folded, hashed, cut into shingles.
//!
//! Takes text; gives lower-case words without accents, numbers that stand for them, and measures of
//! how alike two names are. The numbers depend on the words alone, never on the machine or the run.

use crate::gazetteer::{fold, fold_char};

/// What FNV-1a begins with.
const NO_BYTES: u64 = 0xcbf2_9ce4_8422_2325;

/// One more byte, by FNV-1a.
fn with_byte(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
}

/// A number for bytes: FNV-1a, stirred so that its low bits may be used to pick samples.
pub(crate) fn number(bytes: &[u8]) -> u64 {
    stir(bytes.iter().fold(NO_BYTES, |hash, byte| with_byte(hash, *byte)))
}

/// Spreads a number over all of its bits (the last steps of `splitmix64`).
pub(crate) fn stir(mut number: u64) -> u64 {
    number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

/// Calls `each` with every word of a text, folded.
pub(crate) fn each_word(text: &str, mut each: impl FnMut(&str)) {
    let mut word = String::new();
    for ch in text.chars() {
        if ch.is_alphanumeric() {
            fold_char(ch, &mut word);
        } else if !word.is_empty() {
            each(&word);
            word.clear();
        }
    }
    if !word.is_empty() {
        each(&word);
    }
}

/// Calls `each` with the [`number`] of every word of a text, folded: what [`each_word`] gives, without
/// writing the words down. Most letters are plain ones, which take a step of their own.
pub(crate) fn each_number(text: &str, mut each: impl FnMut(u64)) {
    let mut hash = NO_BYTES;
    let mut is_word = false;
    let mut folded = String::new();
    let mut rest = text.as_bytes();
    while let Some((&byte, behind)) = rest.split_first() {
        if byte.is_ascii_alphanumeric() {
            hash = with_byte(hash, byte.to_ascii_lowercase());
            is_word = true;
            rest = behind;
            continue;
        }
        let ch = if byte.is_ascii() {
            None
        } else {
            // What is left begins where a character does.
            text.get(text.len() - rest.len()..).and_then(|rest| rest.chars().next())
        };
        rest = rest.get(ch.map_or(1, char::len_utf8)..).unwrap_or_default();
        match ch.filter(|ch| ch.is_alphanumeric()) {
            Some(ch) => {
                fold_char(ch, &mut folded);
                is_word |= !folded.is_empty();
                hash = folded.bytes().fold(hash, with_byte);
                folded.clear();
            }
            None if is_word => {
                each(stir(hash));
                (hash, is_word) = (NO_BYTES, false);
            }
            None => {}
        }
    }
    if is_word {
        each(stir(hash));
    }
}

/// The folded words of a text, in order.
#[cfg(test)]
pub(crate) fn folded_words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    each_word(text, |word| words.push(word.to_owned()));
    words
}

/// How alike two names are in spelling, from 0 to 1: 1 less the share of letters that must be
/// changed, put in or left out to make one of the other. Accents, case and spaces do not count.
pub(crate) fn spelling(a: &str, b: &str) -> f64 {
    let (a, b): (Vec<char>, Vec<char>) = (fold(a).chars().collect(), fold(b).chars().collect());
    let longest = a.len().max(b.len());
    // Names are short; whatever is longer than any name is compared whole or not at all.
    if longest == 0 || longest > 200 {
        return if a == b && longest > 0 { 1.0 } else { 0.0 };
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (cell, to) in row.iter_mut().skip(1).zip(&b) {
            let changed = diagonal + usize::from(from != to);
            diagonal = *cell;
            left = changed.min(diagonal + 1).min(left + 1);
            *cell = left;
        }
    }
    1.0 - row.last().copied().unwrap_or(longest) as f64 / longest as f64
}

/// The share of the smaller of two sorted sets that stands in the other one too, and how many they
/// share.
pub(crate) fn containment<T: Ord>(a: &[T], b: &[T]) -> (f64, usize) {
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                shared += 1;
                i += 1;
                j += 1;
            }
        }
    }
    let smaller = a.len().min(b.len());
    (if smaller == 0 { 0.0 } else { shared as f64 / smaller as f64 }, shared)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_are_those_of_the_words(text in "[a-zA-Z0-9 éÉœŒʿ’'́.\u{200f}ß中ا]{0,60}|.{0,40}") {
            let mut numbers = Vec::new();
            each_number(&text, |number| numbers.push(number));
            let words = folded_words(&text);
            let expected: Vec<u64> = words.iter().map(|word| number(word.as_bytes())).collect();
            prop_assert_eq!(numbers, expected);
        }
    }

    #[test]
    fn words_are_folded() {
        assert_eq!(
            folded_words("L’armée, à N'Djaména : 12 morts."),
            ["l", "armee", "a", "n", "djamena", "12", "morts"]
        );
    }

    #[test]
    fn spellings_of_one_place_are_near() {
        assert!(spelling("Baïdoa", "Baidoa") > 0.999);
        assert!(spelling("Galadima-Kogo", "Galadiman Kogo") > 0.9);
        assert!(spelling("Ouenkoro", "Wenkoro") > 0.7);
        assert!(spelling("Kidal", "Ménaka") < 0.5);
        assert!(spelling("", "") < 0.5);
    }

    #[test]
    fn containment_is_of_the_smaller() {
        assert_eq!(containment(&[1, 2, 3, 4], &[2, 4]), (1.0, 2));
        assert_eq!(containment::<u8>(&[], &[]), (0.0, 0));
    }
}
