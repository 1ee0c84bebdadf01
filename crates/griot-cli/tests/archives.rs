//! Archives and packed files: what is read of them, what is passed over, and what is refused.

use crate::folder::{Folder, NOTHING, Run, SENTENCE, line};
use crate::warcs::{
    Entry, chunked, deflate, gz, http, page, record, record_of_length, response, site_page, zip,
    zst,
};
use std::fmt::Write as _;

const HTML: &str = "Content-Type: text/html; charset=utf-8\r\n";

/// The page above, packed by brotli.
const BROTLI: &str = "1b6700e01d87b1b3252dce3ea5526104a56eca5e3c012331bac95e2ce9d6850e04deb6405393c7\
                      87a809296417b5a4aa85f33d432db53ade5ff07692989bba2bfbad49da50eb146e8b8394c7c4c5\
                      b0fe8826dcf8babb4ed74a08";

fn read(name: &str, bytes: &[u8]) -> Run {
    Folder::new(&[(name, bytes)]).run(&["read", name])
}

fn texts(run: &Run) -> Vec<String> {
    run.json().iter().map(|article| article["text"].as_str().unwrap().to_owned()).collect()
}

fn has_note(article: &serde_json::Value, code: &str) -> bool {
    article["notes"].as_array().unwrap().iter().any(|note| note["code"] == code)
}

#[test]
fn a_web_archive_gives_its_pages_and_says_what_else_it_holds() {
    let url = "https://www.exemple.ml/a";
    let html = page("Attaque à Gao", SENTENCE);
    let records = [
        record("warcinfo", "", "application/warc-fields", b"software: none\r\n"),
        record("request", url, "application/http; msgtype=request", b"GET /a HTTP/1.1\r\n\r\n"),
        response(url, HTML, &html),
        record("response", url, "application/http", &http("404 Not Found", HTML, &html)),
        response("https://www.exemple.ml/p.png", "Content-Type: image/png\r\n", b"\x89PNG\r\n"),
        response("https://www.exemple.ml/x", HTML, b"%PDF-1.7 and what follows in such a file"),
        response("https://www.exemple.ml/robots.txt", "Content-Type: text/plain\r\n", b"Allow: /"),
        record("revisit", url, "application/http", b"HTTP/1.1 200 OK\r\n\r\n"),
        record("metadata", url, "application/warc-fields", b"outlink: none"),
        record("resource", "https://www.exemple.ml/r", "text/plain", SENTENCE.as_bytes()),
        record("conversion", "https://www.exemple.ml/c", "text/plain", NOTHING.as_bytes()),
    ];
    let whole: Vec<u8> = records.concat();
    let members: Vec<u8> = records.iter().flat_map(|record| gz(record)).collect();
    let frames: Vec<u8> = records.iter().flat_map(|record| zst(record)).collect();
    for (name, bytes) in [
        ("news.warc", &whole),
        ("news.warc.gz", &members),
        ("news.warc.zst", &frames),
        ("news", &members),
    ] {
        let run = read(name, bytes);
        assert_eq!(run.code, Some(0), "{name}: {}", run.err);
        assert_eq!(run.ids(), [3, 10, 11].map(|n| format!("{name}:{n}")));
        let articles = run.json();
        assert_eq!(articles[0]["title"], "Attaque à Gao");
        assert_eq!(articles[0]["text"], SENTENCE);
        assert_eq!(articles[0]["url"], url);
        assert_eq!(articles[0]["first_seen"], "2024-05-07T06:05:04Z");
        assert_eq!(articles[1]["text"], SENTENCE);
        assert_eq!(articles[2]["text"], NOTHING);
        assert!(run.err.starts_with("read         3 articles\n"), "{}", run.err);
        let passed = run.err.lines().find(|line| line.starts_with("passed over")).unwrap();
        assert!(passed.starts_with("passed over  8: "), "{passed}");
        for kind in ["request record", "warcinfo record", "status 404", "image/png", "robots.txt"] {
            assert!(passed.contains(&format!("{kind} 1")), "{kind}: {passed}");
        }
    }
}

