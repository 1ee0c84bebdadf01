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
//! | `X : « … »` | whoever stands before the colon |
//! | a quotation alone, after one with a speaker | the same speaker |
//! | `selon X, cité par Y` | a chain: Y, then X |
//!
//! Who a word's speaker is, `speakers.rs` says. A quotation goes to the nearest reporting word of
//! its sentence; marks around a few words of somebody's sentence quote nobody.

use std::ops::Range;

use crate::annotate::mentions::MentionClass;
use crate::annotate::places::Relation;
use crate::annotate::quantities::QuantityKind;
use crate::annotate::{Feats, Rel, Upos, grammar};
use crate::coding::context::Context;
use crate::coding::speakers::{Speaker, Voices, can_speak, main_word};
use crate::coding::status::{Status, status};
use crate::lexicon::schema::{Pos, Reporting, Speech};
use crate::lexicon::{Entry, Hit, Subject};
use crate::model::{ActorKind, Lang};
use crate::span::Span;

/// How many words around a reporting word tell in which sense it stands.
const SENSE: usize = 6;

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
    /// The reporting word.
    pub word: usize,
    /// Quoted rather than reported.
    pub quoted: bool,
    /// What the reporting word does.
    pub speech: Speech,
    /// Makes a statement; a claim of responsibility is only a source.
    pub is_statement: bool,
    /// What fired.
    pub because: Vec<String>,
}

