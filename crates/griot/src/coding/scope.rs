//! Scope: whether an article is about armed conflict or political violence at all.
//!
//! Takes the drafts of a document and its words; gives yes or no. A killing, a stabbing or an arrest
//! alone may be an accident or an ordinary crime, which the guidelines leave out.

use crate::annotate::mentions::MentionClass;
use crate::annotate::{Feats, Upos};
use crate::coding::context::Context;
use crate::coding::events::{Draft, is_taken_by_state, means};
use crate::coding::parties::Party;
use crate::coding::sightings::{Strand, TAKING, strand};
use crate::coding::status::{Status, status};
use crate::lexicon::conflict::is_country_of_conflict;
use crate::lexicon::schema::Strength;
use crate::lexicon::{Hit, Subject};
use crate::model::{ActorKind, EventType, Lang};

/// Whether a document tells of armed conflict or political violence at all.
pub(crate) fn is_about_conflict(cx: &Context<'_>, drafts: &[Draft]) -> bool {
    if drafts.iter().all(Draft::is_casualty_only) && is_about_accident(cx) {
        return false;
    }
    let tolls = drafts.iter().any(|draft| draft.tolls().next().is_some());
    if is_about_sport(cx) && !tolls && !names_a_party(cx) {
        return false;
    }
    tells_of_conflict(drafts)
        || is_done_to_politics(cx, drafts)
        || names_a_party(cx)
        || says_so(cx)
        || fighters_kill(cx, drafts)
        || flees_violence(cx, drafts)
}

/// `Dix mille personnes ont fui les combats`: what people flee from tells of it, though nothing else does.
fn flees_violence(cx: &Context<'_>, drafts: &[Draft]) -> bool {
    let conflict = cx.main_country.as_deref().is_some_and(is_country_of_conflict);
    drafts
        .iter()
        .filter(|draft| draft.strand == Strand::Alone(EventType::Displacement))
        .flat_map(|draft| &draft.sightings)
        .any(|s| {
            let tells = |hit: &Hit| {
                let trigger = &cx.language.triggers[hit.index()];
                strand(trigger.event_type) == Strand::Violence
                    && (conflict || trigger.strength == Strength::Strong)
                    && (cx.doc.tokens[hit.head()].upos == Upos::Noun
                        || cx.doc.tokens[hit.head()].feats.has(Feats::PRES_PART))
            };
            cx.hits_of(cx.doc.sents[s.sent].tokens(), Subject::Trigger).any(|hit| {
                // `fled fighting`: what they fled from is in the form.
                let behind = hit.head() + 1..(hit.end as usize).max(hit.head() + 1);
                let inside = || cx.language.find(cx.doc, behind.clone());
                let flees = cx.language.triggers[hit.index()].event_type == EventType::Displacement;
                tells(&hit)
                    || flees
                        && !behind.is_empty()
                        && inside()
                            .iter()
                            .any(|hit| hit.entry.subject == Subject::Trigger && tells(hit))
            })
        })
}

/// Whether an event is of a kind that ordinary crime knows nothing of.
fn tells_of_conflict(drafts: &[Draft]) -> bool {
    drafts.iter().any(|draft| {
        let by_fighters = draft
            .sightings
            .iter()
            .any(|s| s.initiators.iter().any(|p| is_fighter(p) || p.kind == ActorKind::Government));
        draft.sightings.iter().flat_map(|s| &s.triggers).any(|trigger| {
            let telling = match trigger.event_type {
                EventType::Attack
                | EventType::Arrests
                | EventType::LootingDestruction
                | EventType::OtherStrategic
                | EventType::Displacement => false,
                // Rescuers are deployed too, and leave.
                EventType::Deployment | EventType::Withdrawal => by_fighters,
                _ => true,
            };
            // `lyncher` kills, and says by whom.
            let told = !trigger.casualty
                || matches!(trigger.event_type, EventType::MobViolence | EventType::ArmedClash);
            // `Des manifestants ont défilé pour exiger`.
            let sure = trigger.strength == Strength::Strong
                || trigger.backed && draft.strand == Strand::Protest;
            told && sure && telling
        }) || draft.tolls().any(|toll| toll.kind.is_armed() && !toll.implied)
    })
}

