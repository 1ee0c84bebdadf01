//! Quantities: how many, within which bounds, of what.
//!
//! Takes a [`Doc`]; gives every number of it with its hedge, its bounds as the coding guidelines
//! define them, what kind of number it is, and the noun that it counts when that stands beside it.
//! Decides nothing about tolls: whether the people counted were killed is for coding.
//!
//! The words are data (`lexicon/<lang>/numbers.toml`); the grammar is the same for all languages:
//!
//! | level | accepted | example |
//! | --- | --- | --- |
//! | atom | figure, number words, collective noun, vague word, article | `12 000`, `une bonne trentaine`, `several`, `un` |
//! | range | \[`entre`, `de`\] atom (`et`, `à`, `ou`, `-`, `voire`) atom | `entre 250 et 500`, `10-15` |
//! | hedged | hedge* (atom or range) \[hedge\]; (atom or range) noun hedge | `au moins 30`, `30 morts au moins` |
//! | measured | hedged (unit or `%`), currency hedged | `une dizaine de kilomètres`, `$5 million` |
//!
//! | bound | low | high | approx |
//! | --- | --- | --- | --- |
//! | exact n | n | n | no |
//! | at least n | n | – | no |
//! | more than n | n + 1 | – | no |
//! | at most n | – | n | no |
//! | less than n | – | n − 1 | no |
//! | about n, a collective noun | n | n | yes |
//! | bare plural of a collective noun | 2 n | 10 n − 1 | yes |
//! | several, plural article | 2 | – | yes |

use std::ops::Range;

use crate::annotate::Doc;
use crate::lexicon::numbers_schema::{Bound, Numbers};
use crate::span::Span;

mod atoms;
mod context;
pub(crate) mod figures;
pub(crate) mod numerals;
pub(crate) mod tables;

use atoms::{Atom, Form, atom};
use tables::{ends_at, numbers, phrase_at, phrase_before};

/// What a measure measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// Length, area, speed.
    Distance,
    /// Somebody's age.
    Age,
    /// A stretch of time.
    Duration,
    /// The bore of a weapon.
    Calibre,
    /// Temperature.
    Temperature,
    /// Weight, volume, points, times.
    Other,
}

/// What a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum QuantityKind {
    /// It counts people or things.
    Count,
    /// Per cent.
    Percent,
    /// An amount of money.
    Money,
    /// A rank.
    Ordinal,
    /// A measure.
    Measure(Measure),
    /// A year.
    Year,
    /// An hour of the day.
    Clock,
    /// Part of a date.
    Date,
    /// Part of a name, a code, a telephone number, the score of a match.
    Identifier,
}

/// A number of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quantity {
    /// The whole expression with its hedges.
    pub tokens: Range<u32>,
    /// The number without its hedges.
    pub number_tokens: Range<u32>,
    /// Where the whole expression stands.
    pub span: Span,
    /// Lower bound, included; `None` when open.
    pub low: Option<u64>,
    /// Upper bound, included; `None` when open.
    pub high: Option<u64>,
    /// Whether it is rounded or vague.
    pub approx: bool,
    /// Whether it is only an indefinite article (`un soldat`, `des soldats`).
    pub indefinite: bool,
    /// What it is.
    pub kind: QuantityKind,
    /// The token of the noun that it counts, when it stands behind the number: `autres` in
    /// `dix autres`, `eux` in `trois d'entre eux`.
    pub head_noun: Option<u32>,
    /// Ids of the lexicon entries that gave the bounds, and `number.figure`, `number.words`, `number.article`.
    pub because: Vec<&'static str>,
}

/// All quantities of a document, in order; no two overlap.
pub fn quantities(doc: &Doc) -> Vec<Quantity> {
    let mut found = Vec::new();
    let Some(lex) = numbers(doc.lang) else { return found };
    for sent in &doc.sents {
        let tokens = sent.tokens();
        let end = tokens.end.min(doc.tokens.len());
        let mut at = tokens.start;
        let mut free = tokens.start;
        while at < end {
            let Some(first) = atom(doc, lex, at, end) else {
                at += 1;
                continue;
            };
            let first = with_figure(doc, lex, first, end);
            match quantity(doc, lex, first, free, tokens.start, end) {
                Some(quantity) => {
                    at = (quantity.number_tokens.end as usize).max(at + 1);
                    free = (quantity.tokens.end as usize).max(at);
                    at = at.max(free);
                    found.push(quantity);
                }
                None => at = first.first + 1,
            }
        }
    }
    found
}

