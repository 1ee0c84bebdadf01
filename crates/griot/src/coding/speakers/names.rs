//! The name under which a speaker is published: a person's own name, the fullest name of the same
//! somebody in the document, whoever issued a document.
//!
//! Takes a mention or the head of a bare noun phrase; gives the [`Speaker`], none for a document
//! that nobody has put a name to.

use std::ops::Range;

use super::{Speaker, Voices};
use crate::annotate::mentions::{Mention, MentionClass};
use crate::annotate::{Feats, Rel, Upos};
use crate::coding::context::Context;
use crate::coding::parties::explained;
use crate::coding::whenwhere::is_in_dateline;
use crate::lexicon::schema::WordList;
use crate::model::{ActorKind, Lang};

/// No name is looked for further away than so many mentions, some ten thousand words: a text that is long
/// and says the same all over would take the square of its length.
const NEAR: usize = 1000;

/// The last sentence in which a body may be called by its noun before it is named.
const LEAD: usize = 2;

impl Voices<'_, '_> {
    /// The speaker that a noun names which no list knows.
    pub(super) fn bare(&self, head: usize, s: usize) -> Option<Speaker> {
        let cx = self.cx;
        let grammar = &cx.language.grammar;
        if cx.is_one_of(head, &grammar.nameless) || cx.is_one_of(head, &grammar.issued) {
            if let Some(issuer) = self.issuer(head + 1, s) {
                return Some(issuer);
            }
            return head
                .checked_sub(1)
                .filter(|&before| cx.is_one_of(before, &grammar.possessive))
                .and_then(|before| self.owner(before, s));
        }
        if cx.is_one_of(head, &grammar.author)
            && let Some(speaker) = self.last_document(s)
        {
            return Some(speaker);
        }
        let tokens = self.phrase(head)?;
        // `YOLA (Adamawa, Nigeria), Nov 4 — Gunmen …, police said`: the town of the dateline says nothing.
        if is_in_dateline(cx, &(tokens.start as u32..tokens.end as u32)) {
            return None;
        }
        if tokens.len() == 1
            && cx.is_one_of(head, &grammar.body)
            && let Some(full) = named_body(cx, head)
        {
            return Some(full);
        }
        // `le vice-procureur, Jean Martin`.
        let end = tokens.end;
        let comma = end + 1 < cx.doc.tokens.len() && cx.doc.lower(end) == ",";
        let beside = cx.mentions_in(end..end + 2).next().filter(|(_, m)| {
            m.class == MentionClass::Person
                && (m.first as usize == end || comma && m.first as usize == end + 1)
                && !cx.doc.tokens[head].feats.has(Feats::PLUR)
                && cx.doc.tokens[head].upos == Upos::Noun
        });
        if let Some((index, mention)) = beside {
            return Some(self.resolved(index, mention));
        }
        if let Some((index, person)) = full_name(cx, &tokens) {
            return Some(Speaker { tokens: person, mention: Some(index) });
        }
        Some(self.spelt_out(Speaker { tokens, mention: None }))
    }

    /// `le texte`, `les auteurs`: the document that spoke last, else whoever spoke last.
    pub(super) fn last_document(&self, s: usize) -> Option<Speaker> {
        let cx = self.cx;
        let earlier = || self.before.iter().filter(|said| said.sent < s);
        let by_document = earlier()
            .filter(|said| {
                said.speakers.iter().any(|speaker| {
                    speaker.mention.is_some_and(|m| cx.mentions[m].class == MentionClass::Document)
                })
            })
            .max_by_key(|said| (said.sent, said.word));
        let last = by_document.or_else(|| earlier().max_by_key(|said| (said.sent, said.word)))?;
        last.speakers.first().cloned()
    }

