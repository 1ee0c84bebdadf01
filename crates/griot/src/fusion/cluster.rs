//! Which accounts of a neighbourhood are one event.
//!
//! Takes accounts in a fixed order and the scores of all pairs; gives a partition. Two clusters are
//! joined when their members agree on average, none of them is denied by another, and no pair is
//! weak: everybody is held against everybody, so that no chain of weak links makes one event of
//! many. The best pair of clusters is joined first; among equals the one that stands first.

use super::compare::{FLOOR, JOIN};

/// What ties two accounts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Tie {
    /// How well they agree.
    Score(f64),
    /// They cannot be one, whatever the others say.
    Never,
    /// Somebody decided that they are one.
    Always,
}

/// What ties two clusters: the sum and the least of the scores of their pairs.
#[derive(Clone, Copy, Debug)]
struct Between {
    sum: f64,
    least: f64,
}

impl Between {
    fn of(tie: Tie) -> Self {
        match tie {
            Tie::Score(score) => Self { sum: score, least: score },
            Tie::Never => Self { sum: f64::NEG_INFINITY, least: f64::NEG_INFINITY },
            Tie::Always => Self { sum: f64::INFINITY, least: f64::INFINITY },
        }
    }

    fn and(self, other: Self) -> Self {
        // Of a decision and a denial the denial holds: nothing is joined that somebody keeps apart.
        let sum = self.sum + other.sum;
        let sum = if sum.is_nan() { f64::NEG_INFINITY } else { sum };
        Self { sum, least: self.least.min(other.least) }
    }
}

/// The clusters of `n` accounts, each sorted, in the order of their first members.
pub(crate) fn clusters(n: usize, tie: impl Fn(usize, usize) -> Tie) -> Vec<Vec<usize>> {
    let mut members: Vec<Vec<usize>> = (0..n).map(|at| vec![at]).collect();
    let mut between: Vec<Vec<Between>> =
        (0..n).map(|i| (0..i).map(|j| Between::of(tie(j, i))).collect()).collect();
    // What somebody decided comes before all scores.
    for i in 0..n {
        for j in 0..i {
            if tie(j, i) == Tie::Always {
                let root = |at: usize| members.iter().position(|list| list.contains(&at));
                if let (Some(a), Some(b)) = (root(j), root(i)) {
                    join(&mut members, &mut between, a.min(b), a.max(b));
                }
            }
        }
    }
    let mut best: Vec<Option<(f64, usize)>> =
        (0..n).map(|i| best_before(&members, &between, i)).collect();
    loop {
        let mut found: Option<(f64, usize, usize)> = None;
        for (i, best) in best.iter().enumerate() {
            if let Some((score, j)) = *best
                && found.is_none_or(|(most, ..)| score > most)
            {
                found = Some((score, j, i));
            }
        }
        let Some((_, into, from)) = found else { break };
        join(&mut members, &mut between, into, from);
        for i in into..n {
            let points_there =
                best.get(i).copied().flatten().is_some_and(|(_, j)| j == into || j == from);
            // Who pointed there and is still as well tied has no better choice: nothing else changed.
            // Without this, a thousand reprints of one dispatch take a thousand times as long.
            let kept = best.get(i).copied().flatten().filter(|_| points_there && i > into);
            let kept = kept.and_then(|(most, _)| {
                score(&members, &between, i, into).filter(|score| *score >= most)
            });
            let again = if let Some(score) = kept {
                Some((score, into))
            } else if i == into || i == from || points_there {
                best_before(&members, &between, i)
            } else {
                // Only the tie with the grown cluster has changed.
                let old = best.get(i).copied().flatten();
                let new = (i > into).then(|| score(&members, &between, i, into)).flatten();
                match (old, new) {
                    (Some((most, j)), Some(score)) if score > most || score >= most && into < j => {
                        Some((score, into))
                    }
                    (None, Some(score)) => Some((score, into)),
                    (old, _) => old,
                }
            };
            if let Some(slot) = best.get_mut(i) {
                *slot = again;
            }
        }
    }
    members.retain(|list| !list.is_empty());
    for list in &mut members {
        list.sort_unstable();
    }
    members.sort();
    members
}

