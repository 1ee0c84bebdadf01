//! Whom a pronoun stands for: `a-t-il ajouté`, `it said`, `un habitant qui raconte`.
//!
//! Takes the position of a pronoun and what has been said before it; gives speakers, none where
//! nobody of its number and kind was named.

use super::{Speaker, Voices, can_speak, is_subject_pronoun};
use crate::annotate::mentions::{Mention, MentionClass};
use crate::annotate::{Feats, Rel, Upos, grammar};
use crate::lexicon::Subject;
use crate::model::Lang;

/// How far behind a pronoun the joint statement stands that its people made.
const JOINT_REACH: usize = 8;

impl Voices<'_, '_> {
    /// What a relative pronoun stands for: the noun that the clause qualifies.
    pub(super) fn related(&self, pronoun: usize, s: usize) -> Vec<Speaker> {
        let cx = self.cx;
        let doc = cx.doc;
        let first = doc.sents[s].first as usize;
        let Some(mut at) = pronoun.checked_sub(1).filter(|&t| t >= first) else {
            return Vec::new();
        };
        if doc.lower(at) == "," && at > first {
            at -= 1;
        }
        // `X, directeur de Y, qui`: the first of two appositions is resolved with the second.
        self.phrase_ending_at(at, s).into_iter().collect()
    }

    /// Those that a pronoun stands for: the last speaker of its number, else the last person or
    /// function named before it.
    pub(crate) fn antecedents(&self, pronoun: usize, s: usize) -> Vec<Speaker> {
        let cx = self.cx;
        let doc = cx.doc;
        if self.is_latter(pronoun) {
            return self.latter(pronoun, s).into_iter().collect();
        }
        // `Ce dernier n'en savait rien : « … », déclare-t-il`.
        let first = doc.sents[s].first as usize;
        if doc.lower(pronoun).starts_with('-')
            && let Some(latter) = (first..(first + 2).min(pronoun)).find(|&t| self.is_latter(t))
        {
            return self.latter(latter, s).into_iter().collect();
        }
        if let Some(signers) = self.signers(pronoun, s) {
            return signers;
        }
        let word = doc.lower(pronoun);
        let bare = word.rsplit('-').next().unwrap_or(word);
        if matches!(word, "qui" | "who" | "which" | "that") {
            return self.related(pronoun, s);
        }
        if !is_subject_pronoun(word)
            && !matches!(
                word,
                "lui"
                    | "eux"
                    | "him"
                    | "her"
                    | "them"
                    | "celui-ci"
                    | "celle-ci"
                    | "ceux-ci"
                    | "celles-ci"
                    | "dernier"
                    | "dernière"
                    | "derniers"
                    | "dernières"
                    | "latter"
            )
            && !matches!(bare, "il" | "elle" | "ils" | "elles")
        {
            return Vec::new();
        }
        let plural =
            matches!(bare, "ils" | "elles" | "they" | "eux" | "them" | "derniers" | "dernières")
                || matches!(word, "ceux-ci" | "celles-ci");
        let feminine = matches!(bare, "elle" | "elles" | "dernière" | "dernières")
            || matches!(word, "celle-ci" | "celles-ci");
        let neuter = word == "it";
        let personal = matches!(word, "he" | "she" | "him" | "her");
        let fits = |speaker: &Speaker| {
            let human = match speaker.mention.map(|m| &cx.mentions[m]) {
                Some(m) => {
                    m.person.is_some()
                        || matches!(m.class, MentionClass::Person | MentionClass::Function)
                        || m.class == MentionClass::People && self.is_individual(m)
                }
                None => true,
            };
            let gender = match self.gender(speaker.tokens.start) {
                Some(is_feminine) if !plural && doc.lang == Lang::Fr => is_feminine == feminine,
                _ => true,
            };
            let kind = human || !personal;
            let thing = !neuter || !human || speaker.mention.is_none();
            gender && kind && thing
        };
        // `X a annoncé que …, a-t-il ajouté`: somebody who speaks in the same sentence already.
        let here = self
            .here
            .iter()
            .filter(|said| {
                said.word < pronoun
                    && (said.speakers.len() > 1 || self.is_plural(&said.speakers)) == plural
                    && said.speakers.iter().any(fits)
            })
            .max_by_key(|said| said.word);
        if let Some(said) = here {
            return said.speakers.clone();
        }
        if plural && let Some(pair) = self.coordinated_subject(pronoun, s) {
            return pair;
        }
        let paragraph = doc.sents[s].paragraph;
        let speaker = self
            .before
            .iter()
            .filter(|said| {
                said.sent < s
                    && paragraph - doc.sents[said.sent].paragraph <= 2
                    && said.speakers.iter().all(|sp| {
                        sp.mention.is_none_or(|m| cx.mentions[m].class != MentionClass::Document)
                    })
            })
            .max_by_key(|said| (said.sent, said.evidence.start))
            .filter(|said| {
                (neuter || (said.speakers.len() > 1 || self.is_plural(&said.speakers)) == plural)
                    && said.speakers.iter().any(fits)
            });
        let named = cx
            .mentions_in(0..doc.sents[s].first as usize)
            .filter(|(index, m)| {
                let sent = doc.sent_of(m.head as usize);
                !cx.skip[sent]
                    && sent + 3 > s
                    && can_speak(m)
                    && m.class != MentionClass::Document
                    && (m.plural == plural || neuter)
                    && (matches!(m.class, MentionClass::Person | MentionClass::Function)
                        || plural
                        || neuter
                        || self.is_subject(m))
                    && cx.quote_at(m.head as usize).is_none()
                    && fits(&Speaker { tokens: m.tokens(), mention: Some(*index) })
            })
            // The subject of the last sentence that names somebody, else the last named.
            .max_by_key(|(index, m)| (doc.sent_of(m.head as usize), self.is_subject(m), *index));
        match (speaker, named) {
            (Some(said), Some((index, mention))) => {
                // Somebody introduced as a subject since the last statement takes the pronoun, and
                // a person does from a body that spoke before.
                let newer = doc.sent_of(mention.head as usize) > said.sent;
                let person = mention.class == MentionClass::Person
                    && said.speakers.iter().all(|sp| {
                        sp.mention.is_some_and(|m| {
                            cx.mentions[m].class == MentionClass::Registered
                                && cx.mentions[m].person.is_none()
                        })
                    });
                if newer && (self.is_subject(mention) || person) {
                    vec![self.resolved(index, mention)]
                } else {
                    said.speakers.clone()
                }
            }
            (Some(said), None) => said.speakers.clone(),
            (None, Some((index, mention))) => {
                // `« … », ont-ils ajouté`, of a spokesman: whoever spoke last, when those of the
                // pronoun's number were only told of before.
                let last = self
                    .before
                    .iter()
                    .filter(|said| {
                        said.sent < s
                            && doc.sents[said.sent].paragraph == paragraph
                            && said.sent > doc.sent_of(mention.head as usize)
                    })
                    .max_by_key(|said| (said.sent, said.evidence.start));
                match last {
                    Some(said) if plural && bare != word && !self.is_subject(mention) => {
                        said.speakers.clone()
                    }
                    _ => vec![self.resolved(index, mention)],
                }
            }
            (None, None) => match self.last_named(pronoun, s, plural) {
                Some(speaker) => vec![speaker],
                // `ont-ils ajouté`, of a spokesman: whoever spoke last.
                None => self
                    .before
                    .iter()
                    .filter(|said| said.sent < s && doc.sents[said.sent].paragraph == paragraph)
                    .max_by_key(|said| (said.sent, said.evidence.start))
                    .map(|said| said.speakers.clone())
                    .unwrap_or_default(),
            },
        }
    }

