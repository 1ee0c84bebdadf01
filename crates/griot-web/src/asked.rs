//! What a request asks for.
//!
//! Takes the address and the cookies; gives the language, the fields of the filter with the same names
//! as the flags of the command line, and links that differ from this address in one field.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE};
use axum::http::request::Parts;
use griot::fusion::Policy;
use griot::model::Lang;
use griot_record::{Misasked, Understood, Wanted};
use jiff::civil::Date;
use url::form_urlencoded;

use crate::people::Who;
use crate::state::App;

pub(crate) mod known;

/// Fields of the address that belong to the filter.
pub(crate) const FILTERS: [&str; 13] = [
    "country",
    "near",
    "km",
    "within",
    "actor",
    "source",
    "type",
    "outcome",
    "certainty",
    "since",
    "until",
    "review",
    "text",
];
/// Cookies: the session of the forms, the language, the name of whoever decides.
pub(crate) const SESSION: &str = "griot_session";
pub(crate) const LANG: &str = "griot_lang";
pub(crate) const BY: &str = "griot_by";

/// A request, as the pages see it.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) path: String,
    /// Fields of the address, in its order. Forms send those that were left empty: they are left out, but for
    /// programs, which are told of them.
    pub(crate) fields: Vec<(String, String)>,
    pub(crate) lang: Lang,
    /// Whether the address says which language.
    pub(crate) lang_is_asked: bool,
    pub(crate) session: Option<String>,
    pub(crate) by: Option<String>,
    /// `127.0.0.1:8450`, which was checked.
    pub(crate) host: String,
    /// Who asks.
    pub(crate) who: Who,
}

impl FromRequestParts<Arc<App>> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Infallible> {
        let query = parts.uri.query().unwrap_or_default();
        let is_program = parts.uri.path().starts_with("/api/");
        let fields: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
            .map(|(name, value)| (name.into_owned(), value.trim().to_owned()))
            .filter(|(_, value)| !value.is_empty() || is_program)
            .collect();
        let text = |name| parts.headers.get(name).and_then(|value| value.to_str().ok());
        let cookie = |name: &str| cookie(text(COOKIE).unwrap_or_default(), name);
        let asked = fields.iter().find(|(name, _)| name == "lang");
        let asked: Option<Lang> = asked.and_then(|(_, lang)| lang.parse().ok());
        let lang = asked
            .or_else(|| cookie(LANG)?.parse().ok())
            .or_else(|| preferred(text(ACCEPT_LANGUAGE)?))
            .unwrap_or(app.lang);
        Ok(Self {
            path: parts.uri.path().to_owned(),
            lang_is_asked: asked.is_some(),
            lang,
            session: cookie(app.cookie_name()),
            // Without the gate before it, a request is of nobody.
            who: parts.extensions.get().cloned().unwrap_or_default(),
            by: cookie(BY).and_then(|by| {
                let by =
                    form_urlencoded::parse(format!("by={by}").as_bytes()).next()?.1.into_owned();
                (!by.trim().is_empty()).then_some(by)
            }),
            host: text(axum::http::header::HOST).unwrap_or_default().to_owned(),
            fields,
        })
    }
}

pub(crate) fn cookie(header: &str, name: &str) -> Option<String> {
    let mut all = header.split(';').filter_map(|one| one.trim().split_once('='));
    all.find(|(known, _)| *known == name).map(|(_, value)| value.to_owned())
}

/// The first language of a browser's list that there are words for; their weights are in its order.
fn preferred(header: &str) -> Option<Lang> {
    header.split(',').find_map(|one| {
        let tag = one.split(';').next()?.trim();
        tag.split('-').next()?.to_ascii_lowercase().parse().ok()
    })
}

