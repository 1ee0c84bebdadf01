//! Reprints: the five edits, what is no reprint, and that no order shows.

use proptest::prelude::*;

use super::*;

/// An invented text: words that depend on the seed, in sentences of ten.
fn text(seed: u64, n_sentences: usize) -> Vec<String> {
    let word = |at: u64| format!("w{:x}", stir(seed.wrapping_mul(1_000_003) + at) % 5000);
    (0..n_sentences as u64)
        .map(|line| (0..10).map(|at| word(line * 10 + at)).collect::<Vec<_>>().join(" "))
        .collect()
}

fn joined(lines: &[String]) -> String {
    lines.join(". ")
}

/// Every tenth word changed.
fn changed(lines: &[String]) -> String {
    let text = joined(lines);
    let words = text.split(' ').enumerate();
    words.map(|(at, word)| if at % 10 == 4 { "autre" } else { word }).collect::<Vec<_>>().join(" ")
}

fn groups(reprints: &Reprints) -> Vec<Vec<String>> {
    reprints.groups().iter().map(|g| g.members().map(str::to_owned).collect()).collect()
}

#[test]
fn the_five_edits_are_reprints() {
    let lines = text(1, 30);
    let mut shuffled = lines.clone();
    shuffled.reverse();
    let mut longer = lines.clone();
    longer.extend(text(2, 6));
    let mut reprints = Reprints::new();
    reprints.put("z-source", None, &joined(&lines), &[]);
    let edits = [
        ("verbatim", joined(&lines)),
        ("paragraph added", joined(&longer)),
        ("shuffled", joined(&shuffled)),
        ("changed", changed(&lines)),
        ("half", joined(&lines[..15])),
    ];
    for (name, edit) in &edits {
        let same = reprints.put(name, None, edit, &[]);
        assert!(same.iter().any(|other| other.article == "z-source"), "{name}");
    }
    reprints.put("other", None, &joined(&text(3, 30)), &[]);
    assert_eq!(groups(&reprints).len(), 1);
    assert_eq!(groups(&reprints)[0].len(), 6);
    assert!(reprints.group_of("other").is_none());
}

#[test]
fn a_digest_does_not_join_what_it_quotes() {
    let (a, b) = (text(10, 20), text(11, 20));
    let digest = [a.clone(), b.clone()].concat();
    let mut reprints = Reprints::new();
    reprints.put("a", None, &joined(&a), &[]);
    reprints.put("b", None, &joined(&b), &[]);
    reprints.put("digest", None, &joined(&digest), &[]);
    assert!(reprints.same_as("a").iter().all(|same| same.article != "b"));
    // Quoting a third of a text or less is quoting.
    let mut long = digest.clone();
    long.extend(text(12, 50));
    reprints.remove("digest");
    reprints.put("digest", None, &joined(&long), &[]);
    assert!(reprints.groups().is_empty());
}

#[test]
fn reasons_tell_what_is_shared_and_who_is_credited() {
    let lines = text(20, 20);
    let credit = [Credit { agency: "actor.afp".to_owned(), found_in: "end" }];
    let mut reprints = Reprints::new();
    reprints.put("b", Some(jiff::civil::date(2024, 1, 3)), &joined(&lines), &credit);
    let same =
        reprints.put("a", Some(jiff::civil::date(2024, 1, 4)), &joined(&lines[..15]), &credit);
    assert_eq!(same[0].to_string(), "credited to actor.afp and same text 1.00");
    let same = reprints.put("c", None, &joined(&lines), &[]);
    assert_eq!(same[0].to_string(), "same text 1.00");
    assert_eq!(reprints.group_of("a").unwrap().first, "b");
}

#[test]
fn an_article_is_replaced_and_taken_out() {
    let mut reprints = Reprints::new();
    reprints.put("a", None, &joined(&text(30, 20)), &[]);
    reprints.put("b", None, &joined(&text(30, 20)), &[]);
    assert_eq!(groups(&reprints), [["a", "b"]]);
    reprints.put("b", None, &joined(&text(31, 20)), &[]);
    assert!(groups(&reprints).is_empty());
    assert_eq!(reprints.len(), 2);
    assert!(reprints.remove("a") && !reprints.remove("a"));
}

#[test]
fn years_apart_nobody_prints_a_text_of_another() {
    let day = |year| Some(jiff::civil::date(year, 6, 1));
    // A long text, and one too short to be compared run by run.
    for body in [joined(&text(40, 20)), "deux blessés dans une attaque à Gao".to_owned()] {
        let mut reprints = Reprints::new();
        for (id, published) in [
            ("a", day(2019)),
            ("b", day(2020)),
            ("c", day(2023)),
            ("d", day(2024)),
            ("e", day(2026)),
        ] {
            reprints.put(id, published, &body, &[]);
        }
        assert_eq!(groups(&reprints), [["a", "b"], ["c", "d"]], "{body}");
        assert!(reprints.same_as("e").is_empty());
        // Of an undated one nobody knows better: it is a reprint of all of them.
        let same = reprints.put("f", None, &body, &[]);
        assert_eq!(same.len(), 5);
        assert_eq!(groups(&reprints), [["a", "b", "c", "d", "e", "f"]]);
        reprints.remove("f");
        assert_eq!(groups(&reprints), [["a", "b"], ["c", "d"]]);
    }
}

