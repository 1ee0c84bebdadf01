//! A table tagged with HXL: the tags stand in the second row, under the names of columns.
//!
//! Tags are those that HDX uses for UCDP's table, where it has them. HXL has no attributes for lower
//! and upper bounds, for civilians or for missing people; it lets one add some, and the codebook
//! says which were added.

use std::io::{self, Write};

use griot::fusion::Policy;
use griot::model::{Outcome, VictimKind};

use super::{Facts, Table, Written, degrees, names};

pub(super) const COLUMNS: [[&str; 2]; 34] = [
    ["Event", "#event+id"],
    ["Type", "#event+type"],
    ["First day", "#date+start"],
    ["Last day", "#date+end"],
    ["Country code", "#country+code"],
    ["Country", "#country+name"],
    ["Admin 1", "#adm1+name"],
    ["Admin 2", "#adm2+name"],
    ["Place", "#loc+name"],
    ["Latitude", "#geo+lat"],
    ["Longitude", "#geo+lon"],
    ["Precision of the place", "#loc+type"],
    ["Initiators", "#group+name+first"],
    ["Targets", "#group+name+second"],
    ["Killed, minimum", "#affected+killed+min"],
    ["Killed, maximum", "#affected+killed+max"],
    ["Civilians killed, minimum", "#affected+killed+civilian+min"],
    ["Civilians killed, maximum", "#affected+killed+civilian+max"],
    ["Wounded, minimum", "#affected+injured+min"],
    ["Wounded, maximum", "#affected+injured+max"],
    ["Abducted, minimum", "#affected+abducted+min"],
    ["Abducted, maximum", "#affected+abducted+max"],
    ["Displaced, minimum", "#affected+displaced+min"],
    ["Displaced, maximum", "#affected+displaced+max"],
    ["Missing, minimum", "#affected+missing+min"],
    ["Missing, maximum", "#affected+missing+max"],
    ["Certainty", "#status+certainty"],
    ["Review", "#status+review"],
    ["Reports", "#meta+reports+num"],
    ["Independent sources", "#meta+sources+num"],
    ["Sources", "#meta+source"],
    ["Addresses", "#meta+url"],
    ["Headlines", "#description+headline"],
    ["Words", "#description"],
];

const OUTCOMES: [Outcome; 4] =
    [Outcome::Wounded, Outcome::Abducted, Outcome::Displaced, Outcome::Missing];

pub(super) fn put(
    event: &Facts<'_>,
    table: &mut Table<impl Write>,
    written: &mut Written,
) -> io::Result<()> {
    table.row(&row(event))?;
    written.rows += 1;
    for outcome in [Outcome::Detained, Outcome::Surrendered] {
        if let Some(figure) = event.figure(Policy::Range, outcome, None) {
            let detail = format!("{outcome} {}", super::bounds(figure.low, figure.high));
            written.lose(event.id(), "outcome", detail);
        }
    }
    let kinds = VictimKind::ALL.iter().filter(|kind| kind.is_armed());
    let kinds: Vec<&str> = kinds
        .filter(|kind| event.figure(Policy::Range, Outcome::Killed, Some(**kind)).is_some())
        .map(|kind| kind.as_str())
        .collect();
    if !kinds.is_empty() {
        written.lose(event.id(), "kinds-of-victims", kinds.join(", "));
    }
    event.lose_rest(written);
    Ok(())
}

fn row(event: &Facts<'_>) -> Vec<String> {
    let merged = &event.merged;
    let (from, to) = merged.date.map(|days| (days.from.to_string(), days.to.to_string())).unzip();
    let (lat, lon) = event.lat_lon().unzip();
    let mut cells = vec![
        event.id().to_owned(),
        merged.event_type.to_string(),
        from.unwrap_or_default(),
        to.unwrap_or_default(),
        merged.country.clone().unwrap_or_default(),
        event.country().map(|country| country.name_en.to_owned()).unwrap_or_default(),
        event.admin(0).to_owned(),
        event.admin(1).to_owned(),
        event.place().to_owned(),
        degrees(lat),
        degrees(lon),
        merged.place.as_ref().map(|place| place.precision.as_str()).unwrap_or_default().to_owned(),
        names(&merged.initiators).join("; "),
        names(&merged.targets).join("; "),
    ];
    let mut put = |outcome, kind| {
        // An open figure has no maximum: an empty cell, never a number that nobody says.
        let figure = event.figure(Policy::Range, outcome, kind);
        cells.push(figure.as_ref().map(|figure| figure.low.to_string()).unwrap_or_default());
        let high = figure.and_then(|figure| figure.high);
        cells.push(high.map(|high| high.to_string()).unwrap_or_default());
    };
    put(Outcome::Killed, None);
    put(Outcome::Killed, Some(VictimKind::Civilians));
    for outcome in OUTCOMES {
        put(outcome, None);
    }
    cells.extend([
        merged.certainty.as_str().to_owned(),
        event.row.review.state.as_str().to_owned(),
        event.row.reports.len().to_string(),
        event.row.n_independent.to_string(),
        event.sources().join("; "),
        event.of_articles(|article| article.url.as_deref()).join(" "),
        event.of_articles(|article| article.title.as_deref()).join("; "),
        event.evidence().to_owned(),
    ]);
    cells
}
