//! The 49 columns of UCDP GED, in the order of its schema.
//!
//! One row an event with at least one death, the figures by UCDP's rule: low, best, high. Deaths by side
//! always sum to `best`, and `low` is never above it. Numbers that UCDP gives (of conflicts, dyads,
//! actors, countries) are its own and stay empty.

use std::io::{self, Write};

use griot::fusion::{Party, Policy};
use griot::model::{ActorKind, Certainty, Dates, Family, Outcome, PlacePrecision, VictimKind};

use super::{Facts, LEFT_OUT, Table, Written, bounds, degrees, is_denied, kind, names};
use crate::withheld::Field;

pub(super) const COLUMNS: [&str; 49] = [
    "id",
    "relid",
    "year",
    "active_year",
    "code_status",
    "type_of_violence",
    "conflict_dset_id",
    "conflict_new_id",
    "conflict_name",
    "dyad_dset_id",
    "dyad_new_id",
    "dyad_name",
    "side_a_dset_id",
    "side_a_new_id",
    "side_a",
    "side_b_dset_id",
    "side_b_new_id",
    "side_b",
    "number_of_sources",
    "source_article",
    "source_office",
    "source_date",
    "source_headline",
    "source_original",
    "where_prec",
    "where_coordinates",
    "where_description",
    "adm_1",
    "adm_2",
    "latitude",
    "longitude",
    "geom_wkt",
    "priogrid_gid",
    "country",
    "country_id",
    "region",
    "event_clarity",
    "date_prec",
    "date_start",
    "date_end",
    "deaths_a",
    "deaths_b",
    "deaths_civilians",
    "deaths_unknown",
    "best",
    "high",
    "low",
    "gwnoa",
    "gwnob",
];

/// Deaths, as UCDP splits them.
#[derive(Debug, Default)]
struct Deaths {
    a: u64,
    b: u64,
    civilians: u64,
    unknown: u64,
    low: u64,
    best: u64,
    high: u64,
}

/// Who fights whom.
struct Sides {
    violence: Option<u8>,
    a: String,
    b: String,
    /// Whether side a fights for a state, and side b does not.
    state_is_a: bool,
}

pub(super) fn put(
    event: &Facts<'_>,
    table: &mut Table<impl Write>,
    written: &mut Written,
) -> io::Result<()> {
    let merged = &event.merged;
    let left_out = match (merged.date, event.figure(Policy::Ucdp, Outcome::Killed, None)) {
        _ if is_denied(event) => "it is denied, and nobody tells it as a fact",
        _ if matches!(merged.event_type.family(), Family::Demonstration | Family::Strategic) => {
            "it is no organised violence"
        }
        (None, _) => event.no_day(),
        (_, None) if event.hides(Field::Tolls) => "how many died is withheld",
        (_, None) => "nobody tells of a death",
        (_, Some(figure)) if figure.high == Some(0) => "nobody tells of a death",
        (Some(dates), Some(_)) => {
            let sides = sides(event);
            let deaths = deaths(event, &sides, written);
            table.row(&row(event, dates, &sides, &deaths))?;
            written.rows += 1;
            lose(event, &sides, written);
            return Ok(());
        }
    };
    written.lose(event.id(), LEFT_OUT, left_out);
    Ok(())
}

