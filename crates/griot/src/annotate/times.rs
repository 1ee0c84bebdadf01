//! Time expressions and the days that they name.
//!
//! Takes a [`Doc`] and the day of publication; gives every expression of time with the days that it
//! names under the coding guidelines, or none where the words do not tell. Decides nothing about
//! events: which expression dates which event is for coding.
//!
//! The words are data (`lexicon/<lang>/dates.toml`, where each row of words is a pattern). P is the
//! day of publication, or of the dateline when that is not known:
//!
//! | words | days | precision, role |
//! | --- | --- | --- |
//! | `12 mars 2016`, `April 10, 2022`, `2022-04-10` | that day | day |
//! | `12 mars`, `mardi 12` | the last one not after P; in the future tense the next | day |
//! | `lundi` | the last one not after P; in the future tense the next | day |
//! | `lundi dernier`, `next Monday` | never P itself | day |
//! | `hier`, `ce matin`, `tonight` | P − 1, P, P | day |
//! | `nuit de jeudi à vendredi`, `nuit du 11 au 12 mai` | both days | night |
//! | `du 1er au 6 février`, `between 3 and 5 March` | first to last | days, interval |
//! | `en avril`, `octobre 2017` | the month, the last one that began before P | month |
//! | `début mars`, `mi-mars`, `fin mars` | 1–10, 11–20, 21–end | part of month |
//! | `en 2015`, `début 2020`, `mi-2020`, `fin 2020` | the year; January–March, June–July, October–December | year, part of year |
//! | `la semaine dernière`, `cette semaine` | Monday–Sunday; Monday–P | week |
//! | `l'an dernier`, `ce mois-ci` | the year before; the first–P | year, month |
//! | `il y a trois jours`, `two years ago` | that day; that year | day, year |
//! | `depuis lundi`, `since 2015` | from its first day to P | since |
//! | `les 24 dernières heures` | P − 1 to P | duration |
//! | `la veille`, `deux jours plus tôt` | counted from the time told before | anaphoric |
//! | `ces derniers jours`, `recently` | none | vague |

use std::ops::Range;

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::annotate::{Doc, Feats, Upos};
use crate::lexicon::dates_schema::Means;
use crate::model::Dates;
use crate::span::Span;

mod days;
mod pattern;
mod resolve;
pub(crate) mod tables;
pub(crate) use days::{is_day_number, is_month, is_weekday};

use pattern::{Found, Reader};
use resolve::{Known, Resolved, resolve};

/// How closely an expression tells the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TimePrecision {
    /// A part of a day that is not told: `à l'aube`.
    PartOfDay,
    /// One day.
    Day,
    /// A night, over one or two days.
    Night,
    /// Several days.
    Days,
    /// Monday to Sunday.
    Week,
    /// The beginning, middle or end of a month.
    PartOfMonth,
    /// A month.
    Month,
    /// A season.
    Season,
    /// A quarter, a half, the beginning, middle or end of a year.
    PartOfYear,
    /// A year.
    Year,
    /// Several years.
    Years,
    /// The words have no bounds.
    Vague,
}

/// What an expression does in its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TimeRole {
    /// Something is at that time.
    Point,
    /// From a first to a last day.
    Interval,
    /// From a day to publication.
    Since,
    /// Up to a day.
    Until,
    /// For how long: `en deux jours`; with days when it ends on publication (`the past 24 hours`).
    Duration,
    /// Again and again.
    Frequency,
    /// A day that is remembered.
    Anniversary,
}

/// An expression of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeExpr {
    /// Its tokens, without the preposition before it.
    pub tokens: Range<u32>,
    /// Where it stands.
    pub span: Span,
    /// The days that it names; `None` when the words do not tell.
    pub dates: Option<Dates>,
    /// For a time since or until another: the days of that other (`depuis juin 2014`: that June); for
    /// a duration: the days that it takes if it ends on publication (`en trois mois`).
    pub bound: Option<Dates>,
    /// How closely it tells them.
    pub precision: TimePrecision,
    /// What it does.
    pub role: TimeRole,
    /// Whether it is counted from the time told before it.
    pub anaphoric: bool,
    /// Ids of the lexicon entries that fired.
    pub because: Vec<&'static str>,
}

