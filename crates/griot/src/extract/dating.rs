//! When an article was published: every day that its page tells, and which of them is believed.
//!
//! Takes what the head of a page says, its elements and its lines; gives all candidates in the order
//! of trust, the day of publication and the day of the last change. Deliberately invents nothing: a
//! month without a day is kept as a candidate and is no day of publication, and no day is made up
//! for a page that tells none (htmldate's first of January).
//!
//! # How a day is chosen
//!
//! Each candidate speaks for its day with the weight of its kind (`WEIGHTS` in `collect.rs`): what the
//! page tells programs of the article weighs most, then the address, then words that say
//! `Publié le`, then dates that stand near the headline. The weights of a day are added up, and the
//! heaviest day is the day of publication; of two that weigh the same, the earlier. Then:
//!
//! - A time in UTC that is late or early enough to be another day where the outlet is gives way to
//!   the day beside it that the page shows its readers.
//! - Outlets overwrite the day of publication with that of the last change. When the day that weighs
//!   most is also told as that of a change, and the page shows an earlier day as that of publication,
//!   the earlier day is taken.

mod collect;

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::model::{DateCandidate, DateFound, DatePrecision, DateRole};
use crate::note::Note;

pub(crate) use collect::{Collected, Source, collect, time_after};

/// A candidate with the weight of its kind.
#[derive(Clone, Debug)]
pub(crate) struct Weighed {
    pub(crate) candidate: DateCandidate,
    pub(crate) weight: f32,
    /// The other day that `03/04/2022` may be.
    pub(crate) or_else: Option<Date>,
}

/// What is believed of the days that a page tells.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dating {
    pub(crate) published: Option<DateFound>,
    pub(crate) modified: Option<DateFound>,
    /// The heaviest first.
    pub(crate) dates: Vec<DateCandidate>,
    pub(crate) notes: Vec<Note>,
}

/// What a page shows its readers near the headline, and says to be a date, weighs more than this.
const SHOWN_CLEARLY: f32 = 1.0;

/// What a line near the headline says to be the day of publication weighs more than this.
const SAID_AT_THE_HEADLINE: f32 = 3.0;

/// So many days are named in a note.
const SHOWN_DAYS: usize = 3;

/// No page has more that are worth telling.
const MOST_TOLD: usize = 12;

/// Chooses among candidates; `retrieved` is the day on which the page was retrieved, or read.
pub(crate) fn choose(collected: Collected, retrieved: Option<Date>) -> Dating {
    let Collected { found: mut all, month, too_old } = collected;
    let mut dating = Dating::default();
    if let Some(value) = too_old {
        let text = format!("a day before 1990 is passed over: `{value}`");
        dating.notes.push(Note::new("date-before-1990", text));
    }
    if let Some(last) = retrieved.and_then(|day| day.tomorrow().ok()) {
        // A day of grace for the zones in which it is tomorrow already.
        let (told, future): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|weighed| weighed.candidate.day <= last);
        all = told;
        let future: BTreeSet<Date> = future.iter().map(|weighed| weighed.candidate.day).collect();
        if !future.is_empty() {
            let days: Vec<String> =
                future.iter().take(SHOWN_DAYS).map(|day| format!("`{day}`")).collect();
            let more = if future.len() > SHOWN_DAYS { " and more" } else { "" };
            let text = format!(
                "days after the page was retrieved or read are passed over: {}{more}",
                days.join(", ")
            );
            dating.notes.push(Note::new("date-in-future", text));
        }
    }
    all.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    settle_orders(&mut all);
    // The same day in the same kind of place says nothing more: ten comments are one evening.
    let mut once: Vec<Weighed> = Vec::new();
    for weighed in all {
        let new = &weighed.candidate;
        let says_again = once.iter().map(|w| &w.candidate).any(|known| {
            known.day == new.day
                && known.role == new.role
                && known.found_in == new.found_in
                && known.precision == new.precision
        });
        if !says_again {
            once.push(weighed);
        }
    }
    let all = once;
    let published = publication(&all, month);
    let modified = all
        .iter()
        .filter(|w| w.candidate.role == DateRole::Modified && is_day(w))
        .find(|w| published.is_none_or(|day| w.candidate.day >= day));
    dating.published = published.and_then(|day| {
        let told = |w: &&Weighed| w.candidate.day == day && is_day(w);
        let says = |w: &&Weighed| told(w) && w.candidate.role == DateRole::Published;
        all.iter().find(says).or_else(|| all.iter().find(told)).map(found)
    });
    dating.modified = modified.map(found);
    dating.dates = all.into_iter().take(MOST_TOLD).map(|weighed| weighed.candidate).collect();
    dating
}

