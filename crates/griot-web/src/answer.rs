//! How a page comes about: a question to the record on a thread of its own, and what went wrong as a
//! page or as data.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use axum::body::{Body, HttpBody as _};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, LINK, LOCATION, SET_COOKIE};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use griot_record::{Digest, Error, Misasked, Record, Threads, harmless};
use serde_json::{Value, json};

use crate::asked::{Asked, LANG};
use crate::chrome::{Chrome, Wrong};
use crate::guard;
use crate::state::App;
use crate::words::Words;

/// How many events are withheld from whoever asks.
pub(crate) const WITHHELD: HeaderName = HeaderName::from_static("x-griot-withheld");

/// Why there is no page.
#[derive(Debug)]
pub(crate) struct Failed {
    pub(crate) status: StatusCode,
    /// For programs: kebab-case, stable.
    pub(crate) code: &'static str,
    /// The field of the address that is wrong.
    pub(crate) field: Option<&'static str>,
    /// For people; nothing when the code has words in the catalogue.
    pub(crate) message: Option<String>,
}

pub(crate) type Answer = Result<Response, Failed>;

impl Failed {
    pub(crate) fn new(status: StatusCode, code: &'static str) -> Self {
        Self { status, code, field: None, message: None }
    }

    pub(crate) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found")
    }

    pub(crate) fn saying(self, message: impl Into<String>) -> Self {
        Self { message: Some(message.into()), ..self }
    }

    pub(crate) fn json(&self, words: &Words) -> Value {
        let message = self.message.as_deref().unwrap_or(words.of_group("error", self.code));
        json!({ "error": { "code": self.code, "message": message, "field": self.field } })
    }
}

impl From<Misasked> for Failed {
    fn from(wrong: Misasked) -> Self {
        let message = wrong.to_string();
        let field = Some(wrong.field);
        Self { field, ..Self::new(StatusCode::BAD_REQUEST, "bad-field").saying(message) }
    }
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        if matches!(error, Error::NoCursor(_)) {
            let wrong = Self::new(StatusCode::BAD_REQUEST, "bad-field").saying(error.to_string());
            return Self { field: Some("after"), ..wrong };
        }
        let (status, code) = match &error {
            Error::Query { .. } => (StatusCode::BAD_REQUEST, "bad-query"),
            error if error.is_busy() => (StatusCode::SERVICE_UNAVAILABLE, "busy"),
            Error::Undecidable { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "undecidable"),
            Error::Index(_) => (StatusCode::SERVICE_UNAVAILABLE, "no-index"),
            _ => (StatusCode::INTERNAL_SERVER_ERROR, "record"),
        };
        Self::new(status, code).saying(error.to_string())
    }
}

impl From<askama::Error> for Failed {
    fn from(error: askama::Error) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "template").saying(error.to_string())
    }
}

/// What a page is made with.
pub(crate) struct Page<'a> {
    pub(crate) app: &'a App,
    pub(crate) record: &'a Record,
    pub(crate) asked: &'a Asked,
    pub(crate) words: Words,
    /// The session that the forms of the page are of: the browser's, or a new one.
    pub(crate) session: &'a str,
    /// The digest of the record as it stood, when it is not asked for as it is.
    pub(crate) then: Option<Arc<Digest>>,
}

impl Page<'_> {
    pub(crate) fn digest(&self) -> Result<Arc<Digest>, Failed> {
        match &self.then {
            Some(digest) => Ok(Arc::clone(digest)),
            None => Ok(self.app.digest(self.asked.who.role, self.record)?),
        }
    }

    pub(crate) fn threads(&self) -> Result<Arc<Threads>, Failed> {
        match &self.then {
            // Those of another day are asked for once.
            Some(_) => Ok(Arc::new(self.record.threads()?)),
            None => Ok(self.app.threads(self.asked.who.role, self.record)?),
        }
    }

    /// Whoever decides, unless a form says otherwise.
    pub(crate) fn by(&self) -> &str {
        let who = &self.asked.who;
        let by = who.name.as_deref().or(self.asked.by.as_deref());
        let by = by.or(self.app.options.analyst.as_deref());
        by.unwrap_or_default()
    }

    pub(crate) fn t<'k>(&self, key: &'k str) -> &'k str {
        self.words.t(key)
    }
}

