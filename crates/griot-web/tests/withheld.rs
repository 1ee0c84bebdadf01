//! What nobody below a role gets to see: whole events, and single fields of those that stay.

use axum::http::StatusCode;
use griot_record::{Act, Field, Record, Role, Writer};
use serde_json::{Value, json};

use crate::people::{ROLES, all_paths, field, get, segment, session, with_accounts};
use crate::served::{Got, Served, coder, now, run};

/// A name that stands in articles of one event alone.
const SECRET: &str = "Zénabou Kassoumaï";

fn with_secret(fields: &[Field]) -> (Served, String) {
    let served = with_accounts();
    let line = |id: &str, publisher: &str, text: String| {
        json!({ "id": id, "publisher": publisher, "published": "2024-05-06", "lang": "fr",
            "title": format!("Attaque à Kidal, dit {SECRET}"), "authors": [SECRET],
            "url": format!("https://{id}.example/Zénabou"), "text": text })
        .to_string()
    };
    let secret = format!(
        "Neuf civils ont été tués samedi à Kidal dans une attaque menée par des hommes armés, selon \
         {SECRET}, infirmière.\n\n« Ils cherchaient Kassoumaï », a déclaré {SECRET}.\n\nDeux soldats ont \
         été tués dimanche à Tessalit par une mine, selon l’armée."
    );
    let again = format!(
        "À Kidal, neuf civils ont été tués samedi par des hommes armés lors d’une attaque, raconte \
         {SECRET}.\n\nDepuis janvier, 40 civils ont été tués à Kidal, dit Kassoumaï."
    );
    let other = "À Tessalit, l’explosion d’une mine a coûté la vie dimanche à deux soldats, a annoncé l’armée.";
    let lines = [
        line("secret", "Gazette", secret),
        line("again", "Le Nord", again),
        json!({ "id": "other", "publisher": "Radio", "published": "2024-05-06", "lang": "fr",
            "title": "Une mine à Tessalit", "text": other })
        .to_string(),
    ];
    crate::served::add(served.dir.path(), &lines.join("\n"));
    let record = Record::open(served.dir.path()).unwrap();
    let all = record.events(&griot_record::Filter::default(), None).unwrap().rows;
    let kidal: Vec<String> = all
        .iter()
        .filter(|one| one.merged().unwrap().place.is_some_and(|place| place.name == "Kidal"))
        .map(|one| one.id.clone())
        .collect();
    assert_eq!(kidal.len(), 1, "both tell of one event");
    let mut writer = Writer::open(served.dir.path(), "decide", &coder(), now()).unwrap();
    let why = format!("{SECRET} is in danger");
    writer.decide(&kidal[0], &Act::Note, "Awa", &why).unwrap();
    writer
        .decide(&kidal[0], &Act::Correct("initiators".into(), SECRET.into()), "Awa", &why)
        .unwrap();
    let fields = fields.iter().copied().collect();
    writer.decide(&kidal[0], &Act::Withhold(Role::Admin, fields), "Awa", &why).unwrap();
    writer.finish().unwrap();
    (served, kidal[0].clone())
}

fn names_it(text: &str) -> bool {
    let text = text.to_lowercase();
    ["kassouma", "zénabou", "zenabou", "z%c3%a9nabou"].iter().any(|name| text.contains(name))
}

/// Every page, and every question in which something withheld is named.
async fn paths_and_questions(served: &Served, admin: &str) -> Vec<String> {
    let mut paths = all_paths(served, admin).await;
    for query in ["Kassoumaï", "Zénabou", "Kidal"] {
        let query = segment(query);
        paths.extend([
            format!("/search.json?q={query}"),
            format!("/events.json?actor={query}"),
            format!("/events.json?source={query}"),
            format!("/events.json?text={query}"),
            format!("/statements.json?source={query}"),
            format!("/totals.json?text={query}"),
            format!("/brief/page?near={query}"),
            format!("/actors/{query}.json"),
            format!("/sources/{query}"),
        ]);
    }
    paths
}

/// What was asked for is said again; nothing else may say it.
fn is_echo(path: &str, got: &Got) -> bool {
    let finds_none = got.text.contains("\"total\": 0,");
    names_it(path) && (!path.contains(".json") || path.starts_with("/search.json") && finds_none)
}

