//! The tables of the derived layer.
//!
//! Takes a layer that was computed; writes what differs from the one that is there, and where ids
//! lead that are no event's any more. The layer is in step when the mark beside it names the
//! articles that the database has and the griot that reads it; else it is made again.

use std::collections::{BTreeMap, BTreeSet};

use griot::fusion::Gist;
use rusqlite::{Connection, OptionalExtension as _, params};
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::extend::{Near, Since, extend};
use crate::facets;
use crate::fuse;
use crate::index::Prints;
use crate::review;
use crate::threads::article_of;
use crate::withheld;

/// What fusion gives.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Layer {
    /// By key of the article: the key of the first that prints its text, and why they are one.
    pub(crate) reprints: BTreeMap<String, (String, String)>,
    /// By id.
    pub(crate) events: BTreeMap<String, Together>,
    /// By the ids of two events.
    pub(crate) suggestions: BTreeMap<(String, String), Tied>,
    /// Which accounts stand near one another: shelf of days, country, claim.
    pub(crate) near: BTreeSet<(i32, String, i64)>,
}

/// An event: reports that were put together.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Together {
    pub(crate) days: Option<[String; 2]>,
    /// What stories ask of it, before anybody corrected it.
    pub(crate) gist: Gist,
    pub(crate) n_independent: u64,
    pub(crate) voices: Vec<Voice>,
    pub(crate) joins: Vec<Tie>,
    pub(crate) members: Vec<Member>,
}

/// A report of an event.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Member {
    pub(crate) account: String,
    pub(crate) claim: String,
    pub(crate) voice: usize,
}

/// What ties two events that may be one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tied {
    pub(crate) score: f64,
    pub(crate) tie: Tie,
}

/// Reports that go back to one dispatch or one outlet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Voice {
    /// Why they are one: `same text`, `credited to AGENCY`, `same outlet`.
    pub because: Vec<String>,
    /// The original sources that they cite, as ids of the registry or folded names.
    pub origins: Vec<String>,
    /// Whether it was counted: one that cites only what others were counted for is not.
    pub counted: bool,
}

/// Why two reports are one event, or may be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tie {
    /// The key of a claim.
    pub a: String,
    /// The key of another.
    pub b: String,
    /// The sum of what speaks for it and against it.
    pub score: f64,
    /// What does.
    pub reasons: Vec<Reason>,
}

/// What one slot says of two reports.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    /// `type`, `date`, `place`, `initiators`, `targets`, `tolls`, `words`.
    pub slot: String,
    /// What was found.
    pub agreement: String,
    /// What it weighs; negative when it speaks against one event.
    pub score: f64,
}

/// What putting reports together did to events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fused {
    /// Ids that were not there.
    pub created: Vec<String>,
    /// Events that hold other reports now, or are told otherwise.
    pub changed: Vec<String>,
    /// Ids that are no event's any more, and where each leads; `None` when nothing is left of it.
    pub gone: Vec<(String, Option<String>)>,
}

impl Fused {
    /// Takes in what happened after it, in the same run.
    pub(crate) fn then(&mut self, later: Self, created: &mut BTreeSet<String>) {
        for id in later.created {
            // What went and came back is as it was, or told otherwise.
            let was_there = self.gone.iter().position(|(gone, _)| *gone == id);
            if let Some(at) = was_there {
                self.gone.remove(at);
                self.changed.push(id);
            } else {
                created.insert(id);
            }
        }
        let is_new = |id: &String| !created.contains(id) && !self.changed.contains(id);
        let changed: Vec<String> = later.changed.into_iter().filter(is_new).collect();
        self.changed.extend(changed);
        for (id, to) in later.gone {
            for (_, leads) in &mut self.gone {
                if leads.as_ref() == Some(&id) {
                    leads.clone_from(&to);
                }
            }
            if !created.remove(&id) {
                self.changed.retain(|changed| *changed != id);
                self.gone.push((id, to));
            }
        }
    }

    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.created.is_empty() && self.changed.is_empty() && self.gone.is_empty()
    }
}

/// What a layer is made of: the stamp of the program, the articles, the decisions.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Made {
    stamp: String,
    /// How many articles, and the last one's number.
    articles: [i64; 2],
    decisions: [i64; 2],
}

impl std::fmt::Display for Made {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ([n, last], [decisions, last_decision]) = (self.articles, self.decisions);
        write!(f, "{} {n} {last} {decisions} {last_decision}", self.stamp)
    }
}

