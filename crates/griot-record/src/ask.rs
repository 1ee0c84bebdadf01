//! Asking a record.
//!
//! Takes a [`Filter`], the same for everything that can be asked for; gives rows, the latest first,
//! and how many there are in all, so that whoever shows some can say how many are not shown.

use std::collections::HashSet;
use std::sync::Arc;

use griot::gazetteer::fold;
use rusqlite::types::Value as Sql;
use rusqlite::{Row as SqlRow, params_from_iter};
use serde_json::Value;

use crate::error::{Error, Result};
use crate::record::Record;
use crate::review::ReviewState;

/// Kilometres of a degree of latitude, rounded down, so that a box in degrees is never too small.
pub(crate) const DEGREE_KM: f64 = 111.0;

/// What is asked for. What is empty restricts nothing; of several values of one field any will do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// ISO 3166 alpha-2.
    pub countries: Vec<String>,
    /// Around a point.
    pub near: Option<Near>,
    /// In a frame.
    pub within: Option<Frame>,
    /// Initiators, targets or victims: a name as written (accents and case do not count), or an id
    /// of the registry.
    pub actors: Vec<String>,
    /// Sources and speakers, in the same way.
    pub sources: Vec<String>,
    /// Event types.
    pub types: Vec<String>,
    /// Outcomes of tolls.
    pub outcomes: Vec<String>,
    /// `reported`, `alleged` or `denied`.
    pub certainties: Vec<String>,
    /// ISO day: what ended before it is left out, and so is what has no date.
    pub since: Option<String>,
    /// ISO day: what began after it is left out, and so is what has no date.
    pub until: Option<String>,
    /// Names of [`ReviewState`]. Events that somebody rejected are left
    /// out unless they are asked for here; what is no report of an event is unreviewed.
    pub reviews: Vec<String>,
    /// Words of the article.
    pub text: Option<String>,
}

/// A circle on the map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    /// WGS 84 degrees north.
    pub lat: f64,
    /// WGS 84 degrees east.
    pub lon: f64,
    /// Its radius.
    pub km: f64,
}

/// A frame on the map, its edges included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// WGS 84 degrees east of its left edge. One that is greater than that of the right edge lies
    /// before the line where the days change, and the frame crosses it.
    pub west: f64,
    /// WGS 84 degrees north of its lower edge.
    pub south: f64,
    /// WGS 84 degrees east of its right edge.
    pub east: f64,
    /// WGS 84 degrees north of its upper edge.
    pub north: f64,
}

impl Frame {
    /// Whether a point (degrees north, degrees east) lies in it.
    pub fn holds(&self, lat: f64, lon: f64) -> bool {
        let Self { west, south, east, north } = *self;
        let is_between =
            if west <= east { west <= lon && lon <= east } else { lon >= west || lon <= east };
        south <= lat && lat <= north && is_between
    }
}

/// What can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Reports of events.
    Events,
    /// Tolls of events, and aggregates: each figure a row.
    Tolls,
    /// What is claimed over periods.
    Aggregates,
    /// Statements.
    Statements,
}

/// A page of a long answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Page<'a> {
    /// The key of the row that it follows; the first page without.
    pub after: Option<&'a str>,
    /// So many rows; all without.
    pub most: Option<usize>,
}

/// One row of an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The claim's key, which stays the same.
    pub key: String,
    /// `event`, `aggregate` or `statement`.
    pub kind: String,
    /// Which toll of an event, for [`Kind::Tolls`].
    pub toll: Option<usize>,
    /// The claim as published.
    pub claim: Value,
    /// The article that makes it.
    pub article: ArticleRow,
}

/// Where a claim stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArticleRow {
    /// The article's key.
    pub key: String,
    /// Its id, as it was given or made from the path.
    pub id: String,
    /// Its address.
    pub url: Option<String>,
    /// The outlet.
    pub publisher: Option<String>,
    /// ISO day.
    pub published: Option<String>,
    /// The headline.
    pub title: Option<String>,
    /// ISO 639-1.
    pub lang: Option<String>,
    /// The beginning of its text, where it has no headline to be called by.
    pub opening: Option<String>,
}

