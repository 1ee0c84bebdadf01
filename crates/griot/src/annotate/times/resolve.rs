//! From words of time to days, by the rules of the coding guidelines.
//!
//! Takes what a pattern kept and what is known of the article's day; gives days, or nothing where
//! the words do not tell.

use jiff::civil::{Date, Weekday};
use jiff::{Span as Lapse, ToSpan};

use super::pattern::{Found, Kept, Reader};
use super::{TimePrecision, TimeRole};
use crate::lexicon::dates_schema::{DatePattern, Means, TimeUnit};
use crate::model::Dates;

/// What is known before an expression is resolved.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    /// The day of publication, or of the dateline.
    pub(super) published: Option<Date>,
    /// The day from which weekdays and months without a year are counted.
    pub(super) base: Option<Date>,
    /// The last time that was told, for `la veille`.
    pub(super) last: Option<Dates>,
    /// A year that the text told before.
    pub(super) year: Option<i16>,
    /// Whether the clause is in the future.
    pub(super) future: bool,
}

/// What an expression means.
#[derive(Clone, Copy, Debug)]
pub(super) struct Resolved {
    pub(super) dates: Option<Dates>,
    pub(super) precision: TimePrecision,
    pub(super) role: TimeRole,
    pub(super) anaphoric: bool,
}

fn dates(from: Option<Date>, to: Option<Date>) -> Option<Dates> {
    let (from, to) = (from?, to?);
    (from <= to).then_some(Dates { from, to })
}

fn plus(day: Option<Date>, lapse: Lapse) -> Option<Date> {
    day?.checked_add(lapse).ok()
}

fn day_in(year: i16, month: i8, day: i8) -> Option<Date> {
    Date::new(year, month, day).ok()
}

fn month_dates(year: i16, month: i8) -> Option<Dates> {
    let first = day_in(year, month, 1)?;
    Some(Dates { from: first, to: first.last_of_month() })
}

fn year_dates(year: i16) -> Option<Dates> {
    dates(day_in(year, 1, 1), day_in(year, 12, 31))
}

/// The unit that holds a day.
fn unit_around(day: Date, unit: TimeUnit) -> Option<Dates> {
    let monday_offset = i64::from(day.weekday().to_monday_zero_offset());
    let monday = plus(Some(day), -monday_offset.days());
    match unit {
        TimeUnit::Hour | TimeUnit::Day => Some(Dates::day(day)),
        TimeUnit::Weekend => dates(plus(monday, 5.days()), plus(monday, 6.days())),
        TimeUnit::Week => dates(monday, plus(monday, 6.days())),
        TimeUnit::Month => month_dates(day.year(), day.month()),
        TimeUnit::Quarter | TimeUnit::Semester => {
            let n_months = if unit == TimeUnit::Quarter { 3 } else { 6 };
            let first = day_in(day.year(), (day.month() - 1) / n_months * n_months + 1, 1);
            let last = plus(first, i64::from(n_months - 1).months()).map(Date::last_of_month);
            dates(first, last)
        }
        TimeUnit::Year => year_dates(day.year()),
        TimeUnit::Decade => {
            let first = day.year().div_euclid(10) * 10;
            dates(day_in(first, 1, 1), day_in(first + 9, 12, 31))
        }
        TimeUnit::Century => None,
    }
}

/// A lapse of n units; nothing when it is longer than any calendar.
fn lapse(n: i32, unit: TimeUnit) -> Option<Lapse> {
    let (n, lapse) = (i64::from(n), Lapse::new());
    let lapse = match unit {
        TimeUnit::Hour => lapse.try_days(n / 24),
        TimeUnit::Day => lapse.try_days(n),
        TimeUnit::Weekend | TimeUnit::Week => lapse.try_weeks(n),
        TimeUnit::Month => lapse.try_months(n),
        TimeUnit::Quarter => lapse.try_months(n * 3),
        TimeUnit::Semester => lapse.try_months(n * 6),
        TimeUnit::Year => lapse.try_years(n),
        TimeUnit::Decade => lapse.try_years(n * 10),
        TimeUnit::Century => lapse.try_years(n * 100),
    };
    lapse.ok()
}

