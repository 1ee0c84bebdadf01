//! Repairs of phrases with a preposition of their own that the parser has made one more of a row.
//!
//! Takes a parsed sentence, changes heads and relations. `tué 20 civils, dans deux villages` has two nouns
//! and a comma, as a list has; what a list has besides is one preposition, repeated or left out.

use super::{hang, has, is_name, replace};
use crate::annotate::times::is_weekday;
use crate::annotate::{Doc, Feats, Rel, Upos};
use crate::model::Lang;

/// Prepositions that join a noun to another, and so may stand in a row for what they stand in front of.
fn joins_nouns(lower: &str) -> bool {
    matches!(
        lower,
        "de" | "d'"
            | "du"
            | "des"
            | "of"
            | "'s"
            | "avec"
            | "with"
            | "sans"
            | "without"
            | "comme"
            | "as"
            | "par"
            | "by"
            | "sauf"
            | "except"
            | "hors"
            | "including"
            | "to"
            | "for"
            | "pour"
            | "dont"
    )
}

/// Hangs a noun with a preposition of its own, behind a comma and without a conjunction, on the verb of the
/// clause, where it was taken for one more of what stands before it: `exécuté 223 civils, dont 56 enfants,
/// dans deux villages`, `in the south, during a mass`.
pub(super) fn apart(doc: &mut Doc<'_>, first: usize, end: usize) {
    for noun in first + 2..end {
        let row = doc.tokens[noun].head as usize;
        let joined = doc.tokens[noun].rel == Rel::Conj
            && matches!(doc.tokens[noun].upos, Upos::Noun | Upos::Propn | Upos::Num)
            && row < noun
            && row >= first
            && !has(doc, row..end, noun, Rel::Cc);
        if !joined {
            continue;
        }
        let case_of = |of: usize| {
            (first..of).find(|&i| {
                doc.tokens[i].head as usize == of
                    && doc.tokens[i].rel == Rel::Case
                    && doc.tokens[i].upos == Upos::Adp
            })
        };
        let Some(case) = case_of(noun).filter(|&case| case > row) else { continue };
        let other = case_of(row);
        if joins_nouns(doc.lower(case))
            || doc.lower(case - 1) != ","
            || other.is_some_and(|other| alike(doc, other, case))
        {
            continue;
        }
        // The clause: the nearest verb above the row that stands before the phrase.
        let verb = doc.ancestors(row).find(|&i| doc.tokens[i].upos == Upos::Verb);
        let Some(verb) = verb.filter(|&verb| verb < case) else { continue };
        hang(doc, noun, verb, Rel::Obl);
    }
}

/// Whether two prepositions may stand for one another in a list: `à Kidal, à Gao`, `in Kano, at Jos`.
fn alike(doc: &Doc<'_>, one: usize, other: usize) -> bool {
    const THERE: [&str; 9] = ["à", "au", "aux", "en", "dans", "in", "at", "on", "sur"];
    let there = |i: usize| THERE.contains(&doc.lower(i));
    doc.lemma(one) == doc.lemma(other) || there(one) && there(other)
}

/// Gives a verb that sets two sides against one another the second of them, which stands behind an aside about
/// the first: `opposant les Forces démocratiques (FDS), dominées par les Kurdes, à des combattants`.
pub(super) fn second_side(doc: &mut Doc<'_>, first: usize, end: usize) {
    if doc.lang != Lang::Fr {
        return;
    }
    for verb in first..end {
        if doc.tokens[verb].upos != Upos::Verb || doc.lemma(verb) != "opposer" {
            continue;
        }
        let opens = |i: usize| matches!(doc.lower(i), "à" | "au" | "aux");
        let has_side = (verb + 1..end).any(|i| {
            doc.tokens[i].rel == Rel::Case
                && opens(i)
                && doc.tokens[doc.tokens[i].head as usize].head as usize == verb
        });
        if has_side {
            continue;
        }
        let lost = (verb + 2..end).find_map(|case| {
            let noun = doc.tokens[case].head as usize;
            (opens(case)
                && doc.tokens[case].rel == Rel::Case
                && doc.lower(case - 1) == ","
                && noun > case
                && matches!(doc.tokens[noun].rel, Rel::Conj | Rel::Obl | Rel::Nmod | Rel::Appos)
                && is_name(doc, noun)
                && doc.tokens[noun].head > verb as u32
                && !doc.ancestors(verb).any(|i| i == noun))
            .then_some(noun)
        });
        if let Some(noun) = lost {
            hang(doc, noun, verb, Rel::Obl);
        }
    }
}

