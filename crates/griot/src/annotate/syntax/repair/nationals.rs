//! Words for the people of a country that stand for people: `killed a Palestinian`, `Two Syrians were killed`.
//!
//! Takes a parsed sentence; makes nouns of adjectives that have an article or a number and no noun behind, and gives
//! them the places of nouns. The words are those of the table of countries.

use super::{finite_auxiliary, hang, has, is_name, subject};
use crate::annotate::quantities::tables::numbers;
use crate::annotate::{Doc, Feats, Rel, Upos};
use crate::gazetteer::Gazetteer;
use crate::lexicon::numbers_schema::Role;
use crate::model::Lang;

/// Whether a token is a word for the people of a country that stands behind what counts it and before no noun, or an
/// English plural without a definite article.
pub(crate) fn is_national(doc: &Doc<'_>, word: usize, first: usize, end: usize) -> bool {
    let capital = doc.word(word).starts_with(char::is_uppercase);
    if !capital || !matches!(doc.tokens[word].upos, Upos::Noun | Upos::Adj | Upos::Propn) {
        return false;
    }
    let lower = doc.lower(word);
    let plural = is_plural(doc, word);
    let before = word.checked_sub(1).filter(|&i| i >= first);
    let counted = before.is_some_and(|i| is_counted(doc, i, first));
    let bare = plural && before.is_none_or(|i| !matches!(doc.lower(i), "the" | "-"));
    let alone = word + 1 >= end
        || !(is_name(doc, word + 1)
            || doc.tokens[word + 1].upos == Upos::Num
            || doc.lang == Lang::En && matches!(doc.tokens[word + 1].upos, Upos::Adj | Upos::Part)
            || matches!(doc.lower(word + 1), "-" | "'s" | "'" | "’"));
    (plural || is_demonym(lower)) && (counted || bare) && alone
}

/// Whether a form in lower case is a demonym by itself.
fn is_demonym(lower: &str) -> bool {
    Gazetteer::countries().demonyms_from(lower).is_some_and(|found| !found.alone.is_empty())
}

/// Whether a word is the English plural of a demonym.
fn is_plural(doc: &Doc<'_>, word: usize) -> bool {
    let one = doc.lower(word).strip_suffix('s').filter(|one| one.len() > 3);
    doc.lang == Lang::En && one.is_some_and(is_demonym)
}

/// Whether a word counts what stands behind it: a number, an indefinite article, `thousands of`.
fn is_counted(doc: &Doc<'_>, before: usize, first: usize) -> bool {
    doc.tokens[before].upos == Upos::Num
        || matches!(
            doc.lower(before),
            "a" | "an"
                | "another"
                | "several"
                | "many"
                | "some"
                | "un"
                | "une"
                | "plusieurs"
                | "autres"
                | "other"
        )
        || doc.lower(before) == "des" && doc.tokens[before].upos == Upos::Det
        || before > first
            && matches!(doc.lower(before), "of" | "de" | "d'")
            && counts(doc, before - 1)
}

/// Words that count people behind `of`: `thousands of Georgians`, `une dizaine de Français`.
fn counts(doc: &Doc<'_>, word: usize) -> bool {
    numbers(doc.lang).is_some_and(|lex| lex.word(doc.lower(word)).role.any(Role::COLLECTIVE))
}

/// Makes nouns of such words, and gives back what was hung elsewhere.
pub(super) fn nationals(doc: &mut Doc<'_>, first: usize, end: usize) {
    for word in first + 1..end {
        if !is_national(doc, word, first, end) || !is_counted(doc, word - 1, first) {
            continue;
        }
        let before = word - 1;
        let plural = doc.tokens[before].upos == Upos::Num && doc.lower(before) != "one"
            || is_plural(doc, word)
            || doc.tokens[word].feats.has(Feats::PLUR);
        if doc.tokens[word].upos == Upos::Adj {
            doc.tokens[word].upos = Upos::Noun;
            doc.tokens[word].feats = Feats(if plural { Feats::PLUR } else { Feats::SING });
        } else if plural {
            doc.tokens[word].feats = Feats(Feats::PLUR);
        }
        // The number or article is its own.
        let above = doc.tokens[before].head as usize;
        if above != word
            && doc.tokens[before].upos != Upos::Adp
            && doc.tokens[word].head as usize != before
        {
            let rel = if doc.tokens[before].upos == Upos::Num { Rel::Nummod } else { Rel::Det };
            hang(doc, before, word, rel);
        }
        place(doc, word, first, end);
    }
}

/// Gives such a noun the place of an object or a subject, where it was taken for an adjective of a verb.
fn place(doc: &mut Doc<'_>, word: usize, first: usize, end: usize) {
    let verb = doc.tokens[word].head as usize;
    if verb == word || doc.tokens[verb].upos != Upos::Verb || has(doc, first..end, word, Rel::Case)
    {
        return;
    }
    let passive = has(doc, first..verb, verb, Rel::AuxPass);
    let rel = doc.tokens[word].rel;
    if verb < word {
        let loose =
            matches!(rel, Rel::Advcl | Rel::Xcomp | Rel::Amod | Rel::Advmod | Rel::Obl | Rel::Dep);
        if loose && !passive && !has(doc, first..end, verb, Rel::Obj) {
            doc.tokens[word].rel = Rel::Obj;
        }
        return;
    }
    let subject_rel = if passive { Rel::NsubjPass } else { Rel::Nsubj };
    match subject(doc, first, verb) {
        // `Two Syrians and a Palestinian were killed`: one more of the row.
        Some(other)
            if other < word && (other + 1..word).any(|i| doc.tokens[i].upos == Upos::Cconj) =>
        {
            let joined = matches!(rel, Rel::Nsubj | Rel::NsubjPass | Rel::Obl | Rel::Amod);
            if joined && !doc.ancestors(other).any(|i| i == word) {
                hang(doc, word, other, Rel::Conj);
            }
        }
        Some(_) => {}
        None if finite_auxiliary(doc, word..verb, verb).is_some()
            && matches!(rel, Rel::Obl | Rel::Amod | Rel::Advmod | Rel::Dep) =>
        {
            doc.tokens[word].rel = subject_rel;
        }
        None => {}
    }
}
