//! Bytes to characters.
//!
//! Takes the bytes of a page and the charset that somebody declared; gives text and the charset that
//! was used. Deliberately does not normalise Unicode: the text of an article stays as its page
//! wrote it. The order of evidence is: byte order mark, zeros that betray UTF-16, valid UTF-8, UTF-8 with
//! few bad bytes, a true declaration, statistics.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1256};

use crate::note::Note;

/// Text, and how it was decoded.
#[derive(Clone, Debug)]
pub(crate) struct Decoded {
    pub(crate) text: String,
    pub(crate) charset: &'static str,
    pub(crate) notes: Vec<Note>,
}

/// Decodes a page; `declared` is the charset of its transport, before that of its own head.
pub(crate) fn decode(bytes: &[u8], declared: Option<&str>, url: Option<&str>) -> Decoded {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return with(encoding, &bytes[mark..]);
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return with(encoding, bytes);
    }
    if std::str::from_utf8(bytes).is_ok() {
        return with(UTF_8, bytes);
    }
    let utf8 = Utf8Count::of(bytes);
    if utf8.is_damaged_utf8(bytes.len()) {
        return with(UTF_8, bytes);
    }
    let in_page = declared_in_page(bytes);
    for label in [declared, in_page.as_deref()].into_iter().flatten() {
        if let Some(encoding) = Encoding::for_label(label.trim().as_bytes())
            && encoding != UTF_8
            && encoding != UTF_16LE
            && encoding != UTF_16BE
            && is_true(encoding, bytes)
        {
            return with(encoding, bytes);
        }
    }
    let encoding = guess(bytes, url);
    let mut decoded = with(encoding, bytes);
    decoded.notes.push(Note::new(
        "charset-guessed",
        format!("no declared charset fits, so `{}` was taken from the bytes", decoded.charset),
    ));
    decoded
}

fn with(encoding: &'static Encoding, bytes: &[u8]) -> Decoded {
    let (text, bad) = encoding.decode_without_bom_handling(bytes);
    let mut notes = Vec::new();
    if bad {
        let n_bad = text.chars().filter(|c| *c == '\u{fffd}').count();
        let characters = if n_bad == 1 { "character" } else { "characters" };
        notes.push(Note::new(
            "charset-damage",
            format!("{n_bad} {characters} could not be decoded as `{}`", encoding.name()),
        ));
    }
    Decoded { text: text.into_owned(), charset: encoding.name(), notes }
}

/// How far bytes are UTF-8.
#[derive(Clone, Copy, Debug, Default)]
struct Utf8Count {
    /// Whole characters of two bytes or more.
    n_multibyte: usize,
    /// Places that are no UTF-8.
    n_bad: usize,
}

impl Utf8Count {
    fn of(bytes: &[u8]) -> Self {
        let mut count = Self::default();
        let mut chunks = bytes.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            count.n_multibyte += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
            // A character that the end of the input cuts is no sign of another charset. Anywhere else
            // the beginning of a character without its rest is: most accented letters of the charsets
            // of one byte look so.
            let cut = chunks.peek().is_none()
                && std::str::from_utf8(chunk.invalid())
                    .is_err_and(|error| error.error_len().is_none());
            count.n_bad += usize::from(!chunk.invalid().is_empty() && !cut);
        }
        count
    }

    /// A page of accented letters in another charset has next to no character that is also valid
    /// UTF-8, so a few bad places among many good ones are damage, not another charset.
    fn is_damaged_utf8(self, n_bytes: usize) -> bool {
        let few = self.n_bad * 1000 <= n_bytes && self.n_multibyte >= self.n_bad;
        self.n_multibyte > 0 && (few || self.n_multibyte >= 4 * self.n_bad)
    }
}

/// UTF-16 of a European language has a zero in every other byte.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(2048)];
    let zeros = |odd: usize| {
        head.iter().enumerate().filter(|(at, byte)| at % 2 == odd && **byte == 0).count()
    };
    let (even, odd, half) = (zeros(0), zeros(1), head.len() / 2);
    if half >= 8 && odd * 10 > half * 6 && even * 10 < half {
        Some(UTF_16LE)
    } else if half >= 8 && even * 10 > half * 6 && odd * 10 < half {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// The charset that a page declares in its head, or an XML declaration in its first line.
fn declared_in_page(bytes: &[u8]) -> Option<String> {
    let head = bytes[..bytes.len().min(4096)].to_ascii_lowercase();
    let head = String::from_utf8_lossy(&head);
    let declaration = head.trim_start().strip_prefix("<?xml").and_then(|rest| {
        let rest = rest.split("?>").next()?;
        value_after(rest, "encoding")
    });
    declaration.or_else(|| {
        head.split("<meta")
            .skip(1)
            .filter_map(|tag| tag.split('>').next())
            .find_map(|tag| value_after(tag, "charset"))
    })
}

/// The label after `name =`, quoted or not.
fn value_after(text: &str, name: &str) -> Option<String> {
    let rest = text[text.find(name)? + name.len()..].trim_start().strip_prefix('=')?;
    let label: String = rest
        .trim_start()
        .trim_start_matches(['"', '\''])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.' | '+'))
        .collect();
    (!label.is_empty()).then_some(label)
}

/// Whether bytes can be text of an encoding: all decode, and none to a control character.
fn is_true(encoding: &'static Encoding, bytes: &[u8]) -> bool {
    encoding.decode_without_bom_handling_and_without_replacement(bytes).is_some_and(|text| {
        let n_control = text.chars().filter(|c| matches!(*c, '\u{80}'..='\u{9f}')).count();
        n_control * 1000 <= text.len()
    })
}

fn guess(bytes: &[u8], url: Option<&str>) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let domain = url.and_then(top_level_domain);
    let encoding = detector.guess(domain.as_deref().map(str::as_bytes), Utf8Detection::Deny);
    // The detector takes some Arabic for Western European; no Western text has long runs of
    // letters that are Arabic in windows-1256.
    let western = encoding == WINDOWS_1252
        || ["windows-1250", "windows-1254", "windows-1257", "windows-1258", "ISO-8859-2"]
            .contains(&encoding.name());
    if western && looks_arabic(bytes) { WINDOWS_1256 } else { encoding }
}

