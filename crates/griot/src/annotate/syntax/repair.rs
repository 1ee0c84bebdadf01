//! Repairs of what a greedy parser gets wrong and grammar forbids.
//!
//! Takes a parsed sentence, changes heads and relations; a tree stays a tree. It knows a handful
//! of rules that hold in any text, no words but the preposition of agents.
//!
//! | found | made |
//! | --- | --- |
//! | a word hangs on a punctuation mark | it hangs on the head of the mark |
//! | a punctuation mark is the root | its first word is |
//! | `men suspected [to be bandits] have taken`: the participle is the verb | it qualifies the men |
//! | `arrêtés lundi à Niamey [par la garde]` hangs on `Niamey` | it is the agent of `arrêtés` |

use crate::annotate::{Doc, Feats, Rel, Upos};
use crate::model::Lang;

/// Repairs the sentence of the tokens from `first` to `end`.
pub(crate) fn repair(doc: &mut Doc<'_>, first: usize, end: usize) {
    marks(doc, first, end);
    agents(doc, first, end);
    if doc.lang == Lang::En {
        held_to_be(doc, first, end);
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
            && matches!(doc.tokens[noun].upos, Upos::Noun | Upos::Propn)
            && doc.lower(held + 1) == "to"
            && doc.lower(held + 2) == "be";
        if !told || doc.tokens[held].rel == Rel::Acl {
            continue;
        }
        let is_name = |i: usize| matches!(doc.tokens[i].upos, Upos::Noun | Upos::Propn);
        let limit = (held + 3 + CLAUSE_NEAR).min(end);
        let Some(what) =
            (held + 3..limit).find(|&i| is_name(i) && (i + 1 >= end || !is_name(i + 1)))
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
        let mut hang = |i: usize, above: usize, rel: Rel| {
            doc.tokens[i].head = above as u32;
            doc.tokens[i].rel = rel;
        };
        hang(verb, if root { verb } else { above as usize }, rel);
        hang(noun, verb, if passive { Rel::NsubjPass } else { Rel::Nsubj });
        hang(held, noun, Rel::Acl);
        hang(what, held, Rel::Xcomp);
        hang(held + 1, what, Rel::Mark);
        hang(held + 2, what, Rel::Cop);
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
        let mark = &mut doc.tokens[root];
        mark.head = word as u32;
        mark.rel = Rel::Punct;
        let token = &mut doc.tokens[word];
        token.head = word as u32;
        token.rel = Rel::Root;
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
        let has = |head: usize, rel: Rel| {
            (first..end).any(|i| doc.tokens[i].rel == rel && doc.tokens[i].head as usize == head)
        };
        // A name, a number or a bare noun (`lundi`) does nothing to anybody.
        let idle = matches!(doc.tokens[place].upos, Upos::Propn | Upos::Num)
            || !has(place, Rel::Det) && !has(place, Rel::Case);
        let verb = doc.ancestors(place).find(|&above| doc.tokens[above].upos == Upos::Verb);
        let Some(verb) = verb.filter(|&verb| idle && verb < place) else { continue };
        let passive = doc.tokens[verb].feats.has(Feats::PAST_PART)
            && (has(verb, Rel::AuxPass) || !has(verb, Rel::Aux));
        if passive && !has(verb, Rel::OblAgent) {
            doc.tokens[noun].head = verb as u32;
            doc.tokens[noun].rel = Rel::OblAgent;
        }
    }
}
