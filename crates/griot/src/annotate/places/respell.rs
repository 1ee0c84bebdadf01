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
    // A choice of pairs, as bits, is a smaller choice and the pair of its highest bit. Where that
    // pair finds nothing to change, the spelling is that of the smaller choice.
    let mut spellings: Vec<Option<String>> = vec![None; 1 << fitting.len()];
    let mut choices: Vec<u32> = (1..1u32 << fitting.len()).collect();
    for &choice in &choices {
        let last = choice.ilog2();
        let mut smaller = choice & !(1 << last);
        while smaller != 0 && spellings[smaller as usize].is_none() {
            smaller &= !(1 << smaller.ilog2());
        }
        let name = spellings[smaller as usize].as_deref().unwrap_or(folded);
        let spelling = apply(name, fitting[last as usize]);
        let changed = spelling != name;
        spellings[choice as usize] = changed.then_some(spelling);
    }
    // The fewest changes first.
    choices.sort_by_key(|choice| (choice.count_ones(), *choice));
    choices.into_iter().any(|choice| {
        spellings[choice as usize].as_deref().is_some_and(|name| name != folded && found(name))
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
