//! Sightings: what one sentence tells of one occurrence.
//!
//! Takes a sentence; gives [`Sighting`]s: triggers that belong together, with their parties, date,
//! place and tolls. Whether two sightings are one event is decided in `coding/events.rs`.

mod beside;
mod company;
mod done;
mod prior;
mod share;
mod tense;
mod untold;

use crate::annotate::places::{PlaceKind, PlaceMention, Relation};
use crate::annotate::times::{TimeExpr, TimeRole};
use crate::annotate::{Feats, Rel, Upos, grammar};
use crate::coding::aggregates::{OF_A_WAR, PeriodToll};
use crate::coding::context::Context;
use crate::coding::events::means;
use crate::coding::instances::instances;
use crate::coding::parties::{Party, claimants, parties, trigger_head};
use crate::coding::status::{Status, status_of_form};
use crate::coding::tolls::TollMention;
use crate::coding::whenwhere::{coarseness, find_when_and_where};
use crate::lexicon::schema::{Frame, Pos, Strength};
use crate::lexicon::{Hit, Subject};
use crate::model::{ActorKind, Dates, EventType, Family, Lang, Outcome};

use company::{
    are_alleged, counts_victims, does_it, drop_attacked, drop_counted_of, is_of_main_clause,
    is_said_of,
};
use done::{
    as_done, breaks_up, drop_causes, drop_inner, drop_raids, is_broken_up, is_decided,
    is_taking_by_state, is_tried, parades,
};
pub(crate) use prior::is_another;
use prior::prior;
use share::share_tolls;
use tense::is_pluperfect;
use untold::{
    flees_alone, frees_them, goes_on, is_background, is_capitalised, is_imperfect, is_of_freed,
    is_of_gear, is_of_many, is_of_wound, is_on_the_way, is_posted, lasted_before, names_force,
    only_hurts, takes_goods,
};

/// What one sentence tells of one occurrence.
#[derive(Clone, Debug)]
pub(crate) struct Sighting {
    /// The sentence.
    pub sent: usize,
    /// The triggers, left to right.
    pub triggers: Vec<Trigger>,
    /// Who did it.
    pub initiators: Vec<Party>,
    /// To whom.
    pub targets: Vec<Party>,
    /// Who claims it.
    pub claimants: Vec<Party>,
    /// The state that its adjective names, for where nobody else did it.
    pub states: Vec<Party>,
    /// When: position in the context's list.
    pub time: Option<TimeExpr>,
    /// Where: position in the context's list.
    pub place: Option<PlaceMention>,
    /// Whether the place hangs on the words that tell the event.
    pub place_sure: bool,
    /// The place is where somebody who speaks holds an office, or spoke.
    pub place_aside: bool,
    /// How many.
    pub tolls: Vec<TollMention>,
    /// Told as unverified.
    pub alleged: bool,
    /// Told as denied.
    pub denied: bool,
    /// Its sentence names aircraft or drones, or says that it came from the air.
    pub flown: bool,
    /// Every trigger is a definite noun: it refers to something told before.
    pub refers_back: bool,
    /// Told in the pluperfect, or `had` in English: before what was told before.
    pub earlier: bool,
    /// It is told apart from what was told before: an earlier occurrence that dates another, or
    /// another attack.
    pub apart: bool,
    /// Where its sentence tells of two occurrences: the tokens of the earlier one, and whether this is
    /// that one.
    pub zone: Option<(std::ops::Range<usize>, bool)>,
    /// What fired.
    pub because: Vec<String>,
}

impl Sighting {
    /// Whether a token of its sentence may be of it.
    pub(crate) fn tells_of(&self, token: usize) -> bool {
        self.zone.as_ref().is_none_or(|(zone, inside)| zone.contains(&token) == *inside)
    }
}

/// The means of events in which a place is taken (`events::means`).
pub(crate) const TAKING: u8 = 2;

