//! Roles: who did what is told in a draft, and to whom, over all of its sentences.
//!
//! Takes a draft; gives its initiators and targets, each under the fullest name that the document
//! gives it. The rules come first; where documents coded by hand teach otherwise
//! (`judge.rs`), their verdict is one voice among others.

mod barred;
mod between;
mod joined;
mod named;
mod signed;
mod sites;

use std::ops::Range;

use crate::annotate::Upos;
use crate::annotate::mentions::MentionClass;
use crate::coding::assemble::party_name;
use crate::coding::context::Context;
use crate::coding::events::Draft;
use crate::coding::judge::{Case, Judge, Question, party as features};
use crate::coding::parties::{Party, party};
use crate::coding::sightings::Strand;
use crate::coding::speakers::person_of;
use crate::coding::statements::Said;
use crate::coding::tolls::TollMention;
use crate::model::{ActorKind, Considered, EventType, Family, Outcome, VictimKind};

use barred::{
    foils, is_agent, is_barred, is_blamed, is_hurt, is_victim, loses_peacekeepers, only_describes,
    only_tells, owns_what_was_hit, stands_elsewhere, suffers_elsewhere,
};
use joined::list_of;
use named::full_party;
pub(crate) use signed::counterparts;

/// Who did it, and to whom.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Roles {
    /// Who did it.
    pub initiators: Vec<Party>,
    /// To whom.
    pub targets: Vec<Party>,
}

