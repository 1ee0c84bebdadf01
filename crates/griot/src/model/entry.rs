//! An entry: a passage of a live page or of a list of briefs, with its own time.
//!
//! Takes nothing and does nothing: a page of many small reports is one article whose entries say
//! where in its text each of them stands and when it was written. What an entry calls yesterday is the
//! day before its own.

use jiff::civil::{Date, Time};

use crate::span::Span;

/// A passage of a page of many reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Where it stands in the text; entries are in order and do not overlap.
    pub span: Span,
    /// Its own headline, which is part of its text.
    pub title: Option<String>,
    /// Its own address, when the page tells one.
    pub url: Option<String>,
    /// When it was written; `None` when the page does not tell.
    pub time: Option<EntryTime>,
}

/// When an entry was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryTime {
    /// The day, in the zone in which the page gives it; `None` when the page leaves it open.
    pub day: Option<Date>,
    /// How the day is known.
    pub day_from: Option<DayFrom>,
    /// The time of day, to the minute.
    pub time: Option<Time>,
    /// How much is told.
    pub precision: EntryPrecision,
    /// The zone of the time: `Z` or an offset such as `+01:00`.
    pub zone: Option<String>,
    /// Where it stood: `json-ld`, `time`, `text`, `input`.
    pub found_in: &'static str,
    /// The words or the attribute value that gave it.
    pub raw: String,
}

/// How the day of an entry is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayFrom {
    /// It stands beside the time, year and all.
    Told,
    /// It stands beside the time without its year: the last such day before the page was changed.
    Yearless,
    /// It stands in a line of its own above the entries of that day.
    Heading,
    /// The page tells clocks alone: its own day, since they do not pass midnight.
    Page,
    /// The page tells clocks alone, and they pass midnight as often as there are days between its
    /// publication and its last change.
    Clocks,
}

impl DayFrom {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Told, Self::Yearless, Self::Heading, Self::Page, Self::Clocks];

    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Told => "told",
            Self::Yearless => "yearless",
            Self::Heading => "heading",
            Self::Page => "page",
            Self::Clocks => "clocks",
        }
    }
}

/// How much of the time of an entry is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryPrecision {
    /// Hour and minute.
    Minute,
    /// The hour alone: `14h`.
    Hour,
    /// The day alone.
    Day,
}

impl EntryPrecision {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
        }
    }
}
