//! Compiling a gazetteer.
//!
//! Takes rows in memory; gives the bytes that [`Gazetteer`](super::Gazetteer) reads, the same
//! bytes for the same rows in any order. It reads no file: that is the caller's work.

use std::collections::{BTreeMap, BTreeSet};

use super::fold::fold;
use super::format::{
    INSERT, MAGIC, MANY, NAMES_A_BLOCK, ROWS_A_BLOCK, SECTIONS, WHOLE, pack_degrees,
};
use super::kinds::{RowKind, RowPrecision};
use super::patched;

/// A place as its source has it.
#[derive(Clone, Debug, PartialEq)]
pub struct SourcePlace {
    /// Its usual name.
    pub name: String,
    /// Other names and spellings.
    pub aliases: Vec<String>,
    /// ISO 3166 alpha-2 of its country, several separated by `|`, or empty.
    pub countries: String,
    /// The unit of the first level in which it lies, or empty.
    pub admin1: String,
    /// The unit of the second level in which it lies, or empty.
    pub admin2: String,
    /// Latitude, degrees north.
    pub lat: f64,
    /// Longitude, degrees east.
    pub lon: f64,
    /// What it is.
    pub kind: RowKind,
    /// How exactly its point is known.
    pub precision: RowPrecision,
    /// Inhabitants; 0 when unknown.
    pub population: u32,
    /// Whether it stands in the hand-made table.
    pub known: bool,
}

/// Why rows cannot be compiled.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// A number is too large for its column.
    #[error("too many {0} for the format")]
    TooMany(&'static str),
    /// The table of names cannot be built.
    #[error("the names cannot be compiled")]
    Names(#[source] fst::Error),
}

/// A row that is ready to be written.
struct Row<'p> {
    key: String,
    place: &'p SourcePlace,
}

/// Compiles places into the bytes of a gazetteer.
///
/// # Errors
///
/// When there are more rows, units or classes of rows than the format can number.
pub fn compile(places: &[SourcePlace]) -> Result<Vec<u8>, BuildError> {
    let mut rows: Vec<Row<'_>> = places
        .iter()
        .map(|place| Row { key: fold(&place.name), place })
        .filter(|row| !row.key.is_empty())
        .collect();
    rows.sort_by(|a, b| order(a).cmp(&order(b)));
    rows.dedup_by(|a, b| order(a) == order(b));
    if rows.len() >= 1 << 24 {
        return Err(BuildError::TooMany("places"));
    }

    let (mut lower, mut capitals, mut heads) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let mut names: BTreeMap<String, (u32, Vec<u32>)> = BTreeMap::new();
    for (id, row) in rows.iter().enumerate() {
        names.entry(row.key.clone()).or_default().0 += 1;
        note_case(&row.place.name, &row.key, &mut lower, &mut capitals, &mut heads);
        for alias in &row.place.aliases {
            let key = fold(alias);
            if key.is_empty() {
                continue;
            }
            note_case(alias, &key, &mut lower, &mut capitals, &mut heads);
            if key != row.key {
                let entry = &mut names.entry(key).or_default().1;
                if entry.last() != Some(&(id as u32)) {
                    entry.push(id as u32);
                }
            }
        }
    }

    let mut sections: Vec<Vec<u8>> = Vec::with_capacity(SECTIONS);
    let ranks = names.keys().enumerate().map(|(rank, key)| (key, rank as u64));
    let fst = fst::raw::Fst::from_iter_map(ranks).map_err(BuildError::Names)?;
    sections.push(fst.into_inner());
    sections.extend(postings(&names));
    sections.extend(columns(&rows)?);
    sections.extend(patches(&rows));
    let rank_of: BTreeMap<&str, u32> =
        names.keys().enumerate().map(|(rank, key)| (key.as_str(), rank as u32)).collect();
    for set in [&lower, &capitals] {
        let ranks = set.iter().filter_map(|key| rank_of.get(key.as_str()));
        sections.push(ranks.flat_map(|rank| rank.to_le_bytes()).collect());
    }
    sections.push(heads.into_iter().collect::<Vec<_>>().join("\n").into_bytes());
    Ok(assemble(&sections))
}

/// What decides the order of rows; rows that agree in all of it are one row.
fn order<'r>(row: &'r Row<'_>) -> impl Ord + use<'r> {
    let place = row.place;
    (
        &row.key,
        place.kind,
        !place.known,
        std::cmp::Reverse(place.population),
        &place.countries,
        (&place.admin1, &place.admin2),
        (pack_degrees(place.lat, 180.0), pack_degrees(place.lon, 360.0)),
        (&place.name, &place.aliases),
    )
}

/// Notes names that are written in small letters or in capitals.
fn note_case(
    name: &str,
    key: &str,
    lower: &mut BTreeSet<String>,
    capitals: &mut BTreeSet<String>,
    heads: &mut BTreeSet<String>,
) {
    let mut letters = name.chars().filter(|ch| ch.is_alphabetic());
    if letters.clone().count() > 1 && letters.clone().all(char::is_uppercase) {
        capitals.insert(key.to_owned());
    }
    // An article or a particle before the name (`el-Fasher`, `les Escaldes`) is not a head: the
    // name without it is looked for by its capital.
    let mut words = name.split([' ', '-', '\'']).filter(|word| !word.is_empty());
    let first = words.next().unwrap_or_default();
    if letters.next().is_some_and(char::is_lowercase) && first.chars().count() > 3 {
        lower.insert(key.to_owned());
        heads.insert(fold(first));
    }
}

