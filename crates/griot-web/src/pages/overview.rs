//! The overview: filters in the address, when and where, and the events, page by page. The same address
//! with another ending is the same answer as JSON, CSV, `GeoJSON` or an Atom feed.

use std::sync::Arc;

use askama::Template;
use griot::fusion::Policy;
use griot::model::{EventType, Outcome};
use griot_record::{
    Cursor, Digest, EventPage, EventRow, Gist, Misasked, ReviewState, event_json, harmless,
};
use serde_json::{Value, json};

use super::{feed, kind};
use crate::answer::{Answer, Failed, Kind, Page, html, json_page, kind_of, with_next};
use crate::asked::{FILTERS, known};
use crate::chrome::{Chrome, Link};
use crate::draw::{Bars, Map, bars, map};
use crate::files::{MAP, MapFiles};
use crate::streamed::{self, Stopped};
use crate::view::{Line, Sum};
use crate::words::{Words, number};

/// Events of a page of the table.
const SHOWN: usize = 50;
/// Of a page of data.
const MOST: usize = 1_000;

/// The answer to a filter.
pub(crate) struct Listed {
    /// How many meet it.
    pub(crate) total: usize,
    /// The events of this page.
    pub(crate) rows: Vec<EventRow>,
    /// How many stand on the pages before.
    pub(crate) before: usize,
    /// Where the next page begins.
    pub(crate) next: Option<String>,
    /// How many meet it and were rejected by somebody.
    pub(crate) n_rejected: u64,
}

/// Where the page begins that is asked for.
fn cursor(page: &Page<'_>) -> Result<Option<Cursor>, Misasked> {
    page.asked.one("after").map(str::parse).transpose()
}

/// Asks for a page of events.
pub(crate) fn listed(page: &Page<'_>, usual: usize) -> Result<Listed, Failed> {
    let understood = page.asked.filter()?;
    let most = page.asked.limit(usual, MOST)?;
    let shown = page.record.event_page(&understood.filter, cursor(page)?.as_ref(), most)?;
    let rows = page.record.event_rows(shown.ids.iter().map(String::as_str))?;
    let n_rejected = page.record.n_rejected(&understood.filter)?;
    let EventPage { before, total, next, .. } = shown;
    Ok(Listed { total, rows, before, next, n_rejected })
}

#[derive(Template)]
#[template(path = "overview.html")]
struct Overview<'a> {
    c: &'a Chrome,
    moving: Option<Moving>,
    form: Form,
    chips: Vec<Link>,
    clear: Option<String>,
    taken: Option<String>,
    n: usize,
    range: Option<[String; 2]>,
    sums: Vec<(&'static str, String, String)>,
    bars: Bars,
    map: Map,
    lines: Vec<Line>,
    n_undigested: usize,
    n_rejected: usize,
    n_withheld: usize,
    n_partly: usize,
    rejected: String,
    next: Option<String>,
    first: Option<String>,
    is_filtered: bool,
}

/// The map that moves, for a browser that runs scripts.
struct Moving {
    files: &'static MapFiles,
    /// Where discs and names are asked for.
    spots: String,
    /// This page for any part of the map.
    page: String,
    /// West, south, east and north.
    bounds: String,
    /// Texts, as JSON.
    texts: String,
    /// The address of tiles, and whose they are; empty without.
    tiles: [String; 2],
}

impl Moving {
    fn of(page: &Page<'_>, map: &Map) -> Option<Self> {
        let files = MAP.as_ref()?;
        if map.svg.is_empty() && page.asked.one("within").is_none() {
            return None;
        }
        let keys = [
            "map_of",
            "map_in",
            "map_out",
            "map_whole",
            "map_large",
            "map_small",
            "map_follow",
            "map_fingers",
            "map_failed",
            "map_outlines",
        ];
        let texts: Value = keys.iter().map(|key| ((*key).to_owned(), json!(page.t(key)))).collect();
        let tiles = page.app.tiles.as_ref();
        Some(Self {
            files,
            spots: page.asked.link("/map.json", &[("within", "")]),
            page: page.asked.link("/", &[("within", "")]),
            bounds: map.bounds.map(|degrees| format!("{degrees:.4}")).join(","),
            texts: texts.to_string(),
            tiles: tiles
                .map(|tiles| [tiles.tiles.clone(), tiles.attribution.clone()])
                .unwrap_or_default(),
        })
    }
}

