//! What filters look at, laid out to be read at once.
//!
//! A record of a million articles answers any filter in the time of a blink only when it need not
//! open the rows of a million claims. So beside the rows stand **facets**: for each piece of
//! [`CLAIMS`] numbers of claims, which of them have a country, a type, a certainty, an outcome (a
//! bit or a number for each), and as columns their days, their position, their article, the event
//! that they are put together in, and its day. A filter is then worked out piece by piece, and what
//! it gives can be counted and sorted before an event is read.
//!
//! Of names only those that more than [`FEW`] claims of a piece share have a row: whoever is cited
//! everywhere is told by a bit a claim, and of all others the table `names` lists the few claims there
//! are.
//!
//! Facets are of the derived layer. A piece is a function of the rows of its claims and of their
//! events ([`Piece::of`]); the pieces that a change touches are made again, and `check` holds all of
//! them against their rows.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension as _, params};

/// So many numbers of claims are a piece: what a decision has to make again.
pub(crate) const CLAIMS: usize = 4_096;
/// Words of 64 bits of a piece.
const WORDS: usize = CLAIMS / 64;
/// A list of more claims than this takes more room than a bit for each.
const LONGEST_LIST: usize = CLAIMS / 16 - 1;
/// So many claims of a piece are read from a list of names as fast as a row of bits is found.
const FEW: usize = 24;
/// In which a claim names somebody: the roles of the table `names`, which facets are called by as well.
const ROLES: [&str; 2] = ["actor", "source"];
/// No day.
pub(crate) const NO_DAY: i32 = i32::MIN;

/// A column of a piece: one number for each claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Column {
    /// `u32`: the first claim of the event that the claim is put together in; 0 for none.
    Event,
    /// `i32`: the first day of that event, where the claim is its first. Days since 1970.
    Day,
    /// `i32`: the first day of the claim.
    First,
    /// `i32`: its last day.
    Last,
    /// `u32`: the number of its article.
    Article,
    /// `f64`: degrees north; no number for none.
    Lat,
    /// `f64`: degrees east.
    Lon,
}

impl Column {
    fn as_str(self) -> &'static str {
        match self {
            Self::Event => "#event",
            Self::Day => "#day",
            Self::First => "#first",
            Self::Last => "#last",
            Self::Article => "#article",
            Self::Lat => "#lat",
            Self::Lon => "#lon",
        }
    }
}

/// Which claims of a piece, by their place in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mask([u64; WORDS]);

impl Mask {
    pub(crate) fn none() -> Self {
        Self([0; WORDS])
    }

    pub(crate) fn all() -> Self {
        let mut all = Self::none();
        (0..CLAIMS).for_each(|at| all.put(at));
        all
    }

    pub(crate) fn put(&mut self, at: usize) {
        if let Some(word) = self.0.get_mut(at / 64) {
            *word |= 1 << (at % 64);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    fn has(&self, at: usize) -> bool {
        self.0.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    pub(crate) fn or(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a |= b);
    }

    pub(crate) fn and(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a &= b);
    }

    /// Keeps those for which a condition on their place holds.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(usize) -> bool) {
        for (n, word) in self.0.iter_mut().enumerate() {
            let mut left = *word;
            while left != 0 {
                let bit = left.trailing_zeros() as usize;
                left &= left - 1;
                if !keep(n * 64 + bit) {
                    *word &= !(1 << bit);
                }
            }
        }
    }

    pub(crate) fn places(&self) -> impl Iterator<Item = usize> {
        (0..CLAIMS).filter(|at| self.has(*at))
    }

    /// As it is kept: the places of few, or a bit for each.
    fn bytes(&self) -> Vec<u8> {
        let n: usize = self.0.iter().map(|word| word.count_ones() as usize).sum();
        if n > LONGEST_LIST {
            return self.0.iter().flat_map(|word| word.to_le_bytes()).collect();
        }
        self.places().flat_map(|at| (at as u16).to_le_bytes()).collect()
    }

