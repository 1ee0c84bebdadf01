//! `griot-dev syntax`: what the tokenizer and the models make of a text, one token a line.
//!
//! Takes a file of plain text, prints number, word, lemma, part of speech, inflection, head and
//! relation, with an empty line behind each sentence. It measures nothing: see `treebank-eval`.
#![allow(clippy::print_stdout)]

use std::path::PathBuf;

use anyhow::{Context, Result};
use griot::annotate::syntax::annotate_syntax;
use griot::model::Lang;

use crate::train::lang_of;

/// Arguments of `griot-dev syntax`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A file of plain text.
    file: PathBuf,
    /// Language: `fr` or `en`.
    #[arg(long, value_parser = lang_of)]
    lang: Lang,
}

/// Prints the syntax of a file.
pub(crate) fn run(args: &Args) -> Result<()> {
    let text = std::fs::read_to_string(&args.file)
        .with_context(|| format!("cannot read `{}`", args.file.display()))?;
    let doc = annotate_syntax(&text, args.lang);
    for sent in &doc.sents {
        println!("# {}", sent.span.of(&text).replace('\n', " "));
        for i in sent.tokens() {
            let token = doc.tokens[i];
            let first = sent.first as usize;
            let head = doc.head(i).map_or(0, |head| head - first + 1);
            println!(
                "{}\t{}\t{}\t{:?}\t{:x}\t{head}\t{:?}",
                i - first + 1,
                doc.word(i),
                doc.lemma(i),
                token.upos,
                token.feats.0,
                token.rel
            );
        }
        println!();
    }
    Ok(())
}