/// The roles of a draft by the rules alone; `culprits` are the persons whom the article names as
/// authors, when this is the event that it is about.
pub(crate) fn by_rule(cx: &Context<'_>, draft: &Draft, said: &[Said], culprits: &[usize]) -> Roles {
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
    let responders = responders(cx, draft);
    let responds = |p: &Party| responders.iter().any(|r| same_party(cx, r, p));
    if !responders.is_empty() && !initiators.iter().all(responds) {
        initiators.retain(|p| !responds(p));
        targets.retain(|p| !initiators.iter().any(|i| same_party(cx, i, p)));
    }
    // Who spreads the news does nothing of what it tells.
    initiators.retain(|p| kind_of(cx, p) != ActorKind::Media);
    // Nor does one person who tells of it, unless they claim it.
    let claims =
        |p: &Party| draft.sightings.iter().flat_map(|s| &s.claimants).any(|c| same_party(cx, c, p));
    let tells = |p: &Party| speaks_of(draft, said, p) || is_speaker(cx, draft, said, p);
    // `…, the governor said`: one official neither.
    let official = |p: &Party| kind_of(cx, p) == ActorKind::Government && holds_office(cx, p);
    initiators.retain(|p| !(p.person || official(p)) || claims(p) || !tells(p));
    // `Militiamen attacked the village, opposition activists said, and killed 200 people`: who bears no arms and tells of
    // those who did.
    let stands_aside =
        |p: &Party| !kind_of(cx, p).is_armed() && speaks_of(draft, said, p) && !claims(p);
    if draft.strand == Strand::Violence && initiators.iter().any(|p| kind_of(cx, p).is_armed()) {
        initiators.retain(|p| !stands_aside(p));
    }
    // `Des casques bleus ont été tués quand leur convoi de la Minusma a heurté une mine`.
    if loses_peacekeepers(draft) {
        initiators.retain(|p| kind_of(cx, p) != ActorKind::Peacekeepers);
    }
    let carries = |t: usize| cx.is_one_of(t, &cx.language.grammar.vehicle);
    if draft.strand == Strand::Violence {
        // Those who report, help or mediate do no violence; a country is where it is done.
        initiators.retain(|p| {
            let bystander = matches!(
                kind_of(cx, p),
                ActorKind::Humanitarian | ActorKind::CivilSociety | ActorKind::Organisation
            );
            // `a second truck bombing`: with what it was done.
            let vehicle = p.registry.is_none()
                && p.tokens.clone().any(carries)
                && p.tokens.clone().all(|t| carries(t) || cx.doc.tokens[t].upos == Upos::Adj);
            !bystander && !vehicle && !is_hurt(cx, p)
        });
        targets.retain(|p| p.mention.is_none_or(|m| cx.mentions[m].class != MentionClass::Country));
        // `onze morts, dont cinq enfants, lors d'une frappe`: who is counted among the dead and bears no arms.
        initiators.retain(|p| {
            p.kind.is_armed()
                || !draft.tolls().any(|toll| toll.part && toll.victims.as_ref() == Some(&p.tokens))
        });
        let parts: Vec<Range<usize>> = draft
            .tolls()
            .filter(|toll| toll.part)
            .filter_map(|toll| toll.victims.clone())
            .collect();
        if targets.iter().any(|t| !parts.contains(&t.tokens)) {
            targets.retain(|t| !parts.contains(&t.tokens));
        }
    }
    // `Le bus a été incendié`, in a riot: no thing takes to the streets.
    if draft.strand == Strand::Protest {
        initiators.retain(|p| !p.thing && !carries(p.tokens.start));
    }
    // `frappes israéliennes`: the state of the adjective, where nobody else is said to have done it.
    if initiators.is_empty() {
        for party in draft.sightings.iter().flat_map(|sighting| &sighting.states) {
            merge(cx, &mut initiators, party);
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
        attackers_and_attacked(cx, draft, first_type, &mut initiators, &mut targets);
    }
    if matches!(draft.strand, Strand::Violence) && first_type.family() != Family::Strategic {
        name_culprits(cx, culprits, &mut initiators, &mut targets);
    }
    // `Quatre gendarmes ont été tués par des séparatistes. Ils en ont décapité deux`: a pronoun may be
    // taken for those who were killed, who did nothing where others did it.
    if draft.strand == Strand::Violence && initiators.len() > 1 {
        let killed = |p: &Party| {
            p.registry.is_none()
                && !claims(p)
                && draft.tolls().any(|toll| {
                    toll.outcome == Outcome::Killed
                        && toll.high != Some(0)
                        && !toll.part
                        && toll.victims.as_ref().is_some_and(|victims| {
                            victims.start < p.tokens.end && p.tokens.start < victims.end
                        })
                })
        };
        if initiators.iter().any(|p| !killed(p)) {
            initiators.retain(|p| !killed(p));
        }
    }
    // A named group replaces the unnamed armed men.
    if initiators.iter().any(|p| p.registry.is_some()) {
        initiators.retain(|p| p.registry.is_some() || !is_vague(cx, p));
    }
    drop_told_again(cx, &mut initiators);
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
            // Attackers who were killed were not attacked.
            && !toll.victims.as_ref().is_some_and(|victims| {
                let party = victim_party(cx, victims, toll.kind);
                initiators.iter().any(|i| same_party(cx, i, &party))
            })
    });
    if hit && targets.iter().all(|t| t.thing) {
        targets.clear();
    }
    // `14 of its soldiers and 30 militants have died`: who is counted beside one of them suffered it as well.
    let beside = |toll: &TollMention| {
        draft.tolls().any(|other| {
            other.outcome_token == toll.outcome_token
                && other.victims != toll.victims
                && are_joined(cx, toll, other)
                && other.victims.as_ref().is_some_and(|v| targets.iter().any(|t| t.tokens == *v))
        })
    };
    let told: Vec<&TollMention> =
        draft.tolls().filter(|toll| targets.is_empty() || beside(toll)).collect();
    for toll in told {
        if toll.high == Some(0) || toll.part {
            continue;
        }
        if let Some(victims) = &toll.victims {
            let party = victim_party(cx, victims, toll.kind);
            if !initiators.iter().any(|i| same_party(cx, i, &party)) {
                merge(cx, &mut targets, &party);
            }
        }
    }
    sites::fill(cx, draft, &mut targets);
    let event_type = draft.event_type(&initiators, &targets);
    if matches!(
        event_type,
        EventType::PeacefulProtest
            | EventType::ProtestWithIntervention
            | EventType::ViolentDemonstration
    ) {
        turn_protest(cx, &mut initiators, &mut targets);
    }
    Roles { initiators, targets }
}

