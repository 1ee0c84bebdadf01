//! The days that a page tells, each with its place, its words and its weight.

use jiff::civil::{Date, Time};
use serde_json::Value;

use crate::extract::blocks::Block;
use crate::extract::dates::{NumberOrder, day_of_url, days_in, short_day};
use crate::extract::dating::Weighed;
use crate::extract::lines::{key, word_count};
use crate::extract::tree::{Id, Kind, Tree};
use crate::lexicon::pages::{Pages, PassageKind, fold};
use crate::model::{DateCandidate, DatePrecision, DateRole};

/// What a page is searched in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source<'s, 't> {
    pub(crate) tree: &'s Tree<'t>,
    pub(crate) blocks: &'s [Block],
    /// Names and contents of `<meta>`.
    pub(crate) metas: &'s [(String, String)],
    /// What scripts of JSON-LD hold.
    pub(crate) linked: &'s [Value],
    pub(crate) title: Option<&'s str>,
    pub(crate) address: Option<&'s str>,
    pub(crate) order: NumberOrder,
    pub(crate) pages: &'s Pages,
}

/// How much a kind of candidate speaks for its day. Set by hand from what each kind is worth on
/// pages with known days, and rounded: what counts is which pairs of them outweigh which others.
mod weights {
    pub(super) const JSON_LD: f32 = 4.0;
    pub(super) const JSON_LD_OF_PAGE: f32 = 2.5;
    pub(super) const JSON_LD_CREATED: f32 = 1.0;
    pub(super) const META: f32 = 4.0;
    pub(super) const META_LOOSE: f32 = 1.8;
    pub(super) const URL: f32 = 4.0;
    pub(super) const SAID: f32 = 3.5;
    pub(super) const TIME: f32 = 2.5;
    pub(super) const ELEMENT: f32 = 2.2;
    pub(super) const NEAR_TITLE: f32 = 2.2;
    pub(super) const LINE: f32 = 0.6;
    pub(super) const MODIFIED: f32 = 1.0;
}

/// Names under which pages give their day of publication.
const PUBLISHED: [&str; 40] = [
    "article:published_time",
    "og:article:published_time",
    "article:published",
    "article_published",
    "article.published",
    "datepublished",
    "og:published_time",
    "og:pubdate",
    "bt:pubdate",
    "sailthru.date",
    "parsely-pub-date",
    "rbpubdate",
    "rnews:datepublished",
    "published-date",
    "published_date",
    "publication_date",
    "publication-date",
    "publish-date",
    "publishdate",
    "publish_date",
    "publish_time",
    "pubdate",
    "pub_date",
    "ptime",
    "displaydate",
    "originalpublicationdate",
    "cxenseparse:recs:publishtime",
    "dc.date.issued",
    "dcterms.issued",
    "date.issued",
    "citation_publication_date",
    "article_date_original",
    "last_published",
    "itemdate",
    "article:publication_date",
    "date_publication",
    "date-publication",
    "datepublication",
    "date.published",
    "publishedat",
];

/// Names that may mean the day of publication or another.
const LOOSE: [&str; 14] = [
    "date",
    "created",
    "dc.date",
    "dc.date.created",
    "dc:date",
    "dc:created",
    "dcterms.created",
    "dcterms.date",
    "dcterms.available",
    "article.created",
    "date_created",
    "creation_date",
    "citation_date",
    "timestamp",
];

/// Names under which pages give their day of change.
const MODIFIED: [&str; 14] = [
    "article:modified_time",
    "og:article:modified_time",
    "article:modified",
    "datemodified",
    "og:updated_time",
    "og:modified_time",
    "article:updated_time",
    "dc.date.modified",
    "dcterms.modified",
    "lastmod",
    "last-modified",
    "lastmodified",
    "revision_date",
    "updated_time",
];

