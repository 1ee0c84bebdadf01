//! The words behind a value: the sentence that says it, with its words marked, and whose words they are.

use std::collections::BTreeMap;

use griot::json::Range;
use griot_record::{Record, Report};

use super::Printed;
use crate::words::Words;

/// A sentence of an article.
#[derive(Clone, Debug)]
pub(crate) struct Evidence {
    pub(crate) article: Printed,
    /// The article, where these words stand in it.
    pub(crate) href: String,
    pub(crate) before: String,
    pub(crate) mark: String,
    pub(crate) after: String,
    /// Who says it, from the outlet to the origin.
    pub(crate) chain: Vec<String>,
    /// Other articles of the event that print the same sentence.
    pub(crate) same: Vec<Printed>,
}

/// Texts of articles, each read once.
pub(crate) struct Texts<'r> {
    record: &'r Record,
    held: BTreeMap<String, String>,
}

/// So much is shown of a passage that no sentence of the claim holds.
const AROUND: usize = 240;

impl<'r> Texts<'r> {
    pub(crate) fn of(record: &'r Record) -> Self {
        Self { record, held: BTreeMap::new() }
    }

    fn text(&mut self, key: &str) -> griot_record::Result<&str> {
        if !self.held.contains_key(key) {
            let text = self.record.article_text(key)?.unwrap_or_default();
            self.held.insert(key.to_owned(), text);
        }
        Ok(self.held.get(key).map(String::as_str).unwrap_or_default())
    }

    /// The words of a report, and the sentence around them: `sentence` when it holds them.
    pub(crate) fn evidence(
        &mut self,
        report: &Report,
        span: Range,
        sentence: Range,
        sources: &[String],
        words: &Words,
    ) -> griot_record::Result<Option<Evidence>> {
        // What is withheld has no words.
        if report.row.article.is_withheld() {
            return Ok(None);
        }
        let article = Printed::of(&report.row.article, words);
        let text = self.text(&report.row.article.key)?;
        let Some((before, mark, after)) = excerpt(text, span, Some(sentence)) else {
            return Ok(None);
        };
        let mut chain = vec![article.outlet.clone()];
        chain.extend(sources.iter().cloned());
        Ok(Some(Evidence {
            href: format!("{}#s{}", article.href, span[0]),
            before: before.to_owned(),
            mark: mark.to_owned(),
            after: after.to_owned(),
            chain,
            same: Vec::new(),
            article,
        }))
    }
}

/// What stands before a span, in it and behind it, in the sentence that is given or, when that does not
/// hold it, in what is around it. Nothing when the span is none of the text.
pub(crate) fn excerpt(
    text: &str,
    span: Range,
    sentence: Option<Range>,
) -> Option<(&str, &str, &str)> {
    let [from, to] = span.map(|at| at as usize);
    let mark = text.get(from..to)?;
    if let Some([first, last]) = sentence.map(|range| range.map(|at| at as usize))
        && first <= from
        && to <= last
        && let (Some(before), Some(after)) = (text.get(first..from), text.get(to..last))
    {
        return Some((before, mark, after));
    }
    let first = floor(text, from.saturating_sub(AROUND));
    let last = floor(text, to.saturating_add(AROUND));
    let before = text.get(first..from)?;
    let after = text.get(to..last.max(to))?;
    // From the beginning of the paragraph, to its end.
    let before = before.rfind('\n').and_then(|at| before.get(at + 1..)).unwrap_or(before);
    let after = after.find('\n').and_then(|at| after.get(..at)).unwrap_or(after);
    Some((before, mark, after))
}

/// The boundary of a character at or before a byte.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_the_sentence_or_what_is_around() {
        let text = "Un début.\n\nÀ Gao, douze civils ont péri. Fin.";
        let at = |words: &str| {
            let from = text.find(words).unwrap() as u32;
            [from, from + words.len() as u32]
        };
        let sentence = at("À Gao, douze civils ont péri.");
        assert_eq!(
            excerpt(text, at("douze"), Some(sentence)),
            Some(("À Gao, ", "douze", " civils ont péri."))
        );
        let outside = excerpt(text, at("Fin"), Some(sentence));
        assert_eq!(outside, Some(("À Gao, douze civils ont péri. ", "Fin", ".")));
    }

    #[test]
    fn spans_that_are_none_give_nothing() {
        for span in [[3, 2], [0, 99], [1, 2], [99, 100]] {
            assert_eq!(excerpt("é", span, None), None, "{span:?}");
        }
    }
}
