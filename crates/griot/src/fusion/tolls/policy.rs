//! Figures of an event by the rules of those who publish figures.
//!
//! Takes the claims of an event; gives one figure. What one source said is replaced by what it says
//! later, under every policy. The rules are those that the projects publish; where a project counts
//! less than griot does (ACLED and UCDP the dead only, IBC civilians only), its rule is applied to
//! whatever it is asked about, and the caller asks what the project would count.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use super::{Said, TollClaim, highest, is_replaced, said};
use crate::model::{Certainty, Outcome, VictimKind};

/// A rule that makes one figure of many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Policy {
    /// From the least that any source says to the most that any says. `At least two` beside
    /// forty-four is two to forty-four; `at least fifty` beside it is forty-four or more.
    Range,
    /// What was published last; when several were, from the least to the most of them.
    Latest,
    /// ACLED: the lowest figure; vague words as ACLED counts them (tens 10, dozens 12, hundreds
    /// 100, thousands 1000).
    Acled,
    /// UCDP: low, best and high. Low is the least of what is told as a fact, high the most that
    /// anybody says, best what most independent voices say; among equals what was said last.
    Ucdp,
    /// Iraq Body Count: minimum and maximum. An open figure counts with what it asserts.
    Ibc,
}

impl Policy {
    /// Every policy.
    pub const ALL: &'static [Self] =
        &[Self::Range, Self::Latest, Self::Acled, Self::Ucdp, Self::Ibc];

    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Range => "range",
            Self::Latest => "latest",
            Self::Acled => "acled",
            Self::Ucdp => "ucdp",
            Self::Ibc => "ibc",
        }
    }
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Policy {
    type Err = UnknownPolicy;

    fn from_str(text: &str) -> Result<Self, UnknownPolicy> {
        let known = Self::ALL.iter().copied().find(|policy| policy.as_str() == text);
        known.ok_or_else(|| UnknownPolicy { found: text.to_owned() })
    }
}

/// No policy has this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is no policy: expected range, latest, acled, ucdp or ibc")]
pub struct UnknownPolicy {
    found: String,
}

/// A figure by a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TollFigure {
    /// Lower bound, included.
    pub low: u64,
    /// The one number of policies that give one: `acled` and `ucdp`.
    pub best: Option<u64>,
    /// Upper bound, included; `None` when what is left open is no less than all that is closed.
    pub high: Option<u64>,
    /// Ids of the accounts that it was made of, sorted.
    pub accounts: Vec<String>,
    /// How many voices they are.
    pub n_voices: usize,
}

/// The figure of an outcome by a policy, of one kind of victims or of all; nothing when nobody
/// gives one.
pub fn figure(
    claims: &[TollClaim],
    policy: Policy,
    outcome: Outcome,
    kind: Option<VictimKind>,
) -> Option<TollFigure> {
    let all = said(claims, outcome, kind);
    let current = current(&all);
    match policy {
        Policy::Range => over(&current),
        Policy::Latest => {
            let last = current.iter().filter_map(|said| said.published).max();
            let latest: Vec<&Said> = current
                .into_iter()
                .filter(|said| last.is_none() || said.published == last)
                .collect();
            over(&latest)
        }
        Policy::Acled => {
            let lowest = current.iter().map(|said| conservative(said)).min()?;
            Some(TollFigure {
                low: lowest,
                best: Some(lowest),
                high: Some(lowest),
                ..over(&current)?
            })
        }
        Policy::Ucdp => {
            let told: Vec<&Said> = current
                .iter()
                .copied()
                .filter(|said| said.certainty == Certainty::Reported)
                .collect();
            let low = over(if told.is_empty() { &current } else { &told })?.low;
            let best = most_voices(if told.is_empty() { &current } else { &told })?;
            let high = current.iter().map(|said| said.high.unwrap_or(said.low)).max()?;
            Some(TollFigure {
                low,
                best: Some(best),
                high: Some(high.max(best)),
                ..over(&current)?
            })
        }
        Policy::Ibc => {
            let high = current.iter().map(|said| said.high.unwrap_or(said.low)).max();
            Some(TollFigure { high, ..over(&current)? })
        }
    }
}

/// All figures of an event by a policy: for each outcome that is told, of all victims and of each
/// kind that is named.
pub fn figures(
    claims: &[TollClaim],
    policy: Policy,
) -> Vec<(Outcome, Option<VictimKind>, TollFigure)> {
    let mut found = Vec::new();
    for outcome in Outcome::ALL {
        let kinds = VictimKind::ALL.iter().filter(|kind| **kind != VictimKind::Unknown);
        for kind in std::iter::once(None).chain(kinds.map(|kind| Some(*kind))) {
            if let Some(figure) = figure(claims, policy, *outcome, kind) {
                found.push((*outcome, kind, figure));
            }
        }
    }
    found
}

/// What each source said last.
fn current(all: &[Said]) -> Vec<&Said> {
    let is_current = |said: &&Said| !all.iter().any(|later| is_replaced(said, later));
    all.iter().filter(is_current).collect()
}

/// From the least to the most.
fn over(all: &[&Said]) -> Option<TollFigure> {
    let low = all.iter().map(|said| said.low).min()?;
    let high = highest(all.iter().map(|said| (said.low, said.high)));
    let accounts: BTreeSet<&str> = all.iter().map(|said| said.account.as_str()).collect();
    let voices: BTreeSet<&str> = all.iter().map(|said| said.voice.as_str()).collect();
    Some(TollFigure {
        low,
        best: None,
        high,
        accounts: accounts.into_iter().map(str::to_owned).collect(),
        n_voices: voices.len(),
    })
}

/// The number that most voices give; among equals the one that was said last, then the lower one.
fn most_voices(all: &[&Said]) -> Option<u64> {
    let number = |low: u64| {
        let giving = all.iter().filter(|said| said.low == low);
        let voices: BTreeSet<&str> = giving.clone().map(|said| said.voice.as_str()).collect();
        (voices.len(), giving.filter_map(|said| said.published).max())
    };
    let lows: BTreeSet<u64> = all.iter().map(|said| said.low).collect();
    // The first of equals in the order from above: the lower one stands last, and wins.
    lows.into_iter().rev().max_by_key(|low| number(*low))
}

/// The number that ACLED takes of a figure: of vague words its own, else the least.
fn conservative(said: &Said) -> u64 {
    match (said.approx, said.low, said.high) {
        (true, 20, Some(99)) => 10,
        (true, 24, Some(99)) => 12,
        (true, 200, Some(999)) => 100,
        (true, 2000, Some(9999)) => 1000,
        (_, low, _) => low,
    }
}
