//! A small map, as SVG: where it happened, as well as it is known.
//!
//! Outlines of countries and coasts come of Natural Earth (public domain), simplified to some three
//! kilometres and packed into `outlines.bin`: `GRIOTOL1`, the number of lines, then of each whether it is
//! a border (1) or a coast (0), its number of points, and the points as differences of hundredths of a
//! degree, longitude first, all as variable-length integers (differences zigzag).

use std::fmt::Write as _;

use super::html::escape;
use super::sheet::Sheet;
use super::words::{Words, number};

static OUTLINES: &[u8] = include_bytes!("outlines.bin");

/// Something to be drawn.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pin {
    /// The number of the event in the text.
    pub(super) number: usize,
    pub(super) lat: f64,
    pub(super) lon: f64,
    /// How many were killed, no less than.
    pub(super) killed: u64,
    /// Whether only the region is known.
    pub(super) is_area: bool,
    /// The place.
    pub(super) name: String,
    /// The event, in a line.
    pub(super) title: String,
}

const WIDTH: f64 = 720.0;
/// Between these a map is neither a strip nor a tower.
const HEIGHTS: (f64, f64) = (300.0, 560.0);
/// A map shows so many degrees at least.
const LEAST: f64 = 3.0;

/// What of the earth is seen.
fn sheet(pins: &[Pin]) -> Option<Sheet> {
    let bounds = |get: fn(&Pin) -> f64| {
        let all = pins.iter().map(get);
        Some((all.clone().reduce(f64::min)?, all.reduce(f64::max)?))
    };
    let widen = |(low, high): (f64, f64)| {
        let margin = ((high - low) * 0.15).max((LEAST - (high - low)) / 2.0).max(0.8);
        (low - margin, high + margin)
    };
    let (lat, lon) = (widen(bounds(|pin| pin.lat)?), widen(bounds(|pin| pin.lon)?));
    Some(Sheet::holding(lat, lon, WIDTH, HEIGHTS))
}

/// The map; nothing when nothing has a position.
pub(super) fn svg(pins: &[Pin], words: Words) -> Option<String> {
    let view = sheet(pins)?;
    let degrees = |value: f64| format!("{value:.1}");
    let alt = words.fill(
        "map_alt",
        &[
            ("events", &words.count("events", pins.len())),
            ("south", &degrees(view.south)),
            ("north", &degrees(view.north)),
            ("west", &degrees(view.west)),
            ("east", &degrees(view.east)),
        ],
    );
    let mut out = format!(
        "<svg viewBox=\"0 0 {WIDTH} {:.0}\" role=\"img\" aria-label=\"{}\">\n<title>{}</title>\n\
         <rect class=\"sheet\" width=\"{WIDTH}\" height=\"{:.0}\"/>\n",
        view.height,
        escape(&alt),
        escape(words.text("map")),
        view.height
    );
    for (class, is_border) in [("coast", false), ("border", true)] {
        let mut path = String::new();
        for (_, line) in outlines().into_iter().filter(|(border, _)| *border == is_border) {
            draw(&mut path, &view, &line);
        }
        if !path.is_empty() {
            let _ = writeln!(out, "<path class=\"{class}\" d=\"{path}\"/>");
        }
    }
    // The largest first, so that none hides another.
    let mut order: Vec<&Pin> = pins.iter().collect();
    order.sort_by_key(|pin| (std::cmp::Reverse(pin.killed), pin.number));
    let mut taken: Vec<[f64; 4]> = Vec::new();
    for pin in &order {
        let (x, y) = view.at(pin.lat, pin.lon);
        let radius = radius(pin);
        let class = if pin.is_area { "area" } else { "pin" };
        let _ = writeln!(
            out,
            "<g><title>{}</title><circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\"/></g>",
            escape(&pin.title)
        );
    }
    // A label covers no disc.
    taken.extend(order.iter().filter(|pin| !pin.is_area).map(|pin| {
        let ((x, y), half) = (view.at(pin.lat, pin.lon), radius(pin) * 0.7);
        [x - half, y - half, x + half, y + half]
    }));
    // Events at one place have one label.
    let mut labels: Vec<(f64, f64, f64, String, Vec<usize>)> = Vec::new();
    for pin in &order {
        let (x, y) = view.at(pin.lat, pin.lon);
        let known = labels.iter_mut().find(|label| (label.0 - x).hypot(label.1 - y) < 1.0);
        match known {
            Some(label) => label.4.push(pin.number),
            None => labels.push((x, y, radius(pin), pin.name.clone(), vec![pin.number])),
        }
    }
    for (x, y, radius, name, mut numbers) in labels {
        numbers.sort_unstable();
        let more = numbers.len().saturating_sub(4);
        let shown: Vec<String> = numbers.iter().take(4).map(ToString::to_string).collect();
        let mut label = shown.join(", ");
        if more > 0 {
            let _ = write!(label, " +{more}");
        }
        let full = format!("{label} {name}");
        // The name is left away where there is no room; the number never is.
        let text = [full, label].into_iter().enumerate().find_map(|(at, text)| {
            let wide = text.chars().count() as f64 * 6.6 + 4.0;
            let sides = [
                (x + radius + 3.0, y),
                (x - radius - 3.0 - wide, y),
                (x - wide / 2.0, y - radius - 8.0),
                (x - wide / 2.0, y + radius + 9.0),
            ];
            let free = sides.into_iter().find(|(left, middle)| {
                view.has_room([*left, middle - 8.0, left + wide, middle + 6.0], &taken)
            });
            match free {
                Some((left, middle)) => Some((left, middle, wide, text, false)),
                // Farther away with a line to it; where all is full, on the disc.
                None if at == 1 => {
                    let far = around((x, y), radius, wide).find(|(left, middle)| {
                        view.has_room([*left, middle - 8.0, left + wide, middle + 6.0], &taken)
                    });
                    let is_led = far.is_some();
                    let (left, middle) = far.unwrap_or((x - wide / 2.0, y));
                    Some((left, middle, wide, text, is_led))
                }
                None => None,
            }
        });
        if let Some((left, middle, wide, text, is_led)) = text {
            if is_led {
                let _ = writeln!(
                    out,
                    "<line class=\"lead\" x1=\"{x:.1}\" y1=\"{y:.1}\" x2=\"{:.1}\" y2=\"{middle:.1}\"/>",
                    if left > x { left } else { (left + wide).min(x) },
                );
            }
            taken.push([left, middle - 8.0, left + wide, middle + 6.0]);
            let _ = writeln!(
                out,
                "<text class=\"place\" x=\"{left:.1}\" y=\"{:.1}\">{}</text>",
                middle + 4.0,
                escape(&text)
            );
        }
    }
    scale_bar(&mut out, &view);
    out.push_str("</svg>");
    Some(out)
}

