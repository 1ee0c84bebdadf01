//! JSON Lines, one line after the other.
//!
//! Takes a stream; gives its lines as work, in bounded memory: a line that is longer than any
//! document is passed over and told. Where a file has a hole instead of lines, it is given up.

use std::io::{self, BufRead};

use griot::read;
use memchr::memchr;

use crate::unit::Work;
use crate::unpack::Stream;

/// No line of JSON Lines is longer.
pub(crate) const MAX_LINE_BYTES: u64 = 64 << 20;

/// Of a line that is longer, so much more is passed over; a file with such a line is none of lines.
const MAX_SKIPPED_BYTES: u64 = 256 << 20;

/// So many bytes of zero in a row are a hole in the file: no JSON has even one (RFC 8259, 7), and a
/// file of a few blocks may claim terabytes of them. A smaller hole, as a crash leaves it, spoils the
/// line in which it stands, and no more.
const MAX_HOLE_BYTES: usize = 1 << 20;

/// A file whose first lines hold no document in so many of them is none of documents: millions of lines
/// would be told one by one.
const MAX_WITHOUT_DOCUMENT: u32 = 10_000;

/// The lines of a stream.
pub(crate) struct Lines {
    name: String,
    stream: Option<Stream>,
    number: u64,
    found_any: bool,
    /// How many lines hold no document; `None` once one does. Asked here and not where lines are read, so
    /// that where a file is given up does not depend on who reads how fast.
    without: Option<u32>,
    /// Where the last line begins in the file, and how many lines stand before it.
    pub(crate) mark: Option<(u64, u64)>,
}

impl Lines {
    /// The lines of a stream in front of whose first one there are `number` others.
    pub(crate) fn new(name: String, stream: Stream, number: u64) -> Self {
        // Behind other lines, these were asked.
        let without = (number == 0).then_some(0);
        Self { name, stream: Some(stream), number, found_any: number > 0, without, mark: None }
    }