/// A trigger that counts.
#[derive(Clone, Debug)]
pub(crate) struct Trigger {
    /// The hit.
    pub hit: Hit,
    /// Its grammatical head.
    pub head: usize,
    /// What it tells.
    pub event_type: EventType,
    /// How sure it is.
    pub strength: Strength,
    /// It is weak, but words that make it sure stand beside it: its form has several, or its entry
    /// asks for others of the sentence.
    pub backed: bool,
    /// Told as unverified.
    pub alleged: bool,
    /// Told as denied.
    pub denied: bool,
    /// A noun with a definite article or a demonstrative.
    pub definite: bool,
    /// It tells only what became of people (`tuer`, `blesser`), not by what kind of act.
    pub casualty: bool,
    /// It tells what sides do to each other (`clash`).
    pub mutual: bool,
}

impl Trigger {
    /// Whether it is a noun that tells of several acts: `des attentats`, `deux attaques`. One fight
    /// is told in the plural: `des combats`, `clashes`.
    pub(crate) fn tells_acts(&self, cx: &Context<'_>) -> bool {
        let token = &cx.doc.tokens[self.head];
        token.upos == Upos::Noun && token.feats.has(Feats::PLUR) && !self.mutual
    }
}

/// The sightings of one sentence.
///
/// `periods` are the tolls of the sentence that count over a period: the killing that they count
/// is no event.
pub(crate) fn sightings(
    cx: &Context<'_>,
    sent: usize,
    mut tolls: Vec<TollMention>,
    periods: &[PeriodToll],
) -> Vec<Sighting> {
    // `captured two army positions`: a place that is taken is nobody who was.
    tolls.retain(|toll| {
        let thing = toll
            .victims
            .as_ref()
            .and_then(|victims| cx.mention_at(victims.start.max(victims.end.saturating_sub(1))))
            .is_some_and(|(_, m)| m.thing);
        // `a man who fled from the gang` is nobody displaced.
        let one = toll.outcome == Outcome::Displaced && toll.high == Some(1);
        !(one || does_it(cx, toll) || thing && toll.outcome == Outcome::Abducted)
    });
    drop_counted_of(cx, &mut tolls);
    let mut triggers = triggers(cx, sent, &tolls);
    triggers.retain(|trigger| {
        let tokens = trigger.hit.tokens();
        !periods.iter().any(|period| {
            tokens.contains(&period.toll.outcome_token)
                && !tolls.iter().any(|toll| tokens.contains(&toll.outcome_token))
        })
    });
    // `engagés dans un conflit armé qui a fait des milliers de morts`: the war, whose dead are of it.
    let of_war = periods.iter().any(|period| period.rule == OF_A_WAR);
    triggers.retain(|t| !of_war || !cx.is_one_of(t.head, &cx.language.grammar.war));
    // `Deux terroristes ont été tués et trois autres arrêtés`: those held are of the fight.
    let fallen: Vec<usize> = triggers.iter().filter(|t| t.casualty).map(|t| t.head).collect();
    triggers.retain(|t| {
        let doc = cx.doc;
        !(t.event_type == EventType::Arrests
            && doc.tokens[t.head].rel == Rel::Conj
            && doc.head(t.head).is_some_and(|above| fallen.contains(&above)))
    });
    // `La ville est prise et l'armée se retire`: who loses a place leaves it.
    let taken = triggers.iter().any(|t| means(t.event_type) == Some(TAKING));
    triggers.retain(|t| !taken || t.event_type != EventType::Withdrawal);
    // `quatre jours après qu'un kamikaze a tué 41 hommes`: its dead are of another day.
    let prior = prior(cx, sent, &triggers, &tolls);
    let before = |head: usize| prior.as_ref().is_some_and(|prior| prior.zone.contains(&head));
    let mut groups: Vec<Vec<Trigger>> = Vec::new();
    for trigger in triggers {
        let side = before(trigger.head);
        let said_of = groups.iter().position(|group| is_said_of(cx, group, &trigger));
        match said_of.or_else(|| {
            groups.iter().position(|group| {
                group.iter().all(|t| before(t.head) == side) && belongs(cx, sent, group, &trigger)
            })
        }) {
            Some(group) => groups[group].push(trigger),
            None => groups.push(vec![trigger]),
        }
    }
    let mut found: Vec<Sighting> =
        groups.into_iter().map(|group| sighting(cx, sent, group)).collect();
    let (earlier, tolls): (Vec<TollMention>, Vec<TollMention>) =
        tolls.into_iter().partition(|toll| before(toll.outcome_token));
    if let Some(prior) = &prior {
        let (mut inside, mut others): (Vec<Sighting>, Vec<Sighting>) =
            found.into_iter().partition(|sighting| prior.holds(sighting));
        if !inside.is_empty() {
            share_tolls(cx, &mut inside, earlier, sent);
        }
        share_tolls(cx, &mut others, tolls, sent);
        // What came before is told first: `cette attaque` is not of it. What is only compared with
        // something is what the sentence is about.
        found = if prior.compared || prior.beside.is_some() {
            others.append(&mut inside);
            others
        } else {
            inside.append(&mut others);
            inside
        };
    } else {
        share_tolls(cx, &mut found, tolls, sent);
    }
    for sighting in &mut found {
        sighting.zone = prior.as_ref().map(|prior| (prior.zone.clone(), prior.holds(sighting)));
        find_when_and_where(cx, sighting);
    }
    found.retain(|s| !is_of_many(cx, sent, s, periods));
    if let Some(prior) = &prior {
        prior.settle(cx, &mut found, sent);
        // What another is only compared with is told when it is dated.
        found.retain(|s| {
            let dated = s.time.as_ref().is_some_and(|t| t.dates.is_some() && !t.anaphoric);
            !(prior.compared && prior.holds(s)) || dated
        });
    }
    let mut found: Vec<Sighting> =
        found.into_iter().flat_map(|sighting| instances(cx, sighting)).collect();
    if found.iter().all(|sighting| sighting.claimants.is_empty()) {
        let said = claimants(cx, sent);
        // `L'attaque a été revendiquée par X dans un message : « Un kamikaze a visé … »`.
        let told = found.iter_mut().find(|s| {
            !s.triggers.is_empty()
                && group_strand(&s.triggers) == Strand::Violence
                && s.initiators.iter().all(|p| p.registry.is_none())
        });
        if let (Some(told), false) = (told, said.claimants.is_empty()) {
            told.claimants.clone_from(&said.claimants);
        }
        if !said.initiators.is_empty() && found.iter().all(|s| s.triggers.is_empty()) {
            found.push(Sighting {
                sent,
                triggers: Vec::new(),
                initiators: said.initiators,
                targets: Vec::new(),
                claimants: said.claimants,
                states: Vec::new(),
                time: None,
                place: None,
                place_sure: false,
                place_aside: false,
                tolls: Vec::new(),
                alleged: false,
                denied: false,
                flown: false,
                refers_back: true,
                earlier: false,
                apart: false,
                zone: None,
                because: vec!["rule.claimed".into()],
            });
        }
    }
    found
}

