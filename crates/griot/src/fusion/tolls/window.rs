//! Aggregates beside events: what somebody claims over a period, and what is recorded in it.
//!
//! Takes a claim over a window and the events of a record with their figures; gives both, side by
//! side. They are never added: the events are, as far as anybody knows, among those that the claim
//! counts.

use std::fmt;

use crate::model::{Dates, Outcome, VictimKind};

use super::TollFigure;

/// A claim over a period.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    /// What happened to them.
    pub outcome: Outcome,
    /// What they are; `None` for everybody.
    pub kind: Option<VictimKind>,
    /// The period.
    pub dates: Dates,
    /// ISO 3166 alpha-2; `None` for everywhere.
    pub country: Option<String>,
    /// Lower bound of the claim, included.
    pub low: Option<u64>,
    /// Upper bound of the claim, included; `None` when open.
    pub high: Option<u64>,
}

/// What is recorded inside a window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recorded {
    /// Events wholly inside, with a figure.
    pub n_events: usize,
    /// Events wholly inside, without one.
    pub n_without_figure: usize,
    /// Events that lie partly outside, or whose day is unknown: not counted.
    pub n_uncertain: usize,
    /// The sum of the lower bounds.
    pub low: u64,
    /// The sum of the upper bounds, open ones with what they assert.
    pub high: u64,
    /// Whether some event has no upper bound.
    pub is_open: bool,
}

/// A claim over a period beside what is recorded in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// The claim.
    pub window: Window,
    /// The record.
    pub recorded: Recorded,
}

impl Window {
    /// Compares with events: each with its time, its country, and its figure of the outcome and the
    /// kind of this window.
    pub fn compare<'a>(
        self,
        events: impl IntoIterator<Item = (Option<Dates>, Option<&'a str>, Option<&'a TollFigure>)>,
    ) -> Compared {
        let mut recorded = Recorded::default();
        for (dates, country, figure) in events {
            let is_here = self.country.is_none() || country == self.country.as_deref();
            if !is_here {
                continue;
            }
            let Some(dates) = dates else {
                recorded.n_uncertain += 1;
                continue;
            };
            if !dates.overlaps(self.dates) {
                continue;
            }
            if dates.from < self.dates.from || dates.to > self.dates.to {
                recorded.n_uncertain += 1;
                continue;
            }
            let Some(figure) = figure else {
                recorded.n_without_figure += 1;
                continue;
            };
            recorded.n_events += 1;
            recorded.low = recorded.low.saturating_add(figure.low);
            recorded.high = recorded.high.saturating_add(figure.high.unwrap_or(figure.low));
            recorded.is_open |= figure.high.is_none();
        }
        Compared { window: self, recorded }
    }
}

impl fmt::Display for Compared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.window.low, self.window.high) {
            (Some(low), Some(high)) if low == high => write!(f, "claimed {low}")?,
            (Some(low), Some(high)) => write!(f, "claimed {low} to {high}")?,
            (Some(low), None) => write!(f, "claimed at least {low}")?,
            (None, Some(high)) => write!(f, "claimed at most {high}")?,
            (None, None) => f.write_str("claimed without a number")?,
        }
        let Recorded { n_events, low, high, is_open, .. } = self.recorded;
        let more = if is_open { " or more" } else { "" };
        let events = if n_events == 1 { "event" } else { "events" };
        match (n_events, low == high) {
            (0, _) => f.write_str("; no event recorded"),
            (_, true) => write!(f, "; recorded {low}{more} in {n_events} {events}"),
            (_, false) => write!(f, "; recorded {low} to {high}{more} in {n_events} {events}"),
        }
    }
}
