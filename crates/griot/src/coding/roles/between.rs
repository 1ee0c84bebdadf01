//! The two sides that a sentence names of a fight or an agreement: `des combats entre l'armée et les rebelles`.
//!
//! Takes a draft and its roles; gives the roles in which the first side did it to the other, as the guidelines have it
//! where nobody is said to have attacked. Whoever died in it belongs to a side or stood by, and is neither.

use super::{Roles, full_party, same_party};
use crate::annotate::mentions::{Mention, MentionClass};
use crate::annotate::{Rel, Upos};
use crate::coding::context::Context;
use crate::coding::events::Draft;
use crate::coding::parties::{Party, party};
use crate::coding::sightings::{Sighting, Strand, Trigger};
use crate::model::EventType;

/// So many words at most stand between a fight and the word before its sides: `des affrontements ont éclaté vendredi
/// matin entre`.
const FAR_BETWEEN: usize = 8;

/// So many words at most are of one side.
const LONG_SIDE: usize = 14;

/// The first side and the other, as a draft tells them in so many words.
pub(super) fn sides(cx: &Context<'_>, draft: &Draft) -> Option<[Party; 2]> {
    let two = match draft.strand {
        Strand::Violence => true,
        Strand::Alone(event_type) => event_type == EventType::Agreement,
        Strand::Protest => false,
    };
    let mut triggers = draft.sightings.iter().flat_map(|s| &s.triggers).filter(|_| two);
    let [first, other] = triggers.find_map(|trigger| told(cx, draft, trigger))?;
    let [first, other] = [first, other].map(|side| full_party(cx, &side));
    // `entre l'armée et des soldats`: one side by two names.
    (!same_party(cx, &first, &other)).then_some([first, other])
}

/// The sides behind one trigger.
fn told(cx: &Context<'_>, draft: &Draft, trigger: &Trigger) -> Option<[Party; 2]> {
    let doc = cx.doc;
    let end = doc.sents[doc.sent_of(trigger.head)].end as usize;
    let behind = trigger.hit.end as usize;
    // `tués dans des combats entre`: a form that begins with what became of people ends with the fight.
    let reach = if trigger.mutual { FAR_BETWEEN } else { 1 };
    let stops = |t: &usize| matches!(doc.lower(*t), ";" | ":" | "(" | "«" | "“" | "\"");
    // `des combats ont opposé`, `opposer l'armée`: the word may be one of those that tell it.
    let between = (trigger.hit.first as usize..end.min(behind + reach))
        .take_while(|t| *t < behind || !stops(t))
        .find(|&t| cx.is_one_of(t, &cx.language.grammar.between))?;
    let fits = |m: &Mention| {
        let signs = draft.strand != Strand::Violence;
        !m.thing
            && !m.outcome
            && match m.class {
                MentionClass::Document => false,
                // `des combats entre le Mali et le Niger`: where they were.
                MentionClass::Country => signs,
                MentionClass::Registered | MentionClass::People => true,
                MentionClass::Function | MentionClass::Person => signs,
            }
    };
    // What stands before a name, and no other name.
    let leads =
        |t: usize| matches!(doc.tokens[t].upos, Upos::Det | Upos::Adj | Upos::Num | Upos::Adp);
    // `opposent depuis trois jours l'armée et les rebelles`.
    let times = cx.times_in(doc.sents[doc.sent_of(trigger.head)].tokens());
    let timed = |t: usize| times.iter().any(|time| time.tokens.contains(&(t as u32)));
    let next = |from: usize| {
        let (index, mention) = cx.mentions_in(from..end.min(from + LONG_SIDE)).next()?;
        let first = mention.first as usize;
        let plain = (from..first).all(|t| leads(t) || timed(t));
        (fits(mention) && plain).then_some((index, mention))
    };
    let opposes = doc.tokens[between].upos == Upos::Verb;
    let (first, mention) = next(between + 1)?;
    let until = end.min(mention.end as usize + LONG_SIDE);
    let mut aside = false;
    let and = (mention.end as usize..until).find(|&t| {
        match doc.lower(t) {
            "(" => aside = true,
            ")" => aside = false,
            _ => {}
        }
        // `opposant l'armée à des rebelles`.
        let joins = doc.tokens[t].upos == Upos::Cconj
            || doc.tokens[t].rel == Rel::Cc
            || opposes
                && doc.tokens[t].upos == Upos::Adp
                && cx.is_one_of(t, &cx.language.grammar.with);
        !aside && joins
    })?;
    // `entre l'armée, les VDP et les rebelles`: who is with whom is not told.
    let mut aside = false;
    let listed = (mention.end as usize..and).any(|t| {
        match doc.lower(t) {
            "(" => aside = true,
            ")" => aside = false,
            "," => return !aside,
            _ => {}
        }
        false
    });
    let others = cx.mentions_in(mention.end as usize..and).any(|(_, m)| {
        fits(m)
            && (m.first as usize).checked_sub(1).is_none_or(|t| doc.lower(t) != "(")
            && m.registry.is_none_or(|actor| mention.registry != Some(actor))
            && m.person.is_none()
    });
    if listed || others {
        return None;
    }
    let (second, other) = next(and + 1)?;
    Some([party(cx, first, mention), party(cx, second, other)])
}

/// The roles of a draft whose sides are told.
pub(super) fn settle(
    cx: &Context<'_>,
    draft: &Draft,
    [first, other]: [Party; 2],
    roles: &mut Roles,
) {
    let same = |a: &Party, b: &Party| same_party(cx, a, b);
    // What sentences tell that say more than that there was a fight.
    let plain = |s: &&Sighting| {
        !s.triggers.is_empty()
            && s.triggers.iter().all(|t| !t.mutual && told(cx, draft, t).is_none())
    };
    let acts = |p: &Party| {
        draft.sightings.iter().filter(plain).flat_map(|s| &s.initiators).any(|i| same(i, p))
            || draft.sightings.iter().flat_map(|s| &s.claimants).any(|i| same(i, p))
    };
    // The side that is said to have attacked is the first, whoever is named first.
    let [first, other] =
        if acts(&other) && !acts(&first) { [other, first] } else { [first, other] };
    let counted = |p: &Party| {
        draft.tolls().filter_map(|toll| toll.victims.as_ref()).any(|victims| {
            let mention = p.mention.map(|m| cx.mentions[m].tokens());
            let within =
                |at: &std::ops::Range<usize>| victims.start < at.end && at.start < victims.end;
            within(&p.tokens) || mention.is_some_and(|at| within(&at))
        })
    };
    let suffers = |p: &Party| {
        draft.sightings.iter().filter(plain).flat_map(|s| &s.targets).any(|t| same(t, p))
            && !counted(p)
    };
    let name = |side: &Party| {
        let known = roles.initiators.iter().chain(&roles.targets).find(|p| same(p, side));
        known.unwrap_or(side).clone()
    };
    let (doer, hit) = (name(&first), name(&other));
    roles.initiators.retain(|p| !same(p, &doer) && !same(p, &hit) && acts(p) && !counted(p));
    roles.targets.retain(|p| !same(p, &doer) && !same(p, &hit) && suffers(p));
    roles.initiators.insert(0, doer);
    roles.targets.insert(0, hit);
}
