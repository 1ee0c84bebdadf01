//! The words around places, compiled from `lexicon/<lang>/places.toml`.
//!
//! Takes the text of a file; gives look-ups by lower-case words. Holds no words of its own.

use std::sync::{Arc, OnceLock};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::annotate::syntax::hash::WordFilter;
use crate::gazetteer::fold;
use crate::lexicon::places_schema::{HeadKind, HeadSide, PlaceFile, Relation, Spelling};
use crate::model::Lang;

static FRENCH: &str = include_str!("../../../lexicon/fr/places.toml");
static ENGLISH: &str = include_str!("../../../lexicon/en/places.toml");

/// The words around places in one language.
#[derive(Clone, Debug, Default)]
pub struct PlaceWords {
    pub(super) classes: FxHashMap<Box<str>, Class>,
    /// The words of `classes`.
    pub(super) classed: WordFilter,
    pub(super) heads: Vec<Head>,
    /// Relations by their last word; the words before it from right to left, the longest first.
    pub(super) relations: FxHashMap<Box<str>, Vec<RelationForm>>,
    /// Folded names that are no places.
    pub(super) stops: FxHashMap<Box<str>, Stop>,
    pub(super) organisations: FxHashSet<Box<str>>,
    pub(super) doers: FxHashSet<Box<str>>,
    pub(super) frontiers: FxHashSet<Box<str>>,
    possessives: Vec<Box<str>>,
    pub(super) government_verbs: FxHashSet<Box<str>>,
    pub(super) state_verbs: FxHashSet<Box<str>>,
    pub(super) state_owns: FxHashSet<Box<str>>,
    pub(super) state_cited: Vec<Vec<Box<str>>>,
    pub(super) taking_verbs: FxHashSet<Box<str>>,
    pub(crate) reached: FxHashSet<Box<str>>,
    pub(crate) learnt: FxHashSet<Box<str>>,
    pub(crate) loosed: FxHashSet<Box<str>>,
    pub(crate) while_done: FxHashSet<Box<str>>,
    pub(super) ruining_verbs: FxHashSet<Box<str>>,
    pub(super) ruining_of_verbs: FxHashSet<Box<str>>,
    pub(super) motion_verbs: FxHashSet<Box<str>>,
    held: FxHashSet<Box<str>>,
    administered: FxHashSet<Box<str>>,
    pub(super) contractions: FxHashMap<Box<str>, Box<str>>,
    pub(super) spellings: Vec<Spelling>,
}

/// What a word is, as bits and, for a head, its number.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Class {
    pub(super) bits: u16,
    /// One more than the index in `heads`; 0 for none.
    pub(super) head: u16,
}

impl Class {
    pub(super) const ARTICLE: u16 = 1;
    pub(super) const LINKER: u16 = 1 << 1;
    pub(super) const JOINER: u16 = 1 << 2;
    pub(super) const AND: u16 = 1 << 3;
    pub(super) const DIRECTION: u16 = 1 << 4;
    pub(super) const DIRECTION_ADJ: u16 = 1 << 5;
    pub(super) const THIS_COUNTRY: u16 = 1 << 6;
    pub(super) const MODIFIER: u16 = 1 << 7;
    pub(super) const DISTANCE: u16 = 1 << 8;
    pub(super) const TITLE: u16 = 1 << 9;
    pub(super) const COMMON: u16 = 1 << 10;
    pub(super) const DATIVE: u16 = 1 << 11;
    pub(super) const GENERIC: u16 = 1 << 12;
    pub(super) const WIDE: u16 = 1 << 13;

    pub(super) fn is(self, bits: u16) -> bool {
        self.bits & bits != 0
    }
}

/// A noun that says what a named place is.
#[derive(Clone, Debug)]
pub(super) struct Head {
    pub(super) id: Arc<str>,
    pub(super) kind: HeadKind,
    pub(super) side: HeadSide,
    pub(super) keep: bool,
    pub(super) weak: bool,
    pub(super) care: bool,
    /// Whether the form is several words; then these are the ones after the first.
    pub(super) rest: Vec<Box<str>>,
}

/// A form of a relation.
#[derive(Clone, Debug)]
pub(super) struct RelationForm {
    /// The words before the last one, from right to left.
    pub(super) before: Vec<Box<str>>,
    pub(super) relation: Relation,
    pub(super) weak: bool,
    pub(super) border: bool,
    pub(super) id: Arc<str>,
}

/// A name that is no place.
#[derive(Clone, Debug)]
pub(super) struct Stop {
    pub(super) unless_located: bool,
}

