//! Standard output, and what is said of outputs that fail.
//!
//! Takes what a command has to say; writes it, and where that fails says what could not be written and
//! why. Nothing here ends the process: a full disk, or a reader who has gone, is an error like any other.

use std::fmt::Display;
use std::io::{self, Write};
use std::path::Path;

/// One line. The `println` of the standard library would panic when the disk is full.
pub(crate) fn line(text: impl Display) -> io::Result<()> {
    writeln!(named(anstream::stdout().lock()), "{text}")
}

/// What failed where a file cannot be written: the system's own words say why, and not of which.
pub(crate) fn cannot_write(path: &Path) -> String {
    format!("cannot write `{}`", path.display())
}

/// Standard output, with or without what buffers and colours it, whose errors say what they are of: what
/// the system says alone would not tell it from the other files of a command.
pub(crate) fn named<W: Write>(out: W) -> Named<W> {
    Named(out)
}

/// See [`named`].
#[derive(Debug)]
pub(crate) struct Named<W>(W);

impl<W: Write> Write for Named<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes).map_err(of_output)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush().map_err(of_output)
    }
}

/// The kind stays: whoever has stopped reading us is told by it.
fn of_output(error: io::Error) -> io::Error {
    match error.kind() {
        // Not a failure: it is tried again.
        io::ErrorKind::Interrupted => error,
        kind => io::Error::new(kind, format!("cannot write to standard output: {error}")),
    }
}
