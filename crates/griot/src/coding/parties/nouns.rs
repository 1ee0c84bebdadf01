//! Parties of event nouns: complements of the noun, sides of its verb, and verbs that tie it to them.

use std::ops::Range;

use super::{Roles, named_by, party};
use crate::annotate::mentions::{Mention, MentionClass};
use crate::annotate::{Feats, Rel, Upos, grammar};
use crate::coding::context::Context;
use crate::lexicon::schema::{Counted, Frame, Tie, WordList};
use crate::lexicon::{Hit, Subject};
use crate::model::{ActorKind, EventType, Lang};

/// How far behind a verb of accusing the event may stand that somebody is said to be behind.
const AUTHORED: usize = 16;

/// How far behind the first side of a clash the other is looked for.
const FAR_SIDE: usize = 30;

impl Roles<'_, '_> {
    /// Who stands with a noun: `l'attaque des jihadistes contre le poste`.
    pub(super) fn of_noun(&mut self, noun: usize, frame: Frame) {
        let cx = self.cx;
        let doc = cx.doc;
        let grammar_words = &cx.language.grammar;
        for child in doc.children(noun) {
            let token = &doc.tokens[child];
            // `leur départ`, `their withdrawal`: the subject of the verb.
            if child < noun
                && cx.is_one_of(child, &grammar_words.possessive)
                && matches!(frame, Frame::Does)
                && let Some(verb) = grammar::governing_verb(doc, noun)
            {
                let subject = grammar::args(doc, verb).agents;
                self.initiators(&subject);
            }
            if token.rel == Rel::Compound || token.rel == Rel::Amod && cx.language.lang == Lang::En
            {
                // `Taliban attack`, `rebel ambush`.
                if matches!(frame, Frame::Acts | Frame::Does | Frame::Mutual)
                    && child < noun
                    && cx.mention_at(child).is_some_and(|(_, m)| {
                        m.registry.is_some() || m.class == MentionClass::People
                    })
                    // `a terrorist attack` is a kind of attack.
                    && !cx.is_one_of(child, &grammar_words.label)
                {
                    self.initiators(&[child]);
                } else if cx.is_one_of(child, &grammar_words.vehicle) {
                    // `an RSF drone strike`: whose drone it was.
                    let named = |&t: &usize| {
                        matches!(doc.tokens[t].rel, Rel::Compound | Rel::Amod)
                            && cx.mention_at(t).is_some_and(|(_, m)| m.registry.is_some())
                    };
                    let whose: Vec<usize> = doc.children(child).filter(named).collect();
                    self.initiators(&whose);
                }
                continue;
            }
            if !matches!(token.rel, Rel::Nmod | Rel::Obl | Rel::OblAgent) {
                continue;
            }
            let Some(case) = doc.case(child) else { continue };
            // `la dispersion d'une manifestation, d'après le FNDC`: who tells of it.
            if cx.hits_of(case..case + 1, Subject::Reporting).any(|hit| hit.n_words > 1) {
                continue;
            }
            let group = grammar::with_conjuncts(doc, child);
            let is = |words: &WordList| cx.is_one_of(case, words);
            if is(&grammar_words.agent) {
                self.initiators(&group);
            } else if frame == Frame::Mutual && is(&grammar_words.between) {
                self.sides(&group);
            } else if frame == Frame::Mutual && is(&grammar_words.with) {
                if self.are_of_other_side(noun, child) {
                    self.initiators(&group);
                } else {
                    self.targets(&group);
                }
            } else if is(&grammar_words.of) {
                match frame {
                    // `l'attaque des gendarmes par des inconnus`.
                    Frame::Acts if self.has_agent(noun) => self.targets(&group),
                    // `l'attaque d'une patrouille attribuée à l'ELN`: an indefinite one thing is what was hit.
                    Frame::Acts if self.is_hit(child) => {
                        self.targets(&group);
                        let blamed = doc.children_by(child, Rel::Acl).find(|&t| {
                            cx.hits_of(t..t + 1, Subject::Support)
                                .any(|hit| cx.language.supports[hit.index()].tie == Tie::Attributed)
                        });
                        if let Some(by) = blamed.and_then(|t| {
                            doc.children(t).find(|&of| {
                                matches!(doc.tokens[of].rel, Rel::Obl | Rel::OblAgent)
                                    && cx.mention_at(of).is_some_and(|(_, m)| m.kind.is_armed())
                            })
                        }) {
                            self.initiators(&grammar::with_conjuncts(doc, by));
                        }
                    }
                    Frame::Acts if self.names_doer(child) && !self.is_death(noun) => {
                        self.initiators(&group);
                    }
                    Frame::Does | Frame::Mutual => self.initiators(&group),
                    Frame::Suffers | Frame::Acts => self.targets(&group),
                    Frame::Takes | Frame::Falls | Frame::Happens | Frame::Answers => {}
                }
            } else if is(&grammar_words.patient) && frame == Frame::Acts {
                // `a attribué l'attaque à X`: X did it.
                if self.is_attributed(noun) {
                    self.initiators(&group);
                } else {
                    self.targets(&group);
                }
            }
        }
    }

