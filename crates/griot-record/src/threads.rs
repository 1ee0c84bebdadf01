//! Asking for what belongs together: articles that are related to one, and stories.
//!
//! Takes an article or a [`Filter`]; gives articles with the reasons why they are related, and
//! threads of articles with their events. They are computed from the derived layer when they are
//! asked for, and not stored: of every event its gist is read for it, and what is told of it only
//! where it is shown.

use std::collections::{BTreeSet, HashSet};

use griot::fusion::{self, Gist, Happening, Party, Piece, Related, Story, Strand, Utterance};
use griot::gazetteer::fold;
use griot::json::{Event, Statement};
use jiff::ToSpan as _;
use jiff::civil::Date;
use rusqlite::{OptionalExtension as _, params};

use crate::ask::{ARTICLE, ArticleRow, Filter, Found, article_row};
use crate::error::Result;
use crate::layer::parsed;
use crate::record::Record;

/// An article that is related to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelatedRow {
    /// It.
    pub article: ArticleRow,
    /// Why.
    pub related: Related,
}

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
    strands: Vec<Strand>,
    stories: Vec<Story>,
}

impl Record {
    /// All stories.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn threads(&self) -> Result<Threads> {
        let strands = self.strands()?;
        let stories = fusion::stories(&strands);
        Ok(Threads { strands, stories })
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

    /// The articles that are related to one, by its key, the closest first: `most` of them (all
    /// without), and how many there are. The filter holds when some claim of the related article
    /// meets it.
    ///
    /// # Errors
    ///
    /// When the database or, for words, the index cannot be read.
    pub fn related(
        &self,
        key: &str,
        filter: &Filter,
        most: Option<usize>,
    ) -> Result<Found<RelatedRow>> {
        let state = self.db.unchecked_transaction().map_err(|error| self.fault(error))?;
        let found = self.related_among(&self.threads()?, key, filter, most);
        drop(state);
        found
    }

    /// The same, with the stories that are at hand.
    ///
    /// # Errors
    ///
    /// When the database or, for words, the index cannot be read.
    pub fn related_among(
        &self,
        threads: &Threads,
        key: &str,
        filter: &Filter,
        most: Option<usize>,
    ) -> Result<Found<RelatedRow>> {
        let Threads { strands, stories } = threads;
        let pieces = self.pieces(key, strands, stories).map_err(|error| self.fault(error))?;
        let mut found = fusion::related(key, &pieces, strands, stories);
        if filter.asks_claims() {
            let kept = self.articles_of(filter)?;
            let mut left = Vec::with_capacity(found.len());
            for one in found {
                let number = self.number(&one.article).map_err(|error| self.fault(error))?;
                left.extend(number.filter(|number| kept.contains(number)).map(|_| one));
            }
            found = left;
        }
        let total = found.len() as u64;
        found.truncate(most.unwrap_or(usize::MAX));
        let mut rows = Vec::with_capacity(found.len());
        for related in found {
            let article = self.article(&related.article)?;
            rows.extend(article.map(|article| RelatedRow { article, related }));
        }
        Ok(Found { rows, total })
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
        let found = self.stories_among(&self.threads()?, of, filter, most);
        drop(state);
        found
    }

