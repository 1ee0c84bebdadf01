//! Streams of bytes, unpacked as they are read.
//!
//! Takes the bytes of a file, of standard input or of an entry of an archive; gives what they hold
//! once gzip (any number of members), zstd (any number of frames) or deflate is taken off. Knows
//! where in the file reading could begin again, and stops when little unpacks to far too much.
//! Deliberately does not know what the bytes mean.

use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::{DeflateDecoder, GzDecoder};

mod budget;
pub(crate) use budget::Budget;
mod zstd;
use zstd::Zstd;

/// What is unpacked in one step.
const BUFFER_BYTES: usize = 128 << 10;
/// So much may be unpacked of anything, however small it was.
pub(crate) const FREE_BYTES: u64 = 256 << 20;
/// Beyond [`FREE_BYTES`], nothing that people pack grows by more: news grows four- to tenfold.
pub(crate) const MAX_RATIO: u64 = 200;
/// A file with more damaged places than this is not read to its end.
const MAX_FAULTS: u32 = 100;

/// First bytes of what can be unpacked.
pub(crate) const GZIP: &[u8] = b"\x1f\x8b\x08";
pub(crate) const ZSTD: &[u8] = b"\x28\xb5\x2f\xfd";

/// Bytes as they are stored, and how many of them were taken.
pub(crate) struct Raw {
    inner: Box<dyn BufRead + Send>,
    /// Where the next byte stands in the file.
    offset: u64,
    /// Whether a file can be opened again at `offset`.
    seekable: bool,
    /// Where the bytes that were taken are counted, for whoever shows progress.
    taken: Option<Arc<AtomicU64>>,
    /// A few bytes that were looked at together, from `ahead_from` on; they are read first.
    ahead: Vec<u8>,
    ahead_from: usize,
}

impl Raw {
    pub(crate) fn new(inner: impl BufRead + Send + 'static) -> Self {
        let inner = Box::new(inner);
        Self { inner, offset: 0, seekable: false, taken: None, ahead: Vec::new(), ahead_from: 0 }
    }

    /// A file, read from `offset` on.
    pub(crate) fn file(
        mut file: std::fs::File,
        offset: u64,
        taken: Option<Arc<AtomicU64>>,
    ) -> io::Result<Self> {
        if offset > 0 {
            io::Seek::seek(&mut file, io::SeekFrom::Start(offset))?;
        }
        let inner = Box::new(BufReader::with_capacity(BUFFER_BYTES, file));
        Ok(Self { inner, offset, seekable: true, taken, ahead: Vec::new(), ahead_from: 0 })
    }

    /// Looks at what comes next: at least `n` bytes, unless there are fewer.
    fn peek(&mut self, n: usize) -> io::Result<&[u8]> {
        if self.fill_buf()?.len() < n {
            self.ahead.drain(..self.ahead_from);
            self.ahead_from = 0;
            while self.ahead.len() < n {
                let held = self.inner.fill_buf()?;
                if held.is_empty() {
                    break;
                }
                let taken = held.len().min(n - self.ahead.len());
                self.ahead.extend_from_slice(&held[..taken]);
                self.inner.consume(taken);
            }
        }
        self.fill_buf()
    }

    fn nothing() -> Self {
        Self::new(io::empty())
    }
}

impl Read for Raw {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.fill_buf()?.read(out)?;
        self.consume(n);
        Ok(n)
    }
}

impl BufRead for Raw {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        match self.ahead.get(self.ahead_from..) {
            Some(ahead) if !ahead.is_empty() => Ok(ahead),
            _ => self.inner.fill_buf(),
        }
    }

    fn consume(&mut self, n: usize) {
        if self.ahead_from < self.ahead.len() {
            self.ahead_from += n;
        } else {
            self.inner.consume(n);
        }
        self.offset += n as u64;
        if let Some(taken) = &self.taken {
            taken.fetch_add(n as u64, Ordering::Relaxed);
        }
    }
}