impl Dating {
    /// On a page of many reports the times of these outnumber that of the page: it is the one that the
    /// page tells programs, when there is one.
    pub(crate) fn of_many_reports(&mut self) {
        let told = self.dates.iter().find(|date| {
            matches!(date.found_in, "json-ld" | "meta")
                && date.role == DateRole::Published
                && date.precision == DatePrecision::Day
        });
        if let Some(DateCandidate { day, found_in, raw, .. }) = told {
            self.published = Some(DateFound { date: *day, found_in, raw: raw.clone() });
        }
    }
}

/// `03/04/2022` is the day, of the two that it may be, that something else on the page tells.
fn settle_orders(all: &mut [Weighed]) {
    let sure: Vec<Date> =
        all.iter().filter(|w| w.or_else.is_none()).map(|w| w.candidate.day).collect();
    for weighed in all {
        if let Some(other) = weighed.or_else
            && sure.contains(&other)
            && !sure.contains(&weighed.candidate.day)
        {
            weighed.candidate.day = other;
        }
    }
}

fn found(weighed: &Weighed) -> DateFound {
    let DateCandidate { day, found_in, raw, .. } = &weighed.candidate;
    DateFound { date: *day, found_in, raw: raw.clone() }
}

fn is_day(weighed: &Weighed) -> bool {
    weighed.candidate.precision == DatePrecision::Day
}

/// The heaviest day, with the two exceptions that the page may speak for.
fn publication(all: &[Weighed], month: Option<(i16, i8)>) -> Option<Date> {
    let days: Vec<&Weighed> =
        all.iter().filter(|w| is_day(w) && w.candidate.role != DateRole::Modified).collect();
    let mut totals: Vec<(Date, f32)> = Vec::new();
    for weighed in &days {
        let day = weighed.candidate.day;
        match totals.iter_mut().find(|(known, _)| *known == day) {
            Some((_, total)) => *total += weighed.weight,
            None => totals.push((day, weighed.weight)),
        }
    }
    if let Some(month) = month {
        for (day, total) in &mut totals {
            *total += if (day.year(), day.month()) == month { 1.5 } else { -1.0 };
        }
    }
    totals.sort_by(|(a, x), (b, y)| y.total_cmp(x).then(a.cmp(b)));
    // A page that tells only when it was changed was published then, as far as it tells.
    let changed = all.iter().find(|w| is_day(w) && w.candidate.role == DateRole::Modified);
    let says = |day: Date| {
        days.iter().any(|w| w.candidate.day == day && w.candidate.role == DateRole::Published)
    };
    let day = match totals.first() {
        Some(&(day, weight)) if weight >= SHOWN_CLEARLY || changed.is_none() || says(day) => day,
        _ => return changed.map(|w| w.candidate.day),
    };
    let shown = |w: &&&Weighed| matches!(w.candidate.found_in, "text" | "time" | "url" | "element");
    // The day in the zone of the outlet, where the page shows it.
    let is_utc =
        |w: &Weighed| matches!(w.candidate.zone.as_deref(), Some("Z" | "+00:00" | "+0000"));
    let of_day: Vec<&&Weighed> = days.iter().filter(|w| w.candidate.day == day).collect();
    let utc_at = |hours: std::ops::RangeInclusive<i8>| {
        let of_utc = of_day.iter().filter(|w| is_utc(w));
        of_utc.filter_map(|w| w.candidate.time).any(|time| hours.contains(&time.hour()))
    };
    let shown_weight = |day: Date| -> f32 {
        days.iter().filter(shown).filter(|w| w.candidate.day == day).map(|w| w.weight).sum()
    };
    let beside = [(16..=23, day.tomorrow()), (0..=9, day.yesterday())];
    let beside = beside
        .into_iter()
        .filter_map(|(hours, other)| other.ok().filter(|_| utc_at(hours)))
        .find(|other| shown_weight(*other) > shown_weight(day).max(SHOWN_CLEARLY));
    if beside.is_some() {
        return beside;
    }
    // The first publication, where the outlet has put the last change in its place.
    let changed = all
        .iter()
        .any(|w| w.candidate.role == DateRole::Modified && is_day(w) && w.candidate.day == day);
    let first = days
        .iter()
        .filter(|w| w.candidate.role == DateRole::Published && w.candidate.found_in == "text")
        .filter(|w| w.weight > SAID_AT_THE_HEADLINE)
        .map(|w| w.candidate.day)
        .find(|earlier| *earlier < day);
    Some(first.filter(|_| changed).unwrap_or(day))
}

#[cfg(test)]
mod tests;
