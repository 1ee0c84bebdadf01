//! A filter as a person writes it.
//!
//! Takes names of places and actors, codes and days as they are written; gives the [`Filter`] that the
//! record is asked with, or which field is wrong and why. The command line and the server read the
//! same fields, so that one question has one meaning.

use griot::gazetteer::{Gazetteer, PlaceRow, RowKind, fold};
use griot::lexicon::registry::Registry;
use griot::model::{EventType, Outcome};
use jiff::civil::Date;

use crate::ask::{Filter, Frame, Near};
use crate::review::ReviewState;

/// What is told of a circle that is not said how wide.
pub const KM: f64 = 25.0;

/// The fields of a filter, as they are written. What is empty restricts nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wanted {
    /// ISO 3166 alpha-2 in any case, or names in French or English.
    pub countries: Vec<String>,
    /// A name of the gazetteer, or `14.5,-3.9`.
    pub near: Option<String>,
    /// How far around it; [`KM`] without.
    pub km: Option<f64>,
    /// In a frame: `W,S,E,N` in degrees, as `-5.2,13.9,-3.1,15.4`.
    pub within: Option<String>,
    /// Names, or ids of the registry. A name of the registry also finds its other names.
    pub actors: Vec<String>,
    /// In the same way.
    pub sources: Vec<String>,
    /// Event types.
    pub types: Vec<String>,
    /// Outcomes of tolls.
    pub outcomes: Vec<String>,
    /// `reported`, `alleged` or `denied`.
    pub certainties: Vec<String>,
    /// What ended before it is left out.
    pub since: Option<Date>,
    /// What began after it is left out.
    pub until: Option<Date>,
    /// States of review.
    pub reviews: Vec<String>,
    /// Words of the article.
    pub text: Option<String>,
}

/// A field that cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{field} {value}`{reason}")]
pub struct Misasked {
    /// The field, as the command line calls it: `type`, `near`, …
    pub field: &'static str,
    /// What was written.
    pub value: String,
    /// What is wrong, to be read behind the field and the value: ` is not known: expected …`.
    pub reason: String,
}

/// A filter, and what is to be told of how it was understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Understood {
    /// The filter.
    pub filter: Filter,
    /// Which of several places of one name was taken.
    pub taken: Option<Taken>,
}

/// The place that was taken for a name that several have.
#[derive(Clone, Debug, PartialEq)]
pub struct Taken {
    /// The name.
    pub name: String,
    /// Its first administrative level and its country.
    pub lies_in: String,
    /// Its first administrative level.
    pub region: String,
    /// Its countries: ISO 3166 alpha-2.
    pub countries: Vec<String>,
    /// WGS 84 degrees north.
    pub lat: f64,
    /// WGS 84 degrees east.
    pub lon: f64,
    /// How many others have the name.
    pub others: usize,
}

impl Wanted {
    /// The filter.
    ///
    /// # Errors
    ///
    /// The first field that cannot be understood.
    pub fn filter(&self) -> Result<Understood, Misasked> {
        let km = self.km.unwrap_or(KM);
        if !(km.is_finite() && km >= 0.0) {
            let reason = ": expected a distance in kilometres".to_owned();
            return Err(Misasked { field: "km", value: km.to_string(), reason });
        }
        let types: Vec<_> = EventType::ALL.iter().map(|one| one.as_str()).collect();
        let outcomes: Vec<_> = Outcome::ALL.iter().map(|one| one.as_str()).collect();
        let (near, taken) = match &self.near {
            Some(place) => near(place, km).map(|(near, taken)| (Some(near), taken))?,
            None => (None, None),
        };
        let filter = Filter {
            countries: self.countries.iter().map(|one| country(one)).collect::<Result<_, _>>()?,
            near,
            within: self.within.as_deref().map(frame).transpose()?,
            actors: names(&self.actors),
            sources: names(&self.sources),
            types: known("type", &self.types, &types)?,
            outcomes: known("outcome", &self.outcomes, &outcomes)?,
            certainties: known("certainty", &self.certainties, &["reported", "alleged", "denied"])?,
            since: self.since.map(|day| day.to_string()),
            until: self.until.map(|day| day.to_string()),
            reviews: known("review", &self.reviews, &ReviewState::ALL.map(ReviewState::as_str))?,
            text: self.text.clone(),
        };
        Ok(Understood { filter, taken })
    }
}

fn known(field: &'static str, asked: &[String], all: &[&str]) -> Result<Vec<String>, Misasked> {
    match asked.iter().find(|one| !all.contains(&one.as_str())) {
        Some(one) => Err(Misasked {
            field,
            value: one.clone(),
            reason: format!(" is not known: expected one of {}", all.join(", ")),
        }),
        None => Ok(asked.to_vec()),
    }
}

/// A code, or the code of the country that has this name. Whoever gets no answer must not have to wonder whether
/// nothing happened there.
pub(crate) fn country(asked: &str) -> Result<String, Misasked> {
    let all = Gazetteer::countries();
    let code = asked.trim().to_uppercase();
    if all.all().iter().any(|one| one.code.as_str() == code) {
        return Ok(code);
    }
    all.by_name(asked).map(|code| code.as_str().to_owned()).ok_or_else(|| Misasked {
        field: "country",
        value: asked.to_owned(),
        reason: " is not known: expected two letters (ISO 3166), as ML, or a name".to_owned(),
    })
}