    /// `l'attaque d'un convoi`, `d'une patrouille`: a thing of forces, or one that is not known yet.
    fn is_hit(&self, of: usize) -> bool {
        let cx = self.cx;
        let Some((_, mention)) = cx.mention_at(of) else { return false };
        let indefinite = (mention.first as usize)
            .checked_sub(1)
            .is_some_and(|t| cx.is_one_of(t, &cx.language.grammar.indefinite));
        let state = mention.kind == ActorKind::StateForces && !mention.plural;
        cx.language.lang == Lang::Fr
            && mention.registry.is_none()
            && indefinite
            && (mention.thing
                || state && cx.is_one_of(mention.head as usize, &cx.language.grammar.holding))
    }

    /// `Deux soldats ont été tués dans un affrontement avec des rebelles`: the other side of those who died in a clash,
    /// of which nobody says who began it.
    fn are_of_other_side(&self, noun: usize, side: usize) -> bool {
        let cx = self.cx;
        let doc = cx.doc;
        let armed = cx.mention_at(side).is_some_and(|(_, m)| m.kind.is_armed() && !m.thing);
        let verb = doc.head(noun).filter(|_| doc.tokens[noun].rel == Rel::Obl);
        armed
            && verb.is_some_and(|verb| {
                // `were killed`, `embraced martyrdom`: whose subject is who died.
                let mut outcomes = cx.hits_of(verb..verb + 1, Subject::Outcome);
                if grammar::is_passive(doc, verb) {
                    outcomes.next().is_some() && grammar::args(doc, verb).agents.is_empty()
                } else {
                    outcomes
                        .any(|hit| cx.language.outcomes[hit.index()].counted == Counted::Subject)
                }
            })
    }

    /// The sides of a noun inside the form of a verb: `tués dans des combats entre l'armée et les rebelles`.
    pub(super) fn of_inner_noun(&mut self, verb: usize, hit: Hit) {
        let cx = self.cx;
        let doc = cx.doc;
        let nouns = hit.tokens().filter(|&t| t != verb && doc.tokens[t].upos == Upos::Noun);
        let side = nouns
            .flat_map(|noun| doc.children_by(noun, Rel::Nmod))
            .find(|&t| doc.case(t).is_some_and(|p| cx.is_one_of(p, &cx.language.grammar.between)));
        if let Some(side) = side.filter(|_| self.found.initiators.is_empty()) {
            self.sides(&grammar::with_conjuncts(doc, side));
        }
    }

