//! `griot-dev fuse-eval`: how well accounts of one event are put together.
//!
//! Takes folders of documents coded by hand, whose `same_event` says which of their events are one;
//! gives pairwise precision, recall and F1 and the B³ figures, twice: on the accounts as people
//! coded them, which measures fusion alone, and through the whole program, whose events are
//! aligned with the coded ones as `griot-dev eval` does. Every third group of a folder is kept
//! aside and shown apart. A coded event that the program missed is an event by itself there. A
//! folder in which no document has `same_event` says nothing about pairs of its own: they are not
//! counted, and what was joined among them is listed, for a person to judge.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use griot::fusion::{Account, Events, Figure, Party, Where};
use griot::json::Document;
use griot::lexicon::registry::Registry;
use griot::model::{Certainty, Dates, PlacePrecision, VictimKind};

use crate::eval::compare::Quoted;
use crate::eval::gold::{self, Event, Gold, Predicted};
use crate::eval::score::{ALIGNED, event_similarity, pairs};

/// Measure which accounts are put together as one event.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  griot-dev fuse-eval --gold gold/dev --gold gold/dev-wikinews --show")]
pub(crate) struct Args {
    /// A folder of gold documents; may be given several times, and is then one record.
    #[arg(long, value_name = "DIR", required = true)]
    gold: Vec<PathBuf>,

    /// Take the program's answers from this file (JSON Lines) instead of running the binary.
    #[arg(long, value_name = "JSONL")]
    predicted: Option<PathBuf>,

    /// The binary [default: `griot` beside this program].
    #[arg(long, value_name = "PATH", conflicts_with = "predicted")]
    griot: Option<PathBuf>,

    /// Measure fusion alone; run no program.
    #[arg(long)]
    alone: bool,

    /// Show what was joined wrongly or not joined, of the groups that are not kept aside.
    #[arg(long)]
    show: bool,
}

/// The events that people coded.
#[derive(Debug, Default)]
struct Truth {
    /// By id of the account, the name of the group.
    names: BTreeMap<String, Option<String>>,
    /// Accounts of folders that say nothing about which of their events are one.
    unlabelled: BTreeSet<String>,
}

impl Truth {
    fn name(&self, id: &str) -> Option<&str> {
        self.names.get(id)?.as_deref()
    }

    /// Whether two coded events are one.
    fn are_one(&self, a: &str, b: &str) -> bool {
        a == b || self.name(a).is_some() && self.name(a) == self.name(b)
    }

    /// Whether anybody says whether they are.
    fn is_known(&self, a: &str, b: &str) -> bool {
        !(self.unlabelled.contains(a) && self.unlabelled.contains(b))
    }
}

/// Where each coded event went: its cluster, when the program found it.
type Found = BTreeMap<String, usize>;

