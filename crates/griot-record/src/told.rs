//! Rows as JSON, for programs.
//!
//! Takes what a record answers; gives the objects of `docs/record.md`. The command line and the server
//! write the same ones, and the published claims stand in them as they are.

use griot::fusion::tolls::{self as rules, Compared};
use griot::fusion::{Party, Policy, TollFigure, Where};
use griot::model::{Outcome, VictimKind};
use serde_json::{Value, json};

use crate::ask::{ArticleRow, Row};
use crate::decisions::{Decision, Standing, Told};
use crate::merged::EventRow;
use crate::review::{Corrected, Review};

/// The figures of an event by a policy; of some outcomes, or of all when none is named.
pub fn figures_of(
    event: &EventRow,
    policy: Policy,
    outcomes: &[Outcome],
) -> Vec<(Outcome, Option<VictimKind>, TollFigure)> {
    let mut figures = rules::figures(&event.toll_claims(), policy);
    figures.retain(|(outcome, ..)| outcomes.is_empty() || outcomes.contains(outcome));
    figures
}

/// An event with everything that is known of it.
pub fn event_json(event: &EventRow, policy: Policy, outcomes: &[Outcome]) -> Value {
    let merged = event.merged();
    let merged = merged.as_ref();
    let names = |parties: &[Party]| -> Vec<String> {
        parties.iter().map(|party| party.name.clone()).collect()
    };
    let ids = |parties: &[Party]| -> Vec<Option<String>> {
        parties.iter().map(|party| party.id.clone()).collect()
    };
    let geo = |place: &Where| {
        let (lat, lon) = place.lat_lon.unzip();
        json!({ "lat": lat, "lon": lon, "precision": place.precision.as_str(), "admin": place.admin })
    };
    // Who said what is told as it was said, whatever was corrected.
    let claims = event.machine_toll_claims();
    let tolls: Vec<Value> = figures_of(event, policy, outcomes)
        .into_iter()
        .map(|(outcome, kind, figure)| {
            let curve = kind.is_none().then(|| rules::curve(&claims, outcome, None));
            let said = curve.map(|points| {
                let by = |point: &rules::Point| {
                    Some(points.get(point.replaced_by?)?.said.account.as_str())
                };
                points.iter().map(|point| said_json(point, by(point))).collect::<Vec<_>>()
            });
            json!({
                "outcome": outcome.as_str(), "kind": kind.map(VictimKind::as_str),
                "low": figure.low, "best": figure.best, "high": figure.high,
                "reports": figure.accounts, "n_voices": figure.n_voices, "said": said,
            })
        })
        .collect();
    let reports: Vec<Value> = event
        .reports
        .iter()
        .map(|report| {
            let reprint_of = report.reprint_of.as_ref();
            json!({
                "key": report.row.key, "voice": report.voice,
                "reprint_of": reprint_of.map(|(first, why)| json!({ "article": first, "why": why })),
                "claim": report.row.claim,
                "article": event.withheld.is_empty().then(|| article_json(&report.row.article)),
            })
        })
        .collect();
    json!({
        "id": event.id,
        "type": merged.map(|merged| merged.event_type.as_str()),
        "date": merged.and_then(|merged| merged.date).map(|days| [days.from.to_string(), days.to.to_string()]),
        "place": merged.and_then(|merged| merged.place.as_ref()).map(|place| place.name.clone()),
        "geo": merged.and_then(|merged| merged.place.as_ref()).map(geo),
        "country": merged.and_then(|merged| merged.country.clone()),
        "initiators": merged.map(|merged| names(&merged.initiators)),
        "initiator_ids": merged.map(|merged| ids(&merged.initiators)),
        "targets": merged.map(|merged| names(&merged.targets)),
        "target_ids": merged.map(|merged| ids(&merged.targets)),
        "certainty": merged.map(|merged| merged.certainty.as_str()),
        "n_reports": event.reports.len(),
        "n_independent": event.n_independent,
        "policy": policy.as_str(),
        "tolls": tolls,
        "reports": reports,
        "voices": event.voices,
        "joins": event.joins,
        "review": review_json(&event.review),
        "withheld": event.withheld,
    })
}

fn review_json(review: &Review) -> Value {
    let who = |decision: &Decision| {
        json!({
            "key": decision.key, "verb": decision.verb.as_str(), "by": decision.by,
            "at": decision.at, "why": decision.why,
        })
    };
    let corrected = |one: &Corrected| {
        json!({
            "slot": one.correction.slot(), "value": one.correction.to_json(),
            "reported": one.machine, "decision": who(&one.decision),
        })
    };
    json!({
        "state": review.state.as_str(),
        "decision": review.verdict.as_ref().map(who),
        "corrected": review.corrections.iter().map(corrected).collect::<Vec<_>>(),
        "assigned_to": review.assigned.as_ref().map(|(to, _)| to),
        "question": review.question.as_ref().map(who),
        "peer_review": review.peer_review.as_ref().map(who),
        "finalised": review.finalised.as_ref().map(who),
        "notes": review.notes.iter().map(who).collect::<Vec<_>>(),
        "n_newer_reports": review.n_newer_reports,
    })
}

/// A figure of a curve: how it moved against the figure before it, whoever gave that, and apart from it how
/// its own source revised it; and the report whose later figure of the same source stands in its place.
fn said_json(point: &rules::Point, replaced_by: Option<&str>) -> Value {
    let said = &point.said;
    json!({
        "report": said.account, "published": said.published.map(|day| day.to_string()),
        "sources": said.who, "certainty": said.certainty.as_str(),
        "low": said.low, "high": said.high, "approx": said.approx,
        "revision": point.revision.to_string(),
        "own_revision": point.own_revision.map(|revision| revision.to_string()),
        "replaced_by": replaced_by,
    })
}

/// What the record holds in the window of an aggregate.
pub fn recorded_json(compared: &Compared) -> Value {
    let recorded = compared.recorded;
    json!({
        "n_events": recorded.n_events, "n_without_figure": recorded.n_without_figure,
        "n_uncertain": recorded.n_uncertain, "low": recorded.low, "high": recorded.high,
        "is_open": recorded.is_open,
    })
}

/// An article, as a row names it.
pub fn article_json(article: &ArticleRow) -> Value {
    json!({
        "key": article.key, "id": article.id, "url": article.url, "publisher": article.publisher,
        "published": article.published, "title": article.title, "lang": article.lang,
    })
}

/// A claim and its article.
pub fn row_json(row: &Row) -> Value {
    let mut object = json!({ "key": row.key, "kind": row.kind });
    if let Some(n) = row.toll {
        object["toll"] = json!(n);
    }
    object["claim"] = row.claim.clone();
    object["article"] = article_json(&row.article);
    object
}

/// The decision as it was written, and whether it holds.
pub fn decision_json(told: &Told) -> Value {
    let Decision { key, at, by, verb, why, subject, before, after } = &told.decision;
    let (standing, undone_by) = match &told.standing {
        Standing::InForce => ("in_force", None),
        Standing::Undone(by) => ("undone", Some(by)),
        Standing::Unplaced => ("unplaced", None),
    };
    json!({
        "key": key, "at": at, "by": by, "verb": verb.as_str(), "why": why, "subject": subject,
        "before": before, "after": after, "standing": standing, "undone_by": undone_by,
        "events": told.events, "holds_of": told.holds_of,
    })
}
