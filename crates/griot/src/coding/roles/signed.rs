//! Who signed, and with whom.
//!
//! Takes the roles of a draft; gives those of an agreement in which only one list of signatories was found. The
//! guidelines have the other party of an agreement as its target: `X et Y ont signé` names X, then Y.

use super::Roles;
use crate::coding::events::Draft;
use crate::coding::sightings::Strand;
use crate::model::EventType;

/// Parts the signatories of an agreement: whoever is named first signed it with the others. Surrenders are agreements
/// as well, but those who surrender are all on one side.
pub(crate) fn counterparts(draft: &Draft, mut roles: Roles) -> Roles {
    let mut triggers = draft.sightings.iter().flat_map(|s| &s.triggers).peekable();
    let signed = draft.strand == Strand::Alone(EventType::Agreement)
        && triggers.peek().is_some()
        && triggers.all(|t| t.mutual);
    if signed && roles.targets.is_empty() && roles.initiators.len() > 1 {
        roles.initiators.sort_by_key(|party| party.tokens.start);
        roles.targets = roles.initiators.split_off(1);
    }
    roles
}
