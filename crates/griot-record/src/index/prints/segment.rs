//! A segment of the index, as reprints are looked for in it.
//!
//! Takes the segment; keeps what is asked of its texts again and again. It knows no text that is looked for, and
//! decides nothing: what it gives are candidates.

use std::collections::HashMap;
use std::sync::Arc;

use griot::fusion::{Brief, Glance, Print};
use tantivy::columnar::Column;
use tantivy::postings::{BlockSegmentPostings, TermInfo};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{InvertedIndexReader, SegmentReader, Term};

/// So many common runs of a text are looked at together at most, and the others one by one.
pub(super) const TOGETHER: usize = 8;

/// So many lists are kept as bits at most: at a million texts, sixty megabytes.
const MOST_KEPT: usize = 512;

/// What one of so many texts is, or fewer, is looked at text by text.
const SCARCE: usize = 512;

/// Words of bits that are looked at together. So few stay at hand while all lists are gone through.
const BLOCK: usize = 64;

/// After so many questions for a run it is worth going through all of them once. A decision asks for few, and a
/// batch of articles for tens of thousands.
const MANY_QUESTIONS: u32 = 4_000;

/// Bits for each run of a segment: one run in sixteen that is not there is looked for all the same.
const BITS_A_RUN: usize = 16;

pub(super) struct OfSegment {
    /// In which texts runs stand.
    pub(super) list: Arc<InvertedIndexReader>,
    /// Numbers of articles.
    articles: Column<u64>,
    /// The sketches of all texts.
    sketches: Column<u64>,
    /// The sketches laid together: most texts are ruled out by these, which lie close.
    briefs: Vec<Brief>,
    /// Of each text.
    counts: Vec<Count>,
    /// Texts with so few runs that one shared run makes candidates of them, two do, and so on; none in a segment in
    /// which nothing is common.
    few: Vec<Bits>,
    /// The first so many of these hold next to nothing, and this is what the last of them holds.
    n_scarce: u32,
    scarce: Vec<u32>,
    /// Common runs that were asked for, where their lists stand, and their texts.
    common: HashMap<u64, (TermInfo, Bits)>,
    /// How often a run was asked for, and what tells of most that are not there that they are not.
    n_asked: u32,
    there: Option<There>,
}

/// How many runs a text has. It stands beside the hits, so that most texts are done with after one look. A text
/// of more than sixty-five thousand runs counts for one of so many: the more are found, and none is missed.
#[derive(Clone, Copy)]
struct Count {
    n_runs: u16,
    /// How many of these the text has that is looked for; zero between calls.
    hits: u16,
}

/// A bit for each text of a segment.
#[derive(Clone, Debug, Default)]
struct Bits(Vec<u64>);

impl Bits {
    fn none(n_texts: u32) -> Self {
        Self(vec![0; (n_texts as usize).div_ceil(64)])
    }

    fn put(&mut self, text: u32) {
        if let Some(word) = self.0.get_mut(text as usize / 64) {
            *word |= 1 << (text % 64);
        }
    }

    fn has(&self, text: u32) -> bool {
        self.0.get(text as usize / 64).is_some_and(|word| word >> (text % 64) & 1 == 1)
    }

    fn block(&self, at: usize) -> &[u64] {
        let rest = self.0.get(at..).unwrap_or_default();
        rest.get(..BLOCK).unwrap_or(rest)
    }
}

/// Which runs a segment may have: a bit for whichever have the same first bits.
///
/// Nearly all runs of a new text stand in no other. To find that out in the dictionary of a large segment is
/// a walk through memory for each; here it is one look.
struct There {
    bits: Vec<u64>,
    shift: u32,
}

impl There {
    fn of(list: &InvertedIndexReader) -> tantivy::Result<Self> {
        let n = (list.terms().num_terms() * BITS_A_RUN).next_power_of_two().clamp(64, 1 << 32);
        let mut there = Self { bits: vec![0; n / 64], shift: 32 - n.trailing_zeros() };
        let mut runs = list.terms().stream()?;
        while runs.advance() {
            let Ok(run) = <[u8; 8]>::try_from(runs.key()) else { continue };
            let (word, bit) = there.place(u64::from_be_bytes(run));
            if let Some(word) = there.bits.get_mut(word) {
                *word |= bit;
            }
        }
        Ok(there)
    }

    /// Runs are numbers that look like chance, and so is the lower half of the number of a whole text.
    fn place(&self, run: u64) -> (usize, u64) {
        let at = (run as u32) >> self.shift;
        (at as usize / 64, 1 << (at % 64))
    }