/// Words in the class or id of an element that holds a date.
const DATED: [&str; 17] = [
    "date",
    "datum",
    "time",
    "zeit",
    "publi",
    "posted",
    "fecha",
    "byline",
    "entry-meta",
    "postmeta",
    "post-meta",
    "meta-info",
    "dateline",
    "creation",
    "parution",
    "horodat",
    "heure",
];

/// Words in the class, id or name of what stands around the article.
const AROUND: [&str; 19] = [
    "comment",
    "kommentar",
    "related",
    "sidebar",
    "widget",
    "footer",
    "recent",
    "teaser",
    "latest",
    "archive",
    "calendar",
    "nav",
    "menu",
    "aside",
    "carousel",
    "popular",
    "list-item",
    "recommend",
    "event",
];

/// So much of a line that closes a page is looked at.
const CLOSING_CHARS: usize = 160;

/// No element with more text than this is a date with its label.
const MAX_DATED_TEXT: usize = 160;

/// What a page tells of its days.
#[derive(Clone, Debug, Default)]
pub(crate) struct Collected {
    /// All candidates.
    pub(crate) found: Vec<Weighed>,
    /// The year and month that the address tells.
    pub(crate) month: Option<(i16, i8)>,
    /// A value of the head, or of a `<time>`, that is a day before the web: nearly always a field that
    /// nobody filled in.
    pub(crate) too_old: Option<String>,
}

/// All that a page tells of its days.
pub(crate) fn collect(source: &Source<'_, '_>) -> Collected {
    let mut all = Collector { source, found: Vec::new(), too_old: None };
    all.json_ld();
    all.metas();
    let month = all.url();
    all.elements();
    all.lines();
    Collected { found: all.found, month, too_old: all.too_old }
}

struct Collector<'s, 't> {
    source: &'s Source<'s, 't>,
    found: Vec<Weighed>,
    too_old: Option<String>,
}

impl Collector<'_, '_> {
    /// Adds the days of a value.
    fn add(
        &mut self,
        raw: &str,
        found_in: &'static str,
        name: &str,
        role: DateRole,
        weight: f32,
    ) -> bool {
        self.add_folded(raw, raw, found_in, name, role, weight)
    }

    /// Adds the days of a value that is looked at in another form than it stands on the page.
    fn add_folded(
        &mut self,
        raw: &str,
        shown: &str,
        found_in: &'static str,
        name: &str,
        role: DateRole,
        weight: f32,
    ) -> bool {
        let days = days_in(raw, self.source.order, self.source.pages);
        let first = days.first().map(|found| (found.date, DatePrecision::Day, found.end));
        let told = first
            .or_else(|| {
                let is_meant = matches!(found_in, "time" | "element")
                    || found_in == "text" && name != "line" && name != "dateline"
                    || name == "line" && is_short_day_alone(raw);
                is_meant
                    .then(|| short_day(raw, self.source.order))
                    .flatten()
                    .map(|found| (found.date, DatePrecision::Day, found.end))
            })
            .or_else(|| matches!(found_in, "json-ld" | "meta").then(|| partial(raw)).flatten());
        let Some((day, precision, end)) = told else {
            if matches!(found_in, "json-ld" | "meta" | "time") && is_before_the_web(raw) {
                self.too_old.get_or_insert_with(|| raw.trim().chars().take(40).collect());
            }
            return false;
        };
        let or_else = other_order(raw, day);
        let (time, zone) = time_after(&raw[end.min(raw.len())..]);
        let raw: String = shown.trim().chars().take(200).collect();
        let candidate = DateCandidate {
            day,
            precision,
            time,
            zone,
            found_in,
            name: name.to_owned(),
            raw,
            role,
        };
        self.found.push(Weighed { candidate, weight, or_else });
        true
    }

    fn json_ld(&mut self) {
        let linked = self.source.linked;
        for value in linked {
            self.json_ld_of(value, 0);
        }
    }