impl Asked {
    pub(crate) fn one(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn all(&self, name: &str) -> Vec<String> {
        let of = self.fields.iter().filter(|(known, _)| known == name);
        of.map(|(_, value)| value.clone()).collect()
    }

    /// Codes may also stand in one field, with commas between.
    pub(crate) fn codes(&self, name: &str) -> Vec<String> {
        let all = self.all(name);
        let parts = all.iter().flat_map(|value| value.split(',')).map(str::trim);
        parts.filter(|code| !code.is_empty()).map(str::to_owned).collect()
    }

    /// The fields of the filter.
    ///
    /// # Errors
    ///
    /// The first field that is no day or no distance.
    pub(crate) fn wanted(&self) -> Result<Wanted, Misasked> {
        let day = |field: &'static str| {
            let parse = |value: &str| {
                value.parse().map_err(|_| Misasked {
                    field,
                    value: value.to_owned(),
                    reason: ": expected a day, as 2024-05-31".to_owned(),
                })
            };
            self.one(field).map(parse).transpose()
        };
        let km = self.one("km").map(|value| {
            value.parse().map_err(|_| Misasked {
                field: "km",
                value: value.to_owned(),
                reason: ": expected a distance in kilometres".to_owned(),
            })
        });
        Ok(Wanted {
            countries: self.codes("country"),
            near: self.one("near").map(str::to_owned),
            km: km.transpose()?,
            within: self.one("within").map(str::to_owned),
            actors: self.all("actor"),
            sources: self.all("source"),
            types: self.codes("type"),
            outcomes: self.codes("outcome"),
            certainties: self.codes("certainty"),
            since: day("since")?,
            until: day("until")?,
            reviews: self.codes("review"),
            text: self.one("text").map(str::to_owned),
        })
    }

    /// The filter of the record.
    ///
    /// # Errors
    ///
    /// The first field that cannot be understood.
    pub(crate) fn filter(&self) -> Result<Understood, Misasked> {
        self.wanted()?.filter()
    }

    /// The day at whose end the record is asked for; as it is now without.
    ///
    /// # Errors
    ///
    /// When it is no day.
    pub(crate) fn as_of(&self) -> Result<Option<Date>, Misasked> {
        let parse = |value: &str| {
            value.parse().map_err(|_| Misasked {
                field: "as_of",
                value: value.to_owned(),
                reason: ": expected a day, as 2024-05-31".to_owned(),
            })
        };
        self.one("as_of").map(parse).transpose()
    }

    /// A page of the record as it stood when this one does.
    pub(crate) fn kept(&self, path: &str) -> String {
        let Some(day) = self.one("as_of") else { return path.to_owned() };
        let query =
            form_urlencoded::Serializer::new(String::new()).append_pair("as_of", day).finish();
        joined(path, &query)
    }

    /// Another page with everything that this address asks for.
    pub(crate) fn moved(&self, path: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in &self.fields {
            query.append_pair(name, value);
        }
        joined(path, &query.finish())
    }

    /// This page of the record as it is now.
    pub(crate) fn now(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.fields.iter().filter(|(name, _)| name != "as_of") {
            query.append_pair(name, value);
        }
        joined(&self.path, &query.finish())
    }

    /// The rule for figures; `range` unless the address says otherwise.
    ///
    /// # Errors
    ///
    /// When there is no such rule.
    pub(crate) fn policy(&self) -> Result<Policy, Misasked> {
        let Some(value) = self.one("policy") else { return Ok(Policy::Range) };
        value.parse().map_err(|_| Misasked {
            field: "policy",
            value: value.to_owned(),
            reason: format!(
                " is not known: expected one of {}",
                Policy::ALL.iter().map(|one| one.as_str()).collect::<Vec<_>>().join(", ")
            ),
        })
    }

    /// How many rows a page has; so many unless the address says otherwise.
    ///
    /// # Errors
    ///
    /// When it is no number from 1 to `most`: nobody is given less than they asked for without being told.
    pub(crate) fn limit(&self, usual: usize, most: usize) -> Result<usize, Misasked> {
        let Some(value) = self.one("limit") else { return Ok(usual) };
        let found = value.parse().ok().filter(|n| (1..=most).contains(n));
        found.ok_or_else(|| Misasked {
            field: "limit",
            value: value.to_owned(),
            reason: format!(": expected a number from 1 to {most}"),
        })
    }

    /// How many rows stand on the pages before.
    ///
    /// # Errors
    ///
    /// When it is no number.
    pub(crate) fn skip(&self) -> Result<usize, Misasked> {
        Ok(self.number("skip")?.unwrap_or_default())
    }

    /// A field that holds a number.
    ///
    /// # Errors
    ///
    /// When it is none.
    pub(crate) fn number<T: std::str::FromStr>(
        &self,
        field: &'static str,
    ) -> Result<Option<T>, Misasked> {
        let parse = |value: &str| {
            value.parse().map_err(|_| Misasked {
                field,
                value: value.to_owned(),
                reason: ": expected a number".to_owned(),
            })
        };
        self.one(field).map(parse).transpose()
    }

