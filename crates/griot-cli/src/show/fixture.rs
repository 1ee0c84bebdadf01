//! One article with claims made by hand, for the tests of what is shown.

use griot::model::{
    Aggregate, Article, Certainty, Claims, Considered, DateFound, Dates, EventType, Lang, Name,
    Outcome, Place, PlacePrecision, Report, Statement, Toll, VictimKind,
};
use griot::span::Span;
use jiff::civil::date;

const TEXT: &str = "Au moins onze gendarmes ont été tués samedi à Kourtéla, \
a dit le maire. Il a plu sur la vallée ce jour-là, et les pistes étaient coupées jusqu'au soir.\n\n\
Depuis janvier, 120 civils ont péri, selon l'Observatoire.";

fn span(words: &str) -> Span {
    let start = TEXT.find(words).unwrap();
    Span::new(start, start + words.len())
}

fn name(words: &str) -> Name {
    Name { text: words.to_owned(), span: span(words), registry_id: None }
}

pub(crate) fn article() -> Article {
    Article {
        id: "page.html".to_owned(),
        publisher: Some("Le Fil".to_owned()),
        published: Some(DateFound { date: date(2024, 5, 5), found_in: "meta", raw: String::new() }),
        title: Some("Onze gendarmes tués à Kourtéla".to_owned()),
        lang: Some(Lang::Fr),
        ..Article::from_text(TEXT)
    }
}

fn toll(number: &str, low: u64, high: Option<u64>, victims: &str, kind: VictimKind) -> Toll {
    Toll {
        outcome: Outcome::Killed,
        low: Some(low),
        high,
        approx: false,
        victims: Some(name(victims)),
        kind,
        sources: None,
        span: span(number),
        evidence: span(number),
        because: vec!["fr.outcome.tuer".to_owned()],
    }
}

pub(crate) fn claims() -> Claims {
    let first = span("Au moins onze gendarmes ont été tués samedi à Kourtéla, a dit le maire.");
    let last = span("Depuis janvier, 120 civils ont péri, selon l'Observatoire.");
    Claims {
        reports: vec![Report {
            event_type: EventType::ArmedClash,
            trigger: span("tués"),
            date: Some(Dates::day(date(2024, 5, 4))),
            date_span: Some(span("samedi")),
            place: Some(Place {
                name: "Kourtéla".to_owned(),
                span: span("Kourtéla"),
                country: Some("ML".to_owned()),
                admin: Vec::new(),
                lat_lon: None,
                precision: PlacePrecision::NameOnly,
            }),
            country: Some("ML".to_owned()),
            initiators: Vec::new(),
            targets: vec![name("gendarmes")],
            tolls: vec![toll("Au moins onze", 11, None, "gendarmes", VictimKind::StateForces)],
            sources: vec![name("maire")],
            certainty: Certainty::Alleged,
            evidence: first,
            because: vec!["fr.trigger.tuer".to_owned()],
        }],
        aggregates: vec![Aggregate {
            toll: toll("120", 120, Some(120), "civils", VictimKind::Civilians),
            window: Some(Dates { from: date(2024, 1, 1), to: date(2024, 5, 5) }),
            window_span: Some(span("Depuis janvier")),
            place: None,
            country: None,
            sources: vec![name("Observatoire")],
            evidence: last,
            because: Vec::new(),
        }],
        statements: vec![Statement {
            speaker: vec![name("maire")],
            evidence: first,
            quoted: false,
            because: vec!["fr.reporting.dire".to_owned()],
        }],
        considered: vec![Considered {
            span: span("vallée"),
            slot: "place",
            rule: "fr.place.nature".to_owned(),
            why: "a place in another sentence is nearer".to_owned(),
        }],
        notes: Vec::new(),
    }
}

/// The text without its colours.
pub(crate) fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}
