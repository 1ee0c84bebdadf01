//! Parts of a toll told before, by a word that says of whom they are: `parmi les victimes, on compte
//! deux enfants`, `les morts sont trois Kényans et un Tchadien`, `outre les deux kamikazes`.
//!
//! Takes the numbers that no rule has linked; gives each the outcome of those it is counted among.

use crate::annotate::Upos;
use crate::lexicon::Subject;
use crate::lexicon::schema::Counted;
use crate::model::{Lang, Outcome};

use super::{Linker, NewToll, TollMention};

/// Whose part a number is.
struct Whole {
    outcome: Outcome,
    /// The token that tells it.
    token: usize,
    rule: &'static str,
}

impl Linker<'_, '_> {
    /// Numbers counted among those told of before, in this sentence or in the one before.
    pub(super) fn among(&mut self) {
        let cx = self.cx;
        let doc = cx.doc;
        let sent = doc.sents[self.sent].tokens();
        let among = sent.clone().find_map(|t| self.among_whom(t));
        let are = sent.clone().find_map(|t| self.who_are(t));
        for q in self.unlinked.clone() {
            let quantity = &cx.quantities[q];
            let start = quantity.tokens.start as usize;
            let Some(noun) = self.counted_noun(q).filter(|&n| self.is_person_noun(n)) else {
                continue;
            };
            let end = cx.mention_at(noun).map_or(noun + 1, |(_, m)| m.end as usize);
            let known = self.found.iter().any(|toll| toll.tokens.start == start);
            // `surtout des femmes`: of them nobody says how many.
            let vague = quantity.indefinite && quantity.high != Some(1);
            // `nine children from one family`: whose they are.
            let of_one = quantity.high == Some(1)
                && start > sent.start
                && doc.case(noun) == Some(start - 1)
                && !doc.tokens[noun].feats.has(crate::annotate::Feats::PLUR);
            if of_one || known || vague || quantity.high == Some(0) {
                continue;
            }
            let whole = among
                .as_ref()
                .filter(|whole| !quantity.indefinite || whole.token < start)
                .filter(|whole| self.in_clause_of(start, end, whole.token))
                .or(are
                    .as_ref()
                    .filter(|whole| whole.token < start && self.is_list(whole.token + 1, start)))
                .map(|whole| (whole.outcome, whole.token, true, whole.rule))
                .or_else(|| self.besides(start));
            let Some((outcome, outcome_token, part, rule)) = whole else { continue };
            let new = NewToll {
                noun: Some(noun),
                outcome,
                outcome_token,
                alleged: false,
                part,
                itself: false,
                because: vec![rule.to_owned()],
            };
            self.push_toll(q, new);
        }
    }

    /// `Un soldat a été blessé à Bapho et quatre autres à Niono`: others of whom the same is told, in another place.
    pub(super) fn elsewhere(&mut self) {
        let cx = self.cx;
        let doc = cx.doc;
        let words = &cx.language.grammar;
        let sent = doc.sents[self.sent].tokens();
        for q in self.unlinked.clone() {
            let quantity = &cx.quantities[q];
            let start = quantity.tokens.start as usize;
            let known = self.found.iter().any(|toll| toll.tokens.start == start);
            let other = (start..(quantity.tokens.end as usize + 1).min(sent.end))
                .rev()
                .find(|&t| cx.is_one_of(t, &words.other));
            let Some(other) = other.filter(|_| !known && start > sent.start) else { continue };
            let joined = doc.tokens[start - 1].upos == Upos::Cconj || doc.lower(start - 1) == ",";
            let placed = cx
                .places_in(other + 1..(other + 4).min(sent.end))
                .iter()
                .any(|place| !place.metonym && (place.tokens.start as usize) <= other + 3)
                && doc.tokens.get(other + 1).is_some_and(|t| t.upos == Upos::Adp);
            let last = self
                .found
                .iter()
                .filter(|toll| toll.tokens.start < start && !toll.part && toll.high != Some(0))
                .max_by_key(|toll| toll.tokens.start);
            let (Some(last), true) = (last, joined && placed) else { continue };
            let new = NewToll {
                noun: Some(other),
                outcome: last.outcome,
                outcome_token: last.outcome_token,
                alleged: last.alleged,
                part: false,
                itself: false,
                because: vec!["rule.elsewhere".to_owned()],
            };
            self.push_toll(q, new);
        }
    }

    /// `parmi les blessés`, `among them`: what became of those among whom others are counted.
    fn among_whom(&self, token: usize) -> Option<Whole> {
        let cx = self.cx;
        let doc = cx.doc;
        let words = &cx.language.grammar;
        if !cx.is_one_of(token, &words.among) {
            return None;
        }
        let end = doc.sents[self.sent].end as usize;
        let noun = (token + 1..(token + 3).min(end)).find(|&t| doc.tokens[t].upos != Upos::Det)?;
        let outcome = if doc.tokens[noun].upos == Upos::Pron {
            // `parmi lesquels` counts within its own sentence, which the rules of parts read.
            if !cx.is_one_of(noun, &words.them) {
                return None;
            }
            self.told_before()?
        } else {
            self.outcome_of_those(noun)?
        };
        Some(Whole { outcome, token: noun, rule: "rule.among" })
    }

