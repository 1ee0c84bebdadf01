//! Speakers: whose words a reporting word carries.
//!
//! Takes a reporting word and what has been said before it; gives [`Speaker`]s. A speaker is
//! found by the words around the verb first (pronoun, inverted subject, the noun phrase in front)
//! and by the tree where those are silent: attribution is the most formulaic part of a news
//! sentence, and the part that long sentences break most often. A noun that the lexicon does not
//! know speaks as well as one that it knows. Does not decide whether a word attributes at all:
//! that is `statements.rs`.

use std::ops::Range;

use crate::annotate::mentions::{Mention, MentionClass};
use crate::annotate::{Feats, Rel, Upos, grammar};
use crate::coding::context::Context;
use crate::coding::statements::Said;
use crate::lexicon::{Hit, Subject};
use crate::model::Lang;

/// A speaker: a mention, a part of one, or a bare noun phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Speaker {
    /// The tokens of the name.
    pub tokens: Range<usize>,
    /// The mention that it belongs to, when it is one.
    pub mention: Option<usize>,
}

/// What stands in front of a verb.
enum Before {
    Pronoun(usize),
    Relative(usize),
    Phrase(usize),
    Nothing,
}

/// Finds the speakers of one document.
pub(crate) struct Voices<'a, 'c> {
    pub cx: &'a Context<'c>,
    /// What has been said so far, in reading order.
    pub before: &'a [Said],
}

impl Voices<'_, '_> {
    /// Who speaks a verb, and whether the verb stands in an aside (`…, dit-il`, `…, said X`).
    pub(crate) fn subject_of(&self, hit: Hit, s: usize) -> (Vec<Speaker>, bool) {
        let cx = self.cx;
        let doc = cx.doc;
        let verb = main_word(cx, hit);
        let sent = doc.sents[s];
        let end = hit.end as usize;
        let passive = self.is_passive(hit, s);
        // `a-t-il ajouté`, `dit-elle`: the clitic tells more than the tree.
        let clitic = (hit.head().saturating_sub(2).max(sent.first as usize)
            ..(end + 2).min(sent.end as usize))
            .find(|&t| doc.lower(t).starts_with('-') && doc.tokens[t].upos != Upos::Punct);
        if let Some(clitic) = clitic {
            if doc.lower(clitic).ends_with("on") {
                return (Vec::new(), true);
            }
            return (self.antecedents(clitic, s), true);
        }
        let before = self.before(hit, s);
        if !passive {
            match before {
                Before::Pronoun(t) => {
                    let aside = t.checked_sub(1).is_some_and(|b| closes(doc.lower(b)));
                    return (self.antecedents(t, s), aside);
                }
                Before::Relative(t) => return (self.related(t, s), false),
                _ => {}
            }
            if self.is_finite(hit)
                && let Some(speakers) = self.after_verb(hit, s)
                && !speakers.is_empty()
            {
                return (speakers, true);
            }
        }
        let own: Vec<usize> = grammar::children(doc, verb)
            .filter(|&t| matches!(doc.tokens[t].rel, Rel::Nsubj | Rel::NsubjPass))
            .flat_map(|t| grammar::with_conjuncts(doc, t))
            .collect();
        let args = grammar::args(doc, verb);
        if passive {
            let denied = own.iter().any(|&t| self.denied_phrase(t));
            let agents = if denied { Vec::new() } else { self.speakers_at(&args.agents, s) };
            return (agents, false);
        }
        if own.iter().any(|&t| self.denied_phrase(t)) {
            return (Vec::new(), false);
        }
        if !self.is_finite(hit) {
            // A participle right behind a noun qualifies it.
            let qualifies = doc.tokens[verb].rel == Rel::Acl
                && grammar::head(doc, verb).is_some_and(|noun| noun < verb)
                && verb > 0
                && matches!(doc.tokens[verb - 1].upos, Upos::Noun | Upos::Propn | Upos::Adj);
            let bare = doc.tokens[verb].feats.has(Feats::INF)
                && !cx.quotes.iter().any(|quote| quote.outer.overlaps(sent.span));
            let agents =
                if qualifies || bare { Vec::new() } else { self.speakers_at(&args.agents, s) };
            return (agents, false);
        }
        let in_front = match before {
            Before::Phrase(t) => self.phrase_ending_at(t, s),
            _ => None,
        };
        let outside = |&&t: &&usize| cx.quote_at(t).is_none() || cx.quote_at(verb).is_some();
        let own: Vec<usize> = own.iter().filter(outside).copied().collect();
        let mut speakers = self.speakers_at(&own, s);
        // The tree may hang the verb's subject on another verb, or take an object for it; a
        // person's name right in front is the subject.
        let far = own.iter().all(|&t| t > verb);
        let n_own =
            grammar::children(doc, verb).filter(|&t| doc.tokens[t].rel == Rel::Nsubj).count();
        let named = n_own > 1
            || in_front.as_ref().is_some_and(|speaker| {
                speaker.mention.is_some_and(|m| cx.mentions[m].person.is_some())
            });
        if (speakers.is_empty() || far || named)
            && let Some(speaker) = in_front
        {
            speakers = vec![speaker];
        }
        if speakers.is_empty() && own.is_empty() {
            speakers = self.speakers_at(&args.agents, s);
        }
        let Some(first) = speakers.first().cloned() else { return (speakers, false) };
        if let Some(other) = self.coordinated_before(first.tokens.start, s) {
            push_front(&mut speakers, other);
        }
        (speakers, self.is_aside(hit, s))
    }

