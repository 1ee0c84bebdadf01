//! How often somebody may try to log in.
//!
//! Takes the name that is tried and the address it comes of; says how long to wait. The first tries are
//! free, then the wait doubles. It is the same whether there is such an account or not. A try counts as
//! failed until it is known to be right, so that a hundred at once are no hundred guesses.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;

use jiff::{SignedDuration, Timestamp};

use crate::state::lock;

/// So many tries are free.
const FREE: u32 = 5;
/// The longest wait for a name: whoever has it must get in although others try it.
const LONGEST_OF_NAME: i64 = 5 * 60;
/// The longest wait for an address.
const LONGEST_OF_ADDRESS: i64 = 60 * 60;
/// After so long without a try nothing is remembered.
const FORGOTTEN: SignedDuration = SignedDuration::from_hours(2);
/// More is not remembered: what was tried least lately goes.
const MOST: usize = 20_000;

#[derive(Clone, Copy, Debug)]
struct Tried {
    n: u32,
    last: Timestamp,
    /// Before this moment nothing is tried.
    until: Timestamp,
}

/// Tries by name and by address.
#[derive(Debug, Default)]
pub(crate) struct Limits(Mutex<HashMap<String, Tried>>);

/// What tries of an account count for.
pub(crate) fn of_name(name: &str) -> String {
    let name: String = name.trim().to_lowercase().chars().take(64).collect();
    format!("name {name}")
}

/// What tries of an address count for: whoever has one address of version 6 has all of its net.
pub(crate) fn of_address(address: &str) -> String {
    match address.parse() {
        Ok(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("net {a:x}:{b:x}:{c:x}:{d:x}")
        }
        _ => format!("address {address}"),
    }
}

impl Limits {
    /// Begins a try: nothing, or how many seconds to wait.
    pub(crate) fn begin(&self, name: &str, address: &str, now: Timestamp) -> Result<(), i64> {
        let mut all = lock(&self.0);
        let both = [(name, LONGEST_OF_NAME), (address, LONGEST_OF_ADDRESS)];
        let wait =
            |key: &str| all.get(key).map_or(0, |tried| tried.until.duration_since(now).as_secs());
        let longest = both.iter().map(|(key, _)| wait(key)).max().unwrap_or_default();
        if longest > 0 {
            return Err(longest);
        }
        if all.len() >= MOST {
            all.retain(|_, tried| now.duration_since(tried.last) < FORGOTTEN);
        }
        while all.len() >= MOST {
            let oldest = all.iter().min_by_key(|(_, tried)| tried.last);
            let Some(oldest) = oldest.map(|(key, _)| key.clone()) else { break };
            all.remove(&oldest);
        }
        for (key, longest) in both {
            let tried = all.entry(key.to_owned()).or_insert(Tried { n: 0, last: now, until: now });
            if now.duration_since(tried.last) >= FORGOTTEN {
                tried.n = 0;
            }
            tried.n = tried.n.saturating_add(1);
            tried.last = now;
            let doubled = tried.n.checked_sub(FREE).map_or(0, |n| 1_i64 << n.min(20));
            let seconds = SignedDuration::from_secs(doubled.min(longest));
            tried.until = now.checked_add(seconds).unwrap_or(now);
        }
        Ok(())
    }

    /// Somebody is who they say: their name is free again, and the try was none of their address.
    pub(crate) fn was_right(&self, name: &str, address: &str) {
        let mut all = lock(&self.0);
        all.remove(name);
        if let Some(tried) = all.get_mut(address) {
            tried.n = tried.n.saturating_sub(1);
            tried.until = tried.last;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_are_forgotten() {
        let at = |seconds: i64| Timestamp::from_second(1_700_000_000 + seconds).unwrap();
        let limits = Limits::default();
        for _ in 0..FREE {
            limits.begin("name a", "address 1", at(0)).unwrap();
        }
        assert_eq!(limits.begin("name a", "address 1", at(0)), Err(1));
        assert_eq!(limits.begin("name a", "address 2", at(0)), Err(1), "of the name");
        assert_eq!(limits.begin("name b", "address 1", at(0)), Err(1), "of the address");
        limits.begin("name b", "address 2", at(0)).unwrap();
        limits.begin("name a", "address 1", at(1)).unwrap();
        assert_eq!(limits.begin("name a", "address 1", at(1)), Err(2));
        let mut now = 3;
        let mut longest = 0;
        for _ in 0..30 {
            limits.begin("name a", &format!("address {now}"), at(now)).unwrap();
            let wait = limits.begin("name a", "address x", at(now)).unwrap_err();
            assert!(wait >= longest && wait <= LONGEST_OF_NAME);
            (longest, now) = (wait, now + wait);
        }
        assert_eq!(longest, LONGEST_OF_NAME);
        limits.begin("name a", "address x", at(now + 7_200)).unwrap();
        limits.begin("name a", "address x", at(now + 7_200)).unwrap();
        // Whoever gets in is not held up by what was tried before.
        for _ in 0..20 {
            limits.begin("name c", "address c", at(0)).unwrap();
            limits.was_right("name c", "address c");
        }
    }

    #[test]
    fn a_net_is_one_address() {
        assert_eq!(of_address("2001:db8:1:2:3::1"), of_address("2001:db8:1:2:ffff::2"));
        assert_ne!(of_address("2001:db8:1:2::1"), of_address("2001:db8:1:3::1"));
        assert_ne!(of_address("10.0.0.1"), of_address("10.0.0.2"));
        assert_eq!(of_name(" Awa "), of_name("AWA"));
    }
}
