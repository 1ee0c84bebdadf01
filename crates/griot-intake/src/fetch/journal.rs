//! What was fetched, remembered from one run to the next.
//!
//! Takes what happened, one line at a time; gives it back when the folder is opened again. A line is
//! written behind the records that it is about: what the journal tells is in the archive. Killed in
//! the middle of a line, the line is cut off; what it would have told is found in the archive.
//! Between the lines `begin` and `end` of a run, what was done need not be done again when the same
//! run is started anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::warc::write::Place;

/// The journal's name in its folder.
pub(crate) const NAME: &str = "journal.jsonl";

/// A line.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
enum Line {
    /// A run began; `run` says what it was asked for.
    Begin { at: String, run: String },
    /// It did all that it could.
    End { at: String },
    /// Something was fetched.
    Kept(Box<Entry>),
    /// A host is not to be asked before a time.
    Wait { host: String, until: String },
}

/// What is known of an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub(crate) url: String,
    /// When it was last asked for, as the archive writes dates.
    pub(crate) at: String,
    /// What the server answered when it last sent something.
    pub(crate) status: u16,
    /// Where the response lies that stands for the address.
    pub(crate) place: Place,
    /// Where the last record lies: a repetition, or a failure behind a page that once was there.
    pub(crate) last: Place,
    /// Its date in the archive.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) date: String,
    /// The digest of its payload.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) digest: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) etag: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) last_modified: Option<String>,
    /// Where it leads, of a redirect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) to: Option<String>,
}

/// The journal of one folder.
#[derive(Debug)]
pub(crate) struct Journal {
    file: File,
    entries: BTreeMap<String, Entry>,
    /// What the run that was broken off has done.
    done: BTreeSet<String>,
    /// That run, while there is one.
    unfinished: Option<String>,
    waits: BTreeMap<String, Timestamp>,
    /// Of each file of the archive, how much is known to be whole.
    ends: BTreeMap<String, u64>,
}

impl Journal {
    /// Opens the journal of a folder.
    ///
    /// # Errors
    ///
    /// When it cannot be read or written.
    pub(crate) fn open(dir: &Path) -> io::Result<Self> {
        let path = dir.join(NAME);
        let mut file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        file.set_len(whole as u64)?;
        file.seek(SeekFrom::Start(whole as u64))?;
        let mut journal = Self {
            file,
            entries: BTreeMap::new(),
            done: BTreeSet::new(),
            unfinished: None,
            waits: BTreeMap::new(),
            ends: BTreeMap::new(),
        };
        for line in bytes.get(..whole).unwrap_or_default().split(|byte| *byte == b'\n') {
            // A line of another version, or one that a disk has spoilt, is one thing forgotten.
            if let Ok(line) = serde_json::from_slice(line) {
                journal.learn(line);
            }
        }
        Ok(journal)
    }

    fn learn(&mut self, line: Line) {
        match line {
            Line::Begin { run, .. } => {
                if self.unfinished.as_ref() != Some(&run) {
                    self.done.clear();
                }
                self.unfinished = Some(run);
            }
            Line::End { .. } => {
                self.unfinished = None;
                self.done.clear();
            }
            Line::Kept(entry) => {
                let end = self.ends.entry(entry.last.file.clone()).or_default();
                *end = (*end).max(entry.last.end());
                if self.unfinished.is_some() {
                    self.done.insert(entry.url.clone());
                }
                self.entries.insert(entry.url.clone(), *entry);
            }
            Line::Wait { host, until } => {
                if let Ok(until) = until.parse() {
                    self.waits.insert(host, until);
                }
            }
        }
    }

    fn write(&mut self, line: Line) -> io::Result<()> {
        let mut text = serde_json::to_string(&line)?;
        text.push('\n');
        self.file.write_all(text.as_bytes())?;
        self.learn(line);
        Ok(())
    }

    /// A run begins. Whether it goes on with one that was broken off.
    pub(crate) fn begin(&mut self, at: Timestamp, run: &str) -> io::Result<bool> {
        let again = self.unfinished.as_deref() == Some(run);
        self.write(Line::Begin { at: at.to_string(), run: run.to_owned() })?;
        Ok(again)
    }

    /// The run did all that it could.
    pub(crate) fn end(&mut self, at: Timestamp) -> io::Result<()> {
        self.write(Line::End { at: at.to_string() })?;
        self.file.sync_data()
    }

    /// Something was fetched.
    pub(crate) fn keep(&mut self, entry: Entry) -> io::Result<()> {
        self.write(Line::Kept(Box::new(entry)))
    }

    /// A host is not to be asked before `until`.
    pub(crate) fn wait(&mut self, host: &str, until: Timestamp) -> io::Result<()> {
        self.write(Line::Wait { host: host.to_owned(), until: until.to_string() })
    }

    /// What is known of an address.
    pub(crate) fn entry(&self, url: &str) -> Option<&Entry> {
        self.entries.get(url)
    }

    /// Whether this run, before it was broken off, has asked for an address.
    pub(crate) fn is_done(&self, url: &str) -> bool {
        self.done.contains(url)
    }

    /// Before when a host is not to be asked.
    pub(crate) fn not_before(&self, host: &str) -> Option<Timestamp> {
        self.waits.get(host).copied()
    }

    /// How much of a file of the archive is known to be whole.
    pub(crate) fn known_end(&self, file: &str) -> Option<u64> {
        self.ends.get(file).copied()
    }
}
