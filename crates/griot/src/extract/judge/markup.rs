//! What the markup around a block says of it: the words of classes, ids and roles, by kinds.
//!
//! Takes elements; gives for each kind of part (`body`, `comments`, `related`, …) how many levels
//! above a node its nearest element stands. The words are data, `lexicon/shared/markup.toml`:
//! general vocabulary of templates, never the names of one site.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::extract::tree::{Kind, Node};
use crate::lexicon::schema::About;

/// A file `markup.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MarkupFile {
    #[cfg_attr(not(test), expect(dead_code, reason = "for the reader"))]
    about: About,
    part: Vec<PartWords>,
}

/// The words of one kind of part.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PartWords {
    name: String,
    forms: Vec<String>,
}

/// The kinds of parts that words tell, in the order of their bits.
pub(super) const PARTS: [&str; 17] = [
    "body",
    "lead",
    "comments",
    "related",
    "nav",
    "share",
    "head",
    "foot",
    "side",
    "promotion",
    "consent",
    "signup",
    "caption",
    "byline",
    "tags",
    "hidden",
    "quote",
];

/// The kinds of parts that the names of elements tell; their bits follow those of [`PARTS`].
pub(super) const ELEMENTS: [&str; 11] = [
    "article",
    "main",
    "aside",
    "nav",
    "footer",
    "header",
    "form",
    "figure",
    "table",
    "ul",
    "blockquote",
];

/// How many kinds there are.
pub(super) const N_KINDS: usize = PARTS.len() + ELEMENTS.len();

/// A word shorter than this is matched whole only.
const MIN_PREFIX: usize = 5;

/// No name has more words than this that matter.
const MAX_WORDS: usize = 24;

static SOURCE: &str = include_str!("../../../lexicon/shared/markup.toml");

static WORDS: LazyLock<FxHashMap<String, u32>> = LazyLock::new(|| {
    let mut words = FxHashMap::default();
    // The shipped file is checked by a test below.
    let Ok(file) = toml::from_str::<MarkupFile>(SOURCE) else { return words };
    for part in &file.part {
        let Some(bit) = PARTS.iter().position(|name| *name == part.name) else { continue };
        for form in &part.forms {
            *words.entry(form.clone()).or_default() |= 1 << bit;
        }
    }
    words
});

/// The kinds that an element tells by its name, class, id, role and style, as bits.
pub(super) fn kinds_of(node: &Node<'_>) -> u32 {
    let Kind::Element { name, attributes } = &node.kind else { return 0 };
    if matches!(&**name, "html" | "body") {
        return 0;
    }
    let element = match &**name {
        "ol" | "menu" => "ul",
        "button" | "select" | "label" | "input" => "form",
        name => name,
    };
    let mut kinds =
        ELEMENTS.iter().position(|known| *known == element).map_or(0, |at| 1 << (PARTS.len() + at));
    let hidden = 1 << 15;
    for (name, value) in attributes {
        match &**name {
            "class" | "id" | "role" | "itemprop" | "data-component" | "data-testid" => {
                kinds |= kinds_in(value);
            }
            "hidden" => kinds |= hidden,
            "aria-hidden" if *value == "true" => kinds |= hidden,
            "style" if value.contains("display:none") || value.contains("display: none") => {
                kinds |= hidden;
            }
            _ => {}
        }
    }
    kinds
}

/// The kinds that the words of a name tell: `post__relatedArticles` holds `post`, `related` and
/// `articles`.
fn kinds_in(value: &str) -> u32 {
    let mut kinds = 0;
    let mut word = String::new();
    let mut n_words = 0;
    let mut lower_before = false;
    for c in value.chars().chain(Some(' ')).take(600) {
        let begins = c.is_ascii_uppercase() && lower_before;
        if (!c.is_alphabetic() || begins) && !word.is_empty() {
            kinds |= kinds_of_word(&word);
            word.clear();
            n_words += 1;
            if n_words >= MAX_WORDS {
                break;
            }
        }
        if c.is_alphabetic() {
            word.extend(c.to_lowercase());
        }
        lower_before = c.is_lowercase();
    }
    kinds
}

fn kinds_of_word(word: &str) -> u32 {
    if let Some(kinds) = WORDS.get(word) {
        return *kinds;
    }
    let ends = word.char_indices().map(|(at, _)| at).skip(MIN_PREFIX).take(12);
    ends.filter_map(|end| WORDS.get(&word[..end])).fold(0, |all, kinds| all | kinds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_words_are_well_formed() {
        let file: MarkupFile = toml::from_str(SOURCE).unwrap();
        assert_eq!(
            (file.about.language.as_str(), file.about.subject.as_str()),
            ("shared", "markup")
        );
        let names: Vec<&str> = file.part.iter().map(|part| part.name.as_str()).collect();
        assert_eq!(names, PARTS);
        for form in file.part.iter().flat_map(|part| &part.forms) {
            assert!(form.chars().all(|c| c.is_alphabetic() && !c.is_uppercase()), "{form}");
        }
    }

    #[test]
    fn names_are_cut_into_words() {
        let bit = |name: &str| 1 << PARTS.iter().position(|part| *part == name).unwrap();
        assert_eq!(kinds_in("c-relatedList"), bit("related"));
        assert_eq!(kinds_in("commentsection"), bit("comments"));
        assert_eq!(kinds_in("x27 adbar"), 0);
    }
}
