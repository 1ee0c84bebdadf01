//! A brief as Markdown, with footnotes (`[^1]`) as most readers of Markdown know them.
//!
//! What comes of pages is escaped: a headline is no markup. Pictures are left out; what a chart shows
//! stands in a table as well.

use std::fmt::Write as _;

use super::{Brief, Part, Span};

pub(super) fn render(brief: &Brief) -> String {
    let mut out = format!("# {}\n", escape(&brief.title));
    for part in &brief.parts {
        out.push('\n');
        match part {
            Part::Heading(level, text) => {
                let _ = writeln!(out, "{} {}", "#".repeat(usize::from(*level)), escape(text));
            }
            Part::Paragraph(spans) => {
                let _ = writeln!(out, "{}", line(spans));
            }
            Part::List(items) => {
                for item in items {
                    let _ = writeln!(out, "- {}", line(item));
                }
            }
            Part::Event(number, head, lines) => {
                let _ = writeln!(out, "### {number}. {}\n", escape(head));
                for spans in lines {
                    // Two spaces break a line.
                    let _ = writeln!(out, "{}  ", line(spans));
                }
            }
            Part::Quote { words, by, .. } => {
                let _ = writeln!(out, "> {}\n> — {}", at_beginning(&escape(words)), line(by));
            }
            Part::Table(heads, rows) => {
                let heads: Vec<String> = heads.iter().map(|head| escape(head)).collect();
                let _ = writeln!(out, "| {} |", heads.join(" | "));
                let _ = writeln!(out, "|{}", " --- |".repeat(heads.len()));
                for row in rows {
                    let cells: Vec<String> = row.iter().map(|cell| escape(cell)).collect();
                    let _ = writeln!(out, "| {} |", cells.join(" | "));
                }
            }
            Part::Picture { .. } => {
                out.pop();
            }
        }
    }
    if !brief.sources.is_empty() {
        let _ = writeln!(out, "\n## {}\n", escape(brief.sources_title));
    }
    for (at, source) in brief.sources.iter().enumerate() {
        let mut said = escape(&source.outlet);
        let _ = write!(said, ", {}", escape(&source.title));
        for more in [&source.day, &source.url].into_iter().flatten() {
            let _ = write!(said, ", {}", escape(more));
        }
        let _ = writeln!(out, "[^{}]: {said} ({})", at + 1, escape(&source.key));
    }
    out
}

fn line(spans: &[Span]) -> String {
    let mut out = String::new();
    for span in spans {
        match span {
            Span::Text(text) => out.push_str(&escape(text)),
            Span::Strong(text) => {
                let _ = write!(out, "**{}**", escape(text));
            }
            Span::Note(number) => {
                let _ = write!(out, "[^{number}]");
            }
        }
    }
    out
}

/// Text that is no markup, in one line.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '&' | '~' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// Escaped words at the beginning of a block, where a dash or a number would begin a list.
fn at_beginning(words: &str) -> String {
    let digits = words.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = words.split_at(digits);
    let marks: &[&str] = if digits > 0 { &[".", ")"] } else { &["-", "+", "="] };
    let begins = marks.iter().any(|mark| rest.starts_with(mark));
    if begins { format!("{number}\\{rest}") } else { words.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_page_are_no_markup() {
        assert_eq!(
            escape("<b> &amp; *12* ~~non~~\n# a"),
            "\\<b\\> \\&amp; \\*12\\* \\~\\~non\\~\\~ \\# a"
        );
        for (words, expected) in [
            ("- Non, dit-il", "\\- Non, dit-il"),
            ("12. Les morts", "12\\. Les morts"),
            ("12 morts", "12 morts"),
            ("Non.", "Non."),
        ] {
            assert_eq!(at_beginning(words), expected);
        }
    }
}
