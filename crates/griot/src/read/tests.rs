//! Bytes of every kind, and what is read of them.

use super::*;
use crate::model::{CutReason, Lang};
use crate::span::Span;

fn read(bytes: &[u8]) -> Reading {
    read_bytes(bytes, &Hint::default()).unwrap()
}

fn article(text: &str) -> Article {
    read(text.as_bytes()).articles.remove(0)
}

fn related(article: &Article) -> Vec<&str> {
    article.related.iter().map(|headline| headline.title.as_str()).collect()
}

/// What an article says of the passages of its text that are not to be coded.
fn uncoded(article: &Article) -> Vec<(&'static str, &str)> {
    article
        .uncoded
        .iter()
        .map(|passage| (passage.reason.as_str(), passage.span.of(&article.text)))
        .collect()
}

fn json(text: &str) -> Article {
    let line = serde_json::json!({ "text": text }).to_string();
    read_line(1, line.as_bytes()).unwrap().unwrap()
}

const SCRAPED: &str = "Similaires
-
Mali: un nouveau préfet nommé à Kidal
-
Mali: que reste-t-il de la force conjointe?
-
Le Niger rouvre sa frontière (communiqué)
Du 3 au 5 mars, les soldats de la force Sabre et l’armée nigérienne ont mené des patrouilles dans le Liptako, tuant une dizaine de combattants.
« Nous poursuivrons ces opérations avec nos alliés », a déclaré le colonel Idrissa dans un communiqué publié dimanche.
La population dit pourtant ne pas se sentir en sécurité dans les villages voisins.
« Nous  poursuivrons ces opérations avec nos alliés », a déclaré le colonel Idrissa dans un communiqué publié dimanche.
La population dit pourtant ne pas se sentir en sécurité dans les villages voisins.";

#[test]
fn a_scraped_page_is_read_once_and_its_headlines_kept_apart() {
    let article = article(SCRAPED);
    let paragraphs: Vec<&str> = article.text.split("\n\n").collect();
    assert_eq!(paragraphs.len(), 3);
    assert!(paragraphs[0].starts_with("Du 3 au 5 mars"));
    assert_eq!(
        related(&article),
        [
            "Mali: un nouveau préfet nommé à Kidal",
            "Mali: que reste-t-il de la force conjointe?",
            "Le Niger rouvre sa frontière (communiqué)"
        ]
    );
    let repeated: Vec<_> =
        article.cut.iter().filter(|cut| cut.reason == CutReason::Repeated).collect();
    assert_eq!(repeated.len(), 2);
    assert_eq!(article.notes[0].code, "repeated-passage");
    assert_eq!(article.title, None);
    assert_eq!(article.lang, Some(Lang::Fr));
    assert!(article.uncoded.is_empty());
}

#[test]
fn a_text_has_its_title_date_and_author() {
    let article = article(
        "Tillia : quinze villageois tués\n\nPar Awa Diallo\nPublié le lundi 14 mars 2022 à 09h12\n\n\
         Quinze villageois ont été tués dimanche par des hommes armés à Tillia, selon le maire de la commune.\n\n\
         Lire aussi : Niger : l'état d'urgence prolongé\n\n\
         Le gouverneur s'est rendu sur place lundi matin avec une délégation.\n\n\
         Partager : Facebook | X | WhatsApp\n",
    );
    assert_eq!(article.title.as_deref(), Some("Tillia : quinze villageois tués"));
    assert_eq!(article.authors, ["Awa Diallo"]);
    assert_eq!(article.published_on().unwrap().to_string(), "2022-03-14");
    assert_eq!(article.published.as_ref().unwrap().found_in, "text");
    assert_eq!(related(&article), ["Niger : l'état d'urgence prolongé"]);
    assert_eq!(article.paragraphs().count(), 2);
}

#[test]
fn wrapped_lines_are_joined_and_line_ends_unified() {
    let article = article(
        "Twelve soldiers were killed on Tuesday when their convoy was ambushed\r\n\
         near the border town of Ayorou, the defence ministry said in a short\r\n\
         statement read on state television late in the evening.\r\n\r\n\
         The attackers arrived on motorcycles and left towards the north with\r\n\
         three vehicles, according to two residents who were reached by phone.\r\n",
    );
    assert_eq!(article.paragraphs().count(), 2);
    assert!(article.text.contains("was ambushed near the border"));
    assert!(!article.text.contains('\r'));
    assert_eq!(article.lang, Some(Lang::En));
}