impl PlaceWords {
    /// The words that are compiled into the program.
    pub fn builtin(lang: Lang) -> &'static Self {
        static FR: OnceLock<PlaceWords> = OnceLock::new();
        static EN: OnceLock<PlaceWords> = OnceLock::new();
        // A test parses both files, so the fallback to no words is never taken.
        match lang {
            Lang::Fr => FR.get_or_init(|| Self::parse(FRENCH).unwrap_or_default()),
            Lang::En => EN.get_or_init(|| Self::parse(ENGLISH).unwrap_or_default()),
        }
    }

    /// Words from the text of a `places.toml`.
    ///
    /// # Errors
    ///
    /// When the text is not a file of places: bad TOML, or keys that the schema does not know.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        Ok(Self::compile(toml::from_str(text)?))
    }

    fn compile(file: PlaceFile) -> Self {
        let mut words = Self::default();
        let lists = file.lists;
        for (bit, list) in [
            (Class::ARTICLE, &lists.articles),
            (Class::LINKER, &lists.linkers),
            (Class::JOINER, &lists.joiners),
            (Class::AND, &lists.and),
            (Class::DIRECTION, &lists.directions),
            (Class::DIRECTION_ADJ, &lists.direction_adjectives),
            (Class::THIS_COUNTRY, &lists.this_country),
            (Class::MODIFIER, &lists.modifiers),
            (Class::DISTANCE, &lists.distances),
            (Class::TITLE, &lists.titles),
            (Class::COMMON, &lists.common),
            (Class::DATIVE, &lists.dative),
            (Class::GENERIC, &lists.generic),
            (Class::WIDE, &lists.wide_adjectives),
        ] {
            for word in list {
                words.classes.entry(word.as_str().into()).or_default().bits |= bit;
            }
        }
        for head in file.head {
            let id: Arc<str> = head.id.into();
            for form in &head.forms {
                let form = form.to_lowercase();
                let mut parts = form.split(' ').map(Box::from);
                let Some(first) = parts.next() else { continue };
                let class = words.classes.entry(first).or_default();
                // A form of several words under a first word that is a head itself would hide it.
                if class.head == 0 {
                    words.heads.push(Head {
                        id: Arc::clone(&id),
                        kind: head.kind,
                        side: head.side,
                        keep: head.keep,
                        weak: head.weak,
                        care: head.care,
                        rest: parts.collect(),
                    });
                    class.head = words.heads.len() as u16;
                }
            }
        }
        for relation in file.relation {
            let id: Arc<str> = relation.id.into();
            for form in &relation.forms {
                let mut before: Vec<Box<str>> = form.split(' ').rev().map(Box::from).collect();
                let last = before.remove(0);
                words.relations.entry(last).or_default().push(RelationForm {
                    before,
                    relation: relation.relation,
                    weak: relation.weak,
                    border: relation.border,
                    id: Arc::clone(&id),
                });
            }
        }
        #[expect(clippy::iter_over_hash_type, reason = "each list is sorted by itself")]
        for forms in words.relations.values_mut() {
            forms.sort_by_key(|form| std::cmp::Reverse(form.before.len()));
        }
        for stop in file.stop {
            for form in stop.forms {
                let unless_located = stop.unless_located;
                words.stops.insert(fold(&form).into(), Stop { unless_located });
            }
        }
        words.classed = WordFilter::new(words.classes.keys().map(|word| &**word));
        words.spellings = file.spelling;
        words.organisations = lists.organisations.iter().map(|w| Box::from(w.as_str())).collect();
        words.doers = lists.doers.iter().map(|w| Box::from(w.as_str())).collect();
        words.frontiers = lists.frontiers.iter().map(|w| Box::from(w.as_str())).collect();
        words.possessives = lists.possessives.iter().map(|w| Box::from(w.as_str())).collect();
        words.government_verbs =
            lists.government_verbs.iter().map(|w| Box::from(w.as_str())).collect();
        words.state_verbs = lists.state_verbs.iter().map(|w| Box::from(w.as_str())).collect();
        words.state_owns = lists.state_owns.iter().map(|w| Box::from(w.as_str())).collect();
        let in_a_row = |words: &String| words.split(' ').map(Box::from).collect();
        words.state_cited = lists.state_cited.iter().map(in_a_row).collect();
        words.taking_verbs = lists.taking_verbs.iter().map(|w| Box::from(w.as_str())).collect();
        let set = |list: &[String]| list.iter().map(|w| Box::from(w.as_str())).collect();
        words.reached = set(&lists.reached);
        words.learnt = set(&lists.learnt);
        words.loosed = set(&lists.loosed);
        words.while_done = set(&lists.while_done);
        words.ruining_verbs = set(&lists.ruining_verbs);
        words.ruining_of_verbs = set(&lists.ruining_of_verbs);
        words.motion_verbs = set(&lists.motion_verbs);
        words.held = set(&lists.held);
        words.administered = set(&lists.administered);
        words.contractions =
            lists.contractions.into_iter().map(|(from, to)| (from.into(), to.into())).collect();
        words
    }

    pub(super) fn class(&self, lower: &str) -> Class {
        self.classes.get(lower).copied().unwrap_or_default()
    }

    /// Whether a word makes an owner of the name before it.
    pub(super) fn is_possessive(&self, lower: &str) -> bool {
        self.possessives.iter().any(|word| **word == *lower)
    }

    /// Whether a word is an adjective that says who holds a place: `Kurdish-held`.
    pub(super) fn is_held(&self, lower: &str) -> bool {
        lower.rsplit_once('-').is_some_and(|(_, last)| self.held.contains(last))
    }

    /// The people that administers a place: `indian` of `Indian-administered`.
    pub(super) fn administrator<'w>(&self, lower: &'w str) -> Option<&'w str> {
        let (who, last) = lower.rsplit_once('-')?;
        self.administered.contains(last).then_some(who)
    }

    /// A word with its contraction undone.
    pub(super) fn undone<'w>(&'w self, lower: &'w str) -> &'w str {
        self.contractions.get(lower).map_or(lower, |word| word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_files_parse() {
        for text in [FRENCH, ENGLISH] {
            let words = PlaceWords::parse(text).unwrap();
            assert!(words.heads.len() > 50 && words.relations.len() > 5);
        }
    }
}
