//! Pages that a browser has saved in one file (MHTML, RFC 2557), and letters that hold a page.
//!
//! Takes the bytes of a message of MIME; gives the page in it, with its codings taken off, its address
//! and when it was saved. Everything else in the message (pictures, styles, what is attached) is passed
//! over. Deliberately knows nothing of mailboxes: one file is one message.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use griot::note::Note;
use memchr::memmem;

use crate::page::Page;
use crate::warc::{Headers, INCOMPLETE};

/// The head of a message, or of a part of it, is no longer.
const MAX_HEAD_BYTES: usize = 64 << 10;
/// Parts in parts are looked into no deeper.
const MAX_DEPTH: usize = 4;
/// No more parts of one message are looked at; a saved page has some hundred pictures.
const MAX_PARTS: usize = 10_000;

/// What is taken for a page, the better one first.
const PAGES: [&str; 3] = ["text/html", "application/xhtml+xml", "text/plain"];

/// The page in a message; nothing when these bytes are none, or one without a page.
pub(crate) fn page(outer: &Page) -> Option<Page> {
    let (headers, body) = message(&outer.bytes)?;
    let mut search = Search::default();
    search.part(&headers, body, 0);
    let (_, part) = search.best?;
    let location = |headers: &Headers, name: &str| {
        let url = headers.get(name)?.trim();
        (url.starts_with("http://") || url.starts_with("https://")).then(|| url.to_owned())
    };
    let saved = headers
        .get("date")
        .and_then(|date| jiff::fmt::rfc2822::parse(date).ok())
        .map(|date| date.timestamp());
    let mut notes = outer.notes.clone();
    if !part.whole {
        notes.push(Note::new(INCOMPLETE, "the saved page breaks off"));
    }
    Some(Page {
        name: outer.name.clone(),
        url: outer
            .url
            .clone()
            .or_else(|| location(&headers, "snapshot-content-location"))
            .or_else(|| location(&part.headers, "content-location")),
        media_type: part.headers.get("content-type").map(str::to_owned),
        retrieved: outer.retrieved.or(saved),
        bytes: part.decoded(),
        notes,
    })
}

/// The head and the body of a message, when bytes are one: it begins with lines of a head, and says
/// that it is MIME and of what kind.
fn message(bytes: &[u8]) -> Option<(Headers, &[u8])> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let first = bytes.get(..bytes.len().min(998))?;
    let name = first.get(..memchr::memchr(b':', first)?)?;
    let is_name = !name.is_empty() && name.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-');
    if !is_name {
        return None;
    }
    let (head, body) = split_head(bytes)?;
    let headers = Headers::parse(crate::warc::lines(head));
    let kind = media_type(&headers);
    let is_message = headers.get("mime-version").is_some()
        && (kind.starts_with("multipart/") || PAGES.contains(&kind.as_str()));
    is_message.then_some((headers, body))
}

/// What stands in front of the first empty line, and behind it.
fn split_head(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let head = bytes.get(..bytes.len().min(MAX_HEAD_BYTES))?;
    for at in memchr::memchr_iter(b'\n', head) {
        let rest = bytes.get(at + 1..)?;
        if let Some(body) = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")) {
            return Some((head.get(..at)?, body));
        }
    }
    None
}

fn media_type(headers: &Headers) -> String {
    let value = headers.get("content-type").unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The line that parts what a multipart holds.
fn boundary(headers: &Headers) -> Option<String> {
    let value = headers.get("content-type")?;
    let at = value.to_ascii_lowercase().find("boundary")?;
    let rest = value.get(at + "boundary".len()..)?.trim_start().strip_prefix('=')?.trim_start();
    let named = match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next()?,
        None => rest.split([';', ' ', '\t']).next()?,
    };
    (!named.is_empty()).then(|| format!("--{named}"))
}

/// A part that holds a page.
struct Part<'a> {
    headers: Headers,
    body: &'a [u8],
    /// Whether its end stands there.
    whole: bool,
}

/// The best part that was met so far, with its rank.
#[derive(Default)]
struct Search<'a> {
    best: Option<(usize, Part<'a>)>,
    n_parts: usize,
}

impl<'a> Search<'a> {
    fn part(&mut self, headers: &Headers, body: &'a [u8], depth: usize) {
        self.any_part(headers, body, depth, true);
    }

    fn any_part(&mut self, headers: &Headers, body: &'a [u8], depth: usize, whole: bool) {
        let kind = media_type(headers);
        if kind.starts_with("multipart/") {
            if depth < MAX_DEPTH
                && let Some(boundary) = boundary(headers)
            {
                self.parts(body, boundary.as_bytes(), depth + 1);
            }
            return;
        }
        let Some(rank) = PAGES.iter().position(|page| *page == kind) else { return };
        let is_better = self.best.as_ref().is_none_or(|(best, _)| rank < *best);
        // The first of its kind is the page; those behind it are its frames, or what is attached.
        if is_better && !body.trim_ascii().is_empty() {
            self.best = Some((rank, Part { headers: headers.clone(), body, whole }));
        }
    }

