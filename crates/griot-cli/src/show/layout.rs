//! Text on a terminal: cleaned, wrapped to a width, underlined.
//!
//! Takes text of any page, so also text made to harm: control characters never reach the terminal.
//! Widths are those of terminal cells: a wide character takes two, a combining one none. Lines are
//! byte ranges of the text they were made from, so that spans can be found in them again.

use std::ops::Range;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The text with what would move the cursor, colour, hide or reorder replaced.
pub(crate) fn clean(text: &str) -> String {
    text.chars().map(clean_char).collect()
}

fn clean_char(c: char) -> char {
    match c {
        '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => ' ',
        // Marks that turn the direction of what follows can make a line say something else.
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        c if c.is_control() => '\u{fffd}',
        c => c,
    }
}

/// How many cells the cleaned text takes.
pub(crate) fn width(text: &str) -> usize {
    clean(text).width()
}

/// Breaks a text into lines of at most `cells` cells, at white space where there is some.
pub(crate) fn wrap(text: &str, cells: usize) -> Vec<Range<usize>> {
    let cells = cells.max(2);
    let mut lines = Vec::new();
    let mut line: Option<Range<usize>> = None;
    for word in words(text) {
        if let Some(open) = &line {
            if width(&text[open.start..word.end]) <= cells {
                line = Some(open.start..word.end);
                continue;
            }
            lines.push(open.clone());
        }
        let mut rest = word;
        while width(&text[rest.clone()]) > cells {
            let cut = rest.start + fitting(&text[rest.clone()], cells);
            lines.push(rest.start..cut);
            rest.start = cut;
        }
        line = Some(rest);
    }
    lines.extend(line.filter(|line| !line.is_empty()));
    lines
}

/// Words between breakable white space, as byte ranges.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    // A space that must not break stands before « ; : ! ? » in French.
    let breaks = |c: char| c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}' | '\u{2007}');
    let start_of = move |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
    text.split(breaks).filter(|word| !word.is_empty()).map(move |word| {
        let start = start_of(word);
        start..start + word.len()
    })
}

/// How many bytes of a word fit into `cells`; one character at least.
fn fitting(word: &str, cells: usize) -> usize {
    let mut taken = 0;
    let mut used = 0;
    for c in word.chars() {
        used += clean_char(c).width().unwrap_or(0);
        if used > cells && taken > 0 {
            break;
        }
        taken += c.len_utf8();
    }
    taken
}

/// A text wrapped, its first line after `first` and the others after as many spaces.
pub(crate) fn hang(first: &str, text: &str, cells: usize) -> Vec<String> {
    let indent = width(first);
    wrap(text, cells.saturating_sub(indent))
        .into_iter()
        .enumerate()
        .map(|(index, line)| {
            let before = if index == 0 { first.to_owned() } else { " ".repeat(indent) };
            format!("{before}{}", clean(&text[line]))
        })
        .collect()
}

/// Words to underline, with the letter that stands for them.
#[derive(Clone, Debug)]
pub(crate) struct Mark {
    pub(crate) letter: char,
    pub(crate) span: Range<usize>,
}

/// The lines of underlining below one line of a text: marks that overlap get lines of their own,
/// the longest first, so that a word stands under the phrase that holds it.
pub(crate) fn underline(text: &str, line: &Range<usize>, marks: &[Mark]) -> Vec<String> {
    let mut placed: Vec<(usize, usize, char)> = marks
        .iter()
        .filter_map(|mark| {
            let start = mark.span.start.max(line.start);
            let end = mark.span.end.min(line.end);
            let before = text.get(line.start..start)?;
            let marked = text.get(start..end).filter(|marked| !marked.is_empty())?;
            let column = width(before);
            Some((column, column + width(marked).max(1), mark.letter))
        })
        .collect();
    placed.sort_by_key(|&(start, end, letter)| (start, usize::MAX - end, letter));
    let mut rows: Vec<Vec<char>> = Vec::new();
    for (start, end, letter) in placed {
        let free = rows.iter().position(|row| row.len() <= start);
        let index = free.unwrap_or_else(|| {
            rows.push(Vec::new());
            rows.len() - 1
        });
        let row = &mut rows[index];
        row.resize(start, ' ');
        row.push(letter);
        row.resize(end, '^');
    }
    rows.into_iter().map(String::from_iter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, cells: usize) -> Vec<&str> {
        wrap(text, cells).into_iter().map(|line| &text[line]).collect()
    }

    #[test]
    fn lines_break_at_spaces_and_keep_french_punctuation() {
        assert_eq!(lines("un deux trois", 8), ["un deux", "trois"]);
        assert_eq!(lines("morts\u{a0}: dix", 8), ["morts\u{a0}:", "dix"]);
        assert_eq!(lines("  un \n deux  ", 20), ["un \n deux"]);
        assert!(lines("", 20).is_empty());
        assert!(lines("   ", 20).is_empty());
    }

    #[test]
    fn words_longer_than_a_line_are_cut() {
        assert_eq!(lines("abcdefgh ij", 3), ["abc", "def", "gh", "ij"]);
        assert_eq!(lines("军队袭击", 4), ["军队", "袭击"]);
        assert_eq!(lines("军队", 1), ["军", "队"]);
    }

    #[test]
    fn combining_marks_take_no_cell() {
        let text = "tue\u{301} a\u{300} Gao";
        assert_eq!(lines(text, 9), [text]);
        let at = text.find("Gao").unwrap();
        let marks = [Mark { letter: 'a', span: at..at + 3 }];
        assert_eq!(underline(text, &(0..text.len()), &marks), ["      a^^"]);
    }

    #[test]
    fn wide_characters_are_underlined_whole() {
        let text = "在 加奥 三";
        let at = text.find('加').unwrap();
        let marks = [Mark { letter: 'b', span: at..at + 6 }];
        assert_eq!(underline(text, &(0..text.len()), &marks), ["   b^^^"]);
    }

    #[test]
    fn a_mark_inside_another_gets_a_line_below() {
        let text = "au moins onze gendarmes";
        let marks = [
            Mark { letter: 'b', span: 9..13 },
            Mark { letter: 'a', span: 0..13 },
            Mark { letter: 'c', span: 14..23 },
        ];
        assert_eq!(
            underline(text, &(0..text.len()), &marks),
            ["a^^^^^^^^^^^^ c^^^^^^^^", "         b^^^"]
        );
    }

    #[test]
    fn a_mark_over_two_lines_is_drawn_on_both() {
        let text = "onze gendarmes";
        let marks = [Mark { letter: 'a', span: 0..14 }];
        assert_eq!(underline(text, &(0..4), &marks), ["a^^^"]);
        assert_eq!(underline(text, &(5..14), &marks), ["a^^^^^^^^"]);
    }

    #[test]
    fn what_would_steer_the_terminal_is_replaced() {
        assert_eq!(clean("a\u{1b}[31mb\tc\u{202e}d"), "a\u{fffd}[31mb c\u{fffd}d");
    }

    #[test]
    fn hanging_lines_stand_under_the_first() {
        assert_eq!(hang("  “", "un deux trois", 11), ["  “un deux", "   trois"]);
    }
}
