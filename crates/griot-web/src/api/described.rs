//! What the description of the interface says of fields and answers.
//!
//! Shapes that are only described stand here, and what is true of all routes: what a list of values may
//! hold is taken of the code that reads it, and what can go wrong is told at every route.

use griot::fusion::Policy;
use griot::model::{EventType, Outcome};
use griot_record::ReviewState;
use serde_json::{Map, Value, json};
use utoipa::{IntoParams, ToSchema};

/// What went wrong.
#[derive(ToSchema)]
#[allow(dead_code, reason = "it is only described")]
pub(super) struct Wrong {
    error: What,
}

/// What went wrong, for programs and for people.
#[derive(ToSchema)]
#[allow(dead_code, reason = "it is only described")]
pub(super) struct What {
    /// Stable, kebab-case.
    code: String,
    /// A sentence.
    message: String,
    /// The field of the address that is wrong, if one is.
    field: Option<String>,
    /// What that field may be, where that is a list.
    expected: Option<Vec<String>>,
}

/// A page of a list: besides these, the rows under the name of the list.
#[derive(ToSchema)]
#[allow(dead_code, reason = "it is only described")]
pub(super) struct Rows {
    /// How many there are in all, on all pages.
    total: u64,
    /// The address of the next page; null on the last one.
    next: Option<String>,
}

/// An event: what its reports say together, every figure by whom, its reports and its review.
#[derive(ToSchema)]
#[allow(dead_code, reason = "it is only described: `griot_record::event_json` writes it")]
pub(super) struct EventShape {
    /// Stays the same; an old one leads to what it is now.
    id: String,
    /// What it was when it was read: a decision names it, so that no change is lost.
    version: String,
    /// One of the types of events; null where no report can be read.
    r#type: Option<String>,
    /// The first and the last day on which it may have happened; null when no day is known.
    date: Option<Vec<String>>,
    /// Where, as articles name it.
    place: Option<String>,
    /// Degrees north and east, how well they are known, and the units in which it lies.
    geo: Option<serde_json::Value>,
    /// ISO 3166 alpha-2.
    country: Option<String>,
    /// Who is said to have done it.
    initiators: Option<Vec<String>>,
    /// Their ids in the registry, where it knows them.
    initiator_ids: Option<Vec<Option<String>>>,
    /// To whom it was done.
    targets: Option<Vec<String>>,
    /// Their ids in the registry, where it knows them.
    target_ids: Option<Vec<Option<String>>>,
    /// How sure those are who tell of it: `reported`, `alleged` or `denied`.
    certainty: Option<String>,
    /// By which rule figures are given.
    policy: String,
    /// Where its review stands, what was corrected, who confirmed it.
    review: serde_json::Value,
    /// Its independent sources, and what was counted once.
    voices: Vec<serde_json::Value>,
    /// Why its reports are one event.
    joins: Vec<serde_json::Value>,
    /// How many articles tell of it.
    n_reports: u64,
    /// How many independent sources.
    n_independent: u64,
    /// Figures by outcome, each with who said it.
    tolls: Vec<serde_json::Value>,
    /// The articles that tell of it, each with the words that say so; where something is withheld, without either.
    reports: Vec<serde_json::Value>,
    /// What of it is withheld from whoever asks: what is empty there is not unknown.
    withheld: Vec<String>,
}

/// An article: what was read of it, and what it claims.
#[derive(ToSchema)]
#[allow(dead_code, reason = "it is only described: `pages/article.rs` writes it")]
pub(super) struct ArticleShape {
    /// Its key, address, outlet, day, headline and language.
    article: serde_json::Value,
    /// The hash of the page that was kept.
    page: String,
    /// What was read: text, what was cut, notes.
    document: serde_json::Value,
    /// What it claims, each with its event.
    claims: Vec<serde_json::Value>,
    /// Other articles that print the same text.
    reprints: Vec<serde_json::Value>,
}

/// A text to be coded, as a line of JSON that `griot code` reads.
#[derive(ToSchema)]
#[allow(dead_code, reason = "it is only described: `griot::read` reads it")]
pub(super) struct Coded {
    /// The text; paragraphs are separated by blank lines.
    text: String,
    /// `fr` or `en`; told from the words without.
    lang: Option<String>,
    /// Day of publication, as 2024-05-31: `Monday` is resolved against it.
    published: Option<String>,
}

