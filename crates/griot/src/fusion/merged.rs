//! What the accounts of one event say together.
//!
//! Takes the accounts of an event, each with its voice; gives one value a slot: the one that most
//! independent voices give and, among equals, the one that was told first. Forty reprints of one
//! dispatch outvote nobody. Parties are all kept: articles name different ones of them, and seldom
//! contradict each other. Tolls are for [`tolls`](super::tolls). Nothing is invented: every value is
//! one that some account gives, and what the others give stays in the accounts.

use std::collections::BTreeSet;

use super::account::{Account, Party, Where};
use crate::gazetteer::fold;
use crate::model::{Certainty, Dates, EventType};

/// One event, as its accounts tell it.
#[derive(Clone, Debug, PartialEq)]
pub struct Merged {
    /// What happened.
    pub event_type: EventType,
    /// When.
    pub date: Option<Dates>,
    /// Where.
    pub place: Option<Where>,
    /// ISO 3166 alpha-2.
    pub country: Option<String>,
    /// Everybody who is said to have done it, those first that most voices name.
    pub initiators: Vec<Party>,
    /// Everybody who is said to have suffered it, in the same order.
    pub targets: Vec<Party>,
    /// Reported when some account reports it; denied only when all deny it.
    pub certainty: Certainty,
}

/// Merges the accounts of an event, the earliest first, each with the name of its voice (see
/// [`independence`](super::independence)). Nothing comes of no account.
pub fn merged(told: &[(&Account, &str)]) -> Option<Merged> {
    let types = told.iter().map(|(account, voice)| (account.event_type, *voice));
    let event_type = most(types, |event_type| *event_type)?;
    let dates = told.iter().filter_map(|(account, voice)| Some((account.date?, *voice)));
    let places = told.iter().filter_map(|(account, voice)| Some((account.place.as_ref()?, *voice)));
    let name = most(places.clone(), |place| fold(&place.name)).map(|place| fold(&place.name));
    // Of those that name this place, the one that knows it best; the earliest among equals.
    let named = places.map(|(place, _)| place).filter(|place| Some(fold(&place.name)) == name);
    let place = named.min_by_key(|place| (place.lat_lon.is_none(), place.precision));
    let countries =
        told.iter().filter_map(|(account, voice)| Some((account.country.as_ref()?, *voice)));
    let is_here = |account: &Account| account.place.as_ref() == place && place.is_some();
    // The country of the place that was taken, before that of other places.
    let of_place = told.iter().filter(|(account, _)| is_here(account));
    let country = of_place
        .clone()
        .find_map(|(account, _)| account.country.clone())
        .or_else(|| most(countries, |country| (*country).clone()).cloned());
    let says = |certainty| told.iter().any(|(account, _)| account.certainty == certainty);
    let certainty = [Certainty::Reported, Certainty::Alleged].into_iter().find(|one| says(*one));
    Some(Merged {
        event_type,
        date: most(dates, |dates| (dates.from, dates.to)),
        place: place.cloned(),
        country,
        initiators: parties(told, |account| &account.initiators),
        targets: parties(told, |account| &account.targets),
        certainty: certainty.unwrap_or(Certainty::Denied),
    })
}

/// The value that most voices give, the first among equals.
fn most<'v, T: Clone, K: PartialEq>(
    values: impl Iterator<Item = (T, &'v str)>,
    key: impl Fn(&T) -> K,
) -> Option<T> {
    tally(values, key).into_iter().next()
}

/// Each value once, those first that most voices give, and the first among equals.
fn tally<'v, T: Clone, K: PartialEq>(
    values: impl Iterator<Item = (T, &'v str)>,
    key: impl Fn(&T) -> K,
) -> Vec<T> {
    let mut found: Vec<(K, T, BTreeSet<&str>)> = Vec::new();
    for (value, voice) in values {
        let of = key(&value);
        match found.iter_mut().find(|(known, ..)| *known == of) {
            Some((.., voices)) => {
                voices.insert(voice);
            }
            None => found.push((of, value, BTreeSet::from([voice]))),
        }
    }
    // Stable: equals stay in the order in which they were told.
    found.sort_by_key(|(.., voices)| std::cmp::Reverse(voices.len()));
    found.into_iter().map(|(_, value, _)| value).collect()
}

fn parties(told: &[(&Account, &str)], of: impl Fn(&Account) -> &Vec<Party>) -> Vec<Party> {
    let all = told
        .iter()
        .flat_map(|(account, voice)| of(account).iter().map(move |party| (party, *voice)));
    let key = |party: &&Party| party.id.clone().unwrap_or_else(|| fold(&party.name));
    tally(all, key).into_iter().cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fusion::fixture::{account, place};
    use jiff::civil::date;

    #[test]
    fn voices_are_counted_and_not_reprints() {
        let mut all: Vec<Account> = (0..5).map(|at| account(&format!("a{at}"))).collect();
        for (at, account) in all.iter_mut().enumerate() {
            let (day, kind) =
                if at < 3 { (9, EventType::Attack) } else { (8, EventType::ArmedClash) };
            account.date = Some(Dates::day(date(2022, 4, day)));
            account.event_type = kind;
        }
        let voices = ["v", "v", "v", "w", "x"];
        let told: Vec<(&Account, &str)> = all.iter().zip(voices).collect();
        let found = merged(&told).unwrap();
        assert_eq!(found.event_type, EventType::ArmedClash);
        assert_eq!(found.date, Some(Dates::day(date(2022, 4, 8))));
        // Among equals the one that was told first.
        let found = merged(&told[..4]).unwrap();
        assert_eq!(found.event_type, EventType::Attack);
        assert_eq!(merged(&[]), None);
    }

    #[test]
    fn the_place_that_is_known_best_and_everybody_who_is_named() {
        let (mut a, mut b) = (account("a"), account("b"));
        a.place = Some(place("Tarkana", None));
        b.place = Some(place("tarkana", Some((14.1, -0.3))));
        a.initiators = vec![Party::named("M23")];
        b.initiators = vec![Party::named("des hommes armés"), Party::named("m23")];
        (a.certainty, b.certainty) = (Certainty::Denied, Certainty::Alleged);
        let found = merged(&[(&a, "a"), (&b, "b")]).unwrap();
        assert_eq!(found.place.unwrap().lat_lon, Some((14.1, -0.3)));
        let names: Vec<&str> = found.initiators.iter().map(|party| party.name.as_str()).collect();
        assert_eq!(names, ["M23", "des hommes armés"]);
        assert_eq!(found.certainty, Certainty::Alleged);
    }
}
