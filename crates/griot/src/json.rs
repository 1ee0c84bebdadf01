//! The published format: one JSON object a document.
//!
//! Takes an [`Article`] and its [`Claims`]; gives values that serialise to the fields of
//! `docs/data-format.md`, in the order of their declaration here, and that can be read back. It
//! decides nothing, and the model knows nothing of it: a field is renamed in one place only.
//!
//! Names stand as plain strings (`"initiators": ["FAMa"]`), with what else is known of them in
//! fields beside them (`initiator_ids`, `spans.initiators`), so that a person who opens the file
//! in a spreadsheet or a notebook sees words, and a program finds the rest at the same index.
//!
//! ```
//! use griot::json::{self, Coder};
//! use griot::model::{Article, Claims};
//!
//! let article = Article::from_text("Une patrouille est tombée dans une embuscade.");
//! let coder = Coder { version: "0.1.0".to_owned(), lexicon: "0000000000000000".to_owned() };
//! let document = json::document(&article, &Claims::default(), coder);
//! assert_eq!(document.article.text, article.text);
//! assert!(document.events.is_empty());
//! ```

use serde::{Deserialize, Serialize};

use crate::model::{Article, Claims};

mod convert;

/// The version of the format. It rises when a field is renamed, removed or changes its meaning;
/// a new field leaves it as it is.
pub const FORMAT_VERSION: u32 = 1;

/// A half-open byte range into `text`: first byte, one past the last.
pub type Range = [u32; 2];

/// First and last day, both included, as ISO days.
pub type Days = [String; 2];

/// What made a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coder {
    /// The version of griot.
    pub version: String,
    /// The hash of the lexicon that was in force.
    pub lexicon: String,
}

/// A document that was read and coded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// [`FORMAT_VERSION`].
    pub version: u32,
    /// What was read.
    #[serde(flatten)]
    pub article: ReadArticle,
    /// What happened, in order of mention.
    pub events: Vec<Event>,
    /// Tolls over a period or an area.
    pub aggregates: Vec<Aggregate>,
    /// Words attributed to somebody.
    pub statements: Vec<Statement>,
    /// What was considered and not taken; absent unless asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub considered: Option<Vec<Considered>>,
    /// What could not be read or coded.
    pub notes: Vec<Note>,
    /// What made it.
    pub coder: Coder,
}

/// A document that was read and not coded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReadDocument {
    /// [`FORMAT_VERSION`].
    pub version: u32,
    /// What was read.
    #[serde(flatten)]
    pub article: ReadArticle,
    /// What could not be read.
    pub notes: Vec<Note>,
}

/// The fields of an article, which both kinds of document share.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReadArticle {
    /// The caller's id, or one made from the path.
    pub id: String,
    /// ISO 639-1.
    pub lang: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// The address that the page gives itself; absent where it is the same, or none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canonical: Option<String>,
    /// The outlet.
    pub publisher: Option<String>,
    /// The section of the outlet, as the page names it.
    pub section: Option<String>,
    /// Where the section was found.
    pub section_found_in: Option<String>,
    /// The authors, as the page names them.
    pub authors: Vec<String>,
    /// ISO day.
    pub published: Option<String>,
    /// Where the day of publication was found.
    pub published_found_in: Option<String>,
    /// ISO day.
    pub modified: Option<String>,
    /// Where the day of modification was found.
    pub modified_found_in: Option<String>,
    /// When the page was retrieved, in UTC.
    pub first_seen: Option<String>,
    /// Every day that the page tells of its publication or change, the most trusted first.
    pub dates: Vec<PageDate>,
    /// The headline.
    pub title: Option<String>,
    /// Paragraphs, separated by one blank line.
    pub text: String,
    /// Headlines of other articles on the page.
    pub related: Vec<Related>,
    /// What was cut from the page.
    pub cut: Vec<Cut>,
    /// Passages of the text that are not coded.
    pub uncoded: Vec<Uncoded>,
    /// The reports of a live page or of a list of briefs; absent for an article of one piece.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<Entry>,
}

