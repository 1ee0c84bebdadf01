//! Accounts, the log, and what is withheld from whom.

use std::collections::BTreeSet;

use super::*;
use crate::{Entry, LEAST_CHARS, People, Role, Signed};

const PASSWORD: &str = "one sentence is long enough";

fn signed(by: &str) -> Signed<'_> {
    Signed { by, at: now() }
}

/// A moment so many seconds after the usual one.
fn later(seconds: i64) -> jiff::Timestamp {
    now().checked_add(jiff::SignedDuration::from_secs(seconds)).unwrap()
}

fn log(record: &Record) -> Vec<Entry> {
    let mut all = record.audit(None, 1_000).unwrap().rows;
    all.reverse();
    all
}

fn code(base32: &str, at: jiff::Timestamp) -> String {
    let secret = totp_rs::Secret::try_from_base32(base32).unwrap();
    let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    totp.generate(at.as_second() as u64).to_string()
}

#[test]
fn somebody_logs_in_with_the_right_password_alone() {
    let dir = tempfile::tempdir().unwrap();
    let record = filled(dir.path());
    assert!(!record.has_accounts().unwrap());
    let mut people = People::open(dir.path()).unwrap();
    let awa = people.add(" Awa Traoré ", Role::Editor, PASSWORD, signed("root")).unwrap();
    assert_eq!((awa.name.as_str(), awa.role, awa.has_totp), ("Awa Traoré", Role::Editor, false));
    assert!(record.has_accounts().unwrap());
    let mut try_it = |name: &str, password: &str| {
        people.login(name, password, "", "10.0.0.1", now()).unwrap().map(|one| one.name)
    };
    assert_eq!(try_it("awa traoré", PASSWORD), Some("Awa Traoré".to_owned()));
    for (name, password) in [
        ("Awa Traoré", "one sentence is long enougH"),
        ("Awa Traoré", ""),
        ("Oumar", PASSWORD),
        ("", ""),
        ("Awa Traoré", &"x".repeat(100_000)),
    ] {
        assert_eq!(try_it(name, password), None, "{name}");
    }
    people.set_disabled("Awa Traoré", true, signed("root")).unwrap();
    assert!(people.login("Awa Traoré", PASSWORD, "", "", now()).unwrap().is_none());
    people.set_disabled("Awa Traoré", false, signed("root")).unwrap();
    people.set_password("Awa Traoré", "another sentence, and longer", signed("root")).unwrap();
    assert!(people.login("Awa Traoré", PASSWORD, "", "", now()).unwrap().is_none());
    // Nothing that was typed as the name of nobody stands in the log, and no password does.
    let text = format!("{:?}", log(&record));
    assert!(!text.contains("Oumar") && !text.contains("sentence") && !text.contains("argon2"));
    let whats: Vec<String> = log(&record).into_iter().map(|entry| entry.what).collect();
    assert_eq!(whats.iter().filter(|what| *what == "login").count(), 1);
    assert_eq!(whats.iter().filter(|what| *what == "login-failed").count(), 7);
    assert_eq!(whats.iter().filter(|what| *what == "account").count(), 4);
    assert_eq!(faults(&record), []);
}

#[test]
fn passwords_and_names_that_are_none_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    Record::init(dir.path(), "test").unwrap();
    let mut people = People::open(dir.path()).unwrap();
    for (name, password) in [
        ("Awa", "x".repeat(LEAST_CHARS - 1)),
        ("Awa", "x".repeat(2_000)),
        ("awa awa awa awa", "Awa Awa Awa Awa".to_owned()),
        ("", PASSWORD.to_owned()),
        ("a\nb", PASSWORD.to_owned()),
        ("<b>", PASSWORD.to_owned()),
    ] {
        let error = people.add(name, Role::Reader, &password, signed("")).unwrap_err();
        assert!(matches!(error, Error::Account { .. }), "{name}: {error}");
    }
    people.add("Awa", Role::Reader, PASSWORD, signed("")).unwrap();
    people.add("AWA", Role::Reader, PASSWORD, signed("")).unwrap_err();
    people.set_role("Oumar", Role::Admin, signed("")).unwrap_err();
    let changed = people.set_role("awa", Role::Admin, signed("")).unwrap();
    assert_eq!((changed.role, changed.changes), (Role::Admin, 1));
}