/// Takes a present participle off whoever is only named as the source of the clause before it: `des roquettes ont été
/// tirées, selon l'armée, blessant cinq personnes`, `rockets were fired, according to the army, wounding five`.
pub(super) fn behind_source(doc: &mut Doc<'_>, first: usize, end: usize) {
    for participle in first + 3..end {
        let source = doc.tokens[participle].head as usize;
        let said_of = doc.tokens[participle].upos == Upos::Verb
            && doc.tokens[participle].feats.has(Feats::PRES_PART)
            && matches!(doc.tokens[participle].rel, Rel::Acl | Rel::Advcl)
            && doc.lower(participle - 1) == ","
            && source < participle;
        let names = |i: usize| {
            doc.tokens[i].head as usize == source
                && doc.tokens[i].rel == Rel::Case
                && matches!(doc.lower(i), "selon" | "après" | "suivant" | "according")
        };
        if !said_of || !(first..source).any(names) {
            continue;
        }
        let verb = doc.tokens[source].head as usize;
        if verb != source && doc.tokens[verb].upos == Upos::Verb && verb != participle {
            hang(doc, participle, verb, Rel::Advcl);
        }
    }
}

/// Makes a preposition of `following` in front of a noun phrase without article, where it was taken for what
/// qualifies the noun: `killed in reprisals following air strikes last week`.
pub(super) fn following(doc: &mut Doc<'_>, first: usize, end: usize) {
    for word in first + 1..end {
        let noun = doc.tokens[word].head as usize;
        let qualifies = doc.lower(word) == "following"
            && doc.tokens[word].rel == Rel::Amod
            && noun > word
            && !matches!(doc.tokens[word - 1].upos, Upos::Det | Upos::Adj | Upos::Pron | Upos::Adp);
        if !qualifies {
            continue;
        }
        doc.tokens[word].upos = Upos::Adp;
        doc.tokens[word].rel = Rel::Case;
        if matches!(doc.tokens[noun].rel, Rel::Obj | Rel::Nsubj | Rel::Conj | Rel::Appos) {
            doc.tokens[noun].rel = Rel::Obl;
        }
    }
}

/// Words for a day or a part of one that stand without article behind a verb.
fn is_day(lower: &str) -> bool {
    matches!(
        lower,
        "lundi"
            | "mardi"
            | "mercredi"
            | "jeudi"
            | "vendredi"
            | "samedi"
            | "dimanche"
            | "hier"
            | "matin"
            | "soir"
    )
}

/// Words for a day, a part of one or a longer time, of which nothing is told behind `des`.
fn is_part_of_day(lower: &str) -> bool {
    is_day(lower)
        || matches!(
            lower,
            "nuit"
                | "journée"
                | "matinée"
                | "soirée"
                | "après-midi"
                | "aube"
                | "semaine"
                | "week-end"
                | "dernier"
                | "dernière"
        )
}

/// Makes an article of `des` in front of the object of a verb, where a day or an adverb parts the two: `ont
/// attaqué samedi des habitants`. An object has no preposition.
pub(super) fn plural_objects(doc: &mut Doc<'_>, first: usize, end: usize) {
    for article in first + 2..end.saturating_sub(1) {
        if doc.lower(article) != "des" || doc.tokens[article].upos != Upos::Adp {
            continue;
        }
        let noun = doc.tokens[article].head as usize;
        let before = article - 1;
        let object = noun > article
            && noun <= article + 3
            && doc.tokens[noun].upos == Upos::Noun
            && doc.tokens[article].rel == Rel::Case;
        // A day without article says when, and a participle or verb stands in front of it.
        let day = is_day(doc.lower(before))
            && matches!(doc.tokens[before - 1].upos, Upos::Verb)
            && doc.tokens[before - 1].rel != Rel::Acl;
        if !object || !day {
            continue;
        }
        let verb = before - 1;
        let above = doc.tokens[noun].head as usize;
        if above != verb && above != before || doc.ancestors(verb).any(|i| i == noun) {
            continue;
        }
        doc.tokens[article].upos = Upos::Det;
        doc.tokens[article].rel = Rel::Det;
        hang(doc, noun, verb, Rel::Obj);
        if doc.tokens[before].head as usize == verb && doc.tokens[before].rel == Rel::Obj {
            doc.tokens[before].rel = Rel::Obl;
        }
    }
}

