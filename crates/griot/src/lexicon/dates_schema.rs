//! What may stand in `<lang>/dates.toml`, and the tables that it becomes.
//!
//! Takes the TOML of one language; gives [`DateWords`], in which every word that a pattern uses has
//! a number, so that patterns are matched by comparing numbers. Resolves nothing: that is
//! `annotate/times/`.
//!
//! A pattern's form is a row of elements, apart by one space:
//!
//! | element | matches |
//! | --- | --- |
//! | `depuis` | that word, in lower case |
//! | `dernier\|dernière` | one of these words |
//! | `{month}` | a word or number of that class, which is kept |
//! | `le?`, `{year}?` | the same, or nothing |

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::schema::About;
use crate::annotate::syntax::hash::WordFilter;

/// A whole `dates.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatesFile {
    /// The head of the file.
    pub about: About,
    /// Small words of the grammar of dates.
    pub grammar: DateGrammar,
    /// Months, 1 to 12.
    pub months: BTreeMap<String, i8>,
    /// Weekdays, Monday is 1.
    pub weekdays: BTreeMap<String, i8>,
    /// Seasons: month and day of their first and of their last day.
    pub seasons: BTreeMap<String, [i8; 4]>,
    /// Units of time.
    pub units: BTreeMap<String, TimeUnit>,
    /// Parts of the day.
    pub parts: Vec<String>,
    /// Words that stand for a number nobody tells (`quelques`).
    pub some: Vec<String>,
    /// Ordinals, for quarters and halves of a year.
    pub ordinals: BTreeMap<String, i8>,
    /// Patterns.
    #[serde(rename = "pattern")]
    pub patterns: Vec<DatePattern>,
}

/// Small words of the grammar of dates.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DateGrammar {
    /// Month words that are also something else; they need a number or one of `month_before` beside them.
    pub ambiguous_months: Vec<String>,
    /// Words before an ambiguous month.
    pub month_before: Vec<String>,
    /// Whether months and weekdays are written with a capital.
    pub capitals: bool,
    /// Whether the day may follow the month (`April 10`).
    pub day_after_month: bool,
    /// Words before the first of several days (`le 3 et le 5 mars`), and before a day alone.
    pub day_articles: Vec<String>,
    /// Singular articles that make a day of a number without a noun (`le 12`).
    pub lone_day_articles: Vec<String>,
    /// Words between a day and its month (`10 of April`).
    pub day_of: Vec<String>,
    /// Words between several days.
    pub day_links: Vec<String>,
    /// Nouns before `du 23 mars` that make it a name (`mouvement`, `stade`).
    pub name_before: Vec<String>,
    /// Nouns after `March 23` that make it a name.
    pub name_after: Vec<String>,
    /// Words between such a noun and the date.
    pub name_links: Vec<String>,
    /// Words that open a stretch up to publication, with something between them and the date
    /// (`depuis le coup d'État d'août 2020`).
    pub since: Vec<String>,
    /// Forms that put the clause in the future where inflection does not.
    pub future: Vec<String>,
    /// Words before a year that stands alone.
    pub year_before: Vec<String>,
    /// What is glued to a month or a year to mean its middle (`mi-`).
    pub mid_prefixes: Vec<String>,
    /// Whether `03/04/2016` is the third of April; otherwise only a day above twelve is believed.
    pub day_first: bool,
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeUnit {
    /// Hours and less.
    Hour,
    /// Days and nights.
    Day,
    /// Saturday and Sunday.
    Weekend,
    /// Monday to Sunday.
    Week,
    /// A month.
    Month,
    /// Three months.
    Quarter,
    /// Six months.
    Semester,
    /// A year.
    Year,
    /// Ten years.
    Decade,
    /// A hundred years.
    Century,
}

