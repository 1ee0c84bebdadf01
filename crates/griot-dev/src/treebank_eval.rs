//! `griot-dev treebank-eval`: how well and how fast the syntax models do.
//!
//! Scores are in per cent of gold tokens. With own tokens, a gold token counts where a token of
//! the same characters stands in its place; heads must match likewise.
// It reports to whoever works on griot.
#![allow(clippy::print_stdout)]

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result};
use griot::annotate::syntax::model::Model;
use griot::annotate::syntax::{Analyser, Analysis, annotate_syntax};
use griot::annotate::{Feats, Rel};
use griot::model::Lang;

use crate::train::lang_of;
use crate::train::treebank::{self, Gold};

/// Arguments of `griot-dev treebank-eval`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Folder that holds `ud-fr` and `ud-en`.
    #[arg(long)]
    data: PathBuf,
    /// Only this language.
    #[arg(long, value_parser = lang_of)]
    lang: Option<Lang>,
    /// A model file to measure instead of the built-in one; needs `--lang`.
    #[arg(long, requires = "lang")]
    model: Option<PathBuf>,
    /// Also list the relations with their precision and recall.
    #[arg(long)]
    rels: bool,
    /// Also list so many places where own tokens or sentences differ from the treebank's.
    #[arg(long, default_value_t = 0)]
    misses: usize,
}

/// Measures and prints.
pub(crate) fn run(args: &Args) -> Result<()> {
    for lang in [Lang::Fr, Lang::En] {
        if args.lang.is_some_and(|only| only != lang) {
            continue;
        }
        let given = match &args.model {
            Some(path) => {
                let file = std::fs::read(path)
                    .with_context(|| format!("cannot read `{}`", path.display()))?;
                Some(Model::read(&file))
            }
            None => None,
        };
        let started = Instant::now();
        let model = given.as_ref().unwrap_or_else(|| Model::of(lang));
        println!("{}: loaded in {} ms", lang.as_str(), started.elapsed().as_millis());
        for path in treebank::development(&args.data, lang) {
            let sents = treebank::read(&path, lang)?;
            println!("{}", path.file_stem().unwrap_or_default().to_string_lossy());
            gold_tokens(model, &sents, lang, args.rels);
            if args.model.is_none() {
                own_tokens(&sents, lang, args.misses);
            }
        }
    }
    Ok(())
}

#[derive(Default)]
struct Score {
    tokens: usize,
    upos: usize,
    feats: usize,
    lemma: usize,
    heads: usize,
    rels: usize,
}

/// Inflection that is measured.
const MEASURED: u16 = Feats::PAST_PART
    | Feats::PRES_PART
    | Feats::INF
    | Feats::FIN
    | Feats::COND
    | Feats::SUBJ
    | Feats::FUT
    | Feats::SING
    | Feats::PLUR;

impl Score {
    fn add(&mut self, gold: &Gold, found: &Analysis, head_right: bool) {
        self.upos += usize::from(gold.upos == found.upos);
        self.feats += usize::from(gold.feats.0 & MEASURED == found.feats.0 & MEASURED);
        self.lemma += usize::from(gold.lemma == found.lemma);
        self.heads += usize::from(head_right);
        self.rels += usize::from(head_right && gold.rel == found.rel);
    }

    fn print(&self, what: &str) {
        let percent = |count: usize| 100.0 * count as f64 / self.tokens.max(1) as f64;
        println!(
            "  {what}: UPOS {:.2}  feats {:.2}  lemma {:.2}  UAS {:.2}  LAS {:.2}",
            percent(self.upos),
            percent(self.feats),
            percent(self.lemma),
            percent(self.heads),
            percent(self.rels),
        );
    }
}

fn gold_tokens(model: &Model, sents: &[Vec<Gold>], lang: Lang, show_rels: bool) {
    let mut score = Score::default();
    let mut by_rel = vec![[0_usize; 3]; Rel::ALL.len()];
    let mut analyser = Analyser::new(model);
    for sent in sents {
        let words: Vec<&str> = sent.iter().map(|gold| gold.form.as_str()).collect();
        let found = analyser.analyse_words(&words, lang);
        for (gold, found) in sent.iter().zip(&found) {
            score.tokens += 1;
            score.add(gold, found, gold.head == found.head);
            by_rel[gold.rel as usize][0] += 1;
            by_rel[found.rel as usize][1] += 1;
            if gold.head == found.head && gold.rel == found.rel {
                by_rel[gold.rel as usize][2] += 1;
            }
        }
    }
    score.print("gold tokens");
    if show_rels {
        for (rel, [gold, found, right]) in Rel::ALL.iter().zip(by_rel) {
            if gold + found > 0 {
                let percent = |of: usize| 100.0 * right as f64 / of.max(1) as f64;
                println!(
                    "    {rel:?}: {gold} gold, P {:.1} R {:.1}",
                    percent(found),
                    percent(gold)
                );
            }
        }
    }
}