/// The day that an article itself says it was written on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dateline {
    /// The day.
    pub dates: Dates,
    /// The words that tell it.
    pub span: Span,
}

/// How many days after it was written an article comes out, at the most.
const DAYS_TO_PRINT: i32 = 3;

/// A passage of a document with the day on which it was written: an entry of a live page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// Where it stands.
    pub span: Span,
    /// The day; `None` when it is open.
    pub day: Option<Date>,
}

/// The dateline of a document and all its expressions of time, in order; no two overlap.
///
/// Datelines are `OUAGADOUGOU, April 10 –`, `Paris, le 3 mars (AFP)`, `18 février 2017 . –`,
/// `(Bamako, 12 juin)`. Without a year, one is resolved against `published`; in full, it stands in
/// for a `published` that is missing. Without either, only what is told with its year is resolved.
pub fn dateline_and_times(doc: &Doc, published: Option<Date>) -> (Option<Dateline>, Vec<TimeExpr>) {
    dateline_and_times_of(doc, published, &[])
}

/// The same for a document of which some passages, in order and disjoint, were written on days of their
/// own: P is there the day of the passage, and nothing is counted from a time told in another one.
pub fn dateline_and_times_of(
    doc: &Doc,
    published: Option<Date>,
    passages: &[Written],
) -> (Option<Dateline>, Vec<TimeExpr>) {
    let Some(reader) = tables::date_words(doc.lang).and_then(|lex| Reader::new(doc, lex)) else {
        return (None, Vec::new());
    };
    let dateline = dateline_of(&reader, published);
    (dateline, all(&reader, day_of_writing(dateline, published), passages))
}

/// The day that `aujourd'hui` is: that of the dateline when the article came out within some days
/// of it, on either side, else that of publication. A dateline long before belongs to a text that is quoted.
fn day_of_writing(dateline: Option<Dateline>, published: Option<Date>) -> Option<Date> {
    let written = dateline.map(|dateline| dateline.dates.from);
    match (written, published) {
        (Some(written), Some(published)) => {
            let days = (published - written).get_days();
            Some(if days.abs() <= DAYS_TO_PRINT { written } else { published })
        }
        (written, published) => published.or(written),
    }
}

fn dateline_of(reader: &Reader, published: Option<Date>) -> Option<Dateline> {
    // Titles and captions may stand before the paragraph that has the dateline.
    let doc = reader.doc;
    // `July 6`, published on the fifth in another zone: no dateline of a year ago.
    let latest = published
        .and_then(|day| day.checked_add(i64::from(DAYS_TO_PRINT).days()).ok())
        .or(published);
    let n_sents = doc.sents.iter().take_while(|sent| sent.paragraph < 4).count().min(8);
    for (at, sent) in doc.sents.iter().enumerate().take(n_sents) {
        let opens = at == 0
            || doc.sents.get(at - 1).is_none_or(|before| before.paragraph != sent.paragraph);
        if !opens {
            continue;
        }
        let (start, end) = (sent.first as usize, doc.tokens.len());
        for first in start..(start + 9).min(end) {
            let Some(found) = reader.best(first, sent.end as usize) else { continue };
            let means = reader.lex.file.patterns.get(found.pattern).map(|pattern| pattern.means);
            if means == Some(Means::Day) && closes_dateline(doc, found.first, found.end, start) {
                let known = Known {
                    published: latest,
                    base: latest,
                    last: None,
                    year: None,
                    future: false,
                };
                if let Some(dates) =
                    resolve(reader, &found, known).and_then(|resolved| resolved.dates)
                {
                    let span = doc.span_of(found.first..found.end);
                    return Some(Dateline { dates, span });
                }
            }
            if means.is_some_and(|means| means == Means::Day) {
                break;
            }
        }
    }
    None
}

