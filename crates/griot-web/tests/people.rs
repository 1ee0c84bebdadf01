//! Accounts: who comes in, and who may what. Whatever is tried besides is refused.

use std::sync::atomic::{AtomicI64, Ordering};

use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::{COOKIE, HOST};
use griot_record::{People, Record, Role, Signed};

use crate::served::{Got, Served, asking, now, run};

const PASSWORD: &str = "one sentence is long enough";
pub(crate) const ROLES: [(&str, Role); 4] = [
    ("reader", Role::Reader),
    ("reviewer", Role::Reviewer),
    ("editor", Role::Editor),
    ("admin", Role::Admin),
];

fn people(served: &Served) -> People {
    People::open(served.dir.path()).unwrap()
}

fn signed() -> Signed<'static> {
    Signed { by: "root", at: now() }
}

/// A record with an account of each role, all with one password.
pub(crate) fn with_accounts() -> Served {
    let served = Served::new();
    let mut people = people(&served);
    for (name, role) in ROLES {
        people.add(name, role, PASSWORD, signed()).unwrap();
    }
    served
}

fn cookie_of(got: &Got, name: &str) -> Option<String> {
    let opening = format!("{name}=");
    let cookie = got.cookies.iter().rev().find(|one| one.starts_with(&opening))?;
    Some(cookie.split(';').next().unwrap().to_owned())
}

async fn log_in(served: &Served, name: &str, password: &str, code: &str) -> Got {
    let forms = served.forms("/login").await;
    let csrf = forms.field("csrf");
    let fields = [("csrf", csrf.as_str()), ("name", name), ("password", password), ("code", code)];
    served.post("/login", &forms.cookie, &fields).await
}

/// The cookie of a session of the account.
pub(crate) async fn session(served: &Served, name: &str) -> String {
    let got = log_in(served, name, PASSWORD, "").await;
    assert_eq!(got.status, StatusCode::SEE_OTHER, "{name}: {}", got.text);
    cookie_of(&got, "griot_session").unwrap()
}

pub(crate) async fn get(served: &Served, path: &str, cookie: &str) -> Got {
    served.send(asking(path).header(COOKIE, cookie).body(Body::empty()).unwrap()).await
}

pub(crate) fn field(text: &str, name: &str) -> String {
    let opening = format!("name=\"{name}\" value=\"");
    text.split_once(&opening).unwrap().1.split('"').next().unwrap().to_owned()
}

/// Every page of a record, in every form.
pub(crate) async fn all_paths(served: &Served, cookie: &str) -> Vec<String> {
    let mut paths: Vec<String> = [
        "/",
        "/events",
        "/events.json?limit=1000",
        "/events.csv",
        "/events.geojson",
        "/events.atom",
        "/statements",
        "/statements.json?limit=1000",
        "/statements.csv",
        "/totals",
        "/totals.json",
        "/totals.csv",
        "/actors",
        "/actors.json",
        "/actors.csv",
        "/places",
        "/places.json",
        "/places.csv",
        "/sources",
        "/sources.json",
        "/sources.csv",
        "/outlets",
        "/outlets.json",
        "/outlets.csv",
        "/search?q=Djibo",
        "/search.json?q=Djibo",
        "/stories",
        "/stories.json",
        "/review",
        "/review?queue=doubtful",
        "/review?queue=disputed",
        "/review.json",
        "/history",
        "/history.json",
        "/brief",
        "/brief/page",
        "/brief/page?form=md",
        "/brief/page?compared_to=2024-01-01",
        "/api/v1/events",
        "/api/v1/statements",
        "/api/v1/totals",
        "/map.json",
        "/review?queue=mine",
        "/?as_of=2024-05-10",
        "/events.json?as_of=2024-05-10",
        "/events.csv?as_of=2024-05-09",
        "/stories.json?as_of=2024-05-10",
        "/api/v1/openapi.json",
    ]
    .map(str::to_owned)
    .to_vec();
    let events = get(served, "/events.json?limit=1000", cookie).await.json();
    let mut last: Option<String> = None;
    for event in events["events"].as_array().unwrap() {
        let id = event["id"].as_str().unwrap();
        paths.extend([
            format!("/events/{id}"),
            format!("/events/{id}.json"),
            format!("/api/v1/events/{id}"),
            format!("/stories/{id}"),
            format!("/stories/{id}.json"),
        ]);
        if let Some(last) = last.replace(id.to_owned()) {
            paths.push(format!("/compare?a={last}&b={id}"));
        }
        for report in event["reports"].as_array().unwrap() {
            let key = report["article"]["key"].as_str().unwrap();
            paths.extend([
                format!("/articles/{key}"),
                format!("/articles/{key}.json"),
                format!("/articles/{key}/original"),
                format!("/articles/{key}/related"),
                format!("/articles/{key}/related.json"),
                format!("/api/v1/articles/{key}"),
            ]);
        }
        for (kind, names) in [("actors", &event["initiators"]), ("actors", &event["targets"])] {
            for name in names.as_array().into_iter().flatten() {
                paths.push(format!("/{kind}/{}", segment(name.as_str().unwrap())));
            }
        }
        if let Some(place) = event["place"].as_str() {
            paths.push(format!("/places/{}", segment(place)));
        }
    }
    paths
}

