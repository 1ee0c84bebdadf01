//! What may stand in `<lang>/numbers.toml`, and the tables that it becomes.
//!
//! Takes the TOML of one language; gives [`Numbers`], in which a word is looked up once by its
//! lower-case form. Holds no rule of grammar: those are in `annotate/quantities/`.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::schema::About;
use crate::annotate::syntax::hash::WordFilter;

/// A whole `numbers.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NumbersFile {
    /// The head of the file.
    pub about: About,
    /// Small words of the grammar of numbers.
    pub grammar: NumberGrammar,
    /// Number words below one hundred.
    pub numerals: BTreeMap<String, u64>,
    /// Words that multiply what stands before them: hundred, thousand, million.
    pub powers: BTreeMap<String, u64>,
    /// Number words that multiply after one given number (`quatre-vingt`).
    #[serde(default)]
    pub multiplied: BTreeMap<String, u64>,
    /// The word that joins two number words.
    pub join: Join,
    /// Ordinal words, and the endings that make an ordinal of a figure.
    pub ordinals: Ordinals,
    /// Nouns that are numbers.
    #[serde(rename = "collective")]
    pub collectives: Vec<Collective>,
    /// Words that count vaguely, or count nobody.
    #[serde(rename = "vague")]
    pub vague: Vec<Vague>,
    /// Words that move the bounds of a number.
    #[serde(rename = "hedge")]
    pub hedges: Vec<NumberHedge>,
    /// Words between two numbers that are the bounds of a range.
    #[serde(rename = "range")]
    pub ranges: Vec<RangeWords>,
    /// What makes a number a measure.
    #[serde(rename = "unit")]
    pub units: Vec<Unit>,
    /// Nouns after which a figure is a name.
    #[serde(rename = "label")]
    pub labels: Vec<Label>,
}

/// Small words of the grammar of numbers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NumberGrammar {
    /// Mark before decimals.
    pub decimal: char,
    /// Marks between groups of three figures.
    pub thousands: Vec<char>,
    /// Indefinite articles, which count one.
    pub articles: Vec<String>,
    /// The plural indefinite article, which counts two or more.
    pub plural_article: Vec<String>,
    /// Adjectives that may stand between a number and a collective noun (`une bonne trentaine`).
    pub fillers: Vec<String>,
    /// Prepositions between a collective noun and what it counts.
    pub of: Vec<String>,
    /// Prepositions of a part: `trois d'entre eux`.
    pub among: Vec<String>,
    /// Words that stand for a noun told before: `dix autres`.
    pub others: Vec<String>,
    /// Elided spellings of the last word of a form.
    pub elisions: BTreeMap<String, String>,
    /// Words after `million` that add one half.
    pub half_after: Vec<String>,
    /// Whether a noun follows the nouns that modify it (`police officers`).
    pub head_last: bool,
    /// Words before an hour of the day.
    pub clock_before: Vec<String>,
    /// Letters between hours and minutes (`22h30`).
    pub clock_letters: Vec<String>,
    /// Words before a year.
    pub year_before: Vec<String>,
    /// Words before an age.
    pub age_before: Vec<String>,
    /// Words after a number of years that make it an age.
    pub age_after: Vec<String>,
    /// The letter that stands for a thousand behind a figure (`45k`).
    pub thousand_letter: char,
    /// Powers that stand without an article (`cent morts`).
    pub bare: Vec<String>,
}

/// The word that joins two number words.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Join {
    /// `et`, `and`.
    pub word: String,
    /// What it may stand behind.
    pub after: JoinAfter,
    /// The numbers that may follow; any below one hundred when empty.
    pub before: Vec<u64>,
}

/// What the joining word may stand behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JoinAfter {
    /// Twenty to seventy.
    Tens,
    /// Hundreds and thousands.
    Hundreds,
}

/// Ordinals.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ordinals {
    /// Endings after a figure.
    pub suffixes: Vec<String>,
    /// Words.
    pub words: Vec<String>,
}

