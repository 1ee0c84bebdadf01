//! What people send who mean harm: all of it refused or inert.

use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::{COOKIE, HOST};

use crate::served::{Served, asking, run};

/// What a page must never hold: markup that came of an article, a title, a name or an address.
fn is_inert(path: &str, text: &str) {
    for bad in
        ["<script>alert", "<img src=x", "<b>Gras", "javascript:alert", "onerror=alert('texte')>\n<"]
    {
        let found = text.to_lowercase().find(bad);
        assert!(
            found.is_none(),
            "{path}: {bad}: {:?}",
            found.and_then(|at| text.get(at.saturating_sub(80)..at + 80))
        );
    }
    // The only script is the one of the server, and no element has code or a style of its own.
    assert_eq!(text.matches("<script").count(), 1, "{path}");
    for bad in [" onclick=", " onload=", " style="] {
        assert!(!text.contains(bad), "{path}: {bad}");
    }
}

#[test]
fn script_in_articles_is_text() {
    run(async {
        let served = Served::new();
        let mut paths = vec![
            "/".to_owned(),
            "/review".to_owned(),
            "/outlets".to_owned(),
            "/sources".to_owned(),
            "/actors".to_owned(),
            "/places".to_owned(),
            "/statements".to_owned(),
            "/totals".to_owned(),
            "/search?q=Djibo".to_owned(),
            "/history".to_owned(),
        ];
        for event in served.events().await {
            paths.push(format!("/events/{}", event["id"].as_str().unwrap()));
            for report in event["reports"].as_array().unwrap() {
                let key = report["article"]["key"].as_str().unwrap();
                paths.push(format!("/articles/{key}"));
                paths.push(format!("/articles/{key}/related"));
            }
        }
        for path in &paths {
            let page = served.get(path).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            is_inert(path, &page.text);
        }
        // It is shown, as what it is.
        let all = served.get("/outlets").await.text;
        assert!(all.contains("&#60;b&#62;Gras") || all.contains("&lt;b&gt;Gras"), "{all}");
    });
}

#[test]
fn a_kept_page_is_shown_as_text() {
    run(async {
        let served = Served::new();
        let hit = served.get("/search.json?q=Djibo").await.json();
        let key = hit["articles"][0]["article"]["key"].as_str().unwrap().to_owned();
        let page = served.get(&format!("/articles/{key}/original")).await;
        assert!(page.text.contains("alert("), "the bytes are there");
        assert_eq!(page.text.matches("<script").count(), 1);
        assert!(!page.text.contains("<img"));
    });
}

#[test]
fn what_an_address_says_is_text() {
    run(async {
        let served = Served::new();
        let evil = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E";
        for path in [
            format!("/?actor={evil}"),
            format!("/?text={evil}"),
            format!("/?near={evil}"),
            format!("/?within={evil}"),
            format!("/?as_of={evil}"),
            format!("/?since={evil}"),
            format!("/?country={evil}"),
            format!("/search?q={evil}"),
            format!("/statements?source={evil}"),
            format!("/events/{evil}"),
            format!("/articles/{evil}"),
            format!("/actors/{evil}"),
            format!("/places/{evil}"),
            format!("/review?queue={evil}"),
            format!("/?done={evil}"),
            format!("/history?done={evil}"),
            format!("/compare?a={evil}&b={evil}"),
            format!("/{evil}"),
        ] {
            let page = served.get(&path).await;
            assert!(!page.status.is_server_error(), "{path}: {}", page.text);
            is_inert(&path, &page.text);
        }
    });
}

#[test]
fn sql_in_a_filter_is_a_name_that_nobody_has() {
    run(async {
        let served = Served::new();
        let before = served.events().await.len();
        for evil in ["'%20OR%20'1'='1", "x');DROP%20TABLE%20claims;--", "%25", "\\"] {
            for field in ["actor", "source"] {
                let page = served.get(&format!("/events.json?{field}={evil}")).await;
                assert_eq!(page.status, StatusCode::OK, "{field}={evil}: {}", page.text);
                assert_eq!(page.json()["total"], 0, "{field}={evil}");
            }
            for field in ["country", "type", "outcome", "review", "certainty", "since", "policy"] {
                let page = served.get(&format!("/events.json?{field}={evil}")).await;
                assert_eq!(page.status, StatusCode::BAD_REQUEST, "{field}={evil}");
            }
            for path in [
                "/events.json?after=",
                "/statements.json?after=",
                "/totals.json?after=",
                "/events/",
                "/articles/",
            ] {
                let page = served.get(&format!("{path}{evil}")).await;
                assert!(!page.status.is_server_error(), "{path}{evil}: {}", page.text);
            }
        }
        assert_eq!(served.events().await.len(), before);
    });
}

