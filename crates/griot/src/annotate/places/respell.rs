//! Other spellings of a name: newspapers and tables write Arabic, Tuareg or Russian names each in
//! their own way (`Touz Khourmatou`, `Tuz Khurmatu`).
//!
//! Takes a folded name and pairs of letters that stand for each other; gives the spellings that
//! some of the pairs make of it. It does not guess beyond the pairs: they are data.

use crate::lexicon::places_schema::Spelling;

/// Pairs that are tried together, at the most.
const MOST: usize = 6;

/// Calls `found` with every other spelling until it says that it is satisfied: with the letters that
/// all spellings begin with, of which `known` must say that some name does, and with the rest.
pub(super) fn respell<T>(
    folded: &str,
    pairs: &[Spelling],
    known: impl FnOnce(&str) -> Option<T>,
    mut found: impl FnMut(&T, &str) -> bool,
) -> bool {
    let fitting: Vec<&Spelling> =
        pairs.iter().filter(|pair| fits(folded, pair)).take(MOST).collect();
    // No pair changes anything before the first place where one fits, but for a place that the change
    // of another pair makes and that reaches back before it. Most unknown names begin as no name of
    // the table does, so that none of their spellings need be made.
    let first = fitting.iter().filter_map(|pair| place_of(folded, pair)).min();
    let back: usize = fitting.iter().map(|pair| pair.from.len().saturating_sub(1)).sum();
    let Some(mut same) = first.map(|first| first.saturating_sub(back)) else { return false };
    while !folded.is_char_boundary(same) {
        same -= 1;
    }
    let Some(start) = known(&folded[..same]) else { return false };
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
        spellings[choice as usize].as_deref().is_some_and(|name| {
            name != folded && name.get(same..).is_some_and(|rest| found(&start, rest))
        })
    })
}

fn fits(name: &str, pair: &Spelling) -> bool {
    if pair.at_end { name.ends_with(pair.from.as_str()) } else { name.contains(pair.from.as_str()) }
}

/// Where in a name the first change of a pair begins.
fn place_of(name: &str, pair: &Spelling) -> Option<usize> {
    if pair.at_end {
        name.len().checked_sub(pair.from.len())
    } else {
        name.find(pair.from.as_str())
    }
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
        let known = |same: &str| Some(same.to_owned());
        respell("toutou", &pairs, known, |same, rest| {
            all.push(format!("{same}{rest}"));
            false
        });
        assert_eq!(all, ["tutu", "toutouh", "tutuh"]);
        assert!(!respell("toutou", &pairs, |_| None::<()>, |(), _| true));
    }
}