    /// The days of all objects; depth is bounded, since the format is as deep as its author likes.
    fn json_ld_of(&mut self, value: &Value, depth: usize) {
        if depth > 6 || self.found.len() > 100 {
            return;
        }
        match value {
            Value::Array(values) => {
                for value in values {
                    self.json_ld_of(value, depth + 1);
                }
            }
            Value::Object(fields) => {
                let kinds: Vec<&str> = match fields.get("@type") {
                    Some(Value::String(kind)) => vec![kind],
                    Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
                    _ => Vec::new(),
                };
                let is_article = kinds.iter().any(|kind| {
                    kind.ends_with("Article") || kind.ends_with("Posting") || *kind == "Report"
                });
                let is_other = kinds.iter().any(|kind| {
                    matches!(
                        *kind,
                        "Comment"
                            | "Event"
                            | "Offer"
                            | "Review"
                            | "Person"
                            | "ImageObject"
                            | "VideoObject"
                            | "JobPosting"
                            | "Product"
                    )
                });
                let of = if is_article { weights::JSON_LD } else { weights::JSON_LD_OF_PAGE };
                if !is_other {
                    for (name, role, weight) in [
                        ("datePublished", DateRole::Published, of),
                        ("dateCreated", DateRole::Unsaid, weights::JSON_LD_CREATED),
                        ("dateModified", DateRole::Modified, weights::MODIFIED),
                    ] {
                        if let Some(raw) = fields.get(name).and_then(Value::as_str) {
                            self.add(raw, "json-ld", name, role, weight);
                        }
                    }
                }
                for name in ["@graph", "mainEntity", "mainEntityOfPage", "itemListElement"] {
                    if let Some(inner) = fields.get(name) {
                        self.json_ld_of(inner, depth + 1);
                    }
                }
            }
            _ => {}
        }
    }

    fn metas(&mut self) {
        let metas = self.source.metas;
        for (name, content) in metas {
            let name = name.as_str();
            if PUBLISHED.contains(&name) {
                self.add(content, "meta", name, DateRole::Published, weights::META);
            } else if LOOSE.contains(&name) {
                self.add(content, "meta", name, DateRole::Unsaid, weights::META_LOOSE);
            } else if matches!(name, "og:image" | "twitter:image") {
                // Where outlets file pictures by day, the picture of an article is of its day.
                if let Some((_, raw)) = day_of_url(content, self.source.pages) {
                    self.add(&raw, "meta", name, DateRole::Unsaid, weights::LINE / 2.0);
                }
            } else if MODIFIED.contains(&name) {
                self.add(content, "meta", name, DateRole::Modified, weights::MODIFIED);
            }
        }
    }

    /// The day in the address; else its year and month.
    fn url(&mut self) -> Option<(i16, i8)> {
        let address = self.source.address?;
        if let Some((day, raw)) = day_of_url(address, self.source.pages) {
            let candidate = DateCandidate {
                day,
                precision: DatePrecision::Day,
                time: None,
                zone: None,
                found_in: "url",
                name: String::new(),
                raw,
                role: DateRole::Published,
            };
            self.found.push(Weighed { candidate, weight: weights::URL, or_else: None });
            return Some((day.year(), day.month()));
        }
        let path = address.split_once("://").map_or(address, |(_, rest)| rest);
        let parts: Vec<&str> = path.split('/').collect();
        parts.windows(2).find_map(|pair| {
            let year: i16 = pair[0].parse().ok().filter(|_| pair[0].len() == 4)?;
            let month: i8 = pair[1].parse().ok().filter(|_| pair[1].len() == 2)?;
            ((1990..=2100).contains(&year) && (1..=12).contains(&month)).then_some((year, month))
        })
    }