#[test]
fn a_code_is_taken_once() {
    let dir = tempfile::tempdir().unwrap();
    Record::init(dir.path(), "test").unwrap();
    let mut people = People::open(dir.path()).unwrap();
    people.add("Awa", Role::Reader, PASSWORD, signed("")).unwrap();
    let (secret, url) = people.begin_totp("Awa", "sahel: a record", signed("")).unwrap();
    assert!(url.starts_with("otpauth://totp/") && url.contains(&secret), "{url}");
    let mut try_it =
        |code: &str, at| people.login("Awa", PASSWORD, code, "", at).unwrap().is_some();
    let first = code(&secret, now());
    assert!(!try_it("", now()), "the password alone is not enough");
    assert!(!try_it("000000x", now()));
    assert!(try_it(&format!("{} {}", &first[..3], &first[3..]), now()));
    assert!(!try_it(&first, now()), "not twice");
    assert!(!try_it(&first, later(20)));
    assert!(!try_it(&code(&secret, later(-30)), later(1)), "nor one from before");
    assert!(try_it(&code(&secret, later(30)), later(30)));
    assert!(!try_it(&code(&secret, later(60)), later(600)), "nor one that is long over");
    people.end_totp("Awa", signed("")).unwrap();
    assert!(people.login("Awa", PASSWORD, "", "", now()).unwrap().is_some());
}

#[test]
fn the_log_tells_where_it_was_tampered_with() {
    let dir = tempfile::tempdir().unwrap();
    let record = filled(dir.path());
    let mut people = People::open(dir.path()).unwrap();
    people.add("Awa", Role::Editor, PASSWORD, signed("root")).unwrap();
    let event = record.events(&Filter::default(), None).unwrap().rows.remove(0).id;
    let mut writer = Writer::open(dir.path(), "decide", &coder(), now()).unwrap();
    writer.decide(&event, &Act::Confirm, "Awa", "").unwrap();
    writer.finish().unwrap();
    let whats: Vec<String> = log(&record).into_iter().map(|entry| entry.what).collect();
    assert_eq!(whats, ["run", "account", "run", "decision"]);
    let checked = record.check(|_, _| {}).unwrap();
    assert_eq!((checked.faults, checked.entries), (vec![], 4));
    assert_eq!(checked.head, log(&record).last().map(|entry| entry.hash.clone()));
    drop(people);
    drop(record);
    let path = dir.path().join("record.sqlite");
    let tamper = |sql: &str| {
        let copy = tempfile::tempdir().unwrap();
        let to = copy.path().join("copy");
        Record::open(dir.path()).unwrap().backup(&to).unwrap();
        let db = rusqlite::Connection::open(to.join("record.sqlite")).unwrap();
        db.execute_batch(sql).unwrap();
        drop(db);
        let all = faults(&Record::open(&to).unwrap());
        all.into_iter().filter(|fault| fault.part == "log").map(|fault| fault.what).collect()
    };
    let cases: [(&str, &str); 8] = [
        ("UPDATE audit SET by = 'Oumar' WHERE id = 2", "entry 2 is not what was written"),
        ("UPDATE audit SET hash = 'x' WHERE id = 2", "entry 2 is not what was written"),
        ("DELETE FROM audit WHERE id = 2", "entries 2 to 2 are missing"),
        ("DELETE FROM audit WHERE id = 4", "has no entry"),
        ("UPDATE decisions SET why = 'of the mayor'", "is not what was decided"),
        ("DELETE FROM decisions", "has an entry and is not there"),
        ("UPDATE runs SET command = 'add' WHERE id = 2", "run 2 (`add`) has no entry"),
        (
            "INSERT INTO audit SELECT 5, at, by, what, about, hash FROM audit WHERE id = 1",
            "entry 5 is not what was written",
        ),
    ];
    for (sql, expected) in cases {
        let unlocked = format!(
            "DROP TRIGGER audit_is_never_changed; DROP TRIGGER audit_is_never_removed;
             DROP TRIGGER decisions_are_never_changed; DROP TRIGGER decisions_are_never_removed; {sql}"
        );
        let told: Vec<String> = tamper(&unlocked);
        assert!(told.iter().any(|one| one.contains(expected)), "{sql}: {told:?}");
    }
    // As it is, the database refuses.
    let db = rusqlite::Connection::open(path).unwrap();
    for sql in ["UPDATE audit SET by = ''", "DELETE FROM audit", "DELETE FROM accounts"] {
        db.execute_batch(sql).unwrap_err();
    }
}

