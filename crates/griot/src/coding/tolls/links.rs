//! Which outcome word a number belongs to.

use std::ops::Range;

use crate::annotate::mentions::MentionClass;
use crate::annotate::quantities::{Quantity, QuantityKind};
use crate::annotate::{Feats, Rel, Upos, grammar};
use crate::lexicon::schema::{Counted, Pos};
use crate::lexicon::{Hit, Subject};
use crate::model::{ActorKind, Lang, Outcome};

use super::{Link, Linker};

/// How far an outcome verb may stand behind a number and its complements.
const FAR: usize = 24;

impl Linker<'_, '_> {
    /// The outcome word that a number belongs to.
    pub(super) fn link(&self, q: usize, noun: Option<usize>, sent: &Range<usize>) -> Option<Link> {
        let cx = self.cx;
        let doc = cx.doc;
        let quantity = &cx.quantities[q];
        let number = quantity.number_tokens.end as usize - 1;
        let after = quantity.tokens.end as usize;
        let none_at_all = quantity.high == Some(0);
        // `des deux côtés`: sides are not counted.
        if noun.is_some_and(|n| cx.is_one_of(n, &cx.language.grammar.uncounted)) {
            return None;
        }
        // `évoquant des pertes`: of whom or of what, nobody says.
        if quantity.indefinite && noun.is_some_and(|n| cx.is_one_of(n, &cx.language.grammar.losses))
        {
            return None;
        }
        // `26 morts en une trentaine d'attaques`: what happened is no victim; `le tiers des 15 000 victimes`:
        // who is told of are a part of so many.
        if noun.is_some_and(|n| self.is_act(n)) || self.is_of_share(quantity) {
            return None;
        }
        // `the death of two men and the recovery of one rifle`.
        let goods =
            |n: usize| cx.is_one_of(n, &cx.language.grammar.goods) && cx.mention_at(n).is_none();
        if noun.is_some_and(goods) || self.behind_unknown_participle(quantity.tokens.start as usize)
        {
            return None;
        }
        // `41 drones. L'Ukraine affirme en avoir abattu 37`: of what was counted before.
        if noun.is_none() && self.counts_things(q) {
            return None;
        }
        // `une boîte de nuit` is no victim: an article counts only people.
        if quantity.indefinite && !noun.is_some_and(|n| self.is_person_noun(n)) {
            return None;
        }
        // `two members of a committee`, `parents d'un jihadiste`: inside somebody else's name.
        if quantity.indefinite
            && noun.is_some_and(|n| cx.mention_at(n).is_some_and(|(_, m)| n > m.head as usize + 1))
        {
            return None;
        }

        if let Some(hit) = noun.and_then(|n| self.killed_then(n)) {
            return Some(self.by_hit(hit, "rule.object", false));
        }
        // 1. The number counts the outcome word itself, directly or through adjectives.
        let counts_itself = |hit: &&Hit| {
            let word = &cx.language.outcomes[hit.index()];
            // `ni mort` reads as a verb to some taggers: the zero decides.
            if none_at_all && noun == Some(self.head(hit)) {
                return true;
            }
            // `2 morts du côté de la police`: with a number the noun counts itself.
            let of_itself = word.counted == Counted::Of
                && noun == Some(self.head(hit))
                && hit.n_words > 1
                && doc.tokens[self.head(hit)].feats.has(Feats::PLUR)
                && (hit.end as usize) < sent.end
                && cx.is_one_of(hit.end as usize, &cx.language.grammar.ranks);
            // `11 soldiers dead and three missing`: a state with nobody behind it stands for those in it.
            let state = word.pos == Pos::Adj && noun == Some(after) && self.head(hit) == after;
            (word.counted == Counted::Itself || of_itself || state)
                && (noun == Some(self.head(hit))
                    || noun == Some(hit.end as usize - 1)
                    || self.head(hit) >= after
                        && self.head(hit) <= after + 2
                        && (after..self.head(hit)).all(|t| {
                            matches!(
                                doc.tokens[t].upos,
                                Upos::Adj | Upos::Adp | Upos::Det | Upos::Adv
                            ) && doc.lower(t) != ","
                                // `plusieurs civils blessés`.
                                && noun != Some(t)
                        }))
        };
        let itself = self
            .outcomes
            .iter()
            .find(counts_itself)
            .map(|hit| self.by_hit(hit, "rule.counts-itself", true));
        if itself.as_ref().is_some_and(|link| link.outcome == Outcome::Killed) {
            return itself;
        }
        // English: `15 people dead`, French: `15 gendarmes blessés` (adjective on the noun).
        // `28 des élèves enlevés`: it qualifies them all, not those counted.
        let some_of = noun.is_some_and(|n| {
            n == after + 1
                && cx.is_one_of(after, &cx.language.grammar.some_of)
                && doc.tokens[after - 1].upos == Upos::Num
        });
        if let Some(noun) = noun.filter(|_| itself.is_none() && !some_of) {
            let adjective = self.outcomes.iter().find(|hit| {
                let head = self.head(hit);
                let present = doc.tokens[head].feats.has(Feats::PRES_PART)
                    || cx.language.outcomes[hit.index()].pos == Pos::Any;
                // `an official toll`: a tally tells of nobody in front of it.
                let tally = cx.is_one_of(head, &cx.language.grammar.tally);
                head > noun
                    && !present
                    && !tally
                    && !self.is_of_one_thing(quantity, hit)
                    && head <= noun + 4
                    && doc.tokens[head - 1].upos != Upos::Cconj
                    && (doc.tokens[head].head as usize == noun
                        && matches!(doc.tokens[head].rel, Rel::Amod | Rel::Acl | Rel::Xcomp)
                        || head == noun + 1
                            && doc.tokens[noun].head as usize == head
                            && doc.tokens[noun].rel == Rel::Amod
                        || self.is_left(noun)
                            && (head == noun + 1 || doc.tokens[head].head == doc.tokens[noun].head)
                        || head == noun + 1 && self.is_bare_participle(head))
            });
            // `des combattants déserteurs`: what they are, not how many gave up.
            let kind = adjective.is_some_and(|hit| {
                quantity.indefinite
                    && cx.language.outcomes[hit.index()].outcome == Outcome::Surrendered
            });
            if let Some(hit) = adjective.filter(|_| !kind) {
                return Some(self.by_hit(hit, "rule.participle-on-noun", false));
            }
        }

        if itself.is_none()
            && let Some(hit) = self.verb_before(quantity.tokens.start as usize)
        {
            return Some(self.by_hit(hit, "rule.verb-before", false));
        }
        if itself.is_none()
            && let Some(hit) = noun.and_then(|n| self.verb_behind(n))
        {
            return Some(self.by_hit(hit, "rule.verb-behind", false));
        }

        if itself.is_none()
            && let Some(hit) = noun.and_then(|n| self.in_company(n))
        {
            return Some(self.by_hit(hit, "rule.in-company", false));
        }

        // 2. The tree: the number or its noun is the argument that the outcome verb counts.
        let anchors: Vec<usize> = [noun, Some(number)].into_iter().flatten().collect();
        let mut best: Option<(usize, Link)> = None;
        for hit in &self.outcomes {
            let word = &cx.language.outcomes[hit.index()];
            // `600 participants, dont 59 sont morts`: said of the part.
            if noun.is_some_and(|n| self.is_said_of_part(n, hit)) {
                continue;
            }
            if noun.is_some_and(|n| self.is_of_clause_behind(n, hit)) {
                continue;
            }
            // `L'auteur, un ancien berger, a été abattu`: the subject stands before.
            if noun.is_some_and(|n| self.is_in_apposition(n, hit)) {
                continue;
            }
            if self.is_of_one_thing(quantity, hit) {
                continue;
            }
            let rule = match word.counted {
                _ if self.is_before_passive(hit) => {
                    if noun.is_none() || self.subject_of_clause_before(hit) != noun {
                        continue;
                    }
                    "rule.clause-before"
                }
                Counted::Object if self.is_argument(hit, &anchors, true) => "rule.object",
                Counted::Subject if self.is_argument(hit, &anchors, false) => "rule.subject",
                Counted::Of if self.is_complement(hit, &anchors) => "rule.of",
                Counted::Itself if self.is_complement(hit, &anchors) && self.is_of(anchors[0]) => {
                    "rule.of"
                }
                _ => continue,
            };
            let distance = self.head(hit).abs_diff(anchors[0]);
            if best.as_ref().is_none_or(|(d, _)| distance < *d) {
                best = Some((distance, self.by_hit(hit, rule, false)));
            }
        }
        // A noun for a state (`prisoners`, `refugees`) tells less than what became of them then.
        match (itself, best) {
            // `entre 500 et 1 000 morts, un millier de disparus et des milliers de déplacés`: each is what it says.
            (Some(itself), Some((_, link)))
                if link.rule == "rule.of"
                    && matches!(itself.outcome, Outcome::Missing | Outcome::Displaced)
                    // `la mort de 62 déplacés`: who they were.
                    && doc.head(itself.head) != Some(link.head) =>
            {
                return Some(itself);
            }
            (Some(itself), Some((_, link)))
                if link.outcome == Outcome::Killed
                    && (itself.outcome != Outcome::Wounded
                        || link.rule == "rule.subject" && link.head > itself.head)
                    || link.outcome == Outcome::Surrendered
                    || link.outcome == Outcome::Wounded && itself.outcome != Outcome::Wounded =>
            {
                return Some(link);
            }
            (Some(itself), _) => return Some(itself),
            (None, Some((_, link))) => return Some(link),
            (None, None) => {}
        }

        if let Some(link) = self.tally(q, noun) {
            return Some(link);
        }

        // 3. Near words, where the tree is wrong or broken by ellipsis.
        self.nearby(q, noun, sent)
    }

