//! Questions about the structure of a sentence: who is the subject of this verb, is it passive,
//! which preposition stands before this noun.
//!
//! Takes the tree that the parser made; gives tokens. Decides nothing about events. Where the
//! tree is silent the answers are empty: fallbacks belong to the caller, who knows what is at
//! stake.

use crate::annotate::{Doc, Feats, Rel, Upos};
use crate::model::Lang;

/// The arguments of a verb, as head tokens, conjuncts included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Args {
    /// Who does it: subject of the active, agent of the passive.
    pub agents: Vec<usize>,
    /// Whom it is done to: object of the active, subject of the passive.
    pub patients: Vec<usize>,
    /// Other complements.
    pub obliques: Vec<usize>,
    /// Whether the verb is passive.
    pub passive: bool,
}

/// The longest list of parties that is read as one.
const MAX_CONJUNCTS: usize = 24;

/// The token and those coordinated with it.
pub fn with_conjuncts(doc: &Doc<'_>, token: usize) -> Vec<usize> {
    let mut all = Vec::with_capacity(4);
    all.push(token);
    let conjuncts = |of: usize| {
        doc.children(of).filter(|&t| doc.tokens[t].rel == Rel::Conj && is_nominal(doc, t))
    };
    let mut at = 0;
    while at < all.len() && all.len() < MAX_CONJUNCTS {
        let of = all[at];
        for t in conjuncts(of) {
            push_new(&mut all, t);
        }
        if doc.lang == Lang::Fr {
            // French repeats its preposition: in `ses alliés de la force Takuba et l'armée malienne`
            // the army stands beside the allies, wherever the tree has hung it.
            let raised = doc
                .children_by(of, Rel::Nmod)
                .filter(|&t| doc.case(t).is_some())
                .flat_map(conjuncts)
                .filter(|&t| doc.case(t).is_none() && doc.child(t, Rel::Det).is_some());
            for t in raised {
                push_new(&mut all, t);
            }
        }
        at += 1;
    }
    all
}

fn push_new(list: &mut Vec<usize>, token: usize) {
    if !list.contains(&token) {
        list.push(token);
    }
}

/// Whether a token can head a noun phrase.
pub fn is_nominal(doc: &Doc<'_>, token: usize) -> bool {
    matches!(
        doc.tokens[token].upos,
        Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num | Upos::X | Upos::Sym | Upos::Adj
    )
}

/// The verb that governs a token, itself when it is one; at most twenty steps up.
pub fn governing_verb(doc: &Doc<'_>, token: usize) -> Option<usize> {
    let mut at = token;
    for _ in 0..20 {
        if doc.tokens[at].upos == Upos::Verb {
            return Some(at);
        }
        at = doc.head(at)?;
    }
    None
}

/// Whether `ancestor` stands above `token` in the tree, or is it.
pub fn is_below(doc: &Doc<'_>, token: usize, ancestor: usize) -> bool {
    let mut at = token;
    for _ in 0..40 {
        if at == ancestor {
            return true;
        }
        match doc.head(at) {
            Some(up) => at = up,
            None => return false,
        }
    }
    false
}

/// Whether a token stands below another within one clause: no clause of its own begins between.
pub fn is_within(doc: &Doc<'_>, token: usize, ancestor: usize) -> bool {
    let mut at = token;
    for _ in 0..40 {
        if at == ancestor {
            return true;
        }
        let clause = match doc.tokens[at].rel {
            Rel::Parataxis | Rel::Advcl | Rel::AclRelcl | Rel::Ccomp => true,
            Rel::Conj => doc.tokens[at].upos == Upos::Verb,
            _ => false,
        };
        match doc.head(at) {
            Some(up) if !clause => at = up,
            _ => return false,
        }
    }
    false
}

/// Whether a verb stands in the passive: by its auxiliaries, or as a bare participle. The
/// auxiliaries decide before the labels of the tree: `a remis` is active whatever the parser says.
pub fn is_passive(doc: &Doc<'_>, verb: usize) -> bool {
    misread_past(doc, verb).is_none() && is_passive_at(doc, verb, 0)
}

