//! The words that stand around articles on pages: `<lang>/pages.toml`.
//!
//! Takes the files of all languages; gives one table, since a French page may carry an English
//! share bar. Deliberately knows nothing of articles: what becomes of a line that holds such words
//! is decided in `extract/passages.rs`.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

use crate::annotate::syntax::hash;
use crate::lexicon::schema::About;
use crate::model::Lang;

/// A file `pages.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PagesFile {
    /// What the file is.
    pub about: About,
    /// Phrases around articles.
    #[serde(default)]
    pub passage: Vec<PassageWords>,
    /// Names of months.
    #[serde(default)]
    pub month: Vec<Month>,
    /// Short frequent words of the language.
    #[serde(default)]
    pub function: Vec<FunctionWords>,
}

/// Phrases that tell what a line of a page is.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PassageWords {
    /// `<lang>.pages.<slug>`
    pub id: String,
    /// What the line is.
    pub kind: PassageKind,
    /// Where in the line they stand.
    pub at: At,
    /// The phrases, as a page prints them.
    pub forms: Vec<String>,
    /// For the reader.
    #[serde(default)]
    pub note: String,
}

/// What a line of a page is, when it is not part of the article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PassageKind {
    /// Announces other articles.
    Related,
    /// Subscription lines, cookie banners, comments, notices of rights.
    Furniture,
    /// A word of a menu: counts only in a row of them.
    Menu,
    /// Names the outlet's first page in the trail of links that leads to an article.
    FirstPage,
    /// A network to share to: counts only in a row of them, or after words of sharing.
    Network,
    /// Whose picture it is.
    Credit,
    /// Tells when the article was published.
    Published,
    /// Tells when the article was changed.
    Modified,
    /// Tells who wrote it.
    Author,
    /// In a headline: the page is a list of short reports.
    Briefs,
}

/// Where in a line a phrase stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum At {
    /// It is the line; for related headlines, also what stands before a colon, a bar or an arrow.
    Whole,
    /// It is the line, and never opens one.
    Heading,
    /// It opens the line.
    Starts,
    /// It stands anywhere in a short line.
    Contains,
}

/// Names of a month.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Month {
    /// 1 for January.
    pub number: i8,
    /// Its names.
    pub forms: Vec<String>,
}

/// Short frequent words of a language.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FunctionWords {
    /// `<lang>.pages.<slug>`
    pub id: String,
    /// The words; one that ends in an apostrophe is an elision.
    pub forms: Vec<String>,
    /// For the reader.
    #[serde(default)]
    pub note: String,
}

/// The compiled table.
#[derive(Clone, Debug, Default)]
pub struct Pages {
    whole: FxHashMap<String, Vec<PassageKind>>,
    heading: FxHashSet<String>,
    /// By their first byte, the longest first.
    starts: FxHashMap<u8, Vec<(String, PassageKind)>>,
    contains: Vec<(String, PassageKind)>,
    months: FxHashMap<String, i8>,
    /// Function words: a bit for each language, in the order of [`BUILTIN`].
    function: FxHashMap<ShortWord, u8>,
}

/// The files that the program ships.
pub(crate) const BUILTIN: [(Lang, &str); 2] = [
    (Lang::Fr, include_str!("../../lexicon/fr/pages.toml")),
    (Lang::En, include_str!("../../lexicon/en/pages.toml")),
];

/// Dates in the languages that griot reads pages of and does not code.
const SHARED: &str = include_str!("../../lexicon/shared/pages.toml");

