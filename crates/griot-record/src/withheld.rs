//! What is withheld, and from whom.
//!
//! Takes the decisions that withhold events, or some fields of them; gives, for the record as a role sees it,
//! the same record without them. Withheld with an event are the articles that tell of it (their text names what
//! the event does), whoever prints the same text, and everything that those articles claim. An event that only such
//! articles tell of goes with them; one that others tell of as well stays, told by the others alone. Where
//! some fields alone are withheld, the articles go as well, since their text names those fields; the events
//! that they alone tell of stay, without those fields and without words ([`fields`]).
//! Views of the connection's own stand before the tables, so that every question that follows is
//! answered without what is withheld: no page, export or feed has to think of it. What they hide stands
//! in rows that are written in the transaction that changes events, so that no moment shows more.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::decisions::{Decision, Log, Verb, holder};
use crate::error::Result;
use crate::layer;
use crate::merged::EventRow;
use crate::record::Record;
use crate::role::Role;
use crate::threads::article_of;

mod fields;
pub use fields::Field;
pub(crate) use fields::{Partly, Veiled};

/// A row: what kind of thing, which one (as SQL holds it), and the level of the least role that sees it.
type Rows = BTreeMap<(&'static str, Key), i64>;

/// What is withheld: `part` are events that only some reports of are, or some fields; `words` events that are
/// shown without any words of their articles, and without the fields that are named behind it; `before`
/// decisions of which what stood before them is, `why` those of which the reason is.
const KINDS: [&str; 15] = [
    "article",
    "page",
    "claim",
    "event",
    "part",
    "words",
    "date",
    "place",
    "initiators",
    "targets",
    "tolls",
    "sources",
    "decision",
    "before",
    "why",
];

/// Up to which article, and up to which decision, it is worked out: the names of these states. They are
/// there when anything is withheld.
const ARTICLES: &str = "withheld";
const DECISIONS: &str = "withheld-decisions";

/// A number of a row, or a key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Number(i64),
    Text(String),
}

impl From<&Key> for Sql {
    fn from(key: &Key) -> Self {
        match key {
            Key::Number(id) => Self::Integer(*id),
            Key::Text(key) => Self::Text(key.clone()),
        }
    }
}

fn raise(rows: &mut Rows, kind: &'static str, id: Key, level: i64) {
    if level > 0 {
        let known = rows.entry((kind, id)).or_default();
        *known = level.max(*known);
    }
}

/// The level that a decision asks for.
fn asked(decision: &Decision) -> i64 {
    let below = decision.after.get("below").and_then(serde_json::Value::as_str);
    // A role that is not known withholds from all that can be withheld from.
    below.map_or(Role::Admin, |role| role.parse().unwrap_or(Role::Admin)).level()
}

fn strings(
    db: &Connection,
    sql: &str,
    value: &dyn rusqlite::ToSql,
) -> rusqlite::Result<Vec<String>> {
    db.prepare_cached(sql)?.query_map([value], |row| row.get(0))?.collect()
}

/// The levels of an article, by which its text, its claims and its values are withheld.
#[derive(Clone, Debug, Default)]
struct Levels {
    /// Everything that it tells.
    whole: i64,
    /// Some fields of what it tells.
    fields: BTreeMap<Field, i64>,
}

impl Levels {
    fn raise(&mut self, fields: &BTreeSet<Field>, level: i64) {
        if fields.is_empty() {
            self.whole = level.max(self.whole);
        }
        for field in fields {
            let known = self.fields.entry(*field).or_default();
            *known = level.max(*known);
        }
    }

    fn join(&mut self, other: &Self) {
        self.whole = other.whole.max(self.whole);
        for (field, level) in &other.fields {
            self.raise(&BTreeSet::from([*field]), *level);
        }
    }

    /// That of its words: they name everything.
    fn words(&self) -> i64 {
        self.fields.values().copied().max().unwrap_or_default().max(self.whole)
    }
}

type OfArticles = BTreeMap<String, Levels>;

