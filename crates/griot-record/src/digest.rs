//! Every event in few words, in memory: what maps, histograms and lists of names are made of.
//!
//! Takes a record, and an older digest of it when there is one; gives what each event says together
//! (type, days, place, parties, figures by the `range` policy), without its reports. An event whose
//! reports and decisions are what they were is not read again. It holds every event, also those that
//! somebody rejected: which of them are asked for is for [`Record::event_ids`] to say.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use griot::fusion::{Merged, Policy, tolls};
use griot::model::Outcome;

use crate::ask::Filter;
use crate::brief::disputes;
use crate::correction::Bounds;
use crate::error::Result;
use crate::matching::Cursor;
use crate::merged::EventRow;
use crate::record::Record;
use crate::review::ReviewState;
use crate::withheld::Field;

mod bulk;

/// So many events are read one by one.
const FEW: usize = 300;

/// What a record was when it was read: equal marks are equal records.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Mark {
    pub(crate) articles: u64,
    pub(crate) decisions: u64,
    pub(crate) recoded: u64,
    pub(crate) fused: String,
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
    /// The headline of its first report; empty where that has none.
    pub headline: String,
    /// The language of it.
    pub headline_lang: String,
    /// What is withheld of it from whoever asks.
    pub withheld: BTreeSet<Field>,
    /// The toll that maps and charts ask of every event, at hand.
    killed: Option<Bounds>,
    /// Of its reports and decisions.
    print: u64,
}

impl Gist {
    /// From how many to how many suffered an outcome; open without an upper bound.
    pub fn toll(&self, outcome: Outcome) -> Option<Bounds> {
        if outcome == Outcome::Killed {
            return self.killed;
        }
        self.tolls.iter().find(|(of, _)| *of == outcome).map(|(_, bounds)| *bounds)
    }

    /// What an event that was read says in few words.
    pub fn of(row: &EventRow) -> Option<Self> {
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
        let tolls: Vec<(Outcome, Bounds)> = Outcome::ALL.iter().filter_map(figure).collect();
        let killed = tolls.iter().find(|(of, _)| *of == Outcome::Killed);
        let first = row.reports.first().map(|report| &report.row.article);
        let text = |text: Option<&String>| text.cloned().unwrap_or_default();
        Some(Self {
            id: row.id.clone(),
            merged: row.merged()?,
            killed: killed.map(|(_, bounds)| *bounds),
            tolls,
            sources,
            n_reports: row.reports.len(),
            n_independent: row.n_independent,
            review: row.review.state,
            assigned_to: row.review.assigned.as_ref().map(|(to, _)| to.clone()),
            is_disputed: !disputes(row).is_empty(),
            headline: text(first.and_then(|article| article.title.as_ref())),
            headline_lang: text(first.and_then(|article| article.lang.as_ref())),
            withheld: row.withheld.clone(),
            print: 0,
        })
    }
}

/// All events of a record in few words.
#[derive(Clone, Debug, Default)]
pub struct Digest {
    /// Of which state of the record.
    pub mark: Mark,
    gists: BTreeMap<String, Arc<Gist>>,
    /// The same by the number of their first claim, which is how filters name events.
    heads: Vec<Option<Arc<Gist>>>,
}

/// The events that meet a filter, each in few words, in no order.
#[derive(Clone, Debug, Default)]
pub struct Digested<'d> {
    /// With the number of their first day.
    dated: Vec<(i32, &'d Gist)>,
    /// How many others there are: they came after the digest was made.
    pub n_newer: usize,
}

/// A page of events, the latest first and among equals by their ids.
#[derive(Clone, Debug, Default)]
pub struct Sheaf<'d> {
    /// Its events.
    pub gists: Vec<&'d Gist>,
    /// How many stand on the pages before.
    pub before: usize,
    /// The [`Cursor`] of the page that follows.
    pub next: Option<String>,
}

type Dated<'d> = (i32, &'d Gist);

/// The latest first, among equals by their ids.
fn order(a: &Dated<'_>, b: &Dated<'_>) -> Ordering {
    b.0.cmp(&a.0).then_with(|| a.1.id.cmp(&b.1.id))
}

/// Leaves so many in their order. Of a large record nobody looks at more than a page: the rest is not put
/// in order for it.
fn first(all: &mut Vec<Dated<'_>>, most: usize) {
    if most < all.len() {
        if let Some(at) = most.checked_sub(1) {
            all.select_nth_unstable_by(at, order);
        }
        all.truncate(most);
    }
    all.sort_unstable_by(order);
}

