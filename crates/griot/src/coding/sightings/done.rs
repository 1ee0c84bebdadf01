//! What a trigger tells, by who does it and what becomes of whom.

use crate::annotate::mentions::{Mention, MentionClass};
use crate::annotate::places::{PlaceKind, Relation};
use crate::annotate::{Feats, Rel, Upos, grammar};
use crate::coding::context::Context;
use crate::coding::events::means;
use crate::coding::sightings::{Strand, TAKING, Trigger, strand};
use crate::coding::status::{Status, status};
use crate::coding::tolls::TollMention;
use crate::lexicon::Hit;
use crate::lexicon::schema::{Frame, Strength, WordList};
use crate::model::{ActorKind, EventType, Family, Outcome};

/// What a trigger tells, by who does it and by what becomes of whom: aircraft that bomb make an air
/// strike and guns a shelling, whatever the verb; people who are captured are no place that is.
pub(super) fn as_done(
    cx: &Context<'_>,
    hit: Hit,
    head: usize,
    event_type: EventType,
    tolls: &[TollMention],
) -> EventType {
    let doc = cx.doc;
    if means(event_type) == Some(TAKING) {
        let taken = tolls.iter().any(|toll| {
            toll.outcome == Outcome::Abducted
                && !toll.implied
                && hit.tokens().contains(&toll.outcome_token)
        });
        // `Rebels drove hundreds of civilians out of the town`: they were driven out, and no place was taken from them.
        let driven = doc.tokens[head].upos == Upos::Verb
            && cx.language.triggers[hit.index()].frame != Frame::Takes
            && grammar::args(doc, head).patients.iter().any(|&t| {
                // `hundreds of civilians`: those whom a number word counts.
                let counted = || doc.children_by(t, Rel::Nmod).find_map(|of| cx.mention_at(of));
                let civil = |m: &Mention| m.kind == ActorKind::Civilians && m.plural && !m.thing;
                cx.mention_at(t).or_else(counted).is_some_and(|(_, m)| civil(m))
            });
        return match () {
            () if taken || takes_people(cx, head) => EventType::Abduction,
            () if driven => EventType::Displacement,
            () => event_type,
        };
    }
    // `la capture du village`: a place that is taken, and nobody carried off.
    if event_type == EventType::Abduction
        && doc.tokens[head].upos == Upos::Noun
        && of_place(cx, head)
    {
        return EventType::NonStateOvertakesTerritory;
    }
    // `La ville a été libérée`: a place is taken back, people are set free.
    let words = &cx.language.grammar;
    if event_type == EventType::OtherStrategic
        && doc.tokens[head].upos == Upos::Verb
        && cx.is_one_of(head, &words.liberate)
    {
        let town = |t: &usize| {
            cx.is_one_of(*t, &words.town)
                || cx.places_in(*t..*t + 1).iter().any(|place| !place.metonym)
        };
        let taken = grammar::args(doc, head).patients.iter().any(town);
        return if taken { EventType::GovernmentRegainsTerritory } else { event_type };
    }
    let done_by = |kinds: &[ActorKind]| {
        grammar::args(doc, head)
            .agents
            .into_iter()
            .filter_map(|t| cx.mention_at(t))
            .any(|(_, m)| kinds.contains(&m.kind))
    };
    // `The rebels took over the base`: nobody handed it over to them.
    if event_type == EventType::TransferOfBase
        && cx.language.triggers[hit.index()].frame == Frame::Takes
        && doc.tokens[head].upos == Upos::Verb
        && done_by(&[ActorKind::ArmedGroup])
    {
        return EventType::NonStateOvertakesTerritory;
    }
    // `Les rebelles sont entrés dans Masisi`: fighters who come into a town hold it.
    if event_type == EventType::Deployment
        && doc.tokens[head].upos == Upos::Verb
        && done_by(&[ActorKind::ArmedGroup])
        && doc.children_by(head, Rel::Obl).any(|t| {
            cx.places_in(t..t + 1)
                .iter()
                .any(|place| place.kind == PlaceKind::Settlement && place.relation == Relation::In)
        })
    {
        return EventType::NonStateOvertakesTerritory;
    }
    // `Gangs fought running battles with police`: nobody demonstrates in arms.
    if event_type == EventType::ViolentDemonstration
        && cx.language.triggers[hit.index()].frame == Frame::Does
        && done_by(&[ActorKind::ArmedGroup, ActorKind::Militia])
    {
        return EventType::ArmedClash;
    }
    // Bandits who fire in the air disperse no protest.
    if event_type == EventType::ProtestWithIntervention
        && done_by(&[ActorKind::ArmedGroup, ActorKind::Militia])
    {
        return EventType::Attack;
    }
    if !matches!(
        event_type,
        EventType::AirStrike | EventType::Shelling | EventType::Attack | EventType::ExplosiveDevice
    ) || doc.tokens[head].upos != Upos::Verb
    {
        return event_type;
    }
    // `A police vehicle hit a roadside bomb`: who is hit did nothing.
    if cx.language.triggers[hit.index()].frame == Frame::Suffers {
        return event_type;
    }
    let doers = grammar::args(doc, head).agents;
    // The noun right before the verb, where the tree lost the subject (`CITY — Warplanes bombed`).
    let start = doc.sents[doc.sent_of(head)].first as usize;
    let before = (start..head)
        .rev()
        .take(3)
        .find(|&t| !matches!(doc.tokens[t].upos, Upos::Aux | Upos::Adv))
        .filter(|_| doers.is_empty() && !grammar::is_passive(doc, head));
    let by = |list: &WordList| {
        doers.iter().copied().chain(before).any(|t| {
            cx.is_one_of(t, list)
                || cx.mention_at(t).is_some_and(|(_, m)| cx.is_one_of(m.head as usize, list))
        })
    };
    // `A convoy was struck`: by whom or what nobody says.
    if event_type == EventType::AirStrike
        && grammar::is_passive(doc, head)
        && doers.is_empty()
        && !super::is_flown(cx, doc.sent_of(head))
    {
        return EventType::Attack;
    }
    // A state that bombs does so from the air; others plant bombs.
    let state = event_type == EventType::ExplosiveDevice
        && doers.iter().filter_map(|&t| cx.mention_at(t)).any(|(_, m)| {
            m.class == MentionClass::Country
                || matches!(
                    m.kind,
                    ActorKind::StateForces | ActorKind::ForeignForces | ActorKind::Government
                )
        });
    // `attacked Odesa with 24 drones`.
    let with = |list: &WordList| {
        doc.children_by(head, Rel::Obl).any(|t| {
            cx.is_one_of(t, list)
                && doc.case(t).is_some_and(|p| {
                    cx.is_one_of(p, &words.with) && !cx.is_one_of(p, &words.patient)
                })
        })
    };
    if state || by(&words.aircraft) || with(&words.aircraft) {
        EventType::AirStrike
    } else if event_type != EventType::Attack && by(&words.artillery) {
        EventType::Shelling
    } else {
        event_type
    }
}