/// Whether two figures stand in one list: a conjunction and no verb between them.
fn are_joined(cx: &Context<'_>, a: &TollMention, b: &TollMention) -> bool {
    let between = a.tokens.end.min(b.tokens.end)..a.tokens.start.max(b.tokens.start);
    let is = |upos: Upos| between.clone().any(|t| cx.doc.tokens[t].upos == upos);
    is(Upos::Cconj) && !is(Upos::Verb) && !is(Upos::Aux)
}

/// `Un homme a tué deux passantes. L'homme a été abattu par des soldats`: the forces of order who strike
/// down whoever did it did not do it.
fn responders(cx: &Context<'_>, draft: &Draft) -> Vec<Party> {
    let mut found: Vec<Party> = Vec::new();
    if draft.strand != Strand::Violence {
        return found;
    }
    for (i, sighting) in draft.sightings.iter().enumerate() {
        let before = || draft.sightings[..i].iter().flat_map(|s| &s.initiators);
        let struck_down = sighting.tolls.iter().any(|toll| {
            let one = (toll.low, toll.high) == (Some(1), Some(1)) && toll.implied;
            one && toll.victims.as_ref().is_some_and(|victims| {
                let victim = victim_party(cx, victims, toll.kind);
                before().any(|p| same_party(cx, p, &victim))
            })
        });
        let by = sighting.initiators.iter().filter(|p| kind_of(cx, p).is_armed());
        found.extend(
            by.filter(|p| struck_down && !before().any(|known| same_party(cx, known, p))).cloned(),
        );
    }
    found
}

/// `Gunmen attacked … The attackers fled`: a word for whoever did it, behind another, names nobody
/// else.
fn drop_told_again(cx: &Context<'_>, initiators: &mut Vec<Party>) {
    let again = |p: &Party| {
        let words = &cx.language.grammar;
        p.registry.is_none()
            && !p.person
            && p.mention.is_some_and(|m| {
                let head = cx.mentions[m].head as usize;
                cx.is_one_of(head, &words.attacker) || cx.is_one_of(head, &words.individual)
            })
    };
    // `Bandits have killed 16 people … Gunmen on motorcycles stormed`: a second name for armed people
    // of whom nothing else is known.
    let bands = |p: &Party| is_vague(cx, p) && p.kind.is_armed() && p.tokens.len() == 1;
    let mut told = false;
    let mut band = false;
    initiators.retain(|p| {
        let first = !std::mem::replace(&mut told, true);
        let second = bands(p) && std::mem::replace(&mut band, true);
        first || !again(p) && !second
    });
}

/// Puts the name of the author in the place of `un homme`, `le suspect`, or of nobody.
fn name_culprits(
    cx: &Context<'_>,
    culprits: &[usize],
    initiators: &mut Vec<Party>,
    targets: &mut Vec<Party>,
) {
    if culprits.is_empty() || culprits.len() > 3 {
        return;
    }
    let words = &cx.language.grammar;
    let single = |p: &Party| {
        p.mention.is_some_and(|m| {
            let head = cx.mentions[m].head as usize;
            !p.person
                && !cx.mentions[m].plural
                && (cx.is_one_of(head, &words.attacker) || cx.is_one_of(head, &words.individual))
        })
    };
    let state = |p: &Party| kind_of(cx, p) == ActorKind::StateForces;
    if initiators.iter().any(|p| !single(p) && !state(p) && p.registry.is_none()) {
        return;
    }
    initiators.retain(|p| !single(p) && !state(p));
    for &index in culprits {
        let party = party(cx, index, &cx.mentions[index]);
        targets.retain(|target| !same_party(cx, target, &party));
        merge(cx, initiators, &party);
    }
}

