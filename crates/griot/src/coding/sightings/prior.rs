//! What a sentence tells of another occurrence, by which it dates its own.
//!
//! `Quatre soldats sont morts lundi, quatre jours après qu'un kamikaze a tué 41 paramilitaires`, `Cette
//! attaque survient au lendemain de la mort de deux gendarmes`: takes a sentence; gives the tokens that
//! tell the earlier occurrence, and by how many days it came before. Its dead are not of the event that
//! the sentence is about.

use std::ops::Range;

use jiff::ToSpan;

use crate::annotate::places::PlaceMention;
use crate::annotate::quantities::QuantityKind;
use crate::annotate::times::{TimeExpr, TimePrecision, TimeRole};
use crate::annotate::{Feats, Rel, Upos, grammar};
use crate::coding::context::Context;
use crate::coding::events::means;
use crate::coding::parties::Party;
use crate::coding::tolls::TollMention;
use crate::lexicon::Subject;
use crate::model::{Dates, EventType, Lang};

use super::beside::beside;
use super::{Sighting, Trigger};

/// An occurrence that another one is dated by, answers or is compared with.
#[derive(Clone, Debug)]
pub(super) struct Prior {
    /// The tokens that tell it.
    pub zone: Range<usize>,
    /// The words that say how long before it was.
    anchor: Option<TimeExpr>,
    /// How many days before, where they say it to the day.
    days: Option<i64>,
    /// Whether the sentence only compares another with it: `rappelant l'enlèvement de 2014`.
    pub compared: bool,
    /// What a relative clause is said of.
    pub of: Option<usize>,
    /// The place of its own at which it was, where it is told beside the other: a day that is told once is of both.
    pub beside: Option<PlaceMention>,
}

/// The earlier occurrence of a sentence; none where the words behind the time tell no other
/// (`deux jours après l'attaque`).
pub(super) fn prior(
    cx: &Context<'_>,
    sent: usize,
    triggers: &[Trigger],
    tolls: &[TollMention],
) -> Option<Prior> {
    let told = Told { triggers, tolls };
    dated_by(cx, sent, told)
        .or_else(|| opened(cx, sent, told))
        .or_else(|| answered(cx, sent, told))
        .or_else(|| followed(cx, sent, told))
        .or_else(|| caused(cx, sent, told))
        .or_else(|| some_time_after(cx, sent, told))
        .or_else(|| compared(cx, sent, told))
        .or_else(|| meanwhile(cx, sent, told))
        .or_else(|| told_aside(cx, sent, told))
        .or_else(|| {
            let (zone, place) = beside(cx, sent, triggers)?;
            Some(Prior { beside: Some(place), ..Prior::told_in(zone) })
        })
}

/// What a sentence tells.
#[derive(Clone, Copy)]
struct Told<'a> {
    triggers: &'a [Trigger],
    tolls: &'a [TollMention],
}

impl Told<'_> {
    /// Whether a trigger or a toll stands in some tokens, or else out of them.
    fn any(self, zone: &Range<usize>, inside: bool) -> bool {
        self.triggers.iter().any(|t| zone.contains(&t.head) == inside)
            || self.tolls.iter().any(|toll| zone.contains(&toll.outcome_token) == inside)
    }

    /// Whether what a zone tells is new: not referred back to, or of another kind than the rest.
    fn is_new(self, zone: &Range<usize>) -> bool {
        self.triggers.iter().any(|t| {
            zone.contains(&t.head)
                && (!t.definite
                    || self.triggers.iter().all(|other| {
                        zone.contains(&other.head) || other.event_type != t.event_type
                    }))
        }) || self.tolls.iter().any(|toll| zone.contains(&toll.outcome_token))
    }
}

/// To the end of the clause that begins at a token.
fn clause_from(cx: &Context<'_>, start: usize, end: usize) -> Range<usize> {
    // `après une « marche républicaine » partie le 11 janvier`: what closes was opened inside.
    let mut open = 0_usize;
    for t in start..end {
        match cx.doc.lower(t) {
            "(" | "«" | "“" => open += 1,
            ")" | "»" | "”" if open > 0 => open -= 1,
            "," | ";" | "." | ")" | "»" | "”" => return start..t,
            _ => {}
        }
    }
    start..end
}

