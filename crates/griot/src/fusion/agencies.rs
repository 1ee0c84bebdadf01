//! Agency credits: whose dispatch an outlet prints.
//!
//! Takes an article; gives the agencies that its authors, its publisher, its dateline or its last
//! line credit, each with where the credit stands. The agencies and the words of credits are data:
//! `lexicon/shared/agencies.toml`. Deliberately blind to agencies inside the text: `a-t-il dit à
//! l'AFP` says whom somebody spoke to, not whose text this is.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::gazetteer::fold;
use crate::lexicon::registry::Registry;
use crate::lexicon::schema::About;
use crate::model::Article;

/// The file that comes with griot.
const SHIPPED: &str = include_str!("../../lexicon/shared/agencies.toml");

/// How far into a text a dateline reaches, and how far before its end a credit stands, in bytes.
const MARGIN: usize = 240;

/// A last line with more words than this is a sentence, and no credit.
const MOST_WORDS_OF_A_CREDIT: usize = 10;

/// Names of as many letters or fewer are acronyms, and matched as they are written.
const LONGEST_ACRONYM: usize = 5;

/// An agency to which an article is credited.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Credit {
    /// The agency's id in the registry.
    pub agency: String,
    /// Where the credit stands: `authors`, `publisher`, `dateline` or `end`.
    pub found_in: &'static str,
}

/// The agencies that are known, with their names.
#[derive(Clone, Debug)]
pub struct Agencies {
    /// The words of each name, and the agency.
    names: Vec<(Vec<Known>, String)>,
    before: Vec<String>,
    marks: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[allow(dead_code, reason = "every file of the lexicon tells what it is")]
    about: Option<About>,
    before: Vec<String>,
    marks: Vec<String>,
    #[serde(default)]
    agency: Vec<Agency>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Agency {
    id: String,
    #[serde(default)]
    names: Vec<String>,
}

/// A word of a name. Those of all names are held against every word at the ends of every text, so that
/// what a comparison asks for is made once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Known {
    text: String,
    /// Nothing for an acronym, which is looked for as it is written.
    folded: Option<String>,
}

impl Known {
    fn new(text: &str) -> Self {
        let is_acronym = text.len() <= LONGEST_ACRONYM && text.chars().all(char::is_uppercase);
        Self { text: text.to_owned(), folded: (!is_acronym).then(|| fold(text)) }
    }

    /// Whether a word of a text is this one: acronyms as written, other words in any case.
    fn is(&self, word: &str, folded: Option<&str>) -> bool {
        self.text == word || folded.is_some() && self.folded.as_deref() == folded
    }
}

/// A word as it is compared with names: folded when it is written as a name.
fn folded_name(word: &str) -> Option<String> {
    word.starts_with(char::is_uppercase).then(|| fold(word))
}

/// A word with where it stands.
struct Word<'t> {
    text: &'t str,
    start: usize,
    end: usize,
}

impl Agencies {
    /// Those that come with griot, under the names that a registry has for them.
    pub fn builtin(registry: &Registry) -> Self {
        static FILE: LazyLock<Option<File>> = LazyLock::new(|| toml::from_str(SHIPPED).ok());
        let mut known = Self { names: Vec::new(), before: Vec::new(), marks: Vec::new() };
        // A test reads the file: it is always whole in a build that passed.
        let Some(file) = FILE.as_ref() else { return known };
        known.before = file.before.iter().map(|word| fold(word)).collect();
        known.marks.clone_from(&file.marks);
        for agency in &file.agency {
            let actor = registry.by_id(&agency.id).and_then(|idx| registry.actor(idx));
            let listed = actor.into_iter().flat_map(|actor| {
                [&actor.name.fr, &actor.name.en].into_iter().chain(&actor.aliases)
            });
            for name in listed.chain(&agency.names) {
                let words: Vec<Known> = words(name).map(|word| Known::new(word.text)).collect();
                if !words.is_empty() {
                    known.names.push((words, agency.id.clone()));
                }
            }
        }
        // The longest name first, so that `ITAR-TASS` is not read as `TASS` behind `ITAR`.
        known.names.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        known.names.dedup();
        known
    }

