//! Stories: events that follow one another at one place between the same actors, as threads of the
//! articles that tell them.
//!
//! Takes events as they were put together, each with the articles that tell it; gives stories and
//! their timelines. An event enters a story only when it agrees with *every* event of it in place,
//! actors and days, so no chain of weak links leads from one story to another, and a story is never
//! longer than [`STORY_DAYS`]. What tells no place or no day agrees with nothing. The result is a
//! function of the set of events: they are taken by day and id, whatever their order. Nothing is
//! added up over the events of a story: two of them may yet turn out to be one.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::account::Party;
use super::compare::{day_number, kilometres};
use super::merged::Merged;
use super::tolls::{self, Policy, TollClaim, TollFigure};
use crate::gazetteer::fold;
use crate::model::{Outcome, PlacePrecision, VictimKind};

/// The most days of a story, from its first to its last, both included.
pub const STORY_DAYS: i32 = 14;

/// An event that is told over more days than this tells no day.
const LONGEST_EVENT: i32 = 7;

/// Two points within this are one place, whatever their names, in kilometres.
const SAME_POINT_KM: f64 = 10.0;

/// Two places of one name within this are one place, in kilometres.
const SAME_NAME_KM: f64 = 40.0;

/// An event as a story sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Happening {
    /// The event's id (`ev-…`).
    pub id: String,
    /// What its reports say together.
    pub merged: Merged,
    /// Its tolls, as each report gives them.
    pub tolls: Vec<TollClaim>,
    /// The articles that tell it.
    pub articles: BTreeSet<String>,
}

/// Articles of one thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// `st-` and the digits of the id of its first event. It stays while that event stays the first.
    pub id: String,
    /// Its events, the earliest first; undated ones last.
    pub events: Vec<String>,
    /// Every article that tells one of them, by id.
    pub articles: BTreeSet<String>,
}

/// A day of a story.
#[derive(Clone, Debug, PartialEq)]
pub struct StoryDay {
    /// The first day of its events; nothing when it is not known.
    pub day: Option<Date>,
    /// What began on it, by id.
    pub events: Vec<StoryEvent>,
}

/// An event in a timeline.
#[derive(Clone, Debug, PartialEq)]
pub struct StoryEvent {
    /// The event's id.
    pub id: String,
    /// How many articles tell it.
    pub n_articles: usize,
    /// Its figures by the policy, of this event alone.
    pub tolls: Vec<(Outcome, Option<VictimKind>, TollFigure)>,
}

/// An event with what holding it against others asks again and again.
pub(super) struct Ready<'h> {
    pub(super) happening: &'h Happening,
    /// First and last day, as days since 1970; nothing when they tell no day.
    days: Option<(i32, i32)>,
    /// The folded name and the point of a place that is narrower than an area.
    place: Option<(String, Option<(f64, f64)>)>,
    /// Actors that the registry knows, on either side.
    known: BTreeSet<&'h str>,
    /// Folded names of either side.
    initiators: BTreeSet<String>,
    targets: BTreeSet<String>,
}

impl<'h> Ready<'h> {
    pub(super) fn new(happening: &'h Happening) -> Self {
        let merged = &happening.merged;
        let days = merged.date.map(|dates| (day_number(dates.from), day_number(dates.to)));
        let names = |parties: &[Party]| parties.iter().map(|party| fold(&party.name)).collect();
        let place = merged.place.as_ref().filter(|place| {
            // The middle of an area is no place at which two events could be the same story.
            place.precision != PlacePrecision::Centroid
        });
        let place = place.map(|place| {
            // Where only the region around a place is known, its point is that of the region.
            let point = place.lat_lon.filter(|_| place.precision != PlacePrecision::Region);
            (fold(&place.name), point)
        });
        Self {
            happening,
            days: days.filter(|(from, to)| to - from < LONGEST_EVENT),
            place: place.filter(|(name, _)| !name.is_empty()),
            known: merged
                .initiators
                .iter()
                .chain(&merged.targets)
                .filter_map(|party| party.id.as_deref())
                .collect(),
            initiators: names(&merged.initiators),
            targets: names(&merged.targets),
        }
    }

    /// Whether two events agree in place and actors, within the days of a story.
    pub(super) fn agrees(&self, other: &Self) -> bool {
        self.in_time(other) && self.is_at(other) && self.is_between(other)
    }

    fn in_time(&self, other: &Self) -> bool {
        let (Some(a), Some(b)) = (self.days, other.days) else { return false };
        a.1.max(b.1) - a.0.min(b.0) < STORY_DAYS
    }