    /// `les victimes sont…`, `les autres seraient…`: what became of those who are counted behind it.
    fn who_are(&self, token: usize) -> Option<Whole> {
        let cx = self.cx;
        let doc = cx.doc;
        let words = &cx.language.grammar;
        let first = doc.sents[self.sent].first as usize;
        let end = doc.sents[self.sent].end as usize;
        let article = token.checked_sub(1).filter(|&t| t >= first)?;
        let copula = token + 1;
        // `One of the dead was Ali`: not all of them.
        let some = article > first && cx.is_one_of(article - 1, &words.of);
        let subject = !some
            && cx.is_one_of(article, &words.definite)
            && (doc.tokens[token].feats.has(crate::annotate::Feats::PLUR)
                || doc.lang == Lang::En && cx.hits_of(token..token + 1, Subject::Outcome).next().is_some())
            && copula < end
            // `The dead included three children`.
            && (cx.is_one_of(copula, &words.copula)
                || cx.is_one_of(copula, &words.part)
                    && matches!(doc.tokens[copula].upos, Upos::Verb));
        // `les blessés sont dans un état critique`: how they are, not who.
        let how = copula + 1 < end && doc.tokens[copula + 1].upos == Upos::Adp;
        if !subject || how {
            return None;
        }
        let outcome = if cx.is_one_of(token, &words.other) {
            self.told_before()?
        } else {
            self.outcome_of_those(token)?
        };
        Some(Whole { outcome, token: copula, rule: "rule.who-they-are" })
    }

    /// What became of those whom a noun for the dead, the wounded or the taken names.
    fn outcome_of_those(&self, noun: usize) -> Option<Outcome> {
        let cx = self.cx;
        if cx.is_one_of(noun, &cx.language.grammar.casualty) {
            // `dix morts et vingt blessés. Parmi les victimes, …`: the word is rather for the dead than for those told last.
            let before = self.told_before().unwrap_or(Outcome::Killed);
            let sent = self.before.filter(|_| self.found.is_empty()).map(|toll| toll.sent);
            let dead = sent.is_some_and(|sent| {
                cx.hits_of(cx.doc.sents[sent].tokens(), Subject::Outcome)
                    .any(|hit| cx.language.outcomes[hit.index()].outcome == Outcome::Killed)
            });
            return Some(if dead && before == Outcome::Wounded { Outcome::Killed } else { before });
        }
        cx.hits_of(noun..noun + 1, Subject::Outcome)
            .map(|hit| &cx.language.outcomes[hit.index()])
            .find(|word| word.counted != Counted::Of)
            .map(|word| word.outcome)
    }

    /// What became of those counted last.
    fn told_before(&self) -> Option<Outcome> {
        let last = self.found.iter().rev().find(|toll| !toll.part).or(self.before)?;
        let of_people = matches!(
            last.outcome,
            Outcome::Killed | Outcome::Wounded | Outcome::Abducted | Outcome::Detained
        );
        (of_people && last.sent + 2 >= self.sent && last.high != Some(0)).then_some(last.outcome)
    }

    /// Whether a counted phrase and a word stand in one clause, with one verb between at the most.
    fn in_clause_of(&self, start: usize, end: usize, token: usize) -> bool {
        let doc = self.cx.doc;
        let gap = if token < start { token + 1..start } else { end..token };
        // `among the casualties confirmed were`: said of them.
        let said = |t: usize| {
            t == token + 1
                && t + 1 < start
                && doc.tokens[t].upos == Upos::Verb
                && !doc.tokens[t].feats.has(crate::annotate::Feats::PRES_PART)
        };
        gap.len() <= 14
            && gap
                .clone()
                .filter(|&t| matches!(doc.tokens[t].upos, Upos::Verb | Upos::Aux) && !said(t))
                .count()
                <= 1
            && !gap.clone().any(|t| matches!(doc.lower(t), ";" | ":" | "«" | "»" | "(" | ")"))
            // `among the dead according to an official`: whoever tells of them is not one of them.
            && self.cx.hits_of(gap, Subject::Reporting).all(|hit| said(hit.head()))
    }

    /// Whether only members of a list stand between two tokens.
    fn is_list(&self, from: usize, to: usize) -> bool {
        let doc = self.cx.doc;
        to.saturating_sub(from) <= 14
            && (from..to).all(|t| {
                !matches!(doc.tokens[t].upos, Upos::Verb | Upos::Aux | Upos::Sconj)
                    && (doc.tokens[t].upos != Upos::Punct || doc.lower(t) == ",")
            })
    }

    /// `sept morts, en plus des trois terroristes`, `outre les deux kamikazes`: the outcome of the
    /// toll beside it.
    fn besides(&self, start: usize) -> Option<(Outcome, usize, bool, &'static str)> {
        let cx = self.cx;
        let first = cx.doc.sents[self.sent].first as usize;
        let from = start.saturating_sub(3).max(first);
        let said = (from..start).any(|t| {
            cx.is_one_of(t, &cx.language.grammar.besides)
                && (t + 1..start).all(|t| {
                    matches!(cx.doc.tokens[t].upos, Upos::Det | Upos::Adp)
                        || matches!(cx.doc.lower(t), "que" | "as")
                })
        });
        let far = |toll: &TollMention| {
            toll.tokens.start.abs_diff(start).min(toll.outcome_token.abs_diff(start))
        };
        let near = self
            .found
            .iter()
            .filter(|toll| !toll.implied && !toll.part && toll.high != Some(0))
            .min_by_key(|toll| (toll.tokens.start > start, toll.tokens.start.abs_diff(start)))
            .filter(|toll| far(toll) <= 10)?;
        said.then_some((near.outcome, near.outcome_token, false, "rule.besides"))
    }
}
