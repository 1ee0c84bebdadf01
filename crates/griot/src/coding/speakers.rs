//! Speakers: whose words a reporting word carries.
//!
//! Takes a reporting word and what has been said before it; gives [`Speaker`]s. A speaker is
//! found by the words around the verb first (pronoun, inverted subject, the noun phrase in front)
//! and by the tree where those are silent: attribution is the most formulaic part of a news
//! sentence, and the part that long sentences break most often. A noun that the lexicon does not
//! know speaks as well as one that it knows. Does not decide whether a word attributes at all:
//! that is `statements.rs`. The parts: `phrases.rs` finds noun phrases around
//! a verb, `pronouns.rs` those that a pronoun stands for, `names.rs` the fullest name.

mod names;
mod phrases;
mod pronouns;

pub(crate) use names::{can_speak, fullest, person_of};

use std::ops::Range;

use crate::annotate::mentions::MentionClass;
use crate::annotate::{Doc, Feats, Rel, Upos, grammar};
use crate::coding::context::Context;
use crate::coding::statements::Said;
use crate::lexicon::Hit;
use crate::lexicon::schema::Speech;
use crate::model::{ActorKind, Lang};

/// How far behind the first speaker `ainsi que` may stand.
const AS_WELL: usize = 8;

/// How many words an aside between an auxiliary and its participle may have.
const MAX_ASIDE: usize = 8;

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
    /// What has been said in the same sentence already.
    pub here: &'a [Said],
}

impl Voices<'_, '_> {
    /// `Et le général d'ajouter que`: the infinitive of telling, behind its subject at the start of
    /// the sentence.
    pub(crate) fn narrated(&self, hit: Hit, s: usize) -> Vec<Speaker> {
        let cx = self.cx;
        let doc = cx.doc;
        let first = doc.sents[s].first as usize;
        let Some(link) = hit.head().checked_sub(1).filter(|&t| t > first) else {
            return Vec::new();
        };
        let finite = (first..link).any(|t| doc.tokens[t].feats.has(Feats::FIN));
        let told = doc.tokens[hit.head()].feats.has(Feats::INF)
            && matches!(doc.lower(link), "de" | "d'")
            && doc.lang == Lang::Fr
            && !finite
            && link - first <= 8;
        if !told {
            return Vec::new();
        }
        if matches!(doc.lower(link - 1), "lui" | "elle" | "eux" | "elles") {
            return self.antecedents(link - 1, s);
        }
        self.phrase_ending_at(link - 1, s).into_iter().collect()
    }

    /// `Pour l'analyste X, …`: whose view a sentence gives, when it opens with somebody who judges,
    /// a medium or a person, and goes on behind a comma.
    pub(crate) fn viewpoint(&self, s: usize) -> Vec<Speaker> {
        let cx = self.cx;
        let doc = cx.doc;
        let sent = doc.sents[s];
        let first = sent.first as usize;
        let opens =
            first + 2 < sent.end as usize && cx.is_one_of(first, &cx.language.grammar.viewpoint);
        if !opens {
            return Vec::new();
        }
        let limit = (first + 5).min(sent.end as usize);
        let Some((index, mention)) = cx.mentions_in(first + 1..limit).next() else {
            return Vec::new();
        };
        let determiners = (first + 1..mention.first as usize)
            .all(|t| matches!(doc.tokens[t].upos, Upos::Det | Upos::Adj));
        let end = mention.person.map_or(mention.end, |(_, end)| end.max(mention.end)) as usize;
        let comma = end < sent.end as usize && doc.lower(end) == ",";
        let judge = mention.class == MentionClass::Person
            || mention.person.is_some()
            || mention.kind == ActorKind::Media
            || mention.tokens().any(|t| cx.is_one_of(t, &cx.language.grammar.analyst));
        let clause = (end..sent.end as usize).any(|t| doc.tokens[t].feats.has(Feats::FIN));
        if determiners && comma && judge && clause && can_speak(mention) {
            self.spoken_by(index, mention, s).into_iter().collect()
        } else {
            Vec::new()
        }
    }

