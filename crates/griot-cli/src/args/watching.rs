//! `griot watch`, as it is written.

use std::path::PathBuf;
use std::time::Duration;

use super::{FetchArgs, LexArgs};

/// Add what the feeds of a record bring, again and again
///
/// Asks for the feeds that are named in griot.toml, fetches the pages that they
/// name and adds what is new, as `griot add` would. Then it waits. A feed that
/// cannot be had is told, and asked for again in the next round; so is a record
/// that another process writes. It can be stopped at any moment.
///
/// Without --archive, what is fetched is kept in the folder `fetched` of the
/// record.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Example:
  $ griot watch sahel --every 15
  $ griot watch sahel --once       one round, for a timer of the system

docs/record.md explains griot.toml, docs/fetching.md what is sent to whom.")]
pub(crate) struct WatchArgs {
    /// The record
    #[arg(value_name = "DIR")]
    pub(crate) dir: PathBuf,

    /// Minutes from the end of a round to the next one
    #[arg(long, value_name = "MINUTES", default_value = "30", value_parser = minutes)]
    pub(crate) every: Duration,

    /// Stop after one round
    #[arg(long)]
    pub(crate) once: bool,

    /// How many documents are worked on at once [default: one per core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) workers: Option<u16>,

    /// Keep notes off standard error
    ///
    /// Failures are told all the same.
    #[arg(long, short)]
    pub(crate) quiet: bool,

    #[command(flatten)]
    pub(crate) fetch: FetchArgs,

    #[command(flatten)]
    pub(crate) lex: LexArgs,
}

/// A round asks every host several times: less than a minute between two would be rude.
fn minutes(text: &str) -> Result<Duration, String> {
    let minutes: Option<f64> = text.parse().ok().filter(|n| (1.0..=100_000.0).contains(n));
    minutes
        .map(|minutes| Duration::from_secs_f64(minutes * 60.0))
        .ok_or_else(|| "expected 1 to 100000 minutes".to_owned())
}