/// The triggers of a sentence that tell something that happened.
fn triggers(cx: &Context<'_>, sent: usize, tolls: &[TollMention]) -> Vec<Trigger> {
    let doc = cx.doc;
    let tokens = doc.sents[sent].tokens();
    let mut found = Vec::new();
    // The words of triggers that tell nothing that happened: `prendre le contrôle` holds `contrôle`.
    let mut untold: Vec<std::ops::Range<usize>> = Vec::new();
    for hit in cx.hits_of(tokens.clone(), Subject::Trigger) {
        if untold
            .iter()
            .any(|range| range.start <= hit.first as usize && hit.end as usize <= range.end)
        {
            continue;
        }
        let entry = &cx.language.triggers[hit.index()];
        if !cx.language.may_fire(doc, tokens.clone(), hit.entry) && !frees_them(cx, hit, sent) {
            continue;
        }
        let head = trigger_head(cx, hit);
        // `avoir pris le contrôle` is no `avoir le contrôle`: the auxiliary of a verb that it passes over.
        let auxiliary = doc.tokens[head].rel == Rel::Aux
            && doc.head(head).is_some_and(|verb| verb != head && hit.tokens().contains(&verb))
            && hit.first as usize == head;
        if auxiliary {
            continue;
        }
        // A word inside a name is no trigger: `rue de la Bataille`, `Mouvement de libération`; a name
        // that begins a trigger is (`Israeli jets hit`).
        if cx.mention_at(head).is_some_and(|(_, m)| {
            m.registry.is_some()
                && hit.end <= m.end
                // `a Taliban suicide bomber`: beside the name.
                && m.registry_tokens.is_none_or(|(first, end)| hit.first < end && first < hit.end)
                || m.person.is_some_and(|(a, b)| (a as usize..b as usize).contains(&head))
        }) {
            continue;
        }
        // `avant la guerre`, `the conflict`: the war that everybody knows is no event of the news.
        let war = cx.is_one_of(head, &cx.language.grammar.war)
            && is_definite(cx, hit.first as usize, sent)
            && !tolls.iter().any(|toll| hit.tokens().contains(&toll.outcome_token));
        if war {
            continue;
        }
        // `endiguer la violence`: of no occasion.
        let general = cx.is_one_of(head, &cx.language.grammar.general)
            && !doc.tokens[head].feats.has(Feats::PLUR)
            && is_definite(cx, hit.first as usize, sent)
            && !cx.is_one_of(
                hit.first.saturating_sub(1) as usize,
                &cx.language.grammar.demonstrative,
            );
        if general {
            continue;
        }
        if is_capitalised(cx, hit, sent)
            || names_force(cx, hit)
            || is_of_gear(cx, hit, sent)
            || is_of_wound(cx, hit)
            || lasted_before(cx, head, sent)
            || parades(cx, hit, head)
        {
            continue;
        }
        if goes_on(cx, hit)
            || is_of_freed(cx, hit, head)
            || takes_goods(cx, hit, head)
            || only_hurts(cx, hit, head)
            || is_background(cx, head, entry.event_type)
        {
            continue;
        }
        let (mut alleged, mut denied) = (false, false);
        match status_of_form(cx, hit, head) {
            Status::Asserted => {}
            Status::Alleged(_) => alleged = true,
            Status::Denied(_) => denied = true,
            Status::NoEvent(rule) => {
                // A withdrawal or a sanction that is decided or announced counts.
                let decided = is_decided(cx, head, entry.event_type)
                    && matches!(rule.as_str(), "rule.infinitive" | "rule.purpose");
                // An attempted coup counts as one.
                let attempted = entry.event_type == EventType::Coup
                    && (cx.language.is_foiled(&rule) || is_tried(cx, head));
                let dispersed = rule == "rule.purpose" && breaks_up(cx, head, entry.event_type);
                if !decided && !attempted && !dispersed {
                    untold.push(hit.tokens());
                    continue;
                }
            }
        }
        let verb =
            entry.pos == Pos::Verb || entry.pos != Pos::Noun && doc.tokens[head].upos == Upos::Verb;
        let counted = tolls.iter().any(|toll| hit.tokens().contains(&toll.outcome_token));
        let verb_above = grammar::governing_verb(doc, head).unwrap_or(head);
        if entry.event_type == EventType::Deployment
            && (is_imperfect(cx, verb_above) || is_posted(cx, head, sent))
            || entry.event_type == EventType::Withdrawal && is_on_the_way(cx, hit, head, sent)
            || entry.event_type == EventType::Displacement
                && !counted
                && flees_alone(cx, verb_above)
        {
            continue;
        }
        if !verb && !counted && is_series(cx, hit.first as usize, head, sent) {
            continue;
        }
        let casualty = cx.hits_of(hit.tokens(), Subject::Outcome).any(|outcome| {
            cx.language.may_fire(doc, tokens.clone(), outcome.entry)
                && matches!(
                    cx.language.outcomes[outcome.index()].outcome,
                    Outcome::Killed | Outcome::Wounded | Outcome::Missing
                )
        });
        // `un jihadiste tué en Syrie`: a participle that only says who somebody is; `la policière
        // tuée à Montrouge` tells of an event.
        let town = casualty
            && cx.places_in(tokens.clone()).iter().any(|place| {
                place.kind == PlaceKind::Settlement
                    && place.row.is_some()
                    && place.relation == Relation::In
                    && place.tokens.start as usize > head
                    && cx.doc.tokens[place.tokens.start as usize].head as usize == head
            });
        // `the jailed opposition leader` as well.
        let aside = (casualty || entry.event_type == EventType::Arrests)
            && !town
            && matches!(doc.tokens[head].rel, Rel::Acl | Rel::Amod)
            && !tolls
                .iter()
                .any(|toll| !toll.implied && hit.tokens().contains(&toll.outcome_token))
            && own_time(cx, sent, head).is_none()
            && doc
                .tokens
                .get(doc.tokens[head].head as usize)
                .is_some_and(|noun| noun.rel != Rel::Root);
        if aside {
            continue;
        }
        found.push(Trigger {
            hit,
            head,
            event_type: as_done(cx, hit, head, entry.event_type, tolls),
            strength: entry.strength,
            backed: entry.strength == Strength::Weak
                && (verb
                    || matches!(doc.tokens[head].rel, Rel::NsubjPass) && verb_above != head
                    || doc.tokens[head].rel == Rel::Nsubj && hit.tokens().contains(&verb_above)
                    || doc.tokens[head].rel == Rel::Nsubj && tells_clause(hit))
                && (hit.n_words > 1 || !entry.needs.is_empty()),
            alleged,
            denied,
            definite: !verb && !tells_clause(hit) && is_definite(cx, hit.first as usize, sent),
            casualty,
            mutual: entry.frame == Frame::Mutual,
        });
    }
    drop_described(cx, sent, &mut found);
    drop_causes(cx, &mut found);
    drop_ties(cx, &mut found);
    drop_inner(cx, &mut found);
    drop_raids(cx, tolls, &mut found);
    drop_anchors(cx, &mut found);
    // Weak triggers need company.
    let strong = found.iter().any(|trigger| trigger.strength == Strength::Strong);
    let armed = cx.mentions_in(tokens).any(|(_, m)| m.kind.is_armed());
    if !strong && tolls.is_empty() && !armed {
        // `l'explosion` refers back to one that was told; alone it opens no event.
        found.retain(|trigger| {
            trigger.strength == Strength::Strong
                || trigger.definite
                || trigger.backed
                || strand(trigger.event_type) == Strand::Violence
                    && is_of_main_clause(cx, trigger.head)
                    && counts_victims(cx, sent + 1)
                || strand(trigger.event_type) == Strand::Protest
                    && cx.doc.tokens[trigger.head].upos == Upos::Verb
                || is_taking_by_state(cx, trigger)
                || matches!(trigger.event_type, EventType::Arrests | EventType::OtherStrategic)
                    && cx.doc.tokens[trigger.head].upos == Upos::Verb
                    && !parties(cx, trigger.hit).targets.is_empty()
        });
    }
    found
}

