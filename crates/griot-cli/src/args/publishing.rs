//! `griot brief`, `griot export` and `griot import`, as they are written.

use std::path::PathBuf;

use clap::ValueEnum;
use griot::fusion::Policy;
use griot::model::Lang;
use griot_record::Role;
use jiff::civil::Date;

use super::{FilterArgs, day, lang};

/// The shape of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormat {
    /// The columns of ACLED (CSV)
    Acled,
    /// The columns of UCDP GED (CSV)
    #[value(alias = "ged")]
    Ucdp,
    /// Tagged with HXL in the second row (CSV)
    Hxl,
    /// A collection of features
    Geojson,
    /// The whole record, for `griot import`
    Jsonl,
}

/// Write the events of a record in the shape of other systems
///
/// Each with a codebook, which says by which rule every column is made, and a
/// report of what the format could not express, event by event. `jsonl` is the
/// whole record, pages and decisions included, of which `griot import` makes
/// the same record again.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Example:
  $ griot export sahel --format acled --country ML --output mali.csv
  $ griot export sahel --format jsonl --output sahel.jsonl

docs/record.md explains the formats and the filters.")]
pub(crate) struct ExportArgs {
    /// The record
    #[arg(value_name = "DIR")]
    pub(crate) dir: PathBuf,

    /// The shape
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) format: ExportFormat,

    /// Where it is written; `-` is standard output
    ///
    /// Beside FILE.csv stand FILE.codebook.md and FILE.report.md.
    #[arg(long, short, value_name = "FILE", default_value = "-")]
    pub(crate) output: PathBuf,

    /// Overwrite files that are there
    #[arg(long)]
    pub(crate) force: bool,

    /// Write what this role sees: reader, reviewer, editor or admin
    ///
    /// What is withheld from it is left out, and how many events are is told.
    /// `jsonl` is the whole record, with all that is withheld.
    #[arg(long, value_name = "ROLE", default_value = "reader")]
    pub(crate) as_role: Role,

    #[command(flatten)]
    pub(crate) filter: FilterArgs,

    /// Words of the article; "in quotes" as they stand
    #[arg(long, value_name = "WORDS")]
    pub(crate) text: Option<String>,
}

/// Make a record of a whole export
///
/// Everything is as it was: pages, what was coded of them, decisions, ids. The
/// events are put together again, and an export of the new record is the same,
/// byte for byte.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Example:
  $ griot export sahel --format jsonl --output sahel.jsonl
  $ griot import copy sahel.jsonl

docs/record.md explains the lines.")]
pub(crate) struct ImportArgs {
    /// The folder of the new record; it must be empty, or not there yet
    #[arg(value_name = "DIR")]
    pub(crate) dir: PathBuf,

    /// The export; `-` is standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
}

/// The form of a brief.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum BriefFormat {
    /// Markdown with footnotes
    Md,
    /// One HTML file with a map and a chart, without scripts
    Html,
}

/// Write a brief of a place and a period
///
/// What happened, with tolls from the least to the most that any source says
/// and footnotes to the articles; what is disputed; totals of periods apart;
/// and with --compared-to what has changed since. In French or in English.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Example:
  $ griot brief sahel --country ML --since 2024-05-01 --until 2024-05-07
  $ griot brief sahel --since 2024-05-06 --compared-to 2024-05-06 --lang en \\
      --output brief.html

docs/briefs.md explains what stands in it.")]
pub(crate) struct BriefArgs {
    /// The record
    #[arg(value_name = "DIR")]
    pub(crate) dir: PathBuf,

    /// Tell what this role sees: reader, reviewer, editor or admin
    ///
    /// What is withheld from it is left out, and how many events are is told.
    #[arg(long, value_name = "ROLE", default_value = "reader")]
    pub(crate) as_role: Role,

    #[command(flatten)]
    pub(crate) filter: FilterArgs,

    /// Words of the article; "in quotes" as they stand
    #[arg(long, value_name = "WORDS")]
    pub(crate) text: Option<String>,

    /// Tell what has changed since the end of this day (UTC)
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub(crate) compared_to: Option<Date>,

    /// Language of the brief [default: the first one of griot.toml]
    #[arg(long, value_name = "LANG", value_parser = lang)]
    pub(crate) lang: Option<Lang>,

    /// Rule for figures: range, latest, acled, ucdp or ibc
    #[arg(long, value_name = "POLICY", default_value = "range")]
    pub(crate) policy: Policy,

    /// Its form [default: html for a FILE.html, else md]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) format: Option<BriefFormat>,

    /// Where it is written; `-` is standard output
    #[arg(long, short, value_name = "FILE", default_value = "-")]
    pub(crate) output: PathBuf,
}
