//! Sentences of news, made to practise on.
//!
//! Takes a grammar of our own in TOML, gives sentences of gold tokens. Treebanks of blogs, reviews and
//! encyclopaedias hold next to nothing of the language of dispatches: `shot dead`, `opened fire` and
//! `, killing six` are met once in 350,000 words or never. The grammar writes such sentences by the
//! thousand, with their trees as the guidelines of Universal Dependencies have them.
//!
//! A phrase has ways to be made, one a line: words and phrases in their order, each with `^` where it is
//! the head and with `.relation` where it hangs on the head. `?` behind it leaves it out every second time, a number in
//! front of the line makes the line so many times as frequent. What the grammar has no phrase or class of
//! words for is a word of `[function]`; what stands behind a colon there only tells two words of one form apart.
//! `{n}` in a line stands for `s` and for `p`.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use griot::annotate::syntax::push_lower;
use griot::annotate::{Feats, Rel, Upos};
use griot::model::Lang;
use serde::Deserialize;

use super::perceptron::Dice;
use super::treebank::{Gold, Section, sentences};

/// A grammar as its file has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Grammar {
    /// How many sentences are made.
    sentences: usize,
    /// How much of them an epoch of training sees.
    share: f64,
    /// Words of closed classes: part of speech and features, as in CoNLL-U.
    function: BTreeMap<String, String>,
    /// Classes of words.
    words: BTreeMap<String, Words>,
    /// Ways to make each phrase; `S` is a sentence.
    phrases: BTreeMap<String, Vec<String>>,
}

/// A class of words.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    /// Part of speech and features, as in CoNLL-U.
    tag: String,
    /// The words, parted by spaces.
    forms: String,
}

/// Deeper than this, a phrase is made in its first way, which must lead to an end.
const DEEPEST: usize = 9;

/// What stands for `s` and `p` in a line, one after the other.
const NUMBER: &str = "{n}";

/// A word of a sentence, with the index of its head.
#[derive(Clone, Debug)]
struct Word {
    form: String,
    tag: String,
    head: usize,
    rel: String,
}

/// One item of a line: what it is made of, and how it hangs on the head (`None` for the head).
#[derive(Debug)]
struct Item<'g> {
    symbol: &'g str,
    rel: Option<&'g str>,
    optional: bool,
}

/// The practice sentences of a language, by the grammar in a folder.
pub(crate) fn section(folder: &Path, lang: Lang) -> Result<Section> {
    let path = folder.join(lang.as_str()).with_extension("toml");
    let text = std::fs::read_to_string(&path)
        .with_context(|| format!("cannot read `{}`", path.display()))?;
    let grammar = Grammar::read(&text)?;
    let mut dice = Dice::new(11);
    let mut file = String::new();
    for _ in 0..grammar.sentences {
        let words = grammar.make("S", 0, &mut dice)?;
        write(&words, lang, &mut file);
    }
    Ok(Section { share: grammar.share, sents: sentences(&file, lang)? })
}

/// Sentences of the cases of coding (`testdata/cases/`), with the trees from which they were coded as people
/// would code them: `read.<lang>.txt`, a token a line with its head, counted from 1, and its relation. Nothing of
/// that tells the parts of speech, so that only the parser learns from them.
pub(crate) fn read(folder: &Path, lang: Lang) -> Result<Vec<Vec<Gold>>> {
    let path = folder.join(format!("read.{}.txt", lang.as_str()));
    let text = std::fs::read_to_string(&path)
        .with_context(|| format!("cannot read `{}`", path.display()))?;
    let rel_of = |name: &str| Rel::ALL.into_iter().find(|rel| format!("{rel:?}") == name);
    let token = |line: &str, n: usize| {
        let mut fields = line.rsplitn(3, ' ');
        let rel = fields.next().and_then(rel_of)?;
        let head = fields.next()?.parse::<usize>().ok().filter(|&head| head <= n)?;
        let form = fields.next()?.to_owned();
        let mut lower = String::new();
        push_lower(&form, &mut lower);
        Some(Gold {
            form,
            lower,
            lemma: String::new(),
            upos: Upos::X,
            feats: Feats::default(),
            head: head.checked_sub(1).unwrap_or(n) as u32,
            rel,
            space_after: true,
        })
    };
    let mut sents = Vec::new();
    for block in text.split("\n\n") {
        let n = block.lines().count();
        let sent: Option<Vec<Gold>> = block.lines().map(|line| token(line, n)).collect();
        sents.push(sent.with_context(|| format!("bad sentence in `{}`: {block}", path.display()))?);
    }
    Ok(sents)
}

