//! `griot events`, `tolls`, `suggestions`, `related`, `story`, `timeline`, `statements`, `search`: asking a
//! record.
//!
//! Takes filters; gives blocks for a person or JSON Lines for a program, the latest first. When not
//! everything is shown, how much is not is told.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::Result;
use griot::json::{Aggregate, Event, Statement, Toll};
use griot::model::{Dates, EventType};
use griot_record::{
    ArticleRow, Filter, Found, Kind, Misasked, Record, Role, Row, Taken, Wanted, article_json,
    row_json,
};
use serde_json::json;

use crate::args::{
    AnswerArgs, AskArgs, EventsArgs, FilterArgs, SearchArgs, StatementsArgs, TollsArgs,
};
use crate::out;
use crate::report::tell;
use crate::settings::Screen;
use crate::show::layout::{clean, hang};
use crate::show::styles::{DIM, DOUBT, FIGURE, PLACE, SOURCE, TITLE, TYPE};
use crate::show::words;

mod merged;
pub(crate) use merged::{events, open, suggestions, tolls};

mod threads;
pub(crate) use threads::{events_by_day, related, story};

/// So many are shown to a person who does not say how many.
const SHOWN: usize = 50;
/// Cells before the lines below the first of a block.
const INDENT: &str = "     ";

/// Arguments that ask for claims.
pub(crate) trait Asks {
    /// What is asked for.
    const KIND: Kind;
    /// The filters.
    fn args(&self) -> &AskArgs;
}

impl Asks for EventsArgs {
    const KIND: Kind = Kind::Events;
    fn args(&self) -> &AskArgs {
        &self.ask
    }
}

impl Asks for TollsArgs {
    const KIND: Kind = Kind::Tolls;
    fn args(&self) -> &AskArgs {
        &self.ask
    }
}

impl Asks for StatementsArgs {
    const KIND: Kind = Kind::Statements;
    fn args(&self) -> &AskArgs {
        &self.ask
    }
}

pub(crate) fn run<A: Asks>(asked: &A) -> Result<ExitCode> {
    let args = asked.args();
    let record = at(Record::open(&args.dir)?, &args.filter)?;
    let mut filter = filter(&args.filter)?;
    filter.text.clone_from(&args.text);
    let found = record.ask(A::KIND, &filter, most(&args.answer))?;
    write(&record, &args.answer, &found, row_json, block)
}

pub(crate) fn search(args: &SearchArgs) -> Result<ExitCode> {
    let record = at(Record::open(&args.dir)?, &args.filter)?;
    let filter = filter(&args.filter)?;
    let found = record.search(&args.words.join(" "), &filter, most(&args.answer))?;
    let as_json = |hit: &griot_record::SearchHit| json!({ "article": article_json(&hit.article), "passage": hit.passage });
    let as_block = |hit: &griot_record::SearchHit, width| {
        let mut lines = article_lines(&hit.article, width, "");
        lines.extend(quote(&hit.passage, width));
        Ok(lines)
    };
    write(&record, &args.answer, &found, as_json, as_block)
}

/// How many rows are asked for; none for all.
pub(crate) fn most(answer: &AnswerArgs) -> Option<usize> {
    match answer.limit {
        Some(0) => None,
        None if answer.json => None,
        limit => Some(limit.unwrap_or(SHOWN)),
    }
}

pub(crate) fn write<T>(
    record: &Record,
    answer: &AnswerArgs,
    found: &Found<T>,
    as_json: impl Fn(&T) -> serde_json::Value,
    as_block: impl Fn(&T, usize) -> Result<Vec<String>>,
) -> Result<ExitCode> {
    write_rows(answer, &found.rows, as_json, as_block)?;
    let left = found.total.saturating_sub(found.rows.len() as u64);
    if left > 0 {
        tell(&format!("{left} more of {}; --limit 0 shows all", found.total));
    }
    Ok(end(record, answer, found.total))
}

fn write_rows<T>(
    answer: &AnswerArgs,
    rows: &[T],
    as_json: impl Fn(&T) -> serde_json::Value,
    as_block: impl Fn(&T, usize) -> Result<Vec<String>>,
) -> Result<()> {
    let screen = Screen::new(&answer.color);
    let stdout = io::stdout().lock();
    if answer.json {
        let mut out = out::named(io::BufWriter::new(stdout));
        for row in rows {
            writeln!(out, "{}", as_json(row))?;
        }
        out.flush()?;
    } else {
        let stdout = anstream::AutoStream::new(stdout, screen.color);
        let mut out = out::named(io::BufWriter::new(stdout));
        for row in rows {
            for line in as_block(row, screen.width)? {
                writeln!(out, "{line}")?;
            }
            writeln!(out)?;
        }
        out.flush()?;
    }
    Ok(())
}

