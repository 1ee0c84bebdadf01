//! Case files: Markdown in `testdata/cases/<lang>/`, read and compared in one place.
//!
//! A case is a heading, a block of text that opens with its language and, where it matters, the
//! day of publication, and a block of what must be found in it, which opens with the name of what
//! is looked for. `UPDATE=1` rewrites what was found, to be read in review.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use griot::model::{Dates, Lang};

/// A text with what the block of it says.
pub(crate) struct Case {
    pub(crate) text: String,
    pub(crate) lang: Lang,
    /// The day of publication as written; empty when the case gives none.
    pub(crate) published: String,
}

/// The folder of all case files.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/cases")
}

/// An interval of days as the case files write it.
pub(crate) fn days(dates: Option<Dates>) -> String {
    match dates {
        None => "-".to_owned(),
        Some(dates) if dates.from == dates.to => dates.from.to_string(),
        Some(dates) => format!("{}..{}", dates.from, dates.to),
    }
}

/// Runs every case of a file; tells all that differ at once.
///
/// `find` gives, line by line, what the block of this name must say of a case, or nothing when it
/// knows no such block: then the block is the text of the next case.
pub(crate) fn check(path: &Path, find: impl Fn(&str, &Case) -> Option<String>) {
    let file = std::fs::read_to_string(path).unwrap();
    let (mut rewritten, mut failures, mut heading) = (String::new(), String::new(), String::new());
    let mut pending: Option<Case> = None;
    let mut n_cases = 0;
    let mut rest = file.lines();
    while let Some(line) = rest.next() {
        let _ = writeln!(rewritten, "{line}");
        if let Some(title) = line.strip_prefix("## ") {
            title.clone_into(&mut heading);
        }
        let Some(info) = line.strip_prefix("```").filter(|info| !info.is_empty()) else { continue };
        let body: Vec<&str> = rest.by_ref().take_while(|line| *line != "```").collect();
        let expected = body.iter().fold(String::new(), |all, line| all + line + "\n");
        let found = pending.take().and_then(|case| find(info, &case));
        n_cases += usize::from(found.is_some());
        if found.is_none() {
            let (lang, published) = info.split_once(' ').unwrap_or((info, ""));
            let lang = lang.parse().expect("a block opens with its language or what it expects");
            pending = Some(Case { text: body.join("\n"), lang, published: published.to_owned() });
        }
        let block = found.unwrap_or_else(|| expected.clone());
        if block != expected {
            let _ = writeln!(failures, "--- {heading}\nexpected\n{expected}found\n{block}");
        }
        let _ = writeln!(rewritten, "{block}```");
    }
    assert!(n_cases > 0, "{} holds no case", path.display());
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, rewritten).unwrap();
    } else {
        assert!(failures.is_empty(), "{}\n{failures}", path.display());
    }
}
