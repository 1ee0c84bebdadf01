//! `griot-dev learn-pages`: learns which blocks of a page are its article.
//!
//! Takes pages whose article is known; writes the trees that `griot::extract::judge` reads, and tells
//! how well trees that were learnt without the pages of a site do on the pages of that site. The
//! second judgement is taught with what the first says of pages that it has not seen: on its own
//! pages it would seem surer than it is.
// It reports to whoever works on griot.
#![allow(clippy::print_stdout)]

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use griot::extract::judge::{Forest, Lesson, Model, Rows, probability};
use griot::extract::{extract_by, lesson, second_lesson};
use griot::read::Hint;

use crate::learn_pages::boost::{Growth, Table, grow};
use crate::learn_pages::labels::{Label, labels};
use crate::pages::corpus::{self, Page, Truth};
use crate::pages::metric::Score;

mod boost;
mod labels;

/// Learn which blocks of a page are its article.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The article pages of WCXB, unpacked.
    #[arg(long, value_name = "DIR")]
    wcxb: PathBuf,

    /// The pages of trafilatura's evaluation, unpacked.
    #[arg(long, value_name = "DIR")]
    trafilatura: PathBuf,

    /// Where to write the trees; without it, nothing is written.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Into how many parts the sites are cut.
    #[arg(long, default_value_t = 3)]
    folds: usize,

    /// Keep the pages of a language out of what is learnt, and score on them alone (`de`, `en`, `es`).
    #[arg(long, value_name = "LANG")]
    without: Option<String>,

    /// How many trees each judgement has.
    #[arg(long, default_value_t = 200)]
    trees: usize,

    /// How many leaves a tree has.
    #[arg(long, default_value_t = 16)]
    leaves: usize,

    /// How fast trees follow the answers.
    #[arg(long, default_value_t = 0.06)]
    rate: f32,

    /// The probability from which a block is of the article.
    #[arg(long, default_value_t = 0.5)]
    threshold: f32,

    /// Show so many of the pages that come out worst by trees that have not seen their site.
    #[arg(long, value_name = "N", default_value_t = 0)]
    worst: usize,
}

struct Pupil {
    page: Page,
    lesson: Lesson,
    labels: Vec<Label>,
    fold: usize,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    anyhow::ensure!(args.folds >= 3, "`--folds` is {}, expected 3 or more", args.folds);
    let mut pages = corpus::wcxb(&args.wcxb)?;
    pages.extend(corpus::trafilatura(&args.trafilatura)?);
    let pupils: Vec<Pupil> = pages.into_iter().map(|page| pupil(page, args)).collect();
    let n_blocks: usize = pupils.iter().map(|pupil| pupil.labels.len()).sum();
    println!("{} pages, {n_blocks} blocks", pupils.len());

    let thresholds = [0.4, 0.45, 0.5, 0.55, 0.6];
    let mut scores = [[Score::default(); 2]; 5];
    let mut worst = Vec::new();
    // Of a language, one part is all that is scored.
    let n_scored = if args.without.is_some() { 1 } else { args.folds };
    for fold in 0..n_scored {
        let model_text = learn(&pupils, Some(fold), args);
        for (at, threshold) in thresholds.iter().enumerate() {
            let model = Model::parse(&format!("threshold {threshold}\n{model_text}"))
                .context("the trees that were learnt cannot be read")?;
            for pupil in pupils.iter().filter(|pupil| pupil.fold == fold) {
                let hint = Hint { url: Some(&pupil.page.url), ..Hint::default() };
                let article = extract_by(&pupil.page.html, &hint, &model);
                let set = usize::from(matches!(pupil.page.truth, Truth::Pieces { .. }));
                scores[at][set].add(&article.text, &pupil.page.truth);
                if (threshold - args.threshold).abs() < f32::EPSILON {
                    worst.push(told(&pupil.page, &article.text));
                }
            }
        }
    }
    for (threshold, [wcxb, trafilatura]) in thresholds.iter().zip(&scores) {
        let show = |score: &Score| {
            let (p, r, f1) = score.figures();
            format!("F1 {f1:.4} P {p:.4} R {r:.4}")
        };
        println!("from {threshold:.2}: WCXB {}; trafilatura {}", show(wcxb), show(trafilatura));
    }
    worst.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    for (_, page) in worst.iter().take(args.worst) {
        println!("{page}");
    }
    if let Some(out) = &args.out {
        let mut text = String::from(
            "# Which blocks of a page are its article (`griot-dev learn-pages`). A tree a line, in\n\
             # the order of reading: a question, what follows a yes, what follows a no.\n",
        );
        let _ = writeln!(text, "threshold {}", args.threshold);
        text.push_str(&learn(&pupils, None, args));
        std::fs::write(out, text).with_context(|| format!("cannot write `{}`", out.display()))?;
    }
    Ok(())
}

