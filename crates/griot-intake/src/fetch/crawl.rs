//! The run: whom to ask for what, when, and what it came to.
//!
//! Takes addresses; asks for them host by host, one request at a time at each, several hosts side by
//! side; follows redirects, and what feeds, sitemaps and lists name; gives pages in the order of the
//! addresses. Everything that is looked at was written into the archive first and is read back from
//! it. What fails is told and stops nothing but itself.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use url::Url;

use super::archive::{Archive, Found};
use super::client::{Client, Exchange, Failure, Known};
use super::clock::{Clock, after, between};
use super::journal::Entry;
use super::robots::{self, Robots};
use super::wire::Names;
use super::{Settings, location};
use crate::feed::{self, Kind};
use crate::warc::write;

/// No address leads further.
const MAX_REDIRECTS: usize = 10;
/// No address is tried more often.
const MAX_TRIES: u32 = 3;
/// No wait that a site asks for between its requests is longer; a site that wants more is given up.
const MAX_WAIT: Duration = Duration::from_mins(2);
/// No time is remembered before which a host is not to be asked that lies further off.
const MAX_RETRY_AFTER: Duration = Duration::from_hours(24);
/// The wait before a second try; doubled before the third.
const BACKOFF: Duration = Duration::from_secs(5);
/// A host that has failed for so many addresses in a row is left alone.
const MAX_STRIKES: u32 = 3;
/// How long a robots.txt holds (RFC 9309, 2.4).
const ROBOTS_HOLD: Duration = Duration::from_hours(24);
/// The least wait between two requests to a host that was not allowed by name.
const LEAST_DELAY: Duration = Duration::from_secs(1);
/// No more sitemaps of an index, or feeds of a list, are fetched.
const MAX_LISTS: usize = 200;
/// Lists name lists: an index, its sitemap, its pages.
const MAX_DEPTH: usize = 3;

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
                    let job = Job { is_list: true, ..Job::new(nowhere(), vec![n]) };
                    self.add_items(&job, name, None, &list);
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

    /// One address, with its host's turn in hand.
    fn fetch(&self, name: &str, host: &mut Host, job: Job) -> io::Result<()> {
        let url = job.url.to_string();
        let known = lock(&self.archive).journal.entry(&url).cloned();
        if let Some(entry) = known.as_ref().filter(|entry| self.need_not_ask(&job, entry)) {
            if entry.status >= 400 {
                let why = format!("HTTP status {}", entry.status);
                self.tell(&url, job.depth, Outcome::Failed, Some(why));
                return Ok(());
            }
            self.tell(&url, job.depth, Outcome::Known, None);
            return self.arrived(host, job, entry);
        }
        if host.strikes >= MAX_STRIKES {
            let why = "the host has failed several times in a row".to_owned();
            self.tell(&url, job.depth, Outcome::Failed, Some(why));
            return Ok(());
        }
        if let Err((outcome, why)) = self.may_ask(name, host, &job.url)? {
            self.tell(&url, job.depth, outcome, Some(why));
            return Ok(());
        }
        // Of a page that was cut there is nothing whole that could be as before.
        let whole = |entry: &&Entry| entry.status == 200 && entry.digest.is_some();
        let conditions = known.as_ref().filter(whole);
        let conditions = conditions.map(|entry| Known {
            etag: entry.etag.as_deref(),
            last_modified: entry.last_modified.as_deref(),
        });
        match self.ask(name, host, &job.url, conditions.unwrap_or_default()) {
            Ok(exchange) => {
                let entry = lock(&self.archive).keep(&url, &exchange)?;
                self.answered(name, host, job, &exchange, &entry)
            }
            Err(failure) => {
                if failure.may_pass() {
                    self.again(name, host, job, &failure.to_string(), None)?;
                } else {
                    let refused = matches!(failure, Failure::Refused { .. });
                    let outcome = if refused { Outcome::Refused } else { Outcome::Failed };
                    self.tell(&url, job.depth, outcome, Some(failure.to_string()));
                }
                Ok(())
            }
        }
    }

    /// Whether an address is in the archive and that is enough: this run has fetched it before it
    /// was broken off, or it is a page of a list that has not changed since.
    fn need_not_ask(&self, job: &Job, entry: &Entry) -> bool {
        let kept = entry.status < 400;
        let answered = kept || entry.status < 500 && entry.status != 429;
        let done = lock(&self.archive).journal.is_done(&entry.url);
        let at: Option<Timestamp> = entry.at.parse().ok();
        let from_list = job.depth > 0 && !job.is_list;
        let unchanged = job.updated.is_none_or(|updated| at.is_some_and(|at| updated <= at));
        answered && done || kept && from_list && unchanged
    }

    /// Whether the site and the times allow it; if not, why.
    fn may_ask(
        &self,
        name: &str,
        host: &mut Host,
        url: &Url,
    ) -> io::Result<Result<(), (Outcome, String)>> {
        let refused = |why: String| Ok(Err((Outcome::Refused, why)));
        if let Some(until) = lock(&self.archive).journal.not_before(name)
            && between(self.clock.now(), until) > MAX_WAIT
        {
            let until = write::date(until);
            return refused(format!("the host asked not to be asked before {until}"));
        }
        let origin = location::origin(url);
        if !host.robots.contains_key(&origin) {
            match self.robots(name, host, url)? {
                Ok(robots) => {
                    host.robots.insert(origin.clone(), robots);
                }
                Err(failure @ Failure::Refused { .. }) => return refused(failure.to_string()),
                // A site whose rules cannot be had is one that may have some.
                Err(failure) => {
                    host.strikes += 1;
                    let why = format!("robots.txt cannot be had: {failure}");
                    return Ok(Err((Outcome::Failed, why)));
                }
            }
        }
        let path =
            url.path().to_owned() + &url.query().map(|q| format!("?{q}")).unwrap_or_default();
        let Some(robots) = host.robots.get(&origin) else { return Ok(Ok(())) };
        if robots.delay.is_some_and(|delay| delay > MAX_WAIT) {
            let why = "robots.txt asks for a longer wait between pages than is waited";
            return refused(why.to_owned());
        }
        if robots.allows(&path) { Ok(Ok(())) } else { refused(robots.why().to_owned()) }
    }

    /// The robots.txt of an origin: from the archive while it holds, or else from the site.
    fn robots(
        &self,
        name: &str,
        host: &mut Host,
        url: &Url,
    ) -> io::Result<Result<Robots, Failure>> {
        let agent = robots::product(&self.settings.user_agent);
        let Ok(mut url) = location::join(url, "/robots.txt") else {
            return Ok(Ok(Robots::allow_all()));
        };
        for _ in 0..=5 {
            let known = lock(&self.archive).journal.entry(url.as_str()).cloned();
            let now = self.clock.now();
            let holds = known.filter(|entry| {
                let at: Option<Timestamp> = entry.at.parse().ok();
                entry.status < 500 && at.is_some_and(|at| between(at, now) < ROBOTS_HOLD)
            });
            let entry = match holds {
                Some(entry) => entry,
                None => match self.ask(name, host, &url, Known::default()) {
                    Ok(exchange) => {
                        let kept = lock(&self.archive).keep(url.as_str(), &exchange)?;
                        if exchange.head.status >= 500 || exchange.head.status == 429 {
                            self.retry_after(name, host, &exchange)?;
                            return Ok(Ok(Robots::disallow_all()));
                        }
                        Entry { status: exchange.head.status, ..kept }
                    }
                    Err(failure) => return Ok(Err(failure)),
                },
            };
            match entry.status {
                200..=299 => {
                    let kept = lock(&self.archive).read(&entry.place)?;
                    return Ok(Ok(Robots::parse(&kept.body, agent)));
                }
                300..=399 => match entry.to.map(|to| location::join(&url, &to)) {
                    Some(Ok(to)) => url = to,
                    _ => return Ok(Ok(Robots::allow_all())),
                },
                429 | 500.. => return Ok(Ok(Robots::disallow_all())),
                _ => return Ok(Ok(Robots::allow_all())),
            }
        }
        Ok(Ok(Robots::allow_all()))
    }

    /// One request, when it is the host's time.
    fn ask(
        &self,
        name: &str,
        host: &mut Host,
        url: &Url,
        known: Known<'_>,
    ) -> Result<Exchange, Failure> {
        let remembered = lock(&self.archive).journal.not_before(name);
        let now = self.clock.now();
        if let Some(next) = host.next.max(remembered)
            && next > now
        {
            self.clock.sleep(between(now, next).min(MAX_WAIT));
        }
        let outcome = self.client.get(url, known, self.clock.now());
        let asked =
            host.robots.values().filter_map(|robots| robots.delay).max().unwrap_or_default();
        let least = if self.settings.allowed.names(name) { Duration::ZERO } else { LEAST_DELAY };
        let delay = self.settings.delay.max(least).max(asked.min(MAX_WAIT));
        host.next = Some(after(self.clock.now(), delay));
        outcome
    }

    /// What a response means.
    fn answered(
        &self,
        name: &str,
        host: &mut Host,
        job: Job,
        exchange: &Exchange,
        entry: &Entry,
    ) -> io::Result<()> {
        let status = exchange.head.status;
        if status == 429 || status >= 500 {
            let wait = self.retry_after(name, host, exchange)?;
            return self.again(name, host, job, &format!("HTTP status {status}"), wait);
        }
        host.strikes = 0;
        let url = job.url.as_str();
        match status {
            304 => self.tell(url, job.depth, Outcome::NotModified, None),
            200..=399 => self.tell(url, job.depth, Outcome::Fetched, None),
            _ => {
                self.tell(url, job.depth, Outcome::Failed, Some(format!("HTTP status {status}")));
                return Ok(());
            }
        }
        self.arrived(host, job, entry)
    }

    /// Tries once more, later; or gives up.
    fn again(
        &self,
        name: &str,
        host: &mut Host,
        job: Job,
        why: &str,
        wait: Option<Duration>,
    ) -> io::Result<()> {
        let n_tries = job.n_tries + 1;
        let wait = wait.unwrap_or_else(|| jittered(BACKOFF * (1 << (n_tries - 1).min(8)), &job));
        if n_tries >= MAX_TRIES || wait > MAX_WAIT {
            host.strikes += 1;
            self.tell(
                job.url.as_str(),
                job.depth,
                Outcome::Failed,
                Some(format!("{why}, {n_tries} tries")),
            );
            return Ok(());
        }
        let until = after(self.clock.now(), wait);
        host.next = host.next.max(Some(until));
        lock(&self.archive).journal.wait(name, until)?;
        host.waiting.push_front(Job { n_tries, ..job });
        Ok(())
    }

    /// How long a server asks to be left alone. Remembered for the next run.
    fn retry_after(
        &self,
        name: &str,
        host: &mut Host,
        exchange: &Exchange,
    ) -> io::Result<Option<Duration>> {
        let Some(value) = exchange.head.get("retry-after") else { return Ok(None) };
        let now = self.clock.now();
        let wait = match value.parse() {
            Ok(seconds) => Some(Duration::from_secs(seconds)),
            Err(_) => {
                jiff::fmt::rfc2822::parse(value).ok().map(|until| between(now, until.timestamp()))
            }
        };
        let Some(wait) = wait.map(|wait| wait.min(MAX_RETRY_AFTER)) else { return Ok(None) };
        let until = after(now, wait);
        host.next = host.next.max(Some(until));
        lock(&self.archive).journal.wait(name, until)?;
        Ok(Some(wait))
    }

    /// An address is in the archive: leads on, lists others, or is a page.
    fn arrived(&self, host: &mut Host, job: Job, entry: &Entry) -> io::Result<()> {
        if (300..400).contains(&entry.status) {
            self.redirected(host, job, entry);
            return Ok(());
        }
        let kept = lock(&self.archive).read(&entry.place)?;
        let list = feed::parse(&kept.body, kept.head.get("content-type").and_then(feed::charset));
        match list {
            Some(list) => {
                if list.items.iter().any(|item| feed::is_whole(list.kind, item)) {
                    lock(&self.shared).found.insert(job.order.clone(), entry.place.clone());
                }
                self.add_items(&job, job.url.as_str(), Some(&job.url), &list);
            }
            None if job.is_list => {
                let announced = feed::alternate::alternates(&kept.body);
                let mut why = "it is a web page and no feed".to_owned();
                if !announced.is_empty() {
                    let urls = announced.iter().map(|url| {
                        location::join(&job.url, url).map_or_else(|_| url.clone(), String::from)
                    });
                    why.push_str("; it announces ");
                    why.push_str(&urls.collect::<Vec<_>>().join(", "));
                }
                self.tell(job.url.as_str(), job.depth, Outcome::Failed, Some(why));
            }
            None => {
                lock(&self.shared).found.insert(job.order, entry.place.clone());
            }
        }
        Ok(())
    }

    fn redirected(&self, host: &mut Host, job: Job, entry: &Entry) {
        let to = entry.to.as_deref().ok_or_else(|| "it leads nowhere".to_owned());
        let to = to.and_then(|to| location::join(&job.url, to));
        let n_redirects = job.n_redirects + 1;
        match to {
            Ok(to) if n_redirects <= MAX_REDIRECTS => {
                let same_host = location::host(&to) == location::host(&job.url);
                let job = Job { url: to, n_redirects, n_tries: 0, ..job };
                if same_host {
                    host.waiting.push_front(job);
                } else {
                    self.add(job, true);
                }
            }
            Ok(_) => {
                let why = format!("more than {MAX_REDIRECTS} redirects");
                self.tell(job.url.as_str(), job.depth, Outcome::Failed, Some(why));
            }
            Err(why) => self.tell(job.url.as_str(), job.depth, Outcome::Failed, Some(why)),
        }
    }

    /// What a list names goes into the queues.
    fn add_items(&self, job: &Job, name: &str, base: Option<&Url>, list: &feed::Feed) {
        for note in &list.notes {
            (self.tell)(&Event {
                url: name.to_owned(),
                outcome: Outcome::Fetched,
                why: Some(note.text.clone()),
                asked_for: job.depth == 0,
            });
        }
        let names_lists = matches!(list.kind, Kind::Opml | Kind::SitemapIndex);
        if job.depth >= MAX_DEPTH {
            return;
        }
        let mut n_lists = 0;
        for (n, item) in feed::split(list, name, base).links.iter().enumerate() {
            let Some(Ok(url)) = item.url.as_deref().map(location::parse) else { continue };
            let full = if names_lists {
                n_lists += 1;
                n_lists > MAX_LISTS
            } else {
                let mut shared = lock(&self.shared);
                let full = shared.pages_left == 0;
                shared.pages_left = shared.pages_left.saturating_sub(1);
                full
            };
            if full {
                lock(&self.shared).summary.n_left_out += 1;
                continue;
            }
            let mut order = job.order.clone();
            order.push(n as u32);
            let updated = item.updated;
            let depth = job.depth + 1;
            self.add(Job { depth, is_list: names_lists, updated, ..Job::new(url, order) }, false);
        }
    }
}

impl Job {
    fn new(url: Url, order: Vec<u32>) -> Self {
        Self { url, order, depth: 0, is_list: false, updated: None, n_redirects: 0, n_tries: 0 }
    }
}

/// The address of a list that came from a file.
fn nowhere() -> Url {
    // A constant that parses; were it not to, there would be no addresses at all.
    #[allow(clippy::unwrap_used)]
    Url::parse("http://localhost/").unwrap()
}

/// A wait, made longer by up to a half: by how much differs with the address and the try, so that
/// many who were sent away together do not come back together.
fn jittered(wait: Duration, job: &Job) -> Duration {
    let digest = write::digest(format!("{}{}", job.url, job.n_tries).as_bytes());
    let n = digest.bytes().fold(0_u32, |n, byte| n.wrapping_mul(31).wrapping_add(u32::from(byte)));
    wait + wait.mul_f64(f64::from(n % 1000) / 2000.0)
}