/// A way of packing, one member after the other.
trait Codec: Send {
    /// Unpacks some of the member; 0 at its end.
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize>;
    /// Goes to the next member; `false` when there is none. After a fault, bytes are passed over
    /// until one begins.
    fn next(&mut self) -> io::Result<bool>;
    fn raw(&mut self) -> &mut Raw;
}

struct Gzip(GzDecoder<Raw>);

impl Codec for Gzip {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.0.read(out)
    }

    fn next(&mut self) -> io::Result<bool> {
        let mut raw = self.0.reset(Raw::nothing());
        let found = find_gzip(&mut raw);
        self.0.reset(raw);
        found
    }

    fn raw(&mut self) -> &mut Raw {
        self.0.get_mut()
    }
}

/// Passes over bytes until a member of gzip begins. Between members there is nothing, or zeros that
/// fill a block; after damage there may be anything.
fn find_gzip(raw: &mut Raw) -> io::Result<bool> {
    loop {
        let held = raw.peek(GZIP.len())?;
        if held.starts_with(GZIP) {
            return Ok(true);
        }
        // The last bytes may be the first ones of a magic number.
        let n =
            memchr::memmem::find(held, GZIP).unwrap_or((held.len() + 1).saturating_sub(GZIP.len()));
        if n == 0 {
            return Ok(false);
        }
        raw.consume(n);
    }
}

struct Deflate(DeflateDecoder<Raw>);

impl Codec for Deflate {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.0.read(out)
    }

    fn next(&mut self) -> io::Result<bool> {
        Ok(false)
    }

    fn raw(&mut self) -> &mut Raw {
        self.0.get_mut()
    }
}

/// Members unpacked one after the other.
struct Members<C> {
    codec: C,
    buffer: Box<[u8]>,
    held: std::ops::Range<usize>,
    /// Where the member began in the file, and where the first one did.
    began: u64,
    first: u64,
    /// Whether nothing was taken of the member yet.
    fresh: bool,
    n_bytes: u64,
    n_faults: u32,
    done: bool,
    /// What it may unpack when it is packed absurdly well, in common with others.
    budget: Option<Budget>,
    /// How much of `n_bytes` was drawn from it.
    n_drawn: u64,
}

impl<C: Codec> Members<C> {
    fn new(mut codec: C, budget: Option<Budget>) -> Self {
        let began = codec.raw().offset;
        let buffer = vec![0; BUFFER_BYTES].into_boxed_slice();
        Self {
            codec,
            buffer,
            held: 0..0,
            began,
            first: began,
            fresh: true,
            n_bytes: 0,
            n_faults: 0,
            done: false,
            budget,
            n_drawn: 0,
        }
    }

    fn next_member(&mut self) -> io::Result<()> {
        if self.codec.next()? {
            self.began = self.codec.raw().offset;
            self.fresh = true;
        } else {
            self.done = true;
        }
        Ok(())
    }

    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.held.is_empty() && !self.done {
            match self.codec.read(&mut self.buffer) {
                Ok(0) => self.next_member()?,
                Ok(n) => {
                    self.n_bytes += n as u64;
                    let packed = self.codec.raw().offset - self.first;
                    if self.n_bytes > FREE_BYTES && self.n_bytes / MAX_RATIO > packed {
                        self.done = true;
                        return Err(bomb());
                    }
                    if let Some(budget) = &self.budget
                        && budget::is_dense(self.n_bytes, packed)
                    {
                        if let Err(error) = budget.draw(self.n_bytes - self.n_drawn) {
                            self.done = true;
                            return Err(error);
                        }
                        self.n_drawn = self.n_bytes;
                    }
                    self.held = 0..n;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(self.fault(&error)),
            }
        }
        Ok(self.buffer.get(self.held.clone()).unwrap_or_default())
    }

