//! Parties: who does it and to whom, from the words around a trigger.
//!
//! Takes a trigger with its frame; gives the mentions that stand in each role. The frames are
//! described in `docs/lexicon.md`; the verbs that stand between an event noun and its parties are
//! in `roles.toml`.

mod allies;
mod bodies;
mod handovers;
mod nationality;
mod nouns;
mod pronouns;
use nouns::owner_of_craft;

use std::ops::Range;

use crate::annotate::mentions::{Mention, MentionClass};
use crate::annotate::{Feats, Rel, Upos, grammar};
use crate::coding::context::Context;
use crate::coding::status::{Status, status};
use crate::lexicon::registry::ActorIdx;
use crate::lexicon::schema::{Frame, Pos, Tie};
use crate::lexicon::{Hit, Subject};
use crate::model::{ActorKind, EventType, Family, Lang};

/// Somebody, or some thing, in a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Party {
    /// The tokens of the name.
    pub tokens: Range<usize>,
    /// The mention it comes from.
    pub mention: Option<usize>,
    /// Position in the registry.
    pub registry: Option<ActorIdx>,
    /// What it is.
    pub kind: ActorKind,
    /// It is a person's name.
    pub person: bool,
    /// It is a thing: a building, a vehicle, a village.
    pub thing: bool,
}

/// The parties of one trigger.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parties {
    /// Who did it.
    pub initiators: Vec<Party>,
    /// To whom.
    pub targets: Vec<Party>,
    /// Who says that they did it.
    pub claimants: Vec<Party>,
    /// The state that an adjective of the event names: it did it when nobody else is said to have.
    pub states: Vec<Party>,
    /// Rules that fired.
    pub because: Vec<String>,
}

/// The parties of a trigger.
pub(crate) fn parties(cx: &Context<'_>, hit: Hit) -> Parties {
    let trigger = &cx.language.triggers[hit.index()];
    let mut roles = Roles { cx, found: Parties::default() };
    let head = trigger_head(cx, hit);
    let is_verb = trigger.pos == Pos::Verb
        || trigger.pos != Pos::Noun && cx.doc.tokens[head].upos == Upos::Verb;
    if is_verb {
        roles.of_verb(head, hit, trigger.frame);
        roles.of_inner_noun(head, hit);
        roles.of_inner_object(head, hit, trigger.frame);
    } else if trigger.frame == Frame::Falls {
        // `la chute de la ville aux mains du M23`
        roles.takers(hit);
    } else {
        roles.of_noun(head, trigger.frame);
        roles.announced(head, hit);
        roles.of_behind(hit, trigger.frame);
        roles.of_inner_participle(head, hit, trigger.frame);
        roles.of_noun_above(head, trigger.frame);
        roles.of_ties(head, trigger.frame);
        roles.of_sides(head, trigger.frame);
        roles.of_nationality(hit);
    }
    if trigger.event_type.family() == Family::Demonstration {
        roles.of_demand(head);
    }
    roles.found
}

/// Who claims, in a sentence that names no event (`No group …`, `claimed responsibility`), an event
/// told before, or to whom it is attributed there.
pub(crate) fn claimants(cx: &Context<'_>, sent: usize) -> Parties {
    let tokens = cx.doc.sents[sent].tokens();
    let tokens_end = tokens.end;
    let mut roles = Roles { cx, found: Parties::default() };
    let mut claimed = false;
    for hit in cx.hits_of(tokens, Subject::Support) {
        let support = &cx.language.supports[hit.index()];
        let asserted = matches!(status(cx, hit.head()), Status::Asserted);
        let claims = support.tie == Tie::Claimed && asserted;
        if support.tie == Tie::Attributed && asserted {
            roles.attributed(hit.head());
        }
        // `Officials claimed the strike targeted rebels`: what they say, with a verb of its own.
        let verb = hit.head();
        let says = cx
            .doc
            .children(verb)
            .any(|t| t > verb && cx.doc.tokens[t].rel == Rel::Ccomp && cx.doc.lang == Lang::En);
        let end = hit.end as usize;
        let as_such = end < tokens_end && matches!(cx.doc.lower(end), "comme" | "as");
        // `attacks, a majority of them claimed by`: of others.
        let of_most =
            cx.doc.head(verb).is_some_and(|noun| cx.is_one_of(noun, &cx.language.grammar.mostly));
        if !claims || says || as_such || of_most {
            continue;
        }
        for head in roles.claimant(hit) {
            let nobody = cx.mention_at(head).is_some_and(|(_, m)| {
                let first = m.first as usize;
                first > 0 && cx.is_one_of(first - 1, &cx.language.grammar.negation)
                    || cx.is_one_of(first, &cx.language.grammar.negation)
            });
            if !nobody {
                roles.initiators(&[head]);
                claimed = true;
            }
        }
    }
    if !claimed && roles.found.initiators.is_empty() {
        roles.blamed(sent);
    }
    let mut found = roles.found;
    if claimed {
        found.claimants.clone_from(&found.initiators);
    }
    found
}

