//! Matching the forms of `dates.toml` against a document.
//!
//! Takes tokens; gives the longest form that begins at one of them, with what its classes kept.
//! Resolves nothing.

use crate::annotate::Doc;
use crate::annotate::quantities::{numerals::numeral, tables::numbers};
use crate::lexicon::dates_schema::{
    Begins, DateWord, DateWords, Element, Forms, Matcher, Means, Slot, TimeUnit,
};
use crate::lexicon::numbers_schema::{Numbers, Role};

/// What one token is.
#[derive(Clone, Copy, Default)]
pub(super) struct Cell {
    pub(super) word: DateWord,
    /// Its value, when it is nothing but figures (and an ordinal ending).
    figure: Option<u16>,
    n_digits: u8,
    /// Whether a unit or a month stands within the next few tokens.
    near: bool,
    /// `1990s`, `mi-mars`, `2022-04-10`
    special: Option<Slot>,
}

/// A document's tokens, read once.
pub(super) struct Reader<'doc> {
    pub(super) doc: &'doc Doc<'doc>,
    pub(super) lex: &'static DateWords,
    numbers: &'static Numbers,
    pub(super) cells: Vec<Cell>,
    /// What each token may begin: most forms fail at their second element, and all forms of a word
    /// together at the sight of what stands behind it.
    begins: Vec<Begins>,
}

/// A nested time, by its place.
pub(super) type Nested = (usize, usize);

/// What the classes of a form kept, in order.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Kept {
    pub(super) days: [Option<i8>; 3],
    pub(super) months: [Option<i8>; 2],
    pub(super) years: [Option<i16>; 2],
    pub(super) weekdays: [Option<i8>; 2],
    /// `Some(None)` is some number that nobody tells.
    #[expect(clippy::option_option, reason = "a number may be missing, untold or told")]
    pub(super) n: Option<Option<i32>>,
    pub(super) unit: Option<TimeUnit>,
    pub(super) season: Option<[i8; 4]>,
    pub(super) ordinal: Option<i8>,
    pub(super) numeric: Option<usize>,
    pub(super) dates: [Option<Nested>; 2],
    pub(super) part: bool,
}

/// A form that was found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub(super) first: usize,
    pub(super) end: usize,
    /// Index of the pattern in the file.
    pub(super) pattern: usize,
    pub(super) kept: Kept,
}

/// Puts a value into the first empty place; false when all are taken.
fn keep<T, const N: usize>(places: &mut [Option<T>; N], value: T) -> bool {
    match places.iter_mut().find(|place| place.is_none()) {
        Some(place) => {
            *place = Some(value);
            true
        }
        None => false,
    }
}

impl<'doc> Reader<'doc> {
    pub(super) fn new(doc: &'doc Doc<'doc>, lex: &'static DateWords) -> Option<Self> {
        let numbers = numbers(doc.lang)?;
        let n = doc.tokens.len();
        let mut reader =
            Self { doc, lex, numbers, cells: Vec::with_capacity(n), begins: Vec::with_capacity(n) };
        for token in 0..doc.tokens.len() {
            let cell = reader.cell(token);
            if cell.word.unit.is_some() || cell.word.month > 0 {
                let from = token.saturating_sub(4);
                reader.cells.iter_mut().skip(from).for_each(|cell| cell.near = true);
            }
            reader.cells.push(cell);
        }
        reader.begins.extend(reader.cells.iter().map(|&cell| Self::begins(cell)));
        Some(reader)
    }

    /// What a token may begin, by [`Self::may_match`].
    fn begins(cell: Cell) -> Begins {
        let word = cell.word;
        let mut begins = Begins { slots: Begins::ALWAYS, words: 0 };
        if word.id == 0 && cell.n_digits == 0 && cell.special.is_none() && !cell.near {
            return begins;
        }
        if word.id > 0 {
            begins.words = Begins::word(word.id);
        }
        for slot in Slot::ALL {
            if Self::may_match(&Matcher::Slot(slot), cell) {
                begins.slots |= Begins::slot(slot);
            }
        }
        begins
    }

