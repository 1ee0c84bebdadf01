//! Noun phrases around a reporting word: what ends in front of it, what begins behind it.
//!
//! Takes positions in a sentence; gives speakers and the tokens that their phrases take. A phrase
//! whose noun no list knows counts as well as a mention. Resolves nothing: that is `names.rs`.

use std::ops::Range;

use super::{Speaker, Voices, can_speak, closes, push};
use crate::annotate::mentions::MentionClass;
use crate::annotate::{Feats, Rel, Upos, grammar};
use crate::lexicon::{Hit, Subject};
use crate::model::{ActorKind, Lang};

/// How far behind `quoted` the words `as saying` may stand.
const AS_SAYING: usize = 16;

impl Voices<'_, '_> {
    /// `Witnesses interviewed by AFP said`: the last word of those whom a medium only asked or reached.
    fn asked_by(&self, token: usize, first: usize) -> Option<usize> {
        let cx = self.cx;
        let doc = cx.doc;
        let words = &cx.language.grammar;
        let (_, medium) = cx.mention_at(token).filter(|(_, m)| m.kind == ActorKind::Media)?;
        let mut left = medium.first as usize;
        while left > first && doc.tokens[left - 1].upos == Upos::Det {
            left -= 1;
        }
        let by = left.checked_sub(1).filter(|&t| t > first && cx.is_one_of(t, &words.agent))?;
        let participle = by - 1;
        let asked = participle > first && cx.is_one_of(participle, &words.relayed);
        let end = participle.checked_sub(1).filter(|&t| asked && t >= first)?;
        let (_, who) = cx.mention_at(end)?;
        (can_speak(who) && who.class != MentionClass::Document && !who.thing).then_some(end)
    }

    /// The speaker whose phrase ends at a token, widened to the noun that it complements:
    /// `a friend of the victim`, `people from Kogo`.
    pub(super) fn phrase_ending_at(&self, token: usize, s: usize) -> Option<Speaker> {
        let cx = self.cx;
        let doc = cx.doc;
        let first = doc.sents[s].first as usize;
        let mut at = token;
        if doc.lower(at) == ")" {
            at = (first..at).rev().find(|&t| doc.lower(t) == "(")?.checked_sub(1)?;
        }
        at = self.asked_by(at, first).unwrap_or(at);
        let mut best: Option<usize> = None;
        for _ in 0..6 {
            if at < first {
                break;
            }
            let start = match cx.mention_at(at) {
                // The mention has swallowed the verb as a noun: `the network estimates`.
                Some((_, m)) if m.end as usize > token + 1 => {
                    return self.bare(self.noun_at(at, first)?, s);
                }
                Some((_, m)) => {
                    if can_speak(m) || best.is_none() {
                        best = Some(m.head as usize);
                    }
                    m.first as usize
                }
                None => match self.noun_at(at, first) {
                    Some(head) => {
                        best = Some(head);
                        self.phrase(head).map_or(head, |range| range.start)
                    }
                    None => break,
                },
            };
            // The word before the phrase and its determiners.
            let mut left = start;
            while left > first
                && matches!(doc.tokens[left - 1].upos, Upos::Det | Upos::Num | Upos::Adj)
                && !cx.language.grammar.of.iter().any(|of| of == doc.lower(left - 1))
            {
                left -= 1;
            }
            let Some(link) = left.checked_sub(1).filter(|&t| t >= first) else { break };
            let joins = cx.language.grammar.of.iter().any(|of| of == doc.lower(link))
                || matches!(
                    doc.lower(link),
                    "à" | "au"
                        | "aux"
                        | "en"
                        | "dans"
                        | "pour"
                        | "sur"
                        | "from"
                        | "in"
                        | "at"
                        | "for"
                        | "on"
                );
            let linked = joins
                && doc.tokens[link].upos == Upos::Adp
                && link > first
                && matches!(doc.tokens[link - 1].upos, Upos::Noun | Upos::Propn | Upos::Adj)
                && (cx.mention_at(link - 1).is_some() || self.noun_at(link - 1, first).is_some())
                && !self.is_object(link - 1, first);
            if !linked {
                break;
            }
            at = link - 1;
        }
        let head = best?;
        if self.denied_phrase(head) {
            return None;
        }
        self.speakers_at(&[head], s).into_iter().next()
    }

