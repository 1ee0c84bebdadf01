//! `griot account`, as it is written.

use std::path::PathBuf;

use clap::Subcommand;
use griot_record::Role;

/// Say who may reach a record when it is served
///
/// With an account, `griot serve` asks everybody to log in. A reader reads; a
/// reviewer also confirms and checks events, asks for corrections, assigns and
/// writes notes; an editor also corrects, merges, splits, rejects, finalises,
/// withholds and takes back; an admin also sees what is withheld, and the log.
/// Accounts are never removed, since decisions are
/// signed with them: `disable` closes one. Whoever is logged in when an account
/// changes has to log in again.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Example:
  $ griot account add sahel Awa --role admin
  $ griot account totp sahel Awa
  $ griot account list sahel

Passwords are asked for and not shown; without a terminal the first line of
standard input is one. docs/serve.md explains who can reach a record.")]
pub(crate) struct AccountArgs {
    #[command(subcommand)]
    pub(crate) verb: AccountVerb,
}

/// Whose account.
#[derive(Debug, clap::Args)]
pub(crate) struct WhoArgs {
    /// The record
    #[arg(value_name = "DIR")]
    pub(crate) dir: PathBuf,

    /// The name of the account; capitals do not count
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AccountVerb {
    /// Make an account
    #[command(after_long_help = "\
Example:
  $ griot account add sahel Awa --role editor")]
    Add {
        #[command(flatten)]
        who: WhoArgs,
        /// What it may do: reader, reviewer, editor or admin
        #[arg(long, value_name = "ROLE", default_value = "reader")]
        role: Role,
    },
    /// List the accounts
    #[command(after_long_help = "\
Example:
  $ griot account list sahel --json")]
    List {
        /// The record
        #[arg(value_name = "DIR")]
        dir: PathBuf,
        /// Write JSON Lines
        #[arg(long)]
        json: bool,
    },
    /// Give an account another role
    #[command(after_long_help = "\
Example:
  $ griot account role sahel Awa admin")]
    Role {
        #[command(flatten)]
        who: WhoArgs,
        /// reader, reviewer, editor or admin
        #[arg(value_name = "ROLE")]
        role: Role,
    },
    /// Give an account another password
    #[command(after_long_help = "\
Example:
  $ griot account password sahel Awa")]
    Password {
        #[command(flatten)]
        who: WhoArgs,
    },
    /// Have an account ask for a code besides the password
    ///
    /// Shows a new secret for an app that makes codes (TOTP), as an address and
    /// in Base32. It is shown this once.
    #[command(after_long_help = "\
Example:
  $ griot account totp sahel Awa")]
    Totp {
        #[command(flatten)]
        who: WhoArgs,
        /// Ask for the password alone
        #[arg(long)]
        off: bool,
    },
    /// Close an account
    #[command(after_long_help = "\
Example:
  $ griot account disable sahel Awa")]
    Disable {
        #[command(flatten)]
        who: WhoArgs,
    },
    /// Open an account that was closed
    #[command(after_long_help = "\
Example:
  $ griot account enable sahel Awa")]
    Enable {
        #[command(flatten)]
        who: WhoArgs,
    },
}