    /// The token of an outcome word that carries its arguments: the participle of `être blessé`.
    pub(super) fn head(&self, hit: &Hit) -> usize {
        let doc = self.cx.doc;
        let head = hit.head();
        let token = &doc.tokens[head];
        let above = token.head as usize;
        let carried = matches!(token.rel, Rel::Aux | Rel::AuxPass | Rel::Cop)
            && hit.tokens().contains(&above);
        if carried { above } else { head }
    }

    /// `tuant trois civils et blessant au moins 20 personnes`: the participle right before a number,
    /// which long sentences part from it in the tree.
    fn verb_before(&self, start: usize) -> Option<&Hit> {
        let cx = self.cx;
        let doc = cx.doc;
        self.outcomes.iter().find(|hit| {
            let head = self.head(hit);
            hit.end as usize == start
                && cx.language.outcomes[hit.index()].counted == Counted::Object
                && match doc.tokens[head].upos {
                    Upos::Verb if grammar::misread_past(doc, head).is_some() => true,
                    Upos::Verb => doc.tokens[head].feats.has(Feats::PRES_PART),
                    // The tagger takes `blessant` for an adjective.
                    Upos::Adj => doc.lower(head).ends_with("ant"),
                    _ => false,
                }
        })
    }

    /// `18 people sustained serious injuries and three of them died`: the verb right behind those
    /// counted, where a later one has them in the tree.
    fn verb_behind(&self, noun: usize) -> Option<&Hit> {
        let cx = self.cx;
        let doc = cx.doc;
        let end = cx.mention_at(noun).map_or(noun + 1, |(_, m)| m.end as usize);
        self.outcomes.iter().find(|hit| {
            let first = hit.first as usize;
            cx.language.outcomes[hit.index()].counted == Counted::Subject
                && hit.n_words > 1
                && first >= end
                && first <= end + 2
                && (end..first).all(|t| matches!(doc.tokens[t].upos, Upos::Aux | Upos::Adv))
        })
    }

