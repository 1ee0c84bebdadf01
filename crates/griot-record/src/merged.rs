//! Asking for events: reports that were put together.
//!
//! Takes a [`Filter`]; gives the events of which some report meets it, each with all of its reports,
//! whether they meet it or not: an event is known by everything that is told of it. Figures are made
//! when they are asked for, by the policy of whoever asks; none is stored.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use griot::fusion::tolls::{self, Compared, TollFigure, Window};
use griot::fusion::{Account, Happening, Merged, Policy, TollClaim, merged};
use griot::gazetteer::fold;
use griot::json::{Aggregate, Event};
use griot::model::{Dates, VictimKind};
use rusqlite::{OptionalExtension as _, params_from_iter};

use crate::archive::content_hash;
use crate::ask::{ARTICLE, Filter, Found, Row, bare_row, claim_row};
use crate::decisions::{Decision, Verb};
use crate::error::Result;
use crate::facets::{day_number, day_of};
use crate::layer::{Tie, Voice, parsed};
use crate::matching::{Cursor, EventPage};
use crate::record::Record;
use crate::review::{self, Review};
use crate::withheld::Field;

/// An old id leads over so many others at most.
const MOST_STEPS: usize = 64;

/// An event.
#[derive(Clone, Debug, PartialEq)]
pub struct EventRow {
    /// Its id. It stays while the earliest report stays, and leads on afterwards.
    pub id: String,
    /// How many independent voices tell of it.
    pub n_independent: u64,
    /// The voices.
    pub voices: Vec<Voice>,
    /// Why its reports are one event.
    pub joins: Vec<Tie>,
    /// What articles tell of it, the earliest first.
    pub reports: Vec<Report>,
    /// What people decided about it.
    pub review: Review,
    /// What is withheld of it from whoever asks. Where anything is, its reports have no words, and their
    /// articles are not told.
    pub withheld: BTreeSet<Field>,
}

/// What one article tells of an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The claim and its article.
    pub row: Row,
    /// The claim as fusion sees it; its id is the key of the claim.
    pub account: Account,
    /// The account under which fusion and decisions know it: the article's key and a hash of the
    /// words, which coding again leaves as they are.
    pub account_id: String,
    /// Which of the event's voices it is.
    pub voice: usize,
    /// When the article is a reprint: the key of the earliest article with its text, and why.
    pub reprint_of: Option<(String, String)>,
}

impl Report {
    /// The key of its claim where its article is withheld: such articles have no other name.
    pub(crate) fn withheld_key(&self) -> Option<&str> {
        self.row.article.is_withheld().then_some(self.row.key.as_str())
    }
}

/// A row of figures.
#[derive(Clone, Debug, PartialEq)]
pub enum TollRow {
    /// An event with a toll.
    Event(Box<EventRow>),
    /// What is claimed over a period.
    Aggregate(Box<Row>),
}

/// How an event is read.
struct Reading {
    sql: String,
    /// The same where something is withheld from whoever asks.
    covered: String,
    is_whole: bool,
}

impl Reading {
    fn of(article: &str, is_whole: bool) -> Self {
        let from = |schema: &str| {
            format!(
                "SELECT c.key, c.kind, NULL, c.json, {article}, r.voice, p.first, p.why, r.account
                 FROM reports r JOIN {schema}claims c ON c.key = r.claim
                 JOIN {schema}articles a ON a.id = c.article
                 LEFT JOIN reprints p ON p.article = a.key WHERE r.event = ?1 ORDER BY r.n"
            )
        };
        // Which reports are seen is known; of some of them the articles are not, and they are read to be
        // covered.
        Self { sql: from(""), covered: from("main."), is_whole }
    }
}

static WHOLE: LazyLock<Reading> = LazyLock::new(|| Reading::of(ARTICLE, true));
/// What stands in the JSON of articles takes longer to read than all the rest.
static SHORT: LazyLock<Reading> = LazyLock::new(|| {
    Reading::of("a.key, '', NULL, a.publisher, a.published, a.title, a.lang, NULL", false)
});

