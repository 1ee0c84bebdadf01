//! The facts of an event, each with the sentences that say it.

use griot::fusion::{Merged, Party};
use griot::gazetteer::fold;
use griot::json::{Event, Range};
use griot::model::Dates;
use griot_record::{Correction, EventRow, Field, Report};

use super::{Evidence, Texts, country_beside, is_country, is_vague, place_name, when, withheld};
use crate::asked::{joined, segment};
use crate::words::Words;

/// A value of an event.
#[derive(Clone, Debug)]
pub(crate) struct Fact {
    /// What it is a value of, as corrections name it.
    pub(crate) slot: &'static str,
    pub(crate) label: String,
    pub(crate) value: String,
    /// Where more of it is: the page of an actor or a place.
    pub(crate) href: String,
    /// How well it is known.
    pub(crate) note: String,
    /// Who corrected it, when and why, and what the reports say.
    pub(crate) corrected: Option<[String; 5]>,
    pub(crate) evidence: Vec<Evidence>,
    /// What reports say instead, each with its sentences: those who differ are heard as well, and those whose
    /// value somebody corrected.
    pub(crate) others: Vec<Other>,
    /// Whether an event that it is compared with has another value.
    pub(crate) differs: bool,
}

/// Another value of a slot.
#[derive(Clone, Debug)]
pub(crate) struct Other {
    pub(crate) value: String,
    pub(crate) evidence: Vec<Evidence>,
}

/// A report with its claim, as it is published.
type Told<'e> = (&'e Report, Event);

/// Where a report says a value that is shown.
type Spans<'f> = &'f dyn Fn(&Event) -> Vec<Range>;

/// What a report says instead of it, in words, and where.
type Others<'f> = &'f dyn Fn(&Event) -> Vec<(String, Range)>;

