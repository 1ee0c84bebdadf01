//! From drafts to claims: names as published, sources, certainty, evidence.
//!
//! Takes what the other steps found; gives [`Claims`]. Every name is a slice of the text.

use std::ops::Range;

use crate::annotate;
use crate::annotate::mentions::MentionClass;
use crate::annotate::places::PlaceMention;
use crate::coding::aggregates::PeriodToll;
use crate::coding::context::Context;
use crate::coding::culprits::culprits;
use crate::coding::events::Draft;
use crate::coding::judge::Judge;
use crate::coding::judge::source::SourceScene;
use crate::coding::parties::Party;
use crate::coding::roles::{self, Roles};
use crate::coding::setting;
use crate::coding::settle::{day_handed_down, day_of_news};
use crate::coding::sightings::{Sighting, Strand};
use crate::coding::sources::{self, add_speakers, said_of, speaker_name};
use crate::coding::statements::Said;
use crate::coding::tolls::publish::{published, toll};
use crate::coding::whenwhere::coarseness;
use crate::lexicon::registry::ActorIdx;
use crate::model::{
    ActorKind, Aggregate, Certainty, Claims, Name, Place, PlacePrecision, Report, Statement,
};

/// The claims of a document.
pub(crate) fn claims(
    cx: &Context<'_>,
    drafts: &[Draft],
    periods: &[PeriodToll],
    said: &[Said],
    judge: &mut Judge<'_>,
) -> Claims {
    let mut claims = Claims::default();
    let culprits = culprits(cx);
    let main = drafts
        .iter()
        .enumerate()
        .filter(|(_, draft)| draft.strand == Strand::Violence)
        .max_by_key(|(i, draft)| (draft.sightings.len(), std::cmp::Reverse(*i)))
        .map(|(i, _)| i);
    let roles: Vec<Roles> = drafts
        .iter()
        .enumerate()
        .map(|(i, draft)| {
            let culprits = if Some(i) == main { &culprits[..] } else { &[] };
            roles::by_rule(cx, draft, said, culprits)
        })
        .collect();
    let reports: Vec<Report> = drafts
        .iter()
        .zip(&roles)
        .map(|(draft, roles)| report(cx, draft, roles, drafts, periods, said))
        .collect();
    if let Some(teacher) = judge.teacher() {
        teacher.reports(&reports);
    }
    let people = roles::people(cx);
    let prominence = setting::Prominence::new(cx);
    let main_told = sources::main_of(drafts);
    for (i, ((draft, rules), by_rule)) in drafts.iter().zip(&roles).zip(reports).enumerate() {
        // Of a text that is longer than any article the rules decide alone.
        if people.is_empty() {
            claims.reports.push(by_rule);
            continue;
        }
        let mut told = by_rule;
        let scene = SourceScene {
            cx,
            event: i,
            drafts,
            roles: rules,
            event_type: told.event_type,
            n_rules: told.sources.len(),
            main: main_told.is_some_and(|main| std::ptr::eq(main, draft)),
        };
        let (sources, not_sources) = sources::judged(cx, judge, &scene, &told.sources, said);
        claims.considered.extend(not_sources);
        let others_tell = sources != told.sources;
        if others_tell {
            told.tolls = published(cx, draft, said, &sources);
            told.sources = sources;
        }
        let (judged, dropped) = roles::judged(cx, judge, i, draft, &roles, said, &people);
        let judged = roles::counterparts(draft, judged);
        let there = setting::place(cx, judge, i, drafts, told.event_type, &prominence);
        let others_did = judged != *rules;
        if others_did {
            told.initiators = party_names(cx, &judged.initiators);
            told.targets = party_names(cx, &judged.targets);
        }
        if others_tell || others_did {
            told.because.push(roles::JUDGED.to_owned());
        }
        claims.considered.extend(dropped);
        told.place = there.as_ref().map(place);
        told.country = country(cx, told.place.as_ref());
        claims.reports.push(told);
    }
    claims.considered.sort_by_key(|considered| (considered.span.start, considered.span.end));
    for period in periods {
        claims.aggregates.push(aggregate(cx, period, said));
    }
    for said in said.iter().filter(|said| said.is_statement) {
        claims.statements.push(Statement {
            speaker: said.speakers.iter().map(|speaker| speaker_name(cx, speaker)).collect(),
            evidence: said.evidence,
            quoted: said.quoted,
            because: said.because.clone(),
        });
    }
    claims
}

