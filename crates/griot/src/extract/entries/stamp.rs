//! The words with which an entry of a live page tells when it was written.
//!
//! Takes the beginning of a line, or the value of an attribute; gives the day and the time of day that
//! stand there, as far as they are told. Deliberately resolves nothing: what day `14h32` is of is for
//! `days.rs`.
//!
//! | accepted form | example |
//! | --- | --- |
//! | a clock | `14h32 –`, `14:32`, `[09h05]`, `2:32 pm`, `09.40 GMT`, `14h –` |
//! | a day and a clock, in either order | `Le 12 mai à 09h05`, `Mardi 3 mai 2022, 14h32`, `14:32, May 3` |
//! | a day alone | `Mardi 3 mai`, `3 May 2022 –` |
//! | a dateline | `GAO, 3 mai –`, `Bamako (Mali), le 3 mai 2022 :` |
//! | a machine-readable value | `2022-05-03T14:32:00+02:00` |
//!
//! A clock that goes on in a small letter (`14h30 est l'heure`) is part of a sentence and none of these.

use jiff::civil::{Date, Time};

use crate::extract::dates::{NumberOrder, Part, day_at, days_in, parts};
use crate::extract::dating::time_after;
use crate::lexicon::pages::{Pages, fold};
use crate::model::EntryPrecision;

/// How much of a day is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ToldDay {
    /// None of it.
    No,
    /// Day and month.
    Yearless(i8, i8),
    /// All of it.
    Full(Date),
}

/// When an entry was written, as it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    pub(crate) day: ToldDay,
    pub(crate) time: Option<Time>,
    pub(crate) precision: EntryPrecision,
    pub(crate) zone: Option<String>,
    pub(crate) raw: String,
    /// Whether the line holds nothing else.
    pub(crate) alone: bool,
}

/// How much of a line is looked at, in bytes.
const HEAD: usize = 110;

/// Words before a day or a clock are never more: `Le mardi`, `Mis en ligne le`.
const MAX_FILLERS: usize = 3;

/// Marks between a stamp and what it is the time of.
const MARKS: [char; 11] = ['–', '—', '-', ':', '|', '·', '•', '.', '»', '>', '―'];

/// The time that a line begins with, or consists of.
pub(crate) fn opening(text: &str, order: NumberOrder, pages: &Pages) -> Option<Stamp> {
    let text = text.trim();
    let head = head_of(text);
    let first_digit = head.find(|c: char| c.is_ascii_digit())?;
    if first_digit > 40 || head.starts_with(['«', '"', '“', '‘', '\'']) {
        return None;
    }
    let parts = parts(head);
    let (mut day, mut clock) = (ToldDay::No, None::<Clock>);
    let (mut at, mut n_fillers, mut end) = (0, 0, 0);
    while let Some(part) = parts.get(at) {
        let joined = clock.is_some() && !is_loose(head.get(end..part.start)?);
        if joined {
            break;
        }
        if day == ToldDay::No
            && let Some((told, used)) = day_told(head, &parts[at..], order, pages)
        {
            day = told;
            at += used;
            end = parts[at - 1].end;
        } else if clock.is_none()
            && let Some((found, used)) = clock_at(head, &parts[at..])
        {
            clock = Some(found);
            at += used;
            end = parts[at - 1].end;
        } else {
            let word = &head[part.start..part.end];
            n_fillers += 1;
            let opens = end == 0 || !word.starts_with(char::is_uppercase);
            if part.number.is_some() || n_fillers > MAX_FILLERS || !opens || !is_filler(word, pages)
            {
                break;
            }
            at += 1;
        }
        if day != ToldDay::No && clock.is_some() {
            break;
        }
    }
    if end == 0 {
        return None;
    }
    let rest = text.get(end..)?.trim_start_matches([']', ')']);
    let rest = rest.trim_start();
    let alone = !rest.chars().any(char::is_alphanumeric);
    let marked = rest.starts_with(MARKS);
    let precision = match &clock {
        Some(clock) if clock.minutes => EntryPrecision::Minute,
        Some(_) => EntryPrecision::Hour,
        None => EntryPrecision::Day,
    };
    // `2h` alone, and `il y a 2 h`, tell how long ago; an hour of the clock stands before its report.
    let hour_alone = precision == EntryPrecision::Hour && day == ToldDay::No;
    let led = parts.first().is_some_and(|part| part.number.is_none());
    if hour_alone && (alone || led) {
        return None;
    }
    // A clock may stand before a sentence without a mark; a day alone, and an hour alone, may not.
    let sentence = rest.starts_with(|c: char| c.is_uppercase() || matches!(c, '«' | '"' | '“'));
    if !(alone || marked || (sentence && precision == EntryPrecision::Minute)) {
        return None;
    }
    let raw = text[..end].trim_start_matches(['[', '(', ' ']).to_owned();
    let (time, zone) = clock.map_or((None, None), |clock| (Some(clock.time), clock.zone));
    Some(Stamp { day, time, precision, zone, raw, alone })
}