/// The roles of a draft as coded documents teach them: every party of the article is asked about, and
/// the rules decide about those of whom nothing is known. `event` is its number, `people` the parties
/// of the article. Gives also those whom the rules found and coded documents speak against.
pub(crate) fn judged(
    cx: &Context<'_>,
    judge: &mut Judge<'_>,
    event: usize,
    draft: &Draft,
    all: &[Roles],
    said: &[Said],
    people: &[Option<Party>],
) -> (Roles, Vec<Considered>) {
    let rules = &all[event];
    let event_type = draft.event_type(&rules.initiators, &rules.targets);
    let candidates = candidates(cx, draft, rules, people);
    let scene = features::Scene::new(cx, draft, event_type, event, all, &candidates, said);
    let mut roles = Roles::default();
    let mut dropped = Vec::new();
    // The best of the targets that the rules found, when it is more than `personnes`.
    let mut least: Option<(f32, Party)> = None;
    // The best of the named armed groups that the rules found to have done it.
    let mut most: Option<(f32, Party)> = None;
    let responders = responders(cx, draft);
    let own_dead = loses_peacekeepers(draft);
    // Whoever is counted among the dead or wounded suffered it, were they only `personnes`.
    let suffers = |candidate: &Candidate| {
        // One man among others counted may be who did it.
        let many = candidate.party.mention.is_some_and(|m| cx.mentions[m].plural)
            || draft.tolls().filter(|toll| toll.high != Some(0)).count() == 1;
        many && draft.strand == Strand::Violence
            && draft.tolls().any(|toll| {
                matches!(toll.outcome, Outcome::Killed | Outcome::Wounded)
                    && toll.high != Some(0)
                    && !toll.part
                    && candidate.is_counted(cx, toll)
            })
    };
    for candidate in &candidates {
        let span = cx.doc.span_of(candidate.party.tokens.clone());
        let case = Case::Party(event, span.of(cx.doc.text));
        // Many candidates are asked about for neither role.
        let mut facts = None;
        let mut ask = |question: Question, rule: bool| {
            let facts = facts.get_or_insert_with(|| scene.facts(candidate, judge.features()));
            let features = scene.features(candidate, facts, question);
            let Some(verdict) = judge.ask(question, &case, &features) else {
                return if rule { 1.0 } else { 0.0 };
            };
            if verdict.yes && (rule || verdict.probability > SURE) {
                return verdict.probability;
            }
            if rule
                && question == Question::Target
                && (verdict.probability > FAINT && candidate.party.kind != ActorKind::Unknown
                    || suffers(candidate))
                && least.as_ref().is_none_or(|(p, _)| verdict.probability > *p)
            {
                least = Some((verdict.probability, candidate.party.clone()));
            }
            if rule
                && question == Question::Initiator
                && draft.strand == Strand::Violence
                && verdict.probability > FAINT
                && !candidate.party.person
                && (kind_of(cx, &candidate.party).is_armed()
                    || matches!(
                        kind_of(cx, &candidate.party),
                        ActorKind::Government | ActorKind::Unknown
                    ))
                && most.as_ref().is_none_or(|(p, _)| verdict.probability > *p)
            {
                most = Some((verdict.probability, candidate.party.clone()));
            }
            if rule {
                dropped.push(Considered {
                    span,
                    slot: if question == Question::Target { "targets" } else { "initiators" },
                    rule: JUDGED.to_owned(),
                    why: format!(
                        "coded documents speak against this role (probability {:.2})",
                        verdict.probability
                    ),
                });
            }
            0.0
        };
        let violence = draft.strand == Strand::Violence;
        let describes = only_describes(cx, draft, candidate);
        let is_victim = violence && is_victim(cx, draft, candidate);
        // Those who bear no arms and whom no rule found do no violence.
        let unarmed = draft.strand != Strand::Protest
            && matches!(candidate.party.kind, ActorKind::Civilians | ActorKind::Protesters);
        // `… menée par des hommes armés, a déclaré l'armée`: who tells of violence did not do it.
        let tells = (violence || draft.strand == Strand::Protest)
            && (speaks_of(draft, said, &candidate.party)
                || (candidate.party.person || holds_office(cx, &candidate.party))
                    && is_speaker(cx, draft, said, &candidate.party));
        // Forces are the last to have attacked where the rules found somebody else who did.
        let defends = event_type == EventType::Attack
            && kind_of(cx, &candidate.party) == ActorKind::StateForces
            && !rules.initiators.is_empty();
        // Those who help or watch do no violence.
        let bystander = matches!(
            kind_of(cx, &candidate.party),
            ActorKind::Humanitarian | ActorKind::CivilSociety | ActorKind::Media
        );
        let flees = draft.strand == Strand::Alone(EventType::Displacement);
        let teller = (violence || flees || !rules.initiators.is_empty())
            && only_tells(cx, draft, said, candidate);
        let barred = candidate.party.kind == ActorKind::Media
            || teller
            || violence && bystander
            || violence && is_hurt(cx, &candidate.party)
            || own_dead && kind_of(cx, &candidate.party) == ActorKind::Peacekeepers
            || describes
            || is_victim
            || responders.iter().any(|r| same_party(cx, r, &candidate.party))
            || violence && owns_what_was_hit(cx, draft, candidate)
            || foils(cx, draft, candidate)
            || !violence && suffers_elsewhere(cx, draft, candidate);
        // `Un convoi de Wagner a été attaqué`: whoever suffers it by the rules did not do it.
        let attacked = violence && candidate.target;
        // Whom the lead that sums up several attacks names did each of them.
        let handed_down = candidate.initiator
            && candidate.mentions.iter().all(|&m| {
                let sent = cx.doc.sent_of(cx.mentions[m].head as usize);
                draft.sightings.iter().all(|s| s.sent != sent)
            })
            && draft.sightings.iter().flat_map(|s| &s.initiators).any(|p| *p == candidate.party);
        let did = if handed_down {
            1.0
        } else if !candidate.initiator && (unarmed || tells || barred || defends || attacked) {
            0.0
        } else if violence
            && candidate.initiator
            // Forces may be who struck down whoever did it.
            && (rules.initiators.len() == 1
                || kind_of(cx, &candidate.party) != ActorKind::StateForces)
            && is_agent(cx, draft, candidate)
        {
            1.0
        } else {
            ask(Question::Initiator, candidate.initiator)
        };
        let described = teller
            || candidate.party.person && tells
            || violence && (describes || stands_elsewhere(cx, draft, candidate));
        // `une attaque attribuée à des paramilitaires`, whose name another sentence gives.
        let blamed = violence && is_blamed(cx, draft, candidate);
        // Buildings do not flee.
        let suffered = if flees && candidate.party.thing {
            0.0
        } else if candidate.target || !described && !blamed && !is_barred(cx, draft, candidate) {
            ask(Question::Target, candidate.target)
        } else {
            0.0
        };
        // Nobody is on both sides: the stronger role stays. In a clash both sides have losses: whom the
        // rules found to have done it did so.
        let by_rule = candidate.initiator && !candidate.target && is_victim;
        if did > 0.0 && (did >= suffered || by_rule) {
            roles.initiators.push(candidate.party.clone());
        } else if suffered > 0.0 {
            roles.targets.push(candidate.party.clone());
        }
    }
    if roles.initiators.is_empty()
        && let Some((_, party)) = most
    {
        let span = party_name(cx, &party).span;
        dropped.retain(|considered: &Considered| considered.span != span);
        roles.targets.retain(|p| !same_party(cx, p, &party));
        roles.initiators.push(party);
    }
    if roles.targets.is_empty()
        && let Some((_, party)) = least
        && !roles.initiators.iter().any(|p| same_party(cx, p, &party))
    {
        let span = party_name(cx, &party).span;
        dropped.retain(|considered: &Considered| considered.span != span);
        roles.targets.push(party);
    }
    if event_type == EventType::LootingDestruction {
        sites::keep_burnt(&rules.targets, &mut roles.targets);
    }
    sites::drop_anybody(cx, &rules.targets, &mut roles.targets);
    joined::keep_together(cx, rules, &mut roles);
    if let Some(sides) = between::sides(cx, draft) {
        between::settle(cx, draft, sides, &mut roles);
    }
    (roles, dropped)
}

