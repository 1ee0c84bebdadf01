//! The general grammar of forces and authorities: what `armée`, `police` and `government` mean
//! beside the adjective or the name of a country.
//!
//! Takes two files of words; gives the actors that they make for every country. The words are in
//! `lexicon/shared/forces.toml` and `lexicon/shared/nationalities.toml`.

use serde::Deserialize;

use super::acronyms::NameWords;
use super::table::{Sense, Table};
use crate::lexicon::schema::{About, Actor, Names};
use crate::model::ActorKind;

/// Nouns for one kind of force or authority.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Family {
    /// Slug.
    pub(super) id: String,
    /// What they are.
    pub(super) kind: ActorKind,
    /// The slug of the family that it is part of.
    #[serde(default)]
    pub(super) part_of: Option<String>,
    /// The usual noun, and which form of the adjective it takes: `ms`, `fs`, `mp` or `fp`.
    name: (String, Agreement),
    /// The usual noun of English.
    name_en: String,
    /// Nouns of French.
    fr: Vec<String>,
    /// Nouns of English.
    en: Vec<String>,
}

/// Gender and number of a French noun.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Agreement {
    Ms,
    Fs,
    Mp,
    Fp,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ForcesFile {
    #[allow(dead_code)]
    about: About,
    modifiers: Vec<String>,
    links: Vec<String>,
    tails: Vec<String>,
    articles: Vec<String>,
    joints: Vec<String>,
    months: Vec<String>,
    locatives: Vec<String>,
    family: Vec<Family>,
}

/// A country, and the words for what is its own.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Country {
    /// ISO 3166 alpha-2.
    pub(super) iso: String,
    /// The name of French, then others.
    fr: Vec<String>,
    /// The name of English, then others.
    en: Vec<String>,
    /// Masculine and feminine singular and plural, then others.
    #[serde(default)]
    fr_adj: Vec<String>,
    /// The usual adjective, then others.
    #[serde(default)]
    en_adj: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NationalitiesFile {
    #[allow(dead_code)]
    about: About,
    country: Vec<Country>,
}

/// The words of the grammar.
#[derive(Clone, Debug, Default)]
pub(super) struct Grammar {
    /// Families of nouns.
    pub(super) families: Vec<Family>,
    /// Countries.
    pub(super) countries: Vec<Country>,
    modifiers: Vec<String>,
    links: Vec<String>,
    tails: Vec<String>,
    articles: Vec<String>,
    /// The words that matter to acronyms.
    pub(super) names: NameWords,
}

impl Grammar {
    /// Reads the two files.
    pub(super) fn parse(forces: &str, nationalities: &str) -> Result<Self, toml::de::Error> {
        let forces: ForcesFile = toml::from_str(forces)?;
        let nationalities: NationalitiesFile = toml::from_str(nationalities)?;
        Ok(Self {
            families: forces.family,
            countries: nationalities.country,
            modifiers: forces.modifiers,
            links: forces.links,
            tails: forces.tails,
            names: NameWords {
                joints: forces.joints.into_iter().collect(),
                months: forces.months.into_iter().collect(),
                articles: forces.articles.iter().cloned().collect(),
                locatives: forces.locatives.into_iter().collect(),
            },
            articles: forces.articles,
        })
    }

    /// Puts the words into a table.
    pub(super) fn fill(&self, table: &mut Table) {
        for (at, family) in self.families.iter().enumerate() {
            for (nouns, french) in [(&family.fr, true), (&family.en, false)] {
                for noun in nouns {
                    table.add(noun, Sense::Family { family: at as u16, french });
                }
            }
        }
        for (at, country) in self.countries.iter().enumerate() {
            let country_at = at as u16;
            for name in country.fr.iter().chain(&country.en) {
                table.add(name, Sense::Country(country_at));
            }
            for (adjectives, french) in [(&country.fr_adj, true), (&country.en_adj, false)] {
                for adjective in adjectives {
                    table.add(adjective, Sense::Adjective { country: country_at, french });
                }
            }
        }
        for (words, sense) in [
            (&self.modifiers, Sense::Modifier),
            (&self.links, Sense::Link),
            (&self.tails, Sense::Tail),
            (&self.articles, Sense::Article),
        ] {
            for word in words {
                table.add(word, sense);
            }
        }
    }

    /// The actor that a family makes in a country, without its parent.
    pub(super) fn actor(country: &Country, family: &Family) -> Actor {
        let (noun, agreement) = &family.name;
        let place = match agreement {
            Agreement::Ms => 0,
            Agreement::Fs => 1,
            Agreement::Mp => 2,
            Agreement::Fp => 3,
        };
        let fr = match country.fr_adj.get(place).or(country.fr_adj.first()) {
            Some(adjective) => format!("{noun} {adjective}"),
            None => format!("{noun} ({})", country.fr.first().unwrap_or(&country.iso)),
        };
        let owner = country.en_adj.first().or(country.en.first()).unwrap_or(&country.iso);
        Actor {
            id: format!("actor.{}-{}", country.iso.to_ascii_lowercase(), family.id),
            name: Names { fr, en: format!("{owner} {}", family.name_en) },
            aliases: Vec::new(),
            kind: family.kind,
            countries: vec![country.iso.clone()],
            part_of: Vec::new(),
            allies: Vec::new(),
            since: None,
            until: None,
            note: String::new(),
        }
    }
}
