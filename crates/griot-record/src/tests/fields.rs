//! Fields of events that are withheld while the events are shown.

use std::collections::BTreeSet;

use super::*;
use crate::{Field, Format, Role};

/// A whole record and an event of it of which some fields are withheld.
fn withheld(dir: &Path, below: Role, fields: &[Field]) -> (Record, String) {
    let record = filled(dir);
    let filter = Filter { countries: vec!["ML".to_owned()], ..Filter::default() };
    let event = record.events(&filter, None).unwrap().rows.remove(0).id;
    withhold(dir, &event, below, fields);
    (record, event)
}

fn withhold(dir: &Path, event: &str, below: Role, fields: &[Field]) {
    decide(dir, event, &Act::Withhold(below, fields.iter().copied().collect()));
}

fn decide(dir: &Path, event: &str, act: &Act) {
    let mut writer = Writer::open(dir, "decide", &coder(), now()).unwrap();
    writer.decide(event, act, "Awa", "the mayor is in danger").unwrap();
    writer.finish().unwrap();
}

fn seen(dir: &Path, role: Role) -> Record {
    Record::open(dir).unwrap().seen_by(role).unwrap()
}

fn exported(event: &EventRow) -> String {
    let mut out = Vec::new();
    for format in Format::ALL {
        let mut exporter = crate::Exporter::new(format, &mut out).unwrap();
        exporter.put(event).unwrap();
        exporter.finish().unwrap();
    }
    String::from_utf8(out).unwrap()
}

#[test]
fn an_event_stays_without_what_is_withheld_of_it_and_without_words() {
    for field in Field::ALL {
        let dir = tempfile::tempdir().unwrap();
        let (record, id) = withheld(dir.path(), Role::Editor, &[field]);
        assert_eq!(faults(&record), [], "{field}");
        assert_eq!(record.withheld_below(&id).unwrap(), None);
        assert_eq!(record.withheld_fields(&id).unwrap(), [(field, Role::Editor)]);
        let whole = record.event(&id).unwrap().unwrap();
        for role in [Role::Editor, Role::Admin] {
            let seen = seen(dir.path(), role);
            assert_eq!(seen.event(&id).unwrap().unwrap(), whole, "{field} {role}");
            assert_eq!(seen.n_partly_withheld().unwrap(), 0);
        }
        for role in [Role::Reader, Role::Reviewer] {
            let seen = seen(dir.path(), role);
            assert_eq!((seen.n_withheld().unwrap(), seen.n_partly_withheld().unwrap()), (0, 1));
            let event = seen.event(&id).unwrap().unwrap();
            assert_eq!(event.withheld, BTreeSet::from([field]));
            assert_eq!(event.reports.len(), whole.reports.len());
            assert_eq!(event.n_independent, whole.n_independent);
            let (merged, all) = (event.merged().unwrap(), whole.merged().unwrap());
            let kept = |one: Field| one != field;
            assert_eq!(merged.event_type, all.event_type);
            assert_eq!(merged.country.as_deref(), Some("ML"));
            assert_eq!(merged.date, all.date.filter(|_| kept(Field::Date)));
            assert_eq!(merged.place, all.place.filter(|_| kept(Field::Place)));
            let parties = |all: Vec<griot::fusion::Party>, one| {
                if kept(one) { all } else { Vec::new() }
            };
            assert_eq!(merged.initiators, parties(all.initiators, Field::Initiators));
            assert_eq!(merged.targets, parties(all.targets, Field::Targets));
            let killed = |event: &EventRow| {
                let figures = crate::figures_of(event, griot::fusion::Policy::Range, &[]);
                figures.first().map(|(.., figure)| (figure.low, figure.high))
            };
            assert_eq!(killed(&event), killed(&whole).filter(|_| kept(Field::Tolls)));
            let sources = |event: &EventRow| event.reports[0].account.sources.len();
            assert_eq!(sources(&event), if kept(Field::Sources) { sources(&whole) } else { 0 });
            // No words, and nothing of the article; nor in any form of the event.
            assert!(event.reports.iter().all(|one| one.row.article.is_withheld()));
            let data = crate::event_json(&event, griot::fusion::Policy::Range, &[]).to_string();
            for text in [&data, &exported(&event)] {
                assert!(!text.contains("menée par"), "{text}");
                let secrets: &[&str] = match field {
                    Field::Date => &["2024-05-04", "2024-05-06"],
                    Field::Place => &["Gao"],
                    Field::Initiators => &["hommes armés"],
                    Field::Targets => &[],
                    Field::Tolls => &["12"],
                    Field::Sources => &["maire"],
                };
                // Ids are hexadecimal: two digits of a toll may stand in them.
                let without_ids = text.replace(&id, "");
                let key = &event.reports[0].row.key;
                let without_ids = without_ids.replace(key.as_str(), "");
                for secret in secrets {
                    assert!(!without_ids.contains(secret), "{field}: {secret}: {without_ids}");
                }
            }
            let whole_data = crate::event_json(&whole, griot::fusion::Policy::Range, &[]);
            assert!(whole_data.to_string().contains("menée par"));
            // The article is nowhere.
            let key = &whole.reports[0].row.article.key;
            assert!(seen.article(key).unwrap().is_none());
            assert!(seen.article_text(key).unwrap().is_none());
            assert_eq!(seen.search("maire", &Filter::default(), None).unwrap().total, 0);
            assert_eq!(seen.counts().unwrap()[1], 1);
        }
    }
}

