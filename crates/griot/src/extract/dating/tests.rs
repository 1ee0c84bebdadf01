//! What pages tell of their days, and what is believed.

use crate::model::{Article, DatePrecision};
use crate::read::Hint;

/// A page with this head and these lines around its headline.
fn page(head: &str, lines: &str) -> Article {
    page_at(None, None, head, lines)
}

fn page_at(url: Option<&str>, retrieved: Option<&str>, head: &str, lines: &str) -> Article {
    let html = format!(
        "<html><head><title>Attaque à Tessit : douze morts</title>{head}</head><body>\
         <h1>Attaque à Tessit : douze morts</h1>{lines}\
         <p>Douze soldats ont été tués jeudi dans une attaque contre le camp de Tessit, a annoncé l'état-major.</p>\
         </body></html>"
    );
    let retrieved = retrieved.map(|at| at.parse().unwrap());
    crate::extract::extract_with(&html, &Hint { url, retrieved, ..Hint::default() })
}

/// A page in a language that it declares.
fn page_in(lang: &str, lines: &str) -> Article {
    let html = format!(
        "<html lang='{lang}'><head><title>Attack in Tessit: twelve dead</title></head><body>\
         <h1>Attack in Tessit: twelve dead</h1>{lines}<p>Twelve soldiers were killed.</p></body></html>"
    );
    crate::extract::extract_with(&html, &Hint::default())
}

fn day(article: &Article) -> Option<String> {
    article.published_on().map(|day| day.to_string())
}

fn changed(article: &Article) -> Option<String> {
    article.modified.as_ref().map(|found| found.date.to_string())
}

const PUBLISHED: &str = "<meta property='article:published_time' content=";

#[test]
fn what_is_told_to_programs_outweighs_what_stands_around() {
    let article = page(
        &format!("{PUBLISHED}'2022-03-12T14:05:00+01:00'>"),
        "<p>Le 1 mars 2022, à Gao</p><div class='footer date'>14/03/2022</div>",
    );
    assert_eq!(day(&article).as_deref(), Some("2022-03-12"));
    let first = &article.dates[0];
    assert_eq!((first.found_in, first.name.as_str()), ("meta", "article:published_time"));
    assert_eq!(first.time.unwrap().to_string(), "14:05:00");
    assert_eq!(first.zone.as_deref(), Some("+01:00"));
    assert!(article.dates.len() > 1, "{:?}", article.dates);
}

#[test]
fn words_of_the_page_are_read_in_many_languages() {
    for (line, expected) in [
        ("<p>Publié le 12 mars 2022 à 14h05</p>", "2022-03-12"),
        ("<p>Veröffentlicht am 12. März 2022</p>", "2022-03-12"),
        ("<p>Publicado el 12 de marzo de 2022</p>", "2022-03-12"),
        ("<p>Opublikowano 12 marca 2022</p>", "2022-03-12"),
        ("<span class='date'>12.03.22</span>", "2022-03-12"),
        ("<time>12 March 2022</time>", "2022-03-12"),
    ] {
        assert_eq!(day(&page("", line)).as_deref(), Some(expected), "{line}");
    }
}

#[test]
fn the_first_publication_is_not_the_last_change() {
    // The outlet has put the day of the change into the head, and shows both to its readers.
    let article = page(
        &format!(
            "{PUBLISHED}'2022-03-14T08:00:00+01:00'><meta property='article:modified_time' content='2022-03-14T08:00:00+01:00'>"
        ),
        "<p>Publié le 12 mars 2022 - Mis à jour le 14 mars 2022</p>",
    );
    assert_eq!(day(&article).as_deref(), Some("2022-03-12"));
    assert_eq!(changed(&article).as_deref(), Some("2022-03-14"));
}

#[test]
fn a_day_before_the_words_of_a_change_is_no_change() {
    let says = "12 mars 2022 à 10h00 - Mis à jour le 14 mars 2022 à 9h";
    for line in [format!("<p>{says}</p>"), format!("<div class='date'>{says}</div>")] {
        let article = page("", &line);
        assert_eq!(day(&article).as_deref(), Some("2022-03-12"), "{line}");
        assert_eq!(changed(&article).as_deref(), Some("2022-03-14"), "{line}");
    }
    // The clock of a change is no day.
    for line in
        ["<p>12 mars 2022, mis à jour le matin</p>", "<p>March 12, 2022 / Updated 8 hours ago</p>"]
    {
        let article = page("<meta property='article:published_time' content='2022-03-12'>", line);
        assert_eq!(day(&article).as_deref(), Some("2022-03-12"), "{line}");
    }
}

#[test]
fn years_of_two_digits_are_read_where_a_date_is_meant() {
    for (line, expected) in [
        ("<p>Publié le 12/03/22 à 14h05 • Mis à jour le 14/03/22 à 9h</p>", Some("2022-03-12")),
        ("<p>Par Awa Diallo, publié le 12.03.22</p>", Some("2022-03-12")),
        ("<p>Score : 12.03.22</p>", None),
    ] {
        assert_eq!(day(&page("", line)).as_deref(), expected, "{line}");
    }
    let article = page("", "<p>Publié le 12/03/22 à 14h05 • Mis à jour le 14/03/22 à 9h</p>");
    assert_eq!(changed(&article).as_deref(), Some("2022-03-14"));
    let american = page_in("en-US", "<time>03/25/22</time>");
    assert_eq!(day(&american).as_deref(), Some("2022-03-25"));
}

