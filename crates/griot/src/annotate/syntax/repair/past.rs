//! Repairs of English past tenses and participles that look alike.
//!
//! Takes a parsed sentence, changes heads and relations. `hurt` and `cut` are the same in the present, in the past and
//! as a participle, and `abducted` may be either of the last two: what stands in front and behind tells which.

use super::{finite_auxiliary, hang, has, is_finite, is_name, subject};
use crate::annotate::{Doc, Feats, Rel, Upos};

/// Participles that look like the verb itself.
fn is_unchanged(lower: &str) -> bool {
    matches!(lower, "hurt" | "hit" | "shot" | "cut" | "put")
}

/// Makes a passive of `was badly hurt`, `five hurt`, `90 people hurt in clashes`, and a past tense of `killed one and
/// hurt five`, where the form was taken for an infinitive, a noun or the other of the two.
pub(super) fn unchanged(doc: &mut Doc<'_>, first: usize, end: usize) {
    for verb in first + 1..end {
        if !is_unchanged(doc.lower(verb)) {
            continue;
        }
        behind_be(doc, first, verb);
        behind_number(doc, first, end, verb);
        behind_counted(doc, first, end, verb);
        // `killed one person and hurt five`: a second past tense, since nothing makes an infinitive of it.
        let above = doc.tokens[verb].head as usize;
        let told = doc.tokens[verb].rel == Rel::Conj
            && doc.tokens[verb].feats.has(Feats::INF)
            && (first..verb).contains(&above)
            && is_finite(doc, above)
            && doc.tokens[above].feats.has(Feats::PAST);
        if told && !has(doc, first..verb, verb, Rel::Mark) && !has(doc, above..verb, verb, Rel::Aux)
        {
            doc.tokens[verb].feats = Feats(Feats::FIN | Feats::PAST);
        }
    }
}

/// `was badly hurt`: a passive behind a form of `be` and adverbs.
fn behind_be(doc: &mut Doc<'_>, first: usize, verb: usize) {
    let be = (first..verb).rev().find(|&i| doc.tokens[i].upos != Upos::Adv);
    let Some(be) = be.filter(|&i| doc.lemma(i) == "be") else { return };
    if doc.tokens[be].head as usize != verb || doc.tokens[verb].upos == Upos::Noun {
        return;
    }
    doc.tokens[be].rel = Rel::AuxPass;
    doc.tokens[verb].upos = Upos::Verb;
    doc.tokens[verb].feats = Feats(Feats::PAST_PART);
    if let Some(noun) = subject(doc, first, verb) {
        doc.tokens[noun].rel = Rel::NsubjPass;
    }
}

/// `one killed and five hurt`: a number that counts people, and what became of them, behind a conjunction and another
/// outcome.
fn behind_number(doc: &mut Doc<'_>, first: usize, end: usize, verb: usize) {
    let number = (first..verb).rev().find(|&i| doc.tokens[i].upos != Upos::Adv);
    let Some(number) = number.filter(|&i| doc.tokens[i].upos == Upos::Num && i > first) else {
        return;
    };
    let mut joint = number - 1;
    // `and at least five hurt`, `and another five hurt`.
    while joint > first
        && joint + 4 > number
        && !matches!(doc.tokens[joint].upos, Upos::Cconj | Upos::Punct)
    {
        joint -= 1;
    }
    if !matches!(doc.lower(joint), "and" | ",") || joint == first {
        return;
    }
    let other = (joint.saturating_sub(OUTCOME_NEAR).max(first)..joint).rev().find(|&i| {
        doc.tokens[i].upos == Upos::Verb && doc.tokens[i].feats.has(Feats::PAST_PART)
            || matches!(doc.lower(i), "dead" | "killed")
    });
    let Some(other) = other else { return };
    if doc.tokens[verb].rel == Rel::Root
        || has(doc, verb + 1..end, verb, Rel::Obj)
        || doc.ancestors(other).any(|i| i == verb || i == number)
    {
        // `Three dead and 12 hurt`: what was said of it goes with the first.
        let dead = doc.tokens[other].head as usize == verb && doc.tokens[other].rel == Rel::Amod;
        let top = doc.tokens[verb].head as usize;
        if !dead || has(doc, verb + 1..end, verb, Rel::Obj) || top == verb {
            return;
        }
        hang(doc, other, top, Rel::Dep);
        if doc.ancestors(top).any(|i| i == verb) {
            return;
        }
    }
    doc.tokens[verb].upos = Upos::Verb;
    doc.tokens[verb].feats = Feats(Feats::PAST_PART);
    hang(doc, verb, other, Rel::Conj);
    hang(doc, number, verb, Rel::NsubjPass);
    for i in verb + 1..end {
        if doc.tokens[i].head as usize == verb && doc.tokens[i].rel == Rel::Nmod {
            doc.tokens[i].rel = Rel::Obl;
        }
    }
}

