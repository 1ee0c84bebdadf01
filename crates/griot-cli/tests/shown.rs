//! What a person sees: tables, explanations, colours, exit statuses.

use crate::folder::{Folder, NOTHING, SENTENCE, line};

#[test]
fn a_table_shows_the_headline_and_the_evidence() {
    let folder = Folder::new(&[("a.jsonl", line("essai", SENTENCE).as_bytes())]);
    let run = folder.run(&["code", "a.jsonl"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(
        run.out.starts_with("essai\nunknown outlet · 6 May 2024 · French\n\n  1  "),
        "{}",
        run.out
    );
    assert!(run.out.contains("     │ Douze civils ont été tués samedi à Gao"), "{}", run.out);
    assert!(!run.out.contains('\u{1b}'), "{}", run.out);
}

#[test]
fn colours_are_for_terminals_unless_asked_for() {
    let folder = Folder::new(&[("a.jsonl", line("essai", SENTENCE).as_bytes())]);
    assert!(!folder.run(&["code", "--color", "never", "a.jsonl"]).out.contains('\u{1b}'));
    let coloured = folder.run(&["code", "--color", "always", "a.jsonl"]).out;
    assert!(coloured.contains("\u{1b}[1m"), "{coloured}");
}

#[test]
fn an_article_without_events_says_so_and_exits_with_1() {
    let folder = Folder::new(&[("a.jsonl", line("pluies", NOTHING).as_bytes())]);
    let run = folder.run(&["code", "a.jsonl"]);
    assert_eq!(run.code, Some(1), "{}", run.out);
    assert!(run.out.ends_with("  Nothing to code.\n"), "{}", run.out);
    assert_eq!(folder.run(&["code", "--json", "a.jsonl"]).code, Some(1));
}

#[test]
fn notes_go_to_standard_error_beside_tables_only() {
    let twice = format!("{SENTENCE}\n\n{NOTHING}\n\n{SENTENCE}\n");
    let folder = Folder::new(&[("a.txt", twice.as_bytes())]);
    let run = folder.run(&["code", "a.txt"]);
    assert!(run.err.contains("[repeated-passage]"), "{}", run.err);
    assert!(run.err.lines().all(|line| line.starts_with("griot: a.txt: ")), "{}", run.err);
    assert_eq!(folder.run(&["code", "--quiet", "a.txt"]).err, "");
    let json = folder.run(&["code", "--json", "a.txt"]);
    assert_eq!(json.err, "");
    assert!(json.out.contains("\"code\":\"repeated-passage\""), "{}", json.out);
}

#[test]
fn an_explanation_underlines_the_words() {
    let folder = Folder::new(&[("a.jsonl", line("essai", SENTENCE).as_bytes())]);
    let run = folder.run(&["explain", "a.jsonl", "1"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.out.contains("  │ Douze civils ont été tués samedi"), "{}", run.out);
    assert!(run.out.contains("^^"), "{}", run.out);
    assert!(run.out.contains("  a  type        "), "{}", run.out);
    assert!(run.out.contains("because     "), "{}", run.out);
}

#[test]
fn an_event_or_document_that_is_not_there_is_told() {
    let folder = Folder::new(&[("a.jsonl", line("essai", NOTHING).as_bytes())]);
    let run = folder.run(&["explain", "a.jsonl", "3"]);
    assert_eq!(run.code, Some(2));
    assert_eq!(run.err, "griot: `a.jsonl` has 0 events, and no event 3\n");

    folder.write("b.jsonl", (line("x", SENTENCE) + &line("y", SENTENCE)).as_bytes());
    let run = folder.run(&["explain", "b.jsonl"]);
    assert_eq!(run.err, "griot: `b.jsonl` has 2 documents: choose one with --id\n");
    assert_eq!(folder.run(&["explain", "b.jsonl", "--id", "y"]).code, Some(0));
    let run = folder.run(&["explain", "b.jsonl", "--id", "z"]);
    assert_eq!(run.err, "griot: `b.jsonl` has 2 documents, and none with the id `z`\n");
}

#[test]
fn arguments_that_make_no_sense_are_refused() {
    let folder = Folder::new(&[]);
    let refused = |args: &[&str], why: &str| {
        let run = folder.run(args);
        assert_eq!(run.code, Some(2), "{args:?}");
        assert!(run.err.contains(why), "{args:?}: {}", run.err);
    };
    refused(&["code", "--published", "6 mai", "-"], "expected a day like 2024-05-06");
    refused(&["code", "--lang", "tlh", "-"], "expected one of fr, en");
    refused(&["code", "--considered", "-"], "--json");
    refused(&["code", "--workers", "0", "-"], "1..=1024");
    refused(&["code", "--lexicon", "missing", "-"], "cannot read the lexicon folder `missing`");
}

#[test]
fn whoever_stops_reading_is_no_failure() {
    let lines: String = (0..400).map(|n| line(&format!("d{n}"), SENTENCE)).collect();
    let folder = Folder::new(&[("a.jsonl", lines.as_bytes())]);
    let mut child = folder
        .command(&["read", "a.jsonl"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

#[test]
fn the_lexicon_can_be_shown_and_checked() {
    let folder = Folder::new(&[("words/fr/triggers.toml", b"[[triger]]\nid = \"x\"\n")]);
    let run = folder.run(&["lexicon", "check"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.out.starts_with("all good: "), "{}", run.out);

    let run = folder.run(&["lexicon", "check", "words"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("fr/triggers.toml"), "{}", run.err);

    folder.write("more/fr/trigger.toml", b"");
    let run = folder.run(&["lexicon", "check", "more"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.starts_with("griot: `fr/trigger.toml`: nothing is laid over"), "{}", run.err);

    let run = folder.run(&["lexicon", "show"]);
    assert!(run.out.starts_with("language  subject"), "{}", run.out);
    assert!(run.out.contains("\nfr        triggers"), "{}", run.out);
    let run = folder.run(&["lexicon", "show", "embuscade"]);
    assert_eq!(run.code, Some(0));
    assert!(run.out.contains("(fr/triggers.toml)"), "{}", run.out);
    assert!(
        folder.run(&["lexicon", "show", "minusca"]).out.contains("actor.minusca  peacekeepers")
    );
    assert_eq!(folder.run(&["lexicon", "show", "zzz"]).code, Some(1));
}

#[test]
fn words_and_actors_of_the_user_are_laid_over_the_built_in_ones() {
    let about = |language: &str, subject: &str| {
        format!(
            "[about]\nlanguage = \"{language}\"\nsubject = \"{subject}\"\norigin = \"made up\"\n\
             licence = \"CC0-1.0\"\nnote = \"For a test.\"\n\n"
        )
    };
    let trigger = "[[trigger]]\nid = \"fr.trigger.zarouf\"\ntype = \"grenade\"\n\
                   forms = [\"zarouf\"]\npos = \"noun\"\nframe = \"happens\"\n\
                   yes = [\"Un zarouf a eu lieu.\"]\n";
    let actor = "[[actor]]\nid = \"actor.guilde-du-bief\"\nname.fr = \"Guilde du Bief\"\n\
                 name.en = \"Weir Guild\"\nkind = \"militia\"\ncountries = [\"ML\"]\n";
    let text = "Un zarouf a fait douze morts samedi à Gao, selon la Guilde du Bief.";
    let folder = Folder::new(&[
        ("words/fr/triggers.toml", (about("fr", "triggers") + trigger).as_bytes()),
        ("words/shared/registry/mine.toml", (about("shared", "mine") + actor).as_bytes()),
        ("a.jsonl", line("a", text).as_bytes()),
    ]);
    let built_in = folder.run(&["code", "--json", "a.jsonl"]).json().remove(0);
    let run = folder.run(&["code", "--json", "--lexicon", "words", "a.jsonl"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let document = run.json().remove(0);
    assert_eq!(document["events"][0]["type"], "grenade");
    assert_eq!(document["events"][0]["because"][0], "fr.trigger.zarouf");
    assert_eq!(document["events"][0]["source_ids"][0], "actor.guilde-du-bief");
    assert_ne!(document["coder"]["lexicon"], built_in["coder"]["lexicon"]);
}
