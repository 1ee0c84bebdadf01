//! Repairs of French sentences whose subject has an aside between commas behind it.
//!
//! Takes a parsed sentence, changes heads and relations. A finite verb right behind a comma and without a subject
//! has the one that stands before the aside: `Les rebelles, venus de Bouca, ont tué dix civils`.

use std::ops::Range;

use super::{finite_auxiliary, hang, has, is_finite, is_name, replace, subject};
use crate::annotate::times::is_weekday;
use crate::annotate::{Doc, Feats, Rel, Upos};

/// How many tokens an aside may have.
const ASIDE: usize = 40;

/// Makes the verb behind an aside the verb of the subject in front of it, and the aside what is said of that:
/// `L'armée, appuyée par l'aviation, a tué dix rebelles`, `Les rebelles, qui venaient de Bouca, ont tué dix civils`.
pub(super) fn behind_aside(doc: &mut Doc<'_>, first: usize, end: usize) {
    for comma in first + 1..end.saturating_sub(3) {
        if doc.lower(comma) != "," {
            continue;
        }
        let Some(opener) = opener(doc, comma + 1, end) else { continue };
        let Some(noun) = top_before(doc, first, comma) else { continue };
        let Some((auxiliary, verb)) = verb_behind(doc, noun, opener, end) else { continue };
        put_right(doc, noun, opener, auxiliary, verb, first..end);
    }
}

/// The participle, adjective or verb of a relative clause that opens an aside, behind adverbs.
fn opener(doc: &Doc<'_>, from: usize, end: usize) -> Option<usize> {
    let at = (from..end.min(from + 4)).find(|&i| doc.tokens[i].upos != Upos::Adv)?;
    let token = &doc.tokens[at];
    if doc.lower(at) == "qui" {
        return (at + 1..end.min(at + 6))
            .take_while(|&i| doc.tokens[i].upos != Upos::Punct)
            .find(|&i| doc.tokens[i].upos == Upos::Verb);
    }
    let said = token.upos == Upos::Adj
        || token.upos == Upos::Verb
            && !token.feats.has(Feats::FIN)
            && !token.feats.has(Feats::INF)
            && (token.feats.has(Feats::PAST_PART) || token.feats.has(Feats::PRES_PART));
    said.then_some(at)
}

/// The noun at the top of the phrase in front of a comma; none with a preposition, which is no subject.
fn top_before(doc: &Doc<'_>, first: usize, comma: usize) -> Option<usize> {
    let mut noun = comma - 1;
    // `Les rebelles armés, venus`: over what qualifies the noun.
    while noun > first && matches!(doc.tokens[noun].upos, Upos::Adj | Upos::Punct) {
        noun -= 1;
    }
    if !is_name(doc, noun) {
        return None;
    }
    while let Some(above) = doc.head(noun).filter(|&i| i >= first && i < noun && is_name(doc, i)) {
        noun = above;
    }
    (!has(doc, first..noun, noun, Rel::Case)).then_some(noun)
}

/// The finite verb without a subject right behind the comma that closes an aside, with its auxiliary or itself as
/// what agrees with the subject.
fn verb_behind(doc: &Doc<'_>, noun: usize, opener: usize, end: usize) -> Option<(usize, usize)> {
    for comma in opener + 1..end.saturating_sub(1).min(opener + ASIDE) {
        if doc.lower(comma) != "," {
            continue;
        }
        let Some(at) = (comma + 1..end.min(comma + 5)).find(|&i| {
            doc.tokens[i].upos != Upos::Adv
                && !matches!(
                    doc.lower(i),
                    "se" | "s'" | "ne" | "n'" | "y" | "en" | "les" | "l'" | "lui" | "leur"
                )
        }) else {
            continue;
        };
        if doc.tokens[at].upos == Upos::Verb && is_finite(doc, at) {
            let alone = agrees(doc, noun, at) && subject(doc, opener, at).is_none();
            return alone.then_some((at, at));
        }
        if doc.tokens[at].upos != Upos::Aux || !doc.tokens[at].feats.has(Feats::FIN) {
            continue;
        }
        let verb = (at + 1..end.min(at + 8))
            .take_while(|&i| {
                matches!(doc.tokens[i].upos, Upos::Aux | Upos::Adv | Upos::Verb | Upos::Punct)
                    || matches!(doc.tokens[i].upos, Upos::Adp | Upos::Noun)
            })
            .find(|&i| doc.tokens[i].upos == Upos::Verb)?;
        let alone = agrees(doc, noun, at)
            && subject(doc, opener, verb).is_none_or(|i| i < opener)
            && finite_auxiliary(doc, at..verb, verb).is_some();
        return alone.then_some((at, verb));
    }
    None
}

