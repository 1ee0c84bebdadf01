//! Other spellings of a name: newspapers and tables write Arabic, Tuareg or Russian names each in
//! their own way (`Touz Khourmatou`, `Tuz Khurmatu`).
//!
//! Takes a folded name and pairs of letters that stand for each other; gives the spellings that
//! some of the pairs make of it. It does not guess beyond the pairs: they are data.

use crate::lexicon::places_schema::Spelling;

/// Pairs that are tried together, at the most.
const MOST: usize = 6;

/// Calls `found` with every other spelling until it says that it is satisfied.
pub(super) fn respell(
    folded: &str,
    pairs: &[Spelling],
    mut found: impl FnMut(&str) -> bool,
) -> bool {
    let fitting: Vec<&Spelling> =
        pairs.iter().filter(|pair| fits(folded, pair)).take(MOST).collect();
    // The fewest changes first.
    let mut choices: Vec<u32> = (1..1u32 << fitting.len()).collect();
    choices.sort_by_key(|choice| (choice.count_ones(), *choice));
    choices.into_iter().any(|choice| {
        let mut name = folded.to_owned();
        for (bit, pair) in fitting.iter().enumerate() {
            if choice & (1 << bit) != 0 {
                name = apply(&name, pair);
            }
        }
        name != folded && found(&name)
    })
}

fn fits(name: &str, pair: &Spelling) -> bool {
    if pair.at_end { name.ends_with(pair.from.as_str()) } else { name.contains(pair.from.as_str()) }
}

fn apply(name: &str, pair: &Spelling) -> String {
    if pair.at_end {
        let stem = name.strip_suffix(pair.from.as_str()).unwrap_or(name);
        format!("{stem}{}", pair.to)
    } else {
        name.replace(pair.from.as_str(), &pair.to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_combine() {
        let pair = |from: &str, to: &str, at_end| Spelling {
            from: from.to_owned(),
            to: to.to_owned(),
            at_end,
        };
        let pairs = [pair("ou", "u", false), pair("", "h", true), pair("x", "ks", false)];
        let mut all = vec![];
        respell("toutou", &pairs, |name| {
            all.push(name.to_owned());
            false
        });
        assert_eq!(all, ["tutu", "toutouh", "tutuh"]);
    }
}
