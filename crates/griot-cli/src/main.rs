//! The `griot` command.
//!
//! Takes the process's arguments; gives its exit status. Each subcommand is one module, which
//! reads, calls the library and writes; the library itself touches no file.
#![cfg_attr(test, allow(clippy::unwrap_used))]

use std::io;
use std::process::ExitCode;

use clap::Parser;

mod args;

mod settings;

mod report;

mod out;

mod coder;

mod fetch;

mod read;

mod code;

mod explain;

mod lexicon;

mod record;

mod add;

mod watch;

mod recode;

mod ask;

mod decide;

mod brief;

mod export;

mod serve;

mod account;

mod show;

use args::Command;

/// A document is coded in some thousand small allocations, and the allocators of some systems take
/// several times as long for each.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let args = args::Args::parse();
    let outcome = match args.command {
        Command::Read(args) => read::run(args),
        Command::Code(args) => code::run(args),
        Command::Explain(args) => explain::run(args),
        Command::Lexicon(args) => lexicon::run(args),
        Command::Init(args) => record::init(&args),
        Command::Add(args) => add::run(args),
        Command::Watch(args) => watch::run(&args),
        Command::Recode(args) => recode::run(&args),
        Command::Check(args) => record::check(&args),
        Command::Backup(args) => record::backup(&args),
        Command::Events(args) => ask::events(&args),
        Command::Tolls(args) => ask::tolls(&args),
        Command::Suggestions(args) => ask::suggestions(&args),
        Command::Decide(args) => decide::decide(args),
        Command::History(args) => decide::history(&args),
        Command::Related(args) => ask::related(&args),
        Command::Story(args) => ask::story(&args),
        Command::Timeline(args) => ask::events_by_day(&args),
        Command::Statements(args) => ask::run(&args),
        Command::Search(args) => ask::search(&args),
        Command::Account(args) => account::run(args),
        Command::Brief(args) => brief::run(&args),
        Command::Serve(args) => serve::run(args),
        Command::Export(args) => export::export(&args),
        Command::Import(args) => export::import(&args),
    };
    match outcome {
        Ok(code) => code,
        // Whoever reads us has seen enough: `griot code … | head` is no failure.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            report::tell(&format!("{error:#}"));
            ExitCode::from(2)
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<io::Error>();
        let json =
            cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
        io.map(io::Error::kind).or(json) == Some(io::ErrorKind::BrokenPipe)
    })
}