/// `Russia captured Avdiivka`: a state that takes a town or a village, named as what it takes.
pub(super) fn is_taking_by_state(cx: &Context<'_>, trigger: &Trigger) -> bool {
    let doc = cx.doc;
    let place =
        |t: usize| cx.is_one_of(t, &cx.language.grammar.town) || !cx.places_in(t..t + 1).is_empty();
    means(trigger.event_type) == Some(TAKING)
        && doc.tokens[trigger.head].upos == Upos::Verb
        && grammar::args(doc, trigger.head)
            .agents
            .iter()
            .any(|&t| cx.mention_at(t).is_some_and(|(_, m)| m.class == MentionClass::Country))
        && doc.children_by(trigger.head, Rel::Obj).any(|t| {
            // `a pris le contrôle de cinq villages`.
            place(t) || doc.children_by(t, Rel::Nmod).any(place)
        })
}

/// Whether the complement of a noun is a place: `la capture du village de X`.
fn of_place(cx: &Context<'_>, noun: usize) -> bool {
    let doc = cx.doc;
    let town = |t: usize| {
        cx.is_one_of(t, &cx.language.grammar.town)
            || cx.mention_at(t).is_none() && !cx.places_in(t..t + 1).is_empty()
    };
    doc.children(noun).any(|t| {
        let of = doc.case(t).is_some_and(|p| cx.is_one_of(p, &cx.language.grammar.of));
        t > noun && doc.tokens[t].rel == Rel::Nmod && of && town(t)
    })
}

