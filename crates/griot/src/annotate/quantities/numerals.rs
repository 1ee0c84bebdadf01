//! Number words: `soixante-dix-sept`, `two hundred and five`, `trois mille`.
//!
//! Takes tokens; gives the number that they spell and where it ends. Hyphenated words are read part
//! by part, so that one token and several are the same. The accepted forms:
//!
//! | rule | forms |
//! | --- | --- |
//! | small | a word below one hundred; tens and a unit; sixty or eighty and a teen; ten and 7, 8, 9 |
//! | multiplied | 4 and `vingt` |
//! | hundreds | \[1–99\] `cent` \[`and`\] \[small\] |
//! | number | \[hundreds\] power \[`and`\] \[hundreds\], powers going down |
//! | joined | `vingt et un`, `one hundred and one`: the joining word only where the table allows it |

use crate::annotate::Doc;
use crate::lexicon::numbers_schema::{JoinAfter, NumberWord, Numbers, Role};

/// A number spelt in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Numeral {
    /// Its value.
    pub(crate) value: u64,
    /// One past its last token.
    pub(crate) end: usize,
    /// The last power from a thousand on, 1 when there is none.
    pub(crate) scale: u64,
    /// Whether it is nothing but an article.
    pub(crate) article: bool,
}

/// A place inside a hyphenated token.
#[derive(Clone, Copy)]
struct Part {
    token: usize,
    /// First byte in the lower-case form.
    from: usize,
}

/// The part at a place, and the place behind it; lone hyphens between words are passed over.
fn part_at<'doc>(doc: &'doc Doc, mut at: Part, end: usize) -> Option<(&'doc str, Part)> {
    while at.token < end {
        let lower = doc.lower(at.token);
        let rest = lower.get(at.from..).unwrap_or_default();
        let len = rest.find(['-', '‑']).unwrap_or(rest.len());
        let (part, hyphen) = rest.split_at(len);
        let step = hyphen.chars().next().map_or(0, char::len_utf8);
        let next = if at.from + len + step >= lower.len() {
            Part { token: at.token + 1, from: 0 }
        } else {
            Part { token: at.token, from: at.from + len + step }
        };
        let lone =
            part.is_empty() && lower.len() == step && !doc.tokens.get(at.token)?.space_before;
        if !part.is_empty() {
            return Some((part, next));
        }
        if !lone {
            return None;
        }
        at = next;
    }
    None
}

/// The sum so far.
#[derive(Clone, Copy, Default)]
struct Sum {
    /// Finished thousands, millions.
    total: u64,
    /// What stands below the next power.
    current: u64,
    /// The last power from a thousand on; 0 when there is none.
    last_power: u64,
    any: bool,
    /// Whether `current` was begun.
    open: bool,
}

impl Sum {
    fn value(self) -> u64 {
        self.total.saturating_add(self.current)
    }

    /// The sum with one more word, if the word may stand there.
    fn with(self, word: NumberWord, lex_bare: bool) -> Option<Self> {
        let mut sum = Self { any: true, open: true, ..self };
        let (current, value) = (self.current, word.value);
        if word.role.any(Role::POWER) {
            if value == 100 {
                sum.current = match current {
                    0 if !self.open && (self.any || lex_bare) => 100,
                    1..=99 => current * 100,
                    _ => return None,
                };
                return Some(sum);
            }
            let fits = self.last_power == 0 || value < self.last_power;
            if !fits
                || (self.any && !self.open)
                || (!self.any && !lex_bare)
                || (self.open && current == 0)
            {
                return None;
            }
            sum.total = self.total.checked_add(current.max(1).checked_mul(value)?)?;
            return Some(Self { current: 0, open: false, last_power: value, ..sum });
        }
        if !word.role.any(Role::NUMERAL) {
            return None;
        }
        let rest = current % 100;
        if word.multiplied > 0 && self.open && rest == word.multiplied {
            sum.current = current - rest + rest * value;
            return Some(sum);
        }
        let fits = if self.open {
            match rest {
                0 => current >= 100 && value > 0,
                60 | 80 => (1..20).contains(&value),
                20 | 30 | 40 | 50 | 70 | 90 => (1..10).contains(&value),
                10 => (7..10).contains(&value),
                _ => false,
            }
        } else {
            !self.any || value > 0
        };
        sum.current = current + value;
        fits.then_some(sum)
    }

    /// Whether the joining word may stand behind the sum.
    fn may_join(self, lex: &Numbers) -> bool {
        match lex.file.join.after {
            JoinAfter::Tens => {
                self.open && matches!(self.current % 100, 20 | 30 | 40 | 50 | 60 | 70)
            }
            JoinAfter::Hundreds => {
                self.any && self.current.is_multiple_of(100) && self.value() >= 100
            }
        }
    }
}

/// The number that the words from `first` spell.
pub(crate) fn numeral(doc: &Doc, lex: &Numbers, first: usize, end: usize) -> Option<Numeral> {
    let mut at = Part { token: first, from: 0 };
    let mut sum = Sum::default();
    let mut found: Option<(Sum, usize)> = None;
    let mut article = false;
    while let Some((part, next)) = part_at(doc, at, end) {
        let mut word = lex.word(part);
        if !sum.any && word.role.any(Role::ARTICLE) {
            // `a hundred`: the article counts one.
            article = true;
            word.role.0 |= Role::NUMERAL;
            word.value = 1;
        }
        let bare = word.role.any(Role::BARE);
        let step = sum.with(word, bare).map(|sum| (sum, next)).or_else(|| {
            if part != lex.file.join.word || !sum.may_join(lex) {
                return None;
            }
            let (behind, after) = part_at(doc, next, end)?;
            let word = lex.word(behind);
            let before = &lex.file.join.before;
            let allowed =
                word.role.any(Role::NUMERAL) && (before.is_empty() || before.contains(&word.value));
            let joined = sum.with(word, false).filter(|_| allowed)?;
            Some((joined, after))
        });
        let Some((longer, next)) = step else { break };
        sum = longer;
        at = next;
        if at.from == 0 {
            found = Some((sum, at.token));
        }
    }
    let (sum, end) = found?;
    let word_behind_part = at.from > 0;
    // `vingt-quatrième`, `twenty-nine-year-old`: the token is more than the number.
    if word_behind_part && at.token < end {
        return None;
    }
    let article = article && end == first + 1;
    Some(Numeral { value: sum.value(), end, scale: sum.last_power.max(1), article })
}
