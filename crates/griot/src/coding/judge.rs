//! Judgement: what documents coded by hand teach about the questions that rules leave open.
//!
//! Takes a question with its features; gives a verdict. The questions are four: did this party do
//! it, was it done to this party, was it here, did this speaker tell it. Rules put the candidates forward and their verdict is
//! itself a feature; a logistic regression weighs it against the rest. The weights are a table of
//! text, `models/coding.tsv`, which `griot-dev learn` writes from coded documents and which a person
//! can read: `target  victim=killed  1.31`.
//!
//! Whether two sentences tell one event, whether a draft is one at all, and its days are not learnt:
//! judges for them were tried and, on documents they had not seen, did no better than the rules.
//!
//! A question about which the table is silent gets no answer, and the rules decide.

#![expect(
    clippy::inline_always,
    reason = "names of features are known where they are noted: inlined, their hashes are constants"
)]

pub(crate) mod party;
pub(crate) mod setting;
pub(crate) mod source;

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::annotate::mentions::{Mention, MentionClass};
use crate::annotate::syntax::hash;
use crate::model::{EventType, Family, Report};

static SHIPPED: &str = include_str!("../../models/coding.tsv");

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Question {
    /// Whether a party did it.
    Initiator,
    /// Whether it was done to a party.
    Target,
    /// Whether it took place there.
    Place,
    /// Whether somebody told it.
    Source,
}

/// How many weights a feature has. Places and sources have no feature in common, and share one.
const COLUMNS: usize = 3;

impl Question {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Initiator, Self::Target, Self::Place, Self::Source];

    /// Its name in the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Initiator => "initiator",
            Self::Target => "target",
            Self::Place => "place",
            Self::Source => "source",
        }
    }

    /// Which of the weights of a feature is for it.
    fn column(self) -> usize {
        match self {
            Self::Initiator => 0,
            Self::Target => 1,
            Self::Place | Self::Source => 2,
        }
    }
}

/// What is known about a question: names with values, as `victim=killed`.
///
/// It is weighed as it is noted, for all questions at once: what a party is counts for either role
/// that it may have, and a list need not be kept.
#[derive(Clone, Debug)]
pub struct Features<'t> {
    table: &'t Table,
    /// The sum of the weights so far, for each question.
    sums: [f32; COLUMNS],
    /// The names, kept only for a teacher.
    names: Option<Vec<String>>,
}

impl<'t> Features<'t> {
    fn new(table: &'t Table, named: bool) -> Self {
        Self { table, sums: [0.0; COLUMNS], names: named.then(Vec::new) }
    }

    #[inline]
    fn weigh(&mut self, key: u64) {
        if let Some(weights) = self.table.features.get(key) {
            for (sum, weight) in self.sums.iter_mut().zip(weights) {
                *sum += weight;
            }
        }
    }

    /// Notes a value.
    #[inline(always)]
    pub(crate) fn add(&mut self, name: &'static str, value: impl Into<Value>) {
        let value = value.into();
        self.weigh(fold(seed(name), value.hash));
        if let Some(names) = &mut self.names {
            names.push(format!("{name}={}", value.text));
        }
    }

    /// Notes that something holds.
    #[inline(always)]
    pub(crate) fn flag(&mut self, name: &'static str, holds: bool) {
        if holds {
            self.add(name, "yes");
        }
    }

    /// Notes a count, counts above `most` as that.
    pub(crate) fn count(&mut self, name: &'static str, n: usize, most: usize) {
        const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
        self.add(name, DIGITS[n.min(most).min(9)]);
    }

    /// Notes two values together.
    #[inline(always)]
    pub(crate) fn pair(&mut self, name: &'static str, a: impl Into<Value>, b: impl Into<Value>) {
        self.complete(&Half::new(name, a), b.into());
    }

    /// Notes two values together, of which the first was noted before.
    #[inline]
    pub(crate) fn complete(&mut self, half: &Half, value: Value) {
        self.weigh(fold(half.key, value.hash));
        if let Some(names) = &mut self.names {
            names.push(format!("{}={}+{}", half.name, half.value, value.text));
        }
    }

    /// The names with their values; empty unless a teacher asked for them.
    pub fn names(&self) -> &[String] {
        self.names.as_deref().unwrap_or_default()
    }
}

/// The value of a feature, in which no `+` may stand, with its hash: a value that stands in several
/// features is hashed once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Value {
    text: &'static str,
    hash: u64,
}

impl From<&'static str> for Value {
    #[inline(always)]
    fn from(text: &'static str) -> Self {
        Self { text, hash: hash::bytes(text.as_bytes()) }
    }
}

/// A name with the first of two values.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Half {
    name: &'static str,
    value: &'static str,
    key: u64,
}

