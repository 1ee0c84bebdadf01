//! `griot serve`: a record in the browser.
//!
//! Takes the record and an address of this machine; serves until it is told to stop. The clock and the
//! name of the login are read here.

use std::process::ExitCode;

use anyhow::Result;
use griot_web::{Options, serve};

use crate::args::ServeArgs;
use crate::coder::Coder;
use crate::report::tell;
use crate::settings;

pub(crate) fn run(args: ServeArgs) -> Result<ExitCode> {
    let options = Options {
        dir: args.dir,
        analyst: args.by.or_else(settings::analyst),
        coder: Coder::new(None)?.signature(),
        now: jiff::Timestamp::now,
    };
    serve(options, args.address, |address| {
        tell(&format!("http://{address}/ shows the record; Ctrl-C stops it"));
    })?;
    Ok(ExitCode::SUCCESS)
}
