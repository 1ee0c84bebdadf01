//! One request, one response.
//!
//! Takes an address and what is known of it from earlier; gives the exchange as it went over the
//! wire, or why there was none. Bounded in time and bytes. Deliberately follows no redirect, tries
//! nothing twice and waits for nobody: that is `crawl.rs`.

use std::io::Read as _;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use ureq::Error;
use ureq::config::Config;
use ureq::unversioned::transport::RustlsConnector;
use url::Url;

use super::Settings;
use super::address::{AllowedHosts, Special};
use super::message::{self, Head};
use super::proxy::{Proxies, Proxy};
use super::tls;
use super::wire::{Names, Tape, Wire};

/// No head of a response is longer.
const MAX_HEAD_BYTES: usize = 64 << 10;

/// 407, with which a proxy asks who it is that asks.
const PROXY_WANTS_A_PASSWORD: u16 = 407;

/// What the transfer may add to a body: chunks of a few bytes each.
const MAX_OVERHEAD: usize = 4;

/// What a page is asked for as.
const ACCEPT: &str = "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,\
application/feed+json,application/xml;q=0.9,text/xml;q=0.9,*/*;q=0.5";

/// What is known of an address from the last time.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Known<'a> {
    pub(crate) etag: Option<&'a str>,
    pub(crate) last_modified: Option<&'a str>,
}

/// A request and its response.
#[derive(Debug)]
pub(crate) struct Exchange {
    pub(crate) date: Timestamp,
    pub(crate) ip: Option<IpAddr>,
    pub(crate) request: Vec<u8>,
    /// The response from its head on, as it was received.
    pub(crate) response: Vec<u8>,
    pub(crate) head: Head,
    /// The body without the coding of the transfer.
    pub(crate) payload: Vec<u8>,
    /// Whether the body went on.
    pub(crate) truncated: bool,
}

/// Why there was no exchange.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Failure {
    /// The host lies where no request goes.
    #[error("{ip} is {special}; --allow-host {host} would let it through")]
    Refused { host: String, ip: IpAddr, special: Special },
    /// The host has a name that can only be one of an own network, and a proxy would look it up.
    #[error("{host} is a name of an own network; --allow-host {host} would let it through")]
    OwnName { host: String },
    /// The name is not known.
    #[error("no such host")]
    NoHost,
    /// It took too long.
    #[error("no whole answer within {seconds} seconds")]
    Slow { seconds: u64 },
    /// It came in bytes now and then.
    #[error("the answer comes a few bytes a second; it is not waited for")]
    Drip,
    /// The connection was not made, or broke off.
    #[error("the connection failed: {0}")]
    Connection(String),
    /// What came back is no HTTP, or no TLS.
    #[error("{0}")]
    Protocol(String),
}

impl Failure {
    /// Whether it may be otherwise in a moment.
    pub(crate) fn may_pass(&self) -> bool {
        matches!(self, Self::Slow { .. } | Self::Connection(_))
    }

    /// Whether the host is better left alone at once: whatever else it is asked for, it will hold up.
    pub(crate) fn ends_host(&self) -> bool {
        matches!(self, Self::Drip)
    }

    /// Whether we did not want to ask.
    pub(crate) fn is_refusal(&self) -> bool {
        matches!(self, Self::Refused { .. } | Self::OwnName { .. })
    }
}

/// Makes requests.
#[derive(Debug)]
pub(crate) struct Client {
    config: Config,
    tls: Arc<RustlsConnector>,
    names: Arc<Names>,
    allowed: Arc<AllowedHosts>,
    proxies: Proxies,
    timeout: Duration,
    most_bytes: usize,
}

impl Client {
    pub(crate) fn new(settings: &Settings, names: Names) -> Self {
        let config = Config::builder()
            .http_status_as_error(false)
            // Proxies are the matter of `wire.rs`, which looks where they are sent.
            .proxy(None)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_idle_connections(0)
            .max_response_header_size(MAX_HEAD_BYTES)
            .user_agent(settings.user_agent.as_str())
            .accept(ACCEPT)
            .accept_encoding("gzip")
            .timeout_connect(Some(settings.timeout.min(Duration::from_secs(10))))
            .timeout_global(Some(settings.timeout))
            .tls_config(settings.authorities.config())
            .build();
        Self {
            config,
            tls: Arc::default(),
            names: Arc::new(names),
            allowed: Arc::new(settings.allowed.clone()),
            proxies: settings.proxies.clone(),
            timeout: settings.timeout,
            most_bytes: settings.most_bytes,
        }
    }