impl Grammar {
    fn read(text: &str) -> Result<Self> {
        let mut grammar: Self =
            toml::from_str(text).context("bad grammar of practice sentences")?;
        for ways in grammar.phrases.values_mut() {
            let both = |way: &String| {
                if way.contains(NUMBER) {
                    vec![way.replace(NUMBER, "s"), way.replace(NUMBER, "p")]
                } else {
                    vec![way.clone()]
                }
            };
            *ways = ways.iter().flat_map(both).collect();
        }
        Ok(grammar)
    }

    /// Makes a phrase; the head of its head is its own index.
    fn make(&self, symbol: &str, depth: usize, dice: &mut Dice) -> Result<Vec<Word>> {
        if let Some(ways) = self.phrases.get(symbol) {
            let line =
                pick(ways, depth, dice).with_context(|| format!("no way to make {symbol}"))?;
            return self.put_together(line, depth, dice).with_context(|| format!("in {symbol}"));
        }
        let (form, tag) = if let Some(class) = self.words.get(symbol) {
            let forms: Vec<&str> = class.forms.split_whitespace().collect();
            ensure!(!forms.is_empty(), "no words in {symbol}");
            (forms[(dice.roll() * forms.len() as f64) as usize], &class.tag)
        } else if let Some(tag) = self.function.get(symbol) {
            let form = symbol.split_once(':').map_or(symbol, |(form, _)| form);
            (if form.is_empty() { symbol } else { form }, tag)
        } else {
            bail!("neither a phrase nor a word: {symbol}");
        };
        let word =
            Word { form: form.to_owned(), tag: tag.clone(), head: 0, rel: "root".to_owned() };
        Ok(vec![word])
    }

    fn put_together(&self, line: &str, depth: usize, dice: &mut Dice) -> Result<Vec<Word>> {
        let mut words: Vec<Word> = Vec::new();
        let mut heads: Vec<(usize, &str)> = Vec::new();
        let mut top = None;
        for item in line.split_whitespace() {
            let item = Item::read(item)?;
            if item.optional && dice.roll() < 0.5 {
                continue;
            }
            let first = words.len();
            let mut part = self.make(item.symbol, depth + 1, dice)?;
            for word in &mut part {
                word.head += first;
            }
            let own = first + part.iter().position(|w| w.rel == "root").context("no head")?;
            words.append(&mut part);
            match item.rel {
                Some(rel) => heads.push((own, rel)),
                None => ensure!(top.replace(own).is_none(), "two heads in `{line}`"),
            }
        }
        let top = top.with_context(|| format!("no head in `{line}`"))?;
        for (own, rel) in heads {
            words[own].head = top;
            rel.clone_into(&mut words[own].rel);
        }
        words[top].head = top;
        Ok(words)
    }
}

