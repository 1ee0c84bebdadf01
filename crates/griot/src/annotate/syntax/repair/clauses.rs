//! Repairs of clauses: asides behind a subject, subjects that were taken for objects.
//!
//! Takes a parsed sentence, changes heads and relations; each rule looks for a verb that grammar leaves
//! without a subject, or a subject that it leaves without a verb.

use super::{finite_auxiliary, hang, has, is_finite, is_name, replace, subject};
use crate::annotate::{Doc, Feats, Rel, Upos};

/// Makes a participle between commas say something of the subject that it stands behind, and the finite
/// verb behind the second comma the verb of both: `The attackers, dressed as soldiers, invaded`.
pub(super) fn aside(doc: &mut Doc<'_>, first: usize, end: usize) {
    for aside in first + 2..end {
        let token = &doc.tokens[aside];
        let participle = token.upos == Upos::Verb
            && !token.feats.has(Feats::FIN)
            && (token.feats.has(Feats::PAST_PART) || token.feats.has(Feats::PRES_PART))
            && doc.lower(aside - 1) == ",";
        if !participle {
            continue;
        }
        let Some(noun) = subject(doc, first, aside).filter(|&noun| noun < aside - 1) else {
            continue;
        };
        let auxiliary =
            has(doc, first..aside, aside, Rel::Aux) || has(doc, first..aside, aside, Rel::AuxPass);
        let main = (aside + 2..end).find(|&i| {
            let before =
                (aside..i).rev().find(|&t| !matches!(doc.tokens[t].upos, Upos::Adv | Upos::Aux));
            doc.tokens[i].head as usize == aside
                && matches!(doc.tokens[i].rel, Rel::Conj | Rel::Parataxis)
                && is_finite(doc, i)
                && subject(doc, aside, i).is_none()
                && before.is_some_and(|t| doc.lower(t) == ",")
        });
        let Some(main) = main.filter(|_| !auxiliary) else { continue };
        for i in (first..aside - 1).chain(main + 1..end) {
            if doc.tokens[i].head as usize == aside && i != aside {
                doc.tokens[i].head = main as u32;
            }
        }
        let passive = has(doc, aside..main, main, Rel::AuxPass);
        hang(doc, noun, main, if passive { Rel::NsubjPass } else { Rel::Nsubj });
        replace(doc, aside, main);
        hang(doc, aside, noun, Rel::Acl);
    }
}

/// Gives a finite verb the noun in front of it that was taken for the object of another verb: `saying
/// armed men numbering twenty stormed the town`. A verb with nothing behind it may only say how the object
/// was left: `leaving three soldiers martyred`.
pub(super) fn lost_subject(doc: &mut Doc<'_>, first: usize, end: usize) {
    for verb in first + 2..end {
        let joined = matches!(doc.tokens[verb].rel, Rel::Conj | Rel::Parataxis)
            && is_finite(doc, verb)
            && subject(doc, first, verb).is_none()
            && !has(doc, first..verb, verb, Rel::Cc)
            && !has(doc, first..verb, verb, Rel::Aux)
            && (has(doc, verb + 1..end, verb, Rel::Obj) || has(doc, verb + 1..end, verb, Rel::Obl));
        if !joined {
            continue;
        }
        let opens = |i: &usize| {
            matches!(doc.tokens[*i].upos, Upos::Punct | Upos::Cconj | Upos::Sconj)
                || is_finite(doc, *i)
        };
        let before = (first..verb).rev().take_while(|i| !opens(i));
        let object = before.filter(|&i| is_name(doc, i) && doc.tokens[i].rel == Rel::Obj).last();
        let Some(noun) = object else { continue };
        let teller = doc.tokens[noun].head as usize;
        if teller >= noun || doc.ancestors(teller).any(|i| i == verb) || teller == verb {
            continue;
        }
        hang(doc, noun, verb, Rel::Nsubj);
        hang(doc, verb, teller, Rel::Ccomp);
    }
}

