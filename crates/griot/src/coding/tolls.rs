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
//! | `27 rebels and 12 soldiers died` | a list: the outcome of its neighbour |
//! | `dont 8 civils`, `including 8 civilians` | a part: the outcome of the total before it |
//! | `un bilan de 12`, `put the toll at 12` | a tally without a noun counts the dead |
//! | `le muezzin a été abattu` | one person, definite and singular, without a number |
//! | `aucune victime`, `nobody was hurt` | neither dead nor wounded |
//!
//! A figure told as replaced, by nobody in particular (`un premier bilan faisait état de 11 morts`),
//! is left out.

use std::ops::Range;

use crate::annotate::mentions::MentionClass;
use crate::annotate::quantities::QuantityKind;
use crate::annotate::{Feats, Rel, Upos, grammar};
use crate::coding::context::Context;
use crate::coding::status::{Status, status};
use crate::lexicon::schema::{Counted, Pos};
use crate::lexicon::{Hit, Subject};
use crate::model::{ActorKind, Lang, Outcome, VictimKind};

mod among;
mod distant;
mod figures;
mod households;
mod links;
mod named;
mod nobody;
mod outcomes;
mod parts;
pub(crate) mod publish;
mod singles;
mod tellers;

use outcomes::outcome_counts;

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

impl TollMention {
    /// What a further number becomes that has its outcome from this one; `rule` says why.
    fn again(&self, noun: Option<usize>, part: bool, rule: &str) -> NewToll {
        NewToll {
            noun,
            outcome: self.outcome,
            outcome_token: self.outcome_token,
            alleged: self.alleged,
            part,
            itself: false,
            because: vec![rule.to_owned()],
        }
    }
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
    if is_superseded(cx, &tokens) {
        return Vec::new();
    }
    let outcomes: Vec<Hit> = cx
        .hits_of(tokens.clone(), Subject::Outcome)
        .filter(|hit| outcome_counts(cx, *hit, &tokens))
        .collect();
    let mut linker = Linker { cx, sent, outcomes, before, found: Vec::new(), unlinked: Vec::new() };
    linker.link_numbers();
    linker.in_parentheses();
    linker.definite_beside_counted();
    linker.imply_single_persons();
    linker.count_named();
    linker.coordinate_with_implied();
    linker.nobody();
    linker.found.sort_by_key(|toll| toll.tokens.start);
    linker.drop_replaced();
    linker.keep_risen();
    linker.mark_provisional();
    linker.one_fatally();
    linker.drop_counted_bodies();
    linker.count_couples();
    linker.count_bodies();
    linker.whole_rows();
    linker.found
}

/// How far before a range a verb of rising may stand.
const RISE_NEAR: usize = 5;

/// Whether a sentence tells an earlier count that has been replaced, without saying whose it was:
/// `un premier bilan faisait état de onze morts`.
fn is_superseded(cx: &Context<'_>, sent: &Range<usize>) -> bool {
    let words = &cx.language.grammar;
    let tally = sent.clone().find(|&t| {
        cx.is_one_of(t, &words.tally)
            && (t.saturating_sub(2).max(sent.start)..(t + 3).min(sent.end))
                .any(|near| near != t && cx.is_one_of(near, &words.superseded))
    });
    let Some(tally) = tally else { return false };
    // `un premier bilan fait état de…`: the only one so far.
    let current = sent.clone().any(|t| {
        matches!(cx.doc.tokens[t].upos, Upos::Verb | Upos::Aux)
            && cx.doc.tokens[t].feats.has(Feats::PRES)
            && !cx.doc.children(t).any(|c| {
                cx.doc.tokens[c].rel == Rel::Aux && !cx.doc.tokens[c].feats.has(Feats::PRES)
            })
    });
    let speaks = |t: usize| {
        cx.mention_at(t).is_some_and(|(_, mention)| {
            !mention.outcome && !mention.thing && mention.class != MentionClass::Document
        })
    };
    let named = current
        || cx.hits_of(sent.clone(), Subject::Reporting).any(|hit| {
            let verb = cx.language.reporting[hit.index()].pos == Pos::Verb;
            !hit.tokens().contains(&tally) && !verb
                || verb && grammar::args(cx.doc, hit.head()).agents.into_iter().any(speaks)
        })
        || cx.doc.children(tally).any(|t| {
            matches!(cx.doc.tokens[t].rel, Rel::Nmod | Rel::Appos)
                    && speaks(t)
                    // `an earlier toll of eight soldiers`: they are counted in it.
                    && !cx
                        .quantities_in(tally..t + 1)
                        .any(|(_, q)| q.head_noun.is_some_and(|noun| noun as usize == t))
        });
    !named
}