    /// `<time>`, and elements whose class says that they hold a date.
    fn elements(&mut self) {
        let tree = self.source.tree;
        let heading = self.heading();
        let mut n_after = 0_usize;
        let mut seen_in: Option<Id> = None;
        for id in tree.inside(0) {
            let Some(Kind::Element { name, .. }) = tree.node(id).map(|node| &node.kind) else {
                continue;
            };
            let is_time = &**name == "time";
            if matches!(
                &**name,
                "html"
                    | "head"
                    | "body"
                    | "meta"
                    | "link"
                    | "script"
                    | "main"
                    | "article"
                    | "img"
                    | "a"
            ) {
                continue;
            }
            let said = ["class", "id", "itemprop", "property"]
                .iter()
                .filter_map(|attribute| tree.attribute(id, attribute))
                .collect::<Vec<_>>()
                .join(" ")
                .to_lowercase();
            if !is_time && !DATED.iter().any(|word| said.contains(word)) {
                continue;
            }
            let text = tree.text(id, MAX_DATED_TEXT + 1);
            let value = ["datetime", "content", "data-datetime", "data-time", "title"]
                .iter()
                .filter_map(|attribute| tree.attribute(id, attribute))
                .find(|value| value.chars().any(|c| c.is_ascii_digit()));
            if value.is_none() && (text.is_empty() || text.len() > MAX_DATED_TEXT) {
                continue;
            }
            let role = self.role_of(&said, &text);
            let is_published = said.contains("datepublished")
                || tree.attribute(id, "pubdate").is_some()
                || said.contains("entry-date")
                || said.contains("published");
            let mut weight = match role {
                DateRole::Modified => weights::MODIFIED,
                _ if is_published => weights::SAID,
                _ if is_time => weights::TIME,
                _ => weights::ELEMENT,
            };
            if role != DateRole::Modified || self.is_around(id) {
                weight *= self.weight_at(id, heading, n_after);
            }
            let found_in = if is_time { "time" } else { "element" };
            // An element inside one that was taken says the same once more.
            let inside = seen_in.is_some_and(|outer| self.is_inside(id, outer));
            if inside && !is_time && !is_published {
                continue;
            }
            let of_value = value
                .as_deref()
                .is_some_and(|value| self.add(value, found_in, &said, role, weight));
            let taken = of_value
                || match (role, self.before_change(&text)) {
                    // `12 mars 2022 à 10h - Mis à jour le 13 mars 2022`: the first is no change.
                    (DateRole::Modified, Some((before, after))) => {
                        let (told, changed) = text.split_at(start_of(&text, &after));
                        let weight = weights::ELEMENT * self.weight_at(id, heading, n_after);
                        let first = self.add_folded(
                            &before,
                            told,
                            found_in,
                            &said,
                            DateRole::Unsaid,
                            weight,
                        );
                        let weight = weights::MODIFIED;
                        self.add_folded(&after, changed, found_in, &said, role, weight) || first
                    }
                    _ => self.add(&text, found_in, &said, role, weight),
                };
            if taken {
                seen_in = Some(id);
                if heading.is_none_or(|heading| id > heading) && role != DateRole::Modified {
                    n_after += 1;
                }
            }
        }
    }

    /// How much less a date speaks for the article where it stands; `n_after` dates stand between it and
    /// the headline.
    fn weight_at(&self, id: Id, heading: Option<Id>, n_after: usize) -> f32 {
        if self.is_around(id) {
            return 0.05;
        }
        // The first date after the headline is its own; the tenth is of something else.
        let after = heading.is_none_or(|heading| id > heading);
        match (after, n_after) {
            (false, _) => 0.6,
            (true, 0) => 1.0,
            (true, 1) => 0.7,
            (true, 2..=4) => 0.4,
            _ => 0.15,
        }
    }

    /// A text that tells a day and then says when it was changed, folded and cut there; where it does
    /// not say of the first day what it is of.
    fn before_change(&self, text: &str) -> Option<(String, String)> {
        let pages = self.source.pages;
        let folded = fold(text);
        let opens = |at: &usize, kind| pages.opening(&folded[*at..], kind).is_some();
        if openings(&folded).any(|at| opens(&at, PassageKind::Published)) {
            return None;
        }
        let at = openings(&folded).find(|at| opens(at, PassageKind::Modified))?;
        let (before, after) = folded.split_at(at);
        let tells = !days_in(before, self.source.order, pages).is_empty();
        tells.then(|| (before.to_owned(), after.to_owned()))
    }