    /// `released 13 hostages`, `disperser des partisans`: whom a form names itself.
    pub(super) fn of_inner_object(&mut self, verb: usize, hit: Hit, frame: Frame) {
        let cx = self.cx;
        let doc = cx.doc;
        let event_type = cx.language.triggers[hit.index()].event_type;
        let acts = frame == Frame::Acts
            && matches!(event_type, EventType::OtherStrategic | EventType::ProtestWithIntervention);
        if !acts || !self.found.targets.is_empty() {
            return;
        }
        let object = hit.tokens().find(|&t| {
            doc.head(t) == Some(verb)
                && matches!(doc.tokens[t].rel, Rel::Obj | Rel::NsubjPass)
                && cx
                    .mention_at(t)
                    .is_some_and(|(_, m)| m.head as usize == t && !m.thing && !self.is_no_party(m))
        });
        // `hostages` says what became of them, and whom it was done to as well.
        if let Some((index, mention)) = object.and_then(|t| cx.mention_at(t)) {
            self.found.targets.push(party(cx, index, mention));
        }
    }

    /// Who did what a form of noun and participle tells: `une embuscade tendue par les rebelles`.
    pub(super) fn of_inner_participle(&mut self, noun: usize, hit: Hit, frame: Frame) {
        let doc = self.cx.doc;
        let participle = hit.tokens().find(|&t| {
            t > noun
                && doc.tokens[t].upos == Upos::Verb
                && doc.tokens[t].feats.has(Feats::PAST_PART)
                && !doc.children(t).any(|child| doc.tokens[child].rel == Rel::Aux)
        });
        let Some(participle) = participle.filter(|_| frame == Frame::Acts) else { return };
        let agents: Vec<usize> = doc.children_by(participle, Rel::OblAgent).collect();
        let agents =
            if agents.is_empty() { self.agent_after(participle, hit.end as usize) } else { agents };
        self.initiators(&agents);
    }

    /// Whom an attack was made on, where the tree has hung them on the noun above it: `le bilan de l'attaque du 14
    /// novembre contre le détachement`.
    pub(super) fn of_noun_above(&mut self, noun: usize, frame: Frame) {
        let cx = self.cx;
        let doc = cx.doc;
        let words = &cx.language.grammar;
        let of = doc.case(noun).is_some_and(|p| cx.is_one_of(p, &words.of));
        let above = doc.head(noun).filter(|_| doc.tokens[noun].rel == Rel::Nmod && of);
        let Some(above) = above.filter(|_| frame == Frame::Acts && self.found.targets.is_empty())
        else {
            return;
        };
        let behind: Vec<usize> = doc
            .children_by(above, Rel::Nmod)
            .filter(|&t| t > noun && doc.case(t).is_some_and(|p| self.is_against(p)))
            .collect();
        for t in behind {
            self.targets(&grammar::with_conjuncts(doc, t));
        }
    }

    /// Whether a preposition is one of those that only stand before who suffers it: `contre`, `against`.
    fn is_against(&self, preposition: usize) -> bool {
        let words = &self.cx.language.grammar;
        self.cx.is_one_of(preposition, &words.patient)
            && self.cx.is_one_of(preposition, &words.with)
            && !self.cx.is_one_of(preposition, &words.toward)
    }

