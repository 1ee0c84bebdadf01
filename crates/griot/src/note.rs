//! Notes: what a stage could not do, told without failing.
//!
//! A stage returns its result and its notes; it never fails on a page. The codes are stable and
//! documented in `docs/data-format.md`.

use crate::span::Span;

/// Something a reader of the result should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// A stable kebab-case code, for programs.
    pub code: &'static str,
    /// Where in the article's text, when it is about a place in it.
    pub span: Option<Span>,
    /// A sentence for a person: lowercase, no full stop.
    pub text: String,
}

impl Note {
    /// A note about the whole document.
    pub fn new(code: &'static str, text: impl Into<String>) -> Self {
        Self { code, span: None, text: text.into() }
    }

    /// A note about one span of the text.
    pub fn at(code: &'static str, span: Span, text: impl Into<String>) -> Self {
        Self { code, span: Some(span), text: text.into() }
    }
}