struct Linker<'a, 'c> {
    cx: &'a Context<'c>,
    sent: usize,
    outcomes: Vec<Hit>,
    before: Option<&'a TollMention>,
    found: Vec<TollMention>,
    /// Numbers that no rule has linked yet.
    unlinked: Vec<usize>,
}

/// A link between a number and an outcome word.
struct Link {
    outcome: Outcome,
    /// The token of the outcome word.
    head: usize,
    /// The lexicon entry of the outcome word.
    id: String,
    rule: &'static str,
    /// The number counts the outcome word itself: there is no other victim.
    itself: bool,
    /// The victims, where they stand apart from the number.
    victims: Option<usize>,
}

impl Linker<'_, '_> {
    fn link_numbers(&mut self) {
        let cx = self.cx;
        let sent = cx.doc.sents[self.sent].tokens();
        let numbers: Vec<usize> = cx
            .quantities_in(sent.clone())
            .filter(|(_, quantity)| quantity.kind == QuantityKind::Count)
            .map(|(q, _)| q)
            .collect();
        let mut pending_parts: Vec<usize> = Vec::new();
        let mut unlinked: Vec<usize> = Vec::new();
        // Those of whom only some were struck: `three of the ten passengers`.
        let mut wholes: Vec<usize> = Vec::new();
        for &q in &numbers {
            let quantity = &cx.quantities[q];
            let noun = self.counted_noun(q);
            let opens = self.opens_part(quantity.tokens.start as usize);
            let speaker = !opens && self.is_speaker(noun);
            if wholes.contains(&q) {
                continue;
            }
            // `five of the six people killed`: the second counts those killed; `killed five of the six people`: the
            // first does.
            let after = quantity.tokens.end as usize;
            if let Some(whole) = self.counted_whole(q) {
                // `dont neuf dans un état grave`.
                if cx.quantities[whole].indefinite {
                    continue;
                }
                let noun = self.counted_noun(whole);
                let link = self.link(whole, noun, &sent);
                let Some(link) = link.filter(|link| !self.tells_whole(whole, noun, link)) else {
                    continue;
                };
                if noun.is_some() && !speaker && self.counts_people(noun, &link) {
                    wholes.push(whole);
                    self.push(q, noun, &link, opens);
                }
                continue;
            }
            if self.denies_casualties(q, noun)
                || speaker
                || self.is_amount(q)
                || self.is_article_of_tally(q)
                || self.is_one_named(q)
            {
                continue;
            }
            // `30 people, many of them women`: it counts nobody.
            let vague = quantity.high.is_none() && quantity.low == Some(2);
            if vague && (self.is_of_pronoun(after) || self.is_mostly(quantity)) {
                continue;
            }
            if self.part_by_copula(q, noun) {
                continue;
            }
            // `300 peacekeepers died, 174 of them in hostile acts`.
            let of_them = !quantity.indefinite
                && quantity.head_noun.is_some_and(|n| {
                    let n = n as usize;
                    cx.doc.tokens[n].upos == Upos::Pron
                        && !cx.is_one_of(n, &cx.language.grammar.possessive)
                });
            if self.is_left_behind(q)
                || self.is_what_somebody_is(q, noun)
                || self.is_freed(q, noun)
                || self.is_of_accident(q)
                || opens && noun.is_none() && self.is_part_of_things(q)
            {
                continue;
            }
            if noun.is_none() && self.recount(q) {
                continue;
            }
            // `among them several children`: of those counted before.
            if opens && noun.is_some_and(|n| cx.doc.tokens[n].rel == Rel::Appos) {
                pending_parts.push(q);
                continue;
            }
            // `wounded six people, two of whom later died`.
            let own = self.outcome_of_part(after).filter(|_| of_them && !opens);
            if let Some(hit) = own {
                let link = self.by_hit(&hit, "rule.clause-of-part", false);
                self.push(q, None, &link, false);
                continue;
            }
            match self.link(q, noun, &sent).filter(|link| self.counts_people(noun, link)) {
                Some(link) => {
                    self.push(q, noun, &link, opens);
                    if let Some(link) = self.joined_to(&link) {
                        self.push(q, noun, &link, opens);
                    }
                }
                None if opens || of_them => pending_parts.push(q),
                None => unlinked.push(q),
            }
        }
        self.behind_colon(&unlinked);
        self.parts_behind_colon(&unlinked);
        self.coordinate(&unlinked, false);
        self.parts(&pending_parts);
        // Parts have neighbours too: `including nine women and four children`.
        self.coordinate(&unlinked, false);
        // `The victims included four women`: parts of a total that another sentence tells.
        let told = |q: &usize| {
            let start = cx.quantities[*q].tokens.start as usize;
            self.found.iter().any(|toll| toll.tokens.start == start)
        };
        pending_parts.retain(|q| !told(q) && !cx.quantities[*q].indefinite);
        unlinked.append(&mut pending_parts);
        self.unlinked = unlinked;
        self.among();
        self.elsewhere();
    }

