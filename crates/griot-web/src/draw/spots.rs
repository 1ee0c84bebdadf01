//! Events on a map that moves: what lies close together at a scale is one disc.
//!
//! Takes events, a frame and a scale; gives discs, however many events there are, so that a map of a
//! million is as quick as one of ten. What is known as an area alone stays apart, with how wide it is.

use std::collections::BTreeMap;

use griot::gazetteer::{Gazetteer, RowKind, fold};
use griot::model::Outcome;
use griot_record::{Frame, Gist};

use crate::view::{Sum, is_vague};

/// Points of the picture that the earth is wide at scale 0.
const WORLD: f64 = 512.0;
/// Events in one square of so many points are put together first.
const CELL: f64 = 22.0;
/// Discs closer than this are one.
const CLOSE: f64 = 40.0;
/// Web Mercator ends here.
const LAST_LAT: f64 = 85.051_128;
/// Areas of which nobody knows how wide they are: so many kilometres from their middle.
const SOME_KM: f64 = 25.0;

/// Events that are drawn as one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Heap<'g> {
    pub(crate) is_area: bool,
    /// The sums of their degrees.
    lat: f64,
    lon: f64,
    pub(crate) n: usize,
    pub(crate) sum: Sum,
    /// How many events each place has.
    pub(crate) places: BTreeMap<&'g str, usize>,
    /// West, south, east and north of them.
    pub(crate) bounds: [f64; 4],
    /// How wide the area is, at least.
    pub(crate) km: f64,
    /// One of them.
    pub(crate) one: Option<&'g Gist>,
}

impl<'g> Heap<'g> {
    fn of(gist: &'g Gist, name: &'g str, (lat, lon): (f64, f64), is_area: bool) -> Self {
        let mut sum = Sum::default();
        if let Some(bounds) = gist.toll(Outcome::Killed) {
            sum.add(bounds);
        }
        Self {
            is_area,
            lat,
            lon,
            n: 1,
            sum,
            places: [(name, 1)].into(),
            bounds: [lon, lat, lon, lat],
            km: if is_area { breadth(name, (lat, lon)) } else { 0.0 },
            one: Some(gist),
        }
    }

    fn take(&mut self, other: Self) {
        self.lat += other.lat;
        self.lon += other.lon;
        self.n += other.n;
        self.sum.join(&other.sum);
        for (name, n) in other.places {
            *self.places.entry(name).or_default() += n;
        }
        let [west, south, east, north] = other.bounds;
        let [a, b, c, d] = self.bounds;
        self.bounds = [a.min(west), b.min(south), c.max(east), d.max(north)];
        self.km = self.km.max(other.km);
    }

    /// The middle of them, degrees north and east.
    pub(crate) fn at(&self) -> (f64, f64) {
        (self.lat / self.n.max(1) as f64, self.lon / self.n.max(1) as f64)
    }

    /// The place that most of them have.
    pub(crate) fn name(&self) -> &'g str {
        let most = self.places.iter().max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
        most.map(|(name, _)| *name).unwrap_or_default()
    }
}

/// Where a point comes to lie at a scale.
fn point((lat, lon): (f64, f64), zoom: f64) -> (f64, f64) {
    let world = WORLD * zoom.exp2();
    let lat = lat.clamp(-LAST_LAT, LAST_LAT).to_radians();
    let north = (lat.tan() + 1.0 / lat.cos()).ln() / std::f64::consts::PI;
    ((lon + 180.0) / 360.0 * world, (1.0 - north) / 2.0 * world)
}

/// How far from the middle of an area something may have happened, as its kind tells: kilometres.
pub(super) fn breadth(name: &str, (lat, lon): (f64, f64)) -> f64 {
    let folded = fold(name);
    let is_here = |place: &griot::gazetteer::PlaceRow<'_>| {
        (f64::from(place.lat) - lat).abs() < 0.1 && (f64::from(place.lon) - lon).abs() < 0.1
    };
    let kinds = Gazetteer::builtin().lookup(&folded).filter(is_here).map(|place| place.kind);
    let km = kinds.map(|kind| match kind {
        RowKind::Country => 250.0,
        RowKind::Admin1 => 90.0,
        RowKind::Admin2 => 40.0,
        RowKind::Region => 60.0,
        _ => SOME_KM,
    });
    km.fold(SOME_KM, f64::max)
}

/// The discs of a frame at a scale (`zoom`, as web maps count), the largest first; and of all events, in
/// the frame or not, how many have no position.
pub(crate) fn heaps<'g>(
    gists: impl Iterator<Item = &'g Gist>,
    frame: &Frame,
    zoom: f64,
) -> (Vec<Heap<'g>>, usize) {
    let mut cells: BTreeMap<(bool, i64, i64), Heap<'g>> = BTreeMap::new();
    let mut n_unplaced = 0;
    for gist in gists {
        let place = gist.merged.place.as_ref();
        let Some((place, at)) = place.and_then(|place| Some((place, place.lat_lon?))) else {
            n_unplaced += 1;
            continue;
        };
        if !frame.holds(at.0, at.1) {
            continue;
        }
        let is_area = is_vague(place.precision);
        let (x, y) = point(at, zoom);
        let key = (is_area, (x / CELL).floor() as i64, (y / CELL).floor() as i64);
        let heap = Heap::of(gist, &place.name, at, is_area);
        match cells.get_mut(&key) {
            Some(known) => known.take(heap),
            None => {
                cells.insert(key, heap);
            }
        }
    }
    let mut all: Vec<Heap<'g>> = cells.into_values().collect();
    // Among equals the order of the cells stays: the same events are always the same discs.
    all.sort_by_key(|heap| (heap.is_area, std::cmp::Reverse(heap.n)));
    let mut found: Vec<(Heap<'g>, (f64, f64))> = Vec::new();
    for heap in all {
        let (x, y) = point(heap.at(), zoom);
        let near = found
            .iter_mut()
            .find(|(known, (a, b))| known.is_area == heap.is_area && (a - x).hypot(b - y) < CLOSE);
        match near {
            Some((known, _)) => known.take(heap),
            None => found.push((heap, (x, y))),
        }
    }
    let mut found: Vec<Heap<'g>> = found.into_iter().map(|(heap, _)| heap).collect();
    found.sort_by_key(|heap| (heap.is_area, std::cmp::Reverse(heap.n)));
    (found, n_unplaced)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_earth_is_a_square_and_no_point_is_lost() {
        assert_eq!(point((0.0, 0.0), 0.0), (256.0, 256.0));
        for at in [(90.0, 180.0), (-90.0, -180.0)] {
            let (x, y) = point(at, 22.0);
            assert!(x.is_finite() && y.is_finite());
        }
    }

    #[test]
    fn a_region_is_wider_than_a_place_that_nobody_knows() {
        let mali = Gazetteer::builtin().lookup("mali").find(|place| place.kind == RowKind::Country);
        let mali = mali.unwrap();
        let at = (f64::from(mali.lat), f64::from(mali.lon));
        assert!(breadth("Mali", at) > SOME_KM);
        assert!((breadth("Mali", (50.0, 50.0)) - SOME_KM).abs() < 1e-9);
    }
}
