//! Which texts of an index may be reprints of one.
//!
//! Takes a state of the index and a text; gives the articles whose texts share enough runs of words with it and are
//! like it at a glance. What a look-up costs is to grow as little as can be with the record: a
//! segment whose texts were all printed in other years than one may be reprinted in is not opened for it.
//!
//! Runs that everybody writes (`ont été tués dans une`) stand in more texts the longer a record grows: nearly all that a
//! look-up would read is lists of a few such runs. So runs are looked up the rarest first, and a
//! text is only noted while the runs that are left could make a candidate of it. The most common ones are kept as a
//! bit for each text once they have been read, for a few articles of any batch have each of them: whoever stands in
//! several of these and in nothing else is found sixty-four texts at a time. What shares enough runs is held
//! against its sketch. What is left is nearly always a reprint.

use std::collections::BTreeSet;
use std::num::NonZero;
use std::sync::{Mutex, PoisonError};

use griot::fusion::{Glance, Print, Year, may_share_text};
use tantivy::index::SegmentId;
use tantivy::schema::Field;
use tantivy::{Searcher, SegmentReader};

use super::{Words, fault, terms};
use crate::error::Result;

mod segment;

use segment::{OfSegment, TOGETHER, each_text};

/// In a segment of fewer texts nothing is common: reading a list is as fast.
const FEWEST_TEXTS: u32 = 4_096;

/// So many texts are looked for together at most: what is kept of each while it is looked for are two kilobytes.
const TOGETHER_LOOKED_FOR: usize = 5_000;

/// In an index of fewer texts one thread is as fast as several.
const WORTH_THREADS: u32 = 50_000;

/// A run is common when more than one of so many texts of a segment has it.
const COMMON: u32 = 256;

/// States of the index, one after the other, to look for reprints in.
pub(crate) struct Prints {
    searcher: Searcher,
    in_segment: InSegment,
    segments: Vec<Held>,
    /// [`WORTH_THREADS`], but in tests.
    worth_threads: u32,
}

/// A segment, and what is kept of it once it was looked into.
struct Held {
    id: SegmentId,
    reader: SegmentReader,
    /// In which years its texts were printed, each once.
    years: BTreeSet<Year>,
    of: Option<OfSegment>,
}

impl Held {
    fn new(reader: &SegmentReader) -> tantivy::Result<Self> {
        let column = reader.fast_fields().i64("year")?;
        let year = |text| column.first(text).and_then(|year| i16::try_from(year).ok());
        Ok(Self {
            id: reader.segment_id(),
            years: (0..reader.max_doc()).map(year).collect(),
            reader: reader.clone(),
            of: None,
        })
    }

    /// Whether a text of a year may be a reprint of one that it holds.
    fn may_have(&self, year: Year) -> bool {
        self.years.iter().any(|own| may_share_text(*own, year))
    }
}

/// A text that is looked for, with the year in which it is printed.
pub(crate) type Wanted<'p> = (Year, &'p Print);

impl Prints {
    pub(super) fn new(words: &Words) -> Result<Self> {
        Self::with(words, COMMON, FEWEST_TEXTS)
    }

    fn with(words: &Words, common: u32, fewest_texts: u32) -> Result<Self> {
        let (searcher, segments) = (words.searcher()?, Vec::new());
        let in_segment = InSegment { runs: words.runs, common, fewest_texts };
        let mut prints = Self { searcher, in_segment, segments, worth_threads: WORTH_THREADS };
        prints.read_segments()?;
        Ok(prints)
    }

    /// Goes on to what the index has taken in since. A segment never changes, and most of those that were there
    /// are still there.
    pub(super) fn renew(&mut self, words: &Words) -> Result<()> {
        self.searcher = words.searcher()?;
        self.read_segments()
    }

    fn read_segments(&mut self) -> Result<()> {
        let mut known = std::mem::take(&mut self.segments);
        for segment in self.searcher.segment_readers() {
            let id = segment.segment_id();
            let held = match known.iter().position(|held| held.id == id) {
                Some(at) => known.swap_remove(at),
                None => Held::new(segment).map_err(fault)?,
            };
            self.segments.push(held);
        }
        Ok(())
    }

