//! How a page comes about: a question to the record on a thread of its own, and what went wrong as a
//! page or as data.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use axum::body::{Body, HttpBody as _};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, LINK, LOCATION, SET_COOKIE};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use griot_record::{
    Changes, Digest, Error, Misasked, Record, Refusal, Role, Threads, fill, harmless,
};
use serde_json::{Value, json};

use crate::asked::{Asked, FILTERS, LANG, known};
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
    pub(crate) field: Option<String>,
    said: Box<Said>,
    /// What the system says, for those who keep the record: it names files.
    detail: Option<String>,
}

/// What people are told of it.
#[derive(Debug)]
enum Said {
    /// The words of the code.
    Code,
    /// This.
    Text(String),
    /// What is wrong with the value of a field: a key of the catalogue, and the value.
    Field(&'static str, String),
    Refused(Refusal),
}

pub(crate) type Answer = Result<Response, Failed>;

impl Failed {
    pub(crate) fn new(status: StatusCode, code: &'static str) -> Self {
        Self { status, code, field: None, said: Box::new(Said::Code), detail: None }
    }

    pub(crate) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found")
    }

    pub(crate) fn saying(self, message: impl Into<String>) -> Self {
        Self { said: Box::new(Said::Text(message.into())), ..self }
    }

    pub(crate) fn of_field(self, field: &str) -> Self {
        Self { field: Some(field.to_owned()), ..self }
    }

    pub(crate) fn with_detail(self, detail: impl ToString) -> Self {
        Self { detail: Some(detail.to_string()), ..self }
    }

    /// A field of the address whose value cannot be understood; `key` is that of the words about it.
    pub(crate) fn field(field: &str, key: &'static str, value: &str) -> Self {
        let said = Box::new(Said::Field(key, value.to_owned()));
        let wrong = Self::new(StatusCode::BAD_REQUEST, "bad-field");
        Self { field: Some(field.to_owned()), said, ..wrong }
    }

    /// What is wrong, for whoever asks in this language. Only those who keep a record are told what the system
    /// says of its files.
    pub(crate) fn message(&self, words: &Words, role: Role) -> String {
        let text = match &*self.said {
            Said::Code => words.of_group("error", self.code).to_owned(),
            Said::Text(text) => text.clone(),
            Said::Field(key, value) => {
                let field = self.field.as_deref().unwrap_or_default();
                fill(words.of_group("wrong_field", key), &[("field", field), ("value", value)])
            }
            Said::Refused(refusal) => refused_in(refusal, words),
        };
        match self.detail.as_ref().filter(|_| role >= Role::Admin) {
            Some(detail) => format!("{text} ({detail})"),
            None => text,
        }
    }

    pub(crate) fn json(&self, words: &Words, role: Role) -> Value {
        let mut error = json!({
            "code": self.code, "message": self.message(words, role), "field": self.field,
        });
        // What would have been right, where that is a list.
        if self.code == "bad-field"
            && let Some(values) = self.field.as_deref().and_then(crate::api::values)
        {
            error["expected"] = json!(values);
        }
        json!({ "error": error })
    }
}

/// Why something cannot be decided, in words.
pub(crate) fn refused_in(refusal: &Refusal, words: &Words) -> String {
    let said = |(name, value): &(&'static str, String)| {
        let value = match *name {
            "state" => words.of_group("review", value).to_owned(),
            "role" => words.of_group("role", value).to_owned(),
            "slot" => crate::pages::slot_name(words, value),
            "to" if value.is_empty() => words.t("nobody").to_owned(),
            _ => value.clone(),
        };
        (*name, value)
    };
    let values: Vec<_> = refusal.values.iter().map(said).collect();
    let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    match words.of_group("refused", refusal.code) {
        unknown if unknown == refusal.code => refusal.to_string(),
        text => fill(text, &values),
    }
}

