//! The annotated document: sentences, tokens, and the arenas that hold their normal forms.

use crate::model::Lang;
use crate::span::Span;

/// An article with structure. All spans are byte ranges into `text`.
#[derive(Clone, Debug)]
pub struct Doc<'a> {
    /// The article's text.
    pub text: &'a str,
    /// The language that it was annotated in.
    pub lang: Lang,
    /// Sentences, in order.
    pub sents: Vec<Sent>,
    /// Tokens of all sentences, in order.
    pub tokens: Vec<Token>,
    /// The sentence of each token. A list, since it is asked for at every turn.
    pub(crate) sent_numbers: Vec<u32>,
    /// Holds the lower-case forms and lemmas that differ from the text; tokens point into it.
    pub(crate) arena: String,
    /// Dependents of all tokens, those of one token together and in order.
    pub(crate) dependents: Vec<u32>,
    /// Where the dependents of each token start; one entry more than tokens.
    pub(crate) dependents_from: Vec<u32>,
}

/// A sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    /// From its first to its last character, without surrounding white space.
    pub span: Span,
    /// First token, as an index into `Doc::tokens`.
    pub first: u32,
    /// One past its last token.
    pub end: u32,
    /// Which paragraph of the text it stands in, counted from 0.
    pub paragraph: u32,
}

impl Sent {
    /// The indexes of its tokens.
    pub fn tokens(self) -> std::ops::Range<usize> {
        self.first as usize..self.end as usize
    }
}

/// A word of the lexicon, by number; 0 is a word that no lexicon entry uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WordId(pub u32);

impl WordId {
    /// A word that no lexicon entry uses.
    pub const NONE: Self = Self(0);
}

/// A token. Contracted forms of French (`du`, `aux`) stay one token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it stands in the text.
    pub span: Span,
    /// Its lower-case form, with straight apostrophes, in the arena.
    pub(crate) lower: Span,
    /// Its lemma, in the arena.
    pub(crate) lemma: Span,
    /// The number of its lower-case form in the lexicon.
    pub form_id: WordId,
    /// The number of its lemma in the lexicon.
    pub lemma_id: WordId,
    /// The hash of its lower-case form: what differs here is another word.
    pub(crate) form_hash: u64,
    /// The hash of its lemma.
    pub(crate) lemma_hash: u64,
    /// Part of speech.
    pub upos: Upos,
    /// Inflection.
    pub feats: Feats,
    /// Index in `Doc::tokens` of its syntactic head; its own index for a root.
    pub head: u32,
    /// Relation to the head.
    pub rel: Rel,
    /// Whether white space stands before it.
    pub space_before: bool,
}

impl<'a> Doc<'a> {
    /// A document without words, to be filled.
    pub(crate) fn new(text: &'a str, lang: Lang) -> Self {
        Self {
            text,
            lang,
            sents: Vec::new(),
            tokens: Vec::new(),
            sent_numbers: Vec::new(),
            arena: String::new(),
            dependents: Vec::new(),
            dependents_from: Vec::new(),
        }
    }
}