/// `Une frappe a fait 25 morts`, `deux explosions ont tué six personnes`, `l'armée a libéré la ville`, `un groupe armé a
/// tué dix personnes`: words that may mean anything, beside the dead or fighters, in a country of conflict.
fn fighters_kill(cx: &Context<'_>, drafts: &[Draft]) -> bool {
    cx.main_country.as_deref().is_some_and(is_country_of_conflict)
        && drafts.iter().any(|draft| {
            let strikes =
                draft.sightings.iter().flat_map(|s| &s.triggers).any(|t| match t.event_type {
                    EventType::AirStrike | EventType::Shelling => true,
                    EventType::ExplosiveDevice => !is_about_accident(cx),
                    _ => false,
                });
            let takes = draft.sightings.iter().any(|s| {
                is_taken_by_state(s)
                    || s.initiators.iter().any(is_fighter)
                        && s.triggers.iter().any(|t| means(t.event_type) == Some(TAKING))
            });
            // `L'armée a tué cinq civils`; the police may have shot a thief.
            let of_fighters = draft.sightings.iter().flat_map(|s| &s.initiators).any(|p| {
                !p.thing
                    && match p.kind {
                        ActorKind::ArmedGroup | ActorKind::Militia => true,
                        ActorKind::StateForces | ActorKind::ForeignForces => {
                            !p.tokens.clone().any(|t| cx.is_one_of(t, &cx.language.grammar.police))
                        }
                        _ => false,
                    }
            });
            // `Une patrouille a été attaquée`: by nobody whom it names.
            let on_forces = draft.strand == Strand::Violence
                && draft.sightings.iter().any(|s| {
                    s.targets.iter().any(|p| p.kind.is_armed())
                        && s.triggers.iter().any(|t| {
                            !t.casualty
                                && t.strength == Strength::Strong
                                && matches!(t.event_type, EventType::Attack | EventType::ArmedClash)
                        })
                });
            // `Des soldats ont tué des paysans`: whom nobody has counted.
            let on_people = draft.strand == Strand::Violence
                && draft.sightings.iter().flat_map(|s| &s.targets).any(|p| !p.thing);
            let counted = draft.tolls().any(|toll| toll.high != Some(0));
            // `Israël a tué dix personnes à Beyrouth`.
            let by_state = draft.strand == Strand::Violence
                && draft.sightings.iter().flat_map(|s| &s.initiators).any(|p| {
                    p.mention.is_some_and(|m| cx.mentions[m].class == MentionClass::Country)
                });
            // `Les forces russes ont attaqué Kharkiv`: a place, by forces.
            let on_place = draft.place.is_some()
                && draft.sightings.iter().flat_map(|s| &s.triggers).any(|t| {
                    !t.casualty
                        && matches!(
                            t.event_type,
                            EventType::Attack
                                | EventType::ArmedClash
                                | EventType::AirStrike
                                | EventType::Shelling
                                | EventType::LootingDestruction
                        )
                });
            // `La junte a expulsé l'ambassadeur lundi`, `A curfew was imposed on Monday`.
            let steps = draft.strand == Strand::Alone(EventType::OtherStrategic)
                && draft.dates.is_some()
                && draft.sightings.iter().any(|s| {
                    s.triggers.iter().any(|t| t.strength == Strength::Strong)
                        && s.initiators
                            .iter()
                            .all(|p| is_fighter(p) || p.kind == ActorKind::Government)
                });
            steps
                || strikes && counted
                || of_fighters && (counted || on_people || on_place)
                || takes
                || on_forces
                || by_state && counted
        })
}

fn is_fighter(party: &Party) -> bool {
    party.kind.is_armed() && !party.thing
}

