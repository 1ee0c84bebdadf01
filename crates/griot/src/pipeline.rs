//! The spine: from the bytes of a page to claims, the calls in order.
//!
//! ```text
//! bytes ──read──► Article ──annotate──► Doc ──code──► Claims ──json──► the published format
//! ```
//!
//! Articles go from the text to claims several together, a stage at a time.

use crate::annotate::{self, Doc};
use crate::coding::{self, Context};
use crate::gazetteer::Gazetteer;
use crate::lexicon::registry::Registry;
use crate::lexicon::{Language, Lexicon};
use crate::model::{Article, Claims, Lang};
use crate::note::Note;
use crate::read;

/// How many articles go through the stages together. Eight give most of what there is to gain, and
/// more than sixteen give no more.
pub const TOGETHER: usize = 16;

/// The texts that go through the stages together have so many bytes at most, so that what is kept of
/// them from one stage to the next is bounded. A longer text goes alone.
const BYTES_TOGETHER: usize = 256 << 10;

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
    code_all(&[article], resources).pop().unwrap_or_default()
}

/// Codes articles: of each, in their order, the claims that [`code`] gives of it alone.
///
/// The code and the tables of all stages are more than the caches of a processor hold, and an article
/// that goes through them alone finds those of each stage pushed out by the stages before. So some
/// articles of one language are parsed, then annotated, then coded: the first of them fetches what the
/// others find at hand.
///
/// ```
/// use griot::model::Article;
/// use griot::pipeline::{Resources, code_all};
///
/// let told = Article::from_text("Gunmen killed twelve people in an attack on the market of Gao.");
/// let blank = Article::default();
/// let claims = code_all(&[&blank, &told], &Resources::builtin());
/// assert_eq!([claims[0].reports.len(), claims[1].reports.len()], [0, 1]);
/// ```
pub fn code_all(articles: &[&Article], resources: &Resources<'_>) -> Vec<Claims> {
    let lang_of =
        |article: &Article| article.lang.or_else(|| read::language::detect(&article.text));
    let langs: Vec<Option<Lang>> = articles.iter().map(|article| lang_of(article)).collect();
    let mut claims = vec![Claims::default(); articles.len()];
    for &lang in Lang::ALL {
        let numbers: Vec<usize> =
            (0..articles.len()).filter(|&number| langs[number] == Some(lang)).collect();
        let of_lang: Vec<&Article> = numbers.iter().map(|&number| articles[number]).collect();
        let mut found = Vec::with_capacity(of_lang.len());
        let mut rest = &of_lang[..];
        while !rest.is_empty() {
            let (together, behind) = rest.split_at(n_together(rest));
            found.extend(code_together(together, lang, resources));
            rest = behind;
        }
        for (number, found) in numbers.into_iter().zip(found) {
            claims[number] = found;
        }
    }
    for ((claims, article), lang) in claims.iter_mut().zip(articles).zip(langs) {
        claims.notes.extend(left_uncoded(article, lang));
    }
    claims
}

/// How many of the articles, from the first on, go through the stages together.
fn n_together(articles: &[&Article]) -> usize {
    let mut n_bytes = 0;
    let fits = |article: &&&Article| {
        n_bytes += article.text.len();
        n_bytes <= BYTES_TOGETHER
    };
    articles.iter().take(TOGETHER).take_while(fits).count().max(1)
}

/// Codes articles of one language, one stage after the other.
fn code_together(articles: &[&Article], lang: Lang, resources: &Resources<'_>) -> Vec<Claims> {
    let language = resources.lexicon.language(lang);
    let docs: Vec<Doc<'_>> =
        articles.iter().map(|article| parse(article, lang, language)).collect();
    let contexts: Vec<Context<'_>> = docs
        .iter()
        .zip(articles)
        .map(|(doc, article)| Context::new(doc, article, language, resources))
        .collect();
    contexts.iter().map(coding::code).collect()
}

/// The syntax of what is coded of an article, its words numbered.
fn parse<'a>(article: &'a Article, lang: Lang, language: &Language) -> Doc<'a> {
    let mut doc = annotate::syntax::annotate_syntax(article.coded_text(), lang);
    language.number_words(&mut doc);
    doc
}

/// What of an article was not coded, and why.
fn left_uncoded(article: &Article, lang: Option<Lang>) -> Option<Note> {
    if lang.is_some() {
        let what = "the text is longer than any report; only its beginning was coded";
        let is_capped = article.coded_text().len() < article.text.len();
        is_capped.then(|| Note::new("coding-capped", what))
    } else {
        let what = "the text is in no language that a lexicon covers; nothing was coded";
        let is_blank = article.text.trim().is_empty();
        (!is_blank).then(|| Note::new("unsupported-language", what))
    }
}

/// Annotates an article and hands the annotated document to `then`.
pub fn with_context<T>(
    article: &Article,
    lang: Lang,
    resources: &Resources<'_>,
    then: impl FnOnce(&Context<'_>) -> T,
) -> T {
    let language = resources.lexicon.language(lang);
    let doc = parse(article, lang, language);
    then(&Context::new(&doc, article, language, resources))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_together_is_bounded_in_number_and_in_bytes() {
        let n_of = |lengths: &[usize]| {
            let articles: Vec<Article> =
                lengths.iter().map(|&length| Article::from_text("a".repeat(length))).collect();
            n_together(&articles.iter().collect::<Vec<_>>())
        };
        assert_eq!(n_of(&[3_000; 40]), TOGETHER);
        assert_eq!(n_of(&[0; 5]), 5);
        assert_eq!(n_of(&[BYTES_TOGETHER / 3; 40]), 3);
        assert_eq!(n_of(&[BYTES_TOGETHER + 1, 10]), 1);
        assert_eq!(n_of(&[10, BYTES_TOGETHER, 10]), 1);
    }
}
