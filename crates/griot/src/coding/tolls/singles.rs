//! One person without a number: `le muezzin a été abattu`, `32 personnes, dont le maire`.

use std::ops::Range;

use crate::annotate::mentions::{Mention, MentionClass};
use crate::annotate::quantities::QuantityKind;
use crate::annotate::{Feats, Rel, Upos, grammar};
use crate::coding::status::{Status, status};
use crate::lexicon::schema::Counted;
use crate::lexicon::{Hit, Subject};
use crate::model::{ActorKind, Outcome, VictimKind};

use super::{ATTACKER, Linker, ONE_OF_SEVERAL, TollMention, victim_kind};

/// How many tokens before a name a rank is looked for.
const RANK_BEFORE: usize = 6;

impl Linker<'_, '_> {
    /// Whether one definite person stands in a row right in front of a number: `the imam, his driver and six
    /// followers`.
    fn stands_in_front(&self, person: usize, number: usize) -> bool {
        let cx = self.cx;
        let doc = cx.doc;
        cx.mention_at(person).is_some_and(|(_, mention)| {
            let end = mention.person.map_or(mention.end, |(_, end)| end.max(mention.end)) as usize;
            let row = (end..number).all(|t| {
                doc.tokens[t].upos == Upos::Cconj
                    || matches!(doc.lower(t), "," | "ainsi" | "que")
                    || cx.is_one_of(t, &cx.language.grammar.possessive)
                    || cx
                        .mention_at(t)
                        .is_some_and(|(_, between)| !between.plural && !between.thing)
            });
            let hurt = cx.hits_of(mention.tokens(), Subject::Outcome).next().is_some();
            mention.definite && !mention.plural && !mention.thing && !hurt && end < number && row
        })
    }

    /// One definite or named person without a number: `le muezzin a été abattu`.
    pub(super) fn imply_single_persons(&mut self) {
        let cx = self.cx;
        let doc = cx.doc;
        for hit in self.outcomes.clone() {
            let word = &cx.language.outcomes[hit.index()];
            let head = self.head(&hit);
            let counted: Vec<usize> = self
                .found
                .iter()
                .filter(|toll| toll.outcome_token == head)
                .map(|toll| toll.tokens.start)
                .collect();
            // `the jailed leader` was not put there now.
            let jailed = word.outcome == Outcome::Detained && doc.tokens[head].rel == Rel::Amod;
            if jailed || word.outcome == Outcome::Wounded && self.dies_behind(head) {
                continue;
            }
            if counted.is_empty()
                && let Some(one) = self.one_more(&hit, head)
            {
                match status(cx, head) {
                    Status::Asserted => {
                        self.imply_one_of_several(one, word.outcome, head, false, &word.id);
                    }
                    Status::Alleged(_) => {
                        self.imply_one_of_several(one, word.outcome, head, true, &word.id);
                    }
                    _ => {}
                }
                continue;
            }
            let args = grammar::args(doc, head);
            let mut heads = match word.counted {
                _ if self.is_before_passive(&hit) => {
                    self.subject_of_clause_before(&hit).into_iter().collect()
                }
                Counted::Object => args.patients,
                Counted::Subject if args.passive => args.patients,
                Counted::Subject => args.agents,
                Counted::Of => self.complements(&hit, head),
                Counted::Itself => continue,
            };
            // `killed the imam and six worshippers`: one in front of those who are counted.
            if !counted.is_empty() {
                heads.retain(|&t| counted.iter().any(|&number| self.stands_in_front(t, number)));
                if heads.is_empty() {
                    continue;
                }
            }
            // `Il était connu et a trouvé la mort`: the subject of the verb before.
            if heads.is_empty()
                && word.counted == Counted::Subject
                && let Some(subject) = self.subject_before(head)
            {
                heads.push(subject);
            }
            // `L'auteur, un ancien berger, a été abattu`: the tree may take the apposition.
            if let Some(subject) = self.subject_across_apposition(&hit)
                && counted.is_empty()
                && !heads.contains(&subject)
            {
                if heads.len() == 1 {
                    heads.clear();
                }
                heads.insert(0, subject);
            }
            let mut alleged = false;
            match status(cx, head) {
                Status::Asserted => {}
                Status::Alleged(_) => alleged = true,
                _ => continue,
            }
            if word.counted != Counted::Of
                && counted.is_empty()
                && let Some(one) = self.one_of_several(head)
            {
                self.imply_one_of_several(one, word.outcome, head, alleged, &word.id);
                continue;
            }
            for victim in heads {
                // `sont dans un état critique`: a word of the outcome itself.
                if hit.tokens().contains(&victim) {
                    continue;
                }
                let Some((_, mention)) = cx.mention_at(victim) else {
                    self.imply_by_pronoun(victim, word.outcome, head, alleged, &word.id);
                    continue;
                };
                // `« … ont été tués », Untel, maire de X, a dit`: who tells a quotation is not told of in it.
                if cx.quote_at(victim) != cx.quote_at(head) {
                    continue;
                }
                let named = self.named_beside(mention);
                let single = self.is_single(mention) || named.is_some();
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
                let rule =
                    if self.is_attacker(mention, head) { ATTACKER } else { "rule.one-person" };
                let tokens = match mention.person {
                    Some((first, end)) => first as usize..end as usize,
                    None => mention.tokens(),
                };
                self.found.push(TollMention {
                    outcome: word.outcome,
                    low: named.or(Some(1)),
                    high: named.or(Some(1)),
                    approx: false,
                    victims: Some(tokens.clone()),
                    kind: self.kind_with_rank(mention),
                    sent: self.sent,
                    tokens,
                    outcome_token: head,
                    part: false,
                    // With those who are counted beside them.
                    implied: counted.is_empty(),
                    alleged,
                    because: vec![word.id.clone(), rule.to_owned()],
                });
            }
        }
    }

