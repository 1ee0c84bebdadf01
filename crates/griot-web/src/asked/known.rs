//! Which fields an address may have: one table of all pages.
//!
//! Takes what is asked for; gives the fields that its page knows nothing of. A misspelt field would
//! otherwise restrict nothing, and whoever counts the answers would not know. Data is refused then; a page
//! says so, since addresses that people pass on carry fields of others.

use super::{Asked, FILTERS};
use crate::answer::{Failed, Kind, kind_of};

/// Every page takes these.
const ALWAYS: [&str; 3] = ["lang", "as_of", "done"];

/// How a page begins, whether it takes the fields of the filter, and which others.
type Known = (&'static str, bool, &'static [&'static str]);

/// Of pages that begin so (the first that does): whether they take the fields of the filter, and which others.
#[rustfmt::skip]
const PAGES: &[Known] = &[
    ("/api/v1/openapi", false, &[]),
    ("/api/v1/code", false, &[]),
    ("/api/v1/events/", false, &["policy"]),
    ("/api/v1/articles/", false, &[]),
    ("/api/v1/", true, &["policy", "limit", "after"]),
    ("/events/", false, &["policy", "queue", "at"]),
    ("/events", true, &["policy", "limit", "after"]),
    ("/map", true, &["policy", "frame", "zoom"]),
    ("/articles/", false, &["limit"]),
    ("/compare", true, &["policy", "a", "b"]),
    ("/stories", true, &["policy", "limit", "skip"]),
    ("/statements", true, &["policy", "limit", "after"]),
    ("/totals", true, &["policy", "limit", "after"]),
    ("/actors", true, &["policy", "limit", "after"]),
    ("/places", true, &["policy", "limit", "after"]),
    ("/sources", true, &["policy", "limit", "after"]),
    ("/outlets", true, &["policy", "limit", "skip"]),
    ("/search", true, &["policy", "limit", "skip", "q"]),
    ("/review", true, &["policy", "limit", "skip", "queue", "at"]),
    ("/history", false, &["limit", "after"]),
    ("/runs", false, &["limit", "before"]),
    ("/log", false, &["limit", "before"]),
    ("/login", false, &["to"]),
    ("/brief/page", true, &["policy", "compared_to", "brief_lang", "form"]),
    ("/brief", true, &["policy"]),
    ("/exports", true, &["policy"]),
];

fn page_of(path: &str) -> Option<&'static Known> {
    // The overview is the page of events under a shorter name.
    let path = if path == "/" { "/events" } else { path };
    PAGES.iter().find(|(page, ..)| path.starts_with(page))
}

/// Whether a page takes the fields of the filter.
pub(crate) fn is_filtered(path: &str) -> bool {
    page_of(path).is_some_and(|(_, is_filtered, _)| *is_filtered)
}

/// The fields of an address that its page knows nothing of, each once.
pub(crate) fn unknown(asked: &Asked) -> Vec<&str> {
    let Some((_, is_filtered, others)) = page_of(&asked.path) else { return Vec::new() };
    let is_known = |name: &str| {
        ALWAYS.contains(&name) || others.contains(&name) || *is_filtered && FILTERS.contains(&name)
    };
    let mut all: Vec<&str> = Vec::new();
    for (name, _) in &asked.fields {
        if !is_known(name) && !all.contains(&name.as_str()) {
            all.push(name);
        }
    }
    all
}

/// # Errors
///
/// When data is asked for with a field that is not known, or with one of the interface for programs that is
/// empty.
pub(crate) fn check(asked: &Asked) -> Result<(), Failed> {
    let is_data = asked.path.starts_with("/api/") || kind_of(&asked.path).1 != Kind::Html;
    if !is_data {
        return Ok(());
    }
    if let Some(name) = unknown(asked).first() {
        return Err(Failed::field(name, "unknown", ""));
    }
    match asked.fields.iter().find(|(_, value)| value.is_empty()) {
        Some((name, _)) => Err(Failed::field(name, "empty", "")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asked::tests::asked;

    #[test]
    fn fields_that_a_page_does_not_know_are_told() {
        let of = |path: &str, query: &str| {
            let asked = Asked { path: path.to_owned(), ..asked(query) };
            let names: Vec<String> = unknown(&asked).into_iter().map(str::to_owned).collect();
            (names.join(","), check(&asked).err().and_then(|failed| failed.field))
        };
        let wrong = Some("contry".to_owned());
        assert_eq!(of("/", "contry=ML&country=ML&as_of=x"), ("contry".to_owned(), None));
        assert_eq!(of("/events.json", "contry=ML"), ("contry".to_owned(), wrong.clone()));
        assert_eq!(of("/api/v1/events", "contry=ML&contry=BF"), ("contry".to_owned(), wrong));
        assert_eq!(of("/api/v1/events/ev-1", "country=ML").0, "country");
        assert_eq!(of("/brief/page.json", "country=ML&form=md").0, "");
        assert_eq!(of("/static/style.css", "v=1").0, "");
    }
}
