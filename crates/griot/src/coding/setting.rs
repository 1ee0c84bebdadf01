//! Settings: where a draft took place, over all of its sentences.
//!
//! Takes a draft with the place that the rules gave it; gives the one that coded documents teach
//! (`judge.rs`): the candidates are those of its own sentences, those of the headline and of the
//! sentence before, and those of the other events of the article. Days are left to the rules: a
//! judge for them was tried and did no better.

use rustc_hash::FxHashMap;

use crate::annotate::places::{PlaceKind, PlaceMention};
use crate::coding::context::Context;
use crate::coding::events::Draft;
use crate::coding::judge::setting::PlaceScene;
use crate::coding::judge::{Case, Judge, Question};
use crate::coding::whenwhere::{coarseness, is_in_dateline, is_of_bystanders, is_origin};
use crate::model::EventType;

/// A place that an event may have.
#[derive(Clone, Debug)]
pub(crate) struct PlaceCandidate<'a> {
    /// The mention that stands nearest to the event's words.
    pub place: &'a PlaceMention,
    /// How often the document names it.
    pub named: usize,
    /// How many of the event's sentences name it.
    pub times: usize,
    /// The rules chose it.
    pub rule: bool,
    /// An event told before has it.
    pub before: bool,
    /// One of the event's own sentences names it.
    pub inside: bool,
}

/// How often each place of a document is named: counted once, asked for every event.
#[derive(Clone, Debug, Default)]
pub(crate) struct Prominence {
    /// In step with the context's places.
    pub times: Vec<usize>,
    /// The most of each degree of coarseness.
    pub most: [usize; 6],
}

impl Prominence {
    pub(crate) fn new(cx: &Context<'_>) -> Self {
        let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
        for place in &cx.places {
            *counts.entry(&place.name).or_default() += 1;
        }
        let times: Vec<usize> = cx.places.iter().map(|place| counts[place.name.as_str()]).collect();
        let mut most = [0; 6];
        for (place, &n) in cx.places.iter().zip(&times) {
            let degree = usize::from(coarseness(place.kind)).min(5);
            most[degree] = most[degree].max(n);
        }
        Self { times, most }
    }
}

/// How many candidates are asked about.
const MOST: usize = 24;

/// The place of a draft.
pub(crate) fn place(
    cx: &Context<'_>,
    judge: &mut Judge<'_>,
    event: usize,
    drafts: &[Draft],
    event_type: EventType,
    prominence: &Prominence,
) -> Option<PlaceMention> {
    let draft = &drafts[event];
    let mut candidates: Vec<PlaceCandidate<'_>> = Vec::new();
    let mut add = |place: &'_ PlaceMention, rule: bool, before: bool, inside: bool| {
        // The mention of the list, which lives as long as the document.
        let at = cx.places.partition_point(|p| p.tokens.start < place.tokens.start);
        let Some(own) = cx.places.get(at).filter(|own| own.tokens == place.tokens) else { return };
        let full = candidates.len() >= MOST;
        match candidates.iter_mut().find(|known| known.place.name == own.name) {
            Some(known) => {
                known.rule |= rule;
                known.before |= before;
                if inside && !known.inside {
                    known.place = own;
                }
                known.inside |= inside;
                known.times += usize::from(inside);
            }
            None if !full => candidates.push(PlaceCandidate {
                place: own,
                named: prominence.times.get(at).copied().unwrap_or(0),
                times: usize::from(inside),
                rule,
                before,
                inside,
            }),
            None => {}
        }
    };
    if let Some(place) = &draft.place {
        let inside = draft.sightings.iter().any(|s| s.sent == place.sent as usize);
        add(place, true, false, inside);
    }
    let mut sents: Vec<usize> = draft.sightings.iter().map(|s| s.sent).collect();
    sents.dedup();
    for &sent in sents.iter().take(MOST) {
        for place in cx.places_in(cx.doc.sents[sent].tokens()) {
            let start = place.tokens.start as usize;
            // `une attaque rappelant celle de Chibok`: the place of what it is compared with.
            let of_it =
                draft.sightings.iter().filter(|s| s.sent == sent).any(|s| s.tells_of(start));
            let bystanders = draft
                .sightings
                .iter()
                .filter(|s| s.sent == sent)
                .all(|s| is_of_bystanders(cx, place, s));
            if !is_in_dateline(cx, &place.tokens) && of_it && !is_origin(cx, place) && !bystanders {
                add(place, false, false, true);
            }
        }
    }
    // Steps of states have their country as their place, unless their own sentence names another.
    let of_state = matches!(event_type, EventType::Coup | EventType::Sanction);
    let first = sents.first().copied().unwrap_or(0);
    for sent in [first.saturating_sub(1), 0].into_iter().filter(|sent| !sents.contains(sent)) {
        for place in cx.places_in(cx.doc.sents[sent].tokens()) {
            if !of_state || place.kind == PlaceKind::Country {
                add(place, false, false, false);
            }
        }
    }
    let others = if of_state { &[] } else { drafts };
    for other in others.iter().take(event).rev().take(3).chain(others.first()) {
        if let Some(place) = &other.place {
            add(place, false, true, false);
        }
    }
    let scene = PlaceScene { cx, draft, event_type, candidates: &candidates, prominence };
    let mut best: Option<(f32, usize)> = None;
    for (i, candidate) in candidates.iter().enumerate() {
        let mut features = judge.features();
        scene.features(candidate, &mut features);
        let case = Case::Place(event, &candidate.place.name);
        if let Some(verdict) = judge.ask(Question::Place, &case, &features)
            && verdict.yes
            && best.is_none_or(|(p, _)| verdict.probability > p)
        {
            best = Some((verdict.probability, i));
        }
    }
    // What the rules found stays unless another place is likelier.
    best.map(|(_, i)| candidates[i].place.clone()).or_else(|| draft.place.clone())
}