impl<'d> Digested<'d> {
    /// All of them, in the order of their first claims.
    pub fn gists(&self) -> impl Iterator<Item = &'d Gist> + Clone {
        self.dated.iter().map(|(_, gist)| *gist)
    }

    /// How many there are, those that came after the digest among them.
    pub fn len(&self) -> usize {
        self.dated.len() + self.n_newer
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Those of them that something holds of.
    #[must_use]
    pub fn only(mut self, holds: impl Fn(&Gist) -> bool) -> Self {
        self.dated.retain(|(_, gist)| holds(gist));
        self
    }

    /// So many of them in order, without the first so many.
    pub fn first(&self, skip: usize, most: usize) -> Vec<&'d Gist> {
        let mut all = self.dated.clone();
        first(&mut all, skip.saturating_add(most));
        all.into_iter().skip(skip).map(|(_, gist)| gist).collect()
    }

    /// So many of them in order, behind a place in it.
    pub fn page(&self, after: Option<&Cursor>, most: usize) -> Sheaf<'d> {
        let mut rest = self.dated.clone();
        if let Some(Cursor { day, id }) = after {
            rest.retain(|(one, gist)| one < day || one == day && gist.id > *id);
        }
        let before = self.dated.len() - rest.len();
        let has_next = most < rest.len();
        first(&mut rest, most);
        let last = rest.last().filter(|_| has_next);
        let next = last.map(|(day, gist)| Cursor { day: *day, id: gist.id.clone() }.to_string());
        Sheaf { gists: rest.into_iter().map(|(_, gist)| gist).collect(), before, next }
    }

    /// Where an event stands in their order.
    pub fn place_of(&self, id: &str) -> Option<Cursor> {
        let found = self.dated.iter().find(|(_, gist)| gist.id == id)?;
        Some(Cursor { day: found.0, id: id.to_owned() })
    }

    /// The one that follows a place in their order, whether anything stands there or not; the first where no
    /// place is given, or nothing follows.
    pub fn behind(&self, place: Option<&Cursor>) -> Option<&'d Gist> {
        let follows = |(day, gist): &&Dated<'_>| {
            place.is_some_and(|at| *day < at.day || *day == at.day && gist.id > at.id)
        };
        let least =
            |all: &mut dyn Iterator<Item = &Dated<'d>>| all.min_by(|a, b| order(a, b)).copied();
        least(&mut self.dated.iter().filter(follows))
            .or_else(|| least(&mut self.dated.iter()))
            .map(|(_, gist)| gist)
    }
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
        self.digest_reading(older, FEW)
    }

    /// More events than `few` are read together.
    fn digest_reading(&self, older: Option<&Digest>, few: usize) -> Result<Digest> {
        let state = self.db.unchecked_transaction().map_err(|error| self.fault(error))?;
        let mark = self.mark()?;
        // Other claims may stand behind the same keys after a recoding.
        let older = older.filter(|older| older.mark.recoded == mark.recoded);
        let prints = self.prints().map_err(|error| self.fault(error))?;
        let heads = self.heads().map_err(|error| self.fault(error))?;
        let mut digest = Digest { mark, ..Digest::default() };
        let is_known = |id: &str, print: u64| {
            let known = older.and_then(|older| older.gists.get(id));
            known.filter(|known| known.print == print)
        };
        let new: HashSet<&str> = (prints.iter())
            .filter(|(id, print)| is_known(id, *print).is_none())
            .map(|(id, _)| id.as_str())
            .collect();
        let mut read: HashMap<String, Gist> = HashMap::new();
        if new.len() > few {
            let found = self.gists_of(&new).map_err(|error| self.fault(error))?;
            read.extend(found.into_iter().map(|gist| (gist.id.clone(), gist)));
        }
        for (id, print) in &prints {
            let gist = match is_known(id, *print) {
                Some(known) => Some(Arc::clone(known)),
                None => {
                    let gist = match read.remove(id) {
                        Some(gist) => Some(gist),
                        None => self.event_in_short(id)?.and_then(|row| Gist::of(&row)),
                    };
                    gist.map(|gist| Arc::new(Gist { print: *print, ..gist }))
                }
            };
            let Some(gist) = gist else { continue };
            if let Some(head) = heads.get(id) {
                if digest.heads.len() <= *head {
                    digest.heads.resize(*head + 1, None);
                }
                if let Some(place) = digest.heads.get_mut(*head) {
                    *place = Some(Arc::clone(&gist));
                }
            }
            digest.gists.insert(id.clone(), gist);
        }
        drop(state);
        Ok(digest)
    }

    /// The events that meet a filter, out of a digest: no event is read for it.
    ///
    /// # Errors
    ///
    /// When the database or, for words, the index cannot be read.
    pub fn digested<'d>(&self, filter: &Filter, digest: &'d Digest) -> Result<Digested<'d>> {
        let found = self.matching(filter, false)?;
        let n = found.len();
        let known = |(day, head): (i32, usize)| Some((day, digest.heads.get(head)?.as_deref()?));
        let dated: Vec<Dated<'d>> = found.into_iter().filter_map(known).collect();
        Ok(Digested { n_newer: n - dated.len(), dated })
    }

    /// The numbers of the first claims of all events, also where such a claim is withheld from whoever
    /// asks: filters name events by them.
    fn heads(&self) -> rusqlite::Result<HashMap<String, usize>> {
        let all = self.whole();
        let sql = format!(
            "SELECT r.event, c.id FROM {all}reports r CROSS JOIN {all}claims c ON c.key = r.claim
             WHERE r.n = 0"
        );
        let mut query = self.db.prepare(&sql)?;
        query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
    }

    /// Of each event a number of its reports and of the decisions on it.
    fn prints(&self) -> rusqlite::Result<Vec<(String, u64)>> {
        let mut reviews: HashMap<String, String> = HashMap::new();
        let mut query = self.db.prepare("SELECT event, state || decisions FROM reviews")?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            reviews.insert(row.get(0)?, row.get(1)?);
        }
        for one in self.partly()?.into_values() {
            // What is withheld of it is what it is.
            let fields = one.veiled.fields.iter().map(|field| field.as_str());
            reviews.entry(one.event).or_default().extend(fields);
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

#[cfg(test)]
mod tests;
