//! Atoms: one number with its collective noun, or one vague word, before hedges and ranges.
//!
//! Takes a token; gives the bounds of the number that begins there and where it ends.
//!
//! | atom | forms |
//! | --- | --- |
//! | exact | figure \[power\] \[`et demi`\]; number words |
//! | collective | (article, number, figure) \[adjective\] collective \[`de` collective\] |
//! | vague | (`des`, `plusieurs`, `a few`) \[adjective\] collective \[`de` collective\]; a bare plural collective |
//! | several | a vague word (`plusieurs`, `several`); `des` as an article |
//! | nobody | `aucun`, `no`, `ni` |
//! | one | an indefinite article |

use super::figures::{Figure, Tail, figure};
use super::numerals::numeral;
use super::tables::phrase_at;
use crate::annotate::{Doc, Upos};
use crate::lexicon::numbers_schema::{NumberWord, Numbers, Phrase, Role};

/// One number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Atom {
    pub(super) first: usize,
    pub(super) end: usize,
    pub(super) low: Option<u64>,
    pub(super) high: Option<u64>,
    pub(super) approx: bool,
    /// An article that counts one or more.
    pub(super) indefinite: bool,
    /// The figure, when it is written in figures.
    pub(super) figure: Option<Figure>,
    /// The power that it was multiplied with, 1 for none.
    pub(super) scale: u64,
    /// Whether `de` may stand before the noun.
    pub(super) of: bool,
    /// The entry that gave the bounds.
    pub(super) because: &'static str,
    /// What it is made of.
    pub(super) form: Form,
}

/// What an atom is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Figure,
    Words,
    Collective,
    Vague,
    Article,
    PluralArticle,
}

const FIGURE: &str = "number.figure";
const WORDS: &str = "number.words";
const ARTICLE: &str = "number.article";

/// The atom that begins at a token.
pub(super) fn atom(doc: &Doc, lex: &'static Numbers, first: usize, end: usize) -> Option<Atom> {
    let lower = doc.lower(first);
    if lower.as_bytes().first().is_some_and(u8::is_ascii_digit) {
        return from_figure(doc, lex, first, end);
    }
    let hash = doc.tokens.get(first).map_or(0, |token| token.form_hash);
    let mut word = if lex.filter.passes(hash) { lex.word(lower) } else { NumberWord::default() };
    if !word.role.any(Role::STARTS) {
        // Most words hold no hyphen: neither the plain one nor what may begin the other.
        if !lower.bytes().any(|byte| matches!(byte, b'-' | 0xe2)) {
            return None;
        }
        word = lex.word(lower.split_once(['-', '‑'])?.0);
        if !word.role.any(Role::NUMERAL | Role::BARE) {
            return None;
        }
    }
    if word.role.any(Role::VAGUE)
        && let Some((phrase, next)) = phrase_at(doc, &lex.vague, first, end)
    {
        return from_vague(doc, lex, phrase, first, next, end);
    }
    if word.role.any(Role::COLLECTIVE)
        && let Some((phrase, next)) = phrase_at(doc, &lex.collectives, first, end)
    {
        let may_stand_alone = phrase.plural || phrase.words.len() > 1 || lower.contains('-');
        return may_stand_alone
            .then(|| collective(doc, lex, phrase, first, next, end, Multiplier::of(phrase)));
    }
    if word.role.any(Role::PLURAL_ARTICLE) {
        return from_plural_article(doc, lex, first, end);
    }
    if word.role.any(Role::ARTICLE) {
        // `an estimated 30`, `un minimum de 30`
        let hedge = phrase_at(doc, &lex.hedges_opening, first, end);
        if hedge.is_some_and(|(_, last)| begins_number(doc, lex, last, end)) {
            return None;
        }
        // `a further 11 soldiers`
        let filled = skip_fillers(doc, lex, first + 1, end);
        if filled > first + 1 && begins_number(doc, lex, filled, end) {
            return None;
        }
    }
    if let Some(number) = numeral(doc, lex, first, end) {
        let after = skip_fillers(doc, lex, number.end, end);
        if let Some((phrase, next)) = phrase_at(doc, &lex.collectives, after, end)
            && (after == number.end || number.article)
        {
            return Some(collective(
                doc,
                lex,
                phrase,
                first,
                next,
                end,
                Multiplier::Exactly(number.value),
            ));
        }
        let half = half_after(doc, lex, number.end, end).filter(|_| number.scale >= 1_000_000);
        let value = number.value.saturating_add(half.map_or(0, |_| number.scale / 2));
        return Some(Atom {
            first,
            end: half.unwrap_or(number.end),
            low: Some(value),
            high: Some(value),
            approx: false,
            indefinite: number.article,
            figure: None,
            scale: number.scale,
            of: number.scale >= 1_000_000,
            because: if number.article { ARTICLE } else { WORDS },
            form: if number.article { Form::Article } else { Form::Words },
        });
    }
    // `a dozen`: the article alone is no number word in English.
    if word.role.any(Role::ARTICLE) {
        let after = skip_fillers(doc, lex, first + 1, end);
        if let Some((phrase, next)) = phrase_at(doc, &lex.collectives, after, end) {
            return Some(collective(doc, lex, phrase, first, next, end, Multiplier::Exactly(1)));
        }
    }
    None
}

