//! An invented account that tests of fusion change to their needs.

use jiff::civil::date;

use super::account::{Account, Figure, Party, Where};
use crate::model::{Certainty, Dates, EventType, Outcome, PlacePrecision, VictimKind};

/// A clash at an invented place on 9 April 2022, told on the 10th, with nobody named.
pub(crate) fn account(article: &str) -> Account {
    Account {
        id: format!("{article}#0"),
        article: article.to_owned(),
        published: Some(date(2022, 4, 10)),
        event_type: EventType::ArmedClash,
        date: Some(Dates::day(date(2022, 4, 9))),
        place: Some(place("Tarkana", Some((14.1, -0.3)))),
        country: Some("BF".to_owned()),
        initiators: Vec::new(),
        targets: Vec::new(),
        tolls: Vec::new(),
        sources: Vec::new(),
        certainty: Certainty::Reported,
        evidence: String::new(),
    }
}

pub(crate) fn place(name: &str, lat_lon: Option<(f64, f64)>) -> Where {
    let precision =
        if lat_lon.is_some() { PlacePrecision::Exact } else { PlacePrecision::NameOnly };
    Where { name: name.to_owned(), admin: Vec::new(), lat_lon, precision }
}

pub(crate) fn killed(low: u64, high: Option<u64>, kind: VictimKind, victims: &str) -> Figure {
    Figure {
        outcome: Outcome::Killed,
        kind,
        victims: (!victims.is_empty()).then(|| Party::named(victims)),
        low: Some(low),
        high,
        approx: false,
        sources: None,
        part: false,
    }
}
