//! An article: its text with the words of every claim marked, what was cut of its page and why, who else
//! prints it.

use askama::Template;
use griot::json::{Aggregate, Event, Range, Statement};
use griot_record::{WholeArticle, article_json, row_json};
use serde_json::json;

use super::{found, named};
use crate::answer::{Answer, Kind, Page, html, json_page, only_html};
use crate::asked::segment;
use crate::chrome::Chrome;
use crate::view::{Printed, figure};
use crate::words::Words;

/// Words of the text.
struct Piece {
    text: String,
    /// What they are: kinds of claims, for the style; empty for plain text.
    class: String,
    /// What they say, for the reader.
    title: String,
    /// Where links lead: the byte at which they begin, when a claim begins there.
    anchor: Option<u32>,
}

/// A paragraph.
struct Paragraph {
    pieces: Vec<Piece>,
    /// Why it is not coded.
    uncoded: Option<String>,
}

/// A claim in words.
struct Claimed {
    kind: &'static str,
    label: String,
    text: String,
    evidence: String,
    href: Option<String>,
    at: u32,
    because: String,
}

#[derive(Template)]
#[template(path = "article.html")]
struct ArticlePage<'a> {
    c: &'a Chrome,
    printed: Printed,
    key: String,
    url: Option<String>,
    authors: String,
    modified: Option<String>,
    paragraphs: Vec<Paragraph>,
    claims: Vec<Claimed>,
    cut: Vec<(String, Vec<String>)>,
    notes: Vec<(String, String)>,
    reprints: Vec<Printed>,
    reprint_of: Option<(Printed, String)>,
    headlines: Vec<String>,
    lang: String,
    done: Option<String>,
}

pub(crate) fn page(page: &Page<'_>, name: &str) -> Answer {
    let (key, kind) = named(page, name);
    let whole = found(page.record.whole_article(&key))?;
    match kind {
        Kind::Html => shown(page, whole),
        Kind::Json => json_page(&article_data(&whole)),
        _ => only_html(),
    }
}

/// An article as data: what was read, and its claims with their events.
pub(crate) fn article_data(whole: &WholeArticle) -> serde_json::Value {
    let claims = whole.claims.iter().map(|claim| {
        let mut object = row_json(&claim.row);
        if let Some(fields) = object.as_object_mut() {
            fields.remove("article");
            fields.insert("event".to_owned(), json!(claim.event));
        }
        object
    });
    json!({
        "article": article_json(&whole.article), "page": whole.page,
        "document": whole.document, "claims": claims.collect::<Vec<_>>(),
        "reprint_of": whole.reprint_of.as_ref().map(|(first, why)| json!({ "article": first, "why": why })),
        "reprints": whole.reprints.iter().map(article_json).collect::<Vec<_>>(),
    })
}

fn shown(page: &Page<'_>, whole: WholeArticle) -> Answer {
    let words = &page.words;
    let printed = Printed::of(&whole.article, words);
    let read = &whole.document.article;
    let (claims, marks) = claimed(&whole, words);
    let first = whole.reprint_of.as_ref();
    let first = first.and_then(|(key, why)| {
        let article = whole.reprints.iter().find(|article| article.key == *key)?;
        Some((Printed::of(article, words), why.clone()))
    });
    let mut cut: Vec<(String, Vec<String>)> = Vec::new();
    for one in &read.cut {
        let reason = words.of_group("cut", &one.reason).to_owned();
        match cut.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, all)) => all.push(one.text.clone()),
            None => cut.push((reason, vec![one.text.clone()])),
        }
    }
    let notes = whole.document.notes.iter().map(|note| (note.code.clone(), note.text.clone()));
    let chrome = Chrome::of(page, "", printed.title.clone())
        .with_data(&[("JSON", format!("{}.json", printed.href))])
        .with_forms(page);
    let day = read.modified.as_deref().and_then(|day| day.parse().ok());
    html(&ArticlePage {
        key: whole.article.key.clone(),
        url: whole.article.url.clone().filter(|url| is_link(url)),
        authors: words.of_brief.list(&read.authors),
        modified: day.map(|day| words.of_brief.day(day)),
        paragraphs: paragraphs(&read.text, marks, &read.uncoded, words),
        claims,
        cut,
        notes: notes.collect(),
        reprints: whole.reprints.iter().map(|one| Printed::of(one, words)).collect(),
        reprint_of: first,
        headlines: read.related.iter().map(|one| one.title.clone()).collect(),
        lang: whole.article.lang.clone().unwrap_or_default(),
        done: page.asked.one("done").map(str::to_owned),
        printed,
        c: &chrome,
    })
}

