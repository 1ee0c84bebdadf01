//! Finding: the longest name at each place, then who is meant by names that several share.
//!
//! Takes a document or a name by itself; gives numbers of actors. A name of several actors is
//! settled by what else the document names; when nothing settles it, it is left open for whoever knows where the
//! document is about.

use super::acronyms::{self, Acronym};
use super::fold;
use super::table::{Piece, Sense, Table};
use super::{ActorIdx, OpenHit, Registry, RegistryHit};
use crate::annotate::Doc;
use crate::model::Lang;

/// A name that was found, and who may be meant.
struct Raw {
    tokens: std::ops::Range<u32>,
    first: ActorIdx,
    others: Vec<ActorIdx>,
}

/// What begins at a place.
#[derive(Default)]
struct Best {
    /// How many pieces it takes.
    taken: usize,
    actors: Vec<ActorIdx>,
}

pub(super) fn find(registry: &Registry, doc: &Doc<'_>) -> (Vec<RegistryHit>, Vec<OpenHit>) {
    let mut raw: Vec<Raw> = Vec::new();
    let mut places = vec![0_u16; registry.grammar.countries.len()];
    let mut pieces = Vec::new();
    let mut buffer = String::new();
    for sent in &doc.sents {
        pieces.clear();
        for at in sent.tokens() {
            let Some(token) = doc.tokens.get(at) else { break };
            add_pieces(registry, token.span.of(doc.text), at as u32, &mut buffer, &mut pieces);
        }
        let shouted = is_shouted(&pieces);
        let mut at = 0;
        while let Some(&piece) = pieces.get(at) {
            let rest = pieces.get(at..).unwrap_or_default();
            let best = if registry.table.begins(piece) {
                best(
                    registry,
                    rest,
                    shouted,
                    doc.lang == Lang::Fr,
                    doc.lang == Lang::En,
                    &mut places,
                )
            } else {
                Best::default()
            };
            let end = rest.get(best.taken.wrapping_sub(1));
            match (best.actors.split_first(), end) {
                (Some((first, others)), Some(end)) => {
                    raw.push(Raw {
                        tokens: piece.token..end.token + 1,
                        first: *first,
                        others: others.to_vec(),
                    });
                    at += best.taken;
                }
                _ => at += 1,
            }
        }
    }
    settle(registry, doc, raw, &places)
}

pub(super) fn by_name(registry: &Registry, text: &str) -> Option<ActorIdx> {
    let mut pieces = Vec::new();
    let mut buffer = String::new();
    for (at, word) in text.split_whitespace().enumerate() {
        add_pieces(registry, word, at as u32, &mut buffer, &mut pieces);
    }
    // A name by itself is not in running text: hyphens and elisions divide it as they like.
    pieces.retain(|piece| !(Table::QUOTE..=Table::BREAK).contains(&piece.word));
    for piece in &mut pieces {
        piece.first = true;
        piece.last = true;
    }
    let mut rest = pieces.as_slice();
    loop {
        let mut places = vec![0; registry.grammar.countries.len()];
        let best = best(registry, rest, false, true, true, &mut places);
        if !rest.is_empty() && best.taken == rest.len() {
            return match best.actors.as_slice() {
                [one] => Some(*one),
                _ => None,
            };
        }
        let mut article = 0;
        registry.table.walk(rest, false, |taken, end| {
            if end.sense == Sense::Article {
                article = taken;
            }
        });
        rest = rest.get(article..).filter(|_| article > 0)?;
    }
}

/// Divides a token.
fn add_pieces(
    registry: &Registry,
    word: &str,
    token: u32,
    buffer: &mut String,
    pieces: &mut Vec<Piece>,
) {
    let start = pieces.len();
    fold::pieces(word, buffer, |piece, case| {
        let word = registry.table.word(piece);
        pieces.push(Piece { word, token, case, first: false, last: false });
    });
    if pieces.len() == start {
        let word = match word {
            "\"" | "«" | "»" | "“" | "”" | "„" | "'" | "''" | "’" | "‘" => Table::QUOTE,
            "-" | "–" | "‑" | "/" | "&" => Table::JOIN,
            _ => Table::BREAK,
        };
        pieces.push(Piece { word, token, case: fold::Case::default(), first: false, last: false });
    }
    if let Some(first) = pieces.get_mut(start) {
        first.first = true;
    }
    if let Some(last) = pieces.last_mut() {
        last.last = true;
    }
}

/// Whether a sentence is a headline in capitals.
fn is_shouted(pieces: &[Piece]) -> bool {
    let words = pieces.iter().filter(|piece| piece.case.len > 1);
    let (mut all, mut capitals) = (0_usize, 0_usize);
    for piece in words {
        all += 1;
        capitals += usize::from(piece.case.all_caps && piece.case.capital);
    }
    all >= 4 && capitals * 10 >= all * 7
}