impl ArticleRow {
    /// Whether it is withheld from whoever asks: nothing but its day is told then.
    pub fn is_withheld(&self) -> bool {
        self.key.is_empty()
    }
}

/// An answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Found<T> {
    /// The first of them.
    pub rows: Vec<T>,
    /// How many there are.
    pub total: u64,
}

/// An article that was searched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchHit {
    /// The article.
    pub article: ArticleRow,
    /// The passage that shows the words best; empty where only the title has them.
    pub passage: String,
}

/// Conditions and their values.
#[derive(Debug, Default)]
pub(crate) struct Conditions {
    pub(crate) sql: Vec<String>,
    pub(crate) values: Vec<Sql>,
}

/// Whose word a condition is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    /// What the claim `c` says.
    Reported,
    /// What the review `x` says, and where it says nothing the claim `c`.
    Corrected,
}

/// Names as they are asked for, and as they are kept.
pub(crate) fn folded_too(asked: &[String]) -> Vec<String> {
    let mut names: Vec<_> = asked.iter().flat_map(|name| [name.clone(), fold(name)]).collect();
    names.sort();
    names.dedup();
    names
}

impl Conditions {
    fn any_of<'a>(
        &mut self,
        before: &str,
        values: impl IntoIterator<Item = &'a String>,
        after: &str,
    ) {
        let values: Vec<Sql> = values.into_iter().map(|value| Sql::Text(value.clone())).collect();
        if !values.is_empty() {
            let marks = vec!["?"; values.len()].join(", ");
            self.sql.push(format!("{before} IN ({marks}){after}"));
            self.values.extend(values);
        }
    }

    fn names(&mut self, role: &str, asked: &[String], said: Said) {
        let names = folded_too(asked);
        let before = format!("c.id IN (SELECT claim FROM names WHERE role = '{role}' AND name");
        if said == Said::Corrected && role == "actor" && !names.is_empty() {
            let mut either = Self::default();
            either.any_of(&before, &names, ")");
            either.any_of("EXISTS (SELECT 1 FROM json_each(x.actors) WHERE value", &names, ")");
            self.sql.push(format!("({})", either.sql.join(" OR ")));
            self.values.extend(either.values);
        } else {
            self.any_of(&before, &names, ")");
        }
    }

    fn near(&mut self, near: Near, said: Said) {
        if said == Said::Corrected {
            let Near { lat, lon, km } = near;
            let of =
                |axis: &str| format!("CASE WHEN x.place IS NULL THEN c.{axis} ELSE x.{axis} END");
            self.sql.push(format!("km({}, {}, {lat}, {lon}) <= {km}", of("lat"), of("lon")));
            return;
        }
        let Near { lat, lon, km } = near;
        let d_lat = km / DEGREE_KM;
        // Degrees of longitude shrink towards the poles; close to them the box is the whole way round.
        let narrowest = (lat.abs() + d_lat).min(90.0).to_radians().cos();
        let d_lon =
            if narrowest * DEGREE_KM * 180.0 > km { km / (DEGREE_KM * narrowest) } else { 360.0 };
        // Positions are kept in 32 bits: the box is a little wider, and the distance decides. Across
        // the line where the days change, the box is looked for on both sides.
        let slack = 0.001;
        let sides: Vec<String> = [-360.0, 0.0, 360.0]
            .map(|turn| {
                let (west, east) = (lon + turn - d_lon - slack, lon + turn + d_lon + slack);
                format!("(max_lon >= {west} AND min_lon <= {east})")
            })
            .to_vec();
        let (south, north) = (lat - d_lat - slack, lat + d_lat + slack);
        self.sql.push(format!(
            "c.id IN (SELECT id FROM positions WHERE max_lat >= {south} AND min_lat <= {north} AND ({}))",
            sides.join(" OR ")
        ));
        self.sql.push(format!("km(c.lat, c.lon, {lat}, {lon}) <= {km}"));
    }

    fn within(&mut self, frame: Frame, said: Said) {
        let Frame { west, south, east, north } = frame;
        let of = |axis: &str| match said {
            Said::Reported => format!("c.{axis}"),
            Said::Corrected => {
                format!("CASE WHEN x.place IS NULL THEN c.{axis} ELSE x.{axis} END")
            }
        };
        if said == Said::Reported {
            // Positions are kept in 32 bits: the frame is a little wider, and the exact one decides.
            let slack = 0.001;
            let sides =
                if west <= east { vec![(west, east)] } else { vec![(west, 180.0), (-180.0, east)] };
            let sides: Vec<String> = sides
                .into_iter()
                .map(|(west, east)| {
                    format!("(max_lon >= {} AND min_lon <= {})", west - slack, east + slack)
                })
                .collect();
            self.sql.push(format!(
                "c.id IN (SELECT id FROM positions WHERE max_lat >= {} AND min_lat <= {} AND ({}))",
                south - slack,
                north + slack,
                sides.join(" OR ")
            ));
        }
        let (lat, lon) = (of("lat"), of("lon"));
        let between = if west <= east { "AND" } else { "OR" };
        self.sql.push(format!(
            "({lat} >= {south} AND {lat} <= {north} AND ({lon} >= {west} {between} {lon} <= {east}))"
        ));
    }
}