    /// `…, sources hinted.`: a subject behind a comma and a verb that ends the clause.
    fn is_aside(&self, hit: Hit, s: usize) -> bool {
        let doc = self.cx.doc;
        let sent = doc.sents[s];
        let next = hit.end as usize;
        let ends = next >= sent.end as usize
            || matches!(doc.lower(next), "." | "," | "»" | "”" | "\"")
            || self.in_time(sent.tokens(), next);
        let comma = (sent.first as usize..hit.head())
            .rev()
            .find(|&t| matches!(doc.tokens[t].upos, Upos::Punct | Upos::Verb));
        ends && comma.is_some_and(|t| {
            closes(doc.lower(t))
                && t > sent.first as usize
                && hit.head() - t <= 9
                && (sent.first as usize..t).any(|t| doc.tokens[t].feats.has(Feats::FIN))
        })
    }

    /// Whether a verb has no subject of its own: a participle, or coordinated with one before it.
    pub(crate) fn goes_on(&self, hit: Hit, s: usize) -> bool {
        let doc = self.cx.doc;
        let verb = main_word(self.cx, hit);
        let own = grammar::children(doc, verb)
            .any(|t| matches!(doc.tokens[t].rel, Rel::Nsubj | Rel::NsubjPass));
        let first = doc.sents[s].first as usize;
        let link = (first..hit.head()).rev().find(|&t| {
            !matches!(doc.tokens[t].upos, Upos::Aux | Upos::Adv | Upos::Part)
                && !self.in_time(first..hit.head(), t)
        });
        let coordinated = link.is_some_and(|t| doc.tokens[t].upos == Upos::Cconj);
        doc.tokens[verb].feats.has(Feats::PRES_PART) || !own && coordinated
    }

    /// Whether a verb is a finite one, alone or with its auxiliary.
    fn is_finite(&self, hit: Hit) -> bool {
        let doc = self.cx.doc;
        hit.tokens().any(|t| doc.tokens[t].feats.has(Feats::FIN))
            || !matches!(doc.tokens[hit.head()].upos, Upos::Verb | Upos::Aux)
            || doc.lang == Lang::En
                && doc.tokens[hit.head()].feats.has(Feats::PAST_PART)
                && !self.is_passive(hit, doc.sent_of(hit.head()))
            || hit.head() > 0
                && doc.tokens[hit.head()].feats.has(Feats::PAST_PART)
                && (hit.head().saturating_sub(4)..hit.head()).any(|t| {
                    matches!(doc.lemma(t), "avoir" | "être" | "have" | "be")
                        && doc.tokens[t].feats.has(Feats::FIN)
                })
    }

    /// Whether a reporting verb is passive. An auxiliary of having makes it active whatever the
    /// tree says, and so does an English participle that closes its clause: `, the army disclosed.`
    fn is_passive(&self, hit: Hit, s: usize) -> bool {
        let doc = self.cx.doc;
        let verb = main_word(self.cx, hit);
        if !grammar::is_passive(doc, verb) {
            return false;
        }
        let first = doc.sents[s].first as usize;
        let auxiliaries = || verb.saturating_sub(4).max(first)..verb;
        let being = auxiliaries().any(|t| {
            matches!(doc.lower(t), "été" | "been") || matches!(doc.lemma(t), "être" | "be")
        });
        if being {
            return true;
        }
        let having = auxiliaries()
            .any(|t| matches!(doc.lemma(t), "avoir" | "have") && doc.tokens[t].upos == Upos::Aux);
        let next = hit.end as usize;
        let closes = doc.lang == Lang::En
            && (next >= doc.sents[s].end as usize
                || doc.tokens[next].upos == Upos::Punct
                || matches!(doc.lower(next), "that" | "on" | "yesterday" | "in" | "to")
                || self.in_time(doc.sents[s].tokens(), next));
        !having && !closes
    }

