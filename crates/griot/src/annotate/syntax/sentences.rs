//! Groups tokens into sentences.
//!
//! Takes the raw tokens of a text, gives ranges of them with the paragraph of each. It does not
//! look at grammar, only at marks, gaps and capitals.
//!
//! - An empty line ends a sentence. So does a line break, unless the text is wrapped to a fixed
//!   width and the line goes on in the next.
//! - A full stop ends one together with the quotation marks and brackets that close behind it,
//!   unless a small letter or a comma follows.
//! - Abbreviations before names never end one; others do before a word that opens sentences.
//! - No sentence is longer than [`MAX_TOKENS`]: a hostile text is cut, so that time stays linear.

use super::tokenize::{Gap, Kind, RawToken};
use super::vocab::{Vocab, holds};
use crate::model::Lang;

/// The longest sentence, in tokens.
pub(crate) const MAX_TOKENS: usize = 400;

/// Lines of wrapped text are not longer than this, in bytes.
const WRAPPED_WIDTH: usize = 110;

/// A sentence as a range of tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RawSent {
    pub(crate) first: u32,
    pub(crate) end: u32,
    pub(crate) paragraph: u32,
}

/// Groups the tokens of a text.
pub(crate) fn split(text: &str, tokens: &[RawToken], lang: Lang) -> Vec<RawSent> {
    let splitter = Splitter { text, tokens, vocab: Vocab::of(lang), wrapped: is_wrapped(text) };
    let mut sents = Vec::with_capacity(tokens.len() / 16 + 1);
    let mut first = 0;
    let mut paragraph = 0;
    // Straight quotation marks open and close in turn, also over several sentences.
    let mut quote_open = false;
    while first < tokens.len() {
        let end = splitter.end_of(first, &mut quote_open);
        sents.push(RawSent { first: first as u32, end: end as u32, paragraph });
        if tokens.get(end).is_some_and(|token| token.gap == Gap::Paragraph) {
            paragraph += 1;
            quote_open = false;
        }
        first = end;
    }
    sents
}

/// Whether lines of the text were cut at a fixed width: several lines, none of them long, and
/// some that end without a mark before a small letter.
fn is_wrapped(text: &str) -> bool {
    let mut lines = text.lines();
    let mut carried = 0;
    let Some(mut before) = lines.next() else { return false };
    for line in lines {
        if line.len() > WRAPPED_WIDTH || before.len() > WRAPPED_WIDTH {
            return false;
        }
        let goes_on = line.trim_start().chars().next().is_some_and(char::is_lowercase);
        if goes_on && !before.trim().is_empty() {
            carried += 1;
        }
        before = line;
    }
    carried > 0
}

struct Splitter<'a> {
    text: &'a str,
    tokens: &'a [RawToken],
    vocab: &'static Vocab,
    wrapped: bool,
}

impl Splitter<'_> {
    fn word(&self, token: &RawToken) -> &str {
        self.text.get(token.start as usize..token.end as usize).unwrap_or_default()
    }

    /// One past the last token of the sentence that starts at `first`.
    fn end_of(&self, first: usize, quote_open: &mut bool) -> usize {
        let limit = self.tokens.len().min(first + MAX_TOKENS);
        let mut line_start = first;
        let mut at = first;
        while at < limit {
            let Some(token) = self.tokens.get(at) else { break };
            if at > first && self.breaks_before(at, line_start) {
                return at;
            }
            if token.gap >= Gap::Line {
                line_start = at;
            }
            let word = self.word(token);
            if word == "\"" {
                *quote_open = !*quote_open;
            }
            at += 1;
            let ends = match token.kind {
                Kind::Mark => is_terminal(word),
                Kind::Abbreviation => self.ends_at_abbreviation(token, at),
                _ => false,
            };
            if !ends {
                continue;
            }
            while at < limit && self.closes(at, quote_open) {
                at += 1;
            }
            if self.starts_sentence(at, word) {
                return at;
            }
        }
        at
    }

    /// Whether the gap before a token ends the sentence.
    fn breaks_before(&self, at: usize, line_start: usize) -> bool {
        let (Some(token), Some(before)) = (self.tokens.get(at), self.tokens.get(at - 1)) else {
            return false;
        };
        match token.gap {
            Gap::Paragraph => true,
            Gap::Line if !self.wrapped => true,
            Gap::Line => {
                let last = self.word(before);
                let word = self.word(token);
                let width = before.end - self.tokens.get(line_start).map_or(0, |token| token.start);
                let capital = word.chars().next().is_some_and(|c| !c.is_lowercase());
                is_terminal(last)
                    || matches!(word, "-" | "–" | "—" | "•" | "*" | "·" | "▪" | "●")
                    || capital && width < 45
            }
            _ => false,
        }
    }

    /// Whether an abbreviation also ends the sentence.
    fn ends_at_abbreviation(&self, token: &RawToken, next: usize) -> bool {
        let word = self.word(token).trim_end_matches('.');
        // `J.` and `Gen.` wait for a name; `U.S.` and `etc.` need not.
        let waits = word.chars().nth(1).is_none()
            || word.contains('-')
            || holds(&self.vocab.before_name, &word.to_lowercase());
        !waits
            && self.tokens.get(next).is_none_or(|next| {
                let word = self.word(next);
                let capital = word.chars().next().is_some_and(char::is_uppercase);
                capital && holds(&self.vocab.starters, &straight_lower(word))
            })
    }

    /// Whether the token at `at` closes what a full stop ended.
    fn closes(&self, at: usize, quote_open: &mut bool) -> bool {
        let Some(token) = self.tokens.get(at).filter(|token| token.gap <= Gap::Space) else {
            return false;
        };
        match self.word(token) {
            "»" => true,
            "”" | ")" | "]" | "’" | "'" | "." | "!" | "?" | "…" => token.gap == Gap::None,
            "\"" if *quote_open => {
                *quote_open = false;
                true
            }
            _ => false,
        }
    }

    /// Whether a sentence may start at `at`, behind the mark `mark`.
    fn starts_sentence(&self, at: usize, mark: &str) -> bool {
        let Some(token) = self.tokens.get(at) else { return true };
        let word = self.word(token);
        let Some(c) = word.chars().next() else { return true };
        if c.is_lowercase() {
            return false;
        }
        if matches!(c, ',' | ';' | ':' | ')' | ']' | '»' | '”' | '/' | '%') {
            return false;
        }
        // `(...)`, `« ... »` and a dash behind an ellipsis go on.
        if matches!(c, '–' | '—' | '-') && token.gap <= Gap::Space {
            return !mark.starts_with('.') || mark.len() == 1;
        }
        true
    }
}

