//! The network of the parser while it learns.
//!
//! Takes what is looked at and what would have been right, gives weights in whole numbers. Each example
//! moves weights against the slope of its loss, the less the more a row has moved already (Adagrad; one rate
//! for a whole row). Some rows, some places of the hidden layer and some words, rare ones most, are hidden from
//! each example, so that none is relied on alone and words that nobody has seen have a row that has learned.

use std::collections::BTreeMap;

use griot::annotate::Rel;
use griot::annotate::syntax::features::Atom;
use griot::annotate::syntax::network::{CHOICES, Cell, ROWS, Seen, WIDTH, WORDS};
use rustc_hash::FxHashMap;

use super::perceptron::Dice;
use super::tagger::Example;

/// How a network learns.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Schooling {
    /// How often the data is gone through.
    pub(crate) epochs: usize,
    /// How far a weight moves at first; falls to nothing in the end.
    pub(crate) rate: f32,
    /// Share of rows that are hidden from an example.
    pub(crate) hidden_rows: f64,
    /// Share of places of the hidden layer that are.
    pub(crate) hidden_places: f64,
    /// A word met `n` times is hidden with a share of this to this and `n`.
    pub(crate) hidden_words: f32,
}

/// A word has a row of its own when it is met so often.
const LEAST: u32 = 2;
/// Relations that stand less often than once in so many between two parts of speech are mistakes.
const RARE: u32 = 500;

type Weights = [f32; WIDTH];

/// The weights, and how much each has moved.
pub(crate) struct Learner {
    rows: Vec<Weights>,
    row_moved: Vec<f32>,
    bias: Weights,
    bias_moved: f32,
    choices: Vec<Weights>,
    choice_moved: Vec<Weights>,
    leanings: [f32; CHOICES],
    leaning_moved: [f32; CHOICES],
    /// Hashes of lemmas, the most frequent first; the first has number 1.
    words: Vec<u32>,
    numbers: FxHashMap<u32, u16>,
    counts: Vec<f32>,
    /// Relations that have been seen.
    pub(crate) seen: Seen,
}

/// What one example makes of the network.
pub(crate) struct Pass {
    /// Rows that are looked at.
    pub(crate) looked_at: Vec<u32>,
    hidden: Weights,
    /// How much of each place is let through.
    through: Weights,
}

impl Pass {
    pub(crate) fn new() -> Self {
        Self { looked_at: Vec::new(), hidden: [0.0; WIDTH], through: [0.0; WIDTH] }
    }
}

/// So much has moved before anything has: nothing is divided by.
const BARELY: f32 = 1e-6;

impl Learner {
    /// A network that has learned nothing, for the words of examples.
    pub(crate) fn new(examples: &[Example]) -> Self {
        let (words, counts) = frequent(examples);
        let mut dice = Dice::new(5);
        let mut any = |size: f32| {
            let mut row = [0.0; WIDTH];
            row.fill_with(|| (dice.roll() as f32).mul_add(2.0, -1.0) * size);
            row
        };
        Self {
            rows: (0..ROWS).map(|_| any(0.05)).collect(),
            row_moved: vec![BARELY; ROWS],
            bias: [0.1; WIDTH],
            bias_moved: BARELY,
            choices: (0..CHOICES).map(|_| any(0.15)).collect(),
            choice_moved: vec![[BARELY; WIDTH]; CHOICES],
            leanings: [0.0; CHOICES],
            leaning_moved: [BARELY; CHOICES],
            numbers: words.iter().copied().zip(1..).collect(),
            words,
            counts,
            seen: seen(examples),
        }
    }

    /// The cells of a sentence, some of its words hidden.
    pub(crate) fn cells(&self, atoms: &[Atom], how: Schooling, dice: &mut Dice) -> Vec<Cell> {
        let number = |atom: &Atom| {
            let number = self.numbers.get(&atom.lemma).copied().unwrap_or(0);
            let count = self.counts[usize::from(number)];
            let is_hidden = (dice.roll() as f32) < how.hidden_words / (how.hidden_words + count);
            Cell::new(atom, if is_hidden { 0 } else { number })
        };
        atoms.iter().map(number).collect()
    }

    /// Fills the hidden layer from the rows of a pass, some of them and some places left out.
    pub(crate) fn forward(&self, pass: &mut Pass, how: Schooling, dice: &mut Dice) {
        pass.looked_at.retain(|_| dice.roll() >= how.hidden_rows);
        pass.hidden = self.bias;
        for &row in &pass.looked_at {
            for (sum, weight) in pass.hidden.iter_mut().zip(&self.rows[row as usize]) {
                *sum += weight;
            }
        }
        // What is let through stands for what is not.
        let share = 1.0 / (1.0 - how.hidden_places as f32);
        for (place, through) in pass.hidden.iter_mut().zip(&mut pass.through) {
            let is_on = *place > 0.0 && dice.roll() >= how.hidden_places;
            *through = if is_on { share } else { 0.0 };
            *place *= *through;
        }
    }

    /// How much speaks for a choice.
    pub(crate) fn weigh(&self, pass: &Pass, choice: usize) -> f32 {
        let mut sums = [0.0_f32; 8];
        let weights = self.choices[choice].chunks_exact(8);
        for (places, weights) in pass.hidden.chunks_exact(8).zip(weights) {
            for (sum, (place, weight)) in sums.iter_mut().zip(places.iter().zip(weights)) {
                *sum += place * weight;
            }
        }
        sums.iter().sum::<f32>() + self.leanings[choice]
    }

