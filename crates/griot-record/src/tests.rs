//! A record as whoever uses the crate sees it.

use std::path::Path;

use griot::json::{self, Coder};
use griot::model::{Article, DateFound, Lang};
use griot::pipeline::{self, Resources};

use crate::{
    About, Act, Added, Config, Decision, Error, EventRow, Fault, Filter, Frame, Kind, Near,
    NewPage, Record, ReviewState, Standing, VERSION, Writer, content_hash,
};

mod fields;
mod people;

const CLASH: &str = "Douze civils ont été tués samedi à Gao dans une attaque menée par des hommes \
                     armés, selon le maire de la ville.";
const STRIKE: &str = "Dix combattants ont été tués dimanche par une frappe aérienne à Gorgadji, a \
                      déclaré l'armée burkinabè.";

pub(crate) fn now() -> jiff::Timestamp {
    "2024-05-07T08:00:00Z".parse().unwrap()
}

pub(crate) fn coder() -> Coder {
    Coder { version: "0.0.0".to_owned(), lexicon: "0000000000000000".to_owned() }
}

pub(crate) fn page(name: &str, text: &str) -> NewPage {
    let mut article = Article::from_text(text);
    article.id = name.to_owned();
    article.lang = Some(Lang::Fr);
    let date = "2024-05-06".parse().unwrap();
    article.published = Some(DateFound { date, found_in: "input", raw: "2024-05-06".to_owned() });
    let claims = pipeline::code(&article, &Resources::builtin());
    NewPage {
        about: About { name: name.to_owned(), ..About::default() },
        bytes: format!("{name}: {text}").into_bytes(),
        documents: vec![json::document(&article, &claims, coder())],
        place: None,
    }
}

fn filled(dir: &Path) -> Record {
    let record = Record::init(dir, "a test").unwrap();
    let mut writer = Writer::open(dir, "test", &coder(), now()).unwrap();
    let added = writer.add(&[page("one", CLASH), page("two", STRIKE), page("one", CLASH)]).unwrap();
    assert_eq!(added, Added { new: 2, known: 1 });
    writer.finish().unwrap();
    record
}

fn faults(record: &Record) -> Vec<Fault> {
    record.check(|_, _| {}).unwrap().faults
}

/// The ids of the articles whose events a filter finds.
fn events(record: &Record, filter: &Filter) -> Vec<String> {
    let found = record.ask(Kind::Events, filter, None).unwrap();
    assert_eq!(found.total, found.rows.len() as u64);
    found.rows.into_iter().map(|row| row.article.id).collect()
}

#[test]
fn what_was_added_is_there_once_and_whole() {
    let dir = tempfile::tempdir().unwrap();
    let record = filled(dir.path());
    assert_eq!(faults(&record), []);
    let [pages, articles, claims] = record.counts().unwrap();
    assert_eq!((pages, articles), (2, 2));
    assert!(claims >= 3);
    let one = page("one", CLASH);
    let kept = record.page(&content_hash(&one.bytes)).unwrap().unwrap();
    assert_eq!((kept.about, kept.bytes), (one.about, one.bytes));
    assert!(record.config().unwrap().feeds.is_empty());
    assert_eq!(record.config().unwrap().name, "a test");
}