    /// What is told of a member that cannot be unpacked; reading goes on behind it.
    fn fault(&mut self, error: &io::Error) -> io::Error {
        let began = self.began;
        let raw = self.codec.raw();
        // Reading on from where the damaged member began would find it again.
        if raw.offset == began {
            let n = usize::from(raw.fill_buf().is_ok_and(|held| !held.is_empty()));
            raw.consume(n);
        }
        let at_end = raw.fill_buf().map_or(true, <[u8]>::is_empty);
        let is_cut = at_end && error.kind() != io::ErrorKind::InvalidInput;
        self.n_faults += 1;
        if at_end || self.n_faults >= MAX_FAULTS || self.next_member().is_err() {
            self.done = true;
        }
        let text = if is_cut {
            "it is cut off: what is there was read".to_owned()
        } else if self.n_faults >= MAX_FAULTS {
            format!("damaged in {MAX_FAULTS} places, and not read further")
        } else {
            format!("damaged after byte {began}: {error}")
        };
        io::Error::new(io::ErrorKind::InvalidData, text)
    }

    fn consume(&mut self, n: usize) {
        self.held.start += n;
        self.fresh &= n == 0;
    }
}

/// What is said of a bomb.
pub(crate) fn bomb() -> io::Error {
    let (most, free) = (MAX_RATIO, FREE_BYTES >> 20);
    let text =
        format!("unpacks to more than {free} MiB and {most} times its size; the rest is not read");
    io::Error::new(io::ErrorKind::InvalidData, text)
}

enum Layer {
    Raw(Raw),
    Gzip(Box<Members<Gzip>>),
    Zstd(Box<Members<Zstd>>),
    Deflate(Box<Members<Deflate>>),
}

/// Bytes, unpacked as they are read.
///
/// An error of reading is told once: what is asked for afterwards is what stands behind the damage,
/// or nothing.
pub struct Stream {
    layer: Layer,
    /// Bytes that were looked at and given back; they are read first.
    ahead: Vec<u8>,
    ahead_from: usize,
    /// What is unpacked of it draws on this.
    budget: Option<Budget>,
}

impl std::fmt::Debug for Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stream").field("ahead", &self.ahead.len()).finish_non_exhaustive()
    }
}

impl Stream {
    /// Bytes as they are; nothing is unpacked.
    pub fn plain(reader: impl BufRead + Send + 'static) -> Self {
        Self::raw(Raw::new(reader))
    }

    /// Bytes, unpacked where they begin as gzip or zstd does.
    ///
    /// # Errors
    ///
    /// When nothing can be read.
    pub fn open(reader: impl BufRead + Send + 'static) -> io::Result<Self> {
        let mut stream = Self::plain(reader);
        let head = stream.at_least(4)?;
        Ok(match Packing::of(head) {
            None => stream,
            Some(packing) => stream.unpacked(packing),
        })
    }

    pub(crate) fn raw(raw: Raw) -> Self {
        Self { layer: Layer::Raw(raw), ahead: Vec::new(), ahead_from: 0, budget: None }
    }

    /// This stream, and whatever is unpacked of it, with a budget that it shares with others.
    pub(crate) fn within(self, budget: Budget) -> Self {
        Self { budget: Some(budget), ..self }
    }

    /// The budget that it shares with others.
    pub(crate) fn budget(&self) -> Option<Budget> {
        self.budget.clone()
    }

    /// This stream with one packing taken off.
    pub(crate) fn unpacked(self, packing: Packing) -> Self {
        // A layer of its own keeps the file's offsets only where it reads the file itself.
        let budget = self.budget.clone();
        let raw = match self {
            Self { layer: Layer::Raw(raw), ahead, ahead_from, .. } if ahead_from == ahead.len() => {
                raw
            }
            other => Raw::new(other),
        };
        let layer = match packing {
            Packing::Gzip => {
                let mut codec = Gzip(GzDecoder::new(Raw::nothing()));
                codec.0.reset(raw);
                Layer::Gzip(Box::new(Members::new(codec, budget.clone())))
            }
            Packing::Zstd => Layer::Zstd(Box::new(Members::new(Zstd::new(raw), budget.clone()))),
            Packing::Deflate => {
                let codec = Deflate(DeflateDecoder::new(raw));
                Layer::Deflate(Box::new(Members::new(codec, budget.clone())))
            }
        };
        Self { layer, ahead: Vec::new(), ahead_from: 0, budget }
    }

