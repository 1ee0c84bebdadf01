//! Repairs of what a greedy parser gets wrong and grammar forbids.
//!
//! Takes a parsed sentence, changes heads and relations; a tree stays a tree. It knows a handful
//! of rules that hold in any text, and no words but those of grammar: prepositions, pronouns, `as
//! many as`. What hangs on a word is found by going over the sentence, since the lists of
//! dependents are made only when all sentences are parsed.
//!
//! | found | made |
//! | --- | --- |
//! | a word hangs on a punctuation mark | it hangs on the head of the mark |
//! | a punctuation mark is the root | its first word is |
//! | `men suspected [to be bandits] have taken`: the participle is the verb | it qualifies the men |
//! | `Two sources told Reuters that men attacked`: `told` qualifies the sources | it is the verb |
//! | `injured two others, [police said]`: the others said it | the police did |
//! | `Rebels [killed 22 civilians], an official said`: rebels said it | they killed, the official said |
//! | `on Friday, [state media said]`: said of Friday | of all that was told |
//! | `A bomb [exploded], killing two`: `killing` is the verb | `exploded` is |
//! | `among the dead [according to X]`: one phrase | two |
//! | `la frappe attribuée aux X [(FSR)] a touché`: the acronym is the subject | the strike is |
//! | `in the city [Mogadishu] killed`: one more subject | the name of the city |
//! | `The men, [dressed as soldiers], invaded`: `dressed` is the verb | `invaded` is |
//! | `Gunmen [murdered five people]`: said of the gunmen | they murdered |
//! | `saying [men stormed] the town`: men are said | men stormed |
//! | `who requested [anonymity said]`: anonymity said | the verb of the sentence |
//! | `the army [seized power]`: seized power | the army did it |
//! | `claimed [the strike targeted rebels]`: a targeted strike | what was claimed |
//! | `the gunmen [who started shooting]`, `Idlib, [which rebels seized]`: a clause of its own | said of the noun |
//! | `Four children were among 12 people [killed]`: they killed | said of the people |
//! | `Rebels who seized Goma [in January] killed`: when they killed | when they seized it |
//! | `killing the chief [and 17 others]`: one more verb | one more object |
//! | `Police in the area [arrested four of them]`: the police were | arrested is a past tense |
//! | `[As many as 30] civilians were killed`: the noun hangs on `many` | it is the subject |
//! | `30 people, [many of them] women`: one more party | said of the people |
//! | `tué [plusieurs terroristes]`: several are the object | the terrorists are |
//! | `a indiqué [avoir répliqué]`: one more verb | what was indicated |
//! | `dit que lundi, [ils ont attaqué]`: one more verb | what was said |
//! | `arrêtés lundi à Niamey [par la garde]` hangs on `Niamey` | it is the agent of `arrêtés` |
//! | `La coalition [formée pour …] a mené`: mené is said of a noun | it is the verb |
//! | `Le groupe, [qui est lié à X], a attaqué`: `lié` is the verb | `attaqué` is, `lié` is said of the group |
//! | `Les rebelles, [venus de Bouca], ont tué`: `venus` is the verb | `ont tué` is |
//! | `Lundi, [la garde] a arrêté [le chef]`: the guard of Monday | the guard did it to the chief |
//! | `tué dix civils [samedi]`: a civil Saturday | when |
//! | `aux rebelles [ayant prêté allégeance]`: one more verb | said of the rebels |
//! | `décrété un deuil après [l'attaque] qui a tué`: a clause of its own | said of the attack |
//! | `tué [dix civils] lundi`: ten, who are civil | civilians are the object |
//! | `20 civils, dont 5 enfants, [dans deux villages]`: one more killed | where they were |
//! | `opposant les FDS, dominées par les Kurdes, [à des Arabes]`: one more of the Kurds | the other side |
//! | `tirées, selon l'armée, [blessant cinq personnes]`: the army wounded them | what was fired did |
//! | `reprisals [following] air strikes`: an adjective | a preposition |
//! | `ont attaqué samedi [des habitants]`: a preposition and its noun | an article and the object |
//! | `dix personnes qui faisaient la queue [ont été tuées]`: said of the queue | the verb of the sentence |
//! | `Fourteen [displaced] people were killed`: a verb | said of the people |
//! | `Ten people [kidnapped by bandits] have been rescued`: kidnapped is told of them | said of the people |
//! | `released students [abducted from a college]`: one more verb | said of the students |
//! | `At least three [personnel] were killed`: the noun hangs on the number | it is the subject |
//! | `There were three people [killed]`: another verb | said of the people |
//! | `[after snipers] targeted the forces`: a time | a clause with its subject |
//! | `have been confirmed [killed]`: said of a noun behind | what was confirmed |
//! | `killed [at least 34 villagers]`: where | whom |
//! | `Une dizaine de personnes [ont été tuées]`: said of them | the verb of the sentence |
//! | `Selon des témoins, [les forces] ont tiré`: one more witness | they fired |
//! | `lancé dans la journée de samedi [dix assauts]`: one more Saturday | what was launched |
//! | `tué des habitants, puis [soixante personnes ont péri]`: more of the habitants | what became of others |
//! | `perdu X, [dont la chute est confirmée]`: the fall is lost too | said of X |
//! | `un hôpital [qui, selon l'armée, abritait]`: one more clause | it is said of the hospital |
//! | `was badly [hurt]`, `one killed and five [hurt]`: no passive | a passive |
//! | `freed 12 passengers [abducted last month]`: the passengers abducted | said of the passengers |
//! | `Police and a mob of women [clashed]`: said of the women | they clashed |
//! | `in [occupied] Berdiansk`: a verb | said of the town |
//! | `"neutralised" [12 fighters]`: they said so | whom |
//! | `killed [a Palestinian]`: an adjective | whom |
//! | `Le village, dans le Soum, a été [la cible]`: one more village | what is told of the village |
//! | `a été lundi [la cible]`: it was Monday | it was the target |
//! | `Les rebelles [sont descendus]`: a passive | an active verb |
//! | `Kiev [dément] et assure`: an adjective | what Kiev does |
//! | `[Un jeune] a été tué`: an adverb and an adjective | the subject |
//! | `[dix-sept volontaires] et quatre militaires ont péri`: a place | the subject |
//! | `accuse [Israël]`: Israel accuses | it is accused |