/// `huit (8) cadres`: words and the same number in figures are one number.
fn with_figure(doc: &Doc, lex: &'static Numbers, words: Atom, end: usize) -> Atom {
    let open = words.end;
    if open + 2 >= end || doc.lower(open) != "(" || words.form != Form::Words {
        return words;
    }
    match atom(doc, lex, open + 1, end) {
        Some(figure) if figure.low == words.low && doc.lower(figure.end.min(end - 1)) == ")" => {
            Atom { end: figure.end + 1, ..words }
        }
        _ => words,
    }
}

/// Completes an atom with its range, hedges and kind. `free` is the first token that no earlier
/// quantity holds.
fn quantity(
    doc: &Doc,
    lex: &'static Numbers,
    first: Atom,
    free: usize,
    start: usize,
    end: usize,
) -> Option<Quantity> {
    let mut reading = context::read(doc, lex, &first, start, end);
    let mut number = first;
    let mut because = Vec::with_capacity(2);
    let mut begin = first.first;
    let open_kind =
        matches!(reading.kind, QuantityKind::Count | QuantityKind::Identifier | QuantityKind::Year);
    if (open_kind || matches!(reading.kind, QuantityKind::Measure(_)))
        && let Some((range, opened, id)) = range(doc, lex, &first, free, end)
    {
        let upper = context::read(doc, lex, &range, start, end);
        if matches!(
            upper.kind,
            QuantityKind::Count
                | QuantityKind::Percent
                | QuantityKind::Money
                | QuantityKind::Measure(_)
        ) {
            begin = opened;
            because.push(id);
            number = range;
            reading = upper;
        }
    }
    if number.form == Form::Article || number.form == Form::PluralArticle {
        let hedged = phrase_before(doc, &lex.hedges_before, free, begin).is_some();
        if reading.head_noun.is_none() && !hedged && reading.kind == QuantityKind::Count {
            return None;
        }
    }
    if because.is_empty() {
        because.push(number.because);
    }
    let mut bounds = Bounds { low: number.low, high: number.high, approx: number.approx };
    let mut last = reading.end;
    let mut indefinite = number.indefinite;
    // Hedges before: at most three (`au moins quelque`), the nearest first.
    for _ in 0..3 {
        let Some((phrase, from)) = phrase_before(doc, &lex.hedges_before, free, begin) else {
            break;
        };
        let Some(hedge) = lex.file.hedges.get(phrase.entry) else { break };
        // `around a prison` does not count prisons; `at least a soldier` counts soldiers.
        if number.form == Form::Article && !matches!(hedge.bound, Bound::AtLeast | Bound::MoreThan)
        {
            break;
        }
        bounds.apply(hedge.bound);
        because.push(&hedge.id);
        begin = from;
        indefinite = false;
    }
    if matches!(number.figure.map(|figure| figure.tail), Some(figures::Tail::OrMore)) {
        bounds.apply(Bound::AtLeast);
    }
    // Hedges after: behind the number, or behind the noun and one word more.
    let noun = reading.head_noun.map(|noun| noun + 1);
    let places = [Some(last), noun, noun.map(|at| at + 1)];
    for place in places.into_iter().flatten() {
        let Some((phrase, to)) = phrase_at(doc, &lex.hedges_after, place, end) else { continue };
        if begins_next_number(doc, lex, place, to, end) {
            continue;
        }
        let Some(hedge) = lex.file.hedges.get(phrase.entry) else { continue };
        bounds.apply(hedge.bound);
        because.push(&hedge.id);
        indefinite = false;
        if place == last {
            last = to;
        }
        break;
    }
    let tokens = begin..last;
    Some(Quantity {
        span: doc.span_of(tokens.clone()),
        tokens: tokens.start as u32..tokens.end as u32,
        number_tokens: number.first as u32..reading.end.max(number.end) as u32,
        low: bounds.low,
        high: bounds.high,
        approx: bounds.approx,
        indefinite,
        kind: reading.kind,
        head_noun: reading.head_noun.map(|noun| noun as u32),
        because,
    })
}