    /// The next page of a list, with as many rows as this one.
    pub(crate) fn next(&self, path: &str, changes: &[(&str, &str)]) -> String {
        let limit = self.one("limit").unwrap_or_default();
        let all: Vec<(&str, &str)> =
            std::iter::once(("limit", limit)).chain(changes.iter().copied()).collect();
        self.link(path, &all)
    }

    /// Whether anything is filtered.
    pub(crate) fn is_filtered(&self) -> bool {
        self.fields.iter().any(|(name, _)| FILTERS.contains(&name.as_str()))
    }

    /// A page with the filter of this one, some fields of it changed: each given field replaces those of
    /// its name, an empty value takes them away. Where the reader stood in the list is left behind.
    pub(crate) fn link(&self, path: &str, changes: &[(&str, &str)]) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in &self.fields {
            if is_kept(name) && !changes.iter().any(|(changed, _)| changed == name) {
                query.append_pair(name, value);
            }
        }
        for (name, value) in changes.iter().filter(|(_, value)| !value.is_empty()) {
            query.append_pair(name, value);
        }
        joined(path, &query.finish())
    }

    /// This page without one value of a field.
    pub(crate) fn without(&self, path: &str, name: &str, value: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (known, has) in &self.fields {
            let is_it = known == name && has == value;
            // A distance from nowhere says nothing.
            let is_orphan = name == "near" && known == "km";
            if is_kept(known) && !is_it && !is_orphan {
                query.append_pair(known, has);
            }
        }
        joined(path, &query.finish())
    }

    /// This page in another language.
    pub(crate) fn in_lang(&self, lang: Lang) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.fields.iter().filter(|(name, _)| name != "lang") {
            query.append_pair(name, value);
        }
        query.append_pair("lang", lang.as_str());
        joined(&self.path, &query.finish())
    }
}

/// Whether a field of the address stands in the addresses that a page leads to.
pub(crate) fn is_kept(name: &str) -> bool {
    FILTERS.contains(&name) || matches!(name, "policy" | "as_of")
}

pub(crate) fn joined(path: &str, query: &str) -> String {
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// A piece of a path, whatever is in it.
pub(crate) fn segment(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn asked(query: &str) -> Asked {
        let fields = form_urlencoded::parse(query.as_bytes());
        Asked {
            path: "/".to_owned(),
            fields: fields.map(|(name, value)| (name.into_owned(), value.into_owned())).collect(),
            lang: Lang::En,
            lang_is_asked: false,
            session: None,
            by: None,
            host: String::new(),
            who: Who::owner(),
        }
    }

    #[test]
    fn a_link_changes_what_it_names_and_keeps_the_filter() {
        let then = asked("as_of=2024-05-06&country=ML&after=ev-1");
        assert_eq!(then.link("/", &[("country", "")]), "/?as_of=2024-05-06");
        assert_eq!(then.kept("/events/ev-1"), "/events/ev-1?as_of=2024-05-06");
        assert_eq!(then.now(), "/?country=ML&after=ev-1");
        assert_eq!(asked("as_of=once").as_of().unwrap_err().field, "as_of");
        let asked = asked("country=ML&country=BF&near=Gao&km=50&after=ev-1&text=a+%26+b");
        assert_eq!(
            asked.link("/events.csv", &[("since", "2024-05-01"), ("country", "")]),
            "/events.csv?near=Gao&km=50&text=a+%26+b&since=2024-05-01"
        );
        assert_eq!(asked.without("/", "country", "ML"), "/?country=BF&near=Gao&km=50&text=a+%26+b");
        assert_eq!(asked.without("/", "near", "Gao"), "/?country=ML&country=BF&text=a+%26+b");
    }

    #[test]
    fn languages_are_taken_in_the_order_of_the_reader() {
        assert_eq!(preferred("de, en-GB;q=0.8, fr;q=0.5"), Some(Lang::En));
        assert_eq!(preferred("de"), None);
    }

    #[test]
    fn days_that_are_none_are_told_by_their_field() {
        assert_eq!(asked("since=soon").filter().unwrap_err().field, "since");
        assert_eq!(asked("policy=guess").policy().unwrap_err().field, "policy");
        assert_eq!(asked("country=ml,bf").filter().unwrap().filter.countries, ["ML", "BF"]);
    }
}