impl Filter {
    /// Whether it restricts anything but words.
    pub(crate) fn asks_claims(&self) -> bool {
        let lists = [
            &self.countries,
            &self.actors,
            &self.sources,
            &self.types,
            &self.outcomes,
            &self.certainties,
            &self.reviews,
        ];
        lists.iter().any(|list| !list.is_empty())
            || self.near.is_some()
            || self.within.is_some()
            || self.since.is_some()
            || self.until.is_some()
    }

    pub(crate) fn conditions(&self, outcome_of_toll: bool) -> Conditions {
        let mut all = self.conditions_on(outcome_of_toll, Said::Reported);
        if !self.reviews.is_empty() {
            // The lesser table first, whatever SQLite thinks of it.
            let of = "reviews x CROSS JOIN reports r ON r.event = x.event";
            all.sql.push(self.review_condition("c.key", "r.claim", of));
        }
        all
    }

    /// The condition that a column is of an event in one of the states that are asked for.
    pub(crate) fn review_condition(&self, column: &str, key: &str, of: &str) -> String {
        let states: Vec<String> = ReviewState::ALL
            .into_iter()
            .map(ReviewState::as_str)
            .filter(|state| self.reviews.iter().any(|asked| asked == state))
            .map(|state| format!("'{state}'"))
            .collect();
        let reviewed = format!(
            "{column} IN (SELECT {key} FROM {of} WHERE x.state IN ({}))",
            states.join(", ")
        );
        // What nobody has said anything of has no row.
        if states.iter().any(|state| state == "'unreviewed'") {
            format!("({reviewed} OR {column} NOT IN (SELECT {key} FROM {of}))")
        } else {
            reviewed
        }
    }

    pub(crate) fn conditions_on(&self, outcome_of_toll: bool, said: Said) -> Conditions {
        let column = |name: &str| match said {
            Said::Reported => format!("c.{name}"),
            Said::Corrected => format!("coalesce(x.{name}, c.{name})"),
        };
        let mut all = Conditions::default();
        all.any_of(&column("country"), &self.countries, "");
        all.any_of(&column("type"), &self.types, "");
        all.any_of(&column("certainty"), &self.certainties, "");
        if outcome_of_toll {
            all.any_of("t.outcome", &self.outcomes, "");
        } else {
            all.any_of("c.id IN (SELECT claim FROM tolls WHERE outcome", &self.outcomes, ")");
        }
        all.names("actor", &self.actors, said);
        all.names("source", &self.sources, said);
        if let Some(near) = self.near {
            all.near(near, said);
        }
        if let Some(frame) = self.within {
            all.within(frame, said);
        }
        if let Some(day) = &self.since {
            all.sql.push(format!("{} >= ?", column("last_day")));
            all.values.push(Sql::Text(day.clone()));
        }
        if let Some(day) = &self.until {
            all.sql.push(format!("{} <= ?", column("first_day")));
            all.values.push(Sql::Text(day.clone()));
        }
        all
    }
}

