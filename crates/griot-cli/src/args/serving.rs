//! `griot serve`, as it is written.

use std::net::SocketAddr;
use std::path::PathBuf;

use griot_web::Proxy;

/// Open a record in the browser
///
/// Shows what happened where and when, how many and according to whom, with the
/// sentence behind every value, and takes decisions of the review. It answers
/// this machine alone, without a login unless there are accounts (see `griot
/// account`), and loads nothing from anywhere. Lists, events and articles are
/// also data: add `.json` to the address. Ctrl-C stops it.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Example:
  $ griot serve sahel
  $ griot serve sahel --address 127.0.0.1:9000
  $ griot serve sahel --behind-proxy https://record.example.org

docs/serve.md explains the pages, and how to reach them from elsewhere.")]
pub(crate) struct ServeArgs {
    /// The record
    #[arg(value_name = "DIR")]
    pub(crate) dir: PathBuf,

    /// Where to listen; port 0 takes a free one
    ///
    /// An address that other machines reach takes accounts and --behind-proxy.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8450")]
    pub(crate) address: SocketAddr,

    /// The address under which a proxy that speaks TLS serves it
    ///
    /// https:// and a name. Everybody logs in then; the proxy hands on `Host` and
    /// `X-Forwarded-For`.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) behind_proxy: Option<Proxy>,

    /// Whose decisions these are, unless a form or an account says otherwise
    /// [default: `GRIOT_ANALYST`, or the login]
    #[arg(long, value_name = "NAME")]
    pub(crate) by: Option<String>,
}
