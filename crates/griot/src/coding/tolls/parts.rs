//! Numbers that take the outcome of another: parts of a total, members of a list.

use std::ops::Range;

use crate::annotate::mentions::MentionClass;
use crate::annotate::places::Relation;
use crate::annotate::quantities::{Quantity, QuantityKind};
use crate::annotate::{Feats, Rel, Upos};
use crate::coding::whenwhere::coarseness;
use crate::lexicon::schema::{Counted, Pos};
use crate::lexicon::{Hit, Subject};
use crate::model::{Lang, Outcome, VictimKind};

use super::{Linker, NewToll, TollMention, victim_kind};

/// So many at most are named one by one behind their number.
const SPELT_OUT: u64 = 5;

/// How far before a part the number that it is of is looked for.
const PART_NEAR: usize = 6;

/// How far behind a part the verb of a clause of its own may stand.
const PART_CLAUSE: usize = 7;

impl Linker<'_, '_> {
    /// Parts take the outcome of the nearest total: before them, or after when the verb closes
    /// the sentence (`57 personnes, dont 53 gendarmes, avaient été tuées`).
    pub(super) fn parts(&mut self, pending: &[usize]) {
        for &q in pending {
            let at = self.cx.quantities[q].tokens.start as usize;
            let total = self
                .found
                .iter()
                .filter(|toll| toll.tokens.start < at && !toll.implied)
                .max_by_key(|toll| toll.tokens.start);
            // `a tué 20 combattants et libéré 12 otages, dont neuf enfants`: part of those freed.
            let of_others = total.is_some_and(|total| self.counts_others(total.tokens.end, at));
            if let Some(total) = total.filter(|_| !of_others) {
                // `dont trois suspectés de`: those of the total.
                let noun = self
                    .counted_noun(q)
                    .filter(|&n| !self.cx.doc.tokens[n].feats.has(Feats::PAST_PART))
                    // `dont 38 sur un marché`: where, not whom.
                    .filter(|&n| !self.is_where(q, n));
                // `dont 38 sur un marché`, `notamment sur un camp`: an article counts only people.
                let led = at > 0 && self.cx.doc.tokens[at - 1].upos == Upos::Adp;
                let indefinite = self.cx.quantities[q].indefinite;
                // `a permis d'interpeller trois terroristes et de récupérer notamment une carabine`.
                let goods =
                    noun.is_some_and(|n| self.cx.is_one_of(n, &self.cx.language.grammar.goods));
                if goods || indefinite && (led || noun.is_some_and(|n| !self.is_person_noun(n))) {
                    continue;
                }
                let mut new = total.again(noun, true, "rule.part-of-total");
                let after = self.cx.quantities[q].tokens.end as usize;
                // `six blessés, dont une mortellement`.
                if total.outcome == Outcome::Wounded
                    && after < self.cx.doc.sents[self.sent].end as usize
                    && self.cx.is_one_of(after, &self.cx.language.grammar.fatally)
                {
                    (new.outcome, new.noun, new.part) = (Outcome::Killed, None, false);
                }
                self.push_toll(q, new);
            }
        }
    }

    /// What a clause of its own says of a part: `two of whom later died`.
    pub(super) fn outcome_of_part(&self, after: usize) -> Option<Hit> {
        let doc = self.cx.doc;
        let end = doc.sents[self.sent].end as usize;
        self.outcomes
            .iter()
            .find(|hit| {
                let head = self.head(hit);
                head > after
                    && head < end.min(after + PART_CLAUSE)
                    && doc.tokens[head].upos == Upos::Verb
                    && (after..head).any(|t| doc.tokens[t].upos == Upos::Pron)
                    && (after..head).all(|t| {
                        matches!(doc.tokens[t].upos, Upos::Adp | Upos::Pron | Upos::Adv | Upos::Aux)
                    })
            })
            .copied()
    }

    /// `huit drones, dont sept ont été abattus`: whether a part is of things that were counted right
    /// before it.
    pub(super) fn is_part_of_things(&self, q: usize) -> bool {
        let cx = self.cx;
        let at = cx.quantities[q].tokens.start as usize;
        let first = cx.doc.sents[self.sent].first as usize;
        let before = cx
            .quantities_in(at.saturating_sub(PART_NEAR).max(first)..at)
            .map(|(_, quantity)| quantity)
            .filter(|quantity| quantity.kind == QuantityKind::Count && !quantity.indefinite)
            .last();
        let words = &cx.language.grammar;
        before.and_then(|quantity| quantity.head_noun).is_some_and(|noun| {
            let noun = noun as usize;
            cx.is_one_of(noun, &words.vehicle)
                || cx.is_one_of(noun, &words.goods)
                || cx.is_one_of(noun, &words.artillery)
                || cx.is_one_of(noun, &words.aircraft)
        })
    }

