//! A tree of folded words: which names begin at a piece, and where each ends.
//!
//! Takes names once, when a registry is made; is walked over the pieces of a sentence afterwards.
//! Decides nothing about which of several names is meant: that is finding.

use rustc_hash::FxHashMap;

use super::ActorIdx;
use super::fold::{self, Case};

/// A piece of a text under search.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    /// Number of the folded word; up to [`Table::BREAK`] for none.
    pub(super) word: u32,
    /// The token that it stands in.
    pub(super) token: u32,
    /// How it is capitalised.
    pub(super) case: Case,
    /// Whether its token begins with it.
    pub(super) first: bool,
    /// Whether its token ends with it.
    pub(super) last: bool,
}

/// What a sequence of words stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sense {
    /// A name of an actor.
    Name(ActorIdx),
    /// A noun for forces or authorities, by number of the family, of the language of `french`.
    Family {
        /// Index of the family.
        family: u16,
        /// Whether the noun is French, otherwise English.
        french: bool,
    },
    /// An adjective of nationality: `malien`.
    Adjective {
        /// Index of the country.
        country: u16,
        /// Whether the adjective is French, otherwise English.
        french: bool,
    },
    /// The name of a country.
    Country(u16),
    /// A word that may stand between a noun for forces and a nationality.
    Modifier,
    /// `de`, `du`, `des`, `of the`: between a noun for forces and a country.
    Link,
    /// What may follow the nationality of a ministry.
    Tail,
    /// A word that may stand before a name and is not part of it.
    Article,
}

/// A name of so many words is itself without any capital.
const LONG_NAME: usize = 5;

/// How a name must be capitalised to count.
#[derive(Clone, Copy, Debug, Default)]
struct CaseRule {
    /// Bit n: piece n must be in capitals throughout.
    all_caps: u32,
    /// Bit n: piece n has a capital in the name.
    capitals: u32,
    /// A word of fewer than four letters that begins and ends with a capital: `LeT`.
    ends: bool,
    /// One word in capitals, of fewer than four letters.
    short: bool,
}

/// One end of a sequence.
#[derive(Clone, Copy, Debug)]
pub(super) struct End {
    /// What it stands for.
    pub(super) sense: Sense,
    rule: CaseRule,
}

/// The compiled names.
#[derive(Clone, Debug)]
pub(super) struct Table {
    words: FxHashMap<Box<str>, u32>,
    edges: FxHashMap<(u32, u32), u32>,
    ends: Vec<Vec<End>>,
    /// By word: whether a name begins with it.
    begins: Vec<bool>,
}

impl Default for Table {
    fn default() -> Self {
        Self {
            words: FxHashMap::default(),
            edges: FxHashMap::default(),
            ends: vec![Vec::new()],
            begins: vec![false; Self::BREAK as usize + 1],
        }
    }
}

impl Table {
    /// A word of no name.
    pub(super) const UNKNOWN: u32 = 0;
    /// A quotation mark: names go on across it.
    pub(super) const QUOTE: u32 = 1;
    /// A dash or stroke: names go on across it, `CNRD/FLN`.
    pub(super) const JOIN: u32 = 2;
    /// Other punctuation: no name goes on across it.
    pub(super) const BREAK: u32 = 3;

    /// An empty table with room for about so many sequences.
    pub(super) fn with_room(sequences: usize) -> Self {
        let mut table = Self::default();
        table.words.reserve(sequences);
        table.edges.reserve(2 * sequences);
        table.ends.reserve(2 * sequences);
        table
    }

    /// Adds a sequence of words.
    pub(super) fn add(&mut self, text: &str, sense: Sense) {
        let mut node = 0;
        let mut rule = CaseRule::default();
        let mut at = 0_u32;
        let mut buffer = String::with_capacity(32);
        fold::pieces(text, &mut buffer, |piece, case| {
            let known = self.words.get(piece).copied();
            let word = known.unwrap_or_else(|| {
                let fresh = self.begins.len() as u32;
                self.words.insert(piece.into(), fresh);
                self.begins.push(false);
                fresh
            });
            if at == 0
                && let Some(begins) = self.begins.get_mut(word as usize)
            {
                *begins = true;
            }
            node = *self.edges.entry((node, word)).or_insert_with(|| {
                self.ends.push(Vec::new());
                self.ends.len() as u32 - 1
            });
            if case.all_caps && case.capital && case.len > 1 {
                rule.all_caps |= 1_u32.checked_shl(at).unwrap_or_default();
            }
            // Particles are written either way: `Al-Nosra`, `al-Nosra`.
            if case.capital && (case.len > 2 || case.all_caps) {
                rule.capitals |= 1_u32.checked_shl(at).unwrap_or_default();
            }
            rule.ends = at == 0 && case.ends && !case.all_caps && case.len < 4;
            rule.short = at == 0 && case.all_caps && case.capital && case.len < 4;
            at = at.saturating_add(1);
        });
        if at == 0 {
            return;
        }
        if let Some(ends) = self.ends.get_mut(node as usize) {
            ends.push(End { sense, rule });
        }
    }

