//! The words of a language, as data.
//!
//! Takes TOML files (compiled in, or a folder laid over them); gives [`Lexicon`], whose
//! [`Language`]s match the forms of their entries over the tokens of a document. Holds no rule of
//! grammar: what a match means is decided in `coding/`.

pub mod schema;

pub mod numbers_schema;

pub(crate) mod conflict;
pub mod dates_schema;

pub mod places_schema;

pub mod pages;

pub mod registry;

mod forms;
pub use forms::spelled_out;

mod load;
pub use load::{LexiconError, Overlay};

mod matcher;
pub(crate) mod word_list;
pub use matcher::{Entry, Hit, Subject};

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::annotate::WordId;
use crate::annotate::syntax::hash;
use crate::annotate::syntax::tables::WordTable;
use crate::model::Lang;
use matcher::{Condition, Index};

/// All languages that griot knows.
#[derive(Debug)]
pub struct Lexicon {
    fr: Language,
    en: Language,
    hash: String,
}

/// The compiled words of one language.
#[derive(Debug)]
pub struct Language {
    /// Which.
    pub lang: Lang,
    /// `triggers.toml`
    pub triggers: Vec<schema::Trigger>,
    /// `outcomes.toml`
    pub outcomes: Vec<schema::OutcomeWord>,
    /// `people.toml`
    pub people: Vec<schema::People>,
    /// `documents.toml`
    pub documents: Vec<schema::DocumentWord>,
    /// `reporting.toml`
    pub reporting: Vec<schema::Reporting>,
    /// `certainty.toml`
    pub hedges: Vec<schema::Hedge>,
    /// `roles.toml`
    pub supports: Vec<schema::Support>,
    /// `grammar.toml`
    pub grammar: schema::Grammar,
    /// Which words stand in which lists of the grammar.
    pub(crate) membership: word_list::Membership,
    /// Number of every word that some form uses, by its hash.
    vocabulary: WordTable,
    /// The forms, by their first word.
    index: Index,
    /// The entries of single reporting verbs, by their form.
    speaking: FxHashMap<String, u32>,
    /// What triggers ask of the rest of their sentence.
    conditions: FxHashMap<Entry, Condition>,
}

impl Lexicon {
    /// The lexicon that ships with the program.
    ///
    /// # Panics
    ///
    /// Never in a build that passed its tests: they load these very files.
    pub fn builtin() -> &'static Self {
        static BUILTIN: OnceLock<Lexicon> = OnceLock::new();
        BUILTIN.get_or_init(|| match load::builtin() {
            Ok(lexicon) => lexicon,
            Err(error) => unreachable!("the built-in lexicon is checked by tests: {error}"),
        })
    }

    /// The built-in lexicon with other files laid over it: entries with the id of a built-in one
    /// replace it, others are added.
    ///
    /// # Errors
    ///
    /// When a file does not follow the schema, with the path and the entry.
    pub fn with_overlay(overlay: &Overlay) -> Result<Self, LexiconError> {
        load::with_overlay(overlay)
    }

    /// The paths of its built-in files: those that other files can be laid over.
    pub fn paths() -> impl Iterator<Item = &'static str> {
        load::paths()
    }

    /// The words of a language.
    pub fn language(&self, lang: Lang) -> &Language {
        match lang {
            Lang::Fr => &self.fr,
            Lang::En => &self.en,
        }
    }

    /// A hash of everything in it, which the published format carries.
    pub fn hash(&self) -> &str {
        &self.hash
    }
}

impl Language {
    /// The number of a word, [`WordId::NONE`] when no form uses it.
    pub fn word(&self, word: &str) -> WordId {
        self.numbered(hash::bytes(word.as_bytes()))
    }

    /// The number of a word by its hash.
    #[inline]
    fn numbered(&self, hash: u64) -> WordId {
        WordId(self.vocabulary.get(hash))
    }

    /// The entry of a reporting verb of one word, as an index into [`Self::reporting`].
    pub fn speaking(&self, lemma: &str) -> Option<u32> {
        self.speaking.get(lemma).copied()
    }
}
