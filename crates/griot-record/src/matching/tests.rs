//! Every filter finds what its plain definition finds in the full list.

use std::collections::BTreeSet;

use griot::gazetteer::fold;
use griot::json::Event;

use crate::correction::Correction;
use crate::extend::tests::{Dice, articles, decide, page, writer_on};
use crate::schema::kilometres;
use crate::{Act, EventRow, Filter, Frame, Near, Record, Report, ReviewState};

/// A record with events of all states of review, some of them corrected.
fn record(dir: &std::path::Path, dice: &mut Dice) -> Record {
    let record = Record::init(dir, "a test").unwrap();
    let mut writer = writer_on(&record, "2024-06-30");
    writer.add(&articles(44, dice)).unwrap();
    writer.fuse_now().unwrap();
    let mut taken = Vec::new();
    for _ in 0..4 {
        decide(&mut writer, &record, &mut taken, dice);
    }
    let corrections = [
        ("type", "air_strike"),
        ("place", "Zinder@13.8,8.98"),
        ("place", "none"),
        ("country", "NE"),
        ("date", "2024-05-20"),
        ("date", "none"),
        ("initiators", "des rebelles"),
        ("certainty", "denied"),
        ("killed", "7"),
    ];
    let mut n_corrected = 0;
    for (slot, value) in corrections {
        let events = record.events(&Filter::default(), None).unwrap().rows;
        let event = &events[dice.below(events.len())].id;
        let act = Act::Correct(slot.to_owned(), value.to_owned());
        // What is so already is not corrected.
        n_corrected += usize::from(writer.decide(event, &act, "Awa", "as dice say").is_ok());
    }
    assert!(n_corrected > 4, "{n_corrected}");
    for act in [Act::Reject, Act::Reject, Act::Confirm, Act::Confirm] {
        let events = record.events(&Filter::default(), None).unwrap().rows;
        let event = &events[dice.below(events.len())].id;
        writer.decide(event, &act, "Awa", "as dice say").unwrap();
    }
    writer.finish().unwrap();
    record
}

fn texts(record: &Record) -> std::collections::BTreeMap<String, String> {
    let sql = "SELECT key, json_extract(json, '$.text') FROM articles";
    let mut query = record.db.prepare(sql).unwrap();
    query.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect()
}

fn any<T: PartialEq<str> + ?Sized>(asked: &[String], value: Option<&T>) -> bool {
    asked.is_empty() || value.is_some_and(|value| asked.iter().any(|one| *value == **one))
}

/// Whether names or ids are among those that are asked for, as written or folded.
fn names(asked: &[String], names: &[String], ids: &[Option<String>]) -> bool {
    let known: BTreeSet<String> =
        names.iter().map(|name| fold(name)).chain(ids.iter().flatten().cloned()).collect();
    asked.iter().any(|one| known.contains(one) || known.contains(&fold(one)))
}