    /// Those whom a noun names behind `of`: `mort`, `martyrdom of`. The complement hangs on the noun, not on its
    /// preposition; of `the kidnapping and assassination of X` it may hang on either.
    fn complements(&self, hit: &Hit, head: usize) -> Vec<usize> {
        let cx = self.cx;
        let doc = cx.doc;
        let of = |noun: usize| {
            doc.children_by(noun, Rel::Nmod)
                .filter(move |&t| t > noun)
                .filter(|&t| doc.case(t).is_some_and(|p| cx.is_one_of(p, &cx.language.grammar.of)))
        };
        let own: Vec<usize> = hit.tokens().flat_map(of).filter(|&t| t > head).collect();
        if !own.is_empty() {
            return own;
        }
        let before = doc.head(head).filter(|_| doc.tokens[head].rel == Rel::Conj);
        let joined = before.into_iter().chain(doc.children_by(head, Rel::Conj).take(1));
        joined
            .filter(|&noun| doc.tokens[noun].upos == Upos::Noun && noun.abs_diff(head) <= 3)
            .flat_map(of)
            .filter(|&t| t > head)
            .collect()
    }

    /// `The soldier was taken to a hospital, where he succumbed to his injuries`: who is hurt first and dies behind
    /// is one of the dead.
    fn dies_behind(&self, head: usize) -> bool {
        let cx = self.cx;
        self.outcomes.iter().any(|hit| {
            let dies = self.head(hit);
            cx.language.outcomes[hit.index()].outcome == Outcome::Killed
                && dies > head
                && grammar::args(cx.doc, dies)
                    .agents
                    .iter()
                    .any(|&t| matches!(cx.doc.lower(t), "he" | "she" | "il" | "elle"))
        })
    }

    /// `l'un d'eux a été tué et l'autre blessé`, `le second a succombé`: the word for one of several that
    /// stands as the subject right in front of a verb.
    fn one_of_several(&self, verb: usize) -> Option<usize> {
        let cx = self.cx;
        let doc = cx.doc;
        let words = &cx.language.grammar;
        let first = doc.sents[self.sent].first as usize;
        let mut at =
            (first..verb).rev().find(|&t| !matches!(doc.tokens[t].upos, Upos::Aux | Upos::Adv))?;
        // `l'un d'eux`, `one of them`.
        if cx.is_one_of(at, &words.them) && at >= first + 2 && cx.is_one_of(at - 1, &words.of) {
            at -= 2;
        }
        let article = at.checked_sub(1).filter(|&t| t >= first);
        let definite = article.is_some_and(|t| cx.is_one_of(t, &words.definite));
        let named = cx.mention_at(at).is_some_and(|(_, m)| m.tokens().len() > 1);
        // `un autre a été tué`: one more of those named before.
        let more = article.is_some_and(|t| cx.is_one_of(t, &words.indefinite))
            && cx.is_one_of(at, &words.other);
        ((cx.is_one_of(at, &words.one_of_two) && definite || more) && !named).then_some(at)
    }