    /// Who speaks a verb, and whether the verb stands in an aside (`…, dit-il`, `…, said X`).
    pub(crate) fn subject_of(&self, hit: Hit, s: usize) -> (Vec<Speaker>, bool) {
        let cx = self.cx;
        let doc = cx.doc;
        let verb = main_word(cx, hit);
        let sent = doc.sents[s];
        let end = hit.end as usize;
        // `a-t-il dit sans préciser leur identité`: what is not said has no speaker.
        let unsaid = doc.children(verb).any(|t| {
            t < verb
                && doc.tokens[t].rel == Rel::Mark
                && doc.tokens[t].upos == Upos::Adp
                && cx.is_one_of(t, &cx.language.grammar.nobody)
        });
        if unsaid || self.is_neither(verb, s) || self.is_name_of(hit, s) || self.tells_toll(hit) {
            return (Vec::new(), false);
        }
        if let Some(speakers) = self.quoted_as_saying(hit, s) {
            return (speakers, true);
        }
        let passive = is_passive(self.cx, hit, s);
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
                // `X told Reuters`: whom one tells stands behind the verb, never who tells.
                && doc.lemma(hit.head()) != "tell"
                // `a démenti et accusé le bataillon`: so does whom one accuses.
                && (cx.language.reporting[hit.index()].speech != Speech::Accuses
                    || self.closes_quote(hit, s))
                && split_auxiliary(doc, hit.head(), sent.first as usize).is_none()
                && let Some(speakers) = self.after_verb(hit, s)
                && !speakers.is_empty()
            {
                return (speakers, true);
            }
        }
        let own: Vec<usize> = doc
            .children(verb)
            .filter(|&t| matches!(doc.tokens[t].rel, Rel::Nsubj | Rel::NsubjPass))
            .flat_map(|t| self.subjects(t))
            .filter(|&t| !self.is_where(t))
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
                && doc.head(verb).is_some_and(|noun| noun < verb)
                && verb > 0
                && matches!(doc.tokens[verb - 1].upos, Upos::Noun | Upos::Propn | Upos::Adj);
            let bare = doc.tokens[verb].feats.has(Feats::INF)
                && !cx.quotes.iter().any(|quote| quote.outer.overlaps(sent.span));
            let agents =
                if qualifies || bare { Vec::new() } else { self.speakers_at(&args.agents, s) };
            return (agents, false);
        }
        let in_front = match before {
            // `dont les premiers éléments de l'enquête indiquent`.
            Before::Phrase(t) if cx.mention_at(t).is_some_and(|(_, m)| self.is_nobody(m)) => {
                return (Vec::new(), false);
            }
            Before::Phrase(t) => self.phrase_ending_at(t, s),
            _ => None,
        };
        let outside = |&&t: &&usize| cx.quote_at(t).is_none() || cx.quote_at(verb).is_some();
        let own: Vec<usize> = own.iter().filter(outside).copied().collect();
        let mut speakers = self.speakers_at(&own, s);
        // The tree may hang the verb's subject on another verb, or take an object for it; a
        // person's name right in front is the subject.
        let far = own.iter().all(|&t| t > verb);
        let n_own = doc.children(verb).filter(|&t| doc.tokens[t].rel == Rel::Nsubj).count();
        let named = n_own > 1
            || in_front.as_ref().is_some_and(|speaker| {
                speaker.mention.is_some_and(|m| cx.mentions[m].person.is_some())
            });
        let split = split_auxiliary(doc, hit.head(), sent.first as usize).is_some();
        // `…, a hotspot for kidnappings, residents said`: the phrase between a comma and the verb,
        // where the tree looks further back.
        let parted = in_front.as_ref().is_some_and(|speaker| {
            self.opens_clause(speaker.tokens.start, s)
                .is_some_and(|comma| own.iter().all(|&t| t < comma))
        });
        if (speakers.is_empty() || far || named || split || parted)
            && let Some(speaker) = in_front
        {
            speakers = vec![speaker];
        }
        if speakers.is_empty() && own.is_empty() {
            let agents: Vec<usize> = args.agents.iter().filter(outside).copied().collect();
            speakers = self.speakers_at(&agents, s);
        }
        let Some(first) = speakers.first().cloned() else { return (speakers, false) };
        if let Some(other) = self.coordinated_before(first.tokens.start, s) {
            push_front(&mut speakers, other);
        }
        (speakers, self.is_aside(hit, s))
    }

    /// The comma that a phrase and its determiners stand right behind, when a finite verb stands
    /// before it: where a new clause begins.
    fn opens_clause(&self, start: usize, s: usize) -> Option<usize> {
        let doc = self.cx.doc;
        let first = doc.sents[s].first as usize;
        let comma = (first..start)
            .rev()
            .find(|&t| !matches!(doc.tokens[t].upos, Upos::Det | Upos::Num | Upos::Adj))?;
        let clause = (first..comma).any(|t| {
            matches!(doc.tokens[t].upos, Upos::Verb | Upos::Aux)
                && doc.tokens[t].feats.has(Feats::FIN)
        });
        (doc.lower(comma) == "," && clause).then_some(comma)
    }

    /// Whether a pronoun opens a clause with a verb of its own: `dont six enfants` has none.
    fn opens_relative(&self, pronoun: usize, before: usize) -> bool {
        let doc = self.cx.doc;
        matches!(doc.lower(pronoun), "qui" | "who" | "which" | "dont" | "whose")
            && (pronoun + 1..before)
                .take_while(|&t| doc.lower(t) != ",")
                .any(|t| doc.tokens[t].feats.has(Feats::FIN))
    }

    /// `…, sources hinted.`: a subject behind a comma and a verb that ends the clause.
    fn is_aside(&self, hit: Hit, s: usize) -> bool {
        let doc = self.cx.doc;
        let sent = doc.sents[s];
        let next = hit.end as usize;
        let ends = next >= sent.end as usize
            || matches!(doc.lower(next), "." | "," | "»" | "”" | "\"")
            || self.cx.in_time(sent.tokens(), next);
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
        let own =
            doc.children(verb).any(|t| matches!(doc.tokens[t].rel, Rel::Nsubj | Rel::NsubjPass));
        let first = doc.sents[s].first as usize;
        let link = (first..hit.head()).rev().find(|&t| {
            !matches!(doc.tokens[t].upos, Upos::Aux | Upos::Adv | Upos::Part)
                && !self.cx.in_time(first..hit.head(), t)
        });
        let coordinated = link.is_some_and(|t| doc.tokens[t].upos == Upos::Cconj);
        doc.tokens[verb].feats.has(Feats::PRES_PART) || !own && coordinated
    }

    /// Whether a verb is a finite one, alone or with its auxiliary.
    fn is_finite(&self, hit: Hit) -> bool {
        let doc = self.cx.doc;
        hit.tokens().any(|t| doc.tokens[t].feats.has(Feats::FIN))
            || !matches!(doc.tokens[hit.head()].upos, Upos::Verb | Upos::Aux)
            || doc.lang == Lang::Fr
                && doc.tokens[hit.head()].feats.has(Feats::INF)
                && !doc.lower(hit.head()).ends_with('r')
                && doc.lower(hit.head()) != doc.lemma(hit.head())
            || doc.lang == Lang::En
                && !doc.tokens[hit.head()].feats.has(Feats::PAST_PART)
                && !doc.tokens[hit.head()].feats.has(Feats::PRES_PART)
                && hit.head() > 0
                && !matches!(doc.tokens[hit.head() - 1].upos, Upos::Part | Upos::Aux)
            || doc.lang == Lang::En
                && doc.tokens[hit.head()].feats.has(Feats::PAST_PART)
                && !is_passive(self.cx, hit, doc.sent_of(hit.head()))
            || split_auxiliary(doc, hit.head(), doc.sents[doc.sent_of(hit.head())].first as usize)
                .is_some()
            || hit.head() > 0
                && doc.tokens[hit.head()].feats.has(Feats::PAST_PART)
                && (hit.head().saturating_sub(4)..hit.head()).any(|t| {
                    matches!(doc.lemma(t), "avoir" | "être" | "have" | "be")
                        && doc.tokens[t].feats.has(Feats::FIN)
                })
    }

    /// What stands in front of a verb, over its auxiliaries, adverbs, object pronouns and dates.
    fn before(&self, hit: Hit, s: usize) -> Before {
        let cx = self.cx;
        let doc = cx.doc;
        let first = doc.sents[s].first as usize;
        let Some(mut at) = hit.head().checked_sub(1) else { return Before::Nothing };
        // `a à plusieurs reprises affirmé`: what stands between the auxiliary and the verb is theirs.
        let auxiliary = (hit.head().saturating_sub(6).max(first)..hit.head())
            .rev()
            .take_while(|&t| !matches!(doc.tokens[t].upos, Upos::Punct))
            .find(|&t| {
                matches!(doc.tokens[t].upos, Upos::Aux | Upos::Verb)
                    || is_subject_pronoun(doc.lower(t))
            });
        if let Some(auxiliary) = auxiliary
            && doc.tokens[hit.head()].feats.has(Feats::PAST_PART)
            && matches!(doc.lemma(auxiliary), "avoir" | "have")
        {
            at = auxiliary;
        }
        if let Some(auxiliary) = split_auxiliary(doc, hit.head(), first) {
            let Some(before) = auxiliary.checked_sub(1) else { return Before::Nothing };
            at = before;
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
            let timed = self.cx.in_time(first..hit.head(), at);
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
            // The verb of a relative clause is not what is said: `X, qui tient la ville, a promis`.
            let mut relative = false;
            (first..opens.unwrap_or(hit.head()).min(hit.head())).any(|t| {
                relative |= cx.is_one_of(t, &cx.language.grammar.relative)
                    && (!cx.is_one_of(t, &cx.language.grammar.part)
                        || self.opens_relative(t, hit.head()));
                let finite = matches!(doc.tokens[t].upos, Upos::Verb | Upos::Aux)
                    && doc.tokens[t].feats.has(Feats::FIN);
                finite && !std::mem::take(&mut relative)
            })
        };
        let relative = (hit.head().saturating_sub(3).max(first)..hit.head())
            .any(|t| matches!(doc.lower(t), "que" | "qu'" | "as" | "comme"));
        let marked = opens.is_some_and(|t| matches!(doc.lower(t), "»" | "”" | "\"" | "?" | "!"));
        let own_left = doc.children(main_word(cx, hit)).any(|t| {
            // `des échanges de tirs avec l'armée et les groupes qui la soutiennent, a déclaré`: a phrase with
            // a preposition, or joined to one, is no subject.
            let start = cx.mention_at(t).map_or(t, |(_, m)| m.first as usize);
            let before = (first..start)
                .rev()
                .find(|&b| !matches!(doc.tokens[b].upos, Upos::Det | Upos::Adj | Upos::Num));
            let led = before.is_some_and(|b| {
                matches!(doc.tokens[b].upos, Upos::Adp | Upos::Cconj)
                    && doc.lang == Lang::Fr
                    && b > first
            });
            matches!(doc.tokens[t].rel, Rel::Nsubj | Rel::NsubjPass)
                && !led
                && t < hit.head()
                && doc.tokens[t].upos != Upos::Pron
                && cx.quote_at(t).is_none()
                && (t..hit.head()).any(|t| self.opens_relative(t, hit.head()))
                && (t..opens.unwrap_or(t).max(t))
                    .filter(|&t| doc.tokens[t].feats.has(Feats::FIN))
                    .count()
                    < 2
        });
        let inverted =
            relative || comma && (marked || !own_left && (opens.is_none() || finite_before()));
        // `a juré la perte du gouvernement`, `claimed responsibility for`: the verb has its object inside the form.
        let object = hit.n_words > 1
            && hit.end as usize == hit.head() + hit.tokens().len()
            && hit.tokens().any(|t| t > hit.head() && doc.tokens[t].upos == Upos::Noun)
            // `a déclaré à la presse le maire`: whom it was told to is no object.
            && !hit.tokens().any(|t| doc.tokens[t].upos == Upos::Adp);
        if object && !marked {
            return None;
        }
        if !inverted {
            // `À la mi-mars, rappelle le texte, …`: a phrase and a comma behind the verb.
            let framed = comma && opens.is_some() && doc.lang == Lang::Fr;
            let between_commas = framed
                .then(|| self.first_phrase(end..(end + 9).min(sent.end as usize), s, false))
                .flatten()
                .filter(|(tokens, speakers)| !self.disagrees(hit, tokens, speakers, s))
                .filter(|(tokens, _)| {
                    let subject = doc
                        .children(main_word(cx, hit))
                        .any(|t| doc.tokens[t].rel == Rel::Nsubj && t < hit.head());
                    let resumes = (tokens.end + 1..(tokens.end + 4).min(sent.end as usize))
                        .any(|t| doc.tokens[t].feats.has(Feats::FIN));
                    tokens.end < sent.end as usize
                        && (doc.lower(tokens.end) == "," && (!subject || resumes)
                            || doc.lower(tokens.end) == "." && !subject)
                });
            if let Some((_, speakers)) = between_commas {
                return Some(speakers);
            }
            // `a fait savoir la police`, without a comma: only where the verb ends the sentence.
            return self.tail(hit, s);
        }
        let limit = (end + 14).min(sent.end as usize);
        // `a confirmé à l'AFP un porte-parole`: the form ends in the preposition of who is told.
        let to = hit.n_words > 1 && doc.lang == Lang::Fr && doc.tokens[end - 1].upos == Upos::Adp;
        let from = if to { end - 1 } else { end };
        let (tokens, speakers) = self.first_phrase(from..limit, s, true)?;
        if self.disagrees(hit, &tokens, &speakers, s) {
            return None;
        }
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
        if self.disagrees(hit, &tokens, &speakers, s) {
            return None;
        }
        // `a indiqué le gouvernement par son porte-parole`, `… dans un communiqué`.
        let through = tokens.end < sent.end as usize
            && doc.tokens[tokens.end].upos == Upos::Adp
            && !cx.is_one_of(tokens.end, &cx.language.grammar.of);
        let ends =
            through || (tokens.end..sent.end as usize).all(|t| doc.tokens[t].upos == Upos::Punct);
        let aux = (sent.first as usize..hit.head())
            .rev()
            .find(|&t| !matches!(doc.tokens[t].upos, Upos::Aux | Upos::Adv))?;
        let finite = (sent.first as usize..aux).any(|t| {
            matches!(doc.tokens[t].upos, Upos::Verb | Upos::Aux)
                && doc.tokens[t].feats.has(Feats::FIN)
        });
        let own = doc
            .children(hit.head())
            .any(|t| matches!(doc.tokens[t].rel, Rel::Nsubj | Rel::NsubjPass) && t < hit.head());
        let definite = doc.tokens[hit.end as usize..tokens.start.max(hit.end as usize)]
            .iter()
            .any(|t| t.upos == Upos::Det);
        // `contre deux villages a annoncé le gouverneur`: a phrase with a preposition is no subject.
        let phrase = (sent.first as usize..=aux).rev().find(|&t| {
            !matches!(
                doc.tokens[t].upos,
                Upos::Noun | Upos::Propn | Upos::Adj | Upos::Num | Upos::Det
            )
        });
        let led = phrase.is_some_and(|t| {
            doc.tokens[t].upos == Upos::Adp && !cx.is_one_of(t, &cx.language.grammar.of)
        });
        (ends
            && finite
            && !own
            && definite
            && (led
                || !matches!(
                    doc.tokens[aux].upos,
                    Upos::Noun | Upos::Propn | Upos::Pron | Upos::Sconj | Upos::Cconj
                )))
        .then_some(speakers)
    }

    /// Whether a phrase behind a verb has another number than the verb, so that it is no subject
    /// of it: `qui tiennent la ville, ont annoncé le lancement de l'offensive`.
    fn disagrees(&self, hit: Hit, phrase: &Range<usize>, speakers: &[Speaker], s: usize) -> bool {
        let doc = self.cx.doc;
        let start = phrase.start;
        let first = doc.sents[s].first as usize;
        if doc.lang != Lang::Fr || speakers.len() != 1 {
            return false;
        }
        let number = |t: usize| {
            let feats = doc.tokens[t].feats;
            match (feats.has(Feats::SING), feats.has(Feats::PLUR)) {
                (true, false) => Some(false),
                (false, true) => Some(true),
                _ => None,
            }
        };
        let verb = (hit.head().saturating_sub(4).max(first)..hit.end as usize)
            .rev()
            .find(|&t| {
                matches!(doc.tokens[t].upos, Upos::Verb | Upos::Aux)
                    && doc.tokens[t].feats.has(Feats::FIN)
            })
            .and_then(number);
        let article = (start.saturating_sub(3).max(hit.end as usize)..start)
            .rev()
            .take_while(|&t| matches!(doc.tokens[t].upos, Upos::Det | Upos::Num | Upos::Adj))
            .find(|&t| doc.tokens[t].upos == Upos::Det)
            .and_then(number)
            .or_else(|| {
                // `a affirmé Médecins sans frontières`: a name without an article is one, whatever its words are.
                let named = self.cx.mention_at(start).is_some_and(|(_, m)| m.registry.is_some());
                (start < doc.tokens.len() && !named).then(|| number(start)).flatten()
            });
        // `ont rapporté l'OSDH et la Défense civile`: two of them are many.
        let and = |t: usize| {
            doc.tokens.get(t).is_some_and(|token| token.upos == Upos::Cconj)
                && doc.tokens.get(t + 1).is_some_and(|next| {
                    matches!(next.upos, Upos::Det | Upos::Noun | Upos::Propn | Upos::X)
                        || doc.lower(t + 1) == "des"
                })
        };
        // `ainsi que des témoins`, behind what is told of the first.
        let as_well = (phrase.end..(phrase.end + AS_WELL).min(doc.sents[s].end as usize))
            .any(|t| doc.lower(t) == "ainsi");
        // `ont annoncé le gouverneur de l'État d'Ondo et des sources`: behind all of the first.
        let named = self.cx.mentions_in(phrase.clone()).map(|(_, m)| m.end as usize).max();
        let behind = named.unwrap_or(phrase.end).max(phrase.end);
        let many = (behind..(behind + 3).min(doc.sents[s].end as usize)).any(and)
            || (phrase.start..behind).any(and)
            || as_well;
        verb.zip(article).is_some_and(|(verb, article)| verb != article && !(verb && many))
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
}

