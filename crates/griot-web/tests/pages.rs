//! Every page, in every form and both languages.

use axum::body::Body;
use axum::http::StatusCode;
use serde_json::json;
use tower::ServiceExt as _;

use crate::served::{Served, add, asking, run};

/// Pages that list what the record holds, each there as data as well.
const LISTS: [&str; 8] = [
    "/stories",
    "/statements",
    "/totals",
    "/actors",
    "/places",
    "/sources",
    "/outlets",
    "/history",
];

#[test]
fn every_page_is_there_in_both_languages_and_as_data() {
    run(async {
        let served = Served::new();
        let events = served.events().await;
        let event = events[0]["id"].as_str().unwrap();
        let other = events[1]["id"].as_str().unwrap();
        let article = events[0]["reports"][0]["article"]["key"].as_str().unwrap();
        let actor =
            served.get("/actors.json").await.json()["rows"][0]["key"].as_str().unwrap().to_owned();
        let source =
            served.get("/sources.json").await.json()["rows"][0]["key"].as_str().unwrap().to_owned();
        let name = |name: &str| name.replace(' ', "%20").replace('\'', "%27");
        for path in [
            "/".to_owned(),
            "/events".to_owned(),
            format!("/events/{event}"),
            format!("/compare?a={event}&b={other}"),
            format!("/articles/{article}"),
            format!("/articles/{article}/original"),
            format!("/articles/{article}/related"),
            format!("/actors/{}", name(&actor)),
            format!("/sources/{}", name(&source)),
            "/places/gao".to_owned(),
            "/search".to_owned(),
            "/search?q=attaque".to_owned(),
            format!("/stories/{event}"),
            "/exports".to_owned(),
            "/brief".to_owned(),
            "/review".to_owned(),
            "/review?queue=doubtful".to_owned(),
            "/review?queue=disputed".to_owned(),
        ]
        .into_iter()
        .chain(LISTS.map(str::to_owned))
        {
            let joint = if path.contains('?') { '&' } else { '?' };
            for lang in ["fr", "en"] {
                let page = served.get(&format!("{path}{joint}lang={lang}")).await;
                assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text);
                assert_eq!(page.kind, "text/html; charset=utf-8", "{path}");
                assert!(page.text.contains(&format!("<html lang=\"{lang}\">")), "{path}");
                assert!(page.text.contains("<h1"), "{path}");
                assert!(
                    page.cookies.iter().any(|one| one.starts_with(&format!("griot_lang={lang}")))
                );
                let ids: Vec<&str> = page
                    .text
                    .split(" id=\"")
                    .skip(1)
                    .filter_map(|rest| rest.split('"').next())
                    .collect();
                let mut once = ids.clone();
                once.sort_unstable();
                once.dedup();
                // A mark may be of two claims, and then stands once all the same.
                assert_eq!(once.len(), ids.len(), "{path}: ids are given once");
            }
        }
        for path in [
            format!("/events/{event}.json"),
            format!("/articles/{article}.json"),
            "/events.json".to_owned(),
            format!("/stories/{event}.json"),
            format!("/compare.json?a={event}&b={other}"),
            format!("/articles/{article}/original.json"),
            format!("/articles/{article}/related.json"),
            format!("/actors/{}.json", name(&actor)),
            format!("/sources/{}.json", name(&source)),
            "/places/gao.json".to_owned(),
            "/exports.json".to_owned(),
            "/brief/page.json".to_owned(),
            "/search.json?q=attaque".to_owned(),
            "/review.json".to_owned(),
            "/review.json?queue=doubtful".to_owned(),
        ]
        .into_iter()
        .chain(LISTS.map(|list| format!("{list}.json")))
        {
            let page = served.get(&path).await;
            assert_eq!(
                (page.status, page.kind.as_str()),
                (StatusCode::OK, "application/json"),
                "{path}"
            );
            assert!(page.json().is_object(), "{path}");
        }
    });
}

