//! Longest match of lexicon forms over the tokens of a document.
//!
//! A form is a sequence of words; each word matches a token by its lower-case form or by its
//! lemma. Between two words the matcher passes over up to [`MAX_PASSED`] tokens that carry no
//! content of their own: determiners, adverbs, adjectives, numbers, auxiliaries, clitic pronouns.

use rustc_hash::FxHashMap;

use crate::annotate::{Doc, Rel, Upos, WordId};
use crate::lexicon::Language;
use crate::lexicon::schema::Pos;

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

/// Forms by their first word.
#[derive(Debug, Default)]
pub(super) struct Index {
    forms: Vec<Form>,
    by_first: FxHashMap<WordId, Vec<u32>>,
}

impl Index {
    pub(super) fn add(&mut self, entry: Entry, pos: Pos, words: Vec<WordId>, lead: usize) {
        let Some(&first) = words.first() else { return };
        self.by_first.entry(first).or_default().push(self.forms.len() as u32);
        self.forms.push(Form { entry, pos, words: words.into(), lead });
    }
}

impl Language {
    /// Gives every token of `doc` the numbers of its form and lemma. Must run before
    /// [`Self::find`].
    pub fn number_words(&self, doc: &mut Doc<'_>) {
        for token in 0..doc.tokens.len() {
            let form = self.word(doc.lower(token));
            let lemma = match doc.lower(token) {
                // Contractions match the preposition in them, elisions the full word.
                "du" | "des" | "d'" if self.grammar.contractions => self.word("de"),
                "au" | "aux" if self.grammar.contractions => self.word("à"),
                "s'" if self.grammar.contractions => self.word("se"),
                _ => self.word(doc.lemma(token)),
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
            if token.form_id == WordId::NONE && token.lemma_id == WordId::NONE {
                continue;
            }
            let mut best: [Option<Hit>; Subject::COUNT] = [None; Subject::COUNT];
            let mut consider = |first: WordId| {
                if first == WordId::NONE {
                    return;
                }
                for &form in self.index.by_first.get(&first).into_iter().flatten() {
                    let form = &self.index.forms[form as usize];
                    let slot = form.entry.subject as usize;
                    if at < taken_until[slot] || !fits(doc, at, form) {
                        continue;
                    }
                    let Some((end, head)) = self.end_of(doc, at, tokens.end, form) else {
                        continue;
                    };
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
            for (slot, hit) in best.into_iter().enumerate() {
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
        for (w, &word) in form.words.iter().enumerate().skip(1) {
            let mut passed = 0;
            loop {
                let token = doc.tokens.get(at).filter(|_| at < limit)?;
                if token.form_id == word || token.lemma_id == word {
                    break;
                }
                // Names of people are read without gaps: `dead two men` is no `dead man`.
                let people = form.entry.subject == Subject::People;
                if passed == MAX_PASSED
                    || !may_pass(token.upos, token.rel)
                    || people && token.upos != Upos::Adj
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

    /// Whether any of `words` stands in the tokens, by form or lemma.
    pub fn any_word(
        &self,
        doc: &Doc<'_>,
        tokens: std::ops::Range<usize>,
        words: &[WordId],
    ) -> bool {
        !words.is_empty()
            && doc.tokens[tokens]
                .iter()
                .any(|token| words.contains(&token.form_id) || words.contains(&token.lemma_id))
    }
}

/// Words that may stand between two words of a form.
fn may_pass(upos: Upos, rel: Rel) -> bool {
    matches!(upos, Upos::Det | Upos::Adv | Upos::Adj | Upos::Num | Upos::Aux | Upos::Part)
        || upos == Upos::Pron && matches!(rel, Rel::Expl | Rel::Obj | Rel::Iobj | Rel::Nmod)
}

/// Whether the first token can be what the form says, with room for the tagger's usual mistakes:
/// participles tagged as adjectives, nouns of headlines tagged as names.
fn fits(doc: &Doc<'_>, at: usize, form: &Form) -> bool {
    let upos = doc.tokens[at].upos;
    match form.pos {
        Pos::Verb => matches!(upos, Upos::Verb | Upos::Aux | Upos::Adj) || form.lead > 0,
        Pos::Noun => {
            matches!(upos, Upos::Noun | Upos::Propn | Upos::Adj | Upos::X | Upos::Num | Upos::Sym)
        }
        Pos::Adj => matches!(upos, Upos::Adj | Upos::Verb | Upos::Noun | Upos::Propn),
        Pos::Adv | Pos::Prep | Pos::Any => true,
    }
}