    /// For each text the articles whose text may be the same: they share enough runs with it and are
    /// like it at a glance, or share all of it. It is among them when the index has it.
    ///
    /// All are looked for in one segment before the next: a segment has so few articles that what is looked at of them
    /// stays at hand, and waiting for memory is most of what a look-up costs.
    pub(crate) fn may_be(&mut self, prints: &[Wanted<'_>]) -> Result<Vec<BTreeSet<i64>>> {
        let mut all = Vec::with_capacity(prints.len());
        for some in prints.chunks(TOGETHER_LOOKED_FOR) {
            match self.look(some) {
                Ok(found) => all.extend(found),
                Err(error) => {
                    // What was counted may not have been taken back: everything is read again.
                    self.segments.clear();
                    return Err(fault(error));
                }
            }
        }
        Ok(all)
    }

    /// The articles of each text, over all segments. Several segments are looked into at once: what one finds does not
    /// depend on another.
    fn look(&mut self, prints: &[Wanted<'_>]) -> tantivy::Result<Vec<BTreeSet<i64>>> {
        let years: BTreeSet<Year> = prints.iter().map(|(year, _)| *year).collect();
        let is_asked = |held: &&mut Held| years.iter().any(|year| held.may_have(*year));
        let asked: Vec<&mut Held> = self.segments.iter_mut().filter(is_asked).collect();
        let n_texts: u32 = asked.iter().map(|held| held.reader.max_doc()).sum();
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        let n_threads = if n_texts < self.worth_threads { 1 } else { cores.min(asked.len()) };
        let in_segment = self.in_segment;
        let left = Mutex::new(asked.into_iter());
        let work = || -> tantivy::Result<Vec<BTreeSet<i64>>> {
            let mut glances: Vec<Glance<'_>> =
                prints.iter().map(|(_, print)| print.glance()).collect();
            let mut all = vec![BTreeSet::new(); prints.len()];
            loop {
                let next = left.lock().unwrap_or_else(PoisonError::into_inner).next();
                let Some(held) = next else { return Ok(all) };
                in_segment.look(held, prints, &mut glances, &mut all)?;
            }
        };
        if n_threads < 2 {
            return work();
        }
        std::thread::scope(|scope| {
            let helpers: Vec<_> = (1..n_threads).map(|_| scope.spawn(work)).collect();
            let mut all = work();
            for helper in helpers {
                let found = match helper.join() {
                    Ok(found) => found,
                    Err(panic) => std::panic::resume_unwind(panic),
                };
                all = all.and_then(|mut all| {
                    all.iter_mut().zip(found?).for_each(|(all, found)| all.extend(found));
                    Ok(all)
                });
            }
            all
        })
    }
}

/// How texts are looked for in one segment.
#[derive(Clone, Copy)]
struct InSegment {
    runs: Field,
    /// [`COMMON`], but in tests.
    common: u32,
    /// [`FEWEST_TEXTS`], but in tests.
    fewest_texts: u32,
}

impl InSegment {
    /// Adds the articles of a segment to those of each text.
    fn look(
        self,
        held: &mut Held,
        prints: &[Wanted<'_>],
        glances: &mut [Glance<'_>],
        all: &mut [BTreeSet<i64>],
    ) -> tantivy::Result<()> {
        let mut of = match held.of.take() {
            Some(of) => of,
            None => OfSegment::new(&held.reader, self.runs, self.fewest_texts)?,
        };
        let mut candidates = Vec::new();
        let is_small = of.n_texts() < self.fewest_texts;
        let n_common = if is_small { u32::MAX } else { of.n_texts() / self.common };
        for (((year, print), glance), found) in prints.iter().zip(glances).zip(all) {
            if !held.may_have(*year) {
                continue;
            }
            let n_runs = print.runs().len();
            let mut lists = Vec::with_capacity(n_runs);
            for (at, run) in terms(print).enumerate() {
                let Some(info) = of.list_of(run, self.runs)? else { continue };
                if at < n_runs {
                    lists.push((run, info));
                } else {
                    each_text(&of.list, &info, |text| found.extend(of.article(text)))?;
                }
            }
            lists.sort_by_key(|(_, info)| info.doc_freq);
            let n_rare = lists
                .partition_point(|(_, info)| info.doc_freq <= n_common)
                .max(lists.len().saturating_sub(TOGETHER));
            let (rare, common) = lists.split_at(n_rare);
            of.keep(common)?;
            candidates.clear();
            of.candidates(print, rare, common, &mut candidates)?;
            // One behind the other, with nothing between: the processor waits for several sketches at
            // once.
            candidates.retain(|text| of.is_like_in_brief(*text, glance));
            candidates.retain(|text| of.is_like(*text, glance));
            found.extend(candidates.iter().filter_map(|text| of.article(*text)));
        }
        held.of = Some(of);
        Ok(())
    }
}

impl std::fmt::Debug for Prints {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Prints").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
