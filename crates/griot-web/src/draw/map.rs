//! Where it happened, as well as it is known: discs for places, dashed circles for areas.
//!
//! Events that lie close to each other in the picture are one disc with their number, and a disc leads
//! to the events in it: that is how one looks closer, with no script. The middle of a region or a
//! country is never drawn as a place. Outlines: Natural Earth.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use griot::model::Outcome;
use griot_record::{Filter, Frame, Gist, Near, Sheet, escape};

use super::spots::breadth;
use crate::asked::Asked;
use crate::view::{Sum, is_vague};
use crate::words::{Words, number};

static OUTLINES: LazyLock<Vec<(bool, Vec<(f64, f64)>)>> = LazyLock::new(griot_record::outlines);

const WIDTH: f64 = 520.0;
/// Between these a map is neither a strip nor a tower.
const HEIGHTS: (f64, f64) = (260.0, 400.0);
/// An area is never drawn smaller than this, in points of the picture.
const LEAST_AREA: f64 = 15.0;
/// A map shows so many degrees at least.
const LEAST: f64 = 2.0;
/// Events closer than this in the picture are one disc.
const CELL: f64 = 26.0;
/// Kilometres of a degree of latitude.
const DEGREE_KM: f64 = 111.2;
/// So many settlements are tried, and so many names are written.
const MOST_AROUND: usize = 24;
const MOST_NAMES: usize = 14;
/// Points of an outline closer than this are one.
const STEP: f64 = 0.9;

/// A map.
#[derive(Clone, Debug, Default)]
pub(crate) struct Map {
    /// Empty when nothing has a position.
    pub(crate) svg: String,
    pub(crate) spots: Vec<Spot>,
    pub(crate) n_unplaced: usize,
    pub(crate) n_areas: usize,
    /// What of the earth it shows: west, south, east, north.
    pub(crate) bounds: [f64; 4],
}

/// Events in one place of the picture.
#[derive(Clone, Debug)]
pub(crate) struct Spot {
    pub(crate) name: String,
    pub(crate) n: usize,
    pub(crate) killed: String,
    pub(crate) href: String,
    pub(crate) is_area: bool,
    x: f64,
    y: f64,
    /// How far from its middle its circle reaches, in points of the picture.
    radius: f64,
}

/// An event that has a position.
#[derive(Clone, Copy)]
struct Placed<'g> {
    gist: &'g Gist,
    lat: f64,
    lon: f64,
    /// Of an area, how far from its middle it may have happened.
    km: Option<f64>,
}

impl Placed<'_> {
    /// What of the earth it takes: south, west, north, east.
    fn takes(&self) -> [f64; 4] {
        let Some(km) = self.km else { return [self.lat, self.lon, self.lat, self.lon] };
        let up = km / DEGREE_KM;
        let side = up / self.lat.to_radians().cos().max(0.05);
        [self.lat - up, self.lon - side, self.lat + up, self.lon + side]
    }
}

/// What holds two parts of the earth.
fn around_both(a: [f64; 4], b: [f64; 4]) -> [f64; 4] {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
}

/// What of the earth is seen: the frame or the circle that is asked for, or what is around everything.
/// `taken` is what all of them take of it: south, west, north, east.
fn sheet(taken: Option<[f64; 4]>, filter: &Filter) -> Option<Sheet> {
    let seen = filter.within.filter(|frame| frame.west < frame.east && frame.south < frame.north);
    if let Some(Frame { west, south, east, north }) = seen {
        return Some(Sheet::holding((south, north), (west, east), WIDTH, HEIGHTS));
    }
    let near = filter.near;
    let (lat, lon) = match near {
        Some(Near { lat, lon, km }) => {
            let up = km / DEGREE_KM;
            let side = up / lat.to_radians().cos().max(0.05);
            ((lat - up, lat + up), (lon - side, lon + side))
        }
        None => {
            let [south, west, north, east] = taken?;
            ((south, north), (west, east))
        }
    };
    let widen = |(low, high): (f64, f64)| {
        let margin = ((high - low) * 0.12).max((LEAST - (high - low)) / 2.0).max(0.1);
        (low - margin, high + margin)
    };
    Some(Sheet::holding(widen(lat), widen(lon), WIDTH, HEIGHTS))
}

/// Kilometres of a length in the picture.
fn km(view: &Sheet, length: f64) -> f64 {
    length / view.scale[1] * DEGREE_KM
}