    /// `14 rebelles de la guérilla, désarmée en 2016`: a participle said of one thing, not of several.
    fn is_of_one_thing(&self, quantity: &Quantity, hit: &Hit) -> bool {
        let doc = self.cx.doc;
        let head = self.head(hit);
        let token = &doc.tokens[head];
        doc.lang == Lang::Fr
            && quantity.low.is_some_and(|n| n > 1)
            && token.feats.has(Feats::PAST_PART)
            && token.feats.has(Feats::SING)
            && matches!(token.rel, Rel::Acl | Rel::Amod)
            && !doc.lower(head).ends_with('s')
    }

    /// `leaving three soldiers dead`, `laissant trois soldats morts`: the object of a verb that says in
    /// what state somebody was left, whatever the tree makes of the state.
    fn is_left(&self, noun: usize) -> bool {
        let cx = self.cx;
        let doc = cx.doc;
        doc.tokens[noun].rel == Rel::Obj
            && doc.head(noun).is_some_and(|verb| {
                matches!(doc.lemma(verb), "leave" | "laisser")
                    && doc.tokens[verb].upos == Upos::Verb
                    && verb < noun
            })
    }

    /// `was killed along with eight others`, `tuée à X avec ses deux enfants`: the verb is said of them too.
    fn in_company(&self, noun: usize) -> Option<&Hit> {
        let doc = self.cx.doc;
        let words = &self.cx.language.grammar;
        let others = self.cx.is_one_of(noun, &words.other)
            || doc.children(noun).any(|t| self.cx.is_one_of(t, &words.other));
        let with = doc.children_by(noun, Rel::Case).any(|t| self.cx.is_one_of(t, &words.with));
        let theirs = doc.children(noun).any(|t| self.cx.is_one_of(t, &words.possessive))
            && self.is_person_noun(noun);
        let verb = match doc.tokens[noun].rel {
            Rel::Obl => doc.head(noun),
            // The tree may hang them on the place right before.
            Rel::Nmod if theirs => grammar::governing_verb(doc, noun),
            _ => None,
        };
        let verb = verb.filter(|&verb| {
            with && doc.tokens[verb].upos == Upos::Verb
                && (others || theirs && verb < noun && grammar::is_passive(doc, verb))
        })?;
        self.outcomes.iter().find(|hit| self.head(hit) == verb)
    }

