//! The style and the script of the pages. They are named by what is in them, so that a browser may keep
//! them for ever and still never shows an old one.

use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::body::Body;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use axum::routing::get;
use sha2::{Digest as _, Sha256};

use crate::answer::reply;
use crate::state::App;

const STYLE: &str = include_str!("../static/style.css");
const SCRIPT: &str = include_str!("../static/griot.js");
const ICON: &str = include_str!("../static/icon.svg");

/// Where the style is.
pub(crate) static STYLE_AT: LazyLock<String> = LazyLock::new(|| named("style", STYLE, "css"));
/// Where the script is.
pub(crate) static SCRIPT_AT: LazyLock<String> = LazyLock::new(|| named("griot", SCRIPT, "js"));

fn named(name: &str, text: &str, ending: &str) -> String {
    let hash = Sha256::digest(text.as_bytes());
    let [a, b, c, d, ..] = hash.as_slice() else { return format!("/static/{name}.{ending}") };
    format!("/static/{name}-{a:02x}{b:02x}{c:02x}{d:02x}.{ending}")
}

fn kept(kind: &'static str, text: &'static str) -> Response {
    let mut response = reply(StatusCode::OK, kind, Body::from(text));
    let value = HeaderValue::from_static("public, max-age=31536000, immutable");
    response.headers_mut().insert(CACHE_CONTROL, value);
    response
}

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route(&STYLE_AT, get(|| async { kept("text/css; charset=utf-8", STYLE) }))
        .route(&SCRIPT_AT, get(|| async { kept("text/javascript; charset=utf-8", SCRIPT) }))
        .route("/static/icon.svg", get(|| async { kept("image/svg+xml", ICON) }))
        .route("/favicon.ico", get(|| async { kept("image/svg+xml", ICON) }))
}
