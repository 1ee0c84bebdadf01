//! Instances: several events told by one noun in the plural.
//!
//! Takes a sighting; gives one for each instance that the sentence lists with its day or month:
//! `les attentats de janvier 2015 (17 morts) et de novembre 2015 à Paris`, `survenus à Nice le 14
//! juillet et à Berlin le 19 décembre`, `à Nice et à Berlin, respectivement les 14 juillet et 19
//! décembre`. A noun in the singular, or times that another verb parts, list nothing. So do figures
//! that each have a town of their own: `ont tué dix personnes à Masia et cinq à Makoko`.

use crate::annotate::places::{PlaceMention, Relation};
use crate::annotate::times::{TimeExpr, TimeRole};
use crate::annotate::{Feats, Upos};
use crate::coding::context::Context;
use crate::coding::sightings::Sighting;
use crate::coding::tolls::TollMention;
use crate::coding::whenwhere::coarseness;
use crate::lexicon::Subject;
use crate::model::Dates;

/// How many instances one sentence may list.
const MOST: usize = 12;

/// The instances that a sighting lists; itself when it lists none.
pub(crate) fn instances(cx: &Context<'_>, sighting: Sighting) -> Vec<Sighting> {
    if let Some(places) = places_of_tolls(cx, &sighting) {
        return by_place(&sighting, &places);
    }
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
                place_aside: false,
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

/// How many tokens may part a figure from the place of its dead.
const PLACE_NEAR: usize = 4;

/// The place of each toll where a sentence lists one figure a place: `ont tué dix personnes à Masia,
/// cinq à Makoko et six à Karezo`, `à Apakolu quatre civils, à Apamayaya deux`.
fn places_of_tolls(cx: &Context<'_>, sighting: &Sighting) -> Option<Vec<PlaceMention>> {
    let doc = cx.doc;
    let sent = doc.sents[sighting.sent].tokens();
    let tolls: Vec<_> = sighting.tolls.iter().collect();
    let whole = |toll: &&TollMention| !toll.part && !toll.implied && toll.high != Some(0);
    let one_outcome = tolls.windows(2).all(|pair| pair[0].outcome == pair[1].outcome);
    if tolls.len() < 2 || tolls.len() > MOST || !one_outcome || !tolls.iter().all(whole) {
        return None;
    }
    let small: Vec<&PlaceMention> = cx
        .places_in(sent.clone())
        .iter()
        .filter(|p| !p.metonym && p.relation == Relation::In && coarseness(p.kind) <= 2)
        .collect();
    let at = |place: &PlaceMention| place.tokens.start as usize;
    let end_of = |toll: &TollMention| {
        let victims = toll.victims.as_ref().filter(|v| v.start >= toll.tokens.start);
        let end = victims.map_or(0, |v| v.end).max(toll.tokens.end);
        // `dix personnes tuées à Masia`, `dix personnes ont été tuées lundi à Masia`.
        let next = tolls.iter().map(|other| other.tokens.start).filter(|&at| at > end).min();
        let behind = toll.outcome_token >= end && next.is_none_or(|next| toll.outcome_token < next);
        if behind { toll.outcome_token + 1 } else { end }
    };
    let behind: Option<Vec<PlaceMention>> = tolls
        .iter()
        .enumerate()
        .map(|(i, toll)| {
            let (from, limit) =
                (end_of(toll), tolls.get(i + 1).map_or(sent.end, |t| t.tokens.start));
            let place = small.iter().find(|p| (from..limit).contains(&at(p)))?;
            (at(place) - from <= PLACE_NEAR).then(|| (*place).clone())
        })
        .collect();
    let before = || -> Option<Vec<PlaceMention>> {
        tolls
            .iter()
            .map(|toll| {
                let start = toll.tokens.start;
                let place = small.iter().find(|p| {
                    let end = p.tokens.end as usize;
                    end <= start && start - end <= 1
                })?;
                Some((*place).clone())
            })
            .collect()
    };
    let places = behind.or_else(before)?;
    let mut names: Vec<&str> = places.iter().map(|place| place.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    (names.len() == places.len()).then_some(places)
}

/// One sighting a place, each with the dead of it.
fn by_place(sighting: &Sighting, places: &[PlaceMention]) -> Vec<Sighting> {
    sighting
        .tolls
        .iter()
        .zip(places)
        .map(|(toll, place)| Sighting {
            tolls: vec![toll.clone()],
            place: Some(place.clone()),
            place_sure: true,
            place_aside: false,
            apart: true,
            refers_back: false,
            ..sighting.clone()
        })
        .collect()
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