fn row(event: &Facts<'_>, dates: Dates, sides: &Sides, deaths: &Deaths) -> Vec<String> {
    let precision = where_precision(event);
    // A country is where its middle is, and the precision says so.
    let middle = event.country().map(|country| (f64::from(country.lat), f64::from(country.lon)));
    let at = event.lat_lon().or(middle.filter(|_| precision == Some(6)));
    let (lat, lon) = at.unzip();
    let country = event.country().map(|country| country.name_en).unwrap_or_default();
    let dyad = match (sides.a.as_str(), sides.b.as_str()) {
        ("", _) | (_, "") => String::new(),
        (a, b) => format!("{a} - {b}"),
    };
    let described: Vec<&str> = [event.place(), event.admin(1), event.admin(0), country]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    let article = |report: &crate::merged::Report| {
        let article = &report.row.article;
        let parts = [&article.publisher, &article.published, &article.title];
        let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
        format!("\"{}\"", parts.join(", "))
    };
    let told = event.row.reports.iter().filter(|report| !report.row.article.is_withheld());
    let articles: Vec<String> = told.map(article).collect();
    let mut original: Vec<&str> = Vec::new();
    for report in &event.row.reports {
        let name = report.account.sources.last().map(|party| party.name.as_str());
        original.extend(name.filter(|name| !original.contains(name)));
    }
    let is_clear = dates.from == dates.to && matches!(precision, Some(1 | 2));
    let optional = |value: Option<u8>| value.map_or_else(String::new, |value| value.to_string());
    let empty = String::new;
    vec![
        event.id().to_owned(),
        empty(),
        dates.from.year().to_string(),
        empty(),
        empty(),
        optional(sides.violence),
        empty(),
        empty(),
        empty(),
        empty(),
        empty(),
        dyad,
        empty(),
        empty(),
        sides.a.clone(),
        empty(),
        empty(),
        sides.b.clone(),
        event.row.n_independent.to_string(),
        articles.join("; "),
        event.sources().join("; "),
        event.of_articles(|article| article.published.as_deref()).join("; "),
        event.of_articles(|article| article.title.as_deref()).join("; "),
        original.join("; "),
        optional(precision),
        event.place().to_owned(),
        described.join(", "),
        event.admin(0).to_owned(),
        event.admin(1).to_owned(),
        degrees(lat),
        degrees(lon),
        at.map_or_else(empty, |(lat, lon)| format!("POINT ({lon:.4} {lat:.4})")),
        at.map_or_else(empty, |(lat, lon)| priogrid(lat, lon).to_string()),
        country.to_owned(),
        empty(),
        empty(),
        if is_clear { "1" } else { "2" }.to_owned(),
        date_precision(dates).to_string(),
        dates.from.to_string(),
        dates.to.to_string(),
        deaths.a.to_string(),
        deaths.b.to_string(),
        deaths.civilians.to_string(),
        deaths.unknown.to_string(),
        deaths.best.to_string(),
        deaths.high.to_string(),
        deaths.low.to_string(),
        empty(),
        empty(),
    ]
}

/// Whether actors of this kind fight for a state.
fn is_state(party: &Party) -> bool {
    matches!(
        kind(party),
        Some(
            ActorKind::StateForces
                | ActorKind::StateAligned
                | ActorKind::Government
                | ActorKind::ForeignForces
                | ActorKind::Peacekeepers
        )
    )
}

fn is_armed_group(party: &Party) -> bool {
    matches!(kind(party), Some(ActorKind::ArmedGroup | ActorKind::Militia))
}

/// One-sided violence is what is done to people who cannot fight back; state-based has a state on one
/// side, non-state an armed group on both.
fn sides(event: &Facts<'_>) -> Sides {
    let (did, suffered) = (&event.merged.initiators, &event.merged.targets);
    let joined = |parties: &[Party]| names(parties).join(", ");
    let are_civilians = !suffered.is_empty()
        && suffered.iter().all(|party| kind(party) == Some(ActorKind::Civilians));
    if are_civilians || event.merged.event_type.family() == Family::Civilians {
        return Sides {
            violence: Some(3),
            a: joined(did),
            b: "Civilians".to_owned(),
            state_is_a: did.iter().any(is_state),
        };
    }
    let (state_did, state_suffered) = (did.iter().any(is_state), suffered.iter().any(is_state));
    if state_suffered && !state_did {
        return Sides { violence: Some(1), a: joined(suffered), b: joined(did), state_is_a: true };
    }
    let violence = if state_did {
        Some(1)
    } else if did.iter().any(is_armed_group) && suffered.iter().any(is_armed_group) {
        Some(2)
    } else {
        None
    };
    Sides {
        violence,
        a: joined(did),
        b: joined(suffered),
        state_is_a: state_did && !state_suffered,
    }
}

