//! Words of triggers that tell nothing here: parts of names, of gear, what only describes somebody,
//! states, ways.
//!
//! Takes a hit of a trigger and its head; says whether it is left out, before anything is asked of
//! its parties, time and place.

use crate::annotate::mentions::MentionClass;
use crate::annotate::times::{TimeExpr, TimePrecision, TimeRole};
use crate::annotate::{Feats, Rel, Upos, grammar};
use crate::coding::aggregates::PeriodToll;
use crate::coding::context::Context;
use crate::coding::events::means;
use crate::lexicon::schema::{Frame, Pos, Strength};
use crate::lexicon::{Hit, Subject};
use crate::model::{ActorKind, Dates, EventType, Family, Lang, Outcome};

use super::{Sighting, Strand, TAKING, group_strand, is_pluperfect, own_time};

/// What a sentence says only of somebody or something that it names: `la ville qu'ils assiégeaient`, `un
/// abri où des habitants s'étaient réfugiés`, `des manifestants favorables au putsch`.
pub(super) fn is_background(cx: &Context<'_>, head: usize, event_type: EventType) -> bool {
    let doc = cx.doc;
    let token = &doc.tokens[head];
    if token.upos == Upos::Verb && token.rel == Rel::AclRelcl {
        let besieges =
            token.feats.has(Feats::PRES) && cx.is_one_of(head, &cx.language.grammar.besiege);
        // `une île dont les axes sont contrôlés par`: a state, not `ont été pris`.
        let lasts = token.feats.has(Feats::PAST_PART)
            && doc.children(head).all(|t| doc.lower(t) != "été" && doc.lower(t) != "been")
            && doc.children(head).any(|t| {
                doc.tokens[t].rel == Rel::AuxPass
                    && (doc.tokens[t].feats.has(Feats::PRES)
                        || doc.tokens[t].feats.has(Feats::IMPERF))
            });
        let state =
            token.feats.has(Feats::FIN) && (token.feats.has(Feats::IMPERF) || besieges) || lasts;
        return match event_type {
            // `une ville où l'armée a installé son état-major`.
            EventType::Deployment => {
                own_time(cx, doc.sent_of(head), head).is_none()
                    && doc.head(head).is_some_and(|noun| {
                        (noun + 1..head).any(|t| {
                            cx.is_one_of(t, &cx.language.grammar.relative)
                                || doc.lower(t) == "where"
                        })
                    })
            }
            EventType::Displacement => doc
                .children(head)
                .any(|t| doc.tokens[t].upos == Upos::Aux && doc.tokens[t].feats.has(Feats::IMPERF)),
            other => means(other) == Some(TAKING) && state,
        };
    }
    // `des rebelles ayant prêté allégeance à un groupe`: who they are.
    if token.upos == Upos::Verb
        && token.rel == Rel::Acl
        && event_type.family() == Family::Strategic
        && own_time(cx, doc.sent_of(head), head).is_none()
        && doc.children(head).any(|t| doc.lower(t) == "ayant")
    {
        return true;
    }
    // `the ousted premier`, `a proscribed outfit`: what somebody is.
    let attribute = token.rel == Rel::Amod
        && token.feats.has(Feats::PAST_PART)
        && doc.head(head).is_some_and(|noun| noun > head)
        // `the army seized power`, misread.
        && !doc.children(head).any(|t| doc.tokens[t].rel == Rel::Nsubj)
        && matches!(
            event_type,
            EventType::Coup
                | EventType::Sanction
                | EventType::OtherStrategic
                | EventType::Deployment
                | EventType::Withdrawal
                // `the bodies of displaced people`: who they are.
                | EventType::Displacement
                // `the occupied West Bank`
                | EventType::GovernmentRegainsTerritory
                | EventType::NonStateOvertakesTerritory
        );
    if attribute {
        return true;
    }
    // `an office occupied by the militia`: whose it is.
    // So is `un convoi sécurisé par l'armée`: who is guarded is no place.
    let guarded =
        doc.head(head).is_some_and(|noun| cx.is_one_of(noun, &cx.language.grammar.bodies));
    // Nor do `rebels occupying the town` take it: they hold it.
    let held = token.rel == Rel::Acl
        && (token.feats.has(Feats::PAST_PART) || token.feats.has(Feats::PRES_PART))
        && means(event_type) == Some(TAKING)
        && (guarded || cx.is_one_of(head, &cx.language.grammar.besiege))
        && own_time(cx, doc.sent_of(head), head).is_none();
    if held {
        return true;
    }
    // `The country is battling an insurgency that spread in 2015`: what goes on.
    let goes_on = event_type == EventType::ArmedClash
        && token.upos == Upos::Verb
        && (token.feats.has(Feats::PRES) || token.feats.has(Feats::PRES_PART))
        && doc.children(head).any(|t| {
            matches!(doc.tokens[t].rel, Rel::Obj | Rel::Obl)
                && cx.is_one_of(t, &cx.language.grammar.war)
        });
    if goes_on {
        return true;
    }
    // `is designated a terrorist organisation`: what it has been for long.
    let state = event_type == EventType::Sanction
        && doc.children(head).any(|t| {
            doc.tokens[t].rel == Rel::AuxPass
                && doc.tokens[t].feats.has(Feats::PRES)
                && doc.tokens[t].feats.has(Feats::FIN)
        })
        && !doc.children(head).any(|t| doc.tokens[t].rel == Rel::Aux);
    if state {
        return true;
    }
    // `le conflit opposant l'armée aux rebelles`: which war it is.
    let war = token.rel == Rel::Acl
        && token.feats.has(Feats::PRES_PART)
        && doc.head(head).is_some_and(|noun| cx.is_one_of(noun, &cx.language.grammar.war));
    if war {
        return true;
    }
    // `ces rebelles, accusés de massacres`: what somebody is said to have done at some time.
    let charged = token.upos == Upos::Noun
        && doc.head(head).is_some_and(|participle| {
            matches!(doc.tokens[participle].rel, Rel::Acl | Rel::Amod)
                && cx.is_one_of(participle, &cx.language.grammar.answerable)
        })
        && own_time(cx, doc.sent_of(head), head).is_none();
    if charged {
        return true;
    }
    // `la ville, assiégée depuis un an, …`.
    let end = doc.sents[doc.sent_of(head)].end as usize;
    let lasts = matches!(token.rel, Rel::Acl | Rel::Amod)
        && token.feats.has(Feats::PAST_PART)
        && cx.times_in(head + 1..(head + 4).min(end).max(head + 1)).iter().any(|time| {
            let first = time.tokens.start as usize;
            time.role == TimeRole::Since && cx.is_one_of(first, &cx.language.grammar.since_then)
        });
    let attitude = event_type == EventType::Coup
        && token.upos == Upos::Noun
        && doc
            .case(head)
            .and_then(|case| case.checked_sub(1))
            .is_some_and(|before| doc.tokens[before].upos == Upos::Adj);
    lasts || attitude
}

