//! Longest match of lexicon forms over the tokens of a document.
//!
//! A form is a sequence of words; each word matches a token by its lower-case form or by its
//! lemma. Between two words the matcher passes over up to [`MAX_PASSED`] tokens that carry no
//! content of their own: determiners, adverbs, adjectives, numbers, auxiliaries, clitic pronouns.

use crate::annotate::{Doc, Feats, Rel, Token, Upos, WordId};
use crate::lexicon::Language;
use crate::lexicon::schema::{Frame, HedgeClass, Pos, Strength};
use crate::model::{Family, Lang};

/// How many tokens may stand between two words of a form.
const MAX_PASSED: usize = 4;

/// Which file an entry stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// `triggers.toml`
    Trigger,
    /// `outcomes.toml`
    Outcome,
    /// `people.toml`
    People,
    /// `documents.toml`
    Document,
    /// `reporting.toml`
    Reporting,
    /// `certainty.toml`
    Hedge,
    /// `roles.toml`
    Support,
}

impl Subject {
    const COUNT: usize = 7;
}

/// An entry of the lexicon: the file and the position in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entry {
    /// The file.
    pub subject: Subject,
    /// The position in it.
    pub index: u32,
}

/// A form found in a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The entry.
    pub entry: Entry,
    /// First token.
    pub first: u32,
    /// One past the last token.
    pub end: u32,
    /// How many words the form has.
    pub n_words: u32,
    /// The token that carries the grammar of the form: its first word that is no clitic pronoun.
    pub head: u32,
}

impl Hit {
    /// Its tokens, those passed over included.
    pub fn tokens(self) -> std::ops::Range<usize> {
        self.first as usize..self.end as usize
    }

    /// The position of the entry in its file.
    pub fn index(self) -> usize {
        self.entry.index as usize
    }

    /// The token that carries the grammar of the form.
    pub fn head(self) -> usize {
        self.head as usize
    }
}

#[derive(Debug)]
struct Form {
    entry: Entry,
    pos: Pos,
    words: Box<[WordId]>,
    /// How many clitic pronouns stand before its verb (`s' en prendre à`).
    lead: usize,
}

/// What an entry asks of the rest of its sentence.
#[derive(Clone, Debug, Default)]
pub(super) struct Condition {
    /// None of these words may stand there.
    pub(super) unless: Box<[WordId]>,
    /// One of these words must, if there are any.
    pub(super) needs: Box<[WordId]>,
}

/// What decides most often that a form does not stand at a token, kept small so that the forms of a
/// word are passed over quickly.
#[derive(Clone, Copy, Debug)]
struct Gate {
    /// The second word; none for a form of one word.
    second: WordId,
    /// The parts of speech that the first token may have, as bits.
    upos: u32,
    /// The form.
    form: u32,
}

/// Forms by their first word.
#[derive(Debug, Default)]
pub(super) struct Index {
    forms: Vec<Form>,
    /// The forms of all words, those of one word together, in the order in which they were added.
    gates: Vec<Gate>,
    /// Where the forms of each word start in `gates`; one entry more than words.
    starts: Vec<u32>,
    /// Words of time that may stand between two words of a form, sorted.
    gap: Vec<WordId>,
}

impl Index {
    /// Sets the words of time that forms are read across.
    pub(super) fn pass_over(&mut self, mut gap: Vec<WordId>) {
        gap.sort_unstable();
        self.gap = gap;
    }

    /// Whether a token may stand between two words of a form.
    fn may_pass(&self, token: &Token) -> bool {
        may_pass(token.upos, token.rel) || self.gap.binary_search(&token.form_id).is_ok()
    }

    pub(super) fn add(&mut self, entry: Entry, pos: Pos, words: Vec<WordId>, lead: usize) {
        if !words.is_empty() {
            self.forms.push(Form { entry, pos, words: words.into(), lead });
        }
    }

    /// Sorts the forms by their first word, once all are added. `n_words` is how many words have
    /// numbers.
    pub(super) fn finish(&mut self, n_words: usize) {
        let first = |form: &Form| form.words.first().map_or(0, |word| word.0);
        let mut order: Vec<u32> = (0..self.forms.len() as u32).collect();
        order.sort_by_key(|&form| first(&self.forms[form as usize]));
        self.starts = vec![0; n_words + 2];
        for form in &self.forms {
            if let Some(start) = self.starts.get_mut(first(form) as usize + 1) {
                *start += 1;
            }
        }
        for word in 1..self.starts.len() {
            self.starts[word] += self.starts[word - 1];
        }
        self.gates = order
            .into_iter()
            .map(|number| {
                let form = &self.forms[number as usize];
                let upos = Upos::ALL.iter().filter(|&&upos| fits(upos, form));
                Gate {
                    second: form.words.get(1).copied().unwrap_or(WordId::NONE),
                    upos: upos.fold(0, |bits, &upos| bits | 1 << upos as u32),
                    form: number,
                }
            })
            .collect();
    }