#[test]
fn paths_lead_nowhere_else() {
    run(async {
        let served = Served::new();
        for path in [
            "/static/../griot.toml",
            "/static/..%2f..%2fgriot.toml",
            "/static/%2e%2e/record.sqlite",
            "/articles/..%2f..%2fgriot.toml",
            "/articles/%2e%2e%2frecord.sqlite/original",
            "/events/..%2f..%2f..%2fetc%2fpasswd",
            "//etc/passwd",
        ] {
            assert_eq!(served.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    });
}

#[test]
fn another_name_is_not_answered() {
    run(async {
        let served = Served::new();
        for host in ["evil.example", "127.0.0.1.evil.example", "169.254.1.1:8450", ""] {
            let request = axum::http::Request::builder().uri("/").header(HOST, host);
            let page = served.send(request.body(Body::empty()).unwrap()).await;
            assert_eq!(page.status, StatusCode::FORBIDDEN, "{host}");
            assert!(!page.text.contains("Gorom"));
        }
        let request = axum::http::Request::builder().uri("/").body(Body::empty()).unwrap();
        assert_eq!(served.send(request).await.status, StatusCode::FORBIDDEN);
    });
}

#[test]
fn every_answer_keeps_the_browser_from_running_anything() {
    run(async {
        let served = Served::new();
        for path in [
            "/",
            "/nowhere",
            "/events.json",
            "/events.csv",
            "/brief/page",
            "/api/v1/events",
            "/static/icon.svg",
        ] {
            let page = served.get(path).await;
            let header = |name: &str| page.headers[name].to_str().unwrap().to_owned();
            let policy = header("content-security-policy");
            assert!(
                policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
                "{path}: {policy}"
            );
            assert!(!policy.contains("unsafe"), "{path}: {policy}");
            assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
            assert_eq!(header("referrer-policy"), "same-origin", "{path}");
            assert_eq!(header("x-frame-options"), "DENY", "{path}");
        }
    });
}

/// The fields of a form that is right, to be made wrong.
fn form<'f>(event: &'f str, version: &'f str, csrf: &'f str) -> Vec<(&'f str, &'f str)> {
    vec![
        ("verb", "reject"),
        ("subject", event),
        ("event", event),
        ("version", version),
        ("why", "because"),
        ("by", "Mallory"),
        ("csrf", csrf),
        ("back", "/"),
    ]
}

#[test]
fn forms_of_others_are_not_taken() {
    run(async {
        let served = Served::new();
        let event = served.events().await[0]["id"].as_str().unwrap().to_owned();
        let forms = served.forms(&format!("/events/{event}")).await;
        let (csrf, version) = (forms.field("csrf"), forms.field("version"));
        let other = served.forms("/history").await;
        assert_ne!(forms.cookie, other.cookie);
        // Without a token, with that of another session, without a session, with a session of one's own making.
        for (cookie, token) in [
            (forms.cookie.as_str(), ""),
            (forms.cookie.as_str(), "0000"),
            (other.cookie.as_str(), csrf.as_str()),
            ("", csrf.as_str()),
            ("griot_session=fixed", csrf.as_str()),
        ] {
            let got = served.post("/decide", cookie, &form(&event, &version, token)).await;
            assert_eq!(got.status, StatusCode::FORBIDDEN, "{cookie} {token}");
        }
        // Of a page elsewhere, even with the right token.
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form(&event, &version, &csrf))
            .finish();
        for (name, value) in [
            ("origin", "http://evil.example"),
            ("origin", "https://127.0.0.1:8450"),
            ("origin", "null"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ] {
            let request =
                asking("/decide").method("POST").header(COOKIE, &forms.cookie).header(name, value);
            let got = served.send(request.body(Body::from(body.clone())).unwrap()).await;
            assert_eq!(got.status, StatusCode::FORBIDDEN, "{name}: {value}");
        }
        // An address alone decides nothing.
        let got = served.get(&format!("/decide?{body}")).await;
        assert!(got.status.is_client_error(), "{}", got.status);
        assert_eq!(served.get("/history.json").await.json()["total"], 0);
    });
}

#[test]
fn large_and_broken_bodies_are_refused() {
    run(async {
        let served = Served::new();
        let forms = served.forms("/history").await;
        let large = "x".repeat(70 << 10);
        let got = served.post("/decide", &forms.cookie, &[("why", large.as_str())]).await;
        assert_eq!(got.status, StatusCode::PAYLOAD_TOO_LARGE);
        let post = |path: &'static str, body: Vec<u8>| {
            served.send(asking(path).method("POST").body(Body::from(body)).unwrap())
        };
        let text = serde_json::json!({ "text": "x".repeat(3 << 20) }).to_string();
        assert_eq!(
            post("/api/v1/code", text.into_bytes()).await.status,
            StatusCode::PAYLOAD_TOO_LARGE
        );
        for body in ["", "{", "[]", "null", "{\"text\":1}", "\u{0}", "{\"title\":\"x\"}"] {
            let got = post("/api/v1/code", body.as_bytes().to_vec()).await;
            assert_eq!(got.status, StatusCode::BAD_REQUEST, "{body}: {}", got.text);
            assert_eq!(got.json()["error"]["code"], "bad-request");
        }
        assert_eq!(
            post("/api/v1/code", vec![0xff, 0xfe, b'{']).await.status,
            StatusCode::BAD_REQUEST
        );
    });
}

