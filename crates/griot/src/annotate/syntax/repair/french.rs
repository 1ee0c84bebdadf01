//! Repairs of French subjects and of the verbs behind them.
//!
//! Takes a parsed sentence, changes heads and relations: verbs that have `être` in the past and are no passive, what is
//! told of a noun behind an aside, adjectives and counted nouns that are subjects.

use super::{finite_auxiliary, hang, has, is_finite, is_name, replace, subject};
use crate::annotate::grammar::takes_be;
use crate::annotate::quantities::numerals::numeral;
use crate::annotate::quantities::tables::numbers;
use crate::annotate::times::is_weekday;
use crate::annotate::{Doc, Feats, Rel, Upos};

/// Makes an active verb of one that has `être` in its past tense: `Les hommes sont descendus`. A second auxiliary, or an
/// agent, makes it a passive all the same.
pub(super) fn verbs_of_being(doc: &mut Doc<'_>, first: usize, end: usize) {
    for verb in first + 1..end {
        let active = doc.tokens[verb].upos == Upos::Verb
            && doc.tokens[verb].feats.has(Feats::PAST_PART)
            && takes_be(doc.lemma(verb))
            && !(first..verb).any(|i| {
                doc.tokens[i].head as usize == verb
                    && (matches!(doc.lower(i), "été" | "étant") || doc.lemma(i) == "avoir")
            })
            && !has(doc, first..end, verb, Rel::OblAgent);
        if !active {
            continue;
        }
        for i in first..verb {
            if doc.tokens[i].head as usize == verb {
                match doc.tokens[i].rel {
                    Rel::AuxPass => doc.tokens[i].rel = Rel::Aux,
                    Rel::NsubjPass => doc.tokens[i].rel = Rel::Nsubj,
                    _ => {}
                }
            }
        }
    }
}

/// Makes a verb of `dément` right behind a noun or a name that has no other verb in front of it: `Kiev dément et assure`,
/// `L'armée dément avoir visé un hôpital`. A madman has an article.
pub(super) fn denies(doc: &mut Doc<'_>, first: usize, end: usize) {
    for verb in first + 1..end {
        let noun = verb - 1;
        let taken = matches!(doc.lower(verb), "dément" | "démentent")
            && doc.tokens[verb].upos != Upos::Verb
            && is_name(doc, noun)
            && doc.tokens[noun].upos != Upos::Verb
            && !(verb + 1 < end && is_name(doc, verb + 1));
        if !taken {
            continue;
        }
        // The top of the noun phrase in front: `Le porte-parole de l'armée dément`.
        let mut top = noun;
        while let Some(above) = doc.head(top).filter(|&i| i >= first && i < top && is_name(doc, i))
        {
            top = above;
        }
        if has(doc, first..top, top, Rel::Case) || (first..top).any(|i| is_finite(doc, i)) {
            continue;
        }
        // An infinitive behind it, or a second verb, hung where it stands now.
        let next = (verb + 1..end)
            .take_while(|&i| doc.tokens[i].upos != Upos::Punct)
            .find(|&i| doc.tokens[i].upos == Upos::Verb);
        let over = doc.tokens[top].head as usize;
        if over == top {
            for i in verb + 1..end {
                if doc.tokens[i].head as usize == top {
                    doc.tokens[i].head = verb as u32;
                }
            }
            hang(doc, verb, verb, Rel::Root);
        } else if next == Some(over) {
            for i in first..end {
                let comes = doc.tokens[i].rel == Rel::Punct || i < top;
                if doc.tokens[i].head as usize == over && i != over && i != top && comes {
                    doc.tokens[i].head = verb as u32;
                }
            }
            replace(doc, over, verb);
            let joined = has(doc, verb..over, over, Rel::Cc);
            hang(doc, over, verb, if joined { Rel::Conj } else { Rel::Xcomp });
        } else {
            continue;
        }
        doc.tokens[verb].upos = Upos::Verb;
        doc.tokens[verb].feats = Feats(
            Feats::FIN
                | Feats::PRES
                | if doc.lower(verb) == "dément" { Feats::SING } else { Feats::PLUR },
        );
        hang(doc, top, verb, Rel::Nsubj);
        for i in first..verb {
            if doc.tokens[i].rel == Rel::Det && i + 1 == top {
                hang(doc, i, top, Rel::Det);
            }
        }
    }
}

