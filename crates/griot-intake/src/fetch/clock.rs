//! Time, as fetching sees it.

use std::fmt::Debug;
use std::time::Duration;

use jiff::Timestamp;

/// What tells the time and waits. A parameter, so that politeness is tested by the waits that were
/// asked for and not by waiting.
pub trait Clock: Debug + Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;

    /// Returns when `how_long` has passed.
    fn sleep(&self, how_long: Duration);
}

/// The system's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn sleep(&self, how_long: Duration) {
        std::thread::sleep(how_long);
    }
}

/// `at` and a duration, without overflow.
pub(crate) fn after(at: Timestamp, how_long: Duration) -> Timestamp {
    at.checked_add(how_long).unwrap_or(Timestamp::MAX)
}

/// How long it is from one time to a later one.
pub(crate) fn between(from: Timestamp, to: Timestamp) -> Duration {
    Duration::try_from(to.duration_since(from)).unwrap_or(Duration::ZERO)
}