    fn is_at(&self, other: &Self) -> bool {
        let (Some((name_a, at_a)), Some((name_b, at_b))) = (&self.place, &other.place) else {
            return false;
        };
        let (a, b) = (&self.happening.merged.country, &other.happening.merged.country);
        if a.as_ref().zip(b.as_ref()).is_some_and(|(a, b)| a != b) {
            return false;
        }
        match at_a.zip(*at_b).map(|(a, b)| kilometres(a, b)) {
            Some(far) => far < SAME_POINT_KM || name_a == name_b && far < SAME_NAME_KM,
            // A name alone may be that of many places: the country must be known to be one.
            None => name_a == name_b && a.is_some() && a == b,
        }
    }

    /// An actor of the registry in common, or names on both sides: `hommes armés` are anybody.
    fn is_between(&self, other: &Self) -> bool {
        let share = |a: &BTreeSet<String>, b: &BTreeSet<String>| !a.is_disjoint(b);
        !self.known.is_disjoint(&other.known)
            || share(&self.initiators, &other.initiators) && share(&self.targets, &other.targets)
    }

    /// Days, those without last; then the id.
    fn order(&self) -> (bool, Option<Date>, &'h str) {
        let day = self.happening.merged.date.map(|dates| dates.from);
        (day.is_none(), day, &self.happening.id)
    }
}

/// The stories of events: those with at least two articles, the latest first.
pub fn stories(happenings: &[Happening]) -> Vec<Story> {
    let mut ready: Vec<Ready<'_>> = happenings.iter().map(Ready::new).collect();
    ready.sort_by(|a, b| a.order().cmp(&b.order()));
    let mut threads: Vec<Vec<&Ready<'_>>> = Vec::new();
    // Threads that may still grow, by country; threads of no country are open to all.
    let mut open: BTreeMap<Option<&str>, Vec<usize>> = BTreeMap::new();
    for event in &ready {
        let country = event.happening.merged.country.as_deref();
        let shelves: Vec<Option<&str>> = match country {
            Some(country) => vec![Some(country), None],
            None => open.keys().copied().collect(),
        };
        let mut best: Option<(Option<i32>, Reverse<usize>)> = None;
        for shelf in shelves {
            let Some(list) = open.get_mut(&shelf) else { continue };
            // What is too old for this event is too old for all that come after it.
            list.retain(|at| {
                let first = threads.get(*at).and_then(|thread| thread.first());
                let first = first.and_then(|first| first.days).map(|days| days.0);
                first.zip(event.days).is_none_or(|(first, now)| now.0 - first < STORY_DAYS)
            });
            for &at in list.iter() {
                let Some(thread) = threads.get(at) else { continue };
                if thread.iter().all(|member| member.agrees(event)) {
                    // The thread that was told of last; of several the one that began first.
                    let last = thread.iter().filter_map(|member| member.days).map(|days| days.1);
                    best = best.max(Some((last.max(), Reverse(at))));
                }
            }
        }
        let joined = best.and_then(|(_, Reverse(at))| threads.get_mut(at));
        match joined {
            Some(thread) => thread.push(event),
            None => {
                // What tells no day or no place never grows.
                if event.days.is_some() && event.place.is_some() {
                    open.entry(country).or_default().push(threads.len());
                }
                threads.push(vec![event]);
            }
        }
    }
    let mut found: Vec<(Option<Date>, Story)> = threads
        .iter()
        .filter_map(|thread| {
            let first = thread.first()?.happening;
            let id = format!("st-{}", first.id.strip_prefix("ev-").unwrap_or(&first.id));
            let events = thread.iter().map(|event| event.happening.id.clone()).collect();
            let all = thread.iter().flat_map(|event| &event.happening.articles);
            let articles: BTreeSet<String> = all.cloned().collect();
            let last = thread.iter().filter_map(|event| event.happening.merged.date).map(|d| d.to);
            (articles.len() > 1).then(|| (last.max(), Story { id, events, articles }))
        })
        .collect();
    found.sort_by(|(a, x), (b, y)| b.cmp(a).then_with(|| x.id.cmp(&y.id)));
    found.into_iter().map(|(_, story)| story).collect()
}

/// What happened day after day in these events, by a policy for figures; undated ones come last.
pub fn timeline<'h>(
    happenings: impl IntoIterator<Item = &'h Happening>,
    policy: Policy,
) -> Vec<StoryDay> {
    let mut days: BTreeMap<(bool, Option<Date>), BTreeMap<&str, StoryEvent>> = BTreeMap::new();
    for happening in happenings {
        let day = happening.merged.date.map(|dates| dates.from);
        let event = StoryEvent {
            id: happening.id.clone(),
            n_articles: happening.articles.len(),
            tolls: tolls::figures(&happening.tolls, policy),
        };
        days.entry((day.is_none(), day)).or_default().insert(&happening.id, event);
    }
    let day = |((_, day), events): (_, BTreeMap<_, _>)| StoryDay {
        day,
        events: events.into_values().collect(),
    };
    days.into_iter().map(day).collect()
}

#[cfg(test)]
mod tests;
