//! A record of awkward articles, and the server of it.

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, LOCATION, SET_COOKIE};
use axum::http::{Request, Response, StatusCode};
use griot::json::{self, Coder};
use griot::pipeline::{self, Resources};
use griot::read::read_line;
use griot_record::{About, NewPage, Record, Writer};
use griot_web::{App, Options, router};
use http_body_util::BodyExt as _;
use serde_json::Value;
use tower::ServiceExt as _;

/// The articles of the browser tests: they are awkward on purpose.
pub(crate) const ARTICLES: &str = include_str!("../browser/pages/awkward.jsonl");

pub(crate) fn coder() -> Coder {
    Coder { version: "0.0.0".to_owned(), lexicon: "0000000000000000".to_owned() }
}

pub(crate) fn now() -> jiff::Timestamp {
    "2024-05-10T08:00:00Z".parse().unwrap()
}

/// Runs a test to its end.
pub(crate) fn run(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(test);
}

pub(crate) struct Served {
    pub(crate) dir: tempfile::TempDir,
    pub(crate) router: Router,
}

pub(crate) struct Got {
    pub(crate) status: StatusCode,
    pub(crate) kind: String,
    pub(crate) cookies: Vec<String>,
    pub(crate) location: String,
    pub(crate) headers: axum::http::HeaderMap,
    pub(crate) text: String,
}

impl Got {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }
}

pub(crate) fn add(dir: &Path, lines: &str) {
    let mut pages = Vec::new();
    for (at, line) in lines.lines().enumerate() {
        let article = read_line(at as u64 + 1, line.as_bytes()).unwrap().unwrap();
        let claims = pipeline::code(&article, &Resources::builtin());
        pages.push(NewPage {
            about: About { name: article.id.clone(), ..About::default() },
            bytes: line.as_bytes().to_vec(),
            documents: vec![json::document(&article, &claims, coder())],
            place: None,
        });
    }
    let mut writer = Writer::open(dir, "test", &coder(), now()).unwrap();
    writer.add(&pages).unwrap();
    writer.finish().unwrap();
}

impl Served {
    /// A record with the awkward articles.
    pub(crate) fn new() -> Self {
        let served = Self::empty();
        add(served.dir.path(), ARTICLES);
        served
    }

    pub(crate) fn empty() -> Self {
        Self::of(|_| {})
    }

    /// A record with the awkward articles, served in another way.
    pub(crate) fn with(change: impl FnOnce(&mut Options)) -> Self {
        let served = Self::of(change);
        add(served.dir.path(), ARTICLES);
        served
    }

    /// Behind a proxy.
    pub(crate) fn behind(proxy: &str) -> Self {
        Self::with(|options| options.proxy = Some(proxy.parse().unwrap()))
    }

    fn of(change: impl FnOnce(&mut Options)) -> Self {
        let dir = tempfile::tempdir().unwrap();
        Record::init(dir.path(), "A <test>").unwrap();
        let mut options =
            Options { dir: dir.path().to_owned(), analyst: None, coder: coder(), now, proxy: None };
        change(&mut options);
        let router = router(Arc::new(App::open(options).unwrap()));
        Self { dir, router }
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Got {
        let response: Response<Body> = self.router.clone().oneshot(request).await.unwrap();
        let headers = response.headers().clone();
        let text = |name| {
            let value = headers.get(name).map(|value| value.to_str().unwrap().to_owned());
            value.unwrap_or_default()
        };
        Got {
            status: response.status(),
            kind: text(CONTENT_TYPE),
            cookies: headers
                .get_all(SET_COOKIE)
                .iter()
                .map(|value| value.to_str().unwrap().to_owned())
                .collect(),
            location: text(LOCATION),
            text: {
                let bytes = response.into_body().collect().await.unwrap().to_bytes();
                String::from_utf8_lossy(&bytes).into_owned()
            },
            headers,
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Got {
        self.send(asking(path).body(Body::empty()).unwrap()).await
    }

    /// The events of the record, as data.
    pub(crate) async fn events(&self) -> Vec<Value> {
        self.get("/events.json").await.json()["events"].as_array().unwrap().clone()
    }

    /// A page with its forms: its text, the cookie of its session, and a field of its forms.
    pub(crate) async fn forms(&self, path: &str) -> Forms {
        let page = self.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        let cookie = page.cookies.iter().find(|one| one.starts_with("griot_session=")).unwrap();
        let cookie = cookie.split(';').next().unwrap().to_owned();
        Forms { cookie, text: page.text }
    }

    pub(crate) async fn post(&self, path: &str, cookie: &str, fields: &[(&str, &str)]) -> Got {
        let body =
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = asking(path)
            .method("POST")
            .header(COOKIE, cookie)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("origin", "http://127.0.0.1:8450")
            .header("sec-fetch-site", "same-origin");
        self.send(request.body(Body::from(body)).unwrap()).await
    }
}

pub(crate) struct Forms {
    pub(crate) cookie: String,
    pub(crate) text: String,
}

impl Forms {
    pub(crate) fn field(&self, name: &str) -> String {
        let opening = format!("name=\"{name}\" value=\"");
        let rest = self.text.split_once(&opening).unwrap_or_else(|| panic!("no field {name}")).1;
        rest.split('"').next().unwrap().to_owned()
    }
}

pub(crate) fn asking(path: &str) -> axum::http::request::Builder {
    Request::builder().uri(path).header(HOST, "127.0.0.1:8450").header("accept-language", "en")
}
