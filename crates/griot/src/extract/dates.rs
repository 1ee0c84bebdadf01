//! Dates as pages print them.
//!
//! Takes a line, an attribute or a URL; gives the days in it with the words that gave them.
//! Deliberately resolves nothing relative ("hier", "2 hours ago"): a page does not tell when it was
//! retrieved, and the library reads no clock.
//!
//! | accepted form | example |
//! | --- | --- |
//! | year, month, day | `2022-03-12`, `2022/03/12`, `2022-03-12T14:05:00+01:00` |
//! | eight digits, in URLs and attributes | `20220312` |
//! | day, month, year | `12/03/2022`, `12.03.2022`; `12/03/22` only where a date is meant, see [`short_day`] |
//! | month, day, year, when the second number exceeds 12 or the page is American | `03/25/2022` |
//! | day, name, year | `12 mars 2022`, `1er mars 2022`, `12th March 2022`, `Sat, 12 Mar 2022` |
//! | name, day, year | `March 12, 2022`, `Mar. 12 2022` |

use jiff::civil::Date;

use crate::lexicon::pages::Pages;

/// How the numbers of `3/4/2022` are ordered on a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum NumberOrder {
    /// The third of April's readers: everyone but America.
    #[default]
    DayFirst,
    /// America.
    MonthFirst,
}

/// A day, and the bytes that gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FoundDay {
    pub(crate) date: Date,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Pages are read as far back as the web goes; later years are taken for identifiers.
const YEARS: std::ops::RangeInclusive<i16> = 1990..=2100;

/// Small words inside a date: `12 de marzo de 2017`, `12th of March`.
const FILLERS: [&str; 5] = ["de", "of", "del", "di", "do"];

/// How long a line may be before dates in it are no longer looked for.
const MAX_BYTES: usize = 20_000;

/// All days in a text, in order, without overlap.
pub(crate) fn days_in(text: &str, order: NumberOrder, pages: &Pages) -> Vec<FoundDay> {
    if text.len() > MAX_BYTES {
        return Vec::new();
    }
    let parts = parts(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < parts.len() {
        if let Some((date, used)) = day_at(text, &parts[at..], order, pages) {
            let end = parts[at + used - 1].end;
            found.push(FoundDay { date, start: parts[at].start, end });
            at += used;
        } else {
            at += 1;
        }
    }
    found
}

/// The first day in a short text that writes its year in two digits: `12.03.22`, `12/03/22`. Only where
/// an element or words say that a date is meant: elsewhere such numbers are scores and versions.
pub(crate) fn short_day(text: &str, order: NumberOrder) -> Option<FoundDay> {
    let parts = parts(text.get(..200).unwrap_or(text));
    parts.windows(3).find_map(|three| {
        let gap = |before: &Part, behind: &Part| text.get(before.end..behind.start);
        let [first, second, last] = three else { return None };
        let mark = gap(first, second)?;
        let same = mark == gap(second, last)? && matches!(mark, "." | "/" | "-");
        if !same || first.digits > 2 || second.digits > 2 || last.digits != 2 {
            return None;
        }
        let (one, other, year) = (first.number?, second.number?, last.number?);
        let month_first = other > 12 || (order == NumberOrder::MonthFirst && one <= 12);
        let (in_month, month) = if month_first { (other, one) } else { (one, other) };
        let date = day(if year < 70 { 2000 + year } else { 1900 + year }, month, in_month)?;
        Some(FoundDay { date, start: first.start, end: last.end })
    })
}

/// The day in a machine-readable value: `2022-03-12T14:05:00Z`, `20220312`, or any written form.
pub(crate) fn day_of_value(value: &str, order: NumberOrder, pages: &Pages) -> Option<Date> {
    days_in(value, order, pages).first().map(|found| found.date)
}

/// The day in the path of a URL: `/2022/03/12/`, `/2022-03-12-`, `/20220312-`.
pub(crate) fn day_of_url(url: &str, pages: &Pages) -> Option<(Date, String)> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = &path[path.find('/')?..];
    let path = path.split(['?', '#']).next().unwrap_or(path);
    let in_order = |found: &FoundDay| {
        // Day-first numbers in a path are as often a section and an issue.
        path.as_bytes()[found.start..].iter().take(4).all(u8::is_ascii_digit)
    };
    let found = days_in(path, NumberOrder::DayFirst, pages).into_iter().find(in_order)?;
    Some((found.date, path[found.start..found.end].to_owned()))
}

/// A run of digits or of letters.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) number: Option<i32>,
    pub(crate) digits: usize,
}

pub(crate) fn parts(text: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut was: Option<bool> = None;
    for (at, c) in text.char_indices() {
        let now = match c {
            c if c.is_ascii_digit() => Some(true),
            c if c.is_alphabetic() => Some(false),
            _ => None,
        };
        if let Some(digit) = now {
            if was == now {
                if let Some(last) = parts.last_mut() {
                    last.end = at + c.len_utf8();
                }
            } else {
                parts.push(Part {
                    start: at,
                    end: at + c.len_utf8(),
                    number: digit.then_some(0),
                    digits: 0,
                });
            }
        }
        was = now;
    }
    for part in &mut parts {
        if part.number.is_some() {
            part.digits = part.end - part.start;
            part.number = text[part.start..part.end].parse().ok().or(Some(-1));
        }
    }
    parts
}