    /// The actor that has exactly this name, when one alone has it.
    pub(super) fn exact(&self, text: &str) -> Option<ActorIdx> {
        let mut node = Some(0);
        fold::pieces(text, &mut String::new(), |piece, _| {
            node = node.and_then(|node| self.edges.get(&(node, self.word(piece))).copied());
        });
        let ends = self.ends.get(node? as usize)?;
        let mut actors = ends.iter().filter_map(|end| match end.sense {
            Sense::Name(actor) => Some(actor),
            _ => None,
        });
        actors.next().filter(|first| actors.all(|other| other == *first))
    }

    /// The number of a folded word.
    pub(super) fn word(&self, folded: &str) -> u32 {
        self.words.get(folded).copied().unwrap_or(Self::UNKNOWN)
    }

    /// Whether a name may begin at a piece.
    pub(super) fn begins(&self, piece: Piece) -> bool {
        piece.first && self.begins.get(piece.word as usize).copied().unwrap_or_default()
    }

    /// Calls `each` for every sequence that begins at the first of `pieces`, the shortest first,
    /// with the number of pieces that it takes. `shouted` tells that the whole sentence is in
    /// capitals, in which short acronyms cannot be told from words.
    pub(super) fn walk(&self, pieces: &[Piece], shouted: bool, mut each: impl FnMut(usize, &End)) {
        let mut node = 0;
        let mut path: [Case; 24] = [Case::default(); 24];
        let mut taken = 0;
        let mut quoted = false;
        for (at, piece) in pieces.iter().enumerate() {
            if at > 0 && matches!(piece.word, Self::QUOTE | Self::JOIN) {
                quoted |= piece.word == Self::QUOTE;
                continue;
            }
            if piece.word <= Self::BREAK {
                return;
            }
            let Some(&next) = self.edges.get(&(node, piece.word)) else { return };
            let Some(slot) = path.get_mut(taken) else { return };
            *slot = piece.case;
            taken += 1;
            node = next;
            if !(piece.last || at_possessive(pieces, at)) {
                continue;
            }
            let Some(ends) = self.ends.get(node as usize) else { return };
            // An opened quotation is closed within the name: `groupe « Etat islamique »`.
            let closes = quoted && pieces.get(at + 1).is_some_and(|next| next.word == Self::QUOTE);
            for end in ends {
                if end.rule.allows(path.get(..taken).unwrap_or_default(), shouted) {
                    each(at + 1 + usize::from(closes), end);
                }
            }
        }
    }
}

/// Whether only the possessive `'s` of English is left of the token: `FARDC's`.
fn at_possessive(pieces: &[Piece], at: usize) -> bool {
    match (pieces.get(at), pieces.get(at + 1)) {
        (Some(here), Some(next)) => {
            here.token == next.token && next.last && next.case.len == 1 && !next.case.capital
        }
        _ => false,
    }
}

impl CaseRule {
    /// Whether the pieces of a text are capitalised as the name asks.
    fn allows(&self, path: &[Case], shouted: bool) -> bool {
        if self.short && shouted {
            return false;
        }
        // `Let` is not `LeT`.
        if self.ends && matches!(path, [case] if !case.ends) {
            return false;
        }
        let (mut all_caps, mut capitals) = (0_u32, 0_u32);
        for (at, case) in path.iter().enumerate() {
            all_caps |= u32::from(case.all_caps && case.capital) << at;
            capitals |= u32::from(case.capital) << at;
        }
        if self.all_caps & !all_caps != 0 {
            return false;
        }
        // A name of one or two words may be ordinary words: its first capital counts. A longer
        // name is itself, whichever of its words the outlet capitalises.
        let asked = self.capitals;
        if path.len() <= 2 {
            let first = asked & asked.wrapping_neg();
            capitals & first == first
        } else {
            // Five words and more are no ordinary words, whatever their letters.
            asked == 0 || capitals & asked != 0 || path.len() >= LONG_NAME
        }
    }
}
