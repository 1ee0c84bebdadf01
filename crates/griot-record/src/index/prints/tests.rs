//! What is found in an index is what comparing every text would give.

use std::collections::BTreeSet;

use griot::fusion::{Print, Year, may_share_text};

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

/// One of some years, or none.
fn year(dice: &mut fastrand::Rng) -> Year {
    Some(dice.i16(2_020..2_026)).filter(|year| *year != 2_020)
}

/// What is to be found, by going through all.
fn expected(year: Year, wanted: &Print, all: &[(Year, Print)]) -> BTreeSet<i64> {
    let (mut glance, runs) = (wanted.glance(), wanted.runs());
    (0..)
        .zip(all)
        .filter(|(_, (of, print))| {
            if !may_share_text(year, *of) {
                return false;
            }
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
    let mut prints: Vec<(Year, Print)> = Vec::new();
    let mut states: Vec<Prints> = Vec::new();
    let mut n_found = 0;
    for ends_at in [300, 450, 600] {
        while prints.len() < ends_at {
            let text = text(&mut dice);
            let year = year(&mut dice);
            writer.add(prints.len() as i64, Some("fr"), year, ["", &text]).unwrap();
            prints.push((year, Print::of(&text)));
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
        let wanted: Vec<(Year, Print)> =
            (0..200).map(|_| (year(&mut dice), Print::of(&text(&mut dice)))).collect();
        let expected: Vec<BTreeSet<i64>> =
            wanted.iter().map(|(year, print)| expected(*year, print, &prints)).collect();
        n_found += expected.iter().map(BTreeSet::len).sum::<usize>();
        let wanted: Vec<(Year, &Print)> =
            wanted.iter().map(|(year, print)| (*year, print)).collect();
        for state in &mut states {
            // Whole segments are left out for their years; in those that are not, all years are found.
            let found = state.may_be(&wanted).unwrap();
            for (((year, _), found), expected) in wanted.iter().zip(found).zip(&expected) {
                let of_years = |id: &&i64| may_share_text(*year, prints[**id as usize].0);
                let found: BTreeSet<i64> = found.iter().filter(of_years).copied().collect();
                assert_eq!(found, *expected, "{}", state.in_segment.common);
            }
        }
    }
    assert!(n_found > 1_000, "{n_found}");
}
