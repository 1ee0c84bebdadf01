//! The syntax of a text: tokens, sentences, parts of speech, lemmas, dependencies.
//!
//! Takes text and its language, gives a [`Doc`] with everything filled but the numbers of the
//! lexicon. It looks at no lexicon of events and decides nothing about meaning. It never fails:
//! any text has tokens, and every token has a head within its sentence.
//!
//! The models are trained by `griot-dev train` on Universal Dependencies treebanks: a greedy tagger, which
//! is an averaged perceptron over hashed features, and an arc-hybrid parser trained with a dynamic
//! oracle, which is a network with one hidden layer.

mod dateline;
pub mod features;
pub mod hash;
pub mod lemma;
pub mod model;
pub mod network;
pub mod state;
pub mod tables;
pub mod tokenize;

mod parse;
mod repair;
mod sentences;
mod vocab;

pub(crate) use repair::nationals::is_national;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use self::features::{ABSENT, Atom, BEFORE, ROOT};
use self::model::Model;
use self::state::State;
use self::tokenize::Gap;
use self::vocab::Vocab;
use crate::annotate::quantities::numerals::numeral;
use crate::annotate::quantities::tables::numbers;
use crate::annotate::times::is_weekday;
use crate::annotate::{Doc, Feats, Rel, Sent, Token, Upos, WordId};
use crate::model::Lang;
use crate::span::Span;

/// Annotates a text.
///
/// ```
/// use griot::annotate::Rel;
/// use griot::annotate::syntax::annotate_syntax;
/// use griot::model::Lang;
///
/// let doc = annotate_syntax("Des hommes armés ont attaqué le village.", Lang::Fr);
/// assert_eq!(doc.word(4), "attaqué");
/// assert_eq!(doc.lemma(4), "attaquer");
/// assert_eq!(doc.child(4, Rel::Obj).map(|object| doc.word(object)), Some("village"));
/// ```
pub fn annotate_syntax(text: &str, lang: Lang) -> Doc<'_> {
    let mut analyser = Analyser::new(Model::of(lang));
    let raw = tokenize::tokenize(text, lang);
    let sents = sentences::split(text, &raw, lang);
    let mut doc = Doc::new(text, lang);
    doc.sents.reserve_exact(sents.len());
    doc.sent_numbers.reserve_exact(raw.len());
    doc.tokens.reserve_exact(raw.len());
    doc.arena.reserve(text.len() + text.len() / 4);
    for raw in &raw {
        let span = Span { start: raw.start, end: raw.end };
        let start = doc.arena.len();
        push_lower(span.of(text), &mut doc.arena);
        let lower = Span::new(start, doc.arena.len());
        let hash = hash::bytes(lower.of(&doc.arena).as_bytes());
        doc.tokens.push(Token {
            span,
            lower,
            lemma: lower,
            form_id: WordId::NONE,
            lemma_id: WordId::NONE,
            form_hash: hash,
            lemma_hash: hash,
            upos: Upos::X,
            feats: Feats::default(),
            head: doc.tokens.len() as u32,
            rel: Rel::Root,
            space_before: raw.gap != Gap::None,
        });
    }
    for sent in sents {
        let (first, end) = (sent.first as usize, sent.end as usize);
        let span = doc.span_of(first..end);
        doc.sent_numbers.resize(end, doc.sents.len() as u32);
        doc.sents.push(Sent { span, first: sent.first, end: sent.end, paragraph: sent.paragraph });
        let opens = dateline::end_of(text, &raw, first, end).unwrap_or(first);
        for (first, end) in [(first, opens), (opens, end)] {
            if first < end {
                analyser.analyse(&mut doc, first, end);
                repair::repair(&mut doc, first, end);
            }
        }
        hang(&mut doc, first, opens, end);
    }
    doc.index_dependents();
    doc
}

/// Hangs the tree of a dateline on that of the sentence behind it.
fn hang(doc: &mut Doc<'_>, first: usize, opens: usize, end: usize) {
    let root = |doc: &Doc<'_>, mut tokens: std::ops::Range<usize>| {
        tokens.find(|&t| doc.tokens[t].head as usize == t)
    };
    if let (Some(dateline), Some(sentence)) = (root(doc, first..opens), root(doc, opens..end)) {
        let token = &mut doc.tokens[dateline];
        token.head = sentence as u32;
        token.rel = Rel::Parataxis;
    }
}

