//! Which language a text is in.
//!
//! Takes text; gives a language that griot has a lexicon for, or the name of another. Short texts are
//! told by their function words, since statistics on letters take `Macron à Berlin mardi.` for
//! Italian. Deliberately gives one language a text: passages in another are told by
//! `foreign.rs`.

use whichlang::Lang as Detected;

use crate::lexicon::pages::{Pages, fold};
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
    if text.chars().filter(|c| c.is_alphabetic()).take(8).count() < 8 {
        return None;
    }
    let detected = match whichlang::detect_language(text) {
        Detected::Fra => Language::Known(Lang::Fr),
        Detected::Eng => Language::Known(Lang::En),
        other => Language::Other(code(other)),
    };
    let (best, hits, next) = function_words(text);
    let clear = hits > 2 * next;
    // A short text with function words of ours, or a text of any length that is full of them.
    let n_words = text.split_whitespace().count();
    let latin = !matches!(detected, Language::Other("ar" | "zh" | "hi" | "ja" | "ko" | "ru"));
    let short = text.len() < SHORT && hits >= 1 && clear;
    let full = hits * 8 >= n_words && clear;
    Some(if latin && hits > 0 && (short && detected_is_unsure(detected, hits, n_words) || full) {
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

/// The language with the most function words in a text, their number, and that of the next.
fn function_words(text: &str) -> (Lang, usize, usize) {
    let folded = fold(text);
    let (mut best, mut hits, mut next) = (Lang::Fr, 0, 0);
    for (lang, words) in Pages::builtin().function_words() {
        let n = folded
            .split(|c: char| !c.is_alphanumeric() && c != '\'')
            .filter(|word| {
                words.contains(*word)
                    || word
                        .split_once('\'')
                        .is_some_and(|(elided, _)| words.contains(format!("{elided}'").as_str()))
            })
            .count();
        if n > hits {
            (best, hits, next) = (*lang, n, hits);
        } else {
            next = next.max(n);
        }
    }
    (best, hits, next)
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
            article.notes.push(unsupported(code));
        }
        None => {}
    }
}

/// The note on a language that griot has no lexicon for.
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
