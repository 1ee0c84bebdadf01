//! The integration tests of the library, in one binary.
#![allow(missing_docs, clippy::unwrap_used)]

mod case_files;
mod cases;
mod claims;
mod lexicon;
mod numbers_dates;
mod together;