    /// What stands in front of a verb, over its auxiliaries, adverbs, object pronouns and dates.
    fn before(&self, hit: Hit, s: usize) -> Before {
        let cx = self.cx;
        let doc = cx.doc;
        let first = doc.sents[s].first as usize;
        let Some(mut at) = hit.head().checked_sub(1) else { return Before::Nothing };
        // `a à plusieurs reprises affirmé`: what stands between the auxiliary and the verb is theirs.
        let auxiliary = (hit.head().saturating_sub(6).max(first)..hit.head()).rev().find(|&t| {
            matches!(doc.tokens[t].upos, Upos::Aux | Upos::Verb | Upos::Punct | Upos::Pron)
        });
        if let Some(auxiliary) = auxiliary
            && doc.tokens[hit.head()].feats.has(Feats::PAST_PART)
            && matches!(doc.lemma(auxiliary), "avoir" | "have")
        {
            at = auxiliary;
        }
        loop {
            if at < first || at >= doc.tokens.len() {
                return Before::Nothing;
            }
            let word = doc.lower(at);
            let nobody = matches!(word, "on" | "je" | "j'" | "we" | "i" | "you")
                && doc.tokens[at].upos == Upos::Pron;
            if is_subject_pronoun(word) || nobody {
                return Before::Pronoun(at);
            }
            if matches!(word, "qui" | "who" | "which") {
                return Before::Relative(at);
            }
            let timed = self.in_time(first..hit.head(), at);
            let passes = timed
                || matches!(doc.tokens[at].upos, Upos::Aux | Upos::Adv | Upos::Part)
                || matches!(
                    word,
                    "ne" | "n'"
                        | "se"
                        | "s'"
                        | "l'"
                        | "le"
                        | "la"
                        | "les"
                        | "lui"
                        | "leur"
                        | "y"
                        | "en"
                        | "nous"
                )
                || at + 1 < hit.head()
                    && matches!(doc.lower(at + 1), "ailleurs" | "part" | "ce" | "même")
                    && matches!(word, "par" | "d'" | "pour" | "quant");
            if !passes {
                break;
            }
            let Some(before) = at.checked_sub(1) else { return Before::Nothing };
            at = before;
        }
        if doc.lower(at) != "," {
            return if matches!(doc.tokens[at].upos, Upos::Punct) && doc.lower(at) != ")" {
                Before::Nothing
            } else {
                Before::Phrase(at)
            };
        }
        // `Le maire, X, a dit`: over what stands between two commas, unless it is a clause of its
        // own.
        let open = (first..at).rev().find(|&t| doc.lower(t) == ",");
        let Some(open) = open.filter(|&open| open > first) else { return Before::Nothing };
        if let Some((_, mention)) = cx.mention_at(at - 1)
            && mention.class == MentionClass::Person
            && mention.first as usize == open + 1
        {
            return Before::Phrase(at - 1);
        }
        let relative = (open + 1..at.min(open + 4)).any(|t| {
            matches!(doc.lower(t), "qui" | "who" | "which" | "dont" | "whose" | "where" | "où")
        });
        let finite = (open + 1..at).any(|t| {
            matches!(doc.tokens[t].upos, Upos::Verb | Upos::Aux)
                && doc.tokens[t].feats.has(Feats::FIN)
        });
        if finite && !relative {
            return Before::Nothing;
        }
        Before::Phrase(open - 1)
    }