    /// Whether people of whom no outcome is told are counted between two tokens.
    fn counts_others(&self, from: usize, to: usize) -> bool {
        let cx = self.cx;
        cx.quantities_in(from..to).any(|(q, quantity)| {
            let start = quantity.tokens.start as usize;
            quantity.kind == QuantityKind::Count
                && !quantity.indefinite
                && !self.opens_part(start)
                && !self.found.iter().any(|toll| toll.tokens.start == start)
                && self.counted_noun(q).is_some_and(|n| self.is_person_noun(n))
        })
    }

    /// A list behind a colon takes the outcome of the word before it: `lourdes pertes : 57 soldats`.
    pub(super) fn behind_colon(&mut self, unlinked: &[usize]) {
        let cx = self.cx;
        let doc = cx.doc;
        let first = doc.sents[self.sent].first as usize;
        for &q in unlinked {
            let start = cx.quantities[q].tokens.start as usize;
            let Some(noun) = self.counted_noun(q).filter(|&n| self.is_person_noun(n)) else {
                continue;
            };
            let colon = start.checked_sub(1).filter(|&t| t > first && doc.lower(t) == ":");
            let Some(colon) = colon else { continue };
            let word = self.outcomes.iter().rev().find(|hit| {
                let entry = &cx.language.outcomes[hit.index()];
                entry.counted == Counted::Itself
                    && hit.end as usize <= colon
                    && colon - hit.end as usize <= 5
            });
            let Some(word) = word else { continue };
            let new = NewToll {
                noun: Some(noun),
                outcome: cx.language.outcomes[word.index()].outcome,
                outcome_token: self.head(word),
                alleged: false,
                part: false,
                itself: false,
                because: vec![
                    cx.language.outcomes[word.index()].id.clone(),
                    "rule.behind-colon".to_owned(),
                ],
            };
            self.push_toll(q, new);
        }
    }

    /// A list behind a colon that tells who those counted before it were: `quatre personnes ont été
    /// tuées : deux policiers et deux ravisseurs`.
    pub(super) fn parts_behind_colon(&mut self, unlinked: &[usize]) {
        let cx = self.cx;
        let doc = cx.doc;
        let sent = doc.sents[self.sent];
        let Some(colon) = sent.tokens().find(|&t| doc.lower(t) == ":") else { return };
        let total = self.found.iter().rev().find(|toll| {
            !toll.part && !toll.implied && toll.tokens.end <= colon && toll.outcome_token < colon
        });
        let Some(total) = total.cloned() else { return };
        let mut at = colon + 1;
        let mut listed: Vec<(usize, usize)> = Vec::new();
        let mut sum = 0;
        for (q, quantity) in cx.quantities_in(at..sent.end as usize) {
            let start = quantity.tokens.start as usize;
            let noun = self.counted_noun(q).filter(|&n| self.is_person_noun(n));
            let (Some(noun), Some(low)) = (noun, quantity.low) else { break };
            let joined = listed.is_empty() && start == at
                || !listed.is_empty() && start >= at && self.is_list_gap(&(at..start));
            // A number with an outcome of its own is no part.
            if !joined || !unlinked.contains(&q) {
                break;
            }
            sum += low;
            listed.push((q, noun));
            at = cx.mention_at(noun).map_or(noun + 1, |(_, m)| m.end as usize);
        }
        let most = total.high.or(total.low);
        if listed.len() < 2 || most.is_none_or(|most| sum > most) {
            return;
        }
        for (q, noun) in listed {
            let new = total.again(Some(noun), true, "rule.parts-behind-colon");
            self.push_toll(q, new);
        }
    }

