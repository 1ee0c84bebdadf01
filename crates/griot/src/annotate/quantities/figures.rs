//! Figures: `12`, `12 000`, `12.000`, `1,5`, `45k`, `22h30`, `2e`, `10-15`.
//!
//! Takes a token that begins with a figure; gives its value, where it ends, and what its tail says
//! that it is. Does not look at the words around it.

use crate::annotate::Doc;
use crate::lexicon::numbers_schema::{Numbers, UnitKind};

/// What stands behind the figures inside their token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tail {
    /// Nothing.
    None,
    /// `2e`, `23rd`
    Ordinal,
    /// `22h30`, `18:00`
    Clock,
    /// `30km`, `50%`
    Unit(UnitKind),
    /// `30+`
    OrMore,
    /// `10-15`
    To(u64),
    /// `12/03/2022`, `2022-04-10`, `2015-2016`, `1990s`, `11-Septembre`: a date of some kind.
    Date,
    /// `5G`, `3-1`: part of a name or a code.
    Name,
}

/// A number written in figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Figure {
    /// Its whole part.
    pub(crate) value: u64,
    /// The figures behind the decimal mark, as a number, and how many they are.
    pub(crate) decimals: (u64, u32),
    /// How many figures the whole part has.
    pub(crate) n_digits: usize,
    /// Whether its thousands are set apart.
    pub(crate) grouped: bool,
    /// What stands behind it.
    pub(crate) tail: Tail,
    /// One past its last token.
    pub(crate) end: usize,
}

impl Figure {
    /// Its value times a power of ten, cut to a whole number.
    pub(crate) fn times(&self, power: u64) -> u64 {
        let (decimals, n_decimals) = self.decimals;
        let part = 10_u64.checked_pow(n_decimals).map_or(0, |scale| {
            u64::try_from(u128::from(decimals) * u128::from(power) / u128::from(scale)).unwrap_or(0)
        });
        self.value.saturating_mul(power).saturating_add(part)
    }
}

/// The figure that begins at a token, if one does.
pub(crate) fn figure(doc: &Doc, lex: &Numbers, token: usize, end: usize) -> Option<Figure> {
    let mut figure = in_token(doc.word(token), lex, token)?;
    // `12 000` may be two tokens: groups of three figures, each behind exactly one space.
    let may_group =
        figure.tail == Tail::None && figure.decimals.1 == 0 && (1..=3).contains(&figure.n_digits);
    if may_group && figure.value > 0 {
        while figure.end < end && figure.n_digits < 12 {
            let next = doc.word(figure.end);
            let group =
                next.get(..3).filter(|group| group.bytes().all(|byte| byte.is_ascii_digit()));
            let (Some(group), true) = (group, one_space_before(doc, figure.end)) else { break };
            if next.len() > 3 && next.as_bytes().get(3).is_some_and(u8::is_ascii_digit) {
                break;
            }
            let Some(rest) = in_token(next, lex, figure.end).filter(|rest| rest.n_digits % 3 == 0)
            else {
                break;
            };
            let _ = group;
            figure.value = figure
                .value
                .saturating_mul(10_u64.saturating_pow(rest.n_digits as u32))
                .saturating_add(rest.value);
            figure.n_digits += rest.n_digits;
            figure.grouped = true;
            figure.decimals = rest.decimals;
            figure.tail = rest.tail;
            figure.end = rest.end;
            if figure.tail != Tail::None || figure.decimals.1 > 0 {
                break;
            }
        }
    }
    Some(figure)
}

/// Whether exactly one space of any kind stands before a token.
fn one_space_before(doc: &Doc, token: usize) -> bool {
    let (Some(before), Some(this)) =
        (token.checked_sub(1).and_then(|at| doc.tokens.get(at)), doc.tokens.get(token))
    else {
        return false;
    };
    let gap = doc.text.get(before.span.end as usize..this.span.start as usize).unwrap_or_default();
    matches!(gap, " " | "\u{a0}" | "\u{202f}" | "\u{2009}")
}