    /// The forms that begin with a word.
    fn of(&self, word: WordId) -> &[Gate] {
        let at = word.0 as usize;
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(&from), Some(&to)) => {
                self.gates.get(from as usize..to as usize).unwrap_or_default()
            }
            _ => &[],
        }
    }
}

/// The bit of a word in a small set of words that may hold others too.
fn bit_of(word: WordId) -> u64 {
    1 << (word.0 & 63)
}

/// The words that may come second in a form that begins at a token.
#[derive(Clone, Copy, Debug)]
struct After {
    /// Their bits: most words are told from these not to be among them.
    bits: u64,
    words: [WordId; Self::MOST],
    n: usize,
}

impl After {
    /// The form and the lemma of each token that may be passed and of the one behind them, and a verb
    /// further on; and what stands behind an object.
    const MOST: usize = 2 * (MAX_PASSED + 2) + 1;

    fn new(index: &Index, doc: &Doc<'_>, at: usize, limit: usize) -> Self {
        let mut after = Self { bits: 0, words: [WordId::NONE; Self::MOST], n: 0 };
        if let Some(far) = predicate_of(doc, at, limit).or_else(|| far_object(doc, at, limit)) {
            after.add(doc.tokens[far].lemma_id);
        }
        if let Some(rest) = behind_object(doc, at, limit) {
            after.add(doc.tokens[rest].form_id);
            after.add(doc.tokens[rest].lemma_id);
        }
        let rest = doc.tokens.get(at + 1..limit).unwrap_or_default();
        for token in rest.iter().take(MAX_PASSED + 1) {
            after.add(token.form_id);
            after.add(token.lemma_id);
            if !index.may_pass(token) && token.upos != Upos::Punct {
                break;
            }
        }
        after
    }

    fn add(&mut self, word: WordId) {
        if let Some(place) = self.words.get_mut(self.n).filter(|_| word != WordId::NONE) {
            *place = word;
            self.bits |= bit_of(word);
            self.n += 1;
        }
    }

    #[inline]
    fn has(&self, word: WordId) -> bool {
        self.bits & bit_of(word) != 0 && self.words[..self.n].contains(&word)
    }
}

/// A form of a noun and its verb (`mandat prolonger`) whose noun has complements that part the two
/// (`le mandat de la mission a été prolongé`) covers the noun.
fn subject_of(doc: &Doc<'_>, at: usize, limit: usize, form: &Form) -> Option<(usize, usize)> {
    let [_, verb] = *form.words else { return None };
    let is_noun = matches!(form.pos, Pos::Noun | Pos::Any) && doc.tokens[at].upos == Upos::Noun;
    (is_noun && form.lead == 0 && form.entry.subject == Subject::Trigger)
        .then(|| predicate_of(doc, at, limit))
        .flatten()
        .filter(|&t| doc.tokens[t].lemma_id == verb)
        .map(|_| (at + 1, at))
}

/// A form of a verb and its object (`lancer assaut`) that other phrases part (`ont lancé dans la journée de samedi dix
/// assauts`) covers the verb.
fn verb_of(doc: &Doc<'_>, at: usize, limit: usize, form: &Form) -> Option<(usize, usize)> {
    let [_, noun] = *form.words else { return None };
    let is_verb = form.pos == Pos::Verb && doc.tokens[at].upos == Upos::Verb;
    (is_verb && form.lead == 0 && form.entry.subject == Subject::Trigger)
        .then(|| far_object(doc, at, limit))
        .flatten()
        .filter(|&t| doc.tokens[t].lemma_id == noun)
        .map(|_| (at + 1, at))
}

/// What stands behind the object of a verb, where that follows the verb at once: `into` in `took the five men into
/// custody`.
fn behind_object(doc: &Doc<'_>, verb: usize, limit: usize) -> Option<usize> {
    /// Words of an object that is read across.
    const LONGEST: usize = 9;
    if doc.tokens[verb].upos != Upos::Verb {
        return None;
    }
    let limit = limit.min(verb + LONGEST + 1);
    let object = doc.child(verb, Rel::Obj).filter(|&t| t > verb && t < limit)?;
    // All that stands between is of the object: `thousands of residents` with its preposition.
    let is_of_object = |t: usize| {
        let is_of = |of: usize| of == object || of > verb && of < t;
        let is_of_next = |of: usize| of > t && of < limit && doc.head(of).is_some_and(is_of);
        t == object || doc.head(t).is_some_and(|of| is_of(of) || is_of_next(of))
    };
    let before = (verb + 1..object).all(|t| is_of_object(t) || doc.tokens[t].upos == Upos::Adv);
    let end = (object + 1..limit).find(|&t| !is_of_object(t) || takes_complement(doc, t))?;
    before.then_some(end)
}