    /// `« X et les Y ont décidé de … », soulignent-ils dans une déclaration conjointe`: those who speak
    /// of themselves by name in what they sign together.
    fn signers(&self, pronoun: usize, s: usize) -> Option<Vec<Speaker>> {
        let cx = self.cx;
        let doc = cx.doc;
        let sent = doc.sents[s];
        let first = sent.first as usize;
        let end = (pronoun + JOINT_REACH).min(sent.end as usize);
        let joint = (pronoun + 1..end).any(|t| cx.is_one_of(t, &cx.language.grammar.joint));
        if !joint || !doc.tokens[pronoun].feats.has(Feats::PLUR) {
            return None;
        }
        let subject = (first..pronoun).find(|&t| {
            doc.tokens[t].rel == Rel::Nsubj
                && doc.tokens[t].upos != Upos::Pron
                && cx.mention_at(t).is_some_and(|(_, m)| can_speak(m))
        })?;
        // A conjunct behind a preposition (`et au sein de la force`) is none of them.
        let mut heads = grammar::with_conjuncts(doc, subject);
        heads.retain(|&t| doc.case(t).is_none());
        let speakers = self.speakers_at(&heads, s);
        (speakers.len() > 1).then_some(speakers)
    }

    /// Coordinated names that a plural pronoun stands for: the subject of this sentence or of the
    /// one before, when nobody plural was told of in between.
    pub(super) fn coordinated_subject(&self, pronoun: usize, s: usize) -> Option<Vec<Speaker>> {
        let cx = self.cx;
        let doc = cx.doc;
        let from = s.saturating_sub(1);
        let first = doc.sents[from].first as usize;
        let subject = (first..pronoun).rev().find(|&t| {
            matches!(doc.tokens[t].rel, Rel::Nsubj | Rel::NsubjPass)
                && doc.tokens[t].upos != Upos::Pron
                && cx.quote_at(t).is_none()
        })?;
        let heads = grammar::with_conjuncts(doc, subject);
        if heads.len() < 2 || doc.tokens[subject].feats.has(Feats::PLUR) {
            return None;
        }
        let speakers = self.speakers_at(&heads, s);
        (speakers.len() > 1).then_some(speakers)
    }

