//! Servers that misbehave, and how fetching bears it.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::clock::{Clock, after};
use super::*;

mod proxy;
mod tls;

/// A clock that never waits, and keeps what was asked of it.
#[derive(Debug)]
struct Recorded(Mutex<(Timestamp, Vec<Duration>)>);

impl Recorded {
    fn new() -> Self {
        Self(Mutex::new(("2024-05-06T10:00:00Z".parse().unwrap(), Vec::new())))
    }

    fn waits(&self) -> Vec<u64> {
        self.0.lock().unwrap().1.iter().map(Duration::as_secs).collect()
    }
}

impl Clock for Recorded {
    fn now(&self) -> Timestamp {
        self.0.lock().unwrap().0
    }

    fn sleep(&self, how_long: Duration) {
        let mut held = self.0.lock().unwrap();
        held.0 = after(held.0, how_long);
        held.1.push(how_long);
    }
}

/// Answers requests by what `answer` says to the path and how often it was asked for.
fn serve(
    answer: impl Fn(&str, usize, &mut TcpStream) + Send + Sync + 'static,
) -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let (log, answer) = (asked.clone(), Arc::new(answer));
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            let (log, answer) = (log.clone(), answer.clone());
            std::thread::spawn(move || {
                let mut request = Vec::new();
                let mut byte = [0];
                while !request.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap_or(0) == 1 {
                    request.push(byte[0]);
                }
                let request = String::from_utf8_lossy(&request).into_owned();
                let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
                let mut log = log.lock().unwrap();
                let earlier = format!("GET {path} ");
                let n = log.iter().filter(|other: &&String| other.starts_with(&earlier)).count();
                log.push(request);
                drop(log);
                answer(&path, n, &mut stream);
            });
        }
    });
    (address, asked)
}

fn say(stream: &mut TcpStream, head: &str, body: &str) {
    let length = body.len();
    let _ = write!(stream, "HTTP/1.1 {head}\r\nContent-Length: {length}\r\n\r\n{body}");
}

fn send(stream: &mut TcpStream, head: &str, body: &[u8]) {
    let _ = write!(stream, "HTTP/1.1 {head}\r\nContent-Length: {}\r\n\r\n", body.len());
    let _ = stream.write_all(body);
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

struct Ran {
    run: Run,
    n_inputs: usize,
    events: Vec<Event>,
    clock: Recorded,
}

impl Ran {
    fn urls(&self) -> Vec<String> {
        self.found().iter().map(|found| found.page().unwrap().name).collect()
    }

    fn found(&self) -> Vec<Found> {
        (0..self.n_inputs).flat_map(|n| self.run.found(n)).collect()
    }

    fn whys(&self) -> String {
        self.events.iter().filter_map(|event| event.why.clone()).collect::<Vec<_>>().join("\n")
    }
}

fn fetch(dir: &std::path::Path, address: SocketAddr, urls: &[&str]) -> Ran {
    let inputs = urls.iter().map(|url| Input::Address((*url).to_owned())).collect::<Vec<_>>();
    fetch_with(dir, address, &inputs, |_| {})
}

fn fetch_with(
    dir: &std::path::Path,
    address: SocketAddr,
    inputs: &[Input],
    change: impl FnOnce(&mut Settings),
) -> Ran {
    fetch_through(dir, address, address, inputs, change)
}

/// With hosts that lie at `address`, and a proxy that nobody has to use at another.
fn fetch_through(
    dir: &std::path::Path,
    address: SocketAddr,
    proxy: SocketAddr,
    inputs: &[Input],
    change: impl FnOnce(&mut Settings),
) -> Ran {
    let mut settings = Settings {
        archive: dir.to_owned(),
        timeout: Duration::from_millis(700),
        most_bytes: 100_000,
        workers: 1,
        allowed: AllowedHosts::new(["news.example"]),
        ..Settings::default()
    };
    let hosts = ["news.example", "inside.example"];
    let table = hosts.map(|host| (host.to_owned(), vec![address]));
    let meta = ("meta.example".to_owned(), vec!["169.254.169.254:80".parse().unwrap()]);
    let proxy = ("proxy.example".to_owned(), vec![proxy]);
    let names = Names::Table(table.into_iter().chain([meta, proxy]).collect());
    change(&mut settings);
    let clock = Recorded::new();
    let events = Mutex::new(Vec::new());
    let tell = |event: &Event| events.lock().unwrap().push(event.clone());
    let run = Run::new(inputs, &settings, names, &clock, &tell).unwrap();
    Ran { run, n_inputs: inputs.len(), events: events.into_inner().unwrap(), clock }
}

#[test]
fn a_feed_is_fetched_kept_and_not_fetched_again() {
    let (address, asked) = serve(|path, _, stream| match path {
        "/robots.txt" => {
            say(stream, "200 OK", "User-agent: griot\nCrawl-delay: 9\nDisallow: /no\n");
        }
        "/feed" => say(
            stream,
            "200 OK\r\nETag: \"1\"",
            "<rss><channel><item><link>/a</link></item><item><link>http://news.example/b</link></item>\
             <item><link>http://news.example/no</link></item></channel></rss>",
        ),
        _ => say(stream, "200 OK\r\nContent-Type: text/html", "<p>page</p>"),
    });
    let dir = tempfile::tempdir().unwrap();
    let ran = fetch(dir.path(), address, &["http://me:secret@news.example/feed"]);
    assert_eq!(ran.urls(), ["http://news.example/a", "http://news.example/b"], "{}", ran.whys());
    assert_eq!(ran.run.summary.n_refused, 1);
    // Between the four requests lies what robots.txt asks for, from its own request on.
    assert_eq!(ran.clock.waits(), [2, 9, 9]);
    let again = fetch(dir.path(), address, &["http://news.example/feed"]);
    assert_eq!(again.urls().len(), 2);
    let asked = asked.lock().unwrap();
    assert_eq!(asked.len(), 5, "{asked:?}");
    assert!(asked[4].contains("if-none-match: \"1\""), "{asked:?}");
    assert!(asked.iter().all(|request| !request.to_lowercase().contains("authorization")));
    for file in std::fs::read_dir(dir.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!String::from_utf8_lossy(&bytes).contains("secret"));
    }
}

