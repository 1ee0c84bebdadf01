//! When and where: which times and places of a sentence are those of what it tells.
//!
//! Takes a [`Sighting`] without time and place; gives it those of its sentence that hang on the
//! words that tell it, not those of who speaks, counts, claims or was born. What a sentence leaves
//! open, the others of its event or the document may tell: see `events.rs` and `settle.rs`.

mod apart;
mod lasting;
mod referred;
mod speech;

use crate::annotate::mentions::MentionClass;
use crate::annotate::places::{PlaceKind, PlaceMention, Relation};
use crate::annotate::quantities::{Measure, QuantityKind};
use crate::annotate::times::{TimeExpr, TimePrecision, TimeRole};
use crate::annotate::{Doc, Feats, Rel, Upos, grammar};
use crate::coding::context::Context;
use crate::coding::events::means;
use crate::coding::sightings::{Sighting, TAKING, Trigger};
use crate::lexicon::Subject;
use crate::lexicon::schema::{Pos, Tie};
use crate::model::{ActorKind, EventType, Lang};

use apart::{
    follows_same_moment, is_accused, is_of_other_act, is_place_of_launch, is_told_there,
    tells_of_claimed,
};
use lasting::{begun, lasting};
use referred::{main_of_participle, of_relative, town_before};
use speech::{is_behind_time_of_speech, is_time_of_finding, is_time_of_speech};