    fn may_have(&self, run: u64) -> bool {
        let (word, bit) = self.place(run);
        self.bits.get(word).is_some_and(|word| word & bit != 0)
    }
}

impl OfSegment {
    pub(super) fn new(
        segment: &SegmentReader,
        runs: Field,
        fewest_texts: u32,
    ) -> tantivy::Result<Self> {
        let fast = segment.fast_fields();
        let n_texts = segment.max_doc();
        let counts = fast.u64("n_runs")?;
        let counts: Vec<Count> = (0..n_texts)
            .map(|text| {
                let n = counts.first(text).unwrap_or_default();
                Count { n_runs: u16::try_from(n).unwrap_or(u16::MAX), hits: 0 }
            })
            .collect();
        let sketches = fast.u64("sketch")?;
        let mut sketch = Vec::new();
        let briefs = (0..n_texts)
            .map(|text| {
                sketch.clear();
                sketch.extend(sketches.values_for_doc(text));
                Brief::of(&sketch)
            })
            .collect();
        let (mut few, mut n_scarce, mut scarce) = (Vec::new(), 0, Vec::new());
        if n_texts >= fewest_texts {
            for n_shared in 1..=TOGETHER as u32 {
                let most = Print::most_runs(n_shared);
                let has_few = |count: &Count| (1..=most).contains(&count.n_runs.into());
                let all = (0..).zip(&counts).filter(|(_, count)| has_few(count));
                let all: Vec<u32> = all.map(|(text, _)| text).collect();
                let mut bits = Bits::none(n_texts);
                for text in &all {
                    bits.put(*text);
                }
                few.push(bits);
                if all.len() <= counts.len() / SCARCE {
                    (n_scarce, scarce) = (n_shared, all);
                }
            }
        }
        Ok(Self {
            list: segment.inverted_index(runs)?,
            articles: fast.u64("id")?,
            sketches,
            briefs,
            counts,
            few,
            n_scarce,
            scarce,
            common: HashMap::new(),
            n_asked: 0,
            there: None,
        })
    }

    pub(super) fn n_texts(&self) -> u32 {
        u32::try_from(self.counts.len()).unwrap_or(u32::MAX)
    }

    pub(super) fn article(&self, text: u32) -> Option<i64> {
        self.articles.first(text).map(|id| id as i64)
    }

    /// Where the list of a run stands, if a text has it.
    pub(super) fn list_of(&mut self, run: u64, runs: Field) -> tantivy::Result<Option<TermInfo>> {
        if self.there.is_none() {
            self.n_asked += 1;
            if self.n_asked > MANY_QUESTIONS {
                self.there = Some(There::of(&self.list)?);
            }
        }
        if self.there.as_ref().is_some_and(|there| !there.may_have(run)) {
            return Ok(None);
        }
        if let Some((info, _)) = self.common.get(&run) {
            return Ok(Some(info.clone()));
        }
        Ok(self.list.get_term_info(&Term::from_field_u64(runs, run))?)
    }

    /// Whether a text may be like the one that is looked for, by the least that is known of it.
    pub(super) fn is_like_in_brief(&self, text: u32, glance: &mut Glance<'_>) -> bool {
        self.briefs.get(text as usize).is_none_or(|brief| glance.may_be_same_in_brief(brief))
    }

    /// Whether a text is like the one that is looked for at a glance.
    pub(super) fn is_like(&self, text: u32, glance: &mut Glance<'_>) -> bool {
        let sketch: Vec<u64> = self.sketches.values_for_doc(text).collect();
        glance.may_be_same(&sketch)
    }

    /// Reads the lists of common runs that were not read before.
    pub(super) fn keep(&mut self, runs: &[(u64, TermInfo)]) -> tantivy::Result<()> {
        if self.common.len() > MOST_KEPT {
            self.common.clear();
        }
        for (run, info) in runs {
            if self.common.contains_key(run) {
                continue;
            }
            let mut bits = Bits::none(self.n_texts());
            each_text(&self.list, info, |text| bits.put(text))?;
            self.common.insert(*run, (info.clone(), bits));
        }
        Ok(())
    }

