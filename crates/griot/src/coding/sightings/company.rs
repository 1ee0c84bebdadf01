//! The company that a weak word of an event needs.
//!
//! Takes the sentence behind it; says whether that tells whom it struck.

use crate::annotate::quantities::QuantityKind;
use crate::annotate::{Rel, Upos};
use crate::coding::context::Context;
use crate::lexicon::{Hit, Subject};
use crate::model::Outcome;

use super::{Strand, Trigger, group_strand};

/// Whether a sentence counts the dead or the wounded: `Two explosions hit the market. At least five people were
/// killed` tells of one event in two sentences.
pub(super) fn counts_victims(cx: &Context<'_>, sent: usize) -> bool {
    let Some(next) = cx.doc.sents.get(sent).filter(|_| !cx.skip[sent]) else { return false };
    let harmed = |hit: Hit| {
        matches!(cx.language.outcomes[hit.index()].outcome, Outcome::Killed | Outcome::Wounded)
    };
    cx.hits_of(next.tokens(), Subject::Outcome).any(harmed)
        && cx.quantities_in(next.tokens()).any(|(_, quantity)| {
            quantity.kind == QuantityKind::Count
                && quantity
                    .head_noun
                    .is_some_and(|noun| cx.mention_at(noun as usize).is_some_and(|(_, m)| !m.thing))
        })
}

/// Whether a word is the verb of its sentence or hangs right on it.
pub(super) fn is_of_main_clause(cx: &Context<'_>, token: usize) -> bool {
    cx.doc.head(token).is_none_or(|above| cx.doc.head(above).is_none())
}

/// Whether a word of casualties is said of the event noun right in front of its clause, which is of violence: `une attaque
/// qui a tué dix civils`, told with something else.
pub(super) fn is_said_of(cx: &Context<'_>, group: &[Trigger], trigger: &Trigger) -> bool {
    let doc = cx.doc;
    trigger.casualty
        && doc.tokens[trigger.head].rel == Rel::AclRelcl
        && group_strand(group) == Strand::Violence
        && group.iter().any(|t| {
            doc.tokens[t.head].upos == Upos::Noun && doc.head(trigger.head) == Some(t.head)
        })
}