    /// A link by an outcome word.
    pub(super) fn by_hit(&self, hit: &Hit, rule: &'static str, itself: bool) -> Link {
        let word = &self.cx.language.outcomes[hit.index()];
        // `fatally wounded`.
        let fatal = word.outcome == Outcome::Wounded
            && ((hit.first as usize).saturating_sub(1)..self.head(hit))
                .any(|t| self.cx.is_one_of(t, &self.cx.language.grammar.fatally));
        Link {
            outcome: if fatal { Outcome::Killed } else { word.outcome },
            head: self.head(hit),
            id: word.id.clone(),
            rule,
            itself,
            victims: None,
        }
    }

    /// A number without a noun behind a tally, or behind the number of those to whom something
    /// happened: `put the toll at 17`, `le nombre de jihadistes tués passe à 12`.
    fn tally(&self, q: usize, noun: Option<usize>) -> Option<Link> {
        let cx = self.cx;
        let doc = cx.doc;
        let words = &cx.language.grammar;
        let quantity = &cx.quantities[q];
        let start = quantity.tokens.start as usize;
        let first = doc.sents[self.sent].first as usize;
        let end = doc.sents[self.sent].end as usize;
        // `brings to 150 the number of people killed`: what is counted stands behind.
        let behind = self.amount_behind(q);
        let counts_people = behind.is_none()
            && noun.is_some_and(|n| matches!(doc.tokens[n].upos, Upos::Noun | Upos::Propn));
        if quantity.indefinite || counts_people || start == first {
            return None;
        }
        // `from 15 to 17`, `de 15 à 17`: the second is the count.
        let after = quantity.tokens.end as usize;
        let from_to = cx
            .quantities_in(after..(after + 3).min(end))
            .any(|(_, next)| next.tokens.start as usize == after + 1)
            && doc.tokens[start - 1].upos == Upos::Adp;
        let led =
            matches!(doc.tokens[start - 1].upos, Upos::Adp | Upos::Verb | Upos::Aux | Upos::Part)
                || quantity.tokens.start < quantity.number_tokens.start;
        if from_to && behind.is_none() || !led {
            return None;
        }
        let from = start.saturating_sub(16).max(first);
        let head = behind.or_else(|| {
            (from..start)
                .rev()
                .find(|&t| cx.is_one_of(t, &words.tally) || cx.is_one_of(t, &words.amount))
        })?;
        let counted_between = cx.quantities_in(head..start).any(|(other, between)| {
            other != q
                && !self.is_amount(other)
                && between.kind == QuantityKind::Count
                && !between.indefinite
                && between.tokens.end as usize + 1 < start
        });
        if counted_between {
            return None;
        }
        let told = self.outcomes.iter().find(|hit| {
            (hit.first as usize) <= head + 8
                && hit.end as usize > head
                && ((hit.end as usize) <= start || behind.is_some())
        });
        let until = if behind.is_some() { (head + 6).min(end) } else { start };
        let people = cx
            .mentions_in(head + 1..until)
            .find(|(_, m)| m.class == MentionClass::People && !m.thing && !m.outcome)
            .map(|(_, m)| m.head as usize);
        let tally = cx.is_one_of(head, &words.tally);
        match told {
            Some(hit) => {
                let word = &cx.language.outcomes[hit.index()];
                Some(Link {
                    outcome: word.outcome,
                    head: self.head(hit),
                    id: word.id.clone(),
                    rule: "rule.tally",
                    itself: false,
                    victims: people,
                })
            }
            None if tally => Some(Link {
                outcome: Outcome::Killed,
                head,
                id: "grammar.tally".to_owned(),
                rule: "rule.tally",
                itself: true,
                victims: None,
            }),
            None => None,
        }
    }