#[test]
fn a_withheld_field_stands_nowhere_for_lower_roles_and_the_event_stays() {
    run(async {
        let (served, event) = with_secret(&[Field::Sources, Field::Initiators]);
        let admin = session(&served, "admin").await;
        let paths = paths_and_questions(&served, &admin).await;
        for (name, role) in ROLES {
            let session = session(&served, name).await;
            let address = format!("/events/{event}");
            let page = get(&served, &address, &session).await;
            assert_eq!(page.status, StatusCode::OK, "{name}");
            assert!(page.text.contains("Kidal"), "{name}: {}", page.text);
            if role == Role::Admin {
                let told = ["Sources: shown from the role Admin upwards", "Zénabou"];
                assert!(told.iter().all(|told| page.text.contains(told)), "{}", page.text);
                continue;
            }
            for path in &paths {
                let got = get(&served, path, &session).await;
                assert!(!got.status.is_server_error(), "{path}: {}", got.text);
                assert!(is_echo(path, &got) || !names_it(&got.text), "{name} {path}: {}", got.text);
            }
            for told in ["authors withheld", "sources withheld", "Withheld article"] {
                assert!(page.text.contains(told), "{name}: {told}: {}", page.text);
            }
            // No link leads to what is not shown.
            assert!(!page.text.contains("href=\"/articles/"), "{name}: {}", page.text);
            let data = get(&served, &format!("{address}.json"), &session).await.json();
            assert_eq!(data["withheld"], json!(["initiators", "sources"]), "{name}");
            assert_eq!(data["place"], "Kidal");
            assert!(data["reports"][0]["article"].is_null(), "{data}");
            let list = get(&served, "/events.json", &session).await.json();
            // The mine of Tessalit, which the same article tells of, is told by another one as well.
            assert_eq!((&list["n_withheld"], &list["n_partly_withheld"]), (&json!(0), &json!(1)));
            let first = get(&served, "/", &session).await.text;
            assert!(first.contains("1 event is shown without some of its values"), "{first}");
            let feed = get(&served, "/events.atom", &session).await.text;
            assert!(feed.contains(&event) && feed.contains("words of the articles are withheld"));
            // Nobody corrects what they cannot see, and every other value may be.
            if role == Role::Editor {
                let csrf = field(&get(&served, "/history", &session).await.text, "csrf");
                for (slot, value, expected) in [
                    ("initiators", "X", StatusCode::UNPROCESSABLE_ENTITY),
                    ("wounded", "4", StatusCode::SEE_OTHER),
                ] {
                    let fields = [
                        ("csrf", csrf.as_str()),
                        ("verb", "correct"),
                        ("subject", event.as_str()),
                        ("event", event.as_str()),
                        ("slot", slot),
                        ("value", value),
                        ("why", "x"),
                    ];
                    let got = served.post("/decide", &session, &fields).await;
                    assert_eq!(got.status, expected, "{slot}: {}", got.text);
                    assert!(!names_it(&got.text), "{slot}: {}", got.text);
                }
            }
        }
    });
}

#[test]
fn an_editor_withholds_fields_in_the_browser() {
    run(async {
        let served = with_accounts();
        let editor = session(&served, "editor").await;
        let list = get(&served, "/events.json", &editor).await.json();
        let event = list["events"][0]["id"].as_str().unwrap().to_owned();
        let address = format!("/events/{event}");
        let page = get(&served, &address, &editor).await.text;
        let (csrf, version) = (field(&page, "csrf"), field(&page, "version"));
        let fields = [
            ("csrf", csrf.as_str()),
            ("verb", "withhold"),
            ("subject", event.as_str()),
            ("event", event.as_str()),
            ("version", version.as_str()),
            ("below", "reviewer"),
            ("field", "place"),
            ("field", "sources"),
            ("why", "who told it lives there"),
            ("back", address.as_str()),
        ];
        let wrong =
            fields.map(|(name, value)| (name, if value == "place" { "type" } else { value }));
        let got = served.post("/decide", &editor, &wrong).await;
        assert_eq!(got.status, StatusCode::BAD_REQUEST, "{}", got.text);
        let got = served.post("/decide", &editor, &fields).await;
        assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.text);
        let page = get(&served, &address, &editor).await.text;
        assert!(page.contains("Place: shown from the role Reviewer upwards"), "{page}");
        // In the history as well, in words.
        assert!(page.contains("Place and Sources: shown from the role Reviewer upwards"), "{page}");
        let reader = session(&served, "reader").await;
        let data = get(&served, &format!("{address}.json"), &reader).await.json();
        assert_eq!(
            (&data["withheld"], &data["place"]),
            (&json!(["place", "sources"]), &json!(null))
        );
    });
}

