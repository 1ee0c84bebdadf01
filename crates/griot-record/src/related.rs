//! Asking for the articles that are related to one.
//!
//! Takes an article, the stories of the record and a [`Filter`]; gives articles with the reasons why they
//! are related. What `fusion::related` is asked is the whole record cut down to what may matter: events
//! through the days on which things happened, statements and sources through the index of names and the
//! days of publication. Of most articles no more is read than their day.

use std::collections::{BTreeMap, BTreeSet};

use griot::fusion::{self, Party, Piece, Related, Story, Strand, Utterance};
use griot::gazetteer::fold;
use griot::json::{Event, Statement};
use jiff::ToSpan as _;
use jiff::civil::Date;
use rusqlite::{OptionalExtension as _, params};

use crate::ask::{ArticleRow, Filter, Found};
use crate::error::Result;
use crate::record::{Record, number_of};
use crate::threads::Threads;

/// An article that is related to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelatedRow {
    /// It.
    pub article: ArticleRow,
    /// Why.
    pub related: Related,
}

/// What may be related to an article, itself among it.
#[derive(Default)]
struct Neighbours {
    pieces: Vec<Piece>,
    strands: Vec<Strand>,
    stories: Vec<Story>,
}

/// An article that cites somebody.
#[derive(Default)]
struct Cited {
    published: Option<Date>,
    /// Numbers of its claims that do.
    claims: Vec<i64>,
}

/// So many claims are looked at one by one.
const FEW: usize = 1_000;