/// `tués par des séparatistes qui combattent l'armée`: what people do at all times, told in the present
/// beside what happened, is no event of its own.
fn drop_described(cx: &Context<'_>, sent: usize, found: &mut Vec<Trigger>) {
    let doc = cx.doc;
    let past = |t: &Trigger| {
        let feats = doc.tokens[t.head].feats;
        doc.tokens[t.head].rel != Rel::AclRelcl
            && (feats.has(Feats::PAST_PART) || feats.has(Feats::PAST))
    };
    let told = found.iter().any(past);
    found.retain(|trigger| {
        let token = &doc.tokens[trigger.head];
        let describes = token.rel == Rel::AclRelcl
            && token.feats.has(Feats::PRES)
            && token.feats.has(Feats::FIN)
            && own_time(cx, sent, trigger.head).is_none()
            && doc
                .head(trigger.head)
                .is_some_and(|noun| cx.mention_at(noun).is_some_and(|(_, m)| !m.thing));
        !(told && describes)
    });
}

/// A verb that only ties an event noun to its parties tells no event of its own: `l'attentat qui a
/// frappé Bruxelles`.
fn drop_ties(cx: &Context<'_>, found: &mut Vec<Trigger>) {
    let nouns: Vec<usize> =
        found.iter().filter(|t| cx.doc.tokens[t.head].upos != Upos::Verb).map(|t| t.head).collect();
    found.retain(|trigger| {
        if cx.doc.tokens[trigger.head].upos != Upos::Verb || trigger.casualty {
            return true;
        }
        let ties = cx.hits_of(trigger.hit.tokens(), Subject::Support).next().is_some();
        if !ties {
            return true;
        }
        let mut args = grammar::args(cx.doc, trigger.head);
        // `fired rockets in retaliation for the killing`: with its object it tells itself.
        if trigger.hit.n_words > 1 && trigger.strength == Strength::Strong {
            args.obliques.clear();
        }
        let above = cx.doc.head(trigger.head);
        // `reprendre le contrôle`, `mener des frappes` tell with verb and noun together.
        !nouns.iter().filter(|noun| !trigger.hit.tokens().contains(noun)).any(|noun| {
            args.agents.contains(noun)
                || args.patients.contains(noun)
                || args.obliques.contains(noun)
                || above == Some(*noun)
        })
    });
}

