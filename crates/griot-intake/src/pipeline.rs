//! One thread that reads, workers that work, one order out.
//!
//! Takes units and the work to be done on one; hands the results on in the order of the units, so
//! that the same input gives the same output however many workers there are. What waits is bounded
//! in number and in bytes; within that, a slow page keeps nobody but its own worker busy.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// How many units may be under way for each worker, results that wait for their turn included.
const UNITS_A_WORKER: usize = 64;
/// No more units are read while those that are under way were this long together, results that wait
/// for their turn included: a result is about as long as its unit.
const MOST_BYTES: usize = 64 << 20;

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

/// Does `work` on every unit and hands the results to `take`, in order. `size` says how many bytes a
/// unit has, so that those that are under way are bounded.
///
/// The units are read on a thread that is not waited for when `take` fails: it may itself wait for
/// input that never comes.
///
/// # Errors
///
/// Those of `take`, after which nothing more is worked on.
pub fn each<U, T, E>(
    units: impl Iterator<Item = U> + Send + 'static,
    workers: usize,
    size: impl Fn(&U) -> usize + Send + 'static,
    work: impl Fn(U) -> T + Sync,
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
            scope.spawn(|| work_off(&shared, &work));
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

fn work_off<U, T>(shared: &Shared<U, T>, work: impl Fn(U) -> T) {
    let mut watch = Watch { shared, reads: false, done: false };
    loop {
        let mut state = shared.lock();
        let (number, n_bytes, unit) = loop {
            if state.stopped {
                return;
            }
            if let Some(next) = state.waiting.pop_front() {
                break next;
            }
            if state.at_end {
                watch.done = true;
                return;
            }
            state = wait(&shared.work, state);
        };
        drop(state);
        let result = work(unit);
        let mut state = shared.lock();
        let is_next = number == state.n_taken;
        state.results.insert(number, (n_bytes, result));
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