/// The token that carries the grammar of a trigger: its first word, or the last noun of an English
/// compound (`suicide car bombing`); the verb of a form that begins with its subject (`warplane
/// bomb`).
pub(crate) fn trigger_head(cx: &Context<'_>, hit: Hit) -> usize {
    let trigger = &cx.language.triggers[hit.index()];
    let subject = &cx.doc.tokens[hit.head()];
    if hit.n_words > 1
        && trigger.pos != Pos::Noun
        && subject.upos != Upos::Verb
        && matches!(subject.rel, Rel::Nsubj | Rel::NsubjPass)
        && hit.tokens().contains(&(subject.head as usize))
        && cx.doc.tokens[subject.head as usize].upos == Upos::Verb
        && cx.mention_at(hit.head()).is_some()
    {
        return subject.head as usize;
    }
    // `sous le contrôle de`: a form that begins with its preposition.
    if subject.upos == Upos::Adp && hit.tokens().contains(&(subject.head as usize)) {
        return subject.head as usize;
    }
    if cx.language.lang == Lang::En && trigger.pos == Pos::Noun {
        let mut head = hit.first as usize;
        for t in hit.tokens() {
            if cx.doc.tokens[t].upos == Upos::Adp {
                break;
            }
            head = t;
        }
        return head;
    }
    hit.head()
}

/// The party that a mention names: the group inside `combattants du M23`, the person inside `le ministre, Jean
/// Dupont`, but not inside `supporters of Jean Dupont`.
pub(crate) fn party(cx: &Context<'_>, index: usize, mention: &Mention) -> Party {
    let mut tokens = mention.tokens();
    let mut kind = mention.kind;
    let mut person = false;
    // `the Bashar al-Assad regime` is nobody's name.
    let body = |p: (u32, u32)| mention.class == MentionClass::People && p.1 <= mention.head;
    if let Some((first, end)) =
        mention.person.filter(|&p| (!mention.plural || p.0 < mention.head) && !body(p))
    {
        tokens = first as usize..end as usize;
        person = true;
    } else if let Some((first, end)) = mention.registry_tokens {
        let is_member = mention.class == MentionClass::Registered
            || cx.is_one_of(mention.head as usize, &cx.language.grammar.member);
        // `Ugandan AU forces`: whose men in the force of many states they are.
        let contingent = (mention.first..first).any(|t| {
            let t = t as usize;
            !cx.demonyms_in(t..t + 1).is_empty()
        }) && mention
            .registry
            .and_then(|actor| cx.registered_kind(actor))
            .is_some_and(|kind| matches!(kind, ActorKind::Organisation | ActorKind::Peacekeepers));
        if is_member && mention.class != MentionClass::Function && !contingent {
            tokens = first as usize..end as usize;
        }
    } else if cx.is_one_of(mention.head as usize, &cx.language.grammar.member)
        && mention.class == MentionClass::People
        && cx.language.lang == Lang::Fr
    {
        // `des éléments de la garde présidentielle`: the body that they are of.
        let body = cx.hits_of(mention.head as usize + 1..tokens.end, Subject::People).find(|hit| {
            let people = &cx.language.people[hit.index()];
            !people.thing
                && !people.function
                && matches!(
                    people.kind,
                    ActorKind::StateForces | ActorKind::ArmedGroup | ActorKind::Militia
                )
        });
        if let Some(body) = body {
            tokens = body.first as usize..tokens.end;
            kind = cx.language.people[body.index()].kind;
        }
    }
    // `la mort d'une centaine de militaires`: they are the soldiers.
    if mention.outcome
        && let Some(of) = cx.hits_of(mention.head as usize + 1..tokens.end, Subject::People).last()
    {
        tokens = of.first as usize..tokens.end;
        kind = cx.language.people[of.index()].kind;
    }
    if mention.class == MentionClass::Country {
        kind = ActorKind::Government;
    }
    if mention.registry.is_none()
        && let Some(owner) = owner_of_craft(cx, mention)
    {
        tokens = owner;
    }
    // `otages de Boko Haram` are not Boko Haram.
    let of_it = mention.registry_tokens.is_none_or(|(first, end)| {
        (first as usize..end as usize).contains(&(mention.head as usize))
            || cx.is_one_of(mention.head as usize, &cx.language.grammar.member)
            || cx.is_one_of(mention.head as usize, &cx.language.grammar.body)
            || cx.is_one_of(mention.head as usize, &cx.language.grammar.force)
            || mention.kind.is_armed()
    });
    Party {
        tokens,
        mention: Some(index),
        registry: mention.registry.filter(|_| of_it || mention.class == MentionClass::Registered),
        kind,
        person,
        thing: mention.thing,
    }
}