#[test]
fn every_filter_restricts() {
    let dir = tempfile::tempdir().unwrap();
    let record = filled(dir.path());
    let all = Filter::default();
    assert_eq!(events(&record, &all), ["two", "one"], "the latest first");
    let list = |value: &str| vec![value.to_owned()];
    let around = Frame { west: -0.5, south: 16.0, east: 0.5, north: 17.0 };
    let gao = Near { lat: 16.27, lon: -0.04, km: 30.0 };
    for (filter, expected) in [
        (Filter { countries: list("ML"), ..all.clone() }, "one"),
        (Filter { countries: list("BF"), ..all.clone() }, "two"),
        (Filter { types: list("air_strike"), ..all.clone() }, "two"),
        (Filter { near: Some(gao), ..all.clone() }, "one"),
        (Filter { within: Some(around), ..all.clone() }, "one"),
        (Filter { actors: list("Hommes Armes"), ..all.clone() }, "one"),
        (Filter { since: Some("2024-05-05".to_owned()), ..all.clone() }, "two"),
        (Filter { until: Some("2024-05-04".to_owned()), ..all.clone() }, "one"),
        (Filter { text: Some("frappes aerienne".to_owned()), ..all.clone() }, "two"),
    ] {
        assert_eq!(events(&record, &filter), [expected], "{filter:?}");
    }
    for none in [
        Filter { countries: list("FR"), ..all.clone() },
        Filter { certainties: list("denied"), ..all.clone() },
        Filter { outcomes: list("abducted"), ..all.clone() },
        Filter { sources: list("personne"), ..all.clone() },
        Filter { near: Some(Near { lat: -16.27, ..gao }), ..all.clone() },
        Filter { within: Some(Frame { south: -17.0, north: -16.0, ..around }), ..all.clone() },
        // The frame that goes round the earth the other way.
        Filter { within: Some(Frame { west: 0.5, east: -0.5, ..around }), ..all.clone() },
        Filter { text: Some("bateau".to_owned()), ..all.clone() },
    ] {
        assert!(events(&record, &none).is_empty(), "{none:?}");
    }
}

#[test]
fn a_circle_crosses_the_line_where_the_days_change() {
    let dir = tempfile::tempdir().unwrap();
    let record = Record::init(dir.path(), "test").unwrap();
    let mut writer = Writer::open(dir.path(), "test", &coder(), now()).unwrap();
    let mut far = page("far", CLASH);
    for event in &mut far.documents[0].events {
        let geo = event.geo.as_mut().unwrap();
        (geo.lat, geo.lon) = (Some(-17.0), Some(179.9));
    }
    writer.add(&[far]).unwrap();
    writer.finish().unwrap();
    let near = |lon, km| Filter { near: Some(Near { lat: -17.0, lon, km }), ..Filter::default() };
    assert_eq!(events(&record, &near(-179.9, 30.0)), ["far"]);
    assert!(events(&record, &near(-179.9, 10.0)).is_empty());
    assert_eq!(events(&record, &near(0.0, 30_000.0)), ["far"]);
    let within = |west, east| Filter {
        within: Some(Frame { west, south: -20.0, east, north: 0.0 }),
        ..Filter::default()
    };
    assert_eq!(events(&record, &within(179.0, -179.0)), ["far"]);
    assert!(events(&record, &within(-179.0, 179.0)).is_empty());
}

#[test]
fn a_limit_is_told_by_the_total() {
    let dir = tempfile::tempdir().unwrap();
    let record = filled(dir.path());
    let found = record.ask(Kind::Tolls, &Filter::default(), Some(1)).unwrap();
    assert_eq!((found.rows.len(), found.total), (1, 2));
    let found = record.search("tués", &Filter::default(), Some(1)).unwrap();
    assert_eq!((found.rows.len(), found.total), (1, 2));
    let in_mali = Filter { countries: vec!["ML".to_owned()], ..Filter::default() };
    let found = record.search("tués", &in_mali, None).unwrap();
    assert_eq!(found.total, 1);
    assert!(found.rows[0].passage.contains("tués"));
    assert!(matches!(record.search("\"", &in_mali, None), Err(Error::Query { .. })));
}

#[test]
fn one_writes_while_others_read() {
    let dir = tempfile::tempdir().unwrap();
    let record = filled(dir.path());
    let writer = Writer::open(dir.path(), "test", &coder(), now()).unwrap();
    let second = Writer::open(dir.path(), "test", &coder(), now()).unwrap_err();
    assert!(
        matches!(&second, Error::Locked { pid, .. } if *pid == Some(std::process::id())),
        "{second}"
    );
    assert_eq!(record.counts().unwrap()[0], 2);
    drop(writer);
    Writer::open(dir.path(), "test", &coder(), now()).unwrap();
}

