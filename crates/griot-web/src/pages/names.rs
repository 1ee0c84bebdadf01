//! Actors, places, sources and outlets: who and where, with how many events.
//!
//! Lists are of the events that meet the filter. A name that the registry knows is one actor under all
//! its names.

use std::collections::BTreeMap;

use askama::Template;
use griot::fusion::Party;
use griot::gazetteer::fold;
use griot::model::Outcome;
use griot_record::Gist;
use serde_json::json;

use super::overview::{Form, form};
use super::{after, kind};
use crate::answer::{Answer, Failed, Kind, Page, csv, html, json_page, with_next};
use crate::asked::segment;
use crate::chrome::{Chrome, Link};
use crate::view::{Sum, of_name};

/// Rows of a page.
const SHOWN: usize = 100;

/// A name with what is told of it.
#[derive(Clone, Debug, Default)]
struct Counted {
    /// As it is asked for: an id, or the folded name.
    key: String,
    name: String,
    /// As written, with how often each way.
    spellings: BTreeMap<String, usize>,
    country: Option<String>,
    n: usize,
    did: usize,
    suffered: usize,
    killed: Sum,
}

fn count<'g>(
    gists: impl Iterator<Item = &'g Gist>,
    names: impl Fn(&'g Gist) -> Vec<(Party, Option<bool>)>,
) -> Vec<Counted> {
    let mut found: BTreeMap<String, Counted> = BTreeMap::new();
    for gist in gists {
        let mut seen: Vec<String> = Vec::new();
        for (party, did) in names(gist) {
            let key = party.id.clone().unwrap_or_else(|| fold(&party.name));
            let one = found.entry(key.clone()).or_default();
            *one.spellings.entry(party.name).or_default() += 1;
            match did {
                Some(true) => one.did += 1,
                Some(false) => one.suffered += 1,
                None => {}
            }
            // An event counts once, however often it names somebody.
            if seen.contains(&key) {
                continue;
            }
            one.n += 1;
            one.country = one.country.take().or_else(|| gist.merged.country.clone());
            if let Some(bounds) = gist.toll(Outcome::Killed) {
                one.killed.add(bounds);
            }
            seen.push(key);
        }
    }
    let mut all: Vec<Counted> = found
        .into_iter()
        .map(|(key, mut one)| {
            let usual =
                one.spellings.iter().max_by_key(|(name, n)| (**n, std::cmp::Reverse(*name)));
            one.name = usual.map(|(name, _)| name.clone()).unwrap_or_default();
            Counted { key, ..one }
        })
        .collect();
    all.sort_by(|a, b| b.n.cmp(&a.n).then_with(|| a.key.cmp(&b.key)));
    all
}

#[derive(Template)]
#[template(path = "names.html")]
struct Names<'a> {
    c: &'a Chrome,
    intro: &'a str,
    tabs: Vec<Link>,
    form: Form,
    chips: Vec<Link>,
    n: usize,
    has_roles: bool,
    has_country: bool,
    rows: Vec<Named>,
    next: Option<String>,
}

struct Named {
    href: String,
    name: String,
    others: String,
    country: String,
    n: usize,
    did: usize,
    suffered: usize,
    killed: String,
}

/// What a list of names is called, and what it shows.
struct List {
    path: &'static str,
    title: &'static str,
    intro: &'static str,
    here: &'static str,
    has_roles: bool,
    has_country: bool,
}

