//! Two occurrences that one sentence tells, each with a place of its own.
//!
//! `killed in an ambush near Gao and eight wounded by a mine near Douentza`, `avant de se rendre à Dori, où ils ont tué
//! quatre civils`: takes a sentence and its triggers; gives the tokens and the place of the second. It goes by the order of the
//! words, since a parser joins such clauses in many ways.

use std::ops::Range;

use crate::annotate::places::{PlaceMention, Relation};
use crate::annotate::{Feats, Rel, Upos, grammar};
use crate::coding::context::Context;
use crate::coding::events::{are_named_apart, same_place};
use crate::coding::whenwhere::{coarseness, is_in_dateline, is_origin};

use super::Trigger;

/// How many tokens behind the word that opens a clause its place may stand: `et à Dori, une mine`.
const OPENS: usize = 4;

/// The tokens and the place of the second of two occurrences; none where the sentence tells of one, or of both at one place.
pub(super) fn beside(
    cx: &Context<'_>,
    sent: usize,
    triggers: &[Trigger],
) -> Option<(Range<usize>, PlaceMention)> {
    let doc = cx.doc;
    let tokens = doc.sents[sent].tokens();
    let small: Vec<&PlaceMention> = cx
        .places_in(tokens.clone())
        .iter()
        .filter(|place| {
            !place.metonym
                && coarseness(place.kind) <= 1
                && !is_origin(cx, place)
                && !is_in_dateline(cx, &place.tokens)
        })
        .collect();
    if triggers.len() < 2 {
        return None;
    }
    if small.len() < 2 {
        return two_acts(cx, tokens, triggers);
    }
    // Each trigger with each place where it may have been, whatever parts the two clauses.
    let told: Vec<&Trigger> = triggers.iter().filter(|t| is_told(cx, t)).collect();
    let set: Vec<(&PlaceMention, &Trigger)> = small
        .iter()
        .flat_map(|&place| told.iter().map(move |&trigger| (place, trigger)))
        .filter(|(place, trigger)| is_place_of(cx, place, trigger.head))
        .collect();
    let at = |place: &PlaceMention| place.tokens.start as usize;
    tokens.clone().skip(2).find_map(|opens| {
        if !opens_clause(cx, opens, tokens.end) {
            return None;
        }
        let (there, _) = set.iter().find(|(place, trigger)| {
            at(place) > opens
                && trigger.head > opens
                && grammar::governing_verb(doc, trigger.head).is_some_and(|verb| verb > opens)
                && (at(place) > trigger.head || at(place) <= opens + OPENS)
        })?;
        let (here, _) =
            set.iter().rev().find(|(place, trigger)| at(place) < opens && trigger.head < opens)?;
        let apart = match same_place(here, there) {
            Some(same) => !same,
            None => are_named_apart(here, there),
        };
        apart.then(|| (opens..tokens.end, (*there).clone()))
    })
}

/// `Eleven soldiers were killed in an attack on their base and 18 fighters died in an assault on a prison in Syria`: two
/// counts under two verbs, each in an act of its own that nobody has told of before, of which the second has a place.
fn two_acts(
    cx: &Context<'_>,
    tokens: Range<usize>,
    triggers: &[Trigger],
) -> Option<(Range<usize>, PlaceMention)> {
    let doc = cx.doc;
    let act = |t: &&Trigger| {
        let token = &doc.tokens[t.head];
        token.upos == Upos::Noun
            && !token.feats.has(Feats::PLUR)
            && !t.definite
            && !t.casualty
            && doc.case(t.head).is_some()
    };
    // A count and a verb of its own stand in front of each act, however the tree joins the clauses.
    let counted = |range: Range<usize>| {
        let finite = range.clone().any(|t| doc.tokens[t].feats.has(Feats::FIN));
        finite && cx.quantities_in(range).any(|(_, q)| !q.indefinite && q.head_noun.is_some())
    };
    let opens = tokens.clone().skip(2).find(|&t| doc.tokens[t].upos == Upos::Cconj)?;
    let first = triggers.iter().filter(act).find(|t| t.head < opens)?;
    let second = triggers.iter().filter(act).find(|t| t.head > opens)?;
    if !counted(tokens.start..first.head) || !counted(opens..second.head) {
        return None;
    }
    let place = cx
        .places_in(opens..tokens.end)
        .iter()
        .find(|place| !place.metonym && place.relation == Relation::In)?;
    let known = cx.places_in(tokens.start..opens).iter().any(|other| other.name == place.name);
    (!known).then(|| (opens..tokens.end, place.clone()))
}

/// Whether a word may open a clause that tells something else: `et`, `while`, `avant de`, a semicolon, or a comma in front of
/// `l'autre`.
fn opens_clause(cx: &Context<'_>, at: usize, end: usize) -> bool {
    let doc = cx.doc;
    let words = &cx.language.grammar;
    doc.tokens[at].upos == Upos::Cconj
        || doc.lower(at) == ";"
        || cx.is_one_of(at, &words.meanwhile)
        || cx.is_one_of(at, &words.before)
        || doc.lower(at) == ","
            && (at + 1..(at + 3).min(end)).any(|t| cx.is_one_of(t, &words.another))
}

/// Whether a trigger tells something new: not a noun that refers back, nor one that only says who somebody is.
fn is_told(cx: &Context<'_>, trigger: &Trigger) -> bool {
    let feats = cx.doc.tokens[trigger.head].feats;
    let present = feats.has(Feats::PRES) && feats.has(Feats::FIN);
    !trigger.definite
        && (!trigger.casualty || cx.doc.tokens[trigger.head].upos == Upos::Verb)
        && !present
}

/// Whether a place is where a trigger's words say that it was: in or near it, or its object.
fn is_place_of(cx: &Context<'_>, place: &PlaceMention, head: usize) -> bool {
    let doc = cx.doc;
    let at = place.tokens.start as usize;
    let end = place.tokens.end as usize;
    let directly = doc.head(at) == Some(head);
    // `trois personnes arrêtées à Kalga, qui préparaient un attentat`: of another verb.
    let (from, to) = if at < head { (end, head) } else { (head + 1, at) };
    let verb = grammar::governing_verb(doc, head);
    let parted = (from..to).any(|t| doc.tokens[t].upos == Upos::Verb && Some(t) != verb);
    if parted {
        return false;
    }
    match place.relation {
        Relation::In | Relation::Near => true,
        Relation::Of => directly,
        Relation::Bare => directly && doc.tokens[at].rel == Rel::Obj,
        // `se rendre à Dori, où ils ont tué`: there.
        _ => (end..(end + 2).min(doc.tokens.len()))
            .any(|t| cx.is_one_of(t, &cx.language.grammar.relative)),
    }
}