/// Whether a reporting verb is passive. An auxiliary of having makes it active whatever the
/// tree says, and so does an English participle that closes its clause: `, the army disclosed.`
pub(crate) fn is_passive(cx: &Context<'_>, hit: Hit, s: usize) -> bool {
    let doc = cx.doc;
    let verb = main_word(cx, hit);
    let first = doc.sents[s].first as usize;
    // `Gunmen suspected to be bandits`: somebody else suspects it.
    if is_held_to_be(doc, verb, hit.end as usize) {
        return true;
    }
    if !grammar::is_passive(doc, verb) || split_auxiliary(doc, verb, first).is_some() {
        return false;
    }
    let auxiliaries = || verb.saturating_sub(4).max(first)..verb;
    let being = auxiliaries()
        .any(|t| matches!(doc.lower(t), "été" | "been") || matches!(doc.lemma(t), "être" | "be"));
    if being {
        return true;
    }
    // `for the terror recorded in the north`: what is recorded is said of a noun that the clause has
    // already found a place for.
    let qualifies = doc.tokens[verb].rel == Rel::Acl
        && (first..verb)
            .rev()
            .take_while(|&t| doc.tokens[t].upos != Upos::Punct && doc.lower(t) != "that")
            .any(|t| doc.tokens[t].feats.has(Feats::FIN));
    if qualifies {
        return true;
    }
    let having = auxiliaries()
        .any(|t| matches!(doc.lemma(t), "avoir" | "have") && doc.tokens[t].upos == Upos::Aux);
    let next = hit.end as usize;
    let closes = doc.lang == Lang::En
        && (next >= doc.sents[s].end as usize
            || doc.tokens[next].upos == Upos::Punct
            // `told Reuters by phone`: somebody is told, so that the subject tells.
            || doc.tokens[next].upos == Upos::Propn
            || matches!(doc.lower(next), "that" | "on" | "yesterday" | "in" | "to")
            || cx.in_time(doc.sents[s].tokens(), next));
    !having && !closes
}

