//! The scorer, on documents and predictions that stand in `tests/eval/`.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/eval")
}

fn eval(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_griot-dev"))
        .arg("eval")
        .arg("--gold")
        .arg(folder().join("gold"))
        .arg("--predicted")
        .arg(folder().join("predicted.jsonl"))
        .args(args)
        .output()
        .unwrap()
}

#[test]
fn figures_are_those_of_the_reference_scorer() {
    let expected = std::fs::read_to_string(folder().join("expected.json")).unwrap();
    let expected: Value = serde_json::from_str(&expected).unwrap();
    let output = eval(&["--json"]);
    assert!(output.status.success());
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    for (row, figures) in expected.as_object().unwrap() {
        for (name, figure) in figures.as_object().unwrap() {
            let found = found["gold"][row][name].as_f64().unwrap();
            let expected = figure.as_f64().unwrap();
            assert!((found - expected).abs() < 0.000_5, "{row} {name}: {found}, not {expected}");
        }
    }
}

#[test]
fn the_csv_says_what_is_right_missing_and_spurious() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("results.csv");
    let output = eval(&["--out", path.to_str().unwrap()]);
    assert!(output.status.success());
    let csv = std::fs::read_to_string(path).unwrap();
    let lines: Vec<_> = csv.lines().collect();
    assert_eq!(lines[0], "folder,document,lang,row,right,missing,spurious");
    assert!(lines.contains(&"gold,a-ferry,en,events,2,0,1"), "{csv}");
    assert!(lines.contains(&"gold,b-marche,fr,slot tolls,0,1,0"), "{csv}");
    assert!(!csv.contains("c-pluie,fr,events"), "{csv}");
    assert!(csv.contains("gold,c-pluie,fr,statements,0,1,0"), "{csv}");
}

#[test]
fn every_third_document_is_shown_apart() {
    let shown = String::from_utf8(eval(&[]).stdout).unwrap();
    assert!(shown.starts_with("gold: 3 documents, 1 without a prediction\n"), "{shown}");
    assert!(shown.contains("gold, fr\n") && shown.contains("gold, en\n"), "{shown}");
    assert!(shown.contains("gold, F1 of the third kept aside and of the rest\n"), "{shown}");
}

#[test]
fn a_floor_that_is_not_held_fails() {
    assert!(eval(&["--floor", "events=0.1", "--floor", "gold/slots=0.2"]).status.success());
    assert!(eval(&["--floor", "elsewhere/slots=0.99"]).status.success());
    let output = eval(&["--floor", "gold/slots=0.99"]);
    assert_eq!(output.status.code(), Some(1));
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.starts_with("griot-dev: `slots` of gold is 0."), "{message}");
    assert!(message.ends_with("below its floor of 0.990\n"), "{message}");
}

#[test]
fn floors_can_stand_in_a_file() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("floors.txt");
    std::fs::write(&path, "# held\ngold/events=0.1\n\ngold/slot tolls=0.9 # not held\n").unwrap();
    let output = eval(&["--floors", path.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.starts_with("griot-dev: `slot tolls` of gold is 0.400"), "{message}");

    std::fs::write(&path, "gold/events\n").unwrap();
    let output = eval(&["--floors", path.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.ends_with("floors.txt:1: expected ROW=F1, found `gold/events`\n"), "{message}");
}

#[test]
fn a_floor_of_an_unknown_row_is_refused() {
    let output = eval(&["--floor", "slot=0.5"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("no row is called `slot`"));
}
