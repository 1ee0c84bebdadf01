//! The command line as it is written: flags, their help, their worked examples.
//!
//! Takes the process's arguments; gives them parsed and named. What they amount to is decided in
//! `settings.rs`. `docs/cli.md` is made from the texts here, and a test compares the two.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, Subcommand, ValueEnum};
use griot::fusion::Policy;
use griot::model::Lang;
use jiff::civil::Date;

mod deciding;
pub(crate) use deciding::{DecideArgs, HistoryArgs, VerbArgs};

mod asking;
pub(crate) use asking::{RelatedArgs, SearchArgs, StatementsArgs, StoryArgs, TimelineArgs};

mod watching;
pub(crate) use watching::WatchArgs;

mod people;
pub(crate) use people::{AccountArgs, AccountVerb, WhoArgs};

mod serving;
pub(crate) use serving::ServeArgs;

mod publishing;
pub(crate) use publishing::{BriefArgs, BriefFormat, ExportArgs, ExportFormat, ImportArgs};

/// Reads news of armed conflict into a record whose every value has its source.
///
/// griot reads news coverage of armed conflict, in French and in English, and
/// writes down who did what to whom, where, when, how many were killed,
/// wounded or abducted, and according to whom. Every value comes with the
/// words that say it. It works offline, and goes out only for addresses that
/// are given to `griot read` and `griot add`.
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
    Init(InitArgs),
    Add(AddArgs),
    Watch(WatchArgs),
    Recode(RecodeArgs),
    Check(CheckArgs),
    Backup(BackupArgs),
    Events(EventsArgs),
    Tolls(TollsArgs),
    Suggestions(SuggestionsArgs),
    Decide(DecideArgs),
    History(HistoryArgs),
    Related(RelatedArgs),
    Story(StoryArgs),
    Timeline(TimelineArgs),
    Statements(StatementsArgs),
    Search(SearchArgs),
    Serve(ServeArgs),
    Account(AccountArgs),
    Brief(BriefArgs),
    Export(ExportArgs),
    Import(ImportArgs),
}

/// What is read, and how.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct InputArgs {
    /// Files or folders; `-` is standard input
    ///
    /// HTML pages, also as browsers save them in one file (MHTML), plain text, JSON,
    /// JSON Lines and web archives (WARC, WET), also packed (.gz, .zst, .zip), told
    /// apart by what they hold. A folder is walked in the order of names; hidden files, and files that only dress
    /// pages (styles, scripts, pictures, fonts) or explain them (.md), are
    /// passed over.
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

/// How addresses are fetched.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Fetching")]
pub(crate) struct FetchArgs {
    /// Keep what is fetched in this folder
    ///
    /// Everything that is fetched is written into web archives (WARC) there
    /// first, and read from them. What is there already is asked for again only
    /// when it may have changed, and a run that is killed goes on.
    #[arg(long, value_name = "DIR", default_value = "griot-archive")]
    pub(crate) archive: PathBuf,

    /// Wait between two requests to a host; no less than 1 second, unless the host
    /// is allowed by name
    ///
    /// A site that asks for a longer wait in its robots.txt gets it.
    #[arg(long, value_name = "SECONDS", default_value = "2", value_parser = seconds)]
    pub(crate) delay: Duration,

    /// How long a request and its answer may take
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = some_seconds)]
    pub(crate) timeout: Duration,

    /// Allow a host that lies in a private network; may be given several times
    ///
    /// Without it, nothing is ever sent to addresses that are no part of the
    /// open Internet, whatever name or redirect leads to them.
    #[arg(long, value_name = "HOST")]
    pub(crate) allow_host: Vec<String>,

    /// Trust the certificates of this PEM file, and no others
    ///
    /// Without it those of Mozilla's list are trusted, which griot carries. Behind a
    /// proxy that opens secure connections, name the certificate of the proxy, or
    /// see --system-certificates.
    #[arg(long, value_name = "FILE")]
    pub(crate) ca_file: Option<PathBuf>,

    /// Trust the certificates that this system trusts, and no others
    ///
    /// Those that an administrator has added are among them.
    #[arg(long, conflicts_with = "ca_file")]
    pub(crate) system_certificates: bool,

    /// Ask through this proxy: `http://HOST:PORT`, with `NAME:PASSWORD@` where it
    /// wants them; `none` asks without one
    ///
    /// Without it the environment says: `HTTPS_PROXY` for https, `HTTP_PROXY` for
    /// http, `ALL_PROXY` for both; not for the hosts of `NO_PROXY`.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) proxy: Option<String>,

    /// Name ourselves so to servers [default: griot/VERSION and where to find it]
    ///
    /// The word at its start is looked for in robots.txt.
    #[arg(long, value_name = "TEXT", value_parser = user_agent)]
    pub(crate) user_agent: Option<String>,

    /// Fetch so many of the pages that feeds and sitemaps name, at most
    #[arg(long, value_name = "N", default_value_t = 500)]
    pub(crate) max_pages: usize,
}