/// How far in front of the conjunction the other outcome may stand.
const OUTCOME_NEAR: usize = 4;

/// `More than 90 people hurt in clashes`, `Two people shot and killed in Goma`: counted people in front and no object
/// behind; nobody need be counted where an agent stands behind.
fn behind_counted(doc: &mut Doc<'_>, first: usize, end: usize, verb: usize) {
    let noun = verb - 1;
    let lower = |i: usize| if i < end { doc.lower(i) } else { "." };
    // `shot dead`, `shot and killed`: what became of them besides.
    let (next, joined) = match lower(verb + 1) {
        "dead" => (verb + 2, None),
        "and" if lower(verb + 2).ends_with("ed") => (verb + 3, Some(verb + 2)),
        _ => (verb + 1, None),
    };
    let closed = next >= end
        || doc.tokens[next].upos == Upos::Punct
        || matches!(lower(next), "in" | "by" | "during" | "after" | "when" | "near");
    let object = |i: usize| has(doc, first..end, i, Rel::Obj);
    let suffered = is_finite(doc, verb)
        && doc.tokens[noun].upos == Upos::Noun
        && doc.tokens[noun].head as usize == verb
        && doc.tokens[noun].rel == Rel::Nsubj
        && (has(doc, first..noun, noun, Rel::Nummod) || lower(next) == "by")
        && closed
        && !object(verb)
        && joined.is_none_or(|i| doc.tokens[i].head as usize == verb && !object(i))
        && !has(doc, first..verb, verb, Rel::Aux);
    if suffered {
        doc.tokens[noun].rel = Rel::NsubjPass;
        for i in std::iter::once(verb).chain(joined) {
            doc.tokens[i].feats = Feats(Feats::PAST_PART);
        }
        let agent = (next + 1..end.min(next + 5)).find(|&i| {
            doc.lower(next) == "by"
                && doc.tokens[next].head as usize == i
                && doc.tokens[i].head as usize == verb
                && doc.tokens[i].rel == Rel::Obl
        });
        if let Some(agent) = agent {
            doc.tokens[agent].rel = Rel::OblAgent;
        }
    }
}

/// Says a past tense of the object that it stands behind, where it was taken for one more verb with that for its
/// subject: `freed 12 passengers abducted last month`. Two verbs without a comma or a conjunction are not coordinated.
pub(super) fn said_of_objects(doc: &mut Doc<'_>, first: usize, end: usize) {
    for verb in first + 2..end {
        let noun = verb - 1;
        let above = doc.tokens[verb].head as usize;
        let told = is_finite(doc, verb)
            && doc.lower(verb).ends_with("ed")
            && matches!(doc.tokens[verb].rel, Rel::Conj | Rel::Parataxis)
            && (first..noun).contains(&above)
            && doc.tokens[above].upos == Upos::Verb
            && doc.tokens[noun].upos == Upos::Noun
            && doc.tokens[noun].head as usize == verb
            && doc.tokens[noun].rel == Rel::Nsubj
            && !has(doc, first..end, verb, Rel::Obj)
            && !has(doc, first..verb, verb, Rel::Aux)
            && !has(doc, first..end, above, Rel::Obj)
            && !has(doc, first..above, above, Rel::AuxPass)
            && !tells(doc.lemma(above));
        let apart = (above + 1..verb).any(|i| {
            matches!(doc.tokens[i].upos, Upos::Punct | Upos::Cconj | Upos::Sconj | Upos::Adp)
                && !matches!(doc.lower(i), "of" | "at" | "than")
        });
        if told && !apart {
            hang(doc, noun, above, Rel::Obj);
            hang(doc, verb, noun, Rel::Acl);
            doc.tokens[verb].feats = Feats(Feats::PAST_PART);
        }
    }
}

/// Verbs behind which a clause may stand without `that`.
fn tells(lemma: &str) -> bool {
    matches!(
        lemma,
        "say"
            | "claim"
            | "report"
            | "confirm"
            | "allege"
            | "believe"
            | "state"
            | "add"
            | "think"
            | "know"
            | "see"
            | "hear"
            | "show"
            | "mean"
            | "fear"
            | "suggest"
            | "announce"
            | "warn"
            | "note"
            | "tell"
            | "indicate"
            | "feel"
            | "hope"
            | "deny"
            | "insist"
            | "learn"
            | "find"
            | "suspect"
            | "understand"
            | "go"
            | "come"
    )
}