    /// Whether the outcome itself says that those counted are of others: `figurer parmi les morts`.
    fn tells_part(&self, link: &Link) -> bool {
        self.outcomes.iter().any(|hit| {
            self.head(hit) == link.head
                && hit.tokens().any(|t| self.cx.is_one_of(t, &self.cx.language.grammar.among))
        })
    }

    /// The noun that a number counts.
    fn counted_noun(&self, q: usize) -> Option<usize> {
        let cx = self.cx;
        let quantity = &cx.quantities[q];
        let sent = cx.doc.sents[self.sent];
        let noun = quantity
            .head_noun
            .map(|t| t as usize)
            .filter(|&t| t < sent.end as usize && t >= sent.first as usize);
        let Some(noun) = noun else {
            return self
                .people_behind(q)
                .filter(|&noun| cx.doc.lang != Lang::Fr || !self.is_where(q, noun));
        };
        // `24 présumés terroristes`: the adjective that the tagger took for them.
        let noun = if noun + 1 < sent.end as usize
            && cx.is_one_of(noun, &cx.language.grammar.suspected)
            && self.people_kind(noun + 1).is_some()
        {
            noun + 1
        } else {
            noun
        };
        // `une trentaine d'autres lundi`: a day is not counted.
        let day = cx.in_time(noun.saturating_sub(3)..noun + 1, noun);
        if day {
            let end = quantity.tokens.end as usize;
            return (quantity.number_tokens.start as usize..end.max(noun))
                .find(|&t| cx.is_one_of(t, &cx.language.grammar.other))
                .or_else(|| self.people_behind(q));
        }
        // `17 American and Canadian missionaries`: the adjective of two that the tagger took for them.
        let second = noun + 2;
        if cx.doc.lang == Lang::En
            && second + 1 < sent.end as usize
            && cx.doc.tokens[noun + 1].upos == Upos::Cconj
            && !cx.doc.tokens[noun].feats.has(Feats::PLUR)
            && cx.doc.word(noun).starts_with(char::is_uppercase)
            && cx.doc.word(second).starts_with(char::is_uppercase)
            && matches!(cx.doc.tokens[second].upos, Upos::Adj | Upos::Propn)
            && cx.mention_at(second + 1).is_some_and(|(_, m)| m.plural && !m.thing)
        {
            return cx.mention_at(second + 1).map(|(_, m)| m.head as usize);
        }
        // `douze civils début mai`: the nearest word for people, where a tagger passed over it.
        let after = quantity.tokens.end as usize;
        // So too in front of what became of them: `plusieurs civils blessés`.
        let hurt = self.outcomes.iter().any(|hit| hit.tokens().contains(&noun));
        if (cx.mention_at(noun).is_none() || hurt)
            && let Some(people) = (after..noun).find(|&t| self.people_kind(t).is_some())
        {
            return Some(people);
        }
        // `at least a dozen injured`: what became of them is no noun for them.
        let participle = cx.doc.tokens[noun].upos == Upos::Verb
            && self.outcomes.iter().any(|hit| {
                hit.tokens().contains(&noun)
                    && cx.language.outcomes[hit.index()].counted == Counted::Object
            });
        if participle {
            return None;
        }
        // `27 of their fighters`, `trois de ses hommes`.
        let doc = cx.doc;
        if matches!(doc.tokens[noun].upos, Upos::Pron | Upos::Det)
            && !cx.is_one_of(noun, &cx.language.grammar.other)
        {
            let owned = (noun + 1..(noun + 4).min(sent.end as usize))
                .take_while(|&t| matches!(doc.tokens[t].upos, Upos::Adj | Upos::Noun | Upos::Propn))
                .find(|&t| matches!(doc.tokens[t].upos, Upos::Noun | Upos::Propn));
            return owned;
        }
        // `trente et un des nôtres`: nobody is named.
        if matches!(doc.tokens[noun].upos, Upos::Adj | Upos::Pron)
            && noun > quantity.tokens.end as usize
            && cx.mention_at(noun).is_none()
            && cx.hits_of(noun..noun + 1, Subject::Outcome).next().is_none()
            && !cx.is_one_of(noun, &cx.language.grammar.other)
        {
            return None;
        }
        Some(noun)
    }

