//! Logistic regression over named features, small enough to be read by a person.
//!
//! Takes examples; gives weights. Features seen fewer than [`RARE`] times are left out, and the
//! rest are drawn towards nothing (ridge); the fit is by full gradients with a step for each weight
//! (`AdaGrad`), so that the same examples give the same weights.

use std::collections::BTreeMap;

/// A question that was asked, with its answer.
#[derive(Clone, Debug)]
pub(crate) struct Example {
    pub(crate) features: Vec<String>,
    pub(crate) answer: bool,
}

/// Weights by feature, in the order of their names.
#[derive(Clone, Debug, Default)]
pub(crate) struct Model {
    pub(crate) bias: f64,
    pub(crate) weights: BTreeMap<String, f64>,
}

/// How often a feature must occur to be learnt.
const RARE: usize = 5;

/// The least weight that is written.
const LEAST: f64 = 0.04;

/// How many rounds the fit takes.
const ROUNDS: usize = 300;

impl Model {
    pub(crate) fn probability(&self, features: &[String]) -> f64 {
        let sum: f64 = features.iter().filter_map(|feature| self.weights.get(feature)).sum();
        1.0 / (1.0 + (-(sum + self.bias)).exp())
    }
}

/// Fits a model.
pub(crate) fn fit(examples: &[Example], ridge: f64) -> Model {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for feature in examples.iter().flat_map(|example| &example.features) {
        *counts.entry(feature).or_default() += 1;
    }
    let names: Vec<&str> =
        counts.iter().filter(|(_, count)| **count >= RARE).map(|(name, _)| *name).collect();
    let rows: Vec<(Vec<usize>, f64)> = examples
        .iter()
        .map(|example| {
            let columns =
                example.features.iter().filter_map(|f| names.binary_search(&f.as_str()).ok());
            (columns.collect(), f64::from(u8::from(example.answer)))
        })
        .collect();
    let mut weights = vec![0.0; names.len() + 1];
    let mut squares = vec![1e-8; names.len() + 1];
    let bias = names.len();
    for _ in 0..ROUNDS {
        let mut gradient: Vec<f64> = weights.iter().map(|w| ridge * w).collect();
        gradient[bias] = 0.0;
        for (columns, answer) in &rows {
            let sum: f64 = columns.iter().map(|&c| weights[c]).sum::<f64>() + weights[bias];
            let error = 1.0 / (1.0 + (-sum).exp()) - answer;
            for &column in columns {
                gradient[column] += error;
            }
            gradient[bias] += error;
        }
        for ((weight, square), slope) in weights.iter_mut().zip(&mut squares).zip(&gradient) {
            *square += slope * slope;
            *weight -= 0.3 * slope / square.sqrt();
        }
    }
    let named = names.iter().zip(&weights).filter(|(_, weight)| weight.abs() >= LEAST);
    Model {
        bias: weights[bias],
        weights: named.map(|(name, weight)| ((*name).to_owned(), *weight)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_decides_gets_the_weight() {
        let example = |decides: bool, noise: usize| Example {
            features: vec![format!("decides={decides}"), format!("noise={}", noise % 3)],
            answer: decides,
        };
        let examples: Vec<Example> = (0..60).map(|i| example(i % 2 == 0, i)).collect();
        let model = fit(&examples, 0.1);
        assert!(model.weights["decides=true"] > 0.5);
        assert!(model.weights["decides=false"] < -0.5);
        assert!(model.probability(&examples[0].features) > 0.9);
        assert!(model.probability(&examples[1].features) < 0.1);
    }

    #[test]
    fn a_rare_feature_is_left_out() {
        let mut examples: Vec<Example> = (0..20)
            .map(|i| Example { features: vec!["common=yes".to_owned()], answer: i % 2 == 0 })
            .collect();
        examples.push(Example { features: vec!["once=yes".to_owned()], answer: true });
        assert!(!fit(&examples, 1.0).weights.contains_key("once=yes"));
    }
}
