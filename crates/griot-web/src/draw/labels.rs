//! Names on a map: the places of the gazetteer that a part of the earth shows first.
//!
//! Takes a frame; gives the countries in it where it is wide, and its settlements, the largest first.

use std::cmp::Reverse;
use std::sync::LazyLock;

use griot::gazetteer::{Gazetteer, RowKind};
use griot_record::Frame;

use crate::words::Words;

/// Where the frame is narrower than so many degrees, nobody needs to be told the country.
const WIDE: f64 = 4.0;
/// So many countries.
const MOST_COUNTRIES: usize = 30;

/// A name on the map.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Label {
    pub(crate) name: String,
    pub(crate) lat: f64,
    pub(crate) lon: f64,
    /// `country`, `city`, `town` or `village`.
    pub(crate) kind: &'static str,
}

/// A row of the gazetteer, as far as it decides which is written.
struct Row {
    id: u32,
    lat: f64,
    lon: f64,
    kind: RowKind,
}

/// Settlements, those that are written first first.
static PLACES: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let is_lived_in =
        |kind: RowKind| matches!(kind, RowKind::City | RowKind::Town | RowKind::Village);
    let size = |kind: RowKind| match kind {
        RowKind::City => 0,
        RowKind::Town => 1,
        _ => 2,
    };
    let gazetteer = Gazetteer::builtin();
    let all = (0..u32::try_from(gazetteer.len()).unwrap_or(u32::MAX)).map(|id| gazetteer.place(id));
    let mut all: Vec<_> = all.filter(|place| is_lived_in(place.kind)).collect();
    all.sort_by_key(|place| {
        (Reverse(place.population), size(place.kind), Reverse(place.known), place.id)
    });
    let row = |place: griot::gazetteer::PlaceRow<'_>| Row {
        id: place.id,
        lat: f64::from(place.lat),
        lon: f64::from(place.lon),
        kind: place.kind,
    };
    all.into_iter().map(row).collect()
});

/// Countries with their middles.
static COUNTRIES: LazyLock<Vec<(&'static str, f64, f64)>> = LazyLock::new(|| {
    let gazetteer = Gazetteer::builtin();
    let all = (0..u32::try_from(gazetteer.len()).unwrap_or(u32::MAX)).map(|id| gazetteer.place(id));
    let mut found: Vec<(&'static str, f64, f64)> = all
        .filter(|place| place.kind == RowKind::Country && place.country().is_some())
        .map(|place| (place.countries, f64::from(place.lat), f64::from(place.lon)))
        .collect();
    found.sort_by(|a, b| a.0.cmp(b.0));
    found.dedup_by(|a, b| a.0 == b.0);
    found
});

/// The names that are written in a frame, those that are written first first: at most `most` settlements.
pub(crate) fn labels(frame: &Frame, most: usize, words: &Words) -> Vec<Label> {
    let wide = (frame.east - frame.west).rem_euclid(360.0);
    let mut found = Vec::new();
    if wide >= WIDE || wide == 0.0 {
        let shown = COUNTRIES.iter().filter(|(_, lat, lon)| frame.holds(*lat, *lon));
        found.extend(shown.take(MOST_COUNTRIES).map(|(code, lat, lon)| Label {
            name: words.of_brief.country(code),
            lat: *lat,
            lon: *lon,
            kind: RowKind::Country.as_str(),
        }));
    }
    let gazetteer = Gazetteer::builtin();
    let shown = PLACES.iter().filter(|place| frame.holds(place.lat, place.lon)).take(most);
    found.extend(shown.map(|place| Label {
        name: gazetteer.name(place.id),
        lat: place.lat,
        lon: place.lon,
        kind: place.kind.as_str(),
    }));
    found
}

#[cfg(test)]
mod tests {
    use griot::model::Lang;

    use super::*;

    #[test]
    fn the_largest_come_first_and_countries_where_there_is_room() {
        let words = Words::of(Lang::Fr);
        let wide = Frame { west: -13.0, south: 9.0, east: 5.0, north: 25.0 };
        let found = labels(&wide, 5, &words);
        let name = |kind: &str| {
            let of_kind = found.iter().filter(|label| label.kind == kind);
            of_kind.map(|label| label.name.as_str()).collect::<Vec<_>>()
        };
        assert!(name("country").contains(&"Mali"), "{found:?}");
        assert!(name("city").contains(&"Bamako"), "{found:?}");
        let narrow = Frame { west: -0.5, south: 16.0, east: 0.5, north: 16.5 };
        let found = labels(&narrow, 5, &words);
        assert_eq!(found.first().map(|label| label.name.as_str()), Some("Gao"));
        assert!(found.iter().all(|label| narrow.holds(label.lat, label.lon)));
    }
}
