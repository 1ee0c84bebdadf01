//! Nouns that say what a place is, before and behind its name, and words that only look like one.
//!
//! Takes a scene; gives candidates with their heads, or says that a name is none.

use std::ops::Range;

use crate::annotate::{Feats, Upos};
use crate::gazetteer::{Gazetteer, NameId, PlaceRow, RowKind};
use crate::lexicon::places_schema::{HeadKind, HeadSide, Relation};
use crate::model::Lang;

use super::super::words::Class;
use super::{BLOCKED, Candidate, GLUE, MARK, Scene};

impl Scene<'_, '_> {
    /// A head before a name: `village de X`, `camp militaire de X`, `rivière X`.
    pub(super) fn headed(&self, token: usize, end: usize) -> Option<Candidate> {
        let head = self.head(token)?;
        let entry = self.words.heads.get(head)?;
        if entry.side == HeadSide::After {
            return None;
        }
        // `Cité Soleil`: a name that is known with its noun is one.
        if !entry.keep
            && self.is_cap(token)
            && self.is_cap(token + 1)
            && self.longest_from_head(token, end).is_some_and(|(_, name)| {
                self.gazetteer.places_of(name).take(4).any(|row| row.known)
            })
        {
            return None;
        }
        let mut at = token + 1 + entry.rest.len();
        for _ in 0..2 {
            let adjective = self.doc.tokens.get(at).is_some_and(|t| t.upos == Upos::Adj);
            if at < end && !self.is_cap(at) && (self.class(at).is(Class::MODIFIER) || adjective) {
                at += 1;
            }
        }
        let mut linked = self.is_linker(at);
        // `un village proche de X` lies near X, and is not X.
        if linked && at > token + 1 && self.relates(at - 1, at) {
            return None;
        }
        if linked {
            at += 1;
            // `camp de déplacés de X`, `poste de contrôle de X`.
            let noun = at + 1 < end && !self.is_cap(at) && self.class(at).bits == 0;
            if noun && !self.has(at, MARK | GLUE) && self.is_linker(at + 1) {
                at += 2;
            }
        }
        // `le général de brigade Haruna`: a rank, and no post of this name.
        let rank = !linked
            && entry.kind == HeadKind::Facility
            && token.checked_sub(2).is_some_and(|title| self.class(title).is(Class::TITLE))
            && self.is_linker(token - 1);
        if rank {
            return None;
        }
        linked |= entry.side == HeadSide::Before && entry.kind != HeadKind::Facility;
        // `Forward Operating Base Dangulbi`: of which kind the base is, then where.
        linked |= entry.kind == HeadKind::Facility
            && at == token + 1
            && token.checked_sub(1).is_some_and(|t| self.is_cap(t) && self.is_generic(t..t + 1));
        if at < end && self.class(at).is(Class::ARTICLE) && !self.is_cap(at) {
            at += 1;
        }
        if at < end && self.is_open_quote(at) {
            at += 1;
        }
        if at >= end || !self.is_cap(at) || self.has(at, BLOCKED) {
            return None;
        }
        // `Delta State`: the name of a state, not a delta of this name.
        if !linked && entry.keep && self.is_cap(token) && self.is_after_head(at) {
            return None;
        }
        // Without `de`, a capitalised noun that may be a head (`Camp`, `Port`) begins a name.
        let single_common = self.class(at).is(Class::COMMON) && self.chunk(at, end) == at + 1;
        if single_common || (!linked && self.is_cap(token) && !entry.keep) {
            return None;
        }
        // English heads stand before a name only with `of`, or when they belong to the name.
        if !linked && !entry.keep && entry.side == HeadSide::Both && !self.named_before(at) {
            return None;
        }
        let chunk = self.chunk(at, end);
        let (stop, name) = match self.longest(at, end) {
            Some((stop, name)) if stop >= chunk => (stop, Some(name)),
            _ => (chunk, None),
        };
        // `l'axe Goma-Sake`: two towns, between which it lies.
        if name.is_none()
            && stop == at + 1
            && entry.kind == HeadKind::Region
            && self.halves(at).is_some()
        {
            return None;
        }
        let mut candidate = Self::candidate(at..stop, name);
        candidate.head = Some(head);
        candidate.linked = linked;
        candidate.start = token;
        if entry.kind == HeadKind::Facility && !linked {
            // `hôtel X`: the name is the building's own.
            candidate.tokens.start = token;
            candidate.name = None;
        }
        if entry.keep {
            candidate.tokens.start = token;
            if let Some((whole, name)) = self.longest_from_head(token, end)
                && whole >= stop
            {
                candidate.name = Some(name);
                candidate.tokens.end = whole;
                candidate.end = whole;
            }
        }
        Some(candidate)
    }

