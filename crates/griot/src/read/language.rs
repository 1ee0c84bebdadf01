//! Which language a text is in.
//!
//! Takes text; gives a language that griot has a lexicon for, or the name of another. Short texts are
//! told by their function words, since statistics on letters take `Macron à Berlin mardi.` for
//! Italian; so are texts that are full of them, which is enough to know and is known sooner.
//! Deliberately gives one language a text: passages in another are told by `foreign.rs`.

use whichlang::Lang as Detected;

use crate::lexicon::pages::{self, Pages, ShortWord};
use crate::model::{Article, Lang};
use crate::note::Note;

/// The language of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// One with a lexicon.
    Known(Lang),
    /// Another, by its ISO 639-1 code.
    Other(&'static str),
}

/// Texts shorter than this are told by their function words first.
const SHORT: usize = 400;

/// No more of a text is looked at.
const SAMPLE: usize = 20_000;

/// A text is full of function words when one word of so many is one.
const FULL: usize = 8;

/// The language of a text, when griot has a lexicon for it.
pub fn detect(text: &str) -> Option<Lang> {
    match identify(text)? {
        Language::Known(lang) => Some(lang),
        Language::Other(_) => None,
    }
}

/// The language of a text; `None` when it holds no letters to tell it by.
pub fn identify(text: &str) -> Option<Language> {
    let mut end = text.len().min(SAMPLE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let text = &text[..end];
    let tally = Tally::of(std::iter::once(text));
    if tally.n_letters < 8 {
        return None;
    }
    if let Some(lang) = tally.plain(FULL) {
        return Some(Language::Known(lang));
    }
    // Letters of two scripts: those of the smaller part would outweigh those of the greater one.
    let (latin, other) = (tally.n_latin, tally.n_letters - tally.n_latin);
    if latin.min(other) * 10 > tally.n_letters {
        let kept = |c: &char| !c.is_alphabetic() || is_latin(*c) == (latin >= other);
        return identify(&text.chars().filter(kept).collect::<String>());
    }
    let detected = match whichlang::detect_language(text) {
        Detected::Fra => Language::Known(Lang::Fr),
        Detected::Eng => Language::Known(Lang::En),
        other => Language::Other(code(other)),
    };
    let (best, hits, next) = tally.best();
    let clear = hits > 2 * next;
    // A short text with function words of ours, or a text of any length that is full of them.
    let latin = !matches!(detected, Language::Other("ar" | "zh" | "hi" | "ja" | "ko" | "ru"));
    let short = text.len() < SHORT && hits >= 1 && clear;
    let full = hits * FULL >= tally.n_words && clear;
    let unsure = detected_is_unsure(detected, hits, tally.n_words);
    Some(if latin && hits > 0 && (short && unsure || full) {
        Language::Known(best)
    } else {
        detected
    })
}

/// Whether a few function words outweigh the letters: always between languages of ours, and for
/// others when they are more than a borrowed word.
fn detected_is_unsure(detected: Language, hits: usize, n_words: usize) -> bool {
    matches!(detected, Language::Known(_)) || hits * 6 >= n_words
}

/// What the words of a text tell of its language, counted in one pass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// Words between white space.
    pub n_words: usize,
    /// Letters of any script.
    pub n_letters: usize,
    /// Those of them that are Latin.
    pub n_latin: usize,
    /// The function words of each language, in the order of the table.
    hits: [usize; pages::BUILTIN.len()],
}

