//! Entries that a document of JSON gives: those of an earlier reading.
//!
//! Takes the fields of a document in the published format; gives the entries whose spans fit the text.
//! Whatever else stands there is passed over, and the entries are then looked for in the text.

use serde_json::{Map, Value};

use crate::model::{DayFrom, Entry, EntryPrecision, EntryTime};
use crate::span::Span;

/// The entries that a document gives; empty when it gives none that fit its text.
pub(super) fn entries(fields: &Map<String, Value>, text: &str) -> Vec<Entry> {
    let given = fields.get("entries").and_then(Value::as_array).into_iter().flatten();
    let mut entries: Vec<Entry> = Vec::new();
    for value in given {
        let Some(entry) = entry(value, text) else { return Vec::new() };
        if entries.last().is_some_and(|before| before.span.end > entry.span.start) {
            return Vec::new();
        }
        entries.push(entry);
    }
    entries
}

fn entry(value: &Value, text: &str) -> Option<Entry> {
    let end = |n: usize| usize::try_from(value.get("span")?.get(n)?.as_u64()?).ok();
    let (start, end) = (end(0)?, end(1)?);
    text.get(start..end).filter(|words| !words.is_empty())?;
    let words = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    Some(Entry {
        span: Span::new(start, end),
        title: words("title"),
        url: words("url"),
        time: time(value),
    })
}

fn time(value: &Value) -> Option<EntryTime> {
    let words = |name: &str| value.get(name).and_then(Value::as_str);
    let precision = match words("precision")? {
        "minute" => EntryPrecision::Minute,
        "hour" => EntryPrecision::Hour,
        "day" => EntryPrecision::Day,
        _ => return None,
    };
    let day = words("date").and_then(|day| day.parse().ok());
    let day_from = words("date_from");
    Some(EntryTime {
        day,
        day_from: DayFrom::ALL.into_iter().find(|from| day_from == Some(from.as_str())),
        time: words("time").and_then(|time| format!("{time}:00").parse().ok()),
        precision,
        zone: words("zone").map(str::to_owned),
        found_in: ["json-ld", "time", "text"]
            .into_iter()
            .find(|place| words("found_in") == Some(place))
            .unwrap_or("input"),
        raw: words("raw").unwrap_or_default().to_owned(),
    })
}