/// `a libéré 61 personnes kidnappées par`: the participle only says who those are that were freed.
pub(super) fn is_of_freed(cx: &Context<'_>, hit: Hit, head: usize) -> bool {
    let doc = cx.doc;
    let qualifies = cx.language.triggers[hit.index()].event_type == EventType::Abduction
        && matches!(doc.tokens[head].rel, Rel::Acl | Rel::Amod | Rel::AclRelcl);
    let Some(noun) = doc.head(head).filter(|_| qualifies) else { return false };
    let sent = doc.sents[doc.sent_of(head)].tokens();
    // `Les 279 adolescentes enlevées vendredi ont été libérées mardi`: counted and dated, it is told as well.
    let counted = cx
        .quantities_in(noun.saturating_sub(4).max(sent.start)..noun + 1)
        .any(|(_, q)| q.head_noun.is_some_and(|n| n as usize == noun) && !q.indefinite);
    let of_a_day = |time: &TimeExpr| {
        time.dates.is_some() && time.role == TimeRole::Point && time.precision == TimePrecision::Day
    };
    let behind = cx.times_right_behind(head);
    let dated = behind.iter().any(of_a_day);
    // `Police rescued two women kidnapped in Kaduna on Thursday`: the one day is that of the rescue.
    let both = doc.lang == Lang::Fr
        || cx
            .times_in(sent.clone())
            .iter()
            .any(|time| of_a_day(time) && behind.iter().all(|other| other.tokens != time.tokens));
    if counted && dated && both {
        return false;
    }
    cx.hits_of(sent, Subject::Trigger).any(|other| {
        let verb = other.head();
        cx.language.triggers[other.index()].event_type == EventType::OtherStrategic
            && doc.tokens[verb].upos == Upos::Verb
            && grammar::args(doc, verb).patients.contains(&noun)
    })
}

