//! Events of a document: sightings that tell one occurrence become one.
//!
//! Takes sightings in reading order; gives [`Draft`]s. A sighting joins an earlier draft when
//! nothing they both know speaks against it, and when something speaks for it: the same kind of
//! occurrence with the same day or place, or words that refer back (`l'attaque`, a toll without a
//! trigger).

mod again;
mod doers;
mod opening;
mod part;
mod places;
mod sides;
mod sums;
mod types;

use crate::annotate::mentions::MentionClass;
use crate::annotate::places::PlaceMention;
use crate::annotate::times::TimeRole;
use crate::annotate::{Feats, Upos};
use crate::coding::context::Context;
use crate::coding::parties::Party;
use crate::coding::scope;
use crate::coding::settle::settle_places;
use crate::coding::sightings::{Sighting, Strand, TAKING, dates_of, group_strand, is_another};
use crate::coding::tolls::TollMention;
use crate::coding::whenwhere::coarseness;
use crate::lexicon::schema::Strength;
use crate::model::{ActorKind, Dates, EventType, Outcome};
use crate::span::Span;

use again::{counts_again, did_again, draft_parties_agree, fills_in, retaliates, turns_round};
pub(crate) use doers::share as share_doers;
use opening::{fighters_died, is_flight, is_of_its_own, opens_event, tells_deaths};
use part::drop_parts;
pub(crate) use places::{are_named_apart, same_place};
use places::{
    are_two_provinces, is_nearer, is_unit_of, is_village_of, lie_apart, lies_beside, lies_outside,
    only_names,
};
pub(super) use sides::is_taken_by_state;
use sides::takes_back;
pub(crate) use sums::{gather, hand_down};

/// One event of the document, before it is published.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    /// The sightings that make it up; the first tells it best unless a later one tells more.
    pub sightings: Vec<Sighting>,
    /// The strand of its types.
    pub strand: Strand,
    /// When, and the words.
    pub dates: Option<(Dates, Span)>,
    /// Where.
    pub place: Option<PlaceMention>,
    /// The place is only where somebody who speaks holds an office, or spoke.
    place_aside: bool,
}

/// The events of a document.
pub(crate) fn drafts(cx: &Context<'_>, sightings: Vec<Sighting>) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    for mut sighting in sightings {
        // `Une autre attaque …`, at the head of an article: none was told before.
        if drafts.is_empty() && sighting.zone.is_none() {
            sighting.apart = false;
        }
        // `vient de briser le siège subi depuis trois ans`: what is done and over took no years.
        if is_lasting(&sighting) && is_over(cx, &sighting) {
            sighting.time = None;
        }
        // `Depuis 2015, les violences ont fait …` tells of more than any one attack.
        let series = is_lasting(&sighting)
            && !sighting.triggers.is_empty()
            && group_strand(&sighting.triggers) == Strand::Violence;
        if series && !drafts.is_empty() {
            continue;
        }
        if is_flight(cx, &sighting) {
            continue;
        }
        match host(cx, &drafts, &sighting) {
            Some(i) => drafts[i].join(sighting),
            None if !opens_event(&sighting) && !is_of_its_own(&drafts, &sighting) => {}
            None => drafts.push(Draft::new(sighting)),
        }
    }
    drafts.retain(|draft| draft.is_event() && !is_history(cx, draft) && !is_of_words(cx, draft));
    let conflict = scope::is_about_conflict(cx, &drafts);
    if !conflict {
        drafts.clear();
    }
    let harmless = |draft: &Draft| {
        draft.is_casualty_only()
            || draft
                .sightings
                .iter()
                .flat_map(|s| &s.triggers)
                .all(|t| t.event_type == EventType::LootingDestruction || t.casualty)
    };
    if drafts.iter().any(harmless) && scope::is_about_accident(cx) {
        let armed = |parties: &[Party]| parties.iter().any(|p| p.kind.is_armed());
        drafts.retain(|draft| {
            !harmless(draft)
                || draft.sightings.iter().any(|s| armed(&s.initiators) || armed(&s.targets))
        });
    }
    // `le bilan fait état de 332 blessés`, under the news of a landslide.
    if drafts.iter().any(|draft| !draft.tells_act()) && scope::is_about_disaster(cx) {
        drafts.retain(|draft| draft.tells_act() || draft.is_of_fighters());
    }
    absorb_casualties(cx, &mut drafts);
    drop_parts(cx, &mut drafts);
    settle_places(cx, &mut drafts);
    drafts
}

