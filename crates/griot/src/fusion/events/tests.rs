//! Events: joins, redirects, decisions, and that no order shows.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::fusion::fixture::{account, killed, place};
use crate::model::{Dates, EventType, VictimKind};

fn events() -> Events<'static> {
    Events::new(Registry::builtin())
}

fn of(article: &str, change: impl FnOnce(&mut Account)) -> Vec<Account> {
    let mut account = account(article);
    change(&mut account);
    vec![account]
}

fn partition(events: &Events<'_>) -> Vec<Vec<String>> {
    events.partition().map(<[String]>::to_vec).collect()
}

#[test]
fn accounts_of_one_event_are_joined_with_reasons() {
    let mut events = events();
    let first = events.put("a", of("a", |_| {}));
    assert_eq!(first.created.len(), 1);
    let second = events.put("b", of("b", |_| {}));
    assert_eq!((second.created.len(), &second.changed), (0, &first.created));
    let event = events.event(&first.created[0]).unwrap();
    assert_eq!(event.accounts, ["a#0", "b#0"]);
    assert_eq!(event.joins.len(), 1);
    assert!(event.joins[0].reasons.iter().any(|reason| reason.slot == Slot::Place));
    assert!(events.put("b", of("b", |_| {})).is_empty());
}

#[test]
fn an_earlier_account_moves_the_id_and_the_old_one_leads_on() {
    let mut events = events();
    let old = events.put("b", of("b", |_| {})).created.remove(0);
    let earlier = of("a", |a| a.published = Some(date(2022, 4, 9)));
    let changes = events.put("a", earlier);
    let new = changes.created[0].clone();
    assert_eq!(changes.gone, [Redirect { from: old.clone(), to: vec![new.clone()] }]);
    assert_eq!(events.resolve(&old).as_ref(), Some(&new));
    assert!(events.event(&old).is_none());
    let back = events.remove("a");
    assert_eq!(back.created, [old.as_str()]);
    assert_eq!(back.gone, [Redirect { from: new.clone(), to: vec![old] }]);
    assert_eq!(events.resolve(&new), None);
}

#[test]
fn doubt_gives_a_suggestion_and_no_event() {
    let mut events = events();
    let contrary = |a: &mut Account, actor: &str, n: u64| {
        a.initiators = vec![crate::fusion::Party::named(actor)];
        a.tolls = vec![killed(n, Some(n), VictimKind::Unknown, "")];
    };
    events.put("a", of("a", |a| contrary(a, "JNIM", 2)));
    events.put("b", of("b", |b| contrary(b, "M23", 40)));
    assert_eq!(events.partition().count(), 2);
    let suggestions = events.suggestions();
    assert_eq!(suggestions.len(), 1);
    assert!(suggestions[0].join.score < JOIN);

    let joined = events.decide("a#0", "b#0", Some(Decision::Same));
    assert_eq!(events.partition().count(), 1);
    assert_eq!(joined.gone.len(), 1);
    assert!(events.suggestions().is_empty());
    events.decide("b#0", "a#0", Some(Decision::Different));
    assert_eq!(events.partition().count(), 2);
    assert!(events.suggestions().is_empty());
    events.decide("a#0", "b#0", None);
    assert_eq!(events.suggestions().len(), 1);
}

#[test]
fn a_decision_joins_what_no_score_would() {
    let mut events = events();
    events.decide("a#0", "b#0", Some(Decision::Same));
    events.put("a", of("a", |_| {}));
    let far = of("b", |b| {
        b.date = Some(Dates::day(date(2019, 1, 1)));
        b.country = Some("ML".to_owned());
    });
    events.put("b", far);
    assert_eq!(partition(&events), [["a#0", "b#0"]]);
}

#[test]
fn accounts_of_one_article_stay_apart() {
    let mut events = events();
    let two = |article: &str| {
        let (first, mut second) = (account(article), account(article));
        second.id = format!("{article}#1");
        second.tolls = vec![killed(9, Some(9), VictimKind::Civilians, "civils")];
        vec![first, second]
    };
    events.put("a", two("a"));
    events.put("b", two("b"));
    assert_eq!(events.partition().count(), 2);
    for accounts in events.partition() {
        assert_eq!(accounts.len(), 2, "{accounts:?}");
    }
}

