//! Who stands in no role although the sentences of an event name them: those who only describe somebody,
//! own what was hit, tell of it, or suffered it.
//!
//! Takes a candidate or a party and its draft; says whether a role is closed to it.

use super::{Candidate, kind_of, same_party, speakers, tells};
use crate::annotate::mentions::{Mention, MentionClass};
use crate::annotate::{Feats, Rel, Upos, grammar};
use crate::coding::context::Context;
use crate::coding::events::Draft;
use crate::coding::parties::{Party, explained};
use crate::coding::sightings::Strand;
use crate::coding::statements::Said;
use crate::lexicon::Subject;
use crate::model::{ActorKind, EventType, Family, Outcome, VictimKind};

/// `des secouristes affiliés au Hezbollah ont été tués`: somebody named only to say who the victims
/// are.
pub(super) fn only_describes(cx: &Context<'_>, draft: &Draft, candidate: &Candidate) -> bool {
    let victims = || {
        let counted = draft.tolls().filter_map(|toll| toll.victims.clone());
        counted.filter_map(|victims| cx.mention_at(victims.start)).map(|(_, m)| m.head as usize)
    };
    let doc = cx.doc;
    let of_others = |head: usize| qualifies_others(cx, head);
    // `des séparatistes qui combattent l'armée`: under a verb that tells what somebody else is, in
    // the present.
    let told = |noun: usize| cx.hits_of(noun..noun + 1, Subject::Trigger).next().is_some();
    let of_relative = |head: usize| {
        doc.head(head).is_some_and(|verb| {
            doc.tokens[verb].rel == Rel::AclRelcl
                && (doc.tokens[verb].feats.has(Feats::PRES)
                    || doc.tokens[verb].feats.has(Feats::IMPERF) && !told(verb))
                && doc.tokens[verb].feats.has(Feats::FIN)
                && doc.head(verb).is_some_and(|noun| noun != head && !told(noun))
        })
    };
    // `une région dominée par des jihadistes`, `la zone est tenue par`: who holds a place did not
    // thereby do anything in it.
    let of_holding = |head: usize| {
        doc.case(head).is_some_and(|p| cx.is_one_of(p, &cx.language.grammar.agent))
            && doc.head(head).is_some_and(|participle| {
                let of = if doc.tokens[participle].rel == Rel::Acl {
                    doc.head(participle)
                } else {
                    doc.children(participle).find(|&t| doc.tokens[t].rel == Rel::NsubjPass)
                };
                doc.tokens[participle].feats.has(Feats::PAST_PART)
                    && of.is_some_and(|noun| !told(noun))
                    && (!told(participle) || cx.is_one_of(participle, &cx.language.grammar.besiege))
            })
    };
    // `a pickup carrying peacekeepers was attacked`: who is in a thing, or what it belongs to.
    let of_carrying = |head: usize| {
        doc.tokens[head].rel == Rel::Obj
            && doc.head(head).is_some_and(|participle| {
                doc.tokens[participle].rel == Rel::Acl
                    && doc.tokens[participle].feats.has(Feats::PRES_PART)
                    && !told(participle)
                    && doc
                        .head(participle)
                        .is_some_and(|noun| cx.mention_at(noun).is_some_and(|(_, m)| m.thing))
            })
    };
    // `Al-Shabaab, the al Qaeda-linked group`
    let explains = |head: usize| explained(cx, head).is_some();
    !candidate.mentions.is_empty()
        && candidate.mentions.iter().all(|&m| {
            let mut head = cx.mentions[m].head as usize;
            if explains(head) {
                return true;
            }
            // A registered name begins with its head: `Somali government security forces`.
            let name = cx.mentions[m].tokens();
            while let Some(above) =
                doc.head(head).filter(|above| name.contains(above) && *above > head)
            {
                head = above;
            }
            // `dirigé par le général X`: the name is under his rank.
            while let Some(above) = doc.head(head)
                && matches!(doc.tokens[head].rel, Rel::Appos | Rel::Flat)
                && above < head
            {
                head = above;
            }
            of_others(head)
                || of_relative(head)
                || of_carrying(head)
                || of_holding(head)
                || victims().any(|victim| victim != head && grammar::is_below(doc, head, victim))
        })
}

