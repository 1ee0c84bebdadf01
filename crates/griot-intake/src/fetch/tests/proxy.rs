//! Hosts that are asked through a proxy.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::tls::{NEWS, secure};
use super::{Ran, fetch_through, kinds, no_rules, say, serve};
use crate::fetch::address::AllowedHosts;
use crate::fetch::proxy::Proxies;
use crate::fetch::tls::Authorities;
use crate::fetch::{Input, Settings};

/// A proxy that answers a `CONNECT` with `status` and leads it to `host`; what it was told.
fn tunnels(host: SocketAddr, status: &'static str) -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let told = Arc::new(Mutex::new(Vec::new()));
    let log = told.clone();
    std::thread::spawn(move || {
        for mut client in listener.incoming().flatten() {
            let mut request = Vec::new();
            let mut byte = [0];
            while !request.ends_with(b"\r\n\r\n") && client.read(&mut byte).unwrap_or(0) == 1 {
                request.push(byte[0]);
            }
            log.lock().unwrap().push(String::from_utf8_lossy(&request).into_owned());
            let _ = write!(client, "HTTP/1.1 {status}\r\nVia: a proxy\r\n\r\n");
            if !status.starts_with("200") {
                continue;
            }
            let server = TcpStream::connect(host).unwrap();
            let ways =
                [(client.try_clone().unwrap(), server.try_clone().unwrap()), (server, client)];
            for (mut from, mut to) in ways {
                std::thread::spawn(move || {
                    let _ = std::io::copy(&mut from, &mut to);
                    let _ = to.shutdown(Shutdown::Write);
                });
            }
        }
    });
    (address, told)
}

/// Asks for addresses through a proxy, by a table of names in which hosts lie at `hosts`.
fn ask(
    proxy: SocketAddr,
    hosts: SocketAddr,
    urls: &[&str],
    change: impl FnOnce(&mut Settings),
) -> (tempfile::TempDir, Ran) {
    let dir = tempfile::tempdir().unwrap();
    let inputs: Vec<_> = urls.iter().map(|url| Input::Address((*url).to_owned())).collect();
    let ran = fetch_through(dir.path(), hosts, proxy, &inputs, |settings| {
        settings.timeout = Duration::from_secs(20);
        settings.proxies = through("user:pa%20ss@", proxy);
        change(settings);
    });
    (dir, ran)
}

/// The table of names knows no numbers, so that the proxy goes by a name of the table.
fn through(who: &str, proxy: SocketAddr) -> Proxies {
    Proxies::one(&format!("http://{who}proxy.example:{}", proxy.port())).unwrap()
}

/// In the clear: the proxy is asked for the whole address, and the archive holds what the site was asked.
#[test]
fn a_page_is_asked_of_a_proxy() {
    let (proxy, asked) = serve(|path, _, stream| match path {
        "http://news.example/robots.txt" => say(stream, "404 Not Found", ""),
        "http://news.example/a" => {
            say(stream, "302 Found\r\nLocation: http://news.example:81/b?c", "");
        }
        "http://news.example:81/robots.txt" => say(stream, "404 Not Found", ""),
        "http://news.example:81/b?c" => {
            say(stream, "200 OK\r\nContent-Type: text/html", "<p>b</p>");
        }
        _ => say(stream, "400 Bad Request", ""),
    });
    let (dir, ran) = ask(proxy, proxy, &["http://news.example/a"], |_| {});
    assert_eq!(ran.urls(), ["http://news.example:81/b?c"], "{}", ran.whys());
    let asked = asked.lock().unwrap();
    assert_eq!(asked.len(), 4, "{asked:?}");
    for request in asked.iter() {
        assert!(
            request.contains("\r\nProxy-Authorization: Basic dXNlcjpwYSBzcw==\r\n"),
            "{request}"
        );
    }
    assert_eq!(kinds(dir.path()).len(), 9);
    for file in std::fs::read_dir(dir.path()).unwrap() {
        let path = file.unwrap().path();
        let mut bytes = std::fs::read(&path).unwrap();
        if path.extension().is_some_and(|ending| ending == "gz") {
            let mut unpacked = Vec::new();
            flate2::read::MultiGzDecoder::new(&bytes[..]).read_to_end(&mut unpacked).unwrap();
            bytes = unpacked;
            let text = String::from_utf8_lossy(&bytes);
            assert!(text.contains("GET /b?c HTTP/1.1"), "{text}");
            // The address of a proxy is not that of the site.
            assert!(!text.contains("WARC-IP-Address"), "{text}");
        }
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("dXNlcjp") && !text.contains("roxy-"), "{text}");
    }
}

#[test]
fn a_secure_page_passes_through_a_tunnel() {
    let (server, _) = secure(NEWS);
    let (proxy, told) = tunnels(server, "200 Connection established");
    let (_dir, ran) = ask(proxy, proxy, &["https://news.example/page"], |settings| {
        settings.authorities = Authorities::of_pem(NEWS.as_bytes()).unwrap();
    });
    assert_eq!(ran.urls(), ["https://news.example/page"], "{}", ran.whys());
    let told = told.lock().unwrap();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].starts_with("CONNECT news.example:443 HTTP/1.1\r\nHost: news.example:443\r\n"));
    assert!(told[0].contains("Proxy-Authorization: Basic "), "{told:?}");
    // Nobody who stands between is believed who is not trusted.
    drop(told);
    let (_dir, ran) = ask(proxy, proxy, &["https://news.example/page"], |_| {});
    assert!(ran.whys().contains("nobody who is trusted vouches"), "{}", ran.whys());
}

