//! People: who asks, what they may, and how they come in.
//!
//! Takes accounts of the record; gives each request a [`Who`]. A record that is served to this machine
//! alone and has no accounts is open, as its folder is: whoever asks is its owner. With an account, or
//! behind a proxy, everybody logs in. What a route or a decision takes stands in one table ([`gate`]).

use std::str::FromStr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard};

use griot_record::{Record, Role};
use tokio::sync::Semaphore;

use crate::state::lock;

pub(crate) mod gate;

mod limit;

pub(crate) mod log;

pub(crate) mod login;

mod sessions;

pub(crate) use sessions::Sessions;

/// Passwords are hashed so many at a time: each takes memory and a core.
const HASHES: usize = 2;

/// Whoever asks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Who {
    /// What they may: the least for whoever is not known.
    pub(crate) role: Role,
    /// The name of their account.
    pub(crate) name: Option<String>,
    /// Whether nobody has to log in.
    pub(crate) is_owner: bool,
}

impl Who {
    /// Whoever asks where nobody has to log in.
    pub(crate) fn owner() -> Self {
        Self { role: Role::Admin, name: None, is_owner: true }
    }

    /// Whether they may see the record at all.
    pub(crate) fn is_known(&self) -> bool {
        self.is_owner || self.name.is_some()
    }
}

/// The address under which people reach a record that is served behind a proxy: `https://` and a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proxy {
    /// `record.example.org`, with its port where that is not the usual one.
    host: String,
}

impl Proxy {
    /// The host, as browsers name it.
    pub fn host(&self) -> &str {
        &self.host
    }
}

impl FromStr for Proxy {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}`: expected an address such as https://record.example.org");
        let url = url::Url::parse(text).map_err(|_| wrong())?;
        let is_bare = url.scheme() == "https"
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        let host = url.host_str().filter(|_| is_bare).ok_or_else(wrong)?;
        let host = match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        Ok(Self { host })
    }
}

/// What the server knows of people.
#[derive(Debug)]
pub(crate) struct Desk {
    reader: Mutex<Record>,
    pub(crate) sessions: Sessions,
    pub(crate) limits: limit::Limits,
    pub(crate) hashing: Semaphore,
    /// Once there is an account, there always is one.
    has_accounts: AtomicBool,
}

impl Desk {
    pub(crate) fn new(reader: Record) -> Self {
        Self {
            reader: Mutex::new(reader),
            sessions: Sessions::default(),
            limits: limit::Limits::default(),
            hashing: Semaphore::new(HASHES),
            has_accounts: AtomicBool::new(false),
        }
    }

    pub(crate) fn reader(&self) -> MutexGuard<'_, Record> {
        lock(&self.reader)
    }

    /// Whether the record has accounts.
    pub(crate) fn has_accounts(&self) -> griot_record::Result<bool> {
        if self.has_accounts.load(Ordering::Acquire) {
            return Ok(true);
        }
        let found = self.reader().has_accounts()?;
        self.has_accounts.store(found, Ordering::Release);
        Ok(found)
    }
}

/// A path of this server, to which a form leads back; nothing for an address of another one.
pub(crate) fn own_path(path: &str) -> Option<&str> {
    let is_own = path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains(['\\', '\r', '\n', '\t']);
    is_own.then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_a_host_that_is_reached_over_tls() {
        let host = |text: &str| text.parse::<Proxy>().map(|proxy| proxy.host).ok();
        assert_eq!(host("https://Record.example.org"), Some("record.example.org".to_owned()));
        assert_eq!(
            host("https://record.example.org:8443/"),
            Some("record.example.org:8443".to_owned())
        );
        for wrong in [
            "http://record.example.org",
            "record.example.org",
            "https://record.example.org/sahel",
            "https://me@record.example.org",
            "https://record.example.org/?a=b",
            "",
        ] {
            assert_eq!(host(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn forms_lead_back_to_this_server_alone() {
        assert_eq!(own_path("/events/ev-1?queue=new"), Some("/events/ev-1?queue=new"));
        for other in ["https://evil.example", "//evil.example", "/\\evil.example", "", "/\n/evil"] {
            assert_eq!(own_path(other), None, "{other}");
        }
    }
}
