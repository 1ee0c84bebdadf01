//! `griot lexicon`: the words that griot knows, checked or shown.
//!
//! Takes a folder of lexicon files, or none; gives the first fault, or counts and entries. Changes
//! no file.

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::Result;
use griot::lexicon::Language;
use griot::lexicon::schema::Actor;
use griot::model::Lang;

use crate::args::{LexiconArgs, LexiconCommand};
use crate::coder::Coder;
use crate::out;

pub(crate) fn run(args: LexiconArgs) -> Result<ExitCode> {
    let mut out = out::named(io::stdout().lock());
    match args.command {
        LexiconCommand::Check { dir } => {
            let coder = Coder::new(dir.as_deref())?;
            let n_words: usize = languages(&coder).map(|(_, entries)| entries.len()).sum();
            let n_actors = coder.registry().listed().count();
            writeln!(out, "all good: {n_words} entries of words, {n_actors} actors")?;
            Ok(ExitCode::SUCCESS)
        }
        LexiconCommand::Show { word, lex } => {
            let coder = Coder::new(lex.lexicon.as_deref())?;
            match word {
                None => {
                    counts(&coder, &mut out)?;
                    Ok(ExitCode::SUCCESS)
                }
                Some(word) => {
                    let found = show_matching(&coder, &word, &mut out)?;
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

fn languages(coder: &Coder) -> impl Iterator<Item = (Lang, Vec<Shown<'_>>)> {
    Lang::ALL.iter().map(|lang| (*lang, entries(coder.lexicon().language(*lang))))
}

/// Every entry of a language, subject by subject.
fn entries(language: &Language) -> Vec<Shown<'_>> {
    let mut out = Vec::new();
    macro_rules! add {
        ($list:expr, $subject:literal, |$entry:ident| $what:expr) => {
            for $entry in $list {
                let what = $what;
                out.push(Shown { subject: $subject, id: &$entry.id, what, forms: &$entry.forms });
            }
        };
    }
    add!(&language.triggers, "triggers", |entry| entry.event_type.to_string());
    add!(&language.outcomes, "outcomes", |entry| entry.outcome.to_string());
    add!(&language.people, "people", |entry| entry.kind.to_string());
    add!(&language.documents, "documents", |_entry| String::new());
    add!(&language.reporting, "reporting", |entry| format!("{:?}", entry.speech).to_lowercase());
    add!(&language.hedges, "certainty", |entry| format!("{:?}", entry.class).to_lowercase());
    add!(&language.supports, "roles", |entry| format!("{:?}", entry.tie).to_lowercase());
    out
}

/// A table of how many entries and forms each subject has.
fn counts(coder: &Coder, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{:10}{:12}{:>8}{:>8}", "language", "subject", "entries", "forms")?;
    for (lang, all) in languages(coder) {
        let mut rest = all.as_slice();
        while let Some(first) = rest.first() {
            let n = rest.iter().take_while(|entry| entry.subject == first.subject).count();
            let (of_subject, others) = rest.split_at(n);
            let n_forms: usize = of_subject.iter().map(|entry| entry.forms.len()).sum();
            writeln!(out, "{:10}{:12}{n:>8}{n_forms:>8}", lang.as_str(), first.subject)?;
            rest = others;
        }
    }
    let names = |actor: &Actor| 2 + actor.aliases.len();
    let n_names: usize = coder.registry().listed().map(|(_, actor)| names(actor)).sum();
    let n_actors = coder.registry().listed().count();
    writeln!(out, "{:10}{:12}{n_actors:>8}{n_names:>8}", "shared", "actors")?;
    writeln!(out, "hash {}", coder.lexicon().hash())
}

/// The entries whose id or forms hold a word, and the actors with such a name; whether there are any.
fn show_matching(coder: &Coder, word: &str, out: &mut impl Write) -> io::Result<bool> {
    let word = word.to_lowercase();
    let holds = |text: &String| text.to_lowercase().contains(&word);
    let mut found = false;
    for (lang, entries) in languages(coder) {
        for entry in entries {
            if entry.id.contains(&word) || entry.forms.iter().any(holds) {
                found = true;
                let file = format!("{lang}/{}.toml", entry.subject);
                writeln!(out, "{}  {}  ({file})", entry.id, entry.what)?;
                writeln!(out, "    {}", entry.forms.join(", "))?;
            }
        }
    }
    for (_, actor) in coder.registry().listed() {
        let names = [&actor.name.fr, &actor.name.en].into_iter().chain(&actor.aliases);
        if actor.id.contains(&word) || names.clone().any(holds) {
            found = true;
            writeln!(out, "{}  {}  {}", actor.id, actor.kind, actor.countries.join(" "))?;
            let names: Vec<&str> = names.map(String::as_str).collect();
            writeln!(out, "    {}", names.join(", "))?;
        }
    }
    Ok(found)
}
