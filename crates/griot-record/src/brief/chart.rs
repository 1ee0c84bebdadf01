//! Bars over time, as SVG: from how many to how many were killed.

use std::fmt::Write as _;

use griot::model::Dates;
use jiff::ToSpan as _;
use jiff::civil::Date;

use super::html::escape;
use super::words::{Words, number};

/// A bar of the chart.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Bar {
    pub(super) days: Dates,
    pub(super) n_events: usize,
    pub(super) low: u64,
    pub(super) high: u64,
    /// Whether some event has no upper bound.
    pub(super) is_open: bool,
}

/// From so many to so many; open without an upper bound.
type Bounds = (u64, Option<u64>);

/// So many bars can be read.
const MOST: i32 = 31;

/// How wide a bar is.
#[derive(Clone, Copy)]
enum Step {
    Days(i32),
    /// Of the calendar.
    Months(i32),
}

impl Step {
    /// The narrowest that gives no more bars than can be read.
    fn over(first: Date, last: Date) -> Self {
        let n_days = (last - first).get_days() + 1;
        let steps = [
            (1, Self::Days(1)),
            (7, Self::Days(7)),
            (28, Self::Months(1)),
            (89, Self::Months(3)),
            (365, Self::Months(12)),
        ];
        let fits = steps.into_iter().find(|(days, _)| n_days <= days * (MOST - 1));
        fits.map_or(Self::Months(12 * (n_days / 365 / MOST + 1)), |(_, step)| step)
    }

    /// The first day of the bar that holds a day.
    fn start(self, day: Date) -> Date {
        match self {
            Self::Days(_) => day,
            Self::Months(months) => {
                let into = (i32::from(day.month()) - 1) % months.min(12);
                day.first_of_month().saturating_sub(into.months())
            }
        }
    }

    /// The first day of the next bar.
    fn next(self, from: Date) -> Option<Date> {
        match self {
            Self::Days(days) => from.checked_add(days.days()).ok(),
            Self::Months(months) => from.checked_add(months.months()).ok(),
        }
    }
}

/// Bars over the days of events (each with its first day and its bounds), as wide as it takes: days,
/// weeks, or months of the calendar. Days without an event have a bar of nothing.
pub(super) fn bars(events: &[(Date, Option<Bounds>)]) -> Vec<Bar> {
    let first = events.iter().map(|(day, _)| *day).min();
    let last = events.iter().map(|(day, _)| *day).max();
    let Some((first, last)) = first.zip(last) else { return Vec::new() };
    let step = Step::over(first, last);
    let mut found = Vec::new();
    let mut from = step.start(first);
    while from <= last {
        let next = step.next(from);
        let to = next.and_then(|next| next.yesterday().ok()).unwrap_or(last);
        let inside = events.iter().filter(|(day, _)| from <= *day && *day <= to);
        let mut bar =
            Bar { days: Dates { from, to }, n_events: 0, low: 0, high: 0, is_open: false };
        for (_, bounds) in inside {
            bar.n_events += 1;
            if let Some((low, high)) = bounds {
                bar.low = bar.low.saturating_add(*low);
                bar.high = bar.high.saturating_add(high.unwrap_or(*low));
                bar.is_open |= high.is_none();
            }
        }
        found.push(bar);
        match next {
            Some(next) if next > from => from = next,
            _ => break,
        }
    }
    found
}

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 220.0;
const LEFT: f64 = 46.0;
const BOTTOM: f64 = 34.0;
const TOP: f64 = 18.0;

