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
    if pair.at_end {
        name.ends_with(pair.from.as_str())
    } else {
        find(name, pair.from.as_str()).is_some()
    }
}

fn apply(name: &str, pair: &Spelling) -> String {
    let mut out = String::with_capacity(name.len() + 8);
    let mut rest = name;
    if pair.at_end {
        rest = rest.strip_suffix(pair.from.as_str()).unwrap_or(rest);
    } else {
        while let Some(at) = find(rest, &pair.from) {
            out.push_str(&rest[..at]);
            out.push_str(&pair.to);
            rest = &rest[at + pair.from.len()..];
        }
    }
    out.push_str(rest);
    if pair.at_end {
        out.push_str(&pair.to);
    }
    out
}

/// Where some letters, one at least, first stand in a name. There are few of both, so that they are looked
/// for one by one: a searcher takes longer to make than to use.
fn find(name: &str, letters: &str) -> Option<usize> {
    let letters = letters.as_bytes();
    let (first, others) = letters.split_first()?;
    let mut rest = name.as_bytes();
    loop {
        let at = rest.iter().position(|byte| byte == first)?;
        rest = rest.get(at + 1..)?;
        if rest.starts_with(others) {
            return Some(name.len() - rest.len() - 1);
        }
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

    #[test]
    fn letters_are_replaced_wherever_they_stand() {
        for (from, to) in
            [("sh", "ch"), ("s", "ss"), ("ee", "i"), ("hash", ""), ("é", "e"), ("x", "ks")]
        {
            let pair = Spelling { from: from.to_owned(), to: to.to_owned(), at_end: false };
            for name in ["shashesh", "seeee", "s", "", "ésé", "hashhas", "tax"] {
                assert_eq!(apply(name, &pair), name.replace(from, to));
                assert_eq!(fits(name, &pair), name.contains(from));
            }
        }
    }
}