/// What a pattern means. `n` and `unit` are taken from the text, or from the keys of those names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Means {
    /// A day of the calendar: day, with month, year or weekday.
    Day,
    /// From a first to a last day of one month.
    DayRange,
    /// A weekday.
    Weekday,
    /// A weekday or month, strictly before.
    Last,
    /// A weekday, month or date, strictly after.
    Next,
    /// A month, with or without year; with `n`, of the n-th year from the present one.
    Month,
    /// A year.
    Year,
    /// A row of years.
    YearRange,
    /// Ten years.
    Decade,
    /// n days from publication.
    RelativeDay,
    /// The n-th unit from the present one.
    RelativeUnit,
    /// n units before publication.
    Ago,
    /// n units after publication.
    Ahead,
    /// n units from the time told before.
    FromThere,
    /// A season.
    Season,
    /// A half or a quarter of a year.
    PartOfYear,
    /// The first n units of a time, or of the present year.
    FirstUnits,
    /// The first part of a time.
    Early,
    /// The middle of a time.
    Mid,
    /// The last part of a time.
    Late,
    /// From a time to publication.
    Since,
    /// Up to a time.
    Until,
    /// From a first to a second time.
    Between,
    /// A night, over one or two days.
    Night,
    /// The last n units up to publication.
    PastWindow,
    /// A stretch of time.
    Duration,
    /// Again and again.
    Frequency,
    /// A day that is remembered.
    Anniversary,
    /// A time that has no bounds.
    Vague,
    /// A part of the day.
    PartOfDay,
    /// The time inside, as it is: prepositions and articles around it.
    Same,
    /// A date that is part of a name: no time at all.
    Name,
}

/// Words of a time.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatePattern {
    /// `<lang>.date.<slug>`
    pub id: String,
    /// What they mean.
    pub means: Means,
    /// Rows of elements.
    pub forms: Vec<String>,
    /// The number, where the words do not tell it.
    #[serde(default)]
    pub n: Option<i32>,
    /// The unit, where the words do not tell it.
    #[serde(default)]
    pub unit: Option<TimeUnit>,
    /// Sentences with what they resolve to.
    #[serde(default)]
    pub yes: Vec<DateExample>,
}

/// A sentence of the file's own, with the first time in it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DateExample {
    /// The sentence.
    pub text: String,
    /// Day of publication.
    #[serde(default)]
    pub published: String,
    /// First day; empty when it does not resolve.
    #[serde(default)]
    pub from: String,
    /// Last day; the first when empty.
    #[serde(default)]
    pub to: String,
}

/// A class of words and numbers that an element keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// 1 to 31.
    Day,
    /// A month.
    Month,
    /// `10-12`, two days in one token.
    Days,
    /// Four figures.
    Year,
    /// A weekday.
    Weekday,
    /// A season.
    Season,
    /// Any number, in figures or words, or a word for some number.
    Number,
    /// A unit of time.
    Unit,
    /// A part of the day.
    Part,
    /// An ordinal.
    Ordinal,
    /// A date in one token.
    Numeric,
    /// `1990s`
    Decade,
    /// `mi-mars`, `mid-March` in one token.
    MidMonth,
    /// `mi-2020`, `mid-2020` in one token.
    MidYear,
    /// Another time. The last of the classes.
    Date,
}

impl Slot {
    /// All, in the order of their numbers.
    pub(crate) const ALL: [Self; 15] = [
        Self::Day,
        Self::Month,
        Self::Days,
        Self::Year,
        Self::Weekday,
        Self::Season,
        Self::Number,
        Self::Unit,
        Self::Part,
        Self::Ordinal,
        Self::Numeric,
        Self::Decade,
        Self::MidMonth,
        Self::MidYear,
        Self::Date,
    ];

    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "day" => Self::Day,
            "days" => Self::Days,
            "month" => Self::Month,
            "year" => Self::Year,
            "weekday" => Self::Weekday,
            "season" => Self::Season,
            "n" => Self::Number,
            "unit" => Self::Unit,
            "part" => Self::Part,
            "ordinal" => Self::Ordinal,
            "numeric" => Self::Numeric,
            "decade" => Self::Decade,
            "mid_month" => Self::MidMonth,
            "mid_year" => Self::MidYear,
            "date" => Self::Date,
            _ => return None,
        })
    }
}

/// One element of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// What it matches.
    pub matches: Matcher,
    /// Whether it may be missing.
    pub optional: bool,
}

/// What an element matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Matcher {
    /// One of these words, by number.
    Words(Vec<u16>),
    /// A class.
    Slot(Slot),
}

/// What a token may begin, or a place of a form take, as bits: where two have none in common, the
/// token does not stand at that place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Begins {
    /// Classes by number, and the highest bit, which every token has.
    pub(crate) slots: u16,
    /// The numbers of words, modulo 64.
    pub(crate) words: u64,
}

