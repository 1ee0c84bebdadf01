//! Searching the texts of articles.

use askama::Template;
use griot::gazetteer::fold;
use griot_record::{SearchHit, article_json};
use serde_json::json;
use url::form_urlencoded;

use super::kind;
use super::overview::{Form, form};
use crate::answer::{Answer, Kind, Page, csv, html, json_page, with_next};
use crate::chrome::{Chrome, Link};
use crate::view::Printed;

/// Articles of a page.
const SHOWN: usize = 20;

#[derive(Template)]
#[template(path = "search.html")]
struct Search<'a> {
    c: &'a Chrome,
    query: String,
    for_query: String,
    form: Form,
    chips: Vec<Link>,
    problem: Option<String>,
    n: usize,
    from: usize,
    hits: Vec<(Printed, Vec<(bool, String)>)>,
    next: Option<String>,
    behind: usize,
}

pub(crate) fn page(page: &Page<'_>) -> Answer {
    let query = page.asked.one("q").unwrap_or_default().to_owned();
    let skip = page.asked.skip()?;
    let is_csv = kind(page) == Kind::Csv;
    let most = page.asked.limit(SHOWN, 1_000)?;
    let mut filter = page.asked.filter()?.filter;
    filter.text = None;
    let upto = skip.saturating_add(most);
    // A file holds all of them.
    let asked_for = (!is_csv).then_some(upto);
    let searched =
        if query.is_empty() { None } else { Some(page.record.search(&query, &filter, asked_for)) };
    let mut problem = None;
    let found = match searched {
        Some(Err(griot_record::Error::Query { .. })) if kind(page) == Kind::Html => {
            problem = Some(page.words.of_group("error", "bad-query").to_owned());
            None
        }
        Some(found) => Some(found?),
        None => None,
    };
    let total = found.as_ref().map_or(0, |found| found.total);
    let rows = found.map(|found| found.rows).unwrap_or_default();
    if is_csv {
        return as_csv(&rows);
    }
    let rows: Vec<_> = rows.into_iter().skip(skip).collect();
    let next = (total > upto as u64)
        .then(|| page.asked.next(&page.asked.path, &[("q", &query), ("skip", &upto.to_string())]));
    if kind(page) == Kind::Json {
        let rows = rows
            .iter()
            .map(|hit| json!({ "article": article_json(&hit.article), "passage": hit.passage }));
        let data = json!({
            "query": query, "total": total, "articles": rows.collect::<Vec<_>>(), "next": next,
        });
        return Ok(with_next(json_page(&data)?, next.as_deref()));
    }
    let asked: Vec<String> = query.split_whitespace().map(stem).collect();
    let hits = rows
        .iter()
        .map(|hit| (Printed::of(&hit.article, &page.words), marked(&hit.passage, &asked)));
    let mut chrome = Chrome::of(page, "search", page.t("search_title"));
    chrome.query.clone_from(&query);
    if !query.is_empty() {
        let of = |path: &str| page.asked.link(path, &[("q", &query)]);
        chrome = chrome.with_data(&[("JSON", of("/search.json")), ("CSV", of("/search.csv"))]);
    }
    let chips = super::claims::chips(page, "/search").into_iter().map(|chip| {
        // What is searched for stays.
        let of = form_urlencoded::Serializer::new(String::new()).append_pair("q", &query).finish();
        let joint = if chip.href.contains('?') { '&' } else { '?' };
        Link { href: format!("{}{joint}{of}", chip.href), ..chip }
    });
    html(&Search {
        form: form(page, &page.digest()?),
        chips: chips.collect(),
        n: usize::try_from(total).unwrap_or(usize::MAX),
        from: skip,
        hits: hits.collect(),
        next,
        // Without an index there is nothing to be behind.
        behind: usize::try_from(page.record.behind().unwrap_or_default()).unwrap_or_default(),
        for_query: page.words.fill("for", &[("query", &query)]),
        query,
        problem,
        c: &chrome,
    })
}

/// All articles that were found, the best first.
fn as_csv(rows: &[SearchHit]) -> Answer {
    let text = |one: &Option<String>| one.clone().unwrap_or_default();
    let cells = |hit: &SearchHit| {
        let article = &hit.article;
        vec![
            article.key.clone(),
            text(&article.title),
            text(&article.publisher),
            text(&article.published),
            text(&article.lang),
            text(&article.url),
            hit.passage.clone(),
        ]
    };
    let rows: Vec<_> = rows.iter().map(cells).collect();
    csv("search.csv", &["article", "title", "outlet", "published", "lang", "url", "passage"], &rows)
}

/// The beginning of a word, by which other forms of it are told.
fn stem(word: &str) -> String {
    let word: String = fold(word).chars().filter(|char| char.is_alphanumeric()).collect();
    let n = word.chars().count();
    word.chars().take(if n > 6 { n - 3 } else { n }).collect()
}

/// A passage in pieces, those that were searched for told apart.
fn marked(passage: &str, asked: &[String]) -> Vec<(bool, String)> {
    let mut found: Vec<(bool, String)> = Vec::new();
    let mut rest = passage;
    while let Some(first) = rest.chars().next() {
        // A word, or what stands between two words.
        let is_word = first.is_alphanumeric();
        let end = rest.find(|char: char| char.is_alphanumeric() != is_word);
        let (piece, behind) = rest.split_at(end.unwrap_or(rest.len()));
        rest = behind;
        let is_hit = is_word
            && asked
                .iter()
                .any(|word| word.chars().count() > 1 && fold(piece).starts_with(word.as_str()));
        match found.last_mut() {
            Some((known, text)) if *known == is_hit => text.push_str(piece),
            _ => found.push((is_hit, piece.to_owned())),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_forms_of_a_word_are_marked_and_nothing_is_lost() {
        let found = marked("L’embuscade, près d’Obo.", &[stem("embuscades")]);
        let text: String = found.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(text, "L’embuscade, près d’Obo.");
        let hits: Vec<&str> =
            found.iter().filter(|(hit, _)| *hit).map(|(_, text)| text.as_str()).collect();
        assert_eq!(hits, ["embuscade"]);
    }
}
