//! griot and the libraries that it is measured beside.
//!
//! Takes a page; gives the text that each calls its article. A library that fails or panics on a page
//! gives no text for it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use dom_smoothie::{Config, Readability, TextMode};
use griot::read::{Hint, read_bytes};
use trafilatura::{ExtractionFocus, HtmlDateMode, Options};

use crate::pages::corpus::Page;

/// What takes a page apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extractor {
    /// All of griot's reading, from bytes on; the text without the title.
    Griot,
    /// The same with the title above the text, as most libraries give it.
    GriotTitled,
    /// Crate `trafilatura`, as it comes.
    Trafilatura,
    /// With its fallback extractors.
    TrafilaturaFallback,
    /// With them, and in its precise mode.
    TrafilaturaPrecise,
    /// Crate `dom_smoothie`, with formatted text.
    DomSmoothie,
}

impl Extractor {
    pub(crate) const ALL: [Self; 6] = [
        Self::Griot,
        Self::GriotTitled,
        Self::Trafilatura,
        Self::TrafilaturaFallback,
        Self::TrafilaturaPrecise,
        Self::DomSmoothie,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Griot => "griot",
            Self::GriotTitled => "griot, title and text",
            Self::Trafilatura => "trafilatura 0.6.0",
            Self::TrafilaturaFallback => "trafilatura 0.6.0, fallback",
            Self::TrafilaturaPrecise => "trafilatura 0.6.0, fallback, precise",
            Self::DomSmoothie => "dom_smoothie 0.19.0",
        }
    }

    /// The text of a page; empty when there is none.
    pub(crate) fn text(self, page: &Page) -> String {
        let text = catch_unwind(AssertUnwindSafe(|| match self {
            Self::Griot | Self::GriotTitled => griot(page, self == Self::GriotTitled),
            Self::Trafilatura => trafilatura(&page.html, false, ExtractionFocus::Balanced),
            Self::TrafilaturaFallback => trafilatura(&page.html, true, ExtractionFocus::Balanced),
            Self::TrafilaturaPrecise => {
                trafilatura(&page.html, true, ExtractionFocus::FavorPrecision)
            }
            Self::DomSmoothie => dom_smoothie(page),
        }));
        text.ok().flatten().unwrap_or_default()
    }
}

fn griot(page: &Page, titled: bool) -> Option<String> {
    let hint = Hint { url: Some(&page.url), media_type: Some("text/html"), ..Hint::default() };
    let article = read_bytes(&page.bytes, &hint).ok()?.articles.into_iter().next()?;
    Some(match article.title {
        Some(title) if titled => format!("{title}\n\n{}", article.text),
        _ => article.text,
    })
}

fn trafilatura(html: &str, fallback: bool, focus: ExtractionFocus) -> Option<String> {
    let mut options =
        Options::default().with_fallback(fallback).with_focus(focus).with_exclude_comments(true);
    options.html_date_mode = HtmlDateMode::Disabled;
    Some(trafilatura::extract(html, &options).ok()?.content_text)
}

fn dom_smoothie(page: &Page) -> Option<String> {
    let config = Config { text_mode: TextMode::Formatted, ..Config::default() };
    let mut reader = Readability::new(page.html.as_str(), None, Some(config)).ok()?;
    Some(reader.parse().ok()?.text_content.to_string())
}