impl From<Misasked> for Failed {
    fn from(wrong: Misasked) -> Self {
        Self::field(wrong.field, wrong.field, &wrong.value)
    }
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        let (status, code) = match &error {
            Error::NoCursor(after) => return Self::field("after", "after", after),
            Error::Query { .. } => (StatusCode::BAD_REQUEST, "bad-query"),
            error if error.is_busy() => (StatusCode::SERVICE_UNAVAILABLE, "busy"),
            Error::Undecidable { reason, .. } => {
                let said = Box::new(Said::Refused(reason.clone()));
                return Self { said, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "undecidable") };
            }
            Error::Index(_) => (StatusCode::SERVICE_UNAVAILABLE, "no-index"),
            _ => (StatusCode::INTERNAL_SERVER_ERROR, "record"),
        };
        let failed = Self::new(status, code);
        if status.is_server_error() { failed.with_detail(error) } else { failed }
    }
}

impl From<askama::Error> for Failed {
    fn from(error: askama::Error) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "template").with_detail(error)
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

    pub(crate) fn changes(&self) -> Result<Arc<Changes>, Failed> {
        match &self.then {
            // Those of another day are asked for once.
            Some(_) => Ok(Arc::new(self.record.changes()?)),
            None => Ok(self.app.changes(self.asked.who.role, self.record)?),
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
        let show = |record: &Record, then: Option<Arc<Digest>>, wrong: Option<Failed>| {
            let page = Page { app: &app, record, asked: &asked, words, session: &session, then };
            let made = match wrong.map_or_else(|| known::check(&asked), Err) {
                Ok(()) => make(&page),
                Err(wrong) => Err(wrong),
            };
            let mut made = made.unwrap_or_else(|failed| failure_on(&page, &failed));
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
            Ok(None) => app.ask(who.role, |record| show(record, None, None)).map_err(Failed::from),
            Ok(Some(day)) => app
                .ask_then(who.role, day, |record, digest| {
                    show(record, Some(Arc::clone(digest)), None)
                })
                .map_err(Failed::from),
            Err(wrong) => app
                .ask(who.role, |record| show(record, None, Some(wrong.into())))
                .map_err(Failed::from),
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

/// A failure where the record can be asked: with the form of the filter as it was filled in, where a field of
/// it is wrong.
fn failure_on(page: &Page<'_>, failed: &Failed) -> Response {
    let field = failed.field.as_deref().unwrap_or_default();
    let is_filter = FILTERS.contains(&field) || field == "as_of";
    let form = (is_filter && kind_of(&page.asked.path).1 == Kind::Html)
        .then(|| crate::pages::form_again(page))
        .flatten();
    wrong(&page.words, page.app, page.asked, failed, form)
}

pub(crate) fn failure(words: &Words, app: &App, asked: &Asked, failed: &Failed) -> Response {
    wrong(words, app, asked, failed, None)
}

fn wrong(
    words: &Words,
    app: &App,
    asked: &Asked,
    failed: &Failed,
    form: Option<crate::pages::Form>,
) -> Response {
    let role = asked.who.role;
    if asked.path.starts_with("/api/") || kind_of(&asked.path).1 != Kind::Html {
        return data(failed.status, &failed.json(words, role));
    }
    let message = &*failed.message(words, role);
    let label = failed.field.as_deref().map(|field| match words.of_group("field", field) {
        unknown if unknown == field => String::new(),
        known => known.to_owned(),
    });
    let chrome = Chrome::new(app, asked, *words, "", words.t("wrong").to_owned());
    let status = failed.status.as_u16();
    let field = label.unwrap_or_default();
    let page = Wrong { c: &chrome, message, field, status, form };
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
        let frame = frame.map_err(|error| wrong().with_detail(error))?;
        bytes.extend(frame.into_data().into_iter().flatten());
    }
    String::from_utf8(bytes).map_err(|error| wrong().with_detail(error))
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
        Failed::new(StatusCode::INTERNAL_SERVER_ERROR, "template").with_detail(error)
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
