//! Which lines of a page are the article.
//!
//! Takes the lines of a page in reading order; gives a verdict on each (kept, or cut and why), the
//! related headlines, and what the lines tell of title, dates and authors. Deliberately looks at
//! form and at the words of `pages.toml` only: what an article is about decides nothing here, so no
//! sentence is lost because of its subject.

use rustc_hash::FxHashMap;

use crate::extract::dates::{NumberOrder, days_in};
use crate::extract::lines::{
    Line, after_words, bare, is_breadcrumb_or_bar, is_date_alone, is_headline, key, shares_words,
    without_count, word_count,
};
use crate::lexicon::pages::{Pages, PassageKind, fold};
use crate::model::{CutReason, DateFound, RelatedHeadline};

/// What is known of an article before its lines are looked at.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Known<'a> {
    pub(crate) title: Option<&'a str>,
    pub(crate) order: NumberOrder,
}

/// What the lines of a page are.
#[derive(Clone, Debug, Default)]
pub(crate) struct Verdicts {
    /// For each line: `None` when it is part of the article.
    pub(crate) cut: Vec<Option<CutReason>>,
    pub(crate) related: Vec<RelatedHeadline>,
    pub(crate) title: Option<String>,
    pub(crate) published: Option<DateFound>,
    pub(crate) modified: Option<DateFound>,
    pub(crate) authors: Vec<String>,
    pub(crate) n_repeated: usize,
}

/// A list of headlines is never longer on one page; what goes on is taken for text.
const MAX_LIST: usize = 40;

/// A repeated line shorter than this may be a refrain or a crosshead.
const MIN_REPEATED: usize = 30;

/// Says of each line whether it is part of the article.
pub(crate) fn sort_lines(lines: &[Line<'_>], known: Known<'_>, pages: &Pages) -> Verdicts {
    let mut sorter = Sorter {
        lines,
        known,
        pages,
        title_key: known.title.map(key).unwrap_or_default(),
        out: Verdicts { cut: vec![None; lines.len()], ..Verdicts::default() },
    };
    sorter.cut_by_words();
    sorter.cut_bare_lists();
    sorter.find_title();
    sorter.cut_repeats();
    sorter.out
}

struct Sorter<'a> {
    lines: &'a [Line<'a>],
    known: Known<'a>,
    pages: &'a Pages,
    title_key: String,
    out: Verdicts,
}

