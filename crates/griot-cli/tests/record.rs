//! A record, as its users fill it, ask it, and pull the plug.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Stdio;

use crate::folder::{Folder, Run, SENTENCE, line, ok};
use crate::warcs::{Entry, gz, record, site_page, zip};

/// Many documents, no two alike.
fn many(n: usize) -> String {
    let mut lines = String::new();
    for i in 0..n {
        let _ = write!(
            lines,
            "{}",
            line(&format!("doc-{i}"), &format!("{SENTENCE} Dépêche numéro {i}."))
        );
    }
    lines
}

/// All that a record answers.
fn answers(folder: &Folder, record: &str) -> String {
    let reports = ["events", "tolls"]
        .map(|command| folder.run(&[command, record, "--json", "--reports"]).out);
    let rest = ["events", "tolls", "suggestions", "statements"]
        .map(|command| folder.run(&[command, record, "--json"]).out);
    reports.join("\n") + &rest.join("\n")
}

#[test]
fn a_record_is_made_filled_and_asked() {
    let folder = Folder::new(&[
        ("pages/one.txt", SENTENCE.as_bytes()),
        ("pages/more.jsonl", many(3).as_bytes()),
        ("pages/empty.txt", b""),
    ]);
    ok(&folder.run(&["init", "sahel"]));
    let first = folder.run(&["add", "sahel", "pages", "--published", "2024-05-06"]);
    assert_eq!(first.code, Some(2), "the empty page is told: {}", first.err);
    assert!(
        first.out.starts_with("4 new, 0 known, 1 failed; the record has 4 pages, 4 articles,"),
        "{}",
        first.out
    );
    assert!(first.err.contains("empty.txt"), "{}", first.err);
    let before = answers(&folder, "sahel");
    let second = folder.run(&["add", "sahel", "pages", "--published", "2024-05-06"]);
    assert!(
        second.out.starts_with("0 new, 4 known, 1 failed; the record has 4 pages"),
        "{}",
        second.out
    );
    assert_eq!(answers(&folder, "sahel"), before);
    ok(&folder.run(&["check", "sahel"]));

    let events =
        folder.run(&["events", "sahel", "--near", "Gao", "--country", "ml", "--json", "--reports"]);
    ok(&events);
    assert_eq!(events.json().len(), 4);
    assert_eq!(events.json()[0]["claim"]["tolls"][0]["low"], 12);
    let framed = ["events", "sahel", "--json", "--reports", "--within"];
    let all = folder.run(&[&framed[..], &["-1,15.5,1,17"]].concat());
    assert_eq!(all.json(), events.json());
    assert_eq!(folder.run(&[&framed[..], &["1,15.5,2,17"]].concat()).code, Some(1));
    let wrong = folder.run(&[&framed[..], &["1,2,3"]].concat());
    assert!(wrong.err.contains("`--within 1,2,3`: expected the edges"), "{}", wrong.err);
    let shown = folder.run(&["tolls", "sahel", "--limit", "1", "--reports"]);
    ok(&shown);
    assert!(shown.out.contains("12 civils"), "{}", shown.out);
    assert!(shown.err.contains("3 more of 4; --limit 0 shows all"), "{}", shown.err);
    let found = folder.run(&["search", "sahel", "dépêches", "numero", "2"]);
    ok(&found);
    assert!(found.out.contains("doc-2") && !found.out.contains("doc-1"), "{}", found.out);
    assert_eq!(folder.run(&["events", "sahel", "--country", "FR"]).code, Some(1));
    let wrong = folder.run(&["events", "sahel", "--type", "picnic"]);
    assert_eq!(wrong.code, Some(2));
    assert!(wrong.err.contains("`--type picnic` is not known"), "{}", wrong.err);
}

#[test]
fn what_is_no_record_is_told() {
    let folder = Folder::new(&[("file/page.txt", SENTENCE.as_bytes())]);
    for args in [&["check", "file"][..], &["events", "nowhere"], &["add", "file", "file/page.txt"]]
    {
        let run = folder.run(args);
        assert_eq!(run.code, Some(2));
        assert!(run.err.contains("is no record: `griot init` makes one"), "{}", run.err);
    }
    assert!(folder.run(&["init", "file"]).err.contains("is not empty"));
}