/// `Le lendemain de l'attaque, l'armée a mené une opération`: an event that only dates another one of
/// its sentence is not told by it.
fn drop_anchors(cx: &Context<'_>, found: &mut Vec<Trigger>) {
    let doc = cx.doc;
    let dates = |trigger: &Trigger| {
        let words = &cx.language.grammar.anchor;
        trigger.definite
            && (doc.case(trigger.head).is_some_and(|t| cx.is_one_of(t, words))
                || doc.head(trigger.head).is_some_and(|t| {
                    t < trigger.head && doc.tokens[t].upos == Upos::Noun && cx.is_one_of(t, words)
                }))
    };
    let told: Vec<Strand> = found
        .iter()
        .filter(|trigger| !trigger.definite && !trigger.casualty)
        .map(|trigger| strand(trigger.event_type))
        .collect();
    found.retain(|trigger| !told.contains(&strand(trigger.event_type)) || !dates(trigger));
}

/// How many nouns of a list are looked through for its article.
const MOST_LISTED: usize = 6;

/// A plural without article, number or date (`des attaques`, `attacks`) tells of events in general.
fn is_series(cx: &Context<'_>, first: usize, head: usize, sent: usize) -> bool {
    let doc = cx.doc;
    if !doc.tokens[head].feats.has(Feats::PLUR) || own_time(cx, sent, head).is_some() {
        return false;
    }
    let start = doc.sents[sent].first as usize;
    // `de pillages, enlèvements et massacres`: the first of a list has the article of all.
    let mut opens = first;
    for _ in 0..MOST_LISTED {
        let word = doc.tokens[opens];
        let listed = opens > start
            && (doc.tokens[opens - 1].upos == Upos::Cconj || doc.lower(opens - 1) == ",");
        match doc.head(opens) {
            Some(above) if word.rel == Rel::Conj && listed && above < opens => opens = above,
            _ => break,
        }
    }
    let before = (opens.saturating_sub(3).max(start)..opens)
        .rev()
        .find(|&t| !matches!(doc.tokens[t].upos, Upos::Adj | Upos::Adv));
    let counted = cx.quantities_in(first.saturating_sub(6)..first).any(|(_, q)| {
        !q.indefinite && q.head_noun.is_some_and(|n| n as usize == head || n as usize == first)
    });
    if counted {
        return false;
    }
    let verb = grammar::governing_verb(doc, head);
    let place = cx.places_in(doc.sents[sent].tokens()).iter().any(|place| {
        let at = place.tokens.start as usize;
        coarseness(place.kind) <= 2
            && (grammar::is_below(doc, at, head)
                || verb.is_some() && grammar::governing_verb(doc, at) == verb)
    });
    if place {
        return false;
    }
    match before {
        Some(t) => {
            cx.is_one_of(t, &cx.language.grammar.indefinite)
                && !cx.is_one_of(t, &cx.language.grammar.definite)
                || doc.tokens[t].upos != Upos::Det && cx.language.lang == Lang::En
        }
        None => cx.language.lang == Lang::En,
    }
}