#[test]
fn a_database_of_a_newer_version_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    drop(filled(dir.path()));
    let path = dir.path().join("record.sqlite");
    let db = rusqlite::Connection::open(&path).unwrap();
    db.pragma_update(None, "user_version", VERSION + 1).unwrap();
    drop(db);
    let newer =
        |error: &Error| matches!(error, Error::Newer { found, .. } if *found == VERSION + 1);
    assert!(newer(&Record::open(dir.path()).unwrap_err()));
    assert!(newer(&Writer::open(dir.path(), "test", &coder(), now()).unwrap_err()));
}

#[test]
fn a_damaged_index_is_told_and_made_again() {
    let dir = tempfile::tempdir().unwrap();
    let record = filled(dir.path());
    let index = dir.path().join("index");
    let damage: [&dyn Fn(); 3] = [
        &|| std::fs::remove_dir_all(&index).unwrap(),
        &|| std::fs::write(index.join("meta.json"), "{").unwrap(),
        &|| {
            let term = std::fs::read_dir(&index).unwrap().map(|file| file.unwrap().path());
            let term = term
                .into_iter()
                .find(|path| path.extension().is_some_and(|e| e == "term"))
                .unwrap();
            let mut bytes = std::fs::read(&term).unwrap();
            bytes[0] ^= 0xff;
            std::fs::write(&term, bytes).unwrap();
        },
    ];
    for (n, damage) in damage.iter().enumerate() {
        damage();
        let told = faults(&record);
        assert!(told.len() == 1 && told[0].part == "index", "{n}: {told:?}");
        let mut writer = Writer::open(dir.path(), "test", &coder(), now()).unwrap();
        writer.rebuild_index().unwrap();
        writer.finish().unwrap();
        assert_eq!(faults(&record), [], "{n}");
        assert_eq!(record.search("attaque", &Filter::default(), None).unwrap().total, 1);
    }
}

#[test]
fn check_finds_what_was_changed() {
    let changes = [
        "UPDATE claims SET json = replace(json, 'Douze', 'Treize') WHERE kind = 'event'",
        "UPDATE claims SET country = 'FR' WHERE kind = 'event' AND country = 'ML'",
        "UPDATE articles SET json = replace(json, 'Douze civils', 'Dix civils')",
        "UPDATE pages SET hash = replace(hash, substr(hash, 1, 1), 'x') WHERE id = 1",
        "UPDATE pages SET offset = offset + 1 WHERE id = 2",
        "DELETE FROM tolls",
        "DELETE FROM names WHERE role = 'actor'",
        "DELETE FROM claims WHERE kind = 'event' AND country = 'ML'",
        "DELETE FROM articles WHERE id = 1",
    ];
    for change in changes {
        let dir = tempfile::tempdir().unwrap();
        let record = filled(dir.path());
        let db = rusqlite::Connection::open(dir.path().join("record.sqlite")).unwrap();
        db.pragma_update(None, "foreign_keys", false).unwrap();
        assert!(db.execute(change, []).unwrap() > 0, "{change}");
        assert!(!faults(&record).is_empty(), "{change}");
    }
}

#[test]
fn pages_that_came_into_the_archive_alone_are_given_back() {
    let dir = tempfile::tempdir().unwrap();
    let record = filled(dir.path());
    // As if the writer had died before its transaction: the rows are gone, the pages are not.
    let db = rusqlite::Connection::open(dir.path().join("record.sqlite")).unwrap();
    db.execute_batch(
        "DELETE FROM positions WHERE id IN (SELECT id FROM claims WHERE article = 2);
         DELETE FROM names WHERE claim IN (SELECT id FROM claims WHERE article = 2);
         DELETE FROM tolls WHERE claim IN (SELECT id FROM claims WHERE article = 2);
         DELETE FROM claims WHERE article = 2; DELETE FROM articles WHERE id = 2;
         DELETE FROM pages WHERE id = 2",
    )
    .unwrap();
    drop(db);
    let archive = dir.path().join("archive/griot-00001.warc.gz");
    let before = std::fs::read(&archive).unwrap();
    let mut writer = Writer::open(dir.path(), "test", &coder(), now()).unwrap();
    let orphan = writer.next_orphan().unwrap().unwrap();
    assert_eq!(orphan.page.about.name, "two");
    assert!(writer.next_orphan().unwrap().is_none());
    let again = NewPage { place: Some(orphan.place), ..page("two", STRIKE) };
    assert_eq!(writer.add(&[again]).unwrap(), Added { new: 1, known: 0 });
    writer.finish().unwrap();
    assert_eq!(faults(&record), []);
    assert_eq!(std::fs::read(&archive).unwrap(), before);
    assert_eq!(events(&record, &Filter::default()), ["two", "one"]);
}