    /// The speaker whose phrase ends at a token, widened to the noun that it complements:
    /// `a friend of the victim`, `people from Kogo`.
    fn phrase_ending_at(&self, token: usize, s: usize) -> Option<Speaker> {
        let cx = self.cx;
        let doc = cx.doc;
        let first = doc.sents[s].first as usize;
        let mut at = token;
        if doc.lower(at) == ")" {
            at = (first..at).rev().find(|&t| doc.lower(t) == "(")?.checked_sub(1)?;
        }
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
    fn is_object(&self, noun: usize, first: usize) -> bool {
        let doc = self.cx.doc;
        let mut at = self.cx.mention_at(noun).map_or(noun, |(_, m)| m.first as usize);
        while at > first && matches!(doc.tokens[at - 1].upos, Upos::Det | Upos::Num | Upos::Adj) {
            at -= 1;
        }
        at > first && doc.tokens[at - 1].upos == Upos::Verb
    }

    /// The noun that a phrase ending at a token hangs on.
    fn noun_at(&self, token: usize, first: usize) -> Option<usize> {
        let doc = self.cx.doc;
        let mut at = token;
        while at > first && doc.tokens[at].upos == Upos::Adj {
            at -= 1;
        }
        matches!(doc.tokens[at].upos, Upos::Noun | Upos::Propn | Upos::X).then_some(at)
    }

    /// `fishermen and a source said`: who is coordinated in front of a phrase.
    fn coordinated_before(&self, start: usize, s: usize) -> Option<Speaker> {
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
        let mut speakers = Vec::new();
        for &head in heads {
            // `les shebab, des insurgés`: an apposition, not another speaker.
            if head != heads[0] && self.is_apposition(head) {
                continue;
            }
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
                None => {
                    if let Some(speaker) = self.bare(head, s) {
                        push(&mut speakers, speaker);
                    }
                }
            }
        }
        speakers
    }

    /// Whether a phrase stands behind a comma with an indefinite article of its own.
    fn is_apposition(&self, head: usize) -> bool {
        let doc = self.cx.doc;
        let first = self.cx.mention_at(head).map_or(head, |(_, m)| m.first as usize);
        first > 1
            && matches!(doc.lower(first - 1), "un" | "une" | "des" | "a" | "an")
            && doc.lower(first - 2) == ","
    }

    /// `« … », a déclaré lundi le ministre`: the phrase after an inverted verb. None when the verb
    /// is not inverted.
    fn after_verb(&self, hit: Hit, s: usize) -> Option<Vec<Speaker>> {
        let cx = self.cx;
        let doc = cx.doc;
        let sent = doc.sents[s];
        let first = sent.first as usize;
        let end = hit.end as usize;
        // What stands before the verb closes the words said: a quotation mark or a comma, then at
        // the most auxiliaries and adverbs.
        let opens = (first..hit.head()).rev().find(|&t| {
            !matches!(doc.tokens[t].upos, Upos::Aux | Upos::Adv | Upos::Pron)
                && !doc.lower(t).starts_with('-')
        });
        let comma = opens.is_none_or(|t| closes(doc.lower(t)));
        let finite_before = || {
            (first..hit.head()).any(|t| {
                matches!(doc.tokens[t].upos, Upos::Verb | Upos::Aux)
                    && doc.tokens[t].feats.has(Feats::FIN)
                    && opens.is_none_or(|o| t < o)
            })
        };
        let relative = (hit.head().saturating_sub(3).max(first)..hit.head())
            .any(|t| matches!(doc.lower(t), "que" | "qu'" | "as" | "comme"));
        let marked = opens.is_some_and(|t| matches!(doc.lower(t), "»" | "”" | "\"" | "?" | "!"));
        let own_left = grammar::children(doc, main_word(cx, hit)).any(|t| {
            matches!(doc.tokens[t].rel, Rel::Nsubj | Rel::NsubjPass)
                && t < hit.head()
                && doc.tokens[t].upos != Upos::Pron
                && cx.quote_at(t).is_none()
                && (t..hit.head())
                    .any(|t| matches!(doc.lower(t), "qui" | "who" | "which" | "dont" | "whose"))
                && (t..opens.unwrap_or(t).max(t))
                    .filter(|&t| doc.tokens[t].feats.has(Feats::FIN))
                    .count()
                    < 2
        });
        let inverted =
            relative || comma && (marked || !own_left && (opens.is_none() || finite_before()));
        if !inverted {
            // `À la mi-mars, rappelle le texte, …`: a phrase and a comma behind the verb.
            let framed = comma && opens.is_some() && doc.lang == Lang::Fr && !own_left;
            let between_commas = framed
                .then(|| self.first_phrase(end..(end + 9).min(sent.end as usize), s, false))
                .flatten()
                .filter(|(tokens, _)| {
                    tokens.end < sent.end as usize
                        && matches!(doc.lower(tokens.end), "," | ".")
                        && !grammar::children(doc, main_word(cx, hit))
                            .any(|t| doc.tokens[t].rel == Rel::Nsubj && t < hit.head())
                });
            if let Some((_, speakers)) = between_commas {
                return Some(speakers);
            }
            // `a fait savoir la police`, without a comma: only where the verb ends the sentence.
            return self.tail(hit, s);
        }
        let limit = (end + 14).min(sent.end as usize);
        let (tokens, speakers) = self.first_phrase(end..limit, s, true)?;
        // `, X said a jet dropped`: the phrase is the subject of what is said.
        let next = self.skip_adverbs(tokens.end, sent.end as usize);
        if next < sent.end as usize
            && matches!(doc.tokens[next].upos, Upos::Verb | Upos::Aux)
            && doc.tokens[next].feats.has(Feats::FIN)
            && doc.lang == Lang::En
            && !marked
        {
            return None;
        }
        Some(speakers)
    }

