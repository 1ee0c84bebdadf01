//! The published format on one document made by hand.

use jiff::civil::date;

use super::*;
use crate::model::{
    self, Certainty, Considered as ModelConsidered, DateFound, Dates, EventType, Lang, Name,
    Outcome, Place, PlacePrecision, Report, VictimKind,
};
use crate::note::Note as ModelNote;
use crate::span::Span;

const TEXT: &str = "Selon le maire, douze civils ont été tués samedi à Kourtéla.";

fn span(words: &str) -> Span {
    let start = TEXT.find(words).unwrap();
    Span::new(start, start + words.len())
}

fn name(words: &str, id: Option<&str>) -> Name {
    Name { text: words.to_owned(), span: span(words), registry_id: id.map(str::to_owned) }
}

fn article() -> Article {
    Article {
        id: "kourtela".to_owned(),
        published: Some(DateFound {
            date: date(2024, 5, 5),
            found_in: "meta",
            raw: "2024-05-05T10:00:00Z".to_owned(),
        }),
        lang: Some(Lang::Fr),
        notes: vec![ModelNote::new("no-title", "the page has no headline")],
        ..Article::from_text(TEXT)
    }
}

fn claims() -> Claims {
    let sentence = Span::new(0, TEXT.len());
    let place = Place {
        name: "Kourtéla".to_owned(),
        span: span("Kourtéla"),
        country: Some("ML".to_owned()),
        admin: vec!["Mopti".to_owned()],
        lat_lon: Some((14.5, -3.25)),
        precision: PlacePrecision::Exact,
    };
    let toll = model::Toll {
        outcome: Outcome::Killed,
        low: Some(12),
        high: Some(12),
        approx: false,
        victims: Some(name("civils", None)),
        kind: VictimKind::Civilians,
        sources: None,
        span: span("douze"),
        evidence: sentence,
        because: vec!["fr.outcome.tuer".to_owned()],
    };
    let report = Report {
        event_type: EventType::Attack,
        trigger: span("tués"),
        date: Some(Dates::day(date(2024, 5, 4))),
        date_span: Some(span("samedi")),
        country: place.country.clone(),
        place: Some(place),
        initiators: Vec::new(),
        targets: vec![name("civils", Some("actor.civilians"))],
        tolls: vec![toll],
        sources: vec![name("maire", None)],
        certainty: Certainty::Reported,
        evidence: sentence,
        because: vec!["fr.trigger.tuer".to_owned()],
    };
    Claims {
        reports: vec![report],
        considered: vec![ModelConsidered {
            span: span("maire"),
            slot: "initiators",
            rule: "fr.people.maire".to_owned(),
            why: "it speaks".to_owned(),
        }],
        notes: vec![ModelNote::at("dateline-missing", span("samedi"), "no dateline")],
        ..Claims::default()
    }
}

fn coder() -> Coder {
    Coder { version: "0.1.0".to_owned(), lexicon: "00ff".to_owned() }
}

/// The names of the fields of an object, in order.
fn keys(value: &serde_json::Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn fields_stand_in_the_documented_order() {
    let value = serde_json::to_value(document(&article(), &claims(), coder())).unwrap();
    assert_eq!(
        keys(&value),
        [
            "version",
            "id",
            "lang",
            "url",
            "publisher",
            "section",
            "section_found_in",
            "authors",
            "published",
            "published_found_in",
            "modified",
            "modified_found_in",
            "first_seen",
            "dates",
            "title",
            "text",
            "related",
            "cut",
            "uncoded",
            "events",
            "aggregates",
            "statements",
            "notes",
            "coder"
        ]
    );
    assert_eq!(
        keys(&value["events"][0])[..10],
        [
            "type",
            "date",
            "place",
            "country",
            "initiators",
            "targets",
            "tolls",
            "sources",
            "certainty",
            "evidence"
        ]
    );
    assert!(value["events"][0]["tolls"][0].get("sources").is_none());
}

#[test]
fn values_are_slices_of_the_text_at_their_spans() {
    let document = document(&article(), &claims(), coder());
    let event = &document.events[0];
    let slice = |[start, end]: Range| &document.article.text[start as usize..end as usize];
    assert_eq!(slice(event.spans.evidence), event.evidence);
    assert_eq!(slice(event.spans.sources[0]), event.sources[0]);
    assert_eq!(Some(slice(event.spans.place.unwrap())), event.place.as_deref());
    assert_eq!(slice(event.tolls[0].spans.number), "douze");
    assert_eq!(event.date, Some(["2024-05-04".to_owned(), "2024-05-04".to_owned()]));
    assert_eq!(event.target_ids, [Some("actor.civilians".to_owned())]);
}

#[test]
fn what_is_written_can_be_read_back() {
    let written = document(&article(), &claims(), coder()).with_considered(&claims());
    let line = serde_json::to_string(&written).unwrap();
    assert!(!line.contains('\n'));
    let read: Document = serde_json::from_str(&line).unwrap();
    assert_eq!(read, written);
    assert_eq!(read.considered.unwrap()[0].text, "maire");
}

#[test]
fn notes_of_reading_come_before_notes_of_coding() {
    let document = document(&article(), &claims(), coder());
    let codes: Vec<_> = document.notes.iter().map(|note| note.code.as_str()).collect();
    assert_eq!(codes, ["no-title", "dateline-missing"]);
}

#[test]
fn a_span_outside_the_text_gives_empty_words() {
    let mut claims = claims();
    claims.reports[0].evidence = Span::new(5, 100_000);
    assert_eq!(document(&article(), &claims, coder()).events[0].evidence, "");
}