    /// The last one of a number named at all, whatever its place in the sentence.
    pub(super) fn last_named(&self, before: usize, s: usize, plural: bool) -> Option<Speaker> {
        let cx = self.cx;
        let doc = cx.doc;
        let first = doc.sents[s.saturating_sub(2)].first as usize;
        // `tentative de coup d'État`: a word of what happened is nobody.
        let told = |m: &Mention| {
            cx.hits_of(m.tokens(), Subject::Trigger).any(|hit| {
                hit.n_words > 1
                    && hit.tokens().contains(&(m.head as usize))
                    && hit.head() != m.head as usize
            })
        };
        cx.mentions_in(first..before)
            .filter(|(_, m)| {
                m.plural == plural
                    && can_speak(m)
                    && !told(m)
                    && cx.quote_at(m.head as usize).is_none()
                    && matches!(
                        m.class,
                        MentionClass::Person | MentionClass::Function | MentionClass::People
                    )
                    && (plural || m.class != MentionClass::People || self.is_individual(m))
            })
            .max_by_key(|(index, m)| (doc.sent_of(m.head as usize), self.is_subject(m), *index))
            .map(|(index, m)| self.resolved(index, m))
    }

    /// Whether a mention is the subject of its clause; a person named at the very start of a
    /// sentence is, whatever the tree says.
    pub(super) fn is_subject(&self, mention: &Mention) -> bool {
        let doc = self.cx.doc;
        let head = mention.head as usize;
        matches!(doc.tokens[head].rel, Rel::Nsubj | Rel::NsubjPass)
            || mention.class == MentionClass::Person
                && doc.sents[doc.sent_of(head)].first == mention.first
    }

    /// `ces derniers`, `cette dernière`: the last ones named before, of their number and gender.
    pub(super) fn latter(&self, word: usize, s: usize) -> Option<Speaker> {
        let cx = self.cx;
        let doc = cx.doc;
        let plural = doc.lower(word).ends_with('s');
        let feminine = doc.lower(word).starts_with("dernière");
        let from = doc.sents[s.saturating_sub(1)].first as usize;
        cx.mentions_in(from..word)
            .filter(|(_, m)| {
                (m.end as usize) < word
                    && m.plural == plural
                    && can_speak(m)
                    && m.class != MentionClass::Document
                    && cx.quote_at(m.head as usize).is_none()
                    && (plural || self.gender(m.first as usize).is_none_or(|is| is == feminine))
            })
            .last()
            .map(|(index, m)| self.resolved(index, m))
    }

    /// Whether a word is the noun of `ce dernier` or `the latter`.
    pub(super) fn is_latter(&self, word: usize) -> bool {
        let cx = self.cx;
        let before = word.checked_sub(1);
        cx.is_one_of(word, &cx.language.grammar.latter)
            && before.is_some_and(|t| cx.is_one_of(t, &cx.language.grammar.demonstrative))
    }

    /// A single human being rather than a body of people.
    pub(super) fn is_individual(&self, mention: &Mention) -> bool {
        !mention.plural
            && mention.registry.is_none()
            && !self.cx.is_one_of(mention.head as usize, &self.cx.language.grammar.body)
            && !self.cx.is_one_of(mention.head as usize, &self.cx.language.grammar.collective)
            && !self.cx.is_one_of(mention.head as usize, &self.cx.language.grammar.force)
    }

    /// Whether the determiner in front of a name is feminine; None when it does not tell.
    pub(super) fn gender(&self, first: usize) -> Option<bool> {
        match self.cx.doc.lower(first.checked_sub(1)?) {
            "la" | "une" | "cette" | "sa" | "mme" => Some(true),
            "le" | "un" | "ce" | "cet" | "du" | "au" | "m." => Some(false),
            _ => None,
        }
    }

    pub(super) fn is_plural(&self, speakers: &[Speaker]) -> bool {
        speakers.iter().any(|speaker| {
            speaker.mention.map_or_else(
                || speaker.tokens.clone().any(|t| self.cx.doc.tokens[t].feats.has(Feats::PLUR)),
                |m| self.cx.mentions[m].plural,
            )
        })
    }
}
