//! A slot of an event, as somebody corrected it.
//!
//! Takes the slot and the value as a person writes them; gives a value that is kept as JSON and laid
//! over what the reports say together. What the reports say stays where it is.

use griot::fusion::tolls;
use griot::fusion::{Figure, Merged, Party, Policy, TollClaim, Where};
use griot::gazetteer::{Gazetteer, PlaceRow, RowKind, RowPrecision, fold};
use griot::lexicon::registry::Registry;
use griot::model::{Certainty, Dates, EventType, Outcome, PlacePrecision, VictimKind};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::refusal::Refusal;

/// From so many to so many; open without an upper bound.
pub type Bounds = (u64, Option<u64>);

/// A corrected value. `None` says that nothing is known.
#[derive(Clone, Debug, PartialEq)]
pub enum Correction {
    /// What happened.
    Type(EventType),
    /// When.
    Date(Option<Dates>),
    /// Where, with the country when the gazetteer tells it.
    Place(Option<(Where, Option<String>)>),
    /// ISO 3166 alpha-2.
    Country(Option<String>),
    /// Who did it.
    Initiators(Vec<Party>),
    /// To whom.
    Targets(Vec<Party>),
    /// Reported, alleged, denied.
    Certainty(Certainty),
    /// How many, of one kind of victims or of all: from, to (open without); none when there is no
    /// such toll.
    Toll(Outcome, Option<VictimKind>, Option<Bounds>),
}

/// A place as it is kept.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    name: String,
    country: Option<String>,
    admin: Vec<String>,
    lat: Option<f64>,
    lon: Option<f64>,
    precision: String,
}

/// What stands for nothing.
const NONE: [&str; 6] = ["none", "unknown", "aucun", "aucune", "inconnu", "inconnue"];

impl Correction {
    /// Reads a slot (`type`, `date`, `place`, `country`, `initiators`, `targets`, `certainty`, an
    /// outcome, or an outcome and a kind of victims, `killed:civilians`) and its value. A place is
    /// looked for in `country` first.
    ///
    /// # Errors
    ///
    /// A sentence that says what was expected.
    pub fn parse(slot: &str, value: &str, country: Option<&str>) -> Result<Self, Refusal> {
        let value = value.trim();
        let is_none = NONE.contains(&value.to_lowercase().as_str());
        let wrong = |code, text: String| Refusal::new(code, &[("value", value)], text);
        let listed = |code, what: &str, all: Vec<&str>| {
            wrong(code, format!("`{value}` is no {what}: expected one of {}", all.join(", ")))
        };
        Ok(match slot {
            "type" => Self::Type(value.parse().map_err(|_| {
                listed("bad-type", "type", EventType::ALL.iter().map(|one| one.as_str()).collect())
            })?),
            "date" if is_none => Self::Date(None),
            "date" => Self::Date(Some(days(value).ok_or_else(|| {
                let text =
                    format!("`{value}` is no date: expected 2024-05-04 or 2024-05-04/2024-05-06");
                wrong("bad-date", text)
            })?)),
            "place" if is_none => Self::Place(None),
            "place" => Self::Place(Some(place(value, country)?)),
            "country" if is_none => Self::Country(None),
            "country" => {
                let code = crate::wanted::country(value).map_err(|_| {
                    let text =
                        format!("`{value}` is no country: expected two letters, as ML, or a name");
                    wrong("bad-country", text)
                })?;
                Self::Country(Some(code))
            }
            "initiators" => Self::Initiators(parties(value, is_none)),
            "targets" => Self::Targets(parties(value, is_none)),
            "certainty" => Self::Certainty(certainty(value).ok_or_else(|| {
                listed("bad-certainty", "certainty", vec!["reported", "alleged", "denied"])
            })?),
            _ => {
                let (outcome, kind) = toll_slot(slot)?;
                let figure = if is_none {
                    None
                } else {
                    Some(figure(value).ok_or_else(|| {
                        let text =
                            format!("`{value}` is no figure: expected 12, 12-15, 12+ or none");
                        wrong("bad-figure", text)
                    })?)
                };
                Self::Toll(outcome, kind, figure)
            }
        })
    }

    /// The name of the slot.
    pub fn slot(&self) -> String {
        match self {
            Self::Type(_) => "type".to_owned(),
            Self::Date(_) => "date".to_owned(),
            Self::Place(_) => "place".to_owned(),
            Self::Country(_) => "country".to_owned(),
            Self::Initiators(_) => "initiators".to_owned(),
            Self::Targets(_) => "targets".to_owned(),
            Self::Certainty(_) => "certainty".to_owned(),
            Self::Toll(outcome, None, _) => outcome.to_string(),
            Self::Toll(outcome, Some(kind), _) => format!("{outcome}:{kind}"),
        }
    }