/// The date and the place of a sighting.
pub(crate) fn find_when_and_where(cx: &Context<'_>, sighting: &mut Sighting) {
    let doc = cx.doc;
    let sent = doc.sents[sighting.sent];
    let heads: Vec<usize> = if sighting.triggers.is_empty() {
        sighting.tolls.iter().map(|toll| toll.outcome_token).collect()
    } else {
        sighting.triggers.iter().map(|trigger| trigger.head).collect()
    };
    let mut verbs: Vec<usize> =
        heads.iter().filter_map(|&head| grammar::governing_verb(doc, head)).collect();
    // `attacked the town on Sunday, prompting residents to flee`: what a participle tells came with it.
    for at in 0..verbs.len() {
        verbs.extend(main_of_participle(doc, verbs[at]));
    }
    // `l'attentat qui a frappé vendredi une buvette`: the verb that ties a noun to its parties.
    for &head in &heads {
        verbs.extend(doc.children(head).filter(|&t| {
            matches!(doc.tokens[t].rel, Rel::Acl | Rel::AclRelcl)
                && cx.hits_of(t..t + 1, Subject::Support).next().is_some()
        }));
    }

    let claimed = cx.hits_of(sent.tokens(), Subject::Support).any(|hit| {
        matches!(cx.language.supports[hit.index()].tie, Tie::Claimed)
            && !tells_of_claimed(cx, hit, &heads)
            && !doc.children(hit.head()).any(|t| cx.is_one_of(t, &cx.language.grammar.negation))
    });
    sighting.time = cx
        .times_in(sent.tokens())
        .iter()
        .filter(|time| {
            matches!(time.role, TimeRole::Point | TimeRole::Interval | TimeRole::Since)
                && sighting.tells_of(time.tokens.start as usize)
                && !is_time_of_speech(cx, time, &heads, &sighting.triggers)
                && !is_future(cx, time)
                && !is_birth(cx, time)
                && !is_time_of_finding(cx, time, &sighting.triggers)
                && !is_horizon(cx, time)
                && !is_day_of_quote(cx, time)
                && !is_time_of_count(cx, sighting, time)
                && !is_time_of_rise(cx, time, &heads, &sighting.triggers)
                && !is_in_dateline(cx, &time.tokens)
                && !is_of_other(cx, time.tokens.start as usize, &heads, &verbs)
                && !is_of_other_act(cx, time, &heads)
                && (!claimed
                    // `claimed Friday's attack`: of the noun itself.
                    || heads.contains(&(doc.tokens[time.tokens.start as usize].head as usize))
                    || follows_directly(cx, &sighting.triggers, time)
                    || is_behind_time_of_claim(cx, &sighting.triggers, time)
                    || is_governed(cx, time.tokens.start as usize, &heads, &verbs)
                        && !hangs_on_claim(cx, time))
        })
        .min_by_key(|time| {
            let first = time.tokens.start as usize;
            // What hangs on a clause below (`enlevés avant d'être relâchés quatre jours plus tard`)
            // is rather the time of that clause.
            let far = match () {
                () if is_governed(cx, first, &heads, &verbs) => 0,
                () if heads.iter().any(|&head| grammar::is_below(doc, first, head)) => 1,
                () => 2,
            };
            let distance = heads.iter().map(|&head| head.abs_diff(first)).min().unwrap_or(0);
            let since = time.role == TimeRole::Since;
            (time.dates.or(time.bound).is_none(), far, since, time.anaphoric, distance)
        })
        .map(|time| begun(sighting, time))
        .or_else(|| lasting(cx, sighting, &heads, &verbs));

    let places = cx.places_in(sent.tokens());
    sighting.place = places
        .iter()
        .filter(|place| {
            !place.metonym
                && !is_doer(place, sighting)
                && sighting.tells_of(place.tokens.start as usize)
                && is_location(cx, place, sighting)
                && !is_of_bystanders(cx, place, sighting)
                && !is_origin(cx, place)
                && !is_far_from(cx, place)
                && !is_place_of_launch(cx, place)
                && !is_in_dateline(cx, &place.tokens)
                && !is_behind_time_of_speech(cx, place, &heads, &sighting.triggers)
        })
        .min_by_key(|place| {
            let first = place.tokens.start as usize;
            let distance = heads
                .iter()
                .map(|&head| {
                    // What follows the trigger is nearer than what stands before it.
                    if first >= head { first - head } else { (head - first) * 2 }
                })
                .min()
                .unwrap_or(0);
            // A place in somebody's title is where they hold office.
            let in_name = cx.mention_at(first).is_some_and(|(_, m)| {
                m.tokens().len() > 1
                    && !m.thing
                    && matches!(m.class, MentionClass::Function | MentionClass::Registered)
            });
            // French gives an article to regions, not to towns: `dans l'Oregon`.
            let article = cx.language.lang == Lang::Fr
                && place.kind == PlaceKind::Settlement
                && first > sent.first as usize
                && doc.tokens[first - 1].upos == Upos::Det;
            // A lake or a river that everybody knows is longer than any place.
            let wide = place.kind == PlaceKind::Natural && place.row.is_some();
            let coarse = match () {
                () if article => 3,
                () if wide => 1,
                () => coarseness(place.kind),
            };
            let office = is_of_office(cx, place);
            let around = places.iter().any(|other| other.within.as_ref() == Some(&place.tokens));
            // `Bulengo, à l'ouest de Goma`: the second only tells where the first is.
            let beside = place.relation == Relation::Near
                && places.iter().any(|other| {
                    let end = other.tokens.end as usize;
                    // The noun that says what it is comes on top: `la cité d'Oicha`.
                    let near = || {
                        (end..first)
                            .filter(|&t| doc.tokens[t].span.start < place.phrase.start)
                            .count()
                            <= BESIDE_REACH
                    };
                    end < first
                        && first - end <= BESIDE_REACH * 2
                        && near()
                        && matches!(doc.lower(end), "," | "(")
                        && other.kind != PlaceKind::Country
                });
            // `the Hayat Hotel in Mogadishu`: a building stands in the town named right behind it.
            let building = place.site
                && places.iter().any(|other| {
                    let start = other.tokens.start as usize;
                    let end = place.tokens.end as usize;
                    !other.site
                        && !other.metonym
                        && (other.kind == PlaceKind::Settlement
                            || other.kind == PlaceKind::Admin && place.row.is_none())
                        && other.span.start >= place.phrase.end
                        && start <= end + 3
                        && (end..start).any(|t| doc.tokens[t].upos == Upos::Adp)
                        && !(end..start).any(|t| doc.tokens[t].upos == Upos::Punct)
                });
            let speech =
                is_place_of_speech(cx, first, &heads) || is_of_other(cx, first, &heads, &verbs);
            let told_of = is_told_of_place(cx, places, place, &heads);
            let far = match () {
                () if heads.iter().any(|&head| grammar::is_within(doc, first, head)) => 0,
                () if is_governed(cx, first, &heads, &verbs) => 1,
                () => 2,
            };
            (
                in_name || speech || office || told_of,
                around || beside || building,
                nearness(cx, place, sighting, &heads),
                follows_in_list(cx, places, place),
                coarse,
                far,
                distance,
            )
        })
        .cloned();
    // `Kashuga, dans le Masisi, dont la chute est confirmée`: the place of which it is said.
    if let Some(place) = of_relative(cx, sighting) {
        sighting.place = Some(place);
    }
    sighting.place_sure = sighting.place.as_ref().is_some_and(|place| {
        is_governed(cx, place.tokens.start as usize, &heads, &verbs) || opens_sentence(cx, place)
    });
    sighting.place_aside = sighting.place.as_ref().is_some_and(|place| {
        is_of_office(cx, place) || is_place_of_speech(cx, place.tokens.start as usize, &heads)
    });
    if sighting.earlier && sighting.time.is_none() && sighting.place.is_none() {
        set_by_sentence_before(cx, sighting);
    }
    let taking = sighting.triggers.iter().any(|t| means(t.event_type) == Some(TAKING));
    if sighting.place.is_none() && taking {
        sighting.place = town_before(cx, sighting.sent);
    }
}

