//! Hand-made rows: `countries;name;aliases;latitude;longitude;kind[;precision]`, `#` for remarks.
//!
//! A row whose name the table has in that country gives its aliases to it and marks it as known
//! from the news: for a settlement within 22 km, for an area wherever its middle is. Any other row
//! is added.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, Result, bail};
use griot::gazetteer::{RowKind, RowPrecision, SourcePlace, fold};

use super::tsv::without_brackets;

/// Kilometres within which two settlements of one name are one.
const SAME_PLACE_KM: f64 = 22.0;

/// Lays the files `places_*.txt` of a folder over the rows.
pub(super) fn overlay(folder: &Path, rows: &mut Vec<SourcePlace>) -> Result<()> {
    let mut files = vec![];
    for entry in
        std::fs::read_dir(folder).with_context(|| format!("listing {}", folder.display()))?
    {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        if name.starts_with("places_") && path.extension().is_some_and(|ending| ending == "txt") {
            files.push(path);
        }
    }
    files.sort();
    let mut by_name: HashMap<(String, String), Vec<usize>> = HashMap::new();
    for (index, row) in rows.iter().enumerate() {
        by_name.entry((row.countries.clone(), fold(&row.name))).or_default().push(index);
    }
    for path in files {
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("reading {}", path.display()))?;
        for (number, line) in text.lines().enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let hand = parse(line).with_context(|| format!("{}:{}", path.display(), number + 1))?;
            let key = (hand.countries.clone(), fold(&hand.name));
            let same = by_name.get(&key).and_then(|found| {
                found
                    .iter()
                    .copied()
                    .filter(|&index| is_same(&rows[index], &hand))
                    .min_by(|&a, &b| km(&rows[a], &hand).total_cmp(&km(&rows[b], &hand)))
            });
            if let Some(index) = same {
                let row = &mut rows[index];
                row.known = true;
                for alias in hand.aliases {
                    if !row.aliases.contains(&alias) {
                        row.aliases.push(alias);
                    }
                }
            } else {
                by_name.entry(key).or_default().push(rows.len());
                rows.push(hand);
            }
        }
    }
    Ok(())
}

fn parse(line: &str) -> Result<SourcePlace> {
    let fields: Vec<&str> = line.split(';').map(str::trim).collect();
    // Rows without aliases may leave the column out.
    let (countries, name, aliases, rest) = match fields.as_slice() {
        [countries, name, aliases, rest @ ..] if rest.len() >= 4 => {
            (countries, name, *aliases, rest)
        }
        [countries, name, rest @ ..] if rest.len() >= 4 => (countries, name, "", rest),
        _ => bail!("too few columns"),
    };
    let [lat, lon, kind, precision, ..] = rest else { bail!("too few columns") };
    Ok(SourcePlace {
        name: without_brackets(name).to_owned(),
        aliases: aliases
            .split('|')
            .map(without_brackets)
            .filter(|alias| !alias.is_empty())
            .map(str::to_owned)
            .collect(),
        countries: (*countries).to_owned(),
        admin1: String::new(),
        admin2: String::new(),
        lat: lat.parse().context("latitude")?,
        lon: lon.parse().context("longitude")?,
        kind: RowKind::from_name(kind).with_context(|| format!("unknown kind `{kind}`"))?,
        precision: RowPrecision::from_name(precision)
            .with_context(|| format!("unknown precision `{precision}`"))?,
        population: 0,
        known: true,
    })
}

/// Whether a row of the table is the place of a hand-made one.
fn is_same(row: &SourcePlace, hand: &SourcePlace) -> bool {
    let settled = |kind| {
        matches!(
            kind,
            RowKind::City | RowKind::Town | RowKind::Village | RowKind::Other | RowKind::Base
        )
    };
    if settled(hand.kind) {
        settled(row.kind) && km(row, hand) <= SAME_PLACE_KM
    } else {
        row.kind == hand.kind
    }
}

/// Distance in kilometres, flat-earth, which is good enough for neighbours.
fn km(a: &SourcePlace, b: &SourcePlace) -> f64 {
    let north = (a.lat - b.lat) * 111.2;
    let east = (a.lon - b.lon) * 111.2 * a.lat.to_radians().cos();
    north.hypot(east)
}
