//! Figures that look like tolls of victims: what happened counted, what a share is of, tallies told before their
//! noun, those taken who were killed later.

use crate::annotate::mentions::{Mention, MentionClass};
use crate::annotate::quantities::Quantity;
use crate::annotate::{Feats, Rel, Upos, grammar};
use crate::lexicon::schema::Counted;
use crate::lexicon::{Hit, Subject};
use crate::model::Outcome;

use super::{Link, Linker, RISE_NEAR};

/// How far a word for `mostly` may stand before the last of those whom it names.
const MOSTLY_NEAR: usize = 5;

impl Linker<'_, '_> {
    /// `le nombre de tués`: the noun of a number told elsewhere, not a vague number. `un nombre
    /// indéterminé de blessés` tells none either.
    pub(super) fn is_amount(&self, q: usize) -> bool {
        let cx = self.cx;
        let quantity = &cx.quantities[q];
        let words = &cx.language.grammar;
        let tokens = quantity.number_tokens.start as usize..quantity.number_tokens.end as usize;
        let first = tokens.start;
        // `an unspecified number`: an article that counts no one.
        let article = quantity.indefinite
            && quantity.head_noun.is_some_and(|noun| {
                let noun = noun as usize;
                let end = cx.doc.sents[self.sent].end as usize;
                let words_of = first..(noun + 2).min(end).max(first);
                words_of.clone().any(|t| cx.is_one_of(t, &words.amount))
                    && words_of.clone().any(|t| cx.is_one_of(t, &words.unknown))
            });
        article
            || quantity.approx
                && (cx.is_one_of(first, &words.amount)
                    && first > 0
                    && cx.is_one_of(first - 1, &words.definite)
                    || tokens.clone().any(|t| cx.is_one_of(t, &words.amount))
                        && tokens.clone().any(|t| cx.is_one_of(t, &words.unknown)))
    }

    /// `One of the dead was Ali Saidi`: who one of those counted before was, not one more.
    pub(super) fn is_one_named(&self, q: usize) -> bool {
        let cx = self.cx;
        let doc = cx.doc;
        let words = &cx.language.grammar;
        let quantity = &cx.quantities[q];
        let (of, end) = (quantity.tokens.end as usize, doc.sents[self.sent].end as usize);
        let noun = of + 2;
        quantity.high == Some(1)
            && noun + 1 < end
            && cx.is_one_of(of, &words.of)
            && cx.is_one_of(of + 1, &words.definite)
            && (cx.is_one_of(noun, &words.casualty)
                || cx.hits_of(noun..noun + 1, Subject::Outcome).next().is_some())
            // `One of the injured, Ali Musa, died`.
            && (cx.is_one_of(noun + 1, &words.copula) || doc.lower(noun + 1) == ",")
    }

    /// The number of those whom a number counts some of: `three of the ten passengers`.
    pub(super) fn counted_whole(&self, q: usize) -> Option<usize> {
        let cx = self.cx;
        let after = cx.quantities[q].tokens.end as usize;
        let end = cx.doc.sents[self.sent].end as usize;
        cx.quantities_in(after..(after + 3).min(end))
            .find(|&(other, next)| {
                let start = next.tokens.start as usize;
                // `wounded five in an ambush`: an article counts no whole.
                start > after
                    && !next.indefinite
                    && !self.is_amount(other)
                    && (after..start)
                        .all(|t| matches!(cx.doc.tokens[t].upos, Upos::Adp | Upos::Det))
            })
            .map(|(other, _)| other)
    }

    /// Whether an outcome is told of a whole, and not of the part of it that stands before: `five of the six people
    /// killed`, `two of the nine dead`.
    pub(super) fn tells_whole(&self, whole: usize, noun: Option<usize>, link: &Link) -> bool {
        let doc = self.cx.doc;
        let start = self.cx.quantities[whole].tokens.start as usize;
        let behind = link.head > start;
        let carried = doc.children(link.head).any(|t| {
            matches!(doc.tokens[t].rel, Rel::Aux | Rel::AuxPass | Rel::Cop)
                && t < link.head
                && t > start
        });
        let relative = noun.is_some_and(|n| grammar::is_below(doc, link.head, n));
        link.itself
            || behind && (relative || !carried && !doc.tokens[link.head].feats.has(Feats::FIN))
    }

