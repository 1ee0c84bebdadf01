//! Times of speech: the day on which somebody told, confirmed or condemned what happened, or found the dead, is not its day.
//!
//! Takes a time and the words of an event; says whether it is that of who speaks.

use crate::annotate::places::PlaceMention;
use crate::annotate::times::TimeExpr;
use crate::annotate::{Rel, Upos, grammar};
use crate::coding::context::Context;
use crate::coding::sightings::Trigger;
use crate::coding::speakers::is_passive;
use crate::lexicon::schema::{Pos, Speech};
use crate::lexicon::{Hit, Subject};
use crate::model::Lang;

/// `confirmed the attack on Sunday in Katsina`: behind the day on which it was confirmed.
pub(super) fn is_behind_time_of_speech(
    cx: &Context<'_>,
    place: &PlaceMention,
    heads: &[usize],
    triggers: &[Trigger],
) -> bool {
    let at = place.tokens.start as usize;
    let sent = cx.doc.sents[cx.doc.sent_of(at)].tokens();
    cx.times_in(sent).iter().any(|time| {
        let (start, end) = (time.tokens.start as usize, time.tokens.end as usize);
        end < at
            && at - end <= 2
            && heads.iter().all(|&head| head < start)
            && triggers.iter().all(|t| t.definite)
            && !triggers.is_empty()
            && is_time_of_speech(cx, time, heads, triggers)
    })
}

/// Whether a time tells when somebody spoke: it hangs on a reporting verb, or stands beside one,
/// and no trigger hangs on that verb.
pub(super) fn is_time_of_speech(
    cx: &Context<'_>,
    time: &TimeExpr,
    heads: &[usize],
    triggers: &[Trigger],
) -> bool {
    // `informe que, « le mercredi 6 octobre, un convoi a été attaqué »`: said together with it.
    let quote = cx.quote_at(time.tokens.start as usize);
    if quote.is_some() && heads.iter().all(|&head| cx.quote_at(head) == quote) {
        return false;
    }
    let doc = cx.doc;
    let first = time.tokens.start as usize;
    let last = time.tokens.end as usize;
    let sent = doc.sents[doc.sent_of(first)];
    // `claimed Friday's attack`: of the noun.
    if last < sent.end as usize && matches!(doc.lower(last), "'s" | "’s") {
        return false;
    }
    let reporting: Vec<Hit> = cx
        .hits_of(sent.tokens(), Subject::Reporting)
        .filter(|hit| {
            cx.language.reporting[hit.index()].pos == Pos::Verb
                // `suspected militants`: nobody speaks.
                && doc.tokens[hit.head()].rel != Rel::Amod
                && !is_passive(cx, *hit, doc.sent_of(first))
                && !doc.children(hit.head()).any(|t| cx.is_one_of(t, &cx.language.grammar.negation))
                && !heads.iter().any(|head| hit.tokens().contains(head))
                && !triggers.iter().any(|t| t.hit.tokens().contains(&hit.head()))
        })
        .collect();
    if reporting.is_empty() {
        return false;
    }
    // The tree decides when the time hangs on a trigger.
    let governor = grammar::governing_verb(doc, first);
    // `Gunmen shot and killed seven at a school on Thursday, police said`: on the second of two verbs.
    let joined = |verb: usize| {
        triggers.iter().any(|t| t.hit.tokens().contains(&verb))
            || doc.tokens[verb].rel == Rel::Conj
                && doc.head(verb).is_some_and(|above| heads.contains(&above))
    };
    let hangs_on_head = governor.is_some_and(joined)
        || heads.iter().any(|&head| {
            governor == Some(head)
                || governor.is_some() && governor == grammar::governing_verb(doc, head)
        });
    if hangs_on_head && !reporting.iter().any(|hit| governor == Some(hit.head())) {
        return false;
    }
    if is_second_day(cx, time, governor, heads) {
        return false;
    }
    // `had shot dead one teen, but on Friday, doctors said three people died`: the second clause has its own day.
    let second_clause = doc.lang == Lang::En
        && heads.iter().all(|&head| head < first)
        && reporting.iter().any(|hit| governor == Some(hit.head()) && hit.head() > last)
        && (first.saturating_sub(3)..first).any(|t| doc.tokens[t].upos == Upos::Cconj);
    if second_clause {
        return true;
    }
    // `In mid-December, the military reported killing 15 terrorists`: the time of what was done.
    let done = governor.is_some_and(|verb| {
        heads.iter().any(|&head| {
            doc.head(head) == Some(verb)
                && doc.tokens[head].rel == Rel::Xcomp
                && doc.lower(head).ends_with("ing")
                && doc.lang == Lang::En
        })
    });
    if done && first < heads.iter().copied().min().unwrap_or(first) {
        return false;
    }
    // `confirmed the attack on Sunday`: the day on which what was told before was confirmed.
    let confirmed = governor.is_some_and(|verb| {
        triggers.iter().all(|t| t.definite && is_object(cx, t.head, verb) && !t.casualty)
            && reporting.iter().any(|hit| {
                hit.head() == verb && cx.language.reporting[hit.index()].speech == Speech::Confirms
            })
    });
    let of_it = first > sent.first as usize && cx.is_one_of(first - 1, &cx.language.grammar.of);
    if confirmed && !triggers.is_empty() && !of_it {
        return true;
    }
    // `a dénoncé dimanche une attaque`: what is judged was before; `se réjouir de l'attentat du 22 mars` tells
    // its day.
    let of_noun =
        heads.iter().any(|&head| grammar::is_within(doc, first, head) && Some(head) != governor);
    let judged = !of_noun
        && governor.is_some_and(|verb| {
            reporting.iter().any(|hit| {
                hit.tokens().contains(&verb)
                    && cx.language.reporting[hit.index()].speech == Speech::Judges
            })
        });
    // `accused the rebels on Thursday of killing`: the day of the charge.
    let charged = governor.is_some_and(|verb| {
        heads.iter().all(|&head| head > last && doc.tokens[head].upos == Upos::Verb)
            && reporting.iter().any(|hit| {
                hit.head() == verb && cx.language.reporting[hit.index()].speech == Speech::Accuses
            })
    });
    if judged || charged {
        return true;
    }
    // `a annoncé lundi le retrait`, `ont observé jeudi un sit-in`: the day of what is announced, as
    // far as the words tell.
    if governor.is_some_and(|verb| heads.iter().any(|&head| is_object(cx, head, verb))) {
        return false;
    }
    // `wounded by a bomb in Randalstown, on Friday, the police said`: who speaks stands behind the day.
    let behind = doc.lang == Lang::En
        && last < sent.end as usize
        && doc.lower(last) == ","
        && heads.iter().all(|&head| head < first)
        && reporting.iter().all(|hit| {
            hit.head() > last
                && doc
                    .children(hit.head())
                    .any(|t| doc.tokens[t].rel == Rel::Nsubj && t > last && t < hit.head())
        });
    if behind {
        return false;
    }
    // What stands between counts: a comma or a quotation mark sets the time apart.
    let distance = |token: usize| {
        let (from, to) = if token < first { (token + 1, first) } else { (last, token) };
        let parted = (from..to.max(from))
            .filter(|&t| matches!(doc.lower(t), "," | "»" | "«" | "”" | "“" | "\"" | "–" | "—"))
            .count();
        from.abs_diff(to) + parted * 6
    };
    // `À la mi-mars, rappelle le texte, trente soldats ont péri`: who is quoted between commas
    // takes no time from before them.
    let reporting: Vec<Hit> = reporting
        .into_iter()
        .filter(|hit| {
            let verb = hit.first as usize;
            !(last < verb && doc.lower(verb - 1) == "," && heads.iter().any(|&head| head > verb))
        })
        .collect();
    if reporting.is_empty() {
        return false;
    }
    let speech =
        reporting.iter().map(|hit| distance(hit.head()).min(distance(hit.end as usize - 1))).min();
    let told = heads.iter().map(|&head| distance(head)).min();
    match (speech, told) {
        (Some(speech), Some(told)) => speech < told,
        _ => true,
    }
}