/// The chart; nothing when nobody was killed.
pub(super) fn svg(bars: &[Bar], words: Words) -> Option<String> {
    let most = bars.iter().map(|bar| bar.high).max().filter(|most| *most > 0)?;
    let (first, last) = (bars.first()?, bars.last()?);
    let step = step(most);
    let top = most.div_ceil(step) * step;
    let y = |n: u64| TOP + (HEIGHT - TOP - BOTTOM) * (1.0 - n as f64 / top as f64);
    let slot = (WIDTH - LEFT - 8.0) / bars.len() as f64;
    let width = (slot * 0.7).min(46.0);
    let days = usize::try_from(first.days.n_days()).unwrap_or(1);
    let alt = words.fill(
        "chart_alt",
        &[
            ("since", &words.day(first.days.from)),
            ("until", &words.day(last.days.to)),
            ("days", &words.count("days", days)),
        ],
    );
    let mut out = format!(
        "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{}\">\n<title>{}</title>\n",
        escape(&alt),
        escape(words.text("chart"))
    );
    let mut tick = 0;
    while tick <= top {
        let at = y(tick);
        let _ = writeln!(
            out,
            "<line class=\"grid\" x1=\"{LEFT}\" x2=\"{WIDTH}\" y1=\"{at:.1}\" y2=\"{at:.1}\"/>\
             <text class=\"tick\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            LEFT - 6.0,
            at + 4.0,
            number(tick)
        );
        tick += step;
    }
    // So many labels fit under the bars.
    let every = bars.len().div_ceil(8).max(1);
    for (at, bar) in bars.iter().enumerate() {
        let middle = LEFT + slot * (at as f64 + 0.5);
        let left = middle - width / 2.0;
        let values =
            [("days", &*words.days(bar.days)), ("figure", &*words.figure(bar.low, high(bar)))];
        let said = words.fill("chart_bar", &values);
        let _ = writeln!(out, "<g><title>{}</title>", escape(&said));
        for (class, from, to) in [("high", bar.low, bar.high), ("low", 0, bar.low)] {
            if to > from {
                let _ = writeln!(
                    out,
                    "<rect class=\"{class}\" x=\"{left:.1}\" y=\"{:.1}\" width=\"{width:.1}\" height=\"{:.1}\"/>",
                    y(to),
                    y(from) - y(to)
                );
            }
        }
        if bar.high > 0 {
            let label = match (bar.is_open, bar.low == bar.high) {
                (true, _) => format!("{}+", number(bar.high)),
                (false, true) => number(bar.low),
                (false, false) => format!("{}–{}", number(bar.low), number(bar.high)),
            };
            if bars.len() <= 16 {
                let _ = writeln!(
                    out,
                    "<text class=\"value\" x=\"{middle:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{label}</text>",
                    y(bar.high) - 4.0
                );
            } else if bar.is_open {
                let _ = writeln!(
                    out,
                    "<text class=\"value\" x=\"{middle:.1}\" y=\"{:.1}\" text-anchor=\"middle\">+</text>",
                    y(bar.high) - 4.0
                );
            }
        }
        out.push_str("</g>\n");
        if at % every == 0 {
            let day = bar.days.from;
            let _ = writeln!(
                out,
                "<text class=\"tick\" x=\"{middle:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
                HEIGHT - 14.0,
                escape(&short(day, first.days.n_days() > 7))
            );
        }
    }
    out.push_str("</svg>");
    Some(out)
}

fn high(bar: &Bar) -> Option<u64> {
    (!bar.is_open).then_some(bar.high)
}

/// `04.05`, or with bars of a month and more `05.2024`: the same in every language.
fn short(day: Date, is_long: bool) -> String {
    if is_long {
        format!("{:02}.{}", day.month(), day.year())
    } else {
        format!("{:02}.{:02}", day.day(), day.month())
    }
}

/// A round step that gives five lines or fewer.
fn step(most: u64) -> u64 {
    let mut ten = 1_u64;
    loop {
        for times in [1, 2, 5] {
            let step = ten.saturating_mul(times);
            if most / step <= 5 {
                return step;
            }
        }
        ten = ten.saturating_mul(10);
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn bars_hold_every_event_once_and_widen_with_the_period() {
        let events = [
            (date(2024, 5, 1), Some((12, None))),
            (date(2024, 5, 3), Some((1, Some(4)))),
            (date(2024, 5, 3), None),
        ];
        let found = bars(&events);
        assert_eq!(found.len(), 3);
        assert_eq!((found[2].n_events, found[2].low, found[2].high), (2, 1, 4));
        assert!(found[0].is_open);
        let long = [events[0], (date(2025, 5, 1), Some((3, Some(3))))];
        let found = bars(&long);
        assert!(found.len() <= 31, "{}", found.len());
        assert_eq!(found.iter().map(|bar| bar.n_events).sum::<usize>(), 2);
        assert_eq!(found.iter().map(|bar| bar.low).sum::<u64>(), 15);
        assert!(bars(&[]).is_empty());
    }

    #[test]
    fn lines_are_round_and_few() {
        for (most, expected) in [(1, 1), (5, 1), (6, 2), (15, 5), (99, 20), (1000, 200)] {
            assert_eq!(step(most), expected, "{most}");
        }
        assert!(step(u64::MAX) > 0);
    }
}