/// The name that a phrase right behind its comma explains, whatever the tree says: `Al-Shabaab, the al Qaeda-linked group
/// that …`. A phrase with an article and one noun is no member of a list.
pub(crate) fn explained(cx: &Context<'_>, token: usize) -> Option<usize> {
    let doc = cx.doc;
    let (_, phrase) = cx.mention_at(token).filter(|(_, m)| m.registry.is_none() && !m.plural)?;
    let article = (phrase.first as usize).checked_sub(1)?;
    let comma = article.checked_sub(1)?;
    let (index, name) = cx.mention_at(comma.checked_sub(1)?)?;
    let opens = doc.tokens[article].upos == Upos::Det && doc.lower(comma) == ",";
    (opens
        && name.end as usize == comma
        && name.class == MentionClass::Registered
        && name.kind.is_armed()
        && phrase.kind.is_armed()
        && doc.sent_of(article) == doc.sent_of(name.first as usize))
    .then_some(index)
}

/// The head of the name that a phrase explains, else its own.
pub(crate) fn named_by(cx: &Context<'_>, token: usize) -> usize {
    explained(cx, token).map_or(token, |name| cx.mentions[name].head as usize)
}

struct Roles<'a, 'c> {
    cx: &'a Context<'c>,
    found: Parties,
}

