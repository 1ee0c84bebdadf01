//! `griot-dev eval`: codes the gold documents with the real binary and scores what comes out.
//!
//! Takes folders of documents coded by hand, one JSON file each; gives tables of precision, recall
//! and F1, a CSV of what was right, missing and spurious in every document and slot, and a failure
//! when a figure falls below a floor. The program is shown the documents without their coding.
//! It tunes nothing, and it knows no way into the coder but the command line that users have.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::eval::gold::{Gold, Predicted};
use crate::eval::score::{Counts, ROWS, Row};

pub(crate) mod compare;
pub(crate) mod gold;
pub(crate) mod score;

/// Code the gold documents with the real binary and score the result.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  griot-dev eval --gold gold/dev --out results.csv --floor slots=0.50

Every third document of a folder, in the order of their ids, is kept aside: its
figures are shown apart, so that work on the others can be held against them.")]
pub(crate) struct Args {
    /// A folder of gold documents; may be given several times.
    #[arg(long, value_name = "DIR", required = true)]
    gold: Vec<PathBuf>,

    /// Where to write one line for each document and slot.
    #[arg(long, value_name = "CSV")]
    out: Option<PathBuf>,

    /// Score this file (JSON Lines) instead of running the binary.
    #[arg(long, value_name = "JSONL")]
    predicted: Option<PathBuf>,

    /// The binary [default: `griot` beside this program].
    #[arg(long, value_name = "PATH", conflicts_with = "predicted")]
    griot: Option<PathBuf>,

    /// Write what the binary gave, to look into it.
    #[arg(long, value_name = "JSONL", conflicts_with = "predicted")]
    keep: Option<PathBuf>,

    /// Fail when the F1 of a row is below this; of every folder, or of one.
    #[arg(long, value_name = "[FOLDER/]ROW=F1")]
    floor: Vec<Floor>,

    /// A file with one floor a line; `#` opens a comment.
    #[arg(long, value_name = "FILE")]
    floors: Option<PathBuf>,

    /// Print the totals of each folder as JSON instead of tables.
    #[arg(long)]
    json: bool,
}

/// The least F1 that a row may have.
#[derive(Clone, Debug, PartialEq)]
struct Floor {
    folder: Option<String>,
    row: Row,
    f1: f64,
}

impl std::str::FromStr for Floor {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (what, f1) =
            text.rsplit_once('=').ok_or_else(|| format!("expected ROW=F1, found `{text}`"))?;
        let f1 = f1.parse().map_err(|_| format!("expected a number after `=`, found `{f1}`"))?;
        let (folder, row) = match what.rsplit_once('/') {
            Some((folder, row)) => (Some(folder.to_owned()), row),
            None => (None, what),
        };
        let row = ROWS
            .iter()
            .copied()
            .find(|known| known.as_str() == row)
            .ok_or_else(|| format!("no row is called `{row}`"))?;
        Ok(Self { folder, row, f1 })
    }
}

/// One folder of gold documents, scored.
struct Scored {
    folder: String,
    /// Id, language and counts of each document, by id.
    documents: Vec<(String, String, Counts)>,
    n_without_prediction: usize,
}

