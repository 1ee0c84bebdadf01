//! Handovers: who stands behind the words that tell that a place changes hands.
//!
//! Takes a trigger of a place that falls or of a base that is handed over; gives who takes the place
//! and who receives the base. The tree often hangs these names on the noun beside them, so the words
//! behind the form decide.

use super::Roles;
use crate::annotate::mentions::MentionClass;
use crate::annotate::{Upos, grammar};
use crate::lexicon::Hit;

/// How many tokens behind `aux mains de`, `fell to` the name of who takes the place may begin.
const TAKER_REACH: usize = 5;

impl Roles<'_, '_> {
    /// Who takes the place that fell: the mention right behind the form.
    pub(super) fn takers(&mut self, hit: Hit) {
        let cx = self.cx;
        let doc = cx.doc;
        // The form ends with its preposition, or with the noun that it shares with the name.
        let from = hit.end as usize - 1;
        let end = doc.sents[doc.sent_of(hit.first as usize)].end as usize;
        let taker = cx
            .mentions_in(from..(from + TAKER_REACH).min(end))
            .find(|(_, m)| !m.thing && m.class != MentionClass::Document && m.end as usize > from);
        if let Some((_, m)) = taker {
            let mut group = grammar::with_conjuncts(doc, m.head as usize);
            // `aux mains des FSR, dirigées par X`: who leads them is not one more of them.
            group.retain(|&t| (m.head as usize..t).all(|i| doc.tokens[i].upos != Upos::Verb));
            self.initiators(&group);
        }
    }

    /// To whom a base is handed over: the mentions behind `à`, `to`, wherever the tree hangs them.
    pub(super) fn receivers(&mut self, verb: usize, hit: Hit) {
        let cx = self.cx;
        let doc = cx.doc;
        let sent = doc.sents[doc.sent_of(verb)];
        self.found.targets.clear();
        let receivers: Vec<usize> = cx
            .mentions_in(hit.first as usize..sent.end as usize)
            .filter(|(_, m)| !m.thing && m.class != MentionClass::Document)
            .filter(|(_, m)| {
                (m.first.saturating_sub(2) as usize..m.first as usize)
                    .rev()
                    .find(|&t| doc.tokens[t].upos != Upos::Det)
                    .is_some_and(|t| matches!(doc.lower(t), "à" | "au" | "aux" | "to"))
            })
            .map(|(_, m)| m.head as usize)
            .collect();
        self.targets(&receivers);
    }
}