fn postings(names: &BTreeMap<String, (u32, Vec<u32>)>) -> [Vec<u8>; 4] {
    let (mut counts, mut starts, mut large, mut aliases) = (vec![], vec![], vec![], vec![]);
    let (mut row, mut alias) = (0u32, 0u32);
    for (rank, (rows, listed)) in names.values().enumerate() {
        if rank % NAMES_A_BLOCK == 0 {
            starts.extend(row.to_le_bytes());
            starts.extend(alias.to_le_bytes());
        }
        let listed_count = listed.len() as u32;
        // `MANY` itself would be read as 15 rows and no alias, so that pair goes to the list too.
        if *rows < u32::from(MANY) && listed_count < u32::from(MANY) {
            counts.push((*rows as u8) | ((listed_count as u8) << 4));
        } else {
            counts.push(MANY);
            for number in [rank as u32, *rows, listed_count] {
                large.extend(number.to_le_bytes());
            }
        }
        for id in listed {
            aliases.extend(&id.to_le_bytes()[..3]);
        }
        row += rows;
        alias += listed_count;
    }
    [counts, starts, large, aliases]
}

fn columns(rows: &[Row<'_>]) -> Result<[Vec<u8>; 6], BuildError> {
    let unit = |row: &Row<'_>| {
        let place = row.place;
        format!("{}\t{}\t{}", place.countries, place.admin1, place.admin2)
    };
    let class = |row: &Row<'_>| {
        let place = row.place;
        let log2 = place.population.checked_ilog2().unwrap_or(0);
        [place.kind as u8, place.precision as u8, log2 as u8, u8::from(place.known)]
    };
    let numbered = |values: BTreeSet<String>| -> BTreeMap<String, u16> {
        values.into_iter().enumerate().map(|(number, value)| (value, number as u16)).collect()
    };
    let all_units: BTreeSet<String> = rows.iter().map(unit).collect();
    if all_units.len() > usize::from(u16::MAX) {
        return Err(BuildError::TooMany("administrative units"));
    }
    let all_classes: Vec<[u8; 4]> =
        rows.iter().map(class).collect::<BTreeSet<_>>().into_iter().collect();
    if all_classes.len() > 256 {
        return Err(BuildError::TooMany("classes of places"));
    }
    let unit_numbers = numbered(all_units);

    let (mut points, mut units, mut classes) = (vec![], vec![], vec![]);
    for row in rows {
        points.extend(pack_degrees(row.place.lat, 180.0).to_le_bytes());
        points.extend(pack_degrees(row.place.lon, 360.0).to_le_bytes());
        units.extend(unit_numbers.get(&unit(row)).copied().unwrap_or(0).to_le_bytes());
        classes.push(all_classes.binary_search(&class(row)).unwrap_or(0) as u8);
    }
    let class_table = all_classes.concat();
    let (mut unit_table, mut unit_starts) = (vec![], vec![]);
    for line in unit_numbers.keys() {
        unit_starts.extend((unit_table.len() as u32).to_le_bytes());
        unit_table.extend_from_slice(line.as_bytes());
        unit_table.push(b'\n');
    }
    unit_starts.extend((unit_table.len() as u32).to_le_bytes());
    Ok([points, units, classes, class_table, unit_table, unit_starts])
}

fn patches(rows: &[Row<'_>]) -> [Vec<u8>; 2] {
    let (mut bytes, mut starts) = (vec![], vec![]);
    for block in rows.chunks(ROWS_A_BLOCK) {
        starts.extend((bytes.len() as u32).to_le_bytes());
        let mut present = 0u32;
        for (bit, row) in block.iter().enumerate() {
            let patch = patch(&row.key, &row.place.name);
            if !patch.is_empty() {
                present |= 1 << bit;
                bytes.push(patch.len() as u8);
                bytes.extend(patch);
            }
        }
        starts.extend(present.to_le_bytes());
    }
    [bytes, starts]
}

/// The steps from a folded name to the written one; the whole name where steps cannot say it.
fn patch(key: &str, name: &str) -> Vec<u8> {
    if let Some(steps) = steps(key, name)
        && steps.len() < 128
        && patched(key, &steps) == name
    {
        return steps;
    }
    let mut whole = vec![WHOLE];
    let mut end = name.len().min(250);
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    whole.extend_from_slice(&name.as_bytes()[..end]);
    whole
}

fn steps(key: &str, name: &str) -> Option<Vec<u8>> {
    let mut steps = vec![];
    let mut letters = key.chars();
    let mut kept = 0u8;
    let mut capital = true;
    for ch in name.chars() {
        if ch.is_alphanumeric() {
            let folded = letters.next()?;
            let expected = if capital { folded.to_uppercase().next()? } else { folded };
            if ch == expected {
                kept += 1;
            } else {
                steps.push(kept);
                steps.push(u8::try_from(u32::from(ch)).ok()?);
                kept = 0;
            }
        } else {
            steps.push(kept | INSERT);
            steps.push(u8::try_from(u32::from(ch)).ok()?);
            kept = 0;
        }
        if kept > 100 {
            return None;
        }
        capital = !ch.is_alphanumeric();
    }
    letters.next().is_none().then_some(steps)
}

fn assemble(sections: &[Vec<u8>]) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    let mut start = MAGIC.len() + SECTIONS * 8;
    for section in sections {
        out.extend((start as u32).to_le_bytes());
        out.extend((section.len() as u32).to_le_bytes());
        start += section.len();
    }
    for section in sections {
        out.extend_from_slice(section);
    }
    out
}
