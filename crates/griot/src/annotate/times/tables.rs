//! The date words that come with the library, one table a language.

use std::sync::LazyLock;

use crate::lexicon::dates_schema::DateWords;
use crate::model::Lang;

static FRENCH: LazyLock<Option<DateWords>> =
    LazyLock::new(|| DateWords::parse(include_str!("../../../lexicon/fr/dates.toml")).ok());
static ENGLISH: LazyLock<Option<DateWords>> =
    LazyLock::new(|| DateWords::parse(include_str!("../../../lexicon/en/dates.toml")).ok());

/// The tables of a language. They are `None` only when the file is broken, which a test forbids.
pub(crate) fn date_words(lang: Lang) -> Option<&'static DateWords> {
    match lang {
        Lang::Fr => FRENCH.as_ref(),
        Lang::En => ENGLISH.as_ref(),
    }
}