impl Roles<'_, '_> {
    fn of_verb(&mut self, verb: usize, hit: Hit, frame: Frame) {
        let mut args = grammar::args(self.cx.doc, verb);
        if self.is_mistaken_participle(verb) {
            args = grammar::Args { passive: true, ..grammar::Args::default() };
        }
        if !matches!(frame, Frame::Mutual | Frame::Falls | Frame::Happens) {
            self.mend(verb, hit, frame, &mut args);
        }
        match frame {
            Frame::Acts => {
                self.initiators(&args.agents);
                self.allies(&args.agents);
                self.targets(&args.patients);
                // `were attacked at a party`: whoever suffers it is the subject, and the rest is where.
                if !args.passive || args.patients.is_empty() {
                    self.targets_by(&args.obliques, true);
                }
                // `tirer sur la foule`, `s'en prendre à des civils`: the object of the idiom.
                self.after_idiom(hit);
            }
            Frame::Suffers => {
                if args.passive {
                    self.initiators(&args.agents);
                    self.targets(&args.patients);
                } else {
                    self.targets(&args.agents);
                }
            }
            Frame::Does => {
                self.initiators(if args.agents.is_empty() { &args.patients } else { &args.agents });
                self.targets_by(&args.obliques, false);
                self.of_surrender(hit, &args.obliques);
            }
            Frame::Takes => {
                self.initiators(&args.agents);
                self.allies(&args.agents);
                self.targets_by(&args.obliques, true);
                // `ont encerclé les combattants`, `les milices sont assiégées`: people are taken from.
                let fighters: Vec<usize> =
                    args.patients.iter().copied().filter(|&t| self.are_fighters(t)).collect();
                self.targets(&fighters);
            }
            // `Fighting between the army and rebels left ten dead`.
            Frame::Mutual if let Some(first) = self.first_side(verb) => {
                self.sides(&grammar::with_conjuncts(self.cx.doc, first));
            }
            Frame::Mutual => {
                // `L'armée et les rebelles se sont affrontés`, where the tree lost the subject.
                if args.agents.is_empty() && !args.passive {
                    let doc = self.cx.doc;
                    args.agents = args
                        .obliques
                        .iter()
                        .copied()
                        .filter(|&t| t < verb && doc.case(t).is_none())
                        .collect();
                }
                let sides = if args.passive { &args.patients } else { &args.agents };
                if let Some((first, rest)) = sides.split_first() {
                    self.initiators(&[*first]);
                    self.targets(rest);
                }
                if !args.passive {
                    self.targets(&args.patients);
                }
                self.targets_by(&args.obliques, true);
            }
            Frame::Falls => self.takers(hit),
            Frame::Answers => self.answered(&args),
            Frame::Happens => {}
        }
        if self.cx.language.triggers[hit.index()].event_type == EventType::TransferOfBase {
            self.receivers(verb, hit);
        }
    }

    /// The first of two sides that a preposition like `between` names behind a verb.
    fn first_side(&self, verb: usize) -> Option<usize> {
        let cx = self.cx;
        cx.doc.children(verb).find(|&t| {
            t > verb
                && grammar::is_nominal(cx.doc, t)
                && cx.doc.case(t).is_some_and(|p| cx.is_one_of(p, &cx.language.grammar.between))
        })
    }

