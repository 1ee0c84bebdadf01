//! `griot related`, `griot story`, `griot timeline`, `griot statements` and `griot search`, as they are written.

use std::path::PathBuf;

use griot::fusion::Policy;

use super::{AnswerArgs, AskArgs, FilterArgs};

/// List the articles of a record that are related to one
///
/// Each with the reasons: the same event, a reprint, the same place and actors
/// some days apart, the same statement or source, the same story. The closest
/// first. With filters, some claim of the related article must meet them.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Example:
  $ griot related sahel 3f2a90c1d4e5b677-0
  $ griot related sahel https://news.example/attack --since 2024-05-01

docs/fusion.md explains the reasons, docs/record.md the filters and the
fields of --json.")]
pub(crate) struct RelatedArgs {
    /// The record
    #[arg(value_name = "DIR")]
    pub(crate) dir: PathBuf,

    /// Key, id or address of the article
    #[arg(value_name = "ARTICLE")]
    pub(crate) article: String,

    #[command(flatten)]
    pub(crate) filter: FilterArgs,

    #[command(flatten)]
    pub(crate) answer: AnswerArgs,
}

/// Show the stories of a record, day after day
///
/// A story is what happens at one place between the same actors within two
/// weeks, as two articles or more tell it. Figures are those of each event, and
/// are never added up. A story is shown when a report of one of its events
/// meets the filters; the latest first.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Example:
  $ griot story sahel --near Gao --since 2024-05-01
  $ griot story sahel st-3f2a90c1d4e5b677

docs/fusion.md explains what a story is, docs/record.md the filters and the
fields of --json.")]
pub(crate) struct StoryArgs {
    /// The record
    #[arg(value_name = "DIR")]
    pub(crate) dir: PathBuf,

    /// The stories of this id: of a story, an event or an article
    #[arg(value_name = "ID")]
    pub(crate) id: Option<String>,

    #[command(flatten)]
    pub(crate) filter: FilterArgs,

    /// Words of the article; "in quotes" as they stand
    #[arg(long, value_name = "WORDS")]
    pub(crate) text: Option<String>,

    /// Rule for figures: range, latest, acled, ucdp or ibc
    #[arg(long, value_name = "POLICY", default_value = "range")]
    pub(crate) policy: Policy,

    #[command(flatten)]
    pub(crate) answer: AnswerArgs,
}

/// Show what happened day after day, the earliest first
///
/// The events of a place, an actor, a country or whatever the filters say, by
/// their first day. Figures are those of each event, and are never added up.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Example:
  $ griot timeline sahel --near Gao --since 2024-05-01
  $ griot timeline sahel --actor JNIM --outcome killed --limit 0

docs/record.md explains the filters and the fields of --json.")]
pub(crate) struct TimelineArgs {
    #[command(flatten)]
    pub(crate) ask: AskArgs,

    /// Rule for figures: range, latest, acled, ucdp or ibc
    #[arg(long, value_name = "POLICY", default_value = "range")]
    pub(crate) policy: Policy,
}

/// List who said what in a record
///
/// The day is that of the article. A statement is found by the place, the type
/// and the actors of the event that the same words tell.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Example:
  $ griot statements sahel --source FAMa --since 2024-05-01

docs/record.md explains the filters and the fields of --json.")]
pub(crate) struct StatementsArgs {
    #[command(flatten)]
    pub(crate) ask: AskArgs,
}

/// Search the articles of a record for words
///
/// All words must be there; OR between words, a minus before one, and
/// "phrases in quotes" work too. Accents and endings do not count. With
/// filters, some claim of the article must meet them.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Example:
  $ griot search sahel convoi Gorgadji
  $ griot search sahel 'embuscade -escorte' --country BF

docs/record.md explains the filters and the fields of --json.")]
pub(crate) struct SearchArgs {
    /// The record
    #[arg(value_name = "DIR")]
    pub(crate) dir: PathBuf,

    /// What to search for
    #[arg(value_name = "WORDS", required = true)]
    pub(crate) words: Vec<String>,

    #[command(flatten)]
    pub(crate) filter: FilterArgs,

    #[command(flatten)]
    pub(crate) answer: AnswerArgs,
}
