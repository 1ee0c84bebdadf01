//! Nobody: `aucune victime`, `no casualties`, `nobody was hurt` tell that none were killed and none
//! wounded. Nobody of one kind (`aucun civil`) is no toll, and `aucun mort` says nothing of wounds.

use std::ops::Range;

use crate::annotate::{Doc, Rel, Upos, grammar};
use crate::coding::status::{Status, status};
use crate::lexicon::{Hit, Subject};
use crate::model::{Outcome, VictimKind};

use super::{Linker, TollMention, UNREAL};

impl Linker<'_, '_> {
    /// Whether a number is the nobody of a casualty noun, which [`Self::nobody`] reads.
    pub(super) fn denies_casualties(&self, q: usize, noun: Option<usize>) -> bool {
        let cx = self.cx;
        cx.quantities[q].high == Some(0)
            && noun.is_some_and(|n| cx.is_one_of(n, &cx.language.grammar.casualty))
    }

    /// Adds none killed and none wounded where the sentence says so.
    pub(super) fn nobody(&mut self) {
        let cx = self.cx;
        let doc = cx.doc;
        let words = &cx.language.grammar;
        let sent = doc.sents[self.sent].tokens();
        for noun in sent.clone() {
            if !cx.is_one_of(noun, &words.casualty)
                || doc.tokens.get(noun + 1).is_some_and(|next| {
                    // `gave no casualty figure`: no number is not nobody.
                    next.upos == Upos::Adj
                        || next.upos == Upos::Noun && doc.tokens[noun].rel == Rel::Compound
                })
            {
                continue;
            }
            let from = noun.saturating_sub(5).max(sent.start);
            let denied = (from..noun).rev().find(|&t| cx.is_one_of(t, &words.nobody));
            let Some(denied) = denied else { continue };
            // Only the verb of having or making stands between: `sans faire de victime`.
            let verbs = (denied + 1..noun)
                .filter(|&t| matches!(doc.tokens[t].upos, Upos::Verb | Upos::Noun | Upos::Propn))
                .count();
            let counted = cx
                .quantities_in(denied..noun)
                .any(|(_, quantity)| quantity.high != Some(0) && !quantity.indefinite);
            // `n'a pas fait état de victimes`: who says nothing of them does not say that there are none.
            let told = cx.hits_of(denied..noun, Subject::Reporting).next().is_some()
                && !matches!(doc.tokens[denied].upos, Upos::Det | Upos::Pron | Upos::Num);
            // `Aucun bilan des victimes n'a été communiqué`: no tally is not nobody.
            let tally = (denied + 1..noun)
                .any(|t| cx.is_one_of(t, &words.tally) || cx.is_one_of(t, &words.amount));
            if verbs > 1 || counted || told || tally || self.is_unreal(noun) {
                continue;
            }
            let tokens = denied..noun + 1;
            self.push_nobody(Outcome::Killed, &tokens, noun);
            self.push_nobody(Outcome::Wounded, &tokens, noun);
            return;
        }
        // `no one was killed or injured`: neither of them.
        let unhit: Option<(Outcome, Range<usize>, usize)> = self
            .found
            .iter()
            .find(|toll| toll.high == Some(0) && toll.victims.is_none())
            .map(|toll| (toll.outcome, toll.tokens.clone(), toll.outcome_token));
        if let Some((outcome, tokens, token)) = unhit {
            for other in self.joined_by_or(token) {
                let told = cx.language.outcomes[other.index()].outcome;
                if told != outcome && matches!(told, Outcome::Killed | Outcome::Wounded) {
                    self.push_nobody(told, &tokens, other.head());
                }
            }
        }
        // `nobody was hurt`: then nobody was killed either.
        let unhurt = self
            .found
            .iter()
            .find(|toll| {
                toll.outcome == Outcome::Wounded
                    && toll.high == Some(0)
                    && toll.victims.is_none()
                    && is_predicate(doc, toll.outcome_token)
            })
            .map(|toll| (toll.tokens.clone(), toll.outcome_token));
        if let Some((tokens, token)) = unhurt
            && !self.found.iter().any(|toll| toll.outcome == Outcome::Killed)
        {
            self.push_nobody(Outcome::Killed, &tokens, token);
        }
    }

    /// The outcomes that `or` joins to another: `killed or injured`.
    fn joined_by_or(&self, token: usize) -> Vec<Hit> {
        let cx = self.cx;
        let joins = |hit: &&Hit| {
            let head = self.head(hit);
            let gap = head.min(token) + 1..head.max(token);
            gap.len() <= 2 && gap.clone().any(|t| cx.is_one_of(t, &cx.language.grammar.either))
        };
        self.outcomes.iter().filter(joins).copied().collect()
    }

    /// Whether what governs a noun is a plan, a condition or a hypothesis.
    fn is_unreal(&self, noun: usize) -> bool {
        let cx = self.cx;
        let unreal = |token: usize| {
            matches!(status(cx, token), Status::NoEvent(rule) if UNREAL.contains(&rule.as_str())
                && rule != "rule.infinitive" && rule != "rule.purpose")
        };
        unreal(noun) || grammar::governing_verb(cx.doc, noun).is_some_and(unreal)
    }

    fn push_nobody(&mut self, outcome: Outcome, tokens: &Range<usize>, token: usize) {
        if self.found.iter().any(|toll| toll.outcome == outcome) {
            return;
        }
        self.found.push(TollMention {
            outcome,
            low: Some(0),
            high: Some(0),
            approx: false,
            victims: None,
            kind: VictimKind::Unknown,
            sent: self.sent,
            tokens: tokens.clone(),
            outcome_token: token,
            part: false,
            implied: false,
            alleged: false,
            because: vec!["rule.nobody".to_owned()],
        });
    }
}

/// Whether a word tells what became of its subject: a verb, or an adjective with a copula, for which a parser may take
/// the participle of `nobody was hurt`.
fn is_predicate(doc: &Doc<'_>, token: usize) -> bool {
    match doc.tokens[token].upos {
        Upos::Verb => true,
        Upos::Adj => doc.child(token, Rel::Cop).is_some(),
        _ => false,
    }
}
