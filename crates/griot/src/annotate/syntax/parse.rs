//! Tags and parses one sentence.
//!
//! Takes the atoms of a sentence, gives each token its tag, head and relation. Both are greedy:
//! one pass from left to right, no search, so that time is linear in the sentence.

use super::features::{self, Atom, N_TAG};
use super::model::Model;
use super::network::{Cell, Network, Part, Row, choice_of};
use super::state::{Move, State};
use crate::annotate::{Feats, Rel, Upos};

/// What lists of words and the words beside one tell of it, whatever the tagger thinks. Words are numbered from
/// the first of the sentence.
pub(crate) trait Hints {
    /// Whether a word can be a number at all: behind `lundi deux`, `civils` looks like one.
    fn counts(&self, word: usize) -> bool;
    /// Whether a word is a verb by the words behind it, and a past tense unless it was taken for another form:
    /// `shot` in `shot dead`.
    fn is_past(&self, word: usize) -> bool;
    /// Whether a word is known to belong to a closed class: `morts` is no article, whatever stands around it.
    fn may_join(&self, word: usize) -> bool;
    /// Whether a participle may say something of the noun behind it: `Suspected rebels`.
    fn qualifies(&self, word: usize) -> bool;
    /// Whether a participle is a past tense where it has no auxiliary: `two sources told AFP`.
    fn tells(&self, word: usize) -> bool;
    /// Whether a word is the name of a day, which its language writes as a noun: `samedi` looks like a participle.
    fn is_day(&self, word: usize) -> bool;
}

/// Tags a sentence; `atoms` has two atoms before it and two behind.
pub(crate) fn tag(model: &Model, atoms: &mut [Atom], hints: &impl Hints) {
    let n = atoms.len().saturating_sub(4);
    let mut keys = [0; N_TAG];
    let punct = model.tags.iter().position(|tag| tag.0 == Upos::Punct).unwrap_or(0) as u8;
    for i in 0..n {
        let tag = if atoms[i + 2].is_mark {
            punct
        } else if atoms[i + 2].fixed > 0 {
            atoms[i + 2].fixed - 1
        } else {
            features::tag_keys(atoms, i, &mut keys);
            let mut sums = model.tag_rows.sum(&keys);
            let tag = best(sums.get(..model.tags.len()).unwrap_or(&sums));
            let upos_of = |tag: usize| model.tags.get(tag).map(|tag| tag.0).unwrap_or_default();
            let upos = upos_of(tag);
            // Parts of speech that the word cannot be.
            let barred: Option<fn(Upos) -> bool> = if upos == Upos::Num && !hints.counts(i) {
                Some(|upos| upos == Upos::Num)
            } else if upos == Upos::Intj && i > 0 && !atoms[i + 3].is_mark {
                // `The forces (SDF) say 27 fighters died`: what is called out stands alone.
                Some(|upos| upos == Upos::Intj)
            } else if is_closed(upos)
                && (atoms[i + 2].is_rare() || upos != Upos::Aux && !hints.may_join(i))
            {
                Some(is_closed)
            } else if matches!(upos, Upos::Verb | Upos::Adj | Upos::Adv | Upos::Sym | Upos::X)
                && hints.is_day(i)
            {
                Some(|upos| upos != Upos::Noun)
            } else if upos == Upos::Verb
                && (i == 0
                    || matches!(
                        atoms[i + 1].upos,
                        Upos::Det | Upos::Num | Upos::Adp | Upos::Punct | Upos::Cconj
                    ))
                && hints.qualifies(i)
            {
                Some(|upos| upos != Upos::Adj)
            } else {
                None
            };
            let is_finite =
                |tag: usize| model.tags.get(tag).is_some_and(|tag| tag.1.has(Feats::FIN));
            let auxiliary =
                (i.saturating_sub(2)..i).any(|before| atoms[before + 2].upos == Upos::Aux);
            let past = if upos != Upos::Verb && hints.is_past(i)
                || upos == Upos::Verb && !is_finite(tag) && !auxiliary && hints.tells(i)
            {
                past_tense(model)
            } else {
                None
            };
            if let Some(past) = past {
                past as u8
            } else if let Some(barred) = barred {
                for (tag, sum) in sums.iter_mut().enumerate() {
                    if barred(upos_of(tag)) {
                        *sum = i16::MIN;
                    }
                }
                best(sums.get(..model.tags.len()).unwrap_or(&sums)) as u8
            } else {
                tag as u8
            }
        };
        let atom = &mut atoms[i + 2];
        atom.tag = tag;
        atom.upos = model.tags.get(usize::from(tag)).map(|tag| tag.0).unwrap_or_default();
    }
}

