//! JSON Lines, one line after the other.
//!
//! Takes a stream; gives its lines as work, in bounded memory: a line that is longer than any
//! document is passed over and told.

use std::io::{self, BufRead, Read};

use memchr::memchr;

use crate::unit::Work;
use crate::unpack::Stream;

/// No line of JSON Lines is longer.
pub(crate) const MAX_LINE_BYTES: u64 = 64 << 20;

/// Of a line that is longer, so much more is passed over; a file with such a line is none of lines.
const MAX_SKIPPED_BYTES: u64 = 1 << 30;

/// The lines of a stream.
pub(crate) struct Lines {
    name: String,
    stream: Option<Stream>,
    number: u64,
    found_any: bool,
    /// Where the last line begins in the file, and how many lines stand before it.
    pub(crate) mark: Option<(u64, u64)>,
}

impl Lines {
    /// The lines of a stream in front of whose first one there are `number` others.
    pub(crate) fn new(name: String, stream: Stream, number: u64) -> Self {
        Self { name, stream: Some(stream), number, found_any: number > 0, mark: None }
    }

    pub(crate) fn next(&mut self) -> Option<Work> {
        loop {
            let stream = self.stream.as_mut()?;
            let mut bytes = Vec::new();
            self.mark = stream.mark().map(|offset| (offset, self.number));
            match stream.take(MAX_LINE_BYTES + 1).read_until(b'\n', &mut bytes) {
                Ok(0) => {
                    self.stream = None;
                    let empty = !std::mem::replace(&mut self.found_any, true);
                    return empty
                        .then(|| Work::Failed(format!("`{}`: no document in it", self.name)));
                }
                Ok(_) => {}
                Err(error) => {
                    // Behind damage, a line would begin in its middle.
                    self.stream = None;
                    return Some(Work::Failed(format!("`{}`: {error}", self.name)));
                }
            }
            self.number += 1;
            if bytes.trim_ascii().is_empty() {
                continue;
            }
            self.found_any = true;
            if bytes.len() as u64 > MAX_LINE_BYTES {
                let (name, number, most) = (&self.name, self.number, MAX_LINE_BYTES >> 20);
                let why = format!("`{name}`, line {number}: longer than {most} MiB");
                if let Err(error) = skip_line(stream) {
                    self.stream = None;
                    return Some(Work::Failed(format!("{why}; {error}")));
                }
                return Some(Work::Failed(why));
            }
            return Some(Work::Line { name: self.name.clone(), number: self.number, bytes });
        }
    }
}

/// Passes over the rest of a line without keeping it.
fn skip_line(stream: &mut Stream) -> io::Result<()> {
    let mut n_skipped = 0;
    loop {
        let held = stream.fill_buf()?;
        if held.is_empty() {
            return Ok(());
        }
        if n_skipped > MAX_SKIPPED_BYTES {
            return Err(io::Error::other("the rest is not read"));
        }
        let end = memchr(b'\n', held);
        let n = end.map_or(held.len(), |at| at + 1);
        stream.consume(n);
        n_skipped += n as u64;
        if end.is_some() {
            return Ok(());
        }
    }
}