    /// `killed four soldiers and wounded another`, `leaving another seriously injured`, `une personne a été tuée et une
    /// autre blessée`: the word for one more of those named before, without a noun, beside the verb or the participle
    /// that tells what became of them.
    fn one_more(&self, hit: &Hit, head: usize) -> Option<usize> {
        let cx = self.cx;
        let doc = cx.doc;
        let sent = doc.sents[self.sent].tokens();
        let counted = cx.language.outcomes[hit.index()].counted;
        let participle = matches!(doc.tokens[head].upos, Upos::Verb | Upos::Adj);
        if counted == Counted::Of || !participle {
            return None;
        }
        let behind = Some(hit.end as usize).filter(|&t| t < sent.end).and_then(|t| {
            let end = self.end_of_another(t)?;
            let noun = end < sent.end
                && matches!(doc.tokens[end].upos, Upos::Noun | Upos::Propn | Upos::Adj | Upos::Num);
            let carried = doc.children_by(head, Rel::AuxPass).next().is_some();
            (counted == Counted::Object && !carried && !noun).then_some(end - 1)
        });
        behind.or_else(|| {
            let at = (sent.start..hit.first as usize)
                .rev()
                .find(|&t| !matches!(doc.tokens[t].upos, Upos::Aux | Upos::Adv))?;
            let first = at.saturating_sub(1).max(sent.start);
            [first, at]
                .into_iter()
                .find_map(|t| self.end_of_another(t))
                .filter(|&end| end == at + 1)?;
            Some(at)
        })
    }

    /// One past a word for one more that begins at a token: `another`, `un autre`, `a fourth`.
    fn end_of_another(&self, token: usize) -> Option<usize> {
        let cx = self.cx;
        let words = &cx.language.grammar;
        if !cx.is_one_of(token, &words.indefinite) {
            return None;
        }
        if cx.is_one_of(token, &words.other) {
            return Some(token + 1);
        }
        let next = token + 1;
        let more = next < cx.doc.sents[self.sent].end as usize
            && (cx.is_one_of(next, &words.other) || cx.is_one_of(next, &words.next_one));
        more.then_some(next + 1)
    }

    /// Counts one of the two or more who were told of last.
    fn imply_one_of_several(
        &mut self,
        token: usize,
        outcome: Outcome,
        head: usize,
        alleged: bool,
        id: &str,
    ) {
        let here = self.cx.doc.sents[self.sent].first as usize..token;
        let named = || {
            self.cx
                .mentions_in(here)
                .filter(|(_, m)| {
                    let people = !m.thing
                        && !m.outcome
                        && (m.class == MentionClass::People
                            || m.class == MentionClass::Function && m.plural);
                    people && (m.plural || self.is_single(m))
                })
                .last()
                .map(|(_, m)| m)
        };
        let words = &self.cx.language.grammar;
        let more = self.cx.is_one_of(token, &words.other)
            || self.cx.is_one_of(token, &words.next_one)
                && token > 0
                && self.cx.is_one_of(token - 1, &words.indefinite);
        let found = named().filter(|_| more).or_else(|| self.several_before(token));
        let Some(mention) = found.cloned() else { return };
        self.found.push(TollMention {
            outcome,
            low: Some(1),
            high: Some(1),
            approx: false,
            victims: Some(mention.tokens()),
            kind: victim_kind(mention.kind),
            sent: self.sent,
            tokens: token..token + 1,
            outcome_token: head,
            part: false,
            implied: !more,
            alleged,
            because: vec![id.to_owned(), ONE_OF_SEVERAL.to_owned()],
        });
    }

    /// The two or three people counted last before a token, in its sentence or the two before.
    pub(super) fn several_before(&self, token: usize) -> Option<&Mention> {
        let cx = self.cx;
        let from = cx.doc.sents[self.sent.saturating_sub(2)].first as usize;
        cx.quantities_in(from..token)
            .filter(|(_, q)| {
                q.kind == QuantityKind::Count
                    && q.low == q.high
                    && q.low.is_some_and(|n| (2..=3).contains(&n))
            })
            .filter_map(|(_, q)| cx.mention_at(q.head_noun? as usize))
            .filter(|(_, m)| !m.thing && !m.outcome && m.class == MentionClass::People)
            .last()
            .map(|(_, m)| m)
    }

