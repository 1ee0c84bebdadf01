//! The words of a brief, by language.
//!
//! Takes a catalogue (`words.fr.toml`, `words.en.toml`); gives texts with values filled in. A test holds
//! the catalogues against each other: a text that one has, all have, with the same names in braces.

use std::sync::LazyLock;

use griot::gazetteer::Countries;
use griot::model::{Dates, EventType, Lang, Outcome, VictimKind};
use jiff::civil::Date;
use toml::{Table, Value};

use crate::withheld::Field;

static FRENCH: LazyLock<Table> = LazyLock::new(|| table(include_str!("words.fr.toml")));
static ENGLISH: LazyLock<Table> = LazyLock::new(|| table(include_str!("words.en.toml")));

/// The files are part of the program, and a test of this module reads them.
fn table(text: &str) -> Table {
    text.parse().unwrap_or_default()
}

/// The words of a brief in a language: figures, days, countries, types and outcomes as they are said.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    table: &'static Table,
    lang: Lang,
}

impl Words {
    /// The words of a language.
    pub fn of(lang: Lang) -> Self {
        let table = match lang {
            Lang::Fr => &*FRENCH,
            Lang::En => &*ENGLISH,
        };
        Self { table, lang }
    }

    fn at(self, path: &[&str]) -> Option<&'static Value> {
        let (first, rest) = path.split_first()?;
        rest.iter().try_fold(self.table.get(*first)?, |value, key| value.get(key))
    }

    fn string(self, path: &[&str]) -> &'static str {
        self.at(path).and_then(Value::as_str).unwrap_or_default()
    }

    /// A text as it stands.
    pub(super) fn text(self, key: &str) -> &'static str {
        self.string(&["text", key])
    }

    /// A text with values filled in.
    pub(super) fn fill(self, key: &str, values: &[(&str, &str)]) -> String {
        fill(self.text(key), values)
    }

    /// Whether so many take the singular: one, and nought in French.
    pub fn is_one(self, n: u64) -> bool {
        let singular = self.at(&["singular"]).and_then(Value::as_array);
        singular.is_some_and(|all| {
            all.iter().filter_map(Value::as_integer).any(|one| u64::try_from(one) == Ok(n))
        })
    }

    fn counted(self, group: &str, key: &str, n: u64, values: &[(&str, &str)]) -> String {
        fill(self.string(&[group, key, if self.is_one(n) { "one" } else { "other" }]), values)
    }

    /// `3 events`, `1 événement`.
    pub(super) fn count(self, key: &str, n: usize) -> String {
        self.counted("count", key, n as u64, &[("n", &number(n as u64))])
    }

    /// `12 to 15`, `at least 12`.
    pub fn figure(self, low: u64, high: Option<u64>) -> String {
        let (first, last) = (number(low), high.map(number));
        match (high, &last) {
            (Some(high), _) if high == low => self.fill("exact", &[("low", &first)]),
            (_, Some(last)) => self.fill("range", &[("low", &first), ("high", last)]),
            (_, None) => self.fill("at_least", &[("low", &first)]),
        }
    }

    /// `12 to 15 killed`.
    pub fn toll(self, outcome: Outcome, low: u64, high: Option<u64>) -> String {
        let figure = self.figure(low, high);
        self.counted("toll", outcome.as_str(), high.unwrap_or(low), &[("figure", &figure)])
    }

    /// `at least 12 civilians`.
    pub fn kind(self, kind: VictimKind, low: u64, high: Option<u64>) -> String {
        let figure = self.figure(low, high);
        self.counted("kind", kind.as_str(), high.unwrap_or(low), &[("figure", &figure)])
    }

    /// `Killed`.
    pub fn outcome(self, outcome: Outcome) -> &'static str {
        self.string(&["outcome", outcome.as_str()])
    }

    /// `fighting`.
    pub fn event_type(self, event_type: EventType) -> &'static str {
        self.string(&["type", event_type.as_str()])
    }

    /// Something of an event that is withheld.
    pub fn field(self, field: Field) -> &'static str {
        self.string(&["field", field.as_str()])
    }

    /// A slot that was corrected: an outcome, or one with a kind of victims, or another slot.
    pub fn slot(self, slot: &str) -> String {
        let (slot, kind) = slot.split_once(':').unwrap_or((slot, ""));
        let said = match self.string(&["outcome", slot]) {
            "" => self.string(&["slot", slot]),
            outcome => outcome,
        };
        if kind.is_empty() {
            said.to_owned()
        } else {
            format!("{said} ({})", kind.replace('_', " "))
        }
    }

    /// `A, B et C`.
    pub fn list(self, names: &[String]) -> String {
        match names.split_last() {
            None => String::new(),
            Some((last, [])) => last.clone(),
            Some((last, rest)) => {
                format!("{}{}{last}", rest.join(self.string(&["list"])), self.string(&["last"]))
            }
        }
    }

    /// The words in the quotation marks of the language.
    pub fn quote(self, words: &str) -> String {
        format!("{}{words}{}", self.string(&["open_quote"]), self.string(&["close_quote"]))
    }

    fn month(self, day: Date) -> &'static str {
        let months = self.at(&["months"]).and_then(Value::as_array);
        let at = usize::try_from(day.month() - 1).unwrap_or_default();
        months.and_then(|all| all.get(at)?.as_str()).unwrap_or_default()
    }

    fn day_of_month(self, day: Date) -> String {
        match day.day() {
            1 => self.string(&["first_day"]).to_owned(),
            day => day.to_string(),
        }
    }

    /// `1er mai 2024`.
    pub fn day(self, day: Date) -> String {
        format!("{} {} {}", self.day_of_month(day), self.month(day), day.year())
    }

    /// `4 mai 2024`, `4–6 mai 2024`, `30 avril – 2 mai 2024`, `mai 2024`, `2024`.
    pub fn days(self, dates: Dates) -> String {
        let Dates { from, to } = dates;
        if from == to {
            self.day(from)
        } else if (from.month(), from.day(), to) == (1, 1, from.last_of_year()) {
            from.year().to_string()
        } else if from.day() == 1 && to == from.last_of_month() {
            format!("{} {}", self.month(from), from.year())
        } else if (from.year(), from.month()) == (to.year(), to.month()) {
            format!("{}–{}", self.day_of_month(from), self.day(to))
        } else if from.year() == to.year() {
            format!("{} {} – {}", self.day_of_month(from), self.month(from), self.day(to))
        } else {
            format!("{} – {}", self.day(from), self.day(to))
        }
    }

    /// The name of a country; its code, when it is not known.
    pub fn country(self, code: &str) -> String {
        let known = Countries::builtin().all().iter().find(|one| one.code.as_str() == code);
        known.map_or_else(
            || code.to_owned(),
            |country| match self.lang {
                Lang::Fr => country.name_fr.to_owned(),
                Lang::En => country.name_en.to_owned(),
            },
        )
    }
}