fn report(
    cx: &Context<'_>,
    draft: &Draft,
    roles: &Roles,
    all: &[Draft],
    periods: &[PeriodToll],
    said: &[Said],
) -> Report {
    let event_type = draft.event_type(&roles.initiators, &roles.targets);
    let dates = draft
        .dates
        .or_else(|| day_of_news(cx, draft, all))
        .or_else(|| day_handed_down(cx, draft, all, periods));
    let best = best_sighting(cx, draft);
    let evidence = cx.sent_span(best.sent);
    let sources = sources::sources(cx, draft, all, said);
    let mut because: Vec<String> = Vec::new();
    for sighting in &draft.sightings {
        for id in &sighting.because {
            if !because.contains(id) {
                because.push(id.clone());
            }
        }
    }
    if draft.dates.is_none() && dates.is_some() {
        because.push("rule.day-of-news".to_owned());
    }
    let trigger =
        best.triggers.first().map_or(evidence, |trigger| cx.doc.span_of(trigger.hit.tokens()));
    let place = draft.place.as_ref().map(place);
    let country = country(cx, place.as_ref());
    Report {
        event_type,
        trigger,
        date: dates.map(|(dates, _)| dates),
        date_span: dates.map(|(_, span)| span),
        place,
        country,
        initiators: party_names(cx, &roles.initiators),
        targets: party_names(cx, &roles.targets),
        tolls: published(cx, draft, said, &sources),
        sources,
        certainty: certainty(draft),
        evidence,
        because,
    }
}

/// The country of a place, else the one that the article speaks of.
fn country(cx: &Context<'_>, place: Option<&Place>) -> Option<String> {
    place.and_then(|place| place.country.clone()).or_else(|| cx.main_country.clone())
}

/// The sighting that tells the event best: with a trigger, and the most slots; the earlier of two.
fn best_sighting<'a>(cx: &Context<'_>, draft: &'a Draft) -> &'a Sighting {
    let mut best = &draft.sightings[0];
    let score = |s: &Sighting| {
        let fine = s.place.as_ref().map_or(0, |place| i32::from(coarseness(place.kind) <= 2) + 1);
        i32::from(!s.triggers.is_empty()) * 4 - i32::from(cx.headline[s.sent]) * 3
            + i32::from(!s.refers_back) * 2
            + i32::from(s.time.as_ref().is_some_and(|time| time.dates.is_some()))
            + fine
            + i32::from(!s.tolls.is_empty())
            + i32::from(!s.initiators.is_empty())
            + i32::from(!s.targets.is_empty())
    };
    for sighting in &draft.sightings[1..] {
        if score(sighting) > score(best) {
            best = sighting;
        }
    }
    best
}

fn certainty(draft: &Draft) -> Certainty {
    let told: Vec<&Sighting> = draft.sightings.iter().filter(|s| !s.triggers.is_empty()).collect();
    // Deaths alone, without any word of an act: what their numbers are told as.
    if told.is_empty() {
        return if draft.tolls().all(|toll| toll.alleged) {
            Certainty::Alleged
        } else {
            Certainty::Reported
        };
    }
    if told.iter().all(|s| s.denied) {
        Certainty::Denied
    } else if told.iter().all(|s| s.alleged || s.denied) {
        Certainty::Alleged
    } else {
        Certainty::Reported
    }
}

