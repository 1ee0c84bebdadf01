//! One thread that reads, workers that work, one order out.
//!
//! Takes units and the work to be done on some of them; hands the results on in the order of the
//! units, so that the same input gives the same output however many workers there are. What waits is
//! bounded in number and in bytes; within that, a slow page keeps nobody but its own worker busy.
//!
//! Work that goes stage by stage is faster on several units together than on one after the other (see
//! [`griot::pipeline::code_all`]). So a worker takes several at once when enough of them wait.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use griot::pipeline::TOGETHER;

/// How many units may be under way for each worker, results that wait for their turn included.
const UNITS_A_WORKER: usize = 64;
/// No more units are read while those that are under way were this long together, results that wait
/// for their turn included: a result is about as long as its unit.
const MOST_BYTES: usize = 64 << 20;
/// The units that a worker takes at once have so many bytes at most: sixteen pages of the usual length,
/// or one that is longer, so that pages which take long do not wait for each other at one worker.
const BYTES_TOGETHER: usize = 2 << 20;

/// What a worker takes at once: units that follow each other.
struct Batch<U> {
    /// The number of the first unit.
    first: u64,
    sizes: Vec<usize>,
    units: Vec<U>,
}

struct State<U, T> {
    waiting: VecDeque<(u64, usize, U)>,
    n_bytes: usize,
    results: BTreeMap<u64, (usize, T)>,
    n_read: u64,
    n_taken: u64,
    /// Whether everything was read.
    at_end: bool,
    /// Whether the results are of no use any more, or a worker is lost.
    stopped: bool,
    /// Whether the reading thread ended before its time.
    reader_lost: bool,
}

impl<U, T> State<U, T> {
    /// The units that one of the workers works on next; none when none waits.
    ///
    /// It takes half of its share of those that wait, up to a bound. So all workers have something
    /// to do, and towards the end of the inputs, where one would wait for another, they take less and
    /// less.
    fn next_batch(&mut self, workers: usize) -> Option<Batch<U>> {
        let &(first, _, _) = self.waiting.front()?;
        let most = (self.waiting.len() / (2 * workers)).clamp(1, TOGETHER);
        let mut n_bytes = 0_usize;
        let fits = |&&(_, size, _): &&(u64, usize, U)| {
            n_bytes = n_bytes.saturating_add(size);
            n_bytes <= BYTES_TOGETHER
        };
        let n = self.waiting.iter().take(most).take_while(fits).count().max(1);
        let (sizes, units) = self.waiting.drain(..n).map(|(_, size, unit)| (size, unit)).unzip();
        Some(Batch { first, sizes, units })
    }
}

struct Shared<U, T> {
    state: Mutex<State<U, T>>,
    /// Told when there is room to read on.
    room: Condvar,
    /// Told when there is work.
    work: Condvar,
    /// Told when there is a result.
    result: Condvar,
}

impl<U, T> Shared<U, T> {
    fn lock(&self) -> MutexGuard<'_, State<U, T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn stop(&self) {
        self.lock().stopped = true;
        self.room.notify_all();
        self.work.notify_all();
        self.result.notify_all();
    }
}

/// Stops the others when whoever holds it ends before its time.
struct Watch<'a, U, T> {
    shared: &'a Shared<U, T>,
    reads: bool,
    done: bool,
}

impl<U, T> Drop for Watch<'_, U, T> {
    fn drop(&mut self) {
        if !self.done {
            if self.reads && std::thread::panicking() {
                self.shared.lock().reader_lost = true;
            }
            self.shared.stop();
        }
    }
}

fn wait<'a, S>(condvar: &Condvar, guard: MutexGuard<'a, S>) -> MutexGuard<'a, S> {
    condvar.wait(guard).unwrap_or_else(PoisonError::into_inner)
}