/// What is to be told behind an answer, and the exit status.
fn end(record: &Record, answer: &AnswerArgs, total: u64) -> ExitCode {
    // Somebody who sees nothing wonders whether it is still at work. Programs read the exit status.
    if total == 0 && !answer.json {
        tell("nothing was found");
    }
    // Without an index there is nothing to be behind.
    if let Ok(behind @ 1..) = record.behind() {
        tell(&format!("{behind} articles cannot be searched for words yet: they are being added"));
    }
    if total == 0 { ExitCode::from(1) } else { ExitCode::SUCCESS }
}

pub(crate) fn filter(args: &FilterArgs) -> Result<Filter> {
    let wanted = Wanted {
        countries: args.countries.clone(),
        near: args.near.clone(),
        km: Some(args.km),
        within: args.within.clone(),
        actors: args.actors.clone(),
        sources: args.sources.clone(),
        types: args.types.clone(),
        outcomes: args.outcomes.clone(),
        certainties: args.certainties.clone(),
        since: args.since,
        until: args.until,
        reviews: args.reviews.clone(),
        text: None,
    };
    let understood = wanted.filter().map_err(|wrong| {
        let Misasked { field, value, reason } = wrong;
        anyhow::anyhow!("`--{field} {value}`{reason}")
    })?;
    if let Some(Taken { name, lies_in, lat, lon, others, .. }) = understood.taken {
        tell(&format!(
            "`{name}` is taken to be the one in {lies_in} ({lat:.2},{lon:.2}); {others} others have the name"
        ));
    }
    Ok(understood.filter)
}

/// The record, as it stood on the day that is asked for.
pub(crate) fn at(record: Record, args: &FilterArgs) -> Result<Record> {
    Ok(match args.as_of {
        Some(day) => record.as_of(day)?,
        None => record,
    })
}

/// A record as a role sees it; tells how many events are withheld from the role.
pub(crate) fn seen_by(record: Record, role: Role) -> Result<Record> {
    let record = record.seen_by(role)?;
    match record.n_withheld()? {
        0 => {}
        1 => tell("1 event that is withheld is left out; --as-role admin shows it"),
        n => {
            tell(&format!("{n} events that are withheld are left out; --as-role admin shows them"));
        }
    }
    match record.n_partly_withheld()? {
        0 => {}
        1 => tell("1 event is given without what is withheld of it; --as-role admin shows it"),
        n => tell(&format!(
            "{n} events are given without what is withheld of them; --as-role admin shows it"
        )),
    }
    Ok(record)
}

/// Tells how many events are left out because somebody rejected them: no limit is applied in silence.
pub(crate) fn tell_rejected(record: &Record, filter: &Filter) -> Result<()> {
    match record.n_rejected(filter)? {
        0 => {}
        1 => tell("1 event that was rejected is left out; --review rejected shows it"),
        n => tell(&format!(
            "{n} events that were rejected are left out; --review rejected shows them"
        )),
    }
    Ok(())
}

/// The block of one row.
fn block(row: &Row, width: usize) -> Result<Vec<String>> {
    let claim = row.claim.clone();
    let mut lines = Vec::new();
    let evidence = match row.kind.as_str() {
        "event" => {
            let event: Event = serde_json::from_value(claim)?;
            let kind = event.event_type.parse::<EventType>().map(words::event_type);
            let mut head = format!("{TYPE}{}{TYPE:#}", kind.unwrap_or("Event"));
            add_where(
                &mut head,
                event.date.as_ref(),
                event.place.as_deref(),
                event.country.as_deref(),
            );
            if event.certainty != "reported" {
                let _ = write!(head, " · {DOUBT}{}{DOUBT:#}", clean(&event.certainty));
            }
            lines.push(head);
            lines.extend(who(&event).into_iter().flat_map(|who| value("who", &who, width)));
            for (n, toll) in event.tolls.iter().enumerate() {
                if row.toll.is_none_or(|wanted| wanted == n) {
                    lines.extend(toll_lines(toll, width));
                }
            }
            lines.extend(sources(&event.sources, width));
            event.evidence
        }
        "aggregate" => {
            let total: Aggregate = serde_json::from_value(claim)?;
            let mut head = format!("{TYPE}Total of a period{TYPE:#}");
            add_where(
                &mut head,
                total.window.as_ref(),
                total.place.as_deref(),
                total.country.as_deref(),
            );
            lines.push(head);
            let victims = total.victims.as_deref();
            let figure = figure(total.low, total.high, total.approx, victims, &total.kind);
            lines.extend(coloured(&total.outcome, &figure, width));
            lines.extend(sources(&total.sources, width));
            total.evidence
        }
        _ => {
            let statement: Statement = serde_json::from_value(claim)?;
            let speaker = match statement.speaker.as_slice() {
                [] => "somebody who is not named".to_owned(),
                names => names.join(", "),
            };
            let how = if statement.quoted { "" } else { " (reported)" };
            lines.push(format!("{SOURCE}{}{SOURCE:#}{how}", clean(&speaker)));
            statement.evidence
        }
    };
    lines.extend(quote(&evidence, width));
    lines.extend(article_lines(&row.article, width, &row.key));
    Ok(lines)
}