/// Leaves out a raid in which people are arrested or freed, where nobody is said to be hurt in it: `arrested two
/// suspects in a raid`.
pub(super) fn drop_raids(cx: &Context<'_>, tolls: &[TollMention], found: &mut Vec<Trigger>) {
    let doc = cx.doc;
    let harmed =
        tolls.iter().any(|toll| matches!(toll.outcome, Outcome::Killed | Outcome::Wounded));
    if harmed || found.iter().any(|t| t.casualty) {
        return;
    }
    let holds = |t: &Trigger| {
        matches!(t.event_type, EventType::Arrests | EventType::OtherStrategic)
            && doc.tokens[t.head].upos == Upos::Verb
    };
    let heads: Vec<usize> = found.iter().filter(|t| holds(t)).map(|t| t.head).collect();
    found.retain(|t| {
        !(matches!(t.event_type, EventType::Attack | EventType::ArmedClash)
            && doc.tokens[t.head].upos == Upos::Noun
            && !doc.tokens[t.head].feats.has(Feats::PLUR)
            && !t.definite
            && matches!(doc.tokens[t.head].rel, Rel::Obl | Rel::Nmod)
            && doc.case(t.head).is_some_and(|p| {
                let words = &cx.language.grammar;
                !cx.is_one_of(p, &words.behind) && !cx.is_one_of(p, &words.of)
            })
            && doc.head(t.head).is_some_and(|above| {
                // `arrested three members during a raid`: the tree may hang it on them.
                let of = doc.head(above).filter(|_| doc.tokens[above].rel == Rel::Obj);
                heads.contains(&above) || of.is_some_and(|of| heads.contains(&of))
            }))
    });
}

/// Leaves out a word that may mean anything inside the words of another kind of event: the drone in `abattre un
/// drone`.
pub(super) fn drop_inner(cx: &Context<'_>, found: &mut Vec<Trigger>) {
    let verbs: Vec<(std::ops::Range<usize>, usize, EventType)> = found
        .iter()
        .filter(|t| t.hit.n_words > 1 && cx.doc.tokens[t.head].upos == Upos::Verb)
        .map(|t| (t.hit.tokens(), t.head, t.event_type))
        .collect();
    found.retain(|t| {
        let weak = t.strength == Strength::Weak && t.hit.n_words == 1;
        // `dénoncer l'accord militaire`: a step that undoes another.
        let step = |event_type: EventType| event_type.family() == Family::Strategic;
        !(cx.doc.tokens[t.head].upos == Upos::Noun
            && verbs.iter().any(|(tokens, head, event_type)| {
                tokens.contains(&t.head)
                    && *head != t.head
                    && *event_type != t.event_type
                    && (weak || step(*event_type) && step(t.event_type))
            }))
    });
}

/// Whether what a verb takes is somebody (`le cerveau des attentats a été capturé`), not a place.
fn takes_people(cx: &Context<'_>, head: usize) -> bool {
    let doc = cx.doc;
    if doc.tokens[head].upos != Upos::Verb {
        return false;
    }
    let patients = grammar::args(doc, head).patients;
    // `They had been seized by rebels`: those of whom the sentence before tells.
    let of_people = |t: usize| {
        let before = doc.sent_of(t).checked_sub(1);
        doc.tokens[t].upos == Upos::Pron
            && cx.is_one_of(t, &cx.language.grammar.pronoun)
            && before.is_some_and(|sent| {
                let mut subjects = cx.mentions_in(doc.sents[sent].tokens()).filter(|(_, m)| {
                    matches!(doc.tokens[m.head as usize].rel, Rel::Nsubj | Rel::NsubjPass)
                });
                subjects.next().is_some_and(|(_, m)| {
                    !m.thing && matches!(m.class, MentionClass::People | MentionClass::Person)
                })
            })
    };
    // `19 fighters captured on the island`: said of them, who bear arms and are no garrison.
    let fighters = |t: usize, m: &Mention| {
        matches!(m.kind, ActorKind::ArmedGroup | ActorKind::Militia)
            && m.registry.is_none()
            && doc.tokens[head].rel == Rel::Acl
            && doc.head(head) == Some(t)
    };
    !patients.is_empty()
        && patients.iter().all(|&t| {
            of_people(t)
                || doc.tokens[t].upos == Upos::Noun
                    && cx.mention_at(t).is_some_and(|(_, m)| {
                        m.head as usize == t
                        && !m.thing
                        && (!m.plural || fighters(t, m))
                        && matches!(m.class, MentionClass::People | MentionClass::Function)
                        && !matches!(m.kind, ActorKind::StateForces | ActorKind::ForeignForces)
                        // `recaptured the palace`: no office is carried off.
                        && (m.kind != ActorKind::Government || m.class == MentionClass::Function)
                    })
        })
}