/// Says a relative clause of the noun that it stands behind: `to plead with the gunmen who started shooting`, `air
/// strikes around Idlib, which rebels seized`, `in Damri, where they killed four`. A clause whose subject is `which`
/// may be said of all that was told before: `shelled the town, which killed five`.
pub(super) fn relatives(doc: &mut Doc<'_>, first: usize, end: usize) {
    for word in first + 1..end {
        let who = match doc.lower(word) {
            "who" => true,
            "which" | "whom" | "whose" | "where" => false,
            _ => continue,
        };
        let parted = doc.lower(word - 1) == ",";
        let Some(noun) = (word - 1).checked_sub(usize::from(parted)).filter(|&i| i >= first) else {
            continue;
        };
        let Some(verb) = doc.ancestors(word).find(|&i| doc.tokens[i].upos == Upos::Verb) else {
            continue;
        };
        // `which the rebels captured`: what was captured, and who did it.
        let agent = (word + 1..verb).find(|&i| {
            doc.tokens[i].head as usize == verb
                && matches!(doc.tokens[i].rel, Rel::Nsubj | Rel::NsubjPass)
        });
        let passive = (word..verb)
            .any(|i| doc.tokens[i].rel == Rel::AuxPass && doc.tokens[i].head as usize == verb);
        if let Some(agent) = agent
            && !passive
            && matches!(doc.lower(word), "which" | "whom")
            && doc.tokens[word].head as usize == verb
            && matches!(doc.tokens[word].rel, Rel::Nsubj | Rel::NsubjPass)
        {
            hang(doc, word, verb, Rel::Obj);
            hang(doc, agent, verb, Rel::Nsubj);
        }
        let rel = doc.tokens[verb].rel;
        let loose = match rel {
            Rel::Conj | Rel::Parataxis => true,
            Rel::Advcl => !who,
            _ => false,
        };
        let subject = doc.tokens[word].rel == Rel::Nsubj;
        let said = if who {
            subject && !parted
        } else {
            agent.is_some() && !(subject && doc.tokens[word].head as usize == verb)
        };
        let loose = loose
            && said
            && verb > word
            && is_name(doc, noun)
            // `to a hospital, where he died`: what came next.
            && (doc.lower(word) != "where" || doc.tokens[noun].upos == Upos::Propn)
            && (doc.tokens[verb].head as usize) < word;
        if loose && !doc.ancestors(noun).any(|i| i == verb) {
            hang(doc, verb, noun, Rel::AclRelcl);
        }
    }
}

/// Gives a relative clause the time and the place that stand inside it, where they were taken for those of the verb
/// behind: `Rebels who seized Goma [in January] killed five people`.
pub(super) fn inside_relatives(doc: &mut Doc<'_>, first: usize, end: usize) {
    for word in first + 2..end {
        let verb = doc.tokens[word].head as usize;
        if doc.tokens[word].rel != Rel::Obl || verb <= word || doc.tokens[verb].upos != Upos::Verb {
            continue;
        }
        let relative = (first..word).rev().find(|&i| {
            doc.tokens[i].rel == Rel::AclRelcl && {
                let noun = doc.tokens[i].head as usize;
                noun < i
                    && doc.tokens[noun].head as usize == verb
                    && matches!(doc.tokens[noun].rel, Rel::Nsubj | Rel::NsubjPass)
            }
        });
        let Some(relative) = relative else { continue };
        if (relative..word).all(|i| doc.tokens[i].upos != Upos::Punct) {
            hang(doc, word, relative, Rel::Obl);
        }
    }
}

/// Coordinates a noun with the object of a verb, and not with the verb: `killing the head of the village
/// and 17 others`.
pub(super) fn joined_objects(doc: &mut Doc<'_>, first: usize, end: usize) {
    for noun in first + 2..end {
        let verb = doc.tokens[noun].head as usize;
        let joined = is_name(doc, noun)
            && doc.tokens[noun].rel == Rel::Conj
            && verb < noun
            && doc.tokens[verb].upos == Upos::Verb
            && has(doc, verb..noun, noun, Rel::Cc)
            && !has(doc, verb..end, noun, Rel::Cop)
            && !has(doc, verb..end, noun, Rel::Case)
            && !has(doc, verb..end, noun, Rel::Nsubj);
        if !joined {
            continue;
        }
        let object = (verb + 1..noun)
            .rev()
            .find(|&i| doc.tokens[i].head as usize == verb && doc.tokens[i].rel == Rel::Obj);
        if let Some(object) = object {
            hang(doc, noun, object, Rel::Conj);
        }
    }
}

/// Leaves a verb one subject where a name right behind a noun was taken for a second one: `in the capital
/// city Mogadishu killed`.
pub(super) fn one_subject(doc: &mut Doc<'_>, first: usize, end: usize) {
    for name in first + 2..end {
        let verb = doc.tokens[name].head as usize;
        let second = doc.tokens[name].upos == Upos::Propn
            && doc.tokens[name].rel == Rel::Nsubj
            && verb > name
            && doc.tokens[name - 1].upos == Upos::Noun
            && has(doc, first..name, name - 1, Rel::Case)
            && subject(doc, first, verb).is_some_and(|other| other < name - 1);
        if second && !doc.ancestors(name - 1).any(|i| i == name) {
            hang(doc, name, name - 1, Rel::Appos);
        }
    }
}

