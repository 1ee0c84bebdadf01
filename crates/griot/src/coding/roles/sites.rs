//! What was hit: the building, the vehicle or the place that stands for people of whom nobody says more than that they
//! were people.
//!
//! Takes a draft and its targets; gives the things on which shells fell or near which a bomb went off (`des roquettes se sont
//! abattues sur une base`, `a grenade was thrown into a bar`). A town says where something was, not what was hit.

use crate::annotate::{Rel, Upos};
use crate::coding::context::Context;
use crate::coding::events::Draft;
use crate::coding::parties::{Party, party};
use crate::coding::sightings::{Sighting, Strand, Trigger};
use crate::model::{ActorKind, EventType};

/// So many steps in the tree at most part what was hit from the words that tell of it.
const FAR_SITE: usize = 3;

/// Whether a target is only `personnes`, `people`: nobody of whom anything is known.
fn is_anybody(cx: &Context<'_>, party: &Party) -> bool {
    party.kind == ActorKind::Unknown
        && party.registry.is_none()
        && !party.person
        && !party.thing
        && party.tokens.len() == 1
        && party.mention.is_none_or(|m| !cx.mentions[m].kind.is_armed())
}

/// Whether a thing is a town or a village, whose people are meant.
fn is_town(cx: &Context<'_>, party: &Party) -> bool {
    let head = party.mention.map_or(party.tokens.start, |m| cx.mentions[m].head as usize);
    cx.is_one_of(head, &cx.language.grammar.town) || cx.is_one_of(head, &cx.language.grammar.area)
}

/// `ont incendié des maisons et pillé le centre de santé`: of what the rules found looted or burnt, coded documents leave all
/// or nothing.
pub(super) fn keep_burnt(rules: &[Party], targets: &mut Vec<Party>) {
    if targets.iter().any(|p| p.thing) {
        let lost = rules.iter().filter(|p| p.thing && !targets.contains(p)).cloned();
        let lost: Vec<Party> = lost.collect();
        targets.extend(lost);
    }
}

/// `personnes` beside a building that was hit say no more than that people were in it.
pub(super) fn drop_anybody(cx: &Context<'_>, rules: &[Party], targets: &mut Vec<Party>) {
    let hit = |p: &Party| p.thing && !is_town(cx, p) && rules.contains(p);
    if targets.iter().any(hit) {
        targets.retain(|p| !is_anybody(cx, p));
    }
}

/// Adds what was hit where nobody more than `personnes` is known to have been.
pub(super) fn fill(cx: &Context<'_>, draft: &Draft, targets: &mut Vec<Party>) {
    if targets.iter().all(|p| is_anybody(cx, p)) {
        let struck = struck(cx, draft);
        if !struck.is_empty() {
            *targets = struck;
        }
    }
}

/// The things on which something fell or near which it went off, of the first sentence that tells of any.
fn struck(cx: &Context<'_>, draft: &Draft) -> Vec<Party> {
    if draft.strand != Strand::Violence {
        return Vec::new();
    }
    draft
        .sightings
        .iter()
        .map(|sighting| of_sighting(cx, sighting))
        .find(|found| !found.is_empty())
        .unwrap_or_default()
}

fn of_sighting(cx: &Context<'_>, sighting: &Sighting) -> Vec<Party> {
    let remote = |trigger: &&Trigger| {
        matches!(
            trigger.event_type,
            EventType::AirStrike
                | EventType::Shelling
                | EventType::ExplosiveDevice
                | EventType::SuicideBomb
                | EventType::Grenade
        )
    };
    let mut found: Vec<Party> = Vec::new();
    for trigger in sighting.triggers.iter().filter(remote) {
        let sent = cx.doc.sents[cx.doc.sent_of(trigger.head)].tokens();
        for (index, mention) in cx.mentions_in(sent) {
            let head = mention.head as usize;
            let site = mention.thing
                && !mention.outcome
                && !trigger.hit.tokens().contains(&head)
                && !found.iter().any(|p| p.mention == Some(index))
                && (is_where(cx, trigger, head) || hits_mine(cx, trigger, head));
            let thing = party(cx, index, mention);
            if site && !is_town(cx, &thing) && sighting.tells_of(head) {
                found.push(thing);
            }
        }
    }
    found
}

/// `an ambulance hit an explosive device`, `le camion a heurté une mine`: the subject of a verb whose object is what blew it up.
fn hits_mine(cx: &Context<'_>, trigger: &Trigger, thing: usize) -> bool {
    trigger.event_type == EventType::ExplosiveDevice
        && cx.doc.tokens[thing].rel == Rel::Nsubj
        && cx.doc.head(thing).is_some_and(|verb| {
            let object = trigger.hit.tokens().any(|t| {
                cx.doc.head(t) == Some(verb)
                    && matches!(cx.doc.tokens[t].rel, Rel::Obj | Rel::Obl)
                    && cx.doc.tokens[t].upos == Upos::Noun
            });
            verb == trigger.head && trigger.hit.n_words > 1 || object
        })
}

/// Whether a thing stands behind the words of a trigger with a preposition that says what was hit, or where it went off.
fn is_where(cx: &Context<'_>, trigger: &Trigger, thing: usize) -> bool {
    let doc = cx.doc;
    let words = &cx.language.grammar;
    if thing < trigger.hit.first as usize || !is_there(cx, thing) {
        return false;
    }
    let of_trigger = |t: usize| {
        t == trigger.head || trigger.hit.tokens().contains(&t) || is_verb_of(cx, trigger, t)
    };
    let mut at = thing;
    for _ in 0..FAR_SITE {
        let Some(above) = doc.head(at) else { return false };
        if of_trigger(above) {
            return true;
        }
        // `aux abords de l'aéroport`: through the words of the place, not through another clause.
        if doc.tokens[above].upos == Upos::Verb
            || above > thing && !cx.is_one_of(above, &words.struck)
        {
            return false;
        }
        at = above;
    }
    false
}

/// Whether a preposition of what was hit leads to a thing: `dans un bar`, `aux abords de l'aéroport`. What a bomb was
/// hidden in was not hit: `in a vehicle`.
fn is_there(cx: &Context<'_>, thing: usize) -> bool {
    let doc = cx.doc;
    let words = &cx.language.grammar;
    let Some((_, mention)) = cx.mention_at(thing) else { return false };
    if mention.kind == ActorKind::Unknown
        && (cx.is_one_of(thing, &words.vehicle) || cx.is_one_of(thing, &words.goods))
    {
        return false;
    }
    let first = mention.first as usize;
    let start = doc.sents[doc.sent_of(thing)].first as usize;
    (first.saturating_sub(FAR_STRUCK).max(start)..first)
        .rev()
        .take_while(|&t| {
            cx.is_one_of(t, &words.struck)
                || matches!(doc.tokens[t].upos, Upos::Det | Upos::Adp | Upos::Num | Upos::Adj)
        })
        .any(|t| cx.is_one_of(t, &words.struck))
}

/// So many words before a thing its preposition is looked for: `à proximité d'une église`.
const FAR_STRUCK: usize = 5;

/// `Une explosion a retenti dans une église`: whether a token is the verb of the noun that tells the event.
fn is_verb_of(cx: &Context<'_>, trigger: &Trigger, token: usize) -> bool {
    cx.doc.tokens[token].upos == Upos::Verb
        && cx.doc.head(trigger.head) == Some(token)
        && matches!(cx.doc.tokens[trigger.head].rel, Rel::Nsubj | Rel::NsubjPass | Rel::Obj)
}
