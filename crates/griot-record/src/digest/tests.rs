//! What a digest says is what each event says, and its pages are those of the record.

use std::path::Path;

use super::*;
use crate::tests::{coder, now, page};
use crate::{Act, Role, Writer};

/// Events in several places on several days, some told twice, each by an article of its own.
fn filled(dir: &Path) -> Record {
    let record = Record::init(dir, "a test").unwrap();
    let mut writer = Writer::open(dir, "test", &coder(), now()).unwrap();
    let mut pages = Vec::new();
    let places = ["Gao", "Djibo", "Gorgadji", "Ménaka", "Tessalit", "Kidal", "Ansongo"];
    let days = ["lundi", "mardi", "samedi", "dimanche"];
    for (n, (place, day)) in places.iter().flat_map(|one| days.map(|day| (one, day))).enumerate() {
        let text = format!(
            "{} civils ont été tués {day} à {place} dans une attaque menée par des hommes armés, selon le \
             maire de la ville.",
            n + 3
        );
        pages.push(page(&format!("{place}-{day}"), &text));
        if n % 5 == 0 {
            let again = format!(
                "À {place}, une attaque d'hommes armés a fait {} morts parmi les civils {day}, selon un élu \
                 local.",
                n + 4
            );
            pages.push(page(&format!("{place}-{day}-again"), &again));
        }
    }
    writer.add(&pages).unwrap();
    writer.finish().unwrap();
    record
}

fn decide(dir: &Path, subject: &str, act: &Act) {
    let mut writer = Writer::open(dir, "decide", &coder(), now()).unwrap();
    writer.decide(subject, act, "Awa", "seen by hand").unwrap();
    writer.finish().unwrap();
}

/// A record with decisions of all kinds.
fn decided(dir: &Path) -> Record {
    let record = filled(dir);
    let all = record.events(&Filter::default(), None).unwrap().rows;
    let twice = all.iter().find(|event| event.reports.len() > 1).unwrap();
    decide(dir, &twice.id, &Act::Withhold(Role::Editor, BTreeSet::new()));
    let others: Vec<&EventRow> = all.iter().filter(|event| event.reports.len() == 1).collect();
    decide(dir, &others[0].id, &Act::Confirm);
    decide(dir, &others[1].id, &Act::Correct("killed".into(), "70-80".into()));
    decide(dir, &others[2].id, &Act::Reject);
    decide(dir, &others[3].id, &Act::Correct("date".into(), "2023-01-01".into()));
    record
}

fn as_seen(dir: &Path) -> Vec<Record> {
    Role::ALL.map(|role| Record::open(dir).unwrap().seen_by(role).unwrap()).into()
}

#[test]
fn events_read_together_say_what_each_says_alone() {
    let dir = tempfile::tempdir().unwrap();
    decided(dir.path());
    for record in as_seen(dir.path()) {
        let together = record.digest_reading(None, 0).unwrap();
        let alone = record.digest_reading(None, usize::MAX).unwrap();
        assert!(together.len() > 4, "{}", together.len());
        assert_eq!(together.gists, alone.gists);
        assert_eq!(together.heads, alone.heads);
        for (id, gist) in &together.gists {
            let row = record.event(id).unwrap().unwrap();
            assert_eq!(Gist { print: gist.print, ..Gist::of(&row).unwrap() }, **gist);
        }
        // Out of an older one the same comes.
        assert_eq!(record.digest(Some(&alone)).unwrap().gists, together.gists);
    }
}

