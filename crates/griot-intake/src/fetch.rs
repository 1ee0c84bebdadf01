//! Addresses: fetched politely, kept first, read from what was kept.
//!
//! Takes addresses of pages, feeds, sitemaps and lists of feeds; gives pages, read back from the web
//! archive that everything was written into. `docs/fetching.md` says what is sent, how long is
//! waited, and where nothing is sent to.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub mod location;

pub mod address;

pub mod clock;

mod robots;

mod message;

pub mod proxy;

mod drip;

mod wire;

pub mod tls;

mod client;

pub(crate) mod journal;

mod archive;

mod crawl;

pub use archive::Found;
pub use crawl::{Event, Input, Outcome, Run, Summary};
pub use wire::Names;

use address::AllowedHosts;
use proxy::Proxies;
use tls::Authorities;

/// How fetching behaves.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The folder in which everything is kept.
    pub archive: PathBuf,
    /// How we name ourselves.
    pub user_agent: String,
    /// The wait between two requests to a host.
    pub delay: Duration,
    /// How long a request and its response may take together.
    pub timeout: Duration,
    /// No more of a response is kept.
    pub most_bytes: usize,
    /// No more pages are fetched that a feed or a sitemap names.
    pub max_pages: usize,
    /// How many hosts are asked at once.
    pub workers: usize,
    /// Hosts that may lie in a private network.
    pub allowed: AllowedHosts,
    /// Through whom hosts are asked.
    pub proxies: Proxies,
    /// Who vouches for servers that are asked over `https`.
    pub authorities: Authorities,
    /// A file of the archive is closed when it has this many bytes.
    pub file_bytes: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            archive: PathBuf::from("griot-archive"),
            user_agent: concat!(
                "griot/",
                env!("CARGO_PKG_VERSION"),
                " (+",
                env!("CARGO_PKG_REPOSITORY"),
                ")"
            )
            .to_owned(),
            delay: Duration::from_secs(2),
            timeout: Duration::from_secs(30),
            most_bytes: 16 << 20,
            max_pages: 500,
            workers: 4,
            allowed: AllowedHosts::default(),
            proxies: Proxies::default(),
            authorities: Authorities::default(),
            file_bytes: crate::warc::write::FILE_BYTES,
        }
    }
}

/// What was fetched for the inputs of a run, by what the user wrote.
#[derive(Clone, Debug, Default)]
pub struct Fetched(BTreeMap<PathBuf, Vec<Found>>);

impl Fetched {
    /// What was fetched for an input. Where it is named twice, once is enough.
    pub fn add(&mut self, input: PathBuf, found: Vec<Found>) {
        self.0.entry(input).or_insert(found);
    }

    /// What was fetched for an input, if that is one to be fetched.
    pub fn get(&self, input: &Path) -> Option<&[Found]> {
        self.0.get(input).map(Vec::as_slice)
    }
}

#[cfg(test)]
mod tests;