/// Whether an address may stand in a link: a page must not bring a script there.
pub(crate) fn is_link(url: &str) -> bool {
    let scheme = url.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https"))
}

struct Mark {
    span: Range,
    class: &'static str,
    title: String,
}

fn claimed(whole: &WholeArticle, words: &Words) -> (Vec<Claimed>, Vec<Mark>) {
    let (mut claims, mut marks) = (Vec::new(), Vec::new());
    for claim in &whole.claims {
        let href = claim.event.as_ref().map(|id| format!("/events/{}", segment(id)));
        let value = claim.row.claim.clone();
        let slot = |slot: &str| words.of_group("slot", slot).to_owned();
        let mut mark = |span: Range, class: &'static str, title: String| {
            marks.push(Mark { span, class, title });
        };
        match claim.row.kind.as_str() {
            "event" => {
                let Ok(event) = serde_json::from_value::<Event>(value) else { continue };
                let of_type = event.event_type.parse().map(|one| words.of_brief.event_type(one));
                let of_type = of_type.unwrap_or_default();
                mark(event.spans.event_type, "type", of_type.to_owned());
                event.spans.date.into_iter().for_each(|span| mark(span, "date", slot("date")));
                event.spans.place.into_iter().for_each(|span| mark(span, "place", slot("place")));
                let parties =
                    [(&event.spans.initiators, "initiators"), (&event.spans.targets, "targets")];
                for (spans, name) in parties {
                    spans.iter().for_each(|span| mark(*span, "party", slot(name)));
                }
                event.spans.sources.iter().for_each(|span| mark(*span, "source", slot("source")));
                let mut said = vec![of_type.to_owned()];
                said.extend(event.place.clone());
                for toll in &event.tolls {
                    let outcome = words.of_group("outcome_short", &toll.outcome);
                    let figure = figure(toll.low.unwrap_or_default(), toll.high);
                    let title = format!("{figure} {outcome}");
                    mark(toll.spans.number, "number", title.clone());
                    said.push(title);
                }
                claims.push(Claimed {
                    kind: "event",
                    label: words.t("claim_event").to_owned(),
                    text: said.join(" · "),
                    at: event.spans.event_type[0],
                    evidence: event.evidence,
                    because: event.because.join(", "),
                    href,
                });
            }
            "aggregate" => {
                let Ok(total) = serde_json::from_value::<Aggregate>(value) else { continue };
                let outcome = words.of_group("outcome_short", &total.outcome);
                let text =
                    format!("{} {outcome}", figure(total.low.unwrap_or_default(), total.high));
                mark(total.spans.number, "total", text.clone());
                total.spans.sources.iter().for_each(|span| mark(*span, "source", slot("source")));
                claims.push(Claimed {
                    kind: "total",
                    label: words.t("claim_total").to_owned(),
                    text,
                    at: total.spans.number[0],
                    evidence: total.evidence,
                    because: total.because.join(", "),
                    href,
                });
            }
            _ => {
                let Ok(said) = serde_json::from_value::<Statement>(value) else { continue };
                said.spans.speaker.iter().for_each(|span| mark(*span, "source", slot("source")));
                claims.push(Claimed {
                    kind: "statement",
                    label: words.t("claim_statement").to_owned(),
                    text: words.of_brief.list(&said.speaker),
                    at: said.spans.speaker.first().map_or(said.spans.evidence[0], |span| span[0]),
                    evidence: said.evidence,
                    because: said.because.join(", "),
                    href,
                });
            }
        }
    }
    (claims, marks)
}