/// `The army has been bombing camps`: a verb of what goes on, which the tagger took for a noun.
pub(super) fn goes_on(cx: &Context<'_>, hit: Hit) -> bool {
    let doc = cx.doc;
    let first = hit.first as usize;
    cx.language.lang == Lang::En
        && cx.language.triggers[hit.index()].pos == Pos::Noun
        && doc.lower(first).ends_with("ing")
        && first > doc.sents[doc.sent_of(first)].first as usize
        && matches!(doc.lower(first - 1), "been" | "be")
}

/// `at least a dozen injured`, `the two labourers injured`: a word of wounds tells an event only as a passive or where
/// somebody who can fight does it. In English its participle looks like its past tense.
pub(super) fn only_hurts(cx: &Context<'_>, hit: Hit, head: usize) -> bool {
    let doc = cx.doc;
    let wounds = cx.language.lang == Lang::En
        && hit.n_words == 1
        && cx.language.triggers[hit.index()].strength == Strength::Weak
        && cx
            .hits_of(hit.tokens(), Subject::Outcome)
            .any(|o| cx.language.outcomes[o.index()].outcome == Outcome::Wounded);
    let told = || {
        grammar::is_passive(doc, head)
            || grammar::args(doc, head)
                .agents
                .into_iter()
                .any(|t| cx.mention_at(t).is_some_and(|(_, m)| m.kind.is_armed()))
    };
    // `killed at least 22 people and wounded dozens on Thursday night`: done by whoever does what the verb before it tells.
    let joined = || {
        let child = |rel: Rel| doc.children_by(head, rel).next().is_some();
        doc.tokens[head].rel == Rel::Conj && child(Rel::Obj) && !child(Rel::Nsubj)
    };
    // `killing at least 14 recruits and injuring 30`.
    let course = doc.tokens[head].rel == Rel::Conj && doc.tokens[head].feats.has(Feats::PRES_PART);
    wounds && (course || !told() && !joined())
}

/// `l'opération Barkhane`: the name of a force, not something that it did.
pub(super) fn names_force(cx: &Context<'_>, hit: Hit) -> bool {
    let doc = cx.doc;
    let end = hit.end as usize;
    // `l'opération (française) Barkhane`.
    let limit = doc.sents[doc.sent_of(hit.first as usize)].end as usize;
    let name = (end..(end + 4).min(limit)).find(|&t| {
        !matches!(doc.lower(t), "(" | ")" | "«" | "\"" | "“") && doc.tokens[t].upos != Upos::Adj
    });
    cx.language.triggers[hit.index()].strength == Strength::Weak
        && name.is_some_and(|name| {
            doc.word(name).starts_with(char::is_uppercase)
                && cx.mention_at(name).is_some_and(|(_, m)| {
                    m.first as usize == name
                        && m.class == MentionClass::Registered
                        && matches!(m.kind, ActorKind::ForeignForces | ActorKind::StateForces)
                })
        })
}

