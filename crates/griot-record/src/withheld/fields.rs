//! Values of an event that are withheld while the event itself is shown.
//!
//! Takes an event as its articles tell it and the fields that are withheld from a role; gives the event as
//! that role sees it: without those values, without any words of the articles, which name them, and without
//! where the articles stand. What is left are values that griot wrote down, and whose figures they are.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use griot::json::{Event, EventSpans, TollSpans};
use rusqlite::{OptionalExtension as _, params};
use serde::{Deserialize, Serialize};

use crate::ask::{ArticleRow, Filter, Row};
use crate::decisions::Decision;
use crate::merged::EventRow;
use crate::record::Record;
use crate::role::Role;

/// Something of an event that can be withheld by itself. What happened, in which country, and how sure that
/// is are always told: without them nothing is left to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// When; and when it was published.
    Date,
    /// Where, below the country.
    Place,
    /// Who did it.
    Initiators,
    /// To whom, by name: figures tell whether they were civilians.
    Targets,
    /// How many of whom.
    Tolls,
    /// Who told it: the names of sources.
    Sources,
}

impl Field {
    /// All fields.
    pub const ALL: [Self; 6] =
        [Self::Date, Self::Place, Self::Initiators, Self::Targets, Self::Tolls, Self::Sources];

    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::Place => "place",
            Self::Initiators => "initiators",
            Self::Targets => "targets",
            Self::Tolls => "tolls",
            Self::Sources => "sources",
        }
    }

    /// The field that a slot of corrections is of.
    pub fn of_slot(slot: &str) -> Option<Self> {
        match slot {
            "type" | "country" | "certainty" => None,
            "date" => Some(Self::Date),
            "place" => Some(Self::Place),
            "initiators" => Some(Self::Initiators),
            "targets" => Some(Self::Targets),
            _ => Some(Self::Tolls),
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Field {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|one| one.as_str() == text).ok_or_else(|| {
            let all = Self::ALL.map(Self::as_str).join(", ");
            format!("`{text}` cannot be withheld: expected one of {all}")
        })
    }
}

/// The fields that a decision withholds; none when it withholds the event.
pub(super) fn asked(decision: &Decision) -> BTreeSet<Field> {
    let all = decision.after.get("fields").and_then(serde_json::Value::as_array);
    let named = all.into_iter().flatten().filter_map(serde_json::Value::as_str);
    named.filter_map(|name| name.parse().ok()).collect()
}

/// What is withheld of an event from whoever asks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Veiled {
    pub(crate) fields: BTreeSet<Field>,
    /// The country as somebody corrected it, where that came with a place that is withheld.
    country: Option<String>,
}

impl Veiled {
    /// The claim and its article as they may be seen.
    pub(crate) fn cover(&self, event: &mut Event, row: &mut Row) {
        let hides = |field| self.fields.contains(&field);
        let nowhere = [0, 0];
        event.evidence.clear();
        event.because.clear();
        event.spans = EventSpans {
            event_type: nowhere,
            date: None,
            place: None,
            initiators: vec![nowhere; event.initiators.len()],
            targets: vec![nowhere; event.targets.len()],
            sources: vec![nowhere; event.sources.len()],
            evidence: nowhere,
        };
        for toll in &mut event.tolls {
            // Who they were is told in words of the article.
            toll.victims = None;
            toll.victims_id = None;
            // What is a part of a total stays one.
            toll.because.retain(|rule| griot::fusion::is_part_rule(rule));
            let sources = toll.sources.as_ref().map(|all| vec![nowhere; all.len()]);
            toll.spans = TollSpans { number: nowhere, victims: None, sources, evidence: nowhere };
        }
        if hides(Field::Date) {
            event.date = None;
        }
        if hides(Field::Place) {
            event.place = None;
            event.geo = None;
            if self.country.is_some() {
                event.country.clone_from(&self.country);
            }
        }
        if hides(Field::Initiators) {
            event.initiators.clear();
            event.initiator_ids.clear();
            event.spans.initiators.clear();
        }
        if hides(Field::Targets) {
            event.targets.clear();
            event.target_ids.clear();
            event.spans.targets.clear();
        }
        if hides(Field::Tolls) {
            event.tolls.clear();
        }
        if hides(Field::Sources) {
            event.sources.clear();
            event.source_ids.clear();
            event.spans.sources.clear();
            for toll in &mut event.tolls {
                toll.sources = None;
                toll.source_ids = None;
                toll.spans.sources = None;
            }
        }
        let published = row.article.published.take().filter(|_| !hides(Field::Date));
        row.article = ArticleRow { published, ..ArticleRow::default() };
    }