#[test]
fn ids_that_are_none_lead_nowhere() {
    let events = events();
    for id in
        ["", "ev-", "ev-xyz", "ev-00000000000000001", "ev-0000000000000001", "ev-é000000000000000"]
    {
        assert!(events.event(id).is_none() && events.resolve(id).is_none(), "{id}");
    }
}

/// Day, town, type, dead, actor, whether the day of publication is known, number of accounts.
type Told = (i8, usize, usize, u64, usize, bool, usize);

/// Invented articles of few days and few places, so that many of them nearly agree.
fn articles() -> impl Strategy<Value = Vec<(String, Vec<Account>)>> {
    let one = (0..6i8, 0..4usize, 0..3usize, 0..4u64, 0..3usize, any::<bool>(), 1..=2usize);
    proptest::collection::vec(one, 1..24).prop_map(|all| {
        let article = |(at, (day, town, kind, dead, actor, known, n)): (usize, Told)| {
            let id = format!("a{at}");
            let account = |which: usize| {
                let mut account = account(&id);
                let day: i8 = day + 3 * which as i8;
                account.id = format!("{id}#{which}");
                account.published = known.then(|| date(2022, 4, 12 + day));
                account.date = (dead != 3).then(|| Dates::day(date(2022, 4, 9 + day)));
                account.event_type =
                    [EventType::ArmedClash, EventType::Attack, EventType::Shelling][kind];
                let north = [0.0, 0.08, 0.3, 0.6];
                account.place = Some(place(
                    ["Tarkana", "Tarkena", "Bolo", "Sirba"][town],
                    Some((14.1 + north[town], -0.3)),
                ));
                account.tolls = vec![killed(dead * 7, None, VictimKind::Unknown, "")];
                account.initiators = vec![crate::fusion::Party::named(["JNIM", "M23", ""][actor])];
                account
            };
            (id.clone(), (0..n).map(account).collect())
        };
        all.into_iter().enumerate().map(article).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn no_order_and_no_batching_shows(
        articles in articles(),
        keys in proptest::collection::vec(any::<u32>(), 24),
        again in proptest::collection::vec(any::<bool>(), 24),
    ) {
        let mut plain = events();
        for (id, accounts) in &articles {
            plain.put(id, accounts.clone());
        }
        let mut order: Vec<usize> = (0..articles.len()).collect();
        order.sort_by_key(|at| keys[*at]);
        let mut other = events();
        // Some come with half of their accounts first, some go and come again.
        for at in &order {
            let (id, accounts) = &articles[*at];
            if again[*at] {
                other.put(id, accounts[..1].to_vec());
            }
        }
        for at in &order {
            let (id, accounts) = &articles[*at];
            if again[*at] && keys[*at] % 2 == 0 {
                other.remove(id);
            }
            other.put(id, accounts.clone());
        }
        prop_assert_eq!(partition(&plain), partition(&other));
        prop_assert_eq!(plain.suggestions(), other.suggestions());
        let (one, two): (Vec<Event>, Vec<Event>) = (plain.events().collect(), other.events().collect());
        prop_assert_eq!(one, two);
    }

    #[test]
    fn every_id_that_was_leads_to_what_is(articles in articles()) {
        let mut events = events();
        let mut seen: BTreeSet<String> = BTreeSet::new();
        let mut live: BTreeSet<String> = BTreeSet::new();
        for (id, accounts) in articles {
            let changes = events.put(&id, accounts);
            for redirect in &changes.gone {
                prop_assert!(live.remove(&redirect.from));
                prop_assert!(!redirect.to.is_empty());
            }
            live.extend(changes.created.iter().cloned());
            seen.extend(changes.created);
            prop_assert_eq!(&live, &events.events().map(|event| event.id).collect::<BTreeSet<_>>());
        }
        for id in seen {
            let now = events.resolve(&id);
            prop_assert!(now.is_some_and(|now| live.contains(&now)));
        }
    }
}