/// Whether a word opens what a verb takes besides its object, whatever the tree hangs it on: `into custody`, `dead`,
/// `to flee`.
fn takes_complement(doc: &Doc<'_>, at: usize) -> bool {
    let before_verb = || doc.tokens.get(at + 1).is_some_and(|next| next.upos == Upos::Verb);
    matches!(doc.tokens[at].upos, Upos::Adp | Upos::Adj) && doc.lower(at) != "of"
        || doc.tokens[at].upos == Upos::Part && before_verb()
}

/// The object of a verb, when it follows too far behind for a form to be read in a row.
fn far_object(doc: &Doc<'_>, verb: usize, limit: usize) -> Option<usize> {
    if doc.tokens[verb].upos != Upos::Verb {
        return None;
    }
    let object = doc.child(verb, Rel::Obj)?;
    (object > verb + 1 && object < limit && doc.tokens[object].upos == Upos::Noun).then_some(object)
}

/// The verb that a noun is the subject of, when it follows in the sentence.
fn predicate_of(doc: &Doc<'_>, noun: usize, limit: usize) -> Option<usize> {
    let is_subject = matches!(doc.tokens[noun].rel, Rel::Nsubj | Rel::NsubjPass);
    doc.head(noun)
        .filter(|&t| is_subject && t > noun && t < limit && doc.tokens[t].upos == Upos::Verb)
}

impl Language {
    /// Gives every token of `doc` the numbers of its form and lemma. Must run before
    /// [`Self::find`].
    pub fn number_words(&self, doc: &mut Doc<'_>) {
        for token in 0..doc.tokens.len() {
            let (form_hash, lemma_hash) =
                (doc.tokens[token].form_hash, doc.tokens[token].lemma_hash);
            let form = self.numbered(form_hash);
            let lemma = match doc.lower(token) {
                // Contractions match the preposition in them, elisions the full word.
                "du" | "des" | "d'" if self.grammar.contractions => self.word("de"),
                "au" | "aux" if self.grammar.contractions => self.word("à"),
                "s'" if self.grammar.contractions => self.word("se"),
                // `Bandits attacked`: a noun that opens a sentence has a capital and looks like a name.
                word if self.lang == Lang::En
                    && form == WordId::NONE
                    && opens_sentence(doc, token)
                    && doc.tokens[token].upos == Upos::Propn
                    && word.ends_with('s') =>
                {
                    self.word(&word[..word.len() - 1])
                }
                _ if lemma_hash == form_hash => form,
                _ => self.numbered(lemma_hash),
            };
            doc.tokens[token].form_id = form;
            doc.tokens[token].lemma_id = lemma;
        }
    }

