//! How many independent voices tell of an event.
//!
//! Takes the accounts of an event, each with the text that it was printed in and who is credited;
//! gives a count, and what was counted once and why. A voice needs a text of its own and an origin
//! of its own: forty outlets that print one dispatch are one voice, and so are two outlets that
//! cite the same colonel. Nothing is guessed in favour of a larger count.

use std::collections::{BTreeMap, BTreeSet};

use super::account::{Account, Party};
use crate::gazetteer::fold;

/// An account with what tells whose text it is.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// What was told.
    pub account: &'a Account,
    /// A name of the text that all of its reprints share (the first article of its group); `None`
    /// for an article that is no reprint.
    pub text: Option<&'a str>,
    /// Ids of the agencies that the article is credited to.
    pub agencies: &'a [String],
    /// The outlet.
    pub outlet: Option<&'a str>,
}

/// Accounts that go back to one dispatch or one outlet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voice {
    /// Ids of the accounts, sorted.
    pub accounts: Vec<String>,
    /// Why they are one: `same text`, `credited to AGENCY`, `same outlet`.
    pub because: Vec<String>,
    /// The original sources that they cite, as registry ids or folded names; empty when they tell
    /// in their own voice.
    pub origins: Vec<String>,
    /// Whether it was counted. One that was not cites only what others that were counted cite.
    pub counted: bool,
}

/// How many independent voices there are, and which.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Independence {
    /// The number of independent voices.
    pub n: usize,
    /// All of them, in the order of their first accounts.
    pub voices: Vec<Voice>,
}

/// The origin of what a chain of sources tells: its last member, the original one.
///
/// A list that is no chain has a last member too; the others then count for less than they could,
/// which errs on the side of a smaller number.
pub(crate) fn origin(sources: &[Party]) -> Option<String> {
    let last = sources.last()?;
    let name = last.id.clone().unwrap_or_else(|| fold(&last.name));
    (!name.is_empty()).then_some(name)
}

