//! The nouns of the record: what an article is, and what one article claims.
//!
//! Takes nothing and does nothing: these are the values that stages hand to each other. They are
//! the internal model; the published JSON lives apart, in `json.rs`. The words are those of the
//! coding guidelines: initiators, targets, tolls, sources, certainty, evidence.

mod article;
pub use article::{
    Article, Cut, CutReason, DateCandidate, DateFound, DatePrecision, DateRole, RelatedHeadline,
    SectionFound, Uncoded,
};

mod claim;
pub use claim::{
    Aggregate, Because, Certainty, Claims, Considered, Dates, Name, Place, PlacePrecision, Report,
    Statement, Toll,
};

mod entry;
pub use entry::{DayFrom, Entry, EntryPrecision, EntryTime};

mod codes;
pub use codes::{ActorKind, EventType, Family, Lang, Outcome, VictimKind};
