//! Who signs an article, where the page does not tell programs.
//!
//! Takes the elements of a page that say by their attributes that they name an author, and the lines
//! near its headline that say so in words; gives names. Deliberately takes what looks like a name and
//! no more: no name of a comment, of another article, or of the outlet.

use crate::extract::blocks::Block;
use crate::extract::lines::{key, word_count};
use crate::extract::passages::is_of_a_name;
use crate::extract::tree::{Id, Kind, Tree};
use crate::lexicon::pages::{Pages, PassageKind, fold};

/// Words in the class or id of an element that names an author.
const SIGNED: [&str; 7] = ["author", "byline", "auteur", "autor", "autore", "signature", "writer"];

/// Parts of the address of a page about an author.
const PAGES_OF_AUTHORS: [&str; 7] =
    ["/author/", "/authors/", "/auteur/", "/auteurs/", "/autor/", "/autoren/", "/journalist"];

/// Words in the class or id of what stands around an article.
const AROUND: [&str; 17] = [
    "comment",
    "kommentar",
    "related",
    "sidebar",
    "widget",
    "recent",
    "teaser",
    "latest",
    "archive",
    "popular",
    "recommend",
    "carousel",
    "card",
    "listing",
    "quote",
    "testimonial",
    "review",
];

/// No element with more text than this is a name with its label.
const MAX_TEXT: usize = 120;
/// No more elements of a page that may name an author are looked at.
const MAX_SEEN: usize = 200;
/// How far below its headline an article is signed, in blocks.
const WITHIN: usize = 8;
/// No row of names is longer.
const MAX_WORDS: usize = 10;

