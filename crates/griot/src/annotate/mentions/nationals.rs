//! The people of a country as a mention: `a Palestinian`, `deux Français`, `thousands of Georgians`.
//!
//! Takes a token; gives the mention where an article or a number counts it and no noun of the lexicon is there. With a
//! definite article it may be a state that acts, and is left alone.

use super::{Finder, Mention, MentionClass};
use crate::annotate::syntax::is_national;
use crate::annotate::{Feats, Upos};
use crate::model::ActorKind;

impl Finder<'_> {
    /// The mention of a counted word for the people of a country, or of one more of a row that begins with such a word.
    pub(super) fn national(&self, at: usize) -> Option<Mention> {
        let token = self.doc.tokens.get(at)?;
        let noun = matches!(token.upos, Upos::Noun | Upos::Propn)
            && is_national(self.doc, at, self.sent.start, self.sent.end);
        noun.then(|| {
            let end = self.extend_right(at + 1, false);
            let mut mention = self.plain(at..end, MentionClass::People, None);
            mention.head = at as u32;
            mention.kind = ActorKind::Civilians;
            mention.plural = token.feats.has(Feats::PLUR);
            mention
        })
    }
}
