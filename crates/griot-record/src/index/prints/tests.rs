//! What is found in an index is what comparing every text would give.

use std::collections::BTreeSet;

use griot::fusion::Print;

use super::Prints;
use crate::index::{Mark, Words};

/// A text of lines of which some stand in every second one, and others in few.
fn text(dice: &mut fastrand::Rng) -> String {
    let n = dice.usize(1..8);
    let lines: Vec<String> = (0..n)
        .map(|_| {
            let n_kinds = [2, 6, 40, 2_000][dice.usize(..4)];
            let kind = dice.u64(..n_kinds);
            let mut words = fastrand::Rng::with_seed(kind);
            let n = words.usize(6..24);
            let line: Vec<String> = (0..n).map(|_| format!("w{}", words.u32(..900))).collect();
            line.join(" ")
        })
        .collect();
    lines.join(". ")
}

/// What is to be found, by going through all.
fn expected(wanted: &Print, all: &[Print]) -> BTreeSet<i64> {
    let (mut glance, runs) = (wanted.glance(), wanted.runs());
    (0..)
        .zip(all)
        .filter(|(_, print)| {
            let n_shared = print.runs().iter().filter(|run| runs.contains(run)).count();
            let is_whole = wanted.whole().is_some() && wanted.whole() == print.whole();
            let is_like = glance.may_be_same(&print.sketch());
            is_whole || is_like && wanted.may_be(n_shared as u32, print.runs().len() as u32)
        })
        .map(|(id, _)| id)
        .collect()
}

#[test]
fn what_may_be_is_what_counting_tells() {
    let mut dice = fastrand::Rng::with_seed(5);
    let dir = tempfile::tempdir().unwrap();
    let mut writer = Words::create(&dir.path().join("index")).unwrap().into_writer().unwrap();
    let mut prints: Vec<Print> = Vec::new();
    let mut states: Vec<Prints> = Vec::new();
    let mut n_found = 0;
    for ends_at in [300, 450, 600] {
        while prints.len() < ends_at {
            let text = text(&mut dice);
            writer.add(prints.len() as i64, Some("fr"), "", &text).unwrap();
            prints.push(Print::of(&text));
        }
        let mark = Mark { article: ends_at as i64, key: "k".to_owned() };
        writer.commit(&mark).unwrap();
        // States that went on with the index, and some that begin here.
        for state in &mut states {
            state.renew(&writer.words).unwrap();
        }
        states.push(Prints::new(&writer.words).unwrap());
        for common in [3, 12, 128, u32::MAX] {
            states.push(Prints::with(&writer.words, common, 1).unwrap());
            // By several threads.
            let mut together = Prints::with(&writer.words, common, 1).unwrap();
            together.worth_threads = 0;
            states.push(together);
        }
        let wanted: Vec<Print> = (0..200).map(|_| Print::of(&text(&mut dice))).collect();
        let expected: Vec<BTreeSet<i64>> =
            wanted.iter().map(|print| expected(print, &prints)).collect();
        n_found += expected.iter().map(BTreeSet::len).sum::<usize>();
        let wanted: Vec<&Print> = wanted.iter().collect();
        for state in &mut states {
            assert_eq!(state.may_be(&wanted).unwrap(), expected, "{}", state.in_segment.common);
        }
    }
    assert!(n_found > 1_000, "{n_found}");
}