    /// The value, as it is kept.
    pub fn to_json(&self) -> Value {
        match self {
            Self::Type(value) => json!(value.as_str()),
            Self::Date(value) => {
                json!(value.map(|days| [days.from.to_string(), days.to.to_string()]))
            }
            Self::Place(value) => json!(value.as_ref().map(|(place, country)| Kept {
                name: place.name.clone(),
                country: country.clone(),
                admin: place.admin.clone(),
                lat: place.lat_lon.map(|(lat, _)| lat),
                lon: place.lat_lon.map(|(_, lon)| lon),
                precision: place.precision.as_str().to_owned(),
            })),
            Self::Country(value) => json!(value),
            Self::Initiators(parties) | Self::Targets(parties) => {
                let each = |party: &Party| json!({ "name": party.name, "id": party.id });
                Value::Array(parties.iter().map(each).collect())
            }
            Self::Certainty(value) => json!(value.as_str()),
            Self::Toll(_, _, value) => {
                json!(value.map(|(low, high)| json!({ "low": low, "high": high })))
            }
        }
    }

    /// Reads what was kept; nothing when it is of another version's making.
    pub fn from_json(slot: &str, value: &Value) -> Option<Self> {
        let text = value.as_str();
        Some(match slot {
            "type" => Self::Type(text?.parse().ok()?),
            "date" if value.is_null() => Self::Date(None),
            "date" => {
                let [from, to] = value.as_array()?.as_slice() else { return None };
                let day = |value: &Value| value.as_str()?.parse().ok();
                Self::Date(Some(Dates { from: day(from)?, to: day(to)? }))
            }
            "place" if value.is_null() => Self::Place(None),
            "place" => {
                let kept: Kept = serde_json::from_value(value.clone()).ok()?;
                let precision = [
                    PlacePrecision::Exact,
                    PlacePrecision::Approximate,
                    PlacePrecision::Centroid,
                    PlacePrecision::Region,
                ]
                .into_iter()
                .find(|one| one.as_str() == kept.precision);
                let place = Where {
                    name: kept.name,
                    admin: kept.admin,
                    lat_lon: kept.lat.zip(kept.lon),
                    precision: precision.unwrap_or(PlacePrecision::NameOnly),
                };
                Self::Place(Some((place, kept.country)))
            }
            "country" => Self::Country(text.map(str::to_owned)),
            "initiators" | "targets" => {
                let party = |value: &Value| {
                    let name = value.get("name")?.as_str()?.to_owned();
                    let id = value.get("id").and_then(Value::as_str).map(str::to_owned);
                    Some(Party { name, id })
                };
                let parties = value.as_array()?.iter().map(party).collect::<Option<_>>()?;
                if slot == "targets" { Self::Targets(parties) } else { Self::Initiators(parties) }
            }
            "certainty" => Self::Certainty(certainty(text?)?),
            _ => {
                let (outcome, kind) = toll_slot(slot).ok()?;
                let figure = match value {
                    Value::Null => None,
                    value => {
                        let low = value.get("low")?.as_u64()?;
                        Some((low, value.get("high").and_then(Value::as_u64)))
                    }
                };
                Self::Toll(outcome, kind, figure)
            }
        })
    }

    /// What an event says in the slot of this correction, in the form of [`Correction::to_json`].
    pub(crate) fn instead_of(&self, merged: Option<&Merged>, claims: &[TollClaim]) -> Value {
        let Some(merged) = merged else { return Value::Null };
        let now = match self {
            Self::Type(_) => Self::Type(merged.event_type),
            Self::Date(_) => Self::Date(merged.date),
            Self::Place(_) => {
                let place = merged.place.clone();
                Self::Place(place.map(|place| (place, merged.country.clone())))
            }
            Self::Country(_) => Self::Country(merged.country.clone()),
            Self::Initiators(_) => Self::Initiators(merged.initiators.clone()),
            Self::Targets(_) => Self::Targets(merged.targets.clone()),
            Self::Certainty(_) => Self::Certainty(merged.certainty),
            Self::Toll(outcome, kind, _) => {
                let figure = tolls::figure(claims, Policy::Range, *outcome, *kind);
                Self::Toll(*outcome, *kind, figure.map(|figure| (figure.low, figure.high)))
            }
        };
        now.to_json()
    }

    /// Lays the correction over what the reports say. Tolls are for [`over`].
    pub(crate) fn lay_over(&self, merged: &mut Merged) {
        match self {
            Self::Type(value) => merged.event_type = *value,
            Self::Date(value) => merged.date = *value,
            Self::Place(None) => merged.place = None,
            Self::Place(Some((place, country))) => {
                merged.place = Some(place.clone());
                if country.is_some() {
                    merged.country.clone_from(country);
                }
            }
            Self::Country(value) => merged.country.clone_from(value),
            Self::Initiators(parties) => merged.initiators.clone_from(parties),
            Self::Targets(parties) => merged.targets.clone_from(parties),
            Self::Certainty(value) => merged.certainty = *value,
            Self::Toll(..) => {}
        }
    }
}