/// Writes a sentence as CoNLL-U.
fn write(words: &[Word], lang: Lang, file: &mut String) {
    use std::fmt::Write as _;
    for (i, word) in words.iter().enumerate() {
        let mut form = word.form.clone();
        if lang == Lang::En && form == "a" {
            let vowel = |next: &Word| next.form.starts_with(['a', 'e', 'i', 'o', 'u']);
            if words.get(i + 1).is_some_and(vowel) {
                form.push('n');
            }
        }
        if i == 0 {
            let mut chars = form.chars();
            form = chars.next().map_or_else(String::new, |first| {
                first.to_uppercase().collect::<String>() + chars.as_str()
            });
        }
        let (upos, feats) = word.tag.split_once(' ').unwrap_or((&word.tag, "_"));
        let head = if word.rel == "root" { 0 } else { word.head + 1 };
        // Writing to a string does not fail.
        let _ =
            writeln!(file, "{}\t{form}\t_\t{upos}\t_\t{feats}\t{head}\t{}\t_\t_", i + 1, word.rel);
    }
    file.push('\n');
}

impl<'g> Item<'g> {
    fn read(text: &'g str) -> Result<Self> {
        let (text, optional) = match text.strip_suffix('?') {
            Some(text) if !text.is_empty() => (text, true),
            _ => (text, false),
        };
        if let Some(symbol) = text.strip_suffix('^') {
            return Ok(Self { symbol, rel: None, optional });
        }
        let (symbol, rel) =
            text.rsplit_once('.').with_context(|| format!("neither head nor relation: {text}"))?;
        ensure!(!symbol.is_empty() && !rel.is_empty(), "neither head nor relation: {text}");
        Ok(Self { symbol, rel: Some(rel), optional })
    }
}

/// One of several lines, by how frequent each is.
fn pick<'g>(ways: &'g [String], depth: usize, dice: &mut Dice) -> Option<&'g str> {
    let parted = ways.iter().map(|way| {
        let weighed =
            way.split_once(' ').and_then(|(n, rest)| Some((n.parse::<u32>().ok()?, rest)));
        weighed.unwrap_or((1, way.as_str()))
    });
    if depth >= DEEPEST {
        return parted.map(|(_, line)| line).next();
    }
    let all: u32 = parted.clone().map(|(weight, _)| weight).sum();
    let mut left = dice.roll() * f64::from(all);
    for (weight, line) in parted {
        left -= f64::from(weight);
        if left < 0.0 {
            return Some(line);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use griot::annotate::Rel;

    use super::*;

    #[test]
    fn every_sentence_is_a_tree_with_one_root() {
        for lang in [Lang::En, Lang::Fr] {
            let made = section(Path::new("practice"), lang).unwrap();
            assert!(made.sents.len() > 1000);
            for sent in &made.sents {
                let roots = sent.iter().filter(|word| word.rel == Rel::Root).count();
                let shown: Vec<&str> = sent.iter().map(|word| word.form.as_str()).collect();
                assert_eq!(roots, 1, "{shown:?}");
                assert!(sent.iter().all(|word| word.head as usize <= sent.len()), "{shown:?}");
                assert!(sent.iter().all(|word| word.rel != Rel::Dep), "{shown:?}");
            }
        }
    }

    #[test]
    fn a_grammar_says_what_hangs_on_what() {
        let grammar = Grammar::read(
            "sentences = 1\nshare = 1.0\n[function]\nthe = 'DET'\n'.' = 'PUNCT'\n\
             [words.N]\ntag = 'NOUN Number=Plur'\nforms = 'rebels'\n\
             [words.V]\ntag = 'VERB VerbForm=Fin'\nforms = 'fled'\n\
             [phrases]\nS = ['NP.nsubj V^ ..punct']\nNP = ['the.det N^']\n",
        )
        .unwrap();
        let words = grammar.make("S", 0, &mut Dice::new(1)).unwrap();
        let shown: Vec<_> =
            words.iter().map(|w| (w.form.as_str(), w.head, w.rel.as_str())).collect();
        assert_eq!(
            shown,
            [("the", 1, "det"), ("rebels", 2, "nsubj"), ("fled", 2, "root"), (".", 2, "punct")]
        );
        assert!(grammar.make("NOTHING", 0, &mut Dice::new(1)).is_err());
    }
}
