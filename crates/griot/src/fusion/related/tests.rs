//! Related articles: each reason, the order, and that nothing depends on arrival.

use jiff::civil::date;

use super::*;
use crate::fusion::fixture::{account, place};
use crate::fusion::stories::Happening;
use crate::fusion::{Account, merged, stories};
use crate::model::Dates;

fn piece(id: &str, day: i8) -> Piece {
    Piece { id: id.to_owned(), published: Some(date(2022, 4, day)), ..Piece::default() }
}

fn happening(id: &str, day: i8, articles: &[&str]) -> Happening {
    let told = Account {
        date: Some(Dates::day(date(2022, 4, day))),
        initiators: vec![Party { name: "M23".to_owned(), id: Some("m23".to_owned()) }],
        ..account("x")
    };
    Happening {
        id: id.to_owned(),
        merged: merged(&[(&told, "0")]).unwrap(),
        tolls: Vec::new(),
        articles: articles.iter().map(|id| (*id).to_owned()).collect(),
    }
}

fn strands(happenings: &[Happening]) -> Vec<Strand> {
    happenings.iter().map(Strand::of).collect()
}

fn said(who: &str, words: &str) -> Vec<Utterance> {
    vec![Utterance { speakers: vec![Party::named(who)], words: words.to_owned() }]
}

fn names(found: &[Related]) -> Vec<(&str, Vec<&str>)> {
    let reasons = |one: &Related| one.reasons.keys().map(|reason| reason.as_str()).collect();
    found.iter().map(|one| (one.article.as_str(), reasons(one))).collect()
}

const WORDS: &str = "Nous poursuivrons les assaillants jusque dans leurs derniers refuges";

/// One article with another for each reason, and one that has nothing to do with it.
fn record() -> (Vec<Piece>, Vec<Strand>) {
    let mut pieces: Vec<Piece> =
        ["own", "event", "thread", "far", "words", "source", "none"].map(|id| piece(id, 10)).into();
    let mut copy = piece("copy", 11);
    copy.prints = Some("own".to_owned());
    pieces[0].prints = Some("own".to_owned());
    pieces[0].statements = said("Le colonel Sanda", WORDS);
    pieces[4].statements = said("le colonel sanda", &format!("{WORDS}, a-t-il dit"));
    // Another speaker with the same words, and the speaker with other words.
    pieces[6].statements = said("Le maire", WORDS);
    pieces[6].statements.extend(said("Le colonel Sanda", "La route est rouverte depuis hier soir"));
    let army = Party { name: "l'armée".to_owned(), id: Some("army".to_owned()) };
    pieces[0].sources = vec![army.clone(), Party::named("un témoin")];
    pieces[5].sources = vec![army];
    pieces[6].sources = vec![Party::named("un témoin")];
    pieces.push(copy);
    let elsewhere = |id: &str, articles: &[&str]| {
        let mut event = happening(id, 9, articles);
        event.merged.place = Some(place("Berlo", Some((12.0, 1.0))));
        event
    };
    let happenings = vec![
        happening("ev-a", 9, &["own", "event"]),
        happening("ev-b", 12, &["thread"]),
        happening("ev-c", 29, &["far"]),
        elsewhere("ev-d", &["source", "none"]),
    ];
    (pieces, strands(&happenings))
}

#[test]
fn each_is_related_for_its_reason_the_closest_first() {
    let (pieces, happenings) = record();
    let found = related("own", &pieces, &happenings, &stories(&happenings));
    assert_eq!(
        names(&found),
        [
            ("event", vec!["same event", "same story"]),
            ("copy", vec!["reprint"]),
            ("thread", vec!["same place and actors", "same story"]),
            ("words", vec!["same statement"]),
            ("source", vec!["same source"]),
        ]
    );
    let shown = |at: usize, reason| found[at].reasons[&reason].iter().next().unwrap().as_str();
    assert_eq!(shown(0, Relation::SameEvent), "ev-a");
    assert_eq!(shown(1, Relation::Reprint), "own");
    assert_eq!(shown(2, Relation::PlaceAndActors), "ev-b");
    assert_eq!(shown(2, Relation::Story), "st-a");
    assert_eq!(shown(3, Relation::Statement), "Le colonel Sanda");
    assert_eq!(shown(4, Relation::Source), "army");
}

#[test]
fn being_related_goes_both_ways() {
    let (pieces, happenings) = record();
    let stories = stories(&happenings);
    let of = |id: &str| related(id, &pieces, &happenings, &stories);
    for a in &pieces {
        for found in of(&a.id) {
            let back = of(&found.article);
            let back = back.iter().find(|one| one.article == a.id).unwrap();
            assert!(back.reasons.keys().eq(found.reasons.keys()), "{} and {}", a.id, found.article);
        }
    }
}

#[test]
fn no_order_of_arrival_shows() {
    let (mut pieces, mut happenings) = record();
    let expected = related("own", &pieces, &happenings, &stories(&happenings));
    for _ in 0..pieces.len() {
        pieces.rotate_left(1);
        happenings.rotate_left(1);
        assert_eq!(related("own", &pieces, &happenings, &stories(&happenings)), expected);
    }
    pieces.reverse();
    happenings.reverse();
    assert_eq!(related("own", &pieces, &happenings, &stories(&happenings)), expected);
}

#[test]
fn a_source_counts_for_some_days_only_and_nothing_relates_a_stranger() {
    let (mut pieces, happenings) = record();
    let source = pieces.iter_mut().find(|piece| piece.id == "source").unwrap();
    source.published = Some(date(2022, 4, 13));
    let found = related("own", &pieces, &happenings, &[]);
    assert!(found.iter().all(|one| one.article != "source"), "{found:?}");
    assert_eq!(related("nobody", &pieces, &happenings, &[]), []);
    assert_eq!(related("own", &[piece("own", 1)], &[], &[]), []);
}

#[test]
fn a_statement_is_repeated_within_weeks() {
    let (mut pieces, happenings) = record();
    let is_told = |pieces: &[Piece]| {
        let found = related("own", pieces, &happenings, &[]);
        found.iter().any(|one| one.reasons.contains_key(&Relation::Statement))
    };
    let at = pieces.iter().position(|piece| piece.id == "words").unwrap();
    for (day, holds) in [(date(2022, 5, 10), true), (date(2022, 5, 11), false)] {
        pieces[at].published = Some(day);
        assert_eq!(is_told(&pieces), holds, "{day}");
    }
    // Without a day nobody knows how far apart they are.
    pieces[at].published = None;
    assert!(!is_told(&pieces));
}