/// `Après la mort de trois hommes dans une embuscade la semaine passée, cinq autres viennent d'être tués`: what
/// the sentence opens with has a day of its own.
fn opened(cx: &Context<'_>, sent: usize, told: Told<'_>) -> Option<Prior> {
    let tokens = cx.doc.sents[sent].tokens();
    let after = tokens.start;
    if !cx.is_one_of(after, &cx.language.grammar.behind) {
        return None;
    }
    let zone = clause_from(cx, after + 1, tokens.end);
    let dated = cx.times_in(zone.clone()).iter().any(|time| {
        time.dates.is_some() && !time.anaphoric && matches!(time.role, TimeRole::Point)
    });
    let rest = told.tolls.iter().any(|toll| !zone.contains(&toll.outcome_token));
    (dated && rest && zone.end < tokens.end && told.is_new(&zone)).then_some(Prior::told_in(zone))
}

/// `quatre jours après qu'un kamikaze a tué 41 hommes`, `au lendemain de la mort de deux gendarmes`.
fn dated_by(cx: &Context<'_>, sent: usize, told: Told<'_>) -> Option<Prior> {
    let words = &cx.language.grammar;
    let tokens = cx.doc.sents[sent].tokens();
    cx.times_in(tokens.clone()).iter().find_map(|time| {
        let (start, end) = (time.tokens.start as usize, time.tokens.end as usize);
        let after = time.anaphoric && cx.is_one_of(end.checked_sub(1)?, &words.behind);
        let next_day = (start..end).any(|t| cx.is_one_of(t, &words.next_day))
            && cx.is_one_of(end - 1, &words.of);
        if !after && !next_day || end >= tokens.end {
            return None;
        }
        let mut zone = clause_from(cx, end, tokens.end);
        // `l'attaque d'un convoi, attribuée à des hommes armés, qui a fait 38 morts`: over what is said of it.
        let said_of = zone.end + 1;
        if said_of < tokens.end
            && cx.doc.lower(zone.end) == ","
            && cx.doc.tokens[said_of].feats.has(Feats::PAST_PART)
        {
            let aside = clause_from(cx, said_of, tokens.end).end;
            let goes_on = aside + 1 < tokens.end && cx.is_one_of(aside + 1, &words.relative);
            if goes_on || (said_of..aside).any(|t| cx.is_one_of(t, &words.relative)) {
                zone.end = aside;
            }
        }
        // `une double attaque contre un club, qui avait fait 26 morts`: more of the same.
        if zone.end + 1 < tokens.end
            && cx.doc.lower(zone.end) == ","
            && cx.is_one_of(zone.end + 1, &words.relative)
        {
            zone.end = clause_from(cx, zone.end + 1, tokens.end).end;
        }
        // `Ces faits se déroulent deux jours après la mort de …`: told before.
        let rest = told.any(&zone, false)
            || cx.is_one_of(tokens.start, &words.demonstrative)
            || cx.is_one_of(tokens.start, &words.possessive)
            || cx.is_one_of(tokens.start, &words.pronoun)
                && (tokens.start..start).any(|t| cx.is_one_of(t, &words.happens));
        if !told.is_new(&zone) || !rest {
            return None;
        }
        let counted = cx
            .quantities_in(start..end)
            .find(|(_, q)| {
                matches!(q.kind, QuantityKind::Measure(_)) && q.low == q.high && !q.approx
            })
            .and_then(|(_, q)| q.low);
        let days = match () {
            () if next_day => Some(1),
            () if time.precision == TimePrecision::Day => counted.map(|n| n as i64),
            () => None,
        };
        Some(Prior { anchor: Some(time.clone()), days, ..Prior::told_in(zone) })
    })
}