impl Tally {
    /// Counts what a text holds, piece by piece: a word may go on from one to the next.
    pub(super) fn of<'t>(pieces: impl Iterator<Item = &'t str>) -> Self {
        let mut tally = Self::default();
        let mut word = Word::default();
        let mut between = true;
        for piece in pieces {
            let mut rest = piece;
            while let Some(c) = rest.chars().next() {
                let (n_bytes, space) = tally.read(rest, c, &mut word);
                tally.n_words += usize::from(between && !space);
                between = space;
                rest = rest.get(n_bytes..).unwrap_or_default();
            }
        }
        word.end(&mut tally);
        tally
    }

    /// Counts the first character of a text, and the letters behind it if it is a plain one: how many
    /// bytes that is, and whether it is white space.
    #[inline]
    fn read(&mut self, text: &str, first: char, word: &mut Word) -> (usize, bool) {
        if !first.is_ascii() {
            // The letters of French without the tables of Unicode.
            let letter = matches!(first, 'ß'..='ö' | 'ø'..='ÿ') || first.is_alphabetic();
            self.n_letters += usize::from(letter);
            self.n_latin += usize::from(letter && is_latin(first));
            pages::fold_wide(first, |c| word.push(c, self));
            return (first.len_utf8(), first.is_whitespace());
        }
        let kind = KINDS[usize::from(first as u8)];
        if kind != Kind::Letter {
            word.push_ascii(first as u8, kind, self);
            return (1, kind == Kind::Space);
        }
        let bytes = text.as_bytes();
        let end = bytes.iter().position(|byte| !byte.is_ascii_alphabetic());
        let letters = &bytes[..end.unwrap_or(bytes.len())];
        self.n_letters += letters.len();
        self.n_latin += letters.len();
        word.letters.push_letters(letters);
        (letters.len(), false)
    }

    /// The language with the most function words, their number, and that of the next.
    fn best(&self) -> (Lang, usize, usize) {
        let (mut best, mut hits, mut next) = (Lang::Fr, 0, 0);
        for ((lang, _), &n) in pages::BUILTIN.iter().zip(&self.hits) {
            if n > hits {
                (best, hits, next) = (*lang, n, hits);
            } else {
                next = next.max(n);
            }
        }
        (best, hits, next)
    }

    /// The language of a text in Latin letters that is full of its function words: one word of `rare`
    /// and hardly one of another language of ours. Letters tell nothing more of such a text, and cost a
    /// hundred times as much to look at.
    pub(super) fn plain(&self, rare: usize) -> Option<Lang> {
        let (best, hits, next) = self.best();
        let latin = self.n_latin * 10 >= self.n_letters * 9;
        (latin && hits > 0 && hits * rare >= self.n_words && hits > 2 * next).then_some(best)
    }
}

/// What an ASCII character is to a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Letter,
    Digit,
    Apostrophe,
    Space,
    Mark,
}

/// The kind of each, looked up since it is asked of every letter of a text.
const KINDS: [Kind; 128] = {
    let mut kinds = [Kind::Mark; 128];
    let mut byte = 0;
    while byte < 128 {
        kinds[byte as usize] = match byte {
            b'a'..=b'z' | b'A'..=b'Z' => Kind::Letter,
            b'0'..=b'9' => Kind::Digit,
            b'\'' | b'`' => Kind::Apostrophe,
            // As `char::is_whitespace` has it.
            b' ' | b'\t'..=b'\r' => Kind::Space,
            _ => Kind::Mark,
        };
        byte += 1;
    }
    kinds
};

/// A word as it is read letter by letter, folded.
#[derive(Clone, Copy, Debug, Default)]
struct Word {
    letters: ShortWord,
    /// Its letters up to the first apostrophe: `d'`.
    elided: Option<ShortWord>,
}

impl Word {
    #[inline]
    fn push_ascii(&mut self, byte: u8, kind: Kind, tally: &mut Tally) {
        match kind {
            Kind::Letter | Kind::Digit => self.letters.push(byte.to_ascii_lowercase()),
            Kind::Apostrophe => {
                self.letters.push(b'\'');
                self.elided.get_or_insert(self.letters);
            }
            Kind::Space | Kind::Mark => self.end(tally),
        }
    }

    fn push(&mut self, c: char, tally: &mut Tally) {
        if c.is_ascii() {
            self.push_ascii(c as u8, KINDS[usize::from(c as u8)], tally);
        } else if c.is_alphanumeric() {
            self.letters.push_other();
        } else {
            self.end(tally);
        }
    }

    /// Counts the word, and begins another.
    #[inline]
    fn end(&mut self, tally: &mut Tally) {
        if self.letters == ShortWord::default() {
            return;
        }
        let word = std::mem::take(self);
        let pages = Pages::builtin();
        let elided = word.elided.map_or(0, |elided| pages.function_word(elided));
        let found = pages.function_word(word.letters) | elided;
        for (lang, hits) in tally.hits.iter_mut().enumerate() {
            *hits += usize::from(found >> lang & 1);
        }
    }
}