impl Half {
    #[inline(always)]
    pub(crate) fn new(name: &'static str, value: impl Into<Value>) -> Self {
        let value = value.into();
        Self { name, value: value.text, key: fold(seed(name), value.hash) }
    }
}

/// The key of a feature as the table writes it: of its name, and of each part of its value.
fn key(name: &str, value: &str) -> u64 {
    value.split('+').fold(seed(name), |key, part| fold(key, hash::bytes(part.as_bytes())))
}

/// What keys begin with. Names are known where features are noted, so that the compiler can work
/// their hashes out.
#[inline(always)]
fn seed(name: &str) -> u64 {
    hash::bytes(name.as_bytes())
}

/// Goes on with a key.
#[inline]
fn fold(key: u64, part: u64) -> u64 {
    (key.rotate_left(5) ^ part).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The family of a type, by name.
pub(crate) fn family(event_type: EventType) -> &'static str {
    match event_type.family() {
        Family::Battle => "battle",
        Family::Remote => "remote",
        Family::Civilians => "civilians",
        Family::Demonstration => "demonstration",
        Family::Strategic => "strategic",
    }
}

/// What made a phrase a mention, by name.
pub(crate) fn class_of(mention: Option<&Mention>) -> &'static str {
    match mention.map(|m| m.class) {
        Some(MentionClass::Registered) => "registered",
        Some(MentionClass::People) => "people",
        Some(MentionClass::Function) => "function",
        Some(MentionClass::Person) => "person",
        Some(MentionClass::Country) => "country",
        Some(MentionClass::Document) => "document",
        None => "words",
    }
}

/// An answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Verdict {
    /// Yes or no.
    pub yes: bool,
    /// How probable a yes is.
    pub probability: f32,
}

/// What the answers to one question start from.
#[derive(Clone, Copy, Debug, Default)]
struct Start {
    /// The probability from which the answer is yes.
    threshold: f32,
    bias: f32,
}

/// The table of all weights.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// None for a question that the table does not know.
    starts: [Option<Start>; Question::ALL.len()],
    features: FeatureTable,
}

/// The weight of a feature for each question.
type Weights = [f32; COLUMNS];

/// From the key of a feature to its weights, which stand beside the key: thousands of features are
/// weighed an article, and each is one look at the memory.
#[derive(Clone, Debug, Default)]
struct FeatureTable {
    slots: Vec<FeatureSlot>,
}

#[derive(Clone, Copy, Debug, Default)]
#[repr(align(16))]
struct FeatureSlot {
    /// The upper half of the key; 0 where nothing stands.
    tag: u32,
    weights: Weights,
}

impl FeatureTable {
    fn new(entries: &[(u64, Weights)]) -> Self {
        let size = (entries.len() * 2).next_power_of_two().max(16);
        let mut slots = vec![FeatureSlot::default(); size];
        for &(key, weights) in entries {
            let mut at = key as usize & (size - 1);
            while slots[at].tag != 0 {
                at = (at + 1) & (size - 1);
            }
            slots[at] = FeatureSlot { tag: Self::tag(key), weights };
        }
        Self { slots }
    }

    fn tag(key: u64) -> u32 {
        ((key >> 32) as u32).max(1)
    }

    #[inline]
    fn get(&self, key: u64) -> Option<&Weights> {
        let (mask, tag) = (self.slots.len().checked_sub(1)?, Self::tag(key));
        let mut at = key as usize & mask;
        loop {
            let slot = self.slots.get(at)?;
            if slot.tag == tag {
                return Some(&slot.weights);
            }
            if slot.tag == 0 {
                return None;
            }
            at = (at + 1) & mask;
        }
    }
}

impl Table {
    /// The one that ships with the program.
    pub fn builtin() -> &'static Self {
        static TABLE: OnceLock<Table> = OnceLock::new();
        TABLE.get_or_init(|| Self::parse(SHIPPED))
    }

    /// Reads a table; a line that is none is passed over.
    pub fn parse(text: &str) -> Self {
        let mut table = Self::default();
        let mut known: FxHashMap<u64, Weights> = FxHashMap::default();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let mut columns = line.split('\t');
            let (Some(question), Some(feature), Some(weight)) =
                (columns.next(), columns.next(), columns.next())
            else {
                continue;
            };
            let Some(question) = Question::ALL.into_iter().find(|q| q.as_str() == question) else {
                continue;
            };
            let Ok(weight) = weight.parse::<f32>() else { continue };
            let start = table.starts[question as usize].get_or_insert_default();
            match feature.split_once('=') {
                Some((name, value)) => {
                    known.entry(key(name, value)).or_default()[question.column()] = weight;
                }
                None if feature == "threshold" => start.threshold = weight,
                None => start.bias = weight,
            }
        }
        let mut known: Vec<(u64, Weights)> = known.into_iter().collect();
        known.sort_unstable_by_key(|(key, _)| *key);
        table.features = FeatureTable::new(&known);
        table
    }

    /// The answer; none when the table does not know the question.
    fn verdict(&self, question: Question, features: &Features<'_>) -> Option<Verdict> {
        let start = self.starts[question as usize]?;
        let sum = features.sums[question.column()];
        let probability = 1.0 / (1.0 + (-(sum + start.bias)).exp());
        Some(Verdict { yes: probability > start.threshold, probability })
    }
}