    pub(crate) fn next(&mut self) -> Option<Work> {
        loop {
            let stream = self.stream.as_mut()?;
            let mut bytes = Vec::new();
            self.mark = stream.mark().map(|offset| (offset, self.number));
            match read_line(stream, &mut bytes) {
                Ok(Ended::Hole) => {
                    self.stream = None;
                    let (name, number) = (&self.name, self.number + 1);
                    let why = "a hole of zeros and no text; the rest is not read";
                    return Some(Work::Failed(format!("`{name}`, line {number}: {why}")));
                }
                Ok(Ended::Read) if bytes.is_empty() => {
                    self.stream = None;
                    let empty = !std::mem::replace(&mut self.found_any, true);
                    return empty
                        .then(|| Work::Failed(format!("`{}`: no document in it", self.name)));
                }
                Ok(Ended::Read) if self.number == 0 && is_utf16(&bytes) => {
                    self.stream = None;
                    let why = "JSON Lines in UTF-16, which are not read: save them as UTF-8";
                    return Some(Work::Failed(format!("`{}`: {why}", self.name)));
                }
                Ok(Ended::Read) => {}
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
            if let Some(n) = self.without {
                self.without = match read::read_line(self.number, &bytes) {
                    Some(Ok(_)) => None,
                    Some(Err(_)) => Some(n + 1),
                    None => Some(n),
                };
            }
            if self.without > Some(MAX_WITHOUT_DOCUMENT) {
                self.stream = None;
                let (name, most) = (&self.name, MAX_WITHOUT_DOCUMENT);
                let why = "there is a document; the rest is not read";
                return Some(Work::Failed(format!(
                    "`{name}`: in none of the first {most} lines {why}"
                )));
            }
            return Some(Work::Line { name: self.name.clone(), number: self.number, bytes });
        }
    }
}

/// Whether a file begins with the mark of UTF-16: some shells write it unasked.
fn is_utf16(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff")
}

/// How the reading of a line ended.
enum Ended {
    /// At its end, at that of the stream, or one byte behind the longest line.
    Read,
    /// In a hole of the file.
    Hole,
}

/// Reads a line with its end, up to one byte more than a line may have.
fn read_line(stream: &mut Stream, bytes: &mut Vec<u8>) -> io::Result<Ended> {
    let most = usize::try_from(MAX_LINE_BYTES).unwrap_or(usize::MAX).saturating_add(1);
    let mut n_zeros = 0;
    while bytes.len() < most {
        let held = match stream.fill_buf() {
            Ok(held) => held,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let end = memchr(b'\n', held);
        let n = end.map_or(held.len(), |at| at + 1).min(most - bytes.len());
        let Some(piece) = held.get(..n).filter(|piece| !piece.is_empty()) else { break };
        // No hole is so small that it stands inside a buffer.
        let first = piece.iter().position(|byte| *byte != 0);
        let is_hole = n_zeros + first.unwrap_or(n) > MAX_HOLE_BYTES;
        let last = piece.iter().rposition(|byte| *byte != 0);
        n_zeros = last.map_or(n_zeros + n, |at| n - 1 - at);
        bytes.extend_from_slice(piece);
        stream.consume(n);
        if is_hole {
            return Ok(Ended::Hole);
        }
        if bytes.last() == Some(&b'\n') {
            break;
        }
    }
    Ok(Ended::Read)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::unpack::tests::Pieces;

    /// What comes of a file: the numbers of its lines, and what is told.
    fn read(bytes: Vec<u8>) -> Vec<Result<u64, String>> {
        let mut lines =
            Lines::new("a.jsonl".into(), Stream::plain(Pieces::new(bytes, &[70_000])), 0);
        let work = std::iter::from_fn(move || lines.next());
        work.map(|work| match work {
            Work::Line { number, .. } => Ok(number),
            Work::Failed(why) => Err(why),
            other => panic!("{other:?}"),
        })
        .collect()
    }

    #[test]
    fn a_file_is_given_up_where_it_has_a_hole() {
        let hole = vec![0; MAX_HOLE_BYTES + 1];
        let told =
            Err("`a.jsonl`, line 2: a hole of zeros and no text; the rest is not read".to_owned());
        for cut in [&b""[..], b"{\"text\":\"Douze sol"] {
            let bytes = [b"{}\n", cut, &hole, b"\n{}\n"].concat();
            assert_eq!(read(bytes), [Ok(1), told.clone()]);
        }
    }

    #[test]
    fn a_file_without_documents_is_given_up() {
        let most = MAX_WITHOUT_DOCUMENT as usize;
        let none = read(b"{}\n".repeat(most + 100));
        assert_eq!(none.len(), most + 1);
        let why =
            "`a.jsonl`: in none of the first 10000 lines there is a document; the rest is not read";
        assert_eq!(none.last(), Some(&Err(why.to_owned())));
        // Lines that are wrong behind one that is right are each told.
        let bytes = [&b"{}\n"[..], b"{\"text\":\"Douze soldats.\"}\n", &b"{}\n".repeat(most + 100)];
        let lines = read(bytes.concat());
        assert_eq!(lines.len(), most + 102);
        assert!(lines.iter().all(Result::is_ok));
    }

    #[test]
    fn a_small_hole_spoils_one_line() {
        let bytes = [b"{}\n", &vec![0; MAX_HOLE_BYTES][..], b"\n{}\n"].concat();
        assert_eq!(read(bytes), [Ok(1), Ok(2), Ok(3)]);
    }

    #[test]
    fn a_line_that_is_too_long_is_passed_over() {
        let long = vec![b' '; 1 << 20].repeat(64);
        let bytes = [b"{}\n{", &long[..], b"\n{}\n"].concat();
        let told = Err("`a.jsonl`, line 2: longer than 64 MiB".to_owned());
        assert_eq!(read(bytes), [Ok(1), told, Ok(3)]);
    }
}
