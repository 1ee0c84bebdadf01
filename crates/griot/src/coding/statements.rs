//! Statements: words that the article attributes to somebody.
//!
//! Takes the reporting words, quotations and mentions of a document; gives [`Said`]s in reading
//! order. The grammar of attribution:
//!
//! | words | speaker |
//! | --- | --- |
//! | `selon X, …`, `according to X` | the complement |
//! | `X a déclaré que …`, `X said …` | the subject |
//! | `« … », a déclaré X`, `“…,” said X` | the subject, after the verb |
//! | `a-t-il ajouté`, `she said` | the last speaker that the pronoun can stand for |
//! | `a-t-on appris auprès de X`, `told by X` | the complement |
//! | a quotation alone in its paragraph, after one with a speaker | the same speaker |
//! | `selon X, cité par Y` | a chain: Y, then X |

use std::ops::Range;

use crate::annotate::mentions::{Mention, MentionClass};
use crate::annotate::{Feats, Rel, Upos, grammar};
use crate::coding::context::Context;
use crate::coding::status::{Status, status};
use crate::lexicon::schema::{Pos, Speech};
use crate::lexicon::{Hit, Subject};
use crate::span::Span;

/// Words attributed to somebody.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    /// Who says it.
    pub speakers: Vec<Speaker>,
    /// Further links of the chain, nearest to the article first, before the speakers.
    pub carriers: Vec<Speaker>,
    /// The words.
    pub evidence: Span,
    /// The sentence of the reporting word.
    pub sent: usize,
    /// Quoted rather than reported.
    pub quoted: bool,
    /// What the reporting word does.
    pub speech: Speech,
    /// Makes a statement; a claim of responsibility is only a source.
    pub is_statement: bool,
    /// What fired.
    pub because: Vec<String>,
}

/// A speaker: a mention, or a part of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Speaker {
    /// The tokens of the name.
    pub tokens: Range<usize>,
    /// The mention.
    pub mention: usize,
}

/// Everything that somebody says in a document, in reading order.
pub(crate) fn said(cx: &Context<'_>) -> Vec<Said> {
    let mut finder = Finder { cx, found: Vec::new(), quote_used: vec![false; cx.quotes.len()] };
    for (s, _) in cx.sents() {
        finder.sentence(s);
    }
    finder.lone_quotes();
    finder.found.sort_by_key(|said| (said.evidence.start, said.evidence.end));
    finder.found
}

struct Finder<'a, 'c> {
    cx: &'a Context<'c>,
    found: Vec<Said>,
    quote_used: Vec<bool>,
}

impl Finder<'_, '_> {
    fn sentence(&mut self, s: usize) {
        let cx = self.cx;
        let sent = cx.doc.sents[s];
        let hits: Vec<Hit> = cx.hits_of(sent.tokens(), Subject::Reporting).collect();
        let mut in_sentence: Vec<Said> = Vec::new();
        for hit in hits {
            let entry = &cx.language.reporting[hit.index()];
            if self.inside_quote(hit) && !self.quote_is_fragment(hit.head()) {
                continue;
            }
            let unless: Vec<_> = entry.unless.iter().map(|w| cx.language.word(w)).collect();
            if cx.language.any_word(cx.doc, sent.tokens(), &unless) {
                continue;
            }
            let (speakers, rule) = match entry.pos {
                Pos::Verb => {
                    if !self.verb_counts(hit, entry.needs_clause, entry.speech) {
                        continue;
                    }
                    if entry.complement {
                        (self.learnt_from(hit, s), "rule.complement-speaks")
                    } else {
                        (self.subject_of(hit, s), "rule.subject-speaks")
                    }
                }
                Pos::Noun => (self.complement_of(hit, s), "rule.noun-complement-speaks"),
                _ => (self.complement_of(hit, s), "rule.complement-speaks"),
            };
            if speakers.is_empty() {
                continue;
            }
            let is_statement = entry.speech != Speech::Claims;
            let said = Said {
                carriers: self.carriers(hit, &speakers, s),
                speakers,
                evidence: sent.span,
                sent: s,
                quoted: false,
                speech: entry.speech,
                is_statement,
                because: vec![entry.id.clone(), rule.to_owned()],
            };
            // One speaker says one thing in one sentence, however many verbs say so.
            match in_sentence.iter_mut().find(|known| known.speakers == said.speakers) {
                Some(known) if known.is_statement || !said.is_statement => {}
                Some(known) => *known = said,
                None => in_sentence.push(said),
            }
        }
        self.with_quotes(s, in_sentence);
    }