impl Record {
    /// Asks for claims: the latest `most` of them (all without), and how many there are.
    ///
    /// # Errors
    ///
    /// When the database or, for words, the index cannot be read.
    pub fn ask(&self, kind: Kind, filter: &Filter, most: Option<usize>) -> Result<Found<Row>> {
        let mut all = filter.conditions(kind == Kind::Tolls);
        let (from, toll) = match kind {
            Kind::Events | Kind::Aggregates | Kind::Statements => ("claims c", "NULL"),
            Kind::Tolls => ("claims c JOIN tolls t ON t.claim = c.id", "t.n"),
        };
        let kinds = match kind {
            Kind::Events => "c.kind = 'event'",
            Kind::Tolls => "c.kind IN ('event', 'aggregate')",
            Kind::Aggregates => "c.kind = 'aggregate'",
            Kind::Statements => "c.kind = 'statement'",
        };
        all.sql.push(kinds.to_owned());
        self.add_words(&mut all, filter)?;
        // Counted and listed in one state, whatever a writer does meanwhile.
        let state = self.db.unchecked_transaction().map_err(|error| self.fault(error))?;
        let wanted = all.sql.join(" AND ");
        let total = self
            .db
            .query_row(
                &format!("SELECT count(*) FROM {from} WHERE {wanted}"),
                params_from_iter(&all.values),
                |row| row.get(0),
            )
            .map_err(|error| self.fault(error))?;
        let limit = most.map_or_else(String::new, |most| format!("LIMIT {most}"));
        let sql = format!(
            "SELECT c.key, c.kind, {toll}, c.json, {ARTICLE}
             FROM {from} JOIN articles a ON a.id = c.article WHERE {wanted}
             ORDER BY c.first_day DESC, c.id, {toll} {limit}"
        );
        let mut query = self.db.prepare(&sql).map_err(|error| self.fault(error))?;
        let rows = query
            .query_map(params_from_iter(&all.values), claim_row)
            .and_then(Iterator::collect)
            .map_err(|error| self.fault(error))?;
        drop(query);
        drop(state);
        Ok(Found { rows, total })
    }

    /// Adds the condition that the article has the words that the filter asks for.
    pub(crate) fn add_words(&self, all: &mut Conditions, filter: &Filter) -> Result<()> {
        if let Some(text) = &filter.text {
            let ids = serde_json::to_string(&self.words()?.matching(text)?);
            all.sql.push("c.article IN (SELECT value FROM json_each(?))".to_owned());
            // Numbers can always be written.
            all.values.push(Sql::Text(ids.unwrap_or_default()));
        }
        Ok(())
    }

