//! Events, tolls of events, and pairs that may be one event.
//!
//! Takes rows that the record put together; gives blocks for a person or JSON Lines for a program.
//! Figures are made here, by the policy that is asked for.

use std::fmt::Write as _;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use griot::fusion::tolls::Compared;
use griot::fusion::{Merged, Party, Policy, TollFigure};
use griot::json::Aggregate;
use griot::model::Outcome;
use griot_record::{
    Decision, EventRow, Found, Record, Review, Suggested, Tie, TollRow, Verb, event_json,
    figures_of, recorded_json, row_json,
};
use serde_json::{Value, json};

use super::{
    INDENT, add_where, at, block, coloured, filter, most, quote, run, tell_rejected, value, write,
};
use crate::args::{EventsArgs, SuggestionsArgs, TollsArgs};
use crate::decide::{said, when};
use crate::report::tell;
use crate::show::layout::{clean, hang};
use crate::show::styles::{DIM, DOUBT, TYPE};
use crate::show::words;

/// So many outlets are named in a line.
const OUTLETS: usize = 6;

pub(crate) fn events(args: &EventsArgs) -> Result<ExitCode> {
    if args.figures.reports {
        return run(args);
    }
    let record = at(open(&args.ask.dir)?, &args.ask.filter)?;
    let found = if let Some(id) = &args.id {
        let event = record.event(id)?.with_context(|| format!("`--id {id}`: no event has it"))?;
        if event.id != *id {
            tell(&format!("`{id}` leads to `{}`", event.id));
        }
        Found { rows: vec![event], total: 1 }
    } else {
        let mut wanted = filter(&args.ask.filter)?;
        wanted.text.clone_from(&args.ask.text);
        tell_rejected(&record, &wanted)?;
        record.events(&wanted, most(&args.ask.answer))?
    };
    let policy = args.figures.policy;
    let as_json = |event: &EventRow| event_json(event, policy, &[]);
    let as_block = |event: &EventRow, width| {
        let mut lines = event_block(event, policy, &[], width);
        if args.explain {
            lines.extend(explained(event, width));
        }
        Ok(lines)
    };
    write(&record, &args.ask.answer, &found, as_json, as_block)
}

pub(crate) fn tolls(args: &TollsArgs) -> Result<ExitCode> {
    if args.figures.reports {
        return run(args);
    }
    let record = at(open(&args.ask.dir)?, &args.ask.filter)?;
    let mut wanted = filter(&args.ask.filter)?;
    wanted.text.clone_from(&args.ask.text);
    tell_rejected(&record, &wanted)?;
    let found = record.toll_rows(&wanted, most(&args.ask.answer))?;
    let policy = args.figures.policy;
    let totals: Vec<_> = found
        .rows
        .iter()
        .filter_map(|row| match row {
            TollRow::Aggregate(row) => Some(&**row),
            TollRow::Event(_) => None,
        })
        .collect();
    let mut compared = record.compare(&totals, policy)?.into_iter();
    let rows = found
        .rows
        .iter()
        .map(|row| match row {
            TollRow::Aggregate(_) => (row, compared.next().flatten()),
            TollRow::Event(_) => (row, None),
        })
        .collect();
    let found = Found { rows, total: found.total };
    let outcomes: Vec<Outcome> =
        wanted.outcomes.iter().filter_map(|outcome| outcome.parse().ok()).collect();
    let as_json = |(row, compared): &(&TollRow, Option<Compared>)| match row {
        TollRow::Event(event) => {
            let mut object = event_json(event, policy, &outcomes);
            object["kind"] = json!("event");
            object
        }
        TollRow::Aggregate(row) => {
            let mut object = row_json(row);
            object["policy"] = json!(policy.as_str());
            object["recorded"] = compared.as_ref().map_or(Value::Null, recorded_json);
            object
        }
    };
    let as_block = |(row, compared): &(&TollRow, Option<Compared>), width| match row {
        TollRow::Event(event) => Ok(event_block(event, policy, &outcomes, width)),
        TollRow::Aggregate(row) => {
            let mut lines = block(row, width)?;
            if let Some(compared) = compared {
                let said: Aggregate = serde_json::from_value(row.claim.clone())?;
                let text = format!("{compared} ({}, by {policy})", said.outcome);
                // Behind the head and the figure of the claim.
                let at = lines.len().min(2);
                lines.splice(at..at, value("beside", &text, width));
            }
            Ok(lines)
        }
    };
    write(&record, &args.ask.answer, &found, as_json, as_block)
}

