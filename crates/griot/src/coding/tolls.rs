//! Tolls: which number counts whom, and what became of them.
//!
//! Takes the numbers of a sentence and the words that tell an outcome; gives [`TollMention`]s, each
//! a number linked to an outcome and to its victims. A number that no rule links is no toll.
//!
//! | words | rule |
//! | --- | --- |
//! | `12 morts`, `25 wounded` | the number counts the outcome noun itself |
//! | `12 civils ont été tués`, `tuant 12 civils` | the victims are the object of the verb |
//! | `12 civils ont péri` | they are its subject |
//! | `la mort de 12 civils` | they are its complement |
//! | `sept autres enlevés`, `cinq ont été blessés` | no noun: the victims named before |
//! | `dont 8 civils`, `including 8 civilians` | a part: the outcome of the total before it |
//! | `un bilan de 12`, `put the toll at 12` | a tally without a noun counts the dead |
//! | `le muezzin a été abattu` | one person, definite and singular, without a number |

use std::ops::Range;

use crate::annotate::mentions::MentionClass;
use crate::annotate::quantities::QuantityKind;
use crate::annotate::{Feats, Rel, Upos, grammar};
use crate::coding::context::Context;
use crate::coding::status::{Status, status};
use crate::lexicon::schema::{Counted, Pos};
use crate::lexicon::{Hit, Subject};
use crate::model::{ActorKind, Outcome, VictimKind};

/// A number linked to an outcome.
#[derive(Clone, Debug)]
pub(crate) struct TollMention {
    /// What became of them.
    pub outcome: Outcome,
    /// Lower bound.
    pub low: Option<u64>,
    /// Upper bound.
    pub high: Option<u64>,
    /// Rounded or vague.
    pub approx: bool,
    /// The tokens of the victims' name.
    pub victims: Option<Range<usize>>,
    /// What the victims are.
    pub kind: VictimKind,
    /// The sentence.
    pub sent: usize,
    /// The tokens of the number, or of the victim when none is written.
    pub tokens: Range<usize>,
    /// The token of the outcome word.
    pub outcome_token: usize,
    /// Part of a total that stands before it.
    pub part: bool,
    /// No number is written: one definite person.
    pub implied: bool,
    /// The outcome is alleged.
    pub alleged: bool,
    /// What fired.
    pub because: Vec<String>,
}

/// The tolls of one sentence, left to right.
///
/// `before` is the last toll told before the sentence: `quatorze sont des civils` are of it.
pub(crate) fn tolls(
    cx: &Context<'_>,
    sent: usize,
    before: Option<&TollMention>,
) -> Vec<TollMention> {
    let tokens = cx.doc.sents[sent].tokens();
    let outcomes: Vec<Hit> = cx
        .hits_of(tokens.clone(), Subject::Outcome)
        .filter(|hit| outcome_counts(cx, *hit, &tokens))
        .collect();
    let mut linker = Linker { cx, sent, outcomes, before, found: Vec::new() };
    linker.link_numbers();
    linker.imply_single_persons();
    linker.found.sort_by_key(|toll| toll.tokens.start);
    linker.found
}

/// Whether an outcome word tells something here.
fn outcome_counts(cx: &Context<'_>, hit: Hit, sent: &Range<usize>) -> bool {
    let word = &cx.language.outcomes[hit.index()];
    let unless: Vec<_> = word.unless.iter().map(|w| cx.language.word(w)).collect();
    !cx.language.any_word(cx.doc, sent.clone(), &unless)
}

struct Linker<'a, 'c> {
    cx: &'a Context<'c>,
    sent: usize,
    outcomes: Vec<Hit>,
    before: Option<&'a TollMention>,
    found: Vec<TollMention>,
}

/// A link between a number and an outcome word.
struct Link {
    hit: Hit,
    rule: &'static str,
    /// The number counts the outcome word itself: there is no other victim.
    itself: bool,
}

