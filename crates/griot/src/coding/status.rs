//! Whether what a word tells happened: asserted, alleged, or only planned, feared, denied,
//! supposed, remembered.
//!
//! Takes a token (a verb or noun that tells an event or an outcome); gives its [`Status`] with the
//! entry or rule that decided. The rules, first match wins:
//!
//! | words | status |
//! | --- | --- |
//! | `n'a pas attaqué`, `no one was killed` (on the verb) | negated |
//! | `aurait tué`, `auraient été enlevés`, `may have killed` | alleged |
//! | `attaquerait`, `could attack`, `si l'armée attaque` | not a fact |
//! | `attaquera`, `will withdraw` | plan |
//! | `pour traquer`, `to protest` (purpose) | plan |
//! | below a hedge: `menace d'attaquer`, `risque d'attentats` | as the hedge says |

use crate::annotate::{Feats, Rel, Upos, grammar};
use crate::coding::context::Context;
use crate::lexicon::schema::{HedgeClass, Pos};
use crate::lexicon::{Hit, Subject};
use crate::model::Lang;

/// How a word's event stands to what happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// It is told as a fact.
    Asserted,
    /// It is told as unverified.
    Alleged(String),
    /// It is told as denied by somebody.
    Denied(String),
    /// It did not happen, or is not one event.
    NoEvent(String),
}

/// The status of the event or outcome that a token tells.
pub(crate) fn status(cx: &Context<'_>, token: usize) -> Status {
    let doc = cx.doc;
    let verb = if matches!(doc.tokens[token].upos, Upos::Verb | Upos::Aux)
        || doc.tokens[token].feats.has(Feats::PAST_PART)
    {
        Some(token)
    } else {
        None
    };
    if let Some(verb) = verb
        && let Some(status) = verb_status(cx, verb)
    {
        return status;
    }
    if verb.is_none()
        && let Some(status) = noun_status(cx, token)
    {
        return status;
    }
    hedge_status(cx, token)
}

/// The status of what a form of several words tells, whose grammar its `head` carries: `la base sera rétrocédée` is told by
/// its noun and is no truer than its verb.
pub(crate) fn status_of_form(cx: &Context<'_>, hit: Hit, head: usize) -> Status {
    let found = status(cx, head);
    let subject = matches!(cx.doc.tokens[head].rel, Rel::Nsubj | Rel::NsubjPass);
    let verb = cx
        .doc
        .head(head)
        .filter(|&verb| hit.n_words > 1 && subject && cx.doc.tokens[verb].upos == Upos::Verb);
    match verb.and_then(|verb| verb_status(cx, verb)) {
        // `L'attaque n'a pas fait de morts` was one.
        Some(Status::NoEvent(rule))
            if found == Status::Asserted
                && matches!(
                    rule.as_str(),
                    "rule.future" | "rule.modal" | "rule.conditional-present"
                ) =>
        {
            Status::NoEvent(rule)
        }
        _ => found,
    }
}

