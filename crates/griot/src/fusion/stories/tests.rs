//! Stories: what is one thread, what is not, and timelines.

use jiff::civil::date;

use super::*;
use crate::fusion::fixture::{account, killed, place};
use crate::fusion::{Account, merged};
use crate::model::Dates;

/// An event at Tarkana on a day of April 2022, told by some articles.
pub(crate) fn happening(id: &str, day: i8, articles: &[&str]) -> Happening {
    let told = told(day);
    let figures = Account {
        tolls: vec![killed(12, Some(12), VictimKind::Unknown, "")],
        ..account(articles.first().unwrap())
    };
    Happening {
        id: id.to_owned(),
        merged: merged(&[(&told, "0")]).unwrap(),
        tolls: tolls::claims([(&figures, "0")]),
        articles: articles.iter().map(|id| (*id).to_owned()).collect(),
    }
}

fn told(day: i8) -> Account {
    Account {
        date: Some(Dates::day(date(2022, 4, day))),
        initiators: vec![Party { name: "M23".to_owned(), id: Some("m23".to_owned()) }],
        targets: vec![Party::named("civils")],
        ..account("x")
    }
}

fn threads(happenings: &[Happening]) -> Vec<Story> {
    stories(&happenings.iter().map(Strand::of).collect::<Vec<_>>())
}

fn groups(happenings: &[Happening]) -> Vec<Vec<String>> {
    threads(happenings).into_iter().map(|story| story.events).collect()
}

#[test]
fn a_thread_follows_place_and_actors() {
    let all = [happening("ev-b", 12, &["2"]), happening("ev-a", 9, &["1"])];
    let found = threads(&all);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        (found[0].id.as_str(), &found[0].events[..]),
        ("st-a", &["ev-a", "ev-b"].map(str::to_owned)[..])
    );
    assert_eq!(found[0].articles, BTreeSet::from(["1".to_owned(), "2".to_owned()]));
}

#[test]
fn what_differs_or_is_not_known_is_no_thread() {
    let first = happening("ev-a", 9, &["1"]);
    let second = |change: &dyn Fn(&mut Merged)| {
        let mut other = happening("ev-b", 10, &["2"]);
        change(&mut other.merged);
        groups(&[first.clone(), other]).len()
    };
    assert_eq!(second(&|_| {}), 1);
    assert_eq!(second(&|other| other.place = None), 0);
    assert_eq!(second(&|other| other.date = None), 0);
    assert_eq!(second(&|other| other.country = Some("ML".to_owned())), 0);
    assert_eq!(second(&|other| other.place = Some(place("Tarkana", Some((16.0, -0.3))))), 0);
    // Another name at the same point is the same place; a name alone is, within one country.
    assert_eq!(second(&|other| other.place = Some(place("Berlo", Some((14.11, -0.3))))), 1);
    assert_eq!(second(&|other| other.place = Some(place("tarkana", None))), 1);
    let nameless = |other: &mut Merged| {
        (other.place, other.country) = (Some(place("Tarkana", None)), None);
    };
    assert_eq!(second(&nameless), 0);
    // The middle of an area is no place.
    let area = |other: &mut Merged| {
        if let Some(place) = &mut other.place {
            place.precision = PlacePrecision::Centroid;
        }
    };
    assert_eq!(second(&area), 0);
    // Of actors that the registry does not know, both sides must be named alike.
    assert_eq!(second(&|other| other.initiators = vec![Party::named("hommes armés")]), 0);
    assert_eq!(second(&|other| other.initiators = vec![Party::named("m23")]), 1);
}

#[test]
fn no_chain_of_links_makes_a_story_longer() {
    // Each is a week from the next one: the third is too far from the first.
    let all = [
        happening("ev-a", 1, &["1"]),
        happening("ev-b", 8, &["2"]),
        happening("ev-c", 15, &["3"]),
        happening("ev-d", 22, &["4"]),
    ];
    assert_eq!(groups(&all), [["ev-c", "ev-d"], ["ev-a", "ev-b"]]);
    // In place too: the second is near the first and the third, which are far from each other.
    let at = |id: &str, day: i8, name: &str, lat: f64| {
        let mut event = happening(id, day, &[id]);
        event.merged.place = Some(place(name, Some((lat, -0.3))));
        event
    };
    let line = [at("ev-a", 1, "A", 14.0), at("ev-b", 2, "B", 14.08), at("ev-c", 3, "C", 14.16)];
    assert_eq!(groups(&line), [["ev-a", "ev-b"]]);
}