/// Whether a noun and a finite verb agree in number, as far as the words show it: a name shows none.
fn agrees(doc: &Doc<'_>, noun: usize, verb: usize) -> bool {
    doc.tokens[noun].upos == Upos::Propn
        || doc.tokens[noun].feats.has(Feats::PLUR) == doc.tokens[verb].feats.has(Feats::PLUR)
}

/// Hangs the verb where the noun or its aside hung, the noun on the verb and the aside on the noun.
fn put_right(
    doc: &mut Doc<'_>,
    noun: usize,
    opener: usize,
    auxiliary: usize,
    verb: usize,
    sentence: Range<usize>,
) {
    let (first, end) = (sentence.start, sentence.end);
    let subject_of = |i: usize| {
        doc.tokens[noun].head as usize == i
            && matches!(doc.tokens[noun].rel, Rel::Nsubj | Rel::NsubjPass)
    };
    if subject_of(verb) {
        return;
    }
    let on_opener = doc.tokens[noun].head as usize == opener && noun != opener;
    let under_noun = doc.ancestors(opener).any(|i| i == noun);
    let top = if on_opener {
        opener
    } else if under_noun {
        noun
    } else {
        return;
    };
    let (above, rel) = (doc.tokens[top].head as usize, doc.tokens[top].rel);
    // The noun is the subject of another verb, or of a phrase that says where or when.
    if top == noun && !matches!(rel, Rel::Root | Rel::Ccomp | Rel::Parataxis | Rel::Conj) {
        return;
    }
    if above != top && (doc.ancestors(above).any(|i| i == verb) || above == verb) {
        return;
    }
    // What stands before the subject's own words, and what stands behind the comma, is of the verb.
    let start = (first..noun)
        .find(|&i| doc.tokens[i].head as usize == noun && doc.tokens[i].rel == Rel::Det)
        .unwrap_or(noun);
    let moved: Vec<usize> = (first..start)
        .chain(auxiliary..end)
        .filter(|&i| {
            let over = doc.tokens[i].head as usize;
            i != verb && i != noun && i != opener && (over == opener || over == noun) && over != i
        })
        .collect();
    for i in moved {
        doc.tokens[i].head = verb as u32;
        if matches!(doc.tokens[i].rel, Rel::Nmod | Rel::Appos) {
            doc.tokens[i].rel = Rel::Obl;
        }
    }
    let passive = has(doc, auxiliary..verb, verb, Rel::AuxPass);
    replace(doc, top, verb);
    hang(doc, noun, verb, if passive { Rel::NsubjPass } else { Rel::Nsubj });
    let relative = (noun + 1..opener).any(|i| doc.lower(i) == "qui");
    hang(doc, opener, noun, if relative { Rel::AclRelcl } else { Rel::Acl });
}

