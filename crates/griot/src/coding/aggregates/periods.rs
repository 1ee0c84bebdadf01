//! Periods that the times of a toll's own words do not tell: a war, several days of the sentence
//! before, the period of the toll before.

use crate::annotate::times::{TimeExpr, TimePrecision, TimeRole};
use crate::annotate::{Feats, Rel, Upos, grammar};
use crate::coding::context::Context;
use crate::coding::tolls::TollMention;
use crate::lexicon::Subject;
use crate::model::{Dates, EventType, Outcome};

use super::{LONG_DAYS, PeriodToll, is_place_of_one_event, one_day, window};

/// A toll this large is no toll of one day where a whole war is told to have made it.
const WAR_DEAD: u64 = 500;

/// From how many on those who fell in a war that a sentence names are of all of it.
const FALLEN: u64 = 100;

/// How far a tally may be named before its figure.
const TALLY_NEAR: usize = 8;

/// How far a war may be named before its dead.
const WAR_NEAR: usize = 30;

/// A period and the rule that found it.
pub(super) struct Period {
    /// The days, when they are known.
    pub window: Option<Dates>,
    /// The words that tell it.
    pub time: Option<TimeExpr>,
    /// What fired.
    pub rule: &'static str,
}

impl Period {
    /// A period of which nobody says when it was.
    fn untimed(rule: &'static str) -> Self {
        Self { window: None, time: None, rule }
    }

    /// The day or the night that a sentence tells first, if it tells one.
    fn of_one_day(times: &[TimeExpr], rule: &'static str) -> Self {
        let day = one_day(times);
        Self { window: day.and_then(|time| time.dates), time: day.cloned(), rule }
    }
}

/// The dead of a whole war: `une insurrection lancée en 2009 qui a fait des milliers de morts`.
pub(super) fn of_war(cx: &Context<'_>, toll: &TollMention, times: &[TimeExpr]) -> Option<Period> {
    let large = toll.low.or(toll.high).is_some_and(|n| n >= WAR_DEAD);
    let first = cx.doc.sents[toll.sent].first as usize;
    let near = toll.outcome_token.saturating_sub(WAR_NEAR).max(first)..toll.outcome_token;
    // `ont été tués dans ce conflit`, `have died in the war`: behind its verb.
    let fell_in = cx.doc.children(toll.outcome_token).find(|&t| {
        t > toll.outcome_token
            && matches!(cx.doc.tokens[t].rel, Rel::Obl | Rel::Nmod)
            && cx.is_one_of(t, &cx.language.grammar.war)
            && cx
                .doc
                .children_by(t, Rel::Det)
                .any(|det| cx.is_one_of(det, &cx.language.grammar.definite))
    });
    if let Some(war) = fell_in
        && toll.low.or(toll.high).is_some_and(|n| n >= FALLEN)
    {
        // `in the conflict, which began on April 15`.
        let mut told = times.iter().filter(|time| time.dates.is_some());
        let began = told.clone().find(|time| {
            let first = time.tokens.start as usize;
            // The tree may make a sentence of the relative clause.
            let clause = (war + 1..(war + 3).min(first))
                .any(|t| cx.is_one_of(t, &cx.language.grammar.relative));
            first > war
                && (grammar::is_within(cx.doc, first, war) || clause && first - war <= BEGAN_NEAR)
        });
        if let Some(began) = began.filter(|_| told.all(|time| time.tokens.start as usize > war)) {
            return Some(Period {
                window: to_publication(cx, began),
                time: Some(began.clone()),
                rule: super::OF_A_WAR,
            });
        }
        if times.is_empty() {
            return Some(Period::untimed(super::OF_A_WAR));
        }
    }
    // `The violence has killed hundreds`.
    let general = |t: usize| {
        cx.is_one_of(t, &cx.language.grammar.general)
            && cx.doc.tokens[t].rel == Rel::Nsubj
            && toll.low.is_some_and(|n| n >= FALLEN)
            && times.is_empty()
    };
    let war = near.rev().find(|&t| cx.is_one_of(t, &cx.language.grammar.war) || general(t))?;
    // One attack told between is what made them.
    let attack = cx.hits_of(war + 1..toll.outcome_token, Subject::Trigger).any(|hit| {
        cx.hits_of(hit.tokens(), Subject::Outcome).next().is_none()
            && cx.doc.tokens[hit.head()].upos == Upos::Noun
    });
    let beside = war..toll.outcome_token + 3;
    let day = times.iter().any(|time| {
        beside.contains(&(time.tokens.start as usize))
            && time.role == TimeRole::Point
            && time.dates.is_some_and(|dates| dates.n_days() <= 3)
    });
    // `La crise a fait 200 morts`: whatever their number.
    let verb = grammar::governing_verb(cx.doc, toll.outcome_token);
    let made = verb.is_some_and(|verb| {
        // `une contestation qui a fait quinze morts`, `an insurgency that has killed hundreds`.
        let relative = cx.doc.tokens[war + 1].rel == Rel::Nsubj
            && cx.doc.head(war + 1) == Some(verb)
            && (cx.is_one_of(war + 1, &cx.language.grammar.relative)
                || cx.doc.tokens[war + 1].upos == Upos::Pron
                    && cx.doc.tokens[verb].rel == Rel::AclRelcl
                    && cx.doc.head(verb) == Some(war));
        relative || cx.doc.tokens[war].rel == Rel::Nsubj && cx.doc.head(war) == Some(verb)
    });
    if !(large || made) || attack || day || matches!(toll.outcome, Outcome::Displaced) {
        return None;
    }
    let start = times.iter().find(|time| {
        time.dates.is_some()
            && match time.role {
                // `Depuis 2017, l'insurrection a fait 2 000 morts`
                TimeRole::Since => time.dates.is_some_and(|dates| dates.n_days() >= LONG_DAYS),
                TimeRole::Point => matches!(
                    time.precision,
                    TimePrecision::Month | TimePrecision::Year | TimePrecision::Season
                ),
                _ => false,
            }
    });
    let window = start.and_then(|time| to_publication(cx, time));
    Some(Period { window, time: start.cloned(), rule: super::OF_A_WAR })
}

