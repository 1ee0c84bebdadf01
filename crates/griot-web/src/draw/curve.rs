//! A toll over time: who said how many on which day, each figure from its lower to its upper bound.

use std::fmt::Write as _;

use griot_record::escape;
use jiff::civil::Date;

use crate::words::{Words, number};

const WIDTH: f64 = 460.0;
const HEIGHT: f64 = 178.0;
/// The figures stand between these.
const LEFT: f64 = 44.0;
const RIGHT: f64 = WIDTH - 14.0;
const TOP: f64 = 14.0;
const BASE: f64 = HEIGHT - 26.0;
/// Figures that one day has stand so far from each other.
const ASIDE: f64 = 11.0;

/// A figure of a source.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) day: Date,
    pub(crate) low: u64,
    /// Open without.
    pub(crate) high: Option<u64>,
    /// Figures of one source have one line.
    pub(crate) origin: String,
    /// The figure, in words.
    pub(crate) figure: String,
    /// What is said of it, in words.
    pub(crate) title: String,
    /// Whether the words call it alleged or rounded.
    pub(crate) is_soft: bool,
}

/// A step of the scale (1, 2, 5, 10, 20, …) that gives some four lines up to a figure.
fn step(most: u64) -> u64 {
    let mut power = 1_u64;
    loop {
        for factor in [1, 2, 5] {
            let step = power.saturating_mul(factor);
            if most / step <= 4 {
                return step;
            }
        }
        let Some(next) = power.checked_mul(10) else { return most };
        power = next;
    }
}

/// The chart; nothing when it would show no more than the figures beside it do: fewer than two of them.
pub(crate) fn curve(all: &[Told], label: &str, words: &Words) -> Option<String> {
    let first = all.iter().map(|one| one.day).min()?;
    let last = all.iter().map(|one| one.day).max()?;
    if all.len() < 2 {
        return None;
    }
    let days = |from: Date, to: Date| f64::from((to - from).get_days().max(0));
    let long = days(first, last).max(1.0);
    let most = all.iter().map(|one| one.high.unwrap_or(one.low)).max().unwrap_or(1).max(1);
    let step = step(most);
    let top = most.div_ceil(step).max(1).saturating_mul(step);
    let y = |value: u64| BASE - (value.min(top) as f64 / top as f64) * (BASE - TOP);
    // Room at both ends, so that no mark stands on an edge.
    let (from, wide) = (LEFT + 26.0, RIGHT - LEFT - 52.0);
    let is_one_day = first == last;
    let x = |day: Date| {
        if is_one_day { LEFT + (RIGHT - LEFT) / 2.0 } else { from + days(first, day) / long * wide }
    };
    let mut svg = format!(
        "<svg class=\"curve\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{}\">",
        escape(label)
    );
    let mut value = 0;
    // The last line may be the last number that there is.
    for _ in 0..=5 {
        if value > top {
            break;
        }
        let at = y(value);
        let _ = write!(
            svg,
            "<line class=\"axis\" x1=\"{LEFT}\" x2=\"{RIGHT}\" y1=\"{at:.1}\" y2=\"{at:.1}\"/>\
             <text class=\"tick end\" x=\"{:.0}\" y=\"{:.1}\">{}</text>",
            LEFT - 8.0,
            at + 4.0,
            number(value)
        );
        value = value.saturating_add(step);
    }
    let mut labelled = f64::MIN;
    let mut told: Vec<Date> = all.iter().map(|one| one.day).collect();
    told.sort_unstable();
    told.dedup();
    // The last day is told rather than one close before it.
    let end = x(last);
    for day in told {
        let at = x(day);
        if at >= labelled && (day == last || at + 92.0 <= end) {
            let said = escape(&words.of_brief.day(day));
            let _ = write!(
                svg,
                "<text class=\"tick mid\" x=\"{at:.1}\" y=\"{:.0}\">{said}</text>",
                HEIGHT - 6.0
            );
            labelled = at + 92.0;
        }
    }
    let marks = places(all, x);
    lines(&mut svg, all, &marks, y);
    for (index, (one, at)) in all.iter().zip(&marks).enumerate() {
        let (low, high) = (y(one.low), one.high.map(&y));
        let class = if one.is_soft { "dot soft" } else { "dot" };
        let _ = write!(svg, "<g><title>{}</title>", escape(&one.title));
        match high {
            Some(high) if (high - low).abs() > 0.5 => {
                let _ = write!(
                    svg,
                    "<line class=\"span\" x1=\"{at:.1}\" x2=\"{at:.1}\" y1=\"{low:.1}\" y2=\"{high:.1}\"/>\
                     <circle class=\"{class}\" cx=\"{at:.1}\" cy=\"{high:.1}\" r=\"4.2\"/>"
                );
            }
            Some(_) => {}
            // An open figure points upwards.
            None => {
                let tip = (low - 24.0).max(4.0);
                let _ = write!(
                    svg,
                    "<path class=\"open\" d=\"M{at:.1} {low:.1}V{tip:.1}m-4 5l4 -5l4 5\"/>"
                );
            }
        }
        let _ =
            write!(svg, "<circle class=\"{class}\" cx=\"{at:.1}\" cy=\"{low:.1}\" r=\"4.2\"/></g>");
        numbered(&mut svg, all, index, *at, one.high.map_or(one.low, |high| high.max(one.low)), y);
    }
    svg.push_str("</svg>");
    Some(svg)
}