/// Whether a noun is told with the verb that it is the subject of (`le mandat de la mission a été
/// prolongé`), which tells something new whatever its article.
fn tells_clause(hit: Hit) -> bool {
    hit.n_words as usize > hit.tokens().len()
}

fn is_definite(cx: &Context<'_>, first: usize, sent: usize) -> bool {
    let start = cx.doc.sents[sent].first as usize;
    let from = first.saturating_sub(3).max(start);
    // `Saturday's raid`.
    let dated = first >= start + 2
        && matches!(cx.doc.lower(first - 1), "'s" | "’s")
        && cx.in_time(start..first, first - 2);
    dated
        || (from..first).rev().any(|t| {
            cx.doc.tokens[t].upos == Upos::Det
                && cx.is_one_of(t, &cx.language.grammar.definite)
                && !cx.is_one_of(t, &cx.language.grammar.indefinite)
                && (t + 1..first).all(|between| {
                    matches!(cx.doc.tokens[between].upos, Upos::Adj | Upos::Adv | Upos::Num)
                })
        })
}

/// Groups of types whose words tell one occurrence when they stand in one sentence.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Strand {
    /// Fighting, killing, bombing, burning, abducting.
    Violence,
    /// Demonstrations and what is done to them.
    Protest,
    /// Each of these stands alone.
    Alone(EventType),
}

