//! Doers whom another sentence names: who claims several acts at once, and the state whose strikes or arrests a text tells
//! one after another.
//!
//! Takes the events of a document; gives those that name nobody the doer that the text has for them in so many words. Rebels
//! or armed men of another attack are not handed on: of two attacks of one day each may be by others.

use crate::annotate::{Feats, Upos, grammar};
use crate::coding::context::Context;
use crate::coding::parties::Party;
use crate::coding::roles::same_party;
use crate::coding::sightings::{Sighting, Strand, strand};
use crate::lexicon::schema::Tie;
use crate::lexicon::{Hit, Subject};
use crate::model::{ActorKind, EventType};

use super::Draft;

/// So many days at most part acts that one claim covers.
const CLAIMED_TOGETHER: i32 = 3;

/// Hands doers on.
pub(crate) fn share(cx: &Context<'_>, drafts: &mut [Draft]) {
    share_claims(cx, drafts);
    share_states(cx, drafts);
}

/// `L'organisation a revendiqué les deux attentats`, `claimed responsibility for both bombings`: the other acts of those
/// days, for which nobody else is named.
fn share_claims(cx: &Context<'_>, drafts: &mut [Draft]) {
    let mut claims: Vec<(usize, Vec<Party>)> = Vec::new();
    for (i, draft) in drafts.iter().enumerate() {
        let several = draft
            .sightings
            .iter()
            .filter(|s| !s.claimants.is_empty() && claims_several(cx, s.sent))
            .flat_map(|s| s.claimants.iter().cloned());
        let parties: Vec<Party> = several.collect();
        if !parties.is_empty() && draft.strand == Strand::Violence {
            claims.push((i, parties));
        }
    }
    for (of, claimants) in claims {
        let Some(days) = drafts.get(of).map(|draft| draft.dates) else { continue };
        for (i, draft) in drafts.iter_mut().enumerate() {
            let near = match (days, draft.dates) {
                (Some((a, _)), Some((b, _))) => {
                    (a.from - b.to).get_days() <= CLAIMED_TOGETHER
                        && (b.from - a.to).get_days() <= CLAIMED_TOGETHER
                }
                _ => true,
            };
            let named = draft
                .sightings
                .iter()
                .any(|s| s.initiators.iter().chain(&s.claimants).any(|p| p.registry.is_some()));
            let theirs = i != of
                && draft.strand == Strand::Violence
                && near
                && !named
                && !draft.is_casualty_only()
                && draft.sightings.iter().all(|s| !s.earlier && s.states.is_empty());
            if theirs && let Some(first) = draft.sightings.first_mut() {
                first.initiators.extend(claimants.iter().cloned());
                first.claimants.extend(claimants.iter().cloned());
                first.because.push("rule.claimed-together".to_owned());
            }
        }
    }
}

/// Whether the claim of a sentence is of more than one act: a definite plural below the verb of claiming.
fn claims_several(cx: &Context<'_>, sent: usize) -> bool {
    let doc = cx.doc;
    let tokens = doc.sents[sent].tokens();
    let verbs: Vec<usize> = cx
        .hits_of(tokens.clone(), Subject::Support)
        .filter(|hit| cx.language.supports[hit.index()].tie == Tie::Claimed)
        .map(Hit::head)
        .collect();
    let acts = |t: usize| {
        let several = doc.tokens[t].feats.has(Feats::PLUR)
            || doc.children(t).any(|c| doc.tokens[c].feats.has(Feats::PLUR));
        let definite = doc.children(t).any(|c| {
            cx.is_one_of(c, &cx.language.grammar.definite)
                || cx.is_one_of(c, &cx.language.grammar.both)
        });
        doc.tokens[t].upos == Upos::Noun && several && definite
    };
    let of_violence = |t: usize| {
        cx.hits_of(t..t + 1, Subject::Trigger)
            .any(|hit| strand(cx.language.triggers[hit.index()].event_type) == Strand::Violence)
    };
    tokens.clone().any(|t| {
        acts(t) && of_violence(t) && verbs.iter().any(|&verb| grammar::is_within(doc, t, verb))
    })
}

/// `L'armée israélienne a arrêté … Quatre Palestiniens ont été arrêtés à Rujeib`: strikes and arrests of one kind and one
/// day, of which a text names one state and nobody else as doer.
fn share_states(cx: &Context<'_>, drafts: &mut [Draft]) {
    for i in 0..drafts.len() {
        let Some(draft) = drafts.get(i) else { continue };
        let Some(kind) = handed_on(draft) else { continue };
        if draft.sightings.iter().any(|s| {
            !s.initiators.is_empty() || !s.claimants.is_empty() || !s.states.is_empty() || s.earlier
        }) {
            continue;
        }
        let days = draft.dates.map(|(dates, _)| dates);
        let mut doers: Vec<&Party> = Vec::new();
        let mut told = false;
        for other in drafts.iter().filter(|other| handed_on(other) == Some(kind)) {
            let theirs: Vec<&Party> = other
                .sightings
                .iter()
                .flat_map(|s: &Sighting| s.initiators.iter().chain(&s.states))
                .collect();
            let same_day = match (days, other.dates) {
                (Some(a), Some((b, _))) => a.overlaps(b),
                (None, None) => true,
                _ => false,
            };
            told |= same_day && !theirs.is_empty();
            doers.extend(theirs);
        }
        let state = |p: &&Party| {
            matches!(
                p.registry.and_then(|actor| cx.registered_kind(actor)).unwrap_or(p.kind),
                ActorKind::StateForces | ActorKind::ForeignForces | ActorKind::Government
            ) && !p.person
        };
        let one = |p: &&Party| doers.first().is_some_and(|first| same_party(cx, first, p));
        if !told || !doers.iter().all(state) || !doers.iter().all(one) {
            continue;
        }
        let Some(doer) = doers.first().map(|p| (*p).clone()) else { continue };
        if let Some(first) = drafts.get_mut(i).and_then(|draft| draft.sightings.first_mut()) {
            first.initiators.push(doer);
            first.because.push("rule.one-state".to_owned());
        }
    }
}

/// The kind of acts of a draft, where one state is likely to have done all of them that a text tells of.
fn handed_on(draft: &Draft) -> Option<EventType> {
    let mut types = draft.sightings.iter().flat_map(|s| &s.triggers).map(|t| t.event_type);
    types.find(|t| matches!(t, EventType::AirStrike | EventType::Shelling | EventType::Arrests))
}