    /// Whether a noun follows a verb directly: `took part`.
    pub(super) fn is_object(&self, noun: usize, first: usize) -> bool {
        let doc = self.cx.doc;
        let mut at = self.cx.mention_at(noun).map_or(noun, |(_, m)| m.first as usize);
        while at > first && matches!(doc.tokens[at - 1].upos, Upos::Det | Upos::Num | Upos::Adj) {
            at -= 1;
        }
        at > first && doc.tokens[at - 1].upos == Upos::Verb
    }

    /// The noun that a phrase ending at a token hangs on.
    pub(super) fn noun_at(&self, token: usize, first: usize) -> Option<usize> {
        let doc = self.cx.doc;
        let mut at = token;
        while at > first && doc.tokens[at].upos == Upos::Adj {
            at -= 1;
        }
        matches!(doc.tokens[at].upos, Upos::Noun | Upos::Propn | Upos::X).then_some(at)
    }

    /// `fishermen and a source said`: who is coordinated in front of a phrase.
    pub(super) fn coordinated_before(&self, start: usize, s: usize) -> Option<Speaker> {
        let cx = self.cx;
        let doc = cx.doc;
        let first = doc.sents[s].first as usize;
        let mut at = start;
        while at > first
            && matches!(doc.tokens[at - 1].upos, Upos::Det | Upos::Num | Upos::Adj)
            && !cx.language.grammar.of.iter().any(|of| of == doc.lower(at - 1))
        {
            at -= 1;
        }
        let link = at.checked_sub(1).filter(|&t| t > first)?;
        if !matches!(doc.lower(link), "et" | "and") {
            return None;
        }
        let (index, mention) = cx.mention_at(link - 1)?;
        let mut left = mention.first as usize;
        while left > first
            && matches!(doc.tokens[left - 1].upos, Upos::Det | Upos::Num | Upos::Adj)
            && !cx.language.grammar.of.iter().any(|of| of == doc.lower(left - 1))
        {
            left -= 1;
        }
        let opens = left == first
            || matches!(doc.tokens[left - 1].upos, Upos::Punct | Upos::Sconj)
            || matches!(doc.lower(left - 1), "que" | "qu'" | "that" | "mais" | "but");
        (opens && can_speak(mention)).then(|| self.spoken_by(index, mention, s)).flatten()
    }

    /// The speakers that head tokens name.
    pub(crate) fn speakers_at(&self, heads: &[usize], s: usize) -> Vec<Speaker> {
        let cx = self.cx;
        if let Some(speaker) = self.of_two_fields(heads) {
            return vec![speaker];
        }
        let mut speakers = Vec::new();
        // `le chef d'état-major, le général X`: without a coordinator, the tree has taken an
        // apposition for another speaker.
        let (low, high) = (heads.iter().min(), heads.iter().max());
        let joined = low
            .zip(high)
            .is_some_and(|(&low, &high)| (low..high).any(|t| cx.doc.tokens[t].upos == Upos::Cconj));
        let named =
            |head: usize| cx.mention_at(head).is_some_and(|(_, m)| m.person.is_some() && !m.plural);
        let one = match heads {
            [first, rest @ ..] if !joined && !named(*first) => {
                rest.iter().copied().find(|&head| named(head))
            }
            _ => None,
        };
        for &head in heads {
            // `les shebab, des insurgés`: an apposition, not another speaker.
            if head != heads[0] && self.is_apposition(head) || one.is_some_and(|one| one != head) {
                continue;
            }
            let head = self.named_behind(head).unwrap_or(head);
            match cx.mention_at(head) {
                Some((index, mention)) => {
                    if can_speak(mention)
                        && let Some(speaker) = self.spoken_by(index, mention, s)
                    {
                        push(&mut speakers, speaker);
                    }
                }
                None if cx.doc.tokens[head].upos == Upos::Pron => {
                    for speaker in self.antecedents(head, s) {
                        push(&mut speakers, speaker);
                    }
                }
                None if self.is_latter(head) => {
                    for speaker in self.antecedents(head, s) {
                        push(&mut speakers, speaker);
                    }
                }
                None => {
                    if let Some(speaker) = self.bare(head, s) {
                        push(&mut speakers, speaker);
                    }
                }
            }
        }
        speakers
    }

