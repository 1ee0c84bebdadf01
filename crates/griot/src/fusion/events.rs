//! Events: accounts of one occurrence, put together, with the reasons of every join.
//!
//! Takes the accounts of articles, one article at a time, and what people decided; gives events,
//! what ties their members, and pairs of events that somebody should look at. An article touches
//! only the accounts that it is tied to: accounts that a join could connect are clustered again,
//! from nothing and in an order of their own, so the result is a function of what was put in and
//! never of when.
//!
//! An event's id comes of its earliest account. When that changes, the old id leads to the event
//! that holds the account now: [`Changes`] tells it once, [`Events::resolve`] at any time.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rustc_hash::FxHashMap;

use super::account::Account;
use super::cluster::{self, Tie};
use super::compare::{
    Agreement, Comparison, DOUBT, FARTHEST_DAYS, FLOOR, JOIN, Prepared, Slot, compare,
};
use super::words::number;
use crate::lexicon::registry::Registry;

/// Days of one shelf of the index.
const SHELF_DAYS: i32 = 8;

/// An interval over more shelves than this is compared with nothing: it tells no time.
const MOST_SHELVES: i32 = 48;

/// What somebody decided about two accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// They are one event.
    Same,
    /// They are two.
    Different,
}

/// Accounts of one occurrence.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// `ev-` and sixteen hexadecimal digits.
    pub id: String,
    /// The ids of the accounts, the earliest first.
    pub accounts: Vec<String>,
    /// Why they are one: the strongest ties that connect all of them.
    pub joins: Vec<Join>,
}

/// Why two accounts are one event.
#[derive(Clone, Debug, PartialEq)]
pub struct Join {
    /// An account.
    pub a: String,
    /// Another.
    pub b: String,
    /// The sum of what speaks for it and against it.
    pub score: f64,
    /// What does, slot by slot.
    pub reasons: Vec<Agreement>,
}

/// Two events that may be one.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// An event.
    pub a: String,
    /// Another.
    pub b: String,
    /// The best tie between an account of one and an account of the other.
    pub join: Join,
}

/// An id that is no event's any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// The old id.
    pub from: String,
    /// The events that hold its accounts now, by id; none when all of them were taken out.
    pub to: Vec<String>,
}

/// What putting in or taking out an article did to events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Events that were not there, by id.
    pub created: Vec<String>,
    /// Events whose accounts are others now or say something else, by id.
    pub changed: Vec<String>,
    /// Ids that are no event's any more, by id.
    pub gone: Vec<Redirect>,
}

impl Changes {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.created.is_empty() && self.changed.is_empty() && self.gone.is_empty()
    }
}

/// The events of a record.
#[derive(Clone, Debug)]
pub struct Events<'r> {
    registry: &'r Registry,
    slots: Vec<Option<Held>>,
    free: Vec<u32>,
    by_account: FxHashMap<String, u32>,
    by_event_id: FxHashMap<u64, u32>,
    by_article: FxHashMap<String, Vec<u32>>,
    /// Accounts by shelf of days and country; the country is empty when unknown.
    shelves: FxHashMap<i32, BTreeMap<String, Vec<u32>>>,
    /// The accounts of each event by its number, the earliest first.
    groups: BTreeMap<u64, Vec<String>>,
    /// By the ids of two accounts, both ways round.
    decisions: FxHashMap<String, BTreeMap<String, Decision>>,
}

/// An account and what it is tied to.
#[derive(Clone, Debug)]
struct Held {
    prepared: Prepared,
    event_id: u64,
    /// Accounts that may stand in one event with it, by slot, with the score.
    links: BTreeMap<u32, f32>,
    /// The number of its event.
    event: u64,
}

/// What an act on accounts touched.
#[derive(Debug, Default)]
struct Touched {
    /// Accounts whose ties are others now.
    accounts: BTreeSet<u32>,
    /// Events that held such accounts.
    events: BTreeSet<u64>,
    /// Accounts that were put in.
    fresh: BTreeSet<String>,
}

/// By day of publication, those without one last, then by id.
type Age<'a> = (bool, Option<Date>, &'a str);