mod asides;
mod attribution;
mod clauses;
mod french;
pub(super) mod nationals;
mod participles;
mod past;
mod phrases;

use std::ops::Range;

use crate::annotate::{Doc, Feats, Rel, Upos};
use crate::model::Lang;

/// Whether a word of the sentence stands in a relation to its head.
fn has(doc: &Doc<'_>, sentence: Range<usize>, head: usize, rel: Rel) -> bool {
    sentence.into_iter().any(|i| doc.tokens[i].rel == rel && doc.tokens[i].head as usize == head)
}

/// Hangs a word on another; a word that hangs on itself is the root.
fn hang(doc: &mut Doc<'_>, word: usize, above: usize, rel: Rel) {
    doc.tokens[word].head = above as u32;
    doc.tokens[word].rel = rel;
}

/// Puts a word where another hangs: on the same head in the same relation, or as the root.
fn replace(doc: &mut Doc<'_>, old: usize, new: usize) {
    let (above, rel) = (doc.tokens[old].head as usize, doc.tokens[old].rel);
    hang(doc, new, if above == old { new } else { above }, rel);
}

/// Whether a token is a verb in a finite form.
fn is_finite(doc: &Doc<'_>, i: usize) -> bool {
    doc.tokens[i].upos == Upos::Verb && doc.tokens[i].feats.has(Feats::FIN)
}

/// Whether a token is a noun or a name.
fn is_name(doc: &Doc<'_>, i: usize) -> bool {
    matches!(doc.tokens[i].upos, Upos::Noun | Upos::Propn)
}

/// The subject of a verb, if it stands before it.
fn subject(doc: &Doc<'_>, first: usize, verb: usize) -> Option<usize> {
    (first..verb).find(|&i| {
        doc.tokens[i].head as usize == verb
            && matches!(doc.tokens[i].rel, Rel::Nsubj | Rel::NsubjPass)
    })
}