#[test]
fn a_given_text_is_kept_to_the_byte() {
    let text = format!("{SCRAPED}\r\n\r\n  Partager sur Facebook | X\u{a0}| WhatsApp \r\n");
    let article = json(&text);
    assert_eq!(article.text, text);
    assert_eq!(article.related.len(), 3);
    let uncoded = uncoded(&article);
    assert_eq!(uncoded.len(), 7);
    assert_eq!(uncoded[0], ("related", "Similaires"));
    assert_eq!(uncoded[6].0, "furniture");
    assert!(uncoded.iter().filter(|(reason, _)| *reason == "repeated").count() == 2);
    let start = text.find("Du 3 au").unwrap();
    assert!(!article.is_uncoded(Span::new(start, start + 10)));
    assert!(article.is_uncoded(Span::new(2, 5)));
}

#[test]
fn lines_that_are_not_the_article() {
    for (line, reason) in [
        ("Recevez nos alertes | Partagez cet article", "furniture"),
        ("Follow us | Subscribe to our newsletter", "furniture"),
        ("Accueil > Afrique > Sécurité", "furniture"),
        ("Nous utilisons des cookies pour mesurer l'audience. Accepter | Refuser", "furniture"),
        ("3 commentaires", "furniture"),
        ("12 commentaires – Connectez-vous pour commenter", "furniture"),
        ("Share this: Facebook X WhatsApp", "furniture"),
        ("Facebook Twitter WhatsApp", "furniture"),
        ("© 2022 Le Courrier du Fleuve. Tous droits réservés.", "furniture"),
        ("Crédit photo : AFP / A. Traoré", "credit"),
        ("READ ALSO: Gunmen free ten pupils in Kaduna", "related"),
        ("À LIRE AUSSI – Burkina : couvre-feu à Djibo", "related"),
        ("Lire aussi Burkina Faso : couvre-feu à Djibo", "related"),
        ("[Lire également] Tchad : trêve dans le Kanem", "related"),
        ("Mis à jour le 12/03/2022 à 14h05", "dateline"),
        ("Published 12 March 2022", "dateline"),
    ] {
        let body = "Des hommes armés ont attaqué le poste de Koutougou samedi soir, selon l'armée.";
        let article = json(&format!("{body}\n\n{line}"));
        assert_eq!(uncoded(&article), [(reason, line)], "{line}");
    }
}

#[test]
fn lines_that_are_the_article() {
    for line in [
        "Mise à jour, 20h. Le bilan passe à quatorze soldats tués et neuf blessés.",
        "Partager le pouvoir avec les rebelles serait une erreur, estime le ministre.",
        "21h15 – Cinq responsables de l'ancien parti ont été arrêtés à Niamey.",
        "« Lire ces chiffres fait mal », dit une infirmière.",
        "Lire aussi entre les lignes du communiqué, c'est ce que demande le parti.",
        "Bamako, le 12 mars 2022 : l'état-major informe de la mort de trois soldats.",
        "- trois soldats tués à Tessit",
        "SITUATION",
        "By Tuesday, the town had fallen to the rebels.",
        "Par la voix de son porte-parole, le groupe a revendiqué l'attaque.",
        "Related violence killed 12 people in the next district, police said.",
        "Publié lundi, le rapport fait état de 12 morts.",
        "En direct de Gao, notre correspondante décrit une ville déserte.",
    ] {
        let body = "Des hommes armés ont attaqué le poste de Koutougou samedi soir, selon l'armée.";
        let article = json(&format!("{body}\n\n{line}\n\n{body} Un témoin le confirme."));
        assert_eq!(uncoded(&article), [], "{line}");
    }
}

#[test]
fn the_headline_after_a_list_is_the_title() {
    let article = json(
        "LES PLUS LUS\n\nGao : un marché rouvert après deux mois\n\nSikasso : des pluies attendues cette semaine\n\n\
         Ségou : les enseignants suspendent leur grève\n\n\
         Les enseignants de Ségou ont suspendu jeudi leur grève, commencée il y a un mois, a annoncé leur syndicat.",
    );
    assert_eq!(article.title.as_deref(), Some("Ségou : les enseignants suspendent leur grève"));
    assert_eq!(article.related.len(), 2);
}