/// `en représailles à la mort de plusieurs des leurs, survenue le week-end dernier`, `in retaliation
/// for`: what somebody answered.
fn answered(cx: &Context<'_>, sent: usize, told: Told<'_>) -> Option<Prior> {
    let doc = cx.doc;
    let words = &cx.language.grammar;
    let tokens = doc.sents[sent].tokens();
    let word = (tokens.start + 1..tokens.end).find(|&t| {
        cx.is_one_of(t, &words.retaliation) && matches!(doc.lower(t - 1), "en" | "in")
    })?;
    let link = word + 1;
    if link >= tokens.end || doc.tokens[link].upos != Upos::Adp {
        return None;
    }
    let mut zone = clause_from(cx, link + 1, tokens.end);
    // `…, survenue le week-end dernier`: more of the same.
    let more = zone.end + 1;
    if zone.end < tokens.end
        && doc.lower(zone.end) == ","
        && more < tokens.end
        && cx.is_one_of(more, &words.occurred)
    {
        zone.end = clause_from(cx, more, tokens.end).end;
    }
    told.any(&zone, false).then_some(Prior::told_in(zone))
}

/// `killed in attacks following air strikes last week`: what came days before, and is dated so.
fn followed(cx: &Context<'_>, sent: usize, told: Told<'_>) -> Option<Prior> {
    let doc = cx.doc;
    let tokens = doc.sents[sent].tokens();
    let days_before = |time: &TimeExpr| {
        let written = cx.written_on(time.tokens.start as usize);
        time.role == TimeRole::Point
            && !time.anaphoric
            && time.dates.zip(written).is_some_and(|(dates, written)| {
                dates.n_days() >= DAYS_BEFORE || (written - dates.to).get_days() >= DAYS_BEFORE
            })
    };
    let trigger = told.triggers.iter().find(|t| {
        doc.tokens[t.head].upos == Upos::Noun
            && !t.definite
            && doc.case(t.head).is_some_and(|case| {
                case > tokens.start && cx.is_one_of(case, &cx.language.grammar.behind)
            })
    })?;
    let zone = clause_from(cx, doc.case(trigger.head)? + 1, tokens.end);
    let dated = cx.times_in(zone.clone()).iter().any(days_before);
    let rest = told.tolls.iter().any(|toll| toll.outcome_token < zone.start)
        && told.tolls.iter().all(|toll| !zone.contains(&toll.outcome_token));
    // `tués après une attaque samedi`: what they died in, unless another act is told.
    let act = told.triggers.iter().any(|t| !zone.contains(&t.head) && !t.casualty);
    (dated && rest && act).then_some(Prior::told_in(zone))
}

/// `des affrontements ont fait 46 morts, consécutifs à une attaque ayant fait sept morts`, `à la suite d'une attaque qui
/// avait tué deux bergers`, `clashes killed twelve after an attack that killed two herders`: what brought on another act,
/// with dead of its own.
fn caused(cx: &Context<'_>, sent: usize, told: Told<'_>) -> Option<Prior> {
    let doc = cx.doc;
    let words = &cx.language.grammar;
    let tokens = doc.sents[sent].tokens();
    told.triggers.iter().find_map(|cause| {
        if doc.tokens[cause.head].upos != Upos::Noun || cause.definite {
            return None;
        }
        let link = (tokens.start..cause.head)
            .rev()
            .take(CAUSE_NEAR)
            .find(|&t| cx.is_one_of(t, &words.behind))?;
        // Nothing but prepositions and what belongs to the noun stands between the two.
        let plain = (link + 1..cause.head).all(|t| {
            matches!(doc.tokens[t].upos, Upos::Adp | Upos::Det | Upos::Adj | Upos::Num)
                || doc.tokens[t].rel == Rel::Compound
        });
        let zone = link + 1..tokens.end;
        let counts = |inside: bool| {
            told.tolls.iter().any(|toll| {
                zone.contains(&toll.outcome_token) == inside && (!inside || !toll.implied)
            })
        };
        let act = told.triggers.iter().any(|t| t.head < link && !t.casualty);
        (plain && link > tokens.start && act && counts(true) && counts(false))
            .then_some(Prior::told_in(zone))
    })
}

/// How far before the noun for what brought something on its link may stand.
const CAUSE_NEAR: usize = 5;

/// How many days before it was written something lies that is not the news.
const DAYS_BEFORE: i32 = 4;