    /// Gives the quotations of a sentence to its speakers.
    fn with_quotes(&mut self, s: usize, mut in_sentence: Vec<Said>) {
        let cx = self.cx;
        let span = cx.sent_span(s);
        let quotes: Vec<usize> = cx
            .quotes
            .iter()
            .enumerate()
            .filter(|(q, quote)| !self.quote_used[*q] && quote.outer.overlaps(span))
            .map(|(q, _)| q)
            .collect();
        let full: Vec<usize> = quotes.iter().copied().filter(|&q| self.is_full_quote(q)).collect();
        if full.is_empty() || in_sentence.is_empty() {
            self.found.append(&mut in_sentence);
            return;
        }
        for q in &full {
            self.quote_used[*q] = true;
        }
        // The nearest reporting word to each full quotation has it; the others keep the sentence.
        let mut first = true;
        for said in &in_sentence {
            if !said.is_statement && in_sentence.iter().any(|other| other.is_statement) {
                self.found.push(said.clone());
                continue;
            }
            if first {
                for &q in &full {
                    let quote = cx.quotes[q];
                    self.found.push(Said {
                        evidence: quote.inner,
                        quoted: true,
                        is_statement: true,
                        ..said.clone()
                    });
                }
                first = false;
            } else {
                self.found.push(said.clone());
            }
        }
    }

    /// Whether a quotation is a statement by itself rather than a few words in another's sentence:
    /// it holds a finite verb and at least five words.
    fn is_full_quote(&self, q: usize) -> bool {
        let cx = self.cx;
        let inner = cx.quotes[q].inner;
        let tokens = self.tokens_in(inner);
        let n_words = tokens
            .clone()
            .filter(|&t| !matches!(cx.doc.tokens[t].upos, Upos::Punct | Upos::Sym))
            .count();
        let finite = tokens.clone().any(|t| {
            matches!(cx.doc.tokens[t].upos, Upos::Verb | Upos::Aux)
                && !cx.doc.tokens[t].feats.has(Feats::INF)
        });
        n_words >= 5 && finite || n_words >= 9
    }

    fn tokens_in(&self, span: Span) -> Range<usize> {
        let tokens = &self.cx.doc.tokens;
        let start = tokens.partition_point(|token| token.span.start < span.start);
        let end = tokens.partition_point(|token| token.span.end <= span.end);
        start..end.max(start)
    }

    fn inside_quote(&self, hit: Hit) -> bool {
        self.cx.quote_at(hit.head()).is_some()
    }

    fn quote_is_fragment(&self, token: usize) -> bool {
        self.cx.quote_at(token).is_some_and(|quote| self.tokens_in(quote.inner).len() <= 3)
    }

    /// Quotations without a reporting word in their sentence: the speaker of the paragraph goes on.
    fn lone_quotes(&mut self) {
        let cx = self.cx;
        for q in 0..cx.quotes.len() {
            if self.quote_used[q] || !self.is_full_quote(q) {
                continue;
            }
            let quote = cx.quotes[q];
            let tokens = self.tokens_in(quote.inner);
            let Some(s) = tokens.clone().next().map(|t| cx.doc.sent_of(t)) else { continue };
            if cx.skip[s] {
                continue;
            }
            let covered = self
                .found
                .iter()
                .any(|said| said.is_statement && said.evidence.overlaps(quote.inner));
            if covered {
                continue;
            }
            let last_sent = cx.doc.sent_of(tokens.end.saturating_sub(1).max(tokens.start));
            // The sentence after, when it opens with a reporting verb; else the speaker before.
            let after = self.found.iter().find(|said| {
                said.is_statement
                    && said.sent > s
                    && said.sent <= last_sent + 1
                    && !said.quoted
                    && cx.doc.sents[said.sent].paragraph == cx.doc.sents[s].paragraph
                    && said.sent == last_sent
            });
            let before = self
                .found
                .iter()
                .filter(|said| {
                    said.is_statement
                        && said.sent <= s
                        && cx.doc.sents[s].paragraph - cx.doc.sents[said.sent].paragraph <= 2
                })
                .max_by_key(|said| (said.sent, said.evidence.start));
            let speaker = match after.or(before) {
                Some(said) => said.speakers.clone(),
                None => match self.introduced_before(s) {
                    Some(speaker) => vec![speaker],
                    None => continue,
                },
            };
            self.found.push(Said {
                speakers: speaker,
                carriers: Vec::new(),
                evidence: quote.inner,
                sent: s,
                quoted: true,
                speech: Speech::Says,
                is_statement: true,
                because: vec!["rule.speaker-goes-on".into()],
            });
        }
    }

