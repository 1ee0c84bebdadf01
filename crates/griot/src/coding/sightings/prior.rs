//! What a sentence tells of another occurrence, by which it dates its own.
//!
//! `Quatre soldats sont morts lundi, quatre jours après qu'un kamikaze a tué 41 paramilitaires`, `Cette
//! attaque survient au lendemain de la mort de deux gendarmes`: takes a sentence; gives the tokens that
//! tell the earlier occurrence, and by how many days it came before. Its dead are not of the event that
//! the sentence is about.

use std::ops::Range;

use jiff::ToSpan;

use crate::annotate::quantities::QuantityKind;
use crate::annotate::times::{TimeExpr, TimePrecision, TimeRole};
use crate::annotate::{Feats, Upos};
use crate::coding::context::Context;
use crate::coding::tolls::TollMention;
use crate::model::Dates;

use super::{Sighting, Trigger};

/// An occurrence that another one is dated by.
#[derive(Clone, Debug)]
pub(super) struct Prior {
    /// The tokens that tell it.
    pub zone: Range<usize>,
    /// The words that say how long before it was.
    anchor: TimeExpr,
    /// How many days before, where they say it to the day.
    days: Option<i64>,
}

/// The earlier occurrence of a sentence; none where the words behind the time tell no other
/// (`deux jours après l'attaque`).
pub(super) fn prior(
    cx: &Context<'_>,
    sent: usize,
    triggers: &[Trigger],
    tolls: &[TollMention],
) -> Option<Prior> {
    let doc = cx.doc;
    let words = &cx.language.grammar;
    let tokens = doc.sents[sent].tokens();
    cx.times_in(tokens.clone()).iter().find_map(|time| {
        let (start, end) = (time.tokens.start as usize, time.tokens.end as usize);
        let after = time.anaphoric && cx.is_one_of(end.checked_sub(1)?, &words.behind);
        let next_day = (start..end).any(|t| cx.is_one_of(t, &words.next_day))
            && cx.is_one_of(end - 1, &words.of);
        if !after && !next_day || end >= tokens.end {
            return None;
        }
        let close = (end..tokens.end)
            .find(|&t| matches!(doc.lower(t), "," | ";" | "." | ")" | "»" | "”"))
            .unwrap_or(tokens.end);
        let zone = end..close;
        let told = triggers.iter().any(|t| zone.contains(&t.head) && !t.definite)
            || tolls.iter().any(|toll| zone.contains(&toll.outcome_token));
        let rest = triggers.iter().any(|t| !zone.contains(&t.head))
            || tolls.iter().any(|toll| !zone.contains(&toll.outcome_token));
        if !told || !rest {
            return None;
        }
        let counted = cx
            .quantities_in(start..end)
            .find(|(_, q)| matches!(q.kind, QuantityKind::Measure(_)) && q.low == q.high)
            .and_then(|(_, q)| q.low);
        let days = match () {
            () if next_day => Some(1),
            () if time.precision == TimePrecision::Day => counted.map(|n| n as i64),
            () => None,
        };
        Some(Prior { zone, anchor: time.clone(), days })
    })
}

impl Prior {
    /// Whether a sighting's words stand in the zone.
    pub(super) fn holds(&self, sighting: &Sighting) -> bool {
        sighting.triggers.first().is_some_and(|t| self.zone.contains(&t.head))
    }

    /// Sets the sighting of the earlier occurrence apart, with its own day and place; takes the words
    /// that date it away from the others.
    pub(super) fn settle(&self, cx: &Context<'_>, found: &mut [Sighting], sent: usize) {
        let tokens = cx.doc.sents[sent].tokens();
        let own = |t: &&TimeExpr| {
            self.zone.contains(&(t.tokens.start as usize))
                && matches!(t.role, TimeRole::Point | TimeRole::Interval)
        };
        let inside = cx.times_in(tokens.clone()).iter().find(own).cloned();
        let main = found
            .iter()
            .filter(|s| !self.holds(s))
            .filter_map(|s| s.time.as_ref())
            .find(|time| !time.anaphoric)
            .and_then(|time| time.dates)
            .filter(|dates| dates.n_days() <= 2);
        for sighting in found {
            let here = |at: usize| self.zone.contains(&at);
            sighting.zone = Some((self.zone.clone(), self.holds(sighting)));
            if self.holds(sighting) {
                sighting.apart = true;
                sighting.time = inside.clone().or_else(|| self.dated(main));
                if sighting.place.as_ref().is_some_and(|p| !here(p.tokens.start as usize)) {
                    sighting.place = None;
                    sighting.place_sure = false;
                }
            } else {
                if sighting.time.as_ref().is_some_and(|t| {
                    t.tokens == self.anchor.tokens || here(t.tokens.start as usize)
                }) {
                    sighting.time = None;
                }
                if sighting.place.as_ref().is_some_and(|p| here(p.tokens.start as usize)) {
                    sighting.place = None;
                    sighting.place_sure = false;
                }
            }
        }
    }

    /// The day that many days before another.
    fn dated(&self, main: Option<Dates>) -> Option<TimeExpr> {
        let (main, days) = (main?, self.days?);
        let from = main.from.checked_sub(days.days()).ok()?;
        let to = main.to.checked_sub(days.days()).ok()?;
        Some(TimeExpr { dates: Some(Dates { from, to }), bound: None, ..self.anchor.clone() })
    }
}

/// Words that set an occurrence beside those told before: `dans une autre attaque`, `in a separate
/// incident`. A plural tells of several at once.
pub(super) fn is_another(cx: &Context<'_>, sent: usize, trigger: &Trigger) -> bool {
    let doc = cx.doc;
    let words = &cx.language.grammar;
    let single =
        |t: usize| doc.tokens[t].upos == Upos::Noun && !doc.tokens[t].feats.has(Feats::PLUR);
    let another = |noun: usize| {
        single(noun)
            && doc.children(noun).any(|t| t.abs_diff(noun) <= 3 && cx.is_one_of(t, &words.another))
    };
    // `Dans un incident distinct, …`: at the head of its sentence.
    let first = doc.sents[sent].first as usize;
    let opens = (first..(first + 6).min(doc.sents[sent].end as usize))
        .any(|t| cx.is_one_of(t, &words.incident) && another(t));
    another(trigger.head) || opens
}
