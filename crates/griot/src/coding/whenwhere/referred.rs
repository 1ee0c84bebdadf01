//! Places that a sentence refers back to: `Kashuga, dont la chute est confirmée`, `la ville est prise`.
//!
//! Takes a sighting of a place that is taken; gives the place that was named before it.

use super::{coarseness, is_in_dateline, is_where_people_went};
use crate::annotate::places::{PlaceKind, PlaceMention};
use crate::annotate::{Doc, Feats, Rel, Upos};
use crate::coding::context::Context;
use crate::coding::events::means;
use crate::coding::sightings::{Sighting, TAKING};

/// The place that `dont` in front of the noun of a conquest refers back to: the finest of the names before its comma.
pub(super) fn of_relative(cx: &Context<'_>, sighting: &Sighting) -> Option<PlaceMention> {
    let doc = cx.doc;
    let first = doc.sents[sighting.sent].first as usize;
    let trigger = sighting
        .triggers
        .iter()
        .find(|t| means(t.event_type) == Some(TAKING) && doc.tokens[t.head].upos == Upos::Noun)?;
    let dont = (first.max(trigger.head.saturating_sub(3))..trigger.head)
        .find(|&t| doc.lower(t) == "dont")?;
    cx.places_in(first.max(dont.saturating_sub(OF_RELATIVE))..dont)
        .iter()
        .filter(|place| !place.metonym)
        .min_by_key(|place| (coarseness(place.kind), place.tokens.start))
        .cloned()
}

/// How far before `dont` the place may stand that it refers back to.
const OF_RELATIVE: usize = 8;

/// How many sentences back a town may be named that `la ville` means.
const TOWN_REACH: usize = 6;

/// `La ville est prise le lendemain`: the town that was named last, where a sentence says `la ville`
/// and names none.
pub(super) fn town_before(cx: &Context<'_>, sent: usize) -> Option<PlaceMention> {
    let doc = cx.doc;
    let words = &cx.language.grammar;
    let mut tokens = doc.sents[sent].tokens();
    let first = tokens.start;
    let at = tokens.find(|&t| {
        t > first && cx.is_one_of(t, &words.town) && cx.is_one_of(t - 1, &words.definite)
    })?;
    // `la ville de Sake` names it.
    let named = !cx.places_in(at..(at + 4).min(doc.sents[sent].end as usize)).is_empty();
    if named {
        return None;
    }
    (sent.saturating_sub(TOWN_REACH)..sent).rev().filter(|&s| !cx.skip[s]).find_map(|s| {
        cx.places_in(doc.sents[s].tokens())
            .iter()
            .rev()
            .find(|place| {
                place.kind == PlaceKind::Settlement
                    && place.row.is_some()
                    && !place.metonym
                    && !is_in_dateline(cx, &place.tokens)
                    && !is_where_people_went(cx, place)
            })
            .cloned()
    })
}

/// How many steps above a verb the clause is looked for that it completes.
const MOST_STEPS: usize = 3;

/// The verb of the clause to which a present participle adds what came of it: `…, prompting thousands to flee`, `…,
/// poussant des habitants à fuir`.
pub(super) fn main_of_participle(doc: &Doc<'_>, verb: usize) -> Option<usize> {
    let mut at = verb;
    for _ in 0..MOST_STEPS {
        let token = doc.tokens.get(at)?;
        let above = doc.head(at).filter(|&t| doc.tokens[t].upos == Upos::Verb)?;
        match token.rel {
            Rel::Xcomp => at = above,
            Rel::Advcl => {
                return (token.feats.has(Feats::PRES_PART) && above < at).then_some(above);
            }
            _ => return None,
        }
    }
    None
}