#[test]
fn a_form_leads_to_pages_of_this_server_alone() {
    run(async {
        let served = Served::new();
        let event = served.events().await[0]["id"].as_str().unwrap().to_owned();
        for back in
            ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
        {
            let forms = served.forms(&format!("/events/{event}")).await;
            let (csrf, version) = (forms.field("csrf"), forms.field("version"));
            let mut fields = form(&event, &version, &csrf);
            fields.retain(|(name, _)| !["back", "verb", "why"].contains(name));
            // Two decisions that say the same at one moment would be one.
            fields.extend([("back", back), ("verb", "note"), ("why", back)]);
            let got = served.post("/decide", &forms.cookie, &fields).await;
            assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.text);
            assert!(got.location.starts_with("/history?done=de-"), "{}", got.location);
        }
    });
}

#[test]
fn script_in_decisions_is_text() {
    run(async {
        let served = Served::new();
        let event = served.events().await[0]["id"].as_str().unwrap().to_owned();
        let evil = "</p><script>alert('note')</script>";
        let forms = served.forms(&format!("/events/{event}")).await;
        let (csrf, version) = (forms.field("csrf"), forms.field("version"));
        let fields = [
            ("verb", "note"),
            ("subject", event.as_str()),
            ("event", event.as_str()),
            ("version", version.as_str()),
            ("why", evil),
            ("by", "<script>alert('by')</script>"),
            ("csrf", csrf.as_str()),
            ("back", "/"),
        ];
        let got = served.post("/decide", &forms.cookie, &fields).await;
        assert_eq!(got.status, StatusCode::SEE_OTHER);
        for path in ["/history".to_owned(), format!("/events/{event}")] {
            is_inert(&path, &served.get(&path).await.text);
        }
        let cookie = got.cookies.iter().find(|one| one.starts_with("griot_by=")).unwrap();
        assert!(!cookie.contains('<') && cookie.contains("HttpOnly"), "{cookie}");
    });
}

#[test]
fn cells_of_a_spreadsheet_are_no_formulas() {
    run(async {
        let served = Served::empty();
        let line = serde_json::json!({
            "id": "f", "publisher": "=HYPERLINK(\"http://evil.example\")", "published": "2024-05-05",
            "title": "x", "lang": "fr",
            "text": "Douze civils ont été tués samedi à Gao dans une attaque, selon le maire.",
        });
        crate::served::add(served.dir.path(), &line.to_string());
        let csv = served.get("/outlets.csv").await.text;
        assert!(csv.contains("'=HYPERLINK"), "{csv}");
        assert!(
            csv.lines().all(|line| !line.starts_with('=') && !line.starts_with("\"=")),
            "{csv}"
        );
    });
}
