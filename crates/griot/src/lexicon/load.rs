//! From TOML files to compiled tables, with checks.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::forms::spelled_out;
use super::matcher::{Condition, Entry, Index, Subject};
use super::schema::{About, Grammar, Pos};
use super::{Language, Lexicon, schema};
use crate::annotate::WordId;
use crate::annotate::syntax::hash;
use crate::annotate::syntax::tables::WordTable;
use crate::model::Lang;

/// Why a lexicon file was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LexiconError {
    /// The file is not TOML, or not of the schema.
    #[error("{path}: {message}")]
    File {
        /// The file.
        path: String,
        /// What the parser says, with line and key.
        message: String,
    },
    /// An entry breaks a rule of the lexicon.
    #[error("{path}: entry `{id}`: {message}")]
    Entry {
        /// The file.
        path: String,
        /// The entry.
        id: String,
        /// The rule.
        message: String,
    },
}

/// Files laid over the built-in ones: path below the lexicon's root (`fr/triggers.toml`) to text.
pub type Overlay = BTreeMap<String, String>;

/// The files that ship with the program.
macro_rules! shipped {
    ($($path:literal),+ $(,)?) => {
        &[$(($path, include_str!(concat!("../../lexicon/", $path)))),+]
    };
}

const SHIPPED: &[(&str, &str)] = shipped![
    "en/certainty.toml",
    "en/documents.toml",
    "en/grammar.toml",
    "en/outcomes.toml",
    "en/people.toml",
    "en/reporting.toml",
    "en/roles.toml",
    "en/triggers.toml",
    "fr/certainty.toml",
    "fr/documents.toml",
    "fr/grammar.toml",
    "fr/outcomes.toml",
    "fr/people.toml",
    "fr/reporting.toml",
    "fr/roles.toml",
    "fr/triggers.toml",
];

/// Files that one stage each reads by itself, here for the hash. The actors stand beside them.
const READ_ELSEWHERE: &[(&str, &str)] = shipped![
    "en/dates.toml",
    "en/numbers.toml",
    "en/pages.toml",
    "en/places.toml",
    "en/tokens.toml",
    "fr/dates.toml",
    "fr/numbers.toml",
    "fr/pages.toml",
    "fr/places.toml",
    "fr/tokens.toml",
    "shared/agencies.toml",
    "shared/countries.tsv",
    "shared/forces.toml",
    "shared/nationalities.toml",
];

pub(super) fn paths() -> impl Iterator<Item = &'static str> {
    SHIPPED.iter().map(|(path, _)| *path)
}

pub(super) fn builtin() -> Result<Lexicon, LexiconError> {
    with_overlay(&Overlay::new())
}

pub(super) fn with_overlay(overlay: &Overlay) -> Result<Lexicon, LexiconError> {
    let mut hasher = FxHasher::default();
    for (path, text) in SHIPPED.iter().chain(READ_ELSEWHERE).chain(super::registry::FILES) {
        (path, text).hash(&mut hasher);
    }
    overlay.hash(&mut hasher);
    Ok(Lexicon {
        fr: language(Lang::Fr, overlay)?,
        en: language(Lang::En, overlay)?,
        hash: format!("{:016x}", hasher.finish()),
    })
}

fn language(lang: Lang, overlay: &Overlay) -> Result<Language, LexiconError> {
    let files = Files { lang, overlay };
    let mut grammar = files.grammar()?;
    let mut language = Language {
        lang,
        triggers: files.entries("triggers", "trigger", |e: &schema::Trigger| &e.id)?,
        outcomes: files.entries("outcomes", "outcome", |e: &schema::OutcomeWord| &e.id)?,
        people: files.entries("people", "people", |e: &schema::People| &e.id)?,
        documents: files.entries("documents", "document", |e: &schema::DocumentWord| &e.id)?,
        reporting: files.entries("reporting", "reporting", |e: &schema::Reporting| &e.id)?,
        hedges: files.entries("certainty", "hedge", |e: &schema::Hedge| &e.id)?,
        supports: files.entries("roles", "role", |e: &schema::Support| &e.id)?,
        membership: grammar.index(),
        grammar,
        vocabulary: WordTable::default(),
        index: Index::default(),
        speaking: FxHashMap::default(),
        conditions: FxHashMap::default(),
    };
    let vocabulary = language.compile();
    let words = vocabulary.iter().map(|(word, id)| (hash::bytes(word.as_bytes()), id.0));
    let mut words: Vec<(u64, u32)> = words.collect();
    words.sort_unstable();
    language.vocabulary = WordTable::new(words.into_iter());
    Ok(language)
}