/// Events that are drawn as one.
#[derive(Default)]
struct Group<'g> {
    lat: f64,
    lon: f64,
    sum: Sum,
    n: usize,
    /// How many events each place has.
    places: BTreeMap<&'g str, usize>,
    points: Vec<(f64, f64)>,
    /// Of areas, how wide the widest is.
    km: f64,
}

/// The map of events; of a filter on a part of the earth, the map of that.
pub(crate) fn map<'g>(
    gists: impl Iterator<Item = &'g Gist>,
    filter: &Filter,
    asked: &Asked,
    words: &Words,
) -> Map {
    let mut made = Map::default();
    let mut placed: Vec<Placed<'g>> = Vec::new();
    // Many events share few areas: how wide each is, is looked up once.
    let mut wide: BTreeMap<(&str, u64, u64), f64> = BTreeMap::new();
    for gist in gists {
        let place = gist.merged.place.as_ref();
        let Some((place, at)) = place.and_then(|place| Some((place, place.lat_lon?))) else {
            made.n_unplaced += 1;
            continue;
        };
        let km = is_vague(place.precision).then(|| {
            let key = (place.name.as_str(), at.0.to_bits(), at.1.to_bits());
            *wide.entry(key).or_insert_with(|| breadth(&place.name, at))
        });
        placed.push(Placed { gist, lat: at.0, lon: at.1, km });
    }
    let taken = placed.iter().map(Placed::takes).reduce(around_both);
    let Some(view) = sheet(taken, filter) else { return made };
    made.bounds = [view.west, view.south, view.east, view.north];
    made.n_areas = placed.iter().filter(|one| one.km.is_some()).count();
    let mut groups: BTreeMap<(bool, i64, i64), Group<'g>> = BTreeMap::new();
    for Placed { gist, lat, lon, km } in placed {
        if !view.sees((lat, lon), (lat, lon)) {
            continue;
        }
        let (x, y) = view.at(lat, lon);
        let key = (km.is_some(), (x / CELL).floor() as i64, (y / CELL).floor() as i64);
        let group = groups.entry(key).or_default();
        group.km = group.km.max(km.unwrap_or(0.0));
        group.n += 1;
        group.lat += lat;
        group.lon += lon;
        group.points.push((lat, lon));
        if let Some(bounds) = gist.toll(Outcome::Killed) {
            group.sum.add(bounds);
        }
        let name = gist.merged.place.as_ref().map_or("", |place| place.name.as_str());
        *group.places.entry(name).or_default() += 1;
    }
    made.spots = groups
        .into_iter()
        .map(|((is_area, ..), group)| spot(&view, is_area, &group, asked, words))
        .collect();
    // The largest first, so that none hides another; areas lie below.
    made.spots.sort_by(|a, b| {
        b.is_area.cmp(&a.is_area).then(b.n.cmp(&a.n)).then_with(|| a.name.cmp(&b.name))
    });
    made.svg = draw(&view, &made.spots, words);
    made
}

fn spot(view: &Sheet, is_area: bool, group: &Group<'_>, asked: &Asked, words: &Words) -> Spot {
    let (lat, lon) = (group.lat / group.n as f64, group.lon / group.n as f64);
    let (x, y) = view.at(lat, lon);
    let far = group.points.iter().map(|(a, b)| {
        let (px, py) = view.at(*a, *b);
        (px - x).hypot(py - y)
    });
    // Some kilometres more than to the farthest of them.
    let km = (km(view, far.fold(0.0, f64::max)) * 1.1 + 3.0).ceil();
    let radius = if is_area {
        (group.km / DEGREE_KM * view.scale[1]).max(LEAST_AREA)
    } else {
        (4.5 + (group.n as f64).ln().max(0.0) * 2.8).min(19.0)
    };
    let (at, km) = (format!("{lat:.3},{lon:.3}"), format!("{km}"));
    let mut places: Vec<(&&str, &usize)> = group.places.iter().collect();
    places.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.cmp(b.0)));
    let mut name = places.first().map(|(name, _)| (**name).to_owned()).unwrap_or_default();
    let others = places.len().saturating_sub(1);
    if others > 0 {
        name = words.and_others(&name, others);
    }
    Spot {
        name,
        n: group.n,
        killed: group.sum.figure(),
        href: asked.link("/", &[("near", &at), ("km", &km)]),
        is_area,
        x,
        y,
        radius,
    }
}