/// Which words are known.
#[derive(Clone, Debug, clap::Args)]
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
/// paragraphs. Addresses (of pages, feeds, sitemaps) and lists of feeds (OPML)
/// are fetched, politely, with the pages that they name. Other headlines go to
/// `related`; what was cut off, and why, to `cut`. The output is an input of
/// `griot code`.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Example:
  $ griot read saved-pages/ > articles.jsonl
  $ griot code --json articles.jsonl > claims.jsonl
  $ griot read crawl.warc.gz --output articles.jsonl
  $ griot read --explain page.html
  $ griot read https://news.example/feed.xml feeds.opml > articles.jsonl

docs/data-format.md explains the fields, docs/reading.md the inputs,
docs/fetching.md what is sent to whom.")]
pub(crate) struct ReadArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,

    #[command(flatten)]
    pub(crate) fetch: FetchArgs,

    /// Rules for the pages of outlets: a folder of TOML files
    ///
    /// docs/sites.md says how to write them.
    #[arg(long, value_name = "DIR")]
    pub(crate) sites: Option<PathBuf>,

    /// Write into this file, so that a run that is killed can go on
    ///
    /// A journal beside it (FILE.journal) tells how far the run has come. The
    /// same command again goes on there; it repeats and loses nothing. With
    /// other inputs or arguments it refuses to.
    #[arg(long, short, value_name = "FILE", conflicts_with = "explain")]
    pub(crate) output: Option<PathBuf>,

    /// With --output, begin again from the first input
    #[arg(long, requires = "output")]
    pub(crate) restart: bool,

    /// Show for a person what was taken from each page, what was cut and why
    #[arg(long)]
    pub(crate) explain: bool,

    #[command(flatten)]
    pub(crate) color: ColorArgs,
}

impl ReadArgs {
    /// What decides the output, as it is written into the journal.
    pub(crate) fn arguments(&self) -> Vec<String> {
        let InputArgs { inputs, lang, published, workers: _, quiet: _ } = &self.input;
        let lang = lang.map(|lang| format!("--lang={}", lang.as_str()));
        let published = published.map(|day| format!("--published={day}"));
        let inputs = inputs.iter().map(|path| path.display().to_string());
        lang.into_iter().chain(published).chain(inputs).collect()
    }
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

/// Make a record: a folder that keeps pages and what they report
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Example:
  $ griot init sahel
  $ griot add sahel saved-pages/

docs/record.md explains the folder.")]
pub(crate) struct InitArgs {
    /// The folder; it must be empty, or not there yet
    #[arg(value_name = "DIR")]
    pub(crate) dir: PathBuf,

    /// What the record is called [default: the name of the folder]
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
}

/// Add pages to a record
///
/// Keeps each page in the archive, reads and codes it, and keeps what it
/// reports. A page that is there already is passed over, so the same command
/// can be given again: after an interruption it goes on where it was.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Example:
  $ griot add sahel saved-pages/ articles.jsonl
  $ griot add sahel https://news.example/feed.xml

docs/record.md explains the folder, docs/fetching.md what is sent to whom.")]
pub(crate) struct AddArgs {
    /// The record
    #[arg(value_name = "DIR")]
    pub(crate) dir: PathBuf,

    #[command(flatten)]
    pub(crate) input: InputArgs,

    #[command(flatten)]
    pub(crate) fetch: FetchArgs,

    #[command(flatten)]
    pub(crate) lex: LexArgs,
}

/// Code the pages of a record again
///
/// Reads and codes every page of the archive with this griot, keeps what that
/// gives, puts reports together again, and shows what changed. Needed after an
/// update of griot, or with other words.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Example:
  $ griot recode sahel

docs/record.md explains the folder.")]
pub(crate) struct RecodeArgs {
    /// The record
    #[arg(value_name = "DIR")]
    pub(crate) dir: PathBuf,

