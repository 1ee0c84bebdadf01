//! Word lists beside the treebanks.
//!
//! Takes a folder with files of the package `spacy-lookups-data` (version 1.0.5, MIT; its English
//! lists come from Princeton's word net, its French ones from free dictionaries), unpacked: `fr_lemma_exc.json`,
//! `en_lemma_exc.json`, `en_lemma_index.json`, `en_lexeme_cluster.json`, `en_lexeme_prob.json`.
//! Gives forms with part of speech and lemma, and classes of English words. Only facts about words
//! are taken, and only those go into a model.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result};
use griot::annotate::Upos;
use griot::model::Lang;

/// What word lists say.
#[derive(Default)]
pub(crate) struct Lists {
    /// Lemma of a form with a part of speech.
    pub(crate) lemmas: BTreeMap<(String, Upos), String>,
    /// Distributional class of a word, counted from 1.
    pub(crate) classes: BTreeMap<String, u32>,
}

impl Lists {
    /// Leaves out words no form of which stands in a text: most are never met.
    pub(crate) fn keep_attested(&mut self, text: &[Vec<String>]) {
        let words: BTreeSet<&str> = text.iter().flatten().map(String::as_str).collect();
        let lemmas: BTreeSet<String> = self
            .lemmas
            .iter()
            .filter(|((form, _), _)| words.contains(form.as_str()))
            .map(|(_, lemma)| lemma.clone())
            .collect();
        self.lemmas.retain(|_, lemma| lemmas.contains(lemma));
    }
}

/// Reads the lists of a language; a folder is not needed, but models are worse without.
pub(crate) fn read(folder: Option<&Path>, lang: Lang) -> Result<Lists> {
    let Some(folder) = folder else { return Ok(Lists::default()) };
    match lang {
        Lang::Fr => french(folder),
        Lang::En => english(folder),
    }
}

/// Lemmas written by hand, which win over all others: `crates/griot/lexicon/<lang>/lemmas.toml`.
pub(crate) fn sure(lang: Lang) -> Result<BTreeMap<(String, Upos), String>> {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Entry {
        upos: String,
        lemma: String,
        forms: Vec<String>,
    }
    #[derive(serde::Deserialize)]
    struct File {
        lemma: Vec<Entry>,
    }
    let file: File = toml::from_str(match lang {
        Lang::Fr => include_str!("../../../griot/lexicon/fr/lemmas.toml"),
        Lang::En => include_str!("../../../griot/lexicon/en/lemmas.toml"),
    })
    .context("bad `lemmas.toml`")?;
    let mut sure = BTreeMap::new();
    for entry in file.lemma {
        let upos = upos_of(&entry.upos)
            .with_context(|| format!("unknown part of speech `{}`", entry.upos))?;
        for form in entry.forms {
            sure.insert((form, upos), entry.lemma.clone());
        }
    }
    Ok(sure)
}

type ByUpos<T> = BTreeMap<String, T>;

