//! Sections that pages tell in each of the ways, and what is none.

use crate::extract::extract;

/// The section of a page with this head and this in front of its article, and where it was found.
fn section(head: &str, body: &str) -> Option<(String, &'static str)> {
    let html = format!(
        "<html><head><title>Douze soldats tués à Tessit</title>\
         <meta property='og:site_name' content='Le Fil'>{head}</head><body>{body}\
         <article><h1>Douze soldats tués à Tessit</h1><p>Douze soldats ont été tués jeudi dans une \
         attaque contre le camp de Tessit, a annoncé l'état-major dans un communiqué.</p></article>\
         </body></html>"
    );
    let article = extract(&html, Some("https://le-fil.example/afrique/mali/tessit-12"));
    article.section.map(|found| (found.name, found.found_in))
}

fn json_ld(json: &str) -> String {
    format!("<script type='application/ld+json'>{json}</script>")
}

fn found(name: &str, found_in: &'static str) -> (String, &'static str) {
    (name.to_owned(), found_in)
}

#[test]
fn the_article_itself_is_asked_first() {
    let article =
        |section| json_ld(&format!(r#"{{"@type":"NewsArticle","articleSection":{section}}}"#));
    let meta = "<meta property='article:section' content='International'>";
    let both = article(r#""Afrique de l&#39;Ouest""#) + meta;
    assert_eq!(section(&both, ""), Some(found("Afrique de l'Ouest", "json-ld")));
    assert_eq!(
        section(&article(r#"[" ", 3, "Mali", "Sahel"]"#), ""),
        Some(found("Mali", "json-ld"))
    );
    // What is no name of a section gives way to what is.
    for none in [r#""""#, "null", "{}", r#""https://le-fil.example/mali""#, r#""Le Fil""#] {
        assert_eq!(
            section(&(article(none) + meta), ""),
            Some(found("International", "meta")),
            "{none}"
        );
    }
    let long = format!(r#""{}""#, "Afrique ".repeat(20));
    assert_eq!(section(&article(&long), ""), None);
}

#[test]
fn a_trail_leads_from_the_first_page_to_the_article() {
    let trail = json_ld(
        r#"{"@graph":[{"@type":"WebPage","breadcrumb":{"@type":"BreadcrumbList","itemListElement":[
        {"@type":"ListItem","position":1,"name":"Accueil","item":"https://le-fil.example/"},
        {"@type":"ListItem","position":2,"item":{"@id":"https://le-fil.example/afrique/","name":"Afrique"}},
        {"@type":"ListItem","position":3,"name":"Mali","item":"https://le-fil.example/afrique/mali"},
        {"@type":"ListItem","position":4,"name":"Tessit"}]}}]}"#,
    );
    assert_eq!(section(&trail, ""), Some(found("Afrique", "breadcrumb")));
    let shown = "<nav><a href='/sport'>Sport</a></nav><ol class='c-Breadcrumb__list'>\
        <li><a href='/fr/'>Le Sahel</a></li><li><a href='/home.php'>À la Une</a></li><li><a href='/afrique?from=trail'><b>Afrique</b></a></li>\
        <li><a href='/afrique/mali/tessit-12#top'>Tessit</a></li></ol>";
    assert_eq!(section("", shown), Some(found("Afrique", "breadcrumb")));
    let home = shown.replace("/fr/", "/accueil/fr.aspx").replace("Le Sahel", "Accueil");
    assert_eq!(section("", &home), Some(found("Afrique", "breadcrumb")));
    let menu = "<a href='/sport'>Sport</a>".repeat(9);
    let around = format!("<div class='has-breadcrumbs'>{menu}{shown}</div>");
    assert_eq!(section("", &around), Some(found("Afrique", "breadcrumb")));
    let meta = "<meta name='article:section' content='Sahel'>";
    assert_eq!(section(meta, shown), Some(found("Sahel", "meta")));
}

#[test]
fn what_is_no_trail_tells_no_section() {
    let menu = "<nav class='menu'><a href='/afrique'>Afrique</a></nav>";
    assert_eq!(section("", menu), None);
    let alone = "<div id='fil-ariane'><a href='/'>Accueil</a> &gt; \
        <a href='https://le-fil.example/afrique/mali/tessit-12'>Ici</a> &gt; Tessit</div>";
    assert_eq!(section("", alone), None);
    let many = "<li><a href='/afrique'>Afrique</a></li>".repeat(9);
    assert_eq!(section("", &format!("<ul class='breadcrumb'>{many}</ul>")), None);
    let deep = format!("{}{}", r#"{"breadcrumb":"#.repeat(60), "{}".to_owned() + &"}".repeat(60));
    assert_eq!(section(&json_ld(&deep), ""), None);
}
