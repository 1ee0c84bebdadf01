//! Instances: several events told by one noun in the plural.
//!
//! Takes a sighting; gives one for each instance that the sentence lists with its day or month:
//! `les attentats de janvier 2015 (17 morts) et de novembre 2015 à Paris`, `survenus à Nice le 14
//! juillet et à Berlin le 19 décembre`, `à Nice et à Berlin, respectivement les 14 juillet et 19
//! décembre`. A noun in the singular, or times that another verb parts, list nothing.

use crate::annotate::places::{PlaceMention, Relation};
use crate::annotate::times::{TimeExpr, TimeRole};
use crate::annotate::{Feats, Upos};
use crate::coding::context::Context;
use crate::coding::sightings::Sighting;
use crate::lexicon::Subject;
use crate::model::Dates;

/// How many instances one sentence may list.
const MOST: usize = 12;

/// The instances that a sighting lists; itself when it lists none.
pub(crate) fn instances(cx: &Context<'_>, sighting: Sighting) -> Vec<Sighting> {
    let times = times(cx, &sighting);
    if times.len() < 2 {
        return vec![sighting];
    }
    let places = places(cx, &sighting, &times);
    let starts: Vec<usize> = times.iter().map(|time| time.tokens.start as usize).collect();
    let mut found: Vec<Sighting> = times
        .iter()
        .enumerate()
        .map(|(i, time)| {
            let place = places.get(i).cloned().flatten();
            Sighting {
                time: Some(time.clone()),
                place_sure: place.is_some(),
                place: place.or_else(|| sighting.place.clone()),
                tolls: Vec::new(),
                refers_back: false,
                ..sighting.clone()
            }
        })
        .collect();
    for toll in sighting.tolls {
        let at = toll.tokens.start;
        let of = starts.iter().rposition(|&start| start < at).unwrap_or(0);
        found[of].tolls.push(toll);
    }
    found
}

/// The days or months behind a plural noun that each tell an instance.
fn times(cx: &Context<'_>, sighting: &Sighting) -> Vec<TimeExpr> {
    let doc = cx.doc;
    let Some(trigger) = sighting.triggers.first() else { return Vec::new() };
    let plural = |head: usize| {
        doc.tokens[head].upos == Upos::Noun && doc.tokens[head].feats.has(Feats::PLUR)
    };
    if !plural(trigger.head) || sighting.triggers.iter().any(|t| t.head < trigger.head) {
        return Vec::new();
    }
    let sent = doc.sents[sighting.sent];
    let mut found: Vec<TimeExpr> = Vec::new();
    let mut seen: Vec<Dates> = Vec::new();
    let mut at = trigger.hit.end as usize;
    for time in cx.times_in(trigger.head..sent.end as usize) {
        let Some(dates) = time.dates else { continue };
        let first = time.tokens.start as usize;
        let parted = !found.is_empty() && (at..first).any(|t| parts(cx, t));
        if time.role != TimeRole::Point || seen.contains(&dates) || dates.n_days() > 31 {
            continue;
        }
        if parted || found.len() == MOST {
            break;
        }
        at = time.tokens.end as usize;
        seen.push(dates);
        found.push(time.clone());
    }
    found
}

/// Whether a token ends a list: a finite verb, or the word of another event.
fn parts(cx: &Context<'_>, token: usize) -> bool {
    let data = &cx.doc.tokens[token];
    data.feats.has(Feats::FIN) && matches!(data.upos, Upos::Verb | Upos::Aux)
        || cx.hits_of(token..token + 1, Subject::Trigger).next().is_some()
}

/// The place of each time: pair by pair where all places stand before all times, else the one right
/// before the time, else the next behind it.
fn places(cx: &Context<'_>, sighting: &Sighting, times: &[TimeExpr]) -> Vec<Option<PlaceMention>> {
    let doc = cx.doc;
    let sent = doc.sents[sighting.sent];
    let head = sighting.triggers.first().map_or(sent.first as usize, |t| t.head);
    let places: Vec<&PlaceMention> = cx
        .places_in(head..sent.end as usize)
        .iter()
        .filter(|place| {
            !place.metonym && matches!(place.relation, Relation::In | Relation::Near | Relation::Of)
        })
        .collect();
    let start = |time: &TimeExpr| time.tokens.start;
    let first = times.first().map_or(0, start);
    let before: Vec<&&PlaceMention> = places.iter().filter(|p| p.tokens.end <= first).collect();
    if before.len() == times.len() {
        return before.into_iter().map(|place| Some((*place).clone())).collect();
    }
    times
        .iter()
        .enumerate()
        .map(|(i, time)| {
            let from = if i == 0 { head as u32 } else { times[i - 1].tokens.end };
            let close = places.iter().rev().find(|p| {
                p.tokens.start >= from
                    && p.tokens.end <= start(time)
                    && start(time) - p.tokens.end <= 3
            });
            let next = places.iter().find(|p| p.tokens.start >= time.tokens.end);
            close.or(next).map(|place| (*place).clone())
        })
        .collect()
}
