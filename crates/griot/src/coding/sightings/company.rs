//! The company that a weak word of an event needs.
//!
//! Takes the sentence behind it; says whether that tells whom it struck.

use crate::annotate::quantities::QuantityKind;
use crate::annotate::{Rel, Upos, grammar};
use crate::coding::context::Context;
use crate::coding::parties::{Party, parties};
use crate::coding::tolls::TollMention;
use crate::lexicon::schema::Frame;
use crate::lexicon::{Hit, Subject};
use crate::model::{EventType, Outcome};

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

/// Whether what triggers tell together is told as unverified: each of them, or the verb that nouns of it hang below
/// (`Le maire aurait été tué dans une frappe`).
pub(super) fn are_alleged(cx: &Context<'_>, triggers: &[Trigger]) -> bool {
    let doc = cx.doc;
    triggers.iter().all(|trigger| trigger.alleged)
        || triggers.iter().any(|main| {
            main.alleged
                && doc.tokens[main.head].upos == Upos::Verb
                && triggers.iter().filter(|t| !t.alleged).all(|t| {
                    doc.tokens[t.head].upos == Upos::Noun
                        && grammar::is_below(doc, t.head, main.head)
                })
        })
}

/// Whether the one victim of a toll is who did it: the sniper in `shot by a sniper died`.
pub(super) fn does_it(cx: &Context<'_>, toll: &TollMention) -> bool {
    let victim = toll.victims.as_ref().and_then(|victims| cx.mention_at(victims.start));
    toll.high == Some(1)
        && victim.is_some_and(|(_, m)| cx.doc.tokens[m.head as usize].rel == Rel::OblAgent)
}

/// Leaves out a toll of those of whom another counts some: the family in `seven members of one family`.
pub(super) fn drop_counted_of(cx: &Context<'_>, tolls: &mut Vec<TollMention>) {
    let doc = cx.doc;
    let head = |toll: &TollMention| {
        let (_, mention) = cx.mention_at(toll.victims.as_ref()?.start)?;
        Some((mention.head as usize, toll.outcome))
    };
    let counted: Vec<_> = tolls.iter().filter_map(head).collect();
    tolls.retain(|toll| {
        let Some((noun, outcome)) = head(toll) else { return true };
        let of = doc.case(noun).is_some_and(|p| {
            cx.is_one_of(p, &cx.language.grammar.of) || cx.is_one_of(p, &cx.language.grammar.origin)
        });
        let above = doc.head(noun).filter(|_| of && doc.tokens[noun].rel == Rel::Nmod);
        !above.is_some_and(|above| counted.contains(&(above, outcome)))
    });
}

/// Leaves out of the initiators whoever fights an attack back: `ont repoussé une attaque du Jnim, neutralisant dix
/// assaillants`.
pub(super) fn drop_attacked(cx: &Context<'_>, triggers: &[Trigger], initiators: &mut Vec<Party>) {
    let answers = |t: &&Trigger| match cx.language.triggers[t.hit.index()].frame {
        Frame::Answers => true,
        Frame::Suffers => t.event_type == EventType::ArmedClash,
        _ => false,
    };
    let attacked: Vec<Party> =
        triggers.iter().filter(answers).flat_map(|t| parties(cx, t.hit).targets).collect();
    let was_attacked = |party: &Party| attacked.iter().any(|a| a.tokens == party.tokens);
    if initiators.iter().any(|party| !was_attacked(party)) {
        initiators.retain(|party| !was_attacked(party));
    }
}
