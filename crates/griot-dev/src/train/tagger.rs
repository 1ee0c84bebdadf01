//! Trains the tagger.
//!
//! Takes gold sentences, gives weights of tags; can also tag each sentence with weights that have
//! not seen it, so that the parser learns from tags as bad as those it will meet.

use griot::annotate::syntax::features::{ABSENT, Atom, BEFORE, N_TAG, ROOT, tag_keys};
use griot::annotate::syntax::model::TAG_ROOM;
use griot::annotate::syntax::tables::WordTable;

use super::perceptron::{Dice, Perceptron, Regime, rival};
use super::treebank::Gold;
use super::words::Tags;

/// A sentence ready for training.
#[derive(Clone)]
pub(crate) struct Example {
    /// Two atoms before the sentence and two behind it.
    pub(crate) atoms: Vec<Atom>,
    /// The tag of each token.
    pub(crate) tags: Vec<u8>,
    /// What annotators said.
    pub(crate) gold: Vec<Gold>,
    /// How much of it an epoch sees.
    pub(crate) share: f64,
}

/// Makes an example.
pub(crate) fn example(sent: &[Gold], tags: &Tags, words: &WordTable, share: f64) -> Example {
    let tags = sent.iter().map(|gold| tags.of(gold)).collect();
    Example { tags, share, ..untagged(sent, words) }
}

/// Makes an example for the parser alone, of a sentence of which nobody has told the tags.
pub(crate) fn untagged(sent: &[Gold], words: &WordTable) -> Example {
    let mut atoms = vec![BEFORE, BEFORE];
    atoms.extend(sent.iter().map(|gold| Atom::new(&gold.form, &gold.lower, words)));
    atoms.extend([ROOT, ABSENT]);
    Example {
        atoms,
        tags: Vec::new(),
        gold: sent.to_vec(),
        share: 1.0,
    }
}

/// Learns weights from examples, `skip` left out.
pub(crate) fn train(
    examples: &mut [Example],
    tags: &Tags,
    regime: Regime,
    skip: impl Fn(usize) -> bool,
) -> Perceptron<TAG_ROOM> {
    let mut learner = Perceptron::new();
    let mut dice = Dice::new(7);
    let mut order: Vec<usize> = (0..examples.len()).filter(|&i| !skip(i)).collect();
    for _ in 0..regime.epochs {
        dice.shuffle(&mut order);
        for &i in &order {
            let example = &mut examples[i];
            if example.share < 1.0 && dice.roll() > example.share {
                continue;
            }
            sentence(example, tags, &mut learner, Some((regime, &mut dice)));
        }
    }
    learner
}

/// Tags a sentence, and learns from mistakes.
pub(crate) fn sentence(
    example: &mut Example,
    tags: &Tags,
    learner: &mut Perceptron<TAG_ROOM>,
    mut teacher: Option<(Regime, &mut Dice)>,
) {
    let mut keys = [0; N_TAG];
    let mut kept = Vec::with_capacity(N_TAG);
    for i in 0..example.tags.len() {
        let right = example.tags[i];
        let atom = &example.atoms[i + 2];
        let guess = if atom.fixed > 0 {
            atom.fixed - 1
        } else {
            tag_keys(&example.atoms, i, &mut keys);
            if let Some((regime, dice)) = &mut teacher {
                let keys = regime.hide(&keys, &mut kept, dice);
                let scores = learner.scores(keys);
                let scores = &scores[..tags.list.len()];
                learner.tick();
                if let Some(wrong) = rival(scores, usize::from(right), regime.margin) {
                    learner.update(keys, usize::from(right), wrong);
                }
                best(scores) as u8
            } else {
                best(&learner.scores(&keys)[..tags.list.len()]) as u8
            }
        };
        let atom = &mut example.atoms[i + 2];
        atom.tag = guess;
        atom.upos = tags.list[usize::from(guess)].0;
    }
}

/// The tags of every sentence after weights that were learned from the others.
pub(crate) fn cross_tags(
    examples: &mut [Example],
    tags: &Tags,
    folds: usize,
    regime: Regime,
) -> Vec<Vec<u8>> {
    let mut crossed = vec![Vec::new(); examples.len()];
    for fold in 0..folds {
        let mut learner = train(examples, tags, regime, |i| i % folds == fold);
        for i in (fold..examples.len()).step_by(folds) {
            let example = &mut examples[i];
            sentence(example, tags, &mut learner, None);
            let n = example.tags.len();
            crossed[i] = example.atoms[2..n + 2].iter().map(|atom| atom.tag).collect();
        }
    }
    crossed
}

/// The first of the greatest.
pub(crate) fn best(scores: &[f32]) -> usize {
    let mut best = 0;
    for (i, score) in scores.iter().enumerate() {
        if *score > scores[best] {
            best = i;
        }
    }
    best
}
