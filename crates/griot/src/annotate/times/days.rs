//! Whether a number is the day of a date, so that it is never a count.
//!
//! Takes the tokens of a number; gives yes or no. Resolves nothing.

use super::tables::date_words;
use crate::annotate::{Doc, Feats, Upos};
use crate::lexicon::dates_schema::DateWord;
use crate::lexicon::numbers_schema::Numbers;
use crate::model::Lang;

/// Whether a word is a month in the language of a number table.
pub(crate) fn is_month(lower: &str, lex: &Numbers) -> bool {
    let lang = if lex.file.about.language == "en" { Lang::En } else { Lang::Fr };
    date_words(lang).is_some_and(|dates| dates.word(lower).month > 0)
}

/// Whether the number in `first..last` is a day: a month or its like stands beside it, with other
/// days between them at most (`le 3, 4 et 5 mars`, `April 3 and 5`).
pub(crate) fn is_day_number(
    doc: &Doc,
    first: usize,
    last: usize,
    start: usize,
    end: usize,
) -> bool {
    let Some(lex) = date_words(doc.lang) else { return false };
    let grammar = &lex.file.grammar;
    let word = |at: usize| {
        if at < end && at >= start { lex.word(doc.lower(at)) } else { DateWord::default() }
    };
    let is = |list: &[String], at: usize| {
        at < end && at >= start && list.iter().any(|form| form == doc.lower(at))
    };
    let is_day = |at: usize| {
        let digits = if (start..end).contains(&at) { doc.word(at) } else { "" };
        let figures = digits.bytes().take_while(u8::is_ascii_digit).count();
        figures > 0
            && figures <= 2
            && digits.len() <= figures + 3
            && digits
                .get(..figures)
                .is_some_and(|n| n.parse().is_ok_and(|n: u8| (1..=31).contains(&n)))
    };
    let capital = |at: usize| {
        !grammar.capitals || doc.word(at).chars().next().is_some_and(char::is_uppercase)
    };
    let before = first.wrapping_sub(1);
    let opened = first > start
        && (is(&grammar.day_articles, before)
            || word(before).weekday > 0
            || is(&grammar.day_links, before));
    // To the right: a month, or links and days and then a month.
    for (step, at) in (last..last + 8).enumerate() {
        if word(at).month > 0 && capital(at) {
            return true;
        }
        // `10 of April`
        if step == 0 && word(at + 1).month > 0 && is(&grammar.day_of, at) {
            return true;
        }
        let goes_on = if is_day(at) {
            step > 0
        } else {
            opened
                && (is(&grammar.day_links, at)
                    || (step > 0 && (is(&grammar.day_articles, at) || word(at).weekday > 0)))
        };
        if !goes_on || at >= end {
            break;
        }
    }
    if first <= start || !is_day(first) {
        return false;
    }
    let noun_follows = last < end
        && doc.tokens.get(last).is_some_and(|token| {
            matches!(token.upos, Upos::Noun | Upos::Adj)
                && !token.feats.has(Feats::SING)
                && doc.lower(last).ends_with('s')
        });
    // To the left: `mardi 12`, `April 10`, `April 3 and 5`.
    if word(before).weekday > 0 && !noun_follows {
        return true;
    }
    if grammar.day_after_month {
        let mut at = before;
        for _ in 0..6 {
            if word(at).month > 0 && capital(at) {
                return !noun_follows;
            }
            let comma = doc.lower(at) == ",";
            let goes_on = is_day(at) || (is(&grammar.day_links, at) && !comma);
            if !goes_on || at <= start {
                break;
            }
            at -= 1;
        }
    }
    // `le 12`: a singular article and no noun.
    let singular = is(&grammar.lone_day_articles, before)
        && doc.tokens.get(first).is_some_and(|_| is_day(first));
    let followed = last < end
        && doc.tokens.get(last).is_some_and(|token| {
            matches!(token.upos, Upos::Noun | Upos::Adj | Upos::Propn | Upos::X | Upos::Sym)
        })
        && doc.lower(last).chars().any(|letter| letter.is_alphabetic() || letter == '%');
    singular && !followed
}

/// Whether a word in lower case is a day of the week.
pub(crate) fn is_weekday(lang: Lang, word: &str) -> bool {
    date_words(lang).is_some_and(|lex| lex.file.weekdays.contains_key(word))
}