    /// Fills arguments that the tree lost from the words beside the verb: the mention before an
    /// active verb without subject, after `par` behind a passive one, after one without object.
    fn mend(&self, verb: usize, hit: Hit, frame: Frame, args: &mut grammar::Args) {
        let cx = self.cx;
        let doc = cx.doc;
        let sent = doc.sents[doc.sent_of(verb)];
        let somebody = |m: &Mention| m.class != MentionClass::Document && !m.outcome;
        let heads = |list: &[usize]| {
            list.iter().any(|&t| cx.mention_at(t).is_some_and(|(_, m)| somebody(m)))
        };
        let finite_between = |from: usize, to: usize| {
            (from..to).any(|t| {
                doc.tokens[t].upos == Upos::Verb
                    && !doc.tokens[t].feats.has(Feats::PAST_PART)
                    && t != verb
            })
        };
        if args.passive {
            if !heads(&args.agents) {
                args.agents = self.agent_after(verb, hit.end as usize);
            }
            let freed = args.patients.iter().any(|&t| self.taken(t).is_some());
            if !heads(&args.patients) && !freed && self.has_auxiliary(verb) {
                // `ont été enlevés avant d'être libérés`: an infinitive has the subject of its verb.
                let above = doc
                    .head(verb)
                    .filter(|_| {
                        doc.children(verb).any(|t| {
                            doc.tokens[t].upos == Upos::Aux && doc.tokens[t].feats.has(Feats::INF)
                        })
                    })
                    .filter(|&above| doc.tokens[above].upos == Upos::Verb);
                args.patients = match above {
                    Some(above) => grammar::args(doc, above).patients,
                    None => self.far_subject(verb),
                };
            }
            return;
        }
        // `accuse des nervis d'avoir tiré`: whoever did it is the object of the verb above.
        let infinitive = doc.tokens[verb].feats.has(Feats::INF)
            || doc
                .children(verb)
                .any(|t| doc.tokens[t].rel == Rel::Aux && doc.tokens[t].feats.has(Feats::INF));
        let participle = doc.tokens[verb].feats.has(Feats::PRES_PART);
        let pronoun = args.agents.iter().any(|&t| doc.tokens[t].upos == Upos::Pron);
        // `Children were killed when a strike hit a school`: the event has done it.
        let event = args
            .agents
            .iter()
            .copied()
            .filter(|&t| {
                let near = t.saturating_sub(3)..t + 1;
                cx.hits_of(near, Subject::Trigger).any(|hit| hit.tokens().contains(&t))
            })
            .min();
        // `A drone attack injured three civilians and damaged houses`: the attack did both.
        let shared = event.is_some() && doc.tokens[verb].rel == Rel::Conj;
        if !heads(&args.agents) && !infinitive && !participle && !pronoun && !shared {
            let before = cx
                .mentions_in(sent.first as usize..verb)
                .filter(|(_, m)| {
                    somebody(m)
                        && event.is_none_or(|event| m.end as usize > event)
                        && m.end as usize <= verb
                        && verb - m.end as usize <= 12
                        && !self.after_preposition(m)
                        && !finite_between(m.end as usize, verb)
                })
                .last();
            if let Some((_, m)) = before {
                args.agents = grammar::with_conjuncts(doc, self.apposed(m.head as usize));
            }
        }
        if frame == Frame::Acts && args.patients.is_empty() {
            let end = hit.end as usize;
            let after = cx.mentions_in(end..(end + 5).min(sent.end as usize)).next();
            if let Some((_, m)) = after
                && somebody(m)
                && !self.after_preposition(m)
                && (end..m.first as usize).all(|t| {
                    matches!(
                        doc.tokens[t].upos,
                        Upos::Det | Upos::Num | Upos::Adj | Upos::Adv | Upos::Adp
                    ) && !matches!(doc.lower(t), "par" | "by")
                })
            {
                args.patients = grammar::with_conjuncts(doc, m.head as usize);
            }
        }
    }

    /// A participle that the tagger took for an adjective: `est par exemple chassé de`.
    fn is_mistaken_participle(&self, verb: usize) -> bool {
        let doc = self.cx.doc;
        doc.tokens[verb].upos == Upos::Adj
            && doc.lemma(verb) != doc.lower(verb)
            && (verb.saturating_sub(4).max(doc.sents[doc.sent_of(verb)].first as usize)..verb)
                .any(|t| doc.tokens[t].upos == Upos::Aux && matches!(doc.lemma(t), "être" | "be"))
    }

    /// Whether a token stands for people under arms.
    fn are_fighters(&self, token: usize) -> bool {
        self.resolve(token).is_some_and(|(_, m)| {
            let kind = m.registry.and_then(|a| self.cx.registered_kind(a)).unwrap_or(m.kind);
            kind.is_armed() && !m.thing && m.class != MentionClass::Country
        })
    }

    /// Whether an auxiliary stands in front of a participle: it has a subject of its own.
    fn has_auxiliary(&self, verb: usize) -> bool {
        let doc = self.cx.doc;
        let first = doc.sents[doc.sent_of(verb)].first as usize;
        (verb.saturating_sub(4).max(first)..verb).any(|t| doc.tokens[t].upos == Upos::Aux)
    }

    /// The subject that long asides part from its verb (`Deux hommes, originaires de X, Y, né le …, et
    /// Z, … ont été interpellés`): the first mention of the clause that no preposition governs.
    fn far_subject(&self, verb: usize) -> Vec<usize> {
        let cx = self.cx;
        let doc = cx.doc;
        let first = doc.sents[doc.sent_of(verb)].first as usize;
        let opens = (first..verb)
            .rev()
            .find(|&t| {
                doc.tokens[t].upos == Upos::Sconj
                    || matches!(doc.lower(t), ";" | ":" | "«" | "qui" | "que" | "who" | "that")
                    || doc.tokens[t].feats.has(Feats::FIN)
                        && t + 4 < verb
                        && matches!(doc.tokens[t].upos, Upos::Verb | Upos::Aux)
            })
            .map_or(first, |t| t + 1);
        cx.mentions_in(opens..verb)
            .find(|(_, m)| {
                m.class != MentionClass::Document && !m.outcome && !self.after_preposition(m)
            })
            .map(|(_, m)| vec![m.head as usize])
            .unwrap_or_default()
    }