/// Appends the lower-case form of a word: apostrophes straight, accents composed, soft hyphens
/// left out.
pub fn push_lower(word: &str, out: &mut String) {
    let start = out.len();
    if word.is_ascii() {
        out.push_str(word);
        if let Some(tail) = out.get_mut(start..) {
            tail.make_ascii_lowercase();
        }
        return;
    }
    for c in word.chars() {
        match c {
            // The letters of French, a quarter of its words, without the tables of Unicode.
            '\u{80}'..='\u{ff}' if c != '\u{ad}' => {
                let is_capital = matches!(c, 'À'..='Þ') && c != '×';
                out.push(if is_capital { char::from(c as u8 + 32) } else { c });
            }
            '’' => out.push('\''),
            _ if c.is_ascii() => out.push(c.to_ascii_lowercase()),
            _ => {
                out.truncate(start);
                push_any_lower(word, out);
                break;
            }
        }
    }
    if out.len() == start {
        // A soft hyphen alone: a token has a form all the same.
        out.push_str(word);
    }
}

/// As [`push_lower`], whatever the letters.
fn push_any_lower(word: &str, out: &mut String) {
    let plain = |c: char| match c {
        '’' | '‘' | 'ʼ' => '\'',
        '\u{2010}' | '\u{2011}' => '-',
        _ => c,
    };
    let chars = word.chars().filter(|&c| c != '\u{ad}').map(plain).flat_map(char::to_lowercase);
    if word.chars().any(is_combining_mark) {
        out.extend(chars.nfc());
    } else {
        out.extend(chars);
    }
}

/// A model with room to work in, used again for each sentence.
#[derive(Debug)]
pub struct Analyser<'m> {
    model: &'m Model,
    atoms: Vec<Atom>,
    state: State,
    known: parse::Known,
    lemma: String,
}

impl<'m> Analyser<'m> {
    /// An analyser with a model.
    pub fn new(model: &'m Model) -> Self {
        Self {
            model,
            atoms: Vec::new(),
            state: State::default(),
            known: parse::Known::default(),
            lemma: String::new(),
        }
    }

    /// Tags, lemmatises and parses the tokens from `first` to `end` of a document.
    fn analyse(&mut self, doc: &mut Doc<'_>, first: usize, end: usize) {
        self.atoms.clear();
        self.atoms.extend([BEFORE, BEFORE]);
        for token in doc.tokens.get(first..end).unwrap_or_default() {
            let lower = token.lower.of(&doc.arena);
            let (word, hash) = (token.span.of(doc.text), token.form_hash);
            self.atoms.push(Atom::hashed(word, lower, hash, &self.model.words));
        }
        self.atoms.extend([ROOT, ABSENT]);
        parse::tag(self.model, &mut self.atoms, &WordsOf { doc: &*doc, first, end });
        let tokens = doc.tokens.get_mut(first..end).unwrap_or_default();
        for (token, atom) in tokens.iter_mut().zip(&mut self.atoms[2..]) {
            token.upos = atom.upos;
            token.feats = feats_of(self.model, atom);
            atom.lemma = atom.form;
            if let Some(script) = lemma::script(self.model, atom, atom.upos) {
                self.lemma.clear();
                lemma::apply(script, token.lower.of(&doc.arena), &mut self.lemma);
                token.lemma_hash = hash::bytes(self.lemma.as_bytes());
                atom.lemma = (token.lemma_hash >> 32) as u32;
                let start = doc.arena.len();
                doc.arena.push_str(&self.lemma);
                token.lemma = Span::new(start, doc.arena.len());
            }
        }
        parse::parse(self.model, &self.atoms, &mut self.state, &mut self.known);
        for (i, token) in tokens.iter_mut().enumerate() {
            let node = self.state.node(i as u32);
            token.rel = node.rel;
            token.head = if node.head < self.state.n() {
                first as u32 + node.head
            } else {
                (first + i) as u32
            };
        }
    }

    /// Analyses words of a language that are cut already: part of speech, inflection, lemma, head and
    /// relation of each. A head equal to the number of words is the root.
    pub fn analyse_words(&mut self, words: &[&str], lang: Lang) -> Vec<Analysis> {
        let text = words.join(" ");
        let mut doc = Doc::new(&text, lang);
        let mut at = 0;
        for word in words {
            let start = doc.arena.len();
            push_lower(word, &mut doc.arena);
            let lower = Span::new(start, doc.arena.len());
            let hash = hash::bytes(lower.of(&doc.arena).as_bytes());
            doc.tokens.push(Token {
                span: Span::new(at, at + word.len()),
                lower,
                lemma: lower,
                form_id: WordId::NONE,
                lemma_id: WordId::NONE,
                form_hash: hash,
                lemma_hash: hash,
                upos: Upos::X,
                feats: Feats::default(),
                head: 0,
                rel: Rel::Root,
                space_before: true,
            });
            at += word.len() + 1;
        }
        self.analyse(&mut doc, 0, words.len());
        (0..words.len())
            .map(|i| {
                let token = doc.tokens[i];
                Analysis {
                    upos: token.upos,
                    feats: token.feats,
                    tag: self.atoms[i + 2].tag,
                    lemma: doc.lemma(i).to_owned(),
                    head: if token.rel == Rel::Root { words.len() as u32 } else { token.head },
                    rel: token.rel,
                }
            })
            .collect()
    }
}