    /// The same, of the stories that are at hand.
    ///
    /// # Errors
    ///
    /// When the database or, for words, the index cannot be read.
    pub fn stories_among(
        &self,
        threads: &Threads,
        of: Option<&str>,
        filter: &Filter,
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
        let mut found: Vec<&Story> =
            threads.stories.iter().filter(|story| is_of(story) && is_asked(story)).collect();
        let total = found.len() as u64;
        found.truncate(most.unwrap_or(usize::MAX));
        let rows = found.into_iter().map(|story| self.story_row(story.clone()));
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

    fn article(&self, key: &str) -> Result<Option<ArticleRow>> {
        let sql = format!("SELECT {ARTICLE} FROM articles a WHERE a.key = ?1");
        self.db
            .prepare_cached(&sql)
            .and_then(|mut query| query.query_row([key], |row| article_row(row, 0)).optional())
            .map_err(|error| self.fault(error))
    }

    /// The number of an article.
    fn number(&self, key: &str) -> rusqlite::Result<Option<u64>> {
        let sql = "SELECT id FROM articles WHERE key = ?1";
        self.db.prepare_cached(sql)?.query_row([key], |row| row.get(0)).optional()
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
        let mut query = self.db.prepare(
            "SELECT id, gist FROM events
             WHERE id NOT IN (SELECT event FROM reviews WHERE state = 'rejected') ORDER BY id",
        )?;
        let mut rows = query.query([])?;
        let mut reports = self.db.prepare("SELECT event, account FROM reports ORDER BY event")?;
        let mut reports = reports.query([])?;
        let mut report = reports.next()?;
        let mut strands = Vec::new();
        while let Some(row) = rows.next()? {
            let (id, gist): (String, Gist) = (row.get(0)?, parsed(row, 1)?);
            // Both are in the order of the events, so that each is read once from end to end.
            let mut articles = BTreeSet::new();
            while let Some(row) = report {
                let event = row.get_ref(0)?.as_str()?;
                if event > id.as_str() {
                    break;
                }
                if event == id {
                    articles.insert(article_of(row.get_ref(1)?.as_str()?).to_owned());
                }
                report = reports.next()?;
            }
            strands.push(Strand { id, gist, articles });
        }
        Ok(strands)
    }

    /// The articles that may be related to one, itself among them.
    fn pieces(
        &self,
        key: &str,
        strands: &[Strand],
        stories: &[Story],
    ) -> rusqlite::Result<Vec<Piece>> {
        let Some(own) = self.piece(key)? else { return Ok(Vec::new()) };
        // Whoever tells the same, at any distance, is named by events and stories.
        let mut keys: BTreeSet<String> = BTreeSet::new();
        let mine: Vec<&Strand> =
            strands.iter().filter(|event| event.articles.contains(key)).collect();
        for event in strands {
            if mine.iter().any(|own| own.id == event.id || own.gist.agrees(&event.gist)) {
                keys.extend(event.articles.iter().cloned());
            }
        }
        for story in stories.iter().filter(|story| story.articles.contains(key)) {
            keys.extend(story.articles.iter().cloned());
        }
        if let Some(first) = &own.prints {
            let mut query =
                self.db.prepare_cached("SELECT article FROM reprints WHERE first = ?1")?;
            for other in query.query_map([first], |row| row.get(0))? {
                keys.insert(other?);
            }
        }
        let mut query = self.db.prepare_cached(
            "SELECT a.key FROM names n JOIN claims c ON c.id = n.claim
             JOIN articles a ON a.id = c.article
             WHERE n.role = 'source' AND n.name = ?1 AND c.kind = 'statement'",
        )?;
        let speakers = own.statements.iter().flat_map(|said| &said.speakers);
        let speakers: BTreeSet<String> =
            speakers.map(|party| party.id.clone().unwrap_or_else(|| fold(&party.name))).collect();
        for speaker in speakers {
            for other in query.query_map([speaker], |row| row.get(0))? {
                keys.insert(other?);
            }
        }
        if let Some(day) = own.published
            && own.sources.iter().any(|party| party.id.is_some())
        {
            let days = fusion::SOURCE_DAYS.days();
            let ends = [day.checked_sub(days), day.checked_add(days)];
            let [from, to] = ends.map(|end| end.unwrap_or(day).to_string());
            let sql = "SELECT key FROM articles WHERE published BETWEEN ?1 AND ?2";
            let mut query = self.db.prepare_cached(sql)?;
            for other in query.query_map(params![from, to], |row| row.get(0))? {
                keys.insert(other?);
            }
        }
        keys.remove(key);
        let mut pieces = vec![own];
        for key in keys {
            pieces.extend(self.piece(&key)?);
        }
        Ok(pieces)
    }

    /// An article, as far as others may be related to it.
    fn piece(&self, key: &str) -> rusqlite::Result<Option<Piece>> {
        let sql = "SELECT a.id, a.published, p.first FROM articles a
                   LEFT JOIN reprints p ON p.article = a.key WHERE a.key = ?1";
        let read = |row: &rusqlite::Row<'_>| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, Option<String>>(1)?, row.get(2)?))
        };
        let found = self.db.prepare_cached(sql)?.query_row([key], read).optional()?;
        let Some((number, published, prints)) = found else { return Ok(None) };
        let mut piece = Piece {
            id: key.to_owned(),
            published: published.and_then(|day| day.parse::<Date>().ok()),
            prints,
            ..Piece::default()
        };
        // Of an event that somebody rejected nobody is cited.
        let mut query = self.db.prepare_cached(
            "SELECT c.kind, c.json FROM claims c LEFT JOIN reports r ON r.claim = c.key
             LEFT JOIN reviews x ON x.event = r.event
             WHERE c.article = ?1 AND (c.kind = 'statement' OR c.kind = 'event'
               AND r.event IS NOT NULL AND coalesce(x.state, '') <> 'rejected')
             ORDER BY c.id",
        )?;
        let mut rows = query.query([number])?;
        while let Some(row) = rows.next()? {
            let (kind, json) = (row.get_ref(0)?.as_str()?, row.get_ref(1)?.as_str()?);
            // What cannot be read is told by `check`.
            if kind == "event" {
                if let Ok(event) = serde_json::from_str::<Event>(json) {
                    piece.sources.extend(parties(event.sources, event.source_ids));
                }
            } else if let Ok(said) = serde_json::from_str::<Statement>(json) {
                let speakers = parties(said.speaker, said.speaker_ids).collect();
                piece.statements.push(Utterance { speakers, words: said.evidence });
            }
        }
        Ok(Some(piece))
    }
}

/// Names with their ids, as far as these are known.
fn parties(names: Vec<String>, ids: Vec<Option<String>>) -> impl Iterator<Item = Party> {
    let ids = ids.into_iter().chain(std::iter::repeat(None));
    names.into_iter().zip(ids).map(|(name, id)| Party { name, id })
}

/// The article of an account: what stands before the hash of its words.
fn article_of(account: &str) -> &str {
    account.split_once('/').map_or(account, |(article, _)| article)
}
