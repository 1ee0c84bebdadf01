//! Servers that misbehave, and how fetching bears it.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;

use super::clock::{Clock, after};
use super::*;

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
    answer: impl Fn(&str, usize, &mut TcpStream) + Send + 'static,
) -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let log = asked.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            let mut request = Vec::new();
            let mut byte = [0];
            while !request.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap_or(0) == 1 {
                request.push(byte[0]);
            }
            let request = String::from_utf8_lossy(&request).into_owned();
            let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
            let n = log
                .lock()
                .unwrap()
                .iter()
                .filter(|other: &&String| other.starts_with(&format!("GET {path} ")))
                .count();
            log.lock().unwrap().push(request);
            answer(&path, n, &mut stream);
        }
    });
    (address, asked)
}

fn say(stream: &mut TcpStream, head: &str, body: &str) {
    let length = body.len();
    let _ = write!(stream, "HTTP/1.1 {head}\r\nContent-Length: {length}\r\n\r\n{body}");
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
    let settings = Settings {
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
    let names = Names::Table(BTreeMap::from_iter(table.into_iter().chain([meta])));
    let inputs: Vec<_> = urls.iter().map(|url| Input::Address((*url).to_owned())).collect();
    let clock = Recorded::new();
    let events = Mutex::new(Vec::new());
    let tell = |event: &Event| events.lock().unwrap().push(event.clone());
    let run = Run::new(&inputs, &settings, names, &clock, &tell).unwrap();
    Ran { run, n_inputs: urls.len(), events: events.into_inner().unwrap(), clock }
}

#[test]
fn a_feed_is_fetched_kept_and_not_fetched_again() {
    let (address, asked) = serve(|path, _, stream| match path {
        "/robots.txt" => {
            say(stream, "200 OK", "User-agent: griot\nCrawl-delay: 9\nDisallow: /no\n")
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