    /// Who stands after `par`, `by` behind a passive verb, when no other verb stands between.
    fn agent_after(&self, verb: usize, end: usize) -> Vec<usize> {
        let cx = self.cx;
        let doc = cx.doc;
        let sent = doc.sents[doc.sent_of(verb)];
        // `tués à Djibo, d'après un bilan fourni par l'état-major`: of the tally, not of the killing.
        let of_another = |t: usize| {
            doc.tokens[t].rel == Rel::Acl
                && doc.tokens[t].head as usize != verb
                && cx.hits_of(t..t + 1, Subject::Support).next().is_none()
                && cx.hits_of(t..t + 1, Subject::Trigger).next().is_none()
        };
        let by = (end..(end + 14).min(sent.end as usize))
            .take_while(|&t| {
                // `commis en représailles d'une attaque menée par`: of another act.
                !matches!(doc.lower(t), ";" | "." | "et" | "and")
                    && !cx.is_one_of(t, &cx.language.grammar.retaliation)
                    && (doc.tokens[t].upos != Upos::Verb
                        || doc.tokens[t].feats.has(Feats::PAST_PART) && !of_another(t))
            })
            .find(|&t| cx.is_one_of(t, &cx.language.grammar.agent));
        let Some(by) = by else { return Vec::new() };
        // `killed by shelling, a doctor said`: behind a comma, who tells of it.
        let limit = (by + 6).min(sent.end as usize);
        let limit = (by + 1..limit).find(|&t| doc.lower(t) == ",").unwrap_or(limit);
        cx.mentions_in(by + 1..limit)
            .find(|(_, m)| m.class != MentionClass::Document && !m.outcome)
            .map(|(_, m)| grammar::with_conjuncts(doc, m.head as usize))
            .unwrap_or_default()
    }

    /// `le JNIM, branche d'Al-Qaida`: the name that an apposition explains.
    fn apposed(&self, head: usize) -> usize {
        let cx = self.cx;
        match cx.doc.head(head) {
            Some(name)
                if cx.doc.tokens[head].rel == Rel::Appos && cx.mention_at(name).is_some() =>
            {
                name
            }
            _ => named_by(cx, head),
        }
    }

    /// A country behind a preposition of place is where it happened.
    fn is_located(&self, token: usize, mention: &Mention) -> bool {
        let words = &self.cx.language.grammar;
        mention.class == MentionClass::Country
            && (self.cx.doc.case(token).is_some_and(|p| {
                !self.cx.is_one_of(p, &words.with)
                    && !self.cx.is_one_of(p, &words.agent)
                    && !self.cx.is_one_of(p, &words.of)
                    && !self.cx.is_one_of(p, &words.between)
            }) || token > 0
                && matches!(self.cx.doc.lower(token - 1), "en" | "au" | "aux" | "in"))
    }

    /// Whether a mention only explains the name before it: `les ADF, un groupe d'origine …`.
    fn is_apposed(&self, mention: &Mention) -> bool {
        mention.registry.is_none() && self.apposed(mention.head as usize) != mention.head as usize
    }