    /// The sides that stand with the verb of an event noun: `Des combats ont éclaté lundi entre l'armée
    /// et les rebelles`.
    pub(super) fn of_sides(&mut self, noun: usize, frame: Frame) {
        let cx = self.cx;
        let doc = cx.doc;
        let Some(verb) = doc
            .head(noun)
            .filter(|_| matches!(doc.tokens[noun].rel, Rel::Nsubj | Rel::NsubjPass | Rel::Obj))
        else {
            return;
        };
        let happens = frame == Frame::Acts
            && cx.hits_of(doc.sents[doc.sent_of(noun)].tokens(), Subject::Support).any(|hit| {
                hit.head() == verb && cx.language.supports[hit.index()].tie == Tie::TakesPlace
            });
        for child in doc.children(verb) {
            if child == noun || !grammar::is_nominal(doc, child) {
                continue;
            }
            let Some(case) = doc.case(child) else { continue };
            // `Une attaque a eu lieu dimanche contre une base`.
            let words = &cx.language.grammar;
            if happens && cx.is_one_of(case, &words.patient) && !cx.is_one_of(case, &words.toward) {
                self.targets(&grammar::with_conjuncts(doc, child));
                continue;
            }
            // `where a gun battle broke out with the army`.
            if frame == Frame::Mutual
                && cx.is_one_of(case, &words.with)
                && self.found.targets.is_empty()
                && cx.mention_at(child).is_some_and(|(_, m)| m.kind.is_armed() && !m.thing)
            {
                self.targets(&grammar::with_conjuncts(doc, child));
                continue;
            }
            if !cx.is_one_of(case, &cx.language.grammar.between) {
                continue;
            }
            self.sides(&grammar::with_conjuncts(doc, child));
        }
    }

    /// The sides of a clash: the first did it to the others.
    pub(super) fn sides(&mut self, group: &[usize]) {
        let Some((first, rest)) = group.split_first() else { return };
        let known = self.found.targets.len();
        self.initiators(&[*first]);
        self.targets(rest);
        if self.found.targets.len() == known
            && let Some(other) = self.other_side(*first)
        {
            self.targets(&grammar::with_conjuncts(self.cx.doc, other));
        }
        self.crowd();
    }

    /// `They were repelled by guards`, `L'armée a repoussé les rebelles`: whoever fights back was attacked by the others.
    pub(super) fn answered(&mut self, args: &grammar::Args) {
        self.targets(&args.agents);
        self.initiators(&args.patients);
    }

    /// `clashes between students and police`: people who fight the police in the streets are a crowd.
    fn crowd(&mut self) {
        let found = &mut self.found;
        let parties = || found.initiators.iter().chain(&found.targets);
        let police = parties().any(|p| p.kind == ActorKind::StateForces);
        let fighters = parties().any(|p| p.kind.is_armed() && p.kind != ActorKind::StateForces);
        if !police || fighters {
            return;
        }
        for party in found.initiators.iter_mut().chain(&mut found.targets) {
            let many = party.mention.is_some_and(|m| self.cx.mentions[m].plural);
            if many && !party.thing && party.kind == ActorKind::Civilians {
                party.kind = ActorKind::Protesters;
            }
        }
    }

    /// `entre l'armée accompagnée de mercenaires, d'une part, et des rebelles, d'autre part`: the phrase
    /// behind a conjunction, where the tree lost the second side.
    fn other_side(&self, first: usize) -> Option<usize> {
        let cx = self.cx;
        let doc = cx.doc;
        let end = (doc.sents[doc.sent_of(first)].end as usize).min(first + FAR_SIDE);
        let verb = (first..end).find(|&t| doc.tokens[t].feats.has(Feats::FIN)).unwrap_or(end);
        (first + 1..verb).filter(|&t| doc.tokens[t].upos == Upos::Cconj).find_map(|and| {
            let mention = cx.mentions_in(and + 1..verb).next().map(|(_, m)| m)?;
            let plain = (and + 1..mention.first as usize)
                .all(|t| matches!(doc.tokens[t].upos, Upos::Det | Upos::Adj | Upos::Num));
            let armed = mention.kind.is_armed() && !mention.thing;
            (plain && armed).then_some(mention.head as usize)
        })
    }

    /// `the killing of 100 bandits`: the dead are its complement, whoever they are.
    fn is_death(&self, noun: usize) -> bool {
        let cx = self.cx;
        cx.hits_of(noun..noun + 1, Subject::Outcome)
            .any(|hit| cx.language.outcomes[hit.index()].counted == Counted::Of)
    }

