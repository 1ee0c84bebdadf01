//! Names, places and headlines as they are written in tables and explanations.
//!
//! Takes values of the model; gives plain text without colours.

use griot::model::{Article, Name, Place};

use crate::show::words;

/// The headline; where there is none, the document's id.
pub(crate) fn headline(article: &Article) -> String {
    let title = article.title.as_deref().unwrap_or_default().trim();
    if title.is_empty() { article.id.clone() } else { title.to_owned() }
}

/// `Le Courrier · 9 April 2022 · French · examples/page.html`
pub(crate) fn outlet_line(article: &Article) -> String {
    let mut parts = Vec::new();
    parts.push(article.publisher.clone().unwrap_or_else(|| "unknown outlet".to_owned()));
    parts.push(article.published_on().map_or_else(|| "undated".to_owned(), words::day));
    parts.extend(article.lang.map(|lang| words::lang(lang).to_owned()));
    if article.title.is_some() {
        parts.push(article.id.clone());
    }
    parts.retain(|part| !part.trim().is_empty());
    parts.join(" · ")
}

pub(crate) fn joined(names: &[Name]) -> String {
    names.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join(", ")
}

/// `FAMa → terroristes`; `? → civils` when nobody says who did it.
pub(crate) fn actors(initiators: &[Name], targets: &[Name]) -> Option<String> {
    match (initiators, targets) {
        ([], []) => None,
        ([], targets) => Some(format!("? → {}", joined(targets))),
        (initiators, []) => Some(joined(initiators)),
        (initiators, targets) => Some(format!("{} → {}", joined(initiators), joined(targets))),
    }
}

/// `Gorgadji (BF)`
pub(crate) fn place(place: Option<&Place>, country: Option<&str>) -> Option<String> {
    match (place, country) {
        (Some(place), Some(country)) => Some(format!("{} ({country})", place.name)),
        (Some(place), None) => Some(place.name.clone()),
        (None, Some(country)) => Some(country.to_owned()),
        (None, None) => None,
    }
}