impl Linker<'_, '_> {
    fn link_numbers(&mut self) {
        let cx = self.cx;
        let sent = cx.doc.sents[self.sent].tokens();
        let mut pending_part: Vec<usize> = Vec::new();
        let numbers: Vec<usize> = cx
            .quantities_in(sent.clone())
            .filter(|(_, quantity)| quantity.kind == QuantityKind::Count)
            .map(|(q, _)| q)
            .collect();
        for &q in &numbers {
            let quantity = &cx.quantities[q];
            let part = self.opens_part(quantity.tokens.start as usize);
            let noun = self.counted_noun(q);
            match self.link(q, noun, &sent) {
                Some(link) => self.push(q, noun, &link, part),
                None if part => pending_part.push(q),
                None => self.part_by_copula(q, noun),
            }
        }
        // Parts take the outcome of the nearest total: before them, or after when the verb closes
        // the sentence (`57 personnes, dont 53 gendarmes, avaient été tuées`).
        for q in pending_part {
            let at = cx.quantities[q].tokens.start as usize;
            let total = self
                .found
                .iter()
                .filter(|toll| toll.tokens.start < at && !toll.implied)
                .max_by_key(|toll| toll.tokens.start);
            if let Some(total) = total {
                let noun = self.counted_noun(q);
                let outcome_token = total.outcome_token;
                let (outcome, alleged) = (total.outcome, total.alleged);
                let because = vec!["rule.part-of-total".to_owned()];
                self.push_toll(q, noun, outcome, outcome_token, alleged, true, false, because);
            }
        }
    }

    /// `quatorze sont des civils, les trois autres des policiers`: parts of the toll told before,
    /// with their victims behind a copula or behind nothing at all.
    fn part_by_copula(&mut self, q: usize, noun: Option<usize>) {
        let cx = self.cx;
        let doc = cx.doc;
        let quantity = &cx.quantities[q];
        let grammar_words = &cx.language.grammar;
        if quantity.indefinite || noun.is_some_and(|n| !cx.is_one_of(n, &grammar_words.other)) {
            return;
        }
        let total = self.found.last().or(self.before).filter(|total| {
            matches!(total.outcome, Outcome::Killed | Outcome::Wounded | Outcome::Abducted)
                && total.sent + 1 >= self.sent
        });
        let Some(total) = total else { return };
        let sent = doc.sents[self.sent];
        let end = noun
            .map_or(quantity.tokens.end as usize, |n| (n + 1).max(quantity.tokens.end as usize));
        let mut at = end;
        let mut copula = noun.is_some();
        while at < sent.end as usize && at < end + 6 {
            if cx.is_one_of(at, &grammar_words.copula) {
                copula = true;
            } else if !matches!(
                doc.tokens[at].upos,
                Upos::Aux | Upos::Det | Upos::Adp | Upos::Adv | Upos::Pron
            ) {
                break;
            }
            at += 1;
        }
        let victim = cx.mentions_in(at.saturating_sub(1)..at + 1).find(|(_, m)| {
            m.class == MentionClass::People && !m.thing && !m.outcome && m.tokens().contains(&at)
        });
        if let (true, Some((_, victim))) = (copula, victim) {
            let (outcome, alleged) = (total.outcome, total.alleged);
            let token = if total.sent == self.sent {
                total.outcome_token
            } else {
                quantity.tokens.start as usize
            };
            let noun = Some(victim.head as usize);
            let because = vec!["rule.part-by-copula".to_owned()];
            self.push_toll(q, noun, outcome, token, alleged, true, false, because);
        }
    }

    /// Whether a word that opens a part stands just before a number.
    fn opens_part(&self, at: usize) -> bool {
        let first = self.cx.doc.sents[self.sent].first as usize;
        let from = at.saturating_sub(3).max(first);
        (from..at).rev().any(|t| {
            let word = self.cx.doc.lower(t);
            matches!(word, "dont" | "including" | "inclus" | "notamment")
                || word == "parmi"
                || word == "among"
        })
    }