    /// Whether an event noun has whoever did it behind `par`, `by`.
    fn has_agent(&self, noun: usize) -> bool {
        let cx = self.cx;
        cx.doc.children(noun).any(|child| {
            matches!(cx.doc.tokens[child].rel, Rel::Nmod | Rel::Obl | Rel::OblAgent)
                && cx.doc.case(child).is_some_and(|p| cx.is_one_of(p, &cx.language.grammar.agent))
        })
    }

    /// Who is said to be behind what a pronoun refers back to: `Il a été attribué aux shebab`.
    pub(super) fn attributed(&mut self, verb: usize) {
        let cx = self.cx;
        let args = grammar::args(cx.doc, verb);
        let back = args.passive
            && cx.is_one_of(verb, &cx.language.grammar.attribute)
            && !args.patients.is_empty()
            && args.patients.iter().all(|&t| {
                cx.doc.tokens[t].upos == Upos::Pron && cx.is_one_of(t, &cx.language.grammar.pronoun)
            });
        if back {
            self.initiators(&args.obliques);
        }
    }

    /// Whether an event noun is the object of a verb that says who is behind it.
    fn is_attributed(&self, noun: usize) -> bool {
        let cx = self.cx;
        cx.doc.head(noun).is_some_and(|verb| {
            matches!(cx.doc.tokens[noun].rel, Rel::Obj | Rel::NsubjPass)
                && cx.is_one_of(verb, &cx.language.grammar.attribute)
        })
    }

    /// `a accusé les rebelles d'être à l'origine de l'attaque`: whether words of authorship lead from a verb to an
    /// event, in one clause.
    fn is_authored(&self, verb: usize, noun: usize) -> bool {
        let cx = self.cx;
        let doc = cx.doc;
        verb < noun
            && noun - verb <= AUTHORED
            && (verb + 1..noun).any(|t| cx.is_one_of(t, &cx.language.grammar.authorship))
            && !(verb + 1..noun).any(|t| {
                doc.tokens[t].feats.has(Feats::FIN)
                    || matches!(doc.tokens[t].upos, Upos::Sconj | Upos::Cconj)
            })
    }

    /// Whether the `de` complement of an attack is who did it (`l'attaque des jihadistes`) rather
    /// than who suffered it (`l'attaque de leur poste`, `l'attaque du marché`).
    fn names_doer(&self, token: usize) -> bool {
        self.cx.mention_at(token).is_some_and(|(_, mention)| {
            matches!(
                mention.kind,
                ActorKind::ArmedGroup | ActorKind::Militia | ActorKind::StateAligned
            ) || self.cx.is_one_of(token, &self.cx.language.grammar.rulers)
                || mention.registry.is_some()
                    && !matches!(mention.kind, ActorKind::Media | ActorKind::Organisation)
                || matches!(mention.kind, ActorKind::StateForces | ActorKind::ForeignForces)
                    && !mention.thing
        })
    }