    /// A person named in the sentence before a quotation, or in its own before a colon.
    fn introduced_before(&self, s: usize) -> Option<Speaker> {
        let cx = self.cx;
        let from = s.saturating_sub(1);
        let range = cx.doc.sents[from].first as usize..cx.doc.sents[s].end as usize;
        cx.mentions_in(range)
            .filter(|(_, m)| {
                matches!(m.class, MentionClass::Person | MentionClass::Function)
                    && cx.quote_at(m.head as usize).is_none()
            })
            .last()
            .map(|(index, mention)| self.speaker(index, mention))
    }

    /// Whether a reporting verb attributes something here.
    fn verb_counts(&self, hit: Hit, needs_clause: bool, speech: Speech) -> bool {
        let cx = self.cx;
        let doc = cx.doc;
        let verb = hit.head();
        match status(cx, verb) {
            Status::Asserted | Status::Alleged(_) => {}
            Status::NoEvent(_) | Status::Denied(_)
                if speech == Speech::Denies || self.has_quote(verb) => {}
            _ => return false,
        }
        if doc.tokens[verb].upos == Upos::Adj {
            return false;
        }
        if !needs_clause {
            return true;
        }
        self.has_quote(verb)
            || grammar::children(doc, verb)
                .any(|t| matches!(doc.tokens[t].rel, Rel::Ccomp | Rel::Xcomp | Rel::Parataxis))
            || doc.tokens[verb].rel == Rel::Parataxis
            || (verb + 1..(verb + 6).min(doc.sents[doc.sent_of(verb)].end as usize))
                .any(|t| matches!(doc.lower(t), "que" | "qu'" | "that"))
    }

    fn has_quote(&self, token: usize) -> bool {
        let span = self.cx.sent_span(self.cx.doc.sent_of(token));
        self.cx.quotes.iter().any(|quote| quote.outer.overlaps(span))
    }

    /// Who speaks a verb: its own subject, a pronoun or a mention beside it, then the subject that
    /// it shares with another verb.
    fn subject_of(&self, hit: Hit, s: usize) -> Vec<Speaker> {
        let cx = self.cx;
        let doc = cx.doc;
        let verb = hit.head();
        let sent = doc.sents[s];
        let end = hit.end as usize;
        // `a-t-il ajouté`, `dit-elle`: the clitic tells more than the tree.
        let clitic = (verb.saturating_sub(2).max(sent.first as usize)
            ..(end + 1).min(sent.end as usize))
            .find(|&t| doc.lower(t).starts_with('-') && doc.tokens[t].upos != Upos::Punct);
        if let Some(clitic) = clitic {
            let word = doc.lower(clitic);
            if word.ends_with("on") {
                return Vec::new();
            }
            return self.antecedent(clitic, s).into_iter().collect();
        }
        if let Some(speakers) = self.after_verb(hit, s) {
            return speakers;
        }
        let own: Vec<usize> = grammar::children(doc, verb)
            .filter(|&t| matches!(doc.tokens[t].rel, Rel::Nsubj | Rel::NsubjPass))
            .flat_map(|t| grammar::with_conjuncts(doc, t))
            .collect();
        let passive = grammar::is_passive(doc, verb);
        let speakers = self.speakers_at(if passive { &[] } else { &own }, s);
        if !speakers.is_empty() {
            return speakers;
        }
        let args = grammar::args(doc, verb);
        if passive {
            return self.speakers_at(&args.agents, s);
        }
        if let Some(speakers) = self.before_verb(verb, s) {
            return speakers;
        }
        if own.is_empty() { self.speakers_at(&args.agents, s) } else { Vec::new() }
    }