fn precision_of(unit: TimeUnit) -> TimePrecision {
    match unit {
        TimeUnit::Hour | TimeUnit::Day => TimePrecision::Day,
        TimeUnit::Weekend => TimePrecision::Days,
        TimeUnit::Week => TimePrecision::Week,
        TimeUnit::Month => TimePrecision::Month,
        TimeUnit::Quarter | TimeUnit::Semester => TimePrecision::PartOfYear,
        TimeUnit::Year => TimePrecision::Year,
        TimeUnit::Decade | TimeUnit::Century => TimePrecision::Years,
    }
}

/// Resolves what was found.
pub(super) fn resolve(reader: &Reader, found: &Found, known: Known) -> Option<Resolved> {
    let pattern = reader.lex.file.patterns.get(found.pattern)?;
    let kept = &found.kept;
    let inside = |place: usize, known: Known| {
        let (first, end) = (*kept.dates.get(place)?)?;
        let nested = reader.longest(first, end, 1)?;
        resolve(reader, &nested, known)
    };
    let n = kept.n.unwrap_or(pattern.n);
    let unit = kept.unit.or(pattern.unit);
    let point = |dates: Option<Dates>, precision| Resolved {
        dates,
        precision,
        role: TimeRole::Point,
        anaphoric: false,
    };
    let published = known.published;
    Some(match pattern.means {
        Means::Day => {
            let date = match kept.numeric {
                Some(token) => numeric(reader, token),
                None => calendar_day(kept, kept.days[0], known),
            };
            point(date.map(Dates::day), TimePrecision::Day)
        }
        Means::DayRange => {
            let last = kept.days.iter().flatten().last().copied();
            let to = calendar_day(kept, last, known);
            let from = to.and_then(|to| {
                let first = kept.days[0]?;
                match kept.months[1] {
                    None => day_in(to.year(), to.month(), first),
                    Some(_) => day_in(to.year(), kept.months[0]?, first),
                }
            });
            Resolved { role: TimeRole::Interval, ..point(dates(from, to), TimePrecision::Days) }
        }
        Means::Weekday => {
            let day = kept.weekdays[0].and_then(|weekday| nearest_weekday(weekday, known));
            point(day.map(Dates::day), TimePrecision::Day)
        }
        Means::Last | Means::Next => beside(kept, pattern.means == Means::Next, known),
        Means::Month => {
            let told = kept.years[0];
            let year = told.or_else(|| Some(known.base?.year() + i16::try_from(pattern.n?).ok()?));
            point(month(kept.months[0], year, known), TimePrecision::Month)
        }
        Means::Year => point(kept.years[0].and_then(year_dates), TimePrecision::Year),
        Means::YearRange => {
            let days = |place: usize| kept.years.get(place).copied().flatten().and_then(year_dates);
            let range = dates(days(0).map(|year| year.from), days(1).map(|year| year.to));
            Resolved { role: TimeRole::Interval, ..point(range, TimePrecision::Years) }
        }
        Means::Decade => {
            let first = kept.years[0].and_then(|year| day_in(year, 1, 1));
            point(first.and_then(|day| unit_around(day, TimeUnit::Decade)), TimePrecision::Years)
        }
        Means::RelativeDay => {
            let day = n.and_then(|n| plus(published, i64::from(n).days()));
            point(day.map(Dates::day), TimePrecision::Day)
        }
        Means::RelativeUnit => {
            let unit = unit?;
            point(relative_unit(n.unwrap_or(0), unit, known), precision_of(unit))
        }
        Means::Ago | Means::Ahead => {
            let unit = unit?;
            let sign = if pattern.means == Means::Ago { -1 } else { 1 };
            let day = n.and_then(|n| plus(published, lapse(sign * n, unit)?));
            let precision = if day.is_some() { precision_of(unit) } else { TimePrecision::Vague };
            point(day.and_then(|day| unit_around(day, by_days(unit))), precision)
        }
        Means::FromThere => {
            let unit = unit?;
            // `trois jours plus tôt` keeps its number in the text and its direction in the pattern.
            let n = match (kept.n, pattern.n) {
                (Some(told), Some(sign)) => told.map(|told| told * sign),
                (Some(told), None) | (None, told) => told,
            };
            // `le même jour`, where no day was told: nobody knows which.
            let same = n == Some(0) && unit == TimeUnit::Day;
            let anchor = known.last.or(published.map(Dates::day).filter(|_| !same));
            let day = anchor.zip(n).and_then(|(anchor, n)| {
                // `overnight … A day earlier`: before the day on which the night ended.
                let night = anchor.n_days() == 2;
                let from = if n < 0 && !night { anchor.from } else { anchor.to };
                if n == 0 { Some(anchor.from) } else { plus(Some(from), lapse(n, unit)?) }
            });
            let dates = day.and_then(|day| unit_around(day, by_days(unit)));
            let dates = if n == Some(0) && unit == TimeUnit::Day { anchor } else { dates };
            Resolved { anaphoric: true, ..point(dates, precision_of(unit)) }
        }
        Means::Season => point(season(kept, known), TimePrecision::Season),
        Means::PartOfYear => {
            let year = kept.years[0]
                .or_else(|| {
                    inside(0, known).and_then(|nested| nested.dates).map(|dates| dates.from.year())
                })
                .or_else(|| known.base.map(Date::year));
            let n_months = if unit == Some(TimeUnit::Quarter) { 3 } else { 6 };
            let rank = kept.ordinal.unwrap_or(1).min(12 / n_months);
            let first = year.and_then(|year| day_in(year, (rank - 1) * n_months + 1, 1));
            let last = plus(first, i64::from(n_months - 1).months()).map(Date::last_of_month);
            point(dates(first, last), TimePrecision::PartOfYear)
        }
        Means::FirstUnits => {
            let (n, unit) = (n?, unit?);
            let whole = match kept.dates[0] {
                Some(_) => inside(0, known)?.dates?,
                None => year_dates(known.base?.year())?,
            };
            let last = plus(plus(Some(whole.from), lapse(n, unit)?), (-1).days());
            let dates = dates(Some(whole.from), last).filter(|dates| dates.to <= whole.to);
            Resolved { role: TimeRole::Interval, ..point(dates, TimePrecision::Days) }
        }
        Means::Early | Means::Mid | Means::Late => {
            let whole = if let Some(unit) = kept.unit {
                let day = published?;
                point(unit_around(day, unit), precision_of(unit))
            } else if kept.dates[0].is_some() {
                inside(0, known)?
            } else if kept.months[0].is_some() {
                point(month(kept.months[0], kept.years[0], known), TimePrecision::Month)
            } else {
                point(kept.years[0].and_then(year_dates), TimePrecision::Year)
            };
            part_of(whole, pattern)
        }
        Means::Since => {
            let from = match (kept.dates[0], unit) {
                (Some(_), _) => {
                    let nested = inside(0, Known { future: false, ..known })?;
                    nested.dates.map(|dates| dates.from)
                }
                (None, Some(unit)) => n.and_then(|n| plus(published, lapse(-n, unit)?)),
                // `Depuis, …`: since the time told before.
                (None, None) => known.last.map(|dates| dates.from),
            };
            Resolved { role: TimeRole::Since, ..point(dates(from, published), TimePrecision::Days) }
        }
        Means::Until => {
            let nested = inside(0, known)?;
            Resolved { role: TimeRole::Until, ..nested }
        }
        Means::Between => {
            let interval = if kept.dates[0].is_some() {
                let second = inside(1, known)?;
                // The first is counted from the second, which is later and tells the year.
                let base = second.dates.map(|dates| dates.from).or(known.base);
                let year = second.dates.map(|dates| dates.from.year()).or(known.year);
                let first = inside(0, Known { base, year, future: false, ..known })?;
                dates(first.dates.map(|dates| dates.from), second.dates.map(|dates| dates.to))
            } else if let [Some(first), Some(second)] = kept.weekdays {
                // `mercredi et jeudi 30 janvier`.
                let second = match kept.days[0] {
                    Some(day) => calendar_day(kept, Some(day), known),
                    None => nearest_weekday(second, known),
                };
                let first = nearest_weekday(first, Known { base: second, future: false, ..known });
                dates(first, second)
            } else {
                let second = month(kept.months[1], kept.years[0], known);
                let year = second.map(|dates| dates.from.year());
                let first = kept.months[0].zip(year).and_then(|(first, year)| {
                    let later = kept.months[1].is_some_and(|second| first > second);
                    month_dates(if later { year - 1 } else { year }, first)
                });
                dates(first.map(|dates| dates.from), second.map(|dates| dates.to))
            };
            Resolved { role: TimeRole::Interval, ..point(interval, TimePrecision::Days) }
        }
        Means::Night => {
            let night = match (kept.dates, kept.days) {
                ([Some(_), Some(_)], _) => {
                    let second = inside(1, known)?.dates;
                    let base = second.map(|dates| dates.from).or(known.base);
                    let first = inside(0, Known { base, ..known })?.dates;
                    dates(first.map(|dates| dates.from), second.map(|dates| dates.to))
                }
                ([Some(_), None], _) => inside(0, known)?.dates,
                (_, [Some(first), Some(second), _]) => {
                    let to = calendar_day(kept, Some(second), known);
                    let from = to.and_then(|to| day_in(to.year(), to.month(), first));
                    dates(from, to)
                }
                _ => dates(plus(published, (-1).days()), published),
            };
            point(night, TimePrecision::Night)
        }
        // `over the last weekend` is that weekend.
        Means::PastWindow if unit == Some(TimeUnit::Weekend) => {
            let dates = relative_unit(0, TimeUnit::Weekend, known);
            point(dates, precision_of(TimeUnit::Weekend))
        }
        Means::PastWindow => {
            let unit = unit?;
            let n = kept.n.unwrap_or(Some(1));
            let from = n.and_then(|n| plus(published, lapse(-n, unit)?));
            Resolved {
                role: TimeRole::Duration,
                ..point(dates(from, published), TimePrecision::Days)
            }
        }
        Means::Duration => {
            let precision = unit.map_or(TimePrecision::Days, precision_of);
            Resolved { role: TimeRole::Duration, ..point(None, precision) }
        }
        Means::Frequency => {
            Resolved { role: TimeRole::Frequency, ..point(None, TimePrecision::Vague) }
        }
        Means::Anniversary => {
            Resolved { role: TimeRole::Anniversary, ..point(None, TimePrecision::Vague) }
        }
        Means::Vague => point(None, TimePrecision::Vague),
        Means::PartOfDay => point(None, TimePrecision::PartOfDay),
        Means::Same => inside(0, known)?,
        Means::Name => return None,
    })
}