/// `s'emparer d'un navire`, `seized weapons`: goods that are taken are no place.
pub(super) fn takes_goods(cx: &Context<'_>, hit: Hit, head: usize) -> bool {
    let doc = cx.doc;
    if cx.language.triggers[hit.index()].frame != Frame::Takes
        || doc.tokens[head].upos != Upos::Verb
    {
        return false;
    }
    // The noun right behind, wherever the tree hangs it (`emparés jeudi d'un navire`).
    let end = hit.end as usize;
    let limit = (end + 4).min(doc.sents[doc.sent_of(head)].end as usize);
    let taken = (end..limit)
        .find(|&t| !matches!(doc.tokens[t].upos, Upos::Det | Upos::Adj | Upos::Num | Upos::Adv));
    taken.is_some_and(|t| {
        doc.tokens[t].upos == Upos::Noun && cx.is_one_of(t, &cx.language.grammar.goods)
    })
}

/// `avion de combat`, `arme de guerre`: what a thing is made for, not what happened.
pub(super) fn is_of_gear(cx: &Context<'_>, hit: Hit, sent: usize) -> bool {
    let doc = cx.doc;
    let first = hit.first as usize;
    let start = doc.sents[sent].first as usize;
    let of = first > start && cx.is_one_of(first - 1, &cx.language.grammar.of);
    let noun =
        (start..first.saturating_sub(1)).rev().take(2).find(|&t| doc.tokens[t].upos != Upos::Adj);
    let is_gear = |t: usize| cx.is_one_of(t, &cx.language.grammar.gear);
    // `a combat jet`, `an assault rifle`.
    let compound = doc.tokens[first].rel == Rel::Compound
        && doc
            .head(first)
            .is_some_and(|t| is_gear(t) || cx.is_one_of(t, &cx.language.grammar.vehicle));
    // `l'armée d'occupation`: which army it is.
    let of_force = of
        && means(cx.language.triggers[hit.index()].event_type) == Some(TAKING)
        && noun.is_some_and(|t| {
            cx.is_one_of(t, &cx.language.grammar.force)
                || cx.is_one_of(t, &cx.language.grammar.rulers)
        });
    hit.n_words == 1 && (compound || of && noun.is_some_and(is_gear) || of_force)
}

/// `Front de la Conquête du Cham`: a French noun with a capital inside a sentence is part of a name.
pub(super) fn is_capitalised(cx: &Context<'_>, hit: Hit, sent: usize) -> bool {
    let doc = cx.doc;
    let first = hit.first as usize;
    let sentence = doc.sents[sent];
    let opens = |t: usize| {
        t <= sentence.first as usize
            || doc.tokens[t - 1].upos == Upos::Punct
            || matches!(doc.lower(t - 1), "«" | "“" | "\"" | "–" | "—" | "-")
    };
    let shouted = !sentence.span.of(doc.text).contains(char::is_lowercase);
    cx.language.lang == Lang::Fr
        && cx.language.triggers[hit.index()].pos == Pos::Noun
        && doc.word(first).starts_with(char::is_uppercase)
        && !opens(first)
        && !shouted
        && !cx.headline[sent]
}

/// `étaient déployés`, `were deployed` told as a state, not as something that happened.
pub(super) fn is_imperfect(cx: &Context<'_>, head: usize) -> bool {
    let doc = cx.doc;
    doc.tokens[head].feats.has(Feats::IMPERF)
        || grammar::is_passive(doc, head)
            && doc.children(head).any(|t| {
                doc.tokens[t].upos == Upos::Aux
                    && doc.tokens[t].feats.has(Feats::IMPERF)
                    && doc.lemma(t) == "être"
            })
}