    /// How many pages are worked on at once [default: one per core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) workers: Option<u16>,

    /// Write what changed as JSON Lines
    #[arg(long)]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) lex: LexArgs,
}

/// Check that a record is whole
///
/// Holds every page against its hash, every value against the words of its
/// article, every event against its reports, and the index against the
/// database. Exit status 2 if something is wrong.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Example:
  $ griot check sahel
  $ griot check --repair sahel     make the index again, then check

docs/record.md explains the folder.")]
pub(crate) struct CheckArgs {
    /// The record
    #[arg(value_name = "DIR")]
    pub(crate) dir: PathBuf,

    /// First bring the database up to date, make the index and the events again
    #[arg(long)]
    pub(crate) repair: bool,
}

/// Copy a record, also while pages are added
///
/// The copy is checked. What is added while it is made may be missing from it;
/// what was there before is not.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Example:
  $ griot backup sahel /media/stick/sahel-2024-05-06")]
pub(crate) struct BackupArgs {
    /// The record
    #[arg(value_name = "DIR")]
    pub(crate) dir: PathBuf,

    /// The folder of the copy; it must be empty, or not there yet
    #[arg(value_name = "TO")]
    pub(crate) to: PathBuf,
}

/// What is asked for. Of several values of one option any will do; different
/// options must all hold.
#[derive(Debug, clap::Args)]
pub(crate) struct FilterArgs {
    /// Country: two letters (ISO 3166) or its name
    #[arg(long = "country", value_name = "CC", value_delimiter = ',')]
    pub(crate) countries: Vec<String>,

    /// Around a place: a name, or degrees as LAT,LON
    #[arg(long, visible_alias = "place", value_name = "PLACE", allow_hyphen_values = true)]
    pub(crate) near: Option<String>,

    /// How far around it, in kilometres
    #[arg(
        long,
        visible_alias = "radius",
        value_name = "KM",
        default_value_t = 25.0,
        requires = "near"
    )]
    pub(crate) km: f64,

    /// In a frame of the map: its edges in degrees, W,S,E,N
    ///
    /// As in -5.2,13.9,-3.1,15.4. The map of `griot serve` writes it so.
    #[arg(long, value_name = "W,S,E,N", allow_hyphen_values = true)]
    pub(crate) within: Option<String>,

    /// Who did it or suffered it: a name, or an id of the registry
    ///
    /// A name of the registry also finds its other names.
    #[arg(long = "actor", value_name = "NAME")]
    pub(crate) actors: Vec<String>,

    /// Who says so, in the same way
    #[arg(long = "source", value_name = "NAME")]
    pub(crate) sources: Vec<String>,

    /// Event type, such as `air_strike`
    #[arg(long = "type", value_name = "TYPE", value_delimiter = ',')]
    pub(crate) types: Vec<String>,

    /// Outcome of a toll, such as `killed`
    #[arg(long = "outcome", value_name = "OUTCOME", value_delimiter = ',')]
    pub(crate) outcomes: Vec<String>,

    /// `reported`, `alleged` or `denied`
    #[arg(long = "certainty", value_name = "CERTAINTY", value_delimiter = ',')]
    pub(crate) certainties: Vec<String>,

    /// Not what ended before this day, nor what has no date
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub(crate) since: Option<Date>,

    /// Not what began after this day, nor what has no date
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub(crate) until: Option<Date>,

    /// Review state: `unreviewed`, `assigned`, `corrected`, `questioned`, `confirmed`,
    /// `peer_reviewed`, `finalised` or `rejected` [default: all but rejected]
    #[arg(long = "review", value_name = "STATE", value_delimiter = ',')]
    pub(crate) reviews: Vec<String>,

    /// The record as it stood at the end of this day (UTC)
    ///
    /// With the articles that were added and the decisions that were taken by
    /// then, as they are coded today.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub(crate) as_of: Option<Date>,
}

/// How an answer is written.
#[derive(Debug, clap::Args)]
pub(crate) struct AnswerArgs {
    /// Show so many; 0 shows all [default: 50, all with --json]
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<usize>,

    /// Write JSON Lines
    #[arg(long)]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) color: ColorArgs,
}

