//! A brief: what happened in a place and a period, as somebody needs it at eight in the morning.
//!
//! Takes a record, a filter and a language; gives a text in parts (headings, paragraphs, lists, tables,
//! pictures), whose every figure points to the articles that give it, as Markdown, as data or as one HTML
//! file without scripts. Words come of a catalogue. Sums are made of events alone, each counted once, and say
//! from how many to how many; what is claimed over a period stands apart. Nothing is left out in
//! silence.

use griot::fusion::Policy;
use griot::model::Lang;
use jiff::civil::Date;

use crate::ask::Filter;
use crate::error::Result;
use crate::record::Record;

mod apart;
mod changes;
mod chart;
mod compose;
mod html;
mod json;
mod map;
mod markdown;
mod sheet;
mod words;

pub use apart::disputes;
pub use html::escape;
pub use map::outlines;
pub use sheet::Sheet;
pub use words::{Words, fill, number};

/// What a brief is asked about.
#[derive(Clone, Debug)]
pub struct BriefAsked {
    /// Which events.
    pub filter: Filter,
    /// The name of the place that the filter is around, for the title.
    pub place: Option<String>,
    /// The language.
    pub lang: Lang,
    /// The rule for figures.
    pub policy: Policy,
    /// The day as whose record it is asked, for the reader; nothing for the record as it is.
    pub as_of: Option<Date>,
}

/// A brief.
#[derive(Clone, Debug, PartialEq)]
pub struct Brief {
    lang: Lang,
    title: String,
    parts: Vec<Part>,
    /// What footnotes lead to, from 1.
    sources: Vec<Source>,
    /// The heading above them.
    sources_title: &'static str,
    /// How many events it tells.
    pub n_events: usize,
}

/// A part of a brief, in the order in which it is read.
#[derive(Clone, Debug, PartialEq)]
enum Part {
    /// A heading of the second or third level.
    Heading(u8, String),
    Paragraph(Vec<Span>),
    List(Vec<Vec<Span>>),
    /// An event: its number, its head, and lines.
    Event(usize, String, Vec<Vec<Span>>),
    /// Words of an article, in its language, with who printed them.
    Quote {
        words: String,
        lang: Option<String>,
        by: Vec<Span>,
    },
    /// Heads, and rows.
    Table(Vec<String>, Vec<Vec<String>>),
    /// SVG, for those formats that have pictures, with its caption.
    Picture {
        title: Option<String>,
        svg: String,
        caption: String,
    },
}

/// Words of a line.
#[derive(Clone, Debug, PartialEq)]
enum Span {
    Text(String),
    Strong(String),
    /// The number of a source.
    Note(usize),
}

/// An article, as a footnote tells it.
#[derive(Clone, Debug, PartialEq)]
struct Source {
    outlet: String,
    title: String,
    day: Option<String>,
    url: Option<String>,
    key: String,
}

impl Record {
    /// Writes a brief. With `before`, an older state of the record, it tells what has changed since that
    /// day.
    ///
    /// # Errors
    ///
    /// When a record cannot be read.
    pub fn brief(&self, asked: &BriefAsked, before: Option<(&Self, Date)>) -> Result<Brief> {
        compose::brief(self, asked, before)
    }
}

impl Brief {
    /// As Markdown, with footnotes.
    pub fn to_markdown(&self) -> String {
        markdown::render(self)
    }

    /// As data: its parts in their order, each figure with the numbers of its sources.
    pub fn to_json(&self) -> serde_json::Value {
        json::render(self)
    }

    /// As one HTML file, with its pictures in it and without scripts.
    pub fn to_html(&self) -> String {
        html::render(self)
    }
}

#[cfg(test)]
mod tests;