/// The strand of a type.
pub(crate) fn strand(event_type: EventType) -> Strand {
    match event_type {
        EventType::LootingDestruction | EventType::Abduction => Strand::Violence,
        EventType::SexualViolence => Strand::Alone(event_type),
        other => match other.family() {
            Family::Battle | Family::Remote | Family::Civilians => Strand::Violence,
            Family::Demonstration => Strand::Protest,
            Family::Strategic => Strand::Alone(other),
        },
    }
}

/// The strand of a group: of its first trigger that tells more than casualties.
pub(crate) fn group_strand(group: &[Trigger]) -> Strand {
    // Shots and clashes are told together with a protest only where a crowd is named.
    let protest = group.iter().find(|t| !t.casualty && strand(t.event_type) == Strand::Protest);
    protest
        .or_else(|| group.iter().find(|trigger| !trigger.casualty))
        .or(group.first())
        .map_or(Strand::Violence, |trigger| strand(trigger.event_type))
}

/// Whether a sentence names a crowd that protests, and no armed group.
fn is_of_crowd(cx: &Context<'_>, sent: usize) -> bool {
    let kinds = || cx.mentions_in(cx.doc.sents[sent].tokens()).map(|(_, m)| m.kind);
    kinds().any(|kind| kind == ActorKind::Protesters)
        && !kinds().any(|kind| matches!(kind, ActorKind::ArmedGroup | ActorKind::Militia))
}

/// Whether a trigger tells the same occurrence as those of a group in its sentence.
fn belongs(cx: &Context<'_>, sent: usize, group: &[Trigger], trigger: &Trigger) -> bool {
    let Some(last) = group.last() else { return false };
    let (a, b) = (group_strand(group), strand(trigger.event_type));
    let one_strand = a == b
        || (trigger.casualty || group.iter().all(|t| t.casualty))
            && matches!(
                (a, b),
                (Strand::Protest | Strand::Alone(EventType::Coup), Strand::Violence)
                    | (Strand::Violence, Strand::Protest | Strand::Alone(EventType::Coup))
            );
    // `Un manifestant a été tué dans des heurts avec les forces, qui ont lancé des gaz lacrymogènes`.
    let crowd =
        matches!((a, b), (Strand::Protest, Strand::Violence) | (Strand::Violence, Strand::Protest))
            && (is_of_crowd(cx, sent) || group.iter().any(|t| is_broken_up(cx, sent, t, trigger)));
    if !one_strand && !crowd {
        return false;
    }
    // `Cette frappe a permis aux rebelles de prendre la colline`: what is referred back to, and what
    // came of it by other means.
    let back = group.iter().all(|t| t.definite);
    let others = means(trigger.event_type).is_some()
        && group.iter().any(|t| means(t.event_type).is_some())
        && group.iter().all(|t| means(t.event_type) != means(trigger.event_type));
    if back && others && !trigger.definite && !trigger.casualty {
        return false;
    }
    // Two clauses with a time each are two occurrences.
    let (ta, tb) = (clause_time(cx, sent, last.head), clause_time(cx, sent, trigger.head));
    if let (Some(ta), Some(tb)) = (ta, tb)
        && ta != tb
    {
        return false;
    }
    true
}

/// Whether two heads stand in one tree branch without a coordinated finite clause between.
fn linked(cx: &Context<'_>, a: usize, b: usize) -> bool {
    grammar::is_below(cx.doc, b, a) || grammar::is_below(cx.doc, a, b)
}

