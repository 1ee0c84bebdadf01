//! The model of a language: what the trainer learned, as flat tables.
//!
//! Takes the bytes of a model file, gives tables to look up in. Files are compiled in and read
//! when a language is first met. A file that breaks off gives the tables read so far: the tests
//! read both files, so that this is never met in practice.
//!
//! A file is, in little-endian numbers:
//!
//! | section | entry |
//! | --- | --- |
//! | magic | `griotsy2` |
//! | tags: `u32` count | part of speech `u8`, inflection `u16` |
//! | weights of tags: count | key `u32`, classes present `u64`, a weight `i8` for each |
//! | words: count | key `u64`, facts `u32` |
//! | inflection of closed classes: count | key `u64`, inflection `u16` |
//! | lemma scripts: count | characters to cut `u8`, length `u8`, text to add |
//! | lemmas of words: count | key `u64`, script `u16` |
//! | lemmas of endings: count | key `u64`, script `u16` |
//! | lemmas of the network: count | hash `u32`, in the order of their numbers from 1 on |
//! | relations seen: count | bits `u64`, for each side, part of speech of the head and of the dependent |
//! | rows of the network: count | number of the row `u32`, a weight `i8` for each place |
//! | what is always there: count 1 | a number `i16` for each place |
//! | choices: count | leaning `i32`, a weight `i16` for each place |

use std::sync::OnceLock;

use super::network::{CHOICES, Network, ROWS, Row, Seen, WIDTH};
use super::tables::{RowTable, WordTable};
use crate::annotate::{Feats, Upos};
use crate::model::Lang;

/// First bytes of a model file.
pub const MAGIC: &[u8; 8] = b"griotsy2";
/// Room for tags in a row of weights.
pub const TAG_ROOM: usize = 48;

/// How a lemma is made from a form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Script {
    /// How many characters to cut off the end.
    pub cut: u8,
    /// What to add.
    pub add: String,
}

/// What the trainer learned of a language.
#[derive(Debug)]
pub struct Model {
    /// Part of speech and inflection of each tag.
    pub tags: Vec<(Upos, Feats)>,
    /// Weights of tags.
    pub tag_rows: RowTable<TAG_ROOM>,
    /// Facts about words.
    pub words: WordTable,
    /// Inflection of words whose tag does not tell it.
    pub inflection: WordTable,
    /// Lemma scripts.
    pub scripts: Vec<Script>,
    /// Script and 1 of a word with a part of speech.
    pub lemmas: WordTable,
    /// Script and 1 of an ending with a part of speech.
    pub endings: WordTable,
    /// What the parser does next.
    pub network: Network,
}