/// Makes a noun, and the subject, of an adjective with an article or a number in front of the auxiliary of a verb that has
/// no other subject: `Un jeune a été tué`, `Deux jeunes ont été tués`.
pub(super) fn nominal_subjects(doc: &mut Doc<'_>, first: usize, end: usize) {
    for word in first + 1..end.saturating_sub(2) {
        let det = word - 1;
        let auxiliary = word + 1;
        let alone = doc.tokens[word].upos == Upos::Adj
            && doc.tokens[word].rel == Rel::Amod
            && matches!(doc.tokens[det].upos, Upos::Det | Upos::Num)
            && doc.tokens[auxiliary].upos == Upos::Aux
            && doc.tokens[auxiliary].feats.has(Feats::FIN);
        let verb = doc.tokens[word].head as usize;
        // `un autre a été tué`: one of those who were told of before, of whom it says nothing more.
        if !alone
            || matches!(
                doc.lemma(word),
                "autre" | "même" | "premier" | "second" | "dernier" | "tel"
            )
            || verb <= auxiliary
            || verb >= end
            || doc.tokens[verb].upos != Upos::Verb
            || doc.tokens[det].head as usize != verb
            || finite_auxiliary(doc, auxiliary..verb, verb).is_none()
            || subject(doc, first, verb).is_some_and(|i| i != det)
        {
            continue;
        }
        let rel =
            if has(doc, first..verb, verb, Rel::AuxPass) { Rel::NsubjPass } else { Rel::Nsubj };
        doc.tokens[word].upos = Upos::Noun;
        hang(doc, word, verb, rel);
        let counts = doc.tokens[det].upos == Upos::Num;
        hang(doc, det, word, if counts { Rel::Nummod } else { Rel::Det });
    }
}

/// Makes the subject of a counted noun without a preposition that was taken for a place, and one more of it of the noun
/// behind a conjunction: `dix-sept volontaires (VDP) et quatre militaires ont péri`.
pub(super) fn counted_subjects(doc: &mut Doc<'_>, first: usize, end: usize) {
    for noun in first + 1..end {
        let verb = doc.tokens[noun].head as usize;
        let loose = doc.tokens[noun].upos == Upos::Noun
            && doc.tokens[noun].rel == Rel::Obl
            && verb > noun + 1
            && verb < end
            && doc.tokens[verb].upos == Upos::Verb
            && finite_auxiliary(doc, noun..verb, verb)
                .is_some_and(|aux| doc.tokens[aux].feats.has(Feats::PLUR))
            && doc.tokens[noun - 1].head as usize == noun
            && matches!(doc.tokens[noun - 1].rel, Rel::Nummod | Rel::Amod)
            && is_number(doc, noun - 1)
            && !has(doc, first..noun, noun, Rel::Case);
        if !loose {
            continue;
        }
        let rel =
            if has(doc, noun..verb, verb, Rel::AuxPass) { Rel::NsubjPass } else { Rel::Nsubj };
        match subject(doc, first, verb) {
            Some(other) if other > noun && has(doc, noun..other, other, Rel::Cc) => {
                hang(doc, other, noun, Rel::Conj);
            }
            Some(_) => continue,
            None if (noun + 1..verb)
                .all(|i| doc.tokens[i].upos != Upos::Punct && !is_finite(doc, i)) => {}
            None => continue,
        }
        hang(doc, noun, verb, rel);
        doc.tokens[noun - 1].rel = Rel::Nummod;
    }
}

