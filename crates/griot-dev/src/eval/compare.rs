//! When two values agree: names, days, figures, quotations.
//!
//! Takes a gold value and a predicted one; gives whether, or how far, they agree. The rules are
//! those of the coding guidelines' scorer; what they are lenient about is on purpose: a name counts
//! by half of its content words, a date by half of its days, a quotation by half of its length.

use std::collections::BTreeSet;

use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

use crate::eval::gold::Toll;

/// Words that say nothing about whom a name names, without accents: so names are compared.
const FUNCTION_WORDS: &[&str] = &[
    "a", "an", "and", "army", "au", "aux", "by", "d", "dans", "de", "des", "du", "en", "et", "for",
    "force", "forces", "group", "groupe", "in", "l", "la", "le", "les", "members", "membres", "of",
    "par", "pour", "sur", "the", "to", "un", "une",
];

/// The content words of a name, without accents or case; all of its words when it has no other.
pub(crate) fn words(name: &str) -> BTreeSet<String> {
    let folded: String = name
        .nfkd()
        .filter(|c| canonical_combining_class(*c) == 0)
        .collect::<String>()
        .to_lowercase();
    let all = folded
        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty())
        .map(str::to_owned);
    let all: BTreeSet<String> = all.collect();
    let content: BTreeSet<String> =
        all.iter().filter(|word| !FUNCTION_WORDS.contains(&word.as_str())).cloned().collect();
    if content.is_empty() { all } else { content }
}

/// Whether two names share at least half of the content words of the shorter one.
pub(crate) fn same_name(a: &str, b: &str) -> bool {
    let (a, b) = (words(a), words(b));
    if a.is_empty() || b.is_empty() {
        return a == b;
    }
    let shared = a.intersection(&b).count();
    shared > 0 && shared * 2 >= a.len().min(b.len())
}

/// How many days two intervals share, of all the days of both; 1 when both are unknown.
pub(crate) fn date_overlap(a: Option<&[String; 2]>, b: Option<&[String; 2]>) -> f64 {
    let (a, b) = match (a, b) {
        (None, None) => return 1.0,
        (Some(a), Some(b)) => (a, b),
        _ => return 0.0,
    };
    let (Some((a0, a1)), Some((b0, b1))) = (days(a), days(b)) else { return 0.0 };
    let shared = a1.min(b1) - a0.max(b0) + 1;
    let all = a1.max(b1) - a0.min(b0) + 1;
    f64::from(shared.max(0)) / f64::from(all)
}

pub(crate) fn same_date(a: Option<&[String; 2]>, b: Option<&[String; 2]>) -> bool {
    date_overlap(a, b) >= 0.5
}

/// An interval as days since a fixed day; nothing when it is not one.
fn days(interval: &[String; 2]) -> Option<(i32, i32)> {
    let day = |text: &str| {
        let date: Date = text.parse().ok()?;
        Some((date - Date::constant(1970, 1, 1)).get_days())
    };
    Some((day(&interval[0])?, day(&interval[1])?))
}

pub(crate) fn same_toll(a: &Toll, b: &Toll) -> bool {
    a.outcome == b.outcome && a.low == b.low && a.high == b.high
}

/// Victims count only where the gold names them.
pub(crate) fn same_toll_and_victims(gold: &Toll, predicted: &Toll) -> bool {
    let named = gold.victims.as_deref().unwrap_or_default();
    same_toll(gold, predicted)
        && (named.is_empty() || same_name(named, predicted.victims.as_deref().unwrap_or_default()))
}

/// A text in which quotations are looked for, with its white space folded once.
pub(crate) struct Quoted {
    folded: String,
}

impl Quoted {
    pub(crate) fn new(text: &str) -> Self {
        Self { folded: fold(text) }
    }

    /// Where a quotation stands, in characters; nothing when it does not stand in the text.
    pub(crate) fn find(&self, quote: Option<&str>) -> Option<(usize, usize)> {
        let quote = fold(quote?);
        if quote.is_empty() {
            return None;
        }
        let at = self.folded.find(&quote)?;
        let start = self.folded[..at].chars().count();
        Some((start, start + quote.chars().count()))
    }

    /// How much of the shorter of two quotations the other covers.
    pub(crate) fn overlap(&self, a: Option<&str>, b: Option<&str>) -> f64 {
        let (Some(a), Some(b)) = (self.find(a), self.find(b)) else { return 0.0 };
        let shared = a.1.min(b.1).saturating_sub(a.0.max(b.0));
        shared as f64 / (a.1 - a.0).min(b.1 - b.0) as f64
    }
}

fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_agree_by_half_of_the_shorter() {
        assert!(same_name("force Barkhane", "l'opération Barkhane"));
        assert!(same_name("FAMa", "les Fama"));
        assert!(!same_name("soldats maliens de Gao", "soldats tchadiens du Nord"));
        assert!(same_name("", ""));
        assert!(!same_name("Kidal", ""));
    }

    #[test]
    fn a_name_of_function_words_alone_keeps_them() {
        assert_eq!(words("la force").len(), 2);
        assert!(same_name("les forces", "forces"));
    }

    #[test]
    fn dates_agree_by_half_of_their_days() {
        let days = |from: &str, to: &str| [from.to_owned(), to.to_owned()];
        let (one, two) = (days("2022-04-09", "2022-04-09"), days("2022-04-09", "2022-04-10"));
        assert!(same_date(Some(&one), Some(&two)));
        assert!(!same_date(Some(&one), Some(&days("2022-04-09", "2022-04-11"))));
        assert!(same_date(None, None));
        assert!(!same_date(Some(&one), None));
    }

    #[test]
    fn quotations_are_found_across_line_breaks() {
        let text = Quoted::new("Élan : dix\n morts.\n\nTrois blessés.");
        assert_eq!(text.find(Some("dix morts")), Some((7, 16)));
        assert_eq!(text.find(Some("douze morts")), None);
        assert!((text.overlap(Some("dix morts"), Some("morts. Trois")) - 5.0 / 9.0).abs() < 1e-9);
    }
}