#[test]
fn no_filter_and_no_order_tells_what_is_withheld() {
    let near = Near { lat: 16.27, lon: -0.05, km: 50.0 };
    let filters = [
        (Field::Date, Filter { until: Some("2024-05-04".to_owned()), ..Filter::default() }),
        (Field::Place, Filter { near: Some(near), ..Filter::default() }),
        (
            Field::Initiators,
            Filter { actors: vec!["hommes armés".to_owned()], ..Filter::default() },
        ),
        (Field::Targets, Filter { actors: vec!["civils".to_owned()], ..Filter::default() }),
        (Field::Tolls, Filter { outcomes: vec!["killed".to_owned()], ..Filter::default() }),
        (
            Field::Sources,
            Filter { sources: vec!["maire de la ville".to_owned()], ..Filter::default() },
        ),
    ];
    let text = Filter { text: Some("maire".to_owned()), ..Filter::default() };
    let country = Filter { countries: vec!["ML".to_owned()], ..Filter::default() };
    for field in Field::ALL {
        for is_corrected in [false, true] {
            let dir = tempfile::tempdir().unwrap();
            let (record, id) = withheld(dir.path(), Role::Admin, &[field]);
            if is_corrected {
                decide(dir.path(), &id, &Act::Correct("wounded".to_owned(), "3".to_owned()));
            }
            let seen = seen(dir.path(), Role::Reader);
            let finds = |record: &Record, filter: &Filter| {
                let found = record.event_ids(filter).unwrap();
                let digest = record.digest(None).unwrap();
                let digested = record.digested(filter, &digest).unwrap();
                assert_eq!(digested.len(), found.len());
                found.iter().any(|(_, found)| *found == id)
            };
            assert!(finds(&seen, &Filter::default()) && finds(&seen, &country), "{field}");
            assert!(finds(&record, &text) && !finds(&seen, &text), "{field}");
            for (of, filter) in &filters {
                assert!(finds(&record, filter), "{of}: {filter:?}");
                let both = [*of, field];
                // Targets and initiators are asked for together, and victims with them.
                let is_actor =
                    |one: &Field| matches!(one, Field::Initiators | Field::Targets | Field::Tolls);
                let is_hidden = *of == field || *of != Field::Tolls && both.iter().all(is_actor);
                assert_eq!(finds(&seen, filter), !is_hidden, "{field}: {of} {is_corrected}");
            }
            let tolls = seen.toll_rows(&Filter::default(), None).unwrap().rows;
            let told = tolls
                .iter()
                .filter(|row| matches!(row, crate::TollRow::Event(one) if one.id == id));
            assert_eq!(told.count(), usize::from(field != Field::Tolls), "{field}");
            // An event without a day stands behind all others, and its place tells none.
            let page = seen.event_page(&Filter::default(), None, 1).unwrap();
            if field == Field::Date {
                assert_ne!(page.ids, [id.as_str()]);
                let days = seen.event_ids(&Filter::default()).unwrap();
                assert_eq!(days.last(), Some(&(None, id.clone())));
            }
        }
    }
}

