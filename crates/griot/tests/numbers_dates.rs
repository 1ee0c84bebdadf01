//! Runs the cases of `testdata/cases/<lang>/numbers.md` and `dates.md`.
//!
//! A case is a heading, a block that opens with the language and, for dates, the day of
//! publication, and a block of what must be found, one expression a line. `UPDATE=1` rewrites the
//! found lines, to be read in review.

use std::fmt::Write as _;
use std::path::Path;

use griot::annotate::Doc;
use griot::annotate::quantities::{Measure, Quantity, QuantityKind, quantities};
use griot::annotate::syntax::annotate_syntax;
use griot::annotate::times::{TimePrecision, TimeRole, dateline, times};
use griot::model::{Dates, Lang};

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

fn days(dates: Option<Dates>) -> String {
    match dates {
        None => "-".to_owned(),
        Some(dates) if dates.from == dates.to => dates.from.to_string(),
        Some(dates) => format!("{}..{}", dates.from, dates.to),
    }
}

fn time_lines(text: &str, lang: Lang, published: &str) -> String {
    let doc = annotate_syntax(text, lang);
    let published = published.parse().ok();
    let mut out = String::new();
    if let Some(dates) = dateline(&doc, published) {
        let _ = writeln!(out, "dateline | {}", days(Some(dates)));
    }
    for time in times(&doc, published) {
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

/// Runs every case of a file; tells all that differ at once.
fn check(file: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/cases").join(file);
    let cases = std::fs::read_to_string(&path).unwrap();
    let (mut rewritten, mut failures, mut heading) = (String::new(), String::new(), String::new());
    let mut pending: Option<(String, Lang, String)> = None;
    let mut n_cases = 0;
    let mut rest = cases.lines();
    while let Some(line) = rest.next() {
        let _ = writeln!(rewritten, "{line}");
        if let Some(title) = line.strip_prefix("## ") {
            title.clone_into(&mut heading);
        }
        let Some(info) = line.strip_prefix("```").filter(|info| !info.is_empty()) else { continue };
        let body: Vec<&str> = rest.by_ref().take_while(|line| *line != "```").collect();
        let found = match (info, pending.take()) {
            ("quantities", Some((text, lang, _))) => Some(quantity_lines(&text, lang)),
            ("times", Some((text, lang, published))) => Some(time_lines(&text, lang, &published)),
            _ => {
                let (lang, published) = info.split_once(' ').unwrap_or((info, ""));
                pending = Some((body.join("\n"), lang.parse().unwrap(), published.to_owned()));
                None
            }
        };
        let expected = body.iter().fold(String::new(), |all, line| all + line + "\n");
        let block = found.unwrap_or_else(|| expected.clone());
        if block != expected {
            let _ = writeln!(failures, "--- {heading}\nexpected\n{expected}found\n{block}");
        }
        n_cases += usize::from(pending.is_none());
        let _ = writeln!(rewritten, "{block}```");
    }
    assert!(n_cases > 0, "{file} holds no case");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, rewritten).unwrap();
    } else {
        assert!(failures.is_empty(), "{file}\n{failures}");
    }
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