    /// The subject of the clause to which a verb without one is joined.
    fn subject_before(&self, verb: usize) -> Option<usize> {
        let doc = self.cx.doc;
        let first = doc.sents[self.sent].first as usize;
        let joined = (first..verb)
            .rev()
            .find(|&t| !matches!(doc.tokens[t].upos, Upos::Aux | Upos::Adv))
            .filter(|&t| doc.tokens[t].upos == Upos::Cconj)?;
        (first..joined).rev().find(|&t| matches!(doc.tokens[t].rel, Rel::Nsubj | Rel::NsubjPass))
    }

    /// `Il a succombé à ses blessures`: the one person told of before.
    fn imply_by_pronoun(
        &mut self,
        token: usize,
        outcome: Outcome,
        head: usize,
        alleged: bool,
        id: &str,
    ) {
        let cx = self.cx;
        let doc = cx.doc;
        let single = doc.tokens[token].upos == Upos::Pron
            && !doc.tokens[token].feats.has(Feats::PLUR)
            && cx.is_one_of(token, &cx.language.grammar.pronoun_single);
        if !single {
            return;
        }
        let because = vec![id.to_owned(), "rule.one-person-before".to_owned()];
        let before = self.before.filter(|toll| {
            toll.sent + 2 >= self.sent && (toll.low, toll.high) == (Some(1), Some(1))
        });
        let told = |victims: Option<Range<usize>>, kind: VictimKind| TollMention {
            outcome,
            low: Some(1),
            high: Some(1),
            approx: false,
            victims,
            kind,
            sent: self.sent,
            tokens: token..token + 1,
            outcome_token: head,
            part: false,
            implied: true,
            alleged,
            because,
        };
        if let Some(before) = before {
            let toll = told(before.victims.clone(), before.kind);
            self.found.push(toll);
            return;
        }
        let Some((mention, attacker)) = self.one_before(token) else { return };
        let tokens = match mention.person {
            Some((first, end)) => first as usize..end as usize,
            None => mention.tokens(),
        };
        let mut toll = told(Some(tokens), victim_kind(mention.kind));
        if attacker || self.is_attacker(mention, head) {
            toll.because.push(ATTACKER.to_owned());
        }
        self.found.push(toll);
    }

    /// What a person is: as their rank or office beside the name says (`Captain Asad`).
    fn kind_with_rank(&self, mention: &Mention) -> VictimKind {
        let own = victim_kind(mention.kind);
        let Some(name) = mention.person.filter(|_| own == VictimKind::Unknown) else { return own };
        let from = (name.0 as usize).saturating_sub(RANK_BEFORE);
        self.cx
            .mentions_in(from..name.1 as usize)
            .filter(|(_, m)| m.person == Some(name) && m.class == MentionClass::Function)
            .map(|(_, m)| victim_kind(m.kind))
            .find(|kind| *kind != VictimKind::Unknown)
            .unwrap_or(own)
    }

    /// The one person told of before a pronoun: in its sentence, else the one named in the sentence
    /// before, else the one human being in that. Also whether it is told who attacked there.
    fn one_before(&self, token: usize) -> Option<(&Mention, bool)> {
        let cx = self.cx;
        let doc = cx.doc;
        let attackers = &cx.language.grammar.attacker;
        let singles = |tokens: Range<usize>| -> Vec<&Mention> {
            cx.mentions_in(tokens)
                .map(|(_, m)| m)
                .filter(|m| m.class != MentionClass::Function && self.is_single(m))
                .collect()
        };
        let first = doc.sents[self.sent].first as usize;
        let here = singles(first..token);
        if let [one] = here.as_slice() {
            return Some((*one, cx.is_one_of(one.head as usize, attackers)));
        }
        if !here.is_empty() {
            return None;
        }
        let last = self.sent.checked_sub(1).map(|s| doc.sents[s].tokens())?;
        let attacker = last.clone().any(|t| cx.is_one_of(t, attackers));
        let persons: Vec<&Mention> =
            cx.mentions_in(last.clone()).map(|(_, m)| m).filter(|m| m.person.is_some()).collect();
        if let [one] = persons.as_slice() {
            return Some((*one, attacker));
        }
        match singles(last).as_slice() {
            [one] if persons.is_empty() => Some((*one, attacker)),
            _ => None,
        }
    }