    fn read(bytes: &[u8]) -> Self {
        let mut mask = Self::none();
        if bytes.len() == WORDS * 8 {
            let words = bytes.as_chunks::<8>().0.iter().map(|word| u64::from_le_bytes(*word));
            mask.0.iter_mut().zip(words).for_each(|(to, word)| *to = word);
        } else {
            let places = bytes.as_chunks::<2>().0.iter();
            places.for_each(|at| mask.put(usize::from(u16::from_le_bytes(*at))));
        }
        mask
    }
}

/// The rows of a piece, by name and value.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Piece {
    rows: BTreeMap<(&'static str, String), Vec<u8>>,
}

/// The columns of a piece while it is made.
struct Columns {
    event: Vec<u32>,
    day: Vec<i32>,
    first: Vec<i32>,
    last: Vec<i32>,
    article: Vec<u32>,
    lat: Vec<f64>,
    lon: Vec<f64>,
}

impl Columns {
    fn empty() -> Self {
        Self {
            event: vec![0; CLAIMS],
            day: vec![NO_DAY; CLAIMS],
            first: vec![NO_DAY; CLAIMS],
            last: vec![NO_DAY; CLAIMS],
            article: vec![0; CLAIMS],
            lat: vec![f64::NAN; CLAIMS],
            lon: vec![f64::NAN; CLAIMS],
        }
    }

    fn rows(&self) -> [(Column, Vec<u8>); 7] {
        fn of<T: Copy, const N: usize>(list: &[T], bytes: impl Fn(T) -> [u8; N]) -> Vec<u8> {
            list.iter().flat_map(|one| bytes(*one)).collect()
        }
        [
            (Column::Event, of(&self.event, u32::to_le_bytes)),
            (Column::Day, of(&self.day, i32::to_le_bytes)),
            (Column::First, of(&self.first, i32::to_le_bytes)),
            (Column::Last, of(&self.last, i32::to_le_bytes)),
            (Column::Article, of(&self.article, u32::to_le_bytes)),
            (Column::Lat, of(&self.lat, f64::to_le_bytes)),
            (Column::Lon, of(&self.lon, f64::to_le_bytes)),
        ]
    }
}

/// A day as facets keep it.
pub(crate) fn day_number(day: Option<&str>) -> i32 {
    let day = day.and_then(|day| day.parse::<Date>().ok());
    day.map_or(NO_DAY, |day| (day - Date::constant(1970, 1, 1)).get_days())
}

/// A day that facets keep, in ISO's form.
pub(crate) fn day_of(number: i32) -> Option<String> {
    let days = jiff::Span::new().try_days(number).ok()?;
    let day = Date::constant(1970, 1, 1).checked_add(days).ok()?;
    (number != NO_DAY).then(|| day.to_string())
}

/// The first number of a claim of a piece, and the first behind it.
pub(crate) fn numbers(piece: i64) -> [i64; 2] {
    let size = CLAIMS as i64;
    [piece * size, (piece + 1) * size]
}

pub(crate) fn piece_of(claim: i64) -> i64 {
    claim.div_euclid(CLAIMS as i64)
}