pub(crate) fn segment(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}

#[test]
fn with_an_account_nobody_sees_anything_without_logging_in() {
    run(async {
        let served = Served::new();
        assert_eq!(served.get("/").await.status, StatusCode::OK, "without one it is open");
        let paths = all_paths(&served, "").await;
        people(&served).add("Awa", Role::Admin, PASSWORD, signed()).unwrap();
        for path in paths.iter().chain([&"/nowhere".to_owned(), &"/log".to_owned()]) {
            for cookie in ["", "griot_session=", "griot_session=0", "griot_session=' OR '1'='1"] {
                let got = get(&served, path, cookie).await;
                let is_page = got.status == StatusCode::SEE_OTHER;
                assert!(
                    is_page || got.status == StatusCode::UNAUTHORIZED,
                    "{path}: {}",
                    got.status
                );
                if is_page {
                    assert!(got.location.starts_with("/login"), "{path}: {}", got.location);
                    assert!(got.text.is_empty());
                } else {
                    assert_eq!(got.json()["error"]["code"], "login", "{path}");
                }
                assert!(got.headers.get("x-griot-withheld").is_none());
            }
        }
        let got = served.post("/decide", "griot_session=x", &[("verb", "reject")]).await;
        assert_eq!((got.status, got.location.as_str()), (StatusCode::SEE_OTHER, "/login"));
        let login = served.get("/login?to=/events/ev-1").await;
        assert_eq!(login.status, StatusCode::OK);
        assert!(!login.text.contains("/review") && !login.text.contains("Gorom"));
        assert_eq!(field(&login.text, "to"), "/events/ev-1");
    });
}

#[test]
fn a_login_gives_a_new_session_and_its_cookie_is_closed() {
    run(async {
        let served = with_accounts();
        // Whatever name somebody puts there before the login is not that of the session after it.
        let forms = served.forms("/login").await;
        let fixed = forms.cookie.clone();
        let csrf = forms.field("csrf");
        let fields = [
            ("csrf", csrf.as_str()),
            ("name", "reader"),
            ("password", PASSWORD),
            ("to", "//evil.example"),
        ];
        let got = served.post("/login", &fixed, &fields).await;
        assert_eq!((got.status, got.location.as_str()), (StatusCode::SEE_OTHER, "/"));
        let cookie = got.cookies.iter().find(|one| one.starts_with("griot_session=")).unwrap();
        for flag in ["HttpOnly", "SameSite=Strict", "Path=/"] {
            assert!(cookie.contains(flag), "{cookie}");
        }
        assert!(!cookie.contains("Domain"));
        let new = cookie.split(';').next().unwrap();
        assert_ne!(new, fixed);
        assert_eq!(new.len(), "griot_session=".len() + 64);
        assert_eq!(get(&served, "/", new).await.status, StatusCode::OK);
        assert_eq!(get(&served, "/", &fixed).await.status, StatusCode::SEE_OTHER);
        // Logging in again gives another one, and ends the one before.
        let forms = get(&served, "/history", new).await;
        let csrf = field(&forms.text, "csrf");
        // A token of before the login is none of after it.
        let old = [("csrf", fields[0].1)];
        assert_eq!(served.post("/logout", new, &old).await.status, StatusCode::FORBIDDEN);
        assert_eq!(get(&served, "/", new).await.status, StatusCode::OK);
        let got = served.post("/logout", new, &[("csrf", csrf.as_str())]).await;
        assert_eq!((got.status, got.location.as_str()), (StatusCode::SEE_OTHER, "/login"));
        assert!(got.cookies.iter().any(|one| one.contains("Max-Age=0")), "{:?}", got.cookies);
        assert_eq!(get(&served, "/", new).await.status, StatusCode::SEE_OTHER);
        // Logging out takes a form of this server.
        let session = session(&served, "reader").await;
        assert!(served.get("/logout").await.status.is_client_error());
        assert_eq!(served.post("/logout", &session, &[]).await.status, StatusCode::FORBIDDEN);
        assert_eq!(get(&served, "/", &session).await.status, StatusCode::OK);
    });
}

