//! Boosted decision trees, learnt and written as text.
//!
//! Takes rows of values with answers between 0 and 1 and weights; gives trees whose sum, as a
//! probability, fits the answers. Values are sorted into bins first; each tree is grown from its best
//! leaf on, over a drawn part of the rows and of the values. The draws follow from a seed alone.

use std::fmt::Write as _;

use griot::extract::judge::probability;

/// How trees are grown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Growth {
    pub(crate) n_trees: usize,
    pub(crate) n_leaves: usize,
    pub(crate) rate: f32,
    /// The share of the values that a tree may ask for.
    pub(crate) of_values: f64,
    /// The share of the rows that a tree sees.
    pub(crate) of_rows: f64,
    /// What a leaf must weigh.
    pub(crate) min_weight: f32,
    /// How strongly answers are drawn towards nothing.
    pub(crate) ridge: f32,
    pub(crate) seed: u64,
}

/// Rows with answers, column by column.
pub(crate) struct Table {
    /// Of each value, the upper limits of its bins.
    limits: Vec<Vec<f32>>,
    /// Of each value, the bin of each row.
    bins: Vec<Vec<u8>>,
    answers: Vec<f32>,
    weights: Vec<f32>,
}

const N_BINS: usize = 64;

impl Table {
    /// Sorts rows of `width` values into bins.
    pub(crate) fn of(rows: &[&[f32]], answers: Vec<f32>, weights: Vec<f32>) -> Self {
        let width = rows.first().map_or(0, |row| row.len());
        let step = (rows.len() / 30_000).max(1);
        let mut limits = Vec::with_capacity(width);
        let mut bins = Vec::with_capacity(width);
        for value in 0..width {
            let mut sample: Vec<f32> = rows.iter().step_by(step).map(|row| row[value]).collect();
            sample.sort_by(f32::total_cmp);
            let mut cuts: Vec<f32> = Vec::new();
            let mut distinct = sample.clone();
            distinct.dedup();
            if distinct.len() <= N_BINS {
                cuts.extend(distinct.windows(2).map(|pair| f32::midpoint(pair[0], pair[1])));
            } else {
                for bin in 1..N_BINS {
                    let at = sample.len() * bin / N_BINS;
                    let cut = f32::midpoint(sample[at.saturating_sub(1)], sample[at]);
                    if cuts.last().is_none_or(|last| *last < cut) {
                        cuts.push(cut);
                    }
                }
            }
            // As it will be read again from the text.
            for cut in &mut cuts {
                *cut = short(*cut).parse().unwrap_or(*cut);
            }
            bins.push(
                rows.iter()
                    .map(|row| cuts.partition_point(|cut| *cut < row[value]) as u8)
                    .collect(),
            );
            limits.push(cuts);
        }
        Self { limits, bins, answers, weights }
    }
}

