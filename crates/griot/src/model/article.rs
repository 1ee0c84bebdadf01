//! An article: what a reader came for, taken out of a page.

use jiff::civil::Date;

use crate::model::{Entry, Lang};
use crate::note::Note;
use crate::span::Span;

/// What a reader came for. `text` is immutable from here on: every span of every claim is a byte
/// range into it.
#[derive(Clone, Debug, Default)]
pub struct Article {
    /// The caller's id of the document, or one made from its path.
    pub id: String,
    /// Where it was published, as given.
    pub url: Option<String>,
    /// The address that the page gives itself, where that is another.
    pub canonical: Option<String>,
    /// The outlet.
    pub publisher: Option<String>,
    /// The section of the outlet in which it stands, and how that was found.
    pub section: Option<SectionFound>,
    /// The authors, as the page names them.
    pub authors: Vec<String>,
    /// Day of publication, and how it was found.
    pub published: Option<DateFound>,
    /// Day of the last modification, when the page tells one.
    pub modified: Option<DateFound>,
    /// Every day that the page tells of its publication or change, the most trusted first.
    pub dates: Vec<DateCandidate>,
    /// When the page was retrieved, when that is known: the article is no younger.
    pub first_seen: Option<jiff::Timestamp>,
    /// The headline.
    pub title: Option<String>,
    /// The language, when known before annotation (declared by the input).
    pub lang: Option<Lang>,
    /// The paragraphs, separated by one blank line.
    pub text: String,
    /// Headlines of other articles that the page shows; never coded.
    pub related: Vec<RelatedHeadline>,
    /// What was cut from the page, and why.
    pub cut: Vec<Cut>,
    /// Spans of `text` that must not be coded, in order and disjoint: of texts that were given
    /// as they are (JSON documents), what would be cut from a page; of any text, passages in another
    /// language than the article's.
    pub uncoded: Vec<Uncoded>,
    /// The reports that a live page or a list of briefs consists of, in order and disjoint; empty for
    /// an article of one piece.
    pub entries: Vec<Entry>,
    /// What reading and extraction could not do.
    pub notes: Vec<Note>,
}

/// How many bytes of a text are coded at the most.
const MAX_CODED_BYTES: usize = 512 << 10;

impl Article {
    /// An article of `text` alone.
    pub fn from_text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Adds a paragraph to the text, and gives its place there.
    pub(crate) fn add_paragraph(&mut self, words: &str) -> Span {
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        let start = self.text.len();
        self.text.push_str(words);
        Span::new(start, self.text.len())
    }

    /// Paragraphs as spans into the text, in order.
    pub fn paragraphs(&self) -> impl Iterator<Item = Span> + '_ {
        let mut start = 0;
        self.text.split_inclusive("\n\n").map(move |piece| {
            let trimmed = piece.trim_end();
            let span = Span::new(start, start + trimmed.len());
            start += piece.len();
            span
        })
    }

    /// Whether a span of the text touches a passage that must not be coded.
    pub fn is_uncoded(&self, span: Span) -> bool {
        let next = self.uncoded.partition_point(|passage| passage.span.end <= span.start);
        self.uncoded.get(next).is_some_and(|passage| passage.span.overlaps(span))
    }

    /// What of the text is coded: all of it, or whole paragraphs of its beginning, or whole words
    /// where there are none. Coding asks of each sentence what was said before it, so that its time
    /// grows faster than a text; no report of news is as long as the limit, two hundred pages.
    pub fn coded_text(&self) -> &str {
        if self.text.len() <= MAX_CODED_BYTES {
            return &self.text;
        }
        let mut end = MAX_CODED_BYTES;
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let head = &self.text[..end];
        let end = ["\n\n", " "]
            .iter()
            .find_map(|mark| head.rfind(mark).filter(|at| *at > end / 2))
            .unwrap_or(end);
        &self.text[..end]
    }

    /// Names a passage that must not be coded, unless one that touches it is named already or it is
    /// no part of the text.
    pub fn leave_uncoded(&mut self, span: Span, reason: CutReason) {
        let at = self.uncoded.partition_point(|passage| passage.span.end <= span.start);
        let is_taken = self.uncoded.get(at).is_some_and(|passage| passage.span.start < span.end);
        if !is_taken && self.text.get(span.range()).is_some() {
            self.uncoded.insert(at, Uncoded { span, reason });
        }
    }

    /// The entry in which a position of the text stands.
    pub fn entry_at(&self, at: u32) -> Option<&Entry> {
        let next = self.entries.partition_point(|entry| entry.span.end <= at);
        self.entries.get(next).filter(|entry| entry.span.start <= at)
    }

    /// The day on which what stands at a position of the text was written: that of its entry, or that
    /// of publication. An entry that tells a clock and leaves its day open has none, since the page
    /// goes over several days.
    pub fn written_on(&self, at: u32) -> Option<Date> {
        match self.entry_at(at).and_then(|entry| entry.time.as_ref()) {
            Some(time) => time.day,
            None => self.published_on(),
        }
    }

    /// The day of publication.
    pub fn published_on(&self) -> Option<Date> {
        self.published.as_ref().map(|found| found.date)
    }
}

