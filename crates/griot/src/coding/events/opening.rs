//! Which sightings open an event of their own.
//!
//! Takes a sighting that belongs to none of the events told before it; says whether it tells enough to be one.

use crate::annotate::Rel;
use crate::coding::context::Context;
use crate::coding::sightings::{Sighting, Strand, TAKING, dates_of, group_strand};
use crate::coding::whenwhere::coarseness;
use crate::model::{EventType, Outcome};

use super::{Draft, is_lasting, means};

/// Whether deaths without any word of an act are an event of their own: `Dans le nord, douze personnes ont péri
/// samedi à X`, where the article has told of an attack, and neither the day nor the town is that of one told before.
pub(super) fn is_of_its_own(drafts: &[Draft], sighting: &Sighting) -> bool {
    tells_deaths(sighting)
        && drafts.iter().any(|draft| draft.strand == Strand::Violence && draft.tells_act())
        || drafts.is_empty() && fighters_died(sighting)
}

/// Whether a sighting without any word of an act tells that people under arms died, on a day at a place: `Dix soldats ont péri
/// lundi à X`.
pub(super) fn fighters_died(sighting: &Sighting) -> bool {
    sighting.triggers.is_empty()
        && dates_of(sighting).is_some()
        && sighting.place.is_some()
        && sighting.tolls.iter().any(|toll| {
            toll.outcome == Outcome::Killed
                && !toll.implied
                && toll.kind.is_armed()
                && toll.low.is_some_and(|low| low > 1)
        })
}

/// Whether a sighting without any word of an act tells who died on a day in a town.
pub(super) fn tells_deaths(sighting: &Sighting) -> bool {
    sighting.triggers.is_empty()
        && dates_of(sighting).is_some()
        && sighting.place_sure
        && sighting.place.as_ref().is_some_and(|place| coarseness(place.kind) <= 1)
        && sighting.tolls.iter().any(|toll| {
            toll.outcome == Outcome::Killed && !toll.implied && toll.low.is_some_and(|low| low > 1)
        })
}

/// Whether a sighting tells enough to be an event of its own.
pub(super) fn opens_event(sighting: &Sighting) -> bool {
    if sighting.triggers.is_empty() {
        return false;
    }
    // What has gone on since long ago is no one event, unless troops came or left.
    if is_lasting(sighting) && !matches!(group_strand(&sighting.triggers), Strand::Alone(_)) {
        return false;
    }
    // Only a force takes a place: an artist takes up a song.
    let takes = sighting.triggers.iter().all(|t| means(t.event_type) == Some(TAKING));
    if takes
        && !sighting.initiators.iter().chain(&sighting.targets).any(|p| p.kind.is_armed())
        && sighting.place.is_none()
    {
        return false;
    }
    // Fighters who flee are not displaced people.
    let flees = group_strand(&sighting.triggers) == Strand::Alone(EventType::Displacement);
    if flees && sighting.tolls.is_empty() && sighting.targets.iter().all(|p| p.kind.is_armed()) {
        return false;
    }
    let located =
        sighting.time.as_ref().is_some_and(|time| time.dates.is_some()) || sighting.place.is_some();
    let told = !sighting.tolls.is_empty()
        || !sighting.initiators.is_empty()
        || !sighting.targets.is_empty();
    if sighting.refers_back { located || !sighting.tolls.is_empty() } else { located || told }
}

/// `Les assaillants se sont repliés`: whoever attacked goes away again, which is part of the attack.
pub(super) fn is_flight(cx: &Context<'_>, sighting: &Sighting) -> bool {
    let attackers = |head: usize| {
        cx.doc.children(head).any(|t| {
            matches!(cx.doc.tokens[t].rel, Rel::Nsubj)
                && cx.is_one_of(t, &cx.language.grammar.attacker)
        })
    };
    !sighting.triggers.is_empty()
        && group_strand(&sighting.triggers) == Strand::Alone(EventType::Withdrawal)
        && sighting.triggers.iter().all(|t| attackers(t.head))
}
