//! Plain text to an article.
//!
//! Takes decoded text; gives an article whose paragraphs are separated by one blank line. A headline
//! on the first line becomes the title and leaves the text. Deliberately keeps the characters as they
//! are: only line ends, bullets and the lines that are not the article change.

use crate::extract::entries;
use crate::extract::lines::lines_of;
use crate::extract::passages::{Known, Verdicts, sort_lines};
use crate::lexicon::pages::Pages;
use crate::model::{Article, Cut, CutReason};
use crate::note::Note;

/// No article has more lines: what stands beyond is not read, and a note says so.
const MAX_LINES: usize = 200_000;

/// An article from the text of a page that was saved as text.
pub(super) fn read_plain(text: &str) -> Article {
    let mut text = with_line_feeds(text);
    let mut article = Article::default();
    if let Some((end, _)) = text.match_indices('\n').nth(MAX_LINES) {
        text.truncate(end);
        let note = format!("only the first {MAX_LINES} lines were read");
        article.notes.push(Note::new("text-capped", note));
    }
    let lines = lines_of(&text);
    let verdicts = sort_lines(&lines, Known::default(), Pages::builtin());
    let found = entries::of_lines(&lines, &verdicts.cut, verdicts.title.as_deref());
    let mut spans = vec![None; lines.len()];
    for (at, (line, cut)) in lines.iter().zip(&verdicts.cut).enumerate() {
        let words = if line.text.contains('\n') {
            line.text.lines().map(str::trim).collect::<Vec<_>>().join(" ")
        } else {
            line.text.to_owned()
        };
        let is_bare = found.bare.binary_search(&at).is_ok();
        if let Some(reason) = cut.or(is_bare.then_some(CutReason::Dateline)) {
            article.cut.push(Cut { reason, text: words });
        } else {
            spans[at] = Some(article.add_paragraph(&words));
        }
    }
    if article.text.is_empty() {
        article.notes.push(Note::new("no-text", "no line of this text is part of an article"));
    }
    adopt(&mut article, verdicts);
    let modified = article.modified.as_ref().map(|found| found.date);
    article.entries = entries::finish(found.groups, &spans, article.published_on(), modified);
    article
}

/// Gives an article what its lines tell, where nothing better is known.
pub(crate) fn adopt(article: &mut Article, verdicts: Verdicts) {
    article.related.extend(verdicts.related);
    article.title = article.title.take().or(verdicts.title);
    article.published = article.published.take().or(verdicts.published);
    article.modified = article.modified.take().or(verdicts.modified);
    if article.authors.is_empty() {
        article.authors = verdicts.authors;
    }
    if verdicts.n_repeated > 0 {
        let text = match verdicts.n_repeated {
            1 => "1 passage stands twice and counts once".to_owned(),
            n => format!("{n} passages stand twice and count once"),
        };
        article.notes.push(Note::new("repeated-passage", text));
    }
}

/// Line ends of every system as line feeds; form feeds end paragraphs.
fn with_line_feeds(text: &str) -> String {
    text.replace("\r\n", "\n")
        .replace(['\r', '\u{2028}', '\u{85}'], "\n")
        .replace(['\u{2029}', '\u{c}'], "\n\n")
}
