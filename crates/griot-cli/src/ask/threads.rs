//! Related articles, stories and timelines.
//!
//! Takes rows that the record put together; gives blocks for a person or JSON Lines for a program.
//! The figures of a story's events stand each beside its event; nothing is added up.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use griot::fusion::{Happening, Merged, Party, Policy, Relation, StoryDay, StoryEvent, timeline};
use griot::model::{Outcome, VictimKind};
use griot_record::{EventRow, RelatedRow, StoryRow, article_json};
use serde_json::{Value, json};

use super::merged::{number, open};
use super::{
    add_where, article_lines, at, end, filter, most, tell_rejected, value, write, write_rows,
};
use crate::args::{RelatedArgs, StoryArgs, TimelineArgs};
use crate::report::tell;
use crate::show::layout::{clean, hang};
use crate::show::styles::{DIM, DOUBT, FIGURE, TYPE};
use crate::show::words;

/// Cells before the lines of an event in a timeline.
const DEEP: &str = "       ";

pub(crate) fn related(args: &RelatedArgs) -> Result<ExitCode> {
    let record = at(open(&args.dir)?, &args.filter)?;
    let asked = &args.article;
    let keys = record.article_keys(asked)?;
    let key = match &keys[..] {
        [] => bail!("`{asked}`: no article has this key, id or address"),
        [key] => key,
        several => bail!("`{asked}`: several articles have it, {}", several.join(", ")),
    };
    let found = record.related(key, &filter(&args.filter)?, most(&args.answer))?;
    let as_json = |row: &RelatedRow| {
        let why = row.related.reasons.iter();
        let why = why.map(|(reason, shown)| json!({ "reason": reason.as_str(), "shown": shown }));
        json!({ "article": article_json(&row.article), "reasons": why.collect::<Vec<_>>() })
    };
    let as_block = |row: &RelatedRow, width| {
        let mut lines = article_lines(&row.article, width, "");
        for (reason, shown) in &row.related.reasons {
            lines.extend(value(label(*reason), &clean(&because(*reason, shown)), width));
        }
        Ok(lines)
    };
    write(&record, &args.answer, &found, as_json, as_block)
}

pub(crate) fn story(args: &StoryArgs) -> Result<ExitCode> {
    let record = at(open(&args.dir)?, &args.filter)?;
    let mut wanted = filter(&args.filter)?;
    wanted.text.clone_from(&args.text);
    let id = args.id.as_deref();
    let found = record.stories(id, &wanted, most(&args.answer))?.with_context(|| {
        let id = id.unwrap_or_default();
        format!("`{id}`: no story, no event and no article has it")
    })?;
    let policy = args.policy;
    let as_json = |row: &StoryRow| story_json(row, policy);
    let as_block = |row: &StoryRow, width| Ok(story_block(row, policy, width));
    write(&record, &args.answer, &found, as_json, as_block)
}

/// The events that meet the filters, day after day: of a place, an actor, a country.
pub(crate) fn events_by_day(args: &TimelineArgs) -> Result<ExitCode> {
    let ask = &args.ask;
    let record = at(open(&ask.dir)?, &ask.filter)?;
    let mut wanted = filter(&ask.filter)?;
    wanted.text.clone_from(&ask.text);
    tell_rejected(&record, &wanted)?;
    let found = record.events(&wanted, most(&ask.answer))?;
    let happenings: Vec<Happening> =
        found.rows.into_iter().filter_map(EventRow::happening).collect();
    let days = timeline(&happenings, args.policy);
    let events = by_id(&happenings);
    let as_block = |day: &StoryDay, width| Ok(day_lines(day, &events, "", width));
    write_rows(&ask.answer, &days, |day| day_json(day, &events), as_block)?;
    if found.total > happenings.len() as u64 {
        let shown = happenings.len();
        tell(&format!("only the latest {shown} events of {}; --limit 0 shows all", found.total));
    }
    Ok(end(&record, &ask.answer, found.total))
}

/// The reason as a label, which is narrow.
fn label(reason: Relation) -> &'static str {
    match reason {
        Relation::SameEvent => "event",
        Relation::Reprint => "text",
        Relation::PlaceAndActors => "place, who",
        Relation::Statement => "words",
        Relation::Source => "source",
        Relation::Story => "story",
    }
}

/// `same event (ev-…)`.
fn because(reason: Relation, shown: &std::collections::BTreeSet<String>) -> String {
    let shown: Vec<&str> = shown.iter().map(String::as_str).collect();
    let of = match reason {
        Relation::SameEvent | Relation::PlaceAndActors | Relation::Story => shown.join(", "),
        Relation::Reprint => format!("the text of {}", shown.join(", ")),
        Relation::Statement | Relation::Source => format!("of {}", shown.join(", ")),
    };
    format!("{reason}: {of}")
}

/// Events by their ids.
type ById<'h> = BTreeMap<&'h str, &'h Happening>;

fn by_id(happenings: &[Happening]) -> ById<'_> {
    happenings.iter().map(|happening| (happening.id.as_str(), happening)).collect()
}

/// The first and the last day of a story, when they are known.
fn days(row: &StoryRow) -> Option<[String; 2]> {
    let dates = || row.happenings.iter().filter_map(|happening| happening.merged.date);
    let (from, to) = (dates().map(|days| days.from).min()?, dates().map(|days| days.to).max()?);
    Some([from.to_string(), to.to_string()])
}

