//! Folding of names: the form under which two spellings of one place meet.
//!
//! Takes a name as written; gives lower-case letters and digits without accents, and without
//! spaces, hyphens and apostrophes, because newspapers disagree on all three (`N'Djamena`,
//! `Ndjamena`; `Tin-Akoff`, `Tin Akoff`). It never translates a name into another spelling:
//! aliases are data.

use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// Appends the folded form of `text` to `out`.
pub fn fold_into(text: &str, out: &mut String) {
    if text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        // Most words are plain letters.
        let start = out.len();
        out.push_str(text);
        if let Some(added) = out.get_mut(start..) {
            added.make_ascii_lowercase();
        }
        return;
    }
    for ch in text.chars() {
        fold_char(ch, out);
    }
}

/// The folded form of a name.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(text, &mut out);
    out
}

/// Appends the folded form of one character, which may be nothing.
pub fn fold_char(ch: char, out: &mut String) {
    if ch.is_ascii() {
        if ch.is_ascii_alphanumeric() {
            out.push(ch.to_ascii_lowercase());
        }
        return;
    }
    match ch {
        // The letters of French without the tables of Unicode.
        'à' | 'â' | 'À' | 'Â' => out.push('a'),
        'é' | 'è' | 'ê' | 'ë' | 'É' | 'È' | 'Ê' => out.push('e'),
        'î' | 'ï' | 'Î' => out.push('i'),
        'ô' | 'Ô' => out.push('o'),
        'ù' | 'û' => out.push('u'),
        'ç' | 'Ç' => out.push('c'),
        '’' | '«' | '»' | '“' | '”' | '–' => {}
        'œ' | 'Œ' => out.push_str("oe"),
        'æ' | 'Æ' => out.push_str("ae"),
        'ß' => out.push_str("ss"),
        'ø' | 'Ø' => out.push('o'),
        'ł' | 'Ł' => out.push('l'),
        'đ' | 'Đ' | 'ɗ' | 'Ɗ' | 'ð' | 'Ð' => out.push('d'),
        'ı' => out.push('i'),
        'ŋ' | 'Ŋ' => out.push_str("ng"),
        'ɓ' | 'Ɓ' => out.push('b'),
        // Letters of transliteration that stand for a catch of the throat.
        'ʿ' | 'ʾ' | 'ʼ' | 'ʻ' | 'ʹ' => {}
        _ => decompose_canonical(ch, |part| {
            if !is_combining_mark(part) && part.is_alphanumeric() {
                out.extend(part.to_lowercase().filter(|lower| !is_combining_mark(*lower)));
            }
        }),
    }
}

#[cfg(test)]
mod tests {
    use unicode_normalization::UnicodeNormalization as _;

    use super::fold;

    #[test]
    fn spellings_meet() {
        assert_eq!(fold("N’Djaména"), "ndjamena");
        assert_eq!(fold("Tin-Akoff"), fold("tin akoff"));
        assert_eq!(fold("Cœur d'Œuvre"), "coeurdoeuvre");
        assert_eq!(fold("İstanbul"), "istanbul");
        assert_eq!(fold(" - ' «’» "), "");
        // Letters that are folded one by one and by the tables of Unicode.
        let accented = "àâäéèêëîïíôöóùûüçñÀÂÄÉÈÊËÎÏÔÖÙÛÜÇÑ";
        let folded: String = accented.nfd().filter(char::is_ascii).collect();
        assert_eq!(fold(accented), folded.to_lowercase());
    }
}