#[test]
fn an_older_record_is_chained_when_it_is_brought_up_to_date() {
    let dir = tempfile::tempdir().unwrap();
    let record = filled(dir.path());
    let event = record.events(&Filter::default(), None).unwrap().rows.remove(0).id;
    let mut writer = Writer::open(dir.path(), "decide", &coder(), now()).unwrap();
    writer.decide(&event, &Act::Confirm, "Awa", "").unwrap();
    writer.finish().unwrap();
    drop(record);
    // As an older griot left it.
    let db = rusqlite::Connection::open(dir.path().join("record.sqlite")).unwrap();
    db.execute_batch(crate::schema::tests::BEFORE_THE_NINTH).unwrap();
    db.execute_batch(
        "DROP TABLE audit; DROP TABLE accounts; DROP TABLE withheld; PRAGMA user_version = 6;",
    )
    .unwrap();
    drop(db);
    assert!(matches!(Record::open(dir.path()), Err(Error::Older { found: 6, .. })));
    People::open(dir.path()).unwrap().add("Awa", Role::Admin, PASSWORD, signed("root")).unwrap();
    let record = Record::open(dir.path()).unwrap();
    let whats: Vec<String> = log(&record).into_iter().map(|entry| entry.what).collect();
    assert_eq!(whats, ["run", "run", "decision", "chained", "account"]);
    assert_eq!(faults(&record), []);
}

#[test]
fn somebody_logs_in_while_pages_are_added() {
    let dir = tempfile::tempdir().unwrap();
    filled(dir.path());
    let mut people = People::open(dir.path()).unwrap();
    people.add("Awa", Role::Reader, PASSWORD, signed("")).unwrap();
    let mut writer = Writer::open(dir.path(), "add", &coder(), now()).unwrap();
    writer.add(&[page("three", &CLASH.replace("Gao", "Kidal"))]).unwrap();
    assert!(people.login("Awa", PASSWORD, "", "", now()).unwrap().is_some());
    writer.add(&[page("four", &CLASH.replace("Gao", "Mopti"))]).unwrap();
    writer.finish().unwrap();
    assert_eq!(faults(&Record::open(dir.path()).unwrap()), []);
}

/// Another outlet tells of the clash of Gao, and of another one as well.
const BOTH: &str = "Des hommes armés ont attaqué la ville de Gao samedi et ont tué douze civils, dit le maire.\n\n\
                    Le même jour, rien ne s’est passé ailleurs.\n\nL'armée burkinabè a déclaré qu’une frappe \
                    aérienne a tué dix combattants dimanche à Gorgadji.";

fn withheld(dir: &Path, below: Role) -> (Record, String) {
    let record = filled(dir);
    let mut writer = Writer::open(dir, "add", &coder(), now()).unwrap();
    writer.add(&[page("both", BOTH)]).unwrap();
    writer.finish().unwrap();
    let filter = Filter { countries: vec!["ML".to_owned()], ..Filter::default() };
    let event = record.events(&filter, None).unwrap().rows.remove(0).id;
    let mut writer = Writer::open(dir, "decide", &coder(), now()).unwrap();
    writer
        .decide(&event, &Act::Withhold(below, BTreeSet::new()), "Awa", "the mayor is in danger")
        .unwrap();
    writer.finish().unwrap();
    (record, event)
}

