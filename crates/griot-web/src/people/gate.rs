//! What takes which role: one table of all routes, and one of all decisions. What does not stand there is
//! refused.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts as _, MatchedPath, Request, State};
use axum::http::header::COOKIE;
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use griot_record::{Role, Verb};
use url::form_urlencoded;

use super::Who;
use crate::answer::{Failed, Kind, data, failure, kind_of, see};
use crate::asked::{Asked, cookie, joined};
use crate::state::App;
use crate::words::Words;

/// Whom a route is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Takes {
    /// Whoever comes, known or not.
    Nothing,
    /// This role, and those above it.
    Role(Role),
}

const READS: Takes = Takes::Role(Role::Reader);

/// All routes, without the endings that say as what they are asked for.
#[rustfmt::skip]
const ROUTES: &[(&str, &str, Takes)] = &[
    ("GET", "/login", Takes::Nothing),
    ("POST", "/login", Takes::Nothing),
    ("GET", "/favicon.ico", Takes::Nothing),
    ("POST", "/logout", READS),
    ("GET", "/", READS),
    ("GET", "/events", READS),
    ("GET", "/events/{id}", READS),
    ("GET", "/compare", READS),
    ("GET", "/map", READS),
    ("GET", "/articles/{key}", READS),
    ("GET", "/articles/{key}/original", READS),
    ("GET", "/articles/{key}/related", READS),
    ("GET", "/stories", READS),
    ("GET", "/stories/{id}", READS),
    ("GET", "/statements", READS),
    ("GET", "/totals", READS),
    ("GET", "/actors", READS),
    ("GET", "/actors/{name}", READS),
    ("GET", "/places", READS),
    ("GET", "/places/{name}", READS),
    ("GET", "/sources", READS),
    ("GET", "/sources/{name}", READS),
    ("GET", "/outlets", READS),
    ("GET", "/outlets/{name}", READS),
    ("GET", "/search", READS),
    ("GET", "/review", READS),
    ("GET", "/history", READS),
    ("GET", "/runs", READS),
    ("GET", "/brief", READS),
    ("GET", "/brief/page", READS),
    ("GET", "/exports", READS),
    ("GET", "/exports/{file}", READS),
    ("GET", "/log", Takes::Role(Role::Admin)),
    // What exactly may be decided is for `least_of`.
    ("POST", "/decide", Takes::Role(Role::Reviewer)),
    ("GET", "/api/v1/events", READS),
    ("GET", "/api/v1/events/{id}", READS),
    ("GET", "/api/v1/articles/{key}", READS),
    ("GET", "/api/v1/statements", READS),
    ("GET", "/api/v1/totals", READS),
    ("POST", "/api/v1/code", READS),
    ("GET", "/api/v1/openapi", READS),
];

/// The least role that may take a decision.
pub(crate) fn least_of(verb: Verb) -> Role {
    match verb {
        Verb::Confirm | Verb::PeerReview | Verb::Question | Verb::Assign | Verb::Note => {
            Role::Reviewer
        }
        Verb::Correct
        | Verb::Merge
        | Verb::Split
        | Verb::Apart
        | Verb::Reject
        | Verb::Reprint
        | Verb::NotReprint
        | Verb::Finalise
        | Verb::Withhold
        | Verb::Undo => Role::Editor,
    }
}

/// What a route takes; nothing for one that does not stand in the table.
pub(crate) fn takes(method: &Method, route: &str) -> Option<Takes> {
    let method = if *method == Method::HEAD { "GET" } else { method.as_str() };
    // The style and the script of the pages tell nothing of a record.
    if method == "GET" && route.starts_with("/static/") {
        return Some(Takes::Nothing);
    }
    let (route, _) = kind_of(route);
    let found = ROUTES.iter().find(|(known, path, _)| *known == method && *path == route);
    found.map(|(_, _, takes)| *takes)
}

/// Whether a route takes any method.
fn is_route(route: &str) -> bool {
    takes(&Method::GET, route).is_some() || takes(&Method::POST, route).is_some()
}

/// The address a request comes of, as the log and the limits know it.
#[derive(Clone, Debug)]
pub(crate) struct From(pub(crate) String);

fn from(app: &App, parts: &Parts) -> From {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map(|ConnectInfo(address)| address.ip().to_string());
    // The proxy puts the address that it sees behind those that it was told: only the last is its own.
    let told = parts.headers.get_all("x-forwarded-for").iter().next_back();
    let told = told.and_then(|value| value.to_str().ok()?.rsplit(',').next());
    let told = told.map(str::trim).filter(|told| told.parse::<std::net::IpAddr>().is_ok());
    let address = told.filter(|_| app.options.proxy.is_some()).map(str::to_owned).or(peer);
    From(address.unwrap_or_else(|| "unknown".to_owned()))
}