/// The time of a trigger's clause, or of the clause that a relative or adverbial one hangs on:
/// `sont remplacés en juillet 2014 par un groupe qui s'empare de la région`.
fn clause_time(cx: &Context<'_>, sent: usize, head: usize) -> Option<(u32, u32)> {
    let mut verb = grammar::governing_verb(cx.doc, head)?;
    for _ in 0..3 {
        if let Some(time) = own_time(cx, sent, verb) {
            return Some(time);
        }
        if !matches!(cx.doc.tokens[verb].rel, Rel::AclRelcl | Rel::Advcl | Rel::Acl) {
            return None;
        }
        verb = grammar::governing_verb(cx.doc, cx.doc.head(verb)?)?;
    }
    None
}

/// The time that hangs on a trigger's own verb.
fn own_time(cx: &Context<'_>, sent: usize, head: usize) -> Option<(u32, u32)> {
    let verb = grammar::governing_verb(cx.doc, head)?;
    cx.times_in(cx.doc.sents[sent].tokens()).iter().find_map(|time| {
        let first = time.tokens.start as usize;
        (time.dates.is_some()
            && matches!(time.role, TimeRole::Point | TimeRole::Interval)
            && grammar::governing_verb(cx.doc, first) == Some(verb))
        .then_some((time.tokens.start, time.tokens.end))
    })
}

fn sighting(cx: &Context<'_>, sent: usize, triggers: Vec<Trigger>) -> Sighting {
    let mut initiators: Vec<Party> = Vec::new();
    let mut targets: Vec<Party> = Vec::new();
    let mut claimants = Vec::new();
    let mut states = Vec::new();
    let mut because = Vec::new();
    for trigger in &triggers {
        because.push(cx.language.triggers[trigger.hit.index()].id.clone());
        let found = parties(cx, trigger.hit);
        for party in found.initiators {
            add(&mut initiators, party);
        }
        for party in found.targets {
            add(&mut targets, party);
        }
        claimants.extend(found.claimants);
        states.extend(found.states);
        because.extend(found.because);
    }
    drop_attacked(cx, &triggers, &mut initiators);
    // Who does it does not suffer it in the same sentence.
    targets.retain(|target| {
        !initiators.iter().any(|i| {
            i.tokens == target.tokens || i.registry.is_some() && i.registry == target.registry
        })
    });
    let people_named = targets.iter().any(|target| !target.thing);
    if people_named {
        targets.retain(|target| !target.thing);
    }
    let alleged = are_alleged(cx, &triggers);
    let denied = triggers.iter().all(|trigger| trigger.denied);
    let refers_back = triggers.iter().all(|trigger| trigger.definite || trigger.casualty)
        && triggers.iter().any(|trigger| trigger.definite);
    let earlier = triggers.iter().any(|trigger| is_pluperfect(cx, trigger.head));
    let apart = triggers.iter().any(|trigger| is_another(cx, sent, trigger));
    Sighting {
        sent,
        triggers,
        initiators,
        targets,
        claimants,
        states,
        time: None,
        place: None,
        place_sure: false,
        place_aside: false,
        tolls: Vec::new(),
        alleged,
        denied,
        flown: is_flown(cx, sent),
        refers_back,
        earlier,
        apart,
        zone: None,
        because,
    }
}

/// Whether a sentence names aircraft, or says that something came from the air.
fn is_flown(cx: &Context<'_>, sent: usize) -> bool {
    let words = &cx.language.grammar;
    cx.doc.sents[sent]
        .tokens()
        .any(|t| cx.is_one_of(t, &words.aircraft) || cx.is_one_of(t, &words.aerial))
}

fn add(list: &mut Vec<Party>, party: Party) {
    let known = list.iter().any(|known| {
        known.tokens == party.tokens || known.registry.is_some() && known.registry == party.registry
    });
    if !known {
        list.push(party);
    }
}

/// The days of a time, when they are known.
pub(crate) fn dates_of(sighting: &Sighting) -> Option<Dates> {
    sighting.time.as_ref().and_then(|time| time.dates)
}