    /// The speakers that head tokens name.
    fn speakers_at(&self, heads: &[usize], s: usize) -> Vec<Speaker> {
        let cx = self.cx;
        let mut speakers = Vec::new();
        for &head in heads {
            if cx.doc.tokens[head].upos == Upos::Pron && cx.mention_at(head).is_none() {
                if let Some(speaker) = self.antecedent(head, s) {
                    push(&mut speakers, speaker);
                }
            } else if let Some((index, mention)) = cx.mention_at(head)
                && can_speak(mention)
                && let Some(speaker) = self.spoken_by(index, mention, s)
            {
                push(&mut speakers, speaker);
            }
        }
        speakers
    }

    /// `« … », a déclaré lundi le ministre`: the mention after an inverted verb.
    fn after_verb(&self, hit: Hit, s: usize) -> Option<Vec<Speaker>> {
        let cx = self.cx;
        let doc = cx.doc;
        let sent = doc.sents[s];
        let end = hit.end as usize;
        // What stands before the verb closes the words said: a quotation mark or a comma, then at
        // the most auxiliaries and adverbs.
        let opens = (sent.first as usize..hit.head()).rev().find(|&t| {
            !matches!(doc.tokens[t].upos, Upos::Aux | Upos::Adv | Upos::Pron)
                && !doc.lower(t).starts_with("-")
        });
        let inverted = opens.is_none_or(|t| {
            matches!(doc.lower(t), "," | "»" | "”" | "\"" | "-" | "–" | "—" | ")" | "?" | "!" | "]")
        });
        if !inverted {
            return None;
        }
        let limit = (end + 9).min(sent.end as usize);
        let (index, mention) = cx.mentions_in(end..limit).find(|(_, m)| can_speak(m))?;
        let plain = (end..mention.first as usize).all(|t| {
            matches!(doc.tokens[t].upos, Upos::Det | Upos::Adv | Upos::Num | Upos::Adj)
                || self.in_time(end..mention.first as usize, t)
                || cx.is_one_of(t, &cx.language.grammar.indefinite)
        });
        if !plain {
            return None;
        }
        let mut speakers = Vec::new();
        for head in grammar::with_conjuncts(doc, mention.head as usize) {
            if let Some((i, m)) = cx.mention_at(head)
                && can_speak(m)
                && let Some(speaker) = self.spoken_by(i, m, s)
            {
                push(&mut speakers, speaker);
            }
        }
        if speakers.is_empty() {
            speakers.extend(self.spoken_by(index, mention, s));
        }
        Some(speakers)
    }

    fn in_time(&self, tokens: Range<usize>, token: usize) -> bool {
        self.cx
            .times_in(tokens)
            .iter()
            .any(|time| (time.tokens.start as usize..time.tokens.end as usize).contains(&token))
    }

    /// The mention just before a verb, where the tree lost it.
    fn before_verb(&self, verb: usize, s: usize) -> Option<Vec<Speaker>> {
        let cx = self.cx;
        let doc = cx.doc;
        let sent = doc.sents[s];
        let pronoun = (verb.saturating_sub(3).max(sent.first as usize)..verb).find(|&t| {
            doc.tokens[t].upos == Upos::Pron
                && cx.is_one_of(t, &cx.language.grammar.pronoun)
                && doc.tokens[t].head as usize == verb
        });
        if let Some(pronoun) = pronoun {
            return Some(self.antecedent(pronoun, s).into_iter().collect());
        }
        let (index, mention) = cx
            .mentions_in(sent.first as usize..verb)
            .filter(|(_, m)| {
                can_speak(m)
                    && m.end as usize <= verb
                    && verb - m.end as usize <= 4
                    && (m.end as usize..verb).all(|t| {
                        matches!(
                            doc.tokens[t].upos,
                            Upos::Aux | Upos::Adv | Upos::Pron | Upos::Part
                        ) || self.in_time(m.end as usize..verb, t)
                    })
            })
            .last()?;
        Some(self.spoken_by(index, mention, s).into_iter().collect())
    }

    /// `a-t-on appris auprès de X`, `a-t-on appris de source sécuritaire`.
    fn learnt_from(&self, hit: Hit, s: usize) -> Vec<Speaker> {
        let cx = self.cx;
        let sent = cx.doc.sents[s];
        let limit = (hit.end as usize + 8).min(sent.end as usize);
        cx.mentions_in(hit.first as usize + 1..limit)
            .find(|(_, m)| can_speak(m))
            .and_then(|(index, m)| self.spoken_by(index, m, s))
            .into_iter()
            .collect()
    }