fn list(page: &Page<'_>, list: &List, all: &[Counted]) -> Answer {
    let words = &page.words;
    let most = page.asked.limit(SHOWN, 1_000)?;
    let (rows, next, _) = after(all, page.asked.one("after"), most, |one| one.key.as_str())?;
    let next = next.map(|one| one.key.clone());
    let next = |ending: &str| {
        Some(page.asked.next(&format!("{}{ending}", list.path), &[("after", next.as_deref()?)]))
    };
    match kind(page) {
        Kind::Json => {
            let row = |one: &Counted| {
                json!({
                    "key": one.key, "name": one.name, "spellings": one.spellings,
                    "country": one.country, "n_events": one.n, "n_initiator": one.did,
                    "n_target": one.suffered, "killed_low": one.killed.low,
                    "killed_high": (!one.killed.is_open).then_some(one.killed.high),
                })
            };
            let next = next(".json");
            let rows: Vec<_> = rows.iter().map(row).collect();
            let data = json!({ "total": all.len(), "rows": rows, "next": next });
            Ok(with_next(json_page(&data)?, next.as_deref()))
        }
        Kind::Csv => {
            let heads = [
                "key",
                "name",
                "country",
                "events",
                "initiator",
                "target",
                "killed_low",
                "killed_high",
            ];
            let cells = |one: &Counted| {
                let high = (!one.killed.is_open).then(|| one.killed.high.to_string());
                vec![
                    one.key.clone(),
                    one.name.clone(),
                    one.country.clone().unwrap_or_default(),
                    one.n.to_string(),
                    one.did.to_string(),
                    one.suffered.to_string(),
                    one.killed.low.to_string(),
                    high.unwrap_or_default(),
                ]
            };
            let rows: Vec<_> = all.iter().map(cells).collect();
            csv(&format!("{}.csv", list.here), &heads, &rows)
        }
        _ => {
            let data = [
                ("JSON", page.asked.link(&format!("{}.json", list.path), &[])),
                ("CSV", page.asked.link(&format!("{}.csv", list.path), &[])),
            ];
            let chrome = Chrome::of(page, list.here, page.t(list.title)).with_data(&data);
            let named = |one: &Counted| {
                let others = one.spellings.keys().filter(|name| **name != one.name);
                let country = one.country.as_deref().map(|code| words.of_brief.country(code));
                Named {
                    href: of_name(list.path, &one.key),
                    name: one.name.clone(),
                    others: others.take(4).cloned().collect::<Vec<_>>().join(", "),
                    country: country.unwrap_or_default(),
                    n: one.n,
                    did: one.did,
                    suffered: one.suffered,
                    killed: one.killed.figure(),
                }
            };
            html(&Names {
                intro: page.t(list.intro),
                tabs: tabs(page, list.here, list.path),
                form: form(page, &page.digest()?),
                chips: super::claims::chips(page, list.path),
                n: all.len(),
                has_roles: list.has_roles,
                has_country: list.has_country,
                rows: rows.iter().map(named).collect(),
                next: next(""),
                c: &chrome,
            })
        }
    }
}

/// Sources are of two kinds: who is cited, and who publishes.
fn tabs(page: &Page<'_>, here: &str, path: &str) -> Vec<Link> {
    if here != "sources" {
        return Vec::new();
    }
    let tab = |key: &str, href: &str| Link {
        text: page.words.of_group("tab", key).to_owned(),
        href: href.to_owned(),
        is_here: path == href,
    };
    vec![tab("sources", "/sources"), tab("outlets", "/outlets")]
}

fn of_filter<T>(
    page: &Page<'_>,
    make: impl FnOnce(&mut dyn Iterator<Item = &Gist>) -> T,
) -> Result<T, Failed> {
    let filter = page.asked.filter()?.filter;
    let digest = page.digest()?;
    Ok(make(&mut page.record.digested(&filter, &digest)?.gists()))
}

pub(crate) fn actors(page: &Page<'_>) -> Answer {
    let all = of_filter(page, |gists| {
        count(gists, |gist| {
            let did = gist.merged.initiators.iter().map(|one| (one.clone(), Some(true)));
            did.chain(gist.merged.targets.iter().map(|one| (one.clone(), Some(false)))).collect()
        })
    })?;
    let of = List {
        path: "/actors",
        title: "actors_title",
        intro: "actors_intro",
        here: "actors",
        has_roles: true,
        has_country: false,
    };
    list(page, &of, &all)
}

pub(crate) fn sources(page: &Page<'_>) -> Answer {
    let all = of_filter(page, |gists| {
        count(gists, |gist| gist.sources.iter().map(|one| (one.clone(), None)).collect())
    })?;
    let of = List {
        path: "/sources",
        title: "sources_title",
        intro: "sources_intro",
        here: "sources",
        has_roles: false,
        has_country: false,
    };
    list(page, &of, &all)
}