/// The dead of a war that the sentence before tells of: `La guerre a débuté en avril 2023. Plus de 20 000
/// personnes ont trouvé la mort`; or that are counted beside the displaced of a country.
pub(super) fn of_begun_war(
    cx: &Context<'_>,
    toll: &TollMention,
    times: &[TimeExpr],
    of_country: bool,
) -> Option<Period> {
    let large = toll.low.or(toll.high).is_some_and(|n| n >= WAR_DEAD);
    if !large || !times.is_empty() || toll.outcome == Outcome::Displaced {
        return None;
    }
    if of_war_before(cx, toll) {
        return Some(Period::untimed(super::OF_A_WAR));
    }
    let before = cx.doc.sents[toll.sent.checked_sub(1)?];
    let beside = before.paragraph == cx.doc.sents[toll.sent].paragraph;
    let war = beside && before.tokens().any(|t| cx.is_one_of(t, &cx.language.grammar.war));
    let begins = |time: &&TimeExpr| {
        time.dates.is_some()
            && matches!(time.role, TimeRole::Point | TimeRole::Since)
            && matches!(time.precision, TimePrecision::Month | TimePrecision::Year)
    };
    let start = cx.times_in(before.tokens()).iter().find(begins).filter(|_| war);
    (start.is_some() || of_country).then(|| Period {
        window: start.and_then(|time| to_publication(cx, time)),
        time: start.cloned(),
        rule: super::OF_A_WAR,
    })
}

/// `The conflict has spilt into neighbouring countries. It has claimed 35,000 lives`: whether the pronoun in front of the
/// verb of a toll is for the war that is the subject of the sentence before.
fn of_war_before(cx: &Context<'_>, toll: &TollMention) -> bool {
    let doc = cx.doc;
    let words = &cx.language.grammar;
    let subject = |verb: usize| doc.children(verb).find(|&t| doc.tokens[t].rel == Rel::Nsubj);
    let pronoun = grammar::governing_verb(doc, toll.outcome_token)
        .and_then(subject)
        .is_some_and(|t| cx.is_one_of(t, &words.pronoun) && !doc.tokens[t].feats.has(Feats::PLUR));
    let Some(before) = toll.sent.checked_sub(1).filter(|_| pronoun) else { return false };
    doc.sents[before].tokens().any(|t| {
        matches!(doc.tokens[t].rel, Rel::Nsubj | Rel::NsubjPass)
            && (cx.is_one_of(t, &words.war) || cx.is_one_of(t, &words.general))
    })
}

