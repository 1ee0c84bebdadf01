//! Tense: what was done before what else is told.
//!
//! Takes the head of a trigger; says whether its verb stands in the pluperfect.

use crate::annotate::{Feats, Rel, Upos, grammar};
use crate::coding::context::Context;
use crate::lexicon::Subject;

/// `avait attaqué`, `had attacked`; not behind a verb of telling, where it only follows its tense: `a
/// confirmé qu'une frappe avait visé le marché`.
pub(super) fn is_pluperfect(cx: &Context<'_>, head: usize) -> bool {
    let doc = cx.doc;
    let Some(verb) = grammar::governing_verb(doc, head) else { return false };
    let that = || {
        doc.children(verb).any(|t| {
            doc.tokens[t].rel == Rel::Mark && matches!(doc.lower(t), "que" | "qu'" | "that")
        })
    };
    let told = (doc.tokens[verb].rel == Rel::Ccomp || doc.tokens[verb].rel == Rel::Advcl && that())
        && doc
            .head(verb)
            .is_some_and(|above| cx.hits_of(above..above + 1, Subject::Reporting).next().is_some());
    let tells = cx.hits_of(verb..verb + 1, Subject::Reporting).next().is_some();
    if told || tells {
        return false;
    }
    doc.tokens[verb].feats.has(Feats::PAST_PART)
        && doc.children(verb).any(|t| {
            doc.lower(t) == "had"
                || doc.tokens[t].upos == Upos::Aux
                    && doc.tokens[t].rel != Rel::AuxPass
                    && doc.tokens[t].feats.has(Feats::IMPERF)
        })
}