    /// The noun that a number counts.
    fn counted_noun(&self, q: usize) -> Option<usize> {
        let cx = self.cx;
        let quantity = &cx.quantities[q];
        let sent = cx.doc.sents[self.sent];
        quantity
            .head_noun
            .map(|t| t as usize)
            .filter(|&t| t < sent.end as usize && t >= sent.first as usize)
    }

    /// The outcome word that a number belongs to.
    fn link(&self, q: usize, noun: Option<usize>, sent: &Range<usize>) -> Option<Link> {
        let cx = self.cx;
        let doc = cx.doc;
        let quantity = &cx.quantities[q];
        let number = quantity.number_tokens.end as usize - 1;
        let after = quantity.tokens.end as usize;
        // `une boîte de nuit` is no victim: an article counts only people.
        if quantity.indefinite && !noun.is_some_and(|n| self.is_person_noun(n)) {
            return None;
        }

        // 1. The number counts the outcome word itself, directly or through adjectives.
        let counts_itself = |hit: &&Hit| {
            let word = &cx.language.outcomes[hit.index()];
            word.counted == Counted::Itself
                && (noun == Some(hit.head())
                    || noun == Some(hit.end as usize - 1)
                    || hit.head() >= after
                        && hit.head() <= after + 2
                        && (after..hit.head()).all(|t| {
                            matches!(
                                doc.tokens[t].upos,
                                Upos::Adj | Upos::Adp | Upos::Det | Upos::Adv
                            ) && doc.lower(t) != ","
                        }))
        };
        if let Some(hit) = self.outcomes.iter().find(counts_itself) {
            return Some(Link { hit: *hit, rule: "rule.counts-itself", itself: true });
        }
        // English: `15 people dead`, French: `15 gendarmes blessés` (adjective on the noun).
        if let Some(noun) = noun {
            let adjective = self.outcomes.iter().find(|hit| {
                let head = hit.head();
                head > noun
                    && head <= noun + 4
                    && doc.tokens[head].head as usize == noun
                    && matches!(doc.tokens[head].rel, Rel::Amod | Rel::Acl)
            });
            if let Some(hit) = adjective {
                return Some(Link { hit: *hit, rule: "rule.participle-on-noun", itself: false });
            }
        }

        // 2. The tree: the number or its noun is the argument that the outcome verb counts.
        let anchors: Vec<usize> = [noun, Some(number)].into_iter().flatten().collect();
        let mut best: Option<(usize, Link)> = None;
        for hit in &self.outcomes {
            let word = &cx.language.outcomes[hit.index()];
            let rule = match word.counted {
                Counted::Object if self.is_argument(hit, &anchors, true) => "rule.object",
                Counted::Subject if self.is_argument(hit, &anchors, false) => "rule.subject",
                Counted::Of | Counted::Itself if self.is_complement(hit, &anchors) => "rule.of",
                _ => continue,
            };
            let distance = hit.head().abs_diff(anchors[0]);
            if best.as_ref().is_none_or(|(d, _)| distance < *d) {
                best = Some((distance, Link { hit: *hit, rule, itself: false }));
            }
        }
        if let Some((_, link)) = best {
            return Some(link);
        }

        // 3. Near words, where the tree is wrong or broken by ellipsis.
        self.nearby(q, noun, sent)
    }

