//! Documents for the unit tests of annotation: split into words, but not parsed.
//!
//! Takes a text; gives a `Doc` whose tokens have forms and hardly any part of speech. Tests that
//! need syntax belong to the integration tests.

use crate::annotate::doc::{Doc, Feats, Rel, Sent, Token, Upos, WordId};
use crate::model::Lang;
use crate::span::Span;

/// A document of a text, one sentence a full stop.
pub(crate) fn doc(text: &str, lang: Lang) -> Doc<'_> {
    let mut doc = Doc { text, lang, sents: Vec::new(), tokens: Vec::new(), arena: String::new() };
    let mut first = 0;
    let mut paragraph = 0;
    for (start, end, space_before) in words(text, lang) {
        let word = &text[start..end];
        let lower = word.to_lowercase().replace('’', "'");
        let from = doc.arena.len();
        doc.arena.push_str(&lower);
        let lower_span = Span::new(from, doc.arena.len());
        let index = doc.tokens.len() as u32;
        let before = doc.tokens.last().map_or(0, |token| token.span.end as usize);
        if text.get(before..start).is_some_and(|gap| gap.contains('\n')) && first < index {
            close(&mut doc, &mut first, paragraph);
            paragraph += 1;
        }
        doc.tokens.push(Token {
            span: Span::new(start, end),
            lower: lower_span,
            lemma: lower_span,
            form_id: WordId::NONE,
            lemma_id: WordId::NONE,
            upos: upos(&lower),
            feats: Feats(0),
            head: index,
            rel: Rel::Dep,
            space_before,
        });
        if matches!(word, "." | "!" | "?") {
            close(&mut doc, &mut first, paragraph);
        }
    }
    close(&mut doc, &mut first, paragraph);
    doc
}

fn close(doc: &mut Doc, first: &mut u32, paragraph: u32) {
    let end = doc.tokens.len() as u32;
    if *first < end {
        let span = doc.span_of(*first as usize..end as usize);
        doc.sents.push(Sent { span, first: *first, end, paragraph });
        *first = end;
    }
}

fn upos(lower: &str) -> Upos {
    match lower {
        "des" | "les" | "le" | "la" | "un" | "une" | "a" | "an" | "the" => Upos::Det,
        "de" | "d'" | "à" | "dans" | "of" | "in" | "at" | "by" | "par" => Upos::Adp,
        "ont" | "a-t-on" | "sont" | "est" | "été" | "were" | "was" | "have" | "has" => Upos::Aux,
        "et" | "and" => Upos::Cconj,
        "dont" | "eux" | "them" => Upos::Pron,
        _ if lower.bytes().all(|byte| byte.is_ascii_digit()) => Upos::Num,
        _ if lower.chars().any(char::is_alphanumeric) => Upos::X,
        _ => Upos::Punct,
    }
}

/// Byte ranges of words, and whether a space stands before each.
fn words(text: &str, lang: Lang) -> Vec<(usize, usize, bool)> {
    let mut found = Vec::new();
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let at = |index: usize| chars.get(index).map_or('\0', |&(_, letter)| letter);
    let byte = |index: usize| chars.get(index).map_or(text.len(), |&(offset, _)| offset);
    let mut index = 0;
    let mut space = false;
    while index < chars.len() {
        let letter = at(index);
        if letter.is_whitespace() {
            space = true;
            index += 1;
            continue;
        }
        let start = index;
        if letter.is_alphanumeric() {
            while at(index).is_alphanumeric()
                || (matches!(at(index), '-' | '.' | ',' | ':' | '/')
                    && at(index + 1).is_alphanumeric()
                    && (at(index) == '-'
                        || (at(index - 1).is_ascii_digit() && at(index + 1).is_ascii_digit())))
            {
                index += 1;
            }
            let elides = matches!(at(index), '\'' | '’') && lang == Lang::Fr;
            if elides {
                let inside = text[byte(start)..byte(index)].to_lowercase() == "aujourd";
                index += if inside { 4 } else { 1 };
            }
            index = index.min(chars.len());
        } else {
            index += 1;
        }
        found.push((byte(start), byte(index), space));
        space = false;
    }
    found
}