fn json<T: serde::de::DeserializeOwned>(folder: &Path, name: &str) -> Result<T> {
    let path = folder.join(name);
    let text = std::fs::read_to_string(&path)
        .with_context(|| format!("cannot read `{}`", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("bad JSON in `{}`", path.display()))
}

fn upos_of(name: &str) -> Option<Upos> {
    Some(match name {
        "adj" => Upos::Adj,
        "adv" => Upos::Adv,
        "noun" => Upos::Noun,
        "verb" => Upos::Verb,
        _ => return None,
    })
}

fn is_plain(word: &str) -> bool {
    word.chars().all(|c| c.is_lowercase() || c == '-') && word.len() > 1
}

fn french(folder: &Path) -> Result<Lists> {
    let mut lists = Lists::default();
    let bases: ByUpos<BTreeSet<String>> = json(folder, "fr_lemma_index.json")?;
    let is_verb = |word: &str| bases.get("verb").is_some_and(|verbs| verbs.contains(word));
    let forms: ByUpos<BTreeMap<String, Vec<String>>> = json(folder, "fr_lemma_exc.json")?;
    for (upos, forms) in forms {
        let Some(upos) = upos_of(&upos) else { continue };
        for (form, lemmas) in forms {
            let Some(lemma) = lemmas.first().filter(|_| is_plain(&form)) else { continue };
            // The list gives participles used as adjectives the lemma of the verb.
            if upos == Upos::Verb || !is_verb(lemma) {
                lists.lemmas.insert((lemma.to_lowercase(), upos), lemma.to_lowercase());
                lists.lemmas.insert((form, upos), lemma.to_lowercase());
            }
        }
    }
    // That list holds what is irregular; the rest follows from the base forms.
    for (name, words) in &bases {
        let Some(upos) = upos_of(name) else { continue };
        for base in words.iter().filter(|base| is_plain(base)) {
            let forms = match upos {
                Upos::Adj if is_verb(base) => continue,
                Upos::Adj => vec![plural(base), format!("{base}e"), format!("{base}es")],
                Upos::Noun => vec![plural(base)],
                Upos::Verb => conjugated(base),
                _ => Vec::new(),
            };
            for form in forms.into_iter().chain([base.clone()]) {
                lists.lemmas.entry((form, upos)).or_insert_with(|| base.clone());
            }
        }
    }
    Ok(lists)
}

/// The forms of a French verb in `-er` that newspapers use.
fn conjugated(base: &str) -> Vec<String> {
    let Some(stem) = base.strip_suffix("er") else { return Vec::new() };
    // `mangeait`, `lançait`: the consonant stays soft.
    let soft = if let Some(stem) = stem.strip_suffix('c') {
        format!("{stem}ç")
    } else if stem.ends_with('g') {
        format!("{stem}e")
    } else {
        stem.to_owned()
    };
    // `enlève`, `libère`, `déploie`: the stem before a mute `e`.
    let mut mute = vec![stem.to_owned()];
    let mut back = stem.char_indices().rev();
    let (last, before) = (back.next(), back.next());
    match (before, last) {
        (Some((at, 'e' | 'é')), Some((_, c))) if !"aeiouyéè".contains(c) => {
            mute.push(format!("{}è{c}", &stem[..at]));
        }
        (Some((at, c)), Some((_, d))) if !"aeiouyéè".contains(c) => {
            if let Some(stem) = stem[..at].strip_suffix('é') {
                mute.push(format!("{stem}è{c}{d}"));
            }
        }
        (_, Some((at, 'y'))) => mute.push(format!("{}i", &stem[..at])),
        _ => {}
    }
    if (stem.ends_with("gu") || stem.ends_with("qu"))
        && let Some(start) = stem.get(..stem.len() - 2).and_then(|start| start.strip_suffix('é'))
    {
        mute.push(format!("{start}è{}", &stem[stem.len() - 2..]));
    }
    let mut forms = Vec::new();
    for ending in ["é", "és", "ée", "ées", "èrent", "ez", "iez", "ions"] {
        forms.push(format!("{stem}{ending}"));
    }
    for ending in ["a", "ait", "aient", "ais", "ai", "ant", "ons", "ât"] {
        forms.push(format!("{soft}{ending}"));
    }
    for stem in mute {
        for ending in
            ["e", "es", "ent", "era", "eront", "erait", "eraient", "erons", "erez", "erai"]
        {
            forms.push(format!("{stem}{ending}"));
        }
    }
    forms
}

/// The regular plural of a French noun or adjective.
fn plural(base: &str) -> String {
    if base.ends_with(['s', 'x', 'z']) {
        base.to_owned()
    } else if base.ends_with("eau") || base.ends_with("eu") {
        format!("{base}x")
    } else if let Some(stem) = base.strip_suffix("al") {
        format!("{stem}aux")
    } else {
        format!("{base}s")
    }
}

fn english(folder: &Path) -> Result<Lists> {
    let mut lists = Lists::default();
    let clusters: BTreeMap<String, u64> = json(folder, "en_lexeme_cluster.json")?;
    let logs: BTreeMap<String, f64> = json(folder, "en_lexeme_prob.json")?;
    let frequent = |word: &str| logs.get(word).is_some_and(|&log| log > -19.0);
    let mut numbers = BTreeMap::new();
    for cluster in clusters.values().filter(|&&cluster| cluster > 0) {
        let next = numbers.len() as u32 % 1022 + 1;
        numbers.entry(*cluster).or_insert(next);
    }
    for (word, cluster) in &clusters {
        if let Some(&number) = numbers.get(cluster).filter(|_| frequent(word)) {
            let lower = word.to_lowercase();
            // The small-letter spelling speaks for the word.
            if lower == *word || !clusters.contains_key(&lower) {
                lists.classes.insert(lower, number);
            }
        }
    }
    let bases: ByUpos<BTreeSet<String>> = json(folder, "en_lemma_index.json")?;
    let irregular: ByUpos<BTreeMap<String, Vec<String>>> = json(folder, "en_lemma_exc.json")?;
    for (name, bases) in &bases {
        let Some(upos) = upos_of(name) else { continue };
        for base in bases.iter().filter(|base| is_plain(base) && frequent(base)) {
            lists.lemmas.insert((base.clone(), upos), base.clone());
            for form in inflected(base, upos) {
                if frequent(&form) && !bases.contains(&form) {
                    lists.lemmas.insert((form, upos), base.clone());
                }
            }
        }
    }
    for (name, forms) in irregular {
        let Some(upos) = upos_of(&name) else { continue };
        for (form, lemmas) in forms {
            if let Some(lemma) = lemmas.first().filter(|_| is_plain(&form)) {
                lists.lemmas.insert((form, upos), lemma.clone());
            }
        }
    }
    Ok(lists)
}

/// The regular forms of an English word.
fn inflected(base: &str, upos: Upos) -> Vec<String> {
    let vowel = |c: char| "aeiou".contains(c);
    let mut back = base.chars().rev();
    let (last, second, third) = (back.next(), back.next(), back.next());
    let after_consonant = second.is_some_and(|c| !vowel(c));
    let hissing = ["s", "x", "z", "ch", "sh"].iter().any(|end| base.ends_with(end));
    let s = match last {
        Some('y') if after_consonant => format!("{}ies", &base[..base.len() - 1]),
        _ if hissing => format!("{base}es"),
        _ => format!("{base}s"),
    };
    // `stop`, `stopped`: a single vowel between consonants.
    let doubles = last.is_some_and(|c| !vowel(c) && !"wxyh".contains(c))
        && second.is_some_and(vowel)
        && third.is_some_and(|c| !vowel(c));
    let stems = |e_end: &str, end: &str| {
        let mut forms = match last {
            Some('e') => vec![format!("{}{e_end}", &base[..base.len() - 1])],
            Some('y') if after_consonant && end != "ing" => {
                vec![format!("{}i{end}", &base[..base.len() - 1])]
            }
            _ => vec![format!("{base}{end}")],
        };
        if doubles && let Some(c) = last {
            forms.push(format!("{base}{c}{end}"));
        }
        forms
    };
    match upos {
        Upos::Noun => vec![s],
        Upos::Verb => {
            let mut forms = vec![s];
            forms.extend(stems("ed", "ed"));
            forms.extend(stems("ing", "ing"));
            forms
        }
        Upos::Adj => {
            let mut forms = stems("er", "er");
            forms.extend(stems("est", "est"));
            forms
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_verbs_are_conjugated() {
        let has = |base: &str, form: &str| conjugated(base).iter().any(|found| found == form);
        assert!(has("enlever", "enlèvent") && has("libérer", "libère") && has("piller", "pillée"));
        assert!(has("perpétrer", "perpètrent") && has("déployer", "déploie"));
        assert!(has("assiéger", "assiégeait") && has("menacer", "menaçant"));
    }

    #[test]
    fn regular_forms_of_verbs() {
        assert_eq!(inflected("seize", Upos::Verb), ["seizes", "seized", "seizing"]);
        assert_eq!(inflected("bury", Upos::Verb), ["buries", "buried", "burying"]);
        assert!(inflected("stop", Upos::Verb).contains(&"stopped".to_owned()));
    }
}
