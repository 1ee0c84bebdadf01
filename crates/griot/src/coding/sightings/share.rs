//! Which occurrence of a sentence each toll is of.

use crate::coding::context::Context;
use crate::coding::tolls::TollMention;
use crate::model::{EventType, Outcome};

use super::{Sighting, Strand, is_pluperfect, linked, strand};

/// Gives every toll to the sighting whose words stand nearest in the tree, then in the line.
pub(super) fn share_tolls(
    cx: &Context<'_>,
    found: &mut Vec<Sighting>,
    tolls: Vec<TollMention>,
    sent: usize,
) {
    for toll in tolls {
        let best = found
            .iter()
            .enumerate()
            .filter(|(_, s)| takes(s, &toll))
            .min_by_key(|(_, s)| {
                s.triggers
                    .iter()
                    .map(|t| {
                        let same = t.head == toll.outcome_token
                            || t.hit.tokens().contains(&toll.outcome_token);
                        let linked = linked(cx, t.head, toll.outcome_token);
                        let distance = t.head.abs_diff(toll.outcome_token);
                        (!same, !linked, distance)
                    })
                    .min()
            })
            .map(|(i, _)| i);
        if let Some(best) = best {
            found[best].tolls.push(toll);
        } else {
            // A toll without a trigger in its sentence: a sighting of its own, to be merged.
            match found.iter_mut().find(|s| s.triggers.is_empty()) {
                Some(bare) => bare.tolls.push(toll),
                None => found.push(Sighting {
                    sent,
                    triggers: Vec::new(),
                    initiators: Vec::new(),
                    targets: Vec::new(),
                    claimants: Vec::new(),
                    states: Vec::new(),
                    time: None,
                    place: None,
                    place_sure: false,
                    place_aside: false,
                    alleged: toll.alleged,
                    denied: false,
                    flown: false,
                    refers_back: true,
                    earlier: is_pluperfect(cx, toll.outcome_token),
                    apart: false,
                    zone: None,
                    because: Vec::new(),
                    tolls: vec![toll],
                }),
            }
        }
    }
}

/// Whether a toll of this outcome can belong to a sighting.
fn takes(sighting: &Sighting, toll: &TollMention) -> bool {
    sighting.triggers.iter().any(|trigger| match (toll.outcome, strand(trigger.event_type)) {
        (Outcome::Displaced, Strand::Alone(EventType::Displacement)) => true,
        (Outcome::Displaced, _) => false,
        (Outcome::Detained, Strand::Alone(EventType::Arrests | EventType::Coup)) => true,
        (Outcome::Detained, Strand::Alone(_)) => false,
        (Outcome::Surrendered, Strand::Alone(EventType::Agreement)) => true,
        (Outcome::Surrendered, Strand::Alone(_)) => false,
        (_, Strand::Violence | Strand::Protest) => true,
        (_, Strand::Alone(EventType::Coup | EventType::SexualViolence)) => true,
        (_, Strand::Alone(_)) => false,
    })
}
