//! How well two accounts agree: every slot, with what it weighs.
//!
//! Takes two prepared accounts; gives a [`Comparison`]: the agreement of each slot that both fill,
//! the sum of their scores, and a veto when they cannot be one event. A slot that one of them
//! leaves open scores nothing, so the unknown never makes two accounts one. Scores are in the unit
//! of a logarithm of odds, set by hand: [`JOIN`] is where two accounts are taken for one event,
//! [`DOUBT`] where a person should look. The order of the two does not show.

use std::fmt;

use jiff::civil::Date;

use super::account::{Account, Figure, Party, Where};
use super::words::{containment, each_word, number, spelling};
use crate::gazetteer::fold;
use crate::lexicon::registry::{ActorIdx, Registry};
use crate::model::{EventType, Family, Outcome, PlacePrecision};

/// The least score at which two accounts are one event.
pub(crate) const JOIN: f64 = 4.0;

/// The least score at which somebody should look whether they are.
pub(crate) const DOUBT: f64 = 2.5;

/// The least score of any two accounts of one event: no event holds a pair that speaks for nothing.
pub(crate) const FLOOR: f64 = 1.0;

/// The days before its publication in which an undated event may lie.
const UNDATED_DAYS: i32 = 7;

/// Intervals further apart than this are never one event, in days.
pub(crate) const FARTHEST_DAYS: i32 = 3;

/// A slot of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot {
    /// What happened.
    Type,
    /// When.
    Date,
    /// Where.
    Place,
    /// Who did it.
    Initiators,
    /// To whom.
    Targets,
    /// How many.
    Tolls,
    /// The words of the evidence.
    Words,
    /// Two accounts of one article are two events.
    Article,
    /// Somebody decided.
    Decision,
}

impl Slot {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Date => "date",
            Self::Place => "place",
            Self::Initiators => "initiators",
            Self::Targets => "targets",
            Self::Tolls => "tolls",
            Self::Words => "words",
            Self::Article => "article",
            Self::Decision => "decision",
        }
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How two accounts agree in one slot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Agreement {
    /// Which.
    pub slot: Slot,
    /// What was found: a clause for a person.
    pub agreement: &'static str,
    /// What it weighs; negative when it speaks against one event.
    pub score: f64,
}

/// How two accounts agree.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Every slot that says something.
    pub slots: Vec<Agreement>,
    /// The sum, held below the score of a join when time or place do not agree.
    pub score: f64,
    /// The slot for which they cannot be one event.
    pub veto: Option<Slot>,
}

impl Comparison {
    /// Two that cannot be one.
    pub(crate) fn never(slot: Slot, agreement: &'static str) -> Self {
        let slots = vec![Agreement { slot, agreement, score: f64::NEG_INFINITY }];
        Self { slots, score: f64::NEG_INFINITY, veto: Some(slot) }
    }

    /// The score of a slot; 0 when it says nothing.
    fn of(&self, slot: Slot) -> f64 {
        self.slots.iter().filter(|found| found.slot == slot).map(|found| found.score).sum()
    }
}

/// An account with what comparing asks of it again and again.
#[derive(Clone, Debug)]
pub(crate) struct Prepared {
    pub(crate) account: Account,
    /// First and last day of the event, as days since 1970; of its publication and the days before
    /// when it is undated; nothing when that is unknown too.
    pub(crate) days: Option<(i32, i32)>,
    is_dated: bool,
    place: Option<PreparedPlace>,
    initiators: Vec<PreparedParty>,
    targets: Vec<PreparedParty>,
    /// Stems of the evidence, sorted.
    stems: Vec<u32>,
}

#[derive(Clone, Debug)]
struct PreparedPlace {
    folded: String,
    /// Folded names of the units in which it lies.
    admin: Vec<String>,
}

#[derive(Clone, Debug)]
struct PreparedParty {
    actor: Option<ActorIdx>,
    is_armed: bool,
    /// Sorted.
    stems: Vec<u32>,
}

/// Words shorter than this say little, and stems are this long: `terroristes` and `terrorists` meet.
const SHORTEST_WORD: usize = 4;
const STEM: usize = 5;

