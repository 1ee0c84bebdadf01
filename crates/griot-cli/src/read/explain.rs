//! `griot read --explain`: what was taken from each page, and what was not, for a person.
//!
//! Takes the inputs; gives, for each article, what was found out about it and where, its passages
//! one by one, those of a live page under the time of their report, what was cut and why, the headlines
//! of other articles, the days that the page tells, and the notes.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::Result;
use griot::model::{Article, DateCandidate, DateFound, DatePrecision, DateRole, Entry};
use griot_intake::{Unit, Units, pipeline};

use super::summary::is_one;
use crate::out;
use crate::report::Report;
use crate::settings::{Inputs, Screen};
use crate::show::layout::{clean, hang};
use crate::show::styles::{DIM, DOUBT, TITLE};

pub(super) fn run(inputs: &Inputs, mut report: Report, screen: &Screen) -> Result<ExitCode> {
    let mut out = out::named(anstream::AutoStream::new(io::stdout().lock(), screen.color));
    let width = screen.width;
    let known = inputs.known;
    let work = |unit: Unit| {
        let read = unit.work.read(known);
        let shown: Vec<(String, bool)> = read
            .articles
            .iter()
            .map(|article| (explanation(article, width), is_one(article)))
            .collect();
        (shown, read.failures)
    };
    let units = Units::new(inputs.walk());
    let mut first = true;
    pipeline::each(
        units,
        inputs.workers,
        |unit| unit.work.weight(),
        pipeline::one_by_one(work),
        |(shown, failures)| -> io::Result<()> {
            for (text, is_article) in shown {
                if !std::mem::take(&mut first) {
                    writeln!(out, "\n{DIM}{}{DIM:#}\n", "─".repeat(width))?;
                }
                out.write_all(text.as_bytes())?;
                if is_article {
                    report.found();
                }
            }
            for failure in failures {
                report.failure(&failure);
            }
            Ok(())
        },
    )?;
    out.flush()?;
    Ok(report.exit_code())
}

fn explanation(article: &Article, width: usize) -> String {
    let mut out = String::new();
    let title = article.title.as_deref().unwrap_or("(no headline)");
    let _ = writeln!(out, "{TITLE}{}{TITLE:#}", clean(title));
    let mut fact = |label: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(out, "{DIM}{label:<11}{DIM:#}{}", clean(value));
        }
    };
    fact("input", &article.id);
    fact("address", article.url.as_deref().unwrap_or_default());
    fact("canonical", article.canonical.as_deref().unwrap_or_default());
    fact("outlet", article.publisher.as_deref().unwrap_or_default());
    let section = article.section.as_ref();
    fact("section", &section.map_or_else(String::new, |s| format!("{} ({})", s.name, s.found_in)));
    fact("authors", &article.authors.join(", "));
    fact("published", &day(article.published.as_ref()));
    fact("modified", &day(article.modified.as_ref()));
    fact("retrieved", &article.first_seen.map_or_else(String::new, |time| time.to_string()));
    fact("language", article.lang.map_or("", |lang| lang.as_str()));

    heading(&mut out, "Kept", article.paragraphs().filter(|span| !span.is_empty()).count());
    let mut entries = article.entries.iter().peekable();
    for (span, number) in article.paragraphs().filter(|span| !span.is_empty()).zip(1..) {
        if let Some(entry) = entries.next_if(|entry| entry.span.start < span.end) {
            let _ = writeln!(out, "{DIM}  ── {}{DIM:#}", clean(&report(entry)));
        }
        let reason = article.uncoded.iter().find(|passage| passage.span.overlaps(span));
        let mark = reason.map(|passage| format!("[not coded: {}] ", passage.reason.as_str()));
        passage(
            &mut out,
            &format!("{number:>3}  "),
            mark.as_deref(),
            span.of(&article.text),
            width,
        );
    }
    if !article.cut.is_empty() {
        heading(&mut out, "Cut", article.cut.len());
        for cut in &article.cut {
            passage(
                &mut out,
                "  -  ",
                Some(&format!("[{}] ", cut.reason.as_str())),
                &cut.text,
                width,
            );
        }
    }
    if !article.related.is_empty() {
        heading(&mut out, "Other headlines on the page, never coded", article.related.len());
        for related in &article.related {
            passage(&mut out, "  -  ", None, &related.title, width);
            if let Some(url) = &related.url {
                let _ = writeln!(out, "     {DIM}{}{DIM:#}", clean(url));
            }
        }
    }
    if !article.dates.is_empty() {
        heading(&mut out, "Days that the page tells, the most trusted first", article.dates.len());
        for date in &article.dates {
            passage(&mut out, "  -  ", None, &candidate(date), width);
        }
    }
    if !article.notes.is_empty() {
        heading(&mut out, "Notes", article.notes.len());
        for note in &article.notes {
            passage(&mut out, "  -  ", Some(&format!("[{}] ", note.code)), &note.text, width);
        }
    }
    out
}

/// When a report of a live page was written, how that is known, and its address.
fn report(entry: &Entry) -> String {
    let mut words: Vec<String> = Vec::new();
    match &entry.time {
        None => words.push("no time".to_owned()),
        Some(time) => {
            let from = time.day_from.map_or("", |from| from.as_str());
            match time.day {
                Some(day) => words.push(format!("{day} ({from})")),
                None => words.push("day open".to_owned()),
            }
            if let Some(clock) = time.time {
                let zone = time.zone.as_deref().unwrap_or_default();
                words.push(format!("{:02}:{:02}{zone}", clock.hour(), clock.minute()));
            }
            let raw: String = time.raw.chars().take(40).collect();
            words.push(format!("found in {}: {raw}", time.found_in));
        }
    }
    words.extend(entry.url.clone());
    words.join(" · ")
}

/// A day that the page tells: how much of it, of what, and where it stands.
fn candidate(date: &DateCandidate) -> String {
    let digits = match date.precision {
        DatePrecision::Day => 10,
        DatePrecision::Month => 7,
        DatePrecision::Year => 4,
    };
    let mut words: String = date.day.to_string().chars().take(digits).collect();
    if let Some(time) = date.time {
        let zone = date.zone.as_deref().unwrap_or_default();
        let _ = write!(words, " {:02}:{:02}{zone}", time.hour(), time.minute());
    }
    let role = match date.role {
        DateRole::Unsaid => "",
        role => role.as_str(),
    };
    let raw: String = date.raw.chars().take(80).collect();
    let place = [date.found_in, &date.name].join(" ");
    let parts = [words.as_str(), role, place.trim(), &raw];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn heading(out: &mut String, label: &str, n: usize) {
    let _ = writeln!(out, "\n{TITLE}{label}{TITLE:#} {DIM}({n}){DIM:#}");
}

/// A passage with what is said of it, on lines of the screen's width.
fn passage(out: &mut String, first: &str, mark: Option<&str>, text: &str, width: usize) {
    let mark = mark.unwrap_or_default();
    for (line, n) in hang(first, &format!("{mark}{text}"), width).into_iter().zip(0..) {
        // The mark stands at the head of the first line, unless the screen is too narrow for it.
        let _ = match line.split_once(mark).filter(|_| n == 0 && !mark.is_empty()) {
            Some((before, after)) => writeln!(out, "{before}{DOUBT}{mark}{DOUBT:#}{after}"),
            None => writeln!(out, "{line}"),
        };
    }
}

fn day(found: Option<&DateFound>) -> String {
    found.map_or(String::new(), |found| {
        let DateFound { date, found_in, raw } = found;
        format!("{date} (found in {found_in}: {})", raw.chars().take(60).collect::<String>())
    })
}