impl Made {
    fn parse(text: &str) -> Option<Self> {
        let mut numbers = text.rsplitn(5, ' ');
        let mut number = || numbers.next()?.parse().ok();
        let [last_decision, decisions, last, n] = [number()?, number()?, number()?, number()?];
        let stamp = numbers.next()?.to_owned();
        Some(Self { stamp, articles: [n, last], decisions: [decisions, last_decision] })
    }

    /// Of a layer that is in step. What an older one was made of is not counted again, since nothing
    /// is ever taken out but by coding again, which forgets what the layer was made of.
    fn wanted(db: &Connection, older: Option<&Self>) -> rusqlite::Result<Self> {
        Self::counted(db, older, fuse::stamp())
    }

    fn counted(db: &Connection, older: Option<&Self>, stamp: String) -> rusqlite::Result<Self> {
        let count = |table: &str, [n, last]: [i64; 2]| {
            let sql =
                format!("SELECT ?1 + count(*), coalesce(max(id), ?2) FROM {table} WHERE id > ?2");
            db.query_row(&sql, [n, last], |row| Ok([row.get(0)?, row.get(1)?]))
        };
        Ok(Self {
            stamp,
            articles: count("articles", older.map_or([0; 2], |made| made.articles))?,
            decisions: count("decisions", older.map_or([0; 2], |made| made.decisions))?,
        })
    }

    /// Whether all that another layer has besides came later.
    fn is_continued_by(&self, other: &Self) -> bool {
        let [n, _] = self.articles;
        self.stamp == other.stamp && n > 0
    }
}

/// What the layer is made of, when it is in step.
fn wanted(db: &Connection) -> rusqlite::Result<String> {
    let made = made_of(db)?.as_deref().and_then(Made::parse);
    Made::wanted(db, made.as_ref()).map(|made| made.to_string())
}

/// What the layer was made of; nothing before it was first made, or when articles were coded again.
pub(crate) fn made_of(db: &Connection) -> rusqlite::Result<Option<String>> {
    state(db, "fused")
}

/// Whether the layer is in step with the articles and with this program.
pub(crate) fn is_in_step(db: &Connection) -> rusqlite::Result<bool> {
    Ok(made_of(db)?.as_ref() == Some(&wanted(db)?))
}

/// Whether the layer is in step with the articles and with the version of this program: what a reader
/// is told. Of one version the words are one, but while griot itself is worked on.
pub(crate) fn seems_in_step(db: &Connection) -> rusqlite::Result<bool> {
    let Some(made) = made_of(db)?.as_deref().and_then(Made::parse) else { return Ok(false) };
    let wanted = Made::counted(db, Some(&made), made.stamp.clone())?;
    Ok(made == wanted && made.stamp.starts_with(&fuse::stamp_of_rules()))
}

pub(crate) fn state(db: &Connection, name: &str) -> rusqlite::Result<Option<String>> {
    let sql = "SELECT value FROM state WHERE name = ?1";
    db.query_row(sql, [name], |row| row.get(0)).optional()
}

/// Sets a value, or takes it away.
pub(crate) fn set_state(db: &Connection, name: &str, value: Option<&str>) -> rusqlite::Result<()> {
    match value {
        Some(value) => {
            let sql = "INSERT OR REPLACE INTO state (name, value) VALUES (?1, ?2)";
            db.execute(sql, [name, value])?;
        }
        None => {
            db.execute("DELETE FROM state WHERE name = ?1", [name])?;
        }
    }
    Ok(())
}

/// Why a layer could not be brought into step.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// With the database.
    Database(rusqlite::Error),
    /// The index of words cannot be read.
    Index,
}

impl From<rusqlite::Error> for Trouble {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}

/// Opens an index, to look for reprints in.
pub(crate) type OpensPrints<'p> = Box<dyn FnOnce() -> Result<&'p mut Prints, Error> + 'p>;