/// The first auxiliary of a verb among some tokens that is in a finite form.
fn finite_auxiliary(doc: &Doc<'_>, tokens: Range<usize>, verb: usize) -> Option<usize> {
    tokens.into_iter().find(|&i| {
        doc.tokens[i].head as usize == verb
            && matches!(doc.tokens[i].rel, Rel::Aux | Rel::AuxPass)
            && doc.tokens[i].feats.has(Feats::FIN)
    })
}

/// Repairs the sentence of the tokens from `first` to `end`.
pub(crate) fn repair(doc: &mut Doc<'_>, first: usize, end: usize) {
    marks(doc, first, end);
    brackets(doc, first, end);
    agents(doc, first, end);
    phrases::second_side(doc, first, end);
    phrases::apart(doc, first, end);
    phrases::behind_source(doc, first, end);
    nationals::nationals(doc, first, end);
    match doc.lang {
        Lang::En => {
            attribution::according(doc, first, end);
            attribution::told_by(doc, first, end);
            attribution::told_of_one(doc, first, end);
            attribution::told_apart(doc, first, end);
            clauses::main_before_gerund(doc, first, end);
            phrases::following(doc, first, end);
            past::unchanged(doc, first, end);
            past::named_attributes(doc, first, end);
            past::scare_quotes(doc, first, end);
            past::found_so(doc, first, end);
            participles::counted_nouns(doc, first, end);
            participles::counted_attributes(doc, first, end);
            participles::main_behind_participle(doc, first, end);
            participles::main_before_infinitive(doc, first, end);
            participles::clauses_behind_prepositions(doc, first, end);
            participles::existential(doc, first, end);
            participles::behind_objects(doc, first, end);
            past::said_of_objects(doc, first, end);
            past::main_behind_past(doc, first, end);
            phrases::confirmed(doc, first, end);
            phrases::counted_objects(doc, first, end);
            phrases::among_those(doc, first, end);
            held_to_be(doc, first, end);
            told_that(doc, first, end);
            clauses::main_behind_relative(doc, first, end);
            clauses::told_past(doc, first, end);
            clauses::misread_attributes(doc, first, end);
            clauses::nouns_that_act(doc, first, end);
            past::nouns_that_go(doc, first, end);
            clauses::one_subject(doc, first, end);
            clauses::past_tense(doc, first, end);
            clauses::aside(doc, first, end);
            clauses::lost_subject(doc, first, end);
            clauses::relatives(doc, first, end);
            clauses::inside_relatives(doc, first, end);
            clauses::joined_objects(doc, first, end);
            clauses::told_clauses(doc, first, end);
            as_many_as(doc, first, end);
            of_them(doc, first, end);
        }
        Lang::Fr => {
            french::verbs_of_being(doc, first, end);
            french::denies(doc, first, end);
            french::nominal_subjects(doc, first, end);
            french::counted_subjects(doc, first, end);
            french::joined_counts(doc, first, end);
            asides::behind_aside(doc, first, end);
            french::predicate_days(doc, first, end);
            french::copulas_behind_asides(doc, first, end);
            asides::opening_days(doc, first, end);
            phrases::bare_days(doc, first, end);
            asides::having(doc, first, end);
            asides::behind_time(doc, first, end);
            relatives(doc, first, end);
            clauses::main_behind_qui(doc, first, end);
            clauses::no_relative(doc, first, end);
            clauses::joined_subjects(doc, first, end);
            clauses::clauses_with_dont(doc, first, end);
            clauses::inside_relatives(doc, first, end);
            clauses::finite_participles(doc, first, end);
            clauses::nominal_adjectives(doc, first, end);
            phrases::counted_adjectives(doc, first, end);
            clauses::told_infinitives(doc, first, end);
            phrases::plural_objects(doc, first, end);
            phrases::far_objects(doc, first, end);
            phrases::led_subjects(doc, first, end);
            french::accused(doc, first, end);
            french::no_pronoun(doc, first, end);
            clauses::told_clauses(doc, first, end);
        }
    }
}

