//! Asking for stories.
//!
//! Takes a [`Filter`], an event or an article; gives threads of articles with their events. They are
//! computed from the derived layer when they are asked for, and not stored: of every event its gist is
//! read for it and whether one article alone tells it, and who tells it only where it is shown.

use std::collections::{BTreeSet, HashSet};
use std::sync::OnceLock;

use griot::fusion::{self, ByDay, Gist, Happening, Outline, Story, Strand};
use rusqlite::OptionalExtension as _;

use crate::ask::{ARTICLE, ArticleRow, Filter, Found, article_row};
use crate::error::Result;
use crate::merged::EventRow;
use crate::record::Record;

/// A story.
#[derive(Clone, Debug, PartialEq)]
pub struct StoryRow {
    /// Its id, its events, its articles.
    pub story: Story,
    /// Its events, the earliest first.
    pub happenings: Vec<Happening>,
    /// Its articles, the earliest first.
    pub articles: Vec<ArticleRow>,
}

/// All stories of a record, and what they are made of: whoever asks often keeps them while the record is
/// what it was.
#[derive(Clone, Debug, Default)]
pub struct Threads {
    events: Vec<Thin>,
    /// The latest first; of each the places of its events, the earliest first.
    members: Vec<Vec<usize>>,
    looks: OnceLock<Looks>,
}

/// An event without those who tell it.
#[derive(Clone, Debug, Default)]
struct Thin {
    id: String,
    gist: Gist,
    /// The article that tells it, when one alone does.
    article: Option<String>,
}

/// Where to look for one event. Whoever asks for all stories never does.
#[derive(Clone, Debug)]
struct Looks {
    /// Places of events in the order of their ids.
    by_id: Vec<usize>,
    by_day: ByDay,
    /// Of each event the thread that it is part of.
    thread_of: Vec<Option<usize>>,
}

impl Threads {
    fn of(events: Vec<Thin>) -> Self {
        let outlines: Vec<Outline<'_>> = events
            .iter()
            .map(|one| Outline { id: &one.id, gist: &one.gist, article: one.article.as_deref() })
            .collect();
        Self { members: fusion::threads(&outlines), events, looks: OnceLock::new() }
    }

    fn looks(&self) -> &Looks {
        self.looks.get_or_init(|| {
            let mut by_id: Vec<usize> = (0..self.events.len()).collect();
            by_id.sort_unstable_by_key(|at| self.id(*at));
            let mut thread_of = vec![None; self.events.len()];
            for (thread, places) in self.members.iter().enumerate() {
                for at in places {
                    if let Some(place) = thread_of.get_mut(*at) {
                        *place = Some(thread);
                    }
                }
            }
            let by_day = ByDay::of(self.events.iter().map(|event| &event.gist));
            Looks { by_id, by_day, thread_of }
        })
    }

    fn id(&self, at: usize) -> Option<&str> {
        self.events.get(at).map(|event| event.id.as_str())
    }

    /// The ids of the events of a thread.
    fn ids<'t>(&'t self, thread: &'t [usize]) -> impl Iterator<Item = &'t str> {
        thread.iter().filter_map(|at| self.id(*at))
    }

    fn place(&self, id: &str) -> Option<usize> {
        let looks = self.looks();
        let found = looks.by_id.binary_search_by(|at| self.id(*at).cmp(&Some(id))).ok()?;
        looks.by_id.get(found).copied()
    }
}

