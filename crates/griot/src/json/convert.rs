//! From the model to the published types.
//!
//! Takes the values of `model.rs`; gives those of `json.rs`, field by field. Nothing is computed
//! here but the slices of the text that spans point at, so a span outside the text (a fault of a
//! stage) gives empty words and never a panic.

use crate::json::{
    Aggregate, AggregateSpans, Coder, Considered, Cut, Days, Document, Entry, Event, EventSpans,
    FORMAT_VERSION, Geo, Note, PageDate, Range, ReadArticle, ReadDocument, Related, Statement,
    StatementSpans, Toll, TollSpans, Uncoded,
};
use crate::model;
use crate::note;
use crate::span::Span;

pub(super) fn document(article: &model::Article, claims: &model::Claims, coder: Coder) -> Document {
    let text = article.text.as_str();
    Document {
        version: FORMAT_VERSION,
        article: read_article(article),
        events: claims.reports.iter().map(|report| event(text, report)).collect(),
        aggregates: claims.aggregates.iter().map(|each| aggregate(text, each)).collect(),
        statements: claims.statements.iter().map(|each| statement(text, each)).collect(),
        considered: None,
        notes: article.notes.iter().chain(&claims.notes).map(published_note).collect(),
        coder,
    }
}

pub(super) fn read_document(article: &model::Article) -> ReadDocument {
    ReadDocument {
        version: FORMAT_VERSION,
        article: read_article(article),
        notes: article.notes.iter().map(published_note).collect(),
    }
}

pub(super) fn considered(text: &str, claims: &model::Claims) -> Vec<Considered> {
    claims
        .considered
        .iter()
        .map(|each| Considered {
            slot: each.slot.to_owned(),
            text: each.span.of(text).to_owned(),
            span: range(each.span),
            rule: each.rule.clone(),
            why: each.why.clone(),
        })
        .collect()
}

fn read_article(article: &model::Article) -> ReadArticle {
    let found = |date: &Option<model::DateFound>| match date {
        Some(found) => (Some(found.date.to_string()), Some(found.found_in.to_owned())),
        None => (None, None),
    };
    let (published, published_found_in) = found(&article.published);
    let (modified, modified_found_in) = found(&article.modified);
    ReadArticle {
        id: article.id.clone(),
        lang: article.lang.map(|lang| lang.as_str().to_owned()),
        url: article.url.clone(),
        canonical: article.canonical.clone(),
        publisher: article.publisher.clone(),
        section: article.section.as_ref().map(|found| found.name.clone()),
        section_found_in: article.section.as_ref().map(|found| found.found_in.to_owned()),
        authors: article.authors.clone(),
        published,
        published_found_in,
        modified,
        modified_found_in,
        first_seen: article.first_seen.map(|at| at.to_string()),
        dates: article.dates.iter().map(page_date).collect(),
        title: article.title.clone(),
        text: article.text.clone(),
        related: article
            .related
            .iter()
            .map(|headline| Related { title: headline.title.clone(), url: headline.url.clone() })
            .collect(),
        cut: article
            .cut
            .iter()
            .map(|cut| Cut { reason: cut.reason.as_str().to_owned(), text: cut.text.clone() })
            .collect(),
        uncoded: article
            .uncoded
            .iter()
            .map(|passage| Uncoded {
                reason: passage.reason.as_str().to_owned(),
                span: range(passage.span),
            })
            .collect(),
        entries: article.entries.iter().map(entry).collect(),
    }
}

fn entry(entry: &model::Entry) -> Entry {
    let time = entry.time.as_ref();
    Entry {
        span: range(entry.span),
        title: entry.title.clone(),
        url: entry.url.clone(),
        date: time.and_then(|time| time.day).map(|day| day.to_string()),
        date_from: time.and_then(|time| time.day_from).map(|from| from.as_str().to_owned()),
        time: time
            .and_then(|time| time.time)
            .map(|time| format!("{:02}:{:02}", time.hour(), time.minute())),
        zone: time.and_then(|time| time.zone.clone()),
        precision: time.map(|time| time.precision.as_str().to_owned()),
        found_in: time.map(|time| time.found_in.to_owned()),
        raw: time.map(|time| time.raw.clone()),
    }
}

fn page_date(date: &model::DateCandidate) -> PageDate {
    let digits = match date.precision {
        model::DatePrecision::Day => 10,
        model::DatePrecision::Month => 7,
        model::DatePrecision::Year => 4,
    };
    PageDate {
        date: date.day.to_string().chars().take(digits).collect(),
        time: date.time.map(|time| format!("{:02}:{:02}", time.hour(), time.minute())),
        zone: date.zone.clone(),
        role: date.role.as_str().to_owned(),
        found_in: date.found_in.to_owned(),
        name: date.name.clone(),
        raw: date.raw.clone(),
    }
}