/// From the beginning of some days to publication.
fn to_publication(cx: &Context<'_>, time: &TimeExpr) -> Option<Dates> {
    let dates = time.dates?;
    cx.written_on(time.tokens.start as usize)
        .filter(|&published| dates.from <= published)
        .map(|published| Dates { from: dates.from, to: published })
}

/// The own time of a part: `dont plus de mille en mars`.
pub(super) fn of_part(cx: &Context<'_>, toll: &TollMention, times: &[TimeExpr]) -> Option<Period> {
    let end = toll.victims.as_ref().map_or(0, |v| v.end).max(toll.tokens.end);
    let time = times.iter().find(|time| {
        let start = time.tokens.start as usize;
        toll.part
            && start >= end
            && start <= end + 3
            && (end..start).all(|t| matches!(cx.doc.tokens[t].upos, Upos::Adp | Upos::Adv))
            && matches!(time.role, TimeRole::Point | TimeRole::Interval)
            && time.dates.is_some_and(|dates| dates.n_days() >= 7)
    })?;
    let dates = window(cx, time)?;
    // A month that goes on is counted to the day of publication.
    let written = cx.written_on(time.tokens.start as usize);
    let to = written.map_or(dates.to, |published| dates.to.min(published).max(dates.from));
    let window = Some(Dates { from: dates.from, to });
    Some(Period { window, time: Some(time.clone()), rule: "rule.time-of-part" })
}

/// A tally that goes up within some days: `porte le nombre d'arrestations cette semaine à trois`.
pub(super) fn of_tally(cx: &Context<'_>, toll: &TollMention, times: &[TimeExpr]) -> Option<Period> {
    let time = times.iter().find(|time| {
        time.dates.is_some_and(|dates| dates.n_days() >= 3)
            && matches!(time.role, TimeRole::Point | TimeRole::Interval | TimeRole::Duration)
    })?;
    let first = cx.doc.sents[toll.sent].first as usize;
    let number = (first..toll.tokens.start).any(|t| cx.is_one_of(t, &cx.language.grammar.amount));
    let tally = toll.because.iter().any(|rule| rule == "rule.tally");
    let window = window(cx, time).map(|dates| match cx.written_on(time.tokens.start as usize) {
        Some(published) if published >= dates.from => {
            Dates { from: dates.from, to: dates.to.min(published) }
        }
        _ => dates,
    });
    (tally && number).then(|| Period {
        window,
        time: Some(time.clone()),
        rule: "rule.tally-of-days",
    })
}

/// `bringing to 14 the number of persons killed within two days`, `porte à 14 le nombre de tués en deux
/// jours`: of all events of those days.
pub(super) fn of_number(
    cx: &Context<'_>,
    toll: &TollMention,
    times: &[TimeExpr],
) -> Option<Period> {
    let words = &cx.language.grammar;
    let sent = cx.doc.sents[toll.sent].tokens();
    let near = toll.tokens.start.saturating_sub(TALLY_NEAR).max(sent.start)
        ..(toll.tokens.end + TALLY_NEAR).min(sent.end);
    let number = near.clone().any(|t| cx.is_one_of(t, &words.amount));
    let rises = (near.start..toll.tokens.start).any(|t| cx.is_one_of(t, &words.brings));
    let time = times.iter().find(|time| {
        time.tokens.start as usize >= toll.tokens.end
            && (matches!(time.role, TimeRole::Duration | TimeRole::Since)
                || time.precision == TimePrecision::Vague)
    })?;
    (number && rises).then(|| Period {
        window: window(cx, time),
        time: Some(time.clone()),
        rule: "rule.number-of-days",
    })
}

