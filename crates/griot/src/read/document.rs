//! JSON documents to articles.
//!
//! Takes objects with `text`, and any of `id`, `url`, `publisher`, `published`, `title`, `lang`; the
//! JSON of trafilatura (`source`, `hostname`, `sitename`, `date`, `author`, `language`, `raw_text`)
//! is read as it is, and other keys are passed over. The text is kept to the byte, since whoever gave
//! it compares with it: what is not the article is named in `uncoded`, not cut.

use serde_json::{Map, Value};

use crate::extract::dates::{NumberOrder, day_of_value};
use crate::extract::entries;
use crate::extract::lines::lines_of;
use crate::extract::passages::{Known, sort_lines};
use crate::lexicon::pages::Pages;
use crate::model::{Article, Cut, CutReason, DateFound, Lang, SectionFound, Uncoded};
use crate::note::Note;
use crate::read::{
    Format, Hint, ReadError, Reading, cap_text, decode, foreign, given, language, plain,
};
use crate::span::Span;

/// A line that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct LineError {
    /// Its number, from 1.
    pub line: u64,
    /// Why.
    pub reason: String,
}

/// Reads one line of JSON Lines; `None` when it is blank.
///
/// # Errors
///
/// When the line is no JSON object with a text. The lines after it are not concerned.
pub fn read_line(number: u64, line: &[u8]) -> Option<Result<Article, LineError>> {
    let line = if number == 1 { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line) } else { line };
    if line.trim_ascii().is_empty() {
        return None;
    }
    let decoded = decode::decode(line, None, None);
    let article = serde_json::from_str::<Value>(&decoded.text)
        .map_err(|error| format!("not JSON: {}", without_position(&error)))
        .and_then(|value| document(value, &format!("line-{number}")))
        .map(|mut article| {
            article.notes.extend(decoded.notes);
            article
        });
    Some(article.map_err(|reason| LineError { line: number, reason }))
}

/// Reads JSON Lines, one article or one complaint a line.
pub fn read_lines(bytes: &[u8]) -> impl Iterator<Item = Result<Article, LineError>> + '_ {
    let lines = bytes.split(|byte| *byte == b'\n');
    lines.zip(1..).filter_map(|(line, number)| read_line(number, line))
}

/// Reads a file of JSON or of JSON Lines.
pub(super) fn read_json(
    bytes: &[u8],
    format: Format,
    hint: &Hint<'_>,
) -> Result<Reading, ReadError> {
    let mut reading =
        Reading { format, charset: "UTF-8", articles: Vec::new(), errors: Vec::new() };
    if format == Format::JsonLines {
        for read in read_lines(bytes) {
            match read {
                Ok(article) => reading.articles.push(article),
                Err(error) => reading.errors.push(error),
            }
        }
        if let (true, Some(error)) = (reading.articles.is_empty(), reading.errors.first()) {
            return Err(ReadError::Json { reason: error.to_string() });
        }
        return Ok(reading);
    }
    let decoded = decode::decode(bytes, None, hint.url);
    reading.charset = decoded.charset;
    let value = serde_json::from_str::<Value>(&decoded.text)
        .map_err(|error| ReadError::Json { reason: format!("not JSON: {error}") })?;
    let name = hint.name.unwrap_or_default();
    let documents = match value {
        Value::Array(values) => values,
        value => vec![value],
    };
    let n_documents = documents.len();
    for (value, number) in documents.into_iter().zip(1..) {
        let id = if n_documents == 1 { name.to_owned() } else { format!("{name}#{number}") };
        match document(value, &id) {
            Ok(mut article) => {
                article.notes.extend(decoded.notes.iter().cloned());
                reading.articles.push(article);
            }
            Err(reason) => reading.errors.push(LineError { line: number, reason }),
        }
    }
    if reading.articles.is_empty() {
        let reason = reading.errors.first().map(|error| error.reason.clone());
        return Err(ReadError::Json { reason: reason.unwrap_or_else(|| "it is empty".to_owned()) });
    }
    Ok(reading)
}