impl Begins {
    /// What every token begins.
    pub(crate) const ALWAYS: u16 = 1 << 15;

    fn of(matcher: &Matcher) -> Self {
        match matcher {
            Matcher::Words(ids) => {
                Self { slots: 0, words: ids.iter().fold(0, |bits, &id| bits | Self::word(id)) }
            }
            Matcher::Slot(slot) => Self { slots: Self::slot(*slot), words: 0 },
        }
    }

    /// The bit of a class.
    pub(crate) fn slot(slot: Slot) -> u16 {
        1 << slot as u16
    }

    /// The bit of a word.
    pub(crate) fn word(id: u16) -> u64 {
        1 << (id & 63)
    }

    fn or(self, other: Self) -> Self {
        Self { slots: self.slots | other.slots, words: self.words | other.words }
    }

    /// Whether two have something in common.
    #[inline]
    pub(crate) fn meets(self, other: Self) -> bool {
        self.slots & other.slots != 0 || self.words & other.words != 0
    }
}

/// A compiled form.
#[derive(Clone, Debug)]
pub struct Form {
    /// Its elements.
    pub elements: Vec<Element>,
    /// What must stand behind its first token.
    pub(crate) second: Begins,
    /// Index of its pattern in the file.
    pub pattern: usize,
}

impl Form {
    fn new(elements: Vec<Element>, pattern: usize) -> Self {
        let always = Begins { slots: Begins::ALWAYS, words: 0 };
        let second = match elements.as_slice() {
            // A number may take several tokens, and where the first may be missing another one
            // stands first.
            [one, others @ ..]
                if !one.optional
                    && !matches!(one.matches, Matcher::Slot(Slot::Day | Slot::Number)) =>
            {
                // Any of those that may be missing, or the one behind them, if there is one.
                let must = others.iter().position(|other| !other.optional);
                must.map_or(always, |must| {
                    let begins =
                        others.iter().take(must + 1).map(|other| Begins::of(&other.matches));
                    begins.fold(Begins::default(), Begins::or)
                })
            }
            _ => always,
        };
        Self { elements, second, pattern }
    }
}

/// Forms that begin alike.
#[derive(Clone, Debug, Default)]
pub struct Forms {
    pub(crate) forms: Vec<Form>,
    /// What must stand behind the first token of at least one of them.
    pub(crate) second: Begins,
}

impl Forms {
    fn push(&mut self, form: Form) {
        self.second = self.second.or(form.second);
        self.forms.push(form);
    }
}

/// What one word is in the grammar of dates.
#[derive(Clone, Copy, Debug, Default)]
pub struct DateWord {
    /// Its number.
    pub id: u16,
    /// 1 to 12 for months.
    pub month: i8,
    /// 1 to 7 for weekdays.
    pub weekday: i8,
    /// Month and day of the first and of the last day of a season; zeros for other words.
    pub season: [i8; 4],
    /// Unit of time.
    pub unit: Option<TimeUnit>,
    /// Whether it is a part of the day.
    pub is_part: bool,
    /// Whether it stands for some number.
    pub is_some: bool,
    /// Rank of an ordinal.
    pub ordinal: i8,
    /// Whether it is a month that is also something else.
    pub is_ambiguous: bool,
}

/// The compiled tables of one language.
#[derive(Clone, Debug)]
pub struct DateWords {
    /// The file that they come from.
    pub file: DatesFile,
    /// Words by lower-case form.
    pub words: FxHashMap<Box<str>, DateWord>,
    /// The same words, to be told quickly.
    pub(crate) filter: WordFilter,
    /// Forms by the number of their first word.
    pub by_word: Vec<Forms>,
    /// Forms that begin with a class, by the number of the class.
    pub by_slot: Vec<Forms>,
}

/// Why a `dates.toml` was refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DatesError {
    /// Not TOML of this schema.
    #[error(transparent)]
    Toml(#[from] toml::de::Error),
    /// A class that does not exist.
    #[error("form `{form}` of `{id}`: no class is called `{name}`")]
    UnknownSlot {
        /// The pattern.
        id: String,
        /// The form.
        form: String,
        /// What stands in braces.
        name: String,
    },
}