/// The rule that coded documents make.
pub(crate) const JUDGED: &str = "rule.coded-documents";

/// The party of each mention that may be one, under its fullest name; none at all for a text that is
/// longer than any article, where the rules decide alone.
pub(crate) fn people(cx: &Context<'_>) -> Vec<Option<Party>> {
    if cx.mentions.len() > MOST_MENTIONS {
        return Vec::new();
    }
    cx.mentions
        .iter()
        .enumerate()
        .map(|(index, mention)| {
            (mention.class != MentionClass::Document && !mention.outcome)
                .then(|| full_party(cx, &party(cx, index, mention)))
        })
        .collect()
}

/// How many mentions an article may have: some fifteen thousand words.
const MOST_MENTIONS: usize = 1500;

/// Somebody who may stand in a role.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    /// Under the fullest name.
    pub party: Party,
    /// The mentions of the draft's sentences that are of them.
    pub mentions: Vec<usize>,
    /// The rules have them as initiator.
    pub initiator: bool,
    /// The rules have them as target.
    pub target: bool,
    /// How often the document names them, if they are in the registry.
    pub named: usize,
    /// Their words, by [`words_of`].
    words: u64,
}

impl Candidate {
    /// Whether a toll counts it among its victims.
    pub(crate) fn is_counted(&self, cx: &Context<'_>, toll: &TollMention) -> bool {
        toll.victims.as_ref().is_some_and(|victims| {
            self.mentions.iter().any(|&m| {
                let tokens = cx.mentions[m].tokens();
                victims.start < tokens.end && tokens.start < victims.end
            })
        })
    }
}

