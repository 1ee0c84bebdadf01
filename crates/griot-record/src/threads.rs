//! Asking for stories.
//!
//! Takes a [`Filter`], an event or an article; gives threads of articles with their events. They are
//! computed from the derived layer when they are asked for, and not stored: of every event its gist is
//! read for it, and what is told of it only where it is shown.

use std::collections::{BTreeSet, HashMap, HashSet};

use griot::fusion::{self, ByDay, Gist, Happening, Story, Strand};
use rusqlite::OptionalExtension as _;

use crate::ask::{ARTICLE, ArticleRow, Filter, Found, article_row};
use crate::error::Result;
use crate::layer::parsed;
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
    /// In the order of their ids.
    strands: Vec<Strand>,
    stories: Vec<Story>,
    by_day: ByDay,
    /// Of each strand the story that it is part of.
    story_of: Vec<Option<usize>>,
}

impl Threads {
    fn of(strands: Vec<Strand>) -> Self {
        let stories = fusion::stories(&strands);
        let mut story_of = vec![None; strands.len()];
        for (at, story) in stories.iter().enumerate() {
            let members = story.events.iter().filter_map(|id| position(&strands, id));
            for member in members {
                if let Some(place) = story_of.get_mut(member) {
                    *place = Some(at);
                }
            }
        }
        Self { by_day: ByDay::of(&strands), strands, stories, story_of }
    }

    /// An event, and the story that it is part of.
    pub(crate) fn event(&self, id: &str) -> Option<(&Strand, Option<&Story>)> {
        let at = position(&self.strands, id)?;
        let story = self.story_of.get(at).copied().flatten();
        Some((self.strands.get(at)?, story.and_then(|story| self.stories.get(story))))
    }

    /// The events that agree with one as those of a story do.
    pub(crate) fn agreeing<'t>(&'t self, event: &'t Strand) -> impl Iterator<Item = &'t Strand> {
        self.by_day.agreeing(&event.gist, &self.strands)
    }
}

fn position(strands: &[Strand], id: &str) -> Option<usize> {
    strands.binary_search_by(|strand| strand.id.as_str().cmp(id)).ok()
}

impl Record {
    /// All stories.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn threads(&self) -> Result<Threads> {
        Ok(Threads::of(self.strands()?))
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
        let is_of = |story: &Story| match &event {
            Some(event) => story.events.contains(event),
            None => of.is_none() || articles.iter().any(|key| story.articles.contains(key)),
        };
        let is_asked = |story: &Story| {
            ids.as_ref().is_none_or(|ids| story.events.iter().any(|id| ids.contains(id)))
        };
        let found: Vec<&Story> =
            threads.stories.iter().filter(|story| is_of(story) && is_asked(story)).collect();
        let total = found.len() as u64;
        let shown = found.into_iter().skip(skip).take(most.unwrap_or(usize::MAX));
        let rows = shown.map(|story| self.story_row(story.clone()));
        Ok(Some(Found { rows: rows.collect::<Result<_>>()?, total }))
    }

    fn story_row(&self, story: Story) -> Result<StoryRow> {
        let mut happenings = Vec::with_capacity(story.events.len());
        for id in &story.events {
            let row = self.event_row(id)?;
            happenings.extend(row.and_then(|row| {
                let (merged, tolls) = (row.merged()?, row.toll_claims());
                let articles = row.reports.into_iter().map(|report| report.row.article.key);
                let articles = articles.collect();
                Some(Happening { id: row.id, merged, tolls, articles })
            }));
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
    fn strands(&self) -> Result<Vec<Strand>> {
        let mut strands = self.machine_strands().map_err(|error| self.fault(error))?;
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
            for strand in strands.iter_mut().filter(|one| is_otherwise(&one.id)) {
                let merged = self.event_row(&strand.id)?.and_then(|event| event.merged());
                strand.gist = merged.as_ref().map(Gist::of).unwrap_or_default();
            }
        }
        Ok(strands)
    }

    fn machine_strands(&self) -> rusqlite::Result<Vec<Strand>> {
        // Both tables are read as they lie: in the order of ids each row would be looked for.
        let mut query = self.db.prepare(
            "SELECT id, gist FROM events
             WHERE id NOT IN (SELECT event FROM reviews WHERE state = 'rejected')",
        )?;
        let strand = |row: &rusqlite::Row<'_>| {
            Ok(Strand { id: row.get(0)?, gist: parsed(row, 1)?, articles: BTreeSet::new() })
        };
        let mut strands: Vec<Strand> =
            query.query_map([], strand)?.collect::<rusqlite::Result<_>>()?;
        strands.sort_unstable_by(|a, b| a.id.cmp(&b.id));
        let places: HashMap<String, usize> =
            strands.iter().enumerate().map(|(at, strand)| (strand.id.clone(), at)).collect();
        let mut query = self.db.prepare("SELECT event, account FROM reports")?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            let place = places.get(row.get_ref(0)?.as_str()?);
            if let Some(strand) = place.and_then(|at| strands.get_mut(*at)) {
                strand.articles.insert(article_of(row.get_ref(1)?.as_str()?).to_owned());
            }
        }
        Ok(strands)
    }
}

/// The article of an account: what stands before the hash of its words.
fn article_of(account: &str) -> &str {
    account.split_once('/').map_or(account, |(article, _)| article)
}
