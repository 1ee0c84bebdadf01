//! What day the entries of a page are of.
//!
//! Takes what entries tell of their time, in the order of the page, and the days of its publication
//! and of its last change; gives each its time with its day, or with none where the page leaves that
//! open: a clock of a page that goes over several days may be of any of them.

use jiff::civil::{Date, Time};

use crate::extract::entries::stamp::{Stamp, ToldDay};
use crate::model::{DayFrom, EntryTime};

/// A time that was found, with the place where it was found and the day of the heading above it.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) stamp: Stamp,
    pub(crate) found_in: &'static str,
    pub(crate) heading: Option<ToldDay>,
}

/// The times of entries with their days.
pub(crate) fn resolve(
    told: &[Option<Told>],
    published: Option<Date>,
    modified: Option<Date>,
) -> Vec<Option<EntryTime>> {
    // Nothing on a page is of a day after its last change; a day of grace is for zones.
    let last = modified.max(published);
    let day_of = |day: ToldDay, full: DayFrom| match day {
        ToldDay::No => None,
        ToldDay::Full(day) => Some((day, full)),
        ToldDay::Yearless(month, day) => {
            let from = if full == DayFrom::Told { DayFrom::Yearless } else { full };
            with_year(month, day, last?).map(|day| (day, from))
        }
    };
    let mut days: Vec<Option<(Date, DayFrom)>> = told
        .iter()
        .map(|told| {
            let told = told.as_ref()?;
            day_of(told.stamp.day, DayFrom::Told)
                .or_else(|| day_of(told.heading?, DayFrom::Heading))
        })
        .collect();
    // Clocks alone: an entry of which nothing tells a day, on a page where nothing tells one of any.
    let untold = |at: usize| {
        told[at]
            .as_ref()
            .is_some_and(|told| told.stamp.day == ToldDay::No && told.heading.is_none())
    };
    let clocks: Vec<(usize, Time)> = (0..told.len())
        .filter(|at| untold(*at))
        .filter_map(|at| Some((at, told[at].as_ref()?.stamp.time?)))
        .collect();
    if days.iter().all(Option::is_none) {
        for ((at, _), day) in clocks.iter().zip(days_of_clocks(&clocks, published, modified)) {
            days[*at] = day;
        }
    }
    let entries = told.iter().zip(days);
    entries
        .map(|(told, day)| {
            let Told { stamp, found_in, .. } = told.as_ref()?;
            Some(EntryTime {
                day: day.map(|(day, _)| day),
                day_from: day.map(|(_, from)| from),
                time: stamp.time,
                precision: stamp.precision,
                zone: stamp.zone.clone(),
                found_in,
                raw: stamp.raw.chars().take(200).collect(),
            })
        })
        .collect()
}

/// The last such day of a month that is not after `last`, with a day of grace.
fn with_year(month: i8, day: i8, last: Date) -> Option<Date> {
    let limit = last.tomorrow().ok()?;
    let years = [limit.year(), limit.year() - 1];
    years.iter().filter_map(|year| Date::new(*year, month, day).ok()).find(|day| *day <= limit)
}

/// How often clocks pass midnight in one direction, when they are in order otherwise.
pub(crate) fn midnights(clocks: &[Time], newest_first: bool) -> usize {
    let later = |a: Time, b: Time| if newest_first { b > a } else { b < a };
    clocks.windows(2).filter(|pair| later(pair[0], pair[1])).count()
}

/// Whether clocks stand with the newest first: the order in which they take less time in all.
pub(crate) fn is_newest_first(clocks: &[Time]) -> bool {
    let minutes = |time: Time| i32::from(time.hour()) * 60 + i32::from(time.minute());
    let takes = |a: Time, b: Time| (minutes(b) - minutes(a)).rem_euclid(24 * 60);
    let upwards: i32 = clocks.windows(2).map(|pair| takes(pair[0], pair[1])).sum();
    let downwards: i32 = clocks.windows(2).map(|pair| takes(pair[1], pair[0])).sum();
    downwards <= upwards
}

