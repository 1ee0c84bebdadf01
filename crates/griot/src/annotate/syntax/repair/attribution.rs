//! Repairs of attribution in English: the tail of a sentence that says who said it.
//!
//! Takes a parsed sentence, changes heads and relations. `They killed two others, the police said`
//! is the most frequent sentence of news and rare in treebanks, so that the parser takes the object
//! before the comma for whoever said it.

use std::ops::Range;

use super::{hang, has, is_finite, is_name, replace};
use crate::annotate::{Doc, Feats, Rel, Upos};

/// How many tokens the phrase between the comma and the verb may have.
const PHRASE: usize = 12;

/// Gives the verb behind a comma and a noun phrase that phrase as its subject, where the parser went back
/// over the comma for it: `injured two others, Somali authorities said`. What stood for the subject is
/// given back to the verb in front of it.
pub(super) fn told_by(doc: &mut Doc<'_>, first: usize, end: usize) {
    for verb in first + 3..end {
        let Some(comma) = comma_before_teller(doc, first, verb) else { continue };
        if !has_clause(doc, first..comma) {
            continue;
        }
        let phrase = comma + 1..verb;
        let tellers = tops(doc, phrase.clone());
        let [teller, ref others @ ..] = tellers[..] else { continue };
        let is_subject = |i: &usize| {
            doc.tokens[*i].head as usize == verb
                && matches!(doc.tokens[*i].rel, Rel::Nsubj | Rel::NsubjPass)
        };
        let mistaken: Vec<usize> = (first..comma).filter(is_subject).collect();
        // `wounding a third, the governor said`: the teller was taken for the object in front.
        if mistaken.is_empty()
            && !phrase.clone().any(|i| is_subject(&i))
            && (doc.tokens[teller].head as usize) < comma
            && !doc.ancestors(verb).any(|i| phrase.contains(&i))
        {
            // `, residents and a militia leader told AFP`: both of them.
            for &other in others {
                hang(doc, other, teller, Rel::Conj);
            }
            hang(doc, teller, verb, Rel::Nsubj);
            continue;
        }
        let [mistaken] = mistaken[..] else { continue };
        // Whoever hangs on the phrase would close a circle.
        if doc.ancestors(verb).any(|i| phrase.contains(&i)) {
            continue;
        }
        // `killed 48 people, including a lawmaker, local officials said`: part of what stands before.
        let part = (first..mistaken).find(|&i| {
            doc.tokens[i].head as usize == mistaken
                && doc.tokens[i].rel == Rel::Case
                && doc.tokens[i].upos == Upos::Verb
        });
        if let Some(case) = part.filter(|&case| case > first + 1 && doc.lower(case - 1) == ",") {
            let whole = case - 2;
            if is_name(doc, whole) && !doc.ancestors(whole).any(|i| i == mistaken || i == verb) {
                hang(doc, mistaken, whole, Rel::Nmod);
                hang(doc, teller, verb, Rel::Nsubj);
                continue;
            }
        }
        let before = (first..mistaken)
            .rev()
            .take_while(|&i| doc.tokens[i].upos != Upos::Punct)
            .find(|&i| doc.tokens[i].upos == Upos::Verb);
        let Some(before) = before else { continue };
        if doc.ancestors(before).any(|i| i == mistaken) {
            continue;
        }
        let rel = if has(doc, first..mistaken, mistaken, Rel::Case) { Rel::Obl } else { Rel::Obj };
        hang(doc, mistaken, before, rel);
        hang(doc, teller, verb, Rel::Nsubj);
        if doc.tokens[verb].rel == Rel::Conj {
            doc.tokens[verb].rel = Rel::Parataxis;
        }
    }
}

/// Takes `, state media said` off the day or place in front of its comma, of which it was taken for a relative clause: it
/// tells all that stands before.
pub(super) fn told_apart(doc: &mut Doc<'_>, first: usize, end: usize) {
    for verb in first + 3..end {
        let noun = doc.tokens[verb].head as usize;
        if doc.tokens[verb].rel != Rel::AclRelcl || noun >= verb {
            continue;
        }
        let Some(comma) = comma_before_teller(doc, first, verb).filter(|&comma| noun < comma)
        else {
            continue;
        };
        let subject = (comma + 1..verb)
            .any(|i| doc.tokens[i].head as usize == verb && doc.tokens[i].rel == Rel::Nsubj);
        let main = doc.ancestors(noun).find(|&i| i < comma && is_finite(doc, i));
        if let Some(main) = main.filter(|_| subject) {
            hang(doc, verb, main, Rel::Parataxis);
        }
    }
}

