//! Places in sentences, and what they are resolved to.

use proptest::prelude::*;

use super::*;
use crate::annotate::syntax::annotate_syntax;
use crate::annotate::{Doc, Rel, Upos};
use crate::model::Lang;

/// A document without tags: what capitals, the table and the lists do alone.
fn untagged(text: &str, lang: Lang) -> Doc<'_> {
    let mut doc = annotate_syntax(text, lang);
    for token in &mut doc.tokens {
        token.upos = Upos::X;
        token.rel = Rel::Dep;
    }
    doc
}

fn read(text: &str, lang: Lang) -> Places {
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