    /// `La piste est écartée a fait savoir la police.`: a verb and its subject at the very end.
    fn tail(&self, hit: Hit, s: usize) -> Option<Vec<Speaker>> {
        let cx = self.cx;
        let doc = cx.doc;
        let sent = doc.sents[s];
        if doc.lang != Lang::Fr {
            return None;
        }
        let (tokens, speakers) =
            self.first_phrase(hit.end as usize..sent.end as usize, s, false)?;
        let ends = (tokens.end..sent.end as usize).all(|t| doc.tokens[t].upos == Upos::Punct);
        let aux = (sent.first as usize..hit.head())
            .rev()
            .find(|&t| !matches!(doc.tokens[t].upos, Upos::Aux | Upos::Adv))?;
        let finite = (sent.first as usize..aux).any(|t| {
            matches!(doc.tokens[t].upos, Upos::Verb | Upos::Aux)
                && doc.tokens[t].feats.has(Feats::FIN)
        });
        let own = grammar::children(doc, hit.head())
            .any(|t| matches!(doc.tokens[t].rel, Rel::Nsubj | Rel::NsubjPass) && t < hit.head());
        let definite = doc.tokens[hit.end as usize..tokens.start.max(hit.end as usize)]
            .iter()
            .any(|t| t.upos == Upos::Det);
        (ends
            && finite
            && !own
            && definite
            && !matches!(
                doc.tokens[aux].upos,
                Upos::Noun | Upos::Propn | Upos::Pron | Upos::Sconj | Upos::Cconj
            ))
        .then_some(speakers)
    }

    fn skip_adverbs(&self, from: usize, to: usize) -> usize {
        (from..to).find(|&t| self.cx.doc.tokens[t].upos != Upos::Adv).unwrap_or(to)
    }

