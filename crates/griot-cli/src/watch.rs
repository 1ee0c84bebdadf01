//! `griot watch`: what feeds bring, round after round.
//!
//! Takes the feeds of `griot.toml`; in each round gives their addresses to `griot add`, which fetches
//! them politely and adds what is new. It reads the file again in each round, so that feeds can be
//! named while it runs. What goes wrong in a round is told, and never ends the watch.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};
use griot_record::Record;

use crate::add;
use crate::args::{AddArgs, InputArgs, WatchArgs};
use crate::report::tell;

/// Where `griot add` keeps what it fetches, when nobody says otherwise.
const ELSEWHERE: &str = "griot-archive";

pub(crate) fn run(args: &WatchArgs) -> Result<ExitCode> {
    // What is wrong from the beginning is told before any waiting.
    feeds(&args.dir)?;
    loop {
        let round = round(args);
        if args.once {
            return round;
        }
        if let Err(error) = round {
            tell(&format!("{error:#}; the next round is in {}", wait(args)));
        }
        std::thread::sleep(args.every);
    }
}

fn round(args: &WatchArgs) -> Result<ExitCode> {
    let mut fetch = args.fetch.clone();
    if fetch.archive == Path::new(ELSEWHERE) {
        fetch.archive = args.dir.join("fetched");
    }
    add::run(AddArgs {
        dir: args.dir.clone(),
        input: InputArgs {
            inputs: feeds(&args.dir)?,
            lang: None,
            published: None,
            workers: args.workers,
            quiet: args.quiet,
        },
        fetch,
        lex: args.lex.clone(),
    })
}

/// The addresses of the feeds.
fn feeds(dir: &Path) -> Result<Vec<PathBuf>> {
    let record = Record::open(dir)?;
    let feeds: Vec<PathBuf> =
        record.config()?.feeds.into_iter().map(|feed| PathBuf::from(feed.url)).collect();
    if feeds.is_empty() {
        bail!(
            "`{}` names no feeds: each is a block `[[feeds]]` with its `url`",
            dir.join("griot.toml").display()
        );
    }
    Ok(feeds)
}

fn wait(args: &WatchArgs) -> String {
    let minutes = args.every.as_secs_f64() / 60.0;
    if minutes < 1.5 { "a minute".to_owned() } else { format!("{minutes:.0} minutes") }
}
