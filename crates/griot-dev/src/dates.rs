//! `griot-dev dates`: how often the day of publication that griot finds on a page is the right one.
//!
//! Takes a table of pages with their days (`htmldate`'s evaluation: address, file, day) and the
//! folder of the pages; prints figures of griot beside those of the crate `trafilatura`, in the same
//! run and on the same bytes, for all pages, for two parts and for the third that was kept aside
//! while rules were written. Only the page is given, not its address, as in `htmldate`'s own tests.
// It reports to whoever works on griot.
#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::fs;
use std::hash::{BuildHasher as _, BuildHasherDefault};
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use griot::model::Article;
use griot::read::{Hint, read_bytes};
use serde::Deserialize;
use trafilatura::{HtmlDateMode, Options};

/// Score the days of publication of pages.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  tar -C target/pages -xf ../shared/data/html-htmldate/html.tar.xz
  griot-dev dates --gold ../shared/data/html-htmldate/dates-nonfrench.json \\
    --pages target/pages/html")]
pub(crate) struct Args {
    /// The days: JSON, address to `file` and `date`.
    #[arg(long, value_name = "JSON")]
    gold: PathBuf,

    /// The folder of the pages.
    #[arg(long, value_name = "DIR")]
    pages: PathBuf,

    /// Show the pages of the two parts that came out wrong, with what they say.
    #[arg(long)]
    errors: bool,
}

/// A page and its day.
#[derive(Debug, Deserialize)]
struct Gold {
    file: String,
    /// None on a page that tells none.
    date: Option<String>,
}

/// How a reader of days did.
#[derive(Clone, Copy, Debug, Default)]
struct Score {
    right: usize,
    wrong: usize,
    off_by_one: usize,
    first_of_january: usize,
    none: usize,
}

impl Score {
    fn add(&mut self, gold: Option<&str>, found: Option<&str>) {
        match found {
            day if day == gold => self.right += 1,
            Some(day) => {
                self.wrong += 1;
                self.off_by_one += usize::from(are_neighbours(gold.unwrap_or_default(), day));
                self.first_of_january += usize::from(day.ends_with("-01-01"));
            }
            None => self.none += 1,
        }
    }

    fn line(&self, name: &str) -> String {
        let all = (self.right + self.wrong + self.none).max(1) as f64;
        let right = self.right as f64;
        let precision = right / (self.right + self.wrong).max(1) as f64;
        let recall = right / (self.right + self.none).max(1) as f64;
        let f1 = 2.0 * precision * recall / (precision + recall).max(f64::MIN_POSITIVE);
        format!(
            "{name:34} {:.3} {precision:.3} {recall:.3} {f1:.3} {:5} {:7} {:7} {:5} {:6}",
            right / all,
            self.wrong,
            self.off_by_one,
            self.first_of_january,
            self.none,
            all
        )
    }
}

fn are_neighbours(a: &str, b: &str) -> bool {
    let day = |text: &str| text.parse::<jiff::civil::Date>().ok();
    match (day(a), day(b)) {
        (Some(a), Some(b)) => a.tomorrow().ok() == Some(b) || b.tomorrow().ok() == Some(a),
        _ => false,
    }
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let gold = fs::read_to_string(&args.gold)
        .with_context(|| format!("cannot read `{}`", args.gold.display()))?;
    // Written by a program that has a number for what is none.
    let gold: BTreeMap<String, Gold> = serde_json::from_str(&gold.replace(": NaN", ": null"))?;
    // In order: griot and the crate, of two parts and of the third kept aside.
    let mut scores = [[Score::default(); 2]; 2];
    let mut n_missing = 0;
    for (address, page) in &gold {
        let Ok(bytes) = fs::read(args.pages.join(&page.file)) else {
            n_missing += 1;
            continue;
        };
        let held = usize::from(is_held(address));
        let article = read_bytes(&bytes, &Hint { name: Some("page.html"), ..Hint::default() })
            .ok()
            .and_then(|reading| reading.articles.into_iter().next())
            .unwrap_or_default();
        let found = article.published_on().map(|day| day.to_string());
        let gold = page.date.as_deref();
        scores[0][held].add(gold, found.as_deref());
        scores[1][held].add(gold, by_crate(&bytes).as_deref());
        if args.errors && held == 0 && found.as_deref() != gold {
            tell(address, page, &article);
        }
    }
    println!(
        "{:34} acc   P     R     F1    wrong by-1day 1-Jan   none  pages",
        format!("{} pages, {n_missing} not there", gold.len())
    );
    for (name, [open, held]) in ["griot", "crate trafilatura"].iter().zip(scores) {
        let mut all = open;
        all.right += held.right;
        all.wrong += held.wrong;
        all.off_by_one += held.off_by_one;
        all.first_of_january += held.first_of_january;
        all.none += held.none;
        println!("{}", all.line(name));
        println!("{}", open.line(&format!("  {name}, two parts")));
        println!("{}", held.line(&format!("  {name}, held third")));
    }
    Ok(())
}

/// Every third site is kept aside; all pages of a site go together.
fn is_held(address: &str) -> bool {
    let host = address.split("://").nth(1).unwrap_or(address).split('/').next().unwrap_or_default();
    let site: Vec<&str> = host.rsplit('.').take(2).collect();
    BuildHasherDefault::<rustc_hash::FxHasher>::default().hash_one(site) % 3 == 0
}

/// The day that the crate finds.
fn by_crate(bytes: &[u8]) -> Option<String> {
    let mut options = Options::default();
    options.html_date_mode = HtmlDateMode::Extensive;
    let html = String::from_utf8_lossy(bytes);
    let result = std::panic::catch_unwind(|| trafilatura::extract(&html, &options)).ok()?.ok()?;
    Some(result.metadata.date?.to_string())
}

fn tell(address: &str, page: &Gold, article: &Article) {
    println!("\n{} ({address}): {:?}", page.file, page.date);
    for date in &article.dates {
        let role = date.role.as_str();
        let chosen = if article.published_on() == Some(date.day) { ">" } else { " " };
        let raw: String = date.raw.chars().take(90).collect();
        println!("  {chosen} {} {role:9} {:9} {} {raw}", date.day, date.found_in, date.name);
    }
}