#[test]
fn what_is_withheld_stands_nowhere_for_lower_roles() {
    run(async {
        let (served, event) = with_secret(&[]);
        let admin = session(&served, "admin").await;
        let paths = paths_and_questions(&served, &admin).await;
        assert!(paths.iter().any(|path| path.contains(&event)));
        let mut seen = 0;
        for path in &paths {
            let got = get(&served, path, &admin).await;
            assert!(!got.status.is_server_error(), "{path}: {}", got.text);
            seen += usize::from(names_it(&got.text));
        }
        assert!(seen > 20, "an admin sees it: {seen} of {}", paths.len());
        // The event, and another one that one of its articles alone tells of.
        let seen = Record::open(served.dir.path()).unwrap().seen_by(Role::Reader).unwrap();
        let n_withheld = seen.n_withheld().unwrap();
        assert!((1..=2).contains(&n_withheld), "{n_withheld}");
        for (name, role) in ROLES {
            if role == Role::Admin {
                continue;
            }
            let session = session(&served, name).await;
            for path in &paths {
                let got = get(&served, path, &session).await;
                assert!(!got.status.is_server_error(), "{path}: {}", got.text);
                assert!(is_echo(path, &got) || !names_it(&got.text), "{name} {path}: {}", got.text);
                // What the pages are drawn with and the description tell nothing of a record.
                let is_of_none = path.starts_with("/static/") || path.ends_with("/openapi.json");
                if got.status == StatusCode::OK && !is_of_none {
                    let told = got.headers.get("x-griot-withheld").and_then(|n| n.to_str().ok());
                    assert_eq!(told, Some(n_withheld.to_string().as_str()), "{name} {path}");
                }
            }
            for found in [
                "/search.json?q=Kidal",
                "/events.json?text=Kidal",
                "/events.json?actor=Kassouma%C3%AF",
            ] {
                let data: Value = get(&served, found, &session).await.json();
                assert_eq!(data["total"], 0, "{found}: {data}");
            }
            let data = get(&served, "/events.json", &session).await.json();
            assert_eq!(data["n_withheld"], n_withheld);
            assert!(data.to_string().contains("Tessalit"), "what others tell stays: {data}");
            assert!(get(&served, "/", &session).await.text.contains("withheld from your role"));
            // Whoever knows its id can decide nothing about it, and is told nothing.
            let csrf = field(&get(&served, "/history", &session).await.text, "csrf");
            let record = Record::open(served.dir.path()).unwrap();
            let n = record.history(None).unwrap().len();
            let withholding = record.history(None).unwrap().last().unwrap().decision.key.clone();
            for (verb, subject, other) in [
                ("confirm", event.as_str(), ""),
                ("note", event.as_str(), ""),
                ("correct", event.as_str(), ""),
                ("undo", withholding.as_str(), ""),
                ("merge", event.as_str(), "ev-none"),
            ] {
                let fields = [
                    ("csrf", csrf.as_str()),
                    ("verb", verb),
                    ("subject", subject),
                    ("other", other),
                    ("slot", "initiators"),
                    ("value", SECRET),
                    ("why", "x"),
                ];
                let got = served.post("/decide", &session, &fields).await;
                assert!(got.status.is_client_error(), "{name} {verb}: {}", got.status);
                assert!(!names_it(&got.text), "{name} {verb}: {}", got.text);
            }
            assert_eq!(record.history(None).unwrap().len(), n);
        }
    });
}
