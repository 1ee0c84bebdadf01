//! Culprits: the name of whoever did it, where the article first calls them a man, a suspect, the
//! driver.
//!
//! Takes a document; gives the persons whom its words make the author of the violence that it
//! tells: `L'auteur de l'attaque, X`, `le tireur, un homme de 39 ans, X`, `le suspect, identifié
//! comme X`, `un dénommé X`. Whoever is only suspected of planning something, or was arrested for
//! something else, is none.

use crate::annotate::mentions::{Mention, MentionClass};
use crate::annotate::{Feats, Rel, Upos};
use crate::coding::context::Context;
use crate::lexicon::Subject;

/// How many tokens an aside may put between the noun and the name.
const REACH: usize = 10;

/// The persons named as authors, as mentions, in reading order.
pub(crate) fn culprits(cx: &Context<'_>) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    for (_, sent) in cx.sents() {
        let tokens = sent.tokens();
        for (_, mention) in cx.mentions_in(tokens.clone()) {
            if !is_author(cx, mention) || mention.plural {
                continue;
            }
            if let Some(index) = name_behind(cx, mention, tokens.end)
                && !found.contains(&index)
            {
                found.push(index);
            }
        }
    }
    for (_, sent) in cx.sents() {
        for index in named_first(cx, sent.tokens()) {
            if !found.contains(&index) {
                found.push(index);
            }
        }
    }
    found
}

/// How many tokens may stand between a name and the noun that makes them the author.
const NAMED_REACH: usize = 24;

/// `X, un homme de 22 ans, est identifié par la police comme suspect de l'attaque`: the name first,
/// then a verb that names, then the noun.
fn named_first(cx: &Context<'_>, tokens: std::ops::Range<usize>) -> Vec<usize> {
    let words = &cx.language.grammar;
    let mut found = Vec::new();
    for (index, person) in cx.mentions_in(tokens.clone()) {
        if person.class != MentionClass::Person {
            continue;
        }
        let from = person.end as usize;
        let limit = (from + NAMED_REACH).min(tokens.end);
        let Some(verb) = (from..limit)
            .find(|&t| cx.doc.tokens[t].upos == Upos::Verb && cx.is_one_of(t, &words.identified))
        else {
            continue;
        };
        let subject = (person.first as usize..from).any(|t| {
            cx.doc.tokens[t].head as usize == verb
                && matches!(cx.doc.tokens[t].rel, Rel::Nsubj | Rel::NsubjPass)
        });
        let author =
            (verb + 1..(verb + 9).min(tokens.end)).any(|t| cx.is_one_of(t, &words.attacker));
        if subject && author {
            found.push(index);
        }
    }
    found
}

/// `l'auteur`, `le tireur présumé`, and `l'homme` where it is definite.
fn is_author(cx: &Context<'_>, mention: &Mention) -> bool {
    let words = &cx.language.grammar;
    let head = mention.head as usize;
    mention.person.is_none()
        && (cx.is_one_of(head, &words.attacker)
            || mention.definite && cx.is_one_of(head, &words.individual))
}

/// The person right behind a noun: after a comma, over an aside without a finite verb, or behind a
/// word that names (`identifié comme`, `du nom de`).
fn name_behind(cx: &Context<'_>, mention: &Mention, end: usize) -> Option<usize> {
    let doc = cx.doc;
    let from = mention.end as usize;
    let limit = (from + REACH).min(end);
    let (index, person) = cx.mentions_in(from..limit).find(|(_, m)| {
        m.class == MentionClass::Person || m.person.is_some_and(|(first, _)| first == m.first)
    })?;
    let first = person.first as usize;
    let named = (from..first).any(|t| cx.is_one_of(t, &cx.language.grammar.identified));
    let comma = first > from && doc.lower(first - 1) == ",";
    let finite = (from..first).any(|t| {
        doc.tokens[t].upos == Upos::Verb
            && doc.tokens[t].feats.has(Feats::FIN)
            && !cx.is_one_of(t, &cx.language.grammar.identified)
    });
    // `le suspect, a déclaré X`: somebody who speaks of them.
    let speaks = (from..first).any(|t| {
        cx.hits_of(t..t + 1, Subject::Reporting).next().is_some()
            && !cx.is_one_of(t, &cx.language.grammar.identified)
    });
    ((named || comma) && !finite && !speaks).then_some(index)
}
