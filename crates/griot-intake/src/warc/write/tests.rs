//! What is written can be read, and what was cut off is cut off.

use std::io::Read as _;

use super::*;

fn exchange<'a>(url: &'a str, response: &'a [u8]) -> Exchange<'a> {
    Exchange {
        url,
        date: "2024-05-06T18:30:00Z".parse().unwrap(),
        ip: None,
        request: b"GET / HTTP/1.1\r\n\r\n",
        response,
        payload: b"body",
        truncated: false,
        revisit: None,
    }
}

fn record(dir: &Path, place: &Place) -> String {
    let bytes = std::fs::read(dir.join(&place.file)).unwrap();
    let member = &bytes[place.offset as usize..place.end() as usize];
    let mut text = String::new();
    GzDecoder::new(member).read_to_string(&mut text).unwrap();
    text
}

#[test]
fn a_record_is_read_from_its_place_and_a_broken_tail_is_cut() {
    let dir = tempfile::tempdir().unwrap();
    let (mut writer, found) = Writer::open(dir.path(), "griot", 1 << 20, |_| None).unwrap();
    assert!(found.is_empty());
    let response = b"HTTP/1.1 200 OK\r\n\r\nbody";
    let first = writer.write(&exchange("https://a.example/\r\nX: y", response)).unwrap();
    let second = writer.write(&exchange("https://b.example/", response)).unwrap();
    let text = record(dir.path(), &first);
    assert!(text.contains("WARC-Target-URI: https://a.example/X: y\r\n"), "{text}");
    assert!(text.ends_with("\r\n\r\nHTTP/1.1 200 OK\r\n\r\nbody\r\n\r\n"), "{text}");
    drop(writer);

    // Killed in the middle of the second exchange, at every place of it.
    let path = dir.path().join(&first.file);
    let whole = std::fs::read(&path).unwrap();
    for end in [second.offset + 1, second.end() - 1, second.end(), second.end() + 7] {
        std::fs::write(&path, &whole[..end as usize]).unwrap();
        let known = |_: &str| Some(first.end());
        let (mut writer, found) = Writer::open(dir.path(), "griot", 1 << 20, known).unwrap();
        assert_eq!(found.contains(&second), end >= second.end(), "{end}");
        let third = writer.write(&exchange("https://c.example/", response)).unwrap();
        assert!(record(dir.path(), &third).contains("https://c.example/"));
        assert!(record(dir.path(), &first).contains("https://a.example/"));
    }
    // Where nothing is known of a file, nothing of it is cut.
    std::fs::write(&path, &whole[..=second.offset as usize]).unwrap();
    let (mut writer, _) = Writer::open(dir.path(), "griot", 1 << 20, |_| None).unwrap();
    assert_ne!(writer.write(&exchange("https://d.example/", response)).unwrap().file, first.file);
    assert_eq!(std::fs::metadata(&path).unwrap().len(), second.offset + 1);
}

#[test]
fn digests_are_those_of_archives() {
    // The digest of nothing, as other tools write it.
    assert_eq!(digest(b""), "sha256:4OYMIQUY7QOBJGX36TEJS35ZEQT24QPEMSNZGTFESWMRW6CSXBKQ====");
}
