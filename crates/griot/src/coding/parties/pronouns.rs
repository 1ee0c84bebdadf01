//! Whom a pronoun in a role stands for.

use super::Roles;
use crate::annotate::mentions::{Mention, MentionClass};
use crate::annotate::{Feats, Rel, Upos};
use crate::lexicon::Subject;
use crate::lexicon::schema::Frame;
use crate::model::EventType;

/// How many steps above a pronoun its antecedent is looked for in its sentence.
const MOST_STEPS: usize = 6;

impl Roles<'_, '_> {
    /// The party that a pronoun stands for: the subject of the sentence before, or of the one
    /// before that, when it agrees in number.
    pub(super) fn antecedent(&self, token: usize) -> Option<(usize, &Mention)> {
        let cx = self.cx;
        let doc = cx.doc;
        if doc.tokens[token].upos != Upos::Pron
            || !cx.is_one_of(token, &cx.language.grammar.pronoun)
        {
            return None;
        }
        let plural = doc.tokens[token].feats.has(Feats::PLUR)
            || matches!(doc.lower(token), "ils" | "elles" | "they" | "ceux-ci" | "celles-ci");
        let s = doc.sent_of(token);
        // `The group said it had seized the port`: the subject of the verb above.
        let mut at = token;
        for _ in 0..MOST_STEPS {
            let Some(above) = doc.head(at) else { break };
            at = above;
            let subject = doc.children(above).find_map(|t| {
                let of_it = t < token && doc.tokens[t].rel == Rel::Nsubj;
                of_it.then(|| cx.mention_at(t)).flatten()
            });
            if let Some(found) = subject.filter(|(_, m)| {
                !m.outcome
                    && !m.thing
                    && m.class != MentionClass::Document
                    && (m.plural == plural || m.registry.is_some())
            }) {
                return Some(found);
            }
        }
        for sent in (s.saturating_sub(2)..s).rev() {
            let found = cx.mentions_in(doc.sents[sent].tokens()).find(|(_, m)| {
                let rel = doc.tokens[m.head as usize].rel;
                matches!(rel, Rel::Nsubj | Rel::NsubjPass)
                    && !m.outcome
                    && !m.thing
                    && m.class != MentionClass::Document
                    && (m.plural == plural || m.registry.is_some())
            });
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// Who was taken in a sentence before, for the pronoun of those who are freed: `Ils ont été libérés lundi`.
    pub(super) fn taken(&self, token: usize) -> Option<(usize, &Mention)> {
        let cx = self.cx;
        let doc = cx.doc;
        let freed = doc.tokens[token].upos == Upos::Pron
            && cx.is_one_of(token, &cx.language.grammar.pronoun)
            && doc.head(token).is_some_and(|verb| {
                cx.hits_of(verb..verb + 1, Subject::Trigger).any(|hit| {
                    let trigger = &cx.language.triggers[hit.index()];
                    trigger.event_type == EventType::OtherStrategic && trigger.frame == Frame::Acts
                })
            });
        if !freed {
            return None;
        }
        let plural = doc.tokens[token].feats.has(Feats::PLUR)
            || matches!(doc.lower(token), "ils" | "elles" | "they" | "them");
        let sent = doc.sent_of(token);
        let takes = |verb: usize| {
            cx.hits_of(verb..verb + 1, Subject::Trigger).any(|hit| {
                matches!(
                    cx.language.triggers[hit.index()].event_type,
                    EventType::Abduction | EventType::Arrests
                )
            })
        };
        (sent.saturating_sub(2)..=sent).rev().find_map(|s| {
            let end = (doc.sents[s].end as usize).min(token);
            cx.mentions_in(doc.sents[s].first as usize..end)
                .filter(|(_, m)| {
                    let head = m.head as usize;
                    matches!(doc.tokens[head].rel, Rel::Obj | Rel::NsubjPass)
                        && doc.head(head).is_some_and(takes)
                        && m.plural == plural
                        && !m.thing
                        && !m.outcome
                        && m.class != MentionClass::Document
                })
                .last()
        })
    }
}
