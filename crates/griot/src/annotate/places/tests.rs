use proptest::prelude::*;

use super::*;
use crate::annotate::{Doc, Feats, Rel, Sent, Token, Upos, WordId};
use crate::model::Lang;

/// A document by the simplest rules: words, marks, sentences at full stops; no tags at all, so that
/// these tests show what capitals and the table do alone.
pub(super) fn untagged(text: &str, lang: Lang) -> Doc<'_> {
    let mut doc = Doc { text, lang, sents: vec![], tokens: vec![], arena: String::new() };
    let mut spans: Vec<Span> = vec![];
    let mut start = None;
    for (at, ch) in text.char_indices() {
        let inner = ch.is_alphanumeric() || ch == '-' && start.is_some();
        if inner {
            start = start.or(Some(at));
        } else if let Some(from) = start.take() {
            // Elisions end with their apostrophe, unless a name goes on (`N'Djamena`).
            let elided = matches!(ch, '\'' | '’');
            spans.push(Span::new(from, if elided { at + ch.len_utf8() } else { at }));
            if !elided && !ch.is_whitespace() {
                spans.push(Span::new(at, at + ch.len_utf8()));
            }
        } else if !ch.is_whitespace() {
            spans.push(Span::new(at, at + ch.len_utf8()));
        }
    }
    spans.extend(start.map(|from| Span::new(from, text.len())));
    let mut first = 0;
    for (index, span) in spans.iter().enumerate() {
        let from = doc.arena.len();
        doc.arena.push_str(&span.of(text).to_lowercase().replace('’', "'"));
        let lower = Span::new(from, doc.arena.len());
        doc.tokens.push(Token {
            span: *span,
            lower,
            lemma: lower,
            form_id: WordId::NONE,
            lemma_id: WordId::NONE,
            upos: Upos::X,
            feats: Feats::default(),
            head: index as u32,
            rel: Rel::Dep,
            space_before: index > 0 && spans[index - 1].end < span.start,
        });
        let next = spans.get(index + 1);
        let ends = next.is_none_or(|next| {
            matches!(span.of(text), "." | "?" | "!")
                || text[span.end as usize..next.start as usize].contains('\n')
        });
        if ends {
            doc.sents.push(Sent {
                span: spans[first].cover(*span),
                first: first as u32,
                end: index as u32 + 1,
                paragraph: 0,
            });
            first = index + 1;
        }
    }
    doc
}

pub(super) fn read(text: &str, lang: Lang) -> Places {
    let doc = untagged(text, lang);
    let context = PlaceContext {
        gazetteer: Gazetteer::builtin(),
        words: PlaceWords::builtin(lang),
        title: None,
        hints: &[],
        blocked: &[],
    };
    places(&doc, &context)
}

fn check(lang: Lang, text: &str, expected: &[&str]) {
    let found = read(text, lang);
    let shown: Vec<String> = found
        .mentions
        .iter()
        .map(|m| {
            let country = m.country.map_or_else(|| "??".to_owned(), |c| c.to_string());
            format!("{} {country} {:?} {:?}", m.name, m.kind, m.relation)
        })
        .collect();
    assert_eq!(shown, expected, "{text}");
}

#[test]
fn heads_tell_what_a_place_is() {
    check(
        Lang::Fr,
        "L'attaque a visé le village d'Akabar, dans la région de Ménaka, au Mali.",
        &["Akabar ML Settlement Bare", "Ménaka ML Admin In", "Mali ML Country In"],
    );
}

proptest! {
    #[test]
    fn anything_can_be_read(text in "\\PC{0,120}") {
        for lang in [Lang::Fr, Lang::En] {
            for mention in read(&text, lang).mentions {
                prop_assert!(text.get(mention.span.range()).is_some());
                prop_assert!(mention.phrase.contains(mention.span));
            }
        }
    }

    #[test]
    fn words_of_the_domain_in_any_order_can_be_read(
        words in proptest::collection::vec(
            prop::sample::select(vec![
                "Mali", "Gao", "de", "village", "dans", "le", "nord", "du", "d'", "Galadima-Kogo",
                "Moussa", ",", ".", "(", "État", "camp", "près", "km", "30", "-", "'", "l'", "Sévaré-Bandiagara",
                "trois", "frontières", "zone", "des", "malo-burkinabè", "South", "Sudanese", "à", "«", "É", "N'", "Djamena",
            ]), 0..40)
    ) {
        let text = words.join(" ");
        for lang in [Lang::Fr, Lang::En] {
            for mention in read(&text, lang).mentions {
                prop_assert!(text.get(mention.span.range()).is_some());
            }
        }
    }
}
