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
            work,
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
        |n| n,
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
        work,
        |n| {
            taken.push(n);
            Ok::<(), ()>(())
        },
    );
    assert_eq!((done, taken), (Ok(()), (0..60).collect()));
}

#[test]
fn an_error_of_the_taker_ends_everything() {
    let result = each(0.., 2, |_| 1, |n: u64| n, |n| if n == 5 { Err(n) } else { Ok(()) });
    assert_eq!(result, Err(5));
}

#[test]
fn a_defect_of_the_reader_is_no_end_of_the_inputs() {
    let units = (0..10).inspect(|n| assert!(*n < 5, "a defect"));
    let run = std::panic::catch_unwind(|| each(units, 2, |_| 1, |n: i32| n, |_| Ok::<(), ()>(())));
    assert!(run.is_err());
}