    /// Leaves out of an event what else would tell what is withheld: why its reports are one event, whom its
    /// voices repeat, and what was corrected in those fields.
    pub(crate) fn trim(&self, event: &mut EventRow) {
        event.joins.clear();
        for voice in &mut event.voices {
            voice.because.retain(|why| !why.starts_with("credited to "));
        }
        let is_told =
            |slot: &str| Field::of_slot(slot).is_none_or(|field| !self.fields.contains(&field));
        event.review.corrections.retain(|one| is_told(&one.correction.slot()));
        event.withheld.clone_from(&self.fields);
    }

    /// Whether a filter asks for something that is withheld: whoever is not told it does not learn it by
    /// asking either. No words of the articles are told.
    pub(crate) fn is_asked(&self, filter: &Filter, tolls: bool) -> bool {
        let asks = |field| match field {
            Field::Date => filter.since.is_some() || filter.until.is_some(),
            Field::Place => filter.near.is_some() || filter.within.is_some(),
            Field::Initiators | Field::Targets => !filter.actors.is_empty(),
            // Victims are actors, too.
            Field::Tolls => tolls || !filter.outcomes.is_empty() || !filter.actors.is_empty(),
            Field::Sources => !filter.sources.is_empty(),
        };
        filter.text.is_some() || self.fields.iter().any(|field| asks(*field))
    }
}

/// A claim of an event that is shown without some of its fields.
pub(crate) struct Partly {
    pub(crate) event: String,
    /// The number of the first claim of the event.
    pub(crate) head: usize,
    pub(crate) veiled: Veiled,
}

impl Record {
    /// What is withheld of an event from whoever asks, when it is shown without it.
    pub(crate) fn veiled(&self, event: &str) -> rusqlite::Result<Option<Veiled>> {
        let Some(role) = self.veil else { return Ok(None) };
        let sql = "SELECT 1 FROM main.withheld WHERE kind = 'words' AND id = ?1 AND level > ?2";
        if !self.db.prepare_cached(sql)?.exists(params![event, role.level()])? {
            return Ok(None);
        }
        let mut veiled = Veiled::default();
        let mut query = self
            .db
            .prepare_cached("SELECT kind FROM main.withheld WHERE id = ?1 AND level > ?2")?;
        for kind in query.query_map(params![event, role.level()], |row| row.get::<_, String>(0))? {
            veiled.fields.extend(kind?.parse::<Field>());
        }
        let sql = "SELECT country FROM reviews WHERE event = ?1";
        let country = self.db.prepare_cached(sql)?.query_row([event], |row| row.get(0)).optional();
        veiled.country = country?.flatten();
        Ok(Some(veiled))
    }

    /// The claims that are shown without some of their fields, by number.
    pub(crate) fn partly(&self) -> rusqlite::Result<BTreeMap<usize, Partly>> {
        let mut found = BTreeMap::new();
        let Some(role) = self.veil else { return Ok(found) };
        let mut query = self.db.prepare_cached(
            "SELECT r.event, c.id, h.id FROM main.withheld w CROSS JOIN reports r ON r.event = w.id
             CROSS JOIN main.claims c ON c.key = r.claim
             CROSS JOIN main.reports f ON f.event = r.event AND f.n = 0
             CROSS JOIN main.claims h ON h.key = f.claim
             WHERE w.kind = 'words' AND w.level > ?1 ORDER BY r.event",
        )?;
        let mut rows = query.query([role.level()])?;
        while let Some(row) = rows.next()? {
            let event: String = row.get(0)?;
            let Some(veiled) = self.veiled(&event)? else { continue };
            let (claim, head): (usize, usize) = (row.get(1)?, row.get(2)?);
            found.insert(claim, Partly { event, head, veiled });
        }
        Ok(found)
    }

    /// The fields of an event that are withheld by themselves, each with the least role that sees it.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn withheld_fields(&self, event: &str) -> crate::Result<Vec<(Field, Role)>> {
        let read = || -> rusqlite::Result<Vec<(Field, Role)>> {
            let mut found = Vec::new();
            let sql = "SELECT kind, level FROM main.withheld WHERE id = ?1";
            let mut query = self.db.prepare_cached(sql)?;
            let mut rows = query.query([event])?;
            while let Some(row) = rows.next()? {
                let (field, level) = (row.get::<_, String>(0)?.parse(), row.get::<_, i64>(1)?);
                let role = Role::ALL.into_iter().find(|role| role.level() == level);
                found.extend(field.ok().zip(role));
            }
            found.sort_unstable();
            Ok(found)
        };
        read().map_err(|error| self.fault(error))
    }
}