fn event(text: &str, report: &model::Report) -> Event {
    Event {
        event_type: report.event_type.as_str().to_owned(),
        date: report.date.map(days),
        place: report.place.as_ref().map(|place| place.name.clone()),
        country: report.country.clone(),
        initiators: names(&report.initiators),
        targets: names(&report.targets),
        tolls: report.tolls.iter().map(toll).collect(),
        sources: names(&report.sources),
        certainty: report.certainty.as_str().to_owned(),
        evidence: report.evidence.of(text).to_owned(),
        geo: report.place.as_ref().map(geo),
        initiator_ids: ids(&report.initiators),
        target_ids: ids(&report.targets),
        source_ids: ids(&report.sources),
        spans: EventSpans {
            event_type: range(report.trigger),
            date: report.date_span.map(range),
            place: report.place.as_ref().map(|place| range(place.span)),
            initiators: ranges(&report.initiators),
            targets: ranges(&report.targets),
            sources: ranges(&report.sources),
            evidence: range(report.evidence),
        },
        because: report.because.clone(),
    }
}

fn toll(toll: &model::Toll) -> Toll {
    Toll {
        outcome: toll.outcome.as_str().to_owned(),
        low: toll.low,
        high: toll.high,
        approx: toll.approx,
        victims: toll.victims.as_ref().map(|victims| victims.text.clone()),
        kind: toll.kind.as_str().to_owned(),
        sources: toll.sources.as_deref().map(names),
        victims_id: toll.victims.as_ref().and_then(|victims| victims.registry_id.clone()),
        source_ids: toll.sources.as_deref().map(ids),
        spans: TollSpans {
            number: range(toll.span),
            victims: toll.victims.as_ref().map(|victims| range(victims.span)),
            sources: toll.sources.as_deref().map(ranges),
            evidence: range(toll.evidence),
        },
        because: toll.because.clone(),
    }
}

fn aggregate(text: &str, aggregate: &model::Aggregate) -> Aggregate {
    let figure = toll(&aggregate.toll);
    let mut because = figure.because;
    because.extend(aggregate.because.iter().cloned());
    Aggregate {
        outcome: figure.outcome,
        low: figure.low,
        high: figure.high,
        approx: figure.approx,
        victims: figure.victims,
        kind: figure.kind,
        window: aggregate.window.map(days),
        place: aggregate.place.as_ref().map(|place| place.name.clone()),
        country: aggregate.country.clone(),
        sources: names(&aggregate.sources),
        evidence: aggregate.evidence.of(text).to_owned(),
        geo: aggregate.place.as_ref().map(geo),
        victims_id: figure.victims_id,
        source_ids: ids(&aggregate.sources),
        spans: AggregateSpans {
            number: figure.spans.number,
            victims: figure.spans.victims,
            window: aggregate.window_span.map(range),
            place: aggregate.place.as_ref().map(|place| range(place.span)),
            sources: ranges(&aggregate.sources),
            evidence: range(aggregate.evidence),
        },
        because,
    }
}

fn statement(text: &str, statement: &model::Statement) -> Statement {
    Statement {
        speaker: names(&statement.speaker),
        evidence: statement.evidence.of(text).to_owned(),
        quoted: statement.quoted,
        speaker_ids: ids(&statement.speaker),
        spans: StatementSpans {
            speaker: ranges(&statement.speaker),
            evidence: range(statement.evidence),
        },
        because: statement.because.clone(),
    }
}

fn geo(place: &model::Place) -> Geo {
    Geo {
        lat: place.lat_lon.map(|(lat, _)| lat),
        lon: place.lat_lon.map(|(_, lon)| lon),
        precision: place.precision.as_str().to_owned(),
        admin: place.admin.clone(),
    }
}

fn published_note(note: &note::Note) -> Note {
    Note { code: note.code.to_owned(), span: note.span.map(range), text: note.text.clone() }
}

fn days(dates: model::Dates) -> Days {
    [dates.from.to_string(), dates.to.to_string()]
}

fn range(span: Span) -> Range {
    [span.start, span.end]
}

fn names(names: &[model::Name]) -> Vec<String> {
    names.iter().map(|name| name.text.clone()).collect()
}

fn ids(names: &[model::Name]) -> Vec<Option<String>> {
    names.iter().map(|name| name.registry_id.clone()).collect()
}

fn ranges(names: &[model::Name]) -> Vec<Range> {
    names.iter().map(|name| range(name.span)).collect()
}