#[test]
fn behind_a_proxy_cookies_are_secure_and_the_host_is_its_own() {
    run(async {
        let served = Served::behind("https://record.example.org");
        people(&served).add("reader", Role::Reader, PASSWORD, signed()).unwrap();
        let ask = |host: &str| {
            axum::http::Request::builder().uri("/login").header(HOST, host).body(Body::empty())
        };
        for host in
            ["127.0.0.1:8450", "localhost", "evil.example", "record.example.org.evil.example"]
        {
            let got = served.send(ask(host).unwrap()).await;
            assert_eq!(got.status, StatusCode::FORBIDDEN, "{host}");
        }
        let got = served.send(ask("record.example.org").unwrap()).await;
        assert_eq!(got.status, StatusCode::OK);
        assert!(got.headers.contains_key("strict-transport-security"));
        let before = cookie_of(&got, "__Host-griot_session").unwrap();
        let csrf = field(&got.text, "csrf");
        let post = |origin: &str| {
            let body = url::form_urlencoded::Serializer::new(String::new())
                .extend_pairs([("csrf", csrf.as_str()), ("name", "reader"), ("password", PASSWORD)])
                .finish();
            axum::http::Request::builder()
                .method("POST")
                .uri("/login")
                .header(HOST, "record.example.org")
                .header(COOKIE, &before)
                .header("origin", origin)
                .body(Body::from(body))
                .unwrap()
        };
        for origin in ["http://record.example.org", "https://evil.example", "null"] {
            assert_eq!(served.send(post(origin)).await.status, StatusCode::FORBIDDEN, "{origin}");
        }
        let got = served.send(post("https://record.example.org")).await;
        assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.text);
        let cookie =
            got.cookies.iter().find(|one| one.starts_with("__Host-griot_session=")).unwrap();
        for flag in ["Secure", "HttpOnly", "SameSite=Strict", "Path=/"] {
            assert!(cookie.contains(flag), "{cookie}");
        }
        let request = axum::http::Request::builder()
            .uri("/events.atom")
            .header(HOST, "record.example.org")
            .header(COOKIE, cookie.split(';').next().unwrap());
        let feed = served.send(request.body(Body::empty()).unwrap()).await.text;
        assert!(feed.contains("https://record.example.org/events/"), "{feed}");
    });
}

#[test]
fn what_is_wrong_with_a_login_is_not_told() {
    run(async {
        let served = with_accounts();
        let secret = people(&served).begin_totp("admin", "test", signed()).unwrap().0;
        people(&served).set_disabled("editor", true, signed()).unwrap();
        let mut told = Vec::new();
        for (name, password) in [
            ("reader", "wrong"),
            ("nobody", PASSWORD),
            ("editor", PASSWORD),
            ("admin", PASSWORD),
            ("' OR 1=1 --", "' OR 1=1 --"),
            ("", ""),
        ] {
            let served_anew = log_in(&served, name, password, "").await;
            let got = served_anew;
            if got.status == StatusCode::TOO_MANY_REQUESTS {
                continue;
            }
            assert_eq!(got.status, StatusCode::UNAUTHORIZED, "{name}");
            assert!(cookie_of(&got, "griot_session").is_none());
            let alert = got.text.split_once("role=\"alert\"").unwrap().1;
            told.push(alert.split_once("</div>").unwrap().0.to_owned());
            assert!(!got.text.contains("OR 1=1"), "what was typed as a name is not shown");
        }
        assert!(told.len() >= 5 && told.iter().all(|one| *one == told[0]), "{told:?}");
        assert!(!secret.is_empty());
    });
}

#[test]
fn a_code_is_asked_for_and_taken_once() {
    run(async {
        let served = with_accounts();
        let secret = people(&served).begin_totp("editor", "test", signed()).unwrap().0;
        let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
        let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
        let code = totp.generate(now().as_second() as u64).to_string();
        assert_eq!(log_in(&served, "editor", PASSWORD, "").await.status, StatusCode::UNAUTHORIZED);
        let got = log_in(&served, "editor", PASSWORD, &code).await;
        assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.text);
        let got = log_in(&served, "editor", PASSWORD, &code).await;
        assert_eq!(got.status, StatusCode::UNAUTHORIZED, "it was used");
    });
}

