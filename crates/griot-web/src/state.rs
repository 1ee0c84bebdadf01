//! What the pages share: readers of the record, its digest, the secret behind the forms.
//!
//! Takes the folder; gives open records to whoever asks (each is used by one request at a time, away
//! from the threads that answer) and the digest of all events, made again when the record has changed.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::{Duration, Instant};

use axum::http::HeaderValue;
use griot::model::Lang;
use griot_record::{Changes, Digest, Frame, Mark, Record, Role, Threads, Tiles};
use jiff::civil::Date;
use tokio::sync::Semaphore;

use crate::asked::SESSION;
use crate::kept::Pages;
use crate::people::Desk;
use crate::streamed::AT_ONCE;
use crate::words::Words;
use crate::{Options, guard};

/// What is made of a whole record that is written all the time is made again after this many times what it
/// took to make, at the most.
const REST: u32 = 8;
/// What is made in less is made whenever it is asked for.
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
    /// Large files that are sent at this moment.
    pub(crate) sending: Arc<Semaphore>,
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
    digest: OfWhole<Digest>,
    threads: OfWhole<Threads>,
    changes: OfWhole<Changes>,
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

/// Something that is made of a whole record, and made again when the record has changed.
#[derive(Debug)]
struct OfWhole<T> {
    held: Mutex<Held<T>>,
    /// Held by whoever makes it.
    making: Mutex<()>,
}

#[derive(Debug)]
struct Held<T> {
    /// What the record was when this was made of it.
    made: Option<(Mark, Arc<T>)>,
    /// Before this moment it is good enough, if the record has no new decisions.
    rests_until: Option<Instant>,
}

impl<T> Default for OfWhole<T> {
    fn default() -> Self {
        let held = Mutex::new(Held { made: None, rests_until: None });
        Self { held, making: Mutex::new(()) }
    }
}

impl<T> OfWhole<T> {
    /// What was made last, of whatever the record was then.
    fn last(&self) -> Option<Arc<T>> {
        lock(&self.held).made.as_ref().map(|(_, made)| Arc::clone(made))
    }

    /// Of the record as it is; or as it was a short while ago, when somebody adds pages all the time or
    /// another page is making it. What is made may be made of what was made before.
    fn of(
        &self,
        mark: &Mark,
        make: impl FnOnce(Option<Arc<T>>) -> griot_record::Result<T>,
    ) -> griot_record::Result<Arc<T>> {
        let at_hand = || {
            let held = lock(&self.held);
            let rests = held.rests_until.is_some_and(|until| Instant::now() < until);
            held.made.as_ref().map(|(of, made)| {
                // What was withheld a moment ago is not shown for another one.
                let is_usable = of.has_decisions_of(mark);
                (of == mark || rests && is_usable, is_usable, Arc::clone(made))
            })
        };
        let older = match at_hand() {
            Some((true, _, made)) => return Ok(made),
            Some((false, is_usable, made)) => Some((is_usable, made)),
            None => None,
        };
        let making = match (self.making.try_lock(), &older) {
            (Ok(making), _) => making,
            (Err(TryLockError::Poisoned(making)), _) => making.into_inner(),
            (Err(TryLockError::WouldBlock), Some((true, older))) => return Ok(Arc::clone(older)),
            (Err(TryLockError::WouldBlock), _) => lock(&self.making),
        };
        // Whoever waited finds what the other has made.
        if let Some((true, _, made)) = at_hand() {
            return Ok(made);
        }
        let began = Instant::now();
        let made = Arc::new(make(older.map(|(_, older)| older))?);
        let took = began.elapsed();
        // What is made at once need not rest.
        let rest = took.checked_mul(REST).filter(|_| took >= QUICK);
        *lock(&self.held) = Held {
            made: Some((mark.clone(), Arc::clone(&made))),
            rests_until: rest.map(|rest| Instant::now() + rest),
        };
        drop(making);
        Ok(made)
    }

    /// Whoever asks next gets what is made of the record as it is.
    fn changed(&self) {
        lock(&self.held).rests_until = None;
    }
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
            sending: Arc::new(Semaphore::new(AT_ONCE)),
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

    /// The digest of the record as it is, or was a short while ago.
    pub(crate) fn digest(&self, role: Role, record: &Record) -> griot_record::Result<Arc<Digest>> {
        // What all see is in memory once.
        let whole = || self.seen_by(Role::Admin).digest.last();
        let make = |older: Option<Arc<Digest>>| record.digest(older.or_else(whole).as_deref());
        self.seen_by(role).digest.of(&record.mark()?, make)
    }