    /// What words beside a date say that it is of.
    fn role_of(&self, said: &str, text: &str) -> DateRole {
        let folded = fold(text);
        let opens = |kind| {
            openings(&folded).any(|at| self.source.pages.opening(&folded[at..], kind).is_some())
        };
        if opens(PassageKind::Published) {
            DateRole::Published
        } else if said.contains("modif") || said.contains("update") || opens(PassageKind::Modified)
        {
            DateRole::Modified
        } else if said.contains("publi") {
            DateRole::Published
        } else {
            DateRole::Unsaid
        }
    }

    /// Lines that say `Publié le`, and short lines with a date near the headline.
    fn lines(&mut self) {
        let source = self.source;
        let is_title = |block: &Block| {
            block.heading && source.title.is_some_and(|title| is_headline(title, &block.text))
        };
        let at_title = source.blocks.iter().position(is_title);
        let (mut n_lines, mut n_said, mut n_datelines) = (0_usize, 0_usize, 0_usize);
        for (at, block) in source.blocks.iter().enumerate() {
            if block.text.len() > 240 || word_count(&block.text) > 30 {
                if n_said == 0 && self.closing(&block.text) {
                    n_said += 1;
                    continue;
                }
                n_datelines += usize::from(n_datelines < 2 && self.dateline(&block.text));
                continue;
            }
            if !block.text.bytes().any(|byte| byte.is_ascii_digit()) {
                continue;
            }
            let folded = fold(&block.text);
            let mut said = false;
            if word_count(&block.text) <= 30 {
                for (kind, role, weight) in [
                    (PassageKind::Published, DateRole::Published, weights::SAID),
                    (PassageKind::Modified, DateRole::Modified, weights::MODIFIED),
                ] {
                    let opened = openings(&folded)
                        .find(|at| source.pages.opening(&folded[*at..], kind).is_some());
                    let near = match at_title {
                        Some(title) => at + 4 > title && at < title + 12,
                        None => n_said == 0 && at * 3 < source.blocks.len(),
                    };
                    // Far from the headline it is said of another article, in a list of them.
                    let weight = match n_said {
                        0..3 if near => weight,
                        0 => weight.min(weights::NEAR_TITLE),
                        _ => weights::LINE,
                    };
                    let name = kind_name(kind);
                    // `wurde am Samstag, 3. Dezember 2011, veröffentlicht`: the word may follow.
                    let Some(opened) = opened else { continue };
                    let rest = &folded[opened..];
                    let shown = &block.text[start_of(&block.text, rest)..];
                    if self.add_folded(rest, shown, "text", name, role, weight)
                        || self.add_folded(&folded, &block.text, "text", name, role, weight)
                    {
                        said = true;
                        n_said += 1;
                    }
                }
            }
            if said {
                let near = at_title.is_some_and(|title| at + 3 > title && at < title + 6);
                if let Some((before, after)) = self.before_change(&block.text).filter(|_| near) {
                    let told = &block.text[..start_of(&block.text, &after)];
                    let weight = weights::NEAR_TITLE;
                    self.add_folded(&before, told, "text", "line", DateRole::Unsaid, weight);
                }
                continue;
            }
            if word_count(&block.text) > 14 {
                n_datelines += usize::from(n_datelines < 2 && self.dateline(&block.text));
                continue;
            }
            let near = at_title.is_some_and(|title| at + 3 > title && at < title + 6);
            let weight = match n_lines {
                _ if near => weights::NEAR_TITLE,
                0 => weights::LINE,
                _ => weights::LINE / 2.0,
            };
            if n_lines < 20 && self.add(&block.text, "text", "line", DateRole::Unsaid, weight) {
                n_lines += 1;
            }
        }
    }

