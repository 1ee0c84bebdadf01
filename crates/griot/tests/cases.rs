//! Runs the cases of `testdata/cases/<lang>/*.md` that hold claims: a text, and the claims that it
//! must give. Files of cases without a block of claims belong to other runners.
//!
//! A case is a heading, a block that opens with the language and the day of publication, and a
//! block of claims, one a line. `UPDATE=1` rewrites the claims, to be read in review.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use griot::model::{Article, Certainty, Claims, DateFound, Dates, Lang, Name, Toll};
use griot::pipeline::{Resources, code};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/cases")
}

/// The claims of a text, one a line, as the case files write them.
fn claims(text: &str, lang: Lang, published: &str) -> String {
    let mut article = Article::from_text(text);
    article.lang = Some(lang);
    article.published = published.parse().ok().map(|date| DateFound {
        date,
        found_in: "input",
        raw: published.to_owned(),
    });
    lines(&article.text, &code(&article, &Resources::builtin()))
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

fn days(dates: Option<Dates>) -> String {
    match dates {
        None => "-".to_owned(),
        Some(dates) if dates.from == dates.to => dates.from.to_string(),
        Some(dates) => format!("{}..{}", dates.from, dates.to),
    }
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

/// Runs every case of a file; tells all that differ at once.
fn check(path: &Path) {
    let file = std::fs::read_to_string(path).unwrap();
    let mut rewritten = String::new();
    let mut failures = String::new();
    let mut heading = String::new();
    let mut pending: Option<String> = None;
    let mut n_cases = 0;
    let mut rest = file.lines();
    while let Some(line) = rest.next() {
        let _ = writeln!(rewritten, "{line}");
        if let Some(title) = line.strip_prefix("## ") {
            title.clone_into(&mut heading);
        }
        let Some(info) = line.strip_prefix("```").filter(|info| !info.is_empty()) else { continue };
        let body: Vec<&str> = rest.by_ref().take_while(|line| *line != "```").collect();
        if info == "claims" {
            let found = pending.take().expect("a block of claims follows a text");
            let expected = body.join("\n") + "\n";
            n_cases += 1;
            if found != expected {
                let _ = writeln!(failures, "--- {heading}\nexpected\n{expected}found\n{found}");
            }
            let _ = write!(rewritten, "{found}");
        } else {
            let mut words = info.split_whitespace();
            let lang = words.next().and_then(|word| word.parse().ok()).expect("a language");
            let published = words.next().unwrap_or_default();
            pending = Some(claims(&body.join("\n"), lang, published));
            let _ = writeln!(rewritten, "{}", body.join("\n"));
        }
        let _ = writeln!(rewritten, "```");
    }
    assert!(n_cases > 0, "{} holds no case", path.display());
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, rewritten).unwrap();
    } else {
        assert!(failures.is_empty(), "{}\n{failures}", path.display());
    }
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
        check(&file);
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
