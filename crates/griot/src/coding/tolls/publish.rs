//! Which tolls of an event are published.
//!
//! Takes the tolls that the sentences of one event tell; gives those that say something of their
//! own: a figure told twice, a vague word beside a count and a replaced figure are left out.

use crate::coding::context::Context;
use crate::coding::events::Draft;
use crate::coding::sources::{add_speakers, said_of};
use crate::coding::statements::Said;
use crate::coding::tolls::{ATTACKER, OF_OTHERS, ONE_OF_SEVERAL, PROVISIONAL, TollMention};
use crate::lexicon::schema::Speech;
use crate::model::{Name, Outcome, Toll, VictimKind};
use crate::span::Span;

/// The tolls of an event, as published.
pub(crate) fn published(
    cx: &Context<'_>,
    draft: &Draft,
    said: &[Said],
    event_sources: &[Name],
) -> Vec<Toll> {
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
                && is_attacker(known) == is_attacker(&toll)
                && !names_fighters(known, &toll)
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
            if mention.part || mention.because.iter().any(|rule| rule == OF_OTHERS) {
                parts.push((toll.outcome, toll.span));
            }
            tolls.push(toll);
        }
    }
    without_lesser(&mut tolls, &implied, &parts);
    tolls
}

/// Whether a toll is of one who attacked, and is none of those attacked.
fn is_attacker(toll: &Toll) -> bool {
    toll.because.iter().any(|rule| rule == ATTACKER)
}

/// Whether one sentence counts two kinds of victims alike: `a driver and a child were killed`.
fn listed_apart(a: &Toll, b: &Toll) -> bool {
    let victims = |toll: &Toll| toll.victims.as_ref().map(|name| name.span);
    a.evidence == b.evidence && matches!((victims(a), victims(b)), (Some(a), Some(b)) if a != b)
}

/// Whether one of two figures of different sentences names fighters, and the other people: `80 personnes ont été tuées …
/// 80 terroristes ont été abattus` are not the same dead.
fn names_fighters(a: &Toll, b: &Toll) -> bool {
    let fighters = |toll: &Toll| toll.kind == VictimKind::NonStateArmed;
    a.evidence != b.evidence
        && a.victims.is_some()
        && b.victims.is_some()
        && fighters(a) != fighters(b)
        && a.low.is_some_and(|n| n > 1)
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
        let armed = t.kind == VictimKind::NonStateArmed || is_attacker(t);
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
        // `un homme a été blessé et un autre tué`: another one.
        .filter(|t| !t.because.iter().any(|rule| rule == ONE_OF_SEVERAL))
        .filter_map(|t| Some((t.low, t.victims.as_ref()?.span)))
        .collect();
    tolls.retain(|t| {
        t.outcome != Outcome::Wounded
            || t.victims.as_ref().is_none_or(|v| !died.contains(&(t.low, v.span)))
            || t.low != Some(1)
            // `one person was killed and another injured`.
            || t.because.iter().any(|rule| rule == ONE_OF_SEVERAL)
    });
    // `jusqu'à 90` beside `entre 60 et 90`: the bound alone says less.
    let closed: Vec<(Outcome, VictimKind, Option<u64>)> = tolls
        .iter()
        .filter(|t| t.low.is_some() && t.low != t.high)
        .map(|t| (t.outcome, t.kind, t.high))
        .collect();
    tolls.retain(|t| t.low.is_some() || !closed.contains(&(t.outcome, t.kind, t.high)));
    // How vague: not at all, a round plural (`des dizaines`), a bare one (`plusieurs`).
    let vague = |t: &Toll| match (t.low, t.high) {
        (Some(2), None) if t.approx => 2,
        (Some(20), Some(99)) | (Some(200), Some(999)) | (Some(2000), Some(9999)) if t.approx => 1,
        _ => 0,
    };
    let exact: Vec<usize> = (0..tolls.len())
        .filter(|&i| {
            let t = &tolls[i];
            t.high != Some(0) && !parts.contains(&(t.outcome, t.span))
        })
        .collect();
    let keep: Vec<bool> = tolls
        .iter()
        .map(|t| {
            let counted =
                || exact.iter().map(|&i| &tolls[i]).filter(|other| other.outcome == t.outcome);
            let told = counted().any(|other| {
                vague(other) < vague(t)
                    && (other.kind == t.kind
                        || t.victims.is_none() && t.kind == VictimKind::Unknown)
                    // `plusieurs élèves et trois enseignants`: others.
                    && !listed_apart(other, t)
            });
            !(told || t.high == Some(0) && counted().next().is_some())
        })
        .collect();
    let mut keep = keep.into_iter();
    tolls.retain(|_| keep.next().unwrap_or(true));
}

/// A toll as published, with its own sources where they differ from those of its event.
pub(crate) fn toll(cx: &Context<'_>, mention: &TollMention, sources: Option<Vec<Name>>) -> Toll {
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