/// `cinq mercenaires déployés aux côtés de l'armée ont été tués`: a participle that tells where
/// somebody was.
pub(super) fn is_posted(cx: &Context<'_>, head: usize, sent: usize) -> bool {
    let doc = cx.doc;
    let token = &doc.tokens[head];
    let participle = token.rel == Rel::Acl
        && token.feats.has(Feats::PAST_PART)
        && own_time(cx, sent, head).is_none();
    // `a affirmé un soldat envoyé sur place`: who tells of it, whichever of the words is the trigger.
    let teller = |noun: usize| {
        cx.mention_at(noun).is_some_and(|(_, m)| {
            m.head as usize == noun && !m.plural && m.class == MentionClass::People
        }) && doc
            .head(noun)
            .is_some_and(|verb| cx.hits_of(verb..verb + 1, Subject::Reporting).next().is_some())
    };
    teller(head)
        || participle
            && doc.head(head).is_some_and(|noun| {
                noun < head
                    && (teller(noun)
                        || matches!(
                            doc.tokens[noun].rel,
                            Rel::Nsubj | Rel::NsubjPass | Rel::Obj | Rel::Nmod | Rel::Obl
                        ))
            })
}

/// `Leur convoi avait quitté une base`, `les blessés ont été évacués`: a way, not a withdrawal.
pub(super) fn is_on_the_way(cx: &Context<'_>, hit: Hit, head: usize, sent: usize) -> bool {
    if cx.doc.tokens[head].upos != Upos::Verb {
        return false;
    }
    let args = grammar::args(cx.doc, head);
    let moved = |t: &usize| {
        cx.mention_at(*t).is_some_and(|(_, m)| {
            m.outcome || matches!(m.kind, ActorKind::Civilians | ActorKind::Humanitarian)
        })
    };
    let carried = args.passive && args.patients.iter().any(moved);
    carried || is_pluperfect(cx, head) && own_time(cx, sent, hit.head()).is_none()
}

/// `un témoin qui dit avoir trouvé refuge à Nouna`: the flight of one person who is not counted is no
/// displacement.
pub(super) fn flees_alone(cx: &Context<'_>, head: usize) -> bool {
    let doc = cx.doc;
    let subject = |verb: usize| {
        let subject = doc
            .children(verb)
            .find(|&t| matches!(doc.tokens[t].rel, Rel::Nsubj | Rel::NsubjPass))?;
        // `qui`: whom the clause is said of.
        let relative = cx.is_one_of(subject, &cx.language.grammar.relative);
        if relative { doc.head(verb) } else { Some(subject) }
    };
    let Some(who) = subject(head).or_else(|| subject(doc.head(head)?)) else { return false };
    cx.mention_at(who).is_some_and(|(_, m)| {
        let words = &cx.language.grammar;
        !m.plural
            && !m.thing
            && matches!(
                m.class,
                MentionClass::Person | MentionClass::People | MentionClass::Function
            )
            && !cx.is_one_of(m.head as usize, &words.bodies)
            && !cx.is_one_of(m.head as usize, &words.collective)
    })
}

/// From how many days on a time is that of many events, where their dead are counted together.
const WEEK: i32 = 7;

/// From how many on counted attacks are no one event.
const MANY: u64 = 5;

/// From how many days on attacks in general are no event.
const MONTHS: i32 = 80;

/// Whether a sighting without a toll of its own is of many events: what is counted over weeks (`ont tué 50 hommes
/// lors d'opérations entre le 24 juin et le 18 juillet`), attacks in general (`De 2008 à 2012, les massacres ont
/// été de moindre intensité`), so many attacks that nobody says which (`a revendiqué une quinzaine d'attaques`).
pub(super) fn is_of_many(
    cx: &Context<'_>,
    sent: usize,
    sighting: &Sighting,
    periods: &[PeriodToll],
) -> bool {
    let days = sighting.time.as_ref().and_then(|time| time.dates);
    let counted = periods.iter().any(|period| period.window.is_some() && period.window == days);
    let violent = group_strand(&sighting.triggers) == Strand::Violence;
    let acts = sighting.triggers.iter().all(|t| {
        let token = &cx.doc.tokens[t.head];
        token.upos == Upos::Noun && token.feats.has(Feats::PLUR)
    });
    let days = days.map_or(0, Dates::n_days);
    let many = acts
        && sighting.triggers.iter().all(|t| {
            cx.quantities_in(cx.doc.sents[sent].tokens()).any(|(_, q)| {
                q.head_noun == Some(t.head as u32) && q.low.is_some_and(|low| low >= MANY)
            })
        });
    violent
        && sighting.tolls.is_empty()
        && (counted && days >= WEEK || acts && days >= MONTHS || many)
}

