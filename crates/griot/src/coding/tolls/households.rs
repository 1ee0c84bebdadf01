//! Couples and families among the victims, and the one of the wounded who died.
//!
//! Takes the tolls of a sentence; makes two people of each couple, drops the family whose members the sentence
//! counts (`une famille de cinq personnes` is five people, not one and five), and adds the dead of `dix blessés, dont un
//! mortellement`.

use super::{Linker, TollMention};
use crate::annotate::mentions::MentionClass;
use crate::annotate::quantities::QuantityKind;
use crate::annotate::{Feats, Rel, Upos, grammar};
use crate::model::Outcome;

impl Linker<'_, '_> {
    /// Counts people where the words count couples.
    pub(super) fn count_couples(&mut self) {
        let cx = self.cx;
        for toll in &mut self.found {
            let couples = toll.victims.as_ref().and_then(|victims| {
                let (_, mention) = cx.mention_at(victims.start)?;
                Some((mention.head as usize, cx.language.people[mention.people? as usize].each?))
            });
            let each = couples.map(|(_, each)| each);
            // `l'assassinat du couple`: one definite couple has been counted as its people; `un couple de retraités`:
            // the noun is a number itself.
            let counted = toll.low == each
                && (toll.implied || couples.is_some_and(|(noun, _)| toll.tokens.contains(&noun)));
            if let Some(each) = each.filter(|_| !counted) {
                toll.low = toll.low.map(|low| low.saturating_mul(each));
                toll.high = toll.high.map(|high| high.saturating_mul(each));
            }
        }
    }

    /// `a family of five`, `une équipe de six`: a body of so many, whose members no noun names.
    pub(super) fn count_bodies(&mut self) {
        let cx = self.cx;
        let words = &cx.language.grammar;
        let mut members = vec![];
        for toll in &mut self.found {
            let body = toll.victims.as_ref().and_then(|victims| {
                let (_, mention) = cx.mention_at(victims.start)?;
                let one = toll.low == Some(1) && toll.high == Some(1);
                (one && cx.is_one_of(mention.head as usize, &words.bodies)).then_some(mention)
            });
            let Some(of) = body.map(|mention| mention.end as usize) else { continue };
            let end = cx.doc.sents[self.sent].end as usize;
            if of + 1 >= end || !cx.is_one_of(of, &words.of) {
                continue;
            }
            let counted = cx.quantities_in(of + 1..(of + 3).min(end)).find(|(_, quantity)| {
                quantity.tokens.start as usize == of + 1
                    && quantity.kind == QuantityKind::Count
                    && !quantity.indefinite
                    && quantity.head_noun.is_none_or(|noun| {
                        noun < quantity.tokens.start || cx.mention_at(noun as usize).is_none()
                    })
            });
            if let Some((_, quantity)) = counted {
                (toll.low, toll.high, toll.approx) = (quantity.low, quantity.high, quantity.approx);
                members.push(quantity.tokens.start as usize);
            }
        }
        self.found.retain(|toll| !members.contains(&toll.tokens.start));
    }

    /// Names all whom one number counts: `40 men and women`, `des dizaines de femmes et d'enfants`. A noun with an article
    /// or a number of its own is counted apart.
    pub(super) fn whole_rows(&mut self) {
        let cx = self.cx;
        let doc = cx.doc;
        let people = |t: usize| {
            let noun = doc.tokens[t].upos == Upos::Noun && doc.tokens[t].feats.has(Feats::PLUR);
            let mention =
                cx.mention_at(t).map(|(_, m)| m).filter(|m| noun && m.head as usize == t)?;
            (mention.class == MentionClass::People && !mention.thing && !mention.outcome)
                .then(|| mention.tokens())
        };
        let mut rows = vec![];
        for (at, toll) in self.found.iter().enumerate() {
            let Some(victims) = toll.victims.clone().filter(|_| !toll.implied) else { continue };
            let counted = toll.low.or(toll.high).is_some_and(|n| n > 1)
                && toll.tokens.end <= victims.start
                && victims.start <= toll.tokens.end + 1;
            let joint = victims.end;
            let end = doc.sents[self.sent].tokens().end;
            if !counted
                || joint + 1 >= end
                || doc.tokens[joint].upos != Upos::Cconj
                || !matches!(doc.lower(joint), "and" | "et")
            {
                continue;
            }
            let of = cx.is_one_of(joint + 1, &cx.language.grammar.of);
            let next = if of { joint + 2 } else { joint + 1 };
            if next >= end {
                continue;
            }
            let head = cx.mention_at(victims.start).map(|(_, m)| m.head as usize);
            let alone = head.is_some_and(|head| {
                people(head).is_some()
                    && doc.tokens[next].rel == Rel::Conj
                    && doc.head(next) == Some(head)
            });
            if let Some(more) = people(next).filter(|more| alone && more.start <= next)
                && !self.found.iter().any(|other| other.tokens.contains(&next))
            {
                rows.push((at, victims.start..more.end));
            }
        }
        for (at, victims) in rows {
            if let Some(toll) = self.found.get_mut(at) {
                toll.victims = Some(victims);
            }
        }
    }

    /// Adds the one of the wounded who died of it, where no noun counts them: `dont une mortellement`.
    pub(super) fn one_fatally(&mut self) {
        let cx = self.cx;
        let sent = cx.doc.sents[self.sent].tokens();
        let fatal = (sent.start + 2..sent.end).find(|&t| {
            cx.is_one_of(t, &cx.language.grammar.fatally)
                && matches!(cx.doc.lower(t - 1), "un" | "une" | "one")
                && cx.doc.lower(t - 2) == "dont"
        });
        let Some(fatal) = fatal else { return };
        let wounded = self
            .found
            .iter()
            .rev()
            .find(|toll| toll.outcome == Outcome::Wounded && toll.tokens.start < fatal);
        let Some(wounded) = wounded.cloned() else { return };
        if self.found.iter().any(|toll| toll.tokens.contains(&(fatal - 1))) {
            return;
        }
        self.found.push(TollMention {
            outcome: Outcome::Killed,
            low: Some(1),
            high: Some(1),
            approx: false,
            victims: None,
            tokens: fatal - 1..fatal,
            part: false,
            implied: false,
            because: vec!["rule.part-of-total".to_owned()],
            ..wounded
        });
    }

    /// Drops one body of people whose members are counted behind it.
    pub(super) fn drop_counted_bodies(&mut self) {
        let cx = self.cx;
        let doc = cx.doc;
        let head = |toll: &TollMention| {
            let victims = toll.victims.clone()?;
            cx.mention_at(victims.start).map(|(_, m)| m.head as usize)
        };
        let counted: Vec<(usize, Outcome)> = self
            .found
            .iter()
            .filter(|toll| !toll.implied && toll.low != Some(1))
            .filter_map(|toll| head(toll).map(|head| (head, toll.outcome)))
            .filter(|&(head, _)| {
                doc.case(head).is_some_and(|p| cx.is_one_of(p, &cx.language.grammar.of))
            })
            .collect();
        self.found.retain(|toll| {
            let Some(body) = head(toll).filter(|_| toll.low == Some(1) && toll.high == Some(1))
            else {
                return true;
            };
            let is_body = cx.is_one_of(body, &cx.language.grammar.bodies);
            !(is_body
                && counted.iter().any(|&(head, outcome)| {
                    outcome == toll.outcome && head > body && grammar::is_below(doc, head, body)
                }))
        });
    }
}