    /// One definite person named beside a number, as a part or as one more: `dont le maire`,
    /// `seven students and their vice-principal`.
    pub(super) fn definite_beside_counted(&mut self) {
        let cx = self.cx;
        let doc = cx.doc;
        let words = &cx.language.grammar;
        let end = doc.sents[self.sent].end as usize;
        let counted: Vec<TollMention> = self
            .found
            .iter()
            .filter(|toll| {
                !toll.implied
                    && toll.high != Some(0)
                    && matches!(
                        toll.outcome,
                        Outcome::Killed | Outcome::Wounded | Outcome::Abducted
                    )
            })
            .cloned()
            .collect();
        for toll in counted {
            let behind = toll.victims.as_ref().map_or(0, |v| v.end).max(toll.tokens.end);
            let behind = if toll.outcome_token == behind { behind + 1 } else { behind };
            let opener = (behind..(behind + 3).min(end))
                .find(|&t| doc.tokens[t].upos == Upos::Cconj || cx.is_one_of(t, &words.part));
            let Some(opener) = opener else { continue };
            let part = cx.is_one_of(opener, &words.part);
            let article = opener + 1;
            let definite = article < end
                && doc.tokens[article].upos != Upos::Verb
                && (cx.is_one_of(article, &words.definite)
                    || cx.is_one_of(article, &words.possessive));
            if !definite || (behind..opener).any(|t| doc.lower(t) != ",") {
                continue;
            }
            let person = cx
                .mentions_in(article..(article + 4).min(end))
                .map(|(_, mention)| mention)
                .next()
                .filter(|m| m.person.is_none() && self.is_single(m))
                .cloned();
            let Some(mention) = person else { continue };
            let known = self
                .found
                .iter()
                .any(|t| t.victims.as_ref().is_some_and(|v| *v == mention.tokens()));
            // `… and the attacker fled`: a subject of its own.
            let subject =
                matches!(doc.tokens[mention.head as usize].rel, Rel::Nsubj | Rel::NsubjPass)
                    && !part;
            let numbered = cx
                .quantities_in(article..mention.end as usize)
                .any(|(_, quantity)| !quantity.indefinite);
            if known || subject || numbered {
                continue;
            }
            self.found.push(TollMention {
                outcome: toll.outcome,
                low: Some(1),
                high: Some(1),
                approx: false,
                victims: Some(mention.tokens()),
                kind: victim_kind(mention.kind),
                sent: self.sent,
                tokens: mention.tokens(),
                outcome_token: toll.outcome_token,
                part,
                implied: false,
                alleged: toll.alleged,
                because: vec!["rule.one-beside-counted".to_owned()],
            });
        }
    }

    /// Whether a person is one of those who attacked: said so, or killed by the forces of order.
    fn is_attacker(&self, mention: &Mention, verb: usize) -> bool {
        let cx = self.cx;
        cx.is_one_of(mention.head as usize, &cx.language.grammar.attacker)
            || mention.definite
                && grammar::args(cx.doc, verb).agents.iter().any(|&agent| {
                    cx.mention_at(agent)
                        .is_some_and(|(_, by)| victim_kind(by.kind) == VictimKind::StateForces)
                })
    }

    /// Whether a mention is one human being.
    pub(super) fn is_single(&self, mention: &Mention) -> bool {
        let doc = self.cx.doc;
        !mention.thing
            && !self.cx.is_one_of(mention.head as usize, &self.cx.language.grammar.bodies)
            && (!mention.outcome
                || self.cx.is_one_of(mention.head as usize, &self.cx.language.grammar.attacker))
            && match mention.class {
                // `the Jesuits`: a single word behind an article names no one person.
                MentionClass::Person => {
                    mention.tokens().len() > 1
                        || !(mention.first as usize).checked_sub(1).is_some_and(|before| {
                            self.cx.is_one_of(before, &self.cx.language.grammar.definite)
                        })
                }
                MentionClass::People | MentionClass::Function => {
                    !mention.plural
                        && !doc.tokens[mention.head as usize].feats.has(Feats::PLUR)
                        && is_individual(mention.kind, mention.class)
                }
                _ => false,
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
