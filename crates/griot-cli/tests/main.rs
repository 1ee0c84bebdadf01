//! The command line, as users run it: a real process in a folder of its own.

#![allow(missing_docs, clippy::unwrap_used)]

/// A folder with files, and the process in it.
mod folder;

/// `docs/cli.md` and the help texts.
mod reference;

/// Inputs: files, folders, standard input, and what is wrong with them.
mod inputs;

/// The published format against its schema.
mod format;

/// Tables, explanations, colours, exit statuses.
mod shown;

/// The folder of a record: filled, asked, checked, killed.
mod record;

/// Archives and packed files, made by hand.
mod warcs;

/// Archives and packed files: read, passed over, refused.
mod archives;

/// Inputs that were written to stop a reader.
mod hostile;

/// Runs that are killed and go on.
mod resume;

/// Addresses, lists of feeds, and feeds.
mod fetching;

/// Events: reports of many articles, put together.
mod merged;

/// Decisions of analysts, and the record as it stood.
mod deciding;

/// Briefs.
mod briefing;

/// Exports, and whole records that are made of them.
mod exporting;

/// Related articles and stories.
mod threads;

/// A record in the browser, as a process.
mod serve;

/// Accounts, what is withheld, and the log.
mod people;