/// `Le Mali et le Niger ont quitté la Cédéao`: a country that does it is not where it is done.
fn is_doer(place: &PlaceMention, sighting: &Sighting) -> bool {
    let tokens = place.tokens.start as usize..place.tokens.end as usize;
    place.kind == PlaceKind::Country
        && place.relation == Relation::Bare
        && sighting.initiators.iter().any(|p| p.tokens == tokens)
}

/// How far behind a place and its comma the town may be named that only tells where it is.
const BESIDE_REACH: usize = 6;

/// `entre Dogofri et Nampala`, `in the districts of Birao and Ndele`: of places that one list joins, the first is the
/// one.
fn follows_in_list(cx: &Context<'_>, places: &[PlaceMention], place: &PlaceMention) -> bool {
    let doc = cx.doc;
    let at = places.partition_point(|other| other.tokens.start < place.tokens.start);
    let Some(before) = at.checked_sub(1).and_then(|before| places.get(before)) else {
        return false;
    };
    let between = before.tokens.end as usize..place.tokens.start as usize;
    let mut joined = false;
    before.relation != Relation::Bare
        && (1..=2).contains(&between.len())
        && between.into_iter().all(|t| {
            joined |= doc.tokens[t].upos == Upos::Cconj;
            matches!(doc.tokens[t].upos, Upos::Cconj | Upos::Det | Upos::Adp)
        })
        && joined
}

/// `dans la province voisine, où les groupes multiplient les attaques depuis le retour de leurs alliés à Kaboul`: what
/// a clause tells of a place that was named for the event is of elsewhere.
fn is_told_of_place(
    cx: &Context<'_>,
    places: &[PlaceMention],
    place: &PlaceMention,
    heads: &[usize],
) -> bool {
    let doc = cx.doc;
    let first = place.tokens.start as usize;
    places.iter().take_while(|other| (other.tokens.end as usize) < first).any(|other| {
        let end = other.tokens.end as usize;
        let clause = (end..(end + 3).min(first))
            .find(|&t| !matches!(doc.tokens[t].upos, Upos::Punct | Upos::Noun | Upos::Adj))
            .filter(|&t| matches!(doc.lower(t), "où" | "where"));
        clause.is_some_and(|clause| {
            other.relation == Relation::In
                && heads.iter().any(|&head| head < clause)
                && !heads.iter().any(|&head| head > clause && grammar::is_within(doc, first, head))
        })
    })
}

/// Whether a place is named for somebody or something else than what happened: the country on the other side of a
/// border, the states between which there is something, the hospital to which people were taken.
pub(crate) fn is_of_bystanders(
    cx: &Context<'_>,
    place: &PlaceMention,
    sighting: &Sighting,
) -> bool {
    let country =
        place.kind == PlaceKind::Country && (place.border || place.relation == Relation::Between);
    country || place.care && !is_hit(cx, place, sighting)
}

/// Whether an act that is told was done to a building: `stormed the hospital`, `une attaque contre l'hôpital`.
fn is_hit(cx: &Context<'_>, place: &PlaceMention, sighting: &Sighting) -> bool {
    let doc = cx.doc;
    // `Un obus est tombé sur l'hôpital`: the verb is one of the words that tell it.
    let acts = |token: usize| {
        let told = |t: &Trigger| t.head == token || t.hit.tokens().contains(&token);
        sighting.triggers.iter().any(|t| !t.casualty && told(t))
    };
    let mut at = place.tokens.start as usize;
    for _ in 0..HIT_REACH {
        let Some(above) = doc.head(at) else { return false };
        let inside = matches!(
            doc.tokens[at].rel,
            Rel::Nmod | Rel::Flat | Rel::Compound | Rel::Appos | Rel::Amod
        );
        if acts(above) {
            return place.relation != Relation::To;
        }
        if !inside {
            // `est tombé sur l'hôpital`, whatever word tells it.
            return doc.case(at).is_some_and(|case| {
                matches!(doc.lower(case), "sur" | "contre" | "on" | "against")
            });
        }
        at = above;
    }
    false
}

/// Over how many nouns a building may hang on the words of what was done to it.
const HIT_REACH: usize = 4;

