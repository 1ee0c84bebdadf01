//! Who is logged in, in the memory of the server alone: when it stops, everybody logs in again.
//!
//! Takes the random name of a session, which a cookie holds; keeps its hash. A session is over when it
//! was not used for a while, in any case after half a day, and as soon as its account changes.

use std::collections::HashMap;
use std::sync::Mutex;

use griot_record::Account;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};

use crate::guard::hex;
use crate::state::lock;

/// A session that is not used for so long is over.
const IDLE: SignedDuration = SignedDuration::from_hours(2);
/// However it is used, it is over after this.
const LONGEST: SignedDuration = SignedDuration::from_hours(12);
/// More are not kept: the one that was used least lately goes.
const MOST: usize = 10_000;

type Hash = [u8; 32];

#[derive(Clone, Copy, Debug)]
struct Session {
    account: i64,
    /// Of the account, when it began.
    changes: i64,
    began: Timestamp,
    used: Timestamp,
}

impl Session {
    fn is_over(&self, now: Timestamp) -> bool {
        now.duration_since(self.used) >= IDLE || now.duration_since(self.began) >= LONGEST
    }
}

/// All sessions.
#[derive(Debug, Default)]
pub(crate) struct Sessions(Mutex<HashMap<Hash, Session>>);

fn hash(name: &str) -> Hash {
    Sha256::digest(name.as_bytes()).into()
}

impl Sessions {
    /// Begins a session under a new name; nothing when the system has no random numbers.
    pub(crate) fn begin(&self, account: &Account, now: Timestamp) -> Option<String> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).ok()?;
        let name = hex(&bytes);
        let mut all = lock(&self.0);
        all.retain(|_, session| !session.is_over(now));
        if all.len() >= MOST {
            let oldest = all.iter().min_by_key(|(_, session)| session.used);
            if let Some(oldest) = oldest.map(|(hash, _)| *hash) {
                all.remove(&oldest);
            }
        }
        let (account, changes) = (account.id, account.changes);
        all.insert(hash(&name), Session { account, changes, began: now, used: now });
        Some(name)
    }

    /// The account of a session that is not over, as it was when the session began: its number, and its
    /// changes. The session counts as used.
    pub(crate) fn of(&self, name: &str, now: Timestamp) -> Option<(i64, i64)> {
        let mut all = lock(&self.0);
        let session = all.get_mut(&hash(name))?;
        if session.is_over(now) {
            all.remove(&hash(name));
            return None;
        }
        session.used = session.used.max(now);
        Some((session.account, session.changes))
    }

    pub(crate) fn end(&self, name: &str) {
        lock(&self.0).remove(&hash(name));
    }
}

#[cfg(test)]
mod tests {
    use griot_record::Role;

    use super::*;

    #[test]
    fn a_session_ends_when_it_rests_and_when_it_is_old() {
        let account = Account {
            id: 7,
            name: "Awa".to_owned(),
            role: Role::Reader,
            has_totp: false,
            is_disabled: false,
            created: String::new(),
            changes: 3,
        };
        let at = |minutes: i64| {
            let begin: Timestamp = "2024-05-10T08:00:00Z".parse().unwrap();
            begin.checked_add(SignedDuration::from_mins(minutes)).unwrap()
        };
        let sessions = Sessions::default();
        let name = sessions.begin(&account, at(0)).unwrap();
        assert_eq!(name.len(), 64);
        assert_ne!(sessions.begin(&account, at(0)).unwrap(), name);
        assert_eq!(sessions.of(&name, at(119)), Some((7, 3)));
        assert_eq!(sessions.of(&name, at(238)), Some((7, 3)));
        assert_eq!(sessions.of(&name, at(358)), None, "it rested");
        let name = sessions.begin(&account, at(0)).unwrap();
        for minutes in (0..720).step_by(60) {
            assert!(sessions.of(&name, at(minutes)).is_some(), "{minutes}");
        }
        assert_eq!(sessions.of(&name, at(720)), None, "it is old");
        let name = sessions.begin(&account, at(0)).unwrap();
        sessions.end(&name);
        assert_eq!(sessions.of(&name, at(0)), None);
        assert_eq!(sessions.of("guess", at(0)), None);
    }
}
