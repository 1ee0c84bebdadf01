//! Checks of files that no compiler looks at: length, maps that name what exists, documentation
//! that names what there is, edges between crates.
//!
//! A failing check says which file and what to do about it. A check that needs a file of a kind
//! the repository does not hold yet passes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Beyond this a file is split by subject.
const MOST_LINES: usize = 800;

/// Which crate may depend on which of the others.
const EDGES: &[(&str, &[&str])] = &[
    ("griot", &[]),
    ("griot-cli", &["griot", "griot-intake", "griot-record", "griot-web"]),
    ("griot-dev", &["griot"]),
    ("griot-intake", &["griot"]),
    ("griot-record", &["griot"]),
    ("griot-web", &["griot", "griot-record"]),
];

/// What the library may not touch: it does no input or output, and reads no clock and no
/// environment.
const NOT_IN_LIBRARY: &[&str] = &[
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "std::time",
    "jiff::Zoned::now",
    "Timestamp::now",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().to_owned()
}

/// Files under a folder whose names end in one of `endings`, sorted, as paths from the root.
fn files(under: &str, endings: &[&str]) -> Vec<PathBuf> {
    fn walk(dir: &Path, out: &mut Vec<PathBuf>) {
        let Ok(entries) = std::fs::read_dir(dir) else { return };
        for entry in entries {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                if name != "target" && name != "node_modules" && !name.starts_with('.') {
                    walk(&path, out);
                }
            } else {
                out.push(path);
            }
        }
    }
    let root = root();
    let mut found = Vec::new();
    walk(&root.join(under), &mut found);
    found.retain(|path| endings.iter().any(|ending| path.to_string_lossy().ends_with(ending)));
    found.sort();
    found.into_iter().map(|path| path.strip_prefix(&root).unwrap().to_owned()).collect()
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