#[test]
fn codings_of_bodies_are_taken_off() {
    let html = page("Attaque à Gao", SENTENCE);
    let brotli: Vec<u8> = (0..BROTLI.len() / 2)
        .map(|n| u8::from_str_radix(&BROTLI[2 * n..2 * n + 2], 16).unwrap())
        .collect();
    let bodies: [(&str, Vec<u8>); 9] = [
        ("", html.clone()),
        ("Transfer-Encoding: chunked\r\n", chunked(&html)),
        ("Content-Encoding: gzip\r\n", gz(&html)),
        ("Content-Encoding: deflate\r\n", deflate(&html)),
        ("Content-Encoding: zstd\r\n", zst(&html)),
        ("content-encoding: GZIP\r\ntransfer-encoding: Chunked\r\n", chunked(&gz(&html))),
        // The archive took the codings off and kept the head.
        ("Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", html.clone()),
        ("Content-Encoding: br\r\nContent-Length: 12\r\n", html.clone()),
        ("Content-Encoding: br\r\n", brotli),
    ];
    let warc: Vec<u8> = bodies
        .iter()
        .flat_map(|(head, body)| {
            response("https://www.exemple.ml/a", &format!("{HTML}{head}"), body)
        })
        .collect();
    let run = read("a.warc", &warc);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let texts = texts(&run);
    assert_eq!(texts.len(), 9, "{}", run.err);
    assert_eq!(texts[..8], [SENTENCE; 8]);
    assert!(texts[8].starts_with("Douze civils"), "{}", texts[8]);
    assert!(run.json().iter().all(|article| !has_note(article, "page-incomplete")));

    let latin =
        b"<html><body><p>Douze civils ont \xe9t\xe9 tu\xe9s \xe0 Gao samedi.</p></body></html>";
    let head = "Content-Type: text/html; charset=ISO-8859-1\r\n";
    let run = read("a.warc", &response("https://www.exemple.ml/a", head, latin));
    assert_eq!(texts_of_one(&run), "Douze civils ont été tués à Gao samedi.");
}

fn texts_of_one(run: &Run) -> String {
    let texts = texts(run);
    assert_eq!(texts.len(), 1, "{}", run.err);
    texts.into_iter().next().unwrap()
}

#[test]
fn wrong_lengths_and_junk_cost_no_other_page() {
    let url = "https://www.exemple.ml/x";
    let kind = "application/http; msgtype=response";
    let bad = http("200 OK", HTML, &page("Mauvaise longueur", SENTENCE));
    let n = bad.len();
    // Too long by a little, so that the next record's first bytes are inside; by a lot; too short.
    for length in
        [n + 1, n + 2, n + 4, n + 5, n + 9, n + 13, n + 300, n + 5_000_000, n - 1, n - 40, 0]
    {
        let warc = [
            site_page(1, NOTHING),
            record_of_length("response", url, kind, &bad, length),
            site_page(3, NOTHING),
            site_page(4, NOTHING),
        ]
        .concat();
        let run = read("a.warc", &warc);
        let texts = texts(&run);
        let n_sound = texts.iter().filter(|text| *text == NOTHING).count();
        assert_eq!(n_sound, 3, "length {length} for {n}: {}", run.err);
        if length >= n {
            assert_eq!(texts[1], SENTENCE, "length {length} for {n}");
        }
        assert_eq!(
            run.ids().last().map(String::as_str),
            Some("a.warc:4"),
            "length {length} for {n}"
        );
    }

    // No length at all, line ends of one byte, and bytes that are no record.
    let unmeasured: Vec<u8> = (1..=3)
        .flat_map(|n| {
            let text = String::from_utf8(site_page(n, NOTHING)).unwrap().replace("\r\n", "\n");
            let text: String = text
                .split_inclusive('\n')
                .filter(|line| !line.starts_with("Content-Length"))
                .collect();
            [b"what is this?\nWARC/none\n".as_slice(), text.as_bytes()].concat()
        })
        .collect();
    let run = read("a.warc", &unmeasured);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert_eq!(run.ids(), ["a.warc:1", "a.warc:2", "a.warc:3"], "{}", run.err);
    assert!(run.err.contains("bytes that are no record 1"), "{}", run.err);
}