/// Gives a noun its relative clause back: where the verb behind `qui` was taken for that of the sentence
/// (`Le groupe, qui est lié à X, a attaqué`), or was lost behind an aside (`un hôpital qui, selon
/// l'armée, abritait`).
fn relatives(doc: &mut Doc<'_>, first: usize, end: usize) {
    for who in first + 1..end {
        if doc.lower(who) != "qui" || doc.tokens[who].upos != Upos::Pron {
            continue;
        }
        let noun = if doc.lower(who - 1) == "," { who.checked_sub(2) } else { Some(who - 1) };
        let Some(named) = noun.filter(|&i| i >= first && i < who) else { continue };
        // `le groupe djihadiste, qui`: over an adjective.
        let Some(named) =
            (named.saturating_sub(1).max(first)..=named).rev().find(|&i| is_name(doc, i))
        else {
            continue;
        };
        let Some(verb) = relative_verb(doc, who, end) else { continue };
        let rel = doc.tokens[verb].rel;
        if rel == Rel::Root {
            sentence_verb(doc, named, who, verb, first, end);
        } else if matches!(rel, Rel::Advcl | Rel::Parataxis)
            && !doc.ancestors(named).any(|i| i == verb)
        {
            hang(doc, verb, named, Rel::AclRelcl);
        } else if rel == Rel::Conj
            && doc.lower(who + 1) == ","
            && !doc.ancestors(named).any(|i| i == verb)
        {
            // The aside and `qui` are of the verb that the aside parts them from.
            for i in who..verb {
                let above = doc.tokens[i].head as usize;
                if above < who || above == i {
                    doc.tokens[i].head = verb as u32;
                    if doc.tokens[i].rel == Rel::AclRelcl || doc.tokens[i].rel == Rel::Acl {
                        doc.tokens[i].rel = Rel::Obl;
                    }
                }
            }
            hang(doc, who, verb, Rel::Nsubj);
            hang(doc, verb, named, Rel::AclRelcl);
        }
    }
}

/// The verb of the clause that `qui` opens, behind an aside between commas if there is one.
fn relative_verb(doc: &Doc<'_>, who: usize, end: usize) -> Option<usize> {
    let mut at = who + 1;
    if at < end && doc.lower(at) == "," {
        at = (at + 1..end.min(at + ASIDE)).find(|&i| doc.lower(i) == ",")? + 1;
    }
    // Over what stands before the verb: `ne`, `les`, adverbs, auxiliaries.
    (at..end.min(at + 5))
        .find(|&i| !matches!(doc.tokens[i].upos, Upos::Adv | Upos::Aux | Upos::Pron | Upos::Part))
        .filter(|&i| doc.tokens[i].upos == Upos::Verb)
}

/// How many tokens an aside behind `qui` may have.
const ASIDE: usize = 12;

/// Where the verb of a relative clause was taken for the verb of the sentence: the one behind the comma
/// that closes the clause is.
fn sentence_verb(
    doc: &mut Doc<'_>,
    named: usize,
    who: usize,
    verb: usize,
    first: usize,
    end: usize,
) {
    let below = |i: usize| doc.tokens[i].head as usize == verb && i != verb;
    let main = (verb + 1..end).find(|&i| {
        let opens = (verb + 1..i)
            .rev()
            .find(|&t| !matches!(doc.tokens[t].upos, Upos::Aux | Upos::Adv | Upos::Pron));
        below(i)
            && doc.tokens[i].rel == Rel::Conj
            && doc.tokens[i].upos == Upos::Verb
            && opens.is_some_and(|t| doc.lower(t) == ",")
    });
    // The subject of both hangs on the verb, before `qui`.
    let subject = (first..who)
        .find(|&i| below(i) && matches!(doc.tokens[i].rel, Rel::Nsubj | Rel::NsubjPass));
    let (Some(main), Some(subject)) = (main, subject) else { return };
    if doc.ancestors(named).any(|i| i == who) || subject > named {
        return;
    }
    let moved: Vec<usize> = (first..who).chain(main + 1..end).filter(|&i| below(i)).collect();
    for i in moved {
        doc.tokens[i].head = main as u32;
    }
    let passive = has(doc, verb..main, main, Rel::AuxPass);
    doc.tokens[subject].rel = if passive { Rel::NsubjPass } else { Rel::Nsubj };
    hang(doc, main, main, Rel::Root);
    hang(doc, verb, subject, Rel::AclRelcl);
}

