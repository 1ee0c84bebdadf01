//! What goes on: `have been fighting for a week`, `déployée depuis juillet 2013`.
//!
//! Takes a sighting without a time; gives the days of a duration that reaches to the day of publication, as the guidelines
//! have it of a period that has begun and not ended.

use super::is_governed;
use crate::annotate::times::{TimeExpr, TimeRole};
use crate::annotate::{Feats, Upos, grammar};
use crate::coding::context::Context;
use crate::coding::sightings::Sighting;
use crate::model::EventType;

/// The time of a sighting. `Déployée depuis juillet 2013`: troops came when what has lasted since began.
pub(super) fn begun(sighting: &Sighting, time: &TimeExpr) -> TimeExpr {
    let came = !sighting.triggers.is_empty()
        && sighting.triggers.iter().all(|t| t.event_type == EventType::Deployment);
    let dates = if came && time.role == TimeRole::Since { time.bound } else { time.dates };
    TimeExpr { dates, ..time.clone() }
}

/// The days of a duration under a verb in the perfect that says that it goes on.
pub(super) fn lasting(
    cx: &Context<'_>,
    sighting: &Sighting,
    heads: &[usize],
    verbs: &[usize],
) -> Option<TimeExpr> {
    let doc = cx.doc;
    let goes_on = |time: &&TimeExpr| {
        let first = time.tokens.start as usize;
        let Some(verb) = grammar::governing_verb(doc, first) else { return false };
        let is = |lemma: &str, bits: u16| {
            doc.children(verb).any(|t| {
                doc.tokens[t].upos == Upos::Aux
                    && doc.lemma(t) == lemma
                    && doc.tokens[t].feats.has(bits)
            })
        };
        time.role == TimeRole::Duration
            && time.dates.is_none()
            && is_governed(cx, first, heads, verbs)
            && sighting.tells_of(first)
            // `have been fighting`, `has been raging`: not `had been`, `have been killed`.
            && doc.tokens[verb].feats.has(Feats::PRES_PART)
            && is("have", Feats::PRES)
    };
    let time = cx.times_in(doc.sents[sighting.sent].tokens()).iter().find(goes_on)?;
    Some(TimeExpr { dates: time.bound, ..time.clone() }).filter(|time| time.dates.is_some())
}