#[test]
fn a_backup_is_a_whole_record() {
    let dir = tempfile::tempdir().unwrap();
    let (from, to) = (dir.path().join("from"), dir.path().join("to"));
    let record = filled(&from);
    let copy = record.backup(&to).unwrap();
    assert_eq!(faults(&copy), []);
    assert_eq!(copy.counts().unwrap(), record.counts().unwrap());
    assert_eq!(copy.search("attaque", &Filter::default(), None).unwrap().total, 1);
    assert!(matches!(record.backup(&to), Err(Error::NotEmpty(_))));
}

#[test]
fn a_folder_that_is_no_record_stays_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    assert!(matches!(Record::open(dir.path()), Err(Error::NoRecord(_))));
    assert!(matches!(Writer::open(dir.path(), "test", &coder(), now()), Err(Error::NoRecord(_))));
    assert!(std::fs::read_dir(dir.path()).unwrap().next().is_none());
    std::fs::write(dir.path().join("file"), "").unwrap();
    assert!(matches!(Record::init(dir.path(), "test"), Err(Error::NotEmpty(_))));
}

#[test]
fn a_wrong_config_is_told() {
    for (text, expected) in [
        ("", "name"),
        ("name = 'a'\nfeed = []", "feed"),
        ("name = 'a'\nlanguages = ['xx']", "`xx` is not known"),
    ] {
        let error = Config::parse(text).unwrap_err();
        assert!(error.contains(expected), "{error}");
    }
}

/// The events, each as the names of its articles.
fn together(record: &Record) -> Vec<Vec<String>> {
    let found = record.events(&Filter::default(), None).unwrap();
    let names = |event: &crate::EventRow| {
        event.reports.iter().map(|report| report.row.article.id.clone()).collect()
    };
    found.rows.iter().map(names).collect()
}

#[test]
fn what_is_coded_otherwise_is_kept_told_and_put_together_again() {
    let dir = tempfile::tempdir().unwrap();
    let record = filled(dir.path());
    assert_eq!(together(&record).len(), 2);
    let old = record.events(&Filter::default(), None).unwrap().rows;
    let open = || Writer::open(dir.path(), "test", &coder(), now()).unwrap();
    let mut writer = open();
    let pages = writer.pages().unwrap();
    assert_eq!(pages.len(), 2);
    let again = |page: i64, document| crate::Recoded { page, documents: vec![document] };
    let same = page("one", CLASH).documents.remove(0);
    assert_eq!(writer.recode(&[again(pages[0].0, same)]).unwrap(), []);
    // The second page is now read as the first: another text, other claims.
    let other = page("two", CLASH).documents.remove(0);
    let changes = writer.recode(&[again(pages[1].0, other)]).unwrap();
    assert_eq!(changes.len(), 1);
    assert!(
        changes[0].is_read_otherwise && !changes[0].new.is_empty() && !changes[0].gone.is_empty()
    );
    // Killed here, nothing is wrong, and the next writer finishes it.
    drop(writer);
    let checked = record.check(|_, _| {}).unwrap();
    assert_eq!(checked.faults, []);
    assert_eq!(checked.unfinished.len(), 2, "{:?}", checked.unfinished);
    let fused = open().finish().unwrap();
    assert_eq!(fused.gone.len(), 1);
    assert_eq!(together(&record), [["one", "two"]]);
    assert_eq!(record.search("frappe", &Filter::default(), None).unwrap().total, 0);
    assert_eq!(record.search("attaque", &Filter::default(), None).unwrap().total, 2);
    let checked = record.check(|_, _| {}).unwrap();
    assert_eq!((checked.faults, checked.unfinished), (vec![], vec![]));
    // One id stayed or leads on; of the other nothing is left, and that is no error.
    let left: Vec<_> = old.iter().filter_map(|event| record.event(&event.id).unwrap()).collect();
    assert_eq!(left.len(), 1);
    assert!(open().finish().unwrap().is_empty(), "a second time nothing changes");
}

