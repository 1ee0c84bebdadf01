//! Repairs of English participles and of clauses behind prepositions.
//!
//! Takes a parsed sentence, changes heads and relations. English has one form for the past tense and the participle, and
//! one for the preposition and the conjunction: what stands around them tells which it is.

use super::{finite_auxiliary, hang, has, is_finite, is_name, replace, subject};
use crate::annotate::{Doc, Feats, Rel, Upos};

/// Whether a verb is a participle, and nothing else, without an auxiliary.
pub(super) fn is_bare(doc: &Doc<'_>, first: usize, verb: usize) -> bool {
    doc.tokens[verb].upos == Upos::Verb
        && doc.tokens[verb].feats.has(Feats::PAST_PART)
        && !is_finite(doc, verb)
        && !has(doc, first..verb, verb, Rel::Aux)
        && !has(doc, first..verb, verb, Rel::AuxPass)
}

/// Makes a participle between a number and the subject of another verb an attribute of that noun: `Fourteen displaced people
/// were killed`. Nobody counts before a verb without an auxiliary.
pub(super) fn counted_attributes(doc: &mut Doc<'_>, first: usize, end: usize) {
    for verb in first + 1..end.saturating_sub(2) {
        let (number, noun) = (verb - 1, verb + 1);
        let token = doc.tokens[verb];
        let counted = token.upos == Upos::Verb
            && token.feats.has(Feats::PAST_PART)
            && doc.tokens[number].upos == Upos::Num
            && doc.tokens[number].head as usize == verb
            && is_name(doc, noun)
            && matches!(doc.tokens[noun].rel, Rel::Nsubj | Rel::NsubjPass);
        if !counted {
            continue;
        }
        let main = doc.tokens[noun].head as usize;
        // The other verb hangs on this one, and takes its place.
        if main <= noun || main >= end || doc.tokens[main].head as usize != verb {
            continue;
        }
        for i in first..end {
            if i != verb && doc.tokens[i].head as usize == verb {
                doc.tokens[i].head = main as u32;
            }
        }
        replace(doc, verb, main);
        hang(doc, verb, noun, Rel::Amod);
        hang(doc, number, noun, Rel::Nummod);
    }
}

/// Says a participle without an auxiliary of the noun in front of it where another verb has one and no subject: `Ten people
/// kidnapped by bandits have been rescued`.
pub(super) fn main_behind_participle(doc: &mut Doc<'_>, first: usize, end: usize) {
    for aside in first + 1..end {
        let token = doc.tokens[aside];
        let participle = is_bare(doc, first, aside);
        let noun = subject(doc, first, aside).filter(|&noun| participle && noun + 1 == aside);
        let Some(noun) = noun.filter(|&noun| is_name(doc, noun)) else { continue };
        let above = token.head as usize;
        let main = (aside + 1..end).find(|&i| {
            let head = doc.tokens[i].head as usize;
            doc.tokens[i].upos == Upos::Verb
                && (head == aside
                    || above != aside && head == above && doc.tokens[i].rel == token.rel)
                && subject(doc, first, i).is_none()
                && finite_auxiliary(doc, aside + 1..i, i).is_some()
                && !(aside + 1..i).any(|t| {
                    matches!(doc.lower(t), "," | "and" | "but" | "or" | "that" | "who" | "which")
                })
        });
        let Some(main) = main else { continue };
        let passive = has(doc, aside + 1..main, main, Rel::AuxPass);
        if doc.tokens[main].head as usize == aside {
            for i in main + 1..end {
                if doc.tokens[i].head as usize == aside {
                    doc.tokens[i].head = main as u32;
                }
            }
            replace(doc, aside, main);
        }
        hang(doc, noun, main, if passive { Rel::NsubjPass } else { Rel::Nsubj });
        hang(doc, aside, noun, Rel::Acl);
    }
}

/// Makes a participle the verb of a sentence that has none but an infinitive behind it: `Thousands of people demonstrated in
/// Bamako to demand justice`. An infinitive that says what for has no subject of its own.
pub(super) fn main_before_infinitive(doc: &mut Doc<'_>, first: usize, end: usize) {
    let is_root = |&i: &usize| doc.tokens[i].head as usize == i || doc.tokens[i].rel == Rel::Root;
    let Some(infinitive) = (first + 1..end).find(is_root) else { return };
    let to = infinitive - 1;
    let is_infinitive = doc.tokens[infinitive].upos == Upos::Verb
        && doc.tokens[infinitive].feats.has(Feats::INF)
        && doc.tokens[to].head as usize == infinitive
        && doc.lower(to) == "to";
    let Some(noun) = subject(doc, first, infinitive).filter(|_| is_infinitive) else { return };
    let describes = |&verb: &usize| {
        is_bare(doc, first, verb)
            && doc.tokens[verb].rel == Rel::Acl
            && (noun..verb).contains(&(doc.tokens[verb].head as usize))
            && !has(doc, verb..end, verb, Rel::OblAgent)
    };
    let has_finite = (first..end).any(|i| is_finite(doc, i) && doc.tokens[i].rel != Rel::AclRelcl);
    let verb = (noun + 1..to).find(describes).filter(|_| !has_finite);
    let Some(verb) =
        verb.filter(|_| finite_auxiliary(doc, first..infinitive, infinitive).is_none())
    else {
        return;
    };
    for i in first..to {
        if i != infinitive && doc.tokens[i].head as usize == infinitive {
            doc.tokens[i].head = verb as u32;
        }
    }
    replace(doc, infinitive, verb);
    hang(doc, infinitive, verb, Rel::Advcl);
    doc.tokens[noun].rel = Rel::Nsubj;
    doc.tokens[verb].feats = Feats(Feats::FIN | Feats::PAST);
}

