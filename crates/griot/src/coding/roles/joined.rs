//! Whoever one subject names together did it together: `Le Mali, le Burkina Faso et le Niger ont quitté la Cédéao`.
//!
//! Takes the roles that the rules found and those that coded documents left; gives back to the latter who is joined with
//! one of them by the grammar.

use super::{Roles, same_party};
use crate::annotate::Rel;
use crate::coding::context::Context;
use crate::coding::parties::Party;

/// Adds the initiators of the rules that stand in one list with an initiator that was kept.
pub(super) fn keep_together(cx: &Context<'_>, rules: &Roles, roles: &mut Roles) {
    let kept: Vec<usize> = roles.initiators.iter().filter_map(|p| list_of(cx, p)).collect();
    for party in &rules.initiators {
        let known = roles.initiators.iter().chain(&roles.targets);
        let joined = list_of(cx, party).is_some_and(|list| kept.contains(&list));
        if joined && !known.into_iter().any(|p| same_party(cx, p, party)) {
            roles.initiators.push(party.clone());
        }
    }
}

/// The first of the list that a party stands in.
pub(super) fn list_of(cx: &Context<'_>, party: &Party) -> Option<usize> {
    let doc = cx.doc;
    let mut at = cx.mentions[party.mention?].head as usize;
    while doc.tokens[at].rel == Rel::Conj {
        at = doc.head(at).filter(|&above| above < at)?;
    }
    Some(at)
}