#[test]
fn what_is_withheld_is_not_there_for_lower_roles() {
    let dir = tempfile::tempdir().unwrap();
    let (record, event) = withheld(dir.path(), Role::Editor);
    assert_eq!(faults(&record), []);
    assert_eq!(record.withheld_below(&event).unwrap(), Some(Role::Editor));
    let all = record.events(&Filter::default(), None).unwrap();
    let told = |one: &EventRow| (one.merged(), one.reports.len());
    assert_eq!(all.total, 2, "{:#?}", all.rows.iter().map(told).collect::<Vec<_>>());
    for role in Role::ALL {
        let seen = Record::open(dir.path()).unwrap().seen_by(role).unwrap();
        let found = seen.events(&Filter::default(), None).unwrap();
        if role >= Role::Editor {
            assert_eq!((found, seen.n_withheld().unwrap()), (all.clone(), 0), "{role}");
            assert!(seen.event(&event).unwrap().is_some());
            assert_eq!(seen.history(None).unwrap().len(), 1);
            continue;
        }
        assert_eq!(
            (found.total, found.rows.len(), seen.n_withheld().unwrap()),
            (1, 1, 1),
            "{role}"
        );
        // The other event is told by the article alone that does not tell of both.
        let strike = &found.rows[0];
        assert_eq!(strike.reports.len(), 1);
        assert_eq!((strike.voices.len(), strike.n_independent, strike.joins.len()), (1, 1, 0));
        assert_eq!(strike.reports[0].row.article.id, "two");
        assert_eq!(strike.reports[0].voice, 0);
        assert!(seen.event(&event).unwrap().is_none());
        assert!(seen.history(None).unwrap().is_empty());
        assert_eq!(seen.counts().unwrap()[..2], [1, 1]);
        for text in ["maire", "Gao", "frappe"] {
            let hits = seen.search(text, &Filter::default(), None).unwrap();
            let expected = usize::from(text == "frappe");
            assert_eq!((hits.rows.len(), hits.total), (expected, expected as u64), "{text}");
        }
        for kind in [Kind::Events, Kind::Tolls, Kind::Aggregates, Kind::Statements] {
            let rows = seen.ask(kind, &Filter::default(), None).unwrap().rows;
            assert!(rows.iter().all(|row| row.article.id == "two"), "{kind:?}");
        }
        // No filter that only the withheld event meets finds anything.
        for filter in [
            Filter { countries: vec!["ML".to_owned()], ..Filter::default() },
            Filter { text: Some("maire".to_owned()), ..Filter::default() },
            Filter { actors: vec!["hommes armés".to_owned()], ..Filter::default() },
            Filter { until: Some("2024-05-04".to_owned()), ..Filter::default() },
        ] {
            assert_eq!(seen.events(&filter, None).unwrap().total, 0, "{filter:?}");
            assert!(seen.event_ids(&filter).unwrap().is_empty());
        }
        assert_eq!(seen.digest(None).unwrap().len(), 1);
        let articles = record.ask(Kind::Events, &Filter::default(), None).unwrap().rows;
        for key in articles.iter().filter(|row| row.article.id != "two") {
            let key = &key.article.key;
            assert!(seen.whole_article(key).unwrap().is_none());
            assert!(seen.article_text(key).unwrap().is_none());
            assert!(seen.article_keys(key).unwrap().is_empty());
            let page = record.whole_article(key).unwrap().unwrap().page;
            assert!(seen.page(&page).unwrap().is_none());
        }
        assert_eq!(
            seen.outlets(&Filter::default()).unwrap().iter().map(|one| one.n_articles).sum::<u64>(),
            1
        );
        // As it stood on a day before it was withheld, and before anything was there.
        let day = |day: &str| day.parse().unwrap();
        let today = Record::open(dir.path()).unwrap().seen_by(role).unwrap();
        let then = today.as_of(day("2024-05-07")).unwrap();
        assert_eq!(then.events(&Filter::default(), None).unwrap().total, 1);
        assert_eq!(then.n_withheld().unwrap(), 1);
        let before = Record::open(dir.path()).unwrap().seen_by(role).unwrap();
        let then = before.as_of(day("2024-05-06")).unwrap();
        assert_eq!(then.events(&Filter::default(), None).unwrap().total, 0);
        assert_eq!(then.search("maire", &Filter::default(), None).unwrap().total, 0);
    }
}