fn add_where(
    head: &mut String,
    days: Option<&[String; 2]>,
    place: Option<&str>,
    country: Option<&str>,
) {
    if let Some([from, to]) = days {
        let days = from.parse().ok().zip(to.parse().ok()).map(|(from, to)| Dates { from, to });
        let _ = write!(head, " · {}", days.map_or_else(|| clean(from), words::dates));
    }
    let place = match (place, country) {
        (Some(place), Some(country)) => format!("{place} ({country})"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => return,
    };
    let _ = write!(head, " · {PLACE}{}{PLACE:#}", clean(&place));
}

fn who(event: &Event) -> Option<String> {
    let (did, suffered) = (event.initiators.join(", "), event.targets.join(", "));
    match (did.is_empty(), suffered.is_empty()) {
        (true, true) => None,
        (true, false) => Some(format!("? → {suffered}")),
        (false, true) => Some(did),
        (false, false) => Some(format!("{did} → {suffered}")),
    }
}

fn toll_lines(toll: &Toll, width: usize) -> Vec<String> {
    let mut said = figure(toll.low, toll.high, toll.approx, toll.victims.as_deref(), &toll.kind);
    if let Some(sources) = toll.sources.as_ref().filter(|sources| !sources.is_empty()) {
        let _ = write!(said, " · according to {}", sources.join(", "));
    }
    coloured(&toll.outcome, &said, width)
}

fn figure(
    low: Option<u64>,
    high: Option<u64>,
    approx: bool,
    victims: Option<&str>,
    kind: &str,
) -> String {
    let number = words::bounds(low, high, approx);
    let of_kind = || if kind == "unknown" { "people".to_owned() } else { kind.replace('_', " ") };
    format!("{number} {}", victims.map_or_else(of_kind, str::to_owned))
}

fn sources(names: &[String], width: usize) -> Vec<String> {
    if names.is_empty() { Vec::new() } else { value("source", &names.join(", "), width) }
}

pub(crate) fn value(label: &str, said: &str, width: usize) -> Vec<String> {
    hang(&format!("{INDENT}{label:<11}"), said, width)
}

fn coloured(label: &str, said: &str, width: usize) -> Vec<String> {
    value(label, said, width).into_iter().map(|line| format!("{FIGURE}{line}{FIGURE:#}")).collect()
}

fn quote(words: &str, width: usize) -> Vec<String> {
    let bar = format!("{INDENT}│ ");
    let lines = hang("", words, width.saturating_sub(INDENT.len() + 2));
    lines.into_iter().map(|line| format!("{DIM}{bar}{line}{DIM:#}")).collect()
}

/// The headline, then the outlet, the day and the key.
fn article_lines(article: &ArticleRow, width: usize, claim: &str) -> Vec<String> {
    let title = article.title.as_deref().unwrap_or(&article.id);
    let mut lines: Vec<_> = hang(if claim.is_empty() { "" } else { INDENT }, title, width)
        .into_iter()
        .map(|line| format!("{TITLE}{line}{TITLE:#}"))
        .collect();
    let day = article
        .published
        .as_deref()
        .map(|day| day.parse().map_or_else(|_| day.to_owned(), words::day));
    let key = if claim.is_empty() { &article.key } else { claim };
    let parts = [article.publisher.clone(), day, Some(key.to_owned())];
    let about = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    lines.extend(hang(INDENT, &about, width).into_iter().map(|line| format!("{DIM}{line}{DIM:#}")));
    lines
}