/// The facts of an event: what, when, where, who, to whom, how sure.
pub(crate) fn facts(
    event: &EventRow,
    merged: &Merged,
    texts: &mut Texts<'_>,
    words: &Words,
) -> griot_record::Result<Vec<Fact>> {
    let told: Vec<Told<'_>> = event
        .reports
        .iter()
        .filter_map(|report| Some((report, serde_json::from_value(report.row.claim.clone()).ok()?)))
        .collect();
    let mut found = Vec::new();
    let mut add = |slot: &'static str,
                   value: String,
                   href: String,
                   note: String,
                   spans: Spans<'_>,
                   otherwise: Others<'_>|
     -> griot_record::Result<()> {
        let mut evidence: Vec<Evidence> = Vec::new();
        for (report, claim) in &told {
            for span in spans(claim) {
                let sentence = claim.spans.evidence;
                let one = texts.evidence(report, span, sentence, &claim.sources, words)?;
                evidence.extend(one);
            }
        }
        let label = words.of_group("slot", slot).to_owned();
        let hidden = Field::of_slot(slot).filter(|field| event.withheld.contains(field));
        let (value, note) = match hidden {
            Some(field) => (withheld(field, words).to_owned(), String::new()),
            None => (value, note),
        };
        let corrected = corrected(event, slot, words);
        let evidence = grouped(evidence);
        let others = others(&told, otherwise, texts, words)?;
        found.push(Fact {
            slot,
            label,
            value,
            href,
            note,
            corrected,
            evidence,
            others,
            differs: false,
        });
        Ok(())
    };
    let type_code = merged.event_type.as_str();
    add(
        "type",
        words.of_brief.event_type(merged.event_type).to_owned(),
        joined("/", &format!("type={type_code}")),
        String::new(),
        &|claim| {
            (claim.event_type == type_code).then_some(claim.spans.event_type).into_iter().collect()
        },
        &|claim| {
            let other = claim.event_type.parse().ok().filter(|other| *other != merged.event_type);
            let said =
                |other| (words.of_brief.event_type(other).to_owned(), claim.spans.event_type);
            other.map(said).into_iter().collect()
        },
    )?;
    let days = merged.date.map(|days| [days.from.to_string(), days.to.to_string()]);
    let note = match &days {
        Some([from, to]) if from != to => words.t("some_day_between").to_owned(),
        _ => String::new(),
    };
    add(
        "date",
        merged.date.map_or_else(|| words.t("undated").to_owned(), |one| words.of_brief.days(one)),
        String::new(),
        note,
        &|claim| {
            let is_it = days.is_some() && claim.date == days;
            claim.spans.date.filter(|_| is_it).into_iter().collect()
        },
        &|claim| {
            let other = claim.date.as_ref().filter(|_| claim.date != days);
            let other = other.and_then(|[from, to]| {
                Some(Dates { from: from.parse().ok()?, to: to.parse().ok()? })
            });
            let span = claim.spans.date.unwrap_or(claim.spans.evidence);
            other.map(|other| (words.of_brief.days(other), span)).into_iter().collect()
        },
    )?;
    let place = merged.place.as_ref();
    let folded = place.map(|place| fold(&place.name));
    let mut value = place_name(merged, words);
    if let Some(place) = place {
        for unit in place.admin.iter().rev().filter(|unit| **unit != place.name) {
            value = format!("{value}, {unit}");
        }
    }
    if let Some(country) = country_beside(merged, words) {
        value = format!("{value}, {country}");
    }
    let mut note = place
        .map(|place| words.of_group("precision", place.precision.as_str()).to_owned())
        .unwrap_or_default();
    if let Some((lat, lon)) = place.and_then(|place| place.lat_lon) {
        let is_area = place.is_some_and(|place| is_vague(place.precision));
        let sign = if is_area { "≈ " } else { "" };
        note = format!("{note} ({sign}{lat:.2}, {lon:.2})");
    }
    let href = place.map_or_else(String::new, |place| of_name("/places", &place.name));
    add(
        "place",
        value,
        href,
        note,
        &|claim| {
            let is_it = claim.place.as_ref().is_some_and(|name| Some(fold(name)) == folded);
            claim.spans.place.filter(|_| is_it).into_iter().collect()
        },
        &|claim| {
            let other = claim.place.as_ref().filter(|name| Some(fold(name)) != folded);
            let said = |name: &String| match claim.country.as_deref() {
                Some(code) if !is_country(name, code) => {
                    format!("{name}, {}", words.of_brief.country(code))
                }
                _ => name.clone(),
            };
            let span = claim.spans.place.unwrap_or(claim.spans.evidence);
            other.map(|name| (said(name), span)).into_iter().collect()
        },
    )?;
    for (slot, parties) in [("initiators", &merged.initiators), ("targets", &merged.targets)] {
        // Whom reports name is shown in full, unless somebody corrected it.
        let is_corrected = event.review.of_slot(slot).is_some();
        let unnamed = |claim: &Event| {
            if is_corrected { not_among(claim, slot, parties) } else { Vec::new() }
        };
        if parties.is_empty() {
            let unknown = words.t("nobody_named").to_owned();
            add(slot, unknown, String::new(), String::new(), &|_| Vec::new(), &unnamed)?;
        }
        for (at, party) in parties.iter().enumerate() {
            let is_last = at + 1 == parties.len();
            let href = of_name("/actors", party.id.as_deref().unwrap_or(&party.name));
            let note = if party.id.is_some() { words.t("known_actor") } else { "" };
            add(
                slot,
                party.name.clone(),
                href,
                note.to_owned(),
                &|claim| {
                    let all = named_in(claim, slot);
                    let of_it = all.into_iter().filter(|(name, id, _)| is_named(party, name, *id));
                    of_it.map(|(.., span)| span).collect()
                },
                &|claim| if is_last { unnamed(claim) } else { Vec::new() },
            )?;
        }
    }
    let certainty = merged.certainty.as_str();
    add(
        "certainty",
        words.of_group("certainty", certainty).to_owned(),
        String::new(),
        String::new(),
        &|claim| {
            (claim.certainty == certainty).then_some(claim.spans.evidence).into_iter().collect()
        },
        &|claim| {
            let other = Some(claim.certainty.as_str()).filter(|other| *other != certainty);
            let said = |other| words.of_group("certainty", other).to_owned();
            other.map(|other| (said(other), claim.spans.evidence)).into_iter().collect()
        },
    )?;
    Ok(found)
}

pub(crate) fn of_name(path: &str, name: &str) -> String {
    format!("{path}/{}", segment(name))
}