/// The longest thing that begins at the first piece. Counts the countries that it names.
fn best(
    registry: &Registry,
    pieces: &[Piece],
    shouted: bool,
    french: bool,
    english: bool,
    places: &mut [u16],
) -> Best {
    let table = &registry.table;
    let mut best = Best::default();
    let mut grammar: Option<(usize, u16, u16)> = None;
    let mut keep = |taken: usize, family: u16, country: u16| {
        // Nouns come from the shortest to the longest, and of two the longer is the truer:
        // `forces spéciales` + `maliennes`, not `forces` + `spéciales` + `maliennes`.
        if grammar.is_none_or(|(longest, ..)| taken >= longest) {
            grammar = Some((taken, family, country));
        }
    };
    let mut place = None;
    table.walk(pieces, shouted, |taken, end| match end.sense {
        Sense::Name(actor) => {
            if taken > best.taken {
                best.actors.clear();
            }
            best.taken = taken;
            if !best.actors.contains(&actor) {
                best.actors.push(actor);
            }
        }
        Sense::Family { family, french: true } if french => {
            after_noun(table, pieces, taken, &mut |taken, country| keep(taken, family, country));
        }
        Sense::Family { family, french: false } if english => {
            after_link(table, pieces, taken, &mut |taken, country| keep(taken, family, country));
        }
        Sense::Adjective { country, french: false } => {
            place.get_or_insert(country);
            if english {
                before_noun(table, pieces, taken, &mut |taken, family| {
                    keep(taken, family, country);
                });
            }
        }
        Sense::Country(country) => {
            place = Some(country);
            if english {
                before_noun(table, pieces, taken, &mut |taken, family| {
                    keep(taken, family, country);
                });
            }
        }
        Sense::Adjective { country, .. } => {
            place.get_or_insert(country);
        }
        _ => {}
    });
    if let Some((taken, family, country)) = grammar {
        place = Some(country);
        if taken > best.taken {
            let at = usize::from(country) * registry.grammar.families.len() + usize::from(family);
            best.actors.clear();
            best.actors.extend(registry.made.get(at));
            best.taken = taken;
        }
    }
    if let Some(count) = place.and_then(|country| places.get_mut(usize::from(country))) {
        *count = count.saturating_add(1);
    }
    best
}

/// `armée` + `malienne`, `forces` + `spéciales` + `maliennes`, `ministère` + `malien` + `de la
/// Défense`, `police` + `du` + `Kenya`.
fn after_noun(table: &Table, pieces: &[Piece], taken: usize, keep: &mut impl FnMut(usize, u16)) {
    after_modifiers(table, pieces, taken, 2, &mut |taken| {
        walk_from(table, pieces, taken, |end, sense| {
            if let Sense::Adjective { country, french: true } = sense {
                keep(end, country);
                walk_from(table, pieces, end, |tail, sense| {
                    if sense == Sense::Tail {
                        keep(tail, country);
                    }
                });
            }
        });
        after_link(table, pieces, taken, keep);
    });
}

/// `of` + `Mali`, `du` + `Kenya`.
fn after_link(table: &Table, pieces: &[Piece], taken: usize, keep: &mut impl FnMut(usize, u16)) {
    walk_from(table, pieces, taken, |end, sense| {
        if sense == Sense::Link {
            walk_from(table, pieces, end, |end, sense| {
                if let Sense::Country(country) = sense {
                    keep(end, country);
                }
            });
        }
    });
}

/// `Malian` + `army`, `Mali` + `'s` + `special` + `forces`.
fn before_noun(table: &Table, pieces: &[Piece], taken: usize, keep: &mut impl FnMut(usize, u16)) {
    let possessive = pieces.get(taken).is_some_and(|p| p.case.len == 1 && !p.case.capital);
    for skip in 0..=usize::from(possessive) {
        after_modifiers(table, pieces, taken + skip, 2, &mut |taken| {
            walk_from(table, pieces, taken, |end, sense| {
                if let Sense::Family { family, french: false } = sense {
                    keep(end, family);
                }
            });
        });
    }
}

/// Goes on after at most `limit` modifiers, and after none.
fn after_modifiers(
    table: &Table,
    pieces: &[Piece],
    taken: usize,
    limit: u8,
    go: &mut impl FnMut(usize),
) {
    go(taken);
    let mut at = taken;
    for _ in 0..limit {
        let mut next = None;
        walk_from(table, pieces, at, |end, sense| {
            if sense == Sense::Modifier {
                next = Some(end);
            }
        });
        let Some(end) = next else { return };
        go(end);
        at = end;
    }
}

/// Walks from a later piece; ends count from the first.
fn walk_from(table: &Table, pieces: &[Piece], from: usize, mut each: impl FnMut(usize, Sense)) {
    let rest = pieces.get(from..).unwrap_or_default();
    if rest.first().is_some_and(|piece| piece.first) {
        table.walk(rest, false, |taken, end| each(from + taken, end.sense));
    }
}

