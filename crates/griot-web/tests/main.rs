//! The server, asked in the process: no socket is opened.

#![allow(missing_docs, clippy::unwrap_used)]

/// A record and the server of it.
mod served;

/// Every page, in every form and both languages.
mod pages;

/// The map that moves, and the record as it stood.
mod map;

/// What people send who mean harm: all of it refused or inert.
mod attacks;

/// Accounts: who comes in, and who may what.
mod people;

/// What nobody below a role gets to see.
mod withheld;

/// Deciding, taking back, and two who decide at once.
mod review;

/// What sources and reports say otherwise than others.
mod differ;

/// Pages that are kept, given to whoever would get the same.
mod kept;

/// Alerts and lists leave nothing out, and say what they were asked in vain.
mod complete;

/// The interface for programs.
mod api;
