//! Whether a sighting tells again what an event told: the same dead, the same doers, or who answers whom.
//!
//! Takes a draft and a sighting; says what they have in common or what parts them.

use crate::annotate::{Rel, Upos};
use crate::coding::context::Context;
use crate::coding::parties::Party;
use crate::coding::sightings::{Sighting, dates_of};
use crate::coding::tolls::TollMention;
use crate::coding::whenwhere::coarseness;
use crate::lexicon::registry::ActorIdx;
use crate::lexicon::schema::Strength;
use crate::model::{ActorKind, EventType};

use super::{Draft, means};

/// Whether a noun of an event says that it answers another: `des frappes de représailles`, `reprisal attacks`.
pub(super) fn retaliates(cx: &Context<'_>, sighting: &Sighting) -> bool {
    let doc = cx.doc;
    let words = &cx.language.grammar.retaliation;
    // `Le Hezbollah a riposté en tirant des roquettes`, `En représailles, l'armée a bombardé`: by means of its own.
    let by_verb = sighting.triggers.iter().any(|t| {
        doc.tokens[t.head].upos == Upos::Verb
            && (cx.is_one_of(t.head, words)
                || doc.children_by(t.head, Rel::Obl).any(|child| cx.is_one_of(child, words)))
    });
    let far = || sighting.triggers.iter().any(|t| means(t.event_type) == Some(1));
    if by_verb && far() && !sighting.initiators.is_empty() {
        return true;
    }
    sighting.triggers.iter().any(|t| {
        doc.tokens[t.head].upos == Upos::Noun
            && doc.children(t.head).any(|child| {
                matches!(doc.tokens[child].rel, Rel::Nmod | Rel::Compound)
                    && cx.is_one_of(child, &cx.language.grammar.retaliation)
            })
    })
}

/// From how many on one number told twice is no chance.
const TELLING: u64 = 3;

/// Whether a sighting counts as many people with the same outcome as a draft, under the same noun or
/// under none.
pub(super) fn counts_again(cx: &Context<'_>, draft: &Draft, sighting: &Sighting) -> bool {
    let noun = |toll: &TollMention| {
        let victims = toll.victims.clone()?;
        cx.mention_at(victims.start).map(|(_, m)| cx.doc.lemma(m.head as usize))
    };
    sighting.tolls.iter().filter(|toll| !toll.part && !toll.implied).any(|toll| {
        toll.low.is_some_and(|low| low >= TELLING)
            && !toll.approx
            && draft.tolls().any(|told| {
                !told.part
                    && told.outcome == toll.outcome
                    && told.low == toll.low
                    && (noun(told) == noun(toll) || noun(told).is_none() || noun(toll).is_none())
            })
    })
}

/// Whether somebody of the registry who did what a sighting tells did what a draft tells.
pub(super) fn did_again(draft: &Draft, sighting: &Sighting) -> bool {
    let did = |actor: ActorIdx| {
        draft.sightings.iter().flat_map(|s| &s.initiators).any(|p| p.registry == Some(actor))
    };
    sighting.initiators.iter().filter_map(|p| p.registry).any(did)
}

/// `Des soldats ont intercepté les jihadistes`, then `trois fermiers ont été tués par les jihadistes`: fighters who killed
/// people did not do what forces are told to have done to them.
pub(super) fn turns_round(draft: &Draft, sighting: &Sighting) -> bool {
    let did = || draft.sightings.iter().flat_map(|s| &s.initiators);
    let suffered = || draft.sightings.iter().flat_map(|s| &s.targets);
    let state = |p: &Party| matches!(p.kind, ActorKind::StateForces | ActorKind::ForeignForces);
    let group = |p: &Party| matches!(p.kind, ActorKind::ArmedGroup | ActorKind::Militia);
    did().next().is_some()
        && did().all(state)
        && suffered().any(|p| group(p) && !p.thing)
        && !sighting.initiators.is_empty()
        && sighting.initiators.iter().all(group)
        && sighting.targets.iter().any(|p| p.kind == ActorKind::Civilians && !p.thing)
        && !sighting.tolls.is_empty()
        && !sighting.refers_back
}

/// Registered initiators that have nothing in common make two events.
pub(super) fn draft_parties_agree(draft: &Draft, sighting: &Sighting) -> bool {
    let mine: Vec<ActorIdx> = draft
        .sightings
        .iter()
        .flat_map(|s| s.initiators.iter().chain(&s.targets))
        .filter_map(|p| p.registry)
        .collect();
    let theirs: Vec<ActorIdx> = sighting.initiators.iter().filter_map(|p| p.registry).collect();
    mine.is_empty() || theirs.is_empty() || theirs.iter().any(|t| mine.contains(t))
}

/// Whether a sighting gives the day or town that the lead of an article, which tells what it is about, leaves out.
pub(super) fn fills_in(cx: &Context<'_>, draft: &Draft, sighting: &Sighting) -> bool {
    let means_again = sighting.triggers.iter().any(|t| {
        matches!(means(t.event_type), Some(0 | 1))
            && draft
                .sightings
                .iter()
                .flat_map(|s| &s.triggers)
                .any(|mine| means(mine.event_type) == means(t.event_type))
    });
    // `Seven died in clashes in Sulu, officials said Saturday`, then `troops clashed Friday in Bakong`.
    let fought_again = draft.dates.is_none()
        && draft.place.as_ref().is_none_or(|p| coarseness(p.kind) >= 2)
        && sighting.triggers.iter().any(|t| {
            t.event_type == EventType::ArmedClash
                && t.strength == Strength::Strong
                && draft.sightings.iter().flat_map(|s| &s.triggers).any(|mine| {
                    mine.event_type == EventType::ArmedClash && mine.strength == Strength::Strong
                })
        });
    let open = draft.dates.is_none() || draft.place.is_none();
    // `The army has killed 70 fighters in a battle`, then `Clashes began on Sunday night`.
    let paragraph = |sent: usize| cx.doc.sents[sent].paragraph;
    let dated = draft.dates.is_none()
        && dates_of(sighting).is_some_and(|dates| dates.n_days() <= 3)
        && draft.sightings.iter().any(|s| paragraph(s.sent) + 1 >= paragraph(sighting.sent))
        && sighting.place.is_none()
        && !sighting.earlier
        && sighting.triggers.iter().any(|t| {
            draft
                .sightings
                .iter()
                .flat_map(|s| &s.triggers)
                .any(|mine| mine.event_type == t.event_type && !t.casualty)
        });
    means_again && open || fought_again || dated
}
