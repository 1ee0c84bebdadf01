//! A collection of features (RFC 7946): one an event.
//!
//! Only a place that is known has a point. The middle of a region or a country would be drawn as a pin
//! where nothing happened: such an event has no geometry, and its `centre` stands among its properties.

use std::io::{self, Write};

use griot::fusion::{Policy, tolls};
use griot::model::{PlacePrecision, VictimKind};
use serde_json::{Value, json};

use super::{Facts, Written, names};

/// What stands before the features, and behind them.
pub(super) const HEAD: &[u8] = b"{\"type\":\"FeatureCollection\",\"features\":[";
pub(super) const FOOT: &[u8] = b"\n]}\n";

pub(super) fn put(
    event: &Facts<'_>,
    out: &mut impl Write,
    written: &mut Written,
) -> io::Result<()> {
    out.write_all(if written.rows == 0 { b"\n" } else { b",\n" })?;
    serde_json::to_writer(&mut *out, &feature(event))?;
    written.rows += 1;
    if !is_point(event) {
        let detail = match event.lat_lon() {
            Some(_) => "only the middle of an area is known: it has no geometry",
            None => "its place is not known: it has no geometry",
        };
        written.lose(event.id(), "no-geometry", detail);
    }
    event.lose_rest(written);
    Ok(())
}

fn is_point(event: &Facts<'_>) -> bool {
    let precision = event.merged.place.as_ref().map(|place| place.precision);
    event.lat_lon().is_some()
        && matches!(precision, Some(PlacePrecision::Exact | PlacePrecision::Approximate))
}

fn feature(event: &Facts<'_>) -> Value {
    let merged = &event.merged;
    // Longitude comes first.
    let centre = event.lat_lon().map(|(lat, lon)| [lon, lat]);
    let geometry = centre.filter(|_| is_point(event));
    let tolls: Vec<Value> = tolls::figures(&event.claims, Policy::Range)
        .into_iter()
        .map(|(outcome, kind, figure)| {
            json!({
                "outcome": outcome.as_str(), "kind": kind.map(VictimKind::as_str),
                "low": figure.low, "high": figure.high,
            })
        })
        .collect();
    json!({
        "type": "Feature",
        "id": event.id(),
        "geometry": geometry.map(|at| json!({ "type": "Point", "coordinates": at })),
        "properties": {
            "type": merged.event_type.as_str(),
            "first_day": merged.date.map(|days| days.from.to_string()),
            "last_day": merged.date.map(|days| days.to.to_string()),
            "place": merged.place.as_ref().map(|place| place.name.as_str()),
            "precision": merged.place.as_ref().map(|place| place.precision.as_str()),
            "centre": centre,
            "admin1": Some(event.admin(0)).filter(|unit| !unit.is_empty()),
            "admin2": Some(event.admin(1)).filter(|unit| !unit.is_empty()),
            "country": merged.country,
            "initiators": names(&merged.initiators),
            "targets": names(&merged.targets),
            "tolls": tolls,
            "certainty": merged.certainty.as_str(),
            "review": event.row.review.state.as_str(),
            "n_reports": event.row.reports.len(),
            "n_independent": event.row.n_independent,
            "sources": event.sources(),
            "urls": event.of_articles(|article| article.url.as_deref()),
            "evidence": event.evidence(),
        },
    })
}