/// How far behind a verb `that` may open what it tells.
const THAT_NEAR: usize = 7;

/// Makes the verb of a sentence of a participle that has an object and a clause with `that`: `Two
/// sources told Reuters that men attacked`. What is only said of a noun has no object.
fn told_that(doc: &mut Doc<'_>, first: usize, end: usize) {
    for told in first + 1..end {
        let noun = doc.tokens[told].head as usize;
        let participle = doc.tokens[told].upos == Upos::Verb
            && doc.tokens[told].rel == Rel::Acl
            && doc.tokens[told].feats.has(Feats::PAST_PART)
            && noun < told
            && doc.tokens[noun].upos != Upos::Verb;
        if !participle {
            continue;
        }
        let near = told + 1..end.min(told + 1 + THAT_NEAR);
        let that = near
            .take_while(|&i| doc.tokens[i].upos != Upos::Punct)
            .find(|&i| doc.lower(i) == "that");
        let Some(that) = that else { continue };
        let object = [Rel::Obj, Rel::Iobj].iter().any(|&rel| has(doc, told + 1..that, told, rel));
        let (above, rel) = (doc.tokens[noun].head as usize, doc.tokens[noun].rel);
        if !object {
            continue;
        }
        let (place, place_rel) = if rel == Rel::Root {
            (told, Rel::Root)
        } else if matches!(rel, Rel::Nsubj | Rel::NsubjPass) && above > that {
            // The verb behind `that` took the place of the verb that tells.
            let outer = doc.tokens[above].head as usize;
            let place = if outer == above { told } else { outer };
            let rel = doc.tokens[above].rel;
            if outer != above && doc.ancestors(outer).any(|i| i == told || i == noun) {
                continue;
            }
            hang(doc, above, told, Rel::Ccomp);
            (place, rel)
        } else {
            continue;
        };
        if rel == Rel::Root {
            // The rest of the sentence was hung on the noun.
            for i in told + 1..end {
                if doc.tokens[i].head as usize == noun {
                    doc.tokens[i].head = told as u32;
                }
            }
        }
        hang(doc, noun, told, Rel::Nsubj);
        hang(doc, told, place, place_rel);
    }
}

/// Gives the noun behind `as many as 30` the place in the clause that `as` had: a bound is said of a
/// number, and the number of the noun.
fn as_many_as(doc: &mut Doc<'_>, first: usize, end: usize) {
    for many in first + 1..end.saturating_sub(3) {
        let bound = matches!(doc.lower(many), "many" | "few" | "much")
            && doc.lower(many - 1) == "as"
            && doc.lower(many + 1) == "as"
            && doc.tokens[many + 2].upos == Upos::Num;
        let number = many + 2;
        let noun = doc.tokens[number].head as usize;
        let held = |i: usize| (many - 1..=many + 1).contains(&i);
        if !bound
            || !(number + 1..end).contains(&noun)
            || !is_name(doc, noun)
            || !held(doc.tokens[noun].head as usize)
        {
            continue;
        }
        // What the three words hang on together.
        let above = (many - 1..=many + 1).map(|i| doc.tokens[i].head as usize);
        let Some(above) = above.into_iter().find(|&i| !held(i) && (first..end).contains(&i)) else {
            continue;
        };
        if above == noun || doc.ancestors(above).any(|i| held(i) || i == noun) {
            continue;
        }
        let subject = noun < above
            && !(first..end).any(|i| {
                !held(i)
                    && doc.tokens[i].head as usize == above
                    && matches!(doc.tokens[i].rel, Rel::Nsubj | Rel::NsubjPass)
            });
        let rel = match (subject, has(doc, first..end, above, Rel::AuxPass)) {
            (true, true) => Rel::NsubjPass,
            (true, false) => Rel::Nsubj,
            _ if noun > above => Rel::Obj,
            _ => continue,
        };
        hang(doc, noun, above, rel);
        hang(doc, many - 1, number, Rel::Advmod);
        hang(doc, many, many - 1, Rel::Fixed);
        hang(doc, many + 1, many - 1, Rel::Fixed);
    }
}

/// How far `of them` may stand before its noun.
const OF_THEM_NEAR: usize = 4;

