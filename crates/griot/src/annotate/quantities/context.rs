//! What a number is, from the words around it: a count, or the measure, date or name that is none.
//!
//! Takes an atom; gives its kind, where its expression ends, and the noun that it counts. A number
//! is a count only when nothing says that it is something else.

use super::atoms::{Atom, Form};
use super::figures::Tail;
use super::tables::{phrase_at, phrase_before};
use super::{Measure, QuantityKind};
use crate::annotate::{Doc, Feats, Rel, Upos, times};
use crate::lexicon::numbers_schema::{Numbers, Role, UnitKind};

/// What a number is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
    pub(super) kind: QuantityKind,
    /// One past the last token of the number and what makes it a measure.
    pub(super) end: usize,
    pub(super) head_noun: Option<usize>,
}

/// Reads the words around an atom.
pub(super) fn read(doc: &Doc, lex: &Numbers, atom: &Atom, start: usize, end: usize) -> Reading {
    let head = head_noun(doc, lex, atom, end);
    let of = |kind| Reading { kind, end: atom.end, head_noun: None };
    if let Some(figure) = atom.figure {
        match figure.tail {
            Tail::Ordinal if !times::is_day_number(doc, atom.first, atom.end, start, end) => {
                return Reading { head_noun: head, ..of(QuantityKind::Ordinal) };
            }
            Tail::Clock => return of(QuantityKind::Clock),
            Tail::Date => return of(QuantityKind::Date),
            Tail::Name => return of(QuantityKind::Identifier),
            Tail::Unit(unit) => return unit_reading(doc, lex, atom, unit, atom.end, start, end),
            Tail::Ordinal | Tail::None | Tail::OrMore | Tail::To(_) => {}
        }
    }
    if matches!(atom.form, Form::Figure | Form::Words | Form::Article) && atom.scale == 1 {
        let value = atom.low.unwrap_or(0);
        if (1..=31).contains(&value) && times::is_day_number(doc, atom.first, atom.end, start, end)
        {
            return of(QuantityKind::Date);
        }
    }
    // `1 er octobre`, `32 e étage`: the ending apart from its figure.
    if atom.form == Form::Figure && atom.end < end {
        let ending = doc.lower(atom.end);
        if ending.chars().all(char::is_alphabetic)
            && lex.file.ordinals.suffixes.iter().any(|suffix| suffix == ending)
        {
            let is_day = times::is_day_number(doc, atom.first, atom.end + 1, start, end);
            let kind = if is_day { QuantityKind::Date } else { QuantityKind::Ordinal };
            return Reading { end: atom.end + 1, ..of(kind) };
        }
    }
    if money_before(doc, lex, atom, start) {
        return of(QuantityKind::Money);
    }
    // `30 %`, `30 km`, `une dizaine de kilomètres`, `24 dernières heures`
    let mut at = atom.end;
    if at < end {
        let glued = !doc.tokens.get(at).is_some_and(|token| token.space_before);
        let hyphen = glued && matches!(doc.lower(at), "-" | "‑");
        let of = atom.of && lex.word(doc.lower(at)).role.any(Role::OF);
        at += usize::from(hyphen || of);
    }
    if let Some((phrase, last)) = phrase_at(doc, &lex.units, at, end)
        && let Some(unit) = lex.file.units.get(phrase.entry)
    {
        return unit_reading(doc, lex, atom, unit.kind, last, start, end);
    }
    if let Some(noun) = head
        && lex.word(doc.lower(noun)).role.any(Role::UNIT)
        && let Some((phrase, last)) = phrase_at(doc, &lex.units, noun, end)
        && let Some(unit) = lex.file.units.get(phrase.entry)
    {
        return unit_reading(doc, lex, atom, unit.kind, last, start, end);
    }
    // `le numéro deux du Hamas`, `Hamas No. 2`
    if atom.scale == 1 && is_labelled(doc, lex, atom, head, start, end) {
        return of(QuantityKind::Identifier);
    }
    if atom.form == Form::Figure && atom.scale == 1 {
        if is_clock(doc, lex, atom, start, end) {
            let minutes = atom.end + 1;
            let has_minutes =
                minutes < end && doc.lower(minutes).bytes().all(|byte| byte.is_ascii_digit());
            return Reading {
                end: if has_minutes { minutes + 1 } else { minutes },
                ..of(QuantityKind::Clock)
            };
        }
        if is_year(doc, lex, atom, head, start) {
            return of(QuantityKind::Year);
        }
        if is_age(doc, atom, start, end) {
            return of(QuantityKind::Measure(Measure::Age));
        }
        if let Some(last) = code_end(doc, lex, atom, head, start, end) {
            return Reading { end: last, ..of(QuantityKind::Identifier) };
        }
    }
    Reading { kind: QuantityKind::Count, end: atom.end, head_noun: head }
}

