//! Parties that stand behind others: bodies named in a phrase for their people, who is aboard, who flies, who announces.

use super::nouns::owner_of_craft;
use super::{Party, Roles, party};
use crate::annotate::mentions::{Mention, MentionClass};
use crate::annotate::places::PlaceKind;
use crate::annotate::{Feats, Rel, Upos, grammar};
use crate::coding::status::{Status, status};
use crate::lexicon::schema::{Frame, Tie};
use crate::lexicon::{Hit, Subject};
use crate::model::{ActorKind, EventType, Family};

impl Roles<'_, '_> {
    /// `Des combattants du MPC et du FPRC`: the other bodies of which a phrase for people names the first.
    pub(super) fn bodies_beside(&self, mention: &Mention) -> Vec<Party> {
        let cx = self.cx;
        let doc = cx.doc;
        let Some((first, end)) = mention.registry_tokens.filter(|_| {
            mention.class == MentionClass::People && mention.kind.is_armed() && !mention.thing
        }) else {
            return Vec::new();
        };
        let body = (first as usize..end as usize).find(|&t| {
            doc.tokens[t].rel == Rel::Nmod && doc.head(t) == Some(mention.head as usize)
        });
        let Some(body) = body else { return Vec::new() };
        let armed = |kind: ActorKind| kind.is_armed();
        grammar::with_conjuncts(doc, body)
            .into_iter()
            .skip(1)
            .filter_map(|t| cx.mention_at(t))
            .filter(|(_, m)| {
                m.class == MentionClass::Registered
                    && m.registry.and_then(|actor| cx.registered_kind(actor)).is_some_and(armed)
            })
            .map(|(index, m)| party(cx, index, m))
            .collect()
    }

    /// `dans l'État de Zamfara`: a part of a country and no government.
    pub(super) fn is_unit(&self, mention: &Mention) -> bool {
        let cx = self.cx;
        let head = mention.head as usize;
        mention.kind == ActorKind::Government
            && mention.registry.is_none()
            && cx.is_one_of(head, &cx.language.grammar.no_party)
            && cx.places_in(head + 1..mention.end as usize + 1).iter().any(|place| {
                place.kind != PlaceKind::Country && place.tokens.start as usize <= head + 2
            })
    }

    /// `Le ministère russe de la Défense a annoncé la prise du village`: a side that announces that a place was taken took
    /// it, where nobody else is said to have.
    pub(super) fn announced(&mut self, noun: usize, hit: Hit) {
        let cx = self.cx;
        let doc = cx.doc;
        let event_type = cx.language.triggers[hit.index()].event_type;
        let takes = matches!(
            event_type,
            EventType::NonStateOvertakesTerritory | EventType::GovernmentRegainsTerritory
        );
        let verb = doc.head(noun).filter(|_| takes && doc.tokens[noun].rel == Rel::Obj);
        let Some(verb) = verb.filter(|_| self.found.initiators.is_empty()) else { return };
        let says = cx.hits_of(verb..verb + 1, Subject::Reporting).next().is_some()
            || cx
                .hits_of(verb..verb + 1, Subject::Support)
                .any(|hit| cx.language.supports[hit.index()].tie == Tie::Claimed);
        let denied = matches!(status(cx, verb), Status::Denied(_) | Status::NoEvent(_));
        if !says || denied {
            return;
        }
        let sides: Vec<usize> = grammar::args(doc, verb)
            .agents
            .into_iter()
            .filter(|&t| {
                cx.mention_at(t).is_some_and(|(_, m)| {
                    m.class == MentionClass::Country
                        || m.registry.is_some()
                            && (m.kind.is_armed() || m.kind == ActorKind::Government)
                        || m.class == MentionClass::People && m.kind.is_armed() && !m.thing
                })
            })
            .collect();
        self.initiators(&sides);
    }

    /// `surrendered to the army`, `se sont rendus auprès des forces`: to whom somebody surrendered.
    pub(super) fn of_surrender(&mut self, hit: Hit, obliques: &[usize]) {
        let cx = self.cx;
        let surrenders = cx.language.triggers[hit.index()].event_type == EventType::Agreement;
        if !surrenders || !self.found.targets.is_empty() {
            return;
        }
        let forces: Vec<usize> = obliques
            .iter()
            .copied()
            .filter(|&t| {
                let to = cx
                    .doc
                    .case(t)
                    .is_some_and(|p| cx.is_one_of(p, &cx.language.grammar.yielded_to));
                to && cx.mention_at(t).is_some_and(|(_, m)| {
                    !m.thing && (m.kind.is_armed() || m.kind == ActorKind::Government)
                })
            })
            .collect();
        self.targets(&forces);
    }

    /// `pour réclamer la démission du gouvernement`, `denouncing France`: whom a demonstration opposes, in the clause that
    /// tells what for it was.
    pub(super) fn of_demand(&mut self, head: usize) {
        let cx = self.cx;
        let doc = cx.doc;
        let words = &cx.language.grammar;
        let sent = doc.sents[doc.sent_of(head)].tokens();
        let top = grammar::governing_verb(doc, head).unwrap_or(head);
        let below = |t: usize| t > head && grammar::is_below(doc, t, top);
        let mut opposed: Vec<usize> = Vec::new();
        for t in sent.filter(|&t| below(t)) {
            if doc.tokens[t].upos == Upos::Noun && cx.is_one_of(t, &words.ouster) {
                opposed.extend(doc.children(t).filter(|&of| {
                    doc.tokens[of].rel == Rel::Nmod
                        && doc.case(of).is_some_and(|p| cx.is_one_of(p, &words.of))
                }));
            } else if doc.tokens[t].upos == Upos::Verb && cx.is_one_of(t, &words.denounce) {
                opposed.extend(doc.children_by(t, Rel::Obj));
            }
        }
        opposed.retain(|&t| {
            cx.mention_at(t).is_some_and(|(_, m)| {
                !m.thing
                    && !m.outcome
                    && m.head as usize == t
                    && (m.class == MentionClass::Country
                        || m.kind.is_armed()
                        || matches!(
                            m.kind,
                            ActorKind::Government | ActorKind::Organisation | ActorKind::Party
                        ))
            })
        });
        for t in opposed {
            self.targets(&grammar::with_conjuncts(doc, t));
        }
    }

