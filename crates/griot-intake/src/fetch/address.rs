//! Which addresses may be connected to.
//!
//! Takes addresses as names were resolved to them; says whether a request may go there. A page can
//! name any host, and a host can resolve to any address: without this, a link in a feed could reach
//! what only this machine or its network sees. The check is made on the very address that is then
//! connected to.
//!
//! The ranges are those of IANA's registries of special-purpose addresses (RFC 6890 and what
//! followed it). Of IPv6 only what is given out for the open Internet (`2000::/3`) is taken at all.

use std::collections::BTreeSet;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Why an address is not connected to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Special {
    /// This machine.
    Loopback,
    /// A network that is not the Internet.
    Private,
    /// The cable, and what clouds tell their machines over it.
    LinkLocal,
    /// Where a cloud tells its machines their secrets.
    Metadata,
    /// A carrier's own network.
    Carrier,
    /// Many at once.
    Multicast,
    /// An IPv4 address in another form, which would pass by the checks of this one.
    Embedded,
    /// Reserved, for documentation, for measurements, or not given out.
    Reserved,
}

impl fmt::Display for Special {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Loopback => "an address of this machine",
            Self::Private => "a private address",
            Self::LinkLocal => "a link-local address",
            Self::Metadata => "an address where clouds keep secrets",
            Self::Carrier => "an address inside a carrier's network",
            Self::Multicast => "a multicast address",
            Self::Embedded => "an IPv4 address inside an IPv6 address",
            Self::Reserved => "a reserved address",
        })
    }
}

/// The hosts that the user allowed by name.
#[derive(Clone, Debug, Default)]
pub struct AllowedHosts(BTreeSet<String>);

impl AllowedHosts {
    /// Takes names and literal addresses, without a port.
    pub fn new<T: AsRef<str>>(hosts: impl IntoIterator<Item = T>) -> Self {
        Self(hosts.into_iter().map(|host| plain(host.as_ref())).collect())
    }

    /// Whether this host was named.
    pub fn names(&self, host: &str) -> bool {
        self.0.contains(&plain(host))
    }

    /// Whether an address that `host` resolved to may be connected to.
    ///
    /// A name that was allowed may lie in a private network. It may not lie where clouds keep
    /// secrets: whoever wants that has to name the address itself.
    ///
    /// # Errors
    ///
    /// Why it may not.
    pub fn check(&self, host: &str, ip: IpAddr) -> Result<(), Special> {
        let Some(special) = special(ip) else { return Ok(()) };
        let by_address = plain(host).parse() == Ok(ip) && self.names(host);
        let by_name =
            self.names(host) && !matches!(special, Special::LinkLocal | Special::Metadata);
        if by_address || by_name { Ok(()) } else { Err(special) }
    }
}

/// A host without brackets, final dot and capitals.
fn plain(host: &str) -> String {
    let host = host.trim().trim_start_matches('[').trim_end_matches(']').trim_end_matches('.');
    host.to_ascii_lowercase()
}

/// What is special about an address; nothing about those of the open Internet.
pub fn special(ip: IpAddr) -> Option<Special> {
    match ip {
        IpAddr::V4(ip) => special_v4(ip),
        IpAddr::V6(ip) => special_v6(ip),
    }
}

fn special_v4(ip: Ipv4Addr) -> Option<Special> {
    let special = match ip.octets() {
        [127, ..] => Special::Loopback,
        [0, ..] => Special::Reserved,
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] => Special::Private,
        [169, 254, ..] => Special::LinkLocal,
        // Azure's, outside every range that is set aside.
        [168, 63, 129, 16] => Special::Metadata,
        // Oracle's, inside the protocol assignments; Alibaba's, inside the carriers' range.
        [192, 0, 0, 192] | [100, 100, 100, 200] => Special::Metadata,
        [100, 64..=127, ..] => Special::Carrier,
        [192, 0, 0 | 2, _] | [198, 51, 100, _] | [203, 0, 113, _] => Special::Reserved,
        // Relays of 6to4, given up by RFC 7526.
        [192, 88, 99, _] => Special::Reserved,
        [198, 18..=19, ..] => Special::Reserved,
        [224..=239, ..] => Special::Multicast,
        [240..=255, ..] => Special::Reserved,
        _ => return None,
    };
    Some(special)
}