    /// Whether a part of those counted stands between them and an outcome, in one clause with it.
    fn is_said_of_part(&self, noun: usize, hit: &Hit) -> bool {
        let cx = self.cx;
        let head = self.head(hit);
        head > noun
            && cx.quantities_in(noun + 1..head).any(|(_, other)| {
                let start = other.tokens.start as usize;
                // `neuf civils dont deux enfants ont été tués`: without a comma it is said of them all,
                // unless those are told of by a verb before (`a blessé 600 personnes dont 59 sont mortes`).
                let parted = (noun + 1..start).any(|t| cx.doc.lower(t) == ",")
                    || (cx.doc.tokens[noun].head as usize) < noun;
                other.kind == QuantityKind::Count
                    && !other.indefinite
                    && parted
                    && self.opens_part(start)
                    && (start..head).all(|t| cx.doc.tokens[t].upos != Upos::Punct)
            })
    }

    /// `deux secouristes, alors que seize soignants ont été blessés`: whether a subordinate clause with
    /// a subject of its own begins between a noun and the outcome verb that ends it.
    fn is_of_clause_behind(&self, noun: usize, hit: &Hit) -> bool {
        let doc = self.cx.doc;
        let verb = self.head(hit);
        let opens = (noun + 1..verb).find(|&t| doc.tokens[t].upos == Upos::Sconj);
        opens.is_some_and(|opens| {
            let nominal = |t: usize| matches!(doc.tokens[t].upos, Upos::Noun | Upos::Propn);
            let ended = (opens..verb).any(|t| {
                doc.tokens[t].feats.has(Feats::FIN)
                    && matches!(doc.tokens[t].upos, Upos::Verb | Upos::Aux)
                    && doc.tokens[t].head as usize != verb
            });
            (opens + 1..verb).any(nominal) && !ended
        })
    }

    /// Whether one of the anchors is the argument of an outcome verb: its object (subject of the
    /// passive), or its subject.
    fn is_argument(&self, hit: &Hit, anchors: &[usize], object: bool) -> bool {
        let cx = self.cx;
        let doc = cx.doc;
        let verb = self.head(hit);
        // `killed thousands and two million have been forced…`: the subject of what follows.
        let last = anchors.iter().copied().max().unwrap_or(verb);
        if last > verb
            && doc.tokens.get(last + 1).is_some_and(|next| next.upos == Upos::Aux)
            && doc.sent_of(last) == self.sent
        {
            return false;
        }
        let args = grammar::args(doc, verb);
        let mut heads = if object || args.passive { args.patients } else { args.agents };
        // `sont morts` may be parsed as a copula: the subject hangs on the adjective.
        if !object {
            heads.extend(
                doc.children(verb)
                    .filter(|&t| matches!(doc.tokens[t].rel, Rel::Nsubj | Rel::NsubjPass)),
            );
        }
        anchors.iter().any(|&anchor| {
            heads.iter().any(|&head| {
                head == anchor
                    || doc.tokens[anchor].head as usize == head
                        && (self.is_of(anchor) || doc.case(anchor).is_none())
                        && matches!(
                            doc.tokens[anchor].rel,
                            Rel::Nummod | Rel::Nmod | Rel::Det | Rel::Amod | Rel::Appos
                        )
                    || doc.tokens[head].head as usize == anchor
                        && matches!(doc.tokens[head].rel, Rel::Nmod | Rel::Flat)
            })
        })
    }