/// Gives the clause in front of `, a local official and a rights group said` its own verb back, where its subject was
/// taken for one more of those who say it and its verb for what is said of that subject: `Rebels from the forces
/// killed 22 civilians, a local official said`.
pub(super) fn told_of_one(doc: &mut Doc<'_>, first: usize, end: usize) {
    for verb in first + 5..end {
        let Some(comma) = comma_before_teller(doc, first, verb) else { continue };
        if has_clause(doc, first..comma) {
            continue;
        }
        let is_subject =
            |i: &usize| doc.tokens[*i].head as usize == verb && doc.tokens[*i].rel == Rel::Nsubj;
        let Some(subject) = (first..comma).find(is_subject) else { continue };
        // The first participle in front of the comma that has an object and no auxiliary.
        let acts = |&i: &usize| {
            doc.tokens[i].upos == Upos::Verb
                && doc.tokens[i].rel == Rel::Acl
                && doc.tokens[i].feats.has(Feats::PAST_PART)
                && has(doc, i + 1..comma, i, Rel::Obj)
                && !has(doc, first..i, i, Rel::AuxPass)
                && doc.ancestors(i).any(|above| above == subject)
        };
        let Some(told) = (subject + 1..comma).find(acts) else { continue };
        let phrase = comma + 1..verb;
        let tellers = tops(doc, phrase.clone());
        let [teller, ref others @ ..] = tellers[..] else { continue };
        if doc.ancestors(verb).any(|i| i != verb && (phrase.contains(&i) || i < comma)) {
            continue;
        }
        for &other in others {
            hang(doc, other, teller, Rel::Conj);
        }
        for i in phrase {
            if doc.tokens[i].rel == Rel::Cc && doc.tokens[i].head as usize == verb {
                doc.tokens[i].head = others.first().map_or(teller, |&other| other) as u32;
            }
        }
        hang(doc, subject, told, Rel::Nsubj);
        hang(doc, told, verb, Rel::Ccomp);
        hang(doc, teller, verb, Rel::Nsubj);
        doc.tokens[told].feats = Feats(Feats::FIN | Feats::PAST);
    }
}

/// Whether a finite verb or auxiliary stands among some tokens.
fn has_clause(doc: &Doc<'_>, mut tokens: Range<usize>) -> bool {
    tokens.any(|i| {
        matches!(doc.tokens[i].upos, Upos::Verb | Upos::Aux) && doc.tokens[i].feats.has(Feats::FIN)
    })
}

/// The nouns of a phrase that hang on what stands outside of it.
fn tops(doc: &Doc<'_>, phrase: Range<usize>) -> Vec<usize> {
    let is_top =
        |&i: &usize| !phrase.contains(&(doc.tokens[i].head as usize)) && is_name_or_foreign(doc, i);
    phrase.clone().filter(is_top).collect()
}

/// A noun, a name, or a word that no part of speech was found for.
fn is_name_or_foreign(doc: &Doc<'_>, i: usize) -> bool {
    is_name(doc, i) || doc.tokens[i].upos == Upos::X
}

/// The comma behind which a noun phrase fills all the room up to a finite verb and its adverbs.
fn comma_before_teller(doc: &Doc<'_>, first: usize, verb: usize) -> Option<usize> {
    if !is_finite(doc, verb) {
        return None;
    }
    let last = (first..verb).rev().find(|&i| doc.tokens[i].upos != Upos::Adv)?;
    if !is_name_or_foreign(doc, last) {
        return None;
    }
    let comma = (first.max(verb.saturating_sub(PHRASE))..last).rev().find(|&i| {
        !is_name_or_foreign(doc, i)
            && !matches!(
                doc.tokens[i].upos,
                Upos::Det | Upos::Adj | Upos::Num | Upos::Adp | Upos::Cconj | Upos::Part
            )
    })?;
    // A phrase with a preposition in front of it is no subject: `, in the capital officials said`.
    let opens = &doc.tokens[comma + 1];
    (doc.lower(comma) == "," && !matches!(opens.upos, Upos::Adp | Upos::Cconj)).then_some(comma)
}

/// Parts `the dead` from `according to an official`, where both were taken for one phrase with two
/// prepositions: what stands right in front of `according` takes the place of its noun.
pub(super) fn according(doc: &mut Doc<'_>, first: usize, end: usize) {
    for case in first + 1..end.saturating_sub(1) {
        if doc.lower(case) != "according" || doc.lower(case + 1) != "to" {
            continue;
        }
        let source = doc.tokens[case].head as usize;
        let front = case - 1;
        let two = doc.tokens[case].rel == Rel::Case
            && source > case
            && source < end
            && (first..front)
                .any(|i| doc.tokens[i].head as usize == source && doc.tokens[i].rel == Rel::Case);
        let word = matches!(
            doc.tokens[front].upos,
            Upos::Noun | Upos::Propn | Upos::Adj | Upos::Num | Upos::X
        ) && doc.tokens[front].head as usize == source;
        if !two || !word {
            continue;
        }
        for i in first..front {
            if doc.tokens[i].head as usize == source {
                doc.tokens[i].head = front as u32;
            }
        }
        replace(doc, source, front);
        hang(doc, source, front, Rel::Obl);
    }
}
