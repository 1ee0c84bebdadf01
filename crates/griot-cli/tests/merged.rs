//! Events of many reports, as users of a record see them.

use serde_json::{Value, json};

use crate::folder::{Folder, NOTHING, SENTENCE, ok};

const MORE: &str = "Au moins quinze civils ont été tués samedi à Gao lors d'une attaque d'hommes \
                    armés, selon un élu local.";
const STRIKE: &str = "Dix combattants ont été tués dimanche par une frappe aérienne à Gorgadji, a \
                      déclaré l'armée burkinabè.";
const TOTAL: &str = "Depuis janvier, les violences au Mali ont fait au moins 400 morts, selon une \
                     association.";

/// A line of JSON Lines of an outlet.
fn told(id: &str, publisher: &str, text: &str) -> String {
    let published = "2024-05-06";
    json!({ "id": id, "publisher": publisher, "published": published, "lang": "fr", "text": text })
        .to_string()
        + "\n"
}

fn folder() -> Folder {
    Folder::new(&[
        ("a.jsonl", told("a", "Le Fleuve", SENTENCE).as_bytes()),
        ("b.jsonl", told("b", "Radio Dune", MORE).as_bytes()),
        ("c.jsonl", told("c", "Le Courrier", &format!("{SENTENCE}\n\n{NOTHING}")).as_bytes()),
        ("d.jsonl", told("d", "Le Fleuve", STRIKE).as_bytes()),
        ("e.jsonl", told("e", "Radio Dune", TOTAL).as_bytes()),
    ])
}

fn filled(folder: &Folder, record: &str, files: &[&str]) {
    ok(&folder.run(&["init", record]));
    for file in files {
        ok(&folder.run(&["add", record, file]));
    }
    ok(&folder.run(&["check", record]));
}

/// Everything that is put together of reports.
fn answers(folder: &Folder, record: &str) -> String {
    ["events", "tolls", "suggestions"]
        .map(|command| folder.run(&[command, record, "--json"]).out)
        .join("\n")
}

const ALL: [&str; 5] = ["a.jsonl", "b.jsonl", "c.jsonl", "d.jsonl", "e.jsonl"];

#[test]
fn reports_of_one_event_are_one_row_with_their_reasons() {
    let folder = folder();
    filled(&folder, "sahel", &ALL);
    let events = folder.run(&["events", "sahel", "--json"]).json();
    assert_eq!(events.len(), 2, "{events:?}");
    assert_eq!(folder.run(&["events", "sahel", "--reports", "--json"]).json().len(), 4);
    let attack = events.iter().find(|event| event["place"] == "Gao").unwrap();
    assert_eq!((&attack["n_reports"], &attack["n_independent"]), (&json!(3), &json!(2)));
    let killed = |event: &Value| {
        let all = event["tolls"].as_array().unwrap().clone();
        all.into_iter().find(|toll| toll["outcome"] == "killed" && toll["kind"].is_null()).unwrap()
    };
    assert_eq!((&killed(attack)["low"], &killed(attack)["high"]), (&json!(12), &Value::Null));
    let joins = attack["joins"].as_array().unwrap();
    assert_eq!(joins.len(), 2);
    assert!(joins.iter().all(|join| join["reasons"].as_array().is_some_and(|all| all.len() > 2)));
    // One of the three is a reprint of another, and its toll is not counted twice.
    let reprints =
        attack["reports"].as_array().unwrap().iter().filter(|one| !one["reprint_of"].is_null());
    assert_eq!(reprints.count(), 1);

    let by = |policy: &str| {
        let run = folder.run(&["events", "sahel", "--near", "Gao", "--policy", policy, "--json"]);
        killed(&run.json()[0])
    };
    assert_eq!((&by("acled")["low"], &by("acled")["high"]), (&json!(12), &json!(12)));
    assert_eq!((&by("ibc")["low"], &by("ibc")["high"]), (&json!(12), &json!(15)));
    assert_eq!(by("ucdp")["high"], json!(15));
    let wrong = folder.run(&["events", "sahel", "--policy", "guess"]);
    assert!(wrong.err.contains("expected range, latest, acled, ucdp or ibc"), "{}", wrong.err);

    let shown = folder.run(&["events", "sahel", "--near", "Gao", "--explain"]);
    ok(&shown);
    for expected in ["3 reports, 2 independent", "date: same day", "reprint of", "one voice"] {
        assert!(shown.out.contains(expected), "no {expected}:\n{}", shown.out);
    }
    let id = attack["id"].as_str().unwrap();
    let one = folder.run(&["events", "sahel", "--id", id, "--json"]);
    assert_eq!(one.json(), std::slice::from_ref(attack));
}

