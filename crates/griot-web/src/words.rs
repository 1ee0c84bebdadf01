//! The words of the pages, by language.
//!
//! Takes a catalogue (`words.fr.toml`, `words.en.toml`); gives texts with values filled in. What a brief
//! says as well (figures, days, countries, types) is said in the words of the brief.

use std::sync::LazyLock;

use griot::model::Lang;
use griot_record::fill;
pub(crate) use griot_record::number;
use toml::{Table, Value};

static FRENCH: LazyLock<Table> = LazyLock::new(|| table(include_str!("words.fr.toml")));
static ENGLISH: LazyLock<Table> = LazyLock::new(|| table(include_str!("words.en.toml")));

/// The files are part of the program, and a test of this module reads them.
fn table(text: &str) -> Table {
    text.parse().unwrap_or_default()
}

/// The words of a language.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words {
    table: &'static Table,
    pub(crate) lang: Lang,
    /// The words of a brief.
    pub(crate) of_brief: griot_record::Words,
}

impl Words {
    pub(crate) fn of(lang: Lang) -> Self {
        let table = match lang {
            Lang::Fr => &*FRENCH,
            Lang::En => &*ENGLISH,
        };
        Self { table, lang, of_brief: griot_record::Words::of(lang) }
    }

    /// A text of a group; the key itself, when the catalogue has none.
    pub(crate) fn of_group<'k>(&self, group: &str, key: &'k str) -> &'k str
    where
        'static: 'k,
    {
        self.table
            .get(group)
            .and_then(|group| group.get(key))
            .and_then(Value::as_str)
            .unwrap_or(key)
    }

    /// A text as it stands.
    pub(crate) fn t<'k>(&self, key: &'k str) -> &'k str {
        self.of_group("text", key)
    }

    /// A text with values filled in.
    pub(crate) fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        fill(self.t(key), values)
    }

    /// A text with one value filled in.
    pub(crate) fn t_with(&self, key: &str, name: &str, value: &str) -> String {
        self.fill(key, &[(name, value)])
    }

    /// `Gao: 3 events`, with a space before the colon where the language has one.
    pub(crate) fn colon(&self, what: &str, told: &str) -> String {
        self.fill("with_colon", &[("what", what), ("told", told)])
    }

    /// `Gao and 3 more`.
    pub(crate) fn and_others(&self, name: &str, others: usize) -> String {
        self.count_of("others", others as u64, &[("name", name)])
    }

    /// `3 events`, `1 événement`.
    pub(crate) fn count(&self, key: &str, n: u64) -> String {
        self.count_of(key, n, &[])
    }

    /// The same, with other values filled in.
    fn count_of(&self, key: &str, n: u64, values: &[(&str, &str)]) -> String {
        let group = self.table.get("count").and_then(|group| group.get(key));
        let number_of = if self.of_brief.is_one(n) { "one" } else { "other" };
        let text = group.and_then(|group| group.get(number_of));
        let n = number(n);
        let values = [values, &[("n", n.as_str())]].concat();
        fill(text.and_then(Value::as_str).unwrap_or(key), &values)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use griot::fusion::Relation;
    use griot::model::{Certainty, Outcome, VictimKind};
    use griot_record::{ReviewState, Verb};

    use super::*;

    fn texts(prefix: &str, value: &Value, into: &mut BTreeMap<String, BTreeSet<String>>) {
        match value {
            Value::Table(table) => {
                for (key, value) in table {
                    texts(&format!("{prefix}/{key}"), value, into);
                }
            }
            Value::String(text) => {
                let names = text.split('{').skip(1).filter_map(|part| part.split_once('}'));
                into.insert(prefix.to_owned(), names.map(|(name, _)| name.to_owned()).collect());
            }
            _ => {}
        }
    }

    #[test]
    fn both_catalogues_have_the_same_texts_with_the_same_names() {
        let of = |table: &Table| {
            let mut found = BTreeMap::new();
            texts("", &Value::Table(table.clone()), &mut found);
            found
        };
        let (french, english) = (of(&FRENCH), of(&ENGLISH));
        assert!(french.len() > 100);
        assert_eq!(french, english);
    }

    #[test]
    fn every_code_has_words() {
        for words in [Words::of(Lang::Fr), Words::of(Lang::En)] {
            let has = |group: &str, key: &str| {
                let group = words.table.get(group).unwrap_or_else(|| panic!("{group}"));
                assert!(group.get(key).is_some(), "{group}: {key}");
            };
            ReviewState::ALL.iter().for_each(|one| has("review", one.as_str()));
            Verb::ALL.iter().for_each(|one| has("verb", one.as_str()));
            for one in [Certainty::Reported, Certainty::Alleged, Certainty::Denied] {
                has("certainty", one.as_str());
            }
            for one in [
                Relation::SameEvent,
                Relation::Reprint,
                Relation::PlaceAndActors,
                Relation::Statement,
                Relation::Source,
                Relation::Story,
            ] {
                has("relation", one.as_str());
            }
            Outcome::ALL.iter().for_each(|one| has("outcome_short", one.as_str()));
            VictimKind::ALL.iter().for_each(|one| has("victims", one.as_str()));
            for one in ["exact", "approximate", "centroid", "region", "name_only"] {
                has("precision", one);
            }
        }
    }

    /// Every text that a page or a template asks for by its name is in the catalogue.
    #[test]
    fn every_text_that_is_asked_for_is_there() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut asked = BTreeSet::new();
        let mut waiting = vec![root.join("templates"), root.join("src")];
        while let Some(dir) = waiting.pop() {
            for entry in std::fs::read_dir(dir).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    waiting.push(path);
                    continue;
                }
                let text = std::fs::read_to_string(&path).unwrap();
                for opening in [".t(\"", ".fill(\""] {
                    for rest in text.split(opening).skip(1) {
                        asked.insert(rest.split('"').next().unwrap().to_owned());
                    }
                }
            }
        }
        assert!(asked.len() > 50);
        let texts = ENGLISH.get("text").unwrap();
        let missing: Vec<_> =
            asked.iter().filter(|key| texts.get(key.as_str()).is_none()).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }

    /// What speaks for and against two reports being one event, as the code that compares them says it.
    #[test]
    fn every_agreement_and_every_refusal_has_words() {
        let compare = include_str!("../../griot/src/fusion/compare.rs");
        let events = include_str!("../../griot/src/fusion/events.rs");
        let begins = compare.find("pub(crate) fn compare").unwrap();
        let mut said: BTreeSet<&str> = BTreeSet::new();
        for (line, is_code) in (compare[begins..].lines().map(|line| (line, true)))
            .chain(events.lines().map(|line| (line, line.contains("decided to be"))))
        {
            if !is_code || line.trim_start().starts_with("//") {
                continue;
            }
            said.extend(line.split('"').skip(1).step_by(2).filter(|text| !text.is_empty()));
        }
        assert!(said.len() > 50, "{said:?}");
        for words in [Words::of(Lang::Fr), Words::of(Lang::En)] {
            let has = |group: &str, key: &str| words.table[group].get(key).is_some();
            let missing: Vec<_> = said.iter().filter(|key| !has("agreement", key)).collect();
            assert!(missing.is_empty(), "{missing:?}");
            let codes = griot_record::REFUSALS.iter();
            let missing: Vec<_> = codes.filter(|key| !has("refused", key)).collect();
            assert!(missing.is_empty(), "{missing:?}");
            for field in crate::asked::FILTERS
                .iter()
                .filter(|field| !["actor", "source", "text"].contains(field))
            {
                assert!(has("wrong_field", field), "{field}");
            }
        }
    }

    #[test]
    fn one_of_something_is_one() {
        let french = Words::of(Lang::Fr);
        assert_eq!(french.and_others("Tessalit", 1), "Tessalit et 1 autre");
        assert_eq!(french.and_others("Tessalit", 3), "Tessalit et 3 autres");
        assert!(french.count("wait", 1).ends_with("dans 1 seconde."));
        assert_eq!(french.colon("Gao", "2 enlevés"), "Gao : 2 enlevés");
    }

    #[test]
    fn counts_agree_in_number() {
        assert_eq!(Words::of(Lang::Fr).count("events", 0), "0 événement");
        assert_eq!(Words::of(Lang::En).count("events", 0), "0 events");
        assert_eq!(Words::of(Lang::En).count("events", 12_345), "12\u{202f}345 events");
    }
}
