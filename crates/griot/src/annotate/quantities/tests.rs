//! The examples of `numbers.toml`, and number words printed and read back.

use proptest::prelude::*;

use super::{Quantity, QuantityKind, quantities};
use crate::annotate::syntax::annotate_syntax as doc;
use crate::lexicon::numbers_schema::{BoundsExample, Numbers};
use crate::model::Lang;

fn first_count(text: &str, lang: Lang) -> Option<Quantity> {
    quantities(&doc(text, lang)).into_iter().find(|quantity| quantity.kind == QuantityKind::Count)
}

fn check_examples(toml: &str, lang: Lang) {
    let lex = Numbers::parse(toml).unwrap();
    let file = &lex.file;
    let examples = file.collectives.iter().flat_map(|entry| &entry.yes);
    let examples = examples.chain(file.vague.iter().flat_map(|entry| &entry.yes));
    let examples = examples.chain(file.hedges.iter().flat_map(|entry| &entry.yes));
    let examples: Vec<&BoundsExample> =
        examples.chain(file.ranges.iter().flat_map(|entry| &entry.yes)).collect();
    let wrong: Vec<String> = examples
        .into_iter()
        .filter_map(|example| {
            let found =
                first_count(&example.text, lang).map(|count| (count.low, count.high, count.approx));
            let expected = (example.low, example.high, example.approx);
            (found != Some(expected))
                .then(|| format!("{}: {found:?}, expected {expected:?}", example.text))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn french_examples_have_their_bounds() {
    check_examples(include_str!("../../../lexicon/fr/numbers.toml"), Lang::Fr);
}

#[test]
fn english_examples_have_their_bounds() {
    check_examples(include_str!("../../../lexicon/en/numbers.toml"), Lang::En);
}

const FRENCH_SMALL: [&str; 20] = [
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze",
    "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf",
];
const ENGLISH_SMALL: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];

fn french_below_hundred(n: usize) -> String {
    let tens = ["", "", "vingt", "trente", "quarante", "cinquante", "soixante"];
    match n {
        0..20 => FRENCH_SMALL[n].to_owned(),
        71 => "soixante et onze".to_owned(),
        70..80 => format!("soixante-{}", FRENCH_SMALL[n - 60]),
        80 => "quatre-vingts".to_owned(),
        81..100 => format!("quatre-vingt-{}", FRENCH_SMALL[n - 80]),
        _ if n.is_multiple_of(10) => tens[n / 10].to_owned(),
        _ if n % 10 == 1 => format!("{} et un", tens[n / 10]),
        _ => format!("{}-{}", tens[n / 10], FRENCH_SMALL[n % 10]),
    }
}

fn french(n: usize) -> String {
    let below_thousand = |n: usize| match (n / 100, n % 100) {
        (0, rest) => french_below_hundred(rest),
        (1, 0) => "cent".to_owned(),
        (hundreds, 0) => format!("{} cents", FRENCH_SMALL[hundreds]),
        (1, rest) => format!("cent {}", french_below_hundred(rest)),
        (hundreds, rest) => {
            format!("{} cent {}", FRENCH_SMALL[hundreds], french_below_hundred(rest))
        }
    };
    let before_mille =
        |n: usize| below_thousand(n).replace("vingts", "vingt").replace("cents", "cent");
    match (n / 1000, n % 1000) {
        (0, rest) => below_thousand(rest),
        (1, 0) => "mille".to_owned(),
        (1, rest) => format!("mille {}", below_thousand(rest)),
        (thousands, 0) => format!("{} mille", before_mille(thousands)),
        (thousands, rest) => format!("{} mille {}", before_mille(thousands), below_thousand(rest)),
    }
}

fn english(n: usize, and: bool) -> String {
    let tens =
        ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let below_hundred = |n: usize| match n {
        0..20 => ENGLISH_SMALL[n].to_owned(),
        _ if n.is_multiple_of(10) => tens[n / 10].to_owned(),
        _ => format!("{}-{}", tens[n / 10], ENGLISH_SMALL[n % 10]),
    };
    let joint = if and { " and " } else { " " };
    let below_thousand = |n: usize| match (n / 100, n % 100) {
        (0, rest) => below_hundred(rest),
        (hundreds, 0) => format!("{} hundred", ENGLISH_SMALL[hundreds]),
        (hundreds, rest) => {
            format!("{} hundred{joint}{}", ENGLISH_SMALL[hundreds], below_hundred(rest))
        }
    };
    match (n / 1000, n % 1000) {
        (0, rest) => below_thousand(rest),
        (thousands, 0) => format!("{} thousand", below_thousand(thousands)),
        (thousands, rest) if rest < 100 => {
            format!("{} thousand{joint}{}", below_thousand(thousands), below_hundred(rest))
        }
        (thousands, rest) => {
            format!("{} thousand {}", below_thousand(thousands), below_thousand(rest))
        }
    }
}

fn reads_back(words: &str, n: usize, noun: &str, lang: Lang) -> Result<(), TestCaseError> {
    let text = format!("{words} {noun}");
    let found = first_count(&text, lang).map(|count| (count.low, count.high));
    prop_assert_eq!(found, Some((Some(n as u64), Some(n as u64))), "{}", text);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn french_number_words_read_back(n in 0_usize..1_000_000) {
        reads_back(&french(n), n, "soldats", Lang::Fr)?;
        reads_back(&french(n).replace(' ', "-"), n, "soldats", Lang::Fr)?;
        reads_back(&french(n).replace('-', " "), n, "soldats", Lang::Fr)?;
    }

    #[test]
    fn english_number_words_read_back(n in 0_usize..1_000_000, and: bool) {
        reads_back(&english(n, and), n, "soldiers", Lang::En)?;
        reads_back(&english(n, and).replace('-', " "), n, "soldiers", Lang::En)?;
    }

    #[test]
    fn figures_read_back(n in 2100_u64..2_000_000_000, mark in "[  .]") {
        let digits = n.to_string();
        let mut grouped = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at) % 3 == 0 {
                grouped.push_str(&mark);
            }
            grouped.push(digit);
        }
        reads_back(&grouped, n as usize, "soldats", Lang::Fr)?;
    }

    #[test]
    fn any_text_has_quantities_inside_it(text in "\\PC{0,80}", french: bool) {
        let lang = if french { Lang::Fr } else { Lang::En };
        for quantity in quantities(&doc(&text, lang)) {
            prop_assert!(text.get(quantity.span.range()).is_some());
        }
    }

    #[test]
    fn number_salad_has_quantities_inside_it(words in proptest::collection::vec(
        "(un|une|des|deux|vingt|quatre-vingt|cent|mille|million|millions|dizaines?|de|d'|à|et|entre|au moins|plus de|12|000|2016|h|ou|-|,|mars|le|%|ou plus|demi|\\$|aucun|soldats)", 0..14)) {
        let text = words.join(" ");
        let doc = doc(&text, Lang::Fr);
        let mut last = 0;
        for quantity in quantities(&doc) {
            prop_assert!(quantity.tokens.start >= last && quantity.tokens.start < quantity.tokens.end);
            prop_assert!(quantity.low.is_none() || quantity.high.is_none() || quantity.low <= quantity.high);
            last = quantity.tokens.end;
        }
    }
}