/// A total that an event raises, where the words say that it is of an area, of a war or of a period: `taking the death
/// toll in the state to 105`, `cela porte à 70 le nombre de civils tués dans la région`, `bringing the toll this year
/// to 120`. `bringing the death toll to five`, of which no such word stands, is of the event.
pub(super) fn of_running_total(
    cx: &Context<'_>,
    toll: &TollMention,
    times: &[TimeExpr],
) -> Option<Period> {
    let doc = cx.doc;
    let words = &cx.language.grammar;
    let sent = doc.sents[toll.sent].tokens();
    let start = toll.tokens.start;
    if toll.part || toll.outcome == Outcome::Displaced {
        return None;
    }
    let near = start.saturating_sub(TOTAL_NEAR).max(sent.start)..start;
    // `porte à 70`, `s'élève désormais à 70`, `taking … to 105`.
    let rises = near.clone().rfind(|&t| cx.is_one_of(t, &words.brings))?;
    // The tally stands between the verb and the figure, before the verb, or behind the figure.
    let behind = (toll.tokens.end + TALLY_NEAR).min(sent.end);
    let named = |range: std::ops::Range<usize>| {
        range.into_iter().find(|&t| cx.is_one_of(t, &words.amount) || cx.is_one_of(t, &words.tally))
    };
    let tally = named(rises..start)
        .or_else(|| named(toll.tokens.end..behind))
        .or_else(|| named(near.start..rises))?;
    // Of what: behind the tally, to the end of its clause.
    let of = tally.min(start)
        ..(start.max(tally) + TOTAL_OF).min(phrase_end(cx, start.max(tally), sent.end));
    // `the number of villagers killed in Sunday's bombing has risen to 41`: of the one that it names.
    let of_one = cx.hits_of(of.clone(), Subject::Trigger).any(|hit| {
        let noun = doc.tokens[hit.head()];
        noun.upos == Upos::Noun
            && !noun.feats.has(Feats::PLUR)
            && cx.hits_of(hit.tokens(), Subject::Outcome).next().is_none()
            && !cx.is_one_of(hit.head(), &words.war)
            && !cx.is_one_of(hit.head(), &words.general)
    });
    if of_one {
        return None;
    }
    let area = of.clone().any(|t| {
        cx.is_one_of(t, &words.war)
            || cx.is_one_of(t, &words.area)
                && doc.case(t).is_some()
                && !cx.is_one_of(t, &words.attacker)
    });
    let wide = cx.places_in(of.clone()).iter().any(|place| {
        !place.metonym
            && crate::coding::whenwhere::coarseness(place.kind) >= 3
            && doc.case(place.tokens.start as usize).is_some()
    });
    let time = times.iter().find(|time| {
        of.contains(&(time.tokens.start as usize))
            && (matches!(time.role, TimeRole::Since | TimeRole::Duration)
                || time.role == TimeRole::Point
                    && time.dates.is_some_and(|dates| dates.n_days() >= LONG_DAYS))
    });
    (area || wide || time.is_some()).then(|| Period {
        window: time.and_then(|time| match time.role {
            TimeRole::Point => to_publication(cx, time),
            _ => window(cx, time),
        }),
        time: time.cloned(),
        rule: "rule.running-total",
    })
}

/// How far before a figure the verb may stand that carries a total to it.
const TOTAL_NEAR: usize = 18;

/// How far behind a tally or its figure the words may stand that say of what it is.
const TOTAL_OF: usize = 12;

/// Where the phrase ends in which a token stands: at the next mark, or at the end of the sentence.
fn phrase_end(cx: &Context<'_>, from: usize, end: usize) -> usize {
    (from..end).find(|&t| cx.doc.tokens[t].upos == Upos::Punct).unwrap_or(end)
}

/// `un bilan annuel de 5 000 morts`, `the annual death toll`: of a year or a month, whichever it is.
pub(super) fn of_yearly_tally(cx: &Context<'_>, toll: &TollMention) -> Option<Period> {
    let words = &cx.language.grammar;
    let sent = cx.doc.sents[toll.sent].tokens();
    let from = toll.tokens.start.saturating_sub(TALLY_NEAR).max(sent.start);
    let tally = (from..toll.tokens.start).rev().find(|&t| cx.is_one_of(t, &words.tally))?;
    let beside = tally.saturating_sub(2).max(sent.start)..(tally + 3).min(toll.tokens.start);
    beside
        .into_iter()
        .any(|t| cx.is_one_of(t, &words.yearly))
        .then_some(Period::untimed("rule.yearly-tally"))
}