#[test]
fn a_page_that_changed_in_the_archive_is_found() {
    let folder = Folder::new(&[("page.txt", SENTENCE.as_bytes())]);
    ok(&folder.run(&["init", "sahel"]));
    ok(&folder.run(&["add", "sahel", "page.txt"]));
    ok(&folder.run(&["backup", "sahel", "copy"]));
    let path = folder.path().join("sahel/archive/griot-00001.warc.gz");
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let run = folder.run(&["check", "sahel"]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.err.contains("the archive is damaged") && run.out.contains("not whole: 1 fault"),
        "{}",
        run.err
    );
    ok(&folder.run(&["check", "copy"]));
}

/// Bytes of the archive and of the write-ahead log: what has been written so far.
fn written(record: &Path) -> u64 {
    let length = |name: &str| std::fs::metadata(record.join(name)).map_or(0, |file| file.len());
    length("archive/griot-00001.warc.gz") + length("record.sqlite-wal")
}

#[test]
fn killed_at_any_moment_it_goes_on() {
    const N: usize = 1_000;
    let folder = Folder::new(&[("all.jsonl", many(N).as_bytes())]);
    ok(&folder.run(&["init", "calm"]));
    ok(&folder.run(&["add", "calm", "all.jsonl"]));
    let whole = written(&folder.path().join("calm"));
    ok(&folder.run(&["init", "killed"]));
    let record = folder.path().join("killed");
    let mut kills = 0;
    // Killed when a little more is written than the time before: in the archive, between it and the
    // rows, in the rows, in the index.
    for round in 0_u64..12 {
        let enough = written(&record) + 1 + round * round * whole / 2_000;
        let mut child = folder
            .command(&["add", "killed", "all.jsonl", "--quiet"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while child.try_wait().unwrap().is_none() && written(&record) < enough {
            std::thread::yield_now();
        }
        child.kill().unwrap();
        kills += u32::from(!child.wait().unwrap().success());
        ok(&folder.run(&["check", "killed"]));
    }
    assert!(kills > 0, "it was never killed before it was done");
    ok(&folder.run(&["add", "killed", "all.jsonl"]));
    ok(&folder.run(&["check", "killed"]));
    assert!(answers(&folder, "killed") == answers(&folder, "calm"), "the records differ");
    let search = |record| folder.run(&["search", record, "dépêche", "--json", "--limit", "0"]).out;
    assert_eq!(search("killed").lines().count(), N);
    let pages = folder.run(&["add", "killed", "all.jsonl"]);
    assert!(
        pages.out.starts_with(&format!("0 new, {N} known, 0 failed; the record has {N} pages"))
    );
}

#[test]
fn one_writes_at_a_time() {
    let folder = Folder::new(&[("page.txt", SENTENCE.as_bytes())]);
    ok(&folder.run(&["init", "sahel"]));
    // It waits for its standard input, and holds the record meanwhile.
    let mut first = folder
        .command(&["add", "sahel", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let lock = folder.path().join("sahel/lock");
    let pid = first.id().to_string();
    while std::fs::read_to_string(&lock).unwrap_or_default().trim() != pid {
        assert!(first.try_wait().unwrap().is_none(), "the first writer ended");
        std::thread::yield_now();
    }
    let second = folder.run(&["add", "sahel", "page.txt"]);
    assert_eq!(second.code, Some(2));
    assert!(second.err.contains(&format!("is being written by process {pid}")), "{}", second.err);
    assert_eq!(folder.run(&["events", "sahel"]).code, Some(1), "reading is always possible");
    drop(first.stdin.take());
    first.wait().unwrap();
    ok(&folder.run(&["add", "sahel", "page.txt"]));
}

/// A limit on the size of files stands for a full disk: writing fails in the middle of a page.
#[cfg(target_os = "linux")]
#[test]
fn without_room_nothing_is_lost() {
    let folder = Folder::new(&[("all.jsonl", many(300).as_bytes())]);
    ok(&folder.run(&["init", "sahel"]));
    ok(&folder.run(&["init", "roomy"]));
    ok(&folder.run(&["add", "roomy", "all.jsonl"]));
    let script = "trap '' XFSZ; ulimit -f 60; exec \"$0\" add sahel all.jsonl";
    let run: Run = std::process::Command::new("bash")
        .args(["-c", script, env!("CARGO_BIN_EXE_griot")])
        .current_dir(folder.path())
        .output()
        .unwrap()
        .into();
    assert_eq!(run.code, Some(2), "{}", run.out);
    assert!(run.err.contains("no room is left"), "{}", run.err);
    ok(&folder.run(&["check", "sahel"]));
    ok(&folder.run(&["add", "sahel", "all.jsonl"]));
    ok(&folder.run(&["check", "sahel"]));
    assert!(answers(&folder, "sahel") == answers(&folder, "roomy"), "the records differ");
}

/// Whoever may not write may read. A superuser may always write: the test then runs as somebody else,
/// where the machine has a way to.
#[cfg(target_os = "linux")]
#[test]
#[expect(clippy::print_stderr, reason = "whoever runs the tests must see that it was skipped")]
fn in_a_folder_that_is_only_read_nothing_is_lost() {
    let folder = Folder::new(&[("page.txt", SENTENCE.as_bytes()), ("more.txt", b"Rien.")]);
    ok(&folder.run(&["init", "sahel"]));
    ok(&folder.run(&["add", "sahel", "page.txt"]));
    let before = answers(&folder, "sahel");
    let as_nobody = |script: &str| -> Run {
        let script = format!(
            "if [ $(id -u) = 0 ]; then run='setpriv --reuid=65534 --regid=65534 --clear-groups'; fi
             $run true 2> /dev/null && $run test -x \"$0\" || exit 77
             chmod -R a+rX . && chmod -R a-w sahel && {script}; rc=$?; chmod -R u+w sahel; exit $rc"
        );
        std::process::Command::new("bash")
            .args(["-c", &script, env!("CARGO_BIN_EXE_griot")])
            .current_dir(folder.path())
            .output()
            .unwrap()
            .into()
    };
    let run = as_nobody("$run \"$0\" add sahel more.txt");
    if run.code == Some(77) {
        eprintln!("skipped: there is no way to run as somebody who may not write");
        return;
    }
    assert_eq!(run.code, Some(2), "{} {}", run.out, run.err);
    assert!(run.err.contains("ermission denied") && run.err.contains("sahel"), "{}", run.err);
    let asked = as_nobody("$run \"$0\" events sahel --json");
    assert_eq!(asked.code, Some(0), "{}", asked.err);
    let found = as_nobody("$run \"$0\" search sahel attaque --json");
    assert_eq!(found.code, Some(0), "{}", found.err);
    ok(&folder.run(&["check", "sahel"]));
    assert!(answers(&folder, "sahel") == before, "the records differ");
}

#[test]
fn a_damaged_index_is_told_and_made_again() {
    let folder = Folder::new(&[("all.jsonl", many(30).as_bytes())]);
    ok(&folder.run(&["init", "sahel"]));
    ok(&folder.run(&["add", "sahel", "all.jsonl"]));
    let before = answers(&folder, "sahel");
    let search = || folder.run(&["search", "sahel", "dépêche", "--json", "--limit", "0"]);
    let index = folder.path().join("sahel/index");
    let files = || std::fs::read_dir(&index).unwrap().map(|file| file.unwrap().path());
    let longest = || files().max_by_key(|path| path.metadata().unwrap().len()).unwrap();
    for damage in ["a byte", "half of a file", "its list of files", "all of it"] {
        match damage {
            "a byte" => {
                let mut bytes = std::fs::read(longest()).unwrap();
                let middle = bytes.len() / 2;
                bytes[middle] ^= 1;
                std::fs::write(longest(), bytes).unwrap();
            }
            "half of a file" => {
                let bytes = std::fs::read(longest()).unwrap();
                std::fs::write(longest(), &bytes[..bytes.len() / 2]).unwrap();
            }
            "its list of files" => folder.write("sahel/index/meta.json", b"{"),
            _ => std::fs::remove_dir_all(&index).unwrap(),
        }
        let told = folder.run(&["check", "sahel"]);
        assert_eq!(told.code, Some(2), "{damage}: {} {}", told.out, told.err);
        assert!(told.err.contains("index of words cannot be used"), "{damage}: {}", told.err);
        // A byte that nobody reads shows in its checksum alone.
        if damage != "a byte" {
            let run = search();
            assert_eq!(run.code, Some(2), "{damage}: {}", run.err);
            assert!(run.err.contains("griot check --repair"), "{damage}: {}", run.err);
        }
        assert!(answers(&folder, "sahel") == before, "{damage}: events need no index");
        ok(&folder.run(&["check", "sahel", "--repair"]));
        ok(&folder.run(&["check", "sahel"]));
        assert_eq!(search().out.lines().count(), 30, "{damage}");
    }
}

#[test]
fn a_record_of_a_newer_griot_is_left_alone() {
    let folder = Folder::new(&[("page.txt", SENTENCE.as_bytes())]);
    ok(&folder.run(&["init", "sahel"]));
    ok(&folder.run(&["add", "sahel", "page.txt"]));
    // The version of a database stands in its header.
    let path = folder.path().join("sahel/record.sqlite");
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[60..64].copy_from_slice(&99_u32.to_be_bytes());
    std::fs::write(&path, &bytes).unwrap();
    for args in [
        &["add", "sahel", "page.txt"][..],
        &["events", "sahel"],
        &["search", "sahel", "attaque"],
        &["check", "sahel"],
        &["check", "sahel", "--repair"],
        &["recode", "sahel"],
        &["export", "sahel", "--format", "jsonl"],
        &["decide", "sahel", "ev-0", "confirm", "--by", "Awa"],
    ] {
        let run = folder.run(args);
        assert_eq!(run.code, Some(2), "{args:?}: {}", run.out);
        assert!(
            run.err.contains("was written by a newer griot (database version 99, this one knows"),
            "{args:?}: {}",
            run.err
        );
    }
    assert!(std::fs::read(&path).unwrap() == bytes, "it was changed");
}

#[test]
fn archives_are_added_with_the_time_of_retrieval() {
    let crawl: Vec<u8> = [
        record("warcinfo", "", "application/warc-fields", b"software: none"),
        site_page(1, SENTENCE),
        site_page(2, &format!("{SENTENCE} Dépêche.")),
    ]
    .iter()
    .flat_map(|record| gz(record))
    .collect();
    let pages = zip(&[
        Entry::stored("../a.txt", format!("{SENTENCE} Suite.").as_bytes()),
        Entry::stored("style.css", b"p { margin: 0 }"),
    ]);
    let folder = Folder::new(&[("news.warc.gz", &crawl), ("folder.zip", &pages)]);
    ok(&folder.run(&["init", "sahel"]));
    let args = ["add", "sahel", "news.warc.gz", "folder.zip"];
    let run = folder.run(&args);
    ok(&run);
    let told = "3 new, 0 known, 0 failed, 2 passed over; the record has 3 pages, 3 articles,";
    assert!(run.out.starts_with(told), "{}", run.out);
    ok(&folder.run(&["check", "sahel"]));
    // What the archive says of a page is kept with it, so that it is read the same again.
    let kept = std::fs::read(folder.path().join("sahel/archive/griot-00001.warc.gz")).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut flate2::read::MultiGzDecoder::new(&kept[..]), &mut text)
        .unwrap();
    assert_eq!(text.matches("\"retrieved\":\"2024-05-07T06:05:04Z\"").count(), 2, "{text}");
    let run = folder.run(&args);
    assert!(run.out.starts_with("0 new, 3 known, 0 failed, 2 passed over;"), "{}", run.out);
}