/// The days that a duration takes when it ends on publication.
pub(super) fn to_publication(
    reader: &Reader,
    found: &Found,
    published: Option<Date>,
) -> Option<Dates> {
    let pattern = reader.lex.file.patterns.get(found.pattern)?;
    let unit = found.kept.unit.or(pattern.unit)?;
    let n = found.kept.n.unwrap_or(pattern.n)?;
    dates(plus(published, lapse(-n, unit)?), published)
}

/// A day with month, year or weekday, as far as they are told.
fn calendar_day(kept: &Kept, day: Option<i8>, known: Known) -> Option<Date> {
    let day = day?;
    let month = kept.months.iter().flatten().last().copied();
    let Some(month) = month else {
        // `mardi 12`, `le 12`: the last one that was, with its weekday if it is told.
        let base = known.base?;
        let months =
            (0..12).filter_map(|back| plus(Some(base.first_of_month()), -i64::from(back).months()));
        let days = months.filter_map(|first| day_in(first.year(), first.month(), day));
        let mut days = days.filter(|&date| date <= base || known.future);
        let first = days.clone().next();
        let weekday =
            kept.weekdays[0].and_then(|weekday| Weekday::from_monday_one_offset(weekday).ok());
        return match weekday {
            Some(weekday) => days.find(|date| date.weekday() == weekday).or(first),
            None => first,
        };
    };
    if let Some(year) = kept.years[0] {
        return day_in(year, month, day);
    }
    let Some(base) = known.base else { return day_in(known.year?, month, day) };
    // Leap days may be eight years away.
    if known.future {
        return (0..9)
            .filter_map(|ahead| day_in(base.year() + ahead, month, day))
            .find(|&date| date >= base);
    }
    (0..9).filter_map(|back| day_in(base.year() - back, month, day)).find(|&date| date <= base)
}