#[test]
fn corrections_hold_but_those_of_withheld_fields() {
    let dir = tempfile::tempdir().unwrap();
    let (record, id) = withheld(dir.path(), Role::Admin, &[Field::Place, Field::Initiators]);
    for (slot, value) in [("place", "Ménaka@15.9,2.4"), ("country", "NE"), ("killed", "14")] {
        decide(dir.path(), &id, &Act::Correct(slot.to_owned(), value.to_owned()));
    }
    decide(dir.path(), &id, &Act::Note);
    decide(dir.path(), &id, &Act::Confirm);
    decide(dir.path(), &id, &Act::Correct("killed".to_owned(), "15".to_owned()));
    let seen = seen(dir.path(), Role::Editor);
    let event = seen.event(&id).unwrap().unwrap();
    let merged = event.merged().unwrap();
    // The country stays, as somebody corrected it.
    assert_eq!((merged.place, merged.country.as_deref()), (None, Some("NE")));
    let figures = crate::figures_of(&event, griot::fusion::Policy::Range, &[]);
    assert_eq!(figures[0].2.low, 15);
    assert_eq!(event.review.state, record.event(&id).unwrap().unwrap().review.state);
    let told = seen.history(None).unwrap();
    let slots: Vec<&str> =
        told.iter().filter_map(|one| one.decision.subject.slot.as_deref()).collect();
    assert_eq!(slots, ["country", "killed", "killed"]);
    // Neither who withheld it, nor notes, nor any reason is told.
    assert!(told.iter().all(|one| one.decision.why.is_empty()), "{told:?}");
    assert!(
        told.iter()
            .all(|one| { !matches!(one.decision.verb, crate::Verb::Withhold | crate::Verb::Note) })
    );
    assert_eq!(record.history(None).unwrap().len(), 7);
    assert_eq!(faults(&record), []);
}

