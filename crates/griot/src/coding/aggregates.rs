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
//! | `depuis`, `since then`, `since the army seized power` | from the event before, or from the day told in the clause |
//! | `2,5 millions de déplacés`, `remain displaced` (a count at one moment) | the day of the count, or none |
//! | `faisant trois blessés au total` (several sites on one day) | that day |
//! | `une insurrection lancée en 2009, qui a fait des milliers de morts` | to the day of publication |
//!
//! `periods.rs` holds the periods that the times of the sentence do not tell by themselves.

use crate::annotate::grammar;
use crate::annotate::times::{TimeExpr, TimePrecision, TimeRole};
use crate::annotate::{Feats, Rel, Upos};
use crate::coding::context::Context;
use crate::coding::sightings::{Strand, strand};
use crate::coding::tolls::TollMention;
use crate::coding::whenwhere::coarseness;
use crate::lexicon::schema::Strength;
use crate::lexicon::{Hit, Subject};
use crate::model::{Dates, Outcome};
use crate::span::Span;

mod days;
mod periods;

use days::{
    is_days_of_count, is_done_by, is_month, is_period, is_since_days, is_week, is_weeks, is_year,
    tells_one_act,
};

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

/// The rule of the dead of a whole war.
pub(crate) const OF_A_WAR: &str = "rule.of-a-war";

/// So many are displaced by a war, not by one event.
const OF_A_COUNTRY: u64 = 100_000;

/// A period this long or longer is not one event.
const LONG_DAYS: i32 = 25;

