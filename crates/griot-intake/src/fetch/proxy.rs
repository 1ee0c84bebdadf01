//! Through whom addresses are asked for.
//!
//! Takes what a user or the environment names; says for an address which proxy asks for it, or that
//! none does. Only proxies that are spoken to over plain HTTP, which is how nearly all are: what goes
//! to an `https` address passes through them in a tunnel (`CONNECT`, RFC 9110 9.3.6), what goes to an
//! `http` address is asked of them whole (RFC 9112 3.2.2). A proxy connects where this machine does not
//! see: `wire.rs` does of the checks what can be done.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use url::{Host, Url};

/// The port of a proxy that names none, as everywhere where one is named.
const DEFAULT_PORT: u16 = 1080;

/// Which proxies there are, and what is asked for without one.
#[derive(Clone, Debug, Default)]
pub struct Proxies {
    http: Option<Arc<Proxy>>,
    https: Option<Arc<Proxy>>,
    without: Vec<Pattern>,
}

/// One proxy.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Proxy {
    /// Its address, as names are turned into addresses: `http://proxy.example:3128/`.
    pub(crate) address: String,
    /// How it is named to a person.
    shown: String,
    /// What it is told of who asks, as a value of `Proxy-Authorization`.
    pub(crate) authorization: Option<String>,
}

impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

impl fmt::Debug for Proxy {
    /// Without the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Proxy").field(&self.shown).finish()
    }
}

/// What a `NO_PROXY` names.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Pattern {
    /// Everything.
    All,
    /// A host and what lies below its name; at one port, where one is named.
    Name(String, Option<u16>),
    /// Addresses that begin with so many bits of this one; at one port, where one is named.
    Net(IpAddr, u8, Option<u16>),
}

impl Proxies {
    /// One proxy for everything.
    ///
    /// # Errors
    ///
    /// A sentence that says what is wrong with its address, and never repeats a password.
    pub fn one(address: &str) -> Result<Self, String> {
        let proxy = Some(Arc::new(proxy(address)?));
        Ok(Self { http: proxy.clone(), https: proxy, without: Vec::new() })
    }

    /// What variables of the environment name: `https_proxy`, `http_proxy`, `all_proxy`, `no_proxy`, in
    /// small letters or in capitals; small ones go first, as everywhere. An empty one names none.
    ///
    /// # Errors
    ///
    /// The name of a variable, and what is wrong with it.
    pub fn of_variables(get: impl Fn(&str) -> Option<String>) -> Result<Self, String> {
        let named = |name: &str| {
            let value = get(name).or_else(|| get(&name.to_ascii_uppercase()))?;
            Some(value.trim().to_owned())
        };
        let of = |name: &str| {
            let (name, value) = match named(name) {
                Some(value) => (name, value),
                None => ("all_proxy", named("all_proxy").unwrap_or_default()),
            };
            if value.is_empty() {
                return Ok(None);
            }
            let proxy = proxy(&value).map_err(|why| format!("{}: {why}", name.to_uppercase()))?;
            Ok::<_, String>(Some(Arc::new(proxy)))
        };
        let (http, https) = (of("http_proxy")?, of("https_proxy")?);
        let without = named("no_proxy").unwrap_or_default();
        let without = without.split([',', ' ']).filter_map(pattern).collect();
        Ok(Self { http, https, without })
    }

    /// Through which proxy an address is asked for; `None` where this machine asks itself.
    pub(crate) fn of(&self, url: &Url) -> Option<&Arc<Proxy>> {
        let proxy = if url.scheme() == "https" { &self.https } else { &self.http };
        let proxy = proxy.as_ref()?;
        let goes_by = self.without.iter().any(|pattern| pattern.names(url));
        (!goes_by).then_some(proxy)
    }
}

fn proxy(text: &str) -> Result<Proxy, String> {
    let text = text.trim();
    let whole = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
    let url = Url::parse(&whole).map_err(|error| format!("no address of a proxy: {error}"))?;
    if url.scheme() != "http" {
        return Err(format!(
            "a proxy is spoken to over `http://`, `{}://` is not supported",
            url.scheme()
        ));
    }
    let host = url.host_str().filter(|host| !host.is_empty()).ok_or("it names no host")?;
    // The port that the scheme has is written nowhere: only what was written can tell that it was meant.
    let port = url.port().unwrap_or(if whole_names_80(&whole) { 80 } else { DEFAULT_PORT });
    let authorization = (!url.username().is_empty() || url.password().is_some()).then(|| {
        let mut pair: Vec<u8> = percent_decode_str(url.username()).collect();
        pair.push(b':');
        pair.extend(percent_decode_str(url.password().unwrap_or_default()));
        format!("Basic {}", STANDARD.encode(pair))
    });
    let shown = format!("{host}:{port}");
    Ok(Proxy { address: format!("http://{shown}/"), shown, authorization })
}

/// Whether an address says `:80`, which is what `http` has anyway and is left out of what was read.
fn whole_names_80(text: &str) -> bool {
    let authority = text.split_once("://").map_or(text, |(_, rest)| rest);
    authority.split(['/', '?', '#']).next().unwrap_or_default().ends_with(":80")
}