    /// Programs for blogs close a page with `This entry was posted on …` and go on about comments.
    fn closing(&mut self, text: &str) -> bool {
        let head = text.char_indices().nth(CLOSING_CHARS).map_or(text, |(end, _)| &text[..end]);
        let folded = fold(head);
        // Three words or more: a report may open with `Publié le 3 mars, le rapport …`.
        let opening = self.source.pages.opening(&folded, PassageKind::Published);
        opening.is_some_and(|words| word_count(words) > 2)
            && self.add_folded(
                &folded,
                head,
                "text",
                kind_name(PassageKind::Published),
                DateRole::Published,
                weights::NEAR_TITLE,
            )
    }

    /// A day opens an article; days further in are of what it tells.
    fn dateline(&mut self, text: &str) -> bool {
        let head = text.char_indices().nth(40).map_or(text, |(end, _)| &text[..end]);
        let days = days_in(head, self.source.order, self.source.pages);
        days.first().is_some_and(|found| found.start < 3)
            && self.add(head, "text", "dateline", DateRole::Unsaid, weights::LINE / 2.0)
    }

    /// The heading that is the headline, else the first `<h1>`.
    fn heading(&self) -> Option<Id> {
        let tree = self.source.tree;
        let title = self.source.title?;
        let mut first = None;
        for id in tree.inside(0) {
            if matches!(tree.name(id), "h1" | "h2") {
                if is_headline(title, &tree.text(id, 600)) {
                    return Some(id);
                }
                if tree.name(id) == "h1" && first.is_none() {
                    first = Some(id);
                }
            }
        }
        first
    }

    /// Whether an element stands in what is around the article.
    fn is_around(&self, id: Id) -> bool {
        let names = ["nav", "aside", "footer", "li", "dl", "td"];
        self.source.tree.stands_in(id, &names, &AROUND)
    }

    fn is_inside(&self, id: Id, outer: Id) -> bool {
        let mut at = Some(id);
        while let Some(id) = at {
            if id == outer {
                return true;
            }
            at = self.source.tree.parent(id);
        }
        false
    }
}

/// Whether a heading is the headline: one holds the other, or they share most of their words.
fn is_headline(title: &str, heading: &str) -> bool {
    let (whole, part) = (key(title), key(heading));
    if word_count(heading) >= 2 && (whole.contains(&part) || part.contains(&whole)) {
        return true;
    }
    let (title, heading) = (fold(title), fold(heading));
    let words: Vec<&str> = title.split(' ').collect();
    let n_words = words.len().max(heading.split(' ').count());
    let n_shared = heading.split(' ').filter(|word| words.contains(word)).count();
    n_words > 2 && n_shared * 10 >= 6 * n_words
}

fn kind_name(kind: PassageKind) -> &'static str {
    if kind == PassageKind::Published { "published" } else { "modified" }
}

/// Whether a line is `12.03.22` and nothing else.
fn is_short_day_alone(line: &str) -> bool {
    let line = line.trim().as_bytes();
    let is_mark = |at: usize| matches!(line.get(at), Some(b'.' | b'/'));
    let digits = line.iter().filter(|byte| byte.is_ascii_digit()).count();
    line.len() == 8 && digits == 6 && is_mark(2) && line.get(2) == line.get(5)
}

/// Whether a value is a day of a year in which there were no pages: `1970-01-01T00:00:00Z`.
fn is_before_the_web(value: &str) -> bool {
    let day = value.trim().get(..10).and_then(|day| day.parse::<Date>().ok());
    day.is_some_and(|day| day.year() < 1990)
}

