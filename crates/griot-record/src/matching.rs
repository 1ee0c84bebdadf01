//! Which events meet a filter: worked out on facets, before any event is read.
//!
//! Takes a [`Filter`]; gives the events of which some report meets it, as the numbers of their first
//! claims, so that they can be counted and sorted at once. What people corrected is looked for as it
//! was corrected, in the rows of those few events. Rejected events are left out unless they are asked
//! for.

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use rusqlite::{OptionalExtension as _, params_from_iter};

use crate::ask::{DEGREE_KM, Filter, Found, Said};
use crate::error::Result;
use crate::facets::{CLAIMS, Column, Facets, Mask, NO_DAY, day_number, day_of, numbers};
use crate::record::Record;
use crate::schema::kilometres;
use crate::wanted::Misasked;
use crate::withheld::{Field, Partly};

/// Which claims are there, by number.
struct Heads(Vec<Mask>);

impl Heads {
    fn piece(&mut self, claim: usize) -> Option<(&mut Mask, usize)> {
        self.0.get_mut(claim / CLAIMS).map(|mask| (mask, claim % CLAIMS))
    }

    fn put(&mut self, claim: usize) {
        if let Some((mask, at)) = self.piece(claim) {
            mask.put(at);
        }
    }

    fn take(&mut self, claim: usize) {
        if let Some((mask, at)) = self.piece(claim) {
            mask.retain(|other| other != at);
        }
    }
}

/// What was decided about an event, as filters see it.
struct Reviewed {
    event: String,
    head: usize,
    state: String,
    is_corrected: bool,
    first_day: Option<String>,
}

/// An event that meets a filter: its first day (none is the least) and its first claim.
pub(crate) type Dated = (i32, usize);

/// A place in the order of events (the latest first, among equals by id): behind it a page begins. It holds
/// whatever becomes of the event that stood there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub(crate) day: i32,
    pub(crate) id: String,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", day_of(self.day).unwrap_or_default(), self.id)
    }
}

impl FromStr for Cursor {
    type Err = Misasked;

    fn from_str(text: &str) -> std::result::Result<Self, Misasked> {
        let parse = || {
            let (day, id) = text.split_once('_')?;
            let day = match day {
                "" => NO_DAY,
                day => day_number(Some(&day.parse::<Date>().ok()?.to_string())),
            };
            Some(Self { day, id: id.to_owned() })
        };
        parse().ok_or_else(|| Misasked {
            field: "after",
            value: text.to_owned(),
            reason: ": expected what an answer gave in `next`".to_owned(),
        })
    }
}

/// A page of the events that meet a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventPage {
    /// Their ids, the latest first and among equals by id.
    pub ids: Vec<String>,
    /// How many stand on the pages before.
    pub before: usize,
    /// How many there are in all.
    pub total: usize,
    /// The [`Cursor`] of the page that follows.
    pub next: Option<String>,
}

impl Record {
    /// The events that meet a filter, each once, in the order of their first claims. With `tolls`,
    /// only those with a toll.
    pub(crate) fn matching(&self, filter: &Filter, tolls: bool) -> Result<Vec<Dated>> {
        let words = match &filter.text {
            Some(text) => Some(self.words()?.matching(text)?.into_iter().collect::<Articles>()),
            None => None,
        };
        let partly = self.partly().map_err(|error| self.fault(error))?;
        let mut heads = self
            .of_reports(filter, tolls, words.as_ref(), &partly)
            .map_err(|error| self.fault(error))?;
        let reviewed = self.reviewed().map_err(|error| self.fault(error))?;
        let unasked: HashSet<&str> = (partly.values())
            .filter(|one| one.veiled.is_asked(filter, tolls))
            .map(|one| one.event.as_str())
            .collect();
        let corrected = reviewed.iter().any(|one| one.is_corrected);
        let as_corrected =
            if corrected { self.as_corrected(filter, tolls)? } else { HashSet::new() };
        let asked = |state: &str| filter.reviews.iter().any(|one| one == state);
        for one in &reviewed {
            if one.is_corrected {
                if as_corrected.contains(&one.event) && !unasked.contains(one.event.as_str()) {
                    heads.put(one.head);
                } else {
                    heads.take(one.head);
                }
            }
            let is_wanted =
                if filter.reviews.is_empty() { one.state != "rejected" } else { asked(&one.state) };
            if !is_wanted {
                heads.take(one.head);
            }
        }
        if !filter.reviews.is_empty() && !asked("unreviewed") {
            // What nobody has said anything of has no row.
            let known: HashSet<usize> = reviewed.iter().map(|one| one.head).collect();
            for (piece, mask) in heads.0.iter_mut().enumerate() {
                mask.retain(|at| known.contains(&(piece * CLAIMS + at)));
            }
        }
        let mut days: BTreeMap<usize, i32> = reviewed
            .iter()
            .filter_map(|one| Some((one.head, day_number(Some(one.first_day.as_deref()?)))))
            .collect();
        // Nor does the order tell a day that is withheld.
        let undated = partly.values().filter(|one| one.veiled.fields.contains(&Field::Date));
        days.extend(undated.map(|one| (one.head, NO_DAY)));
        self.dated_heads(&heads, &days).map_err(|error| self.fault(error))
    }