#[test]
fn later_reports_of_what_is_withheld_are_withheld_before_they_are_put_together() {
    let dir = tempfile::tempdir().unwrap();
    let (record, event) = withheld(dir.path(), Role::Admin);
    let seen = Record::open(dir.path()).unwrap().seen_by(Role::Editor).unwrap();
    let mut writer = Writer::open(dir.path(), "add", &coder(), now()).unwrap();
    let third =
        "Attaque à Gao : douze civils ont été tués samedi par des hommes armés, dit le maire.";
    writer.add(&[page("third", third)]).unwrap();
    // It is there, and in no event yet.
    assert_eq!(record.counts().unwrap()[1], 4);
    assert_eq!(seen.counts().unwrap()[1], 1);
    assert_eq!(seen.search("maire", &Filter::default(), None).unwrap().total, 0);
    writer.finish().unwrap();
    assert_eq!(record.event(&event).unwrap().unwrap().reports.len(), 3);
    assert_eq!(seen.counts().unwrap()[1], 1);
    assert_eq!(faults(&record), []);
    // Coding again leaves it withheld; taking the decision back shows it.
    let decision = record.history(None).unwrap()[0].decision.key.clone();
    let mut writer = Writer::open(dir.path(), "decide", &coder(), now()).unwrap();
    writer.decide(&event, &Act::Withhold(Role::Editor, BTreeSet::new()), "Awa", "x").unwrap_err();
    writer.decide(&event, &Act::Withhold(Role::Reader, BTreeSet::new()), "Awa", "x").unwrap_err();
    writer.decide(&decision, &Act::Undo, "Awa", "she is safe").unwrap();
    writer.finish().unwrap();
    assert_eq!(seen.counts().unwrap()[1], 4);
    assert_eq!(seen.n_withheld().unwrap(), 0);
    assert_eq!(seen.events(&Filter::default(), None).unwrap().total, 2);
    assert_eq!(faults(&record), []);
}

#[test]
fn an_export_and_its_import_withhold_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let (record, event) = withheld(dir.path(), Role::Admin);
    let mut lines = Vec::new();
    record.export_all(&mut lines).unwrap();
    let to = dir.path().join("copy");
    let (copy, _) = Record::import(&to, &mut lines.as_slice()).unwrap();
    assert_eq!(faults(&copy), []);
    assert_eq!(copy.withheld_below(&event).unwrap(), Some(Role::Admin));
    let seen = Record::open(&to).unwrap().seen_by(Role::Reader).unwrap();
    assert_eq!(seen.events(&Filter::default(), None).unwrap().total, 1);
    let mut again = Vec::new();
    copy.export_all(&mut again).unwrap();
    assert_eq!(lines, again);
    // A split takes nothing out of what is withheld.
    let reports: Vec<String> = copy
        .event(&event)
        .unwrap()
        .unwrap()
        .reports
        .iter()
        .map(|one| one.row.key.clone())
        .collect();
    let mut writer = Writer::open(&to, "decide", &coder(), now()).unwrap();
    let last = vec![reports.last().unwrap().clone()];
    writer.decide(&event, &Act::Split(last), "Awa", "two clashes").unwrap();
    writer.finish().unwrap();
    assert_eq!(copy.events(&Filter::default(), None).unwrap().total, 3);
    let seen = Record::open(&to).unwrap().seen_by(Role::Reader).unwrap();
    assert_eq!(seen.events(&Filter::default(), None).unwrap().total, 1);
}
