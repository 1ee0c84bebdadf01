//! `griot read --output`: runs that are killed and go on, and runs that must not.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Stdio;

use crate::folder::{Folder, SENTENCE, line};
use crate::warcs::{Entry, gz, site_page, zip};

const INPUTS: [&str; 3] = ["crawl.warc.gz", "lines.jsonl", "pages.zip"];

/// Inputs of three kinds, one of them damaged.
fn inputs(n: usize) -> Folder {
    let mut crawl = Vec::new();
    for i in 0..n {
        let text = format!("{SENTENCE} Dépêche {i}.</p><p>Abonnez-vous à notre lettre du matin.");
        crawl.extend(gz(&site_page(i, &text)));
        if i == n / 2 {
            crawl.extend(gz(b"this is no record\r\n"));
        }
        if i == n * 3 / 4 {
            let mut damaged = gz(&site_page(i, SENTENCE));
            let middle = damaged.len() / 2;
            damaged[middle..middle + 9].fill(0xee);
            crawl.extend(damaged);
        }
    }
    let mut lines = String::new();
    for i in 0..n {
        let _ = write!(lines, "{}", line(&format!("d{i}"), &format!("{SENTENCE} Numéro {i}.")));
    }
    let text = SENTENCE.as_bytes();
    let pages = zip(&[Entry::stored("a.txt", text), Entry::stored("b.txt", text)]);
    Folder::new(&[(INPUTS[0], &crawl), (INPUTS[1], lines.as_bytes()), (INPUTS[2], &pages)])
}

fn arguments(output: &str) -> Vec<&str> {
    [&["read", "--output", output], &INPUTS[..]].concat()
}

/// How much of the output is whole, as the journal says.
fn kept(output: &Path) -> u64 {
    let journal = std::fs::read(output.with_extension("jsonl.journal")).unwrap_or_default();
    let journal: serde_json::Value = serde_json::from_slice(&journal).unwrap_or_default();
    journal["length"].as_u64().unwrap_or(0)
}

/// A number below `n`, another one at each call; which ones, `seed` decides.
pub(crate) fn below(seed: &mut u64, n: u64) -> u64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 33) % n.max(1)
}

#[test]
fn killed_at_random_points_it_goes_on_and_repeats_nothing() {
    let folder = inputs(1_500);
    let calm = folder.run(&arguments("calm.jsonl"));
    assert_eq!(calm.code, Some(2), "one member is damaged: {}", calm.err);
    assert_eq!(calm.out, "", "articles go into the file");
    let whole = std::fs::read(folder.path().join("calm.jsonl")).unwrap();
    let n_articles = whole.split(|byte| *byte == b'\n').count() - 1;
    assert!(n_articles >= 3_001, "{n_articles}");

    let output = folder.path().join("killed.jsonl");
    let (mut kills, mut resumed) = (0, 0);
    // Other points at each run of the test, which is told when it fails.
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let begun = now.as_nanos() as u64;
    let mut seed = begun;
    for _ in 0..12 {
        let before = kept(&output);
        // Of what is left, a fifth at the most: so that much is left for the next kills.
        let left = whole.len() as u64 - before;
        let enough = before + below(&mut seed, left / 5);
        let pause = std::time::Duration::from_micros(below(&mut seed, 3_000));
        let mut child = folder
            .command(&arguments("killed.jsonl"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Killed with bytes in the file of which the journal does not know.
        let written = || std::fs::metadata(&output).map_or(0, |file| file.len());
        while child.try_wait().unwrap().is_none() && written() < enough {
            std::thread::yield_now();
        }
        std::thread::sleep(pause);
        child.kill().unwrap();
        kills += u32::from(!child.wait().unwrap().success());
        resumed += u32::from(before > 0);
    }
    let seed = format!("the seed was {begun}");
    assert!(kills > 3 && resumed > 3, "killed {kills} times, went on {resumed} times; {seed}");
    let last = folder.run(&arguments("killed.jsonl"));
    assert_eq!(last.code, Some(2), "{}", last.err);
    let bytes = std::fs::read(&output).unwrap();
    assert!(bytes == whole, "the bytes are not those of an unbroken run; {seed}");
    // The numbers are those of the whole run.
    let table = |err: &str| {
        let lines = err.lines().filter(|line| !line.starts_with("griot: "));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    if !last.err.contains("nothing is left to do") {
        assert_eq!(table(&last.err), table(&calm.err));
    }
    let again = folder.run(&arguments("killed.jsonl"));
    assert!(again.err.contains("nothing is left to do"), "{}", again.err);
    assert_eq!(again.code, Some(2));
}

#[test]
fn other_inputs_or_arguments_are_refused() {
    let folder = inputs(3);
    let run = |more: &[&str]| folder.run(&[&arguments("out.jsonl"), more].concat());
    let first = run(&[]);
    assert_eq!(first.code, Some(2), "one member is damaged: {}", first.err);
    let written = || std::fs::read(folder.path().join("out.jsonl")).unwrap();
    let whole = written();

    let refused = |run: crate::folder::Run, why: &str| {
        assert_eq!(run.code, Some(2));
        assert!(run.err.contains(why), "{}", run.err);
        assert!(run.err.contains("--restart"), "{}", run.err);
    };
    refused(run(&["--lang", "en"]), "was begun with other arguments");
    folder.write(INPUTS[1], line("other", SENTENCE).as_bytes());
    refused(run(&[]), "the inputs are not those that `out.jsonl` was begun with");
    assert!(written() == whole, "a run that is refused writes nothing");
    run(&["--restart"]);
    assert!(written() != whole && written().ends_with(b"\n"));

    std::fs::remove_file(folder.path().join("out.jsonl.journal")).unwrap();
    refused(run(&[]), "no journal beside it says how it was written");
    let piped = folder.run_with_stdin(&["read", "--output", "piped.jsonl", "-"], b"x");
    assert_eq!(piped.code, Some(2));
    assert!(piped.err.contains("standard input cannot be read again"), "{}", piped.err);
}

#[test]
fn the_output_is_no_input_of_its_own() {
    let folder = Folder::new(&[("a.txt", SENTENCE.as_bytes())]);
    for _ in 0..2 {
        let run = folder.run(&["read", "--output", "out.jsonl", "."]);
        assert_eq!(run.code, Some(0), "{}", run.err);
    }
    let text = std::fs::read_to_string(folder.path().join("out.jsonl")).unwrap();
    assert_eq!(text.lines().count(), 1);
}