/// Whether a report meets a filter, with what was corrected of its event.
fn meets(filter: &Filter, report: &Report, event: &EventRow, text: &str) -> bool {
    let claim: Event = serde_json::from_value(report.row.claim.clone()).unwrap();
    let mut country = claim.country.clone();
    let (mut event_type, mut certainty) = (claim.event_type.clone(), claim.certainty.clone());
    let mut days = claim.date.clone();
    let mut point = claim.geo.as_ref().and_then(|geo| geo.lat.zip(geo.lon));
    let mut actors = Vec::new();
    let mut of_place = None;
    for one in &event.review.corrections {
        match &one.correction {
            Correction::Type(value) => event_type = value.to_string(),
            Correction::Date(value) => {
                days = value.map(|days| [days.from.to_string(), days.to.to_string()]);
            }
            Correction::Place(value) => {
                point = value.as_ref().and_then(|(place, _)| place.lat_lon);
                of_place = value.as_ref().and_then(|(_, country)| country.clone());
            }
            Correction::Certainty(value) => certainty = value.as_str().to_owned(),
            Correction::Initiators(parties) | Correction::Targets(parties) => {
                actors.extend(parties.iter().map(|party| party.name.clone()));
            }
            Correction::Country(_) | Correction::Toll(..) => {}
        }
    }
    country = of_place.or(country);
    for one in &event.review.corrections {
        if let Correction::Country(value) = &one.correction {
            country.clone_from(value);
        }
    }
    let mut of_actors = names(&filter.actors, &claim.initiators, &claim.initiator_ids)
        || names(&filter.actors, &claim.targets, &claim.target_ids)
        || names(&filter.actors, &actors, &[]);
    let mut of_sources = names(&filter.sources, &claim.sources, &claim.source_ids);
    for toll in &claim.tolls {
        let victims = toll.victims.as_slice();
        of_actors |= names(&filter.actors, victims, std::slice::from_ref(&toll.victims_id));
        let ids = toll.source_ids.as_deref().unwrap_or_default();
        of_sources |= names(&filter.sources, toll.sources.as_deref().unwrap_or_default(), ids);
    }
    let outcomes = claim.tolls.iter().any(|toll| any(&filter.outcomes, Some(&*toll.outcome)));
    let in_time = |keep: &dyn Fn(&[String; 2]) -> bool| days.as_ref().is_some_and(keep);
    any(&filter.countries, country.as_deref())
        && any(&filter.types, Some(&*event_type))
        && any(&filter.certainties, Some(&*certainty))
        && (filter.outcomes.is_empty() || outcomes)
        && (filter.actors.is_empty() || of_actors)
        && (filter.sources.is_empty() || of_sources)
        && filter.near.is_none_or(|Near { lat, lon, km }| {
            point.is_some_and(|(a, b)| kilometres([a, b], [lat, lon]) <= km)
        })
        && filter.within.is_none_or(|frame| point.is_some_and(|(lat, lon)| frame.holds(lat, lon)))
        && filter.since.as_ref().is_none_or(|since| in_time(&|days| days[1] >= *since))
        && filter.until.as_ref().is_none_or(|until| in_time(&|days| days[0] <= *until))
        && filter.text.as_ref().is_none_or(|word| fold(text).contains(&fold(word)))
}

fn random(dice: &mut Dice) -> Filter {
    let some = |dice: &mut Dice, pool: &[&str]| -> Vec<String> {
        let n = if dice.below(4) == 0 { 1 + dice.below(2) } else { 0 };
        (0..n).map(|_| dice.of(pool).to_owned()).collect()
    };
    let near = (dice.below(5) == 0).then(|| {
        let points = [(16.27, -0.04), (14.1, -1.63), (13.8, 8.98), (10.5, 7.44)];
        let (lat, lon) = points[dice.below(points.len())];
        Near { lat, lon, km: [5.0, 150.0, 900.0][dice.below(3)] }
    });
    // Of West Africa, and one that crosses the line where the days change.
    let frames = [[-2.0, 13.0, 2.0, 17.0], [170.0, -20.0, -1.0, 30.0]];
    let within = (dice.below(6) == 0).then(|| {
        let [west, south, east, north] = frames[dice.below(frames.len())];
        Frame { west, south, east, north }
    });
    Filter {
        countries: some(dice, &["ML", "BF", "NG", "NE", "FR"]),
        near,
        within,
        actors: some(
            dice,
            &["hommes armés", "l'armée malienne", "Des Rebelles", "civils", "soldats"],
        ),
        sources: some(dice, &["le maire de la ville", "un témoin", "témoin", "source sécuritaire"]),
        types: some(dice, &["attack", "armed_clash", "air_strike"]),
        outcomes: some(dice, &["killed", "injured"]),
        certainties: some(dice, &["reported", "alleged", "denied"]),
        since: some(dice, &["2024-05-03", "2024-05-05", "2024-05-20"]).pop(),
        until: some(dice, &["2024-05-03", "2024-05-05", "2024-05-20"]).pop(),
        reviews: some(dice, &["unreviewed", "corrected", "confirmed", "rejected"]),
        text: some(dice, &["Gao", "Kaduna", "Gorgadji", "renforts"]).pop(),
    }
}

