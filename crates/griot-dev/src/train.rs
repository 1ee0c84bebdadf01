//! `griot-dev train`: from treebanks and word lists to a model file.
//!
//! The same data gives the same bytes: nothing depends on time, threads or the order of a map.
// It reports to whoever works on griot.
#![allow(clippy::print_stdout)]

pub(crate) mod treebank;

mod lists;
mod parser;
mod perceptron;
mod tagger;
mod words;
mod write;

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use griot::annotate::syntax::hash;
use griot::annotate::syntax::lemma;
use griot::annotate::syntax::model::Model;
use griot::annotate::syntax::tables::WordTable;
use griot::model::Lang;

use self::write::Parts;

/// Arguments of `griot-dev train`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Folder that holds `ud-fr` and `ud-en`.
    #[arg(long)]
    data: PathBuf,
    /// Language: `fr` or `en`.
    #[arg(long, value_parser = lang_of)]
    lang: Lang,
    /// Where to write the model.
    #[arg(long)]
    out: PathBuf,
    /// Folder with unpacked word lists of `spacy-lookups-data`.
    #[arg(long)]
    lists: Option<PathBuf>,
    /// How often the data is gone through.
    #[arg(long, default_value_t = 12)]
    epochs: usize,
    /// Rows of weights that are kept for tags.
    #[arg(long, default_value_t = 40_000)]
    tag_rows: usize,
    /// Rows of weights that are kept for moves.
    #[arg(long, default_value_t = 120_000)]
    move_rows: usize,
    /// Rows of weights that are kept for relations.
    #[arg(long, default_value_t = 40_000)]
    rel_rows: usize,
}

/// A language from its code.
pub(crate) fn lang_of(code: &str) -> Result<Lang> {
    match code {
        "fr" => Ok(Lang::Fr),
        "en" => Ok(Lang::En),
        _ => bail!("expected `fr` or `en`, found `{code}`"),
    }
}

/// Trains and writes a model.
pub(crate) fn run(args: &Args) -> Result<()> {
    let sections = treebank::training(&args.data, args.lang)?;
    let lists = lists::read(args.lists.as_deref(), args.lang)?;
    let sents = || sections.iter().flat_map(|section| &section.sents);
    let tags = words::Tags::new(sents());
    let facts = words::facts(sents(), &tags, &lists);
    let inflection = words::inflection(sents(), &tags);
    let lemmas = words::lemmas(sents(), &lists, &BTreeMap::new());
    println!("{} tags, {} words, {} lemmas", tags.list.len(), facts.len(), lemmas.words.len());

    let table = WordTable::new(facts.iter().copied());
    let mut examples: Vec<tagger::Example> = sections
        .iter()
        .flat_map(|section| section.sents.iter().map(|sent| (sent, section.share)))
        .map(|(sent, share)| tagger::example(sent, &tags, &table, share))
        .collect();
    let crossed = tagger::cross_tags(&mut examples, &tags, 5, 5);
    let tag_rows =
        tagger::train(&mut examples, &tags, args.epochs, |_| false).finish(args.tag_rows);
    println!("tagger: {} rows", tag_rows.len());

    let mut parts =
        Parts { tags: tags.list, tag_rows, facts, inflection, lemmas, ..Parts::default() };
    let model = Model::read(&parts.encode());
    for (example, crossed) in examples.iter_mut().zip(&crossed) {
        for ((atom, &tag), gold) in example.atoms[2..].iter_mut().zip(crossed).zip(&example.gold) {
            atom.tag = tag;
            atom.upos = model.tags[usize::from(tag)].0;
            let mut lemma = gold.lower.clone();
            if let Some(script) = lemma::script(&model, atom, atom.upos) {
                lemma.clear();
                lemma::apply(script, &gold.lower, &mut lemma);
            }
            atom.lemma = if lemma == gold.lower {
                atom.form
            } else {
                (hash::bytes(lemma.as_bytes()) >> 32) as u32
            };
        }
    }
    let learned = parser::train(&examples, args.epochs);
    parts.moves = learned.moves.finish(args.move_rows);
    parts.rel_rows = learned.rels.finish(args.rel_rows);
    println!("parser: {} rows, {} of relations", parts.moves.len(), parts.rel_rows.len());

    let bytes = parts.encode();
    println!("{} bytes", bytes.len());
    std::fs::write(&args.out, bytes)
        .with_context(|| format!("cannot write `{}`", args.out.display()))
}