fn age(account: &Account) -> Age<'_> {
    (account.published.is_none(), account.published, account.id.as_str())
}

/// Whether an account stands before another one.
pub(super) fn is_before(account: &Account, other: &Account) -> bool {
    age(account) < age(other)
}

impl Held {
    fn age(&self) -> Age<'_> {
        age(&self.prepared.account)
    }
}

impl<'r> Events<'r> {
    /// No events. Names are compared through the registry.
    pub fn new(registry: &'r Registry) -> Self {
        Self {
            registry,
            slots: Vec::new(),
            free: Vec::new(),
            by_account: FxHashMap::default(),
            by_event_id: FxHashMap::default(),
            by_article: FxHashMap::default(),
            shelves: FxHashMap::default(),
            groups: BTreeMap::new(),
            decisions: FxHashMap::default(),
        }
    }

    /// Puts in the accounts of an article, in the place of those that it had. Accounts are known by
    /// their ids: of two with one id the later is left out.
    pub fn put(&mut self, article: &str, accounts: Vec<Account>) -> Changes {
        self.put_all([(article.to_owned(), accounts)])
    }

    /// Puts in many articles at once, which is the same as one after the other, and faster: what
    /// they touch is clustered once.
    pub fn put_all(
        &mut self,
        articles: impl IntoIterator<Item = (String, Vec<Account>)>,
    ) -> Changes {
        let mut all = Touched::default();
        for (article, mut accounts) in articles {
            for account in &mut accounts {
                article.clone_into(&mut account.article);
            }
            let known = self.by_article.get(&article).map(Vec::as_slice).unwrap_or_default();
            let known = known.iter().filter_map(|at| Some(&self.held(*at)?.prepared.account));
            if known.eq(&accounts) {
                continue;
            }
            let taken = self.take_out(&article);
            all.accounts.extend(taken.accounts);
            all.events.extend(taken.events);
            for account in accounts {
                if !self.by_account.contains_key(&account.id) {
                    all.fresh.insert(account.id.clone());
                    let at = self.hold(account);
                    self.link(at);
                    all.accounts.insert(at);
                }
            }
        }
        self.cluster(&all)
    }

    /// Takes out an article with its accounts.
    pub fn remove(&mut self, article: &str) -> Changes {
        let touched = self.take_out(article);
        self.cluster(&touched)
    }

    /// Notes what somebody decided about two accounts, by id; `None` takes a decision back. The
    /// accounts need not be there yet.
    pub fn decide(&mut self, a: &str, b: &str, decision: Option<Decision>) -> Changes {
        for (one, other) in [(a, b), (b, a)] {
            let list = self.decisions.entry(one.to_owned()).or_default();
            match decision {
                Some(decision) => list.insert(other.to_owned(), decision),
                None => list.remove(other),
            };
            if list.is_empty() {
                self.decisions.remove(one);
            }
        }
        let mut touched = Touched::default();
        for id in [a, b] {
            if let Some(&at) = self.by_account.get(id) {
                self.unlink(at, &mut touched);
                self.link(at);
            }
        }
        self.cluster(&touched)
    }

