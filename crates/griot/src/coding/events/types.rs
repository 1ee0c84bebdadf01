//! The type of an event: from all triggers and from who stands in which role.

use super::{Draft, means};
use crate::coding::parties::Party;
use crate::coding::sightings::{Sighting, Strand, TAKING};
use crate::lexicon::schema::Strength;
use crate::model::{ActorKind, EventType, Family, Outcome, VictimKind};

/// Whether civilians are among those to whom it was done, and nobody who could fight back.
fn is_on_civilians(sighting: &Sighting) -> bool {
    sighting.targets.iter().any(|p| p.kind == ActorKind::Civilians && !p.thing)
        && !sighting.targets.iter().any(|p| p.kind.is_armed())
}

impl Draft {
    /// The type, from all triggers and from who stands in which role.
    pub(crate) fn event_type(&self, initiators: &[Party], targets: &[Party]) -> EventType {
        let types: Vec<EventType> = self
            .sightings
            .iter()
            .flat_map(|s| &s.triggers)
            .filter(|t| t.strength == Strength::Strong)
            .chain(
                self.sightings
                    .iter()
                    .flat_map(|s| &s.triggers)
                    .filter(|t| t.strength == Strength::Weak),
            )
            .map(|t| t.event_type)
            .collect();
        let has = |event_type: EventType| types.contains(&event_type);
        match self.strand {
            // Fighters who drive fighters out take the place.
            Strand::Alone(EventType::OtherStrategic)
                if self.place.is_some()
                    && self.sightings.iter().flat_map(|s| &s.triggers).any(|t| !t.backed)
                    && initiators.iter().all(|p| p.kind.is_armed())
                    && targets.iter().any(|p| p.kind.is_armed() && !p.thing) =>
            {
                let state =
                    |p: &Party| matches!(p.kind, ActorKind::StateForces | ActorKind::ForeignForces);
                let by_state = match initiators {
                    [] => !targets.iter().any(state),
                    _ => initiators.iter().all(state),
                };
                if by_state {
                    EventType::GovernmentRegainsTerritory
                } else {
                    EventType::NonStateOvertakesTerritory
                }
            }
            Strand::Alone(event_type) => event_type,
            Strand::Protest => {
                let mob_first = self.sightings.first().is_some_and(|s| {
                    s.triggers.iter().any(|t| t.event_type == EventType::MobViolence)
                });
                if has(EventType::MobViolence) && mob_first {
                    EventType::MobViolence
                } else if has(EventType::ProtestWithIntervention)
                    && !has(EventType::ViolentDemonstration)
                {
                    EventType::ProtestWithIntervention
                } else if has(EventType::ViolentDemonstration) {
                    EventType::ViolentDemonstration
                } else if self.tolls().any(|toll| {
                    matches!(toll.outcome, Outcome::Killed | Outcome::Wounded)
                        && toll.high != Some(0)
                }) {
                    EventType::ProtestWithIntervention
                } else {
                    EventType::PeacefulProtest
                }
            }
            Strand::Violence => self.violent_type(&types, initiators, targets),
        }
    }

    /// Whether a suicide bomber is of the event as it is first told, rather than named in passing
    /// within a battle.
    fn is_suicide(&self) -> bool {
        let bomber =
            |s: &Sighting| s.triggers.iter().any(|t| t.event_type == EventType::SuicideBomb);
        let battle = |s: &Sighting| {
            s.triggers
                .iter()
                .any(|t| t.event_type.family() == Family::Battle && t.strength == Strength::Strong)
        };
        let told: Vec<&Sighting> =
            self.sightings.iter().filter(|s| !s.triggers.is_empty()).collect();
        told.iter().take(2).any(|s| bomber(s)) || !told.iter().any(|s| battle(s))
    }

    /// Whether a place changes hands in it. Words that may tell so (`entered the village`) do not behind
    /// an attack on people, of which they tell the course.
    fn is_taking(&self) -> bool {
        let takes = |event_type: EventType| means(event_type) == Some(TAKING);
        let on_people = self.sightings.iter().position(|s| {
            // `ont massacré des habitants`: nobody there could fight back.
            let massacre = is_on_civilians(s);
            s.triggers.iter().any(|t| {
                t.strength == Strength::Strong
                    && (!t.casualty || massacre)
                    && t.event_type.family() != Family::Battle
                    && t.event_type.family() != Family::Strategic
            })
        });
        self.sightings.iter().enumerate().any(|(i, s)| {
            s.triggers.iter().any(|t| {
                let claimed = on_people.is_some_and(|first| i > first) && self.is_massacre();
                let told = t.strength == Strength::Strong && !claimed
                    || on_people.is_none_or(|first| i <= first);
                // `Ils s'en sont pris à`: part of a form that tells an attack.
                let inside = s.triggers.iter().any(|other| {
                    other.head == t.head
                        && other.strength == Strength::Strong
                        && !takes(other.event_type)
                });
                takes(t.event_type) && told && !inside
            })
        })
    }