    /// The agencies that an article is credited to, each once, sorted.
    pub fn credits(&self, article: &Article) -> Vec<Credit> {
        self.credits_of(&article.text, &article.authors, article.publisher.as_deref())
    }

    /// The same, of the parts of an article that tell.
    pub fn credits_of(
        &self,
        text: &str,
        authors: &[String],
        publisher: Option<&str>,
    ) -> Vec<Credit> {
        let mut found: Vec<Credit> = Vec::new();
        let mut add = |agency: &str, found_in: &'static str| {
            if !found.iter().any(|credit| credit.agency == agency) {
                found.push(Credit { agency: agency.to_owned(), found_in });
            }
        };
        for author in authors {
            self.each_name(author, |agency, _, _| add(agency, "authors"));
        }
        if let Some(publisher) = publisher {
            self.each_name(publisher, |agency, _, _| add(agency, "publisher"));
        }
        let head = until(text, MARGIN);
        let head = head.split('\n').next().unwrap_or_default();
        self.each_name(head, |agency, start, end| {
            if in_parentheses(head, start, end) && opens_text(head, end) {
                add(agency, "dateline");
            }
        });
        let tail = text.trim_end();
        let last = tail.rsplit('\n').next().unwrap_or_default();
        let is_short =
            words(last).take(MOST_WORDS_OF_A_CREDIT + 1).count() <= MOST_WORDS_OF_A_CREDIT;
        let close = from(last, last.len().saturating_sub(MARGIN));
        self.each_name(close, |agency, start, end| {
            let closes = close.get(end..).unwrap_or_default().chars().all(|c| !c.is_alphanumeric());
            let is_whole = close.len() == last.len()
                && self.is_credit(close, start)
                && words(close.get(end..).unwrap_or_default())
                    .all(|word| self.is_of_credits(word.text));
            if closes && in_parentheses(close, start, end) || is_short && is_whole {
                add(agency, "end");
            }
        });
        found.sort();
        found
    }

    /// Whether what stands before a name makes it a credit: nothing, a word of credit, a mark, or
    /// another agency.
    fn is_credit(&self, line: &str, start: usize) -> bool {
        let before = line.get(..start).unwrap_or_default().trim_end();
        if self.marks.iter().any(|mark| before.ends_with(mark.as_str())) {
            return true;
        }
        let before = before.trim_end_matches(|c: char| !c.is_alphanumeric());
        let Some(last) = words(before).last() else { return true };
        // `avec l'AFP` and `par l'AFP`: the article stands between.
        let is_elided = matches!(last.text, "l" | "L" | "the" | "The");
        let word = if is_elided {
            words(before.get(..last.start).unwrap_or_default()).last()
        } else {
            Some(last)
        };
        word.is_none_or(|word| self.is_of_credits(word.text))
    }

    /// Whether a word is one of a credit: one that stands before an agency, or one of its name.
    fn is_of_credits(&self, word: &str) -> bool {
        let folded = folded_name(word);
        let is_name = |(name, _): &(Vec<Known>, String)| {
            name.iter().any(|known| known.is(word, folded.as_deref()))
        };
        self.before.contains(&fold(word)) || self.names.iter().any(is_name)
    }

    /// Calls `each` with the agency and the bytes of every name of one in a line.
    fn each_name(&self, line: &str, mut each: impl FnMut(&str, usize, usize)) {
        let line_words: Vec<(Word<'_>, Option<String>)> = words(line)
            .map(|word| {
                let folded = folded_name(word.text);
                (word, folded)
            })
            .collect();
        let mut at = 0;
        while let Some(rest) = line_words.get(at..).filter(|rest| !rest.is_empty()) {
            let hit = self.names.iter().find(|(name, _)| {
                rest.len() >= name.len()
                    && name
                        .iter()
                        .zip(rest)
                        .all(|(known, (word, folded))| known.is(word.text, folded.as_deref()))
            });
            match hit {
                Some((name, agency)) => {
                    let last = rest.get(name.len() - 1);
                    if let (Some((first, _)), Some((last, _))) = (rest.first(), last) {
                        each(agency, first.start, last.end);
                    }
                    at += name.len();
                }
                None => at += 1,
            }
        }
    }
}