/// Says a noun of the one before it where it was taken for one more of a row: `people, many of them
/// women`, `people, among them several children`.
fn of_them(doc: &mut Doc<'_>, first: usize, end: usize) {
    for them in first + 2..end {
        let told = matches!(doc.lower(them), "them" | "whom")
            && matches!(doc.lower(them - 1), "of" | "among" | "amongst");
        let opens = (them.saturating_sub(4).max(first)..them).any(|i| doc.lower(i) == ",");
        if !told || !opens {
            continue;
        }
        let behind = them + 1..end.min(them + 1 + OF_THEM_NEAR);
        let noun = behind.into_iter().find(|&i| doc.tokens[i].upos == Upos::Noun);
        if let Some(noun) = noun
            && doc.tokens[noun].rel == Rel::Conj
            && (doc.tokens[noun].head as usize) < them
            && !has(doc, first..noun, noun, Rel::Cc)
        {
            doc.tokens[noun].rel = Rel::Appos;
            // `many` is no subject of a clause of its own.
            for i in first..them {
                if doc.tokens[i].head as usize == noun && doc.tokens[i].rel == Rel::Nsubj {
                    doc.tokens[i].rel = Rel::Nmod;
                }
            }
        }
    }
}

/// How far behind `to be` the verb of the clause may stand.
const CLAUSE_NEAR: usize = 12;

/// Gives a clause its own verb back where `suspected to be` behind its subject was taken for it.
fn held_to_be(doc: &mut Doc<'_>, first: usize, end: usize) {
    let Some(last) = end.checked_sub(3) else { return };
    for held in first + 1..last {
        let noun = held - 1;
        let told = doc.tokens[held].upos == Upos::Verb
            && doc.tokens[held].feats.has(Feats::PAST_PART)
            && is_name(doc, noun)
            && doc.lower(held + 1) == "to"
            && doc.lower(held + 2) == "be";
        if !told || doc.tokens[held].rel == Rel::Acl {
            continue;
        }
        let limit = (held + 3 + CLAUSE_NEAR).min(end);
        let Some(what) =
            (held + 3..limit).find(|&i| is_name(doc, i) && (i + 1 >= end || !is_name(doc, i + 1)))
        else {
            continue;
        };
        let opener = (what + 1..limit)
            .take_while(|&i| doc.tokens[i].upos != Upos::Punct)
            .find(|&i| matches!(doc.tokens[i].upos, Upos::Verb | Upos::Aux));
        let verb = opener.and_then(|i| (i..limit).find(|&i| doc.tokens[i].upos == Upos::Verb));
        let Some(verb) = verb else { continue };
        let (above, rel) = (doc.tokens[held].head, doc.tokens[held].rel);
        // The verb must not stand above the participle, or the tree would turn into a circle.
        if doc.ancestors(held).any(|i| i == verb) {
            continue;
        }
        let passive = (what..verb).any(|i| doc.tokens[i].rel == Rel::AuxPass);
        let root = above as usize == held;
        for i in first..end {
            if i != held && doc.tokens[i].head as usize == held {
                doc.tokens[i].head = verb as u32;
            }
        }
        hang(doc, verb, if root { verb } else { above as usize }, rel);
        hang(doc, noun, verb, if passive { Rel::NsubjPass } else { Rel::Nsubj });
        hang(doc, held, noun, Rel::Acl);
        hang(doc, what, held, Rel::Xcomp);
        hang(doc, held + 1, what, Rel::Mark);
        hang(doc, held + 2, what, Rel::Cop);
    }
}