impl DateWords {
    /// Reads and compiles a `dates.toml`.
    ///
    /// # Errors
    ///
    /// When the text is not TOML of this schema, or a form names an unknown class.
    pub fn parse(toml_text: &str) -> Result<Self, DatesError> {
        let file: DatesFile = toml::from_str(toml_text)?;
        let mut words: FxHashMap<Box<str>, DateWord> = FxHashMap::default();
        let mut n_words = 0_u16;
        let mut word = |form: &str| {
            let entry = words.entry(form.into()).or_insert_with(|| {
                n_words += 1;
                DateWord { id: n_words, ..DateWord::default() }
            });
            entry.id
        };
        let mut forms = Vec::new();
        for (at, pattern) in file.patterns.iter().enumerate() {
            for form in &pattern.forms {
                let mut elements = Vec::new();
                for element in form.split(' ') {
                    let (body, optional) =
                        element.strip_suffix('?').map_or((element, false), |body| (body, true));
                    let matches = if let Some(name) =
                        body.strip_prefix('{').and_then(|body| body.strip_suffix('}'))
                    {
                        let slot = Slot::of(name).ok_or_else(|| DatesError::UnknownSlot {
                            id: pattern.id.clone(),
                            form: form.clone(),
                            name: name.to_owned(),
                        })?;
                        Matcher::Slot(slot)
                    } else {
                        Matcher::Words(body.split('|').map(&mut word).collect())
                    };
                    elements.push(Element { matches, optional });
                }
                forms.push(Form::new(elements, at));
            }
        }
        let grammar = &file.grammar;
        let lists = [
            &grammar.day_articles,
            &grammar.day_links,
            &grammar.name_before,
            &grammar.name_after,
            &grammar.name_links,
            &grammar.future,
            &grammar.month_before,
        ];
        lists.into_iter().flatten().for_each(|form| {
            word(form);
        });
        let keys = file
            .months
            .keys()
            .chain(file.weekdays.keys())
            .chain(file.seasons.keys())
            .chain(file.units.keys());
        let keys = keys.chain(&file.parts).chain(&file.some).chain(file.ordinals.keys());
        keys.for_each(|form| {
            word(form);
        });
        let mut set = |form: &str, change: &dyn Fn(&mut DateWord)| {
            if let Some(word) = words.get_mut(form) {
                change(word);
            }
        };
        file.months.iter().for_each(|(form, &month)| set(form, &|word| word.month = month));
        file.weekdays.iter().for_each(|(form, &weekday)| set(form, &|word| word.weekday = weekday));
        file.seasons.iter().for_each(|(form, &days)| set(form, &|word| word.season = days));
        file.units.iter().for_each(|(form, &unit)| set(form, &|word| word.unit = Some(unit)));
        file.parts.iter().for_each(|form| set(form, &|word| word.is_part = true));
        file.some.iter().for_each(|form| set(form, &|word| word.is_some = true));
        file.ordinals.iter().for_each(|(form, &rank)| set(form, &|word| word.ordinal = rank));
        grammar
            .ambiguous_months
            .iter()
            .for_each(|form| set(form, &|word| word.is_ambiguous = true));

        let mut by_word = vec![Forms::default(); usize::from(n_words) + 1];
        let mut by_slot = vec![Forms::default(); Slot::Date as usize + 1];
        for form in forms {
            // A form is found under its first element, and under the ones behind it as long as those may be missing.
            for element in &form.elements {
                match &element.matches {
                    Matcher::Words(ids) => {
                        for &id in ids {
                            if let Some(list) = by_word.get_mut(usize::from(id)) {
                                list.push(form.clone());
                            }
                        }
                    }
                    Matcher::Slot(slot) => {
                        if let Some(list) = by_slot.get_mut(*slot as usize) {
                            list.push(form.clone());
                        }
                    }
                }
                if !element.optional {
                    break;
                }
            }
        }
        let filter = WordFilter::new(words.keys().map(|word| &**word));
        Ok(Self { file, words, filter, by_word, by_slot })
    }

    /// What a lower-case word is; number 0 for a word that dates do not use.
    pub fn word(&self, lower: &str) -> DateWord {
        self.words.get(lower).copied().unwrap_or_default()
    }
}
