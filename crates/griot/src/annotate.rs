//! Annotation: an article becomes a document whose words carry structure.
//!
//! Takes an [`Article`](crate::model::Article); gives a [`Doc`] whose sentences and tokens are
//! byte ranges into the article's text. Decides nothing about events: that is coding.

mod doc;
pub use doc::{Doc, Feats, Rel, Sent, Token, Upos, WordId};

pub mod syntax;

pub mod grammar;

pub mod quantities;

pub mod times;

pub mod places;

mod quotes;
pub use quotes::{Quote, quotes};

pub mod mentions;
