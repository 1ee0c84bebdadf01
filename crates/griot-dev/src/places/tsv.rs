//! Our own layout of places: a header, then a row a place, tab-separated.

use std::io::BufRead;

use anyhow::{Context, Result, bail};
use griot::gazetteer::{RowKind, RowPrecision, SourcePlace};

/// The columns, in any order in the file.
const COLUMNS: [&str; 11] = [
    "name",
    "alt_names",
    "country",
    "admin1",
    "admin2",
    "lat",
    "lon",
    "kind",
    "precision",
    "population",
    "source",
];

/// Appends the rows of a table.
pub(super) fn read(table: impl BufRead, rows: &mut Vec<SourcePlace>) -> Result<()> {
    let mut lines = table.lines();
    let header = lines.next().context("the table is empty")??;
    let mut at = [0; COLUMNS.len()];
    for (place, column) in at.iter_mut().zip(COLUMNS) {
        let found = header.split('\t').position(|name| name == column);
        *place = found.with_context(|| format!("the table has no column `{column}`"))?;
    }
    for (number, line) in lines.enumerate() {
        let line = line?;
        let fields: Vec<&str> = line.split('\t').collect();
        let [name, alts, country, admin1, admin2, lat, lon, kind, precision, population, source] =
            at.map(|column| fields.get(column).copied().unwrap_or_default());
        let Some(kind) = RowKind::from_name(kind) else {
            bail!("row {}: unknown kind `{kind}`", number + 2);
        };
        rows.push(SourcePlace {
            name: without_brackets(name).to_owned(),
            aliases: alts
                .split('|')
                .map(without_brackets)
                .filter(|a| !a.is_empty())
                .map(str::to_owned)
                .collect(),
            countries: country.to_owned(),
            admin1: admin1.to_owned(),
            admin2: admin2.to_owned(),
            lat: lat.parse().with_context(|| format!("row {}: latitude", number + 2))?,
            lon: lon.parse().with_context(|| format!("row {}: longitude", number + 2))?,
            kind,
            precision: RowPrecision::from_name(precision).unwrap_or(RowPrecision::Approximate),
            population: population.parse().unwrap_or(0),
            known: source.starts_with("hand"),
        });
    }
    Ok(())
}

/// A name without the bracket that tells it from its namesakes: `Soum (région)`.
pub(super) fn without_brackets(name: &str) -> &str {
    name.split_once('(').map_or(name, |(before, _)| before).trim()
}