impl Doc<'_> {
    /// The words of a token as written.
    #[inline]
    pub fn word(&self, token: usize) -> &str {
        self.tokens[token].span.of(self.text)
    }

    /// Lower-case form of a token, apostrophes straightened.
    #[inline]
    pub fn lower(&self, token: usize) -> &str {
        self.tokens[token].lower.of(&self.arena)
    }

    /// Lemma of a token.
    #[inline]
    pub fn lemma(&self, token: usize) -> &str {
        self.tokens[token].lemma.of(&self.arena)
    }

    /// Whether two tokens have the same lemma.
    #[inline]
    pub fn same_lemma(&self, a: usize, b: usize) -> bool {
        self.tokens[a].lemma_hash == self.tokens[b].lemma_hash && self.lemma(a) == self.lemma(b)
    }

    /// The span from the first to the last of a range of tokens.
    pub fn span_of(&self, tokens: std::ops::Range<usize>) -> Span {
        match (self.tokens.get(tokens.start), self.tokens.get(tokens.end.wrapping_sub(1))) {
            (Some(first), Some(last)) if tokens.start < tokens.end => first.span.cover(last.span),
            _ => Span::default(),
        }
    }

    /// The index of the sentence that holds a token.
    #[inline]
    pub fn sent_of(&self, token: usize) -> usize {
        self.sent_numbers.get(token).map_or(self.sents.len(), |&sent| sent as usize)
    }

    /// The syntactic head of a token; none for a root.
    #[inline]
    pub fn head(&self, token: usize) -> Option<usize> {
        let head = self.tokens.get(token)?.head as usize;
        (head != token).then_some(head)
    }

    /// The dependents of a token, in order.
    #[inline]
    pub fn children(&self, token: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        let from = self.dependents_from.get(token).map_or(0, |&from| from as usize);
        let to = self.dependents_from.get(token + 1).map_or(from, |&to| to as usize);
        self.dependents.get(from..to).unwrap_or_default().iter().map(|&child| child as usize)
    }

    /// The dependents of a token with a relation, in order.
    pub fn children_by(
        &self,
        token: usize,
        rel: Rel,
    ) -> impl DoubleEndedIterator<Item = usize> + '_ {
        self.children(token).filter(move |&child| self.tokens[child].rel == rel)
    }

    /// The first dependent of a token with a relation.
    pub fn child(&self, token: usize, rel: Rel) -> Option<usize> {
        self.children_by(token, rel).next()
    }

    /// The preposition of a noun: its first `case` dependent.
    pub fn case(&self, token: usize) -> Option<usize> {
        self.child(token, Rel::Case)
    }

    /// Heads above a token, the nearest first. It ends: heads of a sentence form a tree.
    pub fn ancestors(&self, token: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(self.head(token), |&above| self.head(above))
    }

    /// Lists the dependents of every token; to be called again when heads have changed.
    pub(crate) fn index_dependents(&mut self) {
        let n = self.tokens.len();
        self.dependents_from.clear();
        self.dependents_from.resize(n + 1, 0);
        let is_child =
            |&(i, token): &(usize, &Token)| token.head as usize != i && (token.head as usize) < n;
        for (_, token) in self.tokens.iter().enumerate().filter(is_child) {
            self.dependents_from[token.head as usize + 1] += 1;
        }
        for i in 0..n {
            self.dependents_from[i + 1] += self.dependents_from[i];
        }
        self.dependents.clear();
        self.dependents.resize(self.dependents_from[n] as usize, 0);
        let mut free = self.dependents_from.clone();
        for (i, token) in self.tokens.iter().enumerate().filter(is_child) {
            let place = &mut free[token.head as usize];
            self.dependents[*place as usize] = i as u32;
            *place += 1;
        }
    }
}

/// Parts of speech of Universal Dependencies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Upos {
    /// Adjective.
    Adj,
    /// Preposition, postposition.
    Adp,
    /// Adverb.
    Adv,
    /// Auxiliary.
    Aux,
    /// Coordinating conjunction.
    Cconj,
    /// Determiner.
    Det,
    /// Interjection.
    Intj,
    /// Noun.
    Noun,
    /// Number.
    Num,
    /// Particle.
    Part,
    /// Pronoun.
    Pron,
    /// Proper noun.
    Propn,
    /// Punctuation.
    Punct,
    /// Subordinating conjunction.
    Sconj,
    /// Symbol.
    Sym,
    /// Verb.
    Verb,
    /// Anything else.
    #[default]
    X,
}

/// Inflection, as bits: only what coding asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Feats(pub u16);

impl Feats {
    /// Singular.
    pub const SING: u16 = 1;
    /// Plural.
    pub const PLUR: u16 = 1 << 1;
    /// Past participle.
    pub const PAST_PART: u16 = 1 << 2;
    /// Present participle or gerund.
    pub const PRES_PART: u16 = 1 << 3;
    /// Infinitive.
    pub const INF: u16 = 1 << 4;
    /// Finite.
    pub const FIN: u16 = 1 << 5;
    /// Conditional mood.
    pub const COND: u16 = 1 << 6;
    /// Subjunctive mood.
    pub const SUBJ: u16 = 1 << 7;
    /// Future tense.
    pub const FUT: u16 = 1 << 8;
    /// Past tense (simple or imperfect).
    pub const PAST: u16 = 1 << 9;
    /// Present tense.
    pub const PRES: u16 = 1 << 10;
    /// Imperfect tense.
    pub const IMPERF: u16 = 1 << 11;
    /// Imperative mood.
    pub const IMPER: u16 = 1 << 12;
    /// Passive voice (as the treebank marks it).
    pub const PASSIVE: u16 = 1 << 13;

