//! Accounts, what is withheld, and the log, from the command line.

use serde_json::json;

use crate::folder::{Folder, Run, SENTENCE, line, ok};

const STRIKE: &str = "Dix combattants ont été tués dimanche par une frappe aérienne à Gorgadji, a \
                      déclaré l'armée burkinabè.";
const PASSWORD: &[u8] = b"one sentence is long enough\n";

fn record() -> Folder {
    let lines = [line("one", SENTENCE), line("strike", STRIKE)].concat();
    let folder = Folder::new(&[("pages.jsonl", lines.as_bytes())]);
    ok(&folder.run(&["init", "sahel"]));
    ok(&folder.run(&["add", "--quiet", "sahel", "pages.jsonl"]));
    folder
}

fn account(folder: &Folder, args: &[&str]) -> Run {
    folder.run_with_stdin(&[&["account"], args].concat(), PASSWORD)
}

#[test]
fn accounts_are_made_changed_and_closed() {
    let folder = record();
    assert_eq!(folder.run(&["account", "list", "sahel"]).code, Some(1), "there is none");
    ok(&account(&folder, &["add", "sahel", "Awa Traoré", "--role", "admin"]));
    ok(&account(&folder, &["add", "sahel", "Oumar"]));
    let run = account(&folder, &["add", "sahel", "OUMAR"]);
    assert!(run.code == Some(2) && run.err.contains("already"), "{}", run.err);
    let run = folder.run_with_stdin(&["account", "add", "sahel", "Ali"], b"short\n");
    assert!(run.code == Some(2) && run.err.contains("12 characters"), "{}", run.err);
    let run = account(&folder, &["role", "sahel", "oumar", "king"]);
    assert!(run.code == Some(2) && run.err.contains("expected reader"), "{}", run.err);
    ok(&account(&folder, &["role", "sahel", "oumar", "editor"]));
    ok(&account(&folder, &["password", "sahel", "Oumar"]));
    let run = account(&folder, &["totp", "sahel", "Oumar"]);
    ok(&run);
    let secret = run.out.split_whitespace().nth(1).unwrap();
    assert_eq!(secret.len(), 32);
    assert!(
        run.out.contains(&format!("otpauth://totp/sahel:Oumar?secret={secret}")),
        "{}",
        run.out
    );
    ok(&account(&folder, &["disable", "sahel", "Oumar"]));
    let run = folder.run(&["account", "list", "sahel"]);
    assert_eq!(run.out, "Awa Traoré · admin\nOumar · editor · asks for a code · closed\n");
    ok(&account(&folder, &["enable", "sahel", "Oumar"]));
    ok(&account(&folder, &["totp", "sahel", "Oumar", "--off"]));
    let all = folder.run(&["account", "list", "sahel", "--json"]).json();
    assert_eq!(all[1]["name"], "Oumar");
    assert_eq!(all[1]["totp"], json!(false));
    let run = account(&folder, &["disable", "sahel", "Nobody"]);
    assert!(run.code == Some(2) && run.err.contains("no account has this name"), "{}", run.err);
    let run = folder.run(&["check", "sahel"]);
    ok(&run);
    assert!(run.out.contains("its log has 9 entries; the hash of the last one is"), "{}", run.out);
    // An export is for others: it has no account in it.
    let whole = folder.run(&["export", "sahel", "--format", "jsonl"]).out;
    assert!(!whole.contains("Traoré") && !whole.contains("argon2"));
}

#[test]
fn a_password_is_no_argument() {
    let folder = record();
    let run = folder.run(&["account", "add", "sahel", "Awa", "one sentence is long enough"]);
    assert_eq!(run.code, Some(2));
    let run = folder.run(&["account", "add", "sahel", "Awa", "--password", "x"]);
    assert_eq!(run.code, Some(2));
}