    /// The name that an acronym in brackets abbreviates: `Autorité des communications (AC)`.
    pub(super) fn spelt_out(&self, speaker: Speaker) -> Speaker {
        let cx = self.cx;
        let doc = cx.doc;
        if speaker.tokens.len() != 1 {
            return speaker;
        }
        let word = doc.word(speaker.tokens.start);
        let n = word.chars().count();
        if !(2..=8).contains(&n) || word.chars().any(char::is_lowercase) {
            return speaker;
        }
        let lower = doc.lower(speaker.tokens.start);
        let spelt = (2..doc.tokens.len()).find(|&t| {
            doc.lower(t) == lower
                && doc.lower(t - 1) == "("
                && doc.tokens.get(t + 1).is_some_and(|_| doc.lower(t + 1) == ")")
                && doc.sent_of(t) == doc.sent_of(t - 2)
        });
        if let Some(tokens) = spelt.and_then(|t| self.spelt_before(t - 1)) {
            return Speaker { tokens, mention: None };
        }
        let full = spelt.and_then(|t| match cx.mention_at(t - 2) {
            Some((index, m)) if can_speak(m) => {
                Some(Speaker { tokens: m.tokens(), mention: Some(index) })
            }
            Some(_) => None,
            None => self
                .noun_at(t - 2, doc.sents[doc.sent_of(t)].first as usize)
                .and_then(|head| self.phrase(head))
                .map(|tokens| Speaker { tokens, mention: None }),
        });
        full.filter(|full| full.tokens.len() > 1).unwrap_or(speaker)
    }

    /// The row of words in front of a bracket, from its first word in capitals, when several of them
    /// are: `Autorité des technologies de Communication`.
    fn spelt_before(&self, bracket: usize) -> Option<Range<usize>> {
        let doc = self.cx.doc;
        let capital = |t: usize| doc.word(t).starts_with(char::is_uppercase);
        let first = doc.sents[doc.sent_of(bracket)].first as usize;
        let inside = |&t: &usize| {
            matches!(
                doc.tokens[t].upos,
                Upos::Noun
                    | Upos::Propn
                    | Upos::Adj
                    | Upos::X
                    | Upos::Adp
                    | Upos::Det
                    | Upos::Cconj
            ) && !matches!(doc.lower(t), "par" | "by" | "selon")
        };
        let named = (first..bracket)
            .rev()
            .take(12)
            .take_while(inside)
            .filter(|&t| capital(t) && doc.tokens[t].upos != Upos::Det);
        let n_capitals = named.clone().count();
        let start = named.last()?;
        let noun = matches!(doc.tokens[start].upos, Upos::Noun | Upos::Propn);
        (noun && n_capitals > 1 && bracket - start > 2).then_some(start..bracket)
    }

    /// Who speaks through a mention: itself, or whoever issued the document that it names. None
    /// for a document that nobody has put a name to.
    pub(crate) fn spoken_by(&self, index: usize, mention: &Mention, s: usize) -> Option<Speaker> {
        let cx = self.cx;
        // `Among the casualties confirmed were two officers`: they told nothing.
        let counted = cx
            .doc
            .case(mention.head as usize)
            .is_some_and(|case| cx.is_one_of(case, &cx.language.grammar.among));
        if counted {
            return None;
        }
        if mention.class != MentionClass::Document {
            if self.is_nobody(mention) {
                return None;
            }
            return self
                .spoke_last(index, mention, s)
                .or_else(|| Some(self.resolved(index, mention)));
        }
        let head = mention.head as usize;
        let grammar = &cx.language.grammar;
        let single = mention.tokens().all(|t| t == head || cx.doc.tokens[t].upos == Upos::Adj);
        if single
            && mention.definite
            && cx.is_one_of(head, &grammar.author)
            && let Some(speaker) = self.last_document(s)
        {
            return Some(speaker);
        }
        let nameless = cx.is_one_of(head, &grammar.nameless);
        if !nameless && !cx.is_one_of(head, &grammar.issued) {
            return Some(self.resolved(index, mention));
        }
        if let Some(issuer) = self.issuer(mention.end as usize, s) {
            return Some(issuer);
        }
        let before = (mention.first as usize).checked_sub(1)?;
        if cx.is_one_of(before, &grammar.possessive) {
            return self.owner(before, s);
        }
        // `An M23 statement warned`: whose name stands in front of it.
        if let Some((issuer, name)) = cx.mention_at(before)
            && name.registry.is_some()
            && name.end == mention.first
        {
            return Some(self.resolved(issuer, name));
        }
        if nameless { None } else { Some(self.resolved(index, mention)) }
    }