pub(super) fn stems(text: &str) -> Vec<u32> {
    let mut found = Vec::new();
    each_word(text, |word| {
        if word.chars().count() >= SHORTEST_WORD || word.bytes().all(|b| b.is_ascii_digit()) {
            let end = word.char_indices().nth(STEM).map_or(word.len(), |(at, _)| at);
            found.push(number(word.get(..end).unwrap_or(word).as_bytes()) as u32);
        }
    });
    found.sort_unstable();
    found.dedup();
    found
}

pub(super) fn day_number(date: Date) -> i32 {
    (date - Date::constant(1970, 1, 1)).get_days()
}

impl Prepared {
    pub(crate) fn new(account: Account, registry: &Registry) -> Self {
        let dated = account.date.map(|date| (day_number(date.from), day_number(date.to)));
        let published = account.published.map(day_number);
        let party = |party: &Party| {
            let known = party.id.as_deref().and_then(|id| registry.by_id(id));
            let actor = known.or_else(|| registry.by_name(&party.name));
            let is_armed =
                actor.and_then(|idx| registry.actor(idx)).is_some_and(|a| a.kind.is_armed());
            PreparedParty { actor, is_armed, stems: stems(&party.name) }
        };
        let place = account.place.as_ref().map(|place| PreparedPlace {
            folded: fold(&place.name),
            admin: place.admin.iter().map(|name| fold(name)).collect(),
        });
        Self {
            days: dated.or_else(|| published.map(|day| (day - UNDATED_DAYS, day))),
            is_dated: dated.is_some(),
            place,
            initiators: account.initiators.iter().map(party).collect(),
            targets: account.targets.iter().map(party).collect(),
            stems: stems(&account.evidence),
            account,
        }
    }

    /// Whether the two are worth a comparison: near in time, not of one article, not of two
    /// countries, of types that may be one. A pair for which this is false is never one event.
    pub(crate) fn may_be(&self, other: &Self) -> bool {
        let (Some(a), Some(b)) = (self.days, other.days) else { return false };
        let countries = (self.account.country.as_deref(), other.account.country.as_deref());
        gap(a, b) <= FARTHEST_DAYS
            && self.account.article != other.account.article
            && !matches!(countries, (Some(a), Some(b)) if a != b)
            && types(self.account.event_type, other.account.event_type).is_some()
    }
}

/// Days between two intervals; 0 when they share one or meet.
fn gap(a: (i32, i32), b: (i32, i32)) -> i32 {
    (a.0 - b.1).max(b.0 - a.1).max(0)
}

/// Compares two accounts.
pub(crate) fn compare(a: &Prepared, b: &Prepared, registry: &Registry) -> Comparison {
    if a.account.article == b.account.article {
        return Comparison::never(Slot::Article, "of one article, which tells them apart");
    }
    let mut found = Comparison { slots: Vec::with_capacity(7), score: 0.0, veto: None };
    let Some(by_type) = types(a.account.event_type, b.account.event_type) else {
        return Comparison::never(Slot::Type, "types that are never one event");
    };
    let mut say = |slot: Slot, verdict: Option<(&'static str, f64)>| {
        if let Some((agreement, score)) = verdict {
            found.slots.push(Agreement { slot, agreement, score });
        }
    };
    say(Slot::Type, Some(by_type));
    let Some(by_date) = dates(a, b) else {
        return Comparison::never(Slot::Date, "days too far apart");
    };
    say(Slot::Date, Some(by_date));
    match places(a, b) {
        Ok(by_place) => say(Slot::Place, by_place),
        Err(why) => return Comparison::never(Slot::Place, why),
    }
    say(Slot::Initiators, parties(&a.initiators, &b.initiators, registry));
    say(Slot::Targets, parties(&a.targets, &b.targets, registry));
    say(Slot::Tolls, tolls(&a.account.tolls, &b.account.tolls));
    say(Slot::Words, words(&a.stems, &b.stems));

    let sum: f64 = found.slots.iter().map(|slot| slot.score).sum();
    // What makes two accounts one is that they tell of one time and one place, or in the same words.
    let in_words = found.of(Slot::Words) >= SAME_WORDS;
    let in_time = a.is_dated && b.is_dated && found.of(Slot::Date) > 0.0;
    let in_place = found.of(Slot::Place) >= 1.0;
    let is_elsewhere = found.of(Slot::Place) < 0.0;
    let anchored = in_time && (in_place || in_words && !is_elsewhere) || in_place && in_words;
    found.score = if anchored { sum } else { sum.min(JOIN - 0.01) };
    found
}