/// The claims of an event with corrected tolls in the place of those that reports give: of an
/// outcome that is corrected there is one claim left for each kind of victims, so that every policy
/// gives the same figure. `key` names who claims it.
pub(crate) fn over(
    mut claims: Vec<TollClaim>,
    corrections: &[(&Correction, &str)],
) -> Vec<TollClaim> {
    for outcome in Outcome::ALL {
        let of: Vec<(Option<VictimKind>, Option<Bounds>, &str)> = corrections
            .iter()
            .filter_map(|(correction, key)| match correction {
                Correction::Toll(one, kind, figure) if one == outcome => {
                    Some((*kind, *figure, *key))
                }
                _ => None,
            })
            .collect();
        let Some((.., key)) = of.last() else { continue };
        let corrected = |kind: Option<VictimKind>| of.iter().rev().find(|(one, ..)| *one == kind);
        let machine = |kind| {
            tolls::figure(&claims, Policy::Range, *outcome, kind)
                .map(|figure| (figure.low, figure.high))
        };
        let total = corrected(None).map_or_else(|| machine(None), |(_, figure, _)| *figure);
        let mut figures = vec![(VictimKind::Unknown, total)];
        for kind in VictimKind::ALL.iter().filter(|kind| **kind != VictimKind::Unknown) {
            // Of a total that somebody corrected, a part that no longer fits into it is no part.
            let fits = |(low, _): &Bounds| {
                corrected(None).is_none()
                    || total.is_some_and(|(_, high)| high.is_none_or(|high| *low <= high))
            };
            let figure = match corrected(Some(*kind)) {
                Some((_, figure, _)) => *figure,
                None => machine(Some(*kind)).filter(fits),
            };
            figures.push((*kind, figure));
        }
        let is_part = total.is_some();
        let new = figures.into_iter().filter_map(|(kind, figure)| {
            let (low, high) = figure?;
            Some(TollClaim {
                account: (*key).to_owned(),
                published: None,
                voice: (*key).to_owned(),
                sources: Vec::new(),
                certainty: Certainty::Reported,
                figure: Figure {
                    outcome: *outcome,
                    kind,
                    victims: None,
                    low: Some(low),
                    high,
                    approx: false,
                    sources: None,
                    part: is_part && kind != VictimKind::Unknown,
                },
            })
        });
        let new: Vec<TollClaim> = new.collect();
        claims.retain(|claim| claim.figure.outcome != *outcome);
        claims.extend(new);
    }
    claims
}

fn toll_slot(slot: &str) -> Result<(Outcome, Option<VictimKind>), Refusal> {
    let (outcome, kind) = slot.split_once(':').map_or((slot, None), |(a, b)| (a, Some(b)));
    let names = |all: Vec<&str>| all.join(", ");
    let outcome = outcome.parse().map_err(|_| {
        let text = format!(
            "`{slot}` is no slot: expected type, date, place, country, initiators, targets, \
             certainty, {}",
            names(Outcome::ALL.iter().map(|one| one.as_str()).collect())
        );
        Refusal::new("bad-slot", &[("value", slot)], text)
    })?;
    let kind = kind.map(|kind| {
        let known = kind.parse().ok().filter(|kind| *kind != VictimKind::Unknown);
        let all = VictimKind::ALL.iter().filter(|one| **one != VictimKind::Unknown);
        known.ok_or_else(|| {
            let text = format!(
                "`{kind}` is no kind of victims: expected one of {}",
                names(all.map(|one| one.as_str()).collect())
            );
            Refusal::new("bad-victims", &[("value", kind)], text)
        })
    });
    Ok((outcome, kind.transpose()?))
}

fn certainty(text: &str) -> Option<Certainty> {
    [Certainty::Reported, Certainty::Alleged, Certainty::Denied]
        .into_iter()
        .find(|one| one.as_str() == text)
}

fn days(text: &str) -> Option<Dates> {
    let (from, to) = text.split_once('/').unwrap_or((text, text));
    let (from, to) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
    (from <= to).then_some(Dates { from, to })
}

fn figure(text: &str) -> Option<Bounds> {
    if let Some(low) = text.strip_suffix('+') {
        return Some((low.trim().parse().ok()?, None));
    }
    let (low, high) = text.split_once('-').unwrap_or((text, text));
    let (low, high): (u64, u64) = (low.trim().parse().ok()?, high.trim().parse().ok()?);
    (low <= high).then_some((low, Some(high)))
}