/// Gives a sentence its verb where a past tense of those that it tells of was taken for that: `23 of the 30 students
/// kidnapped near Kaduna were freed`.
pub(super) fn main_behind_past(doc: &mut Doc<'_>, first: usize, end: usize) {
    for aside in first + 1..end {
        let noun = aside - 1;
        let past = is_finite(doc, aside)
            && doc.lower(aside).ends_with("ed")
            && doc.tokens[noun].upos == Upos::Noun
            && matches!(doc.tokens[aside].rel, Rel::Root | Rel::Ccomp)
            && !has(doc, first..end, aside, Rel::Obj)
            && !has(doc, first..aside, aside, Rel::Aux);
        if !past {
            continue;
        }
        // The top of the phrase in front: `23` of `23 of the 30 students`.
        let mut top = noun;
        while let Some(above) = doc.head(top).filter(|&i| i >= first && i < top) {
            top = above;
        }
        let of_aside = doc.tokens[top].head as usize == aside
            && matches!(doc.tokens[top].rel, Rel::Nsubj | Rel::NsubjPass | Rel::Nummod | Rel::Obl)
            && !has(doc, first..top, top, Rel::Case);
        let main = (aside + 1..end)
            .take_while(|&i| {
                !matches!(doc.tokens[i].upos, Upos::Punct | Upos::Cconj | Upos::Sconj | Upos::Pron)
            })
            .find(|&i| {
                doc.tokens[i].upos == Upos::Verb
                    && doc.tokens[i].head as usize == aside
                    && matches!(doc.tokens[i].rel, Rel::Ccomp | Rel::Conj | Rel::Parataxis)
                    && subject(doc, first, i).is_none()
                    && finite_auxiliary(doc, aside + 1..i, i).is_some()
            });
        let Some(main) = main.filter(|_| of_aside) else { continue };
        for i in (first..top).chain(main + 1..end) {
            if doc.tokens[i].head as usize == aside && i != main {
                doc.tokens[i].head = main as u32;
            }
        }
        let passive = has(doc, aside + 1..main, main, Rel::AuxPass);
        super::replace(doc, aside, main);
        hang(doc, top, main, if passive { Rel::NsubjPass } else { Rel::Nsubj });
        hang(doc, aside, noun, Rel::Acl);
        doc.tokens[aside].feats = Feats(Feats::PAST_PART);
    }
}

/// Makes the verb of a sentence of a participle that cannot be said of the noun in front, which was taken for all of
/// the sentence: `Police and a mob of women clashed`, `Rustlers made off with 200 goats`. Nobody is clashed, nor made off.
pub(super) fn nouns_that_go(doc: &mut Doc<'_>, first: usize, end: usize) {
    let Some(noun) = (first..end).find(|&i| doc.tokens[i].rel == Rel::Root) else { return };
    let told = |i: usize| is_finite(doc, i) && doc.tokens[i].rel != Rel::AclRelcl;
    if !is_name(doc, noun) || has(doc, first..end, noun, Rel::Cop) {
        return;
    }
    let under = |i: usize| {
        let mut at = i;
        for _ in 0..4 {
            if at == noun {
                return true;
            }
            if !matches!(doc.tokens[at].rel, Rel::Nmod | Rel::Conj) || !is_name(doc, at) {
                return false;
            }
            at = doc.tokens[at].head as usize;
        }
        false
    };
    let acts = |&i: &usize| {
        doc.tokens[i].upos == Upos::Verb
            && doc.tokens[i].rel == Rel::Acl
            && doc.tokens[i].feats.has(Feats::PAST_PART)
            && under(doc.tokens[i].head as usize)
            && !has(doc, first..i, i, Rel::AuxPass)
            && (is_never_passive(doc.lemma(i)) || off(doc, i, end))
    };
    let Some(verb) = (noun + 1..end).find(acts) else { return };
    if (first..verb).any(told) || (noun..verb).any(|i| doc.tokens[i].upos == Upos::Punct) {
        return;
    }
    for i in verb + 1..end {
        if doc.tokens[i].head as usize == noun {
            doc.tokens[i].head = verb as u32;
            if doc.tokens[i].rel == Rel::Nmod {
                doc.tokens[i].rel = Rel::Obl;
            }
        }
    }
    hang(doc, noun, verb, Rel::Nsubj);
    hang(doc, verb, verb, Rel::Root);
    doc.tokens[verb].feats = Feats(Feats::FIN | Feats::PAST);
}

/// Whether a verb has `off` or `away` and `with` behind it, which no participle said of a noun has.
fn off(doc: &Doc<'_>, verb: usize, end: usize) -> bool {
    verb + 2 < end
        && matches!(doc.lower(verb + 1), "off" | "away")
        && matches!(doc.lower(verb + 2), "with" | "into")
}