    /// Parties that a verb ties to the event noun: `ont mené une attaque`, `l'attaque a visé`,
    /// `attribuée à`, `victime de`.
    pub(super) fn of_ties(&mut self, noun: usize, frame: Frame) {
        let cx = self.cx;
        let doc = cx.doc;
        let sent = doc.sents[doc.sent_of(noun)];
        let supports: Vec<Hit> = cx.hits_of(sent.tokens(), Subject::Support).collect();
        for hit in supports {
            let support = &cx.language.supports[hit.index()];
            let verb = hit.head();
            // `the bombing led to the killing of`: what came of it.
            let results = doc.lemma(verb) == "lead"
                && verb + 1 < sent.end as usize
                && doc.lower(verb + 1) == "to";
            // `revendiqués comme combattants par le Hamas`: people, not what was done.
            let as_such = support.tie == Tie::Claimed
                && (hit.end as usize) < sent.end as usize
                && matches!(doc.lower(hit.end as usize), "comme" | "as");
            // `L'armée a annoncé la mort de dix soldats dans une embuscade`: who announces violence did not do it.
            let announces = support.tie == Tie::Launches
                && verb < noun
                && cx.hits_of(verb..verb + 1, Subject::Reporting).next().is_some()
                && cx
                    .hits_of(verb + 1..noun, Subject::Outcome)
                    .any(|hit| doc.tokens[hit.head()].upos == Upos::Noun);
            if verb == noun || results || as_such || announces {
                continue;
            }
            let mut args = grammar::args(doc, verb);
            if args.passive && args.agents.is_empty() {
                args.agents = self.agent_after(verb, hit.end as usize);
            }
            // `une attaque de drone attribuée à`: the tree may hang it on what the attack was made with.
            let above = doc.tokens[verb].head as usize;
            let with = doc.tokens[above].rel == Rel::Nmod
                && doc.head(above) == Some(noun)
                && !doc.children(above).any(|t| doc.tokens[t].rel == Rel::Det);
            let qualifies = (above == noun || with)
                && matches!(doc.tokens[verb].rel, Rel::Acl | Rel::AclRelcl | Rel::Amod);
            let as_subject = args.agents.contains(&noun);
            // `avoir mené mardi, à la demande de Mogadiscio, une frappe`: far, but nothing between.
            // `a annoncé que les frappes avaient tué`, `claimed the strike targeted`: what is told, with a verb of
            // its own.
            let told = matches!(doc.tokens[noun].rel, Rel::Nsubj | Rel::NsubjPass)
                && doc.head(noun).is_some_and(|own| own != verb && own > noun)
                && verb < noun;
            let behind = support.tie == Tie::Launches
                && !told
                && !args.passive
                && noun > verb
                && noun - verb <= 12
                // `a annoncé lundi que le bilan de l'embuscade`: a clause of its own.
                && !(verb + 1..noun)
                    .any(|t| matches!(doc.tokens[t].upos, Upos::Verb | Upos::Sconj))
                && cx.hits_of(verb + 1..noun, Subject::Trigger).all(|t| t.tokens().contains(&noun));
            // `a décrété un deuil après l'attaque`: who reacts to it did not do it.
            // `fired rockets in retaliation for the killing`: nor did who answers it.
            let words = &cx.language.grammar;
            let answers = verb < noun
                && (verb + 1..noun).any(|t| cx.is_one_of(t, &words.retaliation))
                && noun - verb <= AUTHORED;
            let reacts = support.tie == Tie::Launches
                && (answers || doc.case(noun).is_some_and(|p| cx.is_one_of(p, &words.behind)));
            if reacts {
                continue;
            }
            let as_object = behind
                || args.patients.contains(&noun)
                || args.obliques.contains(&noun)
                || doc.tokens[noun].head as usize == verb
                || qualifies && args.passive;
            let before = (self.found.initiators.len(), self.found.targets.len());
            match support.tie {
                Tie::Launches if as_object => {
                    let agents: Vec<usize> =
                        args.agents.iter().copied().filter(|&a| a != noun).collect();
                    if frame == Frame::Suffers
                        || frame == Frame::Acts
                        || frame == Frame::Does
                        || frame == Frame::Mutual
                    {
                        self.initiators(&agents);
                    }
                    // `menée par des combattants contre un camp`: the tree may hang the camp on them.
                    let of_agents = agents
                        .iter()
                        .filter(|_| args.passive)
                        .flat_map(|&agent| doc.children_by(agent, Rel::Nmod))
                        .filter(|&t| doc.case(t).is_some_and(|p| self.is_against(p)));
                    let others: Vec<usize> = args
                        .obliques
                        .iter()
                        .copied()
                        .filter(|&o| o != noun)
                        // `L'explosion, a annoncé à l'AFP X`: who is told of it.
                        .filter(|&o| {
                            cx.mention_at(o).is_none_or(|(_, m)| m.kind != ActorKind::Media)
                        })
                        .chain(of_agents)
                        .collect();
                    self.targets_by(&others, false);
                }
                Tie::Hits if as_subject || qualifies && !args.passive => {
                    let patients: Vec<usize> =
                        args.patients.iter().copied().filter(|&p| p != noun).collect();
                    self.targets(&patients);
                }
                Tie::Hits
                    if args.passive
                        && (args.agents.contains(&noun) || args.obliques.contains(&noun)) =>
                {
                    self.targets(&args.patients);
                }
                Tie::Opposes if as_subject || qualifies => {
                    let sides: Vec<usize> = args
                        .patients
                        .iter()
                        .chain(&args.obliques)
                        .copied()
                        .filter(|&side| side != noun && self.resolve(side).is_some())
                        .collect();
                    if let Some((first, rest)) = sides.split_first() {
                        self.initiators(&[*first]);
                        self.targets(rest);
                        // `a opposé des miliciens aux forces de sécurité`.
                        let others: Vec<usize> = doc
                            .children(*first)
                            .filter(|&t| matches!(doc.tokens[t].rel, Rel::Nmod | Rel::Obl))
                            .collect();
                        self.targets_by(&others, true);
                    }
                }
                Tie::Attributed
                    if as_object || as_subject || qualifies || self.is_authored(verb, noun) =>
                {
                    let authored = !as_object && !as_subject && !qualifies;
                    let blamed: Vec<usize> = args
                        .obliques
                        .iter()
                        .chain(&args.patients)
                        .copied()
                        .filter(|&o| o != noun && (!authored || o < noun))
                        .collect();
                    self.initiators(&blamed);
                }
                Tie::Claimed
                    if as_object
                        || as_subject
                        || qualifies
                        || noun > verb && noun - verb <= 8 && !told
                        || args.passive && noun < verb =>
                {
                    let mut agents: Vec<usize> =
                        args.agents.iter().copied().filter(|&a| a != noun).collect();
                    if !agents.iter().any(|&a| cx.mention_at(a).is_some()) {
                        agents = self.claimant(hit);
                    }
                    // `No group claimed it`.
                    agents.retain(|&agent| {
                        !cx.mention_at(agent).is_some_and(|(_, m)| {
                            let first = m.first as usize;
                            let negates = |t: usize| cx.is_one_of(t, &cx.language.grammar.negation);
                            first > 0 && negates(first - 1) || negates(first)
                        })
                    });
                    let agents: Vec<usize> = agents.iter().map(|&a| named_by(cx, a)).collect();
                    self.initiators(&agents);
                    for &agent in &agents {
                        if let Some((index, mention)) = cx.mention_at(agent) {
                            self.found.claimants.push(party(cx, index, mention));
                        }
                    }
                }
                Tie::Undergoes if as_object => {
                    let sufferers: Vec<usize> = args
                        .agents
                        .iter()
                        .chain(&args.patients)
                        .copied()
                        .filter(|&a| a != noun)
                        .collect();
                    self.targets(&sufferers);
                }
                _ => continue,
            }
            if before != (self.found.initiators.len(), self.found.targets.len()) {
                self.found.because.push(support.id.clone());
            }
        }
    }
}

/// `army helicopters`, `coalition warplanes`: the words for whose they are, which stand before those for what flies.
pub(super) fn owner_of_craft(cx: &Context<'_>, mention: &Mention) -> Option<Range<usize>> {
    let words = &cx.language.grammar;
    let (first, head) = (mention.first as usize, mention.head as usize);
    if cx.language.lang != Lang::En || !cx.is_one_of(head, &words.aircraft) {
        return None;
    }
    // `military fighter jets`: over the words of what flies.
    let last = (first..head).rev().find(|&t| !cx.is_one_of(t, &words.vehicle))?;
    let owns = cx.is_one_of(last, &words.force)
        || cx.is_one_of(last, &words.rulers)
        || cx.is_one_of(last, &words.body)
        || !cx.demonyms_in(last..last + 1).is_empty() && first == last;
    owns.then_some(first..last + 1)
}