    /// Whether all of `bits` are set.
    pub fn has(self, bits: u16) -> bool {
        self.0 & bits == bits
    }
}

/// Dependency relations of Universal Dependencies, with the subtypes that coding asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Rel {
    /// Clause that modifies a noun.
    Acl,
    /// Relative clause.
    AclRelcl,
    /// Adverbial clause.
    Advcl,
    /// Adverbial modifier.
    Advmod,
    /// Adjectival modifier.
    Amod,
    /// Apposition.
    Appos,
    /// Auxiliary of tense or modality.
    Aux,
    /// Passive auxiliary.
    AuxPass,
    /// Preposition, marker of case.
    Case,
    /// Coordinating conjunction.
    Cc,
    /// Clausal complement.
    Ccomp,
    /// Compound.
    Compound,
    /// Conjunct.
    Conj,
    /// Copula.
    Cop,
    /// Clausal subject.
    Csubj,
    /// Unspecified.
    #[default]
    Dep,
    /// Determiner.
    Det,
    /// Discourse element.
    Discourse,
    /// Dislocated element.
    Dislocated,
    /// Expletive (`il y a`, `se`).
    Expl,
    /// Fixed expression.
    Fixed,
    /// Flat name or foreign words.
    Flat,
    /// Goes with the word before.
    Goeswith,
    /// Indirect object.
    Iobj,
    /// Marker of a clause.
    Mark,
    /// Nominal modifier.
    Nmod,
    /// Subject.
    Nsubj,
    /// Subject of a passive.
    NsubjPass,
    /// Number.
    Nummod,
    /// Object.
    Obj,
    /// Oblique.
    Obl,
    /// Agent of a passive.
    OblAgent,
    /// Ellipsis.
    Orphan,
    /// Parataxis.
    Parataxis,
    /// Punctuation.
    Punct,
    /// The head of the sentence.
    Root,
    /// Vocative.
    Vocative,
    /// Open clausal complement.
    Xcomp,
}

impl Upos {
    /// All, in the order of their numbers.
    pub const ALL: [Self; 17] = [
        Self::Adj,
        Self::Adp,
        Self::Adv,
        Self::Aux,
        Self::Cconj,
        Self::Det,
        Self::Intj,
        Self::Noun,
        Self::Num,
        Self::Part,
        Self::Pron,
        Self::Propn,
        Self::Punct,
        Self::Sconj,
        Self::Sym,
        Self::Verb,
        Self::X,
    ];

    /// From its number; anything else is `X`.
    pub fn from_index(index: u8) -> Self {
        Self::ALL.get(usize::from(index)).copied().unwrap_or_default()
    }
}

impl Rel {
    /// All, in the order of their numbers.
    pub const ALL: [Self; 38] = [
        Self::Acl,
        Self::AclRelcl,
        Self::Advcl,
        Self::Advmod,
        Self::Amod,
        Self::Appos,
        Self::Aux,
        Self::AuxPass,
        Self::Case,
        Self::Cc,
        Self::Ccomp,
        Self::Compound,
        Self::Conj,
        Self::Cop,
        Self::Csubj,
        Self::Dep,
        Self::Det,
        Self::Discourse,
        Self::Dislocated,
        Self::Expl,
        Self::Fixed,
        Self::Flat,
        Self::Goeswith,
        Self::Iobj,
        Self::Mark,
        Self::Nmod,
        Self::Nsubj,
        Self::NsubjPass,
        Self::Nummod,
        Self::Obj,
        Self::Obl,
        Self::OblAgent,
        Self::Orphan,
        Self::Parataxis,
        Self::Punct,
        Self::Root,
        Self::Vocative,
        Self::Xcomp,
    ];
}
