//! Names as they are compared: words without accents, case, hyphens and apostrophes.
//!
//! Takes any text; gives its pieces in order, each with how it was capitalised. Knows no word of
//! any language: `Al-Qaïda`, `al Qaida` and `AL QAIDA` have the same pieces, `O.N.U.` and `ONU` too.

use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// How a piece is capitalised.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Case {
    /// Its first letter is a capital.
    pub(super) capital: bool,
    /// It has no small letter.
    pub(super) all_caps: bool,
    /// Its last letter is a capital.
    pub(super) ends: bool,
    /// How many letters and digits it has, at most 255.
    pub(super) len: u8,
}

/// Calls `each` with every piece of `text`, in order. `buffer` is scratch space.
pub(super) fn pieces(text: &str, buffer: &mut String, mut each: impl FnMut(&str, Case)) {
    buffer.clear();
    if text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        // Most words are plain letters: one piece, and nothing to fold but capitals.
        let Some(first) = text.bytes().next() else { return };
        buffer.push_str(text);
        buffer.make_ascii_lowercase();
        let case = Case {
            capital: first.is_ascii_uppercase(),
            all_caps: !text.bytes().any(|byte| byte.is_ascii_lowercase()),
            ends: text.bytes().next_back().is_some_and(|byte| byte.is_ascii_uppercase()),
            len: text.len().min(255) as u8,
        };
        return each(buffer, case);
    }
    let mut case = Case { all_caps: true, ..Case::default() };
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            note(&mut case, c.is_ascii_uppercase(), c.is_ascii_lowercase());
            buffer.push(c.to_ascii_lowercase());
        } else if matches!(c, 'à'..='ö' | 'ø'..='ÿ') {
            note(&mut case, false, true);
            fold_into(c, buffer);
        } else if c.is_alphanumeric() && !is_modifier(c) {
            note(&mut case, c.is_uppercase(), c.is_lowercase());
            fold_into(c, buffer);
        } else if c == '.' || is_combining_mark(c) || is_modifier(c) {
            // Dots of acronyms and marks belong to the piece and say nothing.
        } else if case.len > 0 {
            each(buffer, case);
            buffer.clear();
            case = Case { all_caps: true, ..Case::default() };
        }
    }
    if case.len > 0 {
        each(buffer, case);
    }
}

/// Counts one letter or digit.
fn note(case: &mut Case, upper: bool, lower: bool) {
    if case.len == 0 {
        case.capital = upper;
    }
    case.all_caps &= !lower;
    case.ends = upper;
    case.len = case.len.saturating_add(1);
}

/// Letters that transliterations write for the Arabic ʿayn and hamza.
fn is_modifier(c: char) -> bool {
    matches!(c, 'ʿ' | 'ʾ' | 'ʻ' | 'ʼ' | 'ˈ')
}

/// Adds a letter in lower case, without accents; letters that Unicode does not decompose as two.
fn fold_into(c: char, buffer: &mut String) {
    match c {
        // The letters of French without the tables of Unicode.
        'à' | 'â' | 'À' => buffer.push('a'),
        'é' | 'è' | 'ê' | 'ë' | 'É' => buffer.push('e'),
        'î' | 'ï' => buffer.push('i'),
        'ô' => buffer.push('o'),
        'ù' | 'û' => buffer.push('u'),
        'ç' => buffer.push('c'),
        'œ' | 'Œ' => buffer.push_str("oe"),
        'æ' | 'Æ' => buffer.push_str("ae"),
        'ß' | 'ẞ' => buffer.push_str("ss"),
        'ø' | 'Ø' => buffer.push('o'),
        'ł' | 'Ł' => buffer.push('l'),
        'đ' | 'Đ' => buffer.push('d'),
        'ı' | 'İ' => buffer.push('i'),
        // The order of marks is nothing here: they are left out.
        _ => c.to_lowercase().for_each(|c| {
            decompose_canonical(c, |part| {
                if !is_combining_mark(part) {
                    buffer.push(part);
                }
            });
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        let mut words = Vec::new();
        pieces(text, &mut String::new(), |piece, _| words.push(piece.to_owned()));
        words.join(" ")
    }

    #[test]
    fn spellings_of_one_name_fold_alike() {
        assert_eq!(folded("Al-Qaïda au Maghreb"), "al qaida au maghreb");
        assert_eq!(folded("AL QAI\u{308}DA"), "al qaida");
        assert_eq!(folded("l’État"), "l etat");
        assert_eq!(folded("ÉLÈVE élève ÇA ça Ünal ñandú ÿ"), "eleve eleve ca ca unal nandu y");
        assert_eq!(folded("O.N.U."), "onu");
        assert_eq!(folded("Ansaru-l-Islam, « sœur »"), "ansaru l islam soeur");
        assert_eq!(folded("…"), "");
    }

    #[test]
    fn capitals_are_seen() {
        let mut seen = Vec::new();
        pieces("FAMa M23 été", &mut String::new(), |_, case| {
            seen.push((case.capital, case.all_caps));
        });
        assert_eq!(seen, [(true, false), (true, true), (false, false)]);
    }
}
