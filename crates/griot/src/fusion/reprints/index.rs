//! In which texts a run of words stands.
//!
//! Takes texts, one at a time, each with its runs; gives for each run the texts before that have it. A record
//! of a hundred thousand articles has seven million runs, nearly all of which stand in one text, so that a look-up
//! is a wait for memory and nothing else. Everything here is for waiting less: a slot is eight bytes, where a run is
//! looked for is told by its first bits, and all runs of a text are looked for before anything is done with one, so
//! that the processor waits for many of them at once.

/// What stands where no run does.
const FREE: u32 = u32::MAX;

/// A number from this one on is that of a few texts, or of a list; else it is that of a text.
const SOME: u32 = 1 << 30;

/// A number from this one on is that of a list of texts.
const LISTS: u32 = 1 << 31;

/// So many texts are a few.
const FEW: usize = 4;

/// As few slots as there ever are, as a power of two.
const FEWEST_BITS: u32 = 10;

/// A run, and the text that it stands in or, from [`SOME`] on, what tells of several.
#[derive(Clone, Copy, Debug)]
struct Slot {
    run: u32,
    at: u32,
}

/// The texts of each run.
#[derive(Clone, Debug)]
pub(super) struct Index {
    /// A power of two of them. A run stands at the slot that its first bits name or, where that is taken, at one of
    /// the next: runs are numbers that look like chance, so nothing has to be stirred, and whatever goes through the
    /// runs of a text in order, or through all when the table grows, goes through memory in order.
    slots: Vec<Slot>,
    n_bits: u32,
    n_taken: usize,
    /// The texts of a run that stands in a few, behind them nothing. They lie side by side: a dispatch that is
    /// printed again makes a hundred of these, and a list for each would be a hundred pieces of memory.
    few: Vec<[u32; FEW]>,
    /// The texts of a run that stands in more. Each lies in one piece: the lines that an outlet prints below
    /// every article are runs of a twentieth of all texts, and are gone through for each of them.
    lists: Vec<Vec<u32>>,
    /// Where the runs of the text that is added stand or, when they are new, could.
    places: Vec<u32>,
}

impl Default for Index {
    fn default() -> Self {
        let slots = vec![Slot { run: 0, at: FREE }; 1 << FEWEST_BITS];
        let (few, lists, places) = (Vec::new(), Vec::new(), Vec::new());
        Self { slots, n_bits: FEWEST_BITS, n_taken: 0, few, lists, places }
    }
}

impl Index {
    /// Puts a text in with its runs, each once; calls `each` with every text before for every run that it shares.
    pub(super) fn put(&mut self, text: u32, runs: &[u32], mut each: impl FnMut(u32)) {
        // Half of the slots stay free, so that most runs stand where they are looked for first.
        while (self.n_taken + runs.len()) * 2 > self.slots.len() {
            self.grow();
        }
        let mut places = std::mem::take(&mut self.places);
        places.clear();
        places.extend(runs.iter().map(|run| self.place(*run, self.first(*run)) as u32));
        for (run, place) in runs.iter().zip(&places) {
            // Another run of this text may have taken the place meanwhile.
            let place = self.place(*run, *place as usize);
            let Some(slot) = self.slots.get_mut(place) else { continue };
            if slot.at == FREE {
                *slot = Slot { run: *run, at: text };
                self.n_taken += 1;
                continue;
            }
            let list = slot.at.checked_sub(LISTS).map(|list| list as usize);
            let few = slot.at.checked_sub(SOME).map(|few| few as usize);
            if let Some(list) = list.and_then(|list| self.lists.get_mut(list)) {
                list.iter().copied().for_each(&mut each);
                list.push(text);
            } else if let Some(few) = few.and_then(|few| self.few.get_mut(few)) {
                few.iter().copied().filter(|text| *text != FREE).for_each(&mut each);
                if let Some(free) = few.iter_mut().find(|text| **text == FREE) {
                    *free = text;
                } else {
                    slot.at = LISTS + self.lists.len() as u32;
                    self.lists.push(few.iter().copied().chain([text]).collect());
                }
            } else {
                each(slot.at);
                let both = [slot.at, text, FREE, FREE];
                slot.at = SOME + self.few.len() as u32;
                self.few.push(both);
            }
        }
        self.places = places;
    }

    /// Where a run is looked for first.
    fn first(&self, run: u32) -> usize {
        (run >> (u32::BITS - self.n_bits)) as usize
    }

    /// From a place on, where a run stands or the free place that it would take.
    fn place(&self, run: u32, mut place: usize) -> usize {
        while let Some(slot) = self.slots.get(place) {
            if slot.at == FREE || slot.run == run {
                return place;
            }
            place = (place + 1) & (self.slots.len() - 1);
        }
        place
    }

    fn grow(&mut self) {
        let free = vec![Slot { run: 0, at: FREE }; self.slots.len() * 2];
        self.n_bits += 1;
        for slot in std::mem::replace(&mut self.slots, free) {
            if slot.at != FREE {
                let place = self.place(slot.run, self.first(slot.run));
                if let Some(free) = self.slots.get_mut(place) {
                    *free = slot;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_run_leads_to_the_texts_before_that_have_it(
            texts in prop::collection::vec(
                // Some runs that all would have at the same place, the last one among them.
                prop::collection::btree_set(
                    prop_oneof![any::<u32>(), 0u32..40, u32::MAX - 40..=u32::MAX, 0u32..4_000],
                    0..400,
                ),
                0..20,
            ),
        ) {
            let mut index = Index::default();
            let mut known: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
            for (text, runs) in texts.iter().enumerate() {
                let runs: Vec<u32> = runs.iter().copied().collect();
                let mut found = Vec::new();
                index.put(text as u32, &runs, |text| found.push(text));
                let mut expected = Vec::new();
                for run in runs {
                    let texts = known.entry(run).or_default();
                    expected.extend(texts.iter().copied());
                    texts.push(text as u32);
                }
                prop_assert_eq!(found, expected);
            }
        }
    }
}
