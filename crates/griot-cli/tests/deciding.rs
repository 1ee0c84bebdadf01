//! What analysts decide, as they decide it.

use serde_json::{Value, json};

use crate::folder::{Folder, Run, SENTENCE, line, ok};

const MORE: &str = "Au moins quinze civils ont été tués samedi à Gao lors d'une attaque d'hommes \
                    armés, selon un élu local.";
const STRIKE: &str = "Dix combattants ont été tués dimanche par une frappe aérienne à Gorgadji, a \
                      déclaré l'armée burkinabè.";

/// A record with one event of two reports and one of one report.
fn filled() -> Folder {
    let lines = [line("one", SENTENCE), line("more", MORE), line("strike", STRIKE)].concat();
    let folder = Folder::new(&[("pages.jsonl", lines.as_bytes())]);
    ok(&folder.run(&["init", "sahel"]));
    ok(&folder.run(&["add", "sahel", "pages.jsonl"]));
    folder
}

fn events(folder: &Folder) -> Vec<Value> {
    folder.run(&["events", "sahel", "--json"]).json()
}

fn of_place<'e>(events: &'e [Value], place: &str) -> &'e Value {
    events.iter().find(|event| event["place"] == place).unwrap()
}

fn id(event: &Value) -> String {
    event["id"].as_str().unwrap().to_owned()
}

fn decide(folder: &Folder, args: &[&str]) -> Run {
    folder.run(&[&["decide", "sahel"], args, &["--by", "Awa", "--json"]].concat())
}

fn killed(event: &Value) -> Value {
    let tolls = event["tolls"].as_array().unwrap();
    let total = tolls.iter().find(|toll| toll["outcome"] == "killed" && toll["kind"].is_null());
    json!([total.unwrap()["low"], total.unwrap()["high"]])
}

#[test]
fn corrected_values_stand_beside_what_reports_say() {
    let folder = filled();
    let attack = id(of_place(&events(&folder), "Gao"));
    let why = ["--why", "hospital list"];
    let run = decide(&folder, &[&[attack.as_str(), "correct", "killed", "14"], &why[..]].concat());
    ok(&run);
    let decision = &run.json()[0];
    assert_eq!(decision["before"], json!({ "low": 12, "high": null }));
    assert_eq!(decision["after"], json!({ "low": 14, "high": 14 }));
    assert_eq!((&decision["by"], &decision["why"]), (&json!("Awa"), &json!(why[1])));
    let now = events(&folder);
    let event = of_place(&now, "Gao");
    assert_eq!(killed(event), json!([14, 14]));
    assert_eq!(event["review"]["state"], "corrected");
    let corrected = &event["review"]["corrected"][0];
    assert_eq!(corrected["reported"], json!({ "low": 12, "high": null }));
    let shown = folder.run(&["events", "sahel", "--id", &attack]).out;
    let expected = "killed 14 (reports say ≥ 12) by Awa";
    assert!(shown.contains(expected) && shown.contains(why[1]), "{shown}");

    ok(&decide(&folder, &[&[attack.as_str(), "confirm"][..]].concat()));
    let confirmed = folder.run(&["events", "sahel", "--review", "confirmed", "--json"]).json();
    assert_eq!(confirmed.iter().map(id).collect::<Vec<_>>(), std::slice::from_ref(&attack));
    assert_eq!(folder.run(&["tolls", "sahel", "--review", "unreviewed", "--json"]).json().len(), 1);
    let history = folder.run(&["history", "sahel", &attack]).out;
    for said in ["Corrected killed", "was        ≥ 12", "is         14", "Confirmed"] {
        assert!(history.contains(said), "{said}: {history}");
    }

    // Coding again changes nothing of it, and neither does making everything again.
    let before = events(&folder);
    ok(&folder.run(&["recode", "sahel"]));
    ok(&folder.run(&["check", "sahel", "--repair"]));
    assert_eq!(events(&folder), before);

    // What an undone decision had said is gone, and it stays in the history.
    let key = decision["key"].as_str().unwrap();
    ok(&decide(&folder, &[key, "undo", "--why", "the wrong list"]));
    assert_eq!(killed(of_place(&events(&folder), "Gao")), json!([12, null]));
    let history = folder.run(&["history", "sahel", "--json"]).json();
    assert_eq!(history[0]["standing"], "undone");
    assert_eq!(history.len(), 3);
}