/// Whether the bytes of a line stand in parentheses with nothing but other names, years and marks.
fn in_parentheses(line: &str, start: usize, end: usize) -> bool {
    let before = line.get(..start).unwrap_or_default();
    let after = line.get(end..).unwrap_or_default();
    let (Some(open), Some(close)) = (before.rfind('('), after.find(')')) else { return false };
    let inside = before.get(open..).unwrap_or_default();
    let behind = after.get(..close).unwrap_or_default();
    !inside.contains(')')
        && !behind.contains('(')
        && words(inside).count() <= 3
        && words(behind).count() <= 3
}

/// Whether a dash or a colon follows the parenthesis that a name stands in: the text opens there.
fn opens_text(line: &str, end: usize) -> bool {
    let behind = line.get(end..).and_then(|rest| rest.split_once(')')).map(|(_, text)| text);
    behind.is_some_and(|text| text.trim_start().starts_with(['-', '–', '—', ':', '−']))
}

/// The words of a line, as written: runs of letters and digits.
fn words(line: &str) -> impl Iterator<Item = Word<'_>> {
    let mut rest = 0;
    std::iter::from_fn(move || {
        let tail = line.get(rest..)?;
        let start = rest + tail.find(char::is_alphanumeric)?;
        let tail = line.get(start..)?;
        let len = tail.find(|c: char| !c.is_alphanumeric()).unwrap_or(tail.len());
        rest = start + len;
        Some(Word { text: line.get(start..rest)?, start, end: rest })
    })
}

/// The beginning of a text, at most so many bytes of it.
fn until(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// The end of a text, from a byte or the next character behind it.
fn from(text: &str, mut start: usize) -> &str {
    while !text.is_char_boundary(start) {
        start += 1;
    }
    text.get(start..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn credits(text: &str, authors: &[&str], publisher: Option<&str>) -> Vec<String> {
        let authors: Vec<String> = authors.iter().map(|&name| name.to_owned()).collect();
        let known = Agencies::builtin(Registry::builtin());
        let found = known.credits_of(text, &authors, publisher);
        found.iter().map(|c| format!("{} {}", c.agency, c.found_in)).collect()
    }

    #[test]
    fn every_agency_is_an_actor_of_the_registry() {
        let file: File = toml::from_str(SHIPPED).unwrap();
        for agency in &file.agency {
            assert!(Registry::builtin().by_id(&agency.id).is_some(), "{}", agency.id);
        }
    }

    #[test]
    fn authors_and_publishers_credit() {
        assert_eq!(credits("Rien.", &["Le Courrier avec AFP"], None), ["actor.afp authors"]);
        assert_eq!(credits("Rien.", &["Awa Map"], Some("Reuters")), ["actor.reuters publisher"]);
        assert!(credits("Rien.", &["Marie Tap"], Some("Le Courrier")).is_empty());
    }

    #[test]
    fn datelines_credit() {
        assert_eq!(
            credits("OUAGADOUGOU, 10 avr (Reuters) - Onze gendarmes sont morts.", &[], None),
            ["actor.reuters dateline"]
        );
        assert_eq!(
            credits("BEIJING, April 10 (Xinhua) -- Nothing.", &[], None),
            ["actor.xinhua dateline"]
        );
        assert!(credits("L'AFP a interrogé un habitant.", &[], None).is_empty());
    }

    #[test]
    fn last_lines_credit_and_sentences_do_not() {
        assert_eq!(credits("Onze morts.\n\nAvec AFP", &[], None), ["actor.afp end"]);
        assert_eq!(credits("Onze morts.\n\nSource : APA", &[], None), ["actor.apa end"]);
        assert_eq!(credits("Onze morts, selon l'armée. (AFP)", &[], None), ["actor.afp end"]);
        assert!(credits("Onze morts.\n\nL'AFP a interrogé un habitant.", &[], None).is_empty());
        assert_eq!(
            credits("Onze morts.\n\nAvec AFP et Reuters", &[], None),
            ["actor.afp end", "actor.reuters end"]
        );
        assert!(credits("Onze morts.\n\nIl l'a dit à l'AFP.", &[], None).is_empty());
        assert!(credits("Onze morts. Il l'a dit à l'AFP.", &[], None).is_empty());
    }
}
