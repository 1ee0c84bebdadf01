//! The registry of named actors and institutions, and the matcher that finds them in a document.
//!
//! Takes the TOML files of `lexicon/shared/registry/`, the words of the general grammar of forces
//! (`armée malienne`, `Kenyan police`), and, when asked, files of a user that are laid over them.
//! Gives the actors by number and where a document names them. Deliberately does not decide who
//! did what, nor follow pronouns and bare nouns (`les rebelles`) back to a name: that is coding.

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::schema::{About, Actor};
use crate::annotate::Doc;

mod acronyms;
mod check;
mod find;
mod fold;
mod grammar;
mod table;

pub use acronyms::Acronym;

use grammar::Grammar;
use table::{Sense, Table};

/// The files that come with griot, by name.
pub(super) const FILES: &[(&str, &str)] = &[
    ("africa-central.toml", include_str!("../../lexicon/shared/registry/africa-central.toml")),
    ("africa-east.toml", include_str!("../../lexicon/shared/registry/africa-east.toml")),
    ("africa-north.toml", include_str!("../../lexicon/shared/registry/africa-north.toml")),
    ("africa-west.toml", include_str!("../../lexicon/shared/registry/africa-west.toml")),
    ("americas.toml", include_str!("../../lexicon/shared/registry/americas.toml")),
    ("asia.toml", include_str!("../../lexicon/shared/registry/asia.toml")),
    ("europe.toml", include_str!("../../lexicon/shared/registry/europe.toml")),
    ("global.toml", include_str!("../../lexicon/shared/registry/global.toml")),
    ("humanitarian.toml", include_str!("../../lexicon/shared/registry/humanitarian.toml")),
    ("media.toml", include_str!("../../lexicon/shared/registry/media.toml")),
    ("middle-east.toml", include_str!("../../lexicon/shared/registry/middle-east.toml")),
    ("missions.toml", include_str!("../../lexicon/shared/registry/missions.toml")),
    ("monitors.toml", include_str!("../../lexicon/shared/registry/monitors.toml")),
    ("organisations.toml", include_str!("../../lexicon/shared/registry/organisations.toml")),
    ("parties.toml", include_str!("../../lexicon/shared/registry/parties.toml")),
    ("services.toml", include_str!("../../lexicon/shared/registry/services.toml")),
];

/// Nouns for forces and authorities.
const FORCES: &str = include_str!("../../lexicon/shared/forces.toml");

/// Countries and their adjectives.
const NATIONALITIES: &str = include_str!("../../lexicon/shared/nationalities.toml");

/// An actor of a registry, by number. Numbers hold for one registry only; ids hold for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActorIdx(u32);

/// A place where a document names an actor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistryHit {
    /// The tokens of the name, as indexes into `Doc::tokens`.
    pub tokens: Range<u32>,
    /// Whom it names.
    pub actor: ActorIdx,
}

/// A place where a document names one of several actors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenHit {
    /// The tokens of the name.
    pub tokens: Range<u32>,
    /// Whom it may name.
    pub actors: Vec<ActorIdx>,
}

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {entry}: {problem}")]
pub struct RegistryError {
    /// The file.
    pub file: String,
    /// The id of the entry, or `file`.
    pub entry: String,
    /// What is wrong with it, in words.
    pub problem: String,
}

/// A file of actors.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ActorFile {
    about: About,
    #[serde(default)]
    actor: Vec<Actor>,
}

/// Actors and institutions, with a matcher for their names.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    /// Those of the files by file and id, then those that the grammar makes.
    actors: Vec<Actor>,
    /// How many of them are of files.
    listed: usize,
    by_id: FxHashMap<String, ActorIdx>,
    /// The actors that each is part of.
    parents: Vec<Vec<ActorIdx>>,
    /// The countries of each, as indexes into the countries of the grammar.
    countries: Vec<Vec<u16>>,
    /// By country and family: the actor of `armée malienne`.
    made: Vec<ActorIdx>,
    grammar: Grammar,
    table: Table,
}

static BUILTIN: LazyLock<Registry> = LazyLock::new(|| {
    // The files are part of the program, and a test of this module checks them: they are not
    // checked again at each start.
    let actors = parse(FILES).map(|files| files.into_iter().flat_map(|(_, file)| file.actor));
    actors.and_then(|actors| Registry::compile(actors.collect())).unwrap_or_default()
});