impl Pages {
    /// The table of the words that the program ships.
    pub fn builtin() -> &'static Self {
        static TABLE: LazyLock<Pages> = LazyLock::new(|| {
            let mut table = Pages::default();
            for (lang, source) in BUILTIN {
                // The shipped files are checked by a test below: a bad one never leaves the house.
                if let Ok(file) = toml::from_str::<PagesFile>(source) {
                    table.add(lang, &file);
                }
            }
            if let Ok(file) = toml::from_str::<PagesFile>(SHARED) {
                table.add_words(&file);
            }
            table.finish();
            table
        });
        &TABLE
    }

    /// The table of these files alone.
    pub fn of<'a>(files: impl IntoIterator<Item = (Lang, &'a PagesFile)>) -> Self {
        let mut table = Self::default();
        for (lang, file) in files {
            table.add(lang, file);
        }
        table.finish();
        table
    }

    fn add(&mut self, lang: Lang, file: &PagesFile) {
        self.add_words(file);
        let bit = BUILTIN.iter().position(|(known, _)| *known == lang).map_or(0, |at| 1 << at);
        for form in file.function.iter().flat_map(|words| &words.forms) {
            *self.function.entry(ShortWord::of(&fold(form))).or_default() |= bit;
        }
    }

    fn add_words(&mut self, file: &PagesFile) {
        for words in &file.passage {
            for form in &words.forms {
                let form = fold(form);
                match words.at {
                    At::Whole => self.whole.entry(form).or_default().push(words.kind),
                    At::Heading => {
                        self.whole.entry(form.clone()).or_default().push(words.kind);
                        self.heading.insert(form);
                    }
                    At::Starts => {
                        let bare = form.trim_end_matches([':', ' ']).to_owned();
                        // `date :` opens a line only with its colon, and stands alone only so.
                        if bare == form {
                            self.whole.entry(form.clone()).or_default().push(words.kind);
                        }
                        if let Some(first) = form.bytes().next() {
                            self.starts.entry(first).or_default().push((form, words.kind));
                        }
                    }
                    At::Contains => self.contains.push((form, words.kind)),
                }
            }
        }
        for month in &file.month {
            for form in &month.forms {
                self.months.insert(fold(form).trim_end_matches('.').to_owned(), month.number);
            }
        }
    }

    fn finish(&mut self) {
        // The longest phrase wins: `lire aussi` before `lire`.
        // Each list is sorted by itself: the order in which they are visited does not matter.
        #[expect(clippy::iter_over_hash_type)]
        for forms in self.starts.values_mut() {
            forms.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
        }
    }

    /// Whether a folded line is one of the phrases of a kind.
    pub fn is(&self, folded: &str, kind: PassageKind) -> bool {
        self.whole.get(folded).is_some_and(|kinds| kinds.contains(&kind))
    }

    /// Whether a folded phrase of related headlines may open a line with a separator after it.
    pub fn opens_related(&self, folded: &str) -> bool {
        self.is(folded, PassageKind::Related) && !self.heading.contains(folded)
    }

    /// The longest phrase of a kind with which a folded line opens, ending at a word boundary.
    pub fn opening<'f>(&self, folded: &'f str, kind: PassageKind) -> Option<&'f str> {
        let forms = self.starts.get(&folded.bytes().next()?)?;
        forms.iter().filter(|(_, of)| *of == kind).find_map(|(form, _)| {
            let rest = folded.strip_prefix(form.as_str())?;
            let open = form.ends_with(|c: char| c.is_alphabetic());
            let goes_on = rest.starts_with(|c: char| c.is_alphanumeric());
            (!open || !goes_on).then(|| &folded[..form.len()])
        })
    }

    /// Whether a folded line holds a phrase of a kind that may stand anywhere.
    pub fn holds(&self, folded: &str, kind: PassageKind) -> bool {
        self.contains.iter().any(|(form, of)| *of == kind && folded.contains(form.as_str()))
    }

    /// The number of a month by its name.
    pub fn month(&self, name: &str) -> Option<i8> {
        self.months.get(fold(name).trim_end_matches('.')).copied()
    }

    /// The languages of which a folded word is a short frequent one, as bits in the order of
    /// [`BUILTIN`].
    #[inline]
    pub(crate) fn function_word(&self, word: ShortWord) -> u8 {
        if word.is_long() { 0 } else { self.function.get(&word).copied().unwrap_or(0) }
    }

    /// Whether a folded word is a short frequent one of any language.
    pub(crate) fn is_function_word(&self, folded: &str) -> bool {
        self.function_word(ShortWord::of(folded)) != 0
    }
}