/// A fight of words: somebody who holds an office, leads a party or writes (`La candidate attaque son
/// rival sur ses propos`, `le Vatican riposte`) and hurts nobody; and a retreat of people who bear no
/// arms and speak for no state (`Le parti décroche vingt sièges`).
fn is_of_words(cx: &Context<'_>, draft: &Draft) -> bool {
    let initiators = || draft.sightings.iter().flat_map(|s| &s.initiators);
    if initiators().next().is_none() || draft.tolls().next().is_some() {
        return false;
    }
    let armed = draft
        .sightings
        .iter()
        .any(|s| s.initiators.iter().chain(&s.targets).any(|p| p.kind.is_armed()));
    if armed {
        return false;
    }
    match draft.strand {
        Strand::Violence => {
            let by_words = draft.sightings.iter().flat_map(|s| &s.triggers).all(|t| {
                matches!(t.event_type, EventType::Attack | EventType::ArmedClash)
                    && cx.doc.tokens[t.head].upos == Upos::Verb
            });
            by_words
                && initiators().all(|p| {
                    let country =
                        p.mention.is_some_and(|m| cx.mentions[m].class == MentionClass::Country);
                    !country
                        && matches!(
                            p.kind,
                            ActorKind::Government
                                | ActorKind::Party
                                | ActorKind::Media
                                | ActorKind::CivilSociety
                                | ActorKind::Organisation
                        )
                })
        }
        Strand::Alone(EventType::Withdrawal | EventType::Deployment) => initiators().all(|p| {
            matches!(
                p.kind,
                ActorKind::Civilians
                    | ActorKind::Party
                    | ActorKind::Media
                    | ActorKind::Humanitarian
            )
        }),
        Strand::Protest => initiators().all(|p| p.kind == ActorKind::Government),
        Strand::Alone(_) => false,
    }
}

/// How many years back an event may lie and still be somebody's news: a lifetime.
const LIFETIME: i16 = 75;

/// Whether an event is one of history books: `la prise de Paris par l'armée allemande en 1870`.
fn is_history(cx: &Context<'_>, draft: &Draft) -> bool {
    match (draft.dates, cx.published) {
        (Some((dates, _)), Some(published)) => published.year() - dates.to.year() > LIFETIME,
        _ => false,
    }
}

/// Casualties told before the act that caused them (`Un jeune a été blessé par balles … lors d'une
/// manifestation`) belong to the event that follows.
fn absorb_casualties(cx: &Context<'_>, drafts: &mut Vec<Draft>) {
    let mut i = 0;
    while i + 1 < drafts.len() {
        let paragraph =
            |draft: &Draft| draft.sightings.first().map_or(0, |s| cx.doc.sents[s.sent].paragraph);
        let (this, next) = (&drafts[i], &drafts[i + 1]);
        let agree = match (this.dates, next.dates) {
            (Some((a, _)), Some((b, _))) => a.overlaps(b),
            _ => true,
        } && match (&this.place, &next.place) {
            (Some(a), Some(b)) => {
                let counts =
                    next.tolls().any(|toll| this.tolls().any(|mine| mine.outcome == toll.outcome));
                same_place(a, b) != Some(false)
                    && !(counts && (are_named_apart(a, b) || lie_apart(cx, a, b)))
            }
            _ => true,
        };
        let near = paragraph(next).saturating_sub(paragraph(this)) <= 1;
        let parent = matches!(
            next.strand,
            Strand::Violence | Strand::Protest | Strand::Alone(EventType::Coup)
        );
        let earlier = next.sightings.iter().any(|s| s.earlier);
        let apart = this.is_apart() || next.is_apart();
        if this.is_casualty_only()
            && !apart
            && agree
            && near
            && parent
            && !earlier
            && this.dates.is_some() == next.dates.is_some()
        {
            let casualties = drafts.remove(i);
            let host = &mut drafts[i];
            let mut sightings = casualties.sightings;
            let (dates, place) = (casualties.dates, casualties.place);
            sightings.append(&mut host.sightings);
            host.sightings = sightings;
            host.dates = host.dates.or(dates);
            if host.place.is_none() {
                host.place = place;
            }
        } else {
            i += 1;
        }
    }
}

