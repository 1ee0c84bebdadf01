//! What an HTTP body is wrapped in, taken off: chunks, then the codings of its content.
//!
//! Takes the bytes of a body as they were sent, and what the head says of them; gives what they hold,
//! up to a length, and says what is wrong with them. Both what is fetched and what an archive holds
//! is read by this. Archives and servers name codings that are not there, or no longer: bytes that
//! are not coded so are taken as they are.

use std::io::{self, Read};

use flate2::bufread::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

/// A body is wrapped in no more codings than this.
const MAX_CODINGS: usize = 3;
/// The line in front of a chunk is no longer, with what may follow the size.
const MAX_CHUNK_LINE: usize = 256;

/// What is wrong with a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It holds more than was asked for; what comes first is there.
    TooLong,
    /// Its end is missing.
    BreaksOff,
    /// It is coded otherwise than its beginning says.
    Damaged(String),
}

/// A body without its codings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Decoded {
    /// What it holds, or holds at its beginning.
    pub(crate) bytes: Vec<u8>,
    /// What is wrong with it.
    pub(crate) fault: Option<Fault>,
    /// Whether a coding is named that the bytes do not have: someone took it off before.
    pub(crate) was_plain: bool,
}

/// Whether a body comes in chunks: they are the last of the transfer codings (RFC 9112, 6.1).
pub(crate) fn is_chunked(transfer_encoding: Option<&str>) -> bool {
    let last = transfer_encoding.and_then(|codings| codings.rsplit(',').next());
    last.is_some_and(|coding| coding.trim().eq_ignore_ascii_case("chunked"))
}

/// Takes chunks together, up to the last one that is whole, and says whether the body's end was
/// there; nothing when the bytes do not begin as chunks do. Lines may end with LF alone.
pub(crate) fn unchunk(mut bytes: &[u8]) -> Option<(Vec<u8>, bool)> {
    let mut body = Vec::new();
    let mut first = true;
    loop {
        let line = bytes.get(..bytes.len().min(MAX_CHUNK_LINE))?;
        let end = memchr::memchr(b'\n', line);
        let size = end.and_then(|end| chunk_size(line.get(..end)?));
        let (Some(end), Some(size)) = (end, size) else {
            return (!first).then_some((body, false));
        };
        first = false;
        bytes = bytes.get(end + 1..).unwrap_or_default();
        if size == 0 {
            return Some((body, true));
        }
        let Some((chunk, rest)) = bytes.split_at_checked(size) else {
            body.extend_from_slice(bytes);
            return Some((body, false));
        };
        body.extend_from_slice(chunk);
        let rest = rest.strip_prefix(b"\r").unwrap_or(rest);
        bytes = rest.strip_prefix(b"\n").unwrap_or(rest);
    }
}

/// The size that the line in front of a chunk tells; extensions are passed over.
fn chunk_size(line: &[u8]) -> Option<usize> {
    let digits = line.split(|byte| *byte == b';').next()?.trim_ascii();
    let is_size = (1..=8).contains(&digits.len()) && digits.iter().all(u8::is_ascii_hexdigit);
    let digits = std::str::from_utf8(digits).ok().filter(|_| is_size)?;
    usize::from_str_radix(digits, 16).ok()
}

/// Takes the codings off that the head names, the last one first, up to `most` bytes.
pub(crate) fn decode(bytes: Vec<u8>, content_encoding: Option<&str>, most: usize) -> Decoded {
    let codings = content_encoding.unwrap_or_default().to_ascii_lowercase();
    let codings = codings.split(',').map(str::trim);
    let mut codings: Vec<&str> =
        codings.filter(|coding| !matches!(*coding, "" | "identity")).collect();
    codings.truncate(MAX_CODINGS);
    let mut decoded = Decoded { bytes, ..Decoded::default() };
    for coding in codings.into_iter().rev() {
        match without(&decoded.bytes, coding, most) {
            Some((bytes, fault)) => {
                decoded.bytes = bytes;
                decoded.fault = decoded.fault.or(fault);
            }
            None => decoded.was_plain = true,
        }
    }
    if decoded.bytes.len() > most {
        decoded.bytes.truncate(most);
        decoded.fault.get_or_insert(Fault::TooLong);
    }
    decoded
}

/// Unpacks a file that is packed itself: a sitemap that ends in `.gz`.
pub(crate) fn gunzip(bytes: &[u8], most: usize) -> (Vec<u8>, Option<Fault>) {
    bounded(MultiGzDecoder::new(bytes), most)
}