    /// `dont 38 dans un marché`: whether a preposition parts a number from a noun, which then says where, not whom.
    fn is_where(&self, q: usize, noun: usize) -> bool {
        let cx = self.cx;
        (cx.quantities[q].tokens.end as usize..noun).any(|t| {
            cx.doc.tokens[t].upos == Upos::Adp && !cx.is_one_of(t, &cx.language.grammar.of)
        })
    }

    /// Those who are named right behind a number, where the tagger saw no noun: `deux VDP`.
    fn people_behind(&self, q: usize) -> Option<usize> {
        let cx = self.cx;
        let doc = cx.doc;
        let end = cx.quantities[q].tokens.end as usize;
        let limit = (end + 3).min(doc.sents[self.sent].end as usize);
        for t in end..limit {
            let named = cx
                .mention_at(t)
                .is_some_and(|(_, m)| !m.thing && !m.outcome && m.class != MentionClass::Document);
            if named || self.people_kind(t).is_some() {
                return Some(cx.mention_at(t).map_or(t, |(_, m)| m.head as usize));
            }
            if !matches!(doc.tokens[t].upos, Upos::Adp | Upos::Det | Upos::Adj) {
                return None;
            }
        }
        None
    }

    /// Adds the toll that a link makes, unless what the outcome word tells did not happen.
    fn push(&mut self, q: usize, noun: Option<usize>, link: &Link, part: bool) {
        let cx = self.cx;
        let quantity = &cx.quantities[q];
        let none_at_all = quantity.high == Some(0);
        // `abrite des conseillers`: whom a place shelters is displaced only when somebody counted.
        if link.outcome == Outcome::Displaced
            && quantity.indefinite
            && cx.is_one_of(link.head, &cx.language.grammar.ongoing)
        {
            return;
        }
        // Nobody of those arrested is no toll, and `tués ou disparus` counts neither.
        if none_at_all && !matches!(link.outcome, Outcome::Killed | Outcome::Wounded)
            || !none_at_all && self.is_either(link)
        {
            return;
        }
        let mut alleged = false;
        match status(cx, link.head) {
            Status::Alleged(_) => alleged = true,
            // `aucun mort` negates by its own number, `pas moins de 12` hedges by it.
            Status::NoEvent(rule)
                if !(none_at_all && !UNREAL.contains(&rule.as_str())
                    || self.is_own_hedge(&rule, q)) =>
            {
                return;
            }
            _ => {}
        }
        let mut because = vec![link.id.clone(), link.rule.to_owned()];
        if self.tells_part(link) {
            because.push(OF_OTHERS.to_owned());
        }
        // `sept autres enlevés`, `une quinzaine blessées`: a participle counts those named before.
        let participle = link.itself
            && (matches!(cx.doc.tokens[link.head].upos, Upos::Verb | Upos::Adj)
                || noun.is_some_and(|n| cx.is_one_of(n, &cx.language.grammar.other)))
            && noun != Some(link.head);
        let itself = link.itself && !participle;
        // `claimed 168 lives`: whose they were is not told.
        let in_word = |n: usize| {
            self.people_kind(n).is_none()
                && self
                    .outcomes
                    .iter()
                    .any(|hit| self.head(hit) == link.head && hit.tokens().contains(&n))
        };
        let untold = !link.itself && link.victims.is_none() && noun.is_some_and(in_word);
        let itself = itself || untold;
        let noun = if link.itself || untold { None } else { link.victims.or(noun) };
        let toll = NewToll {
            noun,
            outcome: link.outcome,
            outcome_token: link.head,
            alleged,
            part,
            itself,
            because,
        };
        self.push_toll(q, toll);
    }