/// Whether a sighting is told of a period that began long ago.
fn is_lasting(sighting: &Sighting) -> bool {
    sighting.time.as_ref().is_some_and(|time| {
        time.role == TimeRole::Since && time.dates.is_none_or(|dates| dates.n_days() > 25)
    })
}

/// Whether a verb tells it as done and over: a participle with its auxiliary, `venir de`.
fn is_over(cx: &Context<'_>, sighting: &Sighting) -> bool {
    let doc = cx.doc;
    sighting.triggers.iter().any(|trigger| {
        let verb = &doc.tokens[trigger.head];
        if verb.upos != Upos::Verb {
            return false;
        }
        let auxiliary = doc
            .children(trigger.head)
            .any(|t| doc.tokens[t].upos == Upos::Aux && !doc.tokens[t].feats.has(Feats::IMPERF));
        let just = doc
            .head(trigger.head)
            .is_some_and(|above| doc.lemma(above) == "venir" && verb.feats.has(Feats::INF));
        verb.feats.has(Feats::PAST_PART) && auxiliary || just
    })
}

impl Draft {
    fn new(sighting: Sighting) -> Self {
        let mut draft = Self {
            strand: group_strand(&sighting.triggers),
            sightings: Vec::new(),
            dates: None,
            place: None,
            place_aside: false,
        };
        draft.join(sighting);
        draft
    }

    fn join(&mut self, sighting: Sighting) {
        // What goes on since long ago (`depuis 2015, les violences …`) dates no attack.
        let lasts =
            self.strand == Strand::Violence && !self.sightings.is_empty() && is_lasting(&sighting);
        if let (None, Some(time)) = (self.dates, &sighting.time)
            && let Some(dates) = time.dates
            && !lasts
        {
            // `affaibli depuis 2007 par le déploiement`: a step is dated by the start of the period.
            let step = matches!(self.strand, Strand::Alone(_))
                && self.strand != Strand::Alone(EventType::Displacement);
            let dates =
                time.bound.filter(|_| step && time.role == TimeRole::Since).unwrap_or(dates);
            self.dates = Some((dates, time.span));
        }
        if let Some(place) = &sighting.place {
            let finer = self.place.as_ref().is_none_or(|known| {
                coarseness(place.kind) < coarseness(known.kind)
                    && !lies_outside(place, known)
                    && !only_names(place, known)
                    || is_nearer(place, known)
                    || is_village_of(place, known)
                    || is_unit_of(place, known)
                    // Where somebody spoke gives way to where it was.
                    || self.place_aside
                        && !sighting.place_aside
                        && coarseness(place.kind) <= coarseness(known.kind)
            });
            if finer {
                self.place = Some(place.clone());
                self.place_aside = sighting.place_aside;
            }
        }
        self.sightings.push(sighting);
    }