/// Two events that may be one.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggested {
    /// An event.
    pub a: EventRow,
    /// Another.
    pub b: EventRow,
    /// What ties them.
    pub tie: Tie,
}

impl EventRow {
    /// What its reports say together, with corrected slots in the place of theirs.
    pub fn merged(&self) -> Option<Merged> {
        let mut merged = self.machine_merged()?;
        self.review.lay_over(&mut merged);
        Some(merged)
    }

    /// Its tolls, as each report gives them; of an outcome that is corrected, as it was corrected.
    pub fn toll_claims(&self) -> Vec<TollClaim> {
        self.review.claims(self.machine_toll_claims())
    }

    /// What its reports say together.
    pub fn machine_merged(&self) -> Option<Merged> {
        let names = self.voice_names();
        let told: Vec<(&Account, &str)> = self
            .reports
            .iter()
            .zip(&names)
            .map(|(report, name)| (&report.account, name.as_str()))
            .collect();
        merged(&told)
    }

    /// Its tolls, as each report gives them.
    pub fn machine_toll_claims(&self) -> Vec<TollClaim> {
        let names = self.voice_names();
        let reports = self.reports.iter().zip(&names);
        tolls::claims(reports.map(|(report, name)| (&report.account, name.as_str())))
    }

    /// It as stories and timelines tell it; nothing when no report of it can be read.
    pub fn happening(self) -> Option<Happening> {
        let (merged, tolls) = (self.merged()?, self.toll_claims());
        let told = self.reports.into_iter().filter(|report| !report.row.article.is_withheld());
        let articles = told.map(|report| report.row.article.key).collect();
        Some(Happening { id: self.id, merged, tolls, articles })
    }

    /// A number of its reports and of what was decided about it: whoever decides about an event can
    /// say which state of it they looked at.
    pub fn version(&self) -> String {
        self.version_of(|_| true)
    }

    /// The same without notes: they change nothing that somebody else asks, gives out or writes down.
    pub fn version_beside_notes(&self) -> String {
        self.version_of(|decision| decision.verb != Verb::Note)
    }

    fn version_of(&self, counts: impl Fn(&Decision) -> bool) -> String {
        let mut all = self.id.clone();
        for report in &self.reports {
            all.push(' ');
            all.push_str(&report.account_id);
        }
        for decision in self.review.decisions().filter(|one| counts(one)) {
            all.push(' ');
            all.push_str(&decision.key);
        }
        let hash = content_hash(all.as_bytes());
        hash.get(..16).unwrap_or(&hash).to_owned()
    }

    /// One of its reports, by the key of its claim, as if nothing else told of it and nobody had decided
    /// anything.
    pub fn alone(&self, key: &str) -> Option<Self> {
        let report = self.reports.iter().find(|report| report.row.key == key)?;
        Some(Self {
            id: self.id.clone(),
            n_independent: 1,
            voices: self.voices.get(report.voice).cloned().into_iter().collect(),
            joins: Vec::new(),
            reports: vec![Report { voice: 0, ..report.clone() }],
            review: Review::default(),
            withheld: self.withheld.clone(),
        })
    }

    fn voice_names(&self) -> Vec<String> {
        self.reports.iter().map(|report| report.voice.to_string()).collect()
    }
}

/// Nobody has to look at what somebody rejected.
const OPEN_PAIRS: &str = "a NOT IN (SELECT event FROM reviews WHERE state = 'rejected')
     AND b NOT IN (SELECT event FROM reviews WHERE state = 'rejected')";

