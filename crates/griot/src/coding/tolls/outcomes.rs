//! Which words for an outcome tell one where they stand: not those of charges, of ways, or of what nature did.
//!
//! Takes a hit of an outcome word; says whether numbers may be linked to it.

use std::ops::Range;

use crate::annotate::mentions::MentionClass;
use crate::annotate::{Feats, Rel, Upos, WordId, grammar};
use crate::coding::context::Context;
use crate::lexicon::Hit;
use crate::lexicon::schema::Counted;
use crate::model::{ActorKind, Outcome};

/// How far a word may stand that keeps an outcome word from counting.
const UNLESS_NEAR: usize = 10;

/// Whether an outcome word tells something here: a word that speaks against it stands near it.
pub(super) fn outcome_counts(cx: &Context<'_>, hit: Hit, sent: &Range<usize>) -> bool {
    let word = &cx.language.outcomes[hit.index()];
    let unless: Vec<_> = word.unless.iter().map(|w| cx.language.word(w)).collect();
    let near = (hit.first as usize).saturating_sub(UNLESS_NEAR).max(sent.start)
        ..(hit.end as usize + UNLESS_NEAR).min(sent.end);
    (!cx.language.any_word(cx.doc, near, &unless) || has_people(cx, hit, &unless))
        && !goes_there(cx, hit, word.outcome, sent)
        && !is_charge(cx, hit)
        && !is_done_by_nature(cx, hit, sent)
}

/// `accusés de massacres de civils`: what somebody is said to have done at some time is no toll.
fn is_charge(cx: &Context<'_>, hit: Hit) -> bool {
    let doc = cx.doc;
    let noun = hit.head();
    doc.tokens[noun].upos == Upos::Noun
        && doc.tokens[noun].feats.has(Feats::PLUR)
        && doc.head(noun).is_some_and(|participle| {
            matches!(doc.tokens[participle].rel, Rel::Acl | Rel::Amod)
                && cx.is_one_of(participle, &cx.language.grammar.answerable)
        })
}

/// Whether people are what an outcome verb is done to, whatever else is told near it: `ont enlevé
/// douze femmes et emporté 300 têtes de bétail`.
fn has_people(cx: &Context<'_>, hit: Hit, unless: &[WordId]) -> bool {
    let verb = hit.head();
    cx.language.outcomes[hit.index()].counted == Counted::Object
        && cx.doc.tokens[verb].upos == Upos::Verb
        && grammar::args(cx.doc, verb).patients.into_iter().any(|t| {
            let person = cx.mention_at(t).is_some_and(|(_, m)| {
                !m.thing && !m.outcome && matches!(m.class, MentionClass::People)
            });
            // `a farmer who lost two brothers`.
            person && !cx.language.any_word(cx.doc, t..t + 1, unless)
        })
}

/// Whether an earthquake or a storm did it: `le séisme qui a tué`, `morts dans une avalanche`.
fn is_done_by_nature(cx: &Context<'_>, hit: Hit, sent: &Range<usize>) -> bool {
    let doc = cx.doc;
    let disasters = &cx.language.grammar.disaster;
    let is_of_it = |t: usize| hit.tokens().contains(&t);
    // `gunmen stormed a camp` is no storm.
    // Nor is what came after one (`trois jours après le séisme`) done by it.
    let is_disaster = |t: &usize| {
        doc.tokens[*t].upos == Upos::Noun
            && cx.is_one_of(*t, disasters)
            && !doc.children(*t).any(|mark| cx.is_one_of(mark, &cx.language.grammar.anchor))
    };
    sent.clone().filter(is_disaster).any(|disaster| {
        let over = doc.head(disaster);
        let over_that = over.and_then(|t| doc.head(t));
        // The disaster hangs on the outcome, by itself or under another noun (`lors du passage
        // d'une tornade`); or the outcome tells more of the disaster.
        [over, over_that].into_iter().flatten().any(is_of_it)
            || hit.tokens().any(|t| doc.head(t) == Some(disaster))
    })
}

/// Whether a verb of giving up tells a way: `se rendre à la mosquée`, not `aux autorités`.
fn goes_there(cx: &Context<'_>, hit: Hit, outcome: Outcome, sent: &Range<usize>) -> bool {
    let doc = cx.doc;
    let end = hit.end as usize;
    if outcome != Outcome::Surrendered
        || end >= sent.end
        || !cx.is_one_of(end, &cx.language.grammar.toward)
    {
        return false;
    }
    let noun = (end + 1..sent.end)
        .find(|&t| !matches!(doc.tokens[t].upos, Upos::Det | Upos::Adj | Upos::Num | Upos::Adp));
    !noun.is_some_and(|t| {
        cx.mention_at(t).is_some_and(|(_, m)| {
            !m.thing
                && !matches!(
                    m.kind,
                    ActorKind::Civilians | ActorKind::Humanitarian | ActorKind::Unknown
                )
        })
    })
}