/// Whether a participle is followed by `to be` or `to have`: `men believed to be rebels`. Whoever claims
/// to be something says so.
fn is_held_to_be(doc: &Doc<'_>, verb: usize, next: usize) -> bool {
    let word = |t: usize| if t < doc.tokens.len() { doc.lower(t) } else { "" };
    doc.lang == Lang::En
        && word(next) == "to"
        && matches!(word(next + 1), "be" | "have")
        && !matches!(doc.lemma(verb), "claim" | "profess" | "admit" | "deny")
}

/// The auxiliary of a participle from which an aside parts it: `a, de son côté, nié`.
fn split_auxiliary(doc: &Doc<'_>, verb: usize, first: usize) -> Option<usize> {
    let close = verb.checked_sub(1).filter(|&t| t > first && doc.lower(t) == ",")?;
    let open = (first + 1..close).rev().find(|&t| doc.lower(t) == ",")?;
    let auxiliary = open - 1;
    (doc.tokens[verb].feats.has(Feats::PAST_PART)
        && close - open <= MAX_ASIDE
        && matches!(doc.lemma(auxiliary), "avoir" | "have")
        && doc.tokens[auxiliary].feats.has(Feats::FIN))
    .then_some(auxiliary)
}

/// The word of a form that carries the grammar: the first that is no auxiliary.
pub(crate) fn main_word(cx: &Context<'_>, hit: Hit) -> usize {
    let head = hit.head();
    match cx.doc.head(head) {
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
