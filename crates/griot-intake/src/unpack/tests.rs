//! Streams, read in pieces of any size.

use std::io::{self, BufRead, Read, Write as _};

use proptest::prelude::*;

use super::*;

/// Bytes that come in pieces, as from a slow pipe.
pub(crate) struct Pieces {
    bytes: Vec<u8>,
    at: usize,
    /// How many bytes each piece has, again and again.
    sizes: Vec<usize>,
    turn: usize,
    /// Where the piece that is held ends.
    end: usize,
}

impl Pieces {
    pub(crate) fn new(bytes: Vec<u8>, sizes: &[usize]) -> Self {
        Self { bytes, at: 0, sizes: sizes.to_vec(), turn: 0, end: 0 }
    }
}

impl Read for Pieces {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.fill_buf()?.read(out)?;
        self.consume(n);
        Ok(n)
    }
}

impl BufRead for Pieces {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.end {
            let size = self.sizes[self.turn % self.sizes.len()].max(1);
            self.turn += 1;
            self.end = (self.at + size).min(self.bytes.len());
        }
        Ok(&self.bytes[self.at..self.end])
    }

    fn consume(&mut self, n: usize) {
        self.at += n;
    }
}

pub(crate) fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

pub(crate) fn zst(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

/// All that a stream gives, and what it tells of faults.
fn read_all(stream: &mut Stream) -> (Vec<u8>, Vec<String>) {
    let (mut out, mut faults) = (Vec::new(), Vec::new());
    loop {
        match stream.fill_buf() {
            Ok([]) => return (out, faults),
            Ok(held) => {
                let n = held.len();
                out.extend_from_slice(held);
                stream.consume(n);
            }
            Err(error) => faults.push(error.to_string()),
        }
    }
}

fn unpacked(bytes: &[u8], sizes: &[usize]) -> (Vec<u8>, Vec<String>) {
    match Stream::open(Pieces::new(bytes.to_vec(), sizes)) {
        Ok(mut stream) => read_all(&mut stream),
        Err(error) => (Vec::new(), vec![error.to_string()]),
    }
}

#[test]
fn members_and_frames_are_read_one_after_the_other_whatever_the_pieces() {
    let parts: Vec<Vec<u8>> = (0..20_u8).map(|n| vec![n; 10 + usize::from(n)]).collect();
    let whole = parts.concat();
    let members: Vec<u8> = parts.iter().flat_map(|part| gz(part)).collect();
    // A frame that is to be skipped stands in front of every other.
    let frames: Vec<u8> = parts
        .iter()
        .flat_map(|part| [b"\x50\x2a\x4d\x18\x03\0\0\0abc".to_vec(), zst(part)].concat())
        .collect();
    let mut blocks = members.clone();
    blocks.extend_from_slice(&[0; 512]);
    for sizes in [&[1][..], &[2], &[3, 1], &[7], &[29, 30, 31], &[100_000]] {
        for bytes in [&members, &frames, &blocks] {
            assert_eq!(unpacked(bytes, sizes), (whole.clone(), vec![]), "{sizes:?}");
        }
    }
}

#[test]
fn a_mark_leads_back_to_where_a_member_begins() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.gz");
    let members: Vec<Vec<u8>> = (0..5).map(|n| gz(format!("member {n}\n").as_bytes())).collect();
    std::fs::write(&path, members.concat()).unwrap();
    let open = |offset| {
        let raw = Raw::file(std::fs::File::open(&path).unwrap(), offset, None).unwrap();
        Stream::raw(raw).unpacked(Packing::Gzip)
    };
    let mut stream = open(0);
    let mut marks = Vec::new();
    loop {
        let held = stream.fill_buf().unwrap();
        let n = held.len();
        if n == 0 {
            break;
        }
        marks.push(stream.mark().unwrap());
        stream.consume(1);
        stream.fill_buf().unwrap();
        assert_eq!(stream.mark(), None, "inside a member nothing can be opened");
        stream.consume(n - 1);
    }
    assert_eq!(marks.len(), 5);
    for (n, mark) in marks.into_iter().enumerate() {
        let (rest, _) = read_all(&mut open(mark));
        assert!(rest.starts_with(format!("member {n}\n").as_bytes()));
    }
}

#[test]
fn damage_is_told_once_and_what_stands_behind_it_is_read() {
    let mut bytes = [gz(b"first "), gz(&[b'x'; 4000]), gz(b"third")].concat();
    let second = gz(b"first ").len();
    bytes[second + 10..second + 14].fill(0xff);
    let (out, faults) = unpacked(&bytes, &[64]);
    assert!(out.starts_with(b"first ") && out.ends_with(b"third"));
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(faults[0].starts_with("damaged after byte "), "{faults:?}");

    let cut = gz(&(0..9_000_u32).flat_map(u32::to_le_bytes).collect::<Vec<u8>>());
    let (out, faults) = unpacked(&cut[..cut.len() / 2], &[1000]);
    assert!(!out.is_empty());
    assert_eq!(faults, ["it is cut off: what is there was read"]);
}

#[test]
fn a_bomb_is_not_read_to_its_end() {
    let bomb: Vec<u8> = std::iter::repeat_n(gz(&vec![0; 64 << 20]), 6).flatten().collect();
    let mut stream = Stream::open(io::Cursor::new(bomb)).unwrap();
    let mut n_read = 0;
    let told = loop {
        match stream.fill_buf() {
            Ok([]) => panic!("it was read to its end"),
            Ok(held) => {
                let n = held.len();
                n_read += n as u64;
                stream.consume(n);
            }
            Err(error) => break error.to_string(),
        }
    };
    assert!(n_read <= FREE_BYTES + BUFFER_BYTES as u64);
    assert!(told.contains("unpacks to more than 256 MiB and 200 times its size"), "{told}");
    assert!(stream.fill_buf().unwrap().is_empty());
}

#[test]
fn what_was_looked_at_and_given_back_is_read_first() {
    let mut stream = Stream::plain(Pieces::new(b"abcdefgh".to_vec(), &[3]));
    assert!(stream.at_least(5).unwrap().starts_with(b"abcde"));
    stream.consume(4);
    stream.unread(b"ABCD".to_vec());
    assert!(stream.at_least(20).unwrap().starts_with(b"ABCDefgh"));
    assert_eq!(read_all(&mut stream).0, b"ABCDefgh");
}

proptest! {
    #[test]
    fn any_bytes_come_to_an_end(
        magic in prop::sample::select(vec![&b""[..], GZIP, ZSTD, b"\x5d\x2a\x4d\x18\x02\0\0\0ab",
            b"\x5d\x2a\x4d\x18\x80\0\0\0\x37\xa4\x30\xec\x01\0\0\0"]),
        bytes in prop::collection::vec(any::<u8>(), 0..300),
        sizes in prop::collection::vec(1_usize..50, 1..4),
    ) {
        let (_, faults) = unpacked(&[magic, &bytes].concat(), &sizes);
        prop_assert!(faults.len() <= MAX_FAULTS as usize);
    }

    #[test]
    fn damage_anywhere_comes_to_an_end(
        at in 0_usize..400, byte in any::<u8>(), as_zstd in any::<bool>(),
    ) {
        let part: Vec<u8> = (0..500_u16).flat_map(u16::to_le_bytes).collect();
        let mut bytes = if as_zstd { [zst(&part), zst(&part)] } else { [gz(&part), gz(&part)] }.concat();
        let at = at % bytes.len();
        bytes[at] = byte;
        let (out, _) = unpacked(&bytes, &[40]);
        prop_assert!(out.len() < 20_000);
    }
}