/// Gives a finite verb without a subject the noun in front of it that a word like `after` was thought to govern: `10 were
/// wounded after snipers targeted the forces`.
pub(super) fn clauses_behind_prepositions(doc: &mut Doc<'_>, first: usize, end: usize) {
    for verb in first + 2..end {
        let noun = verb - 1;
        let clause = is_finite(doc, verb)
            && doc.tokens[verb].feats.has(Feats::PAST)
            && subject(doc, first, verb).is_none()
            && !has(doc, first..verb, verb, Rel::Aux)
            && !has(doc, first..verb, verb, Rel::AuxPass)
            && is_name(doc, noun)
            && matches!(doc.tokens[noun].rel, Rel::Obl | Rel::OblAgent | Rel::Nmod)
            && doc.tokens[verb].head as usize != noun
            && doc.tokens[verb].rel != Rel::Root;
        let case = (first..noun)
            .rev()
            .find(|&t| doc.tokens[t].head as usize == noun && doc.tokens[t].rel == Rel::Case);
        let Some(case) = case.filter(|_| clause) else { continue };
        let above = doc.tokens[noun].head as usize;
        let opens = matches!(doc.lower(case), "after" | "before" | "since" | "until" | "as")
            // The verb must not be what the noun hangs on, at any step.
            && above != verb
            && !doc.ancestors(above).any(|t| t == verb);
        if !opens {
            continue;
        }
        hang(doc, verb, above, Rel::Advcl);
        hang(doc, noun, verb, Rel::Nsubj);
        hang(doc, case, verb, Rel::Mark);
    }
}

/// Says a participle of the people who are said to be: `There were three people killed`.
pub(super) fn existential(doc: &mut Doc<'_>, first: usize, end: usize) {
    for verb in first + 3..end {
        let noun = verb - 1;
        let be = doc.tokens[noun].head as usize;
        let told = doc.tokens[verb].upos == Upos::Verb
            && doc.tokens[verb].head as usize == be
            && doc.tokens[verb].rel != Rel::Root
            && be < noun
            && doc.tokens[noun].rel == Rel::Nsubj
            && doc.lower(verb).ends_with("ed")
            && has(doc, first..be, be, Rel::Expl);
        if told {
            doc.tokens[verb].feats = Feats(Feats::PAST_PART);
            hang(doc, verb, noun, Rel::Acl);
        }
    }
}

/// Gives a number and its noun their places where the noun hangs on the number: `At least three security personnel were killed`.
pub(super) fn counted_nouns(doc: &mut Doc<'_>, first: usize, end: usize) {
    for number in first..end.saturating_sub(1) {
        let token = doc.tokens[number];
        if token.upos != Upos::Num || token.head as usize == number {
            continue;
        }
        let noun = (number + 1..(number + COUNTED_NEAR).min(end)).find(|&t| {
            doc.tokens[t].head as usize == number
                && doc.tokens[t].rel == Rel::Nmod
                && doc.tokens[t].upos == Upos::Noun
        });
        let Some(noun) = noun else { continue };
        let plain = (number + 1..noun)
            .all(|t| matches!(doc.tokens[t].upos, Upos::Adj | Upos::Noun | Upos::Propn));
        if !plain {
            continue;
        }
        let verb = token.head as usize;
        let subject_of = verb > noun
            && doc.tokens[verb].upos == Upos::Verb
            && token.rel == Rel::Obl
            && subject(doc, first, verb).is_none();
        let rel = match () {
            () if subject_of && has(doc, first..verb, verb, Rel::AuxPass) => Rel::NsubjPass,
            () if subject_of => Rel::Nsubj,
            () => token.rel,
        };
        for i in first..end {
            if i != noun
                && doc.tokens[i].head as usize == number
                && doc.tokens[i].rel != Rel::Advmod
            {
                doc.tokens[i].head = noun as u32;
            }
        }
        hang(doc, noun, verb, rel);
        hang(doc, number, noun, Rel::Nummod);
    }
}

/// How far behind a number its noun may stand.
const COUNTED_NEAR: usize = 4;

/// Says a participle of the object that it stands behind: `released 27 students abducted from a college`, taken for a verb
/// that nobody is the subject of.
pub(super) fn behind_objects(doc: &mut Doc<'_>, first: usize, end: usize) {
    for verb in first + 2..end.saturating_sub(1) {
        let noun = verb - 1;
        let told = is_finite(doc, verb)
            && doc.lower(verb).ends_with("ed")
            && doc.tokens[noun].upos == Upos::Noun
            && doc.tokens[noun].rel == Rel::Obj
            && (doc.tokens[noun].head as usize) < noun
            && doc.tokens[verb + 1].upos == Upos::Adp
            && !doc.ancestors(noun).any(|above| above == verb)
            && subject(doc, first, verb).is_none()
            && !has(doc, first..end, verb, Rel::Obj)
            && !has(doc, first..verb, verb, Rel::Aux);
        if told {
            doc.tokens[verb].feats = Feats(Feats::PAST_PART);
            hang(doc, verb, noun, Rel::Acl);
        }
    }
}