impl Model {
    /// The model of a language, read when it is first asked for.
    pub fn of(lang: Lang) -> &'static Self {
        static FR: OnceLock<Model> = OnceLock::new();
        static EN: OnceLock<Model> = OnceLock::new();
        match lang {
            Lang::Fr => FR.get_or_init(|| Self::read(include_bytes!("../../../models/fr.bin"))),
            Lang::En => EN.get_or_init(|| Self::read(include_bytes!("../../../models/en.bin"))),
        }
    }

    /// Reads a model file.
    pub fn read(file: &[u8]) -> Self {
        let mut reader = Reader { rest: file.strip_prefix(MAGIC).unwrap_or_default() };
        let tags = reader.section(|r| {
            let [upos] = r.take()?;
            Some((Upos::from_index(upos), Feats(u16::from_le_bytes(r.take()?))))
        });
        let tag_rows = RowTable::new(reader.section(Reader::row::<TAG_ROOM>).into_iter());
        let words = reader.section(|r| Some((r.key()?, u32::from_le_bytes(r.take()?))));
        let inflection = reader.section(Reader::word_and_number);
        let scripts = reader.section(|r| {
            let [cut, len] = r.take()?;
            let (add, rest) = r.rest.split_at_checked(usize::from(len))?;
            r.rest = rest;
            Some(Script { cut, add: String::from_utf8_lossy(add).into_owned() })
        });
        let lemmas = reader.section(Reader::word_and_number);
        let endings = reader.section(Reader::word_and_number);
        let network = reader.network();
        Self {
            tags,
            tag_rows,
            words: WordTable::new(words.into_iter()),
            inflection: WordTable::new(inflection.into_iter()),
            scripts,
            lemmas: WordTable::new(lemmas.into_iter()),
            endings: WordTable::new(endings.into_iter()),
            network,
        }
    }
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.rest.split_first_chunk::<N>()?;
        self.rest = rest;
        Some(*head)
    }

    fn key(&mut self) -> Option<u64> {
        self.take().map(u64::from_le_bytes)
    }

    fn word_and_number(&mut self) -> Option<(u64, u32)> {
        Some((self.key()?, u32::from(u16::from_le_bytes(self.take()?))))
    }

    fn row<const W: usize>(&mut self) -> Option<(u32, [i8; W])> {
        let key = u32::from_le_bytes(self.take()?);
        let mut present = self.key()?;
        let mut row = [0; W];
        while present != 0 {
            let class = present.trailing_zeros() as usize;
            present &= present - 1;
            let [weight] = self.take()?;
            *row.get_mut(class)? = weight.cast_signed();
        }
        Some((key, row))
    }

    /// The places of the hidden layer, two bytes each.
    fn places(&mut self) -> Option<Row> {
        let mut row = Row::ZERO;
        for place in row.places_mut() {
            *place = i16::from_le_bytes(self.take()?);
        }
        Some(row)
    }

    fn network(&mut self) -> Network {
        let words = self.section(|r| Some(u32::from_le_bytes(r.take()?)));
        let numbered = words.iter().zip(1..).map(|(&lemma, number)| (Network::key_of(lemma), number));
        let seen = Seen::from_all(self.section(|r| r.take().map(u64::from_le_bytes)));
        let mut rows = vec![Row::ZERO; ROWS];
        self.section(|r| {
            let number = u32::from_le_bytes(r.take()?);
            let (weights, rest) = r.rest.split_first_chunk::<WIDTH>()?;
            r.rest = rest;
            for (place, &weight) in rows.get_mut(number as usize)?.places_mut().zip(weights) {
                *place = i16::from(weight.cast_signed());
            }
            Some(())
        });
        let bias = self.section(Self::places).first().copied().unwrap_or(Row::ZERO);
        let mut leanings = [0; CHOICES];
        let mut choices = Vec::with_capacity(CHOICES);
        for (leaning, weights) in
            self.section(|r| Some((i32::from_le_bytes(r.take()?), r.places()?)))
        {
            if let Some(place) = leanings.get_mut(choices.len()) {
                *place = leaning;
                choices.push(weights);
            }
        }
        let words = WordTable::new(numbered.collect::<Vec<_>>().into_iter());
        Network { words, seen, bias, rows, choices, leanings }
    }

    fn section<T>(&mut self, mut entry: impl FnMut(&mut Self) -> Option<T>) -> Vec<T> {
        let count = self.take().map_or(0, u32::from_le_bytes) as usize;
        // A count is not trusted further than the file reaches.
        let mut entries = Vec::with_capacity(count.min(self.rest.len()));
        for _ in 0..count {
            let Some(read) = entry(self) else { break };
            entries.push(read);
        }
        entries
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_models_are_whole() {
        for lang in [Lang::Fr, Lang::En] {
            let model = Model::of(lang);
            assert!(model.tags.len() > 20 && model.scripts.len() > 20, "{lang:?}");
            assert_eq!(model.network.choices.len(), CHOICES, "{lang:?}");
        }
    }

    #[test]
    fn a_broken_file_is_an_empty_model() {
        assert!(Model::read(b"nothing").tags.is_empty());
        let mut file = MAGIC.to_vec();
        file.extend([255; 7]);
        assert_eq!(Model::read(&file).tags.len(), 1);
    }
}