/// Hangs a word in brackets on the word in front of them, since it does nothing outside of them: `attribuée aux
/// Forces de soutien rapide (FSR) a touché`. The noun that then is left of the verb without a subject
/// is its subject.
fn brackets(doc: &mut Doc<'_>, first: usize, end: usize) {
    for word in first + 2..end.saturating_sub(1) {
        let enclosed = doc.lower(word - 1) == "("
            && doc.lower(word + 1) == ")"
            && matches!(doc.tokens[word].rel, Rel::Nsubj | Rel::NsubjPass)
            && matches!(doc.tokens[word].upos, Upos::Propn | Upos::Noun | Upos::X);
        let verb = doc.tokens[word].head as usize;
        let front = word - 2;
        if !enclosed || verb < word || doc.ancestors(front).any(|i| i == word) {
            continue;
        }
        let rel = doc.tokens[word].rel;
        hang(doc, word, front, Rel::Appos);
        let noun = (first..front).find(|&i| {
            doc.tokens[i].head as usize == verb
                && matches!(doc.tokens[i].upos, Upos::Noun | Upos::Propn)
        });
        let Some(noun) = noun else { continue };
        let subject = [Rel::Nsubj, Rel::NsubjPass].iter().any(|&r| has(doc, first..end, verb, r));
        if !subject && !has(doc, first..noun, noun, Rel::Case) {
            hang(doc, noun, verb, rel);
        }
    }
}

/// Takes words off punctuation marks.
fn marks(doc: &mut Doc<'_>, first: usize, end: usize) {
    let is_mark = |doc: &Doc<'_>, i: usize| doc.tokens[i].upos == Upos::Punct;
    let Some(root) = (first..end).find(|&i| doc.head(i).is_none()) else { return };
    if is_mark(doc, root) {
        // The first word on the mark, or under marks on the mark, takes its place.
        let under_marks =
            |&i: &usize| !is_mark(doc, i) && doc.ancestors(i).all(|above| is_mark(doc, above));
        let Some(word) = (first..end).find(under_marks) else { return };
        for i in first..end {
            if i != word && doc.tokens[i].head as usize == root {
                doc.tokens[i].head = word as u32;
            }
        }
        hang(doc, root, word, Rel::Punct);
        hang(doc, word, word, Rel::Root);
    }
    for i in first..end {
        let above = doc.ancestors(i).find(|&above| !is_mark(doc, above));
        if let Some(above) = above {
            let token = &mut doc.tokens[i];
            if token.head as usize != above {
                token.head = above as u32;
                if token.rel == Rel::Obj {
                    token.rel = Rel::Parataxis;
                }
            }
        }
    }
}

/// Gives passive participles the agents that hang on a place or a day behind them.
fn agents(doc: &mut Doc<'_>, first: usize, end: usize) {
    let preposition = match doc.lang {
        Lang::Fr => "par",
        Lang::En => "by",
    };
    for case in first..end {
        if doc.tokens[case].rel != Rel::Case || doc.lower(case) != preposition {
            continue;
        }
        let Some(noun) = doc.head(case) else { continue };
        if doc.tokens[noun].rel != Rel::Nmod || noun < case {
            continue;
        }
        let Some(place) = doc.head(noun).filter(|&place| place < case) else { continue };
        let has = |head: usize, rel: Rel| has(doc, first..end, head, rel);
        // A name, a number, a bare noun (`lundi`) or a place (`dans le nord`) does nothing to anybody.
        let idle = matches!(doc.tokens[place].upos, Upos::Propn | Upos::Num)
            || has(place, Rel::Det) == has(place, Rel::Case);
        let verb = doc.ancestors(place).find(|&above| doc.tokens[above].upos == Upos::Verb);
        let Some(verb) = verb.filter(|&verb| idle && verb < place) else { continue };
        // `were abducted and later killed on Monday by gunmen`: the auxiliary is that of the verb before.
        let before = doc.head(verb).filter(|_| doc.tokens[verb].rel == Rel::Conj);
        let shares = doc.lang == Lang::En
            && before.is_some_and(|before| has(before, Rel::AuxPass))
            && ![Rel::Aux, Rel::Obj, Rel::Nsubj].into_iter().any(|rel| has(verb, rel));
        let passive = shares
            || doc.tokens[verb].feats.has(Feats::PAST_PART)
                && (has(verb, Rel::AuxPass) || !has(verb, Rel::Aux));
        // `s'est produite dans le parc par un kamikaze`: what happens by itself has no agent.
        if passive && !has(verb, Rel::OblAgent) && !has(verb, Rel::Expl) {
            if shares {
                doc.tokens[verb].feats = Feats(Feats::PAST_PART);
            }
            hang(doc, noun, verb, Rel::OblAgent);
        }
    }
}