fn unit_reading(
    doc: &Doc,
    lex: &Numbers,
    atom: &Atom,
    unit: UnitKind,
    last: usize,
    start: usize,
    end: usize,
) -> Reading {
    let kind = match unit {
        UnitKind::Percent => QuantityKind::Percent,
        UnitKind::Money => QuantityKind::Money,
        UnitKind::Distance => QuantityKind::Measure(Measure::Distance),
        UnitKind::Calibre => QuantityKind::Measure(Measure::Calibre),
        UnitKind::Temperature => QuantityKind::Measure(Measure::Temperature),
        UnitKind::Clock => QuantityKind::Clock,
        UnitKind::Other => QuantityKind::Measure(Measure::Other),
        UnitKind::Duration => {
            let inside_age = phrase_before(doc, &lex.age_before, start, atom.first).is_some();
            let after = phrase_at(doc, &lex.age_after, last, end).is_some()
                || doc.word(atom.first).ends_with("old");
            // `Awa, 29 ans, …`, `(29 ans)`
            let apart = atom.first > start
                && matches!(doc.lower(atom.first - 1), "," | "(")
                && (last >= end || matches!(doc.lower(last), "," | ")" | "."))
                && atom.low.is_some_and(|years| years <= 120);
            let hedged = phrase_before(doc, &lex.hedges_before, start, atom.first).is_some();
            let hours = !hedged
                && atom.low.is_some_and(|hour| hour <= 24)
                && matches!(atom.form, Form::Figure | Form::Words)
                && last == atom.end + 1
                && lex
                    .file
                    .grammar
                    .clock_letters
                    .iter()
                    .any(|letter| doc.lower(atom.end).starts_with(letter.as_str()))
                && phrase_before(doc, &lex.clock_before, start, atom.first).is_some();
            match () {
                () if hours => {
                    let minutes = last < end
                        && doc.lower(last).len() == 2
                        && doc.lower(last).bytes().all(|byte| byte.is_ascii_digit());
                    let last = if minutes { last + 1 } else { last };
                    return Reading { kind: QuantityKind::Clock, end: last, head_noun: None };
                }
                () if inside_age || after || apart => QuantityKind::Measure(Measure::Age),
                () => QuantityKind::Measure(Measure::Duration),
            }
        }
    };
    Reading { kind, end: last, head_noun: None }
}

fn money_before(doc: &Doc, lex: &Numbers, atom: &Atom, start: usize) -> bool {
    if atom.first <= start || atom.form != Form::Figure {
        return false;
    }
    let before = doc.lower(atom.first - 1);
    lex.file.units.iter().any(|unit| unit.before.iter().any(|form| form == before))
}

/// `22 : 30`, `22 h 30`
fn is_clock(doc: &Doc, lex: &Numbers, atom: &Atom, start: usize, end: usize) -> bool {
    if atom.low.is_none_or(|hour| hour > 24) || atom.end >= end {
        return false;
    }
    let next = doc.lower(atom.end);
    let letter =
        next.len() == 1 && lex.file.grammar.clock_letters.iter().any(|letter| letter == next);
    let colon = next == ":"
        && atom.end + 1 < end
        && doc.lower(atom.end + 1).len() == 2
        && doc.lower(atom.end + 1).bytes().all(|byte| byte.is_ascii_digit())
        && !doc.tokens.get(atom.end + 1).is_some_and(|token| token.space_before);
    let _ = start;
    letter || colon
}

/// A bare four-figure number that is a year rather than a count.
fn is_year(doc: &Doc, lex: &Numbers, atom: &Atom, head: Option<usize>, start: usize) -> bool {
    let Some(figure) = atom.figure else { return false };
    let is_candidate = figure.n_digits == 4
        && !figure.grouped
        && figure.decimals.1 == 0
        && figure.tail == Tail::None
        && (1800..2100).contains(&figure.value);
    if !is_candidate {
        return false;
    }
    let before = atom.first.checked_sub(1).filter(|&at| at >= start).map(|at| doc.lower(at));
    // `Mirage 2000`
    if before.is_some_and(|before| lex.word(before).role.any(Role::LABEL)) {
        return false;
    }
    // `en 2016`, `mars 2016`
    if let Some(before) = before
        && (lex.file.grammar.year_before.iter().any(|word| word == before)
            || times::is_month(before, lex))
    {
        return true;
    }
    let hedged = phrase_before(doc, &lex.hedges_before, start, atom.first).is_some();
    // `2000 soldats` counts; `2016, des soldats` and `2016 (…)` do not.
    let counts = head.is_some_and(|noun| noun == atom.end && is_plural(doc, noun));
    !hedged && !counts
}