/// Makes the verb of a sentence of a participle with an object of its own behind the noun that was taken for
/// all of it: `Gunmen murdered five people on Tuesday`. What is only said of a noun has no object.
pub(super) fn nouns_that_act(doc: &mut Doc<'_>, first: usize, end: usize) {
    let Some(noun) = (first..end).find(|&i| doc.tokens[i].rel == Rel::Root) else { return };
    let told = |i: usize| is_finite(doc, i) && doc.tokens[i].head as usize == noun;
    if !is_name(doc, noun) || has(doc, first..end, noun, Rel::Cop) || (first..end).any(told) {
        return;
    }
    // `Gunmen on motorcycles killed six`: the participle may hang on what they came on.
    let of_noun = |above: usize| {
        above == noun
            || doc.tokens[above].rel == Rel::Nmod && doc.tokens[above].head as usize == noun
    };
    let bare = |i: usize| {
        (i + 1..end).find(|&t| {
            doc.tokens[t].head as usize == i
                && doc.tokens[t].rel == Rel::Obl
                && doc.tokens[t].upos == Upos::Noun
                && t <= i + 4
                && !has(doc, i..end, t, Rel::Case)
        })
    };
    let acts = |&i: &usize| {
        of_noun(doc.tokens[i].head as usize)
            && doc.tokens[i].rel == Rel::Acl
            && doc.tokens[i].upos == Upos::Verb
            && doc.tokens[i].feats.has(Feats::PAST_PART)
            && (has(doc, i + 1..end, i, Rel::Obj) || named_behind(doc, i, end) || bare(i).is_some())
            && !has(doc, first..i, i, Rel::AuxPass)
    };
    let Some(verb) = (noun + 1..end).find(acts) else { return };
    if let Some(object) = bare(verb).filter(|_| !has(doc, verb + 1..end, verb, Rel::Obj)) {
        doc.tokens[object].rel = Rel::Obj;
    }
    for i in verb + 1..end {
        if doc.tokens[i].head as usize == noun {
            doc.tokens[i].head = verb as u32;
        }
    }
    hang(doc, noun, verb, Rel::Nsubj);
    hang(doc, verb, verb, Rel::Root);
    doc.tokens[verb].feats = Feats(Feats::FIN | Feats::PAST);
}

/// Whether a name right behind a participle, without any preposition, was taken for its predicate: `The army
/// accused Boko Haram of killing ten civilians`.
fn named_behind(doc: &Doc<'_>, verb: usize, end: usize) -> bool {
    // `blamed Islamic State`: over the adjective of a name.
    let name = (verb + 1..end.min(verb + 4))
        .find(|&i| !matches!(doc.tokens[i].upos, Upos::Adj | Upos::Det))
        .filter(|&i| doc.tokens[i].upos == Upos::Propn);
    name.is_some_and(|name| {
        doc.tokens[name].head as usize == verb
            && doc.tokens[name].rel == Rel::Xcomp
            && !has(doc, verb..end, name, Rel::Case)
            && matches!(
                doc.lemma(verb),
                "accuse" | "blame" | "charge" | "suspect" | "sue" | "attack"
            )
    })
}

/// Makes the verb of a sentence of a participle behind its first noun, where a present participle behind a comma
/// was taken for it: `A bomb exploded outside a base, killing two`. A present participle without auxiliary has no
/// subject of its own.
pub(super) fn main_before_gerund(doc: &mut Doc<'_>, first: usize, end: usize) {
    for gerund in first + 3..end {
        let alone = doc.tokens[gerund].upos == Upos::Verb
            && doc.tokens[gerund].feats.has(Feats::PRES_PART)
            && !has(doc, first..gerund, gerund, Rel::Aux)
            && matches!(doc.tokens[gerund].rel, Rel::Root | Rel::Ccomp)
            && doc.lower(gerund - 1) == ",";
        let Some(noun) = subject(doc, first, gerund).filter(|_| alone) else { continue };
        let told = |&i: &usize| {
            doc.tokens[i].head as usize == noun
                && doc.tokens[i].rel == Rel::Acl
                && doc.tokens[i].upos == Upos::Verb
                && doc.tokens[i].feats.has(Feats::PAST_PART)
                && !has(doc, first..i, i, Rel::AuxPass)
        };
        let Some(verb) = (noun + 1..gerund - 1).find(told) else { continue };
        for i in (first..gerund - 1).chain(gerund + 1..end) {
            let joined = matches!(
                doc.tokens[i].rel,
                Rel::Conj | Rel::Parataxis | Rel::Nsubj | Rel::Punct | Rel::Obl | Rel::Advmod
            );
            if i != verb && i != noun && doc.tokens[i].head as usize == gerund && joined {
                doc.tokens[i].head = verb as u32;
            }
        }
        replace(doc, gerund, verb);
        hang(doc, noun, verb, Rel::Nsubj);
        hang(doc, gerund, verb, Rel::Advcl);
        doc.tokens[verb].feats = Feats(Feats::FIN | Feats::PAST);
    }
}

