//! Figures of an event, by named policies.
//!
//! Takes the tolls of all accounts of an event; gives what each of them says in all (parts are not
//! added to the totals that hold them), figures by [`Policy`], and the curve of revisions. Claims
//! are never added across accounts, and never thrown away: a policy only reads them. Aggregates
//! are compared with the events inside their window and never added to them: see [`Window`].

use std::fmt;

use jiff::civil::Date;

use super::account::{Account, Figure, Party};
use super::independence::origin;
use crate::gazetteer::fold;
use crate::model::{Certainty, Outcome, VictimKind};

mod policy;
pub use policy::{Policy, TollFigure, UnknownPolicy, figure, figures};

mod window;
pub use window::{Compared, Recorded, Window};

/// A toll as one account gives it.
#[derive(Clone, Debug, PartialEq)]
pub struct TollClaim {
    /// The account's id.
    pub account: String,
    /// The day of publication.
    pub published: Option<Date>,
    /// What the claims of one dispatch or outlet share; see [`independence`](super::independence).
    pub voice: String,
    /// Who says it, as named, from the nearest to the article to the original one.
    pub sources: Vec<Party>,
    /// How the event is told.
    pub certainty: Certainty,
    /// The figure.
    pub figure: Figure,
}

/// What one account says in all of one outcome, on the word of one list of sources.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// The account's id.
    pub account: String,
    /// The day of publication.
    pub published: Option<Date>,
    /// As for [`TollClaim`].
    pub voice: String,
    /// The names of the sources; empty when the outlet says it in its own voice.
    pub who: Vec<String>,
    /// What one source has said before is replaced by what it says later: the original source, or
    /// the voice when there is none.
    pub origin: String,
    /// How the event is told.
    pub certainty: Certainty,
    /// Lower bound, included.
    pub low: u64,
    /// Upper bound, included; `None` when open.
    pub high: Option<u64>,
    /// Whether the words are rounded or vague, or leave open whether parts hold one another.
    pub approx: bool,
}

/// How a figure stands to the one before it on a curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revision {
    /// The first figure.
    First,
    /// The same bounds.
    Same,
    /// More.
    Up,
    /// Fewer.
    Down,
    /// Both bounds moved, and not the same way.
    Other,
}

/// A point of the curve of a toll.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// Who said how many, and when.
    pub said: Said,
    /// Against the point before, whoever said that: two sources that differ have revised nothing.
    pub revision: Revision,
    /// Against what the same source said on an earlier day, when it did.
    pub own_revision: Option<Revision>,
    /// Which point of the curve stands in its place for every policy: the last that the same source
    /// said on a later day.
    pub replaced_by: Option<usize>,
}

/// The claims of accounts, each with its voice.
pub fn claims<'a>(accounts: impl IntoIterator<Item = (&'a Account, &'a str)>) -> Vec<TollClaim> {
    let mut found = Vec::new();
    for (account, voice) in accounts {
        found.extend(account.tolls.iter().map(|figure| TollClaim {
            account: account.id.clone(),
            published: account.published,
            voice: voice.to_owned(),
            sources: figure.sources.clone().unwrap_or_else(|| account.sources.clone()),
            certainty: account.certainty,
            figure: figure.clone(),
        }));
    }
    found
}

/// What each account says in all of an outcome: of one kind of victims, or of all. In the order of
/// publication, then of the accounts' ids; those without a day come last. What is denied is left
/// out: nobody says it.
pub fn said(claims: &[TollClaim], outcome: Outcome, kind: Option<VictimKind>) -> Vec<Said> {
    let mut groups: Vec<(Said, Vec<&Figure>)> = Vec::new();
    for claim in claims {
        if claim.figure.outcome != outcome || claim.certainty == Certainty::Denied {
            continue;
        }
        let who: Vec<String> = claim.sources.iter().map(|party| party.name.clone()).collect();
        let known =
            groups.iter_mut().find(|(said, _)| said.account == claim.account && said.who == who);
        match known {
            Some((_, figures)) => figures.push(&claim.figure),
            None => {
                let said = Said {
                    account: claim.account.clone(),
                    published: claim.published,
                    voice: claim.voice.clone(),
                    who,
                    origin: origin(&claim.sources).unwrap_or_else(|| claim.voice.clone()),
                    certainty: claim.certainty,
                    low: 0,
                    high: None,
                    approx: false,
                };
                groups.push((said, vec![&claim.figure]));
            }
        }
    }
    let mut found: Vec<Said> = groups
        .into_iter()
        .filter_map(|(said, figures)| {
            let bounds = match kind {
                Some(kind) => of_kind(&figures, kind),
                None => of_all(&figures),
            }?;
            Some(Said { low: bounds.low, high: bounds.high, approx: bounds.approx, ..said })
        })
        .collect();
    found.sort_by(|a, b| age(a).cmp(&age(b)).then_with(|| a.who.cmp(&b.who)));
    found
}

