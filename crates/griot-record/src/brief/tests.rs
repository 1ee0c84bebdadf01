//! Briefs, as they are read.

use griot::json::Coder;
use griot::model::{Article, DateFound};
use griot::pipeline::{self, Resources};

use super::*;
use crate::{About, Act, NewPage, Writer};

const ATTACK: &str = "Douze civils ont été tués samedi à Gao dans une attaque menée par des hommes \
                      armés, selon le maire de la ville.";
const AGAIN: &str = "Au moins quinze civils ont été tués samedi à Gao lors d'une attaque d'hommes armés, \
                     selon un élu local.";
const STRIKE: &str = "Dix combattants ont été tués dimanche par une frappe aérienne à Gorgadji, a \
                      déclaré l'armée burkinabè.";
const TOTAL: &str = "Depuis janvier, les violences au Mali ont fait au moins 400 morts, selon une \
                     association.";

fn add(dir: &std::path::Path, day: &str, pages: &[(&str, &str)]) {
    let coder = Coder { version: "0".to_owned(), lexicon: "0".to_owned() };
    let at = format!("{day}T06:00:00Z").parse().unwrap();
    let mut writer = Writer::open(dir, "test", &coder, at).unwrap();
    let page = |(outlet, text): &(&str, &str)| {
        let mut article = Article::from_text(*text);
        article.id = (*outlet).to_owned();
        article.url = Some("javascript:alert(1)".to_owned());
        article.title = Some("Attaque <b>à Gao</b> *hier*".to_owned());
        article.lang = Some(Lang::Fr);
        article.publisher = Some((*outlet).to_owned());
        let date = "2024-05-06".parse().unwrap();
        article.published = Some(DateFound { date, found_in: "input", raw: String::new() });
        let claims = pipeline::code(&article, &Resources::builtin());
        NewPage {
            about: About { name: (*outlet).to_owned(), ..About::default() },
            bytes: text.as_bytes().to_vec(),
            documents: vec![griot::json::document(&article, &claims, coder.clone())],
            place: None,
        }
    };
    writer.add(&pages.iter().map(page).collect::<Vec<_>>()).unwrap();
    writer.finish().unwrap();
}

fn asked(lang: Lang) -> BriefAsked {
    let filter = Filter {
        since: Some("2024-05-01".to_owned()),
        until: Some("2024-05-07".to_owned()),
        ..Filter::default()
    };
    BriefAsked { filter, place: None, lang, policy: Policy::Range, as_of: None }
}

fn filled() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    Record::init(dir.path(), "test").unwrap();
    add(dir.path(), "2024-05-06", &[("Le Fleuve", ATTACK)]);
    add(
        dir.path(),
        "2024-05-07",
        &[("Radio Dune", AGAIN), ("Le Courrier", STRIKE), ("L'Écho", TOTAL)],
    );
    dir
}