/// Reads a participle without any auxiliary, with a subject in front of it and an object or people counted
/// right behind it, as a past tense: `Police deployed in the area arrested four of them`.
pub(super) fn past_tense(doc: &mut Doc<'_>, first: usize, end: usize) {
    for verb in first + 1..end.saturating_sub(2) {
        let bare = !matches!(doc.tokens[verb].rel, Rel::Acl | Rel::Amod)
            && super::participles::is_bare(doc, first, verb);
        let counted = doc.tokens[verb + 1].upos == Upos::Num && doc.lower(verb + 2) == "of";
        let Some(noun) = subject(doc, first, verb).filter(|_| bare) else { continue };
        // `murdered and robbed five traders`: the object may hang on the last of several.
        let joined: Vec<usize> = (verb + 1..end)
            .filter(|&i| {
                doc.tokens[i].head as usize == verb
                    && doc.tokens[i].rel == Rel::Conj
                    && doc.tokens[i].feats.has(Feats::PAST_PART)
                    && i <= verb + 3
            })
            .collect();
        let object = std::iter::once(verb)
            .chain(joined.iter().copied())
            .any(|i| has(doc, i + 1..end, i, Rel::Obj));
        if !counted && !object {
            continue;
        }
        if counted {
            hang(doc, verb + 1, verb, Rel::Obj);
        }
        doc.tokens[noun].rel = Rel::Nsubj;
        for i in std::iter::once(verb).chain(joined) {
            doc.tokens[i].feats = Feats(Feats::FIN | Feats::PAST);
        }
    }
}

/// Makes a noun of a French adjective that has a determiner and no noun: `ont tué plusieurs terroristes`,
/// where the determiner was taken for the object.
pub(super) fn nominal_adjectives(doc: &mut Doc<'_>, first: usize, end: usize) {
    for det in first..end.saturating_sub(1) {
        let adjective = det + 1;
        let alone = doc.tokens[det].upos == Upos::Det
            && matches!(doc.tokens[det].rel, Rel::Obj | Rel::Nsubj | Rel::NsubjPass)
            && doc.tokens[adjective].upos == Upos::Adj
            && (adjective + 1 == end || !is_name(doc, adjective + 1));
        let verb = doc.tokens[det].head as usize;
        if !alone || doc.ancestors(verb).any(|i| i == adjective) || verb == adjective {
            continue;
        }
        let rel = doc.tokens[det].rel;
        hang(doc, adjective, verb, rel);
        hang(doc, det, adjective, Rel::Det);
        doc.tokens[adjective].upos = Upos::Noun;
    }
}

/// Puts a past infinitive under the verb that tells it, where it was taken for one more verb: `a indiqué avoir
/// répliqué`.
pub(super) fn told_infinitives(doc: &mut Doc<'_>, first: usize, end: usize) {
    for verb in first + 2..end {
        let teller = doc.tokens[verb].head as usize;
        let joined = doc.tokens[verb].upos == Upos::Verb
            && doc.tokens[verb].feats.has(Feats::PAST_PART)
            && doc.tokens[verb].rel == Rel::Conj
            && teller < verb
            && doc.tokens[teller].upos == Upos::Verb
            && !has(doc, teller..verb, verb, Rel::Cc);
        let infinitive = (teller + 1..verb).any(|i| {
            doc.tokens[i].head as usize == verb
                && doc.tokens[i].upos == Upos::Aux
                && doc.tokens[i].feats.has(Feats::INF)
        });
        if joined && infinitive {
            doc.tokens[verb].rel = Rel::Xcomp;
        }
    }
}