/// Brings the layer into step, in one transaction; gives what that changed. `prints` opens an index
/// that has taken all articles in: with it, articles and decisions that only came to those of the
/// layer touch what stands near them, and nothing else is read or made again. `ours` are ids of events that came up
/// since the caller began; such an id may go again and leave nothing behind.
pub(crate) fn bring_into_step(
    db: &mut Connection,
    prints: Option<OpensPrints<'_>>,
    near: &mut Near,
    ours: &BTreeSet<String>,
) -> rusqlite::Result<Fused> {
    let made = made_of(db)?.as_deref().and_then(Made::parse);
    let wanted = Made::wanted(db, made.as_ref())?;
    let faceted: Option<i64> = state(db, "facets")?.and_then(|last| last.parse().ok());
    if made.as_ref() == Some(&wanted) && faceted.is_some() {
        return Ok(Fused::default());
    }
    let since = made.filter(|made| made.is_continued_by(&wanted));
    let since = since.map(|made| Since {
        article: made.articles[1],
        n_decisions: usize::try_from(made.decisions[0]).unwrap_or_default(),
    });
    let change = db.transaction()?;
    let part = match since.zip(prints) {
        Some((since, prints)) => match extend(&change, prints, since, near) {
            Ok(part) => Some(part),
            // An index that cannot be read is made again by the next writer; nothing waits for it.
            Err(Trouble::Index) => None,
            Err(Trouble::Database(error)) => return Err(error),
        },
        None => None,
    };
    let is_part = part.is_some();
    let (old, new) = match part {
        Some(part) => part,
        None => {
            // Claims may have other numbers than they had.
            *near = Near::default();
            (load(&change)?, fuse::compute(&change)?)
        }
    };
    let fused = store(&change, &old, &new, ours)?;
    match faceted.filter(|_| is_part) {
        Some(last) => {
            let pieces = facets::pieces_behind(&change, last)?;
            facets::move_claims(&change, fused.created.iter().chain(&fused.changed), &pieces)?;
            facets::make(&change, &pieces)?;
        }
        None => facets::make_all(&change)?,
    }
    let last: i64 =
        change.query_row("SELECT coalesce(max(id), 0) FROM claims", [], |row| row.get(0))?;
    set_state(&change, "facets", Some(&last.to_string()))?;
    review::store(&change)?;
    withheld::store(&change)?;
    set_state(&change, "fused", Some(&wanted.to_string()))?;
    change.commit()?;
    Ok(fused)
}

/// Brings a copy of a layer into step from which articles and decisions were left out: `old` are the
/// parts of it that they touched, `new` is what these are without, `pieces` hold their claims.
pub(crate) fn leave_out(
    db: &mut Connection,
    old: &Layer,
    new: &Layer,
    mut pieces: BTreeSet<i64>,
) -> rusqlite::Result<()> {
    let change = db.transaction()?;
    let fused = store(&change, old, new, &BTreeSet::new())?;
    // Where ids lead is history, of which only the present is kept.
    change.execute("DELETE FROM redirects", [])?;
    pieces.extend(facets::pieces_of(&change, fused.created.iter().chain(&fused.changed))?);
    facets::make(&change, &pieces)?;
    review::store(&change)?;
    if let Some(made) = made_of(&change)?.as_deref().and_then(Made::parse) {
        let made = Made::counted(&change, None, made.stamp)?;
        set_state(&change, "fused", Some(&made.to_string()))?;
    }
    change.commit()
}

/// The layer as it is written.
pub(crate) fn load(db: &Connection) -> rusqlite::Result<Layer> {
    let mut layer = Layer::default();
    let mut query = db.prepare("SELECT article, first, why FROM reprints")?;
    for row in query.query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))? {
        let (article, group) = row?;
        layer.reprints.insert(article, group);
    }
    let mut query = db.prepare(&format!("SELECT {EVENT} FROM events"))?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        let (id, together) = event(row)?;
        layer.events.insert(id, together);
    }
    let mut query =
        db.prepare("SELECT event, account, claim, voice FROM reports ORDER BY event, n")?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        let event: String = row.get(0)?;
        let member = Member { account: row.get(1)?, claim: row.get(2)?, voice: row.get(3)? };
        // A report of no event is a fault: it makes an event that cannot be right.
        layer.events.entry(event).or_insert_with(Together::nothing).members.push(member);
    }
    let mut query = db.prepare("SELECT a, b, score, tie FROM suggestions")?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        let tied = Tied { score: row.get(2)?, tie: parsed(row, 3)? };
        layer.suggestions.insert((row.get(0)?, row.get(1)?), tied);
    }
    let mut query = db.prepare("SELECT shelf, country, claim FROM near")?;
    for row in query.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))? {
        layer.near.insert(row?);
    }
    Ok(layer)
}

