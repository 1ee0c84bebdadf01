//! The derived layer, made again where new articles and decisions touch it.
//!
//! Takes articles and decisions that came to those of a layer that was in step; gives the parts of the
//! layer that they touch, as they were and as they are. New texts are looked up among all others by the runs of
//! words that the index holds, and whatever a chain of reprints leads to is grouped again. Reports
//! are compared with those near them in time and country (the table `near`), and whatever joins could
//! connect is clustered again, by the code and with the rules of the whole layer. So the result is
//! what computing the whole would give, and costs what the neighbourhood costs.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use griot::fusion::{
    Account, Agencies, Around, Comparable, Credit, Decision, Events, Print, Reprints, Year,
    may_share_text, neighbourhood,
};
use griot::json::{Event, ReadDocument};
use griot::lexicon::registry::Registry;
use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::decisions::{Decision as Decided, Log, Subject};
use crate::fuse::{self, Known, Numbered, Printed};
use crate::index::Prints;
use crate::layer::{Layer, OpensPrints, Trouble, load_some};
use crate::record::number_of;

/// So many reports are kept in memory at most: some hundred megabytes.
const MOST_KEPT: usize = 50_000;

/// Reports that were read before, by number of their claim. News tell of yesterday: who stands near
/// one report stands near the next.
#[derive(Debug, Default)]
pub(crate) struct Near {
    reports: HashMap<i64, Comparable>,
}

/// An article, as reprints and voices are made of it.
struct Text {
    key: String,
    day: Option<Date>,
    published: Option<String>,
    body: String,
    print: Print,
    authors: Vec<String>,
    publisher: Option<String>,
}

impl Text {
    fn year(&self) -> Year {
        self.day.map(Date::year)
    }

    fn credits(&self, agencies: &Agencies) -> Vec<Credit> {
        agencies.credits_of(&self.body, &self.authors, self.publisher.as_deref())
    }
}

struct Extending<'d> {
    db: &'d Connection,
    registry: &'static Registry,
    agencies: Rc<Agencies>,
    near: &'d mut Near,
    texts: HashMap<i64, Option<Text>>,
    known: Known,
    /// Articles that are there and are to be left out, by key.
    gone: HashSet<String>,
}

/// What a layer was made of that is in step but for what came later.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Since {
    /// Its last article.
    pub(crate) article: i64,
    /// How many decisions had been taken.
    pub(crate) n_decisions: usize,
}