#[test]
fn a_truncated_archive_is_read_up_to_its_end() {
    let mut filler = String::new();
    for n in 0..400 {
        let _ = write!(filler, "<p>Le rapport numéro {n} du préfet.</p>");
    }
    let last = response(
        "https://www.exemple.ml/2",
        HTML,
        &page("Fin", &format!("{SENTENCE}</p>{filler}")),
    );
    let plain = [site_page(1, NOTHING), last.clone()].concat();
    let packed = [gz(&site_page(1, NOTHING)), gz(&last)].concat();
    for (name, bytes, n_lost, code) in [("a.warc", plain, 3_000, 0), ("a.warc.gz", packed, 200, 2)]
    {
        let run = read(name, &bytes[..bytes.len() - n_lost]);
        assert_eq!(run.code, Some(code), "{name}: {}", run.err);
        assert_eq!(run.ids(), [format!("{name}:1"), format!("{name}:2")], "{}", run.err);
        let articles = run.json();
        assert!(articles[1]["text"].as_str().unwrap().starts_with(SENTENCE));
        assert!(has_note(&articles[1], "page-incomplete"), "{name}");
        assert!(!has_note(&articles[0], "page-incomplete"), "{name}");
        assert_eq!(
            run.err.contains(&format!("griot: `{name}`: it is cut off")),
            code == 2,
            "{}",
            run.err
        );
    }
}

#[test]
fn a_damaged_member_costs_itself_alone() {
    let mut members: Vec<Vec<u8>> = (1..=5).map(|n| gz(&site_page(n, NOTHING))).collect();
    let middle = members[2].len() / 2;
    members[2][middle..middle + 20].fill(0xff);
    let run = read("a.warc.gz", &members.concat());
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("griot: `a.warc.gz`: damaged after byte "), "{}", run.err);
    let titles: Vec<_> = run.json().iter().map(|article| article["title"].clone()).collect();
    for n in [1, 2, 4, 5] {
        assert!(titles.contains(&format!("Dépêche {n}").into()), "{titles:?}");
    }
}

#[test]
fn packed_files_are_read_as_what_they_hold() {
    let html = page("Attaque à Gao", SENTENCE);
    let lines = line("x", SENTENCE) + &line("y", NOTHING);
    let (head, tail) = html.split_at(60);
    let two_frames = [zst(head), zst(tail)].concat();
    let two_members = [gz(head), gz(tail)].concat();
    let files: [(&str, Vec<u8>); 7] = [
        ("a.html.gz", two_members),
        ("b.html.zst", two_frames),
        ("c.txt.gz", gz(SENTENCE.as_bytes())),
        ("d.jsonl.gz", gz(lines.as_bytes())),
        ("e.jsonl.zst", zst(lines.as_bytes())),
        ("f", gz(lines.as_bytes())),
        ("g.html.gz", gz(&gz(&html))),
    ];
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (*name, &bytes[..])).collect();
    let folder = Folder::new(&files);
    let run = folder.run(&["read", "."]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert_eq!(
        run.ids(),
        ["./a.html.gz", "./b.html.zst", "./c.txt.gz", "x", "y", "x", "y", "x", "y", "./g.html.gz"]
    );
    let n_told = texts(&run).iter().filter(|text| *text == SENTENCE).count();
    assert_eq!(n_told, 7);
    let piped = folder.run_with_stdin(&["read", "-"], &gz(&site_page(1, SENTENCE)));
    assert_eq!(piped.ids(), ["standard input:1"], "{}", piped.err);
}

