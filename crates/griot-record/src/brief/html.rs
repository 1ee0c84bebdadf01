//! A brief as one HTML file.
//!
//! Everything is in it: style and pictures. It has no scripts and loads nothing, which it says to the
//! browser as well; it reads from top to bottom without style, in print, and by a screen reader. What
//! comes of pages is text, never markup, and links lead to `http` and `https` alone.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use griot::gazetteer::fold;

use super::{Brief, Part, Span};

const STYLE: &str = include_str!("brief.css");

pub(super) fn render(brief: &Brief) -> String {
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{}</h1>\n",
        brief.lang.as_str(),
        escape(&brief.title),
        escape(&brief.title)
    );
    let mut page = Page { out: String::new(), cited: BTreeMap::new() };
    for part in &brief.parts {
        page.part(part);
    }
    let Page { out: body, cited } = page;
    out.push_str(&body);
    if !brief.sources.is_empty() {
        let title = escape(brief.sources_title);
        let _ = write!(
            out,
            "<section role=\"doc-endnotes\" aria-labelledby=\"sources\">\n<h2 id=\"sources\">{title}</h2>\n<ol>\n"
        );
    }
    for (at, source) in brief.sources.iter().enumerate() {
        let number = at + 1;
        let title = match source.url.as_deref().filter(|url| is_link(url)) {
            Some(url) => {
                format!(
                    "<a href=\"{}\" rel=\"noreferrer\">{}</a>",
                    escape(url),
                    escape(&source.title)
                )
            }
            None => escape(&source.title),
        };
        let day = source.day.as_ref().map_or_else(String::new, |day| format!(", {}", escape(day)));
        let mut back = String::new();
        for n in 1..=cited.get(&number).copied().unwrap_or_default() {
            let _ = write!(back, " <a href=\"#c{number}-{n}\" role=\"doc-backlink\">↩</a>");
        }
        let _ = writeln!(
            out,
            "<li id=\"s{number}\">{}, {title}{day} <code>{}</code>{back}</li>",
            escape(&source.outlet),
            escape(&source.key)
        );
    }
    if !brief.sources.is_empty() {
        out.push_str("</ol>\n</section>\n");
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

struct Page {
    out: String,
    /// How often each source was cited.
    cited: BTreeMap<usize, usize>,
}

impl Page {
    fn part(&mut self, part: &Part) {
        match part {
            Part::Heading(level, text) => {
                let _ = writeln!(
                    self.out,
                    "<h{level} id=\"{}\">{}</h{level}>",
                    anchor(text),
                    escape(text)
                );
            }
            Part::Paragraph(spans) => self.block("p", spans),
            Part::List(items) => {
                self.out.push_str("<ul>\n");
                for item in items {
                    self.block("li", item);
                }
                self.out.push_str("</ul>\n");
            }
            Part::Event(number, head, lines) => {
                let _ = writeln!(
                    self.out,
                    "<h3 id=\"e{number}\"><span class=\"number\">{number}</span> {}</h3>",
                    escape(head)
                );
                for spans in lines {
                    self.block("p", spans);
                }
            }
            Part::Quote { words, lang, by } => {
                let lang = lang
                    .as_ref()
                    .map_or_else(String::new, |lang| format!(" lang=\"{}\"", escape(lang)));
                let _ =
                    write!(self.out, "<figure><blockquote{lang}>{}</blockquote>", escape(words));
                self.block("figcaption", by);
                self.out.push_str("</figure>\n");
            }
            Part::Table(heads, rows) => {
                self.out.push_str("<table>\n<thead><tr>");
                for head in heads {
                    let _ = write!(self.out, "<th scope=\"col\">{}</th>", escape(head));
                }
                self.out.push_str("</tr></thead>\n<tbody>\n");
                for row in rows {
                    self.out.push_str("<tr>");
                    for cell in row {
                        let _ = write!(self.out, "<td>{}</td>", escape(cell));
                    }
                    self.out.push_str("</tr>\n");
                }
                self.out.push_str("</tbody>\n</table>\n");
            }
            Part::Picture { title, svg, caption } => {
                if let Some(title) = title {
                    self.part(&Part::Heading(2, title.clone()));
                }
                let _ = writeln!(
                    self.out,
                    "<figure class=\"picture\">\n{svg}\n<figcaption>{}</figcaption></figure>",
                    escape(caption)
                );
            }
        }
    }

    fn block(&mut self, tag: &str, spans: &[Span]) {
        let _ = write!(self.out, "<{tag}>");
        for span in spans {
            match span {
                Span::Text(text) => self.out.push_str(&escape(text)),
                Span::Strong(text) => {
                    let _ = write!(self.out, "<strong>{}</strong>", escape(text));
                }
                Span::Note(number) => {
                    let n = self.cited.entry(*number).or_default();
                    *n += 1;
                    let _ = write!(
                        self.out,
                        "<sup><a id=\"c{number}-{n}\" href=\"#s{number}\" role=\"doc-noteref\">{number}</a></sup>"
                    );
                }
            }
        }
        let _ = writeln!(self.out, "</{tag}>");
    }
}

fn is_link(url: &str) -> bool {
    let lower = url.to_ascii_lowercase();
    lower.starts_with("https://") || lower.starts_with("http://")
}

/// A name for links, of letters and dashes.
fn anchor(text: &str) -> String {
    let folded = fold(text);
    let name: String =
        folded.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    format!("h-{}", name.trim_matches('-'))
}

/// Text that is no markup, in content and in quoted attributes.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