/// Puts a clause with its conjunction under the verb that tells it, where a time in front of its subject was
/// taken for all of it: `a raconté que vers 14 heures, des rebelles avaient attaqué`.
pub(super) fn told_clauses(doc: &mut Doc<'_>, first: usize, end: usize) {
    for mark in first + 1..end {
        if doc.tokens[mark].upos != Upos::Sconj
            || !matches!(doc.lower(mark), "que" | "qu'" | "that")
        {
            continue;
        }
        let frame = doc.tokens[mark].head as usize;
        let teller = doc.tokens[frame].head as usize;
        let lost = frame > mark
            && !matches!(doc.tokens[frame].upos, Upos::Verb | Upos::Aux)
            && !has(doc, first..end, frame, Rel::Nsubj)
            && !has(doc, first..end, frame, Rel::Cop)
            && teller < mark
            && doc.tokens[teller].upos == Upos::Verb;
        if !lost {
            continue;
        }
        let verb = (frame + 1..end).find(|&i| {
            doc.tokens[i].upos == Upos::Verb
                && doc.tokens[i].head as usize == teller
                && matches!(doc.tokens[i].rel, Rel::Conj | Rel::Parataxis | Rel::Ccomp)
                && (is_finite(doc, i)
                    || has(doc, frame + 1..i, i, Rel::Aux)
                    || has(doc, frame + 1..i, i, Rel::AuxPass))
                && (has(doc, frame + 1..i, i, Rel::Nsubj)
                    || has(doc, frame + 1..i, i, Rel::NsubjPass))
                && !has(doc, frame + 1..i, i, Rel::Cc)
        });
        let Some(verb) = verb else { continue };
        for i in mark..verb {
            if doc.tokens[i].head as usize == teller {
                doc.tokens[i].head = verb as u32;
            }
        }
        hang(doc, mark, verb, Rel::Mark);
        hang(doc, frame, verb, Rel::Obl);
        hang(doc, verb, teller, Rel::Ccomp);
    }
}

/// Gives a sentence its verb back that a relative clause has swallowed: `One resident who requested anonymity
/// said that`. Two verbs without a conjunction are not both of the clause.
pub(super) fn main_behind_relative(doc: &mut Doc<'_>, first: usize, end: usize) {
    for who in first + 1..end {
        let relative = doc.tokens[who].head as usize;
        let noun = doc.tokens[relative].head as usize;
        let clause = matches!(doc.lower(who), "who" | "which")
            && relative > who
            && doc.tokens[relative].rel == Rel::AclRelcl
            && is_finite(doc, relative)
            && noun < who
            && is_name(doc, noun);
        if !clause {
            continue;
        }
        let swallowed = (relative + 2..end)
            .take_while(|&i| doc.tokens[i].upos != Upos::Punct)
            .find(|&i| is_finite(doc, i))
            .filter(|&i| {
                doc.tokens[i].head as usize == relative
                    && matches!(doc.tokens[i].rel, Rel::Ccomp | Rel::Conj | Rel::Parataxis)
                    && !has(doc, relative..i, i, Rel::Mark)
                    && !has(doc, relative..i, i, Rel::Cc)
                    && !(relative..i).any(|t| {
                        matches!(doc.tokens[t].upos, Upos::Cconj | Upos::Sconj)
                            || doc.tokens[t].upos == Upos::Pron && doc.tokens[t].rel == Rel::Nsubj
                    })
            });
        let Some(verb) = swallowed else { continue };
        let (above, rel) = (doc.tokens[noun].head as usize, doc.tokens[noun].rel);
        // The noun is all of the sentence, or hangs on a verb that the lost one tells.
        let told = above > verb && doc.tokens[above].upos == Upos::Verb;
        if above != noun && !told {
            continue;
        }
        if let Some(object) = subject(doc, relative + 1, verb) {
            hang(doc, object, relative, Rel::Obj);
        }
        for i in verb + 1..end {
            let over = doc.tokens[i].head as usize;
            if i != above && (over == relative || over == noun) {
                doc.tokens[i].head = verb as u32;
            }
        }
        let (top, top_rel) = if told {
            let over = doc.tokens[above].head as usize;
            let outer = (if over == above { verb } else { over }, doc.tokens[above].rel);
            hang(doc, above, verb, Rel::Ccomp);
            outer
        } else {
            (verb, rel)
        };
        hang(doc, verb, top, top_rel);
        hang(doc, noun, verb, Rel::Nsubj);
    }
}

/// Makes a clause of its own of `dont` with its noun and verb, where the noun was taken for an object of the verb before:
/// `avoir perdu Kashuga, dans le Masisi, dont la chute est confirmée`.
pub(super) fn clauses_with_dont(doc: &mut Doc<'_>, first: usize, end: usize) {
    for dont in first + 2..end.saturating_sub(3) {
        if doc.lower(dont) != "dont" || doc.lower(dont - 1) != "," {
            continue;
        }
        let Some(noun) = (dont + 1..dont + 3).find(|&i| is_name(doc, i)) else { continue };
        let verb = (noun + 1..end)
            .take_while(|&i| !matches!(doc.tokens[i].upos, Upos::Punct | Upos::Cconj | Upos::Pron))
            .find(|&i| {
                doc.tokens[i].upos == Upos::Verb && finite_auxiliary(doc, noun + 1..i, i).is_some()
            });
        let Some(verb) = verb else { continue };
        // Over `, dans le Masisi,`: the name that it says the place of.
        let led = |i: usize| has(doc, first..i, i, Rel::Case);
        let Some(named) = (first..dont - 1).rev().take(8).find(|&i| is_name(doc, i) && !led(i))
        else {
            continue;
        };
        let lost = doc.tokens[verb].rel == Rel::Conj
            && doc.tokens[noun].head as usize != verb
            && (doc.tokens[noun].head as usize) < dont
            && subject(doc, first, verb).is_none()
            && !doc.ancestors(named).any(|i| i == verb || i == noun);
        if !lost {
            continue;
        }
        let passive = has(doc, noun..verb, verb, Rel::AuxPass);
        hang(doc, verb, named, Rel::AclRelcl);
        hang(doc, noun, verb, if passive { Rel::NsubjPass } else { Rel::Nsubj });
    }
}