    /// `la même source`, `this official`: whoever spoke last, where nobody was called by that noun before.
    fn spoke_last(&self, index: usize, mention: &Mention, s: usize) -> Option<Speaker> {
        let cx = self.cx;
        let pointed = (mention.first as usize)
            .checked_sub(1)
            .is_some_and(|t| cx.is_one_of(t, &cx.language.grammar.demonstrative));
        if !pointed
            || mention.plural
            || mention.tokens().len() > 1
            || mention.registry.is_some()
            || fullest_speaker(cx, index, mention).is_some()
        {
            return None;
        }
        let lemma = cx.doc.lemma(mention.head as usize);
        let known = cx.mentions[..index]
            .iter()
            .rev()
            .take(NEAR)
            .any(|other| !other.plural && cx.doc.lemma(other.head as usize) == lemma);
        let last = self.before.iter().filter(|said| said.sent < s).max_by_key(|said| said.sent)?;
        match last.speakers.as_slice() {
            [speaker] if !known => Some(speaker.clone()),
            _ => None,
        }
    }

    /// `éléments de l'enquête`, `premiers éléments recueillis`: findings, whatever the noun may also
    /// name.
    pub(super) fn is_nobody(&self, mention: &Mention) -> bool {
        let cx = self.cx;
        let grammar = &cx.language.grammar;
        let beside = |t: Option<usize>, words: &WordList| {
            t.is_some_and(|t| t < cx.doc.tokens.len() && cx.is_one_of(t, words))
        };
        mention.class != MentionClass::Document
            && cx.is_one_of(mention.head as usize, &grammar.nameless)
            && (mention.tokens().any(|t| cx.is_one_of(t, &grammar.mute))
                || beside(Some(mention.end as usize), &grammar.made)
                || beside((mention.first as usize).checked_sub(1), &grammar.superseded))
    }

    /// `communiqué de l'armée`, `bilan communiqué jeudi par le ministre`, `statement from`.
    pub(super) fn issuer(&self, end: usize, s: usize) -> Option<Speaker> {
        let cx = self.cx;
        let doc = cx.doc;
        let limit = (end + 8).min(doc.sents[s].end as usize);
        let links = |t: &usize| {
            doc.tokens[*t].upos == Upos::Adp
                || cx.language.grammar.of.iter().any(|of| of == doc.lower(*t))
        };
        let mut link = (end..limit).find(links)?;
        // `une déclaration à l'AFP du gouverneur`: to whom it was made stands between.
        let mut end = end;
        if link == end && cx.is_one_of(link, &cx.language.grammar.toward) {
            let next = (link + 1..limit).find(links)?;
            let medium = (link + 1..next).all(|t| {
                matches!(doc.tokens[t].upos, Upos::Det | Upos::Noun | Upos::Propn | Upos::Adj)
            });
            if medium {
                (end, link) = (next, next);
            }
        }
        let plain = (end..link).all(|t| {
            matches!(doc.tokens[t].upos, Upos::Adj | Upos::Verb | Upos::Adv)
                || self.cx.in_time(end..link, t)
                || cx.is_one_of(t, &cx.language.grammar.made)
        });
        let right_word = cx.language.grammar.of.iter().any(|of| of == doc.lower(link))
            || cx.language.grammar.agent.iter().any(|by| by == doc.lower(link))
            || matches!(doc.lower(link), "from");
        if !plain || !right_word {
            return None;
        }
        let (_, speakers) = self.first_phrase(link + 1..limit, s, false)?;
        speakers.into_iter().next()
    }

    /// `leur communiqué`: the subject of the sentence, else the last speaker.
    pub(super) fn owner(&self, possessive: usize, s: usize) -> Option<Speaker> {
        let cx = self.cx;
        let doc = cx.doc;
        let sent = doc.sents[s];
        let plural = matches!(doc.lower(possessive), "leur" | "leurs" | "their");
        let subject = cx.mentions_in(sent.first as usize..possessive).find(|(_, m)| {
            matches!(doc.tokens[m.head as usize].rel, Rel::Nsubj | Rel::NsubjPass)
                && can_speak(m)
                && m.class != MentionClass::Document
                && m.plural == plural
                && !matches!(doc.tokens[m.head as usize].rel, Rel::NsubjPass)
        });
        if let Some((i, m)) = subject {
            return Some(self.resolved(i, m));
        }
        self.before
            .iter()
            .filter(|said| said.sent < s)
            .max_by_key(|said| (said.sent, said.evidence.start))
            .and_then(|said| said.speakers.first().cloned())
            .or_else(|| self.last_named(possessive, s, plural))
    }