#[test]
fn pages_of_a_digest_and_of_the_record_hold_the_same_in_the_same_order() {
    let dir = tempfile::tempdir().unwrap();
    decided(dir.path());
    for record in as_seen(dir.path()) {
        let digest = record.digest(None).unwrap();
        for filter in [
            Filter::default(),
            Filter { outcomes: vec!["killed".to_owned()], ..Filter::default() },
            Filter { since: Some("2024-05-04".to_owned()), ..Filter::default() },
            Filter { reviews: vec!["rejected".to_owned()], ..Filter::default() },
        ] {
            let all: Vec<String> =
                record.event_ids(&filter).unwrap().into_iter().map(|(_, id)| id).collect();
            let found = record.digested(&filter, &digest).unwrap();
            assert_eq!((found.len(), found.n_newer), (all.len(), 0));
            let ids = |gists: Vec<&Gist>| -> Vec<String> {
                gists.into_iter().map(|gist| gist.id.clone()).collect()
            };
            for most in [1, 3, 1_000] {
                let (mut read, mut of_digest) = (Vec::new(), Vec::new());
                let mut after: Option<Cursor> = None;
                loop {
                    let page = record.event_page(&filter, after.as_ref(), most).unwrap();
                    let sheaf = found.page(after.as_ref(), most);
                    assert_eq!((page.before, page.total), (read.len(), all.len()));
                    assert_eq!((sheaf.before, &sheaf.next), (page.before, &page.next));
                    read.extend(page.ids);
                    of_digest.extend(ids(sheaf.gists));
                    let Some(next) = page.next else { break };
                    after = Some(next.parse().unwrap());
                }
                assert_eq!(read, all, "{most}");
                assert_eq!(of_digest, all, "{most}");
            }
            assert_eq!(
                ids(found.first(2, 3)),
                all.iter().skip(2).take(3).cloned().collect::<Vec<_>>()
            );
            for (at, id) in all.iter().enumerate() {
                let next = all.get(at + 1).or(all.first());
                let place = found.place_of(id);
                assert_eq!(found.behind(place.as_ref()).map(|gist| &gist.id), next);
                // What stood there may be gone: one goes on from there all the same.
                let rest = found.clone().only(|gist| gist.id != *id);
                let next = next.filter(|next| *next != id);
                assert_eq!(rest.behind(place.as_ref()).map(|gist| &gist.id), next);
            }
            assert_eq!(found.place_of("ev-none"), None);
            assert_eq!(found.behind(None).map(|gist| &gist.id), all.first());
        }
    }
}

#[test]
fn a_print_changes_with_its_event_alone() {
    let dir = tempfile::tempdir().unwrap();
    let record = filled(dir.path());
    let ids: Vec<String> =
        record.event_ids(&Filter::default()).unwrap().into_iter().map(|(_, id)| id).collect();
    let prints = || ids.iter().map(|id| record.print_of(id).unwrap()).collect::<Vec<Option<u64>>>();
    let before = (record.generation().unwrap(), prints());
    assert!(before.1.iter().all(Option::is_some));
    assert_eq!((record.generation().unwrap(), prints()), before);
    assert_eq!(record.print_of("ev-none").unwrap(), None);
    // An article far from all others: somebody wrote, and no page is touched.
    let mut writer = Writer::open(dir.path(), "test", &coder(), now()).unwrap();
    let far =
        "Neuf soldats ont été tués mercredi à Mocímboa da Praia par une mine, a annoncé l'armée.";
    writer.add(&[page("far", far)]).unwrap();
    writer.finish().unwrap();
    assert_ne!(record.generation().unwrap(), before.0);
    assert_eq!(prints(), before.1);
    // Another article on one of them.
    let beside: Vec<Vec<String>> =
        ids.iter().map(|id| record.suggested_with(id).unwrap()).collect();
    let mut writer = Writer::open(dir.path(), "test", &coder(), now()).unwrap();
    let again = "Quatre civils ont été tués mardi à Gao dans une attaque menée par des hommes armés, selon le \
                 maire de la ville.";
    writer.add(&[page("again", again)]).unwrap();
    writer.finish().unwrap();
    let after = prints();
    let is_other = |at: &usize| after.get(*at) != before.1.get(*at);
    let changed: Vec<usize> = (0..ids.len()).filter(is_other).collect();
    // The page of an event that may be the same one names it, and is another as well.
    let is_told = |one: &usize| {
        changed.iter().all(|other| other == one || beside[*one].contains(&ids[*other]))
    };
    assert!(!changed.is_empty() && changed.iter().any(is_told), "{changed:?}: {after:?}");
    // A decision may name any event.
    decide(dir.path(), &ids[0], &Act::Note);
    assert!(prints().iter().zip(&after).all(|(a, b)| a != b || a.is_none()));
}
