//! Why something cannot be decided.
//!
//! Takes a code, what it is about and a sentence for the command line; whoever shows it in another language
//! or in other words goes by the code. Codes are stable.

use std::fmt;

/// All codes.
#[rustfmt::skip]
pub const REFUSALS: [&str; 29] = [
    "nameless", "no-event", "no-article", "several-articles", "nothing-called-so", "same-event", "no-report",
    "some-reports", "reprint-of-itself", "no-reprint", "over", "assigned-already", "rejected",
    "unconfirmed-check", "own-check", "unconfirmed-final", "below-reader", "withheld-already", "no-decision",
    "undone-already", "unchanged", "bad-type", "bad-date", "bad-country", "bad-certainty", "bad-figure",
    "bad-slot", "bad-victims", "bad-place",
];

/// Why something cannot be decided, and what can be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// One of [`REFUSALS`].
    pub code: &'static str,
    /// What it is about, by name: `value`, `state`, `slot`, …
    pub values: Vec<(&'static str, String)>,
    text: String,
}

impl Refusal {
    pub(crate) fn new(
        code: &'static str,
        values: &[(&'static str, &str)],
        text: impl Into<String>,
    ) -> Self {
        debug_assert!(REFUSALS.contains(&code), "{code}");
        let values = values.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        Self { code, values, text: text.into() }
    }
}

/// The sentence of the command line.
impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}
