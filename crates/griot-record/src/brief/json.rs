//! A brief as data: its parts in the order in which they are read, with the numbers of their footnotes.
//!
//! Pictures are told by their captions; what a chart shows stands in a table as well, and what a map shows is
//! among the events.

use serde_json::{Value, json};

use super::{Brief, Part, Span};

pub(super) fn render(brief: &Brief) -> Value {
    let sources = brief.sources.iter().enumerate().map(|(at, source)| {
        json!({
            "n": at + 1, "outlet": source.outlet, "title": source.title, "day": source.day,
            "url": source.url, "article": source.key,
        })
    });
    json!({
        "title": brief.title, "lang": brief.lang.as_str(), "n_events": brief.n_events,
        "parts": brief.parts.iter().map(part).collect::<Vec<_>>(),
        "sources": sources.collect::<Vec<_>>(),
    })
}

fn part(part: &Part) -> Value {
    match part {
        Part::Heading(level, text) => json!({ "kind": "heading", "level": level, "text": text }),
        Part::Paragraph(spans) => {
            let mut told = line(spans);
            told["kind"] = json!("paragraph");
            told
        }
        Part::List(items) => {
            json!({ "kind": "list", "items": items.iter().map(|item| line(item)).collect::<Vec<_>>() })
        }
        Part::Event(number, head, lines) => json!({
            "kind": "event", "n": number, "head": head,
            "lines": lines.iter().map(|spans| line(spans)).collect::<Vec<_>>(),
        }),
        Part::Quote { words, lang, by } => {
            json!({ "kind": "quote", "words": words, "lang": lang, "by": line(by) })
        }
        Part::Table(heads, rows) => json!({ "kind": "table", "heads": heads, "rows": rows }),
        Part::Picture { title, caption, .. } => {
            json!({ "kind": "picture", "title": title, "caption": caption })
        }
    }
}

/// Words, and the numbers of the sources that stand behind them.
fn line(spans: &[Span]) -> Value {
    let (mut text, mut notes) = (String::new(), Vec::new());
    for span in spans {
        match span {
            Span::Text(words) | Span::Strong(words) => text.push_str(words),
            Span::Note(number) => notes.push(*number),
        }
    }
    json!({ "text": text, "notes": notes })
}