    /// A subject and those joined to it: what has a preposition of its own is none (`The commissioner, in a statement, said`),
    /// whichever of the two the tree hangs the other on.
    pub(super) fn subjects(&self, head: usize) -> Vec<usize> {
        let doc = self.cx.doc;
        let led = doc.case(head).is_some();
        let head = doc.child(head, Rel::Nsubj).filter(|&own| led && own < head).unwrap_or(head);
        let mut subjects = grammar::with_conjuncts(doc, head);
        subjects.retain(|&t| t == head || doc.case(t).is_none());
        subjects
    }

    /// `the Coordinator, Defence Media Operations, Maj. Gen. John Enenche, said`, `le chef de canton de Goré, Médard
    /// Betoubam`: the head of the name that stands between commas behind a phrase of one person or body.
    fn named_behind(&self, head: usize) -> Option<usize> {
        let cx = self.cx;
        let doc = cx.doc;
        let plural = doc.tokens[head].feats.has(Feats::PLUR) && doc.tokens[head].upos == Upos::Noun;
        if plural {
            return None;
        }
        let name = doc.children(head).find(|&t| {
            t > head
                && doc.tokens[t].rel == Rel::Appos
                && cx.mention_at(t).is_some_and(|(_, m)| {
                    // `The mission, MONUSCO, said`.
                    m.class == MentionClass::Person
                        || m.registry.is_some() && cx.is_one_of(head, &cx.language.grammar.body)
                })
        })?;
        let (_, mention) = cx.mention_at(name)?;
        let closed = doc.tokens.get(mention.end as usize).is_some()
            && closes(doc.lower(mention.end as usize));
        (closed && (head..name).any(|t| doc.lower(t) == ",")).then_some(name)
    }

    /// `The agency quoted Colonel Ali Khan as saying`, `quoted him as saying`: whose words they are.
    pub(super) fn quoted_as_saying(&self, hit: Hit, s: usize) -> Option<Vec<Speaker>> {
        let cx = self.cx;
        let doc = cx.doc;
        let verb = hit.head();
        let limit = (verb + AS_SAYING).min(doc.sents[s].end as usize);
        if doc.lang != Lang::En || hit.n_words != 1 || !matches!(doc.lemma(verb), "quote" | "cite")
        {
            return None;
        }
        let link = (verb + 1..limit.saturating_sub(1)).find(|&t| {
            doc.lower(t) == "as"
                && doc.tokens[t + 1].upos == Upos::Verb
                && cx.hits_of(t + 1..t + 2, Subject::Reporting).next().is_some()
        })?;
        if link == verb + 1 || super::is_passive(cx, hit, s) {
            let subject = doc
                .children(verb)
                .filter(|&t| matches!(doc.tokens[t].rel, Rel::Nsubj | Rel::NsubjPass) && t < verb);
            return Some(self.speakers_at(&subject.collect::<Vec<usize>>(), s));
        }
        if doc.tokens[verb + 1].upos == Upos::Pron {
            return Some(self.antecedents(verb + 1, s));
        }
        self.first_phrase(verb + 1..link, s, false).map(|(_, speakers)| speakers)
    }