pub(crate) fn places(page: &Page<'_>) -> Answer {
    let all = of_filter(page, |gists| {
        count(gists, |gist| {
            let place = gist.merged.place.as_ref();
            place.map(|place| (Party::named(place.name.clone()), None)).into_iter().collect()
        })
    })?;
    let of = List {
        path: "/places",
        title: "places_title",
        intro: "places_intro",
        here: "places",
        has_roles: false,
        has_country: true,
    };
    list(page, &of, &all)
}

#[derive(Template)]
#[template(path = "outlets.html")]
struct Outlets<'a> {
    c: &'a Chrome,
    tabs: Vec<Link>,
    form: Form,
    chips: Vec<Link>,
    n: usize,
    from: usize,
    next: Option<String>,
    /// Their name, how many articles, how many of these are reprints, from when to when, and the page of the
    /// outlet, where it has a name.
    rows: Vec<(String, usize, usize, String, Option<String>)>,
}

pub(crate) fn outlets(page: &Page<'_>) -> Answer {
    let words = &page.words;
    let all = page.record.outlets(&page.asked.filter()?.filter)?;
    let (skip, most) = (page.asked.skip()?, page.asked.limit(SHOWN, 1_000)?);
    let rest = all.get(skip.min(all.len())..).unwrap_or_default();
    let shown = rest.get(..most.min(rest.len())).unwrap_or_default();
    let upto = skip.saturating_add(shown.len());
    let next = |path: &str| {
        (upto < all.len()).then(|| page.asked.next(path, &[("skip", &upto.to_string())]))
    };
    match kind(page) {
        Kind::Json => {
            let rows = shown.iter().map(|one| {
                json!({
                    "name": one.name, "n_articles": one.n_articles, "n_reprints": one.n_reprints,
                    "first": one.first, "last": one.last,
                })
            });
            let next = next("/outlets.json");
            let rows: Vec<_> = rows.collect();
            let data = json!({ "total": all.len(), "rows": rows, "next": next });
            Ok(with_next(json_page(&data)?, next.as_deref()))
        }
        Kind::Csv => {
            let text = |one: &Option<String>| one.clone().unwrap_or_default();
            let rows: Vec<_> = all
                .iter()
                .map(|one| {
                    let (n, reprints) = (one.n_articles.to_string(), one.n_reprints.to_string());
                    vec![text(&one.name), n, reprints, text(&one.first), text(&one.last)]
                })
                .collect();
            csv("outlets.csv", &["name", "articles", "reprints", "first", "last"], &rows)
        }
        _ => {
            let day = |day: &Option<String>| {
                let day = day.as_deref().and_then(|day| day.parse().ok());
                day.map(|day| words.of_brief.day(day)).unwrap_or_default()
            };
            let rows = shown.iter().map(|one| {
                let (first, last) = (day(&one.first), day(&one.last));
                let when = if first == last { first } else { format!("{first} – {last}") };
                let name = one.name.clone().unwrap_or_else(|| words.t("no_outlet").to_owned());
                let [n, reprints] = [one.n_articles, one.n_reprints]
                    .map(|n| usize::try_from(n).unwrap_or(usize::MAX));
                let href = one.name.as_deref().map(|name| format!("/outlets/{}", segment(name)));
                (name, n, reprints, when, href)
            });
            let data = [
                ("JSON", page.asked.link("/outlets.json", &[])),
                ("CSV", page.asked.link("/outlets.csv", &[])),
            ];
            let chrome = Chrome::of(page, "sources", page.t("outlets_title")).with_data(&data);
            html(&Outlets {
                tabs: tabs(page, "sources", "/outlets"),
                form: form(page, &page.digest()?),
                chips: super::claims::chips(page, "/outlets"),
                n: all.len(),
                from: skip,
                next: next("/outlets"),
                rows: rows.collect(),
                c: &chrome,
            })
        }
    }
}