    /// The stories of the record as it is, or was a short while ago.
    pub(crate) fn threads(
        &self,
        role: Role,
        record: &Record,
    ) -> griot_record::Result<Arc<Threads>> {
        self.seen_by(role).threads.of(&record.mark()?, |_| record.threads())
    }

    /// When events came or changed, as of now or of a short while ago.
    pub(crate) fn changes(
        &self,
        role: Role,
        record: &Record,
    ) -> griot_record::Result<Arc<Changes>> {
        self.seen_by(role).changes.of(&record.mark()?, |_| record.changes())
    }

    /// Whether the stories that are given now are those of a short while ago.
    pub(crate) fn are_threads_behind(
        &self,
        role: Role,
        record: &Record,
    ) -> griot_record::Result<bool> {
        self.threads(role, record)?;
        let mark = record.mark()?;
        let held = lock(&self.seen_by(role).threads.held);
        Ok(held.made.as_ref().is_none_or(|(of, _)| *of != mark))
    }

    /// Lets the next page see what was just decided.
    pub(crate) fn changed(&self) {
        for seen in &self.seen {
            seen.digest.changed();
            seen.threads.changed();
            seen.changes.changed();
        }
    }
}

/// A lock whose holder panicked holds values that are whole: they are replaced, never half changed.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes the digest and the stories before anybody asks for them.
pub(crate) fn warm(app: &Arc<App>) {
    let app = Arc::clone(app);
    // What goes wrong is told to whoever asks first.
    tokio::task::spawn_blocking(move || {
        // Maps name what lies around: the gazetteer is put in the order of sizes once.
        let earth = Frame { west: -180.0, south: -90.0, east: 180.0, north: 90.0 };
        crate::draw::labels(&earth, 1, &Words::of(app.lang));
        let made = app.ask(Role::Admin, |record| app.digest(Role::Admin, record)).map(drop);
        made.and_then(|()| {
            app.ask(Role::Admin, |record| app.threads(Role::Admin, record)).map(drop)
        })
    });
}

#[cfg(test)]
mod tests {
    use griot::json::{self, Coder};
    use griot::pipeline::{self, Resources};
    use griot::read::read_line;
    use griot_record::{About, NewPage, Writer};

    use super::*;

    #[test]
    fn what_takes_long_to_make_rests_while_somebody_writes() {
        let dir = tempfile::tempdir().unwrap();
        let record = Record::init(dir.path(), "a test").unwrap();
        let before = record.mark().unwrap();
        let line = br#"{"id": "a", "text": "Douze civils ont \u00e9t\u00e9 tu\u00e9s samedi."}"#;
        let article = read_line(1, line).unwrap().unwrap();
        let claims = pipeline::code(&article, &Resources::builtin());
        let coder = Coder { version: "0.0.0".to_owned(), lexicon: "0".repeat(16) };
        let documents = vec![json::document(&article, &claims, coder.clone())];
        let about = About { name: "a".to_owned(), ..About::default() };
        let page = NewPage { about, bytes: line.to_vec(), documents, place: None };
        let at = "2024-05-10T08:00:00Z".parse().unwrap();
        let mut writer = Writer::open(dir.path(), "test", &coder, at).unwrap();
        writer.add(&[page]).unwrap();
        writer.finish().unwrap();
        let after = record.mark().unwrap();
        assert_ne!(before, after);

        let slow = OfWhole::<u8>::default();
        let make = |n: u8| {
            move |_: Option<Arc<u8>>| {
                std::thread::sleep(QUICK * 2);
                Ok(n)
            }
        };
        assert_eq!(*slow.of(&before, make(1)).unwrap(), 1);
        assert_eq!(*slow.of(&after, make(2)).unwrap(), 1, "it is good enough for a moment");
        slow.changed();
        assert_eq!(*slow.of(&after, make(3)).unwrap(), 3, "somebody decided");
        // What is made at once is of the record as it is.
        let quick = OfWhole::<u8>::default();
        assert_eq!(*quick.of(&before, |_| Ok(1)).unwrap(), 1);
        assert_eq!(*quick.of(&after, |older| Ok(*older.unwrap() + 1)).unwrap(), 2);
        assert_eq!(*quick.of(&after, |_| Ok(9)).unwrap(), 2, "nothing has changed");
    }
}