#[test]
fn json_lines_go_on_after_a_bad_line() {
    let lines = b"{\"id\":\"a\",\"text\":\"Un texte.\",\"published\":\"2022-03-12\",\"lang\":\"fr\",\"extra\":{}}\n\n\
        {\"id\":\"b\", text}\n[1]\n{\"id\":\"c\"}\n{\"text\":12}\n{\"text\":\"Fin.\"}";
    let reading = read(lines);
    assert_eq!(reading.format, Format::JsonLines);
    let ids: Vec<_> = reading.articles.iter().map(|article| article.id.as_str()).collect();
    assert_eq!(ids, ["a", "line-7"]);
    assert_eq!(reading.articles[0].published_on().unwrap().to_string(), "2022-03-12");
    let errors: Vec<String> = reading.errors.iter().map(ToString::to_string).collect();
    assert_eq!(
        errors,
        [
            "line 3: not JSON: key must be a string at column 12",
            "line 4: expected an object, found an array",
            "line 5: `text` is missing",
            "line 6: `text` should be a string, found a number",
        ]
    );
}

#[test]
fn the_json_of_trafilatura_is_read_as_it_is() {
    let article = read_line(
        1,
        br#"{"title":"Titre","author":"A. B; C. D","hostname":"exemple.org","date":"2022-03-12","fingerprint":"f0",
            "id":null,"source":"https://exemple.org/a","source-hostname":"Exemple","language":"de","text":"Ein Text.","raw_text":"Ein Text."}"#,
    )
    .unwrap()
    .unwrap();
    assert_eq!(article.id, "f0");
    assert_eq!(article.url.as_deref(), Some("https://exemple.org/a"));
    assert_eq!(article.authors, ["A. B", "C. D"]);
    assert_eq!(article.published.unwrap().found_in, "input");
    assert_eq!(article.lang, None);
    assert_eq!(article.notes[0].code, "unsupported-language");
}

