//! Aggregates: tolls over a period or an area that are not one event.
//!
//! Takes the tolls of a sentence and its times; takes those out that count over a period. They are
//! never added to the tolls of events.
//!
//! | words | window |
//! | --- | --- |
//! | `depuis 2013`, `since January` | to the day of publication |
//! | `entre début 2020 et début 2021`, `in the first half of the year` | the interval, a month or longer |
//! | `en deux ans`, `en trois mois` | that long, to the day of publication |
//! | `depuis`, `since then` | from the event before |
//! | `2,5 millions de déplacés` (a count at one moment) | the day of the count, or none |

use crate::annotate::grammar;
use crate::annotate::times::{TimeExpr, TimeRole};
use crate::coding::context::Context;
use crate::coding::sightings::{Strand, strand};
use crate::coding::tolls::TollMention;
use crate::lexicon::Subject;
use crate::lexicon::schema::Strength;
use crate::model::{Dates, Outcome};
use crate::span::Span;

/// A toll over a period.
#[derive(Clone, Debug)]
pub(crate) struct PeriodToll {
    /// The toll.
    pub toll: TollMention,
    /// The period.
    pub window: Option<Dates>,
    /// The words that tell it.
    pub window_span: Option<Span>,
    /// What fired.
    pub rule: &'static str,
}

/// A period this long or longer is not one event.
const LONG_DAYS: i32 = 25;

/// Splits the tolls of a sentence into those of events and those of periods.
pub(crate) fn split(
    cx: &Context<'_>,
    sent: usize,
    tolls: Vec<TollMention>,
) -> (Vec<TollMention>, Vec<PeriodToll>) {
    let tokens = cx.doc.sents[sent].tokens();
    let times = cx.times_in(tokens.clone());
    let period = times
        .iter()
        .filter(|time| match (time.dates, cx.published) {
            (Some(dates), Some(published)) => dates.from <= published,
            _ => true,
        })
        .find(|time| is_period(time));
    let series = tokens.clone().any(|t| cx.is_one_of(t, &cx.language.grammar.series));
    // A trigger of one event in the sentence: its own noun or verb other than killing.
    let specific = cx.hits_of(tokens.clone(), Subject::Trigger).any(|hit| {
        let trigger = &cx.language.triggers[hit.index()];
        trigger.strength == Strength::Strong
            && strand(trigger.event_type) == Strand::Violence
            && cx.hits_of(hit.tokens(), Subject::Outcome).next().is_none()
    });
    let (mut of_events, mut of_periods) = (Vec::new(), Vec::new());
    for toll in tolls {
        if toll.implied {
            of_events.push(toll);
            continue;
        }
        let standing = toll.outcome == Outcome::Displaced && is_standing_count(cx, &toll);
        match period {
            Some(time)
                if !specific
                    || matches!(time.role, TimeRole::Since | TimeRole::Duration)
                    || governs(cx, time, &toll) =>
            {
                of_periods.push(PeriodToll {
                    toll,
                    window: window(cx, time),
                    window_span: Some(time.span),
                    rule: "rule.period",
                })
            }
            _ if standing && period.is_none() => of_periods.push(PeriodToll {
                toll,
                window: None,
                window_span: None,
                rule: "rule.standing-count",
            }),
            _ if series && !specific => of_periods.push(PeriodToll {
                toll,
                window: None,
                window_span: None,
                rule: "rule.series",
            }),
            _ => of_events.push(toll),
        }
    }
    (of_events, of_periods)
}

/// Whether a time is a period over which deaths add up.
fn is_period(time: &TimeExpr) -> bool {
    let n_days = time.dates.map_or(0, Dates::n_days);
    match time.role {
        TimeRole::Since => time.dates.is_none() || n_days >= LONG_DAYS,
        TimeRole::Interval => n_days >= LONG_DAYS,
        TimeRole::Duration => n_days >= 7 || time.dates.is_none(),
        TimeRole::Point => n_days >= 80,
        TimeRole::Frequency => true,
        _ => false,
    }
}

/// Whether a period hangs on the verb of a toll.
fn governs(cx: &Context<'_>, time: &TimeExpr, toll: &TollMention) -> bool {
    let verb = grammar::governing_verb(cx.doc, time.tokens.start as usize);
    verb.is_some() && verb == grammar::governing_verb(cx.doc, toll.outcome_token)
}

fn window(cx: &Context<'_>, time: &TimeExpr) -> Option<Dates> {
    let dates = time.dates?;
    match (time.role, cx.published) {
        (TimeRole::Since, Some(published)) if published >= dates.from => {
            Some(Dates { from: dates.from, to: published })
        }
        _ => Some(dates),
    }
}

/// People counted as displaced at one moment: a noun (`déplacés`), not a flight.
fn is_standing_count(cx: &Context<'_>, toll: &TollMention) -> bool {
    use crate::annotate::Upos;
    matches!(cx.doc.tokens[toll.outcome_token].upos, Upos::Noun | Upos::Propn)
        && cx
            .hits_of(cx.doc.sents[toll.sent].tokens(), Subject::Trigger)
            .all(|hit| hit.tokens().contains(&toll.outcome_token))
}
