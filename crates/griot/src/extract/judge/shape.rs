//! The form of a text: what can be told of it without knowing its language.

/// What the characters of a block tell.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Shape {
    pub(super) n_words: u32,
    pub(super) n_chars: u32,
    /// Letters and digits.
    pub(super) n_letters: u32,
    pub(super) n_digits: u32,
    pub(super) n_commas: u32,
    /// Full stops, question marks and exclamation marks that end a word.
    pub(super) n_stops: u32,
    /// Words that begin with a capital.
    pub(super) n_capitals: u32,
    /// Words in capitals throughout, of two letters or more.
    pub(super) n_shouted: u32,
    /// Words of at most three letters: in most languages those that make sentences.
    pub(super) n_short: u32,
    /// Characters that set parts of a menu or a bar apart.
    pub(super) n_bars: u32,
    /// Whether it begins with a small letter.
    pub(super) small_first: bool,
    /// How it ends.
    pub(super) end: End,
}

/// How a text ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum End {
    /// With a word.
    #[default]
    Open = 0,
    /// With a colon.
    Colon = 1,
    /// Cut short.
    Dots = 2,
    /// As sentences do.
    Stop = 3,
}

/// Looks at a text once.
pub(super) fn shape(text: &str) -> Shape {
    let mut shape = Shape::default();
    for word in text.split_whitespace() {
        let mut n_letters = 0;
        let (mut n_upper, mut n_digits, mut n_alphabetic) = (0, 0, 0);
        let mut first_upper = false;
        for c in word.chars() {
            shape.n_chars += 1;
            if c.is_alphanumeric() {
                if n_letters == 0 {
                    first_upper = c.is_uppercase();
                }
                n_letters += 1;
                n_alphabetic += u32::from(c.is_alphabetic());
                n_upper += u32::from(c.is_uppercase());
                n_digits += u32::from(c.is_numeric());
            } else {
                shape.n_commas += u32::from(matches!(c, ',' | ';' | '،' | '、' | '，'));
                shape.n_bars +=
                    u32::from(matches!(c, '|' | '•' | '·' | '»' | '›' | '>' | '©' | '→' | '#'));
            }
        }
        if n_letters == 0 {
            continue;
        }
        if shape.n_words == 0 {
            shape.small_first = word.chars().next().is_some_and(char::is_lowercase);
        }
        shape.n_words += 1;
        shape.n_letters += n_letters;
        shape.n_digits += n_digits;
        shape.n_capitals += u32::from(first_upper);
        shape.n_shouted += u32::from(n_alphabetic >= 2 && n_upper == n_alphabetic);
        shape.n_short += u32::from(n_letters <= 3 && n_digits == 0);
        let bare = word.trim_end_matches(['"', '»', '”', '’', '\'', ')', ']', '“']);
        shape.n_stops += u32::from(bare.ends_with(['.', '!', '?', '…', '。', '؟', '।']));
    }
    let bare = text.trim_end_matches(['"', '»', '”', '’', '\'', ')', ']', '“', ' ', '\u{a0}']);
    shape.end = if bare.ends_with("...") || bare.ends_with('…') {
        End::Dots
    } else if bare.ends_with(['.', '!', '?', '。', '؟', '।']) {
        End::Stop
    } else if bare.ends_with(':') {
        End::Colon
    } else {
        End::Open
    };
    shape
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_told() {
        let sentence = shape("Le maire, M. Diallo, a dit : « Nous restons. »");
        assert_eq!((sentence.n_words, sentence.n_commas, sentence.end), (8, 2, End::Stop));
        let bar = shape("Accueil | Sport | MÉTÉO");
        assert_eq!((bar.n_bars, bar.n_shouted, bar.end), (2, 1, End::Open));
        assert_eq!(shape("Lire la suite…").end, End::Dots);
        assert_eq!(shape("").n_words, 0);
    }
}