    /// Those counted, listed in parentheses: `trois blessés (un soldat, une passante et l'agresseur)`.
    pub(super) fn in_parentheses(&mut self) {
        let cx = self.cx;
        let doc = cx.doc;
        let end = doc.sents[self.sent].end as usize;
        for total in self.found.clone() {
            let behind = total
                .victims
                .as_ref()
                .map_or(0, |v| v.end)
                .max(total.tokens.end)
                .max(total.outcome_token + 1);
            if total.high == Some(0) || behind >= end || doc.lower(behind) != "(" {
                continue;
            }
            let Some(close) = (behind..end).find(|&t| doc.lower(t) == ")") else { continue };
            let named: Vec<(usize, bool)> = cx
                .mentions_in(behind..close)
                .map(|(_, m)| m)
                .filter(|m| {
                    matches!(m.class, MentionClass::People | MentionClass::Function)
                        && !m.thing
                        && (!m.outcome || self.is_single(m))
                })
                .map(|m| (m.head as usize, self.is_single(m) && m.definite))
                .collect();
            let rule = "rule.in-parentheses";
            for (head, single) in named {
                let number = cx
                    .quantities_in(behind..close)
                    .find(|(_, quantity)| quantity.head_noun == Some(head as u32))
                    .map(|(q, quantity)| (q, quantity.tokens.start as usize));
                match number {
                    Some((_, start)) if self.found.iter().any(|t| t.tokens.start == start) => {}
                    Some((q, _)) => {
                        let new = total.again(Some(head), true, rule);
                        self.push_toll(q, new);
                    }
                    None if single => {
                        let (victims, kind) = self.victims(head);
                        self.found.push(TollMention {
                            low: Some(1),
                            high: Some(1),
                            approx: false,
                            tokens: victims.clone().unwrap_or(head..head + 1),
                            victims,
                            kind,
                            part: true,
                            because: vec![rule.to_owned()],
                            ..total.clone()
                        });
                    }
                    None => {}
                }
            }
        }
    }

    /// Another count of those told of before: `la police n'en reconnaît que quatre`, `the ministry
    /// acknowledged only four`.
    pub(super) fn recount(&mut self, q: usize) -> bool {
        let cx = self.cx;
        let words = &cx.language.grammar;
        let start = cx.quantities[q].tokens.start as usize;
        let sent = cx.doc.sents[self.sent];
        let first = sent.first as usize;
        let only = start > first && cx.is_one_of(start - 1, &words.only);
        let counts = cx.hits_of(first..start, Subject::Reporting).any(|hit| {
            cx.language.reporting[hit.index()].pos == Pos::Verb
                && start.checked_sub(hit.end as usize).is_some_and(|gap| gap <= 3)
        });
        let outcome = self.outcomes.iter().any(|hit| hit.first as usize >= start);
        let Some(before) = self.found.last().or(self.before) else { return false };
        if !only || !counts || outcome || before.sent + 2 < self.sent {
            return false;
        }
        let mut toll = before.clone();
        let quantity = &cx.quantities[q];
        toll.low = quantity.low;
        toll.high = quantity.high;
        toll.approx = quantity.approx;
        toll.sent = self.sent;
        toll.tokens = start..quantity.tokens.end as usize;
        toll.outcome_token = start;
        toll.part = false;
        toll.implied = false;
        toll.because = vec!["rule.recount".to_owned()];
        self.found.push(toll);
        true
    }

