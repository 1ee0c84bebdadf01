//! Distributional classes of words.
//!
//! Takes plain text, gives each frequent word a class: words in one class have the same
//! neighbours. Words that the treebanks lack share their weights with those of their class. The
//! method is exchange clustering: each word in turn goes where the likelihood of all words beside
//! their neighbours, given classes, is greatest. Only the classes go into a model, no text.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use griot::annotate::syntax::push_lower;
use griot::annotate::syntax::tokenize::tokenize;
use griot::model::Lang;
use serde::Deserialize;

use super::treebank::Gold;

const CLASSES: usize = 384;
const ROUNDS: usize = 8;
const LEAST: u32 = 3;

/// French text beside the treebanks: sentences of words. Files that are not there are passed over.
pub(crate) fn french_text(data: &Path) -> Result<Vec<Vec<String>>> {
    #[derive(Deserialize)]
    struct Article {
        text: String,
    }
    let mut sents = Vec::new();
    for name in ["ner-fr-winer/winer-fr-2016.jsonl", "ner-fr-winer/winer-fr-2017.jsonl"] {
        let Ok(lines) = std::fs::read_to_string(data.join(name)) else { continue };
        for line in lines.lines() {
            let article: Article =
                serde_json::from_str(line).with_context(|| format!("bad line in `{name}`"))?;
            let words = tokenize(&article.text, Lang::Fr);
            sents.push(
                words
                    .iter()
                    .map(|raw| lower(&article.text[raw.start as usize..raw.end as usize]))
                    .collect(),
            );
        }
    }
    if let Ok(lines) = std::fs::read_to_string(data.join("ner-fr-wikiner/train.txt")) {
        let words = lines.lines().filter_map(|line| line.split_whitespace().next());
        sents.push(words.map(lower).collect());
    }
    Ok(sents)
}

/// The words of treebank sentences.
pub(crate) fn words_of(sents: &[Vec<Gold>]) -> impl Iterator<Item = Vec<String>> + '_ {
    sents.iter().map(|sent| sent.iter().map(|gold| lower(&gold.form)).collect())
}

fn lower(word: &str) -> String {
    let mut out = String::new();
    push_lower(word, &mut out);
    if out.starts_with(|c: char| c.is_ascii_digit()) {
        out = out.replace(|c: char| c.is_ascii_digit(), "0");
    }
    out
}

/// The class of each frequent word, counted from 1.
pub(crate) fn learn(sents: &[Vec<String>]) -> BTreeMap<String, u32> {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for word in sents.iter().flatten() {
        *counts.entry(word).or_default() += 1;
    }
    let mut vocabulary: Vec<(&str, u32)> =
        counts.into_iter().filter(|&(_, count)| count >= LEAST).collect();
    vocabulary.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let number: BTreeMap<&str, usize> =
        vocabulary.iter().enumerate().map(|(i, &(word, _))| (word, i)).collect();
    let n = vocabulary.len();

    // Neighbours: word `v` behind is `v`, word `v` before is `n + v`.
    let mut beside: Vec<BTreeMap<u32, u32>> = vec![BTreeMap::new(); n];
    for sent in sents {
        for pair in sent.windows(2) {
            let (Some(&a), Some(&b)) = (number.get(pair[0].as_str()), number.get(pair[1].as_str()))
            else {
                continue;
            };
            *beside[a].entry(b as u32).or_default() += 1;
            *beside[b].entry((n + a) as u32).or_default() += 1;
        }
    }
    let mut class_of: Vec<usize> = (0..n).map(|word| word % CLASSES).collect();
    let mut table = vec![[0_u32; CLASSES]; 2 * n];
    let mut totals = [0_u32; CLASSES];
    for (word, beside) in beside.iter().enumerate() {
        for (&neighbour, &count) in beside {
            table[neighbour as usize][class_of[word]] += count;
            totals[class_of[word]] += count;
        }
    }
    let small: Vec<f32> = (0..4096_u32).map(|x| x_log_x(x as f32)).collect();
    let f = |x: u32| small.get(x as usize).copied().unwrap_or_else(|| x_log_x(x as f32));
    for _ in 0..ROUNDS {
        for (word, beside) in beside.iter().enumerate() {
            let own = class_of[word];
            let weight: u32 = beside.values().sum();
            let mut gains = [0.0_f32; CLASSES];
            totals[own] -= weight;
            for (&neighbour, &count) in beside {
                let row = &mut table[neighbour as usize];
                row[own] -= count;
                for (gain, &there) in gains.iter_mut().zip(row.iter()) {
                    // Most classes have never met the neighbour: their gain is the same.
                    *gain += if there == 0 { f(count) } else { f(there + count) - f(there) };
                }
            }
            for (gain, &total) in gains.iter_mut().zip(&totals) {
                *gain -= x_log_x((total + weight) as f32) - x_log_x(total as f32);
            }
            let best = super::tagger::best(&gains);
            class_of[word] = best;
            totals[best] += weight;
            for (&neighbour, &count) in beside {
                table[neighbour as usize][best] += count;
            }
        }
    }
    vocabulary
        .iter()
        .zip(class_of)
        .map(|(&(word, _), class)| (word.to_owned(), class as u32 + 1))
        .collect()
}

fn x_log_x(x: f32) -> f32 {
    if x > 0.0 { x * x.ln() } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequent_words_have_a_class_and_rare_words_none() {
        let sent = ["le", "soldat", "fuit", "."].map(str::to_owned).to_vec();
        let mut sents = vec![sent; 4];
        sents.push(vec!["hapax".to_owned()]);
        let classes = learn(&sents);
        assert_eq!(classes.len(), 4);
        assert!(classes.values().all(|&class| (1..=CLASSES as u32).contains(&class)));
        assert_eq!(classes, learn(&sents));
    }
}
