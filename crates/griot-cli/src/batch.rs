//! Many documents at once, one order out.
//!
//! Takes units and the work to be done on one; does the work on all cores and hands the results on
//! in the order of the units, so that the same input gives the same output however many workers
//! there are. Works in batches, which bound the memory and not the length of the run.

use std::io;

use rayon::prelude::*;

use crate::input::Unit;

/// How many units are worked on before their results are handed on.
const UNITS_A_WORKER: usize = 16;
/// A batch is closed early when its units hold this much.
const MOST_BYTES: usize = 64 << 20;

/// Does `work` on every unit and hands the results to `take`, in order.
pub(crate) fn each<T: Send>(
    units: impl Iterator<Item = Unit>,
    workers: usize,
    work: impl Fn(&Unit) -> T + Sync,
    mut take: impl FnMut(T) -> io::Result<()>,
) -> anyhow::Result<()> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(workers).build()?;
    let mut units = units.peekable();
    while units.peek().is_some() {
        let mut batch = Vec::new();
        let mut n_bytes = 0;
        while batch.len() < workers * UNITS_A_WORKER && n_bytes < MOST_BYTES {
            let Some(unit) = units.next() else { break };
            n_bytes += unit.n_bytes();
            batch.push(unit);
        }
        // One after the other is simpler to follow in a debugger, and as fast for one page.
        let results: Vec<T> = if workers == 1 || batch.len() == 1 {
            batch.iter().map(&work).collect()
        } else {
            pool.install(|| batch.par_iter().map(&work).collect())
        };
        for result in results {
            take(result)?;
        }
    }
    Ok(())
}