/// The columns of an event.
const EVENT: &str = "id, first_day, last_day, n_independent, voices, joins, gist";

/// An event, without its reports.
fn event(row: &rusqlite::Row<'_>) -> rusqlite::Result<(String, Together)> {
    let days: (Option<String>, Option<String>) = (row.get(1)?, row.get(2)?);
    let together = Together {
        days: days.0.zip(days.1).map(<[String; 2]>::from),
        n_independent: row.get(3)?,
        voices: parsed(row, 4)?,
        joins: parsed(row, 5)?,
        gist: parsed(row, 6)?,
        members: Vec::new(),
    };
    Ok((row.get(0)?, together))
}

/// Puts some events into a layer as they are written, with their reports and the suggestions that
/// name them.
pub(crate) fn load_some(
    db: &Connection,
    ids: &BTreeSet<String>,
    layer: &mut Layer,
) -> rusqlite::Result<()> {
    for id in ids {
        let sql = format!("SELECT {EVENT} FROM events WHERE id = ?1");
        let Some((id, mut together)) =
            db.prepare_cached(&sql)?.query_row([id], event).optional()?
        else {
            continue;
        };
        let mut query = db.prepare_cached(
            "SELECT account, claim, voice FROM reports WHERE event = ?1 ORDER BY n",
        )?;
        let member = |row: &rusqlite::Row<'_>| {
            Ok(Member { account: row.get(0)?, claim: row.get(1)?, voice: row.get(2)? })
        };
        for one in query.query_map([&id], member)? {
            together.members.push(one?);
        }
        let mut query = db.prepare_cached(
            "SELECT a, b, score, tie FROM suggestions WHERE a = ?1
             UNION ALL SELECT a, b, score, tie FROM suggestions WHERE b = ?1",
        )?;
        let mut rows = query.query([&id])?;
        while let Some(row) = rows.next()? {
            let tied = Tied { score: row.get(2)?, tie: parsed(row, 3)? };
            layer.suggestions.insert((row.get(0)?, row.get(1)?), tied);
        }
        layer.events.insert(id, together);
    }
    Ok(())
}

impl Together {
    /// The article that tells it, when one alone does.
    fn only_article(&self) -> Option<&str> {
        let mut all = self.members.iter().map(|member| article_of(&member.account));
        let first = all.next()?;
        all.all(|other| other == first).then_some(first)
    }

    fn nothing() -> Self {
        Self {
            days: None,
            gist: Gist::default(),
            n_independent: 0,
            voices: Vec::new(),
            joins: Vec::new(),
            members: Vec::new(),
        }
    }
}

/// A column of JSON.
pub(crate) fn parsed<T: serde::de::DeserializeOwned>(
    row: &rusqlite::Row<'_>,
    column: usize,
) -> rusqlite::Result<T> {
    let json: String = row.get(column)?;
    serde_json::from_str(&json).map_err(|error| {
        let kind = rusqlite::types::Type::Text;
        rusqlite::Error::FromSqlConversionFailure(column, kind, error.into())
    })
}

fn json(value: &impl Serialize) -> rusqlite::Result<String> {
    serde_json::to_string(value)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
}