/// A report on a live page or in a list of briefs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Where it stands.
    pub span: Range,
    /// Its own headline, which is part of its text.
    pub title: Option<String>,
    /// Its own address.
    pub url: Option<String>,
    /// ISO day on which it was written; relative days in it are counted from there.
    pub date: Option<String>,
    /// How the day is known: `told`, `yearless`, `heading`, `page` or `clocks`.
    pub date_from: Option<String>,
    /// Time of day, `14:05`.
    pub time: Option<String>,
    /// `Z` or the offset of that time.
    pub zone: Option<String>,
    /// `minute`, `hour` or `day`; null when no time is told.
    pub precision: Option<String>,
    /// `json-ld`, `time`, `text` or `input`; null when no time is told.
    pub found_in: Option<String>,
    /// The words or the value that gave the time.
    pub raw: Option<String>,
}

/// A day that a page tells, believed or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageDate {
    /// ISO day, or `2022-03`, or `2022`: no more than the page tells.
    pub date: String,
    /// Time of day, `14:05`, when the page tells one.
    pub time: Option<String>,
    /// `Z` or the offset of that time.
    pub zone: Option<String>,
    /// `published`, `modified` or `unsaid`.
    pub role: String,
    /// `json-ld`, `meta`, `time`, `element`, `url` or `text`.
    pub found_in: String,
    /// The name under which it stands there.
    pub name: String,
    /// The words or the value that gave it.
    pub raw: String,
}

/// A headline of another article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Related {
    /// The headline.
    pub title: String,
    /// Its link.
    pub url: Option<String>,
}

/// A passage that is not part of the article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cut {
    /// `repeated`, `related`, `furniture`, `credit`, `title` or `dateline`.
    pub reason: String,
    /// What it said.
    pub text: String,
}

/// A passage that stays in the text and is not coded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Uncoded {
    /// As for [`Cut`].
    pub reason: String,
    /// Where it stands.
    pub span: Range,
}

/// A place's position.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Geo {
    /// WGS 84 degrees north.
    pub lat: Option<f64>,
    /// WGS 84 degrees east.
    pub lon: Option<f64>,
    /// `exact`, `approximate`, `centroid`, `region` or `name_only`.
    pub precision: String,
    /// First and second administrative level.
    pub admin: Vec<String>,
}

/// What one article says of one occurrence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Sub-event type.
    #[serde(rename = "type")]
    pub event_type: String,
    /// When.
    pub date: Option<Days>,
    /// Where, as written.
    pub place: Option<String>,
    /// ISO 3166 alpha-2.
    pub country: Option<String>,
    /// Who did it.
    pub initiators: Vec<String>,
    /// To whom.
    pub targets: Vec<String>,
    /// How many.
    pub tolls: Vec<Toll>,
    /// Who tells of it, from the nearest to the article to the original one.
    pub sources: Vec<String>,
    /// `reported`, `alleged` or `denied`.
    pub certainty: String,
    /// The sentence that tells it best.
    pub evidence: String,
    /// Position of the place; null without a place.
    pub geo: Option<Geo>,
    /// Registry ids, in step with `initiators`.
    pub initiator_ids: Vec<Option<String>>,
    /// Registry ids, in step with `targets`.
    pub target_ids: Vec<Option<String>>,
    /// Registry ids, in step with `sources`.
    pub source_ids: Vec<Option<String>>,
    /// Where the words stand.
    pub spans: EventSpans,
    /// Lexicon entries and rules that fired.
    pub because: Vec<String>,
}

/// Where the words of an event stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventSpans {
    /// The words that tell the type.
    #[serde(rename = "type")]
    pub event_type: Range,
    /// The words that tell when.
    pub date: Option<Range>,
    /// The place name.
    pub place: Option<Range>,
    /// In step with `initiators`.
    pub initiators: Vec<Range>,
    /// In step with `targets`.
    pub targets: Vec<Range>,
    /// In step with `sources`.
    pub sources: Vec<Range>,
    /// The sentence.
    pub evidence: Range,
}

