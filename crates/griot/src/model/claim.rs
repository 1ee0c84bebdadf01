//! What one article claims: reports, tolls, aggregates, statements.
//!
//! Every value carries the span of the words that say it. The unknown is `None`, never a guess.

use jiff::civil::Date;

use crate::model::{EventType, Outcome, VictimKind};
use crate::note::Note;
use crate::span::Span;

/// Everything that one article claims.
#[derive(Clone, Debug, Default)]
pub struct Claims {
    /// What happened, in order of mention.
    pub reports: Vec<Report>,
    /// Tolls over a period or an area.
    pub aggregates: Vec<Aggregate>,
    /// Words attributed to somebody.
    pub statements: Vec<Statement>,
    /// What was considered and not taken, in the order of the text.
    pub considered: Vec<Considered>,
    /// What could not be coded.
    pub notes: Vec<Note>,
}

/// Something that could have become a value and did not, kept so that a reader can ask why not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Considered {
    /// The words.
    pub span: Span,
    /// What they could have been: the name of a slot of the published format (`type`, `date`,
    /// `place`, `initiators`, `targets`, `tolls`, `sources`, `speaker`, `aggregates`).
    pub slot: &'static str,
    /// The id of the lexicon entry or rule that put them forward.
    pub rule: String,
    /// Why they lost: a clause for a person, lowercase, no full stop.
    pub why: String,
}

/// Ids of the lexicon entries and rules that gave a value, in the order in which they fired.
pub type Because = Vec<String>;

/// A name as the text writes it, without article or number, with its span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The words, as published.
    pub text: String,
    /// Where they stand.
    pub span: Span,
    /// The registry's id, when the name is one that it knows.
    pub registry_id: Option<String>,
}

/// An interval of days, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dates {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

impl Dates {
    /// One day.
    pub fn day(date: Date) -> Self {
        Self { from: date, to: date }
    }

    /// Whether the intervals share a day.
    pub fn overlaps(self, other: Self) -> bool {
        self.from <= other.to && other.from <= self.to
    }

    /// Number of days in the interval.
    pub fn n_days(self) -> i32 {
        (self.to - self.from).get_days() + 1
    }
}

/// How well a place is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlacePrecision {
    /// The coordinates are those of the place.
    Exact,
    /// The coordinates are near the place.
    Approximate,
    /// The coordinates are the middle of an area.
    Centroid,
    /// The place is known by grammar alone; what is known is the region around it.
    Region,
    /// The name is all there is.
    NameOnly,
}

impl PlacePrecision {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Approximate => "approximate",
            Self::Centroid => "centroid",
            Self::Region => "region",
            Self::NameOnly => "name_only",
        }
    }
}

/// A place, as named, with what the gazetteer knows of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The name as written.
    pub name: String,
    /// Where it stands.
    pub span: Span,
    /// ISO 3166 alpha-2.
    pub country: Option<String>,
    /// First and second administrative level.
    pub admin: Vec<String>,
    /// WGS 84 degrees: latitude, longitude.
    pub lat_lon: Option<(f64, f64)>,
    /// How well it is known.
    pub precision: PlacePrecision,
}

/// What one article says of one occurrence. The published format calls it `event`.
#[derive(Clone, Debug)]
pub struct Report {
    /// The type, and the span of the words that tell it.
    pub event_type: EventType,
    /// The trigger.
    pub trigger: Span,
    /// When.
    pub date: Option<Dates>,
    /// The words that tell when.
    pub date_span: Option<Span>,
    /// Where.
    pub place: Option<Place>,
    /// ISO 3166 alpha-2 of where it happened, which may be known without a place.
    pub country: Option<String>,
    /// Who did it.
    pub initiators: Vec<Name>,
    /// To whom.
    pub targets: Vec<Name>,
    /// How many.
    pub tolls: Vec<Toll>,
    /// Who tells of it, from the nearest to the article to the original one.
    pub sources: Vec<Name>,
    /// Reported, alleged, denied.
    pub certainty: Certainty,
    /// The sentence that tells it best.
    pub evidence: Span,
    /// What fired.
    pub because: Because,
}

/// How an event is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Certainty {
    /// As a fact.
    #[default]
    Reported,
    /// In the conditional, or as one side's unverified word.
    Alleged,
    /// Somebody named denies it, and nobody else asserts it.
    Denied,
}

impl Certainty {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reported => "reported",
            Self::Alleged => "alleged",
            Self::Denied => "denied",
        }
    }
}

/// How many people suffered one outcome.
#[derive(Clone, Debug)]
pub struct Toll {
    /// What happened to them.
    pub outcome: Outcome,
    /// Lower bound, included.
    pub low: Option<u64>,
    /// Upper bound, included; `None` when open.
    pub high: Option<u64>,
    /// Whether the words say that the figure is rounded or vague.
    pub approx: bool,
    /// Who they are, as named, without article and number.
    pub victims: Option<Name>,
    /// What they are.
    pub kind: VictimKind,
    /// The sources of this figure, when they differ from the event's.
    pub sources: Option<Vec<Name>>,
    /// The number with its hedge.
    pub span: Span,
    /// The sentence.
    pub evidence: Span,
    /// What fired.
    pub because: Because,
}

/// A toll over a period or an area that is not one event.
#[derive(Clone, Debug)]
pub struct Aggregate {
    /// The figure.
    pub toll: Toll,
    /// The period.
    pub window: Option<Dates>,
    /// The words that tell the period.
    pub window_span: Option<Span>,
    /// Where.
    pub place: Option<Place>,
    /// ISO 3166 alpha-2.
    pub country: Option<String>,
    /// Whose figure it is, from the nearest to the article to the original one.
    pub sources: Vec<Name>,
    /// The sentence.
    pub evidence: Span,
    /// What fired.
    pub because: Because,
}

/// Words that the article attributes to somebody.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Who says it.
    pub speaker: Vec<Name>,
    /// The words.
    pub evidence: Span,
    /// Whether they are quoted (rather than reported).
    pub quoted: bool,
    /// What fired.
    pub because: Because,
}