    /// Whether it is first told as the killing of people who could not fight back: what those who did it say of
    /// a place that they took does not make a conquest of it.
    fn is_massacre(&self) -> bool {
        self.sightings
            .first()
            .is_some_and(|s| s.triggers.iter().any(|t| t.casualty) && is_on_civilians(s))
    }

    fn violent_type(
        &self,
        types: &[EventType],
        initiators: &[Party],
        targets: &[Party],
    ) -> EventType {
        let has = |event_type: EventType| types.contains(&event_type);
        let by_state = initiators.iter().any(|p| {
            matches!(
                p.kind,
                ActorKind::StateForces
                    | ActorKind::ForeignForces
                    | ActorKind::StateAligned
                    | ActorKind::Government
                    | ActorKind::Peacekeepers
            )
        });
        let by_group =
            initiators.iter().any(|p| matches!(p.kind, ActorKind::ArmedGroup | ActorKind::Militia));
        if has(EventType::SuicideBomb) && self.is_suicide() {
            return EventType::SuicideBomb;
        }
        if has(EventType::MobViolence) {
            return EventType::MobViolence;
        }
        if self.is_taking() {
            // Who is named first leads (`l'armée et ses alliés du Hezbollah`); where nobody is, those
            // who lose the place tell whose it is.
            let side = |p: &Party| match p.kind {
                _ if p.thing => None,
                ActorKind::StateForces
                | ActorKind::ForeignForces
                | ActorKind::StateAligned
                | ActorKind::Government
                | ActorKind::Peacekeepers => Some(true),
                ActorKind::ArmedGroup | ActorKind::Militia => Some(false),
                _ => None,
            };
            let state = match (by_state, by_group) {
                (true, false) => true,
                (false, true) => false,
                (true, true) => initiators.iter().find_map(side).unwrap_or(true),
                (false, false) => match targets.iter().find_map(side) {
                    Some(lost) => !lost,
                    None => has(EventType::GovernmentRegainsTerritory),
                },
            };
            return if state {
                EventType::GovernmentRegainsTerritory
            } else {
                EventType::NonStateOvertakesTerritory
            };
        }
        // The first of the specific means, in reading order: of the words that tell an event by
        // themselves, else of the others when nothing else tells how it was done.
        let triggers = || self.sightings.iter().flat_map(|s| &s.triggers);
        let first_means = |strength: Strength| {
            triggers().filter(|t| t.strength == strength).map(|t| t.event_type).find(|t| {
                matches!(
                    t,
                    EventType::ExplosiveDevice
                        | EventType::AirStrike
                        | EventType::Shelling
                        | EventType::Grenade
                )
            })
        };
        let told = triggers().any(|t| t.strength == Strength::Strong && !t.casualty);
        let means = first_means(Strength::Strong)
            .or_else(|| first_means(Strength::Weak).filter(|_| !told))
            .filter(|&means| {
                // `frapper` is done by aircraft only when a state does it.
                means != EventType::AirStrike
                    || by_state
                    || initiators.is_empty()
                    || first_means(Strength::Strong).is_some()
            });
        // `Les paramilitaires ont bombardé la ville`: who has no aircraft does it with guns.
        let means = means.map(|means| {
            let flown = self.sightings.iter().any(|s| s.flown);
            if means == EventType::AirStrike && by_group && !by_state && !flown {
                EventType::Shelling
            } else {
                means
            }
        });
        // `Gunmen kidnapped sixty people … They also fired a rocket`: told first, and counted.
        let taken = types.first() == Some(&EventType::Abduction)
            && self.tolls().any(|toll| toll.outcome == Outcome::Abducted);
        let by_the_way = |means: EventType| {
            taken
                && !self
                    .sightings
                    .iter()
                    .take(1)
                    .any(|s| s.triggers.iter().any(|t| t.event_type == means))
        };
        let means = means.filter(|&means| !by_the_way(means));
        let fighting = has(EventType::ArmedClash);
        if let Some(means) = means
            && !(fighting && types.first() == Some(&EventType::ArmedClash))
        {
            return means;
        }
        let by_crowd = initiators.iter().any(|p| p.kind == ActorKind::Protesters);
        if by_crowd && !by_state && !by_group && has(EventType::LootingDestruction) {
            return EventType::ViolentDemonstration;
        }
        let on_crowd = targets.iter().any(|p| p.kind == ActorKind::Protesters);
        // A crowd that is shot at, whichever side of it the roles name.
        if (on_crowd || by_crowd && !by_state) && !by_group && self.is_casualty_only() {
            return EventType::ProtestWithIntervention;
        }
        // `Un manifestant a été tué dans des heurts avec les forces, qui ont tiré à balles réelles`.
        let on_state = targets.iter().any(|p| p.kind == ActorKind::StateForces);
        let shot_at = (on_crowd || by_crowd)
            && !by_group
            && triggers().all(|t| {
                t.casualty || matches!(t.event_type, EventType::ArmedClash | EventType::Attack)
            })
            && self.tolls().any(|toll| {
                toll.outcome == Outcome::Killed && toll.high != Some(0)
                    || toll.outcome == Outcome::Wounded && toll.high != Some(0)
            });
        if shot_at && (by_state || by_crowd && on_state || on_crowd && initiators.is_empty()) {
            return EventType::ProtestWithIntervention;
        }
        // `Des heurts ont opposé manifestants et forces de l'ordre`.
        let clashes = triggers().all(|t| t.casualty || t.event_type == EventType::ArmedClash);
        if fighting && clashes && (by_crowd || on_crowd) && !by_group {
            return EventType::ViolentDemonstration;
        }
        let armed_targets = targets.iter().any(|p| p.kind.is_armed());
        let civil_targets = targets.iter().any(|p| !p.thing && !p.kind.is_armed());
        // Attackers who are caught afterwards do not make a fight of it.
        let killed_kinds: Vec<VictimKind> = self
            .tolls()
            .filter(|toll| {
                toll.high != Some(0)
                    && !matches!(toll.outcome, Outcome::Detained | Outcome::Surrendered)
            })
            .map(|toll| toll.kind)
            .collect();
        let armed_victims = killed_kinds.iter().any(|kind| kind.is_armed());
        let civil_victims = killed_kinds.contains(&VictimKind::Civilians);
        // `20 militaires et un civil ont été tués dans une attaque`: on those who could fight back.
        let dead = |armed: bool| -> u64 {
            self.tolls()
                .filter(|toll| toll.outcome == Outcome::Killed && toll.kind.is_armed() == armed)
                .filter(|toll| toll.kind != VictimKind::NonStateArmed && !toll.part)
                .filter_map(|toll| toll.low.or(toll.high))
                .max()
                .unwrap_or(0)
        };
        let on_forces = armed_targets && dead(true) > dead(false);
        // `The attackers stormed the village`: nobody there could fight back.
        let homes = !targets.is_empty()
            && targets.iter().all(|p| p.thing && p.kind == ActorKind::Civilians);
        let stormed = homes && !by_state && !armed_victims && !initiators.is_empty();
        // `stormed a school and abducted 287 pupils`.
        let taken_away = has(EventType::Abduction) && !armed_victims && !by_state;
        let civil =
            civil_targets && !armed_targets && (has(EventType::Attack) || taken_away) || stormed;
        if on_forces && !by_state && (by_group || initiators.is_empty()) {
            return EventType::ArmedClash;
        }
        // `Des affrontements entre éleveurs et agriculteurs`, of whom some attacked others in the course of it.
        let clash_first = self.sightings.first().is_some_and(|s| {
            s.triggers.iter().any(|t| {
                t.event_type == EventType::ArmedClash
                    && t.strength == Strength::Strong
                    && !t.casualty
            })
        });
        let communal =
            clash_first && !initiators.is_empty() && initiators.iter().all(|p| !p.kind.is_armed());
        // `Rival militias clashed on Wednesday and two people were killed`: of whom nobody says that they could not
        // fight back.
        let mutual = || self.sightings.first().is_some_and(|s| s.triggers.iter().any(|t| t.mutual));
        let anybody = clash_first
            && mutual()
            && targets.iter().filter(|p| !p.thing).all(|p| p.kind == ActorKind::Unknown);
        if fighting && (!civil || communal || anybody) {
            return EventType::ArmedClash;
        }
        let only_abduction =
            has(EventType::Abduction) && !has(EventType::Attack) && (!fighting || civil);
        if only_abduction {
            // A state that captures fighters arrests them.
            let fighters =
                !targets.is_empty() && targets.iter().all(|p| p.kind.is_armed() && !p.thing);
            if by_state && !by_group && fighters {
                return EventType::Arrests;
            }
            return EventType::Abduction;
        }
        if has(EventType::LootingDestruction)
            && !has(EventType::Attack)
            && !has(EventType::Abduction)
        {
            return EventType::LootingDestruction;
        }
        // `their patrolling party`: of nobody knows whom, where soldiers died.
        let civilians = targets
            .iter()
            .any(|p| !p.thing && !p.kind.is_armed() && (p.person || p.kind != ActorKind::Unknown));
        if armed_targets && !civil_targets || armed_victims && !civil_victims && !civilians {
            return EventType::ArmedClash;
        }
        EventType::Attack
    }
}