/// The day of the dateline that a line begins with: a place in capital letters or in its own, a day,
/// and a mark.
pub(crate) fn dateline(text: &str, order: NumberOrder, pages: &Pages) -> Option<Stamp> {
    let head = head_of(text.trim());
    let (mark, _) = head.char_indices().find(|(at, c)| {
        let spaced = head[..*at].ends_with([' ', '\u{a0}'])
            && head[at + c.len_utf8()..].starts_with([' ', '\u{a0}']);
        (matches!(c, '–' | '—' | '-' | '―') && spaced) || (*c == ':' && *at > 0)
    })?;
    let opening = head[..mark].trim_end();
    let opening = opening.rsplit_once(" (").map_or(opening, |(before, agency)| {
        if agency.chars().all(|c| c.is_alphanumeric() || matches!(c, ')' | ' ')) {
            before
        } else {
            opening
        }
    });
    let parts = parts(opening);
    let first =
        parts.iter().position(|part| part.number.is_some() || is_month(opening, part, pages))?;
    // Everything before the day is a place: words with capitals, or small ones.
    let place = parts[..first].iter().all(|part| {
        let word = &opening[part.start..part.end];
        word.starts_with(char::is_uppercase) || is_filler(word, pages)
    });
    let named = parts[..first].iter().any(|part| {
        opening[part.start..part.end].starts_with(char::is_uppercase) && part.end - part.start > 2
    });
    if !place || !named {
        return None;
    }
    let (day, used) = day_told(opening, &parts[first..], order, pages)?;
    let end = parts[first + used - 1].end;
    let after = opening[end..].chars().filter(|c| c.is_alphanumeric()).count();
    (after <= 12).then(|| Stamp {
        day,
        time: None,
        precision: EntryPrecision::Day,
        zone: None,
        raw: opening[parts[first].start..end].to_owned(),
        alone: false,
    })
}

/// The time in an attribute: `2022-05-03T14:32:00+02:00`, `2022-05-03`, `14:32`.
pub(crate) fn of_value(value: &str, order: NumberOrder, pages: &Pages) -> Option<Stamp> {
    let value = head_of(value.trim());
    let Some(found) = days_in(value, order, pages).into_iter().next() else {
        let stamp = opening(value, order, pages)?;
        return stamp.alone.then_some(stamp);
    };
    let (time, zone) = time_after(value.get(found.end..)?);
    let precision = if time.is_some() { EntryPrecision::Minute } else { EntryPrecision::Day };
    let raw = value.to_owned();
    Some(Stamp { day: ToldDay::Full(found.date), time, precision, zone, raw, alone: true })
}

/// The first bytes of a line.
fn head_of(text: &str) -> &str {
    let end = (0..=text.len().min(HEAD)).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or(0)]
}

fn is_loose(gap: &str) -> bool {
    gap.chars().all(|c| c.is_whitespace() || matches!(c, ',' | '-' | '–' | '|' | '·' | '/'))
}

/// Small words around a day: `le`, `à`, `on`, `mardi`.
fn is_filler(word: &str, pages: &Pages) -> bool {
    let folded = fold(word);
    word.chars().count() <= 3 || pages.is_function_word(&folded)
}

fn is_month(text: &str, part: &Part, pages: &Pages) -> bool {
    part.number.is_none() && pages.month(&text[part.start..part.end]).is_some()
}

