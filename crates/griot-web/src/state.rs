//! What the pages share: readers of the record, its digest, the secret behind the forms.
//!
//! Takes the folder; gives open records to whoever asks (each is used by one request at a time, away
//! from the threads that answer) and the digest of all events, made again when the record has changed.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::{Duration, Instant};

use axum::http::HeaderValue;
use griot::model::Lang;
use griot_record::{Digest, Mark, Record, Role, Threads, Tiles};
use jiff::civil::Date;

use crate::asked::SESSION;
use crate::kept::Pages;
use crate::people::Desk;
use crate::{Options, guard};

/// Nothing waits longer for the digest of a record that is written all the time than this many times
/// what it took to make.
const REST: u32 = 8;
/// A digest that is made in less is made whenever it is asked for.
const QUICK: Duration = Duration::from_millis(50);

/// A record that is served.
#[derive(Debug)]
pub struct App {
    pub(crate) options: Options,
    /// The name in `griot.toml`.
    pub(crate) name: String,
    /// What lies under the events on the map, where `griot.toml` names it.
    pub(crate) tiles: Option<Tiles>,
    /// What a browser may run and load.
    pub(crate) policy: HeaderValue,
    /// The language of whoever says nothing.
    pub(crate) lang: Lang,
    /// Of this process alone: tokens of forms are made of it.
    pub(crate) secret: [u8; 32],
    /// One decision at a time; the record refuses a second writer.
    pub(crate) deciding: Mutex<()>,
    /// Who may come in, and who is in.
    pub(crate) desk: Desk,
    /// Pages that were made and may be given again.
    pub(crate) pages: Pages,
    /// By role, from the least: the record as it sees it.
    seen: [Seen; Role::ALL.len()],
}

/// The record as a role sees it.
#[derive(Debug, Default)]
struct Seen {
    idle: Mutex<Vec<Record>>,
    digest: Mutex<Digested>,
    /// Held by whoever makes the digest.
    making: Mutex<()>,
    /// The stories of the record, of the last state in which anybody asked for any.
    threads: Mutex<Option<(Mark, Arc<Threads>)>>,
    /// The record as it stood, on the days that were asked for last. Such a record is put together again
    /// from its articles, which takes as long as the record is large: one asks at a time.
    then: Mutex<Vec<Then>>,
}

/// The record as it stood at the end of a day.
#[derive(Debug)]
struct Then {
    day: Date,
    /// What the record was when this was made of it.
    mark: Mark,
    record: Record,
    digest: Arc<Digest>,
}