impl Language {
    /// Numbers the words of all forms and builds the index; gives the numbers.
    fn compile(&mut self) -> FxHashMap<String, WordId> {
        macro_rules! spell_out {
            ($($list:expr),+) => {
                $(for entry in &mut $list {
                    entry.forms = spelled_out(&entry.forms);
                })+
            };
        }
        spell_out!(
            self.triggers,
            self.outcomes,
            self.people,
            self.documents,
            self.reporting,
            self.hedges,
            self.supports
        );
        let mut forms: Vec<(Entry, Pos, &str)> = Vec::new();
        let mut other_words: Vec<&str> = vec!["de", "à", "se"];
        macro_rules! collect {
            ($list:expr, $subject:expr, $pos:expr) => {
                for (index, entry) in $list.iter().enumerate() {
                    for form in &entry.forms {
                        let entry_ref = Entry { subject: $subject, index: index as u32 };
                        forms.push((entry_ref, $pos(entry), form));
                    }
                }
            };
        }
        collect!(self.triggers, Subject::Trigger, |e: &schema::Trigger| e.pos);
        collect!(self.outcomes, Subject::Outcome, |e: &schema::OutcomeWord| e.pos);
        collect!(self.people, Subject::People, |_: &schema::People| Pos::Noun);
        collect!(self.documents, Subject::Document, |_: &schema::DocumentWord| Pos::Noun);
        collect!(self.reporting, Subject::Reporting, |e: &schema::Reporting| e.pos);
        collect!(self.hedges, Subject::Hedge, |e: &schema::Hedge| e.pos);
        collect!(self.supports, Subject::Support, |e: &schema::Support| e.pos);
        for trigger in &self.triggers {
            other_words.extend(trigger.needs.iter().chain(&trigger.unless).map(String::as_str));
        }
        for outcome in &self.outcomes {
            other_words.extend(outcome.unless.iter().map(String::as_str));
        }
        for word in &self.reporting {
            other_words.extend(word.unless.iter().map(String::as_str));
        }
        other_words.extend(self.grammar.words());

        let mut vocabulary: FxHashMap<String, WordId> = FxHashMap::default();
        let mut number = |word: &str| -> WordId {
            if let Some(&id) = vocabulary.get(word) {
                return id;
            }
            let id = WordId(vocabulary.len() as u32 + 1);
            vocabulary.insert(word.to_owned(), id);
            id
        };
        let mut index = Index::default();
        for (entry, pos, form) in forms {
            let clitic = |word: &&str| matches!(*word, "se" | "s'" | "en" | "y" | "ne" | "n'");
            let n_words = form.split(' ').count();
            let lead = match pos {
                Pos::Verb => form.split(' ').take_while(clitic).count().min(n_words - 1),
                _ => 0,
            };
            index.add(entry, pos, form.split(' ').map(&mut number).collect(), lead);
        }
        for word in other_words {
            number(word);
        }
        let gap = self.grammar.gap.iter().filter_map(|word| vocabulary.get(word).copied());
        index.pass_over(gap.collect());
        index.finish(vocabulary.len());
        let numbers = |words: &[String]| -> Box<[WordId]> {
            words.iter().filter_map(|word| vocabulary.get(word).copied()).collect()
        };
        let mut conditions = FxHashMap::default();
        for (index, trigger) in self.triggers.iter().enumerate() {
            if !trigger.unless.is_empty() || !trigger.needs.is_empty() {
                let entry = Entry { subject: Subject::Trigger, index: index as u32 };
                let condition =
                    Condition { unless: numbers(&trigger.unless), needs: numbers(&trigger.needs) };
                conditions.insert(entry, condition);
            }
        }
        for (index, entry) in (0..).zip(&self.reporting) {
            if entry.pos == Pos::Verb && !entry.complement {
                for form in entry.forms.iter().filter(|form| !form.contains(' ')) {
                    self.speaking.entry(form.clone()).or_insert(index);
                }
            }
        }
        self.conditions = conditions;
        self.index = index;
        vocabulary
    }
}

