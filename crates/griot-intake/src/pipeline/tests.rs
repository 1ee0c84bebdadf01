//! Order, bounds and ends.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};

use super::*;

#[test]
fn results_come_in_the_order_of_the_units() {
    for workers in [0, 1, 4] {
        let mut taken = Vec::new();
        let work = |n: u64| {
            // Every seventh unit lets the others pass.
            if n.is_multiple_of(7) {
                std::thread::yield_now();
            }
            n * n
        };
        let done = each(
            0..1_000,
            workers,
            |_| 100 << 10,
            one_by_one(work),
            |square| {
                taken.push(square);
                Ok::<(), ()>(())
            },
        );
        assert_eq!(done, Ok(()));
        assert!(taken.iter().copied().eq((0..1_000).map(|n| n * n)));
    }
}

#[test]
fn what_is_under_way_is_bounded_in_bytes() {
    let under_way = Arc::new(AtomicUsize::new(0));
    let most = Arc::new(AtomicUsize::new(0));
    let (counted, greatest) = (under_way.clone(), most.clone());
    let units = (0..100).inspect(move |_| {
        // One more is read than can be kept.
        let n = counted.fetch_add(1, Ordering::SeqCst) + 1;
        greatest.fetch_max(n, Ordering::SeqCst);
    });
    let size = |_: &i32| 10 << 20;
    let taken = each(
        units,
        2,
        size,
        |units| units,
        |_| {
            under_way.fetch_sub(1, Ordering::SeqCst);
            Ok::<(), ()>(())
        },
    );
    assert_eq!(taken, Ok(()));
    // Six of ten MiB fit into sixty-four; one is at hand on either side.
    assert!(most.load(Ordering::SeqCst) <= 8, "{most:?}");
}

#[test]
fn a_slow_unit_does_not_stop_the_others() {
    let gate = (Mutex::new(0), Condvar::new());
    let work = |n: u32| {
        let (count, told) = &gate;
        let mut done = count.lock().unwrap();
        if n == 0 {
            // The first unit ends only after twenty others.
            while *done < 20 {
                done = told.wait(done).unwrap();
            }
        }
        *done += 1;
        told.notify_all();
        n
    };
    let mut taken = Vec::new();
    let done = each(
        0..60,
        2,
        |_| 1,
        one_by_one(work),
        |n| {
            taken.push(n);
            Ok::<(), ()>(())
        },
    );
    assert_eq!((done, taken), (Ok(()), (0..60).collect()));
}

#[test]
fn an_error_of_the_taker_ends_everything() {
    let result =
        each(0.., 2, |_| 1, |units: Vec<u64>| units, |n| if n == 5 { Err(n) } else { Ok(()) });
    assert_eq!(result, Err(5));
}

#[test]
fn a_defect_of_the_reader_is_no_end_of_the_inputs() {
    let units = (0..10).inspect(|n| assert!(*n < 5, "a defect"));
    let work = |units: Vec<i32>| units;
    let run = std::panic::catch_unwind(|| each(units, 2, |_| 1, work, |_| Ok::<(), ()>(())));
    assert!(run.is_err());
}

#[test]
fn a_worker_takes_units_that_follow_each_other_within_the_bounds() {
    let size = |n: &u64| if n.is_multiple_of(50) { BYTES_TOGETHER + 1 } else { 300 << 10 };
    for workers in [1, 2, 5] {
        let work = |units: Vec<u64>| {
            assert!((1..=TOGETHER).contains(&units.len()), "{units:?}");
            assert!(units.windows(2).all(|pair| pair[1] == pair[0] + 1), "{units:?}");
            let n_bytes: usize = units.iter().map(size).sum();
            assert!(units.len() == 1 || n_bytes <= BYTES_TOGETHER, "{units:?}");
            units.into_iter().map(|n| n + 1).collect()
        };
        let mut taken = Vec::new();
        let take = |n| {
            taken.push(n);
            Ok::<(), ()>(())
        };
        assert_eq!(each(0..500, workers, size, work, take), Ok(()));
        assert!(taken.into_iter().eq(1..=500), "{workers} workers");
    }
}

/// So many units that wait, all of one size.
fn waiting(n_units: u64, size: usize) -> State<u64, ()> {
    State {
        waiting: (0..n_units).map(|n| (n, size, n)).collect(),
        n_bytes: 0,
        results: BTreeMap::new(),
        n_read: n_units,
        n_taken: 0,
        at_end: true,
        stopped: false,
        reader_lost: false,
    }
}

/// How many units the workers take, one batch after the other, until none waits.
fn lengths(mut state: State<u64, ()>, workers: usize) -> Vec<usize> {
    std::iter::from_fn(|| state.next_batch(workers)).map(|batch| batch.units.len()).collect()
}

#[test]
fn what_waits_is_shared_evenly_among_the_workers() {
    assert_eq!(lengths(waiting(0, 1), 2), [0; 0]);
    // With fewer units than would keep all busy twice, each takes one.
    assert_eq!(lengths(waiting(7, 1), 4), [1; 7]);
    // Towards the end they take less and less.
    assert_eq!(lengths(waiting(80, 1), 2), [16, 16, 12, 9, 6, 5, 4, 3, 2, 1, 1, 1, 1, 1, 1, 1]);
}

#[test]
fn long_units_go_alone() {
    assert_eq!(lengths(waiting(3, BYTES_TOGETHER), 1), [1; 3]);
    assert_eq!(lengths(waiting(3, usize::MAX), 1), [1; 3]);
    assert_eq!(lengths(waiting(64, BYTES_TOGETHER / 4), 1)[0], 4);
}

#[test]
fn more_or_fewer_results_than_units_are_a_defect_and_no_waiting_without_end() {
    let fewer = |mut units: Vec<u64>| {
        units.pop();
        units
    };
    let more = |units: Vec<u64>| [units, vec![0]].concat();
    for work in [fewer as fn(_) -> _, more] {
        let run = std::panic::catch_unwind(|| each(0.., 2, |_| 1, work, |_| Ok::<(), ()>(())));
        assert!(run.is_err());
    }
}