/// Gives a verb the noun in front of its auxiliary as its subject, where that was hung on the day that opens the sentence,
/// and makes an object of what stands behind: `Lundi, la garde présidentielle a arrêté le chef de la milice`.
pub(super) fn opening_days(doc: &mut Doc<'_>, first: usize, end: usize) {
    let Some(comma) = (first + 1..end.min(first + 5)).find(|&i| doc.lower(i) == ",") else {
        return;
    };
    let Some(day) = (first..comma).find(|&i| is_weekday(doc.lang, doc.lower(i))) else { return };
    let noun = (comma + 1..end).find(|&i| doc.tokens[i].head as usize == day && is_name(doc, i));
    let Some(noun) = noun.filter(|&i| !has(doc, comma..i, i, Rel::Case)) else { return };
    // `Lundi, la force, qui contrôle la ville, a arrêté`: the day itself was taken for who did it.
    let governs = doc.tokens[day].head as usize;
    if matches!(doc.tokens[day].rel, Rel::Nsubj | Rel::NsubjPass)
        && governs > noun
        && finite_auxiliary(doc, noun..governs, governs).is_some()
    {
        let rel = doc.tokens[day].rel;
        hang(doc, day, governs, Rel::Obl);
        hang(doc, noun, governs, rel);
        let clause = (noun + 1..governs)
            .find(|&i| doc.tokens[i].head as usize == day && doc.tokens[i].rel == Rel::AclRelcl);
        if let Some(clause) = clause {
            hang(doc, clause, noun, Rel::AclRelcl);
        }
        object_behind(doc, governs, end);
        return;
    }
    let verb = (noun + 1..end)
        .take_while(|&i| doc.tokens[i].upos != Upos::Punct)
        .find(|&i| doc.tokens[i].upos == Upos::Verb && finite_auxiliary(doc, noun..i, i).is_some());
    let Some(verb) = verb else { return };
    if doc.ancestors(verb).any(|i| i == noun) || subject(doc, first, verb).is_some() {
        return;
    }
    let passive = has(doc, noun..verb, verb, Rel::AuxPass);
    hang(doc, noun, verb, if passive { Rel::NsubjPass } else { Rel::Nsubj });
    // `s'est réunie et a manifesté`: the first of two verbs that a conjunction joins.
    let main = doc.tokens[verb].head as usize;
    if doc.tokens[verb].rel == Rel::Advcl
        && main > verb
        && main < end
        && has(doc, verb..main, main, Rel::Cc)
        && subject(doc, first, main).is_none()
    {
        replace(doc, main, verb);
        hang(doc, main, verb, Rel::Conj);
    }
    if !passive {
        object_behind(doc, verb, end);
    }
}

/// Makes the object of what stands behind a verb and was taken for its subject, and its name of what was taken for the
/// object: `a arrêté le commandant, Jean Izo`.
fn object_behind(doc: &mut Doc<'_>, verb: usize, end: usize) {
    let find = |doc: &Doc<'_>, rel: Rel| {
        (verb + 1..end).find(|&i| doc.tokens[i].head as usize == verb && doc.tokens[i].rel == rel)
    };
    let Some(noun) = find(doc, Rel::Nsubj) else { return };
    match find(doc, Rel::Obj) {
        Some(name) if name > noun && doc.lower(name - 1) == "," && is_name(doc, name) => {
            hang(doc, name, noun, Rel::Appos);
        }
        Some(_) => return,
        None => {}
    }
    doc.tokens[noun].rel = Rel::Obj;
}

/// Says a participle with `ayant`, `étant` of the noun right in front of it: `des rebelles ayant prêté allégeance`.
pub(super) fn having(doc: &mut Doc<'_>, first: usize, end: usize) {
    for auxiliary in first + 1..end.saturating_sub(1) {
        let opens = matches!(doc.lower(auxiliary), "ayant" | "étant");
        if !opens {
            continue;
        }
        let verb = doc.tokens[auxiliary].head as usize;
        // `une frappe russe ayant visé`: over the adjective.
        let noun = (first..auxiliary).rev().find(|&i| doc.tokens[i].upos != Upos::Adj);
        let Some(noun) = noun else { continue };
        // `Après le coup d'Etat ayant renversé le président, les militaires ont dissous`: the verb is the finite one.
        if verb > auxiliary && verb < end && doc.tokens[verb].rel == Rel::Root {
            main_behind_having(doc, noun, verb, first, end);
            continue;
        }
        let loose = verb > auxiliary
            && verb < end
            && matches!(doc.tokens[verb].rel, Rel::Conj | Rel::Advcl | Rel::Parataxis | Rel::Acl)
            && is_name(doc, noun)
            && doc.tokens[verb].head as usize != noun
            && !doc.ancestors(noun).any(|i| i == verb);
        if loose {
            hang(doc, verb, noun, Rel::Acl);
        }
    }
}