/// The subject and the object of an English past tense that the parser took for a participle: no
/// auxiliary stands before it, but a noun, and a number with its noun follows (`An explosive device
/// killed five soldiers in …, the army said`). `None` where the verb is no such past tense.
pub fn misread_past(doc: &Doc<'_>, verb: usize) -> Option<(usize, usize)> {
    let token = &doc.tokens[verb];
    if doc.lang != Lang::En
        || token.upos != Upos::Verb
        || !token.feats.has(Feats::PAST_PART)
        || token.feats.has(Feats::FIN)
        || !matches!(token.rel, Rel::Advcl | Rel::Acl | Rel::Parataxis | Rel::Ccomp | Rel::Amod)
    {
        return None;
    }
    if token.rel == Rel::Amod {
        return said_to_have_done(doc, verb);
    }
    let noun = |t: usize| matches!(doc.tokens[t].upos, Upos::Noun | Upos::Propn);
    let subject =
        verb.checked_sub(1).filter(|&t| doc.sent_of(t) == doc.sent_of(verb) && noun(t))?;
    let end = doc.sents[doc.sent_of(verb)].end as usize;
    if verb + 1 >= end || doc.tokens[verb + 1].upos != Upos::Num {
        return None;
    }
    let mut object = (verb + 2..(verb + 5).min(end))
        .find(|&t| !matches!(doc.tokens[t].upos, Upos::Adj | Upos::Num))
        .filter(|&t| noun(t) && !is_unit_of_time(doc.lemma(t)))?;
    if doc.children(verb).any(|t| matches!(doc.tokens[t].rel, Rel::Aux | Rel::AuxPass)) {
        return None;
    }
    // The last noun of a row is its head: `five Pakistan army soldiers`.
    while object + 1 < end && noun(object + 1) {
        object += 1;
    }
    Some((subject, object))
}

/// `X said gunmen attacked villagers`: behind a verb of saying a noun, a participle and a bare plural are
/// a clause, no list.
fn said_to_have_done(doc: &Doc<'_>, verb: usize) -> Option<(usize, usize)> {
    let noun = |t: usize| matches!(doc.tokens[t].upos, Upos::Noun | Upos::Propn);
    let end = doc.sents[doc.sent_of(verb)].end as usize;
    let object = verb + 1;
    let subject = verb.checked_sub(1)?;
    let says = subject.checked_sub(1)?;
    let told = matches!(doc.lemma(says), "say" | "report" | "confirm" | "add" | "that");
    (object < end
        && doc.sent_of(says) == doc.sent_of(verb)
        && told
        && noun(subject)
        && noun(object)
        && doc.tokens[object].feats.has(Feats::PLUR)
        && doc.tokens[verb].head as usize == object)
        .then_some((subject, object))
}

/// `killed five days earlier`.
fn is_unit_of_time(lemma: &str) -> bool {
    matches!(lemma, "second" | "minute" | "hour" | "day" | "week" | "month" | "year")
}

/// How many coordinated participles back an auxiliary is looked for.
const MAX_SHARED: u8 = 4;

/// Whether an English participle is a past tense that the parser misread: it stands right behind the
/// noun that would be the whole sentence, and an object without preposition follows it (`Soldiers
/// executed 50 men`).
fn is_past_tense(doc: &Doc<'_>, verb: usize) -> bool {
    if doc.lang != Lang::En || doc.tokens[verb].rel != Rel::Acl {
        return false;
    }
    let Some(noun) = doc.head(verb) else { return false };
    let follows = noun < verb
        && (noun + 1..verb).all(|t| {
            !matches!(doc.tokens[t].upos, Upos::Verb | Upos::Aux | Upos::Adp | Upos::Pron)
        });
    follows
        && doc.tokens[noun].rel == Rel::Root
        && doc.children(verb).any(|t| {
            t > verb
                && matches!(doc.tokens[t].rel, Rel::Obj | Rel::Obl | Rel::Xcomp)
                && matches!(doc.tokens[t].upos, Upos::Noun | Upos::Propn)
                && doc.case(t).is_none()
        })
}