#[test]
fn texts_without_words_are_no_reprints() {
    let mut reprints = Reprints::new();
    reprints.put("a", None, "", &[]);
    reprints.put("b", None, " … ", &[]);
    reprints.put("c", None, "Un deux", &[]);
    assert!(reprints.groups().is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn no_order_shows(order in Just((0..12usize).collect::<Vec<_>>()).prop_shuffle()) {
        let texts: Vec<String> = (0..12u64)
            .map(|at| {
                let lines = text(at % 4, 16);
                match at / 4 {
                    0 => joined(&lines),
                    1 => joined(&lines[..9]),
                    _ => changed(&lines),
                }
            })
            .collect();
        let mut plain = Reprints::new();
        for (at, text) in texts.iter().enumerate() {
            plain.put(&format!("t{at}"), None, text, &[]);
        }
        let mut other = Reprints::new();
        for at in order {
            other.put(&format!("t{at}"), None, &texts[at], &[]);
        }
        prop_assert_eq!(plain.groups(), other.groups());
        prop_assert_eq!(plain.groups().len(), 4);
        // Nor in years of which some are near each other.
        let year = |at: usize| [None, Some(2019), Some(2020), Some(2021), Some(2023)][at * 7 % 5];
        let day = |at: usize| year(at).map(|year| jiff::civil::date(year, 6, 1));
        for reprints in [&mut plain, &mut other] {
            for (at, text) in texts.iter().enumerate() {
                reprints.put(&format!("t{at}"), day(at), text, &[]);
            }
        }
        let mut dated = Reprints::new();
        for at in (0..12).rev() {
            dated.put(&format!("t{at}"), day(at), &texts[at], &[]);
        }
        prop_assert_eq!(plain.groups(), other.groups());
        prop_assert_eq!(plain.groups(), dated.groups());
    }
}

/// Pieces of a text of `at`, cut, edited or put behind another one.
fn edited(at: u64) -> String {
    let lines = text(at % 5, 4 + (at % 7) as usize * 3);
    match at % 6 {
        0 => joined(&lines),
        1 => joined(&lines[..lines.len().div_ceil(2)]),
        2 => changed(&lines),
        3 => format!("{} {}", joined(&text(at % 3 + 9, 5)), joined(&lines)),
        4 => joined(&lines[..2]),
        _ => joined(&lines.iter().rev().cloned().collect::<Vec<_>>()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn a_sketch_rules_out_no_reprint(a in 0u64..2_000, b in 0u64..2_000) {
        let (a, b) = (Print::of(&edited(a)), Print::of(&edited(b)));
        let is_one = a.whole().is_some() && a.whole() == b.whole();
        for (one, other) in [(&a, &b), (&b, &a)] {
            let n_runs = other.runs().len() as u32;
            for n_shared in (0..40).filter(|_| n_runs > 0 && !one.runs().is_empty()) {
                let is_enough =
                    n_shared >= one.enough() || n_runs <= Print::most_runs(n_shared);
                prop_assert_eq!(one.may_be(n_shared, n_runs), is_enough);
            }
            let (mut glance, sketch) = (one.glance(), other.sketch());
            let may_be = glance.may_be_same(&sketch);
            prop_assert!(!one.is_same(other) || is_one || may_be);
            prop_assert!(!may_be || glance.may_be_same_in_brief(&Brief::of(&sketch)));
        }
    }
}

#[test]
fn what_is_enough_of_few_runs_is_told_of_all() {
    let prints: Vec<Print> = (0..400).map(|at| Print::of(&edited(at))).collect();
    for n_shared in 1..9 {
        let most = Print::most_runs(n_shared);
        for print in prints.iter().filter(|print| print.runs().len() > most as usize) {
            assert!(print.may_be(n_shared, most) && !print.may_be(n_shared, most + 1));
        }
    }
}

#[test]
fn a_sketch_rules_out_nearly_everything_else() {
    let all: Vec<Print> = (0..60).map(|seed| Print::of(&joined(&text(seed, 3)))).collect();
    let long: Vec<Print> = (60..80).map(|seed| Print::of(&joined(&text(seed, 11)))).collect();
    let (mut wrong, mut wrong_in_brief) = (0, 0);
    for (at, print) in all.iter().enumerate() {
        for sketch in all.iter().skip(at + 1).chain(&long).map(Print::sketch) {
            wrong += usize::from(print.glance().may_be_same(&sketch));
            let brief = Brief::of(&sketch);
            wrong_in_brief += usize::from(print.glance().may_be_same_in_brief(&brief));
        }
    }
    assert!(wrong < 10, "{wrong} of 2970 pairs");
    assert!(wrong_in_brief < 10, "{wrong_in_brief} of 2970 pairs");
    assert!(all.iter().all(|print| print.glance().may_be_same(&print.sketch())));
    assert!(!Print::of("Un deux").glance().may_be_same(&Print::of("").sketch()));
}