/// `Douze soldats ont été tués durant cette période`, `over the same period`: of the stretch of time
/// that one of the sentences before has named.
pub(super) fn of_that_period(
    cx: &Context<'_>,
    toll: &TollMention,
    times: &[TimeExpr],
) -> Option<Period> {
    let doc = cx.doc;
    // `since 2015 … over the same period`: the sentence names it itself.
    if !times.is_empty() {
        return None;
    }
    let words = &cx.language.grammar;
    doc.sents[toll.sent].tokens().find(|&t| {
        t > 1
            && cx.is_one_of(t, &words.period)
            && cx.is_one_of(t - 1, &words.demonstrative)
            && doc.case(t).is_some()
    })?;
    let before = (toll.sent.saturating_sub(2)..toll.sent).rev();
    let time = before.flat_map(|s| cx.times_in(doc.sents[s].tokens())).find(|time| {
        matches!(time.role, TimeRole::Since | TimeRole::Interval | TimeRole::Duration)
    });
    Some(Period {
        window: time.and_then(|time| window(cx, time)),
        time: time.cloned(),
        rule: "rule.that-period",
    })
}

/// The toll of several days told in the sentence before: `le 31 janvier et du 20 au 22 février, des
/// combats ont eu lieu. Ils ont causé la mort de…`.
pub(super) fn of_several_days(
    cx: &Context<'_>,
    toll: &TollMention,
    times: &[TimeExpr],
) -> Option<Period> {
    let doc = cx.doc;
    if !times.is_empty() {
        return None;
    }
    let sent = doc.sents[toll.sent].tokens();
    let they = sent.clone().take(2).any(|t| {
        cx.is_one_of(t, &cx.language.grammar.pronoun)
            && doc.tokens[t].upos == Upos::Pron
            && doc.tokens[t].feats.has(Feats::PLUR)
    });
    let before = toll.sent.checked_sub(1)?;
    let days: Vec<&TimeExpr> = cx
        .times_in(doc.sents[before].tokens())
        .iter()
        .filter(|time| {
            matches!(time.role, TimeRole::Point | TimeRole::Interval)
                && time.dates.is_some_and(|dates| dates.n_days() <= 31)
        })
        .collect();
    // `Du 1er au 11 juin, ils ont revendiqué une quinzaine d'attaques. Ils affirment avoir tué …`.
    if let [weeks] = days.as_slice()
        && they
        && weeks.dates.is_some_and(|dates| dates.n_days() >= 7)
        && super::counts_acts(cx, &doc.sents[before].tokens())
    {
        return Some(Period {
            window: weeks.dates,
            time: Some((*weeks).clone()),
            rule: "rule.several-days",
        });
    }
    let [first, second] = days.as_slice() else { return None };
    let gap = first.tokens.end as usize..second.tokens.start as usize;
    let joined = gap.len() <= 3 && gap.clone().any(|t| doc.tokens[t].upos == Upos::Cconj);
    let (a, b) = (first.dates?, second.dates?);
    let window = Dates { from: a.from.min(b.from), to: a.to.max(b.to) };
    let short = a.n_days() <= 10 && b.n_days() <= 10;
    (they && joined && short && a != b).then(|| Period {
        window: Some(window),
        time: Some((*first).clone()),
        rule: "rule.several-days",
    })
}

/// A series told in the sentence before: `une vague d'attaques a débuté en octobre. 40 personnes ont
/// perdu la vie dans ces attaques`.
pub(super) fn of_series(cx: &Context<'_>, toll: &TollMention) -> Option<Period> {
    let doc = cx.doc;
    let words = &cx.language.grammar;
    let sent = doc.sents[toll.sent].tokens();
    let these = cx.hits_of(sent.clone(), Subject::Trigger).any(|hit| {
        let head = hit.head();
        head > sent.start
            && doc.tokens[head].upos == Upos::Noun
            && doc.tokens[head].feats.has(Feats::PLUR)
            && cx.is_one_of(head - 1, &words.demonstrative)
    });
    let before = doc.sents[toll.sent.checked_sub(1)?].tokens();
    let wave = before.clone().any(|t| cx.is_one_of(t, &words.series));
    // `En 2020, 989 attaques ont été enregistrées. Ces attaques ont fait …`.
    let counted = super::counts_acts(cx, &before)
        && cx
            .times_in(before.clone())
            .iter()
            .any(|time| time.dates.is_some_and(|dates| dates.n_days() >= super::LONG_DAYS));
    let series = wave || counted;
    if !these || !series || !cx.times_in(sent).is_empty() {
        return None;
    }
    let time = cx.times_in(before).iter().find(|time| time.dates.is_some());
    let window = time.and_then(|time| match (time.role, time.precision) {
        (TimeRole::Since, _) => to_publication(cx, time),
        (TimeRole::Point, TimePrecision::Month | TimePrecision::Year) if wave => {
            to_publication(cx, time)
        }
        _ => time.dates,
    });
    Some(Period { window, time: time.cloned(), rule: "rule.of-series" })
}

