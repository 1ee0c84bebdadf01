//! Everything that fetches: files, folders, archives, feeds, addresses.
//!
//! Takes what the user names; gives [`Page`]s, one after the other, in a fixed order, without ever
//! holding more than a few of them. Deliberately reads no page: bytes become articles in
//! [`griot::read`].
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod page;
pub use page::Page;

mod unit;
pub use unit::{Articles, Known, Left, Position, Unit, Work};

mod walk;
pub use walk::{Fnv, Skipped, Survey, Walk};

mod files;
pub use files::Units;

mod repeats;
pub use repeats::{Passages, Repeat, Repeats};

mod codings;

mod lines;

mod mime;

mod zip;

pub mod unpack;

pub mod pipeline;

pub mod warc;
pub use warc::Passed;

pub mod feed;

pub mod fetch;
