//! Places and times that belong to something beside the event: to who tells of it, to who is accused, to what was
//! launched, to who claimed it.
//!
//! Takes a token of a sighting's sentence; says whether the tree sets it apart.

use crate::annotate::mentions::MentionClass;
use crate::annotate::places::{PlaceMention, PlaceWords, Relation};
use crate::annotate::times::TimeExpr;
use crate::annotate::{Rel, Upos, grammar};
use crate::coding::context::Context;
use crate::lexicon::schema::{Pos, Speech};
use crate::lexicon::{Hit, Subject};
use crate::model::{ActorKind, Lang, Outcome};

/// Whether somebody told it there, whatever the tree hangs their clause on: `…, a déclaré à Ouagadougou le
/// porte-parole`, `the army in Damascus said …`, `Selon X, joint à Kinshasa, …`.
pub(super) fn is_told_there(cx: &Context<'_>, token: usize, heads: &[usize]) -> bool {
    let doc = cx.doc;
    let words = PlaceWords::builtin(doc.lang);
    let Some(verb) = grammar::governing_verb(doc, token) else { return false };
    if heads.contains(&verb) {
        return false;
    }
    let says = || {
        cx.hits_of(verb..verb + 1, Subject::Reporting)
            .any(|hit| cx.language.reporting[hit.index()].pos == Pos::Verb)
    };
    // The clause of who speaks hangs under the words of what is told.
    let aside = || {
        token > verb
            && matches!(doc.tokens[verb].rel, Rel::Advcl | Rel::Parataxis)
            && heads.iter().all(|&head| head < verb && !grammar::is_below(doc, head, verb))
    };
    // The subject of the verb: an office, an army. Those who live there tell of where they live.
    let of_speaker = || {
        let mut at = token;
        while let Some(above) = doc.head(at).filter(|&above| above != verb) {
            at = above;
        }
        at != token
            && matches!(doc.tokens[at].rel, Rel::Nsubj)
            && cx.places_in(token..token + 1).iter().any(|place| place.relation == Relation::In)
            && !heads.iter().any(|&head| grammar::is_below(doc, token, head))
            && cx.mention_at(at).is_some_and(|(_, m)| {
                m.class == MentionClass::Function
                    || m.kind.is_armed()
                    || m.kind == ActorKind::Government
            })
    };
    let reached = || {
        matches!(doc.tokens[verb].rel, Rel::Acl | Rel::Amod)
            && words.reached.contains(doc.lemma(verb))
    };
    let learnt = || words.learnt.contains(doc.lemma(verb));
    says() && (aside() || of_speaker()) || reached() || learnt() && aside()
}

/// `drones lancés depuis la région de Koursk`, `rockets fired from Gaza`: where something set out that came down
/// elsewhere.
pub(super) fn is_place_of_launch(cx: &Context<'_>, place: &PlaceMention) -> bool {
    let doc = cx.doc;
    let first = place.tokens.start as usize;
    let away = match doc.lang {
        Lang::En => place.relation == Relation::From,
        // `tirées de Gaza`; `le tir de Gaza` has a noun.
        Lang::Fr => matches!(place.relation, Relation::From | Relation::Of),
    };
    // Over the nouns that say what it is: `de la région de Koursk`.
    let mut at = first;
    while let Some(above) = doc.head(at).filter(|_| {
        matches!(doc.tokens[at].rel, Rel::Nmod | Rel::Flat | Rel::Appos | Rel::Compound)
    }) {
        at = above;
    }
    away && matches!(doc.tokens[at].rel, Rel::Obl)
        && doc.head(at).is_some_and(|verb| {
            doc.tokens[verb].upos == Upos::Verb
                && PlaceWords::builtin(doc.lang).loosed.contains(doc.lemma(verb))
        })
}

/// `blamed the attack on herders from Nasarawa`: whether those who stand at a token are who is accused.
pub(super) fn is_accused(cx: &Context<'_>, token: usize) -> bool {
    grammar::governing_verb(cx.doc, token).is_some_and(|verb| {
        verb < token
            && cx
                .hits_of(verb..verb + 1, Subject::Reporting)
                .any(|hit| cx.language.reporting[hit.index()].speech == Speech::Accuses)
    })
}

/// `an attack claimed by Islamic State killed 60`: a bare participle beside the event says whose it is; the days of
/// the sentence are not those of a claim.
pub(super) fn tells_of_claimed(cx: &Context<'_>, hit: Hit, heads: &[usize]) -> bool {
    let doc = cx.doc;
    let verb = hit.head();
    verb.checked_sub(1).is_some_and(|noun| heads.contains(&noun))
        && doc.tokens[verb].upos == Upos::Verb
        && doc
            .tokens
            .get(verb + 1)
            .is_some_and(|_| cx.is_one_of(verb + 1, &cx.language.grammar.agent))
}

/// `three wounded on Tuesday when gunmen ambushed a convoy`: whether a clause tells of the moment of the verb above it.
pub(super) fn follows_same_moment(cx: &Context<'_>, head: usize, verb: usize) -> bool {
    let doc = cx.doc;
    let words = PlaceWords::builtin(doc.lang);
    doc.tokens[head].rel == Rel::Advcl
        && doc.head(head) == Some(verb)
        && doc.children(head).any(|t| words.while_done.contains(doc.lower(t)))
}

/// `arrested 23 people in connection with Monday's bombing`, `arrêté après l'attaque de samedi`: whether a time says when
/// another act was, whose noun it stands beside.
pub(super) fn is_of_other_act(cx: &Context<'_>, time: &TimeExpr, heads: &[usize]) -> bool {
    let doc = cx.doc;
    let (first, end) = (time.tokens.start as usize, time.tokens.end as usize);
    let sent = doc.sents[doc.sent_of(first)];
    let act = match doc.lang {
        // The noun that the owner stands in front of.
        Lang::En if end < sent.end as usize && doc.tokens[end].upos == Upos::Part => (end + 1
            ..(end + 5).min(sent.end as usize))
            .find(|&t| cx.hits_of(t..t + 1, Subject::Trigger).any(|hit| hit.head() == t)),
        Lang::En => None,
        Lang::Fr => first
            .checked_sub(2)
            .filter(|&noun| noun >= sent.first as usize)
            .filter(|_| cx.is_one_of(first - 1, &cx.language.grammar.of)),
    };
    let Some(act) = act.filter(|&act| doc.tokens[act].upos == Upos::Noun) else { return false };
    let told = cx.hits_of(act..act + 1, Subject::Trigger).any(|hit| {
        hit.head() == act && cx.hits_of(hit.tokens(), Subject::Outcome).next().is_none()
    });
    let of_verb = heads.iter().all(|&head| doc.tokens[head].upos == Upos::Verb);
    told && of_verb
        && !heads.contains(&act)
        // The act is what they were hurt in, and no clause parts the two.
        && heads.iter().all(|&head| {
            cx.hits_of(head..head + 1, Subject::Outcome).all(|hit| {
                !matches!(
                    cx.language.outcomes[hit.index()].outcome,
                    Outcome::Killed | Outcome::Wounded | Outcome::Abducted | Outcome::Missing
                )
            })
        })
}
