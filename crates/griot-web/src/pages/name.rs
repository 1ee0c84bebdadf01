//! The page of a name: an actor, a source or a place, with what is told of it, when and where.

use std::collections::BTreeSet;

use askama::Template;
use griot::fusion::{Policy, Where};
use griot::gazetteer::fold;
use griot::lexicon::registry::Registry;
use griot::model::Lang;
use griot_record::{
    Digested, Filter, Found, Gist, Kind as Of, Page as Paged, Row, event_json, row_json,
};
use serde_json::{Value, json};

use super::claims::Said;
use super::named;
use super::overview::{Form, form, sums};
use crate::answer::{Answer, Failed, Kind, Page, html, json_page, only_html};
use crate::asked::{Asked, is_kept, joined, segment};
use crate::chrome::{Chrome, Link};
use crate::draw::{Bars, Map, bars, map};
use crate::view::Line;

/// Events, and statements, that are shown; how many there are is told, and where all of them are.
const SOME: usize = 20;
/// Events and statements of a page of data.
const MOST: usize = 1_000;

#[derive(Template)]
#[template(path = "name.html")]
struct Name<'a> {
    c: &'a Chrome,
    name: String,
    about: Vec<(&'static str, String)>,
    form: Form,
    chips: Vec<Link>,
    /// This page with more events.
    more: String,
    n: usize,
    sums: Vec<(&'static str, String, String)>,
    map: Map,
    bars: Bars,
    lines: Vec<Line>,
    /// Where more of its events are, and whether those are all.
    all: Option<String>,
    is_all: bool,
    said: Vec<Said>,
    n_said: usize,
    all_said: String,
}

/// What is known of a name before its events are looked at.
struct About {
    here: &'static str,
    name: String,
    /// For programs.
    key: String,
    facts: Vec<(&'static str, String)>,
    /// The fields of an address whose filter holds its events, or is as near to them as a filter comes; none
    /// when no filter does.
    fields: Vec<(String, String)>,
    /// Whether the filter holds them and no others.
    is_filter: bool,
}

impl About {
    /// What the registry knows of somebody.
    fn party(page: &Page<'_>, here: &'static str, name: &str) -> Self {
        let field = if here == "actors" { "actor" } else { "source" };
        let fields = vec![(field.to_owned(), name.to_owned())];
        let mut facts = Vec::new();
        let registry = Registry::builtin();
        let index = registry.by_id(name).or_else(|| registry.by_name(name));
        let Some(actor) = index.and_then(|index| registry.actor(index)) else {
            let (name, key) = (name.to_owned(), name.to_owned());
            return Self { here, name, key, facts, fields, is_filter: true };
        };
        let words = page.words;
        let (usual, other) = match words.lang {
            Lang::Fr => (&actor.name.fr, &actor.name.en),
            Lang::En => (&actor.name.en, &actor.name.fr),
        };
        // Spellings that differ in capitals and accents alone are one name to a reader.
        let mut known = BTreeSet::from([fold(usual)]);
        let others = std::iter::once(other).chain(&actor.aliases);
        let others: Vec<String> = others.filter(|one| known.insert(fold(one))).cloned().collect();
        let countries: Vec<String> =
            actor.countries.iter().map(|code| words.of_brief.country(code)).collect();
        for (key, value) in [
            ("also_called", others.join(", ")),
            ("countries", countries.join(", ")),
            ("registry_id", actor.id.clone()),
        ] {
            if !value.is_empty() {
                facts.push((words.of_group("actor", key), value));
            }
        }
        let (name, key) = (usual.clone(), actor.id.clone());
        Self { here, name, key, facts, fields, is_filter: true }
    }

    /// All its events in another form; nothing where no filter holds them.
    fn link(&self, page: &Page<'_>, path: &str) -> Option<String> {
        self.is_filter.then(|| self.asked(page).link(path, &[]))
    }

    /// All that somebody says: an actor speaks as a source.
    fn statements(&self, path: &str) -> String {
        let name = self.fields.first().map(|(_, name)| name.as_str()).unwrap_or_default();
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        joined(path, &query.append_pair("source", name).finish())
    }

    /// What is asked for where a map or a chart of its events leads.
    fn asked(&self, page: &Page<'_>) -> Asked {
        let is_own = |name: &str| {
            let own = self.fields.iter().any(|(known, _)| known == name);
            // Two circles are no filter.
            own || matches!(name, "near" | "km") && self.here == "places"
        };
        let kept = page.asked.fields.iter().filter(|(name, _)| is_kept(name) && !is_own(name));
        let kept = kept.cloned();
        Asked { fields: kept.chain(self.fields.clone()).collect(), ..page.asked.clone() }
    }
}

fn of_party(page: &Page<'_>, name: &str, here: &'static str) -> Answer {
    let (name, kind) = named(page, name);
    let about = About::party(page, here, &name);
    let one = vec![name];
    // Of what is filtered besides, the name of the page takes the place of its own field.
    let asked = page.asked.filter()?.filter;
    let of_source = Filter { sources: one.clone(), ..asked.clone() };
    let filter = if here == "actors" { Filter { actors: one, ..asked } } else { of_source.clone() };
    let paged = Paged { after: None, most: Some(page.asked.limit(SOME, MOST)?) };
    let said = page.record.claims(Of::Statements, &of_source, &paged)?;
    let digest = page.digest()?;
    let found = page.record.digested(&filter, &digest)?;
    let is_nobody = found.is_empty() && said.total == 0 && about.facts.is_empty();
    if is_nobody && !page.asked.is_filtered() {
        return Err(Failed::not_found());
    }
    shown(page, kind, &about, &found, Some(&said))
}

pub(crate) fn actor(page: &Page<'_>, name: &str) -> Answer {
    of_party(page, name, "actors")
}

pub(crate) fn source(page: &Page<'_>, name: &str) -> Answer {
    of_party(page, name, "sources")
}

/// A place: what happened there, and in what lies in it.
pub(crate) fn place(page: &Page<'_>, name: &str) -> Answer {
    let (name, kind) = named(page, name);
    let folded = fold(&name);
    let digest = page.digest()?;
    let is_called = |place: &Where| fold(&place.name) == folded;
    let is_here = |gist: &Gist| {
        let place = gist.merged.place.as_ref();
        place.is_some_and(|place| {
            is_called(place) || place.admin.iter().any(|unit| fold(unit) == folded)
        })
    };
    // What the place is does not depend on what is filtered besides.
    let all = page.record.digested(&Filter::default(), &digest)?.only(is_here);
    let first = all.page(None, 1).gists.first().copied();
    let Some(first) = first else { return Err(Failed::not_found()) };
    let here = page.record.digested(&page.asked.filter()?.filter, &digest)?.only(is_here);
    // The first that is called so; of an area that only holds others, its name as it was asked for.
    let mut called = std::iter::once(first).chain(all.gists());
    let place = called.find_map(|gist| gist.merged.place.as_ref().filter(|place| is_called(place)));
    let usual = place.map_or_else(|| name.clone(), |place| place.name.clone());
    let at = place.and_then(|place| place.lat_lon);
    let position = page.words.of_group("actor", "position");
    let fields =
        at.map(|(lat, lon)| [("near", format!("{lat:.3},{lon:.3}")), ("km", "15".to_owned())]);
    let fields = fields.into_iter().flatten().map(|(name, value)| (name.to_owned(), value));
    let about = About {
        here: "places",
        name: usual,
        key: name,
        facts: at.map(|(lat, lon)| (position, format!("{lat:.2}, {lon:.2}"))).into_iter().collect(),
        fields: fields.collect(),
        // What lies in a place may lie farther away, and what lies near it elsewhere.
        is_filter: false,
    };
    shown(page, kind, &about, &here, None)
}

fn shown(
    page: &Page<'_>,
    kind: Kind,
    about: &About,
    found: &Digested<'_>,
    said: Option<&Found<Row>>,
) -> Answer {
    let words = &page.words;
    let most = page.asked.limit(SOME, MOST)?;
    let events = found.page(None, most);
    match kind {
        Kind::Html => {}
        Kind::Json => {
            let rows = page.record.event_rows(events.gists.iter().map(|gist| gist.id.as_str()))?;
            let rows = rows.iter().map(|row| event_json(row, Policy::Range, &[]));
            let said = said.map(|said| {
                let rows: Vec<Value> = said.rows.iter().map(row_json).collect();
                let all = about.statements("/statements.json");
                json!({ "total": said.total, "rows": rows, "all": all })
            });
            return json_page(&json!({
                "name": about.name, "key": about.key, "events": {
                    "total": found.len(), "rows": rows.collect::<Vec<_>>(),
                    "all": about.link(page, "/events.json"),
                },
                "statements": said,
            }));
        }
        _ => return only_html(),
    }
    let here = format!("/{}/{}", about.here, segment(&about.key));
    let mut data = vec![("JSON", page.asked.link(&format!("{here}.json"), &[]))];
    for (text, path) in
        [("CSV", "/events.csv"), ("GeoJSON", "/events.geojson"), ("Atom", "/events.atom")]
    {
        data.extend(about.link(page, path).map(|href| (text, href)));
    }
    let chrome = Chrome::of(page, about.here, about.name.clone()).with_data(&data);
    let asked = about.asked(page);
    html(&Name {
        form: Form { action: here.clone(), ..form(page, &page.digest()?) },
        chips: super::claims::chips(page, &here),
        more: page.asked.link(&here, &[("limit", "1000")]),
        name: about.name.clone(),
        about: about.facts.clone(),
        n: found.len(),
        sums: sums(found.gists(), words),
        map: map(found.gists(), &Filter::default(), &asked, words),
        bars: bars(found.gists(), &asked, words),
        lines: events.gists.iter().map(|gist| Line::of_gist(gist, words)).collect(),
        all: (!about.fields.is_empty()).then(|| asked.link("/", &[])),
        is_all: about.is_filter,
        said: said
            .into_iter()
            .flat_map(|said| &said.rows)
            .filter_map(|row| Said::of(row, page))
            .collect(),
        n_said: said.map_or(0, |said| usize::try_from(said.total).unwrap_or(usize::MAX)),
        all_said: about.statements("/statements"),
        c: &chrome,
    })
}