fn is_plural(doc: &Doc, noun: usize) -> bool {
    doc.tokens.get(noun).is_some_and(|token| token.feats.has(Feats::PLUR))
        || (doc.lower(noun).ends_with(['s', 'x'])
            && !doc.tokens.get(noun).is_some_and(|token| token.feats.has(Feats::SING)))
}

/// `Awa Diallo, 29, …`, `Awa Diallo, 29; Ali Sow, 31.`: a bare figure between marks behind a name.
fn is_age(doc: &Doc, atom: &Atom, start: usize, end: usize) -> bool {
    if atom.first < start + 2 || atom.low.is_none_or(|years| !(1..=110).contains(&years)) {
        return false;
    }
    let closed = atom.end >= end
        || matches!(doc.lower(atom.end), "," | ")" | ";" | ".")
        || doc.tokens[atom.end].upos == Upos::Cconj;
    let opened = matches!(doc.lower(atom.first - 1), "," | "(");
    let name = doc.word(atom.first - 2);
    let named = name.chars().next().is_some_and(char::is_uppercase)
        && name.chars().nth(1).is_some_and(char::is_lowercase);
    // `a sepoy, 26, from Naseerabad`
    let of_one = doc.lower(atom.first - 1) == ","
        && atom.end < end
        && doc.lower(atom.end) == ","
        && doc.tokens[atom.first - 2].upos == Upos::Noun
        && doc.tokens[atom.first - 2].feats.has(Feats::SING);
    // `aged 10 and 13`
    let both = matches!(doc.lower(atom.first - 1), "and" | "to" | "or")
        && atom.first >= start + 3
        && doc.lower(atom.first - 3) == "aged";
    let is_aged = both || matches!(doc.lower(atom.first - 1), "aged");
    is_aged || of_one || (opened && closed && named)
}

/// Where a code ends: `article 12`, `Mirage 2000`, `70 12 34 56`.
fn code_end(
    doc: &Doc,
    lex: &Numbers,
    atom: &Atom,
    head: Option<usize>,
    start: usize,
    end: usize,
) -> Option<usize> {
    let is_figure = |token: usize| {
        let word = doc.word(token);
        (2..=4).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit())
    };
    // Telephone numbers: three groups and more.
    let mut last = atom.end;
    while last < end && is_figure(last) {
        last += 1;
    }
    if last >= atom.end + 2 {
        return Some(last);
    }
    let before = atom.first.checked_sub(1).filter(|&at| at >= start)?;
    let this = doc.tokens.get(atom.first)?;
    let previous = doc.word(before);
    if matches!(previous, "+" | "n°" | "N°" | "°" | "#") {
        return Some(atom.end);
    }
    // `AK-47` in three tokens, and anything else that the figure is glued to.
    let glued = !this.space_before && matches!(previous, "-" | "‑" | "/" | "–");
    if glued && before > start && !doc.tokens.get(before)?.space_before {
        return Some(atom.end);
    }
    // The score of a match.
    let scored = atom.end < end
        && matches!(doc.lower(atom.end), "-" | "‑" | "–")
        && !doc.tokens.get(atom.end)?.space_before
        && atom.end + 1 < end
        && doc.lower(atom.end + 1).bytes().all(|byte| byte.is_ascii_digit());
    if scored {
        return Some(atom.end);
    }
    if head.is_some_and(|noun| is_plural(doc, noun)) {
        return None;
    }
    if lex.word(doc.lower(before)).role.any(Role::LABEL) {
        return Some(atom.end);
    }
    let named = doc.tokens.get(before)?.upos == Upos::Propn && this.space_before;
    (named && head.is_none()).then_some(atom.end)
}

/// Whether a number names the thing whose label stands right in front of it: it counts nobody behind `of`, and of many it
/// is no name.
fn is_labelled(
    doc: &Doc,
    lex: &Numbers,
    atom: &Atom,
    head: Option<usize>,
    start: usize,
    end: usize,
) -> bool {
    let Some(before) = atom.first.checked_sub(1).filter(|&at| at >= start) else { return false };
    let led = atom.end < end && lex.word(doc.lower(atom.end)).role.any(Role::OF);
    let counts = !led && head.is_some_and(|noun| is_plural(doc, noun));
    matches!(atom.form, Form::Figure | Form::Words)
        && atom.low.is_some_and(|value| value < 100)
        && lex.word(doc.lower(before)).role.any(Role::LABEL)
        && doc.tokens[before].upos != Upos::Det
        && !counts
}