/// So many days are kept.
const MOST_DAYS: usize = 2;

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
            policy: guard::policy(config.map.as_ref()),
            tiles: config.map,
            name: config.name,
            lang: lang.unwrap_or(Lang::Fr),
            secret,
            deciding: Mutex::new(()),
            desk: Desk::new(record),
            pages: Pages::new(Record::open(&options.dir)?, secret),
            seen: std::array::from_fn(|_| Seen::default()),
            options,
        })
    }

    fn seen_by(&self, role: Role) -> &Seen {
        let [reader, reviewer, editor, admin] = &self.seen;
        match role {
            Role::Reader => reader,
            Role::Reviewer => reviewer,
            Role::Editor => editor,
            Role::Admin => admin,
        }
    }

    /// Opens the record as a role sees it. No page opens it otherwise.
    pub(crate) fn open_as(&self, role: Role) -> griot_record::Result<Record> {
        Record::open(&self.options.dir)?.seen_by(role)
    }

    /// Asks the record as a role sees it, on the thread that calls.
    pub(crate) fn ask<T>(
        &self,
        role: Role,
        question: impl FnOnce(&Record) -> griot_record::Result<T>,
    ) -> griot_record::Result<T> {
        let seen = self.seen_by(role);
        let idle = lock(&seen.idle).pop();
        let record = match idle {
            Some(record) => record,
            None => self.open_as(role)?,
        };
        let answer = question(&record)?;
        // One that failed is not kept: what is wrong may be with it.
        lock(&seen.idle).push(record);
        Ok(answer)
    }

    /// Asks the record as it stood at the end of a day.
    pub(crate) fn ask_then<T>(
        &self,
        role: Role,
        day: Date,
        question: impl FnOnce(&Record, &Arc<Digest>) -> griot_record::Result<T>,
    ) -> griot_record::Result<T> {
        let (mark, now) =
            self.ask(role, |record| Ok((record.mark()?, self.digest(role, record)?)))?;
        let mut all = lock(&self.seen_by(role).then);
        all.retain(|then| then.mark == mark);
        if !all.iter().any(|then| then.day == day) {
            let record = self.open_as(role)?.as_of(day)?;
            // What was then as it is now need not be read again.
            let digest = Arc::new(record.digest(Some(&now))?);
            all.insert(0, Then { day, mark, record, digest });
            all.truncate(MOST_DAYS);
        }
        // The one that was just put there, or was there.
        let then = all.iter().find(|then| then.day == day);
        match then {
            Some(then) => question(&then.record, &then.digest),
            None => {
                let record = self.open_as(role)?.as_of(day)?;
                let digest = Arc::new(record.digest(None)?);
                question(&record, &digest)
            }
        }
    }

    /// The name of the cookie of a session. Over TLS a browser takes one of this name from this host
    /// alone.
    pub(crate) fn cookie_name(&self) -> &'static str {
        if self.options.proxy.is_some() { "__Host-griot_session" } else { SESSION }
    }

    /// The cookie of a session.
    pub(crate) fn session_cookie(&self, session: &str) -> String {
        let name = self.cookie_name();
        self.cookie(&format!("{name}={session}; Path=/; HttpOnly; SameSite=Strict"))
    }

    /// A cookie, which is sent over TLS alone where the record is reached over TLS.
    pub(crate) fn cookie(&self, cookie: &str) -> String {
        let secure = if self.options.proxy.is_some() { "; Secure" } else { "" };
        format!("{cookie}{secure}")
    }

    /// The address of this server, as whoever asked reached it.
    pub(crate) fn root(&self, host: &str) -> String {
        match &self.options.proxy {
            Some(proxy) => format!("https://{}", proxy.host()),
            None => format!("http://{host}"),
        }
    }

    /// The digest of the record as it is; or as it was a short while ago, when somebody adds pages all
    /// the time or another page is making it.
    pub(crate) fn digest(&self, role: Role, record: &Record) -> griot_record::Result<Arc<Digest>> {
        let seen = self.seen_by(role);
        let mark = record.mark()?;
        let at_hand = || {
            let held = lock(&seen.digest);
            let rests = held.rests_until.is_some_and(|until| Instant::now() < until);
            held.digest.clone().map(|digest| {
                // What was withheld a moment ago is not shown for another one.
                let rests = rests && digest.mark.has_decisions_of(&mark);
                (digest.mark == mark || rests, digest)
            })
        };
        let older = match at_hand() {
            Some((true, digest)) => return Ok(digest),
            Some((false, digest)) => Some(digest),
            None => None,
        };
        let usable = older.as_ref().filter(|older| older.mark.has_decisions_of(&mark));
        let making = match (seen.making.try_lock(), usable) {
            (Ok(making), _) => making,
            (Err(TryLockError::Poisoned(making)), _) => making.into_inner(),
            (Err(TryLockError::WouldBlock), Some(older)) => return Ok(Arc::clone(older)),
            (Err(TryLockError::WouldBlock), None) => lock(&seen.making),
        };
        // Whoever waited finds what the other has made.
        if let Some((true, digest)) = at_hand() {
            return Ok(digest);
        }
        let began = Instant::now();
        // What all see is in memory once.
        let whole = || lock(&self.seen_by(Role::Admin).digest).digest.clone();
        let base = older.or_else(whole);
        let digest = Arc::new(record.digest(base.as_deref())?);
        let took = began.elapsed();
        let mut held = lock(&seen.digest);
        held.digest = Some(Arc::clone(&digest));
        // What is made at once need not rest.
        let rest = took.checked_mul(REST).filter(|_| took >= QUICK);
        held.rests_until = rest.map(|rest| Instant::now() + rest);
        drop(held);
        drop(making);
        Ok(digest)
    }

    /// The stories of the record as it is. They are made once, whoever else waits for them.
    pub(crate) fn threads(
        &self,
        role: Role,
        record: &Record,
    ) -> griot_record::Result<Arc<Threads>> {
        let mark = record.mark()?;
        let mut held = lock(&self.seen_by(role).threads);
        if let Some((of, threads)) = held.as_ref()
            && *of == mark
        {
            return Ok(Arc::clone(threads));
        }
        let threads = Arc::new(record.threads()?);
        *held = Some((mark, Arc::clone(&threads)));
        Ok(threads)
    }

    /// Lets the next page see what was just decided.
    pub(crate) fn changed(&self) {
        for seen in &self.seen {
            lock(&seen.digest).rests_until = None;
        }
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
    tokio::task::spawn_blocking(move || {
        app.ask(Role::Admin, |record| app.digest(Role::Admin, record)).map(drop)
    });
}
