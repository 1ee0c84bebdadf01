//! griot reads news coverage of armed conflict into a record in which every value can be traced
//! to the words that say it and to whoever said them.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod span;

pub mod note;

pub mod model;

pub mod pipeline;

pub mod read;

pub mod extract;

pub mod gazetteer;

pub mod annotate;

pub mod coding;

pub mod lexicon;

pub mod json;

pub mod fusion;
