//! What is a list of entries and what is none, and what the coder makes of the days of entries.

use proptest::prelude::*;

use crate::extract::extract;
use crate::model::{Article, Lang};
use crate::pipeline::{Resources, code};
use crate::read::{Hint, read_bytes};

fn read(text: &str) -> Article {
    let hint = Hint { name: Some("x.txt"), ..Hint::default() };
    read_bytes(text.as_bytes(), &hint).unwrap().articles.remove(0)
}

const ENTRIES: [&str; 4] = [
    "Les tirs reprennent près du pont, que les rebelles tiennent depuis mercredi.",
    "Le gouverneur appelle les habitants à rester chez eux jusqu'à nouvel ordre.",
    "Deux civils ont été tués hier par un obus tombé sur une maison du quartier nord.",
    "Le calme est revenu dans la ville après une nuit de combats.",
];

#[test]
fn a_plain_text_of_clocks_is_a_live_page_and_its_bare_clocks_are_no_text() {
    let inline = read(&format!(
        "Direct de Marékou\n\nPublié le 10 juin 2022\n\n22h05 – {}\n\n14h30 – {}\n\n09:10 – {}\n\n06h – {}",
        ENTRIES[0], ENTRIES[1], ENTRIES[2], ENTRIES[3]
    ));
    assert_eq!(inline.entries.len(), 4, "{inline:#?}");
    assert_eq!(inline.entries[2].time.as_ref().unwrap().day.unwrap().to_string(), "2022-06-10");
    let bare = read(&format!(
        "22h05\n\n{}\n\n14h30\n\n{}\n\n09:10\n\n{}\n\nLes secours sont sur place.",
        ENTRIES[0], ENTRIES[1], ENTRIES[2]
    ));
    assert_eq!(bare.entries.len(), 3);
    assert!(!bare.text.contains("14h30"), "{}", bare.text);
    assert!(bare.cut.iter().any(|cut| cut.text == "14h30"));
    // Nothing tells the day of the page: clocks alone are of no day.
    assert_eq!(bare.entries[0].time.as_ref().unwrap().day, None);
    assert!(bare.entries[2].span.of(&bare.text).ends_with("sur place."));
}

#[test]
fn an_article_of_one_piece_has_no_entries() {
    let paragraphs = ENTRIES.join("\n\n");
    for text in [
        paragraphs.clone(),
        // A clock in one or two paragraphs is a detail of the story.
        format!("14h32 – {paragraphs}"),
        format!("{paragraphs}\n\n14h32 – {}\n\n15h – {}", ENTRIES[0], ENTRIES[1]),
        // Numbers in no order are no clocks of entries.
        format!(
            "10:15 {0}\n\n4:30 {0}\n\n22:10 {1}\n\n3:05 {1}\n\n21:40 {2}\n\n2:20 {2}\n\n20:00 {3}\n\n1:00 {3}",
            ENTRIES[0], ENTRIES[1], ENTRIES[2], ENTRIES[3]
        ),
        // A chronology at the end of a long report.
        format!(
            "{}\n\n1h – Tirs.\n\n2h – Renforts.\n\n3h – Calme.",
            [paragraphs.as_str(); 4].join("\n\n")
        ),
    ] {
        assert_eq!(read(&text).entries, [], "{text}");
    }
}

#[test]
fn one_time_of_a_page_and_those_of_other_articles_are_no_entries() {
    let teasers = "<li><time datetime='2022-05-01'>1 mai</time> <a href=x>Le marché a rouvert</a>";
    let page = format!(
        "<article><h1>Combats à Marékou</h1><time datetime='2022-05-03T10:00'>3 mai</time>\
         <p>{}<p>{}<p>{}<p>{}</article><aside><ul>{}</ul></aside>",
        ENTRIES[0],
        ENTRIES[1],
        ENTRIES[2],
        ENTRIES[3],
        teasers.repeat(6)
    );
    assert_eq!(extract(&page, None).entries, []);
}

