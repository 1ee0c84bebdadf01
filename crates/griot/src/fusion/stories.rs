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
use serde::{Deserialize, Serialize};

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

/// Points that are so many degrees of latitude apart are farther apart than either.
const FARTHEST_DEGREES: f64 = 0.5;

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

/// What of an event is held against others. A record keeps it beside the event, so that the stories
/// of many events are found without reading what is told of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Gist {
    /// First and last day, as days since 1970.
    #[serde(rename = "d", skip_serializing_if = "Option::is_none")]
    days: Option<(i32, i32)>,
    #[serde(rename = "c", skip_serializing_if = "Option::is_none")]
    country: Option<String>,
    /// The folded name and the point of a place that is narrower than an area.
    #[serde(rename = "p", skip_serializing_if = "Option::is_none")]
    place: Option<(String, Option<(f64, f64)>)>,
    /// Actors that the registry knows, on either side.
    #[serde(rename = "k", skip_serializing_if = "Names::is_empty")]
    known: Names,
    /// Folded names of either side.
    #[serde(rename = "i", skip_serializing_if = "Names::is_empty")]
    initiators: Names,
    #[serde(rename = "t", skip_serializing_if = "Names::is_empty")]
    targets: Names,
}

/// A few names, sorted, none twice. There are three such lists for each event of a record, most of them of one
/// name: a tree for each would take ten times the room.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "Vec<String>")]
struct Names(Vec<String>);

impl Names {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn share(&self, other: &Self) -> bool {
        self.0.iter().any(|name| other.0.contains(name))
    }
}

impl From<Vec<String>> for Names {
    fn from(mut names: Vec<String>) -> Self {
        names.sort_unstable();
        names.dedup();
        Self(names)
    }
}

impl FromIterator<String> for Names {
    fn from_iter<T: IntoIterator<Item = String>>(names: T) -> Self {
        names.into_iter().collect::<Vec<_>>().into()
    }
}

/// An event, as threads are made of it: without most of those who tell it.
#[derive(Clone, Copy, Debug)]
pub struct Outline<'e> {
    /// The event's id (`ev-…`).
    pub id: &'e str,
    /// What of it is held against others.
    pub gist: &'e Gist,
    /// The article that tells it, when one alone does.
    pub article: Option<&'e str>,
}

/// An event with what stories ask of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Strand {
    /// The event's id (`ev-…`).
    pub id: String,
    /// What of it is held against others.
    pub gist: Gist,
    /// The articles that tell it.
    pub articles: BTreeSet<String>,
}

impl Strand {
    /// Of an event.
    pub fn of(happening: &Happening) -> Self {
        Self {
            id: happening.id.clone(),
            gist: Gist::of(&happening.merged),
            articles: happening.articles.clone(),
        }
    }

    fn outline(&self) -> Outline<'_> {
        let one = self.articles.first().filter(|_| self.articles.len() == 1);
        Outline { id: &self.id, gist: &self.gist, article: one.map(String::as_str) }
    }
}

impl Gist {
    /// Of what the reports of an event say together.
    pub fn of(merged: &Merged) -> Self {
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
            days: merged.date.map(|dates| (day_number(dates.from), day_number(dates.to))),
            country: merged.country.clone(),
            place: place.filter(|(name, _)| !name.is_empty()),
            known: merged
                .initiators
                .iter()
                .chain(&merged.targets)
                .filter_map(|party| party.id.clone())
                .collect(),
            initiators: names(&merged.initiators),
            targets: names(&merged.targets),
        }
    }

    /// ISO 3166 alpha-2.
    pub fn country(&self) -> Option<&str> {
        self.country.as_deref()
    }

    /// First and last day of an event that tells a day.
    fn told_days(&self) -> Option<(i32, i32)> {
        self.days.filter(|(from, to)| to - from < LONGEST_EVENT)
    }

    /// Whether two events agree in place and actors, within the days of a story.
    pub fn agrees(&self, other: &Self) -> bool {
        self.in_time(other) && self.is_at(other) && self.is_between(other)
    }

    fn in_time(&self, other: &Self) -> bool {
        let (Some(a), Some(b)) = (self.told_days(), other.told_days()) else { return false };
        a.1.max(b.1) - a.0.min(b.0) < STORY_DAYS
    }

    fn is_at(&self, other: &Self) -> bool {
        let (Some((name_a, at_a)), Some((name_b, at_b))) = (&self.place, &other.place) else {
            return false;
        };
        let (a, b) = (&self.country, &other.country);
        if a.as_ref().zip(b.as_ref()).is_some_and(|(a, b)| a != b) {
            return false;
        }
        // Most pairs are far apart, and this is asked of very many.
        let points = at_a.zip(*at_b);
        if points.is_some_and(|(a, b)| (a.0 - b.0).abs() > FARTHEST_DEGREES) {
            return false;
        }
        match points.map(|(a, b)| kilometres(a, b)) {
            Some(far) => far < SAME_POINT_KM || name_a == name_b && far < SAME_NAME_KM,
            // A name alone may be that of many places: the country must be known to be one.
            None => name_a == name_b && a.is_some() && a == b,
        }
    }

    /// An actor of the registry in common, or names on both sides: `hommes armés` are anybody.
    fn is_between(&self, other: &Self) -> bool {
        self.known.share(&other.known)
            || self.initiators.share(&other.initiators) && self.targets.share(&other.targets)
    }
}

/// Events by their first day: those that agree with one are looked for among those of its days alone.
#[derive(Clone, Debug, Default)]
pub struct ByDay(Vec<(i32, usize)>);

