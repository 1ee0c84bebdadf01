//! A record in the browser, as a process: its addresses, and how it ends.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};

use crate::folder::{Folder, SENTENCE, ok};

fn record() -> Folder {
    let folder = Folder::new(&[("page.txt", SENTENCE.as_bytes())]);
    ok(&folder.run(&["init", "record"]));
    ok(&folder.run(&["add", "--quiet", "record", "page.txt"]));
    folder
}

/// A server, and the address that it tells.
fn serve(folder: &Folder) -> (Child, String) {
    let mut server = folder
        .command(&["serve", "record", "--address", "127.0.0.1:0"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(server.stderr.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.split_once("http://").unwrap().1.split_once('/').unwrap().0.to_owned();
    (server, address)
}

fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
#[cfg(unix)]
fn a_record_is_served_until_it_is_told_to_stop() {
    let folder = record();
    let (mut server, address) = serve(&folder);
    let page = get(&address, "/");
    assert!(page.starts_with("HTTP/1.1 200 OK") && page.contains("Gao"), "{page}");
    // It sees what another process adds.
    folder.write("other.txt", "Cinq soldats ont été tués lundi à Djibo, selon l’armée.".as_bytes());
    ok(&folder.run(&["add", "--quiet", "record", "other.txt"]));
    assert!(get(&address, "/events.json").contains("Djibo"));
    assert!(Command::new("kill").arg(server.id().to_string()).status().unwrap().success());
    assert!(server.wait().unwrap().success(), "it ends as it should");
}

#[test]
fn other_addresses_are_refused() {
    let folder = record();
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:80"] {
        let run = folder.run(&["serve", "record", "--address", address]);
        assert_eq!(run.code, Some(2));
        assert!(run.err.contains("can be reached from other machines"), "{}", run.err);
    }
}

#[test]
fn a_port_in_use_is_told() {
    let folder = record();
    let held = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = held.local_addr().unwrap().to_string();
    let run = folder.run(&["serve", "record", "--address", &address]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("is in use") && run.err.contains(&address), "{}", run.err);
}

#[test]
fn what_is_no_record_is_told() {
    let folder = Folder::new(&[]);
    let run = folder.run(&["serve", "nothing"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("is no record"), "{}", run.err);
}
