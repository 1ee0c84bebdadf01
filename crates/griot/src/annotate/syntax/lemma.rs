//! Lemmas: the form under which the lexicon knows a word.
//!
//! Takes a lower-case form and its part of speech, appends its lemma to a string. A word of the
//! model's list has the script listed for it; another has the script of its longest known ending.
//! Lemmas are lower case, those of names too.

use super::features::Atom;
use super::hash;
use super::model::{Model, Script};
use crate::annotate::Upos;

/// The key of a word with its part of speech.
pub fn word_key(word: u64, upos: Upos) -> u64 {
    hash::with(word, upos as u32)
}

/// The key of an ending of some characters with a part of speech.
pub fn ending_key(ending: u32, length: usize, upos: Upos) -> u64 {
    hash::with(u64::from(ending), 32 + upos as u32 + 64 * length as u32)
}

/// The script of a word; none where the lemma is the form.
pub fn script<'m>(model: &'m Model, atom: &Atom, upos: Upos) -> Option<&'m Script> {
    let mut number = model.lemmas.get(word_key(atom.word, upos));
    if number == 0 && !matches!(upos, Upos::Num | Upos::Propn | Upos::Punct | Upos::X | Upos::Sym) {
        number = atom
            .suffixes
            .iter()
            .enumerate()
            .rev()
            .map(|(length, &ending)| model.endings.get(ending_key(ending, length, upos)))
            .find(|&number| number != 0)
            .unwrap_or(0);
    }
    let script = model.scripts.get((number as usize).checked_sub(1)?)?;
    (script.cut > 0 || !script.add.is_empty()).then_some(script)
}

/// Appends the lemma that a script makes of a form. A script that would leave nothing of it, as
/// one learnt from longer words may, leaves it as it is.
pub fn apply(script: &Script, form: &str, out: &mut String) {
    let kept = match usize::from(script.cut) {
        0 => form.len(),
        cut => form.char_indices().rev().nth(cut - 1).map_or(0, |(at, _)| at),
    };
    let kept = if kept == 0 && script.add.is_empty() { form.len() } else { kept };
    out.push_str(&form[..kept]);
    out.push_str(&script.add);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_cut_and_add_characters() {
        let mut out = String::new();
        apply(&Script { cut: 2, add: "er".to_owned() }, "tués", &mut out);
        assert_eq!(out, "tuer");
        out.clear();
        apply(&Script { cut: 9, add: "être".to_owned() }, "fut", &mut out);
        assert_eq!(out, "être");
        out.clear();
        apply(&Script { cut: 2, add: String::new() }, "ϒs", &mut out);
        assert_eq!(out, "ϒs");
    }
}
