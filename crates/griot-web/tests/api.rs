//! The interface for programs.

use axum::body::Body;
use axum::http::StatusCode;
use serde_json::json;

use crate::served::{Served, asking, run};

#[test]
fn the_interface_answers_what_the_pages_answer() {
    run(async {
        let served = Served::new();
        let page = served.get("/events.json?country=BF").await.json();
        let api = served.get("/api/v1/events?country=BF").await.json();
        assert_eq!(page["events"], api["events"]);
        let id = api["events"][0]["id"].as_str().unwrap();
        let event = served.get(&format!("/api/v1/events/{id}")).await.json();
        assert_eq!(event["id"], id);
        assert!(event["version"].is_string());
        let key = event["reports"][0]["article"]["key"].as_str().unwrap();
        let article = served.get(&format!("/api/v1/articles/{key}")).await.json();
        assert!(article["document"]["text"].is_string());
        let totals = served.get("/api/v1/totals").await.json();
        assert!(totals["total"].as_u64().unwrap() > 0);
        assert!(totals["totals"][0]["recorded"].is_object());
        let said = served.get("/api/v1/statements?limit=1").await;
        let next = said.json()["next"].as_str().unwrap().to_owned();
        assert!(next.starts_with("/api/v1/statements?"));
        assert_eq!(said.headers["link"], format!("<{next}>; rel=\"next\"").as_str());
    });
}

#[test]
fn a_text_is_coded_and_not_kept() {
    run(async {
        let served = Served::new();
        let before = served.get("/api/v1/events").await.json()["total"].clone();
        let text = "Dix combattants ont été tués dimanche par une frappe aérienne à Gorgadji.";
        let body = json!({ "text": text, "lang": "fr", "published": "2024-05-06" }).to_string();
        let request = asking("/api/v1/code").method("POST").body(Body::from(body)).unwrap();
        let got = served.send(request).await;
        assert_eq!(got.status, StatusCode::OK, "{}", got.text);
        let document = got.json();
        assert_eq!(document["events"][0]["tolls"][0]["low"], 10);
        assert_eq!(document["events"][0]["date"][0], "2024-05-05");
        assert_eq!(served.get("/api/v1/events").await.json()["total"], before);
    });
}

#[test]
fn the_description_names_every_route_of_the_interface() {
    run(async {
        let served = Served::new();
        let described = served.get("/api/v1/openapi.json").await.json();
        let paths: Vec<&String> = described["paths"].as_object().unwrap().keys().collect();
        assert_eq!(paths.len(), 6, "{paths:?}");
        for path in paths {
            let path = path.replace("{id}", "none").replace("{key}", "none");
            let got = served.get(&path).await;
            if path == "/api/v1/code" {
                assert_eq!(got.status, StatusCode::METHOD_NOT_ALLOWED);
                continue;
            }
            assert_ne!(got.text, "", "{path}");
            if got.status.is_client_error() {
                let error = got.json()["error"].clone();
                assert!(error["code"].is_string() && error["message"].is_string(), "{path}");
            }
        }
    });
}

#[test]
fn a_path_that_is_none_has_the_shape_of_every_error() {
    run(async {
        let served = Served::new();
        let got = served.get("/api/v1/nothing").await;
        assert_eq!(got.status, StatusCode::NOT_FOUND);
        assert_eq!(got.json()["error"]["code"], "not-found");
    });
}