/// `des groupes liés à Al-Qaïda`, `des rebelles ayant prêté allégeance au groupe`: whether a name stands under a
/// participle that tells whose somebody else is.
pub(super) fn qualifies_others(cx: &Context<'_>, head: usize) -> bool {
    let doc = cx.doc;
    let qualifies = |t: usize| matches!(doc.tokens[t].rel, Rel::Acl | Rel::AclRelcl | Rel::Amod);
    let strategic = |verb: usize| {
        cx.hits_of(verb..verb + 1, Subject::Trigger)
            .all(|hit| cx.language.triggers[hit.index()].event_type.family() == Family::Strategic)
    };
    let above = doc.head(head).and_then(|t| {
        let through =
            doc.tokens[t].upos == Upos::Noun && matches!(doc.tokens[t].rel, Rel::Obj | Rel::Obl);
        match doc.head(t) {
            Some(verb) if through && qualifies(verb) && strategic(verb) => Some(verb),
            _ => qualifies(t).then_some(t),
        }
    });
    above.is_some_and(|participle| {
        (doc.tokens[participle].feats.has(Feats::PAST_PART)
            || doc.tokens[participle].upos == Upos::Adj)
            && doc
                .head(participle)
                .is_some_and(|noun| cx.mention_at(noun).is_some_and(|(_, m)| !m.thing))
            && doc.case(head).is_some_and(|p| !cx.is_one_of(p, &cx.language.grammar.agent))
    })
}

/// `a touché une base de l'armée`: whoever owns what was hit did not hit it.
pub(super) fn owns_what_was_hit(cx: &Context<'_>, draft: &Draft, candidate: &Candidate) -> bool {
    draft.sightings.iter().flat_map(|s| &s.targets).filter(|t| t.thing).any(|hit| {
        candidate.mentions.iter().any(|&m| {
            let head = cx.mentions[m].head as usize;
            hit.tokens.contains(&head) && hit.tokens.start < head
                || hit.mention.is_some_and(|of| {
                    let thing = cx.mentions[of].head as usize;
                    thing != head && grammar::is_below(cx.doc, head, thing)
                })
        })
    })
}

/// Whether a sentence says that somebody did it, whatever they are called elsewhere.
pub(super) fn is_blamed(cx: &Context<'_>, draft: &Draft, candidate: &Candidate) -> bool {
    draft
        .sightings
        .iter()
        .flat_map(|s| &s.initiators)
        .any(|party| same_party(cx, party, &candidate.party))
}

/// Whether the sentences of an event name somebody only as who tells of it, or whose man does: `…, selon l'ONU`, `a colonel
/// of the Peshmerga told Rudaw`.
pub(super) fn only_tells(
    cx: &Context<'_>,
    draft: &Draft,
    said: &[Said],
    candidate: &Candidate,
) -> bool {
    !candidate.mentions.is_empty()
        && candidate.mentions.iter().all(|&m| {
            tells(draft, said, m)
                || has_teller(cx, draft, said, m)
                || names_teller(cx, draft, said, m)
        })
}

/// Whether a mention stands in the complement of a person who speaks in one of the sentences of an event.
fn has_teller(cx: &Context<'_>, draft: &Draft, said: &[Said], mention: usize) -> bool {
    let doc = cx.doc;
    let head = cx.mentions[mention].head as usize;
    speakers(draft, said).map(|m| &cx.mentions[m]).any(|speaker| {
        let name = speaker.person.map_or(0..0, |(first, end)| first as usize..end as usize);
        matches!(speaker.class, MentionClass::Person | MentionClass::Function)
            && speaker.tokens().chain(name).any(|top| {
                top < head
                    && doc.sent_of(top) == doc.sent_of(head)
                    && grammar::is_within(doc, head, top)
            })
    })
}

/// `The mission, MONUSCO, said fighters had left`: whether a mention is the name of a body that speaks.
fn names_teller(cx: &Context<'_>, draft: &Draft, said: &[Said], mention: usize) -> bool {
    let doc = cx.doc;
    let head = cx.mentions[mention].head as usize;
    let named = (doc.tokens[head].rel == Rel::Appos).then(|| doc.head(head)).flatten();
    named.is_some_and(|noun| {
        cx.is_one_of(noun, &cx.language.grammar.body)
            && speakers(draft, said).any(|m| {
                let told = cx.mentions[m].head as usize;
                told == noun || told == head
            })
    })
}

/// Whether a body that helps, reports or mediates is named only where other things are told: `selon les
/// Nations unies, 340 familles ont fui`, beside an attack.
pub(super) fn stands_elsewhere(cx: &Context<'_>, draft: &Draft, candidate: &Candidate) -> bool {
    let bystander = matches!(
        kind_of(cx, &candidate.party),
        ActorKind::Humanitarian | ActorKind::CivilSociety | ActorKind::Organisation
    );
    let elsewhere = |&m: &usize| {
        let sent = cx.doc.sent_of(cx.mentions[m].head as usize);
        draft.sightings.iter().all(|s| s.sent != sent)
    };
    bystander && candidate.mentions.iter().all(elsewhere)
}

/// Whether somebody is counted among those killed, wounded or taken.
pub(super) fn is_victim(cx: &Context<'_>, draft: &Draft, candidate: &Candidate) -> bool {
    draft.tolls().any(|toll| {
        toll.high != Some(0)
            && matches!(toll.outcome, Outcome::Killed | Outcome::Wounded | Outcome::Abducted)
            && candidate.is_counted(cx, toll)
    })
}