/// `days after a similar attack killed nine in Mosul`, `quelques jours après qu'une autre attaque a tué neuf
/// personnes`: another one, whose day nobody says.
fn some_time_after(cx: &Context<'_>, sent: usize, told: Told<'_>) -> Option<Prior> {
    let words = &cx.language.grammar;
    let tokens = cx.doc.sents[sent].tokens();
    (tokens.start + 1..tokens.end).find_map(|after| {
        if !cx.is_one_of(after, &words.behind) {
            return None;
        }
        let zone = clause_from(cx, after + 1, tokens.end);
        let noun = told.triggers.iter().find(|t| {
            zone.contains(&t.head) && cx.doc.tokens[t.head].upos == Upos::Noun && !t.definite
        })?;
        let another = (zone.start..noun.head).any(|t| cx.is_one_of(t, &words.another));
        let counts = |inside: bool| {
            told.tolls.iter().any(|toll| zone.contains(&toll.outcome_token) == inside)
        };
        (another && counts(true) && told.any(&zone, false)).then_some(Prior::told_in(zone))
    })
}

/// `Idlib, which rebels seized last month`, `où un attentat avait fait dix morts en janvier`, `whose brother killed
/// three soldiers in April`: what a relative clause tells of somebody or of a place, with a time long before.
fn told_aside(cx: &Context<'_>, sent: usize, told: Told<'_>) -> Option<Prior> {
    let doc = cx.doc;
    let words = &cx.language.grammar;
    let tokens = doc.sents[sent].tokens();
    told.triggers.iter().find_map(|trigger| {
        let verb = grammar::governing_verb(doc, trigger.head)?;
        let relative = doc.tokens[verb].rel == Rel::AclRelcl;
        let participle =
            doc.tokens[verb].rel == Rel::Acl && doc.tokens[verb].feats.has(Feats::PAST_PART);
        let noun = doc.head(verb).filter(|_| relative || participle)?;
        // `l'attentat qui a tué dix personnes en janvier`, `the 20 killed in January`: of what is told itself.
        let itself = told.triggers.iter().any(|t| t.hit.tokens().contains(&noun))
            || cx.is_one_of(noun, &words.incident)
            || cx.is_one_of(noun, &words.war)
            // `C'est dans ce contexte que l'armée a repris la ville`: the clause is what is told.
            || doc.children(noun).any(|t| doc.tokens[t].rel == Rel::Cop)
            || told.tolls.iter().any(|toll| {
                toll.victims.as_ref().is_some_and(|victims| victims.contains(&noun))
                    && grammar::is_within(doc, toll.outcome_token, verb)
            });
        if itself {
            return None;
        }
        let zone = span_below(cx, verb, &tokens)?;
        let written = cx.written_on(zone.start);
        let main = cx.times_in(tokens.clone()).iter().find(|time| {
            !zone.contains(&(time.tokens.start as usize)) && time.role == TimeRole::Point
        });
        let old = cx.times_in(zone.clone()).iter().any(|time| {
            let before = time.dates.zip(written).is_some_and(|(dates, written)| {
                dates.n_days() >= DAYS_BEFORE || (written - dates.to).get_days() >= DAYS_BEFORE
            });
            time.role == TimeRole::Point
                && !time.anaphoric
                && before
                && main.is_none_or(|main| main.dates != time.dates)
        });
        let outside = told.any(&zone, false) && zone.len() < tokens.len();
        (old && outside && !zone.contains(&noun))
            .then_some(Prior { of: Some(noun), ..Prior::told_in(zone) })
    })
}

/// The tokens of a clause, where they stand together.
fn span_below(cx: &Context<'_>, verb: usize, sent: &Range<usize>) -> Option<Range<usize>> {
    let mut below = sent.clone().filter(|&t| grammar::is_within(cx.doc, t, verb));
    let first = below.next()?;
    let last = below.next_back().unwrap_or(first);
    Some(first..last + 1)
}

