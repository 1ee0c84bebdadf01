//! Trains the parser.
//!
//! Takes tagged examples, gives a network. The parser follows its own guesses; whatever it has done, the
//! oracle knows which moves lose no further arc of the gold tree (Goldberg and Nivre 2013, for the
//! arc-hybrid system). What is learned is that all these together are likely, and of an arc that is right,
//! its relation.

use griot::annotate::Rel;
use griot::annotate::syntax::network::{choice_of, look};
use griot::annotate::syntax::state::{Move, State};

use super::network::{Learned, Learner, Pass, Schooling};
use super::perceptron::Dice;
use super::tagger::Example;
use super::treebank::Gold;

const MOVES: [Move; 3] = [Move::Shift, Move::Left, Move::Right];

/// How often the parser follows its guess where it may be wrong.
const FOLLOWS: f64 = 0.9;

/// Learns from examples.
pub(crate) fn train(examples: &[Example], how: Schooling) -> Learned {
    let mut pupil = Pupil {
        learner: Learner::new(examples),
        how,
        dice: Dice::new(11),
        state: State::default(),
        pass: Pass::new(),
    };
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let n_tokens: f64 =
        examples.iter().map(|e| e.share.min(1.0) * e.gold.len() as f64).sum::<f64>();
    let (mut seen, all) = (0.0, n_tokens * how.epochs as f64);
    for epoch in 0..how.epochs {
        pupil.dice.shuffle(&mut order);
        for &i in &order {
            let example = &examples[i];
            if example.share < 1.0 && pupil.dice.roll() > example.share {
                continue;
            }
            // In the first epoch guesses are too wild to follow.
            let follows = if epoch == 0 { 0.0 } else { FOLLOWS };
            let left = 1.0 - seen / all;
            pupil.sentence(example, follows, how.rate * left.max(0.02) as f32);
            seen += example.gold.len() as f64;
        }
    }
    pupil.learner.finish()
}

struct Pupil {
    learner: Learner,
    how: Schooling,
    dice: Dice,
    state: State,
    pass: Pass,
}

impl Pupil {
    fn sentence(&mut self, example: &Example, follows: f64, rate: f32) {
        let cells = self.learner.cells(&example.atoms, self.how, &mut self.dice);
        self.state.start(example.gold.len());
        let mut slopes = Vec::new();
        while !self.state.is_done() {
            slopes.clear();
            let looked_at = &mut self.pass.looked_at;
            looked_at.clear();
            look(&self.state, &cells, |_, row| looked_at.push(row as u32));
            self.learner.forward(&mut self.pass, self.how, &mut self.dice);
            let step = match self.state.forced() {
                Some(step) => step,
                None => self.step(example, follows, &mut slopes),
            };
            let (rel, lemma) = match self.state.arc(step) {
                None => (Rel::Dep, 0),
                Some((head, dep)) => {
                    let rel = self.relation(example, head, dep, &mut slopes);
                    (rel, u32::from(cells[dep as usize + 2].word))
                }
            };
            if !slopes.is_empty() {
                self.learner.learn(&self.pass, &slopes, rate);
            }
            self.state.apply(step, rel, lemma);
        }
    }

    /// The next move, and the slopes of the loss in each.
    fn step(&mut self, example: &Example, follows: f64, slopes: &mut Vec<(usize, f32)>) -> Move {
        let costs = costs(&self.state, &example.gold);
        let allowed: Vec<usize> = (0..3).filter(|&i| self.state.allows(MOVES[i])).collect();
        let weights: Vec<f32> =
            allowed.iter().map(|&i| self.learner.weigh(&self.pass, i)).collect();
        let least = allowed.iter().map(|&i| costs[i]).min();
        let is_right: Vec<bool> = allowed.iter().map(|&i| Some(costs[i]) == least).collect();
        let shares = shares(&weights);
        let right: f32 = shares.iter().zip(&is_right).filter(|of| *of.1).map(|of| of.0).sum();
        for ((&i, &share), &is_right) in allowed.iter().zip(&shares).zip(&is_right) {
            let wanted = if is_right { share / right.max(f32::MIN_POSITIVE) } else { 0.0 };
            slopes.push((i, share - wanted));
        }
        let best = |may: &dyn Fn(usize) -> bool| {
            (0..allowed.len())
                .filter(|&at| may(at))
                .reduce(|best, at| if weights[at] > weights[best] { at } else { best })
                .map_or(Move::Shift, |at| MOVES[allowed[at]])
        };
        if self.dice.roll() < follows { best(&|_| true) } else { best(&|at| is_right[at]) }
    }

    /// The relation of an arc that is made, and, where it is right, the slopes of the loss in each.
    fn relation(
        &self,
        example: &Example,
        head: u32,
        dep: u32,
        slopes: &mut Vec<(usize, f32)>,
    ) -> Rel {
        if head == self.state.n() {
            return Rel::Root;
        }
        let upos = |token: u32| example.atoms[token as usize + 2].upos;
        let left = dep < head;
        let seen = self.learner.seen.of(left, upos(head), upos(dep));
        let rels: Vec<usize> = (0..Rel::ALL.len()).filter(|rel| seen >> rel & 1 == 1).collect();
        let weights: Vec<f32> =
            rels.iter().map(|&rel| self.learner.weigh(&self.pass, choice_of(left, rel))).collect();
        let gold = &example.gold[dep as usize];
        if gold.head == head && seen >> gold.rel as u8 & 1 == 1 {
            for (&rel, share) in rels.iter().zip(shares(&weights)) {
                let wanted = if rel == gold.rel as usize { 1.0 } else { 0.0 };
                slopes.push((choice_of(left, rel), share - wanted));
            }
        }
        let best = (0..rels.len())
            .reduce(|best, at| if weights[at] > weights[best] { at } else { best });
        best.map_or(Rel::Dep, |at| Rel::ALL[rels[at]])
    }
}

/// The likelihoods of choices.
fn shares(weights: &[f32]) -> Vec<f32> {
    let most = weights.iter().copied().fold(f32::MIN, f32::max);
    let powers: Vec<f32> = weights.iter().map(|weight| (weight - most).exp()).collect();
    let all: f32 = powers.iter().sum();
    powers.iter().map(|power| power / all).collect()
}

/// How many arcs of the gold tree each move makes impossible.
fn costs(state: &State, gold: &[Gold]) -> [u32; 3] {
    let n = state.n();
    let [_, second, top] = state.top();
    let next = state.next();
    let head = |token: u32| gold.get(token as usize).map_or(n + 2, |gold| gold.head);
    let stack = state.stack();
    let below = &stack[..stack.len().saturating_sub(1)];
    // The next token leaves the reach of heads below the top, and of dependents on the stack.
    let shift = u32::from(below.contains(&head(next)))
        + stack.iter().filter(|&&token| head(token) == next).count() as u32;
    // The top leaves the reach of everything but its new head.
    let lost = (next..n).filter(|&token| head(token) == top).count() as u32;
    let to_second = u32::from(stack.len() > 1 && head(top) == second);
    let to_next = u32::from(head(top) == next);
    let to_later = u32::from(head(top) > next && head(top) <= n);
    [shift, lost + to_second + to_later, lost + to_next + to_later]
}