/// Where the number of a spot stands. That of an area stands on its edge, where the picture shows it: its
/// middle is no place.
fn numbered(spot: &Spot, view: &Sheet) -> (f64, f64) {
    if !spot.is_area {
        return (spot.x, spot.y);
    }
    let (top, foot) = (spot.y - spot.radius, spot.y + spot.radius);
    let y = [top, foot].into_iter().find(|y| (10.0..view.height - 10.0).contains(y));
    (spot.x, y.unwrap_or_else(|| top.clamp(10.0, view.height - 10.0)))
}

fn draw(view: &Sheet, spots: &[Spot], words: &Words) -> String {
    let label = escape(words.t("map"));
    let mut out = format!(
        "<svg class=\"map\" viewBox=\"0 0 {WIDTH} {:.0}\" role=\"group\" aria-label=\"{label}\">\
         <rect class=\"sheet\" width=\"{WIDTH}\" height=\"{:.0}\"/>",
        view.height, view.height
    );
    for (class, is_border) in [("coast", false), ("border", true)] {
        let mut path = String::new();
        for (_, line) in OUTLINES.iter().filter(|(border, _)| *border == is_border) {
            outline(&mut path, view, line);
        }
        if !path.is_empty() {
            let _ = write!(out, "<path class=\"{class}\" d=\"{path}\"/>");
        }
    }
    for spot in spots {
        let events = words.count("events", spot.n as u64);
        let mut title = words.colon(&spot.name, &events);
        if spot.is_area {
            title = format!("{title} ({})", words.t("area_only"));
        }
        if !spot.killed.is_empty() {
            title = format!("{title}, {}", words.fill("killed_n", &[("figure", &spot.killed)]));
        }
        let title = escape(&title);
        let class = if spot.is_area { "area" } else { "pin" };
        let (x, y, radius) = (spot.x, spot.y, spot.radius);
        let _ = write!(
            out,
            "<a href=\"{}\" aria-label=\"{title}\"><title>{title}</title>\
             <circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\"/>",
            escape(&spot.href)
        );
        if spot.n > 1 {
            let (x, y) = numbered(spot, view);
            let _ = write!(
                out,
                "<text class=\"{class}-n\" x=\"{x:.1}\" y=\"{:.1}\">{}</text>",
                y + 3.6,
                number(spot.n as u64)
            );
        }
        out.push_str("</a>");
    }
    let mut taken = spot_names(&mut out, view, spots);
    around(&mut out, view, &mut taken, words);
    scale(&mut out, view);
    out.push_str("</svg>");
    out
}

/// Names stand beside discs where there is room for them, those of many events first. Gives where none can
/// stand any more.
fn spot_names(out: &mut String, view: &Sheet, spots: &[Spot]) -> Vec<[f64; 4]> {
    let mut taken: Vec<[f64; 4]> = spots
        .iter()
        .map(|spot| {
            // Names may stand in an area, but not on its number.
            let (x, y) = numbered(spot, view);
            let half = if spot.is_area { 8.0 } else { spot.radius * 0.8 };
            [x - half, y - half, x + half, y + half]
        })
        .collect();
    for spot in spots.iter().filter(|spot| !spot.is_area && !spot.name.is_empty()) {
        let wide = spot.name.chars().count() as f64 * 6.4 + 4.0;
        let right = spot.x + spot.radius + 3.0;
        let left = spot.x - spot.radius - 3.0 - wide;
        let free = [right, left]
            .into_iter()
            .find(|at| view.has_room([*at, spot.y - 7.0, *at + wide, spot.y + 6.0], &taken));
        if let Some(at) = free {
            taken.push([at, spot.y - 7.0, at + wide, spot.y + 6.0]);
            let _ = write!(
                out,
                "<text class=\"place\" x=\"{at:.1}\" y=\"{:.1}\" aria-hidden=\"true\">{}</text>",
                spot.y + 4.0,
                escape(&spot.name)
            );
        }
    }
    taken
}