/// `une attaque rappelant l'enlèvement de lycéennes en 2014`, `similar to the 2014 kidnapping`: behind
/// the noun of the event itself.
fn compared(cx: &Context<'_>, sent: usize, told: Told<'_>) -> Option<Prior> {
    let doc = cx.doc;
    let words = &cx.language.grammar;
    let tokens = doc.sents[sent].tokens();
    let word = (tokens.start + 1..tokens.end.saturating_sub(1)).find(|&t| {
        // `une attaque similaire avait tué`: another one, which is told.
        let led = matches!(doc.tokens[t + 1].upos, Upos::Adp | Upos::Det);
        led && cx.is_one_of(t, &words.comparison)
            && !doc.tokens[t].feats.has(Feats::FIN)
            && told
                .triggers
                .iter()
                .any(|trigger| trigger.hit.end as usize == t || trigger.head + 1 == t)
    })?;
    let zone = clause_from(cx, word + 1, tokens.end);
    let other = told.any(&zone, true) && told.any(&zone, false);
    other.then_some(Prior { compared: true, ..Prior::told_in(zone) })
}

/// `Cette frappe intervient alors que les rebelles poursuivent leur offensive`, `The attack comes as
/// the army advances on the town`: what went on beside an event, which is told only when it is dated.
fn meanwhile(cx: &Context<'_>, sent: usize, told: Told<'_>) -> Option<Prior> {
    let doc = cx.doc;
    let words = &cx.language.grammar;
    let tokens = doc.sents[sent].tokens();
    let verb = told.triggers.iter().filter(|t| t.definite).find_map(|t| {
        let verb = doc.head(t.head)?;
        let happens = cx.is_one_of(verb, &words.happens)
            && matches!(doc.tokens[t.head].rel, Rel::Nsubj | Rel::NsubjPass);
        happens.then_some(verb)
    })?;
    let word = (verb + 1..(verb + MEANWHILE_NEAR).min(tokens.end))
        .find(|&t| cx.is_one_of(t, &words.meanwhile))?;
    let zone = word + 1..tokens.end;
    let other = told.any(&zone, true) && told.any(&zone, false);
    other.then_some(Prior { compared: true, ..Prior::told_in(zone) })
}

/// How far behind its verb the word may stand that opens what went on meanwhile.
const MEANWHILE_NEAR: usize = 7;

impl Prior {
    /// One of which only the words that tell it are known.
    fn told_in(zone: Range<usize>) -> Self {
        Self { zone, anchor: None, days: None, compared: false, of: None, beside: None }
    }

    /// Whether a sighting's words stand in the zone.
    pub(super) fn holds(&self, sighting: &Sighting) -> bool {
        sighting.triggers.first().is_some_and(|t| self.zone.contains(&t.head))
    }

    /// Sets the sighting of the earlier occurrence apart, with its own day and place; takes the words
    /// that date it away from the others.
    pub(super) fn settle(&self, cx: &Context<'_>, found: &mut [Sighting], sent: usize) {
        if let Some(place) = &self.beside {
            self.settle_beside(cx, found, place);
            return;
        }
        let tokens = cx.doc.sents[sent].tokens();
        let own = |t: &&TimeExpr| {
            self.zone.contains(&(t.tokens.start as usize))
                && matches!(t.role, TimeRole::Point | TimeRole::Interval)
        };
        let inside = cx.times_in(tokens.clone()).iter().find(own).cloned();
        let main = found
            .iter()
            .filter(|s| !self.holds(s))
            .filter_map(|s| s.time.as_ref())
            .find(|time| !time.anaphoric)
            .and_then(|time| time.dates)
            .filter(|dates| dates.n_days() <= 2);
        for sighting in found {
            let here = |at: usize| self.zone.contains(&at);
            if self.holds(sighting) {
                sighting.apart = true;
                sighting.time = inside.clone().or_else(|| self.dated(main));
                if sighting.place.as_ref().is_none_or(|p| !here(p.tokens.start as usize)) {
                    // `Mosul, which the group seized in 2014`: there.
                    let there = |noun: usize| {
                        cx.places_in(noun.saturating_sub(3)..noun + 3)
                            .iter()
                            .find(|p| grammar::is_within(cx.doc, p.tokens.start as usize, noun))
                    };
                    sighting.place = self.of.and_then(there).cloned();
                    sighting.place_sure = sighting.place.is_some();
                }
            } else {
                if sighting.time.as_ref().is_some_and(|t| {
                    self.anchor.as_ref().is_some_and(|anchor| t.tokens == anchor.tokens)
                        || here(t.tokens.start as usize)
                }) {
                    sighting.time = None;
                }
                if sighting.place.as_ref().is_some_and(|p| here(p.tokens.start as usize)) {
                    sighting.place = None;
                    sighting.place_sure = false;
                }
            }
        }
    }