/// The tag of a verb in the past tense.
fn past_tense(model: &Model) -> Option<usize> {
    model
        .tags
        .iter()
        .position(|tag| tag.0 == Upos::Verb && tag.1.has(Feats::FIN) && tag.1.has(Feats::PAST))
}

/// Whether a part of speech has few words, all of them frequent: `gunmen` behind `that` is none of
/// them, whatever stands in its place elsewhere.
fn is_closed(upos: Upos) -> bool {
    matches!(
        upos,
        Upos::Aux | Upos::Det | Upos::Pron | Upos::Adp | Upos::Cconj | Upos::Sconj | Upos::Part
    )
}

/// Sums that stay as they are from one move to another.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// What the network knows of each token.
    cells: Vec<Cell>,
    /// Over the next tokens.
    next: Option<Row>,
    /// Of each token on the stack, as long as it is the top: over the stack, and over what hangs on the
    /// top.
    stack: Vec<[Option<Row>; 2]>,
}

impl Known {
    /// Starts over with a sentence.
    fn start(&mut self, network: &Network, atoms: &[Atom]) {
        self.next = None;
        self.stack.clear();
        self.cells.clear();
        self.cells.extend(atoms.iter().map(|atom| Cell::new(atom, network.word(atom.lemma))));
    }

    /// What the hidden layer makes of a state.
    fn hidden(&mut self, network: &Network, state: &State) -> Row {
        let cells = &self.cells[..];
        let next = self.next.get_or_insert_with(|| network.sum(Part::Next, state, cells));
        let fresh = network.sum(Part::Fresh, state, cells);
        match self.stack.last_mut() {
            Some([stack, top]) => {
                let stack = stack.get_or_insert_with(|| network.sum(Part::Stack, state, cells));
                let top = top.get_or_insert_with(|| network.sum(Part::Top, state, cells));
                network.hidden([next, &fresh, stack, top])
            }
            None => network.hidden([next, &fresh, &Row::ZERO, &Row::ZERO]),
        }
    }

    /// Forgets what a move changes.
    fn pass(&mut self, step: Move) {
        match step {
            Move::Shift => {
                self.next = None;
                self.stack.push([None; 2]);
            }
            Move::Left | Move::Right => {
                self.stack.pop();
                if let (Move::Right, Some([_, top])) = (step, self.stack.last_mut()) {
                    *top = None;
                }
            }
        }
    }
}

/// Parses a tagged sentence. `known` is room to keep sums in.
pub(crate) fn parse(model: &Model, atoms: &[Atom], state: &mut State, known: &mut Known) {
    let network = &model.network;
    state.start(atoms.len().saturating_sub(4));
    known.start(network, atoms);
    while !state.is_done() {
        let forced = state.forced();
        // Nothing is to be weighed where a token can only be shifted, or be the root.
        if forced == Some(Move::Shift) || forced == Some(Move::Left) && state.next() == state.n() {
            let step = forced.unwrap_or(Move::Shift);
            known.pass(step);
            state.apply(step, Rel::Root, 0);
            continue;
        }
        let hidden = known.hidden(network, state);
        let step = forced.unwrap_or_else(|| {
            let [shift, left, right] = [0, 1, 2].map(|choice| network.weigh(&hidden, choice));
            if state.allows(Move::Right) && right > left && right > shift {
                Move::Right
            } else if left > shift {
                Move::Left
            } else {
                Move::Shift
            }
        });
        known.pass(step);
        let Some((head, dep)) = state.arc(step) else {
            state.apply(step, Rel::Dep, 0);
            continue;
        };
        let rel = relation(network, atoms, &hidden, head, dep);
        let case = known.cells[dep as usize + 2].word;
        state.apply(step, rel, u32::from(case));
    }
}