/// Places for a label around a disc that has none beside it, the nearest first.
fn around((x, y): (f64, f64), radius: f64, wide: f64) -> impl Iterator<Item = (f64, f64)> {
    const TURNS: u32 = 12;
    let rings = [14.0, 26.0, 40.0, 56.0, 74.0].into_iter();
    rings.flat_map(move |far| {
        (0..TURNS).map(move |turn| {
            let angle = f64::from(turn) / f64::from(TURNS) * std::f64::consts::TAU;
            let (dx, dy) = (angle.cos() * (radius + far), angle.sin() * (radius + far));
            let left = if dx < 0.0 { x + dx - wide } else { x + dx };
            (left, y + dy)
        })
    })
}

/// The area follows the number; nobody killed is a small disc all the same.
fn radius(pin: &Pin) -> f64 {
    if pin.is_area { 16.0 } else { (4.0 + (pin.killed as f64).sqrt() * 1.6).min(28.0) }
}

/// A round distance, drawn where nothing stands but the margin.
fn scale_bar(out: &mut String, view: &Sheet) {
    const KM_A_DEGREE: f64 = 111.2;
    let per_km = view.scale[1] / KM_A_DEGREE;
    let km = [10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0]
        .into_iter()
        .find(|km| km * per_km >= 60.0)
        .unwrap_or(5000.0);
    let (x, y) = (14.0, view.height - 14.0);
    let _ = writeln!(
        out,
        "<line class=\"scale\" x1=\"{x}\" x2=\"{:.1}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>\
         <text class=\"tick\" x=\"{x}\" y=\"{:.1}\">{} km</text>",
        x + km * per_km,
        y - 5.0,
        number(km as u64)
    );
}

/// Draws what of a line is seen. A piece that begins or ends outside is drawn to its end: the picture
/// cuts it off.
fn draw(path: &mut String, view: &Sheet, line: &[(f64, f64)]) {
    let mut is_drawing = false;
    for pair in line.windows(2) {
        let [a, b] = pair else { continue };
        if !view.sees(*a, *b) {
            is_drawing = false;
            continue;
        }
        if !is_drawing {
            let (x, y) = view.at(a.0, a.1);
            let _ = write!(path, "M{x:.1} {y:.1}");
            is_drawing = true;
        }
        let (x, y) = view.at(b.0, b.1);
        let _ = write!(path, "L{x:.1} {y:.1}");
    }
}

