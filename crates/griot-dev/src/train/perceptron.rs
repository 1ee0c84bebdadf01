//! The averaged perceptron.
//!
//! Takes feature names with right and wrong classes, gives weights of one byte. Weights are
//! exact while it learns; only the rows that matter most are kept at the end.

use rustc_hash::FxHashMap;

/// Weights while learning.
pub(crate) struct Perceptron<const W: usize> {
    index: FxHashMap<u32, u32>,
    now: Vec<[f32; W]>,
    /// Sums of each change times when it was made, from which the average follows.
    sums: Vec<[f32; W]>,
    hits: Vec<u32>,
    time: f32,
}

impl<const W: usize> Perceptron<W> {
    pub(crate) fn new() -> Self {
        Self {
            index: FxHashMap::default(),
            now: Vec::new(),
            sums: Vec::new(),
            hits: Vec::new(),
            time: 1.0,
        }
    }

    /// The score of each class.
    pub(crate) fn scores(&mut self, keys: &[u32]) -> [f32; W] {
        let mut scores = [0.0; W];
        for key in keys {
            if let Some(&row) = self.index.get(key) {
                self.hits[row as usize] += 1;
                for (score, weight) in scores.iter_mut().zip(&self.now[row as usize]) {
                    *score += weight;
                }
            }
        }
        scores
    }

    /// One more example has been seen.
    pub(crate) fn tick(&mut self) {
        self.time += 1.0;
    }

    /// Raises one class and lowers another.
    pub(crate) fn update(&mut self, keys: &[u32], right: usize, wrong: usize) {
        for &key in keys {
            let row = *self.index.entry(key).or_insert_with(|| {
                self.now.push([0.0; W]);
                self.sums.push([0.0; W]);
                self.hits.push(1);
                self.now.len() as u32 - 1
            }) as usize;
            self.now[row][right] += 1.0;
            self.now[row][wrong] -= 1.0;
            self.sums[row][right] += self.time;
            self.sums[row][wrong] -= self.time;
        }
    }

    /// The averaged weights in bytes: at most `room` rows, in the order of their keys.
    pub(crate) fn finish(&self, room: usize) -> Vec<(u32, [i8; W])> {
        // The order of the map is lost in sorting by key.
        let mut keys: Vec<(u32, u32)> = self.index.iter().map(|(&key, &row)| (key, row)).collect();
        keys.sort_unstable();
        let mut rows: Vec<(f32, u32, [f32; W])> = keys
            .iter()
            .map(|&(key, row)| {
                let row = row as usize;
                let mut mean = [0.0; W];
                for (class, mean) in mean.iter_mut().enumerate() {
                    *mean = self.now[row][class] - self.sums[row][class] / self.time;
                }
                let most = mean.iter().fold(0.0_f32, |most, weight| most.max(weight.abs()));
                (most * (self.hits[row] as f32).ln_1p(), key, mean)
            })
            .collect();
        rows.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        rows.truncate(room);
        let mut sizes: Vec<f32> = rows
            .iter()
            .flat_map(|row| row.2.iter().map(|weight| weight.abs()).filter(|&size| size > 0.0))
            .collect();
        sizes.sort_by(f32::total_cmp);
        let largest = sizes.get(sizes.len().saturating_sub(sizes.len() / 1000 + 1));
        let scale = 127.0 / largest.copied().unwrap_or(1.0);
        let mut kept: Vec<(u32, [i8; W])> = rows
            .iter()
            .map(|(_, key, mean)| {
                (*key, mean.map(|w| (w * scale).round().clamp(-127.0, 127.0) as i8))
            })
            .filter(|(_, row)| row.iter().any(|&weight| weight != 0))
            .collect();
        kept.sort_unstable_by_key(|&(key, _)| key);
        kept
    }
}

/// How a perceptron learns.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Regime {
    /// How often the data is gone through.
    pub(crate) epochs: usize,
    /// Share of features that are hidden from each example, so that none is relied on alone.
    pub(crate) dropout: f64,
    /// The right class must win by so much.
    pub(crate) margin: f32,
}

impl Regime {
    /// Hides some features of an example; gives those left.
    pub(crate) fn hide<'k>(
        self,
        keys: &[u32],
        kept: &'k mut Vec<u32>,
        dice: &mut Dice,
    ) -> &'k [u32] {
        kept.clear();
        kept.extend(
            keys.iter().copied().filter(|_| self.dropout == 0.0 || dice.roll() >= self.dropout),
        );
        kept
    }
}

/// The best class other than `right`, if it comes nearer to it than `margin`.
pub(crate) fn rival(scores: &[f32], right: usize, margin: f32) -> Option<usize> {
    let mut rival: Option<usize> = None;
    for (class, &score) in scores.iter().enumerate() {
        if class != right && rival.is_none_or(|rival| score > scores[rival]) {
            rival = Some(class);
        }
    }
    rival.filter(|&rival| scores[rival] + margin > scores[right])
}

/// Numbers that look random and are the same in every run.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below one.
    pub(crate) fn roll(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Puts things in a new order.
    pub(crate) fn shuffle<T>(&mut self, things: &mut [T]) {
        for i in (1..things.len()).rev() {
            let j = (self.roll() * (i + 1) as f64) as usize;
            things.swap(i, j);
        }
    }
}