    /// All events with the reasons of their joins, by id.
    pub fn events(&self) -> impl Iterator<Item = Event> + '_ {
        self.groups.iter().map(|(id, accounts)| self.with_reasons(*id, accounts))
    }

    /// The accounts of all events, each list the earliest first, in the order of the events' ids.
    pub fn partition(&self) -> impl Iterator<Item = &[String]> {
        self.groups.values().map(Vec::as_slice)
    }

    /// An event by its id; nothing when no event has it (any more).
    pub fn event(&self, id: &str) -> Option<Event> {
        let id = number_of(id)?;
        Some(self.with_reasons(id, self.groups.get(&id)?))
    }

    /// The id of the event that holds an account.
    pub fn event_of(&self, account: &str) -> Option<String> {
        Some(name_of(self.held(*self.by_account.get(account)?)?.event))
    }

    /// An account by its id.
    pub fn account(&self, id: &str) -> Option<&Account> {
        Some(&self.held(*self.by_account.get(id)?)?.prepared.account)
    }

    /// Where an id leads: itself, while it is an event's, else the event that holds the account
    /// that it was made of.
    pub fn resolve(&self, id: &str) -> Option<String> {
        let held = self.held(*self.by_event_id.get(&number_of(id)?)?)?;
        Some(name_of(held.event))
    }

    /// How two accounts agree, by id.
    pub fn compare(&self, a: &str, b: &str) -> Option<Comparison> {
        let (a, b) = (*self.by_account.get(a)?, *self.by_account.get(b)?);
        Some(self.comparison(self.held(a)?, self.held(b)?))
    }

    /// Pairs of events that may be one and are not joined, the likeliest first: some of their
    /// accounts agree, and none of them are kept apart.
    pub fn suggestions(&self) -> Vec<Suggestion> {
        self.suggestions_by(|held| Some(held.event), |event| self.members(event))
    }

    /// The same where the accounts are not all of a record: `event_of` gives the event of the whole
    /// record that holds an account, by id. Accounts of which it gives none are passed over.
    pub fn suggestions_where<'e>(
        &self,
        event_of: impl Fn(&str) -> Option<&'e str>,
    ) -> Vec<Suggestion> {
        let event = |held: &Held| number_of(event_of(&held.prepared.account.id)?);
        let mut members: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
        for (at, held) in self.slots.iter().enumerate() {
            if let Some(event) = held.as_ref().and_then(event) {
                members.entry(event).or_default().push(at as u32);
            }
        }
        self.suggestions_by(event, |event| members.get(&event).cloned().unwrap_or_default())
    }

    fn suggestions_by(
        &self,
        event_of: impl Fn(&Held) -> Option<u64>,
        members: impl Fn(u64) -> Vec<u32>,
    ) -> Vec<Suggestion> {
        let mut best: BTreeMap<(u64, u64), (f32, u32, u32)> = BTreeMap::new();
        for (at, held) in self.slots.iter().enumerate() {
            let Some(held) = held else { continue };
            for (&to, &score) in held.links.iter().filter(|(_, s)| f64::from(**s) >= DOUBT) {
                let Some(other) = self.held(to) else { continue };
                let Some((from, into)) = event_of(held).zip(event_of(other)) else { continue };
                if from >= into {
                    continue;
                }
                let slot = best.entry((from, into)).or_insert((score, at as u32, to));
                let is_better = match score.total_cmp(&slot.0) {
                    Ordering::Greater => true,
                    Ordering::Equal => self.pair_of(at as u32, to) < self.pair_of(slot.1, slot.2),
                    Ordering::Less => false,
                };
                if is_better {
                    *slot = (score, at as u32, to);
                }
            }
        }
        let mut found: Vec<Suggestion> = best
            .into_iter()
            .filter_map(|((a, b), (_, x, y))| {
                let (held, other) = (self.held(x)?, self.held(y)?);
                let (all_a, all_b) = (members(a), members(b));
                let is_denied = all_a.iter().any(|m| all_b.iter().any(|n| self.is_denied(*m, *n)));
                let join = (!is_denied).then(|| self.join(held, other))?;
                Some(Suggestion { a: name_of(a), b: name_of(b), join })
            })
            .collect();
        // Stable: equals stay in the order of their ids.
        found.sort_by(|a, b| b.join.score.total_cmp(&a.join.score));
        found
    }

    fn pair_of(&self, a: u32, b: u32) -> Option<(Age<'_>, Age<'_>)> {
        Some((self.held(a)?.age(), self.held(b)?.age()))
    }

    fn held(&self, at: u32) -> Option<&Held> {
        self.slots.get(at as usize)?.as_ref()
    }

    fn held_mut(&mut self, at: u32) -> Option<&mut Held> {
        self.slots.get_mut(at as usize)?.as_mut()
    }

    /// The accounts of an event, the earliest first.
    fn members(&self, event: u64) -> Vec<u32> {
        let ids = self.groups.get(&event).map(Vec::as_slice).unwrap_or_default();
        ids.iter().filter_map(|id| self.by_account.get(id).copied()).collect()
    }

    fn with_reasons(&self, id: u64, accounts: &[String]) -> Event {
        let joins = self.joins(&self.members(id));
        Event { id: name_of(id), accounts: accounts.to_vec(), joins }
    }

    /// The strongest ties that connect all members: each member is tied to one before it.
    fn joins(&self, members: &[u32]) -> Vec<Join> {
        let all: Vec<(u32, &Held)> =
            members.iter().filter_map(|at| Some((*at, self.held(*at)?))).collect();
        let score = |a: usize, b: usize| {
            let tie = all.get(a).zip(all.get(b)).and_then(|(a, b)| a.1.links.get(&b.0));
            tie.copied().unwrap_or(f32::NEG_INFINITY)
        };
        // Of each member that is not tied yet, the best tie to those that are.
        let mut outside: Vec<(usize, f32, usize)> =
            (1..all.len()).map(|at| (at, score(0, at), 0)).collect();
        let mut joins = Vec::new();
        while let Some(first) = outside.first() {
            let mut best = (0, first.1);
            for (place, (_, score, _)) in outside.iter().enumerate() {
                if *score > best.1 {
                    best = (place, *score);
                }
            }
            let (at, _, to) = outside.remove(best.0);
            if let (Some((_, a)), Some((_, b))) = (all.get(to), all.get(at)) {
                joins.push(self.join(a, b));
            }
            for (other, known, tied_to) in &mut outside {
                let new = score(at, *other);
                if new > *known {
                    (*known, *tied_to) = (new, at);
                }
            }
        }
        joins
    }

    fn join(&self, a: &Held, b: &Held) -> Join {
        let found = self.comparison(a, b);
        let id = |held: &Held| held.prepared.account.id.clone();
        Join { a: id(a), b: id(b), score: found.score, reasons: found.slots }
    }

    fn decision(&self, a: &Held, b: &Held) -> Option<Decision> {
        self.decisions.get(&a.prepared.account.id)?.get(&b.prepared.account.id).copied()
    }

    fn comparison(&self, a: &Held, b: &Held) -> Comparison {
        match self.decision(a, b) {
            Some(Decision::Different) => Comparison::never(Slot::Decision, "decided to be two"),
            Some(Decision::Same) => {
                let mut found = compare(&a.prepared, &b.prepared, self.registry);
                found.veto = None;
                found.score = f64::INFINITY;
                let agreement = Agreement {
                    slot: Slot::Decision,
                    agreement: "decided to be one",
                    score: f64::INFINITY,
                };
                found.slots.push(agreement);
                found
            }
            // The lesser first, so that rounding cannot depend on who asks.
            None if a.age() <= b.age() => compare(&a.prepared, &b.prepared, self.registry),
            None => compare(&b.prepared, &a.prepared, self.registry),
        }
    }

    /// What ties two accounts. Those that are not linked may not stand in one event.
    fn tie(&self, a: u32, b: u32) -> Tie {
        let score = self.held(a).and_then(|held| held.links.get(&b));
        score.map_or(Tie::Never, |score| {
            if score.is_finite() { Tie::Score(f64::from(*score)) } else { Tie::Always }
        })
    }

    /// Whether two accounts cannot be one event.
    fn is_denied(&self, a: u32, b: u32) -> bool {
        let both = self.held(a).zip(self.held(b));
        both.is_none_or(|(a, b)| self.comparison(a, b).veto.is_some())
    }

    /// Holds an account that is tied to nothing yet.
    fn hold(&mut self, account: Account) -> u32 {
        let at = self.free.pop().unwrap_or(self.slots.len() as u32);
        let event_id = number(account.id.as_bytes());
        self.by_account.insert(account.id.clone(), at);
        self.by_event_id.insert(event_id, at);
        self.by_article.entry(account.article.clone()).or_default().push(at);
        let prepared = Prepared::new(account, self.registry);
        let country = prepared.account.country.clone().unwrap_or_default();
        for shelf in shelves_of(&prepared) {
            let shelf = self.shelves.entry(shelf).or_default();
            shelf.entry(country.clone()).or_default().push(at);
        }
        let held = Held { prepared, event_id, links: BTreeMap::new(), event: event_id };
        match self.slots.get_mut(at as usize) {
            Some(slot) => *slot = Some(held),
            None => self.slots.push(Some(held)),
        }
        at
    }

    /// Ties an account to those that it agrees with.
    fn link(&mut self, at: u32) {
        let Some(held) = self.held(at) else { return };
        let mut near: BTreeSet<u32> = BTreeSet::new();
        let country = held.prepared.account.country.as_deref().unwrap_or_default();
        for shelf in shelves_of(&held.prepared).filter_map(|shelf| self.shelves.get(&shelf)) {
            if country.is_empty() {
                near.extend(shelf.values().flatten());
            } else {
                let lists = [country, ""].into_iter().filter_map(|key| shelf.get(key));
                near.extend(lists.flatten());
            }
        }
        near.remove(&at);
        near.retain(|to| self.held(*to).is_some_and(|other| held.prepared.may_be(&other.prepared)));
        let id = &held.prepared.account.id;
        let decided = self.decisions.get(id).into_iter().flat_map(BTreeMap::keys);
        let decided = decided.filter_map(|other| self.by_account.get(other).copied());
        near.extend(decided.filter(|to| *to != at));
        let links: BTreeMap<u32, f32> = near
            .into_iter()
            .filter_map(|to| {
                let found = self.comparison(held, self.held(to)?);
                (found.veto.is_none() && found.score >= FLOOR).then_some((to, found.score as f32))
            })
            .collect();
        for (to, score) in &links {
            if let Some(other) = self.held_mut(*to) {
                other.links.insert(at, *score);
            }
        }
        if let Some(held) = self.held_mut(at) {
            held.links = links;
        }
    }

    /// Takes the ties of an account away.
    fn unlink(&mut self, at: u32, touched: &mut Touched) {
        let Some(held) = self.held_mut(at) else { return };
        let links = std::mem::take(&mut held.links);
        touched.events.insert(held.event);
        touched.accounts.insert(at);
        for (to, score) in links {
            // What no join leads to stands in other components.
            if f64::from(score) >= JOIN {
                touched.accounts.insert(to);
            }
            if let Some(other) = self.held_mut(to) {
                other.links.remove(&at);
            }
        }
    }

    /// Takes the accounts of an article out.
    fn take_out(&mut self, article: &str) -> Touched {
        let mut touched = Touched::default();
        for at in self.by_article.remove(article).unwrap_or_default() {
            self.unlink(at, &mut touched);
            let Some(held) = self.slots.get_mut(at as usize).and_then(Option::take) else {
                continue;
            };
            self.by_account.remove(&held.prepared.account.id);
            self.by_event_id.remove(&held.event_id);
            let country = held.prepared.account.country.as_deref().unwrap_or_default();
            for key in shelves_of(&held.prepared) {
                let Some(shelf) = self.shelves.get_mut(&key) else { continue };
                if let Some(list) = shelf.get_mut(country) {
                    list.retain(|other| *other != at);
                    if list.is_empty() {
                        shelf.remove(country);
                    }
                }
                if shelf.is_empty() {
                    self.shelves.remove(&key);
                }
            }
            self.free.push(at);
        }
        touched.accounts.retain(|at| self.held(*at).is_some());
        touched
    }

    /// Clusters again what was touched, and tells what changed.
    fn cluster(&mut self, touched: &Touched) -> Changes {
        let mut seeds: BTreeSet<u32> = touched.accounts.clone();
        seeds.extend(touched.events.iter().flat_map(|event| self.members(*event)));
        let mut components: Vec<Vec<u32>> = Vec::new();
        let mut seen: BTreeSet<u32> = BTreeSet::new();
        for seed in seeds {
            if !seen.contains(&seed) && self.held(seed).is_some() {
                let component = self.component(seed);
                seen.extend(component.iter().copied());
                components.push(component);
            }
        }
        let mut stale = touched.events.clone();
        stale.extend(seen.iter().filter_map(|at| Some(self.held(*at)?.event)));
        let mut before: BTreeMap<u64, Vec<String>> = BTreeMap::new();
        for event in stale {
            // An account that was just put in names an event that is not there yet.
            if let Some(accounts) = self.groups.remove(&event) {
                before.insert(event, accounts);
            }
        }
        let mut after: BTreeSet<u64> = BTreeSet::new();
        for component in &components {
            let clusters = cluster::clusters(component.len(), |i, j| {
                match (component.get(i), component.get(j)) {
                    (Some(a), Some(b)) => self.tie(*a, *b),
                    _ => Tie::Never,
                }
            });
            for cluster in clusters {
                let slots: Vec<u32> =
                    cluster.iter().filter_map(|at| component.get(*at).copied()).collect();
                let first = slots.first().and_then(|at| self.held(*at));
                let Some(id) = first.map(|first| first.event_id) else { continue };
                let names: Vec<String> = slots
                    .iter()
                    .filter_map(|at| Some(self.held(*at)?.prepared.account.id.clone()))
                    .collect();
                for at in slots {
                    if let Some(held) = self.held_mut(at) {
                        held.event = id;
                    }
                }
                self.groups.insert(id, names);
                after.insert(id);
            }
        }
        self.changes(&before, &after, &touched.fresh)
    }

    /// What became of events, from what they held before and the numbers of those that hold it now.
    fn changes(
        &self,
        before: &BTreeMap<u64, Vec<String>>,
        after: &BTreeSet<u64>,
        fresh: &BTreeSet<String>,
    ) -> Changes {
        let mut changes = Changes::default();
        for id in after {
            let now = self.groups.get(id).map(Vec::as_slice).unwrap_or_default();
            match before.get(id) {
                None => changes.created.push(name_of(*id)),
                Some(old) if old != now || now.iter().any(|account| fresh.contains(account)) => {
                    changes.changed.push(name_of(*id));
                }
                Some(_) => {}
            }
        }
        for (id, accounts) in before.iter().filter(|(id, _)| !after.contains(id)) {
            let to: BTreeSet<String> =
                accounts.iter().filter_map(|account| self.event_of(account)).collect();
            changes.gone.push(Redirect { from: name_of(*id), to: to.into_iter().collect() });
        }
        changes
    }

    /// The accounts that joins could connect to one, the earliest first.
    fn component(&self, at: u32) -> Vec<u32> {
        let mut seen = BTreeSet::from([at]);
        let mut ahead = vec![at];
        while let Some(here) = ahead.pop() {
            for (next, score) in self.held(here).into_iter().flat_map(|held| &held.links) {
                // Scores are kept short; what is rounded up to a join is clustered and found wanting.
                if f64::from(*score) >= JOIN && seen.insert(*next) {
                    ahead.push(*next);
                }
            }
        }
        let mut all: Vec<&u32> = seen.iter().filter(|at| self.held(**at).is_some()).collect();
        all.sort_by(|a, b| self.held(**a).map(Held::age).cmp(&self.held(**b).map(Held::age)));
        all.into_iter().copied().collect()
    }
}

/// The shelves on which an account stands, and on which its neighbours stand.
pub(super) fn shelves_of(prepared: &Prepared) -> impl Iterator<Item = i32> + use<> {
    let shelf = |day: i32| day.div_euclid(SHELF_DAYS);
    let shelves =
        prepared.days.map(|(from, to)| (shelf(from - FARTHEST_DAYS), shelf(to + FARTHEST_DAYS)));
    let shelves = shelves.filter(|(first, last)| last - first <= MOST_SHELVES);
    shelves.into_iter().flat_map(|(first, last)| first..=last)
}

/// The id of an event.
fn name_of(number: u64) -> String {
    format!("ev-{number:016x}")
}

/// The number in an id; nothing when it is none.
fn number_of(id: &str) -> Option<u64> {
    let digits = id.strip_prefix("ev-").filter(|digits| digits.len() == 16)?;
    u64::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests;
