//! Events over time: a bar a day, a week, a month or a year, whichever gives a picture that can be read.

use std::fmt::Write as _;

use griot::model::{Dates, Outcome};
use griot_record::{Gist, escape};
use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::asked::Asked;
use crate::view::Sum;
use crate::words::Words;

const WIDTH: f64 = 480.0;
const HEIGHT: f64 = 150.0;
const BASE: f64 = 130.0;
/// Few bars are no wider than this.
const WIDEST: f64 = 44.0;
/// A letter of a label is so wide.
const LETTER: f64 = 9.0;
/// Between two labels.
const APART: f64 = 20.0;
/// More bars than these are not told apart.
const MOST: i64 = 96;

/// A histogram.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bars {
    pub(crate) svg: String,
    /// What a bar is.
    pub(crate) unit: String,
    /// Events without a day, which no bar shows.
    pub(crate) n_undated: usize,
    /// The bars in words: days, events, killed, and the page of this period alone.
    pub(crate) rows: Vec<[String; 4]>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Day,
    Week,
    Month,
    Year,
}

impl Unit {
    fn first(self, day: Date) -> Date {
        match self {
            Self::Day => day,
            Self::Week => {
                let back = i64::from(day.weekday().to_monday_zero_offset());
                day.checked_sub(back.days()).unwrap_or(day)
            }
            Self::Month => day.first_of_month(),
            Self::Year => day.first_of_year(),
        }
    }

    fn next(self, first: Date) -> Option<Date> {
        match self {
            Self::Day => first.tomorrow(),
            Self::Week => first.checked_add(7.days()),
            Self::Month => first.checked_add(1.month()),
            Self::Year => first.checked_add(1.year()),
        }
        .ok()
    }

    fn key(self) -> &'static str {
        match self {
            Self::Day => "bar_day",
            Self::Week => "bar_week",
            Self::Month => "bar_month",
            Self::Year => "bar_year",
        }
    }
}

/// The histogram of events. Each stands on its first day; years of a long record may be cut into bars of
/// years, never left out.
pub(crate) fn bars<'g>(
    gists: impl Iterator<Item = &'g Gist>,
    asked: &Asked,
    words: &Words,
) -> Bars {
    let mut days: Vec<(Date, &Gist)> = Vec::new();
    let mut n_undated = 0;
    for gist in gists {
        match gist.merged.date {
            Some(dates) => days.push((dates.from, gist)),
            None => n_undated += 1,
        }
    }
    let first = days.iter().map(|(day, _)| *day).min();
    let last = days.iter().map(|(day, _)| *day).max();
    let Some((first, last)) = first.zip(last) else {
        return Bars { n_undated, ..Bars::default() };
    };
    let n_days = first.until(last).map_or(i64::MAX, |span| i64::from(span.get_days())) + 1;
    let unit = [(Unit::Day, 1), (Unit::Week, 7), (Unit::Month, 30)]
        .into_iter()
        .find(|(_, days)| n_days / days <= MOST)
        .map_or(Unit::Year, |(unit, _)| unit);
    let mut periods: Vec<(Dates, usize, Sum)> = Vec::new();
    let mut at = unit.first(first);
    // A span of years that no record has is not drawn bar by bar.
    while at <= last && periods.len() < 4_000 {
        let Some(next) = unit.next(at) else { break };
        let to = next.yesterday().unwrap_or(at);
        periods.push((Dates { from: at, to }, 0, Sum::default()));
        at = next;
    }
    for (day, gist) in days {
        let index = periods.partition_point(|(dates, ..)| dates.from <= day).saturating_sub(1);
        if let Some((_, n, sum)) = periods.get_mut(index) {
            *n += 1;
            if let Some(bounds) = gist.toll(Outcome::Killed) {
                sum.add(bounds);
            }
        }
    }
    let most = periods.iter().map(|(_, n, _)| *n).max().unwrap_or(1).max(1);
    let step = WIDTH / periods.len() as f64;
    // Where scripts run, days can be dragged over, also those on which nothing happened.
    let starts: Vec<String> = periods.iter().map(|(dates, ..)| dates.from.to_string()).collect();
    let until = periods.last().map(|(dates, ..)| dates.to.to_string()).unwrap_or_default();
    let mut svg = format!(
        "<svg class=\"bars\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"group\" data-starts=\"{}\" \
         data-until=\"{until}\" data-base=\"{BASE}\" data-page=\"{}\" aria-label=\"{}\">\
         <line class=\"axis\" x1=\"0\" x2=\"{WIDTH}\" y1=\"{BASE}\" y2=\"{BASE}\"/>",
        starts.join(","),
        escape(&asked.link("/", &[("since", ""), ("until", "")])),
        words.t("over_time")
    );
    let wide = (step * 0.8).min(WIDEST);
    let mut rows = Vec::new();
    // Labels stand where there is room for them, also where a phone shows them larger. The last bar always has
    // one, which ends with it.
    let long = |said: &str| said.chars().count() as f64 * LETTER;
    let last = periods.last().map_or(WIDTH, |(dates, ..)| {
        WIDTH - (step - wide) / 2.0 - long(&words.of_brief.days(*dates))
    });
    let mut labelled_until = f64::MIN;
    for (index, (dates, n, sum)) in periods.iter().enumerate() {
        let x = index as f64 * step;
        let said = words.of_brief.days(*dates);
        let begins = x + (step - wide) / 2.0;
        let label = if index + 1 == periods.len() && index > 0 {
            Some(("tick end", begins + wide))
        } else {
            let ends = begins + long(&said);
            let is_free = x >= labelled_until && (ends + APART <= last || periods.len() == 1);
            is_free.then(|| {
                labelled_until = ends + APART;
                ("tick", begins)
            })
        };
        if let Some((class, at)) = label {
            let label = escape(&said);
            let _ = write!(svg, "<text class=\"{class}\" x=\"{at:.1}\" y=\"145\">{label}</text>");
        }
        if *n == 0 {
            continue;
        }
        let height = (*n as f64 / most as f64 * (BASE - 8.0)).max(2.0);
        let (since, until) = (dates.from.to_string(), dates.to.to_string());
        let href = asked.link("/", &[("since", &since), ("until", &until)]);
        let events = words.count("events", *n as u64);
        let mut title = words.colon(&said, &events);
        if sum.n > 0 {
            title = format!("{title}, {}", words.fill("killed_n", &[("figure", &sum.figure())]));
        }
        let _ = write!(
            svg,
            "<a href=\"{}\" aria-label=\"{title}\">\
             <title>{title}</title><rect class=\"hit\" x=\"{x:.1}\" y=\"0\" width=\"{step:.2}\" height=\"{BASE}\"/>\
             <rect class=\"bar\" x=\"{:.2}\" y=\"{:.1}\" width=\"{:.2}\" height=\"{height:.1}\"/></a>",
            escape(&href),
            x + (step - wide) / 2.0,
            BASE - height,
            wide,
            title = escape(&title),
        );
        rows.push([said, events, sum.figure(), href]);
    }
    svg.push_str("</svg>");
    Bars { svg, unit: words.t(unit.key()).to_owned(), n_undated, rows }
}