    /// A head behind the name: `X village`, `X State`.
    pub(super) fn head_after(&self, candidate: &mut Candidate, end: usize) {
        let mut at = candidate.tokens.end;
        // `Niger's Tillabéri region` and the like have nothing between name and noun, but a
        // modifier may stand there: `X military camp`.
        if at < end && self.class(at).is(Class::MODIFIER) && !self.is_after_head(at) {
            at += 1;
        }
        if at < end
            && let Some(head) = self.head(at)
            && let Some(entry) = self.words.heads.get(head)
            && entry.side != HeadSide::Before
        {
            let stop = at + 1 + entry.rest.len();
            candidate.head = Some(head);
            candidate.linked = true;
            candidate.end = stop;
            if entry.keep {
                candidate.tokens.end = stop;
            }
        }
    }

    pub(super) fn is_after_head(&self, token: usize) -> bool {
        self.head(token)
            .and_then(|head| self.words.heads.get(head))
            .is_some_and(|head| head.side != HeadSide::Before)
    }

    /// `Sukma and Bijapur districts`: a noun in the plural says of each of a list what it is.
    pub(super) fn share_heads(&self, found: &mut [Candidate]) {
        // The head of the candidate behind, where it says what those of its list are.
        let mut shared: Option<usize> = None;
        for at in (1..found.len()).rev() {
            let Some([before, candidate]) = found.get_mut(at - 1..=at) else { continue };
            let behind = candidate.end > candidate.tokens.end
                && self.doc.tokens.get(candidate.end - 1).is_some_and(|t| t.feats.has(Feats::PLUR));
            let head = candidate.head.filter(|_| behind).or(shared.take());
            let Some(head) = head else { continue };
            let joined = before.end..candidate.start;
            if before.sent == candidate.sent
                && before.head.is_none()
                && before.part.is_none()
                && (1..=2).contains(&joined.len())
                && joined.clone().all(|t| self.class(t).is(Class::AND) || self.doc.lower(t) == ",")
            {
                (before.head, before.linked) = (Some(head), true);
                shared = Some(head);
            }
        }
    }

    /// `the Ethiopian region of Oromia`: the adjective says whose the unit is that is named behind it.
    pub(super) fn qualifies_unit(&self, candidate: &Candidate, end: usize) -> bool {
        let behind = candidate.end + 1;
        candidate.tokens.len() == 1
            && candidate.end > candidate.tokens.end
            && behind < end
            && self.is_linker(candidate.end)
            && self.is_cap(behind)
            && !Gazetteer::countries().demonym(self.doc.lower(candidate.tokens.start)).is_empty()
            && !self.longest(behind, end).is_some_and(|(_, name)| {
                self.gazetteer.places_of(name).take(1).any(|row| row.kind == RowKind::Country)
            })
    }

    /// `the Kaduna town of Zaria`: the noun is of the town behind it, the name in front of it says around what it
    /// lies. `Gwoza town of Borno State` is the other way round.
    pub(super) fn cede_head(&self, candidate: &mut Candidate, end: usize) {
        let behind = candidate.end + 1;
        let settled = self.head_kind(candidate) == Some(HeadKind::Settlement);
        if !settled
            || self.doc.lang != Lang::En
            || candidate.end <= candidate.tokens.end
            || behind >= end
            || !self.is_linker(candidate.end)
            || !self.is_cap(behind)
        {
            return;
        }
        let is_unit = |name: NameId| {
            let wide = |row: &PlaceRow<'_>| matches!(row.kind, RowKind::Country | RowKind::Admin1);
            self.gazetteer.places_of(name).take(12).any(|row| wide(&row))
        };
        let wider = self.longest(behind, end).is_some_and(|(stop, name)| {
            is_unit(name) || stop < end && self.is_after_head(stop) && !self.is_linker(stop + 1)
        });
        if candidate.name.is_some_and(is_unit) && !wider {
            (candidate.head, candidate.linked) = (None, false);
            candidate.end = candidate.tokens.end;
        }
    }

    /// Whether a name is made of words alone that say what kind of an institution something is: `Federal
    /// Government College`.
    pub(super) fn is_generic(&self, tokens: Range<usize>) -> bool {
        tokens.clone().any(|token| self.class(token).is(Class::GENERIC))
            && tokens.into_iter().all(|token| {
                self.class(token).is(Class::GENERIC | Class::COMMON) || self.has(token, GLUE)
            })
    }

    /// Whether an adjective and the preposition behind it tell where one place lies from another: `proche de`.
    fn relates(&self, adjective: usize, preposition: usize) -> bool {
        self.words.relations.get(self.undone(preposition)).is_some_and(|forms| {
            forms.iter().any(|form| {
                form.relation != Relation::Of
                    && matches!(form.before.as_slice(), [word] if &**word == self.doc.lower(adjective))
            })
        })
    }

    fn named_before(&self, at: usize) -> bool {
        let modifier = at.checked_sub(1).map(|before| self.class(before));
        modifier.is_some_and(|class| class.is(Class::MODIFIER))
    }

    fn longest_from_head(&self, token: usize, end: usize) -> Option<(usize, NameId)> {
        self.longest(token, end).filter(|(stop, _)| *stop > token + 1)
    }
}