    /// The speaker that a mention names, with its fullest name: `le ministre` is the minister named
    /// before.
    pub(crate) fn resolved(&self, index: usize, mention: &Mention) -> Speaker {
        if let Some(name) = explained(self.cx, mention.head as usize) {
            let tokens = self.cx.mentions[name].tokens();
            return Speaker { tokens, mention: Some(name) };
        }
        let (index, mention) = fullest_speaker(self.cx, index, mention).unwrap_or((index, mention));
        let doc = self.cx.doc;
        let mut tokens = match person_of(self.cx, index, mention) {
            Some(person) => person,
            None => mention.tokens(),
        };
        if let Some((index, person)) = full_name(self.cx, &tokens) {
            return Speaker { tokens: person, mention: Some(index) };
        }
        // `groupe « État islamique »`: the name without the marks.
        let marked = tokens.clone().any(|t| matches!(doc.lower(t), "«" | "“" | "\""));
        if let Some((first, end)) = mention.registry_tokens.filter(|_| marked) {
            tokens = first as usize..end as usize;
        }
        // `l'association Écoles sûres`: the name behind the noun is part of it.
        if mention.class == MentionClass::People
            && doc.lang == Lang::Fr
            && tokens.len() == 1
            && self.cx.is_one_of(tokens.start, &self.cx.language.grammar.body)
            && let Some((_, name)) = self.cx.mention_at(tokens.end)
            && name.first as usize == tokens.end
            && doc.word(tokens.end).starts_with(char::is_uppercase)
        {
            tokens.end = name.end as usize;
        }
        // `news agency PTI`.
        if mention.kind == ActorKind::Media
            && mention.registry.is_none()
            && doc.lang == Lang::En
            && let Some((index, name)) = self.cx.mention_at(tokens.end)
            && name.first as usize == tokens.end
            && name.registry.is_some()
        {
            return Speaker { tokens: name.tokens(), mention: Some(index) };
        }
        // `le quotidien local The Courier`: the name of the medium is part of it.
        let medium = mention.class == MentionClass::Document || mention.kind == ActorKind::Media;
        if medium && mention.registry.is_none() && doc.lang == Lang::Fr {
            let end = doc.sents[doc.sent_of(mention.head as usize)].end as usize;
            // `le quotidien suisse Le Temps`: a title with its own article is the whole name.
            if let Some(title) = self.title_at(tokens.end, end) {
                return Speaker { tokens: title, mention: Some(index) };
            }
            while tokens.end < end
                && doc.tokens[tokens.end].upos == Upos::Propn
                && doc.word(tokens.end).starts_with(char::is_uppercase)
                && self
                    .cx
                    .mention_at(tokens.end)
                    .is_none_or(|(_, m)| m.class == MentionClass::Person)
            {
                tokens.end += 1;
            }
        }
        self.spelt_out(Speaker { tokens, mention: Some(index) })
    }
}

impl Voices<'_, '_> {
    /// A title that begins with an article in capitals in the middle of a sentence.
    fn title_at(&self, first: usize, end: usize) -> Option<Range<usize>> {
        let doc = self.cx.doc;
        let capital = |t: usize| doc.word(t).starts_with(char::is_uppercase);
        let article = first + 1 < end
            && matches!(doc.tokens[first].upos, Upos::Det | Upos::Propn)
            && capital(first)
            && self.cx.language.grammar.definite.iter().any(|word| word == doc.lower(first));
        if !article || !capital(first + 1) {
            return None;
        }
        let name = (first + 1..end)
            .take_while(|&t| {
                capital(t)
                    && matches!(doc.tokens[t].upos, Upos::Noun | Upos::Propn | Upos::X | Upos::Adj)
            })
            .count();
        let mut last = first + 1 + name.max(1);
        if last < end && doc.tokens[last].upos == Upos::Adj {
            last += 1;
        }
        Some(first..last)
    }
}

