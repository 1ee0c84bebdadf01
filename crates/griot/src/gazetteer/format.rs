//! The layout of a compiled gazetteer.
//!
//! Gives the numbers that the writer ([`super::build`]) and the reader share, and reads integers
//! out of byte slices without ever panicking: what lies outside reads as zero.
//!
//! ```text
//! magic (8)  section table: SECTIONS × (offset u32, length u32)  sections
//! ```
//!
//! | section | holds |
//! | --- | --- |
//! | FST | folded name → its rank among the sorted names |
//! | COUNTS | a byte a name: rows of that name (low four bits), rows that have it as an alias (high four) |
//! | STARTS | every 64 names: first row, first alias entry (u32 each) |
//! | LARGE | names with 15 rows or aliases and more: rank, rows, aliases (u32 each), sorted |
//! | ALIASES | rows, three bytes each, in the order of the names |
//! | POINTS | latitude and longitude of each row, 16 bits each |
//! | UNITS | unit of each row, u16 |
//! | CLASSES | class of each row, u8 |
//! | `CLASS_TABLE` | kind, precision, log2 of the population, known from the news (u8 each) |
//! | `UNIT_TABLE` | lines of `countries TAB admin1 TAB admin2` |
//! | `UNIT_STARTS` | offset of each line (u32) |
//! | PATCHES | how the written name differs from the folded one |
//! | `PATCH_STARTS` | every 32 rows: offset into PATCHES, and a bit for each row that has a patch (u32 each) |
//! | LOWER | ranks of names that are written without a capital first (u32, sorted) |
//! | CAPS | ranks of names that are written in capitals (u32, sorted) |
//! | HEADS | first words of the names of LOWER, folded, one a line, sorted |
//!
//! Rows are in the order of their names, so the rows of one name are neighbours and need no list.

pub(super) const MAGIC: &[u8; 8] = b"griotPL1";
pub(super) const FST: usize = 0;
pub(super) const COUNTS: usize = 1;
pub(super) const STARTS: usize = 2;
pub(super) const LARGE: usize = 3;
pub(super) const ALIASES: usize = 4;
pub(super) const POINTS: usize = 5;
pub(super) const UNITS: usize = 6;
pub(super) const CLASSES: usize = 7;
pub(super) const CLASS_TABLE: usize = 8;
pub(super) const UNIT_TABLE: usize = 9;
pub(super) const UNIT_STARTS: usize = 10;
pub(super) const PATCHES: usize = 11;
pub(super) const PATCH_STARTS: usize = 12;
pub(super) const LOWER: usize = 13;
pub(super) const CAPS: usize = 14;
pub(super) const HEADS: usize = 15;
pub(super) const SECTIONS: usize = 16;

/// Names between two entries of `STARTS`.
pub(super) const NAMES_A_BLOCK: usize = 64;
/// Rows between two entries of `PATCH_STARTS`.
pub(super) const ROWS_A_BLOCK: usize = 32;
/// A count that stands in `LARGE`.
pub(super) const MANY: u8 = 15;
/// A patch whose first byte is this holds the whole name instead.
pub(super) const WHOLE: u8 = 0xff;
/// Set in the first byte of a step of a patch that inserts rather than replaces.
pub(super) const INSERT: u8 = 0x80;

/// The byte at `at`.
pub(super) fn u8_at(bytes: &[u8], at: usize) -> u8 {
    bytes.get(at).copied().unwrap_or(0)
}

/// The `index`th little-endian 16-bit number.
pub(super) fn u16_at(bytes: &[u8], index: usize) -> u16 {
    bytes.get(index * 2..index * 2 + 2).map_or(0, |b| u16::from_le_bytes([b[0], b[1]]))
}

/// The `index`th little-endian 24-bit number.
pub(super) fn u24_at(bytes: &[u8], index: usize) -> u32 {
    bytes.get(index * 3..index * 3 + 3).map_or(0, |b| u32::from_le_bytes([b[0], b[1], b[2], 0]))
}

/// The `index`th little-endian 32-bit number.
pub(super) fn u32_at(bytes: &[u8], index: usize) -> u32 {
    bytes.get(index * 4..index * 4 + 4).map_or(0, |b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
}

/// Degrees as 16 bits of a full circle of `range`.
pub(super) fn pack_degrees(degrees: f64, range: f64) -> u16 {
    let share = (degrees + range / 2.0) / range * 65_535.0;
    share.round().clamp(0.0, 65_535.0) as u16
}

/// The inverse of [`pack_degrees`].
pub(super) fn unpack_degrees(packed: u16, range: f64) -> f64 {
    f64::from(packed) / 65_535.0 * range - range / 2.0
}
