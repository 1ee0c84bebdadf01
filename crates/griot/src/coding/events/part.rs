//! What is told as part of another event, or only to say who or what something is.
//!
//! Takes the drafts of a document; says which of them are none of their own. Reinforcements, pursuit and retreat
//! inside one battle are part of it (`shared/eval/GUIDELINES.md`, "Where one event ends and the next begins").

use crate::annotate::{Feats, Rel, Upos};
use crate::coding::context::Context;
use crate::coding::sightings::{Sighting, Strand, dates_of};
use crate::model::EventType;

use super::Draft;

/// Leaves out what is part of another event or describes somebody.
pub(super) fn drop_parts(cx: &Context<'_>, drafts: &mut Vec<Draft>) {
    let fights: Vec<(usize, u32)> = drafts
        .iter()
        .filter(|draft| draft.strand == Strand::Violence)
        .flat_map(|draft| &draft.sightings)
        .map(|s| (s.sent, cx.doc.sents[s.sent].paragraph))
        .collect();
    drafts.retain(|draft| !is_part(cx, draft, &fights) && !describes(cx, draft));
}

/// Whether troops come or go inside a fight: without a day of their own, in a sentence that tells of the fight or,
/// for those who leave, right behind one.
fn is_part(cx: &Context<'_>, draft: &Draft, fights: &[(usize, u32)]) -> bool {
    let undated = |s: &Sighting| dates_of(s).is_none() && s.tolls.is_empty();
    match draft.strand {
        Strand::Alone(EventType::Deployment) => draft
            .sightings
            .iter()
            .all(|s| undated(s) && fights.iter().any(|&(sent, _)| sent == s.sent)),
        Strand::Alone(EventType::Withdrawal) => draft.sightings.iter().all(|s| {
            let paragraph = cx.doc.sents[s.sent].paragraph;
            undated(s)
                && !s.place_sure
                && fights.iter().any(|&(sent, told)| {
                    sent <= s.sent && told <= paragraph && paragraph - told <= 1
                })
        }),
        _ => false,
    }
}

/// `des localités reprises par l'armée`, `des combattants ayant prêté allégeance au groupe`: participles that say what
/// or who something is, without a day and without anybody hurt.
fn describes(cx: &Context<'_>, draft: &Draft) -> bool {
    let doc = cx.doc;
    draft.sightings.iter().all(|s| {
        dates_of(s).is_none()
            && s.tolls.is_empty()
            && !s.triggers.is_empty()
            && s.triggers.iter().all(|t| {
                let token = &doc.tokens[t.head];
                token.upos == Upos::Verb
                    && token.rel == Rel::Acl
                    && token.feats.has(Feats::PAST_PART)
                    && !doc.children(t.head).any(|child| doc.tokens[child].upos == Upos::Aux)
                    // `récemment sanctionné par Washington` is news of its own.
                    && t.event_type != EventType::Sanction
            })
    })
}