/// The fields of the filter: of several values of one field any will do, and what is left out restricts nothing.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "it is only described: `asked.rs` reads it")]
pub(super) struct Fields {
    /// ISO 3166 alpha-2, in any case, or the name of a country in French or English.
    #[param(required = false, min_length = 1)]
    country: Vec<String>,
    /// A place of the gazetteer, or LAT,LON.
    #[param(min_length = 1)]
    near: Option<String>,
    /// How far around it; 25 without.
    #[param(minimum = 0)]
    km: Option<f64>,
    /// In a frame: W,S,E,N in degrees.
    #[param(pattern = r"^\s*-?\d+(\.\d+)?(\s*,\s*-?\d+(\.\d+)?){3}\s*$")]
    within: Option<String>,
    /// Initiator, target or victim: a name or an id of the registry.
    #[param(required = false)]
    actor: Vec<String>,
    /// Who says so.
    #[param(required = false)]
    source: Vec<String>,
    /// Event type.
    #[param(required = false)]
    r#type: Vec<String>,
    /// Outcome of a toll.
    #[param(required = false)]
    outcome: Vec<String>,
    /// How sure those are who tell of it.
    #[param(required = false)]
    certainty: Vec<String>,
    /// What ended before this day is left out.
    #[param(format = Date)]
    since: Option<String>,
    /// What began after this day is left out.
    #[param(format = Date)]
    until: Option<String>,
    /// State of review; all but `rejected` without.
    #[param(required = false)]
    review: Vec<String>,
    /// Words of the article.
    #[param(min_length = 1)]
    text: Option<String>,
    /// The record as it stood at the end of this day (UTC).
    #[param(format = Date)]
    as_of: Option<String>,
}

/// How figures are made of what several sources say.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "it is only described")]
pub(super) struct Figures {
    /// The rule; `range` without.
    policy: Option<String>,
}

/// Which part of a list.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "it is only described")]
pub(super) struct Paging {
    /// Rows of a page; 50 without.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
    /// Where the page begins: what `next` of the page before says, and nothing else.
    #[param(min_length = 1)]
    after: Option<String>,
}

/// The record as it stood on another day.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "it is only described")]
pub(super) struct Then {
    /// The record as it stood at the end of this day (UTC).
    #[param(format = Date)]
    as_of: Option<String>,
}

/// The values that a field may have; nothing where any will do.
pub(crate) fn values(field: &str) -> Option<Vec<&'static str>> {
    Some(match field {
        "type" => EventType::ALL.iter().map(|one| one.as_str()).collect(),
        "outcome" => Outcome::ALL.iter().map(|one| one.as_str()).collect(),
        "certainty" => vec!["reported", "alleged", "denied"],
        "review" => ReviewState::ALL.map(ReviewState::as_str).to_vec(),
        "policy" => Policy::ALL.iter().map(|one| one.as_str()).collect(),
        _ => return None,
    })
}

/// What can go wrong at any route.
const FAILURES: [(&str, &str); 6] = [
    ("400", "A field is wrong, empty or not known: `field` names it"),
    ("401", "Nobody is logged in, and everybody has to"),
    ("403", "The role may not do this"),
    ("405", "This address does not take this method"),
    ("413", "What was sent is too large"),
    ("503", "The record is being written, or cannot be read at this moment"),
];

/// Says at every route what is true of all.
pub(super) fn complete(mut described: Value) -> Value {
    let paths = described.get_mut("paths").and_then(Value::as_object_mut);
    let routes = paths.into_iter().flat_map(|paths| paths.values_mut());
    let routes = routes.filter_map(Value::as_object_mut).flat_map(|path| path.values_mut());
    for route in routes {
        let fields = route.get_mut("parameters").and_then(Value::as_array_mut);
        for field in fields.into_iter().flatten() {
            let name = field.get("name").and_then(Value::as_str).unwrap_or_default();
            let values = values(name);
            let schema = field.get_mut("schema").and_then(Value::as_object_mut);
            let Some(schema) = schema else { continue };
            // A field that is there has a value: one without is refused.
            let is_text = |schema: &Map<String, Value>| {
                schema
                    .get("type")
                    .is_some_and(|kind| *kind == "string" || *kind == json!(["string", "null"]))
            };
            if is_text(schema) {
                schema.insert("minLength".to_owned(), json!(1));
            }
            if let Some(items) = schema.get_mut("items").and_then(Value::as_object_mut)
                && is_text(items)
            {
                items.insert("minLength".to_owned(), json!(1));
            }
            let Some(values) = values else { continue };
            match schema.get_mut("items") {
                Some(items) => *items = json!({ "type": "string", "enum": values }),
                None => drop(schema.insert("enum".to_owned(), json!(values))),
            }
        }
        let answers = route.get_mut("responses").and_then(Value::as_object_mut);
        let Some(answers) = answers else { continue };
        for (status, means) in FAILURES {
            let shape = json!({ "$ref": "#/components/schemas/Wrong" });
            answers.entry(status).or_insert_with(|| {
                json!({ "description": means, "content": { "application/json": { "schema": shape } } })
            });
        }
    }
    described
}