impl Sorter<'_> {
    fn cut_by_words(&mut self) {
        let mut at = 0;
        while at < self.lines.len() {
            at = self.cut_at(at);
        }
    }

    /// Judges the line at `at`, and the list under it; gives the next line to look at.
    fn cut_at(&mut self, at: usize) -> usize {
        let line = &self.lines[at];
        let folded = fold(bare(line.text));
        if folded.is_empty() {
            self.out.cut[at] = Some(CutReason::Furniture);
            return at + 1;
        }
        if self.is_title(line) {
            self.out.cut[at] = Some(CutReason::Title);
            return at + 1;
        }
        if is_related_heading(&folded, self.pages) {
            let end = self.end_of_list(at + 1);
            let furniture = self.pages.is(without_count(&folded), PassageKind::Furniture);
            let reason =
                if end == at + 1 && furniture { CutReason::Furniture } else { CutReason::Related };
            self.out.cut[at] = Some(reason);
            self.take_list(at + 1, end);
            return end;
        }
        if let Some(headline) = related_on_the_line(line.text, line.linked, self.pages) {
            self.out.related.push(RelatedHeadline {
                title: headline.to_owned(),
                url: line.url.map(str::to_owned),
            });
            self.out.cut[at] = Some(CutReason::Related);
            return at + 1;
        }
        if self.is_of_menu(at) {
            self.out.cut[at] = Some(CutReason::Furniture);
            return at + 1;
        }
        self.out.cut[at] = self.furniture(line, &folded).or_else(|| self.dateline(at, &folded));
        at + 1
    }

    /// Whether a line is a word of a menu: a link, or beside another such word.
    fn is_of_menu(&self, at: usize) -> bool {
        let is_word = |at: usize| {
            self.lines.get(at).is_some_and(|line| {
                line.text.len() < 60 && self.pages.is(&fold(bare(line.text)), PassageKind::Menu)
            })
        };
        is_word(at)
            && (self.lines[at].linked || is_word(at + 1) || at.checked_sub(1).is_some_and(is_word))
    }

    fn is_title(&self, line: &Line<'_>) -> bool {
        !self.title_key.is_empty() && line.text.len() < 400 && key(line.text) == self.title_key
    }

    /// One past the last headline of the list that starts at `from`.
    fn end_of_list(&self, from: usize) -> usize {
        let bulleted = self.lines.get(from).is_some_and(|line| line.bullet);
        let mut end = from;
        while end < self.lines.len() && end - from < MAX_LIST {
            let line = &self.lines[end];
            let folded = fold(bare(line.text));
            let goes_on = if bulleted {
                line.bullet && line.text.chars().count() <= 250
            } else {
                line.linked
                    || is_headline(line.text, 4)
                    || (end > from && is_date_alone(line.text, self.pages))
            };
            if !goes_on
                || self.is_title(line)
                || is_related_heading(&folded, self.pages)
                || self.pages.opening(&folded, PassageKind::Published).is_some()
                || self.furniture(line, &folded).is_some()
            {
                break;
            }
            end += 1;
        }
        // The last headline before the text may be the article's own, when no bullet or link tells.
        let last_is_title = end > from + 1
            && !bulleted
            && self.known.title.is_none()
            && !self.lines[end - 1].linked
            && self.leads_into_text(end - 1);
        if last_is_title { end - 1 } else { end }
    }

    /// Whether the line after a headline dates it or takes up its words.
    fn leads_into_text(&self, at: usize) -> bool {
        let Some(next) = self.lines.get(at + 1) else { return false };
        let folded = fold(bare(next.text));
        self.pages.opening(&folded, PassageKind::Published).is_some()
            || is_date_alone(next.text, self.pages)
            || shares_words(self.lines[at].text, next.text)
    }

    fn take_list(&mut self, from: usize, end: usize) {
        for at in from..end {
            let line = &self.lines[at];
            self.out.cut[at] = Some(CutReason::Related);
            if !is_date_alone(line.text, self.pages) && word_count(line.text) > 1 {
                self.out.related.push(RelatedHeadline {
                    title: one_line(bare_end(line.text)),
                    url: line.url.map(str::to_owned),
                });
            }
        }
    }

    fn furniture(&self, line: &Line<'_>, folded: &str) -> Option<CutReason> {
        let n_chars = folded.chars().count();
        if n_chars > 260 {
            return None;
        }
        if self.pages.is(without_count(folded), PassageKind::Furniture)
            || self.pages.opening(folded, PassageKind::Furniture).is_some()
            || self.pages.holds(folded, PassageKind::Furniture)
            || is_breadcrumb_or_bar(line.text, self.pages)
        {
            return Some(CutReason::Furniture);
        }
        let credited = self.pages.opening(folded, PassageKind::Credit).is_some()
            || line.text.trim_start_matches(['(', '[', ' ']).starts_with('©');
        credited.then_some(CutReason::Credit)
    }

    /// Lines that tell when and by whom: `Publié le jeudi 14 avril 2022 à 09h12`.
    fn dateline(&mut self, at: usize, folded: &str) -> Option<CutReason> {
        let line = self.lines[at].text;
        if folded.chars().count() > 140 {
            return None;
        }
        let published = self.pages.opening(folded, PassageKind::Published).is_some();
        let modified = self.pages.opening(folded, PassageKind::Modified).is_some();
        let at_edge = at < 8 || at + 3 >= self.lines.len();
        let alone = at_edge && is_date_alone(line, self.pages);
        if published || modified || alone {
            let days = days_in(line, self.known.order, self.pages);
            let ends_a_sentence = line.ends_with(['.', '!', '?']) && word_count(line) > 14;
            let first = days.first().filter(|_| !ends_a_sentence)?;
            let found = |date| DateFound { date, found_in: "text", raw: one_line(line) };
            if modified {
                self.out.modified.get_or_insert_with(|| found(first.date));
            } else {
                self.out.published.get_or_insert_with(|| found(first.date));
                if let Some(second) = days.get(1) {
                    self.out.modified.get_or_insert_with(|| found(second.date));
                }
            }
            return Some(CutReason::Dateline);
        }
        if at > 5 && at + 3 < self.lines.len() {
            return None;
        }
        let names = byline(line, folded, self.pages)?;
        self.out.authors.push(names);
        Some(CutReason::Dateline)
    }

    /// Lists of headlines that no heading announces: three lines or more before or after the text,
    /// each a link, or most of them of the form `Mali : …`.
    fn cut_bare_lists(&mut self) {
        let kept: Vec<usize> =
            (0..self.lines.len()).filter(|at| self.out.cut[*at].is_none()).collect();
        let is_item = |at: usize| {
            let line = &self.lines[at];
            !line.bullet
                && !line.heading
                && is_headline(line.text, 4)
                && !line.text.starts_with(|c: char| c.is_ascii_digit())
        };
        let n_before = kept.iter().take_while(|at| is_item(**at)).count();
        let n_after = kept.iter().rev().take_while(|at| is_item(**at)).count();
        if n_before + n_after + 2 > kept.len() {
            return;
        }
        let (before, after) = (&kept[..n_before], &kept[kept.len() - n_after..]);
        for run in [before, after] {
            let told = |at: &&usize| self.lines[**at].linked || has_topic(self.lines[**at].text);
            if run.len() < 3 || run.iter().filter(told).count() * 3 < run.len() * 2 {
                continue;
            }
            let mut run = run.to_vec();
            let last = run[run.len() - 1];
            if self.known.title.is_none() && !self.lines[last].linked && self.leads_into_text(last)
            {
                run.pop();
            }
            for at in run {
                self.take_list(at, at + 1);
            }
        }
    }

    /// The first line, when it looks like a headline and text follows.
    fn find_title(&mut self) {
        if self.known.title.is_some() {
            return;
        }
        let mut kept = (0..self.lines.len()).filter(|at| self.out.cut[*at].is_none());
        let Some(first) = kept.next() else { return };
        let Some(second) = kept.next() else { return };
        let line = &self.lines[first];
        let next = &self.lines[second];
        let set_apart = line.blank_after || line.heading || second > first + 1 || !line.blanks_used;
        let text_follows = self.lines[second..]
            .iter()
            .any(|line| line.text.chars().count() > 80 && ends_sentence(line.text));
        let headline =
            !line.bullet && is_headline(line.text, 3) && line.text.chars().count() <= 180;
        if headline && set_apart && text_follows && !next.bullet {
            self.out.title = Some(one_line(line.text));
            self.out.cut[first] = Some(CutReason::Title);
        }
    }

    fn cut_repeats(&mut self) {
        let keys: Vec<String> = self.lines.iter().map(|line| key(line.text)).collect();
        let mut seen: FxHashMap<&str, usize> = FxHashMap::default();
        let mut starts: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
        for (at, key) in keys.iter().enumerate() {
            if self.out.cut[at].is_none() {
                starts.entry(head(key)).or_default().push(at);
            }
        }
        for (at, key) in keys.iter().enumerate() {
            if self.out.cut[at].is_some() || key.chars().count() < MIN_REPEATED {
                continue;
            }
            let teaser = key.len() >= 60
                && self.lines[at].text.trim_end_matches([']', ')', ' ']).ends_with(['…', '.'])
                && is_cut_short(self.lines[at].text)
                && starts.get(head(key)).is_some_and(|same| {
                    same.iter().any(|other| {
                        *other != at
                            && keys[*other].len() > key.len()
                            && keys[*other].starts_with(key.as_str())
                    })
                });
            if teaser || seen.insert(key, at).is_some() {
                self.out.cut[at] = Some(CutReason::Repeated);
                self.out.n_repeated += 1;
            }
        }
    }
}

