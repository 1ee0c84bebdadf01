//! `griot-dev train`: from treebanks and word lists to a model file.
//!
//! The same data gives the same bytes: nothing depends on time, threads or the order of a map.
// It reports to whoever works on griot.
#![allow(clippy::print_stdout)]

pub(crate) mod treebank;

mod classes;
mod lists;
mod network;
mod parser;
mod perceptron;
mod practice;
mod tagger;
mod words;
mod write;

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use griot::annotate::syntax::Analyser;
use griot::annotate::syntax::hash;
use griot::annotate::syntax::lemma;
use griot::annotate::syntax::model::Model;
use griot::annotate::syntax::tables::WordTable;
use griot::model::Lang;

use self::network::Schooling;
use self::perceptron::Regime;
use self::write::Parts;

/// Arguments of `griot-dev train`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Folder that holds `ud-fr` and `ud-en`.
    #[arg(long)]
    data: PathBuf,
    /// Folder with grammars of sentences to practise on besides the treebanks.
    #[arg(long)]
    practice: Option<PathBuf>,
    /// Folder with trees of sentences of cases, for the parser.
    #[arg(long)]
    read: Option<PathBuf>,
    /// Language: `fr` or `en`.
    #[arg(long, value_parser = lang_of)]
    lang: Lang,
    /// Where to write the model.
    #[arg(long)]
    out: PathBuf,
    /// Folder with unpacked word lists of `spacy-lookups-data`.
    #[arg(long)]
    lists: Option<PathBuf>,
    /// How often the tagger goes through the data.
    #[arg(long, default_value_t = 12)]
    epochs: usize,
    /// Share of features hidden from each example.
    #[arg(long, default_value_t = 0.2)]
    dropout: f64,
    /// By how much the right tag must win.
    #[arg(long, default_value_t = 1.0)]
    margin: f32,
    /// Rows of weights that are kept for tags.
    #[arg(long, default_value_t = 28_000)]
    tag_rows: usize,
    /// How often the parser goes through the data.
    #[arg(long, default_value_t = 24)]
    parser_epochs: usize,
    /// How far a weight of the parser moves at first.
    #[arg(long, default_value_t = 0.04)]
    parser_rate: f32,
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
    let mut lists = lists::read(args.lists.as_deref(), args.lang)?;
    let sents = || sections.iter().flat_map(|section| &section.sents);
    let mut attested = None;
    if args.lang == Lang::Fr {
        let mut text = classes::french_text(&args.data)?;
        text.extend(sections.iter().flat_map(|section| classes::words_of(&section.sents)));
        lists.classes = classes::learn(&text);
        attested = Some(text);
        println!("{} words in classes", lists.classes.len());
    }
    let sure = lists::sure(args.lang)?;
    let tags = words::Tags::new(sents());
    let inflection = words::inflection(sents(), &tags);
    let lemmas = words::lemmas(sents(), &lists, &sure);
    if let Some(text) = &attested {
        lists.keep_attested(text);
    }
    let facts = words::facts(sents(), &tags, &lists);
    println!("{} tags, {} words, {} lemmas", tags.list.len(), facts.len(), lemmas.words.len());

    let table = WordTable::new(facts.iter().copied());
    // Made sentences show how words stand together; what a word is, only treebanks and lists tell.
    let practice = args.practice.as_deref().map(|folder| practice::section(folder, args.lang));
    let practice = practice.transpose()?;
    let mut examples: Vec<tagger::Example> = sections
        .iter()
        .chain(&practice)
        .flat_map(|section| section.sents.iter().map(|sent| (sent, section.share)))
        .map(|(sent, share)| tagger::example(sent, &tags, &table, share))
        .collect();
    let regime = Regime { epochs: args.epochs, dropout: args.dropout, margin: args.margin };
    let crossed = tagger::cross_tags(&mut examples, &tags, 5, Regime { epochs: 5, ..regime });
    let tag_rows = tagger::train(&mut examples, &tags, regime, |_| false).finish(args.tag_rows);
    println!("tagger: {} rows", tag_rows.len());

    let mut parts =
        Parts { tags: tags.list, tag_rows, facts, inflection, lemmas, ..Parts::default() };
    let model = Model::read(&parts.encode());
    let mut read = Vec::new();
    if let Some(folder) = &args.read {
        let mut analyser = Analyser::new(&model);
        for sent in practice::read(folder, args.lang)? {
            let words: Vec<&str> = sent.iter().map(|gold| gold.form.as_str()).collect();
            let found = analyser.analyse_words(&words, args.lang);
            read.push(found.iter().map(|word| word.tag).collect());
            examples.push(tagger::untagged(&sent, &table));
        }
    }
    for (example, crossed) in examples.iter_mut().zip(crossed.iter().chain(&read)) {
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
    let schooling = Schooling {
        epochs: args.parser_epochs,
        rate: args.parser_rate,
        hidden_rows: 0.1,
        hidden_places: 0.2,
        hidden_words: 0.25,
    };
    parts.network = parser::train(&examples, schooling);
    println!("parser: {} words, {} rows", parts.network.words.len(), parts.network.rows.len());

    let bytes = parts.encode();
    println!("{} bytes", bytes.len());
    std::fs::write(&args.out, bytes)
        .with_context(|| format!("cannot write `{}`", args.out.display()))
}