    /// Who claims an event by a verb of claiming, by the words beside it: behind `par` after a
    /// participle, else before the verb.
    fn claimant(&self, hit: Hit) -> Vec<usize> {
        let cx = self.cx;
        let doc = cx.doc;
        let verb = hit.head();
        if grammar::is_passive(doc, verb) {
            return self.agent_after(verb, hit.end as usize);
        }
        let sent = doc.sents[doc.sent_of(verb)];
        let before = cx
            .mentions_in(sent.first as usize..verb)
            .filter(|(_, m)| {
                m.class != MentionClass::Document
                    && !m.outcome
                    && !m.thing
                    && m.end as usize <= verb
                    && verb - m.end as usize <= 14
                    && !self.after_preposition(m)
            })
            .last();
        before.map(|(_, m)| vec![self.apposed(m.head as usize)]).unwrap_or_default()
    }

    /// Whether a preposition stands before a mention and its article.
    fn after_preposition(&self, mention: &Mention) -> bool {
        let doc = self.cx.doc;
        let first = doc.sents[doc.sent_of(mention.first as usize)].first as usize;
        (mention.first.saturating_sub(3) as usize..mention.first as usize)
            .rev()
            .filter(|&t| t >= first)
            .find(|&t| !matches!(doc.tokens[t].upos, Upos::Det | Upos::Num | Upos::Adj))
            .is_some_and(|t| doc.tokens[t].upos == Upos::Adp)
    }

    /// The mention that follows an idiom directly.
    fn after_idiom(&mut self, hit: Hit) {
        if !self.found.targets.is_empty() || hit.n_words < 2 {
            return;
        }
        let cx = self.cx;
        let doc = cx.doc;
        let end = hit.end as usize;
        // `ouvrir le feu sur des fidèles`: the idiom names them.
        let inside = cx.mentions_in(hit.first as usize + 1..end).find(|(_, m)| {
            let head = m.head as usize;
            hit.tokens().contains(&head)
                && head > hit.head()
                && !m.thing
                && !m.outcome
                && matches!(m.class, MentionClass::People | MentionClass::Function)
        });
        if let Some((_, mention)) = inside {
            self.targets(&grammar::with_conjuncts(doc, mention.head as usize));
            return;
        }
        let limit = doc.sents[doc.sent_of(end - 1)].end as usize;
        for t in end..(end + 4).min(limit) {
            match doc.tokens[t].upos {
                Upos::Det | Upos::Adp | Upos::Num | Upos::Adj => {}
                Upos::Noun | Upos::Propn => {
                    self.targets(&grammar::with_conjuncts(doc, t));
                    break;
                }
                _ => break,
            }
        }
    }

    fn initiators(&mut self, tokens: &[usize]) {
        for &token in tokens {
            let token = named_by(self.cx, token);
            let Some((index, mention)) = self.resolve(token).or_else(|| self.antecedent(token))
            else {
                continue;
            };
            if let Some(owner) = self.flown_by(index, mention) {
                push(&mut self.found.initiators, owner);
                continue;
            }
            if mention.class == MentionClass::Document
                || mention.thing
                || self.is_no_party(mention)
                || self.is_apposed(mention)
                || self.is_located(token, mention)
            {
                continue;
            }
            let mut named = vec![party(self.cx, index, mention)];
            named.extend(self.bodies_beside(mention));
            for party in named {
                push(&mut self.found.initiators, party);
            }
        }
    }

    fn targets(&mut self, tokens: &[usize]) {
        for &token in tokens {
            if let Some((index, mention)) = self.resolve(token).or_else(|| self.taken(token)) {
                // A country behind a preposition of place is where it happened.
                // So is `au Mali`, though `face au Mali` is against it.
                let located = mention.class == MentionClass::Country
                    && self.cx.doc.case(token).is_some_and(|p| {
                        let there =
                            matches!(self.cx.doc.lower(p), "à" | "au" | "aux" | "en" | "in");
                        let against =
                            p > 0 && self.cx.is_one_of(p - 1, &self.cx.language.grammar.with);
                        !self.cx.is_one_of(p, &self.cx.language.grammar.with) || there && !against
                    });
                if mention.class != MentionClass::Document
                    && !located
                    && !mention.outcome
                    && !self.is_no_party(mention)
                {
                    let mut named = vec![party(self.cx, index, mention)];
                    named.extend(self.bodies_beside(mention));
                    let aboard = self.aboard(mention);
                    if !aboard.is_empty() {
                        named = aboard;
                    }
                    for party in named {
                        push(&mut self.found.targets, party);
                    }
                }
            }
        }
    }