/// Makes the finite verb with a subject the verb of a sentence whose root is said of the noun in front with `ayant`.
fn main_behind_having(doc: &mut Doc<'_>, noun: usize, verb: usize, first: usize, end: usize) {
    let main = (verb + 1..end).find(|&i| {
        doc.tokens[i].head as usize == verb
            && matches!(doc.tokens[i].rel, Rel::Conj | Rel::Parataxis | Rel::Ccomp)
            && doc.tokens[i].upos == Upos::Verb
            && subject(doc, verb + 1, i).is_some()
            && (is_finite(doc, i) || finite_auxiliary(doc, verb..i, i).is_some())
    });
    let (Some(main), true) = (main, is_name(doc, noun)) else { return };
    // The noun in front is of the main clause: what hung on the root before it hangs there.
    let before: Vec<usize> =
        (first..=noun).filter(|&i| doc.tokens[i].head as usize == verb).collect();
    if doc.ancestors(noun).all(|i| i != verb) {
        return;
    }
    for i in before {
        doc.tokens[i].head = main as u32;
        if i != main && matches!(doc.tokens[i].rel, Rel::Nsubj | Rel::NsubjPass) {
            doc.tokens[i].rel = Rel::Obl;
        }
    }
    hang(doc, main, main, Rel::Root);
    hang(doc, verb, noun, Rel::Acl);
    let object = (verb + 1..main)
        .find(|&i| {
            doc.tokens[i].head as usize == verb
                && matches!(doc.tokens[i].rel, Rel::Nsubj | Rel::NsubjPass)
        })
        .filter(|_| !has(doc, noun..main, verb, Rel::Obj));
    if let Some(object) = object {
        doc.tokens[object].rel = Rel::Obj;
    }
}

/// Says a relative clause of the noun of time in front of `qui` that was taken for a part of it, and gives the verb before
/// what was taken along: `a décrété trois jours de deuil après l'attaque qui a coûté la vie à dix civils`.
pub(super) fn behind_time(doc: &mut Doc<'_>, first: usize, end: usize) {
    for who in first + 3..end {
        let verb = doc.tokens[who].head as usize;
        let noun = who - 1;
        let swallowed = doc.lower(who) == "qui"
            && doc.tokens[who].rel == Rel::Nsubj
            && verb > who
            && matches!(doc.tokens[verb].rel, Rel::Conj | Rel::Parataxis | Rel::Advcl | Rel::Ccomp)
            && is_name(doc, noun)
            && doc.tokens[noun].head as usize == verb;
        let above = doc.tokens[verb].head as usize;
        if !swallowed || above >= noun || doc.tokens[above].upos != Upos::Verb {
            continue;
        }
        let moved: Vec<usize> =
            (above + 1..who).filter(|&i| doc.tokens[i].head as usize == verb).collect();
        for i in moved {
            let bare = is_name(doc, i) && !has(doc, above..i, i, Rel::Case);
            doc.tokens[i].head = above as u32;
            if bare && !has(doc, above..end, above, Rel::Obj) {
                doc.tokens[i].rel = Rel::Obj;
            } else if doc.tokens[i].upos != Upos::Punct && is_name(doc, i) {
                doc.tokens[i].rel = Rel::Obl;
            }
        }
        hang(doc, verb, noun, Rel::AclRelcl);
    }
}