/// Events that a country has one of at a time, so that the country tells where.
fn is_national(event_type: EventType) -> bool {
    matches!(event_type, EventType::Coup | EventType::Sanction)
}

/// Whether two types may be one event, and what that weighs. What one article calls a clash another
/// calls an attack; a departure and the handover that follows are two.
fn types(a: EventType, b: EventType) -> Option<(&'static str, f64)> {
    use EventType as E;
    if a == b {
        let score = match a {
            E::Coup => 2.2,
            E::Sanction => 1.5,
            E::TransferOfBase | E::Withdrawal => 1.3,
            E::OtherStrategic => 0.3,
            _ => 1.0,
        };
        return Some(("same type", score));
    }
    let pair = |x, y| (a == x && b == y) || (a == y && b == x);
    let clash = |t: E| t.family() == Family::Battle;
    let violent = |t: E| {
        matches!(t.family(), Family::Battle | Family::Remote | Family::Civilians)
            || t == E::MobViolence
    };
    if pair(E::ArmedClash, E::Attack) || clash(a) && clash(b) {
        Some(("types that are often one event", 0.5))
    } else if a.family() == b.family() && a.family() != Family::Strategic {
        Some(("same family of types", 0.0))
    } else if violent(a) && violent(b) {
        Some(("both are violence", -0.7))
    } else if violent(a) && b == E::LootingDestruction || violent(b) && a == E::LootingDestruction {
        Some(("destruction and violence", -0.7))
    } else if pair(E::Coup, E::OtherStrategic) || pair(E::Agreement, E::OtherStrategic) {
        Some(("types that may be one event", -1.0))
    } else {
        None
    }
}

/// How two times agree; nothing when they cannot be one.
fn dates(a: &Prepared, b: &Prepared) -> Option<(&'static str, f64)> {
    let (Some(x), Some(y)) = (a.days, b.days) else { return Some(("no day", 0.0)) };
    let apart = gap(x, y);
    if !a.is_dated || !b.is_dated {
        return (apart <= FARTHEST_DAYS).then_some(("one is undated", 0.0));
    }
    let longest = (x.1 - x.0 + 1).max(y.1 - y.0 + 1);
    match (longest, apart) {
        (..=3, 0) if x == y => Some(("same day", 2.0)),
        (..=3, 0) => Some(("days overlap", 1.7)),
        // Articles differ by a day about nights and about what they were told late; but places that
        // are shelled today were shelled yesterday. Only what does not happen twice is one event.
        (..=3, 1) if happens_once(&a.account) && happens_once(&b.account) => {
            Some(("a day apart, and of a kind that does not happen every day", 0.2))
        }
        (..=3, 1) => Some(("a day apart", -1.5)),
        (..=3, 2) => Some(("two days apart", -2.0)),
        (..=3, 3) => Some(("three days apart", -2.5)),
        (..=10, 0) => Some(("within some days", 1.2)),
        (..=10, 1) => Some(("within some days, a day apart", -0.5)),
        (..=31, 0) => Some(("within a month", 0.5)),
        (..=92, 0) => Some(("within a season", -0.3)),
        (_, 0) => Some(("within a year or more", -1.0)),
        _ => None,
    }
}

/// Whether an event is of a kind that one place does not see on two days in a row: a place that
/// changes hands, a coup, a raid with many dead. Bombardments do come day after day.
fn happens_once(account: &Account) -> bool {
    const MANY: u64 = 10;
    let changes_hands = matches!(
        account.event_type,
        EventType::GovernmentRegainsTerritory
            | EventType::NonStateOvertakesTerritory
            | EventType::Coup
            | EventType::TransferOfBase
            | EventType::SuicideBomb
    );
    let has_many_dead = account
        .tolls
        .iter()
        .any(|toll| toll.outcome == Outcome::Killed && toll.low.is_some_and(|low| low >= MANY));
    let is_raid =
        matches!(account.event_type.family(), Family::Civilians | Family::Battle) && has_many_dead;
    changes_hands || is_raid
}

