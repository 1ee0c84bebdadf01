//! The folder that holds everything: pages for ever, what was coded of them, and an index of words.
//!
//! Takes pages that were read and coded; gives a folder that answers questions about them, and that
//! can say whether it is whole. One process writes, any number read. Deliberately reads no page,
//! codes nothing, fetches nothing and knows no clock: whoever calls says what time it is.
//!
//! ```text
//! DIR/griot.toml      name, languages, feeds: written by hand
//! DIR/archive/        the pages, WARC, one gzip member a page; only ever appended to
//! DIR/record.sqlite   what was coded of them
//! DIR/index/          the words of the articles; made again whenever it is not in step
//! DIR/lock            the process that writes
//! ```
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod error;
pub use error::{Error, Result};

mod role;
pub use role::Role;

mod audit;
pub use audit::{Entry, entry_json};

mod accounts;
pub use accounts::{Account, LEAST_CHARS, People, Signed};

mod withheld;
pub use withheld::Field;

mod config;
pub use config::Tiles;
pub use config::{Config, Feed};

mod archive;
pub use archive::{About, Archived, Place, content_hash};

mod schema;
pub use schema::VERSION;

mod lock;

mod columns;

mod index;

mod record;
pub use record::{Layout, Record};

mod extend;
mod facets;
mod fuse;
mod matching;
pub use matching::{Cursor, EventPage};

mod layer;
pub use layer::{Fused, Reason, Tie, Voice};

mod decisions;
pub use decisions::{Decision, Standing, Subject, Told, Verb};

mod correction;
pub use correction::{Bounds, Correction};

mod review;
pub use review::{Corrected, Review, ReviewState};

mod decide;
pub use decide::Act;

mod write;
pub use write::{Added, NewPage, Orphan, Writer};

mod recode;
pub use recode::{Change, Recoded};

mod check;
pub use check::{Checked, Fault};

mod backup;

mod ask;
pub use ask::{ArticleRow, Filter, Found, Frame, Kind, Near, Page, Row, SearchHit};

mod refusal;
pub use refusal::{REFUSALS, Refusal};

mod wanted;
pub use wanted::{KM, Misasked, Taken, Understood, Wanted};

mod told;
pub use told::{article_json, decision_json, event_json, figures_of, recorded_json, row_json};

mod fresh;

mod digest;
pub use digest::{Digest, Digested, Gist, Mark, Sheaf};

mod changed;
pub use changed::{Changed, Changes};

mod lists;
pub use lists::{ClaimRow, Outlet, PrintedRow, Run, WholeArticle};

mod merged;
pub use merged::{EventRow, Report, Suggested, TollRow};

mod as_of;

mod export;
pub use export::{Exporter, Format, Lost, Written, harmless};

mod brief;
pub use brief::{Brief, BriefAsked, Sheet, Words, disputes, escape, fill, number, outlines};

mod transfer;
pub use transfer::Transferred;

mod threads;
pub use threads::{StoryRow, Threads};

mod related;
pub use related::RelatedRow;

#[cfg(test)]
mod tests;