/// The noun that a number counts, when it stands behind it.
pub(super) fn head_noun(doc: &Doc, lex: &Numbers, atom: &Atom, end: usize) -> Option<usize> {
    let mut at = atom.end;
    let of = at < end && lex.word(doc.lower(at)).role.any(Role::OF);
    if of && (atom.of || atom.form != Form::PluralArticle) {
        at += 1;
        // `3 d'entre eux`
        if at < end && lex.file.grammar.among.iter().any(|word| word == doc.lower(at)) {
            at += 1;
        }
    }
    let mut fallback = None;
    let limit = end.min(at + 6);
    while at < limit {
        let token = doc.tokens.get(at)?;
        let lower = doc.lower(at);
        let role = lex.word(lower).role;
        if role.any(Role::OTHERS) {
            fallback = Some(at);
            at += 1;
            continue;
        }
        match token.upos {
            // `wounded dozens Thursday night`
            Upos::Propn if at > atom.first && is_weekday(lower) => break,
            Upos::Noun | Upos::Propn | Upos::X | Upos::Sym => {
                if is_mark(lower) {
                    break;
                }
                let last = last_of_compound(doc, lex, at, limit);
                return Some(counted_by_tree(doc, atom, last, end).unwrap_or(last));
            }
            Upos::Pron => return if of { Some(at) } else { fallback },
            Upos::Adj => {
                fallback = fallback.or(Some(at));
            }
            // `four suspected guerrillas`
            Upos::Verb if token.rel == Rel::Amod && token.head as usize > at => {
                fallback = fallback.or(Some(at));
            }
            Upos::Verb
                if token.feats.has(Feats::PAST_PART) || token.feats.has(Feats::PRES_PART) =>
            {
                // `trois blessés` may be read as a participle; one behind an adjective ends the noun phrase.
                return fallback.or(Some(at));
            }
            // `tué dix civils ce week-end`: a determiner behind an adjective opens a new phrase.
            Upos::Det
                if !of
                    && at > atom.end
                    && doc.tokens[at - 1].upos == Upos::Adj
                    && !lex.word(doc.lower(at - 1)).role.any(Role::OTHERS) =>
            {
                break;
            }
            Upos::Det | Upos::Num if of || fallback.is_some() => {}
            Upos::Punct if matches!(lower, "«" | "\"" | "“" | "”" | "-" | "'") => {}
            Upos::Adv if !matches!(atom.form, Form::Article) => {}
            _ => break,
        }
        at += 1;
    }
    fallback
}

/// The noun that the tree says a number counts, where names, possessives and brackets stand between them:
/// `four New People's Army (NPA) guerrillas`.
fn counted_by_tree(doc: &Doc, atom: &Atom, last: usize, end: usize) -> Option<usize> {
    let number = doc.tokens.get(atom.end.checked_sub(1)?)?;
    let noun = number.head as usize;
    let counts = number.rel == Rel::Nummod
        && last < noun
        && noun < end
        && matches!(doc.tokens[noun].upos, Upos::Noun | Upos::Propn);
    let between = |t: usize| {
        let token = &doc.tokens[t];
        matches!(token.upos, Upos::Noun | Upos::Propn | Upos::Adj | Upos::Part | Upos::X)
            || token.upos == Upos::Verb && token.rel == Rel::Amod
            || matches!(doc.lower(t), "(" | ")" | "-")
    };
    (counts && (last + 1..noun).all(between)).then_some(noun)
}

/// Whether a word names a day of the week in English, where it stands without any preposition.
fn is_weekday(lower: &str) -> bool {
    matches!(
        lower,
        "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday"
    )
}

/// Whether a word is only punctuation or figures.
fn is_mark(lower: &str) -> bool {
    !lower.chars().any(char::is_alphabetic)
}

/// In `police officers` the last noun is the one that is counted.
fn last_of_compound(doc: &Doc, lex: &Numbers, mut at: usize, limit: usize) -> usize {
    while lex.file.grammar.head_last && at + 1 < limit {
        let next = doc.tokens.get(at + 1);
        let is_noun =
            next.is_some_and(|token| matches!(token.upos, Upos::Noun) && token.space_before);
        if !is_noun {
            break;
        }
        at += 1;
    }
    at
}