/// A noun that is a number.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Collective {
    /// `<lang>.number.<slug>`
    pub id: String,
    /// Singular forms.
    #[serde(default)]
    pub forms: Vec<String>,
    /// Plural forms, which count vaguely without a number.
    #[serde(default)]
    pub plural: Vec<String>,
    /// What one of it counts.
    pub value: u64,
    /// Lower bound of the bare plural; twice the value when absent.
    #[serde(default)]
    pub vague_low: Option<u64>,
    /// Upper bound of the bare plural; one less than ten times the value when absent.
    #[serde(default)]
    pub vague_high: Option<u64>,
    /// Sentences with the bounds that they give.
    #[serde(default)]
    pub yes: Vec<BoundsExample>,
}

/// Words that count vaguely.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vague {
    /// `<lang>.number.<slug>`
    pub id: String,
    /// Lower-case forms.
    pub forms: Vec<String>,
    /// Lower bound.
    pub low: u64,
    /// Upper bound.
    #[serde(default)]
    pub high: Option<u64>,
    /// Whether the figure is vague.
    #[serde(default)]
    pub approx: bool,
    /// Whether they may stand before a collective noun (`plusieurs dizaines`).
    #[serde(default)]
    pub collective: bool,
    /// Sentences with the bounds that they give.
    #[serde(default)]
    pub yes: Vec<BoundsExample>,
}

/// What a hedge does to the bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// n or more.
    AtLeast,
    /// n + 1 or more.
    MoreThan,
    /// n or fewer.
    AtMost,
    /// n - 1 or fewer.
    LessThan,
    /// About n.
    About,
}

/// Where a hedge stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HedgeSide {
    /// Before the number.
    Before,
    /// After the number, or after the noun that it counts.
    After,
    /// Either.
    Either,
}

/// Words that move the bounds of a number.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NumberHedge {
    /// `<lang>.number.<slug>`
    pub id: String,
    /// Where they stand.
    pub side: HedgeSide,
    /// What they do.
    pub bound: Bound,
    /// Lower-case forms.
    pub forms: Vec<String>,
    /// Sentences with the bounds that they give.
    pub yes: Vec<BoundsExample>,
}

/// Words between two numbers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RangeWords {
    /// `<lang>.number.<slug>`
    pub id: String,
    /// Words that may stand before the first number.
    pub open: Vec<String>,
    /// Words between the numbers.
    pub link: Vec<String>,
    /// No range stands behind these words, which tell a change (`passer de 10 à 15`).
    #[serde(default)]
    pub refuse_after: Vec<String>,
    /// Whether a range needs the opening word.
    #[serde(default)]
    pub needs_open: bool,
    /// Sentences with the bounds that they give.
    pub yes: Vec<BoundsExample>,
}

/// What a unit measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// Per cent.
    Percent,
    /// Money.
    Money,
    /// Length, area, speed.
    Distance,
    /// Time.
    Duration,
    /// Bore of a weapon.
    Calibre,
    /// Temperature.
    Temperature,
    /// An hour of the day.
    Clock,
    /// Weight, volume and what else is measured rather than counted.
    Other,
}

/// What makes a number a measure.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// `<lang>.number.<slug>`
    pub id: String,
    /// What it measures.
    pub kind: UnitKind,
    /// Forms after the number.
    pub forms: Vec<String>,
    /// Forms before the number.
    #[serde(default)]
    pub before: Vec<String>,
}

/// Nouns after which a figure is a name (`article 12`, `Mirage 2000`).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// `<lang>.number.<slug>`
    pub id: String,
    /// Lower-case forms.
    pub forms: Vec<String>,
}

/// A sentence of the file's own, with the bounds of its first quantity.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoundsExample {
    /// The sentence.
    pub text: String,
    /// Lower bound; open when absent.
    #[serde(default)]
    pub low: Option<u64>,
    /// Upper bound; open when absent.
    #[serde(default)]
    pub high: Option<u64>,
    /// Whether it is rounded or vague.
    pub approx: bool,
}

/// What one word is in the grammar of numbers: a set of the constants of this type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Role(pub u16);

