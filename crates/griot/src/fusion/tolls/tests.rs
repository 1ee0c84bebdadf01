//! Policies on claims made by hand.

use jiff::civil::date;

use super::*;
use crate::fusion::fixture::{account, killed};
use crate::model::Dates;

use VictimKind::{Civilians, NonStateArmed, StateForces, Unknown};

/// An account with tolls, published on a day of April 2022, on the word of somebody.
fn told(article: &str, day: i8, source: &str, tolls: Vec<Figure>) -> Account {
    let mut account = account(article);
    account.published = Some(date(2022, 4, day));
    account.sources = vec![Party::named(source)];
    account.tolls = tolls;
    account
}

fn all(accounts: &[Account]) -> Vec<TollClaim> {
    claims(accounts.iter().map(|account| (account, account.article.as_str())))
}

/// Low, best and high of the dead.
fn by(
    policy: Policy,
    accounts: &[Account],
    kind: Option<VictimKind>,
) -> Option<(u64, Option<u64>, Option<u64>)> {
    figure(&all(accounts), policy, Outcome::Killed, kind).map(|f| (f.low, f.best, f.high))
}

/// A hospital says 11 and then 15, an army 20 at first, a mayor at least 12.
fn story() -> Vec<Account> {
    vec![
        told("a", 10, "hôpital", vec![killed(11, Some(11), Unknown, "")]),
        told("b", 11, "armée", vec![killed(20, Some(20), Unknown, "")]),
        told("c", 12, "hôpital", vec![killed(15, Some(15), Unknown, "")]),
        told("d", 11, "maire", vec![killed(12, None, Unknown, "")]),
    ]
}

/// What sources of one article say, and what each policy makes of it: low, best, high.
#[test]
fn a_figure_that_is_open_below_hides_no_higher_one() {
    type By = (u64, Option<u64>, Option<u64>);
    type Case<'a> = (&'a [(u64, Option<u64>)], [By; 5]);
    let open = None::<u64>;
    let one = |n: u64| (n, Some(n));
    let acled = |n: u64| (n, Some(n), Some(n));
    let cases: [Case<'_>; 8] = [
        // `au moins deux`, 31, 44
        (
            &[(2, open), one(31), one(44)],
            [
                (2, None, Some(44)),
                (2, None, Some(44)),
                acled(2),
                (2, Some(2), Some(44)),
                (2, None, Some(44)),
            ],
        ),
        // `au moins cinquante` lies above all that is closed: the whole is open.
        (
            &[(50, open), one(31), one(44)],
            [
                (31, None, None),
                (31, None, None),
                acled(31),
                (31, Some(31), Some(50)),
                (31, None, Some(50)),
            ],
        ),
        // `au moins 44` and 44: there may be more.
        (
            &[(44, open), one(44)],
            [
                (44, None, None),
                (44, None, None),
                acled(44),
                (44, Some(44), Some(44)),
                (44, None, Some(44)),
            ],
        ),
        // `au moins 31` inside what another gives as 20 to 40.
        (
            &[(31, open), (20, Some(40))],
            [
                (20, None, Some(40)),
                (20, None, Some(40)),
                acled(20),
                (20, Some(20), Some(40)),
                (20, None, Some(40)),
            ],
        ),
        // Two are open, one of them above.
        (
            &[(2, open), (60, open), one(44)],
            [
                (2, None, None),
                (2, None, None),
                acled(2),
                (2, Some(2), Some(60)),
                (2, None, Some(60)),
            ],
        ),
        // `jusqu'à 44` and `au moins deux`.
        (
            &[(0, Some(44)), (2, open)],
            [
                (0, None, Some(44)),
                (0, None, Some(44)),
                acled(0),
                (0, Some(0), Some(44)),
                (0, None, Some(44)),
            ],
        ),
        (
            &[(7, open)],
            [(7, None, None), (7, None, None), acled(7), (7, Some(7), Some(7)), (7, None, Some(7))],
        ),
        (
            &[one(7), one(9)],
            [
                (7, None, Some(9)),
                (7, None, Some(9)),
                acled(7),
                (7, Some(7), Some(9)),
                (7, None, Some(9)),
            ],
        ),
    ];
    for (said, by_policy) in cases {
        let tolls = said.iter().enumerate().map(|(at, (low, high))| {
            let mut figure = killed(*low, *high, Unknown, "");
            figure.sources = Some(vec![Party::named(format!("témoin {at}"))]);
            figure
        });
        let accounts = [told("a", 10, "maire", tolls.collect())];
        for (policy, expected) in Policy::ALL.iter().zip(by_policy) {
            assert_eq!(by(*policy, &accounts, None), Some(expected), "{policy} of {said:?}");
        }
    }
}