/// A text with values in the place of the names in its braces.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    // Names are looked for once, from left to right: a value that has braces is a value.
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, behind)) = after.split_once('}') else {
            rest = after;
            break;
        };
        out.push_str(
            values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value),
        );
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// Digits in threes, with a narrow space that does not break.
pub fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if digits.len() > 4 && index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    /// Every text by its path, with the names in its braces.
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
    fn all_catalogues_have_the_same_texts_with_the_same_names() {
        let of = |table: &Table| {
            let mut found = BTreeMap::new();
            texts("", &Value::Table(table.clone()), &mut found);
            found
        };
        let (french, english) = (of(&FRENCH), of(&ENGLISH));
        assert!(french.len() > 100);
        assert_eq!(french, english);
        for words in [Words::of(Lang::Fr), Words::of(Lang::En)] {
            for event_type in EventType::ALL {
                assert_ne!(words.event_type(*event_type), "", "{event_type}");
            }
            for outcome in Outcome::ALL {
                assert_ne!(words.toll(*outcome, 1, Some(1)), "", "{outcome}");
                assert_ne!(words.outcome(*outcome), "", "{outcome}");
            }
            for kind in VictimKind::ALL.iter().filter(|kind| **kind != VictimKind::Unknown) {
                assert_ne!(words.kind(*kind, 2, None), "", "{kind}");
            }
            assert!(!words.month(jiff::civil::date(2024, 12, 1)).is_empty());
        }
    }

    #[test]
    fn what_is_counted_agrees_in_number() {
        let (fr, en) = (Words::of(Lang::Fr), Words::of(Lang::En));
        assert_eq!(fr.toll(Outcome::Killed, 0, Some(0)), "0 tué");
        assert_eq!(fr.toll(Outcome::Killed, 12, Some(15)), "de 12 à 15 tués");
        assert_eq!(fr.kind(VictimKind::Civilians, 12, None), "au moins 12 civils");
        assert_eq!(
            (en.count("events", 0).as_str(), en.count("events", 1).as_str()),
            ("0 events", "1 event")
        );
        let names = ["A", "B", "C"].map(str::to_owned);
        assert_eq!(fr.list(&names), "A, B et C");
        assert_eq!(fr.day(jiff::civil::date(2024, 5, 1)), "1er mai 2024");
        let days = |to| Dates { from: jiff::civil::date(2024, 2, 1), to };
        assert_eq!(fr.days(days(jiff::civil::date(2024, 2, 29))), "février 2024");
        assert_eq!(fr.days(days(jiff::civil::date(2024, 2, 3))), "1er–3 février 2024");
        assert_eq!(number(12_345), "12\u{202f}345");
    }

    #[test]
    fn a_value_with_braces_is_a_value() {
        assert_eq!(fill("{a} and {b}", &[("a", "{b}"), ("b", "x")]), "{b} and x");
    }
}
