//! Trains the parser and the labeller.
//!
//! Takes tagged examples, gives weights of moves and of relations. The parser follows its own
//! guesses; whatever it has done, the oracle knows which moves lose no further arc of the gold
//! tree (Goldberg and Nivre 2013, for the arc-hybrid system).

use griot::annotate::Rel;
use griot::annotate::syntax::features::{Atom, N_LABEL, N_MOVE, label_keys, move_keys};
use griot::annotate::syntax::model::REL_ROOM;
use griot::annotate::syntax::state::{Move, State};

use super::perceptron::{Dice, Perceptron, Regime, rival};
use super::tagger::{Example, best};
use super::treebank::Gold;

const MOVES: [Move; 3] = [Move::Shift, Move::Left, Move::Right];

/// What the parser learns.
pub(crate) struct Learned {
    pub(crate) moves: Perceptron<3>,
    pub(crate) rels: Perceptron<REL_ROOM>,
}

/// Learns from examples.
pub(crate) fn train(examples: &[Example], regime: Regime) -> Learned {
    let mut learned = Learned { moves: Perceptron::new(), rels: Perceptron::new() };
    let mut dice = Dice::new(11);
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut state = State::default();
    for epoch in 0..regime.epochs {
        dice.shuffle(&mut order);
        for &i in &order {
            let example = &examples[i];
            if example.share < 1.0 && dice.roll() > example.share {
                continue;
            }
            // In the first epoch guesses are too wild to follow.
            let follows = if epoch == 0 { 0.0 } else { 0.9 };
            sentence(example, &mut learned, &mut state, &mut dice, regime, follows);
        }
    }
    learned
}

fn sentence(
    example: &Example,
    learned: &mut Learned,
    state: &mut State,
    dice: &mut Dice,
    regime: Regime,
    follows: f64,
) {
    let atoms: &[Atom] = &example.atoms;
    state.start(example.gold.len());
    let mut all_keys = [0; N_MOVE];
    let mut kept = Vec::with_capacity(N_MOVE);
    while !state.is_done() {
        let step = state.forced().unwrap_or_else(|| {
            move_keys(state, atoms, &mut all_keys);
            let keys = regime.hide(&all_keys, &mut kept, dice);
            let scores = learned.moves.scores(keys);
            let costs = costs(state, &example.gold);
            let allowed = || (0..3).filter(|&i| state.allows(MOVES[i]));
            let least = allowed().map(|i| costs[i]).min();
            let best = |moves: &mut dyn Iterator<Item = usize>| {
                moves.reduce(|best, i| if scores[i] > scores[best] { i } else { best }).unwrap_or(0)
            };
            let guess = best(&mut allowed());
            let right = best(&mut allowed().filter(|&i| Some(costs[i]) == least));
            learned.moves.tick();
            let mut wrong = allowed().filter(|&i| Some(costs[i]) != least).peekable();
            if wrong.peek().is_some() {
                let wrong = best(&mut wrong);
                if scores[wrong] + regime.margin > scores[right] {
                    learned.moves.update(keys, right, wrong);
                }
            }
            MOVES[if dice.roll() < follows { guess } else { right }]
        });
        apply(example, learned, state, step, regime, dice);
    }
}

fn apply(
    example: &Example,
    learned: &mut Learned,
    state: &mut State,
    step: Move,
    regime: Regime,
    dice: &mut Dice,
) {
    let Some((head, dep)) = state.arc(step) else {
        state.apply(step, Rel::Dep, 0);
        return;
    };
    let rel = if head == state.n() {
        Rel::Root
    } else {
        let mut keys = [0; N_LABEL];
        let mut kept = Vec::with_capacity(N_LABEL);
        label_keys(state, &example.atoms, head, dep, &mut keys);
        let keys = regime.hide(&keys, &mut kept, dice);
        let scores = learned.rels.scores(keys);
        let scores = &scores[..Rel::ALL.len()];
        let gold = &example.gold[dep as usize];
        if gold.head == head {
            learned.rels.tick();
            if let Some(wrong) = rival(scores, gold.rel as usize, regime.margin) {
                learned.rels.update(keys, gold.rel as usize, wrong);
            }
        }
        Rel::ALL[best(scores)]
    };
    state.apply(step, rel, example.atoms[dep as usize + 2].lemma);
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
