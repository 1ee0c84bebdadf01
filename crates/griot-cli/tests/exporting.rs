//! Exports, as other programs read them, and whole records.

use crate::folder::{Folder, SENTENCE, line, ok};

const STRIKE: &str = "Dix combattants ont été tués dimanche par une frappe aérienne à Gorgadji, a \
                      déclaré l'armée burkinabè.";

fn filled() -> Folder {
    let lines = [line("one", SENTENCE), line("strike", STRIKE)].concat();
    let folder = Folder::new(&[("pages.jsonl", lines.as_bytes())]);
    ok(&folder.run(&["init", "sahel"]));
    ok(&folder.run(&["add", "sahel", "pages.jsonl"]));
    folder
}

#[test]
fn every_format_has_a_codebook_and_a_report() {
    let folder = filled();
    for (format, extension) in
        [("acled", "csv"), ("ucdp", "csv"), ("hxl", "csv"), ("geojson", "geojson")]
    {
        let file = format!("{format}.{extension}");
        let run = folder.run(&["export", "sahel", "--format", format, "--output", &file]);
        ok(&run);
        assert!(run.err.contains("2 of 2 events written"), "{}", run.err);
        let read = |name: String| std::fs::read_to_string(folder.path().join(name)).unwrap();
        assert!(read(file.clone()).contains("Gorgadji"));
        assert!(read(format!("{format}.codebook.md")).starts_with("# Events"));
        assert!(read(format!("{format}.report.md")).contains("2 of 2 events are written"));
        let again = folder.run(&["export", "sahel", "--format", format, "--output", &file]);
        assert!(again.err.contains("--force overwrites it"), "{}", again.err);
        ok(&folder.run(&["export", "sahel", "--format", format, "--output", &file, "--force"]));
    }
    // The filters are those of events, and standard output has the rows alone.
    let run = folder.run(&["export", "sahel", "--format", "acled", "--country", "ML"]);
    assert_eq!(run.out.lines().count(), 2, "{}", run.out);
    let none = folder.run(&["export", "sahel", "--format", "hxl", "--country", "FR"]);
    assert_eq!(none.code, Some(1));
    assert!(none.out.lines().nth(1).unwrap().starts_with("#event+id,#event+type"));
}

#[test]
fn a_record_goes_through_an_export_unchanged() {
    let folder = filled();
    let id =
        folder.run(&["events", "sahel", "--json"]).json()[0]["id"].as_str().unwrap().to_owned();
    ok(&folder.run(&["decide", "sahel", &id, "confirm", "--by", "Awa"]));
    ok(&folder.run(&["export", "sahel", "--format", "jsonl", "--output", "one.jsonl"]));
    let run = folder.run(&["import", "copy", "one.jsonl"]);
    ok(&run);
    assert!(run.out.starts_with("2 pages, 1 runs, 1 decisions"), "{}", run.out);
    ok(&folder.run(&["check", "copy"]));
    let again = folder.run(&["export", "copy", "--format", "jsonl"]);
    let one = std::fs::read_to_string(folder.path().join("one.jsonl")).unwrap();
    assert!(again.out == one, "an export of the copy is another one");
    for command in ["events", "tolls", "statements", "history"] {
        let of = |record: &str| folder.run(&[command, record, "--json"]).out;
        assert_eq!(of("copy"), of("sahel"), "{command}");
    }
    folder.write("half.jsonl", &one.as_bytes()[..one.len() / 2]);
    let failed = folder.run(&["import", "half", "half.jsonl"]);
    assert_eq!(failed.code, Some(2));
    assert!(failed.err.contains("`half.jsonl` cannot be imported: line"), "{}", failed.err);
    assert!(!folder.path().join("half").exists());
    let filtered = folder.run(&["export", "sahel", "--format", "jsonl", "--country", "ML"]);
    assert!(filtered.err.contains("takes no filters"), "{}", filtered.err);
}
