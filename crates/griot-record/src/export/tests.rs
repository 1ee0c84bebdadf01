//! Formats, as whoever reads them sees them.

use griot::json::Coder;
use griot::model::{Article, DateFound, Lang};
use griot::pipeline::{self, Resources};

use super::*;
use crate::{About, Filter, NewPage, Record, Writer};

const ATTACK: &str = "Au moins douze civils ont été tués samedi à Gao dans une attaque menée par des hommes \
                      armés, selon le maire de la ville. Six personnes ont été blessées.";
const STRIKE: &str = "Dix combattants ont été tués dimanche par une frappe aérienne à Gorgadji, a \
                      déclaré l'armée burkinabè.";
const PROTEST: &str = "Des milliers de personnes ont manifesté pacifiquement dimanche à Bamako.";

fn events() -> Vec<EventRow> {
    let dir = tempfile::tempdir().unwrap();
    Record::init(dir.path(), "test").unwrap();
    let coder = Coder { version: "0".to_owned(), lexicon: "0".to_owned() };
    let now = "2024-05-07T08:00:00Z".parse().unwrap();
    let mut writer = Writer::open(dir.path(), "test", &coder, now).unwrap();
    let page = |(name, text): (&str, &str)| {
        let mut article = Article::from_text(text);
        article.id = name.to_owned();
        article.lang = Some(Lang::Fr);
        article.publisher = Some("=Le Fleuve".to_owned());
        let date = "2024-05-06".parse().unwrap();
        article.published = Some(DateFound { date, found_in: "input", raw: String::new() });
        let claims = pipeline::code(&article, &Resources::builtin());
        NewPage {
            about: About { name: name.to_owned(), ..About::default() },
            bytes: text.as_bytes().to_vec(),
            documents: vec![griot::json::document(&article, &claims, coder.clone())],
            place: None,
        }
    };
    let pages = [("attack", ATTACK), ("strike", STRIKE), ("protest", PROTEST)].map(page);
    writer.add(&pages).unwrap();
    writer.finish().unwrap();
    let record = Record::open(dir.path()).unwrap();
    record.events(&Filter::default(), None).unwrap().rows
}

fn written(format: Format, events: &[EventRow]) -> (String, Written) {
    let mut out = Vec::new();
    let mut exporter = Exporter::new(format, &mut out).unwrap();
    for event in events {
        exporter.put(event).unwrap();
    }
    let written = exporter.finish().unwrap();
    (String::from_utf8(out).unwrap(), written)
}

/// Rows by the names of their columns.
fn table(text: &str) -> Vec<std::collections::BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let row = |row: csv::StringRecord| {
        assert_eq!(row.len(), names.len());
        names.iter().cloned().zip(row.iter().map(str::to_owned)).collect()
    };
    reader.records().map(|record| row(record.unwrap())).collect()
}

#[test]
fn acled_has_the_lowest_figure_and_tells_what_it_loses() {
    let events = events();
    let (text, written) = written(Format::Acled, &events);
    let header = text.lines().next().unwrap();
    assert!(
        header.starts_with("event_id_cnty,event_date,year,time_precision,disorder_type,event_type")
    );
    assert!(header.ends_with("notes,fatalities,tags,timestamp"));
    let rows = table(&text);
    let attack = rows.iter().find(|row| row["location"] == "Gao").unwrap();
    for (column, expected) in [
        ("event_date", "2024-05-04"),
        ("time_precision", "1"),
        ("event_type", "Violence against civilians"),
        ("sub_event_type", "Attack"),
        ("civilian_targeting", "Civilians targeted"),
        ("iso", "466"),
        ("country", "Mali"),
        ("geo_precision", "1"),
        ("fatalities", "12"),
        ("source", "'=Le Fleuve"),
        ("timestamp", "1714953600"),
    ] {
        assert_eq!(attack[column], expected, "{column}");
    }
    assert!(attack["notes"].contains("wounded: 6."), "{}", attack["notes"]);
    let strike = rows.iter().find(|row| row["location"] == "Gorgadji").unwrap();
    assert_eq!(strike["sub_event_type"], "Air/drone strike");
    let lost: Vec<&str> = written.lost.iter().map(|lost| lost.what).collect();
    for what in ["outcome", "range", "kinds-of-victims"] {
        assert!(lost.contains(&what), "{what}: {lost:?}");
    }
}