/// The person's name of a mention: inside it, or beside it as an apposition.
pub(crate) fn person_of(cx: &Context<'_>, index: usize, mention: &Mention) -> Option<Range<usize>> {
    let doc = cx.doc;
    if let Some((first, end)) = mention.person {
        // `chercheurs de l'Imperial College`: a name in a complement is not theirs.
        let behind = (mention.first..first).any(|t| doc.tokens[t as usize].upos == Upos::Adp)
            && first < end.min(mention.end)
            && doc.tokens[(first as usize).saturating_sub(1)].upos != Upos::Noun;
        if !behind && !mention.plural || mention.class == MentionClass::Person {
            return Some(first as usize..end as usize);
        }
    }
    let office = mention.class == MentionClass::Function && mention.kind != ActorKind::Media
        || mention.class == MentionClass::Registered
            && mention.tokens().any(|t| doc.tokens[t].upos == Upos::Noun);
    // `the death of X, Iranian officials said`: several are nobody's title.
    let last = (mention.end as usize).saturating_sub(1);
    let several = doc.lang == Lang::En && doc.tokens[last].feats.has(Feats::PLUR);
    if !office || mention.plural || several {
        return None;
    }
    let name = |m: &Mention| m.person.map(|(first, end)| first as usize..end as usize);
    // `Premier ministre du pays, X` and `X, Premier ministre du pays`.
    let after = cx.mentions.get(index + 1).filter(|m| {
        m.class == MentionClass::Person
            && (m.first == mention.end
                || m.first == mention.end + 1 && doc.lower(mention.end as usize) == ",")
    });
    // `the army spokesman, Colonel Musa Bello, said`.
    let ranked = cx.mentions.get(index + 1).filter(|m| {
        let name_end = m.person.map_or(m.end, |(_, end)| end) as usize;
        m.class == MentionClass::Function
            && (m.first == mention.end + 1
                || m.first == mention.end + 2
                    && doc.tokens[mention.end as usize + 1].upos == Upos::Det)
            && doc.lower(mention.end as usize) == ","
            && doc.tokens.get(name_end).is_some_and(|t| t.upos == Upos::Punct)
    });
    if let Some(name) = ranked.and_then(name) {
        return Some(name);
    }
    if let Some(after) = after.or_else(|| name_behind_complement(cx, index, mention)) {
        return name(after);
    }
    let before = index.checked_sub(1).and_then(|i| cx.mentions.get(i)).filter(|m| {
        m.class == MentionClass::Person
            && doc.sent_of(m.head as usize) == doc.sent_of(mention.head as usize)
            && (m.end as usize) < mention.first as usize
            && doc.lower(m.end as usize) == ","
            && (m.end as usize + 1..mention.first as usize)
                .all(|t| matches!(doc.tokens[t].upos, Upos::Det | Upos::Adj))
    });
    before.and_then(name)
}

/// Whether a body of one kind may be called by a noun of the other: `the organisation` of a charity or of a watchdog.
fn are_alike(a: ActorKind, b: ActorKind) -> bool {
    let civil = |kind: ActorKind| {
        matches!(kind, ActorKind::Organisation | ActorKind::CivilSociety | ActorKind::Humanitarian)
    };
    a == b || civil(a) && civil(b)
}

/// How many tokens of a complement may stand between an office and the name of who holds it.
const COMPLEMENT: usize = 9;

