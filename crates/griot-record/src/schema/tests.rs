//! Databases of older versions become what this one writes.

use rusqlite::Connection;

use crate::extend::tests::{Dice, articles, writer_on};
use crate::lock::Lock;
use crate::{Error, Filter, Record, VERSION, layer};

/// Makes a database what a griot before the ninth migration would have left.
pub(crate) const BEFORE_THE_NINTH: &str =
    "DROP INDEX names_by_claim; DROP INDEX events_by_day; ALTER TABLE events DROP COLUMN article;
     CREATE INDEX events_by_day ON events (first_day DESC, id);
     DELETE FROM facets WHERE name IN ('actor', 'source');";

#[test]
fn what_was_kept_in_the_order_of_ids_is_all_there() {
    let dir = tempfile::tempdir().unwrap();
    let record = Record::init(dir.path(), "a test").unwrap();
    let mut writer = writer_on(&record, "2024-06-30");
    writer.add(&articles(40, &mut Dice::new(11))).unwrap();
    writer.finish().unwrap();
    let before = layer::load(&record.db).unwrap();
    assert!(before.events.len() > 3 && !before.suggestions.is_empty());
    let made_of = layer::made_of(&record.db).unwrap();
    let cited = Filter { sources: vec!["maire de la ville".to_owned()], ..Filter::default() };
    let found = record.event_ids(&cited).unwrap();
    let stories = record.stories(None, &Filter::default(), None).unwrap();
    assert!(!found.is_empty() && stories.as_ref().is_some_and(|stories| stories.total > 0));
    drop(record);
    // As an older griot left it.
    let db = Connection::open(dir.path().join("record.sqlite")).unwrap();
    let columns = [
        ("events", "id PRIMARY KEY, first_day, last_day, n_independent, voices, joins, gist"),
        ("reports", "account PRIMARY KEY, claim, event, n, voice"),
        ("suggestions", "a, b, score, tie, PRIMARY KEY (a, b)"),
    ];
    db.execute_batch(BEFORE_THE_NINTH).unwrap();
    for (table, columns) in columns {
        db.execute_batch(&format!(
            "ALTER TABLE {table} RENAME TO x; CREATE TABLE {table} ({columns}) WITHOUT ROWID;
             INSERT INTO {table} SELECT * FROM x; DROP TABLE x;"
        ))
        .unwrap();
    }
    db.execute_batch(
        "CREATE INDEX events_by_day ON events (first_day DESC, id);
         CREATE INDEX reports_by_event ON reports (event, n);
         CREATE INDEX reports_by_claim ON reports (claim, event);
         CREATE INDEX suggestions_by_b ON suggestions (b);
         CREATE INDEX suggestions_by_score ON suggestions (score DESC, a, b);
         PRAGMA user_version = 7;",
    )
    .unwrap();
    drop(db);
    assert!(matches!(Record::open(dir.path()), Err(Error::Older { found: 7, .. })));
    drop(super::open_for_writing(&dir.path().join("record.sqlite")).unwrap());
    // Whoever reads before the facets are made again finds the same.
    let record = Record::open(dir.path()).unwrap();
    assert_eq!(record.event_ids(&cited).unwrap(), found);
    assert_eq!(record.stories(None, &Filter::default(), None).unwrap(), stories);
    writer_on(&record, "2024-07-01").finish().unwrap();
    assert_eq!(record.one("PRAGMA user_version").unwrap(), VERSION as u64);
    assert_eq!(layer::load(&record.db).unwrap(), before);
    assert_eq!(layer::made_of(&record.db).unwrap(), made_of);
    assert_eq!(record.check(|_, _| {}).unwrap().faults, []);
}

#[test]
fn a_record_at_rest_is_read_and_nobody_writes_meanwhile() {
    let dir = tempfile::tempdir().unwrap();
    // A path with what an address would take for something else.
    let place = dir.path().join("a #1?b%20");
    let record = Record::init(&place, "a test").unwrap();
    let mut writer = writer_on(&record, "2024-06-30");
    writer.add(&articles(6, &mut Dice::new(11))).unwrap();
    writer.finish().unwrap();
    let n = record.counts().unwrap();
    drop(record);
    let path = place.join("record.sqlite");
    // Whoever closes it last writes its log into it, unless they may not.
    drop(super::open_for_writing(&path).unwrap());
    let log = place.join("record.sqlite-wal");
    let db = super::open_at_rest(&path).unwrap();
    let articles: u64 =
        db.query_row("SELECT count(*) FROM articles", [], |row| row.get(0)).unwrap();
    assert_eq!(articles, n[1]);
    assert!(!log.exists(), "nothing is written beside it");
    // Several read, nobody writes.
    let readers = [Lock::share(&place).unwrap(), Lock::share(&place).unwrap()];
    assert!(readers.iter().all(Option::is_some));
    assert!(matches!(Lock::take(&place), Err(Error::Locked { .. })));
    drop(readers);
    let writer = Lock::take(&place).unwrap();
    assert!(matches!(Lock::share(&place), Err(Error::Locked { .. })));
    drop(writer);
    // What is in the log alone must not be missed in silence.
    std::fs::write(&log, b"changes").unwrap();
    assert!(matches!(super::open_at_rest(&path), Err(Error::ReadOnly { .. })));
}

/// Two people who share a folder read what the other has added.
#[cfg(unix)]
#[test]
fn whoever_may_read_the_folder_may_read_its_index() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    let record = Record::init(&dir.path().join("r"), "a test").unwrap();
    let mut writer = writer_on(&record, "2024-06-30");
    writer.add(&articles(6, &mut Dice::new(11))).unwrap();
    writer.finish().unwrap();
    let index = record.layout.index();
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode();
    let expected = mode(&index) & 0o444;
    for file in std::fs::read_dir(&index).unwrap() {
        let path = file.unwrap().path();
        assert_eq!(mode(&path) & 0o444, expected, "{}", path.display());
    }
}
