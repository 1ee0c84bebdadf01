//! What one article tells of one occurrence, in the form that fusion compares.
//!
//! Takes a coded article, as a model or as it was published; gives one [`Account`] for each of its
//! events. An account owns its values: the article's text may be gone by the time it is compared.
//! The unknown stays unknown: nothing is filled in here.

use jiff::civil::Date;

use crate::json;
use crate::model::{
    Article, Certainty, Claims, Dates, EventType, Outcome, PlacePrecision, VictimKind,
};

/// What one article tells of one occurrence.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    /// Its name among all accounts. [`Account::all_of`] makes it of the article's id and the number
    /// of the event (`ARTICLE#N`); a record makes it of words, which are more stable.
    pub id: String,
    /// The article's id.
    pub article: String,
    /// The day of publication, when known.
    pub published: Option<Date>,
    /// What happened.
    pub event_type: EventType,
    /// When.
    pub date: Option<Dates>,
    /// Where.
    pub place: Option<Where>,
    /// ISO 3166 alpha-2.
    pub country: Option<String>,
    /// Who did it.
    pub initiators: Vec<Party>,
    /// To whom.
    pub targets: Vec<Party>,
    /// How many.
    pub tolls: Vec<Figure>,
    /// Who tells of it, from the nearest to the article to the original one.
    pub sources: Vec<Party>,
    /// Reported, alleged, denied.
    pub certainty: Certainty,
    /// The sentence that tells it best.
    pub evidence: String,
}

/// A place, as far as it is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Where {
    /// The name as written.
    pub name: String,
    /// First and second administrative level.
    pub admin: Vec<String>,
    /// WGS 84 degrees: latitude, longitude.
    pub lat_lon: Option<(f64, f64)>,
    /// How well it is known.
    pub precision: PlacePrecision,
}

/// Somebody who is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// The name as written.
    pub name: String,
    /// The registry's id, when the name is one that it knows.
    pub id: Option<String>,
}

/// A toll of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// What happened to them.
    pub outcome: Outcome,
    /// What they are.
    pub kind: VictimKind,
    /// Who they are, as named.
    pub victims: Option<Party>,
    /// Lower bound, included.
    pub low: Option<u64>,
    /// Upper bound, included; `None` when open.
    pub high: Option<u64>,
    /// Whether the words say that the figure is rounded or vague.
    pub approx: bool,
    /// Whose figure it is, when it is not the account's.
    pub sources: Option<Vec<Party>>,
    /// Whether a rule read it as a part of another figure of its account.
    pub part: bool,
}

/// The rules of coding that read a figure as a part of another one.
const PART_RULES: [&str; 2] = ["rule.part-of-total", "rule.part-by-copula"];

impl Account {
    /// The accounts of an article, in the order of its events.
    pub fn all_of(article: &Article, claims: &Claims) -> Vec<Self> {
        let coder = json::Coder { version: String::new(), lexicon: String::new() };
        Self::all_of_document(&json::document(article, claims, coder))
    }

    /// The accounts of an article as published. A value that is none of the published format is
    /// taken for unknown; an event of an unknown type gives no account.
    pub fn all_of_document(document: &json::Document) -> Vec<Self> {
        let article = &document.article;
        let published = article.published.as_deref();
        let account = |(at, event): (usize, &json::Event)| {
            Self::of_event(format!("{}#{at}", article.id), &article.id, published, event)
        };
        document.events.iter().enumerate().filter_map(account).collect()
    }

    /// The account of one event as published, under an id that the caller makes; nothing when its
    /// type is unknown. `published` is the article's day, as published.
    pub fn of_event(
        id: String,
        article: &str,
        published: Option<&str>,
        event: &json::Event,
    ) -> Option<Self> {
        Some(Self {
            id,
            article: article.to_owned(),
            published: published.and_then(|day| day.parse().ok()),
            event_type: event.event_type.parse().ok()?,
            date: event.date.as_ref().and_then(days),
            place: event.place.as_ref().map(|name| Where::of(name, event.geo.as_ref())),
            country: event.country.clone(),
            initiators: parties(&event.initiators, &event.initiator_ids),
            targets: parties(&event.targets, &event.target_ids),
            tolls: event.tolls.iter().filter_map(Figure::of).collect(),
            sources: parties(&event.sources, &event.source_ids),
            certainty: match event.certainty.as_str() {
                "alleged" => Certainty::Alleged,
                "denied" => Certainty::Denied,
                _ => Certainty::Reported,
            },
            evidence: event.evidence.clone(),
        })
    }
}

impl Where {
    fn of(name: &str, geo: Option<&json::Geo>) -> Self {
        let precision = match geo.map(|geo| geo.precision.as_str()) {
            Some("exact") => PlacePrecision::Exact,
            Some("approximate") => PlacePrecision::Approximate,
            Some("centroid") => PlacePrecision::Centroid,
            Some("region") => PlacePrecision::Region,
            _ => PlacePrecision::NameOnly,
        };
        Self {
            name: name.to_owned(),
            admin: geo.map(|geo| geo.admin.clone()).unwrap_or_default(),
            lat_lon: geo.and_then(|geo| geo.lat.zip(geo.lon)),
            precision,
        }
    }
}

/// Whether a rule that fired says that a toll is a part of another one of its event.
pub fn is_part_rule(rule: &str) -> bool {
    PART_RULES.contains(&rule)
}

impl Figure {
    fn of(toll: &json::Toll) -> Option<Self> {
        let victim_ids = [toll.victims_id.clone()];
        Some(Self {
            outcome: toll.outcome.parse().ok()?,
            kind: toll.kind.parse().unwrap_or(VictimKind::Unknown),
            victims: parties(toll.victims.as_slice(), &victim_ids).pop(),
            low: toll.low,
            high: toll.high,
            approx: toll.approx,
            sources: toll
                .sources
                .as_ref()
                .map(|names| parties(names, toll.source_ids.as_deref().unwrap_or_default())),
            part: toll.because.iter().any(|rule| is_part_rule(rule)),
        })
    }
}

impl Party {
    /// Somebody by name alone.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), id: None }
    }
}

/// Names with the ids that stand in step with them.
fn parties(names: &[String], ids: &[Option<String>]) -> Vec<Party> {
    let id = |at: usize| ids.get(at).cloned().flatten();
    names.iter().enumerate().map(|(at, name)| Party { name: name.clone(), id: id(at) }).collect()
}

/// An interval of the published format; nothing when it is reversed or no interval of days.
pub(crate) fn days(interval: &json::Days) -> Option<Dates> {
    let [from, to] = interval;
    let (from, to) = (from.parse().ok()?, to.parse().ok()?);
    (from <= to).then_some(Dates { from, to })
}
