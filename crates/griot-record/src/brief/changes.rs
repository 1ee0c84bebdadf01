//! What has changed between two states of a record.

use std::collections::{BTreeMap, BTreeSet};

use griot::fusion::{Policy, tolls};
use griot::model::Outcome;

use crate::ask::Filter;
use crate::error::Result;
use crate::merged::EventRow;
use crate::record::Record;
use crate::review::{Review, ReviewState};

/// Something that has changed.
#[derive(Debug, PartialEq)]
pub(super) enum Change {
    /// The event was not there.
    New(String),
    /// The figure of an outcome is another; none where nobody gave one.
    Revised(String, Outcome, Option<Bounds>, Option<Bounds>),
    /// The event, as it was, is one with another now.
    Merged(Box<EventRow>, String),
    /// The event, as it was, is not there any more, or does not meet what is asked for.
    Gone(Box<EventRow>),
    /// Somebody rejected the event.
    Rejected(Box<EventRow>),
    /// Somebody confirmed it.
    Confirmed(String),
}

type Bounds = (u64, Option<u64>);

/// Compares the events of a filter in two states, those of the later one by id.
pub(super) fn changes(
    now: &Record,
    events: &[EventRow],
    before: &Record,
    filter: &Filter,
    policy: Policy,
) -> Result<Vec<Change>> {
    let old = before.events(filter, None)?.rows;
    let mut found = Vec::new();
    // By the id that it has now.
    let mut was: BTreeMap<String, Vec<&EventRow>> = BTreeMap::new();
    let ids: BTreeSet<&str> = events.iter().map(|event| event.id.as_str()).collect();
    for event in &old {
        match now.event(&event.id)? {
            Some(row) if ids.contains(row.id.as_str()) => {
                was.entry(row.id).or_default().push(event);
            }
            Some(row) if row.review.state == ReviewState::Rejected => {
                found.push(Change::Rejected(Box::new(event.clone())));
            }
            _ => found.push(Change::Gone(Box::new(event.clone()))),
        }
    }
    for event in events {
        let Some(before) = was.get(&event.id) else {
            // One that is shown in part is not shown as it stood: nobody knows whether it is new.
            if event.withheld.is_empty() {
                found.push(Change::New(event.id.clone()));
            }
            continue;
        };
        let same = before.iter().find(|one| one.id == event.id).or(before.first());
        for other in before.iter().filter(|one| Some(one) != same.as_ref()) {
            found.push(Change::Merged(Box::new((**other).clone()), event.id.clone()));
        }
        let Some(same) = same else { continue };
        let (then, since) = (same.toll_claims(), event.toll_claims());
        for outcome in Outcome::ALL {
            let figure = |claims| {
                let figure = tolls::figure(claims, policy, *outcome, None);
                figure.map(|figure| (figure.low, figure.high))
            };
            let (then, since) = (figure(&then), figure(&since));
            if then != since {
                found.push(Change::Revised(event.id.clone(), *outcome, then, since));
            }
        }
        let is_confirmed = |review: &Review| review.state.is_confirmed();
        if is_confirmed(&event.review) && !is_confirmed(&same.review) {
            found.push(Change::Confirmed(event.id.clone()));
        }
    }
    // New ones first, then what became of those that were there.
    found.sort_by_key(|change| match change {
        Change::New(_) => 0,
        Change::Revised(..) => 1,
        Change::Confirmed(_) => 2,
        Change::Merged(..) => 3,
        Change::Rejected(_) => 4,
        Change::Gone(_) => 5,
    });
    Ok(found)
}