/// Whether an infinitive is the object of deciding or announcing, for the steps that count from
/// their announcement.
pub(super) fn is_decided(cx: &Context<'_>, head: usize, event_type: EventType) -> bool {
    matches!(
        event_type,
        EventType::Withdrawal
            | EventType::Sanction
            | EventType::TransferOfBase
            | EventType::Agreement
    ) && cx.doc.head(head).is_some_and(|above| {
        cx.is_one_of(above, &cx.language.grammar.decide)
            || cx.doc.head(above).is_some_and(|t| cx.is_one_of(t, &cx.language.grammar.decide))
    })
}

/// Whether an infinitive is what somebody tried, in the past: `a tenté de renverser le gouvernement`.
pub(super) fn is_tried(cx: &Context<'_>, head: usize) -> bool {
    let doc = cx.doc;
    doc.head(head).is_some_and(|above| {
        cx.is_one_of(above, &cx.language.grammar.attempt)
            && doc.tokens[above].upos == Upos::Verb
            && (doc.tokens[above].feats.has(Feats::PAST_PART)
                || doc.tokens[above].feats.has(Feats::PAST))
    })
}

/// `La police a ouvert le feu pour disperser les manifestants`: what forces did something to break up was there, and
/// they acted on it.
pub(super) fn breaks_up(cx: &Context<'_>, head: usize, event_type: EventType) -> bool {
    let doc = cx.doc;
    event_type == EventType::ProtestWithIntervention
        && doc.head(head).is_some_and(|above| {
            doc.tokens[above].upos == Upos::Verb
                && matches!(status(cx, above), Status::Asserted)
                && are_forces(cx, above)
        })
}

/// Whether one trigger tells the shots that forces fired at the crowd that the other tells of, or to break it up: `ont
/// tiré sur un rassemblement d'étudiants`.
pub(super) fn is_broken_up(cx: &Context<'_>, sent: usize, a: &Trigger, b: &Trigger) -> bool {
    let protest = |t: &Trigger| strand(t.event_type) == Strand::Protest;
    let (crowd, shots) = if protest(a) { (a, b) } else { (b, a) };
    let armed = cx
        .mentions_in(cx.doc.sents[sent].tokens())
        .any(|(_, m)| matches!(m.kind, ActorKind::ArmedGroup | ActorKind::Militia));
    protest(crowd)
        && matches!(shots.event_type, EventType::Attack | EventType::ArmedClash)
        && cx.doc.head(crowd.head) == Some(shots.head)
        && are_forces(cx, shots.head)
        && !armed
}

/// Whether forces of the state are the subject of a verb.
fn are_forces(cx: &Context<'_>, verb: usize) -> bool {
    grammar::args(cx.doc, verb)
        .agents
        .into_iter()
        .any(|t| cx.mention_at(t).is_some_and(|(_, m)| m.kind == ActorKind::StateForces))
}

/// Leaves out what people protest against or flee from, where nothing else tells it: `ont manifesté contre une
/// intervention militaire`, `fuyant les attaques`.
pub(super) fn drop_causes(cx: &Context<'_>, found: &mut Vec<Trigger>) {
    let doc = cx.doc;
    let causes = |t: &Trigger| {
        let noun = doc.tokens[t.head].upos == Upos::Noun;
        let above = doc.head(t.head).filter(|_| noun);
        above.is_some_and(|above| {
            found.iter().any(|other| {
                let told = strand(other.event_type);
                let against = || {
                    doc.case(t.head).is_some_and(|case| {
                        cx.is_one_of(case, &cx.language.grammar.patient)
                            && !cx.is_one_of(case, &cx.language.grammar.toward)
                    })
                };
                let flees = told == Strand::Alone(EventType::Displacement)
                    && doc.tokens[t.head].rel == Rel::Obj
                    && doc.tokens[t.head].feats.has(Feats::PLUR);
                other.head == above && (told == Strand::Protest && against() || flees)
            })
        })
    };
    let dropped: Vec<usize> = found.iter().filter(|t| causes(t)).map(|t| t.head).collect();
    found.retain(|t| !dropped.contains(&t.head));
}

/// `Les soldats ont défilé dans la capitale`: troops parade, and protest against nothing, unless the word says so.
pub(super) fn parades(cx: &Context<'_>, hit: Hit, head: usize) -> bool {
    let trigger = &cx.language.triggers[hit.index()];
    trigger.event_type == EventType::PeacefulProtest
        && trigger.strength == Strength::Weak
        && cx.doc.tokens[head].upos == Upos::Verb
        && are_forces(cx, head)
}