/// Who signs the article of a page; none where nobody is named, or only the outlet.
pub(crate) fn signers(
    tree: &Tree<'_>,
    blocks: &[Block],
    title: Option<&str>,
    publisher: Option<&str>,
    pages: &Pages,
) -> Vec<String> {
    let outlet = publisher.map(key);
    let row = of_elements(tree, pages).or_else(|| of_lines(blocks, title?, pages));
    let mut names: Vec<String> = Vec::new();
    for name in row.as_deref().map(apart).unwrap_or_default() {
        if Some(key(&name)) != outlet && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// The names of the element that says most surely that it names the author: a property, a class, the
/// address of a page about one; the first of its kind.
fn of_elements(tree: &Tree<'_>, pages: &Pages) -> Option<String> {
    let mut best: Option<(u8, String)> = None;
    let mut n_seen = 0;
    for id in tree.inside(0) {
        let Some(Kind::Element { name, .. }) = tree.node(id).map(|node| &node.kind) else {
            continue;
        };
        if matches!(&**name, "html" | "head" | "body" | "meta" | "link" | "script" | "img" | "main")
        {
            continue;
        }
        let attribute = |name: &str| tree.attribute(id, name).unwrap_or_default().to_lowercase();
        let is_property = attribute("itemprop").split(' ').any(|name| name == "author");
        let says = [attribute("class"), attribute("id")].join(" ");
        let is_class = || SIGNED.iter().any(|word| says.contains(word));
        let is_page = || {
            &**name == "a" && {
                let address = attribute("href");
                PAGES_OF_AUTHORS.iter().any(|part| address.contains(part))
            }
        };
        let rank = if is_property {
            0
        } else if is_class() {
            1
        } else if is_page() {
            2
        } else {
            continue;
        };
        if best.as_ref().is_some_and(|(known, _)| *known <= rank) {
            continue;
        }
        n_seen += 1;
        if n_seen > MAX_SEEN {
            break;
        }
        if tree.stands_in(id, &["nav", "aside", "footer", "blockquote"], &AROUND) {
            continue;
        }
        let text = named_inside(tree, id).unwrap_or_else(|| tree.text(id, MAX_TEXT + 1));
        if text.len() > MAX_TEXT {
            continue;
        }
        // A class may name much that is no author: one word of it is a name only where it says `par`.
        if let Some((names, opened)) = row_of_names(&text, pages)
            && (rank == 0 || opened || names.split(' ').count() > 1)
        {
            best = Some((rank, names));
        }
    }
    best.map(|(_, names)| names)
}

/// What an element says to be the name, inside one that is about an author.
fn named_inside(tree: &Tree<'_>, id: Id) -> Option<String> {
    let inside = tree.inside(id).take(40).find(|inside| {
        tree.attribute(*inside, "itemprop").is_some_and(|property| property == "name")
    })?;
    let content = tree.attribute(inside, "content").filter(|content| !content.is_empty());
    content.or_else(|| Some(tree.text(inside, MAX_TEXT + 1))).filter(|text| !text.is_empty())
}

/// The names of a line near the headline that tells its day as well: `Par Awa Diallo | Publié le 12 mars
/// 2022`. Lines of names alone are read where the lines of the text are.
fn of_lines(blocks: &[Block], title: &str, pages: &Pages) -> Option<String> {
    let title = key(title);
    let at = blocks.iter().position(|block| block.heading && key(&block.text) == title)?;
    let below = blocks.iter().skip(at + 1).take(WITHIN);
    below
        .filter(|block| !block.heading && word_count(&block.text) <= 24)
        .filter(|block| block.text.bytes().any(|byte| byte.is_ascii_digit()))
        .find_map(|block| row_of_names(&block.text, pages).filter(|(_, opened)| *opened))
        .map(|(names, _)| names)
}

/// The names with which a text opens, behind a `par` where there is one, and whether there is; none where
/// something else than a mark, a day or the end stands behind them.
fn row_of_names(text: &str, pages: &Pages) -> Option<(String, bool)> {
    let folded = fold(text);
    let phrase = pages.opening(&folded, PassageKind::Author);
    let n_opening =
        phrase.map_or(0, |phrase| phrase.split(' ').filter(|word| *word != ":").count());
    let opens_a_day = |word: &str| {
        let word = fold(word);
        [PassageKind::Published, PassageKind::Modified]
            .iter()
            .any(|kind| pages.opening(&word, *kind).is_some())
    };
    let is_mark = |word: &str| !word.contains(|c: char| c.is_alphanumeric());
    let mut names: Vec<&str> = Vec::new();
    for word in text.split_whitespace().skip(n_opening).skip_while(|word| is_mark(word)) {
        let ends = is_mark(word) && word != "&"
            || word.bytes().any(|byte| byte.is_ascii_digit())
            || opens_a_day(word);
        if ends {
            break;
        }
        if !is_of_a_name(word) && word != "&" {
            // `Par Awa Diallo le 12 mars`; but `Par Toutatis, il …` is no signature.
            let is_article = matches!(word, "on" | "am" | "il" | "el");
            if is_article {
                break;
            }
            return None;
        }
        names.push(word);
        if names.len() > MAX_WORDS {
            return None;
        }
    }
    while names.last().is_some_and(|word| !word.starts_with(char::is_uppercase)) {
        names.pop();
    }
    let row = names.join(" ");
    let row = row.trim_matches([',', ':', ';', '.', '(']).to_owned();
    (row.chars().count() > 2 && row.starts_with(char::is_uppercase)).then_some((row, n_opening > 0))
}

/// The names of a row, each for itself.
fn apart(row: &str) -> Vec<String> {
    let mut parts = vec![row];
    for joint in [" et ", " and ", " & ", ", ", " avec ", " with "] {
        parts = parts.into_iter().flat_map(|part| part.split(joint)).collect();
    }
    let names = parts.into_iter().map(|name| name.trim_matches([' ', ',']).to_owned());
    names.filter(|name| !name.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use crate::read::Hint;

    fn authors(lines: &str) -> Vec<String> {
        let html = format!(
            "<html><head><title>Attaque à Tessit : douze morts</title>\
             <meta property='og:site_name' content='Journal du Nord'></head><body>\
             <h1>Attaque à Tessit : douze morts</h1>{lines}\
             <p>Douze soldats ont été tués jeudi dans une attaque contre le camp de Tessit, a annoncé \
             l'état-major. Les assaillants ont pris la fuite.</p></body></html>"
        );
        crate::extract::extract_with(&html, &Hint::default()).authors
    }

    #[test]
    fn signatures_are_read() {
        for (line, expected) in [
            ("<p>Par Awa Diallo | Publié le 12 mars 2022</p>", &["Awa Diallo"][..]),
            (
                "<p>Par Awa Diallo et Moussa Ag Ali, le 12/03/2022 à 10h</p>",
                &["Awa Diallo", "Moussa Ag Ali"],
            ),
            ("<div class='byline'>Awa Diallo - 12 mars 2022</div>", &["Awa Diallo"]),
            ("<span class='post-author'><a href='/u/7'>Awa Diallo</a></span>", &["Awa Diallo"]),
            ("<p>Texte : <a href='/auteur/awa-diallo/'>Awa Diallo</a></p>", &["Awa Diallo"]),
            (
                "<div itemprop='author'><img><span itemprop='name'>AFP</span> Agence de presse</div>",
                &["AFP"],
            ),
        ] {
            assert_eq!(authors(line), expected, "{line}");
        }
    }

    #[test]
    fn what_is_no_signature_is_none() {
        for line in [
            "<div class='byline'>Journal du Nord</div>",
            "<div class='comments'><span class='author'>Moussa Ag Ali</span></div>",
            "<aside><a href='/auteur/x'>Awa Diallo</a></aside>",
            "<p>Par ailleurs, 12 maisons ont brûlé</p>",
            "<div class='author-box'>À propos de nos auteurs</div>",
            "<div class='byline'>12 mars 2022</div>",
            "",
        ] {
            assert_eq!(authors(line), [] as [String; 0], "{line}");
        }
    }
}
