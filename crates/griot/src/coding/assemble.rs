//! From drafts to claims: names as published, sources, certainty, evidence.
//!
//! Takes what the other steps found; gives [`Claims`]. Every name is a slice of the text.

use std::ops::Range;

use crate::annotate::mentions::{Mention, MentionClass};
use crate::annotate::places::PlaceMention;
use crate::annotate::times::TimePrecision;
use crate::annotate::{self, Feats, Upos};
use crate::coding::aggregates::PeriodToll;
use crate::coding::context::Context;
use crate::coding::events::Draft;
use crate::coding::parties::{Party, party};
use crate::coding::sightings::{Sighting, Strand, coarseness};
use crate::coding::sources::{add_speakers, said_of, sources, speaker_name};
use crate::coding::speakers::fullest;
use crate::coding::statements::Said;
use crate::coding::tolls::{ATTACKER, PROVISIONAL, TollMention};
use crate::lexicon::registry::ActorIdx;
use crate::lexicon::schema::Speech;
use crate::model::{
    ActorKind, Aggregate, Certainty, Claims, Dates, EventType, Name, Outcome, Place,
    PlacePrecision, Report, Statement, Toll, VictimKind,
};
use crate::span::Span;

/// The claims of a document.
pub(crate) fn claims(
    cx: &Context<'_>,
    drafts: &[Draft],
    periods: &[PeriodToll],
    said: &[Said],
) -> Claims {
    let mut claims = Claims::default();
    for draft in drafts {
        claims.reports.push(report(cx, draft, drafts, said));
    }
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

fn report(cx: &Context<'_>, draft: &Draft, all: &[Draft], said: &[Said]) -> Report {
    let mut initiators: Vec<Party> = Vec::new();
    let mut targets: Vec<Party> = Vec::new();
    for sighting in &draft.sightings {
        for party in &sighting.initiators {
            merge(cx, &mut initiators, party);
        }
        for party in &sighting.targets {
            merge(cx, &mut targets, party);
        }
        for party in &sighting.claimants {
            merge(cx, &mut initiators, party);
        }
    }
    // Who spreads the news does nothing of what it tells.
    initiators.retain(|p| kind_of(cx, p) != ActorKind::Media);
    if draft.strand == Strand::Violence {
        // Those who report, help or mediate do no violence; a country is where it is done.
        initiators.retain(|p| {
            let bystander = matches!(
                kind_of(cx, p),
                ActorKind::Humanitarian | ActorKind::CivilSociety | ActorKind::Organisation
            );
            let vehicle =
                p.tokens.len() == 1 && cx.is_one_of(p.tokens.start, &cx.language.grammar.vehicle);
            !bystander && !vehicle
        });
        targets.retain(|p| p.mention.is_none_or(|m| cx.mentions[m].class != MentionClass::Country));
        let parts: Vec<Range<usize>> = draft
            .tolls()
            .filter(|toll| toll.part)
            .filter_map(|toll| toll.victims.clone())
            .collect();
        if targets.iter().any(|t| !parts.contains(&t.tokens)) {
            targets.retain(|t| !parts.contains(&t.tokens));
        }
    }
    let first_type = draft.event_type(&initiators, &targets);
    if matches!(
        first_type,
        EventType::Attack
            | EventType::SuicideBomb
            | EventType::ExplosiveDevice
            | EventType::Grenade
            | EventType::Abduction
    ) {
        attackers_and_attacked(cx, first_type, &mut initiators, &mut targets);
    }
    // A named group replaces the unnamed armed men.
    if initiators.iter().any(|p| p.registry.is_some()) {
        initiators.retain(|p| p.registry.is_some() || !is_vague(cx, p));
    }
    targets.retain(|target| !initiators.iter().any(|i| same_party(cx, i, target)));
    targets.retain(|target| !speaks_of(draft, said, target));
    if targets.iter().any(|t| !t.thing) {
        targets.retain(|t| !t.thing);
    }
    // Those who were hit say more than the building that was.
    let hit = draft.tolls().any(|toll| {
        toll.victims.is_some()
            && toll.high != Some(0)
            && !toll.part
            && toll.kind != VictimKind::Unknown
    });
    if hit && targets.iter().all(|t| t.thing) {
        targets.clear();
    }
    if targets.is_empty() {
        for toll in draft.tolls() {
            if toll.high == Some(0) || toll.part {
                continue;
            }
            if let Some(victims) = &toll.victims {
                let party = victim_party(cx, victims);
                if !initiators.iter().any(|i| same_party(cx, i, &party)) {
                    merge(cx, &mut targets, &party);
                }
            }
        }
    }
    let event_type = draft.event_type(&initiators, &targets);
    if matches!(
        event_type,
        EventType::PeacefulProtest
            | EventType::ProtestWithIntervention
            | EventType::ViolentDemonstration
    ) {
        turn_protest(&mut initiators, &mut targets);
    }
    let dates = draft.dates.or_else(|| dateline(cx, draft));
    let best = best_sighting(cx, draft);
    let evidence = cx.sent_span(best.sent);
    let sources = sources(cx, draft, all, said);
    let mut because: Vec<String> = Vec::new();
    for sighting in &draft.sightings {
        for id in &sighting.because {
            if !because.contains(id) {
                because.push(id.clone());
            }
        }
    }
    let trigger =
        best.triggers.first().map_or(evidence, |trigger| cx.doc.span_of(trigger.hit.tokens()));
    let place = draft.place.as_ref().map(place);
    let country =
        place.as_ref().and_then(|place| place.country.clone()).or_else(|| cx.main_country.clone());
    Report {
        event_type,
        trigger,
        date: dates.map(|(dates, _)| dates),
        date_span: dates.map(|(_, span)| span),
        place,
        country,
        initiators: initiators.iter().map(|p| party_name(cx, p)).collect(),
        targets: targets.iter().map(|p| party_name(cx, p)).collect(),
        tolls: tolls(cx, draft, said, &sources),
        sources,
        certainty: certainty(draft),
        evidence,
        because,
    }
}

/// What a party is: as the registry knows it, else as its words say.
fn kind_of(cx: &Context<'_>, party: &Party) -> ActorKind {
    party.registry.and_then(|actor| cx.registered_kind(actor)).unwrap_or(party.kind)
}

/// Whether a target is only somebody who tells of the event in one of its sentences.
fn speaks_of(draft: &Draft, said: &[Said], target: &Party) -> bool {
    target.mention.is_some_and(|mention| {
        said.iter().any(|said| {
            draft.sightings.iter().any(|s| s.sent == said.sent)
                && said.speakers.iter().any(|speaker| speaker.mention == Some(mention))
        })
    })
}

/// In an attack or a bombing, forces that shoot back do not initiate, and attackers who are shot are
/// not whom it was done to.
fn attackers_and_attacked(
    cx: &Context<'_>,
    event_type: EventType,
    initiators: &mut Vec<Party>,
    targets: &mut Vec<Party>,
) {
    let force = |p: &Party| p.kind == ActorKind::StateForces;
    if initiators.iter().any(|p| !force(p)) || event_type != EventType::Attack {
        initiators.retain(|p| !force(p));
    }
    targets.retain(|p| {
        p.registry.is_some()
            || p.thing
            || !matches!(p.kind, ActorKind::ArmedGroup)
            || !is_vague(cx, p)
    });
}

/// In a demonstration those who demonstrate are the initiators, and the forces that act on them
/// are targets, whoever the verb makes its subject.
fn turn_protest(initiators: &mut Vec<Party>, targets: &mut Vec<Party>) {
    let force = |p: &Party| {
        matches!(
            p.kind,
            ActorKind::StateForces | ActorKind::Peacekeepers | ActorKind::ForeignForces
        )
    };
    let crowd =
        |p: &Party| !p.thing && matches!(p.kind, ActorKind::Protesters | ActorKind::Civilians);
    let forces: Vec<Party> = initiators.extract_if(.., |p| force(p)).collect();
    let crowds: Vec<Party> = targets.extract_if(.., |p| p.kind == ActorKind::Protesters).collect();
    if !forces.is_empty() && crowds.is_empty() && initiators.is_empty() {
        initiators.extend(targets.extract_if(.., |p| crowd(p)));
    }
    initiators.extend(crowds);
    targets.extend(forces);
}

/// News without any time word took place on the day of its dateline, when it has one.
fn dateline(cx: &Context<'_>, draft: &Draft) -> Option<(Dates, Span)> {
    let dateline = cx.dateline?;
    let earlier = draft.sightings.iter().any(|s| {
        s.earlier
            || s.time.as_ref().is_some_and(|time| {
                time.dates.is_some() || time.precision != TimePrecision::PartOfDay
            })
    });
    (!earlier).then_some((dateline.dates, dateline.span))
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
    if told.iter().all(|s| s.denied) {
        Certainty::Denied
    } else if told.iter().all(|s| s.alleged || s.denied) {
        Certainty::Alleged
    } else {
        Certainty::Reported
    }
}

fn tolls(cx: &Context<'_>, draft: &Draft, said: &[Said], event_sources: &[Name]) -> Vec<Toll> {
    let mut tolls: Vec<Toll> = Vec::new();
    let mut implied: Vec<(Outcome, Span)> = Vec::new();
    let mut parts: Vec<(Outcome, Span)> = Vec::new();
    for mention in draft.tolls() {
        let own: Vec<Name> = {
            let mut names = Vec::new();
            for said in said_of(cx, mention.sent, said).filter(|s| s.speech != Speech::Claims) {
                add_speakers(cx, &mut names, said);
            }
            names
        };
        let mut toll = toll(cx, mention, (own != event_sources).then_some(own));
        // Armies capture fighters; groups abduct people.
        if toll.outcome == Outcome::Abducted && toll.kind == VictimKind::NonStateArmed {
            toll.outcome = Outcome::Detained;
        }
        let known = tolls.iter_mut().find(|known| {
            known.outcome == toll.outcome
                && known.low == toll.low
                && known.high == toll.high
                && !listed_apart(known, &toll)
                && (known.kind == toll.kind
                    || known.kind == VictimKind::Unknown
                    || toll.kind == VictimKind::Unknown)
        });
        if let Some(known) = known {
            // Told twice: the one that names the victims stays.
            if known.victims.is_none() && toll.victims.is_some() {
                *known = toll;
            }
        } else {
            if mention.implied {
                implied.push((toll.outcome, toll.span));
            }
            if mention.part {
                parts.push((toll.outcome, toll.span));
            }
            tolls.push(toll);
        }
    }
    without_lesser(&mut tolls, &implied, &parts);
    tolls
}

/// Whether one sentence counts two kinds of victims alike: `a driver and a child were killed`.
fn listed_apart(a: &Toll, b: &Toll) -> bool {
    let victims = |toll: &Toll| toll.victims.as_ref().map(|name| name.span);
    a.evidence == b.evidence && matches!((victims(a), victims(b)), (Some(a), Some(b)) if a != b)
}

/// Takes out the tolls that say less than the others: one person without a number beside a
/// counted toll (unless of the other side), a vague word beside a counted toll of the same people,
/// nobody beside somebody.
fn without_lesser(tolls: &mut Vec<Toll>, implied: &[(Outcome, Span)], parts: &[(Outcome, Span)]) {
    let counted: Vec<(Outcome, VictimKind)> = tolls
        .iter()
        .filter(|t| !implied.contains(&(t.outcome, t.span)) && t.high != Some(0))
        .map(|t| (t.outcome, t.kind))
        .collect();
    tolls.retain(|t| {
        let armed =
            t.kind == VictimKind::NonStateArmed || t.because.iter().any(|rule| rule == ATTACKER);
        !implied.contains(&(t.outcome, t.span))
            || !counted.iter().any(|&(outcome, kind)| {
                outcome == t.outcome && (!armed || kind == VictimKind::NonStateArmed)
            })
    });
    // A provisional figure, where another one follows.
    let n = tolls.len();
    let replaced: Vec<bool> = (0..n)
        .map(|i| {
            let toll = &tolls[i];
            toll.because.iter().any(|rule| rule == PROVISIONAL)
                && tolls[i + 1..].iter().any(|later| {
                    later.outcome == toll.outcome
                        && !parts.contains(&(later.outcome, later.span))
                        && !implied.contains(&(later.outcome, later.span))
                        && (later.kind == toll.kind || toll.kind == VictimKind::Unknown)
                })
        })
        .collect();
    let mut replaced = replaced.into_iter();
    tolls.retain(|_| !replaced.next().unwrap_or(false));
    // Who died of wounds was not only wounded.
    let died: Vec<(Option<u64>, Span)> = tolls
        .iter()
        .filter(|t| t.outcome == Outcome::Killed)
        .filter_map(|t| Some((t.low, t.victims.as_ref()?.span)))
        .collect();
    tolls.retain(|t| {
        t.outcome != Outcome::Wounded
            || t.victims.as_ref().is_none_or(|v| !died.contains(&(t.low, v.span)))
            || t.low != Some(1)
    });
    // How vague: not at all, a round plural (`des dizaines`), a bare one (`plusieurs`).
    let vague = |t: &Toll| match (t.low, t.high) {
        (Some(2), None) if t.approx => 2,
        (Some(20), Some(99)) | (Some(200), Some(999)) | (Some(2000), Some(9999)) if t.approx => 1,
        _ => 0,
    };
    let exact: Vec<(Outcome, VictimKind, i32)> = tolls
        .iter()
        .filter(|t| t.high != Some(0) && !parts.contains(&(t.outcome, t.span)))
        .map(|t| (t.outcome, t.kind, vague(t)))
        .collect();
    tolls.retain(|t| {
        let told = exact.iter().any(|&(outcome, kind, vagueness)| {
            outcome == t.outcome
                && vagueness < vague(t)
                && (kind == t.kind || t.victims.is_none() && t.kind == VictimKind::Unknown)
        });
        let some = exact.iter().any(|&(outcome, ..)| outcome == t.outcome);
        !(told || t.high == Some(0) && some)
    });
}

fn toll(cx: &Context<'_>, mention: &TollMention, sources: Option<Vec<Name>>) -> Toll {
    Toll {
        outcome: mention.outcome,
        low: mention.low,
        high: mention.high,
        approx: mention.approx,
        victims: mention.victims.clone().map(|tokens| cx.name(tokens)),
        kind: mention.kind,
        sources,
        span: cx.doc.span_of(mention.tokens.clone()),
        evidence: cx.sent_span(mention.sent),
        because: mention.because.clone(),
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

pub(crate) fn party_name(cx: &Context<'_>, party: &Party) -> Name {
    name(cx, party.tokens.clone(), party.registry)
}

pub(crate) fn name(cx: &Context<'_>, tokens: Range<usize>, registry: Option<ActorIdx>) -> Name {
    let mut name = cx.name(tokens);
    name.registry_id = registry.and_then(|actor| cx.registry_id(actor));
    name
}

/// The victims of a toll as a party.
fn victim_party(cx: &Context<'_>, victims: &Range<usize>) -> Party {
    match cx.mention_at(victims.start) {
        Some((index, mention)) => party(cx, index, mention),
        None => Party {
            tokens: victims.clone(),
            mention: None,
            registry: None,
            kind: ActorKind::Unknown,
            person: false,
            thing: false,
        },
    }
}

/// Adds a party unless it is known, under its fullest name.
fn merge(cx: &Context<'_>, list: &mut Vec<Party>, party: &Party) {
    let party = &full_party(cx, party);
    match list.iter_mut().find(|known| same_party(cx, known, party)) {
        Some(known) => {
            if party.tokens.len() > known.tokens.len() && party.registry == known.registry {
                known.tokens = party.tokens.clone();
            }
        }
        None => list.push(party.clone()),
    }
}

/// The party under the fullest name that the document gives it: a group's own name for
/// `les rebelles` when the document names one group, the full phrase for a short definite one.
fn full_party(cx: &Context<'_>, party: &Party) -> Party {
    let Some(index) = party.mention else { return party.clone() };
    let mention = &cx.mentions[index];
    if let Some((_, full)) = fullest(cx, index, mention) {
        return self::party(cx, index, full);
    }
    if party.registry.is_some() {
        // The longest of the names of this actor in the document (`ADF`: `Forces démocratiques
        // alliées`).
        let longest = cx
            .mentions
            .iter()
            .filter(|m| m.registry == party.registry && m.registry_tokens.is_some())
            .filter_map(|m| m.registry_tokens)
            .max_by_key(|&(a, b)| {
                (cx.doc.span_of(a as usize..b as usize).len(), std::cmp::Reverse(a))
            });
        if let (Some((a, b)), Some(own)) = (longest, mention.registry_tokens)
            && party.tokens == (own.0 as usize..own.1 as usize)
        {
            return Party { tokens: a as usize..b as usize, ..party.clone() };
        }
        return party.clone();
    }
    // `un individu, attribué à l'État islamique`: the group that somebody nameless is said to be of.
    if is_vague(cx, party)
        && let Some((i, group)) = group_behind(cx, mention)
    {
        return self::party(cx, i, group);
    }
    if mention.definite && is_generic_group(cx, mention) {
        let mut groups: Vec<ActorIdx> = Vec::new();
        let mut found: Option<(usize, &Mention)> = None;
        for (i, m) in cx.mentions.iter().enumerate() {
            if let Some(actor) = m.registry
                && cx.registered_kind(actor) == Some(ActorKind::ArmedGroup)
            {
                if !groups.contains(&actor) {
                    groups.push(actor);
                }
                if i < index || found.is_none() {
                    found = Some((i, m));
                }
            }
        }
        if let (1, Some((i, m))) = (groups.len(), found)
            && let Some((a, b)) = m.registry_tokens
        {
            return full_party(
                cx,
                &Party {
                    tokens: a as usize..b as usize,
                    mention: Some(i),
                    registry: m.registry,
                    kind: ActorKind::ArmedGroup,
                    person: false,
                    thing: false,
                },
            );
        }
    }
    party.clone()
}

/// The armed group named right behind a mention, across a participle (`lié à`, `se réclamant de`).
fn group_behind<'a>(cx: &'a Context<'_>, mention: &Mention) -> Option<(usize, &'a Mention)> {
    let end = mention.end as usize;
    let limit = (end + 8).min(cx.doc.sents[cx.doc.sent_of(mention.head as usize)].end as usize);
    let (i, group) = cx.mentions_in(end..limit).next()?;
    // A group that is named before is the one; the second only tells its ties.
    let sent = cx.doc.sents[cx.doc.sent_of(mention.head as usize)];
    let named_before = cx.mentions_in(sent.first as usize..mention.first as usize).any(|(_, m)| {
        m.registry.is_some_and(|a| cx.registered_kind(a) == Some(ActorKind::ArmedGroup))
    });
    if named_before {
        return None;
    }
    let armed = group
        .registry
        .is_some_and(|actor| cx.registered_kind(actor) == Some(ActorKind::ArmedGroup));
    let participle = (end..group.first as usize)
        .any(|t| cx.doc.tokens[t].feats.0 & (Feats::PAST_PART | Feats::PRES_PART) != 0);
    let plain = (end..group.first as usize).all(|t| {
        matches!(
            cx.doc.tokens[t].upos,
            Upos::Punct | Upos::Verb | Upos::Adj | Upos::Adp | Upos::Det | Upos::Pron | Upos::Adv
        ) && !cx.doc.tokens[t].feats.has(Feats::FIN)
    });
    (armed && participle && plain).then_some((i, group))
}

/// `les rebelles`, `the militants`, `le groupe`: a noun for an armed group's people, alone.
fn is_generic_group(cx: &Context<'_>, mention: &Mention) -> bool {
    mention.kind == ActorKind::ArmedGroup
        && mention.tokens().len() == 1
        && cx.is_one_of(mention.head as usize, &cx.language.grammar.member)
}

/// Whether a party is only `hommes armés`, `assaillants`: nobody's name.
fn is_vague(cx: &Context<'_>, party: &Party) -> bool {
    !party.person
        && (party.kind.is_armed() && party.kind != ActorKind::StateForces
            || party.kind == ActorKind::Unknown)
        && party.mention.is_some_and(|m| cx.mentions[m].class == MentionClass::People)
}

fn same_party(cx: &Context<'_>, a: &Party, b: &Party) -> bool {
    if a.tokens == b.tokens || a.registry.is_some() && a.registry == b.registry {
        return true;
    }
    let words = |p: &Party| -> Vec<String> {
        p.tokens
            .clone()
            .map(|t| cx.doc.lemma(t).to_owned())
            .filter(|w| w.chars().count() > 2)
            .collect()
    };
    let (wa, wb) = (words(a), words(b));
    !wa.is_empty()
        && !wb.is_empty()
        && (wa.iter().all(|w| wb.contains(w)) || wb.iter().all(|w| wa.contains(w)))
}