fn from_figure(doc: &Doc, lex: &'static Numbers, first: usize, end: usize) -> Option<Atom> {
    let figure = figure(doc, lex, first, end)?;
    let (mut value, mut scale, mut last) = (figure.value, 1, figure.end);
    let plain = matches!(figure.tail, Tail::None | Tail::To(_));
    let mut of = false;
    let mut high = None;
    if plain {
        // `12 millions`, `1,5 million`
        while last < end {
            let word = lex.word(doc.lower(last));
            if !word.role.any(Role::POWER) || word.value < 1000 {
                break;
            }
            scale = u64::saturating_mul(scale, word.value);
            last += 1;
            of = true;
        }
        value = figure.times(scale);
        if let Tail::To(to) = figure.tail {
            high = Some(to.saturating_mul(scale));
        }
        if scale >= 1_000_000
            && let Some(after) = half_after(doc, lex, last, end)
        {
            value = value.saturating_add(scale / 2);
            last = after;
        }
        if scale == 1
            && let Some((phrase, next)) = phrase_at(doc, &lex.collectives, last, end)
        {
            let times = Multiplier::Exactly(value);
            let mut atom = collective(doc, lex, phrase, first, next, end, times);
            atom.figure = Some(figure);
            return Some(atom);
        }
    }
    Some(Atom {
        first,
        end: last,
        low: Some(value),
        high: high.or(Some(value)),
        approx: false,
        indefinite: false,
        figure: Some(figure),
        scale,
        of,
        because: FIGURE,
        form: Form::Figure,
    })
}

fn from_vague(
    doc: &Doc,
    lex: &'static Numbers,
    phrase: &Phrase,
    first: usize,
    next: usize,
    end: usize,
) -> Option<Atom> {
    let entry = lex.file.vague.get(phrase.entry)?;
    let in_hedge = (first.saturating_sub(2)..=first).any(|at| {
        let hedge = phrase_at(doc, &lex.hedges_opening, at, end);
        hedge.is_some_and(|(_, last)| last > first && begins_number(doc, lex, last, end))
    });
    if in_hedge || begins_number(doc, lex, next, end) {
        // `some 30`, `no fewer than 30`, `as many as 30`: the word belongs to the number's hedge.
        return None;
    }
    if entry.collective {
        let after = skip_fillers(doc, lex, next, end);
        if let Some((found, last)) = phrase_at(doc, &lex.collectives, after, end) {
            return Some(collective(doc, lex, found, first, last, end, Multiplier::Vaguely));
        }
        // `several hundred`
        let power = (after < end)
            .then(|| lex.word(doc.lower(after)))
            .filter(|word| word.role.any(Role::POWER));
        if let Some(power) = power {
            let mut atom = vaguely(first, after + 1, power.value, &entry.id);
            atom.of = power.value >= 1_000_000;
            return Some(atom);
        }
    }
    let of = phrase.words.len() > 1;
    Some(Atom {
        low: Some(entry.low),
        high: entry.high,
        approx: entry.approx,
        of,
        form: Form::Vague,
        ..vaguely(first, next, 1, &entry.id)
    })
}

