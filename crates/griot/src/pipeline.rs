//! The spine: from the bytes of a page to claims, the calls in order.
//!
//! ```text
//! bytes ──read──► Article ──annotate──► Doc ──code──► Claims ──json──► the published format
//! ```

use crate::annotate::{self, Doc};
use crate::coding::{self, Context};
use crate::gazetteer::Gazetteer;
use crate::lexicon::Lexicon;
use crate::lexicon::registry::Registry;
use crate::model::{Article, Claims, Lang};
use crate::note::Note;
use crate::read;

/// The words and names that annotation and coding stand on.
#[derive(Clone, Copy, Debug)]
pub struct Resources<'a> {
    /// The words.
    pub lexicon: &'a Lexicon,
    /// The named actors.
    pub registry: &'a Registry,
    /// The places.
    pub gazetteer: &'a Gazetteer,
}

impl Resources<'static> {
    /// Those that ship with the program.
    pub fn builtin() -> Self {
        Self {
            lexicon: Lexicon::builtin(),
            registry: Registry::builtin(),
            gazetteer: Gazetteer::builtin(),
        }
    }
}

/// Codes one article: everything that it claims, each value with its words and its source.
///
/// Never fails: what could not be coded is told in the notes of the claims.
pub fn code(article: &Article, resources: &Resources<'_>) -> Claims {
    let Some(lang) = article.lang.or_else(|| read::language::detect(&article.text)) else {
        let mut claims = Claims::default();
        if !article.text.trim().is_empty() {
            claims.notes.push(Note::new(
                "unsupported-language",
                "the text is in no language that a lexicon covers; nothing was coded",
            ));
        }
        return claims;
    };
    let mut claims = with_context(article, lang, resources, coding::code);
    if article.coded_text().len() < article.text.len() {
        let what = "the text is longer than any report; only its beginning was coded";
        claims.notes.push(Note::new("coding-capped", what));
    }
    claims
}

/// Annotates an article and hands the annotated document to `then`.
pub fn with_context<T>(
    article: &Article,
    lang: Lang,
    resources: &Resources<'_>,
    then: impl FnOnce(&Context<'_>) -> T,
) -> T {
    let language = resources.lexicon.language(lang);
    let mut doc: Doc<'_> = annotate::syntax::annotate_syntax(article.coded_text(), lang);
    language.number_words(&mut doc);
    let context = Context::new(&doc, article, language, resources);
    then(&context)
}