fn day_json(day: &StoryDay, events: &ById<'_>) -> Value {
    let event_json = |event: &StoryEvent| {
        let merged = events.get(event.id.as_str()).map(|happening| &happening.merged);
        let names = |parties: fn(&Merged) -> &Vec<Party>| {
            merged.map(|merged| {
                parties(merged).iter().map(|party| party.name.clone()).collect::<Vec<_>>()
            })
        };
        let tolls = event.tolls.iter().map(|(outcome, kind, figure)| {
            json!({
                "outcome": outcome.as_str(), "kind": kind.map(VictimKind::as_str),
                "low": figure.low, "best": figure.best, "high": figure.high,
            })
        });
        let date = merged.and_then(|merged| merged.date);
        json!({
            "id": event.id,
            "type": merged.map(|merged| merged.event_type.as_str()),
            "date": date.map(|days| [days.from.to_string(), days.to.to_string()]),
            "place": merged.and_then(|merged| merged.place.as_ref()).map(|place| &place.name),
            "country": merged.and_then(|merged| merged.country.as_ref()),
            "initiators": names(|merged| &merged.initiators),
            "targets": names(|merged| &merged.targets),
            "certainty": merged.map(|merged| merged.certainty.as_str()),
            "n_articles": event.n_articles,
            "tolls": tolls.collect::<Vec<_>>(),
        })
    };
    let told: Vec<Value> = day.events.iter().map(event_json).collect();
    json!({ "day": day.day.map(|day| day.to_string()), "events": told })
}

fn story_json(row: &StoryRow, policy: Policy) -> Value {
    let events = by_id(&row.happenings);
    let timeline = timeline(&row.happenings, policy);
    let timeline: Vec<Value> = timeline.iter().map(|day| day_json(day, &events)).collect();
    json!({
        "id": row.story.id,
        "days": days(row),
        "n_events": row.happenings.len(),
        "n_articles": row.articles.len(),
        "policy": policy.as_str(),
        "timeline": timeline,
        "articles": row.articles.iter().map(article_json).collect::<Vec<_>>(),
    })
}

fn story_block(row: &StoryRow, policy: Policy, width: usize) -> Vec<String> {
    let events = by_id(&row.happenings);
    let mut head = format!("{TYPE}Story{TYPE:#}");
    let placed = row.happenings.iter().find(|happening| happening.merged.place.is_some());
    let placed = placed.or(row.happenings.first()).map(|happening| &happening.merged);
    let place = placed.and_then(|merged| merged.place.as_ref()).map(|place| place.name.as_str());
    let country = placed.and_then(|merged| merged.country.as_deref());
    add_where(&mut head, days(row).as_ref(), place, country);
    let mut lines = vec![head];
    for day in timeline(&row.happenings, policy) {
        lines.extend(day_lines(&day, &events, "     ", width));
    }
    for (at, article) in row.articles.iter().enumerate() {
        let day = article
            .published
            .as_deref()
            .map(|day| day.parse().map_or_else(|_| day.to_owned(), words::day));
        let title = article.title.clone().unwrap_or_else(|| article.id.clone());
        let parts = [Some(title), article.publisher.clone(), day, Some(article.key.clone())];
        let said = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        lines.extend(value(if at == 0 { "articles" } else { "" }, &clean(&said), width));
    }
    lines.push(format!("{DIM}     {}{DIM:#}", row.story.id));
    lines
}

/// A day, and what began on it.
fn day_lines(day: &StoryDay, events: &ById<'_>, indent: &str, width: usize) -> Vec<String> {
    let said = day.day.map_or_else(|| "no day is known".to_owned(), words::day);
    let mut lines = vec![format!("{indent}{said}")];
    for event in &day.events {
        let Some(happening) = events.get(event.id.as_str()) else { continue };
        lines.extend(event_lines(&happening.merged, event, width));
    }
    lines
}

/// What happened, who to whom, how many; how many articles tell it.
fn event_lines(merged: &Merged, event: &StoryEvent, width: usize) -> Vec<String> {
    let mut head = format!("{DEEP}{}", words::event_type(merged.event_type));
    add_where(
        &mut head,
        None,
        merged.place.as_ref().map(|place| place.name.as_str()),
        merged.country.as_deref(),
    );
    if let Some(doubt) = words::doubt(merged.certainty) {
        let _ = write!(head, " · {DOUBT}{doubt}{DOUBT:#}");
    }
    let mut lines = vec![head];
    let names = |parties: &[Party]| {
        parties.iter().map(|party| party.name.as_str()).collect::<Vec<_>>().join(", ")
    };
    let (did, suffered) = (names(&merged.initiators), names(&merged.targets));
    if !did.is_empty() || !suffered.is_empty() {
        let did = if did.is_empty() { "?" } else { &did };
        let arrow = if suffered.is_empty() { "" } else { " → " };
        lines.extend(hang(&format!("{DEEP}  "), &clean(&format!("{did}{arrow}{suffered}")), width));
    }
    let tolls: Vec<String> = event
        .tolls
        .iter()
        .filter(|(_, kind, _)| kind.is_none())
        .map(|(outcome, _, figure): &(Outcome, _, _)| format!("{outcome} {}", number(figure)))
        .collect();
    if !tolls.is_empty() {
        let said = hang(&format!("{DEEP}  "), &tolls.join(", "), width);
        lines.extend(said.into_iter().map(|line| format!("{FIGURE}{line}{FIGURE:#}")));
    }
    let articles = if event.n_articles == 1 { "article" } else { "articles" };
    lines.push(format!("{DIM}{DEEP}  {} {articles} · {}{DIM:#}", event.n_articles, event.id));
    lines
}