/// Puts a participle or adjective under the passive verb right in front of it, whose outcome it tells: `have
/// been confirmed killed`, `are feared dead`.
pub(super) fn confirmed(doc: &mut Doc<'_>, first: usize, end: usize) {
    for verb in first + 1..end.saturating_sub(1) {
        let outcome = verb + 1;
        let passive = doc.tokens[verb].upos == Upos::Verb
            && matches!(
                doc.lemma(verb),
                "confirm" | "fear" | "report" | "presume" | "believe" | "find" | "declare" | "list"
            )
            && has(doc, first..verb, verb, Rel::AuxPass);
        let told = doc.tokens[outcome].upos == Upos::Adj
            || doc.tokens[outcome].upos == Upos::Verb
                && doc.tokens[outcome].feats.has(Feats::PAST_PART);
        if !passive
            || !told
            || doc.tokens[outcome].head as usize == verb
            || doc.ancestors(verb).any(|i| i == outcome)
        {
            continue;
        }
        hang(doc, outcome, verb, Rel::Xcomp);
    }
}

/// Makes an object of counted people right behind an active verb, which `at` of `at least` was taken to put at
/// some place: `killed at least 34 villagers`.
pub(super) fn counted_objects(doc: &mut Doc<'_>, first: usize, end: usize) {
    for noun in first + 2..end {
        let verb = doc.tokens[noun].head as usize;
        let loose = doc.tokens[noun].upos == Upos::Noun
            && doc.tokens[noun].rel == Rel::Obl
            && doc.tokens[noun].feats.has(Feats::PLUR)
            && verb < noun
            && verb >= first
            && doc.tokens[verb].upos == Upos::Verb
            && has(doc, verb..noun, noun, Rel::Nummod)
            && !has(doc, verb..noun, noun, Rel::Case)
            && !has(doc, first..end, verb, Rel::Obj)
            && !has(doc, first..verb, verb, Rel::AuxPass);
        let phrase = (verb + 1..noun).all(|i| {
            matches!(
                doc.tokens[i].upos,
                Upos::Num | Upos::Adj | Upos::Adv | Upos::Noun | Upos::Propn
            ) || matches!(doc.lower(i), "at" | "than" | "as" | "to")
        });
        let time = matches!(
            doc.lemma(noun),
            "second"
                | "minute"
                | "hour"
                | "day"
                | "week"
                | "month"
                | "year"
                | "time"
                | "kilometre"
                | "kilometer"
                | "mile"
                | "metre"
                | "meter"
        );
        if loose && phrase && !time {
            doc.tokens[noun].rel = Rel::Obj;
        }
    }
}

/// Says a participle of the noun right before it, where that noun tells among whom others were: `Four children were
/// [among 12 people killed] when a shell hit a school`.
pub(super) fn among_those(doc: &mut Doc<'_>, first: usize, end: usize) {
    for verb in first + 3..end {
        let noun = verb - 1;
        let predicate = doc.tokens[verb].upos == Upos::Verb
            && doc.tokens[noun].upos == Upos::Noun
            && (doc.tokens[noun].head as usize == verb
                && matches!(doc.tokens[noun].rel, Rel::Nsubj | Rel::NsubjPass)
                || doc.tokens[noun].rel == Rel::Nmod
                    && doc.tokens[doc.tokens[noun].head as usize].head as usize == verb)
            && has(doc, first..noun, noun, Rel::Cop)
            && (first..noun).any(|i| {
                matches!(doc.lower(i), "among" | "amongst") && doc.tokens[i].head as usize == noun
            })
            && !has(doc, verb..end, verb, Rel::Obj);
        if !predicate {
            continue;
        }
        for i in (first..noun).chain(verb + 1..end) {
            if doc.tokens[i].head as usize == verb
                && (i < noun || doc.tokens[i].upos == Upos::Punct)
            {
                doc.tokens[i].head = noun as u32;
            }
        }
        replace(doc, verb, noun);
        hang(doc, verb, noun, Rel::Acl);
        doc.tokens[verb].feats = Feats(Feats::PAST_PART);
    }
}

