//! A file of articles that a run can be killed in the middle of.
//!
//! Takes lines and the position in the inputs behind them; writes the lines into the file, and now
//! and then into a journal beside it how much of the file is whole and where in the inputs to go
//! on. Whoever starts the same run again finds both: the file is cut to what is whole, and nothing
//! is read twice or lost. Runs over other inputs, or with other arguments, are refused.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::out::cannot_write;
use anyhow::{Context, Result, bail};
use griot::json::ReadDocument;
use griot::model::Article;
use griot_intake::{Passages, Position, Repeats, Survey};
use serde::{Deserialize, Serialize};

use super::summary::Summary;

/// How long a run may lose when it is killed.
const EVERY: Duration = Duration::from_millis(250);

/// How many bytes of output it may lose, when they come faster than that.
const EVERY_BYTES: u64 = 128 << 10;

/// What the journal says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Journal {
    /// The version of griot.
    griot: String,
    arguments: Vec<String>,
    /// The fingerprint of the inputs.
    inputs: String,
    /// How many bytes of the file are whole lines of articles up to `position`.
    length: u64,
    pub(crate) position: Option<Position>,
    pub(crate) summary: Summary,
    pub(crate) finished: bool,
}

/// What a run begins with.
#[derive(Debug)]
pub(crate) struct Start<'a> {
    pub(crate) path: &'a Path,
    pub(crate) arguments: Vec<String>,
    pub(crate) survey: Survey,
    pub(crate) restart: bool,
}

/// The file and its journal while a run goes on.
#[derive(Debug)]
pub(crate) struct Keeper {
    path: PathBuf,
    file: BufWriter<File>,
    journal: Journal,
    last: Instant,
    /// The length that the journal knows of.
    kept: u64,
}

impl Start<'_> {
    /// Opens the file, and says where an earlier run ended, if there was one. What it wrote is
    /// learnt by `repeats`.
    pub(crate) fn open(self, repeats: &mut Repeats) -> Result<(Keeper, Option<Journal>)> {
        let shown = self.path.display();
        let cannot = || cannot_write(self.path);
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(self.path)
            .with_context(cannot)?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => bail!("another run is writing `{shown}`"),
            // Some file systems have no locks.
            Ok(()) | Err(TryLockError::Error(_)) => {}
        }
        let fresh = Journal {
            griot: env!("CARGO_PKG_VERSION").to_owned(),
            arguments: self.arguments,
            inputs: format!("{:016x}", self.survey.fingerprint),
            length: 0,
            position: None,
            summary: Summary::default(),
            finished: false,
        };
        let found = file.metadata().with_context(|| format!("cannot read `{shown}`"))?;
        if !found.is_file() {
            bail!(
                "`{shown}` is no file that a run could go on with: without --output the articles go to standard output"
            );
        }
        let length = found.len();
        let earlier = if self.restart { None } else { read_journal(self.path)? };
        let resumed = match earlier {
            Some(earlier) => {
                check(self.path, &earlier, &fresh, length)?;
                file.set_len(earlier.length).with_context(cannot)?;
                learn(&file, repeats).with_context(|| format!("cannot read `{shown}`"))?;
                Some(earlier)
            }
            None if length > 0 && !self.restart => bail!(
                "`{shown}` exists, and no journal beside it says how it was written: --restart \
                 writes it anew"
            ),
            None => {
                file.set_len(0).with_context(cannot)?;
                None
            }
        };
        file.seek(SeekFrom::End(0)).with_context(cannot)?;
        let keeper = Keeper {
            path: self.path.to_owned(),
            file: BufWriter::with_capacity(1 << 18, file),
            journal: resumed.clone().unwrap_or(fresh),
            last: Instant::now(),
            kept: 0,
        };
        keeper.write_journal()?;
        Ok((keeper, resumed))
    }
}