fn verb_status(cx: &Context<'_>, verb: usize) -> Option<Status> {
    let doc = cx.doc;
    let feats = doc.tokens[verb].feats;
    let mut negated = false;
    let mut conditional = feats.has(Feats::COND) || is_conditional(cx, verb);
    let mut compound = false;
    let mut future = feats.has(Feats::FUT);
    let mut modal: Option<Modal> = None;
    let mut purpose = false;
    let mut condition = false;
    let mut chain = vec![verb];
    // A coordinated participle shares the auxiliaries of the first verb.
    if doc.tokens[verb].rel == Rel::Conj
        && feats.has(Feats::PAST_PART)
        && !doc.children(verb).any(|t| matches!(doc.tokens[t].rel, Rel::Aux | Rel::AuxPass))
        && let Some(first) = doc.head(verb)
    {
        chain.push(first);
    }
    for at in chain {
        for child in doc.children(at) {
            let token = &doc.tokens[child];
            match token.rel {
                Rel::Aux | Rel::AuxPass | Rel::Cop => {
                    conditional |= token.feats.has(Feats::COND) || is_conditional(cx, child);
                    future |= token.feats.has(Feats::FUT);
                    compound |= token.feats.has(Feats::PAST_PART)
                        || matches!(doc.lower(child), "have" | "been" | "had");
                    if let Some(found) = Modal::of(doc.lower(child)) {
                        modal = Some(found);
                    }
                }
                Rel::Advmod if cx.is_one_of(child, &cx.language.grammar.negation) => {
                    // `non seulement`, `not only` do not negate.
                    let next = doc.tokens.get(child + 1).map(|_| doc.lower(child + 1));
                    negated |=
                        !matches!(next, Some("seulement" | "only" | "moins" | "less" | "just"));
                }
                Rel::Mark | Rel::Case => {
                    let word = doc.lower(child);
                    purpose |=
                        matches!(word, "pour" | "afin" | "to" | "sans" | "without") && at == verb;
                    condition |= matches!(word, "si" | "s'" | "if" | "unless")
                        && doc.tokens[verb].rel != Rel::Ccomp;
                }
                _ => {}
            }
        }
    }
    if negated {
        return Some(Status::NoEvent("rule.negated-verb".into()));
    }
    if condition {
        return Some(Status::NoEvent("rule.condition".into()));
    }
    if conditional {
        // `aurait tué`, `auraient été tués`: the news conditional. `attaquerait`: a hypothesis.
        let perfect = feats.has(Feats::PAST_PART);
        return Some(if perfect {
            Status::Alleged("rule.news-conditional".into())
        } else {
            Status::NoEvent("rule.conditional-present".into())
        });
    }
    if let Some(modal) = modal {
        return Some(match modal {
            Modal::Future => Status::NoEvent("rule.future".into()),
            Modal::Possible if compound => Status::Alleged("rule.modal-perfect".into()),
            Modal::Possible => Status::NoEvent("rule.modal".into()),
        });
    }
    if future {
        return Some(Status::NoEvent("rule.future".into()));
    }
    let infinitive = feats.has(Feats::INF) && !compound;
    // `managed to kill one person`: an English infinitive has its `to` whether it tells a purpose or not.
    let told = doc.tokens[verb].rel == Rel::Xcomp && is_implied(cx, verb);
    if purpose && infinitive && !told {
        return Some(Status::NoEvent("rule.purpose".into()));
    }
    if infinitive && !is_implied(cx, verb) {
        return Some(Status::NoEvent("rule.infinitive".into()));
    }
    // `si l'armée parvient à reprendre la ville`: no truer than the verb that carries it.
    if infinitive
        && let Some(above) = doc.head(verb).filter(|&above| {
            doc.tokens[above].upos == Upos::Verb && !doc.tokens[above].feats.has(Feats::INF)
        })
        && let Some(Status::NoEvent(rule)) = verb_status(cx, above)
    {
        return Some(Status::NoEvent(rule));
    }
    if feats.has(Feats::IMPER) {
        return None;
    }
    None
}

/// A French conditional that the tagger took for an imperfect: `permettrait`. The imperfect of a verb
/// with `r` in its stem has the same ending (`tirait`, `mourait`), but not behind its whole
/// infinitive (`tirerait`).
fn is_conditional(cx: &Context<'_>, verb: usize) -> bool {
    let doc = cx.doc;
    if cx.language.lang != Lang::Fr || !doc.tokens[verb].feats.has(Feats::IMPERF) {
        return false;
    }
    let (form, lemma) = (doc.lower(verb), doc.lemma(verb));
    let Some(stem) = form.strip_suffix("ait").or_else(|| form.strip_suffix("aient")) else {
        return false;
    };
    stem.ends_with('r') && (stem == lemma || !(lemma.ends_with("rer") || lemma.ends_with("rir")))
}

/// Auxiliaries of English that take an event out of the facts.
#[derive(Clone, Copy)]
enum Modal {
    Future,
    Possible,
}

impl Modal {
    fn of(word: &str) -> Option<Self> {
        match word {
            "will" | "shall" | "'ll" | "wo" => Some(Self::Future),
            "may" | "might" | "could" | "would" | "can" | "should" | "must" | "'d" | "ca" => {
                Some(Self::Possible)
            }
            _ => None,
        }
    }
}

/// Whether an infinitive tells a fact because of the verb above it: `a réussi à prendre`,
/// `ont commencé à fuir`, `affirme avoir tué`.
fn is_implied(cx: &Context<'_>, verb: usize) -> bool {
    let doc = cx.doc;
    let perfect = doc.children(verb).any(|t| matches!(doc.tokens[t].rel, Rel::Aux | Rel::AuxPass));
    if perfect {
        return true;
    }
    let Some(mut above) = doc.head(verb) else { return true };
    // `made it possible to neutralise`: the adjective only carries the verb.
    if doc.tokens[above].upos == Upos::Adj
        && doc.tokens[above].rel == Rel::Xcomp
        && let Some(verb) = doc.head(above)
    {
        above = verb;
    }
    let lemma = doc.lemma(above);
    had_to(cx, above)
        || cx.language.grammar.implicative.iter().any(|word| word == lemma)
        || doc.tokens[verb].rel == Rel::Csubj
}