    /// Behind a preposition, where the phrase that it introduces ends: `à l'AFP`, `de son côté`.
    fn over_complement(&self, at: usize, end: usize) -> Option<usize> {
        let doc = self.cx.doc;
        if doc.tokens[at].upos != Upos::Adp || matches!(doc.lower(at), "par" | "by") {
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
        if let Some((_, mention)) = self.cx.mention_at(next) {
            return Some(mention.end as usize);
        }
        let mut last = next;
        while last < end && matches!(doc.tokens[last].upos, Upos::Noun | Upos::Propn | Upos::X) {
            last += 1;
        }
        (last > next).then_some(last)
    }

    /// The first phrase in a range, when only determiners, adjectives, numbers, adverbs and dates
    /// stand before it, with those coordinated with it; and the tokens that it takes.
    fn first_phrase(
        &self,
        range: Range<usize>,
        s: usize,
        over_others: bool,
    ) -> Option<(Range<usize>, Vec<Speaker>)> {
        let cx = self.cx;
        let doc = cx.doc;
        let end = doc.sents[s].end as usize;
        let mut at = range.start;
        loop {
            if at >= range.end {
                return None;
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
            let upos = doc.tokens[at].upos;
            let passes = self.in_time(range.clone(), at)
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
                        continue;
                    }
                    None => return None,
                }
            }
            at += 1;
        }
        let (mut tokens, head) = match cx.mention_at(at) {
            Some((_, mention)) => (mention.tokens(), mention.head as usize),
            None => {
                let head = self.head_from(at, range.end);
                let tokens = self.phrase(head)?;
                (at..tokens.end.max(at + 1), head)
            }
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
            if cx.quote_at(head) != quoted {
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
    fn head_from(&self, at: usize, end: usize) -> usize {
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

    /// The speaker that a noun names which no list knows.
    fn bare(&self, head: usize, s: usize) -> Option<Speaker> {
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
        Some(self.spelt_out(Speaker { tokens, mention: None }))
    }

    /// `le texte`, `les auteurs`: the document that spoke last, else whoever spoke last.
    fn last_document(&self, s: usize) -> Option<Speaker> {
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
    fn spelt_out(&self, speaker: Speaker) -> Speaker {
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

    /// The words of a noun phrase that no list knows, from its head. None for what cannot speak.
    fn phrase(&self, head: usize) -> Option<Range<usize>> {
        let cx = self.cx;
        let doc = cx.doc;
        let sent = doc.sents[doc.sent_of(head)];
        let token = &doc.tokens[head];
        if !matches!(token.upos, Upos::Noun | Upos::Propn | Upos::X)
            || cx.is_one_of(head, &cx.language.grammar.mute)
            || !doc.lower(head).chars().any(char::is_alphabetic)
            || self.in_time(sent.tokens(), head)
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
        while first > sent.first as usize
            && (doc.lang == Lang::En && joins(first - 1)
                || doc.lang == Lang::Fr
                    && token.upos == Upos::Propn
                    && doc.tokens[first - 1].upos == Upos::Propn)
        {
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
                        && !self.in_time(sent.tokens(), t)
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
    fn denied_phrase(&self, head: usize) -> bool {
        let cx = self.cx;
        let doc = cx.doc;
        let start = cx.mention_at(head).map_or(head, |(_, m)| m.first as usize);
        let first = doc.sents[doc.sent_of(head)].first as usize;
        (start.saturating_sub(2).max(first)..start).any(|t| {
            matches!(doc.lower(t), "aucun" | "aucune" | "nul" | "nulle" | "no" | "neither")
        })
    }

    pub(crate) fn in_time(&self, tokens: Range<usize>, token: usize) -> bool {
        self.cx
            .times_in(tokens)
            .iter()
            .any(|time| (time.tokens.start as usize..time.tokens.end as usize).contains(&token))
    }

    /// `a-t-on appris auprès de X`, `a-t-on appris de source sécuritaire`.
    pub(crate) fn learnt_from(&self, hit: Hit, s: usize) -> Vec<Speaker> {
        let cx = self.cx;
        let sent = cx.doc.sents[s];
        let limit = (hit.end as usize + 8).min(sent.end as usize);
        if let Some((_, speakers)) = self.first_phrase(hit.end as usize..limit, s, false)
            && !speakers.is_empty()
        {
            return speakers;
        }
        cx.mentions_in(hit.first as usize + 1..limit)
            .find(|(_, m)| can_speak(m))
            .and_then(|(index, m)| self.spoken_by(index, m, s))
            .into_iter()
            .collect()
    }

    /// Who stands after `selon`, `d'après`, `according to`, with those coordinated.
    pub(crate) fn complement_of(&self, hit: Hit, s: usize) -> Vec<Speaker> {
        let cx = self.cx;
        let doc = cx.doc;
        let sent = doc.sents[s];
        let end = hit.end as usize;
        let limit = (end + 9).min(sent.end as usize);
        // `selon lui`, `according to her`.
        if end < limit && doc.tokens[end].upos == Upos::Pron && cx.mention_at(end).is_none() {
            return self.antecedents(end, s);
        }
        // `de source sécuritaire`: the name begins inside the form.
        if hit.n_words > 1
            && let Some((index, mention)) =
                cx.mentions_in(hit.first as usize + 1..end).find(|(_, m)| can_speak(m))
        {
            return self.spoken_by(index, mention, s).into_iter().collect();
        }
        self.first_phrase(end..limit, s, false).map(|(_, speakers)| speakers).unwrap_or_default()
    }

    /// Who carries the words of the speakers: `cité par Y`, `citée dans le rapport`.
    pub(crate) fn carriers(&self, hit: Hit, speakers: &[Speaker], s: usize) -> Vec<Speaker> {
        let cx = self.cx;
        let sent = cx.doc.sents[s];
        let Some(last) = speakers.iter().map(|speaker| speaker.tokens.end).max() else {
            return Vec::new();
        };
        let from = last.max(hit.end as usize);
        let to = (from + 5).min(sent.end as usize);
        let cited = (from..to).find(|&t| cx.is_one_of(t, &cx.language.grammar.cited));
        let Some(cited) = cited else { return Vec::new() };
        let limit = (cited + 7).min(sent.end as usize);
        let by = (cited + 1).min(limit);
        let from =
            if cx.doc.tokens.get(by).is_some_and(|t| t.upos == Upos::Adp) { by + 1 } else { by };
        self.first_phrase(from.min(limit)..limit, s, false)
            .map(|(_, speakers)| speakers)
            .unwrap_or_default()
    }

    /// Who speaks through a mention: itself, or whoever issued the document that it names. None
    /// for a document that nobody has put a name to.
    pub(crate) fn spoken_by(&self, index: usize, mention: &Mention, s: usize) -> Option<Speaker> {
        let cx = self.cx;
        if mention.class != MentionClass::Document {
            // `éléments de l'enquête` are nobody.
            let grammar = &cx.language.grammar;
            let mute = cx.is_one_of(mention.head as usize, &grammar.nameless)
                && mention.tokens().any(|t| cx.is_one_of(t, &grammar.mute));
            return (!mute).then(|| self.resolved(index, mention));
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
        if nameless { None } else { Some(self.resolved(index, mention)) }
    }

    /// `communiqué de l'armée`, `bilan communiqué jeudi par le ministre`, `statement from`.
    fn issuer(&self, end: usize, s: usize) -> Option<Speaker> {
        let cx = self.cx;
        let doc = cx.doc;
        let limit = (end + 8).min(doc.sents[s].end as usize);
        let link = (end..limit).find(|&t| {
            doc.tokens[t].upos == Upos::Adp
                || cx.language.grammar.of.iter().any(|of| of == doc.lower(t))
        })?;
        let plain = (end..link).all(|t| {
            matches!(doc.tokens[t].upos, Upos::Adj | Upos::Verb | Upos::Adv)
                || self.in_time(end..link, t)
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
    fn owner(&self, possessive: usize, s: usize) -> Option<Speaker> {
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

    /// What a relative pronoun stands for: the noun that the clause qualifies.
    fn related(&self, pronoun: usize, s: usize) -> Vec<Speaker> {
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
            gender && (human || !personal) && !(neuter && human && speaker.mention.is_some())
        };
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
            .last();
        match (speaker, named) {
            (Some(said), Some((index, mention))) => {
                // Somebody introduced as a subject since the last statement takes the pronoun.
                if doc.sent_of(mention.head as usize) > said.sent && self.is_subject(mention) {
                    vec![self.resolved(index, mention)]
                } else {
                    said.speakers.clone()
                }
            }
            (Some(said), None) => said.speakers.clone(),
            (None, Some((index, mention))) => vec![self.resolved(index, mention)],
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

    /// Coordinated names that a plural pronoun stands for: the subject of this sentence or of the
    /// one before, when nobody plural was told of in between.
    fn coordinated_subject(&self, pronoun: usize, s: usize) -> Option<Vec<Speaker>> {
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
    fn last_named(&self, before: usize, s: usize, plural: bool) -> Option<Speaker> {
        let cx = self.cx;
        let doc = cx.doc;
        let first = doc.sents[s.saturating_sub(2)].first as usize;
        cx.mentions_in(first..before)
            .filter(|(_, m)| {
                m.plural == plural
                    && can_speak(m)
                    && cx.quote_at(m.head as usize).is_none()
                    && matches!(
                        m.class,
                        MentionClass::Person | MentionClass::Function | MentionClass::People
                    )
                    && (plural || m.class != MentionClass::People || self.is_individual(m))
            })
            .last()
            .map(|(index, m)| self.resolved(index, m))
    }

    fn is_subject(&self, mention: &Mention) -> bool {
        matches!(self.cx.doc.tokens[mention.head as usize].rel, Rel::Nsubj | Rel::NsubjPass)
    }

    /// A single human being rather than a body of people.
    fn is_individual(&self, mention: &Mention) -> bool {
        !mention.plural
            && mention.registry.is_none()
            && !self.cx.is_one_of(mention.head as usize, &self.cx.language.grammar.collective)
            && !self.cx.is_one_of(mention.head as usize, &self.cx.language.grammar.force)
    }

    /// Whether the determiner in front of a name is feminine; None when it does not tell.
    fn gender(&self, first: usize) -> Option<bool> {
        match self.cx.doc.lower(first.checked_sub(1)?) {
            "la" | "une" | "cette" | "sa" | "mme" => Some(true),
            "le" | "un" | "ce" | "cet" | "du" | "au" | "m." => Some(false),
            _ => None,
        }
    }

    fn is_plural(&self, speakers: &[Speaker]) -> bool {
        speakers.iter().any(|speaker| {
            speaker.mention.map_or_else(
                || speaker.tokens.clone().any(|t| self.cx.doc.tokens[t].feats.has(Feats::PLUR)),
                |m| self.cx.mentions[m].plural,
            )
        })
    }

    /// The speaker that a mention names, with its fullest name: `le ministre` is the minister named
    /// before.
    pub(crate) fn resolved(&self, index: usize, mention: &Mention) -> Speaker {
        let (index, mention) = fullest_speaker(self.cx, index, mention).unwrap_or((index, mention));
        let doc = self.cx.doc;
        let mut tokens = match person_of(self.cx, index, mention) {
            Some(person) => person,
            None => mention.tokens(),
        };
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
        // `le quotidien local The Courier`: the name of the medium is part of it.
        if mention.class == MentionClass::Document && doc.lang == Lang::Fr {
            let end = doc.sents[doc.sent_of(mention.head as usize)].end as usize;
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

/// The word of a form that carries the grammar: the first that is no auxiliary.
pub(crate) fn main_word(cx: &Context<'_>, hit: Hit) -> usize {
    let head = hit.head();
    match grammar::head(cx.doc, head) {
        Some(above) if cx.doc.tokens[head].upos == Upos::Aux && hit.tokens().contains(&above) => {
            above
        }
        _ => head,
    }
}

fn closes(word: &str) -> bool {
    matches!(word, "," | "»" | "”" | "\"" | "-" | "–" | "—" | ")" | "?" | "!" | "]" | "'" | "’")
}

fn is_subject_pronoun(word: &str) -> bool {
    matches!(
        word,
        "il" | "elle"
            | "ils"
            | "elles"
            | "he"
            | "she"
            | "they"
            | "it"
            | "celui-ci"
            | "celle-ci"
            | "ceux-ci"
            | "celles-ci"
    )
}

/// The person's name of a mention: inside it, or beside it as an apposition.
pub(crate) fn person_of(cx: &Context<'_>, index: usize, mention: &Mention) -> Option<Range<usize>> {
    let doc = cx.doc;
    if let Some((first, end)) = mention.person {
        // `chercheurs de l'Imperial College`: a name in a complement is not theirs.
        let behind = (mention.first..first).any(|t| doc.tokens[t as usize].upos == Upos::Adp)
            && first < end.min(mention.end)
            && doc.tokens[(first as usize).saturating_sub(1)].upos != Upos::Noun;
        return (!behind && !mention.plural || mention.class == MentionClass::Person)
            .then_some(first as usize..end as usize);
    }
    let office = mention.class == MentionClass::Function
        || mention.class == MentionClass::Registered
            && doc.tokens[mention.head as usize].upos == Upos::Noun;
    if !office || mention.plural {
        return None;
    }
    let name = |m: &Mention| m.person.map(|(first, end)| first as usize..end as usize);
    // `Premier ministre du pays, X` and `X, Premier ministre du pays`.
    let after = cx.mentions.get(index + 1).filter(|m| {
        m.class == MentionClass::Person
            && (m.first == mention.end
                || m.first == mention.end + 1 && doc.lower(mention.end as usize) == ",")
    });
    if let Some(after) = after {
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

/// A fuller mention of the same speaker: the same head noun with more words or with a name, an
/// actor's full name for its acronym.
fn fullest_speaker<'a>(
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
    if mention.class == MentionClass::Registered && mention.registry.is_some() {
        return cx
            .mentions
            .iter()
            .enumerate()
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
    let named = (0..cx.mentions.len()).filter(|&i| i != index).find(|&i| {
        let other = &cx.mentions[i];
        doc.lemma(other.head as usize) == head
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
    let before = cx.mentions[..index].iter().rposition(longer);
    if let Some(i) = before.or_else(|| cx.mentions.iter().position(longer)) {
        return Some((i, &cx.mentions[i]));
    }
    // `the mission`, `le groupe`: the last body named of its kind.
    if cx.is_one_of(mention.head as usize, &cx.language.grammar.body) {
        let fits = |(_, other): &(usize, &Mention)| {
            other.class == MentionClass::Registered && other.kind == mention.kind
        };
        return cx.mentions[..index]
            .iter()
            .enumerate()
            .rev()
            .find(fits)
            .or_else(|| cx.mentions.iter().enumerate().skip(index).find(fits));
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
    cx.mentions[..index]
        .iter()
        .enumerate()
        .rev()
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

/// The full name of a body that is called by its noun alone: `the network`, of the Lake Chad Relief
/// Network.
fn named_body(cx: &Context<'_>, head: usize) -> Option<Speaker> {
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
    while first > 0 && capital(first - 1) && doc.sent_of(first - 1) == doc.sent_of(named) {
        first -= 1;
    }
    Some(Speaker { tokens: first..named + 1, mention: None })
}

/// Whether a mention can speak: somebody, not a number of dead nor a building.
pub(crate) fn can_speak(mention: &Mention) -> bool {
    !mention.outcome && !mention.thing
}

fn push(list: &mut Vec<Speaker>, speaker: Speaker) {
    if !list.contains(&speaker) {
        list.push(speaker);
    }
}

fn push_front(list: &mut Vec<Speaker>, speaker: Speaker) {
    if !list.contains(&speaker) {
        list.insert(0, speaker);
    }
}