    /// Whether there is enough to call it an event: a strong trigger, or a weak one with a toll.
    fn is_event(&self) -> bool {
        let mut triggers = self.sightings.iter().flat_map(|s| &s.triggers);
        let has_toll = self.sightings.iter().any(|s| !s.tolls.is_empty());
        let strong = triggers.clone().any(|trigger| trigger.strength == Strength::Strong);
        let armed = self.sightings.iter().any(|s| s.initiators.iter().any(|p| p.kind.is_armed()))
            || self.sightings.iter().any(is_taken_by_state);
        let backed = self.sightings.iter().any(|s| {
            s.triggers.iter().any(|t| t.backed)
                && (dates_of(s).is_some()
                    && (s.place.is_some() || !s.initiators.is_empty() || !s.targets.is_empty())
                    || !s.initiators.is_empty() && (s.place_sure || !s.targets.is_empty())
                    // `The sailors, abducted in April, have been freed`.
                    || self.strand == Strand::Alone(EventType::OtherStrategic)
                        && s.targets.iter().any(|p| !p.thing && !p.person))
        });
        // `Hundreds rallied in the capital on Friday`.
        let gathered = self.strand == Strand::Protest
            && self.sightings.iter().any(|s| {
                dates_of(s).is_some() && s.place.as_ref().is_some_and(|p| coarseness(p.kind) <= 2)
            });
        let fought = self.strand == Strand::Violence
            && !self.is_casualty_only()
            && self.sightings.iter().any(|s| {
                (s.place.is_some() || dates_of(s).is_some())
                    && s.targets.iter().any(|p| p.kind.is_armed() && !p.thing)
            });
        let deaths = self.strand == Strand::Violence
            && self.sightings.iter().any(|s| tells_deaths(s) || fighters_died(s));
        // `L'opposant a été arrêté vendredi`: whoever stands for a party, writes or campaigns.
        let political = self.strand == Strand::Alone(EventType::Arrests)
            && self.sightings.iter().any(|s| {
                (dates_of(s).is_some() || s.place.is_some())
                    && s.targets
                        .iter()
                        .any(|p| matches!(p.kind, ActorKind::Party | ActorKind::Media) && !p.thing)
            });
        strong
            || backed
            || political
            || fought
            || deaths
            || (has_toll || armed || gathered) && triggers.next().is_some()
    }

    /// Whether nothing but its casualties tells it.
    pub(crate) fn is_casualty_only(&self) -> bool {
        self.sightings.iter().flat_map(|s| &s.triggers).all(|trigger| trigger.casualty)
    }

    /// Whether something besides casualties and words that may mean anything tells it.
    fn tells_act(&self) -> bool {
        self.sightings
            .iter()
            .flat_map(|s| &s.triggers)
            .any(|trigger| !trigger.casualty && trigger.strength == Strength::Strong)
    }

    /// Whether fighters did it, or are among the dead.
    pub(crate) fn is_of_fighters(&self) -> bool {
        let fights = |party: &Party| party.kind.is_armed() && !party.thing;
        self.tolls().any(|toll| toll.kind.is_armed())
            || self.sightings.iter().any(|s| s.initiators.iter().any(fights))
    }

    /// Whether it was told only apart from others.
    fn is_apart(&self) -> bool {
        self.sightings.iter().all(|sighting| sighting.apart)
    }

    /// Whether it was told only to date another event.
    fn only_dates(&self) -> bool {
        self.sightings.iter().all(|s| s.zone.as_ref().is_some_and(|(_, inside)| *inside))
    }

    /// Whether it is first told as several occurrences: `des attentats`, `deux attaques`.
    fn is_several(&self, cx: &Context<'_>) -> bool {
        let first = self.sightings.first().and_then(|s| s.triggers.first());
        first.is_some_and(|trigger| trigger.tells_acts(cx))
    }

    /// All tolls, in reading order.
    pub(crate) fn tolls(&self) -> impl Iterator<Item = &TollMention> {
        self.sightings.iter().flat_map(|sighting| &sighting.tolls)
    }
}

