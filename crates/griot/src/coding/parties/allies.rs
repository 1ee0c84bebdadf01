//! Allies: who fights beside the subject of a verb.
//!
//! Takes the agents of a verb; gives whoever an aside says they are backed by in the field: `L'armée, appuyée par les
//! combattants du groupe, a repris la ville`. Whoever only supports a side (`soutenu par`) did not take part.

use super::Roles;
use crate::annotate::{Feats, Rel, grammar};
use crate::model::Lang;

impl Roles<'_, '_> {
    /// The fighters who back an agent in what it did.
    pub(super) fn allies(&mut self, agents: &[usize]) {
        let cx = self.cx;
        let doc = cx.doc;
        if doc.lang != Lang::Fr {
            return;
        }
        let allies: Vec<usize> = agents
            .iter()
            .flat_map(|&agent| doc.children_by(agent, Rel::Acl))
            .filter(|&aside| {
                doc.lemma(aside) == "appuyer" && doc.tokens[aside].feats.has(Feats::PAST_PART)
            })
            .flat_map(|aside| doc.children_by(aside, Rel::OblAgent))
            .filter(|&ally| {
                // `appuyée par l'aviation`: an arm of the same.
                self.are_fighters(ally)
                    && self.resolve(ally).is_some_and(|(_, m)| m.registry.is_some() || m.plural)
            })
            .flat_map(|ally| grammar::with_conjuncts(doc, ally))
            .collect();
        self.initiators(&allies);
    }
}