/// Latin letters with their accents, those of Vietnamese included.
fn is_latin(c: char) -> bool {
    matches!(c, '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

/// The language of a code such as `fr`, `fr-FR`, `fra` or `French`.
pub fn of_code(code: &str) -> Option<Lang> {
    let code = code.trim().to_ascii_lowercase();
    match code.split(['-', '_']).next().unwrap_or_default() {
        "fr" | "fra" | "fre" | "french" | "français" => Some(Lang::Fr),
        "en" | "eng" | "english" => Some(Lang::En),
        _ => None,
    }
}

/// Gives an article the language of its text; a declared one stands only when the text cannot tell.
pub(super) fn declare(article: &mut Article) {
    match identify(&article.text) {
        Some(Language::Known(lang)) => article.lang = Some(lang),
        Some(Language::Other(code)) => {
            article.lang = None;
            // Sixteen languages are told apart, and a text in any other looks like one of them.
            article.notes.push(Note::new(
                "unsupported-language",
                format!("no lexicon for the language of the text, which looks like `{code}`"),
            ));
        }
        None => {}
    }
}

/// The note on a declared language that griot has no lexicon for.
pub(super) fn unsupported(code: &str) -> Note {
    Note::new("unsupported-language", format!("no lexicon for the language `{code}`"))
}

/// The ISO 639-1 code of a language.
pub(super) fn code(lang: Detected) -> &'static str {
    match lang {
        Detected::Ara => "ar",
        Detected::Cmn => "zh",
        Detected::Deu => "de",
        Detected::Eng => "en",
        Detected::Fra => "fr",
        Detected::Hin => "hi",
        Detected::Ita => "it",
        Detected::Jpn => "ja",
        Detected::Kor => "ko",
        Detected::Nld => "nl",
        Detected::Por => "pt",
        Detected::Rus => "ru",
        Detected::Spa => "es",
        Detected::Swe => "sv",
        Detected::Tur => "tr",
        Detected::Vie => "vi",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_letters_are_counted_in_one_pass() {
        let text = "L’armée d'été :\u{a0}the  <Wednesday> Москва, l'ÉTAT était là.";
        let tally = Tally::of(std::iter::once(text));
        assert_eq!(tally.n_words, text.split_whitespace().count());
        assert_eq!(tally.n_letters, text.chars().filter(|c| c.is_alphabetic()).count());
        assert_eq!(tally.n_letters - tally.n_latin, 6);
        // `L'`, `d'`, `l'`, `était`; `the`, `Wednesday`.
        assert_eq!(tally.hits, [4, 2]);
        assert_eq!(tally.plain(2), None);
        // Pieces are read as the whole is, wherever a word is cut.
        assert_eq!(Tally::of(text.split_inclusive(['t', 'r', 'W', '\''])), tally);
        let french = Tally::of(std::iter::once("Douze morts dans une attaque près de la ville."));
        assert_eq!(french.plain(6), Some(Lang::Fr));
    }

    #[test]
    fn languages() {
        let fr = Some(Language::Known(Lang::Fr));
        let en = Some(Language::Known(Lang::En));
        for (text, expected) in [
            ("Macron à Berlin mardi.", fr),
            ("Douze morts dans une attaque près de Ménaka", fr),
            ("L'armée dément", fr),
            ("Twelve killed in an attack near Menaka", en),
            ("The army denies it.", en),
            (
                "Tropas rusas bombardearon la ciudad durante la noche, según el gobernador.",
                Some(Language::Other("es")),
            ),
            (
                "Die Armee hat am Dienstag die Stadt eingenommen, sagte der Gouverneur.",
                Some(Language::Other("de")),
            ),
            (
                "O exército anunciou a morte de doze combatentes na província de Cabo Delgado.",
                Some(Language::Other("pt")),
            ),
            ("قال الجيش إن القوات سيطرت على المدينة", Some(Language::Other("ar"))),
            // Of two scripts the one with more letters.
            (
                "L'armée a repris la ville mardi, selon le gouverneur de la région. قال الجيش إن القوات \
                 سيطرت على المدينة",
                fr,
            ),
            (
                "قال الجيش إن القوات سيطرت على المدينة يوم الثلاثاء بعد معارك عنيفة The army said so",
                Some(Language::Other("ar")),
            ),
            ("12 + 30", None),
            ("", None),
        ] {
            assert_eq!(identify(text), expected, "{text}");
        }
    }

    #[test]
    fn codes() {
        assert_eq!(of_code("fr-FR"), Some(Lang::Fr));
        assert_eq!(of_code("EN_us"), Some(Lang::En));
        assert_eq!(of_code("de"), None);
    }
}
