//! Servers that are asked over TLS, with certificates made for the tests.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::{Ran, fetch_with};
use crate::fetch::Input;
use crate::fetch::tls::Authorities;

/// Certificates for `news.example` and another host, and one that has expired, with their key:
/// `testdata/tls/README.md` says how they were made.
pub(super) const NEWS: &str = include_str!("../../../../../testdata/tls/news.pem");
const OTHER: &str = include_str!("../../../../../testdata/tls/other.pem");
const EXPIRED: &str = include_str!("../../../../../testdata/tls/expired.pem");
const KEY: &str = include_str!("../../../../../testdata/tls/key.pem");

/// A server that answers over TLS with a certificate; its address, and how many connections it was
/// asked for.
pub(super) fn secure(pem: &str) -> (SocketAddr, Arc<AtomicUsize>) {
    let certificate = CertificateDer::from_pem_slice(pem.as_bytes()).unwrap();
    let private = PrivateKeyDer::from_pem_slice(KEY.as_bytes()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], private)
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let n_connections = Arc::new(AtomicUsize::new(0));
    let counted = n_connections.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            counted.fetch_add(1, Ordering::SeqCst);
            let Ok(connection) = ServerConnection::new(config.clone()) else { continue };
            let mut stream = StreamOwned::new(connection, stream);
            let mut request = Vec::new();
            let mut byte = [0];
            while !request.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap_or(0) == 1 {
                request.push(byte[0]);
            }
            let is_page = request.starts_with(b"GET /page ");
            let (head, body) = if is_page {
                ("200 OK\r\nContent-Type: text/html", "<p>said in confidence</p>")
            } else {
                ("404 Not Found", "")
            };
            let length = body.len();
            let _ = write!(stream, "HTTP/1.1 {head}\r\nContent-Length: {length}\r\n\r\n{body}");
            stream.conn.send_close_notify();
            let _ = stream.flush();
        }
    });
    (address, n_connections)
}

fn ask(address: SocketAddr, trusted: Option<&str>) -> (tempfile::TempDir, Ran) {
    let dir = tempfile::tempdir().unwrap();
    let inputs = [Input::Address("https://news.example/page".to_owned())];
    let ran = fetch_with(dir.path(), address, &inputs, |settings| {
        settings.timeout = Duration::from_mins(1);
        if let Some(pem) = trusted {
            settings.authorities = Authorities::of_pem(pem.as_bytes()).unwrap();
        }
    });
    (dir, ran)
}

#[test]
fn a_page_is_fetched_over_tls_and_kept_as_it_was_said() {
    let (address, _) = secure(NEWS);
    let (_dir, ran) = ask(address, Some(NEWS));
    assert_eq!(ran.urls(), ["https://news.example/page"], "{}", ran.whys());
    let page = ran.found()[0].page().unwrap();
    // Kept above TLS: what the archive holds can be read by anybody who has it.
    assert_eq!(page.bytes, b"<p>said in confidence</p>");
}

#[test]
fn a_certificate_that_is_not_to_be_trusted_is_told_and_nothing_is_tried_again() {
    let check = |shown: &str, trusted: Option<&str>, why: &str| {
        let (address, n_connections) = secure(shown);
        let (_dir, ran) = ask(address, trusted);
        assert!(ran.urls().is_empty());
        assert!(ran.whys().contains(why), "{why}: {}", ran.whys());
        assert_eq!(n_connections.load(Ordering::SeqCst), 1, "{why}");
        assert_eq!(ran.clock.waits(), [] as [u64; 0], "{why}");
    };
    check(NEWS, None, "nobody who is trusted vouches for its certificate");
    check(NEWS, Some(OTHER), "nobody who is trusted vouches for its certificate");
    check(EXPIRED, Some(EXPIRED), "its certificate has expired");
    check(OTHER, Some(OTHER), "its certificate is that of another host");
}