    /// Who speaks through a mention: itself, or whoever issued the document that it names.
    fn spoken_by(&self, index: usize, mention: &Mention, s: usize) -> Option<Speaker> {
        let cx = self.cx;
        if mention.class != MentionClass::Document
            || !cx.is_one_of(mention.head as usize, &cx.language.grammar.issued)
        {
            return Some(self.resolved(index, mention));
        }
        let doc = cx.doc;
        let sent = doc.sents[s];
        let end = mention.end as usize;
        // `communiqué de l'armée`, `bilan communiqué jeudi par le ministre`, `statement from`.
        let limit = (end + 8).min(sent.end as usize);
        let issuer = cx.mentions_in(end..limit).find(|(_, m)| {
            can_speak(m)
                && m.class != MentionClass::Document
                && (end..m.first as usize).all(|t| {
                    matches!(
                        doc.tokens[t].upos,
                        Upos::Det | Upos::Adp | Upos::Adj | Upos::Verb | Upos::Adv
                    ) || self.in_time(end..m.first as usize, t)
                })
                && (end..m.first as usize)
                    .any(|t| doc.tokens[t].upos == Upos::Adp || doc.lower(t) == "de")
        });
        if let Some((i, m)) = issuer {
            return Some(self.resolved(i, m));
        }
        let before = (mention.first as usize).checked_sub(1)?;
        if cx.is_one_of(before, &cx.language.grammar.possessive) {
            // `leur communiqué`: the subject of the sentence, else the last speaker.
            let subject = cx.mentions_in(sent.first as usize..before).find(|(_, m)| {
                matches!(doc.tokens[m.head as usize].rel, Rel::Nsubj | Rel::NsubjPass)
                    && can_speak(m)
                    && !m.outcome
                    && !m.thing
                    && m.class != MentionClass::Document
            });
            let plural = matches!(doc.lower(before), "leur" | "leurs" | "their");
            if let Some((i, m)) = subject
                && m.plural == plural
            {
                return Some(self.resolved(i, m));
            }
            return self
                .found
                .iter()
                .filter(|said| said.sent < s)
                .max_by_key(|said| (said.sent, said.evidence.start))
                .and_then(|said| said.speakers.first().cloned());
        }
        None
    }

    /// Who stands after `selon`, `d'après`, `according to`, with those coordinated.
    fn complement_of(&self, hit: Hit, s: usize) -> Vec<Speaker> {
        let cx = self.cx;
        let doc = cx.doc;
        let sent = doc.sents[s];
        let end = hit.end as usize;
        let limit = (end + 7).min(sent.end as usize);
        // `selon lui`, `according to her`.
        if end < limit && doc.tokens[end].upos == Upos::Pron && cx.mention_at(end).is_none() {
            return self.antecedent(end, s).into_iter().collect();
        }
        let from = if hit.n_words > 1 { hit.first as usize + 1 } else { end };
        let Some((index, mention)) = cx.mentions_in(from..limit).find(|(_, m)| can_speak(m)) else {
            return Vec::new();
        };
        let plain_between = (end..(mention.first as usize).max(end)).all(|t| {
            !matches!(doc.tokens[t].upos, Upos::Punct | Upos::Verb)
                || matches!(doc.lower(t), "«" | "\"" | "“")
        });
        if !plain_between {
            return Vec::new();
        }
        let mut speakers: Vec<Speaker> = self.spoken_by(index, mention, s).into_iter().collect();
        for other in grammar::with_conjuncts(doc, mention.head as usize) {
            if let Some((index, mention)) = cx.mention_at(other)
                && can_speak(mention)
                && let Some(speaker) = self.spoken_by(index, mention, s)
            {
                push(&mut speakers, speaker);
            }
        }
        speakers
    }

    /// Who carries the words of the speakers: `cité par Y`, `citée dans le rapport`.
    fn carriers(&self, hit: Hit, speakers: &[Speaker], s: usize) -> Vec<Speaker> {
        let cx = self.cx;
        let sent = cx.doc.sents[s];
        let Some(last) = speakers.iter().map(|speaker| speaker.tokens.end).max() else {
            return Vec::new();
        };
        let from = last.max(hit.end as usize);
        let to = (from + 5).min(sent.end as usize);
        let cited = (from..to).find(|&t| cx.is_one_of(t, &cx.language.grammar.cited));
        let Some(cited) = cited else { return Vec::new() };
        cx.mentions_in(cited + 1..(cited + 6).min(sent.end as usize))
            .find(|(_, m)| can_speak(m))
            .map(|(index, mention)| self.resolved(index, mention))
            .into_iter()
            .collect()
    }