/// Whoever a request is of.
fn who(app: &App, parts: &Parts) -> griot_record::Result<Who> {
    if app.options.proxy.is_none() && !app.desk.has_accounts()? {
        return Ok(Who::owner());
    }
    let header = parts.headers.get(COOKIE).and_then(|value| value.to_str().ok());
    let session = cookie(header.unwrap_or_default(), app.cookie_name());
    let found = session.and_then(|name| app.desk.sessions.of(&name, (app.options.now)()));
    let Some((id, changes)) = found else { return Ok(Who::default()) };
    let account = app.desk.reader().account(id)?;
    // What changed since: another role, another password, no way in at all.
    let account = account.filter(|one| !one.is_disabled && one.changes == changes);
    Ok(account.map_or_else(Who::default, |account| Who {
        role: account.role,
        name: Some(account.name),
        is_owner: false,
    }))
}

/// Lets a request pass that its sender may make.
pub(crate) async fn pass(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let who = who(&app, &parts);
    let from = from(&app, &parts);
    let matched = parts.extensions.get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let takes = match &matched {
        Some(route) => takes(&parts.method, route),
        // There is no such page: whoever may read is told so.
        None => Some(READS),
    };
    let refused = match (&who, takes) {
        (Err(error), _) => {
            let failed = Failed::new(StatusCode::SERVICE_UNAVAILABLE, "record");
            Some(failed.with_detail(error))
        }
        (_, None) if matched.as_ref().is_some_and(|route| is_route(route)) => {
            Some(Failed::new(StatusCode::METHOD_NOT_ALLOWED, "method"))
        }
        (_, None) => Some(Failed::new(StatusCode::FORBIDDEN, "no-rule")),
        (Ok(_), Some(Takes::Nothing)) => None,
        (Ok(who), Some(Takes::Role(_))) if !who.is_known() => {
            Some(Failed::new(StatusCode::UNAUTHORIZED, "login"))
        }
        (Ok(who), Some(Takes::Role(least))) if who.role < least => {
            Some(Failed::new(StatusCode::FORBIDDEN, "role"))
        }
        (Ok(_), Some(Takes::Role(_))) => None,
    };
    parts.extensions.insert(who.unwrap_or_default());
    parts.extensions.insert(from);
    let Some(refused) = refused else {
        return next.run(Request::from_parts(parts, body)).await;
    };
    let Ok(asked) = Asked::from_request_parts(&mut parts, &app).await;
    let words = Words::of(asked.lang);
    let is_page = kind_of(&asked.path).1 == Kind::Html && !asked.path.starts_with("/api/");
    if refused.status == StatusCode::UNAUTHORIZED {
        if !is_page {
            return data(refused.status, &refused.json(&words, asked.who.role));
        }
        // Back to where they wanted to go, if that is somewhere one can go.
        let to = parts.uri.path_and_query().map(axum::http::uri::PathAndQuery::as_str);
        let to = to.filter(|to| parts.method == Method::GET && *to != "/");
        let query = to.map(|to| {
            form_urlencoded::Serializer::new(String::new()).append_pair("to", to).finish()
        });
        if let Ok(response) = see(&joined("/login", &query.unwrap_or_default())) {
            return response;
        }
    }
    failure(&words, &app, &asked, &refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_stand_in_the_table_is_refused() {
        assert_eq!(takes(&Method::GET, "/events.geojson"), Some(READS));
        assert_eq!(takes(&Method::HEAD, "/events/{id}"), Some(READS));
        assert_eq!(takes(&Method::GET, "/static/style-1.css"), Some(Takes::Nothing));
        assert_eq!(takes(&Method::GET, "/api/v1/openapi.json"), Some(READS));
        for (method, route) in [
            (Method::GET, "/new"),
            (Method::POST, "/events"),
            (Method::GET, "/decide"),
            (Method::OPTIONS, "/"),
            (Method::POST, "/static/style-1.css"),
        ] {
            assert_eq!(takes(&method, route), None, "{method} {route}");
        }
    }

    #[test]
    fn what_needs_no_login_is_little() {
        let open: Vec<_> = ROUTES.iter().filter(|(_, _, takes)| *takes == Takes::Nothing).collect();
        assert_eq!(open.len(), 3, "{open:?}");
    }

    /// Every route of the server, as its source names it, stands in the table.
    #[test]
    fn every_route_stands_in_the_table() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut waiting = vec![root];
        let mut n = 0;
        while let Some(dir) = waiting.pop() {
            for entry in std::fs::read_dir(dir).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    waiting.push(path);
                    continue;
                }
                if path.extension().is_none_or(|ending| ending != "rs") {
                    continue;
                }
                let text = std::fs::read_to_string(&path).unwrap();
                for opening in [".route(\"", ".route(&format!(\""] {
                    // What this test says itself is no route.
                    let ends = |rest: &&str| rest.starts_with('/');
                    for rest in text.split(opening).skip(1).filter(ends) {
                        let (route, rest) = rest.split_once('"').unwrap();
                        let route = route.replace("{ending}", "").replace(".{kind}", "");
                        // In a template of a route its own braces stand twice.
                        let route = route.replace("{{", "{").replace("}}", "}");
                        let method =
                            if rest.trim_start_matches([',', ')', ' ', '\n']).starts_with("post")
                                || route == "/api/v1/code"
                            {
                                Method::POST
                            } else {
                                Method::GET
                            };
                        assert!(takes(&method, &route).is_some(), "{method} {route}");
                        n += 1;
                    }
                }
            }
        }
        assert!(n > 25, "{n}");
    }
}
