//! Records, however a stream is cut into pieces and whatever is wrong with it.

use proptest::prelude::*;

use super::*;
use crate::unpack::Stream;
use crate::unpack::tests::{Pieces, gz, zst};

fn framed(block: &[u8], length: Option<usize>) -> Vec<u8> {
    let length = length.map_or(String::new(), |length| format!("Content-Length: {length}\r\n"));
    let head = format!(
        "WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: <https://exemple.ml/>\r\n\
         Content-Type: text/plain\r\n{length}\r\n"
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

fn read(bytes: &[u8], sizes: &[usize]) -> (Vec<Record>, usize) {
    let (mut records, mut n_faults) = (Vec::new(), 0);
    let Ok(stream) = Stream::open(Pieces::new(bytes.to_vec(), sizes)) else { return (records, 1) };
    for record in WarcReader::new(stream) {
        match record {
            Ok(record) => records.push(record),
            Err(_) => n_faults += 1,
        }
    }
    (records, n_faults)
}

fn blocks(bytes: &[u8], sizes: &[usize]) -> Vec<Vec<u8>> {
    read(bytes, sizes).0.into_iter().map(|record| record.block).collect()
}

#[test]
fn addresses_lose_their_brackets_and_headers_go_on() {
    let bytes = b"WARC/1.0\nwarc-type: resource\nWARC-Target-URI: <https://exemple.ml/a>\n\
                  Content-Type: text/plain;\n\tcharset=utf-8\nContent-Length: 4\n\nMali\n\n";
    let (records, _) = read(bytes, &[5]);
    let page = records[0].clone().page("a".to_owned()).unwrap();
    assert_eq!(page.url.as_deref(), Some("https://exemple.ml/a"));
    assert_eq!(page.media_type.as_deref(), Some("text/plain; charset=utf-8"));
    assert_eq!(page.bytes, b"Mali");
    assert!(page.notes.is_empty());
}

#[test]
fn many_wrong_lengths_lose_no_record() {
    for wrong in [-30_isize, -3, 2, 7, 60, 400] {
        let texts: Vec<String> =
            (0..40).map(|n| format!("dépêche {n} {}", "é".repeat(40))).collect();
        let bytes: Vec<u8> = texts
            .iter()
            .flat_map(|text| framed(text.as_bytes(), Some(text.len().saturating_add_signed(wrong))))
            .collect();
        for sizes in [&[1][..], &[17], &[100_000]] {
            let (records, n_faults) = read(&bytes, sizes);
            assert_eq!((records.len(), n_faults), (40, 0), "{wrong} {sizes:?}");
            for (record, text) in records.iter().zip(&texts) {
                let whole = [record.block.as_slice(), &record.beyond].concat();
                let found = String::from_utf8_lossy(&whole).trim_end().to_owned();
                assert_eq!(&found, text, "{wrong} {sizes:?}");
            }
        }
    }
}

/// What a length leaves out belongs to the page, unless an empty line says that the block had ended.
#[test]
fn a_length_that_is_too_short_costs_no_text() {
    let page = "<p>Douze soldats ont été tués.</p><p>Le maire l'a confirmé.</p>";
    let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}");
    let response = |length: usize| {
        let head = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://exemple.ml/\r\n";
        let told = format!("Content-Type: application/http\r\nContent-Length: {length}\r\n\r\n");
        [head.as_bytes(), told.as_bytes(), http.as_bytes(), b"\r\n\r\n"].concat()
    };
    let resource = |length: usize| framed(page.as_bytes(), Some(length));
    let next = framed(b"Mali", Some(4));
    for missing in [0, 1, 7, 40] {
        for record in [response(http.len() - missing), resource(page.len() - missing)] {
            for junk in ["", "no record\r\n"] {
                if missing > 0 && !junk.is_empty() {
                    continue;
                }
                let bytes = [record.as_slice(), junk.as_bytes(), next.as_slice()].concat();
                let (records, _) = read(&bytes, &[17]);
                let read = records[0].clone().page("a".to_owned()).unwrap();
                assert_eq!(String::from_utf8_lossy(&read.bytes), page, "{missing} {junk:?}");
                assert!(read.notes.is_empty(), "{missing}");
            }
        }
    }
}

#[test]
fn records_without_a_length_end_where_the_next_begins() {
    // Long ones, so that records begin in every place of the pieces that are looked at.
    let texts: Vec<String> = (0..120).map(|n| format!("{n} ").repeat(400 + 37 * n)).collect();
    let bytes: Vec<u8> = texts.iter().flat_map(|text| framed(text.as_bytes(), None)).collect();
    for sizes in [&[1_000][..], &[4_099], &[1 << 20]] {
        let found = blocks(&bytes, sizes);
        assert_eq!(found.len(), texts.len(), "{sizes:?}");
        assert!(found.iter().zip(&texts).all(|(block, text)| block == text.as_bytes()));
    }
}

#[test]
fn endless_junk_is_given_up() {
    let junk = std::io::BufReader::with_capacity(1 << 20, std::io::repeat(b'x'));
    let mut reader = WarcReader::new(Stream::plain(junk));
    assert!(matches!(reader.next(), Some(Err(Fault::Io(_)))));
    assert!(reader.next().is_none());
}

#[test]
fn a_block_is_kept_up_to_a_bound() {
    let long = vec![b'x'; 20 << 20];
    let bytes = [framed(&long, Some(long.len())), framed(b"Mali", Some(4))].concat();
    let found = blocks(&bytes, &[1 << 16]);
    assert_eq!(found.len(), 2);
    assert_eq!((found[0].len(), found[1].as_slice()), (16 << 20, &b"Mali"[..]));
}

#[test]
fn codings_that_lie_leave_the_body_as_it_is() {
    let body = |head: &str, body: &[u8]| {
        let block = [format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n").as_bytes(), body].concat();
        http::response(&block, b"").unwrap().body()
    };
    for head in
        ["Content-Encoding: gzip", "Transfer-Encoding: chunked", "Content-Encoding: zstd, br"]
    {
        let read = body(head, b"<p>Mali</p>");
        assert_eq!((read.bytes.as_slice(), read.whole), (&b"<p>Mali</p>"[..], true), "{head}");
    }
    let read = body("Transfer-Encoding: chunked", b"5\r\nabcde\r\nffffffff\r\nfgh");
    assert_eq!((read.bytes.as_slice(), read.whole), (&b"abcdefgh"[..], false));
    let read = body("Content-Length: 10", b"abc");
    assert_eq!((read.bytes.as_slice(), read.whole), (&b"abc"[..], false));
    let bomb = body("Content-Encoding: gzip", &gz(&vec![b' '; 64 << 20]));
    assert_eq!(bomb.bytes.len(), griot::read::MAX_PAGE_BYTES + 1);
    assert!(http::response(b"<html>", b"").is_none());
}

/// A block, with what looks like the start of a record where it is cruel.
fn any_block() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..80),
        "[a-z\r\n ]{0,80}".prop_map(String::into_bytes),
        "(\r?\n|WARC/|1|a){0,20}".prop_map(String::into_bytes),
    ]
}