/// Whether a French verb has `être` in its past tense: `sont entrés` is no passive.
pub(super) fn takes_be(lemma: &str) -> bool {
    const VERBS: [&str; 29] = [
        "accourir",
        "advenir",
        "aller",
        "arriver",
        "demeurer",
        "descendre",
        "devenir",
        "décéder",
        "entrer",
        "intervenir",
        "monter",
        "mourir",
        "naître",
        "partir",
        "parvenir",
        "passer",
        "redevenir",
        "remonter",
        "rentrer",
        "repartir",
        "ressortir",
        "rester",
        "retomber",
        "retourner",
        "revenir",
        "sortir",
        "survenir",
        "tomber",
        "venir",
    ];
    VERBS.contains(&lemma)
}

/// `se sont fait enlever par des pirates`: a French infinitive that the subject suffers.
fn makes_itself(doc: &Doc<'_>, verb: usize) -> bool {
    let make = verb.checked_sub(1).filter(|&t| {
        doc.lang == Lang::Fr && doc.tokens[verb].feats.has(Feats::INF) && doc.lemma(t) == "faire"
    });
    make.is_some_and(|make| {
        let first = doc.sents[doc.sent_of(verb)].first as usize;
        (make.saturating_sub(3).max(first)..make)
            .any(|t| matches!(doc.lower(t), "se" | "s'" | "s’"))
    })
}

fn is_passive_at(doc: &Doc<'_>, verb: usize, depth: u8) -> bool {
    let token = &doc.tokens[verb];
    if makes_itself(doc, verb) {
        return true;
    }
    if !token.feats.has(Feats::PAST_PART)
        || is_past_tense(doc, verb)
        || takes_be(doc.lemma(verb)) && !doc.children(verb).any(|t| doc.lower(t) == "été")
    {
        return false;
    }
    let (mut have, mut be, mut labelled, mut reflexive) = (false, false, false, false);
    for child in doc.children(verb) {
        let rel = doc.tokens[child].rel;
        match rel {
            Rel::Aux | Rel::AuxPass | Rel::Cop => match doc.lemma(child) {
                "avoir" | "have" => have = true,
                "être" | "be" | "get" => {
                    be |= rel != Rel::Aux || matches!(doc.lower(child), "été" | "been" | "being");
                }
                _ => {}
            },
            Rel::NsubjPass | Rel::OblAgent => labelled = true,
            Rel::Expl => reflexive |= matches!(doc.lower(child), "se" | "s'"),
            _ => {}
        }
    }
    if be {
        return !reflexive;
    }
    if have || reflexive {
        return false;
    }
    if labelled {
        // `Heavy shelling killed eight people`: English has no passive without an auxiliary and with an
        // object, whatever the label of its subject.
        let object = |t: usize| doc.tokens[t].rel == Rel::Obj && doc.case(t).is_none();
        return !(doc.lang == Lang::En && doc.children(verb).any(object));
    }
    // A coordinated participle shares the auxiliary of the first.
    match (token.rel, doc.head(verb)) {
        (Rel::Conj, Some(first))
            if depth < MAX_SHARED && doc.tokens[first].feats.has(Feats::PAST_PART) =>
        {
            is_passive_at(doc, first, depth + 1)
        }
        _ => {
            let active_be = doc.children(verb).any(|t| doc.tokens[t].rel == Rel::Aux);
            !active_be && !doc.children(verb).any(|t| doc.tokens[t].rel == Rel::Obj)
        }
    }
}

