//! Rules of outlets, good and bad, and what comes out of a page under them.

use super::*;

const PAGE: &str = r#"<html><head><title>Marché rouvert | Exemple</title></head><body>
    <div class="barre"><p>La météo annonce de fortes pluies sur la région du Sahel ce jeudi matin.</p></div>
    <div class="page"><h2 class="gros titre">Attaque à Tessit : douze morts</h2>
    <span class="quand" datetime="2022-04-08">hier</span><span class="qui">Awa Diallo</span>
    <div class="corps"><p>Douze soldats ont été tués jeudi dans une attaque contre le camp de Tessit.</p>
    <section class="a-lire"><p>Le marché de Gao a rouvert ses portes après deux mois de fermeture.</p></section>
    <p>Les assaillants se sont repliés vers la frontière, selon un élu de la commune.</p></div></div>
    </body></html>"#;

fn sites(rules: &str) -> Result<Sites, String> {
    let mut sites = Sites::default();
    sites.add("essai.toml", rules).map_err(|error| error.to_string())?;
    Ok(sites)
}

fn read(rules: &str) -> crate::model::Article {
    let sites = sites(rules).unwrap();
    let url = Some("https://exemple.bf/2022/04/08/x");
    crate::extract::extract_with(PAGE, &Hint { url, sites: Some(&sites), ..Hint::default() })
}

#[test]
fn the_text_is_what_the_rules_choose_without_what_they_cut() {
    let article = read(
        "[[site]]\nhost = 'exemple.bf'\ntext = ['div.page > .corps']\ncut = ['.a-lire']\n\
         title = 'h2.titre'\nauthor = '.qui'\npublished = '.quand'",
    );
    assert_eq!(
        article.text,
        "Douze soldats ont été tués jeudi dans une attaque contre le camp de Tessit.\n\n\
         Les assaillants se sont repliés vers la frontière, selon un élu de la commune."
    );
    assert_eq!(article.title.as_deref(), Some("Attaque à Tessit : douze morts"));
    assert_eq!(article.authors, ["Awa Diallo"]);
    let published = article.published.unwrap();
    assert_eq!((published.date.to_string().as_str(), published.found_in), ("2022-04-08", "site"));
    let cut: Vec<_> = article.cut.iter().map(|cut| (cut.reason, cut.text.as_str())).collect();
    let market = "Le marché de Gao a rouvert ses portes après deux mois de fermeture.";
    assert!(cut.contains(&(CutReason::Site, market)), "{cut:?}");
}

#[test]
fn rules_that_choose_nothing_leave_the_page_to_the_extractor_and_say_so() {
    let article = read("[[site]]\nhost = 'exemple.bf'\ntext = ['div.ancien-corps']");
    assert!(article.text.contains("Douze soldats"));
    assert!(article.notes.iter().any(|note| note.code == "site-rule-stale"), "{:?}", article.notes);
}

#[test]
fn rules_are_for_their_host_and_those_below_it() {
    let sites = sites(
        "[[site]]\nhost = 'exemple.bf'\n[[site]]\nhost = 'sport.exemple.bf'\ncut = ['aside']",
    )
    .unwrap();
    let host = |url: &str| sites.of_url(url).map(|site| site.host.as_str());
    assert_eq!(host("https://www.exemple.bf/a"), Some("exemple.bf"));
    assert_eq!(host("http://SPORT.exemple.bf:8080/a?b"), Some("sport.exemple.bf"));
    assert_eq!(host("https://exemple.bf.autre.net/"), None);
    assert_eq!(host("https://contre-exemple.bf/"), None);
    assert_eq!(host("exemple.bf/a"), None);
}

#[test]
fn a_bad_file_is_refused_whole_and_says_where() {
    let unknown = sites("[[site]]\nhost = 'exemple.bf'\ntexte = ['p']").unwrap_err();
    assert!(
        unknown.starts_with("`essai.toml`: line 3: ") && unknown.contains("texte"),
        "{unknown}"
    );
    for selector in ["", ">", "p >", "> p", "p:first-child", "p + p", "[", "[]", "[a=]", "..a", "#"]
    {
        let rules = format!("[[site]]\nhost = 'exemple.bf'\ncut = ['{selector}']");
        let error = sites(&rules).unwrap_err();
        assert!(error.contains("selector"), "{selector}: {error}");
    }
    for host in ["", "https://exemple.bf", "exemple.bf/monde"] {
        assert!(sites(&format!("[[site]]\nhost = '{host}'")).is_err(), "{host}");
    }
    let twice = "[[site]]\nhost = 'exemple.bf'\n[[site]]\nhost = 'www.exemple.bf'";
    assert!(sites(twice).unwrap_err().contains("already"));
    let wrong = "[[site]]\nhost = 'exemple.bf'\ntext = ['p']\n[[site.example]]\n\
                 html = '<p>Deux blessés à Gao.</p>'\ntext = 'Trois blessés à Gao.'";
    let error = sites(wrong).unwrap_err();
    assert!(error.contains("example 1") && error.contains("Deux blessés"), "{error}");
}

#[test]
fn selectors_choose_by_chains() {
    let html = "<div class='a b'><section id='s'><p title='un deux'>x</p></section></div><p>y</p>";
    let tree = Tree::parse(html);
    let n = |selector: &str| {
        let selector = Selector::try_from(selector.to_owned()).unwrap();
        tree.inside(0).filter(|id| selector.fits(&tree, *id)).count()
    };
    assert_eq!(n("p"), 2);
    assert_eq!(n("div p"), 1);
    assert_eq!(n("div > p"), 0);
    assert_eq!(n("div > section > p"), 1);
    assert_eq!(n(".a > #s p"), 1);
    assert_eq!(n(".a.b"), 1);
    assert_eq!(n(".a.c"), 0);
    assert_eq!(n("[title]"), 1);
    assert_eq!(n("p[title='un deux']"), 1);
    assert_eq!(n("p[title^=un]"), 1);
    assert_eq!(n("p[title*=deux]"), 1);
    assert_eq!(n("p[title=un]"), 0);
    assert_eq!(n("div *"), 2);
}

#[test]
fn a_chain_of_children_is_found_wherever_it_stands() {
    // The nearer `i` has no `b` directly above it; the farther one has.
    let tree = Tree::parse("<b><i><u><i><s>x</s></i></u></i></b>");
    let selector = Selector::try_from("b > i s".to_owned()).unwrap();
    assert_eq!(tree.inside(0).filter(|id| selector.fits(&tree, *id)).count(), 1);
    let selector = Selector::try_from("b > u s".to_owned()).unwrap();
    assert_eq!(tree.inside(0).filter(|id| selector.fits(&tree, *id)).count(), 0);
}