impl Role {
    /// A number word below one hundred.
    pub const NUMERAL: u16 = 1;
    /// A power of ten.
    pub const POWER: u16 = 1 << 1;
    /// An indefinite article.
    pub const ARTICLE: u16 = 1 << 2;
    /// The plural indefinite article.
    pub const PLURAL_ARTICLE: u16 = 1 << 3;
    /// Begins a vague phrase.
    pub const VAGUE: u16 = 1 << 4;
    /// Begins a collective noun.
    pub const COLLECTIVE: u16 = 1 << 5;
    /// A preposition between a collective noun and what it counts.
    pub const OF: u16 = 1 << 6;
    /// An adjective inside `une bonne trentaine`.
    pub const FILLER: u16 = 1 << 7;
    /// Stands for a noun.
    pub const OTHERS: u16 = 1 << 8;
    /// Begins a unit.
    pub const UNIT: u16 = 1 << 9;
    /// Stands before a name that is a figure.
    pub const LABEL: u16 = 1 << 10;
    /// A power that needs no article.
    pub const BARE: u16 = 1 << 11;
    /// Begins a quantity.
    pub const STARTS: u16 = Self::NUMERAL
        | Self::POWER
        | Self::ARTICLE
        | Self::PLURAL_ARTICLE
        | Self::VAGUE
        | Self::COLLECTIVE;

    /// Whether any of `roles` is in the set.
    pub fn any(self, roles: u16) -> bool {
        self.0 & roles != 0
    }
}

/// A word of the tables.
#[derive(Clone, Copy, Debug, Default)]
pub struct NumberWord {
    /// What it is.
    pub role: Role,
    /// Its value, for numerals and powers.
    pub value: u64,
    /// The number after which it multiplies (`vingt` after 4); 0 when it never does.
    pub multiplied: u64,
}

/// A form of several words, with the entry that it belongs to.
#[derive(Clone, Debug)]
pub struct Phrase {
    /// Its words.
    pub words: Vec<Box<str>>,
    /// Index of its entry in the file.
    pub entry: usize,
    /// For collective nouns: whether it is a plural form.
    pub plural: bool,
}

/// Phrases by one of their words, the longest first.
pub type PhraseIndex = FxHashMap<Box<str>, Vec<Phrase>>;

/// The compiled tables of one language.
#[derive(Clone, Debug)]
pub struct Numbers {
    /// The file that they come from.
    pub file: NumbersFile,
    /// Words by lower-case form.
    pub words: FxHashMap<Box<str>, NumberWord>,
    /// The same words, to be told quickly.
    pub(crate) filter: WordFilter,
    /// Collective nouns by first word.
    pub collectives: PhraseIndex,
    /// Vague phrases by first word.
    pub vague: PhraseIndex,
    /// Hedges before a number by last word.
    pub hedges_before: PhraseIndex,
    /// The same hedges by first word.
    pub hedges_opening: PhraseIndex,
    /// Hedges after a number by first word.
    pub hedges_after: PhraseIndex,
    /// Range links by first word.
    pub links: PhraseIndex,
    /// Units after a number by first word.
    pub units: PhraseIndex,
    /// Words before a clock time by last word.
    pub clock_before: PhraseIndex,
    /// Words before an age by last word.
    pub age_before: PhraseIndex,
    /// Words after an age by first word.
    pub age_after: PhraseIndex,
    /// Words that add one half by first word.
    pub half_after: PhraseIndex,
}

impl Numbers {
    /// Reads and compiles a `numbers.toml`.
    ///
    /// # Errors
    ///
    /// When the text is not TOML of this schema.
    pub fn parse(toml_text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(toml_text).map(Self::compile)
    }