/// Gives a French verb behind a conjunction the noun right in front of its auxiliary as its subject, where that was taken
/// for one more of those before: `ont tué des habitants, puis soixante personnes ont péri`.
pub(super) fn joined_subjects(doc: &mut Doc<'_>, first: usize, end: usize) {
    for verb in first + 4..end {
        if doc.tokens[verb].rel != Rel::Conj {
            continue;
        }
        let Some(auxiliary) = finite_auxiliary(doc, first..verb, verb) else { continue };
        if auxiliary < first + 3 || subject(doc, first, verb).is_some() {
            continue;
        }
        let noun = auxiliary - 1;
        let opens = (first..noun)
            .rev()
            .find(|&i| !matches!(doc.tokens[i].upos, Upos::Det | Upos::Num | Upos::Adj));
        let joined = is_name(doc, noun)
            && doc.tokens[noun].rel == Rel::Conj
            && opens.is_some_and(|i| doc.tokens[i].upos == Upos::Cconj)
            && doc.tokens[noun].feats.has(Feats::PLUR)
                == doc.tokens[auxiliary].feats.has(Feats::PLUR)
            && !doc.ancestors(verb).any(|i| i == noun);
        if !joined {
            continue;
        }
        let rel =
            if has(doc, auxiliary..verb, verb, Rel::AuxPass) { Rel::NsubjPass } else { Rel::Nsubj };
        hang(doc, noun, verb, rel);
    }
}

/// Gives a French sentence its verb back that a relative clause has swallowed: `dix personnes qui faisaient la queue ont
/// été tuées`. Two verbs without a conjunction are not both of the clause.
pub(super) fn main_behind_qui(doc: &mut Doc<'_>, first: usize, end: usize) {
    for who in first + 1..end {
        let relative = doc.tokens[who].head as usize;
        if doc.lower(who) != "qui" || relative <= who || doc.tokens[relative].rel != Rel::AclRelcl {
            continue;
        }
        let noun = doc.tokens[relative].head as usize;
        if noun >= who || noun < first || !is_name(doc, noun) {
            continue;
        }
        let swallowed = (relative + 1..end)
            .take_while(|&i| {
                !matches!(doc.tokens[i].upos, Upos::Punct | Upos::Cconj | Upos::Sconj)
                    && !matches!(doc.lower(i), "qui" | "que" | "qu'" | "dont" | "où")
            })
            .find(|&i| {
                doc.tokens[i].upos == Upos::Verb
                    && finite_auxiliary(doc, relative + 1..i, i).is_some()
                    && doc.ancestors(i).any(|above| above == relative || above == noun)
                    && subject(doc, relative + 1, i).is_none()
            });
        let Some(verb) = swallowed else { continue };
        let (above, rel) = (doc.tokens[noun].head as usize, doc.tokens[noun].rel);
        let passive = has(doc, relative..verb, verb, Rel::AuxPass);
        let told = above < who
            && above != noun
            && doc.tokens[above].upos == Upos::Verb
            && matches!(rel, Rel::Obj | Rel::Ccomp);
        if above != noun && !told && !(doc.tokens[above].rel == Rel::Root && is_name(doc, above)) {
            continue;
        }
        if told {
            hang(doc, verb, above, Rel::Ccomp);
        } else {
            hang(doc, verb, verb, Rel::Root);
            if above != noun {
                hang(doc, above, verb, Rel::Obl);
            }
        }
        hang(doc, noun, verb, if passive { Rel::NsubjPass } else { Rel::Nsubj });
    }
}