/// The relation of a dependent to its head: of those that have been seen the one for which most speaks.
fn relation(network: &Network, atoms: &[Atom], hidden: &Row, head: u32, dep: u32) -> Rel {
    let upos = |token: u32| atoms[token as usize + 2].upos;
    let left = dep < head;
    let mut seen = network.seen.of(left, upos(head), upos(dep));
    let mut most = (i32::MIN, 0);
    while seen != 0 {
        let rel = seen.trailing_zeros() as usize;
        seen &= seen - 1;
        let weight = network.weigh(hidden, choice_of(left, rel));
        if weight > most.0 {
            most = (weight, rel);
        }
    }
    Rel::ALL.get(most.1).copied().unwrap_or(Rel::Dep)
}

/// The first of the greatest. Two passes without a branch in them, which the compiler makes vector
/// operations of.
fn best(sums: &[i16]) -> usize {
    let most = sums.iter().fold(i16::MIN, |most, &sum| most.max(sum));
    sums.iter().position(|&sum| sum == most).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::syntax::features::{ABSENT, BEFORE, ROOT};
    use crate::annotate::syntax::network::look;
    use crate::model::Lang;

    /// Leaves everything to the tagger.
    struct NoHints;

    impl Hints for NoHints {
        fn counts(&self, _: usize) -> bool {
            true
        }

        fn is_past(&self, _: usize) -> bool {
            false
        }

        fn may_join(&self, _: usize) -> bool {
            true
        }

        fn qualifies(&self, _: usize) -> bool {
            false
        }

        fn tells(&self, _: usize) -> bool {
            false
        }

        fn is_day(&self, _: usize) -> bool {
            false
        }
    }

    #[test]
    fn sums_that_are_kept_are_those_that_would_be_found() {
        let model = Model::of(Lang::Fr);
        let words = "selon le gouverneur de la région , au moins onze gendarmes qui gardaient leur \
            poste près de la ville ont été tués samedi dans une attaque de grande ampleur .";
        let mut atoms = vec![BEFORE, BEFORE];
        atoms.extend(words.split_whitespace().map(|word| Atom::new(word, word, &model.words)));
        atoms.extend([ROOT, ABSENT]);
        tag(model, &mut atoms, &NoHints);
        for atom in &mut atoms {
            atom.lemma = atom.form;
        }
        let (mut state, mut known) = (State::default(), Known::default());
        state.start(atoms.len() - 4);
        known.start(&model.network, &atoms);
        let mut moves = [0; 3];
        while !state.is_done() {
            let step = state.forced().unwrap_or_else(|| {
                let hidden = known.hidden(&model.network, &state);
                let mut sums = model.network.bias;
                look(&state, &known.cells, |_, row| {
                    let mut row = model.network.rows[row];
                    sums.places_mut().zip(row.places_mut()).for_each(|(sum, more)| *sum += *more);
                });
                sums.places_mut().for_each(|sum| *sum = (*sum).max(0));
                assert_eq!(hidden, sums);
                let [shift, left, right] =
                    [0, 1, 2].map(|choice| model.network.weigh(&hidden, choice));
                if state.allows(Move::Right) && right > left.max(shift) {
                    Move::Right
                } else if left > shift {
                    Move::Left
                } else {
                    Move::Shift
                }
            });
            moves[step as usize] += 1;
            known.pass(step);
            let rel = if state.depth() % 2 == 0 { Rel::Case } else { Rel::Obj };
            state.apply(step, rel, moves[0]);
        }
        assert!(moves.iter().all(|&n| n > 4), "{moves:?}");
    }
}