/// `le négociateur en chef des rebelles, Taban Deng`, `le procureur près le tribunal de Goré, Nerambaye Ndoubamian`: the
/// name that closes the phrase of one office, behind what the office is of.
fn name_behind_complement<'a>(
    cx: &'a Context<'_>,
    index: usize,
    mention: &Mention,
) -> Option<&'a Mention> {
    let doc = cx.doc;
    let end = mention.end as usize;
    let limit = (end + COMPLEMENT).min(doc.sents[doc.sent_of(end - 1)].end as usize);
    let comma = (end..limit).find(|&t| doc.lower(t) == ",")?;
    let complement = comma > end
        && matches!(doc.tokens[end].upos, Upos::Adp | Upos::Adj | Upos::Adv)
        && (end..comma).all(|t| {
            matches!(
                doc.tokens[t].upos,
                Upos::Adp | Upos::Det | Upos::Noun | Upos::Propn | Upos::Adj | Upos::Adv
            )
        });
    let person = cx.mentions[index + 1..]
        .iter()
        .find(|m| m.class == MentionClass::Person && m.first as usize == comma + 1)?;
    let closed = doc.tokens.get(person.end as usize).is_none_or(|t| t.upos == Upos::Punct);
    (complement && closed).then_some(person)
}

/// A fuller mention of the same speaker: the same head noun with more words or with a name, an
/// actor's full name for its acronym.
pub(super) fn fullest_speaker<'a>(
    cx: &'a Context<'_>,
    index: usize,
    mention: &Mention,
) -> Option<(usize, &'a Mention)> {
    // `le groupe autoproclamé « État islamique »`.
    if mention.people.is_some()
        && mention.tokens().len() == 1
        && cx.is_one_of(mention.head as usize, &cx.language.grammar.body)
        && let Some(next) = cx.mentions.get(index + 1)
        && next.class == MentionClass::Registered
        && next.first >= mention.end
        && next.first <= mention.end + 3
        && (mention.end..next.first).all(|t| {
            matches!(cx.doc.tokens[t as usize].upos, Upos::Adj | Upos::Verb)
                || matches!(cx.doc.lower(t as usize), "«" | "“" | "\"")
        })
    {
        return Some((index + 1, next));
    }
    let around = index.saturating_sub(NEAR)..(index + NEAR).min(cx.mentions.len());
    if mention.class == MentionClass::Registered && mention.registry.is_some() {
        return around
            .map(|i| (i, &cx.mentions[i]))
            .filter(|(_, m)| m.class == MentionClass::Registered && m.registry == mention.registry)
            .max_by_key(|(i, m)| (m.tokens().len(), std::cmp::Reverse(*i)))
            .filter(|(_, m)| m.tokens().len() > mention.tokens().len());
    }
    if let Some(full) = fullest(cx, index, mention) {
        return Some(full);
    }
    if !mention.definite || mention.people.is_none() || mention.person.is_some() {
        return None;
    }
    let doc = cx.doc;
    let head = doc.lemma(mention.head as usize);
    let agrees = |other: &Mention| {
        mention.tokens().all(|t| other.tokens().any(|o| doc.lemma(o) == doc.lemma(t)))
    };
    // `le Premier ministre`, whose name stands beside the same function.
    let named = around.clone().filter(|&i| i != index).find(|&i| {
        let other = &cx.mentions[i];
        let same_head = doc.lemma(other.head as usize) == head
            || other.class == MentionClass::Registered
                && other.tokens().any(|t| doc.lemma(t) == head);
        same_head
            && other.plural == mention.plural
            && agrees(other)
            && person_of(cx, i, other).is_some()
    });
    if person_of(cx, index, mention).is_none()
        && let Some(named) = named
    {
        return Some((named, &cx.mentions[named]));
    }
    if mention.tokens().len() > 1 || mention.class == MentionClass::Function {
        return None;
    }
    // `the army`: `Malian army`, told before or, in a lead, after.
    let longer = |other: &Mention| {
        other.tokens().len() > 1
            && other.plural == mention.plural
            && other.class != MentionClass::Function
            && doc.lemma(other.end as usize - 1) == head
            && doc.lang == Lang::En
    };
    let is_longer = |i: &usize| longer(&cx.mentions[*i]);
    let before = (around.start..index).rev().find(is_longer);
    if let Some(i) = before.or_else(|| (index..around.end).find(is_longer)) {
        return Some((i, &cx.mentions[i]));
    }
    // `the mission`, `le groupe`: the last body named of its kind.
    if cx.is_one_of(mention.head as usize, &cx.language.grammar.body) {
        let fits = |(i, other): &(usize, &Mention)| {
            other.class == MentionClass::Registered
                && are_alike(other.kind, mention.kind)
                && other.person.is_none()
                && person_of(cx, *i, other).is_none()
        };
        let at = |i: usize| (i, &cx.mentions[i]);
        return (around.start..index)
            .rev()
            .map(at)
            .find(fits)
            // A title or a lead may call it by its noun before it is named.
            .or_else(|| {
                let lead = doc.sent_of(mention.head as usize) <= LEAD;
                (index..around.end).map(at).find(fits).filter(|_| lead)
            });
    }
    None
}