fn is_terminal(word: &str) -> bool {
    matches!(word, "." | "!" | "?" | "…" | "؟" | "。" | "‼" | "⁉") || word.starts_with("..")
}

fn straight_lower(word: &str) -> String {
    word.to_lowercase().replace('’', "'")
}

#[cfg(test)]
mod tests {
    use super::super::tokenize::tokenize;
    use super::*;

    fn check(lang: Lang, text: &str, expected: &[&str]) {
        let tokens = tokenize(text, lang);
        let sents: Vec<&str> = split(text, &tokens, lang)
            .iter()
            .map(|sent| {
                let first = tokens[sent.first as usize].start as usize;
                let last = tokens[sent.end as usize - 1].end as usize;
                &text[first..last]
            })
            .collect();
        assert_eq!(sents, expected);
    }

    #[test]
    fn a_full_stop_ends_a_sentence() {
        check(Lang::Fr, "Il fuit. Elle reste .", &["Il fuit.", "Elle reste ."]);
        check(Lang::Fr, "M. Sy est mort. J. Kabila vit.", &["M. Sy est mort.", "J. Kabila vit."]);
        check(
            Lang::En,
            "He left the U.S. The army came. It hit the U.S. Army at 3 a.m. on Friday.",
            &["He left the U.S.", "The army came.", "It hit the U.S. Army at 3 a.m. on Friday."],
        );
    }

    #[test]
    fn quotes_close_with_their_sentence() {
        check(Lang::Fr, "« Ils fuient. » Il se tait.", &["« Ils fuient. »", "Il se tait."]);
        check(Lang::Fr, "« Fuyez ! », dit-il. Fin.", &["« Fuyez ! », dit-il.", "Fin."]);
        check(
            Lang::En,
            "“Run.” He ran. \"Go.\" \"No.\"",
            &["“Run.”", "He ran.", "\"Go.\"", "\"No.\""],
        );
        check(
            Lang::En,
            "He said: \"Run. Hide.\" They ran.",
            &["He said: \"Run.", "Hide.\"", "They ran."],
        );
        check(Lang::Fr, "Il hésite... puis tire.", &["Il hésite... puis tire."]);
    }

    #[test]
    fn lines_and_paragraphs_end_sentences() {
        check(Lang::Fr, "Mali : trois morts\n\nIl fuit", &["Mali : trois morts", "Il fuit"]);
        check(Lang::Fr, "Titre long\nUn homme est mort.", &["Titre long", "Un homme est mort."]);
        check(
            Lang::Fr,
            "Des hommes armés ont attaqué le village de Sobane\nDa et ont tué\ntrente civils. Fin.",
            &[
                "Des hommes armés ont attaqué le village de Sobane\nDa et ont tué\ntrente civils.",
                "Fin.",
            ],
        );
    }

    #[test]
    fn a_sentence_without_end_is_cut() {
        let text = "a ".repeat(1000);
        let tokens = tokenize(&text, Lang::Fr);
        let sents = split(&text, &tokens, Lang::Fr);
        assert_eq!(sents.len(), 3);
        assert_eq!(sents[2].end, 1000);
    }
}
