//! The gazetteer: places with their names, countries, units and points.
//!
//! Takes a compiled table (built in, or a user's own, made by [`compile`]) and folded names; gives
//! rows. It decides nothing: which of several places of one name a text means is for
//! [`annotate::places`](crate::annotate) to say.
//!
//! The built-in table is read where it lies in the program: opening it allocates next to nothing.

mod build;
mod countries;
mod fold;
mod format;
mod kinds;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

use fst::raw::{CompiledAddr, Fst, Output};
use rustc_hash::FxHashSet;

pub use build::{BuildError, SourcePlace, compile};
pub use countries::{Countries, Country, CountryMatch, Demonyms};
pub use fold::{fold, fold_char, fold_into};
pub use kinds::{CountryCode, RowKind, RowPrecision};

use format::{
    ALIASES, CAPS, CLASS_TABLE, CLASSES, COUNTS, FST, HEADS, INSERT, LARGE, LOWER, MAGIC, MANY,
    NAMES_A_BLOCK, PATCH_STARTS, PATCHES, POINTS, ROWS_A_BLOCK, SECTIONS, STARTS, UNIT_STARTS,
    UNIT_TABLE, UNITS, WHOLE, u8_at, u16_at, u24_at, u32_at, unpack_degrees,
};

static BUILTIN: &[u8] = include_bytes!("../gazetteer/places.bin");

/// A table of places.
#[derive(Clone, Default)]
pub struct Gazetteer {
    data: Cow<'static, [u8]>,
    sections: [Range<usize>; SECTIONS],
    /// `None` in an empty table only.
    names: Option<Fst<Cow<'static, [u8]>>>,
    heads: FxHashSet<Box<str>>,
    /// The first bytes of those words.
    head_starts: FxHashSet<[u8; HEAD_START]>,
    /// How many of those bytes count: as many as the shortest word has.
    head_start: usize,
}

impl std::fmt::Debug for Gazetteer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gazetteer").field("places", &self.len()).finish_non_exhaustive()
    }
}

/// Why bytes are not a gazetteer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// They do not begin as a compiled gazetteer does.
    #[error("not a compiled gazetteer of this version")]
    NotAGazetteer,
    /// The table of sections points outside the file.
    #[error("the gazetteer is cut short")]
    CutShort,
    /// The table of names is damaged.
    #[error("the names of the gazetteer are damaged")]
    DamagedNames,
}

/// A place of the table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlaceRow<'g> {
    /// Its number in this table.
    pub id: u32,
    /// ISO 3166 alpha-2 of its country; several, separated by `|`, for a region across borders;
    /// empty for one that belongs to none.
    pub countries: &'g str,
    /// The number of its unit in this table: rows of one unit have the same.
    pub unit: u16,
    /// The unit of the first level in which it lies, or empty.
    pub admin1: &'g str,
    /// The unit of the second level in which it lies, or empty.
    pub admin2: &'g str,
    /// Latitude, degrees north.
    pub lat: f32,
    /// Longitude, degrees east.
    pub lon: f32,
    /// What it is.
    pub kind: RowKind,
    /// How exactly its point is known.
    pub precision: RowPrecision,
    /// Inhabitants, rounded down to a power of two; 0 when unknown.
    pub population: u32,
    /// Whether it stands in the hand-made table of places that news of conflicts name.
    pub known: bool,
    /// Whether it was found by its own name rather than by an alias.
    pub by_name: bool,
}

impl PlaceRow<'_> {
    /// Its country, when it lies in one only.
    pub fn country(&self) -> Option<CountryCode> {
        CountryCode::new(self.countries)
    }

    /// Whether it lies, wholly or in part, in a country.
    pub fn is_in(&self, country: CountryCode) -> bool {
        let code = country.as_str();
        // Nearly every place lies in one country.
        self.countries == code
            || self.countries.len() > code.len() && self.countries.split('|').any(|one| one == code)
    }
}

/// A name of the table, by its rank among the sorted folded names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameId(pub u32);

/// A walk through the names, letter by letter, so that one pass over the words of a text finds
/// every name that begins with the first of them.
#[derive(Clone, Copy, Debug)]
pub struct Walk {
    addr: CompiledAddr,
    output: Output,
}

