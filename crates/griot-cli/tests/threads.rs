//! Related articles and stories, as users of a record see them.

use serde_json::{Value, json};

use crate::folder::{Folder, NOTHING, Run, SENTENCE, ok};

const MORE: &str = "Au moins quinze civils ont été tués samedi à Gao lors d'une attaque d'hommes \
                    armés, selon un élu local.";
const AGAIN: &str = "Trois civils ont été tués vendredi à Gao dans une attaque menée par des hommes \
                     armés, selon un habitant.";
const STRIKE: &str = "Dix combattants ont été tués dimanche par une frappe aérienne à Gorgadji, a \
                      déclaré l'armée burkinabè.";

/// A line of JSON Lines of an outlet.
fn told(id: &str, publisher: &str, published: &str, text: &str) -> String {
    let url = format!("https://news.example/{id}");
    json!({ "id": id, "url": url, "publisher": publisher, "published": published, "lang": "fr",
            "text": text })
    .to_string()
        + "\n"
}

/// An attack that two outlets tell and a third prints after one of them, one at the same place six
/// days later, and a strike elsewhere.
fn folder() -> Folder {
    let copy = format!("{SENTENCE}\n\n{NOTHING}");
    Folder::new(&[
        ("a.jsonl", told("a", "Le Fleuve", "2024-05-06", SENTENCE).as_bytes()),
        ("b.jsonl", told("b", "Radio Dune", "2024-05-06", MORE).as_bytes()),
        ("c.jsonl", told("c", "Le Courrier", "2024-05-06", &copy).as_bytes()),
        ("d.jsonl", told("d", "Le Fleuve", "2024-05-06", STRIKE).as_bytes()),
        ("e.jsonl", told("e", "Radio Dune", "2024-05-11", AGAIN).as_bytes()),
    ])
}

fn filled(folder: &Folder, record: &str, files: &[&str]) {
    ok(&folder.run(&["init", record]));
    for file in files {
        ok(&folder.run(&["add", record, file]));
    }
}

const ALL: [&str; 5] = ["a.jsonl", "b.jsonl", "c.jsonl", "d.jsonl", "e.jsonl"];

/// The ids of articles with the reasons for which they are related.
fn reasons(run: &Run) -> Vec<(String, Vec<String>)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let why = |row: &Value| {
        row["reasons"].as_array().unwrap().iter().map(|one| text(&one["reason"])).collect()
    };
    run.json().iter().map(|row| (text(&row["article"]["id"]), why(row))).collect()
}

#[test]
fn related_articles_come_with_their_reasons_the_closest_first() {
    let folder = folder();
    filled(&folder, "sahel", &ALL);
    let run = folder.run(&["related", "sahel", "a", "--json"]);
    ok(&run);
    let found = reasons(&run);
    let ids: Vec<&str> = found.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(ids, ["c", "b", "e"]);
    assert!(found[0].1.starts_with(&["same event".to_owned(), "reprint".to_owned()]), "{found:?}");
    assert_eq!(found[1].1, ["same event", "same story"]);
    assert_eq!(found[2].1, ["same place and actors", "same story"]);
    // By the key and by the address too.
    let by_url = folder.run(&["related", "sahel", "https://news.example/a", "--json"]);
    assert_eq!(by_url.out, run.out);
    let key = run.json()[2]["article"]["key"].as_str().unwrap().to_owned();
    let by_key = folder.run(&["related", "sahel", &key, "--json"]);
    assert_eq!(by_key.out, folder.run(&["related", "sahel", "e", "--json"]).out);
    // Filters hold for what is related, and what is not shown is told.
    let later = folder.run(&["related", "sahel", "a", "--since", "2024-05-08", "--json"]);
    assert_eq!(reasons(&later).len(), 1, "{}", later.out);
    let one = folder.run(&["related", "sahel", "a", "--limit", "1"]);
    assert!(one.err.contains("2 more of 3; --limit 0 shows all"), "{}", one.err);
    assert!(one.out.contains("same event: ev-"), "{}", one.out);
    assert_eq!(folder.run(&["related", "sahel", "d"]).code, Some(1));
    let nobody = folder.run(&["related", "sahel", "z"]);
    assert_eq!(nobody.code, Some(2));
    assert!(nobody.err.contains("no article has this key, id or address"), "{}", nobody.err);
}