/// What stands in the form of the filter.
#[derive(Debug)]
pub(crate) struct Form {
    /// The page that it asks.
    pub(crate) action: String,
    pub(crate) is_open: bool,
    /// Fields that are no part of the filter, and go with it.
    pub(crate) besides: Vec<(&'static str, String)>,
    pub(crate) since: String,
    pub(crate) until: String,
    pub(crate) near: String,
    pub(crate) km: String,
    pub(crate) within: String,
    pub(crate) as_of: String,
    pub(crate) actor: String,
    pub(crate) source: String,
    pub(crate) text: String,
    /// Choices: value, words, whether it is taken.
    pub(crate) countries: Vec<(String, String, bool)>,
    pub(crate) types: Vec<(String, String, bool)>,
    pub(crate) outcomes: Vec<(String, String, bool)>,
    pub(crate) reviews: Vec<(String, String, bool)>,
    pub(crate) certainties: Vec<(String, String, bool)>,
}

pub(crate) fn page(page: &Page<'_>) -> Answer {
    match kind(page) {
        Kind::Html => overview(page),
        Kind::Json => {
            let listed = listed(page, SHOWN)?;
            let next = next_link(page, "/events.json", &listed);
            Ok(with_next(
                json_page(&events_json(page, &listed, next.as_deref())?)?,
                next.as_deref(),
            ))
        }
        Kind::Csv => all_as_csv(page),
        Kind::GeoJson => super::exports::one(page, "events.geojson"),
        Kind::Atom => feed::events(page),
    }
}

/// A page of events as data: how many there are, these, and where the next ones are.
pub(crate) fn events_json(
    page: &Page<'_>,
    listed: &Listed,
    next: Option<&str>,
) -> Result<Value, Failed> {
    let policy = page.asked.policy()?;
    let rows: Vec<Value> = listed.rows.iter().map(|row| event_json(row, policy, &[])).collect();
    Ok(json!({
        "total": listed.total, "before": listed.before, "n_rejected": listed.n_rejected,
        "n_withheld": page.record.n_withheld()?,
        "n_partly_withheld": page.record.n_partly_withheld()?,
        "policy": policy.as_str(), "events": rows, "next": next,
    }))
}

pub(crate) fn next_link(page: &Page<'_>, path: &str, listed: &Listed) -> Option<String> {
    Some(page.asked.next(path, &[("after", listed.next.as_deref()?)]))
}

/// The columns of the list before the tolls.
const COLUMNS: [&str; 15] = [
    "id",
    "type",
    "first_day",
    "last_day",
    "place",
    "precision",
    "lat",
    "lon",
    "country",
    "initiators",
    "targets",
    "certainty",
    "review",
    "n_reports",
    "n_independent",
];

/// All events that meet the filter, whatever the page.
fn all_as_csv(page: &Page<'_>) -> Answer {
    let policy = page.asked.policy()?;
    let root = page.app.root(&page.asked.host);
    streamed::file_of(page, "text/csv; charset=utf-8", "events.csv", move |record, filter, out| {
        let mut table = csv::Writer::from_writer(out);
        let of_outcomes: Vec<[String; 2]> =
            Outcome::ALL.iter().map(|one| [format!("{one}_low"), format!("{one}_high")]).collect();
        let tolls = of_outcomes.iter().flatten().map(String::as_str);
        table.write_record(
            COLUMNS.into_iter().chain(tolls).chain(["urls", "page", "evidence", "withheld"]),
        )?;
        record.each_event(filter, |event| {
            if let Some(row) = cells(&event, policy, &root) {
                table.write_record(row.iter().map(|cell| harmless(cell)))?;
            }
            Ok::<(), Stopped>(())
        })?;
        table.flush()
    })
}

/// A row of the list; none of an event of which no report can be read.
fn cells(event: &EventRow, policy: Policy, root: &str) -> Option<Vec<String>> {
    let merged = event.merged()?;
    let list = |all: &[griot::fusion::Party]| {
        all.iter().map(|party| party.name.as_str()).collect::<Vec<_>>().join("; ")
    };
    let place = merged.place.as_ref();
    let at = place.and_then(|place| place.lat_lon);
    let day = |get: fn(&griot::model::Dates) -> jiff::civil::Date| {
        merged.date.as_ref().map(|days| get(days).to_string()).unwrap_or_default()
    };
    let mut row = vec![
        event.id.clone(),
        merged.event_type.as_str().to_owned(),
        day(|days| days.from),
        day(|days| days.to),
        place.map(|place| place.name.clone()).unwrap_or_default(),
        place.map(|place| place.precision.as_str().to_owned()).unwrap_or_default(),
        at.map(|(lat, _)| lat.to_string()).unwrap_or_default(),
        at.map(|(_, lon)| lon.to_string()).unwrap_or_default(),
        merged.country.clone().unwrap_or_default(),
        list(&merged.initiators),
        list(&merged.targets),
        merged.certainty.as_str().to_owned(),
        event.review.state.as_str().to_owned(),
        event.reports.len().to_string(),
        event.n_independent.to_string(),
    ];
    let claims = event.toll_claims();
    for outcome in Outcome::ALL {
        let figure = griot::fusion::tolls::figure(&claims, policy, *outcome, None);
        row.push(figure.as_ref().map(|one| one.low.to_string()).unwrap_or_default());
        row.push(figure.and_then(|one| one.high).map(|n| n.to_string()).unwrap_or_default());
    }
    let urls: Vec<&str> =
        event.reports.iter().filter_map(|one| one.row.article.url.as_deref()).collect();
    row.push(urls.join(" "));
    row.push(format!("{root}/events/{}", crate::asked::segment(&event.id)));
    row.push(event.reports.first().map(|one| one.account.evidence.clone()).unwrap_or_default());
    row.push(event.withheld.iter().map(|field| field.as_str()).collect::<Vec<_>>().join(" "));
    Some(row)
}

fn overview(page: &Page<'_>) -> Answer {
    let words = &page.words;
    let policy = page.asked.policy()?;
    let understood = page.asked.filter()?;
    let digest = page.digest()?;
    let found = page.record.digested(&understood.filter, &digest)?;
    let most = page.asked.limit(SHOWN, MOST)?;
    let shown = found.page(cursor(page)?.as_ref(), most);
    let asked = page.asked;
    let here = "/";
    let mut lines: Vec<Line> = if policy == Policy::Range {
        shown.gists.iter().map(|gist| Line::of_gist(gist, words)).collect()
    } else {
        // Figures by another rule are made of the reports.
        let rows = page.record.event_rows(shown.gists.iter().map(|gist| gist.id.as_str()))?;
        rows.iter().filter_map(|row| Line::of(row, policy, words)).collect()
    };
    for line in &mut lines {
        line.href = asked.kept(&line.href);
    }
    let data = [
        ("JSON", asked.link("/events.json", &[])),
        ("CSV", asked.link("/events.csv", &[])),
        ("GeoJSON", asked.link("/events.geojson", &[])),
        ("Atom", asked.link("/events.atom", &[])),
        (page.t("exports_title"), asked.link("/exports", &[])),
    ];
    let taken = understood.taken.as_ref().map(|taken| {
        let others = number(taken.others as u64);
        let countries = taken.countries.iter().map(|code| words.of_brief.country(code));
        let mut lies_in: Vec<String> =
            std::iter::once(taken.region.clone()).chain(countries).collect();
        lies_in.retain(|name| !name.is_empty());
        lies_in.dedup();
        let lies_in = lies_in.join(", ");
        let values = [("name", &*taken.name), ("where", &*lies_in), ("n", &*others)];
        words.fill("place_taken", &values)
    });
    let map = map(found.gists(), &understood.filter, asked, words);
    let title = words.t("events_title").to_owned();
    let chrome = Chrome::of(page, "overview", title).with_data(&data);
    let last = shown.before + lines.len();
    let range = (!lines.is_empty() && (shown.before > 0 || shown.next.is_some()))
        .then(|| [number(shown.before as u64 + 1), number(last as u64)]);
    let n_rejected = page.record.n_rejected(&understood.filter)?;
    html(&Overview {
        form: form(page, &digest),
        chips: chips(page),
        clear: asked.is_filtered().then(|| asked.kept(here)),
        taken,
        n: found.len(),
        range,
        sums: sums(found.gists(), words),
        bars: bars(found.gists(), asked, words),
        moving: Moving::of(page, &map),
        map,
        n_undigested: found.n_newer,
        n_rejected: usize::try_from(n_rejected).unwrap_or(usize::MAX),
        n_withheld: usize::try_from(page.record.n_withheld()?).unwrap_or(usize::MAX),
        n_partly: usize::try_from(page.record.n_partly_withheld()?).unwrap_or(usize::MAX),
        rejected: asked.link(here, &[("review", "rejected")]),
        next: shown.next.map(|next| asked.next(here, &[("after", &next)])),
        first: (shown.before > 0).then(|| asked.link(here, &[])),
        is_filtered: asked.is_filtered(),
        lines,
        c: &chrome,
    })
}

/// Figures summed over events: of what, how many, and in how many events.
pub(crate) fn sums<'g>(
    gists: impl Iterator<Item = &'g Gist>,
    words: &Words,
) -> Vec<(&'static str, String, String)> {
    // One pass over the events: most of what it takes is to fetch each from memory.
    let mut summed = vec![Sum::default(); Outcome::ALL.len()];
    for (outcome, bounds) in gists.flat_map(|gist| &gist.tolls) {
        let of = Outcome::ALL.iter().zip(&mut summed).find(|(one, _)| *one == outcome);
        if let Some((_, sum)) = of {
            sum.add(*bounds);
        }
    }
    let told = Outcome::ALL.iter().zip(summed).filter(|(_, sum)| sum.n > 0);
    told.map(|(outcome, sum)| {
        let of = words.count("in_events", sum.n as u64);
        (words.of_group("outcome_short", outcome.as_str()), sum.figure(), of)
    })
    .collect()
}