/// Every page but the forms leads to itself as data.
#[test]
fn pages_lead_to_themselves_as_data() {
    run(async {
        let served = Served::new();
        let events = served.events().await;
        let event = events.iter().find(|event| event["n_reports"].as_u64() > Some(1)).unwrap();
        let other = events.iter().find(|one| one["id"] != event["id"]).unwrap();
        let id = |event: &serde_json::Value| event["id"].as_str().unwrap().to_owned();
        let article = event["reports"][0]["article"]["key"].as_str().unwrap();
        for path in [
            "/".to_owned(),
            format!("/events/{}", id(event)),
            format!("/compare?a={}&b={}", id(event), id(other)),
            format!("/articles/{article}"),
            format!("/articles/{article}/original"),
            format!("/articles/{article}/related"),
            "/actors/hommes%20arm%C3%A9s".to_owned(),
            "/places/gao".to_owned(),
            "/search?q=attaque".to_owned(),
            format!("/stories/{}", id(event)),
            "/exports?country=ML".to_owned(),
            "/brief?country=ML".to_owned(),
            "/review?queue=disputed".to_owned(),
        ]
        .into_iter()
        .chain(LISTS.map(str::to_owned))
        {
            let page = served.get(&path).await.text;
            let foot = page.split("class=\"foot\"").nth(1).unwrap();
            let links = foot.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
            let links: Vec<String> = links.map(|link| link.replace("&#38;", "&")).collect();
            let json = links.iter().find(|link| link.contains(".json"));
            for link in json.into_iter().chain(&links) {
                let got = served.get(link).await;
                assert_eq!(got.status, StatusCode::OK, "{path}: {link}: {}", got.text);
            }
            let json = json.unwrap_or_else(|| panic!("{path} leads to no data"));
            assert!(served.get(json).await.json().is_object(), "{path}");
        }
    });
}

