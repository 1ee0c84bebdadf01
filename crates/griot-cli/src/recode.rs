//! `griot recode`: the pages of a record, coded again.
//!
//! Takes the pages of the archive; reads and codes them with the present program and words, keeps
//! what that gives, and shows what changed, article by article, and where ids of events lead now.
//! Works in batches, as `griot add` does. Killed at any moment, the same command goes on.

use std::fmt::Write as _;
use std::num::NonZero;
use std::process::ExitCode;

use anyhow::Result;
use griot_record::{Change, Fused, Recoded, Writer};
use serde_json::{Value, json};

use crate::add::{Loaded, code_all};
use crate::args::RecodeArgs;
use crate::coder::Coder;
use crate::out;
use crate::report::{Report, tell};
use crate::show::layout::clean;

/// A batch has so many pages at most.
const PAGES: usize = 256;

pub(crate) fn run(args: &RecodeArgs) -> Result<ExitCode> {
    let coder = Coder::new(args.lex.lexicon.as_deref())?;
    let mut report = Report::new(false);
    let mut writer = Writer::open_signed(
        &args.dir,
        "recode",
        &coder.signature(),
        jiff::Timestamp::now(),
        &crate::settings::analyst().unwrap_or_default(),
    )?;
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    let workers = args.workers.map_or(cores, usize::from);
    let (mut n_pages, mut n_articles, mut n_failed) = (0_u64, 0_u64, 0_u64);
    let pages = writer.pages()?;
    for batch in pages.chunks(PAGES) {
        let (mut ids, mut loaded) = (Vec::new(), Vec::new());
        for (id, place) in batch {
            match writer.page_at(*place) {
                Ok(page) => {
                    let page = Loaded {
                        about: page.about,
                        bytes: page.bytes,
                        notes: Vec::new(),
                        place: None,
                        is_crawled: false,
                    };
                    ids.push(*id);
                    loaded.push(page);
                }
                Err(error) => {
                    n_failed += 1;
                    report.failure(&error.to_string());
                }
            }
        }
        let mut again = Vec::new();
        for (page, coded) in ids.into_iter().zip(code_all(loaded, &coder, workers)) {
            match coded.page {
                Some(found) => again.push(Recoded { page, documents: found.documents }),
                // What was coded of it stays: a page that was read once is not lost to an update.
                None => {
                    n_failed += 1;
                    coded.failures.iter().for_each(|failure| report.failure(failure));
                }
            }
        }
        n_pages += again.len() as u64;
        for change in writer.recode(&again)? {
            n_articles += 1;
            show(&change, args.json)?;
        }
    }
    writer.refresh_index()?;
    let fused = writer.finish()?;
    for (id, to) in &fused.gone {
        if args.json {
            out::line(json!({ "event": id, "leads_to": to }))?;
        } else {
            let to = to.as_deref().unwrap_or("nothing");
            out::line(format_args!("{id} leads to {to}"))?;
        }
    }
    summary(args.json, [n_pages, n_articles, n_failed], &fused)?;
    report.found();
    Ok(report.exit_code())
}

/// Beside JSON Lines the summary goes to standard error: it is none of them.
fn summary(json: bool, [pages, articles, failed]: [u64; 3], fused: &Fused) -> Result<()> {
    let text = format!(
        "{pages} pages coded again, {failed} failed, {articles} articles changed; events: {} new, {} \
         changed, {} gone",
        fused.created.len(),
        fused.changed.len(),
        fused.gone.len()
    );
    if json {
        tell(&text);
        Ok(())
    } else {
        Ok(out::line(text)?)
    }
}

fn show(change: &Change, json: bool) -> Result<()> {
    if json {
        let list = |claims: &[(String, Value)]| -> Vec<Value> {
            claims.iter().map(|(kind, claim)| json!({ "kind": kind, "claim": claim })).collect()
        };
        let line = json!({
            "article": change.article, "title": change.title,
            "read_otherwise": change.is_read_otherwise,
            "gone": list(&change.gone), "new": list(&change.new),
        });
        return Ok(out::line(line)?);
    }
    let title = change.title.as_deref().unwrap_or("without a title");
    let how = if change.is_read_otherwise { " (read otherwise)" } else { "" };
    out::line(format_args!("{} {}{how}", change.article, clean(title)))?;
    for (sign, claims) in [("-", &change.gone), ("+", &change.new)] {
        for (kind, claim) in claims {
            out::line(format_args!("  {sign} {kind}: {}", clean(&described(claim))))?;
        }
    }
    Ok(())
}

/// What a claim says, in one line.
fn described(claim: &Value) -> String {
    let text = |name: &str| claim.get(name).and_then(Value::as_str).unwrap_or_default();
    let list = |name: &str| {
        let all = claim.get(name).and_then(Value::as_array);
        let names: Vec<&str> = all.into_iter().flatten().filter_map(Value::as_str).collect();
        names.join(", ")
    };
    let mut parts = vec![text("type").to_owned()];
    let days = claim.get("date").or_else(|| claim.get("window"));
    let days = days.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let mut days: Vec<&str> = days.collect();
    days.dedup();
    parts.push(days.join(" to "));
    parts.push(text("place").to_owned());
    let (did, suffered) = (list("initiators"), list("targets"));
    if !did.is_empty() || !suffered.is_empty() {
        parts.push(format!("{did} → {suffered}"));
    }
    if claim.get("outcome").is_some() {
        parts.push(figure(claim));
    }
    let tolls = claim.get("tolls").and_then(Value::as_array);
    parts.extend(tolls.into_iter().flatten().map(figure));
    parts.push(list("speaker"));
    parts.retain(|part| !part.is_empty());
    if parts.is_empty() {
        parts.push(text("evidence").to_owned());
    }
    parts.join(" · ")
}

fn figure(toll: &Value) -> String {
    let number = |name: &str| toll.get(name).and_then(Value::as_u64);
    let outcome = toll.get("outcome").and_then(Value::as_str).unwrap_or_default();
    let mut said = crate::show::words::bounds(number("low"), number("high"), false);
    let _ = write!(said, " {outcome}");
    said
}