/// Time that this thread has had on a processor, where the system tells: a machine may be shared.
fn cpu_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds: f64 = stat.split(' ').next()?.parse().ok()?;
    Some(nanoseconds / 1e9)
}

fn own_tokens(sents: &[Vec<Gold>], lang: Lang, mut misses: usize) {
    // Sentences run on in paragraphs of five, as in prose.
    let mut text = String::new();
    let mut golds: Vec<(usize, usize, usize, &Gold)> = Vec::new();
    let mut starts = 0;
    let mut gold_starts = Vec::new();
    for (i, sent) in sents.iter().enumerate() {
        if i > 0 {
            // A heading stands alone, or no splitter could tell its end.
            let ended = text.ends_with(['.', '!', '?', '…', '"', '»', '”', ')']);
            text.push_str(if i % 5 == 0 || !ended { "\n\n" } else { " " });
        }
        let first = golds.len();
        gold_starts.push(text.trim_end().len() + text.len() - text.trim_end().len());
        for gold in sent {
            let start = text.len();
            text.push_str(&gold.form);
            golds.push((start, text.len(), first, gold));
            if gold.space_after {
                text.push(' ');
            }
        }
        while text.ends_with(' ') {
            text.pop();
        }
    }
    let mut times: Vec<f64> = Vec::new();
    let mut doc = annotate_syntax(&text, lang);
    for _ in 0..9 {
        let started = (cpu_seconds(), Instant::now());
        doc = annotate_syntax(&text, lang);
        let wall = started.1.elapsed().as_secs_f64();
        times.push(cpu_seconds().zip(started.0).map_or(wall, |(after, before)| after - before));
    }
    times.sort_by(f64::total_cmp);
    let around = |at: usize| {
        let from = (0..=at.saturating_sub(40)).rev().find(|&i| text.is_char_boundary(i));
        let to = (at + 40..text.len()).find(|&i| text.is_char_boundary(i)).unwrap_or(text.len());
        (text[from.unwrap_or(0)..at].to_owned(), text[at..to].to_owned())
    };
    if misses > 0 {
        for sent in doc.sents.iter().take(misses * 20) {
            let at = sent.span.start as usize;
            if gold_starts.binary_search(&at).is_err() {
                println!("    sentence too many: {:?}", around(at));
            }
        }
        for &at in gold_starts.iter().take(misses * 20) {
            if doc.sents.binary_search_by_key(&(at as u32), |sent| sent.span.start).is_err() {
                println!("    sentence too few: {:?}", around(at));
            }
        }
    }
    for sent in &doc.sents {
        starts += usize::from(gold_starts.binary_search(&(sent.span.start as usize)).is_ok());
    }
    let mut score = Score { tokens: golds.len(), ..Score::default() };
    let mut matched = 0;
    let span_at = |index: usize| {
        let span = doc.tokens[index].span;
        (span.start as usize, span.end as usize)
    };
    for &(start, end, first, gold) in &golds {
        let found = doc.tokens.binary_search_by_key(&start, |token| token.span.start as usize);
        let Ok(index) = found else { continue };
        if span_at(index) != (start, end) {
            if misses > 0 {
                misses -= 1;
                println!("    token {:?}, found {:?}", gold.form, doc.word(index));
            }
            continue;
        }
        matched += 1;
        let token = doc.tokens[index];
        let head = golds.get(first + gold.head as usize).filter(|head| head.2 == first);
        let head_right = match head {
            Some(&(start, end, _, _)) if gold.rel != Rel::Root => {
                span_at(token.head as usize) == (start, end) && token.head as usize != index
            }
            _ => token.rel == Rel::Root,
        };
        let analysis = Analysis {
            upos: token.upos,
            feats: token.feats,
            tag: 0,
            lemma: doc.lemma(index).to_owned(),
            head: token.head,
            rel: token.rel,
        };
        score.add(gold, &analysis, head_right);
    }
    score.print("own tokens ");
    let f1 = |right: usize, gold: usize, found: usize| {
        200.0 * right as f64 / (gold + found).max(1) as f64
    };
    println!(
        "  tokens F1 {:.2}, sentence starts F1 {:.2}, {:.0} tokens/s",
        f1(matched, golds.len(), doc.tokens.len()),
        f1(starts, gold_starts.len(), doc.sents.len()),
        doc.tokens.len() as f64 / times[times.len() / 2],
    );
}