    /// Whether those counted may be people. A noun that no list of people knows is what was hit or held only where the
    /// tree says so of the dead and wounded: `seized 700 rounds`, `seven blocks from where the governor was killed`.
    pub(super) fn counts_people(&self, noun: Option<usize>, link: &Link) -> bool {
        let cx = self.cx;
        let doc = cx.doc;
        let Some(noun) = noun.filter(|_| !link.itself) else { return true };
        let holds = matches!(link.outcome, Outcome::Abducted | Outcome::Detained);
        // `captured two tanks`: whoever sits in what is hit may die, and is not held by that.
        if holds && cx.is_one_of(noun, &cx.language.grammar.goods) {
            return false;
        }
        // `shot down 23 drones`, `captured three police stations`: a number of things counts nobody, though such
        // words name forces and stand for whoever is in them.
        let grammar = &cx.language.grammar;
        let is_craft =
            cx.is_one_of(noun, &grammar.vehicle) || cx.is_one_of(noun, &grammar.aircraft);
        if is_craft || cx.mention_at(noun).is_some_and(|(_, mention)| mention.thing) {
            return false;
        }
        let known = doc.tokens[noun].upos != Upos::Noun
            || doc.word(noun).starts_with(char::is_uppercase)
            || cx.mention_at(noun).is_some()
            || self.is_person_noun(noun);
        let by_tree = doc.head(noun) == Some(link.head)
            && matches!(
                doc.tokens[noun].rel,
                Rel::Obj | Rel::Nsubj | Rel::NsubjPass | Rel::Nmod | Rel::Obl
            )
            || link.rule == "rule.participle-on-noun";
        known || !holds && by_tree
    }

    /// `24 hommes capturés mercredi ont été tués`, `un élève blessé a succombé`: what a participle tells of them came
    /// before they died.
    pub(super) fn killed_then(&self, noun: usize) -> Option<&Hit> {
        let cx = self.cx;
        let outcome = |hit: &Hit| cx.language.outcomes[hit.index()].outcome;
        let before = self.outcomes.iter().any(|hit| {
            let head = self.head(hit);
            outcome(hit) != Outcome::Killed
                && matches!(cx.doc.tokens[head].rel, Rel::Acl | Rel::Amod)
                && head > noun
                && cx.doc.head(head).is_some_and(|of| of == noun || of + 1 == noun)
        });
        self.outcomes.iter().find(|hit| {
            let verb = self.head(hit);
            let of_them = |&t: &usize| t == noun || t + 1 == noun;
            before
                && outcome(hit) == Outcome::Killed
                && verb > noun
                && if grammar::is_passive(cx.doc, verb) {
                    grammar::args(cx.doc, verb).patients.iter().any(of_them)
                } else {
                    cx.language.outcomes[hit.index()].counted == Counted::Subject
                        && grammar::args(cx.doc, verb).agents.iter().any(of_them)
                }
        })
    }

    /// The outcome that is joined to that of a link: those `enlevés puis exécutés` were taken, and they are dead.
    /// Other pairs tell of different people (`tués et blessés`).
    pub(super) fn joined_to(&self, link: &Link) -> Option<Link> {
        let doc = self.cx.doc;
        let taken = |outcome| matches!(outcome, Outcome::Abducted | Outcome::Detained);
        let is_verb = |t: usize| matches!(doc.tokens[t].upos, Upos::Verb | Upos::Adj);
        if link.itself || !is_verb(link.head) {
            return None;
        }
        let hit = self.outcomes.iter().find(|hit| {
            let (head, outcome) = (self.head(hit), self.cx.language.outcomes[hit.index()].outcome);
            let gap = head.min(link.head) + 1..head.max(link.head);
            let then = |t: usize| matches!(doc.tokens[t].upos, Upos::Cconj | Upos::Adv | Upos::Adp);
            let is_first = if head < link.head { outcome } else { link.outcome };
            is_verb(head)
                && taken(is_first)
                && (outcome == Outcome::Killed || link.outcome == Outcome::Killed)
                && (1..=5).contains(&gap.len())
                && gap.clone().any(then)
                && gap.clone().all(|t| then(t) || doc.tokens[t].upos == Upos::Aux)
        })?;
        Some(self.by_hit(hit, "rule.joined-outcome", false))
    }

    /// Whether a noun tells what happened: `attaques`, which are counted as victims are.
    pub(super) fn is_act(&self, noun: usize) -> bool {
        let cx = self.cx;
        cx.doc.tokens[noun].upos == Upos::Noun
            && cx.mention_at(noun).is_none()
            && cx.hits_of(noun..noun + 1, Subject::Trigger).next().is_some()
            && cx.hits_of(noun..noun + 1, Subject::Outcome).next().is_none()
    }

    /// Whether a figure is what a share is taken of: `1 % des 15 500 victimes`, `half of the 200 killed`.
    pub(super) fn is_of_share(&self, quantity: &Quantity) -> bool {
        let cx = self.cx;
        let start = quantity.tokens.start as usize;
        let first = cx.doc.sents[self.sent].first as usize;
        (start.saturating_sub(4).max(first)..start)
            .rev()
            .find(|&t| !matches!(cx.doc.tokens[t].upos, Upos::Adp | Upos::Det))
            .is_some_and(|t| t + 1 < start && cx.is_one_of(t, &cx.language.grammar.share))
    }