    /// Asks for an address.
    pub(crate) fn get(
        &self,
        url: &Url,
        known: Known<'_>,
        date: Timestamp,
    ) -> Result<Exchange, Failure> {
        let most_on_wire = MAX_OVERHEAD * self.most_bytes + MAX_HEAD_BYTES;
        let proxy = self.proxies.of(url).cloned();
        let wire = Wire::new(self.names.clone(), self.allowed.clone(), proxy, most_on_wire);
        let agent = wire.agent(self.config.clone(), &self.tls);
        let mut request = agent.get(url.as_str()).header("connection", "close");
        if let Some(etag) = known.etag {
            request = request.header("if-none-match", etag);
        }
        if let Some(last_modified) = known.last_modified {
            request = request.header("if-modified-since", last_modified);
        }
        let failed = |error| self.failure(url, &wire, error);
        let response = request.call().map_err(failed)?;
        let mut payload = Vec::new();
        let mut body = response.into_body().into_reader();
        let limit = self.most_bytes as u64 + 1;
        let outcome = (&mut body).take(limit).read_to_end(&mut payload);
        outcome.map_err(|error| failed(Error::from(error)))?;
        let truncated = payload.len() > self.most_bytes;
        payload.truncate(self.most_bytes);
        drop(body);

        let tape = std::mem::take(&mut *wire.tape());
        let mut response = message::without_interim(&tape.received).to_vec();
        let head = Head::parse(&response).map_err(Failure::Protocol)?;
        // A tunnel is refused with this before there is one: here it is an answer to a plain request.
        if let (PROXY_WANTS_A_PASSWORD, Some(proxy)) = (head.status, wire.proxy()) {
            return Err(no_way_through(proxy, head.status));
        }
        // What a server sends behind the end that it announced belongs to no response; and of a body
        // that goes on, as much is kept as was read.
        if truncated || head.get("transfer-encoding").is_none() {
            response.truncate(head.n_bytes.saturating_add(payload.len()));
        }
        Ok(Exchange { date, ip: tape.ip, request: tape.sent, response, head, payload, truncated })
    }

    fn failure(&self, url: &Url, wire: &Wire, error: Error) -> Failure {
        // Taken before anything else asks for the tape again: it is held by one at a time.
        let (connected, refused, own_name, at_proxy, no_tunnel, drips) = {
            let tape = wire.tape();
            let Tape { ip, refused, own_name, at_proxy, no_tunnel, drips, .. } = *tape;
            (ip, refused, own_name, at_proxy, no_tunnel, drips)
        };
        if drips {
            return Failure::Drip;
        }
        let host = || url.host_str().unwrap_or_default().to_owned();
        if own_name {
            return Failure::OwnName { host: host() };
        }
        if let (None, Some((ip, special))) = (connected, refused) {
            return Failure::Refused { host: host(), ip, special };
        }
        if let Some(proxy) = wire.proxy() {
            if let Some(status) = no_tunnel {
                return no_way_through(proxy, status);
            }
            if !at_proxy {
                let why = match error {
                    Error::Timeout(_) => "it does not answer".to_owned(),
                    Error::HostNotFound => "no such host".to_owned(),
                    Error::Io(error) if is_lookup(&error) => "no such host".to_owned(),
                    Error::Io(error) => error.to_string(),
                    _ => "no address answered".to_owned(),
                };
                return Failure::Connection(format!("the proxy `{proxy}`: {why}"));
            }
        }
        if let Some(fault) = tls::fault(&error) {
            return Failure::Protocol(fault);
        }
        match error {
            Error::HostNotFound => Failure::NoHost,
            Error::Timeout(_) => Failure::Slow { seconds: self.timeout.as_secs() },
            Error::Io(error) if error.kind() == std::io::ErrorKind::FileTooLarge => {
                Failure::Protocol(error.to_string())
            }
            // What the system says when it knows no such name differs from one to the next.
            Error::Io(error) if connected.is_none() && !at_proxy && is_lookup(&error) => {
                Failure::NoHost
            }
            Error::Io(error) => Failure::Connection(error.to_string()),
            Error::ConnectionFailed => Failure::Connection("no address answered".to_owned()),
            Error::Http(_) | Error::BadUri(_) => {
                Failure::Protocol("the address cannot be asked for".to_owned())
            }
            error => Failure::Protocol(format!("the answer is broken: {error}")),
        }
    }
}

/// A proxy was reached and does not let a request through.
fn no_way_through(proxy: &Proxy, status: u16) -> Failure {
    let why = match status {
        PROXY_WANTS_A_PASSWORD => {
            "it asks for a name and a password: http://NAME:PASSWORD@PROXY:PORT (basic only)".into()
        }
        // It could not reach the host, which may be otherwise in a moment.
        500.. => return Failure::Connection(format!("the proxy `{proxy}`: HTTP status {status}")),
        0 => "what it says is no HTTP".to_owned(),
        status => format!("it opens no way there, HTTP status {status}"),
    };
    Failure::Protocol(format!("the proxy `{proxy}`: {why}"))
}

fn is_lookup(error: &std::io::Error) -> bool {
    error.to_string().contains("lookup")
}
