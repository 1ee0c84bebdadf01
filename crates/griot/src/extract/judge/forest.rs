//! A small forest of decision trees, and its text form.
//!
//! Takes lines such as `words<=11.5 links<=0.5 =0.12 =-0.30 =0.05` (a tree in the order of reading:
//! a question, what follows a yes, what follows a no); gives the sum of the leaves that a row of
//! features reaches. `griot-dev learn-pages` writes the lines.

/// One node of a tree, in the order of reading: a yes goes on at the next node. Small, so that a whole
/// forest stays in the cache of a processor.
#[derive(Clone, Copy, Debug)]
struct Node {
    /// The value that is asked for; [`LEAF`] for what a tree answers.
    feature: u16,
    /// How many nodes further on a no goes on.
    no: u16,
    /// The limit of a question, or the answer of a leaf.
    value: f32,
}

/// No feature.
const LEAF: u16 = u16::MAX;

/// Trees whose answers add up.
#[derive(Clone, Debug, Default)]
pub struct Forest {
    nodes: Vec<Node>,
    roots: Vec<u32>,
}

/// No tree is deeper.
const MAX_DEPTH: usize = 24;

impl Forest {
    /// Adds a tree, given the names of the features in the order of their values; `None` when the
    /// line is no tree over these.
    pub fn add(&mut self, line: &str, names: &[&str]) -> Option<()> {
        let root = self.nodes.len() as u32;
        let mut words = line.split_ascii_whitespace();
        // Questions whose no is still to come.
        let mut open: Vec<usize> = Vec::new();
        loop {
            let word = words.next()?;
            if let Some(value) = word.strip_prefix('=') {
                self.nodes.push(Node { feature: LEAF, no: 0, value: value.parse().ok()? });
                let Some(asked) = open.pop() else { break };
                let distance = u16::try_from(self.nodes.len() - asked).ok()?;
                if let Some(node) = self.nodes.get_mut(asked) {
                    node.no = distance;
                }
            } else {
                let (name, limit) = word.split_once("<=")?;
                let feature = names.iter().position(|known| *known == name)?;
                let feature = u16::try_from(feature).ok().filter(|feature| *feature != LEAF)?;
                open.push(self.nodes.len());
                if open.len() > MAX_DEPTH {
                    return None;
                }
                self.nodes.push(Node { feature, no: 1, value: limit.parse().ok()? });
            }
        }
        self.roots.push(root);
        words.next().is_none().then_some(())
    }

    /// For each row of `width` values, the sum of what the trees answer; 0 without trees.
    pub fn sums(&self, values: &[f32], width: usize) -> Vec<f32> {
        let mut sums = vec![0.0; values.len() / width.max(1)];
        // Few rows at a time, and one tree for all of them: both stay in the cache.
        for (rows, sums) in values.chunks(width.max(1) * 32).zip(sums.chunks_mut(32)) {
            for root in &self.roots {
                for (row, sum) in rows.chunks_exact(width.max(1)).zip(&mut *sums) {
                    *sum += self.answer(*root as usize, row);
                }
            }
        }
        sums
    }

    fn answer(&self, root: usize, row: &[f32]) -> f32 {
        let mut at = root;
        loop {
            // A line that ends too early was refused: every question has both its answers.
            let Some(node) = self.nodes.get(at) else { return 0.0 };
            if node.feature == LEAF {
                return node.value;
            }
            let yes = row.get(usize::from(node.feature)).is_some_and(|value| *value <= node.value);
            at += if yes { 1 } else { usize::from(node.no) };
        }
    }
}

/// A sum as a probability.
pub fn probability(sum: f32) -> f32 {
    1.0 / (1.0 + (-sum).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_answers_as_it_is_written() {
        let mut forest = Forest::default();
        let names = ["words", "links"];
        forest.add("words<=11.5 links<=0.5 =0.5 =-0.25 =2", &names).unwrap();
        forest.add("=1", &names).unwrap();
        let sums = forest.sums(&[3.0, 0.0, 3.0, 1.0, 30.0, 1.0], 2);
        for (sum, expected) in sums.iter().zip([1.5, 0.75, 3.0]) {
            assert!((sum - expected).abs() < 1e-6, "{sums:?}");
        }
        assert_eq!(sums.len(), 3);
        assert_eq!(forest.sums(&[], 0), Vec::<f32>::new());
    }

    #[test]
    fn what_is_no_tree_is_refused() {
        for line in ["", "words<=1", "words<=1 =1", "depth<=1 =1 =2", "=1 =2", "words<=x =1 =2"] {
            assert_eq!(Forest::default().add(line, &["words"]), None, "{line}");
        }
    }
}