#[test]
fn a_layer_that_is_not_what_the_reports_give_is_found_and_made_again() {
    let dir = tempfile::tempdir().unwrap();
    let record = filled(dir.path());
    let db = rusqlite::Connection::open(dir.path().join("record.sqlite")).unwrap();
    let before = together(&record);
    for damage in [
        "UPDATE events SET n_independent = 7 WHERE id = (SELECT min(id) FROM events)",
        "DELETE FROM reports",
        "DELETE FROM events",
        "UPDATE reports SET event = 'ev-0000000000000000'",
    ] {
        db.execute_batch(damage).unwrap();
        let found = faults(&record);
        assert!(found.iter().any(|fault| fault.part.starts_with("event ")), "{damage}: {found:?}");
        let mut writer = Writer::open(dir.path(), "test", &coder(), now()).unwrap();
        writer.forget_layer().unwrap();
        writer.finish().unwrap();
        assert_eq!(faults(&record), [], "{damage}");
        assert_eq!(together(&record), before);
    }
}

/// A record in which two articles tell one event and a third tells another.
fn told_twice(dir: &Path) -> Record {
    let record = Record::init(dir, "a test").unwrap();
    let mut writer = Writer::open(dir, "test", &coder(), now()).unwrap();
    let again = "Au moins quinze civils ont été tués samedi à Gao lors d'une attaque d'hommes armés, \
                 selon un élu local.";
    writer.add(&[page("one", CLASH), page("again", again), page("two", STRIKE)]).unwrap();
    writer.finish().unwrap();
    record
}

fn decided(dir: &Path, day: &str, subject: &str, act: &Act) -> Result<Decision, Error> {
    let at = format!("{day}T08:00:00Z").parse().unwrap();
    let mut writer = Writer::open(dir, "decide", &coder(), at).unwrap();
    let decision = writer.decide(subject, act, "Awa", "the hospital's list")?;
    writer.finish().unwrap();
    Ok(decision)
}