fn deaths(event: &Facts<'_>, sides: &Sides, written: &mut Written) -> Deaths {
    let best = |kind| {
        let figure = event.figure(Policy::Ucdp, Outcome::Killed, kind);
        figure.map(|figure| (figure.low, figure.best.unwrap_or(figure.low), figure.high))
    };
    let Some((low, total, high)) = best(None) else { return Deaths::default() };
    let of = |kind| best(Some(kind)).map_or(0, |(_, best, _)| best);
    let mut found = Deaths { civilians: of(VictimKind::Civilians), ..Deaths::default() };
    let (state, others) = (of(VictimKind::StateForces), of(VictimKind::NonStateArmed));
    match (sides.violence, sides.state_is_a) {
        (Some(1), true) => (found.a, found.b) = (state, others),
        (Some(3), true) => found.a = state,
        (Some(3), false) => found.a = others,
        _ => {}
    }
    let sum = found.a + found.b + found.civilians;
    if sum > total {
        let detail =
            format!("parts sum to {sum}, more than the best figure {total}: best is their sum");
        written.lose(event.id(), "parts", detail);
    }
    found.best = total.max(sum);
    found.unknown = found.best - sum;
    found.low = low.min(found.best);
    found.high = high.unwrap_or(found.best).max(found.best);
    if high.is_none() {
        let detail = format!("{} has no upper bound: high is {}", bounds(low, None), found.high);
        written.lose(event.id(), "open", detail);
    }
    found
}

/// 1 the point, 2 near a place, 3 a unit of the second level, 4 one of the first, 5 larger, 6 the
/// country.
fn where_precision(event: &Facts<'_>) -> Option<u8> {
    let country = event.country().is_some();
    let Some(place) = &event.merged.place else { return country.then_some(6) };
    Some(match place.precision {
        PlacePrecision::Exact => 1,
        PlacePrecision::Approximate => 2,
        PlacePrecision::Centroid => match place.admin.as_slice() {
            [] => 6,
            [first] if *first == place.name => 4,
            [_, second] if *second == place.name => 3,
            _ => 5,
        },
        PlacePrecision::Region => 4,
        PlacePrecision::NameOnly => return country.then_some(6),
    })
}

/// 1 a day, 2 two to six, 3 a week, 4 a month, 5 more.
fn date_precision(dates: Dates) -> u8 {
    match dates.n_days() {
        ..=1 => 1,
        2..=6 => 2,
        7 => 3,
        8..=31 => 4,
        _ => 5,
    }
}

/// The cell of PRIO-GRID: half a degree wide and high, counted from 1 at 90° south and 180° west, row
/// by row.
fn priogrid(lat: f64, lon: f64) -> u32 {
    let row = ((lat + 90.0) * 2.0).floor().clamp(0.0, 359.0) as u32;
    let column = ((lon + 180.0) * 2.0).floor().clamp(0.0, 719.0) as u32;
    row * 720 + column + 1
}

fn lose(event: &Facts<'_>, sides: &Sides, written: &mut Written) {
    let id = event.id();
    if sides.violence.is_none() {
        written.lose(id, "type-of-violence", "what its parties are is not known");
    }
    if event.merged.certainty == Certainty::Alleged {
        written.lose(id, "alleged", "it is told as somebody's word alone");
    }
    for outcome in Outcome::ALL.iter().filter(|outcome| **outcome != Outcome::Killed) {
        if let Some(figure) = event.figure(Policy::Range, *outcome, None) {
            let detail = format!("{outcome} {}", bounds(figure.low, figure.high));
            written.lose(id, "outcome", detail);
        }
    }
    event.lose_rest(written);
}

#[cfg(test)]
mod tests {
    #[test]
    fn cells_are_counted_from_the_south_west() {
        assert_eq!(super::priogrid(-90.0, -180.0), 1);
        assert_eq!(super::priogrid(90.0, 180.0), 259_200);
        assert_eq!(super::priogrid(16.27, -0.04), 212 * 720 + 359 + 1);
    }
}
