//! Pages under `testdata/pages/`, and pages that a person could write to hang a parser.

use super::*;

/// What a page should give. Absent keys are not compared.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    #[serde(default)]
    url: Option<String>,
    title: Option<String>,
    publisher: Option<String>,
    /// Name and where it was found.
    section: Option<(String, String)>,
    #[serde(default)]
    authors: Vec<String>,
    /// Day and where it was found.
    published: Option<(String, String)>,
    modified: Option<(String, String)>,
    lang: Option<String>,
    paragraphs: Vec<String>,
    #[serde(default)]
    related: Vec<String>,
    /// Address of the first related headline.
    first_related_url: Option<String>,
    /// Of each entry: its time, its headline, its address, how many paragraphs it has.
    #[serde(default)]
    entries: Vec<String>,
}

/// An entry on one line, `-` for what is not told.
fn shown(article: &Article, entry: &crate::model::Entry) -> String {
    let dash = |words: Option<String>| words.unwrap_or_else(|| "-".to_owned());
    let time = entry.time.as_ref().map(|time| {
        let day = dash(time.day.map(|day| day.to_string()));
        let from = dash(time.day_from.map(|from| from.as_str().to_owned()));
        let clock = dash(time.time.map(|t| format!("{:02}:{:02}", t.hour(), t.minute())));
        format!("{day} {from} {clock} {} {}", dash(time.zone.clone()), time.found_in)
    });
    let n_paragraphs = entry.span.of(&article.text).split("\n\n").count();
    let (title, url) = (dash(entry.title.clone()), dash(entry.url.clone()));
    format!("{} | {title} | {url} | {n_paragraphs}", dash(time))
}

fn check(html: &str, expected: &str) {
    let expected: Expected = serde_json::from_str(expected).unwrap();
    let hint = crate::read::Hint { url: expected.url.as_deref(), ..Default::default() };
    let reading = crate::read::read_bytes(html.as_bytes(), &hint).unwrap();
    let article = &reading.articles[0];
    let paragraphs: Vec<&str> = article.text.split("\n\n").collect();
    assert_eq!(paragraphs, expected.paragraphs, "cut: {:#?}", article.cut);
    let entries: Vec<String> = article.entries.iter().map(|entry| shown(article, entry)).collect();
    assert_eq!(entries, expected.entries);
    let related: Vec<&str> = article.related.iter().map(|related| related.title.as_str()).collect();
    assert_eq!(related, expected.related);
    assert_eq!(article.title, expected.title);
    assert_eq!(article.publisher, expected.publisher);
    let section = article.section.clone().map(|found| (found.name, found.found_in.to_owned()));
    assert_eq!(section, expected.section);
    assert_eq!(article.authors, expected.authors);
    let day = |found: &Option<crate::model::DateFound>| {
        found.as_ref().map(|found| (found.date.to_string(), found.found_in.to_owned()))
    };
    assert_eq!(day(&article.published), expected.published);
    assert_eq!(day(&article.modified), expected.modified);
    assert_eq!(article.lang.map(|lang| lang.as_str().to_owned()), expected.lang);
    if expected.first_related_url.is_some() {
        assert_eq!(article.related[0].url, expected.first_related_url);
    }
}

macro_rules! pages {
    ($($name:ident: $folder:literal),* $(,)?) => {$(
        #[test]
        fn $name() {
            check(
                include_str!(concat!("../../../../testdata/pages/", $folder, "/page.html")),
                include_str!(concat!("../../../../testdata/pages/", $folder, "/expected.json")),
            );
        }
    )*};
}

pages! {
    a_french_daily: "fr-quotidien",
    a_french_blog_without_metadata: "fr-sans-metadonnees",
    an_english_wire_page: "en-wire",
    a_page_that_prints_paragraphs_twice: "fr-repetitions",
    a_regional_daily_behind_a_wall: "fr-regional-abonnes",
    a_page_whose_comments_read_like_text: "en-comments",
    a_live_page_with_time_elements: "fr-direct",
    a_live_page_with_clocks_under_days: "fr-direct-heures",
    a_live_page_that_json_ld_tells_of: "en-live-json-ld",
    a_list_of_briefs_with_datelines: "fr-breves",
}

/// The article that stands inside each hostile page.
const ARTICLE: &str = "<article><h1>Attaque à Tessit : douze morts</h1>\
    <p>Douze soldats ont été tués jeudi dans une attaque contre le camp de Tessit, a annoncé l'état-major dans un communiqué.</p>\
    <p>Les assaillants, arrivés à moto, se sont repliés vers la frontière après deux heures de combats, selon un élu de la commune.</p>\
    <p>Un précédent bilan faisait état de sept morts. Les blessés ont été évacués vers Gao par la route et par hélicoptère.</p></article>";

/// Reads a hostile page on a thread with the stack that Rust gives by default.
fn survive(html: String) -> Article {
    let thread = std::thread::Builder::new().stack_size(2 << 20);
    thread.spawn(move || extract(&html, None)).unwrap().join().unwrap()
}

fn codes(article: &Article) -> Vec<&'static str> {
    article.notes.iter().map(|note| note.code).collect()
}