/// How well a page came out, and the same for a person: what its article lacks, and what it has too much.
fn told(page: &Page, text: &str) -> (f64, String) {
    let mut score = Score::default();
    score.add(text, &page.truth);
    let (p, r, f1) = score.figures();
    let mut told = format!("\n{f1:.3} P {p:.3} R {r:.3}  {}", page.url);
    if let Truth::Pieces { with, without } = &page.truth {
        let lacks = with.iter().filter(|piece| !text.contains(piece.as_str()));
        let too_much = without.iter().filter(|piece| text.contains(piece.as_str()));
        for (mark, piece) in
            lacks.map(|piece| ('-', piece)).chain(too_much.map(|piece| ('+', piece)))
        {
            let _ = write!(told, "\n  {mark} {}", piece.chars().take(100).collect::<String>());
        }
    }
    (f1, told)
}

fn pupil(page: Page, args: &Args) -> Pupil {
    let lesson = lesson(&page.html, Some(&page.url));
    let labels = labels(&lesson.texts, &page.truth);
    // Without a language, its pages are the first part and all others the rest of the parts.
    let fold = match &args.without {
        Some(lang) if page.language() == lang => 0,
        Some(_) => 1 + fold_of(&page.site(), args.folds - 1),
        None => fold_of(&page.site(), args.folds),
    };
    Pupil { page, lesson, labels, fold }
}

/// The part that a site falls into (FNV-1a).
fn fold_of(site: &str, n_folds: usize) -> usize {
    let hash = site.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    ((hash >> 20) % n_folds as u64) as usize
}

/// The trees of both judgements, learnt from all pages but those of one fold.
fn learn(pupils: &[Pupil], without: Option<usize>, args: &Args) -> String {
    let seen: Vec<&Pupil> =
        pupils.iter().filter(|pupil| without.is_none_or(|fold| pupil.fold != fold)).collect();
    let names = pupils[0].lesson.rows.names.clone();
    let first = trees(&seen, |pupil| &pupil.lesson.rows, &names, args);

    // What the first judgement says of pages of sites that it was not taught with.
    let mut seconds: Vec<Option<Rows>> = seen.iter().map(|_| None).collect();
    for fold in (0..args.folds).filter(|fold| without != Some(*fold)) {
        let others: Vec<&Pupil> = seen.iter().filter(|pupil| pupil.fold != fold).copied().collect();
        let forest = forest(&trees(&others, |pupil| &pupil.lesson.rows, &names, args), &names);
        for (at, pupil) in seen.iter().enumerate().filter(|(_, pupil)| pupil.fold == fold) {
            let rows = &pupil.lesson.rows;
            let sums = forest.sums(&rows.values, rows.width);
            let p: Vec<f32> = sums.into_iter().map(probability).collect();
            seconds[at] = Some(second_lesson(&pupil.page.html, Some(&pupil.page.url), &p));
        }
    }
    let names = seconds
        .iter()
        .flatten()
        .find(|rows| !rows.names.is_empty())
        .map(|rows| rows.names.clone())
        .unwrap_or_default();
    let empty = Rows::default();
    let rows_of: Vec<&Rows> = seconds.iter().map(|rows| rows.as_ref().unwrap_or(&empty)).collect();
    let mut at = 0;
    let second = trees(
        &seen,
        |_| {
            at += 1;
            rows_of[at - 1]
        },
        &names,
        args,
    );

    let mut text = format!("features {}\n", names.join(" "));
    let _ = writeln!(text, "first\n{}\nsecond\n{}", first.join("\n"), second.join("\n"));
    text
}

fn forest(lines: &[String], names: &[String]) -> Forest {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut forest = Forest::default();
    for line in lines {
        // What was just written can be read.
        let _ = forest.add(line, &names);
    }
    forest
}

/// Trees learnt from the labelled blocks of pages.
fn trees<'p>(
    pupils: &[&'p Pupil],
    mut rows_of: impl FnMut(&'p Pupil) -> &'p Rows,
    names: &[String],
    args: &Args,
) -> Vec<String> {
    let (mut rows, mut answers, mut weights) = (Vec::new(), Vec::new(), Vec::new());
    for pupil in pupils {
        let of_page = rows_of(pupil);
        for (at, label) in pupil.labels.iter().enumerate() {
            if let Some((answer, weight)) = label {
                rows.push(of_page.row(at));
                answers.push(*answer);
                weights.push(*weight);
            }
        }
    }
    let growth = Growth {
        n_trees: args.trees,
        n_leaves: args.leaves,
        rate: args.rate,
        of_values: 0.3,
        of_rows: 0.5,
        min_weight: 2.0,
        ridge: 2.0,
        seed: 1,
    };
    grow(&Table::of(&rows, answers, weights), names, growth)
}
