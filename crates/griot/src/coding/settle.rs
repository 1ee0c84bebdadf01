//! What a sentence leaves open of when and where, and the document tells.
//!
//! Takes the events of a document; gives the places of those that name none or only a building,
//! and the days of those that tell none. Steps of states need no place, and what is told as having
//! been before has no day of the news.

use crate::annotate::places::{PlaceKind, PlaceMention, Relation};
use crate::annotate::times::{Dateline, TimeExpr, TimePrecision, TimeRole};
use crate::annotate::{Feats, Rel, Upos, grammar};
use crate::coding::aggregates::PeriodToll;
use crate::coding::context::Context;
use crate::coding::events::Draft;
use crate::coding::sightings::Strand;
use crate::coding::whenwhere::{coarseness, is_in_dateline};
use crate::lexicon::Subject;
use crate::lexicon::schema::{Speech, Tie};
use crate::model::{Dates, EventType};
use crate::span::Span;

/// News without any time word took place on the day that its article tells first, else on the day
/// of its dateline, when it has one.
pub(crate) fn day_of_news(cx: &Context<'_>, draft: &Draft, all: &[Draft]) -> Option<(Dates, Span)> {
    if let Some(day) = day_before(cx, draft, all) {
        return Some(day);
    }
    let first = cx.doc.sents[draft.sightings.first()?.sent].first as usize;
    let Some(dateline) = cx.dateline_of(first) else { return day_of_announcement(cx, draft) };
    let earlier = draft.sightings.iter().any(|s| {
        s.earlier
            || s.time.as_ref().is_some_and(|time| {
                time.dates.is_some() || time.precision != TimePrecision::PartOfDay
            })
    });
    let day = day_of_lead(cx, dateline).unwrap_or((dateline.dates, dateline.span));
    (!earlier && !was_told_before(cx, draft, day.0)).then_some(day)
}

/// `Trois personnes ont été tuées samedi dans des frappes. Une frappe a touché une voiture à Barashit`: what the next
/// sentences tell without any time goes on from the day of the news told right before it.
pub(crate) fn day_handed_down(
    cx: &Context<'_>,
    draft: &Draft,
    all: &[Draft],
    periods: &[PeriodToll],
) -> Option<(Dates, Span)> {
    let doc = cx.doc;
    let first = draft.sightings.first()?;
    let timeless = |sent: usize| cx.times_in(doc.sents[sent].tokens()).is_empty();
    // `Les frappes de représailles ont fait 370 morts`: on whichever day after.
    let answers =
        doc.sents[first.sent].tokens().any(|t| cx.is_one_of(t, &cx.language.grammar.retaliation));
    let goes_on = matches!(draft.strand, Strand::Violence)
        && draft.sightings.iter().all(|s| !s.earlier && s.time.is_none() && timeless(s.sent))
        && draft.sightings.iter().any(|s| !s.tolls.is_empty());
    if !goes_on || answers {
        return None;
    }
    let events = all.iter().filter(|other| other.strand == draft.strand).filter_map(|other| {
        let told = other.sightings.iter().map(|s| s.sent).filter(|&sent| sent < first.sent);
        Some((told.max()?, other.dates))
    });
    // Or the day over which a lead sums up what is told behind it.
    let sums = periods.iter().filter(|sum| sum.toll.sent < first.sent).filter_map(|sum| {
        let dates = sum.window.filter(|dates| dates.n_days() <= 2)?;
        Some((sum.toll.sent, Some((dates, sum.window_span?))))
    });
    let (sent, told) = events.chain(sums).max_by_key(|&(sent, dates)| (sent, dates.is_some()))?;
    let (dates, span) = told?;
    let paragraph = |sent: usize| doc.sents[sent].paragraph;
    let written = cx.written_on(doc.sents[first.sent].first as usize)?;
    let fresh = dates.n_days() <= 2 && (0..=NEWS).contains(&(written - dates.to).get_days());
    let near = paragraph(first.sent) - paragraph(sent) <= 2
        && cx.passage_of(doc.sents[sent].first as usize)
            == cx.passage_of(doc.sents[first.sent].first as usize);
    (fresh && near).then_some((dates, span))
}

/// How many days back an event is still the news.
const NEWS: i32 = 7;