    /// The ids of the latest events of some that were found, and how many there are.
    pub(crate) fn latest(
        &self,
        mut found: Vec<Dated>,
        most: Option<usize>,
    ) -> Result<Found<(String, i32)>> {
        let total = found.len() as u64;
        let most = most.unwrap_or(usize::MAX);
        if most == 0 {
            return Ok(Found { rows: Vec::new(), total });
        }
        if most < found.len() {
            // All of the last day that is shown: among equals the ids decide.
            found.select_nth_unstable_by(most - 1, |a, b| b.0.cmp(&a.0));
            let last = found.get(most - 1).map_or(NO_DAY, |(day, _)| *day);
            found.retain(|(day, _)| *day >= last);
        }
        // The first claim of an event that is seen may itself be withheld.
        let all = self.whole();
        let sql = format!(
            "SELECT r.event FROM {all}claims c JOIN {all}reports r ON r.claim = c.key WHERE c.id = ?1"
        );
        let mut query = self.db.prepare_cached(&sql).map_err(|error| self.fault(error))?;
        let mut rows = Vec::with_capacity(found.len());
        for (day, head) in found {
            let id = query.query_row([head as i64], |row| row.get(0)).optional();
            rows.extend(id.map_err(|error| self.fault(error))?.map(|id| (id, day)));
        }
        rows.sort_unstable_by(|a: &(String, i32), b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        rows.truncate(most);
        Ok(Found { rows, total })
    }

    /// The ids of a page of events that were found, behind a place in their order. Only days that the page
    /// shows are put in order.
    pub(crate) fn page_behind(
        &self,
        mut found: Vec<Dated>,
        after: Option<&Cursor>,
        most: usize,
    ) -> Result<EventPage> {
        let total = found.len();
        let mut page = Vec::new();
        let mut before = 0;
        if let Some(Cursor { day, id }) = after {
            found.retain(|(one, _)| one <= day);
            before = total - found.len();
            let (same, rest): (Vec<Dated>, Vec<Dated>) =
                found.into_iter().partition(|(one, _)| one == day);
            let same = self.latest(same, None)?.rows;
            let n_seen = same.iter().filter(|(one, _)| one <= id).count();
            before += n_seen;
            page.extend(same.into_iter().skip(n_seen).take(most));
            found = rest;
        }
        let left = most - page.len();
        page.extend(self.latest(found, Some(left))?.rows);
        let has_next = before + page.len() < total;
        let last = page.last().filter(|_| has_next);
        let next = last.map(|(id, day)| Cursor { day: *day, id: id.clone() }.to_string());
        Ok(EventPage { ids: page.into_iter().map(|(id, _)| id).collect(), before, total, next })
    }

    /// The first claims of the events of which some report meets a filter.
    fn of_reports(
        &self,
        filter: &Filter,
        tolls: bool,
        words: Option<&Articles>,
        partly: &BTreeMap<usize, Partly>,
    ) -> rusqlite::Result<Heads> {
        let facets = Facets::new(&self.db);
        let n = facets.n_pieces()?;
        let hidden = self.hidden()?;
        let mut heads = Heads(vec![Mask::none(); usize::try_from(n).unwrap_or_default()]);
        for piece in 0..n {
            let events = |mask: &Option<Mask>| -> rusqlite::Result<Vec<u32>> {
                if mask.as_ref().is_some_and(Mask::is_empty) {
                    return Ok(Vec::new());
                }
                facets.unsigned(piece, Column::Event)
            };
            let mut mask = meeting(&facets, piece, filter, tolls, words)?;
            if let Some((hidden, last)) = &hidden {
                // What is withheld meets no filter, also where others tell of the same event.
                let article = facets.unsigned(piece, Column::Article)?;
                let first = usize::try_from(numbers(piece)[0]).unwrap_or_default();
                let is_told = |at: usize| {
                    let partly = partly.get(&(first + at));
                    partly.is_some_and(|one| !one.veiled.is_asked(filter, tolls))
                };
                let is_seen = |at: usize| {
                    let id = article.get(at).filter(|id| *id <= last);
                    id.is_some_and(|id| !hidden.contains(id) || is_told(at))
                };
                mask.get_or_insert_with(Mask::all).retain(is_seen);
            }
            let events = events(&mask)?;
            let head = |at: usize| events.get(at).map_or(0, |head| *head as usize);
            match mask {
                Some(mask) => mask.places().map(head).for_each(|head| heads.put(head)),
                // Nothing is asked: of each event its first claim.
                None => {
                    let from = usize::try_from(numbers(piece)[0]).unwrap_or_default();
                    let firsts = (0..events.len()).filter(|at| head(*at) == from + at);
                    firsts.for_each(|at| heads.put(from + at));
                }
            }
        }
        // Claims that are put together in nothing.
        heads.take(0);
        Ok(heads)
    }

    fn dated_heads(
        &self,
        heads: &Heads,
        corrected: &BTreeMap<usize, i32>,
    ) -> rusqlite::Result<Vec<Dated>> {
        let facets = Facets::new(&self.db);
        let mut found = Vec::new();
        for (piece, mask) in heads.0.iter().enumerate().filter(|(_, mask)| !mask.is_empty()) {
            let days = facets.days(piece as i64, Column::Day)?;
            found.extend(mask.places().map(|at| {
                let head = piece * CLAIMS + at;
                let day = days.get(at).copied().unwrap_or(NO_DAY);
                (corrected.get(&head).copied().unwrap_or(day), head)
            }));
        }
        Ok(found)
    }

    fn reviewed(&self) -> rusqlite::Result<Vec<Reviewed>> {
        // A cross join keeps the order of tables. Of one that was empty when statistics were taken
        // SQLite knows nothing, and went through all reports to look for the reviews of each.
        let all = self.whole();
        let sql = format!(
            "SELECT x.event, c.id, x.state, x.is_corrected, x.first_day
             FROM reviews x CROSS JOIN {all}reports r ON r.event = x.event AND r.n = 0
             CROSS JOIN {all}claims c ON c.key = r.claim"
        );
        let mut query = self.db.prepare_cached(&sql)?;
        query
            .query_map([], |row| {
                Ok(Reviewed {
                    event: row.get(0)?,
                    head: usize::try_from(row.get::<_, i64>(1)?).unwrap_or_default(),
                    state: row.get(2)?,
                    is_corrected: row.get(3)?,
                    first_day: row.get(4)?,
                })
            })?
            .collect()
    }

    /// The corrected events that meet a filter as they were corrected.
    fn as_corrected(&self, filter: &Filter, tolls: bool) -> Result<HashSet<String>> {
        let mut wanted = filter.conditions_on(false, Said::Corrected);
        self.add_words(&mut wanted, filter)?;
        wanted.sql.push("c.kind = 'event'".to_owned());
        if tolls {
            wanted.sql.push("c.id IN (SELECT claim FROM tolls)".to_owned());
        }
        let sql = format!(
            "SELECT DISTINCT x.event FROM reviews x CROSS JOIN reports r ON r.event = x.event
             CROSS JOIN {}claims c ON c.key = r.claim WHERE x.is_corrected AND {}",
            self.whole(),
            wanted.sql.join(" AND ")
        );
        let mut query = self.db.prepare(&sql).map_err(|error| self.fault(error))?;
        query
            .query_map(params_from_iter(&wanted.values), |row| row.get(0))
            .and_then(Iterator::collect)
            .map_err(|error| self.fault(error))
    }
}

/// The claims of a piece that meet a filter; nothing when it asks for nothing.
fn meeting(
    facets: &Facets<'_>,
    piece: i64,
    filter: &Filter,
    tolls: bool,
    words: Option<&Articles>,
) -> rusqlite::Result<Option<Mask>> {
    let mut found: Option<Mask> = None;
    let mut cut = |mask: Mask| {
        let left = match found.take() {
            Some(mut old) => {
                old.and(&mask);
                old
            }
            None => mask,
        };
        let is_empty = left.is_empty();
        found = Some(left);
        is_empty
    };
    let lists = [
        ("country", &filter.countries),
        ("type", &filter.types),
        ("certainty", &filter.certainties),
        ("outcome", &filter.outcomes),
    ];
    for (name, values) in lists {
        let is_asked = !values.is_empty() || tolls && name == "outcome";
        if is_asked && cut(facets.having(piece, name, values)?) {
            return Ok(found);
        }
    }
    for (role, asked) in [("actor", &filter.actors), ("source", &filter.sources)] {
        if !asked.is_empty() && cut(facets.naming(piece, role, &crate::ask::folded_too(asked))?) {
            return Ok(found);
        }
    }
    let is_left = |at: usize, bounds: &[i32], keep: &dyn Fn(i32) -> bool| {
        bounds.get(at).is_some_and(|day| *day != NO_DAY && keep(*day))
    };
    let mut narrow = |keep: &mut dyn FnMut(usize) -> bool| {
        let mask = found.get_or_insert_with(Mask::all);
        mask.retain(keep);
    };
    if let Some(since) = &filter.since {
        let (last, since) = (facets.days(piece, Column::Last)?, day_number(Some(since)));
        narrow(&mut |at| is_left(at, &last, &|day| since != NO_DAY && day >= since));
    }
    if let Some(until) = &filter.until {
        let (first, until) = (facets.days(piece, Column::First)?, day_number(Some(until)));
        narrow(&mut |at| is_left(at, &first, &|day| until != NO_DAY && day <= until));
    }
    if let Some(near) = filter.near {
        let lat = facets.degrees(piece, Column::Lat)?;
        let lon = facets.degrees(piece, Column::Lon)?;
        narrow(&mut |at| {
            let point = lat.get(at).copied().zip(lon.get(at).copied());
            // Most points are farther north or south than that, and angles take their time.
            point.is_some_and(|(lat, lon)| {
                (lat - near.lat).abs() * DEGREE_KM <= near.km
                    && kilometres([lat, lon], [near.lat, near.lon]) <= near.km
            })
        });
    }
    if let Some(frame) = filter.within {
        let lat = facets.degrees(piece, Column::Lat)?;
        let lon = facets.degrees(piece, Column::Lon)?;
        narrow(&mut |at| {
            let point = lat.get(at).copied().zip(lon.get(at).copied());
            point.is_some_and(|(lat, lon)| frame.holds(lat, lon))
        });
    }
    if let Some(words) = words {
        let article = facets.unsigned(piece, Column::Article)?;
        narrow(&mut |at| article.get(at).is_some_and(|article| words.has(*article)));
    }
    Ok(found)
}

/// Numbers of articles, a bit each.
struct Articles(Vec<u64>);

impl Articles {
    fn has(&self, article: u32) -> bool {
        let word = self.0.get(article as usize / 64);
        word.is_some_and(|word| word >> (article % 64) & 1 == 1)
    }
}

impl FromIterator<i64> for Articles {
    fn from_iter<T: IntoIterator<Item = i64>>(ids: T) -> Self {
        let mut all = Vec::new();
        for id in ids {
            let Ok(id) = usize::try_from(id) else { continue };
            if all.len() <= id / 64 {
                all.resize(id / 64 + 1, 0);
            }
            if let Some(word) = all.get_mut(id / 64) {
                *word |= 1_u64 << (id % 64);
            }
        }
        Self(all)
    }
}

#[cfg(test)]
mod tests;