#[test]
fn exports_and_briefs_leave_out_what_is_withheld_and_tell_it() {
    let folder = record();
    let events = folder.run(&["events", "sahel", "--json"]).json();
    let event = events.iter().find(|event| event["place"] == "Gao").unwrap();
    let id = event["id"].as_str().unwrap();
    let run = folder.run(&["decide", "sahel", id, "withhold", "--by", "Awa"]);
    assert!(run.code == Some(2) && run.err.contains("why?"), "{}", run.err);
    let args =
        ["decide", "sahel", id, "withhold", "--below", "editor", "--by", "Awa", "--why", "x"];
    let run = folder.run(&args);
    ok(&run);
    assert!(run.out.contains("Withheld") && run.out.contains("below      editor"), "{}", run.out);
    for format in ["acled", "ucdp", "hxl", "geojson"] {
        let export =
            |role: &[&str]| folder.run(&[&["export", "sahel", "--format", format], role].concat());
        let (usual, whole) = (export(&[]), export(&["--as-role", "editor"]));
        ok(&usual);
        assert!(!usual.out.contains("Gao") && whole.out.contains("Gao"), "{format}");
        assert!(usual.err.contains("1 event that is withheld is left out"), "{}", usual.err);
        assert!(!whole.err.contains("withheld"), "{}", whole.err);
    }
    let run = folder.run(&["brief", "sahel", "--lang", "en"]);
    assert!(!run.out.contains("Gao") && run.err.contains("withheld"), "{}", run.err);
    let run = folder.run(&["brief", "sahel", "--lang", "en", "--compared-to", "2024-01-01"]);
    assert!(!run.out.contains("Gao"), "{}", run.out);
    let run = folder.run(&["brief", "sahel", "--lang", "en", "--as-role", "admin"]);
    assert!(run.out.contains("Gao"));
    // Whoever has the folder has everything.
    assert_eq!(folder.run(&["events", "sahel", "--json"]).json().len(), 2);
}

#[test]
fn exports_and_briefs_leave_out_fields_that_are_withheld_and_tell_it() {
    let folder = record();
    let events = folder.run(&["events", "sahel", "--json"]).json();
    let event = events.iter().find(|event| event["place"] == "Gao").unwrap();
    let id = event["id"].as_str().unwrap();
    let withhold = |field: &str| {
        let args = [
            "decide", "sahel", id, "withhold", "--field", field, "--field", "tolls", "--by", "Awa",
        ];
        folder.run(&[&args[..], &["--why", "x"]].concat())
    };
    let run = withhold("type");
    assert!(run.code == Some(2) && run.err.contains("date, place, initiators"), "{}", run.err);
    let run = withhold("place");
    ok(&run);
    assert!(run.out.contains("fields     place, tolls"), "{}", run.out);
    for format in ["acled", "ucdp", "hxl", "geojson"] {
        let export =
            |role: &[&str]| folder.run(&[&["export", "sahel", "--format", format], role].concat());
        let (usual, whole) = (export(&[]), export(&["--as-role", "admin"]));
        ok(&usual);
        assert!(!usual.out.contains("Gao") && whole.out.contains("Gao"), "{format}");
        // UCDP has no row for an event of which nobody may know who died.
        assert_eq!(usual.out.contains(id), format != "ucdp", "{format}: {}", usual.out);
        assert!(
            usual.err.contains("1 event is given without what is withheld of it"),
            "{}",
            usual.err
        );
    }
    // No figure is no zero.
    let acled = folder.run(&["export", "sahel", "--format", "acled"]).out;
    // The last columns, of which none holds a comma: fatalities, tags, timestamp.
    let fatalities = |line: &str| line.rsplit(',').nth(2).map(str::to_owned);
    assert_eq!(fatalities(acled.lines().next().unwrap()).as_deref(), Some("fatalities"));
    let row = acled.lines().find(|line| line.starts_with(id)).unwrap();
    assert_eq!(fatalities(row).as_deref(), Some(""), "{row}");
    let run = folder.run(&["brief", "sahel", "--lang", "en"]);
    assert!(
        run.out.contains("Withheld: place and toll") && !run.out.contains("Gao"),
        "{}",
        run.out
    );
}

#[test]
fn nobody_serves_to_others_what_nobody_can_log_in_to() {
    let folder = record();
    let run = folder.run(&["serve", "sahel", "--behind-proxy", "https://record.example.org"]);
    assert!(run.code == Some(2) && run.err.contains("griot account add"), "{}", run.err);
    let run = folder.run(&["serve", "sahel", "--address", "0.0.0.0:0"]);
    assert!(run.code == Some(2) && run.err.contains("--behind-proxy"), "{}", run.err);
    let run = folder.run(&["serve", "sahel", "--behind-proxy", "http://record.example.org"]);
    assert!(run.code == Some(2) && run.err.contains("https://"), "{}", run.err);
}