/// Splits the tolls of a sentence into those of events and those of periods. `before` is the last
/// date told before the sentence: `depuis` counts from it; `last` is the last toll of a period.
pub(crate) fn split(
    cx: &Context<'_>,
    sent: usize,
    tolls: Vec<TollMention>,
    before: Option<Dates>,
    last: Option<&PeriodToll>,
) -> (Vec<TollMention>, Vec<PeriodToll>) {
    if tolls.is_empty() {
        return (tolls, Vec::new());
    }
    let tokens = cx.doc.sents[sent].tokens();
    let times = cx.times_in(tokens.clone());
    let several = tells_of_several(cx, &tokens);
    let many = several && counts_acts(cx, &tokens);
    let without_act = !tells_one_act(cx, &tokens);
    // `les attentats de Paris en novembre 2015` are one event.
    let in_town = cx
        .places_in(tokens.clone())
        .iter()
        .any(|place| !place.metonym && coarseness(place.kind) <= 1);
    let candidates: Vec<&TimeExpr> = times
        .iter()
        .filter(|time| match (time.dates, cx.written_on(time.tokens.start as usize)) {
            (Some(dates), Some(published)) => dates.from <= published,
            _ => true,
        })
        .filter(|time| !is_of_a_rank(cx, tokens.start, time) && !is_of_thing(cx, time))
        .filter(|time| {
            is_period(time)
                || several && is_week(time)
                || many && is_weeks(time)
                || (several || without_act) && !in_town && is_month(time)
                || without_act && (is_days_of_count(time, in_town) || is_since_days(time))
        })
        .collect();
    let series = tokens.clone().any(|t| {
        cx.is_one_of(t, &cx.language.grammar.series)
            && !is_series_of_things(cx, t)
            && !is_latest_of(cx, tokens.start, t)
            && !is_behind(cx, tokens.start, t)
    });
    // A trigger of one event in the sentence: its own noun or verb other than killing.
    let specific = cx.hits_of(tokens.clone(), Subject::Trigger).any(|hit| {
        let trigger = &cx.language.triggers[hit.index()];
        trigger.strength == Strength::Strong
            && strand(trigger.event_type) == Strand::Violence
            && cx.hits_of(hit.tokens(), Subject::Outcome).next().is_none()
    });
    let tallied = tokens.clone().any(|t| cx.is_one_of(t, &cx.language.grammar.tally));
    let since = since(cx, sent, times);
    let of_country = tolls.iter().any(|toll| {
        toll.outcome == Outcome::Displaced && toll.low.is_some_and(|n| n >= OF_A_COUNTRY)
    });
    let (mut of_events, mut of_periods) = (Vec::new(), Vec::new());
    for toll in tolls {
        // `Cette semaine, quarante … et la semaine dernière, cinquante …`: each its own.
        let period = match candidates[..] {
            [_, _, ..] if many => candidates
                .iter()
                .copied()
                .rfind(|time| time.tokens.end as usize <= toll.tokens.start),
            _ => None,
        }
        // `Attacks have mounted since May, claiming 100 lives in the last two weeks`: right behind it.
        .or_else(|| {
            candidates.iter().copied().find(|time| {
                let behind = toll.outcome_token.max(toll.tokens.end)..time.tokens.start as usize;
                candidates.len() > 1
                    && toll.outcome_token.max(toll.tokens.end) <= behind.end
                    && behind.len() <= PERIOD_NEAR
                    && !behind.clone().any(|t| cx.doc.tokens[t].upos == Upos::Verb)
            })
        })
        .or(candidates.first().copied())
        .filter(|time| {
            // `Suspects were arrested over the past two days`: one operation may take two days.
            let short = time.role == TimeRole::Duration
                && time.bound.is_some()
                && time.dates.is_some_and(|dates| dates.n_days() < 7);
            let harmed =
                matches!(toll.outcome, Outcome::Killed | Outcome::Wounded) && toll.high != Some(1);
            (!short || harmed)
                && !is_told_aside(cx, time, &toll)
                && !has_own_day(cx, times, time, &toll)
                && !has_day_behind_colon(cx, times, time, &toll)
        });
        if toll.implied || toll.high == Some(0) {
            of_events.push(toll);
            continue;
        }
        let standing = toll.outcome == Outcome::Displaced
            && (is_standing_count(cx, &toll)
                || toll.low.is_some_and(|n| n >= OF_A_COUNTRY) && day_of_count(times).is_none());
        if let Some(since) = &since
            && since.adds_up(cx, &toll)
        {
            of_periods.push(PeriodToll {
                window: since.window(cx, before),
                window_span: since.time.as_ref().map(|time| time.span),
                rule: "rule.since",
                toll,
            });
            continue;
        }
        if !specific && !toll.part && is_to_date(cx, times) {
            of_periods.push(PeriodToll {
                window: None,
                window_span: None,
                rule: "rule.to-date",
                toll,
            });
            continue;
        }
        // `a fait 27 000 morts et 1,8 million de déplacés`: both of the war.
        let beside = of_periods.last().filter(|last: &&PeriodToll| {
            last.rule == OF_A_WAR && toll.outcome == Outcome::Displaced && last.window.is_some()
        });
        if let Some(war) = beside {
            let (window, window_span) = (war.window, war.window_span);
            of_periods.push(PeriodToll { toll, window, window_span, rule: OF_A_WAR });
            continue;
        }
        let told = periods::of_part(cx, &toll, times)
            .filter(|_| period.is_some())
            .or_else(|| periods::of_war(cx, &toll, times))
            .or_else(|| periods::of_begun_war(cx, &toll, times, of_country))
            .or_else(|| periods::of_tally(cx, &toll, times))
            .or_else(|| periods::of_yearly_tally(cx, &toll))
            .or_else(|| periods::of_that_period(cx, &toll, times))
            .or_else(|| periods::of_number(cx, &toll, times))
            .or_else(|| periods::of_running_total(cx, &toll, times))
            .or_else(|| periods::of_series_clause(cx, &toll, times))
            .or_else(|| periods::of_thousands(cx, &toll, times))
            .or_else(|| periods::of_several_days(cx, &toll, times))
            .or_else(|| periods::of_several_acts(cx, &toll, times))
            .or_else(|| periods::of_all_over(cx, &toll, times))
            .or_else(|| periods::of_series(cx, &toll))
            .or_else(|| periods::of_culprit(cx, &toll, times))
            .or_else(|| periods::in_all(cx, &toll, several))
            .or_else(|| periods::goes_on(cx, &toll, times, specific && !several, last));
        if let Some(told) = told {
            of_periods.push(PeriodToll {
                window: told.window,
                window_span: told.time.map(|time| time.span),
                rule: told.rule,
                toll,
            });
            continue;
        }
        if let Some(day) = sum_of_sites(cx, sent, times, &toll) {
            of_periods.push(PeriodToll {
                window: day.dates,
                window_span: Some(day.span),
                rule: "rule.sum-of-sites",
                toll,
            });
            continue;
        }
        match period {
            // `140 soldiers, the deadliest since 2001`: not the time of the toll.
            Some(time) if time.role == TimeRole::Since && is_parted(cx, time, &toll) => {
                of_events.push(toll);
            }
            // `En 18 mois, c'est la troisième attaque : en janvier, …`: each with a time of its own.
            Some(time)
                if time.role == TimeRole::Duration
                    && time.dates.is_none()
                    && has_own_time(times, time, &toll) =>
            {
                of_events.push(toll);
            }
            Some(time) if periods::is_of_one_abduction(cx, &toll, time) => of_events.push(toll),
            // `En juin, cinq soldats ont été tués`: few may have fallen on one day of it.
            Some(time)
                if !several
                    && (is_month(time)
                        || is_days_of_count(time, in_town)
                        || is_since_days(time))
                    && !is_period(time)
                    && !(matches!(toll.outcome, Outcome::Killed | Outcome::Wounded)
                        && (toll.low.is_some_and(|n| n >= OF_A_MONTH)
                            || time.role != TimeRole::Point && !is_done_by(cx, &toll)
                            || tallied)) =>
            {
                of_events.push(toll);
            }
            Some(time)
                if !specific
                    || many
                    || (several || without_act) && !in_town && is_month(time)
                    || without_act && (is_days_of_count(time, in_town) || is_since_days(time))
                    || several && is_year(cx, time, in_town) && governs(cx, time, &toll)
                    || matches!(time.role, TimeRole::Since | TimeRole::Duration)
                    || time.role != TimeRole::Point && governs(cx, time, &toll) =>
            {
                of_periods.push(PeriodToll {
                    toll,
                    window: window(cx, time),
                    window_span: Some(time.span),
                    rule: "rule.period",
                });
            }
            _ if standing && period.is_none() => of_periods.push(PeriodToll {
                toll,
                window: day_of_count(times).and_then(|time| time.dates),
                window_span: day_of_count(times).map(|time| time.span),
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
    // How many in a period nobody counted is no aggregate.
    of_periods.retain(|period| !(period.toll.low == Some(2) && period.toll.high.is_none()));
    (of_events, of_periods)
}

/// The rule of a sum over attacks that are told one by one.
pub(crate) const SEVERAL_ACTS: &str = "rule.several-acts";

/// How far behind a toll its own period may stand, where a sentence tells another one before.
const PERIOD_NEAR: usize = 4;

/// `the latest in a series of kidnappings`: one of them is told.
fn is_latest_of(cx: &Context<'_>, first: usize, series: usize) -> bool {
    (first.max(series.saturating_sub(SERIES_NEAR))..series)
        .any(|t| cx.is_one_of(t, &cx.language.grammar.ranking))
}

/// `fled after a series of attacks`: what is counted came once, behind them.
fn is_behind(cx: &Context<'_>, first: usize, series: usize) -> bool {
    (first.max(series.saturating_sub(2))..series)
        .any(|t| cx.is_one_of(t, &cx.language.grammar.behind))
}

/// How far before a series the word may stand that tells which of it is meant.
const SERIES_NEAR: usize = 5;

/// `une série d'habitations`: of what stands there, not of what happened.
fn is_series_of_things(cx: &Context<'_>, series: usize) -> bool {
    let doc = cx.doc;
    doc.children(series).any(|t| {
        t > series
            && doc.tokens[t].rel == Rel::Nmod
            && doc.tokens[t].upos == Upos::Noun
            && cx.hits_of(t..t + 1, Subject::Trigger).next().is_none()
            && cx.mention_at(t).is_some_and(|(_, m)| !m.outcome)
    })
}

/// Whether a place told behind a toll is as small as one event.
fn is_place_of_one_event(cx: &Context<'_>, toll: &TollMention) -> bool {
    let end = cx.doc.sents[toll.sent].end as usize;
    cx.places_in(toll.tokens.start..end)
        .iter()
        .any(|place| !place.metonym && coarseness(place.kind) <= 2)
}

/// The last day or interval that a sentence tells, for a `depuis` that follows it.
pub(crate) fn last_date(cx: &Context<'_>, sent: usize) -> Option<Dates> {
    cx.times_in(cx.doc.sents[sent].tokens())
        .iter()
        .rev()
        .filter(|time| matches!(time.role, TimeRole::Point | TimeRole::Interval))
        .find_map(|time| time.dates)
        .filter(|dates| {
            let written = cx.written_on(cx.doc.sents[sent].first as usize);
            written.is_none_or(|written| dates.from <= written)
        })
}

/// `91 civils ont été tués par des bombardements et des frappes`: whether the acts that a sentence
/// tells are all plural nouns.
fn tells_of_several(cx: &Context<'_>, tokens: &std::ops::Range<usize>) -> bool {
    let mut acts = cx
        .hits_of(tokens.clone(), Subject::Trigger)
        .filter(|hit| cx.hits_of(hit.tokens(), Subject::Outcome).next().is_none())
        .map(|hit| {
            let plural = |t: usize| {
                cx.doc.tokens[t].upos == Upos::Noun && cx.doc.tokens[t].feats.has(Feats::PLUR)
            };
            // `militant attacks`, `acts of terrorism`: whichever of the words the entry goes by.
            plural(hit.head())
                || cx.doc.tokens[hit.head()].upos != Upos::Verb && hit.tokens().any(plural)
        })
        .peekable();
    acts.peek().is_some() && acts.all(|several| several)
}

/// `dans diverses attaques`, `en une trentaine d'attaques`, `in separate attacks`: whether acts of a sentence
/// are counted, or said to be more than one.
pub(crate) fn counts_acts(cx: &Context<'_>, tokens: &std::ops::Range<usize>) -> bool {
    let acts = cx.hits_of(tokens.clone(), Subject::Trigger).map(Hit::head);
    let incidents = tokens.clone().filter(|&t| cx.is_one_of(t, &cx.language.grammar.incident));
    let plural = |&head: &usize| {
        cx.doc.tokens[head].upos == Upos::Noun && cx.doc.tokens[head].feats.has(Feats::PLUR)
    };
    acts.chain(incidents).filter(plural).any(|head| {
        let counted = cx.quantities_in(tokens.clone()).any(|(_, quantity)| {
            quantity.head_noun == Some(head as u32)
                && !quantity.indefinite
                && quantity.low.is_none_or(|low| low >= 2)
        });
        let said = (head.saturating_sub(2).max(tokens.start)..head)
            .any(|t| cx.is_one_of(t, &cx.language.grammar.several));
        counted || said
    })
}

/// From how many on those hurt in a month, of which no sentence tells any one act, are of all of it.
const OF_A_MONTH: u64 = 50;

/// `the second massacre in a week`, `la plus meurtrière en deux ans`: a stretch of time in which an event is
/// ranked, not one in which deaths add up.
fn is_of_a_rank(cx: &Context<'_>, first: usize, time: &TimeExpr) -> bool {
    let doc = cx.doc;
    let start = time.tokens.start as usize;
    let mut phrase = (first.max(start.saturating_sub(RANK_NEAR))..start)
        .rev()
        .take_while(|&t| doc.tokens[t].upos != Upos::Punct && !doc.tokens[t].feats.has(Feats::FIN));
    let ranked = |t: usize| {
        cx.is_one_of(t, &cx.language.grammar.ranking)
            && t > first
            && cx.is_one_of(t - 1, &cx.language.grammar.definite)
    };
    matches!(time.role, TimeRole::Duration | TimeRole::Since) && phrase.any(ranked)
}

/// How far before a stretch of time the rank of an event in it may stand.
const RANK_NEAR: usize = 9;

/// Whether a comma stands between a toll and a time behind it.
fn is_parted(cx: &Context<'_>, time: &TimeExpr, toll: &TollMention) -> bool {
    let last = toll.tokens.end.max(toll.outcome_token + 1);
    let first = time.tokens.start as usize;
    last < first && (last..first).any(|t| cx.doc.lower(t) == ",")
}

/// Whether a day or month is told between a period and a toll.
fn has_own_time(times: &[TimeExpr], period: &TimeExpr, toll: &TollMention) -> bool {
    times.iter().any(|time| {
        time.tokens.start >= period.tokens.end
            && (time.tokens.end as usize) <= toll.tokens.start
            && time.role == TimeRole::Point
            && time.dates.is_some()
    })
}

/// Whether a year or a month stands in a clause that says something of somebody or of a place, and not of the toll:
/// `Mosul, which the group seized in 2014`, `une branche du groupe fondé en 2009`.
fn is_told_aside(cx: &Context<'_>, time: &TimeExpr, toll: &TollMention) -> bool {
    let doc = cx.doc;
    let aside = |verb: usize| {
        matches!(doc.tokens[verb].rel, Rel::AclRelcl | Rel::Acl)
            && ![toll.outcome_token, toll.tokens.start]
                .into_iter()
                .any(|t| grammar::is_within(doc, t, verb))
            // `a war that began in 2015`, `une guerre qui dure depuis 2015`: the time of those who fell in it.
            && !doc.head(verb).is_some_and(|noun| {
                cx.is_one_of(noun, &cx.language.grammar.war)
                    || cx.is_one_of(noun, &cx.language.grammar.incident)
                    || cx.hits_of(noun..noun + 1, Subject::Trigger).next().is_some()
            })
    };
    let mut at = time.tokens.start as usize;
    for _ in 0..MOST_ABOVE {
        match doc.head(at) {
            Some(above) if aside(above) => {
                return matches!(time.role, TimeRole::Point | TimeRole::Interval);
            }
            Some(above) => at = above,
            None => break,
        }
    }
    false
}

/// How many words are climbed from a time to the clause that it stands in.
const MOST_ABOVE: usize = 6;

/// Whether the verb of a toll has a day of its own, and the period hangs on another word: `tués dimanche lors d'une
/// marche en hommage aux victimes de 2023`, `killed on Thursday, bringing to 11 the number killed this year`.
fn has_own_day(
    cx: &Context<'_>,
    times: &[TimeExpr],
    period: &TimeExpr,
    toll: &TollMention,
) -> bool {
    let doc = cx.doc;
    let Some(verb) = grammar::governing_verb(doc, toll.outcome_token) else { return false };
    let hangs =
        |time: &TimeExpr| grammar::governing_verb(doc, time.tokens.start as usize) == Some(verb);
    let of_noun = doc.head(period.tokens.start as usize).is_some_and(|above| {
        above != toll.outcome_token
            && doc.tokens[above].upos == Upos::Noun
            && cx
                .hits_of(above..above + 1, Subject::Outcome)
                .all(|hit| hit.head() != toll.outcome_token)
    });
    let day = times.iter().any(|time| {
        time.tokens != period.tokens
            && time.role == TimeRole::Point
            && time.dates.is_some_and(|dates| dates.n_days() <= 3)
            && hangs(time)
            && (!toll.part || toll.outcome_token < time.tokens.start as usize)
    });
    day && (!hangs(period) || of_noun)
}

/// `Depuis le début de l'année, les attaques se multiplient : dimanche, cinq soldats ont été tués`: whether a colon parts a
/// period from a toll that has a day behind it.
fn has_day_behind_colon(
    cx: &Context<'_>,
    times: &[TimeExpr],
    period: &TimeExpr,
    toll: &TollMention,
) -> bool {
    let colon = (period.tokens.end as usize..toll.tokens.start).rfind(|&t| cx.doc.lower(t) == ":");
    colon.is_some_and(|colon| {
        times.iter().any(|time| {
            time.tokens.start as usize > colon
                && time.role == TimeRole::Point
                && time.dates.is_some_and(|dates| dates.n_days() <= 3)
        })
    })
}

/// Whether a year only tells which thing, text or people somebody means: `les victimes de 2023`, `the 2015 accord`.
fn is_of_thing(cx: &Context<'_>, time: &TimeExpr) -> bool {
    let doc = cx.doc;
    let first = time.tokens.start as usize;
    let noun = doc.head(first).filter(|&noun| {
        doc.tokens[noun].upos == Upos::Noun
            && matches!(doc.tokens[first].rel, Rel::Nmod | Rel::Nummod | Rel::Compound | Rel::Amod)
    });
    time.role == TimeRole::Point
        && time.precision == TimePrecision::Year
        && doc.word(first).starts_with(|c: char| c.is_ascii_digit())
        && noun.is_some_and(|noun| {
            cx.hits_of(noun..noun + 1, Subject::Trigger).next().is_none()
                && cx.hits_of(noun..noun + 1, Subject::Outcome).next().is_none()
                && !cx.is_one_of(noun, &cx.language.grammar.tally)
                && !cx.is_one_of(noun, &cx.language.grammar.amount)
                && !cx.is_one_of(noun, &cx.language.grammar.war)
                && !cx.is_one_of(noun, &cx.language.grammar.general)
                && !cx.is_one_of(noun, &cx.language.grammar.period)
                && cx.mention_at(noun).is_some_and(|(_, m)| !m.outcome)
        })
}

/// Whether a period hangs on the verb of a toll.
fn governs(cx: &Context<'_>, time: &TimeExpr, toll: &TollMention) -> bool {
    let verb = grammar::governing_verb(cx.doc, time.tokens.start as usize);
    verb.is_some() && verb == grammar::governing_verb(cx.doc, toll.outcome_token)
}

fn window(cx: &Context<'_>, time: &TimeExpr) -> Option<Dates> {
    // `en trois mois`: those before publication.
    let dates = time.dates.or(time.bound.filter(|_| time.role == TimeRole::Duration))?;
    match (time.role, cx.written_on(time.tokens.start as usize)) {
        (TimeRole::Since, Some(published)) if published >= dates.from => {
            Some(Dates { from: dates.from, to: published })
        }
        _ => Some(dates),
    }
}

/// `jusqu'à ce jour`, `to date`: all that has added up until publication.
fn is_to_date(cx: &Context<'_>, times: &[TimeExpr]) -> bool {
    times.iter().any(|time| {
        time.role == TimeRole::Until
            && time.dates.is_some_and(|dates| {
                dates.n_days() <= 1
                    && cx
                        .written_on(time.tokens.start as usize)
                        .is_some_and(|written| (written - dates.to).get_days().abs() <= 1)
            })
    })
}

/// People counted as displaced at one moment: a noun (`déplacés`) or a state (`remain displaced`),
/// not a flight.
fn is_standing_count(cx: &Context<'_>, toll: &TollMention) -> bool {
    let doc = cx.doc;
    let token = toll.outcome_token;
    let noun = matches!(doc.tokens[token].upos, Upos::Noun | Upos::Propn);
    let words = &cx.language.grammar;
    let ongoing = std::iter::once(token)
        .chain(doc.head(token))
        .chain(doc.children(token))
        .any(|t| cx.is_one_of(t, &words.ongoing));
    let present = doc.children(token).any(|t| {
        matches!(doc.tokens[t].rel, Rel::AuxPass | Rel::Cop)
            && doc.tokens[t].feats.has(Feats::PRES)
            && cx.is_one_of(t, &words.copula)
    }) && !doc.children(token).any(|t| doc.tokens[t].rel == Rel::Aux);
    let tally = toll.because.iter().any(|rule| rule == "rule.tally");
    if ongoing || present || tally {
        return true;
    }
    noun && cx
        .hits_of(doc.sents[toll.sent].tokens(), Subject::Trigger)
        .all(|hit| hit.tokens().contains(&token))
}

/// The day on which people were counted, when the sentence tells one.
fn day_of_count(times: &[TimeExpr]) -> Option<&TimeExpr> {
    times.iter().find(|time| {
        matches!(time.role, TimeRole::Point | TimeRole::Until)
            && time.dates.is_some_and(|dates| dates.n_days() <= 1)
    })
}

/// `since` without a time of its own: an adverb (`depuis, …`), or a clause or noun that tells what
/// happened (`since the army seized power in October`).
struct Since {
    token: usize,
    time: Option<TimeExpr>,
    /// Nothing follows it.
    alone: bool,
    /// The first token of the sentence.
    first: usize,
}

fn since(cx: &Context<'_>, sent: usize, times: &[TimeExpr]) -> Option<Since> {
    let doc = cx.doc;
    let tokens = doc.sents[sent].tokens();
    if times.iter().any(|time| time.role == TimeRole::Since) {
        return None;
    }
    let token = tokens.clone().find(|&t| cx.is_one_of(t, &cx.language.grammar.since_then))?;
    let next = token + 1;
    // `portés disparus depuis une attaque`: of the one attack that is told.
    let act = next + 1 < tokens.end
        && cx.is_one_of(next, &cx.language.grammar.indefinite)
        && doc.tokens[next + 1].feats.has(Feats::SING)
        && cx.hits_of(next + 1..next + 2, Subject::Trigger).next().is_some();
    if act {
        return None;
    }
    // Alone, it counts from what was told before.
    let alone = next >= tokens.end
        || matches!(doc.tokens[next].upos, Upos::Punct | Upos::Verb | Upos::Aux | Upos::Adv);
    let time = times
        .iter()
        .find(|time| time.tokens.start as usize > token && time.dates.is_some())
        .filter(|time| (token..time.tokens.start as usize).len() <= 16)
        .filter(|_| !alone)
        .cloned();
    // `tirés depuis le toit` is a place: without a date only a clause or nothing follows.
    let clause = doc.tokens.get(next).is_some_and(|word| word.upos == Upos::Sconj)
        || (next..(next + 7).min(tokens.end))
            .any(|t| doc.tokens[t].upos == Upos::Verb && doc.tokens[t].feats.has(Feats::FIN));
    let onset = (next..(next + 5).min(tokens.end))
        .any(|t| cx.is_one_of(t, &cx.language.grammar.onset))
        || cx.hits_of(next..(next + 5).min(tokens.end), Subject::Trigger).next().is_some();
    if !alone && !clause && !onset && time.is_none() {
        return None;
    }
    Some(Since { token, time, alone, first: tokens.start })
}

impl Since {
    /// Whether a toll adds up over the time that has passed since: it is not told by the clause,
    /// and nothing parts them.
    fn adds_up(&self, cx: &Context<'_>, toll: &TollMention) -> bool {
        let doc = cx.doc;
        if toll.outcome_token < self.token {
            // `37 blessés et six sont portés disparus depuis`: what is told right before it, and not who
            // is missing since one day.
            let other = cx
                .hits_of(toll.outcome_token + 1..self.token, Subject::Outcome)
                .any(|hit| hit.first as usize > toll.outcome_token);
            return self.token - toll.outcome_token <= 14
                && !(self.alone && (other || toll.outcome == Outcome::Missing))
                && (toll.outcome_token..self.token).all(|t| doc.lower(t) != ",");
        }
        // `The violence has since claimed 168 lives`: of all that goes on.
        let verb = grammar::governing_verb(doc, toll.outcome_token);
        let of_all = self.alone
            && doc.head(self.token) == verb
            && verb.is_some_and(|verb| {
                grammar::args(doc, verb).agents.into_iter().any(|agent| {
                    let words = &cx.language.grammar;
                    cx.is_one_of(agent, &words.war)
                        || cx.is_one_of(agent, &words.general)
                        || doc.tokens[agent].feats.has(Feats::PLUR)
                            && cx.hits_of(agent..agent + 1, Subject::Trigger).next().is_some()
                })
            });
        if of_all {
            return true;
        }
        let opens = self.token <= self.first + 2;
        let first = toll.tokens.start.min(toll.outcome_token);
        opens && (self.alone || (self.token + 1..first).any(|t| doc.lower(t) == ","))
    }

    fn window(&self, cx: &Context<'_>, before: Option<Dates>) -> Option<Dates> {
        let to = cx.written_on(self.token)?;
        let from = match &self.time {
            Some(time) => time.dates?.from,
            None if self.alone => before?.from,
            None => return None,
        };
        (from <= to).then_some(Dates { from, to })
    }
}

/// The day of a sum over several sites: `two mosques were bombed, wounding three in all`.
fn sum_of_sites<'t>(
    cx: &Context<'_>,
    sent: usize,
    times: &'t [TimeExpr],
    toll: &TollMention,
) -> Option<&'t TimeExpr> {
    let doc = cx.doc;
    let tokens = doc.sents[sent].tokens();
    let sum = tokens.clone().any(|t| {
        cx.is_one_of(t, &cx.language.grammar.sum)
            && t.abs_diff(toll.outcome_token) <= 5
            && t > tokens.start
            && matches!(doc.tokens[t - 1].upos, Upos::Adp | Upos::Det)
    });
    let sites = cx.quantities_in(tokens).any(|(_, quantity)| {
        quantity.low.is_some_and(|low| low >= 2)
            && quantity
                .head_noun
                .is_some_and(|noun| cx.mention_at(noun as usize).is_some_and(|(_, m)| m.thing))
    });
    if !(sum && sites) {
        return None;
    }
    one_day(times)
}

/// The day or the night that a sentence tells first.
fn one_day(times: &[TimeExpr]) -> Option<&TimeExpr> {
    times.iter().find(|time| {
        time.role == TimeRole::Point && time.dates.is_some_and(|dates| dates.n_days() <= 2)
    })
}