    /// Whether one figure counts two outcomes, and nobody knows how many of each: `tués ou blessés`, `27
    /// morts et blessés`, `27 victimes entre morts et blessés`. Those taken or missing count as taken.
    fn is_either(&self, link: &Link) -> bool {
        let cx = self.cx;
        let doc = cx.doc;
        let words = &cx.language.grammar;
        let taken = |outcome| matches!(outcome, Outcome::Abducted | Outcome::Missing);
        let hurt = |outcome| matches!(outcome, Outcome::Killed | Outcome::Wounded);
        self.outcomes.iter().any(|hit| {
            let other = cx.language.outcomes[hit.index()].outcome;
            let head = self.head(hit);
            let gap = head.min(link.head) + 1..head.max(link.head);
            if other == link.outcome || gap.len() > 6 || taken(other) && taken(link.outcome) {
                return false;
            }
            let or = gap.clone().any(|t| cx.is_one_of(t, &words.either))
                && gap.clone().all(|t| {
                    matches!(
                        doc.tokens[t].upos,
                        Upos::Adv | Upos::Aux | Upos::Cconj | Upos::Det | Upos::Adp
                    )
                });
            let both = hurt(other) && hurt(link.outcome);
            let and = both && gap.len() == 1 && doc.tokens[gap.start].upos == Upos::Cconj;
            let between = both
                && head > link.head
                && gap.len() > 1
                && (gap.start..(gap.start + 2).min(gap.end))
                    .any(|t| cx.is_one_of(t, &words.between))
                && !gap.clone().any(|t| doc.tokens[t].upos == Upos::Num);
            or || and || between
        })
    }

    /// Drops a figure that the same sentence says has been replaced: `le bilan, d'abord de trois
    /// morts, est passé à quatre`, `19 dead, up from an earlier 11`.
    fn drop_replaced(&mut self) {
        let cx = self.cx;
        let sent = cx.doc.sents[self.sent].tokens();
        let words = &cx.language.grammar;
        if !sent.clone().any(|t| cx.is_one_of(t, &words.tally)) {
            return;
        }
        let replaced = |toll: &TollMention| {
            let mut near = toll.tokens.start.saturating_sub(5).max(sent.start)
                ..(toll.tokens.end + 3).min(sent.end);
            near.any(|t| cx.is_one_of(t, &words.superseded))
        };
        let stays = |toll: &TollMention| !toll.part && !toll.implied && !replaced(toll);
        let current: Vec<Outcome> =
            self.found.iter().filter(|toll| stays(toll)).map(|toll| toll.outcome).collect();
        self.found.retain(|toll| {
            toll.part
                || toll.implied
                || toll.victims.is_some()
                || !replaced(toll)
                || !current.contains(&toll.outcome)
        });
    }

    /// `le bilan s'est alourdi de 11 à 15 morts`: the second figure replaces the first.
    fn keep_risen(&mut self) {
        let cx = self.cx;
        let words = &cx.language.grammar;
        let sent = cx.doc.sents[self.sent].tokens();
        if !sent.clone().any(|t| cx.is_one_of(t, &words.tally)) {
            return;
        }
        for toll in &mut self.found {
            let (Some(low), Some(high)) = (toll.low, toll.high) else { continue };
            let start = toll.tokens.start;
            let rises = (start.saturating_sub(RISE_NEAR).max(sent.start)..start)
                .any(|t| cx.is_one_of(t, &words.rise));
            // `entre 11 et 15` is a range.
            let from = [start.saturating_sub(1), start]
                .into_iter()
                .any(|t| matches!(cx.doc.lower(t), "de" | "from"));
            if low < high && rises && from {
                toll.low = Some(high);
            }
        }
    }