    /// Members of a list that no rule links take the outcome of their neighbour: `27 of their
    /// fighters and 175 militants have died`, `tuant 12 civils et trois soldats`.
    pub(super) fn coordinate(&mut self, unlinked: &[usize], implied: bool) {
        let cx = self.cx;
        for &q in unlinked.iter().rev().chain(unlinked) {
            let quantity = &cx.quantities[q];
            let start = quantity.tokens.start as usize;
            let known = self.found.iter().any(|toll| toll.tokens.start == start);
            if known || quantity.high == Some(0) {
                continue;
            }
            let counted = self.counted_noun(q);
            if counted.is_none_or(|n| cx.is_one_of(n, &cx.language.grammar.ranks)) {
                self.of_other_side(q);
                continue;
            }
            let Some(noun) = counted.filter(|&n| self.is_person_noun(n)) else { continue };
            if self.is_mostly(quantity) {
                continue;
            }
            let end = cx.mention_at(noun).map_or(noun + 1, |(_, m)| m.end as usize);
            let before = self
                .found
                .iter()
                .filter(|toll| toll.tokens.start < start && (implied || !toll.implied))
                .max_by_key(|toll| toll.tokens.start)
                .filter(|toll| {
                    let Some(victims) = &toll.victims else { return false };
                    let from = victims.end.max(toll.tokens.end);
                    let words = &cx.language.grammar;
                    // `deux Américains, un Jordanien et un Soudanais`: no subject of its own, and no
                    // apposition (`le chauffeur, un berger`).
                    let listed = (from..start).any(|t| cx.doc.tokens[t].upos == Upos::Cconj)
                        || !toll.implied && toll.outcome_token >= end
                        || !toll.implied
                            && cx.doc.tokens.get(end).is_none_or(|next| {
                                !matches!(next.upos, Upos::Aux | Upos::Verb | Upos::Pron)
                            });
                    let bare = listed
                        && (from..start).all(|t| {
                            matches!(cx.doc.tokens[t].upos, Upos::Cconj | Upos::Det | Upos::Punct)
                        });
                    from <= start
                        && (bare || !quantity.indefinite)
                        && !(from..start).any(|t| cx.is_one_of(t, &words.mostly))
                        && self.is_list_gap(&(from..start))
                });
            let after = self
                .found
                .iter()
                .filter(|toll| toll.tokens.start >= end && !toll.implied && !toll.part)
                .min_by_key(|toll| toll.tokens.start)
                .filter(|toll| {
                    let gap = end..toll.tokens.start;
                    let joined = gap.clone().any(|t| cx.doc.tokens[t].upos == Upos::Cconj);
                    let led = start > 0 && cx.doc.tokens[start - 1].upos == Upos::Adp;
                    toll.victims.is_some()
                        && (joined || !quantity.indefinite && !led)
                        && self.is_list_gap(&gap)
                        && (self.closes_list(toll.outcome_token, toll.tokens.end)
                            || joined && toll.high == Some(1) && self.is_plural(toll.outcome_token))
                });
            let Some(neighbour) = before.or(after) else { continue };
            if self.behind_unknown_participle(start) {
                continue;
            }
            if self.spells_out(&neighbour.tokens, start) {
                continue;
            }
            let new = neighbour.again(Some(noun), neighbour.part, "rule.listed");
            // The one person listed beside a number is counted with it.
            let beside = neighbour.tokens.clone();
            self.push_toll(q, new);
            for toll in self.found.iter_mut().filter(|toll| toll.tokens == beside) {
                toll.implied = false;
            }
        }
    }

    /// `two of its soldiers, a junior officer and a senior soldier`: those behind a comma who are as many as were counted in
    /// front of it are the same.
    fn spells_out(&self, counted: &Range<usize>, start: usize) -> bool {
        let cx = self.cx;
        let sent = cx.doc.sents[self.sent].tokens();
        let total = self.found.iter().find(|toll| {
            toll.tokens.end <= start
                && (&toll.tokens == counted || toll.tokens.end <= counted.start)
                && toll.low.is_some_and(|low| (2..=SPELT_OUT).contains(&low))
                && toll.low == toll.high
        });
        let Some(total) = total else { return false };
        // `Two soldiers, a nurse and a driver`: others.
        let alike = |q: &Quantity| {
            let kind = q.head_noun.and_then(|noun| {
                let noun = noun as usize;
                cx.mention_at(noun).map(|(_, m)| m.kind).or_else(|| self.people_kind(noun))
            });
            total.kind == VictimKind::Unknown || kind.map(victim_kind) == Some(total.kind)
        };
        let end = total.victims.as_ref().map_or(0, |v| v.end).max(total.tokens.end);
        let comma = (end..start).find(|&t| cx.doc.lower(t) == ",");
        let Some(comma) = comma else { return false };
        let limit = total.outcome_token.max(start + 1).min(sent.end);
        let ones = cx
            .quantities_in(comma..limit)
            .filter(|(_, q)| q.indefinite && q.high == Some(1) && alike(q))
            .count() as u64;
        let plain = (end..comma).all(|t| cx.doc.tokens[t].upos != Upos::Verb);
        plain && Some(ones) == total.low
    }

    /// `tué 85 soldats et capturés 2 autres`: behind a participle that the tagger took for a noun, something
    /// else became of them.
    pub(super) fn behind_unknown_participle(&self, start: usize) -> bool {
        let doc = self.cx.doc;
        let first = doc.sents[self.sent].first as usize;
        doc.lang == Lang::Fr
            && start > first + 1
            && matches!(doc.tokens[start - 1].upos, Upos::Noun | Upos::Adj)
            && self.cx.hits_of(start - 1..start, Subject::Outcome).next().is_none()
            && ["é", "és", "ée", "ées"].iter().any(|end| doc.lower(start - 1).ends_with(end))
            && self.cx.mention_at(start - 1).is_none()
            && doc.tokens[start - 2].upos == Upos::Cconj
    }

