//! Archives and packed files that a person could write to stop a reader.
//!
//! Takes how large they are to be; gives their bytes: bombs of gzip, zstd and zip, archives inside
//! archives, entries that lie over each other or are called `..`, web archives with lengths and codings
//! that are not true, feeds and holes without end. Where a sound article stands behind what is hostile,
//! it must come out. The tests of the program take this file in as it is.

use std::io::Write as _;

use super::inputs::{ARTICLE, Input};
use super::made::{Entry, record_of_length, zip};

/// All archives, `scale` hundredths of their full size: at 100 a bomb is of a gigabyte.
pub(crate) fn archives(scale: usize) -> Vec<Input> {
    let mut archives = packed(scale);
    archives.extend(zips(scale));
    archives.extend(web_archives(scale));
    archives.extend(feeds(scale));
    archives
}

fn input(name: &'static str, bytes: Vec<u8>) -> Input {
    Input { name, bytes, readable: false }
}

fn readable(name: &'static str, bytes: Vec<u8>) -> Input {
    Input { name, bytes, readable: true }
}

fn article() -> Vec<u8> {
    format!("<!doctype html><html><body>{ARTICLE}</body></html>").into_bytes()
}

/// A page whose article comes before a filling of `n` bytes.
fn filled(filling: &str, n: usize) -> impl Iterator<Item = Vec<u8>> {
    let piece = filling.repeat((64 << 10) / filling.len().max(1)).into_bytes();
    let n_pieces = n / piece.len().max(1) + 1;
    std::iter::once(article()).chain((0..n_pieces).map(move |_| piece.clone()))
}

fn gz(pieces: impl IntoIterator<Item = Vec<u8>>) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for piece in pieces {
        // A vector takes whatever is written.
        let _ = out.write_all(&piece);
    }
    out.finish().unwrap_or_default()
}

fn deflate(pieces: impl IntoIterator<Item = Vec<u8>>) -> Vec<u8> {
    let mut out = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    for piece in pieces {
        let _ = out.write_all(&piece);
    }
    out.finish().unwrap_or_default()
}

/// A frame of zstd that says one byte `n` times, four bytes for each 128 KiB.
fn zstd_of_one_byte(byte: u8, n: usize) -> Vec<u8> {
    const BLOCK: usize = 128 << 10;
    // No checksum, no size told, a window of 128 KiB.
    let mut out = vec![0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38];
    let n_blocks = n / BLOCK + 1;
    for block in 1..=n_blocks {
        let head = u32::from(block == n_blocks) | 1 << 1 | (BLOCK as u32) << 3;
        out.extend_from_slice(&head.to_le_bytes()[..3]);
        out.push(byte);
    }
    out
}

/// Bombs and nests of gzip and zstd.
fn packed(scale: usize) -> Vec<Input> {
    let mib = 1 << 20;
    let size = 10 * mib * scale;
    let mut nested = article();
    for _ in 0..6 {
        nested = gz([nested]);
    }
    let zeros = || filled("\0", size).skip(1);
    let empty = gz([Vec::new()]);
    vec![
        input("zeros.html.gz", gz(zeros())),
        readable("words.html.gz", gz(filled("<p>mot ", size))),
        readable("tags.html.gz", gz(filled("<div>", size))),
        input("words.jsonl.gz", gz(filled("mot ", size).skip(1))),
        input("zeros.warc.gz", gz(zeros())),
        input("zeros.html.zst", zstd_of_one_byte(0, size)),
        input("letters.txt.zst", zstd_of_one_byte(b'a', size)),
        input("nested.html.gz", nested),
        input("empty-members.html.gz", empty.repeat(1_000 * scale)),
        input("brackets.jsonl.gz", gz(filled("[", size).skip(1))),
        input("lines.jsonl.gz", gz(filled("{}\n", size / 10).skip(1))),
    ]
}

fn zips(scale: usize) -> Vec<Input> {
    let size = 10 * (1 << 20) * scale;
    let bomb = deflate(filled("mot ", size).skip(1));
    let small = deflate(filled("<p>mot ", 9 << 20));
    let page = |name: &str| Entry::stored(name.to_owned(), article());
    let many = |n: usize, packed: &[u8], n_unpacked: usize| -> Vec<Entry<'static>> {
        let entry = |at: usize| Entry::packed(format!("{at}.html"), packed.to_vec(), n_unpacked);
        (0..n).map(entry).collect()
    };
    let mut over = many(scale.min(60) * 10, &small, 9 << 20);
    for entry in over.iter_mut().skip(1) {
        entry.stands_at = Some(0);
    }
    let names = vec![
        page("../../../up.html"),
        page("/etc/absolute.html"),
        page("C:\\windows\\disk.html"),
        page("..\\..\\back.html"),
        page("line\r\nend\u{0}\u{1b}[31m.html"),
        page("\u{202e}lmth.drawkcab.html"),
        page(&format!("{}.html", "long/".repeat(10_000))),
        page(&format!("{}.html", "../".repeat(10_000))),
    ];
    // Archives inside archives, each of four.
    let mut nest = zip(&[page("a.html")]);
    for _ in 0..6 {
        let four = ["a.zip", "b.zip", "c.zip", "d.zip"];
        let entries = four.map(|name| Entry::stored(name, nest.clone()));
        nest = zip(&entries);
    }
    let mut lies = vec![page("a.html"), Entry::packed("b.html", small.clone(), 3)];
    lies.push(Entry { n_unpacked: u32::MAX, ..page("c.html") });
    lies.push(Entry { stands_at: Some(u32::MAX), ..page("d.html") });
    let mut cut = zip(&many(100, &small, 9 << 20));
    cut.truncate(cut.len() / 2);
    let secret = Entry { flags: 0x801, ..page("secret.html") };
    let strange = Entry { method: 97, ..page("strange.html") };
    let empty = (0..650 * scale).map(|at| Entry::stored(at.to_string(), Vec::new()));
    vec![
        input("bomb.zip", zip(&[Entry::packed("a.html", bomb.clone(), size)])),
        readable("bomb-and-page.zip", zip(&[Entry::packed("a.txt", bomb, size), page("b.html")])),
        readable("bombs.zip", zip(&many(scale.min(60) * 10, &small, 9 << 20))),
        input("over.zip", zip(&over)),
        readable("names.zip", zip(&names)),
        input("nest.zip", nest),
        readable("lies.zip", zip(&lies)),
        input("cut.zip", cut),
        readable("secret.zip", zip(&[secret, strange, page("open.html")])),
        input("empty-entries.zip", zip(&empty.collect::<Vec<_>>())),
        input(
            "list-alone.zip",
            b"PK\x05\x06\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\0\0\0".to_vec(),
        ),
    ]
}