impl Grammar {
    /// Every word of its lists.
    fn words(&self) -> impl Iterator<Item = &str> {
        [
            &self.agent,
            &self.patient,
            &self.of,
            &self.with,
            &self.between,
            &self.negation,
            &self.part,
            &self.other,
            &self.pronoun,
            &self.definite,
            &self.demonstrative,
            &self.indefinite,
            &self.tally,
            &self.superseded,
            &self.find,
            &self.member,
            &self.force,
            &self.suspected,
            &self.title,
            &self.copula,
            &self.condition,
            &self.implicative,
            &self.series,
            &self.cited,
            &self.latter,
            &self.viewpoint,
            &self.relative,
            &self.relayed,
            &self.made,
            &self.nameless,
            &self.mute,
            &self.author,
            &self.body,
            &self.analyst,
            &self.issued,
            &self.vehicle,
            &self.aircraft,
            &self.gear,
            &self.town,
            &self.joint,
            &self.sport,
            &self.artillery,
            &self.rulers,
            &self.rise,
            &self.behind,
            &self.foil,
            &self.next_day,
            &self.one_of_two,
            &self.retaliation,
            &self.comparison,
            &self.occurred,
            &self.brings,
            &self.period,
            &self.made_out,
            &self.happens,
            &self.meanwhile,
            &self.yearly,
            &self.next_one,
            &self.ranking,
            &self.another,
            &self.elsewhere,
            &self.incident,
            &self.one_side,
            &self.goods,
            &self.holding,
            &self.gap,
            &self.born,
            &self.accident,
            &self.disaster,
            &self.political,
            &self.violence,
            &self.police,
            &self.collective,
            &self.possessive,
            &self.casualty,
            &self.nobody,
            &self.amount,
            &self.ranks,
            &self.mostly,
            &self.ongoing,
            &self.attacker,
            &self.onset,
            &self.anchor,
            &self.attribute,
            &self.authorship,
            &self.struck,
            &self.both,
            &self.dubbed,
            &self.issued_from,
            &self.yielded_to,
            &self.ouster,
            &self.denounce,
            &self.individual,
            &self.identified,
            &self.only,
            &self.some_of,
            &self.bodies,
            &self.pronoun_single,
            &self.provisional,
            &self.either,
            &self.before,
            &self.besides,
            &self.among,
            &self.them,
            &self.uncounted,
            &self.counting,
            &self.part_of_day,
            &self.unknown,
            &self.toward,
            &self.losses,
            &self.war,
            &self.sum,
            &self.since_then,
            &self.decide,
            &self.attempt,
            &self.posted,
            &self.no_party,
        ]
        .into_iter()
        .flatten()
        .map(String::as_str)
    }
}

/// The files of one language: built in, and laid over.
struct Files<'a> {
    lang: Lang,
    overlay: &'a Overlay,
}

#[derive(Deserialize)]
struct GrammarFile {
    #[allow(dead_code)]
    about: About,
    grammar: Grammar,
}

impl Files<'_> {
    fn texts(&self, subject: &str) -> impl Iterator<Item = (String, &str)> {
        let path = format!("{}/{subject}.toml", self.lang);
        let shipped = SHIPPED.iter().find(|(name, _)| *name == path).map(|(_, text)| *text);
        let laid_over = self.overlay.get(&path).map(String::as_str);
        [shipped, laid_over].into_iter().flatten().map(move |text| (path.clone(), text))
    }

    /// The entries of a subject, those laid over replacing the built-in ones of the same id.
    fn entries<T: DeserializeOwned>(
        &self,
        subject: &str,
        key: &str,
        id: impl Fn(&T) -> &str,
    ) -> Result<Vec<T>, LexiconError> {
        let mut entries: Vec<T> = Vec::new();
        let mut places: FxHashMap<String, usize> = FxHashMap::default();
        for (path, text) in self.texts(subject) {
            let mut lists: toml::Table =
                toml::from_str(text).map_err(|e| bad_file(&path, &e.to_string()))?;
            let about = lists.remove("about").ok_or_else(|| bad_file(&path, "missing `about`"))?;
            let about: About = about.try_into().map_err(|e: toml::de::Error| {
                bad_file(&path, &format!("about: {}", e.message()))
            })?;
            if about.subject != subject {
                return Err(bad_file(&path, &format!("`about.subject` must be `{subject}`")));
            }
            let list = lists.remove(key).unwrap_or(toml::Value::Array(Vec::new()));
            if let Some(unknown) = lists.keys().next() {
                return Err(bad_file(&path, &format!("unknown key `{unknown}`")));
            }
            let toml::Value::Array(list) = list else {
                return Err(bad_file(&path, &format!("`{key}` must be a list of tables")));
            };
            for value in list {
                let name = value.get("id").cloned();
                let entry: T = value.try_into().map_err(|e: toml::de::Error| {
                    let name = name.as_ref().map(ToString::to_string).unwrap_or_default();
                    bad_file(&path, &format!("entry {name}: {}", e.message()))
                })?;
                match places.get(id(&entry)).and_then(|&known| entries.get_mut(known)) {
                    Some(known) => *known = entry,
                    None => {
                        places.insert(id(&entry).to_owned(), entries.len());
                        entries.push(entry);
                    }
                }
            }
        }
        Ok(entries)
    }

    fn grammar(&self) -> Result<Grammar, LexiconError> {
        let mut grammar = Grammar::default();
        for (path, text) in self.texts("grammar") {
            let file: GrammarFile =
                toml::from_str(text).map_err(|e| bad_file(&path, &e.to_string()))?;
            grammar = file.grammar;
        }
        Ok(grammar)
    }
}

fn bad_file(path: &str, message: &str) -> LexiconError {
    LexiconError::File { path: path.to_owned(), message: message.trim().to_owned() }
}