    /// Whether one of the anchors is the complement of an outcome noun (`mort de 12 civils`) or of
    /// an idiom whose object is the victim (`coûter la vie à 12 civils`).
    fn is_complement(&self, hit: &Hit, anchors: &[usize]) -> bool {
        let doc = self.cx.doc;
        let head = self.head(hit);
        let last = hit.end as usize - 1;
        anchors.iter().any(|&anchor| {
            let mut at = anchor;
            for _ in 0..3 {
                let Some(above) = doc.head(at) else { return false };
                let rel = doc.tokens[at].rel;
                if !matches!(
                    rel,
                    Rel::Nmod
                        | Rel::Obl
                        | Rel::Nummod
                        | Rel::Conj
                        | Rel::Iobj
                        | Rel::Obj
                        | Rel::Appos
                ) {
                    return false;
                }
                if above == head || above == last {
                    // `l'assassinat de l'imam par des hommes armés`: who did it.
                    let agent = doc
                        .case(at)
                        .is_some_and(|p| self.cx.is_one_of(p, &self.cx.language.grammar.agent));
                    return anchor > head && rel != Rel::Conj && !agent;
                }
                at = above;
            }
            false
        })
    }

    /// Whether a French participle without auxiliary ends its phrase: `deux morts et plusieurs civils blessés`, where it
    /// may have been taken for one more verb.
    fn is_bare_participle(&self, verb: usize) -> bool {
        let doc = self.cx.doc;
        doc.lang == Lang::Fr
            && doc.tokens[verb].feats.has(Feats::PAST_PART)
            && doc.tokens[verb].rel == Rel::Conj
            && doc.children(verb).next().is_none()
    }

    /// Whether a preposition of belonging introduces a noun.
    fn is_of(&self, noun: usize) -> bool {
        self.cx.doc.case(noun).is_some_and(|p| self.cx.is_one_of(p, &self.cx.language.grammar.of))
    }

