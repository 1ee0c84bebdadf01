//! `griot-dev hostile`: inputs that a person could write to stop a reader of news.
//!
//! Takes a folder; writes one file an input into it, and `expected.tsv`: the file, and words that
//! must come out of it, if the article can still be had. `bench/hostile.sh` reads them one by one
//! and says how long each took and how much memory; the tests of the program read them small.

mod archives;

mod inputs;

mod made;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// Write inputs that a person could write to stop a reader.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  griot-dev hostile --out target/hostile && bench/hostile.sh target/hostile")]
pub(crate) struct Args {
    /// The folder for the inputs; it is made when it is missing.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,

    /// How many times larger than small: 1 for a test, 100 for a measurement.
    #[arg(long, default_value_t = 100)]
    scale: usize,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    fs::create_dir_all(&args.out)
        .with_context(|| format!("cannot make the folder `{}`", args.out.display()))?;
    let scale = args.scale.max(1);
    let mut expected = String::new();
    for input in inputs::inputs(scale).into_iter().chain(archives::archives(scale)) {
        write(&args.out, input.name, &input.bytes)?;
        let mark = if input.readable { inputs::MARK } else { "" };
        let _ = writeln!(expected, "{}\t{mark}", input.name);
    }
    write(&args.out, "expected.tsv", expected.as_bytes())
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<()> {
    let path = folder.join(name);
    fs::write(&path, bytes).with_context(|| format!("cannot write `{}`", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_stands_twice_and_every_page_holds_the_article() {
        let all: Vec<_> = inputs::inputs(1).into_iter().chain(archives::archives(1)).collect();
        let mut names: Vec<_> = all.iter().map(|input| input.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all.len());
        for input in all.iter().filter(|input| input.readable) {
            assert!(!input.bytes.is_empty(), "{}", input.name);
        }
    }
}