/// `A; B`, each with the id that the registry has for it.
fn parties(text: &str, is_none: bool) -> Vec<Party> {
    if is_none {
        return Vec::new();
    }
    let registry = Registry::builtin();
    text.split(';')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(|name| {
            let actor = registry.by_name(name).and_then(|at| registry.actor(at));
            Party { name: name.to_owned(), id: actor.map(|actor| actor.id.clone()) }
        })
        .collect()
}

/// `NAME`, looked up, or `NAME@LAT,LON`.
fn place(text: &str, country: Option<&str>) -> Result<(Where, Option<String>), Refusal> {
    let wrong = |why: String| Refusal::new("bad-place", &[("value", text)], why);
    let expected = "expected NAME, or NAME@LAT,LON with degrees north and east";
    if let Some((name, at)) = text.rsplit_once('@') {
        let at = at.split_once(',').and_then(|(lat, lon)| {
            Some((lat.trim().parse::<f64>().ok()?, lon.trim().parse::<f64>().ok()?))
        });
        let at = at
            .filter(|(lat, lon)| (-90.0..=90.0).contains(lat) && (-180.0..=180.0).contains(lon))
            .ok_or_else(|| wrong(format!("`{text}` is no place: {expected}")))?;
        let place = Where {
            name: name.trim().to_owned(),
            admin: Vec::new(),
            lat_lon: Some(at),
            precision: PlacePrecision::Exact,
        };
        return Ok((place, None));
    }
    let mut rows: Vec<PlaceRow<'_>> = Gazetteer::builtin().lookup(&fold(text)).collect();
    let is_lived_in =
        |row: &PlaceRow<'_>| matches!(row.kind, RowKind::City | RowKind::Town | RowKind::Village);
    rows.sort_by_key(|row| {
        let is_there = country.is_some_and(|code| row.countries.split('|').any(|one| one == code));
        let size = u32::MAX - row.population;
        (!is_there, !is_lived_in(row), !row.known, !row.by_name, size, row.id)
    });
    let row = (rows.first())
        .ok_or_else(|| wrong(format!("no place named `{text}` is known: {expected}")))?;
    let units = [row.admin1, row.admin2];
    let place = Where {
        name: text.to_owned(),
        admin: units.into_iter().filter(|unit| !unit.is_empty()).map(str::to_owned).collect(),
        lat_lon: Some((degrees(row.lat), degrees(row.lon))),
        precision: match row.precision {
            RowPrecision::Exact => PlacePrecision::Exact,
            RowPrecision::Approximate => PlacePrecision::Approximate,
            RowPrecision::Centroid => PlacePrecision::Centroid,
        },
    };
    Ok((place, row.country().map(|code| code.as_str().to_owned())))
}

/// Five digits are a metre: what a short float adds behind them is noise.
fn degrees(value: f32) -> f64 {
    (f64::from(value) * 1e5).round() / 1e5
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_and_kept() {
        for (slot, value, kept) in [
            ("type", "air_strike", json!("air_strike")),
            ("date", "2024-05-04/2024-05-06", json!(["2024-05-04", "2024-05-06"])),
            ("date", "unknown", Value::Null),
            ("country", "ml", json!("ML")),
            ("country", "Tchad", json!("TD")),
            ("killed", "12-15", json!({ "low": 12, "high": 15 })),
            ("killed:civilians", "12+", json!({ "low": 12, "high": null })),
            ("wounded", "none", Value::Null),
            ("wounded", "Aucun", Value::Null),
            ("certainty", "denied", json!("denied")),
        ] {
            let read = Correction::parse(slot, value, None).unwrap();
            assert_eq!((read.slot().as_str(), read.to_json()), (slot, kept.clone()));
            assert_eq!(Correction::from_json(slot, &kept), Some(read));
        }
        for (slot, value) in [
            ("type", "raid"),
            ("date", "2024-05-06/2024-05-04"),
            ("killed", "many"),
            ("killed", "15-12"),
            ("country", "Nowhereland"),
            ("killed:goats", "12"),
            ("colour", "red"),
            ("place", "Nowhereville-les-Bains"),
            ("place", "Gao@95,0"),
        ] {
            assert!(Correction::parse(slot, value, None).is_err(), "{slot} {value}");
        }
    }

    #[test]
    fn a_place_is_looked_for_in_the_country_of_the_event_first() {
        let Correction::Place(Some((place, country))) =
            Correction::parse("place", "Gao", Some("ML")).unwrap()
        else {
            panic!("no place")
        };
        assert_eq!(country.as_deref(), Some("ML"));
        assert!(place.lat_lon.is_some_and(|(lat, _)| (lat - 16.27).abs() < 0.1));
    }
}