/// `In Daraa province, the Observatory said …`: whether a place and a comma open a sentence, so that all of it is there.
fn opens_sentence(cx: &Context<'_>, place: &PlaceMention) -> bool {
    let doc = cx.doc;
    let start = place.tokens.start as usize;
    let sent = doc.sents[doc.sent_of(start)];
    let first = sent.first as usize;
    // `À Samarra (110 km au nord de Bagdad), …`.
    let end = place.tokens.end as usize;
    let behind = (end < sent.end as usize && doc.lower(end) == "(")
        .then(|| (end..sent.end as usize).find(|&t| doc.lower(t) == ")"))
        .flatten()
        .map_or(end, |closed| closed + 1);
    place.relation == Relation::In
        && start <= first + 3
        && doc.tokens[first].upos == Upos::Adp
        && (behind..(behind + 3).min(sent.end as usize)).any(|t| doc.lower(t) == ",")
}

/// `le bureau de MSF à Beyrouth`, `le directeur de l'hôpital d'Oicha`: where somebody who speaks has an office.
fn is_of_office(cx: &Context<'_>, place: &PlaceMention) -> bool {
    let doc = cx.doc;
    let first = place.tokens.start as usize;
    let sent = doc.sents[doc.sent_of(first)];
    let beside = cx.mentions_in(sent.first as usize..first).last().is_some_and(|(_, m)| {
        m.end as usize + 1 == first
            && !m.thing
            && (m.class == MentionClass::Function
                || matches!(
                    m.kind,
                    ActorKind::Humanitarian
                        | ActorKind::Organisation
                        | ActorKind::CivilSociety
                        | ActorKind::Media
                ))
    });
    // Over the complements of a function: of which hospital, of which town.
    let qualifies = |t: &usize| {
        matches!(doc.tokens[*t].rel, Rel::Nmod | Rel::Flat | Rel::Appos | Rel::Compound)
    };
    let mut at = Some(first);
    let mut of_function = false;
    while let Some(above) = at.filter(qualifies).and_then(|t| doc.head(t)) {
        of_function |= cx
            .mention_at(above)
            .is_some_and(|(_, m)| m.class == MentionClass::Function && !m.plural);
        at = Some(above).filter(|_| !of_function);
    }
    // `l'administrateur du territoire de Lubero, où a eu lieu l'attaque`.
    let end = place.tokens.end as usize;
    let there = (end..(end + 2).min(sent.end as usize))
        .any(|t| matches!(doc.lower(t), "où" | "where") && doc.tokens[t].upos != Upos::Punct);
    (beside || of_function) && !there
}

/// `confirmée par des habitants arrivés à Mweso`: where those who tell it are now.
fn is_where_people_went(cx: &Context<'_>, place: &PlaceMention) -> bool {
    let doc = cx.doc;
    doc.head(place.tokens.start as usize).is_some_and(|verb| {
        doc.tokens[verb].upos == Upos::Verb
            && doc.tokens[verb].rel == Rel::Acl
            && doc.head(verb).is_some_and(|noun| cx.mention_at(noun).is_some())
    })
}

/// `La plus meurtrière s'est déroulée à Tel Aviv, le 8 juin. Quatre civils avaient été tués`: what
/// is told in the pluperfect without time and place has those of the sentence before, which tells
/// nothing else with them.
fn set_by_sentence_before(cx: &Context<'_>, sighting: &mut Sighting) {
    let sents = &cx.doc.sents;
    let Some(before) = sighting.sent.checked_sub(1).filter(|&at| !cx.skip[at]) else { return };
    let tokens = sents[before].tokens();
    if sents[before].paragraph != sents[sighting.sent].paragraph
        || cx.hits_of(tokens.clone(), Subject::Trigger).next().is_some()
    {
        return;
    }
    let time = cx.times_in(tokens.clone()).iter().find(|time| {
        time.role == TimeRole::Point
            && time.dates.is_some()
            && !is_future(cx, time)
            && !is_birth(cx, time)
            && !is_in_dateline(cx, &time.tokens)
    });
    let Some(time) = time else { return };
    sighting.time = Some(time.clone());
    sighting.place = cx
        .places_in(tokens)
        .iter()
        .filter(|place| !place.metonym && place.relation == Relation::In)
        .min_by_key(|place| coarseness(place.kind))
        .cloned();
}