/// Where the words of a line stand that fold to its folded end; its beginning where none do.
fn start_of(line: &str, folded_end: &str) -> usize {
    // Phrases open at words, and so do their words.
    let mut at_word = true;
    let mut starts = line.char_indices().filter(|(_, c)| {
        let was = at_word;
        at_word = !c.is_alphanumeric();
        was && !c.is_whitespace()
    });
    starts.find(|(at, _)| fold(&line[*at..]) == folded_end).map_or(0, |(at, _)| at)
}

/// Where a phrase may open in a line: `Par Awa Diallo, publié le …`.
fn openings(folded: &str) -> impl Iterator<Item = usize> + '_ {
    std::iter::once(0)
        .chain(folded.match_indices([' ', '|', '•', '(', '·']).map(|(at, mark)| at + mark.len()))
}

/// The other day that `03/04/2022` may be.
fn other_order(raw: &str, day: Date) -> Option<Date> {
    let (d, m) = (day.day(), day.month());
    if d > 12 || d == m {
        return None;
    }
    let written = |a: i8, b: i8| {
        ["/", ".", "-"].iter().any(|mark| {
            let year = day.year();
            [format!("{a:02}{mark}{b:02}{mark}{year}"), format!("{a}{mark}{b}{mark}{year}")]
                .iter()
                .any(|text| raw.contains(text.as_str()))
        })
    };
    if written(d, m) || written(m, d) { Date::new(day.year(), d, m).ok() } else { None }
}

/// `2016-07` or `2016`, for programs: a month or a year, told as its first day with its precision.
fn partial(raw: &str) -> Option<(Date, DatePrecision, usize)> {
    let raw = raw.trim();
    let parts: Vec<&str> = raw.split(['-', '/']).collect();
    let number = |at: usize, digits: usize| -> Option<i16> {
        let part = parts
            .get(at)
            .filter(|part| part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()))?;
        part.parse().ok()
    };
    let year = number(0, 4).filter(|year| (1990..=2100).contains(year))?;
    match parts.len() {
        1 => Some((Date::new(year, 1, 1).ok()?, DatePrecision::Year, raw.len())),
        2 => {
            let month = i8::try_from(number(1, 2)?).ok()?;
            Some((Date::new(year, month, 1).ok()?, DatePrecision::Month, raw.len()))
        }
        _ => None,
    }
}

/// The time and the zone that stand after a day: `T14:05:00+01:00`, ` 14:05 GMT`, ` à 14h05`.
pub(crate) fn time_after(rest: &str) -> (Option<Time>, Option<String>) {
    let rest = rest.get(..40).unwrap_or(rest);
    let Some(start) = rest.find(|c: char| c.is_ascii_digit()).filter(|at| *at <= 6) else {
        return (None, None);
    };
    let number = |text: &str| -> Option<(i8, usize)> {
        let digits = text.bytes().take(2).take_while(u8::is_ascii_digit).count();
        Some((text.get(..digits)?.parse().ok()?, digits))
    };
    let Some((hour, used)) = number(&rest[start..]) else { return (None, None) };
    let rest = &rest[start + used..];
    let Some(rest) = rest.strip_prefix([':', 'h', 'H', '.']) else { return (None, None) };
    let Some((minute, used)) = number(rest) else { return (None, None) };
    let Ok(time) = Time::new(hour, minute, 0, 0) else { return (None, None) };
    let rest = &rest[used..];
    // Seconds and their fraction.
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ':' || c == '.');
    let rest = rest.trim_start();
    let zone = match rest.as_bytes().first() {
        Some(b'Z' | b'z') => Some("Z".to_owned()),
        Some(b'+' | b'-') => {
            let end = rest[1..]
                .find(|c: char| !c.is_ascii_digit() && c != ':')
                .map_or(rest.len(), |at| at + 1);
            Some(rest[..end].to_owned())
        }
        _ if rest.starts_with("GMT") || rest.starts_with("UTC") => Some("Z".to_owned()),
        _ => None,
    };
    (Some(time), zone.filter(|zone| zone == "Z" || zone.len() >= 3))
}