/// The arguments of a verb: its own, and those that it shares with the verb it is coordinated
/// with, subordinate to, or that it qualifies as a participle or relative clause.
pub fn args(doc: &Doc<'_>, verb: usize) -> Args {
    let mut args = own_args(doc, verb);
    if let Some((subject, object)) = misread_past(doc, verb) {
        args.agents = with_conjuncts(doc, subject);
        args.agents.retain(|&agent| agent < verb);
        args.patients = with_conjuncts(doc, object);
        return args;
    }
    // `…, et plusieurs autres auraient été enlevés`: a subject without a noun is one all the same.
    let bare_subject = doc.children(verb).any(|t| {
        t < verb
            && matches!(doc.tokens[t].rel, Rel::Det | Rel::Nummod | Rel::Amod)
            && matches!(doc.tokens[t].upos, Upos::Det | Upos::Num | Upos::Adj)
            && doc.tokens[verb].upos == Upos::Verb
            && (t..verb).any(|aux| doc.tokens[aux].upos == Upos::Aux)
    });
    if bare_subject {
        return args;
    }
    if args.passive {
        if args.patients.is_empty() {
            args.patients = shared_subject(doc, verb, 0);
        }
    } else if args.agents.is_empty() {
        let controlling = controlling_object(doc, verb).or_else(|| charged(doc, verb));
        args.agents = match (controlling, noun_before(doc, verb), gerund_of(doc, verb)) {
            (Some(noun), _, _) | (None, Some(noun), _) => with_conjuncts(doc, noun),
            (None, None, Some(main)) => own_args(doc, main).agents,
            (None, None, None) => shared_subject(doc, verb, 0),
        };
    }
    // Coordinated transitive verbs share the object of the last: `ont attaqué et pillé le village`.
    if !args.passive && args.patients.is_empty() {
        for child in doc.children(verb) {
            if doc.tokens[child].rel == Rel::Conj && doc.tokens[child].upos == Upos::Verb {
                args.patients = own_args(doc, child).patients;
            }
        }
    }
    args
}

/// The object of the verb that an infinitive completes: it is they who flee in `forçant les survivants
/// à fuir`, `forcing residents to flee`.
fn controlling_object(doc: &Doc<'_>, verb: usize) -> Option<usize> {
    // `accusé la coalition d'avoir mené ces raids`.
    let past = || {
        doc.lang == Lang::Fr
            && doc
                .children(verb)
                .any(|t| doc.tokens[t].rel == Rel::Aux && doc.tokens[t].feats.has(Feats::INF))
            && doc.children(verb).any(|t| doc.tokens[t].rel == Rel::Mark)
    };
    let infinitive = doc.tokens[verb].rel == Rel::Xcomp
        && (doc.tokens[verb].feats.has(Feats::INF)
            || past()
            || doc.lang == Lang::En && verb > 0 && doc.lower(verb - 1) == "to")
        || matches!(doc.tokens[verb].rel, Rel::Ccomp | Rel::Parataxis)
            && past()
            && !doc.children(verb).any(|t| doc.tokens[t].rel == Rel::Nsubj);
    let above = doc.head(verb).filter(|&t| infinitive && doc.tokens[t].upos == Upos::Verb)?;
    doc.children(above).find(|&t| {
        doc.tokens[t].rel == Rel::Obj
            && matches!(doc.tokens[t].upos, Upos::Noun | Upos::Propn)
            && (above + 1..verb).contains(&t)
    })
}

/// Whom an English gerund behind `of`, `for`, `from`, `with` is said of: the object of the verb above it
/// (`accused the rebels of killing`), or the subject of a passive one (`were blamed for burning`).
fn charged(doc: &Doc<'_>, verb: usize) -> Option<usize> {
    let before = verb.checked_sub(1)?;
    let gerund = doc.lang == Lang::En
        && doc.tokens[verb].feats.has(Feats::PRES_PART)
        && matches!(doc.lower(before), "of" | "for" | "from" | "with")
        && doc.tokens[before].head as usize == verb;
    let above =
        doc.head(verb).filter(|&t| gerund && doc.tokens[t].upos == Upos::Verb && t < verb)?;
    let noun = |t: usize| matches!(doc.tokens[t].upos, Upos::Noun | Upos::Propn);
    if is_passive(doc, above) {
        return doc
            .children(above)
            .find(|&t| noun(t) && matches!(doc.tokens[t].rel, Rel::Nsubj | Rel::NsubjPass));
    }
    doc.children(above).find(|&t| {
        noun(t)
            && (above + 1..verb).contains(&t)
            && matches!(doc.tokens[t].rel, Rel::Obj | Rel::Iobj | Rel::Xcomp)
            && doc.case(t).is_none()
    })
}

