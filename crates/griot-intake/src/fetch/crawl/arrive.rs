//! What is in the archive now: a page, a redirect, or a list of more addresses.
//!
//! Takes an entry of the archive and the job that it answers; notes a page as found, sends a redirect
//! back into a queue, and puts what feeds, sitemaps and lists name there, too. Deliberately sends
//! nothing itself.

use std::io;

use url::Url;

use super::{Crawl, Event, Host, Job, Outcome, lock};
use crate::feed::{self, Kind};
use crate::fetch::journal::Entry;
use crate::fetch::location;

/// No address leads further.
const MAX_REDIRECTS: usize = 10;
/// No more sitemaps of an index, or feeds of a list, are fetched.
const MAX_LISTS: usize = 200;
/// Lists name lists: an index, its sitemap, its pages.
const MAX_DEPTH: usize = 3;

/// Where a list stands among what was asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Above<'a> {
    /// How many lists lie before it.
    pub(super) depth: usize,
    /// Where its pages stand in what comes out.
    pub(super) order: &'a [u32],
}

impl Crawl<'_> {
    /// An address is in the archive: leads on, lists others, or is a page.
    pub(super) fn arrived(&self, host: &mut Host, job: Job, entry: &Entry) -> io::Result<()> {
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
                let above = Above { depth: job.depth, order: &job.order };
                self.add_items(above, job.url.as_str(), Some(&job.url), &list);
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
                self.tell_of(&job, Outcome::Failed, Some(why));
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
                let from = job.from.or(Some(job.url));
                let job = Job { url: to, from, n_redirects, n_tries: 0, ..job };
                if same_host {
                    host.waiting.push_front(job);
                } else {
                    self.add(job, true);
                }
            }
            Ok(_) => {
                let why = format!("more than {MAX_REDIRECTS} redirects");
                self.tell_of(&job, Outcome::Failed, Some(why));
            }
            Err(why) => self.tell_of(&job, Outcome::Failed, Some(why)),
        }
    }

    /// What a list names goes into the queues.
    pub(super) fn add_items(
        &self,
        above: Above<'_>,
        name: &str,
        base: Option<&Url>,
        list: &feed::Feed,
    ) {
        for note in &list.notes {
            (self.tell)(&Event {
                url: name.to_owned(),
                outcome: Outcome::Fetched,
                why: Some(note.text.clone()),
                asked_for: above.depth == 0,
            });
        }
        let names_lists = matches!(list.kind, Kind::Opml | Kind::SitemapIndex);
        if above.depth >= MAX_DEPTH {
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
            let order = [above.order, &[n as u32]].concat();
            let updated = item.updated;
            let depth = above.depth + 1;
            self.add(Job { depth, is_list: names_lists, updated, ..Job::new(url, order) }, false);
        }
    }
}