/// A day with its year, or a day of a month.
fn day_told(
    text: &str,
    parts: &[Part],
    order: NumberOrder,
    pages: &Pages,
) -> Option<(ToldDay, usize)> {
    if let Some((day, used)) = day_at(text, parts, order, pages) {
        return Some((ToldDay::Full(day), used));
    }
    let near = |a: usize, b: usize| {
        let (Some(a), Some(b)) = (parts.get(a), parts.get(b)) else { return false };
        text.get(a.end..b.start)
            .is_some_and(|gap| gap.chars().all(|c| c.is_whitespace() || c == '.'))
    };
    let word = |at: usize| parts.get(at).map(|part| &text[part.start..part.end]);
    let month = |at: usize| {
        parts
            .get(at)
            .filter(|part| part.number.is_none())
            .and(word(at))
            .and_then(|w| pages.month(w))
    };
    let number = |at: usize| {
        let part = parts.get(at)?;
        let number = i8::try_from(part.number?).ok()?;
        ((1..=31).contains(&number) && part.digits <= 2).then_some(number)
    };
    if let Some(day) = number(0) {
        let suffix = matches!(word(1), Some("er" | "st" | "nd" | "rd" | "th"));
        let at = if suffix { 2 } else { 1 };
        if let Some(month) = month(at)
            && near(at - 1, at)
        {
            return Some((ToldDay::Yearless(month, day), at + 1));
        }
        return None;
    }
    let (month, day) = (month(0)?, number(1)?);
    // `May 14:32` is a clock.
    let clock = clock_at(text, &parts[1..]).is_some();
    (near(0, 1) && !clock).then_some((ToldDay::Yearless(month, day), 2))
}

struct Clock {
    time: Time,
    minutes: bool,
    zone: Option<String>,
}