/// Makes what somebody said of a noun that was taken for the object and the past tense right behind it, which has
/// an object of its own: `officials claimed the strike targeted rebels`, `said gunmen killed four men`.
pub(super) fn told_past(doc: &mut Doc<'_>, first: usize, end: usize) {
    for verb in first + 2..end.saturating_sub(1) {
        let noun = doc.tokens[verb].head as usize;
        let participle = doc.tokens[verb].upos == Upos::Verb
            && doc.tokens[verb].rel == Rel::Acl
            && (doc.tokens[verb].feats.has(Feats::PAST_PART) || is_finite(doc, verb))
            && noun + 1 == verb
            && noun > first
            && doc.tokens[noun].rel == Rel::Obj
            && is_name(doc, noun);
        if !participle {
            continue;
        }
        let teller = doc.tokens[noun].head as usize;
        let tells = teller < noun
            && doc.tokens[teller].upos == Upos::Verb
            && matches!(
                doc.lemma(teller),
                "say" | "claim" | "report" | "confirm" | "allege" | "believe" | "state" | "add"
            );
        // `a group called X` names; what is hit has more than a name.
        let object = (verb + 1..end)
            .find(|&i| doc.tokens[i].head as usize == verb && doc.tokens[i].rel == Rel::Obj);
        if !tells || object.is_none_or(|i| doc.tokens[i].upos != Upos::Noun) {
            continue;
        }
        hang(doc, noun, verb, Rel::Nsubj);
        hang(doc, verb, teller, Rel::Ccomp);
        doc.tokens[verb].feats = Feats(Feats::FIN | Feats::PAST);
    }
}

/// Makes a verb of a participle with a subject of its own that was taken for what qualifies its object: `since the
/// army seized power`, `The council imposed sanctions`.
pub(super) fn misread_attributes(doc: &mut Doc<'_>, first: usize, end: usize) {
    for verb in first + 1..end.saturating_sub(1) {
        let object = doc.tokens[verb].head as usize;
        let before = verb - 1;
        let participle = doc.tokens[verb].upos == Upos::Verb
            && doc.tokens[verb].rel == Rel::Amod
            && doc.tokens[verb].feats.has(Feats::PAST_PART)
            && object > verb
            && is_name(doc, object)
            && (verb + 1..object).all(|i| {
                matches!(doc.tokens[i].upos, Upos::Adj | Upos::Num | Upos::Noun | Upos::Propn)
            })
            && is_name(doc, before);
        if !participle {
            continue;
        }
        // The noun in front is its subject already, or the first noun of what opens the sentence.
        let subject =
            if doc.tokens[before].head as usize == verb && doc.tokens[before].rel == Rel::Nsubj {
                true
            } else {
                doc.tokens[before].head as usize == object
                    && matches!(doc.tokens[before].rel, Rel::Compound | Rel::Nsubj)
                    && doc.tokens[object].rel == Rel::Root
                    && (doc.tokens[before].feats.has(Feats::PLUR)
                        || doc.tokens[before].upos == Upos::Propn)
                    && !(first..end).any(|i| is_finite(doc, i))
            };
        // `Armed groups attacked villages in Bokkos`: the first noun was taken for all of the sentence.
        let alone = doc.tokens[object].head as usize == before
            && doc.tokens[before].rel == Rel::Root
            && doc.tokens[before].feats.has(Feats::PLUR)
            && matches!(doc.tokens[object].rel, Rel::Appos | Rel::Conj | Rel::Parataxis | Rel::Obl)
            && !(first..end).any(|i| is_finite(doc, i));
        if alone {
            for i in object + 1..end {
                if doc.tokens[i].head as usize == before {
                    doc.tokens[i].head = verb as u32;
                }
            }
            hang(doc, verb, verb, Rel::Root);
            hang(doc, before, verb, Rel::Nsubj);
            hang(doc, object, verb, Rel::Obj);
            doc.tokens[verb].feats = Feats(Feats::FIN | Feats::PAST);
            continue;
        }
        if !subject {
            continue;
        }
        let (above, rel) = (doc.tokens[object].head as usize, doc.tokens[object].rel);
        for i in first..before {
            if doc.tokens[i].head as usize == object {
                // An article or adjective in front is the subject's; what opens the clause is the verb's.
                let own = matches!(doc.tokens[i].rel, Rel::Det | Rel::Amod | Rel::Compound);
                doc.tokens[i].head = if own { before as u32 } else { verb as u32 };
                if doc.tokens[i].rel == Rel::Case {
                    doc.tokens[i].rel = Rel::Mark;
                }
            }
        }
        for i in object + 1..end {
            if doc.tokens[i].head as usize == object && doc.tokens[i].rel == Rel::Punct {
                doc.tokens[i].head = verb as u32;
            }
        }
        let rel = if matches!(rel, Rel::Obl | Rel::Nmod) { Rel::Advcl } else { rel };
        hang(doc, verb, if above == object { verb } else { above }, rel);
        hang(doc, before, verb, Rel::Nsubj);
        hang(doc, object, verb, Rel::Obj);
        doc.tokens[verb].feats = Feats(Feats::FIN | Feats::PAST);
    }
}