/// The names, and the ids of those that the registry knows.
fn names(asked: &[String]) -> Vec<String> {
    // A question that names nobody does not wait for the registry to be read.
    if asked.is_empty() {
        return Vec::new();
    }
    let registry = Registry::builtin();
    let id = |name: &String| registry.actor(registry.by_name(name)?).map(|actor| actor.id.clone());
    asked.iter().flat_map(|name| [Some(name.clone()), id(name)]).flatten().collect()
}

/// `14.5,-3.9`, or a name of the gazetteer.
fn near(asked: &str, km: f64) -> Result<(Near, Option<Taken>), Misasked> {
    let wrong = |reason: &str| Misasked {
        field: "near",
        value: asked.to_owned(),
        reason: reason.to_owned(),
    };
    if let Some((lat, lon)) = asked.split_once(',')
        && let (Ok(lat), Ok(lon)) = (lat.trim().parse::<f64>(), lon.trim().parse::<f64>())
    {
        if !(-90.0..=90.0).contains(&lat) || !(-180.0..=180.0).contains(&lon) {
            return Err(wrong(": expected degrees north (-90 to 90), degrees east (-180 to 180)"));
        }
        return Ok((Near { lat, lon, km }, None));
    }
    let mut places: Vec<PlaceRow<'_>> = Gazetteer::builtin().lookup(&fold(asked)).collect();
    // A circle is asked for around a place where people live, rather than around the middle of the
    // region that has its name.
    let is_lived_in = |place: &PlaceRow<'_>| {
        matches!(place.kind, RowKind::City | RowKind::Town | RowKind::Village)
    };
    places.sort_by_key(|place| {
        (!is_lived_in(place), !place.known, !place.by_name, u32::MAX - place.population, place.id)
    });
    let Some(place) = places.first() else {
        return Err(wrong(": no place of this name is known; give degrees as LAT,LON"));
    };
    let (lat, lon) = (f64::from(place.lat), f64::from(place.lon));
    let taken = places.len().checked_sub(1).filter(|others| *others > 0).map(|others| Taken {
        name: asked.to_owned(),
        lies_in: format!("{} {}", place.admin1, place.countries),
        region: place.admin1.to_owned(),
        countries: place.countries.split('|').map(str::to_owned).collect(),
        lat,
        lon,
        others,
    });
    Ok((Near { lat, lon, km }, taken))
}

/// `W,S,E,N`.
fn frame(asked: &str) -> Result<Frame, Misasked> {
    let numbers: Vec<f64> = asked.split(',').filter_map(|one| one.trim().parse().ok()).collect();
    let n_parts = asked.split(',').count();
    let is_east = |degrees: &f64| (-180.0..=180.0).contains(degrees);
    let is_north = |degrees: &f64| (-90.0..=90.0).contains(degrees);
    match numbers.as_slice() {
        [west, south, east, north]
            if n_parts == 4
                && [west, east].into_iter().all(is_east)
                && [south, north].into_iter().all(is_north)
                && south <= north =>
        {
            Ok(Frame { west: *west, south: *south, east: *east, north: *north })
        }
        _ => Err(Misasked {
            field: "within",
            value: asked.to_owned(),
            reason: ": expected the edges of a frame in degrees, W,S,E,N, as -5.2,13.9,-3.1,15.4"
                .to_owned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_told_by_its_field() {
        let of = |wanted: Wanted| wanted.filter().unwrap_err().field;
        assert_eq!(of(Wanted { types: vec!["picnic".to_owned()], ..Wanted::default() }), "type");
        assert_eq!(of(Wanted { near: Some("91,0".to_owned()), ..Wanted::default() }), "near");
        for wrong in ["", "1,2,3", "1,2,3,4,5", "1,9,3,2", "181,0,3,2", "1,NaN,3,2", "a,b,c,d"] {
            assert_eq!(
                of(Wanted { within: Some(wrong.to_owned()), ..Wanted::default() }),
                "within",
                "{wrong}"
            );
        }
        assert_eq!(of(Wanted { countries: vec!["XX".to_owned()], ..Wanted::default() }), "country");
        assert_eq!(of(Wanted { km: Some(-1.0), ..Wanted::default() }), "km");
        assert_eq!(
            of(Wanted { near: Some("Nowhereville".to_owned()), ..Wanted::default() }),
            "near"
        );
    }

    #[test]
    fn countries_are_found_by_code_and_by_name() {
        let of = |asked: &str| {
            let countries = vec![asked.to_owned()];
            Wanted { countries, ..Wanted::default() }.filter().map(|all| all.filter.countries)
        };
        for (asked, code) in
            [("bf", "BF"), ("Mali", "ML"), ("Tchad", "TD"), ("Côte d'Ivoire", "CI")]
        {
            assert_eq!(of(asked).unwrap(), [code], "{asked}");
        }
        // The name of its capital or of its people is none of the country.
        for wrong in ["", "Bamako", "malien", "MLI2"] {
            of(wrong).unwrap_err();
        }
    }

    #[test]
    fn names_bring_the_ids_of_the_registry() {
        let wanted = Wanted {
            countries: vec!["ml".to_owned()],
            sources: vec!["Minusca".to_owned()],
            near: Some("14.5, -3.9".to_owned()),
            ..Wanted::default()
        };
        let filter = wanted.filter().unwrap().filter;
        assert_eq!(filter.countries, ["ML"]);
        assert!(filter.sources.contains(&"actor.minusca".to_owned()), "{:?}", filter.sources);
        assert_eq!(filter.near, Some(Near { lat: 14.5, lon: -3.9, km: KM }));
    }
}