#[test]
fn names_in_a_zip_are_labels() {
    let html = page("Attaque à Gao", SENTENCE);
    let packed = deflate(&html);
    let inner = zip(&[Entry::stored("in.txt", NOTHING.as_bytes())]);
    let warc: Vec<u8> = (1..=2).flat_map(|n| gz(&site_page(n, SENTENCE))).collect();
    let archive = zip(&[
        Entry::stored("../up.html", &html),
        Entry::stored("/etc/absolute.html", &html),
        Entry::packed("C:\\d\r\n.html", &packed, html.len()),
        Entry::stored("folder/", b""),
        Entry::stored("folder/photo.png", b"\x89PNG"),
        Entry::stored("inner.zip", &inner),
        Entry::stored("crawl.warc.gz", &warc),
        Entry { method: 97, n_unpacked: 1, ..Entry::stored("strange.html", &html) },
    ]);
    let folder = Folder::new(&[("box/pages.zip", &archive)]);
    let run = folder.run(&["read", "box/pages.zip"]);
    assert_eq!(run.code, Some(2), "one entry is packed in a way that is not read");
    assert!(
        run.err.contains("`box/pages.zip:strange.html`: packed in a way that is not read"),
        "{}",
        run.err
    );
    assert_eq!(
        run.ids(),
        [
            "box/pages.zip:../up.html",
            "box/pages.zip:/etc/absolute.html",
            "box/pages.zip:C:\\d  .html",
            "box/pages.zip:inner.zip:in.txt",
            "box/pages.zip:crawl.warc.gz:1",
            "box/pages.zip:crawl.warc.gz:2"
        ]
    );
    assert!(run.err.contains("passed over  1: file that only dresses pages 1"), "{}", run.err);
    let there: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(there, ["box"], "nothing is written");
    assert_eq!(std::fs::read_dir(folder.path().join("box")).unwrap().count(), 1);
}

/// Documents of office programs and books are zip archives too, whose files are nobody's article.
#[test]
fn what_is_only_packed_as_an_archive_is_named_and_not_read() {
    let text = format!("<w:p>{SENTENCE}</w:p>");
    let text = text.as_bytes();
    for (names, told) in [
        (&["[Content_Types].xml", "word/document.xml"][..], "a document of Word"),
        (&["mimetype", "content.xml", "META-INF/manifest.xml"][..], "a document of OpenOffice"),
        (&["mimetype", "META-INF/container.xml", "a.xhtml"][..], "an EPUB book"),
    ] {
        let entries: Vec<Entry> = names.iter().map(|name| Entry::stored(*name, text)).collect();
        let folder = Folder::new(&[("a.zip", &zip(&entries)), ("b.txt", SENTENCE.as_bytes())]);
        let run = folder.run(&["read", "a.zip", "b.txt"]);
        assert_eq!((run.code, run.ids()), (Some(2), vec!["b.txt".to_owned()]), "{told}");
        assert!(run.err.contains(&format!("`a.zip`: this is {told}")), "{}", run.err);
    }
}

#[test]
fn bombs_are_named_and_the_run_goes_on() {
    let zeros = vec![0; 64 << 20];
    let blanks = vec![b' '; 64 << 20];
    let packed = deflate(&blanks);
    let many: Vec<u8> = (0..6).flat_map(|_| gz(&blanks)).collect();
    let deep = gz(&gz(&gz(&gz(SENTENCE.as_bytes()))));
    let names: Vec<String> = (0..40).map(|n| format!("{n}.jsonl")).collect();
    let mut entries: Vec<Entry<'_>> =
        names.iter().map(|name| Entry::packed(name, &packed, 64 << 20)).collect();
    let wide = zip(&entries);
    for entry in entries.iter_mut().skip(1) {
        entry.stands_at = Some(0);
    }
    let files: [(&str, &[u8], &str); 6] = [
        ("zeros.html.gz", &gz(&zeros), "nothing to read"),
        ("lines.jsonl.gz", &many, "no document in it|longer than 64 MiB|unpacks to more than"),
        ("crawl.warc.gz", &many, "unpacks to more than 256 MiB|no record in"),
        ("deep.html.gz", &deep, "packed more than 3 times"),
        ("wide.zip", &wide, "longer than 64 MiB|no document in it|unpacks to more than"),
        ("over.zip", &zip(&entries), "its entries lie over each other"),
    ];
    for (name, bytes, why) in files {
        let folder = Folder::new(&[(name, bytes), ("z.txt", SENTENCE.as_bytes())]);
        let run = folder.run(&["read", name, "z.txt"]);
        assert_eq!(run.code, Some(2), "{name}: {}", run.err);
        assert_eq!(run.ids().last().map(String::as_str), Some("z.txt"), "{name}");
        let told = run.err.lines().next().unwrap();
        assert!(told.starts_with(&format!("griot: `{name}")), "{told}");
        assert!(why.split('|').any(|why| told.contains(why)), "{name}: {told}");
    }
}