impl Registry {
    /// The registry that comes with griot; compiled at its first use.
    pub fn builtin() -> &'static Self {
        &BUILTIN
    }

    /// Compiles files, each with its name and its text, beside the grammar that comes with griot.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong with a file.
    pub fn from_files(files: &[(&str, &str)]) -> Result<Self, RegistryError> {
        let parsed = parse(files)?;
        if let Some(problem) = check::problems(&parsed, &[]).into_iter().next() {
            return Err(problem);
        }
        let actors = parsed.into_iter().flat_map(|(_, file)| file.actor).collect();
        Self::compile(actors)
    }

    /// Lays files of a user over this registry: an entry with a known id replaces that entry,
    /// others are added.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong with a file.
    pub fn with_overlay(&self, files: &[(&str, &str)]) -> Result<Self, RegistryError> {
        let parsed = parse(files)?;
        let mut actors: Vec<Actor> = self.actors.iter().take(self.listed).cloned().collect();
        if let Some(problem) = check::problems(&parsed, &actors).into_iter().next() {
            return Err(problem);
        }
        for actor in parsed.into_iter().flat_map(|(_, file)| file.actor) {
            let known = self.by_id.get(&actor.id).map(|idx| idx.0 as usize);
            match known.and_then(|at| actors.get_mut(at)) {
                Some(slot) => *slot = actor,
                None => actors.push(actor),
            }
        }
        Self::compile(actors)
    }

    fn compile(mut actors: Vec<Actor>) -> Result<Self, RegistryError> {
        let grammar = Grammar::parse(FORCES, NATIONALITIES).map_err(|error| RegistryError {
            file: "forces.toml, nationalities.toml".to_owned(),
            entry: "file".to_owned(),
            problem: error.message().to_owned(),
        })?;
        let mut table = Table::with_room(6 * actors.len());
        let listed = actors.len();
        for (at, actor) in actors.iter().enumerate() {
            for name in names_of(actor) {
                table.add(name, Sense::Name(ActorIdx(at as u32)));
            }
        }
        // A listed actor that has the usual name of a family is that family: the soldiers of
        // Mali are of the FAMa.
        let mut made = Vec::with_capacity(grammar.countries.len() * grammar.families.len());
        for country in &grammar.countries {
            for family in &grammar.families {
                let actor = Grammar::actor(country, family);
                let same_kind = |idx: &ActorIdx| {
                    actors.get(idx.0 as usize).is_some_and(|known| known.kind == family.kind)
                };
                let listed = table.exact(&actor.name.fr).filter(same_kind);
                let listed = listed.or_else(|| table.exact(&actor.name.en).filter(same_kind));
                made.push(listed.unwrap_or(ActorIdx(actors.len() as u32)));
                if listed.is_none() {
                    actors.push(actor);
                }
            }
        }
        grammar.fill(&mut table);

        let mut by_id = FxHashMap::default();
        by_id.reserve(actors.len());
        for (at, actor) in actors.iter().enumerate() {
            by_id.insert(actor.id.clone(), ActorIdx(at as u32));
        }
        let mut parents: Vec<Vec<ActorIdx>> = actors
            .iter()
            .map(|actor| actor.part_of.iter().filter_map(|id| by_id.get(id).copied()).collect())
            .collect();
        for row in made.chunks(grammar.families.len().max(1)) {
            for (family, idx) in grammar.families.iter().zip(row) {
                let parent = family
                    .part_of
                    .as_ref()
                    .and_then(|slug| grammar.families.iter().position(|other| other.id == *slug));
                if let (Some(parent), Some(list)) = (
                    parent.and_then(|at| row.get(at)).filter(|parent| *parent != idx),
                    parents.get_mut(idx.0 as usize),
                ) {
                    list.push(*parent);
                }
            }
        }
        let isos: FxHashMap<&str, u16> = grammar
            .countries
            .iter()
            .enumerate()
            .map(|(at, c)| (c.iso.as_str(), at as u16))
            .collect();
        let countries = actors
            .iter()
            .map(|a| a.countries.iter().filter_map(|iso| isos.get(iso.as_str()).copied()).collect())
            .collect();
        Ok(Self { actors, listed, by_id, parents, countries, made, grammar, table })
    }

    /// Where a document names actors, from left to right, without overlaps.
    pub fn find(&self, doc: &Doc<'_>) -> Vec<RegistryHit> {
        find::find(self, doc).0
    }

    /// The same, and names that several actors share and that nothing in the document settles.
    pub fn find_open(&self, doc: &Doc<'_>) -> (Vec<RegistryHit>, Vec<OpenHit>) {
        find::find(self, doc)
    }

    /// Who of those that share a name is meant in a document about a country: the one that is active there.
    pub fn active_in(&self, open: &OpenHit, iso: &str) -> Option<ActorIdx> {
        let is_here = |actor: &&ActorIdx| {
            self.actor(**actor).is_some_and(|actor| actor.countries.iter().any(|one| one == iso))
        };
        let mut here = open.actors.iter().filter(is_here);
        here.next().filter(|_| here.next().is_none()).copied()
    }

    /// The acronyms that a document defines, `Long Name (ABC)`, of actors in no registry too.
    pub fn acronyms(&self, doc: &Doc<'_>) -> Vec<Acronym> {
        find::acronyms_beside(self, doc, &self.find(doc))
    }

    /// The actor that a name by itself names, articles aside: `l'armée malienne`, `the ADF`.
    pub fn by_name(&self, text: &str) -> Option<ActorIdx> {
        find::by_name(self, text)
    }

    /// The actor with an id.
    pub fn by_id(&self, id: &str) -> Option<ActorIdx> {
        self.by_id.get(id).copied()
    }

    /// An actor. A number of another registry gives whichever actor has it here, or none.
    pub fn actor(&self, idx: ActorIdx) -> Option<&Actor> {
        self.actors.get(idx.0 as usize)
    }

    /// The actors of the files, in their order.
    pub fn listed(&self) -> impl Iterator<Item = (ActorIdx, &Actor)> {
        self.actors.iter().take(self.listed).enumerate().map(|(at, a)| (ActorIdx(at as u32), a))
    }

    /// Whether two numbers are the same actor.
    #[allow(clippy::unused_self)]
    pub fn same(&self, a: ActorIdx, b: ActorIdx) -> bool {
        a == b
    }

    /// Whether `part` is `whole` or a part of it, at any depth: the army of the forces of a country.
    pub fn within(&self, part: ActorIdx, whole: ActorIdx) -> bool {
        let mut seen = vec![part];
        let mut at = 0;
        while let Some(&here) = seen.get(at) {
            if here == whole {
                return true;
            }
            for &parent in self.parents.get(here.0 as usize).map(Vec::as_slice).unwrap_or_default()
            {
                if !seen.contains(&parent) {
                    seen.push(parent);
                }
            }
            at += 1;
        }
        false
    }

    /// Whether two are the same actor, or one is a part of the other.
    pub fn related(&self, a: ActorIdx, b: ActorIdx) -> bool {
        self.within(a, b) || self.within(b, a)
    }

    /// Whether one is listed as an ally of the other.
    pub fn allied(&self, a: ActorIdx, b: ActorIdx) -> bool {
        let lists = |x: ActorIdx, y: ActorIdx| match (self.actor(x), self.actor(y)) {
            (Some(x), Some(y)) => x.allies.contains(&y.id),
            _ => false,
        };
        lists(a, b) || lists(b, a)
    }
}

/// All names of an actor, each spelling once, the usual ones first.
fn names_of(actor: &Actor) -> Vec<&str> {
    let mut names = vec![actor.name.fr.as_str()];
    for name in std::iter::once(&actor.name.en).chain(&actor.aliases) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    names
}

fn parse<'a>(files: &[(&'a str, &str)]) -> Result<Vec<(&'a str, ActorFile)>, RegistryError> {
    files
        .iter()
        .map(|(file, text)| match toml::from_str(text) {
            Ok(parsed) => Ok((*file, parsed)),
            Err(error) => Err(RegistryError {
                file: (*file).to_owned(),
                entry: "file".to_owned(),
                problem: error.to_string(),
            }),
        })
        .collect()
}

#[cfg(test)]
mod tests;