/// Says why a run cannot go on from a journal.
fn check(path: &Path, earlier: &Journal, now: &Journal, length: u64) -> Result<()> {
    let shown = path.display();
    let anew = "--restart writes it anew";
    if earlier.griot != now.griot {
        bail!("`{shown}` was begun by griot {}, and this is {}: {anew}", earlier.griot, now.griot);
    }
    if earlier.arguments != now.arguments {
        bail!(
            "`{shown}` was begun with other arguments (`{}`, now `{}`): {anew}",
            earlier.arguments.join(" "),
            now.arguments.join(" ")
        );
    }
    if earlier.inputs != now.inputs {
        bail!("the inputs are not those that `{shown}` was begun with: {anew}");
    }
    if length < earlier.length {
        bail!("`{shown}` is shorter than its journal says: {anew}");
    }
    Ok(())
}

fn journal_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".journal");
    name.into()
}

/// Where the next journal is written before it takes the place of the last.
fn draft_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".journal.new");
    name.into()
}

fn read_journal(path: &Path) -> Result<Option<Journal>> {
    let journal = journal_path(path);
    let text = match std::fs::read_to_string(&journal) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            return Err(error).with_context(|| format!("cannot read `{}`", journal.display()));
        }
    };
    let journal = serde_json::from_str(&text).with_context(|| {
        format!("`{}` is no journal of griot: --restart writes it anew", journal.display())
    })?;
    Ok(Some(journal))
}

/// Learns the passages of what was written already.
fn learn(file: &File, repeats: &mut Repeats) -> Result<()> {
    let mut reader = BufReader::with_capacity(1 << 18, file);
    reader.seek(SeekFrom::Start(0))?;
    let mut line = Vec::new();
    while reader.by_ref().read_until(b'\n', &mut line)? > 0 {
        let ReadDocument { article, .. } = serde_json::from_slice(&line)?;
        let article = Article {
            url: article.url,
            publisher: article.publisher,
            ..Article::from_text(article.text)
        };
        if let Some(passages) = Passages::of(&article) {
            repeats.meet(&passages);
        }
        line.clear();
    }
    Ok(())
}

impl Keeper {
    /// The files that a run with this output writes.
    pub(crate) fn files(path: &Path) -> [PathBuf; 3] {
        [path.to_owned(), journal_path(path), draft_path(path)]
    }

    pub(crate) fn line(&mut self, line: &str) -> Result<()> {
        writeln!(self.file, "{line}").with_context(|| cannot_write(&self.path))?;
        self.journal.length += line.len() as u64 + 1;
        Ok(())
    }

    /// Everything up to this position is written; now and then, the journal is told.
    pub(crate) fn checkpoint(&mut self, position: Position, summary: &Summary) -> Result<()> {
        self.journal.position = Some(position);
        let written = self.journal.length.saturating_sub(self.kept);
        if written >= EVERY_BYTES || self.last.elapsed() >= EVERY {
            self.keep(summary)?;
            self.last = Instant::now();
            self.kept = self.journal.length;
        }
        Ok(())
    }

    pub(crate) fn finish(mut self, summary: &Summary) -> Result<()> {
        self.journal.finished = true;
        self.keep(summary)
    }

    fn keep(&mut self, summary: &Summary) -> Result<()> {
        self.journal.summary.clone_from(summary);
        self.file.flush().with_context(|| cannot_write(&self.path))?;
        // The journal must not know of bytes that a failing machine could still lose.
        self.file.get_ref().sync_data().with_context(|| cannot_write(&self.path))?;
        self.write_journal()
    }

    fn write_journal(&self) -> Result<()> {
        let draft = draft_path(&self.path);
        let told = || cannot_write(&draft);
        let mut text = serde_json::to_string_pretty(&self.journal)?;
        text.push('\n');
        std::fs::write(&draft, text).with_context(told)?;
        std::fs::rename(&draft, journal_path(&self.path)).with_context(told)
    }
}