/// Everybody whom the rules found, then everybody whom the draft's sentences name.
fn candidates(
    cx: &Context<'_>,
    draft: &Draft,
    rules: &Roles,
    people: &[Option<Party>],
) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    let mut add = |party: &Party, mention: Option<usize>, initiator: bool, target: bool| {
        let full = found.len() >= MOST_CANDIDATES;
        let words = words_of(cx, party);
        // Most of the hundreds of pairs have neither a word nor a number of the registry in common.
        let known = found.iter_mut().find(|known| {
            let may_be = known.words & words != 0
                || party.registry.is_some() && party.registry == known.party.registry
                || party.tokens == known.party.tokens;
            may_be && same_party(cx, &known.party, party)
        });
        match known {
            Some(known) => {
                known.mentions.extend(mention);
                known.initiator |= initiator;
                known.target |= target;
            }
            None if full => {}
            None => found.push(Candidate {
                party: party.clone(),
                mentions: mention.into_iter().collect(),
                initiator,
                target,
                named: 0,
                words,
            }),
        }
    };
    for party in &rules.initiators {
        add(party, party.mention, true, false);
    }
    for party in &rules.targets {
        add(party, party.mention, false, true);
    }
    let mut seen: Vec<usize> = Vec::new();
    for sighting in &draft.sightings {
        if seen.contains(&sighting.sent) || seen.len() >= MOST_SENTENCES {
            continue;
        }
        seen.push(sighting.sent);
        for (index, mention) in cx.mentions_in(cx.doc.sents[sighting.sent].tokens()) {
            if let Some(Some(party)) = people.get(index)
                && sighting.tells_of(mention.head as usize)
            {
                add(party, Some(index), false, false);
            }
        }
    }
    // Beyond the event's sentences only those who bear arms or have a name are worth a question.
    for ((index, mention), party) in cx.mentions.iter().enumerate().zip(people) {
        let named = mention.registry.is_some() || mention.person.is_some();
        let sent = cx.doc.sent_of(mention.head as usize);
        if let Some(party) = party
            && (named || mention.kind.is_armed() && !mention.thing)
            && !cx.skip[sent]
            && !seen.contains(&sent)
        {
            add(party, Some(index), false, false);
        }
    }
    for candidate in &mut found {
        if let actor @ Some(_) = candidate.party.registry {
            candidate.named = cx.mentions.iter().filter(|m| m.registry == actor).count();
        }
    }
    found
}

