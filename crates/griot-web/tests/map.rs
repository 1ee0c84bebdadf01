//! The map that moves, the part of it that the list shows, and the record as it stood.

use axum::body::Body;
use axum::http::StatusCode;

use crate::served::{Served, add, asking, run};

#[test]
fn a_part_of_the_map_is_a_filter() {
    run(async {
        let served = Served::new();
        let all = served.events().await.len();
        let whole = served.get("/events.json?within=-180,-90,180,90").await.json();
        let placed = whole["total"].as_u64().unwrap();
        assert!(placed > 0 && placed <= all as u64);
        let none = served.get("/events.json?within=-60,-40,-50,-30").await.json();
        assert_eq!(none["total"], 0);
        let page = served.get("/?within=-60,-40,-50,-30").await;
        assert!(page.text.contains("40.0–30.0° S, 60.0–50.0° W"), "the filter is told");
        assert!(page.text.contains("name=\"within\" id=\"f-within\" value=\"-60,-40,-50,-30\""));
        for wrong in ["1,2,3", "a,b,c,d", "0,9,1,8", "%22%3E%3Cscript%3E"] {
            let got = served.get(&format!("/events.json?within={wrong}")).await;
            assert_eq!(got.status, StatusCode::BAD_REQUEST, "{wrong}");
            assert_eq!(got.json()["error"]["field"], "within");
        }
    });
}

#[test]
fn the_discs_of_the_map_hold_every_event_that_has_a_position() {
    run(async {
        let served = Served::new();
        let all = served.events().await.len() as u64;
        let mut fewest = u64::MAX;
        for zoom in ["0", "4", "9", "22"] {
            let map = served.get(&format!("/map.json?zoom={zoom}")).await.json();
            let spots = map["spots"].as_array().unwrap();
            let drawn: u64 = spots.iter().map(|spot| spot["n"].as_u64().unwrap()).sum();
            assert_eq!(drawn + map["n_unplaced"].as_u64().unwrap(), all, "{zoom}");
            assert_eq!(map["n"], drawn);
            for spot in spots {
                let title = spot["title"].as_str().unwrap();
                let is_told = title.contains("only the area is known");
                assert_eq!(spot["area"].as_bool().unwrap(), is_told, "{title}");
                assert_eq!(spot["km"].as_f64().unwrap() > 0.0, is_told, "an area has a width");
                // A disc leads to the events in it, or to the one that it is.
                let href = spot["href"].as_str().unwrap();
                assert_eq!(served.get(href).await.status, StatusCode::OK, "{href}");
            }
            fewest = fewest.min(spots.len() as u64);
        }
        assert!(fewest < all, "from far away events lie together");
        // What the list is narrowed to does not narrow the map.
        let narrow = served.get("/map.json?zoom=4&within=-60,-40,-50,-30").await.json();
        assert!(narrow["n"].as_u64().unwrap() > 0);
        let empty = served.get("/map.json?frame=-60,-40,-50,-30").await.json();
        assert_eq!(empty["n"], 0);
        let labels = served.get("/map.json?frame=-9,12,-7,13&zoom=7").await.json();
        assert!(labels["labels"].to_string().contains("Bamako"), "{labels}");
        for wrong in ["frame=1,2", "frame=x", "since=soon"] {
            let got = served.get(&format!("/map.json?{wrong}")).await;
            assert_eq!(got.status, StatusCode::BAD_REQUEST, "{wrong}");
        }
        for odd in ["zoom=NaN", "zoom=-5", "zoom=1e9", "zoom=x"] {
            assert_eq!(
                served.get(&format!("/map.json?{odd}")).await.status,
                StatusCode::OK,
                "{odd}"
            );
        }
    });
}

#[test]
fn files_come_compressed_to_those_who_read_it() {
    run(async {
        let served = Served::empty();
        let page = served.get("/").await.text;
        let path = page.split("src=\"").nth(1).unwrap().split('"').next().unwrap();
        let plain = served.get(path).await;
        assert_eq!(plain.status, StatusCode::OK);
        assert!(!plain.headers.contains_key("content-encoding"));
        let request = asking(path).header("accept-encoding", "gzip").body(Body::empty()).unwrap();
        let packed = served.send(request).await;
        assert_eq!(packed.headers.get("content-encoding").unwrap(), "gzip");
        assert!(
            packed.headers.get("cache-control").unwrap().to_str().unwrap().contains("immutable")
        );
        assert_eq!(served.get("/static/nothing.js").await.status, StatusCode::NOT_FOUND);
        assert_eq!(served.get("/static/..%2fCargo.toml").await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn no_page_speaks_of_a_map_that_is_not_there() {
    run(async {
        let served = Served::new();
        let page = served.get("/").await.text;
        let moves = page.contains("data-map");
        let is_built = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("assets/dist/maplibre-gl.mjs")
            .is_file();
        assert_eq!(moves, is_built);
        assert!(page.contains("<svg class=\"map\""), "the still map is always there");
        let parts = ["script", "library", "worker", "world", "licence"];
        for part in parts.into_iter().filter(|_| moves) {
            let opening = format!("data-{part}=\"");
            let path = page.split(&opening).nth(1).unwrap().split('"').next().unwrap();
            assert_eq!(served.get(path).await.status, StatusCode::OK, "{path}");
        }
    });
}

#[test]
fn the_record_is_shown_as_it_stood_and_not_decided_about() {
    run(async {
        let served = Served::new();
        let n = served.events().await.len();
        // The articles of the test were added on 10 May 2024.
        let before = served.get("/events.json?as_of=2024-05-09").await.json();
        assert_eq!(before["total"], 0);
        let then = served.get("/events.json?as_of=2024-05-10").await.json();
        assert_eq!(then["total"], n);
        let page = served.get("/?as_of=2024-05-10&country=ML").await.text;
        assert!(page.contains("as it stood at the end of 10 May 2024"), "it is told");
        assert!(page.contains("href=\"/?country=ML\">Show it as it is now"), "and the way back");
        assert!(page.contains("/events.csv?as_of=2024-05-10&#38;country=ML"), "links keep it");
        let id = then["events"][0]["id"].as_str().unwrap();
        assert!(page.contains("?as_of=2024-05-10\">"), "events of it are events as they stood");
        let event = served.get(&format!("/events/{id}?as_of=2024-05-10")).await.text;
        assert!(event.contains("as it stood at the end of"));
        assert!(!event.contains("action=\"/decide\""), "nothing can be decided");
        assert_eq!(
            served.get(&format!("/events/{id}?as_of=2024-05-09")).await.status,
            StatusCode::NOT_FOUND
        );
        let forms = served.forms(&format!("/events/{id}")).await;
        let (csrf, version) = (forms.field("csrf"), forms.field("version"));
        let fields = [
            ("csrf", csrf.as_str()),
            ("version", version.as_str()),
            ("verb", "confirm"),
            ("subject", id),
            ("event", id),
            ("by", "Awa"),
        ];
        let got = served.post("/decide?as_of=2024-05-10", &forms.cookie, &fields).await;
        assert_eq!(got.status, StatusCode::BAD_REQUEST);
        let wrong = served.get("/events.json?as_of=once").await;
        assert_eq!(wrong.json()["error"]["field"], "as_of");
        // What comes later changes nothing of what was.
        add(served.dir.path(), "");
        assert_eq!(served.get("/events.json?as_of=2024-05-09").await.json()["total"], 0);
    });
}
