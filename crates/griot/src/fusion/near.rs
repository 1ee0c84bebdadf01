//! Neighbourhoods: what must be looked at again when some accounts are put in or told otherwise.
//!
//! Takes accounts, and a way to ask a record that is too large to hold for those near one of them;
//! gives every account that a join could connect with the first ones, and those that are only like
//! one of these. Whoever puts both into [`Events`](super::Events) is given the events of the former as the whole
//! record would give them: accounts that no join connects never meet in one event.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::account::Account;
use super::compare::{DOUBT, JOIN, Prepared, compare};
use super::events::{is_before, shelves_of};
use crate::lexicon::registry::Registry;

/// An account, made ready to be compared often.
#[derive(Clone, Debug)]
pub struct Comparable(Arc<Prepared>);

impl Comparable {
    /// Makes an account ready. Names are looked up in the registry.
    pub fn new(account: Account, registry: &Registry) -> Self {
        Self(Arc::new(Prepared::new(account, registry)))
    }

    /// The account.
    pub fn account(&self) -> &Account {
        &self.0.account
    }

    /// The shelves of days on which it stands. Two accounts that may be one event stand on one
    /// shelf, and have the same country, or one of them has none. An account without time stands on
    /// none.
    pub fn shelves(&self) -> Vec<i32> {
        shelves_of(&self.0).collect()
    }
}

/// What stands near an account.
#[derive(Clone, Debug, Default)]
pub struct Around {
    /// Accounts that may be one event with it: all on its shelves, of its country or of none. Others
    /// may be among them.
    pub near: Vec<Comparable>,
    /// Accounts that somebody decided to be one event with it.
    pub tied: Vec<Comparable>,
}

/// What must be looked at again.
#[derive(Clone, Debug, Default)]
pub struct Neighbourhood {
    /// Accounts of which the events may be others now, by id.
    pub within: BTreeMap<String, Comparable>,
    /// Other accounts that are like one of those, by id: their events stay, and suggestions may
    /// name them.
    pub beside: BTreeMap<String, Comparable>,
}

/// The neighbourhood of accounts.
///
/// # Errors
///
/// When `around` cannot tell what stands near an account.
pub fn neighbourhood<E>(
    first: Vec<Comparable>,
    registry: &Registry,
    mut around: impl FnMut(&Comparable) -> Result<Around, E>,
) -> Result<Neighbourhood, E> {
    let mut found = Neighbourhood::default();
    let mut ahead = first;
    while let Some(here) = ahead.pop() {
        let id = &here.account().id;
        if found.within.contains_key(id) {
            continue;
        }
        let Around { near, tied } = around(&here)?;
        for other in near {
            let name = &other.account().id;
            if found.within.contains_key(name) || !here.0.may_be(&other.0) {
                continue;
            }
            // As events compare them: the lesser first, and scores are kept short.
            let compared = if is_before(other.account(), here.account()) {
                compare(&other.0, &here.0, registry)
            } else {
                compare(&here.0, &other.0, registry)
            };
            if compared.veto.is_some() {
                continue;
            }
            let score = f64::from(compared.score as f32);
            if score >= JOIN {
                ahead.push(other);
            } else if score >= DOUBT {
                found.beside.insert(name.clone(), other);
            }
        }
        ahead.extend(tied);
        found.within.insert(id.clone(), here);
    }
    found.beside.retain(|id, _| !found.within.contains_key(id));
    Ok(found)
}