fn from_plural_article(doc: &Doc, lex: &'static Numbers, first: usize, end: usize) -> Option<Atom> {
    let next = first + 1;
    let after = skip_fillers(doc, lex, next, end);
    if let Some((phrase, last)) = phrase_at(doc, &lex.collectives, after, end) {
        return phrase
            .plural
            .then(|| collective(doc, lex, phrase, first, last, end, Multiplier::Vaguely));
    }
    if begins_number(doc, lex, next, end) || doc.tokens.get(first)?.upos != Upos::Det {
        return None;
    }
    Some(Atom {
        low: Some(2),
        high: None,
        indefinite: true,
        form: Form::PluralArticle,
        ..vaguely(first, next, 1, ARTICLE)
    })
}

/// How often a collective noun is taken.
#[derive(Clone, Copy)]
enum Multiplier {
    Exactly(u64),
    Vaguely,
}

impl Multiplier {
    /// What a collective noun without a number before it stands for.
    fn of(phrase: &Phrase) -> Self {
        if phrase.plural { Self::Vaguely } else { Self::Exactly(1) }
    }
}

/// The bare plural of something worth `value`.
fn vaguely(first: usize, end: usize, value: u64, because: &'static str) -> Atom {
    Atom {
        first,
        end,
        low: Some(value.saturating_mul(2)),
        high: Some(value.saturating_mul(10).saturating_sub(1)),
        approx: true,
        indefinite: false,
        figure: None,
        scale: 1,
        of: true,
        because,
        form: Form::Collective,
    }
}

fn collective(
    doc: &Doc,
    lex: &'static Numbers,
    phrase: &Phrase,
    first: usize,
    mut end_of_noun: usize,
    end: usize,
    times: Multiplier,
) -> Atom {
    let Some(entry) = lex.file.collectives.get(phrase.entry) else {
        return vaguely(first, end_of_noun, 1, WORDS);
    };
    let (mut low, mut high) = match times {
        Multiplier::Exactly(n) => {
            let value = n.saturating_mul(entry.value);
            (value, value)
        }
        Multiplier::Vaguely => (
            entry.vague_low.unwrap_or(entry.value.saturating_mul(2)),
            entry.vague_high.unwrap_or(entry.value.saturating_mul(10).saturating_sub(1)),
        ),
    };
    // `dizaines de milliers`, `hundreds of thousands`
    let mut at = end_of_noun;
    if at < end && lex.word(doc.lower(at)).role.any(Role::OF) {
        at += 1;
    }
    let unit = phrase_at(doc, &lex.collectives, at, end)
        .and_then(|(next, last)| {
            lex.file.collectives.get(next.entry).map(|entry| (entry.value, last))
        })
        .or_else(|| {
            let word = (at < end).then(|| lex.word(doc.lower(at)))?;
            word.role.any(Role::POWER).then_some((word.value, at + 1))
        })
        .filter(|&(value, _)| value >= 1000);
    if let Some((value, last)) = unit {
        let exact = low == high;
        low = low.saturating_mul(value);
        high = if exact {
            low
        } else {
            high.saturating_add(1).saturating_mul(value).saturating_sub(1)
        };
        end_of_noun = last;
    }
    Atom { low: Some(low), high: Some(high), ..vaguely(first, end_of_noun, 1, &entry.id) }
}

fn skip_fillers(doc: &Doc, lex: &Numbers, mut at: usize, end: usize) -> usize {
    while at < end && lex.word(doc.lower(at)).role.any(Role::FILLER) {
        at += 1;
    }
    at
}

fn half_after(doc: &Doc, lex: &Numbers, at: usize, end: usize) -> Option<usize> {
    phrase_at(doc, &lex.half_after, at, end).map(|(_, last)| last)
}

/// Whether a figure or a number word that is no article begins at a token.
fn begins_number(doc: &Doc, lex: &Numbers, at: usize, end: usize) -> bool {
    if at >= end {
        return false;
    }
    let lower = doc.lower(at);
    if lower.as_bytes().first().is_some_and(u8::is_ascii_digit) {
        return true;
    }
    let first = lower.split(['-', '‑']).next().unwrap_or(lower);
    let role = lex.word(first).role;
    (role.any(Role::NUMERAL) && !role.any(Role::ARTICLE) && numeral(doc, lex, at, end).is_some())
        || (role.any(Role::BARE) && numeral(doc, lex, at, end).is_some())
}