/// Length of the run of figures at the beginning.
fn run(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// Reads the figures of one token.
fn in_token(text: &str, lex: &Numbers, token: usize) -> Option<Figure> {
    let first = run(text);
    if first == 0 {
        return None;
    }
    let mut value: u64 = text.get(..first)?.parse().unwrap_or(u64::MAX);
    let mut n_digits = first;
    let mut rest = text.get(first..)?;
    let mut grouped = false;
    let mut decimals = (0, 0);
    let grammar = &lex.file.grammar;
    while let Some(mark) = rest.chars().next() {
        let behind = rest.get(mark.len_utf8()..).unwrap_or_default();
        let n_behind = run(behind);
        let is_space = matches!(mark, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}');
        let three = n_behind == 3 && (1..=3).contains(&first) && value > 0;
        let is_decimal = mark == grammar.decimal;
        // The other language's mark of thousands is believed only before round thousands: `12,000`.
        let foreign = matches!(mark, '.' | ',') && (grouped || behind.starts_with("000"));
        let groups =
            three && (is_space || (!is_decimal && grammar.thousands.contains(&mark)) || foreign);
        if groups {
            let group: u64 = behind.get(..3).and_then(|group| group.parse().ok()).unwrap_or(0);
            value = value.saturating_mul(1000).saturating_add(group);
            n_digits += 3;
            grouped = true;
            rest = behind.get(3..).unwrap_or_default();
        } else if matches!(mark, '.' | ',') && n_behind > 0 && decimals.1 == 0 {
            decimals = (
                behind.get(..n_behind.min(9)).and_then(|part| part.parse().ok()).unwrap_or(0),
                n_behind.min(9) as u32,
            );
            rest = behind.get(n_behind..).unwrap_or_default();
        } else {
            break;
        }
    }
    let mut figure =
        Figure { value, decimals, n_digits, grouped, tail: Tail::None, end: token + 1 };
    figure.tail = tail(rest, lex, &mut figure);
    Some(figure)
}

/// What stands behind the figures.
fn tail(rest: &str, lex: &Numbers, figure: &mut Figure) -> Tail {
    if rest.is_empty() {
        return Tail::None;
    }
    let grammar = &lex.file.grammar;
    let lower = rest.to_lowercase();
    if lex.file.ordinals.suffixes.contains(&lower) {
        return Tail::Ordinal;
    }
    if lower == "+" {
        return Tail::OrMore;
    }
    let mut chars = lower.chars();
    let mark = chars.next().unwrap_or_default();
    let behind = chars.as_str();
    let all_figures = !behind.is_empty() && run(behind) == behind.len();
    if mark == grammar.thousand_letter && behind.is_empty() {
        figure.value = figure.times(1000);
        figure.decimals = (0, 0);
        return Tail::None;
    }
    let is_hour = figure.value <= 24 && (behind.is_empty() || run(behind) == 2);
    if is_hour && grammar.clock_letters.iter().any(|letter| lower.starts_with(letter.as_str())) {
        return Tail::Clock;
    }
    if mark == ':' && figure.value <= 24 && run(behind) == 2 {
        return Tail::Clock;
    }
    if mark == '/' || lower == "s" {
        return Tail::Date;
    }
    if let Some(unit) = unit_of(&lower, lex) {
        return Tail::Unit(unit);
    }
    if matches!(mark, '-' | '–' | '—') {
        if all_figures {
            let to: u64 = behind.parse().unwrap_or(0);
            let is_year = |value: u64| (1800..2100).contains(&value);
            return match to {
                _ if is_year(figure.value) && (is_year(to) || to < 100) && !figure.grouped => {
                    Tail::Date
                }
                to if to > figure.value => Tail::To(to),
                _ => Tail::Name,
            };
        }
        if run(behind) > 0 && figure.n_digits == 4 {
            return Tail::Date;
        }
        // `29-year-old`, `7-km`
        if let Some(unit) = behind.split('-').next().and_then(|part| unit_of(part, lex)) {
            return Tail::Unit(unit);
        }
        if crate::annotate::times::is_month(behind, lex) {
            return Tail::Date;
        }
    }
    Tail::Name
}

/// The unit that a word is.
pub(crate) fn unit_of(word: &str, lex: &Numbers) -> Option<UnitKind> {
    let phrases = lex.units.get(word)?;
    let phrase = phrases.iter().find(|phrase| phrase.words.len() == 1)?;
    lex.file.units.get(phrase.entry).map(|unit| unit.kind)
}
