//! The published format against its schema, and against the words it points at.

use std::path::Path;

use serde_json::Value;

use crate::folder::{Folder, NOTHING, SENTENCE, line};

fn root() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn check(documents: &[Value]) {
    let schema = std::fs::read_to_string(root().join("docs/data-format.schema.json")).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    for document in documents {
        let faults: Vec<String> = validator
            .iter_errors(document)
            .map(|fault| format!("{}: {fault}", fault.instance_path()))
            .collect();
        assert!(faults.is_empty(), "{}: {}", document["id"], faults.join("\n"));
    }
}

/// Every `evidence` beside `spans` is the slice of the text at its span, and so is every name that
/// the text writes in one piece.
fn check_evidence(document: &Value) {
    let text = document["text"].as_str().unwrap();
    let slice = |span: &Value| {
        let end = |n: usize| usize::try_from(span[n].as_u64().unwrap()).unwrap();
        text.get(end(0)..end(1)).unwrap_or_else(|| panic!("{span} is no span of the text"))
    };
    for kind in ["events", "aggregates", "statements"] {
        for claim in document[kind].as_array().unwrap() {
            assert_eq!(slice(&claim["spans"]["evidence"]), claim["evidence"].as_str().unwrap());
            for slot in ["initiators", "targets", "sources", "speaker"] {
                if let Some(names) = claim.get(slot).and_then(Value::as_array) {
                    let spans = claim["spans"][slot].as_array().unwrap();
                    assert_eq!(names.len(), spans.len(), "{slot} of {claim}");
                    assert!(spans.iter().all(|span| !slice(span).is_empty()), "{slot} of {claim}");
                }
            }
            for toll in claim.get("tolls").and_then(Value::as_array).unwrap_or(&Vec::new()) {
                assert!(!slice(&toll["spans"]["number"]).is_empty(), "{toll}");
            }
        }
    }
}

#[test]
fn coded_and_read_documents_follow_the_schema() {
    let folder = Folder::new(&[("a.txt", SENTENCE.as_bytes()), ("b.txt", NOTHING.as_bytes())]);
    let published = ["--published", "2024-05-06"];
    let coded = folder.run(&[&["code", "--json", "a.txt", "b.txt"][..], &published].concat());
    check(&coded.json());
    let considered =
        folder.run(&[&["code", "--json", "--considered", "a.txt"][..], &published].concat());
    assert!(considered.json()[0]["considered"].is_array());
    check(&considered.json());
    check(&folder.run(&["read", "a.txt", "b.txt"]).json());
}

#[test]
fn the_example_pages_follow_the_schema_and_point_at_their_words() {
    let examples = root().join("examples");
    let folder = Folder::new(&[]);
    let run = folder.run(&["code", "--json", examples.to_str().unwrap()]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let documents = run.json();
    // One of the twelve holds three.
    assert_eq!(documents.len(), 14);
    check(&documents);
    documents.iter().for_each(check_evidence);
    let n_events: usize =
        documents.iter().map(|document| document["events"].as_array().unwrap().len()).sum();
    assert!(n_events >= 10, "{n_events} events in all example pages");
    let opinion = documents
        .iter()
        .find(|each| each["id"].as_str().is_some_and(|id| id.ends_with("fr-tribune.html")));
    assert_eq!(opinion.unwrap()["events"], serde_json::json!([]));
}

#[test]
fn live_pages_follow_the_schema_and_are_read_again_as_they_were() {
    let pages = root().join("testdata/pages");
    let folder = Folder::new(&[]);
    // Beside each page lies what it is expected to give.
    let mut files: Vec<String> = std::fs::read_dir(&pages)
        .unwrap()
        .map(|entry| entry.unwrap().path().join("page.html"))
        .filter(|page| page.exists())
        .map(|page| page.to_str().unwrap().to_owned())
        .collect();
    files.sort();
    let names: Vec<&str> =
        std::iter::once("read").chain(files.iter().map(String::as_str)).collect();
    let read = folder.run(&names);
    assert_eq!(read.code, Some(0), "{}", read.err);
    let documents = read.json();
    check(&documents);
    let live = |documents: &[Value]| -> Vec<Value> {
        documents.iter().filter_map(|document| document.get("entries").cloned()).collect()
    };
    assert_eq!(live(&documents).len(), 4);
    folder.write("articles.jsonl", read.out.as_bytes());
    let coded = folder.run(&["code", "--json", "articles.jsonl"]);
    check(&coded.json());
    assert_eq!(live(&coded.json()), live(&documents));

    let page = pages.join("fr-direct/page.html");
    let shown = folder.run(&["read", "--explain", page.to_str().unwrap()]);
    let report = "── 2022-05-03 (told) · 21:12+00:00 · found in time: 2022-05-03T21:12:00+00:00 · \
                  https://www.plateau.example/direct/zorgala#e417";
    assert!(shown.out.contains(report), "{}", shown.out);
}

#[test]
fn the_schema_refuses_what_the_format_does_not_have() {
    let folder = Folder::new(&[("a.jsonl", line("a", SENTENCE).as_bytes())]);
    let mut document = folder.run(&["code", "--json", "a.jsonl"]).json().remove(0);
    check(std::slice::from_ref(&document));
    document["casualties"] = 12.into();
    let schema = std::fs::read_to_string(root().join("docs/data-format.schema.json")).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    assert!(!validator.is_valid(&document));
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let folder = Folder::new(&[("a.jsonl", line("a", SENTENCE).as_bytes())]);
    let once = folder.run(&["code", "--json", "a.jsonl"]).out;
    assert_eq!(once, folder.run(&["code", "--json", "a.jsonl"]).out);
    assert!(once.starts_with("{\"version\":1,\"id\":\"a\",\"lang\":\"fr\","), "{once}");
}
