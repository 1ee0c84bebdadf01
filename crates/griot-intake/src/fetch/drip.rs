//! Servers that keep a connection open with a byte now and then.
//!
//! Takes what each read of a connection brought, and when; says whether that is a drip. Every wait has
//! its limit, and a server that always says a little stays within each of them. Deliberately knows
//! nothing of a server that says nothing for a while: it may be at work on the page, or far away.

use std::time::{Duration, Instant};

/// What came is looked at anew after so long, counted from the first byte on or from the last large piece.
const WINDOW: Duration = Duration::from_millis(1500);

/// With so few pieces it may be a pause, of the server or of the way to it.
const LEAST_PIECES: u32 = 3;

/// No server that means to be read sends less in that time, in so many pieces: a head alone is longer.
const LEAST_BYTES: usize = 64;

/// A piece of at most so many bytes after a pause like this is a drip alone, so that a byte a second is given
/// up well within two seconds. The length of a chunk, the least that a server sends by itself, has three.
const CRUMB_BYTES: usize = 2;
const CRUMB_PAUSE: Duration = Duration::from_millis(900);

/// What one connection has brought since it was looked at last.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Drip {
    began: Option<Instant>,
    last: Option<Instant>,
    n_pieces: u32,
    n_bytes: usize,
}

impl Drip {
    /// A read has brought so much. Whether this is a drip.
    pub(crate) fn is_one(&mut self, n_bytes: usize, now: Instant) -> bool {
        let pause = self.last.replace(now).map(|last| now.saturating_duration_since(last));
        if n_bytes >= LEAST_BYTES {
            *self = Self { began: Some(now), last: Some(now), ..Self::default() };
            return false;
        }
        let is_crumb = (1..=CRUMB_BYTES).contains(&n_bytes);
        if is_crumb && pause.is_some_and(|pause| (CRUMB_PAUSE..WINDOW).contains(&pause)) {
            return true;
        }
        let began = *self.began.get_or_insert(now);
        self.n_pieces += 1;
        self.n_bytes += n_bytes;
        if now.saturating_duration_since(began) < WINDOW {
            return false;
        }
        let drips = self.n_pieces >= LEAST_PIECES && self.n_bytes < LEAST_BYTES;
        *self = Self { last: self.last, ..Self::default() };
        drips
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said of pieces of a size, so many milliseconds apart.
    fn of(n_bytes: usize, apart: u64, n_pieces: u64) -> bool {
        let (begin, mut drip) = (Instant::now(), Drip::default());
        (0..n_pieces).any(|n| drip.is_one(n_bytes, begin + Duration::from_millis(n * apart)))
    }

    #[test]
    fn a_byte_a_second_is_one_by_the_second() {
        assert!(of(1, 1000, 2));
        assert!(!of(1, 1000, 1));
        assert!(of(10, 800, 3));
        assert!(!of(10, 800, 2));
        assert!(of(1, 50, 32));
    }

    #[test]
    fn a_whole_head_before_it_hides_none() {
        for (apart, n_pieces) in [(1000, 1), (500, 3), (50, 30)] {
            let (begin, mut drip) = (Instant::now(), Drip::default());
            assert!(!drip.is_one(300, begin));
            let mut pieces = 1..=n_pieces;
            assert!(
                pieces.any(|n| drip.is_one(1, begin + Duration::from_millis(n * apart))),
                "{apart} ms"
            );
        }
    }

    #[test]
    fn slow_is_none() {
        // A poor connection, one that loses packets, a server that thinks before each of its lines.
        for (n_bytes, apart) in [(100, 1000), (1400, 3000), (20, 4000), (5, 20_000)] {
            assert!(!of(n_bytes, apart, 1000), "{n_bytes} bytes every {apart} ms");
        }
    }
}