/// A hedge between two numbers belongs to the second: `12 soldats et plus de 30 civils`.
fn begins_next_number(
    doc: &Doc,
    lex: &'static Numbers,
    from: usize,
    to: usize,
    end: usize,
) -> bool {
    let opens = |at: usize| {
        let hedge = phrase_at(doc, &lex.hedges_opening, at, end);
        hedge.is_some_and(|(_, last)| {
            last >= to && last < end && atom(doc, lex, last, end).is_some()
        })
    };
    (from..to).any(opens)
}

/// Bounds that hedges move.
#[derive(Clone, Copy)]
struct Bounds {
    low: Option<u64>,
    high: Option<u64>,
    approx: bool,
}

impl Bounds {
    fn apply(&mut self, bound: Bound) {
        let exact = self.low == self.high;
        match bound {
            Bound::AtLeast => (self.high, self.approx) = (None, false),
            Bound::MoreThan => {
                // More than several is not several and one.
                self.low = if exact { self.low.map(|low| low.saturating_add(1)) } else { self.low };
                (self.high, self.approx) = (None, false);
            }
            Bound::AtMost => {
                self.high = self.high.or(self.low);
                (self.low, self.approx) = (None, false);
            }
            Bound::LessThan => {
                self.high = self.high.or(self.low).map(|high| high.saturating_sub(1));
                (self.low, self.approx) = (None, false);
            }
            Bound::About => self.approx = true,
        }
    }
}

/// The range that an atom opens: the atom that covers it, its first token with the opening word, the entry.
fn range(
    doc: &Doc,
    lex: &'static Numbers,
    lower: &Atom,
    free: usize,
    end: usize,
) -> Option<(Atom, usize, &'static str)> {
    let id = "number.figure-range";
    if let Some(figures::Tail::To(_)) = lower.figure.map(|figure| figure.tail) {
        return Some((*lower, lower.first, id));
    }
    if lower.end >= end {
        return None;
    }
    let phrases = lex.links.get(doc.lower(lower.end))?;
    for phrase in phrases {
        let Some(to) = ends_at(doc, &phrase.words, lower.end, end) else { continue };
        let Some(entry) = lex.file.ranges.get(phrase.entry) else { continue };
        let opened = lower.first.checked_sub(1).filter(|&at| at >= free);
        let before = opened.map_or("", |at| doc.lower(at));
        let is_opened = entry.open.iter().any(|word| word == before);
        let before_that = opened
            .and_then(|at| at.checked_sub(1))
            .filter(|&at| at >= free)
            .map_or("", |at| doc.lower(at));
        let moves = |place: &str| entry.refuse_after.iter().any(|word| word == place);
        let refused = moves(before) || (is_opened && moves(before_that));
        if (entry.needs_open && !is_opened) || refused {
            continue;
        }
        let Some(upper) = (to < end).then(|| atom(doc, lex, to, end)).flatten() else { continue };
        let numeric =
            |atom: &Atom| matches!(atom.form, Form::Figure | Form::Words | Form::Collective);
        let first_is_number = numeric(lower) || lower.form == Form::Article;
        if !first_is_number || !numeric(&upper) {
            continue;
        }
        // `deux à trois mille`, `2 à 3 millions`: the power belongs to both.
        let mut low = lower.low?;
        if upper.scale > 1 && lower.scale == 1 && low.saturating_mul(upper.scale) <= upper.low? {
            low = low.saturating_mul(upper.scale);
        }
        if upper.high.is_none_or(|high| high <= low) {
            continue;
        }
        let atom = Atom {
            first: lower.first,
            low: Some(low),
            approx: lower.approx || upper.approx,
            indefinite: false,
            form: upper.form,
            figure: None,
            ..upper
        };
        let begin = opened.filter(|_| is_opened).unwrap_or(lower.first);
        return Some((atom, begin, &entry.id));
    }
    None
}

#[cfg(test)]
mod tests;