/// Whether a place is an area rather than a point.
fn is_area(place: &Where) -> bool {
    matches!(place.precision, PlacePrecision::Centroid | PlacePrecision::Region)
}

/// How two places agree; an error says why they cannot be one.
fn places(a: &Prepared, b: &Prepared) -> Result<Option<(&'static str, f64)>, &'static str> {
    let (x, y) = (a.account.country.as_deref(), b.account.country.as_deref());
    if matches!((x, y), (Some(x), Some(y)) if x != y) {
        return Err("two countries");
    }
    let national =
        is_national(a.account.event_type) && a.account.event_type == b.account.event_type;
    let one_country = x.is_some() && x == y;
    let both = a.account.place.as_ref().zip(b.account.place.as_ref());
    let folded = a.place.as_ref().zip(b.place.as_ref());
    let (Some((place_a, place_b)), Some((fold_a, fold_b))) = (both, folded) else {
        return Ok((national && one_country).then_some(("same country", 1.8)));
    };
    let same_name = fold_a.folded == fold_b.folded && !fold_a.folded.is_empty();
    let near_name = same_name || is_near_name(&place_a.name, &place_b.name, fold_a, fold_b);
    let distance = place_a.lat_lon.zip(place_b.lat_lon).map(|(a, b)| kilometres(a, b));
    if is_area(place_a) || is_area(place_b) {
        let within =
            |inner: &PreparedPlace, outer: &PreparedPlace| inner.admin.contains(&outer.folded);
        return Ok(Some(match distance {
            _ if national && one_country => ("same country", 1.8),
            _ if same_name => ("same area", 0.8),
            _ if within(fold_a, fold_b) || within(fold_b, fold_a) => ("one lies in the other", 0.5),
            Some(far) if far > 400.0 => ("far apart", -1.5),
            Some(_) => ("an area and another place", -0.4),
            None => ("an area and another place", -0.7),
        }));
    }
    Ok(Some(match distance {
        Some(..40.0) if same_name => ("same place", 2.5),
        Some(..2.0) => ("same point", 2.3),
        Some(..15.0) if near_name => ("near, and spelt alike", 2.2),
        Some(..10.0) => ("other names within 10 km", 0.5),
        Some(..25.0) => ("other names within 25 km", -0.2),
        Some(..60.0) => ("other names within 60 km", -1.2),
        // Of two places of one name the wrong one may have been found.
        Some(_) if same_name => ("two places of one name", -0.3),
        Some(..120.0) => ("within 120 km", -2.0),
        Some(_) => return Err("places far apart"),
        None if same_name => ("same name", 2.3),
        None if near_name && one_country => ("spelt alike", 2.0),
        None if fold_a.admin.contains(&fold_b.folded) || fold_b.admin.contains(&fold_a.folded) => {
            ("one lies in the other", 0.5)
        }
        None => ("other names", -1.2),
    }))
}

/// The least likeness of two spellings of one place.
const SPELT_ALIKE: f64 = 0.74;

/// Whether two names of places may be one name: spelt alike, or one with more words around it.
fn is_near_name(a: &str, b: &str, fold_a: &PreparedPlace, fold_b: &PreparedPlace) -> bool {
    const SHORTEST: usize = 5;
    let (short, long) = if fold_a.folded.len() <= fold_b.folded.len() {
        (&fold_a.folded, &fold_b.folded)
    } else {
        (&fold_b.folded, &fold_a.folded)
    };
    short.len() >= SHORTEST && (long.contains(short.as_str()) || spelling(a, b) >= SPELT_ALIKE)
}

/// The distance of two points on a sphere, in kilometres.
pub(super) fn kilometres(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (north, east) = ((b.0 - a.0).to_radians() / 2.0, (b.1 - a.1).to_radians() / 2.0);
    let (from, to) = (a.0.to_radians().cos(), b.0.to_radians().cos());
    let chord = north.sin().powi(2) + from * to * east.sin().powi(2);
    2.0 * 6371.0 * chord.clamp(0.0, 1.0).sqrt().asin()
}

/// How two lists of parties agree; nothing when one is empty or neither side says more.
fn parties(
    a: &[PreparedParty],
    b: &[PreparedParty],
    registry: &Registry,
) -> Option<(&'static str, f64)> {
    let mut best: Option<(&'static str, f64)> = None;
    let mut strangers = !a.is_empty() && !b.is_empty();
    for x in a {
        for y in b {
            let found = match (x.actor, y.actor) {
                (Some(i), Some(j)) if registry.same(i, j) => Some(("same actor", 1.0)),
                (Some(i), Some(j)) if registry.related(i, j) => Some(("part of one actor", 0.8)),
                (Some(i), Some(j)) if registry.allied(i, j) => Some(("allies", 0.4)),
                _ if containment(&x.stems, &y.stems).0 >= 0.5 => Some(("same words", 0.7)),
                _ => None,
            };
            strangers &= found.is_none() && x.actor.is_some() && y.actor.is_some();
            strangers &= x.is_armed && y.is_armed;
            if found.is_some_and(|(_, score)| best.is_none_or(|(_, best)| score > best)) {
                best = found;
            }
        }
    }
    best.or(strangers.then_some(("other armed actors", -1.5)))
}

/// How the figures of two accounts agree.
fn tolls(a: &[Figure], b: &[Figure]) -> Option<(&'static str, f64)> {
    let mut sum = 0.0;
    let mut said: Option<(&'static str, f64)> = None;
    for outcome in Outcome::ALL {
        let of = |list: &[Figure]| -> Vec<(u64, u64)> {
            let list = list.iter().filter(|figure| figure.outcome == *outcome);
            list.filter_map(|f| Some((f.low.or(f.high)?, f.high.unwrap_or(u64::MAX)))).collect()
        };
        let (xs, ys) = (of(a), of(b));
        let pairs = xs.iter().flat_map(|x| ys.iter().map(move |y| figures(*x, *y)));
        let Some(best) = pairs.max_by(|a, b| a.1.total_cmp(&b.1)) else { continue };
        // Deaths are counted best; other outcomes say less.
        let weight = if *outcome == Outcome::Killed { 1.0 } else { 0.6 };
        let mut score = best.1 * weight;
        if *outcome == Outcome::Killed && are_both_large(&xs, &ys) {
            score += 0.8;
        }
        sum += score;
        if said.is_none_or(|(_, most)| score.abs() > most) {
            said = Some((best.0, score.abs()));
        }
    }
    said.map(|(what, _)| (what, sum.clamp(-1.2, 2.0)))
}

/// Two of many dead in one place, on the same days, are seldom two: such events are rare.
fn are_both_large(a: &[(u64, u64)], b: &[(u64, u64)]) -> bool {
    let most = |list: &[(u64, u64)]| list.iter().map(|(low, _)| *low).max().unwrap_or(0);
    let (x, y) = (most(a), most(b));
    x.min(y) >= 10 && x.max(y) as f64 <= 2.5 * x.min(y) as f64
}

/// How two figures agree, each from its lower to its upper bound.
fn figures(a: (u64, u64), b: (u64, u64)) -> (&'static str, f64) {
    if a == b {
        return match a.0 {
            20.. => ("same figure", 1.2),
            5.. => ("same figure", 0.9),
            2.. => ("same figure", 0.5),
            _ => ("same figure", 0.3),
        };
    }
    let factor = a.0.max(b.0).max(1) as f64 / a.0.min(b.0).max(1) as f64;
    if a.0 <= b.1 && b.0 <= a.1 {
        return if factor <= 2.0 { ("figures overlap", 0.4) } else { ("figures may overlap", 0.1) };
    }
    match factor {
        ..=1.5 => ("figures are near", 0.2),
        ..=3.0 => ("figures differ", -0.2),
        _ => ("figures differ widely", -0.8),
    }
}

/// What the same words weigh.
const SAME_WORDS: f64 = 1.5;

/// How the words of the evidence agree; nothing when they are too few.
fn words(a: &[u32], b: &[u32]) -> Option<(&'static str, f64)> {
    let (share, n) = containment(a, b);
    match share {
        0.75.. if n >= 6 => Some(("same words", SAME_WORDS)),
        0.5.. if n >= 5 => Some(("half of the words", 0.8)),
        0.3.. if n >= 3 => Some(("some of the words", 0.3)),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