impl Piece {
    /// What the rows of its claims give.
    fn of(db: &Connection, piece: i64) -> rusqlite::Result<Self> {
        let [from, to] = numbers(piece);
        let mut columns = Columns::empty();
        let mut bits: BTreeMap<(&'static str, String), Mask> = BTreeMap::new();
        let mut known: HashMap<String, i64> = HashMap::new();
        let mut is_there = Mask::none();
        let mut query = db.prepare_cached(
            "SELECT c.id, c.article, c.country, c.type, c.certainty, c.first_day, c.last_day, c.lat,
               c.lon, r.event, r.n, e.first_day
             FROM claims c LEFT JOIN reports r ON r.claim = c.key LEFT JOIN events e ON e.id = r.event
             WHERE c.id >= ?1 AND c.id < ?2 AND c.kind = 'event' ORDER BY c.id",
        )?;
        let mut rows = query.query([from, to])?;
        while let Some(row) = rows.next()? {
            let claim: i64 = row.get(0)?;
            let Ok(at) = usize::try_from(claim - from) else { continue };
            is_there.put(at);
            set(&mut columns.article, at, row.get(1)?);
            for (column, name) in [(2, "country"), (3, "type"), (4, "certainty")] {
                if let Some(value) = row.get::<_, Option<String>>(column)? {
                    bits.entry((name, value)).or_insert_with(Mask::none).put(at);
                }
            }
            let text = |column| row.get_ref(column).map(|value| value.as_str().ok());
            set(&mut columns.first, at, day_number(text(5)?));
            set(&mut columns.last, at, day_number(text(6)?));
            if let (Some(lat), Some(lon)) = (row.get(7)?, row.get(8)?) {
                set(&mut columns.lat, at, lat);
                set(&mut columns.lon, at, lon);
            }
            let Some(event) = row.get::<_, Option<String>>(9)? else { continue };
            let head = match known.get(&event) {
                _ if row.get::<_, i64>(10)? == 0 => Some(claim),
                Some(head) => Some(*head),
                None => head_of(db, &event)?,
            };
            let Some(head) = head else { continue };
            set(&mut columns.event, at, u32::try_from(head).unwrap_or_default());
            if head == claim {
                set(&mut columns.day, at, day_number(text(11)?));
            }
            known.insert(event, head);
        }
        let mut query =
            db.prepare_cached("SELECT claim, outcome FROM tolls WHERE claim >= ?1 AND claim < ?2")?;
        let mut rows = query.query([from, to])?;
        while let Some(row) = rows.next()? {
            let Ok(at) = usize::try_from(row.get::<_, i64>(0)? - from) else { continue };
            bits.entry(("outcome", row.get(1)?)).or_insert_with(Mask::none).put(at);
        }
        // Tolls of statements and aggregates are asked for elsewhere.
        for mask in bits.values_mut() {
            mask.and(&is_there);
        }
        if is_there.is_empty() {
            return Ok(Self::default());
        }
        bits.extend(shared_names(db, piece, &is_there)?);
        let mut found = BTreeMap::new();
        let bits = bits.into_iter().filter(|(_, mask)| !mask.is_empty());
        found.extend(bits.map(|(name, mask)| (name, mask.bytes())));
        let columns = columns.rows().into_iter();
        found.extend(columns.map(|(name, bytes)| ((name.as_str(), String::new()), bytes)));
        Ok(Self { rows: found })
    }
}

/// Whom more than [`FEW`] claims of a piece name, by role and name, and which claims do.
fn shared_names(
    db: &Connection,
    piece: i64,
    is_there: &Mask,
) -> rusqlite::Result<Vec<((&'static str, String), Mask)>> {
    let [from, to] = numbers(piece);
    // Most names are of few claims: a mask for each would be half a kilobyte for a claim.
    let mut found: HashMap<(&'static str, String), Vec<usize>> = HashMap::new();
    let mut query =
        db.prepare_cached("SELECT claim, role, name FROM names WHERE claim >= ?1 AND claim < ?2")?;
    let mut rows = query.query([from, to])?;
    while let Some(row) = rows.next()? {
        let Ok(at) = usize::try_from(row.get::<_, i64>(0)? - from) else { continue };
        let role = row.get_ref(1)?.as_str()?;
        let Some(role) = ROLES.into_iter().find(|known| *known == role) else { continue };
        if is_there.has(at) {
            found.entry((role, row.get(2)?)).or_default().push(at);
        }
    }
    let mask = |places: Vec<usize>| {
        let mut mask = Mask::none();
        for at in places {
            mask.put(at);
        }
        mask
    };
    Ok(found
        .into_iter()
        .filter(|(_, places)| places.len() > FEW)
        .map(|(name, places)| (name, mask(places)))
        .collect())
}

fn set<T>(list: &mut [T], at: usize, value: T) {
    if let Some(slot) = list.get_mut(at) {
        *slot = value;
    }
}

/// The number of the first claim of an event.
pub(crate) fn head_of(db: &Connection, event: &str) -> rusqlite::Result<Option<i64>> {
    let sql = "SELECT c.id FROM reports r JOIN claims c ON c.key = r.claim
               WHERE r.event = ?1 AND r.n = 0";
    db.prepare_cached(sql)?.query_row([event], |row| row.get(0)).optional()
}

/// The pieces that hold the claims of events.
pub(crate) fn pieces_of<'e>(
    db: &Connection,
    events: impl IntoIterator<Item = &'e String>,
) -> rusqlite::Result<BTreeSet<i64>> {
    let mut found = BTreeSet::new();
    let sql = "SELECT c.id FROM reports r JOIN claims c ON c.key = r.claim WHERE r.event = ?1";
    let mut query = db.prepare_cached(sql)?;
    for event in events {
        for claim in query.query_map([event], |row| row.get(0))? {
            found.insert(piece_of(claim?));
        }
    }
    Ok(found)
}

/// The pieces that hold claims behind a number.
pub(crate) fn pieces_behind(db: &Connection, claim: i64) -> rusqlite::Result<BTreeSet<i64>> {
    let sql = "SELECT min(id), max(id) FROM claims WHERE id > ?1";
    let ends: [Option<i64>; 2] =
        db.query_row(sql, [claim], |row| Ok([row.get(0)?, row.get(1)?]))?;
    let [Some(first), Some(last)] = ends else { return Ok(BTreeSet::new()) };
    Ok((piece_of(first)..=piece_of(last)).collect())
}

/// The pieces that hold claims of articles that a condition names.
pub(crate) fn pieces_where(db: &Connection, articles: &str) -> rusqlite::Result<BTreeSet<i64>> {
    let sql = format!("SELECT DISTINCT id / {CLAIMS} FROM main.claims WHERE article {articles}");
    let mut query = db.prepare(&sql)?;
    query.query_map([], |row| row.get(0))?.collect()
}

/// All pieces that there are, or that there must be.
fn all_pieces(db: &Connection) -> rusqlite::Result<BTreeSet<i64>> {
    let mut all = pieces_behind(db, 0)?;
    let mut query = db.prepare("SELECT DISTINCT piece FROM facets")?;
    for piece in query.query_map([], |row| row.get(0))? {
        all.insert(piece?);
    }
    Ok(all)
}

/// Makes pieces again, and writes what differs.
pub(crate) fn make(db: &Connection, pieces: &BTreeSet<i64>) -> rusqlite::Result<()> {
    for piece in pieces {
        let wanted = Piece::of(db, *piece)?;
        let mut written = stored(db, *piece)?;
        for ((name, value), bytes) in &wanted.rows {
            match written.remove(&(name.to_string(), value.clone())) {
                Some((_, there)) if there == *bytes => {}
                Some((id, _)) => {
                    db.prepare_cached("UPDATE facets SET claims = ?2 WHERE id = ?1")?
                        .execute(params![id, bytes])?;
                }
                None => {
                    let sql =
                        "INSERT INTO facets (piece, name, value, claims) VALUES (?1, ?2, ?3, ?4)";
                    db.prepare_cached(sql)?.execute(params![piece, name, value, bytes])?;
                }
            }
        }
        for (id, _) in written.into_values() {
            db.prepare_cached("DELETE FROM facets WHERE id = ?1")?.execute([id])?;
        }
    }
    Ok(())
}

/// Writes down in which events claims are now, where nothing else of them changed: `events` are those that came up
/// or hold other reports than they did. The pieces `but` are made again anyway.
///
/// A new article moves a few claims of many pieces, and making a piece again looks up the events of thousands.
pub(crate) fn move_claims<'e>(
    db: &Connection,
    events: impl IntoIterator<Item = &'e String>,
    but: &BTreeSet<i64>,
) -> rusqlite::Result<()> {
    let mut moved: BTreeMap<i64, Vec<Moved>> = BTreeMap::new();
    let sql = "SELECT c.id, r.n, e.first_day FROM reports r JOIN claims c ON c.key = r.claim
               JOIN events e ON e.id = r.event WHERE r.event = ?1 ORDER BY r.n";
    let mut query = db.prepare_cached(sql)?;
    for event in events {
        let mut rows = query.query([event])?;
        let mut head = 0;
        while let Some(row) = rows.next()? {
            let claim: i64 = row.get(0)?;
            let is_head = row.get::<_, i64>(1)? == 0;
            if is_head {
                head = u32::try_from(claim).unwrap_or_default();
            }
            let day = row.get_ref(2)?.as_str().ok().filter(|_| is_head);
            let piece = piece_of(claim);
            if !but.contains(&piece)
                && let Ok(at) = usize::try_from(claim - numbers(piece)[0])
            {
                moved.entry(piece).or_default().push(Moved { at, head, day: day_number(day) });
            }
        }
    }
    for (piece, moved) in moved {
        rewrite(db, piece, Column::Event, moved.iter().map(|to| (to.at, to.head.to_le_bytes())))?;
        rewrite(db, piece, Column::Day, moved.iter().map(|to| (to.at, to.day.to_le_bytes())))?;
    }
    Ok(())
}

/// A claim of a piece that is of another event now, or the first of one of another day.
struct Moved {
    at: usize,
    head: u32,
    day: i32,
}

/// Puts some numbers of a column in the place of others.
fn rewrite(
    db: &Connection,
    piece: i64,
    column: Column,
    numbers: impl Iterator<Item = (usize, [u8; 4])>,
) -> rusqlite::Result<()> {
    let sql = "SELECT id, claims FROM facets WHERE piece = ?1 AND name = ?2 AND value = ''";
    let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let found = db.prepare_cached(sql)?.query_row(params![piece, column.as_str()], row);
    // Whatever is not there has no claim of an event.
    let Some((id, mut bytes)): Option<(i64, Vec<u8>)> = found.optional()? else { return Ok(()) };
    let mut is_other = false;
    for (at, number) in numbers {
        if let Some(there) = bytes.as_chunks_mut::<4>().0.get_mut(at) {
            is_other |= *there != number;
            *there = number;
        }
    }
    if is_other {
        let sql = "UPDATE facets SET claims = ?2 WHERE id = ?1";
        db.prepare_cached(sql)?.execute(params![id, bytes])?;
    }
    Ok(())
}

/// Makes all pieces again.
pub(crate) fn make_all(db: &Connection) -> rusqlite::Result<()> {
    make(db, &all_pieces(db)?)
}

/// Pieces that are not what their rows give.
pub(crate) fn wrong(db: &Connection) -> rusqlite::Result<Vec<i64>> {
    let mut found = Vec::new();
    for piece in all_pieces(db)? {
        let wanted = Piece::of(db, piece)?.rows.into_iter();
        let wanted: BTreeMap<_, _> =
            wanted.map(|((name, value), bytes)| ((name.to_owned(), value), bytes)).collect();
        let written: BTreeMap<_, _> =
            stored(db, piece)?.into_iter().map(|(name, (_, bytes))| (name, bytes)).collect();
        if wanted != written {
            found.push(piece);
        }
    }
    Ok(found)
}

type Stored = BTreeMap<(String, String), (i64, Vec<u8>)>;

fn stored(db: &Connection, piece: i64) -> rusqlite::Result<Stored> {
    let mut query =
        db.prepare_cached("SELECT name, value, id, claims FROM facets WHERE piece = ?1")?;
    query
        .query_map([piece], |row| Ok(((row.get(0)?, row.get(1)?), (row.get(2)?, row.get(3)?))))?
        .collect()
}

/// The facets of a database, to be asked.
pub(crate) struct Facets<'d> {
    db: &'d Connection,
}