/// Makes a noun of a French adjective behind a number that counts nothing else, and the object or subject of it where the
/// number was taken for that: `ont tué dix civils lundi`.
pub(super) fn counted_adjectives(doc: &mut Doc<'_>, first: usize, end: usize) {
    for number in first..end.saturating_sub(1) {
        let adjective = number + 1;
        let rel = doc.tokens[number].rel;
        let alone = doc.tokens[number].upos == Upos::Num
            && matches!(rel, Rel::Obl | Rel::Obj | Rel::Nsubj | Rel::NsubjPass)
            && doc.tokens[adjective].upos == Upos::Adj
            && doc.tokens[adjective].head as usize == number
            && doc.tokens[adjective].feats.has(Feats::PLUR)
            && (adjective + 1 == end
                || !is_name(doc, adjective + 1)
                || is_day(doc.lower(adjective + 1)));
        let verb = doc.tokens[number].head as usize;
        if !alone || verb == number || doc.ancestors(verb).any(|i| i == adjective) {
            continue;
        }
        let led = has(doc, first..number, number, Rel::Case);
        let bare = rel == Rel::Obl
            && !led
            && verb + 1 == number
            && doc.tokens[verb].upos == Upos::Verb
            && !has(doc, first..end, verb, Rel::Obj);
        let below: Vec<usize> = (first..end)
            .filter(|&i| doc.tokens[i].head as usize == number && i != number)
            .collect();
        for i in below {
            doc.tokens[i].head = adjective as u32;
        }
        doc.tokens[adjective].upos = Upos::Noun;
        hang(doc, adjective, verb, if bare { Rel::Obj } else { rel });
        hang(doc, number, adjective, Rel::Nummod);
    }
}

/// Says of the verb when it was, where a day without article and preposition was taken for the noun of what stands in front
/// of it, for its object or for a part of a name: `ont tué dix civils samedi`, `ont attaqué El-Fasher samedi`.
pub(super) fn bare_days(doc: &mut Doc<'_>, first: usize, end: usize) {
    for day in first + 2..end {
        let led = |i: usize| {
            doc.tokens[i].head as usize == day
                && matches!(doc.tokens[i].rel, Rel::Det | Rel::Case)
                && i < day
        };
        if !is_weekday(doc.lang, doc.lower(day))
            || (day - 2..day).any(led)
            || matches!(doc.tokens[day - 1].upos, Upos::Det | Upos::Adp | Upos::Cconj)
            || matches!(doc.tokens[day].rel, Rel::Root | Rel::Conj)
        {
            continue;
        }
        let Some(verb) = doc.ancestors(day).find(|&i| doc.tokens[i].upos == Upos::Verb) else {
            continue;
        };
        let noun = day - 1;
        let under = doc.tokens[noun].head as usize == day;
        let object = under
            && doc.tokens[noun].upos == Upos::Adj
            && noun > verb
            && noun > first
            && doc.tokens[noun - 1].upos == Upos::Num;
        if object {
            // The number and what it counts were said of the day.
            let rel = if matches!(doc.tokens[day].rel, Rel::Obj | Rel::Obl)
                && doc.tokens[day].head as usize == verb
                && !has(doc, first..day, noun, Rel::Case)
            {
                Rel::Obj
            } else {
                doc.tokens[day].rel
            };
            let above = doc.tokens[day].head as usize;
            let below: Vec<usize> =
                (first..day).filter(|&i| doc.tokens[i].head as usize == day && i != noun).collect();
            for i in below {
                doc.tokens[i].head = noun as u32;
            }
            doc.tokens[noun].upos = Upos::Noun;
            hang(doc, noun, above, rel);
        } else if under || doc.tokens[day].rel == Rel::Nsubj {
            continue;
        }
        // What stands behind the day is not said of it.
        let behind: Vec<usize> = (day + 1..end)
            .filter(|&i| doc.tokens[i].head as usize == day && is_name(doc, i))
            .collect();
        for i in behind {
            if has(doc, day..i, i, Rel::Case) {
                hang(doc, i, verb, Rel::Obl);
            }
        }
        hang(doc, day, verb, Rel::Obl);
    }
}