/// Whether a party is no target unless a rule says so: part of those hit (`dont trois enfants`),
/// whoever attacked, a country.
pub(super) fn is_barred(cx: &Context<'_>, draft: &Draft, candidate: &Candidate) -> bool {
    let part = draft.tolls().any(|toll| toll.part && candidate.is_counted(cx, toll));
    // `Cette localité avait déjà été attaquée`: fighters whom only other sentences name were not its target.
    let elsewhere = draft.strand == Strand::Violence
        && draft.sightings.iter().all(|s| s.earlier)
        && matches!(kind_of(cx, &candidate.party), ActorKind::ArmedGroup | ActorKind::Militia)
        && !candidate.mentions.is_empty()
        && candidate.mentions.iter().all(|&m| {
            let sent = cx.doc.sent_of(cx.mentions[m].head as usize);
            draft.sightings.iter().all(|s| s.sent != sent)
        });
    let is = |what: &dyn Fn(&Mention) -> bool| {
        candidate.party.mention.is_some_and(|m| what(&cx.mentions[m]))
    };
    part || elsewhere
        || kind_of(cx, &candidate.party) == ActorKind::Media
        || is(&|m| cx.is_one_of(m.head as usize, &cx.language.grammar.attacker))
        || draft.strand == Strand::Violence && is(&|m| m.class == MentionClass::Country)
}

/// Whether peacekeepers died or were hurt in it, by whom they were certainly not.
pub(super) fn loses_peacekeepers(draft: &Draft) -> bool {
    draft.strand == Strand::Violence
        && draft.tolls().any(|toll| toll.kind == VictimKind::Peacekeepers && toll.high != Some(0))
}

/// `the wave of wounded people`: a party whose name tells what happened to it.
pub(super) fn is_hurt(cx: &Context<'_>, party: &Party) -> bool {
    !party.kind.is_armed() && cx.hits_of(party.tokens.clone(), Subject::Outcome).next().is_some()
}

/// `L'armée a déjoué un coup d'État`: whether the sentences of a coup name somebody as whoever foiled or
/// condemned it.
pub(super) fn foils(cx: &Context<'_>, draft: &Draft, candidate: &Candidate) -> bool {
    let doc = cx.doc;
    let state = matches!(
        kind_of(cx, &candidate.party),
        ActorKind::StateForces | ActorKind::Government | ActorKind::Organisation
    );
    let foiled = |sent: usize, head: usize| {
        grammar::governing_verb(doc, head).is_some_and(|verb| {
            doc.sent_of(verb) == sent && cx.is_one_of(verb, &cx.language.grammar.foil)
        })
    };
    state
        && draft.strand == Strand::Alone(EventType::Coup)
        && !candidate.mentions.is_empty()
        && candidate.mentions.iter().all(|&m| {
            let sent = doc.sent_of(cx.mentions[m].head as usize);
            draft
                .sightings
                .iter()
                .filter(|s| s.sent == sent)
                .any(|s| s.triggers.iter().any(|t| foiled(sent, t.head)))
        })
}

/// Whether all that names somebody in the sentences of an event counts them beside words of what became of
/// people: `10 people, including two police officers, have been killed since the president declared a state of
/// emergency`.
pub(super) fn suffers_elsewhere(cx: &Context<'_>, draft: &Draft, candidate: &Candidate) -> bool {
    let counted = |head: usize| {
        let sent = cx.doc.sents[cx.doc.sent_of(head)].tokens();
        cx.quantities_in(sent.clone())
            .any(|(_, q)| !q.indefinite && q.head_noun.is_some_and(|noun| noun as usize == head))
            && cx.hits_of(sent, Subject::Outcome).next().is_some()
    };
    let mut heads = candidate
        .mentions
        .iter()
        .map(|&m| cx.mentions[m].head as usize)
        .filter(|&head| draft.sightings.iter().any(|s| s.sent == cx.doc.sent_of(head)))
        .peekable();
    heads.peek().is_some() && heads.all(counted)
}

/// `a été attaqué par des jihadistes`: whether somebody is the agent of a passive verb that tells the event.
pub(super) fn is_agent(cx: &Context<'_>, draft: &Draft, candidate: &Candidate) -> bool {
    let doc = cx.doc;
    candidate.mentions.iter().any(|&m| {
        let mention = &cx.mentions[m];
        let agent = mention.tokens().find(|&t| doc.tokens[t].rel == Rel::OblAgent);
        agent.and_then(|t| doc.head(t)).is_some_and(|verb| {
            grammar::is_passive(doc, verb)
                && draft
                    .sightings
                    .iter()
                    .any(|s| s.triggers.iter().any(|t| t.hit.tokens().contains(&verb)))
        })
    })
}
