//! Answered questions in a file: what was learnt from documents whose words may not be kept.
//!
//! Takes the questions that the coder asked of each document, with their answers; writes them as
//! gzipped lines of text, and reads them again. A line begins with what it is: `f` and the name of a
//! feature, which has the number of such lines before it; `d` at the beginning of a document; a
//! question's name, `yes` or `no`, and the numbers of its features. No sentence of a document can be
//! read out of it.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use griot::coding::judge::Question;
use rustc_hash::FxHashMap;

use super::logistic::Example;

/// The answered questions of one document.
pub(super) type Asked = Vec<(Question, Example)>;

/// Writes the questions of all documents.
pub(super) fn write(path: &Path, docs: &[Asked]) -> Result<()> {
    let file = std::fs::File::create(path)
        .with_context(|| format!("cannot write `{}`", path.display()))?;
    let mut out = GzEncoder::new(file, Compression::best());
    let mut numbers: FxHashMap<&str, usize> = FxHashMap::default();
    for doc in docs {
        for (_, example) in doc {
            for feature in &example.features {
                let next = numbers.len();
                if let std::collections::hash_map::Entry::Vacant(entry) = numbers.entry(feature) {
                    entry.insert(next);
                    writeln!(out, "f {feature}")?;
                }
            }
        }
        writeln!(out, "d")?;
        for (question, example) in doc {
            write!(out, "{} {}", question.as_str(), if example.answer { "yes" } else { "no" })?;
            for feature in &example.features {
                write!(out, " {}", numbers[feature.as_str()])?;
            }
            writeln!(out)?;
        }
    }
    out.finish().with_context(|| format!("cannot write `{}`", path.display()))?;
    Ok(())
}

/// Reads what [`write()`] wrote; a line that is none of the above is an error.
pub(super) fn read(path: &Path) -> Result<Vec<Asked>> {
    let file =
        std::fs::File::open(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let mut names: Vec<String> = Vec::new();
    let mut docs: Vec<Asked> = Vec::new();
    for (number, line) in (1..).zip(BufReader::new(GzDecoder::new(file)).lines()) {
        let line = line.with_context(|| format!("cannot read `{}`", path.display()))?;
        let bad = || format!("`{}`, line {number}: not an answered question", path.display());
        if let Some(name) = line.strip_prefix("f ") {
            names.push(name.to_owned());
        } else if line == "d" {
            docs.push(Vec::new());
        } else {
            let mut fields = line.split(' ');
            let question = super::question(fields.next().unwrap_or_default());
            let question = question.ok().with_context(bad)?;
            let answer = match fields.next() {
                Some("yes") => true,
                Some("no") => false,
                _ => bail!(bad()),
            };
            let features = fields
                .map(|field| names.get(field.parse::<usize>().ok()?).cloned())
                .collect::<Option<Vec<String>>>()
                .with_context(bad)?;
            docs.last_mut().with_context(bad)?.push((question, Example { features, answer }));
        }
    }
    Ok(docs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let example = |features: &[&str], answer| Example {
            features: features.iter().map(|&f| f.to_owned()).collect(),
            answer,
        };
        let docs = vec![
            vec![
                (Question::Place, example(&["kind=settlement", "rule=chosen"], true)),
                (Question::Target, example(&["rule=chosen"], false)),
            ],
            Vec::new(),
            vec![(Question::Initiator, example(&["bias+x=a b"], true))],
        ];
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("asked.gz");
        write(&path, &docs).unwrap();
        let again = read(&path).unwrap();
        assert_eq!(format!("{docs:?}"), format!("{again:?}"));
    }

    #[test]
    fn a_file_of_something_else_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("asked.gz");
        for text in ["place yes 0\n", "d\nplace maybe\n", "d\nwhen yes\n", "d\nplace yes 3\n"] {
            let mut out =
                GzEncoder::new(std::fs::File::create(&path).unwrap(), Compression::fast());
            out.write_all(text.as_bytes()).unwrap();
            out.finish().unwrap();
            assert!(read(&path).is_err(), "{text}");
        }
    }
}