    /// Marks the figures of a provisional tally: a later one replaces them.
    fn mark_provisional(&mut self) {
        let cx = self.cx;
        let words = &cx.language.grammar;
        let mut sent = cx.doc.sents[self.sent].tokens();
        let provisional = sent.clone().any(|t| cx.is_one_of(t, &words.provisional));
        if provisional && sent.any(|t| cx.is_one_of(t, &words.tally)) {
            for toll in self.found.iter_mut().filter(|toll| !toll.part && !toll.implied) {
                toll.because.push(PROVISIONAL.to_owned());
            }
        }
    }

    /// Whether the word that takes an outcome out of the facts is the hedge of the number itself.
    fn is_own_hedge(&self, rule: &str, q: usize) -> bool {
        let cx = self.cx;
        let quantity = &cx.quantities[q];
        let tokens = quantity.tokens.start as usize..quantity.tokens.end as usize;
        cx.hits_of(tokens, Subject::Hedge).any(|hit| cx.language.hedges[hit.index()].id == rule)
    }

    fn push_toll(&mut self, q: usize, new: NewToll) {
        let cx = self.cx;
        let quantity = &cx.quantities[q];
        let tokens = quantity.tokens.start as usize..quantity.tokens.end as usize;
        let other = &cx.language.grammar.other;
        // `quatre autres portés disparus`, `deux faits prisonniers`: a participle is nobody.
        let made_out = &cx.language.grammar.made_out;
        let elliptic = !new.itself
            && new.noun.is_none_or(|n| {
                cx.is_one_of(n, other)
                    || cx.doc.tokens[n].upos == Upos::Pron
                    || cx.is_one_of(n, made_out) && cx.mention_at(n).is_none()
            });
        let (victims, kind) = if new.itself {
            self.victims_beside(new.outcome_token, &tokens)
        } else if elliptic {
            // `sept autres enlevés`: those named before in the sentence, or in the one before.
            self.found
                .iter()
                .filter(|toll| toll.tokens.start < tokens.start)
                .max_by_key(|toll| {
                    (!toll.part && !self.is_between_dashes(toll.tokens.start), toll.tokens.start)
                })
                .or(self.before.filter(|toll| toll.sent + 1 >= self.sent && new.noun.is_some()))
                .map_or((None, VictimKind::Unknown), |toll| (toll.victims.clone(), toll.kind))
        } else {
            new.noun.map_or((None, VictimKind::Unknown), |noun| self.victims(noun))
        };
        // `Two soldiers were ambushed. One was killed`: of those counted last.
        let opens = tokens.start == cx.doc.sents[self.sent].first as usize;
        let one = quantity.low == Some(1) && quantity.high == Some(1) && !quantity.indefinite;
        let (victims, kind) = match self.several_before(tokens.start) {
            Some(mention) if elliptic && opens && one && victims.is_none() => {
                (Some(mention.tokens()), victim_kind(mention.kind))
            }
            _ => (victims, kind),
        };
        // `attacked farmers, wounding three`: of those whom the verb above has done it to.
        let (victims, kind) = match self.done_to(new.outcome_token) {
            Some(mention) if elliptic && victims.is_none() && !quantity.indefinite => {
                (Some(mention.tokens()), victim_kind(mention.kind))
            }
            _ => (victims, kind),
        };
        // `12 insurgents, including three commanders`: of those who are counted before.
        let officers = new.part
            && new.noun.and_then(|noun| cx.mention_at(noun)).is_some_and(|(_, mention)| {
                mention.class == MentionClass::Function && mention.registry.is_none()
            });
        let kind = match self.found.iter().rev().find(|toll| toll.tokens.start < tokens.start) {
            Some(total) if officers && total.kind == VictimKind::NonStateArmed => total.kind,
            _ => kind,
        };
        // Nobody of one kind is no toll.
        if quantity.high == Some(0) && (victims.is_some() && kind != VictimKind::Unknown) {
            return;
        }
        self.found.push(TollMention {
            outcome: new.outcome,
            low: quantity.low,
            high: quantity.high,
            approx: quantity.approx,
            victims,
            kind,
            sent: self.sent,
            tokens,
            outcome_token: new.outcome_token,
            part: new.part,
            implied: false,
            alleged: new.alleged,
            because: new.because,
        });
    }