#[test]
fn alternatives_of_one_source_for_one_name_hide_no_higher_one() {
    let of = |said: &[(u64, Option<u64>)]| {
        let tolls = said.iter().map(|(low, high)| killed(*low, *high, Civilians, "civils"));
        by(Policy::Range, &[told("a", 10, "maire", tolls.collect())], None)
    };
    assert_eq!(of(&[(5, None), (3, Some(3)), (10, Some(10))]), Some((3, None, Some(10))));
    assert_eq!(of(&[(12, None), (3, Some(3)), (10, Some(10))]), Some((3, None, None)));
}

#[test]
fn range_is_over_what_each_source_said_last() {
    assert_eq!(by(Policy::Range, &story(), None), Some((12, None, Some(20))));
    assert_eq!(by(Policy::Range, &story()[..3], None), Some((15, None, Some(20))));
}

#[test]
fn latest_is_what_was_published_last() {
    assert_eq!(by(Policy::Latest, &story(), None), Some((15, None, Some(15))));
    assert_eq!(by(Policy::Latest, &story()[..2], None), Some((20, None, Some(20))));
}

#[test]
fn acled_is_the_lowest_and_counts_vague_words_its_way() {
    assert_eq!(by(Policy::Acled, &story(), None), Some((12, Some(12), Some(12))));
    let mut tens = killed(20, Some(99), Unknown, "");
    tens.approx = true;
    let vague = [told("v", 10, "maire", vec![tens])];
    assert_eq!(by(Policy::Acled, &vague, None), Some((10, Some(10), Some(10))));
    assert_eq!(by(Policy::Range, &vague, None), Some((20, None, Some(99))));
}

#[test]
fn ucdp_has_a_best_that_most_voices_give() {
    let mut accounts = story();
    assert_eq!(by(Policy::Ucdp, &accounts, None), Some((12, Some(15), Some(20))));
    accounts.push(told("e", 10, "préfet", vec![killed(20, Some(20), Unknown, "")]));
    assert_eq!(by(Policy::Ucdp, &accounts, None), Some((12, Some(20), Some(20))));
    // What is only alleged raises the highest figure, and lowers nothing.
    let mut alleged = told("f", 10, "rebelles", vec![killed(3, Some(40), Unknown, "")]);
    alleged.certainty = Certainty::Alleged;
    accounts.push(alleged);
    assert_eq!(by(Policy::Ucdp, &accounts, None), Some((12, Some(20), Some(40))));
}

#[test]
fn ibc_is_closed() {
    assert_eq!(by(Policy::Ibc, &story(), None), Some((12, None, Some(20))));
}

#[test]
fn what_is_denied_or_absent_gives_no_figure() {
    let mut denied = told("a", 10, "rumeur", vec![killed(100, Some(100), Unknown, "")]);
    denied.certainty = Certainty::Denied;
    assert_eq!(by(Policy::Range, &[denied], None), None);
    for policy in Policy::ALL {
        assert_eq!(by(*policy, &[account("a")], None), None);
        assert_eq!(policy.as_str().parse(), Ok(*policy));
    }
    assert!("median".parse::<Policy>().is_err());
}

#[test]
fn parts_are_not_added_to_their_total() {
    let tolls =
        vec![killed(15, Some(15), Unknown, ""), killed(12, Some(12), StateForces, "soldats")];
    let accounts = [told("a", 10, "armée", tolls)];
    assert_eq!(by(Policy::Range, &accounts, None), Some((15, None, Some(15))));
    assert_eq!(by(Policy::Range, &accounts, Some(StateForces)), Some((12, None, Some(12))));
    assert_eq!(by(Policy::Range, &accounts, Some(Civilians)), None);
}

#[test]
fn kinds_without_a_total_are_added() {
    let tolls =
        vec![killed(3, Some(3), Civilians, "civils"), killed(5, None, StateForces, "soldats")];
    assert_eq!(by(Policy::Range, &[told("a", 10, "maire", tolls)], None), Some((8, None, None)));
}