    /// The texts that share enough runs with one, in no order. The rare runs are the rarest first; the common ones are
    /// kept.
    pub(super) fn candidates(
        &mut self,
        print: &Print,
        rare: &[(u64, TermInfo)],
        common: &[(u64, TermInfo)],
        found: &mut Vec<u32>,
    ) -> tantivy::Result<()> {
        let enough = print.enough();
        let counts = &mut self.counts;
        let n_lists = rare.len() + common.len();
        let mut touched: Vec<u32> = Vec::new();
        for (at, (_, info)) in rare.iter().enumerate() {
            // What has more runs than this is no candidate by those that are left.
            let left = u32::try_from(n_lists - at).unwrap_or(u32::MAX);
            let most = if left >= enough { u32::MAX } else { Print::most_runs(left) };
            each_text(&self.list, info, |text| {
                let Some(count) = counts.get_mut(text as usize) else { return };
                if count.hits == 0 {
                    if u32::from(count.n_runs) > most {
                        return;
                    }
                    touched.push(text);
                }
                count.hits = count.hits.saturating_add(1);
            })?;
        }
        let common: Vec<&Bits> = common
            .iter()
            .filter_map(|(run, _)| self.common.get(run))
            .map(|(_, bits)| bits)
            .collect();
        // Whoever has a rare run too is counted below. Whoever had one that was not noted is no candidate, and has
        // fewer common ones than it takes.
        let is_new = |text: u32| counts.get(text as usize).filter(|count| count.hits == 0);
        let n_common = |text: u32| common.iter().filter(|list| list.has(text)).count() as u32;
        if !common.is_empty() {
            found.extend(self.scarce.iter().copied().filter(|text| {
                is_new(*text)
                    .is_some_and(|count| print.may_be(n_common(*text), count.n_runs.into()))
            }));
        }
        in_enough(&common, &self.few, [self.n_scarce + 1, enough], |text| {
            found.extend(is_new(text).map(|_| text));
        });
        for text in touched {
            let Some(count) = counts.get_mut(text as usize) else { continue };
            let hits = u32::from(std::mem::take(&mut count.hits));
            if print.may_be(hits + n_common(text), count.n_runs.into()) {
                found.push(text);
            }
        }
        Ok(())
    }
}

/// Calls `each` with every text that stands in so many of these lists that it takes no other: in `enough` of them,
/// or in fewer, yet no fewer than `least`, where it is among the `few` for which these do.
fn in_enough(common: &[&Bits], few: &[Bits], [least, enough]: [u32; 2], mut each: impl FnMut(u32)) {
    let (n, least, enough) = (common.len(), least.min(enough) as usize, enough as usize);
    if n < least {
        return;
    }
    let n_words = common.iter().map(|list| list.0.len()).max().unwrap_or_default();
    // In one list or more, in two or more, and so on.
    let mut rows = [[0; BLOCK]; TOGETHER];
    for from in (0..n_words).step_by(BLOCK) {
        rows.iter_mut().take(n).for_each(|row| row.fill(0));
        for (before, list) in common.iter().enumerate() {
            let list = list.block(from);
            // Whoever stands in too few of the first lists does not come to enough with those that are left.
            let (fewest, most) = (least.saturating_sub(n - 1 - before).max(1), before + 1);
            for row in (fewest.max(2)..=most.min(enough)).rev() {
                if let Some([less, more]) = rows.get_mut(row - 2..row) {
                    let all = more.iter_mut().zip(less).zip(list);
                    all.for_each(|((more, less), list)| *more |= *less & list);
                }
            }
            if let Some(first) = rows.first_mut().filter(|_| fewest == 1) {
                first.iter_mut().zip(list).for_each(|(first, list)| *first |= list);
            }
        }
        let mut found = [0; BLOCK];
        for ((row, few), n_shared) in rows.iter().zip(few).zip(1..=n).skip(least - 1) {
            let all = found.iter_mut().zip(row);
            if n_shared >= enough {
                all.for_each(|(found, row)| *found |= row);
                break;
            }
            let few = few.block(from);
            all.zip(few).for_each(|((found, row), few)| *found |= row & few);
        }
        for (at, word) in found.iter().enumerate() {
            let mut left = *word;
            while left != 0 {
                each(((from + at) * 64) as u32 + left.trailing_zeros());
                left &= left - 1;
            }
        }
    }
}

/// Calls `each` with every text of a list.
pub(super) fn each_text(
    list: &InvertedIndexReader,
    info: &TermInfo,
    mut each: impl FnMut(u32),
) -> tantivy::Result<()> {
    let mut texts: BlockSegmentPostings =
        list.read_block_postings_from_terminfo(info, IndexRecordOption::Basic)?;
    while !texts.docs().is_empty() {
        texts.docs().iter().for_each(|text| each(*text));
        texts.advance();
    }
    Ok(())
}