/// The score at which two clusters may be joined; nothing when they may not.
fn score(members: &[Vec<usize>], between: &[Vec<Between>], i: usize, j: usize) -> Option<f64> {
    let n = members.get(i)?.len() * members.get(j)?.len();
    let between = between.get(i)?.get(j)?;
    let mean = between.sum / n as f64;
    (n > 0 && mean >= JOIN && between.least >= FLOOR).then_some(mean)
}

/// The cluster before `i` that it is best joined with; the first among equals.
fn best_before(members: &[Vec<usize>], between: &[Vec<Between>], i: usize) -> Option<(f64, usize)> {
    let mut best: Option<(f64, usize)> = None;
    for j in 0..i {
        if let Some(score) = score(members, between, i, j)
            && best.is_none_or(|(most, _)| score > most)
        {
            best = Some((score, j));
        }
    }
    best
}

/// Puts the cluster `from` into the cluster `into`, which stands before it.
fn join(members: &mut [Vec<usize>], between: &mut [Vec<Between>], into: usize, from: usize) {
    if into >= from {
        return;
    }
    let at = |between: &[Vec<Between>], a: usize, b: usize| {
        between.get(a.max(b)).and_then(|row| row.get(a.min(b))).copied()
    };
    for other in 0..members.len() {
        if other == into || other == from {
            continue;
        }
        let sum = at(between, other, into).zip(at(between, other, from)).map(|(a, b)| a.and(b));
        let row = between.get_mut(other.max(into));
        if let (Some(cell), Some(sum)) = (row.and_then(|row| row.get_mut(other.min(into))), sum) {
            *cell = sum;
        }
    }
    let moved = members.get_mut(from).map(std::mem::take).unwrap_or_default();
    if let Some(list) = members.get_mut(into) {
        list.extend(moved);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(n: usize, ties: &[(usize, usize, Tie)]) -> Vec<Vec<usize>> {
        clusters(n, |a, b| {
            let tie = ties.iter().find(|(x, y, _)| (*x, *y) == (a, b));
            tie.map_or(Tie::Score(0.0), |(_, _, tie)| *tie)
        })
    }

    #[test]
    fn a_chain_of_links_joins_nobody_to_a_stranger() {
        let chain = [(0, 1, Tie::Score(6.0)), (1, 2, Tie::Score(5.0)), (2, 3, Tie::Score(6.0))];
        assert_eq!(of(4, &chain), [vec![0, 1], vec![2, 3]]);
    }

    #[test]
    fn one_denial_keeps_clusters_apart() {
        let ties = [(0, 1, Tie::Score(9.0)), (0, 2, Tie::Score(8.0)), (1, 2, Tie::Never)];
        assert_eq!(of(3, &ties), [vec![0, 1], vec![2]]);
    }

    #[test]
    fn members_agree_on_average() {
        let ties = [(0, 1, Tie::Score(6.0)), (0, 2, Tie::Score(5.0)), (1, 2, Tie::Score(3.2))];
        assert_eq!(of(3, &ties), [vec![0, 1, 2]]);
        let weak = [(0, 1, Tie::Score(6.0)), (0, 2, Tie::Score(4.2)), (1, 2, Tie::Score(3.2))];
        assert_eq!(of(3, &weak), [vec![0, 1], vec![2]]);
    }

    #[test]
    fn a_decision_joins_and_a_decision_keeps_apart() {
        assert_eq!(of(3, &[(0, 2, Tie::Always)]), [vec![0, 2], vec![1]]);
        let both = [(0, 1, Tie::Always), (1, 2, Tie::Score(9.0)), (0, 2, Tie::Never)];
        assert_eq!(of(3, &both), [vec![0, 1], vec![2]]);
    }

    #[test]
    fn nothing_is_no_cluster() {
        assert!(of(0, &[]).is_empty());
    }
}