    /// Gives the second of two occurrences its place, and both the day that one of them is told with.
    fn settle_beside(&self, cx: &Context<'_>, found: &mut [Sighting], place: &PlaceMention) {
        let first = |inside: bool| found.iter().find(|s| self.holds(s) == inside);
        // `on Monday` at the end of both.
        let (theirs, its) =
            (first(false).and_then(|s| s.time.clone()), first(true).and_then(|s| s.time.clone()));
        let mut doers = first(false).map(|s| s.initiators.clone()).unwrap_or_default();
        let within = |party: &Party| self.zone.contains(&party.tokens.start);
        doers.retain(|party| !within(party));
        for sighting in found {
            if !self.holds(sighting) {
                // `by jihadists near Gao and eight troops wounded`: the tree may make one list of both.
                sighting.initiators.retain(|party| !within(party));
                sighting.targets.retain(|party| !within(party));
                sighting.time = sighting.time.take().or_else(|| its.clone());
                continue;
            }
            sighting.apart = true;
            sighting.time = sighting.time.take().or_else(|| theirs.clone());
            sighting.place = Some(place.clone());
            sighting.place_sure = true;
            // `avant d'attaquer Dori, où ils ont enlevé`: the same.
            if sighting.initiators.is_empty()
                && sighting.triggers.iter().any(|t| goes_on_with_it(cx, t.head))
            {
                sighting.initiators.clone_from(&doers);
            }
        }
    }

    /// The day that many days before another.
    fn dated(&self, main: Option<Dates>) -> Option<TimeExpr> {
        let (main, days) = (main?, self.days?);
        let from = main.from.checked_sub(days.days()).ok()?;
        let to = main.to.checked_sub(days.days()).ok()?;
        let anchor = self.anchor.clone()?;
        Some(TimeExpr { dates: Some(Dates { from, to }), bound: None, ..anchor })
    }
}

/// Whether a verb has no subject of its own, or a pronoun.
fn goes_on_with_it(cx: &Context<'_>, head: usize) -> bool {
    let doc = cx.doc;
    if doc.tokens[head].upos != Upos::Verb {
        return false;
    }
    let mut subjects = doc.children(head).filter(|&t| {
        matches!(doc.tokens[t].rel, Rel::Nsubj | Rel::NsubjPass | Rel::AuxPass | Rel::Expl)
    });
    subjects
        .all(|t| doc.tokens[t].rel == Rel::Nsubj && cx.is_one_of(t, &cx.language.grammar.pronoun))
        && (doc.tokens[head].feats.has(Feats::INF)
            || doc.children_by(head, Rel::Nsubj).next().is_some())
}

/// Words that set an occurrence beside those told before: `dans une autre attaque`, `in a separate
/// incident`. A plural tells of several at once.
pub(crate) fn is_another(cx: &Context<'_>, sent: usize, trigger: &Trigger) -> bool {
    let doc = cx.doc;
    let words = &cx.language.grammar;
    let single =
        |t: usize| doc.tokens[t].upos == Upos::Noun && !doc.tokens[t].feats.has(Feats::PLUR);
    // `killed in the attack and three others injured`: only what qualifies the noun.
    let another = |noun: usize| {
        single(noun)
            && doc.children(noun).any(|t| {
                t.abs_diff(noun) <= 3
                    && matches!(doc.tokens[t].rel, Rel::Amod | Rel::Det)
                    && cx.is_one_of(t, &words.another)
            })
    };
    // `Dans un incident distinct, …`: at the head of its sentence.
    let first = doc.sents[sent].first as usize;
    let head = |n: usize| first..(first + n).min(doc.sents[sent].end as usize);
    let opens = head(6).any(|t| cx.is_one_of(t, &words.incident) && another(t));
    // `In neighbouring Nigeria, an ambush killed`: before the first comma.
    let elsewhere = head(5)
        .take_while(|&t| doc.lower(t) != ",")
        .any(|t| cx.is_one_of(t, &words.elsewhere) || is_earlier(cx, t, first, trigger))
        && head(9).any(|t| doc.lower(t) == ",");
    another(trigger.head) || opens || elsewhere || is_next_one(cx, trigger)
}

