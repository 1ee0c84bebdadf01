//! Reports of many articles, put together.
//!
//! Takes the articles and claims of a database; gives the derived layer: which articles print one
//! text, which reports are one event and why, how many independent voices tell of it. It is a
//! function of what was added and not of when: articles are named by their keys, reports by the
//! words that tell them, and no number of a row shows. What names mean is taken from the registry
//! that comes with griot, so that every griot of one version computes the same.

use std::collections::{BTreeMap, HashMap};

use griot::fusion::{
    self, Account, Agencies, Agreement, Comparable, Credit, Events, Gist, Join, Reprints,
    Suggestion, Told, independence, merged,
};
use griot::json::{Event, ReadDocument};
use griot::lexicon::Lexicon;
use griot::lexicon::registry::Registry;
use rusqlite::Connection;

use crate::archive::content_hash;
use crate::decisions::Log;
use crate::layer::{Layer, Member, Reason, Tie, Tied, Together, Voice};

/// What the layer was made with: another stamp, another layer.
pub(crate) fn stamp() -> String {
    format!("{}{}", stamp_of_rules(), Lexicon::builtin().hash())
}

/// The beginning of the stamp, without the words, which take a tenth of a second to load.
pub(crate) fn stamp_of_rules() -> String {
    format!("{}-{}-", env!("CARGO_PKG_VERSION"), fusion::RULES)
}

/// How much a decision weighs where a score is shown.
const DECIDED: f64 = 100.0;

/// What an article brings to fusion besides its events.
pub(crate) struct Printed {
    pub(crate) publisher: Option<String>,
    pub(crate) agencies: Vec<String>,
}

/// What is known of articles and reports while events are made of them.
#[derive(Default)]
pub(crate) struct Known {
    /// By key of the article.
    pub(crate) printed: HashMap<String, Printed>,
    /// By account: the key of its claim.
    pub(crate) claim_of: HashMap<String, String>,
}

/// A report, with the number of its claim.
pub(crate) struct Numbered {
    pub(crate) claim: i64,
    pub(crate) account: Account,
}

/// Computes the derived layer of a database. What cannot be read is left out: `check` tells it.
pub(crate) fn compute(db: &Connection) -> rusqlite::Result<Layer> {
    let registry = Registry::builtin();
    let agencies = Agencies::builtin(registry);
    let mut reprints = Reprints::new();
    let mut known = Known::default();
    let mut told: Vec<(String, Vec<Account>)> = Vec::new();
    let mut layer = Layer::default();

    let mut articles = db.prepare("SELECT id, key, json FROM articles ORDER BY key")?;
    let mut rows = articles.query([])?;
    while let Some(row) = rows.next()? {
        let (id, key, json): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let Ok(read) = serde_json::from_str::<ReadDocument>(&json) else { continue };
        let article = read.article;
        let credits =
            agencies.credits_of(&article.text, &article.authors, article.publisher.as_deref());
        let day = article.published.as_deref().and_then(|day| day.parse().ok());
        reprints.put(&key, day, &article.text, &credits);
        let found = accounts(db, id, &key, article.published.as_deref(), &mut known.claim_of)?;
        for Numbered { claim, account } in &found {
            layer.near.extend(shelves(*claim, &Comparable::new(account.clone(), registry)));
        }
        known.printed.insert(key.clone(), Printed::of(article.publisher, credits));
        told.push((key, found.into_iter().map(|one| one.account).collect()));
    }
    drop(rows);

    layer.reprints = reprint_rows(&reprints);
    let log = Log::load(db)?;
    log.settle_reprints(&mut layer.reprints, &ages(db)?);
    let mut events = Events::new(registry);
    for ((a, b), verdict) in log.verdicts() {
        events.decide(a, b, Some(verdict));
    }
    events.put_all(told);
    for event in events.events() {
        let together = together(&event, &events, &known, &layer.reprints);
        layer.events.insert(event.id, together);
    }
    for suggestion in events.suggestions() {
        let (pair, tied) = known.tied(suggestion);
        layer.suggestions.insert(pair, tied);
    }
    Ok(layer)
}

impl Printed {
    pub(crate) fn of(publisher: Option<String>, credits: Vec<Credit>) -> Self {
        let agencies = credits.into_iter().map(|Credit { agency, .. }| agency).collect();
        Self { publisher, agencies }
    }
}

impl Known {
    fn claim(&self, account: &str) -> String {
        self.claim_of.get(account).cloned().unwrap_or_default()
    }

    /// A suggestion as it is kept.
    pub(crate) fn tied(&self, suggestion: Suggestion) -> ((String, String), Tied) {
        let Suggestion { a, b, join } = suggestion;
        ((a, b), Tied { score: rounded(join.score), tie: self.tie(&join) })
    }

    fn tie(&self, join: &Join) -> Tie {
        let reason = |Agreement { slot, agreement, score }: &Agreement| Reason {
            slot: slot.as_str().to_owned(),
            agreement: (*agreement).to_owned(),
            score: rounded(*score),
        };
        Tie {
            a: self.claim(&join.a),
            b: self.claim(&join.b),
            score: rounded(join.score),
            reasons: join.reasons.iter().map(reason).collect(),
        }
    }
}