/// What the decisions in force withhold.
fn rows(db: &Connection) -> rusqlite::Result<Rows> {
    let mut rows = Rows::new();
    let log = Log::load(db)?;
    let mut events: BTreeMap<String, Levels> = BTreeMap::new();
    let mut articles = OfArticles::new();
    for decision in log.in_force().filter(|decision| decision.verb == Verb::Withhold) {
        let (level, fields) = (asked(decision), fields::asked(decision));
        // Of an event that was split later, all parts: who takes that back must say so.
        for account in &decision.subject.accounts {
            if let Some(event) = holder(db, account)? {
                events.entry(event).or_default().raise(&fields, level);
            }
            let article = article_of(account).to_owned();
            articles.entry(article).or_default().raise(&fields, level);
        }
    }
    if events.is_empty() && articles.is_empty() {
        return Ok(rows);
    }
    for (event, levels) in &events {
        raise(&mut rows, "event", Key::Text(event.clone()), levels.whole);
        let sql = "SELECT a.key FROM reports r JOIN claims c ON c.key = r.claim
                   JOIN articles a ON a.id = c.article WHERE r.event = ?1";
        for article in strings(db, sql, event)? {
            articles.entry(article).or_default().join(levels);
        }
    }
    // Whoever prints the same text.
    for (article, levels) in articles.clone() {
        let sql = "SELECT article FROM reprints
                   WHERE first = (SELECT first FROM reprints WHERE article = ?1)";
        for other in strings(db, sql, &article)? {
            articles.entry(other).or_default().join(&levels);
        }
    }
    let mut told: BTreeSet<String> = BTreeSet::new();
    let mut of_claims: BTreeMap<String, &Levels> = BTreeMap::new();
    for (article, levels) in &articles {
        let sql = "SELECT id, page FROM articles WHERE key = ?1";
        let found = db
            .prepare_cached(sql)?
            .query_row([article], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)))
            .optional()?;
        let Some((id, page)) = found else { continue };
        raise(&mut rows, "article", Key::Number(id), levels.words());
        raise(&mut rows, "page", Key::Number(page), levels.words());
        for claim in strings(db, "SELECT key FROM claims WHERE article = ?1", &id)? {
            let held = strings(db, "SELECT event FROM reports WHERE claim = ?1", &claim)?;
            if held.is_empty() {
                raise(&mut rows, "claim", Key::Text(claim), levels.words());
            } else {
                told.extend(held);
                of_claims.insert(claim, levels);
            }
        }
    }
    for event in told {
        of_event(db, &event, &of_claims, &mut rows)?;
    }
    of_decisions(&log, &articles, &mut rows);
    Ok(rows)
}

/// What is withheld of an event that withheld articles tell of: reports, the fields of those that are left,
/// or all of it.
fn of_event(
    db: &Connection,
    event: &str,
    of_claims: &BTreeMap<String, &Levels>,
    rows: &mut Rows,
) -> rusqlite::Result<()> {
    let claims = strings(db, "SELECT claim FROM reports WHERE event = ?1", &event)?;
    let nothing = Levels::default();
    let all: Vec<(&String, &Levels)> = claims
        .iter()
        .map(|claim| (claim, of_claims.get(claim).copied().unwrap_or(&nothing)))
        .collect();
    // From here on some report is told in full, and those that are not are left to it.
    let full = all.iter().map(|(_, levels)| levels.words()).min().unwrap_or_default();
    let mut least = i64::MAX;
    for (claim, levels) in &all {
        let level = if levels.words() > full { levels.words() } else { levels.whole };
        least = least.min(level);
        raise(rows, "claim", Key::Text((*claim).clone()), level);
        if level < full {
            raise(rows, "words", Key::Text(event.to_owned()), full);
            for (field, level) in &levels.fields {
                raise(rows, field.as_str(), Key::Text(event.to_owned()), *level);
            }
        }
    }
    let most = all.iter().map(|(_, levels)| levels.words()).max().unwrap_or_default();
    raise(rows, "event", Key::Text(event.to_owned()), least);
    raise(rows, "part", Key::Text(event.to_owned()), most);
    Ok(())
}

