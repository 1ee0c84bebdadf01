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
/// Figures that one day of several has stand so far from each other at most.
const ASIDE: f64 = 16.0;
/// A mark reaches so far from its middle.
const MARK: f64 = 4.6;
/// A digit of a figure is so wide, also where a phone shows it larger.
const LETTER: f64 = 8.6;

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
    /// Whether its source has said something else since.
    pub(crate) is_past: bool,
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
    for (one, at) in all.iter().zip(&marks) {
        let (low, high) = (y(one.low), one.high.map(&y));
        let class = if one.is_soft { "dot soft" } else { "dot" };
        let group = if one.is_past { "<g class=\"past\">" } else { "<g>" };
        let _ = write!(svg, "{group}<title>{}</title>", escape(&one.title));
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
                let tip = tip(low);
                let _ = write!(
                    svg,
                    "<path class=\"open\" d=\"M{at:.1} {low:.1}V{tip:.1}m-4 5l4 -5l4 5\"/>"
                );
            }
        }
        let _ =
            write!(svg, "<circle class=\"{class}\" cx=\"{at:.1}\" cy=\"{low:.1}\" r=\"4.2\"/></g>");
    }
    numbered(&mut svg, all, &marks, y);
    svg.push_str("</svg>");
    Some(svg)
}

/// Writes figures beside their marks, each on a side where there is room. Of equal ones of one day the last is
/// written. Where many stand close together some have no room: their marks tell them when one points at
/// them, and the table tells all.
fn numbered(svg: &mut String, all: &[Told], marks: &[f64], y: impl Fn(u64) -> f64) {
    let top = |one: &Told| one.high.map_or(one.low, |high| high.max(one.low));
    let mut taken: Vec<[f64; 4]> = Vec::new();
    for (one, at) in all.iter().zip(marks) {
        let (low, mut high) = (y(one.low), y(top(one)));
        if one.high.is_none() {
            high = tip(low);
        }
        taken.push([at - MARK, high - MARK, at + MARK, low + MARK]);
    }
    let is_again = |index: usize, one: &Told| {
        let is_same = |other: &Told| other.day == one.day && other.figure == one.figure;
        all.iter().skip(index + 1).any(is_same)
    };
    let mut order: Vec<usize> = (0..all.len()).collect();
    // What holds first, then what was said last.
    order.sort_by_key(|index| (all.get(*index).is_none_or(|one| one.is_past), usize::MAX - index));
    for index in order {
        let (Some(one), Some(at)) = (all.get(index), marks.get(index)) else { continue };
        if is_again(index, one) {
            continue;
        }
        let wide = one.figure.chars().count() as f64 * LETTER;
        let (middle, above) =
            (y(top(one)), y(top(one)) - if one.high.is_none() { 32.0 } else { 13.0 });
        let (right, left, centre) = (at + 9.0, at - 9.0 - wide, at - wide / 2.0);
        let below = y(one.low) + 14.0;
        let sides = [(right, middle), (left, middle), (centre, above), (centre, below)];
        let free = sides.into_iter().find(|(x, y)| {
            let own = [*x, y - 8.0, x + wide, y + 8.0];
            let is_in = own[0] >= LEFT && own[2] <= WIDTH && own[1] >= -4.0 && own[3] <= BASE + 4.0;
            is_in && !taken.iter().any(|other| overlap(&own, other))
        });
        let Some((x, y)) = free else { continue };
        taken.push([x, y - 8.0, x + wide, y + 8.0]);
        let class = if one.is_past { "told past" } else { "told" };
        let figure = escape(&one.figure);
        let _ = write!(
            svg,
            "<text class=\"{class}\" x=\"{x:.1}\" y=\"{:.1}\">{figure}</text>",
            y + 4.0
        );
    }
}

fn overlap(a: &[f64; 4], b: &[f64; 4]) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

/// Where the arrow of an open figure ends.
fn tip(low: f64) -> f64 {
    (low - 24.0).max(4.0)
}

/// Where figures stand: those of one day beside each other, in their order, as far apart as the days allow.
fn places(all: &[Told], x: impl Fn(Date) -> f64) -> Vec<f64> {
    let mut days: Vec<Date> = all.iter().map(|one| one.day).collect();
    days.sort_unstable();
    days.dedup();
    let of_day = |day: Date| all.iter().filter(|one| one.day == day).count();
    let most = days.iter().map(|day| of_day(*day)).max().unwrap_or(1);
    let at: Vec<f64> = days.iter().map(|day| x(*day)).collect();
    let near = at.windows(2).filter_map(|pair| Some(pair.last()? - pair.first()?)).reduce(f64::min);
    // A day alone has the whole picture; others have the room up to the next, and at the ends a margin.
    let (room, widest) = near.map_or((RIGHT - LEFT - 60.0, 64.0), |near| (near.min(48.0), ASIDE));
    let apart = (room / most.max(1) as f64).min(widest);
    let place = |(at, one): (usize, &Told)| {
        let before = all.iter().take(at).filter(|other| other.day == one.day).count();
        x(one.day) + (before as f64 - (of_day(one.day).saturating_sub(1)) as f64 / 2.0) * apart
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
            is_past: false,
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

    /// The boxes of the figures that are written.
    fn written(svg: &str) -> Vec<[f64; 4]> {
        let texts = svg.split("<text class=\"told").skip(1).map(|rest| {
            let number = |name: &str| -> f64 {
                rest.split(name).nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
            };
            let figure = rest.split('>').nth(1).unwrap().split('<').next().unwrap();
            let (x, y) = (number(" x=\""), number(" y=\""));
            [x, y - 9.0, x + figure.chars().count() as f64 * 7.0, y]
        });
        texts.collect()
    }

    #[test]
    fn figures_of_a_day_with_many_do_not_lie_over_each_other() {
        let words = Words::of(Lang::Fr);
        for n in [2, 5, 12, 40] {
            let mut all: Vec<Told> =
                (0..n).map(|at| told("2024-05-04", 30 + at % 7, Some(31 + at % 9))).collect();
            for days in 0..2 {
                if days == 1 {
                    all.push(told("2024-05-05", 44, None));
                }
                let boxes = written(&curve(&all, "", &words).unwrap());
                assert!(!boxes.is_empty());
                for (at, one) in boxes.iter().enumerate() {
                    assert!(
                        boxes.iter().skip(at + 1).all(|other| !overlap(one, other)),
                        "{n}: {boxes:?}"
                    );
                }
            }
        }
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
