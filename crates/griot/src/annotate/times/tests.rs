//! The examples of `dates.toml`, and dates printed and read back.

use jiff::civil::Date;
use proptest::prelude::*;

use super::{TimeExpr, dateline_and_times};
use crate::annotate::Doc;
use crate::annotate::syntax::annotate_syntax as doc;
use crate::lexicon::dates_schema::DateWords;
use crate::model::{Dates, Lang};

fn times(doc: &Doc, published: Option<Date>) -> Vec<TimeExpr> {
    dateline_and_times(doc, published).1
}

fn dateline(doc: &Doc, published: Option<Date>) -> Option<Dates> {
    dateline_and_times(doc, published).0.map(|dateline| dateline.dates)
}

fn check_examples(toml: &str, lang: Lang) {
    let lex = DateWords::parse(toml).unwrap();
    let day = |text: &str| text.parse::<Date>().ok();
    let mut wrong = Vec::new();
    for pattern in &lex.file.patterns {
        for example in &pattern.yes {
            let found = times(&doc(&example.text, lang), day(&example.published));
            let found: Vec<_> =
                found.iter().map(|time| (time.dates, time.because.clone())).collect();
            let to = if example.to.is_empty() { &example.from } else { &example.to };
            let expected = day(&example.from).zip(day(to)).map(|(from, to)| Dates { from, to });
            if found.first().and_then(|(dates, _)| *dates) != expected {
                wrong.push(format!("{}: {found:?}, expected {expected:?}", example.text));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn french_examples_resolve() {
    check_examples(include_str!("../../../lexicon/fr/dates.toml"), Lang::Fr);
}

#[test]
fn english_examples_resolve() {
    check_examples(include_str!("../../../lexicon/en/dates.toml"), Lang::En);
}

#[test]
fn datelines_are_found() {
    let published = "2022-04-11".parse().ok();
    let cases = [
        ("OUAGADOUGOU, April 10 – Gunmen attacked a camp.", Lang::En, "2022-04-10"),
        ("Paris, le 3 mars (AFP) – Des hommes ont attaqué un camp.", Lang::Fr, "2022-03-03"),
        (
            "Attaque à Paris\n\n18 février 2017 . – Des hommes ont attaqué un camp.",
            Lang::Fr,
            "2017-02-18",
        ),
        ("(Bamako, 12 juin) Des hommes ont attaqué un camp.", Lang::Fr, "2021-06-12"),
    ];
    for (text, lang, expected) in cases {
        let found = dateline(&doc(text, lang), published).map(|dates| dates.from.to_string());
        assert_eq!(found.as_deref(), Some(expected), "{text}");
    }
    for text in [
        "Des hommes ont attaqué un camp le 3 mars – le deuxième en un mois.",
        "Paris – Le 3 mars, ils ont attaqué.",
    ] {
        assert_eq!(dateline(&doc(text, Lang::Fr), published), None, "{text}");
    }
}

#[test]
fn names_are_no_dates() {
    for text in [
        "Le Mouvement du 23 mars a attaqué.",
        "Le stade du 26 mars est plein.",
        "La place du 1er mai est pleine.",
    ] {
        assert_eq!(times(&doc(text, Lang::Fr), "2022-04-11".parse().ok()), Vec::new(), "{text}");
    }
}

#[test]
fn impossible_dates_have_no_day() {
    let found = times(&doc("Ils ont attaqué le 31 juin 2021.", Lang::Fr), None);
    assert_eq!(found.first().map(|time| time.dates), Some(None));
}

#[test]
fn without_a_day_only_full_dates_resolve() {
    let found =
        times(&doc("Hier, ils ont attaqué. Le 3 mars 2021, aussi. Lundi encore.", Lang::Fr), None);
    let dates: Vec<bool> = found.iter().map(|time| time.dates.is_some()).collect();
    assert_eq!(dates, [false, true, false]);
}

const FRENCH: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];
const ENGLISH: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn dates_read_back(year in 1900_i16..2099, month in 1_i8..=12, day in 1_i8..=28, form in 0..5) {
        let at = month as usize - 1;
        let (text, lang) = match form {
            0 => (format!("le {day} {} {year}", FRENCH[at]), Lang::Fr),
            1 => (format!("on {} {day}, {year}", ENGLISH[at]), Lang::En),
            2 => (format!("on {day} {} {year}", ENGLISH[at]), Lang::En),
            3 => (format!("le {day:02}/{month:02}/{year}"), Lang::Fr),
            _ => (format!("{year}-{month:02}-{day:02}"), Lang::En),
        };
        let expected = Date::new(year, month, day).ok().map(Dates::day);
        let found = times(&doc(&text, lang), None);
        prop_assert_eq!(found.first().and_then(|time| time.dates), expected, "{}", text);
    }

    #[test]
    fn any_text_has_times_inside_it(text in "\\PC{0,80}", french: bool) {
        let lang = if french { Lang::Fr } else { Lang::En };
        for time in times(&doc(&text, lang), "2022-02-07".parse().ok()) {
            prop_assert!(text.get(time.span.range()).is_some());
        }
    }

    #[test]
    fn time_salad_has_times_in_order(words in proptest::collection::vec(
        "(le|la|du|au|de|à|en|il y a|depuis|entre|et|nuit|lundi|mardi|mars|février|31|30|12|2016|deux|mille|milliards|jours|ans|siècles|début|mi|-|fin|dernier|prochain|plus tôt|la veille|dernières|ces|semaine|hier|trimestre|premier)", 0..14),
        year in -9000_i16..9000) {
        let text = words.join(" ");
        let mut last = 0;
        for time in times(&doc(&text, Lang::Fr), Date::new(year, 2, 7).ok()) {
            prop_assert!(time.tokens.start >= last && time.tokens.start < time.tokens.end);
            prop_assert!(time.dates.is_none_or(|dates| dates.from <= dates.to));
            last = time.tokens.end;
        }
    }
}