impl ByDay {
    /// Of the gists of events, in their order.
    pub fn of<'g>(gists: impl IntoIterator<Item = &'g Gist>) -> Self {
        let dated = gists.into_iter().enumerate();
        let dated = dated.filter_map(|(at, gist)| Some((gist.told_days()?.0, at)));
        let mut all: Vec<(i32, usize)> = dated.collect();
        all.sort_unstable();
        Self(all)
    }

    /// The places of the events that agree with one, which is among them when it is one of them. `of`
    /// gives the gist of a place.
    pub fn agreeing<'g>(
        &'g self,
        gist: &'g Gist,
        of: impl Fn(usize) -> Option<&'g Gist> + 'g,
    ) -> impl Iterator<Item = usize> + 'g {
        // What begins earlier is over too soon, what begins later is too late: see `in_time`.
        let days = gist.told_days().map(|(from, to)| (to - STORY_DAYS + 1, from + STORY_DAYS));
        let at = |day: i32| self.0.partition_point(|(first, _)| *first < day);
        let found = days.and_then(|(first, end)| self.0.get(at(first)..at(end)));
        let found = found.unwrap_or_default().iter().map(|(_, at)| *at);
        found.filter(move |at| of(*at).is_some_and(|other| gist.agrees(other)))
    }
}

/// Days, those without last; then the id.
fn order<'e>(event: &Outline<'e>) -> (bool, Option<i32>, &'e str) {
    let day = event.gist.days.map(|(from, _)| from);
    (day.is_none(), day, event.id)
}

/// The stories of events: those with at least two articles, the latest first.
pub fn stories(strands: &[Strand]) -> Vec<Story> {
    let outlines: Vec<Outline<'_>> = strands.iter().map(Strand::outline).collect();
    let story = |thread: Vec<usize>| {
        let events: Vec<&Strand> = thread.iter().filter_map(|at| strands.get(*at)).collect();
        let all = events.iter().flat_map(|event| &event.articles);
        let articles: BTreeSet<String> = all.cloned().collect();
        let id = story_id(&events.first()?.id);
        let events = events.into_iter().map(|event| event.id.clone()).collect();
        (articles.len() > 1).then_some(Story { id, events, articles })
    };
    threads(&outlines).into_iter().filter_map(story).collect()
}

/// The id of the story that begins with an event.
pub fn story_id(event: &str) -> String {
    format!("st-{}", event.strip_prefix("ev-").unwrap_or(event))
}

/// The threads of events that at least two articles tell, the latest first: the places of the events of
/// each, the earliest first.
pub fn threads(events: &[Outline<'_>]) -> Vec<Vec<usize>> {
    let mut ready: Vec<usize> = (0..events.len()).collect();
    ready.sort_by_key(|at| events.get(*at).map(order));
    let mut threads: Vec<Vec<usize>> = Vec::new();
    // Threads that may still grow, by country; threads of no country are open to all.
    let mut open: BTreeMap<Option<&str>, Vec<usize>> = BTreeMap::new();
    let gists = |thread: &[usize]| {
        let gists: Vec<&Gist> =
            thread.iter().filter_map(|at| events.get(*at)).map(|event| event.gist).collect();
        gists
    };
    for at in ready {
        let Some(event) = events.get(at) else { continue };
        let days = event.gist.told_days();
        // What tells no day or no place agrees with nothing.
        let (Some(now), true) = (days, event.gist.place.is_some()) else {
            threads.push(vec![at]);
            continue;
        };
        let country = event.gist.country();
        let shelves: Vec<Option<&str>> = match country {
            Some(country) => vec![Some(country), None],
            None => open.keys().copied().collect(),
        };
        let mut best: Option<(Option<i32>, Reverse<usize>)> = None;
        for shelf in shelves {
            let Some(list) = open.get_mut(&shelf) else { continue };
            // What is too old for this event is too old for all that come after it.
            list.retain(|at| {
                let first = threads.get(*at).and_then(|thread| events.get(*thread.first()?));
                let first = first.and_then(|first| first.gist.told_days()).map(|days| days.0);
                first.is_none_or(|first| now.0 - first < STORY_DAYS)
            });
            for &at in list.iter() {
                let Some(thread) = threads.get(at) else { continue };
                let mut members = thread.iter().filter_map(|at| events.get(*at));
                if members.all(|member| member.gist.agrees(event.gist)) {
                    // The thread that was told of last; of several the one that began first.
                    let last = gists(thread).into_iter().filter_map(Gist::told_days);
                    best = best.max(Some((last.map(|days| days.1).max(), Reverse(at))));
                }
            }
        }
        let joined = best.and_then(|(_, Reverse(at))| threads.get_mut(at));
        match joined {
            Some(thread) => thread.push(at),
            None => {
                open.entry(country).or_default().push(threads.len());
                threads.push(vec![at]);
            }
        }
    }
    let mut found: Vec<(Option<i32>, &str, Vec<usize>)> = threads
        .into_iter()
        .filter_map(|thread| {
            let mut members = thread.iter().filter_map(|at| events.get(*at));
            let first = members.next()?;
            // Somebody else tells of one of them.
            let is_told_twice =
                first.article.is_none() || members.any(|event| event.article != first.article);
            let last = gists(&thread).into_iter().filter_map(|gist| gist.days).map(|(_, to)| to);
            is_told_twice.then(|| (last.max(), first.id, thread))
        })
        .collect();
    found.sort_by(|(a, x, _), (b, y, _)| b.cmp(a).then_with(|| x.cmp(y)));
    found.into_iter().map(|(_, _, thread)| thread).collect()
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
