//! The command line as it is written: flags, their help, their worked examples.
//!
//! Takes the process's arguments; gives them parsed and named. What they amount to is decided in
//! `settings.rs`. `docs/cli.md` is made from the texts here, and a test compares the two.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use griot::model::Lang;
use jiff::civil::Date;

/// Reads news of armed conflict into a record whose every value has its source.
///
/// griot reads news coverage of armed conflict, in French and in English, and
/// writes down who did what to whom, where, when, how many were killed,
/// wounded or abducted, and according to whom. Every value comes with the
/// words that say it. It works offline.
#[derive(Debug, Parser)]
#[command(
    name = "griot",
    version,
    max_term_width = 79,
    disable_help_subcommand = true,
    after_help = "\
Exit status: 0 all good, 1 nothing found, 2 something failed.",
    after_long_help = "\
Example:
  $ griot code examples/fr-attaque-convoi.html
  $ griot explain examples/fr-attaque-convoi.html 1

Exit status:
  0  all good
  1  nothing was found
  2  something failed; what could be done was done, and the rest is told on
     standard error"
)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Read(ReadArgs),
    Code(CodeArgs),
    Explain(ExplainArgs),
    Lexicon(LexiconArgs),
}

/// What is read, and how.
#[derive(Debug, clap::Args)]
pub(crate) struct InputArgs {
    /// Files or folders; `-` is standard input
    ///
    /// HTML pages, plain text, JSON and JSON Lines, told apart by what they
    /// hold. A folder is walked in the order of names; hidden files, and files
    /// that only dress pages (styles, scripts, pictures, fonts) or explain them
    /// (.md), are passed over.
    #[arg(value_name = "INPUT", required = true)]
    pub(crate) inputs: Vec<PathBuf>,

    /// Language of the inputs
    ///
    /// Without it the language is told from the words, or else from what the
    /// input declares.
    #[arg(long, value_name = "LANG", value_parser = lang)]
    pub(crate) lang: Option<Lang>,

    /// Day of publication of inputs that tell none
    ///
    /// Words like "Monday" are resolved against the day of publication; without
    /// one they stay undated.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub(crate) published: Option<Date>,

    /// How many documents are worked on at once [default: one per core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) workers: Option<u16>,

    /// Keep notes off standard error
    ///
    /// Failures are told all the same, and so is the exit status.
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

/// Which words are known.
#[derive(Debug, clap::Args)]
pub(crate) struct LexArgs {
    /// Lay this folder of lexicon files over the built-in ones
    #[arg(long = "lexicon", value_name = "DIR")]
    pub(crate) lexicon: Option<PathBuf>,
}

/// How it is shown.
#[derive(Debug, clap::Args)]
pub(crate) struct ColorArgs {
    /// Colour the output
    ///
    /// `auto` colours a terminal, and honours `NO_COLOR` and `CLICOLOR_FORCE`.
    #[arg(long, value_enum, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,
}

/// When output is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

/// Turn pages into articles (JSON Lines)
///
/// Takes the article out of each page: title, outlet, dates, language,
/// paragraphs. Other headlines go to `related`; what was cut off, and why, to
/// `cut`. The output is an input of `griot code`.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Example:
  $ griot read saved-pages/ > articles.jsonl
  $ griot code --json articles.jsonl > claims.jsonl

docs/data-format.md explains the fields.")]
pub(crate) struct ReadArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,
}

/// Code what articles report
///
/// Shows, for each article, what happened, where and when, who did it to whom,
/// how many were killed or wounded and according to whom, with the sentence
/// that says so; then totals over periods, and who said what.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Example:
  $ griot code page.html
  $ griot code --published 2024-05-06 < note.txt -
  $ griot code --json saved-pages/ | jq -c '.events[] | [.date, .place]'

docs/data-format.md explains the fields of --json.")]
pub(crate) struct CodeArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,

    /// Write JSON Lines, one object a document
    #[arg(long)]
    pub(crate) json: bool,

    /// With --json, add what was considered and not taken
    #[arg(long, requires = "json")]
    pub(crate) considered: bool,

    #[command(flatten)]
    pub(crate) lex: LexArgs,

    #[command(flatten)]
    pub(crate) color: ColorArgs,
}

/// Show why each value was coded
///
/// Underlines the words that gave each value, and names the lexicon entries and
/// rules that fired.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Example:
  $ griot explain page.html        everything that was coded
  $ griot explain page.html 2      the second event that `griot code` shows")]
pub(crate) struct ExplainArgs {
    /// A file with one document; `-` is standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// Number of the event, as `griot code` shows it
    #[arg(value_name = "EVENT", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) event: Option<u32>,

    /// Which document, in a file with several
    #[arg(long, value_name = "ID")]
    pub(crate) id: Option<String>,

    /// Language of the document [default: told from its words]
    #[arg(long, value_name = "LANG", value_parser = lang)]
    pub(crate) lang: Option<Lang>,

    /// Day of publication, if the document tells none
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub(crate) published: Option<Date>,

    #[command(flatten)]
    pub(crate) lex: LexArgs,

    #[command(flatten)]
    pub(crate) color: ColorArgs,
}

/// Check or show the words that griot knows
#[derive(Debug, clap::Args)]
pub(crate) struct LexiconArgs {
    #[command(subcommand)]
    pub(crate) command: LexiconCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum LexiconCommand {
    /// Check a folder of lexicon files
    ///
    /// Reads the folder as `--lexicon` would and names the file, the entry and
    /// the fault. Without a folder, checks the built-in files.
    #[command(after_long_help = "\
Example:
  $ griot lexicon check my-words/

docs/lexicon.md explains the files.")]
    Check {
        /// The folder
        #[arg(value_name = "DIR")]
        dir: Option<PathBuf>,
    },
    /// Show what is known: how many entries, or the entries that match
    #[command(after_long_help = "\
Example:
  $ griot lexicon show                  how many entries, by language
  $ griot lexicon show embuscade        entries with a form or id like it")]
    Show {
        /// Part of a form or of an id
        #[arg(value_name = "WORD")]
        word: Option<String>,

        #[command(flatten)]
        lex: LexArgs,
    },
}

fn lang(text: &str) -> Result<Lang, String> {
    text.parse().map_err(|_| {
        let known: Vec<_> = Lang::ALL.iter().map(|lang| lang.as_str()).collect();
        format!("expected one of {}", known.join(", "))
    })
}

fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "expected a day like 2024-05-06".to_owned())
}