    /// `a senior government and health official`: one official of two fields, where the tree has two subjects.
    fn of_two_fields(&self, heads: &[usize]) -> Option<Speaker> {
        let cx = self.cx;
        let doc = cx.doc;
        let &[field, head] = heads else { return None };
        let (index, mention) = cx.mention_at(head)?;
        let person = matches!(mention.class, MentionClass::Function) && !mention.plural;
        let bare = (field + 1..head).all(|t| {
            matches!(doc.tokens[t].upos, Upos::Cconj | Upos::Noun | Upos::Adj | Upos::Propn)
        });
        let lone = doc
            .children(field)
            .any(|t| matches!(doc.lower(t), "a" | "an") && doc.tokens[t].upos == Upos::Det);
        let named = cx
            .mention_at(field)
            .is_some_and(|(_, m)| m.person.is_some() || m.class == MentionClass::Function);
        if doc.lang != Lang::En || field > head || !person || !bare || !lone || named {
            return None;
        }
        let first = cx.mention_at(field).map_or(field, |(_, m)| m.first as usize);
        Some(Speaker { tokens: first..mention.end as usize, mention: Some(index) })
    }

    /// Whether a phrase stands behind a comma with an indefinite article of its own.
    pub(super) fn is_apposition(&self, head: usize) -> bool {
        let doc = self.cx.doc;
        let first = self.cx.mention_at(head).map_or(head, |(_, m)| m.first as usize);
        first > 1
            && matches!(doc.lower(first - 1), "un" | "une" | "des" | "a" | "an")
            && doc.lower(first - 2) == ","
    }

    /// `« … », dénonce le député`: whether a verb stands right behind what was quoted.
    pub(super) fn closes_quote(&self, hit: Hit, s: usize) -> bool {
        let doc = self.cx.doc;
        let first = doc.sents[s].first as usize;
        let before = (first..hit.head())
            .rev()
            .find(|&t| doc.tokens[t].upos != Upos::Aux)
            .filter(|&t| t > first && doc.lower(t) == ",");
        before.is_some_and(|t| matches!(doc.lower(t - 1), "»" | "”" | "\""))
    }

    /// `un habitant du quartier, dans le sud de la ville`: a phrase of place behind a comma, taken for one more speaker.
    pub(super) fn is_where(&self, head: usize) -> bool {
        let doc = self.cx.doc;
        doc.tokens[head].rel == Rel::Conj
            && self.cx.mention_at(head).is_none()
            && doc.case(head).is_some_and(|p| {
                p > 0
                    && doc.lower(p - 1) == ","
                    && !self.cx.is_one_of(p, &self.cx.language.grammar.of)
            })
    }

    pub(super) fn skip_adverbs(&self, from: usize, to: usize) -> usize {
        (from..to).find(|&t| self.cx.doc.tokens[t].upos != Upos::Adv).unwrap_or(to)
    }

    /// `Ni l'armée ni le gouvernement n'ont confirmé`, `Neither side has confirmed`: nobody did.
    pub(super) fn is_neither(&self, verb: usize, s: usize) -> bool {
        let cx = self.cx;
        let doc = cx.doc;
        let first = doc.sents[s].first as usize;
        doc.children(verb).any(|t| {
            matches!(doc.tokens[t].rel, Rel::Nsubj | Rel::NsubjPass)
                && t < verb
                && (first..t).any(|before| {
                    cx.is_one_of(before, &cx.language.grammar.neither)
                        && (before..t).all(|between| !doc.tokens[between].feats.has(Feats::FIN))
                })
        })
    }

    /// `attacks that claimed six lives`: what became of people, and not what somebody said.
    pub(super) fn tells_toll(&self, hit: Hit) -> bool {
        self.cx
            .hits_of(hit.tokens(), Subject::Outcome)
            .any(|outcome| outcome.n_words > 1 && outcome.head() == hit.head())
    }

