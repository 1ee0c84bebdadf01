//! Times as feeds write them.
//!
//! | written | read as |
//! | --- | --- |
//! | `Mon, 06 May 2024 18:30:00 +0200` | `2024-05-06T18:30:00+02:00` |
//! | `06 May 2024 18:30 GMT` | `2024-05-06T18:30:00+00:00` |
//! | `2024-05-06T18:30:00Z`, `2024-05-06 18:30:00+02:00` | the same |
//! | `2024-05-06` | `2024-05-06` |
//!
//! The offset is kept: the day on which an article appeared is the day where its newsroom stands.
//! A time without an offset keeps its day alone, and what cannot be read is no time.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::fmt::rfc2822;

/// A time in ISO 8601, or a day.
pub(super) fn iso(text: &str) -> Option<String> {
    let text = text.trim();
    if let Some(parsed) = offset_time(text) {
        return Some(parsed);
    }
    if let Ok(time) = text.parse::<DateTime>() {
        return Some(time.date().to_string());
    }
    text.parse::<Date>().ok().map(|day| day.to_string())
}

/// The moment of a time that has an offset.
pub(super) fn moment(text: &str) -> Option<Timestamp> {
    offset_time(text.trim())?.parse().ok()
}

fn offset_time(text: &str) -> Option<String> {
    // The day of the week is often written in another language, or wrongly.
    let dated = match text.split_once(',') {
        Some((weekday, rest)) if weekday.len() <= 12 => rest.trim(),
        _ => text,
    };
    let parser = rfc2822::DateTimeParser::new().relaxed_weekday(true);
    if let Ok(time) = parser.parse_zoned(dated) {
        return Some(time.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string());
    }
    text.parse::<Timestamp>().is_ok().then(|| text.replacen(' ', "T", 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_keep_their_day() {
        for (written, read) in [
            ("Mon, 06 May 2024 23:30:00 +0200", Some("2024-05-06T23:30:00+02:00")),
            ("lun., 06 May 2024 23:30:00 GMT", Some("2024-05-06T23:30:00+00:00")),
            ("6 May 2024 23:30 EST", Some("2024-05-06T23:30:00-05:00")),
            ("2024-05-06T23:30:00Z", Some("2024-05-06T23:30:00Z")),
            ("2024-05-06 23:30:00+02:00", Some("2024-05-06T23:30:00+02:00")),
            ("2024-05-06T23:30:00", Some("2024-05-06")),
            ("2024-05-06", Some("2024-05-06")),
            ("yesterday", None),
            ("", None),
        ] {
            assert_eq!(iso(written).as_deref(), read, "{written}");
        }
    }
}