/// Whether somebody who holds a mandate or an office suffers one of the events, or violence meets people who protest, or
/// who work for the press or for relief.
fn is_done_to_politics(cx: &Context<'_>, drafts: &[Draft]) -> bool {
    let holds_office = |party: &Party| {
        let office = |kind: ActorKind| matches!(kind, ActorKind::Government | ActorKind::Party);
        // `President Idriss Kone was killed`: as the office beside the name says.
        let beside = || {
            party.mention.and_then(|m| cx.mentions[m].person).is_some_and(|name| {
                cx.mentions.iter().any(|mention| {
                    mention.person == Some(name)
                        && mention.class == MentionClass::Function
                        && office(mention.kind)
                })
            })
        };
        !party.thing && (office(party.kind) || beside())
    };
    // Codebooks count the murder of a journalist as political wherever it happens.
    let is_exposed = |party: &Party| {
        !party.thing && matches!(party.kind, ActorKind::Media | ActorKind::Humanitarian)
    };
    // A minister who is suspended or resigns is the news of any country.
    let harms = |draft: &&Draft| {
        matches!(draft.strand, Strand::Violence | Strand::Protest)
            || matches!(draft.strand, Strand::Alone(EventType::Arrests | EventType::Coup))
    };
    drafts.iter().filter(harms).any(|draft| {
        let violent = draft.strand == Strand::Violence;
        // `Police clashed with strikers`: to strike is to protest.
        let protests = matches!(draft.strand, Strand::Violence | Strand::Protest)
            && draft
                .sightings
                .iter()
                .flat_map(|s| s.initiators.iter().chain(&s.targets))
                .any(|party| !party.thing && party.kind == ActorKind::Protesters);
        protests
            || draft.sightings.iter().flat_map(|s| &s.targets).any(|party| {
                let arrested = draft.strand == Strand::Alone(EventType::Arrests)
                    && (is_exposed(party) || party.kind == ActorKind::CivilSociety)
                    && !party.thing;
                holds_office(party) || violent && is_exposed(party) || arrested
            })
    })
}

/// Whether it names a party to a conflict.
fn names_a_party(cx: &Context<'_>) -> bool {
    cx.mentions.iter().any(|mention| {
        matches!(
            mention.kind,
            ActorKind::ArmedGroup
                | ActorKind::Militia
                | ActorKind::Peacekeepers
                | ActorKind::ForeignForces
        ) && !cx.skip[cx.doc.sent_of(mention.head as usize)]
            && !mention.thing
            && (mention.registry.is_some() || mention.plural)
    })
}

/// Whether its words say so: those of political violence anywhere, those of violence in a country
/// of conflict. `la piste terroriste est écartée` says that it is not.
fn says_so(cx: &Context<'_>) -> bool {
    let words = &cx.language.grammar;
    let conflict = cx.main_country.as_deref().is_none_or(is_country_of_conflict);
    cx.sents().any(|(_, sent)| {
        sent.tokens().any(|t| {
            cx.is_one_of(t, &words.political) && !is_ruled_out(cx, t)
                // `Douze civils ont été tués`; `la société civile` is no such word.
                || conflict
                    && cx.is_one_of(t, &words.violence)
                    && (cx.doc.lang != Lang::Fr
                        || cx.doc.tokens[t].upos != Upos::Adj
                        || cx.mention_at(t).is_some_and(|(_, m)| m.head as usize == t))
        })
    })
}

/// Whether a word, or the noun that it qualifies, is denied or only supposed.
fn is_ruled_out(cx: &Context<'_>, token: usize) -> bool {
    let out = |t: usize| matches!(status(cx, t), Status::NoEvent(_) | Status::Denied(_));
    out(token) || cx.doc.head(token).is_some_and(out)
}

/// Whether a document names a crash, a fire or a disaster, which kills without anybody's doing.
pub(crate) fn is_about_accident(cx: &Context<'_>) -> bool {
    cx.doc
        .sents
        .iter()
        .any(|sent| sent.tokens().any(|t| cx.is_one_of(t, &cx.language.grammar.accident)))
}

/// How many different words of sport an article about sport has at the least.
const SPORT_WORDS: usize = 4;

/// In how many words there is one of sport, in such an article.
const SPORT_SHARE: usize = 60;

/// Whether an article is about sport, which tells of attacks and combats that hurt nobody. Violence
/// around sport tells its dead and wounded.
fn is_about_sport(cx: &Context<'_>) -> bool {
    let words = &cx.language.grammar.sport;
    let found: Vec<&str> = cx
        .doc
        .sents
        .iter()
        .flat_map(|sent| sent.tokens())
        .filter(|&t| cx.is_one_of(t, words))
        .map(|t| cx.doc.lemma(t))
        .collect();
    let mut different = found.clone();
    different.sort_unstable();
    different.dedup();
    different.len() >= SPORT_WORDS && found.len() * SPORT_SHARE >= cx.doc.tokens.len()
}

/// Whether nature is what an article tells of: it is named again and again.
pub(crate) fn is_about_disaster(cx: &Context<'_>) -> bool {
    let words = &cx.language.grammar.disaster;
    cx.doc
        .sents
        .iter()
        .flat_map(|sent| sent.tokens())
        .filter(|&t| cx.doc.tokens[t].upos == Upos::Noun && cx.is_one_of(t, words))
        .nth(1)
        .is_some()
}