/// Whether what follows a date closes a dateline: a dash, or an agency in brackets.
fn closes_dateline(doc: &Doc, first: usize, from: usize, start: usize) -> bool {
    let is_dash = |word: &str| matches!(word, "–" | "—" | "-" | "--" | "―");
    let end = doc.tokens.len();
    // Everything before the date is a place: capitals, commas, an article, a bracket.
    let opening = (start..first).all(|at| {
        let word = doc.word(at);
        let small = matches!(
            doc.tokens.get(at).map(|token| token.upos),
            Some(Upos::Det | Upos::Punct | Upos::Adp)
        ) || !word.chars().any(char::is_alphabetic)
            || word.len() <= 3;
        small || word.starts_with(char::is_uppercase)
    });
    let bracketed = (start..first).any(|at| doc.word(at) == "(");
    let mut in_brackets = false;
    for at in from..(from + 10).min(end) {
        let word = doc.word(at);
        if is_dash(word) && !in_brackets {
            return opening;
        }
        match word {
            "(" => in_brackets = true,
            ")" if in_brackets || bracketed => return opening,
            "." | "," | ":" => {}
            _ if in_brackets => {}
            // A clock and its zone, or an agency: `11 h 40 UTC+3`.
            _ if word.len() <= 5 && word.chars().all(|letter| letter.is_ascii_uppercase()) => {}
            _ if word.starts_with(|letter: char| letter.is_ascii_digit()) || word.len() <= 2 => {}
            _ => return false,
        }
    }
    false
}

fn all(reader: &Reader, written: Option<Date>, passages: &[Written]) -> Vec<TimeExpr> {
    let doc = reader.doc;
    let mut exprs: Vec<TimeExpr> = Vec::new();
    let mut known =
        Known { published: written, base: written, last: None, year: None, future: false };
    let mut passage_before: Option<usize> = None;
    for sent in &doc.sents {
        let next = passages.partition_point(|passage| passage.span.end <= sent.span.start);
        let passage = passages.get(next).filter(|one| one.span.start <= sent.span.start);
        let published = passage.map_or(written, |passage| passage.day);
        let number = passage.map(|_| next);
        if number != passage_before {
            known = Known { published, base: published, last: None, year: None, future: false };
            passage_before = number;
        }
        let (start, end) = (sent.first as usize, (sent.end as usize).min(doc.tokens.len()));
        let mut at = start;
        while at < end {
            let Some(mut found) = reader.best(at, end) else {
                at += 1;
                continue;
            };
            // What goes further may leave a time before it: `Monday and on Sunday night`.
            if found.first > at
                && let Some(before) = reader.longest(at, found.first, 0)
            {
                found = before;
            }
            at = found.end;
            if reader.is_name(&found, start) {
                continue;
            }
            known.future = is_future(reader, &found, start, end);
            let base = year_told_behind(reader, &found, known, end).or(known.base);
            let Some(mut resolved) = resolve(reader, &found, Known { base, ..known }) else {
                continue;
            };
            let mut bound = bound(reader, &found, &resolved, known);
            let mut in_passing = false;
            if resolved.role == TimeRole::Point
                && let Some(since) = since_before(reader, &found, resolved.dates, published, start)
            {
                bound = resolved.dates;
                in_passing = true;
                (resolved.dates, resolved.role) = (Some(since), TimeRole::Since);
            }
            let is_time_told = matches!(resolved.role, TimeRole::Point | TimeRole::Interval);
            // What is counted from another time leaves that time in its place: in a chain of
            // `le lendemain` and `une semaine plus tôt` both are counted from the event.
            // Nor is `le lendemain` counted from `depuis l'intervention d'août 2016`.
            let told = bound
                .filter(|_| resolved.role != TimeRole::Duration)
                .or(resolved.dates.filter(|_| is_time_told && !resolved.anaphoric))
                .filter(|_| !in_passing || known.last.is_none());
            if let Some(dates) = told {
                known.last = Some(dates);
                known.year = Some(dates.from.year());
            }
            let tokens = found.first..found.end;
            exprs.push(TimeExpr {
                span: doc.span_of(tokens.clone()),
                tokens: tokens.start as u32..tokens.end as u32,
                dates: resolved.dates,
                bound,
                precision: resolved.precision,
                role: resolved.role,
                anaphoric: resolved.anaphoric,
                because: because(reader, &found),
            });
        }
    }
    exprs
}

