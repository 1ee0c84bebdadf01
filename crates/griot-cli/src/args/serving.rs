//! `griot serve`, as it is written.

use std::net::SocketAddr;
use std::path::PathBuf;

/// Open a record in the browser
///
/// Shows what happened where and when, how many and according to whom, with the
/// sentence behind every value, and takes decisions of the review. It answers
/// this machine alone, without a login, and loads nothing from anywhere. Lists,
/// events and articles are also data: add `.json` to the address. Ctrl-C stops
/// it.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Example:
  $ griot serve sahel
  $ griot serve sahel --address 127.0.0.1:9000

docs/serve.md explains the pages, and how to reach them from elsewhere.")]
pub(crate) struct ServeArgs {
    /// The record
    #[arg(value_name = "DIR")]
    pub(crate) dir: PathBuf,

    /// Where to listen: an address of this machine alone; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8450")]
    pub(crate) address: SocketAddr,

    /// Whose decisions these are, unless a form says otherwise
    /// [default: `GRIOT_ANALYST`, or the login]
    #[arg(long, value_name = "NAME")]
    pub(crate) by: Option<String>,
}