fn check(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn source_files_are_short_enough_to_read() {
    let faults: Vec<_> = files("crates", &[".rs"])
        .iter()
        .filter_map(|path| {
            let n = read(path).lines().count();
            (n > MOST_LINES).then(|| format!("{}: {n} lines, split it", path.display()))
        })
        .collect();
    check(&faults);
}

#[test]
fn source_files_open_with_what_they_are_for() {
    let faults: Vec<_> = files("crates", &[".rs"])
        .iter()
        .filter(|path| !read(path).starts_with("//!"))
        .map(|path| format!("{}: opens without a `//!` line", path.display()))
        .collect();
    check(&faults);
}

#[test]
fn guides_name_paths_that_exist() {
    let all: Vec<PathBuf> = files("", &[""]);
    let names: BTreeSet<String> =
        all.iter().map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect();
    let mut faults = Vec::new();
    for guide in files("", &[".md"]) {
        let beside = guide.parent().unwrap().to_owned();
        for word in quoted_words(&read(&guide)) {
            if !looks_like_a_path(&word) {
                continue;
            }
            let path = Path::new(word.trim_end_matches('/'));
            let exists = if word.contains('/') {
                ["", "crates/griot", "crates/griot/src", "crates/griot/lexicon"]
                    .iter()
                    .map(|base| root().join(base).join(path))
                    .chain([root().join(&beside).join(path)])
                    .any(|path| path.exists())
            } else {
                names.contains(&word)
            };
            if !exists {
                faults.push(format!("{}: names `{word}`, which is missing", guide.display()));
            }
        }
    }
    check(&faults);
}

/// What stands between single backticks on one line, outside of code blocks.
fn quoted_words(markdown: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut in_block = false;
    for line in markdown.lines() {
        if line.trim_start().starts_with("```") {
            in_block = !in_block;
        } else if !in_block {
            out.extend(line.split('`').skip(1).step_by(2).map(str::to_owned));
        }
    }
    out
}

/// Whether a quoted word is a path of this repository, rather than a pattern or a user's own file.
fn looks_like_a_path(word: &str) -> bool {
    let plain =
        word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-' | '_'));
    let ours = ["crates/", "docs/", "examples/", "testdata/", "bench/", "fuzz/", ".ci/"];
    plain
        && (ours.iter().any(|top| word.starts_with(top))
            || Path::new(word).extension().is_some_and(|ending| ending == "rs"))
}

#[test]
fn the_lexicon_guide_names_every_file_and_key() {
    let guide = read(Path::new("docs/lexicon.md"));
    let mut faults = BTreeSet::new();
    for path in files("crates/griot/lexicon", &[".toml"]) {
        let subject = path.file_name().unwrap().to_string_lossy().into_owned();
        let folder = path.parent().unwrap().file_name().unwrap().to_string_lossy().into_owned();
        if !guide.contains(&subject) && !guide.contains(&format!("{folder}/*.toml")) {
            faults.insert(format!("docs/lexicon.md: says nothing of `{folder}/{subject}`"));
        }
        for line in read(&path).lines() {
            if let Some(key) = line.strip_prefix("[[").and_then(|rest| rest.split("]]").next())
                && !guide.contains(&format!("[[{key}]]"))
            {
                faults.insert(format!("docs/lexicon.md: says nothing of `[[{key}]]` ({subject})"));
            }
        }
    }
    check(&faults.into_iter().collect::<Vec<_>>());
}

#[test]
fn the_format_guide_names_every_note() {
    let guide = read(Path::new("docs/data-format.md"));
    let mut faults = BTreeSet::new();
    for path in files("crates/griot/src", &[".rs"]) {
        if path.ends_with("tests.rs") {
            continue;
        }
        for code in note_codes(&read(&path)) {
            if !guide.contains(&format!("`{code}`")) {
                faults.insert(format!(
                    "docs/data-format.md: says nothing of the note `{code}` of {}",
                    path.display()
                ));
            }
        }
    }
    check(&faults.into_iter().collect::<Vec<_>>());
}

/// The first argument of each `Note::new` and `Note::at` before the tests of a file.
fn note_codes(source: &str) -> Vec<String> {
    let source = source.split("#[cfg(test)]").next().unwrap();
    let mut out = Vec::new();
    for opening in ["Note::new(", "Note::at("] {
        for rest in source.split(opening).skip(1) {
            if let Some(code) =
                rest.trim_start().strip_prefix('"').and_then(|r| r.split('"').next())
            {
                out.push(code.to_owned());
            }
        }
    }
    out
}

#[test]
fn crates_depend_on_each_other_as_designed() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let ours: BTreeSet<&str> =
        packages.iter().map(|package| package["name"].as_str().unwrap()).collect();
    let designed: BTreeSet<&str> = EDGES.iter().map(|(name, _)| *name).collect();
    assert_eq!(ours, designed, "a new crate is declared in `EDGES` with what it may depend on");
    for package in packages {
        let name = package["name"].as_str().unwrap();
        let (_, allowed) = EDGES.iter().find(|(known, _)| *known == name).unwrap();
        for dependency in package["dependencies"].as_array().unwrap() {
            let on = dependency["name"].as_str().unwrap();
            assert!(
                !ours.contains(on) || allowed.contains(&on),
                "{name} must not depend on {on}: see `EDGES`"
            );
        }
    }
}

#[test]
fn every_crate_obeys_the_lints_of_the_workspace() {
    let faults: Vec<_> = files("crates", &["Cargo.toml"])
        .iter()
        .filter(|path| !read(path).contains("[lints]\nworkspace = true"))
        .map(|path| format!("{}: lacks `[lints] workspace = true`", path.display()))
        .collect();
    check(&faults);
}

#[test]
fn the_library_does_no_input_or_output() {
    let mut faults = Vec::new();
    for path in files("crates/griot/src", &[".rs"]) {
        if path.ends_with("tests.rs") {
            continue;
        }
        let source = read(&path);
        let source = source.split("#[cfg(test)]").next().unwrap();
        for name in NOT_IN_LIBRARY {
            let used = source
                .lines()
                .any(|line| line.contains(name) && !line.trim_start().starts_with("//"));
            if used {
                faults.push(format!("{}: uses `{name}`, which is for the edges", path.display()));
            }
        }
    }
    check(&faults);
}

#[test]
fn files_end_with_one_line_break() {
    let faults: Vec<_> = files("", &[".rs", ".toml", ".md", ".yml", "Makefile"])
        .iter()
        .filter(|path| {
            let text = read(path);
            !text.is_empty() && (!text.ends_with('\n') || text.ends_with("\n\n"))
        })
        .map(|path| format!("{}: must end with one line break", path.display()))
        .collect();
    check(&faults);
}
