//! How far a run is, on a terminal.
//!
//! Takes how many bytes were read and how many articles came out; draws a line on standard error
//! when that is a terminal, and nothing otherwise.

use std::cell::RefCell;
use std::io::{IsTerminal, stderr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use griot_intake::Walk;
use indicatif::{ProgressBar, ProgressStyle};

/// Bytes, articles, rate and time left; without a total, what can be told.
const KNOWN: &str = "{bytes}/{total_bytes} {wide_bar} {msg}, {bytes_per_sec}, {eta} left";
const UNKNOWN: &str = "{bytes} {spinner} {msg}, {bytes_per_sec}";

/// The line, if there is one.
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    taken: RefCell<Option<Arc<AtomicU64>>>,
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
            match ProgressStyle::with_template(template) {
                Ok(style) => bar.with_style(style),
                Err(_) => bar,
            }
        });
        Self { bar, taken: RefCell::new(None) }
    }

    /// Where the bytes that were read are counted.
    pub(crate) fn watch(&self, taken: Arc<AtomicU64>) {
        if let Some(bar) = &self.bar {
            // What an earlier run read is no measure of this one's rate.
            bar.set_position(taken.load(Ordering::Relaxed));
            bar.reset_eta();
        }
        self.taken.replace(Some(taken));
    }

    pub(crate) fn show(&self, n_articles: u64) {
        if let Some(bar) = &self.bar {
            if let Some(taken) = &*self.taken.borrow() {
                bar.set_position(taken.load(Ordering::Relaxed));
            }
            bar.set_message(format!("{n_articles} articles"));
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
