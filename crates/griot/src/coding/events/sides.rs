//! Which side takes a place.
//!
//! Takes a draft and a sighting; says whether the sighting tells what the other side did.

use crate::coding::parties::Party;
use crate::coding::sightings::{Sighting, TAKING};
use crate::lexicon::schema::Strength;
use crate::model::{ActorKind, EventType};

use super::{Draft, means};

/// Whether one side takes a place in a sighting where a draft tells only what the other side did, be it that
/// it took the place before: `Les rebelles ont attaqué un poste. L'armée a repris le contrôle de la localité`.
pub(super) fn takes_back(draft: &Draft, sighting: &Sighting) -> bool {
    let mine = side(draft.sightings.iter().flat_map(|s| &s.initiators));
    let theirs = side(sighting.initiators.iter());
    let recovers = |s: &Sighting| {
        takes(s) && s.triggers.iter().any(|t| t.event_type == EventType::GovernmentRegainsTerritory)
    };
    let after_taking = recovers(sighting) && !sighting.refers_back && sighting.zone.is_none();
    let taken = draft.sightings.iter().any(takes);
    takes(sighting)
        && (!taken || after_taking && !draft.sightings.iter().any(recovers))
        && mine.zip(theirs).is_some_and(|(mine, theirs)| mine != theirs)
}

/// Whether a sighting tells for sure that a place changes hands.
fn takes(sighting: &Sighting) -> bool {
    sighting
        .triggers
        .iter()
        .any(|t| t.strength == Strength::Strong && means(t.event_type) == Some(TAKING))
}

/// Whether all fighters among some parties are of a state, or all of armed groups.
fn side<'a>(parties: impl Iterator<Item = &'a Party>) -> Option<bool> {
    let mut sides = parties.filter_map(|party| match party.kind {
        ActorKind::StateForces | ActorKind::ForeignForces => Some(true),
        ActorKind::ArmedGroup | ActorKind::Militia => Some(false),
        _ => None,
    });
    let first = sides.next()?;
    sides.all(|other| other == first).then_some(first)
}

/// Whether a state takes a place: `La Russie a pris le village de X`.
pub(in crate::coding) fn is_taken_by_state(sighting: &Sighting) -> bool {
    sighting.place.is_some()
        && sighting.triggers.iter().any(|t| means(t.event_type) == Some(TAKING))
        && sighting
            .initiators
            .iter()
            .any(|p| p.kind == ActorKind::Government && !p.person && !p.thing)
}