fn special_v6(ip: Ipv6Addr) -> Option<Special> {
    let special = match ip.segments() {
        [0, 0, 0, 0, 0, 0, 0, 1] => Special::Loopback,
        [0, 0, 0, 0, 0, 0, 0, 0] => Special::Reserved,
        // Mapped, translated, compatible.
        [0, 0, 0, 0, 0 | 0xffff, 0 | 0xffff, ..] => Special::Embedded,
        // NAT64, 6to4, Teredo.
        [0x64, 0xff9b, ..] | [0x2002, ..] | [0x2001, 0, ..] => Special::Embedded,
        [0xfd00, 0xec2, ..] => Special::Metadata,
        [0xfc00..=0xfdff, ..] => Special::Private,
        [0xfe80..=0xfebf, ..] => Special::LinkLocal,
        [0xfec0..=0xfeff, ..] => Special::Private,
        [0xff00..=0xffff, ..] => Special::Multicast,
        // Protocol assignments and documentation inside what is given out.
        [0x2001, 0x1..=0x1ff | 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => Special::Reserved,
        [0x2000..=0x3fff, ..] => return None,
        _ => Special::Reserved,
    };
    Some(special)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn the_open_internet_is_open() {
        for text in [
            "1.1.1.1",
            "8.8.8.8",
            "100.63.255.255",
            "100.128.0.0",
            "172.15.0.1",
            "172.32.0.1",
            "192.167.255.255",
            "198.20.0.1",
            "223.255.255.255",
            "2606:4700::1111",
            "2a00:1450::1",
            "2001:4860::8888",
        ] {
            assert_eq!(special(ip(text)), None, "{text}");
        }
    }

    #[test]
    fn what_is_set_aside_is_refused() {
        for text in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.254",
            "168.63.129.16",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.1.1.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::ffff:8.8.8.8",
            "::ffff:127.0.0.1",
            "64:ff9b::808:808",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd00:ec2::254",
            "fd12::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(special(ip(text)).is_some(), "{text}");
        }
    }

    #[test]
    fn a_name_that_was_allowed_may_lie_in_a_private_network() {
        let allowed = AllowedHosts::new(["Intranet.example.", "[::1]", "169.254.169.254"]);
        assert!(allowed.check("intranet.example", ip("10.1.2.3")).is_ok());
        assert!(allowed.check("intranet.example", ip("127.0.0.1")).is_ok());
        assert!(allowed.check("other.example", ip("10.1.2.3")).is_err());
        assert!(allowed.check("[::1]", ip("::1")).is_ok());
        // But not where clouds keep secrets, unless that was named itself.
        assert!(allowed.check("intranet.example", ip("169.254.169.254")).is_err());
        assert!(allowed.check("intranet.example", ip("fd00:ec2::254")).is_err());
        assert!(allowed.check("169.254.169.254", ip("169.254.169.254")).is_ok());
    }

    proptest! {
        /// Whatever of IPv4 is refused is refused in every IPv6 form that carries it.
        #[test]
        fn no_form_of_ipv4_passes(bits in any::<u32>()) {
            let v4 = Ipv4Addr::from(bits);
            let [a, b] = [(bits >> 16) as u16, bits as u16];
            for v6 in [
                v4.to_ipv6_mapped(),
                v4.to_ipv6_compatible(),
                Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, a, b),
                Ipv6Addr::new(0x2002, a, b, 0, 0, 0, 0, 1),
                Ipv6Addr::new(0x2001, 0, a, b, 0, 0, !a, !b),
            ] {
                prop_assert!(special(v6.into()).is_some(), "{v6}");
            }
        }

        /// What the standard library holds to be special is special here.
        #[test]
        fn no_less_strict_than_the_standard_library(bits in any::<u32>(), wide in any::<u128>()) {
            let v4 = Ipv4Addr::from(bits);
            if v4.is_private() || v4.is_loopback() || v4.is_link_local() || v4.is_multicast()
                || v4.is_broadcast() || v4.is_documentation() || v4.is_unspecified() {
                prop_assert!(special(v4.into()).is_some());
            }
            for v6 in [Ipv6Addr::from(wide), Ipv6Addr::from(wide >> 4 | 0xf << 124)] {
                if v6.is_loopback() || v6.is_multicast() || v6.is_unique_local()
                    || v6.is_unicast_link_local() || v6.is_unspecified() {
                    prop_assert!(special(v6.into()).is_some(), "{v6}");
                }
                if special(v6.into()).is_none() {
                    prop_assert_eq!(v6.segments()[0] >> 13, 1);
                }
            }
        }
    }
}