    /// `le maire et deux de ses adjoints`: numbers beside a person without one.
    pub(super) fn coordinate_with_implied(&mut self) {
        let unlinked = std::mem::take(&mut self.unlinked);
        self.coordinate(&unlinked, true);
    }

    /// `trois morts côté armée et vingt côté rebelles`: the outcome of the number before, with
    /// victims of its own.
    fn of_other_side(&mut self, q: usize) {
        let cx = self.cx;
        let words = &cx.language.grammar;
        let quantity = &cx.quantities[q];
        let end = cx.doc.sents[self.sent].end as usize;
        let after = quantity.tokens.end as usize;
        if quantity.indefinite || after >= end {
            return;
        }
        // `14 parmi les rebelles`, `14 du côté des rebelles`.
        let led = cx.is_one_of(after, &words.of) && after + 1 < end;
        let after = if led { after + 1 } else { after };
        if !cx.is_one_of(after, &words.ranks) {
            self.at_other_place(q);
            return;
        }
        let before = self
            .found
            .iter()
            .filter(|toll| toll.tokens.start < quantity.tokens.start as usize && !toll.implied)
            .max_by_key(|toll| toll.tokens.start);
        let side = (after + 1..(after + 4).min(end))
            .find(|&t| self.is_person_noun(t))
            .map(|t| cx.mention_at(t).map_or(t, |(_, m)| m.head as usize));
        if let (Some(before), Some(side)) = (before, side) {
            let new = before.again(Some(side), false, "rule.other-side");
            self.push_toll(q, new);
        }
    }

    /// `killed ten people in Masia, five in Makoko`: as many of the same, elsewhere.
    fn at_other_place(&mut self, q: usize) {
        let cx = self.cx;
        let doc = cx.doc;
        let quantity = &cx.quantities[q];
        let (start, after) = (quantity.tokens.start as usize, quantity.tokens.end as usize);
        let end = doc.sents[self.sent].end as usize;
        let small_place = |from: usize, to: usize| {
            cx.places_in(from..to.max(from)).iter().any(|place| {
                !place.metonym && place.relation == Relation::In && coarseness(place.kind) <= 2
            })
        };
        let parted =
            start > 0 && (doc.lower(start - 1) == "," || doc.tokens[start - 1].upos == Upos::Cconj);
        let there = parted
            && doc.tokens[after].upos == Upos::Adp
            && small_place(after + 1, (after + 3).min(end));
        let before = self
            .found
            .iter()
            .filter(|toll| toll.tokens.start < start && !toll.implied && !toll.part)
            .max_by_key(|toll| toll.tokens.start)
            .filter(|toll| there && small_place(toll.tokens.end, start))
            .cloned();
        let Some(before) = before else { return };
        let new = before.again(None, false, "rule.other-place");
        self.push_toll(q, new);
    }

    /// `un civil et un policier tués`: more than one.
    fn is_plural(&self, participle: usize) -> bool {
        let token = &self.cx.doc.tokens[participle];
        token.feats.has(Feats::PLUR) && token.feats.has(Feats::PAST_PART)
    }

    /// Whether the outcome is a verb with an auxiliary behind the list, so that it is said of all of it; or a
    /// participle where there is no verb at all: `Cinq civils et quatre soldats tués à Ayorou`.
    fn closes_list(&self, verb: usize, list_end: usize) -> bool {
        let doc = self.cx.doc;
        let carried = doc
            .children(verb)
            .any(|t| matches!(doc.tokens[t].rel, Rel::Aux | Rel::AuxPass | Rel::Cop));
        let is_finite = |t: usize| {
            matches!(doc.tokens[t].upos, Upos::Verb | Upos::Aux)
                && doc.tokens[t].feats.has(Feats::FIN)
        };
        let verbless = doc.tokens[verb].feats.has(Feats::PAST_PART)
            && !doc.sents[self.sent].tokens().any(is_finite);
        verb >= list_end && (is_finite(verb) || carried || verbless)
    }

    /// Whether what stands between two numbers joins them into one list: a conjunction or a comma,
    /// names and articles, but no verb.
    pub(super) fn is_list_gap(&self, gap: &Range<usize>) -> bool {
        let cx = self.cx;
        let doc = cx.doc;
        gap.len() <= 9
            && gap.clone().any(|t| doc.tokens[t].upos == Upos::Cconj || doc.lower(t) == ",")
            && gap.clone().all(|t| {
                matches!(
                    doc.tokens[t].upos,
                    Upos::Det
                        | Upos::Adj
                        | Upos::Adp
                        | Upos::Adv
                        | Upos::Noun
                        | Upos::Propn
                        | Upos::Cconj
                ) || doc.lower(t) == ","
            })
            && cx.hits_of(gap.clone(), Subject::Reporting).next().is_none()
    }