#[test]
fn what_others_tell_of_an_event_stays_whole() {
    // The strike is told by an article of the withheld clash, and by another one.
    let dir = tempfile::tempdir().unwrap();
    let record = filled(dir.path());
    let both = "Des hommes armés ont attaqué la ville de Gao samedi et ont tué douze civils, dit le \
                maire.\n\nLe même jour, rien ne s’est passé ailleurs.\n\nL'armée burkinabè a déclaré \
                qu’une frappe aérienne a tué dix combattants dimanche à Gorgadji.\n\nÀ Ansongo, trois \
                soldats ont été tués lundi par une mine, selon l’armée.";
    let mut writer = Writer::open(dir.path(), "add", &coder(), now()).unwrap();
    writer.add(&[page("both", both)]).unwrap();
    writer.finish().unwrap();
    let of = |country: &str, place: &str| {
        let filter = Filter { countries: vec![country.to_owned()], ..Filter::default() };
        let rows = record.events(&filter, None).unwrap().rows;
        let is_it = |one: &EventRow| one.merged().unwrap().place.is_some_and(|at| at.name == place);
        rows.into_iter().find(is_it).unwrap().id
    };
    let (clash, strike, mine) = (of("ML", "Gao"), of("BF", "Gorgadji"), of("ML", "Ansongo"));
    withhold(dir.path(), &clash, Role::Editor, &[Field::Sources]);
    let reader = seen(dir.path(), Role::Reader);
    let event = |record: &Record, id: &str| record.event(id).unwrap().unwrap();
    let told = event(&reader, &strike);
    assert_eq!((told.withheld.len(), told.reports.len()), (0, 1));
    assert_eq!(told.reports[0].row.article.id, "two");
    // Only the withheld article tells of the mine: without its words and its sources.
    let told = event(&reader, &mine);
    assert_eq!(told.withheld, BTreeSet::from([Field::Sources]));
    assert_eq!(told.merged().unwrap().place.unwrap().name, "Ansongo");
    assert_eq!(reader.n_partly_withheld().unwrap(), 2);
    assert_eq!(reader.changes().unwrap().of(&mine).map(|one| one.id().to_owned()), Some(mine));
    // The whole event withheld from more roles: what is shown in part is shown no more to those.
    decide(dir.path(), &clash, &Act::Withhold(Role::Reviewer, BTreeSet::new()));
    let reader = seen(dir.path(), Role::Reader);
    assert!(reader.event(&clash).unwrap().is_none());
    assert_eq!((reader.n_withheld().unwrap(), reader.n_partly_withheld().unwrap()), (2, 0));
    let reviewer = seen(dir.path(), Role::Reviewer);
    assert_eq!(event(&reviewer, &clash).withheld, BTreeSet::from([Field::Sources]));
    assert_eq!((reviewer.n_withheld().unwrap(), reviewer.n_partly_withheld().unwrap()), (0, 2));
    assert_eq!(faults(&record), []);
    // As it stood before something came, it is left out, and told to be.
    let later = "2024-05-09T08:00:00Z".parse().unwrap();
    let mut writer = Writer::open(dir.path(), "add", &coder(), later).unwrap();
    writer.add(&[page("later", "Cinq civils ont été enlevés mercredi à Ménaka.")]).unwrap();
    writer.finish().unwrap();
    let then = seen(dir.path(), Role::Reviewer).as_of("2024-05-07".parse().unwrap()).unwrap();
    assert!(then.event(&clash).unwrap().is_none());
    assert_eq!(then.n_withheld().unwrap(), 2);
}

#[test]
fn fields_are_withheld_once_and_shown_again_when_that_is_taken_back() {
    let dir = tempfile::tempdir().unwrap();
    let (record, id) = withheld(dir.path(), Role::Editor, &[Field::Place]);
    let refused = |act: Act| {
        let mut writer = Writer::open(dir.path(), "decide", &coder(), now()).unwrap();
        writer.decide(&id, &act, "Awa", "x").unwrap_err();
    };
    refused(Act::Withhold(Role::Editor, BTreeSet::from([Field::Place])));
    refused(Act::Withhold(Role::Reviewer, BTreeSet::from([Field::Place])));
    refused(Act::Withhold(Role::Reader, BTreeSet::from([Field::Date])));
    // More of it, and from more.
    withhold(dir.path(), &id, Role::Editor, &[Field::Place, Field::Date]);
    withhold(dir.path(), &id, Role::Admin, &[Field::Place]);
    assert_eq!(
        record.withheld_fields(&id).unwrap(),
        [(Field::Date, Role::Editor), (Field::Place, Role::Admin)]
    );
    let editor = seen(dir.path(), Role::Editor);
    assert_eq!(editor.event(&id).unwrap().unwrap().withheld, BTreeSet::from([Field::Place]));
    // An export and its import withhold the same.
    let mut lines = Vec::new();
    record.export_all(&mut lines).unwrap();
    let to = dir.path().join("copy");
    let (copy, _) = Record::import(&to, &mut lines.as_slice()).unwrap();
    assert_eq!(copy.withheld_fields(&id).unwrap(), record.withheld_fields(&id).unwrap());
    for told in record.history(None).unwrap() {
        let mut writer = Writer::open(dir.path(), "decide", &coder(), now()).unwrap();
        writer.decide(&told.decision.key, &Act::Undo, "Awa", "he is safe").unwrap();
        writer.finish().unwrap();
    }
    let reader = seen(dir.path(), Role::Reader);
    assert_eq!(reader.event(&id).unwrap(), record.event(&id).unwrap());
    assert_eq!(record.withheld_fields(&id).unwrap(), []);
    assert_eq!(faults(&record), []);
}