fn days_of_clocks(
    clocks: &[(usize, Time)],
    published: Option<Date>,
    modified: Option<Date>,
) -> Vec<Option<(Date, DayFrom)>> {
    let times: Vec<Time> = clocks.iter().map(|(_, time)| *time).collect();
    let newest_first = is_newest_first(&times);
    let n_midnights = midnights(&times, newest_first);
    let Some(first) = published else { return vec![None; clocks.len()] };
    if n_midnights == 0 {
        return vec![Some((first, DayFrom::Page)); clocks.len()];
    }
    let last =
        modified.filter(|last| usize::try_from((*last - first).get_days()) == Ok(n_midnights));
    let Some(last) = last else { return vec![None; clocks.len()] };
    let mut day = Some(if newest_first { last } else { first });
    let mut days = Vec::with_capacity(clocks.len());
    let mut before: Option<Time> = None;
    for time in times {
        let passes = before.is_some_and(|b| if newest_first { time > b } else { time < b });
        if passes {
            day =
                day.and_then(
                    |day| {
                        if newest_first { day.yesterday().ok() } else { day.tomorrow().ok() }
                    },
                );
        }
        days.push(day.map(|day| (day, DayFrom::Clocks)));
        before = Some(time);
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::dates::NumberOrder;
    use crate::extract::entries::stamp::opening;
    use crate::lexicon::pages::Pages;

    fn days(lines: &[&str], published: &str, modified: &str) -> Vec<String> {
        let told: Vec<Option<Told>> = lines
            .iter()
            .map(|line| {
                let stamp = opening(line, NumberOrder::DayFirst, Pages::builtin())?;
                Some(Told { stamp, found_in: "text", heading: None })
            })
            .collect();
        let times = resolve(&told, published.parse().ok(), modified.parse().ok());
        let shown = |time: &EntryTime| match (time.day, time.day_from) {
            (Some(day), Some(from)) => format!("{day} {}", from.as_str()),
            _ => "-".to_owned(),
        };
        times.iter().map(|time| time.as_ref().map_or("?".to_owned(), shown)).collect()
    }

    #[test]
    fn clocks_that_do_not_pass_midnight_are_of_the_day_of_the_page() {
        let expected = ["2022-05-03 page"; 3];
        assert_eq!(days(&["9h00", "11h05", "14h32"], "2022-05-03", ""), expected);
        assert_eq!(days(&["14h32", "11h05", "9h00"], "2022-05-03", "2022-05-04"), expected);
    }

    #[test]
    fn clocks_that_pass_midnight_are_of_the_days_between_publication_and_change() {
        let clocks = ["00h20", "23h50", "21h10"];
        let expected = ["2022-05-04 clocks", "2022-05-03 clocks", "2022-05-03 clocks"];
        assert_eq!(days(&clocks, "2022-05-03", "2022-05-04"), expected);
        let upwards = ["21h10", "23h50", "00h20"];
        let expected = ["2022-05-03 clocks", "2022-05-03 clocks", "2022-05-04 clocks"];
        assert_eq!(days(&upwards, "2022-05-03", "2022-05-04"), expected);
        // How many days there are is not what the clocks tell, or is not told.
        assert_eq!(days(&clocks, "2022-05-03", "2022-05-06"), ["-"; 3]);
        assert_eq!(days(&clocks, "2022-05-03", ""), ["-"; 3]);
    }

    #[test]
    fn a_day_without_its_year_is_the_last_one_before_the_last_change() {
        let told = ["31 décembre, 23h50", "1er janvier, 0h10"];
        let expected = ["2021-12-31 yearless", "2022-01-01 yearless"];
        assert_eq!(days(&told, "2021-12-31", "2022-01-01"), expected);
        assert_eq!(days(&told, "", ""), ["-"; 2]);
        // A clock among entries that tell their day is of no day that is known.
        assert_eq!(days(&["3 mai, 9h10", "14h32"], "2022-05-03", ""), ["2022-05-03 yearless", "-"]);
    }
}