/// Verbs without an object, which have no passive.
fn is_never_passive(lemma: &str) -> bool {
    matches!(
        lemma,
        "clash"
            | "protest"
            | "demonstrate"
            | "march"
            | "rally"
            | "die"
            | "erupt"
            | "occur"
            | "collide"
            | "flee"
            | "retreat"
            | "withdraw"
            | "surrender"
            | "explode"
            | "arrive"
            | "escape"
            | "advance"
    )
}

/// Makes an attribute of a participle between a preposition and a name: `a depot in occupied Berdiansk`.
pub(super) fn named_attributes(doc: &mut Doc<'_>, first: usize, end: usize) {
    for verb in first + 1..end.saturating_sub(1) {
        let (case, name) = (verb - 1, verb + 1);
        let between = doc.tokens[verb].upos == Upos::Verb
            && doc.lower(verb).ends_with("ed")
            && doc.tokens[case].upos == Upos::Adp
            && matches!(
                doc.lower(case),
                "in" | "from" | "to" | "near" | "around" | "of" | "inside"
            )
            && doc.tokens[name].upos == Upos::Propn
            && !(doc.tokens[verb].rel == Rel::Amod && doc.tokens[verb].head as usize > verb);
        if !between {
            continue;
        }
        let inside = |i: usize| i == case || i == verb || i == name;
        let free = |&i: &usize| !inside(i) && !doc.ancestors(i).any(inside);
        // `Troops in captured Mariupol shelled`: of the noun in front, or of what it all hangs on.
        let front = case.checked_sub(1).filter(|&i| i >= first && is_name(doc, i)).filter(free);
        let outer = [case, verb, name]
            .into_iter()
            .map(|i| doc.tokens[i].head as usize)
            .find(|&i| !inside(i) && i < case);
        let Some(outer) = outer.filter(free).or(front) else { continue };
        for i in name + 1..end {
            if doc.tokens[i].head as usize == verb {
                doc.tokens[i].head =
                    if doc.tokens[i].rel == Rel::Flat { name as u32 } else { outer as u32 };
            }
        }
        let rel = if is_name(doc, outer) { Rel::Nmod } else { Rel::Obl };
        hang(doc, case, name, Rel::Case);
        hang(doc, verb, name, Rel::Amod);
        hang(doc, name, outer, rel);
    }
}

/// Makes a participle of what was found to have become of somebody: `were found hacked to death`. A past tense has a
/// subject of its own.
pub(super) fn found_so(doc: &mut Doc<'_>, first: usize, end: usize) {
    for verb in first + 2..end {
        let found = doc.tokens[verb].head as usize;
        let told = is_finite(doc, verb)
            && doc.tokens[verb].rel == Rel::Xcomp
            && found + 1 == verb
            && has(doc, first..found, found, Rel::AuxPass);
        if told {
            doc.tokens[verb].feats = Feats(Feats::PAST_PART);
        }
    }
}

/// Reads a verb in quotation marks of its own as if it had none: `Turkish forces \"neutralised\" 12 fighters`.
pub(super) fn scare_quotes(doc: &mut Doc<'_>, first: usize, end: usize) {
    let is_quote = |doc: &Doc<'_>, i: usize| {
        doc.tokens[i].upos == Upos::Punct && matches!(doc.lower(i), "\"" | "“" | "”" | "'" | "‘")
    };
    for verb in first + 2..end.saturating_sub(2) {
        let quoted = doc.tokens[verb].upos == Upos::Verb
            && doc.lower(verb).ends_with("ed")
            && is_quote(doc, verb - 1)
            && is_quote(doc, verb + 1)
            && !has(doc, first..verb, verb, Rel::AuxPass)
            && !has(doc, first..end, verb, Rel::Obj);
        if !quoted {
            continue;
        }
        let having = has(doc, first..verb, verb, Rel::Aux);
        // The object: the last noun of the phrase that a number, an article or a plural opens right behind.
        let object = (verb + 2..end)
            .take_while(|&i| {
                matches!(
                    doc.tokens[i].upos,
                    Upos::Num | Upos::Det | Upos::Adj | Upos::Noun | Upos::Propn
                )
            })
            .filter(|&i| is_name(doc, i))
            .last();
        let Some(object) = object else { continue };
        let noun = verb - 2;
        let acts = having || {
            is_name(doc, noun)
                && doc.tokens[noun].head as usize == verb
                && matches!(doc.tokens[noun].rel, Rel::Nsubj | Rel::NsubjPass)
        };
        if !acts || doc.ancestors(verb).any(|i| i == object) {
            continue;
        }
        hang(doc, object, verb, Rel::Obj);
        if !having {
            doc.tokens[noun].rel = Rel::Nsubj;
            doc.tokens[verb].feats = Feats(Feats::FIN | Feats::PAST);
        }
    }
}
