//! Briefs, as their readers get them.

use crate::folder::{Folder, SENTENCE, line, ok};

fn filled() -> Folder {
    let folder = Folder::new(&[("pages.jsonl", line("one", SENTENCE).as_bytes())]);
    ok(&folder.run(&["init", "sahel"]));
    ok(&folder.run(&["add", "sahel", "pages.jsonl"]));
    folder
}

#[test]
fn a_brief_is_markdown_or_a_page() {
    let folder = filled();
    let run = folder.run(&["brief", "sahel", "--near", "Gao", "--since", "2024-05-01"]);
    ok(&run);
    assert!(
        run.out.starts_with("# Note de situation : autour de Gao, depuis le 1er mai 2024\n"),
        "{}",
        run.out
    );
    let english = folder.run(&["brief", "sahel", "--lang", "en", "--country", "ML"]);
    assert!(
        english.out.starts_with("# Situation brief: Mali, the whole record\n"),
        "{}",
        english.out
    );
    let run = folder.run(&["brief", "sahel", "--output", "brief.html"]);
    ok(&run);
    assert!(run.out.is_empty() && run.err.contains("events in it: 1"), "{}", run.err);
    let page = std::fs::read_to_string(folder.path().join("brief.html")).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"));
    let twice = folder.run(&["brief", "sahel", "--format", "html"]).out;
    assert_eq!(twice, page, "the same record gives the same brief");
}

#[test]
fn a_brief_tells_what_is_new_and_when_there_is_nothing() {
    let folder = filled();
    let run = folder.run(&["brief", "sahel", "--compared-to", "2020-01-01"]);
    assert!(run.out.contains("Nouveau : attaque contre des civils, Gao (Mali)"), "{}", run.out);
    let run =
        folder.run(&["brief", "sahel", "--as-of", "2020-01-02", "--compared-to", "2020-01-01"]);
    assert_eq!(run.code, Some(1));
    assert!(run.out.contains("Rien n’a changé."), "{}", run.out);
    let wrong =
        folder.run(&["brief", "sahel", "--as-of", "2020-01-01", "--compared-to", "2020-01-02"]);
    assert!(wrong.err.contains("expected a day before"), "{}", wrong.err);
}
