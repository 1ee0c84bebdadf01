//! Runs the cases of `testdata/cases/<lang>/numbers.md` and `dates.md`.
//!
//! A block of `quantities` or of `times` holds one expression a line.

use std::fmt::Write as _;

use griot::annotate::Doc;
use griot::annotate::quantities::{Measure, Quantity, QuantityKind, quantities};
use griot::annotate::syntax::annotate_syntax;
use griot::annotate::times::{TimePrecision, TimeRole, dateline_and_times};
use griot::model::Lang;

use crate::case_files::{self, Case, days, root};

fn bounds(quantity: &Quantity) -> String {
    let about = if quantity.approx { "about " } else { "" };
    match (quantity.low, quantity.high) {
        (Some(low), Some(high)) if low == high => format!("{about}{low}"),
        (low, high) => {
            let end = |bound: Option<u64>| bound.map_or(String::new(), |bound| bound.to_string());
            format!("{about}{}..{}", end(low), end(high))
        }
    }
}

fn kind(quantity: &Quantity, doc: &Doc) -> String {
    let noun =
        quantity.head_noun.map_or(String::new(), |noun| format!(" of {}", doc.word(noun as usize)));
    let name = match quantity.kind {
        QuantityKind::Count if quantity.indefinite => "article",
        QuantityKind::Count => "count",
        QuantityKind::Percent => "percent",
        QuantityKind::Money => "money",
        QuantityKind::Ordinal => "ordinal",
        QuantityKind::Measure(Measure::Distance) => "distance",
        QuantityKind::Measure(Measure::Age) => "age",
        QuantityKind::Measure(Measure::Duration) => "duration",
        QuantityKind::Measure(Measure::Calibre) => "calibre",
        QuantityKind::Measure(Measure::Temperature) => "temperature",
        QuantityKind::Measure(Measure::Other) => "measure",
        QuantityKind::Year => "year",
        QuantityKind::Clock => "clock",
        QuantityKind::Date => "date",
        QuantityKind::Identifier => "name",
    };
    format!("{name}{noun}")
}

fn quantity_lines(text: &str, lang: Lang) -> String {
    let doc = annotate_syntax(text, lang);
    let mut out = String::new();
    for quantity in quantities(&doc) {
        let words = quantity.span.of(text);
        let _ = writeln!(out, "{words} | {} | {}", bounds(&quantity), kind(&quantity, &doc));
    }
    if out.is_empty() { "nothing\n".to_owned() } else { out }
}

fn time_lines(text: &str, lang: Lang, published: &str) -> String {
    let doc = annotate_syntax(text, lang);
    let published = published.parse().ok();
    let mut out = String::new();
    let (dateline, times) = dateline_and_times(&doc, published);
    if let Some(dateline) = dateline {
        let _ = writeln!(out, "dateline | {}", days(Some(dateline.dates)));
    }
    for time in times {
        let precision = match time.precision {
            TimePrecision::PartOfDay => "part of day",
            TimePrecision::Day => "day",
            TimePrecision::Night => "night",
            TimePrecision::Days => "days",
            TimePrecision::Week => "week",
            TimePrecision::PartOfMonth => "part of month",
            TimePrecision::Month => "month",
            TimePrecision::Season => "season",
            TimePrecision::PartOfYear => "part of year",
            TimePrecision::Year => "year",
            TimePrecision::Years => "years",
            TimePrecision::Vague => "vague",
        };
        let role = match time.role {
            TimeRole::Point => "",
            TimeRole::Interval => " interval",
            TimeRole::Since => " since",
            TimeRole::Until => " until",
            TimeRole::Duration => " duration",
            TimeRole::Frequency => " frequency",
            TimeRole::Anniversary => " anniversary",
        };
        let anaphoric = if time.anaphoric { " from the time before" } else { "" };
        let words = time.span.of(text);
        let _ = writeln!(out, "{words} | {} | {precision}{role}{anaphoric}", days(time.dates));
    }
    if out.is_empty() { "nothing\n".to_owned() } else { out }
}

fn find(block: &str, case: &Case) -> Option<String> {
    match block {
        "quantities" => Some(quantity_lines(&case.text, case.lang)),
        "times" => Some(time_lines(&case.text, case.lang, &case.published)),
        _ => None,
    }
}

fn check(file: &str) {
    case_files::check(&root().join(file), find);
}

#[test]
fn french_numbers() {
    check("fr/numbers.md");
}

#[test]
fn english_numbers() {
    check("en/numbers.md");
}

#[test]
fn french_dates() {
    check("fr/dates.md");
}

#[test]
fn english_dates() {
    check("en/dates.md");
}
