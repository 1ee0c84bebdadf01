//! `griot-dev learn`: learns from documents coded by hand what the rules of coding leave open.
//!
//! Takes folders of coded documents; writes the table that `griot::coding::judge` reads: one weight
//! a line, and the probability from which the answer is yes. The questions are those that the coder
//! asks while it codes the documents, mistakes of its rules included; the threshold follows from
//! the F1 on the fifth of the documents that was not learnt from, over all fifths.
// It reports to whoever works on griot.
#![allow(clippy::print_stdout)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use griot::coding::judge::{Question, Table};
use griot::model::{Article, Lang};
use griot::pipeline::{Resources, with_context};
use griot::read;

use crate::eval::gold::{self, Gold};
use crate::learn::kept::Asked;
use crate::learn::logistic::{Example, Model, fit};
use crate::learn::teacher::Tutor;

mod kept;
mod logistic;
mod teacher;

/// Learn from documents coded by hand.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A folder of gold documents; may be given several times.
    #[arg(long, value_name = "DIR", required_unless_present = "with")]
    gold: Vec<PathBuf>,

    /// The folder whose documents are most like those that will be read: thresholds follow from it
    /// alone [default: all].
    #[arg(long, value_name = "DIR")]
    like: Option<PathBuf>,

    /// A file of questions that `--keep` wrote, to learn from as well; may be given several times.
    #[arg(long, value_name = "GZ")]
    with: Vec<PathBuf>,

    /// Learn the weights of this question, and leave those of others as they stand in the table; may be
    /// given several times [default: all].
    #[arg(long, value_name = "QUESTION", value_parser = question)]
    only: Vec<Question>,

    /// Write the questions of the documents, with their answers, to this file.
    #[arg(long, value_name = "GZ")]
    keep: Option<PathBuf>,

    /// A folder of gold documents that nothing is learnt from, to tell how often the answers are
    /// right; may be given several times.
    #[arg(long, value_name = "DIR")]
    test: Vec<PathBuf>,

    /// Where to write the table.
    #[arg(long, value_name = "TSV")]
    out: Option<PathBuf>,

    /// How strongly weights are drawn towards nothing.
    #[arg(long, default_value_t = 5.0)]
    ridge: f64,
}

/// Into how many parts the documents are cut.
const FOLDS: usize = 5;

pub(crate) fn run(args: &Args) -> Result<()> {
    let mut docs: Vec<(Gold, Article)> = Vec::new();
    let mut like: Vec<bool> = Vec::new();
    for dir in &args.gold {
        docs.extend(load(dir)?);
        like.resize(docs.len(), args.like.as_ref().is_none_or(|like| like == dir));
    }
    let mut asked: Vec<Asked> = docs.iter().map(|(gold, article)| taught(gold, article)).collect();
    if let Some(path) = &args.keep {
        let wanted = |doc: &Asked| doc.iter().filter(|(q, _)| args.wants(*q)).cloned().collect();
        kept::write(path, &asked.iter().map(wanted).collect::<Vec<Asked>>())?;
    }
    for path in &args.with {
        asked.extend(kept::read(path)?);
    }
    // Documents that are kept as questions are real ones.
    like.resize(asked.len(), true);
    println!("{} documents", asked.len());
    let stands = match &args.out {
        Some(path) if !args.only.is_empty() => std::fs::read_to_string(path)
            .with_context(|| format!("cannot read `{}`", path.display()))?,
        _ => String::new(),
    };
    let mut tested: Vec<Asked> = Vec::new();
    for dir in &args.test {
        tested.extend(load(dir)?.iter().map(|(gold, article)| taught(gold, article)));
    }

    let mut out = String::from(
        "# What documents coded by hand teach (`griot-dev learn`): question, feature, weight.\n",
    );
    for question in Question::ALL {
        if !args.wants(question) {
            let of = |line: &&str| line.split('\t').next() == Some(question.as_str());
            stands.lines().filter(of).for_each(|line| out.extend([line, "\n"]));
            continue;
        }
        let examples = examples_of(question, &asked);
        let threshold = threshold(question, &examples, &like, args.ridge);
        let model = fit(&without(&examples, None), args.ridge);
        if !tested.is_empty() {
            tell_test(&model, threshold, &examples_of(question, &tested));
        }
        out.push_str(&lines(question, &model, threshold));
    }
    let Some(out_path) = &args.out else { return Ok(()) };
    std::fs::write(out_path, out).with_context(|| format!("cannot write `{}`", out_path.display()))
}

impl Args {
    fn wants(&self, question: Question) -> bool {
        self.only.is_empty() || self.only.contains(&question)
    }
}