impl Record {
    /// All stories.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn threads(&self) -> Result<Threads> {
        Ok(Threads::of(self.thin_events()?))
    }

    /// The keys of the articles that have this key, id or address: the first of these that some
    /// article has.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn article_keys(&self, asked: &str) -> Result<Vec<String>> {
        for column in ["key", "json_extract(json, '$.id')", "json_extract(json, '$.url')"] {
            let sql = format!("SELECT key FROM articles WHERE {column} = ?1 ORDER BY key");
            let mut query = self.db.prepare(&sql).map_err(|error| self.fault(error))?;
            let keys: Vec<String> = query
                .query_map([asked], |row| row.get(0))
                .and_then(Iterator::collect)
                .map_err(|error| self.fault(error))?;
            if !keys.is_empty() {
                return Ok(keys);
            }
        }
        Ok(Vec::new())
    }

    /// Asks for stories: the latest `most` of them (all without), and how many there are. A story is
    /// found when a report of one of its events meets the filter, and is given whole. With an id,
    /// only the stories of it are: of a story, also of one that began with an event which is not its
    /// first any more; of an event, also where an old id leads; or of an article, by its key, id or
    /// address. Nothing when the id is that of none of these.
    ///
    /// # Errors
    ///
    /// When the database or, for words, the index cannot be read.
    pub fn stories(
        &self,
        of: Option<&str>,
        filter: &Filter,
        most: Option<usize>,
    ) -> Result<Option<Found<StoryRow>>> {
        let state = self.db.unchecked_transaction().map_err(|error| self.fault(error))?;
        let found = self.stories_among(&self.threads()?, of, filter, 0, most);
        drop(state);
        found
    }

    /// The same, of the stories that are at hand, without the first so many.
    ///
    /// # Errors
    ///
    /// When the database or, for words, the index cannot be read.
    pub fn stories_among(
        &self,
        threads: &Threads,
        of: Option<&str>,
        filter: &Filter,
        skip: usize,
        most: Option<usize>,
    ) -> Result<Option<Found<StoryRow>>> {
        // Every story has an event that nobody rejected: without a filter there is none to be left out.
        let ids: Option<HashSet<String>> = if *filter == Filter::default() {
            None
        } else {
            let wanted = self.latest(self.matching(filter, false)?, None)?;
            Some(wanted.rows.into_iter().map(|(id, _)| id).collect())
        };
        let (mut event, mut articles) = (None, Vec::new());
        if let Some(of) = of {
            let digits = of.strip_prefix("st-").or_else(|| of.strip_prefix("ev-"));
            let found = digits.map(|digits| self.event(&format!("ev-{digits}"))).transpose()?;
            event = found.flatten().map(|event| event.id);
            if event.is_none() {
                articles = self.article_keys(of)?;
            }
            if event.is_none() && articles.is_empty() {
                return Ok(None);
            }
        }
        // An article is part of the stories of the events that it tells.
        let mut told: HashSet<String> = event.into_iter().collect();
        for key in &articles {
            told.extend(self.events_of(key).map_err(|error| self.fault(error))?);
        }
        let is_wanted = |thread: &[usize]| {
            (of.is_none() || threads.ids(thread).any(|id| told.contains(id)))
                && ids.as_ref().is_none_or(|ids| threads.ids(thread).any(|id| ids.contains(id)))
        };
        let found: Vec<&Vec<usize>> =
            threads.members.iter().filter(|thread| is_wanted(thread)).collect();
        let total = found.len() as u64;
        let shown = found.into_iter().skip(skip).take(most.unwrap_or(usize::MAX));
        let story = |thread| self.story(threads, thread).map_err(|error| self.fault(error));
        let rows = shown.map(|thread| self.story_row(story(thread)?));
        Ok(Some(Found { rows: rows.collect::<Result<_>>()?, total }))
    }

    fn story(&self, threads: &Threads, thread: &[usize]) -> rusqlite::Result<Story> {
        let events: Vec<String> = threads.ids(thread).map(str::to_owned).collect();
        let mut articles = BTreeSet::new();
        for event in &events {
            articles.extend(self.tellers(event)?);
        }
        let id = fusion::story_id(events.first().map_or("", String::as_str));
        Ok(Story { id, events, articles })
    }

    /// The articles that tell an event.
    fn tellers(&self, event: &str) -> rusqlite::Result<BTreeSet<String>> {
        let mut query = self.db.prepare_cached("SELECT account FROM reports WHERE event = ?1")?;
        let mut rows = query.query([event])?;
        let mut found = BTreeSet::new();
        while let Some(row) = rows.next()? {
            found.insert(article_of(row.get_ref(0)?.as_str()?).to_owned());
        }
        Ok(found)
    }

    /// An event and those that agree with it as those of a story do, and the story that it is part of.
    pub(crate) fn around(
        &self,
        threads: &Threads,
        event: &str,
    ) -> rusqlite::Result<(Vec<Strand>, Option<Story>)> {
        let Some(at) = threads.place(event) else { return Ok((Vec::new(), None)) };
        let looks = threads.looks();
        let gist = |at: usize| threads.events.get(at).map(|event| &event.gist);
        let mut all = vec![at];
        if let Some(own) = gist(at) {
            all.extend(looks.by_day.agreeing(own, gist).filter(|other| *other != at));
        }
        let all = all.into_iter().filter_map(|at| threads.events.get(at));
        let strands = all.map(|event| self.strand(event)).collect::<rusqlite::Result<_>>()?;
        let thread = looks.thread_of.get(at).copied().flatten();
        let thread = thread.and_then(|thread| threads.members.get(thread));
        let story = thread.map(|thread| self.story(threads, thread)).transpose()?;
        Ok((strands, story))
    }

    /// An event with those who tell it.
    pub(crate) fn strand_of(
        &self,
        threads: &Threads,
        event: &str,
    ) -> rusqlite::Result<Option<Strand>> {
        let event = threads.place(event).and_then(|at| threads.events.get(at));
        event.map(|event| self.strand(event)).transpose()
    }

    fn strand(&self, event: &Thin) -> rusqlite::Result<Strand> {
        let articles = self.tellers(&event.id)?;
        Ok(Strand { id: event.id.clone(), gist: event.gist.clone(), articles })
    }

    fn story_row(&self, story: Story) -> Result<StoryRow> {
        let mut happenings = Vec::with_capacity(story.events.len());
        for id in &story.events {
            happenings.extend(self.event_row(id)?.and_then(EventRow::happening));
        }
        let mut articles = Vec::with_capacity(story.articles.len());
        for key in &story.articles {
            articles.extend(self.article(key)?);
        }
        let age = |article: &ArticleRow| {
            (article.published.is_none(), article.published.clone(), article.key.clone())
        };
        articles.sort_by_cached_key(age);
        Ok(StoryRow { story, happenings, articles })
    }

    /// An article, by its key.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn article(&self, key: &str) -> Result<Option<ArticleRow>> {
        let sql = format!("SELECT {ARTICLE} FROM articles a WHERE a.key = ?1");
        self.db
            .prepare_cached(&sql)
            .and_then(|mut query| query.query_row([key], |row| article_row(row, 0)).optional())
            .map_err(|error| self.fault(error))
    }

    /// The events that nobody rejected, as they were corrected, as stories see them.
    fn thin_events(&self) -> Result<Vec<Thin>> {
        let mut events = self.machine_events().map_err(|error| self.fault(error))?;
        let corrected = self
            .db
            .prepare("SELECT event FROM reviews WHERE is_corrected")
            .and_then(|mut query| {
                query
                    .query_map([], |row| row.get(0))?
                    .collect::<rusqlite::Result<HashSet<String>>>()
            })
            .map_err(|error| self.fault(error))?;
        // What an event is told to be by reports that are withheld is not told.
        let parts = self.parts().map_err(|error| self.fault(error))?;
        if !corrected.is_empty() || !parts.is_empty() {
            let is_otherwise = |id: &String| corrected.contains(id) || parts.contains(id);
            for event in events.iter_mut().filter(|one| is_otherwise(&one.id)) {
                let merged = self.event_row(&event.id)?.and_then(|event| event.merged());
                event.gist = merged.as_ref().map(Gist::of).unwrap_or_default();
                let mut tellers = self.tellers(&event.id).map_err(|error| self.fault(error))?;
                event.article = if tellers.len() == 1 { tellers.pop_first() } else { None };
            }
        }
        Ok(events)
    }

    fn machine_events(&self) -> rusqlite::Result<Vec<Thin>> {
        // The index that has this order has all that is asked for: no row is read.
        let mut query = self.db.prepare(
            "SELECT id, gist, article FROM events
             WHERE id NOT IN (SELECT event FROM reviews WHERE state = 'rejected')
             ORDER BY first_day DESC, id",
        )?;
        let mut rows = query.query([])?;
        let mut events = Vec::new();
        while let Some(row) = rows.next()? {
            // Made by this program, as `check` verifies.
            let gist = serde_json::from_str(row.get_ref(1)?.as_str()?).unwrap_or_default();
            events.push(Thin { id: row.get(0)?, gist, article: row.get(2)? });
        }
        Ok(events)
    }
}

/// The article of an account: what stands before the hash of its words.
pub(crate) fn article_of(account: &str) -> &str {
    account.split_once('/').map_or(account, |(article, _)| article)
}