/// A folded word that can be told letter by letter: its last eight bytes and its length, which are all
/// of it that anybody compares. (No two words of a dictionary are that long and differ before them.)
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct ShortWord {
    last: u64,
    n_bytes: u32,
}

impl ShortWord {
    /// Longer words are no function words.
    const MOST_BYTES: u32 = 10;

    fn of(folded: &str) -> Self {
        let mut word = Self::default();
        for c in folded.chars() {
            if c.is_ascii() { word.push(c as u8) } else { word.push_other() }
        }
        word
    }

    /// Adds a letter.
    #[inline]
    pub(crate) fn push(&mut self, byte: u8) {
        self.last = self.last << 8 | u64::from(byte);
        self.n_bytes += 1;
    }

    /// Adds letters of ASCII, capitals as small ones.
    #[inline]
    pub(crate) fn push_letters(&mut self, letters: &[u8]) {
        // One bit tells a small letter from its capital.
        const SMALL: u64 = 0x2020_2020_2020_2020;
        let last = hash::big_endian(letters);
        self.last = match letters.len() {
            0 => return,
            n @ 1..8 => self.last << (8 * n) | last | SMALL >> (64 - 8 * n),
            _ => last | SMALL,
        };
        self.n_bytes += letters.len() as u32;
    }

    /// Adds a letter that has no plain one beneath it: no function word does.
    pub(crate) fn push_other(&mut self) {
        self.n_bytes += Self::MOST_BYTES + 1;
    }

    fn is_long(self) -> bool {
        self.n_bytes > Self::MOST_BYTES
    }
}

