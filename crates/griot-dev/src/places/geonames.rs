//! geonames.org dumps: nineteen tab-separated columns, no header.
//!
//! Keeps what news name: countries, units, settlements, waters, mountains, forests, regions and
//! bases. Streets, hotels, schools and the like are left out.

use std::collections::HashMap;
use std::io::BufRead;

use anyhow::{Context, Result};
use griot::gazetteer::{RowKind, RowPrecision, SourcePlace, fold};

/// Names of units by their codes: `ML.09` and `ML.09.9166793`.
#[derive(Debug, Default)]
pub(super) struct Units(HashMap<String, String>);

impl Units {
    /// Reads `admin1CodesASCII.txt` or `admin2Codes.txt`: code, name, ASCII name, id.
    pub(super) fn read(&mut self, table: impl BufRead) -> Result<()> {
        for line in table.lines() {
            let line = line?;
            let mut fields = line.split('\t');
            if let (Some(code), Some(name)) = (fields.next(), fields.next()) {
                self.0.insert(code.to_owned(), name.to_owned());
            }
        }
        Ok(())
    }

    fn name(&self, code: &str) -> String {
        self.0.get(code).cloned().unwrap_or_default()
    }
}

/// Appends the rows of a dump.
pub(super) fn read(dump: impl BufRead, units: &Units, rows: &mut Vec<SourcePlace>) -> Result<()> {
    for (number, line) in dump.lines().enumerate() {
        let line = line?;
        let fields: Vec<&str> = line.split('\t').collect();
        let field = |index: usize| fields.get(index).copied().unwrap_or_default();
        let population: u32 = field(14).parse().unwrap_or(0);
        let Some((kind, precision)) = kind(field(6), field(7), population) else { continue };
        let country = field(8);
        let code1 = format!("{country}.{}", field(10));
        let code2 = format!("{code1}.{}", field(11));
        let name = field(1);
        let latin = |alias: &&str| {
            !alias.is_empty() && *alias != name && alias.chars().all(|ch| (ch as u32) < 0x250)
        };
        // Only the spellings that say something new: aliases are most of a dump.
        let mut seen = vec![fold(name)];
        let mut aliases = vec![];
        for alias in field(3).split(',').filter(latin) {
            let folded = fold(alias);
            if !seen.contains(&folded) {
                seen.push(folded);
                aliases.push(alias.to_owned());
            }
        }
        rows.push(SourcePlace {
            name: name.to_owned(),
            aliases,
            countries: if field(9).is_empty() || kind != RowKind::River {
                country.to_owned()
            } else {
                field(9).replace(',', "|")
            },
            admin1: units.name(&code1),
            admin2: units.name(&code2),
            lat: field(4).parse().with_context(|| format!("row {}: latitude", number + 1))?,
            lon: field(5).parse().with_context(|| format!("row {}: longitude", number + 1))?,
            kind,
            precision,
            population,
            known: false,
        });
    }
    Ok(())
}

/// What a feature code stands for; `None` for what news do not name.
fn kind(class: &str, code: &str, population: u32) -> Option<(RowKind, RowPrecision)> {
    use RowPrecision::{Centroid, Exact};
    let found = match (class, code) {
        ("A", "PCLI" | "PCLD" | "PCLS" | "PCL" | "PCLF" | "TERR") => (RowKind::Country, Centroid),
        ("A", "ADM1") => (RowKind::Admin1, Centroid),
        ("A", "ADM2") => (RowKind::Admin2, Centroid),
        ("A", "ADM3" | "ADM4") => (RowKind::Admin3, Centroid),
        ("P", "PPLH" | "PPLQ" | "PPLW") => return None,
        ("P", "PPLX") => (RowKind::Other, Exact),
        ("P", "PPLC") => (RowKind::City, Exact),
        ("P", _) if population >= 100_000 => (RowKind::City, Exact),
        ("P", "PPLA" | "PPLA2" | "PPLA3") => (RowKind::Town, Exact),
        ("P", _) if population >= 10_000 => (RowKind::Town, Exact),
        ("P", _) => (RowKind::Village, Exact),
        ("H", "LK" | "LKS" | "SEA" | "GULF" | "BAY" | "STRT" | "LGN") => (RowKind::Lake, Centroid),
        ("H", "STM" | "STMS" | "WAD") => (RowKind::River, Centroid),
        ("H", "WLL" | "WLLS" | "WTRH") | ("L", "LCTY" | "CMP" | "RESF") | ("S", "CMPRF" | "MN") => {
            (RowKind::Other, Exact)
        }
        ("L", "RGN" | "AREA" | "PRK" | "RESN")
        | ("T", "ISL" | "ISLS" | "MTS" | "PLN" | "DSRT" | "VAL" | "PEN" | "HLLS")
        | ("V", "FRST" | "FRSTF") => (RowKind::Region, Centroid),
        ("L", "MILB" | "NVB") | ("S", "AIRB" | "AIRP" | "INSM" | "FT") => (RowKind::Base, Exact),
        _ => return None,
    };
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dump_becomes_rows() {
        let dump = "2449067\tTimbuktu\tTimbuktu\tTombouctou,Timbuctoo,تمبكتو\t16.77348\t-3.00742\tP\tPPLA\tML\t\t08\t\t\t\t32460\t\t264\tAfrica/Bamako\t2020-01-01\n\
                    1\tHotel X\tHotel X\t\t1\t1\tS\tHTL\tML\t\t08\t\t\t\t0\t\t\t\t\n";
        let mut units = Units::default();
        units.read("ML.08\tTombouctou\tTombouctou\t2449066\n".as_bytes()).unwrap();
        let mut rows = vec![];
        read(dump.as_bytes(), &units, &mut rows).unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].kind, RowKind::Town);
        assert_eq!(rows[0].admin1, "Tombouctou");
        assert_eq!(rows[0].aliases, ["Tombouctou", "Timbuctoo"]);
    }
}