fn age(said: &Said) -> (bool, Option<Date>, &str) {
    (said.published.is_none(), said.published, said.account.as_str())
}

/// From how many to how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Bounds {
    low: u64,
    high: Option<u64>,
    approx: bool,
}

impl Bounds {
    fn of(figure: &Figure) -> Option<Self> {
        let low = figure.low.or(figure.high.map(|_| 0))?;
        // Bounds that are reversed say nothing above the lower one.
        let high = figure.high.filter(|high| *high >= low);
        let is_reversed = figure.high.is_some() && high.is_none();
        Some(Self { low, high, approx: figure.approx || is_reversed })
    }

    /// From the least to the most of alternatives.
    fn any_of(all: &[Self]) -> Option<Self> {
        let low = all.iter().map(|one| one.low).min()?;
        let high = highest(all.iter().map(|one| (one.low, one.high)));
        let approx = all.iter().any(|one| one.approx || one.low != low);
        Some(Self { low, high, approx })
    }

    /// Both together.
    fn plus(self, other: Self) -> Self {
        Self {
            low: self.low.saturating_add(other.low),
            high: self.high.zip(other.high).map(|(a, b)| a.saturating_add(b)),
            approx: self.approx || other.approx,
        }
    }
}

/// The upper bound over several figures for one thing, each a lower and an upper bound: the highest
/// that is said. An open figure (`at least two`) is met by every higher one, and leaves the whole
/// open only when none is higher. Nothing when the whole is open, or there are no figures.
fn highest(figures: impl Iterator<Item = (u64, Option<u64>)>) -> Option<u64> {
    let (mut most, mut most_open) = (None, None);
    for (low, high) in figures {
        match high {
            Some(_) => most = most.max(high),
            None => most_open = most_open.max(Some(low)),
        }
    }
    most.filter(|most| most_open.is_none_or(|open| open < *most))
}

/// What figures say of victims of one kind. Two figures of one kind and one source may be two
/// halves (`douze gendarmes et quatre volontaires`) or one and a part of it (`dix civils, dont
/// trois enfants`); unless the words told, the bounds leave both open.
fn of_kind(figures: &[&Figure], kind: VictimKind) -> Option<Bounds> {
    let of_kind: Vec<&Figure> = figures.iter().copied().filter(|f| f.kind == kind).collect();
    let named = |figure: &Figure| figure.victims.as_ref().map(|victims| fold(&victims.name));
    // Figures for one name are alternatives.
    let mut by_name: Vec<(Option<String>, Vec<Bounds>, bool)> = Vec::new();
    for figure in of_kind {
        let Some(bounds) = Bounds::of(figure) else { continue };
        let name = named(figure);
        match by_name.iter_mut().find(|(known, ..)| *known == name) {
            Some((_, all, _)) => all.push(bounds),
            None => by_name.push((name, vec![bounds], figure.part)),
        }
    }
    let mut distinct: Vec<(Option<String>, Bounds, bool)> = by_name
        .into_iter()
        .filter_map(|(name, all, is_part)| Some((name, Bounds::any_of(&all)?, is_part)))
        .collect();
    // Of what a part is a part, when it is of this kind, the largest figure holds it.
    distinct.sort_by(|a, b| b.1.low.cmp(&a.1.low).then_with(|| a.0.cmp(&b.0)));
    let (largest, rest) = distinct.split_first()?;
    let mut bounds = largest.1;
    for (_, other, is_part) in rest {
        if !*is_part || largest.2 {
            bounds.high = bounds.high.zip(other.high).map(|(a, b)| a.saturating_add(b));
            bounds.approx = true;
        }
    }
    Some(bounds)
}