#[test]
fn two_events_are_compared_in_words_and_as_data() {
    run(async {
        let served = Served::new();
        let events = served.events().await;
        let [a, b] = [0, 1].map(|at| events[at]["id"].as_str().unwrap().to_owned());
        let page = served.get(&format!("/compare?a={a}&b={b}")).await.text;
        // Both sides tell their reports in the words of the articles.
        for event in &events[..2] {
            let title = event["reports"][0]["article"]["title"].as_str().unwrap();
            assert!(page.contains(title.split(['\'', '’', '<']).next().unwrap()), "{title}");
        }
        let data = served.get(&format!("/compare.json?a={a}&b={b}")).await.json();
        assert_eq!((&data["a"]["id"], &data["b"]["id"]), (&events[0]["id"], &events[1]["id"]));
        assert!(data["a"]["version"].is_string() && data["tie"].is_null());
        let differs = data["differs"].as_array().unwrap();
        assert!(differs.iter().any(|slot| slot == "place"), "{differs:?}");
        assert!(page.contains("differs</span>"), "what the two say otherwise is marked");
        let same = served.get(&format!("/compare.json?a={a}&b={a}")).await;
        assert_eq!(same.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(same.json()["error"]["code"], "undecidable");
    });
}

#[test]
fn outlets_are_told_with_how_much_they_print() {
    run(async {
        let served = Served::new();
        let rows = served.get("/outlets.json").await.json()["rows"].clone();
        let rows = rows.as_array().unwrap();
        let one = rows.iter().find(|row| row["name"] == "Le Nord").unwrap();
        let page = served.get("/outlets").await.text;
        let line = page.split("Le Nord</a></th>").nth(1).unwrap().split("</tr>").next().unwrap();
        let cells: Vec<&str> =
            line.split("</td>").filter_map(|cell| Some(cell.rsplit_once('>')?.1)).collect();
        assert_eq!(cells[..2], [one["n_articles"].to_string(), one["n_reprints"].to_string()]);
        assert_eq!(cells[2], "5 May 2024");
    });
}

#[test]
fn stories_come_page_by_page() {
    run(async {
        let served = Served::new();
        let line = |id: &str, outlet: &str, words: &str| {
            format!(
                "{{\"id\": \"{id}\", \"publisher\": \"{outlet}\", \"published\": \"2024-05-09\", \
                 \"text\": \"{words} à Ménaka, au Mali.\"}}"
            )
        };
        let lines = [
            line(
                "m-1",
                "Le Puits",
                "Sept soldats ont été tués mercredi dans une attaque de djihadistes",
            ),
            line(
                "m-2",
                "La Dune",
                "Des djihadistes ont tué sept soldats mercredi lors d’une attaque",
            ),
        ];
        crate::served::add(served.dir.path(), &lines.join("\n"));
        let mut path = "/stories.json?limit=1".to_owned();
        let mut seen = Vec::new();
        let total = loop {
            let data = served.get(&path).await.json();
            let rows = data["stories"].as_array().unwrap();
            assert_eq!(rows.len(), 1, "{path}");
            seen.push(rows[0]["id"].clone());
            match data["next"].as_str() {
                Some(next) => path = next.to_owned(),
                None => break data["total"].as_u64().unwrap(),
            }
        };
        assert!(total > 1, "{seen:?}");
        assert_eq!(seen.len() as u64, total);
        let whole = served.get("/stories.json").await.json();
        let ids: Vec<_> =
            whole["stories"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect();
        assert_eq!(seen, ids);
        // A story is called by its place and days.
        let page = served.get(&format!("/stories/{}", ids[0].as_str().unwrap())).await.text;
        assert!(page.contains("<h1>") && !page.contains("<h1>Stories</h1>"));
        let first = served.get("/stories?limit=1").await.text;
        assert!(first.contains("rel=\"next\""), "the page leads on");
    });
}

#[test]
fn a_name_tells_when_and_where() {
    run(async {
        let served = Served::new();
        for (path, filter) in
            [("/actors/hommes%20arm%C3%A9s", "actor=hommes"), ("/places/gao", "near=16.")]
        {
            let page = served.get(path).await.text;
            let pictures = page.split("class=\"pictures\"").nth(1).unwrap();
            assert!(
                pictures.contains("<svg class=\"map\"") && pictures.contains("<svg class=\"bars\"")
            );
            // A bar leads to the events of its days which are of the name.
            let bars = pictures.split("<svg class=\"bars\"").nth(1).unwrap();
            let bar = bars.split("href=\"").nth(1).unwrap().split('"').next().unwrap();
            assert!(bar.contains(filter) && bar.contains("since="), "{path}: {bar}");
            let data = served.get(&format!("{path}.json")).await.json();
            let total = data["events"]["total"].as_u64().unwrap();
            assert_eq!(data["events"]["rows"].as_array().unwrap().len() as u64, total);
            // No filter holds the events of a place and of what lies in it.
            let all = data["events"]["all"].as_str();
            assert_eq!(all.is_some(), path.starts_with("/actors"));
            if let Some(all) = all {
                assert_eq!(served.get(all).await.json()["total"], total, "{path}");
            }
        }
    });
}

#[test]
fn an_event_shows_the_sentence_behind_every_value() {
    run(async {
        let served = Served::new();
        let events = served.events().await;
        let event = events.iter().find(|event| event["n_reports"].as_u64() > Some(1)).unwrap();
        let page = served.get(&format!("/events/{}", event["id"].as_str().unwrap())).await.text;
        assert!(page.contains("<mark>Au moins douze</mark>"), "{page}");
        assert!(page.contains("<mark>Vingt</mark>") || page.contains("<mark>vingt</mark>"));
        assert!(page.contains("<mark>Gorom-Gorom</mark>"));
        assert!(page.contains("Figures differ"));
        assert!(
            page.contains("the same words in 1 more article"),
            "the reprint is no second sentence"
        );
    });
}

#[test]
fn lists_tell_how_many_there_are_and_lead_on() {
    run(async {
        let served = Served::new();
        let all = served.events().await;
        let mut path = "/events.json?limit=2".to_owned();
        let mut seen = Vec::new();
        loop {
            let page = served.get(&path).await.json();
            assert_eq!(page["total"], all.len());
            seen.extend(page["events"].as_array().unwrap().iter().map(|one| one["id"].clone()));
            match page["next"].as_str() {
                Some(next) => path = next.to_owned(),
                None => break,
            }
        }
        let ids: Vec<_> = all.iter().map(|one| one["id"].clone()).collect();
        assert_eq!(seen, ids);
        let mut path = "/statements.json?limit=1".to_owned();
        let mut keys = Vec::new();
        loop {
            let page = served.get(&path).await.json();
            keys.extend(
                page["statements"].as_array().unwrap().iter().map(|one| one["key"].clone()),
            );
            assert!(keys.len() as u64 <= page["total"].as_u64().unwrap());
            match page["next"].as_str() {
                Some(next) => path = next.to_owned(),
                None => {
                    assert_eq!(keys.len() as u64, page["total"].as_u64().unwrap());
                    break;
                }
            }
        }
    });
}

#[test]
fn a_filter_means_the_same_in_every_form() {
    run(async {
        let served = Served::new();
        let query = "country=ML";
        let json = served.get(&format!("/events.json?{query}")).await.json();
        let total = json["total"].as_u64().unwrap();
        assert!(total > 0 && total < served.events().await.len() as u64);
        let csv = served.get(&format!("/events.csv?{query}")).await;
        assert_eq!(csv.kind, "text/csv; charset=utf-8");
        assert_eq!(csv.text.lines().filter(|line| line.starts_with("ev-")).count() as u64, total);
        let geo = served.get(&format!("/events.geojson?{query}")).await.json();
        assert_eq!(geo["features"].as_array().unwrap().len() as u64, total);
        let atom = served.get(&format!("/events.atom?{query}")).await;
        assert_eq!(atom.kind, "application/atom+xml; charset=utf-8");
        assert_eq!(atom.text.matches("<entry>").count() as u64, total);
        assert!(atom.text.contains(
            "<link rel=\"self\" href=\"http://127.0.0.1:8450/events.atom?country=ML\"/>"
        ));
        let page = served.get(&format!("/?{query}")).await.text;
        assert_eq!(page.matches("<tr>\n<td class=\"day\"").count() as u64, total);
    });
}

#[test]
fn areas_are_drawn_as_areas_and_words_tell_the_rest() {
    run(async {
        let served = Served::new();
        let page = served.get("/").await.text;
        assert!(page.contains("class=\"pin\""));
        // Every disc leads to the events in it.
        let map = page.split("<svg class=\"map\"").nth(1).unwrap().split("</svg>").next().unwrap();
        assert_eq!(map.matches("<circle").count(), map.matches("<a href=\"/?near=").count());
        assert!(page.contains("The map as a table") && page.contains("The chart as a table"));
    });
}

#[test]
fn an_empty_record_says_what_to_do() {
    run(async {
        let served = Served::empty();
        let page = served.get("/").await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text.contains("This record has no events yet"));
        for path in
            ["/review", "/history", "/statements", "/totals", "/actors", "/outlets", "/events.csv"]
        {
            assert_eq!(served.get(path).await.status, StatusCode::OK, "{path}");
        }
    });
}

#[test]
fn what_cannot_be_understood_is_told_by_its_field() {
    run(async {
        let served = Served::new();
        for (query, field) in [
            ("type=picnic", "type"),
            ("since=soon", "since"),
            ("near=95,0", "near"),
            ("km=x", "km"),
            ("policy=guess", "policy"),
        ] {
            let wrong = served.get(&format!("/events.json?{query}")).await;
            assert_eq!(wrong.status, StatusCode::BAD_REQUEST, "{query}");
            assert_eq!(wrong.json()["error"]["field"], field);
            let page = served.get(&format!("/?{query}")).await;
            assert_eq!(
                (page.status, page.kind.as_str()),
                (StatusCode::BAD_REQUEST, "text/html; charset=utf-8")
            );
        }
        assert_eq!(served.get("/search?q=%22open").await.status, StatusCode::OK);
        assert_eq!(served.get("/events/ev-none").await.status, StatusCode::NOT_FOUND);
        assert_eq!(served.get("/events/ev-none.json").await.json()["error"]["code"], "not-found");
    });
}

#[test]
fn the_language_is_that_of_the_reader() {
    run(async {
        let served = Served::new();
        let ask = |header: &'static str, value: &'static str| {
            let request =
                asking("/").header(header, value).body(axum::body::Body::empty()).unwrap();
            served.send(request)
        };
        assert!(ask("cookie", "griot_lang=fr").await.text.contains("<html lang=\"fr\">"));
        assert!(ask("cookie", "griot_lang=xx").await.text.contains("<html lang=\"en\">"));
    });
}

#[test]
fn a_brief_is_one_file_whose_style_is_named() {
    run(async {
        let served = Served::new();
        let brief = served.get("/brief/page?country=BF&brief_lang=en").await;
        assert_eq!(brief.status, StatusCode::OK);
        assert!(brief.text.contains("Situation brief"));
        let policy = brief.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("style-src 'sha256-") && !policy.contains("unsafe"), "{policy}");
        let text = served.get("/brief/page?form=md").await;
        assert!(text.kind.starts_with("text/plain") && text.text.starts_with("# "));
    });
}