/// How many people suffered one outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Toll {
    /// What happened to them.
    pub outcome: String,
    /// Lower bound, included.
    pub low: Option<u64>,
    /// Upper bound, included; null when open.
    pub high: Option<u64>,
    /// Whether the words say that the figure is rounded or vague.
    pub approx: bool,
    /// Who they are, as named.
    pub victims: Option<String>,
    /// What they are.
    pub kind: String,
    /// The sources of this figure; absent when they are those of the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sources: Option<Vec<String>>,
    /// The registry id of the victims.
    pub victims_id: Option<String>,
    /// Registry ids, in step with `sources`; absent with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_ids: Option<Vec<Option<String>>>,
    /// Where the words stand.
    pub spans: TollSpans,
    /// Lexicon entries and rules that fired.
    pub because: Vec<String>,
}

/// Where the words of a toll stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TollSpans {
    /// The number with its hedge.
    pub number: Range,
    /// The words that name the victims.
    pub victims: Option<Range>,
    /// In step with `sources`; absent with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sources: Option<Vec<Range>>,
    /// The sentence.
    pub evidence: Range,
}

/// A toll over a period or an area that is not one event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Aggregate {
    /// What happened to them.
    pub outcome: String,
    /// Lower bound, included.
    pub low: Option<u64>,
    /// Upper bound, included; null when open.
    pub high: Option<u64>,
    /// Whether the words say that the figure is rounded or vague.
    pub approx: bool,
    /// Who they are, as named.
    pub victims: Option<String>,
    /// What they are.
    pub kind: String,
    /// The period.
    pub window: Option<Days>,
    /// Where, as written.
    pub place: Option<String>,
    /// ISO 3166 alpha-2.
    pub country: Option<String>,
    /// Whose figure it is.
    pub sources: Vec<String>,
    /// The sentence.
    pub evidence: String,
    /// Position of the place; null without a place.
    pub geo: Option<Geo>,
    /// The registry id of the victims.
    pub victims_id: Option<String>,
    /// Registry ids, in step with `sources`.
    pub source_ids: Vec<Option<String>>,
    /// Where the words stand.
    pub spans: AggregateSpans,
    /// Lexicon entries and rules that fired.
    pub because: Vec<String>,
}

/// Where the words of an aggregate stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AggregateSpans {
    /// The number with its hedge.
    pub number: Range,
    /// The words that name the victims.
    pub victims: Option<Range>,
    /// The words that tell the period.
    pub window: Option<Range>,
    /// The place name.
    pub place: Option<Range>,
    /// In step with `sources`.
    pub sources: Vec<Range>,
    /// The sentence.
    pub evidence: Range,
}

/// Words that the article attributes to somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// Who says it.
    pub speaker: Vec<String>,
    /// The words.
    pub evidence: String,
    /// Whether they are quoted, rather than reported.
    pub quoted: bool,
    /// Registry ids, in step with `speaker`.
    pub speaker_ids: Vec<Option<String>>,
    /// Where the words stand.
    pub spans: StatementSpans,
    /// Lexicon entries and rules that fired.
    pub because: Vec<String>,
}

/// Where the words of a statement stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementSpans {
    /// In step with `speaker`.
    pub speaker: Vec<Range>,
    /// The words.
    pub evidence: Range,
}

/// Something that was considered and not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Considered {
    /// What it could have been.
    pub slot: String,
    /// The words.
    pub text: String,
    /// Where they stand.
    pub span: Range,
    /// The lexicon entry or rule that put them forward.
    pub rule: String,
    /// Why they lost.
    pub why: String,
}

/// Something that a reader of the document should know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// A stable kebab-case code; `docs/data-format.md` lists them.
    pub code: String,
    /// Where, when it is about a place in the text.
    pub span: Option<Range>,
    /// A sentence for a person.
    pub text: String,
}

/// An article and its claims, as published.
pub fn document(article: &Article, claims: &Claims, coder: Coder) -> Document {
    convert::document(article, claims, coder)
}

/// An article alone, as published.
pub fn read_document(article: &Article) -> ReadDocument {
    convert::read_document(article)
}

impl Document {
    /// Adds what was considered and not taken.
    #[must_use]
    pub fn with_considered(mut self, claims: &Claims) -> Self {
        self.considered = Some(convert::considered(&self.article.text, claims));
        self
    }
}

#[cfg(test)]
mod tests;