#[test]
fn guessing_takes_longer_and_longer() {
    run(async {
        let served = with_accounts();
        for name in ["reader", "nobody"] {
            let mut refused = 0;
            for n in 0..12 {
                let got = log_in(&served, name, &format!("guess number {n}"), "").await;
                if got.status == StatusCode::TOO_MANY_REQUESTS {
                    refused += 1;
                    let wait: u64 = got.headers["retry-after"].to_str().unwrap().parse().unwrap();
                    assert!(wait >= 1);
                }
            }
            assert!(refused >= 7, "{name}: {refused}");
        }
        // Also the right password has to wait: else it could be told by trying.
        let got = log_in(&served, "reader", PASSWORD, "").await;
        assert_eq!(got.status, StatusCode::TOO_MANY_REQUESTS);
        // What was not tried is not in the log as a try.
        let record = Record::open(served.dir.path()).unwrap();
        let all = record.audit(None, 1_000).unwrap().rows;
        let failed = all.iter().filter(|entry| entry.what == "login-failed").count();
        assert!((1..=6).contains(&failed), "{failed}");
        assert!(!format!("{all:?}").contains("guess number"));
    });
}

#[test]
fn a_login_takes_a_form_of_this_server() {
    run(async {
        let served = with_accounts();
        let forms = served.forms("/login").await;
        let other = served.forms("/login").await;
        let csrf = forms.field("csrf");
        for (cookie, token) in [
            (forms.cookie.as_str(), ""),
            (other.cookie.as_str(), csrf.as_str()),
            ("", csrf.as_str()),
        ] {
            let fields = [("csrf", token), ("name", "reader"), ("password", PASSWORD)];
            let got = served.post("/login", cookie, &fields).await;
            assert_eq!(got.status, StatusCode::FORBIDDEN);
            assert!(!got.cookies.iter().any(|one| one.len() > 70
                && one.contains("griot_session=")
                && one.split(';').next().unwrap().len() == 78));
        }
    });
}

#[test]
fn a_session_is_over_when_its_account_changes() {
    run(async {
        type Change = fn(&mut People);
        let served = with_accounts();
        let changes: [Change; 4] = [
            |people| drop(people.set_role("reader", Role::Reviewer, signed()).unwrap()),
            |people| drop(people.set_password("reader", PASSWORD, signed()).unwrap()),
            |people| drop(people.begin_totp("reader", "t", signed()).unwrap()),
            |people| drop(people.set_disabled("reader", true, signed()).unwrap()),
        ];
        for (n, change) in changes.into_iter().enumerate() {
            people(&served).end_totp("reader", signed()).unwrap();
            let session = session(&served, "reader").await;
            assert_eq!(get(&served, "/", &session).await.status, StatusCode::OK, "{n}");
            change(&mut people(&served));
            assert_eq!(get(&served, "/", &session).await.status, StatusCode::SEE_OTHER, "{n}");
        }
    });
}

/// Seconds after the usual moment.
static LATER: AtomicI64 = AtomicI64::new(0);

fn moving() -> jiff::Timestamp {
    let later = jiff::SignedDuration::from_secs(LATER.load(Ordering::SeqCst));
    now().checked_add(later).unwrap()
}

#[test]
fn a_session_that_rests_is_over() {
    run(async {
        let served = Served::with(|options| options.now = moving);
        people(&served).add("reader", Role::Reader, PASSWORD, signed()).unwrap();
        let session = session(&served, "reader").await;
        LATER.store(2 * 3_600 - 1, Ordering::SeqCst);
        assert_eq!(get(&served, "/", &session).await.status, StatusCode::OK);
        LATER.store(4 * 3_600, Ordering::SeqCst);
        assert_eq!(get(&served, "/", &session).await.status, StatusCode::SEE_OTHER);
    });
}

/// What a role may do, by the table of the documentation.
fn least(verb: &str) -> Role {
    let of_reviewers = ["confirm", "note", "assign", "question", "peer_review"];
    if of_reviewers.contains(&verb) { Role::Reviewer } else { Role::Editor }
}