    /// Whether one of the anchors is the argument of an outcome verb: its object (subject of the
    /// passive), or its subject.
    fn is_argument(&self, hit: &Hit, anchors: &[usize], object: bool) -> bool {
        let cx = self.cx;
        let doc = cx.doc;
        let verb = self.verb_of(hit);
        let args = grammar::args(doc, verb);
        let list = if object { &args.patients } else { &args.agents };
        let passive_subject = !object && args.passive && args.agents.is_empty();
        let mut heads: Vec<usize> = list.clone();
        if passive_subject {
            heads.extend(&args.patients);
        }
        // `sont morts` may be parsed as a copula: the subject hangs on the adjective.
        if !object {
            heads.extend(
                grammar::children(doc, verb)
                    .filter(|&t| matches!(doc.tokens[t].rel, Rel::Nsubj | Rel::NsubjPass)),
            );
        }
        anchors.iter().any(|&anchor| {
            heads.iter().any(|&head| {
                head == anchor
                    || doc.tokens[anchor].head as usize == head
                        && matches!(
                            doc.tokens[anchor].rel,
                            Rel::Nummod | Rel::Nmod | Rel::Det | Rel::Amod | Rel::Appos
                        )
                    || doc.tokens[head].head as usize == anchor
                        && matches!(doc.tokens[head].rel, Rel::Nmod | Rel::Flat)
            })
        })
    }

    /// The token that carries the arguments of an outcome word: the verb of an idiom.
    fn verb_of(&self, hit: &Hit) -> usize {
        hit.head()
    }