/// A line as phrases are compared: lower case, no accents, straight apostrophes, single spaces,
/// and one space before a colon.
pub fn fold(line: &str) -> String {
    let mut folded = String::with_capacity(line.len());
    let mut rest = line;
    loop {
        let (plain, other) = rest.split_at(unchanged(rest.as_bytes()));
        folded.push_str(plain);
        rest = other;
        let mut chars = rest.chars();
        let Some(c) = chars.next() else { break };
        rest = chars.as_str();
        if c.is_ascii() {
            fold_char(c, &mut folded);
        } else {
            decompose(c, |part| fold_char(part, &mut folded));
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// How many bytes of a line stay as they are when it is folded: all but capitals, colons, marks that
/// stand for others, white space that is not one space behind a word, and what is not ASCII.
fn unchanged(line: &[u8]) -> usize {
    let is_plain = |byte: u8| matches!(byte, b'!'..=b'9' | b';'..=b'@' | b'['..=b'_' | b'a'..=b'~');
    let mut after_word = false;
    let end = line.iter().position(|&byte| {
        let stays = is_plain(byte) || byte == b' ' && after_word;
        after_word = byte != b' ';
        !stays
    });
    end.unwrap_or(line.len())
}

/// The characters that a letter with accents or a ligature is made of, without the accents.
fn decompose(c: char, mut part: impl FnMut(char)) {
    // The letters of French without the tables of Unicode.
    match c {
        'à' | 'â' => part('a'),
        'é' | 'è' | 'ê' | 'ë' => part('e'),
        'î' | 'ï' => part('i'),
        'ô' => part('o'),
        'ù' | 'û' => part('u'),
        'ç' => part('c'),
        '’' | '«' | '»' | '“' | '”' => part(c),
        // The order of marks, which decides how text as a whole decomposes, is nothing here: they
        // are left out.
        _ => decompose_compatible(c, |c| {
            if !is_combining_mark(c) {
                part(c);
            }
        }),
    }
}

/// Hands on what [`fold`] makes of a character that is not ASCII, one by one; of white space, a space.
pub(crate) fn fold_wide(c: char, mut part: impl FnMut(char)) {
    let mut folded = String::new();
    decompose(c, |c| match c {
        _ if c.is_ascii() => part(c),
        '’' => part('\''),
        '«' | '»' | '“' | '”' | '–' | '—' => part(' '),
        _ if c.is_whitespace() => part(' '),
        _ => {
            folded.clear();
            fold_char(c, &mut folded);
            folded.chars().for_each(&mut part);
        }
    });
}

/// Appends a character of a decomposed line.
fn fold_char(c: char, folded: &mut String) {
    match c {
        'a'..='z' | '0'..='9' => folded.push(c),
        'A'..='Z' => folded.push(c.to_ascii_lowercase()),
        '’' | '‘' | 'ʼ' | '´' | '`' => folded.push('\''),
        '‐' | '‑' => folded.push('-'),
        'œ' | 'Œ' => folded.push_str("oe"),
        'æ' | 'Æ' => folded.push_str("ae"),
        '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}' | '\u{ad}' => {}
        ':' => {
            if !folded.ends_with(' ') && !folded.is_empty() {
                folded.push(' ');
            }
            folded.push(':');
        }
        c if c.is_whitespace() => {
            if !folded.ends_with(' ') && !folded.is_empty() {
                folded.push(' ');
            }
        }
        c => folded.extend(c.to_lowercase()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_files_are_well_formed() {
        for (lang, source) in BUILTIN {
            let file: PagesFile = toml::from_str(source).unwrap();
            assert_eq!(file.about.language, lang.as_str());
            assert_eq!(file.about.subject, "pages");
            let ids: Vec<_> = file.passage.iter().map(|words| words.id.as_str()).collect();
            assert!(ids.is_sorted(), "entries of {lang:?} are not sorted: {ids:?}");
            for words in &file.passage {
                assert!(words.id.starts_with(&format!("{}.pages.", lang.as_str())), "{}", words.id);
                for form in &words.forms {
                    assert_eq!(form.trim(), form, "{}", words.id);
                    assert!(form.chars().all(|c| !c.is_uppercase()), "{form} in {}", words.id);
                }
            }
            assert_eq!(file.month.len(), 12);
            for form in file.function.iter().flat_map(|words| &words.forms) {
                assert!(!ShortWord::of(&fold(form)).is_long(), "{form} is too long to be told");
            }
        }
    }

    #[test]
    fn lines_are_folded() {
        assert_eq!(fold("  À  LIRE\u{a0}AUSSI: "), "a lire aussi :");
        assert_eq!(fold("L’Œuvre"), "l'oeuvre");
    }

    #[test]
    fn runs_are_folded_as_letters_are() {
        for line in [
            "  two  spaces\t and :a colon: , (1) ",
            "it`s \u{200b} « Été »\u{a0}: l’œuvre ",
            "A b\u{a0} c  :",
            "",
        ] {
            let mut slowly = String::new();
            for c in line.chars() {
                decompose_compatible(c, |part| {
                    if !is_combining_mark(part) {
                        fold_char(part, &mut slowly);
                    }
                });
            }
            assert_eq!(fold(line), slowly.trim_end(), "{line:?}");
        }
    }

    #[test]
    fn short_words_are_told_by_their_letters() {
        let pages = Pages::builtin();
        for word in ["d'", "ete", "the", "wednesday", "que"] {
            assert!(pages.is_function_word(word), "{word}");
        }
        for word in ["", "d", "attaque", "wednesdays", "thé", "mercredimercredi"] {
            assert!(!pages.is_function_word(word), "{word}");
        }
    }

    #[test]
    fn phrases_end_at_words() {
        let pages = Pages::builtin();
        assert_eq!(pages.opening("lire aussi : x", PassageKind::Related), Some("lire aussi"));
        assert_eq!(pages.opening("partager surtout", PassageKind::Furniture), None);
        assert!(pages.is("similaires", PassageKind::Related));
        assert_eq!(pages.month("Août"), Some(8));
    }
}
