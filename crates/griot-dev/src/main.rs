//! The `griot-dev` command: training, imports, evaluation, checks.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod places;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Work on griot itself
#[derive(Debug, Parser)]
#[command(name = "griot-dev", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// The gazetteer
    #[command(subcommand)]
    Places(places::Places),
}

fn main() -> Result<()> {
    match Cli::parse().command {
        Command::Places(command) => places::run(&command),
    }
}
