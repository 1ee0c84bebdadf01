//! Tags, facts about words, and lemmas.
//!
//! Takes gold sentences and word lists, gives the tables of a model that are counted and not
//! learned.

use std::collections::{BTreeMap, BTreeSet};

use griot::annotate::syntax::features::{WordFacts, word_hash};
use griot::annotate::syntax::hash;
use griot::annotate::syntax::lemma::{ending_key, word_key};
use griot::annotate::syntax::model::{Script, TAG_ROOM};
use griot::annotate::syntax::{features, inflection_key};
use griot::annotate::{Feats, Upos};

use super::lists::Lists;
use super::treebank::Gold;

/// The tags of a language.
pub(crate) struct Tags {
    pub(crate) list: Vec<(Upos, Feats)>,
    number: BTreeMap<(Upos, u16), u8>,
}

/// Inflection that a tag tells; of closed classes the form tells it.
fn told(gold: &Gold) -> u16 {
    match gold.upos {
        Upos::Verb => gold.feats.0,
        Upos::Noun | Upos::Adj => gold.feats.0 & (Feats::SING | Feats::PLUR),
        _ => 0,
    }
}

impl Tags {
    /// The most frequent tags that there is room for; others become the nearest.
    pub(crate) fn new<'a>(sents: impl Iterator<Item = &'a Vec<Gold>>) -> Self {
        let mut counts: BTreeMap<(Upos, u16), usize> = BTreeMap::new();
        for gold in sents.flatten() {
            *counts.entry((gold.upos, told(gold))).or_default() += 1;
        }
        let mut order: Vec<_> = counts.iter().map(|(&tag, &count)| (count, tag)).collect();
        order.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let kept: Vec<(Upos, u16)> = order
            .iter()
            .filter(|(count, _)| *count >= 4)
            .take(TAG_ROOM)
            .map(|&(_, tag)| tag)
            .collect();
        let mut number = BTreeMap::new();
        for &(upos, feats) in counts.keys() {
            // The first is the most frequent, so it wins where several are equally near.
            let nearest = kept
                .iter()
                .enumerate()
                .min_by_key(|(_, tag)| {
                    (usize::from(tag.0 != upos) * 100) as u32 + (tag.1 ^ feats).count_ones()
                })
                .map_or(0, |(i, _)| i);
            number.insert((upos, feats), nearest as u8);
        }
        Self { list: kept.into_iter().map(|(upos, feats)| (upos, Feats(feats))).collect(), number }
    }

    /// The tag of a token.
    pub(crate) fn of(&self, gold: &Gold) -> u8 {
        self.number.get(&(gold.upos, told(gold))).copied().unwrap_or(0)
    }
}

/// Facts about words: their class, which tags they have, and their tag where it is always the same.
pub(crate) fn facts<'a>(
    sents: impl Iterator<Item = &'a Vec<Gold>>,
    tags: &Tags,
    lists: &Lists,
) -> Vec<(u64, u32)> {
    let mut seen: BTreeMap<u64, BTreeMap<u8, usize>> = BTreeMap::new();
    for gold in sents.flatten() {
        *seen.entry(word_hash(&gold.lower)).or_default().entry(tags.of(gold)).or_default() += 1;
    }
    let mut facts: BTreeMap<u64, WordFacts> = BTreeMap::new();
    for (word, class) in &lists.classes {
        facts.entry(word_hash(word)).or_default().class = *class;
    }
    for (form, upos) in lists.lemmas.keys() {
        let bit = match upos {
            Upos::Noun => 1,
            Upos::Verb => 2,
            Upos::Adj => 4,
            _ => 8,
        };
        facts.entry(word_hash(form)).or_default().ambiguity |= bit;
    }
    for (word, counts) in &seen {
        let total: usize = counts.values().sum();
        if total < 4 {
            continue;
        }
        let mut likely: Vec<(usize, u8)> = counts
            .iter()
            .filter(|(_, count)| **count * 20 >= total)
            .map(|(&tag, &count)| (count, tag))
            .collect();
        likely.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let set: Vec<u8> = likely.iter().map(|&(_, tag)| tag).collect();
        let fact = facts.entry(*word).or_default();
        // Rare and frequent words of a class behave differently: the class says which.
        let often = u8::from(total >= 20);
        let bytes: Vec<u8> = set.iter().copied().chain([often]).collect();
        fact.ambiguity |= ((hash::bytes(&bytes) >> 40) as u32 % 255 + 1) << 4;
        if total >= 30 && counts.len() == 1 {
            fact.fixed = u32::from(set.first().copied().unwrap_or(0)) + 1;
        }
    }
    facts.into_iter().map(|(word, fact)| (word, fact.pack())).collect()
}

/// Inflection of words whose tag does not tell it.
pub(crate) fn inflection<'a>(
    sents: impl Iterator<Item = &'a Vec<Gold>>,
    tags: &Tags,
) -> Vec<(u64, u16)> {
    let mut counts: BTreeMap<u64, BTreeMap<u16, usize>> = BTreeMap::new();
    for gold in sents.flatten() {
        if matches!(gold.upos, Upos::Noun | Upos::Verb | Upos::Adj | Upos::Punct) {
            continue;
        }
        let key = inflection_key(word_hash(&gold.lower), tags.of(gold));
        *counts.entry(key).or_default().entry(gold.feats.0).or_default() += 1;
    }
    counts
        .into_iter()
        .filter_map(|(key, counts)| {
            let feats = counts.iter().max_by_key(|&(_, count)| *count).map(|(&feats, _)| feats)?;
            (feats != 0).then_some((key, feats))
        })
        .collect()
}