/// Makes a French participle with an auxiliary of having the verb of its clause, where it was said of the noun in
/// front: `La coalition formée pour combattre les rebelles a mené des raids`. What is only said of a noun has no
/// such auxiliary.
pub(super) fn finite_participles(doc: &mut Doc<'_>, first: usize, end: usize) {
    for verb in first + 2..end {
        let having = |i: usize| {
            doc.tokens[i].head as usize == verb
                && doc.tokens[i].rel == Rel::Aux
                && doc.lemma(i) == "avoir"
                && doc.tokens[i].feats.has(Feats::FIN)
        };
        let lost = doc.tokens[verb].upos == Upos::Verb
            && doc.tokens[verb].rel == Rel::Acl
            && (first..verb).any(having)
            && subject(doc, first, verb).is_none();
        if !lost {
            continue;
        }
        // The noun at the top of all that stands in front.
        let noun = doc.tokens[verb].head as usize;
        let mut chain = vec![noun];
        chain.extend(doc.ancestors(noun));
        let top = chain.into_iter().filter(|&i| i < verb).find(|&i| {
            is_name(doc, i)
                && (doc.tokens[i].rel == Rel::Root
                    || matches!(doc.tokens[i].rel, Rel::Nsubj | Rel::NsubjPass)
                        && doc.tokens[i].head as usize > verb)
        });
        let Some(top) = top else { continue };
        // `le groupe qui, selon lui, a attaqué`: a clause of its own.
        let relative =
            (top + 1..verb).any(|i| matches!(doc.lower(i), "qui" | "que" | "qu'" | "dont"));
        if relative {
            continue;
        }
        let over = doc.tokens[top].head as usize;
        if over == top {
            for i in verb + 1..end {
                if doc.tokens[i].head as usize == top {
                    doc.tokens[i].head = verb as u32;
                }
            }
            hang(doc, verb, verb, Rel::Root);
        } else {
            // `a accusé la coalition d'avoir mené`: the infinitive behind it is not what the noun does.
            let infinitive = has(doc, verb..over, over, Rel::Mark)
                && (verb..over).any(|i| {
                    doc.tokens[i].head as usize == over && doc.tokens[i].feats.has(Feats::INF)
                });
            if !infinitive {
                continue;
            }
            let teller = (verb..over)
                .rev()
                .find(|&i| {
                    doc.tokens[i].upos == Upos::Verb && doc.tokens[i].feats.has(Feats::PAST_PART)
                })
                .unwrap_or(verb);
            replace(doc, over, verb);
            hang(doc, over, teller, Rel::Xcomp);
        }
        hang(doc, top, verb, Rel::Nsubj);
    }
}

/// Makes the verb behind a counted noun that of the sentence, where it was taken for a relative clause without its pronoun:
/// `Une dizaine de personnes ont été tuées`.
pub(super) fn no_relative(doc: &mut Doc<'_>, first: usize, end: usize) {
    for verb in first + 2..end {
        let noun = doc.tokens[verb].head as usize;
        let clause = doc.tokens[verb].rel == Rel::AclRelcl
            && doc.tokens[verb].upos == Upos::Verb
            && (first..verb).contains(&noun)
            && is_name(doc, noun);
        if !clause {
            continue;
        }
        let Some(auxiliary) = finite_auxiliary(doc, noun..verb, verb) else { continue };
        let bare = (noun + 1..auxiliary).all(|t| {
            matches!(
                doc.tokens[t].upos,
                Upos::Adj | Upos::Adp | Upos::Det | Upos::Noun | Upos::Propn
            )
        });
        // The noun, or what counts it, is the root of a sentence that has no other verb.
        let mut top = noun;
        while is_name(doc, top)
            && doc.tokens[top].rel == Rel::Nmod
            && (doc.tokens[top].head as usize) < top
        {
            top = doc.tokens[top].head as usize;
        }
        let alone = doc.tokens[top].rel == Rel::Root
            && is_name(doc, top)
            && subject(doc, first, verb).is_none()
            && (first..noun).all(|t| !doc.tokens[t].feats.has(Feats::FIN));
        if !bare || !alone {
            continue;
        }
        let passive = has(doc, noun..verb, verb, Rel::AuxPass);
        hang(doc, verb, verb, Rel::Root);
        hang(doc, top, verb, if passive { Rel::NsubjPass } else { Rel::Nsubj });
        return;
    }
}