/// `the latest in a spate of attacks that claimed six lives over the weekend`: what a relative clause counts of a series
/// is of all of it.
pub(super) fn of_series_clause(
    cx: &Context<'_>,
    toll: &TollMention,
    times: &[TimeExpr],
) -> Option<Period> {
    let doc = cx.doc;
    let verb = grammar::governing_verb(doc, toll.outcome_token)?;
    let acts = doc.head(verb).filter(|&acts| {
        doc.tokens[verb].rel == Rel::AclRelcl
            && doc.tokens[acts].upos == Upos::Noun
            && doc.tokens[acts].feats.has(Feats::PLUR)
    })?;
    let series = (acts.saturating_sub(SERIES_BEFORE).max(doc.sents[toll.sent].first as usize)
        ..acts)
        .any(|t| cx.is_one_of(t, &cx.language.grammar.series));
    let time = times.iter().find(|time| {
        time.dates.is_some()
            && time.tokens.start as usize > verb
            && grammar::is_within(doc, time.tokens.start as usize, verb)
    });
    series.then(|| Period {
        window: time.and_then(|time| window(cx, time)),
        time: time.cloned(),
        rule: "rule.series",
    })
}

/// How far behind a war the day of its beginning may stand.
const BEGAN_NEAR: usize = 7;

/// How far before the acts the word for their series may stand.
const SERIES_BEFORE: usize = 4;

/// `The group has abducted thousands of children`: of all its years, where a sentence says neither when nor where.
pub(super) fn of_thousands(
    cx: &Context<'_>,
    toll: &TollMention,
    times: &[TimeExpr],
) -> Option<Period> {
    let doc = cx.doc;
    let sent = doc.sents[toll.sent].tokens();
    let vague = toll.approx
        && toll.low.is_some_and(|n| n >= THOUSANDS)
        && matches!(toll.outcome, Outcome::Killed | Outcome::Abducted | Outcome::Wounded);
    let act = cx.hits_of(sent.clone(), Subject::Trigger).any(|hit| {
        doc.tokens[hit.head()].upos == Upos::Noun
            && !doc.tokens[hit.head()].feats.has(Feats::PLUR)
            && cx.hits_of(hit.tokens(), Subject::Outcome).next().is_none()
    });
    let agents = grammar::governing_verb(doc, toll.outcome_token)
        .filter(|&verb| !grammar::is_passive(doc, verb))
        .map(|verb| grammar::args(doc, verb).agents)
        .unwrap_or_default();
    let told = !agents.is_empty();
    // `The fighting has claimed at least 3,000 lives`.
    let fighting = toll.low.is_some_and(|n| n >= OF_A_FIGHT)
        && toll.outcome == Outcome::Killed
        && agents.iter().any(|&agent| {
            cx.hits_of(agent..agent + 1, Subject::Trigger).next().is_some()
                && doc
                    .children_by(agent, Rel::Det)
                    .any(|t| cx.is_one_of(t, &cx.language.grammar.definite))
        });
    if fighting && times.is_empty() && cx.places_in(sent.clone()).is_empty() {
        return Some(Period::untimed("rule.of-thousands"));
    }
    (vague && told && !act && times.is_empty() && cx.places_in(sent).is_empty())
        .then_some(Period::untimed("rule.of-thousands"))
}

/// From how many on the dead of fighting without time and place are of all of it.
const OF_A_FIGHT: u64 = 1_000;

/// From how many on a vague number without time and place is of no one event.
const THOUSANDS: u64 = 2_000;