    /// Links by adjacency: the outcome word stands close, and no clause boundary or other number
    /// stands between.
    fn nearby(&self, q: usize, noun: Option<usize>, sent: &Range<usize>) -> Option<Link> {
        let cx = self.cx;
        let doc = cx.doc;
        let quantity = &cx.quantities[q];
        if quantity.indefinite {
            let start = quantity.tokens.start as usize;
            // `ont tué par balle un manifestant`.
            let right_behind = self.outcomes.iter().find(|hit| {
                hit.end as usize == start
                    && cx.language.outcomes[hit.index()].counted == Counted::Object
                    && !grammar::is_passive(doc, self.head(hit))
            });
            return match right_behind {
                Some(hit) => Some(self.by_hit(hit, "rule.right-behind", false)),
                None => noun.and_then(|n| self.right_before(n)),
            };
        }
        let start = quantity.tokens.start as usize;
        let end = noun
            .map_or(quantity.tokens.end as usize, |n| n.max(quantity.tokens.end as usize - 1) + 1);
        let named =
            noun.and_then(|n| cx.mention_at(n)).map_or(end, |(_, m)| end.max(m.end as usize));
        let is_person = noun.is_none_or(|n| self.is_person_noun(n));
        if !is_person {
            return None;
        }
        // Before: `tuant 12 civils`, `a tué au moins 12 civils`, `la mort de 12 civils`.
        let before = self.outcomes.iter().rev().find(|hit| {
            let word = &cx.language.outcomes[hit.index()];
            let gap = hit.end as usize..start;
            let active = !grammar::is_passive(doc, self.head(hit));
            let verb = matches!(word.pos, Pos::Verb | Pos::Any);
            (word.counted == Counted::Object && active && verb || word.counted == Counted::Of)
                && (hit.end as usize) <= start
                && gap.len() <= if self.is_aside(&gap) { 12 } else { 8 }
                && gap.clone().all(|t| {
                    matches!(doc.tokens[t].upos, Upos::Det | Upos::Adp | Upos::Adv | Upos::Adj)
                        || matches!(doc.lower(t), "«" | "“" | "\"" | "’’" | "‘’" | "''" | "»" | "”")
                        || self.in_place_or_time(t)
                        || self.is_aside(&gap) && doc.lower(t) == ","
                })
        });
        if let Some(hit) = before {
            return Some(self.by_hit(hit, "rule.near-before", false));
        }
        // `tué trois enfants et blessé plusieurs autres`: the participle of a list of verbs.
        let listed = self.outcomes.iter().rev().find(|hit| {
            let word = &cx.language.outcomes[hit.index()];
            let head = self.head(hit);
            let participle = word.counted == Counted::Object
                || word.counted == Counted::Itself
                    && matches!(doc.tokens[head].upos, Upos::Verb | Upos::Adj);
            participle
                && hit.end as usize == start
                && head > sent.start
                && self.joins(head, sent.start)
        });
        if let Some(hit) = listed {
            return Some(self.by_hit(hit, "rule.listed-verb", false));
        }
        // `two were killed and a dozen injured`: the participle stands right behind its number.
        let bare = noun.is_none_or(|n| cx.is_one_of(n, &cx.language.grammar.other));
        let behind = self.outcomes.iter().find(|hit| {
            let word = &cx.language.outcomes[hit.index()];
            let head = self.head(hit);
            // `two taken hostage`: the object that the verb has in the lexicon is nobody else.
            let next = (head + 1).max(hit.end as usize);
            let object_follows = doc.tokens.get(next).is_some_and(|next| {
                matches!(next.upos, Upos::Det | Upos::Num | Upos::Noun | Upos::Propn | Upos::Pron)
            });
            let participle = matches!(doc.tokens[head].upos, Upos::Verb | Upos::Adj);
            bare && (word.counted == Counted::Object
                || word.counted == Counted::Itself && participle)
                && head >= end
                && head <= end + 3
                && !object_follows
                && !doc.tokens[head].feats.has(Feats::INF)
                && (end..head)
                    .all(|t| matches!(doc.tokens[t].upos, Upos::Adv | Upos::Aux | Upos::Adj))
        });
        if let Some(hit) = behind {
            return Some(self.by_hit(hit, "rule.participle-behind", false));
        }
        // After: `12 civils [de Mamove] [ont été] tués`, `sept autres enlevés`.
        let other_number = cx
            .quantities_in(end..sent.end)
            .find(|(_, other)| {
                // `223 civils, dont 56 enfants, ont été exécutés`: a part does not end the phrase.
                other.kind == QuantityKind::Count
                    && !other.indefinite
                    && !self.opens_part(other.tokens.start as usize)
            })
            .map_or(sent.end, |(_, other)| other.tokens.start as usize);
        let told = |hit: &&Hit| {
            !self.is_before_passive(hit) && !noun.is_some_and(|n| self.is_said_of_part(n, hit))
        };
        let after = self.outcomes.iter().filter(|hit| told(hit)).find(|hit| {
            let word = &cx.language.outcomes[hit.index()];
            let head = self.head(hit);
            let passive =
                doc.tokens[head].feats.has(Feats::PAST_PART) && grammar::is_passive(doc, head);
            (word.counted == Counted::Subject
                || word.counted == Counted::Object
                    && (passive || doc.tokens[head].upos == Upos::Adj))
                && head >= end
                && head < other_number
                && (head - end <= 10 || head - end <= FAR && self.is_one_phrase(named..head))
                && !(end..head).any(|t| {
                    matches!(
                        doc.lower(t),
                        ";" | ":"
                            | "."
                            | "«"
                            | "»"
                            | "qui"
                            | "who"
                            | "que"
                            | "et"
                            | "and"
                            | "mais"
                            | "but"
                    )
                })
        });
        // `ce sont deux casques bleus qui ont perdu la vie`.
        let cleft = || {
            let who = named < sent.end && matches!(doc.lower(named), "qui" | "who");
            self.outcomes.iter().find(|hit| {
                let head = self.head(hit);
                let word = &cx.language.outcomes[hit.index()];
                who && head > named
                    && head <= named + 4
                    && (word.counted == Counted::Subject
                        || word.counted == Counted::Object && grammar::is_passive(doc, head))
            })
        };
        let across = || {
            self.outcomes
                .iter()
                .find(|hit| noun.is_some() && self.subject_across_apposition(hit) == noun)
        };
        after
            .map(|hit| self.by_hit(hit, "rule.near-after", false))
            .or_else(|| cleft().map(|hit| self.by_hit(hit, "rule.cleft", false)))
            .or_else(|| across().map(|hit| self.by_hit(hit, "rule.across-apposition", false)))
    }