/// `ont dû se replier`, `ont pu entrer dans la ville`: they did.
fn had_to(cx: &Context<'_>, verb: usize) -> bool {
    matches!(cx.doc.lemma(verb), "devoir" | "pouvoir")
        && cx.doc.tokens[verb].feats.has(Feats::PAST_PART)
}

fn noun_status(cx: &Context<'_>, noun: usize) -> Option<Status> {
    let doc = cx.doc;
    for child in doc.children(noun) {
        match doc.tokens[child].rel {
            Rel::Det | Rel::Advmod | Rel::Nummod
                if cx.is_one_of(child, &cx.language.grammar.negation) =>
            {
                return Some(Status::NoEvent("rule.negated-noun".into()));
            }
            Rel::Case if matches!(doc.lower(child), "sans" | "without") => {
                return Some(Status::NoEvent("rule.without".into()));
            }
            // `despite a government offensive`: what goes on all the time.
            Rel::Case if matches!(doc.lower(child), "malgré" | "despite") => {
                return Some(Status::NoEvent("rule.despite".into()));
            }
            _ => {}
        }
    }
    // A noun takes the status of its verb where that verb only carries it: `lancera une attaque`.
    let above = doc.head(noun)?;
    let carries = matches!(
        doc.tokens[noun].rel,
        Rel::Obj | Rel::Nsubj | Rel::NsubjPass | Rel::OblAgent | Rel::Xcomp
    );
    if carries
        && !is_harmless(cx, noun)
        && doc.tokens[above].upos == Upos::Verb
        && (cx.hits_of(above..above + 1, Subject::Support).next().is_some()
            || cx.hits_of(above..above + 1, Subject::Outcome).next().is_some())
    {
        return verb_status(cx, above);
    }
    None
}

/// `L'attaque n'a fait aucun mort`: it happened, and hurt nobody.
fn is_harmless(cx: &Context<'_>, noun: usize) -> bool {
    let doc = cx.doc;
    let Some(above) = doc.head(noun) else { return false };
    let end = doc.sents[doc.sent_of(noun)].end as usize;
    // `les heurts n'ont fait aucun mort`: those told of before.
    let named = doc
        .children(noun)
        .any(|t| t > noun && matches!(doc.tokens[t].rel, Rel::Acl | Rel::Nmod | Rel::AclRelcl));
    named
        && matches!(doc.tokens[noun].rel, Rel::Nsubj | Rel::NsubjPass)
        && doc.tokens[above].upos == Upos::Verb
        && above > noun
        && cx
            .hits_of(above + 1..(above + 5).min(end).max(above + 1), Subject::Outcome)
            .next()
            .is_some()
}