    /// Whether a number is the article of a tally: `according to a provisional toll`, `selon un premier bilan`.
    pub(super) fn is_article_of_tally(&self, q: usize) -> bool {
        let cx = self.cx;
        let quantity = &cx.quantities[q];
        let number = quantity.number_tokens.start as usize..quantity.number_tokens.end as usize;
        let end = cx.doc.sents[self.sent].end as usize;
        let tally = (number.end..(number.end + 3).min(end))
            .find(|&t| cx.is_one_of(t, &cx.language.grammar.tally));
        quantity.low == Some(1)
            && quantity.high == Some(1)
            && number.len() == 1
            && tally.is_some_and(|tally| {
                (number.end..tally)
                    .all(|t| matches!(cx.doc.tokens[t].upos, Upos::Adj | Upos::Noun | Upos::Propn))
            })
    }

    /// The noun behind a figure that a tally is brought to: `porte à 14 le nombre de tués`.
    pub(super) fn amount_behind(&self, q: usize) -> Option<usize> {
        let cx = self.cx;
        let words = &cx.language.grammar;
        let quantity = &cx.quantities[q];
        let (start, after) = (quantity.tokens.start as usize, quantity.tokens.end as usize);
        let sent = cx.doc.sents[self.sent].tokens();
        let brings = (start.saturating_sub(4).max(sent.start)..start)
            .any(|t| cx.is_one_of(t, &words.brings));
        let at = after + 1;
        (brings
            && at < sent.end
            && cx.is_one_of(after, &words.definite)
            && (cx.is_one_of(at, &words.amount) || cx.is_one_of(at, &words.tally)))
        .then_some(at)
    }

    /// `principalement des femmes et des enfants`: whether a vague figure only says who those counted mostly are.
    pub(super) fn is_mostly(&self, quantity: &Quantity) -> bool {
        let doc = self.cx.doc;
        let start = quantity.tokens.start as usize;
        let first = doc.sents[self.sent].first as usize;
        quantity.indefinite
            && (start.saturating_sub(MOSTLY_NEAR).max(first)..start)
                .rev()
                .take_while(|&t| {
                    matches!(doc.tokens[t].upos, Upos::Noun | Upos::Det | Upos::Adj)
                        || matches!(doc.tokens[t].upos, Upos::Cconj | Upos::Adv | Upos::Adp)
                })
                .any(|t| self.cx.is_one_of(t, &self.cx.language.grammar.mostly))
    }

    /// Those to whom the verb that a participle goes on about was done: the farmers of `attacked farmers, wounding
    /// three`.
    pub(super) fn done_to(&self, participle: usize) -> Option<&Mention> {
        let cx = self.cx;
        let token = &cx.doc.tokens[participle];
        if !token.feats.has(Feats::PRES_PART) || token.rel != Rel::Advcl {
            return None;
        }
        let above = cx.doc.head(participle).filter(|&t| t < participle)?;
        grammar::args(cx.doc, above).patients.iter().find_map(|&t| {
            cx.mention_at(t)
                .map(|(_, m)| m)
                .filter(|m| m.plural && !m.thing && !m.outcome && m.class == MentionClass::People)
        })
    }

    /// `the toll has risen to 23 from 17`: the figure that a tally has left behind.
    pub(super) fn is_left_behind(&self, q: usize) -> bool {
        let cx = self.cx;
        let words = &cx.language.grammar;
        let sent = cx.doc.sents[self.sent].tokens();
        let start = cx.quantities[q].tokens.start as usize;
        let from = start > sent.start && cx.doc.lower(start - 1) == "from";
        let near = start.saturating_sub(RISE_NEAR).max(sent.start)..start;
        from && near.clone().any(|t| cx.is_one_of(t, &words.rise))
            && cx.quantities_in(near).next().is_some()
            && sent.clone().any(|t| cx.is_one_of(t, &words.tally))
    }

    /// Whether a number without a noun comes behind a number of things, in its sentence or the one before, and of nobody
    /// since: `launched 41 drones. Ukraine said it shot down 37`.
    pub(super) fn counts_things(&self, q: usize) -> bool {
        let cx = self.cx;
        let doc = cx.doc;
        let start = cx.quantities[q].tokens.start as usize;
        let from = doc.sents[self.sent.saturating_sub(1)].first as usize;
        let words = &cx.language.grammar;
        let is_thing = |t: usize| {
            cx.is_one_of(t, &words.vehicle)
                || cx.is_one_of(t, &words.aircraft)
                || cx.is_one_of(t, &words.artillery)
                || cx.is_one_of(t, &words.goods)
        };
        let counted = |t: u32| t as usize;
        let last = cx
            .quantities_in(from..start)
            .filter_map(|(_, quantity)| quantity.head_noun.map(counted))
            .filter(|&t| doc.tokens[t].upos == Upos::Noun)
            .last();
        last.is_some_and(|noun| {
            is_thing(noun)
                && !self.is_person_noun(noun)
                && !cx
                    .mentions_in(noun + 1..start)
                    .any(|(_, m)| m.class == MentionClass::People && m.plural && !m.thing)
        })
    }
}
