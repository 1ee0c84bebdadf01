//! The run: whom to ask for what, when, and what it came to.
//!
//! Takes addresses; asks for them host by host, one request at a time at each, several hosts side by
//! side; follows redirects, and what feeds, sitemaps and lists name; gives pages in the order of the
//! addresses. Everything that is looked at was written into the archive first and is read back from
//! it. What fails is told and stops nothing but itself. Here are the queues; one request is in
//! `crawl/ask.rs`, what it brought in `crawl/arrive.rs`.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use url::Url;

use super::archive::{Archive, Found};
use super::client::Client;
use super::clock::Clock;
use super::robots::Robots;
use super::wire::Names;
use super::{Settings, location};
use crate::feed;
use crate::warc::write;

mod arrive;
use arrive::Above;
mod ask;

/// What is to be fetched.
#[derive(Clone, Debug)]
pub enum Input {
    /// An address.
    Address(String),
    /// A list of feeds (OPML) that is there already: its name and its bytes.
    List(String, Vec<u8>),
}

/// How an address came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was fetched.
    Fetched,
    /// The server says that it is as it was.
    NotModified,
    /// It is in the archive already, and was not asked for.
    Known,
    /// We do not ask for it.
    Refused,
    /// It could not be had.
    Failed,
}

/// What is told of an address.
#[derive(Clone, Debug)]
pub struct Event {
    /// The address, without credentials.
    pub url: String,
    /// How it came out.
    pub outcome: Outcome,
    /// Why, where there is something to say.
    pub why: Option<String>,
    /// Whether it is what was asked for, and not something that a list names.
    pub asked_for: bool,
}

/// What a run came to.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// Requests that brought something.
    pub n_fetched: usize,
    /// What was as before.
    pub n_not_modified: usize,
    /// What was in the archive already.
    pub n_known: usize,
    /// What was not asked for: private addresses, robots.txt, hosts that want to be left alone.
    pub n_refused: usize,
    /// What could not be had.
    pub n_failed: usize,
    /// Addresses that lists named beyond `max_pages`.
    pub n_left_out: usize,
}

/// What there is to read after a run, in the order of the addresses.
#[derive(Debug)]
pub struct Run {
    dir: Arc<Path>,
    found: BTreeMap<Vec<u32>, write::Place>,
    /// What it came to.
    pub summary: Summary,
    /// Whether it went on with a run that was broken off.
    pub resumed: bool,
}

impl Run {
    /// Fetches. `tell` hears of every address, from several threads.
    ///
    /// # Errors
    ///
    /// When the archive cannot be opened or written.
    pub fn new(
        inputs: &[Input],
        settings: &Settings,
        names: Names,
        clock: &dyn Clock,
        tell: &(dyn Fn(&Event) + Sync),
    ) -> io::Result<Self> {
        let mut archive =
            Archive::open(&settings.archive, &settings.user_agent, settings.file_bytes)?;
        let mut run = String::new();
        for input in inputs {
            match input {
                Input::Address(url) => run.push_str(&location::shown(url)),
                Input::List(_, bytes) => run.push_str(&write::digest(bytes)),
            }
            run.push('\n');
        }
        let resumed = archive.journal.begin(clock.now(), &write::digest(run.as_bytes()))?;
        let shared = Shared {
            hosts: BTreeMap::new(),
            seen: BTreeSet::new(),
            found: BTreeMap::new(),
            summary: Summary::default(),
            pages_left: settings.max_pages,
            error: None,
        };
        let crawl = Crawl {
            settings,
            client: Client::new(settings, names),
            clock,
            tell,
            archive: Mutex::new(archive),
            shared: Mutex::new(shared),
            changed: Condvar::new(),
        };
        for (n, input) in inputs.iter().enumerate() {
            crawl.begin(n as u32, input);
        }
        std::thread::scope(|scope| {
            for _ in 0..settings.workers.max(1) {
                scope.spawn(|| crawl.work());
            }
        });
        let shared = crawl.shared.into_inner().unwrap_or_else(PoisonError::into_inner);
        if let Some(error) = shared.error {
            return Err(error);
        }
        let mut archive = crawl.archive.into_inner().unwrap_or_else(PoisonError::into_inner);
        archive.finish(clock.now())?;
        let dir = Arc::from(settings.archive.as_path());
        // Several addresses may lead to one page.
        let mut places = BTreeSet::new();
        let mut found = shared.found;
        found.retain(|_, place| places.insert(place.clone()));
        Ok(Self { dir, found, summary: shared.summary, resumed })
    }

    /// What an input came to, by its number from 0: pages, and feeds that carry articles whole.
    pub fn found(&self, input: usize) -> Vec<Found> {
        let of_input = self.found.iter().filter(|(order, _)| {
            order.first().is_some_and(|first| usize::try_from(*first) == Ok(input))
        });
        let found =
            |(_, place): (_, &write::Place)| Found { dir: self.dir.clone(), place: place.clone() };
        of_input.map(found).collect()
    }
}

