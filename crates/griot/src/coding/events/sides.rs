//! Which side takes a place.
//!
//! Takes a draft and a sighting; says whether the sighting tells what the other side did.

use crate::coding::parties::Party;
use crate::coding::sightings::{Sighting, TAKING};
use crate::lexicon::schema::Strength;
use crate::model::ActorKind;

use super::{Draft, means};

/// Whether one side takes a place in a sighting where a draft tells only what the other side did: `Les
/// rebelles ont attaqué un poste. L'armée a repris le contrôle de la localité`.
pub(super) fn takes_back(draft: &Draft, sighting: &Sighting) -> bool {
    let mine = side(draft.sightings.iter().flat_map(|s| &s.initiators));
    let theirs = side(sighting.initiators.iter());
    takes(sighting)
        && !draft.sightings.iter().any(takes)
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
