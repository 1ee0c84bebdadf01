//! One address, with its host's turn in hand: whether it may be asked for, and what came back.
//!
//! Takes a job and its host; asks robots.txt and the times that were remembered first, waits, sends
//! one request, keeps what comes and says what it means. Deliberately does not look into pages and
//! lists: see `arrive.rs`.

use std::io;
use std::time::Duration;

use jiff::Timestamp;
use url::Url;

use super::{Crawl, Host, Job, Outcome, lock};
use crate::fetch::client::{Exchange, Failure, Known};
use crate::fetch::clock::{after, between};
use crate::fetch::journal::Entry;
use crate::fetch::location;
use crate::fetch::robots::{self, Robots};
use crate::warc::write;

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

impl Crawl<'_> {
    /// One address, with its host's turn in hand.
    pub(super) fn fetch(&self, name: &str, host: &mut Host, job: Job) -> io::Result<()> {
        let url = job.url.to_string();
        let known = lock(&self.archive).journal.entry(&url).cloned();
        if let Some(entry) = known.as_ref().filter(|entry| self.need_not_ask(&job, entry)) {
            if entry.status >= 400 {
                let why = format!("HTTP status {}", entry.status);
                self.tell_of(&job, Outcome::Failed, Some(why));
                return Ok(());
            }
            self.tell_of(&job, Outcome::Known, None);
            return self.arrived(host, job, entry);
        }
        if host.strikes >= MAX_STRIKES {
            let why = "the host is left alone for the rest of the run".to_owned();
            self.tell_of(&job, Outcome::Failed, Some(why));
            return Ok(());
        }
        if let Err((outcome, why)) = self.may_ask(name, host, &job.url)? {
            self.tell_of(&job, outcome, Some(why));
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
                    if failure.ends_host() {
                        host.strikes = MAX_STRIKES;
                    }
                    let refused = failure.is_refusal();
                    let outcome = if refused { Outcome::Refused } else { Outcome::Failed };
                    self.tell_of(&job, outcome, Some(failure.to_string()));
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
                Err(failure) if failure.is_refusal() => return refused(failure.to_string()),
                // A site whose rules cannot be had is one that may have some.
                Err(failure) => {
                    host.strikes += if failure.ends_host() { MAX_STRIKES } else { 1 };
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
        match status {
            304 => self.tell_of(&job, Outcome::NotModified, None),
            200..=399 => self.tell_of(&job, Outcome::Fetched, None),
            _ => {
                self.tell_of(&job, Outcome::Failed, Some(format!("HTTP status {status}")));
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
            let why = match n_tries {
                1 => format!("{why}; the wait that it asks for is too long"),
                n => format!("{why}, {n} tries"),
            };
            self.tell_of(&job, Outcome::Failed, Some(why));
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
}

/// A wait, made longer by up to a half: by how much differs with the address and the try, so that
/// many who were sent away together do not come back together.
fn jittered(wait: Duration, job: &Job) -> Duration {
    let digest = write::digest(format!("{}{}", job.url, job.n_tries).as_bytes());
    let n = digest.bytes().fold(0_u32, |n, byte| n.wrapping_mul(31).wrapping_add(u32::from(byte)));
    wait + wait.mul_f64(f64::from(n % 1000) / 2000.0)
}