impl<'d> Facets<'d> {
    pub(crate) fn new(db: &'d Connection) -> Self {
        Self { db }
    }

    /// The number behind the last piece.
    pub(crate) fn n_pieces(&self) -> rusqlite::Result<i64> {
        let sql = "SELECT coalesce(max(piece) + 1, 0) FROM facets";
        self.db.query_row(sql, [], |row| row.get(0))
    }

    /// The claims of a piece that have one of the values; with no value, any.
    pub(crate) fn having(
        &self,
        piece: i64,
        name: &str,
        values: &[String],
    ) -> rusqlite::Result<Mask> {
        let mut found = Mask::none();
        if values.is_empty() {
            let sql = "SELECT claims FROM facets WHERE piece = ?1 AND name = ?2";
            let mut query = self.db.prepare_cached(sql)?;
            let mut rows = query.query(params![piece, name])?;
            while let Some(row) = rows.next()? {
                found.or(&Mask::read(row.get_ref(0)?.as_blob()?));
            }
        }
        for value in values {
            found.or(&self.row(piece, name, value, Mask::read)?.unwrap_or_else(Mask::none));
        }
        Ok(found)
    }

    /// The claims of a piece that name somebody in a role. Where a name has no row, few claims have it, or
    /// an older griot left the facets: the table of names tells either.
    pub(crate) fn naming(
        &self,
        piece: i64,
        role: &str,
        names: &[String],
    ) -> rusqlite::Result<Mask> {
        let mut found = Mask::none();
        let [from, to] = numbers(piece);
        let mut query = self.db.prepare_cached(
            "SELECT claim FROM names WHERE role = ?1 AND name = ?2 AND claim >= ?3 AND claim < ?4",
        )?;
        for name in names {
            if let Some(shared) = self.row(piece, role, name, Mask::read)? {
                found.or(&shared);
                continue;
            }
            let mut rows = query.query(params![role, name, from, to])?;
            while let Some(row) = rows.next()? {
                found.put(usize::try_from(row.get::<_, i64>(0)? - from).unwrap_or(CLAIMS));
            }
        }
        Ok(found)
    }