pub(crate) fn run(args: &Args) -> Result<ExitCode> {
    let floors = all_floors(args)?;
    let mut scored = Vec::new();
    let mut kept = String::new();
    for dir in &args.gold {
        let gold = gold::load(dir)?;
        let lines = match &args.predicted {
            Some(path) => std::fs::read_to_string(path)
                .with_context(|| format!("cannot read `{}`", path.display()))?,
            None => gold::code(&binary(args.griot.as_deref())?, &gold)?,
        };
        let predicted = gold::parse_predictions(&lines)?;
        kept.push_str(&lines);
        scored.push(score_folder(dir, &gold, &predicted));
    }
    if let Some(path) = &args.keep {
        write(path, &kept)?;
    }
    if let Some(path) = &args.out {
        write(path, &csv(&scored))?;
    }
    let report = if args.json { json(&scored)? } else { tables(&scored) };
    io::stdout().write_all(report.as_bytes())?;

    let fallen = fallen(&floors, &scored);
    for line in &fallen {
        writeln!(io::stderr(), "griot-dev: {line}")?;
    }
    Ok(if fallen.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The floors of the command line and of its file.
fn all_floors(args: &Args) -> Result<Vec<Floor>> {
    let mut floors = args.floor.clone();
    if let Some(path) = &args.floors {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read `{}`", path.display()))?;
        for (index, line) in text.lines().enumerate() {
            let line = line.split('#').next().unwrap_or_default().trim();
            if !line.is_empty() {
                let floor = line.parse().map_err(|why: String| {
                    anyhow::anyhow!("{}:{}: {why}", path.display(), index + 1)
                })?;
                floors.push(floor);
            }
        }
    }
    Ok(floors)
}

/// The binary to run.
pub(crate) fn binary(named: Option<&Path>) -> Result<PathBuf> {
    if let Some(path) = named {
        return Ok(path.to_owned());
    }
    let own = std::env::current_exe().context("cannot tell where this program stands")?;
    let path = own.with_file_name(format!("griot{}", std::env::consts::EXE_SUFFIX));
    if !path.exists() {
        bail!("`{}` is missing: build it, or name it with --griot", path.display());
    }
    Ok(path)
}

fn write(path: &Path, text: &str) -> Result<()> {
    if let Some(dir) = path.parent() {
        std::fs::create_dir_all(dir).with_context(|| format!("cannot make `{}`", dir.display()))?;
    }
    std::fs::write(path, text).with_context(|| format!("cannot write `{}`", path.display()))
}

fn score_folder(dir: &Path, gold: &[Gold], predicted: &BTreeMap<String, Predicted>) -> Scored {
    let empty = Predicted::default();
    let mut documents: Vec<_> = gold
        .iter()
        .map(|doc| {
            let counts = score::document(doc, predicted.get(&doc.id).unwrap_or(&empty));
            (doc.id.clone(), doc.lang.clone().unwrap_or_default(), counts)
        })
        .collect();
    documents.sort_by(|a, b| a.0.cmp(&b.0));
    Scored {
        folder: dir
            .file_name()
            .map_or_else(|| dir.display().to_string(), |name| name.to_string_lossy().into_owned()),
        n_without_prediction: gold.iter().filter(|doc| !predicted.contains_key(&doc.id)).count(),
        documents,
    }
}

impl Scored {
    /// The sum over the documents that `take` picks, by index and language.
    fn sum(&self, take: impl Fn(usize, &str) -> bool) -> Counts {
        let mut total = Counts::default();
        for (index, (_, lang, counts)) in self.documents.iter().enumerate() {
            if take(index, lang) {
                total.add(counts);
            }
        }
        total
    }

    fn total(&self) -> Counts {
        self.sum(|_, _| true)
    }
}

/// Whether the document at this place in the order of ids is one of those kept aside.
fn kept_aside(index: usize) -> bool {
    index % 3 == 2
}

fn tables(scored: &[Scored]) -> String {
    let mut out = String::new();
    for set in scored {
        let n = set.documents.len();
        let _ = writeln!(
            out,
            "{}: {n} documents, {} without a prediction\n{}",
            set.folder,
            set.n_without_prediction,
            score::table(&set.total())
        );
        let langs: std::collections::BTreeSet<&str> =
            set.documents.iter().map(|(_, lang, _)| lang.as_str()).collect();
        if langs.len() > 1 {
            for lang in langs {
                let counts = set.sum(|_, of| of == lang);
                let _ = writeln!(out, "{}, {lang}\n{}", set.folder, score::table(&counts));
            }
        }
        let aside = set.sum(|index, _| kept_aside(index));
        let open = set.sum(|index, _| !kept_aside(index));
        let f1 = |counts: &Counts, row| counts.of(row).f1();
        let _ = writeln!(out, "{}, F1 of the third kept aside and of the rest", set.folder);
        let _ = writeln!(out, "{:18}{:>7}{:>7}", "", "aside", "rest");
        for row in ROWS {
            let _ =
                writeln!(out, "{:18}{:7.3}{:7.3}", row.as_str(), f1(&aside, row), f1(&open, row));
        }
        out.push('\n');
    }
    out
}

fn json(scored: &[Scored]) -> Result<String> {
    let mut sets = serde_json::Map::new();
    for set in scored {
        let total = set.total();
        let rows = ROWS.iter().map(|row| {
            let count = total.of(*row);
            let round = |value: f64| (value * 10_000.0).round() / 10_000.0;
            let figures = serde_json::json!({
                "p": round(count.precision()),
                "r": round(count.recall()),
                "f": round(count.f1()),
                "gold": count.gold,
                "found": count.pred,
            });
            (row.as_str().to_owned(), figures)
        });
        sets.insert(set.folder.clone(), serde_json::Value::Object(rows.collect()));
    }
    Ok(serde_json::to_string(&sets)? + "\n")
}

/// One line for each document and row in which anything was to be found or was found.
fn csv(scored: &[Scored]) -> String {
    let mut out = String::from("folder,document,lang,row,right,missing,spurious\n");
    for set in scored {
        for (id, lang, counts) in &set.documents {
            for row in ROWS {
                let count = counts.of(row);
                if count.gold + count.pred > 0 {
                    let _ = writeln!(
                        out,
                        "{},{id},{lang},{},{},{},{}",
                        set.folder,
                        row.as_str(),
                        count.hit,
                        count.gold - count.hit,
                        count.pred - count.hit
                    );
                }
            }
        }
    }
    out
}

/// A sentence for each floor that is not held.
fn fallen(floors: &[Floor], scored: &[Scored]) -> Vec<String> {
    let mut out = Vec::new();
    for floor in floors {
        for set in scored {
            if floor.folder.as_ref().is_some_and(|folder| *folder != set.folder) {
                continue;
            }
            let f1 = set.total().of(floor.row).f1();
            if f1 < floor.f1 {
                out.push(format!(
                    "`{}` of {} is {f1:.3}, below its floor of {:.3}",
                    floor.row.as_str(),
                    set.folder,
                    floor.f1
                ));
            }
        }
    }
    out
}