fn response(head: &str, body: &[u8], length: Option<&str>) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{head}\r\n");
    let block = [head.as_bytes(), body].concat();
    let told = length.map_or_else(|| block.len().to_string(), str::to_owned);
    let media = "application/http; msgtype=response";
    record_of_length("response", "https://www.exemple.ml/a", media, &block, told)
}

/// Web archives; behind each hostile record stands a sound one.
fn web_archives(scale: usize) -> Vec<Input> {
    let sound = || response("", &article(), None);
    let then = |name, bytes: Vec<u8>| readable(name, [bytes, sound()].concat());
    let bomb = gz(filled("mot ", 10 * (1 << 20) * scale).skip(1));
    let mut codings = article();
    for _ in 0..8 {
        codings = gz([codings]);
    }
    let layered = format!("Content-Encoding: {}\r\n", ["gzip"; 8].join(", "));
    let many = format!("Content-Encoding: {}\r\n", vec!["gzip"; 2_000].join(", "));
    let chunks = "1\r\na\r\n".repeat(10_000 * scale);
    let header = format!("WARC/1.1\r\n{}\r\n", "X-Y: z\r\n".repeat(5_000 * scale));
    let head = format!("{}\r\n", "X-Y: z\r\n".repeat(5_000 * scale));
    vec![
        then("length-huge.warc", response("", b"x", Some("9223372036854775807"))),
        then("length-beyond.warc", response("", b"x", Some("99999999999999999999999999"))),
        then("length-negative.warc", response("", b"x", Some("-1"))),
        then("length-words.warc", response("", b"x", Some("many"))),
        then("body-bomb.warc", response("Content-Encoding: gzip\r\n", &bomb, None)),
        then("body-layers.warc", response(&layered, &codings, None)),
        then("body-codings.warc", response(&many, &codings, None)),
        then(
            "chunk-huge.warc",
            response("Transfer-Encoding: chunked\r\n", b"ffffffffffffffff\r\nx", None),
        ),
        then("chunks.warc", response("Transfer-Encoding: chunked\r\n", chunks.as_bytes(), None)),
        then("head-of-record.warc", header.into_bytes()),
        then("head-of-response.warc", response(&head, b"x", None)),
        then("versions.warc", "WARC/1.1\r\n\r\n".repeat(5_000 * scale).into_bytes()),
        input("no-record.warc", b"this is no record\r\n".repeat(10_000 * scale)),
        then("empty.warc", response("", b"", None).repeat(50 * scale)),
        input("members.warc.gz", gz([response("", b"", None)]).repeat(50 * scale)),
    ]
}

/// Feeds, lists and lines without end.
fn feeds(scale: usize) -> Vec<Input> {
    let rss = |inner: &str| format!("<rss><channel>{inner}</channel></rss>").into_bytes();
    let deep = |open: &str, close: &str, n: usize| rss(&[open.repeat(n), close.repeat(n)].concat());
    let numbered = |n: usize, word: &dyn Fn(usize) -> String| -> String {
        (0..n).map(word).collect::<Vec<_>>().concat()
    };
    let attributes = numbered(2_000 * scale, &|n| format!(" a{n}='x'"));
    let hole = [b"{\"text\":\"a\"}\n".to_vec(), vec![0; (1 << 20) * scale]].concat();
    let long =
        [b"{\"text\":\"".to_vec(), b"mot ".repeat(250_000 * scale), b"\"}\n".to_vec()].concat();
    let keys = numbered(5_000 * scale, &|n| format!("\"k{n}\":[],"));
    vec![
        input("items.xml", rss(&"<item><link>/a</link></item>".repeat(2_000 * scale))),
        input("deep.xml", deep("<a>", "</a>", 5_000 * scale)),
        input("open.xml", deep("<item>", "", 5_000 * scale)),
        input("attributes.xml", rss(&format!("<item{attributes}/>"))),
        input("cdata.xml", rss(&"<![CDATA[".repeat(5_000 * scale))),
        input(
            "links.opml",
            format!("<opml><body>{}</body></opml>", "<outline xmlUrl='/a'/>".repeat(2_000 * scale))
                .into_bytes(),
        ),
        input("hole.jsonl", hole),
        input("long-line.jsonl", long),
        input("keys.json", format!("{{{keys}\"text\":\"a\"}}").into_bytes()),
    ]
}