    fn compile(file: NumbersFile) -> Self {
        let mut words: FxHashMap<Box<str>, NumberWord> = FxHashMap::default();
        let mut mark = |form: &str, role: u16| {
            let first = form.split(' ').next().unwrap_or_default();
            let word = words.entry(first.into()).or_default();
            word.role.0 |= role;
        };
        let grammar = &file.grammar;
        file.numerals.keys().for_each(|form| mark(form, Role::NUMERAL));
        file.powers.keys().for_each(|form| mark(form, Role::POWER));
        grammar.articles.iter().for_each(|form| mark(form, Role::ARTICLE));
        grammar.plural_article.iter().for_each(|form| mark(form, Role::PLURAL_ARTICLE));
        grammar.of.iter().for_each(|form| mark(form, Role::OF));
        grammar.fillers.iter().for_each(|form| mark(form, Role::FILLER));
        grammar.others.iter().for_each(|form| mark(form, Role::OTHERS));
        grammar.bare.iter().for_each(|form| mark(form, Role::BARE));
        file.vague.iter().flat_map(|entry| &entry.forms).for_each(|form| mark(form, Role::VAGUE));
        for entry in &file.collectives {
            entry.forms.iter().chain(&entry.plural).for_each(|form| mark(form, Role::COLLECTIVE));
        }
        file.units.iter().flat_map(|entry| &entry.forms).for_each(|form| mark(form, Role::UNIT));
        file.labels.iter().flat_map(|entry| &entry.forms).for_each(|form| mark(form, Role::LABEL));
        for (form, &value) in file.numerals.iter().chain(&file.powers) {
            if let Some(word) = words.get_mut(form.as_str()) {
                word.value = value;
                word.multiplied = file.multiplied.get(form).copied().unwrap_or(0);
            }
        }

        let elisions = &grammar.elisions;
        let phrase = |form: &str, entry, plural| Phrase {
            words: form.split(' ').map(Into::into).collect(),
            entry,
            plural,
        };
        // A form that ends in `de` stands twice: as written and with the elided spelling.
        let spelled = |form: &String, entry, plural| {
            let written = phrase(form, entry, plural);
            let elided = written.words.last().and_then(|last| elisions.get(&**last)).map(|last| {
                let mut elided = written.clone();
                elided.words.pop();
                elided.words.push(last.as_str().into());
                elided
            });
            std::iter::once(written).chain(elided)
        };
        let all = |entries: Vec<(usize, &Vec<String>)>, last: bool| {
            let phrases = entries
                .into_iter()
                .flat_map(|(entry, forms)| forms.iter().map(move |form| (entry, form)))
                .flat_map(|(entry, form)| spelled(form, entry, false));
            index(phrases.collect(), last)
        };

        let collectives = file.collectives.iter().enumerate().flat_map(|(at, entry)| {
            let singular = entry.forms.iter().map(move |form| phrase(form, at, false));
            singular.chain(entry.plural.iter().map(move |form| phrase(form, at, true)))
        });
        let collectives = index(collectives.collect(), false);
        let vague = all(
            file.vague.iter().enumerate().map(|(at, entry)| (at, &entry.forms)).collect(),
            false,
        );
        let hedges = |side: HedgeSide| -> Vec<(usize, &Vec<String>)> {
            let all = file.hedges.iter().enumerate();
            all.filter(|(_, hedge)| hedge.side == side || hedge.side == HedgeSide::Either)
                .map(|(at, hedge)| (at, &hedge.forms))
                .collect()
        };
        let hedges_before = all(hedges(HedgeSide::Before), true);
        let hedges_opening = all(hedges(HedgeSide::Before), false);
        let hedges_after = all(hedges(HedgeSide::After), false);
        let links = all(
            file.ranges.iter().enumerate().map(|(at, entry)| (at, &entry.link)).collect(),
            false,
        );
        let units = all(
            file.units.iter().enumerate().map(|(at, entry)| (at, &entry.forms)).collect(),
            false,
        );
        let clock_before = all(vec![(0, &grammar.clock_before)], true);
        let age_before = all(vec![(0, &grammar.age_before)], true);
        let age_after = all(vec![(0, &grammar.age_after)], false);
        let half_after = all(vec![(0, &grammar.half_after)], false);
        Self {
            file,
            filter: WordFilter::new(words.keys().map(|word| &**word)),
            words,
            collectives,
            vague,
            hedges_before,
            hedges_opening,
            hedges_after,
            links,
            units,
            clock_before,
            age_before,
            age_after,
            half_after,
        }
    }

    /// What a lower-case word is; nothing for a word that numbers do not use.
    pub fn word(&self, lower: &str) -> NumberWord {
        self.words.get(lower).copied().unwrap_or_default()
    }
}

/// Indexes phrases by their last or first word; among those of one word, the longest comes first.
pub(crate) fn index(phrases: Vec<Phrase>, by_last: bool) -> PhraseIndex {
    let mut index = PhraseIndex::default();
    for phrase in phrases {
        let key = if by_last { phrase.words.last() } else { phrase.words.first() };
        if let Some(key) = key.cloned() {
            index.entry(key).or_default().push(phrase);
        }
    }
    // The order in which the lists are sorted does not matter.
    #[expect(clippy::iter_over_hash_type)]
    for phrases in index.values_mut() {
        phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.words.len()));
    }
    index
}