/// What the models say of a word.
#[derive(Clone, Debug)]
pub struct Analysis {
    /// Part of speech.
    pub upos: Upos,
    /// Inflection.
    pub feats: Feats,
    /// Number of the tag that gave both.
    pub tag: u8,
    /// Lemma.
    pub lemma: String,
    /// Head; the number of words stands for the root.
    pub head: u32,
    /// Relation to the head.
    pub rel: Rel,
}

/// The key of the inflection of a word with a tag.
pub fn inflection_key(word: u64, tag: u8) -> u64 {
    hash::with(word, 128 + u32::from(tag))
}

fn feats_of(model: &Model, atom: &Atom) -> Feats {
    let tag = model.tags.get(usize::from(atom.tag)).map(|tag| tag.1).unwrap_or_default();
    if matches!(atom.upos, Upos::Noun | Upos::Verb | Upos::Adj | Upos::Punct) {
        return tag;
    }
    match model.inflection.get(inflection_key(atom.word, atom.tag)) {
        0 => tag,
        feats => Feats(feats as u16),
    }
}

/// Whether a word can be a number: in figures, in letters, or as a Roman numeral.
fn can_count(doc: &Doc<'_>, at: usize) -> bool {
    let word = doc.word(at);
    let roman = |c: char| matches!(c, 'I' | 'V' | 'X' | 'L' | 'C' | 'D' | 'M' | 'i' | 'v' | 'x');
    word.bytes().any(|b| b.is_ascii_digit())
        || word.chars().all(roman)
        || numbers(doc.lang).is_none_or(|lex| {
            lex.word(doc.lower(at)).role.0 != 0 || numeral(doc, lex, at, at + 1).is_some()
        })
        // `mille-huit-cents`, `½`: whatever is put together of signs.
        || !word.chars().all(char::is_alphabetic)
}

/// What is known of the words of one sentence.
struct WordsOf<'d, 't> {
    doc: &'d Doc<'t>,
    first: usize,
    end: usize,
}

impl parse::Hints for WordsOf<'_, '_> {
    fn counts(&self, word: usize) -> bool {
        can_count(self.doc, self.first + word)
    }

    fn is_past(&self, word: usize) -> bool {
        opens_past(self.doc, self.first + word, self.end)
    }

    fn may_join(&self, word: usize) -> bool {
        may_join(self.doc, self.first + word)
    }

    fn qualifies(&self, word: usize) -> bool {
        qualifies(self.doc, self.first + word, self.end)
    }

    fn tells(&self, word: usize) -> bool {
        tells(self.doc, self.first + word, self.end)
    }

    fn is_day(&self, word: usize) -> bool {
        self.doc.lang == Lang::Fr && is_weekday(Lang::Fr, self.doc.lower(self.first + word))
    }
}

/// Whether the words from one on open with a past tense, whatever the first of them is elsewhere.
fn opens_past(doc: &Doc<'_>, at: usize, end: usize) -> bool {
    opens_one_of(doc, &Vocab::of(doc.lang).past, at, end)
}

/// Whether one of some forms of `past` or `finite` begins at a word.
fn opens_one_of(doc: &Doc<'_>, forms: &[Vec<String>], at: usize, end: usize) -> bool {
    let first = &Vocab::of(doc.lang).past_first;
    doc.tokens.get(at).is_some_and(|token| first.passes(token.form_hash))
        && forms.iter().any(|words| {
            at + words.len() <= end && words.iter().zip(at..).all(|(word, i)| doc.lower(i) == word)
        })
}

/// Whether a word may be an article, a pronoun, a preposition, a conjunction or a particle.
fn may_join(doc: &Doc<'_>, at: usize) -> bool {
    let lower = doc.lower(at);
    vocab::holds(&Vocab::of(doc.lang).function_words, lower)
        || !lower.chars().any(char::is_alphabetic)
}

/// Whether a word is a past tense that looks like a participle, and nobody follows who did it to whom.
fn tells(doc: &Doc, at: usize, end: usize) -> bool {
    opens_one_of(doc, &Vocab::of(doc.lang).finite, at, end)
        && at + 1 < end
        && !matches!(doc.lower(at + 1), "by" | "to" | "," | ".")
}

