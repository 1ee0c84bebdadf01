//! Quotations: what stands between quotation marks.
//!
//! Takes the text; gives spans of the words inside the marks. Handles « », “ ”, straight and
//! nested marks, marks opened in one paragraph and closed in another (or never), as news prints
//! them. Who speaks is decided in `coding/statements.rs`.

use crate::span::Span;

/// A quotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quote {
    /// The words, without the marks and the spaces beside them.
    pub inner: Span,
    /// With the marks.
    pub outer: Span,
}

/// Longest quotation, in paragraphs: an unclosed mark must not swallow the article.
const MAX_PARAGRAPHS: usize = 4;

/// The quotations of a text, outermost only, in order.
///
/// ```
/// let text = "« Nous restons », a dit le maire.";
/// let quotes = griot::annotate::quotes(text);
/// assert_eq!(quotes[0].inner.of(text), "Nous restons");
/// ```
pub fn quotes(text: &str) -> Vec<Quote> {
    let mut found = Vec::new();
    let mut chars = text.char_indices().peekable();
    let mut open: Option<(usize, usize, Mark, usize)> = None;
    let mut depth = 0_usize;
    let mut previous = '\n';
    while let Some((at, c)) = chars.next() {
        // Most of a text is neither a mark nor the end of a line.
        if c.is_ascii() && !matches!(c, '"' | '\n') {
            previous = c;
            continue;
        }
        let after = at + c.len_utf8();
        let next = chars.peek().map_or('\n', |&(_, c)| c);
        match open {
            None => {
                if let Some(mark) = opens(c, previous, next) {
                    open = Some((at, after, mark, 0));
                    depth = 0;
                }
            }
            Some((outer, inner, mark, breaks)) => {
                if c == '\n' && next == '\n' {
                    let resumes = text[after..].trim_start().chars().next().is_some_and(|c| {
                        mark == Mark::of(c).unwrap_or(Mark::Straight)
                            && opens(c, '\n', 'a').is_some()
                    });
                    if breaks + 1 >= MAX_PARAGRAPHS || !resumes {
                        // Never closed: the quotation ends with its paragraph.
                        push(text, &mut found, outer, inner, at, at);
                        open = None;
                    } else {
                        open = Some((outer, inner, mark, breaks + 1));
                        // The mark that reopens the next paragraph is not a new quotation.
                        while let Some(&(_, c)) = chars.peek() {
                            if !c.is_whitespace() {
                                break;
                            }
                            chars.next();
                        }
                        chars.next();
                    }
                } else if mark.closes(c, next) {
                    if depth == 0 {
                        push(text, &mut found, outer, inner, at, after);
                        open = None;
                    } else {
                        depth -= 1;
                    }
                } else if mark.nests(c) {
                    depth += 1;
                }
            }
        }
        previous = c;
    }
    if let Some((outer, inner, _, _)) = open {
        push(text, &mut found, outer, inner, text.len(), text.len());
    }
    found
}

/// Which pair of marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Guillemets,
    Curly,
    Straight,
}

impl Mark {
    fn of(c: char) -> Option<Self> {
        match c {
            '«' => Some(Self::Guillemets),
            '“' | '„' => Some(Self::Curly),
            '"' => Some(Self::Straight),
            _ => None,
        }
    }

    fn closes(self, c: char, next: char) -> bool {
        match self {
            Self::Guillemets => c == '»',
            Self::Curly => c == '”',
            Self::Straight => c == '"' && !next.is_alphanumeric(),
        }
    }

    fn nests(self, c: char) -> bool {
        match self {
            Self::Guillemets => c == '«',
            Self::Curly => c == '“',
            Self::Straight => false,
        }
    }
}

fn opens(c: char, previous: char, next: char) -> Option<Mark> {
    let mark = Mark::of(c)?;
    match mark {
        // A straight mark opens after a space or bracket and before a word.
        Mark::Straight if previous.is_alphanumeric() || next.is_whitespace() => None,
        _ => Some(mark),
    }
}

fn push(
    text: &str,
    found: &mut Vec<Quote>,
    outer: usize,
    inner: usize,
    inner_end: usize,
    outer_end: usize,
) {
    let words = &text[inner..inner_end];
    let start = inner + (words.len() - words.trim_start().len());
    let end = start + words.trim().len();
    if start < end {
        found.push(Quote { inner: Span::new(start, end), outer: Span::new(outer, outer_end) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = quotes(text).iter().map(|quote| quote.inner.of(text)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn marks_of_every_kind() {
        check("Il a dit : « Non. »", &["Non."]);
        check("“No,” she said. \"Never,\" he said.", &["No,", "Never,"]);
        check("« Le mot « paix » est usé », dit-il.", &["Le mot « paix » est usé"]);
    }

    #[test]
    fn a_quotation_over_two_paragraphs_is_one() {
        check("« Un.\n\n« Deux. » Fin.", &["Un.\n\n« Deux."]);
    }

    #[test]
    fn an_unclosed_mark_ends_with_its_paragraph() {
        check("« Un mot.\n\nAutre chose.", &["Un mot."]);
    }
}
