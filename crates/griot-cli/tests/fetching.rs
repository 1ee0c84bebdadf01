//! Addresses, as users give them: against a server in the test's own process.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::folder::{Folder, Run, SENTENCE};
use crate::resume::below;

/// A site with a feed that names two pages and carries a third article whole; the address of the site,
/// and the paths that it was asked for.
fn site() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let log = asked.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut stream: TcpStream = stream;
            let mut request = Vec::new();
            let mut byte = [0];
            while !request.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap_or(0) == 1 {
                request.push(byte[0]);
            }
            let request = String::from_utf8_lossy(&request).into_owned();
            let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
            // As a proxy it is asked for a whole address.
            let (head, body) = answer(path.strip_prefix("http://journal.example").unwrap_or(&path));
            log.lock().unwrap().push(path);
            let _ = write!(
                stream,
                "HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            );
        }
    });
    (origin, asked)
}

fn answer(path: &str) -> (&'static str, String) {
    let long = format!("{SENTENCE} ").repeat(12);
    match path {
        "/robots.txt" => ("200 OK", "User-agent: *\nDisallow: /private\n".to_owned()),
        "/feed" => (
            "200 OK\r\nContent-Type: application/rss+xml",
            format!(
                "<rss><channel><title>Journal</title><item><title>Un</title><link>/one</link></item><item>\
                 <title>Deux</title><link>/two</link><content:encoded><![CDATA[<p>{long}</p>]]>\
                 </content:encoded></item><item><link>/private/three</link></item></channel></rss>"
            ),
        ),
        "/one" => (
            "200 OK\r\nContent-Type: text/html; charset=utf-8",
            format!("<html><body><h1>Un</h1><p>{SENTENCE}</p></body></html>"),
        ),
        path if path.starts_with("/page/") => (
            "200 OK\r\nContent-Type: text/html; charset=utf-8",
            format!("<html><body><h1>{path}</h1><p>{SENTENCE} Page {path}.</p></body></html>"),
        ),
        "/away" => ("302 Found\r\nLocation: http://169.254.169.254/latest/", String::new()),
        _ => ("404 Not Found", "nothing".to_owned()),
    }
}

const LOCAL: [&str; 4] = ["--allow-host", "127.0.0.1", "--delay", "0"];

fn run(folder: &Folder, args: &[&str]) -> Run {
    folder.run(&[args, &LOCAL].concat())
}