    /// The forms of one sentence's tokens, for all files: of each file the longest match at each
    /// place, left to right, without overlap.
    pub fn find(&self, doc: &Doc<'_>, tokens: std::ops::Range<usize>) -> Vec<Hit> {
        let mut hits: Vec<Hit> = Vec::new();
        let mut taken_until = [tokens.start; Subject::COUNT];
        for at in tokens.clone() {
            let token = &doc.tokens[at];
            // No form begins with most words.
            let begins = |word| word != WordId::NONE && !self.index.of(word).is_empty();
            if !begins(token.form_id) && !begins(token.lemma_id) {
                continue;
            }
            let mut best: [Option<Hit>; Subject::COUNT] = [None; Subject::COUNT];
            // `hacked two villagers to death` tells more than `hacked`. `Killed in battle` is told of whoever suffers it:
            // of a verb with an object it is not the form.
            let mut spare: [Option<Hit>; Subject::COUNT] = [None; Subject::COUNT];
            let upos = 1_u32 << token.upos as u32;
            let mut after = None;
            let mut consider = |first: WordId| {
                let gates = self.index.of(first);
                if first == WordId::NONE || gates.is_empty() {
                    return;
                }
                let after =
                    after.get_or_insert_with(|| After::new(&self.index, doc, at, tokens.end));
                for gate in gates {
                    // The form itself lies elsewhere in memory: nearly all are passed over unseen.
                    if gate.upos & upos == 0
                        || gate.second != WordId::NONE && !after.has(gate.second)
                    {
                        continue;
                    }
                    let form = &self.index.forms[gate.form as usize];
                    let slot = form.entry.subject as usize;
                    if at < taken_until[slot] {
                        continue;
                    }
                    let in_a_row = self.end_of(doc, at, tokens.end, form);
                    let found = in_a_row
                        .or_else(|| subject_of(doc, at, tokens.end, form))
                        .or_else(|| verb_of(doc, at, tokens.end, form));
                    let Some((end, head)) = found else {
                        if spare[slot].is_none()
                            && let Some((end, head)) = self.across_object(doc, at, tokens.end, form)
                        {
                            spare[slot] = Some(Hit {
                                entry: form.entry,
                                first: at as u32,
                                end: end as u32,
                                n_words: 1,
                                head: head as u32,
                            });
                        }
                        continue;
                    };
                    if in_a_row.is_none() && !self.tells_more(doc, &tokens, form, best[slot]) {
                        continue;
                    }
                    let n_words = form.words.len() as u32;
                    if best[slot].is_none_or(|found| found.n_words < n_words) {
                        best[slot] = Some(Hit {
                            entry: form.entry,
                            first: at as u32,
                            end: end as u32,
                            n_words,
                            head: head as u32,
                        });
                    }
                }
            };
            consider(token.form_id);
            if token.lemma_id != token.form_id {
                consider(token.lemma_id);
            }
            let tells_more = |best: Hit, spare: Hit| {
                let trigger = self.triggers.get(spare.index());
                // `forced 1,000 people from their homes`: where the verb alone tells nothing.
                best.n_words == 1
                    && (spare.entry.subject == Subject::Outcome
                        || trigger.is_some_and(|trigger| {
                            trigger.frame != Frame::Suffers
                                && trigger.event_type.family() == Family::Civilians
                        })
                        || !self.may_fire(doc, tokens.clone(), best.entry))
            };
            let hits_here = best.into_iter().zip(spare).map(|(best, spare)| match (best, spare) {
                (Some(best), Some(spare)) if tells_more(best, spare) => Some(spare),
                (best, spare) => best.or(spare),
            });
            for (slot, hit) in hits_here.enumerate() {
                if let Some(hit) = hit {
                    // A form that passes over words must not hide what stands between them, so
                    // only forms without a gap claim the tokens that they cover.
                    let dense = hit.end - hit.first == hit.n_words;
                    taken_until[slot] = if dense { hit.end as usize } else { at + 1 };
                    hits.push(hit);
                }
            }
        }
        hits
    }

    /// A form of a verb and what belongs to it beside its object (`take into custody`, `shoot dead`) that the
    /// object parts (`took the five men into custody`) covers the verb.
    fn across_object(
        &self,
        doc: &Doc<'_>,
        at: usize,
        limit: usize,
        form: &Form,
    ) -> Option<(usize, usize)> {
        let [_, second, rest @ ..] = &*form.words else { return None };
        let is_verb = form.pos == Pos::Verb && doc.tokens[at].upos == Upos::Verb;
        let is_told = matches!(form.entry.subject, Subject::Trigger | Subject::Outcome);
        if !is_verb || form.lead > 0 || !is_told {
            return None;
        }
        let is = |t: usize, word: WordId| {
            doc.tokens[t].form_id == word || doc.tokens[t].lemma_id == word
        };
        let mut t = behind_object(doc, at, limit).filter(|&t| is(t, *second))?;
        for word in rest {
            t += 1;
            while t < limit && !is(t, *word) && self.index.may_pass(&doc.tokens[t]) {
                t += 1;
            }
            if t >= limit || !is(t, *word) {
                return None;
            }
        }
        Some((at + 1, at))
    }

    /// Whether a noun with a verb further on tells more than the noun does: it may fire, and it is
    /// sure or the other is not.
    fn tells_more(
        &self,
        doc: &Doc<'_>,
        tokens: &std::ops::Range<usize>,
        form: &Form,
        found: Option<Hit>,
    ) -> bool {
        let is_strong = |entry: Entry| {
            self.triggers
                .get(entry.index as usize)
                .is_some_and(|trigger| trigger.strength == Strength::Strong)
        };
        found.is_none_or(|found| is_strong(form.entry) || !is_strong(found.entry))
            && self.may_fire(doc, tokens.clone(), form.entry)
    }

