//! HTTP messages, as they went over the wire.
//!
//! Takes the bytes of a response: its head, and its body with every coding on; gives what the head
//! says and the body with the codings off (`codings.rs`). Bounded: a body that unpacks without end is
//! cut, and says so. Deliberately forgives what servers do wrong only where nothing can be misread by it.

use crate::codings::{self, Fault};

/// More lines than any head has.
const MAX_HEADERS: usize = 512;

/// What the head of a response says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Head {
    /// The status: 200, 404.
    pub status: u16,
    /// The fields, in order, with their names in small letters.
    fields: Vec<(String, String)>,
    /// How many bytes the head has, the empty line included.
    pub n_bytes: usize,
}

impl Head {
    /// Reads the head at the start of a message.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, String> {
        let mut lines = vec![httparse::EMPTY_HEADER; MAX_HEADERS];
        let mut response = httparse::Response::new(&mut lines);
        let config = httparse::ParserConfig::default();
        let n_bytes = match config.parse_response(&mut response, bytes) {
            Ok(httparse::Status::Complete(n_bytes)) => n_bytes,
            Ok(httparse::Status::Partial) => return Err("the head has no end".to_owned()),
            Err(error) => return Err(format!("the head is none of HTTP: {error}")),
        };
        let fields = response.headers.iter().map(|field| {
            let value = String::from_utf8_lossy(field.value).trim().to_owned();
            (field.name.to_ascii_lowercase(), value)
        });
        Ok(Self { status: response.code.unwrap_or(0), fields: fields.collect(), n_bytes })
    }

    /// The first value of a field.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let mut values = self.fields.iter().filter(|(other, _)| other == name);
        values.next().map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }
}

/// Passes over what a server said before its answer (100 Continue, 103 Early Hints).
pub(crate) fn without_interim(mut bytes: &[u8]) -> &[u8] {
    while let Ok(head) = Head::parse(bytes)
        && (100..200).contains(&head.status)
        && let Some(rest) = bytes.get(head.n_bytes..)
        && !rest.is_empty()
    {
        bytes = rest;
    }
    bytes
}

/// A body with its codings off.
#[derive(Debug, Default)]
pub(crate) struct Body {
    /// What it holds.
    pub bytes: Vec<u8>,
    /// Why it is not whole, or not unpacked.
    pub fault: Option<String>,
}

/// Takes the codings off the body of a message, up to `most` bytes.
pub(crate) fn body(head: &Head, bytes: &[u8], most: usize) -> Body {
    let (bytes, is_whole) = if codings::is_chunked(head.get("transfer-encoding")) {
        codings::unchunk(bytes).unwrap_or_default()
    } else {
        (bytes.to_vec(), true)
    };
    let decoded = codings::decode(bytes, head.get("content-encoding"), most);
    let fault = (!is_whole).then(|| "the chunks of the body break off".to_owned());
    Body { bytes: decoded.bytes, fault: fault.or(decoded.fault.map(|fault| told(fault, most))) }
}

/// Unpacks a file that is packed itself: a sitemap that ends in `.gz`.
pub(crate) fn gunzip(bytes: &[u8], most: usize) -> Body {
    let (bytes, fault) = codings::gunzip(bytes, most);
    Body { bytes, fault: fault.map(|fault| told(fault, most)) }
}

/// What is told of a fault.
fn told(fault: Fault, most: usize) -> String {
    match fault {
        Fault::TooLong => format!("only the first {} MiB were read", most >> 20),
        Fault::BreaksOff => "the packed body breaks off".to_owned(),
        Fault::Damaged(why) => format!("the body cannot be unpacked: {why}"),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use proptest::prelude::*;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn read(head: &str, body_bytes: &[u8], most: usize) -> Body {
        let head = Head::parse(format!("HTTP/1.1 200 OK\r\n{head}\r\n").as_bytes()).unwrap();
        body(&head, body_bytes, most)
    }

    #[test]
    fn codings_come_off() {
        let mut chunked = Vec::new();
        for part in gzip(b"bonjour").chunks(5) {
            chunked.extend(format!("{:x};a=b\r\n", part.len()).bytes());
            chunked.extend(part);
            chunked.extend(b"\r\n");
        }
        chunked.extend(b"0\r\n\r\n");
        let head = "Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n";
        let whole = read(head, &chunked, 100);
        assert_eq!((whole.bytes.as_slice(), whole.fault), (&b"bonjour"[..], None));
        let plain = read("Content-Encoding: gzip\r\n", b"as it is", 100);
        assert_eq!((plain.bytes.as_slice(), plain.fault), (&b"as it is"[..], None));
        let cut = read(head, &chunked[..chunked.len() - 20], 100);
        assert!(cut.fault.is_some());
    }

    #[test]
    fn a_bomb_is_cut() {
        let bomb = gzip(&gzip(&vec![0; 50 << 20]));
        let once = read("Content-Encoding: gzip\r\n", &bomb, 1 << 20);
        assert!(once.bytes.len() < 1 << 20 && once.fault.is_none());
        let twice = gunzip(&once.bytes, 1 << 20);
        assert_eq!(twice.bytes.len(), 1 << 20);
        assert_eq!(twice.fault.as_deref(), Some("only the first 1 MiB were read"));
    }

    #[test]
    fn interim_answers_are_passed_over() {
        let bytes = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\n\r\nbody";
        let head = Head::parse(without_interim(bytes)).unwrap();
        assert_eq!(head.status, 200);
    }

    proptest! {
        #[test]
        fn any_bytes_end(bytes in proptest::collection::vec(any::<u8>(), 0..300), coding in 0..4_usize) {
            let _ = Head::parse(&bytes);
            let coding = ["gzip", "deflate", "br", "identity"][coding];
            read(&format!("Transfer-Encoding: chunked\r\nContent-Encoding: {coding}\r\n"), &bytes, 100);
            read(&format!("Content-Encoding: {coding}\r\n"), &bytes, 100);
        }
    }
}