/// Decisions on what is withheld, and what stood before those on what is withheld in part.
fn of_decisions(log: &Log, articles: &OfArticles, rows: &mut Rows) {
    let of_article = |key: &str| articles.get(key).map_or(0, |levels| levels.whole);
    let of_words = |key: &str| articles.get(key).map_or(0, Levels::words);
    let of_event = |rows: &Rows, event: &Option<String>| {
        let event = event.as_ref()?;
        rows.get(&("event", Key::Text(event.clone()))).copied()
    };
    for decision in &log.all {
        let subject = &decision.subject;
        let (mut level, mut part, mut why) = (0, 0, 0);
        let field = subject.slot.as_deref().and_then(Field::of_slot);
        for list in [&subject.accounts, &subject.others] {
            let levels = || list.iter().map(|account| of_article(article_of(account)));
            level = level.max(levels().min().unwrap_or_default());
            part = part.max(levels().max().unwrap_or_default());
            let named = || list.iter().map(|account| article_of(account));
            why = why.max(named().map(of_words).max().unwrap_or_default());
            // A corrected value goes with the field.
            let of_field = |key| Some(*articles.get(key)?.fields.get(&field?)?);
            level = level.max(named().filter_map(of_field).max().unwrap_or_default());
        }
        for article in subject.article.iter().chain(&subject.other_article) {
            level = level.max(of_words(article));
        }
        if decision.verb == Verb::Note {
            level = level.max(why);
        }
        for event in [&subject.event, &subject.other_event] {
            level = level.max(of_event(rows, event).unwrap_or_default());
        }
        if let Some(target) = &subject.decision {
            let of = |kind| rows.get(&(kind, Key::Text(target.clone()))).copied();
            level = level.max(of("decision").unwrap_or_default());
            part = part.max(of("before").unwrap_or_default());
            why = why.max(of("why").unwrap_or_default());
        }
        if decision.verb == Verb::Withhold {
            level = level.max(asked(decision));
        }
        raise(rows, "decision", Key::Text(decision.key.clone()), level);
        raise(rows, "before", Key::Text(decision.key.clone()), part);
        raise(rows, "why", Key::Text(decision.key.clone()), why);
    }
}

/// Writes the rows again, and up to which article they were made.
pub(crate) fn store(db: &Connection) -> rusqlite::Result<()> {
    let rows = rows(db)?;
    db.execute("DELETE FROM withheld", [])?;
    for ((kind, id), level) in &rows {
        db.prepare_cached("INSERT INTO withheld (kind, id, level) VALUES (?1, ?2, ?3)")?
            .execute(params![kind, Sql::from(id), level])?;
    }
    for (name, table) in [(ARTICLES, "articles"), (DECISIONS, "decisions")] {
        let sql = format!("SELECT coalesce(max(id), 0) FROM {table}");
        let last: i64 = db.query_row(&sql, [], |row| row.get(0))?;
        let upto = (!rows.is_empty()).then(|| last.to_string());
        layer::set_state(db, name, upto.as_deref())?;
    }
    Ok(())
}

/// Whether the rows are not what the decisions give.
pub(crate) fn is_wrong(db: &Connection) -> rusqlite::Result<bool> {
    let mut expected = rows(db)?;
    let mut query = db.prepare("SELECT kind, id, level FROM withheld")?;
    let mut found = query.query([])?;
    while let Some(row) = found.next()? {
        let (kind, level): (String, i64) = (row.get(0)?, row.get(2)?);
        let id = match row.get(1)? {
            Sql::Integer(id) => Key::Number(id),
            Sql::Text(key) => Key::Text(key),
            _ => return Ok(true),
        };
        let Some(kind) = KINDS.into_iter().find(|known| *known == kind) else { return Ok(true) };
        if expected.remove(&(kind, id)) != Some(level) {
            return Ok(true);
        }
    }
    Ok(!expected.is_empty())
}

/// The tables that views stand before, each with the conditions on its row `t`.
const SEEN: [(&str, &[(&str, &str)]); 9] = [
    ("articles", &[("article", "t.id")]),
    ("claims", &[("article", "t.article")]),
    ("pages", &[("page", "t.id")]),
    ("events", &[("event", "t.id")]),
    ("reports", &[("event", "t.event"), ("claim", "t.claim")]),
    ("reviews", &[("event", "t.event")]),
    // What speaks for two events being one are their values.
    ("suggestions", &[("event", "t.a"), ("event", "t.b"), ("words", "t.a"), ("words", "t.b")]),
    ("redirects", &[("event", "t.event")]),
    ("reprints", &[]),
];

/// The condition that something is not withheld from a role.
fn is_seen(kind: &str, id: &str, level: i64) -> String {
    format!(
        "NOT EXISTS (SELECT 1 FROM main.withheld w
           WHERE w.kind = '{kind}' AND w.id = {id} AND w.level > {level})"
    )
}