#[test]
fn private_addresses_are_not_connected_to() {
    let (address, asked) = serve(|path, _, stream| match path {
        "/in" => say(stream, "302 Found\r\nLocation: http://inside.example/x", ""),
        "/meta" => say(stream, "302 Found\r\nLocation: http://meta.example/x", ""),
        "/robots.txt" => say(stream, "404 Not Found", ""),
        _ => say(stream, "200 OK", "inside"),
    });
    let dir = tempfile::tempdir().unwrap();
    let urls = ["http://news.example/in", "http://news.example/meta", "http://inside.example/y"];
    let ran = fetch(dir.path(), address, &urls);
    assert_eq!(ran.run.summary.n_refused, 3, "{}", ran.whys());
    assert!(ran.urls().is_empty());
    let asked = asked.lock().unwrap();
    assert!(asked.iter().all(|request| request.to_lowercase().contains("host: news.example")));
}

#[test]
fn servers_that_misbehave_end() {
    let (address, _) = serve(|path, n, stream| match path {
        "/robots.txt" => say(stream, "404 Not Found", ""),
        "/loop" => say(stream, "301 Moved\r\nLocation: /loop", ""),
        "/away" => say(stream, "301 Moved\r\nLocation: http://10.0.0.1/x", ""),
        "/endless" => {
            let _ = write!(stream, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n");
            while stream.write_all(&[b'a'; 8192]).is_ok() {}
        }
        "/short" => {
            let _ = write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nshort");
        }
        "/chunks" => {
            let _ =
                write!(stream, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nx\r\n");
        }
        "/busy" if n == 0 => say(stream, "429 Too Many\r\nRetry-After: 40", ""),
        "/down" if n == 0 => say(stream, "503 Down", ""),
        "/head" => {
            let _ = write!(stream, "HTTP/1.1 200 OK\r\nA: {}\r\n\r\n", "b".repeat(200_000));
        }
        _ => say(stream, "200 OK", "page"),
    });
    let case = |path: &str| {
        let dir = tempfile::tempdir().unwrap();
        let ran = fetch(dir.path(), address, &[&format!("http://news.example{path}")]);
        (ran.urls().len(), ran.whys(), ran.clock.waits())
    };
    assert_eq!(case("/ok").0, 1);
    let (n, why, _) = case("/loop");
    assert!(n == 0 && why.contains("redirects"), "{why}");
    // What is wrong with where an address leads is told of the address that was named.
    let (n, why, _) = case("/away");
    let told = "it leads to `http://10.0.0.1/x`: ";
    assert!(n == 0 && why.contains(told), "{why}");
    assert_eq!(case("/endless").0, 1);
    for path in ["/short", "/chunks", "/head"] {
        let (n, why, _) = case(path);
        assert!(n == 0 && !why.is_empty(), "{path}: {why}");
    }
    let (n, _, waits) = case("/busy");
    assert!(n == 1 && waits.contains(&40), "{waits:?}");
    let (n, _, waits) = case("/down");
    assert!(n == 1 && waits.iter().any(|wait| (5..=7).contains(wait)), "{waits:?}");
}

#[test]
fn a_robots_file_that_cannot_be_had_forbids() {
    let (address, asked) = serve(|_, _, stream| say(stream, "500 Broken", ""));
    let dir = tempfile::tempdir().unwrap();
    let ran = fetch(dir.path(), address, &["http://news.example/a"]);
    assert_eq!(ran.run.summary.n_refused, 1);
    assert_eq!(asked.lock().unwrap().len(), 1);
}

#[test]
fn one_byte_after_the_other_ends_in_time() {
    let (address, _) = serve(|path, _, stream| {
        if path == "/robots.txt" {
            return say(stream, "404 Not Found", "");
        }
        let _ = write!(stream, "HTTP/1.1 200 OK\r\n\r\n");
        while stream.write_all(b"a").is_ok() {
            std::thread::sleep(Duration::from_millis(50));
        }
    });
    let dir = tempfile::tempdir().unwrap();
    let ran = fetch(dir.path(), address, &["http://news.example/slow"]);
    assert!(ran.urls().is_empty());
    assert!(ran.whys().contains("3 tries"), "{}", ran.whys());
}

/// One that sends a byte a second would stay within every limit of a wait for hours, page by page.
#[test]
fn a_byte_a_second_is_given_up_at_once_and_holds_up_no_other_host() {
    for drips in ["/robots.txt", "/slow"] {
        let (address, asked) = serve(move |path, _, stream| {
            if path == drips {
                let _ = write!(stream, "HTTP/1.1 200 OK\r\n\r\n");
                while stream.write_all(b"a").is_ok() {
                    std::thread::sleep(Duration::from_secs(1));
                }
            } else if !no_rules(path, stream) {
                say(stream, "200 OK", "page");
            }
        });
        let dir = tempfile::tempdir().unwrap();
        let hosts = if drips == "/slow" {
            ["news.example/slow", "news.example/b", "inside.example/c"]
        } else {
            ["news.example/slow", "news.example/b", "news.example/c"]
        };
        let inputs = hosts.map(|url| Input::Address(format!("http://{url}")));
        let began = Instant::now();
        let ran = fetch_with(dir.path(), address, &inputs, |settings| {
            settings.workers = 2;
            settings.timeout = Duration::from_secs(30);
            settings.allowed = AllowedHosts::new(["news.example", "inside.example"]);
        });
        assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
        let whys = ran.whys();
        assert!(whys.contains("a few bytes a second"), "{whys}");
        assert!(whys.contains("left alone for the rest of the run"), "{whys}");
        let asked = asked.lock().unwrap();
        let n_drips = asked.iter().filter(|request| request.contains(drips)).count();
        assert_eq!(n_drips, 1, "it is tried once: {asked:?}");
        if drips == "/slow" {
            let first = ran.events.iter().position(|event| event.url.ends_with("/c"));
            assert_eq!((first, ran.run.summary.n_fetched), (Some(0), 1), "{:?}", ran.events);
        }
    }
}

/// What stands in a site that has no rules.
fn no_rules(path: &str, stream: &mut TcpStream) -> bool {
    if path == "/robots.txt" {
        say(stream, "404 Not Found", "");
    }
    path == "/robots.txt"
}

#[test]
fn bodies_that_unpack_without_end_are_cut_and_charsets_are_kept() {
    let (address, _) = serve(|path, _, stream| match path {
        _ if no_rules(path, stream) => {}
        "/bomb" => send(
            stream,
            "200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip",
            &gzip(&vec![b'a'; 100 << 20]),
        ),
        "/latin" => send(
            stream,
            "200 OK\r\nContent-Type: text/html; charset=iso-8859-1",
            b"<p>S\xe9var\xe9</p>",
        ),
        "/reset" => {
            let _ = write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhalf");
        }
        _ => {}
    });
    let dir = tempfile::tempdir().unwrap();
    let ran = fetch_with(
        dir.path(),
        address,
        &["bomb", "latin", "reset", "nothing"]
            .map(|path| Input::Address(format!("http://news.example/{path}"))),
        |settings| settings.most_bytes = 4 << 20,
    );
    let pages: Vec<_> = ran.found().iter().map(|found| found.page().unwrap()).collect();
    assert_eq!(pages.len(), 2, "{}", ran.whys());
    assert_eq!(pages[0].bytes.len(), 64 << 20);
    assert_eq!(pages[0].notes[0].code, "page-incomplete");
    assert_eq!(pages[1].media_type.as_deref(), Some("text/html; charset=iso-8859-1"));
    assert_eq!(pages[1].bytes, b"<p>S\xe9var\xe9</p>");
    // Nobody can tell a page that broke off from a whole one by looking at its beginning.
    assert_eq!(ran.run.summary.n_failed, 2, "{}", ran.whys());
}

#[test]
fn what_has_not_changed_is_not_sent_again_and_what_has_is() {
    let (address, asked) = serve(|path, n, stream| match path {
        _ if no_rules(path, stream) => {}
        "/same" if n > 0 => {
            let _ = write!(stream, "HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n\r\n");
        }
        "/same" => say(
            stream,
            "200 OK\r\nETag: \"a\"\r\nLast-Modified: Mon, 06 May 2024 10:00:00 GMT",
            "<p>one</p>",
        ),
        "/twin" => say(stream, "200 OK", "<p>twin</p>"),
        _ => say(stream, "200 OK", &format!("<p>version {n}</p>")),
    });
    let urls = ["http://news.example/same", "http://news.example/twin", "http://news.example/new"];
    let dir = tempfile::tempdir().unwrap();
    let text = |ran: &Ran| -> Vec<String> {
        let pages = ran.found().into_iter().map(|found| found.page().unwrap());
        pages.map(|page| String::from_utf8(page.bytes).unwrap()).collect()
    };
    let first = fetch(dir.path(), address, &urls);
    assert_eq!(text(&first), ["<p>one</p>", "<p>twin</p>", "<p>version 0</p>"]);
    let second = fetch(dir.path(), address, &urls);
    assert_eq!(text(&second), ["<p>one</p>", "<p>twin</p>", "<p>version 1</p>"]);
    assert_eq!((second.run.summary.n_not_modified, second.run.summary.n_fetched), (1, 2));
    let asked = asked.lock().unwrap();
    let same: Vec<_> = asked.iter().filter(|request| request.starts_with("GET /same")).collect();
    assert!(
        same[1].contains("if-none-match: \"a\"") && same[1].contains("06 May 2024"),
        "{same:?}"
    );
    assert_eq!(asked.iter().filter(|request| request.contains("robots")).count(), 1);
    drop(asked);
    // Both kinds of repetition are written as such, and the archive is one that its reader reads.
    let kinds = kinds(dir.path());
    assert_eq!(kinds.iter().filter(|kind| *kind == "revisit").count(), 2, "{kinds:?}");
    assert_eq!(kinds.iter().filter(|kind| *kind == "response").count(), 5, "{kinds:?}");
    assert_eq!(kinds.iter().filter(|kind| *kind == "request").count(), 7, "{kinds:?}");
}

/// The types of the records of an archive, as reading archives sees them.
fn kinds(dir: &std::path::Path) -> Vec<String> {
    let mut paths: Vec<_> = std::fs::read_dir(dir).unwrap().map(|at| at.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "gz"));
    paths.sort();
    let mut kinds = Vec::new();
    for path in paths {
        let file = std::io::BufReader::new(std::fs::File::open(path).unwrap());
        let unpacked = std::io::BufReader::new(flate2::bufread::MultiGzDecoder::new(file));
        for record in crate::warc::WarcReader::new(crate::unpack::Stream::plain(unpacked)) {
            let record = record.unwrap();
            assert!(record.whole && record.beyond.is_empty());
            kinds.push(record.headers.get("warc-type").unwrap().to_owned());
        }
    }
    kinds
}

#[test]
fn a_run_that_was_killed_goes_on_where_it_was() {
    let (address, asked) = serve(|path, _, stream| match path {
        _ if no_rules(path, stream) => {}
        _ => say(stream, "200 OK", &format!("<p>{path}</p>")),
    });
    let urls = ["http://news.example/a", "http://news.example/b", "http://news.example/c"];
    let whole = tempfile::tempdir().unwrap();
    let unbroken = fetch(whole.path(), address, &urls).urls();
    let journal = std::fs::read_to_string(whole.path().join("journal.jsonl")).unwrap();
    let lines: Vec<&str> = journal.split_inclusive('\n').collect();
    let warc = std::fs::read_dir(whole.path()).unwrap().find_map(|entry| {
        let entry = entry.unwrap();
        entry.path().extension().is_some_and(|ending| ending == "gz").then_some(entry)
    });
    let (name, bytes) = warc.map(|at| (at.file_name(), std::fs::read(at.path()).unwrap())).unwrap();
    // Killed behind each line of the journal, with the archive further on, and a line half written.
    for n_lines in 2..lines.len() {
        for extra in [0, 1, 150, 600] {
            let dir = tempfile::tempdir().unwrap();
            let known = lines[..n_lines].concat();
            let last: serde_json::Value = serde_json::from_str(lines[n_lines - 1]).unwrap();
            let end =
                last["last"]["offset"].as_u64().unwrap() + last["last"]["length"].as_u64().unwrap();
            let end = (end as usize + extra).min(bytes.len());
            std::fs::write(dir.path().join(&name), &bytes[..end]).unwrap();
            std::fs::write(dir.path().join("journal.jsonl"), known + "{\"what\":\"ke").unwrap();
            let n_before = asked.lock().unwrap().len();
            let ran = fetch(dir.path(), address, &urls);
            assert!(ran.run.resumed);
            assert_eq!(ran.urls(), unbroken, "{n_lines} {extra}");
            let again = asked.lock().unwrap().len() - n_before;
            // What the journal tells of, and what the archive holds whole behind it, is not asked
            // for again: of robots.txt and three pages, the first is told by the second line.
            assert!(again <= lines.len() - 1 - n_lines, "{n_lines} {extra}: {again}");
            let kinds = kinds(dir.path());
            assert_eq!(kinds.iter().filter(|kind| *kind == "response").count(), 4, "{kinds:?}");
        }
    }
}

#[test]
fn lists_lead_to_lists_and_to_pages() {
    let (address, asked) = serve(|path, _, stream| {
        match path {
        _ if no_rules(path, stream) => {}
        "/index.xml" => say(
            stream,
            "200 OK",
            "<sitemapindex><sitemap><loc>http://news.example/map.xml.gz</loc></sitemap></sitemapindex>",
        ),
        "/map.xml.gz" => send(
            stream,
            "200 OK\r\nContent-Type: application/gzip",
            &gzip(b"<urlset><url><loc>http://news.example/1</loc></url><url><loc>http://news.example/2</loc>\
                    </url><url><loc>http://news.example/3</loc></url></urlset>"),
        ),
        "/page" => say(
            stream,
            "200 OK",
            "<html><head><link rel='alternate' type='application/rss+xml' href='/feed'></head></html>",
        ),
        _ => say(stream, "200 OK", "<p>page</p>"),
    }
    });
    let dir = tempfile::tempdir().unwrap();
    let list = b"<opml><body><outline xmlUrl='http://news.example/page'/></body></opml>";
    let inputs = [
        Input::List("feeds.opml".to_owned(), list.to_vec()),
        Input::Address("http://news.example/index.xml".to_owned()),
    ];
    let ran = fetch_with(dir.path(), address, &inputs, |settings| settings.max_pages = 2);
    assert_eq!(ran.run.found(0).len(), 0);
    assert_eq!(ran.urls(), ["http://news.example/1", "http://news.example/2"]);
    assert_eq!(ran.run.summary.n_left_out, 1);
    assert!(ran.whys().contains("announces http://news.example/feed"), "{}", ran.whys());
    assert_eq!(asked.lock().unwrap().len(), 6);
}

#[test]
fn a_wait_that_is_too_long_is_remembered() {
    let (address, asked) = serve(|path, _, stream| match path {
        _ if no_rules(path, stream) => {}
        _ => say(stream, "429 Too Many\r\nRetry-After: 7200", ""),
    });
    let dir = tempfile::tempdir().unwrap();
    let first = fetch(dir.path(), address, &["http://news.example/a"]);
    assert_eq!(first.run.summary.n_failed, 1);
    let second = fetch(dir.path(), address, &["http://news.example/b"]);
    assert!(second.whys().contains("not to be asked before 2024-05-06T12:"), "{}", second.whys());
    assert_eq!(asked.lock().unwrap().len(), 2);
    assert!(second.clock.waits().is_empty());
}

#[test]
fn one_run_at_a_time_holds_an_archive() {
    let dir = tempfile::tempdir().unwrap();
    let held = super::archive::Archive::open(dir.path(), "griot", 1 << 20).unwrap();
    assert!(super::archive::Archive::open(dir.path(), "griot", 1 << 20).is_err());
    drop(held);
    super::archive::Archive::open(dir.path(), "griot", 1 << 20).unwrap();
}

#[test]
fn archives_are_rotated_and_stay_readable() {
    let (address, _) = serve(|path, _, stream| match path {
        _ if no_rules(path, stream) => {}
        _ => say(stream, "200 OK", path),
    });
    let dir = tempfile::tempdir().unwrap();
    let inputs = ["a", "b"].map(|path| Input::Address(format!("http://news.example/{path}")));
    let ran = fetch_with(dir.path(), address, &inputs, |settings| settings.file_bytes = 1);
    let files: std::collections::BTreeSet<_> =
        ran.found().iter().map(|found| found.place().file.clone()).collect();
    assert_eq!(files.len(), 2);
    let pages: Vec<_> = ran.found().iter().map(|found| found.page().unwrap().bytes).collect();
    assert_eq!(pages, [b"/a", b"/b"]);
}

#[test]
fn a_host_that_does_not_answer_is_a_failure_and_left_alone() {
    // A port at which nobody listens any more.
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let dir = tempfile::tempdir().unwrap();
    let urls = ["a", "b", "c", "d"].map(|path| format!("http://news.example/{path}"));
    let ran = fetch(dir.path(), address, &urls.each_ref().map(String::as_str));
    assert_eq!(ran.run.summary.n_failed, 4, "{}", ran.whys());
    assert!(
        ran.whys().contains("robots.txt cannot be had: the connection failed"),
        "{}",
        ran.whys()
    );
    assert!(ran.whys().ends_with("left alone for the rest of the run"), "{}", ran.whys());
    let unknown = fetch(dir.path(), address, &["http://nowhere.example/"]);
    assert!(unknown.whys().contains("no such host"), "{}", unknown.whys());
}

#[test]
fn a_page_that_was_cut_is_asked_for_anew() {
    let (address, asked) = serve(|path, _, stream| match path {
        _ if no_rules(path, stream) => {}
        _ => say(stream, "200 OK\r\nETag: \"a\"", &"long ".repeat(1000)),
    });
    let dir = tempfile::tempdir().unwrap();
    let inputs = [Input::Address("http://news.example/a".to_owned())];
    for _ in 0..2 {
        let ran = fetch_with(dir.path(), address, &inputs, |settings| settings.most_bytes = 1000);
        let page = ran.found()[0].page().unwrap();
        assert_eq!((page.bytes.len(), page.notes.len()), (1000, 1), "{}", ran.whys());
    }
    assert!(asked.lock().unwrap().iter().all(|request| !request.contains("if-none-match")));
}

#[test]
fn addresses_that_lead_to_one_page_give_it_once() {
    let (address, _) = serve(|path, _, stream| match path {
        _ if no_rules(path, stream) => {}
        "/page" => say(stream, "200 OK", "page"),
        _ => say(stream, "302 Found\r\nLocation: /page", ""),
    });
    let dir = tempfile::tempdir().unwrap();
    let ran = fetch(dir.path(), address, &["http://news.example/a", "http://news.example/b"]);
    assert_eq!(ran.urls(), ["http://news.example/page"]);
    assert_eq!(ran.run.summary.n_known, 1);
}