/// One item of a `NO_PROXY`; `None` for what names nothing.
fn pattern(text: &str) -> Option<Pattern> {
    let text = text.trim().to_ascii_lowercase();
    if text == "*" {
        return Some(Pattern::All);
    }
    if let Some((net, n_bits)) = text.split_once('/') {
        let net: IpAddr = net.trim_matches(['[', ']']).parse().ok()?;
        let most = if net.is_ipv4() { 32 } else { 128 };
        return Some(Pattern::Net(net, n_bits.parse().ok().filter(|bits| *bits <= most)?, None));
    }
    if let Ok(ip) = text.trim_matches(['[', ']']).parse::<IpAddr>() {
        return Some(Pattern::Net(ip, 128, None));
    }
    let (name, port) = match text.rsplit_once(':') {
        Some((name, port)) => (name, Some(port.parse().ok()?)),
        None => (text.as_str(), None),
    };
    if let Ok(ip) = name.trim_matches(['[', ']']).parse::<IpAddr>() {
        return Some(Pattern::Net(ip, 128, port));
    }
    let name = name.trim_start_matches("*.").trim_matches('.');
    (!name.is_empty()).then(|| Pattern::Name(name.to_owned(), port))
}

impl Pattern {
    fn names(&self, url: &Url) -> bool {
        let at = |port: &Option<u16>| port.is_none() || *port == url.port_or_known_default();
        let ip = match url.host() {
            Some(Host::Ipv4(ip)) => Some(IpAddr::V4(ip)),
            Some(Host::Ipv6(ip)) => Some(IpAddr::V6(ip)),
            _ => None,
        };
        match self {
            Self::All => true,
            Self::Name(name, port) => {
                let host = url.host_str().unwrap_or_default().trim_end_matches('.');
                let below = host.strip_suffix(name.as_str());
                ip.is_none()
                    && at(port)
                    && below.is_some_and(|at| at.is_empty() || at.ends_with('.'))
            }
            Self::Net(net, n_bits, port) => {
                at(port) && ip.is_some_and(|ip| shares(*net, ip, *n_bits))
            }
        }
    }
}

/// Whether two addresses begin with the same bits.
fn shares(net: IpAddr, ip: IpAddr, n_bits: u8) -> bool {
    let (net, ip, width): (u128, u128, u32) = match (net, ip) {
        (IpAddr::V4(net), IpAddr::V4(ip)) => (u32::from(net).into(), u32::from(ip).into(), 32),
        (IpAddr::V6(net), IpAddr::V6(ip)) => (net.into(), ip.into(), 128),
        _ => return false,
    };
    let rest = width.saturating_sub(n_bits.into());
    net.checked_shr(rest).unwrap_or(0) == ip.checked_shr(rest).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(variables: &[(&str, &str)], url: &str) -> Option<String> {
        let get = |name: &str| {
            let found = variables.iter().find(|(other, _)| *other == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        let proxies = Proxies::of_variables(get).unwrap();
        proxies.of(&Url::parse(url).unwrap()).map(ToString::to_string)
    }

    #[test]
    fn variables_name_a_proxy_for_each_scheme() {
        let both = [("HTTPS_PROXY", "http://tunnel.example:3128"), ("http_proxy", "plain:8080")];
        assert_eq!(of(&both, "https://news.example/").as_deref(), Some("tunnel.example:3128"));
        assert_eq!(of(&both, "http://news.example/").as_deref(), Some("plain:8080"));
        let all = [("ALL_PROXY", "http://all.example:80/"), ("https_proxy", "")];
        assert_eq!(of(&all, "http://news.example/").as_deref(), Some("all.example:80"));
        assert_eq!(of(&all, "https://news.example/"), None);
        assert_eq!(of(&[("HTTP_PROXY", "p")], "http://a/").as_deref(), Some("p:1080"));
        assert_eq!(of(&[], "http://news.example/"), None);
    }

    #[test]
    fn no_proxy_names_hosts_ports_and_networks() {
        let without =
            "localhost, .intern.example,site.example:8080 10.0.0.0/8,[2001:db8::1],192.168.1.7";
        let variables = [("all_proxy", "http://p:1"), ("no_proxy", without)];
        for url in [
            "http://localhost/",
            "https://intern.example/",
            "https://a.intern.example./",
            "http://site.example:8080/",
            "http://10.255.0.1/",
            "http://[2001:db8::1]:99/",
            "http://192.168.1.7/",
        ] {
            assert_eq!(of(&variables, url), None, "{url}");
        }
        for url in [
            "http://winter-intern.example/x",
            "http://notintern.example/",
            "http://site.example/",
            "http://11.0.0.1/",
            "http://192.168.1.8/",
            "http://[2001:db8::2]/",
            "http://7/",
        ] {
            assert!(of(&variables, url).is_some(), "{url}");
        }
        assert_eq!(of(&[("all_proxy", "p:1"), ("NO_PROXY", "*")], "http://a.example/"), None);
    }

    #[test]
    fn a_password_is_sent_and_never_shown() {
        let proxy = proxy("http://redac%C3%A9:s%3Acret@proxy.example:3128").unwrap();
        assert_eq!(proxy.authorization.as_deref(), Some("Basic cmVkYWPDqTpzOmNyZXQ="));
        assert!(!format!("{proxy} {proxy:?} {}", proxy.address).contains("cret"));
        for text in ["socks5://u:secret@p:1", "https://u:secret@p", "http://u:secret@[x", ""] {
            let why = super::proxy(text).unwrap_err();
            assert!(!why.contains("secret"), "{why}");
        }
    }
}