pub(crate) fn suggestions(args: &SuggestionsArgs) -> Result<ExitCode> {
    let record = open(&args.dir)?;
    let found = record.suggestions(most(&args.answer))?;
    let as_json = |pair: &Suggested| {
        json!({
            "a": event_json(&pair.a, Policy::Range, &[]),
            "b": event_json(&pair.b, Policy::Range, &[]),
            "tie": pair.tie,
        })
    };
    let as_block = |pair: &Suggested, width| {
        let mut lines = event_block(&pair.a, Policy::Range, &[], width);
        lines.extend(event_block(&pair.b, Policy::Range, &[], width));
        lines.extend(value("may be one", &because(&pair.tie), width));
        Ok(lines)
    };
    write(&record, &args.answer, &found, as_json, as_block)
}

/// Opens a record, and tells when its events are not those of all of its reports.
pub(crate) fn open(dir: &std::path::Path) -> Result<Record> {
    let record = Record::open(dir)?;
    if !record.is_fused()? {
        tell(
            "the last reports are not put together yet: they are being added, or the next `griot add` \
             does it; --reports shows them",
        );
    }
    Ok(record)
}

/// Who confirmed, rejected or corrected it, and why.
fn review_lines(review: &Review, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let by = |decision: &Decision| {
        let why =
            if decision.why.is_empty() { String::new() } else { format!(": {}", decision.why) };
        format!("by {}, {}{why}", decision.by, when(&decision.at))
    };
    if let Some(decision) = &review.verdict {
        let verdict = if decision.verb == Verb::Reject { "rejected" } else { "confirmed" };
        lines.extend(value(verdict, &clean(&by(decision)), width));
    }
    let steps = [
        ("questioned", &review.question),
        ("peer review", &review.peer_review),
        ("finalised", &review.finalised),
    ];
    for (label, decision) in steps {
        lines.extend(decision.iter().flat_map(|one| value(label, &clean(&by(one)), width)));
    }
    if let Some((to, decision)) = &review.assigned {
        let text = format!("to {to} {}", by(decision));
        lines.extend(value("assigned", &clean(&text), width));
    }
    for one in &review.corrections {
        let text = format!(
            "{} {} (reports say {}) {}",
            one.correction.slot(),
            said(&one.correction.to_json()),
            said(&one.machine),
            by(&one.decision)
        );
        lines.extend(value("corrected", &clean(&text), width));
    }
    for note in &review.notes {
        lines.extend(value("note", &clean(&format!("{} ({})", note.why, note.by)), width));
    }
    match review.n_newer_reports {
        0 => {}
        1 => lines.extend(value("since then", "1 report more", width)),
        n => lines.extend(value("since then", &format!("{n} reports more"), width)),
    }
    lines
}

fn event_block(
    event: &EventRow,
    policy: Policy,
    outcomes: &[Outcome],
    width: usize,
) -> Vec<String> {
    let merged = event.merged();
    let mut lines = merged.as_ref().map(|merged| head(merged, width)).unwrap_or_default();
    let figures = figures_of(event, policy, outcomes);
    for (outcome, _, total) in figures.iter().filter(|(_, kind, _)| kind.is_none()) {
        let mut said = number(total);
        let kinds: Vec<String> = figures
            .iter()
            .filter(|(of, kind, _)| of == outcome && kind.is_some())
            .filter_map(|(_, kind, figure)| {
                Some(format!("{} {}", words::kind((*kind)?)?, number(figure)))
            })
            .collect();
        if !kinds.is_empty() {
            let _ = write!(said, " ({})", kinds.join(", "));
        }
        lines.extend(coloured(outcome.as_str(), &said, width));
    }
    let mut told = format!(
        "{} {}, {} independent",
        event.reports.len(),
        if event.reports.len() == 1 { "report" } else { "reports" },
        event.n_independent
    );
    let mut outlets: Vec<&str> =
        event.reports.iter().filter_map(|report| report.row.article.publisher.as_deref()).collect();
    outlets.sort_unstable();
    outlets.dedup();
    if !outlets.is_empty() {
        let more = outlets.len().saturating_sub(OUTLETS);
        outlets.truncate(OUTLETS);
        let _ = write!(told, ": {}", outlets.join(", "));
        if more > 0 {
            let _ = write!(told, " and {more} more");
        }
    }
    lines.extend(value("told by", &told, width));
    lines.extend(review_lines(&event.review, width));
    if let Some(first) = event.reports.first() {
        lines.extend(quote(&first.account.evidence, width));
        if let Some(title) = &first.row.article.title {
            lines.extend(hang(INDENT, title, width));
        }
    }
    lines.push(format!("{DIM}{INDENT}{}{DIM:#}", event.id));
    lines
}