impl Record {
    /// How many events there are.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn n_events(&self) -> Result<u64> {
        self.one("SELECT count(*) FROM events")
    }

    /// Asks for events: the latest `most` of them (all without), and how many there are.
    ///
    /// # Errors
    ///
    /// When the database or, for words, the index cannot be read.
    pub fn events(&self, filter: &Filter, most: Option<usize>) -> Result<Found<EventRow>> {
        let state = self.db.unchecked_transaction().map_err(|error| self.fault(error))?;
        let found = self.latest(self.matching(filter, false)?, most)?;
        let rows = found.rows.iter().map(|(id, _)| self.event_row(id));
        let rows = rows.collect::<Result<Vec<_>>>()?;
        drop(state);
        Ok(Found { rows: rows.into_iter().flatten().collect(), total: found.total })
    }

    /// Gives every event that meets a filter, the latest first, to `each`, as the record was when this began; so many
    /// are there. However many there are, one is held at a time.
    ///
    /// # Errors
    ///
    /// When the database or, for words, the index cannot be read, and what `each` says.
    pub fn each_event<E: From<crate::Error>>(
        &self,
        filter: &Filter,
        mut each: impl FnMut(EventRow) -> std::result::Result<(), E>,
    ) -> std::result::Result<u64, E> {
        let state = self.db.unchecked_transaction().map_err(|error| self.fault(error))?;
        let found = self.latest(self.matching(filter, false)?, None)?;
        for (id, _) in &found.rows {
            if let Some(row) = self.event_row(id)? {
                each(row)?;
            }
        }
        drop(state);
        Ok(found.total)
    }

    /// The ids of the events that meet a filter with their first day, the latest first.
    ///
    /// # Errors
    ///
    /// When the database or, for words, the index cannot be read.
    pub fn event_ids(&self, filter: &Filter) -> Result<Vec<(Option<String>, String)>> {
        let state = self.db.unchecked_transaction().map_err(|error| self.fault(error))?;
        let found = self.latest(self.matching(filter, false)?, None)?;
        drop(state);
        Ok(found.rows.into_iter().map(|(id, day)| (day_of(day), id)).collect())
    }

    /// A page of the events that meet a filter, the latest first: so many behind a place in their order,
    /// from the first without.
    ///
    /// # Errors
    ///
    /// When the database or, for words, the index cannot be read.
    pub fn event_page(
        &self,
        filter: &Filter,
        after: Option<&Cursor>,
        most: usize,
    ) -> Result<EventPage> {
        let state = self.db.unchecked_transaction().map_err(|error| self.fault(error))?;
        let page = self.page_behind(self.matching(filter, false)?, after, most)?;
        drop(state);
        Ok(page)
    }

    /// An event by its id, or the event to which an old id leads.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn event(&self, id: &str) -> Result<Option<EventRow>> {
        let mut id = id.to_owned();
        for _ in 0..MOST_STEPS {
            if let Some(row) = self.event_row(&id)? {
                return Ok(Some(row));
            }
            let sql = "SELECT event FROM redirects WHERE id = ?1";
            let next = self.db.query_row(sql, [&id], |row| row.get::<_, Option<String>>(0));
            match next.optional().map_err(|error| self.fault(error))?.flatten() {
                Some(next) => id = next,
                None => break,
            }
        }
        Ok(None)
    }

    /// Asks for tolls: events with a toll, and what is claimed over periods. Events are counted, and
    /// not their reports.
    ///
    /// # Errors
    ///
    /// When the database or, for words, the index cannot be read.
    pub fn toll_rows(&self, filter: &Filter, most: Option<usize>) -> Result<Found<TollRow>> {
        let mut totals = filter.conditions(false);
        self.add_words(&mut totals, filter)?;
        totals.sql.push("c.kind = 'aggregate'".to_owned());
        let wanted = totals.sql.join(" AND ");
        let state = self.db.unchecked_transaction().map_err(|error| self.fault(error))?;
        let events = self.latest(self.matching(filter, true)?, most)?;
        let sql = format!("SELECT count(*) FROM claims c WHERE {wanted}");
        let n_totals: u64 = self
            .db
            .query_row(&sql, params_from_iter(&totals.values), |row| row.get(0))
            .map_err(|error| self.fault(error))?;
        let limit = most.map_or_else(String::new, |most| format!("LIMIT {most}"));
        let sql = format!(
            "SELECT c.key, c.first_day FROM claims c WHERE {wanted}
             ORDER BY c.first_day DESC, c.key {limit}"
        );
        let mut query = self.db.prepare(&sql).map_err(|error| self.fault(error))?;
        let read =
            |row: &rusqlite::Row<'_>| Ok((row.get(0)?, day_number(row.get_ref(1)?.as_str().ok())));
        let mut found: Vec<(String, i32)> = query
            .query_map(params_from_iter(&totals.values), read)
            .and_then(Iterator::collect)
            .map_err(|error| self.fault(error))?;
        drop(query);
        found.extend(events.rows);
        found.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        found.truncate(most.unwrap_or(usize::MAX));
        let mut rows = Vec::with_capacity(found.len());
        for (id, _) in &found {
            match self.event_row(id)? {
                Some(event) => rows.push(TollRow::Event(Box::new(event))),
                None => rows.extend(self.claim(id)?.map(|row| TollRow::Aggregate(Box::new(row)))),
            }
        }
        drop(state);
        Ok(Found { rows, total: events.total + n_totals })
    }

    /// What is recorded inside the windows of aggregates, by a policy; nothing for an aggregate
    /// without a window. An aggregate of a place is compared with the events there: those that name
    /// it as their place or as a unit in which it lies.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn compare(&self, aggregates: &[&Row], policy: Policy) -> Result<Vec<Option<Compared>>> {
        let asked: Vec<Option<(Window, Option<String>)>> =
            aggregates.iter().map(|row| window(row)).collect();
        let windows: Vec<Dates> = asked.iter().flatten().map(|(window, _)| window.dates).collect();
        let span =
            windows.iter().map(|one| one.from).min().zip(windows.iter().map(|one| one.to).max());
        let Some((first, last)) = span else { return Ok(vec![None; aggregates.len()]) };
        let sql = "SELECT id FROM events
             WHERE id NOT IN (SELECT event FROM reviews WHERE state = 'rejected')
               AND (first_day IS NULL OR (last_day >= ?1 AND first_day <= ?2)
                    OR id IN (SELECT event FROM reviews WHERE first_day IS NOT NULL))
             ORDER BY id";
        let mut query = self.db.prepare(sql).map_err(|error| self.fault(error))?;
        let ids: Vec<String> = query
            .query_map([first.to_string(), last.to_string()], |row| row.get(0))
            .and_then(Iterator::collect)
            .map_err(|error| self.fault(error))?;
        let mut events: Vec<(Merged, Vec<TollClaim>)> = Vec::with_capacity(ids.len());
        for id in &ids {
            let row = self.event_row(id)?;
            events.extend(row.and_then(|row| Some((row.merged()?, row.toll_claims()))));
        }
        let compare = |(window, place): (Window, Option<String>)| {
            let here = events.iter().filter(|(event, _)| lies_in(event, place.as_deref()));
            let told: Vec<(&Merged, Option<TollFigure>)> = here
                .map(|(event, claims)| {
                    (event, tolls::figure(claims, policy, window.outcome, window.kind))
                })
                .collect();
            window.compare(
                told.iter()
                    .map(|(event, figure)| (event.date, event.country.as_deref(), figure.as_ref())),
            )
        };
        Ok(asked.into_iter().map(|asked| asked.map(compare)).collect())
    }

    /// Pairs of events that may be one, the likeliest first: `most` of them (all without), and how
    /// many there are.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn suggestions(&self, most: Option<usize>) -> Result<Found<Suggested>> {
        self.suggestions_behind(0, most)
    }

    /// The same, without the first so many pairs.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn suggestions_behind(&self, skip: usize, most: Option<usize>) -> Result<Found<Suggested>> {
        let state = self.db.unchecked_transaction().map_err(|error| self.fault(error))?;
        let limit = most.map_or(-1, |most| i64::try_from(most).unwrap_or(i64::MAX));
        let limit = format!("LIMIT {limit} OFFSET {skip}");
        let open = OPEN_PAIRS;
        let sql = format!(
            "SELECT a, b, tie FROM suggestions WHERE {open} ORDER BY score DESC, a, b {limit}"
        );
        let mut query = self.db.prepare(&sql).map_err(|error| self.fault(error))?;
        let pairs: Vec<(String, String, Tie)> = query
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?, parsed(row, 2)?)))
            .and_then(Iterator::collect)
            .map_err(|error| self.fault(error))?;
        drop(query);
        let mut rows = Vec::new();
        for (a, b, tie) in pairs {
            let pair = self.event_row(&a)?.zip(self.event_row(&b)?);
            rows.extend(pair.map(|(a, b)| Suggested { a, b, tie }));
        }
        let total = self.one(&format!("SELECT count(*) FROM suggestions WHERE {open}"))?;
        drop(state);
        Ok(Found { rows, total })
    }

    /// The pairs of which one event at least is wanted, without the first so many, and how many there are of
    /// them. `is_wanted` is asked of ids; only events that are given are read.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn suggestions_among(
        &self,
        is_wanted: impl Fn(&str) -> bool,
        skip: usize,
        most: usize,
    ) -> Result<Found<Suggested>> {
        type Pairs = Vec<(String, String, Tie)>;
        let state = self.db.unchecked_transaction().map_err(|error| self.fault(error))?;
        let sql = format!(
            "SELECT a, b, tie FROM suggestions WHERE {OPEN_PAIRS} ORDER BY score DESC, a, b"
        );
        let read = || -> rusqlite::Result<(Pairs, u64)> {
            let mut query = self.db.prepare(&sql)?;
            let mut rows = query.query([])?;
            let (mut pairs, mut total) = (Vec::new(), 0_u64);
            while let Some(row) = rows.next()? {
                if is_wanted(row.get_ref(0)?.as_str()?) || is_wanted(row.get_ref(1)?.as_str()?) {
                    if total >= skip as u64 && pairs.len() < most {
                        pairs.push((row.get(0)?, row.get(1)?, parsed(row, 2)?));
                    }
                    total += 1;
                }
            }
            Ok((pairs, total))
        };
        let (pairs, total) = read().map_err(|error| self.fault(error))?;
        let mut rows = Vec::new();
        for (a, b, tie) in pairs {
            let pair = self.event_row(&a)?.zip(self.event_row(&b)?);
            rows.extend(pair.map(|(a, b)| Suggested { a, b, tie }));
        }
        drop(state);
        Ok(Found { rows, total })
    }

    /// What speaks for and against two events being one, when they may be one.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn suggestion(&self, a: &str, b: &str) -> Result<Option<Tie>> {
        let sql = "SELECT tie FROM suggestions WHERE (a, b) IN (VALUES (?1, ?2), (?2, ?1))";
        self.db
            .prepare_cached(sql)
            .and_then(|mut query| query.query_row([a, b], |row| parsed(row, 0)).optional())
            .map_err(|error| self.fault(error))
    }

    /// The events with which an event may be one, the likeliest first. What somebody rejected is none.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn suggested_with(&self, id: &str) -> Result<Vec<String>> {
        let sql = "SELECT other FROM (SELECT b AS other, score FROM suggestions WHERE a = ?1
                     UNION ALL SELECT a AS other, score FROM suggestions WHERE b = ?1)
             WHERE other NOT IN (SELECT event FROM reviews WHERE state = 'rejected')
             ORDER BY score DESC, other";
        self.db
            .prepare_cached(sql)
            .and_then(|mut query| query.query_map([id], |row| row.get(0))?.collect())
            .map_err(|error| self.fault(error))
    }

    /// How many events meet a filter and are not shown, because somebody rejected them. None when
    /// the filter asks for states of review.
    ///
    /// # Errors
    ///
    /// When the database or, for words, the index cannot be read.
    pub fn n_rejected(&self, filter: &Filter) -> Result<u64> {
        let is_asked = !filter.reviews.is_empty();
        if is_asked
            || self.one("SELECT EXISTS (SELECT 1 FROM reviews WHERE state = 'rejected')")? == 0
        {
            return Ok(0);
        }
        let rejected = Filter { reviews: vec!["rejected".to_owned()], ..filter.clone() };
        Ok(self.matching(&rejected, false)?.len() as u64)
    }

    fn claim(&self, key: &str) -> Result<Option<Row>> {
        let sql = format!(
            "SELECT c.key, c.kind, NULL, c.json, {ARTICLE}
             FROM claims c JOIN articles a ON a.id = c.article WHERE c.key = ?1"
        );
        self.db
            .prepare_cached(&sql)
            .and_then(|mut query| query.query_row([key], claim_row).optional())
            .map_err(|error| self.fault(error))
    }

    pub(crate) fn event_row(&self, id: &str) -> Result<Option<EventRow>> {
        self.read_event(id, &WHOLE).map_err(|error| self.fault(error))
    }

    /// An event without what is told of it alone: its claims as published, and where articles came from.
    pub(crate) fn event_in_short(&self, id: &str) -> Result<Option<EventRow>> {
        self.read_event(id, &SHORT).map_err(|error| self.fault(error))
    }

    fn read_event(&self, id: &str, reading: &Reading) -> rusqlite::Result<Option<EventRow>> {
        let mut query = self
            .db
            .prepare_cached("SELECT n_independent, voices, joins FROM events WHERE id = ?1")?;
        let head = query
            .query_row([id], |row| Ok((row.get(0)?, parsed(row, 1)?, parsed(row, 2)?)))
            .optional()?;
        let Some((n_independent, voices, joins)) = head else { return Ok(None) };
        let sql = if self.veil.is_some() { &reading.covered } else { &reading.sql };
        let veiled = self.veiled(id)?;
        let mut query = self.db.prepare_cached(sql)?;
        let mut rows = query.query([id])?;
        let mut reports = Vec::new();
        while let Some(row) = rows.next()? {
            let (voice, first, why): (usize, Option<String>, Option<String>) =
                (row.get(12)?, row.get(13)?, row.get(14)?);
            let account_id: String = row.get(15)?;
            let mut event: Option<Event> = serde_json::from_str(row.get_ref(3)?.as_str()?).ok();
            let mut row = if reading.is_whole { claim_row(row)? } else { bare_row(row)? };
            if let Some((veiled, event)) = veiled.as_ref().zip(event.as_mut()) {
                veiled.cover(event, &mut row);
                if reading.is_whole {
                    row.claim = serde_json::to_value(&*event).unwrap_or_default();
                }
            }
            let account = event.and_then(|event| {
                let day = row.article.published.as_deref();
                Account::of_event(row.key.clone(), &row.article.key, day, &event)
            });
            let Some(account) = account else { continue };
            let reprint_of = first.zip(why).filter(|(first, _)| *first != row.article.key);
            reports.push(Report { row, account, account_id, voice, reprint_of });
        }
        let accounts = reports.iter().map(|report| report.account_id.clone()).collect();
        let review = review::load(&self.db, id, &accounts)?;
        let withheld = BTreeSet::new();
        let mut event =
            EventRow { id: id.to_owned(), n_independent, voices, joins, reports, review, withheld };
        self.trim(&mut event, veiled.as_ref())?;
        if !event.review.corrections.is_empty() {
            let (merged, claims) = (event.machine_merged(), event.machine_toll_claims());
            event.review.note_machine(merged.as_ref(), &claims);
        }
        Ok(Some(event))
    }
}

/// What an aggregate claims, and the place, when it is narrower than a country.
fn window(row: &Row) -> Option<(Window, Option<String>)> {
    let said: Aggregate = serde_json::from_value(row.claim.clone()).ok()?;
    let [from, to] = said.window.as_ref()?;
    let window = Window {
        outcome: said.outcome.parse().ok()?,
        kind: said.kind.parse().ok().filter(|kind| *kind != VictimKind::Unknown),
        dates: Dates { from: from.parse().ok()?, to: to.parse().ok()? },
        country: said.country,
        low: said.low,
        high: said.high,
    };
    // The middle of an area that lies in no unit is that of a country.
    let is_country =
        said.geo.as_ref().is_some_and(|geo| geo.admin.is_empty() && geo.precision == "centroid");
    Some((window, said.place.filter(|_| !is_country)))
}

fn lies_in(event: &Merged, place: Option<&str>) -> bool {
    let Some(place) = place.map(fold) else { return true };
    let Some(here) = &event.place else { return false };
    fold(&here.name) == place || here.admin.iter().any(|unit| fold(unit) == place)
}
