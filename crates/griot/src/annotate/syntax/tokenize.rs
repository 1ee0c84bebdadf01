//! Cuts text into tokens.
//!
//! Takes any text, gives the byte ranges of its tokens in order, with the kind of gap before each.
//! It knows no sentences, and it changes nothing: a token is a slice of the text.
//!
//! What is one token:
//!
//! | text | tokens |
//! | --- | --- |
//! | `l'armée`, `jusqu'ici` | `l'` `armée`, `jusqu'` `ici` |
//! | `aujourd'hui`, `N'Djamena`, `Val-d'Oise` | one each |
//! | `a-t-on`, `est-ce`, `celui-ci` | `a` `-t-on`, `est` `-ce`, one |
//! | `porte-parole`, `well-known`, `AK-47` | one each |
//! | `don't`, `army's`, `cannot` (English) | `do` `n't`, `army` `'s`, `can` `not` |
//! | `12 000`, `12.000`, `1,5`, `14h30`, `2016-01-31` | one each (in English no plain space) |
//! | `10-15`, `50%`, `(ADF)` | `10` `-` `15`, `50` `%`, `(` `ADF` `)` |
//! | `M.` `U.S.` `J.-C.` `n°` | one each |
//!
//! Time is linear in the text: every loop below only moves forward.

use unicode_normalization::char::is_combining_mark;

use super::vocab::{Vocab, holds};
use crate::model::Lang;

/// What stands between a token and the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// Nothing.
    None,
    /// White space within a line.
    Space,
    /// The end of a line.
    Line,
    /// An empty line, or the start of the text.
    Paragraph,
}

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Letters.
    Word,
    /// An abbreviation with its full stop.
    Abbreviation,
    /// Digits first.
    Number,
    /// Anything else.
    Mark,
}

/// A token before annotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RawToken {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// What stands before it.
    pub gap: Gap,
    /// What it is made of.
    pub kind: Kind,
}

/// Cuts a text.
pub fn tokenize(text: &str, lang: Lang) -> Vec<RawToken> {
    let mut cutter =
        Cutter { text, bytes: text.as_bytes(), vocab: Vocab::of(lang), tokens: Vec::new() };
    cutter.tokens.reserve(text.len() / 5);
    cutter.run();
    cutter.tokens
}

struct Cutter<'a> {
    text: &'a str,
    bytes: &'a [u8],
    vocab: &'static Vocab,
    tokens: Vec<RawToken>,
}

