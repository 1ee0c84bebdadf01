//! `griot-dev pages`: how well griot takes articles out of pages, beside the libraries of the field.
//!
//! Takes pages whose article is known; prints precision, recall and F1 of each extractor on each set,
//! and how many pages it reads a second of one processor. Pages are the same for all, and everything is
//! measured in one run. griot's own trees were learnt from these pages: what it does on pages of sites
//! that it has not seen is told by `griot-dev learn-pages`.
// It reports to whoever works on griot.
#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::Result;

use crate::pages::corpus::Page;
use crate::pages::metric::Score;
use crate::pages::peers::Extractor;

pub(crate) mod corpus;
pub(crate) mod metric;
mod peers;

/// Score the extraction of articles from pages, beside other libraries.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The article pages of WCXB, unpacked: `html/` and `ground-truth.json`.
    #[arg(long, value_name = "DIR")]
    wcxb: Option<PathBuf>,

    /// The pages of trafilatura's evaluation, unpacked: `html/` and `evaldata.json`.
    #[arg(long, value_name = "DIR")]
    trafilatura: Option<PathBuf>,

    /// Score griot alone.
    #[arg(long)]
    alone: bool,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    if let Some(dir) = &args.wcxb {
        report("WCXB, article pages", &corpus::wcxb(dir)?, args.alone);
    }
    if let Some(dir) = &args.trafilatura {
        let pages = corpus::trafilatura(dir)?;
        report("trafilatura's pages", &pages, args.alone);
    }
    Ok(())
}

/// Time on the processor where the system tells it (Linux), else on the wall: a shared machine makes
/// the second worthless.
struct Clock {
    wall: Instant,
    busy: Option<u64>,
}

impl Clock {
    fn now() -> Self {
        Self { wall: Instant::now(), busy: busy() }
    }

    fn seconds(&self) -> f64 {
        match (self.busy, busy()) {
            (Some(from), Some(to)) => (to - from) as f64 * 1e-9,
            _ => self.wall.elapsed().as_secs_f64(),
        }
    }
}

/// Nanoseconds that this thread has had of a processor.
fn busy() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok()
}

fn report(set: &str, pages: &[Page], alone: bool) {
    println!("{set}: {} pages", pages.len());
    println!("{:38} {:>6} {:>6} {:>6} {:>8}", "", "F1", "P", "R", "pages/s");
    let languages: Vec<&str> = pages.iter().map(Page::language).collect();
    for extractor in Extractor::ALL {
        let of_griot = matches!(extractor, Extractor::Griot | Extractor::GriotTitled);
        if alone && !of_griot {
            continue;
        }
        // Nobody pays for what is read once: words, models, tables.
        if let Some(page) = pages.first() {
            extractor.text(page);
        }
        let mut all = Score::default();
        let mut by_language: BTreeMap<&str, (Score, usize)> = BTreeMap::new();
        let start = Clock::now();
        let texts: Vec<String> = pages.iter().map(|page| extractor.text(page)).collect();
        let seconds = start.seconds();
        for ((page, text), language) in pages.iter().zip(&texts).zip(&languages) {
            all.add(text, &page.truth);
            let (score, n_pages) = by_language.entry(language).or_default();
            score.add(text, &page.truth);
            *n_pages += 1;
        }
        let (precision, recall, f1) = all.figures();
        let rate = pages.len() as f64 / seconds;
        println!("{:38} {f1:6.4} {precision:6.4} {recall:6.4} {rate:8.0}", extractor.name());
        let mut row: Vec<(usize, String)> = by_language
            .iter()
            .filter(|(_, (_, n_pages))| *n_pages >= 20)
            .map(|(language, (score, n))| {
                (*n, format!("{language} ({n}) {:.4}", score.figures().2))
            })
            .collect();
        row.sort_by(|a, b| b.cmp(a));
        let row: Vec<String> = row.into_iter().map(|(_, text)| text).collect();
        if row.len() > 1 {
            println!("    F1 by language: {}", row.join(", "));
        }
    }
    println!();
}
