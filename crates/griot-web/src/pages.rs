//! The pages, each a module: what it asks the record, and what it shows.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::{get, post};
use griot_record::Error;

use crate::answer::{Failed, Page, answer, kind_of};
use crate::asked::Asked;
use crate::kept::kept_list;
use crate::state::App;

mod overview;
pub(crate) use overview::{Form, events_json, form_again, listed, next_link};

mod moving;

mod event;
pub(crate) use event::slot_name;

mod decide;
pub(crate) use decide::Sent;

mod article;
pub(crate) use article::article_data;

mod original;

mod related;

mod search;

mod claims;
pub(crate) use claims::{statements_json, totals_json};

mod stories;

mod names;

mod name;

mod outlet;

mod brief;

mod review;

mod compare;

mod history;

mod feed;

mod exports;

/// A page without a part of its path.
macro_rules! page {
    ($make:path) => {
        get(|State(app): State<Arc<App>>, asked: Asked| answer(app, asked, $make))
    };
}

/// A page of something that its path names, whose ending says as what.
macro_rules! page_of {
    ($make:path) => {
        get(|State(app): State<Arc<App>>, Path(name): Path<String>, asked: Asked| {
            answer(app, asked, move |page| $make(page, &name))
        })
    };
}

/// A list of what the whole record tells, out of memory where nothing has changed.
macro_rules! list {
    ($make:path) => {
        get(|State(app): State<Arc<App>>, asked: Asked| kept_list(app, asked, $make))
    };
}

pub(crate) fn routes() -> Router<Arc<App>> {
    let mut router = Router::new()
        .route("/", list!(overview::page))
        .route("/events", list!(overview::page))
        .route("/events/{id}", get(event::get))
        .route("/map.json", page!(moving::page))
        .route("/decide", post(decide::post))
        .route("/articles/{key}", page_of!(article::page))
        .route("/stories/{id}", page_of!(stories::one))
        // Their endings are part of what the path names.
        .route("/actors/{name}", page_of!(name::actor))
        .route("/places/{name}", page_of!(name::place))
        .route("/sources/{name}", page_of!(name::source))
        .route("/outlets/{name}", page_of!(outlet::page))
        .route("/exports/{file}", page_of!(exports::one))
        .fallback(lost);
    for kind in ["json", "csv", "geojson", "atom"] {
        router = router.route(&format!("/events.{kind}"), page!(overview::page));
    }
    for ending in ["", ".json", ".csv"] {
        router = router
            .route(&format!("/statements{ending}"), page!(claims::statements))
            .route(&format!("/totals{ending}"), page!(claims::totals))
            .route(&format!("/actors{ending}"), list!(names::actors))
            .route(&format!("/places{ending}"), list!(names::places))
            .route(&format!("/sources{ending}"), list!(names::sources))
            .route(&format!("/outlets{ending}"), page!(names::outlets))
            .route(&format!("/search{ending}"), page!(search::page))
            .route(&format!("/stories{ending}"), list!(stories::page))
            .route(&format!("/review{ending}"), page!(review::page))
            .route(&format!("/history{ending}"), page!(history::page))
            .route(&format!("/runs{ending}"), page!(history::runs));
    }
    for ending in ["", ".json"] {
        router = router
            .route(&format!("/articles/{{key}}/original{ending}"), page_of!(original::page))
            .route(&format!("/articles/{{key}}/related{ending}"), page_of!(related::page))
            .route(&format!("/compare{ending}"), page!(compare::page))
            .route(&format!("/brief/page{ending}"), page!(brief::whole))
            .route(&format!("/exports{ending}"), page!(exports::page))
            .route(&format!("/log{ending}"), page!(crate::people::log::page));
    }
    router.route("/brief", page!(brief::page))
}

async fn lost(State(app): State<Arc<App>>, asked: Asked) -> Response {
    answer(app, asked, |_| Err(Failed::not_found())).await
}

/// The rows of a page of a list behind a row, the row that the next page follows, and where the page begins.
///
/// # Errors
///
/// When the list has no such row: whoever reads on is not led back to the beginning in silence.
pub(crate) fn after<'r, T>(
    all: &'r [T],
    after: Option<&str>,
    most: usize,
    id: impl Fn(&T) -> &str,
) -> Result<(&'r [T], Option<&'r T>, usize), Failed> {
    let begin = match after {
        Some(after) => {
            let at = all.iter().position(|row| id(row) == after);
            at.ok_or_else(|| Failed::field("after", "after", after))?.saturating_add(1)
        }
        None => 0,
    };
    let rest = all.get(begin..).unwrap_or_default();
    let rows = rest.get(..most.min(rest.len())).unwrap_or_default();
    let next = if rest.len() > rows.len() { rows.last() } else { None };
    Ok((rows, next, begin))
}

/// The id in a path, and the form that is asked for.
pub(crate) fn named(page: &Page<'_>, name: &str) -> (String, crate::answer::Kind) {
    let (_, kind) = kind_of(&page.asked.path);
    (kind_of(name).0.to_owned(), kind)
}

/// What an answer of the record is when it is there.
pub(crate) fn found<T>(answer: Result<Option<T>, Error>) -> Result<T, Failed> {
    answer?.ok_or_else(Failed::not_found)
}

/// The form that the path asks for.
pub(crate) fn kind(page: &Page<'_>) -> crate::answer::Kind {
    kind_of(&page.asked.path).1
}
