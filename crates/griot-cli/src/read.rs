//! `griot read`: pages become articles, one JSON object a line.
//!
//! Takes files, folders, archives, addresses or standard input; gives articles in the order of their inputs.
//! Codes nothing: the output is an input of `griot code`. Passages that an outlet puts on many pages
//! are named here, where the articles have an order.

mod explain;

mod journal;

mod progress;

mod summary;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::Ordering;

use anyhow::{Context as _, Result, bail};
use griot::extract::sites::Sites;
use griot::json;
use griot::model::{Article, CutReason};
use griot::note::Note;
use griot_intake::{Fnv, Passages, Passed, Position, Repeats, Unit, Units, pipeline};

use crate::args::ReadArgs;
use crate::fetch;
use crate::out::{self, Named};
use crate::report::Report;
use crate::settings::{Inputs, Screen};
use journal::{Keeper, Start};
use progress::Progress;
use summary::Summary;

/// What became of one unit.
struct Done {
    position: Position,
    /// How many bytes of the inputs had been read when it was.
    n_bytes: u64,
    documents: Vec<Document>,
    failures: Vec<String>,
    passed: Vec<Passed>,
}

/// An article, how it is written when nothing more is found out, and its passages.
struct Document {
    article: Article,
    written: serde_json::Result<String>,
    passages: Option<Passages>,
}

/// Where articles go.
enum Out {
    Standard(Named<io::BufWriter<io::StdoutLock<'static>>>),
    File(Box<Keeper>),
}

pub(crate) fn run(args: ReadArgs) -> Result<ExitCode> {
    let mut arguments = args.arguments();
    let mut inputs = Inputs::new(args.input);
    if let Some(dir) = &args.sites {
        let (rules, hash) = sites(dir)?;
        inputs.known.sites = Some(rules);
        arguments.push(format!("--sites={}:{hash:016x}", dir.display()));
    }
    let mut report = Report::new(inputs.quiet);
    fetch::fetch(&mut inputs, &args.fetch, &mut report)?;
    if args.explain {
        return explain::run(&inputs, report, &Screen::new(&args.color));
    }
    let mut walk = inputs.walk();
    let mut summary = Summary::default();
    let mut repeats = Repeats::default();
    let mut after = None;
    let mut out = match &args.output {
        None => Out::Standard(out::named(io::BufWriter::new(io::stdout().lock()))),
        Some(path) => {
            if inputs.paths.iter().any(|input| input.as_os_str() == "-") {
                bail!("with --output a run can go on, and standard input cannot be read again");
            }
            walk = walk.except(&Keeper::files(path));
            let start = Start { path, arguments, survey: walk.survey(), restart: args.restart };
            let (keeper, resumed) = start.open(&mut repeats)?;
            if let Some(resumed) = resumed {
                let finished = resumed.finished;
                summary = resumed.summary;
                after = resumed.position;
                if finished {
                    if !inputs.quiet {
                        let text = "was written whole, from the same inputs: nothing is left to do";
                        crate::report::tell(&format!("`{}` {text}", path.display()));
                    }
                    return Ok(report.exit_code_over(summary.exit_code()));
                }
            }
            Out::File(Box::new(keeper))
        }
    };
    let progress = Progress::new(&walk, inputs.quiet);
    let mut units = Units::new(walk);
    if let Some(position) = after {
        units = units.after(position);
    }
    let taken = units.progress();
    let skipped = units.skipped();
    progress.begin(taken.load(Ordering::Relaxed));
    // Reading goes ahead of working: what is done is told by how far reading was then.
    let units = units.map(move |unit| (unit, taken.load(Ordering::Relaxed)));

    let known = inputs.known;
    let work = |(unit, n_bytes): (Unit, u64)| {
        let read = unit.work.read(known);
        Done {
            position: unit.position,
            n_bytes,
            documents: read.articles.into_iter().map(document).collect(),
            failures: read.failures,
            passed: read.passed,
        }
    };
    pipeline::each(
        units,
        inputs.workers,
        |(unit, _)| unit.work.weight(),
        pipeline::one_by_one(work),
        |done: Done| {
            for mut document in done.documents {
                mark_repeats(&mut document, &mut repeats);
                summary.article(&document.article);
                out.line(&document.written?)?;
            }
            for passed in done.passed {
                summary.passed(passed);
            }
            for failure in done.failures {
                summary.failed();
                progress.aside(|| report.failure(&failure));
            }
            progress.show(done.n_bytes, summary.n_articles());
            out.checkpoint(done.position, &summary)
        },
    )?;
    progress.finish();
    // A run that goes on walks over its folders from the beginning.
    for (what, n) in skipped.counts() {
        summary.skipped(what, n);
    }
    out.finish(&summary)?;
    if !inputs.quiet {
        summary.tell();
    }
    Ok(report.exit_code_over(summary.exit_code()))
}

fn document(article: Article) -> Document {
    let written = write(&article);
    Document { passages: Passages::of(&article), written, article }
}

fn write(article: &Article) -> serde_json::Result<String> {
    serde_json::to_string(&json::read_document(article))
}

/// Names the passages that the outlet puts on many pages, as far as the run has shown.
fn mark_repeats(document: &mut Document, repeats: &mut Repeats) {
    let Some(passages) = &document.passages else { return };
    let found = repeats.meet(passages);
    if found.is_empty() {
        return;
    }
    let article = &mut document.article;
    for repeat in found {
        let text = format!(
            "this passage stands on {} earlier pages of `{}`",
            repeat.earlier,
            passages.outlet()
        );
        article.notes.push(Note::at("outlet-passage", repeat.span, text));
        article.leave_uncoded(repeat.span, CutReason::Outlet);
    }
    document.written = write(article);
}

impl Out {
    fn line(&mut self, line: &str) -> Result<()> {
        match self {
            Self::Standard(out) => Ok(writeln!(out, "{line}")?),
            Self::File(keeper) => keeper.line(line),
        }
    }

    /// Everything up to this position is written.
    fn checkpoint(&mut self, position: Position, summary: &Summary) -> Result<()> {
        match self {
            Self::Standard(_) => Ok(()),
            Self::File(keeper) => keeper.checkpoint(position, summary),
        }
    }

    fn finish(self, summary: &Summary) -> Result<()> {
        match self {
            Self::Standard(mut out) => Ok(out.flush()?),
            Self::File(keeper) => keeper.finish(summary),
        }
    }
}

/// The rules for outlets in the files of a folder, in the order of their names, and a hash of them.
fn sites(dir: &Path) -> Result<(&'static Sites, u64)> {
    let cannot = || format!("cannot read the rules in `{}`", dir.display());
    let entries = std::fs::read_dir(dir).with_context(cannot)?;
    let paths: io::Result<Vec<PathBuf>> = entries.map(|entry| Ok(entry?.path())).collect();
    let mut paths = paths.with_context(cannot)?;
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    paths.sort();
    let mut sites = Sites::default();
    let mut hash = Fnv::default();
    for path in paths {
        let name = path.display().to_string();
        let text =
            std::fs::read_to_string(&path).with_context(|| format!("cannot read `{name}`"))?;
        sites.add(&name, &text)?;
        hash.add(text.as_bytes());
    }
    if sites.is_empty() {
        bail!("no rules for outlets (*.toml) in `{}`", dir.display());
    }
    Ok((Box::leak(Box::new(sites)), hash.0))
}