impl Gazetteer {
    /// The table that is compiled into the program.
    pub fn builtin() -> &'static Self {
        static OPENED: OnceLock<Gazetteer> = OnceLock::new();
        OPENED.get_or_init(|| {
            // The built-in table is checked when it is made and by a test; should it be damaged
            // all the same, an empty table finds nothing, which is better than a crash.
            Self::open(Cow::Borrowed(BUILTIN)).unwrap_or_default()
        })
    }

    /// Opens a compiled table of the user, checking it.
    ///
    /// # Errors
    ///
    /// When the bytes are not a gazetteer, or a damaged one.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, OpenError> {
        let gazetteer = Self::open(Cow::Owned(bytes))?;
        if let Some(names) = &gazetteer.names {
            names.verify().map_err(|_| OpenError::DamagedNames)?;
        }
        Ok(gazetteer)
    }

    fn open(data: Cow<'static, [u8]>) -> Result<Self, OpenError> {
        if data.get(..MAGIC.len()) != Some(MAGIC.as_slice()) {
            return Err(OpenError::NotAGazetteer);
        }
        let table = data.get(MAGIC.len()..).unwrap_or_default();
        let mut sections: [Range<usize>; SECTIONS] = std::array::from_fn(|_| 0..0);
        for (index, section) in sections.iter_mut().enumerate() {
            let start = u32_at(table, index * 2) as usize;
            let end = start.saturating_add(u32_at(table, index * 2 + 1) as usize);
            if end > data.len() {
                return Err(OpenError::CutShort);
            }
            *section = start..end;
        }
        let names = match &data {
            Cow::Borrowed(bytes) => Cow::Borrowed(&bytes[sections[FST].clone()]),
            Cow::Owned(bytes) => Cow::Owned(bytes[sections[FST].clone()].to_vec()),
        };
        let names = Some(Fst::new(names).map_err(|_| OpenError::DamagedNames)?);
        let heads: FxHashSet<Box<str>> = std::str::from_utf8(&data[sections[HEADS].clone()])
            .unwrap_or_default()
            .lines()
            .map(Box::from)
            .collect();
        let lines = || data[sections[HEADS].clone()].split(|&byte| byte == b'\n');
        let words = || lines().filter(|line| !line.is_empty());
        let length = words().map(<[u8]>::len).min().unwrap_or(0).min(HEAD_START);
        let head_starts = words().map(|word| head_start(word, length)).collect();
        Ok(Self { data, sections, names, heads, head_starts, head_start: length })
    }

    fn section(&self, index: usize) -> &[u8] {
        self.data.get(self.sections[index].clone()).unwrap_or_default()
    }

    /// How many places it holds.
    pub fn len(&self) -> usize {
        self.sections[CLASSES].len()
    }

    /// Whether it holds no place.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The places of a name that is [folded](fold()): those that bear it first, then those of which
    /// it is an alias.
    pub fn lookup(&self, folded_name: &str) -> impl Iterator<Item = PlaceRow<'_>> {
        let rank = self.names.as_ref().and_then(|names| names.get(folded_name));
        let name = rank.map(|rank| NameId(rank.value() as u32));
        name.into_iter().flat_map(|name| self.places_of(name))
    }

    /// The start of a walk.
    pub fn walk(&self) -> Walk {
        let root = self.names.as_ref().map_or(0, |names| names.root().addr());
        Walk { addr: root, output: Output::zero() }
    }

    /// One step of a walk over folded bytes; `None` when no name continues so.
    pub fn step(&self, mut walk: Walk, folded: &[u8]) -> Option<Walk> {
        let names = self.names.as_ref()?;
        for &byte in folded {
            let node = names.node(walk.addr);
            let transition = node.transition(node.find_input(byte)?);
            walk = Walk { addr: transition.addr, output: walk.output.cat(transition.out) };
        }
        Some(walk)
    }

    /// The name that ends where a walk has come to.
    pub fn name_at(&self, walk: Walk) -> Option<NameId> {
        let node = self.names.as_ref()?.node(walk.addr);
        node.is_final().then(|| NameId(walk.output.cat(node.final_output()).value() as u32))
    }

    /// The places of a name: those that bear it first, then those of which it is an alias.
    pub fn places_of(&self, name: NameId) -> impl Iterator<Item = PlaceRow<'_>> {
        let (rows, aliases) = self.ranges(name);
        let listed = self.section(ALIASES);
        rows.map(|id| self.row(id, true))
            .chain(aliases.map(move |at| self.row(u24_at(listed, at as usize), false)))
    }

    /// Whether a name is also written without a capital at its beginning (`zone des trois
    /// frontières`), so that it may be looked for among ordinary words.
    pub fn is_written_lower(&self, name: NameId) -> bool {
        contains(self.section(LOWER), name.0)
    }

    /// Whether a name is also written in capitals (`RDC`, `UAE`).
    pub fn is_written_in_capitals(&self, name: NameId) -> bool {
        contains(self.section(CAPS), name.0)
    }

    /// Whether some name that is written without a capital begins with this folded word.
    pub fn is_head(&self, folded_word: &str) -> bool {
        self.heads.contains(folded_word)
    }

    /// Whether some name that is written without a capital may begin with these folded letters:
    /// only the first few are compared. Words after the first belong to the letters as well.
    pub fn may_begin_lower(&self, folded: &str) -> bool {
        self.head_starts.contains(&head_start(folded.as_bytes(), self.head_start))
    }

    /// The usual name of a place, as its source writes it.
    pub fn name(&self, id: u32) -> String {
        let starts = self.section(STARTS);
        // The last block that starts at or before the row.
        let (mut low, mut high) = (0, starts.len() / 8);
        while low < high {
            let middle = usize::midpoint(low, high);
            if u32_at(starts, middle * 2) <= id { low = middle + 1 } else { high = middle }
        }
        let mut rank = low.saturating_sub(1) * NAMES_A_BLOCK;
        let mut start = u32_at(starts, low.saturating_sub(1) * 2);
        let counts = self.section(COUNTS).len();
        while rank < counts {
            start += self.counts(rank as u32).0;
            if start > id {
                break;
            }
            rank += 1;
        }
        let key =
            self.names.as_ref().and_then(|names| names.get_key(rank as u64)).unwrap_or_default();
        let key = String::from_utf8(key).unwrap_or_default();
        patched(&key, self.patch(id))
    }

    fn patch(&self, id: u32) -> &[u8] {
        let (block, bit) = (id as usize / ROWS_A_BLOCK, id as usize % ROWS_A_BLOCK);
        let starts = self.section(PATCH_STARTS);
        let present = u32_at(starts, block * 2 + 1);
        if present & (1 << bit) == 0 {
            return &[];
        }
        let patches = self.section(PATCHES);
        let mut at = u32_at(starts, block * 2) as usize;
        for _ in 0..(present & ((1 << bit) - 1)).count_ones() {
            at += 1 + usize::from(u8_at(patches, at));
        }
        let len = usize::from(u8_at(patches, at));
        patches.get(at + 1..at + 1 + len).unwrap_or_default()
    }

    /// Rows and alias entries of a name.
    fn counts(&self, rank: u32) -> (u32, u32) {
        let packed = u8_at(self.section(COUNTS), rank as usize);
        if packed != MANY {
            return (u32::from(packed & 15), u32::from(packed >> 4));
        }
        let large = self.section(LARGE);
        let (mut low, mut high) = (0, large.len() / 12);
        while low < high {
            let middle = usize::midpoint(low, high);
            if u32_at(large, middle * 3) < rank { low = middle + 1 } else { high = middle }
        }
        (u32_at(large, low * 3 + 1), u32_at(large, low * 3 + 2))
    }

    fn ranges(&self, name: NameId) -> (Range<u32>, Range<u32>) {
        let block = name.0 as usize / NAMES_A_BLOCK;
        let starts = self.section(STARTS);
        let (mut row, mut alias) = (u32_at(starts, block * 2), u32_at(starts, block * 2 + 1));
        for rank in (block * NAMES_A_BLOCK) as u32..name.0 {
            let (rows, aliases) = self.counts(rank);
            row += rows;
            alias += aliases;
        }
        let (rows, aliases) = self.counts(name.0);
        (row..row + rows, alias..alias + aliases)
    }

    /// The place of a number.
    pub fn place(&self, id: u32) -> PlaceRow<'_> {
        self.row(id, true)
    }

    fn row(&self, id: u32, by_name: bool) -> PlaceRow<'_> {
        let index = id as usize;
        let unit_number = u16_at(self.section(UNITS), index);
        let unit = usize::from(unit_number);
        let unit_starts = self.section(UNIT_STARTS);
        let line = u32_at(unit_starts, unit) as usize..u32_at(unit_starts, unit + 1) as usize;
        let line = self.section(UNIT_TABLE).get(line).unwrap_or_default();
        let mut fields = std::str::from_utf8(line).unwrap_or_default().trim_end().split('\t');
        let class = usize::from(u8_at(self.section(CLASSES), index)) * 4;
        let classes = self.section(CLASS_TABLE);
        let points = self.section(POINTS);
        let log2 = u32::from(u8_at(classes, class + 2));
        PlaceRow {
            id,
            unit: unit_number,
            countries: fields.next().unwrap_or_default(),
            admin1: fields.next().unwrap_or_default(),
            admin2: fields.next().unwrap_or_default(),
            lat: unpack_degrees(u16_at(points, index * 2), 180.0) as f32,
            lon: unpack_degrees(u16_at(points, index * 2 + 1), 360.0) as f32,
            kind: *RowKind::ALL.get(usize::from(u8_at(classes, class))).unwrap_or(&RowKind::Other),
            precision: *RowPrecision::ALL
                .get(usize::from(u8_at(classes, class + 1)))
                .unwrap_or(&RowPrecision::Centroid),
            population: if log2 == 0 { 0 } else { 1u32.checked_shl(log2).unwrap_or(0) },
            known: u8_at(classes, class + 3) != 0,
            by_name,
        }
    }

    /// The countries of the world, with their names, demonyms and capitals in every language.
    pub fn countries() -> &'static Countries {
        Countries::builtin()
    }
}