proptest! {
    #[test]
    fn any_split_gives_the_same_records(
        kept in prop::collection::vec(any_block(), 1..8),
        sizes in prop::collection::vec(1_usize..70, 1..4),
        packing in 0..3,
    ) {
        let pack = |record: Vec<u8>| match packing {
            0 => record,
            1 => gz(&record),
            _ => zst(&record),
        };
        let bytes: Vec<u8> =
            kept.iter().flat_map(|block| pack(framed(block, Some(block.len())))).collect();
        prop_assert_eq!(blocks(&bytes, &sizes), kept);
    }

    #[test]
    fn any_bytes_come_to_an_end(
        parts in prop::collection::vec(prop_oneof![
            any_block(),
            Just(b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 30\r\n\r\nHTTP/1.1 200 OK\r\n".to_vec()),
            Just(b"\r\n\r\nWARC/1.1\r\nWARC-Type: response\r\n\r\n".to_vec()),
            Just(b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n".to_vec()),
        ], 0..12),
        sizes in prop::collection::vec(1_usize..70, 1..4),
    ) {
        let bytes = parts.concat();
        let (records, _) = read(&bytes, &sizes);
        prop_assert!(records.len() <= bytes.len() / 5 + 1);
        let (again, _) = read(&bytes, &[bytes.len().max(1)]);
        prop_assert_eq!(&records, &again);
        for record in records {
            let _ = record.page("a".to_owned());
        }
    }
}