/// Something to be asked for.
#[derive(Clone, Debug)]
struct Job {
    url: Url,
    /// The address that led here by redirects: the one that somebody named.
    from: Option<Url>,
    /// Where its pages stand in what comes out.
    order: Vec<u32>,
    /// How many lists lie before it.
    depth: usize,
    /// Whether a list said that this is a list.
    is_list: bool,
    /// When its list says that it was last changed.
    updated: Option<Timestamp>,
    n_redirects: usize,
    n_tries: u32,
}

#[derive(Debug, Default)]
struct Host {
    waiting: VecDeque<Job>,
    busy: bool,
    /// Before when it is not asked.
    next: Option<Timestamp>,
    /// What each of its origins asks of us.
    robots: BTreeMap<String, Robots>,
    strikes: u32,
}

#[derive(Debug)]
struct Shared {
    hosts: BTreeMap<String, Host>,
    /// Addresses that were put into a queue.
    seen: BTreeSet<String>,
    found: BTreeMap<Vec<u32>, write::Place>,
    summary: Summary,
    pages_left: usize,
    error: Option<io::Error>,
}

struct Crawl<'a> {
    settings: &'a Settings,
    client: Client,
    clock: &'a dyn Clock,
    tell: &'a (dyn Fn(&Event) + Sync),
    archive: Mutex<Archive>,
    shared: Mutex<Shared>,
    changed: Condvar,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Crawl<'_> {
    fn begin(&self, n: u32, input: &Input) {
        match input {
            Input::Address(text) => match location::parse(text) {
                Ok(url) => self.add(Job::new(url, vec![n]), false),
                Err(why) => self.tell(&location::shown(text), 0, Outcome::Refused, Some(why)),
            },
            Input::List(name, bytes) => match feed::parse(bytes, None) {
                Some(list) => {
                    self.add_items(Above { depth: 0, order: &[n] }, name, None, &list);
                }
                None => {
                    let why = "it is no list of feeds".to_owned();
                    self.tell(name, 0, Outcome::Failed, Some(why));
                }
            },
        }
    }

    fn tell(&self, url: &str, depth: usize, outcome: Outcome, why: Option<String>) {
        {
            let summary = &mut lock(&self.shared).summary;
            *match outcome {
                Outcome::Fetched => &mut summary.n_fetched,
                Outcome::NotModified => &mut summary.n_not_modified,
                Outcome::Known => &mut summary.n_known,
                Outcome::Refused => &mut summary.n_refused,
                Outcome::Failed => &mut summary.n_failed,
            } += 1;
        }
        (self.tell)(&Event { url: url.to_owned(), outcome, why, asked_for: depth == 0 });
    }

    /// The same of a job. What it was led to says nothing to whoever named another address, so that what
    /// is wrong is told of the one that was named.
    fn tell_of(&self, job: &Job, outcome: Outcome, why: Option<String>) {
        let (named, why) = match (&job.from, why) {
            (Some(from), Some(why)) => (from, Some(format!("it leads to `{}`: {why}", job.url))),
            (_, why) => (&job.url, why),
        };
        self.tell(named.as_str(), job.depth, outcome, why);
    }

    /// Puts something into its host's queue, once a run.
    fn add(&self, job: Job, first: bool) {
        let mut shared = lock(&self.shared);
        if job.n_redirects == 0 && job.n_tries == 0 && !shared.seen.insert(job.url.to_string()) {
            return;
        }
        let host = shared.hosts.entry(location::host(&job.url).to_owned()).or_default();
        if first {
            host.waiting.push_front(job);
        } else {
            host.waiting.push_back(job);
        }
        drop(shared);
        self.changed.notify_all();
    }

    /// Takes one host after the other, the one first that may be asked first.
    fn work(&self) {
        while let Some((name, mut host, job)) = self.take() {
            let outcome = self.fetch(&name, &mut host, job);
            let mut shared = lock(&self.shared);
            if let Some(others) = shared.hosts.remove(&name) {
                // What was added while the host was out.
                host.waiting.extend(others.waiting);
            }
            host.busy = false;
            shared.hosts.insert(name, host);
            if let Err(error) = outcome {
                // An archive that cannot be written ends the run: nothing may be seen unkept.
                shared.error.get_or_insert(error);
            }
            drop(shared);
            self.changed.notify_all();
        }
    }

    fn take(&self) -> Option<(String, Host, Job)> {
        let mut shared = lock(&self.shared);
        loop {
            if shared.error.is_some() {
                return None;
            }
            let free =
                shared.hosts.iter().filter(|(_, host)| !host.busy && !host.waiting.is_empty());
            let name = free.min_by_key(|(_, host)| host.next).map(|(name, _)| name.clone());
            if let Some(name) = name
                && let Some(entry) = shared.hosts.get_mut(&name)
                && let Some(job) = entry.waiting.pop_front()
            {
                let host = std::mem::replace(entry, Host { busy: true, ..Host::default() });
                return Some((name, host, job));
            }
            if !shared.hosts.values().any(|host| host.busy) {
                return None;
            }
            shared = self.changed.wait(shared).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Job {
    fn new(url: Url, order: Vec<u32>) -> Self {
        Self {
            url,
            from: None,
            order,
            depth: 0,
            is_list: false,
            updated: None,
            n_redirects: 0,
            n_tries: 0,
        }
    }
}