#[test]
fn deep_nesting_is_flattened_and_the_text_kept() {
    for (open, close) in [
        ("<div>", "</div>"),
        ("<b>", "</b>"),
        ("<span>", "</span>"),
        ("<table><tr><td>", "</td></tr></table>"),
        ("<ul><li>", "</li></ul>"),
        ("<blockquote>", "</blockquote>"),
        ("<section>", ""),
        ("<x-y>", "</x-y>"),
    ] {
        let html = format!("<html><body>{}{ARTICLE}{}", open.repeat(3000), close.repeat(3000));
        let article = survive(html);
        assert!(
            article.text.contains("Douze soldats"),
            "{open}: {:?} {:?}",
            article.text,
            article.notes
        );
        assert!(codes(&article).contains(&"nesting-capped"), "{open}: {:?}", article.notes);
    }
}

#[test]
fn foreign_content_is_passed_over() {
    for open in [
        "<svg>",
        "<svg><foreignObject><math>",
        "<math><mtext><svg>",
        "<svg/>",
        "<template>",
        "<noscript>",
    ] {
        let html = format!("<html><body>{}{ARTICLE}", open.repeat(3000));
        let article = survive(html);
        assert!(article.text.contains("Douze soldats"), "{open}: {:?}", article.notes);
    }
}

#[test]
fn wide_tags_are_cut() {
    let many = (0..20_000).map(|n| format!(" a{n}='x'")).collect::<Vec<_>>().concat();
    let article = survive(format!("<html><body{many}>{ARTICLE}"));
    assert!(article.text.contains("Douze soldats"));
    assert!(codes(&article).contains(&"attributes-capped"));
    let fonts = survive(format!("<html><body>{}{ARTICLE}", "<font size=1><p>".repeat(3000)));
    assert!(fonts.text.contains("Douze soldats"));
    let same = " class='x'".repeat(20_000);
    assert!(survive(format!("<html><body{same}>{ARTICLE}")).text.contains("Douze soldats"));
}

#[test]
fn endless_pages_end() {
    for (piece, count) in [
        ("<!-- ", 30_000),
        ("<title>", 30_000),
        ("<script>", 30_000),
        ("<a href='", 30_000),
        ("</div>", 30_000),
        ("<", 30_000),
        ("<p>", 20_000),
        ("&amp;", 30_000),
        ("<br>", 20_000),
        ("<option>x", 10_000),
        ("<a href=x>y</a>", 10_000),
    ] {
        let article = survive(format!("<html><body>{ARTICLE}{}", piece.repeat(count)));
        assert!(article.text.contains("Douze soldats"), "{piece}: {:?}", article.notes);
    }
}

#[test]
fn too_many_tags_are_told() {
    let html = format!("<html><body>{ARTICLE}{}", "</i>".repeat(tree::MAX_TAGS + 10));
    assert!(codes(&survive(html)).contains(&"markup-capped"));
}

#[test]
fn trees_are_well_formed() {
    let tree = Tree::parse(
        "<p>a<p>b <i>c<div>d</i> < e</div><ul><li>f<li>g</ul><td>h<table><tr><td>i<td>j</table>",
    );
    assert_eq!(
        tree.write(),
        "<p>a</p><p>b <i>c</i></p><div>d &lt; e</div><ul><li>f</li><li>g</li></ul>\
         <td>h<table><tr><td>i</td><td>j</td></tr></table></td>"
    );
    assert_eq!(tree.notes, []);
}

#[test]
fn a_page_without_text_says_so() {
    let article = survive("<html><head><title>Rien</title></head><body></body></html>".to_owned());
    assert_eq!(article.text, "");
    assert!(codes(&article).contains(&"no-text"));
}

/// Lists of old pages are lines with a mark in front, and their menus are lines of links between bars.
#[test]
fn headlines_of_others_lose_the_mark_of_their_list_and_menus_are_none() {
    let html = "<html><head><title>Une marche dispersée à Sokodé</title></head><body>\
        <table><tr><td><a href=a.html>Accueil</a> | <a href=b.html>Politique</a> | \
        <a href=c.html>Société</a> | <a href=d.html>Archives</a></td></tr></table><table><tr><td>\
        <b>Une marche dispersée à Sokodé</b><p>Les forces de l'ordre ont dispersé samedi une marche \
        de l'opposition à Sokodé, deuxième ville du Togo, selon la coalition qui appelait à manifester.\
        </p><p>Cinquante-trois manifestants ont été interpellés, d'après la même coalition ; la plupart \
        ont été relâchés dans la soirée.</p></td><td><b>Autres titres</b><br>\
        - <a href=e.html>Kara : le grand marché livré aux rats</a><br>\
        - <a href=f.html>Football : les Éperviers tombent à domicile</a></td></tr></table></body></html>";
    let article = super::extract(html, Some("https://exemple.tg/1"));
    let related: Vec<&str> = article.related.iter().map(|other| other.title.as_str()).collect();
    assert_eq!(
        related,
        ["Kara : le grand marché livré aux rats", "Football : les Éperviers tombent à domicile"]
    );
}
