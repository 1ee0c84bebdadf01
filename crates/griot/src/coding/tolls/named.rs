//! People counted by their names: `photographers Roberto Navas and Luis Galdamez were shot`.
//!
//! Takes the tolls of single persons that a sentence implies, and nouns in the plural that names
//! explain; gives one toll for those whom one word strikes together.

use crate::annotate::mentions::{Mention, MentionClass};
use crate::annotate::{Rel, Upos, grammar};
use crate::model::VictimKind;

use super::{Linker, TollMention};

/// The rule of a toll that counts names.
const NAMED_TOGETHER: &str = "rule.named-together";

impl Linker<'_, '_> {
    /// How many people are named by those who stand beside a noun in the plural, if two or more are:
    /// `peasants Victor Vasquez and Rafael Romero`.
    pub(super) fn named_beside(&self, mention: &Mention) -> Option<u64> {
        let doc = self.cx.doc;
        let people = matches!(mention.class, MentionClass::People | MentionClass::Function);
        if !people || !mention.plural || mention.thing {
            return None;
        }
        let first = doc.child(mention.head as usize, Rel::Appos)?;
        let names = grammar::with_conjuncts(doc, first);
        let all = names.iter().all(|&name| {
            doc.tokens[name].upos == Upos::Propn
                && self.cx.mention_at(name).is_some_and(|(_, m)| m.class == MentionClass::Person)
        });
        (all && names.len() > 1).then_some(names.len() as u64)
    }

    /// Makes one toll of persons named one after the other whom one word strikes: `Moussa Dembele and Ali Traore
    /// were killed`.
    pub(super) fn count_named(&mut self) {
        let mut at = 0;
        while at < self.found.len() {
            if self.is_named_single(&self.found[at]) {
                while let Some(next) = (at + 1..self.found.len()).find(|&i| {
                    self.is_named_single(&self.found[i])
                        && self.goes_on(&self.found[at], &self.found[i])
                }) {
                    let more = self.found.remove(next);
                    let toll = &mut self.found[at];
                    toll.low = toll.low.map(|low| low + 1);
                    toll.high = toll.low;
                    toll.tokens.end = more.tokens.end;
                    toll.victims = Some(toll.tokens.clone());
                    if toll.kind != more.kind {
                        toll.kind = VictimKind::Unknown;
                    }
                    if !toll.because.iter().any(|rule| rule == NAMED_TOGETHER) {
                        toll.because.push(NAMED_TOGETHER.to_owned());
                    }
                }
            }
            at += 1;
        }
    }

    /// Whether a toll is of one person whom a name alone tells.
    fn is_named_single(&self, toll: &TollMention) -> bool {
        toll.implied
            && toll.victims.as_ref().is_some_and(|victims| {
                self.cx
                    .mention_at(victims.start)
                    .is_some_and(|(_, m)| m.class == MentionClass::Person)
            })
    }

    /// Whether a second person stands behind a first in one row, struck by the same word.
    fn goes_on(&self, one: &TollMention, other: &TollMention) -> bool {
        let doc = self.cx.doc;
        one.outcome == other.outcome
            && one.outcome_token == other.outcome_token
            && (one.kind == other.kind || [one.kind, other.kind].contains(&VictimKind::Unknown))
            && one.tokens.end < other.tokens.start
            && (one.tokens.end..other.tokens.start)
                .all(|t| doc.tokens[t].upos == Upos::Cconj || doc.lower(t) == ",")
    }
}
