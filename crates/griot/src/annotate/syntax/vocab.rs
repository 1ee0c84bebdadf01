//! The words that the tokenizer and the sentence splitter know.
//!
//! Takes `lexicon/<lang>/tokens.toml`, gives sorted lists to look words up in. It holds no rule:
//! what is done with the words stands in `tokenize.rs` and `sentences.rs`.

use std::sync::OnceLock;

use serde::de::Error;
use serde::{Deserialize, Deserializer};

use super::hash::WordFilter;
use crate::model::Lang;

/// The words of one language that decide where text is cut.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Vocab {
    /// Words that end in an apostrophe before a vowel.
    pub(crate) elisions: Vec<String>,
    /// Clitics, with their hyphen.
    pub(crate) clitics: Vec<String>,
    /// Words that are never cut.
    pub(crate) whole: Vec<String>,
    /// Forms cut in two.
    #[serde(deserialize_with = "halves")]
    pub(crate) splits: Vec<[String; 2]>,
    /// Endings that are cut off.
    pub(crate) endings: Vec<String>,
    /// Abbreviations before a name.
    pub(crate) before_name: Vec<String>,
    /// Abbreviations before a number.
    pub(crate) before_number: Vec<String>,
    /// Abbreviations in any place.
    pub(crate) abbreviations: Vec<String>,
    /// Words that may be of a closed class: articles, pronouns, prepositions, conjunctions, particles.
    pub(crate) function_words: Vec<String>,
    /// Words that open a sentence.
    pub(crate) starters: Vec<String>,
    /// Last parts of web addresses.
    pub(crate) domains: Vec<String>,
    /// Participles that stand in front of a noun to say something of it.
    pub(crate) attributes: Vec<String>,
    /// Past tenses that look like participles, and are none without an auxiliary.
    #[serde(deserialize_with = "words")]
    pub(crate) finite: Vec<Vec<String>>,
    /// Words that open with a past tense.
    #[serde(deserialize_with = "words")]
    pub(crate) past: Vec<Vec<String>>,
    /// Which words are the first of those, and of `finite`.
    #[serde(skip)]
    pub(crate) past_first: WordFilter,
    /// Whether a plain space groups digits by three.
    pub(crate) space_groups_digits: bool,
}

#[derive(Deserialize)]
struct TokensFile {
    tokens: Vocab,
}

/// Forms with a bar at the cut.
fn halves<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<[String; 2]>, D::Error> {
    let forms = Vec::<String>::deserialize(from)?;
    let halves = |form: String| match form.split_once('|') {
        Some((left, right)) => Ok([left.to_owned(), right.to_owned()]),
        None => Err(D::Error::custom(format!("no bar tells where `{form}` is cut"))),
    };
    forms.into_iter().map(halves).collect()
}

/// Forms of several words.
fn words<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Vec<String>>, D::Error> {
    let forms = Vec::<String>::deserialize(from)?;
    Ok(forms.iter().map(|form| form.split(' ').map(str::to_owned).collect()).collect())
}

impl Vocab {
    /// The words of a language, read once.
    pub(crate) fn of(lang: Lang) -> &'static Self {
        static FR: OnceLock<Vocab> = OnceLock::new();
        static EN: OnceLock<Vocab> = OnceLock::new();
        match lang {
            Lang::Fr => FR.get_or_init(|| read(include_str!("../../../lexicon/fr/tokens.toml"))),
            Lang::En => EN.get_or_init(|| read(include_str!("../../../lexicon/en/tokens.toml"))),
        }
    }
}

/// The files are compiled in, and a test reads both: the empty vocabulary is never met in practice.
fn read(toml: &str) -> Vocab {
    let mut vocab = toml::from_str::<TokensFile>(toml).map(|file| file.tokens).unwrap_or_default();
    for list in [
        &mut vocab.elisions,
        &mut vocab.whole,
        &mut vocab.before_name,
        &mut vocab.before_number,
        &mut vocab.abbreviations,
        &mut vocab.function_words,
        &mut vocab.attributes,
        &mut vocab.starters,
        &mut vocab.domains,
    ] {
        list.sort_unstable();
    }
    let first = vocab.past.iter().chain(&vocab.finite).filter_map(|words| words.first());
    vocab.past_first = WordFilter::new(first.map(String::as_str));
    // The longest ending is tried first: `-t-il` before `-il`.
    vocab.clitics.sort_by_key(|clitic| std::cmp::Reverse(clitic.len()));
    vocab
}

/// Whether a sorted list holds a word.
pub(crate) fn holds(list: &[String], word: &str) -> bool {
    list.binary_search_by(|entry| entry.as_str().cmp(word)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_files_are_read() {
        for toml in [
            include_str!("../../../lexicon/fr/tokens.toml"),
            include_str!("../../../lexicon/en/tokens.toml"),
        ] {
            toml::from_str::<TokensFile>(toml).unwrap();
        }
        assert!(holds(&Vocab::of(Lang::Fr).elisions, "qu"));
        assert!(holds(&Vocab::of(Lang::En).before_name, "gen"));
    }
}