/// Counts the independent voices. The order of the accounts does not show.
pub fn independence(told: &[Told<'_>]) -> Independence {
    let mut told: Vec<&Told<'_>> = told.iter().collect();
    told.sort_by(|a, b| a.account.id.cmp(&b.account.id));
    told.dedup_by(|a, b| a.account.id == b.account.id);

    let mut groups: Vec<usize> = (0..told.len()).collect();
    let mut because: Vec<BTreeSet<String>> = vec![BTreeSet::new(); told.len()];
    let mut first_with: BTreeMap<(u8, String), usize> = BTreeMap::new();
    for (at, each) in told.iter().enumerate() {
        let text = each.text.into_iter().map(|text| (0, text.to_owned()));
        let article = std::iter::once((3, each.account.article.clone()));
        let agencies = each.agencies.iter().map(|agency| (1, agency.clone()));
        let outlet = each.outlet.into_iter().map(|outlet| (2, fold(outlet)));
        for key in text.chain(agencies).chain(outlet).chain(article) {
            if key.1.is_empty() {
                continue;
            }
            let reason = match key.0 {
                0 => "same text".to_owned(),
                1 => format!("credited to {}", key.1),
                2 => "same outlet".to_owned(),
                _ => "same article".to_owned(),
            };
            let first = *first_with.entry(key).or_insert(at);
            if first != at {
                if let Some(list) = because.get_mut(at) {
                    list.insert(reason);
                }
                let (a, b) = (root(&groups, first), root(&groups, at));
                if let Some(slot) = groups.get_mut(a.max(b)) {
                    *slot = a.min(b);
                }
            }
        }
    }

    let mut voices: BTreeMap<usize, Voice> = BTreeMap::new();
    for ((at, each), because) in told.iter().enumerate().zip(because) {
        let voice = voices.entry(root(&groups, at)).or_insert_with(|| Voice {
            accounts: Vec::new(),
            because: Vec::new(),
            origins: Vec::new(),
            counted: false,
        });
        voice.accounts.push(each.account.id.clone());
        voice.because.extend(because);
        let own = each.account.tolls.iter().filter_map(|toll| toll.sources.as_deref());
        let lists = std::iter::once(each.account.sources.as_slice()).chain(own);
        voice.origins.extend(lists.filter_map(origin));
    }
    let mut voices: Vec<Voice> = voices.into_values().collect();
    for voice in &mut voices {
        voice.because.sort();
        voice.because.dedup();
        voice.origins.sort();
        voice.origins.dedup();
    }
    count(&mut voices);
    Independence { n: voices.iter().filter(|voice| voice.counted).count(), voices }
}

fn root(groups: &[usize], mut at: usize) -> usize {
    while let Some(&up) = groups.get(at)
        && up != at
    {
        at = up;
    }
    at
}

/// Counts as many voices as can each be given an origin that no other counted voice is given. A
/// voice without a source is its own origin.
fn count(voices: &mut [Voice]) {
    let mut given: BTreeMap<String, usize> = BTreeMap::new();
    for at in 0..voices.len() {
        let is_own = voices.get(at).is_some_and(|voice| voice.origins.is_empty());
        let counted = is_own || give(voices, at, &mut given, &mut BTreeSet::new());
        if let Some(voice) = voices.get_mut(at) {
            voice.counted = counted;
        }
    }
}

/// Finds a voice an origin, moving others to other origins of theirs where that makes room. Each
/// origin is tried once: the depth is bounded by how many there are.
fn give(
    voices: &[Voice],
    at: usize,
    given: &mut BTreeMap<String, usize>,
    tried: &mut BTreeSet<String>,
) -> bool {
    let origins = voices.get(at).map(|voice| voice.origins.as_slice()).unwrap_or_default();
    for origin in origins {
        if !tried.insert(origin.clone()) {
            continue;
        }
        let holder = given.get(origin).copied();
        if holder.is_none_or(|holder| give(voices, holder, given, tried)) {
            given.insert(origin.clone(), at);
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fusion::fixture::account;

    fn told<'a>(account: &'a Account, text: Option<&'a str>, outlet: Option<&'a str>) -> Told<'a> {
        Told { account, text, agencies: &[], outlet }
    }

    fn citing(article: &str, sources: &[&str]) -> Account {
        let mut account = account(article);
        account.sources = sources.iter().map(|name| Party::named(*name)).collect();
        account
    }

    #[test]
    fn a_dispatch_counts_once() {
        let all: Vec<Account> = (0..40).map(|at| citing(&format!("a{at}"), &[])).collect();
        let mut told: Vec<Told<'_>> =
            all.iter().map(|account| told(account, Some("a0"), None)).collect();
        assert_eq!(independence(&told).n, 1);
        for each in &mut told {
            each.text = None;
        }
        assert_eq!(independence(&told).n, 40);
        let afp = ["actor.afp".to_owned()];
        told.iter_mut().take(39).for_each(|each| each.agencies = &afp);
        let found = independence(&told);
        assert_eq!(found.n, 2);
        assert_eq!(found.voices[0].because, ["credited to actor.afp"]);
    }

    #[test]
    fn one_original_source_counts_once() {
        let (a, b) = (citing("a", &["radio", "le colonel"]), citing("b", &["Le Colonel"]));
        let both = [told(&a, None, Some("A")), told(&b, None, Some("B"))];
        let found = independence(&both);
        assert_eq!(found.n, 1);
        assert_eq!(found.voices.iter().filter(|voice| voice.counted).count(), 1);
        let c = citing("c", &["le maire"]);
        let three = [both[0], both[1], told(&c, None, Some("C"))];
        assert_eq!(independence(&three).n, 2);
    }

    #[test]
    fn no_voice_is_counted_for_what_others_are_counted_for() {
        let (a, b) = (citing("a", &["x"]), citing("b", &["y"]));
        let (c, d) = (citing("c", &["x"]), citing("d", &["y"]));
        // The two articles of one outlet cite both.
        let all = [
            told(&a, None, Some("A")),
            told(&b, None, Some("B")),
            told(&c, None, Some("C")),
            told(&d, None, Some("C")),
        ];
        assert_eq!(independence(&all).n, 2);
        let mut turned = all;
        turned.reverse();
        assert_eq!(independence(&turned), independence(&all));
    }

    #[test]
    fn one_outlet_is_one_voice_and_nobody_is_none() {
        let (a, b) = (citing("a", &[]), citing("b", &[]));
        let both = [told(&a, None, Some("Le Courrier")), told(&b, None, Some("le courrier"))];
        assert_eq!(independence(&both).n, 1);
        assert_eq!(independence(&[]).n, 0);
    }
}