/// The section of an outlet, as the page names it, with the place where it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionFound {
    /// Its name: `Afrique`.
    pub name: String,
    /// Where it stood: `json-ld`, `meta`, `breadcrumb`, `input`.
    pub found_in: &'static str,
}

/// A date of the page, with the place where it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateFound {
    /// The day, in the zone in which the page gives it.
    pub date: Date,
    /// Where it stood: `json-ld`, `meta`, `time`, `url`, `text`, `input`.
    pub found_in: &'static str,
    /// The words or the attribute value that gave it.
    pub raw: String,
}

/// A day that a page tells, believed or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateCandidate {
    /// The day in the zone in which the page gives it; the first of the month or of the year when
    /// the page tells no more.
    pub day: Date,
    /// How much of it the page tells.
    pub precision: DatePrecision,
    /// The time of day, to the minute.
    pub time: Option<jiff::civil::Time>,
    /// The zone of the time: `Z` or an offset such as `+01:00`.
    pub zone: Option<String>,
    /// Where it stood: `json-ld`, `meta`, `time`, `element`, `url`, `text`.
    pub found_in: &'static str,
    /// The name under which it stood there: that of the `<meta>` or the property, the class.
    pub name: String,
    /// The words or the attribute value that gave it.
    pub raw: String,
    /// What it is the day of.
    pub role: DateRole,
}

/// How much of a date is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatePrecision {
    /// Year, month and day.
    Day,
    /// Year and month.
    Month,
    /// The year alone.
    Year,
}

impl DatePrecision {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Month => "month",
            Self::Year => "year",
        }
    }
}

/// What a date on a page is the date of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateRole {
    /// The page says that it was published then.
    Published,
    /// The page says that it was changed then.
    Modified,
    /// The page does not say.
    Unsaid,
}

impl DateRole {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Modified => "modified",
            Self::Unsaid => "unsaid",
        }
    }
}

/// A headline of another article, shown beside this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelatedHeadline {
    /// The headline.
    pub title: String,
    /// Its link, when the page has one.
    pub url: Option<String>,
}

/// A passage that was cut from the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Why.
    pub reason: CutReason,
    /// What it said.
    pub text: String,
}

/// A passage that stays in the text and is not to be coded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Uncoded {
    /// Where it stands in the text.
    pub span: Span,
    /// Why.
    pub reason: CutReason,
}

/// Why a passage was cut, or is not coded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CutReason {
    /// The passage stands earlier on the page.
    Repeated,
    /// A list of other headlines.
    Related,
    /// Menus, share bars, subscription lines, cookie banners.
    Furniture,
    /// Comments of readers.
    Comments,
    /// Whose picture it is: captions and credits.
    Credit,
    /// The headline of the article itself, which is kept as its title.
    Title,
    /// The line that tells when and by whom the article was published.
    Dateline,
    /// What the rules that a user wrote for the outlet cut.
    Site,
    /// The outlet puts the passage on many of its pages, as a run over them showed.
    Outlet,
    /// The passage is in another language than the article.
    Language,
}

impl CutReason {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Repeated => "repeated",
            Self::Related => "related",
            Self::Furniture => "furniture",
            Self::Comments => "comments",
            Self::Credit => "credit",
            Self::Title => "title",
            Self::Dateline => "dateline",
            Self::Site => "site",
            Self::Outlet => "outlet",
            Self::Language => "language",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::{Resources, code};

    #[test]
    fn a_text_longer_than_any_report_is_coded_from_its_beginning_and_says_so() {
        let told = "Douze soldats ont été tués samedi dans une embuscade près de Gao, au Mali.";
        let filler = "Le marché a rouvert.\n\n".repeat(30_000);
        let article = Article {
            lang: Some(Lang::Fr),
            ..Article::from_text(format!("{told}\n\n{filler}{told}"))
        };
        let claims = code(&article, &Resources::builtin());
        assert_eq!(claims.reports.len(), 1);
        assert!(claims.notes.iter().any(|note| note.code == "coding-capped"));
        let short = Article { lang: Some(Lang::Fr), ..Article::from_text(told) };
        assert!(code(&short, &Resources::builtin()).notes.is_empty());
    }

    #[test]
    fn what_is_coded_ends_between_paragraphs_or_words() {
        let words = Article::from_text("mot ".repeat(MAX_CODED_BYTES));
        assert!(words.coded_text().ends_with("mot"));
        let word = Article::from_text("é".repeat(MAX_CODED_BYTES));
        assert!(word.coded_text().len() <= MAX_CODED_BYTES);
        let paragraphs = Article::from_text("mot mot\n\n".repeat(MAX_CODED_BYTES / 4));
        assert!(paragraphs.coded_text().ends_with("mot mot"));
    }
}
