//! Runs the cases of `testdata/cases/<lang>/*.md` that hold claims: a text, and the claims that it
//! must give. Files of cases without a block of claims belong to other runners.
//!
//! A block of claims holds one claim a line.

use std::fmt::Write as _;
use std::path::PathBuf;

use griot::model::{Article, Certainty, Claims, DateFound, Name, Toll};
use griot::pipeline::{Resources, code};

use crate::case_files::{Case, check, days, root};

/// The claims of a text, one a line, as the case files write them.
fn claims(block: &str, case: &Case) -> Option<String> {
    if block != "claims" {
        return None;
    }
    let mut article = Article::from_text(case.text.as_str());
    article.lang = Some(case.lang);
    article.published = case.published.parse().ok().map(|date| DateFound {
        date,
        found_in: "input",
        raw: case.published.clone(),
    });
    Some(lines(&article.text, &code(&article, &Resources::builtin())))
}

fn lines(text: &str, claims: &Claims) -> String {
    let mut out = String::new();
    for report in &claims.reports {
        let place = report.place.as_ref().map_or("-", |place| &place.name);
        let certainty = match report.certainty {
            Certainty::Reported => "",
            Certainty::Alleged => " alleged",
            Certainty::Denied => " denied",
        };
        let _ = writeln!(
            out,
            "event {}{certainty} | {} | {place} | {} -> {} | by {}",
            report.event_type,
            days(report.date),
            names(&report.initiators),
            names(&report.targets),
            names(&report.sources),
        );
        for each in &report.tolls {
            let _ = writeln!(out, "  {}", toll(each));
        }
    }
    for aggregate in &claims.aggregates {
        let place = aggregate.place.as_ref().map_or("-", |place| &place.name);
        let _ = writeln!(
            out,
            "aggregate {} | {} | {place} | by {}",
            toll(&aggregate.toll),
            days(aggregate.window),
            names(&aggregate.sources),
        );
    }
    for statement in &claims.statements {
        let words = statement.evidence.of(text).replace('\n', " ");
        let _ = writeln!(out, "said {}: {words}", names(&statement.speaker));
    }
    if out.is_empty() { "nothing\n".to_owned() } else { out }
}

fn names(names: &[Name]) -> String {
    if names.is_empty() {
        return "-".to_owned();
    }
    names.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join(", ")
}

fn toll(toll: &Toll) -> String {
    let bound = |bound: Option<u64>| bound.map_or("?".to_owned(), |n| n.to_string());
    let about = if toll.approx { " about" } else { "" };
    let victims = toll.victims.as_ref().map_or("-", |name| &name.text);
    format!(
        "{}{about} {}..{} {victims} ({})",
        toll.outcome,
        bound(toll.low),
        bound(toll.high),
        toll.kind
    )
}

/// Runs every file of a language that holds claims, in the order of their names.
fn check_all(lang: &str) {
    let mut files: Vec<PathBuf> = std::fs::read_dir(root().join(lang))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "md"))
        .filter(|path| std::fs::read_to_string(path).unwrap().contains("\n```claims"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "no cases of {lang}");
    for file in files {
        check(&file, claims);
    }
}

#[test]
fn french() {
    check_all("fr");
}

#[test]
fn english() {
    check_all("en");
}