/// Writes a figure beside its mark, on the side where there is room; of equal ones of one day the last.
fn numbered(
    svg: &mut String,
    all: &[Told],
    index: usize,
    at: f64,
    top: u64,
    y: impl Fn(u64) -> f64,
) {
    let Some(one) = all.get(index) else { return };
    let is_again = |other: &Told| other.day == one.day && other.figure == one.figure;
    if all.iter().skip(index + 1).any(is_again) {
        return;
    }
    let is_right = at > WIDTH / 2.0;
    let (x, class) = if is_right { (at - 9.0, "told end") } else { (at + 9.0, "told") };
    // Where neighbours of the day stand on that side, it stands above.
    let is_first = !all.iter().take(index).any(|other| other.day == one.day);
    let up = if is_right && !is_first { 11.0 } else { -4.0 };
    let figure = escape(&one.figure);
    let _ = write!(
        svg,
        "<text class=\"{class}\" x=\"{x:.1}\" y=\"{:.1}\">{figure}</text>",
        y(top) - up
    );
}

/// Where figures stand: those of one day beside each other, in their order.
fn places(all: &[Told], x: impl Fn(Date) -> f64) -> Vec<f64> {
    let of_day = |day: Date| all.iter().filter(|one| one.day == day).count();
    let place = |(at, one): (usize, &Told)| {
        let before = all.iter().take(at).filter(|other| other.day == one.day).count();
        let n = of_day(one.day);
        let apart = ASIDE.min(46.0 / n.max(1) as f64);
        x(one.day) + (before as f64 - (n.saturating_sub(1)) as f64 / 2.0) * apart
    };
    all.iter().enumerate().map(place).collect()
}

/// What one source says again is tied to what it said before.
fn lines(svg: &mut String, all: &[Told], marks: &[f64], y: impl Fn(u64) -> f64) {
    for (at, (one, x)) in all.iter().zip(marks).enumerate() {
        let mut before = all.iter().zip(marks).take(at).rev();
        if let Some((other, from)) = before.find(|(other, _)| other.origin == one.origin) {
            let _ = write!(
                svg,
                "<line class=\"tie\" x1=\"{from:.1}\" x2=\"{x:.1}\" y1=\"{:.1}\" y2=\"{:.1}\"/>",
                y(other.low),
                y(one.low)
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use griot::model::Lang;

    use super::*;

    fn told(day: &str, low: u64, high: Option<u64>) -> Told {
        Told {
            day: day.parse().unwrap(),
            low,
            high,
            origin: "maire".to_owned(),
            figure: format!("{low}"),
            title: "<maire>".to_owned(),
            is_soft: false,
        }
    }

    #[test]
    fn ranges_open_figures_and_revisions_are_seen() {
        let words = Words::of(Lang::Fr);
        let all = [
            told("2024-05-04", 12, Some(12)),
            told("2024-05-05", 12, Some(20)),
            told("2024-05-05", 15, None),
        ];
        let svg = curve(&all, "a & b", &words).unwrap();
        assert_eq!(svg.matches("class=\"dot\"").count(), 4);
        assert_eq!(svg.matches("class=\"open\"").count(), 1);
        assert_eq!(svg.matches("class=\"tie\"").count(), 2);
        assert!(svg.contains("&lt;maire&gt;") && !svg.contains("<maire>"));
        assert!(!svg.contains("NaN"));
        assert!(curve(&all[..1], "", &words).is_none(), "one figure is no curve");
    }

    #[test]
    fn a_scale_has_few_lines_whatever_the_figure() {
        for most in [1, 2, 7, 12, 99, 1_000, 123_456, u64::MAX] {
            let step = step(most);
            assert!(most / step <= 10, "{most}: {step}");
            assert!(step == 1 || most / step >= 1, "{most}: {step}");
        }
        let words = Words::of(Lang::En);
        let all = [told("2024-05-04", 0, Some(u64::MAX)), told("-009999-01-01", 0, Some(0))];
        assert!(!curve(&all, "", &words).unwrap().contains("NaN"));
    }
}