/// A clock at the beginning of some parts, and how many of them it takes.
fn clock_at(text: &str, parts: &[Part]) -> Option<(Clock, usize)> {
    let word = |at: usize| parts.get(at).map(|part| &text[part.start..part.end]);
    let gap = |at: usize| {
        let (a, b) = (parts.get(at)?, parts.get(at + 1)?);
        text.get(a.end..b.start)
    };
    let number = |at: usize, digits: usize, max: i32| {
        let part = parts.get(at)?;
        let number = part.number.filter(|n| (0..=max).contains(n))?;
        (part.digits <= 2 && part.digits >= digits).then_some(number as i8)
    };
    let hour = number(0, 1, 23)?;
    let (mut minute, mut minutes, mut used) = (0, false, 1);
    let mut weak = true;
    let h = matches!(word(1), Some("h" | "H")) && gap(0).is_some_and(|gap| gap.trim().is_empty());
    if h {
        weak = false;
        used = 2;
        if let Some(told) = number(2, 2, 59)
            && gap(1).is_some_and(|gap| gap.trim().is_empty())
        {
            (minute, minutes, used) = (told, true, 3);
        }
    } else if let Some(told) = number(1, 2, 59)
        && matches!(gap(0), Some(":" | "." | "\u{2236}"))
    {
        weak = gap(0) == Some(".");
        (minute, minutes, used) = (told, true, 2);
    }
    let mut hour = hour;
    // `2:32 pm`, `2 p.m.`
    let half = match (word(used).map(str::to_ascii_lowercase).as_deref(), word(used + 1)) {
        (Some(half @ ("am" | "pm")), _) => Some((half == "pm", 1)),
        (Some(half @ ("a" | "p")), Some("m" | "M")) if gap(used) == Some(".") => {
            Some((half == "p", 2))
        }
        _ => None,
    };
    if let Some((afternoon, n_parts)) = half
        && gap(used - 1).is_some_and(|gap| gap.trim().is_empty())
        && (1..=12).contains(&hour)
    {
        hour = hour % 12 + if afternoon { 12 } else { 0 };
        used += n_parts;
        weak = false;
    }
    let mut zone = None;
    if let Some(name) =
        word(used).filter(|_| gap(used - 1).is_some_and(|gap| gap.trim().is_empty()))
    {
        let is_utc = matches!(name, "GMT" | "UTC" | "TU" | "Z");
        let letters = (2..=4).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_uppercase());
        if is_utc || (letters && !h) {
            let offset =
                parts.get(used + 1).filter(|part| part.digits <= 2 && part.number.is_some());
            let sign = gap(used).map(str::trim).filter(|gap| matches!(*gap, "+" | "-"));
            used += 1;
            if is_utc {
                weak = false;
                zone = Some("Z".to_owned());
            }
            if let (Some(offset), Some(sign), true) = (offset, sign, is_utc) {
                zone = Some(format!("{sign}{:02}:00", offset.number.unwrap_or_default()));
                used += 1;
            }
        }
    }
    let time = Time::new(hour, minute, 0, 0).ok()?;
    (!weak).then_some((Clock { time, minutes, zone }, used))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(stamp: Option<Stamp>) -> String {
        let Some(stamp) = stamp else { return "-".to_owned() };
        let day = match stamp.day {
            ToldDay::No => String::new(),
            ToldDay::Yearless(month, day) => format!("{month:02}-{day:02}"),
            ToldDay::Full(day) => day.to_string(),
        };
        let time = stamp.time.map(|t| format!("{:02}:{:02}", t.hour(), t.minute()));
        let alone = if stamp.alone { "alone" } else { "" };
        let clock = format!("{}{}", time.unwrap_or_default(), stamp.zone.unwrap_or_default());
        let words = [day.as_str(), clock.as_str(), alone];
        let told: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
        told.join(" ")
    }

    fn check(text: &str, expected: &str) {
        let stamp = opening(text, NumberOrder::DayFirst, Pages::builtin());
        assert_eq!(shown(stamp), expected, "{text}");
    }

    #[test]
    fn clocks_and_days_open_entries() {
        check("14h32", "14:32 alone");
        check("14h32 – Les forces armées annoncent la reprise de la ville", "14:32");
        check("14 h 32 : une explosion", "14:32");
        check("14:32 Les forces armées annoncent", "14:32");
        check("[09h05] Le couvre-feu est levé", "09:05");
        check("(14:32) Shelling resumes", "14:32");
        check("2:32 pm", "14:32 alone");
        check("12.05 a.m. – Sirens in the capital", "00:05");
        check("09.40 GMT", "09:40Z alone");
        check("14:32 UTC+2", "14:32+02:00 alone");
        check("14h – Les tirs reprennent", "14:00");
        check("Le 12 mai à 09h05", "05-12 09:05 alone");
        check("Mardi 3 mai 2022, 14h32", "2022-05-03 14:32 alone");
        check("14:32, May 3", "05-03 14:32 alone");
        check("1er mai, 7h10 – Un convoi est attaqué", "05-01 07:10");
        check("Mardi 3 mai", "05-03 alone");
        check("Tuesday, May 3, 2022", "2022-05-03 alone");
        check("3 mai 2022 – Gao", "2022-05-03");
    }

    #[test]
    fn sentences_and_other_numbers_open_none() {
        for text in [
            "",
            "14h30 est l'heure à laquelle",
            "À 14h30, une explosion a retenti",
            "14 soldats ont été tués",
            "12.50 euros le kilo",
            "3 mai, jour de deuil national",
            "« 14h32 – c'est l'heure »",
            "Le 3 mai 2022, douze soldats ont été tués",
            "25:61",
            "1:0 Mali",
            "20 h de combats",
            "2h",
            "il y a 2 h",
            "2h ago",
        ] {
            check(text, "-");
        }
    }

    #[test]
    fn datelines_tell_days() {
        let day = |text| shown(dateline(text, NumberOrder::DayFirst, Pages::builtin()));
        assert_eq!(day("GAO, 3 mai – Deux gendarmes ont été tués"), "05-03");
        assert_eq!(day("Bamako (Mali), le 3 mai 2022 : le Premier ministre"), "2022-05-03");
        assert_eq!(day("OUAGADOUGOU, May 3 (AFP) - Two villagers died"), "05-03");
        assert_eq!(day("Le gouvernement a annoncé, le 3 mai – une première –, que"), "-");
        assert_eq!(day("Le 3 mai – jour férié –, les rues étaient vides"), "-");
        assert_eq!(day("Mali : douze soldats tués"), "-");
    }

    #[test]
    fn values_tell_days_times_and_zones() {
        let value = |text| shown(of_value(text, NumberOrder::DayFirst, Pages::builtin()));
        assert_eq!(value("2022-05-03T14:32:00+02:00"), "2022-05-03 14:32+02:00 alone");
        assert_eq!(value("2022-05-03"), "2022-05-03 alone");
        assert_eq!(value("14:32"), "14:32 alone");
        assert_eq!(value("il y a 2 heures"), "-");
    }
}