/// What reports say instead of a value, those values first that most articles give.
fn others(
    told: &[Told<'_>],
    otherwise: Others<'_>,
    texts: &mut Texts<'_>,
    words: &Words,
) -> griot_record::Result<Vec<Other>> {
    let mut found: Vec<Other> = Vec::new();
    for (report, claim) in told {
        for (value, span) in otherwise(claim) {
            let one = texts.evidence(report, span, claim.spans.evidence, &claim.sources, words)?;
            match found.iter_mut().find(|known| known.value == value) {
                Some(known) => known.evidence.extend(one),
                None => found.push(Other { value, evidence: one.into_iter().collect() }),
            }
        }
    }
    // Stable: equals stay in the order in which they were told.
    found.sort_by_key(|other| std::cmp::Reverse(other.evidence.len()));
    for other in &mut found {
        other.evidence = grouped(std::mem::take(&mut other.evidence));
    }
    Ok(found)
}

/// Whom a report names, each with the id of the registry and where.
fn named_in<'e>(claim: &'e Event, slot: &str) -> Vec<(&'e str, Option<&'e String>, Range)> {
    let (names, ids, spans) = if slot == "initiators" {
        (&claim.initiators, &claim.initiator_ids, &claim.spans.initiators)
    } else {
        (&claim.targets, &claim.target_ids, &claim.spans.targets)
    };
    let known = ids.iter().map(Option::as_ref).chain(std::iter::repeat(None));
    let all = names.iter().zip(known).zip(spans);
    all.map(|((name, id), span)| (name.as_str(), id, *span)).collect()
}

/// Whether a name is that of a party: by its id, or by its letters.
fn is_named(party: &Party, name: &str, id: Option<&String>) -> bool {
    fold(name) == fold(&party.name) || (party.id.is_some() && id == party.id.as_ref())
}

/// Whom a report names that is none of some parties.
fn not_among(claim: &Event, slot: &str, parties: &[Party]) -> Vec<(String, Range)> {
    let all = named_in(claim, slot).into_iter();
    all.filter(|(name, id, _)| !parties.iter().any(|party| is_named(party, name, *id)))
        .map(|(name, _, span)| (name.to_owned(), span))
        .collect()
}

/// The same sentence of several articles is one.
pub(super) fn grouped(all: Vec<Evidence>) -> Vec<Evidence> {
    let mut found: Vec<Evidence> = Vec::new();
    for one in all {
        let is_same = |known: &&mut Evidence| {
            (&known.before, &known.mark, &known.after) == (&one.before, &one.mark, &one.after)
        };
        match found.iter_mut().find(is_same) {
            // Twice in one article is once.
            Some(known) if known.article.href == one.article.href => {}
            Some(known) => known.same.push(one.article),
            None => found.push(one),
        }
    }
    found
}

/// Who corrected a slot, when, why, what the reports say, and when once more for programs.
pub(super) fn corrected(event: &EventRow, slot: &str, words: &Words) -> Option<[String; 5]> {
    let one = event.review.of_slot(slot)?;
    let reported = Correction::from_json(&one.correction.slot(), &one.machine);
    let reported = reported
        .map_or_else(|| words.t("nothing_known").to_owned(), |reported| said(&reported, words));
    let decision = &one.decision;
    let (by, why) = (decision.by.clone(), decision.why.clone());
    Some([by, when(&decision.at, words), why, reported, decision.at.clone()])
}

/// A value of a decision in words.
pub(crate) fn said(correction: &Correction, words: &Words) -> String {
    let nothing = || words.t("nothing_known").to_owned();
    match correction {
        Correction::Type(event_type) => words.of_brief.event_type(*event_type).to_owned(),
        Correction::Date(days) => days.map_or_else(nothing, |days| words.of_brief.days(days)),
        Correction::Place(place) => {
            place.as_ref().map_or_else(nothing, |(place, _)| place.name.clone())
        }
        Correction::Country(country) => {
            country.as_ref().map_or_else(nothing, |code| words.of_brief.country(code))
        }
        Correction::Initiators(all) | Correction::Targets(all) if all.is_empty() => {
            words.t("nobody_named").to_owned()
        }
        Correction::Initiators(all) | Correction::Targets(all) => super::names(all, words),
        Correction::Certainty(certainty) => {
            words.of_group("certainty", certainty.as_str()).to_owned()
        }
        Correction::Toll(_, _, bounds) => {
            bounds.map_or_else(nothing, |(low, high)| super::figure(low, high))
        }
    }
}