#[test]
fn every_role_decides_what_it_may_and_signs_with_its_name() {
    run(async {
        let served = with_accounts();
        for (name, role) in ROLES {
            let session = session(&served, name).await;
            let events = get(&served, "/events.json", &session).await.json();
            let event = events["events"][0]["id"].as_str().unwrap().to_owned();
            let verbs = [
                "confirm",
                "correct",
                "note",
                "merge",
                "apart",
                "split",
                "reject",
                "reprint",
                "not_reprint",
                "withhold",
                "undo",
                "assign",
                "question",
                "peer_review",
                "finalise",
            ];
            for verb in verbs {
                let page = get(&served, &format!("/events/{event}"), &session).await;
                let shows = page.text.contains(&format!("name=\"verb\" value=\"{verb}\""));
                if ["confirm", "correct", "note", "merge", "reject", "withhold"].contains(&verb) {
                    assert_eq!(shows, role >= least(verb), "{name} {verb}");
                }
                let csrf = field(&get(&served, "/history", &session).await.text, "csrf");
                let data = get(&served, &format!("/events/{event}.json"), &session).await.json();
                let version = data["version"].as_str().unwrap_or_default().to_owned();
                let fields = [
                    ("csrf", csrf.as_str()),
                    ("verb", verb),
                    ("subject", event.as_str()),
                    ("event", event.as_str()),
                    ("version", version.as_str()),
                    ("slot", "killed"),
                    ("value", "77"),
                    ("why", name),
                    ("by", "Mallory"),
                    ("other", "ev-none"),
                ];
                // What all may but would change too much here is tried by those who may not alone.
                if role >= least(verb) && !["confirm", "correct", "note"].contains(&verb) {
                    continue;
                }
                let got = served.post("/decide", &session, &fields).await;
                let expected =
                    if role >= least(verb) { StatusCode::SEE_OTHER } else { StatusCode::FORBIDDEN };
                // Two who correct to the same value: the second changes nothing.
                let is_same = got.status == StatusCode::UNPROCESSABLE_ENTITY && name == "admin";
                assert!(
                    got.status == expected || is_same,
                    "{name} {verb}: {} {}",
                    got.status,
                    got.text
                );
            }
            let got = get(&served, "/log", &session).await;
            let may = role == Role::Admin;
            assert_eq!(got.status == StatusCode::OK, may, "{name}");
            assert_eq!(get(&served, "/log.json", &session).await.status == StatusCode::OK, may);
            let history = get(&served, "/history", &session).await.text;
            assert_eq!(history.contains("id=\"log\""), may, "{name}");
        }
        let record = Record::open(served.dir.path()).unwrap();
        let by: Vec<String> =
            record.history(None).unwrap().into_iter().map(|told| told.decision.by).collect();
        assert!(by.contains(&"reviewer".to_owned()) && by.contains(&"editor".to_owned()));
        assert!(
            !by.contains(&"reader".to_owned()) && !by.contains(&"Mallory".to_owned()),
            "{by:?}"
        );
        assert!(record.check(|_, _| {}).unwrap().faults.is_empty());
    });
}

#[test]
fn the_log_holds_what_was_done_and_by_whom() {
    run(async {
        let served = with_accounts();
        let admin = session(&served, "admin").await;
        let _ = log_in(&served, "reader", "wrong", "").await;
        let event = get(&served, "/events.json", &admin).await.json();
        let event = event["events"][0]["id"].as_str().unwrap().to_owned();
        let page = get(&served, &format!("/events/{event}"), &admin).await.text;
        let (csrf, version) = (field(&page, "csrf"), field(&page, "version"));
        // The first token of the page is that of the form to log out: it is of the same session.
        let fields = [
            ("csrf", csrf.as_str()),
            ("verb", "confirm"),
            ("subject", event.as_str()),
            ("event", event.as_str()),
            ("version", version.as_str()),
            ("back", "/"),
        ];
        let got = served.post("/decide", &admin, &fields).await;
        assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.text);
        let log = get(&served, "/log.json", &admin).await.json();
        let all: Vec<(&str, &str)> = log["entries"]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| (entry["what"].as_str().unwrap(), entry["by"].as_str().unwrap()))
            .collect();
        for expected in [
            ("run", ""),
            ("account", "root"),
            ("login", "admin"),
            ("login-failed", "reader"),
            ("decision", "admin"),
        ] {
            assert!(all.contains(&expected), "{expected:?}: {all:?}");
        }
        let page = get(&served, "/log", &admin).await.text;
        // In sentences, never by the names of fields.
        for told in ["Login of", "refused</b>", "logged in</b>", "Confirmed</b>"] {
            assert!(page.contains(told), "{told}: {page}");
        }
        assert!(
            !page.contains("login-failed")
                && !page.contains("verb ")
                && !page.contains("taken true")
        );
        // Page by page.
        let first = get(&served, "/log.json?limit=2", &admin).await.json();
        assert_eq!(first["entries"].as_array().unwrap().len(), 2);
        let next = first["next"].as_str().unwrap().to_owned();
        let second = get(&served, &format!("{next}&limit=2"), &admin).await.json();
        assert_eq!(
            second["entries"][0]["id"].as_u64().unwrap() + 2,
            first["entries"][0]["id"].as_u64().unwrap()
        );
    });
}