    /// `l'accord dit d'Alger`: what something is called.
    pub(super) fn is_name_of(&self, hit: Hit, s: usize) -> bool {
        let doc = self.cx.doc;
        let (verb, end) = (hit.head(), hit.end as usize);
        doc.lang == Lang::Fr
            && hit.n_words == 1
            && doc.lemma(verb) == "dire"
            && verb > doc.sents[s].first as usize
            && matches!(doc.tokens[verb - 1].upos, Upos::Noun | Upos::Adj)
            && doc.tokens[verb].rel != Rel::Root
            && end + 1 < doc.sents[s].end as usize
            && self.cx.is_one_of(end, &self.cx.language.grammar.of)
            && !doc.tokens[end + 1].feats.has(Feats::INF)
    }

    /// Behind a preposition, where the phrase that it introduces ends: `à l'AFP`, `de son côté`.
    pub(super) fn over_complement(&self, at: usize, end: usize) -> Option<usize> {
        let doc = self.cx.doc;
        // `a déclaré par téléphone un habitant`: a bare noun is the means.
        let means = doc.lower(at) == "par"
            && at + 1 < end
            && doc.tokens[at + 1].upos == Upos::Noun
            && self.cx.mention_at(at + 1).is_none();
        if doc.tokens[at].upos != Upos::Adp || matches!(doc.lower(at), "par" | "by") && !means {
            return None;
        }
        let mut next = at + 1;
        while next < end
            && matches!(doc.tokens[next].upos, Upos::Det | Upos::Adj | Upos::Num | Upos::Pron)
        {
            next += 1;
        }
        if next >= end {
            return None;
        }
        // `a indiqué sur X Anis Mbusa`: who it is stands behind.
        if doc.word(next) == "X" {
            return Some(next + 1);
        }
        if let Some((_, mention)) = self.cx.mention_at(next) {
            return Some(mention.end as usize);
        }
        let mut last = next;
        // `de son côté Paul Moro`: a person behind is another phrase.
        let person = |at: usize| {
            self.cx
                .mention_at(at)
                .is_some_and(|(_, m)| m.first as usize == at && m.class == MentionClass::Person)
        };
        while last < end
            && matches!(doc.tokens[last].upos, Upos::Noun | Upos::Propn | Upos::X)
            && !(last > next && person(last))
        {
            last += 1;
        }
        (last > next).then_some(last)
    }