    /// One past the token at which the rest of a form ends, when it stands there, and the token of
    /// its head.
    fn end_of(
        &self,
        doc: &Doc<'_>,
        first: usize,
        limit: usize,
        form: &Form,
    ) -> Option<(usize, usize)> {
        let mut at = first + 1;
        let mut head = first;
        let compound = self.lang == Lang::En && form.pos == Pos::Noun;
        for (w, &word) in form.words.iter().enumerate().skip(1) {
            let mut passed = 0;
            loop {
                let token = doc.tokens.get(at).filter(|_| at < limit)?;
                // `militants attacked` is no `militant attack`.
                if compound
                    && token.upos == Upos::Verb
                    && token.feats.has(Feats::FIN)
                    && token.lemma_id == word
                    && token.form_id != word
                {
                    return None;
                }
                if token.form_id == word || token.lemma_id == word {
                    break;
                }
                // Names of people are read without gaps: `dead two men` is no `dead man`.
                let people = form.entry.subject == Subject::People;
                // `a fait état « d'au moins » 25 morts`: marks part a verb from what it tells.
                let mark = form.entry.subject == Subject::Reporting
                    && token.upos == Upos::Punct
                    && matches!(doc.lower(at), "«" | "“" | "\"");
                // `un convoi de l'armée`: an article behind the preposition.
                let article = self.lang == Lang::Fr
                    && token.upos == Upos::Det
                    && at == first + w
                    && matches!(doc.lower(at - 1), "de" | "d'" | "à");
                if passed == MAX_PASSED
                    || !(mark || self.index.may_pass(token))
                    || people && token.upos != Upos::Adj && !article
                {
                    return None;
                }
                passed += 1;
                at += 1;
            }
            if w == form.lead {
                head = at;
            }
            at += 1;
        }
        Some((at, head))
    }

    /// Whether a hedge, by its id, says that something was prevented.
    pub fn is_foiled(&self, id: &str) -> bool {
        self.hedges.iter().any(|hedge| hedge.class == HedgeClass::Foiled && hedge.id == id)
    }

    /// Whether a trigger may fire in a sentence: none of its `unless` stands there, and one of its
    /// `needs`, when it has any.
    pub fn may_fire(&self, doc: &Doc<'_>, tokens: std::ops::Range<usize>, entry: Entry) -> bool {
        self.conditions.get(&entry).is_none_or(|condition| {
            !self.any_word(doc, tokens.clone(), &condition.unless)
                && (condition.needs.is_empty() || self.any_word(doc, tokens, &condition.needs))
        })
    }

    /// Whether any of `words` stands in the tokens, by form or lemma.
    pub fn any_word(
        &self,
        doc: &Doc<'_>,
        tokens: std::ops::Range<usize>,
        words: &[WordId],
    ) -> bool {
        // Most tokens differ from all of the words in the last bits of their numbers.
        let bits = words.iter().fold(0, |bits, &word| bits | bit_of(word));
        !words.is_empty()
            && doc.tokens[tokens].iter().any(|token| {
                (bit_of(token.form_id) | bit_of(token.lemma_id)) & bits != 0
                    && (words.contains(&token.form_id) || words.contains(&token.lemma_id))
            })
    }
}

/// Whether a token stands first in its sentence, or behind the mark that ends a dateline.
fn opens_sentence(doc: &Doc<'_>, token: usize) -> bool {
    let first = doc.sents[doc.sent_of(token)].first as usize;
    token == first || matches!(doc.lower(token - 1), "-" | "–" | "—" | "--" | ")" | "“" | "\"")
}

/// Words that may stand between two words of a form.
fn may_pass(upos: Upos, rel: Rel) -> bool {
    // `launched cruise missiles`, `signed a peace deal`.
    rel == Rel::Compound && matches!(upos, Upos::Noun | Upos::Propn)
        || matches!(upos, Upos::Det | Upos::Adv | Upos::Adj | Upos::Num | Upos::Aux | Upos::Part)
        || upos == Upos::Pron && matches!(rel, Rel::Expl | Rel::Obj | Rel::Iobj | Rel::Nmod)
}

/// Whether the first token can be what the form says, with room for the tagger's usual mistakes:
/// participles tagged as adjectives, nouns of headlines tagged as names.
fn fits(upos: Upos, form: &Form) -> bool {
    match form.pos {
        Pos::Verb => matches!(upos, Upos::Verb | Upos::Aux | Upos::Adj) || form.lead > 0,
        Pos::Noun => {
            matches!(upos, Upos::Noun | Upos::Propn | Upos::Adj | Upos::X | Upos::Num | Upos::Sym)
        }
        Pos::Adj => matches!(upos, Upos::Adj | Upos::Verb | Upos::Noun | Upos::Propn),
        Pos::Adv | Pos::Prep | Pos::Any => true,
    }
}