impl Cutter<'_> {
    fn run(&mut self) {
        let mut at = 0;
        let mut gap = Gap::Paragraph;
        while at < self.bytes.len() {
            let (next, found) = self.skip_space(at);
            if next > at {
                gap = gap.max(found);
                at = next;
                continue;
            }
            let Some(first) = self.char_at(at) else { break };
            at = if first.is_ascii_digit() {
                self.number(at, gap)
            } else if is_letter(first) || matches!(first, '@' | '#') && self.letter_at(at + 1) {
                self.word(at, gap)
            } else {
                self.mark(at, first, gap)
            };
            gap = Gap::None;
        }
    }

    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    fn char_at(&self, at: usize) -> Option<char> {
        match self.bytes.get(at) {
            Some(&byte) if byte < 0x80 => Some(char::from(byte)),
            _ => self.text.get(at..).and_then(|rest| rest.chars().next()),
        }
    }

    fn letter_at(&self, at: usize) -> bool {
        self.char_at(at).is_some_and(char::is_alphanumeric)
    }

    fn push(&mut self, start: usize, end: usize, gap: Gap, kind: Kind) -> usize {
        self.tokens.push(RawToken { start: start as u32, end: end as u32, gap, kind });
        end
    }

    /// Passes over white space and invisible characters; says what gap they make.
    fn skip_space(&self, mut at: usize) -> (usize, Gap) {
        if self.byte(at) == b' ' && self.byte(at + 1) > b' ' && self.byte(at + 1) < 0x80 {
            return (at + 1, Gap::Space);
        }
        let mut lines = 0;
        let mut spaced = false;
        while let Some(c) = self.char_at(at) {
            match c {
                '\n' | '\u{2028}' | '\u{85}' => lines += 1,
                '\r' if self.byte(at + 1) != b'\n' => lines += 1,
                '\u{2029}' => lines += 2,
                '\u{200b}' | '\u{feff}' | '\u{2060}' | '\u{200e}' | '\u{200f}' => {
                    at += c.len_utf8();
                    continue;
                }
                _ if c.is_whitespace() || c.is_control() => {}
                _ => break,
            }
            spaced = true;
            at += c.len_utf8();
        }
        let gap = match lines {
            0 if spaced => Gap::Space,
            0 => Gap::None,
            1 => Gap::Line,
            _ => Gap::Paragraph,
        };
        (at, gap)
    }

    /// A run of dots or dashes, or a single mark with whatever combines with it.
    fn mark(&mut self, start: usize, first: char, gap: Gap) -> usize {
        let mut end = start + first.len_utf8();
        if matches!(first, '.' | '-' | '–' | '—' | '…' | '*' | '=' | '_' | '`') {
            while self.char_at(end) == Some(first) {
                end += first.len_utf8();
            }
        }
        while let Some(c) = self.char_at(end).filter(|&c| combines(c)) {
            end += c.len_utf8();
        }
        self.push(start, end, gap, Kind::Mark)
    }

    /// Digits with their separators; letters behind them make a word of it (`14h30`, `1er`).
    fn number(&mut self, start: usize, gap: Gap) -> usize {
        if let Some(end) = self.iso_date(start) {
            return self.push(start, end, gap, Kind::Number);
        }
        let mut end = self.digits(start);
        let mut groups = end - start <= 3;
        loop {
            match self.byte(end) {
                b'.' | b',' | b':' | b'/' if self.byte(end + 1).is_ascii_digit() => {
                    // A decimal point ends grouping, unless it groups by three itself.
                    let next = self.digits(end + 1);
                    groups &= next - end == 4;
                    end = next;
                }
                _ => match self.digit_group(end) {
                    Some(next) if groups => end = next,
                    _ => break,
                },
            }
        }
        let hyphenated =
            self.byte(end) == b'-' && self.char_at(end + 1).is_some_and(char::is_alphabetic);
        if hyphenated || self.char_at(end).is_some_and(is_letter) {
            let end = self.word_end(end, start).0;
            return self.push(start, end, gap, Kind::Number);
        }
        self.push(start, end, gap, Kind::Number)
    }

    fn digits(&self, mut at: usize) -> usize {
        while self.byte(at).is_ascii_digit() {
            at += 1;
        }
        at
    }

    /// Three digits behind a separating space, and no fourth.
    fn digit_group(&self, at: usize) -> Option<usize> {
        let space = self.char_at(at)?;
        let separates = matches!(space, '\u{a0}' | '\u{202f}' | '\u{2009}')
            || space == ' ' && self.vocab.space_groups_digits;
        if !separates {
            return None;
        }
        let from = at + space.len_utf8();
        let three = (from..from + 3).all(|i| self.byte(i).is_ascii_digit());
        (three && !self.char_at(from + 3).is_some_and(is_letter)).then_some(from + 3)
    }

    fn iso_date(&self, start: usize) -> Option<usize> {
        let shape = self.bytes.get(start..start + 10)?;
        let fits = shape.iter().enumerate().all(|(i, byte)| match i {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        });
        (fits && !self.byte(start + 10).is_ascii_digit()).then_some(start + 10)
    }

    /// A word with its inner hyphens, apostrophes and dots, and the cuts that its language makes.
    fn word(&mut self, start: usize, gap: Gap) -> usize {
        if let Some(end) = self.address(start) {
            return self.push(start, end, gap, Kind::Word);
        }
        let (end, elided) = self.word_end(start, start);
        if elided {
            return self.push(start, end, gap, Kind::Word);
        }
        if self.byte(end) == b'.' && self.byte(end + 1) != b'.' && self.is_abbreviation(start, end)
        {
            // `J.-C.` and `J.-B.` go on behind the hyphen.
            let mut end = end + 1;
            if end - start == 2 && self.byte(end) == b'-' && self.byte(end + 2) == b'.' {
                end += 3;
            }
            let end = self.push(start, end, gap, Kind::Abbreviation);
            return match self.possessive_end(end) {
                Some(owned) => self.push(end, owned, Gap::None, Kind::Word),
                None => end,
            };
        }
        if self.char_at(end) == Some('°') && end - start <= 2 {
            return self.push(start, end + '°'.len_utf8(), gap, Kind::Word);
        }
        match self.cut_of(start, end, gap) {
            Some(cut) => {
                self.push(start, cut, gap, Kind::Word);
                self.push(cut, end, Gap::None, Kind::Word)
            }
            None => self.push(start, end, gap, Kind::Word),
        }
    }

    /// Where the possessive ends that stands right behind the dot of an abbreviation: `the U.N.'s agency`.
    fn possessive_end(&self, at: usize) -> Option<usize> {
        let apostrophe = self.char_at(at).filter(|c| matches!(c, '\'' | '’'))?;
        let next = at + apostrophe.len_utf8();
        let owns = !self.vocab.endings.is_empty()
            && self.byte(next).eq_ignore_ascii_case(&b's')
            && !self.char_at(next + 1).is_some_and(is_letter);
        owns.then_some(next + 1)
    }

    /// Where the letters that go on from `at` end, in a token from `start`; and whether they end
    /// in the apostrophe of an elision.
    fn word_end(&self, mut at: usize, start: usize) -> (usize, bool) {
        let mut segment = start;
        while let Some(c) = self.char_at(at) {
            if c.is_ascii_alphanumeric() || is_letter(c) || at == start {
                at += c.len_utf8();
                // Most letters are plain.
                let rest = self.bytes.get(at..).unwrap_or_default();
                at += rest.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
                continue;
            }
            let next = at + c.len_utf8();
            match c {
                '\'' | '’' => {
                    if segment == start && self.elides(start, at, next) {
                        return (next, true);
                    }
                    if !self.letter_at(next) {
                        break;
                    }
                }
                '-' | '\u{2010}' | '\u{2011}' => {
                    if !self.letter_at(next) {
                        break;
                    }
                    segment = next;
                }
                // `U.S.`, `A.F.P`, `a.m.`: single letters with dots between them.
                '.' => {
                    let letter = self.char_at(next).filter(|c| c.is_alphabetic());
                    let after = letter.map_or(next, |c| next + c.len_utf8());
                    let single = self.text.get(segment..at).is_some_and(is_one_letter);
                    if !single || letter.is_none() || self.letter_at(after) {
                        break;
                    }
                    segment = next;
                }
                '&' => {
                    let before = self.text.get(segment..at).unwrap_or_default();
                    let after = self.char_at(next).is_some_and(char::is_uppercase);
                    if !after || before.chars().any(char::is_lowercase) {
                        break;
                    }
                }
                _ => break,
            }
            at = next;
        }
        (at, false)
    }

    /// Whether the word from `start` to the apostrophe at `at` has lost a vowel before `next`.
    fn elides(&self, start: usize, at: usize, next: usize) -> bool {
        // No word that elides is longer than `lorsqu`, `puisqu`, `quoiqu`.
        if at - start > 6 || self.vocab.elisions.is_empty() {
            return false;
        }
        let Some(word) = self.text.get(start..at) else { return false };
        if !holds(&self.vocab.elisions, &word.to_ascii_lowercase()) {
            return false;
        }
        let whole_from_here = |whole: &String| {
            let end = start + whole.len();
            self.text.get(start..end).is_some_and(|here| here.eq_ignore_ascii_case(whole))
                && !self.letter_at(end)
        };
        if self.vocab.whole.iter().any(whole_from_here) {
            return false;
        }
        let Some(c) = self.char_at(next) else { return true };
        if !c.is_alphabetic() {
            return true;
        }
        if is_vowel(c) {
            return true;
        }
        // `l'ADF` has a vowel; `l'MPLA` is spelled out. `N'Djamena` and `M'Bour` are names.
        let spelled =
            c.is_uppercase() && self.char_at(next + c.len_utf8()).is_some_and(char::is_uppercase);
        spelled && !matches!(word, "N" | "M" | "T")
    }

    fn is_abbreviation(&self, start: usize, end: usize) -> bool {
        let Some(word) = self.text.get(start..end) else { return false };
        if word.len() > 8 {
            return word.contains('.');
        }
        if word.contains('.') {
            return true;
        }
        let mut after = end + 1;
        while matches!(self.char_at(after), Some(' ' | '\u{a0}' | '\u{202f}')) {
            after += self.char_at(after).map_or(1, char::len_utf8);
        }
        let follows = self.char_at(after);
        let capital = follows.is_some_and(char::is_uppercase);
        if is_one_letter(word) && word.chars().all(char::is_uppercase) {
            return capital || follows == Some('-');
        }
        let lower = word.to_lowercase();
        holds(&self.vocab.abbreviations, &lower)
            || capital && holds(&self.vocab.before_name, &lower)
            || follows.is_some_and(|c| c.is_ascii_digit())
                && holds(&self.vocab.before_number, &lower)
    }

    /// An address of the web or of mail that starts here.
    fn address(&self, start: usize) -> Option<usize> {
        let rest = self.bytes.get(start..)?;
        // Behind the plain letters of nearly all words nothing stands that an address goes on with.
        let plain = rest.iter().take(64).take_while(|byte| byte.is_ascii_alphanumeric()).count();
        if plain < 64 && !matches!(self.byte(start + plain), b'.' | b'_' | b'-' | b'@' | b':') {
            return None;
        }
        if rest.starts_with(b"http://")
            || rest.starts_with(b"https://")
            || rest.starts_with(b"www.")
        {
            return Some(self.path_end(start));
        }
        // A name before `@` has 64 bytes at most, so that no byte is looked at often.
        let is_name =
            |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        let name =
            rest.iter().take(64).position(|byte| !is_name(byte)).unwrap_or(rest.len().min(64));
        let after = start + name;
        if self.byte(after) == b'@' && name > 0 {
            let host = self.bytes.get(after + 1..)?;
            let len = host.iter().take(253).position(|byte| !is_name(byte));
            let mut len = len.unwrap_or(host.len().min(253));
            while len > 0 && !host[len - 1].is_ascii_alphanumeric() {
                len -= 1;
            }
            return host[..len].contains(&b'.').then_some(after + 1 + len);
        }
        // Of nearly all words, no address is made without looking further.
        if !self.bytes.get(start..after)?.contains(&b'.') {
            return None;
        }
        let host = self.text.get(start..after)?.trim_end_matches(['.', '-', '_']);
        let (label, last) = host.rsplit_once('.')?;
        // `fin.Le` is a missing space, not an address.
        if label.len() < 2 || !holds(&self.vocab.domains, last) {
            return None;
        }
        let end = start + host.len();
        Some(if self.byte(end) == b'/' { self.path_end(end) } else { end })
    }

    /// Where an address ends whose first part stands before `at`.
    fn path_end(&self, at: usize) -> usize {
        let rest = self.bytes.get(at..).unwrap_or_default();
        let ends = |&byte: &u8| {
            byte <= b' ' || byte >= 0x80 || matches!(byte, b'"' | b'<' | b'>' | b')' | b']' | b'}')
        };
        let mut end = at + rest.iter().position(ends).unwrap_or(rest.len());
        while end > at + 1 && matches!(self.byte(end - 1), b'.' | b',' | b';' | b':' | b'!' | b'?')
        {
            end -= 1;
        }
        end
    }

    /// Where a whole word is cut in two: clitics, contractions, possessives.
    fn cut_of(&self, start: usize, end: usize, gap: Gap) -> Option<usize> {
        let word = self.text.get(start..end)?;
        // The longest word with a cut is a verb and a clitic; others are not looked up.
        if word.len() > 40 {
            return None;
        }
        if !self.vocab.splits.is_empty() && word.len() < 8 {
            let cut = self.vocab.splits.iter().find_map(|[left, right]| {
                let fits = word.len() == left.len() + right.len()
                    && word.get(..left.len())?.eq_ignore_ascii_case(left)
                    && word.get(left.len()..)?.eq_ignore_ascii_case(right);
                fits.then_some(start + left.len())
            });
            if cut.is_some() {
                return cut;
            }
        }
        let hyphen = !self.vocab.clitics.is_empty() && word.as_bytes().contains(&b'-');
        let apostrophe = !self.vocab.endings.is_empty()
            && (word.as_bytes().contains(&b'\'') || !word.is_ascii() && word.contains('’'));
        if !hyphen && !apostrophe {
            return None;
        }
        let lower = word.to_lowercase();
        if lower.len() != word.len() || holds(&self.vocab.whole, &lower) {
            return None;
        }
        if apostrophe {
            return self.vocab.endings.iter().find_map(|ending| {
                let left = strip_ending(&lower, ending)?;
                (!left.is_empty()).then_some(start + left.len())
            });
        }
        // `Kim Jong-il`: behind a capital only at the head of a sentence.
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        let opens =
            gap >= Gap::Line || self.tokens.last().is_none_or(|last| last.kind == Kind::Mark);
        if capital && !opens {
            return None;
        }
        self.vocab.clitics.iter().find_map(|clitic| {
            let left = lower.strip_suffix(clitic.as_str())?;
            (left.len() > 1 || left == "a" || left == "y").then_some(start + left.len())
        })
    }
}

