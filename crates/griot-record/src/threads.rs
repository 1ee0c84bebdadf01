//! Asking for what belongs together: articles that are related to one, and stories.
//!
//! Takes an article or a [`Filter`]; gives articles with the reasons why they are related, and
//! threads of articles with their events. They are computed from the derived layer when they are
//! asked for, and not stored: every event is read for it.

use std::collections::{BTreeMap, HashMap, HashSet};

use griot::fusion::{self, Happening, Party, Piece, Related, Story, Utterance};
use griot::json::Statement;
use rusqlite::OptionalExtension as _;

use crate::ask::{ARTICLE, ArticleRow, Filter, Found, article_row};
use crate::error::Result;
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

/// Everything that is related to something.
struct Everything {
    /// By the number of the article.
    keys: HashMap<u64, String>,
    pieces: Vec<Piece>,
    happenings: Vec<Happening>,
}

impl Record {
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
        let all = self.everything()?;
        let stories = fusion::stories(&all.happenings);
        let mut found = fusion::related(key, &all.pieces, &all.happenings, &stories);
        if filter.asks_claims() {
            let ids = self.articles_of(filter)?;
            let kept: HashSet<&String> = ids.iter().filter_map(|id| all.keys.get(id)).collect();
            found.retain(|one| kept.contains(&one.article));
        }
        let total = found.len() as u64;
        found.truncate(most.unwrap_or(usize::MAX));
        let mut rows = Vec::with_capacity(found.len());
        for related in found {
            let article = self.article(&related.article)?;
            rows.extend(article.map(|article| RelatedRow { article, related }));
        }
        drop(state);
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
        let wanted = self.latest(self.matching(filter, false)?, None)?;
        let ids: HashSet<String> = wanted.rows.into_iter().map(|(id, _)| id).collect();
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
        let found = self.stories_of(
            |story| story.events.iter().any(|id| ids.contains(id)) && is_of(story),
            most,
        );
        drop(state);
        found.map(Some)
    }

    fn stories_of(
        &self,
        is_wanted: impl Fn(&Story) -> bool,
        most: Option<usize>,
    ) -> Result<Found<StoryRow>> {
        let all = self.everything()?;
        let mut found = fusion::stories(&all.happenings);
        found.retain(is_wanted);
        let total = found.len() as u64;
        found.truncate(most.unwrap_or(usize::MAX));
        let mut by_id: HashMap<String, Happening> =
            all.happenings.into_iter().map(|event| (event.id.clone(), event)).collect();
        let mut rows = Vec::with_capacity(found.len());
        for story in found {
            // An event is in one story alone.
            let happenings = story.events.iter().filter_map(|id| by_id.remove(id)).collect();
            let mut articles = Vec::with_capacity(story.articles.len());
            for key in &story.articles {
                articles.extend(self.article(key)?);
            }
            let age = |article: &ArticleRow| {
                (article.published.is_none(), article.published.clone(), article.key.clone())
            };
            articles.sort_by_cached_key(age);
            rows.push(StoryRow { story, happenings, articles });
        }
        Ok(Found { rows, total })
    }

    fn article(&self, key: &str) -> Result<Option<ArticleRow>> {
        let sql = format!("SELECT {ARTICLE} FROM articles a WHERE a.key = ?1");
        self.db
            .prepare_cached(&sql)
            .and_then(|mut query| query.query_row([key], |row| article_row(row, 0)).optional())
            .map_err(|error| self.fault(error))
    }

    fn everything(&self) -> Result<Everything> {
        let mut query = self
            .db
            .prepare(
                "SELECT id FROM events
                 WHERE id NOT IN (SELECT event FROM reviews WHERE state = 'rejected') ORDER BY id",
            )
            .map_err(|error| self.fault(error))?;
        let ids: Vec<String> = query
            .query_map([], |row| row.get(0))
            .and_then(Iterator::collect)
            .map_err(|error| self.fault(error))?;
        let mut happenings = Vec::with_capacity(ids.len());
        let mut sources: BTreeMap<String, Vec<Party>> = BTreeMap::new();
        for id in ids {
            let Some(row) = self.event_row(&id)? else { continue };
            let Some(merged) = row.merged() else { continue };
            let tolls = row.toll_claims();
            let articles =
                row.reports.iter().map(|report| report.row.article.key.clone()).collect();
            for report in row.reports {
                sources.entry(report.row.article.key).or_default().extend(report.account.sources);
            }
            happenings.push(Happening { id, merged, tolls, articles });
        }
        let (keys, pieces) = self.pieces(sources).map_err(|error| self.fault(error))?;
        Ok(Everything { keys, pieces, happenings })
    }

    fn pieces(
        &self,
        mut sources: BTreeMap<String, Vec<Party>>,
    ) -> rusqlite::Result<(HashMap<u64, String>, Vec<Piece>)> {
        let mut statements: HashMap<u64, Vec<Utterance>> = HashMap::new();
        let mut query = self
            .db
            .prepare("SELECT article, json FROM claims WHERE kind = 'statement' ORDER BY id")?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            let json: String = row.get(1)?;
            // What cannot be read is told by `check`.
            let Ok(said) = serde_json::from_str::<Statement>(&json) else { continue };
            let ids = said.speaker_ids.into_iter().chain(std::iter::repeat(None));
            let speakers = said.speaker.into_iter().zip(ids);
            let speakers = speakers.map(|(name, id)| Party { name, id }).collect();
            let words = said.evidence;
            statements.entry(row.get(0)?).or_default().push(Utterance { speakers, words });
        }
        let mut query = self.db.prepare(
            "SELECT a.id, a.key, a.published, p.first FROM articles a
             LEFT JOIN reprints p ON p.article = a.key ORDER BY a.key",
        )?;
        let mut rows = query.query([])?;
        let (mut keys, mut pieces) = (HashMap::new(), Vec::new());
        while let Some(row) = rows.next()? {
            let (number, id): (u64, String) = (row.get(0)?, row.get(1)?);
            let published: Option<String> = row.get(2)?;
            keys.insert(number, id.clone());
            pieces.push(Piece {
                published: published.and_then(|day| day.parse().ok()),
                prints: row.get(3)?,
                statements: statements.remove(&number).unwrap_or_default(),
                sources: sources.remove(&id).unwrap_or_default(),
                id,
            });
        }
        Ok((keys, pieces))
    }
}
