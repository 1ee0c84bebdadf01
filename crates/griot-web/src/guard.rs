//! What every request passes, and what every answer carries.
//!
//! Takes requests; refuses those that were sent to another name (a page elsewhere that makes its name
//! lead here) and writes that come of another site, a body that is too large, a request that takes too
//! long. Gives every answer the headers that keep a browser from running or loading anything that is
//! not of this server.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequestParts as _, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, ORIGIN, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use griot_record::Tiles;
use sha2::{Digest as _, Sha256};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;

use crate::answer::{Failed, failure};
use crate::asked::Asked;
use crate::people::{Proxy, gate};
use crate::state::App;
use crate::words::Words;

/// Nothing is loaded from elsewhere, nothing runs that stands in a page, no other page frames this one.
const CSP: &str = "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; \
                   form-action 'self'; base-uri 'none'; frame-ancestors 'none'; img-src 'self'{tiles}; \
                   connect-src 'self'{tiles}";
/// Bytes of a form. Texts to be coded have a limit of their own.
const MOST_BYTES: usize = 64 << 10;
/// The longest brief of a large record takes some seconds.
const PATIENCE: Duration = Duration::from_mins(2);

/// The policy of all pages: pictures are loaded of the server of tiles that the record names, if it names
/// one, and of no other.
pub(crate) fn policy(tiles: Option<&Tiles>) -> HeaderValue {
    // An origin that is none (`null`) is of no server.
    let origin = tiles
        .and_then(|tiles| url::Url::parse(&tiles.tiles).ok())
        .map(|address| address.origin())
        .filter(url::Origin::is_tuple)
        .map(|origin| format!(" {}", origin.ascii_serialization()));
    let text = CSP.replace("{tiles}", &origin.unwrap_or_default());
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

pub(crate) fn around(router: Router<Arc<App>>, app: Arc<App>) -> Router<Arc<App>> {
    router
        // Closest to the routes: it has to know which one is asked for.
        .layer(from_fn_with_state(Arc::clone(&app), gate::pass))
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, PATIENCE))
        .layer(CatchPanicLayer::new())
        .layer(from_fn_with_state(app, check))
}

async fn check(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let policy = app.policy.clone();
    let mut response = match refusal(app.options.proxy.as_ref(), &request) {
        Some(reason) => (StatusCode::FORBIDDEN, format!("{reason}\n")).into_response(),
        None => {
            let (uri, headers) = (request.uri().clone(), request.headers().clone());
            let response = next.run(request).await;
            in_shape(&app, response, uri, headers).await
        }
    };
    let headers = response.headers_mut();
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(policy);
    let mut set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(X_FRAME_OPTIONS, "DENY");
    // With less than this a browser does not say of its own forms where they come of.
    set(REFERRER_POLICY, "same-origin");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(CACHE_CONTROL, "no-store");
    if app.options.proxy.is_some() {
        set(STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    response
}

/// What goes wrong before a page is asked for, or in place of it (a body that is too large, a page that took too
/// long), has the shape that all errors have.
async fn in_shape(app: &Arc<App>, response: Response, uri: Uri, headers: HeaderMap) -> Response {
    let status = response.status();
    let is_plain = response
        .headers()
        .get(CONTENT_TYPE)
        .is_none_or(|kind| kind.to_str().is_ok_and(|kind| kind.starts_with("text/plain")));
    let code = match status {
        StatusCode::PAYLOAD_TOO_LARGE => "too-large",
        StatusCode::METHOD_NOT_ALLOWED => "method",
        StatusCode::SERVICE_UNAVAILABLE => "busy",
        StatusCode::INTERNAL_SERVER_ERROR => "template",
        _ => return response,
    };
    if !is_plain {
        return response;
    }
    let mut again = axum::http::Request::new(());
    (*again.uri_mut(), *again.headers_mut()) = (uri, headers);
    let (mut parts, ()) = again.into_parts();
    let Ok(asked) = Asked::from_request_parts(&mut parts, app).await;
    let words = Words::of(asked.lang);
    failure(&words, app, &asked, &Failed::new(status, code))
}

/// Why a request is not answered.
fn refusal(proxy: Option<&Proxy>, request: &Request) -> Option<&'static str> {
    let text = |name: HeaderName| request.headers().get(name)?.to_str().ok();
    let host =
        text(HOST).or_else(|| request.uri().authority().map(axum::http::uri::Authority::as_str));
    let is_known = |host: &&str| match proxy {
        Some(proxy) => host.eq_ignore_ascii_case(proxy.host()),
        None => is_this_machine(host),
    };
    let Some(host) = host.filter(is_known) else {
        return Some(match proxy {
            Some(_) => "this record is served under another name; the proxy must hand on `Host`",
            None => "this record is served to this machine alone, as localhost or 127.0.0.1",
        });
    };
    let scheme = if proxy.is_some() { "https://" } else { "http://" };
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return None;
    }
    // Browsers say where a request comes of; programs say nothing, and have no cookies either.
    let site = text(HeaderName::from_static("sec-fetch-site"));
    let is_own_site = site.is_none_or(|site| matches!(site, "same-origin" | "none"));
    let is_own_origin = text(ORIGIN).is_none_or(|origin| {
        origin.strip_prefix(scheme).is_some_and(|origin| origin.eq_ignore_ascii_case(host))
    });
    if is_own_site && is_own_origin { None } else { Some("another site may not write here") }
}

