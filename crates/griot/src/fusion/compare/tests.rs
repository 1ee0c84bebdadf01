//! Agreement slot by slot.

use jiff::civil::date;

use super::*;
use crate::fusion::fixture::{account, killed, place};
use crate::model::{Dates, VictimKind};

fn both(change: impl FnOnce(&mut Account, &mut Account)) -> Comparison {
    let (mut a, mut b) = (account("a"), account("b"));
    change(&mut a, &mut b);
    let registry = Registry::builtin();
    let (a, b) = (Prepared::new(a, registry), Prepared::new(b, registry));
    let found = compare(&a, &b, registry);
    assert_eq!(found, compare(&b, &a, registry), "the order shows");
    if found.veto.is_none() {
        assert!(a.may_be(&b), "a pair with a score is a candidate");
    }
    found
}

#[test]
fn one_day_one_place_one_type_are_one_event() {
    let found = both(|_, _| {});
    assert!(found.score >= JOIN, "{found:?}");
    let slots: Vec<Slot> = found.slots.iter().map(|slot| slot.slot).collect();
    assert_eq!(slots, [Slot::Type, Slot::Date, Slot::Place]);
}

#[test]
fn the_unknown_joins_nothing() {
    let undated = |a: &mut Account, b: &mut Account| {
        a.date = None;
        b.date = None;
    };
    assert!(both(undated).score < JOIN);
    let nowhere = both(|a, b| {
        a.place = None;
        b.place = None;
        a.tolls = vec![killed(31, Some(31), VictimKind::Unknown, "")];
        b.tolls.clone_from(&a.tolls);
        a.initiators = vec![Party::named("JNIM")];
        b.initiators.clone_from(&a.initiators);
    });
    assert!(nowhere.score < JOIN && nowhere.score >= DOUBT, "{nowhere:?}");
}

#[test]
fn what_cannot_be_is_denied() {
    assert_eq!(both(|a, _| a.country = Some("ML".into())).veto, Some(Slot::Place));
    assert_eq!(both(|a, _| a.date = Some(Dates::day(date(2022, 4, 20)))).veto, Some(Slot::Date));
    assert_eq!(both(|a, _| a.event_type = EventType::Coup).veto, Some(Slot::Type));
    assert_eq!(
        both(|a, _| a.place = Some(place("Autre", Some((10.0, -4.0))))).veto,
        Some(Slot::Place)
    );
    assert_eq!(both(|a, b| a.article.clone_from(&b.article)).veto, Some(Slot::Article));
}

#[test]
fn other_armed_actors_and_other_figures_raise_doubt() {
    let found = both(|a, b| {
        a.initiators = vec![Party::named("JNIM")];
        b.initiators = vec![Party::named("M23")];
        a.tolls = vec![killed(2, Some(2), VictimKind::Unknown, "")];
        b.tolls = vec![killed(40, Some(40), VictimKind::Unknown, "")];
    });
    assert!(found.score < JOIN && found.score >= DOUBT, "{found:?}");
}

#[test]
fn a_day_apart_only_what_does_not_happen_twice_is_one() {
    let apart = |event_type: EventType, dead: u64| {
        both(|a, b| {
            a.date = Some(Dates::day(date(2022, 4, 8)));
            for account in [a, b] {
                account.event_type = event_type;
                account.tolls = vec![killed(dead, Some(dead), VictimKind::Unknown, "")];
                account.initiators = vec![Party::named("M23")];
            }
        })
        .score
    };
    assert!(apart(EventType::Attack, 31) >= JOIN);
    assert!(apart(EventType::NonStateOvertakesTerritory, 1) >= JOIN);
    assert!(apart(EventType::Attack, 1) < JOIN);
    assert!(apart(EventType::Shelling, 3) < JOIN);
}

#[test]
fn names_meet_through_the_registry() {
    let found = both(|a, b| {
        a.initiators = vec![Party::named("Mouvement du 23 mars")];
        b.initiators = vec![Party::named("M23")];
    });
    let initiators = found.slots.iter().find(|slot| slot.slot == Slot::Initiators).unwrap();
    assert_eq!(initiators.agreement, "same actor");
}

#[test]
fn places_near_and_far() {
    let score = |lat: f64, name: &str| both(|a, _| a.place = Some(place(name, Some((lat, -0.3)))));
    let of = |found: &Comparison| found.of(Slot::Place);
    assert!(of(&score(14.11, "Autre")) > 2.0);
    assert!(of(&score(14.16, "Autre")) > 0.0);
    assert!(score(14.16, "Autre").score < JOIN, "a village nearby is another place");
    assert!(of(&score(14.5, "Autre")) < 0.0);
    assert!(score(14.3, "Tarkana").score >= JOIN);
    // The wrong one of two places of one name may have been found.
    assert!(score(18.0, "Tarkana").veto.is_none());
    let spelt = both(|a, b| {
        a.place = Some(place("Ouenkoro", None));
        b.place = Some(place("Wenkoro", None));
    });
    assert!(spelt.score >= JOIN);
}

#[test]
fn figures_agree_in_their_bounds() {
    assert!(figures((12, 12), (12, 12)).1 > figures((11, u64::MAX), (12, 12)).1);
    assert!(figures((11, u64::MAX), (12, 12)).1 > 0.0);
    assert!(figures((2, 2), (40, 40)).1 < 0.0);
    assert!(figures((0, 0), (0, u64::MAX)).1 >= 0.0);
}
