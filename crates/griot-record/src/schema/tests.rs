//! Databases of older versions become what this one writes.

use rusqlite::Connection;

use crate::extend::tests::{Dice, articles, writer_on};
use crate::{Error, Record, VERSION, layer};

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
    drop(record);
    // As an older griot left it.
    let db = Connection::open(dir.path().join("record.sqlite")).unwrap();
    let columns = [
        ("events", "id PRIMARY KEY, first_day, last_day, n_independent, voices, joins, gist"),
        ("reports", "account PRIMARY KEY, claim, event, n, voice"),
        ("suggestions", "a, b, score, tie, PRIMARY KEY (a, b)"),
    ];
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
    let record = Record::open(dir.path()).unwrap();
    assert_eq!(record.one("PRAGMA user_version").unwrap(), VERSION as u64);
    assert_eq!(layer::load(&record.db).unwrap(), before);
    assert_eq!(layer::made_of(&record.db).unwrap(), made_of);
    assert_eq!(record.check(|_, _| {}).unwrap().faults, []);
}
