//! Pages that are kept: everybody gets what they would get of a page that was made for them, and nobody what was
//! told to another.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use axum::http::header::COOKIE;
use griot_record::{Act, Role, Writer};

use crate::served::{ARTICLES, Forms, Got, Served, add, asking, coder, now, run};

/// Whatever a page tells one person alone.
fn token(text: &str) -> &str {
    text.split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap()
}

async fn as_session(served: &Served, path: &str, cookie: &str) -> Got {
    let request = asking(path).header(COOKIE, cookie);
    served.send(request.body(axum::body::Body::empty()).unwrap()).await
}

fn decide(served: &Served, event: &str, act: &Act) {
    let mut writer = Writer::open(served.dir.path(), "decide", &coder(), now()).unwrap();
    writer.decide(event, act, "Awa", "seen by hand").unwrap();
    writer.finish().unwrap();
}

#[test]
fn a_kept_page_has_the_tokens_and_the_name_of_whoever_asks() {
    run(async {
        let served = Served::new();
        let event = served.events().await[0]["id"].as_str().unwrap().to_owned();
        let path = format!("/events/{event}");
        let mut pages: Vec<Forms> = Vec::new();
        for _ in 0..3 {
            pages.push(served.forms(&path).await);
        }
        for (at, page) in pages.iter().enumerate() {
            let own = token(&page.text);
            for (other_at, other) in pages.iter().enumerate() {
                assert_eq!(at == other_at, own == token(&other.text));
                assert_eq!(at == other_at, page.cookie == other.cookie);
            }
            // But for its tokens it is the same page.
            let blank = |page: &Forms| page.text.replace(token(&page.text), "");
            assert_eq!(blank(page), blank(&pages[0]));
            // The token is taken.
            let fields = [("csrf", own), ("verb", "note"), ("subject", &*event), ("by", "Awa")];
            let got = served.post("/decide", &page.cookie, &fields).await;
            assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "only the reason is missing");
        }
        let [one, other] = [&pages[0], &pages[1]];
        let fields = [("csrf", token(&one.text)), ("verb", "note"), ("subject", &*event)];
        let got = served.post("/decide", &other.cookie, &fields).await;
        assert_eq!(got.status, StatusCode::FORBIDDEN, "the token of another");
        // A name is shown as text to whoever has it, and to nobody else.
        let name = "griot_by=%22%3E%3Cscript%3EAwa%3C%2Fscript%3E";
        for _ in 0..2 {
            let named = as_session(&served, &path, &format!("{}; {name}", one.cookie)).await.text;
            assert!(named.contains("&lt;script&gt;Awa"), "{named}");
            assert!(!named.contains("<script>Awa"));
            let unnamed = as_session(&served, &path, &one.cookie).await.text;
            assert!(!unnamed.contains("script&gt;Awa"));
        }
    });
}

#[test]
fn a_kept_page_is_made_again_when_something_of_it_changed() {
    run(async {
        let served = Served::new();
        let events = served.events().await;
        let ids: Vec<String> =
            events.iter().map(|event| event["id"].as_str().unwrap().to_owned()).collect();
        let page = |id: String| {
            let served = &served;
            async move { served.get(&format!("/events/{id}")).await.text }
        };
        for id in &ids {
            assert!(!page(id.clone()).await.contains("seen by hand"));
        }
        decide(&served, &ids[0], &Act::Note);
        for id in &ids {
            let is_it = *id == ids[0];
            assert_eq!(page(id.clone()).await.contains("seen by hand"), is_it, "{id}");
        }
        // Another article tells of one of them.
        let mut line: serde_json::Value =
            serde_json::from_str(ARTICLES.lines().next().unwrap()).unwrap();
        line["id"] = "again".into();
        line["title"] = "The same once more".into();
        line["publisher"] = "Another".into();
        add(served.dir.path(), &line.to_string());
        let mut told = 0;
        for event in served.events().await {
            let text = page(event["id"].as_str().unwrap().to_owned()).await;
            let is_told = event["reports"].to_string().contains("The same once more");
            assert_eq!(text.contains("The same once more"), is_told, "{event}");
            told += usize::from(is_told && ids.iter().any(|id| *id == event["id"]));
        }
        assert_eq!(told, 1, "an event that was there before");
    });
}

#[test]
fn another_language_another_rule_and_another_role_are_other_pages() {
    run(async {
        let served = Served::new();
        let event = served.events().await[0]["id"].as_str().unwrap().to_owned();
        let path = format!("/events/{event}");
        for _ in 0..2 {
            assert!(served.get(&path).await.text.contains("<html lang=\"en\">"));
            let french = served.get(&format!("{path}?lang=fr")).await;
            assert!(french.text.contains("<html lang=\"fr\">"));
            assert!(french.cookies.iter().any(|one| one.starts_with("griot_lang=fr")));
            let latest = served.get(&format!("{path}?policy=latest")).await.text;
            assert_ne!(latest, served.get(&path).await.text);
            let wrong = served.get(&format!("{path}?policy=guess")).await;
            assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
            assert_eq!(served.get("/events/ev-none").await.status, StatusCode::NOT_FOUND);
            // What is asked for besides is not what was kept.
            assert!(served.get(&format!("{path}?done=de-1")).await.text.contains("de-1"));
            assert!(!served.get(&path).await.text.contains("de-1"));
            let then = served.get(&format!("{path}?as_of=2999-01-01")).await.text;
            assert!(!then.contains("name=\"csrf\""), "what was is not decided about");
            assert!(served.get(&path).await.text.contains("name=\"csrf\""));
        }
        // It is withheld: the page that everybody saw is nobody's any more but the owner's.
        decide(&served, &event, &Act::Withhold(Role::Admin, BTreeSet::new()));
        assert!(served.get(&path).await.text.contains("b-doubt"), "the owner is told");
        let data = served.get(&format!("{path}.json")).await;
        assert_eq!(data.kind, "application/json");
    });
}

#[test]
fn a_kept_list_is_that_of_the_record_as_it_is() {
    run(async {
        let served = Served::new();
        let paths =
            ["/", "/?country=BF", "/?policy=latest", "/actors", "/places", "/sources", "/stories"];
        let mut before = Vec::new();
        for path in paths {
            let first = served.get(path).await.text;
            assert_eq!(served.get(path).await.text, first, "{path}");
            before.push(first);
        }
        assert_ne!(before[0], before[1]);
        let named = as_session(&served, "/?country=BF", "griot_by=Somebody").await.text;
        assert_eq!(named, before[1], "a list tells nothing of whoever asks");
        // A decision shows at once, in each.
        let event = served.events().await[0]["id"].as_str().unwrap().to_owned();
        decide(&served, &event, &Act::Reject);
        for (path, before) in paths.iter().zip(&before) {
            let after = served.get(path).await.text;
            if *path == "/" {
                assert!(after.contains("1 event was rejected") || after != *before, "{path}");
            }
            assert!(!after.contains(&format!("/events/{event}\"")), "{path}");
        }
        let line = serde_json::json!({
            "id": "far", "publisher": "Radio", "published": "2024-05-06", "lang": "fr", "title": "Une mine",
            "text": "Neuf soldats ont été tués dimanche à Tessalit par une mine, a annoncé l’armée.",
        });
        let n = |text: &str| text.matches("<tr>").count();
        let before = n(&served.get("/").await.text);
        add(served.dir.path(), &line.to_string());
        // The digest may rest a moment.
        let mut tries = 0;
        while n(&served.get("/").await.text) == before && tries < 100 {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            tries += 1;
        }
        assert!(served.get("/").await.text.contains("Tessalit"));
    });
}