/// The shelves on which an account stands, as rows.
pub(crate) fn shelves(claim: i64, account: &Comparable) -> Vec<(i32, String, i64)> {
    let country = account.account().country.clone().unwrap_or_default();
    account.shelves().into_iter().map(|shelf| (shelf, country.clone(), claim)).collect()
}

/// Groups of reprints, by key of the article: the key of the first, and why they are one.
pub(crate) fn reprint_rows(reprints: &Reprints) -> BTreeMap<String, (String, String)> {
    let mut rows = BTreeMap::new();
    for group in reprints.groups() {
        let mut why: BTreeMap<&str, String> =
            group.others.iter().map(|one| (one.article.as_str(), one.to_string())).collect();
        // The text that all others are compared with has the reason of the earliest of them.
        let of_first = why.remove(group.first.as_str());
        if let Some(reason) = of_first {
            why.insert(&group.centre, reason);
        }
        why.remove(group.first.as_str());
        rows.insert(group.first.clone(), (group.first.clone(), String::new()));
        for (article, reason) in why {
            rows.insert(article.to_owned(), (group.first.clone(), reason));
        }
    }
    rows
}

/// An event as it is kept. `reprints` gives for an article the first that prints its text.
pub(crate) fn together(
    event: &fusion::Event,
    events: &Events<'_>,
    known: &Known,
    reprints: &BTreeMap<String, (String, String)>,
) -> Together {
    let accounts: Vec<&Account> =
        event.accounts.iter().filter_map(|id| events.account(id)).collect();
    let each: Vec<Told<'_>> = accounts
        .iter()
        .map(|account| {
            let of = known.printed.get(&account.article);
            Told {
                account,
                text: reprints.get(&account.article).map(|(first, _)| first.as_str()),
                agencies: of.map(|of| of.agencies.as_slice()).unwrap_or_default(),
                outlet: of.and_then(|of| of.publisher.as_deref()),
            }
        })
        .collect();
    let found = independence::independence(&each);
    let voice_of = |id: &String| {
        found.voices.iter().position(|voice| voice.accounts.contains(id)).unwrap_or_default()
    };
    let voices: Vec<usize> = event.accounts.iter().map(voice_of).collect();
    let names: Vec<String> = voices.iter().map(ToString::to_string).collect();
    let of_voices: Vec<(&Account, &str)> =
        accounts.iter().copied().zip(names.iter().map(String::as_str)).collect();
    let merged = merged(&of_voices);
    let gist = merged.as_ref().map(Gist::of).unwrap_or_default();
    let days = merged.and_then(|merged| merged.date);
    let members = event.accounts.iter().zip(&voices);
    let members = members
        .map(|(account, voice)| Member {
            account: account.clone(),
            claim: known.claim(account),
            voice: *voice,
        })
        .collect();
    let voices = found
        .voices
        .into_iter()
        .map(|voice| Voice {
            because: voice.because,
            origins: voice.origins,
            counted: voice.counted,
        })
        .collect();
    Together {
        days: days.map(|days| [days.from.to_string(), days.to.to_string()]),
        gist,
        n_independent: found.n as u64,
        voices,
        joins: event.joins.iter().map(|join| known.tie(join)).collect(),
        members,
    }
}

/// The reports of an article. A report is named by its article and the words that tell it, which
/// stay the same when a later griot codes more or fewer events before it, or codes it better.
pub(crate) fn accounts(
    db: &Connection,
    article: i64,
    key: &str,
    published: Option<&str>,
    claim_of: &mut HashMap<String, String>,
) -> rusqlite::Result<Vec<Numbered>> {
    let mut found = Vec::new();
    let mut query = db.prepare_cached(
        "SELECT key, json, id FROM claims WHERE article = ?1 AND kind = 'event' ORDER BY id",
    )?;
    let mut rows = query.query([article])?;
    while let Some(row) = rows.next()? {
        let (claim, json): (String, String) = (row.get(0)?, row.get(1)?);
        let Ok(event) = serde_json::from_str::<Event>(&json) else { continue };
        let hash = content_hash(event.evidence.as_bytes());
        let words = hash.get(..12).unwrap_or(&hash);
        // Two events of one sentence are told apart by their order.
        let mut n = 0;
        let mut id = format!("{key}/{words}/{n}");
        while claim_of.contains_key(&id) {
            n += 1;
            id = format!("{key}/{words}/{n}");
        }
        if let Some(account) = Account::of_event(id.clone(), key, published, &event) {
            claim_of.insert(id, claim);
            found.push(Numbered { claim: row.get(2)?, account });
        }
    }
    Ok(found)
}

/// Scores are shown with two digits, and kept so: the last bit of a sum is nobody's business. What
/// somebody decided weighs more than anything, which JSON has no number for.
fn rounded(score: f64) -> f64 {
    (score.clamp(-DECIDED, DECIDED) * 100.0).round() / 100.0
}

/// The days of publication of all articles, by key.
fn ages(db: &Connection) -> rusqlite::Result<HashMap<String, Option<String>>> {
    let mut query = db.prepare("SELECT key, published FROM articles")?;
    query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}