    /// Moves weights against the slopes of the loss in some choices.
    pub(crate) fn learn(&mut self, pass: &Pass, slopes: &[(usize, f32)], rate: f32) {
        let mut back = [0.0_f32; WIDTH];
        for &(choice, slope) in slopes {
            let weights = &mut self.choices[choice];
            let moved = &mut self.choice_moved[choice];
            for i in 0..WIDTH {
                back[i] += slope * weights[i];
                let step = slope * pass.hidden[i];
                moved[i] += step * step;
                weights[i] -= rate * step / moved[i].sqrt();
            }
            self.leaning_moved[choice] += slope * slope;
            self.leanings[choice] -= rate * slope / self.leaning_moved[choice].sqrt();
        }
        let mut size = 0.0;
        for (back, through) in back.iter_mut().zip(&pass.through) {
            *back *= through;
            size += *back * *back;
        }
        size /= WIDTH as f32;
        let step = |row: &mut Weights, moved: &mut f32| {
            *moved += size;
            let rate = rate / moved.sqrt();
            for (weight, back) in row.iter_mut().zip(&back) {
                *weight -= rate * back;
            }
        };
        for &row in &pass.looked_at {
            step(&mut self.rows[row as usize], &mut self.row_moved[row as usize]);
        }
        step(&mut self.bias, &mut self.bias_moved);
    }

    /// The weights in whole numbers.
    pub(crate) fn finish(&self) -> Learned {
        let moved = |row: &usize| self.row_moved[*row] > BARELY;
        let used: Vec<usize> = (0..ROWS).filter(moved).collect();
        let mut sizes: Vec<f32> =
            used.iter().flat_map(|&row| self.rows[row].map(f32::abs)).collect();
        sizes.sort_by(f32::total_cmp);
        // One weight in ten thousand is cut.
        let largest = sizes.get(sizes.len().saturating_sub(sizes.len() / 10_000 + 1));
        let scale = 127.0 / largest.copied().unwrap_or(1.0);
        let most = self.choices.iter().flatten().fold(0.0_f32, |most, w| most.max(w.abs()));
        let choice_scale = 1023.0 / most.max(BARELY);
        let whole = |row: &Weights, scale: f32| row.map(|weight| (weight * scale).round() as i16);
        let rows = used.iter().map(|&row| {
            let weights =
                self.rows[row].map(|w| (w * scale).round().clamp(-127.0, 127.0) as i8);
            (row as u32, weights)
        });
        Learned {
            words: self.words.clone(),
            seen: self.seen.clone(),
            rows: rows.filter(|(_, row)| row.iter().any(|&weight| weight != 0)).collect(),
            bias: whole(&self.bias, scale).to_vec(),
            choices: self.choices.iter().map(|row| whole(row, choice_scale)).collect(),
            leanings: self.leanings.map(|w| (w * scale * choice_scale).round() as i32).to_vec(),
        }
    }
}

/// A network as a model file has it.
#[derive(Default)]
pub(crate) struct Learned {
    pub(crate) words: Vec<u32>,
    pub(crate) seen: Seen,
    pub(crate) rows: Vec<(u32, [i8; WIDTH])>,
    pub(crate) bias: Vec<i16>,
    pub(crate) choices: Vec<[i16; WIDTH]>,
    pub(crate) leanings: Vec<i32>,
}

/// The lemmas that have rows, and how often each is met: first of all how often any other is, which is
/// never hidden.
fn frequent(examples: &[Example]) -> (Vec<u32>, Vec<f32>) {
    let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
    for example in examples {
        for atom in &example.atoms[2..example.gold.len() + 2] {
            *counts.entry(atom.lemma).or_default() += 1;
        }
    }
    let mut words: Vec<(u32, u32)> =
        counts.into_iter().filter(|&(_, count)| count >= LEAST).collect();
    words.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    words.truncate(WORDS - 1);
    let counts = words.iter().map(|&(_, count)| count as f32);
    let counts = std::iter::once(f32::MAX).chain(counts).collect();
    (words.into_iter().map(|(word, _)| word).collect(), counts)
}

/// Which relations stand between parts of speech.
fn seen(examples: &[Example]) -> Seen {
    let mut counts = BTreeMap::new();
    for example in examples {
        for (dep, gold) in example.gold.iter().enumerate() {
            let head = gold.head as usize;
            if head < example.gold.len() {
                let [head_pos, dep_pos] = [head, dep].map(|token| example.atoms[token + 2].upos);
                let rels: &mut BTreeMap<Rel, u32> =
                    counts.entry((dep < head, head_pos, dep_pos)).or_default();
                *rels.entry(gold.rel).or_default() += 1;
            }
        }
    }
    let mut seen = Seen::default();
    for ((left, head, dep), rels) in counts {
        let total: u32 = rels.values().sum();
        // Of few, nothing follows for those that have not been met.
        if total >= 20 {
            let often = rels.iter().filter(|&(_, &n)| n >= 2 && n * RARE >= total);
            let rels = often.fold(1 << Rel::Dep as u8, |all, (&rel, _)| all | 1 << rel as u8);
            seen.set(left, head, dep, rels);
        }
    }
    seen
}
