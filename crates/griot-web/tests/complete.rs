//! Alerts and lists leave nothing out, and say what they were asked in vain.

use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::COOKIE;

use crate::served::{Served, add, asking, run};

fn line(id: &str, text: &str, published: &str) -> String {
    format!(
        "{{\"id\": \"{id}\", \"publisher\": \"Le Puits\", \"published\": \"{published}\", \"text\": \"{text}\"}}"
    )
}

fn entries(feed: &str) -> Vec<String> {
    let all = feed.split("<id>urn:griot:").skip(1);
    all.filter_map(|rest| rest.split('<').next()).map(str::to_owned).collect()
}

#[test]
fn what_is_added_today_comes_first_in_the_feed_whatever_its_day() {
    run(async {
        let served = Served::new();
        let before = entries(&served.get("/events.atom").await.text);
        let old = "Sept soldats ont été tués le 3 mars 2012 dans une attaque à Ménaka, au Mali.";
        add(served.dir.path(), &line("old", old, "2012-03-05"));
        let feed = served.get("/events.atom").await.text;
        let all = entries(&feed);
        assert_eq!(all.len(), before.len() + 1);
        assert!(!before.contains(&all[0]), "the old event is news");
        let newest = served.events().await[0]["id"].clone();
        assert_ne!(newest, all[0].as_str(), "by its day it is none");
        let total = format!("<os:totalResults>{}</os:totalResults>", all.len());
        assert!(feed.contains(&total), "{feed}");
        // The moment is that of the command, not the day of publication.
        let first = feed.split("<entry>").nth(1).unwrap();
        assert!(first.contains("<updated>2024-05-10T08:00:00Z</updated>"), "{first}");

        // A decision is a change: of an event at the end of the feed.
        let last = all.last().unwrap();
        let page = served.forms(&format!("/events/{last}")).await;
        let fields = [
            ("csrf", page.field("csrf")),
            ("verb", "confirm".to_owned()),
            ("subject", last.clone()),
            ("event", last.clone()),
            ("version", page.field("version")),
            ("by", "Awa".to_owned()),
        ];
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let got = served.post("/decide", &page.cookie, &fields).await;
        assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.text);
        let feed = served.get("/events.atom").await.text;
        assert!(feed.contains("<updated>2024-05-10T08:00:00Z</updated>"));
        assert_eq!(entries(&feed).len(), all.len());
    });
}

#[test]
fn a_feed_leads_on_to_its_end() {
    run(async {
        let served = Served::new();
        let all = entries(&served.get("/events.atom?limit=1000").await.text);
        assert!(all.len() > 3);
        let mut path = "/events.atom?limit=2".to_owned();
        let mut seen = Vec::new();
        loop {
            let feed = served.get(&path).await;
            seen.extend(entries(&feed.text));
            let next = feed.text.split("<link rel=\"next\" href=\"http://127.0.0.1:8450").nth(1);
            let Some(next) = next else { break };
            path = next.split('"').next().unwrap().replace("&amp;", "&").replace("&#38;", "&");
            assert_eq!(feed.headers["link"], format!("<{path}>; rel=\"next\"").as_str());
        }
        assert_eq!(seen, all, "nothing twice, nothing left out");
        let wrong = served.get("/events.atom?after=zzz").await;
        assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    });
}