#[test]
fn what_does_not_fit_into_a_total_stands_beside_it() {
    let tolls = vec![
        killed(19, Some(19), Unknown, "personnes"),
        killed(15, Some(15), StateForces, "gendarmes"),
        killed(4, Some(4), Civilians, "civils"),
        killed(31, Some(31), NonStateArmed, "assaillants"),
    ];
    assert_eq!(
        by(Policy::Range, &[told("a", 10, "armée", tolls)], None),
        Some((50, None, Some(50)))
    );
}

#[test]
fn an_open_total_is_no_less_than_its_parts() {
    let tolls = vec![killed(10, None, Unknown, ""), killed(12, Some(12), StateForces, "soldats")];
    assert_eq!(by(Policy::Range, &[told("a", 10, "armée", tolls)], None), Some((12, None, None)));
}

#[test]
fn two_figures_of_one_kind_leave_open_whether_one_holds_the_other() {
    let mut tolls =
        vec![killed(10, Some(10), Civilians, "civils"), killed(3, Some(3), Civilians, "enfants")];
    let of = |tolls: &[Figure]| {
        by(Policy::Range, &[told("a", 10, "maire", tolls.to_vec())], Some(Civilians))
    };
    assert_eq!(of(&tolls), Some((10, None, Some(13))));
    tolls[1].part = true;
    assert_eq!(of(&tolls), Some((10, None, Some(10))));
}

#[test]
fn a_curve_tells_who_moved_a_figure_and_when() {
    let curve = curve(&all(&story()), Outcome::Killed, None);
    let told: Vec<String> =
        curve.iter().map(|p| format!("{} {} {}", p.said.who[0], p.said.low, p.revision)).collect();
    assert_eq!(told, ["hôpital 11 first", "armée 20 up", "maire 12 down", "hôpital 15 up"]);
    assert_eq!(curve[3].own_revision, Some(Revision::Up));
    assert_eq!(curve[1].own_revision, None);
    let replaced: Vec<Option<usize>> = curve.iter().map(|point| point.replaced_by).collect();
    assert_eq!(replaced, [Some(3), None, None, None]);
}

#[test]
fn sources_that_differ_on_one_day_have_revised_nothing() {
    let day = [
        told("a", 10, "habitant", vec![killed(2, Some(2), Unknown, "")]),
        told("a", 10, "médecin", vec![killed(44, Some(44), Unknown, "")]),
        told("a", 10, "bénévoles", vec![killed(31, None, Unknown, "")]),
        told("b", 10, "médecin", vec![killed(40, Some(40), Unknown, "")]),
    ];
    let curve = curve(&all(&day), Outcome::Killed, None);
    assert!(curve.iter().any(|point| point.revision == Revision::Up));
    assert!(curve.iter().all(|point| point.own_revision.is_none() && point.replaced_by.is_none()));
}

#[test]
fn an_aggregate_is_compared_and_never_added() {
    let window = Window {
        outcome: Outcome::Killed,
        kind: Some(Civilians),
        dates: Dates { from: date(2022, 1, 1), to: date(2022, 6, 30) },
        country: Some("ML".to_owned()),
        low: Some(869),
        high: None,
    };
    let figure =
        |low, high| TollFigure { low, best: None, high, accounts: Vec::new(), n_voices: 1 };
    let (a, b, c) = (figure(400, Some(500)), figure(12, Some(30)), figure(7, None));
    let day = |month, day| Some(Dates::day(date(2022, month, day)));
    let across = Some(Dates { from: date(2021, 12, 30), to: date(2022, 1, 2) });
    let events = [
        (day(3, 27), Some("ML"), Some(&a)),
        (day(5, 1), Some("ML"), Some(&b)),
        (day(5, 2), Some("ML"), None),
        (day(5, 2), Some("BF"), Some(&b)),
        (day(9, 2), Some("ML"), Some(&b)),
        (across, Some("ML"), Some(&b)),
        (None, Some("ML"), Some(&b)),
    ];
    let compared = window.clone().compare(events);
    assert_eq!(compared.to_string(), "claimed at least 869; recorded 412 to 530 in 2 events");
    assert_eq!((compared.recorded.n_without_figure, compared.recorded.n_uncertain), (1, 2));
    let open = window.clone().compare([(day(5, 1), Some("ML"), Some(&c))]);
    assert_eq!(open.to_string(), "claimed at least 869; recorded 7 or more in 1 event");
    assert_eq!(window.compare([]).to_string(), "claimed at least 869; no event recorded");
}
