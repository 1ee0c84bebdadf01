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
    /// Holds the lower-case forms and lemmas that differ from the text; tokens point into it.
    pub(crate) arena: String,
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

impl Doc<'_> {
    /// The words of a token as written.
    pub fn word(&self, token: usize) -> &str {
        self.tokens[token].span.of(self.text)
    }

    /// Lower-case form of a token, apostrophes straightened.
    pub fn lower(&self, token: usize) -> &str {
        self.tokens[token].lower.of(&self.arena)
    }

    /// Lemma of a token.
    pub fn lemma(&self, token: usize) -> &str {
        self.tokens[token].lemma.of(&self.arena)
    }

    /// The span from the first to the last of a range of tokens.
    pub fn span_of(&self, tokens: std::ops::Range<usize>) -> Span {
        match (self.tokens.get(tokens.start), self.tokens.get(tokens.end.wrapping_sub(1))) {
            (Some(first), Some(last)) if tokens.start < tokens.end => first.span.cover(last.span),
            _ => Span::default(),
        }
    }

    /// The index of the sentence that holds a token.
    pub fn sent_of(&self, token: usize) -> usize {
        self.sents.partition_point(|sent| sent.end as usize <= token)
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