#[test]
fn commands_are_listed_to_the_first_and_decisions_are_none() {
    run(async {
        let served = Served::new();
        for n in 0..40 {
            add(served.dir.path(), &line(&format!("l-{n}"), "Rien de neuf.", "2024-05-01"));
        }
        let events = served.events().await;
        let id = events[0]["id"].as_str().unwrap();
        let page = served.forms(&format!("/events/{id}")).await;
        let (csrf, version) = (page.field("csrf"), page.field("version"));
        let fields = [
            ("csrf", csrf.as_str()),
            ("verb", "note"),
            ("subject", id),
            ("event", id),
            ("version", version.as_str()),
            ("by", "Awa"),
            ("why", "a look"),
        ];
        assert_eq!(
            served.post("/decide", &page.cookie, &fields).await.status,
            StatusCode::SEE_OTHER
        );
        let history = served.get("/history").await.text;
        assert!(history.contains("href=\"/runs\""), "the page leads to all commands");
        let mut path = "/runs.json?limit=7".to_owned();
        let mut ids = Vec::new();
        loop {
            let data = served.get(&path).await.json();
            assert_eq!(data["total"], 41, "a decision in the browser is no command");
            ids.extend(
                data["runs"].as_array().unwrap().iter().map(|run| run["id"].as_u64().unwrap()),
            );
            match data["next"].as_str() {
                Some(next) => path = next.to_owned(),
                None => break,
            }
        }
        assert_eq!(ids, (1..=41).rev().collect::<Vec<u64>>());
        // Who decided stands in the log once.
        let log = served.get("/log.json").await.json();
        let of = |what: &str| {
            let all = log["entries"].as_array().unwrap().iter();
            all.filter(|entry| entry["what"] == what).cloned().collect::<Vec<_>>()
        };
        assert_eq!(of("decision").len(), 1);
        assert_eq!(of("decision")[0]["by"], "Awa");
        assert_eq!(of("run").len(), 41);
        let csv = served.get("/history.csv").await.text;
        assert!(csv.contains(",Awa,note,") && csv.contains("a look"), "{csv}");
        assert_eq!(served.get("/runs.csv").await.text.lines().count(), 42);
    });
}

#[test]
fn pages_of_lists_are_as_long_as_they_are_asked_for() {
    run(async {
        let served = Served::new();
        for (path, rows) in [
            ("/search.json?q=attaque&limit=1", "articles"),
            ("/actors.json?limit=1", "rows"),
            ("/outlets.json?limit=1", "rows"),
            ("/review.json?limit=1", "rows"),
            ("/events.json?limit=1", "events"),
        ] {
            let mut path = path.to_owned();
            let mut n = 0;
            loop {
                let data = served.get(&path).await.json();
                assert_eq!(data[rows].as_array().unwrap().len(), 1, "{path}");
                n += 1;
                match data["next"].as_str() {
                    Some(next) => path = next.to_owned(),
                    None => break assert_eq!(n, data["total"].as_u64().unwrap(), "{path}"),
                }
            }
            assert!(n > 1, "{path}");
        }
        for path in ["/actors.json?after=zzz", "/history.json?after=zzz", "/actors?after=zzz"] {
            assert_eq!(served.get(path).await.status, StatusCode::BAD_REQUEST, "{path}");
        }
    });
}

#[test]
fn the_review_takes_the_filter() {
    run(async {
        let served = Served::new();
        let all = served.get("/review.json?limit=1000").await.json();
        let some = served.get("/review.json?country=ML&limit=1000").await.json();
        let (all, some) = (all["total"].as_u64().unwrap(), some["total"].as_u64().unwrap());
        assert!(some > 0 && some < all, "{some} of {all}");
        let page = served.get("/review?country=ML").await.text;
        assert!(page.contains("Country: Mali"), "the filter is shown");
        let csv = served.get("/review.csv?country=ML").await.text;
        assert_eq!(csv.lines().count() as u64, some + 1);
        let pairs = served.get("/review.json?queue=doubtful&country=TD").await.json();
        assert!(pairs["rows"].as_array().unwrap().is_empty());
    });
}

#[test]
fn fields_that_nobody_knows_are_told() {
    run(async {
        let served = Served::new();
        for path in ["/events.json?contry=ML", "/api/v1/events?contry=ML", "/log.json?country=ML"] {
            let got = served.get(path).await;
            assert_eq!(got.status, StatusCode::BAD_REQUEST, "{path}");
            assert_eq!(got.json()["error"]["code"], "bad-field", "{path}");
            assert!(got.json()["error"]["field"].is_string(), "{path}");
        }
        let page = served.get("/?contry=ML").await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text.contains("changes nothing here: contry"), "the page says so");
        assert_eq!(served.get("/api/v1/events?until=").await.status, StatusCode::BAD_REQUEST);
        // A form of a page sends the fields that were left empty.
        assert_eq!(served.get("/events.json?until=").await.status, StatusCode::OK);
    });
}