/// Writes what differs between two layers, or between what both have of some of their parts.
fn store(
    db: &Connection,
    old: &Layer,
    new: &Layer,
    ours: &BTreeSet<String>,
) -> rusqlite::Result<Fused> {
    for article in old.reprints.keys().filter(|key| !new.reprints.contains_key(*key)) {
        db.prepare_cached("DELETE FROM reprints WHERE article = ?1")?.execute([article])?;
    }
    for (article, (first, why)) in &new.reprints {
        if old.reprints.get(article).is_none_or(|known| (&known.0, &known.1) != (first, why)) {
            let sql = "INSERT OR REPLACE INTO reprints (article, first, why) VALUES (?1, ?2, ?3)";
            db.prepare_cached(sql)?.execute([article, first, why])?;
        }
    }
    let mut fused = Fused::default();
    for (id, together) in &new.events {
        match old.events.get(id) {
            None => fused.created.push(id.clone()),
            Some(known) if known != together => fused.changed.push(id.clone()),
            Some(_) => {}
        }
    }
    let gone: Vec<&String> = old.events.keys().filter(|id| !new.events.contains_key(*id)).collect();
    // All old rows first: a report may have moved from one event to another.
    for id in gone.iter().copied().chain(&fused.changed) {
        db.prepare_cached("DELETE FROM reports WHERE event = ?1")?.execute([id])?;
        db.prepare_cached("DELETE FROM events WHERE id = ?1")?.execute([id])?;
    }
    for id in fused.created.iter().chain(&fused.changed) {
        if let Some(together) = new.events.get(id) {
            insert(db, id, together)?;
        }
        // An id that is an event's again leads nowhere else.
        db.prepare_cached("DELETE FROM redirects WHERE id = ?1")?.execute([id])?;
    }
    fused.gone = redirects(db, old, new, &gone, ours)?;
    for (a, b) in old.suggestions.keys().filter(|pair| !new.suggestions.contains_key(*pair)) {
        db.prepare_cached("DELETE FROM suggestions WHERE a = ?1 AND b = ?2")?.execute([a, b])?;
    }
    for ((a, b), tied) in &new.suggestions {
        if old.suggestions.get(&(a.clone(), b.clone())) != Some(tied) {
            let sql =
                "INSERT OR REPLACE INTO suggestions (a, b, score, tie) VALUES (?1, ?2, ?3, ?4)";
            db.prepare_cached(sql)?.execute(params![a, b, tied.score, json(&tied.tie)?])?;
        }
    }
    let by_row = "WHERE shelf = ?1 AND country = ?2 AND claim = ?3";
    for row in old.near.difference(&new.near) {
        db.prepare_cached(&format!("DELETE FROM near {by_row}"))?
            .execute(params![row.0, row.1, row.2])?;
    }
    for row in new.near.difference(&old.near) {
        let sql = "INSERT INTO near (shelf, country, claim) VALUES (?1, ?2, ?3)";
        db.prepare_cached(sql)?.execute(params![row.0, row.1, row.2])?;
    }
    Ok(fused)
}

fn insert(db: &Connection, id: &str, together: &Together) -> rusqlite::Result<()> {
    let [first, last] = match &together.days {
        Some([first, last]) => [Some(first), Some(last)],
        None => [None, None],
    };
    db.prepare_cached(
        "INSERT INTO events (id, first_day, last_day, n_independent, voices, joins, gist, article)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        id,
        first,
        last,
        together.n_independent,
        json(&together.voices)?,
        json(&together.joins)?,
        json(&together.gist)?,
        together.only_article()
    ])?;
    let sql = "INSERT INTO reports (account, claim, event, n, voice) VALUES (?1, ?2, ?3, ?4, ?5)";
    for (n, member) in together.members.iter().enumerate() {
        db.prepare_cached(sql)?.execute(params![
            member.account,
            member.claim,
            id,
            n as i64,
            member.voice as i64
        ])?;
    }
    Ok(())
}

/// Notes where ids lead that are no event's any more: to the event that holds most of their
/// reports, the first by id among equals. An id that came up and went in one run leads on as well: others
/// read meanwhile. Only where nothing is left of it, nothing is noted.
fn redirects(
    db: &Connection,
    old: &Layer,
    new: &Layer,
    gone: &[&String],
    ours: &BTreeSet<String>,
) -> rusqlite::Result<Vec<(String, Option<String>)>> {
    if gone.is_empty() {
        return Ok(Vec::new());
    }
    let mut holder: BTreeMap<&str, &str> = BTreeMap::new();
    for (id, together) in &new.events {
        holder.extend(together.members.iter().map(|one| (one.account.as_str(), id.as_str())));
    }
    let mut found = Vec::new();
    for id in gone {
        let members = old.events.get(*id).map(|event| event.members.as_slice()).unwrap_or_default();
        let now: Vec<&str> =
            members.iter().filter_map(|one| holder.get(one.account.as_str()).copied()).collect();
        let count = |event: &str| now.iter().filter(|one| **one == event).count();
        let all: BTreeSet<&str> = now.iter().copied().collect();
        // The last of equals is taken: the first by id stands last.
        let to = all.into_iter().rev().max_by_key(|event| count(event)).map(str::to_owned);
        // Whoever reads while this run goes on may have seen the id, and kept it.
        if to.is_some() || !ours.contains(*id) {
            let sql = "INSERT OR REPLACE INTO redirects (id, event) VALUES (?1, ?2)";
            db.prepare_cached(sql)?.execute(params![id, to])?;
        }
        found.push(((*id).clone(), to));
    }
    Ok(found)
}