/// `OUAGADOUGOU, April 10 – Gunmen stormed`, `21h15 – Cinq responsables`: where and when the news
/// was written, not where and when it happened.
pub(crate) fn is_in_dateline(cx: &Context<'_>, tokens: &std::ops::Range<u32>) -> bool {
    let doc = cx.doc;
    let sent = doc.sents[doc.sent_of(tokens.start as usize)];
    let first = sent.first as usize;
    let dash = (first..(first + 12).min(sent.end as usize))
        .take_while(|&t| !matches!(doc.tokens[t].upos, Upos::Verb | Upos::Aux))
        .find(|&t| matches!(doc.lower(t), "–" | "—" | "--" | "-") && doc.tokens[t].space_before);
    let before = |mark: usize| tokens.end as usize <= mark && mark > first;
    // `RAWALPINDI: A vehicle`.
    // `KATHMANDU, June 5: Rebels stormed`.
    let colon = (first + 1..(first + 10).min(sent.end as usize))
        .find(|&t| doc.lower(t) == ":")
        .filter(|&end| {
            let plain = |t: usize| !doc.word(t).contains(char::is_lowercase);
            plain(first)
                && (first..end).all(|t| plain(t) || cx.in_time(first..end, t))
                && doc.word(first).chars().count() > 2
        });
    // `Quetta: A bomb blast in Bolan district`: one name that opens the text.
    let city = doc.lang == Lang::En
        && first == 0
        && (1..3).any(|t| {
            t + 1 < sent.end as usize
                && doc.lower(t) == ":"
                && (0..t).all(|t| doc.tokens[t].upos == Upos::Propn)
                && cx.places_in(0..t).first().is_some_and(|place| place.tokens.end as usize == t)
                && tokens.end as usize <= t
        });
    // `RAWALPINDI (AFP); Security forces killed`.
    let agency = (first + 1..(first + 5).min(sent.end as usize))
        .find(|&t| doc.lower(t) == "(")
        .filter(|&t| {
            let capitals = |t: usize| !doc.word(t).contains(char::is_lowercase);
            (first..t).all(capitals)
                && t + 2 < sent.end as usize
                && doc.word(first).chars().count() > 2
                && capitals(t + 1)
                && doc.lower(t + 2) == ")"
        });
    dash.is_some_and(before) || colon.is_some_and(before) || agency.is_some_and(before) || city
}

/// Whether a time tells since when or at which moment a toll without its event was counted.
fn is_time_of_count(cx: &Context<'_>, sighting: &Sighting, time: &TimeExpr) -> bool {
    sighting.triggers.is_empty()
        && (time.role == TimeRole::Since
            || time
                .dates
                .is_some_and(|dates| Some(dates.from) == cx.written_on(time.tokens.start as usize))
            || cx.doc.sents[sighting.sent]
                .tokens()
                .any(|t| cx.is_one_of(t, &cx.language.grammar.tally)))
}

/// `The death toll from the bombing rose to 54 on Monday`: the day of the tally, not of what it counts.
fn is_time_of_rise(
    cx: &Context<'_>,
    time: &TimeExpr,
    heads: &[usize],
    triggers: &[Trigger],
) -> bool {
    let first = time.tokens.start as usize;
    grammar::governing_verb(cx.doc, first).is_some_and(|verb| {
        cx.is_one_of(verb, &cx.language.grammar.rise)
            && !heads.contains(&verb)
            // `A bomb went off`: the verb is of the words that tell it.
            && !triggers.iter().any(|t| t.hit.tokens().contains(&verb))
            && !heads.iter().any(|&head| grammar::is_within(cx.doc, first, head))
            // `La ville est passée en mars sous le contrôle des rebelles`.
            && !heads
                .iter()
                .any(|&head| head > verb && grammar::governing_verb(cx.doc, head) == Some(verb))
    })
}

/// `claimed responsibility for an explosion on Monday`: a time right behind the words of an event is
/// the event's, whatever verb the tree hangs it on.
fn follows_directly(cx: &Context<'_>, triggers: &[Trigger], time: &TimeExpr) -> bool {
    let first = time.tokens.start as usize;
    triggers.iter().any(|trigger| {
        let end = trigger.hit.end as usize;
        let noun = cx.doc.tokens[trigger.head].upos == Upos::Noun;
        noun && end <= first
            && first - end <= 1
            && (end..first).all(|t| cx.doc.tokens[t].upos == Upos::Adp)
    })
}