/// Gives a verb its object back where a phrase of time or place stands between: `ont lancé dans la journée de samedi dix
/// assauts`. A row has a comma or a conjunction; a counted noun without either is none of it.
pub(super) fn far_objects(doc: &mut Doc<'_>, first: usize, end: usize) {
    for noun in first + 3..end {
        let row = doc.tokens[noun].head as usize;
        let joined = matches!(doc.tokens[noun].rel, Rel::Conj | Rel::Appos | Rel::Nmod)
            && doc.tokens[noun].upos == Upos::Noun
            && (first..noun).contains(&row)
            && is_name(doc, row);
        let opens = noun - 1;
        let beside = doc.tokens[opens].head as usize == noun && opens == row + 1;
        // `ont mené dans la nuit de jeudi à vendredi des frappes`: no day is `des frappes`.
        let plural = beside && doc.lower(opens) == "des" && is_part_of_day(doc.lower(row));
        let counted = beside && doc.tokens[opens].rel == Rel::Nummod;
        if !joined
            || has(doc, first..end, noun, Rel::Cc)
            || has(doc, first..end, noun, Rel::Case) && !plural
            || !counted && !plural
        {
            continue;
        }
        // The verb that the phrase between hangs on, by prepositions alone.
        let mut verb = row;
        while is_name(doc, verb)
            && doc.tokens[verb].head as usize != verb
            && matches!(doc.tokens[verb].rel, Rel::Nmod | Rel::Obl)
        {
            verb = doc.tokens[verb].head as usize;
        }
        let active = doc.tokens[verb].upos == Upos::Verb
            && verb < row
            && !has(doc, first..end, verb, Rel::Obj)
            && !has(doc, first..end, verb, Rel::AuxPass)
            && has(doc, first..verb, verb, Rel::Nsubj)
            && (verb + 1..noun)
                .all(|t| doc.tokens[t].upos != Upos::Punct && !doc.tokens[t].feats.has(Feats::FIN));
        if active {
            hang(doc, noun, verb, Rel::Obj);
            if plural {
                doc.tokens[opens].upos = Upos::Det;
                doc.tokens[opens].rel = Rel::Det;
            }
        }
    }
}

/// Gives a verb its subject where a list of sources in front was taken for it: `Selon des journalistes et des témoins, les
/// forces ont tiré`. What has a preposition is no subject, and its list ends with the conjunction.
pub(super) fn led_subjects(doc: &mut Doc<'_>, first: usize, end: usize) {
    for source in first + 1..end {
        let verb = doc.tokens[source].head as usize;
        let led = matches!(doc.tokens[source].rel, Rel::Nsubj | Rel::NsubjPass)
            && verb > source
            && verb < end
            && (first..source).any(|i| {
                doc.tokens[i].head as usize == source
                    && doc.tokens[i].rel == Rel::Case
                    && matches!(doc.lower(i), "selon" | "après" | "suivant")
            });
        if !led {
            continue;
        }
        let own = (source + 1..verb).rev().find(|&i| {
            doc.tokens[i].head as usize == source
                && matches!(doc.tokens[i].rel, Rel::Conj | Rel::Appos)
                && is_name(doc, i)
                && !has(doc, source..i, i, Rel::Cc)
                && !has(doc, source..i, i, Rel::Case)
                && (source..i).any(|t| doc.lower(t) == ",")
        });
        if let Some(own) = own {
            hang(doc, own, verb, doc.tokens[source].rel);
            doc.tokens[source].rel = Rel::Obl;
        }
    }
}