/// Makes a page away from the threads that answer, since the database blocks.
pub(crate) async fn answer(
    app: Arc<App>,
    asked: Asked,
    make: impl FnOnce(&Page<'_>) -> Answer + Send + 'static,
) -> Response {
    let made = tokio::task::spawn_blocking(move || {
        let words = Words::of(asked.lang);
        let new = if asked.session.is_none() { guard::new_session() } else { None };
        let session = asked.session.clone().or_else(|| new.clone()).unwrap_or_default();
        // What goes wrong in a page is its own: the reader is as good as before.
        let who = &asked.who;
        let show = |record: &Record, then: Option<Arc<Digest>>| {
            let page = Page { app: &app, record, asked: &asked, words, session: &session, then };
            let made = make(&page);
            let mut made =
                made.unwrap_or_else(|failed| failure(&page.words, &app, &asked, &failed));
            // That something is left out is told with every answer, also where a format has no place.
            let n = if who.is_known() { record.n_withheld()? } else { 0 };
            if n > 0 {
                made.headers_mut().insert(WITHHELD, HeaderValue::from(n));
            }
            Ok(made)
        };
        // Whoever is not known asks for nothing that takes long.
        let day = if who.is_known() { asked.as_of() } else { Ok(None) };
        let made = match day {
            Ok(None) => app.ask(who.role, |record| show(record, None)).map_err(Failed::from),
            Ok(Some(day)) => app
                .ask_then(who.role, day, |record, digest| show(record, Some(Arc::clone(digest))))
                .map_err(Failed::from),
            Err(wrong) => Err(Failed::from(wrong)),
        };
        let mut response = made.unwrap_or_else(|failed| failure(&words, &app, &asked, &failed));
        add_cookies(&mut response, &app, &asked, new.as_deref());
        response
    });
    made.await.unwrap_or_else(|_| {
        reply(StatusCode::INTERNAL_SERVER_ERROR, TEXT, "this page could not be made\n".into())
    })
}

/// The cookies of a page: the name of a session that is new, and the language that was asked for.
pub(crate) fn add_cookies(response: &mut Response, app: &App, asked: &Asked, new: Option<&str>) {
    if response.headers().get(CONTENT_TYPE).is_none_or(|kind| kind != HTML) {
        return;
    }
    let mut cookie = |text: String| {
        let value = HeaderValue::from_str(&text).ok();
        response.headers_mut().extend(value.map(|value| (SET_COOKIE, value)));
    };
    if let Some(session) = new {
        cookie(app.session_cookie(session));
    }
    if asked.lang_is_asked {
        let lang = asked.lang.as_str();
        cookie(app.cookie(&format!("{LANG}={lang}; Path=/; Max-Age=31536000; SameSite=Lax")));
    }
}

pub(crate) fn failure(words: &Words, app: &App, asked: &Asked, failed: &Failed) -> Response {
    if asked.path.starts_with("/api/") || kind_of(&asked.path).1 != Kind::Html {
        return data(failed.status, &failed.json(words));
    }
    let message = failed.message.as_deref().unwrap_or(words.of_group("error", failed.code));
    let chrome = Chrome::new(app, asked, *words, "", words.t("wrong").to_owned());
    let page = Wrong { c: &chrome, message, status: failed.status.as_u16() };
    match askama::Template::render(&page) {
        Ok(page) => reply(failed.status, HTML, page.into()),
        Err(_) => reply(failed.status, TEXT, format!("{message}\n").into()),
    }
}

/// In what form a page is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Html,
    Json,
    Csv,
    GeoJson,
    Atom,
}