/// The outlines of countries (borders) and continents (coasts): of each line whether it is a border,
/// and its points in degrees of latitude and longitude.
pub fn outlines() -> Vec<(bool, Vec<(f64, f64)>)> {
    let mut bytes = OUTLINES.strip_prefix(b"GRIOTOL1").unwrap_or_default().iter();
    let mut next = || {
        let mut value = 0_u64;
        for shift in (0..63).step_by(7) {
            let byte = *bytes.next()?;
            value |= u64::from(byte & 127) << shift;
            if byte < 128 {
                return Some(value);
            }
        }
        None
    };
    let unzigzag = |value: u64| (value >> 1) as i64 ^ -((value & 1) as i64);
    let mut found = Vec::new();
    for _ in 0..next().unwrap_or_default() {
        let (Some(kind), Some(n)) = (next(), next()) else { break };
        let (mut lon, mut lat) = (0_i64, 0_i64);
        let mut line = Vec::new();
        for _ in 0..n {
            let (Some(x), Some(y)) = (next(), next()) else { break };
            (lon, lat) = (lon + unzigzag(x), lat + unzigzag(y));
            line.push((lat as f64 / 100.0, lon as f64 / 100.0));
        }
        found.push((kind == 1, line));
    }
    found
}

#[cfg(test)]
mod tests {
    use griot::model::Lang;

    use super::*;

    fn pin(number: usize, lat: f64, lon: f64, is_area: bool) -> Pin {
        let name = "Gao".to_owned();
        Pin { number, lat, lon, killed: 12, is_area, name, title: "<Gao>".to_owned() }
    }

    #[test]
    fn outlines_are_whole_and_on_the_earth() {
        let all = outlines();
        assert!(all.len() > 1000);
        for (_, line) in &all {
            assert!(line.len() >= 2);
            let is_on = |(lat, lon): &(f64, f64)| lat.abs() <= 90.0 && lon.abs() <= 180.01;
            assert!(line.iter().all(is_on));
        }
        // Some border passes near Bobo-Dioulasso, no coast does.
        let near = |is_border: bool| {
            let lines = all.iter().filter(|(border, _)| *border == is_border);
            lines.flat_map(|(_, line)| line).any(|(lat, lon)| (lat - 11.0).hypot(lon + 5.0) < 1.0)
        };
        assert!(near(true) && !near(false));
    }

    #[test]
    fn a_map_has_every_event_and_no_markup_of_a_page() {
        let words = Words::of(Lang::Fr);
        let pins =
            [pin(1, 16.27, -0.04, false), pin(2, 14.0, -3.0, true), pin(3, 16.27, -0.04, false)];
        let map = svg(&pins, words).unwrap();
        assert_eq!(map.matches("class=\"pin\"").count(), 2);
        assert_eq!(map.matches("class=\"area\"").count(), 1);
        assert!(map.contains("1, 3 Gao") && map.contains("class=\"border\""));
        assert!(!map.contains("<Gao>"));
        assert_eq!(svg(&[], words), None);
    }

    #[test]
    fn no_label_stands_on_another() {
        // A town that is struck in many of its quarters.
        let pins: Vec<Pin> = (0..24)
            .map(|n| {
                let turn = n as f64 * 0.7;
                Pin {
                    killed: n as u64,
                    ..pin(n + 1, 16.0 + turn.sin() * 0.4, turn.cos() * 0.4, false)
                }
            })
            .chain([pin(30, 10.0, -8.0, false), pin(31, 22.0, 8.0, false)])
            .collect();
        let map = svg(&pins, Words::of(Lang::En)).unwrap();
        let number = |text: &str, name: &str| -> f64 {
            let rest = text.split_once(&format!("{name}=\"")).unwrap().1;
            rest.split('"').next().unwrap().parse().unwrap()
        };
        let labels: Vec<[f64; 4]> = map
            .split("<text class=\"place\"")
            .skip(1)
            .map(|text| {
                let said = text.split_once('>').unwrap().1.split('<').next().unwrap();
                let (x, y) = (number(text, "x"), number(text, "y"));
                [x, y - 10.0, x + said.chars().count() as f64 * 6.6, y]
            })
            .collect();
        assert!(labels.len() > 10, "{}", labels.len());
        for (at, a) in labels.iter().enumerate() {
            for b in &labels[at + 1..] {
                let apart = a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1];
                assert!(apart, "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn one_place_has_a_map_of_its_surroundings() {
        for (lat, lon) in [(0.0, 0.0), (89.9, 179.9), (-89.9, -180.0)] {
            let map = svg(&[pin(1, lat, lon, false)], Words::of(Lang::En)).unwrap();
            assert!(!map.contains("NaN") && !map.contains("inf"), "{map}");
        }
    }
}