    /// `were martyred in an airstrike by the regime`: who stands right behind the words of a strike or a blast with the preposition of
    /// who does it, wherever the tree has hung them.
    pub(super) fn of_behind(&mut self, hit: Hit, frame: Frame) {
        let cx = self.cx;
        let doc = cx.doc;
        let by = hit.end as usize;
        let end = doc.sents[doc.sent_of(hit.first as usize)].end as usize;
        let acts = matches!(frame, Frame::Acts | Frame::Happens | Frame::Takes)
            && cx.language.triggers[hit.index()].event_type.family() == Family::Remote;
        if !acts
            || !self.found.initiators.is_empty()
            || by + 1 >= end
            || !cx.is_one_of(by, &cx.language.grammar.agent)
        {
            return;
        }
        let doer = cx.mentions_in(by + 1..(by + 6).min(end)).next().filter(|(_, m)| {
            !m.thing
                && !m.outcome
                && (m.kind.is_armed() || m.kind == ActorKind::Government)
                && m.class != MentionClass::Document
                && (by + 1..m.first as usize)
                    .all(|t| matches!(doc.tokens[t].upos, Upos::Det | Upos::Adj | Upos::Num))
        });
        // Where the tree has hung them on a verb that tells an act of its own, they did that.
        let of_verb = |m: &Mention| {
            doc.head(m.head as usize).is_some_and(|verb| {
                doc.tokens[verb].upos == Upos::Verb
                    && cx.hits_of(verb..verb + 1, Subject::Trigger).next().is_some()
            })
        };
        if let Some((_, mention)) = doer.filter(|(_, m)| !of_verb(m)) {
            self.initiators(&grammar::with_conjuncts(doc, mention.head as usize));
        }
    }

    /// `un bus transportant des soldats`, `a bus carrying soldiers`: who is aboard of what was hit, whatever that is.
    pub(super) fn aboard(&self, mention: &Mention) -> Vec<Party> {
        let cx = self.cx;
        let doc = cx.doc;
        let carries = doc.children(mention.head as usize).find(|&t| {
            matches!(doc.tokens[t].rel, Rel::Acl | Rel::AclRelcl)
                && t > mention.head as usize
                && cx.is_one_of(t, &cx.language.grammar.carry)
        });
        let Some(carries) = carries else { return Vec::new() };
        doc.children_by(carries, Rel::Obj)
            .flat_map(|t| grammar::with_conjuncts(doc, t))
            .filter_map(|t| cx.mention_at(t))
            .filter(|(_, m)| m.class == MentionClass::People && !m.thing && !m.outcome)
            .map(|(index, m)| party(cx, index, m))
            .collect()
    }

    /// `Junta aircraft bombed`: whose aircraft they are, where the words for them stand before.
    pub(super) fn flown_by(&self, index: usize, mention: &Mention) -> Option<Party> {
        let cx = self.cx;
        let owner = owner_of_craft(cx, mention).filter(|_| mention.thing)?;
        let rules = owner.clone().any(|t| cx.is_one_of(t, &cx.language.grammar.rulers));
        let kind = if rules { ActorKind::Government } else { ActorKind::StateForces };
        Some(Party {
            tokens: owner,
            mention: Some(index),
            registry: None,
            kind,
            person: false,
            thing: false,
        })
    }

    /// `The army blamed Islamic State`: the armed group that is blamed or suspected in a sentence, for what was told before
    /// it; with another verb behind it, somebody is accused of that.
    pub(super) fn blamed(&mut self, sent: usize) {
        let cx = self.cx;
        let doc = cx.doc;
        let tokens = doc.sents[sent].tokens();
        let accuses = |t: usize| {
            doc.tokens[t].upos == Upos::Verb
                && doc.tokens[t].feats.has(Feats::FIN)
                && cx.is_one_of(t, &cx.language.grammar.answerable)
                && matches!(status(cx, t), Status::Asserted)
        };
        let Some(verb) = tokens.clone().find(|&t| accuses(t)) else { return };
        let goes_on = (verb + 1..tokens.end).any(|t| doc.tokens[t].upos == Upos::Verb);
        let args = grammar::args(doc, verb);
        if goes_on || args.passive || args.agents.is_empty() {
            return;
        }
        // The tree may take a name for a predicate.
        let named = doc.children_by(verb, Rel::Xcomp).filter(|&t| grammar::is_nominal(doc, t));
        let groups: Vec<usize> = args
            .patients
            .into_iter()
            .chain(named)
            .filter(|&t| {
                cx.mention_at(t).is_some_and(|(_, m)| {
                    m.registry.and_then(|actor| cx.registered_kind(actor)).is_some_and(|kind| {
                        matches!(kind, ActorKind::ArmedGroup | ActorKind::Militia)
                    })
                })
            })
            .collect();
        self.initiators(&groups);
    }
}