#[test]
fn what_is_wrong_is_told_in_the_language_of_the_page_with_the_form_as_it_was() {
    run(async {
        let served = Served::new();
        for (path, told) in [
            ("/?since=hier&actor=Awa&lang=fr", "n’est pas un jour"),
            ("/totals?near=Nulleparville&actor=Awa&lang=fr", "aucun lieu de ce nom"),
            ("/?type=picnic&actor=Awa&lang=fr", "n’est pas une valeur connue"),
            ("/?as_of=hier&actor=Awa&lang=fr", "n’est pas un jour"),
        ] {
            let page = served.get(path).await;
            assert_eq!(page.status, StatusCode::BAD_REQUEST, "{path}");
            assert!(page.text.contains(told), "{path}: {}", page.text);
            assert!(!page.text.contains("expected"), "{path}");
            assert!(page.text.contains("name=\"actor\" value=\"Awa\""), "{path}: the form is kept");
        }
        let search = served.get("/search?q=%22&lang=fr").await.text;
        assert!(
            search.contains("ne se lisent pas comme une recherche") && !search.contains("Syntax")
        );
        let json = served.get("/events.json?type=picnic&lang=fr").await.json();
        assert!(json["error"]["message"].as_str().unwrap().contains("valeur connue"));
        assert!(
            json["error"]["expected"].as_array().unwrap().iter().any(|one| one == "air_strike")
        );
    });
}

#[test]
fn a_refused_correction_is_told_in_words_and_every_slot_has_its_own_field() {
    run(async {
        let served = Served::new();
        let events = served.events().await;
        let id = events[0]["id"].as_str().unwrap();
        let page = served.forms(&format!("/events/{id}?lang=fr")).await;
        assert!(page.text.contains("<option value=\"air_strike\""), "types are chosen from a list");
        assert!(page.text.contains("type=\"date\" name=\"value_from\""));
        let (csrf, version) = (page.field("csrf"), page.field("version"));
        let with = |more: &[(&'static str, &'static str)]| -> Vec<(&str, &str)> {
            let first = [
                ("csrf", csrf.as_str()),
                ("verb", "correct"),
                ("subject", id),
                ("event", id),
                ("version", version.as_str()),
                ("by", "Awa"),
                ("why", "liste"),
            ];
            first.into_iter().chain(more.iter().copied()).collect()
        };
        let cookie = format!("{}; griot_lang=fr", page.cookie);
        for (more, told) in [
            (vec![("slot", "killed"), ("value", "beaucoup")], "n’est pas un chiffre"),
            (vec![("slot", "country"), ("value_country", "Nullepart")], "n’est pas un pays"),
            (
                vec![("slot", "date"), ("value_from", "2024-05-06"), ("value_to", "2024-05-04")],
                "n’est pas une date",
            ),
            (vec![("slot", "place"), ("value_place", "Nulleparville")], "n’est pas un lieu connu"),
            (vec![("slot", "targets")], "Dites la bonne valeur"),
        ] {
            let got = served.post("/decide", &cookie, &with(&more)).await;
            assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "{more:?}");
            assert!(got.text.contains(told), "{more:?}: {}", got.text);
            for (name, value) in more.iter().filter(|(name, _)| *name != "slot") {
                let field = format!("name=\"{name}\" value=\"{value}\"");
                assert!(got.text.contains(&field), "{field} is filled in again");
            }
        }
        let more = [("slot", "date"), ("value_from", "2024-05-02"), ("value_to", "2024-05-03")];
        let got = served.post("/decide", &cookie, &with(&more)).await;
        assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.text);
        let event = served.get(&format!("/events/{id}.json")).await.json();
        assert_eq!(event["date"], serde_json::json!(["2024-05-02", "2024-05-03"]));
        let page = served.get(&format!("/events/{id}")).await.text;
        let told = page.split("class=\"corrected\"").nth(1).unwrap();
        assert!(told.contains("<time datetime=\"2024-05-10T08:00:00Z\">"), "{told}");
    });
}