/// The filters in force, each with the page without it.
pub(crate) fn chips(page: &Page<'_>) -> Vec<Link> {
    let words = &page.words;
    let chip = |(name, value): &(String, String)| {
        let shown = match name.as_str() {
            "country" => words.of_brief.country(&value.to_uppercase()),
            "type" => value.parse::<EventType>().map_or_else(
                |_| value.clone(),
                |event_type| words.of_brief.event_type(event_type).to_owned(),
            ),
            "outcome" => value.parse::<Outcome>().map_or_else(
                |_| value.clone(),
                |outcome| words.of_group("outcome_short", outcome.as_str()).to_owned(),
            ),
            "certainty" => words.of_group("certainty", value).to_owned(),
            "review" => words.of_group("review", value).to_owned(),
            "since" | "until" => {
                value.parse().map_or_else(|_| value.clone(), |day| words.of_brief.day(day))
            }
            "near" => {
                let km = page.asked.one("km").unwrap_or("25");
                format!("{value} ({km} km)")
            }
            "within" => edges(value),
            _ => value.clone(),
        };
        let label = words.of_group("field", name);
        let text = words.fill("filter_is", &[("field", label), ("value", &shown)]);
        Link::new(text, page.asked.without("/", name, value))
    };
    let is_chip = |(name, _): &&(String, String)| FILTERS.contains(&name.as_str()) && name != "km";
    page.asked.fields.iter().filter(is_chip).map(chip).collect()
}