impl Record {
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
        let near = self.near(key, threads).map_err(|error| self.fault(error))?;
        let mut found = fusion::related(key, &near.pieces, &near.strands, &near.stories);
        if filter.asks_claims() {
            let kept = self.articles_of(filter)?;
            let mut left = Vec::with_capacity(found.len());
            for one in found {
                let number =
                    number_of(&self.db, &one.article).map_err(|error| self.fault(error))?;
                let number = number.and_then(|number| u64::try_from(number).ok());
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

    fn near(&self, key: &str, threads: &Threads) -> rusqlite::Result<Neighbours> {
        let Some(own) = self.piece(key, true)? else { return Ok(Neighbours::default()) };
        let mut strands: BTreeMap<String, Strand> = BTreeMap::new();
        let mut stories: BTreeMap<String, Story> = BTreeMap::new();
        let mut keys: BTreeSet<String> = BTreeSet::new();
        // Whoever tells the same, at any distance, is named by events and stories.
        for id in self.events_of(key)? {
            let (all, story) = self.around(threads, &id)?;
            strands.extend(all.into_iter().map(|event| (event.id.clone(), event)));
            stories.extend(story.map(|story| (story.id.clone(), story)));
        }
        keys.extend(strands.values().flat_map(|event| event.articles.iter().cloned()));
        keys.extend(stories.values().flat_map(|story| story.articles.iter().cloned()));
        if let Some(first) = &own.prints {
            let mut query =
                self.db.prepare_cached("SELECT article FROM reprints WHERE first = ?1")?;
            for other in query.query_map([first], |row| row.get(0))? {
                keys.insert(other?);
            }
        }
        let mut pieces: BTreeMap<String, Piece> = BTreeMap::new();
        let near = |days: i32| own.published.map(|day| (day, days));
        let speakers = own.statements.iter().flat_map(|said| &said.speakers);
        let speakers: BTreeSet<String> =
            speakers.map(|party| party.id.clone().unwrap_or_else(|| fold(&party.name))).collect();
        for (other, cited) in self.citing(&speakers, near(fusion::STATEMENT_DAYS))? {
            // What else it claims relates it to nothing.
            let statements = self.utterances(&cited.claims)?;
            let piece = Piece { published: cited.published, statements, ..Piece::default() };
            pieces.insert(other.clone(), Piece { id: other, ..piece });
        }
        let sources: BTreeSet<String> =
            own.sources.iter().filter_map(|party| party.id.clone()).collect();
        for (other, _) in self.citing(&sources, near(fusion::SOURCE_DAYS))? {
            // Whether they tell of one country.
            for id in self.events_of(&other)? {
                if !strands.contains_key(&id) {
                    strands.extend(self.strand_of(threads, &id)?.map(|event| (id, event)));
                }
            }
            pieces.extend(self.piece(&other, true)?.map(|piece| (other, piece)));
        }
        for other in keys {
            let Some(piece) = self.piece(&other, false)? else { continue };
            let known = pieces.entry(other).or_insert_with(|| piece.clone());
            known.prints = piece.prints;
        }
        pieces.insert(key.to_owned(), own);
        Ok(Neighbours {
            pieces: pieces.into_values().collect(),
            strands: strands.into_values().collect(),
            stories: stories.into_values().collect(),
        })
    }

    /// The events that an article tells.
    pub(crate) fn events_of(&self, key: &str) -> rusqlite::Result<Vec<String>> {
        // An account begins with the key of its article; what follows the stroke in the order of
        // characters is a nought.
        let sql =
            "SELECT DISTINCT event FROM reports WHERE account >= ?1 || '/' AND account < ?1 || '0'";
        self.db.prepare_cached(sql)?.query_map([key], |row| row.get(0))?.collect()
    }

    /// Articles of so many days before and after one in which somebody of these is cited, with the claims that
    /// cite them. None without a day.
    fn citing(
        &self,
        names: &BTreeSet<String>,
        near: Option<(Date, i32)>,
    ) -> rusqlite::Result<BTreeMap<String, Cited>> {
        let mut found: BTreeMap<String, Cited> = BTreeMap::new();
        let Some((day, days)) = near else { return Ok(found) };
        let mut claims: Vec<i64> = Vec::new();
        let sql = "SELECT claim FROM names WHERE role = 'source' AND name = ?1";
        let mut query = self.db.prepare_cached(sql)?;
        for name in names {
            for claim in query.query_map([name], |row| row.get(0))? {
                claims.push(claim?);
            }
        }
        claims.sort_unstable();
        claims.dedup();
        let ends = [day.checked_sub(days.days()), day.checked_add(days.days())];
        let [from, to] = ends.map(|end| end.unwrap_or(day).to_string());
        let mut put = |row: &rusqlite::Row<'_>| -> rusqlite::Result<()> {
            let cited = found.entry(row.get(1)?).or_default();
            cited.published = row.get::<_, String>(2)?.parse().ok();
            cited.claims.push(row.get(0)?);
            Ok(())
        };
        // Whoever is cited seldom is looked for in those claims; whoever is cited everywhere in the claims
        // of those days, of which there are fewer.
        if claims.len() <= FEW {
            let sql =
                "SELECT c.id, a.key, a.published FROM claims c JOIN articles a ON a.id = c.article
                       WHERE c.id = ?1 AND a.published BETWEEN ?2 AND ?3";
            let mut query = self.db.prepare_cached(sql)?;
            for claim in claims {
                let mut rows = query.query(params![claim, from, to])?;
                if let Some(row) = rows.next()? {
                    put(row)?;
                }
            }
            return Ok(found);
        }
        // In this order, so that both are looks into an index.
        let sql = "SELECT c.id, a.key, a.published FROM articles a CROSS JOIN claims c ON c.article = a.id
                   WHERE a.published BETWEEN ?1 AND ?2";
        let mut query = self.db.prepare_cached(sql)?;
        let mut rows = query.query(params![from, to])?;
        while let Some(row) = rows.next()? {
            if claims.binary_search(&row.get(0)?).is_ok() {
                put(row)?;
            }
        }
        Ok(found)
    }

    /// Statements among claims.
    fn utterances(&self, claims: &[i64]) -> rusqlite::Result<Vec<Utterance>> {
        let sql = "SELECT json FROM claims WHERE id = ?1 AND kind = 'statement'";
        let mut query = self.db.prepare_cached(sql)?;
        let mut found = Vec::new();
        for claim in claims {
            let mut rows = query.query([claim])?;
            if let Some(row) = rows.next()? {
                found.extend(utterance(row.get_ref(0)?.as_str()?));
            }
        }
        Ok(found)
    }

    /// An article, as far as others may be related to it; what it says only where that is asked for.
    fn piece(&self, key: &str, with_words: bool) -> rusqlite::Result<Option<Piece>> {
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
        if !with_words {
            return Ok(Some(piece));
        }
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
            } else {
                piece.statements.extend(utterance(json));
            }
        }
        Ok(Some(piece))
    }
}

/// A statement as it is published; nothing when it cannot be read.
fn utterance(json: &str) -> Option<Utterance> {
    let said: Statement = serde_json::from_str(json).ok()?;
    let speakers = parties(said.speaker, said.speaker_ids).collect();
    Some(Utterance { speakers, words: said.evidence })
}

/// Names with their ids, as far as these are known.
fn parties(names: Vec<String>, ids: Vec<Option<String>>) -> impl Iterator<Item = Party> {
    let ids = ids.into_iter().chain(std::iter::repeat(None));
    names.into_iter().zip(ids).map(|(name, id)| Party { name, id })
}