#[test]
fn every_figure_has_its_source_and_ranges_stay_ranges() {
    let dir = filled();
    let record = Record::open(dir.path()).unwrap();
    let text = record.brief(&asked(Lang::Fr), None).unwrap().to_markdown();
    for expected in [
        "# Note de situation : tous pays, du 1er mai 2024 au 7 mai 2024",
        "**Tués : au moins 22, dans 2 événements.** (dont au moins 12 civils",
        "Le plus meurtrier : attaque contre des civils, Gao (Mali), 4 mai 2024 (n° 2), au moins 12 tués",
        "**au moins 12 tués** (par catégorie : au moins 12 civils)[^",
        "2 articles, 2 sources indépendantes. Bilan contesté : voir plus bas.",
        "> « Dix combattants ont été tués dimanche",
        "12 (maire de la ville)[^",
        "au moins 15 (élu local)[^",
        "## Bilans de période",
        "Tués : au moins 400",
        "Attaque \\<b\\>à Gao\\</b\\> \\*hier\\*",
    ] {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
    // Every footnote is explained, and what is explained is cited.
    let cited = |n: usize| text.matches(&format!("[^{n}]")).count();
    let explained = text.matches("\n[^").count();
    assert!(explained >= 4);
    assert!((1..=explained).all(|n| cited(n) >= 2), "{text}");
    assert!(!text.contains("## Carte"), "there is no map in Markdown: {text}");
    let english = record.brief(&asked(Lang::En), None).unwrap().to_markdown();
    assert!(english.contains("**Killed: at least 22, in 2 events.**"), "{english}");
}

#[test]
fn as_data_it_says_the_same_with_the_same_sources() {
    let dir = filled();
    let record = Record::open(dir.path()).unwrap();
    let brief = record.brief(&asked(Lang::En), None).unwrap();
    let data = brief.to_json();
    assert_eq!((&data["lang"], &data["n_events"]), (&"en".into(), &brief.n_events.into()));
    let parts = data["parts"].as_array().unwrap();
    let of = |kind: &str| parts.iter().filter(|part| part["kind"] == kind).count();
    assert_eq!(of("event"), brief.n_events);
    assert!(of("heading") > 3 && of("quote") > 0 && of("table") > 0, "{data}");
    let text = data.to_string();
    assert!(text.contains("Killed: at least 22, in 2 events.") && !text.contains("<svg"), "{text}");
    // Every number of a note is that of a source.
    let sources = data["sources"].as_array().unwrap().len() as u64;
    let mut notes = std::collections::BTreeSet::new();
    let mut waiting = vec![&data["parts"]];
    while let Some(value) = waiting.pop() {
        notes.extend(
            value["notes"].as_array().into_iter().flatten().filter_map(serde_json::Value::as_u64),
        );
        waiting.extend(value.as_array().into_iter().flatten());
        waiting.extend(value.as_object().into_iter().flat_map(serde_json::Map::values));
    }
    assert_eq!(notes, (1..=sources).collect());
}

#[test]
fn what_has_changed_since_the_last_one() {
    let dir = filled();
    let record = Record::open(dir.path()).unwrap();
    let day = "2024-05-06".parse().unwrap();
    let then = Record::open(dir.path()).unwrap().as_of(day).unwrap();
    let text = record.brief(&asked(Lang::Fr), Some((&then, day))).unwrap().to_markdown();
    for expected in [
        "## Ce qui a changé depuis le 6 mai 2024",
        "Nouveau : frappe aérienne, Gorgadji (Burkina Faso), 5 mai 2024 (n° 1).",
        "tués : 12 → au moins 12",
        "Depuis le 6 mai 2024 : nouveaux 1, révisés 1, retirés ou réunis à d’autres 0.",
    ] {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
    let id = record.events(&Filter::default(), None).unwrap().rows.remove(0).id;
    let coder = Coder { version: "0".to_owned(), lexicon: "0".to_owned() };
    let at = "2024-05-08T06:00:00Z".parse().unwrap();
    let mut writer = Writer::open(dir.path(), "decide", &coder, at).unwrap();
    writer.decide(&id, &Act::Reject, "Awa", "an exercise").unwrap();
    writer.finish().unwrap();
    let day = "2024-05-07".parse().unwrap();
    let then = Record::open(dir.path()).unwrap().as_of(day).unwrap();
    let text = record.brief(&asked(Lang::En), Some((&then, day))).unwrap().to_markdown();
    assert!(text.contains("Rejected by an analyst: air strike, Gorgadji"), "{text}");
    assert!(!text.contains("Dix combattants"), "{text}");
}

#[test]
fn the_page_is_whole_and_runs_nothing() {
    let dir = filled();
    let record = Record::open(dir.path()).unwrap();
    let page = record.brief(&asked(Lang::Fr), None).unwrap().to_html();
    assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"fr\">"));
    for unwanted in ["<script", "javascript:", "<b>", "src=", "@import", "url("] {
        assert!(!page.contains(unwanted), "{unwanted}");
    }
    for expected in
        ["default-src 'none'", "class=\"pin\"", "class=\"low\"", "role=\"img\"", "lang=\"fr\""]
    {
        assert!(page.contains(expected), "{expected}");
    }
    // Every link inside the page leads somewhere.
    for part in page.split("href=\"#").skip(1) {
        let (target, _) = part.split_once('"').unwrap();
        assert!(page.contains(&format!("id=\"{target}\"")), "{target}");
    }
    for tag in ["figure", "section", "ul", "ol", "svg", "g", "table", "main"] {
        let (open, close) = (format!("<{tag}"), format!("</{tag}>"));
        let opened =
            page.matches(&format!("{open}>")).count() + page.matches(&format!("{open} ")).count();
        assert_eq!(opened, page.matches(&close).count(), "{tag}");
    }
}

#[test]
fn nothing_is_told_as_nothing() {
    let dir = filled();
    let record = Record::open(dir.path()).unwrap();
    let mut asked = asked(Lang::Fr);
    asked.filter.countries = vec!["FR".to_owned()];
    let brief = record.brief(&asked, None).unwrap();
    assert_eq!(brief.n_events, 0);
    assert!(brief.to_markdown().contains("Rien n’est rapporté"));
    assert!(brief.to_html().contains("France"));
}