#[test]
fn what_is_too_large_has_the_shape_of_every_error() {
    run(async {
        let served = Served::new();
        let large = "x".repeat(3 << 20);
        let request = asking("/api/v1/code").method("POST").body(Body::from(large.clone()));
        let got = served.send(request.unwrap()).await;
        assert_eq!(got.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(got.json()["error"]["code"], "too-large");
        let forms = served.forms("/history").await;
        let request = asking("/decide").method("POST").header(COOKIE, &forms.cookie);
        let got = served.send(request.body(Body::from(large)).unwrap()).await;
        assert_eq!(got.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert!(
            got.kind.starts_with("text/html") && got.text.contains("at most 64"),
            "{}",
            got.text
        );
        let got = served.get("/api/v1/code").await;
        assert_eq!(got.status, StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(got.json()["error"]["code"], "method");
    });
}

#[test]
fn an_outlet_has_a_page_of_what_it_printed() {
    run(async {
        let served = Served::new();
        let outlets = served.get("/outlets").await.text;
        assert!(outlets.contains("href=\"/outlets/Le%20Nord\""), "{outlets}");
        let data = served.get("/outlets/Le%20Nord.json").await.json();
        let rows = data["rows"].as_array().unwrap();
        assert_eq!(data["total"], rows.len());
        assert!(rows.iter().all(|row| row["article"]["publisher"] == "Le Nord"));
        let page = served.get("/outlets/Le%20Nord").await;
        assert_eq!(page.status, StatusCode::OK);
        let key = rows[0]["article"]["key"].as_str().unwrap();
        assert!(page.text.contains(&format!("href=\"/articles/{key}\"")));
        let article = served.get(&format!("/articles/{key}")).await.text;
        assert!(article.contains("href=\"/outlets/Le%20Nord\""), "an article leads to its outlet");
        let csv = served.get("/outlets/Le%20Nord.csv").await.text;
        assert_eq!(csv.lines().count(), rows.len() + 1);
        assert_eq!(served.get("/outlets/Nobody").await.status, StatusCode::NOT_FOUND);
        let filtered = served.get("/outlets.json?country=TD").await.json();
        let all = served.get("/outlets.json").await.json();
        assert!(filtered["total"].as_u64() < all["total"].as_u64());
    });
}

#[test]
fn the_page_of_a_name_takes_the_filter() {
    run(async {
        let served = Served::new();
        for path in ["/places/gao", "/actors/hommes%20arm%C3%A9s"] {
            let total = |data: serde_json::Value| data["events"]["total"].as_u64().unwrap();
            let all = total(served.get(&format!("{path}.json")).await.json());
            let some = served.get(&format!("{path}.json?since=2024-05-05&until=2024-05-05")).await;
            let none = total(served.get(&format!("{path}.json?country=TD")).await.json());
            assert!(all > 0 && total(some.json()) <= all && none == 0, "{path}");
            let page = served.get(&format!("{path}?country=TD")).await;
            assert_eq!(page.status, StatusCode::OK);
            assert!(
                page.text.contains("Country: Chad") && page.text.contains("0 events"),
                "{path}"
            );
        }
    });
}

#[test]
fn every_list_has_its_filter_and_its_file() {
    run(async {
        let served = Served::new();
        for path in [
            "/stories",
            "/statements",
            "/totals",
            "/actors",
            "/places",
            "/sources",
            "/outlets",
            "/search?q=attaque",
            "/review",
        ] {
            let joint = if path.contains('?') { '&' } else { '?' };
            let page = served.get(&format!("{path}{joint}country=ML")).await.text;
            assert!(page.contains("class=\"filter\" open"), "{path}: the form is there");
            assert!(page.contains("Country: Mali"), "{path}: the filter is shown");
            let (list, query) = path.split_once('?').unwrap_or((path, ""));
            let csv = served.get(&format!("{list}.csv?{query}")).await;
            assert_eq!(csv.kind, "text/csv; charset=utf-8", "{path}");
            assert!(csv.text.lines().count() > 1, "{path}");
        }
    });
}
