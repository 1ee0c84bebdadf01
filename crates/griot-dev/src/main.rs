//! The `griot-dev` command: the work on griot itself that is not part of what is published.
//!
//! Takes a subcommand; gives its exit code. Each subcommand is one module, which says what it
//! takes and gives; nothing here is linked into `griot`.
#![cfg_attr(test, allow(clippy::unwrap_used))]

use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod annotate;
mod articles;
mod codings;
mod dates;
mod eval;
mod fuse_eval;
mod hostile;
mod learn;
mod learn_pages;
mod outlines;
mod pages;
mod places;
mod syntax;
mod train;
mod treebank_eval;

/// Work on griot itself: evaluation, imports, training.
#[derive(Debug, Parser)]
#[command(name = "griot-dev", version, max_term_width = 79)]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show what annotation and coding make of a text
    Annotate(annotate::Args),
    /// Write short invented articles, to fill a record with
    Articles(articles::Args),
    /// Put codings without words and the texts of their corpus together
    Codings(codings::Args),
    /// Score the days of publication of pages
    Dates(dates::Args),
    /// Score the program on documents coded by hand
    Eval(eval::Args),
    /// Measure which accounts are put together as one event
    FuseEval(fuse_eval::Args),
    /// Write inputs that a person could write to stop a reader
    Hostile(hostile::Args),
    /// Learn from documents coded by hand what the rules leave open
    Learn(learn::Args),
    /// Learn which blocks of a page are its article
    LearnPages(learn_pages::Args),
    /// Simplify and pack the outlines on the maps of briefs
    Outlines(outlines::Args),
    /// Score the extraction of articles from pages, beside other libraries
    Pages(pages::Args),
    /// The gazetteer
    #[command(subcommand)]
    Places(places::Places),
    /// Show what the syntax models make of a text
    Syntax(syntax::Args),
    /// Train the syntax model of a language on treebanks
    Train(train::Args),
    /// Measure the built-in syntax models on the development sections of the treebanks
    TreebankEval(treebank_eval::Args),
}

fn main() -> ExitCode {
    let outcome = match Args::parse().command {
        Command::Annotate(args) => annotate::run(&args).map(|()| ExitCode::SUCCESS),
        Command::Articles(args) => articles::run(&args).map(|()| ExitCode::SUCCESS),
        Command::Codings(args) => codings::run(&args).map(|()| ExitCode::SUCCESS),
        Command::Dates(args) => dates::run(&args).map(|()| ExitCode::SUCCESS),
        Command::Eval(args) => eval::run(&args),
        Command::FuseEval(args) => fuse_eval::run(&args),
        Command::Hostile(args) => hostile::run(&args).map(|()| ExitCode::SUCCESS),
        Command::Learn(args) => learn::run(&args).map(|()| ExitCode::SUCCESS),
        Command::LearnPages(args) => learn_pages::run(&args).map(|()| ExitCode::SUCCESS),
        Command::Outlines(args) => outlines::run(&args).map(|()| ExitCode::SUCCESS),
        Command::Pages(args) => pages::run(&args).map(|()| ExitCode::SUCCESS),
        Command::Places(command) => places::run(&command).map(|()| ExitCode::SUCCESS),
        Command::Syntax(args) => syntax::run(&args).map(|()| ExitCode::SUCCESS),
        Command::Train(args) => train::run(&args).map(|()| ExitCode::SUCCESS),
        Command::TreebankEval(args) => treebank_eval::run(&args).map(|()| ExitCode::SUCCESS),
    };
    outcome.unwrap_or_else(|error| {
        let mut stderr = std::io::stderr().lock();
        // Nobody is left to tell when standard error itself is closed.
        let _ = std::io::Write::write_fmt(&mut stderr, format_args!("griot-dev: {error:#}\n"));
        ExitCode::from(2)
    })
}