    /// Where the file can be opened again so that reading it unpacked gives what comes next here.
    pub(crate) fn mark(&mut self) -> Option<u64> {
        if self.ahead_from < self.ahead.len() {
            return None;
        }
        let (offset, seekable, fresh) = match &mut self.layer {
            Layer::Raw(raw) => (raw.offset, raw.seekable, true),
            // How many places are damaged is known only from the beginning on.
            Layer::Gzip(members) if members.n_faults > 0 => return None,
            Layer::Gzip(members) => (members.began, members.codec.raw().seekable, members.fresh),
            // A frame may need the dictionary that stands in front of the first one.
            Layer::Zstd(_) | Layer::Deflate(_) => return None,
        };
        (seekable && fresh).then_some(offset)
    }

    /// Whether the next byte is the first of a member of gzip or a frame of zstd. Right only after
    /// the bytes were looked at.
    pub(crate) fn is_fresh_member(&self) -> bool {
        self.ahead_from == self.ahead.len()
            && match &self.layer {
                Layer::Raw(_) | Layer::Deflate(_) => false,
                Layer::Gzip(members) => members.fresh,
                Layer::Zstd(members) => members.fresh,
            }
    }

    /// Looks at what comes next: at least `n` bytes, unless there are fewer.
    pub(crate) fn at_least(&mut self, n: usize) -> io::Result<&[u8]> {
        if self.fill_buf()?.len() < n {
            let mut head = self.ahead.split_off(self.ahead_from);
            loop {
                let held = match self.fill_layer() {
                    Ok(held) => held,
                    Err(error) => {
                        self.ahead = head;
                        self.ahead_from = 0;
                        return Err(error);
                    }
                };
                let taken = held.len().min(n - head.len());
                if taken == 0 {
                    break;
                }
                head.extend_from_slice(&held[..taken]);
                self.consume_layer(taken);
            }
            self.ahead = head;
            self.ahead_from = 0;
        }
        self.fill_buf()
    }

    /// Gives bytes back, to be read before all others.
    pub(crate) fn unread(&mut self, mut bytes: Vec<u8>) {
        bytes.extend_from_slice(self.ahead.get(self.ahead_from..).unwrap_or_default());
        self.ahead = bytes;
        self.ahead_from = 0;
    }

    fn fill_layer(&mut self) -> io::Result<&[u8]> {
        match &mut self.layer {
            Layer::Raw(raw) => raw.fill_buf(),
            Layer::Gzip(members) => members.fill_buf(),
            Layer::Zstd(members) => members.fill_buf(),
            Layer::Deflate(members) => members.fill_buf(),
        }
    }

    fn consume_layer(&mut self, n: usize) {
        match &mut self.layer {
            Layer::Raw(raw) => raw.consume(n),
            Layer::Gzip(members) => members.consume(n),
            Layer::Zstd(members) => members.consume(n),
            Layer::Deflate(members) => members.consume(n),
        }
    }
}

impl Read for Stream {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.fill_buf()?.read(out)?;
        self.consume(n);
        Ok(n)
    }
}

impl BufRead for Stream {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.ahead_from < self.ahead.len() {
            return Ok(self.ahead.get(self.ahead_from..).unwrap_or_default());
        }
        self.fill_layer()
    }

    fn consume(&mut self, n: usize) {
        if self.ahead_from < self.ahead.len() {
            self.ahead_from += n;
            if self.ahead_from >= self.ahead.len() {
                self.ahead = Vec::new();
                self.ahead_from = 0;
            }
        } else {
            self.consume_layer(n);
        }
    }
}

/// How bytes are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Packing {
    Gzip,
    Zstd,
    Deflate,
}

impl Packing {
    /// What the first bytes say. Deflate has no mark of its own.
    pub(crate) fn of(head: &[u8]) -> Option<Self> {
        // A frame that is to be skipped, which may hold a dictionary, has sixteen magic numbers.
        let skippable = matches!(head, [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..]);
        if head.starts_with(GZIP) {
            Some(Self::Gzip)
        } else if head.starts_with(ZSTD) || skippable {
            Some(Self::Zstd)
        } else {
            None
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