/// What the hedges of the sentence make of a token: the nearest one that governs it decides.
fn hedge_status(cx: &Context<'_>, token: usize) -> Status {
    let doc = cx.doc;
    let sent = doc.sents[doc.sent_of(token)];
    let mut nearest: Option<(usize, usize)> = None;
    for hit in cx.hits_of(sent.tokens(), Subject::Hedge) {
        // `non loin du marché` says where.
        let near =
            hit.first > sent.first && matches!(doc.lower(hit.first as usize - 1), "non" | "not");
        if hit.tokens().contains(&token) || near || had_to(cx, hit.head()) {
            continue;
        }
        // `a compté 64 personnes`: a longer form that only tells.
        let longer = cx.hits_of(hit.tokens(), Subject::Reporting).any(|other| {
            // `demanded the departure of the troops`: what is asked for is in the form.
            let asked_for = other.tokens().contains(&token);
            other.n_words > hit.n_words && other.first == hit.first && !asked_for
        });
        if longer {
            continue;
        }
        let hedge = &cx.language.hedges[hit.index()];
        if hedge.class == HedgeClass::Negation && hit.head() > token && is_harmless(cx, token) {
            continue;
        }
        let head = hit.head();
        // `aucune intention de prendre`, `en proie à un conflit`: whatever the tree hangs it on.
        let behind = hedge.pos == Pos::Noun
            && (hit.end as usize == token && doc.tokens[token].feats.has(Feats::INF)
                || hit.end as usize <= token
                    && token - hit.end as usize <= 2
                    && doc.tokens[token].upos == Upos::Noun
                    && doc.tokens[hit.end as usize - 1].upos == Upos::Adp
                    && (hit.end as usize..token)
                        .all(|t| matches!(doc.tokens[t].upos, Upos::Det | Upos::Adj)));
        let steps = match hedge.pos {
            Pos::Noun if behind => Some(0),
            Pos::Verb | Pos::Noun => governs(cx, head, hit.end as usize - 1, token),
            // `militants attempted to`: a verb with a subject qualifies nothing.
            Pos::Adj => (!(doc.tokens[head].upos == Upos::Verb
                && matches!(doc.tokens[head].rel, Rel::Conj | Rel::Advcl | Rel::Parataxis))
                && (doc.tokens[head].head as usize == token
                    || doc.tokens[token].head as usize == head))
                .then_some(0),
            // `une attaque sans précédent`: the noun behind the preposition alone.
            Pos::Prep
                if doc.head(head).is_some_and(|noun| {
                    doc.tokens[head].rel == Rel::Case
                        && doc.tokens[noun].upos == Upos::Noun
                        && !grammar::is_below(doc, token, noun)
                }) =>
            {
                None
            }
            // `Des combats ont éclaté, bien que l'armée n'ait pas …`: the clause behind a conjunction is
            // another, whatever the tree makes of it.
            Pos::Adv | Pos::Any | Pos::Prep => (same_clause(cx, head, token)
                && !(token < head && (token..head).any(|t| doc.tokens[t].upos == Upos::Sconj)))
            .then_some(4),
        };
        if let Some(steps) = steps
            && nearest.is_none_or(|(known, _)| steps < known)
            && !counts_or_dates(cx, hit.first)
        {
            nearest = Some((steps, hit.index()));
        }
    }
    let Some((_, index)) = nearest else { return Status::Asserted };
    let hedge = &cx.language.hedges[index];
    let because = hedge.id.clone();
    match hedge.class {
        HedgeClass::Unverified => Status::Alleged(because),
        HedgeClass::Negation if hedge.pos == Pos::Verb => Status::Denied(because),
        _ => Status::NoEvent(because),
    }
}

/// Whether a word is part of a count or a date (`pas moins de cinq`, `May 12`), which say nothing of
/// how sure it is.
fn counts_or_dates(cx: &Context<'_>, word: u32) -> bool {
    let at = word as usize;
    let counts = cx.quantities_in(at..at + 1).any(|(_, q)| {
        q.low.is_some_and(|low| low > 1) && q.tokens.len() > 1 && q.tokens.contains(&word)
    });
    let sent = cx.doc.sents[cx.doc.sent_of(at)];
    counts || cx.in_time(sent.tokens(), at)
}

/// How many steps above a token a hedge word governs it: the token is its complement, at most four
/// steps down, and no finite clause with a subject of its own begins between them.
fn governs(cx: &Context<'_>, hedge: usize, hedge_end: usize, token: usize) -> Option<usize> {
    let doc = cx.doc;
    let mut at = token;
    for steps in 0..4 {
        let above = doc.head(at)?;
        let rel = doc.tokens[at].rel;
        // `en deuil après la mort de 92 soldats`: what came before is as true as it is told.
        if doc.case(at).is_some_and(|case| cx.is_one_of(case, &cx.language.grammar.behind)) {
            return None;
        }
        if above >= hedge && above <= hedge_end {
            // `a compté 64 personnes tuées`: of whom a participle tells it, it is done.
            let done = at != token
                && rel == Rel::Obj
                && doc.tokens[token].rel == Rel::Acl
                && doc.head(token) == Some(at)
                && doc.tokens[token].feats.has(Feats::PAST_PART)
                && cx.mention_at(at).is_some_and(|(_, m)| !m.thing);
            if done {
                return None;
            }
            let apart = matches!(
                rel,
                Rel::Nsubj
                    | Rel::Advcl
                    | Rel::Conj
                    | Rel::Parataxis
                    | Rel::AclRelcl
                    | Rel::OblAgent
            );
            return (!apart).then_some(steps);
        }
        if matches!(rel, Rel::AclRelcl | Rel::Parataxis | Rel::Advcl) {
            return None;
        }
        at = above;
    }
    None
}

/// Whether two tokens stand in one clause: they have the same governing verb.
fn same_clause(cx: &Context<'_>, a: usize, b: usize) -> bool {
    let doc = cx.doc;
    match (grammar::governing_verb(doc, a), grammar::governing_verb(doc, b)) {
        (Some(a), Some(b)) => a == b,
        _ => doc.tokens[a].head as usize == b || doc.tokens[b].head as usize == a,
    }
}