pub(crate) fn day_at(
    text: &str,
    parts: &[Part],
    order: NumberOrder,
    pages: &Pages,
) -> Option<(Date, usize)> {
    let first = *parts.first()?;
    let between = |a: usize, b: usize| -> &str {
        match (parts.get(a), parts.get(b)) {
            (Some(a), Some(b)) => &text[a.end..b.start],
            _ => "",
        }
    };
    let number = |at: usize| parts.get(at).and_then(|part| part.number);
    let digits = |at: usize| parts.get(at).map_or(0, |part| part.digits);
    let is_separator = |gap: &str| matches!(gap, "-" | "/" | "." | "–" | "_");
    let is_loose = |gap: &str| {
        gap.len() <= 4
            && gap.chars().all(|c| c.is_whitespace() || matches!(c, ',' | '.' | '-' | '/'))
    };
    let word = |at: usize| parts.get(at).filter(|part| part.number.is_none());
    let is_filler =
        |at: usize| word(at).is_some_and(|part| FILLERS.contains(&&text[part.start..part.end]));
    let month = |at: usize| {
        word(at).and_then(|part| pages.month(&text[part.start..part.end])).map(i32::from)
    };

    if let Some(n) = first.number {
        if first.digits == 8 {
            return Some((day(n / 10_000, n / 100 % 100, n % 100)?, 1));
        }
        let same = between(0, 1) == between(1, 2) && is_separator(between(0, 1));
        if same && first.digits == 4 && digits(1) <= 2 && digits(2) <= 2 {
            return Some((day(n, number(1)?, number(2)?)?, 3));
        }
        if same && first.digits <= 2 && digits(1) <= 2 && digits(2) == 4 {
            let (a, b, year) = (n, number(1)?, number(2)?);
            let month_first = b > 12 || (order == NumberOrder::MonthFirst && a <= 12);
            let (d, m) = if month_first { (b, a) } else { (a, b) };
            return Some((day(year, m, d)?, 3));
        }
        // `2022年3月12日`.
        let mark = |at: usize, mark: &str| {
            word(at).is_some_and(|part| text[part.start..part.end].starts_with(mark))
        };
        if first.digits == 4 && mark(1, "年") && mark(3, "月") && digits(4) <= 2 {
            return Some((day(n, number(2)?, number(4)?)?, 5));
        }
        if first.digits <= 2 {
            // `1er`, `12th`, `12 of March`.
            let suffix = word(1).is_some_and(|part| {
                part.start == first.end
                    && matches!(&text[part.start..part.end], "er" | "st" | "nd" | "rd" | "th")
            });
            let at = if suffix { 2 } else { 1 };
            // `12 de marzo de 2017`.
            let at = at + usize::from(is_filler(at));
            let year = at + 1 + usize::from(is_filler(at + 1));
            if is_loose(between(at - 1, at))
                && digits(year) == 4
                && is_loose(between(year - 1, year))
                && let Some(m) = month(at)
            {
                return Some((day(number(year)?, m, n)?, year + 1));
            }
        }
        return None;
    }
    let m = month(0)?;
    let suffix = word(2).is_some_and(|part| {
        parts.get(1).is_some_and(|day| day.end == part.start)
            && matches!(&text[part.start..part.end], "st" | "nd" | "rd" | "th")
    });
    let year = if suffix { 3 } else { 2 };
    if is_loose(between(0, 1))
        && (1..=2).contains(&digits(1))
        && digits(year) == 4
        && is_loose(between(year - 1, year))
    {
        return Some((day(number(year)?, m, number(1)?)?, year + 1));
    }
    None
}

pub(crate) fn day(year: i32, month: i32, day: i32) -> Option<Date> {
    let year = i16::try_from(year).ok().filter(|year| YEARS.contains(year))?;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let days = days_in(text, NumberOrder::DayFirst, Pages::builtin());
        let days: Vec<_> = days.iter().map(|found| found.date.to_string()).collect();
        assert_eq!(days, expected, "{text}");
    }

    #[test]
    fn accepted_forms() {
        check("2022-03-12T14:05:00+01:00", &["2022-03-12"]);
        check("20220312", &["2022-03-12"]);
        check(
            "Publié le 12/03/2022 à 14h05 - Mis à jour le 13/03/2022",
            &["2022-03-12", "2022-03-13"],
        );
        check("03/25/2022", &["2022-03-25"]);
        check("jeudi 14 avril 2022 à 09h12", &["2022-04-14"]);
        check("le 1er août 2021", &["2021-08-01"]);
        check("Sat, 12 Mar 2022 14:05:00 GMT", &["2022-03-12"]);
        check("March 12, 2022 | Mar. 3rd, 2021", &["2022-03-12", "2021-03-03"]);
        check("12th March 2022", &["2022-03-12"]);
    }

    #[test]
    fn refused_forms() {
        for text in [
            "",
            "12/03/22",
            "31/02/2022",
            "99999999999999",
            "2022",
            "mars 2022",
            "12.03",
            "1789-07-14",
            "３月",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn american_pages_put_the_month_first() {
        let days = days_in("03/04/2022", NumberOrder::MonthFirst, Pages::builtin());
        assert_eq!(days[0].date.to_string(), "2022-03-04");
    }

    #[test]
    fn urls_give_days() {
        let day = |url| day_of_url(url, Pages::builtin()).map(|(date, _)| date.to_string());
        assert_eq!(day("https://e.org/2022/03/12/x.html").as_deref(), Some("2022-03-12"));
        assert_eq!(day("https://e.org/afrique/20220312-mali").as_deref(), Some("2022-03-12"));
        assert_eq!(day("https://e.org/a-12-03-2022"), None);
        assert_eq!(day("https://e.org"), None);
    }
}
