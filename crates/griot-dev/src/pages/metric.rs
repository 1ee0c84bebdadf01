//! How a text is compared with what is known of an article.
//!
//! Takes the text that an extractor gave; gives precision, recall and F1 as the two sets define them:
//! WCXB counts the words that two texts share and averages over pages; trafilatura's evaluation looks
//! for pieces, to the character, and counts them over all pages.

use rustc_hash::FxHashMap;

use crate::pages::corpus::Truth;

/// Sums of one extractor over pages.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Score {
    n_pages: usize,
    precision: f64,
    recall: f64,
    f1: f64,
    /// Pieces found that should be.
    right: usize,
    /// Pieces found that should not be.
    wrong: usize,
    /// Pieces not found that should be.
    missed: usize,
}

impl Score {
    /// Adds a page.
    pub(crate) fn add(&mut self, text: &str, truth: &Truth) {
        match truth {
            Truth::Text(reference) => {
                self.n_pages += 1;
                let (precision, recall) = words_shared(text, reference);
                self.precision += precision;
                self.recall += recall;
                self.f1 += f1(precision, recall);
            }
            Truth::Pieces { with, without } => {
                let n_right = with.iter().filter(|piece| text.contains(piece.as_str())).count();
                self.right += n_right;
                self.missed += with.len() - n_right;
                self.wrong += without.iter().filter(|piece| text.contains(piece.as_str())).count();
            }
        }
    }

    /// Precision, recall and F1.
    pub(crate) fn figures(&self) -> (f64, f64, f64) {
        if self.n_pages > 0 {
            let n = self.n_pages as f64;
            return (self.precision / n, self.recall / n, self.f1 / n);
        }
        let share = |of: usize| self.right as f64 / (self.right + of).max(1) as f64;
        let (precision, recall) = (share(self.wrong), share(self.missed));
        (precision, recall, f1(precision, recall))
    }
}

fn f1(precision: f64, recall: f64) -> f64 {
    if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 }
}

/// Precision and recall of words, each counted as often as it stands in both texts.
fn words_shared(text: &str, reference: &str) -> (f64, f64) {
    let (text, reference) = (text.to_lowercase(), reference.to_lowercase());
    let mut counts: FxHashMap<&str, i64> = FxHashMap::default();
    let (mut n_reference, mut n_text, mut n_shared) = (0_usize, 0_usize, 0_usize);
    for word in words(&reference) {
        *counts.entry(word).or_default() += 1;
        n_reference += 1;
    }
    for word in words(&text) {
        n_text += 1;
        if let Some(count) = counts.get_mut(word)
            && *count > 0
        {
            *count -= 1;
            n_shared += 1;
        }
    }
    let share = |of: usize| n_shared as f64 / of.max(1) as f64;
    (share(n_text), share(n_reference))
}

/// Runs of letters, digits and underscores: `\w+`.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(text: &str, truth: &Truth) -> (f64, f64, f64) {
        let mut score = Score::default();
        score.add(text, truth);
        score.figures()
    }

    #[test]
    fn words_count_as_often_as_both_have_them() {
        let truth = Truth::Text("One two two three.".to_owned());
        let (precision, recall, f1) = figures("two ONE one two four", &truth);
        assert!((precision - 0.6).abs() < 1e-9);
        assert!((recall - 0.75).abs() < 1e-9);
        assert!((f1 - 2.0 / 3.0).abs() < 1e-9);
        assert!(figures("", &truth).2.abs() < 1e-9);
    }

    #[test]
    fn pieces_are_looked_for_to_the_character() {
        let piece = |text: &str| text.to_owned();
        let truth = Truth::Pieces {
            with: vec![piece("shelled at dawn"), piece("Two died")],
            without: vec![piece("Read also")],
        };
        let (precision, recall, _) = figures("It was shelled at dawn. two died. Read also", &truth);
        assert!((precision - 0.5).abs() < 1e-9);
        assert!((recall - 0.5).abs() < 1e-9);
    }
}
