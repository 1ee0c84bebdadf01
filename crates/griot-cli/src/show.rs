//! The record as a person reads it in a terminal.
//!
//! Takes articles and their claims; gives text with colours in it. Reads nothing and decides
//! nothing; whether colours reach the terminal is decided where the text is written.

pub(crate) mod words;

pub(crate) mod styles;

pub(crate) mod layout;

pub(crate) mod values;

mod table;
pub(crate) use table::article_table;

mod why;
pub(crate) use why::{Part, explanation};

#[cfg(test)]
mod fixture;
