//! The page of a name: an actor, a source or a place, with what is told of it.

use askama::Template;
use griot::fusion::{Policy, Where};
use griot::gazetteer::fold;
use griot::lexicon::registry::Registry;
use griot::model::Lang;
use griot_record::{Filter, Kind as Of, Page as Paged};

use super::claims::Said;
use crate::answer::{Answer, Failed, Page, html};
use crate::asked::joined;
use crate::chrome::Chrome;
use crate::view::Line;

/// Events, and statements, that are shown; how many there are is told, and where all of them are.
const SOME: usize = 20;

#[derive(Template)]
#[template(path = "name.html")]
struct Name<'a> {
    c: &'a Chrome,
    name: String,
    about: Vec<(&'a str, String)>,
    n: usize,
    lines: Vec<Line>,
    all: Option<String>,
    said: Vec<Said>,
    n_said: usize,
    all_said: String,
}

/// What the registry knows of somebody.
fn about<'w>(page: &Page<'w>, name: &str) -> (String, Vec<(&'w str, String)>) {
    let registry = Registry::builtin();
    let index = registry.by_id(name).or_else(|| registry.by_name(name));
    let Some(actor) = index.and_then(|index| registry.actor(index)) else {
        return (name.to_owned(), Vec::new());
    };
    let words = page.words;
    let (usual, other) = match words.lang {
        Lang::Fr => (&actor.name.fr, &actor.name.en),
        Lang::En => (&actor.name.en, &actor.name.fr),
    };
    let mut facts = Vec::new();
    let others = std::iter::once(other).chain(&actor.aliases).filter(|one| *one != usual);
    let mut others: Vec<String> = others.cloned().collect();
    others.dedup();
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
    (usual.clone(), facts)
}

fn of_party(page: &Page<'_>, name: &str, here: &'static str) -> Answer {
    let words = &page.words;
    let (usual, about) = about(page, name);
    let filter = Filter::default();
    let one = vec![name.to_owned()];
    let filter = if here == "actors" {
        Filter { actors: one.clone(), ..filter }
    } else {
        Filter { sources: one.clone(), ..filter }
    };
    let found = page.record.events(&filter, Some(SOME))?;
    let of_source = Filter { sources: one, ..Filter::default() };
    let paged = Paged { after: None, most: Some(SOME) };
    let said = page.record.claims(Of::Statements, &of_source, &paged)?;
    if found.total == 0 && said.total == 0 && about.is_empty() {
        return Err(Failed::not_found());
    }
    let field = if here == "actors" { "actor" } else { "source" };
    let query = |field: &str| {
        url::form_urlencoded::Serializer::new(String::new()).append_pair(field, name).finish()
    };
    let shown = |total: u64| usize::try_from(total).unwrap_or(usize::MAX);
    let data = [("JSON", joined("/events.json", &query(field)))];
    let chrome = Chrome::of(page, here, usual.clone()).with_data(&data);
    html(&Name {
        name: usual,
        about,
        n: shown(found.total),
        lines: found.rows.iter().filter_map(|row| Line::of(row, Policy::Range, words)).collect(),
        all: Some(joined("/", &query(field))),
        said: said.rows.iter().filter_map(|row| Said::of(row, page)).collect(),
        n_said: shown(said.total),
        all_said: joined("/statements", &query("source")),
        c: &chrome,
    })
}

pub(crate) fn actor(page: &Page<'_>, name: &str) -> Answer {
    of_party(page, name, "actors")
}

pub(crate) fn source(page: &Page<'_>, name: &str) -> Answer {
    of_party(page, name, "sources")
}

/// A place: what happened there, and in what lies in it.
pub(crate) fn place(page: &Page<'_>, name: &str) -> Answer {
    let words = &page.words;
    let folded = fold(name);
    let digest = page.digest()?;
    let is_called = |place: &Where| fold(&place.name) == folded;
    let here = page.record.digested(&Filter::default(), &digest)?.only(|gist| {
        let place = gist.merged.place.as_ref();
        place.is_some_and(|place| {
            is_called(place) || place.admin.iter().any(|unit| fold(unit) == folded)
        })
    });
    let shown = here.page(None, SOME);
    let Some(first) = shown.gists.first() else { return Err(Failed::not_found()) };
    // The first that is called so; of an area that only holds others, its name as it was asked for.
    let mut called = std::iter::once(*first).chain(here.gists());
    let place = called.find_map(|gist| gist.merged.place.as_ref().filter(|place| is_called(place)));
    let usual = place.map_or_else(|| name.to_owned(), |place| place.name.clone());
    let at = place.and_then(|place| place.lat_lon);
    let all = at.map(|(lat, lon)| joined("/", &format!("near={lat:.3}%2C{lon:.3}&km=15")));
    let about = at.map(|(lat, lon)| {
        (page.words.of_group("actor", "position"), format!("{lat:.2}, {lon:.2}"))
    });
    let chrome = Chrome::of(page, "places", usual.clone());
    html(&Name {
        name: usual,
        about: about.into_iter().collect(),
        n: here.gists().count(),
        lines: shown.gists.iter().map(|gist| Line::of_gist(gist, words)).collect(),
        all,
        said: Vec::new(),
        n_said: 0,
        all_said: String::new(),
        c: &chrome,
    })
}