/// `Earlier this month, gunmen kidnapped 42 people`: another time, where the sentence tells what was done then, and not
/// what somebody said.
fn is_earlier(cx: &Context<'_>, at: usize, first: usize, trigger: &Trigger) -> bool {
    let doc = cx.doc;
    let dated = cx.times_in(first..(at + 4).min(doc.tokens.len())).iter().any(|time| {
        time.dates.is_some()
            && (time.tokens.end as usize) <= at + 5
            && time.tokens.end as usize > at
    });
    let told = grammar::governing_verb(doc, trigger.head).is_some_and(|verb| {
        doc.tokens[verb].rel != Rel::Root
            || cx.hits_of(verb..verb + 1, Subject::Reporting).next().is_some()
    });
    // `Earlier on Monday, three soldiers were killed, the agency reported`: who told it stands behind.
    let told = told
        && !cx
            .hits_of(trigger.head..doc.sents[doc.sent_of(at)].end as usize, Subject::Reporting)
            .any(|hit| {
                cx.hits_of(first..trigger.head, Subject::Reporting).next().is_none()
                    && hit.head() > trigger.head
            });
    // `Earlier, a mine killed two soldiers`, `Later in the day, gunmen killed two officers`: something new did it.
    let opens = at + 1 - first;
    let led = (at + 1..(at + OPENING).min(doc.tokens.len())).find(|&t| doc.lower(t) == ",");
    let new = led.is_some_and(|comma| comma < trigger.head) && {
        let verb = grammar::governing_verb(doc, trigger.head).unwrap_or(trigger.head);
        grammar::args(doc, verb).agents.into_iter().any(|agent| is_new(cx, agent))
    };
    let earlier = doc.lower(at) == "earlier" && opens == 1
        || doc.lower(at) == "tôt" && opens == 2 && doc.lower(first) == "plus";
    let later = doc.lower(at) == "later" && opens == 1
        || doc.lower(at) == "tard" && opens == 2 && doc.lower(first) == "plus";
    (earlier && (dated || new) || later && new) && !told && !trigger.definite
}

/// How many tokens the words that open a sentence may be, up to their comma.
const OPENING: usize = 7;

/// Whether a phrase brings in somebody or something: by its article, or in English as a plural without one.
fn is_new(cx: &Context<'_>, noun: usize) -> bool {
    let doc = cx.doc;
    let words = &cx.language.grammar;
    let mut articles = doc.children_by(noun, Rel::Det).peekable();
    if articles.peek().is_none() {
        let token = &doc.tokens[noun];
        return doc.lang == Lang::En && token.upos == Upos::Noun && token.feats.has(Feats::PLUR);
    }
    articles.any(|t| cx.is_one_of(t, &words.indefinite) && !cx.is_one_of(t, &words.definite))
}

/// `dans cette deuxième attaque`, `a second attack`: an ordinal behind an article that refers to none
/// before. `la deuxième attaque en un mois` counts the one that is told; two explosions are often of
/// one attack.
fn is_next_one(cx: &Context<'_>, trigger: &Trigger) -> bool {
    let doc = cx.doc;
    let words = &cx.language.grammar;
    let noun = trigger.head;
    let told = doc.tokens[noun].upos == Upos::Noun
        && means(trigger.event_type) != means(EventType::ExplosiveDevice);
    let ordinal = noun.checked_sub(1).filter(|&t| told && cx.is_one_of(t, &words.next_one));
    let article = ordinal.and_then(|t| t.checked_sub(1));
    let new = article.is_some_and(|t| {
        cx.is_one_of(t, &words.demonstrative)
            || cx.is_one_of(t, &words.indefinite) && !cx.is_one_of(t, &words.definite)
    });
    let counts = cx
        .times_in(noun + 1..(noun + 4).min(doc.tokens.len()))
        .iter()
        .any(|time| time.role == TimeRole::Duration);
    let predicate = doc.children(noun).any(|t| doc.tokens[t].rel == Rel::Cop);
    new && !counts && !predicate
}