/// A path without its ending, and the form that the ending tells.
pub(crate) fn kind_of(path: &str) -> (&str, Kind) {
    let all = [
        (".json", Kind::Json),
        (".csv", Kind::Csv),
        (".geojson", Kind::GeoJson),
        (".atom", Kind::Atom),
    ];
    let of = all.into_iter().find_map(|(end, kind)| Some((path.strip_suffix(end)?, kind)));
    of.unwrap_or((path, Kind::Html))
}

pub(crate) const HTML: &str = "text/html; charset=utf-8";
pub(crate) const TEXT: &str = "text/plain; charset=utf-8";
pub(crate) const JSON: &str = "application/json";

pub(crate) fn reply(status: StatusCode, kind: &'static str, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// The text of a page that was just made, which is at hand.
pub(crate) fn text_of(mut body: Body) -> Result<String, Failed> {
    let wrong = || Failed::new(StatusCode::INTERNAL_SERVER_ERROR, "template");
    let mut context = Context::from_waker(Waker::noop());
    let mut bytes = Vec::new();
    while let Poll::Ready(Some(frame)) = Pin::new(&mut body).poll_frame(&mut context) {
        let frame = frame.map_err(|error| wrong().saying(error.to_string()))?;
        bytes.extend(frame.into_data().into_iter().flatten());
    }
    String::from_utf8(bytes).map_err(|error| wrong().saying(error.to_string()))
}

pub(crate) fn html(page: &impl askama::Template) -> Answer {
    Ok(reply(StatusCode::OK, HTML, page.render()?.into()))
}

/// JSON, indented as a person reads it.
pub(crate) fn data(status: StatusCode, value: &Value) -> Response {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    reply(status, JSON, text.into())
}

pub(crate) fn json_page(value: &Value) -> Answer {
    Ok(data(StatusCode::OK, value))
}

/// A file to be kept under a name.
pub(crate) fn file(kind: &'static str, name: &str, body: Vec<u8>) -> Answer {
    Ok(attached(kind, name, body.into()))
}

/// The same, of a body that may still be made.
pub(crate) fn attached(kind: &'static str, name: &str, body: Body) -> Response {
    let mut response = reply(StatusCode::OK, kind, body);
    let held = format!("attachment; filename=\"{name}\"");
    if let Ok(value) = HeaderValue::from_str(&held) {
        response.headers_mut().insert(CONTENT_DISPOSITION, value);
    }
    response
}

/// Where a form leads after it was sent.
pub(crate) fn see(to: &str) -> Answer {
    let mut response = reply(StatusCode::SEE_OTHER, TEXT, Body::empty());
    let to = HeaderValue::from_str(to).map_err(|_| Failed::not_found())?;
    response.headers_mut().insert(LOCATION, to);
    Ok(response)
}

/// The address of what follows, for programs (RFC 8288).
pub(crate) fn with_next(mut response: Response, next: Option<&str>) -> Response {
    if let Some(next) = next
        && let Ok(value) = HeaderValue::from_str(&format!("<{next}>; rel=\"next\""))
    {
        response.headers_mut().insert(LINK, value);
    }
    response
}

/// Rows as CSV, for spreadsheets: no cell begins as a formula does.
pub(crate) fn csv(name: &str, heads: &[&str], rows: &[Vec<String>]) -> Answer {
    let wrong = |error: csv::Error| {
        Failed::new(StatusCode::INTERNAL_SERVER_ERROR, "template").saying(error.to_string())
    };
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(heads).map_err(wrong)?;
    for row in rows {
        out.write_record(row.iter().map(|cell| harmless(cell))).map_err(wrong)?;
    }
    let bytes = out.into_inner().map_err(|error| wrong(error.into_error().into()))?;
    file("text/csv; charset=utf-8", name, bytes)
}

/// A page of which there is no such form.
pub(crate) fn only_html() -> Answer {
    Err(Failed::not_found())
}
