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
        proxy: args.behind_proxy,
    };
    let reached = options.proxy.as_ref().map(|proxy| proxy.host().to_owned());
    serve(options, args.address, |address| {
        tell(&match &reached {
            Some(host) => format!(
                "https://{host}/ shows the record once its proxy leads to http://{address}/; Ctrl-C stops it"
            ),
            None => format!("http://{address}/ shows the record; Ctrl-C stops it"),
        });
    })?;
    Ok(ExitCode::SUCCESS)
}