    /// A column of whole numbers; empty where the piece has no claim of an event.
    pub(crate) fn unsigned(&self, piece: i64, column: Column) -> rusqlite::Result<Vec<u32>> {
        let read = |bytes: &[u8]| {
            bytes.as_chunks::<4>().0.iter().map(|one| u32::from_le_bytes(*one)).collect()
        };
        Ok(self.row(piece, column.as_str(), "", read)?.unwrap_or_default())
    }

    /// A column of days.
    pub(crate) fn days(&self, piece: i64, column: Column) -> rusqlite::Result<Vec<i32>> {
        let read = |bytes: &[u8]| {
            bytes.as_chunks::<4>().0.iter().map(|one| i32::from_le_bytes(*one)).collect()
        };
        Ok(self.row(piece, column.as_str(), "", read)?.unwrap_or_default())
    }

    /// A column of degrees.
    pub(crate) fn degrees(&self, piece: i64, column: Column) -> rusqlite::Result<Vec<f64>> {
        let read = |bytes: &[u8]| {
            bytes.as_chunks::<8>().0.iter().map(|one| f64::from_le_bytes(*one)).collect()
        };
        Ok(self.row(piece, column.as_str(), "", read)?.unwrap_or_default())
    }

    fn row<T>(
        &self,
        piece: i64,
        name: &str,
        value: &str,
        read: impl Fn(&[u8]) -> T,
    ) -> rusqlite::Result<Option<T>> {
        let sql = "SELECT claims FROM facets WHERE piece = ?1 AND name = ?2 AND value = ?3";
        self.db
            .prepare_cached(sql)?
            .query_row(params![piece, name, value], |row| Ok(read(row.get_ref(0)?.as_blob()?)))
            .optional()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_and_many_claims_are_read_as_they_were_kept() {
        for n in [0, 1, LONGEST_LIST, LONGEST_LIST + 1, CLAIMS] {
            let mut mask = Mask::none();
            (0..n).for_each(|at| mask.put(at * 7 % CLAIMS));
            assert_eq!(mask.places().count(), n);
            assert_eq!(Mask::read(&mask.bytes()), mask);
            assert!(mask.bytes().len() <= CLAIMS / 8);
        }
    }

    #[test]
    fn masks_are_joined_and_cut() {
        let of = |list: &[usize]| {
            let mut mask = Mask::none();
            for at in list {
                mask.put(*at);
            }
            mask
        };
        let mut mask = of(&[1, 64, 4_095]);
        mask.or(&of(&[2]));
        mask.and(&of(&[1, 2, 4_095]));
        mask.retain(|at| at != 2);
        assert_eq!(mask.places().collect::<Vec<_>>(), [1, 4_095]);
    }

    #[test]
    fn what_is_no_day_is_none() {
        assert_eq!(day_number(Some("1970-01-02")), 1);
        assert_eq!(day_number(Some("9999-99-99")), NO_DAY);
        assert_eq!(day_number(None), NO_DAY);
    }
}