fn own_args(doc: &Doc<'_>, verb: usize) -> Args {
    let mut args = Args { passive: is_passive(doc, verb), ..Args::default() };
    let participle = doc.lang == Lang::Fr && doc.tokens[verb].feats.has(Feats::PRES_PART);
    // A subject may hang on the auxiliary where the parser took that for a verb.
    let on_auxiliary: Vec<usize> = doc
        .children(verb)
        .filter(|&t| matches!(doc.tokens[t].rel, Rel::Aux | Rel::AuxPass))
        .flat_map(|aux| doc.children(aux))
        .filter(|&t| matches!(doc.tokens[t].rel, Rel::Nsubj | Rel::NsubjPass))
        .collect();
    for child in doc.children(verb).chain(on_auxiliary) {
        if !is_nominal(doc, child) {
            continue;
        }
        // `tuant des civils et blessant…`: a French participle has the subject of its verb.
        if participle && doc.tokens[child].rel == Rel::Nsubj {
            continue;
        }
        // `Selon des sources, ils se sont emparés`: a subject has no preposition.
        let led =
            doc.case(child).is_some_and(|p| matches!(doc.lower(p), "selon" | "après" | "after"));
        if led && matches!(doc.tokens[child].rel, Rel::Nsubj | Rel::NsubjPass) {
            continue;
        }
        let passive = args.passive;
        // `One soldier was killed and the rest were civilians`: an agent has its preposition.
        let no_agent = doc.lang == Lang::En
            && doc.tokens[child].rel == Rel::OblAgent
            && doc.case(child).is_none_or(|p| doc.lower(p) != "by");
        let list = match doc.tokens[child].rel {
            Rel::OblAgent if no_agent => &mut args.obliques,
            Rel::Nsubj | Rel::Csubj | Rel::NsubjPass if passive => &mut args.patients,
            Rel::Nsubj | Rel::Csubj | Rel::NsubjPass | Rel::OblAgent => &mut args.agents,
            Rel::Obj if passive => &mut args.obliques,
            Rel::Obj => &mut args.patients,
            Rel::Obl | Rel::Iobj | Rel::Nmod => {
                let by = doc.case(child).map(|p| doc.lower(p));
                if passive && matches!(by, Some("par" | "by")) {
                    &mut args.agents
                } else {
                    &mut args.obliques
                }
            }
            _ => continue,
        };
        let group = with_conjuncts(doc, child);
        if list.is_empty() {
            *list = group;
        } else {
            list.extend(group);
        }
    }
    if is_past_tense(doc, verb) {
        args.agents = doc.head(verb).map_or_else(Vec::new, |noun| with_conjuncts(doc, noun));
        let bare = |t: &usize| *t > verb && doc.case(*t).is_none();
        if args.patients.is_empty() {
            let named = doc
                .children(verb)
                .filter(|&t| doc.tokens[t].rel == Rel::Xcomp && is_nominal(doc, t));
            args.patients = args.obliques.iter().copied().chain(named).filter(bare).collect();
        }
    }
    // A relative pronoun stands for the noun that the clause qualifies.
    if doc.tokens[verb].rel == Rel::AclRelcl
        && let Some(noun) = doc.head(verb)
    {
        for list in [&mut args.agents, &mut args.patients] {
            if list.len() == 1 && doc.tokens[list[0]].upos == Upos::Pron {
                *list = with_conjuncts(doc, noun);
            }
        }
    }
    args
}