#[test]
fn what_cannot_be_read_is_said() {
    let message = |bytes: &[u8]| read_bytes(bytes, &Hint::default()).unwrap_err().to_string();
    assert_eq!(message(b""), "nothing to read: the input is empty");
    assert_eq!(message(b" \n\t\r\n"), "nothing to read: the input is empty");
    assert_eq!(message(b"\xef\xbb\xbf"), "nothing to read: the input is empty");
    assert_eq!(message(b"%PDF-1.7 ..."), "not a text: this is a PDF document");
    assert_eq!(message(b"\x1f\x8b\x08\0\0"), "not a text: this is a file compressed with gzip");
    let noise: Vec<u8> =
        (0..4000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    assert_eq!(message(&noise), "not a text: this is a binary file");
    assert_eq!(
        message(b"<?xml version='1.0'?><rss><channel/></rss>"),
        "not a page: this is a feed"
    );
    assert_eq!(
        message(b"WARC/1.0\r\nWARC-Type: response\r\n"),
        "not a page: this is a WARC archive"
    );
    assert_eq!(message(b"{\"a\": 1}"), "no document in this JSON: `text` is missing");
    assert_eq!(
        message(b"{\"text\": \"a"),
        "no document in this JSON: not JSON: EOF while parsing a string at line 1 column 11"
    );
    assert_eq!(message(b"[{}]"), "no document in this JSON: `text` is missing");
}

#[test]
fn one_long_line_is_capped_and_told() {
    let line = "mot ".repeat(5 << 20);
    let article = article(&line);
    assert!(article.text.len() <= MAX_TEXT_BYTES);
    let codes: Vec<_> = article.notes.iter().map(|note| note.code).collect();
    assert!(codes.contains(&"page-capped") && codes.contains(&"text-capped"), "{codes:?}");
}

#[test]
fn other_languages_are_told() {
    let article = article(
        "El ejército anunció el martes la muerte de doce combatientes en la provincia, según el gobernador.",
    );
    assert_eq!(article.lang, None);
    assert_eq!(
        article.notes[0].text,
        "no lexicon for the language of the text, which looks like `es`"
    );
}

mod properties {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
            let _ = read_bytes(&bytes, &Hint::default());
        }

        #[test]
        fn no_markup_panics(pieces in proptest::collection::vec(
            prop_oneof![
                Just("<div>"), Just("</div>"), Just("<p class='a\" b"), Just("<table><tr><td>"), Just("</table>"),
                Just("<script>"), Just("</script>"), Just("<!--"), Just("-->"), Just("<a href="), Just("'"), Just("\""), Just(">"),
                Just("<svg/>"), Just("<li>"), Just("</b>"), Just("<é>"), Just("&eacute;"), Just("&#xD800;"), Just("É\u{301} "),
                Just("Lire aussi : "), Just("<h2>Related</h2>"), Just("Un texte assez long pour compter."), Just("\0"), Just("<title>"),
            ], 0..60)) {
            let html = format!("<html>{}", pieces.concat());
            let _ = read_bytes(html.as_bytes(), &Hint::default());
        }

        #[test]
        fn given_texts_keep_their_bytes_and_spans_lie_inside(text in "([ a-zé\u{a0}«».:|-]{0,40}\n{0,2}|Lire aussi|Partager\n|- Mali : trêve\n){0,12}") {
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
}

#[test]
fn zeros_inside_a_page_are_passed_over() {
    let zeros = "\0".repeat(5000);
    let html = format!(
        "<!DOCTYPE html><html><body>{zeros}<p>Douze soldats ont été tu\0és jeudi près de Tessit, \
         a annoncé l'état-major dans un communiqué lu à la radio.</p></body></html>"
    );
    let reading = read_bytes(html.as_bytes(), &Hint::default()).unwrap();
    assert_eq!(reading.format, Format::Html);
    assert!(reading.articles[0].text.starts_with("Douze soldats ont été tués jeudi"));
}

#[test]
fn a_text_of_endless_lines_is_cut_and_says_so() {
    let mut text = "Douze soldats ont été tués jeudi près de Tessit, selon un élu.\n".to_owned();
    text.push_str(&"x\n".repeat(250_000));
    let article = article(&text);
    assert!(article.text.starts_with("Douze soldats"));
    assert!(article.notes.iter().any(|note| note.code == "text-capped"), "{:?}", article.notes);
}

/// A page that was retrieved from one address may give itself another; both are kept, and come through a
/// second reading.
#[test]
fn the_address_that_a_page_gives_itself_is_kept_beside_the_one_it_was_retrieved_from() {
    let page =
        |link: &str| format!("<html><head>{link}</head><body><p>Douze morts.</p></body></html>");
    let canonical = |link: &str, url: Option<&str>| {
        let hint = Hint { url, ..Hint::default() };
        let article = read_bytes(page(link).as_bytes(), &hint).unwrap().articles.remove(0);
        (article.url, article.canonical)
    };
    let some = |url: &str| Some(url.to_owned());
    let own = "<link rel='canonical' href='https://exemple.ml/a'>";
    let from = "https://exemple.ml/a?utm_source=x";
    assert_eq!(canonical(own, Some(from)), (some(from), some("https://exemple.ml/a")));
    assert_eq!(canonical(own, None), (some("https://exemple.ml/a"), None));
    let here = "<link rel='canonical' href='/a'>";
    assert_eq!(canonical(here, Some(from)), (some(from), some("https://exemple.ml/a")));
    let given = r#"{"text": "Douze morts.", "url": "https://a.ml/?x", "canonical": "https://a.ml/",
        "first_seen": "2024-05-07T06:05:04Z"}"#;
    let article = read_line(1, given.replace('\n', "").as_bytes()).unwrap().unwrap();
    assert_eq!(article.canonical, some("https://a.ml/"));
    assert_eq!(article.first_seen.unwrap().to_string(), "2024-05-07T06:05:04Z");
}

#[test]
fn authors_are_named_without_the_word_before_and_what_stands_behind() {
    let authors = |head: &str, line: &str| {
        let html = format!(
            "<html><head>{head}</head><body><h1>Attaque à Tessit : douze morts</h1>{line}<p>Douze soldats ont \
             été tués jeudi dans une attaque contre le camp de Tessit, a annoncé l'état-major.</p></body></html>"
        );
        article(&html).authors
    };
    let meta = |name: &str| format!("<meta name='author' content='{name}'>");
    assert_eq!(authors(&meta("Par Awa Diallo"), ""), ["Awa Diallo"]);
    assert_eq!(authors(&meta("Parfait Diallo"), ""), ["Parfait Diallo"]);
    let two = meta("Awa Diallo") + &meta("By Moussa Traoré");
    assert_eq!(authors(&two, ""), ["Awa Diallo", "Moussa Traoré"]);
    let many: String = (0..40).map(|n| meta(&format!("Awa Diallo{n}"))).collect();
    assert_eq!(authors(&many, "").len(), 1);
    assert_eq!(authors("", "<p>Par Awa Diallo | 12/10/2020 | Commentaires</p>"), ["Awa Diallo"]);
}