#[test]
fn entries_that_are_packed_absurdly_well_share_one_budget() {
    let blanks = deflate(&vec![b' '; 9 << 20]);
    let page = deflate(SENTENCE.as_bytes());
    let entry = |name: &'static str, packed| Entry::packed(name, packed, 0);
    let entries = [
        entry("1.html", &blanks),
        entry("2.html", &blanks),
        entry("3.html", &blanks),
        entry("4.html", &blanks),
        entry("news.txt", &page),
    ];
    let archive = zip(&entries);
    let folder = Folder::new(&[("a.zip", &archive)]);
    let run = folder.run(&["read", "a.zip"]);
    assert_eq!(run.ids(), ["a.zip:news.txt"], "{}", run.err);
    let told: Vec<&str> = run.err.lines().take(4).collect();
    let dense = "unpacks to more than 100 times its size; of all such in one archive no more than 24 MiB are read";
    assert_eq!(told[1], "griot: `a.zip:2.html`: nothing to read: the input is empty");
    assert_eq!(told[2], format!("griot: `a.zip:3.html`: {dense}"));
    assert_eq!(told[3], format!("griot: `a.zip:4.html`: {dense}"));

    // An archive inside draws on the same budget.
    let outer = zip(&[Entry::stored("in.zip", &archive), entry("5.html", &blanks)]);
    let folder = Folder::new(&[("b.zip", &outer)]);
    let run = folder.run(&["read", "b.zip"]);
    assert_eq!(run.ids(), ["b.zip:in.zip:news.txt"], "{}", run.err);
    assert!(run.err.contains(&format!("griot: `b.zip:5.html`: {dense}")), "{}", run.err);
}

#[test]
fn an_archive_of_little_but_bombs_is_given_up_and_one_of_pages_is_not() {
    let blanks = deflate(&vec![b' '; 9 << 20]);
    let names: Vec<String> = (0..300).map(|n| format!("{n}.html")).collect();
    let bombs: Vec<Entry<'_>> = names.iter().map(|name| Entry::packed(name, &blanks, 0)).collect();
    let texts: Vec<Vec<u8>> =
        (0..300).map(|n| deflate(format!("{SENTENCE} Article {n}.").as_bytes())).collect();
    let pages = names.iter().zip(&texts).map(|(name, text)| Entry::packed(name, text, 0));
    let pages: Vec<Entry<'_>> = pages.collect();
    let folder = Folder::new(&[("bombs.zip", &zip(&bombs)), ("pages.zip", &zip(&pages))]);
    let run = folder.run(&["read", "bombs.zip", "pages.zip"]);
    assert_eq!(run.ids().len(), 300, "{}", run.err);
    let n_told = run.err.lines().filter(|line| line.contains("no more than 24 MiB")).count();
    assert_eq!(n_told, 100);
    let last = "griot: `bombs.zip`: 100 entries unpack to more than 100 times their size; the rest is not read";
    assert!(run.err.lines().any(|line| line == last), "{}", run.err);
}