    /// The name and kind of victims from the noun that counts them.
    fn victims(&self, noun: usize) -> (Option<Range<usize>>, VictimKind) {
        match self.cx.mention_at(noun) {
            // `la mort de dizaines de personnes`: they are the persons.
            Some((_, mention)) if mention.outcome && mention.head as usize != noun => {
                let kind = self.people_kind(noun).map_or(VictimKind::Unknown, victim_kind);
                (Some(noun..(mention.end as usize).max(noun + 1)), kind)
            }
            Some((_, mention)) => (Some(mention.tokens()), victim_kind(mention.kind)),
            None => {
                let kind = self.people_kind(noun).map_or(VictimKind::Unknown, victim_kind);
                (Some(noun..noun + 1), kind)
            }
        }
    }

    /// Whose dead a number counts that counts the outcome word: `17 morts parmi les FAMa`,
    /// `20 morts, tous des civils`, `quatorze soldats tués et neuf blessés`.
    fn victims_beside(
        &self,
        outcome: usize,
        number: &Range<usize>,
    ) -> (Option<Range<usize>>, VictimKind) {
        let cx = self.cx;
        let doc = cx.doc;
        let words = &cx.language.grammar;
        let end = doc.sents[self.sent].end as usize;
        let after = outcome + 1;
        let told_by = (after..(after + 4).min(end))
            .find(|&t| cx.is_one_of(t, &words.ranks) || cx.is_one_of(t, &words.mostly));
        if let Some(word) = told_by {
            let named = cx
                .mentions_in(word + 1..(word + 6).min(end))
                .find(|(_, mention)| !mention.outcome && !mention.thing)
                .filter(|(_, mention)| {
                    (word + 1..mention.first as usize).all(|t| {
                        matches!(doc.tokens[t].upos, Upos::Det | Upos::Adp | Upos::Adj | Upos::Adv)
                    })
                });
            if let Some((_, mention)) = named {
                return (Some(mention.tokens()), victim_kind(mention.kind));
            }
        }
        // An outcome noun listed right behind those who suffered another.
        let listed = self
            .found
            .iter()
            .filter(|toll| toll.tokens.start < number.start && toll.victims.is_some())
            .max_by_key(|toll| toll.tokens.start)
            .filter(|toll| {
                let from = toll.victims.as_ref().map_or(0, |v| v.end).max(toll.tokens.end);
                let from = if toll.outcome_token < number.start {
                    from.max(toll.outcome_token + 1)
                } else {
                    from
                };
                from <= number.start && self.is_list_gap(&(from..number.start))
            });
        listed.map_or((None, VictimKind::Unknown), |toll| (toll.victims.clone(), toll.kind))
    }
}

/// The rule of a person who attacked and was killed in it: told beside those they killed.
pub(crate) const ATTACKER: &str = "rule.one-attacker";

/// Marks those counted of others, who may have been told before: they replace no figure.
pub(crate) const OF_OTHERS: &str = "rule.of-others";

/// The rule of one of two or more who were told of before.
pub(crate) const ONE_OF_SEVERAL: &str = "rule.one-of-several";

/// Marks a figure that a later one replaces.
pub(crate) const PROVISIONAL: &str = "rule.provisional";

/// What a number of a sentence is to become.
struct NewToll {
    noun: Option<usize>,
    outcome: Outcome,
    outcome_token: usize,
    alleged: bool,
    part: bool,
    itself: bool,
    because: Vec<String>,
}

/// Rules of `status.rs` that hold whatever number stands beside them: what has not happened has
/// not failed to kill either.
const UNREAL: [&str; 6] = [
    "rule.condition",
    "rule.conditional-present",
    "rule.future",
    "rule.modal",
    "rule.purpose",
    "rule.infinitive",
];

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
