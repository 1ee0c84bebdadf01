//! What the map that moves asks for: the discs of a part of the earth, and the names in it.

use axum::http::StatusCode;
use griot_record::{Frame, Misasked, Wanted};
use serde_json::{Value, json};

use crate::answer::{Answer, Page, data};
use crate::asked::segment;
use crate::draw::{Heap, heaps, labels};
use crate::words::number;

/// Settlements that are named.
const MOST_LABELS: usize = 60;

/// Discs and names of a frame: the filter of the address, without the part of the map that the table
/// shows.
pub(crate) fn page(page: &Page<'_>) -> Answer {
    let frame = frame(page)?;
    let zoom = page.asked.one("zoom").and_then(|zoom| zoom.parse().ok()).unwrap_or(4.0_f64);
    let zoom = if zoom.is_finite() { zoom.clamp(0.0, 22.0) } else { 4.0 };
    let filter = Wanted { within: None, ..page.asked.wanted()? }.filter()?.filter;
    let digest = page.digest()?;
    let found = page.record.digested(&filter, &digest)?;
    let (heaps, n_unplaced) = heaps(found.gists(), &frame, zoom);
    let spots: Vec<Value> = heaps.iter().map(|heap| spot(page, heap)).collect();
    let labels: Vec<Value> = labels(&frame, MOST_LABELS, &page.words)
        .into_iter()
        .map(|label| {
            json!({ "name": label.name, "lat": label.lat, "lon": label.lon, "kind": label.kind })
        })
        .collect();
    let n: usize = heaps.iter().map(|heap| heap.n).sum();
    let all = json!({
        "n": n, "n_unplaced": n_unplaced, "in_words": page.words.count("in_view", n as u64),
        "spots": spots, "labels": labels,
    });
    Ok(data(StatusCode::OK, &all))
}

fn frame(page: &Page<'_>) -> Result<Frame, Misasked> {
    let asked = page.asked.one("frame").unwrap_or("-180,-90,180,90").to_owned();
    let wanted = Wanted { within: Some(asked.clone()), ..Wanted::default() };
    let wrong = |reason| Misasked { field: "frame", value: asked.clone(), reason };
    let understood = wanted.filter().map_err(|misasked| wrong(misasked.reason))?;
    understood.filter.within.ok_or_else(|| wrong(String::new()))
}

fn spot(page: &Page<'_>, heap: &Heap<'_>) -> Value {
    let words = &page.words;
    let (lat, lon) = heap.at();
    let others = heap.places.len().saturating_sub(1);
    let name =
        if others == 0 { heap.name().to_owned() } else { words.and_others(heap.name(), others) };
    let mut title = words.colon(&name, &words.count("events", heap.n as u64));
    if heap.is_area {
        title = format!("{title} ({})", words.t("area_only"));
    }
    let killed = heap.sum.figure();
    if !killed.is_empty() {
        title = format!("{title}, {}", words.fill("killed_n", &[("figure", &killed)]));
    }
    let href = match heap.one.filter(|_| heap.n == 1) {
        Some(gist) => page.asked.kept(&format!("/events/{}", segment(&gist.id))),
        None => {
            let near = format!("{lat:.3},{lon:.3}");
            let [west, south, east, north] = heap.bounds;
            let wide = (north - south).hypot((east - west) * lat.to_radians().cos());
            let km = format!("{}", (wide / 2.0 * 111.2 * 1.1 + 3.0).ceil());
            page.asked.link("/", &[("near", &near), ("km", &km), ("within", "")])
        }
    };
    json!({
        "lat": lat, "lon": lon, "n": heap.n, "count": number(heap.n as u64), "name": heap.name(),
        "title": title, "href": href, "area": heap.is_area, "km": heap.km, "bounds": heap.bounds,
    })
}