#[test]
fn a_feed_is_fetched_kept_and_read() {
    let (origin, asked) = site();
    let folder = Folder::new(&[]);
    let feed = format!("{origin}/feed");
    let first = run(&folder, &["read", &feed]);
    assert_eq!(first.code, Some(0), "{}", first.err);
    let documents = first.json();
    assert_eq!(first.ids(), [format!("{origin}/two"), format!("{origin}/one")], "{}", first.err);
    assert_eq!(documents[1]["text"], SENTENCE);
    assert!(first.err.contains("fetched      2 into griot-archive, 1 refused"), "{}", first.err);
    assert!(first.err.contains("/private/three`: robots.txt does not allow it"), "{}", first.err);
    assert_eq!(*asked.lock().unwrap(), ["/robots.txt", "/feed", "/one"]);

    // Again: the feed alone is asked for, and the articles are the same.
    let second = run(&folder, &["read", &feed]);
    assert_eq!(second.out, first.out);
    assert_eq!(asked.lock().unwrap().len(), 4);

    // What is kept can be read without the network, by what reads any archive.
    let kept = folder.run(&["read", "griot-archive"]);
    let texts = |run: &Run| {
        let texts = run.json().into_iter().map(|document| document["text"].to_string());
        texts.collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(texts(&kept), texts(&first), "{}", kept.err);
    // The journal beside it is no input.
    assert_eq!(kept.code, Some(0), "{}", kept.err);
    assert!(kept.err.contains("journal of a run 1"), "{}", kept.err);
}

#[test]
fn fetching_that_is_killed_at_random_points_loses_and_repeats_nothing() {
    let (origin, asked) = site();
    let urls: Vec<String> = (0..12).map(|n| format!("{origin}/page/{n}")).collect();
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    let args = [&["read", "--output", "out.jsonl"][..], &urls, &LOCAL].concat();
    let folder = Folder::new(&[]);
    // Other points at each run of the test, which is told when it fails.
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let begun = now.as_nanos() as u64;
    let mut seed = begun;
    let n_asked = || asked.lock().unwrap().iter().filter(|path| path.starts_with("/page/")).count();
    let mut kills = 0;
    for _ in 0..6 {
        let enough = n_asked() + below(&mut seed, 3) as usize;
        let pause = Duration::from_micros(below(&mut seed, 3_000));
        let mut command = folder.command(&args);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        while child.try_wait().unwrap().is_none() && n_asked() < enough {
            std::thread::yield_now();
        }
        std::thread::sleep(pause);
        child.kill().unwrap();
        kills += usize::from(!child.wait().unwrap().success());
    }
    let seed = format!("the seed was {begun}");
    assert!(kills >= 2, "killed {kills} times; {seed}");
    // A run that was done before it was killed is no more gone on with: the next one asks again.
    let journal =
        std::fs::read_to_string(folder.path().join("griot-archive/journal.jsonl")).unwrap();
    let n_done = journal.lines().filter(|line| line.contains("\"end\"")).count();
    let last = folder.run(&args);
    assert_eq!(last.code, Some(0), "{}; {seed}", last.err);
    let output = std::fs::read_to_string(folder.path().join("out.jsonl")).unwrap();
    let articles = Run { code: None, out: output, err: String::new() };
    assert_eq!(articles.ids(), urls, "{seed}");
    // A host is asked for one page at a time: one answer is what each kill can lose.
    let most = urls.len() * (n_done + 1) + kills;
    assert!(n_asked() <= most, "{} requests, {n_done} done, {kills} kills; {seed}", n_asked());
    let kept = folder.run(&["read", "griot-archive"]);
    assert_eq!(kept.ids().len(), urls.len(), "{}; {seed}", kept.err);
}

#[test]
fn what_could_not_be_had_is_told() {
    let (origin, _) = site();
    let folder = Folder::new(&[("page.txt", SENTENCE.as_bytes())]);
    let away = format!("{origin}/away");
    let missing = format!("{}/missing", origin.replace("://", "://user:secret@"));
    let told = run(&folder, &["read", &away, "page.txt", &missing, "--archive", "kept"]);
    assert_eq!(told.code, Some(2));
    assert_eq!(told.ids(), ["page.txt"]);
    assert!(told.err.contains("169.254.169.254 is "), "{}", told.err);
    assert!(told.err.contains("/missing`: HTTP status 404"), "{}", told.err);
    assert!(!told.err.contains("secret"), "{}", told.err);
    assert!(folder.path().join("kept/journal.jsonl").exists());
    // Nothing goes to this machine unless it is allowed by name.
    let refused = folder.run(&["read", &format!("{origin}/one")]);
    assert_eq!((refused.code, refused.out.as_str()), (Some(2), ""));
    assert!(refused.err.contains("--allow-host 127.0.0.1"), "{}", refused.err);
    let offline = folder.run(&["code", &format!("{origin}/one")]);
    assert_eq!(offline.code, Some(2));
    assert!(offline.err.contains("this command fetches nothing"), "{}", offline.err);
}

#[test]
fn a_proxy_of_the_environment_is_asked() {
    let (proxy, asked) = site();
    let folder = Folder::new(&[]);
    let with = |args: &[&str], variables: &[(&str, &str)]| {
        let mut command = folder.command(&[args, &["http://journal.example/one"]].concat());
        command.envs(variables.iter().copied()).output().unwrap()
    };
    let through = with(&["read"], &[("HTTP_PROXY", &proxy)]);
    let told = String::from_utf8_lossy(&through.stderr).into_owned();
    assert_eq!(through.status.code(), Some(0), "{told}");
    assert!(String::from_utf8_lossy(&through.stdout).contains(SENTENCE));
    let whole = ["http://journal.example/robots.txt", "http://journal.example/one"];
    assert_eq!(*asked.lock().unwrap(), whole);
    // What the environment says is not asked where the user says otherwise.
    for (args, variables) in [
        (&["read", "--archive", "b", "--proxy", "none"][..], &[("HTTP_PROXY", proxy.as_str())][..]),
        (&["read", "--archive", "c"], &[("HTTP_PROXY", &proxy), ("NO_PROXY", "journal.example")]),
    ] {
        let direct = with(args, variables);
        let told = String::from_utf8_lossy(&direct.stderr).into_owned();
        assert!(told.contains("no such host"), "{told}");
    }
    assert_eq!(asked.lock().unwrap().len(), 2);
    for (args, variables) in [
        (&["read", "--proxy", "socks5://a:secret@b:1"][..], &[][..]),
        (&["read"], &[("ALL_PROXY", "socks5://a:secret@b:1")]),
    ] {
        let wrong = with(args, variables);
        let told = String::from_utf8_lossy(&wrong.stderr).into_owned();
        assert_eq!(wrong.status.code(), Some(2));
        assert!(
            told.contains("`socks5://` is not supported") && !told.contains("secret"),
            "{told}"
        );
    }
}

#[test]
fn certificates_of_the_system_are_taken_or_missed() {
    let (origin, _) = site();
    let folder = Folder::new(&[("none.pem", b"no certificate")]);
    let url = format!("{origin}/one");
    let with = |file: &str| {
        let args = [&["read", "--system-certificates", &url][..], &LOCAL].concat();
        folder
            .command(&args)
            .env("SSL_CERT_FILE", file)
            .env_remove("SSL_CERT_DIR")
            .output()
            .unwrap()
    };
    let news = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/tls/news.pem");
    assert_eq!(with(news).status.code(), Some(0));
    let missing = with("none.pem");
    assert_eq!(missing.status.code(), Some(2));
    let told = String::from_utf8_lossy(&missing.stderr).into_owned();
    assert!(told.contains("cannot take the certificates that this system trusts"), "{told}");
}

#[test]
fn lists_of_feeds_are_fetched_and_feeds_that_are_here_are_read() {
    let (origin, _) = site();
    let list = format!("<opml><body><outline xmlUrl=\"{origin}/feed\"/></body></opml>");
    let (_, feed) = answer("/feed");
    let folder = Folder::new(&[("feeds.opml", list.as_bytes()), ("feed.xml", feed.as_bytes())]);
    let fetched = run(&folder, &["read", "feeds.opml"]);
    assert_eq!(
        fetched.ids(),
        [format!("{origin}/two"), format!("{origin}/one")],
        "{}",
        fetched.err
    );
    let local = folder.run(&["read", "feed.xml"]);
    assert_eq!(local.code, Some(0), "{}", local.err);
    assert_eq!(local.json()[0]["title"], "Deux");
    assert!(local.err.contains("article that a feed only names 2"), "{}", local.err);
}

#[test]
fn feeds_of_a_record_are_watched() {
    let (origin, asked) = site();
    let folder = Folder::new(&[]);
    assert_eq!(folder.run(&["init", "sahel"]).code, Some(0));
    let none = run(&folder, &["watch", "sahel", "--once"]);
    assert_eq!(none.code, Some(2));
    assert!(none.err.contains("names no feeds"), "{}", none.err);

    let config = format!("name = \"sahel\"\n[[feeds]]\nurl = \"{origin}/feed\"\n");
    folder.write("sahel/griot.toml", config.as_bytes());
    let first = run(&folder, &["watch", "sahel", "--once"]);
    assert_eq!(first.code, Some(0), "{}", first.err);
    assert!(first.out.starts_with("2 new, 0 known, 0 failed"), "{}", first.out);
    assert!(folder.path().join("sahel/fetched/journal.jsonl").exists());
    let so_far = asked.lock().unwrap().len();
    // Again: the feed alone is asked for, and nothing is new.
    let second = run(&folder, &["watch", "sahel", "--once"]);
    assert!(second.out.starts_with("0 new, 2 known, 0 failed"), "{}", second.out);
    assert_eq!(asked.lock().unwrap().len(), so_far + 1);
    assert_eq!(folder.run(&["check", "sahel"]).code, Some(0));

    // A feed that cannot be had stops nobody.
    let config = format!("{config}[[feeds]]\nurl = \"{origin}/gone\"\n");
    folder.write("sahel/griot.toml", config.as_bytes());
    let third = run(&folder, &["watch", "sahel", "--once"]);
    assert_eq!(third.code, Some(2));
    assert!(third.err.contains("/gone`: HTTP status 404"), "{}", third.err);
    assert!(third.out.starts_with("0 new, 2 known"), "{}", third.out);
}

#[test]
fn addresses_go_into_a_record() {
    let (origin, _) = site();
    let folder = Folder::new(&[]);
    assert_eq!(folder.run(&["init", "sahel"]).code, Some(0));
    let url = format!("{origin}/one");
    let added = run(&folder, &["add", "sahel", &url]);
    assert_eq!(added.code, Some(0), "{}", added.err);
    assert!(added.out.starts_with("1 new, 0 known, 0 failed"), "{}", added.out);
    let again = run(&folder, &["add", "sahel", &url]);
    assert!(again.out.starts_with("0 new, 1 known, 0 failed"), "{}", again.out);
}