/// An article from one JSON value.
fn document(value: Value, id: &str) -> Result<Article, String> {
    let Value::Object(mut fields) = value else {
        return Err(format!("expected an object, found {}", kind_of(&value)));
    };
    let text = match fields.remove("text").filter(|text| !text.is_null()) {
        Some(text) => text,
        None => {
            fields.remove("raw_text").filter(|text| !text.is_null()).ok_or("`text` is missing")?
        }
    };
    let Value::String(text) = text else {
        return Err(format!("`text` should be a string, found {}", kind_of(&text)));
    };
    let mut article = Article::from_text(text);
    article.id = string(&fields, &["id", "fingerprint"]).unwrap_or_else(|| id.to_owned());
    article.url = string(&fields, &["url", "source"]);
    article.canonical = string(&fields, &["canonical"]);
    article.first_seen = string(&fields, &["first_seen"]).and_then(|time| time.parse().ok());
    article.publisher = string(&fields, &["publisher", "sitename", "source-hostname", "hostname"]);
    article.section =
        string(&fields, &["section"]).map(|name| SectionFound { name, found_in: "input" });
    article.title = string(&fields, &["title"]);
    article.authors = authors(&fields);
    let pages = Pages::builtin();
    let mut day = |keys: &[&str]| {
        let raw = string(&fields, keys)?;
        let found = day_of_value(&raw, NumberOrder::DayFirst, pages);
        if found.is_none() {
            let text = format!("`{}` gives no day: `{raw}`", keys[0]);
            article.notes.push(Note::new("date-unread", text));
        }
        found.map(|date| DateFound { date, found_in: "input", raw })
    };
    article.published = day(&["published", "date"]);
    article.modified = day(&["modified", "date_modified"]);
    if let Some(code) = string(&fields, &["lang", "language"]) {
        article.lang = language::of_code(&code);
        if article.lang.is_none() {
            article.notes.push(language::unsupported(&code));
        }
    }
    if article.text.trim().is_empty() {
        article.notes.push(Note::new("no-text", "the text of the document is empty"));
    }
    let passages = outlet_passages(&fields, &article.text);
    let entries = given::entries(&fields, &article.text);
    cap_text(&mut article);
    mark_uncoded(&mut article);
    if !entries.is_empty() {
        article.entries = entries;
    }
    for span in passages {
        article.leave_uncoded(span, CutReason::Outlet);
    }
    let declared: Option<Lang> = article.lang;
    if declared.is_none() && !article.notes.iter().any(|note| note.code == "unsupported-language") {
        language::declare(&mut article);
    }
    foreign::mark(&mut article);
    Ok(article)
}

/// The passages of which an earlier reading, which saw other pages of the outlet, says that the
/// outlet puts them on many.
fn outlet_passages(fields: &Map<String, Value>, text: &str) -> Vec<Span> {
    let given = fields.get("uncoded").and_then(Value::as_array).into_iter().flatten();
    given
        .filter(|passage| passage.get("reason").and_then(Value::as_str) == Some("outlet"))
        .filter_map(|passage| {
            let end = |n: usize| usize::try_from(passage.get("span")?.get(n)?.as_u64()?).ok();
            let (start, end) = (end(0)?, end(1)?);
            text.get(start..end)?;
            (start < end).then(|| Span::new(start, end))
        })
        .collect()
}

/// Names the spans of a given text that are not the article.
fn mark_uncoded(article: &mut Article) {
    let text = std::mem::take(&mut article.text);
    let lines = lines_of(&text);
    let known = Known { title: article.title.as_deref(), order: NumberOrder::DayFirst };
    let verdicts = sort_lines(&lines, known, Pages::builtin());
    let found = entries::of_lines(&lines, &verdicts.cut, article.title.as_deref());
    let spans: Vec<Option<Span>> = lines.iter().map(|line| Some(line.span)).collect();
    for (line, cut) in lines.iter().zip(&verdicts.cut) {
        if let Some(reason) = *cut {
            article.uncoded.push(Uncoded { span: line.span, reason });
            article.cut.push(Cut { reason, text: line.text.to_owned() });
        }
    }
    plain::adopt(article, verdicts);
    let modified = article.modified.as_ref().map(|found| found.date);
    article.entries = entries::finish(found.groups, &spans, article.published_on(), modified);
    article.text = text;
}

/// The first of these fields that holds words.
fn string(fields: &Map<String, Value>, keys: &[&str]) -> Option<String> {
    keys.iter().find_map(|key| match fields.get(*key)? {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

fn authors(fields: &Map<String, Value>) -> Vec<String> {
    match fields.get("authors").or_else(|| fields.get("author")) {
        Some(Value::String(names)) => names
            .split(';')
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect(),
        Some(Value::Array(names)) => {
            names.iter().filter_map(Value::as_str).map(str::to_owned).collect()
        }
        _ => Vec::new(),
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// The message of a JSON error with its column; the line is the caller's.
fn without_position(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    format!("{message} at column {}", error.column())
}