/// The day on which somebody told the news, where no word says when it happened: `…, a annoncé l'armée lundi`.
fn day_of_announcement(cx: &Context<'_>, draft: &Draft) -> Option<(Dates, Span)> {
    let doc = cx.doc;
    // `Les heurts ont fait cinq morts`: what was told before has a day of its own.
    let sighting = draft
        .sightings
        .first()
        .filter(|s| s.time.is_none() && !s.earlier && s.triggers.iter().all(|t| !t.definite))
        // `All schoolgirls abducted from Jangebe have been freed, the governor said on Tuesday`: they were taken before.
        .filter(|s| {
            let qualifies = |head: usize| {
                let bare = doc.children(head).all(|t| {
                    !matches!(doc.tokens[t].rel, Rel::Aux | Rel::AuxPass | Rel::Cop | Rel::Obj)
                });
                let behind_noun =
                    head > 0 && matches!(doc.tokens[head - 1].upos, Upos::Noun | Upos::Propn);
                doc.tokens[head].feats.has(Feats::PAST_PART)
                    && bare
                    && (matches!(doc.tokens[head].rel, Rel::Acl | Rel::Amod) || behind_noun)
            };
            s.triggers.is_empty() || !s.triggers.iter().all(|t| qualifies(t.head))
        })?;
    let time = cx.times_in(doc.sents[sighting.sent].tokens()).iter().find(|time| {
        time.role == TimeRole::Point
            && time.precision == TimePrecision::Day
            && !time.anaphoric
            && sighting.tells_of(time.tokens.start as usize)
    })?;
    let told = grammar::governing_verb(doc, time.tokens.start as usize).is_some_and(|verb| {
        cx.hits_of(verb..verb + 1, Subject::Reporting).any(|hit| {
            let speech = cx.language.reporting[hit.index()].speech;
            matches!(speech, Speech::Says | Speech::Confirms | Speech::Claims)
        })
    });
    let day = time.dates.filter(|dates| told && dates.n_days() == 1)?;
    Some((day, time.span))
}

/// Whether an event was told before a day, and so cannot have happened on it: `The group on Monday claimed
/// an attack` in the news of a Friday.
fn was_told_before(cx: &Context<'_>, draft: &Draft, day: Dates) -> bool {
    draft.sightings.iter().any(|sighting| {
        let times = cx.times_in(cx.doc.sents[sighting.sent].tokens());
        times.iter().any(|time| {
            time.role == TimeRole::Point
                && time.precision == TimePrecision::Day
                && time.dates.is_some_and(|dates| dates.to < day.from)
        })
    })
}

/// `Le soir, des assaillants ont tiré`: a part of a day is of the day told right before it.
fn day_before(cx: &Context<'_>, draft: &Draft, all: &[Draft]) -> Option<(Dates, Span)> {
    let of_day =
        |time: &TimeExpr| time.dates.is_none() && time.precision == TimePrecision::PartOfDay;
    let sighting = draft.sightings.iter().find(|s| s.time.as_ref().is_some_and(of_day))?;
    let before = all
        .iter()
        .filter(|other| other.dates.is_some())
        .filter_map(|other| other.sightings.first().map(|first| (first.sent, other)))
        .filter(|&(sent, _)| sent < sighting.sent)
        .max_by_key(|&(sent, _)| sent);
    let (sent, before) = before?;
    let paragraph = |sent: usize| cx.doc.sents[sent].paragraph;
    let report = |sent: usize| cx.passage_of(cx.doc.sents[sent].first as usize);
    let near = paragraph(sighting.sent).saturating_sub(paragraph(sent)) <= 1
        && report(sighting.sent) == report(sent);
    before.dates.filter(|(dates, _)| near && dates.n_days() <= 2)
}

/// The day that the first sentence of the news tells, when it is one of the last before the
/// dateline: what is told behind it without a day goes on from there.
fn day_of_lead(cx: &Context<'_>, written: Dateline) -> Option<(Dates, Span)> {
    let lead = cx.doc.sents.iter().find(|sent| sent.span.start >= written.span.end)?;
    let time = cx.times_in(lead.tokens()).iter().find(|time| {
        time.role == TimeRole::Point
            && !is_in_dateline(cx, &time.tokens)
            && time.span.start >= written.span.end
    })?;
    let dates = time.dates.filter(|dates| {
        let days = (written.dates.from - dates.to).get_days();
        time.precision == TimePrecision::Day && (0..=7).contains(&days)
    })?;
    let reporting = grammar::governing_verb(cx.doc, time.tokens.start as usize)
        .is_some_and(|verb| cx.hits_of(verb..verb + 1, Subject::Reporting).next().is_some());
    (!reporting).then_some((dates, time.span))
}