/// From which probability a target of the rules is kept when there is no other.
const FAINT: f32 = 0.12;

/// From which probability a party that no rule found is taken.
const SURE: f32 = 0.35;

/// How many sentences of a draft, and how many of their parties, are asked about: enough for any
/// article, and a bound for those that are none.
const MOST_SENTENCES: usize = 40;
const MOST_CANDIDATES: usize = 60;

/// What a party is: as the registry knows it, else as its words say.
pub(crate) fn kind_of(cx: &Context<'_>, party: &Party) -> ActorKind {
    party.registry.and_then(|actor| cx.registered_kind(actor)).unwrap_or(party.kind)
}

/// Whether a target is only somebody who tells of the event in one of its sentences.
fn speaks_of(draft: &Draft, said: &[Said], target: &Party) -> bool {
    target.mention.is_some_and(|mention| tells(draft, said, mention))
}

/// Whether a party is the person who speaks in one of the sentences of an event, under whatever title.
fn is_speaker(cx: &Context<'_>, draft: &Draft, said: &[Said], party: &Party) -> bool {
    // `Le porte-parole, le général Ekenge, a accusé`: by the office or by the name.
    let named = party.mention.and_then(|index| person_of(cx, index, &cx.mentions[index]));
    said.iter().any(|said| {
        draft.sightings.iter().any(|s| s.sent == said.sent)
            && said.speakers.iter().any(|speaker| {
                let person = speaker.mention.and_then(|m| cx.mentions[m].person);
                speaker.tokens == party.tokens
                    || Some(&speaker.tokens) == named.as_ref()
                    || person.is_some_and(|(a, b)| party.tokens == (a as usize..b as usize))
            })
    })
}

/// Whether a party is one office or rank: `le porte-parole de l'armée`.
fn holds_office(cx: &Context<'_>, party: &Party) -> bool {
    party
        .mention
        .is_some_and(|m| cx.mentions[m].class == MentionClass::Function && !cx.mentions[m].plural)
}

/// Whether a mention is that of who speaks in one of the sentences of an event.
fn tells(draft: &Draft, said: &[Said], mention: usize) -> bool {
    speakers(draft, said).any(|speaker| speaker == mention)
}

/// The mentions of those who speak in the sentences of an event.
fn speakers<'a>(draft: &'a Draft, said: &'a [Said]) -> impl Iterator<Item = usize> + 'a {
    said.iter()
        .filter(|said| draft.sightings.iter().any(|s| s.sent == said.sent))
        .flat_map(|said| said.speakers.iter().filter_map(|speaker| speaker.mention))
}