#[test]
fn a_proxy_that_lets_nothing_through_is_told() {
    let case = |status: &'static str, why: &str, n_tries: usize| {
        let (proxy, told) = tunnels("127.0.0.1:9".parse().unwrap(), status);
        let (_dir, ran) = ask(proxy, proxy, &["https://news.example/page"], |_| {});
        assert!(ran.urls().is_empty());
        let whys = ran.whys();
        assert!(whys.contains("the proxy `proxy.example:") && whys.contains(why), "{whys}");
        assert!(!whys.contains("ss@") && !whys.contains("user"), "{whys}");
        assert_eq!(told.lock().unwrap().len(), n_tries, "{status}");
    };
    case("407 Proxy Authentication Required", "asks for a name and a password", 1);
    case("403 Forbidden", "HTTP status 403", 1);
    case("502 Bad Gateway", "HTTP status 502", 1);
    let (proxy, _) = serve(|_, _, stream| say(stream, "407 Proxy Authentication Required", ""));
    let (dir, ran) = ask(proxy, proxy, &["http://news.example/page"], |_| {});
    assert!(ran.whys().contains("asks for a name and a password"), "{}", ran.whys());
    // What a proxy says is no page of the site.
    assert!(kinds(dir.path()).iter().all(|kind| kind != "response"));
    let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (_dir, ran) = ask(gone, gone, &["http://news.example/page"], |_| {});
    assert!(
        ran.whys().contains("the connection failed: the proxy `proxy.example:"),
        "{}",
        ran.whys()
    );
}

#[test]
fn a_proxy_is_not_asked_for_private_addresses() {
    let (proxy, asked) = serve(|path, _, stream| match path {
        "http://out.example/in" => {
            say(stream, "302 Found\r\nLocation: http://inside.example/x", "");
        }
        "http://out.example/meta" => {
            say(stream, "302 Found\r\nLocation: http://169.254.169.254/", "");
        }
        "http://out.example/name" => say(stream, "302 Found\r\nLocation: http://db.internal/x", ""),
        path if path.ends_with("/robots.txt") => say(stream, "404 Not Found", ""),
        _ => say(stream, "200 OK", "<p>page</p>"),
    });
    let urls = [
        "http://out.example/in",
        "http://out.example/meta",
        "http://out.example/name",
        "http://10.0.0.1/",
        "http://[::ffff:127.0.0.1]/",
        "http://localhost/",
        "http://printer/",
        // Not known here: the proxy may know it.
        "http://out.example/page",
    ];
    let (_dir, ran) = ask(proxy, proxy, &urls, |_| {});
    assert_eq!(ran.urls(), ["http://out.example/page"], "{}", ran.whys());
    assert_eq!(ran.run.summary.n_refused, 7, "{}", ran.whys());
    assert!(ran.whys().contains("db.internal is a name of an own network"), "{}", ran.whys());
    let asked = asked.lock().unwrap();
    assert!(asked.iter().all(|request| request.contains("GET http://out.example/")), "{asked:?}");
    drop(asked);
    // Where clouds keep secrets a name does not lead, even one that was allowed.
    let allow = |settings: &mut Settings| settings.allowed = AllowedHosts::new(["meta.example"]);
    let (_dir, ran) = ask(proxy, proxy, &["http://meta.example/"], allow);
    assert_eq!(ran.run.summary.n_refused, 1, "{}", ran.whys());
}

#[test]
fn hosts_that_go_by_the_proxy_are_asked_directly() {
    let (site, asked) = serve(|path, _, stream| match path {
        _ if no_rules(path, stream) => {}
        _ => say(stream, "200 OK", "<p>page</p>"),
    });
    let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (_dir, ran) =
        ask(gone, site, &["http://news.example/a", "http://inside.example/b"], |settings| {
            let variables = |name: &str| match name {
                "http_proxy" => Some(format!("http://proxy.example:{}", gone.port())),
                "NO_PROXY" => Some("example".to_owned()),
                _ => None,
            };
            settings.proxies = Proxies::of_variables(variables).unwrap();
        });
    assert_eq!(ran.urls(), ["http://news.example/a"], "{}", ran.whys());
    // They are looked at as if there were no proxy.
    assert!(ran.whys().contains("inside.example would let it through"), "{}", ran.whys());
    assert!(asked.lock().unwrap().iter().all(|request| request.starts_with("GET /")));
}

#[test]
fn a_proxy_that_says_nothing_ends_in_time() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let proxy = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || {
                let mut stream: TcpStream = stream;
                while stream.write_all(b"H").is_ok() {
                    std::thread::sleep(Duration::from_millis(20));
                }
            });
        }
    });
    let (_dir, ran) = ask(proxy, proxy, &["https://news.example/page"], |settings| {
        settings.timeout = Duration::from_millis(500);
    });
    assert!(ran.urls().is_empty());
    assert!(ran.whys().contains("robots.txt cannot be had"), "{}", ran.whys());
}