    /// The mention that a pronoun stands for: the last speaker of its number, else the last person
    /// or function named before it.
    fn antecedent(&self, pronoun: usize, s: usize) -> Option<Speaker> {
        let cx = self.cx;
        let doc = cx.doc;
        let word = doc.lower(pronoun);
        if matches!(
            word,
            "on" | "-on"
                | "-t-on"
                | "t-on"
                | "it"
                | "nous"
                | "we"
                | "i"
                | "je"
                | "j'"
                | "vous"
                | "you"
        ) && word != "it"
        {
            return None;
        }
        // A relative pronoun stands for the noun that the clause qualifies.
        if matches!(word, "qui" | "who" | "which" | "that") {
            let before = cx.mentions_in(doc.sents[s].first as usize..pronoun).last();
            return before
                .filter(|(_, m)| pronoun - m.end as usize <= 3 && can_speak(m))
                .map(|(index, m)| self.resolved(index, m));
        }
        let plural = matches!(
            word,
            "ils"
                | "elles"
                | "-ils"
                | "-elles"
                | "-t-ils"
                | "-t-elles"
                | "they"
                | "ceux-ci"
                | "celles-ci"
        );
        let paragraph = doc.sents[s].paragraph;
        // Within the sentence, the subject named before the pronoun.
        let speaker = self
            .found
            .iter()
            .filter(|said| {
                said.sent < s
                    && paragraph - doc.sents[said.sent].paragraph <= 2
                    && said
                        .speakers
                        .iter()
                        .all(|sp| cx.mentions[sp.mention].class != MentionClass::Document)
            })
            .max_by_key(|said| (said.sent, said.evidence.start))
            .filter(|said| {
                (said.speakers.len() > 1 || self.is_plural(&said.speakers)) == plural
                    || word == "it"
            });
        let named = cx
            .mentions_in(0..pronoun)
            .filter(|(_, m)| {
                let sent = doc.sent_of(m.head as usize);
                !cx.skip[sent]
                    && sent + 3 > s
                    && can_speak(m)
                    && (m.plural == plural || word == "it")
                    && (matches!(m.class, MentionClass::Person | MentionClass::Function)
                        || plural
                        || word == "it")
                    && cx.quote_at(m.head as usize).is_none()
            })
            .last();
        match (speaker, named) {
            (Some(said), Some((index, mention))) => {
                // A person introduced since the last statement takes the pronoun.
                let named_sent = doc.sent_of(mention.head as usize);
                let is_subject =
                    matches!(doc.tokens[mention.head as usize].rel, Rel::Nsubj | Rel::NsubjPass);
                if named_sent > said.sent && is_subject {
                    Some(self.resolved(index, mention))
                } else {
                    said.speakers.first().cloned()
                }
            }
            (Some(said), None) => said.speakers.first().cloned(),
            (None, Some((index, mention))) => Some(self.resolved(index, mention)),
            (None, None) => None,
        }
    }

    fn is_plural(&self, speakers: &[Speaker]) -> bool {
        speakers.iter().any(|speaker| self.cx.mentions[speaker.mention].plural)
    }

    /// The speaker that a mention names, with its fullest name: `le ministre` is the minister named
    /// before.
    fn resolved(&self, index: usize, mention: &Mention) -> Speaker {
        match fullest(self.cx, index, mention) {
            Some((index, mention)) => self.speaker(index, mention),
            None => self.speaker(index, mention),
        }
    }

    fn speaker(&self, index: usize, mention: &Mention) -> Speaker {
        let tokens = match mention.person {
            Some((first, end)) => first as usize..end as usize,
            None => mention.tokens(),
        };
        Speaker { tokens, mention: index }
    }
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

/// Whether a mention can speak: somebody, not a number of dead nor a building.
fn can_speak(mention: &Mention) -> bool {
    !mention.outcome && !mention.thing
}

fn push(list: &mut Vec<Speaker>, speaker: Speaker) {
    if !list.contains(&speaker) {
        list.push(speaker);
    }
}
