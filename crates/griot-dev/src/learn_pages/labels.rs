//! Which blocks of a page are its article, as far as is known.
//!
//! Takes the texts of the blocks and what is known of the article; gives an answer between 0 and 1
//! for each block about which something is known, and how much it counts.

use rustc_hash::FxHashSet;

use crate::pages::corpus::Truth;

/// An answer about a block, and its weight.
pub(crate) type Label = Option<(f32, f32)>;

/// What pieces of text that a page must or must not have count, in blocks.
const PIECE_WEIGHT: f32 = 4.0;

/// The answers for the blocks of a page.
pub(crate) fn labels(texts: &[String], truth: &Truth) -> Vec<Label> {
    match truth {
        Truth::Text(reference) => by_text(texts, reference),
        Truth::Pieces { with, without } => by_pieces(texts, with, without),
    }
}

fn by_text(texts: &[String], reference: &str) -> Vec<Label> {
    let lines: FxHashSet<String> = reference.lines().map(key).collect();
    let whole = key(reference);
    let reference_words = words(reference);
    let triples: FxHashSet<[&str; 3]> = triples(&reference_words).collect();
    let keys: Vec<String> = texts.iter().map(|text| key(text)).collect();
    let n_reference = reference_words.len() as f32;
    (0..texts.len())
        .map(|at| {
            let own = words(&texts[at]);
            let answer = answer(&keys, at, &own, &lines, &whole, &triples);
            let weight = (own.len() as f32 + 3.0).powf(0.85) / (n_reference + 200.0).powf(0.7);
            Some((answer, weight * 20.0))
        })
        .collect()
}

fn answer(
    keys: &[String],
    at: usize,
    own: &[String],
    lines: &FxHashSet<String>,
    whole: &str,
    triples_of: &FxHashSet<[&str; 3]>,
) -> f32 {
    let key = &keys[at];
    if lines.contains(key) || (key.len() >= 30 && whole.contains(key.as_str())) {
        return 1.0;
    }
    if own.len() >= 8 {
        let n_known = triples(own).filter(|triple| triples_of.contains(triple)).count();
        return n_known as f32 / (own.len() - 2) as f32;
    }
    // A short block is of the text when it stands there beside its neighbour.
    let beside = |a: Option<&String>, b: Option<&String>| match (a, b) {
        (Some(a), Some(b)) if a.len() + b.len() >= 20 => whole.contains(&format!("{a}{b}")),
        _ => false,
    };
    let before = at.checked_sub(1).and_then(|at| keys.get(at));
    f32::from(u8::from(beside(before, Some(key)) || beside(Some(key), keys.get(at + 1))))
}

fn by_pieces(texts: &[String], with: &[String], without: &[String]) -> Vec<Label> {
    let mut labels: Vec<Label> = vec![None; texts.len()];
    let keys: Vec<String> = texts.iter().map(|text| key(text)).collect();
    for piece in without.iter().map(|piece| key(piece)).filter(|piece| piece.len() >= 4) {
        for at in (0..keys.len()).filter(|at| keys[*at].contains(&piece)) {
            labels[at] = Some((0.0, PIECE_WEIGHT));
        }
    }
    for piece in with.iter().map(|piece| key(piece)).filter(|piece| piece.len() >= 4) {
        // Where a piece stands in several blocks, the longest is the likeliest paragraph.
        let holders = (0..keys.len()).filter(|at| keys[*at].contains(&piece));
        if let Some(at) = holders.max_by_key(|at| (keys[*at].len(), usize::MAX - at)) {
            labels[at] = Some((1.0, PIECE_WEIGHT));
        }
    }
    labels
}

fn words(text: &str) -> Vec<String> {
    text.to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

fn triples(words: &[String]) -> impl Iterator<Item = [&str; 3]> {
    words.windows(3).map(|w| [w[0].as_str(), w[1].as_str(), w[2].as_str()])
}

/// The letters and digits of a text in lower case.
fn key(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(texts: &[&str], truth: &Truth) -> Vec<Option<f32>> {
        let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        labels(&texts, truth).into_iter().map(|label| label.map(|(answer, _)| answer)).collect()
    }

    #[test]
    fn blocks_of_a_known_text_are_told_from_others() {
        let truth = Truth::Text(
            "A convoy was hit near the bridge on Monday, the mayor said.\n\nReactions\n\nNone came."
                .to_owned(),
        );
        let texts = [
            "Home",
            "A convoy was hit near the bridge on Monday, the mayor said.",
            "Reactions",
            "Came",
            "Sign up for the letter that we send to all of our readers",
        ];
        let expected = [0.0, 1.0, 1.0, 0.0, 0.0].map(Some);
        assert_eq!(answers(&texts, &truth), expected);
    }

    #[test]
    fn of_pieces_only_their_blocks_are_known() {
        let truth = Truth::Pieces {
            with: vec!["near the bridge".to_owned()],
            without: vec!["Read also".to_owned()],
        };
        let texts = ["Hit near the bridge on Monday", "Near the bridge", "Read also: x", "Home"];
        assert_eq!(answers(&texts, &truth), [Some(1.0), None, Some(0.0), None]);
    }
}