/// `serait responsable de la mort d'environ 300 personnes`: of all that a group did, unless the sentence says
/// when.
pub(super) fn of_culprit(
    cx: &Context<'_>,
    toll: &TollMention,
    times: &[TimeExpr],
) -> Option<Period> {
    let first = cx.doc.sents[toll.sent].first as usize;
    let near = toll.outcome_token.saturating_sub(4).max(first)..toll.outcome_token;
    let held = near.into_iter().any(|t| cx.is_one_of(t, &cx.language.grammar.answerable));
    let large = toll.low.or(toll.high).is_some_and(|n| n >= IN_ALL);
    let noun = cx.doc.tokens[toll.outcome_token].upos == Upos::Noun;
    (held && large && noun && times.is_empty()).then_some(Period::untimed("rule.of-culprit"))
}

/// `Au total, 3 000 personnes ont été tuées dans les frappes`: of all acts of a kind.
pub(super) fn in_all(cx: &Context<'_>, toll: &TollMention, several: bool) -> Option<Period> {
    let sent = cx.doc.sents[toll.sent].tokens();
    let opens = sent.start..(sent.start + 3).min(sent.end);
    let sum = opens.into_iter().any(|t| cx.is_one_of(t, &cx.language.grammar.sum));
    let large = toll.low.or(toll.high).is_some_and(|n| n >= IN_ALL);
    (sum && several && large).then_some(Period::untimed(IN_ALL_RULE))
}

/// From how many on those counted `au total` are of many acts.
const IN_ALL: u64 = 100;

/// How many sentences behind those acts that were counted together are told one by one.
const TOLD_APART: usize = 8;

/// `The clashes have left 39 people dead around the country`, `Les heurts ont fait 39 morts dans tout le pays`: of acts in
/// many places.
pub(super) fn of_all_over(
    cx: &Context<'_>,
    toll: &TollMention,
    times: &[TimeExpr],
) -> Option<Period> {
    let doc = cx.doc;
    let words = &cx.language.grammar;
    let sent = doc.sents[toll.sent].tokens();
    let behind = toll.tokens.start..(toll.tokens.end + ALL_OVER_NEAR).min(sent.end);
    let all_over = behind.clone().any(|t| {
        cx.is_one_of(t, &words.area)
            && (t.saturating_sub(3).max(behind.start)..t)
                .any(|word| cx.is_one_of(word, &words.throughout))
    });
    let verb = grammar::governing_verb(doc, toll.outcome_token)?;
    let acts = grammar::args(doc, verb).agents.into_iter().any(|agent| {
        doc.tokens[agent].feats.has(Feats::PLUR)
            && doc.tokens[agent].upos == Upos::Noun
            && cx.hits_of(agent..agent + 1, Subject::Trigger).next().is_some()
    });
    (all_over && acts).then(|| Period::of_one_day(times, "rule.all-over"))
}

/// How far behind a figure the area may stand all over which it was counted.
const ALL_OVER_NEAR: usize = 10;

/// `killed seven in two operations`, where one of them is told apart behind it: `In a separate operation, one more
/// was killed`. The day of both is the window, where there is one.
pub(super) fn of_several_acts(
    cx: &Context<'_>,
    toll: &TollMention,
    times: &[TimeExpr],
) -> Option<Period> {
    let doc = cx.doc;
    let words = &cx.language.grammar;
    let tokens = doc.sents[toll.sent].tokens();
    // `two bombs` are what one attack was made with.
    let device = |event_type: EventType| {
        matches!(
            event_type,
            EventType::ExplosiveDevice | EventType::Grenade | EventType::SuicideBomb
        )
    };
    let act = |noun: usize| {
        cx.hits_of(noun..noun + 1, Subject::Trigger)
            .any(|hit| !device(cx.language.triggers[hit.index()].event_type))
            || cx.is_one_of(noun, &words.incident)
    };
    let counted = cx.quantities_in(tokens).any(|(_, quantity)| {
        let several = quantity.low.is_some_and(|low| (2..=MOST_ACTS).contains(&low));
        several
            && !quantity.indefinite
            && quantity.head_noun.is_some_and(|noun| {
                doc.tokens[noun as usize].upos == Upos::Noun && act(noun as usize)
            })
    });
    let several = super::counts_acts(cx, &doc.sents[toll.sent].tokens());
    if !counted && !several {
        return None;
    }
    let end = (toll.sent + 1 + TOLD_APART).min(doc.sents.len());
    let summed = adds_up(cx, toll, toll.sent + 1..end);
    let apart = (toll.sent + 1..end).any(|sent| {
        let tokens = doc.sents[sent].tokens();
        tokens.clone().any(|noun| {
            doc.tokens[noun].upos == Upos::Noun
                && !doc.tokens[noun].feats.has(Feats::PLUR)
                && act(noun)
                && (noun.saturating_sub(2).max(tokens.start)..noun)
                    .any(|t| cx.is_one_of(t, &words.another))
        })
    });
    (summed || counted && apart).then(|| Period::of_one_day(times, super::SEVERAL_ACTS))
}

