//! The interface for programs, under `/api/v1`: the same questions with the same fields as the pages,
//! and a description of them that is made of this code.
//!
//! An answer that fails has one shape: `{"error": {"code", "message", "field"}}`. Codes are stable.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use griot::gazetteer::Gazetteer;
use griot::json;
use griot::lexicon::Lexicon;
use griot::lexicon::registry::Registry;
use griot::pipeline::{self, Resources};
use griot::read::read_line;
use griot_record::event_json;
use utoipa::OpenApi;

use crate::answer::{Answer, Failed, Page, answer, data, json_page, with_next};
use crate::asked::Asked;
use crate::pages;
use crate::state::App;

mod described;
pub(crate) use described::values;
use described::{
    ArticleShape, Coded, EventShape, Fields, Figures, Paging, Rows, Then, What, Wrong,
};

/// Bytes of a text that is coded.
const MOST_BYTES: usize = 2 << 20;
/// Rows of a page, unless `limit` says otherwise.
const SHOWN: usize = 50;

pub(crate) fn routes() -> Router<Arc<App>> {
    let coding = post(code).layer(DefaultBodyLimit::max(MOST_BYTES));
    Router::new()
        .route("/api/v1/events", get(events))
        .route("/api/v1/events/{id}", get(event))
        .route("/api/v1/articles/{key}", get(article))
        .route("/api/v1/statements", get(statements))
        .route("/api/v1/totals", get(totals))
        .route("/api/v1/code", coding)
        .route("/api/v1/openapi.json", get(openapi))
}

/// The description of the interface.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "griot",
        version = "1",
        description = "A record of armed conflict: events, tolls, aggregates and statements, each with the words that say it."
    ),
    paths(events, event, article, statements, totals, code),
    components(schemas(ArticleShape, Coded, EventShape, Wrong, What, Rows))
)]
struct Described;

async fn openapi() -> Response {
    let described = serde_json::to_value(Described::openapi()).unwrap_or_default();
    data(StatusCode::OK, &described::complete(described))
}

/// Events that meet a filter, the latest first.
#[utoipa::path(
    get, path = "/api/v1/events", operation_id = "events",
    params(Fields, Figures, Paging),
    responses((status = 200, description = "`total`, `events` and `next`", body = Rows))
)]
async fn events(State(app): State<Arc<App>>, asked: Asked) -> Response {
    answer(app, asked, |page| {
        let listed = pages::listed(page, SHOWN)?;
        let next = pages::next_link(page, "/api/v1/events", &listed);
        let rows = pages::events_json(page, &listed, next.as_deref())?;
        Ok(with_next(json_page(&rows)?, next.as_deref()))
    })
    .await
}

/// An event with everything that is known of it. An old id leads to what it is now.
#[utoipa::path(
    get, path = "/api/v1/events/{id}", operation_id = "event",
    params(
        ("id" = String, Path, description = "Its id"), Figures, Then
    ),
    responses((status = 200, description = "The event", body = EventShape), (status = 404, description = "No such event", body = Wrong))
)]
async fn event(State(app): State<Arc<App>>, Path(id): Path<String>, asked: Asked) -> Response {
    answer(app, asked, move |page| {
        let event = pages::found(page.record.event(&id))?;
        let mut object = event_json(&event, page.asked.policy()?, &[]);
        object["version"] = serde_json::json!(event.version());
        json_page(&object)
    })
    .await
}

/// An article: what was read, and what it claims.
#[utoipa::path(
    get, path = "/api/v1/articles/{key}", operation_id = "article",
    params(("key" = String, Path, description = "Its key"), Then),
    responses((status = 200, description = "The article", body = ArticleShape), (status = 404, description = "No such article", body = Wrong))
)]
async fn article(State(app): State<Arc<App>>, Path(key): Path<String>, asked: Asked) -> Response {
    answer(app, asked, move |page| {
        let whole = pages::found(page.record.whole_article(&key))?;
        json_page(&pages::article_data(&whole))
    })
    .await
}

/// Who said what, the latest first. The fields of the filter are those of `/api/v1/events`.
#[utoipa::path(
    get, path = "/api/v1/statements", operation_id = "statements", params(Fields, Paging),
    responses((status = 200, description = "`total`, `statements` and `next`", body = Rows))
)]
async fn statements(State(app): State<Arc<App>>, asked: Asked) -> Response {
    answer(app, asked, |page| pages::statements_json(page, "/api/v1/statements")).await
}

/// Totals of periods, each beside what the record holds in its window.
#[utoipa::path(
    get, path = "/api/v1/totals", operation_id = "totals", params(Fields, Figures, Paging),
    responses((status = 200, description = "`total`, `totals` and `next`", body = Rows))
)]
async fn totals(State(app): State<Arc<App>>, asked: Asked) -> Response {
    answer(app, asked, |page| pages::totals_json(page, "/api/v1/totals")).await
}

/// Codes a text, and keeps nothing of it.
#[utoipa::path(
    post, path = "/api/v1/code", operation_id = "code", request_body = Coded,
    responses(
        (status = 200, description = "One document, as `griot code --json` writes it"),
        (status = 400, description = "It is no such request", body = Wrong),
        (status = 413, description = "It is too large", body = Wrong),
    )
)]
async fn code(State(app): State<Arc<App>>, asked: Asked, body: Bytes) -> Response {
    answer(app, asked, move |page| coded(page, &body)).await
}

fn coded(page: &Page<'_>, body: &[u8]) -> Answer {
    let bad = |message: String| Failed::new(StatusCode::BAD_REQUEST, "bad-request").saying(message);
    // What is no text is nothing that was left out: whoever sends it is told so.
    if let Ok(sent) = serde_json::from_slice::<serde_json::Value>(body) {
        let is_wrong = |field: &&&str| {
            sent.get(**field).is_some_and(|value| !value.is_null() && !value.is_string())
        };
        if let Some(field) = ["text", "lang", "published"].iter().find(is_wrong) {
            return Err(bad(format!("`{field}`: expected a text")).of_field(field));
        }
    }
    let article = match read_line(1, body) {
        Some(Ok(article)) => article,
        Some(Err(wrong)) => return Err(bad(wrong.reason)),
        None => return Err(bad("expected a JSON object with `text`".to_owned())),
    };
    let resources = Resources {
        lexicon: Lexicon::builtin(),
        registry: Registry::builtin(),
        gazetteer: Gazetteer::builtin(),
    };
    let claims = pipeline::code(&article, &resources);
    let document = json::document(&article, &claims, page.app.options.coder.clone());
    let document = serde_json::to_value(&document).map_err(|error| bad(error.to_string()))?;
    json_page(&document)
}