    /// `quatorze sont des civils, les trois autres des policiers`: parts of the toll told before,
    /// with their victims behind a copula or behind nothing at all.
    pub(super) fn part_by_copula(&mut self, q: usize, noun: Option<usize>) -> bool {
        let cx = self.cx;
        let doc = cx.doc;
        let quantity = &cx.quantities[q];
        let grammar_words = &cx.language.grammar;
        let other = |n: usize| cx.is_one_of(n, &grammar_words.other);
        let pronoun = |n: usize| doc.tokens[n].upos == Upos::Pron;
        // `Four of the victims were fishermen`.
        let of_them = |n: usize| {
            n > 0
                && cx.is_one_of(n - 1, &grammar_words.definite)
                && n == quantity.tokens.end as usize + 2
                && (cx.is_one_of(n, &grammar_words.casualty)
                    || cx.hits_of(n..n + 1, Subject::Outcome).any(|hit| {
                        cx.language.outcomes[hit.index()].counted == Counted::Itself
                            && doc.tokens[n].upos == Upos::Noun
                    }))
        };
        if quantity.indefinite || noun.is_some_and(|n| !other(n) && !pronoun(n) && !of_them(n)) {
            return false;
        }
        let total = self.found.last().or(self.before).filter(|total| {
            matches!(total.outcome, Outcome::Killed | Outcome::Wounded | Outcome::Abducted)
                && total.sent + 1 >= self.sent
        });
        let Some(total) = total else { return false };
        let sent = doc.sents[self.sent];
        let end = noun
            .map_or(quantity.tokens.end as usize, |n| (n + 1).max(quantity.tokens.end as usize));
        let mut at = end;
        let mut restated = None;
        let mut copula = noun.is_some_and(other);
        while at < sent.end as usize && at < end + 6 {
            let adp = doc.tokens[at].upos == Upos::Adp;
            // `three of those killed were police officers`.
            let outcome = self.outcomes.iter().find(|hit| hit.tokens().contains(&at));
            if let Some(hit) = outcome.filter(|_| !copula && noun.is_some_and(pronoun)) {
                restated = Some(cx.language.outcomes[hit.index()].outcome);
            } else if cx.is_one_of(at, &grammar_words.copula) {
                copula = true;
            } else if adp && copula && !cx.is_one_of(at, &grammar_words.of)
                || !matches!(
                    doc.tokens[at].upos,
                    Upos::Aux | Upos::Det | Upos::Adp | Upos::Adv | Upos::Pron
                )
            {
                break;
            }
            at += 1;
        }
        let victim = cx.mentions_in(at.saturating_sub(1)..at + 1).find(|(_, m)| {
            m.class == MentionClass::People && !m.thing && !m.outcome && m.tokens().contains(&at)
        });
        // `59 sont morts` tells what became of them, not who they were.
        let told = self.outcomes.iter().any(|hit| hit.tokens().contains(&at));
        let victim = victim.filter(|_| !told);
        if let (true, Some((_, victim))) = (copula, victim) {
            let (outcome, alleged) = (restated.unwrap_or(total.outcome), total.alleged);
            let token = if total.sent == self.sent {
                total.outcome_token
            } else {
                quantity.tokens.start as usize
            };
            let new = NewToll {
                noun: Some(victim.head as usize),
                outcome,
                outcome_token: token,
                alleged,
                part: true,
                itself: false,
                because: vec!["rule.part-by-copula".to_owned()],
            };
            self.push_toll(q, new);
            return true;
        }
        false
    }

    /// Whether `of them`, `of whom` stands at a token.
    pub(super) fn is_of_pronoun(&self, at: usize) -> bool {
        let doc = self.cx.doc;
        let end = doc.sents[self.sent].end as usize;
        at + 1 < end
            && self.cx.is_one_of(at, &self.cx.language.grammar.of)
            && doc.tokens[at + 1].upos == Upos::Pron
    }

    /// Whether a word that opens a part stands just before a number.
    pub(super) fn opens_part(&self, at: usize) -> bool {
        let first = self.cx.doc.sents[self.sent].first as usize;
        let from = at.saturating_sub(3).max(first);
        (from..at).rev().any(|t| self.cx.is_one_of(t, &self.cx.language.grammar.part))
    }
}
