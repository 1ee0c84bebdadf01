//! Writes a model file; `griot::annotate::syntax::model` says what it looks like and reads it.

use griot::annotate::syntax::model::{MAGIC, TAG_ROOM};
use griot::annotate::{Feats, Upos};

use super::network::Learned;
use super::words::Lemmas;

/// The tables of a model.
#[derive(Default)]
pub(crate) struct Parts {
    pub(crate) tags: Vec<(Upos, Feats)>,
    pub(crate) tag_rows: Vec<(u32, [i8; TAG_ROOM])>,
    pub(crate) facts: Vec<(u64, u32)>,
    pub(crate) inflection: Vec<(u64, u16)>,
    pub(crate) lemmas: Lemmas,
    pub(crate) network: Learned,
}

impl Parts {
    /// The bytes of the file.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        section(&mut out, &self.tags, |out, (upos, feats)| {
            out.push(*upos as u8);
            out.extend(feats.0.to_le_bytes());
        });
        section(&mut out, &self.tag_rows, |out, (key, row)| sparse(out, *key, row));
        section(&mut out, &self.facts, |out, (key, facts)| {
            out.extend(key.to_le_bytes());
            out.extend(facts.to_le_bytes());
        });
        section(&mut out, &self.inflection, word_and_number);
        section(&mut out, &self.lemmas.scripts, |out, script| {
            let add = script.add.as_bytes();
            out.push(script.cut);
            // No lemma is longer: words of over 255 bytes have no entry.
            out.push(add.len().min(255) as u8);
            out.extend(&add[..add.len().min(255)]);
        });
        section(&mut out, &self.lemmas.words, word_and_number);
        section(&mut out, &self.lemmas.endings, word_and_number);
        let Learned { words, seen, rows, bias, choices, leanings } = &self.network;
        section(&mut out, words, |out, word| out.extend(word.to_le_bytes()));
        section(&mut out, seen.all(), |out, rels| out.extend(rels.to_le_bytes()));
        section(&mut out, rows, |out, (number, row)| {
            out.extend(number.to_le_bytes());
            out.extend(row.map(i8::cast_unsigned));
        });
        section(&mut out, &[bias], |out, row| places(out, row));
        let choices: Vec<_> = leanings.iter().zip(choices).collect();
        section(&mut out, &choices, |out, (leaning, row)| {
            out.extend(leaning.to_le_bytes());
            places(out, *row);
        });
        out
    }
}

fn section<T>(out: &mut Vec<u8>, entries: &[T], mut entry: impl FnMut(&mut Vec<u8>, &T)) {
    out.extend((entries.len() as u32).to_le_bytes());
    for one in entries {
        entry(out, one);
    }
}

fn places(out: &mut Vec<u8>, row: &[i16]) {
    out.extend(row.iter().flat_map(|place| place.to_le_bytes()));
}

fn word_and_number(out: &mut Vec<u8>, (key, number): &(u64, u16)) {
    out.extend(key.to_le_bytes());
    out.extend(number.to_le_bytes());
}

fn sparse(out: &mut Vec<u8>, key: u32, row: &[i8]) {
    let present = row
        .iter()
        .enumerate()
        .filter(|(_, weight)| **weight != 0)
        .fold(0_u64, |bits, (class, _)| bits | 1 << class);
    out.extend(key.to_le_bytes());
    out.extend(present.to_le_bytes());
    out.extend(row.iter().filter(|weight| **weight != 0).map(|weight| weight.cast_unsigned()));
}