/// What lies around the events, so that whoever looks knows where they are: the names of countries and of the
/// largest settlements, where there is room for them.
fn around(out: &mut String, view: &Sheet, taken: &mut Vec<[f64; 4]>, words: &Words) {
    let frame = Frame { west: view.west, south: view.south, east: view.east, north: view.north };
    // The foot is for the scale.
    let foot = [0.0, view.height - 26.0, WIDTH / 2.0, view.height];
    taken.push(foot);
    let named: Vec<_> = super::labels(&frame, MOST_AROUND, words);
    let mut n = 0;
    for label in named {
        let (x, y) = view.at(label.lat, label.lon);
        let is_country = label.kind == "country";
        let letter = if is_country { 10.0 } else { 8.2 };
        let wide = label.name.chars().count() as f64 * letter + 4.0;
        let begins = if is_country { x - wide / 2.0 } else { x + 6.0 };
        let room = [x.min(begins) - 4.0, y - 9.0, begins + wide + 4.0, y + 9.0];
        if n >= MOST_NAMES || !view.has_room(room, taken) {
            continue;
        }
        n += 1;
        taken.push(room);
        let name = escape(&label.name);
        let at = y + 3.6;
        let _ = if is_country {
            write!(
                out,
                "<text class=\"land\" x=\"{x:.1}\" y=\"{at:.1}\" aria-hidden=\"true\">{name}</text>"
            )
        } else {
            write!(
                out,
                "<path class=\"town\" d=\"M{x:.1} {y:.1}h0\"/>\
                 <text class=\"near\" x=\"{begins:.1}\" y=\"{at:.1}\" aria-hidden=\"true\">{name}</text>"
            )
        };
    }
}

/// A round distance.
fn scale(out: &mut String, view: &Sheet) {
    let most = km(view, WIDTH / 4.0);
    let mut round = 1.0_f64;
    for step in [2.0, 2.5, 2.0].iter().cycle().take(24) {
        if round * step > most {
            break;
        }
        round *= step;
    }
    let long = round / DEGREE_KM * view.scale[1];
    let y = view.height - 12.0;
    let _ = write!(
        out,
        "<path class=\"scale\" d=\"M12 {:.1}V{y:.1}H{:.1}V{:.1}\"/>\
         <text class=\"tick\" x=\"{:.1}\" y=\"{:.1}\">{round} km</text>",
        y - 4.0,
        12.0 + long,
        y - 4.0,
        18.0 + long,
        y + 1.0
    );
}

/// The parts of a line that lie in the picture or cross it.
fn outline(path: &mut String, view: &Sheet, line: &[(f64, f64)]) {
    let mut drawn: Option<(f64, f64)> = None;
    for pair in line.windows(2) {
        let [a, b] = pair else { continue };
        if !view.sees(*a, *b) {
            drawn = None;
            continue;
        }
        let last = drawn.unwrap_or_else(|| {
            let (x, y) = view.at(a.0, a.1);
            let _ = write!(path, "M{x:.0} {y:.0}");
            (x, y)
        });
        let (x, y) = view.at(b.0, b.1);
        if (x - last.0).hypot(y - last.1) >= STEP {
            let _ = write!(path, "L{x:.0} {y:.0}");
            drawn = Some((x, y));
        } else {
            drawn = Some(last);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_around_is_named_where_there_is_room() {
        let view = Sheet::holding((15.6, 16.9), (-1.0, 1.0), WIDTH, HEIGHTS);
        let words = Words::of(griot::model::Lang::Fr);
        let (mut out, mut taken) = (String::new(), Vec::new());
        around(&mut out, &view, &mut taken, &words);
        assert!(out.contains(">Gao</text>"), "{out}");
        assert_eq!(
            out.matches("<text").count() + 1,
            taken.len(),
            "the scale has its place as well"
        );
        // Where everything is taken nothing is written.
        let (mut out, mut taken) = (String::new(), vec![[0.0, 0.0, WIDTH, view.height]]);
        around(&mut out, &view, &mut taken, &words);
        assert_eq!(out, "");
    }

    #[test]
    fn a_view_is_on_the_earth_and_has_a_size() {
        for bounds in [[0.0; 4], [-89.9, -180.0, 89.9, 179.9]] {
            let view = sheet(Some(bounds), &Filter::default()).unwrap();
            assert!(view.height.is_finite() && view.height >= HEIGHTS.0 - 1.0);
            let mut out = String::new();
            scale(&mut out, &view);
            assert!(!out.contains("NaN") && !out.contains("inf"), "{out}");
        }
        assert!(sheet(None, &Filter::default()).is_none());
        let frame = Frame { west: -5.0, south: 10.0, east: 3.0, north: 15.0 };
        let view = sheet(None, &Filter { within: Some(frame), ..Filter::default() }).unwrap();
        assert!(view.west <= -5.0 && view.east >= 3.0, "{view:?}");
    }
}