/// Whether a folded line announces a list of other articles.
pub(crate) fn is_related_heading(folded: &str, pages: &Pages) -> bool {
    let phrase = without_count(folded.trim_end_matches([':', '.', '…', '>', '»', '→', ' ']));
    folded.len() < 80 && pages.is(phrase, PassageKind::Related)
}

/// The headline of a line such as `LIRE AUSSI : Mali : un convoi attaqué`.
pub(crate) fn related_on_the_line<'l>(
    line: &'l str,
    linked: bool,
    pages: &Pages,
) -> Option<&'l str> {
    let text = bare(line);
    if text.chars().count() > 260 {
        return None;
    }
    let separators = [':', '|', '»', '>', '–', '—', '→', '►', '-'];
    for (at, c) in text.char_indices().take_while(|(at, _)| *at < 60) {
        if separators.contains(&c) {
            let opening = fold(&text[..at]);
            let with_colon = format!("{opening} :");
            let rest = bare(&text[at + c.len_utf8()..]);
            let opens = pages.opens_related(&opening)
                || pages.opening(&with_colon, PassageKind::Related) == Some(with_colon.as_str());
            if opens && word_count(rest) >= 2 {
                return Some(bare_end(rest));
            }
        }
    }
    let folded = fold(text);
    let phrase = pages.opening(&folded, PassageKind::Related)?;
    if phrase.ends_with(':') {
        return None;
    }
    let rest = bare(after_words(text, word_count(phrase)));
    let goes_on = (linked && word_count(rest) >= 3) || is_headline(rest, 3);
    goes_on.then(|| bare_end(rest))
}

