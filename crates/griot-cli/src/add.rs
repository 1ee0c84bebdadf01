//! `griot add`: pages into a record.
//!
//! Takes files, folders, archives, addresses or standard input; gives a record that holds them, and a summary. Works in
//! batches, which bound the memory: the pages of a batch are loaded and told apart from those that
//! are there already, the others are read and coded on all cores, and then the batch is written as
//! one. Killed at any moment, the same command goes on.

use std::convert::Infallible;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Result;
use griot::json::{self, Document};
use griot::model::Article;
use griot::note::Note;
use griot_intake::{Articles, Known, Left, Page, Passed, Unit, Units, pipeline};
use griot_record::{About, NewPage, Record, Writer, content_hash};
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;

use crate::args::AddArgs;
use crate::coder::Coder;
use crate::fetch;
use crate::out;
use crate::report::Report;
use crate::settings::Inputs;

/// A batch has so many pages at most: what a kill can cost is coded again.
const PAGES: usize = 256;
/// A batch is closed early when its pages have this many bytes.
const BYTES: u64 = 64 << 20;

/// How many pages became what.
#[derive(Debug, Default)]
struct Tally {
    new: u64,
    known: u64,
    failed: u64,
    /// What archives hold beside pages.
    passed: u64,
}

/// A page that is loaded.
pub(crate) struct Loaded {
    pub(crate) about: About,
    pub(crate) bytes: Vec<u8>,
    pub(crate) notes: Vec<Note>,
    pub(crate) place: Option<griot_record::Place>,
    pub(crate) is_crawled: bool,
}

/// A page that was read and coded, and what went wrong in it.
pub(crate) struct Coded {
    pub(crate) page: Option<NewPage>,
    pub(crate) failures: Vec<String>,
    pub(crate) is_passed: bool,
}

pub(crate) fn run(args: AddArgs) -> Result<ExitCode> {
    let coder = Coder::new(args.lex.lexicon.as_deref())?;
    let mut inputs = Inputs::new(args.input);
    let mut report = Report::new(inputs.quiet);
    let now = jiff::Timestamp::now();
    let mut writer = Writer::open_signed(
        &args.dir,
        "add",
        &coder.signature(),
        now,
        &crate::settings::analyst().unwrap_or_default(),
    )?;
    fetch::fetch(&mut inputs, &args.fetch, &mut report)?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(inputs.workers).build()?;
    let bar = progress();
    let mut tally = Tally::default();

    // What a writer had put into the archive when it died comes first: so the record has the order
    // that it would have had.
    loop {
        let mut batch = Vec::new();
        let mut weight = 0;
        while batch.len() < PAGES && weight < BYTES {
            let Some(orphan) = writer.next_orphan()? else { break };
            weight += orphan.page.bytes.len() as u64;
            batch.push(Loaded {
                about: orphan.page.about,
                bytes: orphan.page.bytes,
                notes: Vec::new(),
                place: Some(orphan.place),
                is_crawled: false,
            });
        }
        if batch.is_empty() {
            break;
        }
        let coded = code_all(batch, &coder, inputs.workers);
        write(&mut writer, coded, &mut tally, &mut report, &bar)?;
    }

    let known = inputs.known;
    let mut units = Units::new(inputs.walk()).peekable();
    while units.peek().is_some() {
        let mut batch: Vec<Unit> = Vec::new();
        let mut weight = 0;
        while batch.len() < PAGES && weight < BYTES {
            let Some(unit) = units.next() else { break };
            weight += unit.work.weight() as u64;
            batch.push(unit);
        }
        let loaded: Vec<_> =
            pool.install(|| batch.into_par_iter().map(|unit| load(unit, known)).collect());
        let mut fresh = Vec::new();
        for outcome in loaded {
            match outcome {
                Ok((hash, _)) if writer.knows(&hash)? => tally.known += 1,
                Ok((_, page)) => fresh.push(page),
                Err(Left::Passed(_)) => tally.passed += 1,
                Err(Left::Failed(why)) => fail(&why, &mut tally, &mut report, &bar),
            }
        }
        let coded = code_all(fresh, &coder, inputs.workers);
        write(&mut writer, coded, &mut tally, &mut report, &bar)?;
    }
    writer.count(tally.known, tally.failed)?;
    writer.finish()?;
    bar.finish_and_clear();

    let record = Record::open(&args.dir)?;
    let ([pages, articles, claims], events) = (record.counts()?, record.n_events()?);
    let Tally { new, known, failed, passed } = tally;
    let passed = if passed > 0 { format!(", {passed} passed over") } else { String::new() };
    out::line(format_args!(
        "{new} new, {known} known, {failed} failed{passed}; the record has {pages} pages, {articles} articles, \
         {claims} claims, {events} events"
    ))?;
    if new + known > 0 {
        report.found();
    }
    Ok(report.exit_code())
}