/// The text, cut at paragraphs and wherever a mark begins or ends.
fn paragraphs(
    text: &str,
    marks: Vec<Mark>,
    uncoded: &[griot::json::Uncoded],
    words: &Words,
) -> Vec<Paragraph> {
    let mut found = Vec::new();
    let mut at = 0;
    for paragraph in text.split("\n\n") {
        let (from, to) = (at, at + paragraph.len());
        at = to + 2;
        if paragraph.trim().is_empty() {
            continue;
        }
        let here: Vec<(&Mark, usize, usize)> = marks
            .iter()
            .map(|mark| (mark, mark.span[0] as usize, mark.span[1] as usize))
            .filter(|(_, first, last)| first < last && *first >= from && *last <= to)
            .collect();
        let mut cuts: Vec<usize> = here.iter().flat_map(|(_, a, b)| [*a, *b]).collect();
        cuts.extend([from, to]);
        cuts.sort_unstable();
        cuts.dedup();
        let mut pieces = Vec::new();
        for pair in cuts.windows(2) {
            let [a, b] = pair else { continue };
            let Some(piece) = text.get(*a..*b) else { continue };
            let over = here.iter().filter(|(_, first, last)| first <= a && b <= last);
            let (mut classes, mut titles) = (Vec::new(), Vec::new());
            for (mark, ..) in over {
                if !classes.contains(&mark.class) {
                    classes.push(mark.class);
                }
                if !titles.contains(&mark.title) {
                    titles.push(mark.title.clone());
                }
            }
            let begins = here.iter().any(|(_, first, _)| first == a);
            pieces.push(Piece {
                text: piece.to_owned(),
                class: classes
                    .iter()
                    .map(|class| format!("m-{class}"))
                    .collect::<Vec<_>>()
                    .join(" "),
                title: titles.join(" · "),
                anchor: begins.then(|| u32::try_from(*a).unwrap_or_default()),
            });
        }
        let is_in = |one: &&griot::json::Uncoded| {
            (one.span[0] as usize) < to && (one.span[1] as usize) > from
        };
        let uncoded = uncoded.iter().find(is_in);
        let uncoded = uncoded.map(|one| words.of_group("cut", &one.reason).to_owned());
        found.push(Paragraph { pieces, uncoded });
    }
    found
}

#[cfg(test)]
mod tests {
    use griot::model::Lang;

    use super::*;

    #[test]
    fn marks_that_cross_are_cut_and_lose_no_word() {
        let mark = |span, class| Mark { span, class, title: class.to_owned() };
        let text = "Une attaque à Gao.\n\nDouze morts.";
        let marks = vec![
            mark([4, 11], "type"),
            mark([0, 18], "party"),
            mark([9, 30], "place"),
            mark([90, 99], "x"),
        ];
        let found = paragraphs(text, marks, &[], &Words::of(Lang::Fr));
        let joined: Vec<String> = found
            .iter()
            .map(|one| one.pieces.iter().map(|piece| piece.text.as_str()).collect())
            .collect();
        assert_eq!(joined, ["Une attaque à Gao.", "Douze morts."]);
        let first = found.first().unwrap();
        assert!(first.pieces.iter().any(|piece| piece.class == "m-type m-party"));
        assert_eq!(first.pieces.iter().filter(|piece| piece.anchor == Some(4)).count(), 1);
    }

    #[test]
    fn links_lead_to_pages_alone() {
        assert!(is_link("https://news.example/a"));
        for url in ["javascript:alert(1)", "data:text/html,x", "java\nscript://x", "file:///etc"] {
            assert!(!is_link(url), "{url}");
        }
    }
}
