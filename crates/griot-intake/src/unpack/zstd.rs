//! Frames of zstd, one after the other.
//!
//! Takes stored bytes; gives what the frames hold. Frames that are to be skipped are skipped, but
//! for a dictionary in front of all others, as archives of records (`.warc.zst`) have one.

use std::io::{self, BufRead, Read};

use ruzstd::decoding::{BlockDecodingStrategy, Dictionary, FrameDecoder};

use super::{Codec, Packing, Raw, ZSTD};

/// A dictionary is longer only by mistake or malice.
const MAX_DICTIONARY_BYTES: u64 = 16 << 20;
/// The frame that holds a dictionary (IIPC, "Use of Zstandard in WARC files").
const DICTIONARY_FRAME: u8 = 0x5d;

/// The tables in front of a dictionary are shorter than this, whatever they say.
const TABLES_BYTES: usize = 4096;

pub(super) struct Zstd {
    raw: Raw,
    decoder: FrameDecoder,
    /// Whether a frame was begun.
    open: bool,
}

impl Zstd {
    pub(super) fn new(raw: Raw) -> Self {
        Self { raw, decoder: FrameDecoder::new(), open: false }
    }

    /// Skips frames that are to be skipped; says whether a frame with contents comes next.
    fn skip(&mut self) -> io::Result<bool> {
        loop {
            let held = self.raw.peek(ZSTD.len())?;
            if held.starts_with(ZSTD) {
                return Ok(true);
            }
            if Packing::of(held) != Some(Packing::Zstd) {
                // What is behind the last frame is none.
                return Ok(false);
            }
            let is_dictionary = held.first() == Some(&DICTIONARY_FRAME);
            self.raw.consume(ZSTD.len());
            let mut length = [0; 4];
            self.raw.read_exact(&mut length)?;
            let length = u64::from(u32::from_le_bytes(length));
            if is_dictionary && length <= MAX_DICTIONARY_BYTES {
                let mut bytes = Vec::new();
                io::Read::by_ref(&mut self.raw).take(length).read_to_end(&mut bytes)?;
                self.learn(&bytes)?;
            } else {
                io::copy(&mut io::Read::by_ref(&mut self.raw).take(length), &mut io::sink())?;
            }
        }
    }

    /// Takes a dictionary, which may be packed itself.
    fn learn(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut unpacked = Vec::new();
        let bytes = if bytes.starts_with(ZSTD) {
            let decoder =
                ruzstd::decoding::StreamingDecoder::new(bytes).map_err(io::Error::other)?;
            decoder.take(MAX_DICTIONARY_BYTES).read_to_end(&mut unpacked)?;
            &unpacked
        } else {
            bytes
        };
        let dictionary = decode_dictionary(bytes)?;
        self.decoder.add_dict(dictionary).map_err(io::Error::other)
    }
}

/// Reads a dictionary. The crate expects its tables to be whole: zeros behind them stand for what
/// is missing, and a dictionary that reaches into these is refused.
fn decode_dictionary(bytes: &[u8]) -> io::Result<Dictionary> {
    let padded = [bytes, &[0; TABLES_BYTES]].concat();
    let mut dictionary = Dictionary::decode_dict(&padded).map_err(io::Error::other)?;
    match dictionary.dict_content.len().checked_sub(TABLES_BYTES) {
        Some(n) if n > 0 => dictionary.dict_content.truncate(n),
        _ => return Err(io::Error::other("the dictionary is cut off")),
    }
    Ok(dictionary)
}

impl Codec for Zstd {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if !self.open {
            if !self.skip()? {
                return Ok(0);
            }
            self.decoder.init(&mut self.raw).map_err(io::Error::other)?;
            self.open = true;
        }
        while self.decoder.can_collect() < out.len() && !self.decoder.is_finished() {
            let wanted = out.len() - self.decoder.can_collect();
            let strategy = BlockDecodingStrategy::UptoBytes(wanted);
            self.decoder.decode_blocks(&mut self.raw, strategy).map_err(io::Error::other)?;
        }
        self.decoder.read(out)
    }

    fn next(&mut self) -> io::Result<bool> {
        // After damage, where the next frame begins cannot be told.
        let finished = self.open && self.decoder.is_finished();
        self.open = false;
        Ok(finished && self.skip()?)
    }

    fn raw(&mut self) -> &mut Raw {
        &mut self.raw
    }
}