/// A fuller mention of the same somebody: the same head noun with more words, or a person's name,
/// told earlier; only for definite and short mentions.
pub(crate) fn fullest<'a>(
    cx: &'a Context<'_>,
    index: usize,
    mention: &Mention,
) -> Option<(usize, &'a Mention)> {
    if mention.person.is_some() || mention.registry.is_some() {
        return None;
    }
    if !mention.definite || mention.people.is_none() {
        return None;
    }
    let head = cx.doc.lemma(mention.head as usize);
    (index.saturating_sub(NEAR)..index)
        .rev()
        .map(|i| (i, &cx.mentions[i]))
        .filter(|(_, other)| {
            other.people.is_some()
                && other.plural == mention.plural
                && cx.doc.lemma(other.head as usize) == head
                && (other.person.is_some() || other.tokens().len() > mention.tokens().len())
        })
        .find(|(_, other)| {
            // What the short mention says must not contradict the full one.
            mention.tokens().all(|t| {
                t == mention.head as usize
                    || other.tokens().any(|o| cx.doc.lemma(o) == cx.doc.lemma(t))
            })
        })
}

/// `Bagudu said`, of the Abubakar Bagudu who was named before: the last mention of somebody with that surname, else with
/// that name anywhere in theirs (Ethiopians and South Sudanese are called by the first), and the name.
fn full_name(cx: &Context<'_>, name: &Range<usize>) -> Option<(usize, Range<usize>)> {
    let doc = cx.doc;
    let surname = name.start;
    if name.len() != 1
        || doc.tokens[surname].upos != Upos::Propn
        || !doc.word(surname).starts_with(char::is_uppercase)
    {
        return None;
    }
    let lower = doc.lower(surname);
    let before = cx.mentions.partition_point(|m| (m.first as usize) < surname);
    let named = |is_theirs: &dyn Fn(Range<usize>) -> bool| {
        cx.mentions[..before].iter().enumerate().rev().take(NEAR).find_map(|(index, mention)| {
            let (first, end) = mention.person?;
            let (first, end) = (first as usize, end as usize);
            (mention.registry.is_none()
                && end - first >= 2
                && end <= surname
                && is_theirs(first..end)
                && !cx.skip[doc.sent_of(first)])
            .then_some((index, first..end))
        })
    };
    named(&|name| doc.lower(name.end - 1) == lower)
        .or_else(|| named(&|name| name.into_iter().any(|t| doc.lower(t) == lower)))
}

/// The full name of a body that is called by its noun alone: `the network`, of the Lake Chad Relief
/// Network.
pub(super) fn named_body(cx: &Context<'_>, head: usize) -> Option<Speaker> {
    let doc = cx.doc;
    let capital = |t: usize| doc.word(t).chars().next().is_some_and(char::is_uppercase);
    let lemma = doc.lemma(head);
    let named = (0..head).rev().find(|&t| {
        capital(t)
            && (doc.lemma(t) == lemma || doc.lower(t) == lemma)
            && doc.tokens.get(t.wrapping_sub(1)).is_some_and(|_| capital(t - 1))
            && doc.lang == Lang::En
    })?;
    let mut first = named;
    while first > 0
        && capital(first - 1)
        && doc.tokens[first - 1].upos != Upos::Det
        && doc.sent_of(first - 1) == doc.sent_of(named)
    {
        first -= 1;
    }
    Some(Speaker { tokens: first..named + 1, mention: None })
}

/// Whether a mention can speak: somebody, not a number of dead nor a building. A hospital counts those whom it takes in.
pub(crate) fn can_speak(mention: &Mention) -> bool {
    !mention.outcome && (!mention.thing || mention.kind == ActorKind::Humanitarian)
}