/// Whether a token is a number in figures or words, whatever its tag.
fn is_number(doc: &Doc<'_>, word: usize) -> bool {
    let spelt = |lex| numeral(doc, lex, word, word + 1).is_some();
    doc.tokens[word].upos == Upos::Num || numbers(doc.lang).is_some_and(spelt)
}

/// Coordinates a counted noun behind a conjunction with the object in front of it, where it was taken for a place: `a fait
/// 47 soldats et une centaine d'islamistes tués`. What says what became of them is said of all.
pub(super) fn joined_counts(doc: &mut Doc<'_>, first: usize, end: usize) {
    for noun in first + 3..end {
        let verb = doc.tokens[noun].head as usize;
        let loose = doc.tokens[noun].upos == Upos::Noun
            && doc.tokens[noun].rel == Rel::Obl
            && (first..noun).contains(&verb)
            && doc.tokens[verb].upos == Upos::Verb
            && has(doc, verb..noun, noun, Rel::Cc)
            && !has(doc, verb..noun, noun, Rel::Case);
        if !loose {
            continue;
        }
        let object = (verb + 1..noun)
            .rev()
            .find(|&i| doc.tokens[i].head as usize == verb && doc.tokens[i].rel == Rel::Obj);
        let Some(object) = object else { continue };
        hang(doc, noun, object, Rel::Conj);
        let fate = (noun + 1..end.min(noun + 5)).find(|&i| {
            let over = doc.tokens[i].head as usize;
            doc.tokens[i].rel == Rel::Acl
                && doc.tokens[i].feats.has(Feats::PAST_PART)
                && doc.tokens[i].feats.has(Feats::PLUR)
                && (noun..i).contains(&over)
        });
        if let Some(fate) = fate.filter(|_| doc.lemma(verb) == "faire") {
            hang(doc, fate, object, Rel::Acl);
        }
    }
}

/// Puts what is told of somebody in the place of the day in front of it: `Sake a été lundi le théâtre de combats`.
pub(super) fn predicate_days(doc: &mut Doc<'_>, first: usize, end: usize) {
    for day in first + 1..end {
        if !is_weekday(doc.lang, doc.lower(day)) || !has(doc, first..day, day, Rel::Cop) {
            continue;
        }
        let told = (day + 1..end.min(day + 4)).find(|&i| {
            is_name(doc, i) && doc.tokens[i].head as usize == day && has(doc, day..i, i, Rel::Det)
        });
        let Some(told) = told.filter(|&i| !has(doc, day..i, i, Rel::Case)) else { continue };
        for i in (first..end).filter(|&i| i != told && i != day) {
            if doc.tokens[i].head as usize == day {
                doc.tokens[i].head = told as u32;
            }
        }
        replace(doc, day, told);
        hang(doc, day, told, Rel::Obl);
    }
}