#[test]
fn a_day_in_utc_gives_way_to_the_day_that_readers_see() {
    let article = page(&format!("{PUBLISHED}'2022-03-11T23:30:00Z'>"), "<time>12 mars 2022</time>");
    assert_eq!(day(&article).as_deref(), Some("2022-03-12"));
    // A page that shows nothing else keeps the day that it gives.
    let article = page(&format!("{PUBLISHED}'2022-03-11T23:30:00Z'>"), "");
    assert_eq!(day(&article).as_deref(), Some("2022-03-11"));
}

#[test]
fn no_day_is_invented() {
    let article =
        page("<meta name='citation_publication_date' content='2022/03'>", "<p>© 2022</p>");
    assert_eq!(day(&article), None);
    assert_eq!(article.dates[0].precision, DatePrecision::Month);
    assert_eq!(day(&page("", "")), None);
}

#[test]
fn nothing_is_younger_than_its_retrieval() {
    let article = page_at(
        None,
        Some("2022-03-13T09:00:00Z"),
        &format!("{PUBLISHED}'2032-03-12'>"),
        "<p>Publié le 12 mars 2022</p>",
    );
    assert_eq!(day(&article).as_deref(), Some("2022-03-12"));
    let note = article.notes.iter().find(|note| note.code == "date-in-future").unwrap();
    assert!(note.text.contains("`2032-03-12`"), "{}", note.text);
    assert!(article.first_seen.is_some());
}

/// A file on the disk does not tell when it was retrieved, but it is read now.
#[test]
fn nothing_is_younger_than_its_reading() {
    let html = format!("{PUBLISHED}'2032-03-12'><p>Publié le 12 mars 2022</p>");
    let hint = Hint { now: "2022-03-13T09:00:00Z".parse().ok(), ..Hint::default() };
    let article = crate::extract::extract_with(&html, &hint);
    assert_eq!(day(&article).as_deref(), Some("2022-03-12"));
    assert!(article.notes.iter().any(|note| note.code == "date-in-future"));
    assert!(article.first_seen.is_none());
}

#[test]
fn a_day_before_the_web_is_passed_over_and_said_so() {
    for value in ["1970-01-01T00:00:00+00:00", "0001-01-01"] {
        let article = page(&format!("{PUBLISHED}'{value}'>"), "<p>Publié le 12 mars 2022</p>");
        assert_eq!(day(&article).as_deref(), Some("2022-03-12"), "{value}");
        let note = article.notes.iter().find(|note| note.code == "date-before-1990").unwrap();
        assert!(note.text.contains(value), "{}", note.text);
    }
}

/// What is kept of a day is what stands on the page, not the form in which it was looked for.
#[test]
fn the_words_of_a_day_stand_as_on_the_page() {
    let raws = |body: &str| -> Vec<String> {
        page("", body).dates.iter().map(|date| date.raw.clone()).collect()
    };
    let line = "<p>Par Élise Traoré | Publié le 1er août 2022 à 18h42</p>";
    assert_eq!(raws(line), ["Publié le 1er août 2022 à 18h42"]);
    let both = "<span class='date'>12 août 2022 à 10h – Mis à jour le 13 août 2022</span>";
    let raws = raws(both);
    assert!(raws.contains(&"12 août 2022 à 10h –".to_owned()), "{raws:?}");
    assert!(raws.contains(&"Mis à jour le 13 août 2022".to_owned()), "{raws:?}");
}

#[test]
fn the_address_decides_between_days_that_weigh_the_same() {
    let lines = "<p>1 février 2022</p><p>12 mars 2022</p>";
    let at = |url| day(&page_at(Some(url), None, "", lines));
    assert_eq!(at("https://exemple.bf/2022/03/attaque").as_deref(), Some("2022-03-12"));
    assert_eq!(at("https://exemple.bf/2022/02/attaque").as_deref(), Some("2022-02-01"));
    assert_eq!(at("https://exemple.bf/20220310-attaque").as_deref(), Some("2022-03-10"));
}

#[test]
fn dates_of_comments_and_of_other_articles_are_not_its_own() {
    let article = page(
        "",
        "<ul class='recent'><li><time datetime='2022-04-01'>1 avril</time> Niger : le marché rouvre</li></ul>\
         <div class='comments'><time datetime='2022-04-02'>2 avril</time></div>\
         <span class='entry-date'>12 mars 2022</span>",
    );
    assert_eq!(day(&article).as_deref(), Some("2022-03-12"));
}

/// What programs for blogs write below an article is longer than other lines that tell its day.
#[test]
fn a_line_that_closes_a_page_tells_its_day() {
    let rest = "et est classée dans Non classé. Vous pouvez suivre les réponses à cette entrée grâce au fil \
                RSS 2.0. Vous pouvez laisser une réponse, ou un rétrolien depuis votre site.";
    for line in [
        format!("Cette entrée a été publiée le samedi 3 décembre 2011 à 10:00 {rest}"),
        format!(
            "This entry was posted on Saturday, December 3rd, 2011 at 10:00 am and is filed under {rest}"
        ),
        format!(
            "Dieser Beitrag wurde am Samstag, 3. Dezember 2011 um 10:00 Uhr veröffentlicht {rest}"
        ),
    ] {
        let article = page("", &format!("<p>{line}</p>"));
        assert_eq!(day(&article).as_deref(), Some("2011-12-03"), "{line}");
    }
    // A report that the article is about has a day of its own.
    let report = format!("<p>Publié le 3 décembre 2011, le rapport de l'ONU dit ceci : {rest}</p>");
    assert_eq!(day(&page("", &report)), None);
}

#[test]
fn a_short_day_alone_on_a_line_is_one() {
    assert_eq!(day(&page("", "<span>02.12.19</span>")).as_deref(), Some("2019-12-02"));
    assert_eq!(day(&page("", "<p>Score final : 02.12.19</p>")), None);
    assert_eq!(day(&page("", "<p>02-12-19</p>")), None);
}