/// A number in few characters.
fn short(value: f32) -> String {
    let digits = if value.abs() >= 100.0 { 1 } else { 4 };
    let text = format!("{value:.digits$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// A generator of draws (splitmix64).
pub(crate) struct Draws(u64);

impl Draws {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// A tree while it grows.
enum Node {
    Ask { value: usize, bin: u8, yes: usize, no: usize },
    Leaf(f32),
}

struct Leaf {
    node: usize,
    rows: Vec<u32>,
    split: Option<Split>,
}

#[derive(Clone, Copy)]
struct Split {
    gain: f32,
    value: usize,
    bin: u8,
}

/// Trees as lines of text.
pub(crate) fn grow(table: &Table, names: &[String], growth: Growth) -> Vec<String> {
    let n_rows = table.answers.len();
    let mut sums = vec![0.0_f32; n_rows];
    let mut draws = Draws(growth.seed);
    let mut lines = Vec::with_capacity(growth.n_trees);
    let mut slopes = vec![(0.0_f32, 0.0_f32); n_rows];
    for _ in 0..growth.n_trees {
        for row in 0..n_rows {
            let p = probability(sums[row]);
            let weight = table.weights[row];
            slopes[row] = ((table.answers[row] - p) * weight, (p * (1.0 - p)).max(1e-4) * weight);
        }
        let rows: Vec<u32> = (0..n_rows as u32).filter(|_| draws.next() < growth.of_rows).collect();
        let values: Vec<usize> =
            (0..table.bins.len()).filter(|_| draws.next() < growth.of_values).collect();
        let nodes = grow_one(table, &slopes, rows, &values, growth);
        for (row, sum) in sums.iter_mut().enumerate() {
            let mut at = 0;
            loop {
                match nodes[at] {
                    Node::Ask { value, bin, yes, no } => {
                        at = if table.bins[value][row] <= bin { yes } else { no };
                    }
                    Node::Leaf(answer) => {
                        *sum += answer;
                        break;
                    }
                }
            }
        }
        let mut line = String::new();
        write_node(table, names, &nodes, 0, &mut line);
        lines.push(line.trim_end().to_owned());
    }
    lines
}

fn grow_one(
    table: &Table,
    slopes: &[(f32, f32)],
    rows: Vec<u32>,
    values: &[usize],
    growth: Growth,
) -> Vec<Node> {
    let answer = |rows: &[u32]| {
        let (slope, curve) = total(slopes, rows);
        let answer = slope / (curve + growth.ridge) * growth.rate;
        short(answer).parse().unwrap_or(answer)
    };
    let mut nodes = vec![Node::Leaf(answer(&rows))];
    let split = best_split(table, slopes, &rows, values, growth);
    let mut leaves = vec![Leaf { node: 0, rows, split }];
    for _ in 1..growth.n_leaves {
        let gain = |leaf: &Leaf| leaf.split.map_or(0.0, |split| split.gain);
        let Some(best) =
            (0..leaves.len()).max_by(|a, b| gain(&leaves[*a]).total_cmp(&gain(&leaves[*b])))
        else {
            break;
        };
        let Some(split) = leaves[best].split.take() else { break };
        let leaf = leaves.swap_remove(best);
        let bins = &table.bins[split.value];
        let (yes, no): (Vec<u32>, Vec<u32>) =
            leaf.rows.iter().partition(|row| bins[**row as usize] <= split.bin);
        let at = nodes.len();
        nodes[leaf.node] = Node::Ask { value: split.value, bin: split.bin, yes: at, no: at + 1 };
        for (node, rows) in [(at, yes), (at + 1, no)] {
            nodes.push(Node::Leaf(answer(&rows)));
            let split = best_split(table, slopes, &rows, values, growth);
            leaves.push(Leaf { node, rows, split });
        }
    }
    nodes
}

fn total(slopes: &[(f32, f32)], rows: &[u32]) -> (f32, f32) {
    let (mut slope, mut curve) = (0.0_f64, 0.0_f64);
    for row in rows {
        let (s, c) = slopes[*row as usize];
        slope += f64::from(s);
        curve += f64::from(c);
    }
    (slope as f32, curve as f32)
}

fn best_split(
    table: &Table,
    slopes: &[(f32, f32)],
    rows: &[u32],
    values: &[usize],
    growth: Growth,
) -> Option<Split> {
    let (slope, curve) = total(slopes, rows);
    if curve < 2.0 * growth.min_weight {
        return None;
    }
    let worth = |slope: f32, curve: f32| slope * slope / (curve + growth.ridge);
    let whole = worth(slope, curve);
    let mut best: Option<Split> = None;
    for value in values {
        let mut sums = [(0.0_f32, 0.0_f32); N_BINS + 1];
        let bins = &table.bins[*value];
        for row in rows {
            let (s, c) = slopes[*row as usize];
            let sum = &mut sums[usize::from(bins[*row as usize])];
            sum.0 += s;
            sum.1 += c;
        }
        let (mut left_slope, mut left_curve) = (0.0, 0.0);
        for (bin, sum) in sums.iter().enumerate().take(table.limits[*value].len()) {
            left_slope += sum.0;
            left_curve += sum.1;
            let right_curve = curve - left_curve;
            if left_curve < growth.min_weight || right_curve < growth.min_weight {
                continue;
            }
            let gain =
                worth(left_slope, left_curve) + worth(slope - left_slope, right_curve) - whole;
            if gain > 1e-3 && best.is_none_or(|best| gain > best.gain) {
                best = Some(Split { gain, value: *value, bin: bin as u8 });
            }
        }
    }
    best
}

fn write_node(table: &Table, names: &[String], nodes: &[Node], at: usize, line: &mut String) {
    match &nodes[at] {
        Node::Ask { value, bin, yes, no } => {
            let limit = short(table.limits[*value][usize::from(*bin)]);
            let _ = write!(line, "{}<={limit} ", names[*value]);
            write_node(table, names, nodes, *yes, line);
            write_node(table, names, nodes, *no, line);
        }
        Node::Leaf(answer) => {
            let _ = write!(line, "={} ", short(*answer));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use griot::extract::judge::Forest;

    #[test]
    fn what_is_grown_answers_as_it_was_taught() {
        let rows: Vec<[f32; 2]> = (0..400).map(|n| [(n % 20) as f32, (n / 20) as f32]).collect();
        let yes = |row: &[f32; 2]| row[0] > 8.0 && row[1] < 12.0;
        let answers = rows.iter().map(|row| f32::from(u8::from(yes(row)))).collect();
        let slices: Vec<&[f32]> = rows.iter().map(<[f32; 2]>::as_slice).collect();
        let table = Table::of(&slices, answers, vec![1.0; rows.len()]);
        let growth = Growth {
            n_trees: 30,
            n_leaves: 6,
            rate: 0.3,
            of_values: 1.0,
            of_rows: 0.8,
            min_weight: 0.5,
            ridge: 1.0,
            seed: 7,
        };
        let names = vec!["a".to_owned(), "b".to_owned()];
        let lines = grow(&table, &names, growth);
        assert_eq!(lines, grow(&table, &names, growth));
        let mut forest = Forest::default();
        for line in &lines {
            forest.add(line, &["a", "b"]).unwrap();
        }
        let sums = forest.sums(rows.as_flattened(), 2);
        let n_right = rows.iter().zip(sums).filter(|(row, sum)| (*sum > 0.0) == yes(row)).count();
        assert!(n_right >= 395, "{n_right}");
    }
}
