//! `griot lexicon`: the words that griot knows, checked or shown.
//!
//! Takes a folder of lexicon files, or none; gives the first fault, or counts and entries. Changes
//! no file.

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::Result;
use griot::lexicon::{Language, Lexicon};
use griot::model::Lang;

use crate::args::{LexiconArgs, LexiconCommand};
use crate::coder::Coder;

pub(crate) fn run(args: LexiconArgs) -> Result<ExitCode> {
    let mut out = io::stdout().lock();
    match args.command {
        LexiconCommand::Check { dir } => {
            let coder = Coder::new(dir.as_deref())?;
            writeln!(out, "all good: {} entries", n_entries(coder.lexicon()))?;
            Ok(ExitCode::SUCCESS)
        }
        LexiconCommand::Show { word, lex } => {
            let coder = Coder::new(lex.lexicon.as_deref())?;
            match word {
                None => {
                    counts(coder.lexicon(), &mut out)?;
                    Ok(ExitCode::SUCCESS)
                }
                Some(word) => {
                    let found = show_matching(coder.lexicon(), &word, &mut out)?;
                    Ok(if found { ExitCode::SUCCESS } else { ExitCode::from(1) })
                }
            }
        }
    }
}

/// An entry of any subject, as far as it is shown.
struct Shown<'a> {
    subject: &'static str,
    id: &'a str,
    what: String,
    forms: &'a [String],
}

/// Every entry of a language, subject by subject.
fn entries(language: &Language) -> Vec<Shown<'_>> {
    let mut out = Vec::new();
    macro_rules! add {
        ($list:expr, $subject:literal, $what:expr) => {
            for entry in $list {
                let what = $what(entry);
                out.push(Shown { subject: $subject, id: &entry.id, what, forms: &entry.forms });
            }
        };
    }
    add!(&language.triggers, "triggers", |e: &griot::lexicon::schema::Trigger| {
        e.event_type.to_string()
    });
    add!(&language.outcomes, "outcomes", |e: &griot::lexicon::schema::OutcomeWord| {
        e.outcome.to_string()
    });
    add!(&language.people, "people", |e: &griot::lexicon::schema::People| e.kind.to_string());
    add!(&language.documents, "documents", |_: &griot::lexicon::schema::DocumentWord| {
        String::new()
    });
    add!(&language.reporting, "reporting", |e: &griot::lexicon::schema::Reporting| {
        format!("{:?}", e.speech).to_lowercase()
    });
    add!(&language.hedges, "certainty", |e: &griot::lexicon::schema::Hedge| {
        format!("{:?}", e.class).to_lowercase()
    });
    out
}

fn n_entries(lexicon: &Lexicon) -> usize {
    Lang::ALL.iter().map(|lang| entries(lexicon.language(*lang)).len()).sum()
}

/// A table of how many entries and forms each subject has.
fn counts(lexicon: &Lexicon, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{:10}{:12}{:>8}{:>8}", "language", "subject", "entries", "forms")?;
    for lang in Lang::ALL {
        let all = entries(lexicon.language(*lang));
        let mut rest = all.as_slice();
        while let Some(first) = rest.first() {
            let n = rest.iter().take_while(|entry| entry.subject == first.subject).count();
            let (of_subject, others) = rest.split_at(n);
            let n_forms: usize = of_subject.iter().map(|entry| entry.forms.len()).sum();
            writeln!(out, "{:10}{:12}{n:>8}{n_forms:>8}", lang.as_str(), first.subject)?;
            rest = others;
        }
    }
    writeln!(out, "hash {}", lexicon.hash())
}

/// The entries whose id or forms hold a word; whether there are any.
fn show_matching(lexicon: &Lexicon, word: &str, out: &mut impl Write) -> io::Result<bool> {
    let word = word.to_lowercase();
    let mut found = false;
    for lang in Lang::ALL {
        for entry in entries(lexicon.language(*lang)) {
            if entry.id.contains(&word) || entry.forms.iter().any(|form| form.contains(&word)) {
                found = true;
                let file = format!("{lang}/{}.toml", entry.subject);
                writeln!(out, "{}  {}  ({file})", entry.id, entry.what)?;
                writeln!(out, "    {}", entry.forms.join(", "))?;
            }
        }
    }
    Ok(found)
}
