//! How many reprints are found, how many pairs are none, and how fast, on invented articles.
//!
//! Takes a number of articles (`cargo bench -p griot --bench reprints -- 100000`; 20,000 unless
//! told); gives for griot and for `MinHash` as the crate `gaoya` has it the recall of five edits, the
//! precision of pairs, and articles a second, over the same texts in the same run on one thread. They
//! take turns, so that whatever else the machine does meets both. It
//! fails when griot falls below what is promised. The articles are words drawn as languages draw
//! them, seldom ones seldom, with a paragraph of furniture in every twentieth; every generated text
//! depends on its number alone. Three of ten are edits of another one: as it stands, with a
//! paragraph added, with its sentences shuffled, with a tenth of its words changed, and its first
//! half.

#![allow(missing_docs, clippy::print_stdout, reason = "a bench speaks to a person")]

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use fastrand::Rng;
use gaoya::minhash::{MinHashIndex, MinHasher, MinHasher32};
use griot::fusion::Reprints;

/// The five edits, in the order of the tables.
const EDITS: [&str; 5] =
    ["verbatim", "paragraph added", "sentences shuffled", "tenth of words changed", "first half"];

/// What griot promises: recall of each edit, precision of pairs.
const RECALL: f64 = 0.99;
const PRECISION: f64 = 0.999;

/// So many articles are taken in by one, and then by the other.
const A_TURN: usize = 1_000;

/// A word of thirty thousand; the `k`-th about as often as one in `k`.
fn word(dice: &mut Rng) -> String {
    let mut letters = Rng::with_seed(30_000_f64.powf(dice.f64()) as u64);
    let n = letters.usize(2..6);
    let syllables = ["ba", "ko", "ti", "re", "mou", "sa", "lin", "du", "fe", "gor", "na", "vi"];
    (0..n).map(|_| syllables[letters.usize(..syllables.len())]).collect()
}

fn sentence(dice: &mut Rng) -> String {
    let n = dice.usize(8..28);
    (0..n).map(|_| word(dice)).collect::<Vec<_>>().join(" ")
}

/// The sentences of an original article.
fn original(number: u64) -> Vec<String> {
    // The same numbers in every run: the corpus is the same everywhere.
    let mut dice = Rng::with_seed(number.wrapping_mul(0x1234_5677) + 1);
    let n = dice.usize(8..38);
    let mut lines: Vec<String> = (0..n).map(|_| sentence(&mut dice)).collect();
    if number % 20 == 7 {
        // One of five outlets, with its lines below every article.
        let mut outlet = Rng::with_seed(number % 5 + 900_000_000);
        lines.extend((0..3).map(|_| sentence(&mut outlet)));
    }
    lines
}

/// An edit of an original article.
fn edited(number: u64, source: u64, edit: usize) -> String {
    let mut lines = original(source);
    let mut dice = Rng::with_seed(number + 500_000_000);
    match edit {
        1 => {
            let at = dice.usize(..lines.len());
            for _ in 0..4 {
                lines.insert(at, sentence(&mut dice));
            }
        }
        2 => dice.shuffle(&mut lines),
        3 => {
            for line in &mut lines {
                let words = line.split(' ').map(|old| {
                    if dice.usize(..10) == 0 { word(&mut dice) } else { old.to_owned() }
                });
                *line = words.collect::<Vec<_>>().join(" ");
            }
        }
        4 => lines.truncate(lines.len().div_ceil(2)),
        _ => {}
    }
    lines.join(". ")
}

/// The texts, and for each the original that it is or was made of, with the edit.
fn corpus(n: u64) -> Vec<(String, u64, Option<usize>)> {
    let n_originals = n * 7 / 10;
    (0..n)
        .map(|number| {
            if number < n_originals {
                return (original(number).join(". "), number, None);
            }
            let source = Rng::with_seed(number).u64(..n_originals);
            let edit = (number % 5) as usize;
            (edited(number, source, edit), source, Some(edit))
        })
        .collect()
}

/// What one method found.
struct Score {
    found: [usize; 5],
    all: [usize; 5],
    right: usize,
    pairs: usize,
    seconds: f64,
}