/// The condition that an article or a decision was there when it was worked out what is withheld: one
/// that came since may tell of it.
fn is_known(id: &str, kind: &str) -> String {
    format!(
        "{id} <= (SELECT coalesce(max(CAST(value AS INTEGER)), 9223372036854775807)
           FROM main.state WHERE name = '{kind}')"
    )
}

/// The condition that a decision (the row `t`) is seen.
fn is_seen_decision(level: i64) -> String {
    // One that withholds is not seen before what it withholds is not.
    format!(
        "{} AND {} AND (t.verb <> 'withhold' OR t.key IN
           (SELECT id FROM main.withheld WHERE kind = 'decision'))",
        is_seen("decision", "t.key", level),
        is_known("t.id", DECISIONS)
    )
}

impl Record {
    /// The record as a role sees it. What is withheld from the role is not there, for any question.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn seen_by(mut self, role: Role) -> Result<Self> {
        if role < Role::Admin {
            self.veil(role).map_err(|error| self.fault(error))?;
            self.veil = Some(role);
            self.asks = Some(role);
        }
        Ok(self)
    }

    fn veil(&self, role: Role) -> rusqlite::Result<()> {
        let level = role.level();
        self.db.pragma_update(None, "temp_store", "memory")?;
        for (table, conditions) in SEEN {
            let mut all: Vec<String> =
                conditions.iter().map(|(kind, id)| is_seen(kind, id, level)).collect();
            match table {
                "articles" => all.push(is_known("t.id", ARTICLES)),
                "claims" => all.push(is_known("t.article", ARTICLES)),
                "reprints" => all.push(
                    "EXISTS (SELECT 1 FROM temp.articles a WHERE a.key = t.article)".to_owned(),
                ),
                _ => {}
            }
            self.db.execute_batch(&format!(
                "CREATE TEMP VIEW {table} AS SELECT * FROM main.{table} t WHERE {}",
                all.join(" AND ")
            ))?;
        }
        self.db.execute_batch(&format!(
            "CREATE TEMP VIEW decisions AS
               SELECT id, key, at, by, verb, CASE WHEN {} THEN why ELSE '' END AS why, subject,
                 CASE WHEN {} THEN before ELSE 'null' END AS before, after
               FROM main.decisions t WHERE {}",
            is_seen("why", "t.key", level),
            is_seen("before", "t.key", level),
            is_seen_decision(level)
        ))
    }

    /// Takes the views away, before other tables take their place; gives the conditions that an article
    /// (its number) and a decision (its key) are seen.
    pub(crate) fn unveil(&mut self) -> rusqlite::Result<Option<[String; 2]>> {
        let Some(role) = self.veil.take() else { return Ok(None) };
        for name in SEEN.iter().map(|(table, _)| *table).chain(["decisions"]) {
            // Pages have no other table in their place.
            if name != "pages" {
                self.db.execute_batch(&format!("DROP VIEW temp.{name}"))?;
            }
        }
        let level = role.level();
        let article =
            format!("{} AND {}", is_seen("article", "a.id", level), is_known("a.id", ARTICLES));
        Ok(Some([article, is_seen_decision(level)]))
    }

    /// The schema in which everything is, whatever is withheld.
    pub(crate) fn whole(&self) -> &'static str {
        if self.veil.is_some() { "main." } else { "" }
    }

    /// The numbers of the articles that are withheld, and the last one that is known not to be.
    pub(crate) fn hidden(&self) -> rusqlite::Result<Option<(BTreeSet<u32>, u32)>> {
        let Some(role) = self.veil else { return Ok(None) };
        let sql = "SELECT id FROM main.withheld WHERE kind = 'article' AND level > ?1";
        let mut query = self.db.prepare_cached(sql)?;
        let all = query.query_map([role.level()], |row| row.get(0))?;
        let all = all.collect::<rusqlite::Result<BTreeSet<u32>>>()?;
        let sql = "SELECT max(CAST(value AS INTEGER)) FROM main.state WHERE name = ?1";
        let last: Option<u32> = self.db.query_row(sql, [ARTICLES], |row| row.get(0))?;
        Ok(last.map(|last| (all, last)))
    }

    /// How many events are withheld from whoever asks. It is a number of the whole record and not of a
    /// filter: what meets a filter would tell what is withheld.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn n_withheld(&self) -> Result<u64> {
        let Some(role) = self.asks else { return Ok(0) };
        // As the record stood on a day, what is shown in part now is not shown.
        let kinds = if self.veil.is_some() { "'event'" } else { "'event', 'words'" };
        self.one(&format!(
            "SELECT count(DISTINCT id) FROM main.withheld WHERE kind IN ({kinds}) AND level > {}",
            role.level()
        ))
    }

    /// How many events are shown to whoever asks without some of their fields.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn n_partly_withheld(&self) -> Result<u64> {
        let Some(role) = self.veil else { return Ok(0) };
        self.one(&format!(
            "SELECT count(*) FROM main.withheld w JOIN events e ON e.id = w.id
             WHERE w.kind = 'words' AND w.level > {}",
            role.level()
        ))
    }

    /// Whether something that can be decided about is there for whoever asks: an event or a report of
    /// one, an article, a decision.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn is_seen(&self, named: &str) -> Result<bool> {
        if self.veil.is_none() {
            return Ok(true);
        }
        let sql = "SELECT EXISTS (SELECT 1 FROM decisions WHERE key = ?1)";
        let found = self.db.query_row(sql, [named], |row| row.get(0));
        let is_decision: bool = found.map_err(|error| self.fault(error))?;
        Ok(is_decision || self.event_of(named)?.is_some() || !self.article_keys(named)?.is_empty())
    }

    /// Below which role an event is withheld, if it is.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn withheld_below(&self, event: &str) -> Result<Option<Role>> {
        let sql = "SELECT level FROM withheld WHERE kind = 'event' AND id = ?1";
        let level: Option<i64> = self
            .db
            .query_row(sql, [event], |row| row.get(0))
            .optional()
            .map_err(|error| self.fault(error))?;
        Ok(level.and_then(|level| Role::ALL.into_iter().find(|role| role.level() == level)))
    }

    /// The events that are seen, and that reports tell of which are not.
    pub(crate) fn parts(&self) -> rusqlite::Result<BTreeSet<String>> {
        let Some(role) = self.veil else { return Ok(BTreeSet::new()) };
        let sql = "SELECT id FROM main.withheld WHERE kind = 'part' AND level > ?1";
        let mut query = self.db.prepare_cached(sql)?;
        query.query_map([role.level()], |row| row.get(0))?.collect()
    }

    /// Leaves out of an event what only reports tell that are withheld: voices without a report,
    /// whomever they cite, and joins.
    pub(crate) fn trim(
        &self,
        event: &mut EventRow,
        veiled: Option<&Veiled>,
    ) -> rusqlite::Result<()> {
        let Some(role) = self.veil else { return Ok(()) };
        let sql = "SELECT 1 FROM main.withheld WHERE kind = 'part' AND id = ?1 AND level > ?2";
        if !self.db.prepare_cached(sql)?.exists(params![event.id, role.level()])? {
            return Ok(());
        }
        let mut voices = Vec::new();
        for (at, mut voice) in std::mem::take(&mut event.voices).into_iter().enumerate() {
            let told = || event.reports.iter().filter(move |report| report.voice == at);
            if told().next().is_none() {
                continue;
            }
            let names: BTreeSet<String> = told()
                .flat_map(|report| {
                    let tolls =
                        report.account.tolls.iter().filter_map(|toll| toll.sources.as_ref());
                    report.account.sources.iter().chain(tolls.flatten())
                })
                .flat_map(|party| [Some(griot::gazetteer::fold(&party.name)), party.id.clone()])
                .flatten()
                .collect();
            voice.origins.retain(|origin| names.contains(origin));
            voices.push((at, voice));
        }
        for report in &mut event.reports {
            let place = voices.iter().position(|(at, _)| *at == report.voice);
            report.voice = place.unwrap_or_default();
        }
        event.voices = voices.into_iter().map(|(_, voice)| voice).collect();
        // Somebody tells of it: one whom only withheld voices made nobody's is one now.
        let n = event.voices.iter().filter(|voice| voice.counted).count().max(1);
        event.n_independent = n as u64;
        let keys: BTreeSet<&str> =
            event.reports.iter().map(|report| report.row.key.as_str()).collect();
        event.joins.retain(|tie| keys.contains(tie.a.as_str()) && keys.contains(tie.b.as_str()));
        if let Some(veiled) = veiled {
            veiled.trim(event);
        }
        Ok(())
    }
}
