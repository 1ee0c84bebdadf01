//! How far a run is, on a terminal.
//!
//! Takes how many bytes are done and how many articles came out; draws a line on standard error
//! when that is a terminal, and nothing otherwise.

use std::io::{IsTerminal, stderr};

use griot_intake::Walk;
use indicatif::{ProgressBar, ProgressStyle};

/// Bytes, articles, rate and time left; without a total, what can be told.
const KNOWN: &str = "{bytes}/{total_bytes} {wide_bar} {msg}, {bytes_per_sec}, {eta} left";
const UNKNOWN: &str = "{bytes} {spinner} {msg}, {bytes_per_sec}";

/// The line, if there is one.
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
}

impl Progress {
    pub(crate) fn new(walk: &Walk, quiet: bool) -> Self {
        let bar = (!quiet && stderr().is_terminal()).then(|| {
            // Only a person who looks is worth walking ahead for.
            let total = walk.survey().n_bytes;
            let (bar, template) = if total > 0 {
                (ProgressBar::new(total), KNOWN)
            } else {
                (ProgressBar::no_length(), UNKNOWN)
            };
            let bar = bar.with_message(articles(0));
            match ProgressStyle::with_template(template) {
                Ok(style) => bar.with_style(style),
                Err(_) => bar,
            }
        });
        Self { bar }
    }

    /// So many bytes were read by an earlier run, which is no measure of this one's rate.
    pub(crate) fn begin(&self, n_bytes: u64) {
        if let Some(bar) = &self.bar {
            bar.set_position(n_bytes);
            bar.reset_eta();
        }
    }

    /// So many bytes are done, and so many articles have come of them.
    pub(crate) fn show(&self, n_bytes: u64, n_articles: u64) {
        if let Some(bar) = &self.bar {
            bar.set_position(n_bytes);
            bar.set_message(articles(n_articles));
        }
    }

    /// Does something that writes to standard error.
    pub(crate) fn aside(&self, tell: impl FnOnce()) {
        match &self.bar {
            Some(bar) => bar.suspend(tell),
            None => tell(),
        }
    }

    pub(crate) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// `1 article`, `12 articles`.
pub(super) fn articles(n: u64) -> String {
    format!("{n} {}", if n == 1 { "article" } else { "articles" })
}