/// The first bytes of a key, by which teasers find their paragraph.
fn head(key: &str) -> &str {
    let end = (0..=key.len().min(48)).rev().find(|end| key.is_char_boundary(*end)).unwrap_or(0);
    &key[..end]
}

fn is_cut_short(text: &str) -> bool {
    let text = text.trim_end_matches([']', ')', ' ']);
    text.ends_with('…') || text.ends_with("...")
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(['"', '»', '”', ')', ' ', '\u{a0}', '\'', '’'])
        .ends_with(['.', '!', '?', '…'])
}

/// A headline that names its subject first: `Mali : …`, `Guerre en Ukraine : …`.
fn has_topic(text: &str) -> bool {
    text.split_once(':').is_some_and(|(topic, rest)| {
        (1..=4).contains(&word_count(topic))
            && topic.starts_with(char::is_uppercase)
            && rest.starts_with([' ', '\u{a0}'])
            && word_count(rest) >= 2
    })
}

/// The names of a byline: after `par` or `by`, only names, in few words.
fn byline(line: &str, folded: &str, pages: &Pages) -> Option<String> {
    let phrase = pages.opening(folded, PassageKind::Author)?;
    let n_words = word_count(line);
    let skip = word_count(phrase);
    if n_words <= skip || n_words > skip + 8 || ends_sentence(line) {
        return None;
    }
    // `Par Awa Diallo | 12/10/2020 | Commentaires`: the names end where something else begins.
    let ends = |word: &&str| {
        !word.contains(|c: char| c.is_alphanumeric() || c == '&')
            || word.bytes().any(|byte| byte.is_ascii_digit())
    };
    let names: Vec<&str> = line
        .split_whitespace()
        .skip(skip)
        .skip_while(ends)
        .take_while(|word| !ends(word))
        .collect();
    let any_name = names.iter().any(|word| word.starts_with(char::is_uppercase));
    (any_name && names.iter().all(|word| is_of_a_name(word))).then(|| names.join(" "))
}

/// Whether a word may stand in a row of names: one in capitals, or one that joins them.
pub(crate) fn is_of_a_name(word: &str) -> bool {
    word.starts_with(|c: char| !c.is_alphabetic() || c.is_uppercase())
        || matches!(
            word,
            "et" | "and"
                | "avec"
                | "with"
                | "de"
                | "du"
                | "la"
                | "le"
                | "à"
                | "in"
                | "ould"
                | "bin"
                | "ag"
                | "al"
                | "el"
        )
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn bare_end(text: &str) -> &str {
    text.trim_end_matches([']', '*', '→', '»', '>', ' ']).trim()
}