/// `five of them suffering gunshot wounds`: what a wound is of.
pub(super) fn is_of_wound(cx: &Context<'_>, hit: Hit) -> bool {
    let doc = cx.doc;
    let (head, end) = (hit.head(), hit.end as usize);
    doc.tokens[head].upos == Upos::Noun
        && doc.tokens[head].rel == Rel::Compound
        && cx.hits_of(head.saturating_sub(4)..end + 1, Subject::Outcome).any(|outcome| {
            outcome.tokens().contains(&head)
                && outcome.tokens().contains(&end)
                && cx.language.outcomes[outcome.index()].outcome == Outcome::Wounded
        })
}

/// `après un mois de combats sanglants`, `following days of heavy fighting`: how long it had gone on before what is told.
pub(super) fn lasted_before(cx: &Context<'_>, head: usize, sent: usize) -> bool {
    let doc = cx.doc;
    let words = &cx.language.grammar;
    let tokens = doc.sents[sent].tokens();
    let link = (tokens.start..head)
        .rev()
        .find(|&t| !matches!(doc.tokens[t].upos, Upos::Adj | Upos::Det | Upos::Adv));
    let unit = link
        .filter(|&of| of > tokens.start && cx.is_one_of(of, &words.of))
        .map(|of| of - 1)
        .filter(|&unit| cx.in_time(tokens.clone(), unit) || names_unit(cx, unit));
    unit.is_some_and(|unit| {
        (unit.saturating_sub(LASTED_NEAR).max(tokens.start)..unit)
            .any(|t| cx.is_one_of(t, &words.behind) && doc.tokens[t].upos == Upos::Adp)
    })
}

/// How far before the unit of a stretch of time its preposition may stand: `après plus d'un mois`.
const LASTED_NEAR: usize = 5;

/// Whether a noun is a stretch of time that is counted in days or more: `days`, `mois`.
fn names_unit(cx: &Context<'_>, noun: usize) -> bool {
    cx.doc.tokens[noun].upos == Upos::Noun && cx.is_one_of(noun, &cx.language.grammar.anchor)
}

/// `Gunmen abducted the priest on Sunday. He was released four days later`: whether a word for a release has a pronoun for
/// those who are freed, and what it needs beside it stands in the sentences before.
pub(super) fn frees_them(cx: &Context<'_>, hit: Hit, sent: usize) -> bool {
    let doc = cx.doc;
    let trigger = &cx.language.triggers[hit.index()];
    let verb = hit.head();
    let them = || {
        doc.children(verb).any(|t| {
            matches!(doc.tokens[t].rel, Rel::Nsubj | Rel::NsubjPass | Rel::Obj)
                && doc.tokens[t].upos == Upos::Pron
                && cx.is_one_of(t, &cx.language.grammar.pronoun)
        })
    };
    let taken = |before: usize| {
        cx.hits_of(doc.sents[before].tokens(), Subject::Trigger).any(|other| {
            matches!(
                cx.language.triggers[other.index()].event_type,
                EventType::Abduction | EventType::Arrests
            )
        })
    };
    let first = sent.saturating_sub(TAKEN_NEAR);
    trigger.event_type == EventType::OtherStrategic
        && trigger.pos == Pos::Verb
        && them()
        && (first..sent).any(taken)
        && cx.language.may_fire(
            doc,
            doc.sents[first].first as usize..doc.sents[sent].end as usize,
            hit.entry,
        )
}

/// How many sentences before a release it is told who was taken.
const TAKEN_NEAR: usize = 2;
