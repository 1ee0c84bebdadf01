//! Passages in other languages, and those that only look like them.

use proptest::prelude::*;

use crate::model::{Article, Lang};
use crate::read::{Hint, read_bytes, read_line};

const BEFORE: &str = "Douze soldats ont été tués jeudi dans une attaque contre le camp de Tessit, a annoncé \
    l'état-major dans un communiqué lu à la radio nationale.";
const AFTER: &str = "Les assaillants, arrivés à moto, se sont repliés vers la frontière après deux heures de \
    combats, selon un élu de la commune joint par téléphone.";

const ENGLISH: &str = "Twelve soldiers were killed on Thursday in an attack on the camp, the army said in a \
    statement that was read on the radio in the evening, and nine others were wounded.";
const SPANISH: &str = "Doce soldados murieron el jueves en un ataque contra el campamento, anunció el ejército \
    en un comunicado que fue leído por la radio nacional durante la noche del mismo día.";
const PORTUGUESE: &str = "Doze soldados foram mortos na quinta-feira num ataque contra o acampamento, anunciou o \
    exército num comunicado que não dá mais pormenores sobre o que aconteceu durante a noite.";
const GERMAN: &str = "Zwölf Soldaten wurden am Donnerstag bei einem Angriff auf das Lager getötet, wie die Armee \
    in einer Erklärung mitteilte, die am Abend im Radio verlesen wurde und keine weiteren Angaben enthält.";
const ARABIC: &str = "قتل اثنا عشر جنديا يوم الخميس في هجوم على المعسكر، حسبما أعلن الجيش في بيان";

#[test]
fn quotations_are_left_out_and_open_ones_to_the_end() {
    let words = |passage| super::unquoted(passage).collect::<String>();
    assert_eq!(words("dit « non » et “oui”, \"si\" « reste"), "dit   et  ,   ");
    assert_eq!(words("l’armée\u{a0}: « tout »"), "l’armée\u{a0}:  ");
    assert_eq!(words(""), "");
}

fn text_with(passage: &str) -> String {
    format!("{BEFORE}\n\n{passage}\n\n{AFTER} {AFTER}")
}

fn json(text: &str) -> Article {
    let line = serde_json::json!({ "text": text }).to_string();
    read_line(1, line.as_bytes()).unwrap().unwrap()
}

/// The passages that an article leaves out for their language, with what its notes say.
fn marked(article: &Article) -> Vec<(&str, &str)> {
    let left = article.uncoded.iter().filter(|passage| passage.reason.as_str() == "language");
    let notes = article.notes.iter().filter(|note| note.code == "passage-language");
    left.zip(notes)
        .map(|(passage, note)| {
            assert_eq!(note.span, Some(passage.span));
            (passage.span.of(&article.text), note.text.split('`').nth(1).unwrap())
        })
        .collect()
}

#[test]
fn a_passage_in_another_language_stays_is_told_and_is_not_coded() {
    for (passage, code) in
        [(ENGLISH, "en"), (SPANISH, "es"), (PORTUGUESE, "pt"), (GERMAN, "de"), (ARABIC, "ar")]
    {
        let text = text_with(passage);
        let given = json(&text);
        assert_eq!(given.lang, Some(Lang::Fr), "{code}");
        assert_eq!(marked(&given), [(passage, code)]);
        let page = read_bytes(text.as_bytes(), &Hint::default()).unwrap().articles.remove(0);
        assert_eq!(page.text, text);
        assert_eq!(marked(&page), [(passage, code)]);
    }
    let english = json(&format!("{ENGLISH}\n\n{BEFORE}\n\n{ENGLISH} Nobody claimed it so far."));
    assert_eq!(english.lang, Some(Lang::En));
    assert_eq!(marked(&english), [(BEFORE, "fr")]);
}

#[test]
fn quotations_names_and_short_passages_keep_the_language_of_the_article() {
    for passage in [
        format!("« {ENGLISH} »"),
        format!("“{SPANISH}”"),
        format!("Le communiqué dit : \"{ENGLISH}\""),
        format!("« {ENGLISH}"),
        "The army denies it.".to_owned(),
        "Agence France-Presse, Reuters, Associated Press".to_owned(),
        "Parmi eux : Oumarou Issoufou, Hamidou Garba, Ibrahim Yacouba, Aliou Mahamadou, Souley Boubacar, \
         Idrissa Hassane, Abdou Moumouni, Seydou Kountché, Bana Ousmane, Mamane Sani, Amadou Djibo"
            .to_owned(),
        "Le mot d'ordre « No pasarán » a été repris par la foule, venue nombreuse devant la mairie, où \
         le maire et ses adjoints ont lu les noms des morts sous la pluie."
            .to_owned(),
    ] {
        assert_eq!(marked(&json(&text_with(&passage))), [], "{passage}");
    }
}

#[test]
fn a_text_that_is_not_in_its_declared_language_has_no_passages_marked() {
    let line = serde_json::json!({ "text": text_with(ENGLISH), "lang": "en" }).to_string();
    let article = read_line(1, line.as_bytes()).unwrap().unwrap();
    assert_eq!(article.lang, Some(Lang::En));
    assert_eq!(marked(&article), []);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn what_is_marked_lies_in_the_text_in_order(pieces in proptest::collection::vec(
        prop_oneof![
            Just(BEFORE), Just(AFTER), Just(ENGLISH), Just(SPANISH), Just(ARABIC), Just("\n\n"), Just("\n"),
            Just("« "), Just(" »"), Just("\""), Just("é\u{301}"), Just("- "), Just("\u{a0}"), Just("漢字"), Just("\r\n"),
        ], 0..24)) {
        let text = pieces.concat();
        let article = json(&text);
        prop_assert_eq!(&article.text, &text);
        let mut end = 0;
        for passage in &article.uncoded {
            prop_assert!(passage.span.start >= end);
            prop_assert!(text.get(passage.span.range()).is_some());
            end = passage.span.end;
        }
    }
}