/// Whether a word is a participle of those that say something of a noun, and a noun phrase goes on behind it.
fn qualifies(doc: &Doc, at: usize, end: usize) -> bool {
    let vocab = Vocab::of(doc.lang);
    at + 1 < end
        && vocab::holds(&vocab.attributes, doc.lower(at))
        && doc.lower(at + 1).chars().all(char::is_alphabetic)
        && !vocab::holds(&vocab.function_words, doc.lower(at + 1))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What must hold of any document.
    fn check(text: &str, lang: Lang) {
        let doc = annotate_syntax(text, lang);
        let mut at = 0;
        for (i, token) in doc.tokens.iter().enumerate() {
            assert!(text.get(token.span.range()).is_some_and(|word| !word.is_empty()));
            assert!(at <= token.span.start && !doc.lower(i).is_empty() && !doc.lemma(i).is_empty());
            at = token.span.end;
        }
        let mut next = 0;
        for sent in &doc.sents {
            assert_eq!(sent.first, next);
            assert!(sent.end > sent.first);
            next = sent.end;
            let mut roots = 0;
            for i in sent.tokens() {
                assert!(sent.span.contains(doc.tokens[i].span));
                assert!(sent.tokens().contains(&(doc.tokens[i].head as usize)));
                roots += usize::from(doc.head(i).is_none());
                assert_eq!(doc.head(i).is_none(), doc.tokens[i].rel == Rel::Root);
                assert!(doc.ancestors(i).count() < sent.tokens().len());
            }
            assert_eq!(roots, 1);
        }
        assert_eq!(next as usize, doc.tokens.len());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_text_is_annotated(text in any::<String>()) {
            check(&text, Lang::Fr);
            check(&text, Lang::En);
        }

        #[test]
        fn text_of_words_and_marks_is_annotated(
            text in "([a-zA-ZéÀœ0-9]{1,5}|['’.,;:!?«»\"()@/°-]|[ \\n\u{a0}]|\u{301}|M\\.|http://|\\.\\.){0,40}"
        ) {
            check(&text, Lang::Fr);
            check(&text, Lang::En);
        }
    }

    #[test]
    fn letters_of_french_are_made_small_as_any_letters() {
        let mut latin: String = ('\u{1}'..='\u{ff}').collect();
        latin.push_str("’œŒ");
        for c in latin.chars() {
            let word = format!("{c}É");
            let (mut short, mut long) = (String::new(), String::new());
            push_lower(&word, &mut short);
            push_any_lower(&word, &mut long);
            assert_eq!(short, long);
        }
    }

    #[test]
    fn rare_characters_are_annotated() {
        for text in
            ["<ϒs", "\u{ad}", "a \u{ad} b", "\u{301} a", "\u{feff}x", "\u{200b} \u{ad}\u{ad}"]
        {
            check(text, Lang::Fr);
            check(text, Lang::En);
        }
    }

    #[test]
    fn words_do_not_hang_on_marks() {
        let text = "Beni : quatorze civils tués à Mamove. 21h15 – Trois morts au « marché ».";
        let doc = annotate_syntax(text, Lang::Fr);
        for i in 0..doc.tokens.len() {
            let head = doc.head(i).map(|head| doc.tokens[head].upos);
            assert_ne!(head, Some(Upos::Punct), "{}", doc.word(i));
        }
        assert!(
            (0..doc.tokens.len()).any(|i| doc.word(i) == "–" && doc.tokens[i].upos == Upos::Punct)
        );
    }

    /// Each line: a part of speech, a lemma, and forms that have it.
    fn check_lemmas(lang: Lang, lines: &str) {
        let model = Model::of(lang);
        let mut wrong = Vec::new();
        for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let mut words = line.split(' ');
            let upos = if words.next() == Some("verb") { Upos::Verb } else { Upos::Noun };
            let lemma = words.next().unwrap_or_default();
            for form in words {
                let atom = Atom::new(form, form, &model.words);
                let mut found = String::new();
                match lemma::script(model, &atom, upos) {
                    Some(script) => lemma::apply(script, form, &mut found),
                    None => found.push_str(form),
                }
                if found != lemma {
                    wrong.push(format!("{form}: {found}, not {lemma}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn french_words_of_conflict_have_their_lemmas() {
        check_lemmas(Lang::Fr, include_str!("syntax/lemmas_fr.txt"));
    }

    #[test]
    fn english_words_of_conflict_have_their_lemmas() {
        check_lemmas(Lang::En, include_str!("syntax/lemmas_en.txt"));
    }
}
