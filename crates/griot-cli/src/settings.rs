//! What the flags amount to.
//!
//! Takes parsed arguments and asks the process what it can do (cores, width of the terminal) and
//! whose it is;
//! gives the settings that the subcommands work with. Nothing else in the program asks.

use std::num::NonZero;
use std::path::PathBuf;

use anstream::ColorChoice;
use griot_intake::fetch::Fetched;
use griot_intake::{Known, Walk};

use crate::args::{Color, ColorArgs, InputArgs};

/// The width of what is written into a file or a pipe.
const PLAIN_WIDTH: usize = 100;
/// Longer lines are hard to read, however wide the terminal.
const WIDEST: usize = 110;
/// Narrower ones cannot hold a label and a word.
const NARROWEST: usize = 40;

/// What is read, and how.
#[derive(Debug)]
pub(crate) struct Inputs {
    pub(crate) paths: Vec<PathBuf>,
    pub(crate) known: Known,
    pub(crate) workers: usize,
    pub(crate) quiet: bool,
    /// What of them was fetched.
    pub(crate) fetched: Fetched,
}

/// Where a person reads the result.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Screen {
    pub(crate) color: ColorChoice,
    pub(crate) width: usize,
}

/// Who decides, when the command does not say it.
pub(crate) fn analyst() -> Option<String> {
    ["GRIOT_ANALYST", "USER", "LOGNAME", "USERNAME"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|name| !name.trim().is_empty())
}

impl Inputs {
    pub(crate) fn new(args: InputArgs) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        Self {
            paths: args.inputs,
            known: Known {
                lang: args.lang,
                published: args.published,
                now: Some(jiff::Timestamp::now()),
                sites: None,
            },
            workers: args.workers.map_or(cores, usize::from),
            quiet: args.quiet,
            fetched: Fetched::default(),
        }
    }

    /// The files that the paths lead to.
    pub(crate) fn walk(&self) -> Walk {
        Walk::new(self.paths.clone()).with(self.fetched.clone())
    }
}

impl Screen {
    pub(crate) fn new(args: &ColorArgs) -> Self {
        let terminal = terminal_size::terminal_size_of(std::io::stdout());
        let width = terminal.map_or(PLAIN_WIDTH, |(width, _)| usize::from(width.0));
        Self {
            color: match args.color {
                Color::Auto => ColorChoice::Auto,
                Color::Always => ColorChoice::Always,
                Color::Never => ColorChoice::Never,
            },
            width: width.clamp(NARROWEST, WIDEST),
        }
    }
}