/// `in two raids … two men were killed in Jenin and seven in Tubas`: whether the figures of the sites told next make up
/// the whole.
fn adds_up(cx: &Context<'_>, toll: &TollMention, sents: std::ops::Range<usize>) -> bool {
    let doc = cx.doc;
    let Some(whole) = toll.low.filter(|&n| n > 1 && toll.high == Some(n)) else { return false };
    let (mut sum, mut sites) = (0, Vec::new());
    for sent in sents {
        let tokens = doc.sents[sent].tokens();
        let same = cx
            .hits_of(tokens.clone(), Subject::Outcome)
            .any(|hit| cx.language.outcomes[hit.index()].outcome == toll.outcome);
        if !same {
            continue;
        }
        for place in cx.places_in(tokens.clone()).iter().filter(|place| !place.metonym) {
            if !sites.contains(&place.name) {
                sites.push(place.name.clone());
            }
        }
        for (_, quantity) in cx.quantities_in(tokens) {
            sum += quantity.low.filter(|_| quantity.low == quantity.high).unwrap_or(0);
            if sum >= whole {
                return sum == whole && sites.len() > 1;
            }
        }
    }
    false
}

/// So many acts, and not more, are told one by one.
const MOST_ACTS: u64 = 9;

/// The rule of a sum over all acts of a kind.
const IN_ALL_RULE: &str = "rule.in-all";

/// `En outre, 33 autres militaires ont été blessés`, `Another 33 were wounded`: whether those counted are more of those told
/// before.
fn counts_others(cx: &Context<'_>, toll: &TollMention) -> bool {
    let end = toll.victims.as_ref().map_or(toll.tokens.end, |v| v.start.max(toll.tokens.end));
    let first = cx.doc.sents[toll.sent].first as usize;
    toll.low.is_some_and(|n| n > 1)
        && (toll.tokens.start.saturating_sub(1).max(first)..end.min(toll.tokens.end + 3))
            .any(|t| cx.is_one_of(t, &cx.language.grammar.other))
}

/// From how many on those counted behind a toll of a period, of another outcome, are of the same period.
const GOES_ON: u64 = 50;

/// The period of the toll before, where a sentence goes on about it without a time or an event of
/// its own.
pub(super) fn goes_on(
    cx: &Context<'_>,
    toll: &TollMention,
    times: &[TimeExpr],
    specific: bool,
    last: Option<&PeriodToll>,
) -> Option<Period> {
    let more = counts_others(cx, toll);
    let last = last.filter(|last| {
        last.toll.sent + 1 == toll.sent
            && toll.outcome != Outcome::Displaced
            && (last.window.is_some_and(|dates| dates.n_days() >= super::LONG_DAYS)
                || last.window.is_some_and(|dates| dates.n_days() > 1) && more
                || last.rule == IN_ALL_RULE)
            && (more
                || last.toll.outcome == toll.outcome || toll.low.is_some_and(|n| n >= GOES_ON))
            // One person is counted in no period.
            && toll.high != Some(1)
    })?;
    (times.is_empty() && !specific).then_some(Period {
        window: last.window,
        time: None,
        rule: "rule.period-goes-on",
    })
}

/// Whether a period is only the year of one abduction at one place: `les 276 qu'il avait capturées
/// en 2014 à Chibok`.
pub(super) fn is_of_one_abduction(cx: &Context<'_>, toll: &TollMention, time: &TimeExpr) -> bool {
    toll.outcome == Outcome::Abducted
        && time.role == TimeRole::Point
        && toll.low.is_some_and(|n| n >= 2)
        && toll.low == toll.high
        && is_place_of_one_event(cx, toll)
}