pub(crate) fn run(args: &Args) -> Result<ExitCode> {
    let mut documents = Vec::new();
    let mut truth = Truth::default();
    for dir in &args.gold {
        let folder = gold::load(dir)?;
        let is_labelled = folder.iter().any(|doc| !doc.same_event.is_empty());
        for doc in &folder {
            for at in 0..doc.coding.events.len() {
                let id = format!("{}#{at}", doc.id);
                if !is_labelled {
                    truth.unlabelled.insert(id.clone());
                }
                truth.names.insert(id, doc.same_event.get(&at).cloned());
            }
        }
        documents.extend(folder);
    }
    let mut out = String::new();

    let mut alone = Events::new(Registry::builtin());
    for doc in &documents {
        alone.put(&doc.id, coded_accounts(doc));
    }
    let found = clusters(&alone);
    report(&mut out, "fusion alone, on the accounts as people coded them", &truth, &found);
    if args.show {
        show(&mut out, &truth, &found, &alone, &|id| Some(id.to_owned()));
    }

    if !args.alone {
        let lines = match &args.predicted {
            Some(path) => std::fs::read_to_string(path)
                .with_context(|| format!("cannot read `{}`", path.display()))?,
            None => gold::code(&crate::eval::binary(args.griot.as_deref())?, &documents)?,
        };
        let predicted = gold::parse_predictions(&lines)?;
        let mut whole = Events::new(Registry::builtin());
        for line in lines.lines().filter(|line| !line.trim().is_empty()) {
            let document: Document = serde_json::from_str(line).context("an answer of griot")?;
            whole.put(&document.article.id, Account::all_of_document(&document));
        }
        let aligned = align(&documents, &predicted);
        let of_accounts = clusters(&whole);
        let found: Found = aligned
            .iter()
            .filter_map(|(coded, account)| Some((coded.clone(), *of_accounts.get(account)?)))
            .collect();
        report(&mut out, "through the whole program", &truth, &found);
        let _ = writeln!(
            out,
            "  {} of {} coded events found; {} joins of accounts that align with none",
            found.len(),
            truth.names.len(),
            stray_joins(&whole, &aligned),
        );
        if args.show {
            show(&mut out, &truth, &found, &whole, &|id| aligned.get(id).cloned());
        }
    }
    std::io::stdout().write_all(out.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// The cluster of each account.
fn clusters(events: &Events<'_>) -> Found {
    let lists = events.partition().enumerate();
    lists.flat_map(|(at, accounts)| accounts.iter().map(move |id| (id.clone(), at))).collect()
}

/// The accounts of a document as people coded it: names only, no positions.
fn coded_accounts(doc: &Gold) -> Vec<Account> {
    let parties = |names: &[String]| names.iter().map(|name| Party::named(name.as_str())).collect();
    let account = |(at, event): (usize, &Event)| {
        Some(Account {
            id: format!("{}#{at}", doc.id),
            article: doc.id.clone(),
            published: doc.published.as_deref().and_then(|day| day.parse().ok()),
            event_type: event.code.parse().ok()?,
            date: event.date.as_ref().and_then(|[from, to]| {
                Some(Dates { from: from.parse().ok()?, to: to.parse().ok()? })
            }),
            place: event.place.as_ref().map(|name| Where {
                name: name.clone(),
                admin: Vec::new(),
                lat_lon: None,
                precision: PlacePrecision::NameOnly,
            }),
            country: event.country.clone(),
            initiators: parties(&event.initiators),
            targets: parties(&event.targets),
            tolls: event.tolls.iter().filter_map(figure).collect(),
            sources: parties(&event.sources),
            certainty: Certainty::default(),
            evidence: event.evidence.clone().unwrap_or_default(),
        })
    };
    doc.coding.events.iter().enumerate().filter_map(account).collect()
}

fn figure(toll: &gold::Toll) -> Option<Figure> {
    Some(Figure {
        outcome: toll.outcome.parse().ok()?,
        kind: VictimKind::Unknown,
        victims: toll.victims.clone().map(Party::named),
        low: toll.low,
        high: toll.high,
        approx: false,
        sources: None,
        part: false,
    })
}

/// The program's account of each coded event that it found.
fn align(documents: &[Gold], predicted: &BTreeMap<String, Predicted>) -> BTreeMap<String, String> {
    let mut aligned = BTreeMap::new();
    for doc in documents {
        let Some(found) = predicted.get(&doc.id) else { continue };
        let text = Quoted::new(&doc.text);
        let alike = |g: &Event, p: &Event| event_similarity(&text, g, p);
        for (i, j) in pairs(&doc.coding.events, &found.events, alike, ALIGNED) {
            aligned.insert(format!("{}#{i}", doc.id), format!("{}#{j}", doc.id));
        }
    }
    aligned
}

/// Joins of which one side or both align with no coded event.
fn stray_joins(events: &Events<'_>, aligned: &BTreeMap<String, String>) -> usize {
    let known: BTreeSet<&String> = aligned.values().collect();
    let strays = |ids: &[String]| {
        let n_known = ids.iter().filter(|id| known.contains(id)).count();
        n_pairs(ids.len()) - n_pairs(n_known)
    };
    events.partition().map(strays).sum()
}

fn n_pairs(n: usize) -> usize {
    n * n.saturating_sub(1) / 2
}

/// Pairs that were joined and are one, that were joined, that are one.
fn pairwise(truth: &Truth, found: &Found, counts: &dyn Fn(&str, &str) -> bool) -> [usize; 3] {
    let ids: Vec<&String> = truth.names.keys().collect();
    let mut sums = [0; 3];
    for (at, a) in ids.iter().enumerate() {
        for b in ids.iter().skip(at + 1).filter(|b| truth.is_known(a, b) && counts(a, b)) {
            let joined = found.get(*a).is_some() && found.get(*a) == found.get(*b);
            let one = truth.are_one(a, b);
            sums[0] += usize::from(joined && one);
            sums[1] += usize::from(joined);
            sums[2] += usize::from(one);
        }
    }
    sums
}

/// B³: the mean over events of the share of its cluster that is of its group, and of its group that
/// is in its cluster.
fn b_cubed(truth: &Truth, found: &Found) -> (f64, f64) {
    let (mut precision, mut recall) = (0.0, 0.0);
    let labelled: Vec<&String> =
        truth.names.keys().filter(|id| !truth.unlabelled.contains(*id)).collect();
    for a in &labelled {
        let in_cluster =
            |b: &&&String| a == *b || found.get(*a).is_some() && found.get(*a) == found.get(**b);
        let one = |b: &&&String| truth.are_one(a, b);
        let cluster = labelled.iter().filter(in_cluster).count();
        let group = labelled.iter().filter(one).count();
        let both = labelled.iter().filter(|b| in_cluster(b) && one(b)).count();
        precision += both as f64 / cluster as f64;
        recall += both as f64 / group as f64;
    }
    let n = labelled.len().max(1) as f64;
    (precision / n, recall / n)
}

fn f1(precision: f64, recall: f64) -> f64 {
    if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// The groups that are kept aside: every third of those that join something, by name.
fn kept_aside(truth: &Truth) -> BTreeSet<&str> {
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    for name in truth.names.values().flatten() {
        *sizes.entry(name).or_default() += 1;
    }
    let joined = sizes.into_iter().filter(|(_, n)| *n > 1).map(|(name, _)| name);
    joined.enumerate().filter(|(at, _)| at % 3 == 2).map(|(_, name)| name).collect()
}

fn report(out: &mut String, title: &str, truth: &Truth, found: &Found) {
    let aside = kept_aside(truth);
    let is_aside = |id: &str| truth.name(id).is_some_and(|name| aside.contains(name));
    let _ = writeln!(out, "{title}");
    let _ = writeln!(out, "  {:22}{:>7}{:>7}{:>7}{:>7}{:>7}", "", "P", "R", "F1", "gold", "joined");
    let mut row = |name: &str, counts: &dyn Fn(&str, &str) -> bool| {
        let [both, joined, one] = pairwise(truth, found, counts);
        let (p, r) = (ratio(both, joined), ratio(both, one));
        let f = f1(p, r);
        let _ = writeln!(out, "  {name:22}{p:7.3}{r:7.3}{f:7.3}{one:7}{joined:7}");
    };
    row("pairs", &|_, _| true);
    row("pairs, kept aside", &|a, b| is_aside(a) || is_aside(b));
    row("pairs, the others", &|a, b| !is_aside(a) && !is_aside(b));
    let (p, r) = b_cubed(truth, found);
    let _ = writeln!(
        out,
        "  {:22}{p:7.3}{r:7.3}{:7.3}{:7}",
        "B³",
        f1(p, r),
        truth.names.len() - truth.unlabelled.len()
    );
}

/// Pairs that are wrong, with what was compared.
fn show(
    out: &mut String,
    truth: &Truth,
    found: &Found,
    events: &Events<'_>,
    account_of: &dyn Fn(&str) -> Option<String>,
) {
    let aside = kept_aside(truth);
    let ids: Vec<&String> = truth.names.keys().collect();
    for (at, a) in ids.iter().enumerate() {
        for b in ids.iter().skip(at + 1) {
            let joined = found.get(*a).is_some() && found.get(*a) == found.get(*b);
            let one = truth.are_one(a, b);
            let hidden =
                [a, b].iter().any(|id| truth.name(id).is_some_and(|name| aside.contains(name)));
            if joined == one || hidden {
                continue;
            }
            let what = match (joined, truth.is_known(a, b)) {
                (true, false) => "joined, and nobody says whether they are one",
                (true, true) => "wrongly joined",
                (false, _) => "not joined",
            };
            let _ = write!(out, "  {what}: {a} {b}");
            let both = account_of(a).zip(account_of(b));
            match both.and_then(|(a, b)| events.compare(&a, &b)) {
                Some(compared) => {
                    let _ = write!(out, " {:.1}", compared.score);
                    for slot in compared.slots {
                        let _ =
                            write!(out, "; {} {} {:+.1}", slot.slot, slot.agreement, slot.score);
                    }
                }
                None => out.push_str(" (one of them was not found)"),
            }
            out.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(list: &[(&str, Option<&str>)]) -> Truth {
        let names = list.iter().map(|(id, name)| ((*id).to_owned(), name.map(str::to_owned)));
        Truth { names: names.collect(), unlabelled: BTreeSet::new() }
    }

    fn truth() -> Truth {
        named(&[("a", Some("x")), ("b", Some("x")), ("c", Some("x")), ("d", None), ("e", None)])
    }

    fn found(list: &[(&str, usize)]) -> Found {
        list.iter().map(|(id, cluster)| ((*id).to_owned(), *cluster)).collect()
    }

    #[test]
    fn pairs_are_counted_over_all_events() {
        let found = found(&[("a", 0), ("b", 0), ("c", 1), ("d", 1), ("e", 2)]);
        assert_eq!(pairwise(&truth(), &found, &|_, _| true), [1, 2, 3]);
        let (p, r) = b_cubed(&truth(), &found);
        assert!((p - 0.8).abs() < 1e-9, "{p}");
        assert!((r - (2.0 / 3.0 + 2.0 / 3.0 + 1.0 / 3.0 + 2.0) / 5.0).abs() < 1e-9, "{r}");
    }

    #[test]
    fn what_was_not_found_is_alone() {
        let found = found(&[("a", 0), ("b", 0)]);
        assert_eq!(pairwise(&truth(), &found, &|_, _| true), [1, 1, 3]);
    }

    #[test]
    fn every_third_group_is_kept_aside() {
        let truth = named(&[
            ("1", Some("p")),
            ("2", Some("p")),
            ("3", Some("q")),
            ("4", Some("q")),
            ("5", Some("r")),
            ("6", Some("r")),
            ("7", Some("s")),
        ]);
        assert_eq!(kept_aside(&truth).into_iter().collect::<Vec<_>>(), ["r"]);
    }

    #[test]
    fn pairs_that_nobody_labelled_are_not_counted() {
        let mut truth = truth();
        truth.unlabelled = ["d", "e"].map(str::to_owned).into();
        let found = found(&[("a", 0), ("b", 0), ("c", 0), ("d", 1), ("e", 1)]);
        assert_eq!(pairwise(&truth, &found, &|_, _| true), [3, 3, 3]);
        let (p, r) = b_cubed(&truth, &found);
        assert!((p - 1.0).abs() < 1e-9 && (r - 1.0).abs() < 1e-9);
    }
}