#[test]
fn yesterday_is_the_day_before_an_entry() {
    let article = read_bytes(
        include_bytes!("../../../../../testdata/pages/fr-direct/page.html"),
        &Hint::default(),
    );
    let article = article.unwrap().articles.remove(0);
    let claims = code(&article, &Resources::builtin());
    let killed = claims.reports.iter().find(|report| !report.tolls.is_empty()).unwrap();
    // Published on the 2nd, changed on the 4th; the entry is of the 3rd.
    assert_eq!(killed.date.unwrap().from.to_string(), "2022-05-02");
    let mut of_one_piece = article;
    of_one_piece.entries.clear();
    let claims = code(&of_one_piece, &Resources::builtin());
    let killed = claims.reports.iter().find(|report| !report.tolls.is_empty()).unwrap();
    assert_eq!(killed.date.unwrap().from.to_string(), "2022-05-01");
}

#[test]
fn an_entry_whose_day_is_open_has_no_yesterday() {
    let page = |clocks: [&str; 3]| {
        format!(
            "Direct\n\nPublié le 10 juin 2022\n\n{} – {}\n\n{} – {}\n\n{} – {}",
            clocks[0], ENTRIES[0], clocks[1], ENTRIES[2], clocks[2], ENTRIES[1]
        )
    };
    let days = |text: &str| {
        let article = Article { lang: Some(Lang::Fr), ..read(text) };
        assert_eq!(article.entries.len(), 3);
        let claims = code(&article, &Resources::builtin());
        let killed = claims.reports.into_iter().find(|report| !report.tolls.is_empty());
        killed.unwrap().date.map(|dates| dates.from.to_string())
    };
    assert_eq!(days(&page(["22h05", "14h30", "06h10"])).as_deref(), Some("2022-06-09"));
    // The clocks pass midnight, and the page does not say how often.
    assert_eq!(days(&page(["01h05", "22h30", "20h10"])), None);
}

#[test]
fn a_brief_takes_neither_the_day_nor_the_place_of_another() {
    let page = include_bytes!("../../../../../testdata/pages/fr-breves/page.html");
    let article = read_bytes(page, &Hint::default()).unwrap().articles.remove(0);
    let claims = code(&article, &Resources::builtin());
    let days: Vec<String> = claims
        .reports
        .iter()
        .filter_map(|report| report.date.map(|dates| dates.from.to_string()))
        .collect();
    // « hier » of the brief of 31 December, and Thursday of that of 1 January, a Friday.
    assert!(days.contains(&"2020-12-30".to_owned()), "{days:?}");
    assert!(days.contains(&"2020-12-31".to_owned()), "{days:?}");
}

#[test]
fn what_is_read_again_from_json_has_the_same_entries() {
    let page = include_bytes!("../../../../../testdata/pages/fr-direct/page.html");
    let article = read_bytes(page, &Hint::default()).unwrap().articles.remove(0);
    let json = serde_json::to_string(&crate::json::read_document(&article)).unwrap();
    let again = crate::read::read_line(1, json.as_bytes()).unwrap().unwrap();
    assert_eq!(again.entries, article.entries);
    assert_eq!(again.entries.len(), 4);
    // Spans that do not fit the text are not believed.
    let broken = json.replace("\"span\":[", "\"span\":[9999999,");
    assert!(crate::read::read_line(1, broken.as_bytes()).unwrap().is_ok());
}

fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        "[0-2]?[0-9](h|:|h )[0-5][0-9] [–:.] [A-Z][a-zé]{3,30} [a-z ]{0,40}\\.",
        "(Le )?[0-3]?[0-9] (mai|juin|mars)( 2022)?(, 14h32)?",
        "[A-ZÉ]{3,9}, [0-3]?[0-9] (mai|juin) (– |: )[A-Z][a-z ]{10,60}\\.",
        "<time datetime='2022-0[1-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9](Z|\\+02:00)?'>é</time>",
        "<h3>[A-Zé ]{3,20}</h3>",
        "\\PC{0,80}",
    ]
}

proptest! {
    /// Whatever stands on a page, its entries are in order, disjoint, and slices of its text.
    #[test]
    fn entries_are_slices_of_the_text(lines in prop::collection::vec(line(), 0..24), html: bool) {
        let article = if html {
            extract(&format!("<article><p>{}</article>", lines.join("<p>")), Some("https://a.example/b"))
        } else {
            read(&format!("Direct\n\n{}", lines.join("\n\n")))
        };
        let mut end = 0;
        for entry in &article.entries {
            prop_assert!(entry.span.start >= end);
            prop_assert!(article.text.get(entry.span.range()).is_some_and(|words| !words.is_empty()));
            end = entry.span.end;
        }
    }
}