/// `a revendiqué mardi l'enlèvement de lycéens vendredi soir`: behind the event, where another day stands before
/// it, which is that of the claim.
fn is_behind_time_of_claim(cx: &Context<'_>, triggers: &[Trigger], time: &TimeExpr) -> bool {
    let first = time.tokens.start as usize;
    let sent = cx.doc.sents[cx.doc.sent_of(first)].tokens();
    triggers.iter().any(|trigger| {
        cx.doc.tokens[trigger.head].upos == Upos::Noun
            && trigger.head < first
            && !(trigger.head..first).any(|t| {
                cx.doc.tokens[t].upos == Upos::Verb && cx.doc.tokens[t].feats.has(Feats::FIN)
                    || cx.doc.lower(t) == ","
            })
            && cx.times_in(sent.start..trigger.head).iter().any(|other| {
                other.role == TimeRole::Point
                    && other.precision == TimePrecision::Day
                    && hangs_on_claim(cx, other)
            })
    })
}

/// Whether a token hangs on one of the heads, or on the verb of one.
fn is_governed(cx: &Context<'_>, token: usize, heads: &[usize], verbs: &[usize]) -> bool {
    heads.iter().any(|&head| grammar::is_within(cx.doc, token, head))
        || grammar::governing_verb(cx.doc, token).is_some_and(|verb| verbs.contains(&verb))
}

/// Whether a token hangs on a verb that tells something else: in `enlevé en mai, puis libéré le 6
/// juin` that day is of the release.
fn is_of_other(cx: &Context<'_>, token: usize, heads: &[usize], verbs: &[usize]) -> bool {
    grammar::governing_verb(cx.doc, token).is_some_and(|verb| {
        !verbs.contains(&verb)
            && !heads.iter().any(|&head| head == verb || grammar::is_within(cx.doc, head, verb))
            && !heads.iter().any(|&head| follows_same_moment(cx, head, verb))
            && cx.hits_of(verb..verb + 1, Subject::Trigger).any(|hit| {
                let sent = cx.doc.sents[cx.doc.sent_of(verb)].tokens();
                cx.language.may_fire(cx.doc, sent, hit.entry)
            })
    })
}

/// How well the words locate the event at a place: in it, near it, or merely naming it.
fn nearness(cx: &Context<'_>, place: &PlaceMention, sighting: &Sighting, heads: &[usize]) -> u8 {
    // `le gang de Savien a perpétré un massacre à Pont Sondé`: where those are from who did it.
    let of_doer = place.relation == Relation::Of
        && cx.doc.head(place.tokens.start as usize).is_some_and(|noun| {
            let suffers = sighting.targets.iter().any(|party| party.tokens.contains(&noun));
            sighting.initiators.iter().any(|party| party.tokens.contains(&noun))
                || !suffers
                    && cx
                        .mention_at(noun)
                        .is_some_and(|(_, m)| m.kind.is_armed() && !m.thing && !m.outcome)
        });
    match place.relation {
        Relation::Of if of_doer => 3,
        Relation::In => 0,
        Relation::Near => 1,
        Relation::Of | Relation::Bare if place.site => 0,
        Relation::Of | Relation::Bare => {
            let first = place.tokens.start as usize;
            if heads.iter().any(|&head| grammar::is_below(cx.doc, first, head)) { 0 } else { 2 }
        }
        Relation::From | Relation::To | Relation::Between => 1,
    }
}

/// Whether a place hangs on a reporting verb rather than on what is told.
fn is_place_of_speech(cx: &Context<'_>, token: usize, heads: &[usize]) -> bool {
    let doc = cx.doc;
    // `selon le bilan de l'hôpital de Marib`: where those are who count.
    let sent = doc.sents[doc.sent_of(token)];
    let by_source = cx.hits_of(sent.first as usize..token, Subject::Reporting).any(|hit| {
        cx.language.reporting[hit.index()].pos == Pos::Prep
            && doc.head(hit.first as usize).is_some_and(|source| {
                source != token
                    && !heads.iter().any(|&head| grammar::is_below(doc, head, source))
                    && grammar::is_within(doc, token, source)
            })
    });
    // `« Ils sont entrés et ont tué », a dit un chef à Bunia`: behind what was quoted, where it was said.
    let behind_quote = || {
        let told = heads.iter().max().filter(|&&last| last < token && cx.quote_at(token).is_none());
        told.is_some_and(|&last| {
            heads.iter().all(|&head| cx.quote_at(head).is_some())
                && cx.hits_of(last..token, Subject::Reporting).any(|hit| {
                    let verb = hit.first as usize;
                    cx.quote_at(verb).is_none() && doc.tokens[verb].upos == Upos::Verb
                })
        })
    };
    if by_source || behind_quote() || is_told_there(cx, token, heads) {
        return true;
    }
    let Some(verb) = grammar::governing_verb(doc, token) else { return false };
    !heads.contains(&verb)
        && !heads.iter().any(|&head| grammar::is_below(doc, token, head))
        && cx.hits_of(verb..verb + 1, Subject::Reporting).next().is_some()
        && token > verb
}

