//! What a document says, as rows that can be asked for.
//!
//! Takes a document of the published format; gives its claims, each as it is published and with the
//! columns that filters look at. The columns say nothing that the claim does not.

use griot::gazetteer::fold;
use griot::json::{Days, Document, Event, Geo, Range, Toll};
use serde::Serialize;

/// A row of `claims`, with its rows of `tolls` and `names`.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Claim {
    pub(crate) kind: &'static str,
    pub(crate) key: String,
    pub(crate) event_type: Option<String>,
    pub(crate) country: Option<String>,
    pub(crate) place: Option<String>,
    pub(crate) position: Option<(f64, f64)>,
    pub(crate) certainty: Option<String>,
    pub(crate) days: Option<Days>,
    /// Outcomes of its tolls, in order.
    pub(crate) outcomes: Vec<String>,
    /// Role and name, sorted, none twice.
    pub(crate) names: Vec<(&'static str, String)>,
    pub(crate) json: String,
}

/// The key of an article: it depends on the page and on nothing that griot learns later.
pub(crate) fn article_key(hash: &str, n: usize) -> String {
    format!("{}-{n}", hash.get(..16).unwrap_or(hash))
}

/// The claims of a document, in the order in which it gives them.
pub(crate) fn claims(document: &Document, article_key: &str) -> serde_json::Result<Vec<Claim>> {
    let mut claims = Vec::new();
    for (index, event) in document.events.iter().enumerate() {
        let mut claim = told_by(event);
        claim.kind = "event";
        claim.key = format!("{article_key}e{}", index + 1);
        claim.outcomes = event.tolls.iter().map(|toll| toll.outcome.clone()).collect();
        let mut names = Names::default();
        names.add("actor", &event.initiators, &event.initiator_ids);
        names.add("actor", &event.targets, &event.target_ids);
        names.add("source", &event.sources, &event.source_ids);
        for toll in &event.tolls {
            names.add_toll(toll);
        }
        claim.finish(names, event)?;
        claims.push(claim);
    }
    for (index, aggregate) in document.aggregates.iter().enumerate() {
        let mut names = Names::default();
        names.add(
            "actor",
            aggregate.victims.as_slice(),
            std::slice::from_ref(&aggregate.victims_id),
        );
        names.add("source", &aggregate.sources, &aggregate.source_ids);
        let mut claim = Claim {
            kind: "aggregate",
            key: format!("{article_key}a{}", index + 1),
            country: aggregate.country.clone(),
            place: aggregate.place.clone(),
            position: aggregate.geo.as_ref().and_then(position),
            days: aggregate.window.clone(),
            outcomes: vec![aggregate.outcome.clone()],
            ..Claim::default()
        };
        claim.finish(names, aggregate)?;
        claims.push(claim);
    }
    for (index, statement) in document.statements.iter().enumerate() {
        // Words have no place of their own: they are found by that of the event that they tell.
        let tells = |event: &&Event| overlap(event.spans.evidence, statement.spans.evidence);
        let mut claim = document.events.iter().find(tells).map(told_by).unwrap_or_default();
        claim.kind = "statement";
        claim.key = format!("{article_key}s{}", index + 1);
        // The day of a statement is that of the article: when it was said is not coded.
        claim.days = document.article.published.clone().map(|day| [day.clone(), day]);
        let mut names = Names::default();
        names.add("source", &statement.speaker, &statement.speaker_ids);
        for event in document.events.iter().filter(tells) {
            names.add("actor", &event.initiators, &event.initiator_ids);
            names.add("actor", &event.targets, &event.target_ids);
            claim.outcomes.extend(event.tolls.iter().map(|toll| toll.outcome.clone()));
        }
        claim.finish(names, statement)?;
        claims.push(claim);
    }
    Ok(claims)
}

/// The columns of a claim that come from an event.
fn told_by(event: &Event) -> Claim {
    Claim {
        event_type: Some(event.event_type.clone()),
        country: event.country.clone(),
        place: event.place.clone(),
        position: event.geo.as_ref().and_then(position),
        certainty: Some(event.certainty.clone()),
        days: event.date.clone(),
        ..Claim::default()
    }
}

fn position(geo: &Geo) -> Option<(f64, f64)> {
    geo.lat.zip(geo.lon)
}

fn overlap(a: Range, b: Range) -> bool {
    let ([a_from, a_to], [b_from, b_to]) = (a, b);
    a_from < b_to && b_from < a_to
}

impl Claim {
    fn finish(&mut self, names: Names, said: &impl Serialize) -> serde_json::Result<()> {
        self.names = names.0;
        self.names.sort();
        self.names.dedup();
        self.json = serde_json::to_string(said)?;
        Ok(())
    }
}

#[derive(Debug, Default)]
struct Names(Vec<(&'static str, String)>);

impl Names {
    fn add(&mut self, role: &'static str, names: &[String], ids: &[Option<String>]) {
        self.0.extend(names.iter().map(|name| (role, fold(name))));
        self.0.extend(ids.iter().flatten().map(|id| (role, id.clone())));
    }

    fn add_toll(&mut self, toll: &Toll) {
        self.add("actor", toll.victims.as_slice(), std::slice::from_ref(&toll.victims_id));
        let ids = toll.source_ids.as_deref().unwrap_or_default();
        self.add("source", toll.sources.as_deref().unwrap_or_default(), ids);
    }
}
