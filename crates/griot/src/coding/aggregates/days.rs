//! Times over which those who are hurt add up, and what a sentence tells beside them.
//!
//! Takes a time of a sentence or the sentence itself; says whether it is a month, a week or a longer period, and whether
//! one act is told there, whose dead are its own.

use crate::annotate::times::{TimeExpr, TimePrecision, TimeRole};
use crate::annotate::{Feats, Upos, grammar};
use crate::coding::context::Context;
use crate::coding::sightings::{Strand, strand};
use crate::coding::tolls::TollMention;
use crate::lexicon::Subject;
use crate::model::Dates;

use super::LONG_DAYS;

/// Whether a time is that of a month.
pub(super) fn is_month(time: &TimeExpr) -> bool {
    time.role == TimeRole::Point
        && time.precision == TimePrecision::Month
        && time.dates.is_some_and(|dates| dates.n_days() >= LONG_DAYS)
}

/// Whether a time is a year, all of which is told of: one that goes on (`so far this year`), or one that no town is named
/// beside.
pub(super) fn is_year(cx: &Context<'_>, time: &TimeExpr, in_town: bool) -> bool {
    let goes_on = time.dates.is_some_and(|dates| {
        dates.n_days() > 1 && cx.written_on(time.tokens.start as usize) == Some(dates.to)
    });
    time.role == TimeRole::Point && time.precision == TimePrecision::Year && (goes_on || !in_town)
}

/// Whether a sentence tells one act of violence, by a verb or by a noun in the singular. `acts of terrorism` are several,
/// and `the violence` is none.
pub(super) fn tells_one_act(cx: &Context<'_>, tokens: &std::ops::Range<usize>) -> bool {
    let words = &cx.language.grammar;
    cx.hits_of(tokens.clone(), Subject::Trigger).any(|hit| {
        let several = hit.tokens().any(|t| {
            cx.doc.tokens[t].upos == Upos::Noun && cx.doc.tokens[t].feats.has(Feats::PLUR)
        });
        strand(cx.language.triggers[hit.index()].event_type) == Strand::Violence
            && cx.hits_of(hit.tokens(), Subject::Outcome).next().is_none()
            && !several
            && !cx.is_one_of(hit.head(), &words.war)
            && !cx.is_one_of(hit.head(), &words.general)
    })
}

/// Whether a time is what has passed since a day, less than a month ago.
pub(super) fn is_since_days(time: &TimeExpr) -> bool {
    time.role == TimeRole::Since
        && time.precision == TimePrecision::Day
        && time.dates.is_some_and(|dates| dates.n_days() >= 2)
}

/// Whether somebody is said to have killed or hurt those who are counted. An operation of some days does that; where
/// nobody is, the days are those of whoever counts.
pub(super) fn is_done_by(cx: &Context<'_>, toll: &TollMention) -> bool {
    let doc = cx.doc;
    let verb = grammar::governing_verb(doc, toll.outcome_token);
    cx.doc.tokens[toll.outcome_token].upos == Upos::Verb
        && verb.is_some_and(|verb| {
            grammar::args(doc, verb).agents.into_iter().any(|agent| {
                !cx.is_one_of(agent, &cx.language.grammar.war)
                    && !cx.is_one_of(agent, &cx.language.grammar.general)
                    && cx.mention_at(agent).is_some_and(|(_, m)| !m.thing && !m.outcome)
            })
        })
}

/// Whether a time is that of some days over which somebody may have counted: `entre le 10 et le 26 mai`, or a week where no
/// town is told in which one event was.
pub(super) fn is_days_of_count(time: &TimeExpr, in_town: bool) -> bool {
    is_weeks(time)
        && (time.role == TimeRole::Interval || time.precision == TimePrecision::Week && !in_town)
}

/// Whether a time is that of several days, a week or a month.
pub(super) fn is_weeks(time: &TimeExpr) -> bool {
    let n_days = time.dates.map_or(0, Dates::n_days);
    match time.role {
        TimeRole::Point => {
            matches!(time.precision, TimePrecision::Week | TimePrecision::Month) && n_days >= 5
        }
        TimeRole::Interval => n_days >= 5,
        _ => false,
    }
}

/// Whether an interval is a week or longer.
pub(super) fn is_week(time: &TimeExpr) -> bool {
    time.role == TimeRole::Interval && time.dates.is_some_and(|dates| dates.n_days() >= 7)
}

/// Whether a time is a period over which deaths add up.
pub(super) fn is_period(time: &TimeExpr) -> bool {
    let n_days = time.dates.map_or(0, Dates::n_days);
    match time.role {
        // `depuis le début du mois`; what has gone on since Saturday may be one event.
        TimeRole::Since => {
            time.dates.is_none()
                || n_days >= LONG_DAYS
                || n_days >= 7 && time.precision != TimePrecision::Day
        }
        TimeRole::Interval => n_days >= LONG_DAYS,
        TimeRole::Duration => {
            // `in the last two days`, counted back from the day of writing.
            n_days >= 7
                || n_days >= 2 && time.bound.is_some()
                || time.dates.is_none()
                    && matches!(
                        time.precision,
                        TimePrecision::Week
                            | TimePrecision::Month
                            | TimePrecision::Season
                            | TimePrecision::PartOfYear
                            | TimePrecision::Year
                            | TimePrecision::Years
                            | TimePrecision::Vague
                    )
        }
        // `so far this year`, in March.
        TimeRole::Point => {
            n_days >= 80 || time.precision == TimePrecision::Year && n_days >= LONG_DAYS
        }
        TimeRole::Frequency => true,
        _ => false,
    }
}