/// The draft that a sighting joins.
fn host(cx: &Context<'_>, drafts: &[Draft], sighting: &Sighting) -> Option<usize> {
    let mut best: Option<(i32, usize)> = None;
    // What is only told to date another event is neither the first nor the last.
    let main = |draft: &Draft| !draft.only_dates();
    let first = drafts.iter().position(main).unwrap_or(0);
    let last = drafts.iter().rposition(main).unwrap_or(drafts.len().saturating_sub(1));
    for (i, draft) in drafts.iter().enumerate() {
        let Some(score) = affinity(cx, draft, sighting, i == last, i == first) else {
            continue;
        };
        if score > 0 && best.is_none_or(|(s, _)| score >= s) {
            best = Some((score, i));
        }
    }
    let best = best.map(|(_, i)| i)?;
    let of_main = best == last
        && is_of_main(cx, &drafts[last], &drafts[first], sighting)
        && affinity(cx, &drafts[first], sighting, false, true).is_some();
    Some(if of_main { first } else { best })
}

/// `Gunmen attacked Kanya late Tuesday. Bandits killed 57 men in Sakaba on Monday. “The death toll stands at 19”`: whether
/// a toll that a paragraph of its own tells, without a day or a place, is rather of the event that the article is about
/// than of an earlier one that was named last.
fn is_of_main(cx: &Context<'_>, last: &Draft, first: &Draft, sighting: &Sighting) -> bool {
    let paragraph = |sent: usize| cx.doc.sents[sent].paragraph;
    let background = last.dates.zip(first.dates).is_some_and(|((a, _), (b, _))| a.to < b.from);
    background
        && !sighting.tolls.is_empty()
        && (sighting.triggers.is_empty() || sighting.triggers.iter().all(|t| t.casualty))
        && sighting.time.is_none()
        && sighting.place.is_none()
        && !sighting.earlier
        && last.sightings.iter().all(|s| paragraph(s.sent) != paragraph(sighting.sent))
}

/// Whether a sighting is of a draft's kind at all.
fn fits(cx: &Context<'_>, draft: &Draft, sighting: &Sighting, last: bool) -> bool {
    if sighting.triggers.is_empty() {
        // A toll alone belongs to violence or to what its outcome is of.
        return sighting.tolls.iter().all(|toll| match (toll.outcome, draft.strand) {
            (Outcome::Displaced, Strand::Alone(EventType::Displacement)) => true,
            (Outcome::Displaced, _) => false,
            (Outcome::Detained, Strand::Alone(EventType::Arrests | EventType::Coup)) => true,
            (_, Strand::Violence | Strand::Protest) => true,
            (Outcome::Surrendered, Strand::Alone(EventType::Agreement)) => true,
            (_, Strand::Alone(EventType::Coup)) => true,
            _ => false,
        });
    }
    let theirs = group_strand(&sighting.triggers);
    let casualty = sighting.triggers.iter().all(|t| t.casualty);
    let burning = sighting.triggers.iter().all(|t| t.event_type == EventType::LootingDestruction);
    // `Another 66 people were injured, including 26 shot by police`: at the protest told right before.
    let shots = theirs == Strand::Violence
        && draft.strand == Strand::Protest
        && last
        && sighting.place.is_none()
        && sighting.time.is_none()
        && !sighting.initiators.is_empty()
        && sighting.initiators.iter().all(|p| p.kind == ActorKind::StateForces)
        && !sighting.targets.iter().any(|p| p.kind.is_armed());
    // `They also closed the borders`: of the coup told right before.
    let rulers = theirs == Strand::Alone(EventType::OtherStrategic)
        && draft.strand == Strand::Alone(EventType::Coup)
        && last
        && sighting.place.is_none()
        && sighting.time.is_none();
    theirs == draft.strand
        || shots
        || rulers
        || casualty && draft.strand == Strand::Protest
        || casualty
            && draft.strand == Strand::Alone(EventType::Coup)
            && !is_past(cx, draft, sighting)
        || burning && draft.strand == Strand::Protest
        || theirs == Strand::Alone(EventType::Arrests)
            && !sighting.tolls.is_empty()
            // `Police arrested four of the attackers`: whoever did that did not do the violence.
            && (draft.strand == Strand::Protest || sighting.initiators.is_empty())
            && sighting.place.is_none()
            && sighting.time.is_none()
            && last
            && matches!(draft.strand, Strand::Protest | Strand::Violence)
            && draft
                .sightings
                .iter()
                .any(|s| cx.doc.sents[s.sent].paragraph == cx.doc.sents[sighting.sent].paragraph)
}