/// Does `work` on all units and hands the results to `take`, in order. `size` says how many bytes a
/// unit has, so that those that are under way are bounded.
///
/// `work` gets units that follow each other, at least one, and gives the result of each, in their
/// order. How many it gets at once is left to chance, and results must not depend on it.
///
/// The units are read on a thread that is not waited for when `take` fails: it may itself wait for
/// input that never comes.
///
/// # Errors
///
/// Those of `take`, after which nothing more is worked on.
///
/// # Panics
///
/// When `work` does, or gives more or fewer results than it got units.
pub fn each<U, T, E>(
    units: impl Iterator<Item = U> + Send + 'static,
    workers: usize,
    size: impl Fn(&U) -> usize + Send + 'static,
    work: impl Fn(Vec<U>) -> Vec<T> + Sync,
    mut take: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E>
where
    U: Send + 'static,
    T: Send + 'static,
{
    let workers = workers.max(1);
    let shared = Arc::new(Shared {
        state: Mutex::new(State {
            waiting: VecDeque::new(),
            n_bytes: 0,
            results: BTreeMap::new(),
            n_read: 0,
            n_taken: 0,
            at_end: false,
            stopped: false,
            reader_lost: false,
        }),
        room: Condvar::new(),
        work: Condvar::new(),
        result: Condvar::new(),
    });
    let reader = shared.clone();
    let reading = std::thread::spawn(move || read(&reader, units, workers * UNITS_A_WORKER, size));
    std::thread::scope(|scope| {
        let mut watch = Watch { shared: &shared, reads: false, done: false };
        for _ in 0..workers {
            scope.spawn(|| work_off(&shared, workers, &work));
        }
        while let Some(result) = next_result(&shared) {
            // An error drops the watch, which stops the others.
            take(result)?;
        }
        let reader_lost = shared.lock().reader_lost;
        if reader_lost && let Err(panic) = reading.join() {
            // A defect of ours must not look like the end of the inputs.
            std::panic::resume_unwind(panic);
        }
        watch.done = true;
        Ok(())
    })
}

/// Work on several units that is done on one after the other.
pub fn one_by_one<U, T>(work: impl Fn(U) -> T + Sync) -> impl Fn(Vec<U>) -> Vec<T> + Sync {
    move |units| units.into_iter().map(&work).collect()
}

fn read<U, T>(
    shared: &Shared<U, T>,
    units: impl Iterator<Item = U>,
    most: usize,
    size: impl Fn(&U) -> usize,
) {
    let mut watch = Watch { shared, reads: true, done: false };
    for unit in units {
        let n_bytes = size(&unit);
        let mut state = shared.lock();
        while !state.stopped
            && ((state.n_read - state.n_taken) as usize >= most
                || (state.n_bytes > 0 && state.n_bytes.saturating_add(n_bytes) > MOST_BYTES))
        {
            state = wait(&shared.room, state);
        }
        if state.stopped {
            return;
        }
        let number = state.n_read;
        state.waiting.push_back((number, n_bytes, unit));
        state.n_bytes = state.n_bytes.saturating_add(n_bytes);
        state.n_read += 1;
        drop(state);
        shared.work.notify_one();
    }
    watch.done = true;
    shared.lock().at_end = true;
    shared.work.notify_all();
    shared.result.notify_all();
}

fn work_off<U, T>(shared: &Shared<U, T>, workers: usize, work: impl Fn(Vec<U>) -> Vec<T>) {
    let mut watch = Watch { shared, reads: false, done: false };
    loop {
        let mut state = shared.lock();
        let Batch { first, sizes, units } = loop {
            if state.stopped {
                return;
            }
            if let Some(batch) = state.next_batch(workers) {
                break batch;
            }
            if state.at_end {
                watch.done = true;
                return;
            }
            state = wait(&shared.work, state);
        };
        drop(state);
        let results = work(units);
        // A result that is missing would be waited for without end.
        assert_eq!(results.len(), sizes.len(), "a result for each unit");
        let mut state = shared.lock();
        let is_next = first == state.n_taken;
        state.results.extend((first..).zip(sizes.into_iter().zip(results)));
        drop(state);
        if is_next {
            shared.result.notify_one();
        }
    }
}

/// The next result in order; nothing at the end, or when all was stopped.
fn next_result<U, T>(shared: &Shared<U, T>) -> Option<T> {
    let mut state = shared.lock();
    loop {
        if state.stopped {
            return None;
        }
        let next = state.n_taken;
        if let Some((n_bytes, result)) = state.results.remove(&next) {
            state.n_taken += 1;
            state.n_bytes = state.n_bytes.saturating_sub(n_bytes);
            drop(state);
            shared.room.notify_one();
            return Some(result);
        }
        if state.at_end && state.n_taken == state.n_read {
            return None;
        }
        state = wait(&shared.result, state);
    }
}

#[cfg(test)]
mod tests;