/// What a question is about, for a teacher who knows the answer.
#[derive(Debug)]
pub enum Case<'a> {
    /// A party, by name, of an event: a position in the list of reports that the teacher was shown.
    Party(usize, &'a str),
    /// A place of an event, by name.
    Place(usize, &'a str),
    /// A source of an event, by name.
    Source(usize, &'a str),
}

/// Somebody who knows the answers, and learns which questions were asked.
pub trait Teacher {
    /// Sees the events as the rules have them.
    fn reports(&mut self, reports: &[Report]);

    /// Answers a question; none when it has no right answer.
    fn answer(
        &mut self,
        question: Question,
        case: &Case<'_>,
        features: &Features<'_>,
    ) -> Option<bool>;
}

/// Answers questions: by its teacher where there is one, else by its table.
pub(crate) struct Judge<'t> {
    table: &'t Table,
    teacher: Option<&'t mut dyn Teacher>,
}

impl<'t> Judge<'t> {
    /// One that answers by a table.
    pub(crate) fn new(table: &'t Table) -> Self {
        Self { table, teacher: None }
    }

    /// One that asks a teacher first.
    pub(crate) fn taught(table: &'t Table, teacher: &'t mut dyn Teacher) -> Self {
        Self { table, teacher: Some(teacher) }
    }

    /// The teacher, when there is one.
    pub(crate) fn teacher(&mut self) -> Option<&mut (dyn Teacher + 't)> {
        self.teacher.as_deref_mut()
    }

    /// An empty list of features for this judge.
    pub(crate) fn features(&self) -> Features<'t> {
        Features::new(self.table, self.teacher.is_some())
    }

    /// The answer; none when nobody knows, and the rules decide.
    pub(crate) fn ask(
        &mut self,
        question: Question,
        case: &Case<'_>,
        features: &Features<'_>,
    ) -> Option<Verdict> {
        let taught =
            self.teacher.as_mut().and_then(|teacher| teacher.answer(question, case, features));
        match taught {
            Some(yes) => Some(Verdict { yes, probability: f32::from(u8::from(yes)) }),
            None => self.table.verdict(question, features),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_table_weighs_the_features_that_it_knows() {
        let table = Table::parse(
            "# head\ntarget\tthreshold\t0.4\ntarget\tbias\t-1\ntarget\tdate=apart\t-3\ntarget\tlast=yes\t2\n",
        );
        let mut features = Features::new(&table, false);
        features.flag("last", true);
        features.add("place", "same");
        let verdict = table.verdict(Question::Target, &features);
        assert!(verdict.is_some_and(|v| v.yes && (v.probability - 0.731).abs() < 0.001));
        features.add("date", "apart");
        assert!(table.verdict(Question::Target, &features).is_some_and(|v| !v.yes));
        assert_eq!(table.verdict(Question::Place, &features), None);
    }

    #[test]
    fn features_of_the_shipped_table_are_told_apart() {
        let features: BTreeSet<&str> = SHIPPED
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split('\t').nth(1).filter(|feature| feature.contains('=')))
            .collect();
        let kept = Table::builtin().features.slots.iter().filter(|slot| slot.tag != 0).count();
        assert_eq!(kept, features.len());
    }

    #[test]
    fn two_values_together_are_one_feature() {
        let table = Table::parse("place\tbias\t0\nplace\tat+link=object+below\t2\n");
        let mut features = Features::new(&table, true);
        features.pair("at+link", "object", "below");
        assert_eq!(features.names(), ["at+link=object+below"]);
        assert!(table.verdict(Question::Place, &features).is_some_and(|v| v.probability > 0.8));
        features.pair("at+link", "below", "object");
        assert!(table.verdict(Question::Place, &features).is_some_and(|v| v.probability < 0.9));
    }

    #[test]
    fn the_shipped_table_answers_every_question() {
        for question in Question::ALL {
            assert!(Table::builtin().starts[question as usize].is_some(), "{}", question.as_str());
        }
    }
}