#[test]
fn a_story_is_told_day_after_day() {
    let folder = folder();
    filled(&folder, "sahel", &ALL);
    let run = folder.run(&["story", "sahel", "--json"]);
    ok(&run);
    let rows = run.json();
    let [story] = &rows[..] else { panic!("no single story: {}", run.out) };
    assert_eq!(story["days"], json!(["2024-05-04", "2024-05-10"]));
    assert_eq!((&story["n_events"], &story["n_articles"]), (&json!(2), &json!(4)));
    let days = story["timeline"].as_array().unwrap();
    let low: Vec<(&Value, &Value)> =
        days.iter().map(|day| (&day["day"], &day["events"][0]["tolls"][0]["low"])).collect();
    assert_eq!(
        low,
        [(&json!("2024-05-04"), &json!(12)), (&json!("2024-05-10"), &json!(3))],
        "{story}"
    );
    // By its id, by an event's, by an article's.
    let event = days[1]["events"][0]["id"].as_str().unwrap();
    for id in [story["id"].as_str().unwrap(), event, "e", "https://news.example/b"] {
        assert_eq!(folder.run(&["story", "sahel", id, "--json"]).out, run.out, "{id}");
    }
    assert_eq!(folder.run(&["story", "sahel", "d"]).code, Some(1));
    assert_eq!(folder.run(&["story", "sahel", "st-0000000000000000"]).code, Some(2));
    // Filters are those of events; a filter and an id must both hold.
    let here = folder.run(&["story", "sahel", "--place", "Gao", "--radius", "30", "--json"]);
    assert_eq!(here.out, run.out);
    assert_eq!(folder.run(&["story", "sahel", "--country", "BF"]).code, Some(1));
    assert_eq!(folder.run(&["story", "sahel", "e", "--country", "BF"]).code, Some(1));
    let shown = folder.run(&["story", "sahel"]);
    for expected in ["Story · 4–10 May 2024 · Gao (ML)", "killed 3", "3 articles · ev-"] {
        assert!(shown.out.contains(expected), "no {expected}:\n{}", shown.out);
    }
}

#[test]
fn a_timeline_tells_what_happened_there_the_earliest_first() {
    let folder = folder();
    filled(&folder, "sahel", &ALL);
    let run = folder.run(&["timeline", "sahel", "--place", "Gao", "--json"]);
    ok(&run);
    let days: Vec<(Value, Value)> = run
        .json()
        .iter()
        .map(|day| (day["day"].clone(), day["events"][0]["tolls"][0]["low"].clone()))
        .collect();
    assert_eq!(
        days,
        [(json!("2024-05-04"), json!(12)), (json!("2024-05-10"), json!(3))],
        "{}",
        run.out
    );
    // A country, by its code or its name; all of the record.
    let elsewhere = folder.run(&["timeline", "sahel", "--country", "Burkina Faso", "--json"]);
    assert_eq!(elsewhere.json().len(), 1, "{}", elsewhere.out);
    assert_eq!(folder.run(&["timeline", "sahel", "--country", "bf", "--json"]).out, elsewhere.out);
    assert_eq!(folder.run(&["timeline", "sahel", "--json"]).json().len(), 3);
    // The latest are shown, and how many are not is told.
    let one = folder.run(&["timeline", "sahel", "--limit", "1"]);
    assert!(one.err.contains("only the latest 1 events of 3; --limit 0 shows all"), "{}", one.err);
    assert!(one.out.starts_with("10 May 2024\n"), "{}", one.out);
    assert!(one.out.contains("killed 3") && !one.out.contains("killed 12"), "{}", one.out);
}

#[test]
fn whoever_asks_for_what_is_not_there_is_told() {
    let folder = folder();
    filled(&folder, "sahel", &ALL);
    for asked in ["events", "tolls", "story", "timeline", "statements"] {
        let nothing = folder.run(&[asked, "sahel", "--country", "FR"]);
        assert_eq!(nothing.code, Some(1), "{asked}");
        assert!(nothing.err.contains("nothing was found"), "{asked}: {}", nothing.err);
        // Programs read the exit status, and expect nothing else.
        let quiet = folder.run(&[asked, "sahel", "--country", "FR", "--json"]);
        assert_eq!((quiet.code, quiet.out.as_str(), quiet.err.as_str()), (Some(1), "", ""));
        let wrong = folder.run(&[asked, "sahel", "--country", "Malli"]);
        assert_eq!(wrong.code, Some(2));
        assert!(wrong.err.contains("`--country Malli` is not known"), "{}", wrong.err);
    }
}

#[test]
fn no_order_of_adding_shows() {
    let folder = folder();
    filled(&folder, "forward", &ALL);
    let mut turned = ALL;
    turned.reverse();
    filled(&folder, "backward", &turned);
    for asked in [&["story"][..], &["related", "a"], &["related", "e"]] {
        let answer = |record: &str| {
            let args = [&asked[..1], &[record], &asked[1..], &["--json"]].concat();
            folder.run(&args).out
        };
        assert!(!answer("forward").is_empty());
        assert_eq!(answer("forward"), answer("backward"), "{asked:?}");
    }
}
