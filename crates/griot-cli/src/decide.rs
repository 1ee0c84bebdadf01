//! `griot decide` and `griot history`: what analysts decide, and what was decided.
//!
//! Takes a subject and a verb; writes a decision into the record and shows what it did. The clock and
//! the name of the login are read here: the record knows neither.

use std::fmt::Write as _;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use griot_record::{Act, Decision, Found, Record, Standing, Told, Verb, Writer, decision_json};
use serde_json::Value;

use crate::args::{DecideArgs, HistoryArgs, VerbArgs};
use crate::ask::{most, value, write};
use crate::out;
use crate::settings;
use crate::show::layout::clean;
use crate::show::styles::{DIM, DOUBT, SOURCE, TYPE};
use crate::show::words;

pub(crate) fn decide(args: DecideArgs) -> Result<ExitCode> {
    let by = args.by.or_else(settings::analyst).context(
        "who decides? `--by NAME` says it, or `GRIOT_ANALYST` in the environment for all decisions",
    )?;
    let mut why = args.why;
    let act = match args.verb {
        VerbArgs::Confirm => Act::Confirm,
        VerbArgs::Correct { slot, value } => Act::Correct(slot, value),
        VerbArgs::Merge { other } => Act::Merge(other),
        VerbArgs::Apart { other } => Act::Apart(other),
        VerbArgs::Split { reports } => Act::Split(reports),
        VerbArgs::Reject => Act::Reject,
        VerbArgs::Reprint { of } => Act::Reprint(of),
        VerbArgs::NotReprint => Act::NotReprint,
        VerbArgs::Assign { to } => Act::Assign(Some(to).filter(|to| to != "none")),
        VerbArgs::Question => Act::Question,
        VerbArgs::PeerReview => Act::PeerReview,
        VerbArgs::Finalise => Act::Finalise,
        VerbArgs::Note { text } => {
            if why.is_some() {
                bail!("`note` takes its words as TEXT, without `--why`");
            }
            why = Some(text);
            Act::Note
        }
        VerbArgs::Withhold { below, fields } => Act::Withhold(below, fields.into_iter().collect()),
        VerbArgs::Undo => Act::Undo,
    };
    if why.as_ref().is_none_or(|why| why.trim().is_empty()) && act.needs_why() {
        bail!("why? `--why TEXT` says it: whoever reads the record later must be able to follow");
    }
    let mut writer = Writer::open_to_decide(&args.dir, jiff::Timestamp::now())?;
    let why = why.unwrap_or_default();
    let decision = writer.decide(&args.subject, &act, &by, &why)?;
    writer.finish()?;
    let told = Record::open(&args.dir)?.history(Some(&decision.key))?;
    let told = told.into_iter().find(|told| told.decision.key == decision.key);
    let told = told.context("the decision was written and cannot be read")?;
    if args.json {
        out::line(decision_json(&told))?;
    } else {
        for line in as_block(&told, 100) {
            out::line(line)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn history(args: &HistoryArgs) -> Result<ExitCode> {
    let record = Record::open(&args.dir)?;
    let mut rows = record.history(args.subject.as_deref())?;
    let total = rows.len() as u64;
    rows.truncate(most(&args.answer).unwrap_or(usize::MAX));
    let found = Found { rows, total };
    write(&record, &args.answer, &found, decision_json, |told, width| Ok(as_block(told, width)))
}

fn as_block(told: &Told, width: usize) -> Vec<String> {
    let Decision { key, at, by, verb, why, subject, before, after } = &told.decision;
    let mut head = format!("{TYPE}{}{TYPE:#}", what(*verb));
    if let Some(slot) = &subject.slot {
        let _ = write!(head, " {}", clean(slot));
    }
    let _ = write!(head, " · {SOURCE}{}{SOURCE:#} · {}", clean(by), when(at));
    match &told.standing {
        Standing::InForce => {}
        Standing::Undone(by) => {
            let _ = write!(head, " · {DOUBT}taken back by {}{DOUBT:#}", clean(by));
        }
        Standing::Unplaced => {
            let _ = write!(head, " · {DOUBT}what it is about is not there any more{DOUBT:#}");
        }
    }
    let mut lines = vec![head];
    if let (Verb::Assign, Some(to)) = (verb, after.get("to")) {
        lines.extend(value("to", &to.as_str().map_or_else(|| "nobody".to_owned(), clean), width));
    }
    if let (Verb::Withhold, Some(role)) = (verb, after["below"].as_str()) {
        lines.extend(value("below", &clean(role), width));
        let fields = after.get("fields").and_then(Value::as_array).into_iter().flatten();
        let fields: Vec<&str> = fields.filter_map(Value::as_str).collect();
        if !fields.is_empty() {
            lines.extend(value("fields", &clean(&fields.join(", ")), width));
        }
    }
    if matches!(verb, Verb::Correct) {
        lines.extend(value("was", &clean(&said(before)), width));
        lines.extend(value("is", &clean(&said(after)), width));
    }
    if !why.is_empty() {
        let label = if *verb == Verb::Note { "note" } else { "why" };
        lines.extend(value(label, &clean(why), width));
    }
    let about = [
        &subject.event,
        &subject.other_event,
        &subject.article,
        &subject.other_article,
        &subject.decision,
    ];
    let about: Vec<&str> = about.into_iter().flatten().map(String::as_str).collect();
    if !about.is_empty() {
        lines.extend(value("about", &clean(&about.join(", ")), width));
    }
    if !told.events.is_empty() && told.events.iter().any(|event| !about.contains(&event.as_str())) {
        lines.extend(value("now", &clean(&told.events.join(", ")), width));
    }
    lines.push(format!("{DIM}     {}{DIM:#}", clean(key)));
    lines
}

fn what(verb: Verb) -> &'static str {
    match verb {
        Verb::Confirm => "Confirmed",
        Verb::Correct => "Corrected",
        Verb::Merge => "Merged",
        Verb::Split => "Split",
        Verb::Apart => "Kept apart",
        Verb::Reject => "Rejected",
        Verb::Reprint => "Reprint",
        Verb::NotReprint => "No reprint",
        Verb::Assign => "Assigned",
        Verb::Question => "Correction asked",
        Verb::PeerReview => "Peer-reviewed",
        Verb::Finalise => "Finalised",
        Verb::Note => "Note",
        Verb::Withhold => "Withheld",
        Verb::Undo => "Taken back",
    }
}

/// `7 May 2024, 08:00 UTC`.
pub(crate) fn when(at: &str) -> String {
    let Ok(at) = at.parse::<jiff::Timestamp>() else { return clean(at) };
    let at = at.to_zoned(jiff::tz::TimeZone::UTC);
    format!("{}, {:02}:{:02} UTC", words::day(at.date()), at.hour(), at.minute())
}

/// A value of a slot, as a person reads it.
pub(crate) fn said(value: &Value) -> String {
    match value {
        Value::Null => "nothing known".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(all) if all.is_empty() => "nobody".to_owned(),
        Value::Array(all) => match all.as_slice() {
            [Value::String(from), Value::String(to)] if from == to => from.clone(),
            [Value::String(from), Value::String(to)] => format!("{from} to {to}"),
            all => all.iter().map(said).collect::<Vec<_>>().join(", "),
        },
        Value::Object(fields) => match (fields.get("name"), fields.get("low")) {
            (Some(Value::String(name)), _) => name.clone(),
            (_, Some(low)) => {
                words::bounds(low.as_u64(), fields.get("high").and_then(Value::as_u64), false)
            }
            _ => value.to_string(),
        },
        other => other.to_string(),
    }
}