#[test]
fn a_review_goes_its_way_and_a_correction_opens_it_again() {
    let dir = tempfile::tempdir().unwrap();
    let record = filled(dir.path());
    let id = all_events(&record)[0].id.clone();
    let decide = |by: &str, act: Act| {
        let mut writer = Writer::open(dir.path(), "decide", &coder(), now()).unwrap();
        let decision = writer.decide(&id, &act, by, "seen");
        writer.finish().unwrap();
        decision
    };
    let review = || record.event(&id).unwrap().unwrap().review;
    let in_state = |state: ReviewState| {
        let reviews = vec![state.as_str().to_owned()];
        let filter = Filter { reviews, ..Filter::default() };
        record.event_ids(&filter).unwrap().iter().any(|(_, found)| *found == id)
    };
    let version = || record.event(&id).unwrap().unwrap().version();
    decide("Awa", Act::Finalise).unwrap_err();
    decide("Awa", Act::PeerReview).unwrap_err();
    let before = version();
    decide("Awa", Act::Assign(Some("Moussa".to_owned()))).unwrap();
    assert_ne!(version(), before, "whoever looks at it now would not see this");
    decide("Awa", Act::Assign(Some("Moussa".to_owned()))).unwrap_err();
    assert_eq!(review().assigned.unwrap().0, "Moussa");
    assert!(in_state(ReviewState::Assigned) && !in_state(ReviewState::Unreviewed));
    decide("Moussa", Act::Confirm).unwrap();
    assert!(review().assigned.is_none(), "the work that was given is done");
    decide(" moussa", Act::PeerReview).unwrap_err();
    decide("Awa", Act::PeerReview).unwrap();
    assert!(in_state(ReviewState::PeerReviewed));
    let last = decide("Awa", Act::Finalise).unwrap();
    assert!(in_state(ReviewState::Finalised));
    decide("Awa", Act::Assign(Some("Moussa".to_owned()))).unwrap_err();
    decide("Zeinab", Act::Question).unwrap();
    assert!(in_state(ReviewState::Questioned) && review().finalised.is_none());
    decide("Moussa", Act::Correct("killed".to_owned(), "14".to_owned())).unwrap();
    assert_eq!(review().state, ReviewState::Confirmed, "what was checked is not this");
    decide("Awa", Act::Reject).unwrap();
    assert!(decide("Awa", Act::Question).is_err(), "what is rejected stays out of answers");
    assert!(in_state(ReviewState::Rejected));
    assert_eq!(faults(&record), []);
    // Without the last verdict and the correction, the work is done again.
    let history = record.history(Some(&id)).unwrap();
    assert!(history.iter().any(|told| told.decision.key == last.key));
    let undo = |told: &crate::Told| {
        let mut writer = Writer::open(dir.path(), "decide", &coder(), now()).unwrap();
        writer.decide(&told.decision.key, &Act::Undo, "Awa", "wrong").unwrap();
        writer.finish().unwrap();
    };
    history.iter().rev().take(3).for_each(undo);
    assert_eq!(review().state, ReviewState::Finalised);
}

fn all_events(record: &Record) -> Vec<EventRow> {
    record.events(&Filter::default(), None).unwrap().rows
}

fn killed(event: &EventRow) -> (u64, Option<u64>) {
    let figure = griot::fusion::tolls::figure(
        &event.toll_claims(),
        griot::fusion::Policy::Range,
        griot::model::Outcome::Killed,
        None,
    );
    figure.map(|figure| (figure.low, figure.high)).unwrap()
}

