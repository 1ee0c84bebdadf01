//! What is told on standard error, and the exit status that follows.
//!
//! Takes notes and failures as they come; gives lines that begin with `griot: `. A failure never
//! stops the run: it is told, and remembered for the end.

use std::io::{self, Write};
use std::process::ExitCode;

use griot::note::Note;

use crate::show::layout::clean;

/// Tells, and keeps count.
#[derive(Debug)]
pub(crate) struct Report {
    quiet: bool,
    failed: bool,
    found: bool,
}

impl Report {
    pub(crate) fn new(quiet: bool) -> Self {
        Self { quiet, failed: false, found: false }
    }

    /// Something could not be done.
    pub(crate) fn failure(&mut self, text: &str) {
        self.failed = true;
        tell(text);
    }

    /// Something could not be done, and was told.
    pub(crate) fn failed(&mut self) {
        self.failed = true;
    }

    /// Something that a reader should know.
    pub(crate) fn note(&self, document: &str, note: &Note) {
        if !self.quiet {
            tell(&format!("{document}: {} [{}]", note.text, note.code));
        }
    }

    /// Something was found.
    pub(crate) fn found(&mut self) {
        self.found = true;
    }

    /// The exit status of what counts for itself, unless something failed.
    pub(crate) fn exit_code_over(&self, counted: ExitCode) -> ExitCode {
        if self.failed { ExitCode::from(2) } else { counted }
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        match (self.failed, self.found) {
            (true, _) => ExitCode::from(2),
            (false, true) => ExitCode::SUCCESS,
            (false, false) => ExitCode::from(1),
        }
    }
}

/// One line on standard error.
pub(crate) fn tell(text: &str) {
    // With standard error closed there is nobody left to tell.
    let _ = writeln!(io::stderr().lock(), "griot: {}", clean(text));
}