#[test]
fn exports_hold_what_meets_the_filter_and_tell_what_they_lose() {
    run(async {
        let served = Served::new();
        let page = served.get("/exports?country=BF").await;
        assert_eq!(page.status, StatusCode::OK);
        let total = served.get("/events.json?country=BF").await.json()["total"].as_u64().unwrap();
        assert!(page.text.contains(&format!("{total} events")), "{}", page.text);
        let mut n = 0;
        for link in page.text.split("href=\"/exports/").skip(1) {
            let link = link.split('"').next().unwrap().replace("&#38;", "&");
            let got = served.get(&format!("/exports/{link}")).await;
            assert_eq!(got.status, StatusCode::OK, "{link}");
            assert!(got.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
            assert!(!got.text.is_empty(), "{link}");
            n += 1;
        }
        assert_eq!(n, 12, "a file, what it loses and a codebook for each of four formats");
        let acled = served.get("/exports/acled.csv?country=BF").await.text;
        assert!(acled.contains("Burkina Faso") && !acled.contains("Mali"), "{acled}");
        let all = served.get("/exports/acled.csv").await.text;
        assert!(all.lines().count() > acled.lines().count());
        let lost = served.get("/exports/ucdp-lost.csv").await.text;
        assert!(lost.starts_with("event,what,detail\n") && lost.contains("ev-"), "{lost}");
        for wrong in ["/exports/none.csv", "/exports/..%2Fgriot.toml", "/exports/acled.md.csv"] {
            assert_eq!(served.get(wrong).await.status, StatusCode::NOT_FOUND, "{wrong}");
        }
    });
}

/// Articles that each tell an event of their own: too many for a file that is made before it is sent.
fn many(n: usize) -> String {
    let towns = "Gao Kidal Ménaka Tombouctou Mopti Ségou Sikasso Bandiagara Ansongo Niono";
    let months = "janvier mars mai juillet septembre novembre";
    let mut lines = String::new();
    for at in 0..n {
        let town = towns.split(' ').nth(at % 10).unwrap();
        let month = months.split(' ').nth(at / 10 % 6).unwrap();
        let year = 2018 + at / 60;
        let article = json!({
            "id": format!("m{at}"), "lang": "fr", "published": "2024-05-06",
            "text": format!(
                "{} villageois ont été tués le 3 {month} {year} à {town} (Mali) dans une attaque.", at + 2
            ),
        });
        lines.push_str(&article.to_string());
        lines.push('\n');
    }
    lines
}

#[test]
fn a_file_of_many_events_is_sent_while_it_is_read_and_holds_them_all() {
    run(async {
        let served = Served::empty();
        add(served.dir.path(), &many(140));
        let total = served.get("/events.json").await.json()["total"].as_u64().unwrap();
        assert!(total > 100, "{total}");
        for path in ["/events.csv", "/exports/acled.csv"] {
            let got = served.get(path).await;
            assert_eq!(got.status, StatusCode::OK);
            assert!(got.kind.starts_with("text/csv"));
            assert!(got.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
            let rows = csv::Reader::from_reader(got.text.as_bytes()).into_records();
            assert_eq!(
                rows.map(|row| assert!(row.unwrap().len() > 20)).count() as u64,
                total,
                "{path}"
            );
        }
        for path in ["/events.geojson", "/exports/events.geojson"] {
            let features = served.get(path).await.json()["features"].as_array().unwrap().len();
            assert_eq!(features as u64, total, "{path}");
        }
        let hxl = served.get("/exports/hxl-lost.csv").await.text;
        assert!(hxl.starts_with("event,what,detail\n"));
        // Whoever goes away before the end leaves nothing behind that others would wait for.
        for _ in 0..6 {
            let request = asking("/events.csv").body(Body::empty()).unwrap();
            let response = served.router.clone().oneshot(request).await.unwrap();
            assert_eq!(response.status(), StatusCode::OK);
            drop(response);
            let mut tries = 0;
            while served.get("/events.csv").await.status != StatusCode::OK {
                tries += 1;
                assert!(tries < 100);
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
        }
    });
}

#[test]
fn a_list_is_read_on_from_where_it_stood_and_never_from_its_beginning_in_silence() {
    run(async {
        let served = Served::new();
        for (path, after) in [
            ("/events.json", "ev-none"),
            ("/events.json", "2024-13-01_ev-1"),
            ("/", "x"),
            ("/statements.json", "none"),
            ("/api/v1/totals", "none"),
        ] {
            let got = served.get(&format!("{path}?after={after}")).await;
            assert_eq!(got.status, StatusCode::BAD_REQUEST, "{path} {after}: {}", got.text);
            if path.ends_with("json") {
                assert_eq!(got.json()["error"]["field"], "after");
            }
        }
        for limit in ["0", "1001", "many", "-1"] {
            for path in ["/events.json", "/statements.json", "/actors.json", "/stories.json"] {
                let got = served.get(&format!("{path}?limit={limit}")).await;
                assert_eq!(got.status, StatusCode::BAD_REQUEST, "{path} {limit}");
                assert_eq!(got.json()["error"]["field"], "limit");
            }
        }
        // A place in the order holds whatever became of the event that stood there.
        let all = served.events().await;
        let day = all[1]["date"][0].as_str().unwrap();
        let gone = format!("{day}_{}0", all[1]["id"].as_str().unwrap());
        let rest = served.get(&format!("/events.json?after={gone}")).await.json();
        assert_eq!(rest["before"], 2);
        assert_eq!(rest["events"][0], all[2]);
    });
}
