//! `griot-dev places import`: places and countries of the world, compiled into the program.
//!
//! Takes tab-separated tables (our own layout, or geonames.org dumps), perhaps compressed, and a folder
//! of hand-made rows that win over them; writes the compiled gazetteer and the table of countries.
//! The same input gives the same bytes.

mod countries;
mod geonames;
mod hand;
mod trim;
mod tsv;

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::{Args, Subcommand};

/// Work on the gazetteer.
#[derive(Debug, Subcommand)]
pub(crate) enum Places {
    /// Compile tables of places into the gazetteer
    Import(Import),
}

/// Tables in, compiled tables out.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// Places in our own layout (columns by name: name, `alt_names`, country, admin1, …), .zst or plain
    #[arg(long, value_name = "FILE")]
    tsv: Vec<PathBuf>,
    /// Places as a geonames.org dump (allCountries.txt, ML.txt, …), .zst or plain
    #[arg(long, value_name = "FILE")]
    geonames: Vec<PathBuf>,
    /// geonames.org names of units of the first and second level, for the codes in a dump
    #[arg(long, value_name = "FILE")]
    geonames_units: Vec<PathBuf>,
    /// Countries in our own layout
    #[arg(long, value_name = "FILE")]
    countries: Option<PathBuf>,
    /// Folder of hand-made rows (places_*.txt), which win
    #[arg(long, value_name = "DIR")]
    hand: Vec<PathBuf>,
    /// The compiled gazetteer
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// The table of countries
    #[arg(long, value_name = "FILE")]
    countries_out: Option<PathBuf>,
}

/// Runs the subcommand.
pub(crate) fn run(places: &Places) -> Result<()> {
    let Places::Import(import) = places;
    let mut rows = vec![];
    for path in &import.tsv {
        tsv::read(open(path)?, &mut rows).with_context(|| format!("reading {}", path.display()))?;
    }
    let mut units = geonames::Units::default();
    for path in &import.geonames_units {
        units.read(open(path)?).with_context(|| format!("reading {}", path.display()))?;
    }
    for path in &import.geonames {
        geonames::read(open(path)?, &units, &mut rows)
            .with_context(|| format!("reading {}", path.display()))?;
    }
    for folder in &import.hand {
        hand::overlay(folder, &mut rows)?;
    }
    trim::far_aliases(&mut rows);
    if let Some(path) = &import.countries {
        countries::name_capitals(open(path)?, &mut rows)?;
    }
    let bytes = griot::gazetteer::compile(&rows)?;
    write(&import.out, &bytes)?;
    eprint_counts(rows.len(), bytes.len());
    if let (Some(from), Some(to)) = (&import.countries, &import.countries_out) {
        write(to, countries::table(open(from)?)?.as_bytes())?;
    }
    Ok(())
}

#[expect(clippy::print_stderr, reason = "a command tells what it did")]
fn eprint_counts(rows: usize, bytes: usize) {
    eprintln!("{rows} places read, {bytes} bytes written");
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    std::fs::write(path, bytes).with_context(|| format!("writing {}", path.display()))
}

/// Opens a table, decompressing it when its name ends in `.zst`.
fn open(path: &Path) -> Result<Box<dyn BufRead>> {
    let file = File::open(path).with_context(|| format!("opening {}", path.display()))?;
    if path.extension().is_some_and(|ending| ending == "zst") {
        let decoder = ruzstd::decoding::StreamingDecoder::new(BufReader::new(file))
            .with_context(|| format!("{} is not zstd", path.display()))?;
        Ok(Box::new(BufReader::with_capacity(1 << 20, decoder)))
    } else {
        Ok(Box::new(BufReader::new(file)))
    }
}
