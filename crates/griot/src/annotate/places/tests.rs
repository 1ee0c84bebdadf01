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
    read_doc(&untagged(text, lang))
}

fn read_doc(doc: &Doc<'_>) -> Places {
    let context = PlaceContext {
        gazetteer: Gazetteer::builtin(),
        words: PlaceWords::builtin(doc.lang),
        title: None,
        hints: &[],
        blocked: &[],
    };
    places(doc, &context)
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
    check(
        Lang::En,
        "Gunmen raided Galadima-Kogo village in Niger State, Nigeria, on Monday.",
        &["Galadima-Kogo NG Settlement Bare", "Niger State NG Admin In", "Nigeria NG Country In"],
    );
}

#[test]
fn natural_heads_belong_to_the_name() {
    check(
        Lang::Fr,
        "En RDC, les rebelles ont fui sur la rivière Semuliki, près de l'île d'Idjwi.",
        &["RDC CD Country In", "rivière Semuliki CD Natural In", "île d'Idjwi CD Natural Near"],
    );
    check(
        Lang::Fr,
        "Des combats dans la zone des trois frontières et dans le Liptako malien.",
        &["zone des trois frontières ?? Region In", "Liptako ?? Region In"],
    );
}

#[test]
fn prepositions_tell_the_relation() {
    check(
        Lang::Fr,
        "Au Mali, entre Gao et Ansongo, à 30 km au nord de Tessit, vers Labbezanga.",
        &[
            "Mali ML Country In",
            "Gao ML Settlement Between",
            "Ansongo ML Settlement Between",
            "Tessit ML Settlement Near",
            "Labbezanga ML Settlement To",
        ],
    );
    check(
        Lang::En,
        "In Somalia, troops from Baidoa moved 20 km north of Barire towards Kismayo.",
        &[
            "Somalia SO Country In",
            "Baidoa SO Settlement From",
            "Barire SO Settlement Near",
            "Kismayo SO Settlement To",
        ],
    );
}

#[test]
fn the_article_decides_between_namesakes() {
    let country = |text: &str, name: &str| {
        let found = read(text, Lang::Fr);
        let mention = found.mentions.iter().find(|mention| mention.name == name);
        mention.and_then(|mention| mention.country).map(|country| country.to_string())
    };
    let text = "L'armée burkinabè a repoussé l'assaut. Les corps ont été conduits à Koro.";
    assert_eq!(country(text, "Koro").as_deref(), Some("BF"));
    let text = "L'armée malienne a repoussé l'assaut. Les corps ont été conduits à Koro.";
    assert_eq!(country(text, "Koro").as_deref(), Some("ML"));
}

#[test]
fn villages_no_table_knows_take_their_country_from_around_them() {
    let found = read("Une mine a explosé à Zzyxwabougou, dans le cercle de Bankass.", Lang::Fr);
    let mention = &found.mentions[0];
    assert_eq!(mention.name, "Zzyxwabougou");
    assert_eq!(mention.country, CountryCode::new("ML"));
    assert_eq!(mention.precision, PlacePrecision::Area);
    assert_eq!(mention.admin[0], "Bankass");
    assert_eq!(mention.within, Some(found.mentions[1].tokens.clone()));
}

#[test]
fn persons_forces_and_months_are_no_places() {
    for text in [
        "Le colonel Moussa a parlé.",
        "En Mars, Abdoulaye Diop a rencontré Ibrahim Traoré.",
        "La force Barkhane et Boko Haram ont parlé.",
        "Le Front de libération du Macina a revendiqué l'attaque.",
        "La MINUSMA et le GATIA ont parlé.",
    ] {
        check(Lang::Fr, text, &[]);
    }
    check(Lang::En, "Colonel Musa spoke in March with the Somali government.", &[]);
}

#[test]
fn parts_of_countries() {
    check(
        Lang::Fr,
        "Des frappes dans le nord de la Syrie. Rien dans l'est du pays.",
        &["nord de la Syrie SY Region In", "est du pays SY Region In"],
    );
    check(
        Lang::En,
        "Rebels advanced in northern Mozambique.",
        &["northern Mozambique MZ Region In"],
    );
}

#[test]
fn governments_are_told_from_their_capitals() {
    let doc = annotate_syntax("Paris a annoncé le retrait de ses soldats du Mali.", Lang::Fr);
    let found = read_doc(&doc);
    assert!(found.mentions[0].metonym && !found.mentions[1].metonym);
}

#[test]
fn other_spellings_are_found_in_the_country_of_the_article() {
    let found = read("En Irak, un kamikaze a frappé un café de Touz Khourmatou.", Lang::Fr);
    let mention = &found.mentions[1];
    assert_eq!(mention.name, "Touz Khourmatou");
    assert_eq!(Gazetteer::builtin().name(mention.row.unwrap()), "Tuz Khurmatu");
}

#[test]
fn demonyms_are_mentions_of_countries() {
    let found =
        read("Des soldats nigériens et sud-soudanais sur la frontière malo-burkinabè.", Lang::Fr);
    let countries: Vec<String> = found.demonyms.iter().map(|d| d.country.to_string()).collect();
    assert_eq!(countries, ["NE", "SS", "BF"]);
    let found = read("The Nigerian and South Sudanese polish of turkey.", Lang::En);
    let countries: Vec<String> = found.demonyms.iter().map(|d| d.country.to_string()).collect();
    assert_eq!(countries, ["NG", "SS"]);
    let found = read("L'armée congolaise a quitté Goma, en RDC.", Lang::Fr);
    assert_eq!(found.demonyms[0].country, CountryCode::new("CD").unwrap());
}

#[test]
fn sentences_have_countries() {
    let text = "Deux soldats maliens ont été tués. Rien à Niamey. Il pleut.";
    let doc = annotate_syntax(text, Lang::Fr);
    let found = read_doc(&doc);
    let of = |sent| found.country_of_sentence(&doc, sent).map(|country| country.to_string());
    assert_eq!([of(0), of(1), of(2)], [Some("ML".to_owned()), Some("NE".to_owned()), None]);
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