fn question(name: &str) -> Result<Question, String> {
    let names = Question::ALL.map(Question::as_str);
    let known = Question::ALL.into_iter().find(|known| known.as_str() == name);
    known.ok_or_else(|| format!("no question: expected {}", names.join(", ")))
}

/// The examples of a question, document by document.
fn examples_of(question: Question, docs: &[Asked]) -> Vec<Vec<Example>> {
    let of = |doc: &Asked| {
        let of = doc.iter().filter(|(q, _)| *q == question);
        of.map(|(_, example)| example.clone()).collect()
    };
    docs.iter().map(of).collect()
}

/// How often the answers about documents that nothing was learnt from are right.
fn tell_test(model: &Model, threshold: f64, docs: &[Vec<Example>]) {
    let judged =
        docs.iter().flatten().map(|e| (model.probability(&e.features) > threshold, e.answer));
    let (mut hit, mut said, mut right) = (0, 0, 0);
    for (yes, answer) in judged {
        hit += i32::from(yes && answer);
        said += i32::from(yes);
        right += i32::from(answer);
    }
    let f1 = 2.0 * f64::from(hit) / f64::from((said + right).max(1));
    println!("{:10} tested: {said} said, {right} right, {hit} hit; F1 {f1:.3}", "");
}

/// The documents of a folder, each with the article that it is read as.
fn load(dir: &Path) -> Result<Vec<(Gold, Article)>> {
    let mut docs = Vec::new();
    for doc in gold::load(dir)? {
        let line = doc.input()?;
        let article = read::read_line(1, &line)
            .and_then(Result::ok)
            .with_context(|| format!("`{}` is no document", doc.id))?;
        docs.push((doc, article));
    }
    Ok(docs)
}

/// The questions that the coder asks of one document, with their answers.
fn taught(gold: &Gold, article: &Article) -> Asked {
    let lang = article.lang.unwrap_or(Lang::Fr);
    let mut tutor = Tutor::new(gold, &article.text);
    with_context(article, lang, &Resources::builtin(), |cx| {
        griot::coding::learn(cx, &Table::default(), &mut tutor);
    });
    tutor.examples
}

/// The examples of all documents but those of one fold.
fn without(examples: &[Vec<Example>], fold: Option<usize>) -> Vec<Example> {
    examples
        .iter()
        .enumerate()
        .filter(|(i, _)| fold.is_none_or(|fold| i % FOLDS != fold))
        .flat_map(|(_, examples)| examples.iter().cloned())
        .collect()
}

/// The probability from which the answer is yes: half of the best F1 that documents which were not
/// learnt from allow, which is where F1 is best when probabilities are true (Lipton, Elkan and
/// Naryanaswamy 2014), and is less at the mercy of few documents than the best threshold itself.
fn threshold(question: Question, examples: &[Vec<Example>], like: &[bool], ridge: f64) -> f64 {
    let mut judged: Vec<(f64, bool)> = Vec::new();
    for fold in 0..FOLDS {
        let model = fit(&without(examples, Some(fold)), ridge);
        let kept = examples.iter().enumerate().filter(|(i, _)| i % FOLDS == fold && like[*i]);
        for example in kept.flat_map(|(_, examples)| examples) {
            judged.push((model.probability(&example.features), example.answer));
        }
    }
    let right = judged.iter().filter(|(_, yes)| *yes).count();
    let f1 = |t: f64| {
        let said = judged.iter().filter(|(p, _)| *p > t).count();
        let hit = judged.iter().filter(|(p, yes)| *p > t && *yes).count();
        2.0 * hit as f64 / (said + right).max(1) as f64
    };
    let mut best = 0.5;
    for step in 5..=70 {
        let t = f64::from(step) / 100.0;
        if f1(t) > f1(best) {
            best = t;
        }
    }
    let half = f1(best) / 2.0;
    println!(
        "{:10} {:5} questions, {:4} yes; F1 {:.3} from {best:.2}, {:.3} from {half:.2}",
        question.as_str(),
        judged.len(),
        right,
        f1(best),
        f1(half)
    );
    half
}

/// A model as lines of the table.
fn lines(question: Question, model: &Model, threshold: f64) -> String {
    let mut out = String::new();
    let name = question.as_str();
    let _ = writeln!(out, "{name}\tthreshold\t{threshold:.2}");
    let _ = writeln!(out, "{name}\tbias\t{:.3}", model.bias);
    for (feature, weight) in &model.weights {
        let _ = writeln!(out, "{name}\t{feature}\t{weight:.3}");
    }
    out
}
