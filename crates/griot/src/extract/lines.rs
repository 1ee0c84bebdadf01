//! Lines of a page, and what their form tells.
//!
//! Takes one line at a time; gives answers on its form (a headline? a row of menu words? a date and
//! nothing else?). Decides nothing: `passages.rs` weighs the answers.

use crate::extract::dates::{NumberOrder, days_in};
use crate::lexicon::pages::{Pages, PassageKind, fold};
use crate::span::Span;

/// A line, or a paragraph, of a page.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Line<'a> {
    /// Its words, without its bullet.
    pub(crate) text: &'a str,
    /// Where it stands in the source, its bullet included.
    pub(crate) span: Span,
    /// Whether a bullet opens it.
    pub(crate) bullet: bool,
    /// Whether it is one link from end to end.
    pub(crate) linked: bool,
    /// The link.
    pub(crate) url: Option<&'a str>,
    /// Whether the page marks it as a heading.
    pub(crate) heading: bool,
    /// Whether a blank line follows.
    pub(crate) blank_after: bool,
    /// Whether the source uses blank lines at all.
    pub(crate) blanks_used: bool,
}

/// Marks that open an item of a list.
const BULLETS: [char; 12] = ['-', '•', '*', '–', '—', '▪', '◦', '·', '►', '▶', '●', '■'];

/// The lines of a plain text. Lines of a text that was wrapped at a fixed width are joined into
/// their paragraphs.
pub(crate) fn lines_of(text: &str) -> Vec<Line<'_>> {
    let wrapped = is_wrapped(text);
    let mut lines: Vec<Line<'_>> = Vec::new();
    let mut bullet_before = false;
    let mut open = false;
    let mut start = 0;
    for piece in text.split_inclusive('\n') {
        let trimmed = piece.trim();
        let at = start + (piece.len() - piece.trim_start().len());
        start += piece.len();
        if trimmed.is_empty() {
            if let Some(last) = lines.last_mut() {
                last.blank_after = true;
            }
            open = false;
            continue;
        }
        let mark = trimmed.chars().next().filter(|c| BULLETS.contains(c));
        let rest = mark.map_or(trimmed, |c| &trimmed[c.len_utf8()..]);
        if mark.is_some() && rest.trim().is_empty() {
            bullet_before = true;
            open = false;
            continue;
        }
        // `-20 degrés` and `**` are no bullets: a space follows the mark.
        let bullet = mark.is_some() && rest.starts_with(char::is_whitespace);
        if wrapped
            && open
            && !bullet
            && !bullet_before
            && let Some(last) = lines.last_mut()
        {
            let end = at + trimmed.len();
            let text_start = last.span.end as usize - last.text.len();
            last.span.end = end as u32;
            last.text = &text[text_start..end];
            continue;
        }
        let words = if bullet { rest.trim_start() } else { trimmed };
        lines.push(Line {
            text: words,
            span: Span::new(at, at + trimmed.len()),
            bullet: bullet || bullet_before,
            ..Line::default()
        });
        bullet_before = false;
        open = true;
    }
    let blanks_used = lines.iter().rev().skip(1).any(|line| line.blank_after);
    for line in &mut lines {
        line.blanks_used = blanks_used;
    }
    lines
}

/// Whether a text was wrapped at a fixed width: it has paragraphs of several lines, most of which
/// stop near the width in the middle of a sentence.
fn is_wrapped(text: &str) -> bool {
    let (mut inner, mut full) = (0, 0);
    for paragraph in text.split("\n\n") {
        let lines: Vec<&str> =
            paragraph.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        for line in lines.iter().rev().skip(1) {
            inner += 1;
            let width = line.chars().count();
            if (45..=110).contains(&width) && !line.ends_with(['.', '!', '?', ':', '"', '»', '”'])
            {
                full += 1;
            }
        }
    }
    text.contains("\n\n") && inner >= 3 && full * 10 >= inner * 7
}

/// A line without the marks that pages hang around it: arrows, stars, brackets.
pub(crate) fn bare(text: &str) -> &str {
    text.trim_start_matches(|c: char| {
        !c.is_alphanumeric()
            && !matches!(c, '"' | '«' | '“' | '\'' | '‘' | '’' | '©' | '#' | '@' | '€' | '$')
    })
    .trim_end()
}

/// The letters and digits of a line in lower case: two lines with one key say the same.
pub(crate) fn key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'a'..='z' | '0'..='9' => key.push(c),
            'A'..='Z' => key.push(c.to_ascii_lowercase()),
            // Letters of French, which have small ones beside them.
            'à'..='ö' | 'ø'..='ÿ' | 'œ' => key.push(c),
            _ if !c.is_ascii() && c.is_alphanumeric() => key.extend(c.to_lowercase()),
            _ => {}
        }
    }
    key
}

/// How many words separated by white space.
pub(crate) fn word_count(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}

