//! Countries where there is a conflict.
//!
//! Takes the code of a country; says whether `lexicon/shared/conflict.toml` lists it.

use std::sync::OnceLock;

use serde::Deserialize;

use super::schema::About;

static CONFLICT: &str = include_str!("../../lexicon/shared/conflict.toml");

/// The countries where violence that nothing explains is read as part of a conflict.
#[derive(Debug, Default, Deserialize)]
struct Conflict {
    #[allow(dead_code)]
    about: Option<About>,
    countries: Vec<String>,
}

/// Whether a country is one of conflict.
pub(crate) fn is_country_of_conflict(code: &str) -> bool {
    static TABLE: OnceLock<Conflict> = OnceLock::new();
    TABLE
        .get_or_init(|| toml::from_str(CONFLICT).unwrap_or_default())
        .countries
        .iter()
        .any(|country| country == code)
}

#[cfg(test)]
mod tests {
    use super::is_country_of_conflict;

    #[test]
    fn the_table_of_conflict_is_read() {
        assert!(is_country_of_conflict("ML"));
        assert!(!is_country_of_conflict("FR"));
    }
}
