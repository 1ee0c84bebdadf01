//! `griot-dev codings`: coded documents out of codings that hold no words, and the corpus that does.
//!
//! Takes a file of codings, in which every name, figure and sentence is a pair of positions, and
//! the files of the corpus; writes one gold document a coding, for `griot-dev eval`. So the work of
//! coders can be kept and shared where the texts of others may not be.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// Put codings and the texts of their corpus together.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  griot-dev codings --codings testdata/gold/unseen.jsonl \\
    --corpus ner-fr-winer/winer-fr-2016.jsonl --out unseen")]
pub(crate) struct Args {
    /// The codings: JSON Lines.
    #[arg(long, value_name = "JSONL")]
    codings: PathBuf,

    /// A file of the corpus (JSON Lines with `docid`, `url`, `text`); may be given several times.
    #[arg(long, value_name = "JSONL", required = true)]
    corpus: Vec<PathBuf>,

    /// The folder for the documents; it is made when it is missing.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// A document of the corpus.
#[derive(Debug, Deserialize)]
struct Document {
    docid: String,
    url: Option<String>,
    text: String,
}

/// The coding of one document.
#[derive(Debug, Deserialize)]
struct Coding {
    docid: String,
    published: Option<String>,
    /// How many characters the text has: another number is another text.
    characters: usize,
    events: Value,
    aggregates: Value,
    statements: Value,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let mut corpus: BTreeMap<String, Document> = BTreeMap::new();
    for path in &args.corpus {
        for document in lines::<Document>(path)? {
            corpus.insert(document.docid.clone(), document);
        }
    }
    std::fs::create_dir_all(&args.out)
        .with_context(|| format!("cannot make the folder `{}`", args.out.display()))?;
    for coding in lines::<Coding>(&args.codings)? {
        let document = corpus
            .get(&coding.docid)
            .with_context(|| format!("the corpus has no document `{}`", coding.docid))?;
        let id = format!("unseen-{}", coding.docid.replace('_', "-"));
        let path = args.out.join(&id).with_extension("json");
        let gold = serde_json::to_vec_pretty(&put_together(&id, document, &coding)?)?;
        std::fs::write(&path, gold)
            .with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    Ok(())
}

/// The values of a file of JSON Lines.
fn lines<T: for<'a> Deserialize<'a>>(path: &Path) -> Result<Vec<T>> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("cannot read `{}`", path.display()))?;
    (1..)
        .zip(text.lines())
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(number, line)| {
            serde_json::from_str(line).with_context(|| format!("{}:{number}", path.display()))
        })
        .collect()
}

/// The gold document: the text with its lines joined inside paragraphs, and the words of the coding.
fn put_together(id: &str, document: &Document, coding: &Coding) -> Result<Value> {
    let chars: Vec<char> = document.text.chars().collect();
    if chars.len() != coding.characters {
        bail!("`{id}` has {} characters, its coding is of {}", chars.len(), coding.characters);
    }
    // A line break alone is only where a line ended; positions stay what they are.
    let text: Vec<char> = (0..chars.len())
        .map(|i| {
            let alone = chars[i] == '\n'
                && (i == 0 || chars[i - 1] != '\n')
                && chars.get(i + 1) != Some(&'\n');
            if alone { ' ' } else { chars[i] }
        })
        .collect();
    let whole: String = text.iter().collect();
    let title = whole.lines().next().unwrap_or_default().to_owned();
    Ok(json!({
        "id": id,
        "lang": "fr",
        "url": document.url,
        "publisher": "Wikinews",
        "published": coding.published,
        "title": title,
        "events": words(&coding.events, &text)?,
        "aggregates": words(&coding.aggregates, &text)?,
        "statements": words(&coding.statements, &text)?,
        "text": whole,
    }))
}

/// A value with its pairs of positions replaced by the words that stand there.
fn words(value: &Value, text: &[char]) -> Result<Value> {
    Ok(match value {
        Value::Array(list) => match list.as_slice() {
            [Value::Number(start), Value::Number(end)] => {
                let at = |n: &serde_json::Number| n.as_u64().and_then(|n| usize::try_from(n).ok());
                let span = at(start).zip(at(end)).and_then(|(start, end)| text.get(start..end));
                let Some(span) = span else { bail!("no words stand at {start} to {end}") };
                Value::String(span.iter().collect())
            }
            _ => Value::Array(list.iter().map(|item| words(item, text)).collect::<Result<_>>()?),
        },
        Value::Object(fields) => {
            let mut out = Map::new();
            for (name, field) in fields {
                out.insert(name.clone(), words(field, text)?);
            }
            Value::Object(out)
        }
        other => other.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coding(characters: usize, events: Value) -> Coding {
        let (aggregates, statements) = (json!([]), json!([]));
        let (docid, published) = ("1".to_owned(), None);
        Coding { docid, published, characters, events, aggregates, statements }
    }

    #[test]
    fn positions_become_the_words_that_stand_there() {
        let text = "Élan\n\nDix\nmorts.".to_owned();
        let document = Document { docid: "1".to_owned(), url: None, text };
        let events =
            json!([{ "evidence": [6, 16], "date": ["2022-04-09", "2022-04-09"], "low": 10 }]);
        let gold = put_together("a", &document, &coding(16, events)).unwrap();
        assert_eq!(gold["events"][0]["evidence"], "Dix morts.");
        assert_eq!(gold["events"][0]["date"][0], "2022-04-09");
        assert_eq!(gold["text"], "Élan\n\nDix morts.");
        assert_eq!(gold["title"], "Élan");
    }

    #[test]
    fn another_text_and_positions_beyond_it_are_refused() {
        let document = Document { docid: "1".to_owned(), url: None, text: "Dix".to_owned() };
        assert!(put_together("a", &document, &coding(4, json!([]))).is_err());
        assert!(put_together("a", &document, &coding(3, json!([[2, 9]]))).is_err());
    }
}