/// Whether a draft is of months before the day on which a sighting was written: what brought somebody to power
/// once, not the news.
fn is_past(cx: &Context<'_>, draft: &Draft, sighting: &Sighting) -> bool {
    let written = cx.written_on(cx.doc.sents[sighting.sent].first as usize);
    draft.dates.zip(written).is_some_and(|((dates, _), written)| {
        (written - dates.to).get_days() > PAST || written < dates.to
    })
}

/// How many days back a coup is no more the news.
const PAST: i32 = 60;

/// How much speaks for a sighting being of a draft; `None` when something speaks against it.
fn affinity(
    cx: &Context<'_>,
    draft: &Draft,
    sighting: &Sighting,
    last: bool,
    first: bool,
) -> Option<i32> {
    if !fits(cx, draft, sighting, last) {
        return None;
    }
    let bare = sighting.triggers.is_empty();
    let same_day = || {
        let days = draft.dates.zip(dates_of(sighting));
        days.is_some_and(|((a, _), b)| a.overlaps(b))
    };
    // `après que l'armée a repris la localité` that rebels had attacked: what the others did then.
    if takes_back(draft, sighting) || turns_round(draft, sighting) {
        return None;
    }
    // Places that one sentence lists, each with its dead, are as many events.
    if sighting.apart && draft.sightings.iter().any(|s| s.apart && s.sent == sighting.sent) {
        return None;
    }
    // `In a separate incident`: of none told before, be it an earlier one that was told apart as well.
    let another = || sighting.triggers.iter().any(|t| is_another(cx, sighting.sent, t));
    if sighting.apart && draft.is_apart() && another() {
        let here = draft.place.as_ref().zip(sighting.place.as_ref());
        let same = here.is_some_and(|(a, b)| same_place(a, b) == Some(true))
            || same_day() && counts_again(cx, draft, sighting);
        if !same {
            return None;
        }
    }
    // `Les frappes israéliennes de représailles`: of the others, who answer what was told before.
    if retaliates(cx, sighting)
        && !did_again(draft, sighting)
        && !draft.sightings.iter().any(|s| retaliates(cx, s))
    {
        return None;
    }
    // `dans une autre attaque`: of none told before, unless it is of its day and place.
    // `Dans une autre attaque, … L'attaque a fait …`: what refers back is of the one told last.
    let back = sighting.refers_back && !sighting.apart && last;
    if sighting.apart != draft.is_apart() && !bare && !back {
        let here = draft.place.as_ref().zip(sighting.place.as_ref());
        // The same day and town are another attack all the same where other dead are counted.
        let counts = sighting
            .tolls
            .iter()
            .any(|toll| !toll.part && draft.tolls().any(|told| told.outcome == toll.outcome));
        let same = (!counts || counts_again(cx, draft, sighting))
            && same_day()
            && here.is_some_and(|(a, b)| {
                same_place(a, b) == Some(true) && coarseness(a.kind).max(coarseness(b.kind)) <= 2
            });
        if !same {
            return None;
        }
    }
    let mut score = 0;
    if bare {
        score += 2;
    } else {
        let casualty = sighting.triggers.iter().all(|t| t.casualty);
        let mine: Vec<EventType> =
            draft.sightings.iter().flat_map(|s| &s.triggers).map(|t| t.event_type).collect();
        let shared = sighting.triggers.iter().any(|t| mine.contains(&t.event_type));
        score += if shared || casualty { 2 } else { 1 };
        // Two specific means are two events, unless people die of the second in the course of
        // the first.
        let counts = sighting.triggers.iter().any(|t| t.casualty) && last;
        let theirs = || sighting.triggers.iter().filter_map(|t| means(t.event_type));
        let ours = || mine.iter().filter_map(|&m| means(m));
        let other_means = ours().next().is_some()
            && theirs().next().is_some()
            && theirs().all(|t| ours().all(|m| m != t));
        if other_means && !counts && !sighting.refers_back {
            // `The RSF took the town of Bara`, behind a drone strike in another town.
            let elsewhere =
                sighting.place_sure
                    && sighting.place.as_ref().zip(draft.place.as_ref()).is_some_and(|(a, b)| {
                        are_named_apart(a, b) && same_place(a, b) != Some(true)
                    });
            if elsewhere {
                return None;
            }
            score -= 2;
        }
    }

    // `cinq militants ont été tués`, told twice with one number: one event, as far as nothing else parts
    // them.
    let counted = !bare && counts_again(cx, draft, sighting);
    if counted {
        score += 3;
    }

    // When. An undated event of the news is of the days before it; what is dated long before is
    // another one.
    if draft.dates.is_none()
        && !draft.sightings.iter().any(|s| s.earlier)
        && let (Some(theirs), Some(published)) =
            (dates_of(sighting), cx.written_on(cx.doc.sents[sighting.sent].first as usize))
        && (published - theirs.to).get_days() > 10
    {
        return None;
    }
    match (draft.dates, dates_of(sighting)) {
        (Some((a, _)), Some(b)) => {
            let shared = (a.to.min(b.to) - a.from.max(b.from)).get_days() + 1;
            // `« la nuit dernière »` is counted from the day on which it was said.
            let quoted = sighting.time.as_ref().is_some_and(|time| {
                cx.quote_at(time.tokens.start as usize).is_some() && b.n_days() <= 2
            });
            if shared <= 0 && !(counted && quoted && shared >= -1) {
                return None;
            }
            // A day inside a week is weak evidence.
            if shared * 2 >= a.n_days().max(b.n_days()) {
                score += 2;
            }
        }
        (_, Some(_)) if !first => score -= 1,
        _ => {}
    }

    // Where.
    let own_place = sighting.place.as_ref().filter(|_| sighting.place_sure);
    // `Des attentats ont frappé le centre du pays. À Hilla, une mosquée a été attaquée`: each site of
    // several is an event.
    if !bare
        && !sighting.refers_back
        && sighting.place.as_ref().is_some_and(|p| coarseness(p.kind) == 0)
        && draft.place.as_ref().is_some_and(|p| coarseness(p.kind) >= 3)
        && draft.is_several(cx)
        && (!sighting.targets.is_empty() || !sighting.tolls.is_empty())
    {
        return None;
    }
    // Each town with a new noun and dead of its own.
    let apart = !bare
        && !sighting.refers_back
        && sighting.place.as_ref().zip(draft.place.as_ref()).is_some_and(|(a, b)| {
            let settled = coarseness(a.kind) <= 1 && coarseness(b.kind) <= 1;
            let own = sighting.place_sure && are_named_apart(a, b);
            let towns = settled
                && same_place(a, b) == Some(false)
                && (!lies_beside(a, b) || own && !counted);
            // `Le même jour, huit civils ont été tués à Irumu`: beside what was told of another unit.
            let told_on = draft.dates.map(|(dates, _)| dates);
            let same_day = sighting.time.as_ref().is_some_and(|time| {
                time.anaphoric && (time.dates.is_none() || time.dates == told_on)
            });
            let elsewhere = same_day
                && sighting.place_sure
                && a.name != b.name
                && same_place(a, b) != Some(true);
            // Villages that no table knows, each named in its own sentence.
            let named = settled && own && same_place(a, b).is_none();
            // `sur Sanaa`, then `sur la province de Hodeida`, in which it does not lie.
            let regions = coarseness(a.kind) >= 3 && coarseness(b.kind) >= 3;
            // A village that a table knows elsewhere may be the namesake of one in the region told of before.
            let namesake = counted && (coarseness(a.kind) >= 3) != (coarseness(b.kind) >= 3);
            let parted = (sighting.place_sure || regions) && !namesake && lie_apart(cx, a, b);
            towns || named || elsewhere || parted
        })
        && sighting
            .tolls
            .iter()
            .any(|toll| !toll.implied && draft.tolls().any(|told| told.outcome == toll.outcome));
    if apart || are_two_provinces(cx, draft, sighting) {
        return None;
    }
    if let (Some(a), Some(b)) = (&draft.place, own_place) {
        match same_place(a, b) {
            Some(true) => score += 2,
            Some(false) if is_nearer(b, a) || is_nearer(a, b) => score += 2,
            Some(false) => {
                let again = sighting.targets.iter().any(|target| {
                    target.mention.is_some_and(|m| {
                        cx.mentions[m].definite && !cx.mentions[m].thing && !cx.mentions[m].plural
                    })
                }) && last;
                // `The strike hit the mosque in the camp`, which lies in the town named before.
                let beside = sighting.refers_back && last && lies_beside(a, b)
                    || (counted || sighting.refers_back && last && !bare) && is_village_of(b, a);
                if beside {
                    score += 1;
                } else if again || sighting.refers_back && bare {
                    score -= 1;
                } else {
                    return None;
                }
            }
            // A name inside a wider area, as far as anybody knows.
            None if coarseness(a.kind) >= 3 || a.row.is_none() || b.row.is_none() => score += 1,
            None => {}
        }
    }

    // Nothing of its own places or dates it elsewhere.
    if own_place.is_none() && dates_of(sighting).is_none() && !sighting.earlier {
        score += 2;
    }

    // `le Français a été enlevé`: somebody definite who suffered it before.
    let again = sighting.targets.iter().any(|target| {
        target.mention.is_some_and(|m| {
            let mention = &cx.mentions[m];
            mention.definite
                && !mention.plural
                && !mention.thing
                && draft.sightings.iter().flat_map(|s| &s.targets).any(|known| {
                    known.mention.is_some_and(|k| {
                        cx.doc.lemma(cx.mentions[k].head as usize)
                            == cx.doc.lemma(mention.head as usize)
                    })
                })
        })
    });
    if again {
        score += 3;
    }

    // `Les assaillants ont incendié …`: those of the attack told last.
    let attackers = last
        && draft.strand == Strand::Violence
        && sighting.initiators.iter().filter_map(|p| p.mention).any(|m| {
            cx.mentions[m].definite
                && cx.is_one_of(cx.mentions[m].head as usize, &cx.language.grammar.attacker)
        });
    if attackers {
        score += 2;
    }

    if first && !sighting.apart && fills_in(cx, draft, sighting) {
        score += 2;
    }

    // Who.
    if !draft_parties_agree(draft, sighting) {
        return None;
    }
    if did_again(draft, sighting) {
        score += 2;
    }

    // How it is told. A claim is rather of the event that the article is about than of one that it
    // compares it with.
    if sighting.refers_back {
        score += 2;
        if last && sighting.claimants.is_empty() {
            score += 1;
        } else if first && !sighting.claimants.is_empty() {
            score += 2;
        }
    } else {
        let near = draft
            .sightings
            .iter()
            .map(|s| cx.doc.sents[sighting.sent].paragraph.abs_diff(cx.doc.sents[s.sent].paragraph))
            .min()
            .unwrap_or(u32::MAX);
        score += match near {
            0 => 1,
            1 => 0,
            _ => -1,
        };
    }
    if sighting.earlier
        && !draft.sightings.iter().any(|s| s.earlier)
        && dates_of(sighting).is_some()
    {
        score -= 3;
    }
    Some(score - 2)
}

/// The specific means of a type; `None` for the general ones.
pub(crate) fn means(event_type: EventType) -> Option<u8> {
    match event_type {
        EventType::SuicideBomb | EventType::ExplosiveDevice | EventType::Grenade => Some(0),
        EventType::AirStrike | EventType::Shelling => Some(1),
        EventType::NonStateOvertakesTerritory | EventType::GovernmentRegainsTerritory => {
            Some(TAKING)
        }
        EventType::Abduction => Some(3),
        _ => None,
    }
}