/// Strips an ending written with a straight apostrophe from a word with either.
fn strip_ending<'w>(word: &'w str, ending: &str) -> Option<&'w str> {
    let (before, after) = ending.split_once('\'')?;
    let rest = word.strip_suffix(after)?;
    let rest = rest.strip_suffix('\'').or_else(|| rest.strip_suffix('’'))?;
    rest.strip_suffix(before)
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || combines(c)
}

/// Marks that belong to the character before them; the soft hyphen is among them.
fn combines(c: char) -> bool {
    !c.is_ascii()
        && (matches!(c, '\u{ad}' | '\u{200c}' | '\u{200d}' | '\u{fe0f}') || is_combining_mark(c))
}

fn is_one_letter(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
}

/// Vowels, and the `h` and `y` that may be silent, with any accent.
fn is_vowel(c: char) -> bool {
    let c = c.to_lowercase().next().unwrap_or(c);
    matches!(
        c,
        'a' | 'à'
            | 'â'
            | 'ä'
            | 'á'
            | 'ā'
            | 'æ'
            | 'e'
            | 'é'
            | 'è'
            | 'ê'
            | 'ë'
            | 'i'
            | 'î'
            | 'ï'
            | 'í'
            | 'ı'
            | 'o'
            | 'ô'
            | 'ö'
            | 'ó'
            | 'ø'
            | 'œ'
            | 'u'
            | 'ù'
            | 'û'
            | 'ü'
            | 'ú'
            | 'y'
            | 'ÿ'
            | 'h'
            | 'ʿ'
            | 'ʼ'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lang: Lang, text: &str, expected: &str) {
        let tokens: Vec<&str> = tokenize(text, lang)
            .iter()
            .map(|token| &text[token.start as usize..token.end as usize])
            .collect();
        assert_eq!(tokens.join("|"), expected);
    }

    #[test]
    fn elisions_are_cut_and_names_are_not() {
        check(Lang::Fr, "L'armée d’Ivoire", "L'|armée|d’|Ivoire");
        check(Lang::Fr, "jusqu'à aujourd'hui", "jusqu'|à|aujourd'hui");
        check(Lang::Fr, "N'Djamena, M'Bour et Val-d'Oise", "N'Djamena|,|M'Bour|et|Val-d'Oise");
        check(Lang::Fr, "c'est-à-dire qu'il n'a", "c'est-à-dire|qu'|il|n'|a");
        check(Lang::Fr, "l'« État »", "l'|«|État|»");
        check(Lang::Fr, "quelqu'un", "quelqu'un");
    }

    #[test]
    fn clitics_are_cut_off_verbs() {
        check(Lang::Fr, "a-t-on appris", "a|-t-on|appris");
        check(Lang::Fr, "Est-ce vrai, dit-il", "Est|-ce|vrai|,|dit|-il");
        check(Lang::Fr, "celui-ci, Kim Jong-il", "celui-ci|,|Kim|Jong-il");
        check(Lang::Fr, "le porte-parole, cessez-le-feu", "le|porte-parole|,|cessez-le-feu");
    }

    #[test]
    fn numbers_keep_their_separators() {
        check(
            Lang::Fr,
            "12 000 et 12\u{a0}000 ou 1\u{202f}200,5",
            "12 000|et|12\u{a0}000|ou|1\u{202f}200,5",
        );
        check(Lang::Fr, "en 2013 200 morts", "en|2013|200|morts");
        check(Lang::Fr, "12.000, 1,5 %, 50%", "12.000|,|1,5|%|,|50|%");
        check(Lang::Fr, "14h30, le 1er, 10-15", "14h30|,|le|1er|,|10|-|15");
        check(Lang::En, "12,000 on 2016-01-31.", "12,000|on|2016-01-31|.");
        check(Lang::En, "May 12 300 people", "May|12|300|people");
        check(Lang::En, "a 10-year-old AK-47", "a|10-year-old|AK-47");
    }

    #[test]
    fn english_contractions_are_cut() {
        check(Lang::En, "They don't, it's the army's", "They|do|n't|,|it|'s|the|army|'s");
        check(Lang::En, "The U.N.'s agency", "The|U.N.|'s|agency");
        check(Lang::En, "He cannot; soldiers' arms", "He|can|not|;|soldiers|'|arms");
        check(Lang::En, "O'Brien isn’t", "O'Brien|is|n’t");
    }

    #[test]
    fn abbreviations_keep_their_stop() {
        check(Lang::Fr, "M. Keïta, J.-B. Bemba", "M.|Keïta|,|J.-B.|Bemba");
        check(Lang::Fr, "ils étaient sept. Le", "ils|étaient|sept|.|Le");
        check(Lang::Fr, "le 3 sept. 2016, n° 5", "le|3|sept.|2016|,|n°|5");
        check(Lang::En, "Gen. Smith of the U.S. said no.", "Gen.|Smith|of|the|U.S.|said|no|.");
        check(Lang::En, "at 3 a.m. on", "at|3|a.m.|on");
    }

    #[test]
    fn addresses_are_one_token() {
        check(Lang::Fr, "voir https://a.org/b?c=1, ici", "voir|https://a.org/b?c=1|,|ici");
        check(Lang::En, "mail a.b@c.org or news.com.", "mail|a.b@c.org|or|news.com|.");
        check(Lang::Fr, "la fin.Le soldat #Mali @un", "la|fin|.|Le|soldat|#Mali|@un");
    }

    #[test]
    fn dirt_is_cut_cleanly() {
        check(Lang::Fr, "de Valence .\u{200b} Il", "de|Valence|.|Il");
        check(Lang::Fr, "« Oui... » — (non)…", "«|Oui|...|»|—|(|non|)|…");
    }
}