/// Makes what is told of a noun with `être` behind an aside the top of the sentence: `Le village de Tongomayel, dans la
/// province du Soum, a été la cible d'une incursion`, where it was taken for one more of a row.
pub(super) fn copulas_behind_asides(doc: &mut Doc<'_>, first: usize, end: usize) {
    let Some(noun) = (first..end).find(|&i| doc.tokens[i].rel == Rel::Root) else { return };
    if !is_name(doc, noun) || has(doc, first..end, noun, Rel::Cop) {
        return;
    }
    let copula = (noun + 1..end).find(|&i| {
        doc.tokens[i].rel == Rel::Cop && doc.lemma(i) == "être" && {
            let told = doc.tokens[i].head as usize;
            told > i && doc.tokens[told].head as usize == noun && doc.tokens[told].rel == Rel::Conj
        }
    });
    let Some(copula) = copula else { return };
    let hung = doc.tokens[copula].head as usize;
    let opens = (noun + 1..=copula)
        .find(|&i| doc.tokens[i].upos == Upos::Aux && doc.tokens[i].feats.has(Feats::FIN));
    let Some(opens) = opens.filter(|&i| doc.lower(i - 1) == ",") else { return };
    if (first..opens).any(|i| is_finite(doc, i)) || has(doc, first..end, hung, Rel::Cc) {
        return;
    }
    let told = hung;
    // `Le gouverneur, un général, a été`: what stands between commas is no second one.
    for i in noun + 1..opens {
        let loose = doc.tokens[i].head as usize == noun && doc.tokens[i].rel == Rel::Conj;
        if loose && !has(doc, noun..i, i, Rel::Cc) {
            let led = has(doc, noun..i, i, Rel::Case);
            doc.tokens[i].rel = if led { Rel::Nmod } else { Rel::Appos };
        }
    }
    for i in (opens..end).filter(|&i| i != told) {
        if doc.tokens[i].head as usize == noun {
            doc.tokens[i].head = told as u32;
        }
    }
    hang(doc, told, told, Rel::Root);
    hang(doc, noun, told, Rel::Nsubj);
    // `le théâtre lundi de combats`: what the day has behind it is the noun's.
    let day = (told + 1..end.min(told + 3)).find(|&i| is_weekday(doc.lang, doc.lower(i)));
    if let Some(day) = day {
        for i in day + 1..end {
            if doc.tokens[i].head as usize == day && is_name(doc, i) {
                hang(doc, i, told, Rel::Nmod);
            }
        }
        doc.tokens[day].rel = Rel::Obl;
    }
}

/// Makes the object of a name behind a verb of accusing that has a subject or shares one: `dément l'attaque et accuse
/// Israël`, `l'armée accuse le Rwanda`. Behind a quotation and a comma it is who accuses.
pub(super) fn accused(doc: &mut Doc<'_>, first: usize, end: usize) {
    for verb in first + 1..end {
        if !is_finite(doc, verb) || !matches!(doc.lemma(verb), "accuser" | "dénoncer" | "attaquer")
        {
            continue;
        }
        let own = subject(doc, first, verb).is_some();
        let shared = doc.tokens[verb].rel == Rel::Conj
            && has(doc, first..verb, verb, Rel::Cc)
            && matches!(doc.lower(verb - 1), "et" | "ou" | "mais");
        if !own && !shared || has(doc, first..end, verb, Rel::Obj) {
            continue;
        }
        let name = (verb + 1..end.min(verb + 4)).find(|&i| {
            doc.tokens[i].head as usize == verb
                && doc.tokens[i].rel == Rel::Nsubj
                && is_name(doc, i)
        });
        let Some(name) = name else { continue };
        doc.tokens[name].rel = Rel::Obj;
    }
}

/// Coordinates a verb behind a conjunction with the verb in front, where it was taken for a relative clause that has no
/// pronoun: `sont descendus dans le village et ont tué trois habitants`.
pub(super) fn no_pronoun(doc: &mut Doc<'_>, first: usize, end: usize) {
    for verb in first + 3..end {
        let noun = doc.tokens[verb].head as usize;
        let clause = doc.tokens[verb].rel == Rel::AclRelcl
            && doc.tokens[verb].upos == Upos::Verb
            && (first..verb).contains(&noun)
            && subject(doc, first, verb).is_none()
            && finite_auxiliary(doc, noun..verb, verb).is_some();
        if !clause {
            continue;
        }
        let Some(joint) = (noun + 1..verb)
            .find(|&i| doc.tokens[i].upos == Upos::Cconj && doc.tokens[i].head as usize == verb)
        else {
            continue;
        };
        let relative = (first..verb).any(|i| {
            matches!(doc.lower(i), "qui" | "que" | "qu'" | "dont" | "où" | "lequel" | "laquelle")
        });
        let close = (joint + 1..verb)
            .all(|i| matches!(doc.tokens[i].upos, Upos::Aux | Upos::Adv | Upos::Pron | Upos::Part));
        let Some(above) = doc.ancestors(noun).find(|&i| doc.tokens[i].upos == Upos::Verb) else {
            continue;
        };
        if !relative && close && above < noun && above != verb {
            hang(doc, verb, above, Rel::Conj);
        }
    }
}