#[test]
fn filters_find_what_their_definition_finds() {
    let mut dice = Dice::new(41);
    let mut sizes = BTreeSet::new();
    for _ in 0..3 {
        let dir = tempfile::tempdir().unwrap();
        let record = record(dir.path(), &mut dice);
        let texts = texts(&record);
        let states = ReviewState::ALL.map(|state| state.as_str().to_owned());
        let every = Filter { reviews: states.into(), ..Filter::default() };
        let all = record.events(&every, None).unwrap().rows;
        assert_eq!(all.len() as u64, record.n_events().unwrap());
        let day = |event: &EventRow| {
            let date = event.merged().and_then(|merged| merged.date);
            std::cmp::Reverse(date.map(|days| days.from.to_string()))
        };
        for _ in 0..250 {
            let filter = random(&mut dice);
            let is_wanted = |event: &&EventRow| {
                let state = event.review.state.as_str();
                let is_asked = match filter.reviews.as_slice() {
                    [] => state != "rejected",
                    asked => asked.iter().any(|one| one == state),
                };
                is_asked
                    && event.reports.iter().any(|report| {
                        meets(&filter, report, event, &texts[&report.row.article.key])
                    })
            };
            let mut expected: Vec<&EventRow> = all.iter().filter(is_wanted).collect();
            expected.sort_by_key(|event| (day(event), event.id.clone()));
            let ids: Vec<&String> = expected.iter().map(|event| &event.id).collect();
            let found = record.events(&filter, None).unwrap();
            assert_eq!(
                found.rows.iter().map(|event| &event.id).collect::<Vec<_>>(),
                ids,
                "{filter:?}"
            );
            let few = record.events(&filter, Some(3)).unwrap();
            assert_eq!((few.total, few.rows.len()), (ids.len() as u64, ids.len().min(3)));
            assert!(few.rows.iter().map(|event| &event.id).eq(ids.iter().copied().take(3)));
            sizes.insert(ids.len());
        }
    }
    assert!(sizes.len() > 5, "{sizes:?}");
}

/// Names that many claims share are looked up in facets, all others in the table of names: either gives the
/// same events, and so does a record of which the facets know no names.
#[test]
fn whoever_is_cited_everywhere_is_found_like_whoever_is_cited_once() {
    let dir = tempfile::tempdir().unwrap();
    let record = Record::init(dir.path(), "a test").unwrap();
    let mut writer = writer_on(&record, "2024-06-30");
    writer.add(&articles(150, &mut Dice::new(3))).unwrap();
    let once = "Trois pêcheurs ont été tués lundi à Gao dans une attaque menée par des bandits, selon un imam.";
    writer.add(&[page("once", "2024-05-07", "Radio Dune", once)]).unwrap();
    writer.finish().unwrap();
    let names: Vec<(String, String, bool)> = record
        .db
        .prepare(
            "SELECT role, name, EXISTS (SELECT 1 FROM facets f WHERE f.name = n.role AND f.value = n.name)
             FROM names n GROUP BY role, name",
        )
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    for role in ["actor", "source"] {
        let of = |shared: bool| names.iter().filter(move |one| one.0 == role && one.2 == shared);
        assert!(of(true).count() > 0 && of(false).count() > 0, "{role}: {names:?}");
    }
    let found = |record: &Record| -> Vec<_> {
        let ids = |(role, name, _): &(String, String, bool)| {
            let mut filter = Filter::default();
            let list = if role == "actor" { &mut filter.actors } else { &mut filter.sources };
            list.push(name.clone());
            record.event_ids(&filter).unwrap()
        };
        names.iter().map(ids).collect()
    };
    let with = found(&record);
    assert!(with.iter().any(|events| !events.is_empty()));
    drop(record);
    let path = dir.path().join("record.sqlite");
    let db = crate::schema::open_for_writing(&path).unwrap();
    db.execute_batch("DELETE FROM facets WHERE name IN ('actor', 'source')").unwrap();
    drop(db);
    assert_eq!(found(&Record::open(dir.path()).unwrap()), with);
}
