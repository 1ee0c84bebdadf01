//! Every event in few words, in memory: what maps, histograms and lists of names are made of.
//!
//! Takes a record, and an older digest of it when there is one; gives what each event says together
//! (type, days, place, parties, figures by the `range` policy), without its reports. An event whose
//! reports and decisions are what they were is not read again. It holds every event, also those that
//! somebody rejected: which of them are asked for is for [`Record::event_ids`] to say.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use griot::fusion::{Merged, Policy, tolls};
use griot::model::Outcome;

use crate::brief::disputes;
use crate::correction::Bounds;
use crate::error::Result;
use crate::merged::EventRow;
use crate::record::Record;
use crate::review::ReviewState;

/// What a record was when it was read: equal marks are equal records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    articles: u64,
    decisions: u64,
    recoded: u64,
    fused: String,
}

impl Mark {
    /// Whether nothing was decided between two states.
    pub fn has_decisions_of(&self, other: &Self) -> bool {
        self.decisions == other.decisions
    }
}

/// An event in few words.
#[derive(Clone, Debug, PartialEq)]
pub struct Gist {
    /// Its id.
    pub id: String,
    /// What its reports say together, with corrected slots in the place of theirs.
    pub merged: Merged,
    /// By outcome, from how many to how many; open without.
    pub tolls: Vec<(Outcome, Bounds)>,
    /// Whoever is named as its source, each once.
    pub sources: Vec<griot::fusion::Party>,
    /// How many articles tell of it.
    pub n_reports: usize,
    /// How many independent voices.
    pub n_independent: u64,
    /// Where its review stands.
    pub review: ReviewState,
    /// Who is to look at it.
    pub assigned_to: Option<String>,
    /// Whether sources give different figures.
    pub is_disputed: bool,
    /// Of its reports and decisions.
    print: u64,
}

impl Gist {
    /// From how many to how many suffered an outcome; open without an upper bound.
    pub fn toll(&self, outcome: Outcome) -> Option<Bounds> {
        self.tolls.iter().find(|(of, _)| *of == outcome).map(|(_, bounds)| *bounds)
    }

    fn of(row: &EventRow, print: u64) -> Option<Self> {
        let claims = row.toll_claims();
        let figure = |outcome: &Outcome| {
            let figure = tolls::figure(&claims, Policy::Range, *outcome, None)?;
            Some((*outcome, (figure.low, figure.high)))
        };
        let mut sources = Vec::new();
        for party in row.reports.iter().flat_map(|report| &report.account.sources) {
            if !sources.contains(party) {
                sources.push(party.clone());
            }
        }
        Some(Self {
            id: row.id.clone(),
            merged: row.merged()?,
            tolls: Outcome::ALL.iter().filter_map(figure).collect(),
            sources,
            n_reports: row.reports.len(),
            n_independent: row.n_independent,
            review: row.review.state,
            assigned_to: row.review.assigned.as_ref().map(|(to, _)| to.clone()),
            is_disputed: !disputes(row).is_empty(),
            print,
        })
    }
}

/// All events of a record in few words.
#[derive(Clone, Debug, Default)]
pub struct Digest {
    /// Of which state of the record.
    pub mark: Mark,
    gists: BTreeMap<String, Arc<Gist>>,
}

impl Digest {
    /// An event.
    pub fn get(&self, id: &str) -> Option<&Gist> {
        self.gists.get(id).map(Arc::as_ref)
    }

    /// All events, in the order of their ids.
    pub fn all(&self) -> impl Iterator<Item = &Gist> {
        self.gists.values().map(Arc::as_ref)
    }

    /// The countries in which something happened, each once, sorted.
    pub fn countries(&self) -> BTreeSet<&str> {
        self.all().filter_map(|gist| gist.merged.country.as_deref()).collect()
    }

    /// How many events it holds.
    pub fn len(&self) -> usize {
        self.gists.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.gists.is_empty()
    }
}

impl Record {
    /// What the record is now.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn mark(&self) -> Result<Mark> {
        self.db
            .query_row(
                "SELECT (SELECT coalesce(max(id), 0) FROM articles),
                        (SELECT coalesce(max(id), 0) FROM main.decisions),
                        (SELECT coalesce(max(id), 0) FROM runs WHERE command = 'recode'),
                        (SELECT coalesce(max(value), '') FROM state WHERE name = 'fused')",
                [],
                |row| {
                    Ok(Mark {
                        articles: row.get(0)?,
                        decisions: row.get(1)?,
                        recoded: row.get(2)?,
                        fused: row.get(3)?,
                    })
                },
            )
            .map_err(|error| self.fault(error))
    }

    /// Every event in few words. What an older digest of the same record has and what has not changed
    /// since is taken from there.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn digest(&self, older: Option<&Digest>) -> Result<Digest> {
        let state = self.db.unchecked_transaction().map_err(|error| self.fault(error))?;
        let mark = self.mark()?;
        // Other claims may stand behind the same keys after a recoding.
        let older = older.filter(|older| older.mark.recoded == mark.recoded);
        let prints = self.prints().map_err(|error| self.fault(error))?;
        let mut gists = BTreeMap::new();
        for (id, print) in prints {
            let known = older.and_then(|older| older.gists.get(&id));
            if let Some(known) = known.filter(|known| known.print == print) {
                gists.insert(id, Arc::clone(known));
            } else if let Some(gist) = self.event_row(&id)?.and_then(|row| Gist::of(&row, print)) {
                gists.insert(id, Arc::new(gist));
            }
        }
        drop(state);
        Ok(Digest { mark, gists })
    }

    /// Of each event a number of its reports and of the decisions on it.
    fn prints(&self) -> rusqlite::Result<Vec<(String, u64)>> {
        let mut reviews: HashMap<String, String> = HashMap::new();
        let mut query = self.db.prepare("SELECT event, state || decisions FROM reviews")?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            reviews.insert(row.get(0)?, row.get(1)?);
        }
        let mut query = self
            .db
            .prepare("SELECT event, account, claim, voice FROM reports ORDER BY event, n")?;
        let mut rows = query.query([])?;
        let mut found: Vec<(String, DefaultHasher)> = Vec::new();
        while let Some(row) = rows.next()? {
            let event = row.get_ref(0)?.as_str()?;
            if found.last().is_none_or(|(last, _)| last != event) {
                let mut hasher = DefaultHasher::new();
                reviews.get(event).hash(&mut hasher);
                found.push((event.to_owned(), hasher));
            }
            if let Some((_, hasher)) = found.last_mut() {
                (row.get_ref(1)?.as_str()?, row.get_ref(2)?.as_str()?).hash(hasher);
                row.get::<_, i64>(3)?.hash(hasher);
            }
        }
        Ok(found.into_iter().map(|(event, hasher)| (event, hasher.finish())).collect())
    }
}