    /// A word that alone names nobody in particular: `pilonné à l'artillerie`, `prendre le pouvoir`.
    fn is_no_party(&self, mention: &Mention) -> bool {
        let cx = self.cx;
        // `diffusée sur les réseaux sociaux`.
        let network = mention.kind == ActorKind::Media
            && cx.is_one_of(mention.head as usize, &cx.language.grammar.no_party);
        // `des tirs d'artillerie lourde`, but the artillery of an army is one.
        let guns = mention.registry.is_none()
            && cx.is_one_of(mention.head as usize, &cx.language.grammar.artillery)
            && mention.tokens().all(|t| {
                t == mention.head as usize
                    || cx.doc.tokens[t].upos == Upos::Adj && cx.demonyms_in(t..t + 1).is_empty()
            });
        // `injuring four others`: nobody's name.
        let others = mention.tokens().len() == 1
            && cx.is_one_of(mention.head as usize, &cx.language.grammar.other);
        network
            || guns
            || others
            || self.is_unit(mention)
            || mention.tokens().len() == 1
                && mention.registry.is_none()
                && (cx.is_one_of(mention.head as usize, &cx.language.grammar.artillery)
                    || cx.is_one_of(mention.head as usize, &cx.language.grammar.no_party)
                        && cx.doc.tokens[mention.head as usize].rel != Rel::Nsubj)
    }

    /// Obliques whose preposition says that they suffer it (`contre`, `sur`, `à` of idioms).
    fn targets_by(&mut self, obliques: &[usize], with: bool) {
        let cx = self.cx;
        for &oblique in obliques {
            let Some(case) = cx.doc.case(oblique) else { continue };
            let suffers = cx.is_one_of(case, &cx.language.grammar.patient)
                || with && cx.is_one_of(case, &cx.language.grammar.with);
            if suffers && self.resolve(oblique).is_some() {
                self.targets(&[oblique]);
            }
        }
    }

    /// The mention that a token stands for: itself, what a number or group word counts, or what a
    /// pronoun refers back to.
    fn resolve(&self, token: usize) -> Option<(usize, &Mention)> {
        let cx = self.cx;
        if let Some(found) = cx.mention_at(token) {
            return Some(found);
        }
        let doc = cx.doc;
        let counting = cx
            .quantities_in(token.saturating_sub(4)..token + 1)
            .find(|(_, q)| (q.tokens.start as usize..q.tokens.end as usize).contains(&token));
        if let Some((_, quantity)) = counting
            && let Some(noun) = quantity.head_noun
            && let Some(found) = cx.mention_at(noun as usize)
        {
            return Some(found);
        }
        // `vingt-huit des élèves enlevés`.
        if let Some((_, quantity)) = counting {
            let end = quantity.tokens.end as usize;
            let of =
                doc.tokens.get(end).is_some_and(|_| cx.is_one_of(end, &cx.language.grammar.of));
            if of && let Some(found) = cx.mentions_in(end..(end + 4).min(doc.tokens.len())).next() {
                return Some(found);
            }
        }
        // `un groupe d'hommes armés`.
        let inside = doc.children(token).find_map(|child| {
            let of = doc.case(child).is_some_and(|p| cx.is_one_of(p, &cx.language.grammar.of));
            (doc.tokens[child].rel == Rel::Nmod && of && child > token)
                .then(|| cx.mention_at(child))
                .flatten()
        });
        inside.filter(|(_, m)| {
            let words = &cx.language.grammar;
            cx.is_one_of(token, &words.collective)
                || cx.is_one_of(token, &words.holding) && m.kind.is_armed() && !m.thing
        })
    }
}

fn push(list: &mut Vec<Party>, party: Party) {
    let known = list
        .iter()
        .any(|p| p.tokens == party.tokens || p.registry.is_some() && p.registry == party.registry);
    if !known {
        list.push(party);
    }
}