    fn cell(&self, token: usize) -> Cell {
        let lower = self.doc.lower(token);
        let bytes = lower.as_bytes();
        let n_digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if n_digits == 0 {
            let hash = self.doc.tokens.get(token).map_or(0, |token| token.form_hash);
            let known = self.lex.filter.passes(hash);
            let word = if known { self.lex.word(lower) } else { DateWord::default() };
            let mut cell = Cell { word, ..Cell::default() };
            if self.lex.file.grammar.capitals && (cell.word.month > 0 || cell.word.weekday > 0) {
                let written = self.doc.word(token);
                if !written.starts_with(char::is_uppercase) {
                    cell.word.month = 0;
                    cell.word.weekday = 0;
                }
            }
            if cell.word.id == 0 && lower.contains('-') {
                let prefixes = &self.lex.file.grammar.mid_prefixes;
                let rest = prefixes.iter().find_map(|prefix| lower.strip_prefix(prefix.as_str()));
                if let Some(rest) = rest {
                    let month = self.lex.word(rest).month;
                    let year = rest.len() == 4 && rest.bytes().all(|byte| byte.is_ascii_digit());
                    if month > 0 {
                        cell.special = Some(Slot::MidMonth);
                        cell.figure = Some(month as u16);
                    } else if year {
                        cell.special = Some(Slot::MidYear);
                        cell.figure = rest.parse().ok();
                    }
                }
            }
            return cell;
        }
        let mut cell = Cell { n_digits: n_digits.min(20) as u8, ..Cell::default() };
        let tail = lower.get(n_digits..).unwrap_or_default();
        let figures = lower.get(..n_digits).and_then(|figures| figures.parse().ok());
        if tail.is_empty() || self.numbers.file.ordinals.suffixes.iter().any(|end| end == tail) {
            cell.figure = figures.filter(|_| tail.is_empty() || n_digits <= 2);
            if !tail.is_empty() {
                cell.word = self.lex.word(lower);
            }
        } else if tail == "s" && n_digits == 4 {
            cell.special = Some(Slot::Decade);
            cell.figure = figures;
        } else if self.two_days(token).is_some() {
            cell.special = Some(Slot::Days);
        } else if matches!(tail.chars().next(), Some('-' | '/'))
            && (8..=10).contains(&lower.len())
            && lower.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'/'))
        {
            cell.special = Some(Slot::Numeric);
        }
        cell
    }

    /// `10-12`
    fn two_days(&self, token: usize) -> Option<(i8, i8)> {
        let (first, last) = self.doc.lower(token).split_once(['-', '–'])?;
        let day = |text: &str| text.parse().ok().filter(|day| (1..=31).contains(day));
        Some((day(first)?, day(last)?)).filter(|(first, last)| first < last)
    }

    pub(super) fn at(&self, token: usize) -> Cell {
        self.cells.get(token).copied().unwrap_or_default()
    }

    /// The form to read at a token: the longest that begins there, or one that begins inside it
    /// and goes further (`dans la nuit de jeudi à vendredi`, `le 3 mars`).
    pub(super) fn best(&self, first: usize, end: usize) -> Option<Found> {
        let mut best = self.longest(first, end, 0)?;
        let mut at = first + 1;
        while at < best.end {
            if let Some(further) = self.longest(at, end, 0).filter(|found| found.end > best.end) {
                best = further;
            }
            at += 1;
        }
        Some(best)
    }

    /// The longest form that begins at a token. `inside` is how deep it stands in another form.
    pub(super) fn longest(&self, first: usize, end: usize, inside: u8) -> Option<Found> {
        // A comma that a form allows behind its weekday begins no time without the weekday.
        if first >= end || inside > 3 || self.doc.lower(first) == "," {
            return None;
        }
        let cell = self.at(first);
        if cell.word.id == 0 && cell.n_digits == 0 && cell.special.is_none() && !cell.near {
            return None;
        }
        let next = if first + 1 < end { self.at(first + 1) } else { Cell::default() };
        let next_begins = self.begins.get(first + 1).filter(|_| first + 1 < end);
        let next_begins =
            next_begins.copied().unwrap_or(Begins { slots: Begins::ALWAYS, words: 0 });
        let mut best: Option<Found> = None;
        let mut attempt = |forms: &Forms| {
            if !forms.second.meets(next_begins) {
                return;
            }
            for form in forms.forms.iter().filter(|form| form.second.meets(next_begins)) {
                // Most forms fail at their second element, before anything is kept.
                if let [one, two, ..] = form.elements.as_slice()
                    && !one.optional
                    && !two.optional
                    && one.matches != Matcher::Slot(Slot::Day)
                    && one.matches != Matcher::Slot(Slot::Number)
                    && !Self::may_match(&two.matches, next)
                {
                    continue;
                }
                let Some(pattern) = self.lex.file.patterns.get(form.pattern) else { continue };
                let is_range =
                    matches!(pattern.means, Means::Between | Means::DayRange | Means::YearRange);
                if inside > 0 && is_range {
                    continue;
                }
                let Some((mut last, kept)) =
                    self.rest(&form.elements, first, end, inside, &Kept::default())
                else {
                    continue;
                };
                // The comma before a year that is missing belongs to the sentence.
                while last > first + 1 && self.doc.lower(last - 1) == "," {
                    last -= 1;
                }
                let longer = best.is_none_or(|best| last > best.end);
                let found = Found { first, end: last, pattern: form.pattern, kept };
                if longer && last > first && self.is_valid(&found, pattern.means, inside) {
                    best = Some(found);
                }
            }
        };
        if cell.word.id > 0
            && let Some(forms) = self.lex.by_word.get(usize::from(cell.word.id))
        {
            attempt(forms);
        }
        let spelt = cell.near && cell.figure.is_none() && self.begins_number(first);
        let slots = [
            (Slot::Weekday, cell.word.weekday > 0),
            (Slot::Month, cell.word.month > 0),
            (Slot::Day, cell.n_digits > 0 || spelt || (cell.near && cell.word.ordinal == 1)),
            (Slot::Days, cell.special == Some(Slot::Days)),
            (Slot::Year, cell.n_digits == 4),
            (Slot::Season, cell.word.season[0] > 0),
            (Slot::Number, cell.near && (cell.n_digits > 0 || spelt || cell.word.is_some)),
            (Slot::Ordinal, cell.word.ordinal > 0),
            (Slot::Unit, cell.word.unit.is_some()),
            (Slot::Numeric, cell.special == Some(Slot::Numeric)),
            (Slot::Decade, cell.special == Some(Slot::Decade)),
            (Slot::MidMonth, cell.special == Some(Slot::MidMonth)),
            (Slot::MidYear, cell.special == Some(Slot::MidYear)),
        ];
        for (slot, may) in slots {
            if may && let Some(forms) = self.lex.by_slot.get(slot as usize) {
                attempt(forms);
            }
        }
        best
    }

    /// Whether a token may begin what an element matches.
    fn may_match(matcher: &Matcher, cell: Cell) -> bool {
        match matcher {
            Matcher::Words(ids) => cell.word.id > 0 && ids.contains(&cell.word.id),
            Matcher::Slot(slot) => match slot {
                Slot::Month => cell.word.month > 0,
                Slot::Weekday => cell.word.weekday > 0,
                Slot::Season => cell.word.season[0] > 0,
                Slot::Unit => cell.word.unit.is_some(),
                Slot::Part => cell.word.is_part,
                Slot::Ordinal => cell.word.ordinal > 0,
                Slot::Year => cell.n_digits == 4,
                Slot::Number | Slot::Day => cell.near || cell.n_digits > 0,
                Slot::Days | Slot::Numeric | Slot::Decade | Slot::MidMonth | Slot::MidYear => {
                    cell.special == Some(*slot)
                }
                Slot::Date => {
                    cell.word.id > 0 || cell.n_digits > 0 || cell.special.is_some() || cell.near
                }
            },
        }
    }

    /// Whether a number word or an article begins at a token.
    fn begins_number(&self, token: usize) -> bool {
        let lower = self.doc.lower(token);
        let first = lower.split(['-', '‑']).next().unwrap_or(lower);
        self.numbers.word(first).role.any(Role::NUMERAL | Role::ARTICLE | Role::BARE)
    }

    /// Matches the elements of a form from a token on.
    fn rest(
        &self,
        mut elements: &[Element],
        mut at: usize,
        end: usize,
        inside: u8,
        kept: &Kept,
    ) -> Option<(usize, Kept)> {
        loop {
            let Some((element, others)) = elements.split_first() else {
                return Some((at, *kept));
            };
            let cell = if at < end { self.at(at) } else { Cell::default() };
            let with = match &element.matches {
                _ if at >= end => None,
                Matcher::Words(ids) if cell.word.id > 0 && ids.contains(&cell.word.id) => {
                    // A word keeps nothing, and one that must stand here leaves no choice.
                    if !element.optional {
                        (elements, at) = (others, at + 1);
                        continue;
                    }
                    self.rest(others, at + 1, end, inside, kept)
                }
                Matcher::Words(_) => None,
                // What is no number at all fails before anything is copied.
                Matcher::Slot(slot)
                    if *slot != Slot::Number && !Self::may_match(&element.matches, cell) =>
                {
                    None
                }
                Matcher::Slot(slot) => self
                    .slot(*slot, at, end, inside, *kept)
                    .and_then(|(next, kept)| self.rest(others, next, end, inside, &kept)),
            };
            if with.is_some() || !element.optional {
                return with;
            }
            elements = others;
        }
    }

    /// Matches one class; gives the token behind it and what was kept.
    fn slot(
        &self,
        slot: Slot,
        at: usize,
        end: usize,
        inside: u8,
        mut kept: Kept,
    ) -> Option<(usize, Kept)> {
        let cell = self.at(at);
        let next = at + 1;
        let fits = match slot {
            Slot::Day => {
                if let Some(figure) = cell.figure.filter(|_| cell.special.is_none()) {
                    let is_day = cell.n_digits <= 2 && (1..=31).contains(&figure);
                    return (is_day && keep(&mut kept.days, figure as i8)).then_some((next, kept));
                }
                // `le premier mars`, `le onze septembre`
                if !cell.near || !(cell.word.ordinal == 1 || self.begins_number(at)) {
                    return None;
                }
                let (value, last) = if cell.word.ordinal == 1 {
                    (1, next)
                } else {
                    let number = numeral(self.doc, self.numbers, at, end)?;
                    (number.value, number.end)
                };
                let month = self.at(last).word.month > 0 && (1..=31).contains(&value);
                return (month && keep(&mut kept.days, value as i8)).then_some((last, kept));
            }
            Slot::Days => {
                let (first, last) =
                    self.two_days(at).filter(|_| cell.special == Some(Slot::Days))?;
                keep(&mut kept.days, first) && keep(&mut kept.days, last)
            }
            Slot::Month => cell.word.month > 0 && keep(&mut kept.months, cell.word.month),
            Slot::Year => {
                let year = cell.figure.filter(|_| cell.n_digits == 4 && cell.special.is_none());
                let year = year.filter(|year| (1800..2100).contains(year))?;
                keep(&mut kept.years, year as i16)
            }
            Slot::Weekday => cell.word.weekday > 0 && keep(&mut kept.weekdays, cell.word.weekday),
            Slot::Season => {
                kept.season = Some(cell.word.season);
                cell.word.season[0] > 0
            }
            Slot::Number => {
                if let Some(figure) = cell.figure.filter(|_| cell.special.is_none()) {
                    kept.n = Some(Some(i32::from(figure)));
                    return Some((next, kept));
                }
                if cell.word.is_some {
                    kept.n = Some(None);
                    return Some((next, kept));
                }
                if !cell.near || !self.begins_number(at) {
                    return None;
                }
                let number = numeral(self.doc, self.numbers, at, end)?;
                kept.n = Some(Some(i32::try_from(number.value).ok()?));
                return Some((number.end, kept));
            }
            Slot::Unit => {
                kept.unit = cell.word.unit;
                cell.word.unit.is_some()
            }
            Slot::Part => {
                kept.part = true;
                cell.word.is_part
            }
            Slot::Ordinal => {
                kept.ordinal = Some(cell.word.ordinal);
                cell.word.ordinal > 0
            }
            Slot::Numeric => {
                kept.numeric = Some(at);
                cell.special == Some(Slot::Numeric)
            }
            Slot::Decade | Slot::MidYear => {
                let year = cell.figure.filter(|_| cell.special == Some(slot))?;
                keep(&mut kept.years, year as i16)
            }
            Slot::MidMonth => {
                let month = cell.figure.filter(|_| cell.special == Some(slot))?;
                keep(&mut kept.months, month as i8)
            }
            Slot::Date => {
                let nested = self.longest(at, end, inside + 1)?;
                return keep(&mut kept.dates, (at, nested.end)).then_some((nested.end, kept));
            }
        };
        fits.then_some((next, kept))
    }

    /// Whether what was found is a time at all: ambiguous months, bare years and bare days need
    /// something beside them.
    fn is_valid(&self, found: &Found, means: Means, inside: u8) -> bool {
        let grammar = &self.lex.file.grammar;
        let kept = &found.kept;
        let before = found.first.checked_sub(1);
        let before_word = before.map_or("", |at| self.doc.lower(at));
        match means {
            // `juin de l'année dernière`, not `juin le mois dernier`.
            Means::Month if kept.unit.is_some() => kept.unit == Some(TimeUnit::Year),
            Means::Month => {
                let bare = kept.years[0].is_none();
                let ambiguous =
                    self.at(found.first).word.is_ambiguous && found.end == found.first + 1;
                !(bare && ambiguous) || grammar.month_before.iter().any(|word| word == before_word)
            }
            Means::Year if found.end == found.first + 1 && inside == 0 => {
                grammar.year_before.iter().any(|word| word == before_word)
            }
            Means::PartOfYear => matches!(kept.unit, Some(TimeUnit::Quarter | TimeUnit::Semester)),
            Means::Day if kept.months[0].is_none() && kept.numeric.is_none() => {
                let end =
                    self.doc.sents.get(self.doc.sent_of(found.first)).map_or(0, |sent| sent.end);
                let start =
                    self.doc.sents.get(self.doc.sent_of(found.first)).map_or(0, |sent| sent.first);
                let day = found.end - 1;
                super::is_day_number(self.doc, day, found.end, start as usize, end as usize)
            }
            _ => true,
        }
    }

    /// Whether a date is part of a name: `Mouvement du 23 mars`, `March 23 Movement`.
    pub(super) fn is_name(&self, found: &Found, start: usize) -> bool {
        let grammar = &self.lex.file.grammar;
        let is = |list: &[String], at: Option<usize>| {
            at.is_some_and(|at| {
                at >= start
                    && at < self.cells.len()
                    && list.iter().any(|word| word == self.doc.lower(at))
            })
        };
        let mut before = found.first.checked_sub(1);
        let opening = self.doc.lower(found.first);
        let linked = is(&grammar.name_links, before)
            || grammar.name_links.iter().any(|word| word == opening);
        if is(&grammar.name_links, before) {
            before = before.and_then(|at| at.checked_sub(1));
        }
        (linked && is(&grammar.name_before, before)) || is(&grammar.name_after, Some(found.end))
    }
}