/// The lemma tables of a model.
#[derive(Default)]
pub(crate) struct Lemmas {
    pub(crate) scripts: Vec<Script>,
    pub(crate) words: Vec<(u64, u16)>,
    pub(crate) endings: Vec<(u64, u16)>,
}

/// The script from a form to its lemma.
fn script(form: &str, lemma: &str) -> Script {
    let same = form.chars().zip(lemma.chars()).take_while(|(a, b)| a == b).count();
    Script {
        cut: form.chars().count().saturating_sub(same).min(255) as u8,
        add: lemma.chars().skip(same).collect(),
    }
}

/// The ending of `length + 1` characters; the whole word where it is shorter.
fn ending(form: &str, length: usize) -> &str {
    form.char_indices().rev().nth(length).map_or(form, |(at, _)| &form[at..])
}

/// How often each script is right for an ending.
type Votes<'a> = BTreeMap<(&'a str, Upos), BTreeMap<u16, usize>>;

/// Counts lemmas; those of `sure` win over the treebanks, those over the lists.
pub(crate) fn lemmas<'a>(
    sents: impl Iterator<Item = &'a Vec<Gold>>,
    lists: &Lists,
    sure: &BTreeMap<(String, Upos), String>,
) -> Lemmas {
    let mut counts: BTreeMap<(String, Upos), BTreeMap<String, usize>> = BTreeMap::new();
    for gold in sents.flatten() {
        if gold.lemma == "_" || gold.lower.starts_with(|c: char| c.is_ascii_digit()) {
            continue;
        }
        *counts
            .entry((gold.lower.clone(), gold.upos))
            .or_default()
            .entry(gold.lemma.clone())
            .or_default() += 1;
    }
    let mut known = lists.lemmas.clone();
    for (key, counts) in counts {
        let most = counts.iter().max_by_key(|&(_, count)| *count);
        if let Some((lemma, _)) = most {
            known.insert(key, lemma.clone());
        }
    }
    known.extend(sure.iter().map(|(key, lemma)| (key.clone(), lemma.clone())));

    let scripts: BTreeSet<Script> =
        known.iter().map(|((form, _), lemma)| script(form, lemma)).collect();
    let mut scripts: Vec<Script> = scripts.into_iter().collect();
    // Sorted, the empty script comes first: it stands for every form that is its own lemma.
    scripts.truncate(usize::from(u16::MAX) - 1);
    let number: BTreeMap<&Script, u16> =
        scripts.iter().enumerate().map(|(i, script)| (script, i as u16 + 1)).collect();

    let mut votes: [Votes<'_>; 5] = Default::default();
    for ((form, upos), lemma) in &known {
        if matches!(upos, Upos::Num | Upos::Propn | Upos::Punct | Upos::X | Upos::Sym) {
            continue;
        }
        let Some(&number) = number.get(&script(form, lemma)) else { continue };
        for (length, votes) in votes.iter_mut().enumerate() {
            *votes.entry((ending(form, length), *upos)).or_default().entry(number).or_default() +=
                1;
        }
    }
    let mut endings: Vec<(u64, u16)> = Vec::new();
    let mut rule: BTreeMap<(usize, &str, Upos), u16> = BTreeMap::new();
    for (length, votes) in votes.iter().enumerate() {
        for (&(text, upos), votes) in votes {
            let total: usize = votes.values().sum();
            let Some((&number, &count)) = votes.iter().max_by_key(|&(_, count)| *count) else {
                continue;
            };
            if total < 3 && length > 0 || count * 5 < total * 2 {
                continue;
            }
            let shorter = (0..length)
                .rev()
                .find_map(|length| rule.get(&(length, ending(text, length), upos)));
            if shorter != Some(&number) {
                rule.insert((length, text, upos), number);
                let hash = (hash::bytes(text.as_bytes()) >> 32) as u32;
                endings.push((ending_key(hash, length, upos), number));
            }
        }
    }
    let mut words = Vec::new();
    for ((form, upos), lemma) in &known {
        let Some(&wanted) = number.get(&script(form, lemma)) else { continue };
        let silent = matches!(upos, Upos::Num | Upos::Propn | Upos::Punct | Upos::X | Upos::Sym);
        let ruled = (0..5)
            .rev()
            .filter(|_| !silent)
            .find_map(|length| rule.get(&(length, ending(form, length), *upos)))
            .copied();
        let identity = number.get(&Script::default()).copied();
        if ruled.or(identity) != Some(wanted) {
            words.push((word_key(features::word_hash(form), *upos), wanted));
        }
    }
    words.sort_unstable();
    words.dedup_by_key(|entry| entry.0);
    endings.sort_unstable();
    endings.dedup_by_key(|entry| entry.0);
    Lemmas { scripts, words, endings }
}
