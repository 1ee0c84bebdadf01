//! The lists of the grammar, and the bits that stand for them.

use crate::annotate::syntax::annotate_syntax;
use crate::lexicon::Lexicon;
use crate::model::Lang;

#[test]
fn bits_tell_of_lists_what_their_letters_do() {
    for (lang, text) in [
        (Lang::Fr, "Selon le premier bilan, douze civils ont été tués par des hommes armés."),
        (Lang::En, "At least two of the hostages were killed by gunmen before the army came."),
    ] {
        let language = Lexicon::builtin().language(lang);
        let doc = annotate_syntax(text, lang);
        let bits = language.membership.of(&doc);
        let mut held = 0;
        for list in language.grammar.lists() {
            assert!(list.is_numbered(), "{list:?}");
            for token in 0..doc.tokens.len() {
                assert_eq!(list.holds(&doc, &bits, token), list.has(&doc, token), "{list:?}");
                held += usize::from(list.has(&doc, token));
            }
        }
        assert!(held > 5, "{held}");
    }
}
