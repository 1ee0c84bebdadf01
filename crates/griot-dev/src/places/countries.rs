//! The table of countries, as the program reads it.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::BufRead;

use anyhow::{Context, Result};
use griot::gazetteer::{RowKind, SourcePlace, fold};

/// The columns kept, in their order.
const COLUMNS: [&str; 11] = [
    "iso2",
    "iso3",
    "name_en",
    "name_fr",
    "alt_names",
    "demonym_en",
    "demonym_fr",
    "capital_en",
    "capital_fr",
    "lat",
    "lon",
];

const HEAD: &str = "\
# Countries: codes, names, demonyms and capitals, with a point in the middle.
# Written by `griot-dev places import`; several values of a field are separated by `|`.
# Sources: our own knowledge; GeoNames (CC BY 4.0); Natural Earth (public domain). See NOTICE.
";

/// The table with the columns that the program uses.
pub(super) fn table(source: impl BufRead) -> Result<String> {
    let mut lines = source.lines();
    let header = lines.next().context("the table of countries is empty")??;
    let mut at = vec![];
    for column in COLUMNS {
        let found = header.split('\t').position(|name| name == column);
        at.push(found.with_context(|| format!("the table has no column `{column}`"))?);
    }
    let mut rows = vec![];
    for line in lines {
        let line = line?;
        let fields: Vec<&str> = line.split('\t').collect();
        let kept: Vec<&str> =
            at.iter().map(|&column| fields.get(column).copied().unwrap_or_default()).collect();
        rows.push(kept.join("\t"));
    }
    rows.sort();
    let mut out = String::from(HEAD);
    writeln!(out, "{}", COLUMNS.join("\t"))?;
    for row in rows {
        writeln!(out, "{row}")?;
    }
    Ok(out)
}

/// Gives capitals all of their names as aliases: dumps list the names of a city in the order of the
/// alphabet and cut the list, and the French one is often not among the first.
pub(super) fn name_capitals(source: impl BufRead, rows: &mut [SourcePlace]) -> Result<()> {
    let mut lines = source.lines();
    let header = lines.next().context("the table of countries is empty")??;
    let column = |wanted: &str| {
        header.split('\t').position(|name| name == wanted).context("a column is missing")
    };
    let country_at = column("iso2")?;
    let names_at = [column("capital_en")?, column("capital_fr")?, column("capital_alt")?];
    let mut capitals: HashMap<String, Vec<String>> = HashMap::new();
    for line in lines {
        let line = line?;
        let fields: Vec<&str> = line.split('\t').collect();
        let field = |at: usize| fields.get(at).copied().unwrap_or_default();
        let names = names_at.iter().flat_map(|&at| field(at).split('|'));
        let names = names.filter(|name| !name.is_empty()).map(str::to_owned).collect();
        capitals.insert(field(country_at).to_owned(), names);
    }
    for row in rows.iter_mut().filter(|row| row.kind == RowKind::City) {
        let Some(names) = capitals.get(&row.countries) else { continue };
        let own: Vec<String> =
            std::iter::once(&row.name).chain(&row.aliases).map(|name| fold(name)).collect();
        if names.iter().any(|name| own.contains(&fold(name))) {
            for name in names {
                if !own.contains(&fold(name)) {
                    row.aliases.push(name.clone());
                }
            }
        }
    }
    Ok(())
}
