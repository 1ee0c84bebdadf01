//! The words of a language, as data.
//!
//! Takes TOML folders; gives compiled tables. Holds no rule of grammar.

pub mod schema;