/// On a terminal only; a file gets none of it.
fn progress() -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    // How many pages there are is not known before the last: archives are streamed.
    if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed} {msg}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

fn load(unit: Unit, known: Known) -> Result<(String, Loaded), Left> {
    let is_crawled = unit.work.is_crawled();
    let Page { name, url, media_type, retrieved, bytes, notes } = unit.work.load()?;
    let about = About {
        name,
        url,
        media_type,
        retrieved,
        lang: known.lang.map(|lang| lang.as_str().to_owned()),
        published: known.published.map(|day| day.to_string()),
    };
    Ok((content_hash(&bytes), Loaded { about, bytes, notes, place: None, is_crawled }))
}

/// Reads and codes pages, so many at a time as there are workers or more; gives what became of each,
/// in order.
pub(crate) fn code_all(pages: Vec<Loaded>, coder: &Coder, workers: usize) -> Vec<Coded> {
    let mut all = Vec::with_capacity(pages.len());
    let size = |page: &Loaded| page.bytes.len();
    let take = |coded| {
        all.push(coded);
        Ok::<(), Infallible>(())
    };
    let Ok(()) = pipeline::each(pages.into_iter(), workers, size, |pages| code(pages, coder), take);
    all
}

/// Reads pages one after the other, and codes their articles together.
fn code(pages: Vec<Loaded>, coder: &Coder) -> Vec<Coded> {
    let (read, articles): (Vec<_>, Vec<_>) = pages.into_iter().map(read).unzip();
    let documents = coder
        .code_all(&articles, |article, claims| json::document(article, claims, coder.signature()));
    read.into_iter().zip(documents).map(|(read, documents)| read.coded(documents)).collect()
}

/// A page that was read, without its articles.
struct Read {
    about: About,
    bytes: Vec<u8>,
    place: Option<griot_record::Place>,
    failures: Vec<String>,
    passed: Vec<Passed>,
}

fn read(loaded: Loaded) -> (Read, Vec<Article>) {
    let Loaded { about, bytes, notes, place, is_crawled } = loaded;
    let known = Known {
        lang: about.lang.as_deref().and_then(|lang| lang.parse().ok()),
        published: about.published.as_deref().and_then(|day| day.parse().ok()),
        now: Some(jiff::Timestamp::now()),
        sites: None,
    };
    let page = Page {
        name: about.name.clone(),
        url: about.url.clone(),
        media_type: about.media_type.clone(),
        retrieved: about.retrieved,
        bytes,
        notes,
    };
    let Articles { articles, failures, passed } = page.read(known, is_crawled);
    (Read { about, bytes: page.bytes, place, failures, passed }, articles)
}

impl Read {
    /// The page with what its articles say, when it has any.
    fn coded(self, documents: Vec<Document>) -> Coded {
        let Self { about, bytes, place, mut failures, passed } = self;
        if documents.is_empty() {
            let is_passed = !passed.is_empty();
            if failures.is_empty() && !is_passed {
                failures.push(format!("`{}`: no article in it", about.name));
            }
            return Coded { page: None, failures, is_passed };
        }
        let page = NewPage { about, bytes, documents, place };
        Coded { page: Some(page), failures, is_passed: false }
    }
}

fn write(
    writer: &mut Writer,
    coded: Vec<Coded>,
    tally: &mut Tally,
    report: &mut Report,
    bar: &ProgressBar,
) -> Result<()> {
    let mut pages = Vec::new();
    for each in coded {
        for failure in &each.failures {
            bar.suspend(|| report.failure(failure));
        }
        match each.page {
            Some(page) => pages.push(page),
            None if each.is_passed => tally.passed += 1,
            None => tally.failed += 1,
        }
    }
    let added = writer.add(&pages)?;
    tally.new += added.new;
    // Those that were known before they were read are counted already.
    tally.known += added.known;
    bar.set_message(format!("{} new, {} known, {} failed", tally.new, tally.known, tally.failed));
    Ok(())
}

fn fail(why: &str, tally: &mut Tally, report: &mut Report, bar: &ProgressBar) {
    tally.failed += 1;
    bar.suspend(|| report.failure(why));
}
