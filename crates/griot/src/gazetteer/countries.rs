//! The countries of the world: codes, names, demonyms and capitals in French and English.
//!
//! Takes `lexicon/shared/countries.tsv`; gives lookups by code, by folded name and by demonym.
//! A demonym that two countries share (`congolais`) gives both: the article decides.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::fold::fold;
use super::kinds::CountryCode;

static TABLE: &str = include_str!("../../lexicon/shared/countries.tsv");

/// A country.
#[derive(Clone, Debug, PartialEq)]
pub struct Country {
    /// ISO 3166-1 alpha-2.
    pub code: CountryCode,
    /// ISO 3166-1 alpha-3.
    pub iso3: &'static str,
    /// Its usual English name.
    pub name_en: &'static str,
    /// Its usual French name.
    pub name_fr: &'static str,
    /// Other names and acronyms.
    pub alt_names: Vec<&'static str>,
    /// Adjectives and nouns for its people, in English, singular and plural.
    pub demonyms_en: Vec<&'static str>,
    /// Adjectives and nouns for its people, in French, in all genders and numbers.
    pub demonyms_fr: Vec<&'static str>,
    /// Its capital, in English.
    pub capital_en: &'static str,
    /// Its capital, in French.
    pub capital_fr: &'static str,
    /// Latitude of a point in its middle.
    pub lat: f32,
    /// Longitude of a point in its middle.
    pub lon: f32,
}

/// What a name has to do with a country.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountryMatch {
    /// It is the country's name.
    Name(CountryCode),
    /// It is a demonym of it.
    Demonym(CountryCode),
    /// It is its capital.
    Capital(CountryCode),
}

impl CountryMatch {
    /// The country.
    pub fn country(self) -> CountryCode {
        match self {
            Self::Name(code) | Self::Demonym(code) | Self::Capital(code) => code,
        }
    }
}

/// All countries.
#[derive(Clone, Debug, Default)]
pub struct Countries {
    list: Vec<Country>,
    /// Folded names, demonyms and capitals.
    names: FxHashMap<String, Vec<CountryMatch>>,
    /// Demonyms by their first word, in lower case, with their accents and without.
    demonyms: FxHashMap<String, Demonyms>,
}

/// The demonyms that begin with one word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Demonyms {
    /// The countries of which the word alone is one.
    pub alone: Vec<CountryCode>,
    /// The words that follow it in longer ones, and their country, the longest first.
    pub longer: Vec<(Vec<String>, CountryCode)>,
}

impl Countries {
    /// The table that is compiled into the program.
    pub fn builtin() -> &'static Self {
        static PARSED: OnceLock<Countries> = OnceLock::new();
        PARSED.get_or_init(|| Self::parse(TABLE))
    }

    fn parse(table: &'static str) -> Self {
        let mut countries = Self::default();
        let lines = table.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        for country in lines.skip(1).filter_map(parse_line) {
            countries.add(country);
        }
        countries
    }

    fn add(&mut self, country: Country) {
        let code = country.code;
        let mut note = |name: &str, found: CountryMatch| {
            let entry = self.names.entry(fold(name)).or_default();
            if !name.is_empty() && !entry.contains(&found) {
                entry.push(found);
            }
        };
        note(country.name_en, CountryMatch::Name(code));
        note(country.name_fr, CountryMatch::Name(code));
        for name in &country.alt_names {
            note(name, CountryMatch::Name(code));
        }
        note(country.capital_en, CountryMatch::Capital(code));
        note(country.capital_fr, CountryMatch::Capital(code));
        for demonym in country.demonyms_en.iter().chain(&country.demonyms_fr) {
            note(demonym, CountryMatch::Demonym(code));
        }
        for demonym in country.demonyms_en.iter().chain(&country.demonyms_fr) {
            self.add_demonym(&demonym.to_lowercase(), code);
        }
        self.list.push(country);
    }

    fn add_demonym(&mut self, demonym: &str, code: CountryCode) {
        let mut words = demonym.split([' ', '-']);
        let first = words.next().unwrap_or_default();
        let rest: Vec<String> = words.map(str::to_owned).collect();
        if !rest.is_empty() {
            let entry = &mut self.demonyms.entry(first.to_owned()).or_default().longer;
            if !entry.iter().any(|(words, country)| *words == rest && *country == code) {
                entry.push((rest, code));
                entry.sort_by_key(|(words, country)| (std::cmp::Reverse(words.len()), *country));
            }
        }
        // Hyphenated ones are one token for some tokenizers, so they are kept whole as well.
        if !demonym.contains(' ') {
            for form in [demonym.to_owned(), fold(demonym)] {
                let entry = &mut self.demonyms.entry(form).or_default().alone;
                if !entry.contains(&code) {
                    entry.push(code);
                }
            }
        }
    }

    /// All countries, sorted by code.
    pub fn all(&self) -> &[Country] {
        &self.list
    }

    /// What a [folded](fold) name has to do with countries.
    pub fn lookup(&self, folded_name: &str) -> &[CountryMatch] {
        self.names.get(folded_name).map_or(&[], Vec::as_slice)
    }

    /// The country that bears a name, a demonym or a capital of this spelling, when it is one.
    pub fn by_name(&self, name: &str) -> Option<CountryCode> {
        let found = self.lookup(&fold(name));
        found.iter().find(|m| matches!(m, CountryMatch::Name(_))).map(|m| m.country())
    }

    /// The countries of a demonym of one word, in lower case, with its accents or without any.
    pub fn demonym(&self, lower: &str) -> &[CountryCode] {
        self.demonyms_from(lower).map_or(&[], |found| &found.alone)
    }

    /// The demonyms that begin with a word in lower case.
    pub fn demonyms_from(&self, first_lower: &str) -> Option<&Demonyms> {
        self.demonyms.get(first_lower)
    }
}

fn parse_line(line: &'static str) -> Option<Country> {
    let fields: Vec<&str> = line.split('\t').collect();
    let list = |field: &'static str| field.split('|').filter(|name| !name.is_empty()).collect();
    let [code, iso3, name_en, name_fr, alts, dem_en, dem_fr, cap_en, cap_fr, lat, lon] =
        fields.try_into().ok()?;
    Some(Country {
        code: CountryCode::new(code)?,
        iso3,
        name_en,
        name_fr,
        alt_names: list(alts),
        demonyms_en: list(dem_en),
        demonyms_fr: list(dem_fr),
        capital_en: cap_en,
        capital_fr: cap_fr,
        lat: lat.parse().ok()?,
        lon: lon.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_by_name_demonym_and_capital() {
        let countries = Countries::builtin();
        let mali = CountryCode::new("ML").unwrap();
        assert!(countries.all().len() > 190);
        assert!(countries.all().is_sorted_by_key(|country| country.code));
        assert_eq!(countries.by_name("Mali"), Some(mali));
        assert_eq!(countries.demonym("maliennes"), [mali]);
        assert_eq!(countries.lookup("bamako"), [CountryMatch::Capital(mali)]);
        assert_eq!(countries.demonym("nigériane"), countries.demonym("nigerians"));
        assert_ne!(countries.demonym("nigériane"), countries.demonym("nigérienne"));
        assert_eq!(countries.demonym("congolais").len(), 2);
        assert_eq!(countries.demonyms_from("south").unwrap().longer[0].0.len(), 1);
    }
}