pub(super) fn head(merged: &Merged, width: usize) -> Vec<String> {
    let mut head = format!("{TYPE}{}{TYPE:#}", words::event_type(merged.event_type));
    let days = merged.date.map(|days| [days.from.to_string(), days.to.to_string()]);
    let place = merged.place.as_ref().map(|place| place.name.as_str());
    add_where(&mut head, days.as_ref(), place, merged.country.as_deref());
    if let Some(doubt) = words::doubt(merged.certainty) {
        let _ = write!(head, " · {DOUBT}{doubt}{DOUBT:#}");
    }
    let mut lines = vec![head];
    let names = |parties: &[Party]| {
        parties.iter().map(|party| party.name.as_str()).collect::<Vec<_>>().join(", ")
    };
    let who = match (names(&merged.initiators), names(&merged.targets)) {
        (did, suffered) if did.is_empty() && suffered.is_empty() => return lines,
        (did, suffered) if did.is_empty() => format!("? → {suffered}"),
        (did, suffered) if suffered.is_empty() => did,
        (did, suffered) => format!("{did} → {suffered}"),
    };
    lines.extend(value("who", &who, width));
    lines
}

/// `12`, `12 to 15`, `≥ 12`, `12 to 15, best 14`.
pub(super) fn number(figure: &TollFigure) -> String {
    let mut said = words::bounds(Some(figure.low), figure.high, false);
    if let Some(best) = figure.best.filter(|_| figure.high != Some(figure.low)) {
        let _ = write!(said, ", best {best}");
    }
    said
}

/// Who says what, why reports are one event, and which of them were counted once.
fn explained(event: &EventRow, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for (at, report) in event.reports.iter().enumerate() {
        let article = &report.row.article;
        let mut said = report.row.key.clone();
        let day = article.published.as_deref().and_then(|day| day.parse().ok()).map(words::day);
        for part in [article.publisher.clone(), day].into_iter().flatten() {
            let _ = write!(said, " · {part}");
        }
        let tolls = report.account.tolls.iter();
        for toll in tolls {
            let bounds = words::bounds(toll.low, toll.high, toll.approx);
            let _ = write!(said, " · {bounds} {}", toll.outcome);
        }
        if let Some((first, why)) = &report.reprint_of {
            let _ = write!(said, " · reprint of {first} ({why})");
        }
        lines.extend(value(if at == 0 { "reports" } else { "" }, &said, width));
    }
    for (at, tie) in event.joins.iter().enumerate() {
        let said = format!("{} and {}: {}", tie.a, tie.b, because(tie));
        lines.extend(value(if at == 0 { "one event" } else { "" }, &said, width));
    }
    for voice in event.voices.iter().filter(|voice| !voice.because.is_empty() || !voice.counted) {
        let mut said = voice.because.clone();
        if !voice.counted {
            said.push(format!("cites only {}", voice.origins.join(", ")));
        }
        lines.extend(value("one voice", &said.join(", "), width));
    }
    lines
}

/// `6.2: same type +1.0, same day +2.0, …`.
fn because(tie: &Tie) -> String {
    let reasons: Vec<String> = tie
        .reasons
        .iter()
        .map(|reason| format!("{}: {} {:+.1}", reason.slot, reason.agreement, reason.score))
        .collect();
    clean(&format!("score {:.1} ({})", tie.score, reasons.join("; ")))
}