    fn parts(&mut self, body: &'a [u8], boundary: &[u8], depth: usize) {
        let finder = memmem::Finder::new(boundary);
        // Boundaries stand at the beginning of a line.
        let is_line = |at: &usize| *at == 0 || body.get(at - 1) == Some(&b'\n');
        let mut starts = finder.find_iter(body).filter(is_line).peekable();
        while let Some(start) = starts.next() {
            self.n_parts += 1;
            if self.n_parts > MAX_PARTS {
                return;
            }
            let end = starts.peek().copied();
            let rest = body.get(start + boundary.len()..end.unwrap_or(body.len()));
            let rest = rest.unwrap_or_default();
            if rest.starts_with(b"--") {
                return;
            }
            let Some(line) = memchr::memchr(b'\n', rest) else { continue };
            let part = rest.get(line + 1..).unwrap_or_default();
            if let Some((head, inner)) = split_head(part) {
                let headers = Headers::parse(crate::warc::lines(head));
                self.any_part(&headers, inner, depth, end.is_some());
            }
        }
    }
}

impl Part<'_> {
    /// The body without the coding of its transfer.
    fn decoded(&self) -> Vec<u8> {
        let coding = self.headers.get("content-transfer-encoding").unwrap_or_default();
        match coding.trim().to_ascii_lowercase().as_str() {
            "quoted-printable" => without_quotes(self.body),
            "base64" => {
                let letters: Vec<u8> =
                    self.body.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
                // What breaks off in the middle of a group of letters is read up to there.
                let whole = letters.get(..letters.len() / 4 * 4).unwrap_or_default();
                lenient().decode(whole).unwrap_or_default()
            }
            _ => self.body.to_vec(),
        }
    }
}

fn lenient() -> GeneralPurpose {
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    GeneralPurpose::new(&alphabet::STANDARD, config)
}

/// Takes quoted-printable off (RFC 2045, 6.7); what is no code stays as it is.
fn without_quotes(body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = memchr::memchr(b'=', rest) {
        let (plain, code) = rest.split_at(at);
        bytes.extend_from_slice(plain);
        let code = code.get(1..).unwrap_or_default();
        let line_end = code.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let behind = code.get(line_end..).unwrap_or_default();
        let digits = code.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        if let Some(next) = behind.strip_prefix(b"\r\n").or_else(|| behind.strip_prefix(b"\n")) {
            rest = next;
        } else if let Some(byte) = digits.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            bytes.push(byte);
            rest = code.get(2..).unwrap_or_default();
        } else {
            bytes.push(b'=');
            rest = code;
        }
    }
    bytes.extend_from_slice(rest);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "From: <Saved by Blink>\r\n\
        Snapshot-Content-Location: https://exemple.ml/a\r\n\
        Date: Sun, 10 Apr 2022 08:30:00 -0000\r\n\
        MIME-Version: 1.0\r\n\
        Content-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"--B--x\"\r\n\r\n";

    fn saved(text: &str) -> Option<Page> {
        page(&Page {
            name: "a.mhtml".to_owned(),
            bytes: text.as_bytes().to_vec(),
            ..Page::default()
        })
    }

    fn part(coding: &str, body: &str) -> String {
        format!(
            "----B--x\r\nContent-Type: text/html; charset=utf-8\r\n\
             Content-Transfer-Encoding: {coding}\r\n\r\n{body}\r\n"
        )
    }

    #[test]
    fn a_saved_page_comes_out_with_its_address() {
        let picture = "----B--x\r\nContent-Type: image/png\r\n\
                       Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n";
        for (coding, body) in [
            ("quoted-printable", "<p>tu=C3=A9s =3D douze =\r\nsoldats</p>"),
            ("base64", "PHA+dHXDqXMgPSBkb3V6ZSBzb2xk\r\nYXRzPC9wPg=="),
            ("8bit", "<p>tués = douze soldats</p>"),
        ] {
            let text = format!("{HEAD}{}{picture}----B--x--\r\n", part(coding, body));
            let page = saved(&text).unwrap();
            let found = String::from_utf8(page.bytes).unwrap();
            assert_eq!(found.trim_end(), "<p>tués = douze soldats</p>", "{coding}");
            assert_eq!(page.url.as_deref(), Some("https://exemple.ml/a"));
            assert_eq!(page.media_type.as_deref(), Some("text/html; charset=utf-8"));
            assert_eq!(page.retrieved.unwrap().to_string(), "2022-04-10T08:30:00Z");
            assert!(page.notes.is_empty());
        }
    }

    #[test]
    fn a_saved_page_that_breaks_off_says_so() {
        let text = format!("{HEAD}{}", part("quoted-printable", "<p>Douze sold"));
        let page = saved(&text).unwrap();
        assert_eq!(page.bytes.trim_ascii(), b"<p>Douze sold");
        assert_eq!(page.notes[0].code, INCOMPLETE);
    }

    #[test]
    fn the_page_of_a_letter_is_preferred_to_its_plain_text() {
        let text = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=a\n\n--a\n\
                    Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n\
                    Douze soldats\n--b\nContent-Type: text/html\n\n<p>Douze</p>\n--b--\n--a--\n";
        assert_eq!(saved(text).unwrap().bytes.trim_ascii(), b"<p>Douze</p>");
    }

    #[test]
    fn what_is_no_message_stays_what_it_is() {
        for text in [
            "",
            "Tessit : douze morts\n\nDouze soldats ont été tués.",
            "MIME-Version: 1.0\n\nDouze soldats",
            "MIME-Version: 1.0\nContent-Type: multipart/related\n\n--\n",
            "<html><body>MIME-Version: 1.0\nContent-Type: text/html\n\n</body></html>",
        ] {
            assert!(saved(text).is_none(), "{text}");
        }
    }
}