fn nearest_weekday(weekday: i8, known: Known) -> Option<Date> {
    let weekday = Weekday::from_monday_one_offset(weekday).ok()?;
    let base = known.base?;
    let sign = if known.future { 1 } else { -1 };
    (0..7)
        .filter_map(|away| plus(Some(base), (sign * away).days()))
        .find(|day| day.weekday() == weekday)
}

/// `lundi dernier`, `next Monday`, `octobre dernier`, `le 3 mars prochain`: never the present one.
fn beside(kept: &Kept, next: bool, known: Known) -> Resolved {
    let sign: i64 = if next { 1 } else { -1 };
    let point =
        |dates, precision| Resolved { dates, precision, role: TimeRole::Point, anaphoric: false };
    let base = known.base;
    if let Some(weekday) = kept.weekdays[0] {
        let day = plus(base, sign.days());
        let day = nearest_weekday(weekday, Known { base: day, future: next, ..known });
        return point(day.map(Dates::day), TimePrecision::Day);
    }
    if kept.days[0].is_some() {
        let day = plus(base, sign.days());
        let day = calendar_day(kept, kept.days[0], Known { base: day, future: next, ..known });
        return point(day.map(Dates::day), TimePrecision::Day);
    }
    if let Some(days) = kept.season {
        let later = plus(base, (sign * 12).months()).filter(|_| next);
        let found = later.or(base).and_then(|base| season_before(base, days));
        return point(found, TimePrecision::Season);
    }
    let beside = |first: i8| {
        let months = (1..=12)
            .filter_map(|away| plus(base.map(Date::first_of_month), (sign * away).months()));
        months.into_iter().find(|day| day.month() == first)
    };
    let day = kept.months[0].and_then(beside);
    point(day.and_then(|day| month_dates(day.year(), day.month())), TimePrecision::Month)
}