/// What claims are asked for, and how they are written.
#[derive(Debug, clap::Args)]
pub(crate) struct AskArgs {
    /// The record
    #[arg(value_name = "DIR")]
    pub(crate) dir: PathBuf,

    #[command(flatten)]
    pub(crate) filter: FilterArgs,

    /// Words of the article; "in quotes" as they stand
    #[arg(long, value_name = "WORDS")]
    pub(crate) text: Option<String>,

    #[command(flatten)]
    pub(crate) answer: AnswerArgs,
}

/// How many they were, when reports differ.
#[derive(Debug, clap::Args)]
pub(crate) struct PolicyArgs {
    /// Rule for figures: range, latest, acled, ucdp or ibc
    ///
    /// `range` is from the least to the most that any source says, `latest`
    /// what was published last, `acled` the lowest, `ucdp` low, best and high,
    /// `ibc` minimum and maximum. docs/fusion.md explains them.
    #[arg(long, value_name = "POLICY", default_value = "range", conflicts_with = "reports")]
    pub(crate) policy: Policy,

    /// List what each article says, a row each, instead of events
    #[arg(long)]
    pub(crate) reports: bool,
}

/// List the events of a record
///
/// Reports of one event by several articles are one row: with how many reports
/// there are, how many independent sources, and the tolls by a named rule. A
/// row is shown when one of its reports meets the filters; the latest first.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Example:
  $ griot events sahel --country ML --since 2024-05-01
  $ griot events sahel --near Gao --km 50 --outcome killed --policy ucdp
  $ griot events sahel --id ev-3f2a90c1d4e5b677 --explain

docs/record.md explains the filters and the fields of --json.")]
pub(crate) struct EventsArgs {
    #[command(flatten)]
    pub(crate) ask: AskArgs,

    #[command(flatten)]
    pub(crate) figures: PolicyArgs,

    /// Show why reports are one event, and who says what
    #[arg(long, conflicts_with = "reports")]
    pub(crate) explain: bool,

    /// The event with this id, or the one to which an old id leads
    #[arg(long, value_name = "ID", conflicts_with = "reports")]
    pub(crate) id: Option<String>,
}

/// List the tolls of a record
///
/// Each row is an event, counted once however many articles report it, the
/// latest first. Figures of a period stand beside what is recorded in it; they
/// must never be added to those of events.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Example:
  $ griot tolls sahel --country BF --outcome killed
  $ griot tolls sahel --reports     each figure of each article

docs/record.md explains the filters and the fields of --json.")]
pub(crate) struct TollsArgs {
    #[command(flatten)]
    pub(crate) ask: AskArgs,

    #[command(flatten)]
    pub(crate) figures: PolicyArgs,
}

/// List events of a record that may be one
///
/// Pairs whose reports agree in part, with what speaks for one event and what
/// against; the likeliest first. They are not put together.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Example:
  $ griot suggestions sahel

docs/fusion.md explains the scores.")]
pub(crate) struct SuggestionsArgs {
    /// The record
    #[arg(value_name = "DIR")]
    pub(crate) dir: PathBuf,

    #[command(flatten)]
    pub(crate) answer: AnswerArgs,
}

pub(crate) fn lang(text: &str) -> Result<Lang, String> {
    text.parse().map_err(|_| {
        let known: Vec<_> = Lang::ALL.iter().map(|lang| lang.as_str()).collect();
        format!("expected one of {}", known.join(", "))
    })
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: Option<f64> = text.parse().ok().filter(|n| (0.0..=3600.0).contains(n));
    seconds.map(Duration::from_secs_f64).ok_or_else(|| "expected 0 to 3600 seconds".to_owned())
}

fn some_seconds(text: &str) -> Result<Duration, String> {
    seconds(text)
        .ok()
        .filter(|time| *time >= Duration::from_millis(100))
        .ok_or_else(|| "expected 0.1 to 3600 seconds".to_owned())
}

fn user_agent(text: &str) -> Result<String, String> {
    let is_text = text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
    if is_text && text.starts_with(|first: char| first.is_ascii_alphabetic()) {
        Ok(text.to_owned())
    } else {
        Err("expected ASCII that begins with a word, as `name/1.0 (+address)`".to_owned())
    }
}

pub(crate) fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "expected a day like 2024-05-06".to_owned())
}