#[test]
fn no_order_of_arrival_shows() {
    let mut all: Vec<Happening> = (0..24)
        .map(|at: i8| {
            let id = format!("ev-{at:02}");
            let mut event = happening(&id, 1 + at * 5 % 25, &[&format!("{at}"), "digest"]);
            let name = ["Tarkana", "Berlo"][usize::from(at % 3 == 0)];
            event.merged.place = Some(place(name, None));
            event
        })
        .collect();
    let expected = threads(&all);
    assert!(expected.len() > 2, "{expected:?}");
    for turn in 1..all.len() {
        all.rotate_left(turn);
        assert_eq!(threads(&all), expected);
        all.swap(0, turn);
        assert_eq!(threads(&all), expected);
    }
    // Every pair of a story is within its days.
    let day = |id: &String| {
        let event = all.iter().find(|event| event.id == *id).unwrap();
        i32::from(event.merged.date.unwrap().from.day())
    };
    for story in &expected {
        let days: Vec<i32> = story.events.iter().map(day).collect();
        assert!(days.iter().max().unwrap() - days.iter().min().unwrap() < STORY_DAYS);
    }
}

#[test]
fn one_article_is_no_story_and_two_of_one_event_are() {
    let alone = [happening("ev-a", 9, &["1"]), happening("ev-b", 10, &["1"])];
    assert_eq!(groups(&alone), Vec::<Vec<String>>::new());
    let mut undated = happening("ev-a", 9, &["1", "2"]);
    undated.merged.date = None;
    assert_eq!(groups(&[undated]), [["ev-a"]]);
    assert_eq!(threads(&[]), []);
}

/// A day of a timeline, with its events and how many articles tell each.
type Day<'a> = (Option<Date>, Vec<(&'a str, usize)>);

#[test]
fn a_timeline_keeps_the_figures_of_each_event_apart() {
    let mut undated = happening("ev-0", 9, &["4"]);
    undated.merged.date = None;
    let all = [
        undated,
        happening("ev-c", 12, &["3"]),
        happening("ev-b", 9, &["2", "1"]),
        happening("ev-a", 9, &["1"]),
    ];
    let days = timeline(&all, Policy::Range);
    let shape: Vec<Day<'_>> = days
        .iter()
        .map(|day| (day.day, day.events.iter().map(|e| (e.id.as_str(), e.n_articles)).collect()))
        .collect();
    assert_eq!(
        shape,
        [
            (Some(date(2022, 4, 9)), vec![("ev-a", 1), ("ev-b", 2)]),
            (Some(date(2022, 4, 12)), vec![("ev-c", 1)]),
            (None, vec![("ev-0", 1)]),
        ]
    );
    for event in days.iter().flat_map(|day| &day.events) {
        let [(outcome, kind, figure)] = &event.tolls[..] else { panic!("{event:?}") };
        assert_eq!((*outcome, *kind), (Outcome::Killed, None));
        assert_eq!((figure.low, figure.high), (12, Some(12)));
    }
}

#[test]
fn a_gist_is_read_as_it_was_written() {
    let mut one = happening("ev-a", 9, &["1"]);
    one.merged.place = Some(place("Tarkana", Some((14.0625, -0.298_77))));
    let gist = Gist::of(&one.merged);
    let json = serde_json::to_string(&gist).unwrap();
    assert_eq!(serde_json::from_str::<Gist>(&json).unwrap(), gist, "{json}");
    let nothing = serde_json::to_string(&Gist::default()).unwrap();
    assert_eq!(serde_json::from_str::<Gist>(&nothing).unwrap(), Gist::default());
}

#[test]
fn by_day_all_are_found_that_agree_and_no_others() {
    let mut all: Vec<Strand> = (1..=30)
        .flat_map(|day| {
            let mut elsewhere = happening(&format!("ev-{day:02}-b"), day, &["2"]);
            elsewhere.merged.place = Some(place("Berlo", Some((12.0, 1.0))));
            let mut long = happening(&format!("ev-{day:02}-c"), day, &["3"]);
            let until = date(2022, 4, day).checked_add(jiff::Span::new().days(day % 9)).unwrap();
            long.merged.date = Some(Dates { from: date(2022, 4, day), to: until });
            [happening(&format!("ev-{day:02}-a"), day, &["1"]), elsewhere, long]
        })
        .map(|one| Strand::of(&one))
        .collect();
    all.push(Strand {
        id: "ev-undated".to_owned(),
        gist: Gist::default(),
        articles: BTreeSet::new(),
    });
    let by_day = ByDay::of(all.iter().map(|event| &event.gist));
    for event in &all {
        let of = |at: usize| all.get(at).map(|event| &event.gist);
        let found: BTreeSet<usize> = by_day.agreeing(&event.gist, of).collect();
        let places = 0..all.len();
        let expected = places.filter(|at| event.gist.agrees(&all[*at].gist)).collect();
        assert_eq!(found, expected, "{}", event.id);
    }
}