    /// Whether one of the anchors is the complement of an outcome noun (`mort de 12 civils`) or of
    /// an idiom whose object is the victim (`coûter la vie à 12 civils`).
    fn is_complement(&self, hit: &Hit, anchors: &[usize]) -> bool {
        let doc = self.cx.doc;
        let head = hit.head();
        let last = hit.end as usize - 1;
        anchors.iter().any(|&anchor| {
            let mut at = anchor;
            for _ in 0..3 {
                let Some(above) = grammar::head(doc, at) else { return false };
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
                    return anchor > head && rel != Rel::Conj;
                }
                at = above;
            }
            false
        })
    }

    /// Links by adjacency: the outcome word stands close, and no clause boundary or other number
    /// stands between.
    fn nearby(&self, q: usize, noun: Option<usize>, sent: &Range<usize>) -> Option<Link> {
        let cx = self.cx;
        let doc = cx.doc;
        let quantity = &cx.quantities[q];
        if quantity.indefinite {
            return None;
        }
        let start = quantity.tokens.start as usize;
        let end = noun
            .map_or(quantity.tokens.end as usize, |n| n.max(quantity.tokens.end as usize - 1) + 1);
        let is_person = noun.is_none_or(|n| self.is_person_noun(n));
        if !is_person {
            return None;
        }
        // Before: `tuant 12 civils`, `a tué au moins 12 civils`, `la mort de 12 civils`.
        let before = self.outcomes.iter().rev().find(|hit| {
            let word = &cx.language.outcomes[hit.index()];
            let gap = hit.end as usize..start;
            let active = !grammar::is_passive(doc, hit.head());
            (word.counted == Counted::Object && active && word.pos == Pos::Verb
                || word.counted == Counted::Of)
                && (hit.end as usize) <= start
                && gap.len() <= 8
                && gap.clone().all(|t| {
                    matches!(doc.tokens[t].upos, Upos::Det | Upos::Adp | Upos::Adv | Upos::Adj)
                        || self.in_place_or_time(t)
                })
        });
        if let Some(hit) = before {
            return Some(Link { hit: *hit, rule: "rule.near-before", itself: false });
        }
        // After: `12 civils [de Mamove] [ont été] tués`, `sept autres enlevés`.
        let other_number = cx
            .quantities_in(end..sent.end)
            .find(|(_, other)| other.kind == QuantityKind::Count && !other.indefinite)
            .map_or(sent.end, |(_, other)| other.tokens.start as usize);
        let after = self.outcomes.iter().find(|hit| {
            let word = &cx.language.outcomes[hit.index()];
            let head = hit.head();
            let passive =
                doc.tokens[head].feats.has(Feats::PAST_PART) && grammar::is_passive(doc, head);
            (word.counted == Counted::Subject
                || word.counted == Counted::Object
                    && (passive || doc.tokens[head].upos == Upos::Adj))
                && head >= end
                && head < other_number
                && head - end <= 7
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
        after.map(|hit| Link { hit: *hit, rule: "rule.near-after", itself: false })
    }

    /// Whether a token belongs to a date or a place, which may stand between verb and object.
    fn in_place_or_time(&self, token: usize) -> bool {
        let from = token.saturating_sub(8);
        self.cx
            .times_in(from..token + 1)
            .iter()
            .any(|time| (time.tokens.start as usize..time.tokens.end as usize).contains(&token))
            || self.cx.places_in(from..token + 1).iter().any(|place| {
                (place.tokens.start as usize..place.tokens.end as usize).contains(&token)
            })
    }

    fn is_person_noun(&self, noun: usize) -> bool {
        let cx = self.cx;
        cx.mention_at(noun).is_some_and(|(_, mention)| {
            !mention.thing
                && matches!(
                    mention.class,
                    MentionClass::People | MentionClass::Function | MentionClass::Registered
                )
        }) || cx.hits_of(noun..noun + 1, Subject::Outcome).next().is_some()
            || cx.is_one_of(noun, &cx.language.grammar.other)
    }

    fn push(&mut self, q: usize, noun: Option<usize>, link: &Link, part: bool) {
        let word = &self.cx.language.outcomes[link.hit.index()];
        let head = link.hit.head();
        let quantity = &self.cx.quantities[q];
        let none_at_all = quantity.high == Some(0);
        let mut alleged = false;
        match status(self.cx, head) {
            Status::Alleged(_) => alleged = true,
            // `aucun mort` negates by its own number.
            Status::NoEvent(rule) if !none_at_all || !rule.starts_with("rule.negated") => return,
            _ => {}
        }
        let because = vec![word.id.clone(), link.rule.to_owned()];
        // `sept autres enlevés`, `une quinzaine blessées`: a participle counts those named before.
        let participle = link.itself
            && (matches!(self.cx.doc.tokens[head].upos, Upos::Verb | Upos::Adj)
                || noun.is_some_and(|n| self.cx.is_one_of(n, &self.cx.language.grammar.other)))
            && noun != Some(head);
        let itself = link.itself && !participle;
        let noun = if link.itself { None } else { noun };
        self.push_toll(q, noun, word.outcome, head, alleged, part, itself, because);
    }

    #[allow(clippy::too_many_arguments)]
    fn push_toll(
        &mut self,
        q: usize,
        noun: Option<usize>,
        outcome: Outcome,
        outcome_token: usize,
        alleged: bool,
        part: bool,
        itself: bool,
        because: Vec<String>,
    ) {
        let cx = self.cx;
        let quantity = &cx.quantities[q];
        let tokens = quantity.tokens.start as usize..quantity.tokens.end as usize;
        let elliptic = !itself && noun.is_none_or(|n| cx.is_one_of(n, &cx.language.grammar.other));
        let (victims, kind) = if itself {
            (None, VictimKind::Unknown)
        } else if elliptic {
            // `sept autres enlevés`: those named before in the sentence.
            self.found
                .iter()
                .filter(|toll| toll.tokens.start < tokens.start)
                .max_by_key(|toll| toll.tokens.start)
                .map_or((None, VictimKind::Unknown), |toll| (toll.victims.clone(), toll.kind))
        } else {
            noun.map_or((None, VictimKind::Unknown), |noun| self.victims(noun))
        };
        // Nobody of one kind is no toll.
        if quantity.high == Some(0) && (victims.is_some() && kind != VictimKind::Unknown) {
            return;
        }
        self.found.push(TollMention {
            outcome,
            low: quantity.low,
            high: quantity.high,
            approx: quantity.approx,
            victims,
            kind,
            sent: self.sent,
            tokens,
            outcome_token,
            part,
            implied: false,
            alleged,
            because,
        });
    }

    /// The name and kind of victims from the noun that counts them.
    fn victims(&self, noun: usize) -> (Option<Range<usize>>, VictimKind) {
        let cx = self.cx;
        match cx.mention_at(noun) {
            Some((_, mention)) => {
                let tokens = mention.tokens();
                (Some(tokens), victim_kind(mention.kind))
            }
            None => (Some(noun..noun + 1), VictimKind::Unknown),
        }
    }

    /// One definite or named person without a number: `le muezzin a été abattu`.
    fn imply_single_persons(&mut self) {
        let cx = self.cx;
        let doc = cx.doc;
        for hit in self.outcomes.clone() {
            let word = &cx.language.outcomes[hit.index()];
            let head = hit.head();
            if self.found.iter().any(|toll| toll.outcome_token == head) {
                continue;
            }
            let args = grammar::args(doc, head);
            let heads = match word.counted {
                Counted::Object => args.patients,
                Counted::Subject => {
                    let mut heads = args.agents;
                    if args.passive {
                        heads.extend(args.patients);
                    }
                    heads
                }
                Counted::Of => grammar::children(doc, hit.end as usize - 1)
                    .filter(|&t| doc.tokens[t].rel == Rel::Nmod && t > head)
                    .filter(|&t| {
                        grammar::preposition(doc, t)
                            .is_some_and(|p| cx.is_one_of(p, &cx.language.grammar.of))
                    })
                    .collect(),
                Counted::Itself => continue,
            };
            let mut alleged = false;
            match status(cx, head) {
                Status::Asserted => {}
                Status::Alleged(_) => alleged = true,
                _ => continue,
            }
            for victim in heads {
                let Some((_, mention)) = cx.mention_at(victim) else { continue };
                let single = !mention.thing
                    && !mention.outcome
                    && match mention.class {
                        MentionClass::Person => true,
                        MentionClass::People | MentionClass::Function => {
                            !mention.plural
                                && !doc.tokens[mention.head as usize].feats.has(Feats::PLUR)
                                && is_individual(mention.kind, mention.class)
                        }
                        _ => false,
                    };
                let has_number = cx
                    .quantities_in(doc.sents[self.sent].tokens())
                    .any(|(_, quantity)| quantity.head_noun == Some(mention.head));
                let known = self
                    .found
                    .iter()
                    .any(|toll| toll.victims.as_ref().is_some_and(|v| *v == mention.tokens()));
                if !single || has_number || known {
                    continue;
                }
                let tokens = match mention.person {
                    Some((first, end)) => first as usize..end as usize,
                    None => mention.tokens(),
                };
                self.found.push(TollMention {
                    outcome: word.outcome,
                    low: Some(1),
                    high: Some(1),
                    approx: false,
                    victims: Some(tokens.clone()),
                    kind: victim_kind(mention.kind),
                    sent: self.sent,
                    tokens,
                    outcome_token: head,
                    part: false,
                    implied: true,
                    alleged,
                    because: vec![word.id.clone(), "rule.one-person".to_owned()],
                });
            }
        }
    }
}

/// Whether a singular noun of this kind is one human being rather than a body of people.
fn is_individual(kind: ActorKind, class: MentionClass) -> bool {
    class == MentionClass::Function
        || matches!(
            kind,
            ActorKind::Civilians
                | ActorKind::StateForces
                | ActorKind::ArmedGroup
                | ActorKind::Unknown
                | ActorKind::Peacekeepers
                | ActorKind::Protesters
                | ActorKind::Humanitarian
                | ActorKind::Media
        )
}

/// The kind of victims that an actor's kind makes.
pub(crate) fn victim_kind(kind: ActorKind) -> VictimKind {
    match kind {
        ActorKind::StateForces | ActorKind::StateAligned | ActorKind::ForeignForces => {
            VictimKind::StateForces
        }
        ActorKind::ArmedGroup | ActorKind::Militia => VictimKind::NonStateArmed,
        ActorKind::Peacekeepers => VictimKind::Peacekeepers,
        ActorKind::Unknown | ActorKind::Organisation => VictimKind::Unknown,
        _ => VictimKind::Civilians,
    }
}