#[test]
fn ucdp_splits_deaths_that_sum_to_the_best_figure() {
    let events = events();
    let (text, written) = written(Format::Ucdp, &events);
    let rows = table(&text);
    assert_eq!(rows.len(), 2, "a protest is no organised violence");
    assert_eq!((written.asked, written.rows), (events.len(), 2));
    assert!(written.lost.iter().any(|lost| lost.what == LEFT_OUT));
    for row in &rows {
        let number = |column: &str| row[column].parse::<u64>().unwrap();
        let parts = ["deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"];
        assert_eq!(parts.map(number).iter().sum::<u64>(), number("best"));
        assert!(number("low") <= number("best") && number("best") <= number("high"));
    }
    let attack = rows.iter().find(|row| row["where_coordinates"] == "Gao").unwrap();
    assert_eq!(
        (attack["type_of_violence"].as_str(), attack["deaths_civilians"].as_str()),
        ("3", "12")
    );
    assert_eq!(attack["where_prec"], "1");
}

#[test]
fn hxl_has_tags_in_its_second_row_and_no_maximum_that_nobody_says() {
    let (text, _) = written(Format::Hxl, &events());
    let rows = table(&text);
    assert_eq!(rows[0]["Killed, minimum"], "#affected+killed+min");
    let attack = rows.iter().find(|row| row["Place"] == "Gao").unwrap();
    assert_eq!(
        (attack["Killed, minimum"].as_str(), attack["Killed, maximum"].as_str()),
        ("12", "")
    );
    assert_eq!(attack["Wounded, maximum"], "6");
}

#[test]
fn geojson_draws_no_pin_in_the_middle_of_an_area() {
    let mut events = events();
    let (text, _) = written(Format::GeoJson, &events);
    let parsed: serde_json::Value = serde_json::from_str(&text).unwrap();
    let features = parsed["features"].as_array().unwrap();
    let attack = features.iter().find(|one| one["properties"]["place"] == "Gao").unwrap();
    assert!(attack["geometry"]["coordinates"][1].as_f64().unwrap() > 16.0);
    for event in &mut events {
        for report in &mut event.reports {
            if let Some(place) = &mut report.account.place {
                place.precision = griot::model::PlacePrecision::Centroid;
            }
        }
    }
    let (text, lost) = written(Format::GeoJson, &events);
    let parsed: serde_json::Value = serde_json::from_str(&text).unwrap();
    let all = parsed["features"].as_array().unwrap();
    assert!(all.iter().all(|one| one["geometry"].is_null()));
    assert_eq!(lost.lost.iter().filter(|lost| lost.what == "no-geometry").count(), all.len());
}

#[test]
fn codebooks_name_every_column() {
    let events = events();
    for format in [Format::Acled, Format::Ucdp, Format::Hxl] {
        let (text, _) = written(format, &events);
        let line = text.lines().nth(usize::from(format == Format::Hxl)).unwrap();
        for column in line.split(',') {
            let parts: Vec<&str> = match column.split_once('+') {
                Some((tag, attributes)) => {
                    std::iter::once(tag).chain(attributes.split('+')).collect()
                }
                None => vec![column],
            };
            for part in parts {
                let is_id = format == Format::Ucdp && part.ends_with("_id");
                assert!(is_id || format.codebook().contains(part), "{format:?}: {part}");
            }
        }
    }
    assert_eq!("ged".parse(), Ok(Format::Ucdp));
    assert!("xls".parse::<Format>().is_err());
}

#[test]
fn no_cell_is_a_formula() {
    assert_eq!(harmless("=1+1"), "'=1+1");
    assert_eq!(harmless("-3.9"), "-3.9");
}
