//! Annotation: an article becomes a document whose words carry structure.
//!
//! Takes an [`Article`](crate::model::Article); gives a [`Doc`] whose sentences and tokens are
//! byte ranges into the article's text. Decides nothing about events: that is coding.

mod doc;
pub use doc::{Doc, Feats, Rel, Sent, Token, Upos, WordId};

pub mod grammar;

mod quotes;
pub use quotes::{Quote, quotes};

pub mod mentions;

pub mod quantities;

pub mod times;

#[cfg(test)]
mod testdoc;