/// The days of the time inside `since` and `until`.
fn bound(reader: &Reader, found: &Found, resolved: &Resolved, known: Known) -> Option<Dates> {
    if resolved.role == TimeRole::Duration {
        return resolve::to_publication(reader, found, known.published);
    }
    if !matches!(resolved.role, TimeRole::Since | TimeRole::Until) {
        return None;
    }
    let (first, end) = found.kept.dates[0]?;
    resolve(reader, &reader.longest(first, end, 1)?, Known { future: false, ..known })?.dates
}

/// `en janvier puis en septembre 2022`: the day from which a month without a year is counted when
/// the next time, right behind it, tells its year.
fn year_told_behind(reader: &Reader, found: &Found, known: Known, end: usize) -> Option<Date> {
    let kept = &found.kept;
    if kept.years[0].is_some() || kept.months[0].is_none() || kept.dates[0].is_some() {
        return None;
    }
    let grammar = &reader.lex.file.grammar;
    let mut at = found.end;
    while at < (found.end + 3).min(end) {
        let word = reader.doc.lower(at);
        let is_link = |list: &[String]| list.iter().any(|form| form == word);
        if !is_link(&grammar.day_links)
            && !is_link(&grammar.month_before)
            && !is_link(&grammar.day_articles)
        {
            break;
        }
        at += 1;
    }
    let next = (at > found.end).then(|| reader.longest(at, end, 0)).flatten()?;
    let told = next.kept.months[0].is_some() && next.kept.years[0].is_some();
    resolve(reader, &next, known).filter(|_| told)?.dates.map(|dates| dates.from)
}

/// `depuis le coup d'État d'août 2020`: from there to publication, when a word for it stands
/// before in the same breath. Only for times with a month or a year: `depuis une colline samedi`
/// is a place.
fn since_before(
    reader: &Reader,
    found: &Found,
    dates: Option<Dates>,
    published: Option<Date>,
    start: usize,
) -> Option<Dates> {
    let (dates, published) = (dates?, published?);
    let kept = &found.kept;
    let told = kept.months[0].is_some() || kept.years[0].is_some() || kept.dates[0].is_some();
    if !told || dates.from > published {
        return None;
    }
    let from = found.first.saturating_sub(14).max(start);
    for at in (from..found.first).rev() {
        let word = reader.doc.lower(at);
        if reader.lex.file.grammar.since.iter().any(|form| form == word) {
            return Some(Dates { from: dates.from, to: published });
        }
        if matches!(word, "," | ";" | ":" | "(" | ")" | "–" | "—" | "«" | "»" | "\"") {
            break;
        }
    }
    None
}

/// The entries that fired, the outer one first.
fn because(reader: &Reader, found: &Found) -> Vec<&'static str> {
    let mut ids = Vec::with_capacity(2);
    if let Some(pattern) = reader.lex.file.patterns.get(found.pattern) {
        ids.push(pattern.id.as_str());
    }
    for &(first, end) in found.kept.dates.iter().flatten() {
        if let Some(nested) = reader.longest(first, end, 1) {
            ids.extend(because(reader, &nested));
        }
    }
    ids
}

/// Whether the verb nearest to an expression is in the future, or a word says that it is to come.
fn is_future(reader: &Reader, found: &Found, start: usize, end: usize) -> bool {
    let doc = reader.doc;
    let tense = |at: usize| -> Option<bool> {
        let token = doc.tokens.get(at)?;
        let lower = doc.lower(at);
        let is_form = |form: &String| {
            let mut words = form.split(' ').zip(at..);
            form.starts_with(lower) && words.all(|(word, at)| at < end && doc.lower(at) == word)
        };
        if reader.lex.file.grammar.future.iter().any(is_form) {
            return Some(true);
        }
        let is_verb = matches!(token.upos, Upos::Verb | Upos::Aux);
        match () {
            () if !is_verb => None,
            () if token.feats.has(Feats::FUT) => Some(true),
            () if token.feats.has(Feats::FIN) || token.feats.has(Feats::PAST_PART) => Some(false),
            () => None,
        }
    };
    let n = (end - start).min(25);
    for away in 1..=n {
        let left = found.first.checked_sub(away).filter(|&at| at >= start).and_then(tense);
        let right = Some(found.end - 1 + away).filter(|&at| at < end).and_then(tense);
        if let Some(future) = left.or(right) {
            return future;
        }
    }
    false
}

#[cfg(test)]
mod tests;