/// `a revendiqué lundi l'attaque`: the day of the claim, not of the attack.
fn hangs_on_claim(cx: &Context<'_>, time: &TimeExpr) -> bool {
    grammar::governing_verb(cx.doc, time.tokens.start as usize).is_some_and(|verb| {
        cx.hits_of(verb..verb + 1, Subject::Support).any(|hit| {
            matches!(cx.language.supports[hit.index()].tie, Tie::Claimed | Tie::Attributed)
        })
    })
}

/// `« Nous les avons enterrés ce matin »`: today is the day on which somebody spoke, which nobody tells. Where no day
/// was told before, it is all that dates the news.
fn is_day_of_quote(cx: &Context<'_>, time: &TimeExpr) -> bool {
    let first = time.tokens.start as usize;
    let dated = |other: &TimeExpr| {
        other.role == TimeRole::Point
            && other.precision == TimePrecision::Day
            && other.dates.is_some()
            && !is_in_dateline(cx, &other.tokens)
    };
    time.because.iter().any(|rule| matches!(*rule, "en.date.today" | "fr.date.aujourdhui"))
        && cx.quote_at(first).is_some()
        && cx.times_in(0..first).iter().any(dated)
}

/// `(né le 31 décembre 1977)`, `selon Le Jour paru le 19 août`: when somebody was born, or a paper printed.
fn is_birth(cx: &Context<'_>, time: &TimeExpr) -> bool {
    let words = &cx.language.grammar;
    let first = time.tokens.start as usize;
    (first.saturating_sub(3)..first)
        .any(|t| cx.is_one_of(t, &words.born) || cx.is_one_of(t, &words.printed))
}

/// `à un mois du scrutin du 5 juin`, `ahead of the election of 5 June`: the day of what lies ahead, by which the news is
/// dated.
fn is_horizon(cx: &Context<'_>, time: &TimeExpr) -> bool {
    let doc = cx.doc;
    let words = &cx.language.grammar;
    let first = time.tokens.start as usize;
    let start = doc.sents[doc.sent_of(first)].first as usize;
    if time.anaphoric || first < start + 3 || !cx.is_one_of(first - 1, &words.of) {
        return false;
    }
    // The noun that the day is of, and how it is reached.
    let noun = first - 2;
    let calm = doc.tokens[noun].upos == Upos::Noun
        && cx.hits_of(noun..noun + 1, Subject::Trigger).next().is_none()
        && cx.hits_of(noun..noun + 1, Subject::Outcome).next().is_none();
    let before = (first.saturating_sub(5).max(start)..noun).any(|t| cx.is_one_of(t, &words.before));
    let away = cx.quantities_in(first.saturating_sub(6).max(start)..noun).any(|(_, q)| {
        matches!(q.kind, QuantityKind::Measure(Measure::Duration))
            && q.tokens.start as usize > start
            && doc.tokens[q.tokens.start as usize - 1].upos == Upos::Adp
            && (q.tokens.end as usize..noun)
                .all(|t| matches!(doc.tokens[t].upos, Upos::Adp | Upos::Det))
    });
    calm && (before || away)
}

/// What happened did not happen after the day on which it was written.
fn is_future(cx: &Context<'_>, time: &TimeExpr) -> bool {
    let written = cx.written_on(time.tokens.start as usize);
    matches!((time.dates, written), (Some(dates), Some(written)) if dates.from > written)
}

/// From how many kilometres on a place only says in which part of the country something is.
const FAR_KILOMETRES: u64 = 60;

/// `à environ 200 kilomètres au nord de Bamako`: not where it was.
fn is_far_from(cx: &Context<'_>, place: &PlaceMention) -> bool {
    let at = place.tokens.start as usize;
    let first = cx.doc.sents[cx.doc.sent_of(at)].first as usize;
    cx.quantities_in(at.saturating_sub(10).max(first)..at).any(|(_, q)| {
        let far = matches!(q.kind, QuantityKind::Measure(Measure::Distance))
            && q.low.or(q.high).is_some_and(|n| n >= FAR_KILOMETRES);
        let kilometres = || {
            (q.tokens.start as usize..at).any(|t| {
                matches!(
                    cx.doc.lower(t),
                    "km" | "kilomètres" | "kilometres" | "kilometers" | "miles"
                )
            })
        };
        let between = q.tokens.end as usize..at;
        far && kilometres()
            && between.len() <= 6
            && !between.clone().any(|t| matches!(cx.doc.lower(t), "," | "à" | "in" | "at"))
    })
}

