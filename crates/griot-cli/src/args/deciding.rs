//! `griot decide` and `griot history`, as they are written.

use std::path::PathBuf;

use clap::Subcommand;
use griot_record::{Field, Role};

use super::AnswerArgs;

/// Record what an analyst decides
///
/// Decisions stand beside what articles say and change no report: corrected
/// values are shown with who corrected them and why, and what reports say stays
/// at hand. Nothing is ever removed: `undo` is a decision too. Pages can be
/// coded again, and decisions hold on.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Example:
  $ griot decide sahel ev-3f2a90c1d4e5b677 confirm
  $ griot decide sahel ev-3f2a90c1d4e5b677 correct killed 14 \\
      --why \"list of the hospital\"
  $ griot decide sahel ev-3f2a90c1d4e5b677 merge ev-9e483d23baabc009 \\
      --why \"same village, two spellings\"
  $ griot decide sahel de-52f1b8a77c03d94e undo --why \"wrong list\"

docs/record.md explains decisions and the fields of --json.")]
pub(crate) struct DecideArgs {
    /// The record
    #[arg(value_name = "DIR")]
    pub(crate) dir: PathBuf,

    /// An event by its id or by the key of one of its reports
    ///
    /// An article by its key, id or address for `reprint`, `not-reprint` and
    /// `note`; a decision by its key for `undo`.
    #[arg(value_name = "SUBJECT")]
    pub(crate) subject: String,

    #[command(subcommand)]
    pub(crate) verb: VerbArgs,

    /// Who decides [default: `GRIOT_ANALYST`, or the name of the login]
    #[arg(long, value_name = "NAME", global = true)]
    pub(crate) by: Option<String>,

    /// Why; `confirm`, `assign`, `peer-review`, `finalise` and `note` do without
    #[arg(long, value_name = "TEXT", global = true)]
    pub(crate) why: Option<String>,

    /// Write the decision as JSON
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum VerbArgs {
    /// The event is as it is told
    Confirm,
    /// A slot of the event has another value
    ///
    /// Slots are type, date, place, country, initiators, targets, certainty, an
    /// outcome such as killed, and an outcome with a kind of victims such as
    /// killed:civilians.
    #[command(after_long_help = "\
Example:
  $ griot decide sahel ev-3f2a90c1d4e5b677 correct killed:civilians 12+ \\
      --why \"list of the hospital\"
  $ griot decide sahel ev-3f2a90c1d4e5b677 correct place Gao@16.27,-0.04 \\
      --why \"the village of the same name\"")]
    Correct {
        /// The slot
        #[arg(value_name = "SLOT")]
        slot: String,
        /// The value, or `none`
        ///
        /// Figures are 12, 12-15 or 12+ (at least); dates 2024-05-04 or
        /// 2024-05-04/2024-05-06; names are separated by `;`; places are a name
        /// or NAME@LAT,LON.
        #[arg(value_name = "VALUE", allow_hyphen_values = true)]
        value: String,
    },
    /// The event and another one are one
    Merge {
        /// The other event
        #[arg(value_name = "EVENT")]
        other: String,
    },
    /// The event and another one are two, however alike they are
    Apart {
        /// The other event
        #[arg(value_name = "EVENT")]
        other: String,
    },
    /// Some reports of the event tell another one
    Split {
        /// Keys of these reports
        #[arg(value_name = "REPORT", required = true)]
        reports: Vec<String>,
    },
    /// There is no such event: it is coded wrongly, or did not happen
    ///
    /// It is left out of answers unless `--review rejected` asks for it.
    Reject,
    /// The article prints the text of another
    Reprint {
        /// The other article
        #[arg(value_name = "ARTICLE")]
        of: String,
    },
    /// The article prints nobody's text
    NotReprint,
    /// Somebody is to look at the event
    ///
    /// It leaves the queue of what is new and stands in that person's own. A
    /// verdict, a peer review and `finalise` end it.
    Assign {
        /// Who, or `none`
        #[arg(value_name = "NAME")]
        to: String,
    },
    /// Something about the event is to be corrected
    ///
    /// Its review state is `questioned` until it is corrected or confirmed.
    Question,
    /// Somebody else than whoever confirmed the event has checked it as well
    PeerReview,
    /// The event was confirmed, and the work on it is done
    ///
    /// A correction or a question opens it again.
    Finalise,
    /// Words beside the event or the article, which change nothing
    Note {
        /// The words
        #[arg(value_name = "TEXT")]
        text: String,
    },
    /// The event is shown to a role and those above it alone
    ///
    /// So are the articles that tell of it, whoever prints the same text, and all
    /// that those articles claim: `griot serve`, `export` and `brief` leave them
    /// out and tell how many events are missing. With --field, the events that
    /// those articles tell of stay, without those fields and without any words.
    #[command(after_long_help = "\
Example:
  $ griot decide sahel ev-3f2a90c1d4e5b677 withhold --below editor \\
      --why \"the witness is in danger\"
  $ griot decide sahel ev-3f2a90c1d4e5b677 withhold --field sources \
      --why \"one of them asked not to be named\"")]
    Withhold {
        /// Whoever is below this role does not see it
        #[arg(long, value_name = "ROLE", default_value = "admin")]
        below: Role,
        /// This alone is withheld, not the whole event: date, place, initiators,
        /// targets, tolls or sources; several times for several
        #[arg(long = "field", value_name = "FIELD")]
        fields: Vec<Field>,
    },
    /// An earlier decision does not hold any more
    Undo,
}

/// Show what was decided: who, when, why, before and after
///
/// All decisions in the order in which they were taken, or those on one event,
/// report, article or decision. Those that were taken back, and those whose
/// subject is not there any more, are told as such.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Example:
  $ griot history sahel
  $ griot history sahel ev-3f2a90c1d4e5b677

docs/record.md explains decisions and the fields of --json.")]
pub(crate) struct HistoryArgs {
    /// The record
    #[arg(value_name = "DIR")]
    pub(crate) dir: PathBuf,

    /// An event, a report, an article or a decision
    #[arg(value_name = "SUBJECT")]
    pub(crate) subject: Option<String>,

    #[command(flatten)]
    pub(crate) answer: AnswerArgs,
}