fn month(month: Option<i8>, year: Option<i16>, known: Known) -> Option<Dates> {
    let month = month?;
    if let Some(year) = year {
        return month_dates(year, month);
    }
    let Some(base) = known.base else { return month_dates(known.year?, month) };
    let year = match (known.future, month.cmp(&base.month())) {
        (true, std::cmp::Ordering::Less) => base.year() + 1,
        (false, std::cmp::Ordering::Greater) => base.year() - 1,
        _ => base.year(),
    };
    month_dates(year, month)
}

fn season(kept: &Kept, known: Known) -> Option<Dates> {
    let days = kept.season?;
    match kept.years[0] {
        Some(year) => season_of(year, days),
        None => season_before(known.base?, days),
    }
}

/// The season that begins in a year.
fn season_of(year: i16, [first_month, first_day, last_month, last_day]: [i8; 4]) -> Option<Dates> {
    let last_year = if last_month < first_month { year + 1 } else { year };
    dates(day_in(year, first_month, first_day), day_in(last_year, last_month, last_day))
}

/// The last season of a kind that began on or before a day.
fn season_before(base: Date, days: [i8; 4]) -> Option<Dates> {
    let this = season_of(base.year(), days)?;
    if this.from <= base { Some(this) } else { season_of(base.year().checked_sub(1)?, days) }
}