/// `a condamné mercredi le meurtre d'un journaliste le 21 novembre à Mossoul`: behind the words of the event, where the
/// verb of who speaks has a day of its own before them.
fn is_second_day(
    cx: &Context<'_>,
    time: &TimeExpr,
    governor: Option<usize>,
    heads: &[usize],
) -> bool {
    let doc = cx.doc;
    let first = time.tokens.start as usize;
    let (Some(verb), Some(&begin), Some(&end)) = (governor, heads.iter().min(), heads.iter().max())
    else {
        return false;
    };
    let told = |other: &TimeExpr| {
        let at = other.tokens.start as usize;
        other.dates.is_some()
            && (other.tokens.end as usize) <= begin
            && grammar::governing_verb(doc, at) == Some(verb)
    };
    let sent = doc.sents[doc.sent_of(first)].tokens();
    verb < begin
        && end < first
        && !(end..first).any(|t| matches!(doc.tokens[t].upos, Upos::Punct | Upos::Verb))
        && cx.times_in(sent).iter().any(told)
}

/// `were found dead on Tuesday, having gone missing during the attack`: the day on which the dead of an event told before
/// were found.
pub(super) fn is_time_of_finding(cx: &Context<'_>, time: &TimeExpr, triggers: &[Trigger]) -> bool {
    let verb = grammar::governing_verb(cx.doc, time.tokens.start as usize);
    verb.is_some_and(|verb| cx.is_one_of(verb, &cx.language.grammar.find))
        && triggers.iter().any(|t| t.definite && !t.casualty && Some(t.head) != verb)
}

/// Whether a noun is the object of a verb, at some steps down.
fn is_object(cx: &Context<'_>, noun: usize, verb: usize) -> bool {
    let doc = cx.doc;
    let mut at = noun;
    for _ in 0..6 {
        match doc.head(at) {
            Some(up) if up == verb => return doc.tokens[at].rel == Rel::Obj,
            Some(up) if grammar::is_nominal(doc, up) => at = up,
            _ => return false,
        }
    }
    false
}