#[test]
fn decisions_outlive_what_is_derived() {
    let dir = tempfile::tempdir().unwrap();
    let record = told_twice(dir.path());
    let [strike, attack] = all_events(&record).try_into().unwrap();
    assert_eq!(attack.reports.len(), 2);
    let to = |slot: &str, value: &str| Act::Correct(slot.to_owned(), value.to_owned());
    decided(dir.path(), "2024-05-07", &attack.id, &to("killed", "14")).unwrap();
    decided(dir.path(), "2024-05-07", &attack.id, &to("date", "2024-05-03")).unwrap();
    decided(dir.path(), "2024-05-07", &strike.id, &Act::Reject).unwrap();
    let [event] = all_events(&record).try_into().unwrap();
    assert_eq!(event.review.corrections[1].machine["low"], 12, "what reports say is kept");
    let taken = attack.reports[1].row.key.clone();
    let split = decided(dir.path(), "2024-05-08", &attack.id, &Act::Split(vec![taken])).unwrap();
    let answer = |record: &Record| format!("{:?}", all_events(record));
    let before = answer(&record);
    let events = all_events(&record);
    assert_eq!(events.len(), 2, "one is rejected, one is split: {events:?}");
    let corrected = events.iter().find(|event| event.id == attack.id).unwrap();
    assert_eq!(killed(corrected), (14, Some(14)));
    assert_eq!(corrected.merged().unwrap().date.unwrap().from.to_string(), "2024-05-03");
    assert_eq!(faults(&record), []);

    // What is corrected is found as it was corrected, and what is rejected when it is asked for.
    let on = |day: &str| Filter {
        since: Some(day.to_owned()),
        until: Some(day.to_owned()),
        ..Filter::default()
    };
    let ids = |filter: &Filter| -> Vec<String> {
        record.events(filter, None).unwrap().rows.into_iter().map(|row| row.id).collect()
    };
    assert_eq!(ids(&on("2024-05-03")), std::slice::from_ref(&attack.id));
    assert!(!ids(&on("2024-05-04")).contains(&attack.id));
    let rejected = Filter { reviews: vec!["rejected".to_owned()], ..Filter::default() };
    assert_eq!(ids(&rejected), std::slice::from_ref(&strike.id));
    assert_eq!(record.n_rejected(&Filter::default()).unwrap(), 1);

    // The derived layer is thrown away and made again.
    let writer = Writer::open(dir.path(), "repair", &coder(), now()).unwrap();
    for table in ["events", "reports", "suggestions", "reprints", "reviews", "state"] {
        writer.db.execute(&format!("DELETE FROM {table}"), []).unwrap();
    }
    writer.finish().unwrap();
    assert_eq!(answer(&record), before);

    // What is taken back does not hold; all of it stays in the history.
    decided(dir.path(), "2024-05-09", &split.key, &Act::Undo).unwrap();
    let [event] = all_events(&record).try_into().unwrap();
    assert_eq!(event.reports.len(), 2);
    let history = record.history(Some(&attack.id)).unwrap();
    let verbs: Vec<&str> = history.iter().map(|told| told.decision.verb.as_str()).collect();
    assert_eq!(verbs, ["correct", "correct", "split", "undo"]);
    assert!(matches!(&history[2].standing, Standing::Undone(_)));
    let changed = Writer::open(dir.path(), "test", &coder(), now()).unwrap();
    assert!(changed.db.execute("DELETE FROM decisions", []).is_err());
    assert!(changed.db.execute("UPDATE decisions SET by = 'nobody'", []).is_err());
}

#[test]
fn events_are_merged_by_decision_and_old_ids_lead_on() {
    let dir = tempfile::tempdir().unwrap();
    let record = told_twice(dir.path());
    let [strike, attack] = all_events(&record).try_into().unwrap();
    decided(dir.path(), "2024-05-07", &attack.id, &Act::Merge(strike.id.clone())).unwrap();
    let [event] = all_events(&record).try_into().unwrap();
    assert_eq!(event.reports.len(), 3);
    for id in [&strike.id, &attack.id] {
        assert_eq!(record.event(id).unwrap().unwrap().id, event.id);
    }
    assert_eq!(faults(&record), []);
    for (subject, act) in [
        ("ev-0000000000000000", Act::Confirm),
        (event.id.as_str(), Act::Merge(strike.id.clone())),
        (event.id.as_str(), Act::Split(vec!["x".to_owned()])),
        (event.id.as_str(), Act::Correct("colour".to_owned(), "red".to_owned())),
        ("de-0", Act::Undo),
    ] {
        let refused = decided(dir.path(), "2024-05-07", subject, &act);
        assert!(matches!(refused, Err(Error::Undecidable { .. })), "{act:?}");
    }
    assert_eq!(record.history(None).unwrap().len(), 1, "what is refused is not written");
}

#[test]
fn a_decision_whose_subject_went_away_is_kept_and_told() {
    let dir = tempfile::tempdir().unwrap();
    let record = filled(dir.path());
    let event = all_events(&record).remove(0);
    let decision = decided(dir.path(), "2024-05-07", &event.id, &Act::Confirm).unwrap();
    let sql = "UPDATE claims SET json = replace(json, 'Dix', 'Six')";
    let mut writer = Writer::open(dir.path(), "test", &coder(), now()).unwrap();
    writer.db.execute(sql, []).unwrap();
    writer.forget_layer().unwrap();
    writer.finish().unwrap();
    let checked = record.check(|_, _| {}).unwrap();
    assert_eq!(checked.unplaced, [decision.key]);
    assert_eq!(record.history(None).unwrap()[0].standing, Standing::Unplaced);
}