/// How many bytes [`Gazetteer::may_begin_lower`] compares at the most.
pub(crate) const HEAD_START: usize = 4;

/// The first `length` bytes of a word; what is missing is zero.
fn head_start(word: &[u8], length: usize) -> [u8; HEAD_START] {
    let mut start = [0; HEAD_START];
    for (place, &byte) in start.iter_mut().zip(word).take(length) {
        *place = byte;
    }
    start
}

/// Whether a sorted list of 32-bit numbers holds one.
fn contains(sorted: &[u8], wanted: u32) -> bool {
    let (mut low, mut high) = (0, sorted.len() / 4);
    while low < high {
        let middle = usize::midpoint(low, high);
        match u32_at(sorted, middle).cmp(&wanted) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
        }
    }
    false
}

/// A folded name with the changes that give the written one: each step keeps some letters, then
/// replaces one or inserts one; letters at the beginning and after an insertion become capitals.
fn patched(key: &str, patch: &[u8]) -> String {
    if patch.first() == Some(&WHOLE) {
        return String::from_utf8_lossy(patch.get(1..).unwrap_or_default()).into_owned();
    }
    let mut out = String::with_capacity(key.len() + patch.len());
    let mut letters = key.chars();
    let mut capital = true;
    let mut push = |ch: char, out: &mut String| {
        if std::mem::take(&mut capital) {
            out.extend(ch.to_uppercase());
        } else {
            out.push(ch);
        }
        capital = !ch.is_alphanumeric();
    };
    for step in patch.chunks_exact(2) {
        for ch in letters.by_ref().take(usize::from(step[0] & !INSERT)) {
            push(ch, &mut out);
        }
        if step[0] & INSERT == 0 {
            letters.next();
        }
        push(char::from(step[1]), &mut out);
    }
    for ch in letters {
        push(ch, &mut out);
    }
    out
}

#[cfg(test)]
mod tests;