/// `un convoi en provenance de Bombo`, `two officers from the Republic of Congo`, `soutenus par l'Iran`: where somebody or
/// something comes from, or a state that does something.
pub(crate) fn is_origin(cx: &Context<'_>, place: &PlaceMention) -> bool {
    let doc = cx.doc;
    let words = &cx.language.grammar;
    let first = place.tokens.start as usize;
    let start = doc.sents[doc.sent_of(first)].first as usize;
    let near = first.saturating_sub(ORIGIN_NEAR).max(start)..first;
    let led = near.clone().rev().take_while(|&t| {
        matches!(
            doc.tokens[t].upos,
            Upos::Adp | Upos::Det | Upos::Noun | Upos::Propn | Upos::Adj | Upos::Verb
        )
    });
    // `the distance from Goma`, `fired from Gaza`: only who stands before it comes from there.
    let mut led = led.filter(|&t| cx.is_one_of(t, &words.origin));
    let from = led.next().is_some_and(|t| match doc.lang {
        // `Muhammad Naeem, 26, from Naseerabad, embraced martyrdom`.
        // `386 hostages, most of them children, from Gwoza` says where that was.
        Lang::En if t > start && doc.lower(t - 1) == "," => {
            t > start + 1 && matches!(doc.tokens[t - 2].upos, Upos::Num | Upos::Propn)
        }
        Lang::En => {
            t > start
                && cx
                    .mention_at(t - 1)
                    .is_some_and(|(_, m)| !m.thing && !m.outcome && m.end as usize == t)
                && (place.kind == PlaceKind::Country || is_accused(cx, t - 1))
        }
        Lang::Fr => true,
    });
    // `par l'Iran`, `by Iran`.
    let agent = place.kind == PlaceKind::Country
        && near.rev().take(2).any(|t| cx.is_one_of(t, &words.agent))
        && doc.tokens[first].upos == Upos::Propn;
    from || agent
}

/// How far before a place the word may stand that says that somebody comes from there.
const ORIGIN_NEAR: usize = 4;

/// Whether a place can be where something happened.
fn is_location(cx: &Context<'_>, place: &PlaceMention, sighting: &Sighting) -> bool {
    let first = place.tokens.start as usize;
    // `le départ des troupes du Mali`, unless the country is who leaves.
    let left = || {
        let leaves = sighting.triggers.iter().any(|trigger| {
            trigger.event_type == EventType::Withdrawal
                && grammar::is_within(cx.doc, first, trigger.head)
        });
        let others = sighting.initiators.iter().any(|party| !party.tokens.contains(&first));
        leaves && (others || sighting.initiators.is_empty())
    };
    let moves = sighting.triggers.iter().any(|trigger| {
        matches!(trigger.event_type, EventType::Displacement | EventType::Withdrawal)
    });
    match place.relation {
        Relation::To => {
            // `entered the village and killed five`: what was done on the way in was done there.
            let doc = cx.doc;
            let entered = object_of(doc, first);
            let within = |trigger: &Trigger| {
                grammar::is_within(doc, first, trigger.head)
                    || entered.is_some_and(|verb| grammar::is_below(doc, trigger.head, verb))
            };
            !moves && sighting.triggers.iter().any(within)
        }
        // `par la Russie`, `de la Turquie`: a country that no preposition of place puts there is
        // rather somebody than somewhere.
        Relation::Of | Relation::Bare => place.kind != PlaceKind::Country || left(),
        _ => true,
    }
}

/// The verb whose object a place is, with the nouns that say what it is: `entered the village of Tongo`.
fn object_of(doc: &Doc<'_>, first: usize) -> Option<usize> {
    let mut at = first;
    for _ in 0..HIT_REACH {
        match doc.tokens[at].rel {
            Rel::Obj => return doc.head(at),
            Rel::Nmod | Rel::Flat | Rel::Compound | Rel::Appos => at = doc.head(at)?,
            _ => return None,
        }
    }
    None
}

/// Order of preference among the places of a sentence: the most precise inhabited or natural
/// place first, then areas, then countries.
pub(crate) fn coarseness(kind: PlaceKind) -> u8 {
    match kind {
        PlaceKind::Settlement | PlaceKind::Quarter | PlaceKind::Natural => 0,
        PlaceKind::Unknown => 1,
        PlaceKind::Facility => 2,
        PlaceKind::Admin => 3,
        // `northern Mozambique` says less than the district.
        PlaceKind::Region => 4,
        PlaceKind::Country => 5,
    }
}