/// A week away is a day away, a month away is a month: what people count in weeks has a day.
fn by_days(unit: TimeUnit) -> TimeUnit {
    if unit == TimeUnit::Week { TimeUnit::Day } else { unit }
}

/// The n-th unit from the present one; the present one ends on the day of publication.
fn relative_unit(n: i32, unit: TimeUnit, known: Known) -> Option<Dates> {
    let published = known.published?;
    if unit == TimeUnit::Weekend {
        // The present week-end is the last that began, unless the clause is in the future.
        let saturday = nearest_weekday(6, Known { base: Some(published), ..known });
        let n = if n < 0 && published.weekday().to_monday_one_offset() < 6 { n + 1 } else { n };
        let saturday = plus(saturday, lapse(n, TimeUnit::Week)?);
        return dates(saturday, plus(saturday, 1.days()));
    }
    let day = plus(Some(published), lapse(n, unit)?)?;
    let whole = unit_around(day, unit)?;
    let is_open = n == 0 && !known.future;
    Some(if is_open { Dates { to: published.max(whole.from), ..whole } } else { whole })
}

/// The first, middle or last part of a time.
fn part_of(whole: Resolved, pattern: &DatePattern) -> Resolved {
    let Some(days) = whole.dates else {
        return Resolved { precision: TimePrecision::Vague, ..whole };
    };
    let first = days.from;
    let (year, of_month) = (first.year(), first.first_of_month());
    let at = |day: i8| day_in(of_month.year(), of_month.month(), day);
    let (part, precision) = match (whole.precision, pattern.means) {
        (TimePrecision::Month, Means::Early) => {
            let last = pattern.n.and_then(|n| i8::try_from(n).ok()).unwrap_or(10);
            (dates(at(1), at(last)), TimePrecision::PartOfMonth)
        }
        (TimePrecision::Month, Means::Mid) => (dates(at(11), at(20)), TimePrecision::PartOfMonth),
        (TimePrecision::Month, _) => {
            (dates(at(21), Some(of_month.last_of_month())), TimePrecision::PartOfMonth)
        }
        (TimePrecision::Year, Means::Early) => {
            (dates(day_in(year, 1, 1), day_in(year, 3, 31)), TimePrecision::PartOfYear)
        }
        (TimePrecision::Year, Means::Mid) => {
            (dates(day_in(year, 6, 1), day_in(year, 7, 31)), TimePrecision::PartOfYear)
        }
        (TimePrecision::Year, _) => {
            (dates(day_in(year, 10, 1), day_in(year, 12, 31)), TimePrecision::PartOfYear)
        }
        (precision, _) => (Some(days), precision),
    };
    Resolved { dates: part, precision, ..whole }
}

/// `2022-04-10`, `10/04/2022`
fn numeric(reader: &Reader, token: usize) -> Option<Date> {
    let mut parts = reader.doc.lower(token).split(['-', '/']);
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    if first.len() == 4 {
        return day_in(first.parse().ok()?, second.parse().ok()?, third.parse().ok()?);
    }
    if third.len() != 4 {
        return None;
    }
    let (first, second, year): (i8, i8, i16) =
        (first.parse().ok()?, second.parse().ok()?, third.parse().ok()?);
    match () {
        () if reader.lex.file.grammar.day_first || first > 12 => day_in(year, second, first),
        () if second > 12 => day_in(year, first, second),
        // Which of the two is the month is not told.
        () => None,
    }
}