#[test]
fn the_record_as_it_stood() {
    let dir = tempfile::tempdir().unwrap();
    let record = Record::init(dir.path(), "a test").unwrap();
    for (day, name, text) in [("2024-05-07", "one", CLASH), ("2024-05-09", "two", STRIKE)] {
        let at = format!("{day}T08:00:00Z").parse().unwrap();
        let mut writer = Writer::open(dir.path(), "test", &coder(), at).unwrap();
        writer.add(&[page(name, text)]).unwrap();
        writer.finish().unwrap();
    }
    let attack = all_events(&record).pop().unwrap();
    let fourteen = Act::Correct("killed".to_owned(), "14".to_owned());
    decided(dir.path(), "2024-05-08", &attack.id, &fourteen).unwrap();
    let then = |day: &str| Record::open(dir.path()).unwrap().as_of(day.parse().unwrap()).unwrap();
    let figures = |record: &Record| all_events(record).iter().map(killed).collect::<Vec<_>>();
    assert!(figures(&then("2024-05-06")).is_empty());
    assert_eq!(figures(&then("2024-05-07")), [(12, Some(12))]);
    assert_eq!(figures(&then("2024-05-08")), [(14, Some(14))]);
    assert_eq!(figures(&then("2024-05-09")), figures(&record));
    let found = then("2024-05-08").search("tués", &Filter::default(), None).unwrap();
    assert_eq!(found.total, 1);
    assert_eq!(all_events(&record).len(), 2, "nothing was written");
}

#[test]
fn an_export_of_what_was_imported_is_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let one = dir.path().join("one");
    let record = told_twice(&one);
    let mut writer = Writer::open(&one, "test", &coder(), now()).unwrap();
    let mut odd = page("odd", "Rien.");
    odd.bytes = vec![0xff, 0xfe, 0x00];
    writer.add(&[odd]).unwrap();
    writer.finish().unwrap();
    let [strike, attack] = all_events(&record).try_into().unwrap();
    decided(&one, "2024-05-07", &attack.id, &Act::Merge(strike.id.clone())).unwrap();
    let place = Act::Correct("place".to_owned(), "Gao@16.27167,-0.04472".to_owned());
    decided(&one, "2024-05-08", &attack.id, &place).unwrap();
    std::fs::write(one.join("griot.toml"), "name = \"Mine\" # by hand\n").unwrap();

    let exported = |record: &Record| {
        let mut out = Vec::new();
        let counts = record.export_all(&mut out).unwrap();
        (out, counts)
    };
    let (lines, counts) = exported(&record);
    assert_eq!((counts.pages, counts.decisions, counts.redirects), (4, 2, 1));
    let two = dir.path().join("two");
    let (again, imported) = Record::import(&two, &mut lines.as_slice()).unwrap();
    assert_eq!(imported, counts);
    assert!(exported(&again).0 == lines);
    assert_eq!(faults(&again), []);
    assert_eq!(format!("{:?}", all_events(&again)), format!("{:?}", all_events(&record)));
    assert_eq!(again.event(&strike.id).unwrap(), record.event(&strike.id).unwrap());

    // What is no whole export makes no record.
    let whole = String::from_utf8(lines).unwrap();
    let without_end = whole.rsplit_once("{\"end\"").unwrap().0;
    let without_page: String = whole
        .lines()
        .filter(|line| !line.contains("\"odd\""))
        .flat_map(|line| [line, "\n"])
        .collect();
    let changed = whole.replacen("Douze", "Treize", 1);
    for (n, bad) in
        [without_end, &without_page, &changed, "", "{}", "[1]\n"].into_iter().enumerate()
    {
        let to = dir.path().join(format!("bad-{n}"));
        let failed = Record::import(&to, &mut bad.as_bytes()).unwrap_err();
        assert!(matches!(failed, Error::Import { .. }), "{failed}");
        assert!(!to.exists() && !to.with_extension("part").exists());
    }
    assert!(matches!(Record::import(&two, &mut whole.as_bytes()), Err(Error::NotEmpty(_))));
}