/// `Five were kidnapped after a group of gunmen raided a village`: the noun phrase right before an
/// English verb, where the tree coordinates the verb without a word that does.
fn noun_before(doc: &Doc<'_>, verb: usize) -> Option<usize> {
    let token = &doc.tokens[verb];
    let above = doc.head(verb).filter(|&above| token.rel == Rel::Conj && above < verb)?;
    let joined = doc
        .tokens
        .get(above + 1..verb)?
        .iter()
        .any(|t| matches!(t.upos, Upos::Cconj | Upos::Punct));
    let is_noun = |t: usize| matches!(doc.tokens[t].upos, Upos::Noun | Upos::Propn);
    if doc.lang != Lang::En || joined || !token.feats.has(Feats::FIN) || !is_noun(verb - 1) {
        return None;
    }
    let mut noun = verb - 1;
    while let Some(over) = doc.head(noun).filter(|&t| t > above && t < noun && is_noun(t)) {
        noun = over;
    }
    Some(noun)
}

/// `tuant 17 civils et en blessant 25 autres`: the verb that a French gerund, or a participle behind a
/// conjunction, goes with, where the tree hangs it on the object before.
fn gerund_of(doc: &Doc<'_>, verb: usize) -> Option<usize> {
    let token = &doc.tokens[verb];
    let joined = verb > 0 && matches!(doc.lower(verb - 1), "en" | "et");
    if doc.lang != Lang::Fr
        || !token.feats.has(Feats::PRES_PART)
        || token.rel != Rel::Acl
        || !joined
    {
        return None;
    }
    let mut at = verb;
    for _ in 0..MOST_ABOVE {
        at = doc.head(at)?;
        if doc.tokens[at].upos == Upos::Verb && !doc.tokens[at].feats.has(Feats::PRES_PART) {
            return Some(at);
        }
    }
    None
}

/// How many steps above a gerund its verb is looked for.
const MOST_ABOVE: usize = 5;

/// The subject that a verb without one takes from the verb or noun above it.
fn shared_subject(doc: &Doc<'_>, verb: usize, depth: u8) -> Vec<usize> {
    let (Some(above), true) = (doc.head(verb), depth < 5) else { return Vec::new() };
    let above_is_verb = matches!(doc.tokens[above].upos, Upos::Verb | Upos::Aux)
        || doc.children(above).any(|t| matches!(doc.tokens[t].rel, Rel::Nsubj | Rel::NsubjPass));
    match doc.tokens[verb].rel {
        // A participle or relative clause qualifies its noun.
        Rel::Acl | Rel::AclRelcl | Rel::Amod if !above_is_verb => with_conjuncts(doc, above),
        Rel::Acl if is_nominal(doc, above) => with_conjuncts(doc, above),
        Rel::Conj | Rel::Xcomp | Rel::Advcl | Rel::Ccomp | Rel::Parataxis | Rel::Acl
            if above_is_verb =>
        {
            // A clause with a subject word of its own kind (that-clause) shares nothing.
            // `Ils ont annoncé avoir repris la ville`: the infinitive is the auxiliary.
            let infinitive = doc.tokens[verb].feats.has(Feats::INF)
                || doc.children(verb).any(|t| {
                    doc.tokens[t].upos == Upos::Aux && doc.tokens[t].feats.has(Feats::INF)
                });
            if matches!(doc.tokens[verb].rel, Rel::Ccomp | Rel::Parataxis) && !infinitive {
                return Vec::new();
            }
            let own = own_args(doc, above);
            // `Un convoi a été attaqué par des rebelles, tuant quatre soldats`: what was done killed them.
            // `est repassée à l'offensive, s'emparant de` is no passive.
            let suffered = own.passive
                && (doc.lang == Lang::En || doc.children(above).any(|t| doc.lower(t) == "été"));
            let result = suffered
                && verb > above
                && doc.tokens[verb].rel != Rel::Conj
                && doc.tokens[verb].feats.has(Feats::PRES_PART);
            if result {
                return own.agents;
            }
            let found = if own.passive { own.patients } else { own.agents };
            if found.is_empty() { shared_subject(doc, above, depth + 1) } else { found }
        }
        Rel::Conj => shared_subject(doc, above, depth + 1),
        _ => Vec::new(),
    }
}
