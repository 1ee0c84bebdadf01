//! What an archive may unpack of entries that are packed absurdly well.
//!
//! Takes how much was unpacked of how much, entry by entry; says when it is enough. Real pages pack
//! five- to tenfold, and draw nothing, however many there are. What packs better than a hundredfold
//! is hardly news: each such entry alone may be small enough to be read, and thirty of them cost half
//! a minute. They share one small budget; when it is spent, the next one is told and not unpacked.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// What unpacks to more than so many times its size draws on the budget.
const DENSE_RATIO: u64 = 100;
/// What entries that draw may unpack together: three pages of the largest size that is read.
const DENSE_BYTES: u64 = 24 << 20;
/// After so many entries that were not unpacked, an archive is not read further: to find out of each
/// that it is one more takes time, too.
const MAX_REFUSED: u32 = 100;

/// A budget that the entries of an archive share, those of archives inside it included.
#[derive(Clone, Debug)]
pub(crate) struct Budget(Arc<Left>);

#[derive(Debug)]
struct Left {
    n_bytes: AtomicU64,
    n_refused: AtomicU32,
}

impl Default for Budget {
    fn default() -> Self {
        let (n_bytes, n_refused) = (AtomicU64::new(DENSE_BYTES), AtomicU32::new(0));
        Self(Arc::new(Left { n_bytes, n_refused }))
    }
}

/// Whether `n_unpacked` bytes out of `n_packed` are too many to be news.
pub(super) fn is_dense(n_unpacked: u64, n_packed: u64) -> bool {
    n_unpacked / DENSE_RATIO > n_packed
}

impl Budget {
    /// Takes so many bytes.
    ///
    /// # Errors
    ///
    /// When there are not as many left. Then none are left for others either: what is refused once
    /// is refused to all that follow, whatever their size.
    pub(super) fn draw(&self, n_bytes: u64) -> io::Result<()> {
        let draw = |left: u64| Some(left.saturating_sub(n_bytes));
        let left = self.0.n_bytes.fetch_update(Ordering::Relaxed, Ordering::Relaxed, draw);
        if left.unwrap_or_default() >= n_bytes {
            return Ok(());
        }
        self.0.n_refused.fetch_add(1, Ordering::Relaxed);
        let most = DENSE_BYTES >> 20;
        let text = format!(
            "unpacks to more than {DENSE_RATIO} times its size; of all such in one archive no more than {most} MiB are read"
        );
        Err(io::Error::new(io::ErrorKind::InvalidData, text))
    }

    /// Why nothing more is to be read of the archive, once that is so.
    pub(crate) fn spent(&self) -> Option<String> {
        (self.0.n_refused.load(Ordering::Relaxed) >= MAX_REFUSED).then(|| {
            format!(
                "{MAX_REFUSED} entries unpack to more than {DENSE_RATIO} times their size; the rest is not read"
            )
        })
    }
}
