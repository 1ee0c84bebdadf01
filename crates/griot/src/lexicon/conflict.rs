//! Countries where there is a conflict, and those whose armies fight in others.
//!
//! Takes the code of a country; says whether a list of `lexicon/shared/conflict.toml` has it.

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
    abroad: Vec<String>,
}

/// Whether a country is one of conflict.
pub(crate) fn is_country_of_conflict(code: &str) -> bool {
    table().countries.iter().any(|country| country == code)
}

/// Whether the army of a country fights in other countries as well.
pub(crate) fn fights_abroad(code: &str) -> bool {
    table().abroad.iter().any(|country| country == code)
}

fn table() -> &'static Conflict {
    static TABLE: OnceLock<Conflict> = OnceLock::new();
    TABLE.get_or_init(|| toml::from_str(CONFLICT).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::{fights_abroad, is_country_of_conflict};

    #[test]
    fn the_table_of_conflict_is_read() {
        assert!(is_country_of_conflict("ML"));
        assert!(!is_country_of_conflict("FR"));
        assert!(fights_abroad("FR") && !fights_abroad("ML"));
    }
}