/// Whether a `Host` names this machine, whatever its port.
fn is_this_machine(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
    name.eq_ignore_ascii_case("localhost")
        || bare.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// A name for a session that nobody can guess; nothing when the system has no random numbers.
pub(crate) fn new_session() -> Option<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).ok()?;
    Some(hex(&bytes))
}

/// The token that a form of this session carries.
pub(crate) fn token(app: &App, session: &str) -> String {
    keyed(app.secret, session)
}

/// What nobody can tell of a text who does not know the secret.
pub(crate) fn keyed(secret: [u8; 32], text: &str) -> String {
    let mut hasher = Sha256::new();
    hasher.update(secret);
    hasher.update(text.as_bytes());
    hex(&hasher.finalize())
}

/// Whether a form carries the token of its session.
pub(crate) fn is_own_form(app: &App, session: Option<&str>, given: Option<&str>) -> bool {
    let (Some(session), Some(given)) = (session, given) else { return false };
    let expected = token(app, session);
    // As long for a wrong first digit as for a wrong last one.
    expected.len() == given.len()
        && expected.bytes().zip(given.bytes()).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_open_the_policy_to_their_server_alone() {
        let text = |tiles: Option<&str>| {
            let tiles = tiles.map(|tiles| Tiles {
                tiles: tiles.to_owned(),
                attribution: "© Example".to_owned(),
            });
            policy(tiles.as_ref()).to_str().unwrap().to_owned()
        };
        assert!(text(None).ends_with("img-src 'self'; connect-src 'self'"));
        let open = text(Some("https://tiles.example:8443/a/{z}/{x}/{y}.png?key=1"));
        let ending = "img-src 'self' https://tiles.example:8443; connect-src 'self' https://tiles.example:8443";
        assert!(open.ends_with(ending), "{open}");
        assert!(open.contains("script-src 'self'; worker-src 'self';"), "{open}");
        assert_eq!(text(Some("no address")), text(None));
    }

    #[test]
    fn hosts_of_this_machine_are_told_from_others() {
        for host in ["localhost", "LOCALHOST:8450", "127.0.0.1:80", "127.8.9.1", "[::1]:8450"] {
            assert!(is_this_machine(host), "{host}");
        }
        for host in [
            "",
            "evil.example",
            "127.0.0.1.evil.example:8450",
            "localhost.evil.example",
            "10.0.0.1",
            "[::2]:80",
            "localhost:x",
        ] {
            assert!(!is_this_machine(host), "{host}");
        }
    }
}
