//! Leaving out what costs room and finds nothing.

use std::collections::HashMap;

use griot::gazetteer::{RowKind, SourcePlace, fold};

/// A country with fewer villages in the table is far from what the table is made for.
const NEAR: usize = 300;

/// A far city with fewer inhabitants is known by one name in the news.
const LARGE: u32 = 200_000;

/// Drops the aliases of the towns and smaller cities of far countries, nearly all of which are transliterations of
/// other languages, and everywhere aliases that no newspaper writes: without vowels, or numbers.
pub(super) fn far_aliases(rows: &mut [SourcePlace]) {
    let mut villages: HashMap<String, usize> = HashMap::new();
    for row in rows.iter().filter(|row| row.kind == RowKind::Village) {
        *villages.entry(row.countries.clone()).or_default() += 1;
    }
    for row in rows {
        let far = villages.get(&row.countries).copied().unwrap_or(0) < NEAR;
        let small = row.kind == RowKind::Town
            || row.kind == RowKind::City && row.population > 0 && row.population < LARGE;
        if far && small && !row.known {
            row.aliases.clear();
        }
        let acronym = |alias: &str| alias.chars().all(|ch| ch.is_uppercase() || ch == '.');
        row.aliases.retain(|alias| {
            let folded = fold(alias);
            acronym(alias) || folded.contains(['a', 'e', 'i', 'o', 'u', 'y'])
        });
    }
}