#[test]
fn tolls_count_events_and_stand_beside_totals() {
    let folder = folder();
    filled(&folder, "sahel", &ALL);
    let rows = folder.run(&["tolls", "sahel", "--json"]).json();
    let of = |kind: &str| rows.iter().filter(|row| row["kind"] == kind).collect::<Vec<_>>();
    assert_eq!(of("event").len(), 2, "{rows:?}");
    let [total] = of("aggregate")[..] else { panic!("no single total: {rows:?}") };
    assert_eq!(total["claim"]["low"], 400);
    let recorded = &total["recorded"];
    assert_eq!((&recorded["n_events"], &recorded["low"]), (&json!(1), &json!(12)), "{total}");
    assert_eq!(recorded["is_open"], true);
    let shown = folder.run(&["tolls", "sahel"]);
    assert!(shown.out.contains("claimed at least 400; recorded 12"), "{}", shown.out);
}

#[test]
fn no_order_of_adding_shows() {
    let folder = folder();
    filled(&folder, "forward", &ALL);
    let mut turned = ALL;
    turned.reverse();
    filled(&folder, "backward", &turned);
    ok(&folder.run(&["init", "at-once"]));
    ok(&folder.run(
        &[&["add", "at-once"][..], &["c.jsonl", "e.jsonl", "a.jsonl", "d.jsonl", "b.jsonl"]]
            .concat(),
    ));
    let forward = answers(&folder, "forward");
    assert!(forward.lines().count() > 3);
    assert_eq!(answers(&folder, "backward"), forward);
    assert_eq!(answers(&folder, "at-once"), forward);
    // And adding them again changes nothing.
    for file in ALL {
        ok(&folder.run(&["add", "forward", file]));
    }
    assert_eq!(answers(&folder, "forward"), forward);
}

#[test]
fn an_id_that_was_leads_to_the_event_that_is() {
    let folder = folder();
    // The later article comes first, and the id of its event is made of it.
    let later = told("z", "La Voix", MORE).replace("2024-05-06", "2024-05-07");
    folder.write("z.jsonl", later.as_bytes());
    filled(&folder, "sahel", &["z.jsonl"]);
    let old = folder.run(&["events", "sahel", "--json"]).json()[0]["id"].clone();
    ok(&folder.run(&["add", "sahel", "a.jsonl"]));
    let events = folder.run(&["events", "sahel", "--json"]).json();
    assert_eq!(events.len(), 1);
    let new = events[0]["id"].clone();
    assert_ne!(old, new);
    let run = folder.run(&["events", "sahel", "--json", "--id", old.as_str().unwrap()]);
    ok(&run);
    assert_eq!(run.json()[0]["id"], new);
    assert!(run.err.contains("leads to"), "{}", run.err);
    let none = folder.run(&["events", "sahel", "--id", "ev-0000000000000000"]);
    assert_eq!(none.code, Some(2));
}

#[test]
fn coding_again_with_the_same_program_changes_nothing() {
    let folder = folder();
    filled(&folder, "sahel", &ALL);
    let before = answers(&folder, "sahel");
    let run = folder.run(&["recode", "sahel"]);
    ok(&run);
    assert_eq!(
        run.out,
        "5 pages coded again, 0 failed, 0 articles changed; events: 0 new, 0 changed, 0 gone\n"
    );
    assert_eq!(answers(&folder, "sahel"), before);
    ok(&folder.run(&["check", "sahel"]));
}