/// Chooses among the actors of shared names, and gives those beside that nothing tells; drops acronyms that the document defines as
/// something else, and adds those that it defines for a name of the registry.
fn settle(
    registry: &Registry,
    doc: &Doc<'_>,
    raw: Vec<Raw>,
    places: &[u16],
) -> (Vec<RegistryHit>, Vec<OpenHit>) {
    let sure: Vec<ActorIdx> =
        raw.iter().filter(|hit| hit.others.is_empty()).map(|hit| hit.first).collect();
    let weight = |actor: ActorIdx| {
        let named = sure.iter().filter(|other| registry.related(**other, actor)).count();
        let countries = registry.countries.get(actor.0 as usize).into_iter().flatten();
        let placed = countries.filter_map(|at| places.get(usize::from(*at)));
        4 * named + placed.map(|count| usize::from(*count)).sum::<usize>()
    };
    let (mut hits, mut open) = (Vec::with_capacity(raw.len()), Vec::new());
    for hit in raw {
        let mut actors = vec![hit.first];
        actors.extend(hit.others);
        let actor = match actors.as_slice() {
            [one] => Some(*one),
            all => heaviest(all.iter().copied(), weight),
        };
        match actor {
            Some(actor) => hits.push(RegistryHit { tokens: hit.tokens, actor }),
            None => open.push(OpenHit { tokens: hit.tokens, actors }),
        }
    }
    let defined = acronyms_beside(registry, doc, &hits);
    if !defined.is_empty() {
        obey(registry, doc, &defined, &mut hits);
        // What the document defines is what it says.
        let is_defined = |word: &str| defined.iter().any(|one| word_of(doc, one.acronym) == word);
        open.retain(|hit| hit.tokens.len() > 1 || !is_defined(word_of(doc, hit.tokens.start)));
    }
    (hits, open)
}

/// The one with the greatest weight, unless two have it or it is nothing.
fn heaviest(
    actors: impl Iterator<Item = ActorIdx>,
    weight: impl Fn(ActorIdx) -> usize,
) -> Option<ActorIdx> {
    let mut best = None;
    let mut most = 0;
    for actor in actors {
        let here = weight(actor);
        if here > most {
            most = here;
            best = Some(actor);
        } else if here == most {
            best = None;
        }
    }
    best
}

/// The acronyms of a document in which names were found.
pub(super) fn acronyms_beside(
    registry: &Registry,
    doc: &Doc<'_>,
    hits: &[RegistryHit],
) -> Vec<Acronym> {
    acronyms::acronyms(&registry.grammar.names, doc, |end| {
        let at = hits.binary_search_by_key(&end, |hit| hit.tokens.end).ok()?;
        hits.get(at).map(|hit| hit.tokens.start)
    })
}

/// Reads acronyms as the document defines them.
fn obey(registry: &Registry, doc: &Doc<'_>, defined: &[Acronym], hits: &mut Vec<RegistryHit>) {
    let mut changed = false;
    for acronym in defined {
        let word = word_of(doc, acronym.acronym);
        let long = hits.iter().find(|hit| {
            hit.tokens.end == acronym.name.end && hit.tokens.start <= acronym.name.start + 1
        });
        if let Some(actor) = long.map(|hit| hit.actor) {
            let known = hits.iter().any(|hit| hit.tokens.contains(&acronym.acronym));
            if !known {
                for at in 0..doc.tokens.len() as u32 {
                    let free = || !hits.iter().any(|hit| hit.tokens.contains(&at));
                    if word_of(doc, at) == word && free() {
                        hits.push(RegistryHit { tokens: at..at + 1, actor });
                        changed = true;
                    }
                }
            }
        } else if acronym.spelled {
            let other =
                hits.iter().find(|hit| hit.tokens == (acronym.acronym..acronym.acronym + 1));
            if other.is_some_and(|hit| !is_like(registry, doc, acronym, hit.actor)) {
                hits.retain(|hit| hit.tokens.len() > 1 || word_of(doc, hit.tokens.start) != word);
            }
        }
    }
    if changed {
        hits.sort_by_key(|hit| hit.tokens.start);
    }
}

/// Whether most words of more than three letters of a name in the text are words of an actor's
/// names: outlets write long names in many ways.
fn is_like(registry: &Registry, doc: &Doc<'_>, acronym: &Acronym, actor: ActorIdx) -> bool {
    let mut buffer = String::new();
    let mut words: Vec<String> = Vec::new();
    for name in registry.actor(actor).map(super::names_of).unwrap_or_default() {
        fold::pieces(name, &mut buffer, |piece, _| words.push(piece.to_owned()));
    }
    let (mut all, mut shared) = (0_usize, 0_usize);
    for at in acronym.name.clone() {
        fold::pieces(word_of(doc, at), &mut buffer, |piece, case| {
            all += usize::from(case.len > 3);
            shared += usize::from(case.len > 3 && words.iter().any(|word| word == piece));
        });
    }
    shared * 2 > all
}

fn word_of<'a>(doc: &Doc<'a>, token: u32) -> &'a str {
    doc.tokens.get(token as usize).map_or("", |token| token.span.of(doc.text))
}