fn aggregate(cx: &Context<'_>, period: &PeriodToll, said: &[Said]) -> Aggregate {
    let sent = period.toll.sent;
    let tokens = cx.doc.sents[sent].tokens();
    let place = cx
        .places_in(tokens)
        .iter()
        .filter(|place| !place.metonym)
        .min_by_key(|place| (place.tokens.start as usize).abs_diff(period.toll.outcome_token))
        .map(place);
    let mut sources = Vec::new();
    for said in said_of(cx, sent, said) {
        add_speakers(cx, &mut sources, said);
    }
    let country =
        place.as_ref().and_then(|place| place.country.clone()).or_else(|| cx.main_country.clone());
    let mut because = period.toll.because.clone();
    because.push(period.rule.to_owned());
    Aggregate {
        toll: toll(cx, &period.toll, None),
        window: period.window,
        window_span: period.window_span,
        place,
        country,
        sources,
        evidence: cx.sent_span(sent),
        because,
    }
}

fn place(mention: &PlaceMention) -> Place {
    Place {
        name: mention.name.clone(),
        span: mention.span,
        country: mention.country.as_ref().map(ToString::to_string),
        admin: mention.admin.clone(),
        lat_lon: mention.point.map(|(lat, lon)| (f64::from(lat), f64::from(lon))),
        precision: match mention.precision {
            annotate::places::PlacePrecision::Exact => PlacePrecision::Exact,
            annotate::places::PlacePrecision::Approximate => PlacePrecision::Approximate,
            annotate::places::PlacePrecision::Area if mention.row.is_none() => {
                PlacePrecision::Region
            }
            annotate::places::PlacePrecision::Area | annotate::places::PlacePrecision::Country => {
                PlacePrecision::Centroid
            }
            annotate::places::PlacePrecision::Unknown => PlacePrecision::NameOnly,
        },
    }
}

fn party_names(cx: &Context<'_>, parties: &[Party]) -> Vec<Name> {
    parties.iter().map(|party| party_name(cx, party)).collect()
}

pub(crate) fn party_name(cx: &Context<'_>, party: &Party) -> Name {
    name(cx, party.tokens.clone(), party.registry)
}

pub(crate) fn name(cx: &Context<'_>, tokens: Range<usize>, registry: Option<ActorIdx>) -> Name {
    let mut name = cx.name(with_acronym(cx, tokens, registry));
    name.registry_id = registry.and_then(|actor| cx.registry_id(actor));
    name
}

/// A name with its acronym in brackets, so that whoever looks for either finds it: `Front de libération du Nord (FLN)`,
/// `FLN (Front de libération du Nord)`. What stands in brackets behind a person is a party or a place, and a news agency
/// that brings the words is not whom they are about.
fn with_acronym(
    cx: &Context<'_>,
    tokens: Range<usize>,
    registry: Option<ActorIdx>,
) -> Range<usize> {
    let doc = cx.doc;
    let mark = |t: usize, mark: &str| t < doc.tokens.len() && doc.lower(t) == mark;
    let (first, end) = (tokens.start, tokens.end);
    if first >= 2
        && tokens.len() > 1
        && mark(first - 1, "(")
        && mark(end, ")")
        && is_acronym(doc.word(first - 2))
        && doc.sent_of(first - 2) == doc.sent_of(first)
    {
        return first - 2..end + 1;
    }
    let person = cx.mention_at(end - 1).is_some_and(|(_, m)| {
        m.class == MentionClass::Person || m.person.is_some_and(|(_, last)| last as usize == end)
    });
    if !mark(end, "(") || person {
        return tokens;
    }
    let Some(close) = (end + 2..end + 6).find(|&t| mark(t, ")")) else { return tokens };
    let other = cx.mention_at(end + 1).is_some_and(|(_, m)| {
        m.kind == ActorKind::Media
            || m.registry.is_some() && registry.is_some() && m.registry != registry
    });
    let inside = doc.span_of(end + 1..close).of(doc.text);
    let spelt = is_acronym(inside) && !other && doc.sent_of(close) == doc.sent_of(first);
    if spelt { first..close + 1 } else { tokens }
}

/// Whether a word is written as acronyms are: `FLN`, `FAMa`, `EI-K`.
fn is_acronym(word: &str) -> bool {
    let n = word.chars().count();
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    (2..=12).contains(&n)
        && word.starts_with(char::is_uppercase)
        && capitals >= 2
        && capitals * 2 >= n
        && word.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '.' | '/'))
}