    /// The first phrase in a range, when only determiners, adjectives, numbers, adverbs and dates
    /// stand before it, with those coordinated with it; and the tokens that it takes.
    pub(super) fn first_phrase(
        &self,
        range: Range<usize>,
        s: usize,
        over_others: bool,
    ) -> Option<(Range<usize>, Vec<Speaker>)> {
        let cx = self.cx;
        let doc = cx.doc;
        let end = doc.sents[s].end as usize;
        let mut at = range.start;
        // Where a complement that was passed over ends: `sous couvert d'anonymat` goes on there.
        let mut passed = None;
        loop {
            if at >= range.end {
                return None;
            }
            // `ont indiqué à l'AFP des sources`: an agency is told, and nothing is of it.
            let agency = passed == Some(at)
                && doc.lower(at) == "des"
                && cx.mention_at(at - 1).is_some_and(|(_, m)| m.kind == ActorKind::Media);
            if passed == Some(at)
                && !agency
                && cx.language.grammar.of.iter().any(|of| of == doc.lower(at))
                && let Some(behind) = self.over_complement(at, range.end)
            {
                at = behind;
                passed = Some(at);
                continue;
            }
            if let Some((_, mention)) = cx.mention_at(at) {
                let figures = doc.lang == Lang::En
                    && cx.mention_at(mention.end as usize).is_none()
                    && (mention.end as usize) < range.end
                    && cx.is_one_of(mention.end as usize, &cx.language.grammar.nameless);
                if mention.outcome || figures {
                    return None;
                }
                break;
            }
            // `a précisé l'une des sources`: one of them.
            let one_of = matches!(doc.lower(at), "un" | "une")
                && doc.tokens[at].upos == Upos::Pron
                && at + 2 < range.end
                && cx.language.grammar.of.iter().any(|of| of == doc.lower(at + 1));
            if one_of {
                at += 2;
                continue;
            }
            let upos = doc.tokens[at].upos;
            // A noun that the tagger took for an adjective: `un puisatier`.
            let stands_alone = upos == Upos::Adj
                && at > range.start
                && doc.tokens[at - 1].upos == Upos::Det
                && doc.tokens.get(at + 1).is_none_or(|next| {
                    !matches!(
                        next.upos,
                        Upos::Noun | Upos::Propn | Upos::Adj | Upos::Cconj | Upos::X
                    )
                });
            if stands_alone {
                break;
            }
            // `a déclaré samedi 14 mai, à l'AFP le porte-parole`.
            let after_day = doc.lower(at) == ","
                && over_others
                && at > range.start
                && self.cx.in_time(range.clone(), at - 1)
                && doc.tokens.get(at + 1).is_some_and(|next| next.upos == Upos::Adp);
            let passes = after_day
                || agency
                || self.cx.in_time(range.clone(), at)
                || matches!(upos, Upos::Det | Upos::Adv | Upos::Num | Upos::Adj)
                || cx.is_one_of(at, &cx.language.grammar.indefinite)
                || matches!(doc.lower(at), "«" | "“" | "m." | "mme");
            if !passes {
                if matches!(upos, Upos::Noun | Upos::Propn | Upos::X) {
                    break;
                }
                match self.over_complement(at, range.end).filter(|_| over_others) {
                    Some(behind) => {
                        at = behind;
                        passed = Some(at);
                        continue;
                    }
                    None => return None,
                }
            }
            at += 1;
        }
        let (mut tokens, head) = if let Some((_, mention)) = cx.mention_at(at) {
            (mention.tokens(), mention.head as usize)
        } else {
            let head = self.head_from(at, range.end);
            let tokens = self.phrase(head)?;
            (at..tokens.end.max(at + 1), head)
        };
        if self.denied_phrase(head) {
            return None;
        }
        let mut speakers = Vec::new();
        // A building speaks for those in it: `selon l'hôpital`.
        if let Some((index, mention)) = cx.mention_at(head).filter(|(_, m)| m.thing) {
            speakers.push(self.resolved(index, mention));
        }
        let quoted = cx.quote_at(head);
        for head in grammar::with_conjuncts(doc, head) {
            let and = (tokens.start..head).find(|&t| doc.tokens[t].upos == Upos::Cconj);
            // `Selon des journalistes et des témoins, les forces ont tiré`: a comma behind the last of a list ends it.
            let closed = and.is_some_and(|and| {
                (and + 1..head).any(|t| doc.lower(t) == ",")
                    && !(and + 1..head).any(|t| doc.tokens[t].upos == Upos::Cconj)
            });
            let joined = head <= tokens.start || tokens.contains(&head) || and.is_some() && !closed;
            if cx.quote_at(head) != quoted || !joined {
                continue;
            }
            for speaker in self.speakers_at(&[head], s) {
                push(&mut speakers, speaker);
            }
        }
        // `said a farmer and two teachers`.
        if speakers.len() == 1
            && tokens.end + 1 < end
            && matches!(doc.lower(tokens.end), "et" | "and")
            && let Some((index, other)) = cx
                .mentions_in(tokens.end + 1..(tokens.end + 4).min(end))
                .find(|(_, m)| can_speak(m))
            && (tokens.end + 1..other.first as usize)
                .all(|t| matches!(doc.tokens[t].upos, Upos::Det | Upos::Num | Upos::Adj))
            && self.skip_adverbs(other.end as usize, end) >= other.end as usize
            && !doc
                .tokens
                .get(other.end as usize)
                .is_some_and(|t| matches!(t.upos, Upos::Verb | Upos::Aux))
            && let Some(speaker) = self.spoken_by(index, other, s)
        {
            push(&mut speakers, speaker);
            tokens.end = other.end as usize;
        }
        Some((tokens, speakers))
    }