/// What figures say of all victims. A figure of nobody in particular is a total, and holds those of
/// a kind that fit into it; what does not fit stands beside it: nineteen dead do not hold the
/// thirty-one assailants that an army says it killed.
fn of_all(figures: &[&Figure]) -> Option<Bounds> {
    let total = of_total(figures);
    let mut parts: Vec<Bounds> = VictimKind::ALL
        .iter()
        .filter(|kind| **kind != VictimKind::Unknown)
        .filter_map(|kind| of_kind(figures, *kind))
        .collect();
    let Some(total) = total else {
        let first = parts.pop()?;
        return Some(parts.into_iter().fold(first, Bounds::plus));
    };
    parts.sort_by_key(|part| part.low);
    let most = total.high.unwrap_or(u64::MAX);
    let (mut inside, mut all) = (0_u64, total);
    for part in parts {
        let with = inside.saturating_add(part.low);
        if with <= most {
            inside = with;
        } else {
            all = all.plus(part);
        }
    }
    // "At least ten dead", of whom the parts are twelve, are at least twelve.
    let beside = all.low.saturating_sub(total.low);
    all.low = all.low.max(inside.saturating_add(beside));
    Some(all)
}

/// The largest figure of nobody in particular; smaller ones of one source are parts of it.
fn of_total(figures: &[&Figure]) -> Option<Bounds> {
    let all = figures.iter().filter(|figure| figure.kind == VictimKind::Unknown);
    all.filter_map(|figure| Bounds::of(figure)).max_by_key(|bounds| (bounds.low, bounds.high))
}

/// The curve of an outcome: who said how many, day by day, and how it moved.
pub fn curve(claims: &[TollClaim], outcome: Outcome, kind: Option<VictimKind>) -> Vec<Point> {
    let mut points: Vec<Point> = Vec::new();
    for said in said(claims, outcome, kind) {
        let revision =
            points.last().map_or(Revision::First, |before| Revision::between(&before.said, &said));
        // What one source says twice on one day is no revision: nothing tells which came first.
        let own = points.iter().rev().find(|before| is_replaced(&before.said, &said));
        let own_revision = own.map(|before| Revision::between(&before.said, &said));
        points.push(Point { said, revision, own_revision, replaced_by: None });
    }
    let by: Vec<Option<usize>> = points
        .iter()
        .map(|point| points.iter().rposition(|later| is_replaced(&point.said, &later.said)))
        .collect();
    for (point, by) in points.iter_mut().zip(by) {
        point.replaced_by = by;
    }
    points
}

/// Whether what one source said is replaced by something else. Without a day of publication nothing
/// replaces and nothing is replaced.
fn is_replaced(said: &Said, later: &Said) -> bool {
    said.published.is_some() && later.origin == said.origin && later.published > said.published
}

impl Revision {
    fn between(before: &Said, after: &Said) -> Self {
        use std::cmp::Ordering::{Equal, Greater, Less};
        let high = |said: &Said| said.high.unwrap_or(u64::MAX);
        match (after.low.cmp(&before.low), high(after).cmp(&high(before))) {
            (Equal, Equal) => Self::Same,
            // `Au moins onze` that becomes twenty has moved up, though it had no upper bound.
            (Greater, _) if before.high.is_none() || high(after) >= high(before) => Self::Up,
            (Less, _) if after.high.is_none() || high(after) <= high(before) => Self::Down,
            (Equal, Greater) => Self::Up,
            (Equal, Less) => Self::Down,
            _ => Self::Other,
        }
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::First => "first",
            Self::Same => "same",
            Self::Up => "up",
            Self::Down => "down",
            Self::Other => "other",
        })
    }
}

#[cfg(test)]
mod tests;