/// The parts of the layer that later articles and decisions touch: as they are written, and as they
/// must be.
pub(crate) fn extend(
    db: &Connection,
    prints: OpensPrints<'_>,
    since: Since,
    near: &mut Near,
) -> Result<(Layer, Layer), Trouble> {
    let log = Log::load(db)?;
    let last = since.article;
    if near.reports.len() > MOST_KEPT {
        near.reports.clear();
    }
    let mut extending = Extending::new(db, near);
    let new: Vec<i64> = db
        .prepare_cached("SELECT id FROM articles WHERE id > ?1 ORDER BY id")?
        .query_map([last], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let decided = log.moved_from(&log.first(since.n_decisions));
    let prints = prints().map_err(|_| Trouble::Index)?;
    extending.changed(new, &decided, prints, last, &[&log])
}

/// The parts of the layer that articles and decisions touch that are to be left out: as they are
/// written, and as they would be without. `then` are the decisions that are left.
pub(crate) fn retract(
    db: &Connection,
    prints: &mut Prints,
    gone: &[i64],
    then: &Log,
    now: &Log,
) -> Result<(Layer, Layer), Trouble> {
    let mut near = Near::default();
    let mut extending = Extending::new(db, &mut near);
    for id in gone {
        let key = extending.text(*id)?.map(|text| text.key.clone());
        extending.gone.extend(key);
    }
    let decided = now.moved_from(then);
    extending.changed(gone.to_vec(), &decided, prints, i64::MAX, &[now, then])
}

impl<'d> Extending<'d> {
    fn new(db: &'d Connection, near: &'d mut Near) -> Self {
        let registry = Registry::builtin();
        Self {
            db,
            registry,
            agencies: Rc::new(Agencies::builtin(registry)),
            near,
            texts: HashMap::new(),
            known: Known::default(),
            gone: HashSet::new(),
        }
    }

    /// What some articles and decisions touch, as it is written and as it must be. `logs` are the
    /// decisions that hold, behind those that the layer was made with where these are others.
    fn changed(
        &mut self,
        articles: Vec<i64>,
        decided: &[&Decided],
        prints: &mut Prints,
        last: i64,
        logs: &[&Log],
    ) -> Result<(Layer, Layer), Trouble> {
        let (mut was, mut is) = (Layer::default(), Layer::default());
        let mut moved: BTreeSet<i64> = articles.iter().copied().collect();
        let mut ahead = articles;
        for decision in decided {
            let Subject { article, other_article, .. } = &decision.subject;
            for key in article.iter().chain(other_article) {
                ahead.extend(number_of(self.db, key)?);
            }
        }
        moved.extend(self.reprints(ahead, prints, logs, &mut was, &mut is)?);
        let mut claims: BTreeSet<i64> = BTreeSet::new();
        for decision in decided {
            let Subject { accounts, others, .. } = &decision.subject;
            for account in accounts.iter().chain(others) {
                claims.extend(self.claim_of(account)?);
            }
        }
        self.events(&moved, &claims, last, logs, &mut was, &mut is)?;
        Ok((was, is))
    }

    /// Groups again what prints the texts of some articles, by itself or by decision; gives the
    /// articles of which the group is another now.
    fn reprints(
        &mut self,
        mut ahead: Vec<i64>,
        prints: &mut Prints,
        logs: &[&Log],
        was: &mut Layer,
        is: &mut Layer,
    ) -> Result<Vec<i64>, Trouble> {
        let decided: BTreeSet<i64> = ahead.iter().copied().collect();
        let mut by_article: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (article, others) in logs.iter().flat_map(|log| log.reprints_of()) {
            by_article.entry(article).or_default().extend(others);
        }
        let mut seen: BTreeSet<i64> = BTreeSet::new();
        let mut linked: BTreeSet<i64> = BTreeSet::new();
        // Texts of the same shingles and year have the same reprints: a dispatch that a thousand print is
        // looked up once.
        let mut looked_up: HashSet<(Year, u64)> = HashSet::new();
        while !ahead.is_empty() {
            let mut asked: Vec<(i64, Year, Print)> = Vec::new();
            for id in std::mem::take(&mut ahead) {
                if !seen.insert(id) {
                    continue;
                }
                let of = |text: &Text| (text.key.clone(), text.year(), text.print.clone());
                let Some((key, year, print)) = self.text(id)?.map(of) else { continue };
                // What somebody decided moves an article from one group to another: both are looked at.
                for other in by_article.get(key.as_str()).into_iter().flatten() {
                    if let Some(other) = number_of(self.db, other)? {
                        linked.extend([id, other]);
                        ahead.push(other);
                    }
                }
                if print.whole().is_some_and(|whole| looked_up.insert((year, whole))) {
                    asked.push((id, year, print));
                }
            }
            let wanted: Vec<(Year, &Print)> =
                asked.iter().map(|(_, year, print)| (*year, print)).collect();
            let found = prints.may_be(&wanted).map_err(|_| Trouble::Index)?;
            for ((id, year, print), others) in asked.iter().zip(found) {
                for other in others {
                    let is_same = other != *id
                        && self.text(other)?.is_some_and(|other| {
                            may_share_text(*year, other.year()) && print.is_same(&other.print)
                        });
                    if is_same {
                        linked.extend([*id, other]);
                        ahead.push(other);
                    }
                }
            }
        }
        let agencies = Rc::clone(&self.agencies);
        let mut reprints = Reprints::new();
        let mut ages = HashMap::new();
        for id in &linked {
            self.text(*id)?;
            let text = self.texts.get(id).and_then(Option::as_ref);
            let Some(text) = text.filter(|text| !self.gone.contains(&text.key)) else { continue };
            reprints.put(&text.key, text.day, &text.body, &text.credits(&agencies));
            ages.insert(text.key.clone(), text.published.clone());
        }
        is.reprints = fuse::reprint_rows(&reprints);
        if let Some(log) = logs.last() {
            log.settle_reprints(&mut is.reprints, &ages);
        }
        // An article about which a decision was taken back may be in no group now.
        linked.extend(decided);
        let mut moved = Vec::new();
        for id in linked {
            let Some(key) = self.text(id)?.map(|text| text.key.clone()) else { continue };
            let old = self.reprint_row(&key)?;
            if old.as_ref() != is.reprints.get(&key) {
                moved.push(id);
            }
            if let Some(old) = old {
                was.reprints.insert(key, old);
            }
        }
        Ok(moved)
    }

    /// Puts together again the reports of articles, and of whatever joins could connect with them.
    fn events(
        &mut self,
        moved: &BTreeSet<i64>,
        decided: &BTreeSet<i64>,
        last: i64,
        logs: &[&Log],
        was: &mut Layer,
        is: &mut Layer,
    ) -> Result<(), Trouble> {
        let each: Vec<_> = logs.iter().map(|log| log.verdicts()).collect();
        let mut first = Vec::new();
        for id in moved {
            let text = self.text(*id)?;
            let Some((key, day)) = text.map(|text| (text.key.clone(), text.published.clone()))
            else {
                continue;
            };
            let told =
                fuse::accounts(self.db, *id, &key, day.as_deref(), &mut self.known.claim_of)?;
            for Numbered { claim, account } in told {
                let account = Comparable::new(account, self.registry);
                if *id > last {
                    self.stand(claim, &account)?;
                }
                self.near.reports.insert(claim, account.clone());
                first.push(account);
            }
        }
        for claim in decided {
            first.extend(self.report(*claim)?);
        }
        let mut partners: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for ((a, b), verdict) in each.iter().flatten() {
            if *verdict == Decision::Same {
                partners.entry(a).or_default().push(b);
                partners.entry(b).or_default().push(a);
            }
        }
        let registry = self.registry;
        let found = neighbourhood(first, registry, |account| self.around(account, &partners))?;

        // Accounts beside the neighbourhood stay where they are, with all that is with them.
        let mut event_of: BTreeMap<String, String> = BTreeMap::new();
        let mut all: BTreeMap<String, Account> = BTreeMap::new();
        let gone = std::mem::take(&mut self.gone);
        let is_left = |account: &Comparable| !gone.contains(&account.account().article);
        for (id, account) in found.beside.iter().filter(|(_, account)| is_left(account)) {
            let Some(event) = self.event_of(id)? else { continue };
            for (claim, account) in self.reports_of(&event)? {
                let Some(other) = self.report(claim)? else { continue };
                event_of.insert(account.clone(), event.clone());
                all.insert(account, other.account().clone());
            }
            all.insert(id.clone(), account.account().clone());
        }
        for (id, account) in found.within.iter().filter(|(_, account)| is_left(account)) {
            all.insert(id.clone(), account.account().clone());
        }
        let mut articles: BTreeMap<String, Vec<Account>> = BTreeMap::new();
        for (id, account) in all {
            if !self.known.claim_of.contains_key(&id)
                && let Some(claim) = self.claim_key(&id)?
            {
                self.known.claim_of.insert(id, claim);
            }
            articles.entry(account.article.clone()).or_default().push(account);
        }
        let agencies = Rc::clone(&self.agencies);
        let mut firsts: BTreeMap<String, (String, String)> = BTreeMap::new();
        for account in found.within.values() {
            let article = &account.account().article;
            if self.known.printed.contains_key(article) {
                continue;
            }
            if let Some(id) = number_of(self.db, article)?
                && let Some(text) = self.text(id)?
            {
                let printed = Printed::of(text.publisher.clone(), text.credits(&agencies));
                self.known.printed.insert(article.clone(), printed);
            }
            let row = match is.reprints.get(article) {
                Some(row) => Some(row.clone()),
                // It was in a group, and is in none any more.
                None if was.reprints.contains_key(article) => None,
                None => self.reprint_row(article)?,
            };
            firsts.extend(row.map(|row| (article.clone(), row)));
        }

        let mut events = Events::new(registry);
        for ((a, b), verdict) in each.last().into_iter().flatten() {
            events.decide(a, b, Some(*verdict));
        }
        events.put_all(articles);
        for event in events.events() {
            if event.accounts.first().is_none_or(|first| !found.within.contains_key(first)) {
                continue;
            }
            for account in &event.accounts {
                event_of.insert(account.clone(), event.id.clone());
            }
            let together = fuse::together(&event, &events, &self.known, &firsts);
            is.events.insert(event.id, together);
        }
        for suggestion in
            events.suggestions_where(|account| event_of.get(account).map(String::as_str))
        {
            let touched = [&suggestion.a, &suggestion.b];
            if touched.into_iter().any(|event| is.events.contains_key(event)) {
                let (pair, tied) = self.known.tied(suggestion);
                is.suggestions.insert(pair, tied);
            }
        }
        let mut old: BTreeSet<String> = BTreeSet::new();
        for id in found.within.keys() {
            old.extend(self.event_of(id)?);
        }
        load_some(self.db, &old, was)?;
        Ok(())
    }

    /// Notes on which shelves a report stands.
    fn stand(&self, claim: i64, account: &Comparable) -> rusqlite::Result<()> {
        let sql = "INSERT OR IGNORE INTO near (shelf, country, claim) VALUES (?1, ?2, ?3)";
        for (shelf, country, claim) in fuse::shelves(claim, account) {
            self.db.prepare_cached(sql)?.execute(params![shelf, country, claim])?;
        }
        Ok(())
    }

    fn around(
        &mut self,
        account: &Comparable,
        partners: &BTreeMap<&str, Vec<&str>>,
    ) -> Result<Around, Trouble> {
        let mut claims: BTreeSet<i64> = BTreeSet::new();
        let country = account.account().country.as_deref().unwrap_or_default();
        for shelf in account.shelves() {
            // A report without a country may be of any. (For a list of countries SQLite makes a table each time.)
            let sql = if country.is_empty() {
                "SELECT claim FROM near WHERE shelf = ?1 AND country >= ?2"
            } else {
                "SELECT claim FROM near WHERE shelf = ?1 AND country = ?2
                 UNION ALL SELECT claim FROM near WHERE shelf = ?1 AND country = ''"
            };
            let mut query = self.db.prepare_cached(sql)?;
            for claim in query.query_map(params![shelf, country], |row| row.get(0))? {
                claims.insert(claim?);
            }
        }
        let mut around = Around::default();
        for claim in claims {
            around.near.extend(self.report(claim)?);
        }
        for partner in partners.get(account.account().id.as_str()).into_iter().flatten() {
            if let Some(claim) = self.claim_of(partner)? {
                around.tied.extend(self.report(claim)?);
            }
        }
        Ok(around)
    }

    /// A report by the number of its claim: of this run, or of an event that is written.
    fn report(&mut self, claim: i64) -> rusqlite::Result<Option<Comparable>> {
        if let Some(known) = self.near.reports.get(&claim) {
            return Ok(Some(known.clone()));
        }
        let sql = "SELECT r.account, a.key, a.published, c.json FROM claims c
                   JOIN articles a ON a.id = c.article JOIN reports r ON r.claim = c.key
                   WHERE c.id = ?1";
        let row = |row: &rusqlite::Row<'_>| {
            Ok((
                row.get(0)?,
                row.get(1)?,
                row.get::<_, Option<String>>(2)?,
                row.get::<_, String>(3)?,
            ))
        };
        let found: Option<(String, String, _, _)> =
            self.db.prepare_cached(sql)?.query_row([claim], row).optional()?;
        let account = found.and_then(|(id, article, published, json)| {
            let event: Event = serde_json::from_str(&json).ok()?;
            Account::of_event(id, &article, published.as_deref(), &event)
        });
        let Some(account) = account else { return Ok(None) };
        let account = Comparable::new(account, self.registry);
        self.near.reports.insert(claim, account.clone());
        Ok(Some(account))
    }

    /// The reports of an event as it is written: numbers of claims, and accounts.
    fn reports_of(&self, event: &str) -> rusqlite::Result<Vec<(i64, String)>> {
        let sql = "SELECT c.id, r.account FROM reports r JOIN claims c ON c.key = r.claim
                   WHERE r.event = ?1 ORDER BY r.n";
        let mut query = self.db.prepare_cached(sql)?;
        query.query_map([event], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
    }

    fn event_of(&self, account: &str) -> rusqlite::Result<Option<String>> {
        let sql = "SELECT event FROM reports WHERE account = ?1";
        self.db.prepare_cached(sql)?.query_row([account], |row| row.get(0)).optional()
    }

    /// The number of the claim of an account.
    fn claim_of(&self, account: &str) -> rusqlite::Result<Option<i64>> {
        let sql =
            "SELECT c.id FROM reports r JOIN claims c ON c.key = r.claim WHERE r.account = ?1";
        self.db.prepare_cached(sql)?.query_row([account], |row| row.get(0)).optional()
    }

    fn claim_key(&self, account: &str) -> rusqlite::Result<Option<String>> {
        let sql = "SELECT claim FROM reports WHERE account = ?1";
        self.db.prepare_cached(sql)?.query_row([account], |row| row.get(0)).optional()
    }

    fn reprint_row(&self, article: &str) -> rusqlite::Result<Option<(String, String)>> {
        let sql = "SELECT first, why FROM reprints WHERE article = ?1";
        let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
        self.db.prepare_cached(sql)?.query_row([article], row).optional()
    }

    /// An article by its number; nothing when it is not there, or cannot be read.
    fn text(&mut self, id: i64) -> rusqlite::Result<Option<&Text>> {
        if !self.texts.contains_key(&id) {
            let text = self.read(id)?;
            self.texts.insert(id, text);
        }
        Ok(self.texts.get(&id).and_then(Option::as_ref))
    }

    fn read(&self, id: i64) -> rusqlite::Result<Option<Text>> {
        let sql = "SELECT key, json FROM articles WHERE id = ?1";
        let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get::<_, String>(1)?));
        let found: Option<(String, String)> =
            self.db.prepare_cached(sql)?.query_row([id], row).optional()?;
        let Some((key, json)) = found else { return Ok(None) };
        let Ok(read) = serde_json::from_str::<ReadDocument>(&json) else { return Ok(None) };
        let article = read.article;
        Ok(Some(Text {
            key,
            day: article.published.as_deref().and_then(|day| day.parse().ok()),
            print: Print::of(&article.text),
            body: article.text,
            authors: article.authors,
            publisher: article.publisher,
            published: article.published,
        }))
    }
}

#[cfg(test)]
pub(crate) mod tests;