    /// Searches the texts of articles: the best `most` of them (all without), and how many there
    /// are. The other conditions of the filter hold when some claim of the article meets them.
    ///
    /// # Errors
    ///
    /// When the index or the database cannot be read, or the words are no query.
    pub fn search(
        &self,
        words: &str,
        filter: &Filter,
        most: Option<usize>,
    ) -> Result<Found<SearchHit>> {
        let index = self.words()?;
        let kept = if filter.asks_claims() {
            Some(self.articles_of(filter)?)
        } else {
            self.articles_of_then()?
        };
        let keep = kept.map(|kept| {
            let kept = Arc::new(kept);
            move |id: u64| kept.contains(&id)
        });
        let (ids, total) = index.search(words, most.unwrap_or(usize::MAX), keep)?;
        let sql = format!(
            "SELECT {ARTICLE}, json_extract(a.json, '$.text') FROM articles a WHERE a.id = ?1"
        );
        let mut query = self.db.prepare(&sql).map_err(|error| self.fault(error))?;
        let passages = index.passages(words)?;
        let mut rows = Vec::new();
        for id in ids {
            let read = |row: &SqlRow<'_>| Ok((article_row(row, 0)?, row.get::<_, String>(8)?));
            let (article, text) = query.query_row([id], read).map_err(|error| match error {
                rusqlite::Error::QueryReturnedNoRows => {
                    Error::Index("it knows more than the record".to_owned())
                }
                error => self.fault(error),
            })?;
            let passage = index.passage(&passages, article.lang.as_deref(), &text);
            rows.push(SearchHit { article, passage });
        }
        Ok(Found { rows, total: total as u64 })
    }

    /// The articles that were there, when the record is asked as it stood on a day; those that are seen,
    /// when some may be withheld.
    fn articles_of_then(&self) -> Result<Option<HashSet<u64>>> {
        let sql = "SELECT EXISTS (SELECT 1 FROM temp.sqlite_master WHERE name = 'seen')";
        let sql = match (self.one(sql)?, self.veil) {
            (0, None) => return Ok(None),
            (0, Some(_)) => "SELECT id FROM articles",
            _ => "SELECT article FROM temp.seen",
        };
        let mut query = self.db.prepare(sql).map_err(|error| self.fault(error))?;
        let ids = query.query_map([], |row| row.get(0)).and_then(Iterator::collect);
        ids.map(Some).map_err(|error| self.fault(error))
    }

    pub(crate) fn articles_of(&self, filter: &Filter) -> Result<HashSet<u64>> {
        let all = filter.conditions(false);
        let sql =
            format!("SELECT DISTINCT c.article FROM claims c WHERE {}", all.sql.join(" AND "));
        let mut query = self.db.prepare(&sql).map_err(|error| self.fault(error))?;
        query
            .query_map(params_from_iter(&all.values), |row| row.get(0))
            .and_then(Iterator::collect)
            .map_err(|error| self.fault(error))
    }
}

/// The columns of [`ArticleRow`].
pub(crate) const ARTICLE: &str = "a.key, json_extract(a.json, '$.id'), json_extract(a.json, '$.url'), a.publisher, \
                       a.published, a.title, a.lang, \
                       CASE WHEN coalesce(a.title, '') = '' THEN substr(json_extract(a.json, '$.text'), 1, 200) END";

pub(crate) fn article_row(row: &SqlRow<'_>, from: usize) -> rusqlite::Result<ArticleRow> {
    Ok(ArticleRow {
        key: row.get(from)?,
        id: row.get(from + 1)?,
        url: row.get(from + 2)?,
        publisher: row.get(from + 3)?,
        published: row.get(from + 4)?,
        title: row.get(from + 5)?,
        lang: row.get(from + 6)?,
        opening: row.get(from + 7)?,
    })
}

/// The same as [`claim_row`], without the claim as published.
pub(crate) fn bare_row(row: &SqlRow<'_>) -> rusqlite::Result<Row> {
    let (key, kind, claim) = (row.get(0)?, row.get(1)?, serde_json::Value::Null);
    Ok(Row { key, kind, toll: None, claim, article: article_row(row, 4)? })
}

pub(crate) fn claim_row(row: &SqlRow<'_>) -> rusqlite::Result<Row> {
    let json: String = row.get(3)?;
    let claim = serde_json::from_str(&json).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(3, rusqlite::types::Type::Text, error.into())
    })?;
    let kind: String = row.get(1)?;
    let toll: Option<usize> = row.get(2)?;
    Ok(Row {
        key: row.get(0)?,
        toll: toll.filter(|_| kind == "event"),
        kind,
        claim,
        article: article_row(row, 4)?,
    })
}