impl Score {
    fn of(corpus: &[(String, u64, Option<usize>)], pairs: &[(u32, u32)], seconds: f64) -> Self {
        let mut score = Self { found: [0; 5], all: [0; 5], right: 0, pairs: pairs.len(), seconds };
        let mut by_edit: BTreeMap<u32, bool> = BTreeMap::new();
        for &(a, b) in pairs {
            let ((_, source_a, _), (_, source_b, _)) = (&corpus[a as usize], &corpus[b as usize]);
            score.right += usize::from(source_a == source_b);
            for (one, other) in [(a, b), (b, a)] {
                if corpus[one as usize].1 == u64::from(other) {
                    by_edit.insert(one, true);
                }
            }
        }
        for (number, (_, _, edit)) in corpus.iter().enumerate() {
            if let Some(edit) = edit {
                score.all[*edit] += 1;
                score.found[*edit] += usize::from(by_edit.contains_key(&(number as u32)));
            }
        }
        score
    }

    fn precision(&self) -> f64 {
        if self.pairs == 0 { 1.0 } else { self.right as f64 / self.pairs as f64 }
    }

    fn recall(&self, edit: usize) -> f64 {
        self.found[edit] as f64 / self.all[edit].max(1) as f64
    }

    fn print(&self, name: &str, n: usize) {
        println!("{name}: {:.0} articles a second, {} pairs", n as f64 / self.seconds, self.pairs);
        println!("  {:32}{:.5}", "precision", self.precision());
        for (edit, what) in EDITS.iter().enumerate() {
            println!("  {:32}{:.4}", format!("recall, {what}"), self.recall(edit));
        }
    }
}

fn main() -> ExitCode {
    let n = std::env::args().find_map(|arg| arg.parse().ok()).unwrap_or(20_000);
    let corpus = corpus(n);
    let n_words: usize = corpus.iter().map(|(text, ..)| text.split(' ').count()).sum();
    println!("{n} articles, {n_words} words");

    let ids: Vec<String> = (0..corpus.len()).map(|number| format!("{number:08}")).collect();
    let mut reprints = Reprints::new();
    // As its own documentation sets it for a Jaccard similarity of one half.
    let (bands, width) = (42, 3);
    let hasher = MinHasher32::new(bands * width);
    let mut index = MinHashIndex::new(bands, width, 0.5);
    let (mut pairs, mut peer_pairs) = (Vec::new(), Vec::new());
    let (mut time, mut peer_time) = (Duration::ZERO, Duration::ZERO);
    let mut number = 0;
    for some in corpus.chunks(A_TURN) {
        let start = Instant::now();
        for (at, (text, ..)) in some.iter().enumerate() {
            for same in reprints.put(&ids[number + at], None, text, &[]) {
                pairs.push((same.article, (number + at) as u32));
            }
        }
        time += start.elapsed();
        let start = Instant::now();
        for (at, (text, ..)) in some.iter().enumerate() {
            let words: Vec<&str> = text.split([' ', '.']).filter(|word| !word.is_empty()).collect();
            let signature = hasher.create_signature(words.windows(3));
            let id = (number + at) as u32;
            let found = index.query_owned(&signature).into_iter();
            peer_pairs.extend(found.map(|other: u32| (other, id)));
            index.insert(id, signature);
        }
        peer_time += start.elapsed();
        number += some.len();
    }
    let pairs: Vec<(u32, u32)> =
        pairs.into_iter().filter_map(|(id, number)| Some((id.parse().ok()?, number))).collect();
    let griot = Score::of(&corpus, &pairs, time.as_secs_f64());
    griot.print("griot", corpus.len());
    let gaoya = Score::of(&corpus, &peer_pairs, peer_time.as_secs_f64());
    gaoya.print("gaoya", corpus.len());

    let is_kept = griot.precision() >= PRECISION
        && (0..EDITS.len()).all(|edit| griot.recall(edit) >= RECALL)
        && griot.seconds <= gaoya.seconds;
    if is_kept {
        ExitCode::SUCCESS
    } else {
        println!("griot is below what it promises");
        ExitCode::FAILURE
    }
}
