//! What the words beside a candidate say: longer names, titles, lists, and what it lies in.
//!
//! Takes candidates and the scene; answers questions, decides nothing.

use crate::annotate::Upos;
use crate::annotate::mentions::is_particle;
use crate::gazetteer::Gazetteer;
use crate::lexicon::places_schema::Relation;
use crate::model::Lang;

use super::super::spot::Candidate;
use super::super::words::Class;
use super::Resolver;

impl Resolver<'_, '_, '_> {
    /// Whether an article stands before a candidate, alone or inside of a contraction.
    pub(super) fn after_article(&self, candidate: &Candidate) -> bool {
        candidate.start.checked_sub(1).is_some_and(|before| {
            let lower = self.scene.doc.lower(before);
            self.scene.class(before).is(Class::ARTICLE)
                || self.scene.words.contractions.contains_key(lower) && !lower.ends_with('\'')
        })
    }

    pub(super) fn titled(&self, candidate: &Candidate) -> bool {
        candidate.start.checked_sub(1).is_some_and(|before| {
            self.scene.class(before).is(Class::TITLE) && !self.scene.class(before).is(Class::LINKER)
        })
    }

    /// Whether the capitalised words beside a candidate make it a part of a longer name.
    pub(super) fn inside_name(&self, candidate: &Candidate) -> bool {
        let scene = self.scene;
        let sent = scene.doc.sents.get(candidate.sent);
        let (first, end) = sent.map_or((0, 0), |sent| (sent.first as usize, sent.end as usize));
        let behind = |at: usize| at.checked_sub(1).filter(|&before| before >= first);
        // `Paulo de Oliveira`: in English, what such a word joins is the name of somebody.
        let joined = |at: usize| scene.doc.lang == Lang::En && is_particle(scene.doc.lower(at));
        let before = behind(candidate.start).and_then(|at| {
            let name = behind(at).filter(|&name| joined(at) && scene.is_cap(name));
            name.or(Some(at))
        });
        let before = before.is_some_and(|before| {
            let opens = before == first || before.checked_sub(1).is_some_and(|b| scene.is_mark(b));
            let lower = scene.doc.lower(before);
            let small = scene.class(before).is(Class::COMMON | Class::ARTICLE)
                || scene.words.relations.contains_key(scene.words.undone(lower));
            // `À Uvira`, `Région de Gao`: what opens the sentence has its capital from that.
            let tag = scene.doc.tokens.get(before).map(|token| token.upos);
            let opening = opens
                && (small || matches!(tag, Some(Upos::Adp | Upos::Adv | Upos::Verb)))
                || scene.class(before).head != 0;
            scene.is_cap(before)
                && !opening
                && !scene.class(before).is(Class::DIRECTION)
                && !scene.is_all_caps(before)
        });
        let after = candidate.end < end
            && scene.is_cap(candidate.end)
            && !scene.is_all_caps(candidate.end)
            && scene.class(candidate.end).head == 0
            // `Kharkiv Mayor X`: the office is of the town.
            && !(scene.doc.lang == Lang::En && scene.class(candidate.end).is(Class::TITLE));
        before || after
    }

    /// Whether a name of an organisation runs into a candidate: `Front de libération du X`.
    pub(super) fn inside_organisation(&self, candidate: &Candidate) -> bool {
        let scene = self.scene;
        if candidate.relation != Relation::Of && candidate.relation != Relation::Bare {
            return false;
        }
        let first = scene.doc.sents.get(candidate.sent).map_or(0, |sent| sent.first as usize);
        let mut at = candidate.start;
        for _ in 0..7 {
            let Some(before) = at.checked_sub(1).filter(|&before| before >= first) else {
                return false;
            };
            // `The Rapid Support Forces seized Nyala`: no verb stands in a name.
            let tag = scene.doc.tokens.get(before).map(|token| token.upos);
            if scene.is_mark(before) || matches!(tag, Some(Upos::Verb | Upos::Aux)) {
                return false;
            }
            if scene.is_cap(before) {
                let lower = scene.doc.lower(before);
                return scene.words.organisations.contains(lower)
                    && (before > first || scene.is_cap(before + 1));
            }
            at = before;
        }
        false
    }

    /// The accepted candidate that a candidate stands in one list with: `à X, Y et Z`.
    pub(super) fn listed_with(
        &self,
        candidates: &[Candidate],
        accepted: &[usize],
        index: usize,
    ) -> Option<usize> {
        let (&last, candidate) = (accepted.last()?, candidates.get(index)?);
        let before = candidates.get(last)?;
        if before.sent != candidate.sent
            || candidate.start <= before.end && candidate.part.is_none()
        {
            return None;
        }
        if candidate.part.is_some() && before.tokens == candidate.tokens {
            return Some(last);
        }
        let scene = self.scene;
        let mut joined = false;
        for token in before.end..candidate.start {
            let comma = scene.doc.word(token) == "," || scene.doc.word(token) == "/";
            let and = scene.class(token).is(Class::AND);
            joined |= comma || and;
            let passed = comma
                || and
                || scene.class(token).is(Class::ARTICLE | Class::LINKER)
                || scene.words.relations.contains_key(scene.words.undone(scene.doc.lower(token)));
            if !passed {
                return None;
            }
        }
        (joined && candidate.start - before.end <= 4).then_some(last)
    }

    /// Whether a candidate stands right before another as its owner: `Kenya's Garissa county`.
    pub(super) fn owns(&self, owner: &Candidate, owned: &Candidate) -> bool {
        let scene = self.scene;
        let between = owner.end..owned.start;
        // `the Kaduna town of Zaria`: in front of the noun.
        if owner.sent == owned.sent && between.is_empty() && scene.doc.lang == Lang::En {
            return owned.linked && owned.start < owned.tokens.start && owner.head.is_none();
        }
        owner.sent == owned.sent
            && (1..=3).contains(&between.len())
            && scene.words.is_possessive(scene.doc.lower(owner.end))
            && between.skip(1).all(|token| {
                scene.class(token).is(Class::MODIFIER | Class::DIRECTION_ADJ)
                    || scene.doc.tokens.get(token).is_some_and(|t| t.upos == Upos::Adj)
            })
    }

    /// Whether the words from a candidate on go on into the name of an organisation: `the Delta State Police
    /// Command`.
    pub(super) fn runs_into_organisation(&self, candidate: &Candidate) -> bool {
        let scene = self.scene;
        let end = scene.doc.sents.get(candidate.sent).map_or(0, |sent| sent.end as usize);
        (candidate.end..end.min(candidate.end + 4))
            .take_while(|&token| scene.is_cap(token))
            .any(|token| scene.words.organisations.contains(scene.doc.lower(token)))
    }

    /// Whether a building bears a name of its own that a demonym makes: `the Sino-Guinean Friendship Hospital`.
    pub(super) fn is_named_for_peoples(&self, candidate: &Candidate) -> bool {
        candidate.tokens.len() > 1
            && candidate.start == candidate.tokens.start
            && candidate.tokens.clone().any(|token| {
                let lower = self.scene.doc.lower(token);
                let last = lower.rsplit_once('-').map_or(lower, |(_, last)| last);
                !Gazetteer::countries().demonym(last).is_empty()
            })
    }

    /// Units and countries that the words behind a candidate put it in: `X, dans le cercle de Y`,
    /// `X (Y)`, `X, Y`. The country on the other side of a border is none of them.
    pub(super) fn containers<'c>(
        &self,
        candidates: &'c [Candidate],
        index: usize,
    ) -> impl Iterator<Item = &'c Candidate> {
        let (sent, mut end) = candidates.get(index).map_or((0, 0), |c| (c.sent, c.end));
        let mut open = true;
        let following: Vec<bool> = candidates
            .iter()
            .skip(index + 1)
            .take(3)
            .map(|next| {
                open &= next.sent == sent
                    && next.start >= end
                    && !next.border
                    && next.relation != Relation::Between
                    && self.leads_in(end, next.start);
                end = next.end;
                open
            })
            .collect();
        candidates.iter().skip(index + 1).zip(following).filter(|(_, open)| *open).map(|(c, _)| c)
    }

    /// Whether only small words and marks stand between two tokens.
    pub(super) fn leads_in(&self, from: usize, to: usize) -> bool {
        let scene = self.scene;
        to - from <= 9
            && (from..to).all(|token| {
                let class = scene.class(token);
                let word = scene.doc.word(token);
                !class.is(Class::AND)
                    && (matches!(word, "," | "(" | "-" | "–" | "—")
                        || class.head > 0
                        || class.is(Class::ARTICLE
                            | Class::LINKER
                            | Class::DIRECTION
                            | Class::DIRECTION_ADJ
                            | Class::MODIFIER
                            | Class::DISTANCE)
                        || scene
                            .words
                            .relations
                            .contains_key(scene.words.undone(scene.doc.lower(token)))
                        || word.starts_with(|ch: char| ch.is_ascii_digit())
                        || scene.doc.tokens.get(token).is_some_and(|t| {
                            matches!(t.upos, Upos::Adj | Upos::Adp | Upos::Num | Upos::Det)
                        }))
            })
    }
}