    /// `deux Casques bleus de la mission de l'ONU au Mali (Minusma) ont été tués`: whether nothing but
    /// complements and the auxiliaries of a verb stand before it.
    fn is_one_phrase(&self, gap: Range<usize>) -> bool {
        let doc = self.cx.doc;
        gap.into_iter().all(|t| {
            matches!(
                doc.tokens[t].upos,
                Upos::Noun | Upos::Propn | Upos::Adj | Upos::Adp | Upos::Det | Upos::Aux | Upos::X
            ) || matches!(doc.lower(t), "(" | ")" | "-" | "'s" | "’s")
        })
    }

    /// The passive, or the verb of dying, whose auxiliary stands right behind a phrase: its subject,
    /// whatever the tree says.
    fn right_before(&self, noun: usize) -> Option<Link> {
        let cx = self.cx;
        let doc = cx.doc;
        let (_, mention) = cx.mention_at(noun)?;
        let end = mention.end as usize;
        let after_preposition = (mention.first.saturating_sub(2) as usize..mention.first as usize)
            .any(|t| doc.tokens[t].upos == Upos::Adp);
        let hit = self.outcomes.iter().find(|hit| {
            let word = &cx.language.outcomes[hit.index()];
            let head = self.head(hit);
            let verb = match word.counted {
                Counted::Object => grammar::is_passive(doc, head),
                Counted::Subject => true,
                Counted::Of | Counted::Itself => false,
            };
            verb && head > end
                && head <= end + 4
                && (end..head).all(|t| matches!(doc.tokens[t].upos, Upos::Aux | Upos::Adv))
        })?;
        (!after_preposition && !self.is_in_apposition(noun, hit))
            .then(|| self.by_hit(hit, "rule.right-before", false))
    }

    /// Whether a conjunction or comma joins a verb to what stands before, with nothing but its own
    /// small words between (`et en a grièvement blessé`).
    fn joins(&self, verb: usize, first: usize) -> bool {
        let doc = self.cx.doc;
        (first..verb)
            .rev()
            .take(5)
            .find(|&t| !matches!(doc.tokens[t].upos, Upos::Adv | Upos::Aux | Upos::Pron))
            .is_some_and(|t| doc.tokens[t].upos == Upos::Cconj || doc.lower(t) == ",")
    }

    /// `ont neutralisé, dans la nuit de vendredi à samedi, 20 rebelles`: two commas around what parts a
    /// verb from its object.
    fn is_aside(&self, gap: &Range<usize>) -> bool {
        let comma = |t: usize| self.cx.doc.lower(t) == ",";
        gap.len() > 2
            && comma(gap.start)
            && comma(gap.end - 1)
            && gap.clone().filter(|&t| comma(t)).count() == 2
    }

    /// Whether a token belongs to a date or a place, which may stand between verb and object.
    fn in_place_or_time(&self, token: usize) -> bool {
        let from = token.saturating_sub(8);
        self.cx.in_time(from..token + 1, token)
            || self.cx.places_in(from..token + 1).iter().any(|place| {
                (place.tokens.start as usize..place.tokens.end as usize).contains(&token)
            })
    }

    pub(super) fn is_person_noun(&self, noun: usize) -> bool {
        let cx = self.cx;
        let people = match cx.mention_at(noun) {
            Some((_, mention)) => {
                !mention.thing
                    && matches!(
                        mention.class,
                        MentionClass::People | MentionClass::Function | MentionClass::Registered
                    )
            }
            // `douze civils`, where the tagger takes the noun for an adjective.
            None => self.people_kind(noun).is_some(),
        };
        people
            || cx.hits_of(noun..noun + 1, Subject::Outcome).next().is_some()
            || cx.is_one_of(noun, &cx.language.grammar.other)
    }

    /// What a word for people says that they are, where no mention was made of it.
    pub(super) fn people_kind(&self, noun: usize) -> Option<ActorKind> {
        let cx = self.cx;
        cx.hits_of(noun..noun + 1, Subject::People)
            .map(|hit| &cx.language.people[hit.index()])
            .find(|word| !word.thing)
            .map(|word| word.kind)
    }
}