/// What follows the first words of a line.
pub(crate) fn after_words(text: &str, n_words: usize) -> &str {
    let mut rest = text.trim_start();
    for _ in 0..n_words {
        let Some(end) = rest.find(char::is_whitespace) else { return "" };
        rest = rest[end..].trim_start();
    }
    rest
}

/// Whether a line has the form of a headline: one short sentence, without its stop.
pub(crate) fn is_headline(text: &str, min_words: usize) -> bool {
    let n_chars = text.chars().count();
    if !(12..=190).contains(&n_chars) || word_count(text) < min_words {
        return false;
    }
    let first =
        text.trim_start_matches(['"', '«', '“', '\'', '‘', ' ', '\u{a0}', '[', '(']).chars().next();
    let opens = first.is_some_and(|c| c.is_uppercase() || c.is_numeric() || !c.is_lowercase());
    let cut_short = text.ends_with("...") || text.ends_with('…');
    let closes = text.ends_with(['.', ':', ';', ',']) && !cut_short;
    let speech = text.trim_end_matches(['"', '»', '”', ')']).ends_with('.') && !cut_short;
    opens && !closes && !speech && !holds_sentence_end(text)
}

/// Whether a sentence ends inside the line.
fn holds_sentence_end(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.windows(2).any(|pair| {
        let long_enough = pair[0].chars().filter(|c| c.is_alphabetic()).count() > 3;
        pair[0].ends_with('.') && long_enough && pair[1].starts_with(char::is_uppercase)
    })
}

/// Whether two lines share the words that matter, as a headline and its lead do.
pub(crate) fn shares_words(headline: &str, lead: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        fold(text)
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.chars().count() >= 4)
            .map(|word| word.chars().take(6).collect())
            .collect()
    };
    let lead = words(lead);
    let headline = words(headline);
    let shared = headline.iter().filter(|word| lead.contains(word)).count();
    shared >= 2 && shared * 5 >= headline.len() * 2
}

/// `3 commentaires`, `commentaires (3)` as `commentaires`.
pub(crate) fn without_count(folded: &str) -> &str {
    folded
        .trim_matches(|c: char| {
            c.is_ascii_digit() || matches!(c, ' ' | '(' | ')' | '[' | ']' | '+')
        })
        .trim_end_matches([':', ' ', '…', '>', '»', '→'])
}

/// Whether a line is a date and nothing else: `jeudi 14 avril 2022 à 09h12`.
pub(crate) fn is_date_alone(text: &str, pages: &Pages) -> bool {
    if text.len() > 80 {
        return false;
    }
    let days = days_in(text, NumberOrder::DayFirst, pages);
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return false };
    let around = format!("{} {}", &text[..first.start], &text[last.end..]);
    let folded = fold(&around);
    // `14 avril 2022 à 09h12` leaves the digits of an hour; `1/1/2013 +13.1%` is a row of a table.
    let n_digits = around.chars().filter(char::is_ascii_digit).count();
    let in_table = around.contains(['%', '+', '$', '€']);
    !in_table
        && n_digits <= 6
        && folded
            .split(|c: char| !c.is_alphabetic())
            .all(|word| word.chars().count() <= 3 || pages.is_function_word(word))
}

/// Whether a line is a breadcrumb, a row of menu words, or a share bar.
pub(crate) fn is_breadcrumb_or_bar(text: &str, pages: &Pages) -> bool {
    let separators = ['|', '•', '·', '>', '»', '›', '/', '–', '—', '\t'];
    if text.ends_with(['.', '!', '?']) && !text.ends_with("...") {
        return false;
    }
    let segments: Vec<String> = text
        .split(separators)
        .flat_map(|part| part.split(" - "))
        .map(|part| fold(bare(part)))
        .filter(|part| !part.is_empty())
        .collect();
    let is = |segment: &String, kind| pages.is(without_count(segment), kind);
    if let [only] = segments.as_slice() {
        // `Facebook Twitter WhatsApp`
        let words: Vec<&str> = only.split([' ', ',']).filter(|word| !word.is_empty()).collect();
        return words.len() >= 2 && words.iter().all(|word| pages.is(word, PassageKind::Network));
    }
    let (mut telling, mut unknown) = (0, 0);
    for segment in &segments {
        if is(segment, PassageKind::Furniture)
            || is(segment, PassageKind::Menu)
            || is(segment, PassageKind::Network)
            || pages.opening(segment, PassageKind::Furniture).is_some()
        {
            telling += 1;
        } else {
            unknown += if word_count(segment) <= 3 { 1 } else { 3 };
        }
    }
    let first_is_menu = segments.first().is_some_and(|segment| is(segment, PassageKind::Menu));
    let trail = text.contains(['>', '»', '›', '|']) && first_is_menu && telling >= 1;
    (telling >= 2 && unknown <= telling) || (trail && text.chars().count() <= 160)
}
