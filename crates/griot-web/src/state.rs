//! What the pages share: readers of the record, its digest, the secret behind the forms.
//!
//! Takes the folder; gives open records to whoever asks (each is used by one request at a time, away
//! from the threads that answer) and the digest of all events, made again when the record has changed.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use griot::model::Lang;
use griot_record::{Digest, Record};

use crate::Options;

/// Nothing waits longer for the digest of a record that is written all the time than this many times
/// what it took to make.
const REST: u32 = 8;

/// A record that is served.
#[derive(Debug)]
pub struct App {
    pub(crate) options: Options,
    /// The name in `griot.toml`.
    pub(crate) name: String,
    /// The language of whoever says nothing.
    pub(crate) lang: Lang,
    /// Of this process alone: tokens of forms are made of it.
    pub(crate) secret: [u8; 32],
    /// One decision at a time; the record refuses a second writer.
    pub(crate) deciding: Mutex<()>,
    idle: Mutex<Vec<Record>>,
    digest: Mutex<Digested>,
}

#[derive(Debug, Default)]
struct Digested {
    digest: Option<Arc<Digest>>,
    /// Before this moment it is good enough, if the record has no new decisions.
    rests_until: Option<Instant>,
}

impl App {
    /// Opens a record to serve it.
    ///
    /// # Errors
    ///
    /// When there is none, or it cannot be read.
    pub fn open(options: Options) -> griot_record::Result<Self> {
        let record = Record::open(&options.dir)?;
        let config = record.config()?;
        let lang = config.languages.first().and_then(|lang| lang.parse().ok());
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).map_err(|error| griot_record::Error::Io {
            path: options.dir.clone(),
            source: std::io::Error::other(error.to_string()),
        })?;
        Ok(Self {
            name: config.name,
            lang: lang.unwrap_or(Lang::Fr),
            secret,
            deciding: Mutex::new(()),
            idle: Mutex::new(vec![record]),
            digest: Mutex::new(Digested::default()),
            options,
        })
    }

    /// Asks the record, on the thread that calls.
    pub(crate) fn ask<T>(
        &self,
        question: impl FnOnce(&Record) -> griot_record::Result<T>,
    ) -> griot_record::Result<T> {
        let idle = lock(&self.idle).pop();
        let record = match idle {
            Some(record) => record,
            None => Record::open(&self.options.dir)?,
        };
        let answer = question(&record)?;
        // One that failed is not kept: what is wrong may be with it.
        lock(&self.idle).push(record);
        Ok(answer)
    }

    /// The digest of the record as it is, or as it was a short while ago when somebody adds pages all
    /// the time.
    pub(crate) fn digest(&self, record: &Record) -> griot_record::Result<Arc<Digest>> {
        let mark = record.mark()?;
        let mut held = lock(&self.digest);
        if let Some(digest) = &held.digest
            && (digest.mark == mark || held.rests_until.is_some_and(|until| Instant::now() < until))
        {
            return Ok(Arc::clone(digest));
        }
        let began = Instant::now();
        let digest = Arc::new(record.digest(held.digest.as_deref())?);
        let took = began.elapsed().max(Duration::from_millis(1));
        held.digest = Some(Arc::clone(&digest));
        held.rests_until = began.elapsed().checked_mul(REST).map(|rest| Instant::now() + rest);
        // What is made at once need not rest.
        if took < Duration::from_millis(50) {
            held.rests_until = None;
        }
        Ok(digest)
    }

    /// Lets the next page see what was just decided.
    pub(crate) fn changed(&self) {
        lock(&self.digest).rests_until = None;
    }
}

/// A lock whose holder panicked holds values that are whole: they are replaced, never half changed.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes the digest before anybody asks for it.
pub(crate) fn warm(app: &Arc<App>) {
    let app = Arc::clone(app);
    // What goes wrong is told to whoever asks first.
    tokio::task::spawn_blocking(move || app.ask(|record| app.digest(record)).map(drop));
}
