//! Logging in and out.
//!
//! Takes a name, a password and a code; gives a new session. What is wrong is not said, and a wrong try
//! takes as long for a name that exists as for one that does not.

use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Extension, State};
use axum::http::header::{RETRY_AFTER, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use griot_record::People;

use super::{gate, limit, own_path};
use crate::answer::{Answer, Failed, Page, answer, html, see};
use crate::asked::Asked;
use crate::chrome::Chrome;
use crate::guard;
use crate::pages::Sent;
use crate::state::App;

/// Whoever has to wait longer until a password can be hashed is told to come again.
const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new().route("/login", get(page).post(log_in)).route("/logout", post(log_out))
}

#[derive(Template)]
#[template(path = "login.html")]
struct Login<'a> {
    c: &'a Chrome,
    problem: Option<String>,
    name: String,
    to: String,
}

async fn page(State(app): State<Arc<App>>, asked: Asked) -> Response {
    answer(app, asked, |page| {
        if page.asked.who.is_known() {
            return see("/");
        }
        let to = page.asked.one("to").and_then(own_path).unwrap_or_default().to_owned();
        shown(page, None, String::new(), to)
    })
    .await
}

fn shown(page: &Page<'_>, problem: Option<String>, name: String, to: String) -> Answer {
    let chrome = Chrome::of(page, "login", page.t("login_title")).with_forms(page);
    html(&Login { problem, name, to, c: &chrome })
}

async fn log_in(
    State(app): State<Arc<App>>,
    Extension(from): Extension<gate::From>,
    asked: Asked,
    body: Bytes,
) -> Response {
    let sent = Sent::of(&body);
    // Whoever waits here holds no thread.
    let turn = tokio::time::timeout(PATIENCE, app.desk.hashing.acquire()).await;
    let has_turn = matches!(turn, Ok(Ok(_)));
    let desk = Arc::clone(&app);
    let response = answer(app.clone(), asked, move |page| {
        if !has_turn {
            let wrong = Failed::new(StatusCode::SERVICE_UNAVAILABLE, "busy");
            return Err(wrong.saying(page.t("login_busy")));
        }
        tried(page, &desk, &sent, &from.0)
    })
    .await;
    drop(turn);
    response
}

fn tried(page: &Page<'_>, app: &App, sent: &Sent, from: &str) -> Answer {
    if !guard::is_own_form(app, page.asked.session.as_deref(), Some(sent.one("csrf"))) {
        return Err(Failed::new(StatusCode::FORBIDDEN, "foreign-form"));
    }
    let now = (app.options.now)();
    let name = sent.one("name");
    let to = own_path(sent.one("to")).unwrap_or("/");
    let again = |status: StatusCode, problem: String| {
        // A password that was typed as a name is not shown again.
        let mut response = shown(page, Some(problem), String::new(), to.to_owned())?;
        *response.status_mut() = status;
        Ok(response)
    };
    let keys = (limit::of_name(name), limit::of_address(from));
    if let Err(seconds) = app.desk.limits.begin(&keys.0, &keys.1, now) {
        let problem = page.words.count("wait", seconds.unsigned_abs());
        let mut response = again(StatusCode::TOO_MANY_REQUESTS, problem)?;
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        return Ok(response);
    }
    let mut people = People::open(&app.options.dir)?;
    // A password is taken as it was typed, spaces and all.
    let account = people.login(name, sent.exactly("password"), sent.one("code"), from, now)?;
    let Some(account) = account else {
        return again(StatusCode::UNAUTHORIZED, page.t("login_wrong").to_owned());
    };
    app.desk.limits.was_right(&keys.0, &keys.1);
    // What stood in the cookie before is not the name of this session, whoever put it there.
    if let Some(old) = &page.asked.session {
        app.desk.sessions.end(old);
    }
    let session = app.desk.sessions.begin(&account, now).ok_or_else(|| {
        Failed::new(StatusCode::SERVICE_UNAVAILABLE, "busy").saying(page.t("login_busy"))
    })?;
    with_cookie(see(to)?, &app.session_cookie(&session))
}

async fn log_out(State(app): State<Arc<App>>, asked: Asked, body: Bytes) -> Response {
    let sent = Sent::of(&body);
    answer(app, asked, move |page| {
        let app = page.app;
        let session = page.asked.session.as_deref();
        if !guard::is_own_form(app, session, Some(sent.one("csrf"))) {
            return Err(Failed::new(StatusCode::FORBIDDEN, "foreign-form"));
        }
        app.desk.sessions.end(session.unwrap_or_default());
        if let Some(name) = &page.asked.who.name {
            // Whether it can be written down or not, the session is over.
            let told = People::open(&app.options.dir);
            let _ = told.and_then(|mut people| people.logout(name, (app.options.now)()));
        }
        with_cookie(see("/login")?, &format!("{}; Max-Age=0", app.session_cookie("")))
    })
    .await
}

fn with_cookie(mut response: Response, cookie: &str) -> Answer {
    let cookie = HeaderValue::from_str(cookie).map_err(|_| Failed::not_found())?;
    response.headers_mut().append(SET_COOKIE, cookie);
    Ok(response)
}