fn looks_arabic(bytes: &[u8]) -> bool {
    let (text, bad) = WINDOWS_1256.decode_without_bom_handling(bytes);
    let (mut letters, mut runs, mut inside) = (0, 0, false);
    for c in text.chars() {
        let arabic = matches!(c, '\u{621}'..='\u{6d2}');
        letters += usize::from(arabic);
        runs += usize::from(arabic && !inside);
        inside = arabic;
    }
    !bad && letters >= 12 && letters >= 3 * runs
}

/// The last label of a URL's host, in lower case.
fn top_level_domain(url: &str) -> Option<String> {
    let host = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = host.split(['/', '?', '#', ':']).next()?;
    let label = host.rsplit_once('.')?.1;
    let plain = !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphabetic());
    plain.then(|| label.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRENCH: &str =
        "L’armée a déclaré mardi à Ménaka que l’été serait « décisif », a-t-il noté.";

    fn encode(text: &str, label: &str) -> Vec<u8> {
        Encoding::for_label(label.as_bytes()).unwrap().encode(text).0.into_owned()
    }

    fn utf16(text: &str, little: bool, mark: bool) -> Vec<u8> {
        let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
        units
            .flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() })
            .collect()
    }

    fn check(bytes: &[u8], declared: Option<&str>, expected: &str, charset: &str) {
        let decoded = decode(bytes, declared, None);
        assert_eq!(decoded.text, expected);
        assert_eq!(decoded.charset, charset);
    }

    #[test]
    fn charsets() {
        let arabic = "قال الجيش يوم الثلاثاء إن القوات سيطرت على المدينة بعد معارك عنيفة";
        let marked = [b"\xef\xbb\xbf".as_slice(), FRENCH.as_bytes()].concat();
        check(FRENCH.as_bytes(), None, FRENCH, "UTF-8");
        check(FRENCH.as_bytes(), Some("iso-8859-1"), FRENCH, "UTF-8");
        check(&marked, None, FRENCH, "UTF-8");
        check(&encode(FRENCH, "windows-1252"), None, FRENCH, "windows-1252");
        check(&encode(FRENCH, "windows-1252"), Some("utf-8"), FRENCH, "windows-1252");
        check(&encode(FRENCH, "windows-1252"), Some("ISO-8859-1"), FRENCH, "windows-1252");
        check(
            &encode("Łódź jest żółta", "iso-8859-2"),
            Some("iso-8859-2"),
            "Łódź jest żółta",
            "ISO-8859-2",
        );
        check(&encode(arabic, "windows-1256"), None, arabic, "windows-1256");
        for (little, charset) in [(true, "UTF-16LE"), (false, "UTF-16BE")] {
            check(&utf16(FRENCH, little, true), None, FRENCH, charset);
            check(&utf16(FRENCH, little, false), None, FRENCH, charset);
        }
        check(b"", None, "", "UTF-8");
    }

    #[test]
    fn one_bad_byte_does_not_turn_the_page() {
        let mut bytes = FRENCH.as_bytes().to_vec();
        bytes.push(0xe9);
        check(&bytes, None, &format!("{FRENCH}\u{fffd}"), "UTF-8");
        assert_eq!(decode(&bytes, None, None).notes[0].code, "charset-damage");
        let cut = &FRENCH.as_bytes()[..4];
        check(cut, None, "L’", "UTF-8");
        check(&FRENCH.as_bytes()[..8], None, "L’arm\u{fffd}", "UTF-8");
    }

    /// In windows-1252 `É»` is also a character of UTF-8, and in windows-1256 so is many a pair: one of
    /// them among many letters that are none does not make the page UTF-8.
    #[test]
    fn one_pair_that_is_utf8_by_chance_does_not_turn_the_page() {
        let french = format!("«\u{a0}LA SÉCURITÉ» : {FRENCH} {FRENCH}");
        check(&encode(&french, "windows-1252"), None, &french, "windows-1252");
        let arabic = "قال الجيش يوم الثلاثاء إن القوات سيطرت على المدينة بعد معارك عنيفة".repeat(3);
        let mut bytes = encode(&arabic, "windows-1256");
        bytes.extend("légales".as_bytes());
        let decoded = decode(&bytes, None, None);
        assert_eq!(decoded.charset, "windows-1256");
        assert!(decoded.text.starts_with(&arabic));
    }

    #[test]
    fn declarations_in_the_page_are_read() {
        let polish = "Łódź jest żółta";
        for head in [
            "<meta charset=windows-1250>",
            "<meta http-equiv='Content-Type' content='text/html; charset=windows-1250'>",
            "<?xml version=\"1.0\" encoding=\"windows-1250\"?>",
        ] {
            let page = format!("{head}<p>{polish}");
            check(&encode(&page, "windows-1250"), None, &page, "windows-1250");
        }
    }
}