#[test]
fn events_are_merged_split_and_rejected() {
    let folder = filled();
    let now = events(&folder);
    let (attack, strike) = (id(of_place(&now, "Gao")), id(of_place(&now, "Gorgadji")));
    ok(&decide(&folder, &[&attack, "merge", &strike, "--why", "one battle"]));
    let merged = events(&folder);
    assert_eq!((merged.len(), &merged[0]["n_reports"]), (1, &json!(3)));
    for old in [&attack, &strike] {
        let found = folder.run(&["events", "sahel", "--id", old, "--json"]).json();
        assert_eq!(id(&found[0]), id(&merged[0]));
    }
    let reports = merged[0]["reports"].as_array().unwrap();
    let of_strike = reports.iter().find(|report| report["article"]["id"] == "strike").unwrap();
    let key = of_strike["key"].as_str().unwrap();
    ok(&decide(&folder, &[&id(&merged[0]), "split", key, "--why", "two places"]));
    assert_eq!(events(&folder).len(), 2);

    ok(&decide(&folder, &[key, "reject", "--why", "an exercise"]));
    let left = folder.run(&["events", "sahel", "--json"]);
    assert_eq!(left.json().len(), 1);
    assert!(left.err.contains("1 event that was rejected is left out"), "{}", left.err);
    assert_eq!(folder.run(&["events", "sahel", "--review", "rejected", "--json"]).json().len(), 1);
    ok(&folder.run(&["check", "sahel"]));
}

#[test]
fn reprints_are_what_was_decided() {
    let folder = filled();
    let independent = |folder: &Folder| of_place(&events(folder), "Gao")["n_independent"].clone();
    assert_eq!(independent(&folder), json!(2));
    ok(&decide(&folder, &["more", "reprint", "one", "--why", "one dispatch"]));
    assert_eq!(independent(&folder), json!(1));
    ok(&decide(&folder, &["more", "not-reprint", "--why", "two after all"]));
    assert_eq!(independent(&folder), json!(2));
}

#[test]
fn a_review_is_given_and_checked_by_another() {
    let folder = filled();
    let attack = id(of_place(&events(&folder), "Gao"));
    let by = |name: &str, act: &[&str]| {
        folder.run(&[&["decide", "sahel", &attack], act, &["--by", name]].concat())
    };
    let given = by("Awa", &["assign", "Moussa"]);
    ok(&given);
    assert!(given.out.contains("Assigned") && given.out.contains("Moussa"), "{}", given.out);
    let state = |state: &str| {
        let found = folder.run(&["events", "sahel", "--review", state, "--json"]);
        found.code == Some(0) && found.json().iter().any(|event| event["id"] == attack.as_str())
    };
    assert!(state("assigned") && !state("unreviewed"));
    ok(&by("Moussa", &["confirm"]));
    assert!(by("Moussa", &["peer-review"]).err.contains("somebody else checks it"));
    ok(&by("Awa", &["peer-review"]));
    ok(&by("Awa", &["finalise"]));
    assert!(state("finalised"));
    assert_eq!(by("Zeinab", &["question"]).code, Some(2), "a question has a reason");
    ok(&by("Zeinab", &["question", "--why", "which list?"]));
    assert!(state("questioned"));
    let shown = folder.run(&["events", "sahel", "--id", &attack]).out;
    assert!(shown.contains("questioned") && shown.contains("which list?"), "{shown}");
    let undone = folder.run(&["history", "sahel", &attack, "--json"]);
    let last = undone.json().last().unwrap()["key"].as_str().unwrap().to_owned();
    ok(&folder.run(&["decide", "sahel", &last, "undo", "--why", "found it", "--by", "Zeinab"]));
    assert!(state("finalised"));
    ok(&folder.run(&["check", "sahel"]));
}

#[test]
fn what_cannot_be_decided_is_told() {
    let folder = filled();
    let attack = id(of_place(&events(&folder), "Gao"));
    for (args, told) in [
        (vec![attack.as_str(), "reject"], "why?"),
        (vec!["ev-0", "confirm"], "no event has this id"),
        (
            vec![&attack, "correct", "killed", "many", "--why", "x"],
            "expected 12, 12-15, 12+ or none",
        ),
        (vec![&attack, "correct", "kiled", "1", "--why", "x"], "expected type, date, place"),
        (vec![&attack, "correct", "country", "ML", "--why", "x"], "already"),
        (vec![&attack, "merge", &attack, "--why", "x"], "the same event"),
        (vec![&attack, "split", "x", "--why", "x"], "is no report of it"),
        (vec!["de-0", "undo", "--why", "x"], "no decision has this key"),
        (vec!["one", "reprint", "one", "--why", "x"], "no reprint of itself"),
    ] {
        let run = decide(&folder, &args);
        assert_eq!(run.code, Some(2), "{args:?}");
        assert!(run.err.contains(told), "{told}: {}", run.err);
    }
    assert_eq!(folder.run(&["history", "sahel"]).code, Some(1), "nothing was written");
}

#[test]
fn a_record_is_asked_as_it_stood() {
    let folder = filled();
    let then = |day| folder.run(&["events", "sahel", "--as-of", day, "--json"]);
    assert_eq!(then("2020-01-01").code, Some(1));
    assert_eq!(then("2999-01-01").json(), events(&folder));
}