/// Everything that somebody says in a document, in reading order.
pub(crate) fn said(cx: &Context<'_>) -> Vec<Said> {
    let quote_used = vec![false; cx.quotes.len()];
    let mut finder = Finder { cx, found: Vec::new(), quote_used };
    for (s, _) in cx.sents() {
        finder.sentence(s);
    }
    finder.with_quotes();
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
        let mut hits: Vec<Hit> = cx.hits_of(sent.tokens(), Subject::Reporting).collect();
        self.recover(s, &mut hits);
        let mut in_sentence: Vec<Said> = Vec::new();
        for hit in hits {
            let entry = &cx.language.reporting[hit.index()];
            if cx.quote_at(hit.head()).is_some()
                && !self.quote_is_fragment(hit.head())
                && !self.slips_out(hit)
            {
                continue;
            }
            if gives_alias(cx, hit) {
                continue;
            }
            let unless: Vec<_> = entry.unless.iter().map(|w| cx.language.word(w)).collect();
            if cx.language.any_word(cx.doc, self.around(hit, s), &unless) {
                continue;
            }
            let voices = Voices { cx, before: &self.found, here: &in_sentence };
            let (speakers, rule) = match entry.pos {
                Pos::Verb => {
                    if entry.complement {
                        (voices.learnt_from(hit, s), "rule.complement-speaks")
                    } else {
                        let (speakers, aside) = voices.subject_of(hit, s);
                        // A coordinated verb or a participle goes on with the speaker before it.
                        if !aside && !in_sentence.is_empty() && voices.goes_on(hit, s) {
                            // `revendique l'attaque et affirme avoir tué`.
                            let told = entry.speech != Speech::Claims
                                && self.verb_counts(hit, entry, aside);
                            if let Some(last) = in_sentence.last_mut().filter(|_| told) {
                                last.is_statement = true;
                            }
                            continue;
                        }
                        let (speakers, aside) = if speakers.is_empty() {
                            let narrated = voices.narrated(hit, s);
                            let aside = aside || !narrated.is_empty();
                            (narrated, aside)
                        } else {
                            (speakers, aside)
                        };
                        if !self.verb_counts(hit, entry, aside) || self.speaks_through(hit, s) {
                            continue;
                        }
                        (speakers, "rule.subject-speaks")
                    }
                }
                Pos::Noun => (voices.complement_of(hit, s), "rule.noun-complement-speaks"),
                _ if self.denied_before(hit) => continue,
                _ => (voices.complement_of(hit, s), "rule.complement-speaks"),
            };
            let speakers: Vec<Speaker> =
                speakers.into_iter().filter(|sp| !is_where(cx, &sp.tokens)).collect();
            if speakers.is_empty() || speakers.iter().all(|sp| sp.tokens.contains(&hit.head())) {
                continue;
            }
            let said = Said {
                carriers: voices.carriers(hit, &speakers, s),
                speakers,
                evidence: sent.span,
                sent: s,
                word: main_word(cx, hit),
                quoted: false,
                speech: entry.speech,
                is_statement: entry.speech != Speech::Claims,
                because: vec![entry.id.clone(), rule.to_owned()],
            };
            // One speaker says one thing in one sentence, however many verbs say so.
            match in_sentence.iter_mut().find(|known| same_speakers(known, &said)) {
                Some(known) if known.is_statement || !said.is_statement => {}
                Some(known) => *known = said,
                None => in_sentence.push(said),
            }
        }
        if in_sentence.is_empty() {
            let voices = Voices { cx, before: &self.found, here: &[] };
            let speakers = voices.viewpoint(s);
            if !speakers.is_empty() {
                in_sentence.push(Said {
                    carriers: Vec::new(),
                    speakers,
                    evidence: sent.span,
                    sent: s,
                    word: sent.first as usize,
                    quoted: false,
                    speech: Speech::Says,
                    is_statement: true,
                    because: vec!["rule.viewpoint".to_owned()],
                });
            }
        }
        // `The ministry said one person died, TASS reported`: who only carries the words of another says nothing.
        if in_sentence.iter().any(|said| said.is_statement && !self.is_medium(said)) {
            in_sentence.retain(|said| !(self.is_medium(said) && said.speech == Speech::Says));
        }
        self.found.append(&mut in_sentence);
    }

    /// Whether only media speak.
    fn is_medium(&self, said: &Said) -> bool {
        said.speakers.iter().all(|speaker| {
            speaker.mention.is_some_and(|m| self.cx.mentions[m].kind == ActorKind::Media)
        })
    }

    /// The words around a reporting word that tell its sense: in a long sentence, those far from it
    /// belong to what is said.
    fn around(&self, hit: Hit, s: usize) -> Range<usize> {
        let sent = self.cx.doc.sents[s].tokens();
        let from = (hit.first as usize).saturating_sub(SENSE).max(sent.start);
        from..(hit.end as usize + SENSE).min(sent.end)
    }

    /// Whether a verb inside a quotation that is closed paragraphs later, or never, is the aside
    /// behind its first part: `« Nous cherchons encore, raconte le maire.`
    fn slips_out(&self, hit: Hit) -> bool {
        let cx = self.cx;
        let doc = cx.doc;
        let open = cx.quote_at(hit.head()).is_some_and(|quote| {
            quote.outer.end == quote.inner.end || quote.inner.of(doc.text).contains("\n\n")
        });
        let next = hit.end as usize;
        open && hit.head() > 0
            && doc.lower(hit.head() - 1) == ","
            && doc.tokens[hit.head()].feats.has(Feats::FIN)
            && next < doc.tokens.len()
            && (doc.tokens[next].upos == Upos::Det || doc.lower(next).starts_with('-'))
    }

    /// Adds the reporting verbs that the tagger took for nouns or could not reduce to their lemma:
    /// `, estime le maire`, `un porte-parole dément toute rumeur`, `partners report`.
    fn recover(&self, s: usize, hits: &mut Vec<Hit>) {
        let cx = self.cx;
        let doc = cx.doc;
        let sent = doc.sents[s];
        for t in sent.tokens().skip(1) {
            let token = &doc.tokens[t];
            let tagged = match token.upos {
                Upos::Verb => token.feats.has(Feats::FIN),
                Upos::Noun | Upos::X | Upos::Adj => true,
                _ => false,
            };
            if !tagged || hits.iter().any(|hit| hit.tokens().contains(&t)) {
                continue;
            }
            if token.upos != Upos::Verb && !self.stands_as_verb(t, s) {
                continue;
            }
            let Some(index) =
                stems(doc.lower(t), doc.lang).iter().find_map(|lemma| cx.language.speaking(lemma))
            else {
                continue;
            };
            let entry = Entry { subject: Subject::Reporting, index };
            hits.push(Hit {
                entry,
                first: t as u32,
                end: t as u32 + 1,
                head: t as u32,
                n_words: 1,
            });
        }
        hits.sort_by_key(|hit| hit.first);
    }

    /// Whether a word that is tagged as a noun stands where a verb of saying does: behind a comma
    /// or a quotation and before a determiner or a name, or behind a subject and before what is
    /// said.
    fn stands_as_verb(&self, t: usize, s: usize) -> bool {
        let cx = self.cx;
        let doc = cx.doc;
        let sent = doc.sents[s];
        let lower = |t: usize| if t < sent.end as usize { doc.lower(t) } else { "." };
        let next = t + 1;
        let phrase = next < sent.end as usize
            && (doc.tokens[next].upos == Upos::Det
                || matches!(doc.tokens[next].upos, Upos::Propn | Upos::Num)
                || doc.lower(next).starts_with('-'));
        let previous = &doc.tokens[t - 1];
        if doc.lang == Lang::Fr && matches!(doc.lower(t - 1), "," | "»" | "”" | "\"") {
            return phrase;
        }
        let behind = previous.upos == Upos::Noun
            || previous.upos == Upos::Propn
            || matches!(doc.lower(t - 1), "," | ")");
        if !behind {
            return false;
        }
        match doc.lang {
            Lang::Fr => {
                matches!(lower(next), "que" | "qu'" | ":" | "toute" | "tout" | "«")
                    || matches!(lower(next), "d'" | "de")
                        && next + 1 < sent.end as usize
                        && doc.tokens[next + 1].feats.has(Feats::INF)
                    || phrase
                        && doc.tokens[next].upos == Upos::Det
                        && !sent.tokens().any(|t| {
                            doc.tokens[t].feats.has(Feats::FIN) && doc.tokens[t].upos != Upos::Noun
                        })
            }
            Lang::En => {
                // `…, partners report.`: a subject behind a comma, the verb at the end.
                let comma = (sent.first as usize..t).rev().take(5).any(|t| doc.lower(t) == ",");
                lower(next) == "that" || comma && lower(next) == "."
            }
        }
    }

    /// Gives each quotation to the nearest reporting word of the sentences that it stands in, the
    /// one behind it first where it follows directly.
    fn with_quotes(&mut self) {
        let cx = self.cx;
        let mut quoted: Vec<Vec<usize>> = vec![Vec::new(); self.found.len()];
        for q in 0..cx.quotes.len() {
            if !self.is_full_quote(q) {
                continue;
            }
            let tokens = self.tokens_in(cx.quotes[q].outer);
            if tokens.is_empty() {
                continue;
            }
            let sents = cx.doc.sent_of(tokens.start)..=cx.doc.sent_of(tokens.end - 1);
            let nearest = (0..self.found.len())
                .filter(|&i| sents.contains(&self.found[i].sent))
                .min_by_key(|&i| {
                    let word = self.found[i].word;
                    let distance = if word < tokens.start {
                        2 * (tokens.start - word)
                    } else {
                        2 * word.saturating_sub(tokens.end) + 1
                    };
                    (!self.found[i].is_statement, distance)
                });
            if let Some(i) = nearest {
                quoted[i].push(q);
                self.quote_used[q] = true;
            }
        }
        let found = std::mem::take(&mut self.found);
        for (said, mut quotes) in found.into_iter().zip(quoted) {
            // A few words quoted beside a whole sentence, or beside other words, are one statement
            // with it.
            if quotes.len() > 1 {
                let whole: Vec<usize> =
                    quotes.iter().copied().filter(|&q| self.is_sentence(q)).collect();
                quotes = if whole.is_empty() { quotes[..1].to_vec() } else { whole };
            }
            for &q in &quotes {
                self.found.push(Said {
                    evidence: cx.quotes[q].inner,
                    quoted: true,
                    is_statement: true,
                    ..said.clone()
                });
            }
            if quotes.is_empty() {
                self.found.push(said);
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

    /// Whether quoted words are a sentence: they hold a finite verb of a main clause.
    fn is_sentence(&self, q: usize) -> bool {
        let cx = self.cx;
        let doc = cx.doc;
        let mut tokens = self.tokens_in(cx.quotes[q].inner);
        let first = tokens.start;
        tokens
            .find(|&t| {
                matches!(doc.tokens[t].upos, Upos::Verb | Upos::Aux)
                    && doc.tokens[t].feats.has(Feats::FIN)
            })
            .is_some_and(|verb| {
                !(first..verb).any(|t| cx.is_one_of(t, &cx.language.grammar.relative))
            })
    }

    fn tokens_in(&self, span: Span) -> Range<usize> {
        let tokens = &self.cx.doc.tokens;
        let start = tokens.partition_point(|token| token.span.start < span.start);
        let end = tokens.partition_point(|token| token.span.end <= span.end);
        start..end.max(start)
    }

    fn quote_is_fragment(&self, token: usize) -> bool {
        self.cx.quote_at(token).is_some_and(|quote| self.tokens_in(quote.inner).len() <= 3)
    }

    /// Quotations without a reporting word in their sentence: whoever stands before the colon, the
    /// speaker of the paragraph, else somebody introduced just before.
    fn lone_quotes(&mut self) {
        let cx = self.cx;
        for q in 0..cx.quotes.len() {
            if self.quote_used[q] || !self.is_full_quote(q) {
                continue;
            }
            let quote = cx.quotes[q];
            let tokens = self.tokens_in(quote.inner);
            let outer = self.tokens_in(quote.outer);
            let Some(s) = tokens.clone().next().map(|t| cx.doc.sent_of(t)) else { continue };
            if cx.skip[s] {
                continue;
            }
            let covered = self
                .found
                .iter()
                .any(|said| said.is_statement && said.evidence.overlaps(quote.inner));
            let first = cx.doc.sents[s].first as usize;
            let colon = outer.start > first && cx.doc.lower(outer.start - 1) == ":";
            if covered || outer.start > first + 1 && !colon {
                continue;
            }
            let last_sent = cx.doc.sent_of(tokens.end.saturating_sub(1).max(tokens.start));
            let paragraph = cx.doc.sents[s].paragraph;
            let named = if colon { self.before_colon(outer.start - 1, s) } else { None };
            let after = self.found.iter().find(|said| {
                said.is_statement
                    && said.sent > s
                    && !said.quoted
                    && cx.doc.sents[said.sent].paragraph == paragraph
                    && said.sent == last_sent
            });
            let before = self
                .found
                .iter()
                .filter(|said| {
                    said.is_statement
                        && said.sent <= s
                        && paragraph - cx.doc.sents[said.sent].paragraph <= 2
                })
                .max_by_key(|said| (said.sent, said.evidence.start));
            // Somebody named since the last words said takes the quotation.
            let newer = self.introduced_before(s).filter(|speaker| {
                before.is_none_or(|said| cx.doc.sent_of(speaker.tokens.start) > said.sent)
            });
            let goes_on = || before.map(|said| said.speakers.clone());
            let speakers = named
                .map(|speaker| vec![speaker])
                .or_else(|| after.map(|said| said.speakers.clone()))
                .or_else(|| newer.map(|speaker| vec![speaker]))
                .or_else(goes_on);
            let Some(speakers) = speakers else { continue };
            self.found.push(Said {
                speakers,
                carriers: Vec::new(),
                evidence: quote.inner,
                sent: s,
                word: tokens.start,
                quoted: true,
                speech: Speech::Says,
                is_statement: true,
                because: vec!["rule.speaker-goes-on".into()],
            });
        }
    }

    /// The last one named in a sentence before a colon.
    fn before_colon(&self, colon: usize, s: usize) -> Option<Speaker> {
        let cx = self.cx;
        let first = cx.doc.sents[s].first as usize;
        let voices = Voices { cx, before: &self.found, here: &[] };
        cx.mentions_in(first..colon)
            .filter(|(_, m)| can_speak(m) && cx.quote_at(m.head as usize).is_none())
            .last()
            .and_then(|(index, mention)| voices.spoken_by(index, mention, s))
    }

    /// A person named as a subject in the sentence before a quotation.
    fn introduced_before(&self, s: usize) -> Option<Speaker> {
        let cx = self.cx;
        let from = s.checked_sub(1)?;
        if cx.doc.sents[s].paragraph - cx.doc.sents[from].paragraph > 1 {
            return None;
        }
        let voices = Voices { cx, before: &self.found, here: &[] };
        let tokens = cx.doc.sents[from].tokens();
        cx.mentions_in(tokens)
            .filter(|(_, m)| {
                matches!(m.class, MentionClass::Person | MentionClass::Function)
                    && cx.quote_at(m.head as usize).is_none()
                    && can_speak(m)
            })
            .last()
            .map(|(index, mention)| voices.resolved(index, mention))
    }

    /// Whether a reporting verb attributes something here.
    fn verb_counts(&self, hit: Hit, entry: &Reporting, aside: bool) -> bool {
        let cx = self.cx;
        let doc = cx.doc;
        let verb = main_word(cx, hit);
        match status(cx, verb) {
            Status::Asserted => {}
            // `il aurait crié « … »`: what somebody else tells of a shout.
            Status::Alleged(_) if entry.needs_clause && !aside && !self.has_full_quote(verb) => {
                return false;
            }
            Status::Alleged(_) => {}
            // What a hedge says of the words told says nothing of the telling.
            Status::NoEvent(why) | Status::Denied(why)
                if !why.starts_with("rule.")
                    || entry.speech == Speech::Denies
                    || why == "rule.condition" && self.even_if(verb)
                    || aside
                    || self.has_quote(verb) && why != "rule.negated-verb" => {}
            _ => return false,
        }
        if doc.tokens[verb].upos == Upos::Adj
            || self.only_carries(hit)
            || self.nobody(verb)
            || entry.speech == Speech::Judges && !aside && grammar::is_passive(doc, verb)
            || !aside && self.is_reflexive(hit)
        {
            return false;
        }
        let last = (hit.end as usize + 5).min(doc.sents[doc.sent_of(verb)].end as usize);
        let told = (hit.end as usize..last).any(|t| {
            matches!(doc.lower(t), "que" | "qu'" | "that") || doc.tokens[t].feats.has(Feats::INF)
        });
        // `Le gouvernement, qui fait état de 132 morts, …`: a figure is said, and not who somebody is.
        let figure = || {
            let counted = self
                .cx
                .quantities_in(hit.end as usize..last)
                .any(|(_, quantity)| quantity.kind == QuantityKind::Count && !quantity.indefinite);
            let first = doc.sents[doc.sent_of(verb)].first as usize;
            let aside = (verb.saturating_sub(5).max(first + 1)..verb).any(|t| {
                matches!(doc.lower(t), "qui" | "who" | "which") && doc.lower(t - 1) == ","
            });
            counted && aside
        };
        if self.qualifies(verb) && !self.has_quote(verb) && !told && !figure() {
            return false;
        }
        // `une branche considérée comme hérétique`, `en condamnant l'attentat`: what somebody is
        // taken for or does in passing.
        let feats = doc.tokens[verb].feats;
        let passing = entry.needs_clause && feats.has(Feats::PAST_PART) && self.is_bare(hit)
            || feats.has(Feats::PRES_PART)
                && matches!(entry.speech, Speech::Says | Speech::Judges | Speech::Calls);
        if passing && !aside && !told && !self.has_quote(verb) {
            return false;
        }
        if entry.needs_quote {
            return aside || self.has_quote(verb);
        }
        if !entry.needs_clause || aside {
            return true;
        }
        let end = doc.sents[doc.sent_of(verb)].end as usize;
        let from = hit.end as usize;
        self.has_quote(verb)
            || doc
                .children(verb)
                .any(|t| matches!(doc.tokens[t].rel, Rel::Ccomp | Rel::Xcomp | Rel::Parataxis))
            || doc.tokens[verb].rel == Rel::Parataxis
            || (from..(from + 5).min(end)).any(|t| {
                matches!(doc.lower(t), "que" | "qu'" | "that" | ":")
                    || doc.tokens[t].feats.has(Feats::INF)
                        && matches!(doc.lower(t.saturating_sub(1)), "de" | "d'" | "à" | "to")
            })
    }

    /// `cité par Y`, `rapportés par Y` behind a speaker: it names who carries the words.
    fn only_carries(&self, hit: Hit) -> bool {
        let cx = self.cx;
        let doc = cx.doc;
        let verb = hit.head();
        let grammar = &cx.language.grammar;
        let carries = cx.is_one_of(verb, &grammar.cited) || cx.is_one_of(verb, &grammar.relayed);
        carries
            && doc.tokens[verb].feats.has(Feats::PAST_PART)
            && !doc.children(verb).any(|t| matches!(doc.tokens[t].rel, Rel::Aux | Rel::AuxPass))
            && doc
                .tokens
                .get(hit.end as usize)
                .is_some_and(|t| t.upos == Upos::Adp || t.upos == Upos::Adv)
    }

    /// Whether a participle stands without an auxiliary.
    fn is_bare(&self, hit: Hit) -> bool {
        let doc = self.cx.doc;
        let first = doc.sents[doc.sent_of(hit.head())].first as usize;
        !(hit.head().saturating_sub(4).max(first)..hit.head())
            .any(|t| matches!(doc.lemma(t), "avoir" | "être" | "have" | "be"))
    }

    /// `le pays a répondu par la voix de son porte-parole`: the voice speaks, and has its own hit.
    fn speaks_through(&self, hit: Hit, s: usize) -> bool {
        let cx = self.cx;
        let end = (hit.end as usize + 3).min(cx.doc.sents[s].end as usize);
        cx.hits_of(hit.end as usize..end, Subject::Reporting).any(|other| {
            let entry = &cx.language.reporting[other.index()];
            entry.pos == Pos::Prep
                && other.n_words > 2
                && other.first >= hit.end
                && entry.id.ends_with("par-voix-de")
        })
    }

    fn has_full_quote(&self, token: usize) -> bool {
        let span = self.cx.sent_span(self.cx.doc.sent_of(token));
        (0..self.cx.quotes.len())
            .any(|q| self.cx.quotes[q].outer.overlaps(span) && self.is_full_quote(q))
    }

    /// `se condamne à`, `le feu s'est déclaré`: about oneself, where the form has no pronoun.
    fn is_reflexive(&self, hit: Hit) -> bool {
        let doc = self.cx.doc;
        let verb = hit.head();
        let first = doc.sents[doc.sent_of(verb)].first as usize;
        let pronoun = (first..verb).rev().find(|&t| doc.tokens[t].upos != Upos::Aux);
        hit.first as usize == verb && pronoun.is_some_and(|t| matches!(doc.lower(t), "se" | "s'"))
    }

    /// `le collectif qui avait appelé à la marche`: the verb tells who somebody is, not what is said.
    fn qualifies(&self, verb: usize) -> bool {
        let doc = self.cx.doc;
        let first = doc.sents[doc.sent_of(verb)].first as usize;
        (verb.saturating_sub(4).max(first)..verb)
            .rev()
            .take_while(|&t| {
                matches!(doc.tokens[t].upos, Upos::Aux | Upos::Adv | Upos::Pron | Upos::Part)
            })
            .any(|t| matches!(doc.lower(t), "qui" | "who" | "which"))
    }

    /// `même si l'agence annonce que`.
    fn even_if(&self, verb: usize) -> bool {
        let doc = self.cx.doc;
        let first = doc.sents[doc.sent_of(verb)].first as usize;
        (first + 1..verb).any(|t| {
            matches!(doc.lower(t), "si" | "s'" | "if")
                && matches!(doc.lower(t - 1), "même" | "even")
        })
    }

    /// `aucune source n'a pu confirmer`: nobody says it.
    fn nobody(&self, verb: usize) -> bool {
        let doc = self.cx.doc;
        let first = doc.sents[doc.sent_of(verb)].first as usize;
        let window =
            (verb.saturating_sub(8).max(first)..verb).filter(|&t| self.cx.quote_at(t).is_none());
        window
            .clone()
            .any(|t| matches!(doc.lower(t), "aucun" | "aucune" | "nul" | "personne" | "rien"))
            && window.clone().any(|t| matches!(doc.lower(t), "n'" | "ne"))
            || window.clone().any(|t| matches!(doc.lower(t), "nobody" | "none"))
            || window.rev().take(4).any(|t| matches!(doc.lower(t), "n'" | "ne"))
                && (verb + 1..verb + 3)
                    .any(|t| t < doc.tokens.len() && matches!(doc.lower(t), "plus" | "guère"))
    }

    /// `n'a pu être confirmé de source indépendante`.
    fn denied_before(&self, hit: Hit) -> bool {
        let doc = self.cx.doc;
        let Some(verb) = hit.head().checked_sub(1) else { return false };
        let first = doc.sents[doc.sent_of(verb)].first as usize;
        doc.tokens[verb].upos == Upos::Verb
            && (verb.saturating_sub(5).max(first)..verb)
                .any(|t| matches!(doc.lower(t), "n'" | "ne" | "not" | "n't"))
    }

    fn has_quote(&self, token: usize) -> bool {
        let span = self.cx.sent_span(self.cx.doc.sent_of(token));
        self.cx.quotes.iter().any(|quote| quote.outer.overlaps(span))
    }
}

/// The forms that a verb in the present may have in the lexicon.
fn stems(word: &str, lang: Lang) -> Vec<String> {
    let mut found = vec![word.to_owned()];
    match lang {
        Lang::Fr => {
            if let Some(stem) = word.strip_suffix("ent") {
                found.push(format!("{stem}er"));
            }
            if let Some(stem) = word.strip_suffix('e') {
                found.push(format!("{stem}er"));
                if let Some(stem) = stem.strip_suffix("ell") {
                    found.push(format!("{stem}eler"));
                }
                if let Some((start, end)) = stem.rsplit_once('è') {
                    found.push(format!("{start}é{end}er"));
                }
            }
        }
        Lang::En => {
            if let Some(stem) = word.strip_suffix('s') {
                found.push(stem.to_owned());
            }
        }
    }
    found
}

/// Whether two sayings of one sentence have one speaker.
fn same_speakers(a: &Said, b: &Said) -> bool {
    a.speakers.iter().any(|one| b.speakers.iter().any(|other| one.tokens == other.tokens))
}

/// Whether some tokens are the name of a place behind a preposition: `In Unguwar Ibrahim Maiwada, a
/// source said`.
fn is_where(cx: &Context<'_>, tokens: &std::ops::Range<usize>) -> bool {
    cx.places_in(tokens.start.saturating_sub(PLACE_BEFORE)..tokens.end).iter().any(|place| {
        let (start, end) = (place.tokens.start as usize, place.tokens.end as usize);
        place.relation == Relation::In
            && !place.metonym
            && start <= tokens.start
            && tokens.end <= end
            && start > 0
            && cx.doc.tokens[start - 1].upos == Upos::Adp
    })
}

/// How many words of a place's name may stand before a person's name in it.
const PLACE_BEFORE: usize = 4;

/// `le général X, dit « Hemetti »`: a second name, not something said.
fn gives_alias(cx: &Context<'_>, hit: Hit) -> bool {
    let doc = cx.doc;
    let at = hit.head();
    let end = doc.sents[doc.sent_of(at)].end as usize;
    let opens = |t: usize| t < end && matches!(doc.lower(t), "«" | "“" | "\"");
    let closes = (at + 2..(at + 6).min(end)).any(|t| matches!(doc.lower(t), "»" | "”" | "\""));
    matches!(doc.lower(at), "dit" | "dite" | "dits" | "dites")
        && at > 0
        && (doc.lower(at - 1) == "," || doc.tokens[at - 1].upos == Upos::Propn)
        && opens(at + 1)
        && closes
}