/// `13.9–15.4° N, 5.2–3.1° W`, of the edges of a frame.
fn edges(value: &str) -> String {
    let numbers: Vec<f64> = value.split(',').filter_map(|one| one.trim().parse().ok()).collect();
    let [west, south, east, north] = numbers.as_slice() else { return value.to_owned() };
    let pair = |from: f64, to: f64, [less, more]: [&str; 2]| {
        let side = |degrees: f64| if degrees < 0.0 { less } else { more };
        let (a, b) = (format!("{:.1}", from.abs()), format!("{:.1}", to.abs()));
        if side(from) == side(to) {
            format!("{a}–{b}° {}", side(to))
        } else {
            format!("{a}° {}–{b}° {}", side(from), side(to))
        }
    };
    format!("{}, {}", pair(*south, *north, ["S", "N"]), pair(*west, *east, ["W", "E"]))
}

/// The form of the filter of this page, as the address fills it in, right or wrong.
pub(crate) fn form(page: &Page<'_>, digest: &Arc<Digest>) -> Form {
    let asked = page.asked;
    let words = &page.words;
    let text = |name: &str| page.asked.one(name).unwrap_or_default().to_owned();
    let choices = |asked: &[String], all: Vec<(String, String)>| -> Vec<(String, String, bool)> {
        let taken = |code: &String| asked.iter().any(|one| one.eq_ignore_ascii_case(code));
        all.into_iter().map(|(code, said)| (code.clone(), said, taken(&code))).collect()
    };
    let mut countries: Vec<(String, String)> = digest
        .countries()
        .into_iter()
        .map(|code| (code.to_owned(), words.of_brief.country(code)))
        .collect();
    countries.sort_by_key(|(_, name)| griot::gazetteer::fold(name));
    let types = EventType::ALL.iter();
    let mut types: Vec<(String, String)> = types
        .map(|one| (one.as_str().to_owned(), words.of_brief.event_type(*one).to_owned()))
        .collect();
    types.sort_by_key(|(_, name)| griot::gazetteer::fold(name));
    let outcomes = Outcome::ALL.iter();
    let outcomes = outcomes
        .map(|one| (one.as_str().to_owned(), words.of_brief.outcome(*one).to_owned()))
        .collect();
    let group = |group: &str, all: &[&str]| {
        all.iter().map(|one| ((*one).to_owned(), words.of_group(group, one).to_owned())).collect()
    };
    Form {
        action: kind_of(&asked.path).0.to_owned(),
        is_open: asked.is_filtered() || asked.one("as_of").is_some(),
        besides: ["q", "queue"]
            .into_iter()
            .filter_map(|name| Some((name, asked.one(name)?.to_owned())))
            .collect(),
        since: text("since"),
        until: text("until"),
        near: text("near"),
        km: text("km"),
        within: text("within"),
        as_of: text("as_of"),
        actor: text("actor"),
        source: text("source"),
        text: text("text"),
        countries: choices(&asked.codes("country"), countries),
        types: choices(&asked.codes("type"), types),
        outcomes: choices(&asked.codes("outcome"), outcomes),
        reviews: choices(
            &asked.codes("review"),
            group("review", &ReviewState::ALL.map(ReviewState::as_str)),
        ),
        certainties: choices(
            &asked.codes("certainty"),
            group("certainty", &["reported", "alleged", "denied"]),
        ),
    }
}

/// The same, to be filled in again where it was not understood.
pub(crate) fn form_again(page: &Page<'_>) -> Option<Form> {
    let digest = page.digest().ok()?;
    let form = form(page, &digest);
    known::is_filtered(&form.action).then_some(Form { is_open: true, ..form })
}
