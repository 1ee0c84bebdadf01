//! The gold documents, and the run of the binary over them.
//!
//! Takes a folder of JSON files; gives what scoring compares, and nothing else of them. The binary
//! is given every document in one go, as JSON Lines on its standard input, without its coding.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::{Map, Value};

/// The fields that are shown to the program.
const SHOWN: [&str; 7] = ["id", "url", "publisher", "published", "title", "lang", "text"];

/// A document coded by hand.
#[derive(Debug, Deserialize)]
pub(crate) struct Gold {
    pub(crate) id: String,
    pub(crate) lang: Option<String>,
    pub(crate) text: String,
    pub(crate) published: Option<String>,
    /// By the number of an event: what it is called in every document that tells it.
    #[serde(default)]
    pub(crate) same_event: BTreeMap<usize, String>,
    #[serde(flatten)]
    pub(crate) coding: Predicted,
    /// The fields that are shown to the program.
    #[serde(skip)]
    shown: Map<String, Value>,
}

/// What is coded of a document, by hand or by the program.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Predicted {
    pub(crate) events: Vec<Event>,
    pub(crate) aggregates: Vec<Aggregate>,
    pub(crate) statements: Vec<Statement>,
}

/// An event, as far as scoring looks at it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Event {
    #[serde(rename = "type")]
    pub(crate) code: String,
    pub(crate) date: Option<[String; 2]>,
    pub(crate) place: Option<String>,
    pub(crate) country: Option<String>,
    pub(crate) initiators: Vec<String>,
    pub(crate) targets: Vec<String>,
    pub(crate) tolls: Vec<Toll>,
    pub(crate) sources: Vec<String>,
    pub(crate) certainty: Option<String>,
    pub(crate) evidence: Option<String>,
}

/// A figure.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub(crate) struct Toll {
    pub(crate) outcome: String,
    pub(crate) low: Option<u64>,
    pub(crate) high: Option<u64>,
    pub(crate) victims: Option<String>,
}

/// A figure over a period.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Aggregate {
    #[serde(flatten)]
    pub(crate) toll: Toll,
    pub(crate) window: Option<[String; 2]>,
    pub(crate) evidence: Option<String>,
}

/// Words that somebody said.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Statement {
    pub(crate) speaker: Vec<String>,
    pub(crate) evidence: Option<String>,
}

impl Gold {
    /// The document as the program is shown it: one JSON object.
    pub(crate) fn input(&self) -> Result<Vec<u8>> {
        Ok(serde_json::to_vec(&self.shown)?)
    }
}

/// The gold documents of a folder, in the order of their file names.
pub(crate) fn load(dir: &Path) -> Result<Vec<Gold>> {
    let mut paths: Vec<_> = std::fs::read_dir(dir)
        .with_context(|| format!("cannot read the folder `{}`", dir.display()))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<std::io::Result<_>>()?;
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
    paths.sort();
    let mut docs = Vec::new();
    for path in paths {
        let bytes =
            std::fs::read(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
        docs.push(parse(&bytes).with_context(|| format!("`{}`", path.display()))?);
    }
    if docs.is_empty() {
        bail!("no gold documents (*.json) in `{}`", dir.display());
    }
    Ok(docs)
}

fn parse(bytes: &[u8]) -> Result<Gold> {
    let whole: Map<String, Value> = serde_json::from_slice(bytes)?;
    let mut gold: Gold = serde_json::from_value(Value::Object(whole.clone()))?;
    gold.shown = whole.into_iter().filter(|(key, _)| SHOWN.contains(&key.as_str())).collect();
    Ok(gold)
}

/// What the binary makes of the documents: JSON Lines.
pub(crate) fn code(binary: &Path, gold: &[Gold]) -> Result<String> {
    let mut input = Vec::new();
    for doc in gold {
        serde_json::to_writer(&mut input, &doc.shown)?;
        input.push(b'\n');
    }
    let mut child = Command::new(binary)
        .args(["code", "--json", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot run `{}`", binary.display()))?;
    let mut stdin = child.stdin.take().context("the binary has no standard input")?;
    // Written beside the reading below: the binary answers before it has read everything.
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output()?;
    let written = writer.join().map_err(|_| anyhow::anyhow!("writing to the binary failed"))?;
    // 1 is its answer when nothing was found, which is for the figures to tell.
    if !matches!(output.status.code(), Some(0 | 1)) {
        bail!(
            "`{}` failed ({}): {}",
            binary.display(),
            output.status,
            String::from_utf8_lossy(&output.stderr)
        );
    }
    written.context("the binary stopped reading")?;
    String::from_utf8(output.stdout).context("the binary wrote no UTF-8")
}

/// Predictions by the id of their document; the last of an id counts.
pub(crate) fn parse_predictions(lines: &str) -> Result<BTreeMap<String, Predicted>> {
    #[derive(Deserialize)]
    struct Line {
        id: String,
        #[serde(flatten)]
        coding: Predicted,
    }
    let mut out = BTreeMap::new();
    for (number, line) in lines.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let line: Line = serde_json::from_str(line)
            .with_context(|| format!("line {} of the predictions", number + 1))?;
        out.insert(line.id, line.coding);
    }
    Ok(out)
}