    /// The head of a bare noun phrase that begins at a token: in English the last noun of the row.
    pub(super) fn head_from(&self, at: usize, end: usize) -> usize {
        let doc = self.cx.doc;
        let mut head = at;
        if doc.lang == Lang::En {
            while head + 1 < end
                && matches!(doc.tokens[head + 1].upos, Upos::Noun | Upos::Propn)
                && doc.tokens[head + 1].space_before
            {
                head += 1;
            }
        }
        head
    }

    /// The words of a noun phrase that no list knows, from its head. None for what cannot speak.
    pub(super) fn phrase(&self, head: usize) -> Option<Range<usize>> {
        let cx = self.cx;
        let doc = cx.doc;
        let sent = doc.sents[doc.sent_of(head)];
        let token = &doc.tokens[head];
        let noun = matches!(token.upos, Upos::Noun | Upos::Propn | Upos::X)
            || token.upos == Upos::Adj
                && head > 0
                && doc.tokens[head - 1].upos == Upos::Det
                && doc.lang == Lang::Fr;
        if !noun
            || cx.is_one_of(head, &cx.language.grammar.mute)
            || !doc.lower(head).chars().any(char::is_alphabetic)
            || self.cx.in_time(sent.tokens(), head)
            || cx.hits_of(head..head + 1, Subject::Outcome).next().is_some()
            || cx.hits_of(head..head + 1, Subject::Trigger).next().is_some()
        {
            return None;
        }
        let joins = |t: usize| {
            matches!(doc.tokens[t].upos, Upos::Noun | Upos::Propn | Upos::X)
                || doc.tokens[t].upos == Upos::Adj && doc.lang == Lang::En
        };
        let capital = |t: usize| doc.word(t).chars().next().is_some_and(char::is_uppercase);
        let (mut first, mut end) = (head, head + 1);
        let place = !cx.places_in(head..head + 1).is_empty();
        let joins_left = |t: usize| match doc.lang {
            Lang::En => joins(t) && (!place || capital(t)),
            Lang::Fr => token.upos == Upos::Propn && doc.tokens[t].upos == Upos::Propn,
        };
        // `a déclaré à Reuters Zin`: to whom it was told is no part of the name.
        let told = |t: usize| cx.mention_at(t).is_some_and(|(_, m)| m.kind == ActorKind::Media);
        while first > sent.first as usize && joins_left(first - 1) && !told(first - 1) {
            first -= 1;
        }
        let mut n_complements = 0;
        while end < sent.end as usize {
            if doc.tokens[end].upos == Upos::Propn && capital(end)
                || doc.lang == Lang::Fr && doc.tokens[end].upos == Upos::Adj
            {
                end += 1;
                continue;
            }
            let of = cx.language.grammar.of.iter().any(|of| of == doc.lower(end));
            if !of || n_complements == 2 {
                break;
            }
            let mut at = end + 1;
            while at < sent.end as usize && doc.tokens[at].upos == Upos::Det {
                at += 1;
            }
            let noun = (at..sent.end as usize)
                .take_while(|&t| {
                    matches!(doc.tokens[t].upos, Upos::Noun | Upos::Propn | Upos::Adj)
                        && !self.cx.in_time(sent.tokens(), t)
                })
                .count();
            if noun == 0 {
                break;
            }
            end = at + noun;
            n_complements += 1;
        }
        Some(first..end)
    }

    /// `aucune source`, `no official`.
    pub(super) fn denied_phrase(&self, head: usize) -> bool {
        let cx = self.cx;
        let doc = cx.doc;
        let start = cx.mention_at(head).map_or(head, |(_, m)| m.first as usize);
        let first = doc.sents[doc.sent_of(head)].first as usize;
        (start.saturating_sub(2).max(first)..start).any(|t| {
            matches!(doc.lower(t), "aucun" | "aucune" | "nul" | "nulle" | "no" | "neither")
        })
    }
}