#[test]
fn the_number_of_workers_does_not_show_in_archives() {
    let members: Vec<u8> = (0..60)
        .flat_map(|n| {
            gz(&site_page(n, &format!("{SENTENCE} Article {n}.</p><p>Abonnez-vous à la lettre.")))
        })
        .collect();
    let archive =
        zip(&[Entry::stored("a.warc.gz", &members), Entry::stored("b.txt", SENTENCE.as_bytes())]);
    let folder = Folder::new(&[
        ("a.warc.gz", &members),
        ("b.zip", &archive),
        ("c.txt", SENTENCE.as_bytes()),
    ]);
    let one = folder.run(&["read", "--workers", "1", "."]);
    let four = folder.run(&["read", "--workers", "4", "."]);
    assert_eq!(one.ids().len(), 122, "{}", one.err);
    assert!(one.out == four.out && one.err == four.err, "output depends on the number of workers");
    let one = folder.run(&["code", "--json", "--workers", "1", "."]);
    let four = folder.run(&["code", "--json", "--workers", "4", "."]);
    assert_eq!(one.ids().len(), 122);
    assert!(one.out == four.out, "output depends on the number of workers");
}

#[test]
fn what_an_outlet_puts_on_every_page_is_named_and_not_coded() {
    let boilerplate = "Dix soldats ont été tués lundi à Kidal : lisez notre dossier.";
    let members: Vec<u8> = (0..8)
        .flat_map(|n| {
            site_page(
                n,
                &format!("Le marché numéro {n} de Gao a rouvert mardi.</p><p>{boilerplate}"),
            )
        })
        .collect();
    let folder = Folder::new(&[("a.warc", &members)]);
    let run = folder.run(&["read", "a.warc"]);
    let articles = run.json();
    let marked: Vec<bool> =
        articles.iter().map(|article| has_note(article, "outlet-passage")).collect();
    assert_eq!(marked, [false, false, false, false, false, true, true, true], "{}", run.out);
    let last = &articles[7];
    assert!(last["text"].as_str().unwrap().contains(boilerplate), "the text stays");
    assert_eq!(last["uncoded"][0]["reason"], "outlet");
    let coded = folder.run_with_stdin(&["code", "--json", "-"], run.out.as_bytes());
    let n_events: Vec<usize> =
        coded.json().iter().map(|document| document["events"].as_array().unwrap().len()).collect();
    assert_eq!((n_events[0], n_events[7]), (1, 0), "{n_events:?}");
}

#[test]
fn an_explanation_shows_what_was_taken_and_what_was_not() {
    let html = format!(
        "<html lang='fr'><head><title>Attaque à Gao</title>\
         <meta property='article:published_time' content='2022-04-10T08:30:00+02:00'></head><body><article>\
         <h1>Attaque à Gao</h1><p>{SENTENCE}</p></article><aside><h3>Lire aussi</h3>\
         <a href='/autre'>Mali : le Premier ministre en visite à Tombouctou</a>\
         <a href='/pont'>Le pont de Gao rouvre après deux mois</a></aside></body></html>"
    );
    let folder = Folder::new(&[("a.html", html.as_bytes())]);
    let run = folder.run(&["read", "--explain", "a.html"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.out.starts_with("Attaque à Gao\ninput      a.html\n"), "{}", run.out);
    assert!(run.out.contains("Kept (1)\n  1  Douze civils ont été tués"), "{}", run.out);
    let cut = "Lire aussi Mali : le Premier ministre en visite à Tombouctou Le pont de Gao rouvre";
    assert!(run.out.split_whitespace().collect::<Vec<_>>().join(" ").contains(cut), "{}", run.out);
    assert!(run.out.contains("Other headlines on the page, never coded (2)"), "{}", run.out);
    let told = "2022-04-10 08:30+02:00 · published · meta article:published_time";
    assert!(run.out.contains(told), "{}", run.out);
    assert!(run.out.contains("Mali : le Premier ministre en visite à Tombouctou"), "{}", run.out);
}