/// An event that names no place took place where the one told before it did, else where the
/// headline says; a building alone stands in the town that is named before it. Steps of states
/// need no place. In an article of several reports, none takes the place of another.
pub(crate) fn settle_places(cx: &Context<'_>, drafts: &mut [Draft]) {
    let title = place_of_title(cx);
    let report = |draft: &Draft| {
        let first = cx.doc.sents[draft.sightings.first()?.sent].first as usize;
        cx.passage_of(first)
    };
    let places: Vec<(Option<usize>, PlaceMention)> = drafts
        .iter()
        .filter(|draft| matches!(draft.strand, Strand::Violence | Strand::Protest))
        .filter_map(|draft| Some((report(draft), draft.place.clone()?)))
        .collect();
    let later = |own: Option<usize>| {
        places.iter().find(|(report, _)| *report == own).map(|(_, place)| place.clone())
    };
    let mut last: Option<PlaceMention> = None;
    let town_of_title = title.clone().filter(|place| place.kind == PlaceKind::Settlement);
    let mut town: Option<PlaceMention> = town_of_title.clone();
    let mut report_before: Option<usize> = None;
    for draft in drafts {
        let own = report(draft);
        if own != report_before {
            (last, town) = (None, town_of_title.clone());
            report_before = own;
        }
        if let (Some(told), Some(known)) = (told_place(cx, draft), &draft.place)
            && coarseness(told.kind).saturating_sub(1) <= coarseness(known.kind)
        {
            draft.place = Some(told.clone());
        }
        match &draft.place {
            Some(place) if place.kind == PlaceKind::Facility && place.row.is_none() => {
                let town = town.as_ref().filter(|town| town.country == place.country);
                draft.place = town.cloned().or_else(|| draft.place.take());
            }
            Some(_) => {}
            None if matches!(
                draft.strand,
                Strand::Violence
                    | Strand::Protest
                    | Strand::Alone(EventType::Displacement | EventType::Arrests)
            ) =>
            {
                // What lies around a building is rather its town.
                let building = last.as_ref().is_some_and(|last| last.site && last.row.is_none());
                draft.place = town
                    .clone()
                    .filter(|_| building)
                    .or_else(|| last.clone())
                    .or_else(|| title.clone())
                    .or_else(|| later(own));
            }
            None => {}
        }
        // Those who agree on something meet elsewhere.
        if let Some(place) = &draft.place
            && draft.strand != Strand::Alone(EventType::Agreement)
        {
            last = Some(place.clone());
            if place.kind == PlaceKind::Settlement {
                town = Some(place.clone());
            }
        }
    }
}

/// The most precise place that the headline names.
fn place_of_title(cx: &Context<'_>) -> Option<PlaceMention> {
    let sents = cx.doc.sents.iter().zip(&cx.headline).filter(|(_, headline)| **headline);
    sents
        .flat_map(|(sent, _)| cx.places_in(sent.tokens()))
        .filter(|place| {
            // `Mali : douze morts` tells where, `Le Mali attaque` who.
            let heads = cx
                .doc
                .tokens
                .get(place.tokens.end as usize)
                .is_some_and(|next| next.span.of(cx.doc.text) == ":");
            !place.metonym
                && !matches!(place.relation, Relation::From | Relation::To)
                && (place.kind != PlaceKind::Country || place.relation == Relation::In || heads)
        })
        .min_by_key(|place| coarseness(place.kind))
        .cloned()
}

/// `L'attaque a eu lieu à Rachidine`: the place that a verb of taking place gives to an event.
fn told_place<'a>(cx: &Context<'_>, draft: &'a Draft) -> Option<&'a PlaceMention> {
    draft.sightings.iter().find_map(|sighting| {
        let place = sighting.place.as_ref().filter(|place| place.kind != PlaceKind::Country)?;
        let verb = grammar::governing_verb(cx.doc, place.tokens.start as usize)?;
        let takes_place =
            cx.hits_of(cx.doc.sents[sighting.sent].tokens(), Subject::Support).any(|hit| {
                hit.tokens().contains(&verb)
                    && cx.language.supports[hit.index()].tie == Tie::TakesPlace
            });
        let of_event = sighting
            .triggers
            .iter()
            .any(|trigger| grammar::governing_verb(cx.doc, trigger.head) == Some(verb));
        (takes_place && of_event).then_some(place)
    })
}
