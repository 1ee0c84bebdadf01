//! Fusion: what many articles say, put together without losing who said it.
//!
//! Takes articles and their claims; gives reprint groups ([`Reprints`]), independent voices
//! ([`independence`]), events with the reasons of every join ([`Events`]), figures by named
//! policies ([`tolls`]), threads of articles ([`stories`](fn@stories)), and what is related to an
//! article ([`related`](fn@related)). Claims are never changed, added up across sources or thrown away: what is
//! derived here can be dropped and made again.
//!
//! Everything is incremental and pure. An article that is added touches its neighbourhood only, and
//! the result is a function of the set of what was added: no order of arrival, no batching and no
//! hash map shows in it. It reads no file and keeps none; whoever stores a record feeds it.
//!
//! ```
//! use griot::fusion::{Account, Events};
//! use griot::lexicon::registry::Registry;
//! use griot::model::{Article, Claims};
//!
//! let article = Article { id: "a1".to_owned(), ..Article::from_text("Rien à signaler.") };
//! let mut events = Events::new(Registry::builtin());
//! let changes = events.put("a1", Account::all_of(&article, &Claims::default()));
//! assert!(changes.is_empty());
//! assert_eq!(events.events().count(), 0);
//! ```

mod account;
pub use account::{Account, Figure, Party, Where, is_part_rule};

mod agencies;
pub use agencies::{Agencies, Credit};

mod reprints;
pub use reprints::{Brief, Glance, Print, ReprintGroup, Reprints, SameText, Year, may_share_text};

mod compare;
pub use compare::{Agreement, Comparison, Slot};

mod events;
pub use events::{Changes, Decision, Event, Events, Join, Redirect, Suggestion};

mod near;
pub use near::{Around, Comparable, Neighbourhood, neighbourhood};

mod cluster;

mod merged;
pub use merged::{Merged, merged};

mod stories;
pub use stories::{
    ByDay, Gist, Happening, Outline, STORY_DAYS, Story, StoryDay, StoryEvent, Strand, stories,
    story_id, threads, timeline,
};

mod related;
pub use related::{Piece, Related, Relation, SOURCE_DAYS, STATEMENT_DAYS, Utterance, related};

pub mod independence;
pub use independence::{Independence, Told, Voice};

pub mod tolls;
pub use tolls::{Policy, TollClaim, TollFigure};

mod words;

/// The number of the rules of fusion: raised whenever the same accounts could give other events, so
/// that whoever stores events knows that they must be made again.
pub const RULES: u32 = 1;

#[cfg(test)]
mod fixture;