/// Takes one coding off; nothing when the bytes are not coded so, or in a way that is not known.
fn without(bytes: &[u8], coding: &str, most: usize) -> Option<(Vec<u8>, Option<Fault>)> {
    let got_any = |decoded: &(Vec<u8>, Option<Fault>)| !decoded.0.is_empty();
    match coding {
        "gzip" | "x-gzip" => bytes.starts_with(b"\x1f\x8b").then(|| gunzip(bytes, most)),
        // Servers send it with the wrapping of zlib, as they should, or without.
        "deflate" => {
            let zlib = Some(bounded(ZlibDecoder::new(bytes), most)).filter(got_any);
            zlib.or_else(|| Some(bounded(DeflateDecoder::new(bytes), most)).filter(got_any))
        }
        "br" => {
            let decoder = brotli_decompressor::Decompressor::new(bytes, 16 << 10);
            Some(bounded(decoder, most)).filter(got_any)
        }
        "zstd" => {
            let decoder = ruzstd::decoding::StreamingDecoder::new(bytes).ok()?;
            Some(bounded(decoder, most))
        }
        _ => None,
    }
}

/// Reads up to `most` bytes, and says why they are not all.
fn bounded(reader: impl Read, most: usize) -> (Vec<u8>, Option<Fault>) {
    let mut bytes = Vec::new();
    let outcome = reader.take((most as u64).saturating_add(1)).read_to_end(&mut bytes);
    let fault = match outcome {
        Ok(_) if bytes.len() > most => {
            bytes.truncate(most);
            Some(Fault::TooLong)
        }
        Ok(_) => None,
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Some(Fault::BreaksOff),
        Err(error) => Some(Fault::Damaged(error.to_string())),
    };
    (bytes, fault)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::unpack::tests::{gz, zst};

    fn whole(bytes: &[u8]) -> Decoded {
        Decoded { bytes: bytes.to_vec(), ..Decoded::default() }
    }

    #[test]
    fn codings_come_off_in_their_order() {
        assert_eq!(decode(gz(b"Mali"), Some("GZIP"), 9), whole(b"Mali"));
        assert_eq!(decode(gz(&zst(b"Mali")), Some("zstd, gzip"), 99), whole(b"Mali"));
        assert_eq!(decode(b"Mali".to_vec(), Some("identity"), 9), whole(b"Mali"));
        assert_eq!(decode(b"Mali".to_vec(), None, 9), whole(b"Mali"));
    }

    #[test]
    fn a_coding_that_is_not_there_is_told() {
        for coding in ["gzip", "zstd", "deflate", "br", "compress"] {
            let decoded = decode(b"Mali".to_vec(), Some(coding), 9);
            assert_eq!(decoded, Decoded { was_plain: true, ..whole(b"Mali") }, "{coding}");
        }
    }

    #[test]
    fn no_more_comes_out_than_was_asked_for() {
        let bomb = gz(&vec![b' '; 1 << 20]);
        for (bytes, coding) in [(bomb, Some("gzip")), (vec![b' '; 1 << 20], None)] {
            let decoded = decode(bytes, coding, 100);
            assert_eq!((decoded.bytes.len(), decoded.fault), (100, Some(Fault::TooLong)));
        }
        let cut = gz(b"Mali");
        let decoded = decode(cut[..cut.len() - 4].to_vec(), Some("gzip"), 100);
        assert_eq!(decoded.fault, Some(Fault::BreaksOff));
    }

    #[test]
    fn chunks_are_joined() {
        let body = b"Mali".to_vec();
        assert_eq!(unchunk(b"2;a=b\r\nMa\r\n2\r\nli\r\n0\r\n\r\n"), Some((body.clone(), true)));
        assert_eq!(unchunk(b"2\nMa\n 2 \nli\n0\n\n"), Some((body.clone(), true)));
        assert_eq!(unchunk(b"2\r\nMa\r\n9\r\nli"), Some((body.clone(), false)));
        assert_eq!(unchunk(b"4\r\nMali\r\nzz\r\nx"), Some((body, false)));
        for none in [&b"<html>\n"[..], b"+4\r\nMali", b"", b"123456789\r\n"] {
            assert_eq!(unchunk(none), None);
        }
        assert!(is_chunked(Some("gzip, Chunked")) && !is_chunked(Some("chunked, gzip")));
    }

    proptest! {
        #[test]
        fn any_bytes_end(bytes in proptest::collection::vec(any::<u8>(), 0..300), coding in 0..4_usize) {
            let coding = ["gzip", "deflate", "br, zstd", "zstd, gzip, br, x"][coding];
            let body = unchunk(&bytes).map_or_else(Vec::new, |(body, _)| body);
            prop_assert!(body.len() <= bytes.len());
            prop_assert!(decode(body, Some(coding), 100).bytes.len() <= 100);
            prop_assert!(decode(bytes, Some(coding), 100).bytes.len() <= 100);
        }
    }
}