/// In an attack or a bombing, forces that shoot back do not initiate, and attackers who are shot are
/// not whom it was done to.
fn attackers_and_attacked(
    cx: &Context<'_>,
    draft: &Draft,
    event_type: EventType,
    initiators: &mut Vec<Party>,
    targets: &mut Vec<Party>,
) {
    let force = |p: &Party| p.kind == ActorKind::StateForces;
    // `L'armée a capturé le chef des rebelles`: an army that takes somebody is named for it.
    let takes = matches!(event_type, EventType::Attack | EventType::Abduction);
    if initiators.iter().any(|p| !force(p)) || !takes {
        // `L'armée rwandaise et le M23 ont attaqué`: who is named in one list did it together.
        let lists: Vec<usize> =
            initiators.iter().filter(|p| !force(p)).filter_map(|p| list_of(cx, p)).collect();
        initiators
            .retain(|p| !force(p) || list_of(cx, p).is_some_and(|list| lists.contains(&list)));
    } else if let Some(first) = draft.sightings.iter().find(|s| !s.triggers.is_empty()) {
        // Forces that come in later than the attack end it.
        initiators.retain(|p| first.initiators.iter().any(|i| same_party(cx, i, p)));
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
fn turn_protest(cx: &Context<'_>, initiators: &mut Vec<Party>, targets: &mut Vec<Party>) {
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
    // `police had shot dead one teenager`: one person is no crowd.
    let many = |p: &Party| p.mention.is_none_or(|m| cx.mentions[m].plural);
    if !forces.is_empty() && crowds.is_empty() && initiators.is_empty() {
        initiators.extend(targets.extract_if(.., |p| crowd(p) && many(p)));
    }
    initiators.extend(crowds);
    targets.extend(forces);
}

/// The victims of a toll as a party.
fn victim_party(cx: &Context<'_>, victims: &Range<usize>, kind: VictimKind) -> Party {
    match cx.mention_at(victims.start) {
        Some((index, mention)) => party(cx, index, mention),
        None => Party {
            tokens: victims.clone(),
            mention: None,
            registry: None,
            kind: match kind {
                VictimKind::Civilians => ActorKind::Civilians,
                VictimKind::StateForces => ActorKind::StateForces,
                VictimKind::NonStateArmed => ActorKind::ArmedGroup,
                VictimKind::Peacekeepers => ActorKind::Peacekeepers,
                VictimKind::Unknown => ActorKind::Unknown,
            },
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

/// Whether a party is only `hommes armés`, `assaillants`: nobody's name.
pub(crate) fn is_vague(cx: &Context<'_>, party: &Party) -> bool {
    !party.person
        && (party.kind.is_armed() && party.kind != ActorKind::StateForces
            || party.kind == ActorKind::Unknown)
        && party.mention.is_some_and(|m| cx.mentions[m].class == MentionClass::People)
}

/// The words of a party by some bits of their lemmas: two that share none have no lemma in common.
fn words_of(cx: &Context<'_>, party: &Party) -> u64 {
    let tokens = cx.doc.tokens.get(party.tokens.clone()).unwrap_or_default();
    tokens.iter().fold(0, |bits, token| bits | 1 << (token.lemma_hash >> 58))
}

/// Whether two parties are one: the same words, the same actor, or one's words all among the other's.
pub(crate) fn same_party(cx: &Context<'_>, a: &Party, b: &Party) -> bool {
    if a.tokens == b.tokens {
        return true;
    }
    if a.registry.is_some() && b.registry.is_some() {
        return a.registry == b.registry;
    }
    let words = |p: &Party| p.tokens.clone().filter(|&t| cx.doc.lemma(t).chars().nth(2).is_some());
    let within =
        |a: &Party, b: &Party| words(a).all(|w| words(b).any(|other| cx.doc.same_lemma(other, w)));
    // Most parties have no word in common: that shows before letters are looked at.
    words_of(cx, a) & words_of(cx, b) != 0
        && a.tokens.clone().any(|t| b.tokens.clone().any(|other| cx.doc.same_lemma(other, t)))
        && (within(a, b) || within(b, a))
        && words(a).next().is_some()
        && words(b).next().is_some()
}
